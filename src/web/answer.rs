//! What handlers answer with: a page, a problem told on a page, a way on; and who is looking.

use std::convert::Infallible;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::views::{self, Frame, Person};
use crate::app::{Actor, Error, Session};
use crate::http::{Hall, Problem, SignedIn, Wanted, session_secret, wanted};

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

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let problem = self.0;
        let mut page = views::Problem::new(Frame::default(), problem.status, problem.request_id.clone());
        if problem.status != 500 {
            page.sentence = problem.detail.clone();
        }
        html(problem.status_code(), &page)
    }
}

/// After a writing request: see other, so that a reload does not write again.
pub(super) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Whoever looks at a page, signed in or not.
pub(super) struct Visitor(pub(super) Option<Session>);

impl FromRequestParts<Hall> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Infallible> {
        // A page for everybody is shown even when it cannot be found out who is looking.
        let found = <SignedIn as OptionalFromRequestParts<Hall>>::from_request_parts(parts, hall).await;
        Ok(Self(found.ok().flatten().map(|SignedIn(session)| session)))
    }
}

impl Visitor {
    /// What surrounds the page for this visitor.
    pub(super) fn frame(&self) -> Frame {
        match &self.0 {
            None => Frame::default(),
            Some(session) => frame_of(session),
        }
    }
}

/// What surrounds a page for somebody who is signed in.
pub(super) fn frame_of(session: &Session) -> Frame {
    let name = if session.person.name.is_empty() { "Signed in" } else { &session.person.name };
    let person = Person { name: name.into(), desk_href: "/desk".into() };
    Frame { csrf: session.csrf.clone(), person: Some(person), ..Frame::default() }
}

/// Somebody who is signed in; everybody else is sent to sign in and comes back afterwards.
pub(super) struct Staff(pub(super) Session);

impl Staff {
    /// The person as the one who asks.
    pub(super) fn actor(&self) -> Actor {
        self.0.actor()
    }
}

impl FromRequestParts<Hall> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Response> {
        let Visitor(session) = Visitor::from_request_parts(parts, hall).await.unwrap_or(Visitor(None));
        // What a form sent is gone after signing in, so there is no going back to where it was sent.
        let next = if parts.method.is_safe() { encoded(&parts.uri) } else { "/desk".to_owned() };
        if let Some(session) = session {
            return Ok(Self(session));
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
