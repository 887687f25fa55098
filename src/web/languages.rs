//! Which language a page speaks: what its reader chose, else what their browser asks for.
//!
//! Choosing is a link, so that it works without scripts and on pages that are kept for everybody; the choice is
//! remembered in a cookie, and with the person who is signed in.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, SET_COOKIE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;

use super::answer::{PageError, Told, Visitor, safe_next, see_other};
use super::form::Asked;
use crate::http::{Hall, Problem, find_cookie};
use crate::ids::PersonId;
use crate::language::{COOKIE, Language, Words, choose};

/// How long a choice is remembered: a year.
const REMEMBERED_SECONDS: u32 = 365 * 24 * 60 * 60;

pub(super) fn routes() -> Router<Hall> {
    Router::new().route("/language/{tag}", get(chosen))
}

/// `GET /language/{tag}`: the choice of a language, and back to the page where it was made.
async fn chosen(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(tag): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let language: Language =
        tag.parse().map_err(|()| Problem::new(StatusCode::NOT_FOUND, "This language is not spoken here."))?;
    if let Some(session) = &visitor.session {
        hall.app().choose_language(&session.person.person_id, language).await?;
    }
    let mut response = see_other(match asked.text("next") {
        "" => "/",
        next => safe_next(next),
    });
    if let Ok(cookie) = HeaderValue::from_str(&cookie(&hall, language)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The `Set-Cookie` that remembers a language.
fn cookie(hall: &Hall, language: Language) -> String {
    let secure = if hall.is_secure() { "; Secure" } else { "" };
    let tag = language.tag();
    format!("{COOKIE}={tag}; Path=/; HttpOnly; SameSite=Lax; Max-Age={REMEMBERED_SECONDS}{secure}")
}

/// The language that a reader chose in this browser.
fn chosen_in(headers: &HeaderMap) -> Option<Language> {
    find_cookie(headers, COOKIE).and_then(|tag| tag.parse().ok())
}

/// Whoever signs in reads on in the language that they chose: in this browser, which is kept with the person for their
/// mails when they chose none before, or elsewhere, by the cookie that is returned.
pub(super) async fn brought_along(
    hall: &Hall,
    person: &PersonId,
    headers: &HeaderMap,
) -> Result<Option<String>, PageError> {
    match (chosen_in(headers), hall.app().find_language(person).await?) {
        (Some(language), None) => {
            hall.app().choose_language(person, language).await?;
            Ok(None)
        }
        (None, Some(language)) => Ok(Some(cookie(hall, language))),
        _ => Ok(None),
    }
}

/// Finds the language of a request, and says in the answer which one it is and what it depends on.
pub(super) async fn negotiate(mut request: Request, next: Next) -> Response {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = choose(find_cookie(request.headers(), COOKIE).as_deref(), accepted);
    let words = language.words();
    request.extensions_mut().insert(words);
    let mut response = next.run(request).await;
    if let Some(told) = response.extensions_mut().remove::<Told>() {
        response = told.into_page(words, response);
    }
    if is_page(&response) {
        response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    }
    response
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The words of the language that was found for a request.
pub(super) fn words_of(extensions: &axum::http::Extensions) -> Words {
    extensions.get::<Words>().copied().unwrap_or_default()
}
