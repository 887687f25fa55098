//! `accolade verify`.

use std::path::{Path, PathBuf};

use clap::Args;
use tokio::runtime::{self, Runtime};

use super::{Failure, Outcome, bundle, files, trust};
use crate::clock::Timestamp;
use crate::credential::names;
use crate::fetch::{Documents, FetchError, Fetcher, Purpose, Settings};
use crate::verify::bundle::{Anchors, is_bundle, open};
use crate::verify::trust::Level;
use crate::verify::{Expectation, Outcome as CheckOutcome, Part, Report, Verdict, Verifier};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade verify ada.png\n  accolade verify https://badges.example.org/ada.json\n  \
    accolade verify --json --documents bundle.json *.png\n  accolade verify --trust northside.json ada.png\n\n\
    Exit code: 0 all valid, 1 one is invalid, 2 one could not be decided, 3 not understood.\n\
    What a verdict needs (DID documents, keys, status lists, copies of older badges) is fetched by https from\n\
    public addresses, and nothing else is. With --documents it is looked up in that file, with --offline not at all:\n\
    nothing is fetched then."
)]
pub(super) struct Arguments {
    /// Pictures, JSON files, tokens, or https addresses of such; `-` for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON line per file
    #[arg(long)]
    json: bool,
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
    let expected =
        Expectation { recipient: arguments.recipient.clone(), refresh: arguments.refresh, is_strict: arguments.strict };
    let mut exit = 0;
    for path in &arguments.files {
        let file = match file_or_address(path, &documents) {
            Ok(file) => file,
            // The other files are still worth an answer.
            Err(failure) => {
                eprintln!("{}", files::printable(&failure.message));
                exit = graver(exit, failure.exit);
                continue;
            }
        };
        if bundle::is_in(&file) {
            let name = files::printable(&path.display().to_string());
            eprintln!("{name}: this is an offline bundle; `accolade bundle verify` reads it");
            exit = graver(exit, 3);
            continue;
        }
        let mut report = verifier.verify_for(&file, &expected);
        if let Some(list) = &trusted {
            report.ask_list(list, now);
        }
        let name = path.display().to_string();
        if arguments.json {
            println!("{}", report.to_json(&name));
        } else {
            print(&report, &name, now);
        }
        exit = graver(exit, exit_of(report.verdict()));
    }
    // A name that is still being looked up is not worth waiting for.
    if let Some(runtime) = runtime {
        runtime.shutdown_background();
    }
    Ok(exit)
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
