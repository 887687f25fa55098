//! Milestones: from which achievements another follows by itself.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::read::{Office, Strict, name};
use super::table::{Row, get, put};
use crate::app::{Error, MilestoneProgress, MilestoneRequest, Permission};
use crate::http::{Hall, Problem};
use crate::ids::AchievementId;
use crate::store::Milestone;

const TAG: &str = "Achievements";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/achievements/{achievement}/milestone", show)
            .says(TAG, "From which others an achievement follows by itself, and how far people are")
            .needs(Permission::See)
            .gives::<MilestoneView>(200, "The milestone"),
        put("/api/v1/organisations/{slug}/achievements/{achievement}/milestone", change)
            .says(TAG, "Award an achievement by itself to whoever has others")
            .explains("Everybody gets it once. Whoever has enough already gets it in a moment. `isOn: false` ends it.")
            .needs(Permission::Define)
            .reads::<MilestoneRequest>()
            .gives::<MilestoneView>(200, "The milestone as it is now"),
    ]
}

/// What an achievement follows from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MilestoneView {
    /// What is awarded.
    achievement_id: String,
    /// The achievements that count, in their order.
    parts: Vec<String>,
    /// So many of them.
    required: i64,
    /// Whether they are earned one after the other.
    is_ordered: bool,
    /// Whether it is awarded by itself now.
    is_on: bool,
    /// How many people got it by itself.
    completed: i64,
    /// How many people have how many of the parts.
    people: Vec<PeopleByParts>,
}

/// How many people have so many of the parts.
#[derive(Serialize, ToSchema)]
pub(super) struct PeopleByParts {
    /// So many parts.
    parts: i64,
    /// So many people.
    people: i64,
}

async fn view(hall: &Hall, office: &Office, kept: Milestone) -> Result<Json<MilestoneView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    let progress = match hall.app().load_milestone_progress(&office.actor, organisation, &kept.achievement_id).await {
        // A key that may define and not see has changed it all the same.
        Err(Error::Forbidden(_)) => MilestoneProgress::default(),
        other => other?,
    };
    Ok(Json(MilestoneView {
        achievement_id: kept.achievement_id.to_string(),
        parts: kept.parts.iter().map(ToString::to_string).collect(),
        required: kept.required,
        is_ordered: kept.is_ordered,
        is_on: kept.is_on,
        completed: progress.completed,
        people: progress.by_parts.into_iter().map(|(parts, people)| PeopleByParts { parts, people }).collect(),
    }))
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<Json<MilestoneView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    hall.app().require(&office.actor, organisation, Permission::See).await?;
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let kept = hall.app().find_milestone(&id).await?.filter(|kept| kept.organisation_id == *organisation);
    view(&hall, &office, kept.ok_or(Error::NotFound("milestone"))?).await
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(request): Strict<MilestoneRequest>,
) -> Result<Json<MilestoneView>, Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let organisation = &office.organisation.organisation_id;
    let kept = hall.app().put_milestone(&office.actor, organisation, &id, request).await?;
    view(&hall, &office, kept).await
}
