//! What a simulation found.

use serde::Serialize;

use super::people::DAY;
use crate::review::agreement::gini;

/// Figures of one run. Days count from the submission to the decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Claims that came in.
    pub claims: u32,
    /// Half of the claims were decided within so many days; none when fewer than half were.
    pub p50_days: Option<f64>,
    /// Nine tenths.
    pub p90_days: Option<f64>,
    /// Ninety-nine hundredths.
    pub p99_days: Option<f64>,
    /// The share decided within 7 days.
    pub within_7_days: f64,
    /// The share that was never decided.
    pub undecided: f64,
    /// The share that a moderator had to look at.
    pub moderator: f64,
    /// How unevenly reviews are spread, by the time that people offered; of those who stayed.
    pub gini: Option<f64>,
    /// Mails to reviewers per claim.
    pub mails_per_claim: f64,
    /// Counted reviews per claim.
    pub reviews_per_claim: f64,
}

/// What is counted on the way.
#[derive(Default)]
pub(super) struct Count {
    /// Seconds from submission to decision, of decided claims.
    pub(super) waits: Vec<i64>,
    pub(super) moderated: u32,
    pub(super) mails: u32,
    pub(super) reviews: u32,
    /// Reviews by capacity, of each person who stayed.
    pub(super) loads: Vec<f64>,
}

impl Figures {
    pub(super) fn new(claims: u32, mut count: Count) -> Self {
        count.waits.sort_unstable();
        let days = |seconds: i64| rounded(seconds as f64 / DAY as f64);
        let quantile = |hundredths: usize| {
            let at = (claims as usize * hundredths).div_ceil(100).saturating_sub(1);
            count.waits.get(at).map(|seconds| days(*seconds))
        };
        let share = |part: usize| if claims == 0 { 0.0 } else { part as f64 / f64::from(claims) };
        Self {
            claims,
            p50_days: quantile(50),
            p90_days: quantile(90),
            p99_days: quantile(99),
            within_7_days: share(count.waits.iter().filter(|wait| **wait <= 7 * DAY).count()),
            undecided: share((claims as usize).saturating_sub(count.waits.len())),
            moderator: share(count.moderated as usize),
            gini: gini(&count.loads).map(rounded),
            mails_per_claim: rounded(share(count.mails as usize)),
            reviews_per_claim: rounded(share(count.reviews as usize)),
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
