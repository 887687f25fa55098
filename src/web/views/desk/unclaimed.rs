//! Badges that nobody has answered: who is reminded, and when last.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, Empty, FieldError, Frame, Link, Row, Table, moment};
use super::Desk;
use crate::web::href::Href;

/// `GET /desk/{slug}/unclaimed`. The ticked awards arrive as `award`, repeated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/unclaimed.html")]
pub struct Unclaimed {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// How many there are.
    pub count: i64,
    /// How many are shown, when that is not all.
    pub shown: Option<i64>,
    /// The awards, with their codes as ids.
    pub table: Table,
    /// Where reminding goes; `None` when this person may not, or there is nobody to remind.
    pub remind: Option<Href>,
    /// Where cancelling goes; `None` when this person may not, or there is nothing to cancel.
    pub cancel: Option<Href>,
    /// Where the switch goes; `None` when this person may not.
    pub switch: Option<Href>,
    /// `reminders`: on or off.
    pub reminders: Vec<Choice>,
    /// All awards.
    pub all_href: Href,
}

impl Unclaimed {
    /// Some, more than are shown, for somebody who may only look, with nothing chosen, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |id: &str, earner: &str, reminder: &str| Row {
            id: id.to_owned(),
            label: format!("{earner}, Reading together"),
            ticked: false,
            cells: vec![
                Cell::link(format!("/desk/northside/awards/{id}"), earner),
                Cell::text("Reading together"),
                Cell::Moment(moment("2026-05-03", "3 May 2026")),
                Cell::text(reminder),
            ],
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            count: 2,
            table: Table {
                caption: "Badges without an answer, newest first".to_owned(),
                columns: ["Earner", "Achievement", "Issued", "Last reminder"].map(Column::new).to_vec(),
                rows: vec![
                    row("K7QF-2MXD", "Ada Marlowe", "24 May 2026 (2 in all)"),
                    row("H5JD-9W3K", "Ben Achebe", "None yet"),
                ],
                empty: Empty::new("Every badge was answered.", Some(Link::new("/desk/northside/awards", "All awards"))),
            },
            remind: Some("/desk/northside/unclaimed/remind".into()),
            cancel: Some("/desk/northside/unclaimed/cancel".into()),
            switch: Some("/desk/northside/unclaimed/reminders".into()),
            reminders: vec![Choice::new("on", "Remind earners").chosen(), Choice::new("off", "Do not remind earners")],
            all_href: "/desk/northside/awards".into(),
            ..Self::default()
        };
        let many = Self { count: 1_204, shown: Some(200), ..some.clone() };
        let viewer = Self { remind: None, cancel: None, switch: None, ..some.clone() };
        let why = "Choose at least one badge.";
        let wrong = Self { errors: vec![FieldError::new("award-1", why)], ..some.clone() };
        let none = Self {
            count: 0,
            remind: None,
            cancel: None,
            table: Table { rows: Vec::new(), ..some.table.clone() },
            ..some.clone()
        };
        vec![
            ("desk-unclaimed", some),
            ("desk-unclaimed-many", many),
            ("desk-unclaimed-viewer", viewer),
            ("desk-unclaimed-wrong", wrong),
            ("desk-unclaimed-none", none),
        ]
    }
}
