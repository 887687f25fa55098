//! Who is asked: a draw among the least loaded, which anybody can repeat once its seed is published.
//!
//! The pick is the smallest HMAC-SHA256 under the epoch's seed over version, claim, attempt, slot, draw and reviewer,
//! joined by NUL. SHA-256 of the seed is published when the epoch begins and the seed when it ends: past draws can be
//! recomputed, future ones not foreseen. Knows nothing about who may be asked.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::content_hash::{ContentHash, bytes_of_hex};
use crate::ids::{ClaimId, PersonId};

const VERSION: &str = "v1";
/// A smaller window tells too much, and is marked.
pub const SMALLEST_WINDOW: usize = 5;
/// How many of the oldest open slots are drawn among for somebody who shows up.
pub const OLDEST_SLOTS: usize = 5;

/// The secret of an epoch.
#[derive(Clone)]
pub struct Seed {
    bytes: Vec<u8>,
    keyed: Hmac<Sha256>,
}

/// The key of one candidate in one draw: the smallest is picked.
pub type Key = ContentHash;

/// Which draw it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawName {
    /// The claim.
    pub claim: ClaimId,
    /// Its attempt.
    pub attempt: u32,
    /// The slot to be filled.
    pub slot: u32,
    /// The number of the draw for this attempt.
    pub draw: u32,
}

/// How much somebody has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Offers and reviews that are open.
    pub open: u32,
    /// Reviews of the last 28 days.
    pub recent: u32,
    /// Reviews that the person is ready to do in a week.
    pub capacity: u32,
}

impl Load {
    /// Open and recent work in weeks, rounded down.
    pub fn bucket(self) -> u32 {
        (self.open.saturating_add(self.recent)).checked_div(self.capacity).unwrap_or(u32::MAX)
    }
}

/// Somebody who may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'r> {
    /// Who.
    pub reviewer: &'r PersonId,
    /// How much there is to do already.
    pub load: Load,
}

/// What a draw did: all that is needed to repeat it with the seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Which draw it was.
    pub name: DrawName,
    /// The lowest bucket.
    pub bucket: u32,
    /// Who took part, with their keys, in the order of the candidates.
    pub window: Vec<(PersonId, Key)>,
    /// Who was picked.
    pub pick: PersonId,
    /// Whether so few took part that the pick could be guessed.
    pub low_entropy: bool,
}

impl Seed {
    /// A seed of these bytes.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn new(bytes: &[u8]) -> Self {
        let keyed = Hmac::new_from_slice(bytes).expect("HMAC takes keys of any length");
        Self { bytes: bytes.to_vec(), keyed }
    }

    /// A seed as it is published: 64 hexadecimal digits stand for 32 bytes, any other text for itself.
    pub fn from_text(text: &str) -> Self {
        bytes_of_hex(text).map_or_else(|| Self::new(text.as_bytes()), |bytes| Self::new(&bytes))
    }

    /// What is published when the epoch begins: SHA-256 of the seed.
    pub fn commitment(&self) -> ContentHash {
        ContentHash::of_bytes(&self.bytes)
    }

    /// A candidate's key in a draw.
    pub fn key(&self, name: &DrawName, reviewer: &PersonId) -> Key {
        self.finish(self.begin(name), reviewer)
    }

    fn begin(&self, name: &DrawName) -> Hmac<Sha256> {
        let DrawName { claim, attempt, slot, draw } = name;
        let mut keyed = self.keyed.clone();
        keyed.update(format!("{VERSION}\0{claim}\0{attempt}\0{slot}\0{draw}\0").as_bytes());
        keyed
    }

    fn finish(&self, mut begun: Hmac<Sha256>, reviewer: &PersonId) -> Key {
        begun.update(reviewer.as_str().as_bytes());
        ContentHash::from_bytes(begun.finalize().into_bytes().into())
    }

    /// Draws among the candidates of the lowest `buckets` buckets; `None` without candidates.
    pub fn draw(&self, name: &DrawName, candidates: &[Candidate<'_>], buckets: u32) -> Option<Drawn> {
        let bucket = candidates.iter().map(|candidate| candidate.load.bucket()).min()?;
        let begun = self.begin(name);
        let window: Vec<(PersonId, Key)> = candidates
            .iter()
            .filter(|candidate| candidate.load.bucket() - bucket < buckets.max(1))
            .map(|candidate| (candidate.reviewer.clone(), self.finish(begun.clone(), candidate.reviewer)))
            .collect();
        let (pick, _) = window.iter().min_by(|one, other| one.1.cmp(&other.1).then_with(|| one.0.cmp(&other.0)))?;
        let low_entropy = window.len() < SMALLEST_WINDOW;
        Some(Drawn { name: name.clone(), bucket, pick: pick.clone(), low_entropy, window })
    }

    /// Which of the open slots somebody who shows up gets: drawn among the 5 oldest. `slots` run from old to new and
    /// hold only those that the person may have.
    pub fn hand_out(&self, reviewer: &PersonId, slots: &[DrawName]) -> Option<usize> {
        let oldest = slots.iter().take(OLDEST_SLOTS);
        oldest.map(|name| self.key(name, reviewer)).enumerate().min_by_key(|(_, key)| *key).map(|(at, _)| at)
    }

    /// Whether the reviewer's next piece of work is one whose levels are known: one in twenty, not to be foreseen.
    pub fn calls_for_gold(&self, reviewer: &PersonId, hand_outs: u32) -> bool {
        let mut keyed = self.keyed.clone();
        keyed.update(format!("{VERSION}\0gold\0{hand_outs}\0{reviewer}").as_bytes());
        let bytes = keyed.finalize().into_bytes();
        u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).is_multiple_of(20)
    }
}

impl std::fmt::Debug for Seed {
    /// Shows what may be known: the commitment.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seed(commitment {})", self.commitment())
    }
}
