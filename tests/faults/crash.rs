//! A PostgreSQL server that ends at once and starts again under traffic: requests meanwhile are answered "not now", and
//! the service finds the way back by itself.

use std::process::Command;
use std::sync::atomic::Ordering;
use std::thread::{scope, sleep};
use std::time::Duration;

use accolade::clock::Stopwatch;

use crate::chance::Chance;
use crate::checks::check;
use crate::ground::{Engine, Ground};
use crate::kills::drain;
use crate::traffic::Traffic;

/// The ways to end, one after the other.
const ENDS: [&str; 4] = ["crash", "restart", "crash", "restart"];
/// How long after the server is back a request may still be refused.
const BACK: Duration = Duration::from_secs(5);

/// A server of its own, gone with the value.
struct Cluster(tempfile::TempDir);

impl Cluster {
    fn run(&self, action: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres.sh");
        let output = Command::new("sh").args([script, action]).arg(self.0.path()).output().expect("the script runs");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{action}: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("stop");
    }
}

pub(crate) fn run(seed: u64) {
    let cluster = Cluster(tempfile::tempdir().expect("a folder"));
    let server = cluster.run("start");
    let ground = Ground::on(Engine::Postgres, None, Some(server));
    let traffic = Traffic::new(&ground.achievement);
    let mut server = ground.serve(ground.port, &[]);
    let mut longest = Duration::ZERO;
    scope(|threads| {
        for client in 0..4 {
            let asks = server.client.clone();
            let traffic = &traffic;
            threads.spawn(move || traffic.run(&asks, Chance::new(seed, client)));
        }
        for (number, end) in ENDS.iter().enumerate() {
            sleep(Duration::from_millis(500));
            cluster.run(end);
            let since = Stopwatch::start();
            while !traffic.send_one(&server.client, &format!("back-{number}"), "ada@x.example") {
                assert!(since.elapsed() < Duration::from_secs(30), "the service does not find the way back");
                sleep(Duration::from_millis(20));
            }
            longest = longest.max(since.elapsed());
        }
        traffic.is_over.store(true, Ordering::SeqCst);
    });
    traffic.replay(&server.client, &mut Chance::new(seed, 99));
    drain(&ground);
    server.stop();
    let figures = check(&ground, Engine::Postgres, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice, figures.unrevoked), (0, 0, 0, 0));
    assert!(longest < BACK, "the service needs {longest:?} to find the way back");
    println!(
        "{} ends of PostgreSQL: {} awards, {} answers 503, back {} ms after the server",
        ENDS.len(),
        figures.awards,
        traffic.ledger.counted("503"),
        longest.as_millis()
    );
}
