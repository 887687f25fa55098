//! Nobody else's page may write in somebody's name: where a writing request comes from, and what its form brings along.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::caller::session_secret;
use super::{Hall, Problem};
use crate::app::Session;

/// Refuses writing requests with a session that come from other pages. Requests without a session write in nobody's
/// name and may come from anywhere.
pub(super) async fn check_origin(State(hall): State<Hall>, request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let has_session = session_secret(request.headers(), &hall).is_some();
    if !is_reading
        && has_session
        && let Err(problem) = check_source(&hall, request.headers())
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// Insists that a writing request comes from our own pages, session or not: nobody is signed in as somebody else.
///
/// # Errors
/// 403 when it comes from another page.
pub fn check_source(hall: &Hall, headers: &HeaderMap) -> Result<(), Problem> {
    if is_own(hall, headers) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "This request comes from another page."))
}

/// Browsers send `Origin` with every writing request; it must be ours, by base URL or by the host that was asked.
fn is_own(hall: &Hall, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let Some(origin) = text(ORIGIN) else {
        return text(axum::http::HeaderName::from_static("sec-fetch-site")).is_none_or(|site| site == "same-origin");
    };
    let base = hall.app().addresses().base();
    let own = base.split('/').take(3).collect::<Vec<_>>().join("/");
    let asked = text(HOST).map(|host| format!("{}://{host}", if hall.is_secure() { "https" } else { "http" }));
    origin == own || asked.is_some_and(|asked| asked == origin)
}

/// Insists that a form brought the session's own token along.
///
/// # Errors
/// 403 when it did not: the form is of another session, or not ours.
pub fn check_csrf(session: &Session, token: &str) -> Result<(), Problem> {
    // Of equal length and compared to the end, so that time tells nothing.
    let is_same = token.len() == session.csrf.len()
        && token.bytes().zip(session.csrf.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0;
    if is_same {
        return Ok(());
    }
    let text = "This form has grown old. Go back, load the page again and send it once more.";
    Err(Problem::new(StatusCode::FORBIDDEN, text))
}
