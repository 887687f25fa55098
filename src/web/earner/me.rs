//! Everything of one person.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::app::PublicAward;
use crate::http::Hall;
use crate::language::Words;
use crate::store::Answer;
use crate::web::answer::{Page, PageError, Staff, frame_of};
use crate::web::moment::Moment;
use crate::web::public::{artwork, badges};
use crate::web::views::earner::MyBadges;
use crate::web::views::{Artwork, BadgeCard, Empty, Link};

/// `GET /me`
pub(super) async fn badges(State(hall): State<Hall>, staff: Staff) -> Result<Response, PageError> {
    let own = hall.app().list_own_badges(&staff.actor()).await?;
    let waiting = own.iter().filter(|shown| shown.award.decision.answer == Answer::Offered).count();
    let page = MyBadges {
        frame: frame_of(&staff.0),
        waiting: match waiting {
            0 => None,
            1 => Some("One badge waits for your answer.".into()),
            more => Some(format!("{more} badges wait for your answer.")),
        },
        badges: own.iter().map(|shown| card(shown)).collect(),
        empty: Empty::new("You have no badge yet.", Some(Link::new("/catalogue", "Look for one"))),
        ways: [
            ("/claims", "Your claims"),
            ("/me/collections", "Your collections"),
            ("/me/addresses", "Your addresses"),
            ("/me/data", "Your data: take it along, or have it deleted"),
        ]
        .map(|(href, text)| Link::new(href, text))
        .to_vec(),
    };
    Ok(Page(page).into_response())
}

pub(super) fn card(shown: &PublicAward) -> BadgeCard {
    let definition = &shown.view.definition;
    let label = match shown.award.decision.answer {
        Answer::Offered => "Waits for your answer",
        Answer::Accepted => "Accepted",
        Answer::Declined => "Declined",
    };
    BadgeCard {
        href: format!("/me/badges/{}", shown.award.award_id).into(),
        artwork: Some(Artwork { alt: String::new(), ..artwork(&shown.view, Words::default()) }),
        name: definition.name.clone(),
        lang: definition.language.clone(),
        issuer: shown.view.organisation.name.clone(),
        summary: String::new(),
        labels: vec![label.into()],
        date: Some(Moment::day(shown.award.awarded_at)),
        state: Some(badges::state_of(&shown.state)),
    }
}
