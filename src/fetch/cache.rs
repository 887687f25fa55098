//! What was fetched a short while ago, and what is being fetched right now.
//!
//! One cache serves all verifications of a process. Each address is fetched by one at a time; whoever asks for it
//! meanwhile waits for that answer. Time comes in as the time since the fetcher was made.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OnceCell;

use super::{FetchError, Purpose};

/// What an answer costs beside its body.
const ENTRY_OVERHEAD_BYTES: usize = 512;

/// The answer to a question, for everybody who asks it.
pub(super) type Answer = Result<Arc<[u8]>, FetchError>;

/// A question: an address, and what its document is for, since limits differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) address: String,
    pub(super) purpose: Purpose,
}

/// A fetch that one caller makes and the others wait for.
pub(super) type Flight = OnceCell<Answer>;

pub(super) struct Cache {
    entries_limit: usize,
    bytes_limit: usize,
    shelf: Mutex<Shelf>,
    flights: Mutex<HashMap<Question, Weak<Flight>>>,
}

#[derive(Default)]
struct Shelf {
    entries: HashMap<Question, Entry>,
    /// The questions in the order in which they were last used.
    by_use: BTreeMap<u64, Question>,
    uses: u64,
    bytes: usize,
}

struct Entry {
    answer: Answer,
    until: Duration,
    last_use: u64,
    bytes: usize,
}

impl Cache {
    pub(super) fn new(entries_limit: usize, bytes_limit: usize) -> Self {
        Self { entries_limit, bytes_limit, shelf: Mutex::default(), flights: Mutex::default() }
    }

    /// The answer, if it is still fresh.
    pub(super) fn find(&self, question: &Question, now: Duration) -> Option<Answer> {
        let mut shelf = held(&self.shelf);
        let entry = shelf.entries.get(question)?;
        if entry.until <= now {
            shelf.remove(question);
            return None;
        }
        let answer = entry.answer.clone();
        shelf.touch(question);
        Some(answer)
    }

    /// Keeps an answer until `until`; whatever has been unused for longest makes room.
    pub(super) fn keep(&self, question: &Question, answer: Answer, until: Duration) {
        let body = answer.as_ref().map_or(0, |body| body.len());
        let bytes = ENTRY_OVERHEAD_BYTES + question.address.len() + body;
        if bytes > self.bytes_limit || self.entries_limit == 0 {
            return;
        }
        let mut shelf = held(&self.shelf);
        shelf.remove(question);
        while shelf.entries.len() >= self.entries_limit || shelf.bytes + bytes > self.bytes_limit {
            let Some((_, oldest)) = shelf.by_use.pop_first() else { break };
            shelf.remove(&oldest);
        }
        shelf.bytes += bytes;
        shelf.entries.insert(question.clone(), Entry { answer, until, last_use: 0, bytes });
        shelf.touch(question);
    }

    /// The fetch for this question: the one that is under way, or a new one.
    pub(super) fn join(&self, question: &Question) -> Arc<Flight> {
        let mut flights = held(&self.flights);
        if let Some(flight) = flights.get(question).and_then(Weak::upgrade) {
            return flight;
        }
        // Fetches that nobody waits for any more leave a dead entry behind.
        flights.retain(|_, flight| flight.strong_count() > 0);
        let flight = Arc::new(Flight::new());
        flights.insert(question.clone(), Arc::downgrade(&flight));
        flight
    }

    /// Ends a fetch: whoever asks from now on finds the kept answer or starts anew.
    pub(super) fn land(&self, question: &Question) {
        held(&self.flights).remove(question);
    }
}

impl Shelf {
    fn remove(&mut self, question: &Question) {
        if let Some(entry) = self.entries.remove(question) {
            self.by_use.remove(&entry.last_use);
            self.bytes -= entry.bytes;
        }
    }

    fn touch(&mut self, question: &Question) {
        self.uses += 1;
        if let Some(entry) = self.entries.get_mut(question) {
            self.by_use.remove(&entry.last_use);
            entry.last_use = self.uses;
            self.by_use.insert(self.uses, question.clone());
        }
    }
}

/// The lock, also after a panic elsewhere: every change under it is whole or harmless.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long an answer may be kept, by its `Cache-Control` and `Age`: within a minute and a day, five minutes when it
/// does not say.
pub(super) fn fresh_for(cache_control: Option<&str>, age: Option<&str>) -> Duration {
    const SHORTEST_SECONDS: u64 = 60;
    const LONGEST_SECONDS: u64 = 24 * 60 * 60;
    const USUAL_SECONDS: u64 = 5 * 60;
    let mut seconds = USUAL_SECONDS;
    for directive in cache_control.unwrap_or("").split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => {
                seconds = 0;
                break;
            }
            "max-age" => seconds = value.trim().trim_matches('"').parse().unwrap_or(0),
            _ => {}
        }
    }
    let age = age.and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    Duration::from_secs(seconds.saturating_sub(age).clamp(SHORTEST_SECONDS, LONGEST_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(address: &str) -> Question {
        Question { address: address.into(), purpose: Purpose::Key }
    }

    fn body(length: usize) -> Answer {
        Ok(vec![0; length].into())
    }

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_answer_is_found_until_its_time_and_not_after() {
        let cache = Cache::new(10, 100_000);
        cache.keep(&question("a"), body(1), at(30));

        assert!(cache.find(&question("a"), at(29)).is_some());
        assert!(cache.find(&question("a"), at(30)).is_none());
        assert!(cache.find(&question("a"), at(1)).is_none(), "it was thrown away");
    }

    #[test]
    fn what_is_unused_for_longest_makes_room() {
        let cache = Cache::new(2, 100_000);
        cache.keep(&question("a"), body(1), at(30));
        cache.keep(&question("b"), body(1), at(30));
        cache.find(&question("a"), at(1));
        cache.keep(&question("c"), body(1), at(30));

        let there = ["a", "b", "c"].map(|name| cache.find(&question(name), at(2)).is_some());
        assert_eq!(there, [true, false, true]);
    }

    #[test]
    fn bodies_never_take_more_than_the_limit() {
        let cache = Cache::new(1_000, 10_000);
        for n in 0..100 {
            cache.keep(&question(&n.to_string()), body(1_000), at(30));
        }
        cache.keep(&question("huge"), body(10_000), at(30));

        let shelf = held(&cache.shelf);
        assert!(shelf.bytes <= 10_000 && !shelf.entries.is_empty());
        assert_eq!(shelf.entries.len(), shelf.by_use.len());
        assert_eq!(shelf.bytes, shelf.entries.values().map(|entry| entry.bytes).sum::<usize>());
    }

    #[test]
    fn a_kept_answer_is_replaced_and_not_counted_twice() {
        let cache = Cache::new(10, 100_000);
        for _ in 0..50 {
            cache.keep(&question("a"), body(5_000), at(30));
        }
        assert_eq!(held(&cache.shelf).entries.len(), 1);
        assert!(held(&cache.shelf).bytes < 6_000);
    }

    #[test]
    fn one_fetch_is_shared_while_it_lasts() {
        let cache = Cache::new(10, 100_000);
        let first = cache.join(&question("a"));
        assert!(Arc::ptr_eq(&first, &cache.join(&question("a"))));
        assert!(!Arc::ptr_eq(&first, &cache.join(&question("b"))));
        cache.land(&question("a"));
        assert!(!Arc::ptr_eq(&first, &cache.join(&question("a"))));
    }

    #[test]
    fn how_long_an_answer_may_be_kept_is_bounded_both_ways() {
        for (cache_control, age, seconds) in [
            (None, None, 300),
            (Some("public"), None, 300),
            (Some("max-age=600"), None, 600),
            (Some("public, Max-Age=\"600\", immutable"), None, 600),
            (Some("max-age=600"), Some("500"), 100),
            (Some("max-age=600"), Some("590"), 60),
            (Some("max-age=0"), None, 60),
            (Some("max-age=forever"), None, 60),
            (Some("max-age=999999999"), None, 86_400),
            (Some("max-age=600, no-store"), None, 60),
        ] {
            assert_eq!(fresh_for(cache_control, age), at(seconds), "{cache_control:?} {age:?}");
        }
    }
}
