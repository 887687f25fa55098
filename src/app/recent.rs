//! What was read a moment ago: spares the database the same question at every request. Other instances may change what
//! is remembered here, so it is forgotten after a second.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Stopwatch;

/// How long something is believed without asking again.
const FRESH: Duration = Duration::from_secs(1);
/// How much is remembered.
const LIMIT: usize = 2_048;

/// Values by key, each for a second.
pub struct Recent<K, V> {
    entries: Mutex<HashMap<K, (Stopwatch, V)>>,
}

impl<K: Eq + Hash, V: Clone> Default for Recent<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Nothing is remembered yet.
    pub fn new() -> Self {
        Self { entries: Mutex::new(HashMap::new()) }
    }

    /// What was remembered under a key within the last second.
    pub fn find(&self, key: &K) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).filter(|(since, _)| since.elapsed() < FRESH).map(|(_, value)| value.clone())
    }

    /// Remembers a value for a second.
    pub fn put(&self, key: K, value: V) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= LIMIT {
            entries.retain(|_, (since, _)| since.elapsed() < FRESH);
        }
        if entries.len() >= LIMIT {
            entries.clear();
        }
        entries.insert(key, (Stopwatch::start(), value));
    }

    /// Forgets a value at once, because it has changed.
    pub fn forget(&self, key: &K) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}
