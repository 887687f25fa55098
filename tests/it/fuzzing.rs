//! The targets of `fuzz/` under a plain driver: seeds from the fixtures, changed again and again by a fixed course.
//!
//! A short round under `cargo test`; `make fuzz` takes `FUZZ_SECONDS` for each target, and uses `cargo fuzz` instead
//! where there is one, which looks at what the program does and so gets further.

#[path = "../../fuzz/src/lib.rs"]
#[allow(missing_docs, dead_code, unreachable_pub, reason = "a library of its own")]
mod targets;

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use accolade::clock::Stopwatch;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::support::archive::{Packed, deflated, stored, zip};
use crate::support::json;

/// Changed inputs per target when nobody says for how long.
const ROUND: u64 = 150;
/// Longer seeds are left to the corpus.
const SEED_LIMIT_BYTES: usize = 64 * 1024;

/// Xorshift: the same course in every run.
struct Course(u64);

impl Course {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Pieces that parsers stumble over.
const PIECES: [&[u8]; 32] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"1e999",
    b"-1",
    b"9007199254740993",
    b"@id",
    b"@type",
    b"@context",
    b"@graph",
    b"_:b0",
    b"<![CDATA[",
    b"]]>",
    b"&x;",
    b"<!DOCTYPE",
    b"IEND",
    b"iTXt",
    b"\xff\xff\xff\xff",
    b"z",
    b"u",
    b"did:web:",
    b"did:key:",
    b"%2F",
    b".",
];

fn change(seed: &[u8], seeds: &[Vec<u8>], course: &mut Course) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=course.below(4) {
        let at = course.below(bytes.len() + 1);
        match course.below(8) {
            0 if !bytes.is_empty() => {
                let at = course.below(bytes.len());
                bytes[at] ^= 1 << course.below(8);
            }
            1 if !bytes.is_empty() => {
                let at = course.below(bytes.len());
                bytes[at] = course.next() as u8;
            }
            2 => {
                let end = (at + course.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => bytes.truncate(at),
            4 => {
                let end = (at + course.below(64)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => {
                let other = &seeds[course.below(seeds.len())];
                let from = course.below(other.len() + 1);
                let end = (from + course.below(256)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            _ => {
                let piece = PIECES[course.below(PIECES.len())];
                let end = if course.below(2) == 0 { at } else { (at + piece.len()).min(bytes.len()) };
                bytes.splice(at..end, piece.iter().copied());
            }
        }
    }
    bytes
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every file of the corpus that is not too long, with its name.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in ["credentials/valid", "credentials/invalid", "credentials/unknown", "others"] {
        for entry in std::fs::read_dir(fixtures().join(folder)).expect("a folder of fixtures") {
            let path = entry.expect("an entry").path();
            let mut bytes = std::fs::read(&path).expect("a file");
            if path.extension().is_some_and(|extension| extension == "gz") {
                let packed = std::mem::take(&mut bytes);
                let unpacking = flate2::read::GzDecoder::new(packed.as_slice());
                unpacking.take(SEED_LIMIT_BYTES as u64 + 1).read_to_end(&mut bytes).expect("gzip");
            }
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").trim_end_matches(".gz");
            if bytes.len() <= SEED_LIMIT_BYTES {
                files.push((name.to_owned(), bytes));
            }
        }
    }
    files.sort();
    files
}

/// What the hosts of the corpus answer.
fn answers() -> Vec<(String, Vec<u8>)> {
    let map = json(fixtures().join("credentials/documents.json"));
    let body = |answer: &Value| match answer["bodyBase64"].as_str() {
        Some(encoded) => STANDARD.decode(encoded).expect("base64"),
        None => answer["body"].as_str().unwrap_or("").as_bytes().to_vec(),
    };
    let answers = map["documents"].as_object().expect("answers").iter();
    answers.map(|(address, answer)| (address.clone(), body(answer))).collect()
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let files = files();
    let ending =
        |end: &'static str| files.iter().filter(move |(name, _)| name.ends_with(end)).map(|(_, bytes)| bytes.clone());
    let lists = || answers().into_iter().filter(|(address, _)| address.contains("lists.example")).map(|(_, body)| body);
    let mut seeds: Vec<Vec<u8>> = match target {
        "jwt" => ending(".jwt").collect(),
        "png" => ending(".png").collect(),
        "svg" => ending(".svg").collect(),
        "bitstring" => lists()
            .filter_map(|body| {
                let list: Value = serde_json::from_slice(&body).ok()?;
                Some(list["credentialSubject"]["encodedList"].as_str()?.as_bytes().to_vec())
            })
            .collect(),
        "status" => lists().chain(ending("entry-without-id.json")).collect(),
        "did_document" => {
            answers().into_iter().filter(|(address, _)| !address.contains("lists.example")).map(|(_, body)| body).collect()
        }
        "multibase" => [
            "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ",
            "did:web:a.example%3A8443:orgs:north",
            "2026-03-14T09:26:53.123456789+02:00",
            "9999-12-31T23:59:59Z",
        ]
        .map(|text| text.as_bytes().to_vec())
        .into(),
        "archive" => archives(&files),
        "table" => tables(&files),
        _ => ending(".json").chain(ending(".jwt")).collect(),
    };
    seeds.retain(|seed| seed.len() <= SEED_LIMIT_BYTES);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

/// Archives of a few files each, and one in another.
fn archives(files: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let few = |from: usize| -> Vec<Packed> {
        let some = files.iter().skip(from).step_by(97).take(4);
        let pack = |(number, (name, bytes)): (usize, &(String, Vec<u8>))| match number % 2 {
            0 => deflated(name, bytes),
            _ => stored(name, bytes),
        };
        some.enumerate().map(pack).collect()
    };
    let mut archives: Vec<Vec<u8>> = (0..6).map(|from| zip(&few(from))).collect();
    archives.push(zip(&[stored("inner.zip", &archives[0])]));
    archives
}

/// Tables and lists of badges, and of people.
fn tables(files: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let texts: Vec<&str> = files.iter().filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()).collect();
    let token = files
        .iter()
        .find(|(name, _)| name.ends_with(".jwt"))
        .map_or("", |(_, bytes)| std::str::from_utf8(bytes).unwrap_or("").trim());
    let lines: Vec<String> = texts.iter().step_by(150).map(|text| text.replace(['\n', '\r'], " ")).collect();
    let quoted = lines.first().map_or(String::new(), |line| line.replace('"', "\"\""));
    let mut tables = vec![
        lines.join("\n"),
        format!("name;credential\r\nAda;{token}\r\nBob;\r\n"),
        format!("\u{feff}name,credential\n\"Ada, B.\",\"{quoted}\"\n"),
        "url\thow\nhttps://a.example/badges/1\tlink\nnot an address\t\n".into(),
        "Name,E-Mail,ID\nAda,ada@a.example,1\n,BOB@a.example,\n\"Eve\nM.\",,did:example:eve\n".into(),
        "name;email\nAda;ada@a.example\n".into(),
    ];
    tables.retain(|table| table.len() <= SEED_LIMIT_BYTES);
    tables.into_iter().map(String::into_bytes).collect()
}

#[test]
fn nothing_that_comes_in_makes_the_program_panic() {
    let limit = std::env::var("FUZZ_SECONDS").ok().map(|text| Duration::from_secs(text.parse().expect("seconds")));
    let asked = std::env::var("FUZZ_TARGET").ok();
    for (name, target) in targets::TARGETS.iter().filter(|(name, _)| asked.as_deref().is_none_or(|only| only == *name))
    {
        let seeds = seeds(name);
        let mut course = Course(0x9e37_79b9_7f4a_7c15);
        let (watch, mut count) = (Stopwatch::start(), 0u64);
        let is_over = |count: u64| match limit {
            Some(limit) => watch.elapsed() >= limit,
            None => count >= ROUND,
        };
        while !is_over(count) {
            let seed = &seeds[course.below(seeds.len())];
            let input = change(seed, &seeds, &mut course);
            let outcome = catch_unwind(AssertUnwindSafe(|| target(&input)));
            assert!(outcome.is_ok(), "{name}: input {count}: {}", String::from_utf8_lossy(&input));
            count += 1;
        }
        eprintln!("{name}: {} seeds, {count} inputs in {:?}", seeds.len(), watch.elapsed());
    }
}
