//! One's own passkeys: listed, added, named, removed; and the form that every passkey dialogue needs.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::answer::{Page, PageError, Staff, frame_of, html, see_other};
use super::form::{Asked, Fields, Sent};
use super::moment::Moment;
use super::views::{Field, FieldError, Frame, PasskeyForm, PasskeyLine, Passkeys};
use crate::app::{Error, PasskeyAnswer, PasskeyOptions};
use crate::http::Hall;
use crate::store::Passkey;

const PATH: &str = "/account/passkeys";

pub(super) fn routes() -> Router<Hall> {
    Router::new().route("/account/passkeys", get(list).post(add)).route("/account/passkeys/{key}", post(change))
}

/// The form of a dialogue. Errors stand at the name, or in the summary alone.
pub(super) fn form(
    options: PasskeyOptions,
    action: &str,
    kind: &str,
    name: &str,
    errors: &[FieldError],
) -> PasskeyForm {
    let at_name = errors.iter().find(|error| error.field == "name").map(|error| error.message.clone());
    PasskeyForm {
        action: action.into(),
        kind: kind.to_owned(),
        options: options.json.to_string(),
        challenge: options.challenge,
        name: (kind == "register").then(|| Field { value: name.to_owned(), error: at_name }),
        button: if kind == "register" { "Add a passkey" } else { "Use your passkey" }.to_owned(),
        elsewhere: options.elsewhere.map(Into::into),
    }
}

/// What a dialogue sent.
pub(super) fn answer(fields: &Fields) -> PasskeyAnswer {
    let text = |name: &str| fields.text(name).to_owned();
    PasskeyAnswer {
        challenge: text("challenge"),
        credential: text("credential"),
        client_data: text("client_data"),
        attestation: text("attestation"),
        authenticator_data: text("authenticator_data"),
        signature: text("signature"),
    }
}

/// What is wrong, each with something on the page to go to.
pub(super) fn errors(found: Vec<crate::issue::FieldError>) -> Vec<FieldError> {
    let placed = |error: crate::issue::FieldError| match error.field.as_str() {
        "name" => FieldError::new("name", error.message),
        _ => FieldError::new("main", error.message),
    };
    found.into_iter().map(placed).collect()
}

/// What was done, by its code.
fn notice(code: &str) -> Option<&'static str> {
    match code {
        "added" => Some("The passkey was added. Use it when you sign in."),
        "renamed" => Some("The name was changed."),
        "removed" => Some("The passkey was removed. It lets nobody in any more."),
        _ => None,
    }
}

/// `GET /account/passkeys`
async fn list(State(hall): State<Hall>, staff: Staff, Asked(asked): Asked) -> Result<Response, PageError> {
    let mut page = view(&hall, &staff, Vec::new(), "").await?;
    page.frame.notice = notice(asked.text("done")).map(str::to_owned);
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, staff: &Staff, errors: Vec<FieldError>, name: &str) -> Result<Passkeys, PageError> {
    let person = &staff.0.person;
    let known = hall.app().list_passkeys(&person.person_id).await?;
    let options = hall.app().begin_passkey(person).await?;
    Ok(Passkeys {
        frame: Frame { ..frame_of(&staff.0) },
        keys: known.iter().map(line).collect(),
        form: form(options, PATH, "register", name, &errors),
        errors,
    })
}

fn line(passkey: &Passkey) -> PasskeyLine {
    let made = Moment::day(passkey.created_at).text;
    let note = match passkey.used_at {
        Some(used) => format!("Registered on {made}, used last on {}", Moment::day(used).text),
        None => format!("Registered on {made}, not used yet"),
    };
    PasskeyLine { name: passkey.name.clone(), note, action: format!("{PATH}/{}", passkey.credential_id).into() }
}

/// `POST /account/passkeys`
async fn add(State(hall): State<Hall>, sent: Sent<Staff>) -> Result<Response, PageError> {
    let (staff, name) = (&sent.here, sent.fields.text("name"));
    let person = &staff.0.person.person_id;
    match hall.app().register_passkey(person, &answer(&sent.fields), name, None).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=added"))),
        Err(Error::Invalid(found)) => {
            let page = view(&hall, staff, errors(found), name).await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/passkeys/{key}`
async fn change(State(hall): State<Hall>, Path(key): Path<String>, sent: Sent<Staff>) -> Result<Response, PageError> {
    let person = &sent.here.0.person.person_id;
    if sent.fields.text("do") == "remove" {
        hall.app().remove_passkey(person, &key).await?;
        return Ok(see_other(&format!("{PATH}?done=removed")));
    }
    match hall.app().rename_passkey(person, &key, sent.fields.text("name")).await {
        Ok(()) => Ok(see_other(&format!("{PATH}?done=renamed"))),
        Err(Error::Invalid(found)) => {
            let page = view(&hall, &sent.here, errors(found), "").await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
