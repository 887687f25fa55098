//! The page of those who run this place: what could not be mailed.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::answer::{Page, PageError, Staff};
use super::moment::Moment;
use super::views::{KeptMail, Operator};
use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new().route("/operator", get(show))
}

/// `GET /operator`
async fn show(State(hall): State<Hall>, staff: Staff) -> Result<Response, PageError> {
    let app = hall.app();
    let kept = app.list_kept_mail(&staff.actor()).await?;
    let line = |kept: &crate::mail::KeptMail| KeptMail {
        to: kept.mail.to.clone(),
        subject: kept.mail.subject.clone(),
        text: kept.mail.text.clone(),
        moment: Moment::minute(kept.at),
    };
    let page = Operator {
        frame: staff.frame(),
        has_server: app.mailer().has_server(),
        mails: kept.iter().rev().map(line).collect(),
    };
    let mut response = Page(page).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
