//! Awarding to everybody in a table: handing it in, what would become of each row, and how far it is.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, Empty, Field, FieldError, Frame, Link, Pager, Row, Table, moment};
use super::Desk;
use crate::web::href::Href;
use crate::web::moment::Moment;

/// `GET` and `POST /desk/{slug}/awards/import`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/import_form.html")]
pub struct ImportForm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the form goes.
    pub action: Href,
    /// `achievement`: the published ones. When there are none, the page says so.
    pub achievements: Vec<Choice>,
    /// Where to describe one, when there are none.
    pub achievements_href: Href,
    /// What is wrong with the file, field `upload`.
    pub upload_error: Option<String>,
    /// `pasted`
    pub pasted: Field,
    /// `duplicates`
    pub duplicates: Vec<Choice>,
    /// How large a file may be: "200 MB".
    pub limit: String,
    /// The last lists.
    pub earlier: Table,
}

/// `GET /desk/{slug}/awards/import/{import}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/import.html")]
pub struct Import {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong. The fields are those of the columns.
    pub errors: Vec<FieldError>,
    /// What the file is called.
    pub title: String,
    /// What is awarded.
    pub achievement: Link,
    /// What would happen, or what happened, in a sentence.
    pub summary: String,
    /// What was in the way when awarding ended.
    pub trouble: Option<String>,
    /// How far it is, while badges are being awarded.
    pub progress: Option<ImportProgress>,
    /// When it begins by itself, while it waits for that.
    pub planned: Option<ImportPlan>,
    /// `start_on`, a date
    pub start_on: Field,
    /// Awarding what is ready; `None` when there is nothing to award now.
    pub award: Option<ImportButton>,
    /// How many rows there are of each kind, each with the list of them.
    pub shows: Vec<ImportShow>,
    /// Rows that can be changed here, with what is wrong with them.
    pub mend: Vec<MendRow>,
    /// Where changed rows go.
    pub mend_action: Href,
    /// The rows.
    pub table: Table,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
    /// What the columns hold; nothing when that cannot be changed now.
    pub columns: Vec<ImportColumnField>,
    /// Whether it must be looked at before anything else.
    pub is_columns_open: bool,
    /// Where the columns go.
    pub columns_action: Href,
    /// `duplicates`
    pub duplicates: Vec<Choice>,
    /// `day_order`; nothing when no column holds a day.
    pub day_orders: Vec<Choice>,
    /// The table with what became of each row, as a file.
    pub result_href: Href,
    /// Where to forget the list; `None` while that cannot be done.
    pub delete_action: Option<Href>,
    /// The badges that were awarded; `None` while there are none.
    pub badges_href: Option<Href>,
    /// All lists.
    pub list_href: Href,
}

/// How far awarding is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Rows that are done, and all that are to be done.
    pub done: i64,
    /// All rows that are to be done.
    pub total: i64,
    /// "3,000 of 10,000 awarded, about 4 seconds left".
    pub sentence: String,
    /// Where to stop it.
    pub stop_action: Href,
}

/// When awarding begins by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// The day.
    pub at: Moment,
    /// Where to call it off.
    pub stop_action: Href,
}

/// A button with where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportButton {
    /// Where its form goes.
    pub action: Href,
    /// "Award 198 badges".
    pub label: String,
}

/// How many rows there are of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportShow {
    /// The list of them.
    pub href: Href,
    /// The number as it is written.
    pub number: String,
    /// What kind.
    pub label: String,
    /// Whether the table shows these.
    pub current: bool,
}

/// A row that can be changed on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendRow {
    /// Its number, hidden field `row`.
    pub number: i64,
    /// `cell-{number}-{column}`, with the head of the column as its label.
    pub cells: Vec<MendCell>,
    /// `leave-{number}`
    pub is_left: bool,
}

/// One cell of such a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendCell {
    /// Its name in the form.
    pub id: String,
    /// The head of its column.
    pub label: String,
    /// What it holds, and what is wrong with it.
    pub field: Field,
}

/// A column and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumnField {
    /// Its name in the form: `column-0`.
    pub id: String,
    /// What the first line calls it.
    pub head: String,
    /// What its first cells hold.
    pub sample: String,
    /// What it can hold.
    pub choices: Vec<Choice>,
    /// What is wrong.
    pub error: Option<String>,
}

impl ImportForm {
    /// An empty form, one with a file that is no table, and nothing to award.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let new = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            action: "/desk/northside/awards/import".into(),
            achievements: vec![
                Choice::new("inquiry", "Inquiry-based learning: facilitator").chosen(),
                Choice::new("reading", "Reading together"),
            ],
            achievements_href: "/desk/northside/achievements/new".into(),
            duplicates: vec![
                Choice::new("deny", "Nothing: they keep the badge that they have").chosen(),
                Choice::new("replace", "The old badge is withdrawn and they get a new one"),
            ],
            limit: "200 MB".to_owned(),
            earlier: Table {
                caption: "Earlier lists".to_owned(),
                columns: ["List", "Uploaded", "Rows"].map(Column::new).to_vec(),
                rows: vec![Row {
                    cells: vec![
                        Cell::link("/desk/northside/awards/import/1", "june.csv"),
                        Cell::day("2026-06-01", "1 June 2026"),
                        Cell::text("198 of 200 awarded"),
                    ],
                    ..Row::default()
                }],
                empty: Empty::default(),
            },
            ..Self::default()
        };
        let why = "This is a workbook. Open it in your spreadsheet program and save the sheet as CSV.";
        let wrong =
            Self { errors: vec![FieldError::new("upload", why)], upload_error: Some(why.to_owned()), ..new.clone() };
        let nothing = Self { achievements: Vec::new(), earlier: Table::default(), ..new.clone() };
        vec![("desk-import-new", new), ("desk-import-new-wrong", wrong), ("desk-import-nothing", nothing)]
    }
}

impl Import {
    /// A list to be looked at, one that is being awarded, one that is done, and one whose columns are not known.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let open = Self::open_sample();
        let running = Self {
            progress: Some(ImportProgress {
                done: 3_000,
                total: 10_000,
                sentence: "3,000 of 10,000 awarded, about 4 seconds left".to_owned(),
                stop_action: "/desk/northside/awards/import/1/stop".into(),
            }),
            award: None,
            mend: Vec::new(),
            columns: Vec::new(),
            delete_action: None,
            ..open.clone()
        };
        let done = Self {
            frame: Frame { notice: Some("The badges were awarded.".to_owned()), ..Frame::signed_in_sample() },
            summary: "198 badges were awarded.".to_owned(),
            trouble: Some("This API key may make 100 awards a day.".to_owned()),
            award: None,
            mend: Vec::new(),
            ..open.clone()
        };
        let why = "Two columns cannot hold the same. Choose “nothing” for one of them.";
        let planned = Self {
            planned: Some(ImportPlan {
                at: moment("2026-06-20", "20 June 2026"),
                stop_action: "/desk/northside/awards/import/1/stop".into(),
            }),
            award: None,
            mend: Vec::new(),
            columns: Vec::new(),
            delete_action: None,
            ..open.clone()
        };
        let mut unknown = Self {
            errors: vec![FieldError::new("column-1", why)],
            is_columns_open: true,
            award: None,
            mend: Vec::new(),
            ..open.clone()
        };
        unknown.columns[1].error = Some(why.to_owned());
        vec![
            ("desk-import", open),
            ("desk-import-running", running),
            ("desk-import-done", done),
            ("desk-import-planned", planned),
            ("desk-import-columns-wrong", unknown),
        ]
    }

    fn open_sample() -> Self {
        let row = |number: &str, email: &str, name: &str, what: &str| Row {
            cells: vec![
                Cell::text(number),
                Cell::text(email),
                Cell::text(name),
                Cell::text(what),
                Cell::link(format!("/desk/northside/awards/import/1?row={number}#mend"), "Change"),
            ],
            ..Row::default()
        };
        let no_address = "“ben at northside” is not an e-mail address.";
        let column = |id: &str, head: &str, sample: &str, chosen: &str| ImportColumnField {
            id: id.to_owned(),
            head: head.to_owned(),
            sample: sample.to_owned(),
            choices: [("", "Nothing to us"), ("name", "Name"), ("email", "E-mail address")]
                .map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) })
                .to_vec(),
            error: None,
        };
        Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            title: "june.csv".to_owned(),
            achievement: Link::new("/achievements/inquiry", "Inquiry-based learning: facilitator"),
            summary: "198 of 200 rows can be awarded. 1 row has to be mended first.".to_owned(),
            award: Some(ImportButton {
                action: "/desk/northside/awards/import/1/award".into(),
                label: "Award 198 badges".to_owned(),
            }),
            shows: sample_shows(),
            mend: vec![MendRow {
                number: 2,
                cells: vec![
                    MendCell { id: "cell-2-0".to_owned(), label: "Name".to_owned(), field: Field::new("Ben Achebe") },
                    MendCell {
                        id: "cell-2-1".to_owned(),
                        label: "E-mail".to_owned(),
                        field: Field::wrong("ben at northside", no_address),
                    },
                ],
                is_left: false,
            }],
            mend_action: "/desk/northside/awards/import/1/rows".into(),
            table: Table {
                caption: "All rows".to_owned(),
                columns: ["Row", "E-mail", "Name", "What happens", ""].map(Column::new).to_vec(),
                rows: vec![
                    row("1", "ada@northside.example", "Ada Marlowe", "Will be awarded"),
                    row("2", "ben at northside", "Ben Achebe", no_address),
                    row("3", "carmen@northside.example", "Carmen Ruiz", "Has it already: nothing happens"),
                ],
                empty: Empty::new("No row is like this.", None),
            },
            pager: Some(Pager {
                sentence: "1 to 50 of 200".to_owned(),
                previous: None,
                next: Some("/desk/northside/awards/import/1?after=50".into()),
            }),
            columns: vec![
                column("column-0", "Name", "Ada Marlowe", "name"),
                column("column-1", "E-mail", "ada@northside.example", "email"),
            ],
            columns_action: "/desk/northside/awards/import/1/columns".into(),
            duplicates: vec![Choice::new("deny", "Nothing: they keep the badge that they have").chosen()],
            day_orders: vec![Choice::new("day", "Day first: 3/5/2026 is the third of May").chosen()],
            result_href: "/desk/northside/awards/import/1/result.csv".into(),
            delete_action: Some("/desk/northside/awards/import/1/delete".into()),
            badges_href: Some("/desk/northside/awards?list=1".into()),
            list_href: "/desk/northside/awards/import".into(),
            ..Self::default()
        }
    }
}

fn sample_shows() -> Vec<ImportShow> {
    let show = |kind: &str, number: &str, label: &str, current| ImportShow {
        href: format!("/desk/northside/awards/import/1?show={kind}").into(),
        number: number.to_owned(),
        label: label.to_owned(),
        current,
    };
    vec![
        show("", "200", "All rows", true),
        show("ready", "198", "Will be awarded", false),
        show("has", "1", "Have it already", false),
        show("wrong", "1", "To be mended", false),
    ]
}
