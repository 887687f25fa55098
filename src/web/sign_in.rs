//! Signing in by a one-time link, and signing out.
//!
//! Looking at a link does not use it up, since mail scanners follow links; the button does. Where to go afterwards is
//! remembered in a cookie, so that the link itself carries nothing but its secret.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::answer::{Page, PageError, Visitor, html, safe_next, see_other};
use super::form::{Asked, Fields};
use super::languages::{self, is_chosen};
use super::views::{self, ConfirmSignIn, Field, Frame, MailSent, SignIn, SignedOut};
use crate::app::Error;
use crate::http::{
    ClientAddress, Hall, check_csrf, check_source, ended_session_cookie, find_cookie, session_cookie, session_secret,
};

/// Remembers where to go after signing in, as long as a link works.
const NEXT_COOKIE: &str = "accolade-next";
const NEXT_SECONDS: u32 = 15 * 60;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/sign-in", get(form).post(ask))
        .route("/sign-in/{secret}", get(look).post(enter))
        .route("/sign-out", post(leave))
        .route("/signed-out", get(left))
}

/// `GET /sign-in`
async fn form(visitor: Visitor, Asked(asked): Asked) -> Response {
    let next = safe_next(asked.text("next"));
    if visitor.session.is_some() {
        return see_other(next);
    }
    Page(SignIn { frame: visitor.frame(), next: next.to_owned(), ..SignIn::default() }).into_response()
}

/// `POST /sign-in`: the same answer for every address, known or not.
async fn ask(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    hall.limits().links.take(address)?;
    let (email, next) = (fields.text("email").trim(), safe_next(fields.text("next")));
    match hall.app().request_link(email).await {
        Err(Error::Invalid(_)) => {
            let message = visitor.words.say("sign-in-email-wrong").into_owned();
            let errors = vec![views::FieldError::new("email", message.as_str())];
            let error = Some(message);
            let email = Field { value: email.to_owned(), error };
            let page = SignIn { frame: visitor.frame(), errors, email, next: next.to_owned() };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
        Ok(_) => {
            let note = visitor.words.say("sent-console");
            let page = MailSent {
                frame: visitor.frame(),
                email: email.to_owned(),
                minutes: 15,
                console_note: (!hall.app().mailer().has_server()).then(|| note.into_owned()),
            };
            Ok(with_cookies(Page(page).into_response(), &[next_cookie(&hall, next, NEXT_SECONDS)]))
        }
    }
}

/// `GET /sign-in/{secret}`: one button. Uses nothing up.
async fn look(State(hall): State<Hall>, visitor: Visitor, Path(secret): Path<String>) -> Result<Response, PageError> {
    if !hall.app().is_link_good(&secret).await? {
        return Ok(gone(visitor.frame()));
    }
    Ok(Page(ConfirmSignIn { frame: visitor.frame(), secret, email: None }).into_response())
}

/// `POST /sign-in/{secret}`: uses the link up.
async fn enter(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    check_source(&hall, &headers)?;
    let session = match hall.app().use_link(&secret).await {
        Err(Error::Gone(_)) => return Ok(gone(visitor.frame())),
        session => session?,
    };
    let next = find_cookie(&headers, NEXT_COOKIE).unwrap_or_default();
    let mut cookies = vec![session_cookie(&hall, &session), next_cookie(&hall, "", 0)];
    if !is_chosen(&headers)
        && let Some(signed_in) = hall.app().find_session(&session).await?
        && let Some(language) = hall.app().find_language(&signed_in.person.person_id).await?
    {
        cookies.push(languages::cookie(&hall, language));
    }
    Ok(with_cookies(see_other(safe_next(&next)), &cookies))
}

/// `POST /sign-out`
async fn leave(
    State(hall): State<Hall>,
    Visitor { session, .. }: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    if let Some(session) = session {
        check_csrf(&session, fields.text("csrf"))?;
        hall.app().sign_out(&session_secret(&headers, &hall).unwrap_or_default()).await?;
    }
    Ok(with_cookies(see_other("/signed-out"), &[ended_session_cookie(&hall)]))
}

/// `GET /signed-out`
async fn left(visitor: Visitor) -> Response {
    Page(SignedOut { frame: visitor.frame() }).into_response()
}

/// The page of a link that was used or is too old; it offers a new one.
fn gone(frame: Frame) -> Response {
    let mut page = views::Problem::new(frame, 410, crate::http::request_number());
    page.sentence = page.frame.say("link-gone").into_owned();
    html(StatusCode::GONE, &page)
}

fn next_cookie(hall: &Hall, next: &str, seconds: u32) -> String {
    let secure = if hall.is_secure() { "; Secure" } else { "" };
    // What would end the cookie's value cannot be remembered; the desk is a good place to go as well.
    let next = if next.contains([';', ',', '"']) { "" } else { next };
    format!("{NEXT_COOKIE}={next}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn with_cookies(mut response: Response, cookies: &[String]) -> Response {
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
