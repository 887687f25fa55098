//! The official sample badges get the verdicts of the standard.

use accolade::clock::Timestamp;
use accolade::fetch::Documents;
use accolade::verify::{Code, Report, Verifier};
use serde_json::json;

use crate::support::{samples, text};

fn verify(file: &[u8], documents: &Documents) -> Report {
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
    Verifier { documents, now }.verify(file)
}

#[test]
fn the_official_samples_get_their_verdicts() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples");
    let mut differences = Vec::new();
    for (file, state) in [
        ("ob30/simple.json", "valid-unbound"),
        ("ob30/simple-multiple-proofs.json", "valid-unbound"),
        ("ob30/simple_v1.json", "valid-unbound"),
        ("ob30/simple-eddsa-2022.json", "valid-unbound"),
        ("ob30/simple-json.png", "valid-unbound"),
        ("ob30/simple-json.svg", "valid-unbound"),
        ("ob30/simple-jwt.png", "valid-unbound"),
        ("ob30/simple-err-context.json", "invalid"),
        ("ob30/simple-err-credential-subject-type.json", "invalid"),
        ("ob30/simple-err-proof-value.json", "altered"),
        ("ob30/simple-err-expired.json", "expired"),
        ("ob30/bit-string-list/testlist", "valid-unbound"),
        ("ob30/endorsement-valid.json", "valid-unbound"),
        ("ob30/sd/derivedcredential.json", "valid-unbound"),
        ("clr20/simple.json", "valid-unbound"),
        ("ob20/basic-assertion.json", "unknown"),
    ] {
        let report = verify(&std::fs::read(folder.join(file)).expect(file), &Documents::default());
        if report.state() != state {
            differences.push(format!("{file}: {} instead of {state}: {:#?}", report.state(), report.checks));
        }
    }

    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_official_revoked_badge_is_revoked_by_the_official_list() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples/ob30/bit-string-list");
    let badge = text(folder.join("credential-status-revoked.json"));
    let value: serde_json::Value = serde_json::from_str(&badge).expect("JSON");
    let address = value["credentialStatus"]["statusListCredential"].as_str().expect("an address");
    let documents = json!({address: {"body": text(folder.join("testlist"))}});
    let documents = Documents::read(&documents).expect("documents");

    let report = verify(badge.as_bytes(), &documents);
    assert_eq!(report.state(), "revoked", "{:#?}", report.checks);

    let unreachable = verify(badge.as_bytes(), &Documents::default());
    assert!(unreachable.has_code(Code::StatusUnavailable), "{:#?}", unreachable.checks);
}
