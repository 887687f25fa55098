//! Requests of earners to have their name corrected.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Frame, moment};
use super::Desk;
use crate::web::href::Href;
use crate::web::moment::Moment;

/// `GET /desk/{slug}/names`. Each request has two forms, to `{action}/accept` and `{action}/refuse`, with `note`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/names.html")]
pub struct NameRequests {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// The requests, the oldest first.
    pub requests: Vec<NameLine>,
}

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameLine {
    /// What the badge was awarded for.
    pub achievement: String,
    /// The badge at the desk.
    pub award_href: Href,
    /// The name as it is known.
    pub now: String,
    /// The name that its earner wants.
    pub wanted: String,
    /// Why.
    pub note: String,
    /// When they asked.
    pub asked: Moment,
    /// Where the answers go.
    pub action: Href,
}

impl NameRequests {
    /// One, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let one = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            requests: vec![NameLine {
                achievement: "Inquiry-based learning: facilitator".to_owned(),
                award_href: "/desk/northside/awards/K7QF2MXD".into(),
                now: "Ada Marlow".to_owned(),
                wanted: "Ada Marlowe".to_owned(),
                note: "With an e, please.".to_owned(),
                asked: moment("2026-05-04", "4 May 2026"),
                action: "/desk/northside/names/7w3k".into(),
            }],
        };
        let none = Self { requests: Vec::new(), ..one.clone() };
        vec![("desk-names", one), ("desk-names-none", none)]
    }
}
