//! What somebody earned, on one page.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Artwork, BadgeCard, Empty, Frame, Link, moment};
use crate::web::verdict::State;

/// `GET /me`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/me.html")]
pub struct MyBadges {
    /// What surrounds the page.
    pub frame: Frame,
    /// "2 badges wait for your answer."
    pub waiting: Option<String>,
    /// The badges, the newest first; what they wait for stands among their labels.
    pub badges: Vec<BadgeCard>,
    /// What stands there when there are none.
    pub empty: Empty,
    /// The other pages: claims, collections, addresses, data.
    pub ways: Vec<Link>,
}

impl MyBadges {
    /// Some, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let card = |label: &str| BadgeCard {
            href: "/me/badges/K7QF2MXD".into(),
            artwork: Some(Artwork::new("/artwork/inquiry.svg", "")),
            name: "Inquiry-based learning: facilitator".to_owned(),
            issuer: "Northside School District".to_owned(),
            labels: vec![label.to_owned()],
            date: Some(moment("2026-05-03", "3 May 2026")),
            state: Some(State::Valid),
            ..BadgeCard::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            waiting: Some("One badge waits for your answer.".to_owned()),
            badges: vec![card("Waits for your answer"), card("Accepted")],
            empty: Empty::default(),
            ways: vec![Link::new("/claims", "Your claims")],
        };
        let none = Self {
            waiting: None,
            badges: Vec::new(),
            empty: Empty::new("You have no badge yet.", Some(Link::new("/catalogue", "Look for one"))),
            ..some.clone()
        };
        vec![("me", some), ("me-none", none)]
    }
}
