//! The program killed at each single step that leaves it: before the first write of an award reaches the file, before
//! the second, before the disk is waited for, before the answer is sent. What comes after is done at the next start.

use std::thread::sleep;
use std::time::Duration;

use crate::chance::Chance;
use crate::checks::check;
use crate::ground::{Engine, Ground};
use crate::kills::drain;
use crate::tracing::Tracer;
use crate::traffic::Traffic;

/// The system calls by which anything leaves the program: to the files, to the database server, to whoever asked.
const LEAVING: &str = "pwrite64,write,fsync,fdatasync,ftruncate,sendto,writev";
/// Steps that are looked for; a thread takes fewer for one of each kind of request.
const STEPS: u64 = 160;
/// How long what is done afterwards is waited for: messages gather for a moment first.
const AFTERWARDS: Duration = Duration::from_millis(150);

/// Kills the program at so many different steps.
pub(crate) fn run(engine: Engine, kills: u64, seed: u64) {
    let ground = Ground::new(engine, None);
    let traffic = Traffic::new(&ground.achievement);
    let mut chance = Chance::new(seed, 501);
    let (mut tried, mut died) = (0, 0);
    for step in (1..=STEPS).step_by((STEPS / kills.clamp(1, STEPS)) as usize) {
        let mut server = ground.serve(ground.port, &[]);
        traffic.replay(&server.client, &mut chance);
        let inject = format!("{LEAVING}:signal=KILL:when={step}");
        let Some(tracer) = Tracer::attach(server.process(), &inject, &ground.folder) else { return };
        traffic.one_of_each(&server.client, &mut chance);
        sleep(AFTERWARDS);
        tracer.let_go();
        tried += 1;
        if server.has_ended() {
            died += 1;
        } else {
            server.stop();
        }
    }
    assert!(died > 0, "no step of {tried} was reached");
    let mut server = ground.serve(ground.port, &[]);
    traffic.replay(&server.client, &mut chance);
    drain(&ground);
    server.stop();
    let figures = check(&ground, engine, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice, figures.unrevoked), (0, 0, 0, 0));
    println!(
        "{}: {} awards, killed at {died} of {tried} steps, {} requests sent again, nothing lost",
        engine.name(),
        figures.awards,
        traffic.ledger.counted("replayed")
    );
}
