//! Withdrawing everything that the list of awards is narrowed to, however much that is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::views::desk::RevokeAll;
use super::super::views::{Choice, Fact, Field, FieldError};
use super::awards::{NARROWING, filter, narrowed};
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
        _ => Err(Error::invalid("sure-1", "Tick this when you are sure.")),
    };
    match outcome {
        Ok((_, 0)) => Ok(here.see("/awards", "revoked-all")),
        Ok((done, left)) => {
            let mut page = page(&hall, &here, &fields).await?;
            let (done, left) = (words::number(done), words::number(left));
            page.frame.notice = Some(format!("{done} badges were withdrawn. {left} are left: press again to go on."));
            page.reason = Field::new(fields.text("reason"));
            Ok(Page(page).into_response())
        }
        Err(Error::Invalid(found)) => {
            let mut page = page(&hall, &here, &fields).await?;
            page.errors = found.into_iter().map(|error| FieldError::new(error.field, error.message)).collect();
            let error = page.errors.iter().find(|error| error.field == "reason").map(|error| error.message.clone());
            page.reason = Field { value: fields.text("reason").to_owned(), error };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(hall: &Hall, here: &Here, asked: &Fields) -> Result<RevokeAll, PageError> {
    let count = hall.app().count_awards_to_revoke(&here.actor(), here.id(), filter(asked, 0)).await?;
    let what = if count == 0 { "no badge".to_owned() } else { words::count(count, "badge", "badges") };
    let term = |name: &str| match name {
        "q" => "Name, address or short code",
        "state" => "State",
        "achievement" => "Achievement",
        _ => "List",
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
            _ => value,
        };
        facts.push(Fact::new(term(name), text));
    }
    Ok(RevokeAll {
        frame: here.frame(),
        desk: here.desk("Awards"),
        errors: Vec::new(),
        action: (count > 0).then(|| here.path("/awards/revoke-all").into()),
        sure: vec![Choice::new("yes", format!("Yes, withdraw {what} for good"))],
        what,
        facts,
        hidden: chosen.map(|(name, value)| (name.to_owned(), value)).collect(),
        reason: Field::default(),
        cancel_href: here.path(&format!("/awards?{}", narrowed(asked))).into(),
    })
}
