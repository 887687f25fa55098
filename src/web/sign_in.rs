//! Signing in by a one-time link, by a passkey and over a provider; and signing out.
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
use super::languages::brought_along;
use super::passkeys;
use super::views::{self, ConfirmSignIn, Field, FieldError, Frame, Link, MailSent, PasskeyStep, SignIn, SignedOut};
use crate::app::{Error, PendingSession, ProviderAnswer};
use crate::http::{
    ClientAddress, Hall, check_csrf, check_source, ended_session_cookie, find_cookie, session_cookie, session_secret,
};
use crate::store::Needs;

/// Remembers where to go after signing in, as long as a link works.
const NEXT_COOKIE: &str = "accolade-next";
const NEXT_SECONDS: u32 = 15 * 60;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/sign-in", get(form).post(ask))
        .route("/sign-in/{secret}", get(look).post(enter))
        .route("/sign-in/provider", get(to_provider))
        .route("/sign-in/provider/return", get(from_provider))
        .route("/sign-out", post(leave))
        .route("/signed-out", get(left))
        .route("/sign-in/confirm", get(owed).post(confirm))
        .route("/sign-in/passkey", get(ask_passkey).post(take_passkey))
}

/// `GET /sign-in`
async fn form(State(hall): State<Hall>, visitor: Visitor, Asked(asked): Asked) -> Response {
    let next = safe_next(asked.text("next"));
    if visitor.session.is_some() {
        return see_other(next);
    }
    let provider = hall.app().provider_label().map(str::to_owned);
    let page = SignIn { frame: visitor.frame(), next: next.to_owned(), provider, ..SignIn::default() };
    with_cookies(Page(page).into_response(), &[next_cookie(&hall, next, NEXT_SECONDS)])
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
    match hall.app().request_link(email, visitor.words.language()).await {
        Err(Error::Invalid(_)) => {
            let message = visitor.words.say("sign-in-email-wrong").into_owned();
            let errors = vec![views::FieldError::new("email", message.as_str())];
            let error = Some(message);
            let email = Field { value: email.to_owned(), error };
            let provider = hall.app().provider_label().map(str::to_owned);
            let page = SignIn { frame: visitor.frame(), errors, email, next: next.to_owned(), provider };
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
    let entered = match hall.app().use_link(&secret).await {
        Err(Error::Gone(_)) => return Ok(gone(visitor.frame())),
        entered => entered?,
    };
    if entered.needs != Needs::Nothing {
        return Ok(with_cookies(see_other("/sign-in/confirm"), &[session_cookie(&hall, &entered.secret)]));
    }
    signed_in(&hall, &headers, &entered.secret).await
}

/// On to where somebody wanted to go before signing in, in the language that they chose elsewhere.
async fn signed_in(hall: &Hall, headers: &HeaderMap, session: &str) -> Result<Response, PageError> {
    let next = find_cookie(headers, NEXT_COOKIE).unwrap_or_default();
    let mut cookies = vec![session_cookie(hall, session), next_cookie(hall, "", 0)];
    if let Some(signed_in) = hall.app().find_session(session).await? {
        cookies.extend(brought_along(hall, &signed_in.person.person_id, headers).await?);
    }
    Ok(with_cookies(see_other(safe_next(&next)), &cookies))
}

/// Who has followed a link and still owes a passkey, with the secret of their session.
async fn pending(hall: &Hall, headers: &HeaderMap) -> Result<Option<(PendingSession, String)>, PageError> {
    let Some(secret) = session_secret(headers, hall) else { return Ok(None) };
    Ok(hall.app().find_pending_session(&secret).await?.map(|found| (found, secret)))
}

/// `GET /sign-in/confirm`: the passkey that owners and awarders need beside a link.
async fn owed(State(hall): State<Hall>, visitor: Visitor, headers: HeaderMap) -> Result<Response, PageError> {
    match pending(&hall, &headers).await? {
        None => Ok(see_other("/sign-in")),
        Some((found, _)) => {
            let page = owed_page(&hall, (visitor.frame(), &found), Vec::new(), "").await?;
            Ok(Page(page).into_response())
        }
    }
}

async fn owed_page(
    hall: &Hall,
    (frame, found): (Frame, &PendingSession),
    errors: Vec<FieldError>,
    name: &str,
) -> Result<PasskeyStep, PageError> {
    let (app, person) = (hall.app(), &found.session.person);
    let (options, kind) = match found.needs {
        Needs::FirstPasskey => (app.begin_passkey(person).await?, "register"),
        _ => (app.begin_passkey_sign_in(Some(&person.person_id)).await?, "use"),
    };
    let (title, intro) = match kind {
        "register" => ("passkey-first", "passkey-first-why"),
        _ => ("passkey-confirm", "passkey-confirm-why"),
    };
    Ok(PasskeyStep {
        title: frame.say(title).into(),
        intro: vec![frame.say(intro).into()],
        form: passkeys::form(options, "/sign-in/confirm", kind, name, &errors),
        errors,
        links: vec![Link::new("/sign-in", frame.say("passkey-again"))],
        frame: Frame { csrf: found.session.csrf.clone(), ..frame },
    })
}

/// `POST /sign-in/confirm`
async fn confirm(
    State(hall): State<Hall>,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    check_source(&hall, &headers)?;
    let Some((found, secret)) = pending(&hall, &headers).await? else { return Ok(see_other("/sign-in")) };
    check_csrf(&found.session, fields.text("csrf"))?;
    let (person, answer) = (&found.session.person.person_id, passkeys::answer(&fields));
    let name = fields.text("name");
    let outcome = match found.needs {
        Needs::FirstPasskey => {
            let made = hall.app().register_passkey(person, &answer, name, Some(&secret)).await;
            made.map(Option::unwrap_or_default)
        }
        _ => hall.app().sign_in_with_passkey(&answer, Some((person, &secret))).await,
    };
    match outcome {
        Ok(session) => signed_in(&hall, &headers, &session).await,
        Err(Error::Invalid(wrong)) => {
            let errors = passkeys::errors(wrong, visitor.words);
            let page = owed_page(&hall, (visitor.frame(), &found), errors, name).await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /sign-in/passkey`
async fn ask_passkey(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    visitor: Visitor,
) -> Result<Response, PageError> {
    hall.limits().verifications.take(address)?;
    Ok(Page(passkey_page(&hall, visitor.frame(), Vec::new()).await?).into_response())
}

async fn passkey_page(hall: &Hall, frame: Frame, errors: Vec<FieldError>) -> Result<PasskeyStep, PageError> {
    let options = hall.app().begin_passkey_sign_in(None).await?;
    Ok(PasskeyStep {
        title: frame.say("passkey-sign-in").into(),
        intro: vec![frame.say("passkey-sign-in-how").into()],
        form: passkeys::form(options, "/sign-in/passkey", "use", "", &errors),
        errors,
        links: vec![Link::new("/sign-in", frame.say("passkey-by-link"))],
        frame,
    })
}

/// `POST /sign-in/passkey`
async fn take_passkey(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    check_source(&hall, &headers)?;
    hall.limits().verifications.take(address)?;
    match hall.app().sign_in_with_passkey(&passkeys::answer(&fields), None).await {
        Ok(session) => signed_in(&hall, &headers, &session).await,
        Err(Error::Invalid(wrong)) => {
            let page = passkey_page(&hall, visitor.frame(), passkeys::errors(wrong, visitor.words)).await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ties the provider's answer to the browser that asked, as long as somebody may take there.
const PROVIDER_COOKIE: &str = "accolade-provider";
const PROVIDER_SECONDS: u32 = 10 * 60;

fn provider_cookie(hall: &Hall, secret: &str, seconds: u32) -> String {
    let secure = if hall.is_secure() { "; Secure" } else { "" };
    format!("{PROVIDER_COOKIE}={secret}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// `GET /sign-in/provider`: on to the district's own provider. A link and no form: what answers a form may not lead to
/// another place (`form-action` of the content security policy), and nothing is written in anybody's name.
async fn to_provider(State(hall): State<Hall>, ClientAddress(address): ClientAddress) -> Result<Response, PageError> {
    hall.limits().verifications.take(address)?;
    let start = hall.app().begin_provider_sign_in().await?;
    Ok(with_cookies(see_other(&start.address), &[provider_cookie(&hall, &start.browser, PROVIDER_SECONDS)]))
}

/// `GET /sign-in/provider/return`: back from there. The state is used up by the first look; it belongs to one browser.
async fn from_provider(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    hall.limits().verifications.take(address)?;
    let answer = ProviderAnswer {
        state: asked.text("state").to_owned(),
        code: asked.text("code").to_owned(),
        issuer: asked.find("iss").map(str::to_owned),
        error: asked.find("error").map(str::to_owned),
        browser: find_cookie(&headers, PROVIDER_COOKIE).unwrap_or_default(),
    };
    let session = hall.app().finish_provider_sign_in(&answer).await?;
    let response = signed_in(&hall, &headers, &session).await?;
    Ok(with_cookies(response, &[provider_cookie(&hall, "", 0)]))
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
