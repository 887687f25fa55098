//! One command on its way: what the claim becomes, and the events of it.
//!
//! Submission, screening, withdrawal and issuing are here; reviewers' work is in `panel`, decisions in `ending`.

use std::collections::{BTreeMap, BTreeSet};

use super::attempt::{Attempt, AttemptStanding};
use super::command::{Command, Event, RuleError, ScreeningVerdict};
use super::roster::{AssignmentState, Panel, Slot};
use super::{Claim, State};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::review::content_hash::ContentHash;
use crate::review::decision::{Outcome, Standing};
use crate::review::evidence::{Frozen, Submission};
use crate::review::policy::Terms;
use crate::review::reviewer::DAY;
use crate::review::rubric::{CriterionId, Level};

pub(super) struct Change<'t> {
    pub(super) claim: Claim,
    pub(super) terms: &'t Terms,
    /// Never before what the claim has seen.
    pub(super) now: Timestamp,
    /// The time that the caller named: checks of people are of this moment.
    pub(super) asked_at: Timestamp,
    pub(super) events: Vec<Event>,
}

pub(super) type Done = Result<(), RuleError>;

impl<'t> Change<'t> {
    pub(super) fn new(claim: &Claim, terms: &'t Terms, asked_at: Timestamp) -> Self {
        let now = asked_at.max(claim.touched_at);
        Self { claim: Claim { touched_at: now, ..claim.clone() }, terms, now, asked_at, events: Vec::new() }
    }

    pub(super) fn apply(mut self, command: Command) -> Result<(Claim, Vec<Event>), RuleError> {
        let is_bound = !matches!(command, Command::Submit { .. } | Command::NameCoAuthors { .. });
        let pinned = self.claim.attempt().map(Attempt::pinned);
        if is_bound && pinned.is_some_and(|pinned| pinned != self.terms.pinned()) {
            return Err(RuleError::OtherTerms);
        }
        self.dispatch(command)?;
        Ok((self.claim, self.events))
    }

    fn dispatch(&mut self, command: Command) -> Done {
        match command {
            Command::Submit { by, submission, signed_off_by } => self.submit(&by, submission, signed_off_by),
            Command::NameCoAuthors { by, co_authors } => self.name_co_authors(&by, co_authors),
            Command::TakeBack { by } => self.take_back(&by),
            Command::Screen(verdict) => self.screen(verdict),
            Command::Offer { eligible, drawn } => self.offer(&eligible, drawn),
            Command::Look { eligible } => self.look(&eligible),
            Command::HandOut { eligible, slot } => self.hand_out(&eligible, slot),
            Command::Decline { reviewer } => self.give_back(&reviewer, AssignmentState::Declined),
            Command::Recuse { reviewer } => self.give_back(&reviewer, AssignmentState::Recused),
            Command::Extend { reviewer } => self.extend(&reviewer),
            Command::Review { eligible, sheet } => self.review(eligible, sheet),
            Command::Amend { reviewer, sheet } => self.amend(&reviewer, sheet),
            Command::WithdrawReview { reviewer } => self.withdraw_review(&reviewer),
            Command::Remind { reviewer, kind } => self.remind(&reviewer, kind),
            Command::Flag { by, kind } => self.flag(&by, kind),
            Command::Moderate { impartial, ruling, reason } => self.moderate(impartial, ruling, reason),
            Command::Appeal { by, ground, statement } => self.appeal(&by, ground, statement),
            Command::Withdraw { by } => self.withdraw(&by),
            Command::Void { by, reason } => self.void(by, reason),
            Command::Issue { credential } => self.issue(credential),
            Command::Tick => self.tick(),
        }
    }

    /// Refuses unless the claim is in one of these states.
    pub(super) fn only_in(&self, states: &[State]) -> Done {
        if states.contains(&self.claim.state) { Ok(()) } else { Err(RuleError::State(self.claim.state)) }
    }

    pub(super) fn only_claimant(&self, by: &PersonId) -> Done {
        if *by == self.claim.claimant { Ok(()) } else { Err(RuleError::NotTheClaimant) }
    }

    /// The attempt that runs.
    pub(super) fn attempt(&mut self) -> Result<&mut Attempt, RuleError> {
        let state = self.claim.state;
        self.claim.attempts.last_mut().ok_or(RuleError::State(state))
    }

    /// The panel that sits.
    pub(super) fn panel(&mut self) -> Result<&mut Panel, RuleError> {
        let state = self.claim.state;
        self.attempt()?.panels.last_mut().ok_or(RuleError::State(state))
    }

    pub(super) fn note(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Leaves for another state; nobody is left at work outside of review.
    pub(super) fn move_to(&mut self, to: State) -> Done {
        let from = self.claim.state;
        if to != State::InReview {
            self.cancel_all();
        }
        self.claim.state = to;
        self.claim.since = self.now;
        self.note(Event::Moved { from, to });
        Ok(())
    }

    fn submit(&mut self, by: &PersonId, submission: Submission, signed_off_by: Option<PersonId>) -> Done {
        self.only_claimant(by)?;
        self.only_in(&[State::Draft, State::Returned, State::NotYet, State::NotDecided])?;
        let (rubric, policy) = (self.terms.rubric(), self.terms.policy());
        if self.claim.state == State::NotYet && self.is_past(self.claim.since, policy.timers.resubmit_days) {
            return Err(RuleError::TooLate);
        }
        submission.check(rubric, policy).map_err(RuleError::Submission)?;
        let used = self.claim.attempts_used();
        if used >= policy.attempts {
            let coach =
                signed_off_by.filter(|coach| used == policy.attempts && self.claim.authors().all(|a| a != coach));
            let by = coach.ok_or(RuleError::NoAttemptsLeft(policy.attempts))?;
            self.note(Event::SignedOff { by });
        }
        let number = u32::try_from(self.claim.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
        let attempt = Attempt {
            number,
            pinned: self.terms.pinned(),
            standing: AttemptStanding::Running,
            submission: Frozen::new(submission, self.now),
            carried: self.passed_before(),
            panels: vec![Panel::new(1, self.now, policy.k_max)],
            decisions: Vec::new(),
            appeal: None,
            flags: Vec::new(),
            hidden: Default::default(),
            screening_was_late: false,
        };
        self.note(Event::Submitted { attempt: number, submission: attempt.submission.hash });
        self.claim.attempts.push(attempt);
        self.move_to(State::Screening)
    }

    /// What the last decision passed, when the policy keeps it and the rubric is still the same.
    fn passed_before(&self) -> BTreeMap<CriterionId, Level> {
        let last = self.claim.attempts.iter().rev().find_map(|attempt| attempt.decisions.last());
        let kept = last.filter(|decision| {
            let is_kept = self.terms.policy().carry_passed && decision.terms.rubric == self.terms.pinned().rubric;
            is_kept && decision.outcome == Outcome::NotYet
        });
        let criteria = kept.into_iter().flat_map(|decision| &decision.criteria);
        criteria.filter(|c| c.state == Standing::Pass).filter_map(|c| Some((c.id.clone(), c.achieved?))).collect()
    }

    /// Nobody who is named here judges the work; the claimant is not among them.
    fn name_co_authors(&mut self, by: &PersonId, mut co_authors: BTreeSet<PersonId>) -> Done {
        self.only_claimant(by)?;
        self.only_in(&[State::Draft, State::Returned, State::NotYet, State::NotDecided])?;
        co_authors.remove(&self.claim.claimant);
        if co_authors != self.claim.co_authors {
            self.claim.co_authors.clone_from(&co_authors);
            self.note(Event::CoAuthorsNamed { co_authors });
        }
        Ok(())
    }

    fn take_back(&mut self, by: &PersonId) -> Done {
        self.only_claimant(by)?;
        self.only_in(&[State::Screening])?;
        let minutes = i64::from(self.terms.policy().timers.take_back_minutes);
        if self.claim.since.plus_seconds(minutes * 60) <= self.now {
            return Err(RuleError::TooLate);
        }
        self.attempt()?.standing = AttemptStanding::Unused;
        self.move_to(State::Draft)
    }

    fn screen(&mut self, verdict: ScreeningVerdict) -> Done {
        self.only_in(&[State::Screening])?;
        match verdict {
            ScreeningVerdict::Pass => self.enter_review(),
            ScreeningVerdict::Return { reason } => self.return_work(reason),
        }
    }

    pub(super) fn return_work(&mut self, reason: String) -> Done {
        needs_reason(&reason)?;
        self.attempt()?.standing = AttemptStanding::Unused;
        self.note(Event::Returned { reason });
        self.move_to(State::Returned)
    }

    /// Opens the panel: from now on its timers run.
    pub(super) fn enter_review(&mut self) -> Done {
        let now = self.now;
        if self.claim.state == State::Screening {
            self.panel()?.opened_at = now;
        }
        self.move_to(State::InReview)?;
        (0..self.terms.policy().k).try_for_each(|_| self.open_slot())
    }

    pub(super) fn open_slot(&mut self) -> Done {
        let now = self.now;
        let panel = self.panel()?;
        let number = u32::try_from(panel.slots.len()).unwrap_or(u32::MAX).saturating_add(1);
        panel.slots.push(Slot { number, opened_at: now });
        self.note(Event::SlotOpened { slot: number });
        Ok(())
    }

    fn withdraw(&mut self, by: &PersonId) -> Done {
        self.only_claimant(by)?;
        self.only_before_acceptance()?;
        self.move_to(State::Withdrawn)
    }

    fn void(&mut self, by: PersonId, reason: String) -> Done {
        self.only_before_acceptance()?;
        needs_reason(&reason)?;
        self.note(Event::Voided { by, reason });
        self.move_to(State::Void)
    }

    fn only_before_acceptance(&self) -> Done {
        let state = self.claim.state;
        if state.is_final() || state == State::Accepted { Err(RuleError::State(state)) } else { Ok(()) }
    }

    /// The same credential again changes nothing: the worker may have been stopped before it could say so.
    fn issue(&mut self, credential: ContentHash) -> Done {
        self.only_in(&[State::Accepted, State::Issued])?;
        match self.claim.issued {
            Some(issued) if issued == credential => Ok(()),
            Some(_) => Err(RuleError::OtherCredential),
            None => {
                self.claim.issued = Some(credential);
                self.note(Event::Issued { credential });
                self.move_to(State::Issued)
            }
        }
    }

    /// Whether so many days have passed since then.
    pub(super) fn is_past(&self, since: Timestamp, days: u32) -> bool {
        since.plus_seconds(i64::from(days) * DAY) <= self.now
    }
}

pub(super) fn needs_reason(reason: &str) -> Done {
    if reason.trim().is_empty() { Err(RuleError::NoReason) } else { Ok(()) }
}
