//! Coming to the bench by the link in a mail, without an account.
//!
//! Looking at the link does not use it up, since mail scanners follow links; the button does.

use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::app::Error;
use crate::http::{Hall, check_source, session_cookie};
use crate::store::Needs;
use crate::web::answer::{Page, PageError, Visitor, html, see_other};
use crate::web::views::reviewing::Enter;

/// `GET /bench/enter/{secret}`
pub(super) async fn look(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    if visitor.session.is_some() {
        return Ok(see_other("/bench"));
    }
    let is_good = hall.app().is_link_good(&secret).await?;
    Ok(page(&visitor, is_good.then_some(secret)))
}

/// `POST /bench/enter/{secret}`: uses the link up.
pub(super) async fn enter(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    check_source(&hall, &headers)?;
    let entered = match hall.app().use_link(&secret).await {
        Err(Error::Gone(_)) => return Ok(page(&visitor, None)),
        entered => entered?,
    };
    let next = match entered.needs {
        Needs::Nothing => way_on(&hall, &entered.secret).await?,
        // Who also awards owes a passkey, whatever the link was for.
        _ => "/sign-in/confirm".into(),
    };
    let mut response = see_other(&next);
    if let Ok(cookie) = HeaderValue::from_str(&session_cookie(&hall, &entered.secret)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// To the work itself where there is one piece, else to the bench.
async fn way_on(hall: &Hall, secret: &str) -> Result<String, Error> {
    let Some(session) = hall.app().find_session(secret).await? else { return Ok("/bench".into()) };
    let lines = hall.app().load_bench(&session.actor()).await?;
    let mut live = lines.iter().filter(|line| line.state.is_live());
    Ok(match (live.next(), live.next()) {
        (Some(only), None) => format!("/bench/{}?done=welcome", only.claim_id),
        _ => "/bench?done=welcome".into(),
    })
}

/// The page with its button; without a secret, with the way to a new link.
fn page(visitor: &Visitor, secret: Option<String>) -> Response {
    let is_good = secret.is_some();
    let page = Enter {
        frame: visitor.frame(),
        action: secret.map(|secret| format!("/bench/enter/{secret}").into()),
        ask_href: "/sign-in?next=/bench".into(),
    };
    if is_good { Page(page).into_response() } else { html(StatusCode::GONE, &page) }
}
