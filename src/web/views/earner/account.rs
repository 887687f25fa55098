//! What somebody's account is made of: addresses, and everything that is kept.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Fact, Field, FieldError, Frame};

/// `GET /me/addresses`. The form for a new one sends `email` to `/me/addresses`; each address has its own to
/// `/me/addresses/first` and `/me/addresses/remove`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/addresses.html")]
pub struct MyAddresses {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The addresses; mail goes to the first.
    pub addresses: Vec<String>,
    /// `email`
    pub email: Field,
}

/// `GET /me/addresses/{token}`: one button.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/confirm.html")]
pub struct ConfirmAddress {
    /// What surrounds the page.
    pub frame: Frame,
    /// The end of the form's address.
    pub token: String,
    /// The address.
    pub email: String,
    /// What the button does: "This address belongs to another account here, with 3 badges."
    pub sentence: String,
    /// What it says.
    pub button: String,
}

/// `GET /me/data`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/data.html")]
pub struct MyData {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// How much there is.
    pub facts: Vec<Fact>,
    /// `confirm`: their address, typed.
    pub confirm: Field,
    /// The address that has to be typed.
    pub email: String,
}

/// `GET /erased`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/erased.html")]
pub struct Erased {
    /// What surrounds the page.
    pub frame: Frame,
}

impl MyAddresses {
    /// Two addresses, and something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let two = Self {
            frame: Frame::signed_in_sample(),
            addresses: vec!["ada@northside.example".to_owned(), "ada@home.example".to_owned()],
            ..Self::default()
        };
        let why = "Write an e-mail address such as ada@school.example.";
        let wrong =
            Self { errors: vec![FieldError::new("email", why)], email: Field::wrong("ada@", why), ..two.clone() };
        vec![("me-addresses", two), ("me-addresses-wrong", wrong)]
    }
}

impl ConfirmAddress {
    /// A new address, and one of another account.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let new = Self {
            frame: Frame::signed_in_sample(),
            token: "7w3k".to_owned(),
            email: "ada@home.example".to_owned(),
            sentence: "It becomes one of your addresses.".to_owned(),
            button: "Add this address".to_owned(),
        };
        let merge = Self {
            sentence: "This address belongs to another account here, with 3 badges and 1 claim.".to_owned(),
            button: "Make the two accounts one".to_owned(),
            ..new.clone()
        };
        vec![("me-confirm", new), ("me-confirm-merge", merge)]
    }
}

impl MyData {
    /// The page, and a confirmation that does not fit.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            facts: vec![Fact::new("Badges", "3"), Fact::new("Claims", "1")],
            email: "ada@northside.example".to_owned(),
            ..Self::default()
        };
        let why = "Type the address as it stands above";
        let wrong =
            Self { errors: vec![FieldError::new("confirm", why)], confirm: Field::wrong("ada", why), ..page.clone() };
        vec![("me-data", page), ("me-data-wrong", wrong)]
    }
}

impl Erased {
    /// The page.
    pub fn sample() -> Vec<(&'static str, Self)> {
        vec![("erased", Self { frame: Frame::sample() })]
    }
}
