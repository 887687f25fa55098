//! Whether a badge is about the person that the asker knows.

use accolade::credential::{IdentityMatch, IdentityObject};
use accolade::verify::{Check, Code, Expectation, Outcome, Report, Verdict};
use serde_json::{Value, json};

use crate::support::badge::{draft, sign_as_ours, token, verify, verify_for, with, without};

fn ask(document: &Value, known: &str) -> Report {
    let expected = Expectation { recipient: Some(known.into()), ..Expectation::default() };
    verify_for(sign_as_ours(document).to_string(), &json!({}), &expected)
}

fn said(report: &Report) -> Option<(Outcome, Code)> {
    let line = report.checks.iter().find(|line| line.check == Check::Recipient)?;
    Some((line.outcome, line.code))
}

fn identity(kind: &str, hashed: bool, hash: &str) -> Value {
    json!([{"type": "IdentityObject", "hashed": hashed, "identityType": kind, "identityHash": hash, "salt": "Kosher"}])
}

#[test]
fn the_published_hash_names_its_address_and_no_other() {
    let identity = IdentityObject::hashed("a@example.com", "emailAddress", "Kosher");

    assert_eq!(identity.identity_hash, "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399");
    assert_eq!(identity.matches("a@example.com"), Some(IdentityMatch::Exact));
    assert_eq!(identity.matches("A@Example.com"), Some(IdentityMatch::IgnoringCase));
    assert_eq!(identity.matches("b@example.com"), None);
    let upper =
        IdentityObject { identity_hash: identity.identity_hash.to_uppercase().replace("SHA256", "sha256"), ..identity };
    assert_eq!(upper.matches("a@example.com"), Some(IdentityMatch::Exact));
}

#[test]
fn nobody_asked_about_means_no_line() {
    assert_eq!(said(&verify(sign_as_ours(&draft()).to_string())), None);
    assert_eq!(said(&ask(&draft(), "  ")), None);
}

#[test]
fn what_is_typed_is_compared_with_every_identifier() {
    let without_id = without(&draft(), "/credentialSubject/id");
    let plain = |kind: &str, hash: &str| with(&draft(), "/credentialSubject/identifier", identity(kind, false, hash));
    let md5 = "md5$fde9c04ce09f6e0d5c5d1f5e1c0cb5ab";
    for (what, document, known, outcome) in [
        ("a hashed address", draft(), "a@example.com", Outcome::Pass),
        ("with space around it", draft(), " a@example.com\n", Outcome::Pass),
        ("in capitals", draft(), "A@EXAMPLE.COM", Outcome::Pass),
        ("another address", draft(), "b@example.com", Outcome::Fail),
        ("the subject's id", draft(), "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666", Outcome::Pass),
        ("another id", draft(), "urn:uuid:0b3f6d0e-1111-4222-8333-444455556667", Outcome::Fail),
        ("a DID that it does not have", draft(), "did:web:ada.example", Outcome::Fail),
        ("a plain address", plain("emailAddress", "Ada@Example.com"), "Ada@Example.com", Outcome::Pass),
        (
            "a plain address in small letters",
            plain("emailAddress", "Ada@Example.com"),
            "ada@example.com",
            Outcome::Pass,
        ),
        ("a number", plain("sisSourcedId", "4711"), "4711", Outcome::Pass),
        ("another number", plain("sisSourcedId", "4711"), "4712", Outcome::Fail),
        ("an address, of a badge with a number", plain("sisSourcedId", "4711"), "a@example.com", Outcome::Unknown),
        ("a number, of a badge with an address", draft(), "4711", Outcome::Unknown),
        (
            "an address, of a badge with an id only",
            without(&draft(), "/credentialSubject/identifier"),
            "a@example.com",
            Outcome::Unknown,
        ),
        (
            "another MD5",
            with(&without_id, "/credentialSubject/identifier", identity("emailAddress", true, md5)),
            "a@example.com",
            Outcome::Fail,
        ),
        (
            "a mailto id",
            with(&draft(), "/credentialSubject/id", json!("mailto:ada@example.com")),
            "ada@example.com",
            Outcome::Pass,
        ),
        (
            "a mailto id in capitals",
            with(&draft(), "/credentialSubject/id", json!("mailto:Ada@example.com")),
            "ada@example.com",
            Outcome::Pass,
        ),
        (
            "the hash itself",
            draft(),
            "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
            Outcome::Unknown,
        ),
        ("the salt", draft(), "Kosher", Outcome::Unknown),
    ] {
        let report = ask(&document, known);
        assert_eq!(said(&report).map(|line| line.0), Some(outcome), "{what}: {:#?}", report.checks);
    }
}

#[test]
fn which_way_of_comparing_matched_is_said() {
    let exact = ask(&draft(), "a@example.com");
    let lowered = ask(&draft(), "A@example.com");
    let sentence = |report: &Report| report.checks.last().expect("a line").sentence.clone();

    assert!(!sentence(&exact).contains("capital"), "{}", sentence(&exact));
    assert!(sentence(&lowered).contains("capital"), "{}", sentence(&lowered));
    for report in [exact, lowered] {
        assert!(!report.to_json("x").to_string().contains("@example"), "what was typed is not repeated");
    }
}

#[test]
fn an_md5_match_is_worth_a_warning() {
    // MD5 of "a@example.comKosher", by md5sum.
    let hash = "md5$ddd142639a792e74751ee7e129237efa";
    let document = with(&draft(), "/credentialSubject/identifier", identity("emailAddress", true, hash));

    let report = ask(&document, "a@example.com");

    assert_eq!(said(&report), Some((Outcome::Warn, Code::WeakHash)), "{:#?}", report.checks);
    assert_eq!(report.verdict(), Verdict::Valid);
}

#[test]
fn a_badge_of_somebody_else_is_invalid_and_says_why() {
    let report = ask(&draft(), "b@example.com");
    assert_eq!((report.verdict(), report.state()), (Verdict::Invalid, "wrong-recipient"));
    assert_eq!(said(&report), Some((Outcome::Fail, Code::Recipient)));
    assert!(report.verified().is_some(), "what it says may still be shown");

    let unclear = ask(&without(&draft(), "/credentialSubject/identifier"), "a@example.com");
    assert_eq!((unclear.verdict(), unclear.state()), (Verdict::Indeterminate, "unknown"));

    // An end is graver than another person.
    let ended = ask(&with(&draft(), "/validUntil", json!("2026-04-01T00:00:00Z")), "b@example.com");
    assert_eq!(ended.state(), "expired");
}

#[test]
fn a_forged_badge_says_nothing_about_anybody() {
    let forged = with(&sign_as_ours(&draft()), "/name", json!("Another"));
    let expected = Expectation { recipient: Some("a@example.com".into()), ..Expectation::default() };

    let report = verify_for(forged.to_string(), &json!({}), &expected);

    assert_eq!((report.state(), said(&report)), ("altered", Some((Outcome::Unknown, Code::Recipient))));
}

#[test]
fn tokens_are_compared_too() {
    let expected = |known: &str| Expectation { recipient: Some(known.into()), ..Expectation::default() };
    let token = token(draft());

    assert_eq!(verify_for(&token, &json!({}), &expected("a@example.com")).verdict(), Verdict::Valid);
    assert_eq!(verify_for(&token, &json!({}), &expected("b@example.com")).state(), "wrong-recipient");
}
