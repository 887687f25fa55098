//! Communities that judge for this organisation, and what it judges for others.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Choice, Field, FieldError, Frame};
use super::Desk;
use crate::web::href::Href;

/// `GET` and `POST /desk/{slug}/communities`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/communities.html")]
pub struct Communities {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Others that judge for this organisation.
    pub by_others: Vec<CommunityLine>,
    /// What it judges for others.
    pub for_others: Vec<CommunityLine>,
    /// Where asking goes.
    pub action: Href,
    /// `achievement`
    pub achievements: Vec<Choice>,
    /// `community`, a short name
    pub community: Field,
}

/// Who judges what for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityLine {
    /// The achievement.
    pub achievement: String,
    /// The other side.
    pub other: String,
    /// Where the other side shows itself.
    pub href: Href,
    /// "They judge since 3 May 2026."
    pub state: String,
    /// Where the buttons send.
    pub action: Href,
    /// What they do (`do`) and say.
    pub buttons: Vec<(String, String)>,
}

impl Communities {
    /// Both sides, one with something wrong, and nothing yet.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let line = |achievement: &str, state: &str, buttons: &[(&str, &str)]| CommunityLine {
            achievement: achievement.to_owned(),
            other: "College of the Two Rivers".to_owned(),
            href: "/organisations/rivers".into(),
            state: state.to_owned(),
            action: "/desk/northside/communities/reading".into(),
            buttons: buttons.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect(),
        };
        let nothing = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Reviews"),
            action: "/desk/northside/communities".into(),
            achievements: vec![Choice::new("reading", "Reading together").chosen()],
            ..Self::default()
        };
        let both = Self {
            by_others: vec![line("Reading together", "Its members judge since 3 May 2026.", &[("end", "End it")])],
            for_others: vec![line(
                "River walks",
                "It asks since 3 May 2026.",
                &[("agree", "Yes, our members judge"), ("decline", "No")],
            )],
            ..nothing.clone()
        };
        let why = "Write the short name of a community, other than yours.";
        let wrong = Self {
            errors: vec![FieldError::new("community", why)],
            community: Field::wrong("northside", why),
            ..both.clone()
        };
        vec![("desk-communities", both), ("desk-communities-wrong", wrong), ("desk-communities-none", nothing)]
    }
}
