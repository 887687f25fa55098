//! What everybody may know of how a badge was judged.

use std::collections::BTreeSet;

use super::proof::has_met;
use crate::app::{App, Error};
use crate::ids::AwardId;
use crate::review::evidence::EvidenceKind;
use crate::review::policy::{Anonymity, Terms};
use crate::review::{Claim, Decider, view};
use crate::store::DrawEpoch;

/// How a badge was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How many peers decided; 0 when a moderator did.
    pub peers: usize,
    /// How many of them found everything that is needed.
    pub met: usize,
    /// Whether they saw who the claimant is.
    pub blind: bool,
    /// The name of the rubric.
    pub rubric: String,
    /// Its version.
    pub rubric_version: u32,
    /// The SHA-256 of the rubric.
    pub rubric_hash: String,
    /// The SHA-256 of the policy.
    pub policy_hash: String,
    /// The version of the rule.
    pub rule: String,
    /// The day, as `2026-06-03`.
    pub decided_on: String,
    /// Kinds of evidence that were seen.
    pub evidence_kinds: BTreeSet<EvidenceKind>,
}

impl Judged {
    /// How an accepted claim was judged; `None` for any other.
    pub(super) fn of(claim: &Claim, terms: &Terms) -> Option<Self> {
        let public = view::for_public(claim)?;
        let attempt = claim.attempt()?;
        let decision = attempt.decisions().last()?;
        let met = match &decision.decider {
            Decider::Moderator { .. } => 0,
            Decider::Peers { .. } => {
                attempt.deciding_reviews().filter(|review| has_met(attempt, terms, review)).count()
            }
        };
        Some(Self {
            peers: public.reviewers,
            met,
            blind: terms.policy().anonymity == Anonymity::Double,
            rubric: terms.rubric().name.clone(),
            rubric_version: terms.rubric().version,
            rubric_hash: decision.terms.rubric.to_string(),
            policy_hash: decision.terms.policy.to_string(),
            rule: public.rule,
            decided_on: public.decided_on,
            evidence_kinds: public.evidence_kinds,
        })
    }

    /// The whole in a sentence.
    pub fn sentence(&self) -> String {
        let rubric = format!("on rubric “{}”, version {}", self.rubric, self.rubric_version);
        if self.peers == 0 {
            return format!("Judged by a moderator, after peers had looked at the evidence, {rubric}.");
        }
        let blind = if self.blind { " They did not see the earner's name." } else { "" };
        format!("Judged by {} of {} independent peers {rubric}.{blind}", self.met, self.peers)
    }
}

/// An epoch of draws as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicEpoch {
    /// Counted from 1.
    pub number: i64,
    /// SHA-256 of the seed.
    pub commitment: String,
    /// When it began.
    pub began_at: String,
    /// When it ended; none while it runs.
    pub ended_at: Option<String>,
    /// The seed in hexadecimal, once the epoch has ended.
    pub seed: Option<String>,
}

impl App {
    /// The epochs of draws, the newest first: commitments at once, seeds when they can foretell nothing any more.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_draw_epochs(&self) -> Result<Vec<PublicEpoch>, Error> {
        let epochs = self.store().read().await?.list_draw_epochs(520).await?;
        let public = |epoch: DrawEpoch| PublicEpoch {
            number: epoch.number,
            commitment: epoch.commitment,
            began_at: epoch.began_at.to_string(),
            ended_at: epoch.ended_at.map(|at| at.to_string()),
            seed: epoch.ended_at.map(|_| hex::encode(epoch.seed)),
        };
        Ok(epochs.into_iter().map(public).collect())
    }

    /// How a badge was judged; `None` when it was not awarded by review.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_judgement(&self, award: &AwardId) -> Result<Option<Judged>, Error> {
        if let Some(known) = self.0.judgements.find(award) {
            return Ok(known);
        }
        let found = self.read_judgement(award).await?;
        self.0.judgements.put(award.clone(), found.clone());
        Ok(found)
    }

    async fn read_judgement(&self, award: &AwardId) -> Result<Option<Judged>, Error> {
        let mut session = self.store().read().await?;
        let Some(claim) = session.find_claim_of_award(award).await? else { return Ok(None) };
        let Some(kept) = session.find_claim(&claim).await? else { return Ok(None) };
        let Some((rubric, policy)) = kept.pinned else { return Ok(None) };
        let terms = session.load_terms(&rubric, &policy).await?;
        Ok(Judged::of(&kept.claim, &terms))
    }
}
