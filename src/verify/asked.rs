//! What one verification has asked for: so many documents, so much time, so many signatures, and no document twice.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::fetch::{Documents, FetchError, Purpose};

/// Documents that one verification may ask for.
const DOCUMENTS_LIMIT: usize = 8;
/// Signatures that one verification may look at: several proofs that sign each statement by itself.
const SIGNATURES_LIMIT: usize = 4_000;
/// Time that one verification may take before it stops asking.
const TIME_LIMIT: Duration = Duration::from_secs(10);

pub(super) struct Asked {
    since: Stopwatch,
    questions: RefCell<Vec<Question>>,
    signatures_left: Cell<usize>,
}

struct Question {
    address: String,
    purpose: Purpose,
    answer: Result<Arc<[u8]>, FetchError>,
}

impl Asked {
    pub(super) fn new() -> Self {
        Self { since: Stopwatch::start(), questions: RefCell::default(), signatures_left: Cell::new(SIGNATURES_LIMIT) }
    }

    /// The document at `address`, if it was asked for before or may still be.
    pub(super) fn fetch(
        &self,
        documents: &Documents,
        address: &str,
        purpose: Purpose,
    ) -> Result<Arc<[u8]>, FetchError> {
        let mut questions = self.questions.borrow_mut();
        let is_same = |question: &&Question| question.address == address && question.purpose == purpose;
        if let Some(question) = questions.iter().find(is_same) {
            return question.answer.clone();
        }
        let left = TIME_LIMIT.saturating_sub(self.since.elapsed());
        if questions.len() >= DOCUMENTS_LIMIT || left.is_zero() {
            return Err(FetchError::Exhausted(address.chars().take(200).collect()));
        }
        let answer = documents.fetch_within(address, purpose, left);
        questions.push(Question { address: address.to_owned(), purpose, answer: answer.clone() });
        answer
    }

    /// Whether `count` more signatures may be looked at; if so, they are taken off what is left.
    pub(super) fn allows_signatures(&self, count: usize) -> bool {
        let left = self.signatures_left.get().checked_sub(count);
        left.inspect(|left| self.signatures_left.set(*left)).is_some()
    }

    /// What was asked for, in order.
    pub(super) fn addresses(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for question in self.questions.borrow().iter() {
            if !addresses.contains(&question.address) {
                addresses.push(question.address.clone());
            }
        }
        addresses
    }
}
