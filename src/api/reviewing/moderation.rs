//! A moderator's side: what needs a ruling, with everything to weigh, and the ruling.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{ReasonRequest, SeenEvidenceView, TermsView, comments, levels, levels_of, word};
use super::{FILES, Somebody, claim, file};
use crate::api::read::Strict;
use crate::api::table::{Row, get, post};
use crate::app::{Case, CaseReview, Error, EvidenceReader, QueueLine, RulingRequest};
use crate::http::{Hall, Problem};
use crate::review::rubric::Level;

const TAG: &str = "Moderating";

pub(super) fn rows() -> Vec<Row> {
    let step = |row: Row, summary: &'static str| {
        row.says(TAG, summary)
            .for_people()
            .gives_nothing(204, "It was recorded")
            .refuses(409, "Where it stands does not allow it, or somebody else has to do it")
    };
    vec![
        get("/api/v1/moderation", list)
            .says(TAG, "List what needs your ruling")
            .for_people()
            .gives::<QueueList>(200, "The claims"),
        get("/api/v1/moderation/{claim}", show)
            .says(TAG, "Show a claim with everything that a moderator weighs")
            .explains("Neither the claimant nor the reviewers are named.")
            .for_people()
            .gives::<CaseView>(200, "The claim"),
        get("/api/v1/moderation/{claim}/evidence/{evidence}", show_file)
            .says(TAG, "Get a file of a claim")
            .for_people()
            .gives_any(200, "The file", &FILES),
        step(post("/api/v1/moderation/{claim}/rulings", rule), "Rule on a claim, with a reason").reads::<RulingBody>(),
        step(post("/api/v1/moderation/{claim}/reviews/{review}/void", void_review), "Void a review, with a reason")
            .reads::<ReasonRequest>(),
        step(post("/api/v1/moderation/{claim}/void", void), "Void a claim for misconduct, with a reason")
            .reads::<ReasonRequest>(),
    ]
}

/// A claim in a queue, without its claimant.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueueLineView {
    /// Which.
    claim_id: String,
    /// The name of the achievement.
    achievement: String,
    /// Where it stands.
    state: String,
    /// Since when it waits.
    waiting_since: String,
    /// How many reviews are in.
    reviews_in: usize,
    /// Places that nobody works on.
    open_places: usize,
    /// Why a moderator was asked: `split`, `dilemma`, `too_long`, `misconduct` or `co_sign`.
    cause: Option<String>,
}

impl QueueLineView {
    pub(super) fn of(line: &QueueLine) -> Self {
        Self {
            claim_id: line.claim_id.to_string(),
            achievement: line.achievement.clone(),
            state: word(&line.state),
            waiting_since: line.waiting_since.whole_seconds().to_string(),
            reviews_in: line.reviews_in,
            open_places: line.open_slots,
            cause: line.cause.map(|cause| word(&cause)),
        }
    }
}

/// Claims that wait.
#[derive(Serialize, ToSchema)]
struct QueueList {
    /// The claims, the longest waiting first.
    items: Vec<QueueLineView>,
}

async fn list(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<QueueList>, Problem> {
    let lines = hall.app().list_moderation(&actor).await?;
    Ok(Json(QueueList { items: lines.iter().map(QueueLineView::of).collect() }))
}

/// A claim before a moderator.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CaseView {
    /// Which.
    claim_id: String,
    /// The name of the achievement.
    achievement: String,
    /// Where it stands.
    state: String,
    /// Why a moderator was asked.
    cause: Option<String>,
    /// What it is judged under.
    terms: TermsView,
    /// The criteria to judge.
    criteria: Vec<String>,
    /// What the claimant says about the work.
    statement: String,
    /// Why the claimant objects.
    objection: Option<String>,
    /// The evidence, private pieces too.
    evidence: Vec<SeenEvidenceView>,
    /// What the reviewers found.
    reviews: Vec<CaseReviewView>,
    /// What reviewers pointed out: `pupil_identifiable`, `unreadable` or `misconduct`.
    flags: Vec<String>,
}

/// What one reviewer found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CaseReviewView {
    /// The reviewer's name in this claim alone.
    reviewer: String,
    /// Whether it counts.
    counts: bool,
    /// The levels.
    levels: BTreeMap<String, Level>,
    /// The sentences.
    comments: BTreeMap<String, String>,
}

impl CaseView {
    fn of(case: &Case) -> Self {
        let review = |review: &CaseReview| CaseReviewView {
            reviewer: review.reviewer.clone(),
            counts: review.counts,
            levels: levels(&review.levels),
            comments: comments(&review.comments),
        };
        let flag = |flag: &crate::review::FlagKind| {
            serde_json::to_value(flag)
                .ok()
                .and_then(|flag| flag["kind"].as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        Self {
            claim_id: case.claim_id.to_string(),
            achievement: case.view.definition.name.clone(),
            state: word(&case.state),
            cause: case.cause.map(|cause| word(&cause)),
            terms: TermsView::of(&case.terms),
            criteria: case.criteria.iter().map(ToString::to_string).collect(),
            statement: case.statement.clone(),
            objection: case.appeal.clone(),
            evidence: SeenEvidenceView::all(&case.evidence),
            reviews: case.reviews.iter().map(review).collect(),
            flags: case.flags.iter().map(flag).collect(),
        }
    }
}

async fn show(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(CaseView::of(&hall.app().load_case(&actor, &claim(&path)?).await?)))
}

async fn show_file(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, piece)): Path<(String, String)>,
) -> Result<Response, Problem> {
    file(&hall, &actor, (&of, &piece), EvidenceReader::Moderator).await
}

/// What follows from a ruling.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RulingName {
    /// The moderator's own levels decide.
    Decide,
    /// One more peer; for an appeal a fresh panel.
    AskPeers,
    /// What was looked over goes to peers.
    PassOn,
    /// What was looked over goes back to the claimant.
    GiveBack,
}

/// A ruling.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RulingBody {
    /// What follows.
    ruling: RulingName,
    /// The level of each criterion, for `decide`.
    #[serde(default)]
    levels: BTreeMap<String, Level>,
    /// Why; not needed for `pass_on`.
    #[serde(default)]
    reason: String,
}

async fn rule(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(body): Strict<RulingBody>,
) -> Result<StatusCode, Problem> {
    let (claim, app) = (claim(&path)?, hall.app());
    match body.ruling {
        RulingName::Decide => {
            let request = RulingRequest::Decide(levels_of(body.levels));
            app.moderate_claim(&actor, &claim, request, &body.reason).await?;
        }
        RulingName::AskPeers => app.moderate_claim(&actor, &claim, RulingRequest::AskPeers, &body.reason).await?,
        RulingName::PassOn => app.screen_claim(&actor, &claim, None).await?,
        RulingName::GiveBack => app.screen_claim(&actor, &claim, Some(&body.reason)).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn void_review(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((path, review)): Path<(String, String)>,
    Strict(body): Strict<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    let needs = |error: Error| match error {
        Error::Invalid(_) => Error::invalid("reason", "Give a reason in writing."),
        other => other,
    };
    hall.app().void_review(&actor, &claim(&path)?, &review, &body.reason).await.map_err(needs)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn void(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(body): Strict<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    hall.app().void_claim(&actor, &claim(&path)?, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
