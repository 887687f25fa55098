//! `accolade verify`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, files};
use crate::clock::Timestamp;
use crate::fetch::Documents;
use crate::verify::{Outcome as CheckOutcome, Report, Verdict, Verifier};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade verify ada.png\n  accolade verify --json --documents bundle.json *.png\n\n\
    Exit code: 0 all valid, 1 one is invalid, 2 one could not be decided, 3 not understood.\n\
    Addresses (DID documents, status lists) are looked up in --documents only; nothing is fetched from the network."
)]
pub(super) struct Arguments {
    /// Pictures, JSON files, tokens; `-` for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON line per file
    #[arg(long)]
    json: bool,
    /// A JSON file with answers by address: {"https://…": {"body": "…"}}
    #[arg(long)]
    documents: Option<PathBuf>,
    /// Check as of this time, such as 2026-03-14T09:26:53Z
    #[arg(long)]
    at: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let now = files::instant(arguments.at.as_deref())?;
    let documents = match &arguments.documents {
        None => Documents::default(),
        Some(path) => Documents::read(&files::read_json(path)?)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?,
    };
    let mut exit = 0;
    let mut missing = None;
    for path in &arguments.files {
        let file = match files::read(path) {
            Ok(file) => file,
            // The other files are still worth an answer.
            Err(failure) => {
                eprintln!("{}", files::printable(&failure.message));
                missing = Some(failure.exit);
                continue;
            }
        };
        let report = Verifier { documents: &documents, now }.verify(&file);
        let name = path.display().to_string();
        if arguments.json {
            println!("{}", report.to_json(&name));
        } else {
            print(&report, &name, now);
        }
        exit = match (report.verdict(), exit) {
            (Verdict::Invalid, _) | (_, 1) => 1,
            (Verdict::Indeterminate, _) => 2,
            (Verdict::Valid, exit) => exit,
        };
    }
    Ok(missing.unwrap_or(exit))
}

/// The report for people: the word, who says so, then each check.
pub(super) fn print(report: &Report, name: &str, now: Timestamp) {
    let word = match report.verdict() {
        Verdict::Valid => "VALID",
        Verdict::Invalid => "NOT VALID",
        Verdict::Indeterminate => "COULD NOT TELL",
    };
    println!("{}: {word} ({}) as of {now}", files::printable(name), report.state());
    let show = |what: &str, text: &Option<String>| {
        if let Some(text) = text {
            println!("  {what:<12} {}", files::printable(text));
        }
    };
    show("achievement", &report.achievement);
    show("issuer", &report.issuer);
    show("calls itself", &report.issuer_name);
    show("learner", &report.subject);
    for line in &report.checks {
        let mark = match line.outcome {
            CheckOutcome::Pass => "ok  ",
            CheckOutcome::Warn => "note",
            CheckOutcome::Fail => "FAIL",
            CheckOutcome::Unknown => "?   ",
        };
        println!("  {mark} {}", files::printable(&line.sentence));
    }
}
