//! From a new organisation to its first badge: six pages with one question each.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Artwork, Choice, Fact, Field, FieldError, Frame, Link};
use super::{Desk, PublishPoint};
use crate::web::href::Href;
use crate::web::verdict::Mark;

/// `GET` and `POST /desk/{slug}/start/{step}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/start.html")]
pub struct Start {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The six steps.
    pub steps: Vec<StartStep>,
    /// "Step 2 of 6".
    pub place: String,
    /// What is asked.
    pub heading: String,
    /// Why.
    pub intro: String,
    /// Where the form goes.
    pub action: Href,
    /// The step before.
    pub back_href: Option<Href>,
    /// Whether the step can be left for later.
    pub can_skip: bool,
    /// The words on the button.
    pub button: String,
    /// What the step shows.
    pub part: StartPart,
}

/// The way to one of the steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartStep {
    /// Where it leads; `None` for those that cannot be reached yet.
    pub href: Option<Href>,
    /// The words.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is shown.
    pub current: bool,
}

/// What a step shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum StartPart {
    /// `name`, `description`, `url`, `email`
    Name {
        /// `name`
        name: Field,
        /// `description`
        description: Field,
        /// `url`
        url: Field,
        /// `email`
        email: Field,
    },
    /// Whether the address proves who signs.
    Domain {
        /// What was looked at.
        points: Vec<PublishPoint>,
        /// Identifiers and addresses.
        facts: Vec<Fact>,
        /// The same page again, which looks again.
        again_href: Href,
    },
    /// `linkedin`
    LinkedIn {
        /// `linkedin`
        linkedin: Field,
        /// What LinkedIn will be told.
        preview: Vec<Fact>,
        /// The page with this number, to see whether it is the right one.
        page: Option<Link>,
    },
    /// `name`, `description`, `criteria`, `shape`, `colour`, `icon`, `artwork_text`
    Achievement(Box<StartAchievement>),
    /// `review`
    Review {
        /// `review`
        choices: Vec<Choice>,
    },
    /// What becomes of it.
    Publish {
        /// Its picture.
        artwork: Artwork,
        /// What it is called.
        name: String,
        /// What was looked at.
        points: Vec<PublishPoint>,
    },
}

/// The short form for an achievement.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StartAchievement {
    /// `name`
    pub name: Field,
    /// `description`
    pub description: Field,
    /// `criteria`, in Markdown
    pub criteria: Field,
    /// The picture as it is now.
    pub artwork: Artwork,
    /// Draws a picture as it is chosen.
    pub preview_href: Href,
    /// `shape`
    pub shapes: Vec<Choice>,
    /// `colour`
    pub colours: Vec<Choice>,
    /// `icon`
    pub icons: Vec<Choice>,
    /// `artwork_text`
    pub artwork_text: Field,
}

impl Default for StartPart {
    fn default() -> Self {
        Self::Review { choices: Vec::new() }
    }
}

impl Start {
    /// One for each step, and one with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let step = |text: &str, done: bool, current: bool| StartStep {
            href: (done || current).then(|| Href::new("/desk/northside/start/name")),
            text: text.to_owned(),
            done,
            current,
        };
        let base = |part: StartPart| Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Overview"),
            steps: vec![step("Name", true, false), step("Web address", false, true), step("LinkedIn", false, false)],
            place: "Step 2 of 6".to_owned(),
            heading: "What is your organisation called?".to_owned(),
            intro: "It stands on every badge.".to_owned(),
            action: "/desk/northside/start/name".into(),
            back_href: Some("/desk/northside/start/name".into()),
            can_skip: true,
            button: "Go on".to_owned(),
            part,
            ..Self::default()
        };
        let point = |mark, text: &str| PublishPoint { mark, text: text.to_owned() };
        let name = StartPart::Name {
            name: Field::new("Northside School District"),
            description: Field::default(),
            url: Field::new("https://northside.example"),
            email: Field::default(),
        };
        let why = "Write what the organisation is called.";
        let wrong = StartPart::Name {
            name: Field::wrong("", why),
            description: Field::default(),
            url: Field::default(),
            email: Field::default(),
        };
        let domain = StartPart::Domain {
            points: vec![point(Mark::Pass, "The keys can be read at your address.")],
            facts: vec![Fact::exact("Identifier", "did:web:northside.example:organisations:northside")],
            again_href: "/desk/northside/start/domain".into(),
        };
        let linkedin = StartPart::LinkedIn {
            linkedin: Field::new("123456"),
            preview: vec![Fact::new("Issuing organisation", "Northside School District")],
            page: Some(Link::new("https://www.linkedin.com/company/123456", "Look at this page on LinkedIn")),
        };
        let achievement = StartPart::Achievement(Box::new(StartAchievement {
            name: Field::new("Inquiry-based learning"),
            artwork: super::super::Artwork::new("/desk/northside/artwork.svg?shape=shield", "A shield"),
            preview_href: "/desk/northside/artwork.svg".into(),
            shapes: vec![Choice::new("shield", "Shield").chosen()],
            ..StartAchievement::default()
        }));
        let review = StartPart::Review {
            choices: vec![
                Choice::new("none", "Nobody: you award it yourselves").chosen(),
                Choice::new("two", "Two peers"),
            ],
        };
        let publish = StartPart::Publish {
            artwork: super::super::Artwork::new("/desk/northside/artwork.svg?shape=shield", "A shield"),
            name: "Inquiry-based learning".to_owned(),
            points: vec![point(Mark::Warn, "It answers to no standard.")],
        };
        let named = Self { can_skip: false, back_href: None, ..base(name) };
        vec![
            ("desk-start-name", named),
            ("desk-start-name-wrong", Self { errors: vec![FieldError::new("name", why)], ..base(wrong) }),
            ("desk-start-domain", base(domain)),
            ("desk-start-linkedin", base(linkedin)),
            ("desk-start-achievement", base(achievement)),
            ("desk-start-review", base(review)),
            ("desk-start-publish", base(publish)),
        ]
    }
}
