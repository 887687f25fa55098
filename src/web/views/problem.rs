//! What people see when something did not work.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Frame, Link};

/// The statuses that have words of their own.
const KNOWN: [u16; 9] = [401, 403, 404, 409, 410, 413, 429, 500, 503];

/// The page of a problem.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "problem/page.html")]
pub struct Problem {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status.
    pub status: u16,
    /// What happened.
    pub title: String,
    /// What happened, in a sentence more.
    pub sentence: String,
    /// What to do next.
    pub advice: Vec<String>,
    /// Where to go.
    pub action: Option<Link>,
    /// What to tell whoever runs this place.
    pub request_id: String,
}

impl Problem {
    /// The page for a status, with words that always fit; callers replace `sentence` when they know more.
    pub fn new(frame: Frame, status: u16, request_id: impl Into<String>) -> Self {
        let known = if KNOWN.contains(&status) { status.to_string() } else { "other".to_owned() };
        let words = frame.words;
        let text = |part: &str| format!("problem-{known}-{part}");
        let said =
            |part: &str| Some(text(part)).filter(|name| words.has(name)).map(|name| words.say(&name).into_owned());
        let (href, own) = match status {
            401 | 410 => ("/sign-in", true),
            404 => ("/catalogue", true),
            _ => ("/", false),
        };
        let action = if own { words.say(&text("action")) } else { words.say("to-first-page") };
        Self {
            frame,
            status,
            title: said("title").unwrap_or_default(),
            sentence: said("sentence").unwrap_or_default(),
            advice: ["advice-1", "advice-2"].into_iter().filter_map(said).collect(),
            action: Some(Link::new(href, action)),
            request_id: request_id.into(),
        }
    }

    /// A page for each status that we answer.
    pub fn sample() -> Vec<(&'static str, Self)> {
        [
            ("problem-400", 400),
            ("problem-401", 401),
            ("problem-403", 403),
            ("problem-404", 404),
            ("problem-409", 409),
            ("problem-410", 410),
            ("problem-413", 413),
            ("problem-429", 429),
            ("problem-500", 500),
            ("problem-503", 503),
            ("problem-418", 418),
        ]
        .into_iter()
        .map(|(name, status)| (name, Self::new(Frame::sample(), status, "01J9Z3K7QF2MXD")))
        .collect()
    }
}
