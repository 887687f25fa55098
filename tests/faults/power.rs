//! The power fails under traffic: what the program wrote and did not wait for is gone. A disk made for it (`power.c`) is slow and
//! keeps nothing else of any file. Real ones may also keep later writes of one file and lose earlier ones of another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::chance::Chance;
use crate::checks::check;
use crate::ground::{Engine, Ground};
use crate::kills::{CLIENTS, drain, kill_under_traffic};
use crate::traffic::Traffic;

/// What the program writes and waits for.
const FILES: [&str; 3] = ["accolade.db", LOG, "revocations.ndjson"];
const LOG: &str = "accolade.db-wal";

/// Has the power fail so many times.
pub(crate) fn run(cuts: u64, seed: u64) {
    let ground = Ground::new(Engine::Sqlite, None);
    let Some(disk) = build(&ground.folder) else { return };
    let disk = disk.to_str().expect("a path in UTF-8").to_owned();
    let traffic = Traffic::new(&ground.achievement);
    let mut chance = Chance::new(seed, 601);
    let (mut failed, mut lost) = (0, 0);
    keep_all(&ground.folder);
    for round in 0..cuts {
        let mut server = ground.serve(ground.port, &[("LD_PRELOAD", disk.clone())]);
        traffic.replay(&server.client, &mut chance);
        let wrong = traffic.ledger.objections();
        assert!(wrong.is_empty(), "after {round} cuts: {wrong:#?}");
        let time = Duration::from_millis(20 + chance.below(331));
        kill_under_traffic(&mut server, &traffic, time, &|client| Chance::new(seed, round * CLIENTS + client));
        // Now and then the power stays, and the next start finds what was not waited for.
        if round == 0 || chance.below(4) > 0 {
            failed += 1;
            lost += fail(&ground.folder);
            keep_all(&ground.folder);
        }
    }
    assert!(lost > 0, "the disk kept everything, so nothing was tried");
    let mut server = ground.serve(ground.port, &[]);
    traffic.replay(&server.client, &mut chance);
    drain(&ground);
    server.stop();
    let figures = check(&ground, Engine::Sqlite, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice, figures.unrevoked), (0, 0, 0, 0));
    println!(
        "the power failed {failed} times of {cuts} and {lost} times the log lost what was not waited for: {} awards, {} \
         requests sent again, nothing lost that was acknowledged",
        figures.awards,
        traffic.ledger.counted("replayed")
    );
}

/// Makes the disk; `None` when there is no C compiler.
fn build(folder: &Path) -> Option<PathBuf> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/power.c");
    let library = folder.join("power.so");
    let arguments = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"];
    let Ok(output) = Command::new("cc").args(arguments).args([&library, Path::new(source)]).output() else {
        eprintln!("skipped: there is no C compiler");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(library)
}

fn kept(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.kept"))
}

/// All that is there has long been on the disk.
fn keep_all(folder: &Path) {
    for name in FILES.iter().filter(|name| folder.join(name).exists()) {
        fs::copy(folder.join(name), kept(folder, name)).expect("copied");
    }
}

/// Puts what the disk has in the place of what was written; 1 when the log loses something by it.
fn fail(folder: &Path) -> usize {
    // SQLite makes it of the log at the start.
    let _ = fs::remove_file(folder.join("accolade.db-shm"));
    let mut lost = 0;
    for name in FILES {
        let (file, kept) = (folder.join(name), kept(folder, name));
        if name == LOG && fs::read(&file).ok() != fs::read(&kept).ok() {
            lost = 1;
        }
        if kept.exists() {
            fs::rename(kept, file).expect("put back");
        } else if file.exists() {
            fs::remove_file(file).expect("taken away");
        }
    }
    lost
}
