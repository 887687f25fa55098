//! A claim's history: its events in order, each with the hash of the one before, so that a change or a gap shows.
//!
//! Knows nothing about where it is kept.

use serde::{Deserialize, Serialize};

use super::claim::Event;
use super::content_hash::ContentHash;
use crate::clock::Timestamp;
use crate::ids::ClaimId;

/// An event in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counted from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// The hash of the entry before; none for the first.
    pub previous: Option<ContentHash>,
    /// The hash of all of the above and the claim.
    pub hash: ContentHash,
}

/// Where a history is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the history of the claim is broken at entry {number}: it was changed, or something before it is missing")]
pub struct Broken {
    /// The place, counted from 1.
    pub number: u64,
}

impl Entry {
    /// The entry that follows on `previous`.
    pub fn after(previous: Option<&Self>, claim: &ClaimId, at: Timestamp, event: Event) -> Self {
        let number = previous.map_or(1, |previous| previous.number + 1);
        let previous = previous.map(|previous| previous.hash);
        let hash = ContentHash::of(&(claim, number, at, &event, previous));
        Self { number, at, event, previous, hash }
    }
}

/// Checks a whole history; `last` is the hash of the last entry as it is known from elsewhere, such as the audit log:
/// without it, entries missing at the end cannot show.
///
/// # Errors
/// [`Broken`] with the first entry that does not follow.
pub fn verify(claim: &ClaimId, entries: &[Entry], last: Option<ContentHash>) -> Result<(), Broken> {
    let mut previous: Option<&Entry> = None;
    for (number, entry) in (1..).zip(entries) {
        if *entry != Entry::after(previous, claim, entry.at, entry.event.clone()) {
            return Err(Broken { number });
        }
        previous = Some(entry);
    }
    let is_whole = last.is_none_or(|last| previous.is_some_and(|entry| entry.hash == last));
    if is_whole { Ok(()) } else { Err(Broken { number: entries.len() as u64 + 1 }) }
}
