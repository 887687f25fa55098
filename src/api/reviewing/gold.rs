//! Work whose levels are known: an organisation keeps it, and its reviewers are tried on it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Somebody;
use super::words::{CriterionView, levels, levels_of, word};
use crate::api::read::{Office, Strict, name};
use crate::api::table::{Row, delete, get, post};
use crate::app::{GoldSet, Permission, TrialResult, TrialWork};
use crate::http::{Hall, Problem};
use crate::ids::{AchievementId, GoldItemId};
use crate::review::rubric::{CriterionId, Level, Rubric};
use crate::store::KeptGold;

const TAG: &str = "Review of evidence";
const OF_REVIEWERS: &str = "Reviewing";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/achievements/{achievement}/gold", list)
            .says(TAG, "List the known work on which reviewers are tried")
            .explains("`calibration` of the review can be `gate` or `weights` once `problem` is missing.")
            .needs(Permission::Define)
            .gives::<GoldSetView>(200, "The work, with the level of each criterion"),
        post("/api/v1/organisations/{slug}/achievements/{achievement}/gold", add)
            .says(TAG, "Add a piece of known work")
            .needs(Permission::Define)
            .reads::<GoldRequest>()
            .gives::<GoldMade>(201, "The piece"),
        delete("/api/v1/organisations/{slug}/achievements/{achievement}/gold/{item}", retire)
            .says(TAG, "Take a piece of known work out; what reviewers found in it still counts")
            .needs(Permission::Define)
            .gives_nothing(204, "Nobody is tried on it any more"),
        get("/api/v1/bench/trial", next)
            .says(OF_REVIEWERS, "Get the next piece of known work that you are tried on")
            .for_people()
            .gives::<NextTrial>(200, "The piece, when there is one"),
        post("/api/v1/bench/trial/{item}", judge)
            .says(OF_REVIEWERS, "Judge a piece of known work")
            .for_people()
            .reads::<TrialRequest>()
            .gives::<TrialView>(200, "What is known about it, and how you stand"),
    ]
}

/// A piece of known work.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GoldView {
    /// Which.
    item_id: String,
    /// The work, as a text.
    words: String,
    /// The number of the level, by the criterion's identifier.
    levels: BTreeMap<String, Level>,
    /// When it was added.
    created_at: String,
}

impl GoldView {
    fn of(kept: &KeptGold) -> Self {
        Self {
            item_id: kept.item_id.to_string(),
            words: kept.words.clone(),
            levels: levels(&kept.levels),
            created_at: kept.created_at.whole_seconds().to_string(),
        }
    }
}

/// The known work of an achievement.
#[derive(Serialize, ToSchema)]
struct GoldSetView {
    /// The criteria of the rubric that it is judged by.
    criteria: Vec<CriterionView>,
    /// What is wrong with the set; missing when it can tell judges from rubber stamps.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// The work, the oldest first.
    items: Vec<GoldView>,
}

fn criteria(rubric: &Rubric) -> Vec<CriterionView> {
    rubric.criteria.iter().map(CriterionView::of).collect()
}

async fn list(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<Json<GoldSetView>, Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let GoldSet { rubric, items, problem, .. } =
        hall.app().load_gold(&office.actor, &office.organisation.organisation_id, &id).await?;
    let items = items.iter().map(GoldView::of).collect();
    Ok(Json(GoldSetView { criteria: criteria(&rubric), problem, items }))
}

/// A piece of work whose levels are known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoldRequest {
    /// The work, as a text.
    #[schema(max_length = 20_000)]
    words: String,
    /// The number of the level, by the criterion's identifier: one for each criterion.
    levels: BTreeMap<String, Level>,
}

/// A piece that was added.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GoldMade {
    /// Which.
    item_id: String,
}

async fn add(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(request): Strict<GoldRequest>,
) -> Result<(StatusCode, Json<GoldMade>), Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let piece = (request.words.as_str(), levels_of(request.levels));
    let made = hall.app().add_gold(&office.actor, &office.organisation.organisation_id, &id, piece).await?;
    Ok((StatusCode::CREATED, Json(GoldMade { item_id: made.to_string() })))
}

async fn retire(
    State(hall): State<Hall>,
    office: Office,
    Path((_, _, item)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let item = GoldItemId::from_text(name(&item, "piece of known work")?);
    hall.app().retire_gold(&office.actor, &office.organisation.organisation_id, &item).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The next piece that somebody is tried on.
#[derive(Serialize, ToSchema)]
struct NextTrial {
    /// The piece; missing when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<TrialPiece>,
}

/// A piece of known work before a reviewer: what is known about it is told afterwards.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TrialPiece {
    /// Which.
    item_id: String,
    /// The name of the achievement.
    achievement: String,
    /// The criteria.
    criteria: Vec<CriterionView>,
    /// The work.
    words: String,
    /// How many pieces are left after this one.
    left: usize,
    /// How the reviewer stands: `undecided`, `admitted` or `supervised`.
    gate: String,
}

impl TrialPiece {
    fn of(work: &TrialWork) -> Self {
        Self {
            item_id: work.item_id.to_string(),
            achievement: work.achievement.clone(),
            criteria: criteria(&work.rubric),
            words: work.words.clone(),
            left: work.left,
            gate: word(&work.gate),
        }
    }
}

async fn next(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<NextTrial>, Problem> {
    let found = hall.app().find_trial(&actor).await?;
    Ok(Json(NextTrial { trial: found.as_ref().map(TrialPiece::of) }))
}

/// What a reviewer finds in a piece of known work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TrialRequest {
    /// The number of the level, by the criterion's identifier: one for each criterion.
    levels: BTreeMap<String, Level>,
}

/// What became of a trial.
#[derive(Serialize, ToSchema)]
struct TrialView {
    /// What is known, by the criterion's identifier.
    known: BTreeMap<String, Level>,
    /// What the reviewer found.
    found: BTreeMap<String, Level>,
    /// How the reviewer stands now: `undecided`, `admitted` or `supervised`.
    gate: String,
}

impl TrialView {
    fn of(result: &TrialResult) -> Self {
        let side = |of: fn(&(CriterionId, Level, Level)) -> Level| {
            result.levels.iter().map(|level| (level.0.to_string(), of(level))).collect()
        };
        Self { known: side(|level| level.1), found: side(|level| level.2), gate: word(&result.gate) }
    }
}

async fn judge(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(item): Path<String>,
    Strict(request): Strict<TrialRequest>,
) -> Result<Json<TrialView>, Problem> {
    let item = GoldItemId::from_text(name(&item, "piece of known work")?);
    let result = hall.app().judge_trial(&actor, &item, levels_of(request.levels)).await?;
    Ok(Json(TrialView::of(&result)))
}
