//! Reviewers' work inside a claim: offers, first looks, hand-outs, leases, reviews, flags.
//!
//! An offer is a nudge and no lock: whoever shows up first takes the slot.

use super::State;
use super::attempt::{Flag, FlagKind};
use super::change::{Change, Done};
use super::command::{Cause, Event, RuleError};
use super::roster::{Assignment, AssignmentState, Review, Sheet, Via};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::review::content_hash::ContentHash;
use crate::review::decision::{Bar, FULL_WEIGHT, Judgement, Rule, decide};
use crate::review::draw::Drawn;
use crate::review::eligibility::{Eligible, Occasion};
use crate::review::fraction::Fraction;
use crate::review::notices::ReminderKind;
use crate::review::reviewer::{Counting, HOUR};
use crate::review::rubric::SHORTEST_COMMENT;

/// One reviewer alone, to have levels checked as the rule checks them.
pub(super) const ALONE: Rule = Rule { k: 1, k_max: 1, theta: Fraction::constant(1, 1) };
const MARKS_TO_RETURN: usize = 2;

impl Change<'_> {
    /// Refuses a check of another claim, attempt, occasion or moment.
    fn only_checked(&self, eligible: &Eligible, occasion: Occasion) -> Done {
        let is_of_now = eligible.claim == self.claim.id
            && self.claim.attempt().is_some_and(|attempt| attempt.number == eligible.attempt)
            && eligible.occasion == occasion
            && eligible.at == self.asked_at;
        if is_of_now { Ok(()) } else { Err(RuleError::StaleCheck) }
    }

    pub(super) fn offer(&mut self, eligible: &Eligible, drawn: Drawn) -> Done {
        self.only_in(&[State::InReview])?;
        self.only_checked(eligible, Occasion::NewWork)?;
        let (id, attempt) = (self.claim.id.clone(), eligible.attempt);
        let panel = self.panel()?;
        let is_next = drawn.name.claim == id
            && drawn.name.attempt == attempt
            && drawn.name.draw == panel.draws + 1
            && drawn.pick == eligible.reviewer
            && eligible.counting != Counting::Supervised;
        if !is_next {
            return Err(RuleError::OtherDraw);
        }
        if !panel.slots_without_offer().any(|slot| slot.number == drawn.name.slot) {
            return Err(RuleError::SlotTaken(drawn.name.slot));
        }
        panel.draws = drawn.name.draw;
        panel.low_entropy |= drawn.low_entropy;
        let hours = self.terms.policy().timers.offer_hours;
        let offer =
            Assignment { slot: drawn.name.slot, draw: drawn.name.draw, ..self.assignment(eligible, Via::Offer, hours) };
        self.place(offer)?;
        self.note(Event::Offered { drawn });
        Ok(())
    }

    pub(super) fn look(&mut self, eligible: &Eligible) -> Done {
        self.only_in(&[State::InReview])?;
        self.only_checked(eligible, Occasion::Look)?;
        let slot = self.held(&eligible.reviewer, &[AssignmentState::Offered])?.slot;
        if self.panel()?.is_taken(slot) {
            return Err(RuleError::SlotTaken(slot));
        }
        self.begin(&eligible.reviewer, slot)
    }

    pub(super) fn hand_out(&mut self, eligible: &Eligible, slot: u32) -> Done {
        self.only_in(&[State::InReview])?;
        self.only_checked(eligible, Occasion::NewWork)?;
        let panel = self.panel()?;
        if !panel.open_slots().any(|open| open.number == slot) {
            return Err(RuleError::SlotTaken(slot));
        }
        let work = Assignment { slot, ..self.assignment(eligible, Via::Arrival, 0) };
        self.place(work)?;
        self.begin(&eligible.reviewer, slot)
    }

    fn assignment(&self, eligible: &Eligible, via: Via, hours: u32) -> Assignment {
        Assignment {
            reviewer: eligible.reviewer.clone(),
            slot: 0,
            draw: 0,
            via,
            state: AssignmentState::Offered,
            counting: eligible.counting,
            offered_at: self.now,
            due_at: self.now.plus_seconds(i64::from(hours) * HOUR),
            accepted_at: None,
            ended_at: None,
            extended: false,
            reminded: Default::default(),
        }
    }

    /// Gives the person a place, or the old one again; reminders that were sent stay counted.
    fn place(&mut self, assignment: Assignment) -> Done {
        let panel = self.panel()?;
        match panel.assignments.iter_mut().find(|held| held.reviewer == assignment.reviewer) {
            None => panel.assignments.push(assignment),
            Some(held) if matches!(held.state, AssignmentState::Lapsed | AssignmentState::Cancelled) => {
                let reminded = std::mem::take(&mut held.reminded);
                let accepted_at = held.accepted_at;
                *held = Assignment { reminded, accepted_at, ..assignment };
            }
            Some(_) => return Err(RuleError::AlreadyAssigned),
        }
        Ok(())
    }

    /// The reviewer is at work; whoever else was offered the slot need not look any more.
    fn begin(&mut self, reviewer: &PersonId, slot: u32) -> Done {
        let (now, hours) = (self.now, self.terms.policy().timers.lease_hours);
        let held = self.held(reviewer, &[AssignmentState::Offered])?;
        held.state = AssignmentState::Accepted;
        held.accepted_at = Some(now);
        held.due_at = now.plus_seconds(i64::from(hours) * HOUR);
        let (via, counting) = (held.via, held.counting);
        self.note(Event::Taken { reviewer: reviewer.clone(), slot, via });
        if counting != Counting::Supervised {
            self.end_all(
                |held| held.slot == slot && held.state == AssignmentState::Offered,
                AssignmentState::Cancelled,
            );
        }
        Ok(())
    }

    /// The person's assignment, if it is in one of these states.
    fn held(&mut self, reviewer: &PersonId, states: &[AssignmentState]) -> Result<&mut Assignment, RuleError> {
        let held = self.panel()?.assignments.iter_mut().find(|held| held.reviewer == *reviewer);
        held.filter(|held| states.contains(&held.state)).ok_or(RuleError::NotAssigned)
    }

    pub(super) fn cancel_all(&mut self) {
        self.end_all(|held| held.state.is_live(), AssignmentState::Cancelled);
    }

    pub(super) fn end_all(&mut self, which: impl Fn(&Assignment) -> bool, how: AssignmentState) {
        let now = self.now;
        let Ok(panel) = self.panel() else { return };
        let mut ended = Vec::new();
        for held in panel.assignments.iter_mut().filter(|held| which(held)) {
            held.state = how;
            held.ended_at = Some(now);
            ended.push(held.reviewer.clone());
        }
        self.events.extend(ended.into_iter().map(|reviewer| Event::Ended { reviewer, how }));
    }

    pub(super) fn give_back(&mut self, reviewer: &PersonId, how: AssignmentState) -> Done {
        self.only_in(&[State::InReview])?;
        self.held(reviewer, &[AssignmentState::Offered, AssignmentState::Accepted])?;
        self.end_all(|held| held.reviewer == *reviewer, how);
        Ok(())
    }

    pub(super) fn extend(&mut self, reviewer: &PersonId) -> Done {
        self.only_in(&[State::InReview])?;
        let hours = self.terms.policy().timers.extension_hours;
        let held = self.held(reviewer, &[AssignmentState::Accepted])?;
        if held.extended {
            return Err(RuleError::Already);
        }
        held.extended = true;
        held.due_at = held.due_at.plus_seconds(i64::from(hours) * HOUR);
        self.note(Event::Extended { reviewer: reviewer.clone() });
        Ok(())
    }

    pub(super) fn review(&mut self, eligible: Eligible, sheet: Sheet) -> Done {
        self.only_in(&[State::InReview])?;
        self.only_checked(&eligible, Occasion::Submit)?;
        self.held(&eligible.reviewer, &[AssignmentState::Accepted])?;
        self.check_sheet(&sheet)?;
        let now = self.now;
        let held = self.held(&eligible.reviewer, &[AssignmentState::Accepted])?;
        held.state = AssignmentState::Done;
        held.ended_at = Some(now);
        // Whoever began under supervision stays so for this work, and whoever came under it meanwhile does not count.
        if eligible.counting == Counting::Supervised {
            held.counting = Counting::Supervised;
        }
        let counting = held.counting;
        let hash = ContentHash::of(&sheet);
        let reviewer = eligible.reviewer;
        self.panel()?.reviews.push(Review {
            reviewer: reviewer.clone(),
            sheet,
            counting,
            from_elsewhere: eligible.is_from_elsewhere,
            submitted_at: now,
            amended_at: None,
            withdrawn_at: None,
        });
        self.note(Event::Reviewed { reviewer, sheet: hash });
        self.settle()
    }

    fn check_sheet(&mut self, sheet: &Sheet) -> Done {
        let terms = self.terms;
        let attempt = self.attempt()?;
        if sheet.submission != attempt.submission.hash || !attempt.submission.is_intact() {
            return Err(RuleError::OtherWork);
        }
        let bars: Vec<Bar> = attempt.bars(terms);
        decide(&bars, ALONE, &[Judgement { weight: FULL_WEIGHT, levels: sheet.levels.clone() }])?;
        for (id, level) in &sheet.levels {
            let written = sheet.comments.get(id).map_or(0, |comment| comment.trim().chars().count());
            if terms.rubric().find(id).is_some_and(|c| c.needs_comment(*level)) && written < SHORTEST_COMMENT {
                return Err(RuleError::Comment(id.clone()));
            }
        }
        Ok(())
    }

    pub(super) fn amend(&mut self, reviewer: &PersonId, sheet: Sheet) -> Done {
        self.only_in(&[State::InReview])?;
        self.check_sheet(&sheet)?;
        let (now, terms, hash) = (self.now, self.terms, ContentHash::of(&sheet));
        let review = self.standing_review(reviewer)?;
        if review.stands_at(terms) <= now {
            return Err(RuleError::TooLate);
        }
        review.sheet = sheet;
        review.amended_at = Some(now);
        self.note(Event::Amended { reviewer: reviewer.clone(), sheet: hash });
        Ok(())
    }

    pub(super) fn withdraw_review(&mut self, reviewer: &PersonId) -> Done {
        self.only_in(&[State::InReview, State::Moderation])?;
        let now = self.now;
        self.standing_review(reviewer)?.withdrawn_at = Some(now);
        self.held(reviewer, &[AssignmentState::Done])?.state = AssignmentState::Recused;
        self.note(Event::ReviewWithdrawn { reviewer: reviewer.clone() });
        self.settle()
    }

    fn standing_review(&mut self, reviewer: &PersonId) -> Result<&mut Review, RuleError> {
        let mut reviews = self.panel()?.reviews.iter_mut();
        let own = reviews.find(|review| review.reviewer == *reviewer && review.withdrawn_at.is_none());
        own.ok_or(RuleError::NotAssigned)
    }

    pub(super) fn remind(&mut self, reviewer: &PersonId, kind: ReminderKind) -> Done {
        self.only_in(&[State::InReview])?;
        let (now, timers) = (self.now, self.terms.policy().timers);
        let held = self.held(reviewer, &[AssignmentState::Offered, AssignmentState::Accepted])?;
        match held.reminder(&timers) {
            Some((due, wanted)) if wanted == kind && due <= now => {}
            _ => return Err(RuleError::Already),
        }
        held.reminded.insert(kind);
        self.note(Event::Reminded { reviewer: reviewer.clone(), kind });
        Ok(())
    }

    pub(super) fn flag(&mut self, by: &PersonId, kind: FlagKind) -> Done {
        self.only_in(&[State::InReview, State::Moderation])?;
        self.held(by, &[AssignmentState::Accepted, AssignmentState::Done])?;
        let at: Timestamp = self.now;
        let attempt = self.attempt()?;
        let flag = Flag { kind: kind.clone(), by: by.clone(), at };
        if attempt.flags.iter().any(|known| known.by == *by && known.kind == kind) {
            return Err(RuleError::Already);
        }
        if let FlagKind::PupilIdentifiable { evidence } = &kind {
            if !attempt.submission.content.evidence.iter().any(|item| item.id == *evidence) {
                return Err(RuleError::NoSuchEvidence);
            }
            attempt.hidden.insert(evidence.clone());
        }
        attempt.flags.push(flag);
        let unreadable = attempt.flags.iter().filter(|flag| flag.kind == FlagKind::Unreadable).count();
        self.note(Event::Flagged { by: by.clone(), kind: kind.clone() });
        match kind {
            FlagKind::PupilIdentifiable { evidence } => self.note(Event::EvidenceHidden { evidence }),
            FlagKind::Misconduct if self.claim.state == State::InReview => self.ask_moderator(Cause::Misconduct)?,
            FlagKind::Unreadable if unreadable >= MARKS_TO_RETURN => {
                self.return_work("two reviewers could not open or read the work".into())?;
            }
            FlagKind::Misconduct | FlagKind::Unreadable => {}
        }
        Ok(())
    }
}
