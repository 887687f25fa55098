//! A claimant's side: begin, write, attach, hand in, take back, object.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{TermsView, comments, levels, levels_of, word};
use super::{FILES, Somebody, claim, evidence, file};
use crate::api::read::{Asked, Raw, Strict, name};
use crate::api::table::{Row, delete, get, post, put};
use crate::app::{Actor, ClaimDraft, ClaimLine, EvidenceForm, EvidenceReader, OwnClaim};
use crate::http::{Hall, Problem};
use crate::ids::{AchievementId, ClaimId, EvidenceId};
use crate::review::Ground;
use crate::review::evidence::{EvidenceKind, Naming, Pupils, Visibility};
use crate::review::rubric::Level;
use crate::review::view::Shown;
use crate::store::KeptEvidence;

const TAG: &str = "Claims";
/// Bytes of a file of evidence.
const FILE_LIMIT_BYTES: usize = 9_000_000;

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
        post("/api/v1/claims/{claim}/evidence", attach)
            .says(TAG, "Attach a text or an address")
            .for_people()
            .reads::<EvidenceRequestBody>()
            .gives::<AttachedView>(201, "It was attached")
            .refuses(409, "The claim is with reviewers"),
        post("/api/v1/claims/{claim}/evidence/file", attach_file)
            .says(TAG, "Attach a file")
            .explains("The body is the file itself: a picture, a PDF or a text. What it is, is found by its content.")
            .for_people()
            .asks::<FileQuery>()
            .reads_any(&["application/octet-stream"])
            .within(FILE_LIMIT_BYTES)
            .gives::<AttachedView>(201, "It was attached")
            .refuses(409, "The claim is with reviewers"),
        get("/api/v1/claims/{claim}/evidence/{evidence}", show_file)
            .says(TAG, "Get a file that you attached")
            .for_people()
            .gives_any(200, "The file as it is kept", &FILES),
        delete("/api/v1/claims/{claim}/evidence/{evidence}", detach)
            .says(TAG, "Take a piece of evidence out")
            .for_people()
            .gives_nothing(204, "It is out")
            .refuses(409, "The claim is with reviewers"),
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

/// A claim as its claimant sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnClaimView {
    /// Which.
    claim_id: String,
    /// What is claimed.
    achievement_id: String,
    /// Where it stands, as in the list.
    state: String,
    /// What it is judged under, or will be.
    terms: TermsView,
    /// Whether it can be written and handed in now.
    can_write: bool,
    /// What is written.
    draft: DraftView,
    /// What is attached.
    evidence: Vec<EvidenceView>,
    /// How many reviews are in.
    reviews_in: usize,
    /// The day by which it ends, whatever happens; only while it waits.
    ends_by: Option<String>,
    /// How many attempts are used.
    attempts_used: u32,
    /// Until when it can be taken back.
    take_back_until: Option<String>,
    /// Until when the decision can be objected to.
    appeal_until: Option<String>,
    /// `accept` or `not_yet`, once it is decided.
    outcome: Option<String>,
    /// Criterion by criterion, once it is decided.
    criteria: Vec<CriterionResultView>,
    /// What the reviewers wrote, once it is decided.
    feedback: Vec<FeedbackView>,
    /// Why a moderator decided so, or why it came back.
    reason: Option<String>,
    /// The award that it led to.
    award_id: Option<String>,
}

/// What is written beside the evidence.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DraftView {
    /// What the claimant says about the work.
    statement: String,
    /// How the claimant rates it, by the criterion's identifier.
    self_levels: BTreeMap<String, Level>,
    /// The claimant's school.
    school: String,
    /// Whether reviewers who agree may be named in the badge.
    names_reviewers: bool,
    /// The addresses of those who made it too.
    co_authors: String,
    /// The address of a coach.
    coach: String,
    /// The addresses of those who should not judge it.
    not_by: String,
}

/// A piece of evidence as its owner sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EvidenceView {
    /// Which.
    evidence_id: String,
    /// `artefact`, `reflection`, `observation` or `student_impact`.
    kind: String,
    /// `text`, `link`, `file` or `media`.
    medium: String,
    /// Its media type.
    media_type: String,
    /// The text, the address, or what is said about a file.
    words: String,
    /// `private`, `reviewers` or `public`.
    visibility: String,
    /// `not_identifiable` or `consent_attested`.
    pupils: String,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Its size.
    size_bytes: u64,
}

/// What was found about a criterion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CriterionResultView {
    /// Which.
    id: String,
    /// `pass`, `fail` or `unclear`.
    state: String,
    /// The level that was reached.
    achieved: Option<Level>,
}

/// What one reviewer wrote.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FeedbackView {
    /// The reviewer's name in this claim alone.
    reviewer: String,
    /// The levels.
    levels: BTreeMap<String, Level>,
    /// The sentences.
    comments: BTreeMap<String, String>,
    /// What the claimant said about it: 1 not helpful, 2 partly, 3 helpful.
    rating: Option<i64>,
    /// The reviewer's identifier, where the policy hides nobody.
    person_id: Option<String>,
}

impl OwnClaimView {
    fn of(own: OwnClaim) -> Self {
        let standing = &own.standing;
        let time = |at: crate::clock::Timestamp| at.whole_seconds().to_string();
        let feedback = standing.feedback.iter().map(|one| FeedbackView {
            reviewer: one.key.clone(),
            levels: levels(&one.levels),
            comments: comments(&one.comments),
            rating: own.ratings.get(&one.key).copied(),
            person_id: match &one.reviewer {
                Shown::As(_) => None,
                Shown::Person(person) => Some(person.to_string()),
            },
        });
        let criteria = standing.criteria.iter().map(|record| CriterionResultView {
            id: record.id.to_string(),
            state: word(&record.state),
            achieved: record.achieved,
        });
        Self {
            claim_id: own.claim_id.to_string(),
            achievement_id: own.view.achievement.achievement_id.to_string(),
            state: word(&standing.state),
            terms: TermsView::of(&own.terms),
            can_write: own.can_write,
            evidence: own.evidence.iter().map(EvidenceView::of).collect(),
            reviews_in: standing.reviews_in,
            ends_by: standing.ends_by.clone(),
            attempts_used: standing.attempts_used,
            take_back_until: own.take_back_until.map(time),
            appeal_until: own.appeal_until.map(time),
            outcome: standing.outcome.map(|outcome| word(&outcome)),
            criteria: criteria.collect(),
            feedback: feedback.collect(),
            reason: own.reason.clone(),
            award_id: own.award.as_ref().map(ToString::to_string),
            draft: DraftView {
                self_levels: levels(&own.draft.self_levels),
                names_reviewers: own.draft.naming == Naming::WhereAgreed,
                statement: own.draft.statement,
                school: own.draft.school,
                co_authors: own.draft.co_authors,
                coach: own.draft.coach,
                not_by: own.draft.not_by,
            },
        }
    }
}

impl EvidenceView {
    fn of(kept: &KeptEvidence) -> Self {
        let item = &kept.item;
        Self {
            evidence_id: item.id.to_string(),
            kind: word(&item.kind),
            medium: word(&item.medium),
            media_type: kept.media_type.clone(),
            words: kept.words.clone(),
            visibility: word(&item.visibility),
            pupils: word(&item.pupils),
            sha256: item.sha256.to_string(),
            size_bytes: item.size_bytes,
        }
    }
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

/// What something is evidence of.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KindName {
    /// Something that was made.
    Artefact,
    /// What the claimant thinks about it.
    Reflection,
    /// What somebody else saw.
    Observation,
    /// What it did for students.
    StudentImpact,
}

/// Who may see it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VisibilityName {
    /// A moderator alone.
    Private,
    /// Reviewers too.
    Reviewers,
    /// Everybody who sees the badge.
    Public,
}

/// Whether pupils can be recognised.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PupilsName {
    /// Nobody can be.
    NotIdentifiable,
    /// Somebody can, and their families agreed.
    ConsentAttested,
}

/// A text or an address: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EvidenceRequestBody {
    /// What it is evidence of.
    kind: KindName,
    /// Who may see it.
    visibility: VisibilityName,
    /// Whether pupils can be recognised in it.
    pupils: PupilsName,
    /// A text.
    #[serde(default)]
    text: String,
    /// An address.
    #[serde(default)]
    link: String,
}

/// What is said about a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileQuery {
    /// What it is evidence of.
    kind: KindName,
    /// Who may see it.
    visibility: VisibilityName,
    /// Whether pupils can be recognised in it.
    pupils: PupilsName,
    /// What it shows.
    text: Option<String>,
}

fn form(kind: KindName, visibility: VisibilityName, pupils: PupilsName) -> EvidenceForm {
    EvidenceForm {
        kind: match kind {
            KindName::Artefact => EvidenceKind::Artefact,
            KindName::Reflection => EvidenceKind::Reflection,
            KindName::Observation => EvidenceKind::Observation,
            KindName::StudentImpact => EvidenceKind::StudentImpact,
        },
        visibility: match visibility {
            VisibilityName::Private => Visibility::Private,
            VisibilityName::Reviewers => Visibility::Reviewers,
            VisibilityName::Public => Visibility::Public,
        },
        pupils: match pupils {
            PupilsName::NotIdentifiable => Pupils::NotIdentifiable,
            PupilsName::ConsentAttested => Pupils::ConsentAttested,
        },
        text: String::new(),
        link: String::new(),
    }
}

/// What is said about a file that came in pieces.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRequest {
    /// What it is evidence of.
    kind: KindName,
    /// Who may see it.
    visibility: VisibilityName,
    /// Whether pupils can be recognised in it.
    pupils: PupilsName,
    /// What it shows.
    #[serde(default)]
    text: String,
}

impl FileRequest {
    pub(super) fn form(self) -> EvidenceForm {
        EvidenceForm { text: self.text, ..form(self.kind, self.visibility, self.pupils) }
    }
}

/// What was attached.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttachedView {
    /// Its identifier.
    evidence_id: String,
}

impl AttachedView {
    pub(super) fn of(id: &EvidenceId) -> Self {
        Self { evidence_id: id.to_string() }
    }
}

async fn attach(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<EvidenceRequestBody>,
) -> Result<(StatusCode, Json<AttachedView>), Problem> {
    let form = form(request.kind, request.visibility, request.pupils);
    let form = EvidenceForm { text: request.text, link: request.link, ..form };
    let id = hall.app().add_evidence(&actor, &claim(&path)?, form).await?;
    Ok((StatusCode::CREATED, Json(AttachedView::of(&id))))
}

async fn attach_file(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Asked(asked): Asked<FileQuery>,
    Raw(body): Raw,
) -> Result<(StatusCode, Json<AttachedView>), Problem> {
    let form =
        EvidenceForm { text: asked.text.unwrap_or_default(), ..form(asked.kind, asked.visibility, asked.pupils) };
    let id = hall.app().add_evidence_file(&actor, &claim(&path)?, form, body.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(AttachedView::of(&id))))
}

async fn show_file(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, piece)): Path<(String, String)>,
) -> Result<Response, Problem> {
    file(&hall, &actor, (&of, &piece), EvidenceReader::Claimant).await
}

async fn detach(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, piece)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    hall.app().remove_evidence(&actor, &claim(&of)?, &evidence(&piece)?).await?;
    Ok(StatusCode::NO_CONTENT)
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
