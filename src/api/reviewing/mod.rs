//! Claims and their review for programs: what a page shows to somebody, this gives them, and nothing more.
//!
//! Claimants, reviewers and moderators are people; they bring the session that they have on the pages. Owners may also
//! send a program with a key. Every answer is made from the same projection as the page (`app/reviewing`).

mod bench;
mod claims;
mod communities;
mod evidence;
mod gold;
mod moderation;
mod organisation;
mod own_claim;
mod uploads;
mod words;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::read::name;
use super::table::Row;
use crate::app::{Actor, EvidenceReader, ShownFile};
use crate::http::{Hall, Problem, SignedIn};
use crate::ids::{ClaimId, EvidenceId};

pub(super) fn rows() -> Vec<Row> {
    [
        claims::rows(),
        evidence::rows(),
        uploads::rows(),
        bench::rows(),
        moderation::rows(),
        organisation::rows(),
        gold::rows(),
        communities::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Somebody who is signed in. Other pages cannot use their session to write: the hall refuses such requests.
struct Somebody(Actor);

impl FromRequestParts<Hall> for Somebody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Problem> {
        let refuse = || Problem::new(StatusCode::UNAUTHORIZED, "Sign in first: this is for people, not for API keys.");
        let signed_in = <SignedIn as FromRequestParts<Hall>>::from_request_parts(parts, hall).await;
        signed_in.map(|SignedIn(session)| Self(session.actor())).map_err(|problem| match problem.status {
            401 => refuse(),
            _ => problem,
        })
    }
}

/// The claim that a path names.
fn claim(text: &str) -> Result<ClaimId, Problem> {
    Ok(ClaimId::from_text(name(text, "claim")?))
}

/// The piece of evidence that a path names.
fn evidence(text: &str) -> Result<EvidenceId, Problem> {
    Ok(EvidenceId::from_text(name(text, "piece of evidence")?))
}

/// A file of evidence for who may see it: to keep, not to run.
async fn file(
    hall: &Hall,
    actor: &Actor,
    (of, piece): (&str, &str),
    reader: EvidenceReader,
) -> Result<Response, Problem> {
    let ShownFile { media_type, bytes } =
        hall.app().load_evidence_file(actor, &claim(of)?, &evidence(piece)?, reader).await?;
    let kind = HeaderValue::from_str(&media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"evidence\"")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}

/// The media types in which evidence is kept.
const FILES: [&str; 3] = ["image/png", "application/pdf", "text/plain"];
