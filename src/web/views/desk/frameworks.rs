//! The page on which an organisation brings in frameworks.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::web::href::Href;
use crate::web::views::{Cell, Column, Empty, Field, FieldError, Frame, Row, Table};

/// `GET` and `POST /desk/{slug}/frameworks`. The form sends `upload` and `name`; once asked again, `content`, `name` and
/// `do` = `apply`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/frameworks.html")]
pub struct FrameworkImport {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Where the form is sent to.
    pub action: Href,
    /// What is wrong in the form.
    pub errors: Vec<FieldError>,
    /// What is wrong with the file.
    pub file_error: Option<String>,
    /// What the framework is called.
    pub name: Field,
    /// The frameworks that are there.
    pub table: Table,
    /// What would change.
    pub preview: Option<FrameworkPreview>,
}

/// What bringing a framework in would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameworkPreview {
    /// The file in base64, to be sent again.
    pub content: String,
    /// The name that was given, to be sent again.
    pub name: String,
    /// What the framework is called.
    pub heading: String,
    /// Statements that are new.
    pub added: usize,
    /// Statements that say something else.
    pub changed: usize,
    /// Statements that stay.
    pub unchanged: usize,
    /// Statements that the file does not have any more.
    pub retired: usize,
    /// Whether anything would change.
    pub changes_something: bool,
}

impl FrameworkImport {
    /// The form, one with an error, and what would change.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Frameworks"),
            action: "/desk/northside/frameworks".into(),
            table: Table {
                caption: "Frameworks that you brought in".to_owned(),
                columns: ["Name", "Publisher", "Statements", "As of"].map(Column::new).to_vec(),
                rows: vec![Row {
                    cells: vec![
                        Cell::link("/frameworks/f1", "Teaching practice"),
                        Cell::text("Northside School District"),
                        Cell::text("42"),
                        Cell::day("2026-05-03", "3 May 2026"),
                    ],
                    ..Row::default()
                }],
                empty: Empty::default(),
            },
            ..Self::default()
        };
        let message = "line 12: there is no item “9.z” to lie below.";
        let wrong = Self {
            errors: vec![FieldError::new("upload", message)],
            file_error: Some(message.to_owned()),
            ..form.clone()
        };
        let preview = FrameworkPreview {
            content: "YQ==".to_owned(),
            name: "Teaching practice".to_owned(),
            heading: "Teaching practice".to_owned(),
            added: 2,
            changed: 1,
            unchanged: 40,
            retired: 1,
            changes_something: true,
        };
        let asked = Self { preview: Some(preview), ..form.clone() };
        vec![("desk-frameworks", form), ("desk-frameworks-wrong", wrong), ("desk-frameworks-preview", asked)]
    }
}
