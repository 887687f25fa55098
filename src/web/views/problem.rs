//! What people see when something did not work.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Frame, Link};

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
        let (title, sentence, advice, action) = words(status);
        Self {
            frame,
            status,
            title: title.to_owned(),
            sentence: sentence.to_owned(),
            advice: advice.iter().map(|line| (*line).to_owned()).collect(),
            action: action.map(|(href, text)| Link::new(href, text)),
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

type Words = (&'static str, &'static str, &'static [&'static str], Option<(&'static str, &'static str)>);

const HOME: Option<(&str, &str)> = Some(("/", "To the first page"));

fn words(status: u16) -> Words {
    match status {
        401 => (
            "Sign in first",
            "This page is for people who are signed in.",
            &["If you were signed in before, your session has ended. What you typed in a form may be lost."],
            Some(("/sign-in", "Sign in")),
        ),
        403 => (
            "You may not do this",
            "Your role in this organisation does not allow it, or the form was open for too long.",
            &["Go back, load the page again and try once more.", "Ask an owner of the organisation for the role."],
            HOME,
        ),
        404 => (
            "Page not found",
            "There is nothing at this address.",
            &[
                "If you typed it, check it for errors.",
                "If you followed a link to a badge, ask its holder for a new one.",
            ],
            Some(("/catalogue", "Look in the catalogue")),
        ),
        409 => (
            "Somebody was faster",
            "What you wanted to change was changed in the meantime, so nothing was saved.",
            &["Go back, load the page again and compare before you save."],
            HOME,
        ),
        410 => (
            "This is no longer here",
            "The link was used already, has run out, or was withdrawn by the person who shared it.",
            &["A link for signing in works once: ask for a new one.", "For a badge, ask its holder for a new link."],
            Some(("/sign-in", "Ask for a new link")),
        ),
        413 => (
            "That is too large",
            "What you sent is larger than this place takes.",
            &["For a badge, choose the file as it was downloaded.", "For a picture, save it smaller and try again."],
            HOME,
        ),
        429 => (
            "Too many requests",
            "A lot came from your network in a short time, so we have to pause.",
            &["Wait a minute and try again. Nothing is lost."],
            HOME,
        ),
        500 => (
            "Something went wrong here",
            "It is our fault, not yours. It was written down and somebody will look at it.",
            &["Try again in a few minutes.", "If it stays, tell whoever runs this place the number below."],
            HOME,
        ),
        503 => (
            "Not available just now",
            "This place is starting, being looked after, or has too much to do.",
            &["Try again in a minute. What was saved is safe."],
            HOME,
        ),
        _ => (
            "This did not work",
            "What arrived could not be understood.",
            &["Go back, check what you typed, and try again."],
            HOME,
        ),
    }
}
