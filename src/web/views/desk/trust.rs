//! Whom an organisation trusts: the list, one entry, taking entries off, taking a list over.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, Empty, Field, FieldError, Frame, Link, Pager, Row, Table};
use super::Desk;
use crate::web::href::Href;

/// `GET /desk/{slug}/trust`. Ticked entries arrive as `entry`, repeated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/trust.html")]
pub struct TrustedIssuers {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where to add one; `None` when this person may not.
    pub add_href: Option<Href>,
    /// Where to take a list over; `None` when this person may not.
    pub import_href: Option<Href>,
    /// The signed list as a file; `None` while there is nothing on it.
    pub export_href: Option<Href>,
    /// This list again, for the filter.
    pub list_href: Href,
    /// `q`
    pub query: Field,
    /// `standing`
    pub standings: Vec<Choice>,
    /// "12 trusted, 310 known".
    pub summary: String,
    /// The entries, with their ids.
    pub table: Table,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
    /// Where taking off goes; `None` when this person may not.
    pub remove_action: Option<Href>,
}

/// `GET /desk/{slug}/trust/new` and `…/{entry}/edit`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/trust_form.html")]
pub struct TrustForm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Whether it is a new entry.
    pub is_new: bool,
    /// Where the form goes.
    pub action: Href,
    /// Back to the list.
    pub cancel_href: Href,
    /// `issuer`
    pub issuer: Field,
    /// `name`
    pub name: Field,
    /// `standing`
    pub standings: Vec<Choice>,
    /// `types`, with commas between
    pub types: Field,
    /// `tags`, with commas between
    pub tags: Field,
    /// `until`, a date
    pub until: Field,
    /// `note`
    pub note: Field,
    /// Where the entry came from and who put it there; nothing for a new one.
    pub history: String,
}

/// `POST /desk/{slug}/trust/remove`, the first time: what would be taken off.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/trust_remove.html")]
pub struct TrustRemoval {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Where the form goes.
    pub action: Href,
    /// Back to the list.
    pub cancel_href: Href,
    /// The entries, sent again as `entry`.
    pub table: Table,
}

/// `GET` and `POST /desk/{slug}/trust/import`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/trust_import.html")]
pub struct TrustImport {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the form goes.
    pub action: Href,
    /// Back to the list.
    pub cancel_href: Href,
    /// What is wrong with the file; field `upload`.
    pub file_error: Option<String>,
    /// `mode`
    pub modes: Vec<Choice>,
    /// `standing`
    pub standings: Vec<Choice>,
    /// What would come of the chosen file.
    pub preview: Option<TrustPreview>,
}

/// What would come of a file, before it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustPreview {
    /// The file again, in base64: field `content`.
    pub content: String,
    /// The chosen mode again.
    pub mode: String,
    /// The chosen standing again.
    pub standing: String,
    /// Who signed it, in a sentence.
    pub signer: String,
    /// Whether somebody did.
    pub is_signed: bool,
    /// "3 would be added, 1 changed, none removed. 12 stay as they are."
    pub summary: String,
    /// Whether anything would change.
    pub changes_something: bool,
    /// The changes.
    pub table: Table,
    /// What cannot be used of the file.
    pub refused: Vec<String>,
}

fn standings(chosen: &str) -> Vec<Choice> {
    [("trusted", "Trusted: rely on it"), ("known", "Known: a hint, nothing more")]
        .into_iter()
        .map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) })
        .collect()
}

fn sample_table() -> Table {
    let row = |id: &str, name: &str, issuer: &str, more: [&str; 3]| Row {
        id: id.to_owned(),
        label: name.to_owned(),
        ticked: false,
        cells: vec![
            Cell::link(format!("/desk/northside/trust/{id}/edit"), name),
            Cell::Exact(issuer.to_owned()),
            Cell::text(more[0]),
            Cell::text(more[1]),
            Cell::text(more[2]),
        ],
    };
    Table {
        caption: "Issuers on your list".to_owned(),
        columns: ["Issuer", "Address", "Standing", "For", "Until"].map(Column::new).to_vec(),
        rows: vec![
            row("t1", "College of the Two Rivers", "did:web:rivers.example", ["Trusted", "Everything", "30 June 2028"]),
            row("t2", "Maths Circle", "did:web:circle.example", ["Trusted", "tagged mathematics", "No end"]),
            row("t3", "Harbour Institute", "https://harbour.example/issuer", ["Known", "Nothing yet", "No end"]),
        ],
        empty: Empty::new(
            "Nobody is on your list yet. Badges of other issuers are shown as “not on your list” once it is used.",
            Some(Link::new("/desk/northside/trust/new", "Add an issuer")),
        ),
    }
}

impl TrustedIssuers {
    /// A list, an empty one, and one for a person who may only look.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let all = Choice::new("", "All").chosen();
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Trusted issuers"),
            errors: Vec::new(),
            add_href: Some("/desk/northside/trust/new".into()),
            import_href: Some("/desk/northside/trust/import".into()),
            export_href: Some("/desk/northside/trust.json".into()),
            list_href: "/desk/northside/trust".into(),
            query: Field::default(),
            standings: vec![all, Choice::new("trusted", "Trusted"), Choice::new("known", "Known")],
            summary: "2 trusted, 1 known".to_owned(),
            table: sample_table(),
            pager: Some(Pager {
                sentence: "1 to 50".to_owned(),
                previous: None,
                next: Some("/desk/northside/trust?after=did%3Aweb%3Ax.example&from=51".into()),
            }),
            remove_action: Some("/desk/northside/trust/remove".into()),
        };
        let none = Self {
            table: Table { rows: Vec::new(), ..some.table.clone() },
            summary: "0 trusted, 0 known".to_owned(),
            export_href: None,
            pager: None,
            ..some.clone()
        };
        let viewer = Self { add_href: None, import_href: None, remove_action: None, pager: None, ..some.clone() };
        vec![("desk-trust", some), ("desk-trust-none", none), ("desk-trust-viewer", viewer)]
    }
}

impl TrustForm {
    /// A new entry, one with something wrong, and one that is changed.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let new = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Trusted issuers"),
            is_new: true,
            action: "/desk/northside/trust/new".into(),
            cancel_href: "/desk/northside/trust".into(),
            standings: standings("trusted"),
            ..Self::default()
        };
        let text = "Write the issuer's whole identifier: did:web:school.example or https://school.example/issuer.";
        let wrong = Self {
            errors: vec![FieldError::new("issuer", text)],
            issuer: Field::wrong("rivers.example", text),
            ..new.clone()
        };
        let edit = Self {
            is_new: false,
            action: "/desk/northside/trust/t2/edit".into(),
            issuer: Field::new("did:web:circle.example"),
            name: Field::new("Maths Circle"),
            tags: Field::new("mathematics"),
            until: Field::new("2028-06-30"),
            note: Field::new("Agreed with the curriculum office."),
            history: "Put here by Grace Okoro on 3 May 2026.".to_owned(),
            ..new.clone()
        };
        vec![("desk-trust-new", new), ("desk-trust-wrong", wrong), ("desk-trust-edit", edit)]
    }
}

impl TrustRemoval {
    /// Three entries.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Trusted issuers"),
            action: "/desk/northside/trust/remove".into(),
            cancel_href: "/desk/northside/trust".into(),
            table: sample_table(),
        };
        vec![("desk-trust-remove", page)]
    }
}

impl TrustImport {
    /// The form, something wrong with the file, and what would come of a signed and of an unsigned one.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Trusted issuers"),
            action: "/desk/northside/trust/import".into(),
            cancel_href: "/desk/northside/trust".into(),
            modes: vec![
                Choice::new("merge", "Keep what is not in the file").chosen(),
                Choice::new("replace", "Take away what is not in the file"),
            ],
            standings: standings("known"),
            ..Self::default()
        };
        let text = "The list was not taken: its signature does not fit.";
        let wrong =
            Self { errors: vec![FieldError::new("upload", text)], file_error: Some(text.to_owned()), ..form.clone() };
        let change = |what: &str, name: &str, issuer: &str, standing: &str| Row {
            cells: vec![Cell::text(what), Cell::text(name), Cell::Exact(issuer.to_owned()), Cell::text(standing)],
            ..Row::default()
        };
        let preview = TrustPreview {
            content: "eyJ0eXBlIjoiVHJ1c3RMaXN0In0=".to_owned(),
            mode: "merge".to_owned(),
            standing: "known".to_owned(),
            signer: "Signed by did:web:rivers.example on 3 May 2026, and not changed since.".to_owned(),
            is_signed: true,
            summary: "2 would be added, 1 changed, none removed. 12 stay as they are.".to_owned(),
            changes_something: true,
            table: Table {
                caption: "What would change".to_owned(),
                columns: ["What", "Issuer", "Address", "Standing"].map(Column::new).to_vec(),
                rows: vec![
                    change("Change", "Maths Circle", "did:web:circle.example", "Trusted"),
                    change("Add", "Harbour Institute", "https://harbour.example/issuer", "Known"),
                    change("Add", "", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "Trusted"),
                ],
                empty: Empty::new("Nothing would change.", None),
            },
            refused: vec!["Entry 7: “rivers” is no identifier of an issuer".to_owned()],
        };
        let unsigned = TrustPreview {
            signer: "Nobody signed this file. Its entries are taken as hints.".to_owned(),
            is_signed: false,
            summary: "None would be added, none changed, none removed. 310 stay as they are.".to_owned(),
            changes_something: false,
            table: Table { rows: Vec::new(), ..preview.table.clone() },
            refused: Vec::new(),
            ..preview.clone()
        };
        vec![
            ("desk-trust-import", form.clone()),
            ("desk-trust-import-wrong", wrong),
            ("desk-trust-preview", Self { preview: Some(preview), ..form.clone() }),
            ("desk-trust-preview-unsigned", Self { preview: Some(unsigned), ..form }),
        ]
    }
}
