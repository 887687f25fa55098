//! Peer review in the service: claims, the bench of reviewers, moderators, timers, and the award that follows.
//!
//! Every use case is one move ([`moves`]): the claim is loaded in a write transaction, the rules of [`crate::review`]
//! say what becomes of it, and the claim, the audit, what is to be told and the award are written together. What each
//! side gets to see comes from [`crate::review::view`]; nothing here hands out more.

mod bench;
mod calibrating;
mod circle;
mod claimant;
mod coaching;
mod communities;
mod evidence;
mod file;
mod insights;
mod inviting;
mod looking;
mod moderating;
mod moves;
mod notices;
mod perform;
mod pool;
mod proof;
mod public;
mod reviewers;
mod terms;
mod timers;
mod uploads;
mod words;

pub use bench::{BenchLine, BenchWork, SheetRequest, WorkEvidence};
pub use calibrating::{GoldSet, TrialResult, TrialWork};
pub use claimant::{ClaimLine, Draft, OwnClaim, Seal};
pub use coaching::{CoachLine, CoachedWork};
pub use communities::{CommunityAnswer, JudgedBy};
pub use evidence::EvidenceForm;
pub use file::{Reader as EvidenceReader, ShownFile};
pub use insights::{AchievementInsight, Insights, Trial};
pub use moderating::{Case, CaseReview, Queue, QueueLine, RulingRequest};
pub use public::{Judged, PublicEpoch};
pub use reviewers::{NewReviewer, Readiness, ReviewerLine};
pub use terms::{ReviewRequest, ReviewSetup};
pub(super) use words::{PROCESS_GENRE, kind_word};

pub(super) use reviewers::{comparable, seat_member, unseat_member};
pub use uploads::PIECE_LIMIT_BYTES as UPLOAD_PIECE_BYTES;

use super::{App, Error};
use crate::review::RuleError;
use crate::review::view::Pseudonyms;

/// The name of the secret behind the names that people have in claims.
const PSEUDONYMS: &str = "pseudonyms";

/// A refusal by the rules, in words for whoever asked.
fn refused(error: RuleError) -> Error {
    match error {
        RuleError::NotTheClaimant => Error::NotFound("claim"),
        RuleError::NotAssigned => Error::NotFound("work of yours"),
        RuleError::Submission(_) => Error::invalid("evidence", error.to_string()),
        RuleError::Comment(ref id) => Error::invalid(&format!("comment-{id}"), error.to_string()),
        RuleError::NoReason => Error::invalid("reason", "Give a reason in writing."),
        RuleError::Levels(_) => Error::invalid("levels", "Choose a level for every criterion."),
        other => Error::Conflict(other.to_string()),
    }
}

impl App {
    /// The names that people have in claims.
    async fn pseudonyms(&self) -> Result<Pseudonyms, Error> {
        if let Some(secret) = self.store().read().await?.find_secret(PSEUDONYMS).await? {
            return Ok(Pseudonyms::new(&secret));
        }
        let new: [u8; 32] = self.draw(|random| random.bytes());
        let kept = self
            .store()
            .write(move |session| {
                Box::pin(async move {
                    session.insert_secret(PSEUDONYMS, &new).await?;
                    Ok::<_, Error>(session.find_secret(PSEUDONYMS).await?)
                })
            })
            .await?;
        Ok(Pseudonyms::new(&kept.ok_or(Error::Contended)?))
    }
}
