//! Newer versions of a badge, and what the issuer says about an old one now.

use accolade::did;
use accolade::status::{Bitstring, ListDescription, MINIMUM_ENTRIES, Purpose, list_credential};
use accolade::verify::{Check, Code, Expectation, IssuerBinding, Outcome, Report, Verdict};
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, now, sign_as_ours, sign_blindly, signer, verify_for, verify_with, with};

const NEWER: &str = "https://a.example/newer/1";
const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

fn offering(document: &Value) -> Value {
    let contexts = json!([document["@context"][0], document["@context"][1], EXTENSIONS]);
    let service = json!({"id": NEWER, "type": "1EdTechCredentialRefresh"});
    with(&with(document, "/@context", contexts), "/refreshService", service)
}

/// A badge that has ended and says where a newer one is.
fn ended() -> Value {
    offering(&with(&draft(), "/validUntil", json!("2026-04-01T00:00:00Z")))
}

/// The same badge, renewed.
fn renewed() -> Value {
    offering(&with(&draft(), "/validFrom", json!("2026-04-02T00:00:00Z")))
}

fn at_newer(body: &str) -> Value {
    json!({NEWER: {"body": body}})
}

fn refresh_lines(report: &Report) -> Vec<(Outcome, Code)> {
    report.checks.iter().filter(|line| line.check == Check::Refresh).map(|line| (line.outcome, line.code)).collect()
}

#[test]
fn an_ended_badge_is_judged_by_its_newer_version() {
    let file = sign_as_ours(&ended()).to_string();
    let newer = sign_as_ours(&renewed()).to_string();
    let report = verify_with(&file, &at_newer(&newer));

    assert_eq!(report.state(), "valid", "{:#?}", report.checks);
    let document = report.to_json("x");
    assert_eq!(document["refreshed"], json!({"from": NEWER, "was": "expired"}));
    assert_eq!(document["fetched"], json!([NEWER]));
    assert_eq!(refresh_lines(&report), [(Outcome::Pass, Code::Ok)]);
    assert_eq!(report.verified().expect("the newer one")["validFrom"], "2026-04-02T00:00:00Z");
}

#[test]
fn a_badge_that_stands_asks_for_nothing_unless_the_newest_is_wanted() {
    let file = sign_as_ours(&offering(&draft())).to_string();
    let documents = at_newer(&sign_as_ours(&renewed()).to_string());
    let report = verify_with(&file, &documents);
    assert_eq!((report.state(), report.fetched.len(), refresh_lines(&report).len()), ("valid", 0, 0));

    let wanted = Expectation { refresh: true, ..Expectation::default() };
    let report = verify_for(&file, &documents, &wanted);
    assert_eq!((report.state(), report.refreshed.map(|one| one.was)), ("valid", Some("valid")));
    let report = verify_for(sign_as_ours(&draft()).to_string(), &documents, &wanted);
    assert_eq!((report.state(), refresh_lines(&report)), ("valid", vec![(Outcome::Pass, Code::Ok)]));
    let same = verify_for(&file, &at_newer(&file), &wanted);
    assert_eq!(
        (same.state(), same.refreshed.is_none(), refresh_lines(&same)),
        ("valid", true, vec![(Outcome::Pass, Code::Ok)])
    );
}

#[test]
fn what_is_not_a_newer_version_of_the_same_badge_changes_nothing() {
    let file = sign_as_ours(&ended()).to_string();
    let of = |document: &Value| sign_as_ours(document).to_string();
    let stranger = accolade::keys::Signer::generate(accolade::keys::Algorithm::Ed25519).expect("a key");
    let name = stranger.public().name();
    let by_stranger = with(&renewed(), "/issuer/id", json!(format!("did:key:{name}")));
    for (what, body) in [
        ("another id", of(&with(&renewed(), "/id", json!("urn:uuid:12121212-1212-4121-8121-121212121212")))),
        ("another issuer", sign_blindly(&by_stranger, &format!("did:key:{name}#{name}"), &stranger).to_string()),
        ("a forged one", with(&sign_as_ours(&renewed()), "/name", json!("Other")).to_string()),
        ("an unsigned one", renewed().to_string()),
        ("no badge", "hello".to_owned()),
        ("nothing", String::new()),
    ] {
        let report = verify_with(&file, &at_newer(&body));
        assert_eq!((report.state(), report.refreshed.is_none()), ("expired", true), "{what}: {:#?}", report.checks);
        assert_eq!(refresh_lines(&report).first().map(|line| line.0), Some(Outcome::Warn), "{what}");
    }
    let older = of(&with(
        &with(&renewed(), "/validFrom", json!("2026-01-01T00:00:00Z")),
        "/validUntil",
        json!("2099-01-01T00:00:00Z"),
    ));
    assert_eq!(verify_with(&file, &at_newer(&older)).state(), "expired");
    let unreachable = verify_with(&file, &json!({}));
    assert_eq!(
        (unreachable.state(), refresh_lines(&unreachable)),
        ("expired", vec![(Outcome::Warn, Code::StatusUnavailable)])
    );
    let inside = ended().to_string().replace(NEWER, "https://10.0.0.1/newer");
    let inside = sign_as_ours(&serde_json::from_str(&inside).expect("JSON")).to_string();
    assert_eq!(refresh_lines(&verify_with(&inside, &json!({}))), [(Outcome::Warn, Code::UnsafeUrl)]);
}

#[test]
fn a_newer_version_is_not_followed_further() {
    let ended_too = with(&renewed(), "/validUntil", json!("2026-05-01T00:00:00Z"));
    let report = verify_with(sign_as_ours(&ended()).to_string(), &at_newer(&sign_as_ours(&ended_too).to_string()));

    assert_eq!((report.state(), report.fetched.len()), ("expired", 1), "{:#?}", report.checks);
    assert_eq!(report.refreshed.map(|one| one.was), Some("expired"));
}

#[test]
fn a_forged_badge_sends_nobody_anywhere() {
    let forged = with(&sign_as_ours(&ended()), "/name", json!("Other")).to_string();
    let report = verify_with(&forged, &at_newer(&sign_as_ours(&renewed()).to_string()));

    assert_eq!((report.state(), report.fetched.is_empty()), ("altered", true));
}

// What the issuer says now.

const LIST: &str = "https://a.example/status/1";

fn list(bits: &[u64], purpose: Purpose, more: &[(&str, Value)]) -> Value {
    let mut all = Bitstring::new(MINIMUM_ENTRIES).expect("a list");
    bits.iter().for_each(|bit| all.set(*bit).expect("set"));
    let description = ListDescription {
        address: LIST.into(),
        issuer: issuer(),
        purpose,
        valid_from: now().plus_seconds(-60),
        valid_until: None,
    };
    more.iter().fold(list_credential(&description, &all), |list, (pointer, value)| with(&list, pointer, value.clone()))
}

fn status_of(entry: Value, list: &Value) -> Report {
    let badge = sign_as_ours(&with(&draft(), "/credentialStatus", entry)).to_string();
    verify_with(&badge, &json!({LIST: {"body": sign_as_ours(list).to_string()}}))
}

fn entry(purpose: &str, index: Value) -> Value {
    json!({"id": format!("{LIST}#{purpose}"), "type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": index, "statusListCredential": LIST})
}

#[test]
fn entries_and_lists_of_both_generations_are_read() {
    let revoked = list(&[23], Purpose::Revocation, &[]);
    for (what, index, state) in [
        ("a text", json!("23"), "revoked"),
        ("another text", json!("24"), "valid"),
        ("beyond the end", json!("131072"), "unknown"),
        ("no number", json!("x"), "invalid"),
    ] {
        assert_eq!(status_of(entry("revocation", index), &revoked).state(), state, "{what}");
    }
    let suspended = list(&[23], Purpose::Suspension, &[]);
    assert_eq!(status_of(entry("suspension", json!("23")), &suspended).state(), "suspended");
    assert_eq!(status_of(entry("revocation", json!("23")), &suspended).verdict(), Verdict::Indeterminate);
    let both =
        list(&[23], Purpose::Revocation, &[("/credentialSubject/statusPurpose", json!(["revocation", "suspension"]))]);
    let two = json!([entry("suspension", json!("22")), entry("revocation", json!("23"))]);
    assert_eq!(status_of(two, &both).state(), "revoked", "the second entry counts too");

    let older = "https://w3id.org/vc/status-list/2021/v1";
    let contexts = json!([draft()["@context"][0], draft()["@context"][1], older]);
    let mut old_entry = entry("revocation", json!("23"));
    old_entry["type"] = json!("StatusList2021Entry");
    let old_badge = with(&with(&draft(), "/@context", contexts), "/credentialStatus", old_entry);
    let old_list = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", older, "https://w3id.org/security/data-integrity/v2"],
        "id": LIST, "type": ["VerifiableCredential", "StatusList2021Credential"], "issuer": issuer(),
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": format!("{LIST}#list"), "type": "StatusList2021", "statusPurpose": "revocation",
            "encodedList": revoked["credentialSubject"]["encodedList"].as_str().expect("a list").trim_start_matches('u'),
        }
    });
    let report = verify_with(
        sign_as_ours(&old_badge).to_string(),
        &json!({LIST: {"body": sign_as_ours(&old_list).to_string()}}),
    );
    assert_eq!(report.state(), "revoked", "{:#?}", report.checks);
}

#[test]
fn a_list_of_messages_never_makes_a_badge_invalid_and_is_not_fetched() {
    let mut message = entry("message", json!("7"));
    message["statusSize"] = json!(2);
    message["statusMessage"] = json!([{"status": "0x0", "message": "a"}, {"status": "0x1", "message": "b"}, {"status": "0x2", "message": "c"}, {"status": "0x3", "message": "d"}]);
    for good in [message.clone(), entry("refresh", json!("7"))] {
        let badge = sign_as_ours(&with(&draft(), "/credentialStatus", good)).to_string();
        let report = verify_with(&badge, &json!({}));
        assert_eq!((report.state(), report.fetched.len()), ("valid", 0), "{:#?}", report.checks);
    }
    let short = with(&message, "/statusMessage", json!([]));
    assert_eq!(status_of(short, &list(&[], Purpose::Message, &[])).verdict(), Verdict::Invalid);
    let unknown = entry("gossip", json!("7"));
    let report = status_of(unknown, &list(&[], Purpose::Message, &[]));
    assert_eq!((report.verdict(), report.has_code(Code::Unsupported)), (Verdict::Indeterminate, true));
}

#[test]
fn entries_of_several_bits_are_counted_in_their_size() {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES * 2).expect("a list");
    bits.set(5).expect("set");

    // Bits 4 and 5 are entry 2 of two bits each: 01.
    assert_eq!((bits.value(2, 2), bits.value(1, 2), bits.value(5, 1)), (Ok(1), Ok(0), Ok(1)));
    assert!(bits.value(MINIMUM_ENTRIES as u64, 2).is_err(), "beyond the end");
    assert!(Bitstring::new(MINIMUM_ENTRIES).expect("a list").value(0, 2).is_err(), "half as many entries are too few");
}

#[test]
fn a_list_that_nobody_is_known_to_have_signed_does_not_clear_a_badge_of_a_known_issuer() {
    let key = signer();
    let name = key.public().name();
    let at = "https://a.example/issuers/1";
    let home = "https://a.example/keys/1";
    let by_address = |document: &Value, method: &str| sign_blindly(&with(document, "/issuer", json!(at)), method, &key);
    let with_entry = with(&draft(), "/credentialStatus", entry("revocation", json!("23")));
    let badge = sign_blindly(&with(&with_entry, "/issuer/id", json!(at)), home, &key).to_string();
    let key_document = did::key_document(home, at, key.public()).expect("a Multikey").to_string();
    let judged = |bits: &[u64], method: &str| {
        let list = by_address(&list(bits, Purpose::Revocation, &[]), method).to_string();
        verify_with(&badge, &json!({LIST: {"body": list}, home: {"body": key_document}}))
    };

    let good = judged(&[], home);
    assert_eq!((good.state(), good.binding), ("valid", IssuerBinding::KeyUrl), "{:#?}", good.checks);
    let carried = format!("{at}#{name}");
    let doubtful = judged(&[], &carried);
    assert_eq!((doubtful.verdict(), doubtful.has_code(Code::StatusInvalid)), (Verdict::Indeterminate, true));
    assert_eq!(judged(&[23], &carried).state(), "revoked");
}

#[test]
fn the_older_revocation_list_is_the_issuers_own() {
    let address = "https://a.example/revoked.json";
    let contexts = json!([draft()["@context"][0], draft()["@context"][1], EXTENSIONS]);
    let entry = json!({"id": address, "type": "1EdTechRevocationList"});
    let badge = sign_as_ours(&with(&with(&draft(), "/@context", contexts), "/credentialStatus", entry)).to_string();
    let id = draft()["id"].clone();
    for (what, list, state) in [
        ("not on it", json!({"issuer": issuer(), "revokedCredential": []}), "valid"),
        (
            "on it",
            json!({"issuer": issuer(), "revokedCredential": [{"id": id, "revocationReason": "Mistake"}]}),
            "revoked",
        ),
        ("on it, by id alone", json!({"revokedCredentials": [id]}), "revoked"),
        (
            "in the plural beside an empty singular",
            json!({"revokedCredential": [], "revokedCredentials": [{"id": id}]}),
            "revoked",
        ),
        ("taken back", json!({"revokedCredential": [{"id": id, "revoked": false}]}), "valid"),
        ("of another issuer", json!({"issuer": {"id": "did:web:b.example"}, "revokedCredential": []}), "unknown"),
        ("no list", json!({"issuer": issuer()}), "unknown"),
    ] {
        let report = verify_with(&badge, &json!({address: {"body": list.to_string()}}));
        assert_eq!(report.state(), state, "{what}: {:#?}", report.checks);
    }
    assert_eq!(verify_with(&badge, &json!({})).state(), "status-unknown");
}
