//! Known work: the set that owners keep, the trial of a reviewer, and what came out.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::desk::Desk;
use super::super::{Fact, Field, FieldError, Frame};
use super::{CriterionChoice, Piece, sample_criterion, sample_pieces};
use crate::web::href::Href;

/// `GET /desk/{slug}/achievements/{id}/gold`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/gold.html")]
pub struct Gold {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Back to how it is reviewed.
    pub back: Href,
    /// What is wrong with the set as a whole.
    pub problem: Option<String>,
    /// The work, each with its levels.
    pub items: Vec<Piece>,
    /// Where a new piece goes.
    pub action: Href,
    /// `words`
    pub work: Field,
    /// Fields `level-…`.
    pub criteria: Vec<CriterionChoice>,
}

/// `GET /bench/trial`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/trial.html")]
pub struct Trial {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Whether the reviewer's reviews count.
    pub standing: String,
    /// The work.
    pub work: String,
    /// How much is left.
    pub left: String,
    /// Where the judgement goes.
    pub action: Href,
    /// Fields `level-…`.
    pub criteria: Vec<CriterionChoice>,
}

/// What came out of a trial.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/tried.html")]
pub struct Tried {
    /// What surrounds the page.
    pub frame: Frame,
    /// The name of the achievement.
    pub achievement: String,
    /// Whether the reviewer's reviews count.
    pub standing: String,
    /// Criterion by criterion: what is known, and what was found.
    pub facts: Vec<Fact>,
    /// The next piece, when there is one.
    pub next: Option<Href>,
}

impl Gold {
    /// A set that is not balanced, one that is, and a piece with something missing.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let own = |piece: Piece| Piece { remove: Some("/desk/northside/gold/g1/retire".into()), ..piece };
        let page = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            back: "/desk/northside/achievements/inquiry/review".into(),
            problem: Some("The set is too small: each side needs at least 4 levels, and the smaller has 1.".to_owned()),
            items: sample_pieces().into_iter().map(own).collect(),
            action: "/desk/northside/achievements/inquiry/gold".into(),
            criteria: vec![sample_criterion(false)],
            ..Self::default()
        };
        let text = "Write 1 to 20,000 characters.";
        let wrong = Self {
            errors: vec![FieldError::new("words", text)],
            work: Field::wrong("", text),
            problem: None,
            ..page.clone()
        };
        let empty = Self { items: Vec::new(), ..page.clone() };
        vec![("desk-gold", page), ("desk-gold-wrong", wrong), ("desk-gold-empty", empty)]
    }
}

impl Trial {
    /// A trial, and one with a level missing.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            standing: "Your reviews count once you have judged enough work on both sides of the bar.".to_owned(),
            work: "A work sheet for one lesson.".to_owned(),
            left: "3 more pieces after this one.".to_owned(),
            action: "/bench/trial/g1".into(),
            criteria: vec![sample_criterion(false)],
            ..Self::default()
        };
        let errors = vec![FieldError::new("level-questions-1", "Choose a level for every criterion.")];
        vec![("trial", page.clone()), ("trial-wrong", Self { errors, ..page })]
    }
}

impl Tried {
    /// What came out, with more to judge and without.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            standing: "Your reviews count.".to_owned(),
            facts: vec![
                Fact::new("Questions", "Beginning; you found Proficient"),
                Fact::new("Evidence", "Leading, as you found"),
            ],
            next: Some("/bench/trial".into()),
        };
        vec![("tried", page.clone()), ("tried-last", Self { next: None, ..page })]
    }
}
