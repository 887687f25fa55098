//! How a review ends: the rule, the moderator, the appeal.

use super::State;
use super::attempt::{Appeal, Attempt, AttemptStanding, Decider, Decision, Ground};
use super::change::{Change, Done, needs_reason};
use super::command::{Cause, Event, RuleError, Ruling};
use super::panel::ALONE;
use super::roster::Panel;
use crate::ids::PersonId;
use crate::review::content_hash::ContentHash;
use crate::review::decision::{
    CriterionRecord, FULL_WEIGHT, Judgement, Outcome, RULE_VERSION, Rule, Standing, Verdict, decide,
};
use crate::review::eligibility::Impartial;
use crate::review::rubric::CriterionId;

impl Change<'_> {
    /// Applies the rule to the reviews that can no longer be changed.
    pub(super) fn settle(&mut self) -> Done {
        if self.claim.state != State::InReview {
            return Ok(());
        }
        let (now, terms) = (self.now, self.terms);
        let attempt = self.attempt()?;
        let bars = attempt.bars(terms);
        let panel = attempt.panel();
        let rule = Rule { k_max: panel.k_max, ..terms.policy().rule() };
        let standing = || panel.counted().filter(|review| review.stands_at(terms) <= now);
        let judgements: Vec<Judgement> = standing().filter_map(|review| review.judgement()).collect();
        let verdict = decide(&bars, rule, &judgements)?;
        let reviewers = standing().map(|review| review.reviewer.clone()).collect();
        let is_seen_from_elsewhere = !panel.low_entropy || standing().any(|review| review.from_elsewhere);
        let split = verdict.criteria.iter().zip(&bars).any(|(c, bar)| bar.mandatory && c.state == Standing::Unclear);
        match verdict.outcome {
            Outcome::Wait => Ok(()),
            Outcome::ThirdReviewer => self.make_room(),
            Outcome::Moderator => self.ask_moderator(if split { Cause::Split } else { Cause::Dilemma }),
            Outcome::Accept if !is_seen_from_elsewhere => self.ask_moderator(Cause::CoSign),
            Outcome::Accept | Outcome::NotYet => {
                let input = input_hash(&bars, rule, judgements);
                self.conclude(verdict, input, Decider::Peers { reviewers })
            }
        }
    }

    /// Opens a slot unless one is open or somebody is at work.
    fn make_room(&mut self) -> Done {
        let panel = self.panel()?;
        let filled = panel.counted().count();
        if filled < panel.slots.len() { Ok(()) } else { self.open_slot() }
    }

    pub(super) fn ask_moderator(&mut self, cause: Cause) -> Done {
        self.panel()?.cause = Some(cause);
        self.note(Event::ModeratorAsked { cause });
        self.move_to(State::Moderation)
    }

    fn conclude(&mut self, verdict: Verdict, input: ContentHash, decider: Decider) -> Done {
        let (at, terms) = (self.now, self.terms);
        let attempt = self.attempt()?;
        let carried = |id: &CriterionId| {
            let level = attempt.carried.get(id).copied();
            level.map(|level| CriterionRecord { state: Standing::Pass, achieved: Some(level), id: id.clone() })
        };
        let judged = |id: &CriterionId| verdict.criteria.iter().find(|record| record.id == *id).cloned();
        let criteria =
            terms.rubric().criteria.iter().filter_map(|c| carried(&c.id).or_else(|| judged(&c.id))).collect();
        let whole_share = verdict.whole_share.filter(|_| matches!(decider, Decider::Peers { .. }));
        let outcome = verdict.outcome;
        let decision = Decision {
            rule: RULE_VERSION.into(),
            terms: terms.pinned(),
            input,
            outcome,
            criteria,
            whole_share,
            decider,
            panel: attempt.panel().number,
            at,
        };
        let before = attempt.decisions.last().map(|decision| decision.outcome);
        let hash = ContentHash::of(&decision);
        attempt.decisions.push(decision);
        attempt.standing = AttemptStanding::Used;
        self.note(Event::Decided { outcome, decision: hash });
        self.close_appeal(before.is_some_and(|before| before != outcome))?;
        self.move_to(if outcome == Outcome::Accept { State::Accepted } else { State::NotYet })
    }

    fn close_appeal(&mut self, upheld: bool) -> Done {
        if let Some(appeal) = self.attempt()?.appeal.as_mut().filter(|appeal| appeal.upheld.is_none()) {
            appeal.upheld = Some(upheld);
            self.note(Event::AppealDecided { upheld });
        }
        Ok(())
    }

    pub(super) fn moderate(&mut self, impartial: Impartial, ruling: Ruling, reason: String) -> Done {
        self.only_in(&[State::Moderation, State::Appeal])?;
        if impartial.claim != self.claim.id || impartial.at != self.asked_at {
            return Err(RuleError::StaleCheck);
        }
        needs_reason(&reason)?;
        match ruling {
            Ruling::AskPeers => {
                self.note(Event::PeersAsked { moderator: impartial.moderator, reason });
                if self.claim.state == State::Appeal { self.enter_review() } else { self.ask_one_more() }
            }
            Ruling::Decide { levels } => {
                let bars = self.claim.attempt().map(|attempt| attempt.bars(self.terms)).unwrap_or_default();
                let judgement = Judgement { weight: FULL_WEIGHT, levels };
                let verdict = decide(&bars, ALONE, std::slice::from_ref(&judgement))?;
                let input = input_hash(&bars, ALONE, vec![judgement]);
                self.conclude(verdict, input, Decider::Moderator { moderator: impartial.moderator, reason })
            }
        }
    }

    /// Back to the panel with one reviewer more; the clock of the panel runs on.
    fn ask_one_more(&mut self) -> Done {
        let (now, days) = (self.now, self.terms.policy().timers.moderator_days);
        let opened_at = self.panel()?.opened_at;
        let is_late = self.is_past(opened_at, days);
        let panel = self.panel()?;
        let counted = u32::try_from(panel.counted().count()).unwrap_or(u32::MAX);
        panel.k_max = panel.k_max.max(counted.saturating_add(1));
        if is_late {
            panel.moderator_asked_at.get_or_insert(now);
        }
        self.move_to(State::InReview)?;
        self.make_room()
    }

    pub(super) fn appeal(&mut self, by: &PersonId, ground: Ground, statement: String) -> Done {
        self.only_claimant(by)?;
        self.only_in(&[State::NotYet])?;
        needs_reason(&statement)?;
        if self.is_past(self.claim.since, self.terms.policy().timers.appeal_days) {
            return Err(RuleError::TooLate);
        }
        let (now, k_max) = (self.now, self.terms.policy().k_max);
        let attempt = self.attempt()?;
        if attempt.appeal.is_some() {
            return Err(RuleError::Already);
        }
        attempt.appeal = Some(Appeal { ground, statement, opened_at: now, upheld: None });
        let number = attempt.panel().number + 1;
        attempt.panels.push(Panel::new(number, now, k_max));
        self.note(Event::Appealed { ground });
        self.move_to(State::Appeal)
    }

    /// The end that needs nobody: no attempt is lost.
    pub(super) fn end_undecided(&mut self) -> Done {
        self.attempt()?.standing = AttemptStanding::Undecided;
        self.move_to(State::NotDecided)
    }
}

/// The hash of everything that the rule saw, whatever the order of the reviews.
fn input_hash(bars: &[crate::review::decision::Bar], rule: Rule, mut judgements: Vec<Judgement>) -> ContentHash {
    judgements.sort_unstable();
    ContentHash::of(&(RULE_VERSION, bars, rule, judgements))
}

impl Attempt {
    /// Decides once more from what is kept, for the decision of the last panel by peers: what the rule said then.
    ///
    /// `None` when the last decision was a moderator's, or the terms are others.
    pub fn decide_again(&self, terms: &crate::review::policy::Terms) -> Option<(Verdict, ContentHash)> {
        let decision = self.decisions.last()?;
        let Decider::Peers { reviewers } = &decision.decider else { return None };
        if terms.pinned() != self.pinned {
            return None;
        }
        let panel = self.panels.iter().find(|panel| panel.number == decision.panel)?;
        let bars = self.bars(terms);
        let rule = Rule { k_max: panel.k_max, ..terms.policy().rule() };
        let counted = panel.counted().filter(|review| reviewers.contains(&review.reviewer));
        let judgements: Vec<Judgement> = counted.filter_map(super::Review::judgement).collect();
        let verdict = decide(&bars, rule, &judgements).ok()?;
        Some((verdict, input_hash(&bars, rule, judgements)))
    }
}
