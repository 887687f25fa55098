//! Two processes on one PostgreSQL database, with one folder of keys, behind one address: they share the work, and when
//! one of them dies the other knows everything.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::thread::{scope, sleep};
use std::time::Duration;

use accolade::clock::Stopwatch;
use accolade::status::Bitstring;
use serde_json::Value;

use crate::chance::Chance;
use crate::checks::check;
use crate::client::Client;
use crate::ground::{Engine, Ground, Server, free_port};
use crate::kills::{expire_claims, wait_until_done};
use crate::sink::{Manner, Sink};
use crate::traffic::Traffic;

/// How long the instances work together.
const TIME: Duration = Duration::from_millis(1_000);
/// How long until an instance must show what another one did.
const SOON: Duration = Duration::from_millis(2_500);

/// Drives two instances, kills one in the middle, and looks at everything.
pub(crate) fn run(seed: u64) {
    let ground = Ground::new(Engine::Postgres, None);
    let sink = Sink::new(Manner::default());
    let smtp = [("ACCOLADE_SMTP", format!("smtp://127.0.0.1:{}?tls=none", sink.port()))];
    let ports = [ground.port, free_port()];
    // Both at once: each brings the tables to this version, or waits for the other.
    let [mut first, mut second] = scope(|threads| {
        let starts = ports.map(|port| {
            let (ground, smtp) = (&ground, &smtp);
            threads.spawn(move || ground.serve(port, smtp))
        });
        starts.map(|start| start.join().expect("ready"))
    });
    let traffic = Traffic::new(&ground.achievement);
    work_together(&first.client, &second, &traffic, seed);
    share_keys(&first, &second, &traffic);
    lists_are_alike(&first, &second, &traffic);
    kill_one(&mut first, &second, &traffic, seed);
    traffic.replay(&second.client, &mut Chance::new(seed, 99));
    // With both stopped, what is claimed is what the dead one had at hand.
    second.stop();
    expire_claims(&ground);
    let [mut first, mut second] = ports.map(|port| ground.serve(port, &smtp));
    wait_until_done(&ground, Duration::from_secs(90));
    let deadlocks = count_deadlocks(&ground);
    first.stop();
    second.stop();

    let figures = check(&ground, Engine::Postgres, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    let wrong = (figures.missing, figures.twice, figures.entries_twice, figures.unrevoked);
    assert_eq!(wrong, (0, 0, 0, 0), "missing, twice, entries twice, un-revoked");
    check_mails(&sink, figures.messages);
    println!(
        "two instances: {} awards, {} revoked, {} list reads, {} answers 503, {} messages, {deadlocks} deadlocks",
        figures.awards,
        figures.revoked,
        traffic.ledger.counted("lists"),
        traffic.ledger.counted("503"),
        figures.messages
    );
}

fn work_together(first: &Client, second: &Server, traffic: &Traffic, seed: u64) {
    scope(|threads| {
        for client in 0..4 {
            let asks = if client % 2 == 0 { first.clone() } else { second.client.clone() };
            threads.spawn(move || traffic.run(&asks, Chance::new(seed, client)));
        }
        sleep(TIME);
        traffic.is_over.store(true, Ordering::SeqCst);
    });
}

/// The same key to both at the same time, for people whom nobody knows yet: one award, the same answer.
fn share_keys(first: &Server, second: &Server, traffic: &Traffic) {
    for number in 0..20 {
        let key = format!("shared-{number}");
        // Different keys for one new person as well: one person.
        let (own, email) = ([format!("own-a-{number}"), format!("own-b-{number}")], format!("new{number}@x.example"));
        scope(|threads| {
            for (client, own) in [&first.client, &second.client].into_iter().zip(&own) {
                let (key, email) = (&key, &email);
                threads.spawn(move || {
                    insist(|| traffic.send_one(client, own, email));
                    insist(|| traffic.send_one(client, key, email));
                });
            }
        });
    }
}

fn insist(ask: impl Fn() -> bool) {
    let since = Stopwatch::start();
    while !ask() {
        assert!(since.elapsed() < Duration::from_secs(20), "a request was not answered for 20 seconds");
        sleep(Duration::from_millis(20));
    }
}

/// A revocation by one is shown by the other soon, and then both show the same bytes.
fn lists_are_alike(first: &Server, second: &Server, traffic: &Traffic) {
    let revocations = traffic.ledger.revocations();
    let awards = traffic.ledger.awards();
    let (award, (list, index)) =
        awards.iter().find(|(award, _)| !revocations.contains_key(*award)).expect("one stands");
    traffic.ledger.revoke(award, true);
    second.client.get(list).expect("a list");
    let path = format!("/api/v1/organisations/north/awards/{award}/revoke");
    assert_eq!(first.client.post(&path, "", "{\"reason\":\"Mistake\"}").expect("an answer").status, 200);

    let since = Stopwatch::start();
    while !shows(&second.client, list, *index) {
        assert!(since.elapsed() < SOON, "the other instance does not show a revocation after {SOON:?}");
        sleep(Duration::from_millis(50));
    }
    let lists = [first, second].map(|server| server.client.get(list).expect("a list"));
    assert_eq!(lists[0], lists[1], "both publish the same bytes");
}

fn shows(client: &Client, list: &str, index: u64) -> bool {
    let reply = client.get(list).expect("a list");
    let value: Value = serde_json::from_str(&reply.body).expect("JSON");
    let text = value["credentialSubject"]["encodedList"].as_str().expect("a list");
    Bitstring::decode(text).expect("bits").is_set(index).expect("an entry")
}

/// One dies under traffic; the other goes on at once, with the keys that the dead one did not answer.
fn kill_one(first: &mut Server, second: &Server, traffic: &Traffic, seed: u64) {
    traffic.is_over.store(false, Ordering::SeqCst);
    scope(|threads| {
        for client in 0..4 {
            let asks = if client % 2 == 0 { first.client.clone() } else { second.client.clone() };
            threads.spawn(move || traffic.run(&asks, Chance::new(seed, 10 + client)));
        }
        sleep(Duration::from_millis(400));
        first.kill();
        sleep(Duration::from_millis(400));
        traffic.is_over.store(true, Ordering::SeqCst);
    });
}

fn count_deadlocks(ground: &Ground) -> i64 {
    use sqlx::Connection as _;
    ground.runtime.block_on(async {
        let mut connection = sqlx::AnyConnection::connect(&ground.url).await.expect("the database answers");
        let text = "select deadlocks from pg_stat_database where datname = current_database()";
        let (count,): (i64,) = sqlx::query_as(text).fetch_one(&mut connection).await.expect("a count");
        connection.close().await.expect("closed");
        count
    })
}

/// Every message went out; what went out twice because its instance died is the same mail by its identifier.
fn check_mails(sink: &Sink, messages: usize) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mail in sink.mails() {
        let id = mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned();
        *counts.entry(id).or_default() += 1;
    }
    assert_eq!(counts.len(), messages, "a mail for every message");
    let again: usize = counts.values().filter(|count| **count > 1).count();
    assert!(again <= 1, "{again} mails went out twice; only the one that the dead instance had at hand may");
}
