//! Chance from a seed: the same at every run.

use crate::ids::Random;

pub(super) struct Chance(Random);

impl Chance {
    /// The `purpose` keeps streams apart that are drawn from one seed.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        Self(Random::seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose))
    }

    /// From 0 up to 1, without 1.
    pub(super) fn unit(&mut self) -> f64 {
        (u64::from_be_bytes(self.0.bytes()) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Waiting time with this mean, without memory.
    pub(super) fn waiting(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A factor around 1 whose logarithm is normally distributed.
    pub(super) fn factor(&mut self, spread: f64) -> f64 {
        let (one, two) = (1.0 - self.unit(), self.unit());
        (spread * (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()).exp()
    }

    /// An index, each as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }
}
