//! The people who judge an attempt: a panel with its slots, assignments and reviews.
//!
//! Values without moves: they are changed by the claim only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::command::Cause;
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::review::content_hash::ContentHash;
use crate::review::decision::Judgement;
use crate::review::evidence::Naming;
use crate::review::notices::ReminderKind;
use crate::review::policy::Terms;
use crate::review::reviewer::Counting;
use crate::review::rubric::{CriterionId, Level};

/// The people who judge an attempt together, and their work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    pub(super) number: u32,
    pub(super) opened_at: Timestamp,
    pub(super) k_max: u32,
    pub(super) slots: Vec<Slot>,
    pub(super) assignments: Vec<Assignment>,
    pub(super) reviews: Vec<Review>,
    pub(super) draws: u32,
    pub(super) low_entropy: bool,
    /// When the rule was applied last.
    pub(super) settled_at: Option<Timestamp>,
    pub(super) widened_at: Option<Timestamp>,
    pub(super) moderator_asked_at: Option<Timestamp>,
    pub(super) alarmed_at: Option<Timestamp>,
    pub(super) cause: Option<Cause>,
}

impl Panel {
    pub(super) fn new(number: u32, opened_at: Timestamp, k_max: u32) -> Self {
        Self {
            number,
            opened_at,
            k_max,
            slots: Vec::new(),
            assignments: Vec::new(),
            reviews: Vec::new(),
            draws: 0,
            low_entropy: false,
            settled_at: None,
            widened_at: None,
            moderator_asked_at: None,
            alarmed_at: None,
            cause: None,
        }
    }

    /// 1 for the first, 2 for the panel of an appeal.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// When its time began.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// Places for reviewers.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Who was asked, each person once.
    pub fn assignments(&self) -> &[Assignment] {
        &self.assignments
    }

    /// What they found.
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// How many draws were made.
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// Whether a draw had so small a window that a second look is asked for.
    pub fn is_low_entropy(&self) -> bool {
        self.low_entropy
    }

    /// When the search for reviewers was widened.
    pub fn widened_at(&self) -> Option<Timestamp> {
        self.widened_at
    }

    /// Why a moderator was asked last.
    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }

    /// The assignment of this person.
    pub fn find_assignment(&self, reviewer: &PersonId) -> Option<&Assignment> {
        self.assignments.iter().find(|held| held.reviewer == *reviewer)
    }

    /// Whether somebody holds the slot, or has filled it: a reviewer whose review counts.
    pub fn is_taken(&self, slot: u32) -> bool {
        let holds = |held: &Assignment| {
            held.slot == slot
                && held.counting != Counting::Supervised
                && matches!(held.state, AssignmentState::Accepted | AssignmentState::Done)
        };
        self.assignments.iter().any(holds)
    }

    /// Slots that anybody eligible may take, the oldest first.
    pub fn open_slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| !self.is_taken(slot.number))
    }

    /// Open slots that nobody is offered at the moment.
    pub fn slots_without_offer(&self) -> impl Iterator<Item = &Slot> {
        let is_offered =
            |slot: u32| self.assignments.iter().any(|h| h.slot == slot && h.state == AssignmentState::Offered);
        self.open_slots().filter(move |slot| !is_offered(slot.number))
    }

    /// Reviews that count when they are old enough to stand.
    pub fn counted(&self) -> impl Iterator<Item = &Review> {
        self.reviews.iter().filter(|review| review.withdrawn_at.is_none() && review.counting != Counting::Supervised)
    }
}

/// A place for a reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Counted from 1 in the panel.
    pub number: u32,
    /// When it opened.
    pub opened_at: Timestamp,
}

/// How an assignment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// Offered and not looked at.
    Offered,
    /// Looked at: the reviewer is at work.
    Accepted,
    /// The review is in.
    Done,
    /// Given back before work began.
    Declined,
    /// Given back for a conflict, or the review was withdrawn.
    Recused,
    /// Time ran out.
    Lapsed,
    /// No longer needed.
    Cancelled,
}

impl AssignmentState {
    /// Whether the reviewer has work to do.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Offered | Self::Accepted)
    }
}

/// How a reviewer came to the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Drawn and offered.
    Offer,
    /// Showed up, and it was handed out.
    Arrival,
}

/// One person's part in a panel. There is one per person; an offer that is made again takes the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub(super) reviewer: PersonId,
    pub(super) slot: u32,
    pub(super) draw: u32,
    pub(super) via: Via,
    pub(super) state: AssignmentState,
    pub(super) counting: Counting,
    pub(super) offered_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) accepted_at: Option<Timestamp>,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) extended: bool,
    pub(super) reminded: BTreeSet<ReminderKind>,
}

impl Assignment {
    /// Who.
    pub fn reviewer(&self) -> &PersonId {
        &self.reviewer
    }

    /// Which slot.
    pub fn slot(&self) -> u32 {
        self.slot
    }

    /// How the person came to it.
    pub fn via(&self) -> Via {
        self.via
    }

    /// How it stands.
    pub fn state(&self) -> AssignmentState {
        self.state
    }

    /// Whether the review will count.
    pub fn counting(&self) -> Counting {
        self.counting
    }

    /// When it was offered last.
    pub fn offered_at(&self) -> Timestamp {
        self.offered_at
    }

    /// When it lapses.
    pub fn due_at(&self) -> Timestamp {
        self.due_at
    }

    /// When the person looked at it first.
    pub fn accepted_at(&self) -> Option<Timestamp> {
        self.accepted_at
    }

    /// Reminders that were sent.
    pub fn reminded(&self) -> &BTreeSet<ReminderKind> {
        &self.reminded
    }

    pub(super) fn has_seen_work(&self, person: &PersonId) -> bool {
        self.reviewer == *person && (self.accepted_at.is_some() || self.state != AssignmentState::Cancelled)
    }
}

/// What a reviewer hands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The hash of the submission that was on the screen.
    pub submission: ContentHash,
    /// A level for each criterion that is not carried over.
    pub levels: BTreeMap<CriterionId, Level>,
    /// A sentence beside a level.
    pub comments: BTreeMap<CriterionId, String>,
    /// Whether the reviewer agrees to be named.
    #[serde(default, skip_serializing_if = "Naming::is_never")]
    pub naming: Naming,
}

/// A review as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who.
    pub reviewer: PersonId,
    /// What was found.
    pub sheet: Sheet,
    /// Whether it counts, and how much.
    pub counting: Counting,
    /// Whether the reviewer is known to be of another organisation than the claimant.
    pub from_elsewhere: bool,
    /// When it came in.
    pub submitted_at: Timestamp,
    /// When it was changed last.
    pub amended_at: Option<Timestamp>,
    /// When it was withdrawn: it never counts then.
    pub withdrawn_at: Option<Timestamp>,
}

impl Review {
    /// What the decision sees of it; none when it does not count.
    pub fn judgement(&self) -> Option<Judgement> {
        match self.counting {
            Counting::With(weight) if self.withdrawn_at.is_none() => {
                Some(Judgement { weight, levels: self.sheet.levels.clone() })
            }
            _ => None,
        }
    }

    /// When it can no longer be changed.
    pub fn stands_at(&self, terms: &Terms) -> Timestamp {
        self.submitted_at.plus_seconds(i64::from(terms.policy().timers.amend_minutes) * 60)
    }
}
