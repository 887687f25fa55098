//! Claims: somebody's evidence for an achievement, on its way to a decision.
//!
//! [`Claim::apply`] takes a command and a time and gives the claim as it is then, with the events that the audit log
//! keeps; the claim before stays as it was. Same claim, same command, same time: same result. Timers are commands too
//! ([`Command::Tick`]). Knows persons by identifiers only.

mod attempt;
mod change;
mod command;
mod ending;
mod panel;
mod roster;
mod timers;

pub use attempt::{Appeal, Attempt, AttemptStanding, Decider, Decision, Flag, FlagKind, Ground};
pub use command::{Cause, Command, Event, RuleError, Ruling, ScreeningVerdict};
pub use roster::{Assignment, AssignmentState, Panel, Review, Sheet, Slot, Via};
pub use timers::{DueReminder, Timer};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::content_hash::ContentHash;
use super::policy::Terms;
use super::reviewer::{Reviewer, Skill};
use super::rubric::{CriterionId, Level};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ClaimId, PersonId};

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The claimant is writing.
    Draft,
    /// Submitted; looked over before reviewers see it.
    Screening,
    /// Reviewers judge.
    InReview,
    /// A moderator has to rule.
    Moderation,
    /// The achievement is earned; the badge is on its way.
    Accepted,
    /// Something is missing; there may be another try.
    NotYet,
    /// Given back before or without a judgement; no attempt was used.
    Returned,
    /// The claimant objects to the decision.
    Appeal,
    /// Nobody came to a decision in time; no attempt was used, and it can be submitted again.
    NotDecided,
    /// The badge is out. Final.
    Issued,
    /// Taken back by the claimant. Final.
    Withdrawn,
    /// Not tried again in time. Final.
    Closed,
    /// Void for misconduct. Final.
    Void,
}

impl State {
    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Issued | Self::Withdrawn | Self::Closed | Self::Void)
    }
}

/// What a reviewer has to know for this claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// One of these.
    pub skills: BTreeSet<Skill>,
    /// Once the search is widened, one of these will do.
    pub neighbours: BTreeSet<Skill>,
    /// The language of the evidence, when it matters.
    pub language: Option<String>,
}

impl Topic {
    /// Whether the reviewer knows one of the skills; with a widened search, or one of their neighbours.
    pub(super) fn is_for(&self, reviewer: &Reviewer, widened: Widened) -> bool {
        !self.skills.is_disjoint(&reviewer.skills)
            || (widened == Widened::ToNeighbours && !self.neighbours.is_disjoint(&reviewer.skills))
    }
}

/// How far reviewers are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Widened {
    No,
    ToNeighbours,
}

/// A claim. Only [`Claim::apply`] changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    id: ClaimId,
    achievement: AchievementId,
    claimant: PersonId,
    co_authors: BTreeSet<PersonId>,
    topic: Topic,
    state: State,
    /// When the state began.
    since: Timestamp,
    /// The latest time that the claim has seen: a clock that goes back is not followed.
    touched_at: Timestamp,
    attempts: Vec<Attempt>,
    issued: Option<ContentHash>,
}

/// Who claims what, and what reviewers have to know for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClaim {
    /// Its identifier.
    pub id: ClaimId,
    /// What is claimed.
    pub achievement: AchievementId,
    /// Who claims it.
    pub claimant: PersonId,
    /// Who made the same work; each of them has a claim of their own.
    pub co_authors: BTreeSet<PersonId>,
    /// What reviewers have to know.
    pub topic: Topic,
}

/// What the issuer has to make of an accepted claim: stored values only, so that it is the same whenever it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardOrder {
    /// The claim.
    pub claim: ClaimId,
    /// The achievement.
    pub achievement: AchievementId,
    /// Who earned it.
    pub learner: PersonId,
    /// With which attempt.
    pub attempt: u32,
    /// The level of each criterion.
    pub achieved: Vec<(CriterionId, Level)>,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The hash of the decision.
    pub decision: ContentHash,
}

impl Claim {
    /// A draft.
    pub fn new(about: NewClaim, now: Timestamp) -> Self {
        let NewClaim { id, achievement, claimant, mut co_authors, topic } = about;
        co_authors.remove(&claimant);
        Self {
            id,
            achievement,
            claimant,
            co_authors,
            topic,
            state: State::Draft,
            since: now,
            touched_at: now,
            attempts: Vec::new(),
            issued: None,
        }
    }

    /// Applies a command at a time.
    ///
    /// `terms` are those that the claim is pinned to; with [`Command::Submit`] those that it will be.
    ///
    /// # Errors
    /// [`RuleError`] when the command is against the rules; nothing has changed then.
    pub fn apply(&self, command: Command, terms: &Terms, now: Timestamp) -> Result<(Self, Vec<Event>), RuleError> {
        change::Change::new(self, terms, now).apply(command)
    }

    /// Its identifier.
    pub fn id(&self) -> &ClaimId {
        &self.id
    }

    /// What is claimed.
    pub fn achievement(&self) -> &AchievementId {
        &self.achievement
    }

    /// Who claims it.
    pub fn claimant(&self) -> &PersonId {
        &self.claimant
    }

    /// Who made the same work.
    pub fn co_authors(&self) -> &BTreeSet<PersonId> {
        &self.co_authors
    }

    /// The claimant and the co-authors.
    pub fn authors(&self) -> impl Iterator<Item = &PersonId> {
        std::iter::once(&self.claimant).chain(&self.co_authors)
    }

    /// What reviewers have to know.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// When that began.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// The attempt that runs or ran last.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// All attempts, the last one last.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// How many attempts were used up, the running one included.
    pub fn attempts_used(&self) -> u32 {
        let is_used =
            |attempt: &&Attempt| matches!(attempt.standing(), AttemptStanding::Running | AttemptStanding::Used);
        let used = self.attempts.iter().filter(is_used).count();
        u32::try_from(used).unwrap_or(u32::MAX)
    }

    /// Since when reviewers are waited for: work that nobody came to judge keeps its place in the queue.
    pub fn waiting_since(&self) -> Option<Timestamp> {
        let (last, earlier) = self.attempts.split_last()?;
        let undecided = earlier.iter().rev().take_while(|attempt| attempt.standing() == AttemptStanding::Undecided);
        Some(undecided.last().unwrap_or(last).submission().at)
    }

    /// The hash of the issued credential.
    pub fn issued(&self) -> Option<ContentHash> {
        self.issued
    }

    /// What the issuer has to make: there is one exactly when the claim was accepted.
    pub fn award_order(&self) -> Option<AwardOrder> {
        if !matches!(self.state, State::Accepted | State::Issued) {
            return None;
        }
        let attempt = self.attempt()?;
        let decision = attempt.decisions().last()?;
        Some(AwardOrder {
            claim: self.id.clone(),
            achievement: self.achievement.clone(),
            learner: self.claimant.clone(),
            attempt: attempt.number(),
            achieved: decision.criteria.iter().filter_map(|c| Some((c.id.clone(), c.achieved?))).collect(),
            decided_at: decision.at,
            decision: ContentHash::of(decision),
        })
    }

    pub(super) fn is_widened(&self) -> Widened {
        let panel = self.attempt().map(Attempt::panel);
        if panel.is_some_and(|panel| panel.widened_at.is_some()) { Widened::ToNeighbours } else { Widened::No }
    }

    /// Whether the person may have seen the work before the panel that sits now, or was asked in this attempt at all: an
    /// attempt has one assignment for a person, on whichever panel.
    pub(super) fn saw_before_this_panel(&self, person: &PersonId) -> bool {
        let panels: Vec<&Panel> = self.attempts.iter().flat_map(Attempt::panels).collect();
        let earlier = panels.split_last().map_or(&[][..], |(_, earlier)| earlier);
        let was_asked = self.attempt().is_some_and(|attempt| {
            let earlier = attempt.panels().split_last().map_or(&[][..], |(_, earlier)| earlier);
            earlier.iter().any(|panel| panel.find_assignment(person).is_some())
        });
        was_asked || earlier.iter().any(|panel| panel.assignments().iter().any(|held| held.has_seen_work(person)))
    }
}
