//! Requests of earners to have their name corrected.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::moment::Moment;
use super::super::views::desk::{NameLine, NameRequests};
use super::here::{Here, Sent};
use crate::app::{Error, NameRequestLine};
use crate::http::Hall;
use crate::ids::NameRequestId;

/// `GET /desk/{slug}/names`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let requests = hall.app().list_name_requests(&here.actor(), here.id()).await?;
    let line = |line: &NameRequestLine| NameLine {
        achievement: line.achievement.clone(),
        award_href: here.path(&format!("/awards/{}", line.request.award_id)).into(),
        now: match line.person.name.as_str() {
            "" => here.words().say("names-no-name").into(),
            name => name.to_owned(),
        },
        wanted: line.request.wanted_name.clone(),
        note: line.request.note.clone(),
        asked: Moment::day(line.request.asked_at),
        action: here.path(&format!("/names/{}", line.request.request_id)).into(),
    };
    let page =
        NameRequests { frame: here.frame(), desk: here.desk("Awards"), requests: requests.iter().map(line).collect() };
    Ok(Page(page).into_response())
}

/// `POST /desk/{slug}/names/{request}/{answer}`: `accept` or `refuse`, with a note.
pub(super) async fn answer(
    State(hall): State<Hall>,
    Path((_, request, answer)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, request, note) = (sent.here, NameRequestId::from_text(request), sent.fields.text("note"));
    match answer.as_str() {
        "accept" => {
            let new = hall.app().accept_name_request(&here.actor(), here.id(), &request, note).await?;
            Ok(here.see(&format!("/awards/{new}"), "name-accepted"))
        }
        "refuse" => {
            hall.app().refuse_name_request(&here.actor(), here.id(), &request, note).await?;
            Ok(here.see("/names", "name-refused"))
        }
        _ => Err(Error::NotFound("page").into()),
    }
}
