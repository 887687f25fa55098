//! Addresses that are told what happens: the list, and each with what it was told.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, CopyRow, Empty, Field, FieldError, Frame, Pager, Row, Table};
use super::Desk;
use crate::web::href::Href;

/// `GET` and `POST /desk/{slug}/webhooks`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/webhooks.html")]
pub struct Webhooks {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The address that was just added, with its secret, shown this once.
    pub fresh: Option<CopyRow>,
    /// The addresses.
    pub table: Table,
    /// Where the form goes.
    pub action: Href,
    /// `address`
    pub address: Field,
    /// `event`, repeated
    pub events: Vec<Choice>,
}

/// `GET` and `POST /desk/{slug}/webhooks/{webhook}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/webhook.html")]
pub struct Webhook {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The address as the headline.
    pub title: String,
    /// How it fares, in a sentence.
    pub summary: String,
    /// Whether something is to be done about it.
    pub is_troubled: bool,
    /// All addresses.
    pub list_href: Href,
    /// Where the form goes.
    pub action: Href,
    /// `address`
    pub address: Field,
    /// `event`, repeated
    pub events: Vec<Choice>,
    /// `state`
    pub states: Vec<Choice>,
    /// Where a test is asked for; `None` while it is off.
    pub test_action: Option<Href>,
    /// Where it is forgotten.
    pub delete_action: Href,
    /// What it was told.
    pub deliveries: Vec<Delivery>,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
}

/// Something that an address was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its identifier.
    pub id: String,
    /// What happened.
    pub event: String,
    /// When: "3 May 2026, 14:05 UTC".
    pub when: String,
    /// What came of it.
    pub outcome: String,
    /// Whether it arrived.
    pub is_delivered: bool,
    /// The beginning of the answer.
    pub answer: String,
    /// What was sent.
    pub body: String,
    /// Where to send it again.
    pub resend_action: Href,
}

fn sample_events() -> Vec<Choice> {
    vec![
        Choice::new("award.issued", "A badge was awarded").chosen(),
        Choice::new("award.revoked", "A badge was withdrawn"),
    ]
}

impl Webhooks {
    /// Some, one just added, one with something wrong, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |address: &str, state: &str| Row {
            cells: vec![
                Cell::link("/desk/northside/webhooks/1", address),
                Cell::text("award.issued award.revoked"),
                Cell::text(state),
            ],
            ..Row::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Webhooks"),
            table: Table {
                caption: "Addresses that are told what happens".to_owned(),
                columns: ["Address", "Events", "State"].map(Column::new).to_vec(),
                rows: vec![
                    row("https://lms.example/hooks/badges", "On"),
                    row("https://hr.example/hook", "On, but failing since 3 May 2026"),
                ],
                empty: Empty::new("Nobody is told anything yet.", None),
            },
            action: "/desk/northside/webhooks".into(),
            events: sample_events(),
            ..Self::default()
        };
        let fresh = CopyRow::new("https://lms.example/hooks/badges", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let why = "Write an address that begins with https://; its host is inside a private network.";
        let wrong = Self {
            errors: vec![FieldError::new("address", why)],
            address: Field::wrong("https://10.0.0.1/", why),
            ..some.clone()
        };
        let none = Self { table: Table { rows: Vec::new(), ..some.table.clone() }, ..some.clone() };
        vec![
            ("desk-webhooks", some.clone()),
            ("desk-webhooks-fresh", Self { fresh: Some(fresh), ..some }),
            ("desk-webhooks-wrong", wrong),
            ("desk-webhooks-none", none),
        ]
    }
}

impl Webhook {
    /// One that works, and one that was switched off.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let delivery = |id: &str, outcome: &str, is_delivered| Delivery {
            id: id.to_owned(),
            event: "award.issued".to_owned(),
            when: "3 May 2026, 14:05 UTC".to_owned(),
            outcome: outcome.to_owned(),
            is_delivered,
            answer: if is_delivered { String::new() } else { "Service Unavailable".to_owned() },
            body: "{\"type\":\"award.issued\"}".to_owned(),
            resend_action: "/desk/northside/webhooks/1/resend".into(),
        };
        let works = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Webhooks"),
            title: "https://lms.example/hooks/badges".to_owned(),
            summary: "It answers.".to_owned(),
            list_href: "/desk/northside/webhooks".into(),
            action: "/desk/northside/webhooks/1".into(),
            address: Field::new("https://lms.example/hooks/badges"),
            events: sample_events(),
            states: vec![Choice::new("on", "On").chosen(), Choice::new("off", "Off")],
            test_action: Some("/desk/northside/webhooks/1/test".into()),
            delete_action: "/desk/northside/webhooks/1/delete".into(),
            deliveries: vec![
                delivery("msg_1", "Arrived at the first try (200)", true),
                delivery("msg_2", "Answered 503; tried again at 3 May 2026, 15:05 UTC", false),
            ],
            pager: None,
            ..Self::default()
        };
        let failed = Self {
            summary: "Switched off on 8 May 2026: nothing arrived for five days.".to_owned(),
            is_troubled: true,
            test_action: None,
            deliveries: Vec::new(),
            ..works.clone()
        };
        vec![("desk-webhook", works), ("desk-webhook-failed", failed)]
    }
}
