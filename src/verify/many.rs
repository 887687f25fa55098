//! Many badges at once: on all processors, in order, with what they have in common found out once.
//!
//! Only a window of badges is in memory at any time, however many there are. Whoever takes the answers sets the pace,
//! and ends it all by wanting no more.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::asked::Asked;
use super::report::{Check, Code, Report};
use super::shared::Shared;
use super::{Expectation, Inquiry, Verifier, bundle};
use crate::batch::{Content, Entry, EntryError, FILE_LIMIT_BYTES};
use crate::fetch::{FetchError, Purpose};

/// Badges that may be finished before the one whose turn it is.
const WINDOW: usize = 256;
/// Threads, since some wait for the network while others work.
const THREADS_PER_PROCESSOR: usize = 2;
const THREADS_LIMIT: usize = 16;

impl Verifier<'_> {
    /// Verifies all entries, each for what is expected. `shape` makes of each report what is wanted of it, on whichever thread; `take` gets that
    /// in the order of the entries and says whether to go on.
    pub fn verify_many<T: Send>(
        &self,
        entries: impl Iterator<Item = Entry> + Send,
        expected: &Expectation,
        shape: impl Fn(&str, Report) -> T + Sync,
        mut take: impl FnMut(T) -> ControlFlow<()>,
    ) {
        let shared = Shared::default();
        let feed = Mutex::new(entries.enumerate());
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = (processors * THREADS_PER_PROCESSOR).min(THREADS_LIMIT);
        let order = Order::new(threads);
        let work = || {
            let _shift = Shift(&order);
            loop {
                let next = held(&feed).next();
                let Some((number, entry)) = next else { return };
                if !order.wait_for_window(number) {
                    return;
                }
                let name = entry.name;
                let report = self.judge(entry.content, expected, &shared);
                order.hand_over(number, shape(&name, report));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
            while let Some(answer) = order.next() {
                if take(answer).is_break() {
                    order.stop();
                    return;
                }
            }
        });
    }

    fn judge(&self, content: Content, expected: &Expectation, shared: &Shared) -> Report {
        let asked = Asked::among(shared);
        let file = match content {
            Content::Bytes(bytes) => Ok(bytes),
            Content::Packed(packed) => packed.unpack().map_err(|error| refused(&error)),
            Content::Refused(error) => Err(refused(&error)),
            Content::Address(address) => match asked.fetch(self.documents, &address, Purpose::Document) {
                Ok(body) => Ok(body.to_vec()),
                Err(error) => {
                    let mut report = unreached(&error);
                    report.fetched = asked.addresses();
                    return report;
                }
            },
        };
        match file {
            Ok(file) if bundle::read(&file, FILE_LIMIT_BYTES).is_some() => in_bundle(),
            Ok(file) => {
                let inquiry = Inquiry { asked, ..Inquiry::new(self, expected) };
                self.verify_by(inquiry, &file, expected)
            }
            Err(report) => report,
        }
    }
}

/// What is said of an entry that cannot be looked at.
fn refused(error: &EntryError) -> Report {
    let mut report = Report::default();
    let sentence = format!("{error}.");
    match error {
        // There may be a good badge in it all the same.
        EntryError::Locked | EntryError::Method | EntryError::Nested => {
            report.unknown(Check::Format, Code::Unsupported, sentence);
        }
        EntryError::Exhausted | EntryError::TooMany | EntryError::Unreadable(_) => {
            report.unknown(Check::Format, Code::Unavailable, sentence);
        }
        EntryError::TooLarge | EntryError::Bomb => report.fail(Check::Format, Code::TooLarge, sentence),
        EntryError::Nothing => report.fail(Check::Format, Code::NoCredential, sentence),
        EntryError::Damaged(_) | EntryError::Unopened(_) => report.fail(Check::Format, Code::Parse, sentence),
    }
    report
}

/// An offline bundle is judged as of its own time, which only makes sense by itself.
fn in_bundle() -> Report {
    let mut report = Report::default();
    let text = "This is an offline proof of badges, which is looked at by itself: check it as a single file.";
    report.unknown(Check::Format, Code::Unsupported, text);
    report
}

fn unreached(error: &FetchError) -> Report {
    let mut report = Report::default();
    match error {
        FetchError::Unsafe { .. } => report.fail(Check::Format, Code::UnsafeUrl, format!("{error}.")),
        FetchError::TooLarge(_) => report.fail(Check::Format, Code::TooLarge, format!("{error}.")),
        _ => report.unknown(Check::Format, Code::Unavailable, format!("The badge could not be fetched: {error}.")),
    }
    report
}

/// Puts answers back into their order.
struct Order<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    ready: BTreeMap<usize, T>,
    next: usize,
    working: usize,
    is_stopped: bool,
}

impl<T> Order<T> {
    fn new(working: usize) -> Self {
        let state = State { ready: BTreeMap::new(), next: 0, working, is_stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Waits until this one is not too far ahead; says whether it is still wanted.
    fn wait_for_window(&self, number: usize) -> bool {
        let is_ahead = |state: &mut State<T>| !state.is_stopped && number >= state.next + WINDOW;
        let state = self.changed.wait_while(held(&self.state), is_ahead);
        !state.unwrap_or_else(PoisonError::into_inner).is_stopped
    }

    fn hand_over(&self, number: usize, answer: T) {
        let mut state = held(&self.state);
        state.ready.insert(number, answer);
        if number == state.next {
            self.changed.notify_all();
        }
    }

    /// The answer whose turn it is; `None` when there are no more.
    fn next(&self) -> Option<T> {
        let is_open = |state: &mut State<T>| state.working > 0 && !state.ready.contains_key(&state.next);
        let state = self.changed.wait_while(held(&self.state), is_open);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let next = state.next;
        let answer = state.ready.remove(&next)?;
        state.next += 1;
        // Somebody may be waiting for the window to move.
        if state.next.is_multiple_of(WINDOW / 4) {
            self.changed.notify_all();
        }
        Some(answer)
    }

    fn stop(&self) {
        held(&self.state).is_stopped = true;
        self.changed.notify_all();
    }
}

/// A thread at work; when it leaves, also in a panic, nobody waits for it any more.
struct Shift<'o, T>(&'o Order<T>);

impl<T> Drop for Shift<'_, T> {
    fn drop(&mut self) {
        held(&self.0.state).working -= 1;
        self.0.changed.notify_all();
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::fetch::Documents;

    fn entries(count: usize, given: &AtomicUsize) -> impl Iterator<Item = Entry> + Send {
        (0..count).map(|number| {
            given.fetch_add(1, Ordering::Relaxed);
            Entry { name: number.to_string(), content: Content::Bytes(vec![b'x'; number % 7]) }
        })
    }

    fn verify(count: usize, given: &AtomicUsize, take: impl FnMut(usize) -> ControlFlow<()>) {
        let documents = Documents::default();
        let now = "2026-06-01T12:00:00Z".parse().expect("a time");
        let shape = |name: &str, report: Report| {
            assert!(!report.checks.is_empty());
            name.parse().expect("a number")
        };
        Verifier { documents: &documents, now }.verify_many(
            entries(count, given),
            &Expectation::default(),
            shape,
            take,
        );
    }

    #[test]
    fn answers_come_in_the_order_of_the_entries() {
        let mut seen = Vec::new();
        verify(5_000, &AtomicUsize::new(0), |number| {
            seen.push(number);
            ControlFlow::Continue(())
        });
        assert!(seen.into_iter().eq(0..5_000));
    }

    #[test]
    fn whoever_wants_no_more_gets_no_more_and_little_is_done_in_vain() {
        let (given, mut seen) = (AtomicUsize::new(0), 0);
        verify(1_000_000, &given, |_| {
            seen += 1;
            if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(seen, 10);
        let given = given.into_inner();
        assert!(given <= 10 + WINDOW + 2 * THREADS_LIMIT, "{given}");
    }
}
