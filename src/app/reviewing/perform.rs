//! The moves there are, and which command of the rules each becomes: with evidence and people looked at in the same
//! transaction.

use super::circle::Circle;
use super::claimant::Draft;
use super::moves::Step;
use super::pool::stranger;
use crate::app::Error;
use crate::ids::PersonId;
use crate::review::eligibility::{self, Eligible, Impartial, Obstacle, Occasion};
use crate::review::evidence::Submission;
use crate::review::notices::ReminderKind;
use crate::review::{AssignmentState, Command, ContentHash, FlagKind, Ground, Ruling, ScreeningVerdict, Sheet};

/// What somebody, or time, does to a claim.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// The claimant hands in what is in the draft, and says who has to do with it.
    Submit(PersonId, Circle),
    /// The claimant takes it back within the first minutes.
    TakeBack(PersonId),
    /// The claimant gives up.
    Withdraw(PersonId),
    /// The claimant objects.
    Appeal(PersonId, Ground, String),
    /// Somebody looked it over before reviewers do.
    Screen(ScreeningVerdict),
    /// A reviewer begins with work that was offered.
    Look(PersonId),
    /// A reviewer who showed up gets a slot.
    HandOut(PersonId, u32),
    /// A reviewer hands in, or changes, what was found.
    Review(PersonId, Sheet),
    /// A reviewer gives work back, with a reason.
    GiveBack(PersonId, AssignmentState, String),
    /// A reviewer needs more time.
    Extend(PersonId),
    /// A reviewer points something out.
    Flag(PersonId, FlagKind),
    /// A moderator rules, with a reason.
    Moderate(PersonId, Ruling, String),
    /// A reviewer withdraws a review before the decision, with a reason.
    WithdrawReview(PersonId, String),
    /// A moderator voids the review of somebody, with a reason.
    VoidReview(PersonId, PersonId, String),
    /// The owner voids the claim for misconduct.
    Void(PersonId, String),
    /// The credential is signed and stored.
    Issue(ContentHash),
    /// Time has passed.
    Tick,
}

impl Step<'_> {
    pub(super) async fn perform(&mut self, made: &Move) -> Result<(), Error> {
        match made.clone() {
            Move::Submit(by, circle) => self.submit(by, circle).await,
            Move::TakeBack(by) => self.apply(Command::TakeBack { by }),
            Move::Withdraw(by) => self.apply(Command::Withdraw { by }),
            Move::Appeal(by, ground, statement) => self.apply(Command::Appeal { by, ground, statement }),
            Move::Screen(verdict) => self.apply(Command::Screen(verdict)),
            Move::Look(person) => {
                let eligible = self.eligible(&person, Occasion::Look)?;
                self.apply(Command::Look { eligible })
            }
            Move::HandOut(person, slot) => {
                let eligible = self.eligible(&person, Occasion::NewWork)?;
                self.apply(Command::HandOut { eligible, slot })
            }
            Move::Review(person, sheet) => self.review(person, sheet),
            Move::GiveBack(reviewer, how, reason) => {
                self.remark = Some(reason);
                self.apply(match how {
                    AssignmentState::Recused => Command::Recuse { reviewer },
                    _ => Command::Decline { reviewer },
                })
            }
            Move::Extend(reviewer) => self.apply(Command::Extend { reviewer }),
            Move::Flag(by, kind) => self.apply(Command::Flag { by, kind }),
            Move::Moderate(moderator, ruling, reason) => self.moderate(&moderator, ruling, reason),
            Move::WithdrawReview(reviewer, reason) => {
                self.remark = Some(reason);
                self.apply(Command::WithdrawReview { reviewer })
            }
            Move::VoidReview(moderator, reviewer, reason) => {
                self.impartial(&moderator)?;
                self.remark = Some(reason);
                self.apply(Command::WithdrawReview { reviewer })
            }
            Move::Void(by, reason) => self.apply(Command::Void { by, reason }),
            Move::Issue(credential) => self.apply(Command::Issue { credential }),
            Move::Tick => self.tick(),
        }
    }

    async fn submit(&mut self, by: PersonId, circle: Circle) -> Result<(), Error> {
        let id = self.claim().id().clone();
        self.keep_circle(&by, &circle).await?;
        let Circle { co_authors, .. } = circle;
        self.apply(Command::NameCoAuthors { by: by.clone(), co_authors })?;
        let attached = self.session.list_evidence(&id).await?;
        let evidence = attached.into_iter().filter(|kept| kept.removed_at.is_none()).map(|kept| kept.item).collect();
        let draft = Draft::read(&self.kept.draft)?;
        let (version, rubric, policy) = self.setting.current.clone();
        self.terms = self.session.load_terms(&rubric, &policy).await?;
        self.kept.version = Some(version);
        self.kept.pinned = Some((rubric, policy));
        let Draft { statement, self_levels, naming, .. } = draft;
        let submission = Submission { statement, evidence, self_levels, naming };
        let coaches = self.session.list_coaches(&id).await?;
        let signed_off_by = coaches.into_iter().find(|coach| coach.signed_off_at.is_some()).map(|coach| coach.coach_id);
        self.apply(Command::Submit { by, submission, signed_off_by })?;
        self.session.freeze_evidence(&id, self.setting.now).await?;
        Ok(())
    }

    /// A review, or a change of one that is in already.
    fn review(&mut self, person: PersonId, sheet: Sheet) -> Result<(), Error> {
        let held = self.claim().attempt().and_then(|attempt| attempt.panel().find_assignment(&person));
        if held.is_some_and(|held| held.state() == AssignmentState::Done) {
            return self.apply(Command::Amend { reviewer: person, sheet });
        }
        let eligible = self.eligible(&person, Occasion::Submit)?;
        self.apply(Command::Review { eligible, sheet })
    }

    fn eligible(&self, person: &PersonId, occasion: Occasion) -> Result<Eligible, Error> {
        let (kept, load) = self.pool.find(person).ok_or(Error::NotFound("work of yours"))?;
        let circle = self.pool.circle(self.claim(), &self.terms);
        eligibility::check(&circle, &self.terms, (&kept.reviewer, load), occasion).map_err(|obstacle| match obstacle {
            // Which conflict it is would tell whose work it is.
            Obstacle::Conflict(_) => Error::Conflict(
                "there is a conflict of interest between you and this work; give it back, and it goes to somebody else"
                    .into(),
            ),
            other => Error::Conflict(other.to_string()),
        })
    }

    fn moderate(&mut self, moderator: &PersonId, ruling: Ruling, reason: String) -> Result<(), Error> {
        let impartial = self.impartial(moderator)?;
        self.apply(Command::Moderate { impartial, ruling, reason })
    }

    fn impartial(&self, moderator: &PersonId) -> Result<Impartial, Error> {
        let unknown = stranger(moderator);
        let person = self.pool.find(moderator).map_or(&unknown, |(kept, _)| &kept.reviewer);
        let circle = self.pool.circle(self.claim(), &self.terms);
        eligibility::check_moderator(person, &circle)
            .map_err(|obstacle| Error::Conflict(format!("somebody else has to rule on this: {obstacle}")))
    }

    /// Reminders first: what lapses in the same moment needs none, but the budget counts what was due.
    fn tick(&mut self) -> Result<(), Error> {
        for reminder in self.claim().reminders_due(&self.terms, self.setting.now) {
            let (reviewer, kind): (PersonId, ReminderKind) = (reminder.reviewer, reminder.kind);
            self.apply(Command::Remind { reviewer, kind })?;
        }
        self.apply(Command::Tick)
    }
}
