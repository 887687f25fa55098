//! What belongs to one attempt: the frozen submission, the decisions, the appeal, the flags.
//!
//! Values without moves: they are changed by the claim only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::roster::{Panel, Review};
use crate::clock::Timestamp;
use crate::ids::{EvidenceId, PersonId};
use crate::review::content_hash::ContentHash;
use crate::review::decision::{Bar, CriterionRecord, Outcome};
use crate::review::evidence::Frozen;
use crate::review::fraction::Fraction;
use crate::review::policy::{Pinned, Terms};
use crate::review::rubric::{CriterionId, Level};

/// Whether an attempt uses up one of those that a claimant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStanding {
    /// It runs.
    Running,
    /// It was decided.
    Used,
    /// It was taken back or returned.
    Unused,
    /// Time ended it.
    Undecided,
}

/// One submission and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub(super) number: u32,
    pub(super) pinned: Pinned,
    pub(super) standing: AttemptStanding,
    pub(super) submission: Frozen,
    /// Criteria that an earlier attempt passed, with the level achieved then.
    pub(super) carried: BTreeMap<CriterionId, Level>,
    /// Never empty.
    pub(super) panels: Vec<Panel>,
    pub(super) decisions: Vec<Decision>,
    pub(super) appeal: Option<Appeal>,
    pub(super) flags: Vec<Flag>,
    pub(super) hidden: BTreeSet<EvidenceId>,
    pub(super) screening_was_late: bool,
}

impl Attempt {
    /// Counted from 1 over all submissions of the claim.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The terms that it is judged under.
    pub fn pinned(&self) -> Pinned {
        self.pinned
    }

    /// Whether it uses up an attempt.
    pub fn standing(&self) -> AttemptStanding {
        self.standing
    }

    /// What was handed in.
    pub fn submission(&self) -> &Frozen {
        &self.submission
    }

    /// Criteria that are not judged again.
    pub fn carried(&self) -> &BTreeMap<CriterionId, Level> {
        &self.carried
    }

    /// The panel that sits or sat last; its first panel stands in for one that never met.
    ///
    /// # Panics
    /// Never: an attempt begins with a panel and loses none.
    pub fn panel(&self) -> &Panel {
        self.panels.last().expect("an attempt begins with a panel and loses none")
    }

    /// All panels: the second judges an appeal.
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// The decisions, the valid one last.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The appeal.
    pub fn appeal(&self) -> Option<&Appeal> {
        self.appeal.as_ref()
    }

    /// What reviewers pointed out.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// Evidence that nobody is shown any more.
    pub fn hidden(&self) -> &BTreeSet<EvidenceId> {
        &self.hidden
    }

    /// The reviews behind the last decision; none when a moderator decided.
    pub fn deciding_reviews(&self) -> impl Iterator<Item = &Review> {
        let by_peers = self.decisions.last().and_then(|decision| match &decision.decider {
            Decider::Peers { reviewers } => Some((decision.panel, reviewers)),
            Decider::Moderator { .. } => None,
        });
        by_peers.into_iter().flat_map(|(number, reviewers)| {
            let panel = self.panels.iter().filter(move |panel| panel.number == number);
            panel.flat_map(Panel::counted).filter(|review| reviewers.contains(&review.reviewer))
        })
    }

    /// What this attempt has to be judged on.
    pub fn bars(&self, terms: &Terms) -> Vec<Bar> {
        let open = terms.rubric().criteria.iter().filter(|criterion| !self.carried.contains_key(&criterion.id));
        open.map(Bar::of).collect()
    }
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Decider {
    /// The panel, by the rule.
    Peers {
        /// Whose reviews counted.
        reviewers: BTreeSet<PersonId>,
    },
    /// A moderator.
    Moderator {
        /// Who.
        moderator: PersonId,
        /// Why, in writing.
        reason: String,
    },
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The version of the rule.
    pub rule: String,
    /// The terms.
    pub terms: Pinned,
    /// The hash of everything that the rule saw.
    pub input: ContentHash,
    /// [`Outcome::Accept`] or [`Outcome::NotYet`].
    pub outcome: Outcome,
    /// Every criterion of the rubric, carried ones too.
    pub criteria: Vec<CriterionRecord>,
    /// The share of those who found everything reached.
    pub whole_share: Option<Fraction>,
    /// Who decided.
    pub decider: Decider,
    /// The panel.
    pub panel: u32,
    /// When.
    pub at: Timestamp,
}

/// Why a claimant objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The rules were not followed.
    Procedure,
    /// A reviewer was not impartial.
    Conflict,
    /// Something was overlooked or misread.
    FactualError,
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Why.
    pub ground: Ground,
    /// In the claimant's words.
    pub statement: String,
    /// When.
    pub opened_at: Timestamp,
    /// Whether the decision changed; none until it is decided.
    pub upheld: Option<bool>,
}

/// What a reviewer points out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FlagKind {
    /// A pupil can be recognised: the piece is hidden at once.
    PupilIdentifiable {
        /// Where.
        evidence: EvidenceId,
    },
    /// The work cannot be opened or read: two such marks return the claim.
    Unreadable,
    /// Something is wrong about the work: a moderator has to look.
    Misconduct,
}

/// A flag as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// What.
    pub kind: FlagKind,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}
