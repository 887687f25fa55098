//! An organisation's side: how its achievements are reviewed, by whom, and what waits; and the terms, for everybody.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::moderation::QueueLineView;
use super::words::{TermsView, word};
use crate::api::read::{Office, Strict, name};
use crate::api::table::{Row, get, post, put};
use crate::app::{Error, NewReviewer, Permission, ReviewRequest, ReviewSetup, ReviewerLine};
use crate::http::{Hall, Problem};
use crate::ids::{AchievementId, AwardId};
use crate::review::evidence::EvidenceKind;
use crate::review::policy::{Anonymity, Calibration, Screening};

const TAG: &str = "Review of evidence";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/achievements/{achievement}/review", show)
            .says(TAG, "Show how evidence for an achievement is reviewed")
            .needs(Permission::Define)
            .gives::<SetupView>(200, "How it is reviewed"),
        put("/api/v1/organisations/{slug}/achievements/{achievement}/review", set_up)
            .says(TAG, "Say how evidence for an achievement is reviewed")
            .explains("Claims in flight keep the terms that they were submitted under.")
            .needs(Permission::Define)
            .reads::<SetupRequest>()
            .gives::<SetupView>(200, "How it is reviewed from now on"),
        get("/api/v1/organisations/{slug}/reviewers", list_reviewers)
            .says(TAG, "List the reviewers of an organisation with their load")
            .needs(Permission::Manage)
            .gives::<ReviewerList>(200, "The reviewers"),
        post("/api/v1/organisations/{slug}/reviewers", name_reviewer)
            .says(TAG, "Name a reviewer, who is invited by mail and needs no account")
            .needs(Permission::Manage)
            .reads::<ReviewerRequest>()
            .gives::<NamedView>(201, "The reviewer"),
        get("/api/v1/organisations/{slug}/reviews", queue)
            .says(TAG, "Show what waits for review, and how long")
            .needs(Permission::Manage)
            .gives::<QueueView>(200, "The queue"),
        get("/api/v1/review-terms/{hash}", terms)
            .says(TAG, "Get a rubric or a policy by its SHA-256")
            .explains("Badges name these hashes: SHA-256 over the canonical form (RFC 8785) of exactly this JSON.")
            .gives_any(200, "The rubric or the policy", &["application/json"]),
        get("/api/v1/awards/{award}/judgement", judgement)
            .says(TAG, "Show how a badge was judged")
            .gives::<JudgementView>(200, "How it was judged"),
    ]
}

/// Who sees whom.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AnonymityName {
    /// Neither side sees the other's name.
    Double,
    /// Reviewers see the claimant's.
    Single,
    /// Everybody sees everybody.
    Open,
}

/// Who looks at a submission before reviewers do.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ScreeningName {
    /// Nobody.
    Automatic,
    /// An owner or a moderator.
    Screener,
}

/// How reviewers are tried on work whose levels are known.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CalibrationName {
    /// They are not.
    #[default]
    Off,
    /// Whoever does badly does not count until they do better.
    Gate,
    /// The same, and reviews weigh by it.
    Weights,
}

/// How evidence is to be reviewed.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetupRequest {
    /// Whether new claims are taken.
    is_open: bool,
    /// Three reviewers and five at most, in place of two and three.
    #[serde(default)]
    high_stakes: bool,
    /// One reviewer alone, in place of two and three.
    #[serde(default)]
    is_single: bool,
    /// Who sees whom.
    anonymity: AnonymityName,
    /// Who looks first.
    screening: ScreeningName,
    /// Kinds of evidence of which each must be there.
    #[serde(default)]
    evidence_kinds: BTreeSet<String>,
    /// Whether claimants rate themselves first.
    #[serde(default)]
    self_rating: bool,
    /// How reviewers are tried on work whose levels are known; not at all when left out.
    #[serde(default)]
    calibration: CalibrationName,
}

/// How evidence is reviewed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SetupView {
    /// Whether new claims are taken.
    is_open: bool,
    /// The published version whose rubric it is.
    version: i64,
    /// The rubric and what it takes.
    terms: TermsView,
    /// `double`, `single` or `open`.
    anonymity: String,
    /// `automatic` or `screener`.
    screening: String,
    /// Kinds of evidence of which each must be there.
    evidence_kinds: Vec<String>,
    /// Whether claimants rate themselves first.
    self_rating: bool,
    /// `off`, `gate` or `weights`.
    calibration: String,
}

impl SetupView {
    fn of(setup: &ReviewSetup) -> Self {
        let policy = setup.terms.policy();
        Self {
            is_open: setup.is_open,
            version: setup.version,
            terms: TermsView::of(&setup.terms),
            anonymity: word(&policy.anonymity),
            screening: word(&policy.screening),
            evidence_kinds: policy.evidence_kinds.iter().map(word).collect(),
            self_rating: policy.self_rating,
            calibration: word(&policy.calibration),
        }
    }
}

/// The achievement of this organisation that a path names.
async fn own(hall: &Hall, office: &Office, achievement: &str) -> Result<AchievementId, Problem> {
    let id = AchievementId::from_text(name(achievement, "achievement")?);
    let organisation = &office.organisation.organisation_id;
    hall.app().require(&office.actor, organisation, Permission::Define).await?;
    let view = hall.app().load_achievement(&id, None).await?;
    match view.organisation.organisation_id == *organisation {
        true => Ok(id),
        false => Err(Error::NotFound("achievement").into()),
    }
}

async fn setup(hall: &Hall, id: &AchievementId) -> Result<Json<SetupView>, Problem> {
    let found = hall.app().find_review_setup(id).await?;
    Ok(Json(SetupView::of(&found.ok_or(Error::NotFound("review of this achievement"))?)))
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<Json<SetupView>, Problem> {
    let id = own(&hall, &office, &achievement).await?;
    setup(&hall, &id).await
}

async fn set_up(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(request): Strict<SetupRequest>,
) -> Result<Json<SetupView>, Problem> {
    let id = own(&hall, &office, &achievement).await?;
    let kind = |kind: &String| {
        let kind = serde_json::from_value::<EvidenceKind>(Value::from(kind.as_str()));
        kind.map_err(|_| Error::invalid("evidenceKinds", "Use artefact, reflection, observation or student_impact."))
    };
    let request = ReviewRequest {
        is_open: request.is_open,
        high_stakes: request.high_stakes,
        is_single: request.is_single,
        anonymity: match request.anonymity {
            AnonymityName::Double => Anonymity::Double,
            AnonymityName::Single => Anonymity::Single,
            AnonymityName::Open => Anonymity::Open,
        },
        screening: match request.screening {
            ScreeningName::Automatic => Screening::Automatic,
            ScreeningName::Screener => Screening::Screener,
        },
        evidence_kinds: request.evidence_kinds.iter().map(kind).collect::<Result<_, _>>()?,
        self_rating: request.self_rating,
        calibration: match request.calibration {
            CalibrationName::Off => Calibration::Off,
            CalibrationName::Gate => Calibration::Gate,
            CalibrationName::Weights => Calibration::Weights,
        },
    };
    hall.app().set_up_review(&office.actor, &office.organisation.organisation_id, &id, request).await?;
    setup(&hall, &id).await
}

/// A reviewer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReviewerView {
    /// Who.
    person_id: String,
    /// Their name, or address.
    name: String,
    /// Their school.
    school: String,
    /// Reviews in a week.
    per_week: u32,
    /// Whether they may rule.
    is_moderator: bool,
    /// Whether offers wait until they are seen again.
    is_paused: bool,
    /// Offers and reviews that are open.
    open: u32,
    /// Reviews of the last 28 days.
    recent: u32,
}

/// An organisation's reviewers.
#[derive(Serialize, ToSchema)]
struct ReviewerList {
    /// The reviewers.
    items: Vec<ReviewerView>,
}

async fn list_reviewers(State(hall): State<Hall>, office: Office) -> Result<Json<ReviewerList>, Problem> {
    let view = |line: ReviewerLine| ReviewerView {
        person_id: line.person_id.to_string(),
        name: line.name,
        school: line.school,
        per_week: line.per_week,
        is_moderator: line.is_moderator,
        is_paused: line.is_paused,
        open: line.open,
        recent: line.recent,
    };
    let all = hall.app().list_reviewers(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(ReviewerList { items: all.into_iter().map(view).collect() }))
}

/// Somebody who is to review.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReviewerRequest {
    /// Their address.
    email: String,
    /// What they are called.
    #[serde(default)]
    name: String,
    /// Their school: colleagues do not judge each other.
    school: String,
    /// Their district.
    #[serde(default)]
    district: String,
    /// Reviews in a week; 3 when left out.
    #[serde(default)]
    per_week: u32,
    /// Whether they may rule when peers cannot settle it.
    #[serde(default)]
    is_moderator: bool,
    /// What they can judge.
    achievement_ids: Vec<String>,
}

/// A reviewer who was named.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NamedView {
    /// Who.
    person_id: String,
}

async fn name_reviewer(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<ReviewerRequest>,
) -> Result<(StatusCode, Json<NamedView>), Problem> {
    let organisation = &office.organisation.organisation_id;
    hall.app().require(&office.actor, organisation, Permission::Manage).await?;
    let mut achievements = Vec::with_capacity(request.achievement_ids.len());
    for id in &request.achievement_ids {
        let id = AchievementId::from_text(name(id, "achievement")?);
        let view = hall.app().load_achievement(&id, None).await?;
        if view.organisation.organisation_id != *organisation {
            return Err(Error::NotFound("achievement").into());
        }
        achievements.push(id);
    }
    let new = NewReviewer {
        email: request.email,
        name: request.name,
        school: request.school,
        district: request.district,
        per_week: request.per_week,
        is_moderator: request.is_moderator,
    };
    let person = hall.app().name_reviewer(&office.actor, organisation, &achievements, new).await?;
    Ok((StatusCode::CREATED, Json(NamedView { person_id: person.to_string() })))
}

/// The queue of an organisation.
#[derive(Serialize, ToSchema)]
struct QueueView {
    /// How many claims are in each state.
    counts: BTreeMap<String, i64>,
    /// What waits, the longest first.
    items: Vec<QueueLineView>,
}

async fn queue(State(hall): State<Hall>, office: Office) -> Result<Json<QueueView>, Problem> {
    let queue = hall.app().load_queue(&office.actor, &office.organisation.organisation_id).await?;
    let items = queue.lines.iter().map(QueueLineView::of).collect();
    Ok(Json(QueueView { counts: queue.counts, items }))
}

async fn terms(State(hall): State<Hall>, Path(hash): Path<String>) -> Result<Json<Value>, Problem> {
    let text = hall.app().load_term(name(&hash, "rubric or policy")?).await?;
    Ok(Json(serde_json::from_str(&text).map_err(Error::internal)?))
}

/// How a badge was judged.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JudgementView {
    /// The whole in a sentence.
    sentence: String,
    /// How many peers decided; 0 when a moderator did.
    peers: usize,
    /// How many of them found everything that is needed.
    met: usize,
    /// Whether they did not see whose work it was.
    blind: bool,
    /// The name of the rubric.
    rubric: String,
    /// Its version.
    rubric_version: u32,
    /// The SHA-256 of the rubric.
    rubric_sha256: String,
    /// The SHA-256 of the policy.
    policy_sha256: String,
    /// The version of the rule.
    rule: String,
    /// The day.
    decided_on: String,
    /// Kinds of evidence that were seen.
    evidence_kinds: Vec<String>,
}

async fn judgement(State(hall): State<Hall>, Path(award): Path<String>) -> Result<Json<JudgementView>, Problem> {
    let award = AwardId::from_text(name(&award, "badge")?);
    let found = hall.app().find_judgement(&award).await?.ok_or(Error::NotFound("badge that was judged"))?;
    Ok(Json(JudgementView {
        sentence: found.sentence(),
        peers: found.peers,
        met: found.met,
        blind: found.blind,
        rubric: found.rubric,
        rubric_version: found.rubric_version,
        rubric_sha256: found.rubric_hash,
        policy_sha256: found.policy_hash,
        rule: found.rule,
        decided_on: found.decided_on,
        evidence_kinds: found.evidence_kinds.iter().map(word).collect(),
    }))
}
