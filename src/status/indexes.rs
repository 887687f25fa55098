//! Which entry the n-th credential of a list gets: unique, and without the key not to be guessed.
//!
//! Bitstring Status List, `#privacy-considerations`, wants random indices; drawing them and looking for collisions
//! races. A keyed permutation of the counter needs no look-up: a Feistel network over the bits of the index, walked
//! on when it lands beyond the end of a list whose length is no power of four.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

const ROUNDS: u8 = 8;

/// The permutation of one list.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Indexes {
    key: [u8; 32],
    entries: u64,
}

impl Indexes {
    /// The permutation that `key` makes of a list of `entries`.
    pub fn new(key: [u8; 32], entries: usize) -> Self {
        Self { key, entries: entries as u64 }
    }

    /// The entry of the credential number `counter`, from 0; `None` when the list is full.
    pub fn index(&self, counter: u64) -> Option<u64> {
        if counter >= self.entries {
            return None;
        }
        // A permutation of a superset of the entries: walking on from outside always comes back inside.
        let mut value = self.permute(counter);
        while value >= self.entries {
            value = self.permute(value);
        }
        Some(value)
    }

    fn permute(&self, value: u64) -> u64 {
        let half_bits = (64 - self.entries.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
        let mask = (1u64 << half_bits) - 1;
        let (mut left, mut right) = (value >> half_bits, value & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (self.round(round, right) & mask));
        }
        (left << half_bits) | right
    }

    fn round(&self, round: u8, half: u64) -> u64 {
        let hash = Sha256::new()
            .chain_update(self.key)
            .chain_update(self.entries.to_be_bytes())
            .chain_update([round])
            .chain_update(half.to_be_bytes())
            .finalize();
        hash.iter().take(8).fold(0, |value, byte| (value << 8) | u64::from(*byte))
    }
}
