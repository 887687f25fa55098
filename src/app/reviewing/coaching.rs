//! Coaches: whom a claimant named sees the work, may comment on it, and may agree to one attempt more. They never judge.
//! And the word of claimants about what reviewers wrote.

use super::bench::WorkEvidence;
use crate::app::{Actor, App, Error};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId, PersonId};
use crate::review::evidence::Visibility;
use crate::review::{Attempt, AttemptStanding, State};
use crate::store::{Coach, FeedbackRating, KeptClaim};

const COMMENT_LIMIT_CHARS: usize = 5_000;

/// A claim in the list of its coach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoachLine {
    /// Which.
    pub claim_id: ClaimId,
    /// The name of the achievement.
    pub achievement: String,
    /// Where it stands.
    pub state: State,
    /// Since when the person is its coach.
    pub named_at: Timestamp,
}

/// A claim as its coach sees it: the work and where it stands, nothing of the reviewers.
#[derive(Clone, Debug)]
pub struct CoachedWork {
    /// Which.
    pub claim_id: ClaimId,
    /// The name of the achievement.
    pub achievement: String,
    /// Who claims it: the claimant named the coach.
    pub claimant: String,
    /// Where it stands.
    pub state: State,
    /// What the claimant says about the work.
    pub statement: String,
    /// The evidence that was handed in last, as far as reviewers see it.
    pub evidence: Vec<WorkEvidence>,
    /// What the coach wrote.
    pub comment: String,
    /// Whether one attempt more depends on the coach.
    pub can_sign_off: bool,
    /// When the coach agreed to it.
    pub signed_off_at: Option<Timestamp>,
}

impl App {
    /// The claims whose coach whoever asks is.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn list_coached(&self, actor: &Actor) -> Result<Vec<CoachLine>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let mut session = self.store().read().await?;
        let mut lines = Vec::new();
        for (claim, named_at) in session.list_coached(person).await? {
            let Some(kept) = session.find_claim(&claim).await? else { continue };
            let achievement = kept.claim.achievement().clone();
            let names = session.find_achievement_names(std::slice::from_ref(&achievement)).await?;
            let name = names.get(&achievement).cloned().unwrap_or_default();
            lines.push(CoachLine { claim_id: claim, achievement: name, state: kept.claim.state(), named_at });
        }
        Ok(lines)
    }

    /// A claim as its coach sees it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn load_coached(&self, actor: &Actor, claim: &ClaimId) -> Result<CoachedWork, Error> {
        let (_, kept, coach) = self.coached(actor, claim).await?;
        let attempt = kept.claim.attempt().ok_or(Error::NotFound("claim"))?;
        let (terms, version) = self.terms_of(&kept).await?;
        let view = self.load_achievement(kept.claim.achievement(), Some(version)).await?;
        let mut session = self.store().read().await?;
        let attached = session.list_evidence(claim).await?;
        let claimant = session.find_person(kept.claim.claimant()).await?.map(|person| person.name);
        let is_shown = |id: &EvidenceId| {
            let mut items = attempt.submission().content.evidence.iter();
            let is_seen = items.any(|item| item.id == *id && item.visibility >= Visibility::Reviewers);
            is_seen && !attempt.hidden().contains(id)
        };
        let evidence = attached.iter().filter(|kept| is_shown(&kept.item.id)).map(WorkEvidence::from);
        let is_last = kept.claim.attempts_used() == terms.policy().attempts;
        Ok(CoachedWork {
            claim_id: claim.clone(),
            achievement: view.definition.name.clone(),
            claimant: claimant.unwrap_or_default(),
            state: kept.claim.state(),
            statement: attempt.submission().content.statement.clone(),
            evidence: evidence.collect(),
            comment: coach.comment,
            can_sign_off: is_last && kept.claim.state() == State::NotYet && coach.signed_off_at.is_none(),
            signed_off_at: coach.signed_off_at,
        })
    }

    /// Keeps what a coach writes for the claimant.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a comment that is empty or too long; [`Error::NotFound`] for everybody else.
    pub async fn comment_as_coach(&self, actor: &Actor, claim: &ClaimId, comment: &str) -> Result<(), Error> {
        let (person, ..) = self.coached(actor, claim).await?;
        let comment: String = comment.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if comment.is_empty() || comment.chars().count() > COMMENT_LIMIT_CHARS {
            return Err(Error::invalid("comment", "Write 1 to 5,000 characters."));
        }
        let (now, claim) = (self.now(), claim.clone());
        self.store()
            .write(move |session| {
                let (claim, person, comment) = (claim.clone(), person.clone(), comment.clone());
                Box::pin(
                    async move { Ok::<_, Error>(session.put_coach_comment(&claim, &person, &comment, now).await?) },
                )
            })
            .await
    }

    /// A coach agrees to one attempt more than the policy allows.
    ///
    /// # Errors
    /// [`Error::Conflict`] while attempts are left; [`Error::NotFound`] for everybody else.
    pub async fn sign_off_attempt(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let (person, ..) = self.coached(actor, claim).await?;
        if !self.load_coached(actor, claim).await?.can_sign_off {
            return Err(Error::Conflict("there is nothing to agree to at the moment".into()));
        }
        let (now, claim) = (self.now(), claim.clone());
        self.store()
            .write(move |session| {
                let (claim, person) = (claim.clone(), person.clone());
                Box::pin(async move { Ok::<_, Error>(session.sign_off(&claim, &person, now).await?) })
            })
            .await
    }

    /// The claim with its coach, when whoever asks is the coach.
    async fn coached(&self, actor: &Actor, claim: &ClaimId) -> Result<(PersonId, KeptClaim, Coach), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let mut session = self.store().read().await?;
        let coaches = session.list_coaches(claim).await?;
        let coach = coaches.into_iter().find(|coach| coach.coach_id == *person).ok_or(Error::NotFound("claim"))?;
        let kept = session.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        Ok((person.clone(), kept, coach))
    }

    /// The claimant says how helpful a reviewer's words were: 1 not, 2 partly, 3 helpful. `reviewer` is the name that the
    /// reviewer has in the claim.
    ///
    /// # Errors
    /// [`Error::NotFound`] for others' claims and unknown reviewers; [`Error::Invalid`] for another number.
    pub async fn rate_feedback(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        reviewer: &str,
        rating: i64,
    ) -> Result<(), Error> {
        let (_, kept) = self.own_claim(actor, claim).await?;
        if !(1..=3).contains(&rating) {
            return Err(Error::invalid("rating", "Choose one of the three."));
        }
        const NOBODY: Error = Error::NotFound("review");
        let names = self.pseudonyms().await?;
        let decided = kept.claim.attempt().filter(|attempt| attempt.standing() == AttemptStanding::Used);
        let attempt = decided.ok_or(NOBODY)?;
        let mut reviews = attempt.panels().iter().flat_map(|panel| panel.counted());
        let review = reviews.find(|review| names.of(claim, &review.reviewer) == reviewer).ok_or(NOBODY)?;
        let decision = attempt.decisions().last().ok_or(NOBODY)?;
        let new = FeedbackRating {
            attempt: attempt.number(),
            reviewer_id: review.reviewer.clone(),
            rating,
            outcome: super::words::outcome(decision.outcome).into(),
        };
        let (now, claim, organisation) = (self.now(), claim.clone(), kept.organisation_id);
        self.store()
            .write(move |session| {
                let (claim, new, organisation) = (claim.clone(), new.clone(), organisation.clone());
                Box::pin(
                    async move { Ok::<_, Error>(session.put_feedback_rating(&organisation, &claim, &new, now).await?) },
                )
            })
            .await
    }

    /// The ratings that a claimant gave, by the name that the reviewer has in the claim.
    pub(super) async fn ratings_of(
        &self,
        claim: &ClaimId,
        attempt: Option<&Attempt>,
    ) -> Result<std::collections::BTreeMap<String, i64>, Error> {
        let names = self.pseudonyms().await?;
        let all = self.store().read().await?.list_feedback_ratings(claim).await?;
        let number = attempt.map(Attempt::number);
        let current = all.into_iter().filter(|rating| Some(rating.attempt) == number);
        Ok(current.map(|rating| (names.of(claim, &rating.reviewer_id), rating.rating)).collect())
    }
}
