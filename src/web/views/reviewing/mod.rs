//! Claims and their review: what claimants, reviewers, moderators and owners see.

mod bench;
mod claim;
mod coached;
mod insights;
mod settings;
mod trial;
mod work;

use askama::Template;
use serde::{Deserialize, Serialize};

pub use bench::Bench;
pub use claim::{Begin, Claim, EvidenceFields};
pub use coached::Coached;
pub use insights::{Drawing, Insights, RubricInsight, Simulator};
pub use settings::{ReviewSettings, Reviews};
pub use trial::{Gold, Trial, Tried};
pub use work::{Case, Enter, Offer, Opinion, Work};

use super::{Cell, Choice, Column, Empty, Field, FieldError, Frame, Link, Row, Table};
use crate::web::href::Href;

/// A criterion with levels to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionChoice {
    /// The name of the field: `level-planning`.
    pub id: String,
    /// What is judged.
    pub name: String,
    /// "Needed: Secure."
    pub hint: String,
    /// The levels, from low to high.
    pub levels: Vec<Choice>,
    /// The name of the field of the sentence: `comment-planning`; empty where none is written.
    pub comment_id: String,
    /// The sentence.
    pub comment: Field,
}

/// A piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// "Evidence 1: artefact".
    pub title: String,
    /// The text, or what is said about a link or file.
    pub text: String,
    /// Where it is.
    pub href: Option<Href>,
    /// Who may see it.
    pub note: String,
    /// Where taking it out goes.
    pub remove: Option<Href>,
    /// Saying how helpful it is.
    pub rating: Option<Rating>,
}

/// Saying how helpful something that was written is: fields `review` and `rating`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Where it goes.
    pub action: Href,
    /// What it is about, sent as `review`.
    pub key: String,
    /// The name of the group on the page.
    pub id: String,
    /// `rating`
    pub choices: Vec<Choice>,
}

/// `GET /claims`, `/coaching` and `/moderation`: a list, and perhaps a button.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/list.html")]
pub struct Listing {
    /// What surrounds the page.
    pub frame: Frame,
    /// The headline.
    pub title: String,
    /// What it is about.
    pub intro: String,
    /// What there is.
    pub table: Table,
    /// Another list that belongs to this person.
    pub more: Option<Link>,
    /// A form with one button: where it goes and its words.
    pub button: Option<(Href, String)>,
}

impl Listing {
    /// A claimant's list, and cases to rule on.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |href: &str, text: &str, state: &str, day: (&str, &str)| Row {
            cells: vec![Cell::link(href, text), Cell::text(state), Cell::day(day.0, day.1)],
            ..Row::default()
        };
        let inquiry = "Inquiry-based learning: facilitator";
        let claims = Self {
            frame: Frame::signed_in_sample(),
            title: "Your claims".to_owned(),
            intro: "Evidence that you hand in for badges.".to_owned(),
            table: Table {
                caption: "Your claims, newest first".to_owned(),
                columns: ["Badge", "Where it stands", "Begun"].map(Column::new).to_vec(),
                rows: vec![row("/claims/c1", inquiry, "Peers are judging it", ("2026-05-03", "3 May 2026"))],
                empty: Empty::new("You have not claimed a badge yet.", None),
            },
            more: None,
            button: None,
        };
        let cases = Self {
            title: "Rulings".to_owned(),
            intro: "Peers could not settle these, or it took too long.".to_owned(),
            table: Table {
                caption: "Work that needs a ruling".to_owned(),
                columns: ["Badge", "Why", "Waits since"].map(Column::new).to_vec(),
                rows: vec![row("/moderation/c2", inquiry, "The peers disagree", ("2026-05-01", "1 May 2026"))],
                empty: Empty::new("Nothing needs your ruling.", None),
            },
            more: None,
            button: None,
            ..claims.clone()
        };
        vec![("claims", claims), ("moderation", cases)]
    }
}

/// A criterion for the samples.
fn sample_criterion(with_comment: bool) -> CriterionChoice {
    let levels = ["Beginning", "Developing", "Proficient", "Leading"];
    CriterionChoice {
        id: "level-questions".to_owned(),
        name: "Questions".to_owned(),
        hint: "Needed: Proficient, where pupils ask questions that can be investigated.".to_owned(),
        levels: levels.iter().enumerate().map(|(at, name)| Choice::new(at.to_string(), *name)).collect(),
        comment_id: if with_comment { "comment-questions".to_owned() } else { String::new() },
        comment: Field::default(),
    }
}

fn sample_pieces() -> Vec<Piece> {
    vec![
        Piece {
            title: "Evidence 1: artefact".to_owned(),
            text: "A unit plan of eight lessons about rivers.\n\nLesson 1: what do we want to know?".to_owned(),
            note: "Anybody who sees the badge may see it".to_owned(),
            ..Piece::default()
        },
        Piece {
            title: "Evidence 2: reflection".to_owned(),
            href: Href::outside("https://evidence.example/reflection"),
            note: "Reviewers may see it".to_owned(),
            ..Piece::default()
        },
    ]
}

/// What is wrong, for the samples.
fn sample_error(field: &str) -> Vec<FieldError> {
    vec![FieldError::new(field, "Write at least 30 letters about Questions: what is missing?")]
}
