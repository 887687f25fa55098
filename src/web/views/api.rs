//! The readable page about the interface for programs.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::Frame;
use crate::web::href::Href;

/// `GET /api`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "api/page.html")]
pub struct Api {
    /// What surrounds the page.
    pub frame: Frame,
    /// The version of the interface.
    pub version: String,
    /// Where its description for programs is.
    pub openapi_href: Href,
    /// The operations by what they are about.
    pub groups: Vec<OperationGroup>,
}

/// Operations about one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationGroup {
    /// What they are about.
    pub name: String,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// Something that a program can ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, with its variable parts in braces.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// What the key must be allowed to do; `None` when no key is needed.
    pub scope: Option<String>,
    /// Whether it is for people who are signed in, not for keys.
    #[serde(default)]
    pub is_for_people: bool,
    /// What it takes.
    pub parameters: Vec<Parameter>,
}

/// One thing that an operation takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands: path, query, header, body.
    pub place: String,
    /// What kind of value it is.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub text: String,
}

impl Api {
    /// A few operations, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let parameter = |name: &str, place: &str, kind: &str, text: &str| Parameter {
            name: name.to_owned(),
            place: place.to_owned(),
            kind: kind.to_owned(),
            required: place == "path",
            text: text.to_owned(),
        };
        let operation = |method: &str, path: &str, summary: &str, scope: Option<&str>, parameters| Operation {
            method: method.to_owned(),
            path: path.to_owned(),
            summary: summary.to_owned(),
            scope: scope.map(str::to_owned),
            is_for_people: false,
            parameters,
        };
        let organisation = || parameter("organisation", "path", "text", "The organisation's short name.");
        let awards = vec![
            operation(
                "GET",
                "/api/v1/organisations/{organisation}/awards",
                "Lists awards, newest first.",
                Some("awards:read"),
                vec![
                    organisation(),
                    parameter("after", "query", "text", "Where the last page ended."),
                    parameter("limit", "query", "number, 1 to 200", "How many to answer; 50 when left out."),
                ],
            ),
            operation(
                "POST",
                "/api/v1/organisations/{organisation}/awards",
                "Awards an achievement to one person or to up to 10,000.",
                Some("awards:write"),
                vec![
                    organisation(),
                    parameter("Idempotency-Key", "header", "text", "The same key gives the same answer again."),
                ],
            ),
        ];
        let verifying = vec![operation("POST", "/credentials/verify", "Verifies a credential.", None, Vec::new())];
        let full = Self {
            frame: Frame::sample(),
            version: "1".to_owned(),
            openapi_href: "/openapi.json".into(),
            groups: vec![
                OperationGroup { name: "Awards".to_owned(), operations: awards },
                OperationGroup { name: "Verifying".to_owned(), operations: verifying },
            ],
        };
        let empty = Self { groups: Vec::new(), ..full.clone() };
        vec![("api", full), ("api-empty", empty)]
    }
}
