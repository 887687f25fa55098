//! A disk without space: "not now" instead of a loss, reading goes on, and so does writing as soon as there is space.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{scope, sleep};
use std::time::Duration;

use accolade::clock::Stopwatch;

use crate::chance::Chance;
use crate::checks::check;
use crate::client::Client;
use crate::ground::{Engine, Ground, Server};
use crate::kills::drain;
use crate::traffic::Traffic;

/// A small file system in memory; gone with the value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` when this user may not mount anything.
    fn new(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).expect("a folder");
        let options = ["-t", "tmpfs", "-o", "size=6m", "tmpfs"];
        let done = Command::new("mount").args(options).arg(at).output().is_ok_and(|output| output.status.success());
        done.then(|| Self(at.into()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A mount that cannot be undone is gone with the machine.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

pub(crate) fn run(seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::new(&folder.path().join("disk")) else {
        eprintln!("skipped: this user may not mount a small file system");
        return;
    };
    let ground = Ground::new(Engine::Sqlite, Some(&disk.0));
    let traffic = Traffic::new(&ground.achievement);
    let mut server = ground.serve(ground.port, &[]);
    for number in 0..20 {
        assert!(traffic.send_one(&server.client, &format!("before-{number}"), "ada@x.example"), "there is space");
    }

    let ballast = fill(&disk.0);
    let refused = until_refused(&traffic, &server.client);
    reads_go_on(&traffic, &server.client);
    fs::remove_file(ballast).expect("removed");
    let awards = nothing_is_lost(&ground, &traffic, &mut server, seed);
    println!("full disk: {awards} awards, {refused} refused as \"not now\", all done once there was space");
}

/// The same when the system lets files grow no further.
pub(crate) fn run_limited(seed: u64) {
    let ground = Ground::new(Engine::Sqlite, None);
    let traffic = Traffic::new(&ground.achievement);
    let Some(mut server) = ground.serve_within(1 << 20) else {
        eprintln!("skipped: there is no prlimit");
        return;
    };
    let refused = until_refused(&traffic, &server.client);
    reads_go_on(&traffic, &server.client);
    server.lift_limit();
    let awards = nothing_is_lost(&ground, &traffic, &mut server, seed);
    println!("limited files: {awards} awards, {refused} refused as \"not now\", all done without the limit");
}

fn reads_go_on(traffic: &Traffic, client: &Client) {
    let list = traffic.ledger.awards().into_values().next().expect("an award").0;
    assert_eq!(client.get(&list).expect("a list").status, 200, "reading goes on");
    assert_eq!(client.get("/readyz").expect("an answer").status, 200);
}

/// With space again, all that was asked for is done without a new start; how many awards there are.
fn nothing_is_lost(ground: &Ground, traffic: &Traffic, server: &mut Server, seed: u64) -> usize {
    traffic.replay(&server.client, &mut Chance::new(seed, 0));
    // So many one by one that a log which is not written back in time would take all of it again.
    for number in 0..80 {
        assert!(traffic.send_one(&server.client, &format!("after-{number}"), "ada@x.example"), "there is space again");
    }
    drain(ground);
    server.stop();
    let figures = check(ground, Engine::Sqlite, &traffic.ledger);
    assert!(figures.findings.is_empty(), "{:#?}", figures.findings);
    assert_eq!((figures.missing, figures.twice, figures.entries_twice, figures.unrevoked), (0, 0, 0, 0));
    figures.awards
}

/// Takes all the space that is left.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("ballast");
    let mut file = fs::File::create(&path).expect("a file");
    while file.write_all(&[0; 4096]).is_ok() {}
    path
}

/// Awards, from several sides at once, until the service says "not now", and a few times more; how often it said so.
fn until_refused(traffic: &Traffic, client: &Client) -> usize {
    let since = Stopwatch::start();
    scope(|threads| {
        for side in 0..4 {
            threads.spawn(move || {
                for number in 0.. {
                    if traffic.ledger.counted("503") >= 40 || !traffic.ledger.objections().is_empty() {
                        return;
                    }
                    assert!(since.elapsed() < Duration::from_secs(60), "there is space without end");
                    let email = format!("t{side}-{number}@x.example");
                    traffic.send_one(client, &format!("full-{side}-{number}"), &email);
                    sleep(Duration::from_millis(1));
                }
            });
        }
    });
    let objections = traffic.ledger.objections();
    assert!(objections.is_empty(), "{objections:#?}");
    traffic.ledger.counted("503")
}
