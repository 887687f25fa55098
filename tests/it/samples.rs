//! The official sample badges get the verdicts of the standard, or we say why not.

use std::path::Path;

use accolade::clock::Timestamp;
use accolade::fetch::Documents;
use accolade::verify::{Code, Expectation, Report, Verdict, Verifier};
use serde_json::json;

use crate::support::{samples, text};

fn verify(file: &[u8], documents: &Documents) -> Report {
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
    Verifier { documents, now }.verify(file)
}

/// Every sample with our state, and the number of the divergence where the official verdict is another.
const STATES: [(&str, &str, Option<u32>); 21] = [
    ("ob30/simple.json", "valid-unbound", None),
    ("ob30/simple-multiple-proofs.json", "valid-unbound", Some(9)),
    ("ob30/simple_v1.json", "valid-unbound", None),
    ("ob30/simple-eddsa-2022.json", "valid-unbound", None),
    ("ob30/simple-json.png", "valid-unbound", None),
    ("ob30/simple-json.svg", "valid-unbound", None),
    ("ob30/simple-jwt.png", "valid-unbound", None),
    ("ob30/sd/derivedcredential.json", "valid-unbound", None),
    ("ob30/simple-err-context.json", "invalid", None),
    ("ob30/simple-err-credential-subject-type.json", "invalid", None),
    ("ob30/simple-err-proof-value.json", "altered", None),
    ("ob30/simple-err-expired.json", "expired", None),
    ("ob30/bit-string-list/testlist", "valid-unbound", None),
    ("ob30/bit-string-list/credential-status-revoked.json", "revoked", None),
    ("ob30/endorsement-valid.json", "valid-unbound", None),
    ("clr20/simple.json", "valid-unbound", None),
    ("ob20/basic-assertion.json", "valid", None),
    ("ob20/simple-badge.png", "valid", None),
    ("ob20/simple.jwt", "valid", None),
    ("ob20/simple-revoked.jwt", "revoked", None),
    ("ob20/basic-assertion-expired.json", "expired", None),
];

/// The documents around an older sample, at the addresses that they are written for.
fn hosted(folder: &Path, file: &str) -> Documents {
    let copy = if file.ends_with("expired.json") { file } else { "ob20/basic-assertion.json" };
    let body = |path: &Path| json!({"body": text(path)});
    let mut documents = serde_json::Map::new();
    documents.insert("https://example.org/beths-robotics-badge.json".into(), body(&folder.join(copy)));
    for entry in std::fs::read_dir(folder.join("ob20/assets")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".json"));
        if let Some(name) = name {
            documents.insert(format!("https://example.org/{name}"), body(&path));
        }
    }
    Documents::read(&documents.into()).expect("documents")
}

/// What a sample needs to be fetched: for the withdrawn badge its list, for the older ones what is hosted.
fn documents_for(folder: &Path, file: &str) -> Documents {
    if file.starts_with("ob20/") {
        return hosted(folder, file);
    }
    if !file.ends_with("credential-status-revoked.json") {
        return Documents::default();
    }
    let value: serde_json::Value = serde_json::from_str(&text(folder.join(file))).expect("JSON");
    let address = value["credentialStatus"]["statusListCredential"].as_str().expect("an address");
    let list = text(folder.join("ob30/bit-string-list/testlist"));
    Documents::read(&json!({address: {"body": list}})).expect("documents")
}

#[test]
fn every_official_sample_gets_its_verdict_or_a_divergence_says_why_not() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples");
    let divergences = text(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/divergences.md"));
    let table = text(folder.join("expected.tsv"));
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let mut differences = Vec::new();
    for row in &rows {
        let (file, official) = (row[0], row[2]);
        let Some((_, state, divergence)) = STATES.iter().find(|(known, ..)| *known == file) else {
            differences.push(format!("{file} is not in the table"));
            continue;
        };
        let report = verify(&std::fs::read(folder.join(file)).expect(file), &documents_for(&folder, file));
        if report.state() != *state {
            differences.push(format!("{file}: {} instead of {state}: {:#?}", report.state(), report.checks));
        }
        // The official scale has a warning between valid and invalid, which counts as valid.
        let expected = if official.starts_with("INVALID") { Verdict::Invalid } else { Verdict::Valid };
        match divergence {
            None if report.verdict() != expected => differences.push(format!("{file}: officially {official}")),
            None => {}
            Some(number) if !divergences.contains(&format!("\n{number}. ")) => {
                differences.push(format!("{file}: there is no divergence {number}"));
            }
            Some(_) if report.verdict() == expected => differences.push(format!("{file}: nothing differs any more")),
            Some(_) => {}
        }
    }

    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(rows.len(), STATES.len());
}

#[test]
fn the_official_revoked_badge_is_not_known_to_stand_without_its_list() {
    let Some(samples) = samples() else { return };
    let badge = text(samples.join("samples/ob30/bit-string-list/credential-status-revoked.json"));

    let unreachable = verify(badge.as_bytes(), &Documents::default());
    assert!(unreachable.has_code(Code::StatusUnavailable), "{:#?}", unreachable.checks);
}

#[test]
fn older_samples_are_compared_with_a_person_and_say_how_they_are_bound() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples");
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
    for (file, binding) in [("ob20/basic-assertion.json", "hosted"), ("ob20/simple.jwt", "key-url")] {
        let documents = documents_for(&folder, file);
        let verifier = Verifier { documents: &documents, now };
        for (known, state) in [("nobody@example.org", "valid"), ("nobody@elsewhere.example", "wrong-recipient")] {
            let expected = Expectation { recipient: Some(known.into()), ..Expectation::default() };
            let report = verifier.verify_for(&std::fs::read(folder.join(file)).expect(file), &expected);
            assert_eq!(report.state(), state, "{file}: {:#?}", report.checks);
            assert_eq!(report.to_json(file)["binding"], binding, "{file}");
        }
    }
}

#[test]
fn the_official_record_s_badge_is_judged_by_itself() {
    let Some(samples) = samples() else { return };
    let report =
        verify(&std::fs::read(samples.join("samples/clr20/simple.json")).expect("a file"), &Documents::default());

    assert_eq!(report.inner.len(), 1);
    assert_eq!(
        (report.inner[0].report.state(), report.inner[0].report.achievement.as_deref()),
        ("valid-unbound", Some("Teamwork"))
    );
}
