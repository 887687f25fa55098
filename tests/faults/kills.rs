//! The program killed again and again while clients award, revoke and read; nothing that they were told may be lost.

use std::sync::atomic::Ordering;
use std::thread::{scope, sleep};
use std::time::Duration;

use accolade::clock::Stopwatch;

use crate::chance::Chance;
use crate::checks::{Figures, check};
use crate::ground::{Engine, Ground, Server};
use crate::traffic::Traffic;

/// Who asks at the same time.
pub(crate) const CLIENTS: u64 = 4;

/// What a loop found.
pub(crate) struct Outcome {
    engine: Engine,
    kills: u64,
    traffic: Traffic,
    figures: Figures,
    starts: Vec<Duration>,
    took: Duration,
}

/// Kills the program so many times.
pub(crate) fn run(engine: Engine, kills: u64, seed: u64) -> Outcome {
    let since = Stopwatch::start();
    let ground = Ground::new(engine, None);
    let traffic = Traffic::new(&ground.achievement);
    let mut chance = Chance::new(seed, u64::MAX);
    let mut starts = Vec::new();
    for round in 0..kills {
        let mut server = ground.serve(ground.port, &[]);
        starts.push(server.ready);
        traffic.replay(&server.client, &mut chance);
        let traffic_time = Duration::from_millis(20 + chance.below(331));
        kill_under_traffic(&mut server, &traffic, traffic_time, &|client| Chance::new(seed, round * CLIENTS + client));
    }
    let mut server = ground.serve(ground.port, &[]);
    traffic.replay(&server.client, &mut chance);
    drain(&ground);
    server.stop();
    let figures = check(&ground, engine, &traffic.ledger);
    starts.sort_unstable();
    Outcome { engine, kills, traffic, figures, starts, took: since.elapsed() }
}

/// Has clients ask for things, and kills the program meanwhile.
pub(crate) fn kill_under_traffic(
    server: &mut Server,
    traffic: &Traffic,
    time: Duration,
    chance: &dyn Fn(u64) -> Chance,
) {
    traffic.is_over.store(false, Ordering::SeqCst);
    scope(|threads| {
        for client in 0..CLIENTS {
            let (asks, chance) = (server.client.clone(), chance(client));
            threads.spawn(move || traffic.run(&asks, chance));
        }
        sleep(time);
        server.kill();
        traffic.is_over.store(true, Ordering::SeqCst);
    });
}

/// Waits until the outbox is empty. What a dead process had claimed is due again after a minute, which is not waited
/// for.
pub(crate) fn drain(ground: &Ground) {
    expire_claims(ground);
    wait_until_done(ground, Duration::from_secs(90));
}

/// Nobody need wait for what a dead process had claimed. What a living one has at hand is done twice then.
pub(crate) fn expire_claims(ground: &Ground) {
    ground.execute("update outbox set due_at = 0 where done_at is null and attempts > 0");
}

/// Waits until all messages are done, but not longer than that.
pub(crate) fn wait_until_done(ground: &Ground, patience: Duration) {
    let since = Stopwatch::start();
    while count_open(ground) > 0 && since.elapsed() < patience {
        sleep(Duration::from_millis(100));
    }
}

fn count_open(ground: &Ground) -> i64 {
    use sqlx::Connection as _;
    ground.runtime.block_on(async {
        let mut connection = sqlx::AnyConnection::connect(&ground.url).await.expect("the database answers");
        // A signature that a crash of the database took away is made again half a minute later.
        let open = "select (select count(*) from outbox where done_at is null)
                         + (select count(*) from awards where proof is null and unsigned <> '')";
        let (count,): (i64,) = sqlx::query_as(open).fetch_one(&mut connection).await.expect("a count");
        connection.close().await.expect("closed");
        count
    })
}

impl Outcome {
    /// The table of several loops.
    pub(crate) fn print(all: &[Self]) {
        println!(
            "database    kills  awards  revoked  list reads  replayed  there already  missing  twice  entries twice  \
             un-revoked  messages  restart p50/max ms  seconds"
        );
        for one in all {
            let ledger = &one.traffic.ledger;
            let last = one.starts.last().copied().unwrap_or_default();
            println!(
                "{:<10} {:>6} {:>7} {:>8} {:>11} {:>9} {:>14} {:>8} {:>6} {:>14} {:>11} {:>9} {:>15}/{:<4} {:>6}",
                one.engine.name(),
                one.kills,
                one.figures.awards,
                one.figures.revoked,
                ledger.counted("lists"),
                ledger.counted("replayed"),
                one.figures.recovered,
                one.figures.missing,
                one.figures.twice,
                one.figures.entries_twice,
                one.figures.unrevoked,
                one.figures.messages,
                one.starts.get(one.starts.len() / 2).copied().unwrap_or_default().as_millis(),
                last.as_millis(),
                one.took.as_secs(),
            );
        }
    }

    /// Insists that nothing was lost.
    pub(crate) fn insist(&self) {
        let figures = &self.figures;
        assert!(figures.findings.is_empty(), "{}: {:#?}", self.engine.name(), figures.findings);
        let wrong = (figures.missing, figures.twice, figures.entries_twice, figures.unrevoked);
        assert_eq!(wrong, (0, 0, 0, 0), "missing, twice, entries twice, un-revoked on {}", self.engine.name());
        assert!(figures.awards > 0 && self.traffic.ledger.counted("lists") > 0, "there was traffic");
    }
}
