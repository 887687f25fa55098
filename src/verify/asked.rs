//! What one verification has asked for: so many documents, so much time, so many signatures, and no document twice.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use super::shared::Shared;
use crate::clock::Stopwatch;
use crate::fetch::{Documents, FetchError, Purpose};

/// Documents that one verification may ask for.
const DOCUMENTS_LIMIT: usize = 8;
/// Signatures that one verification may look at: several proofs that sign each statement by itself.
const SIGNATURES_LIMIT: usize = 4_000;
/// Time that one verification may take before it stops asking.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

pub(super) struct Asked<'v> {
    since: Stopwatch,
    questions: RefCell<Vec<Question>>,
    signatures_left: Cell<usize>,
    /// What the other verifications of the same batch have found out.
    shared: Option<&'v Shared>,
}

struct Question {
    address: String,
    purpose: Purpose,
    answer: Result<Arc<[u8]>, FetchError>,
}

impl<'v> Asked<'v> {
    pub(super) fn new() -> Self {
        Self {
            since: Stopwatch::start(),
            questions: RefCell::default(),
            signatures_left: Cell::new(SIGNATURES_LIMIT),
            shared: None,
        }
    }

    /// For one verification of many, which ask for nothing twice together.
    pub(super) fn among(shared: &'v Shared) -> Self {
        Self { shared: Some(shared), ..Self::new() }
    }

    /// For a part that is found out by itself, within the time of the whole.
    pub(super) fn apart(&self) -> Self {
        Self { since: self.since, ..Self::new() }
    }

    pub(super) fn shared(&self) -> Option<&'v Shared> {
        self.shared
    }

    /// The document at `address`, if it was asked for before or may still be.
    pub(super) fn fetch(
        &self,
        documents: &Documents,
        address: &str,
        purpose: Purpose,
    ) -> Result<Arc<[u8]>, FetchError> {
        let is_same = |question: &&Question| question.address == address && question.purpose == purpose;
        if let Some(question) = self.questions.borrow().iter().find(is_same) {
            return question.answer.clone();
        }
        let left = self.time_left(address)?;
        let answer = match self.shared {
            Some(shared) => shared.fetch(documents, address, purpose),
            None => documents.fetch_within(address, purpose, left),
        };
        self.note(address, purpose, answer.clone());
        answer
    }

    /// How long a further document may take.
    ///
    /// # Errors
    /// [`FetchError::Exhausted`] when no further one may be asked for.
    pub(super) fn time_left(&self, address: &str) -> Result<Duration, FetchError> {
        let left = TIME_LIMIT.saturating_sub(self.since.elapsed());
        if self.questions.borrow().len() >= DOCUMENTS_LIMIT || left.is_zero() {
            return Err(FetchError::Exhausted(address.chars().take(200).collect()));
        }
        Ok(left)
    }

    /// Counts a document that another verification asked for in this one's place.
    pub(super) fn note(&self, address: &str, purpose: Purpose, answer: Result<Arc<[u8]>, FetchError>) {
        self.questions.borrow_mut().push(Question { address: address.to_owned(), purpose, answer });
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

    /// Everything that was asked for, with its answers.
    pub(super) fn into_answers(self) -> Vec<Answered> {
        let questions = self.questions.into_inner().into_iter();
        questions.map(|question| (question.address, question.purpose, question.answer)).collect()
    }

    /// Counts what another verification asked for in this one's place, unless it was asked for here already.
    pub(super) fn note_all(&self, answers: &[Answered]) {
        for (address, purpose, answer) in answers {
            let is_known = |question: &Question| question.address == *address && question.purpose == *purpose;
            let is_known = self.questions.borrow().iter().any(is_known);
            if !is_known {
                self.note(address, *purpose, answer.clone());
            }
        }
    }
}

/// A document that was asked for, and what came.
pub(super) type Answered = (String, Purpose, Result<Arc<[u8]>, FetchError>);
