//! A claimant's side: begin, write, attach, hand in, take back, object.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::own_claim::OwnClaimView;
use super::words::{levels_of, word};
use super::{Somebody, claim};
use crate::api::read::{Strict, name};
use crate::api::table::{Row, get, post, put};
use crate::app::{Actor, ClaimDraft, ClaimLine};
use crate::http::{Hall, Problem};
use crate::ids::{AchievementId, ClaimId};
use crate::review::Ground;
use crate::review::evidence::Naming;
use crate::review::rubric::Level;

const TAG: &str = "Claims";

pub(super) fn rows() -> Vec<Row> {
    let step = |row: Row, summary: &'static str| {
        row.says(TAG, summary)
            .for_people()
            .gives::<OwnClaimView>(200, "The claim as it is now")
            .refuses(409, "Where it stands does not allow it")
    };
    vec![
        get("/api/v1/claims", list)
            .says(TAG, "List your claims")
            .for_people()
            .gives::<ClaimList>(200, "Your claims, the newest first"),
        post("/api/v1/claims", begin)
            .says(TAG, "Begin a claim, or find the one that you have begun")
            .for_people()
            .reads::<ClaimRequest>()
            .gives::<OwnClaimView>(201, "The claim"),
        get("/api/v1/claims/{claim}", show)
            .says(TAG, "Show a claim of yours")
            .for_people()
            .gives::<OwnClaimView>(200, "The claim"),
        step(put("/api/v1/claims/{claim}/draft", write), "Write what goes with the evidence").reads::<DraftRequest>(),
        step(post("/api/v1/claims/{claim}/submit", submit), "Hand in what is written and attached"),
        step(post("/api/v1/claims/{claim}/take-back", take_back), "Take it back within the first minutes"),
        step(post("/api/v1/claims/{claim}/withdraw", withdraw), "Give a claim up for good"),
        step(post("/api/v1/claims/{claim}/appeal", appeal), "Object to a decision").reads::<AppealRequest>(),
        step(post("/api/v1/claims/{claim}/ratings", rate), "Say how helpful a review was").reads::<RatingRequest>(),
    ]
}

/// A claim in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClaimLineView {
    /// Which.
    claim_id: String,
    /// The name of the achievement.
    achievement: String,
    /// `draft`, `screening`, `in_review`, `moderation`, `accepted`, `not_yet`, `returned`, `appeal`, `not_decided`,
    /// `issued`, `withdrawn`, `closed` or `void`.
    state: String,
    /// When it was begun.
    begun_at: String,
}

/// Somebody's claims.
#[derive(Serialize, ToSchema)]
struct ClaimList {
    /// The claims.
    items: Vec<ClaimLineView>,
}

async fn list(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<ClaimList>, Problem> {
    let view = |line: ClaimLine| ClaimLineView {
        claim_id: line.claim_id.to_string(),
        achievement: line.achievement,
        state: word(&line.state),
        begun_at: line.begun_at.whole_seconds().to_string(),
    };
    let items = hall.app().list_own_claims(&actor).await?.into_iter().map(view).collect();
    Ok(Json(ClaimList { items }))
}

/// What is claimed.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClaimRequest {
    /// The achievement.
    achievement_id: String,
}

async fn begin(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Strict(request): Strict<ClaimRequest>,
) -> Result<(StatusCode, Json<OwnClaimView>), Problem> {
    let achievement = AchievementId::from_text(name(&request.achievement_id, "achievement")?);
    let claim = hall.app().start_claim(&actor, &achievement).await?;
    Ok((StatusCode::CREATED, own(&hall, &actor, &claim).await?))
}

async fn own(hall: &Hall, actor: &Actor, claim: &ClaimId) -> Result<Json<OwnClaimView>, Problem> {
    Ok(Json(OwnClaimView::of(hall.app().load_own_claim(actor, claim).await?)))
}

async fn show(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<OwnClaimView>, Problem> {
    own(&hall, &actor, &claim(&path)?).await
}

/// What goes with the evidence; what is left out is empty.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DraftRequest {
    /// What the reviewers should know, without names.
    #[serde(default)]
    statement: String,
    /// The own rating, by the criterion's identifier.
    #[serde(default)]
    self_levels: BTreeMap<String, Level>,
    /// The claimant's school, so that no colleague judges.
    #[serde(default)]
    school: String,
    /// Whether reviewers who agree may be named in the badge, where the policy allows it.
    #[serde(default)]
    names_reviewers: bool,
    /// The e-mail addresses of those who made it too, up to five.
    #[serde(default)]
    co_authors: Vec<String>,
    /// The e-mail address of a coach, who may comment and does not judge.
    #[serde(default)]
    coach: String,
    /// The e-mail addresses of those who should not judge it, up to five.
    #[serde(default)]
    not_by: Vec<String>,
}

async fn write(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<DraftRequest>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    let draft = ClaimDraft {
        statement: request.statement,
        self_levels: levels_of(request.self_levels),
        school: request.school,
        naming: if request.names_reviewers { Naming::WhereAgreed } else { Naming::Never },
        co_authors: request.co_authors.join("\n"),
        coach: request.coach,
        not_by: request.not_by.join("\n"),
    };
    hall.app().save_draft(&actor, &claim, draft).await?;
    own(&hall, &actor, &claim).await
}

async fn submit(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    hall.app().submit_claim(&actor, &claim).await?;
    own(&hall, &actor, &claim).await
}

async fn take_back(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    hall.app().take_back_claim(&actor, &claim).await?;
    own(&hall, &actor, &claim).await
}

async fn withdraw(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    hall.app().withdraw_claim(&actor, &claim).await?;
    own(&hall, &actor, &claim).await
}

/// Why somebody objects.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GroundName {
    /// The rules were not followed.
    Procedure,
    /// A reviewer was not impartial.
    Conflict,
    /// Something was overlooked or misread.
    FactualError,
}

/// An objection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealRequest {
    /// Why.
    ground: GroundName,
    /// In the claimant's words.
    statement: String,
}

async fn appeal(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<AppealRequest>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    let ground = match request.ground {
        GroundName::Procedure => Ground::Procedure,
        GroundName::Conflict => Ground::Conflict,
        GroundName::FactualError => Ground::FactualError,
    };
    hall.app().appeal_claim(&actor, &claim, ground, &request.statement).await?;
    own(&hall, &actor, &claim).await
}

/// How helpful a review was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RatingRequest {
    /// The reviewer's name in this claim.
    reviewer: String,
    /// 1 not helpful, 2 partly, 3 helpful.
    #[schema(minimum = 1, maximum = 3)]
    rating: i64,
}

async fn rate(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<RatingRequest>,
) -> Result<Json<OwnClaimView>, Problem> {
    let claim = claim(&path)?;
    hall.app().rate_feedback(&actor, &claim, &request.reviewer, request.rating).await?;
    own(&hall, &actor, &claim).await
}
