//! Evidence of a claim: texts, addresses and files that a claimant attaches.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FILES, Somebody, claim, evidence, file};
use crate::api::read::{Asked, Raw, Strict};
use crate::api::table::{Row, delete, get, post};
use crate::app::{EvidenceForm, EvidenceReader};
use crate::http::{Hall, Problem};
use crate::ids::EvidenceId;
use crate::review::evidence::{EvidenceKind, Pupils, Visibility};

const TAG: &str = "Claims";
/// Bytes of a file of evidence.
const FILE_LIMIT_BYTES: usize = 9_000_000;

pub(super) fn rows() -> Vec<Row> {
    vec![
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
    ]
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
