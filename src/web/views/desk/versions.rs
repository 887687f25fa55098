//! The versions of an achievement, and what it would look like if it were published now.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Column, Empty, Frame, Link, Row, Table};
use super::Desk;
use crate::web::href::Href;

/// `GET /desk/{slug}/achievements/{id}/versions`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/versions.html")]
pub struct Versions {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What it is called.
    pub achievement: String,
    /// What stands in the draft: "The draft is the same as version 3."
    pub draft: String,
    /// What can be done with the draft.
    pub actions: Vec<Link>,
    /// The versions, the newest first.
    pub table: Table,
    /// All achievements.
    pub list_href: Href,
}

impl Versions {
    /// Two versions, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |number: &str, day: (&str, &str), count: &str| Row {
            cells: vec![
                Cell::link(format!("/achievements/inquiry/versions/{number}"), format!("Version {number}")),
                Cell::day(day.0, day.1),
                Cell::text(count),
                Cell::Exact("9f86d081884c7d65".to_owned()),
            ],
            ..Row::default()
        };
        let two = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            draft: "The draft differs from version 2.".to_owned(),
            actions: vec![
                Link::new("/desk/northside/achievements/inquiry/preview", "See the draft as its page"),
                Link::new("/desk/northside/achievements/inquiry/publish", "Publish it"),
            ],
            table: Table {
                caption: "Published versions, the newest first".to_owned(),
                columns: ["Version", "Published", "Badges", "Fingerprint"].map(Column::new).to_vec(),
                rows: vec![
                    row("2", ("2026-05-03", "3 May 2026"), "12"),
                    row("1", ("2026-01-14", "14 January 2026"), "200"),
                ],
                empty: Empty::new("Nothing was published yet.", None),
            },
            list_href: "/desk/northside/achievements".into(),
        };
        let none = Self { table: Table { rows: Vec::new(), ..two.table.clone() }, ..two.clone() };
        vec![("desk-versions", two), ("desk-versions-none", none)]
    }
}
