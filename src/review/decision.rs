//! Decision rule v1: from levels and weights to accept, not yet, one more reviewer, or the moderator.
//!
//! Whole numbers only, per criterion against a required level, nobody alone. Weights sum up; shares are compared by
//! cross multiplication. The order of reviews does not matter, and raising a level never lowers the outcome: for that
//! reason optional criteria are reported and decide nothing (docs/decisions/0030). Knows nothing about people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fraction::Fraction;
use super::rubric::{Criterion, CriterionId, Level};

/// The weight of a review when weights are off, in thousandths.
pub const FULL_WEIGHT: u32 = 1_000;
/// The name of this rule, kept with every decision.
pub const RULE_VERSION: &str = "v1";
/// The share of weight that decides unless a policy says otherwise.
pub const USUAL_THETA: Fraction = Fraction::constant(3, 5);
const HEAVIEST: u32 = 1_000_000;

/// The numbers of a policy that decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How many reviewers have to agree.
    pub k: u32,
    /// How many there are at most.
    pub k_max: u32,
    /// The share of weight that has to agree.
    pub theta: Fraction,
}

/// What the rule has to know of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The criterion.
    pub id: CriterionId,
    /// How many levels it has.
    pub levels: u32,
    /// The level that has to be reached.
    pub required: Level,
    /// Whether the outcome depends on it.
    pub mandatory: bool,
}

impl Bar {
    /// The bar of a rubric's criterion.
    pub fn of(criterion: &Criterion) -> Self {
        Self {
            id: criterion.id.clone(),
            levels: u32::try_from(criterion.levels.len()).unwrap_or(u32::MAX),
            required: criterion.required,
            mandatory: criterion.mandatory,
        }
    }
}

/// What one reviewer found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Judgement {
    /// How much it counts, in thousandths.
    pub weight: u32,
    /// The level of each criterion.
    pub levels: BTreeMap<CriterionId, Level>,
}

/// What the reviews say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A mandatory criterion is not reached.
    NotYet,
    /// Fewer reviews than decide.
    Wait,
    /// One more reviewer is asked.
    ThirdReviewer,
    /// The reviewers cannot settle it.
    Moderator,
    /// The achievement is earned.
    Accept,
}

/// What the reviews say of one criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Reached.
    Pass,
    /// Not reached.
    Fail,
    /// Too few reviews, or too little agreement.
    Unclear,
}

/// The record of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRecord {
    /// The criterion.
    pub id: CriterionId,
    /// What the reviews say.
    pub state: Standing,
    /// The lower weighted median of the levels; none without reviews.
    pub achieved: Option<Level>,
}

/// What the rule makes of the reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What follows.
    pub outcome: Outcome,
    /// In the order of the rubric.
    pub criteria: Vec<CriterionRecord>,
    /// The share of weight of those who found every mandatory criterion reached; none without reviews.
    pub whole_share: Option<Fraction>,
}

/// Why reviews cannot be decided upon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// No criterion, or none that counts.
    #[error("there is no mandatory criterion to decide on")]
    NothingToDecide,
    /// The numbers do not decide.
    #[error("the policy cannot decide: k is at least 1, k_max at least k, and theta more than 1/2 and at most 1")]
    Rule,
    /// A bar that nobody can miss or reach.
    #[error("criterion `{0}` requires a level that it does not have")]
    Bar(CriterionId),
    /// Two criteria have one name.
    #[error("two criteria are called `{0}`")]
    Twice(CriterionId),
    /// A review without a level.
    #[error("review {review} has no level for criterion `{id}`")]
    Missing {
        /// Counted from 1.
        review: usize,
        /// The criterion.
        id: CriterionId,
    },
    /// A review of something else.
    #[error("review {review} judges `{id}`, which is no criterion here")]
    Unknown {
        /// Counted from 1.
        review: usize,
        /// What it judges.
        id: CriterionId,
    },
    /// A level that does not exist.
    #[error("review {review} gives level {level} for criterion `{id}`, whose levels are 0 to {highest}")]
    NoSuchLevel {
        /// Counted from 1.
        review: usize,
        /// The criterion.
        id: CriterionId,
        /// The level.
        level: Level,
        /// The highest there is.
        highest: u32,
    },
    /// A weight out of range.
    #[error("review {review} weighs {weight}; weights are 1 to 1,000,000 (1000 is a full one)")]
    Weight {
        /// Counted from 1.
        review: usize,
        /// The weight.
        weight: u32,
    },
}

/// Applies the rule.
///
/// # Errors
/// [`DecisionError`] for the first thing that makes no sense.
pub fn decide(bars: &[Bar], rule: Rule, judgements: &[Judgement]) -> Result<Verdict, DecisionError> {
    check(bars, rule, judgements)?;
    let total: u64 = judgements.iter().map(|judgement| u64::from(judgement.weight)).sum();
    let passes = |judgement: &Judgement, bar: &Bar| judgement.levels.get(&bar.id).is_some_and(|l| *l >= bar.required);
    let criteria: Vec<CriterionRecord> = bars
        .iter()
        .map(|bar| {
            let of = |side: bool| judgements.iter().filter(move |judgement| passes(judgement, bar) == side);
            let agrees = |side: bool| {
                let weight: u64 = of(side).map(|judgement| u64::from(judgement.weight)).sum();
                of(side).count() >= rule.k as usize && rule.theta.is_reached_by(weight, total)
            };
            let state = match (agrees(true), agrees(false)) {
                (true, _) => Standing::Pass,
                (_, true) => Standing::Fail,
                _ => Standing::Unclear,
            };
            CriterionRecord { id: bar.id.clone(), state, achieved: lower_weighted_median(&bar.id, judgements) }
        })
        .collect();
    let is_whole = |judgement: &&Judgement| bars.iter().all(|bar| !bar.mandatory || passes(judgement, bar));
    let whole: u64 = judgements.iter().filter(is_whole).map(|judgement| u64::from(judgement.weight)).sum();
    let outcome = outcome(bars, rule, &criteria, (judgements.len(), whole, total));
    Ok(Verdict { outcome, criteria, whole_share: Fraction::new(whole.into(), total.into()) })
}

fn outcome(bars: &[Bar], rule: Rule, criteria: &[CriterionRecord], reviews: (usize, u64, u64)) -> Outcome {
    let (count, whole, total) = reviews;
    if count < rule.k as usize {
        return Outcome::Wait;
    }
    let any = |state| bars.iter().zip(criteria).any(|(bar, record)| bar.mandatory && record.state == state);
    if any(Standing::Fail) {
        return Outcome::NotYet;
    }
    // All criteria may pass although most reviewers missed something, each something else: that is no agreement.
    if any(Standing::Unclear) || 2 * whole <= total {
        return if count < rule.k_max as usize { Outcome::ThirdReviewer } else { Outcome::Moderator };
    }
    Outcome::Accept
}

/// The smallest level that at least half of the weight does not exceed.
fn lower_weighted_median(id: &CriterionId, judgements: &[Judgement]) -> Option<Level> {
    let mut given: Vec<(Level, u64)> =
        judgements.iter().filter_map(|j| Some((*j.levels.get(id)?, u64::from(j.weight)))).collect();
    given.sort_unstable();
    let total: u64 = given.iter().map(|(_, weight)| weight).sum();
    let mut below = 0;
    given.into_iter().find_map(|(level, weight)| {
        below += weight;
        (2 * below >= total).then_some(level)
    })
}

fn check(bars: &[Bar], rule: Rule, judgements: &[Judgement]) -> Result<(), DecisionError> {
    let theta = rule.theta;
    if rule.k == 0 || rule.k_max < rule.k || 2 * theta.over() <= theta.under() || theta.over() > theta.under() {
        return Err(DecisionError::Rule);
    }
    if !bars.iter().any(|bar| bar.mandatory) {
        return Err(DecisionError::NothingToDecide);
    }
    for (at, bar) in bars.iter().enumerate() {
        if u32::from(bar.required) >= bar.levels {
            return Err(DecisionError::Bar(bar.id.clone()));
        }
        if bars[..at].iter().any(|other| other.id == bar.id) {
            return Err(DecisionError::Twice(bar.id.clone()));
        }
    }
    judgements.iter().enumerate().try_for_each(|(at, judgement)| check_one(bars, at + 1, judgement))
}

fn check_one(bars: &[Bar], review: usize, judgement: &Judgement) -> Result<(), DecisionError> {
    if !(1..=HEAVIEST).contains(&judgement.weight) {
        return Err(DecisionError::Weight { review, weight: judgement.weight });
    }
    if let Some(id) = judgement.levels.keys().find(|id| !bars.iter().any(|bar| bar.id == **id)) {
        return Err(DecisionError::Unknown { review, id: id.clone() });
    }
    for bar in bars {
        match judgement.levels.get(&bar.id) {
            None => return Err(DecisionError::Missing { review, id: bar.id.clone() }),
            Some(level) if u32::from(*level) >= bar.levels => {
                let (id, highest) = (bar.id.clone(), bar.levels - 1);
                return Err(DecisionError::NoSuchLevel { review, id, level: *level, highest });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
