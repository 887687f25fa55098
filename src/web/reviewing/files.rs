//! Files of evidence, for who may see them. Their names say nothing, and browsers get them to keep, not to run.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::Here;
use crate::app::EvidenceReader;
use crate::http::Hall;
use crate::ids::{ClaimId, EvidenceId};
use crate::web::answer::PageError;

/// `GET /claims/{claim}/evidence/{evidence}`
pub(super) async fn for_claimant(
    State(hall): State<Hall>,
    here: Here,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    file(&hall, &here, path, EvidenceReader::Claimant).await
}

/// `GET /bench/{claim}/evidence/{evidence}`
pub(super) async fn for_reviewer(
    State(hall): State<Hall>,
    here: Here,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    file(&hall, &here, path, EvidenceReader::Reviewer).await
}

/// `GET /moderation/{claim}/evidence/{evidence}`
pub(super) async fn for_moderator(
    State(hall): State<Hall>,
    here: Here,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    file(&hall, &here, path, EvidenceReader::Moderator).await
}

/// `GET /coaching/{claim}/evidence/{evidence}`
pub(super) async fn for_coach(
    State(hall): State<Hall>,
    here: Here,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    file(&hall, &here, path, EvidenceReader::Coach).await
}

async fn file(
    hall: &Hall,
    here: &Here,
    (claim, evidence): (String, String),
    reader: EvidenceReader,
) -> Result<Response, PageError> {
    let (claim, evidence) = (ClaimId::from_text(claim), EvidenceId::from_text(evidence));
    let shown = hall.app().load_evidence_file(&here.actor(), &claim, &evidence, reader).await?;
    let (kind, disposition) = match shown.media_type.as_str() {
        "image/png" => ("image/png", "inline"),
        "application/pdf" => ("application/pdf", "attachment; filename=\"evidence.pdf\""),
        _ => ("text/plain; charset=utf-8", "attachment; filename=\"evidence.txt\""),
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, shown.bytes).into_response())
}
