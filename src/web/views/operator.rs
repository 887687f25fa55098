//! The page of those who run this place.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Frame, moment};
use crate::web::moment::Moment;

/// `GET /operator`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "operator/page.html")]
pub struct Operator {
    /// What surrounds the page.
    pub frame: Frame,
    /// Whether mail leaves this machine.
    pub has_server: bool,
    /// Mails that could not be sent, the newest first.
    pub mails: Vec<KeptMail>,
}

/// A mail that was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMail {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says, its links included.
    pub text: String,
    /// When it would have been sent.
    pub moment: Moment,
}

impl Operator {
    /// Two mails, none, and with a mail server.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let mail = |to: &str| KeptMail {
            to: to.to_owned(),
            subject: "Your link to sign in".to_owned(),
            text: "Open this link and press the button to sign in:\nhttps://northside.example/sign-in/abc".to_owned(),
            moment: moment("2026-05-03T14:05:00Z", "3 May 2026, 14:05 UTC"),
        };
        let two = Self {
            frame: Frame::signed_in_sample(),
            has_server: false,
            mails: vec![mail("ada@northside.example"), mail("ben@northside.example")],
        };
        let none = Self { mails: Vec::new(), ..two.clone() };
        let server = Self { has_server: true, ..none.clone() };
        vec![("operator", two), ("operator-none", none), ("operator-server", server)]
    }
}
