//! `accolade verify`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use tokio::runtime::{self, Runtime};

use super::{Failure, Outcome, files, gather};
use crate::batch::{Applicants, Batch, Sheet};
use crate::clock::Timestamp;
use crate::fetch::{Documents, Fetcher, Settings};
use crate::verify::{
    Outcome as CheckOutcome, Report, SHEET_HEADS, Tally, Verdict, Verifier, applicant_json, applicant_of,
};

/// Badges that one call looks at.
const COUNT_LIMIT: usize = 1_000_000;
/// With more badges than these, each gets one line.
const DETAILED_LIMIT: usize = 20;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade verify ada.png\n  accolade verify https://badges.example.org/ada.json\n  \
    accolade verify --json --documents bundle.json *.png\n  \
    accolade verify --csv applications.zip letters/ > verdicts.csv\n\n\
    Folders are looked through, and ZIP archives, lists (one badge on each line, or a JSON array) and tables with a\n\
    column `credential` or `url` are taken apart: archive.zip/ada.png, list.ndjson:14, table.csv:3.\n\n\
    Exit code: 0 all valid, 1 one is invalid, 2 one could not be decided, 3 not understood.\n\
    What a verdict needs (DID documents, keys, status lists) is fetched by https from public addresses, and nothing\n\
    else is. With --documents it is looked up in that file, with --offline not at all: nothing is fetched then."
)]
pub(super) struct Arguments {
    /// Pictures, JSON files, tokens, archives, lists and tables of such, folders, or https addresses; `-` for standard
    /// input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON line per file
    #[arg(long)]
    json: bool,
    /// A table for spreadsheets
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// A CSV table with columns name, e-mail and id: says whose badge each is
    #[arg(long)]
    applicants: Option<PathBuf>,
    /// A JSON file with answers by address: {"https://…": {"body": "…"}}; nothing is fetched from the network
    #[arg(long)]
    documents: Option<PathBuf>,
    /// Fetch nothing from the network
    #[arg(long)]
    offline: bool,
    /// For tests: this machine may be asked too, without encryption (also ACCOLADE_ALLOW_LOOPBACK=1)
    #[arg(long)]
    allow_loopback: bool,
    /// Check as of this time, such as 2026-03-14T09:26:53Z
    #[arg(long)]
    at: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let now = files::instant(arguments.at.as_deref())?;
    let applicants = arguments.applicants.as_deref().map(read_applicants).transpose()?;
    let (documents, runtime) = documents(arguments)?;
    let (handed, mut exit) = gather::gather(&arguments.files, &documents);
    if !handed.is_empty() {
        let batch = Batch::open(handed, COUNT_LIMIT).map_err(Failure::usage)?;
        exit = graver(exit, verify_all(arguments, batch, Verifier { documents: &documents, now }, applicants.as_ref()));
    }
    // A name that is still being looked up is not worth waiting for.
    if let Some(runtime) = runtime {
        runtime.shutdown_background();
    }
    Ok(exit)
}

fn read_applicants(path: &Path) -> Result<Applicants, Failure> {
    let read = Applicants::read(&files::read(path)?);
    read.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Verifies everything and prints it in order; returns the exit code that says the worst.
fn verify_all(arguments: &Arguments, batch: Batch, verifier: Verifier<'_>, applicants: Option<&Applicants>) -> u8 {
    let (count, counter) = (batch.total(), batch.counter());
    let bar = gather::progress_bar(count);
    let mut sheet = Sheet::new(&SHEET_HEADS);
    let shape = |name: &str, report: Report| {
        let holder = applicants.map(|applicants| applicant_of(&report, applicants));
        let json = arguments.json.then(|| {
            let mut document = report.to_json(name);
            if let Some(holder) = holder {
                document["applicant"] = applicant_json(holder);
            }
            document.to_string()
        });
        (name.to_owned(), report, json, holder.flatten().map(|(person, _)| person))
    };
    let (mut tally, mut exit) = (Tally::default(), 0);
    verifier.verify_many(batch, shape, |(name, report, json, person)| {
        match json {
            Some(line) => println!("{line}"),
            None if arguments.csv => {
                sheet.push(&report.sheet_row(&name, person));
                files::write_out(&sheet.take());
            }
            None if count > DETAILED_LIMIT => print_line(&report, &name, person.map(|person| person.label())),
            None => {
                print(&report, &name, verifier.now);
                if let Some(person) = person {
                    println!("  {:<12} {}", "applicant", files::printable(person.label()));
                }
            }
        }
        tally.add(report.verdict(), report.state());
        exit = graver(exit, exit_of(report.verdict()));
        bar.set_length(counter.load(std::sync::atomic::Ordering::Relaxed) as u64);
        bar.inc(1);
        ControlFlow::Continue(())
    });
    bar.finish_and_clear();
    if tally.count() > 1 {
        eprintln!("{}", tally.sentence());
    }
    exit
}

fn exit_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Indeterminate => 2,
    }
}

/// The exit code that says more: not understood, invalid, undecided, valid.
fn graver(one: u8, other: u8) -> u8 {
    [3, 1, 2].into_iter().find(|exit| *exit == one || *exit == other).unwrap_or(0)
}

/// Where documents come from, and what moves the network.
fn documents(arguments: &Arguments) -> Result<(Documents, Option<Runtime>), Failure> {
    if let Some(path) = &arguments.documents {
        let documents = Documents::read(&files::read_json(path)?)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        return Ok((documents, None));
    }
    if arguments.offline {
        return Ok((Documents::default(), None));
    }
    let is_switched_on = std::env::var_os("ACCOLADE_ALLOW_LOOPBACK").is_some_and(|value| value == "1");
    let settings = Settings { allow_loopback: arguments.allow_loopback || is_switched_on, ..Settings::default() };
    let fetcher = Fetcher::new(settings).map_err(Failure::refused)?;
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(Failure::refused)?;
    Ok((Documents::live(fetcher, runtime.handle().clone()), Some(runtime)))
}

/// The report for people: the word, who says so, then each check.
pub(super) fn print(report: &Report, name: &str, now: Timestamp) {
    println!("{}: {} ({}) as of {now}", files::printable(name), word(report), report.state());
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

/// The same in one line, for one of many.
fn print_line(report: &Report, name: &str, applicant: Option<&str>) {
    let reason = report.main_line().filter(|line| line.outcome != CheckOutcome::Pass);
    let reason = reason.map(|line| format!(" {}", files::printable(&line.sentence))).unwrap_or_default();
    let whose = applicant.map(|label| format!(" [{}]", files::printable(label))).unwrap_or_default();
    println!("{}: {} ({}){whose}{reason}", files::printable(name), word(report), report.state());
}

fn word(report: &Report) -> &'static str {
    match report.verdict() {
        Verdict::Valid => "VALID",
        Verdict::Invalid => "NOT VALID",
        Verdict::Indeterminate => "COULD NOT TELL",
    }
}
