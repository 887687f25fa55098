//! Calibration: reviewers are tried on work whose levels are known, on both sides of the bar.
//!
//! A rubber stamp agrees with every good piece; only work that should not pass tells it from a judge. Both sides are
//! scored apart, each from the last 40 judgements, with a small advance of trust. Whole numbers only. Knows nothing of
//! who is tried.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decision::FULL_WEIGHT;
use super::fraction::Fraction;
use super::rubric::{CriterionId, Level, Rubric};

/// How many judgements of each side count: the last ones.
pub const REMEMBERED: usize = 40;
/// How many judgements of each side are needed before somebody is admitted or refused.
pub const NEEDED: u32 = 4;
/// The bar for both sides.
const BAR: Fraction = Fraction::constant(3, 5);
const LIGHTEST: u32 = 250;

/// Work whose levels are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldItem {
    /// The level of each criterion.
    pub levels: BTreeMap<CriterionId, Level>,
}

/// What is wrong with a set of gold items.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// A level is missing or does not exist.
    #[error("item {item} has no level of the rubric for criterion `{id}`")]
    Level {
        /// Counted from 1.
        item: usize,
        /// The criterion.
        id: CriterionId,
    },
    /// One side has more than one criterion more than the other.
    #[error("the set is not balanced: {below} levels lie below the bar and {reached} do not; make it half and half")]
    Unbalanced {
        /// Levels below the bar.
        below: usize,
        /// Levels that reach it.
        reached: usize,
    },
    /// Too little on a side to admit anybody.
    #[error("the set is too small: each side needs at least 4 levels, and the smaller has {0}")]
    TooSmall(usize),
}

/// Checks that a set of gold items can tell judges from rubber stamps: half of its levels lie below the bar.
///
/// # Errors
/// [`GoldError`] for the first thing that is wrong.
pub fn check_gold(rubric: &Rubric, items: &[GoldItem]) -> Result<(), GoldError> {
    let (mut below, mut reached) = (0_usize, 0_usize);
    for (at, item) in items.iter().enumerate() {
        for criterion in &rubric.criteria {
            let level = item.levels.get(&criterion.id).filter(|level| usize::from(**level) < criterion.levels.len());
            let level = level.ok_or(GoldError::Level { item: at + 1, id: criterion.id.clone() })?;
            *(if *level < criterion.required { &mut below } else { &mut reached }) += 1;
        }
    }
    if below.abs_diff(reached) > 1 {
        return Err(GoldError::Unbalanced { below, reached });
    }
    let smaller = below.min(reached);
    if smaller < NEEDED as usize { Err(GoldError::TooSmall(smaller)) } else { Ok(()) }
}

/// One criterion of a gold item as a reviewer judged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Whether the bar is reached, as is known.
    pub should_pass: bool,
    /// Whether the reviewer found so.
    pub passed: bool,
}

impl Trial {
    /// What a reviewer's levels for `item` say, criterion by criterion.
    pub fn of(rubric: &Rubric, item: &GoldItem, levels: &BTreeMap<CriterionId, Level>) -> Vec<Self> {
        let both = |id: &CriterionId| Some((*item.levels.get(id)?, *levels.get(id)?));
        let of = |c: &super::rubric::Criterion| {
            both(&c.id).map(|(known, given)| Self { should_pass: known >= c.required, passed: given >= c.required })
        };
        rubric.criteria.iter().filter_map(of).collect()
    }
}

/// How a reviewer did on each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Work that should pass.
    pub should_pass: u32,
    /// Of it, what was passed.
    pub passed: u32,
    /// Work that should fail.
    pub should_fail: u32,
    /// Of it, what was failed.
    pub failed: u32,
}

/// Whether a reviewer's reviews count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Too little is known.
    Undecided,
    /// They count.
    Admitted,
    /// They are shown and not counted, until the reviewer has trained again.
    Supervised,
}

impl Tally {
    /// The tally of the last 40 judgements on each side; `trials` run from old to new.
    pub fn of(trials: &[Trial]) -> Self {
        let last = |side: bool| trials.iter().rev().filter(move |trial| trial.should_pass == side).take(REMEMBERED);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            should_pass: count(last(true).count()),
            passed: count(last(true).filter(|trial| trial.passed).count()),
            should_fail: count(last(false).count()),
            failed: count(last(false).filter(|trial| !trial.passed).count()),
        }
    }

    /// How sure good work passes: (3.2 + passed) / (4 + shown).
    pub fn sensitivity(self) -> Fraction {
        with_trust(self.passed, self.should_pass)
    }

    /// How sure work below the bar fails, likewise.
    pub fn specificity(self) -> Fraction {
        with_trust(self.failed, self.should_fail)
    }

    /// Whether the reviews count: both sides reach 3/5, each on at least 4 judgements.
    pub fn gate(self) -> Gate {
        let reaches = |share: Fraction| share.over() * BAR.under() >= BAR.over() * share.under();
        if self.should_pass.min(self.should_fail) < NEEDED {
            Gate::Undecided
        } else if reaches(self.sensitivity()) && reaches(self.specificity()) {
            Gate::Admitted
        } else {
            Gate::Supervised
        }
    }

    /// The weight in thousandths: 2000 (q - 1/2) rounded down, q the mean of both sides, between 250 and 1000.
    pub fn weight(self) -> u32 {
        let (a, b) = (self.sensitivity(), self.specificity());
        let whole = 1_000 * (a.over() * b.under() + b.over() * a.under());
        let weight = whole.div_euclid(a.under() * b.under()) - 1_000;
        u32::try_from(weight).unwrap_or(0).clamp(LIGHTEST, FULL_WEIGHT)
    }
}

fn with_trust(right: u32, shown: u32) -> Fraction {
    let right = right.min(shown);
    Fraction::new(32 + 10 * i128::from(right), 40 + 10 * i128::from(shown)).unwrap_or(BAR)
}
