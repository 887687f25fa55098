//! The corpus: hostile and good inputs, each with the verdict that it must get (tests/fixtures/credentials/README.md).
//!
//! The files are made by the modules below, family by family, and committed; the tests read the committed files.

mod addresses;
mod bundles;
mod contexts;
mod dates;
mod dids;
mod egress;
mod forms;
mod keys;
mod pictures;
mod proofs;
mod status;
mod tokens;
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use accolade::clock::Stopwatch;
use accolade::fetch::Documents;
use accolade::verify::{Expectation, Known, Report, Verdict, Verifier};
use serde_json::{Value, json};

pub(crate) use self::keys::SMALL_ORDER;
use self::world::Corpus;
use crate::support::badge::now;
use crate::support::{json, text};

/// Larger files are committed packed.
const PACKED_FROM_BYTES: usize = 32 * 1024;
/// A machine under load and a build without optimisation need several times what is promised (1 s).
const PATIENCE: Duration = Duration::from_secs(5);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/credentials")
}

fn make() -> Corpus {
    let mut corpus = Corpus::default();
    for family in [
        proofs::add,
        keys::add,
        forms::add,
        contexts::add,
        dates::add,
        status::add,
        dids::add,
        addresses::add,
        pictures::add,
        tokens::add,
        bundles::add,
    ] {
        family(&mut corpus);
    }
    corpus
}

/// One line of the table.
struct Row {
    file: String,
    verdict: String,
    state: String,
    code: String,
}

impl Row {
    fn bytes(&self) -> Vec<u8> {
        let file = folder().join(&self.file);
        if file.exists() {
            return fs::read(&file).expect("a file");
        }
        let packed = fs::read(folder().join(format!("{}.gz", self.file)))
            .unwrap_or_else(|error| panic!("{}: {error}", self.file));
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).expect("gzip");
        bytes
    }
}

fn rows() -> Vec<Row> {
    let table = text(folder().join("expected.tsv"));
    let row = |line: &str| {
        let [file, verdict, state, code, _] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Row { file: file.into(), verdict: verdict.into(), state: state.into(), code: code.into() }
    };
    table.lines().skip(1).map(row).collect()
}

fn documents() -> Documents {
    Documents::read(&json(folder().join("documents.json"))).expect("documents")
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// The files of the corpus with what is in them: name -> bytes.
fn files_of(corpus: &Corpus) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut table = "file\tverdict\tstate\tcode\twhat\n".to_owned();
    for case in &corpus.cases {
        let cells = [&case.path, case.expected.verdict(), case.state, case.code, case.what];
        table.push_str(&(cells.join("\t") + "\n"));
        files.insert(case.path.clone(), case.bytes.clone());
    }
    files.insert("expected.tsv".into(), table.into_bytes());
    let map = json!({"documents": corpus.answers, "dns": corpus.hosts});
    files.insert("documents.json".into(), (serde_json::to_string_pretty(&map).expect("JSON") + "\n").into_bytes());
    let mut asked: Vec<&str> = corpus.answers.keys().chain(&corpus.silent).map(String::as_str).collect();
    asked.sort_unstable();
    files.insert("addresses.txt".into(), (asked.join("\n") + "\n").into_bytes());
    files
}

fn committed() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for sub in ["", "valid", "invalid", "unknown"] {
        for entry in fs::read_dir(folder().join(sub)).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder()).expect("inside").to_str().expect("a name").to_owned();
            if path.is_dir() || name == "README.md" {
                continue;
            }
            let plain = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
            let row = Row { file: plain.clone(), verdict: String::new(), state: String::new(), code: String::new() };
            files.insert(plain, row.bytes());
        }
    }
    files
}

fn write(files: &BTreeMap<String, Vec<u8>>) {
    for sub in ["valid", "invalid", "unknown"] {
        let _ = fs::remove_dir_all(folder().join(sub));
        fs::create_dir_all(folder().join(sub)).expect("a folder");
    }
    let _ = fs::remove_file(folder().join("documents.json.gz"));
    for (name, bytes) in files {
        if bytes.len() > PACKED_FROM_BYTES && name.contains('/') {
            fs::write(folder().join(format!("{name}.gz")), packed(bytes)).expect("written");
        } else {
            fs::write(folder().join(name), bytes).expect("written");
        }
    }
}

#[test]
fn the_committed_corpus_is_what_its_makers_make() {
    let files = files_of(&make());
    if std::env::var_os("ACCOLADE_REGENERATE").is_some() {
        write(&files);
    }
    let committed = committed();
    let differ: Vec<&String> =
        files.keys().chain(committed.keys()).filter(|name| files.get(*name) != committed.get(*name)).collect();
    assert!(differ.is_empty(), "run this test once with ACCOLADE_REGENERATE=1 and look at the difference: {differ:?}");
}

#[test]
fn the_corpus_is_as_large_as_promised_and_its_names_say_what_is_wrong() {
    let rows = rows();
    let count = |folder: &str| rows.iter().filter(|row| row.file.starts_with(folder)).count();
    let (good, hostile) = (count("valid/"), count("invalid/") + count("unknown/"));
    eprintln!("{good} good and {hostile} hostile inputs");
    assert!(good >= 50 && hostile >= 250, "{good} good, {hostile} hostile");
    for row in &rows {
        let folder = match row.verdict.as_str() {
            "indeterminate" => "unknown",
            other => other,
        };
        assert!(row.file.starts_with(&format!("{folder}/")), "{}: {}", row.file, row.verdict);
    }
}

#[test]
fn every_file_gets_its_verdict_and_its_code() {
    let documents = documents();
    let mut wrong = Vec::new();
    let mut slowest = (Duration::ZERO, String::new());
    for row in rows() {
        let watch = Stopwatch::start();
        let report = Verifier { documents: &documents, now: now() }.verify(&row.bytes());
        let took = watch.elapsed();
        if took > slowest.0 {
            slowest = (took, row.file.clone());
        }
        let found = found(&report);
        let expected = [row.verdict.as_str(), &row.state, &row.code].map(str::to_owned);
        if found != expected {
            wrong.push(format!("{}: {found:?} instead of {expected:?}: {:?}", row.file, report.main_line()));
        }
        if took > PATIENCE {
            wrong.push(format!("{}: {took:?}", row.file));
        }
        if report.fetched.len() > 8 {
            wrong.push(format!("{}: asked for {:?}", row.file, report.fetched));
        }
    }
    eprintln!("the slowest is {} with {:?}", slowest.1, slowest.0);
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Verdict, state and code of a report.
fn found(report: &Report) -> [String; 3] {
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let code = report.main_line().map(|line| word(json!(line.code))).unwrap_or_default();
    [word(json!(report.verdict())), report.state().to_owned(), code]
}

#[test]
fn without_any_document_nothing_hostile_becomes_valid() {
    let documents = Documents::default();
    for row in rows().iter().filter(|row| row.verdict != "valid") {
        let report = Verifier { documents: &documents, now: now() }.verify(&row.bytes());
        assert_ne!(report.verdict(), Verdict::Valid, "{}", row.file);
    }
}

#[test]
fn what_is_remembered_of_status_lists_changes_no_report() {
    let (documents, expected) = (documents(), Expectation::default());
    let verifier = Verifier { documents: &documents, now: now() };
    let known = Known::default();
    let mut count = 0;
    for row in rows() {
        let file = row.bytes();
        let plain = verifier.verify(&file);
        if plain.fetched.is_empty() {
            continue;
        }
        count += 1;
        for _ in 0..2 {
            assert_eq!(verifier.verify_knowing(&known, &file, &expected), plain, "{}", row.file);
        }
    }
    assert!(count >= 100, "only {count} files of the corpus have something to remember");
}

#[cfg(target_os = "linux")]
mod memory {
    //! What the whole corpus costs in memory, in a process of its own.

    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    use super::bundles::contexts_in_every_order;
    use super::{PACKED_FROM_BYTES, folder, rows};

    /// What the program may take beyond what one ordinary badge takes.
    const LIMIT_KIB: u64 = 64 * 1024;

    /// The peak of a process that verifies these files, looked at every millisecond as long as it lives.
    fn peak_kib(files: &[String]) -> u64 {
        let mut program = Command::new(env!("CARGO_BIN_EXE_accolade"));
        program.args(["verify", "--json", "--at", "2026-06-01T12:00:00Z", "--documents"]);
        program.arg(folder().join("documents.json")).args(files);
        let mut child = program.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program runs");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let lines = std::thread::spawn(move || output.lines().count());
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().expect("a child").is_none() {
            let figures = std::fs::read_to_string(&status).unwrap_or_default();
            let line = figures.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
            peak = peak.max(line.trim().trim_end_matches(" kB").parse().unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        // A list of badges has one for each.
        assert!(lines.join().expect("counted") >= files.len(), "each file has a verdict");
        assert!(peak > 0, "the process was seen");
        peak
    }

    #[test]
    fn no_file_takes_more_than_64_mib_nor_does_a_thread_in_the_whole_corpus() {
        let unpacked = tempfile::tempdir().expect("a folder");
        let (mut files, mut short, mut long) = (Vec::new(), Vec::new(), Vec::new());
        for (number, row) in rows().iter().enumerate() {
            let path = unpacked.path().join(number.to_string());
            let bytes = row.bytes();
            std::fs::write(&path, &bytes).expect("written");
            let path = path.to_str().expect("a path").to_owned();
            match bytes.len() > PACKED_FROM_BYTES {
                true => long.push((row.file.clone(), path.clone())),
                false => short.push(path.clone()),
            }
            files.push(path);
        }
        let one = peak_kib(&files[..1]);
        let all_short = peak_kib(&short);
        assert!(all_short <= one + LIMIT_KIB, "{all_short} KiB for {} short files after {one} KiB", short.len());
        let ordered = unpacked.path().join("contexts-in-every-order");
        std::fs::write(&ordered, contexts_in_every_order().to_string()).expect("written");
        long.push(("contexts in every order".into(), ordered.to_str().expect("a path").to_owned()));
        for (name, path) in &long {
            let peak = peak_kib(std::slice::from_ref(path));
            assert!(peak <= one + LIMIT_KIB, "{name}: {peak} KiB, and {one} KiB for an ordinary badge");
        }
        // Two for each processor, at most 16, are worked on side by side.
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8) as u64 * 2;
        let all = peak_kib(&files);
        eprintln!(
            "one badge: {one} KiB, all short ones: {all_short} KiB, {} long ones alone, the whole corpus: {all} KiB",
            long.len()
        );
        assert!(all <= one + threads * LIMIT_KIB, "{all} KiB after {one} KiB");
    }
}
