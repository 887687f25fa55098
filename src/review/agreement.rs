//! How far raters agree: Krippendorff's alpha, Gwet's AC1, kappa, raw agreement.
//!
//! For a programme, never for one claim: one item always gives alpha 0, and ratings that are all equal give none. All
//! figures are exact fractions. Knows nothing about who rated what.

use std::collections::BTreeMap;

use super::fraction::Fraction;

/// How far two levels lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// By how many ratings lie between them.
    Ordinal,
    /// By the square of their difference.
    Interval,
}

/// Ratings of the same items: a row for each rater, `None` where one did not rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratings {
    rows: Vec<Vec<Option<u16>>>,
    levels: u32,
}

/// Why ratings cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatingsError {
    /// One rater, or none.
    #[error("there are ratings of {0} raters; at least 2 are compared")]
    TooFewRaters(usize),
    /// Too many.
    #[error("there are {0} raters; at most 40 are compared at once")]
    TooManyRaters(usize),
    /// Rows of different lengths.
    #[error("rater {rater} has {found} ratings where the first has {wanted}; write null for a missing one")]
    Ragged {
        /// Counted from 1.
        rater: usize,
        /// How many there are.
        found: usize,
        /// How many the first has.
        wanted: usize,
    },
    /// No items, or too many.
    #[error("there are {0} rated items; between 1 and 100,000 are compared")]
    Items(usize),
    /// A rating that is no level.
    #[error("rater {rater} gives {level}, but there are {levels} levels, counted from 0")]
    Level {
        /// Counted from 1.
        rater: usize,
        /// The rating.
        level: u16,
        /// How many levels there are.
        levels: u32,
    },
}

impl Ratings {
    /// Ratings with as many levels as there are different ones.
    ///
    /// # Errors
    /// [`RatingsError`] for the first thing that is wrong.
    pub fn new(rows: Vec<Vec<Option<u16>>>) -> Result<Self, RatingsError> {
        let mut seen: Vec<u16> = rows.iter().flatten().flatten().copied().collect();
        seen.sort_unstable();
        seen.dedup();
        let levels = u32::try_from(seen.len()).unwrap_or(u32::MAX);
        check_shape(&rows)?;
        Ok(Self { rows, levels })
    }

    /// Ratings on a scale from 0 to `levels` - 1, of which not every level need be used.
    ///
    /// # Errors
    /// [`RatingsError`] for the first thing that is wrong.
    pub fn on_scale(rows: Vec<Vec<Option<u16>>>, levels: u32) -> Result<Self, RatingsError> {
        check_shape(&rows)?;
        for (at, row) in rows.iter().enumerate() {
            if let Some(level) = row.iter().flatten().copied().find(|level| u32::from(*level) >= levels) {
                return Err(RatingsError::Level { rater: at + 1, level, levels });
            }
        }
        Ok(Self { rows, levels })
    }

    /// How many rated.
    pub fn raters(&self) -> usize {
        self.rows.len()
    }

    /// How many items at least two rated.
    pub fn items(&self) -> usize {
        self.pairable().count()
    }

    /// Each item's ratings, counted by level; only items that at least two rated.
    fn pairable(&self) -> impl Iterator<Item = BTreeMap<u16, i128>> {
        self.counted().filter(|counts| counts.values().sum::<i128>() > 1)
    }

    fn counted(&self) -> impl Iterator<Item = BTreeMap<u16, i128>> {
        let items = self.rows.first().map_or(0, Vec::len);
        (0..items).map(|item| {
            let mut counts = BTreeMap::new();
            for level in self.rows.iter().filter_map(|row| row[item]) {
                *counts.entry(level).or_insert(0) += 1;
            }
            counts
        })
    }

    /// Krippendorff's alpha; `None` when all ratings that can be paired are equal, or none can.
    pub fn alpha(&self, metric: Metric) -> Option<Fraction> {
        let mut totals: BTreeMap<u16, i128> = BTreeMap::new();
        // Items are grouped by how many rated them, so that whole numbers suffice: (raters - 1) divides at the end.
        let mut groups: BTreeMap<i128, BTreeMap<(u16, u16), i128>> = BTreeMap::new();
        for counts in self.pairable() {
            let raters: i128 = counts.values().sum();
            let group = groups.entry(raters - 1).or_default();
            for (low, many) in &counts {
                *totals.entry(*low).or_insert(0) += many;
                for (high, others) in counts.range(low + 1..) {
                    *group.entry((*low, *high)).or_insert(0) += many * others;
                }
            }
        }
        let all: i128 = totals.values().sum();
        let distance = |low: u16, high: u16| distance(metric, &totals, low, high);
        let mut expected = 0_i128;
        for (low, many) in &totals {
            for (high, others) in totals.range(low + 1..) {
                expected = expected.checked_add((many * others).checked_mul(distance(*low, *high))?)?;
            }
        }
        let common = groups.keys().try_fold(1_i128, |common, part| least_common_multiple(common, *part))?;
        let mut observed = 0_i128;
        for (part, pairs) in &groups {
            for ((low, high), many) in pairs {
                let one = many.checked_mul(distance(*low, *high))?.checked_mul(common / part)?;
                observed = observed.checked_add(one)?;
            }
        }
        let whole = expected.checked_mul(common)?;
        Fraction::new(whole.checked_sub((all - 1).checked_mul(observed)?)?, whole)
    }

    /// The share of pairs of ratings of one item that are equal, each item counting once.
    pub fn raw_agreement(&self) -> Option<Fraction> {
        let mut sums: BTreeMap<i128, i128> = BTreeMap::new();
        for counts in self.pairable() {
            let raters: i128 = counts.values().sum();
            let equal = sums.entry(raters * (raters - 1)).or_insert(0);
            *equal += counts.values().map(|many| many * (many - 1)).sum::<i128>();
        }
        mean(sums.into_iter().map(|(pairs, equal)| (equal, pairs)), i128::try_from(self.items()).ok()?)
    }

    /// Gwet's AC1: agreement beyond chance where chance means ratings that are hard to give. `None` for one level.
    pub fn ac1(&self) -> Option<Fraction> {
        let agreed = self.raw_agreement()?;
        let items = i128::try_from(self.counted().filter(|counts| !counts.is_empty()).count()).ok()?;
        let mut by_level: BTreeMap<u16, BTreeMap<i128, i128>> = BTreeMap::new();
        for counts in self.counted() {
            let raters: i128 = counts.values().sum();
            for (level, many) in counts {
                *by_level.entry(level).or_default().entry(raters).or_insert(0) += many;
            }
        }
        let mut chance = Fraction::new(0, 1)?;
        for parts in by_level.into_values() {
            let share = mean(parts.into_iter().map(|(raters, many)| (many, raters)), items)?;
            let both = times(share, Fraction::new(share.under() - share.over(), share.under())?)?;
            chance = plus(chance, both)?;
        }
        let levels = i128::from(self.levels);
        let chance = times(chance, Fraction::new(1, levels - 1)?)?;
        beyond(agreed, chance)
    }

    /// Cohen's kappa of two raters, over the items that both rated; `None` for more raters, or when chance explains all.
    pub fn kappa(&self) -> Option<Fraction> {
        self.cohen(|a, b| i128::from(a != b))
    }

    /// Cohen's kappa where a difference weighs by its square.
    pub fn quadratic_kappa(&self) -> Option<Fraction> {
        self.cohen(|a, b| (i128::from(a) - i128::from(b)).pow(2))
    }

    fn cohen(&self, weight: impl Fn(u16, u16) -> i128) -> Option<Fraction> {
        let [one, two] = self.rows.as_slice() else { return None };
        let pairs: Vec<(u16, u16)> = one.iter().zip(two).filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
        let count = |values: &mut dyn Iterator<Item = u16>| {
            values.fold(BTreeMap::new(), |mut counts: BTreeMap<u16, i128>, level| {
                *counts.entry(level).or_insert(0) += 1;
                counts
            })
        };
        let (first, second) =
            (count(&mut pairs.iter().map(|pair| pair.0)), count(&mut pairs.iter().map(|pair| pair.1)));
        let observed: i128 = pairs.iter().map(|(a, b)| weight(*a, *b)).sum();
        let expected: i128 = first
            .iter()
            .flat_map(|(a, n)| second.iter().map(move |(b, m)| (a, b, n * m)))
            .map(|(a, b, n)| n * weight(*a, *b))
            .sum();
        let items = i128::try_from(pairs.len()).ok()?;
        Fraction::new(expected - items * observed, expected)
    }

    /// Fleiss' kappa: for any number of raters who all rated every item.
    pub fn fleiss_kappa(&self) -> Option<Fraction> {
        if self.rows.iter().flatten().any(Option::is_none) {
            return None;
        }
        let mut totals: BTreeMap<u16, i128> = BTreeMap::new();
        for level in self.rows.iter().flatten().flatten() {
            *totals.entry(*level).or_insert(0) += 1;
        }
        let all: i128 = totals.values().sum();
        let chance = Fraction::new(totals.values().map(|many| many * many).sum(), all * all)?;
        beyond(self.raw_agreement()?, chance)
    }
}

fn check_shape(rows: &[Vec<Option<u16>>]) -> Result<(), RatingsError> {
    match rows.len() {
        raters @ 0..=1 => return Err(RatingsError::TooFewRaters(raters)),
        raters @ 41.. => return Err(RatingsError::TooManyRaters(raters)),
        _ => {}
    }
    let wanted = rows[0].len();
    if !(1..=100_000).contains(&wanted) {
        return Err(RatingsError::Items(wanted));
    }
    match rows.iter().position(|row| row.len() != wanted) {
        Some(at) => Err(RatingsError::Ragged { rater: at + 1, found: rows[at].len(), wanted }),
        None => Ok(()),
    }
}

fn distance(metric: Metric, totals: &BTreeMap<u16, i128>, low: u16, high: u16) -> i128 {
    match metric {
        Metric::Nominal => 1,
        Metric::Interval => (i128::from(high) - i128::from(low)).pow(2),
        Metric::Ordinal => {
            // Twice the usual figure, which has halves in it; alpha is a quotient of two such.
            let between: i128 = totals.range(low..=high).map(|(_, many)| many).sum();
            (2 * between - totals[&low] - totals[&high]).pow(2)
        }
    }
}

fn least_common_multiple(a: i128, b: i128) -> Option<i128> {
    a.checked_mul(Fraction::new(b, a)?.over())
}

/// The sum of `parts` (over, under), divided by `count`.
fn mean(parts: impl Iterator<Item = (i128, i128)>, count: i128) -> Option<Fraction> {
    let mut sum = Fraction::new(0, 1)?;
    for (over, under) in parts {
        sum = plus(sum, Fraction::new(over, under)?)?;
    }
    times(sum, Fraction::new(1, count)?)
}

fn plus(a: Fraction, b: Fraction) -> Option<Fraction> {
    let over = a.over().checked_mul(b.under())?.checked_add(b.over().checked_mul(a.under())?)?;
    Fraction::new(over, a.under().checked_mul(b.under())?)
}

fn times(a: Fraction, b: Fraction) -> Option<Fraction> {
    Fraction::new(a.over().checked_mul(b.over())?, a.under().checked_mul(b.under())?)
}

/// (agreed - chance) / (1 - chance).
fn beyond(agreed: Fraction, chance: Fraction) -> Option<Fraction> {
    let over = agreed.over().checked_mul(chance.under())?.checked_sub(chance.over().checked_mul(agreed.under())?)?;
    let under = agreed.under().checked_mul(chance.under().checked_sub(chance.over())?)?;
    Fraction::new(over, under)
}

/// How unevenly `loads` are spread: 0 when all carry the same, towards 1 when one carries all. `None` without any load.
pub fn gini(loads: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = loads.iter().copied().filter(|load| load.is_finite() && *load >= 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (count, total) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if total <= 0.0 {
        return None;
    }
    let weighted: f64 = sorted.iter().enumerate().map(|(at, load)| (at as f64 + 1.0) * load).sum();
    Some(2.0 * weighted / (count * total) - (count + 1.0) / count)
}
