//! Withdrawing everything that a list is narrowed to.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Choice, Fact, Field, FieldError, Frame};
use super::Desk;
use crate::web::href::Href;

/// `GET` and `POST /desk/{slug}/awards/revoke-all`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/revoke_all.html")]
pub struct RevokeAll {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// "1,204 badges".
    pub what: String,
    /// What the list is narrowed to: shown.
    pub facts: Vec<Fact>,
    /// The same, as hidden fields: name and value.
    pub hidden: Vec<(String, String)>,
    /// Where the form goes; `None` when there is nothing to withdraw.
    pub action: Option<Href>,
    /// `reason`
    pub reason: Field,
    /// `sure`
    pub sure: Vec<Choice>,
    /// The list.
    pub cancel_href: Href,
}

impl RevokeAll {
    /// Many, one with something wrong, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let many = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            what: "1,204 badges".to_owned(),
            facts: vec![Fact::new("Achievement", "Reading together")],
            hidden: vec![("achievement".to_owned(), "1".to_owned())],
            action: Some("/desk/northside/awards/revoke-all".into()),
            sure: vec![Choice::new("yes", "Yes, withdraw 1,204 badges for good")],
            cancel_href: "/desk/northside/awards?achievement=1".into(),
            ..Self::default()
        };
        let why = "Say why in 1 to 500 characters; everybody can read it.";
        let wrong =
            Self { errors: vec![FieldError::new("reason", why)], reason: Field::wrong("", why), ..many.clone() };
        let none = Self { what: "No badge".to_owned(), action: None, ..many.clone() };
        vec![("desk-revoke-all", many), ("desk-revoke-all-wrong", wrong), ("desk-revoke-all-none", none)]
    }
}
