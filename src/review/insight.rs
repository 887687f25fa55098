//! How well a rubric works: how far reviewers agree on each criterion, how long decisions take, and how often an
//! objection changed one. For a programme of many claims, never for one.
//!
//! Agreement is that of the last hundred pieces of work that at least two judged. Below .667 the words of a criterion
//! should be looked at, or its reviewers should be three. Knows nothing about who the people are.

use serde::Serialize;

use super::agreement::{Metric, Ratings, gini};
use super::claim::{Attempt, Claim, Decider};
use super::content_hash::ContentHash;
use super::decision::Outcome;
use super::fraction::Fraction;
use super::reviewer::DAY;
use super::rubric::{Criterion, Rubric};

/// Pieces of work that agreement is measured on: the last ones.
pub const REMEMBERED: usize = 100;
/// Fewer say nothing, however they came out.
pub const FEWEST: usize = 10;

/// What agreement says, by the customary limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// At least .8.
    Good,
    /// At least .667.
    Tentative,
    /// Less: look at the words of the criterion.
    Low,
    /// Too little is known, or all levels are the same.
    Unknown,
}

/// How far reviewers agree on a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionInsight {
    /// What is judged.
    pub name: String,
    /// Pieces of work that at least two judged.
    pub works: usize,
    /// Krippendorff's alpha for ordered levels; none when all are the same.
    pub alpha: Option<f64>,
    /// Gwet's AC1.
    pub ac1: Option<f64>,
    /// The share of equal pairs.
    pub raw: Option<f64>,
    /// What the alpha says.
    pub says: Agreement,
}

/// How a rubric does.
#[derive(Clone, Debug, PartialEq)]
pub struct RubricInsight {
    /// Criterion by criterion.
    pub criteria: Vec<CriterionInsight>,
    /// Decisions, those after an appeal too.
    pub decisions: usize,
    /// Of them, how many accepted the work.
    pub accepted: usize,
    /// Of them, how many a moderator took.
    pub moderated: usize,
    /// Appeals that were decided.
    pub appeals: usize,
    /// Of them, how many changed the decision.
    pub upheld: usize,
    /// Submissions that nobody decided in time.
    pub undecided: usize,
    /// Whole days from submission to the first decision, in order.
    pub days: Vec<u32>,
}

/// Works out how a rubric does, from the claims that were judged by it; the newest come last.
pub fn insight<'c>(claims: impl IntoIterator<Item = &'c Claim>, rubric: &Rubric, hash: ContentHash) -> RubricInsight {
    let attempts: Vec<&Attempt> =
        claims.into_iter().flat_map(Claim::attempts).filter(|attempt| attempt.pinned().rubric == hash).collect();
    let decisions = || attempts.iter().flat_map(|attempt| attempt.decisions());
    let by_moderator = |decider: &Decider| matches!(decider, Decider::Moderator { .. });
    let appeals = || attempts.iter().filter_map(|attempt| attempt.appeal()?.upheld);
    let mut days: Vec<u32> = attempts.iter().filter_map(|attempt| days_of(attempt)).collect();
    days.sort_unstable();
    RubricInsight {
        criteria: rubric.criteria.iter().map(|criterion| agreement(&attempts, criterion)).collect(),
        decisions: decisions().count(),
        accepted: decisions().filter(|decision| decision.outcome == Outcome::Accept).count(),
        moderated: decisions().filter(|decision| by_moderator(&decision.decider)).count(),
        appeals: appeals().count(),
        upheld: appeals().filter(|upheld| *upheld).count(),
        undecided: attempts.iter().filter(|attempt| attempt.standing() == super::AttemptStanding::Undecided).count(),
        days,
    }
}

fn days_of(attempt: &Attempt) -> Option<u32> {
    let decided = attempt.decisions().first()?.at.unix_seconds();
    u32::try_from((decided - attempt.submission().at.unix_seconds()).div_euclid(DAY)).ok()
}

/// The levels of one criterion in the last pieces of work that at least two judged: a row for the first reviewer of
/// each, one for the second, and so on. Who they are does not matter to the measures.
fn agreement(attempts: &[&Attempt], criterion: &Criterion) -> CriterionInsight {
    let levels = |attempt: &&Attempt| -> Vec<u16> {
        let reviews = attempt.panels().first().into_iter().flat_map(|panel| panel.counted());
        reviews.filter_map(|review| review.sheet.levels.get(&criterion.id).copied()).map(u16::from).collect()
    };
    let works: Vec<Vec<u16>> =
        attempts.iter().rev().map(levels).filter(|levels| levels.len() > 1).take(REMEMBERED).collect();
    let widest = works.iter().map(Vec::len).max().unwrap_or(0);
    let rows = (0..widest).map(|at| works.iter().map(|levels| levels.get(at).copied()).collect()).collect();
    let scale = u32::try_from(criterion.levels.len()).unwrap_or(u32::MAX);
    let ratings = if works.is_empty() { None } else { Ratings::on_scale(rows, scale).ok() };
    let alpha = ratings.as_ref().and_then(|ratings| ratings.alpha(Metric::Ordinal));
    CriterionInsight {
        name: criterion.name.clone(),
        works: works.len(),
        alpha: alpha.map(decimal),
        ac1: ratings.as_ref().and_then(Ratings::ac1).map(decimal),
        raw: ratings.as_ref().and_then(Ratings::raw_agreement).map(decimal),
        says: if works.len() < FEWEST { Agreement::Unknown } else { says(alpha) },
    }
}

fn says(alpha: Option<Fraction>) -> Agreement {
    let reaches = |alpha: Fraction, thousandths: i128| alpha.over() * 1_000 >= thousandths * alpha.under();
    match alpha {
        None => Agreement::Unknown,
        Some(alpha) if reaches(alpha, 800) => Agreement::Good,
        Some(alpha) if reaches(alpha, 667) => Agreement::Tentative,
        Some(_) => Agreement::Low,
    }
}

fn decimal(fraction: Fraction) -> f64 {
    fraction.over() as f64 / fraction.under() as f64
}

/// The day by which this share of them had come; none of nothing. `days` are in order.
pub fn quantile(days: &[u32], hundredths: usize) -> Option<u32> {
    let at = (days.len() * hundredths).div_ceil(100).checked_sub(1)?;
    days.get(at).copied()
}

/// How unevenly reviews are spread by what people are ready to do: pairs of reviews and capacity. Those who are ready for
/// nothing are left out. `None` without any review.
pub fn load_gini(work: impl IntoIterator<Item = (u32, u32)>) -> Option<f64> {
    let ready = work.into_iter().filter(|(_, capacity)| *capacity > 0);
    let loads: Vec<f64> = ready.map(|(done, capacity)| f64::from(done) / f64::from(capacity)).collect();
    gini(&loads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_days_that_occurred() {
        let days = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34];
        assert_eq!((quantile(&days, 50), quantile(&days, 90), quantile(&days, 99)), (Some(3), Some(21), Some(34)));
        assert_eq!((quantile(&[4], 50), quantile(&[], 50)), (Some(4), None));
    }

    #[test]
    fn equal_shares_of_what_people_offer_are_even() {
        assert_eq!(load_gini([(2, 2), (4, 4), (0, 0)]), Some(0.0));
        assert_eq!(load_gini([(0, 3), (0, 3)]), None);
        assert!(load_gini([(6, 3), (0, 3)]).expect("a figure") > 0.4);
    }

    #[test]
    fn the_customary_limits_are_met_exactly() {
        let fraction = |over, under| Fraction::new(over, under);
        assert_eq!(says(fraction(4, 5)), Agreement::Good);
        assert_eq!(says(fraction(799, 1_000)), Agreement::Tentative);
        assert_eq!(says(fraction(667, 1_000)), Agreement::Tentative);
        assert_eq!(says(fraction(666, 1_000)), Agreement::Low);
        assert_eq!(says(None), Agreement::Unknown);
    }
}
