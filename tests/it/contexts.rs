//! The pinned contexts are the files that their table says they are.

use std::collections::BTreeSet;
use std::path::Path;

use accolade::canon::pinned;
use sha2::{Digest, Sha256};

use crate::support::{hex, json, text};

fn table() -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/contexts");
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    text(folder.join("SOURCES.md")).lines().filter(|line| line.starts_with("| http")).map(cells).collect()
}

#[test]
fn every_context_has_the_bytes_that_its_table_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/contexts");
    let rows = table();
    for row in &rows {
        let bytes = std::fs::read(folder.join(&row[1])).expect(&row[1]);

        assert_eq!(hex(&Sha256::digest(&bytes)), row[2], "{}", row[1]);
        assert_eq!(bytes.len().to_string(), row[3], "{}", row[1]);
        assert!(json(folder.join(&row[1])).get("@context").is_some(), "{}", row[1]);
    }

    let listed: BTreeSet<String> = rows.iter().map(|row| row[1].clone()).collect();
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "SOURCES.md")
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn the_older_texts_of_the_badge_context_say_nothing_that_the_newest_does_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/contexts");
    let terms = |file: &str| json(folder.join(file))["@context"].as_object().expect("terms").clone();
    let newest = terms("ob-v3p0-context-3.0.3.json");
    for (file, added) in [
        ("ob-v3p0-context-3.0.3.A-2024.json", ["endorsementJwt", "jti"].as_slice()),
        ("ob-v3p0-context-3.0.3.B-2025-11.json", &["endorsementJwt"]),
    ] {
        let mut expected = newest.clone();
        expected.retain(|name, _| !added.contains(&name.as_str()));

        assert_eq!(terms(file), expected, "{file}");
    }
}

#[test]
fn every_address_that_the_program_knows_is_in_the_table() {
    let rows = table();
    for id in pinned::ids() {
        // The first context was once served under a second address.
        let id = if id.ends_with("context-3.0.0.json") {
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
        } else {
            id
        };
        assert!(rows.iter().any(|row| row[0].split(' ').next() == Some(id)), "{id}");
    }
}
