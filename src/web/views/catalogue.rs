//! What can be earned here, with search and facets.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{BadgeCard, Choice, Empty, Frame, Link, Pager, achievement};
use crate::web::href::Href;

/// `GET /catalogue`. One GET form: `q` and one name per facet, repeated for each chosen value.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "catalogue/page.html")]
pub struct Catalogue {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was searched for. Field `q`.
    pub query: String,
    /// The facets with their counts.
    pub facets: Vec<Facet>,
    /// Whether a facet is chosen, so that they stand open.
    pub narrowed: bool,
    /// What is chosen, each with the list without it.
    pub chosen: Vec<Link>,
    /// The list without any choice.
    pub clear_href: Href,
    /// "42 achievements".
    pub summary: String,
    /// This page of the list.
    pub results: Vec<BadgeCard>,
    /// What stands there instead when nothing is found.
    pub empty: Empty,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
}

/// One way of narrowing the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The name in the form: `subject`, `grade`, `framework`, `type`, `issuer`.
    pub name: String,
    /// The words.
    pub label: String,
    /// The values with their counts.
    pub choices: Vec<Choice>,
}

impl Catalogue {
    /// The whole list, a narrowed one, one where nothing is found, and a fresh install.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let facet = |name: &str, label: &str, choices: Vec<Choice>| Facet {
            name: name.to_owned(),
            label: label.to_owned(),
            choices,
        };
        let facets = vec![
            facet(
                "subject",
                "Subject",
                vec![Choice::new("science", "Science").with_count(12), Choice::new("reading", "Reading").with_count(9)],
            ),
            facet(
                "grade",
                "Grade band",
                vec![Choice::new("k-2", "K to 2").with_count(7), Choice::new("3-8", "3 to 8").with_count(18)],
            ),
            facet("framework", "Framework", vec![Choice::new("educator", "Educator standards").with_count(21)]),
            facet(
                "type",
                "Type",
                vec![
                    Choice::new("MicroCredential", "Micro-credential").with_count(24),
                    Choice::new("Badge", "Badge").with_count(18),
                ],
            ),
        ];
        let whole = Self {
            frame: Frame::sample(),
            facets: facets.clone(),
            clear_href: "/catalogue".into(),
            summary: "42 achievements".to_owned(),
            results: achievement::sample_cards(),
            pager: Some(Pager {
                sentence: "1 to 20 of 42".to_owned(),
                previous: None,
                next: Some("/catalogue?after=01J9Z3".into()),
            }),
            ..Self::default()
        };
        let mut narrowed = Self {
            query: "inquiry".to_owned(),
            narrowed: true,
            chosen: vec![Link::new("/catalogue?q=inquiry", "Science")],
            summary: "1 achievement".to_owned(),
            pager: None,
            ..whole.clone()
        };
        narrowed.results.truncate(1);
        narrowed.facets[0].choices[0].chosen = true;
        let nothing = Self {
            results: Vec::new(),
            summary: "No achievements".to_owned(),
            empty: Empty::new(
                "Nothing fits “inquiry” and Science together. Take one choice away, or search for a broader word.",
                Some(Link::new("/catalogue", "Show everything")),
            ),
            ..narrowed.clone()
        };
        let fresh = Self {
            frame: Frame::sample(),
            clear_href: "/catalogue".into(),
            summary: "No achievements".to_owned(),
            empty: Empty::new(
                "No organisation has published an achievement here yet.",
                Some(Link::new("/verify", "Verify a badge instead")),
            ),
            ..Self::default()
        };
        vec![
            ("catalogue", whole),
            ("catalogue-narrowed", narrowed),
            ("catalogue-nothing", nothing),
            ("catalogue-fresh", fresh),
        ]
    }
}
