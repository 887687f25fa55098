//! Files of evidence in pieces: begun, sent piece by piece, attached when whole.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::evidence::{AttachedView, FileRequest};
use super::{Somebody, claim};
use crate::api::read::{Asked, Raw, Strict, name};
use crate::api::table::{Row, get, post, put};
use crate::app::UPLOAD_PIECE_BYTES;
use crate::http::{Hall, Problem};
use crate::ids::UploadId;
use crate::store::EvidenceUpload;

const TAG: &str = "Claims";

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/api/v1/claims/{claim}/uploads", begin)
            .says(TAG, "Begin to send a file in pieces")
            .explains("A connection that breaks off loses a piece and not the file. What nobody goes on with for a day is forgotten.")
            .for_people()
            .reads::<UploadRequest>()
            .gives::<UploadView>(201, "The file on its way")
            .refuses(409, "The claim is with reviewers"),
        get("/api/v1/claims/{claim}/uploads/{upload}", show)
            .says(TAG, "Ask how far a file has come")
            .for_people()
            .gives::<UploadView>(200, "The file on its way"),
        put("/api/v1/claims/{claim}/uploads/{upload}", add)
            .says(TAG, "Send the next piece of a file")
            .explains("The body is the piece itself, up to 1,000,000 bytes.")
            .for_people()
            .asks::<PieceQuery>()
            .reads_any(&["application/octet-stream"])
            .within(UPLOAD_PIECE_BYTES)
            .gives::<UploadView>(200, "The file on its way")
            .refuses(409, "The next piece begins somewhere else; the answer says where"),
        post("/api/v1/claims/{claim}/uploads/{upload}/attach", attach)
            .says(TAG, "Attach a file that is whole")
            .for_people()
            .reads::<FileRequest>()
            .gives::<AttachedView>(201, "It was attached")
            .refuses(409, "Pieces are missing, or the claim is with reviewers"),
    ]
}

/// A file that is to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UploadRequest {
    /// How large it is.
    #[schema(minimum = 1, maximum = 8_000_000)]
    size_bytes: u64,
}

/// A file on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UploadView {
    /// Which.
    upload_id: String,
    /// How large it will be.
    size_bytes: u64,
    /// How much is there: where the next piece begins.
    received_bytes: u64,
    /// The largest piece.
    piece_limit_bytes: usize,
}

impl UploadView {
    fn of(upload: &EvidenceUpload) -> Json<Self> {
        Json(Self {
            upload_id: upload.upload_id.to_string(),
            size_bytes: upload.size_bytes,
            received_bytes: upload.received_bytes,
            piece_limit_bytes: UPLOAD_PIECE_BYTES,
        })
    }
}

fn upload(text: &str) -> Result<UploadId, Problem> {
    Ok(UploadId::from_text(name(text, "file on its way")?))
}

async fn begin(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path(path): Path<String>,
    Strict(request): Strict<UploadRequest>,
) -> Result<(StatusCode, Json<UploadView>), Problem> {
    let begun = hall.app().begin_upload(&actor, &claim(&path)?, request.size_bytes).await?;
    Ok((StatusCode::CREATED, UploadView::of(&begun)))
}

async fn show(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, id)): Path<(String, String)>,
) -> Result<Json<UploadView>, Problem> {
    Ok(UploadView::of(&hall.app().load_upload(&actor, &claim(&of)?, &upload(&id)?).await?))
}

/// Which piece it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PieceQuery {
    /// Where it begins in the file.
    offset: u64,
}

async fn add(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, id)): Path<(String, String)>,
    Asked(asked): Asked<PieceQuery>,
    Raw(piece): Raw,
) -> Result<Json<UploadView>, Problem> {
    let piece = (asked.offset, piece.to_vec());
    Ok(UploadView::of(&hall.app().add_upload_piece(&actor, &claim(&of)?, &upload(&id)?, piece).await?))
}

async fn attach(
    State(hall): State<Hall>,
    Somebody(actor): Somebody,
    Path((of, id)): Path<(String, String)>,
    Strict(request): Strict<FileRequest>,
) -> Result<(StatusCode, Json<AttachedView>), Problem> {
    let attached = hall.app().attach_upload(&actor, &claim(&of)?, &upload(&id)?, request.form()).await?;
    Ok((StatusCode::CREATED, Json(AttachedView::of(&attached))))
}
