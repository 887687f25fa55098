//! Mails to one person: collected, at most one a day.
//!
//! Invitations, offers and reminders ask for a mail; thanks and cancellations ride along with the next one. A clock that goes back
//! neither repeats nor loses any. Knows nothing about addresses or words.

use serde::{Deserialize, Serialize};

use super::reviewer::DAY;
use crate::clock::Timestamp;
use crate::ids::{ClaimId, OrganisationId};

/// Which reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReminderKind {
    /// An offer was not looked at.
    Offer,
    /// A review was begun and not handed in.
    Lease,
}

/// Something that a reviewer should hear of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// An organisation asks for reviews.
    Invitation {
        /// Which.
        organisation: OrganisationId,
    },
    /// Work is offered.
    Offer {
        /// The work.
        claim: ClaimId,
    },
    /// Work waits.
    Reminder {
        /// The work.
        claim: ClaimId,
        /// Which reminder.
        kind: ReminderKind,
    },
    /// The work is no longer needed; with thanks.
    Cancelled {
        /// The work.
        claim: ClaimId,
    },
}

impl Notice {
    fn asks_for_a_mail(&self) -> bool {
        !matches!(self, Self::Cancelled { .. })
    }

    fn claim(&self) -> Option<&ClaimId> {
        match self {
            Self::Invitation { .. } => None,
            Self::Offer { claim } | Self::Reminder { claim, .. } | Self::Cancelled { claim } => Some(claim),
        }
    }
}

/// What waits to be sent to one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    sent_at: Option<Timestamp>,
    waiting: Vec<Notice>,
}

impl Mailbox {
    /// Adds a notice. A cancellation takes back what was not sent yet about the same work.
    pub fn post(&mut self, notice: Notice) {
        if let Notice::Cancelled { claim } = &notice {
            let before = self.waiting.len();
            self.waiting.retain(|waiting| waiting.claim() != Some(claim));
            if self.waiting.len() < before {
                return;
            }
        }
        self.waiting.push(notice);
    }

    /// When the next mail can go; none when nothing asks for one.
    pub fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        let asks = self.waiting.iter().any(Notice::asks_for_a_mail);
        asks.then(|| self.sent_at.map_or(now, |sent| sent.plus_seconds(DAY).max(now)))
    }

    /// Takes what one mail says, if one can go now.
    pub fn take(&mut self, now: Timestamp) -> Option<Vec<Notice>> {
        if self.due_at(now)? > now {
            return None;
        }
        self.sent_at = Some(now);
        Some(std::mem::take(&mut self.waiting))
    }

    /// The person was here and saw everything.
    pub fn note_seen(&mut self) {
        self.waiting.clear();
    }
}
