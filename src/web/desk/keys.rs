//! Keys for programs: made and shown once, withdrawn.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::moment::Moment;
use super::super::views::desk::ApiKeys;
use super::super::views::{Cell, Choice, Column, CopyRow, Empty, Field, FieldError, Row, Table};
use super::awarding::{day, instant};
use super::here::{Here, Sent};
use super::words;
use crate::app::{ApiKeyRequest, Error, Permission};
use crate::http::Hall;
use crate::ids::ApiKeyId;
use crate::language::Words;
use crate::store::ApiKey;

/// What a new key has unless somebody writes something else.
const YEAR_SECONDS: i64 = 365 * 86_400;
const DAILY_CAP: &str = "1000";

/// `GET /desk/{slug}/keys`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let page = view(&hall, &here, &[Permission::See.scope()]).await?;
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, here: &Here, scopes: &[&str]) -> Result<ApiKeys, PageError> {
    let (now, words) = (hall.app().now(), here.words());
    let keys = hall.app().list_api_keys(&here.actor(), here.id()).await?;
    let counts = |key: &&ApiKey| key.revoked_at.is_none() && key.expires_at.is_none_or(|at| at > now);
    let scope = |permission: Permission| Choice {
        chosen: scopes.contains(&permission.scope()),
        ..Choice::new(permission.scope(), words::permission(words, permission))
    };
    Ok(ApiKeys {
        frame: here.frame(),
        desk: here.desk("API keys"),
        table: Table {
            caption: words.say("keys-caption").into(),
            columns: [
                words.say("desk-name"),
                words.say("keys-may"),
                words.say("keys-a-day"),
                words.say("keys-made"),
                words.say("keys-ends"),
            ]
            .map(Column::new)
            .to_vec(),
            rows: keys.iter().filter(counts).map(|key| row(words, key)).collect(),
            empty: Empty::new(words.say("keys-none"), None),
        },
        revoke_action: here.path("/keys/revoke").into(),
        action: here.path("/keys").into(),
        scopes: Permission::OF_KEYS.into_iter().map(scope).collect(),
        expires: Field::new(day(now.plus_seconds(YEAR_SECONDS))),
        daily_cap: Field::new(DAILY_CAP),
        ..ApiKeys::default()
    })
}

fn row(words: Words, key: &ApiKey) -> Row {
    Row {
        id: key.key_id.to_string(),
        label: key.name.clone(),
        ticked: false,
        cells: vec![
            Cell::text(&key.name),
            Cell::Exact(key.scopes.clone()),
            Cell::text(words.number(key.daily_cap)),
            Cell::Moment(Moment::day(key.created_at)),
            key.expires_at.map_or_else(|| Cell::text(words.say("keys-never")), |at| Cell::Moment(Moment::day(at))),
        ],
    }
}

/// `POST /desk/{slug}/keys`: the answer shows the secret, this once; it is in no address and is not kept by browsers.
pub(super) async fn create(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let mut errors = Vec::new();
    let request = read(here.words(), &fields, &mut errors);
    let outcome = match errors.is_empty() {
        true => hall.app().create_api_key(&here.actor(), here.id(), request).await,
        false => Err(Error::Invalid(Vec::new())),
    };
    match outcome {
        Ok(made) => {
            let mut page = view(&hall, &here, &[Permission::See.scope()]).await?;
            page.fresh = Some(CopyRow::new(made.key.name, made.secret));
            let mut response = Page(page).into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(Error::Invalid(found)) => {
            let told = words::errors(here.words(), found).into_iter();
            errors.extend(told.map(|error| FieldError::new(field_of(&error.field), error.message)));
            let page = view(&hall, &here, &fields.all("scope")).await?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &with_errors(page, &fields, errors)))
        }
        Err(error) => Err(error.into()),
    }
}

fn read(words: Words, fields: &Fields, errors: &mut Vec<FieldError>) -> ApiKeyRequest {
    let expires = fields.filled("expires");
    let daily_cap = fields.filled("daily_cap").map(|text| text.replace([',', '.', ' '], "").parse::<i64>());
    let daily_cap = daily_cap.transpose().unwrap_or_else(|_| {
        errors.push(FieldError::new("daily_cap", words.say("keys-cap-wrong")));
        None
    });
    ApiKeyRequest {
        name: fields.text("name").to_owned(),
        scopes: fields.all("scope").into_iter().map(str::to_owned).collect(),
        daily_cap,
        expires_at: expires.and_then(|day| instant(words, ("expires", &day), "T23:59:59Z", errors)),
    }
}

fn field_of(member: &str) -> &str {
    match member {
        "scopes" => "scope-1",
        "dailyCap" => "daily_cap",
        "expiresAt" => "expires",
        other => other,
    }
}

fn with_errors(page: ApiKeys, fields: &Fields, errors: Vec<FieldError>) -> ApiKeys {
    let field = |name: &str| {
        let error = errors.iter().find(|error| error.field == name).map(|error| error.message.clone());
        Field { value: fields.text(name).to_owned(), error }
    };
    let (name, expires, daily_cap) = (field("name"), field("expires"), field("daily_cap"));
    ApiKeys { name, expires, daily_cap, errors, ..page }
}

/// `POST /desk/{slug}/keys/revoke`: withdraws the ticked ones.
pub(super) async fn revoke(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let keys = fields.all("key");
    if keys.is_empty() {
        let mut page = view(&hall, &here, &[Permission::See.scope()]).await?;
        page.errors = vec![FieldError::new("key-1", here.words().say("keys-choose"))];
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    for key in keys {
        hall.app().revoke_api_key(&here.actor(), here.id(), &ApiKeyId::from_text(key)).await?;
    }
    Ok(here.see("/keys", "key-revoked"))
}
