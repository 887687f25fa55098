//! What verifiers fetch: DID documents, keys, status lists, and the JSON of badges, achievements and organisations.
//!
//! Everybody may read all of it from anywhere. A key's address answers a Multikey with its `controller`, a DID document
//! lists its keys as texts in `assertionMethod` (what strict verifiers insist on).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::read::{Asked, find_organisation, name};
use super::table::{Row, get};
use crate::app::{Error, ListForm, PublicAward};
use crate::http::{Caller, Hall, Problem, Wanted, not_modified, wanted};
use crate::ids::{AchievementId, AwardId, StatusListId};
use crate::status::Purpose;

const TAG: &str = "Public documents";
const JSON: &str = "application/json";
/// The media type of credentials in Open Badges 3.0.
const CREDENTIAL: &str = "application/vc+ld+json";
const LINKED: &str = "application/ld+json";
const TOKEN: &str = "application/vc+jwt";
/// How long others may keep a document, in seconds.
const MINUTE: &str = "public, max-age=60";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/organisations/{slug}/did.json", did)
            .says(TAG, "The DID document of an organisation")
            .gives_any(200, "The document", &[JSON])
            .gives_nothing(304, "The asker has it"),
        get("/organisations/{slug}/keys/{name}", key)
            .says(TAG, "One key of an organisation")
            .explains("A Multikey with its controller, or a JWK on request. RSA keys have the second form only.")
            .gives_any(200, "The key", &[JSON, JWK])
            .gives_nothing(304, "The asker has it"),
        get("/organisations/{slug}/jwks.json", jwks)
            .says(TAG, "The keys of an organisation as a JWK set")
            .gives_any(200, "The keys that count", &[JSON])
            .gives_nothing(304, "The asker has it"),
        get("/organisations/{slug}/organisation.json", organisation)
            .says(TAG, "The profile of an organisation")
            .gives_any(200, "The profile as Open Badges has it", &[LINKED])
            .gives_nothing(304, "The asker has it"),
        get("/achievements/{achievement}/achievement.json", achievement)
            .says(TAG, "A published achievement")
            .gives_any(200, "The achievement as Open Badges has it", &[LINKED])
            .gives_nothing(304, "The asker has it"),
        get("/.well-known/jwks.json", host_jwks)
            .says(TAG, "The keys of all organisations here as a JWK set")
            .explains("Of the first 100 organisations by short name. Each `kid` says whose key it is.")
            .gives_any(200, "The keys that count", &[JSON])
            .gives_nothing(304, "The asker has it"),
        get("/.well-known/did.json", host_did)
            .says(TAG, "The DID document of this host")
            .explains("There is one when exactly one organisation lives here. Credentials name the organisation's DID.")
            .gives_any(200, "The document", &[JSON])
            .gives_nothing(304, "The asker has it"),
        get("/status/{list}/{purpose}", status)
            .says(TAG, "A status list")
            .explains("Signed with an embedded proof, or as a token on request.")
            .gives_any(200, "The list", &[CREDENTIAL, TOKEN])
            .gives_nothing(304, "The asker has it"),
        get("/badges/{award}/badge.json", badge)
            .says(TAG, "The credential of a badge with its embedded proof")
            .explains(PRIVACY)
            .asks::<Download>()
            .gives_any(200, "The credential", &[CREDENTIAL])
            .gives_nothing(304, "The asker has it"),
        get("/badges/{award}/badge.jwt", badge_token)
            .says(TAG, "The credential of a badge as a token")
            .explains(
                "Signed with RS256 when the organisation has such a key, else with EdDSA. Who may have it is decided \
                       as for `badge.json`.",
            )
            .asks::<Download>()
            .gives_any(200, "The token", &[TOKEN])
            .gives_nothing(304, "The asker has it"),
        get("/badges/{award}/offline.json", offline_bundle)
            .says(TAG, "The offline proof of a badge")
            .explains(
                "The credential with every document that its verification needs, as of this moment, signed by the \
                 issuer. `accolade bundle verify` checks it without a network.",
            )
            .asks::<Download>()
            .gives_any(200, "The bundle", &[JSON]),
    ]
}

const JWK: &str = "application/jwk+json";
/// Who gets the files of a badge.
const PRIVACY: &str = "Answers everybody once the earner has accepted the badge, as long as they leave its page open and \
    hide no evidence in it; before and after that only API keys of its issuer with the scope `see`.";

/// Whether the answer is to be kept as a file.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Download {
    /// When it is there, whatever it says, the answer is a file to be kept.
    pub(super) download: Option<String>,
}

impl Download {
    /// Makes the answer a file of this name, if that is wanted.
    pub(super) fn apply(&self, mut response: Response, file_name: &str) -> Response {
        let value = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\""));
        if let (Some(_), Ok(value)) = (&self.download, value) {
            response.headers_mut().insert(CONTENT_DISPOSITION, value);
        }
        response
    }
}

/// A document that everybody may read from anywhere, unless they have it already.
pub(super) fn public(headers: &HeaderMap, media_type: &'static str, etag: &str, body: impl IntoResponse) -> Response {
    let is_known = not_modified(headers, etag);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let own = response.headers_mut();
    if !is_known {
        own.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    own.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    own.insert(CACHE_CONTROL, HeaderValue::from_static(MINUTE));
    own.insert(VARY, HeaderValue::from_static("accept"));
    if let Ok(value) = HeaderValue::from_str(&format!("\"{etag}\"")) {
        own.insert(ETAG, value);
    }
    response
}

/// The entity tag of some bytes.
pub(super) fn tag_of(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..12])
}

fn public_text(headers: &HeaderMap, media_type: &'static str, body: String) -> Response {
    let etag = tag_of(body.as_bytes());
    public(headers, media_type, &etag, body)
}

async fn did(State(hall): State<Hall>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let document = hall.app().did_document(name(&slug, "organisation")?).await?;
    Ok(public_text(&headers, JSON, document))
}

async fn key(
    State(hall): State<Hall>,
    Path((slug, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (slug, key) = (name(&slug, "organisation")?, name(&key, "key")?);
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    if accept.contains("jwk+json") {
        let jwk: Value = hall.app().jwk(slug, key).await?;
        return Ok(public_text(&headers, JWK, jwk.to_string()));
    }
    let document = hall.app().key_document(slug, key).await?;
    Ok(public_text(&headers, JSON, document.to_string()))
}

async fn jwks(State(hall): State<Hall>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let set = hall.app().jwk_set(name(&slug, "organisation")?).await?;
    Ok(public_text(&headers, JSON, set.to_string()))
}

async fn host_jwks(State(hall): State<Hall>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(public_text(&headers, JSON, hall.app().jwk_set_of_host().await?.to_string()))
}

async fn host_did(State(hall): State<Hall>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(public_text(&headers, JSON, hall.app().host_did_document().await?.to_string()))
}

async fn status(
    State(hall): State<Hall>,
    Path((list, purpose)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let list = StatusListId::from_text(name(&list, "status list")?);
    let purpose = Purpose::find(&purpose).ok_or(Error::NotFound("status list"))?;
    let (form, media_type) = match wanted(&headers, Wanted::Json) {
        Wanted::Token => (ListForm::Token, TOKEN),
        Wanted::Json | Wanted::Page => (ListForm::Embedded, CREDENTIAL),
    };
    let published = hall.app().status_list(&list, purpose, form).await?;
    Ok(public(&headers, media_type, &published.etag, published.body.to_string()))
}

/// The badge for whoever asks: its earner lets everybody see it, or the asker belongs to its issuer.
pub(super) async fn find_badge(hall: &Hall, caller: &Caller, award: &str) -> Result<Arc<PublicAward>, Problem> {
    Ok(hall.app().load_credential_for(&caller.0, &AwardId::from_text(name(award, "badge")?)).await?)
}

/// A published achievement as Open Badges has it, in its newest version.
///
/// # Errors
/// 404.
pub async fn achievement_json(hall: &Hall, achievement: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let achievement = AchievementId::from_text(name(achievement, "achievement")?);
    let view = hall.app().load_achievement(&achievement, None).await?;
    Ok(public_text(headers, LINKED, view.to_json().to_string()))
}

/// The profile of an organisation as Open Badges has it.
///
/// # Errors
/// 404.
pub async fn organisation_json(hall: &Hall, slug: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let organisation = find_organisation(hall, slug).await?;
    Ok(public_text(headers, LINKED, hall.app().organisation_profile(&organisation).to_string()))
}

async fn organisation(
    State(hall): State<Hall>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    organisation_json(&hall, &slug, &headers).await
}

async fn achievement(
    State(hall): State<Hall>,
    Path(achievement): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    achievement_json(&hall, &achievement, &headers).await
}

async fn badge(
    State(hall): State<Hall>,
    caller: Caller,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shown = find_badge(&hall, &caller, &award).await?;
    let response = public_text(&headers, CREDENTIAL, shown.credential.clone());
    Ok(download.apply(for_all_or_one(response, &shown), "badge.json"))
}

/// What not everybody may see is kept by nobody on the way.
pub(super) fn for_all_or_one(mut response: Response, shown: &PublicAward) -> Response {
    if !shown.award.decision.shows_credential() {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    response
}

async fn offline_bundle(
    State(hall): State<Hall>,
    caller: Caller,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
) -> Result<Response, Problem> {
    let shown = find_badge(&hall, &caller, &award).await?;
    let bundle = hall.app().offline_bundle(&shown.award.award_id).await?;
    // It speaks of one moment, so nobody keeps it for others.
    let fixed = [(CONTENT_TYPE, JSON), (ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "no-store")];
    Ok(download.apply((fixed, bundle).into_response(), "offline-proof.json"))
}

async fn badge_token(
    State(hall): State<Hall>,
    caller: Caller,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shown = find_badge(&hall, &caller, &award).await?;
    let token = hall.app().any_token_of(&shown)?;
    Ok(download.apply(for_all_or_one(public_text(&headers, TOKEN, token), &shown), "badge.jwt"))
}
