//! Withdrawing everything that the list of awards is narrowed to, however much that is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::views::desk::RevokeAll;
use super::super::views::{Choice, Fact, Field};
use super::awards::{NARROWING, filter, narrowed, state_in_words};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission};
use crate::http::Hall;

/// `GET /desk/{slug}/awards/revoke-all`
pub(super) async fn ask(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Revoke).await?;
    Ok(Page(page(&hall, &here, &asked).await?).into_response())
}

/// `POST /desk/{slug}/awards/revoke-all`
pub(super) async fn revoke(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Revoke).await?;
    let outcome = match fields.text("sure") {
        "yes" => {
            let filter = filter(&fields, 0);
            hall.app().revoke_all(&here.actor(), here.id(), filter, fields.text("reason")).await
        }
        _ => Err(Error::invalid("sure-1", here.words().say("revoke-all-unsure"))),
    };
    match outcome {
        Ok((_, 0)) => Ok(here.see("/awards", "revoked-all")),
        Ok((done, left)) => {
            let mut page = page(&hall, &here, &fields).await?;
            let notice = here.words().fill("revoke-all-left").count("done", done).count("left", left);
            page.frame.notice = Some(notice.into());
            page.reason = Field::new(fields.text("reason"));
            Ok(Page(page).into_response())
        }
        Err(Error::Invalid(found)) => {
            let mut page = page(&hall, &here, &fields).await?;
            page.errors = words::errors(here.words(), found);
            let error = page.errors.iter().find(|error| error.field == "reason").map(|error| error.message.clone());
            page.reason = Field { value: fields.text("reason").to_owned(), error };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(hall: &Hall, here: &Here, asked: &Fields) -> Result<RevokeAll, PageError> {
    let count = hall.app().count_awards_to_revoke(&here.actor(), here.id(), filter(asked, 0)).await?;
    let words = here.words();
    let what: String = match count {
        0 => words.say("revoke-all-none").into(),
        _ => words.fill("desk-badges").count("count", count).into(),
    };
    let term = |name: &str| match name {
        "q" => words.say("awards-search"),
        "state" => words.say("desk-state"),
        "achievement" => words.say("desk-achievement"),
        _ => words.say("revoke-all-list"),
    };
    let chosen = NARROWING.iter().filter_map(|name| Some((*name, asked.filled(name)?)));
    let mut facts = Vec::new();
    for (name, value) in chosen.clone() {
        let text = match name {
            "achievement" => {
                let id = crate::ids::AchievementId::from_text(&value);
                hall.app().load_draft(&here.actor(), here.id(), &id).await.map_or(value, |(known, _)| known.name)
            }
            "list" => {
                let id = crate::ids::ImportId::from_text(&value);
                hall.app().load_import(&here.actor(), here.id(), &id).await.map_or(value, |view| view.import.name)
            }
            "state" => state_in_words(words, &value),
            _ => value,
        };
        facts.push(Fact::new(term(name), text));
    }
    Ok(RevokeAll {
        frame: here.frame(),
        desk: here.desk("Awards"),
        errors: Vec::new(),
        action: (count > 0).then(|| here.path("/awards/revoke-all").into()),
        sure: vec![Choice::new("yes", words.fill("revoke-all-yes").with("what", &what))],
        what,
        facts,
        hidden: chosen.map(|(name, value)| (name.to_owned(), value)).collect(),
        reason: Field::default(),
        cancel_href: here.path(&format!("/awards?{}", narrowed(asked))).into(),
    })
}
