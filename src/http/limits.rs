//! How often one address may ask for something that costs us work: buckets that fill up again with time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;

use super::{Problem, Settings};
use crate::clock::Stopwatch;

/// Addresses that are remembered at once.
const ADDRESSES_LIMIT: usize = 50_000;

/// How often each address may ask for one kind of thing.
pub struct Budget {
    size: f64,
    per_second: f64,
    buckets: Mutex<HashMap<IpAddr, (Stopwatch, f64)>>,
}

/// The budgets.
pub struct Limits {
    /// Verifications.
    pub verifications: Budget,
    /// Questions whether a badge is about a person, so that nobody finds out who has one by trying addresses.
    pub recipients: Budget,
    /// Links for signing in.
    pub links: Budget,
    /// Uploads of many badges.
    pub batches: Budget,
}

impl Limits {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            verifications: Budget::new(settings.verifications_per_minute, 60.0),
            recipients: Budget::new(settings.recipients_per_minute, 60.0),
            links: Budget::new(settings.links_per_hour, 3_600.0),
            batches: Budget::new(settings.batches_per_hour, 3_600.0),
        }
    }
}

impl Budget {
    fn new(size: u32, seconds: f64) -> Self {
        let size = f64::from(size);
        Self { size, per_second: size / seconds, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one from an address's bucket.
    ///
    /// # Errors
    /// 429 when it is empty.
    pub fn take(&self, address: IpAddr) -> Result<(), Problem> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES_LIMIT {
            let (size, per_second) = (self.size, self.per_second);
            buckets.retain(|_, (since, left)| *left + since.elapsed().as_secs_f64() * per_second < size);
        }
        let (since, left) = buckets.entry(network(address)).or_insert_with(|| (Stopwatch::start(), self.size));
        let now_left = (*left + since.elapsed().as_secs_f64() * self.per_second).min(self.size);
        if now_left < 1.0 {
            let text = "You have asked for this too often. Wait a minute and try again.";
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, text));
        }
        (*since, *left) = (Stopwatch::start(), now_left - 1.0);
        Ok(())
    }
}

/// One customer has at least a /64 of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6([a, b, c, d, 0, 0, 0, 0].into())
        }
    }
}
