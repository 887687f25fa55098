//! Who may be asked for a review, and who may still give it.
//!
//! [`check`] is the only maker of [`Eligible`], and a claim takes offers, first looks and reviews only with one that is
//! of this very moment. So conflicts are looked at three times, and no caller can forget one. Knows nothing about draws.

use super::claim::{AssignmentState, Attempt, Claim, Decider, State};
use super::conflict::{Circle, Conflict};
use super::draw::Load;
use super::policy::Terms;
use super::reviewer::{Counting, Reviewer};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, PersonId};

/// Proof that somebody may judge a claim, at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligible {
    pub(super) claim: ClaimId,
    pub(super) attempt: u32,
    pub(super) reviewer: PersonId,
    pub(super) occasion: Occasion,
    pub(super) at: Timestamp,
    pub(super) counting: Counting,
    pub(super) is_from_elsewhere: bool,
}

/// Proof that somebody may moderate a claim, at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impartial {
    pub(super) claim: ClaimId,
    pub(super) moderator: PersonId,
    pub(super) at: Timestamp,
}

/// What the person is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Get an offer, or work that is handed out.
    NewWork,
    /// Look at work that was offered.
    Look,
    /// Hand in a review.
    Submit,
}

/// Why somebody is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// A conflict of interest.
    #[error("{0}")]
    Conflict(Conflict),
    /// The claim is not under review.
    #[error("the claim is not under review")]
    NotInReview,
    /// Nothing that the person knows.
    #[error("the reviewer has no skill that the achievement asks for")]
    NoSkill,
    /// A language that the person does not read.
    #[error("the reviewer does not read the language of the evidence")]
    Language,
    /// Away.
    #[error("the reviewer is away")]
    Away,
    /// Enough open work.
    #[error("the reviewer has as much open work as a week allows")]
    Full,
    /// Not seen since three lapses.
    #[error("the reviewer is paused until seen again")]
    Paused,
    /// Not tried on known work.
    #[error("the reviewer has not judged enough work whose levels are known")]
    NotCalibrated,
    /// Has it, had it and gave it back, or judged it.
    #[error("the reviewer has, had or judged this work already")]
    AlreadyOn,
    /// Judged an earlier attempt, and this is an appeal.
    #[error("an appeal is judged by people who have not seen the claim")]
    SawItBefore,
}

impl Eligible {
    /// Who.
    pub fn reviewer(&self) -> &PersonId {
        &self.reviewer
    }

    /// Which claim.
    pub fn claim(&self) -> &ClaimId {
        &self.claim
    }
}

/// Whether `reviewer` may do this now. The claim and the time are those of the `circle`.
///
/// # Errors
/// The first [`Obstacle`].
pub fn check(
    circle: &Circle<'_>,
    terms: &Terms,
    who: (&Reviewer, Load),
    occasion: Occasion,
) -> Result<Eligible, Obstacle> {
    let counting = assess(circle, terms, who, occasion)?;
    Ok(confirm(circle, who.0, occasion, counting))
}

/// The check without its proof: for many candidates of whom one is picked.
pub(super) fn assess(
    circle: &Circle<'_>,
    terms: &Terms,
    who: (&Reviewer, Load),
    occasion: Occasion,
) -> Result<Counting, Obstacle> {
    let (claim, (reviewer, load)) = (circle.claim(), who);
    let Some(attempt) = claim.attempt().filter(|_| claim.state() == State::InReview) else {
        return Err(Obstacle::NotInReview);
    };
    if occasion == Occasion::NewWork {
        can_take_work(claim, reviewer, load, circle.worked_out_at())?;
        let held = attempt.panel().find_assignment(&reviewer.id);
        if held.is_some_and(|held| !matches!(held.state(), AssignmentState::Lapsed | AssignmentState::Cancelled)) {
            return Err(Obstacle::AlreadyOn);
        }
        if attempt.panel().number() > 1 && claim.saw_before_this_panel(&reviewer.id) {
            return Err(Obstacle::SawItBefore);
        }
    }
    if let Some(conflict) = circle.conflict(reviewer) {
        return Err(Obstacle::Conflict(conflict));
    }
    reviewer.counts(terms.policy().calibration).ok_or(Obstacle::NotCalibrated)
}

/// The proof of a check that found nothing against it.
pub(super) fn confirm(circle: &Circle<'_>, reviewer: &Reviewer, occasion: Occasion, counting: Counting) -> Eligible {
    Eligible {
        claim: circle.claim().id().clone(),
        attempt: circle.claim().attempt().map_or(0, Attempt::number),
        reviewer: reviewer.id.clone(),
        occasion,
        at: circle.worked_out_at(),
        counting,
        is_from_elsewhere: circle.is_from_elsewhere(reviewer),
    }
}

fn can_take_work(claim: &Claim, reviewer: &Reviewer, load: Load, now: Timestamp) -> Result<(), Obstacle> {
    if !claim.topic().is_for(reviewer, claim.is_widened()) {
        return Err(Obstacle::NoSkill);
    }
    if claim.topic().language.as_ref().is_some_and(|language| !reviewer.languages.contains(language)) {
        return Err(Obstacle::Language);
    }
    if reviewer.is_away(now) {
        return Err(Obstacle::Away);
    }
    if reviewer.is_paused() {
        return Err(Obstacle::Paused);
    }
    if load.open >= load.capacity { Err(Obstacle::Full) } else { Ok(()) }
}

/// Whether `moderator` may rule on the claim now.
///
/// # Errors
/// [`Obstacle::Conflict`] as for reviewers; [`Obstacle::AlreadyOn`] for who reviews or reviewed this attempt.
pub fn check_moderator(moderator: &Reviewer, circle: &Circle<'_>) -> Result<Impartial, Obstacle> {
    let claim = circle.claim();
    if let Some(conflict) = circle.conflict(moderator) {
        return Err(Obstacle::Conflict(conflict));
    }
    let mut panels = claim.attempt().into_iter().flat_map(|attempt| attempt.panels());
    if panels.any(|panel| panel.assignments().iter().any(|held| *held.reviewer() == moderator.id)) {
        return Err(Obstacle::AlreadyOn);
    }
    let ruled =
        |decider: &Decider| matches!(decider, Decider::Moderator { moderator: before, .. } if *before == moderator.id);
    let mut decisions = claim.attempts().iter().flat_map(|attempt| attempt.decisions());
    if claim.state() == State::Appeal && decisions.any(|decision| ruled(&decision.decider)) {
        return Err(Obstacle::SawItBefore);
    }
    Ok(Impartial { claim: claim.id().clone(), moderator: moderator.id.clone(), at: circle.worked_out_at() })
}
