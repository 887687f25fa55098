//! Work on many things at once, on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Failure;

/// Calls `one` for every number below `count`, in no order that means anything; stops soon after the first failure and
/// returns it.
pub(super) fn for_each(count: usize, one: impl Fn(usize) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), Failure> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(());
            }
            one(number).inspect_err(|_| next.store(count, Ordering::Relaxed))?;
        }
    };
    let helpers = std::thread::available_parallelism().map_or(1, NonZero::get).min(count).saturating_sub(1);
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let own = work();
        let stopped = |_| Err(Failure::refused("a thread stopped"));
        others.into_iter().map(|other| other.join().unwrap_or_else(stopped)).fold(own, Result::and)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn every_number_comes_once() {
        let seen = Mutex::new(Vec::new());

        for_each(1_000, |number| {
            seen.lock().expect("no panic").push(number);
            Ok(())
        })
        .expect("no failure");

        let mut seen = seen.into_inner().expect("no panic");
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..1_000));
    }

    #[test]
    fn a_failure_is_returned_and_ends_the_work() {
        let done = AtomicUsize::new(0);

        let outcome = for_each(1_000_000, |number| {
            done.fetch_add(1, Ordering::Relaxed);
            if number == 3 { Err(Failure::refused("three")) } else { Ok(()) }
        });

        assert_eq!(outcome.err().map(|failure| failure.message).as_deref(), Some("three"));
        assert!(done.into_inner() < 1_000_000);
    }
}
