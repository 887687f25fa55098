//! Many issuers who award at the same time from one status list: every award gets an entry of its own, and no number is
//! left out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::scope;
use std::time::Duration;

use accolade::clock::Stopwatch;

use crate::checks::check;
use crate::ground::{Engine, Ground};
use crate::kills::wait_until_done;
use crate::traffic::Traffic;

const ISSUERS: u64 = 64;

/// Lets 64 issuers make so many awards.
pub(crate) fn run(engine: Engine, awards: u64) {
    let ground = Ground::new(engine, None);
    let traffic = Traffic::new(&ground.achievement);
    let mut server = ground.serve(ground.port, &[]);
    let (next, since) = (AtomicU64::new(0), Stopwatch::start());
    scope(|threads| {
        for _ in 0..ISSUERS {
            threads.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < awards) {
                    let (key, email) = (format!("crowd-{number}"), format!("t{number}@school.example"));
                    assert!(traffic.send_one(&server.client, &key, &email), "award {number} is answered");
                }
            });
        }
    });
    let took = since.elapsed();
    wait_until_done(&ground, Duration::from_secs(30 + awards / 100));
    server.stop();
    let told = traffic.ledger.awards();
    let entries: BTreeSet<&(String, u64)> = told.values().collect();
    let lists: BTreeSet<&String> = told.values().map(|(list, _)| list).collect();
    let figures = check(&ground, engine, &traffic.ledger);
    let rate = awards as f64 / took.as_secs_f64();
    println!(
        "{}: {ISSUERS} issuers, {} awards at {rate:.0}/s, {} lists, {} entries, missing {}, twice {}, entries twice {}",
        engine.name(),
        figures.awards,
        lists.len(),
        entries.len(),
        figures.missing,
        figures.twice,
        figures.entries_twice,
    );
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice), (0, 0, 0), "missing, twice, entries twice");
    let counts = (told.len() as u64, entries.len() as u64, figures.awards as u64);
    assert_eq!(counts, (awards, awards, awards), "awards that were told, their entries, rows");
    assert_eq!(lists.len() as u64, awards.div_ceil(131_072), "no list is left before it is full");
}
