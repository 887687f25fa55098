//! Reviewers: what they can judge, how much they do, whether they answer.
//!
//! Knows persons by their identifier only: no names, no addresses.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calibration::Gate;
use super::decision::FULL_WEIGHT;
use super::policy::Calibration;
use crate::clock::Timestamp;
use crate::ids::PersonId;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// Something that can be judged only by who knows it: a framework item or a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Skill(pub String);

/// A school, by whatever identifies it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct School(pub String);

/// A district of schools.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct District(pub String);

/// Belonging to a school for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliation {
    /// The school.
    pub school: School,
    /// Its district, when it is known.
    pub district: Option<District>,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub to: Option<Timestamp>,
}

/// Somebody who reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Who.
    pub id: PersonId,
    /// What the person can judge: by a badge held, or because it was granted.
    pub skills: BTreeSet<Skill>,
    /// Languages read.
    pub languages: BTreeSet<String>,
    /// How many reviews in a week the person is ready to do; 0 for one who has stopped.
    pub capacity: u32,
    /// Times without work: from, to.
    pub away: Vec<(Timestamp, Timestamp)>,
    /// Schools, past ones too.
    pub affiliations: Vec<Affiliation>,
    /// How the person did on work whose levels are known.
    pub gate: Gate,
    /// The weight that follows from it, in thousandths.
    pub weight: u32,
    /// Offers and reviews in a row that lapsed without a word.
    pub silent_lapses: u32,
    /// When work was declined, as far as it still matters.
    pub declined_at: Vec<Timestamp>,
}

/// After so many lapses in a row nothing is offered until the person is seen again.
pub const LAPSES_TO_PAUSE: u32 = 3;
/// After so many declines in a day no more is handed out.
pub const DECLINES_PER_DAY: usize = 3;

impl Reviewer {
    /// Whether offers wait until the person is seen again.
    pub fn is_paused(&self) -> bool {
        self.silent_lapses >= LAPSES_TO_PAUSE
    }

    /// Whether the person is away at `now`.
    pub fn is_away(&self, now: Timestamp) -> bool {
        self.away.iter().any(|(from, to)| *from <= now && now < *to)
    }

    /// Whether enough was declined within a day that nothing more is handed out: nobody shall fish for a friend's work.
    pub fn has_declined_enough(&self, now: Timestamp) -> bool {
        self.declined_at.iter().filter(|at| at.plus_seconds(DAY) > now).count() >= DECLINES_PER_DAY
    }

    /// The person was seen: whatever lapsed before is forgotten.
    pub fn note_seen(&mut self) {
        self.silent_lapses = 0;
    }

    /// Something lapsed without a word.
    pub fn note_lapse(&mut self) {
        self.silent_lapses = self.silent_lapses.saturating_add(1);
    }

    /// Something was declined.
    pub fn note_decline(&mut self, now: Timestamp) {
        self.declined_at.retain(|at| at.plus_seconds(DAY) > now);
        self.declined_at.push(now);
    }

    /// Whether a review would count, and with which weight; `None` for somebody who was not tried yet and has to be.
    pub fn counts(&self, calibration: Calibration) -> Option<Counting> {
        match (calibration, self.gate) {
            (Calibration::Off, _) | (Calibration::Gate, Gate::Admitted) => Some(Counting::With(FULL_WEIGHT)),
            (Calibration::Weights, Gate::Admitted) => Some(Counting::With(self.weight)),
            (_, Gate::Supervised) => Some(Counting::Supervised),
            (_, Gate::Undecided) => None,
        }
    }
}

/// Whether a review counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// With this weight, in thousandths.
    With(u32),
    /// It is shown, and does not.
    Supervised,
}
