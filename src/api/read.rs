//! What requests bring along: JSON that says nothing twice and nothing unknown, questions in the address, and the
//! organisation that a path is about, with who asks.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::plain::Plain;
use crate::app::{Actor, Error, Idempotency};
use crate::canon::json;
use crate::http::{Caller, Hall, Problem};
use crate::issue::FieldError;
use crate::store::Organisation;

/// Things on one page of a list, unless the request says otherwise.
const PAGE_DEFAULT: i64 = 50;
/// Things on one page of a list at most.
pub(super) const PAGE_LIMIT: i64 = 200;
/// Bytes of a request that awards a whole list.
pub(super) const LIST_LIMIT_BYTES: usize = 20_000_000;

/// The JSON of a request, read strictly: members that nobody knows or that stand twice are refused by name.
pub(super) struct Strict<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Hall> for Strict<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, hall: &Hall) -> Result<Self, Problem> {
        must_be_json(request.headers())?;
        let body = read_body(request, hall).await?;
        parse(read_json(&body)?).map(Self).map_err(|error| Error::Invalid(vec![error]).into())
    }
}

/// The body as it came, whatever it is.
pub(super) struct Raw(pub(super) Bytes);

impl FromRequest<Hall> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, hall: &Hall) -> Result<Self, Problem> {
        read_body(request, hall).await.map(Self)
    }
}

/// The body as it came, within the limit of its route.
pub(super) async fn read_body(request: Request, hall: &Hall) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, hall).await;
    body.map_err(|refusal| match refusal.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
        _ => Problem::bad_request("The request broke off."),
    })
}

/// Insists on a body that calls itself JSON.
pub(super) fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    match media_type(headers).as_str() {
        "application/json" | "application/vc+ld+json" | "application/ld+json" | "application/vc" => Ok(()),
        _ => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send JSON, as `Content-Type: application/json`.")),
    }
}

/// The media type of a body in small letters, without its parameters; empty when it is not told.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    text.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Reads JSON that everybody reads alike.
pub(super) fn read_json(body: &[u8]) -> Result<Value, Problem> {
    let limits = json::Limits { bytes: LIST_LIMIT_BYTES, members: 1_000_000, ..json::Limits::default() };
    json::read(body, &limits).map_err(|error| match error {
        json::ReadError::DuplicateMember(name) => {
            Error::invalid(&name, "This member stands twice in one object; send it once.").into()
        }
        other => Problem::bad_request(format!("The body cannot be read: {other}.")),
    })
}

/// Reads a value as what is asked for; else what must be mended, and where.
pub(super) fn parse<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    if let Some(at) = place_of_nul(&value) {
        return Err(FieldError::new(at, "The character U+0000 cannot be kept; leave it out."));
    }
    serde_path_to_error::deserialize(Plain(value)).map_err(|error| {
        let at = error.path().to_string();
        let message = error.inner().to_string();
        let named = name_in(&message);
        let field = match (at.as_str(), named) {
            ("." | "?", Some(name)) => name.to_owned(),
            ("." | "?", None) => String::new(),
            // Of an unknown member serde names the place, of a missing one the object that lacks it.
            (at, Some(name)) if at != name && !at.ends_with(&format!(".{name}")) => format!("{at}.{name}"),
            (at, _) => at.to_owned(),
        };
        FieldError::new(field.replace('[', ".").replace(']', ""), sentence(&message))
    })
}

/// The member that a message of serde is about.
fn name_in(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("missing field `"))?;
    rest.split('`').next()
}

fn sentence(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return format!("There is no such member here: {rest}.");
    }
    if message.starts_with("missing field") {
        return "This member is missing.".into();
    }
    format!("This is not what is expected: {message}.")
}

/// Databases differ in what they make of U+0000; nobody means it.
fn place_of_nul(value: &Value) -> Option<String> {
    let below = |name: String, inner: String| if inner.is_empty() { name } else { format!("{name}.{inner}") };
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| Some(below(index.to_string(), place_of_nul(item)?)))
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| match name.contains('\0') {
            true => Some(String::new()),
            false => Some(below(name.clone(), place_of_nul(value)?)),
        }),
        _ => None,
    }
}

/// The questions behind the `?` of an address, read strictly.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Hall> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::bad_request("The character U+0000 cannot be asked for."));
        }
        let read = Query::<T>::from_request_parts(parts, hall).await;
        let Query(asked) = read.map_err(|refusal| {
            let text = refusal.body_text();
            let why = text.split_once(": ").map_or(text.as_str(), |(_, why)| why);
            Problem::bad_request(format!("The address cannot be read: {why}."))
        })?;
        Ok(Self(asked))
    }
}

/// An organisation named by the path, and who asks. Strangers get no further.
pub(super) struct Office {
    /// Who asks.
    pub(super) actor: Actor,
    /// The organisation.
    pub(super) organisation: Organisation,
}

impl FromRequestParts<Hall> for Office {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Problem> {
        let Caller(actor) = Caller::from_request_parts(parts, hall).await?;
        if matches!(actor, Actor::Anonymous) {
            return Err(Error::Unknown.into());
        }
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, hall).await;
        let Path(names) = path.map_err(|_| Problem::from(Error::NotFound("organisation")))?;
        let slug = names.get("slug").map_or("", String::as_str);
        Ok(Self { actor, organisation: find_organisation(hall, slug).await? })
    }
}

/// The organisation with this short name, if the text can be one.
pub(super) async fn find_organisation(hall: &Hall, slug: &str) -> Result<Organisation, Problem> {
    Ok(hall.app().load_organisation_by_slug(name(slug, "organisation")?).await?)
}

/// A name in a path, if there can be a thing with it.
pub(super) fn name<'t>(text: &'t str, what: &'static str) -> Result<&'t str, Problem> {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match text.len() <= 100 && text.bytes().all(is_fit) {
        true => Ok(text),
        false => Err(Error::NotFound(what).into()),
    }
}

/// Words to look for, if they are not too many.
pub(super) fn search_text(text: String) -> Result<String, Problem> {
    match text.chars().count() <= 200 {
        true => Ok(text.trim().to_owned()),
        false => Err(Error::invalid("text", "Look for at most 200 characters.").into()),
    }
}

/// Where a list goes on, and how much of it is asked for.
pub(super) struct Page {
    /// At most so many.
    pub(super) limit: i64,
    /// The parts of the cursor; empty at the start.
    pub(super) after: Vec<String>,
}

impl Page {
    /// Reads the two questions that every list answers.
    ///
    /// # Errors
    /// 422 for a limit or a cursor that is none.
    pub(super) fn read(limit: Option<i64>, cursor: Option<&str>, parts: usize) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(PAGE_DEFAULT);
        if !(1..=PAGE_LIMIT).contains(&limit) {
            return Err(Error::invalid("limit", format!("Write a number from 1 to {PAGE_LIMIT}.")).into());
        }
        let read = |text: &str| -> Option<Vec<String>> {
            let after: Vec<String> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
            (after.len() == parts && after.iter().all(|part| !part.contains('\0'))).then_some(after)
        };
        let after = match cursor {
            None | Some("") => Vec::new(),
            Some(text) => read(text).ok_or_else(|| {
                Problem::from(Error::invalid("cursor", "This is no cursor of this list; send `next` as it came."))
            })?,
        };
        Ok(Self { limit, after })
    }

    /// One part of the cursor; empty at the start.
    pub(super) fn part(&self, index: usize) -> &str {
        self.after.get(index).map_or("", String::as_str)
    }

    /// The cursor behind the last of a full page; `None` when the list has ended.
    pub(super) fn next<T>(&self, found: &[T], parts: impl Fn(&T) -> Vec<String>) -> Option<String> {
        let last = found.last().filter(|_| found.len() as i64 == self.limit)?;
        serde_json::to_vec(&parts(last)).ok().map(|text| URL_SAFE_NO_PAD.encode(text))
    }
}

/// The `Idempotency-Key` of a request, with what was sent to where.
pub(super) struct IdempotencyKey(pub(super) Option<String>);

impl FromRequestParts<Hall> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Hall) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or("");
        // The rules for keys are the app's; it looks at them before anything else.
        Idempotency::new(text, b"")?;
        Ok(Self(Some(text.to_owned())))
    }
}

impl IdempotencyKey {
    /// The key with the hash of the request.
    pub(super) fn with(self, what: &str, body: &[u8]) -> Result<Option<Idempotency>, Problem> {
        let request = [what.as_bytes(), b"\n", body].concat();
        Ok(self.0.map(|key| Idempotency::new(&key, &request)).transpose()?)
    }
}
