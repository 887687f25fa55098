//! What an achievement follows from by itself.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, Empty, Field, FieldError, Frame, Row, Table};
use super::Desk;
use crate::web::href::Href;

/// `GET` and `POST /desk/{slug}/achievements/{id}/milestone`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/milestone.html")]
pub struct Milestone {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What is awarded.
    pub achievement: String,
    /// Where the form goes.
    pub action: Href,
    /// All achievements.
    pub cancel_href: Href,
    /// `on`
    pub on: Vec<Choice>,
    /// `part-1`, `part-2`, …, each with its choices
    pub parts: Vec<Vec<Choice>>,
    /// `required`
    pub required: Field,
    /// `order`
    pub order: Vec<Choice>,
    /// How far people are; nothing while it is off.
    pub progress: Option<Table>,
}

impl Milestone {
    /// One in use, and one with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let part = |chosen: &str| {
            [("", "None"), ("a", "Reading together"), ("b", "Writing together")]
                .map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) })
                .to_vec()
        };
        let used = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            achievement: "Literacy leader".to_owned(),
            action: "/desk/northside/achievements/1/milestone".into(),
            cancel_href: "/desk/northside/achievements".into(),
            on: vec![Choice::new("yes", "It follows from others").chosen(), Choice::new("no", "People award it")],
            parts: vec![part("a"), part("b"), part("")],
            required: Field::new("2"),
            order: vec![Choice::new("any", "In any order").chosen(), Choice::new("path", "One after the other")],
            progress: Some(Table {
                caption: "People by how many parts they have".to_owned(),
                columns: ["Parts", "People"].map(Column::new).to_vec(),
                rows: vec![Row { cells: vec![Cell::text("1 of 2"), Cell::text("12")], ..Row::default() }],
                empty: Empty::new("Nobody has a part yet.", None),
            }),
            ..Self::default()
        };
        let why = "Write a number from 1 to 2.";
        let wrong = Self {
            errors: vec![FieldError::new("required", why)],
            required: Field::wrong("7", why),
            progress: None,
            ..used.clone()
        };
        vec![("desk-milestone", used), ("desk-milestone-wrong", wrong)]
    }
}
