//! What the looks at a link or a badge come to, in a sentence or two beside the piece of evidence.

use crate::credential::names;
use crate::language::{Filled, Words};
use crate::review::evidence::{LinkStanding, Look, Medium};
use crate::web::verdict::State;

/// What is known of a piece of evidence that may change; empty for one that cannot.
pub(super) fn told(words: Words, medium: Medium, looks: &[Look]) -> String {
    match medium {
        Medium::Link => link(words, looks),
        Medium::Credential => badge(words, looks.last()),
        Medium::Text | Medium::File | Medium::Media => String::new(),
    }
}

fn link(words: Words, looks: &[Look]) -> String {
    let day = |filled: Filled, look: &Look| filled.with("day", words.day(look.at));
    let read = |look: &Look| day(words.fill("seen-read"), look).with("hash", hash(look)).to_string();
    match LinkStanding::of(looks) {
        LinkStanding::NotSeen => words.say("seen-not-yet").into(),
        LinkStanding::Unreadable(look) => day(words.fill("seen-unreadable"), look).with("why", &look.why).into(),
        LinkStanding::Same(first, last) if first.at == last.at => read(first),
        LinkStanding::Same(first, last) => format!("{} {}", read(first), day(words.fill("seen-same"), last)),
        LinkStanding::Changed(first, last) => format!("{} {}", read(first), day(words.fill("seen-changed"), last)),
        LinkStanding::Gone(first, last) => {
            format!("{} {}", read(first), day(words.fill("seen-gone"), last).with("why", &last.why))
        }
    }
}

fn badge(words: Words, look: Option<&Look>) -> String {
    let Some(look) = look else { return words.say("seen-badge-not-yet").into() };
    let day = words.day(look.at);
    let Some(badge) = &look.badge else {
        return words.fill("seen-badge-unreadable").with("day", day).with("why", &look.why).into();
    };
    let state = State::of_report(&badge.state).word(words);
    let said = words.fill("seen-badge").with("day", day).with("state", state).to_string();
    let shown = |text: &Option<String>| text.as_deref().map(|text| names::look(text).shown);
    match (shown(&badge.achievement), shown(&badge.issuer)) {
        (Some(name), Some(issuer)) => {
            format!("{} {said}", words.fill("seen-badge-is").with("name", name).with("issuer", issuer))
        }
        _ => said,
    }
}

/// The beginning of the digest, which is enough to compare by eye.
fn hash(look: &Look) -> String {
    look.sha256.map(|hash| hash.to_string().chars().take(16).collect()).unwrap_or_default()
}
