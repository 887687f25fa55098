//! A badge that its issuer called back before its earner accepted it.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Frame, IssuerLine, Link};

/// `GET /yours/{token}` and `GET /me/badges/{award}`, once there is nothing to answer any more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/called_back.html")]
pub struct CalledBack {
    /// What surrounds the page.
    pub frame: Frame,
    /// The language of the achievement.
    pub lang: String,
    /// The achievement's name.
    pub name: String,
    /// Who called it back.
    pub issuer: IssuerLine,
    /// When, in words.
    pub day: String,
    /// The other ways on: all badges, signing in.
    pub ways: Vec<Link>,
}

impl CalledBack {
    /// One, by the link of a mail.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::sample(),
            lang: "en".to_owned(),
            name: "Inquiry-based learning: facilitator".to_owned(),
            issuer: IssuerLine {
                href: "/organisations/northside".into(),
                name: "Northside School District".to_owned(),
                host: "northside.example".to_owned(),
            },
            day: "3 May 2026".to_owned(),
            ways: vec![Link::new("/sign-in?next=/me", "Sign in to see all your badges")],
        };
        vec![("called-back", page)]
    }
}
