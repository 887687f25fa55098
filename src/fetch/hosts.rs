//! How much of one host's time we take: so many requests in a minute, so many at once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::cache::held;

const WINDOW: Duration = Duration::from_secs(60);
/// Hosts that are remembered before those that were left alone for a minute are forgotten.
const HOSTS_LIMIT: usize = 1_024;

pub(super) struct Hosts {
    requests_per_minute: usize,
    at_once: usize,
    known: Mutex<HashMap<String, Host>>,
}

struct Host {
    /// When the requests of the last minute were made.
    recent: VecDeque<Duration>,
    gate: Arc<Semaphore>,
}

impl Hosts {
    pub(super) fn new(requests_per_minute: usize, at_once: usize) -> Self {
        Self { requests_per_minute, at_once, known: Mutex::default() }
    }

    /// Waits until the host may be asked; the permit is held for as long as the request takes. `None` when it was
    /// asked too often in the last minute.
    pub(super) async fn admit(&self, authority: &str, now: Duration) -> Option<OwnedSemaphorePermit> {
        let gate = self.count(authority, now)?;
        gate.acquire_owned().await.ok()
    }

    fn count(&self, authority: &str, now: Duration) -> Option<Arc<Semaphore>> {
        let mut known = held(&self.known);
        if known.len() >= HOSTS_LIMIT {
            known.retain(|_, host| {
                host.recent.back().is_some_and(|last| now < *last + WINDOW) || Arc::strong_count(&host.gate) > 1
            });
        }
        let host = known
            .entry(authority.to_owned())
            .or_insert_with(|| Host { recent: VecDeque::new(), gate: Arc::new(Semaphore::new(self.at_once)) });
        while host.recent.front().is_some_and(|first| *first + WINDOW <= now) {
            host.recent.pop_front();
        }
        if host.recent.len() >= self.requests_per_minute {
            return None;
        }
        host.recent.push_back(now);
        Some(Arc::clone(&host.gate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_so_often_in_any_minute_and_no_more() {
        let hosts = Hosts::new(2, 4);
        let is_admitted = |host, seconds| hosts.count(host, Duration::from_secs(seconds)).is_some();

        assert!(is_admitted("a.example", 0) && is_admitted("a.example", 50));
        assert!(!is_admitted("a.example", 59), "a third in a minute");
        assert!(is_admitted("b.example", 59), "another host");
        assert!(is_admitted("a.example", 60), "the first is a minute ago");
        assert!(!is_admitted("a.example", 61));
    }

    #[test]
    fn hosts_that_were_left_alone_are_forgotten() {
        let hosts = Hosts::new(2, 4);
        for n in 0..HOSTS_LIMIT {
            hosts.count(&n.to_string(), Duration::ZERO);
        }
        hosts.count("late", Duration::from_secs(120));
        assert_eq!(held(&hosts.known).len(), 1);
    }
}
