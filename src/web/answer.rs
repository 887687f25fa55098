//! What handlers answer with: a page, a problem told on a page, a way on; and who is looking.

use std::convert::Infallible;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, LOCATION, REFERER, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::languages::words_of;
use super::views::{self, Frame, Person};
use crate::app::{Actor, Error, Session};
use crate::http::{Hall, Problem, SignedIn, Wanted, session_secret, wanted};
use crate::language::{Language, Words};

/// A page as an answer.
pub(super) struct Page<T>(pub(super) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        html(StatusCode::OK, &self.0)
    }
}

pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            let mut response = (status, text).into_response();
            response.headers_mut().insert(CONTENT_TYPE, kind);
            // Pages show who is signed in and how a badge stands now.
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            response
        }
        Err(error) => Problem::from(Error::internal(error)).into_response(),
    }
}

/// A page for everybody, made a moment ago or made now and kept under `key`, which names everything that it shows.
pub(super) fn kept_page<T: Template>(hall: &Hall, key: String, make: impl FnOnce() -> T) -> Response {
    let body = match hall.pages().find(&key) {
        Some(body) => body,
        None => match make().render() {
            Ok(text) => {
                let body = Bytes::from(text);
                hall.pages().put(key, body.clone());
                body
            }
            Err(error) => return Problem::from(Error::internal(error)).into_response(),
        },
    };
    let fixed = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "private, no-cache")];
    (fixed, body).into_response()
}

/// A problem told on a page.
pub(super) struct PageError(Problem);

impl From<Problem> for PageError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self(error.into())
    }
}

impl PageError {
    /// The problem as whoever asks wants it: on a page for people, as JSON for programs.
    pub(super) fn wanted_by(self, headers: &HeaderMap) -> Response {
        let mut response = match wanted(headers, Wanted::Json) {
            Wanted::Page => self.into_response(),
            Wanted::Json | Wanted::Token => self.0.into_response(),
        };
        response.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
        response
    }
}

/// A problem that is still to be told, once it is known in which language.
#[derive(Clone)]
pub(super) struct Told(Problem);

impl Told {
    /// The page of the problem, in place of the answer that carried it; what else that answer says is kept.
    pub(super) fn into_page(self, words: Words, carrier: Response) -> Response {
        let problem = self.0;
        let frame = Frame { words, ..Frame::default() };
        let mut page = views::Problem::new(frame, problem.status, problem.request_id.clone());
        // What was written for this one case is in English; where nobody translated it, the general sentence stays.
        let told = words.retold(&problem.detail);
        if problem.status != 500 && (words.language() == Language::English || told != problem.detail) {
            page.sentence = told;
        }
        let mut response = html(problem.status_code(), &page);
        response.headers_mut().extend(carrier.into_parts().0.headers);
        response
    }
}

impl IntoResponse for PageError {
    /// An empty answer with the problem on it; [`super::languages`] writes the page.
    fn into_response(self) -> Response {
        let mut response = self.0.status_code().into_response();
        response.extensions_mut().insert(Told(self.0));
        response
    }
}

/// After a writing request: see other, so that a reload does not write again.
pub(super) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Whoever looks at a page, signed in or not.
#[derive(Default)]
pub(super) struct Visitor {
    /// The session, when they are signed in.
    pub(super) session: Option<Session>,
    /// The texts in their language.
    pub(super) words: Words,
    /// The path that they asked for, with its query.
    pub(super) here: String,
}

impl FromRequestParts<Hall> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Infallible> {
        // A page for everybody is shown even when it cannot be found out who is looking.
        let found = <SignedIn as OptionalFromRequestParts<Hall>>::from_request_parts(parts, hall).await;
        Ok(Self {
            session: found.ok().flatten().map(|SignedIn(session)| session),
            words: words_of(&parts.extensions),
            here: here(parts),
        })
    }
}

/// Where a link leads back to this page. What was sent cannot be sent again by a link: it leads to where the form was.
fn here(parts: &Parts) -> String {
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or("");
    if parts.method.is_safe() {
        return parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    }
    let from = text(REFERER).split_once("://").map_or("", |(_, rest)| rest);
    let (host, path) = from.split_at(from.find('/').unwrap_or(from.len()));
    if host == text(HOST) && !path.is_empty() { path.to_owned() } else { "/".to_owned() }
}

impl Visitor {
    /// What surrounds the page for this visitor.
    pub(super) fn frame(&self) -> Frame {
        framed(self.session.as_ref(), self.words, &self.here)
    }
}

/// What surrounds a page for somebody who is signed in.
pub(super) fn frame_of(session: &Session) -> Frame {
    let name = if session.person.name.is_empty() { "Signed in" } else { &session.person.name };
    let person = Person { name: name.into(), desk_href: "/desk".into() };
    Frame { csrf: session.csrf.clone(), person: Some(person), ..Frame::default() }
}

/// What surrounds a page for whoever looks at it, in their language.
fn framed(session: Option<&Session>, words: Words, here: &str) -> Frame {
    let frame = session.map(frame_of).unwrap_or_default();
    let mut frame = Frame { words, here: here.to_owned(), ..frame };
    let is_nameless = session.is_some_and(|session| session.person.name.is_empty());
    if let Some(person) = frame.person.as_mut().filter(|_| is_nameless) {
        person.name = words.say("nav-signed-in").into_owned();
    }
    frame
}

/// Somebody who is signed in, with the texts in their language and the path that they asked for; everybody else is sent
/// to sign in and comes back afterwards.
pub(super) struct Staff(pub(super) Session, pub(super) Words, String);

impl Staff {
    /// What surrounds the page for them.
    pub(super) fn frame(&self) -> Frame {
        framed(Some(&self.0), self.1, &self.2)
    }

    /// The person as the one who asks.
    pub(super) fn actor(&self) -> Actor {
        self.0.actor()
    }
}

impl FromRequestParts<Hall> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Response> {
        let Ok(Visitor { session, words, here }) = Visitor::from_request_parts(parts, hall).await;
        // What a form sent is gone after signing in, so there is no going back to where it was sent.
        let next = if parts.method.is_safe() { encoded(&parts.uri) } else { "/desk".to_owned() };
        if let Some(session) = session {
            return Ok(Self(session, words, here));
        }
        // Whoever has followed a link and owes a passkey goes on there.
        if let Some(secret) = session_secret(&parts.headers, hall)
            && let Ok(Some(_)) = hall.app().find_pending_session(&secret).await
        {
            return Err(see_other("/sign-in/confirm"));
        }
        Err(see_other(&format!("/sign-in?next={next}")))
    }
}

/// A path for use in a query.
fn encoded(uri: &Uri) -> String {
    let text = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The path to go on to: ours, never somebody else's.
pub(super) fn safe_next(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if is_ours { next } else { "/desk" }
}
