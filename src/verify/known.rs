//! What was found out a moment ago: status lists that are genuine, and what stands in DID documents. A service verifies
//! badge after badge of few issuers, and most of the work would be the list's: unpacking it and checking its signature.
//!
//! Only what follows from the documents alone is remembered. Every document that the list rests on is asked for again
//! (most are at hand: our own, and what the fetcher keeps), and a list counts only while all of them are the same to the
//! byte; so a withdrawal is seen as soon as without this.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::asked::Answered;
use super::shared::FoundList;
use crate::clock::Timestamp;
use crate::did::DidDocument;

/// How long a list is believed. What in it ends in the meantime was to end anyway.
const BELIEVED_SECONDS: i64 = 5;
/// Bytes of lists and documents that are kept.
const KEPT_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// DID documents that are kept, and up to which size.
const DOCUMENTS_LIMIT: usize = 256;
const DOCUMENT_LIMIT_BYTES: usize = 16 * 1024;

/// By address, and how deep inside another credential the one lies that names it.
type Place = (String, usize);

/// A document as it was had, and what was read in it.
type Read = (Arc<[u8]>, Arc<DidDocument>);

/// A list with what it rests on.
pub(super) struct Genuine {
    pub(super) list: Arc<FoundList>,
    pub(super) answers: Vec<Answered>,
    pub(super) at: Timestamp,
}

impl Genuine {
    fn size_bytes(&self) -> usize {
        let documents = self.answers.iter().map(|(_, _, answer)| answer.as_ref().map_or(0, |body| body.len()));
        self.list.published.size_bytes() + documents.sum::<usize>()
    }
}

/// What was found out a moment ago, for verifications that follow each other.
#[derive(Default)]
pub struct Known {
    lists: Mutex<HashMap<Place, Arc<Genuine>>>,
    /// By address.
    documents: Mutex<HashMap<String, Read>>,
}

impl Known {
    fn held(&self) -> MutexGuard<'_, HashMap<Place, Arc<Genuine>>> {
        // Also after a panic elsewhere: every change under the lock is whole.
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stands in the DID document at `address`, read anew unless it is the same as before to the byte.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) fn document<E>(
        &self,
        address: &str,
        body: &Arc<[u8]>,
        read: impl FnOnce() -> Result<DidDocument, E>,
    ) -> Result<Arc<DidDocument>, E> {
        let held = || self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, document)) = held().get(address).filter(|(known, _)| known == body) {
            return Ok(document.clone());
        }
        let document = Arc::new(read()?);
        if body.len() <= DOCUMENT_LIMIT_BYTES {
            let mut documents = held();
            if documents.len() >= DOCUMENTS_LIMIT {
                documents.clear();
            }
            documents.insert(address.to_owned(), (body.clone(), document.clone()));
        }
        Ok(document)
    }

    /// What is known of the list at this place and young enough.
    pub(super) fn find(&self, place: &Place, now: Timestamp) -> Option<Arc<Genuine>> {
        self.held().get(place).filter(|known| is_young(known, now)).cloned()
    }

    /// Keeps a list in the place of an older one; of many, those that are no longer young go first, then all.
    pub(super) fn keep(&self, place: Place, genuine: Genuine) {
        let (now, size) = (genuine.at, genuine.size_bytes());
        let mut lists = self.held();
        let mut kept = sum(&lists);
        if kept + size > KEPT_LIMIT_BYTES {
            lists.retain(|_, known| is_young(known, now));
            kept = sum(&lists);
        }
        if kept + size > KEPT_LIMIT_BYTES {
            lists.clear();
        }
        if size <= KEPT_LIMIT_BYTES {
            lists.insert(place, Arc::new(genuine));
        }
    }
}

fn is_young(known: &Genuine, now: Timestamp) -> bool {
    (0..=BELIEVED_SECONDS).contains(&(now.unix_seconds() - known.at.unix_seconds()))
}

fn sum(lists: &HashMap<Place, Arc<Genuine>>) -> usize {
    lists.values().map(|known| known.size_bytes()).sum()
}
