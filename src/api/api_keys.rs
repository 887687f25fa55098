//! Keys for programs, and the record of what was done.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::organisations::Paging;
use super::read::{Asked, Office, Page, Strict, name};
use super::table::{Row, delete, get, post};
use crate::app::{ApiKeyRequest, Error, Permission};
use crate::http::{Hall, Problem};
use crate::ids::ApiKeyId;
use crate::store::{ApiKey, AuditEvent};

const TAG: &str = "Access and audit";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/api-keys", list)
            .says(TAG, "List an organisation's API keys")
            .needs(Permission::Manage)
            .gives::<ApiKeyList>(200, "All keys, withdrawn ones too, the oldest first"),
        post("/api/v1/organisations/{slug}/api-keys", create)
            .says(TAG, "Make an API key")
            .explains("Its secret is in the answer and cannot be shown again.")
            .needs(Permission::Manage)
            .reads::<ApiKeyRequest>()
            .gives::<MadeApiKey>(201, "The key with its secret"),
        delete("/api/v1/organisations/{slug}/api-keys/{key}", revoke)
            .says(TAG, "Withdraw an API key at once")
            .needs(Permission::Manage)
            .gives_nothing(204, "It counts no more"),
        get("/api/v1/organisations/{slug}/audit-events", list_events)
            .says(TAG, "List what was done in an organisation")
            .explains("Each event carries the hash of the one before, so that a changed or missing one shows.")
            .needs(Permission::Manage)
            .asks::<Paging>()
            .gives::<AuditPage>(200, "A page of the list, the oldest first"),
    ]
}

/// A key without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiKeyView {
    /// Which one.
    key_id: String,
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    /// Awards that it may make on one day.
    daily_cap: i64,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// When it was made.
    created_at: String,
    /// Who made it.
    created_by: String,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
}

impl From<ApiKey> for ApiKeyView {
    fn from(key: ApiKey) -> Self {
        Self {
            key_id: key.key_id.to_string(),
            name: key.name,
            scopes: key.scopes.split(' ').map(str::to_owned).collect(),
            daily_cap: key.daily_cap,
            expires_at: key.expires_at.map(|time| time.to_string()),
            created_at: key.created_at.whole_seconds().to_string(),
            created_by: key.created_by,
            revoked_at: key.revoked_at.map(|time| time.whole_seconds().to_string()),
        }
    }
}

/// An organisation's API keys.
#[derive(Serialize, ToSchema)]
pub(super) struct ApiKeyList {
    /// The keys.
    items: Vec<ApiKeyView>,
}

async fn list(State(hall): State<Hall>, office: Office) -> Result<Json<ApiKeyList>, Problem> {
    let keys = hall.app().list_api_keys(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(ApiKeyList { items: keys.into_iter().map(ApiKeyView::from).collect() }))
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeApiKey {
    /// The key.
    #[serde(flatten)]
    key: ApiKeyView,
    /// What goes behind `Authorization: Bearer`. Keep it; it cannot be shown again.
    secret: String,
}

async fn create(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<ApiKeyRequest>,
) -> Result<(StatusCode, Json<MadeApiKey>), Problem> {
    let made = hall.app().create_api_key(&office.actor, &office.organisation.organisation_id, request).await?;
    Ok((StatusCode::CREATED, Json(MadeApiKey { key: made.key.into(), secret: made.secret })))
}

async fn revoke(
    State(hall): State<Hall>,
    office: Office,
    Path((_, key)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let key = ApiKeyId::from_text(name(&key, "API key")?);
    hall.app().revoke_api_key(&office.actor, &office.organisation.organisation_id, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that was done.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditItem {
    /// Counted from 1 in each organisation.
    number: i64,
    /// When.
    happened_at: String,
    /// Who did it: `person:…`, `key:…`, `operator` or `system`.
    actor: String,
    /// What was done, such as `award.make`.
    action: String,
    /// What it was done to.
    about: String,
    /// What else matters.
    #[schema(value_type = Object)]
    detail: Value,
    /// The hash of the event before; empty for the first.
    previous_hash: String,
    /// SHA-256 over all of it.
    hash: String,
}

impl From<AuditEvent> for AuditItem {
    fn from(event: AuditEvent) -> Self {
        Self {
            number: event.number,
            happened_at: event.happened_at.to_string(),
            actor: event.actor,
            action: event.action,
            about: event.about,
            detail: serde_json::from_str(&event.detail).unwrap_or_default(),
            previous_hash: event.previous_hash,
            hash: event.hash,
        }
    }
}

/// A page of events.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditPage {
    /// The events.
    items: Vec<AuditItem>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn list_events(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<Paging>,
) -> Result<Json<AuditPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 1)?;
    let from = match page.part(0) {
        "" => 1,
        number => number.parse().map_err(|_| Error::invalid("cursor", "This is no cursor of this list."))?,
    };
    let id = &office.organisation.organisation_id;
    let found = hall.app().list_audit_events(&office.actor, id, from, page.limit).await?;
    let next = page.next(&found, |last| vec![last.number.saturating_add(1).to_string()]);
    Ok(Json(AuditPage { items: found.into_iter().map(AuditItem::from).collect(), next }))
}
