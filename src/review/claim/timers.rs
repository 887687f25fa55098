//! What happens by time alone.
//!
//! Timers are read off the claim and never stored beside it, so that a restart neither loses nor repeats one. A claim
//! that slept for weeks catches up in the order in which things were due.

use serde::{Deserialize, Serialize};

use super::attempt::Attempt;
use super::change::{Change, Done};
use super::command::{Cause, Event};
use super::roster::{Assignment, AssignmentState, Panel};
use super::{Claim, State};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::review::notices::ReminderKind;
use crate::review::policy::{Screening, Terms, Timers};
use crate::review::reviewer::{DAY, HOUR};

/// Something that time will do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "timer", rename_all = "snake_case")]
pub enum Timer {
    /// The submission goes to reviewers.
    ScreeningPasses,
    /// The screening is late.
    ScreeningLate,
    /// A review can no longer be changed: the rule is applied.
    Settle,
    /// An offer or a lease lapses.
    Lapse {
        /// Whose.
        reviewer: PersonId,
    },
    /// The search for reviewers is widened.
    Widen,
    /// A fresh panel judges the appeal.
    AppealOpens,
    /// The moderator is asked.
    AskModerator,
    /// The owner is alarmed.
    Alarm,
    /// The claim ends undecided.
    End,
    /// The claim is closed.
    Close,
}

/// A reminder that can be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueReminder {
    /// To whom.
    pub reviewer: PersonId,
    /// Which.
    pub kind: ReminderKind,
    /// Since when.
    pub due_at: Timestamp,
}

impl Assignment {
    /// The reminder that has not been sent yet, and when it is due.
    pub(super) fn reminder(&self, timers: &Timers) -> Option<(Timestamp, ReminderKind)> {
        let (since, hours, kind) = match self.state {
            AssignmentState::Offered => (self.offered_at, timers.offer_reminder_hours, ReminderKind::Offer),
            AssignmentState::Accepted => (self.accepted_at?, timers.lease_reminder_hours, ReminderKind::Lease),
            _ => return None,
        };
        (!self.reminded.contains(&kind)).then(|| (since.plus_seconds(i64::from(hours) * HOUR), kind))
    }
}

impl Claim {
    /// What time will do next, and when.
    pub fn next_timer(&self, terms: &Terms) -> Option<(Timestamp, Timer)> {
        let attempt = self.attempt()?;
        let timers = &terms.policy().timers;
        let (panel, opened) = (attempt.panel(), attempt.panel().opened_at);
        let after = |since: Timestamp, seconds: i64| since.plus_seconds(seconds);
        let days = |since: Timestamp, days: u32| after(since, i64::from(days) * DAY);
        let mut due = Vec::with_capacity(8);
        match self.state {
            State::Screening => {
                due.extend(self.screening_timer(attempt, terms));
                due.push((days(self.since, timers.end_days), Timer::End));
            }
            State::InReview => self.review_timers(panel, terms, &mut due),
            State::Appeal => due.push((after(opened, i64::from(timers.appeal_hours) * HOUR), Timer::AppealOpens)),
            State::NotYet | State::Returned => due.push((days(self.since, timers.resubmit_days), Timer::Close)),
            _ => {}
        }
        if matches!(self.state, State::InReview | State::Moderation | State::Appeal) {
            due.push((days(opened, timers.end_days), Timer::End));
            if panel.alarmed_at.is_none() {
                due.push((days(opened, timers.alarm_days), Timer::Alarm));
            }
        }
        due.into_iter().min()
    }

    fn screening_timer(&self, attempt: &Attempt, terms: &Terms) -> Option<(Timestamp, Timer)> {
        let timers = &terms.policy().timers;
        match terms.policy().screening {
            Screening::Automatic => {
                let minutes = i64::from(timers.take_back_minutes);
                Some((self.since.plus_seconds(minutes * 60), Timer::ScreeningPasses))
            }
            Screening::Screener if attempt.screening_was_late => None,
            Screening::Screener => {
                Some((self.since.plus_seconds(i64::from(timers.screening_hours) * HOUR), Timer::ScreeningLate))
            }
        }
    }

    fn review_timers(&self, panel: &Panel, terms: &Terms, due: &mut Vec<(Timestamp, Timer)>) {
        let timers = &terms.policy().timers;
        let live = panel.assignments.iter().filter(|held| held.state.is_live());
        due.extend(live.map(|held| (held.due_at, Timer::Lapse { reviewer: held.reviewer.clone() })));
        let stands = panel.counted().map(|review| review.stands_at(terms));
        let unsettled = stands.filter(|at| panel.settled_at.is_none_or(|settled| *at > settled)).min();
        due.extend(unsettled.map(|at| (at, Timer::Settle)));
        let days = |days: u32| panel.opened_at.plus_seconds(i64::from(days) * DAY);
        if panel.widened_at.is_none() {
            due.push((days(timers.widen_days), Timer::Widen));
        }
        if panel.moderator_asked_at.is_none() {
            due.push((days(timers.moderator_days), Timer::AskModerator));
        }
    }

    /// Reminders that can be posted now. Each is sent once: [`super::Command::Remind`] says that it was.
    pub fn reminders_due(&self, terms: &Terms, now: Timestamp) -> Vec<DueReminder> {
        self.reminders(terms).filter(|reminder| reminder.due_at <= now).collect()
    }

    /// When the next reminder can be posted.
    pub fn next_reminder(&self, terms: &Terms) -> Option<Timestamp> {
        self.reminders(terms).map(|reminder| reminder.due_at).min()
    }

    fn reminders(&self, terms: &Terms) -> impl Iterator<Item = DueReminder> {
        let timers = terms.policy().timers;
        let attempt = self.attempt().filter(|_| self.state == State::InReview);
        let held = attempt.into_iter().flat_map(|attempt| &attempt.panel().assignments);
        held.filter_map(move |held| {
            let (due_at, kind) = held.reminder(&timers)?;
            Some(DueReminder { reviewer: held.reviewer.clone(), kind, due_at })
        })
    }
}

impl Change<'_> {
    /// Does what is due, the earliest first, until nothing is.
    pub(super) fn tick(&mut self) -> Done {
        while let Some((due, timer)) = self.claim.next_timer(self.terms) {
            if due > self.now {
                break;
            }
            self.fire(timer)?;
        }
        Ok(())
    }

    fn fire(&mut self, timer: Timer) -> Done {
        let now = self.now;
        match timer {
            Timer::ScreeningPasses | Timer::AppealOpens => self.enter_review(),
            Timer::ScreeningLate => {
                self.attempt()?.screening_was_late = true;
                self.note(Event::ScreeningLate);
                Ok(())
            }
            Timer::Settle => {
                self.panel()?.settled_at = Some(now);
                self.settle()
            }
            Timer::Lapse { reviewer } => {
                self.end_all(|held| held.reviewer == reviewer && held.state.is_live(), AssignmentState::Lapsed);
                Ok(())
            }
            Timer::Widen => {
                self.panel()?.widened_at = Some(now);
                self.note(Event::Widened);
                self.open_slot()
            }
            Timer::AskModerator => {
                self.panel()?.moderator_asked_at = Some(now);
                self.ask_moderator(Cause::TooLong)
            }
            Timer::Alarm => {
                self.panel()?.alarmed_at = Some(now);
                self.note(Event::OwnerAlarmed);
                Ok(())
            }
            Timer::End => self.end_undecided(),
            Timer::Close => self.move_to(State::Closed),
        }
    }
}
