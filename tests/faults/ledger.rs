//! What clients were told, and what they asked for without hearing an answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use accolade::clock::Timestamp;
use accolade::status::Bitstring;
use serde_json::Value;

/// A request to award, under its idempotency key.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) path: &'static str,
    pub(crate) body: String,
    /// What was answered, byte for byte, when something was.
    pub(crate) answer: Option<String>,
    /// When it was sent again, in microseconds since 1970.
    pub(crate) replayed_at: Option<i64>,
}

/// A status list as somebody saw it last.
#[derive(Clone)]
pub(crate) struct Seen {
    bits: Bitstring,
    valid_from: Timestamp,
}

/// Everything that was told and asked.
#[derive(Default)]
pub(crate) struct Ledger {
    attempts: Mutex<BTreeMap<String, Attempt>>,
    /// Acknowledged awards: where their list is and which entry they have.
    awards: Mutex<BTreeMap<String, (String, u64)>>,
    /// Awards whose revocation was asked for, and whether it was acknowledged.
    revocations: Mutex<BTreeMap<String, bool>>,
    lists: Mutex<BTreeMap<String, Seen>>,
    counts: Mutex<BTreeMap<&'static str, usize>>,
    wrong: Mutex<BTreeSet<String>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    pub(crate) fn count(&self, what: &'static str) {
        *lock(&self.counts).entry(what).or_default() += 1;
    }

    pub(crate) fn counted(&self, what: &str) -> usize {
        lock(&self.counts).get(what).copied().unwrap_or_default()
    }

    /// Notes that something is not as it must be.
    pub(crate) fn object(&self, what: String) {
        lock(&self.wrong).insert(what);
    }

    pub(crate) fn objections(&self) -> Vec<String> {
        lock(&self.wrong).iter().cloned().collect()
    }

    pub(crate) fn attempts(&self) -> BTreeMap<String, Attempt> {
        lock(&self.attempts).clone()
    }

    pub(crate) fn awards(&self) -> BTreeMap<String, (String, u64)> {
        lock(&self.awards).clone()
    }

    pub(crate) fn revocations(&self) -> BTreeMap<String, bool> {
        lock(&self.revocations).clone()
    }

    /// Notes a request before it is sent.
    pub(crate) fn attempt(&self, key: &str, path: &'static str, body: &str) {
        let attempt = Attempt { path, body: body.into(), answer: None, replayed_at: None };
        lock(&self.attempts).entry(key.into()).or_insert(attempt);
    }

    /// Notes that a request is sent again.
    pub(crate) fn replay(&self, key: &str, at: i64) {
        if let Some(attempt) = lock(&self.attempts).get_mut(key) {
            attempt.replayed_at.get_or_insert(at);
        }
    }

    /// Notes an answer; a later one to the same key must be the same.
    pub(crate) fn acknowledge(&self, key: &str, body: &str) {
        let mut attempts = lock(&self.attempts);
        let Some(attempt) = attempts.get_mut(key) else { return };
        match &attempt.answer {
            Some(known) if known != body => {
                drop(attempts);
                self.object(format!("V1: the key {key} was answered in two ways"));
                return;
            }
            Some(_) => return,
            None => attempt.answer = Some(body.to_owned()),
        }
        drop(attempts);
        let value: Value = serde_json::from_str(body).unwrap_or_default();
        let entry = &value["credential"]["credentialStatus"];
        let entry = if entry.is_array() { &entry[0] } else { entry };
        let list = entry["statusListCredential"].as_str().and_then(path_of);
        let index = entry["statusListIndex"].as_str().and_then(|index| index.parse().ok());
        if let (Some(award), Some(list), Some(index)) = (value["awardId"].as_str(), list, index) {
            lock(&self.awards).insert(award.into(), (list, index));
        }
    }

    /// Notes that a revocation is asked for, or was acknowledged.
    pub(crate) fn revoke(&self, award: &str, is_acknowledged: bool) {
        *lock(&self.revocations).entry(award.into()).or_default() |= is_acknowledged;
    }

    /// What a reader of a list may count on from now on: the last state that anybody was shown, and what was revoked.
    pub(crate) fn floor(&self, list: &str) -> (Option<Seen>, Vec<u64>) {
        let seen = lock(&self.lists).get(list).cloned();
        let revoked: Vec<String> =
            lock(&self.revocations).iter().filter(|(_, done)| **done).map(|(award, _)| award.clone()).collect();
        let awards = lock(&self.awards);
        let of_list = |award: String| awards.get(&award).filter(|(of, _)| of == list).map(|(_, index)| *index);
        (seen, revoked.into_iter().filter_map(of_list).collect())
    }

    /// Compares a list with what its reader could count on before asking, and keeps what is new.
    pub(crate) fn see(&self, list: &str, body: &str, floor: &(Option<Seen>, Vec<u64>)) {
        let value: Value = serde_json::from_str(body).unwrap_or_default();
        let bits = value["credentialSubject"]["encodedList"].as_str().and_then(|text| Bitstring::decode(text).ok());
        let valid_from = value["validFrom"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let (Some(bits), Some(valid_from)) = (bits, valid_from) else {
            return self.object("V4: a torn status list".into());
        };
        let (seen, revoked) = floor;
        if let Some(seen) = seen {
            if (0..bits.len() as u64).any(|index| is_set(&seen.bits, index) && !is_set(&bits, index)) {
                self.object("V4: a status list shows less than an earlier one".into());
            }
            if valid_from < seen.valid_from {
                self.object("V4: a status list is from before an earlier one".into());
            }
        }
        if revoked.iter().any(|index| !is_set(&bits, *index)) {
            self.object("V4: an acknowledged revocation is not on the list".into());
        }
        let mut lists = lock(&self.lists);
        let newest = lists.entry(list.into()).or_insert_with(|| Seen { bits: bits.clone(), valid_from });
        if valid_from > newest.valid_from || bits.count_set() > newest.bits.count_set() {
            *newest = Seen { bits, valid_from };
        }
    }
}

fn is_set(bits: &Bitstring, index: u64) -> bool {
    bits.is_set(index).unwrap_or(false)
}

/// The path of an address.
fn path_of(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    Some(rest[rest.find('/')?..].to_owned())
}
