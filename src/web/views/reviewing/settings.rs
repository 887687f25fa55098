//! The pages of owners: the queue with the reviewers, and how an achievement is reviewed.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::desk::Desk;
use super::super::{Cell, Choice, Column, Empty, Fact, Field, FieldError, Frame, Link, Row, Table};
use crate::web::href::Href;

/// `GET /desk/{slug}/reviews`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/overview.html")]
pub struct Reviews {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// How many claims are in each state.
    pub counts: Vec<Fact>,
    /// Other pages about the review.
    pub links: Vec<Link>,
    /// What waits, the longest first.
    pub queue: Table,
    /// The achievements, with the way to how each is reviewed; `None` for who may not see them.
    pub badges: Option<Table>,
    /// Who reviews, with their load.
    pub reviewers: Table,
    /// Where a new reviewer goes; `None` for who may not name one.
    pub action: Option<Href>,
    /// `email`
    pub email: Field,
    /// `name`
    pub name: Field,
    /// `school`
    pub school: Field,
    /// `district`
    pub district: Field,
    /// `per_week`
    pub per_week: Field,
    /// `moderator`: a box.
    pub moderator: Vec<Choice>,
}

/// `GET /desk/{slug}/achievements/{id}/review`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/settings.html")]
pub struct ReviewSettings {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Where the form goes.
    pub action: Href,
    /// Back to the list.
    pub cancel_href: Href,
    /// What holds now.
    pub facts: Vec<Fact>,
    /// `open`
    pub open: Vec<Choice>,
    /// `stakes`
    pub stakes: Vec<Choice>,
    /// `anonymity`
    pub anonymity: Vec<Choice>,
    /// `screening`
    pub screening: Vec<Choice>,
    /// `kind`, repeated
    pub kinds: Vec<Choice>,
    /// `rating`
    pub rating: Vec<Choice>,
    /// `calibration`
    pub calibration: Vec<Choice>,
    /// The work whose levels are known.
    pub gold_href: Href,
}

impl Reviews {
    /// A queue with something in it, and a first look.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let text = |cells: [&str; 5]| Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() };
        let busy = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Reviews"),
            counts: vec![Fact::new("With peers", "4"), Fact::new("Waiting for a ruling", "1")],
            links: vec![Link::new("/desk/northside/reviews/insights", "How the review does")],
            queue: Table {
                caption: "What waits, the longest first".to_owned(),
                columns: ["Badge", "State", "Waits since", "Reviews", "Open places"].map(Column::new).to_vec(),
                rows: vec![text(["Reading together", "With peers", "3 days", "1", "1"])],
                empty: Empty::new("Nothing waits.", None),
            },
            reviewers: Table {
                caption: "Reviewers".to_owned(),
                columns: ["Name", "School", "Open", "Last 28 days", "A week"].map(Column::new).to_vec(),
                rows: vec![text(["Ben Achebe", "hill school", "1", "4", "3"])],
                empty: Empty::new("Nobody reviews yet. Name at least three people of different schools.", None),
            },
            badges: Some(Table {
                caption: "Achievements".to_owned(),
                columns: ["Achievement", "Claims"].map(Column::new).to_vec(),
                rows: vec![Row {
                    cells: vec![
                        Cell::link("/desk/northside/achievements/reading/review", "Reading together"),
                        Cell::text("Can be claimed with evidence"),
                    ],
                    ..Row::default()
                }],
                empty: Empty::new("Nothing is published yet.", None),
            }),
            action: Some("/desk/northside/reviews/reviewers".into()),
            moderator: vec![Choice::new("yes", "May rule when peers cannot settle it")],
            ..Self::default()
        };
        let first = Self {
            counts: Vec::new(),
            queue: Table { rows: Vec::new(), ..busy.queue.clone() },
            reviewers: Table { rows: Vec::new(), ..busy.reviewers.clone() },
            ..busy.clone()
        };
        let moderator = Self { badges: None, action: None, moderator: Vec::new(), ..busy.clone() };
        vec![("desk-reviews", busy), ("desk-reviews-first", first), ("desk-reviews-moderator", moderator)]
    }
}

impl ReviewSettings {
    /// Settings, and an achievement without a rubric.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let two = |yes: &str, no: &str| vec![Choice::new("yes", yes).chosen(), Choice::new("no", no)];
        let page = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            action: "/desk/northside/achievements/inquiry/review".into(),
            cancel_href: "/desk/northside/achievements".into(),
            facts: vec![Fact::new("Rubric", "of version 3"), Fact::exact("Policy", "9f2b")],
            open: two("People can claim it with evidence", "It is not claimed"),
            stakes: two("Two peers, three when they disagree", "Three peers, up to five"),
            anonymity: vec![Choice::new("double", "Neither side sees the other's name").chosen()],
            screening: vec![Choice::new("automatic", "It goes to peers after 30 minutes").chosen()],
            kinds: vec![Choice::new("artefact", "Something that was made").chosen()],
            rating: two("Yes", "No"),
            calibration: vec![Choice::new("off", "No").chosen(), Choice::new("gate", "Yes")],
            gold_href: "/desk/northside/achievements/inquiry/gold".into(),
            ..Self::default()
        };
        let text = "This achievement has no rubric. Add criteria with levels to it and publish it, then come back.";
        let wrong = Self { errors: vec![FieldError::new("open-1", text)], ..page.clone() };
        vec![("desk-review", page), ("desk-review-wrong", wrong)]
    }
}
