//! Passkeys: one's own list, and the step in which one is asked for.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Field, FieldError, Frame, Link};
use crate::web::href::Href;

/// A form that the browser's own passkey dialogue fills in, by a script: nothing else can reach an authenticator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyForm {
    /// Where it goes: fields `challenge`, `credential`, `client_data`, `attestation`, `authenticator_data`, `signature`.
    pub action: Href,
    /// `register` or `use`.
    pub kind: String,
    /// The options of the dialogue as JSON.
    pub options: String,
    /// What is to be answered.
    pub challenge: String,
    /// `name`, for a passkey that is made.
    pub name: Option<Field>,
    /// Where passkeys work, when not at this address.
    pub elsewhere: Option<Href>,
}

/// `GET /account/passkeys`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Template)]
#[template(path = "passkeys/list.html")]
pub struct Passkeys {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The passkeys, the oldest first.
    pub keys: Vec<PasskeyLine>,
    /// Making one.
    pub form: PasskeyForm,
}

/// A passkey in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyLine {
    /// What it is called.
    pub name: String,
    /// "Registered on 3 May 2026, used last on 9 June 2026".
    pub note: String,
    /// Where the form goes; the pressed button arrives as `do`: `rename` (with `name`) or `remove`.
    pub action: Href,
}

/// A page that asks for a passkey and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Template)]
#[template(path = "passkeys/step.html")]
pub struct PasskeyStep {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The headline.
    pub title: String,
    /// Why, in paragraphs.
    pub intro: Vec<String>,
    /// The form.
    pub form: PasskeyForm,
    /// What else can be done.
    pub links: Vec<Link>,
}

fn sample_form(kind: &str) -> PasskeyForm {
    PasskeyForm {
        action: "/account/passkeys".into(),
        kind: kind.to_owned(),
        options: "{\"challenge\":\"AAAA\"}".to_owned(),
        challenge: "AAAA".to_owned(),
        name: (kind == "register").then(Field::default),
        elsewhere: None,
    }
}

impl Passkeys {
    /// Two, none, and one with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let line = |name: &str| PasskeyLine {
            name: name.to_owned(),
            note: "Registered on 3 May 2026, used last on 9 June 2026".to_owned(),
            action: "/account/passkeys/AAAA".into(),
        };
        let two = Self {
            frame: Frame::signed_in_sample(),
            errors: Vec::new(),
            keys: vec![line("Office computer"), line("Key ring")],
            form: sample_form("register"),
        };
        let none = Self { keys: Vec::new(), ..two.clone() };
        let wrong = "Write what you call the device, in 1 to 60 characters.";
        let form = PasskeyForm { name: Some(Field::wrong("", wrong)), ..two.form.clone() };
        let wrong = Self { errors: vec![FieldError::new("name", wrong)], form, ..two.clone() };
        vec![("passkeys", two), ("passkeys-none", none), ("passkeys-wrong", wrong)]
    }
}

impl PasskeyStep {
    /// Asked for one, asked for a first one, and at an address without a name.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let step = Self {
            frame: Frame::sample(),
            title: "Confirm that it is you".to_owned(),
            intro: vec!["Your role needs your passkey as well.".to_owned()],
            form: sample_form("use"),
            links: vec![Link::new("/sign-in", "Begin again")],
            ..Self::default()
        };
        let first = Self { form: sample_form("register"), ..step.clone() };
        let elsewhere = PasskeyForm { elsewhere: Some("http://localhost:8080".into()), ..sample_form("use") };
        let nameless = Self { form: elsewhere, ..step.clone() };
        vec![("passkey-step", step), ("passkey-first", first), ("passkey-elsewhere", nameless)]
    }
}
