//! A reviewer's side: what is offered, what is at work, the review.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{ReasonRequest, SeenEvidenceView, TermsView, comments, levels, levels_of, word};
use super::{FILES, Somebody, claim, evidence, file};
use crate::api::read::Strict;
use crate::api::table::{Row, get, post, put};
use crate::app::{Actor, BenchLine, BenchWork, Error, EvidenceReader, SheetRequest};
use crate::clock::Timestamp;
use crate::http::{Hall, Problem};
use crate::ids::ClaimId;
use crate::review::evidence::Naming;
use crate::review::rubric::{CriterionId, Level};
use crate::review::view::Shown;
use crate::review::{AssignmentState, FlagKind};

const TAG: &str = "Reviewing";

pub(super) fn rows() -> Vec<Row> {
    let step = |row: Row, summary: &'static str| {
        row.says(TAG, summary).for_people().refuses(409, "Somebody was faster, or where it stands does not allow it")
    };
    vec![
        get("/api/v1/bench", list)
            .says(TAG, "List the work that waits for you")
            .for_people()
            .gives::<BenchList>(200, "What is offered, at work, and lately done"),
        step(post("/api/v1/bench/take", take), "Ask for a piece of work")
            .gives::<TakenView>(200, "The work that is yours now, if there is any"),
        get("/api/v1/bench/readiness", readiness)
            .says(TAG, "Show how much you are ready to review")
            .for_people()
            .gives::<ReadinessView>(200, "How much"),
        put("/api/v1/bench/readiness", be_ready)
            .says(TAG, "Say how much you are ready to review, and when you are away")
            .for_people()
            .reads::<ReadinessRequest>()
            .gives_nothing(204, "It was noted"),
        post("/api/v1/bench/conflicts", declare)
            .says(TAG, "Say whose work you should not judge")
            .for_people()
            .reads::<ConflictRequest>()
            .gives_nothing(204, "It was noted"),
        get("/api/v1/bench/{claim}", show)
            .says(TAG, "Show work that you have opened")
            .explains("Nothing in it says whose work it is, unless the policy does.")
            .for_people()
            .gives::<WorkView>(200, "The work"),
        get("/api/v1/bench/{claim}/evidence/{evidence}", show_file)
            .says(TAG, "Get a file of work that you have opened")
            .for_people()
            .gives_any(200, "The file", &FILES),
        step(post("/api/v1/bench/{claim}/open", open), "Begin with work that is offered")
            .gives::<WorkView>(200, "The work"),
        step(put("/api/v1/bench/{claim}/review", review), "Hand in a review, or change it within the first minutes")
            .reads::<ReviewRequest>()
            .gives::<WorkView>(200, "The work with the review"),
        step(post("/api/v1/bench/{claim}/withdraw", withdraw), "Withdraw your review before the decision")
            .reads::<ReasonRequest>()
            .gives_nothing(204, "It does not count"),
        step(post("/api/v1/bench/{claim}/decline", decline), "Give work back")
            .reads::<DeclineRequest>()
            .gives_nothing(204, "It goes to somebody else"),
        step(post("/api/v1/bench/{claim}/extend", extend), "Ask for two more days, once")
            .gives::<WorkView>(200, "The work"),
        step(post("/api/v1/bench/{claim}/flags", flag), "Point something out")
            .reads::<FlagRequest>()
            .gives_nothing(204, "It was noted"),
    ]
}

/// Work on a bench.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BenchLineView {
    /// Which claim.
    claim_id: String,
    /// The name of the achievement.
    achievement: String,
    /// `offered`, `accepted` or `done`.
    state: String,
    /// When it lapses.
    due_at: String,
}

/// A bench.
#[derive(Serialize, ToSchema)]
struct BenchList {
    /// The work.
    items: Vec<BenchLineView>,
}

fn time(at: Timestamp) -> String {
    at.whole_seconds().to_string()
}

async fn list(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<BenchList>, Problem> {
    let view = |line: BenchLine| BenchLineView {
        claim_id: line.claim_id.to_string(),
        achievement: line.achievement,
        state: word(&line.state),
        due_at: time(line.due_at),
    };
    let items = hall.app().load_bench(&actor).await?.into_iter().map(view).collect();
    Ok(Json(BenchList { items }))
}

/// What was handed out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TakenView {
    /// Which claim; nothing when there is no work for this person.
    claim_id: Option<String>,
}

async fn take(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<TakenView>, Problem> {
    let taken = hall.app().take_work(&actor).await?;
    Ok(Json(TakenView { claim_id: taken.map(|claim| claim.to_string()) }))
}

/// How much somebody is ready to review.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReadinessView {
    /// Reviews in a week; 0 for none.
    per_week: u32,
    /// The first moment away.
    away_from: Option<String>,
    /// The first moment back.
    away_to: Option<String>,
}

async fn readiness(State(hall): State<Hall>, Somebody(actor): Somebody) -> Result<Json<ReadinessView>, Problem> {
    let found = hall.app().find_readiness(&actor).await?.ok_or(Error::NotFound("bench of yours"))?;
    let (from, to) = found.away.unzip();
    Ok(Json(ReadinessView { per_week: found.per_week, away_from: from.map(time), away_to: to.map(time) }))
}

/// How much somebody is ready to review from now on.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReadinessRequest {
    /// Reviews in a week; 0 for none.
    #[schema(maximum = 50)]
    per_week: u32,
    /// The first moment away, RFC 3339; both or neither.
    #[serde(default)]
    away_from: Option<String>,
    /// The first moment back, RFC 3339.
    #[serde(default)]
    away_to: Option<String>,
}

async fn be_ready(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Strict(request): Strict<ReadinessRequest>,
) -> Result<StatusCode, Problem> {
    let read = |field: &str, text: Option<String>| {
        let read = text.map(|text| text.parse::<Timestamp>()).transpose();
        read.map_err(|error| Error::invalid(field, format!("{error}.")))
    };
    let away = match (read("awayFrom", request.away_from)?, read("awayTo", request.away_to)?) {
        (Some(from), Some(to)) => Some((from, to)),
        (None, None) => None,
        _ => return Err(Error::invalid("awayTo", "Send both, or neither.").into()),
    };
    hall.app().set_readiness(&actor, request.per_week, away).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose work somebody should not judge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConflictRequest {
    /// Their e-mail address.
    email: String,
}

async fn declare(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Strict(request): Strict<ConflictRequest>,
) -> Result<StatusCode, Problem> {
    hall.app().declare_conflict(&actor, &request.email).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Work that a reviewer has opened.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkView {
    /// Which claim.
    claim_id: String,
    /// The name of the achievement.
    achievement: String,
    /// The author's name in this claim alone, or their identifier where the policy shows it.
    author: String,
    /// `accepted` or `done`.
    state: String,
    /// Until when.
    due_at: String,
    /// What is judged, and how.
    terms: TermsView,
    /// The criteria to judge; others were passed before.
    criteria: Vec<String>,
    /// What the author says about the work.
    statement: String,
    /// The evidence, in an order that says nothing.
    evidence: Vec<SeenEvidenceView>,
    /// What a review has to name.
    submission: String,
    /// The own levels, once they are in.
    own_levels: Option<BTreeMap<String, Level>>,
    /// The own sentences.
    own_comments: BTreeMap<String, String>,
    /// How the author rates it: once the own review is in.
    self_levels: Option<BTreeMap<String, Level>>,
    /// Until when the review can be changed.
    change_until: Option<String>,
}

impl WorkView {
    fn of(work: &BenchWork) -> Self {
        let seen = &work.seen;
        Self {
            claim_id: work.claim_id.to_string(),
            achievement: work.view.definition.name.clone(),
            author: match &seen.claimant {
                Shown::As(name) => name.clone(),
                Shown::Person(person) => person.to_string(),
            },
            state: word(&work.state),
            due_at: time(seen.due_at),
            terms: TermsView::of(&work.terms),
            criteria: seen.criteria.iter().map(ToString::to_string).collect(),
            statement: seen.statement.clone(),
            evidence: SeenEvidenceView::all(&work.evidence),
            submission: seen.submission.to_string(),
            own_levels: seen.own_levels.as_ref().map(levels),
            own_comments: comments(&work.own_comments),
            self_levels: seen.self_levels.as_ref().map(levels),
            change_until: work.change_until.map(time),
        }
    }
}

async fn work(hall: &Hall, actor: &Actor, claim: &ClaimId) -> Result<Json<WorkView>, Problem> {
    Ok(Json(WorkView::of(&hall.app().load_work(actor, claim).await?)))
}

async fn show(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<WorkView>, Problem> {
    work(&hall, &actor, &claim(&path)?).await
}

async fn show_file(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, piece)): Path<(String, String)>,
) -> Result<Response, Problem> {
    file(&hall, &actor, (&of, &piece), EvidenceReader::Reviewer).await
}

async fn open(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<WorkView>, Problem> {
    let claim = claim(&path)?;
    hall.app().open_work(&actor, &claim).await?;
    work(&hall, &actor, &claim).await
}

/// A review.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReviewRequest {
    /// `submission` of the work that was judged: a review of something else is refused.
    submission: String,
    /// The level of each criterion by its number from 0.
    levels: BTreeMap<String, Level>,
    /// A sentence beside a level; needed below the required one, in at least 30 letters.
    #[serde(default)]
    comments: BTreeMap<String, String>,
    /// Whether the reviewer may be named in the badge, where the policy and the earner allow it.
    #[serde(default)]
    may_be_named: bool,
}

async fn review(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<ReviewRequest>,
) -> Result<Json<WorkView>, Problem> {
    let claim = claim(&path)?;
    let sheet = SheetRequest {
        submission: request.submission,
        levels: levels_of(request.levels),
        comments: request.comments.into_iter().map(|(id, text)| (CriterionId::new(id), text)).collect(),
        naming: if request.may_be_named { Naming::WhereAgreed } else { Naming::Never },
    };
    hall.app().submit_review(&actor, &claim, sheet).await?;
    work(&hall, &actor, &claim).await
}

async fn withdraw(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    hall.app().withdraw_review(&actor, &claim(&path)?, &request.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why work is given back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclineRequest {
    /// In a few words, for the coordinators.
    reason: String,
    /// Whether it is for a conflict of interest.
    #[serde(default)]
    conflict: bool,
}

async fn decline(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<DeclineRequest>,
) -> Result<StatusCode, Problem> {
    let how = if request.conflict { AssignmentState::Recused } else { AssignmentState::Declined };
    hall.app().give_back_work(&actor, &claim(&path)?, how, &request.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn extend(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
) -> Result<Json<WorkView>, Problem> {
    let claim = claim(&path)?;
    hall.app().extend_work(&actor, &claim).await?;
    work(&hall, &actor, &claim).await
}

/// What can be pointed out.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FlagName {
    /// A pupil can be recognised; `evidenceId` says where. The piece is hidden at once.
    PupilIdentifiable,
    /// It cannot be opened or read.
    Unreadable,
    /// Something is wrong about the work.
    Misconduct,
}

/// Something that is pointed out.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FlagRequest {
    /// What.
    kind: FlagName,
    /// In which piece of evidence.
    #[serde(default)]
    evidence_id: Option<String>,
}

async fn flag(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<FlagRequest>,
) -> Result<StatusCode, Problem> {
    let kind = match (request.kind, request.evidence_id) {
        (FlagName::Unreadable, _) => FlagKind::Unreadable,
        (FlagName::Misconduct, _) => FlagKind::Misconduct,
        (FlagName::PupilIdentifiable, Some(id)) => FlagKind::PupilIdentifiable { evidence: evidence(&id)? },
        (FlagName::PupilIdentifiable, None) => {
            return Err(Error::invalid("evidenceId", "Say in which piece of evidence.").into());
        }
    };
    hall.app().flag_work(&actor, &claim(&path)?, kind).await?;
    Ok(StatusCode::NO_CONTENT)
}
