//! The page of an organisation.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Artwork, BadgeCard, Fact, Frame, Link, Preview, achievement};
use crate::web::href::Href;
use crate::web::markdown::{self, Markup};

/// `GET /organisations/{slug}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "issuer/page.html")]
pub struct Issuer {
    /// What surrounds the page.
    pub frame: Frame,
    /// Its name.
    pub name: String,
    /// Its host: what its keys are bound to.
    pub host: String,
    /// What it does.
    pub description: Markup,
    /// What a community is about, and how its members work; empty for others.
    pub community: Vec<Fact>,
    /// Where to ask to join, when it takes requests.
    pub join_href: Option<Href>,
    /// Its picture.
    pub image: Option<Artwork>,
    /// Website, mail: where to find it.
    pub contacts: Vec<Link>,
    /// What it awards, newest first.
    pub achievements: Vec<BadgeCard>,
    /// The catalogue, with this organisation chosen.
    pub catalogue_href: Href,
    /// DID, DID document, keys: for experts.
    pub experts: Vec<Fact>,
    /// The same for programs.
    pub json_href: Href,
    /// For links shown elsewhere.
    pub preview: Preview,
}

impl Issuer {
    /// An organisation with achievements, and one without.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let full = Self {
            frame: Frame::sample(),
            name: "Northside School District".to_owned(),
            host: "northside.example".to_owned(),
            description: markdown::render(
                "Eleven schools on the north bank. We award badges for what teachers **show in class**, judged by \
                 peers from another school.",
            ),
            community: Vec::new(),
            join_href: None,
            image: None,
            contacts: vec![
                Link::new("https://www.northside.example/", "www.northside.example"),
                Link::new("mailto:badges@northside.example", "badges@northside.example"),
            ],
            achievements: achievement::sample_cards(),
            catalogue_href: "/catalogue?issuer=northside".into(),
            experts: vec![
                Fact::exact("Identifier", "did:web:northside.example"),
                Fact {
                    href: Some("/.well-known/did.json".into()),
                    ..Fact::exact("DID document", "https://northside.example/.well-known/did.json")
                },
                Fact::exact(
                    "Signing key",
                    "did:web:northside.example#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
                ),
            ],
            json_href: "/organisations/northside?format=json".into(),
            preview: Preview {
                title: "Northside School District".to_owned(),
                url: "https://northside.example/organisations/northside".into(),
                description: "Badges that the district awards for what teachers show in class.".to_owned(),
                image: "https://northside.example/organisations/northside/images/7f3a".into(),
                is_card: false,
                image_alt: "Northside School District".to_owned(),
            },
        };
        let empty = Self { achievements: Vec::new(), experts: Vec::new(), contacts: Vec::new(), ..full.clone() };
        let community = Self {
            community: vec![
                Fact::new("What it is about", "Inquiry in science classes"),
                Fact::new("How its members work", "We read each other's lessons every month."),
                Fact::new("Members", "14"),
            ],
            join_href: Some("/organisations/northside/join".into()),
            ..full.clone()
        };
        vec![("issuer", full), ("issuer-empty", empty), ("issuer-community", community)]
    }
}
