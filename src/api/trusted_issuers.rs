//! Whom an organisation trusts: its list of issuers, entry by entry, as a signed document, and taken over from others.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::read::{Asked, LIST_LIMIT_BYTES, Office, Page, Raw, Strict, name, search_text};
use super::table::{Row, delete, get, post, put};
use crate::app::{Error, ImportMode, ImportRequest, Permission, TrustImport, TrustRequest};
use crate::http::{Hall, Problem};
use crate::ids::TrustedIssuerId;
use crate::store::{TrustFilter, TrustedIssuer};
use crate::verify::trust::Standing;

const TAG: &str = "Trusted issuers";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/trusted-issuers", list)
            .says(TAG, "List the issuers that an organisation trusts or knows")
            .needs(Permission::See)
            .asks::<Wanted>()
            .gives::<TrustPage>(200, "A page of the list, by issuer"),
        post("/api/v1/organisations/{slug}/trusted-issuers", create)
            .says(TAG, "Put an issuer on the list")
            .needs(Permission::Manage)
            .reads::<TrustRequest>()
            .gives::<TrustedIssuerView>(201, "The entry"),
        get("/api/v1/organisations/{slug}/trusted-issuers/{entry}", show)
            .says(TAG, "Show an entry of the list")
            .needs(Permission::See)
            .gives::<TrustedIssuerView>(200, "The entry"),
        put("/api/v1/organisations/{slug}/trusted-issuers/{entry}", change)
            .says(TAG, "Change an entry of the list")
            .explains("What is left out of the body is left out of the entry.")
            .needs(Permission::Manage)
            .reads::<TrustRequest>()
            .gives::<TrustedIssuerView>(200, "The entry as it is now"),
        delete("/api/v1/organisations/{slug}/trusted-issuers/{entry}", remove)
            .says(TAG, "Take an issuer off the list")
            .needs(Permission::Manage)
            .gives_nothing(204, "It is gone"),
        get("/api/v1/organisations/{slug}/trust-list", export)
            .says(TAG, "The whole list, signed by the organisation")
            .explains(
                "A plain JSON document with an eddsa-jcs-2022 proof. `accolade verify --trust` reads it, and others \
                 can take it over.",
            )
            .needs(Permission::See)
            .gives_any(200, "The signed list", &["application/json"]),
        post("/api/v1/organisations/{slug}/trust-list", import)
            .says(TAG, "Take a list over, or see what would come of it")
            .explains(
                "A signed list, whose signature is checked; a JSON array of identifiers or entries; a registry of \
                 known issuers; or CSV with the column `issuer`. Without `apply=true` nothing is written and the \
                 answer says what would be. What nobody signed is taken as hints (`known`), unless `standing=trusted`.",
            )
            .needs(Permission::Manage)
            .asks::<ImportQuestion>()
            .reads_any(&["application/json", "text/csv", "application/octet-stream"])
            .gives::<TrustImport>(200, "What was done, or would be")
            .within(LIST_LIMIT_BYTES),
    ]
}

/// The questions of the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Part of the issuer's identifier, its name or the note.
    text: Option<String>,
    /// Only those that are `trusted` or `known`.
    standing: Option<StandingName>,
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// How an issuer stands.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum StandingName {
    /// To be relied on.
    Trusted,
    /// A hint.
    Known,
}

impl From<StandingName> for Standing {
    fn from(name: StandingName) -> Self {
        match name {
            StandingName::Trusted => Self::Trusted,
            StandingName::Known => Self::Known,
        }
    }
}

/// An issuer on the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrustedIssuerView {
    /// Which entry.
    entry_id: String,
    /// The issuer's identifier.
    issuer: String,
    /// What the organisation calls it.
    name: String,
    /// `trusted` or `known`.
    standing: String,
    /// The types of achievement that it is trusted for; empty for all.
    achievement_types: Vec<String>,
    /// The tags of achievements that it is trusted for; empty for all.
    tags: Vec<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Why it is there.
    note: String,
    /// Whose signed list it came with; `import` for unsigned files, empty when it was written here.
    source: String,
    /// When it was put there.
    added_at: String,
    /// Who put it there.
    added_by: String,
}

impl From<TrustedIssuer> for TrustedIssuerView {
    fn from(row: TrustedIssuer) -> Self {
        Self {
            entry_id: row.entry_id.to_string(),
            issuer: row.issuer,
            name: row.name,
            standing: row.standing,
            achievement_types: row.achievement_types,
            tags: row.tags,
            until: row.valid_until.map(|until| until.to_string()),
            note: row.note,
            source: row.source,
            added_at: row.added_at.whole_seconds().to_string(),
            added_by: row.added_by,
        }
    }
}

/// A page of the list.
#[derive(Serialize, ToSchema)]
pub(super) struct TrustPage {
    /// The entries.
    items: Vec<TrustedIssuerView>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn list(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<Wanted>,
) -> Result<Json<TrustPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 1)?;
    let filter = TrustFilter {
        text: search_text(asked.text.unwrap_or_default())?,
        standing: asked.standing.map(|name| Standing::from(name).as_str().to_owned()).unwrap_or_default(),
        after: page.part(0).to_owned(),
        limit: page.limit,
    };
    let id = &office.organisation.organisation_id;
    let found = hall.app().list_trusted_issuers(&office.actor, id, &filter).await?;
    let next = page.next(&found, |last| vec![last.issuer.clone()]);
    Ok(Json(TrustPage { items: found.into_iter().map(TrustedIssuerView::from).collect(), next }))
}

async fn create(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<TrustRequest>,
) -> Result<(StatusCode, Json<TrustedIssuerView>), Problem> {
    let id = &office.organisation.organisation_id;
    let row = hall.app().add_trusted_issuer(&office.actor, id, &request).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

fn entry(text: &str) -> Result<TrustedIssuerId, Problem> {
    name(text, "entry of the list").map(TrustedIssuerId::from_text)
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<TrustedIssuerView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    Ok(Json(hall.app().load_trusted_issuer(&office.actor, organisation, &entry(&id)?).await?.into()))
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Strict(request): Strict<TrustRequest>,
) -> Result<Json<TrustedIssuerView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    let row = hall.app().change_trusted_issuer(&office.actor, organisation, &entry(&id)?, &request).await?;
    Ok(Json(row.into()))
}

async fn remove(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let organisation = &office.organisation.organisation_id;
    hall.app().remove_trusted_issuers(&office.actor, organisation, &[entry(&id)?]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn export(State(hall): State<Hall>, office: Office) -> Result<Json<Value>, Problem> {
    Ok(Json(hall.app().export_trust_list(&office.actor, &office.organisation.organisation_id).await?))
}

/// How a list is taken over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportQuestion {
    /// `merge` keeps entries that are not in the file, `replace` takes them away; `merge` when left out.
    mode: Option<ImportMode>,
    /// How entries stand that nobody signed for; `known` when left out.
    standing: Option<StandingName>,
    /// Whether it is done; else the answer only says what would be.
    apply: Option<bool>,
}

async fn import(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<ImportQuestion>,
    Raw(file): Raw,
) -> Result<Json<TrustImport>, Problem> {
    if file.is_empty() {
        return Err(Error::invalid("", "Send the list itself as the body.").into());
    }
    let request = ImportRequest {
        file: file.to_vec(),
        mode: asked.mode.unwrap_or_default(),
        unsigned: asked.standing.map_or(Standing::Known, Standing::from),
        apply: asked.apply.unwrap_or(false),
    };
    Ok(Json(hall.app().import_trust_list(&office.actor, &office.organisation.organisation_id, request).await?))
}
