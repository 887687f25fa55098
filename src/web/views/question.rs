//! A page that says something and asks for an answer: a few fields, one or two buttons. Most steps of joining and of
//! signing in are such a page.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::{Choice, Fact, Field, FieldError, Frame, Link};
use crate::web::href::Href;

/// A page that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Template)]
#[template(path = "question/page.html")]
pub struct Question {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk, for pages of a desk.
    pub desk: Option<Desk>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The headline.
    pub title: String,
    /// What it is about, in paragraphs.
    pub intro: Vec<String>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// Where the answer goes.
    pub action: Href,
    /// What is asked.
    pub inputs: Vec<Input>,
    /// The buttons; the pressed one arrives as `do`. Without buttons there is no form.
    pub buttons: Vec<Button>,
    /// Smaller words below.
    pub note: String,
    /// Where else to go.
    pub links: Vec<Link>,
}

/// Something that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its `id` and name.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// What was answered so far.
    pub field: Field,
    /// How it is answered.
    pub kind: InputKind,
    /// What there is to choose, for those kinds.
    pub choices: Vec<Choice>,
    /// What a browser may fill in: `email`, `name` or `off`.
    pub fill: String,
}

/// How something is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// A line of text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// Several lines.
    Area,
    /// One of several.
    Radio,
    /// Any of several.
    Boxes,
}

/// A button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What arrives as `do`.
    pub value: String,
    /// The words.
    pub text: String,
    /// `primary`, `grave` or nothing.
    pub class: String,
}

impl Button {
    /// The button that most people press.
    pub fn primary(value: &str, text: &str) -> Self {
        Self { value: value.into(), text: text.into(), class: "primary".into() }
    }

    /// Another one.
    pub fn plain(value: &str, text: &str) -> Self {
        Self { value: value.into(), text: text.into(), class: String::new() }
    }

    /// One that takes something away.
    pub fn grave(value: &str, text: &str) -> Self {
        Self { value: value.into(), text: text.into(), class: "grave".into() }
    }
}

impl Input {
    /// A line of text.
    pub fn text(id: &str, label: &str, hint: &str, value: &str) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            hint: hint.into(),
            field: Field::new(value),
            fill: "off".into(),
            ..Self::default()
        }
    }

    /// An e-mail address.
    pub fn email(id: &str, label: &str, hint: &str, value: &str) -> Self {
        Self { kind: InputKind::Email, fill: "email".into(), ..Self::text(id, label, hint, value) }
    }

    /// Several lines.
    pub fn area(id: &str, label: &str, hint: &str, value: &str) -> Self {
        Self { kind: InputKind::Area, ..Self::text(id, label, hint, value) }
    }

    /// Boxes to tick.
    pub fn boxes(id: &str, label: &str, hint: &str, choices: Vec<Choice>) -> Self {
        Self { kind: InputKind::Boxes, choices, ..Self::text(id, label, hint, "") }
    }

    /// One of several.
    pub fn radio(id: &str, label: &str, hint: &str, choices: Vec<Choice>) -> Self {
        Self { kind: InputKind::Radio, choices, ..Self::text(id, label, hint, "") }
    }

    /// The `id` that an error leads to.
    fn anchor(&self) -> String {
        match self.kind {
            InputKind::Radio | InputKind::Boxes => format!("{}-1", self.id),
            _ => self.id.clone(),
        }
    }
}

impl Question {
    /// Shows errors, each at its field; those without one lead to the first field.
    pub fn wrong(mut self, found: Vec<FieldError>) -> Self {
        let first = self.inputs.first().map(Input::anchor).unwrap_or_default();
        for error in found {
            let at = self.inputs.iter_mut().find(|input| input.id == error.field);
            let field = at.as_ref().map_or_else(|| first.clone(), |input| input.anchor());
            if let Some(input) = at {
                input.field.error = Some(error.message.clone());
            }
            self.errors.push(FieldError::new(field, error.message));
        }
        self
    }

    /// A form with every kind of field, one with something wrong, one at a desk, and a page without a form.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = Self {
            frame: Frame::sample(),
            title: "Join Northside School District".to_owned(),
            intro: vec!["An owner reads what you write and answers.".to_owned()],
            facts: vec![Fact::new("Your role", "Reviewer: judges evidence")],
            action: "/organisations/northside/join".into(),
            inputs: vec![
                Input::email("email", "E-mail address", "The link goes there", ""),
                Input::text("name", "Your name", "", "Ada Marlowe"),
                Input::area("words", "What would you like to do?", "", ""),
                Input::radio("role", "Role", "", vec![Choice::new("viewer", "Viewer"), Choice::new("owner", "Owner")]),
                Input::boxes("asks", "Joining", "", vec![Choice::new("yes", "People may ask to join").chosen()]),
            ],
            buttons: vec![Button::primary("ask", "Ask to join"), Button::plain("no", "Not now")],
            note: "Nothing happens before you open the link.".to_owned(),
            ..Self::default()
        };
        let wrong = form.clone().wrong(vec![
            FieldError::new("email", "Write your whole e-mail address"),
            FieldError::new("", "Something else"),
        ]);
        let desk = Self { frame: Frame::signed_in_sample(), desk: Some(Desk::sample("Members")), ..form.clone() };
        let told = Self {
            frame: Frame::sample(),
            title: "You have joined".to_owned(),
            intro: vec!["Sign in with the address at which you were invited.".to_owned()],
            links: vec![Link::new("/sign-in", "Sign in")],
            ..Self::default()
        };
        vec![("question", form), ("question-wrong", wrong), ("question-desk", desk), ("question-told", told)]
    }
}
