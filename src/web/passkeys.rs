//! One's own passkeys: listed, added, named, removed; and the form that every passkey dialogue needs.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::answer::{Page, PageError, Staff, html, see_other};
use super::form::{Asked, Fields, Sent};
use super::views::{Field, FieldError, PasskeyForm, PasskeyLine, Passkeys};
use crate::app::{Error, PasskeyAnswer, PasskeyOptions};
use crate::http::Hall;
use crate::language::Words;
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

/// What is wrong, each with something on the page to go to. What has no words of its own is told as it was found.
pub(super) fn errors(found: Vec<crate::issue::FieldError>, words: Words) -> Vec<FieldError> {
    let placed = |error: crate::issue::FieldError| {
        let place = if error.field == "name" { "name" } else { "main" };
        match wrong(&error.field) {
            Some(name) => FieldError::new(place, words.say(name)),
            None => FieldError::new(place, error.message),
        }
    };
    found.into_iter().map(placed).collect()
}

/// The name of the words for what is wrong, by its field or code.
fn wrong(code: &str) -> Option<&'static str> {
    Some(match code {
        "name" => "passkey-wrong-name",
        "passkey-late" => "passkey-wrong-late",
        "passkey-unknown" => "passkey-wrong-unknown",
        "passkey-client-data" => "passkey-wrong-client-data",
        "passkey-purpose" => "passkey-wrong-purpose",
        "passkey-challenge" => "passkey-wrong-challenge",
        "passkey-origin" => "passkey-wrong-origin",
        "passkey-authenticator-data" => "passkey-wrong-authenticator-data",
        "passkey-party" => "passkey-wrong-party",
        "passkey-unverified" => "passkey-wrong-unverified",
        "passkey-key" => "passkey-wrong-key",
        "passkey-signature" => "passkey-wrong-signature",
        "passkey-copied" => "passkey-wrong-copied",
        _ => return None,
    })
}

/// What was done, by its code.
fn notice(code: &str, words: Words) -> Option<String> {
    let name = match code {
        "added" => "passkey-done-added",
        "renamed" => "passkey-done-renamed",
        "removed" => "passkey-done-removed",
        _ => return None,
    };
    Some(words.say(name).into_owned())
}

/// `GET /account/passkeys`
async fn list(State(hall): State<Hall>, staff: Staff, Asked(asked): Asked) -> Result<Response, PageError> {
    let mut page = view(&hall, &staff, Vec::new(), "").await?;
    page.frame.notice = notice(asked.text("done"), staff.1);
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, staff: &Staff, errors: Vec<FieldError>, name: &str) -> Result<Passkeys, PageError> {
    let person = &staff.0.person;
    let known = hall.app().list_passkeys(&person.person_id).await?;
    let options = hall.app().begin_passkey(person).await?;
    Ok(Passkeys {
        frame: staff.frame(),
        keys: known.iter().map(|key| line(key, staff.1)).collect(),
        form: form(options, PATH, "register", name, &errors),
        errors,
    })
}

fn line(passkey: &Passkey, words: Words) -> PasskeyLine {
    let note = match passkey.used_at {
        Some(used) => words.fill("passkey-used").with("used", words.day(used)),
        None => words.fill("passkey-unused"),
    };
    let note = note.with("made", words.day(passkey.created_at)).into();
    PasskeyLine { name: passkey.name.clone(), note, action: format!("{PATH}/{}", passkey.credential_id).into() }
}

/// `POST /account/passkeys`
async fn add(State(hall): State<Hall>, sent: Sent<Staff>) -> Result<Response, PageError> {
    let (staff, name) = (&sent.here, sent.fields.text("name"));
    let person = &staff.0.person.person_id;
    match hall.app().register_passkey(person, &answer(&sent.fields), name, None).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=added"))),
        Err(Error::Invalid(found)) => {
            let page = view(&hall, staff, errors(found, staff.1), name).await?;
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
            let page = view(&hall, &sent.here, errors(found, sent.here.1), "").await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
