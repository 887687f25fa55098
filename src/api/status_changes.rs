//! What becomes of awards: withdrawn, put on hold, taken off hold; one or thousands.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::awards::ROWS_LIMIT;
use super::read::{LIST_LIMIT_BYTES, Office, Strict, name};
use super::table::{Row, post};
use crate::app::{Error, Permission, StatusChange, StatusMove};
use crate::http::{Hall, Problem};
use crate::ids::AwardId;

const TAG: &str = "Awards";

pub(super) fn rows() -> Vec<Row> {
    const PUBLIC: &str = "The reason is shown to everybody.";
    let one = |row: Row, summary: &'static str| {
        row.says(TAG, summary)
            .explains(PUBLIC)
            .needs(Permission::Revoke)
            .reads::<StatusRequest>()
            .gives::<StatusView>(200, "Whether something changed")
            .refuses(409, "The award's state does not allow it")
    };
    let many = |row: Row, summary: &'static str| {
        row.says(TAG, summary)
            .explains("All of them or, when one is not there, none. The reason is shown to everybody.")
            .needs(Permission::Revoke)
            .reads::<StatusListRequest>()
            .within(LIST_LIMIT_BYTES)
            .gives::<StatusListAnswer>(200, "What changed")
            .refuses(409, "An award's state does not allow it")
    };
    vec![
        one(post("/api/v1/organisations/{slug}/awards/{award}/revoke", revoke), "Withdraw an award for good"),
        one(post("/api/v1/organisations/{slug}/awards/{award}/suspend", suspend), "Put an award on hold"),
        one(post("/api/v1/organisations/{slug}/awards/{award}/reinstate", reinstate), "Take an award off hold"),
        many(post("/api/v1/organisations/{slug}/awards/revoke", revoke_many), "Withdraw many awards for good"),
        many(post("/api/v1/organisations/{slug}/awards/suspend", suspend_many), "Put many awards on hold"),
        many(post("/api/v1/organisations/{slug}/awards/reinstate", reinstate_many), "Take many awards off hold"),
    ]
}

/// Why an award's status changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusRequest {
    /// Why, in up to 500 characters that everybody can read; not needed for reinstating.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// What became of an award.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusView {
    /// Which one.
    award_id: String,
    /// Whether something changed; `false` when it was so already.
    changed: bool,
}

impl StatusView {
    /// What became of an award.
    pub(super) fn new(award_id: String, changed: bool) -> Self {
        Self { award_id, changed }
    }
}

/// Whose status changes, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusListRequest {
    /// The awards' identifiers, up to 10,000.
    #[schema(min_items = 1, max_items = 10_000)]
    awards: Vec<String>,
    /// Why, in up to 500 characters that everybody can read; not needed for reinstating.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// What became of awards.
#[derive(Serialize, ToSchema)]
pub(super) struct StatusListAnswer {
    /// How many changed.
    changed: usize,
    /// Each of them.
    awards: Vec<StatusView>,
}

impl StatusListAnswer {
    /// What became of awards.
    pub(super) fn new(changes: Vec<StatusChange>) -> Self {
        let changed = changes.iter().filter(|change| change.changed).count();
        let view = |change: StatusChange| StatusView::new(change.award_id.to_string(), change.changed);
        Self { changed, awards: changes.into_iter().map(view).collect() }
    }
}

type AwardPath = Path<(String, String)>;

async fn revoke(
    hall: State<Hall>,
    office: Office,
    path: AwardPath,
    body: Strict<StatusRequest>,
) -> Result<Json<StatusView>, Problem> {
    change(hall, office, path, body, StatusMove::Revoke).await
}

async fn suspend(
    hall: State<Hall>,
    office: Office,
    path: AwardPath,
    body: Strict<StatusRequest>,
) -> Result<Json<StatusView>, Problem> {
    change(hall, office, path, body, StatusMove::Suspend).await
}

async fn reinstate(
    hall: State<Hall>,
    office: Office,
    path: AwardPath,
    body: Strict<StatusRequest>,
) -> Result<Json<StatusView>, Problem> {
    change(hall, office, path, body, StatusMove::Reinstate).await
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, award)): AwardPath,
    Strict(request): Strict<StatusRequest>,
    step: StatusMove,
) -> Result<Json<StatusView>, Problem> {
    let awards = [AwardId::from_text(name(&award, "award")?)];
    let id = &office.organisation.organisation_id;
    let changes = hall.app().change_status(&office.actor, id, &awards, step, &request.reason).await?;
    Ok(Json(StatusView::new(award, changes.first().is_some_and(|change| change.changed))))
}

async fn revoke_many(
    hall: State<Hall>,
    office: Office,
    body: Strict<StatusListRequest>,
) -> Result<Json<StatusListAnswer>, Problem> {
    change_many(hall, office, body, StatusMove::Revoke).await
}

async fn suspend_many(
    hall: State<Hall>,
    office: Office,
    body: Strict<StatusListRequest>,
) -> Result<Json<StatusListAnswer>, Problem> {
    change_many(hall, office, body, StatusMove::Suspend).await
}

async fn reinstate_many(
    hall: State<Hall>,
    office: Office,
    body: Strict<StatusListRequest>,
) -> Result<Json<StatusListAnswer>, Problem> {
    change_many(hall, office, body, StatusMove::Reinstate).await
}

async fn change_many(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<StatusListRequest>,
    step: StatusMove,
) -> Result<Json<StatusListAnswer>, Problem> {
    if request.awards.is_empty() || request.awards.len() > ROWS_LIMIT {
        return Err(Error::invalid("awards", "Send 1 to 10,000 identifiers.").into());
    }
    let awards: Vec<AwardId> = request.awards.into_iter().map(AwardId::from_text).collect();
    let id = &office.organisation.organisation_id;
    let changes = hall.app().change_status(&office.actor, id, &awards, step, &request.reason).await?;
    Ok(Json(StatusListAnswer::new(changes)))
}
