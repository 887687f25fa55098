//! The pages of reviewers and moderators: an offer, work that was opened, a case to rule on.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, Field, FieldError, Frame, Row, Table};
use super::{CriterionChoice, Piece, sample_criterion, sample_error, sample_pieces};
use crate::web::href::Href;
use crate::web::moment::Moment;

/// `GET /bench/enter/{secret}`: the link in a reviewer's mail, with one button.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/enter.html")]
pub struct Enter {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where the button goes; `None` when the link is used or too old.
    pub action: Option<Href>,
    /// Where a new link is asked for.
    pub ask_href: Href,
}

/// `GET /bench/{claim}` before the work is opened.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/offer.html")]
pub struct Offer {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Until when it is offered.
    pub until: Moment,
    /// Where beginning goes.
    pub open: Href,
    /// Where giving it back goes.
    pub decline: Href,
    /// `reason`
    pub reason: Field,
}

/// `GET /bench/{claim}` once it is opened: evidence on one side, the rubric on the other.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/work.html")]
pub struct Work {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// What the author is called here.
    pub author: String,
    /// When the work has to be done, or that it is.
    pub standing: String,
    /// What the author says about it.
    pub statement: String,
    /// The evidence.
    pub evidence: Vec<Piece>,
    /// How the author rates the work: once the own review is in.
    pub self_rating: Vec<String>,
    /// What the reviewer found, once it cannot be changed any more.
    pub found: Vec<String>,
    /// Where the review goes; `None` when it is in for good.
    pub action: Option<Href>,
    /// The words of its button.
    pub button: String,
    /// What was handed in: field `submission`.
    pub submission: String,
    /// Fields `level-…` and `comment-…`.
    pub criteria: Vec<CriterionChoice>,
    /// `naming`: a box; none where nobody is ever named.
    pub naming: Vec<Choice>,
    /// Where asking for more time goes.
    pub extend: Option<Href>,
    /// Where giving it back goes.
    pub decline: Option<Href>,
    /// `reason`
    pub reason: Field,
    /// Where pointing something out goes.
    pub flag: Option<Href>,
    /// Where withdrawing the review goes.
    pub withdraw: Option<Href>,
    /// `withdraw_reason`
    pub withdraw_reason: Field,
}

/// What a peer found, for the moderator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// "Peer 3fa2c1d0".
    pub who: String,
    /// "Questions: Proficient".
    pub lines: Vec<String>,
    /// The name for this claim alone, sent as `review` when it is voided.
    pub key: String,
}

/// `GET /moderation/{claim}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/case.html")]
pub struct Case {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Why it is here.
    pub cause: String,
    /// What the author says about it.
    pub statement: String,
    /// Why the author objects.
    pub objection: Option<String>,
    /// The evidence.
    pub evidence: Vec<Piece>,
    /// How far the peers are apart: criterion by criterion.
    pub spread: Table,
    /// What peers pointed out.
    pub flags: Vec<String>,
    /// What the peers found.
    pub opinions: Vec<Opinion>,
    /// Where voiding a review goes: `review`, `void_reason`.
    pub void_review: Option<Href>,
    /// Where voiding the whole claim goes: `misconduct`.
    pub void_claim: Option<Href>,
    /// Where the ruling goes: `do` is `decide` or `peers`; for screening `pass` or `return`.
    pub action: Option<Href>,
    /// Whether it is being screened: passed on or given back.
    pub is_screening: bool,
    /// Fields `level-…`.
    pub criteria: Vec<CriterionChoice>,
    /// `reason`
    pub reason: Field,
}

impl Enter {
    /// A link that is good, and one that is not.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let good = Self {
            frame: Frame::sample(),
            action: Some("/bench/enter/k7qf29mxd4".into()),
            ask_href: "/sign-in?next=/bench".into(),
        };
        let old = Self { action: None, ..good.clone() };
        vec![("bench-enter", good), ("bench-enter-old", old)]
    }
}

impl Offer {
    /// An offer.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            until: super::super::moment("2026-05-06T12:00:00Z", "6 May 2026, 12:00 UTC"),
            open: "/bench/c1/open".into(),
            decline: "/bench/c1/decline".into(),
            ..Self::default()
        };
        vec![("bench-offer", page)]
    }
}

impl Work {
    /// Work to be judged, with something missing, and judged.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let open = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            author: "Author 9c1f22ab".to_owned(),
            standing: "Please hand in by 8 May 2026, 12:00 UTC.".to_owned(),
            statement: "I taught this unit in spring with a class of 26.".to_owned(),
            evidence: sample_pieces(),
            action: Some("/bench/c1".into()),
            button: "Hand in the review".to_owned(),
            submission: "9f2b".to_owned(),
            criteria: vec![sample_criterion(true)],
            extend: Some("/bench/c1/extend".into()),
            decline: Some("/bench/c1/decline".into()),
            flag: Some("/bench/c1/flag".into()),
            ..Self::default()
        };
        let errors = sample_error("comment-questions");
        let comment = Field::wrong("No.", errors[0].message.clone());
        let wrong =
            Self { errors, criteria: vec![CriterionChoice { comment, ..sample_criterion(true) }], ..open.clone() };
        let done = Self {
            standing: "Your review is in. Thank you.".to_owned(),
            self_rating: vec!["Questions: Proficient".to_owned()],
            found: vec!["Questions: Developing. The pupils only choose.".to_owned()],
            action: None,
            extend: None,
            decline: None,
            flag: None,
            withdraw: Some("/bench/c1/withdraw".into()),
            ..open.clone()
        };
        vec![("bench-work", open), ("bench-work-wrong", wrong), ("bench-work-done", done)]
    }
}

impl Case {
    /// A split, an appeal, and a submission to be looked over.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let opinion = |who: &str, line: &str| Opinion {
            who: who.to_owned(),
            lines: vec![line.to_owned()],
            key: who.replace("Peer ", ""),
        };
        let spread = Row { cells: ["Questions", "Proficient", "1", "1"].map(Cell::text).to_vec(), ..Row::default() };
        let split = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            cause: "The peers disagree on a criterion.".to_owned(),
            statement: "I taught this unit in spring with a class of 26.".to_owned(),
            evidence: sample_pieces(),
            opinions: vec![
                opinion("Peer 3fa2c1d0", "Questions: Proficient"),
                opinion("Peer b7710e92", "Questions: Beginning. The pupils only choose."),
            ],
            spread: Table {
                caption: "How far the peers are apart".to_owned(),
                columns: ["Criterion", "Needed", "Reached", "Below"].map(Column::new).to_vec(),
                rows: vec![spread],
                ..Table::default()
            },
            flags: vec!["A peer suspects misconduct.".to_owned()],
            void_review: Some("/moderation/c1/void-review".into()),
            void_claim: Some("/moderation/c1/void".into()),
            action: Some("/moderation/c1".into()),
            criteria: vec![sample_criterion(false)],
            ..Self::default()
        };
        let appeal = Self { objection: Some("Nobody looked at lesson 2.".to_owned()), ..split.clone() };
        let screening = Self {
            cause: "It was handed in and waits to be looked over.".to_owned(),
            is_screening: true,
            opinions: Vec::new(),
            spread: Table::default(),
            flags: Vec::new(),
            ..split.clone()
        };
        vec![("moderation-case", split), ("moderation-appeal", appeal), ("moderation-screening", screening)]
    }
}
