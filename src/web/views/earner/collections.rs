//! Collections: of their owner, and as others see them.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{BadgeCard, Choice, Field, FieldError, Frame, Link, Preview, moment};
use super::{ShareLine, ShareParts};
use crate::web::href::Href;
use crate::web::markdown::{self, Markup};
use crate::web::verdict::State;

/// `GET /me/collections`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/collections.html")]
pub struct MyCollections {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The collections.
    pub collections: Vec<Link>,
    /// `title` of a new one
    pub title: Field,
}

/// `GET /me/collections/{collection}`. Every form goes to `{base}/{what}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/collection.html")]
pub struct MyCollection {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the forms go.
    pub base: Href,
    /// `title`
    pub title: Field,
    /// `introduction`, in Markdown
    pub introduction: Field,
    /// The badges in their order.
    pub badges: Vec<Collected>,
    /// Badges to add: `award`.
    pub more: Vec<Choice>,
    /// The links.
    pub shares: Vec<ShareLine>,
    /// The form for a new link.
    pub new_share: ShareParts,
}

/// A badge in a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// What forms send.
    pub award: String,
    /// The achievement's name.
    pub name: String,
    /// The page of the badge.
    pub href: Href,
    /// Whether others see it: "Others see it" or why not.
    pub note: String,
    /// Whether one stands before it.
    pub can_go_up: bool,
}

/// `GET /s/{token}` of a collection.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/shared_collection.html")]
pub struct SharedCollection {
    /// What surrounds the page.
    pub frame: Frame,
    /// What it is called.
    pub title: String,
    /// What its owner says about it.
    pub introduction: Markup,
    /// Who handed the link out, when, and how long it works.
    pub shared: String,
    /// The badges.
    pub badges: Vec<BadgeCard>,
    /// For links shown elsewhere.
    pub preview: Preview,
}

impl MyCollections {
    /// One, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let none = Self { frame: Frame::signed_in_sample(), ..Self::default() };
        let one =
            Self { collections: vec![Link::new("/me/collections/7w3k", "My first years of teaching")], ..none.clone() };
        vec![("me-collections", one), ("me-collections-none", none)]
    }
}

impl MyCollection {
    /// Two badges, and a new one.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let badge = |name: &str, note: &str, can_go_up| Collected {
            award: name.to_lowercase(),
            name: name.to_owned(),
            href: "/me/badges/K7QF2MXD".into(),
            note: note.to_owned(),
            can_go_up,
        };
        let two = Self {
            frame: Frame::signed_in_sample(),
            base: "/me/collections/7w3k".into(),
            title: Field::new("My first years of teaching"),
            introduction: Field::new("What I learnt with *grade 5*."),
            badges: vec![
                badge("Inquiry", "Others see it", false),
                badge("Reading", "Others do not see it before you accept it", true),
            ],
            more: vec![Choice::new("x", "Thank you, mentor")],
            shares: vec![ShareLine {
                label: "For the district".to_owned(),
                address: "https://northside.example/s/9x1c".into(),
                sentence: "Your name. Works until 5 May 2027.".to_owned(),
                token: Some("9x1c".to_owned()),
            }],
            new_share: ShareParts {
                fields: vec![Choice::new("name", "Your name")],
                days: vec![Choice::new("365", "A year").chosen()],
                ..ShareParts::default()
            },
            ..Self::default()
        };
        let why = "Write 1 to 150 characters on one line.";
        let wrong = Self {
            errors: vec![FieldError::new("title", why)],
            title: Field::wrong("", why),
            badges: Vec::new(),
            shares: Vec::new(),
            ..two.clone()
        };
        vec![("me-collection", two), ("me-collection-wrong", wrong)]
    }
}

impl SharedCollection {
    /// Some badges, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let some = Self {
            frame: Frame::sample(),
            title: "My first years of teaching".to_owned(),
            introduction: markdown::render("What I learnt with *grade 5*."),
            shared: "Ada Marlowe handed out this link on 5 May 2026. It works until they end it.".to_owned(),
            badges: vec![BadgeCard {
                href: "/badges/K7QF2MXD".into(),
                name: "Inquiry-based learning: facilitator".to_owned(),
                issuer: "Northside School District".to_owned(),
                date: Some(moment("2026-05-03", "3 May 2026")),
                state: Some(State::Valid),
                ..BadgeCard::default()
            }],
            preview: Preview {
                title: "My first years of teaching".to_owned(),
                url: "https://northside.example/s/9x1c".into(),
                description: "A collection of 1 badge.".to_owned(),
                ..Preview::default()
            },
        };
        let none = Self { badges: Vec::new(), introduction: Markup::default(), ..some.clone() };
        vec![("shared-collection", some), ("shared-collection-none", none)]
    }
}
