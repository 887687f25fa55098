//! The bench: what waits for a reviewer, and how much they are ready to do.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Column, Empty, Field, FieldError, Frame, Link, Row, Table};
use crate::web::href::Href;

/// `GET /bench`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/bench.html")]
pub struct Bench {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What waits.
    pub table: Table,
    /// Where asking for work goes.
    pub take: Option<Href>,
    /// Other lists that belong to this person.
    pub links: Vec<Link>,
    /// What claimants made of the reviewer's words.
    pub thanks: Option<String>,
    /// Where readiness goes.
    pub readiness: Option<Href>,
    /// `per_week`
    pub per_week: Field,
    /// `away_from`
    pub away_from: Field,
    /// `away_to`
    pub away_to: Field,
    /// Where a conflict goes.
    pub conflict_action: Option<Href>,
    /// `conflict`
    pub conflict: Field,
}

impl Bench {
    /// A bench with work, an empty one, one with something wrong, and that of somebody who does not review.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = Row {
            cells: vec![
                Cell::link("/bench/c1", "Inquiry-based learning: facilitator"),
                Cell::text("Offered to you"),
                Cell::day("2026-05-06", "6 May 2026"),
            ],
            ..Row::default()
        };
        let busy = Self {
            frame: Frame::signed_in_sample(),
            table: Table {
                caption: "Work on your bench".to_owned(),
                columns: ["Badge", "State", "Until"].map(Column::new).to_vec(),
                rows: vec![row],
                empty: Empty::new("Nothing waits for you. Thank you.", None),
            },
            take: Some("/bench/take".into()),
            links: vec![Link::new("/moderation", "Rulings that wait for you")],
            thanks: Some("7 of 9 colleagues who said so found what you wrote helpful. Thank you.".to_owned()),
            readiness: Some("/bench/readiness".into()),
            per_week: Field::new("3"),
            conflict_action: Some("/bench/conflict".into()),
            ..Self::default()
        };
        let idle = Self { table: Table { rows: Vec::new(), ..busy.table.clone() }, thanks: None, ..busy.clone() };
        let text = "The last day away comes after the first.";
        let wrong = Self {
            errors: vec![FieldError::new("away_to", text)],
            away_from: Field::new("2026-07-20"),
            away_to: Field::wrong("2026-07-01", text),
            ..idle.clone()
        };
        let stranger = Self {
            frame: Frame::signed_in_sample(),
            table: Table {
                empty: Empty::new("You do not review yet. The owner of a badge can name you.", None),
                ..idle.table.clone()
            },
            ..Self::default()
        };
        vec![("bench", busy), ("bench-idle", idle), ("bench-wrong", wrong), ("bench-stranger", stranger)]
    }
}
