//! The program as a process, and what may happen to it: killed, doubled, out of space. Nothing that a client was told
//! may be lost, nothing is done twice, nothing is un-revoked.
//!
//! Under `cargo test` with a few kills; `make faults KILLS=200` for the real thing. `ACCOLADE_FAULTS_KILLS` says how many,
//! `ACCOLADE_FAULTS_SEED` which course they take, `ACCOLADE_FAULTS_AWARDS` how many awards a crowd of issuers makes.

mod chance;
mod checks;
mod client;
mod crash;
mod crowd;
mod full;
mod ground;
mod instances;
mod kills;
mod ledger;
mod lists;
mod power;
#[path = "../it/support/sink.rs"]
#[allow(dead_code, reason = "shared with the stories about mail, which ask for more")]
mod sink;
mod steps;
mod sync;
mod tracing;
mod traffic;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;

use ground::Engine;
use kills::Outcome;

/// Kills when nobody says how many.
const KILLS: u64 = 6;
const SEED: u64 = 7;
/// Awards of the crowd when nobody says how many.
const AWARDS: u64 = 640;

type Story = (&'static str, fn(&Mutex<Vec<Outcome>>));

const STORIES: &[Story] = &[
    ("what_clients_were_told_survives_kills_on_sqlite", |loops| kill(Engine::Sqlite, loops)),
    ("what_clients_were_told_survives_kills_on_postgresql", |loops| kill(Engine::Postgres, loops)),
    ("killed_at_any_step_nothing_is_lost_on_sqlite", |_| kill_at_steps(Engine::Sqlite)),
    ("killed_at_any_step_nothing_is_lost_on_postgresql", |_| kill_at_steps(Engine::Postgres)),
    ("sixty_four_issuers_share_a_list_on_sqlite", |_| crowd(Engine::Sqlite)),
    ("sixty_four_issuers_share_a_list_on_postgresql", |_| crowd(Engine::Postgres)),
    ("a_list_is_awarded_once_over_kills_on_sqlite", |_| award_list(Engine::Sqlite)),
    ("a_list_is_awarded_once_over_kills_on_postgresql", |_| award_list(Engine::Postgres)),
    ("two_instances_share_the_work_and_one_may_die", |_| share()),
    ("postgresql_may_crash_and_come_back_under_traffic", |_| crash_postgres()),
    ("a_full_disk_is_answered_with_not_now_and_nothing_is_lost", |_| full::run(seed())),
    ("a_disk_that_confirms_nothing_ends_the_program_and_nothing_is_lost", |_| sync::run(seed())),
    ("what_clients_were_told_survives_power_cuts", |_| power::run(kills(), seed())),
    ("files_that_may_not_grow_are_answered_with_not_now", |_| full::run_limited(seed())),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |name: &str| arguments.iter().any(|argument| argument == name);
    if is_asked("--list") {
        if !is_asked("--ignored") {
            STORIES.iter().for_each(|(name, _)| println!("{name}: test"));
        }
        return ExitCode::SUCCESS;
    }
    let filters: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let loops = Mutex::new(Vec::new());
    let (mut passed, mut failed, mut left_out) = (0, 0, 0);
    for (name, story) in STORIES {
        if !filters.is_empty() && !filters.iter().any(|filter| name.contains(filter.as_str())) {
            left_out += 1;
            continue;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| story(&loops)));
        println!("test {name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        if outcome.is_ok() { passed += 1 } else { failed += 1 }
    }
    let loops = loops.into_inner().expect("no story holds it");
    if !loops.is_empty() {
        Outcome::print(&loops);
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {word}. {passed} passed; {failed} failed; 0 ignored; 0 measured; {left_out} filtered out");
    ExitCode::from(u8::from(failed > 0))
}

/// Whether there is a database of this kind to try it on.
fn is_there(engine: Engine) -> bool {
    let is_there = engine == Engine::Sqlite || ground::postgres().is_some();
    if !is_there {
        eprintln!("skipped: ACCOLADE_TEST_POSTGRES does not name a server");
    }
    is_there
}

fn share() {
    if is_there(Engine::Postgres) {
        instances::run(seed());
    }
}

fn crash_postgres() {
    if is_there(Engine::Postgres) {
        crash::run(seed());
    }
}

fn award_list(engine: Engine) {
    if is_there(engine) {
        lists::run(engine, kills(), seed());
    }
}

fn kill_at_steps(engine: Engine) {
    if is_there(engine) {
        steps::run(engine, kills(), seed());
    }
}

fn crowd(engine: Engine) {
    if is_there(engine) {
        crowd::run(engine, number("ACCOLADE_FAULTS_AWARDS", AWARDS));
    }
}

fn kill(engine: Engine, loops: &Mutex<Vec<Outcome>>) {
    if !is_there(engine) {
        return;
    }
    let outcome = kills::run(engine, kills(), seed());
    let judged = catch_unwind(AssertUnwindSafe(|| outcome.insist()));
    loops.lock().expect("no story fails while it holds it").push(outcome);
    if let Err(cause) = judged {
        std::panic::resume_unwind(cause);
    }
}

fn kills() -> u64 {
    number("ACCOLADE_FAULTS_KILLS", KILLS)
}

fn seed() -> u64 {
    number("ACCOLADE_FAULTS_SEED", SEED)
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let text = std::env::var(variable).unwrap_or_default();
    if text.is_empty() { otherwise } else { text.parse().unwrap_or_else(|_| panic!("{variable}: {text} is no number")) }
}
