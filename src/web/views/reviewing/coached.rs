//! The page of a coach: the work of somebody who named them, and a word about it.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Field, FieldError, Frame};
use super::{Piece, sample_pieces};
use crate::web::href::Href;
use crate::web::moment::Moment;

/// `GET /coaching/{claim}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/coached.html")]
pub struct Coached {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Whose work it is.
    pub claimant: String,
    /// Where it stands.
    pub standing: String,
    /// What the claimant says about it.
    pub statement: String,
    /// The evidence.
    pub evidence: Vec<Piece>,
    /// `comment`
    pub comment: Field,
    /// Where agreeing to one attempt more goes.
    pub sign_off: Option<Href>,
    /// When the coach agreed.
    pub signed_off: Option<Moment>,
    /// Where the comment goes.
    pub action: Href,
}

impl Coached {
    /// Work with one attempt more to agree to, and an empty comment.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            claimant: "Ada Marlowe".to_owned(),
            standing: "Not yet".to_owned(),
            statement: "I taught this unit in spring with a class of 26.".to_owned(),
            evidence: sample_pieces(),
            comment: Field::new("Show how the pupils came to their questions."),
            sign_off: Some("/coaching/c1/sign-off".into()),
            signed_off: None,
            action: "/coaching/c1".into(),
            ..Self::default()
        };
        let text = "Write 1 to 5,000 characters.";
        let wrong = Self {
            errors: vec![FieldError::new("comment", text)],
            comment: Field::wrong("", text),
            sign_off: None,
            signed_off: Some(super::super::moment("2026-05-06T12:00:00Z", "6 May 2026")),
            ..page.clone()
        };
        vec![("coached", page), ("coached-wrong", wrong)]
    }
}
