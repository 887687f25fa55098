//! The first page: what this place is, and the ways in.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Artwork, BadgeCard, Frame, Pager, achievement, moment};
use crate::web::href::Href;

/// `GET /`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "home/page.html")]
pub struct Home {
    /// What surrounds the page.
    pub frame: Frame,
    /// Some of the organisations that issue here.
    pub organisations: Vec<OrganisationCard>,
    /// Whether there are more of them.
    pub has_more: bool,
    /// Some of the achievements.
    pub newest: Vec<BadgeCard>,
}

/// `GET /organisations`: all of them, page by page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "home/organisations.html")]
pub struct Organisations {
    /// What surrounds the page.
    pub frame: Frame,
    /// Those on this page.
    pub organisations: Vec<OrganisationCard>,
    /// The ways to the other pages.
    pub pager: Option<Pager>,
}

impl Organisations {
    /// A page of a long list, and none at all.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let home = Home::sample();
        let organisations = home.into_iter().flat_map(|(_, home)| home.organisations).collect();
        let pager = Pager {
            sentence: "50 on this page".to_owned(),
            previous: Some("/organisations".into()),
            next: Some("/organisations?after=riverside".into()),
        };
        let full = Self { frame: Frame::sample(), organisations, pager: Some(pager) };
        let empty = Self { frame: Frame::sample(), ..Self::default() };
        vec![("organisations", full), ("organisations-empty", empty)]
    }
}

/// An organisation in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationCard {
    /// The page about it.
    pub href: Href,
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// One line about it.
    pub summary: String,
    /// Its picture, beside its name.
    pub image: Option<Artwork>,
}

impl Home {
    /// A place with two organisations, and a fresh install.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let organisation = |slug: &str, name: &str, host: &str, summary: &str| OrganisationCard {
            href: format!("/organisations/{slug}").into(),
            name: name.to_owned(),
            host: host.to_owned(),
            summary: summary.to_owned(),
            image: None,
        };
        let full = Self {
            frame: Frame::sample(),
            has_more: true,
            organisations: vec![
                organisation(
                    "northside",
                    "Northside School District",
                    "northside.example",
                    "Professional learning for 1,400 teachers in eleven schools.",
                ),
                organisation(
                    "riverside",
                    "Riverside Teachers' Community",
                    "riverside.example",
                    "Teachers who review each other's practice.",
                ),
            ],
            newest: achievement::sample_cards()
                .into_iter()
                .map(|card| BadgeCard { date: Some(moment("2026-05-03", "3 May 2026")), ..card })
                .collect(),
        };
        let fresh = Self { frame: Frame::sample(), ..Self::default() };
        vec![("home", full), ("home-fresh", fresh)]
    }
}
