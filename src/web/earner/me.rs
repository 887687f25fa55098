//! Everything of one person.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::app::PublicAward;
use crate::http::Hall;
use crate::language::Words;
use crate::store::Answer;
use crate::web::answer::{Page, PageError, Staff};
use crate::web::moment::Moment;
use crate::web::public::{artwork, badges};
use crate::web::views::earner::MyBadges;
use crate::web::views::{Artwork, BadgeCard, Empty, Link};

/// `GET /me`
pub(super) async fn badges(State(hall): State<Hall>, staff: Staff) -> Result<Response, PageError> {
    let own = hall.app().list_own_badges(&staff.actor()).await?;
    let waiting = own.iter().filter(|shown| shown.award.decision.answer == Answer::Offered).count();
    let words = staff.1;
    let page = MyBadges {
        frame: staff.frame(),
        waiting: (waiting > 0).then(|| words.fill("me-waiting").count("count", waiting).into()),
        badges: own.iter().map(|shown| card(shown, words)).collect(),
        empty: Empty::new(words.say("me-none"), Some(Link::new("/catalogue", words.say("me-look")))),
        ways: [
            ("/claims", "me-claims"),
            ("/me/collections", "collections-title"),
            ("/me/addresses", "addresses-title"),
            ("/me/data", "me-data"),
        ]
        .map(|(href, name)| Link::new(href, words.say(name)))
        .to_vec(),
    };
    Ok(Page(page).into_response())
}

pub(super) fn card(shown: &PublicAward, words: Words) -> BadgeCard {
    let definition = &shown.view.definition;
    let label = match shown.award.decision.answer {
        Answer::Offered => "me-offered",
        Answer::Accepted => "me-accepted",
        Answer::Declined => "me-declined",
    };
    BadgeCard {
        href: format!("/me/badges/{}", shown.award.award_id).into(),
        artwork: Some(Artwork { alt: String::new(), ..artwork(&shown.view, words) }),
        name: definition.name.clone(),
        lang: definition.language.clone(),
        issuer: shown.view.organisation.name.clone(),
        summary: String::new(),
        labels: vec![words.say(label).into()],
        date: Some(Moment::day(shown.award.awarded_at)),
        state: Some(badges::state_of(&shown.state)),
    }
}
