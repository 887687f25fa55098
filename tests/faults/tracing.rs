//! System calls of a running process, bent by `strace` (docs/decisions/0055): the n-th of a kind kills the process, or
//! fails as a broken disk would have it fail.

use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// `strace` on a process, until it is dropped.
pub(crate) struct Tracer {
    strace: Child,
    log: PathBuf,
}

impl Tracer {
    /// Bends system calls of a process from now on, as `strace -e inject=` has it: names, then what happens, then when.
    /// `None` when there is no `strace`, or this user may not look into processes.
    pub(crate) fn attach(process: u32, inject: &str, folder: &Path) -> Option<Self> {
        let log = folder.join("strace.log");
        let started = Command::new("strace")
            .args(["--follow-forks", "--output"])
            .arg(&log)
            .arg(format!("--inject={inject}"))
            .arg(format!("--trace={}", inject.split(':').next().unwrap_or_default()))
            .arg(format!("--attach={process}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut strace) = started else {
            eprintln!("skipped: there is no strace");
            return None;
        };
        let mut said = String::new();
        let mut says = BufReader::new(strace.stderr.take()?);
        says.read_line(&mut said).ok()?;
        // It goes on to name threads that are new, and would end if nobody listened.
        thread::spawn(move || io::copy(&mut says, &mut io::sink()));
        let mut tracer = Self { strace, log };
        if said.contains(" attached") {
            return Some(tracer);
        }
        eprintln!("skipped: {}", said.trim());
        tracer.end();
        None
    }

    /// Lets go of the process; how many calls were bent.
    pub(crate) fn let_go(mut self) -> usize {
        self.end();
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| line.contains("(INJECTED)")).count()
    }

    fn end(&mut self) {
        // With the process it ends by itself, and its number may be somebody else's then.
        if matches!(self.strace.try_wait(), Ok(Some(_))) {
            return;
        }
        // Asked to end, it lets go of the process first.
        let _ = Command::new("kill").args(["-TERM", &self.strace.id().to_string()]).stderr(Stdio::null()).status();
        let _ = self.strace.wait();
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        self.end();
    }
}
