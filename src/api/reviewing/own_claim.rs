//! A claim as its claimant gets it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::words::{TermsView, comments, levels, word};
use crate::app::OwnClaim;
use crate::review::evidence::Naming;
use crate::review::rubric::Level;
use crate::review::view::Shown;
use crate::store::KeptEvidence;

/// A claim as its claimant sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnClaimView {
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
    pub(super) fn of(own: OwnClaim) -> Self {
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
