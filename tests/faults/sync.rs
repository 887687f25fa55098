//! A disk that says that it could not keep what it was given: nobody is told that all is well, and since what such a
//! disk says later is not to be trusted either, the program ends, for a new start to read what is really there.

use std::thread::sleep;
use std::time::Duration;

use accolade::clock::Stopwatch;

use crate::chance::Chance;
use crate::checks::check;
use crate::ground::{Engine, Ground};
use crate::kills::drain;
use crate::tracing::Tracer;
use crate::traffic::Traffic;

/// Awards before the disk fails, so that there is something to lose.
const BEFORE: u64 = 5;

pub(crate) fn run(seed: u64) {
    // For good; and once for each thread, after which the disk says that all is well.
    for when in [format!("{}+", BEFORE + 1), (BEFORE + 1).to_string()] {
        fail(&when, seed);
    }
}

fn fail(when: &str, seed: u64) {
    let ground = Ground::new(Engine::Sqlite, None);
    let traffic = Traffic::new(&ground.achievement);
    let mut server = ground.serve(ground.port, &[]);
    let inject = format!("fsync,fdatasync:error=EIO:when={when}");
    let Some(tracer) = Tracer::attach(server.process(), &inject, &ground.folder) else { return };
    let since = Stopwatch::start();
    let mut asked = 0;
    while !server.has_ended() {
        asked += 1;
        traffic.send_one(&server.client, &format!("sync-{asked}"), &format!("s{asked}@x.example"));
        let log = || std::fs::read_to_string(ground.log()).unwrap_or_default();
        assert!(since.elapsed() < Duration::from_secs(30), "the program goes on with a disk that fails:\n{}", log());
        sleep(Duration::from_millis(5));
    }
    assert!(!server.ended_well(), "whoever watches over the program is told that something was wrong");
    let failed = tracer.let_go();
    assert!(failed > 0, "the disk did fail");
    let log = std::fs::read_to_string(ground.log()).expect("a log");
    assert!(log.contains("did not confirm"), "it says why it ends:\n{log}");
    let told = traffic.ledger.attempts().values().filter(|attempt| attempt.answer.is_some()).count();

    let mut server = ground.serve(ground.port, &[]);
    traffic.replay(&server.client, &mut Chance::new(seed, 0));
    drain(&ground);
    server.stop();
    let figures = check(&ground, Engine::Sqlite, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice, figures.unrevoked), (0, 0, 0, 0));
    println!("a disk that fails: {failed} refusals, {told} of {asked} awards acknowledged before, none of them lost");
}
