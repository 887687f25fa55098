//! The keys that an organisation signs with.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::organisations::TAG;
use super::read::{Office, Strict, name};
use super::table::{Row, get, post};
use crate::app::{Error, Permission};
use crate::http::{Hall, Problem};
use crate::keys::{Algorithm, KeyRecord, KeyState};

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/keys", list_keys)
            .says(TAG, "List an organisation's signing keys")
            .needs(Permission::See)
            .gives::<KeyList>(200, "All keys that ever were, the oldest first"),
        post("/api/v1/organisations/{slug}/keys", create_key)
            .says(TAG, "Make a signing key")
            .explains("It signs at once when it is the first of its kind, else it waits for a rotation.")
            .needs(Permission::Manage)
            .reads::<KeyRequest>()
            .gives::<KeyView>(201, "The key, without its secret"),
        post("/api/v1/organisations/{slug}/keys/rotate", rotate_key)
            .says(TAG, "Let a new key sign")
            .explains("The old key stays published, so that what it signed stays good.")
            .needs(Permission::Manage)
            .reads::<KeyRequest>()
            .gives::<KeyView>(201, "The key that signs from now on"),
        post("/api/v1/organisations/{slug}/keys/{name}/revoke", revoke_key)
            .says(TAG, "Withdraw a signing key")
            .explains("What it signed is good no more.")
            .needs(Permission::Manage)
            .reads::<KeyRevocation>()
            .gives::<KeyView>(200, "The key as it is now"),
    ]
}

/// A key without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyView {
    /// Its name: the Multikey, or the thumbprint for RSA.
    name: String,
    /// `EdDSA`, `ES256` or `RS256`.
    algorithm: &'static str,
    /// `planned`, `active`, `retired` or `revoked`.
    state: &'static str,
    /// Its address.
    url: String,
    /// When it was made.
    created_at: String,
    /// When it stopped signing.
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_at: Option<String>,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl KeyView {
    fn new(hall: &Hall, slug: &str, key: &KeyRecord) -> Self {
        let state = match key.state {
            KeyState::Planned => "planned",
            KeyState::Active => "active",
            KeyState::Retired => "retired",
            KeyState::Revoked => "revoked",
        };
        Self {
            name: key.name.clone(),
            algorithm: key.algorithm.jose_name(),
            state,
            url: hall.app().addresses().key(slug, &key.name),
            created_at: key.created.to_string(),
            retired_at: key.retired.map(|time| time.to_string()),
            revoked_at: key.revoked.map(|time| time.to_string()),
            reason: key.reason.clone(),
        }
    }
}

/// An organisation's keys.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyList {
    /// The keys.
    items: Vec<KeyView>,
}

async fn list_keys(State(hall): State<Hall>, office: Office) -> Result<Json<KeyList>, Problem> {
    let keys = hall.app().list_keys(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(KeyList { items: keys.iter().map(|key| KeyView::new(&hall, &office.organisation.slug, key)).collect() }))
}

/// Which kind of key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyRequest {
    /// `EdDSA` (Ed25519), `ES256` (P-256) or `RS256` (RSA).
    algorithm: AlgorithmName,
}

/// The kinds of key by their JOSE names.
#[derive(Clone, Copy, Deserialize, ToSchema)]
pub(super) enum AlgorithmName {
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    Ed25519,
    /// P-256.
    #[serde(rename = "ES256")]
    P256,
    /// RSA.
    #[serde(rename = "RS256")]
    Rsa,
}

impl KeyRequest {
    fn algorithm(&self) -> Algorithm {
        match self.algorithm {
            AlgorithmName::Ed25519 => Algorithm::Ed25519,
            AlgorithmName::P256 => Algorithm::P256,
            AlgorithmName::Rsa => Algorithm::Rsa,
        }
    }
}

async fn create_key(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<KeyRequest>,
) -> Result<(StatusCode, Json<KeyView>), Problem> {
    let id = &office.organisation.organisation_id;
    let key = hall.app().create_key(&office.actor, id, request.algorithm()).await?;
    Ok((StatusCode::CREATED, Json(KeyView::new(&hall, &office.organisation.slug, &key))))
}

async fn rotate_key(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<KeyRequest>,
) -> Result<(StatusCode, Json<KeyView>), Problem> {
    let id = &office.organisation.organisation_id;
    let key = hall.app().rotate_key(&office.actor, id, request.algorithm()).await?;
    Ok((StatusCode::CREATED, Json(KeyView::new(&hall, &office.organisation.slug, &key))))
}

/// Why a key is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyRevocation {
    /// Why, for the organisation's own records.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

async fn revoke_key(
    State(hall): State<Hall>,
    office: Office,
    Path((_, key)): Path<(String, String)>,
    Strict(request): Strict<KeyRevocation>,
) -> Result<Json<KeyView>, Problem> {
    if request.reason.trim().is_empty() || request.reason.chars().count() > 500 {
        return Err(Error::invalid("reason", "Say why in 1 to 500 characters.").into());
    }
    let id = &office.organisation.organisation_id;
    let key = hall.app().revoke_key(&office.actor, id, name(&key, "key")?, request.reason.trim()).await?;
    Ok(Json(KeyView::new(&hall, &office.organisation.slug, &key)))
}
