//! What each side may see of a claim: the claimant, a reviewer, the public.
//!
//! The other side appears under a name that is made for this claim alone; times are days where a finer one would tell
//! who did it; evidence comes in an order that says nothing. Whatever is not in a view never leaves the server
//! (docs/review.md). Knows persons by identifiers only.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::claim::{AssignmentState, Attempt, AttemptStanding, Claim, Decider, Review, State};
use super::content_hash::ContentHash;
use super::decision::{CriterionRecord, Outcome};
use super::evidence::{EvidenceItem, EvidenceKind, Naming, Visibility};
use super::policy::{Anonymity, Pinned, Terms};
use super::rubric::{CriterionId, Level};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId, PersonId};

/// Makes names that differ from claim to claim.
#[derive(Clone)]
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// Names under this secret.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn new(secret: &[u8]) -> Self {
        Self(Hmac::new_from_slice(secret).expect("HMAC takes keys of any length"))
    }

    /// A hash that says nothing without its salt: SHA-256 of the salt, a colon and the hash, both in hexadecimal digits.
    pub fn sealed(&self, claim: &ClaimId, what: &str, hash: ContentHash) -> ContentHash {
        ContentHash::of_bytes(format!("{}:{hash}", self.salt(claim, what)).as_bytes())
    }

    /// The salt of something in this claim: 32 hexadecimal digits, which the claimant may know.
    pub fn salt(&self, claim: &ClaimId, what: &str) -> String {
        let mut keyed = self.0.clone();
        keyed.update(format!("salt\0{claim}\0{what}").as_bytes());
        hex::encode(&keyed.finalize().into_bytes()[..16])
    }

    /// The person's name in this claim: eight hexadecimal digits.
    pub fn of(&self, claim: &ClaimId, person: &PersonId) -> String {
        let mut keyed = self.0.clone();
        keyed.update(format!("v1\0{claim}\0{person}").as_bytes());
        hex::encode(&keyed.finalize().into_bytes()[..4])
    }
}

/// A person of the other side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Under a name for this claim alone.
    As(String),
    /// As the person is known; the policy allows it.
    Person(PersonId),
}

/// What one reviewer wrote, once it is decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Feedback {
    /// Whose.
    pub reviewer: Shown,
    /// The name for this claim alone, whatever else is shown.
    pub key: String,
    /// The level of each criterion.
    pub levels: BTreeMap<CriterionId, Level>,
    /// Sentences.
    pub comments: BTreeMap<CriterionId, String>,
}

/// What the claimant sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimantView {
    /// Where the claim stands.
    pub state: State,
    /// The attempt that runs or ran last.
    pub attempt: Option<u32>,
    /// How many attempts are used.
    pub attempts_used: u32,
    /// How many reviews are in.
    pub reviews_in: usize,
    /// How many decide.
    pub reviews_needed: u32,
    /// By which day it ends, whatever happens.
    pub ends_by: Option<String>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Criterion by criterion.
    pub criteria: Vec<CriterionRecord>,
    /// What the reviewers wrote, in an order that says nothing; only once it is decided.
    pub feedback: Vec<Feedback>,
}

/// A piece of evidence as reviewers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEvidence {
    /// Under which it can be fetched.
    pub id: EvidenceId,
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// The digest that its bytes must have.
    pub sha256: ContentHash,
}

/// What a reviewer sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewerView {
    /// Whose work it is.
    pub claimant: Shown,
    /// What the claimant says about it.
    pub statement: String,
    /// What a review has to name.
    pub submission: ContentHash,
    /// The evidence, in an order that says nothing.
    pub evidence: Vec<ShownEvidence>,
    /// Criteria to judge.
    pub criteria: Vec<CriterionId>,
    /// How the claimant rates the work: shown once the own review is in.
    pub self_levels: Option<BTreeMap<CriterionId, Level>>,
    /// The own levels.
    pub own_levels: Option<BTreeMap<CriterionId, Level>>,
    /// Until when.
    pub due_at: Timestamp,
}

/// What everybody may see of an accepted claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicView {
    /// How many independent reviewers decided; 0 when a moderator did.
    pub reviewers: usize,
    /// Whether a moderator decided.
    pub moderator: bool,
    /// The terms.
    pub terms: Pinned,
    /// The rule.
    pub rule: String,
    /// The level of each criterion.
    pub criteria: Vec<CriterionRecord>,
    /// Kinds of evidence that were seen.
    pub evidence_kinds: BTreeSet<EvidenceKind>,
    /// Pieces that the earner made public.
    pub evidence: Vec<ShownEvidence>,
    /// On which day.
    pub decided_on: String,
}

/// How long reviewers see the evidence after their work is over.
const SEEN_FOR_DAYS: i64 = 14;

/// The day of a time, as `2026-06-03`.
pub fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn shown(items: &[EvidenceItem], attempt: &Attempt, least: Visibility) -> Vec<ShownEvidence> {
    let visible = items.iter().filter(|item| item.visibility >= least && !attempt.hidden().contains(&item.id));
    let mut all: Vec<ShownEvidence> =
        visible.map(|item| ShownEvidence { id: item.id.clone(), kind: item.kind, sha256: item.sha256 }).collect();
    all.sort_by_key(|item| item.sha256);
    all
}

/// What the claimant sees of the own claim.
pub fn for_claimant(claim: &Claim, terms: &Terms, names: &Pseudonyms) -> ClaimantView {
    let attempt = claim.attempt();
    let decided = attempt.filter(|attempt| attempt.standing() == AttemptStanding::Used);
    let decision = decided.and_then(|attempt| attempt.decisions().last());
    let reviews = || attempt.into_iter().flat_map(|attempt| attempt.panel().counted());
    let is_open = terms.policy().anonymity == Anonymity::Open;
    let judged = decided.into_iter().flat_map(Attempt::panels).flat_map(|panel| panel.counted());
    let mut feedback: Vec<Feedback> = judged
        .map(|review| Feedback {
            reviewer: if is_open {
                Shown::Person(review.reviewer.clone())
            } else {
                Shown::As(names.of(claim.id(), &review.reviewer))
            },
            key: names.of(claim.id(), &review.reviewer),
            levels: review.sheet.levels.clone(),
            comments: review.sheet.comments.clone(),
        })
        .collect();
    feedback.sort();
    let is_waiting = matches!(claim.state(), State::InReview | State::Moderation | State::Appeal);
    let end = attempt.filter(|_| is_waiting).map(|attempt| {
        let days = i64::from(terms.policy().timers.end_days);
        day(attempt.panel().opened_at().plus_seconds(days * super::reviewer::DAY))
    });
    ClaimantView {
        state: claim.state(),
        attempt: attempt.map(Attempt::number),
        attempts_used: claim.attempts_used(),
        reviews_in: reviews().count(),
        reviews_needed: terms.policy().k,
        ends_by: end,
        outcome: decision.map(|decision| decision.outcome),
        criteria: decision.map(|decision| decision.criteria.clone()).unwrap_or_default(),
        feedback,
    }
}

/// What a reviewer sees of the work, from the first look until 14 days after it was due; `None` otherwise, and for who
/// gave it back.
pub fn for_reviewer(
    claim: &Claim,
    terms: &Terms,
    reviewer: &PersonId,
    names: &Pseudonyms,
    now: Timestamp,
) -> Option<ReviewerView> {
    let attempt = claim.attempt()?;
    let held = attempt.panels().iter().rev().find_map(|panel| panel.find_assignment(reviewer))?;
    held.accepted_at()?;
    if matches!(held.state(), AssignmentState::Declined | AssignmentState::Recused) {
        return None;
    }
    let sees_until = held.due_at().plus_seconds(SEEN_FOR_DAYS * super::reviewer::DAY);
    if now >= sees_until {
        return None;
    }
    let submission = attempt.submission();
    let mut reviews = attempt.panels().iter().flat_map(|panel| panel.reviews());
    let own = reviews.rfind(|review| review.reviewer == *reviewer);
    Some(ReviewerView {
        claimant: if terms.policy().anonymity == Anonymity::Double {
            Shown::As(names.of(claim.id(), claim.claimant()))
        } else {
            Shown::Person(claim.claimant().clone())
        },
        statement: submission.content.statement.clone(),
        submission: submission.hash,
        evidence: shown(&submission.content.evidence, attempt, Visibility::Reviewers),
        criteria: attempt.bars(terms).into_iter().map(|bar| bar.id).collect(),
        self_levels: own.map(|_| submission.content.self_levels.clone()),
        own_levels: own.map(|review| review.sheet.levels.clone()),
        due_at: held.due_at(),
    })
}

/// The reviews behind the decision whose authors may be named in the badge: the policy hides nobody, the earner wants it
/// and the reviewer agreed.
pub fn nameable<'a>(attempt: &'a Attempt, terms: &Terms) -> impl Iterator<Item = &'a Review> {
    let is_open = terms.policy().anonymity == Anonymity::Open;
    let is_wanted = is_open && attempt.submission().content.naming == Naming::WhereAgreed;
    attempt.deciding_reviews().filter(move |review| is_wanted && review.sheet.naming == Naming::WhereAgreed)
}

/// What everybody may see of an accepted claim; `None` of any other.
pub fn for_public(claim: &Claim) -> Option<PublicView> {
    claim.award_order()?;
    let attempt = claim.attempt()?;
    let decision = attempt.decisions().last()?;
    let evidence = &attempt.submission().content.evidence;
    let reviewers = match &decision.decider {
        Decider::Peers { reviewers } => reviewers.len(),
        Decider::Moderator { .. } => 0,
    };
    let seen = evidence.iter().filter(|item| item.visibility >= Visibility::Reviewers);
    Some(PublicView {
        reviewers,
        moderator: reviewers == 0,
        terms: decision.terms,
        rule: decision.rule.clone(),
        criteria: decision.criteria.clone(),
        evidence_kinds: seen.map(|item| item.kind).collect(),
        evidence: shown(evidence, attempt, Visibility::Public),
        decided_on: day(decision.at),
    })
}
