//! What the verifications of one batch have in common: each document is asked for once, and each status list is
//! unpacked and verified once, however many badges stand on it.
//!
//! The batch as a whole may take so much of the network and no more; what goes beyond could not be found out, which is
//! said, and never counts as good or bad. A list is verified with an allowance of its own, so that a badge that has used
//! up its own cannot spoil the list for the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::asked::{Answered, TIME_LIMIT};
use super::report::{Code, IssuerBinding};
use crate::clock::Stopwatch;
use crate::fetch::{Documents, FetchError, Purpose};
use crate::status::PublishedList;

/// Documents that one batch may ask for.
const DOCUMENTS_LIMIT: usize = 2_000;
/// Time that all its verifications together may wait for documents.
const WAITING_LIMIT: Duration = Duration::from_secs(300);
/// Failures of one host, one after the other, after which it is taken to be down.
const FAILURES_LIMIT: u8 = 3;
/// Bytes of documents and lists that are kept for the others.
const KEPT_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// A status list that is genuine.
pub(super) struct FoundList {
    pub(super) published: PublishedList,
    /// What shows that its issuer signed it.
    pub(super) binding: IssuerBinding,
}

/// A status list, or why there is none.
pub(super) type List = Result<Arc<FoundList>, (Code, String)>;

/// A list, with what had to be asked for it.
pub(super) struct KnownList {
    pub(super) list: List,
    pub(super) answers: Vec<Answered>,
}

type Answer = Result<Arc<[u8]>, FetchError>;
/// Found out by whoever comes first; the others wait.
type Once<T> = Arc<OnceLock<T>>;
type Known<K, T> = Mutex<HashMap<K, Once<T>>>;

/// What is known in a batch.
#[derive(Default)]
pub(super) struct Shared {
    documents: Known<(String, Purpose), Answer>,
    /// By address and depth.
    lists: Known<(String, usize), Arc<KnownList>>,
    spent: Mutex<Spent>,
}

#[derive(Default)]
struct Spent {
    documents: usize,
    waited: Duration,
    kept_bytes: usize,
    failures: HashMap<String, u8>,
}

impl Shared {
    /// The document at `address`, asked for by whoever needs it first.
    pub(super) fn fetch(&self, documents: &Documents, address: &str, purpose: Purpose) -> Answer {
        let question = (address.to_owned(), purpose);
        let once = Arc::clone(held(&self.documents).entry(question.clone()).or_default());
        let mut is_too_much = false;
        let answer = once.get_or_init(|| {
            let answer = self.ask(documents, address, purpose);
            is_too_much = !self.keep(answer.as_ref().map_or(0, |body| body.len()));
            answer
        });
        let answer = answer.clone();
        if is_too_much {
            held(&self.documents).remove(&question);
        }
        answer
    }

    fn ask(&self, documents: &Documents, address: &str, purpose: Purpose) -> Answer {
        let host = address.split('/').nth(2).unwrap_or("").to_ascii_lowercase();
        {
            let mut spent = held(&self.spent);
            let shown = || address.chars().take(200).collect();
            if spent.failures.get(&host).is_some_and(|count| *count >= FAILURES_LIMIT) {
                return Err(FetchError::Unreachable(shown()));
            }
            if spent.documents >= DOCUMENTS_LIMIT || spent.waited >= WAITING_LIMIT {
                return Err(FetchError::Spent(shown()));
            }
            spent.documents += 1;
        }
        let watch = Stopwatch::start();
        let answer = documents.fetch_within(address, purpose, TIME_LIMIT);
        let mut spent = held(&self.spent);
        spent.waited += watch.elapsed();
        match &answer {
            Err(FetchError::Unreachable(_) | FetchError::TooSlow(_)) => *spent.failures.entry(host).or_default() += 1,
            _ => {
                spent.failures.remove(&host);
            }
        }
        answer
    }

    /// The status list at `address` for a credential at this depth, verified by whoever needs it first.
    pub(super) fn list(&self, address: &str, depth: usize, find: impl FnOnce() -> KnownList) -> Arc<KnownList> {
        let place = (address.to_owned(), depth);
        let once = Arc::clone(held(&self.lists).entry(place.clone()).or_default());
        let mut is_too_much = false;
        let known = once.get_or_init(|| {
            let known = find();
            is_too_much = !self.keep(known.list.as_ref().map_or(0, |list| list.published.size_bytes()));
            Arc::new(known)
        });
        let known = Arc::clone(known);
        if is_too_much {
            held(&self.lists).remove(&place);
        }
        known
    }

    /// Whether there is room to keep so many bytes.
    fn keep(&self, bytes: usize) -> bool {
        let mut spent = held(&self.spent);
        let sum = spent.kept_bytes + bytes;
        if sum <= KEPT_LIMIT_BYTES {
            spent.kept_bytes = sum;
        }
        sum <= KEPT_LIMIT_BYTES
    }
}

/// The lock, also after a panic elsewhere: every change under it is whole or harmless.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
