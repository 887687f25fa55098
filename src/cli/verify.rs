//! `accolade verify`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;
use tokio::runtime::{self, Runtime};

use super::{Failure, Outcome, bundle, files, gather, trust};
use crate::batch::{Applicant, Applicants, Batch, Sheet};
use crate::clock::Timestamp;
use crate::credential::names;
use crate::fetch::{Documents, FetchError, Fetcher, Purpose, Settings};
use crate::verify::bundle::{Anchors, is_bundle, open};
use crate::verify::trust::{Level, List};
use crate::verify::{
    Expectation, Outcome as CheckOutcome, Part, Report, SHEET_HEADS, Tally, Verdict, Verifier, applicant_json,
    applicant_of,
};

/// Badges that one call looks at.
const COUNT_LIMIT: usize = 1_000_000;
/// With more badges than these, each gets one line.
const DETAILED_LIMIT: usize = 20;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade verify ada.png\n  accolade verify https://badges.example.org/ada.json\n  \
    accolade verify --json --documents bundle.json *.png\n  accolade verify --trust northside.json ada.png\n  \
    accolade verify --csv applications.zip letters/ > verdicts.csv\n\n\
    Folders are looked through, and ZIP archives, lists (one badge on each line, or a JSON array) and tables with a\n\
    column `credential` or `url` are taken apart: archive.zip/ada.png, list.ndjson:14, table.csv:3.\n\n\
    Exit code: 0 all valid, 1 one is invalid, 2 one could not be decided, 3 not understood.\n\
    What a verdict needs (DID documents, keys, status lists, copies of older badges) is fetched by https from\n\
    public addresses, and nothing else is. With --documents it is looked up in that file, with --offline not at all:\n\
    nothing is fetched then."
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
    #[arg(long, value_name = "FILE")]
    applicants: Option<PathBuf>,
    #[command(flatten)]
    sources: Sources,
    /// A list of issuers that you trust: one that `accolade trust export` signed, or a JSON array of identifiers
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// The person it should be about: an e-mail address, a DID or another identifier that stands in the badge
    #[arg(long, value_name = "TEXT")]
    recipient: Option<String>,
    /// Look for a newer version even if this one stands
    #[arg(long)]
    refresh: bool,
    /// Let a warning count as a failure
    #[arg(long)]
    strict: bool,
}

/// Where documents come from, and which time it is.
#[derive(Args)]
pub(super) struct Sources {
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
    let now = arguments.sources.now()?;
    let (documents, runtime) = arguments.sources.open()?;
    let verifier = Verifier { documents: &documents, now };
    let trusted = arguments.trust.as_deref().map(|path| trust::read_list(path, verifier)).transpose()?;
    let applicants = arguments.applicants.as_deref().map(read_applicants).transpose()?;
    let lists = Lists { trusted: trusted.as_ref(), applicants: applicants.as_ref() };
    let mut printed = Printed { sheet: Sheet::new(&SHEET_HEADS), tally: Tally::default() };
    let mut exit = 0;
    // Whoever feeds standard input may wait for the answers about the files that are named before it.
    for files in arguments.files.chunk_by(|_, next| next.as_os_str() != "-") {
        let (handed, failed) = gather::gather(files, &documents);
        exit = graver(exit, failed);
        if !handed.is_empty() {
            let batch = Batch::open(handed, COUNT_LIMIT).map_err(Failure::usage)?;
            exit = graver(exit, verify_all(arguments, batch, (verifier, lists), &mut printed));
        }
    }
    if printed.tally.count() > 1 {
        eprintln!("{}", printed.tally.sentence());
    }
    // A name that is still being looked up is not worth waiting for.
    if let Some(runtime) = runtime {
        runtime.shutdown_background();
    }
    Ok(exit)
}

/// Whom the caller trusts, and who applied.
#[derive(Clone, Copy)]
struct Lists<'l> {
    trusted: Option<&'l List>,
    applicants: Option<&'l Applicants>,
}

/// What was printed so far.
struct Printed {
    sheet: Sheet,
    tally: Tally,
}

/// What is printed of a badge.
struct Found<'l> {
    name: String,
    report: Report,
    json: Option<String>,
    applicant: Option<&'l Applicant>,
}

fn read_applicants(path: &Path) -> Result<Applicants, Failure> {
    let read = Applicants::read(&files::read(path)?);
    read.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Verifies everything and prints it in order; returns the exit code that says the worst.
fn verify_all(
    arguments: &Arguments,
    batch: Batch,
    (verifier, lists): (Verifier<'_>, Lists<'_>),
    printed: &mut Printed,
) -> u8 {
    let (count, counter) = (batch.total(), batch.counter());
    let bar = gather::progress_bar(count);
    let expected =
        Expectation { recipient: arguments.recipient.clone(), refresh: arguments.refresh, is_strict: arguments.strict };
    let shape = |name: &str, report: Report| look_up(arguments.json, name, report, (lists, verifier.now));
    let mut exit = 0;
    verifier.verify_many(batch, &expected, shape, |found| {
        match &found.json {
            Some(line) => println!("{line}"),
            None if arguments.csv => {
                printed.sheet.push(&found.report.sheet_row(&found.name, found.applicant));
                files::write_out(&printed.sheet.take());
            }
            None if count > DETAILED_LIMIT => print_line(&found),
            None => {
                print(&found.report, &found.name, verifier.now);
                if let Some(person) = found.applicant {
                    println!("  {:<12} {}", "applicant", files::printable(person.label()));
                }
            }
        }
        let verdict = found.report.verdict();
        printed.tally.add(verdict, found.report.state());
        exit = graver(exit, exit_of(verdict));
        bar.set_length(counter.load(Ordering::Relaxed) as u64);
        bar.inc(1);
        ControlFlow::Continue(())
    });
    bar.finish_and_clear();
    exit
}

/// Whose badge it is and whom its issuer is to the caller, on whichever thread.
fn look_up<'l>(is_json: bool, name: &str, mut report: Report, (lists, now): (Lists<'l>, Timestamp)) -> Found<'l> {
    if let Some(list) = lists.trusted {
        report.ask_list(list, now);
    }
    let holder = lists.applicants.map(|applicants| applicant_of(&report, applicants));
    let json = is_json.then(|| {
        let mut document = report.to_json(name);
        if let Some(holder) = holder {
            document["applicant"] = applicant_json(holder);
        }
        document.to_string()
    });
    // Many answers may wait for their turn.
    report.forget_credential();
    Found { name: name.to_owned(), report, json, applicant: holder.flatten().map(|(person, _)| person) }
}

/// The exit code of a verdict.
pub(super) fn exit_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Indeterminate => 2,
    }
}

/// The exit code that says more: not understood, invalid, undecided, valid.
pub(super) fn graver(one: u8, other: u8) -> u8 {
    [3, 1, 2].into_iter().find(|exit| *exit == one || *exit == other).unwrap_or(0)
}

impl Sources {
    /// The instant to work at.
    pub(super) fn now(&self) -> Result<Timestamp, Failure> {
        files::instant(self.at.as_deref())
    }

    /// Where documents come from, and what moves the network.
    pub(super) fn open(&self) -> Result<(Documents, Option<Runtime>), Failure> {
        if let Some(path) = &self.documents {
            return Ok((documents_in(path, self.now()?)?, None));
        }
        if self.offline {
            return Ok((Documents::default(), None));
        }
        let is_switched_on = std::env::var_os("ACCOLADE_ALLOW_LOOPBACK").is_some_and(|value| value == "1");
        let settings = Settings { allow_loopback: self.allow_loopback || is_switched_on, ..Settings::default() };
        let fetcher = Fetcher::new(settings).map_err(Failure::refused)?;
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(Failure::refused)?;
        Ok((Documents::live(fetcher, runtime.handle().clone()), Some(runtime)))
    }
}

/// The documents of a file. One that is an offline bundle must be as it was when it was signed.
fn documents_in(path: &Path, now: Timestamp) -> Result<Documents, Failure> {
    let file = bundle::read(path)?;
    if is_bundle(&file) {
        let opened = open(&file, Anchors::default(), now);
        let opened = opened.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        eprintln!("{}: documents as of {}", path.display(), opened.as_of);
    }
    Documents::read(&file).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// The bytes to verify. An address that does not answer leaves the question open, unlike a file that is not there.
pub(super) fn file_or_address(path: &Path, documents: &Documents) -> Result<Vec<u8>, Failure> {
    let address = path.to_str().filter(|text| text.starts_with("https://") || text.starts_with("http://"));
    let Some(address) = address else { return files::read(path) };
    let body = documents.fetch(address, Purpose::Document);
    body.map(|body| body.to_vec()).map_err(|error| match error {
        FetchError::Unsafe { .. } => Failure::usage(error),
        other => Failure::undecided(other),
    })
}

/// The report for people: the word, who says so, then each check.
pub(super) fn print(report: &Report, name: &str, now: Timestamp) {
    println!("{}: {} ({}) as of {now}", files::printable(name), word(report), report.state());
    print_body(report, "  ");
}

fn word(report: &Report) -> &'static str {
    match report.verdict() {
        Verdict::Valid => "VALID",
        Verdict::Invalid => "NOT VALID",
        Verdict::Indeterminate => "COULD NOT TELL",
    }
}

fn print_body(report: &Report, indent: &str) {
    let show = |what: &str, text: &Option<String>| {
        if let Some(text) = text {
            println!("{indent}{what:<12} {}", files::printable(text));
        }
    };
    let show_name = |what: &str, text: &Option<String>| {
        if let Some(text) = text {
            println!("{indent}{what:<12} {}", names::look(text).shown);
        }
    };
    show("issuer", &report.issuer);
    show_name("calls itself", &report.issuer_name);
    show_name("achievement", &report.achievement);
    show("learner", &report.subject);
    show("leads to", &report.points_to);
    if let Some(trust) = &report.trust {
        let word = match trust.level {
            Level::Trusted => "trusted",
            Level::Known => "known, not trusted",
            Level::Unknown => "not on your list",
        };
        println!(
            "{indent}{:<12} {word} ({}): {}",
            "trust",
            files::printable(&trust.list),
            files::printable(&trust.note)
        );
    }
    for line in &report.checks {
        let mark = match line.outcome {
            CheckOutcome::Pass => "ok  ",
            CheckOutcome::Warn => "note",
            CheckOutcome::Fail => "FAIL",
            CheckOutcome::Unknown => "?   ",
        };
        println!("{indent}{mark} {}", files::printable(&line.sentence));
    }
    print_parts("in the record", &report.inner, indent);
    print_parts("endorsement", &report.endorsements, indent);
}

/// Credentials inside this one, each further in.
fn print_parts(what: &str, parts: &[Part], indent: &str) {
    for (index, part) in parts.iter().enumerate() {
        println!("{indent}{what} {}: {} ({})", index + 1, word(&part.report), part.report.state());
        print_body(&part.report, &format!("{indent}    "));
    }
}

/// The same in one line, for one of many.
fn print_line(found: &Found<'_>) {
    let report = &found.report;
    let reason = report.main_line().filter(|line| line.outcome != CheckOutcome::Pass);
    let reason = reason.map(|line| format!(" {}", files::printable(&line.sentence))).unwrap_or_default();
    let whose = found.applicant.map(|person| format!(" [{}]", files::printable(person.label()))).unwrap_or_default();
    println!("{}: {} ({}){whose}{reason}", files::printable(&found.name), word(report), report.state());
}
