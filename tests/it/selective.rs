//! Badges that can be shown in part: what holders may do, and what they must not get away with.

use accolade::canon::Profile;
use accolade::keys::{Algorithm, Signer};
use accolade::proof::data_integrity::{Disclosure, Proof, ProofError, Unsecured};
use accolade::verify::{Code, Outcome, Report, Verdict};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::badge::{verify, with, without};
use crate::support::selective::{Held, Parts, Rest, issue, issuing_key, multikey_bytes, selective_draft};

/// What the issuer of these tests fixes: enough for a badge.
const FIXED: [&str; 5] =
    ["/issuer", "/validFrom", "/validUntil", "/credentialSubject/id", "/credentialSubject/achievement/name"];

fn held() -> Held {
    issue(selective_draft(), &FIXED, 1)
}

/// What is left when the holder shows the least that still is a badge, and one thing more.
fn shown(document: &Value) -> Value {
    let mut shown = document.clone();
    for pointer in [
        "/evidence",
        "/credentialSubject/identifier",
        "/credentialSubject/result",
        "/credentialSubject/creditsEarned",
        "/credentialSubject/achievement/resultDescription",
        "/credentialSubject/achievement/achievementType",
    ] {
        shown = without(&shown, pointer);
    }
    shown
}

fn derived(held: &Held) -> (Value, Parts) {
    let shown = shown(&held.document);
    let parts = held.derive(&shown, true).expect("a signature for everything");
    (shown, parts)
}

fn check(badge: &Value) -> Report {
    verify(badge.to_string())
}

fn codes(report: &Report) -> Vec<Code> {
    report.checks.iter().filter(|line| line.outcome != Outcome::Pass).map(|line| line.code).collect()
}

/// What the proof itself shows, without the rules for badges.
fn disclosure(badge: &Value) -> Result<Disclosure, ProofError> {
    let mut document = badge.clone();
    let proof = document.as_object_mut().expect("an object").shift_remove("proof").expect("a proof");
    Proof::read(&proof[0])?.verify(&Unsecured::new(&document, Profile::OpenBadges), issuing_key().public())
}

#[test]
fn a_badge_is_valid_as_the_issuer_made_it_and_as_its_holder_shows_it() {
    let held = held();

    let whole = check(&held.whole(&held.parts));
    assert_eq!((whole.state(), codes(&whole)), ("valid", vec![]), "{:#?}", whole.checks);

    let (shown, parts) = derived(&held);
    let part = check(&held.secured(&shown, &parts));
    assert_eq!((part.state(), codes(&part)), ("valid-partial", vec![Code::PartlyShown]), "{:#?}", part.checks);
}

#[test]
fn the_report_says_which_kind_of_proof_it_speaks_of() {
    let held = held();
    let good = held.whole(&held.parts);
    let mut two = good.clone();
    let bad = with(&good["proof"][0], "/created", json!("2026-05-02T00:00:00Z"));
    let eddsa = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "authentication",
        "verificationMethod": "did:key:z6Mk#z6Mk", "proofValue": format!("z{}", bs58::encode([1; 64]).into_string())
    });
    two["proof"] = json!([good["proof"][0], bad, eddsa]);

    let report = check(&two);

    let signatures: Vec<(Outcome, bool, bool)> = report
        .checks
        .iter()
        .filter(|line| line.sentence.contains('`') && line.sentence.contains("-20"))
        .map(|line| (line.outcome, line.sentence.contains("ecdsa-sd-2023"), line.sentence.contains("eddsa-rdfc-2022")))
        .collect();
    let expected = [(Outcome::Pass, true, false), (Outcome::Fail, true, false), (Outcome::Fail, false, true)];
    assert_eq!(signatures, expected, "{:#?}", report.checks);
}

#[test]
fn an_end_or_a_status_that_was_not_fixed_may_have_been_left_out_and_the_answer_says_so() {
    let status = json!({
        "id": "https://a.example/status/1#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "7", "statusListCredential": "https://a.example/status/1"
    });
    let document = with(&selective_draft(), "/credentialStatus", status);
    let both: Vec<&str> = FIXED.into_iter().chain(["/credentialStatus"]).collect();
    let neither: Vec<&str> = FIXED.into_iter().filter(|pointer| *pointer != "/validUntil").collect();
    for (pointers, left_out, shows_end, shows_status) in [
        (&both, vec![], true, true),
        (&neither, vec![], false, false),
        (&neither, vec!["/credentialStatus"], false, false),
        (&neither, vec!["/credentialStatus", "/validUntil"], false, false),
    ] {
        let held = issue(document.clone(), pointers, 2);
        let shown = left_out.iter().fold(shown(&document), |shown, pointer| without(&shown, pointer));
        let parts = held.derive(&shown, true).expect("a signature for everything");

        let found = disclosure(&held.secured(&shown, &parts));

        assert_eq!(found, Ok(Disclosure::Part { shows_end, shows_status }), "{pointers:?} without {left_out:?}");
    }

    let held = issue(document.clone(), &neither, 2);
    let shown = without(&without(&shown(&document), "/credentialStatus"), "/validUntil");
    let report = check(&held.secured(&shown, &held.derive(&shown, true).expect("a signature for everything")));
    assert_eq!((report.state(), codes(&report)), ("valid-partial", vec![Code::PartlyShown]));
    assert!(report.main_line().is_some_and(|line| line.sentence.contains("when it ends and where")));
}

#[test]
fn what_the_issuer_fixed_cannot_be_left_out() {
    let held = held();
    let (shown, parts) = derived(&held);
    let mut covered = 0;
    for pointer in FIXED {
        let less = without(&shown, pointer);
        assert_eq!(check(&held.secured(&less, &parts)).verdict(), Verdict::Invalid, "{pointer}");

        // Without its `id` a thing is another one, and what is said of it is not signed.
        if let Some(parts) = held.derive(&less, true) {
            covered += 1;
            assert_eq!(disclosure(&held.secured(&less, &parts)), Err(ProofError::Signature), "{pointer}");
        }
        let less = without(&held.document, pointer);
        assert_eq!(disclosure(&held.secured(&less, &held.parts)), Err(ProofError::Signature), "{pointer}");
    }
    assert_eq!(covered, 4);
}

#[test]
fn an_expired_badge_stays_expired_however_it_is_shown() {
    let held = issue(with(&selective_draft(), "/validUntil", json!("2026-05-30T00:00:00Z")), &FIXED, 3);
    let (shown, parts) = derived(&held);

    assert_eq!(check(&held.whole(&held.parts)).state(), "expired");
    assert_eq!(check(&held.secured(&shown, &parts)).state(), "expired");
    let less = without(&shown, "/validUntil");
    assert_eq!(check(&held.secured(&less, &parts)).state(), "altered");
}

/// Every object and value of a document, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.replace('/', "~1"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => return,
    };
    for (name, value) in inner {
        let at = format!("{at}/{name}");
        places(value, &at, found);
        found.push(at);
    }
}

#[test]
fn whatever_is_taken_out_changed_or_added_after_signing_is_never_valid() {
    let held = held();
    let (shown, parts) = derived(&held);
    let mut count = 0;
    for (document, parts) in [(&held.document, &held.parts), (&shown, &parts)] {
        let mut all = Vec::new();
        places(document, "", &mut all);
        for place in all.iter().filter(|place| !place.starts_with("/@context")) {
            let mut variants = Vec::new();
            if document.pointer(place).is_some_and(Value::is_object) {
                variants.push(with(document, &format!("{place}/name"), json!("Somebody else")));
            }
            if document.pointer(place).is_some_and(Value::is_string) {
                variants.push(with(document, place, json!("https://evil.example/")));
            }
            if place.rsplit('/').next().is_some_and(|name| name.parse::<usize>().is_err()) {
                variants.push(without(document, place));
            }
            for changed in variants.into_iter().filter(|changed| changed != document) {
                assert_eq!(check(&held.secured(&changed, parts)).verdict(), Verdict::Invalid, "{place}: {changed:#}");
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn one_flipped_bit_in_any_byte_of_a_proof_value_is_never_valid() {
    let held = held();
    let (shown, parts) = derived(&held);
    for (document, parts) in [(&held.document, &held.parts), (&shown, &parts)] {
        let good = parts.to_bytes();
        let badge = held.secured(document, parts);
        for at in 0..good.len() {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << (at % 8);
            let value = format!("u{}", URL_SAFE_NO_PAD.encode(bytes));
            assert!(disclosure(&with(&badge, "/proof/0/proofValue", json!(value))).is_err(), "byte {at}");
        }
    }
}

#[test]
fn parts_of_a_derived_proof_cannot_be_moved_doubled_or_dropped() {
    let held = held();
    let (shown, good) = derived(&held);
    assert!(matches!(disclosure(&held.secured(&shown, &good)), Ok(Disclosure::Part { .. })));
    let Rest::Derived { labels, mandatory } = &good.rest else { panic!("a derived proof") };
    let with_rest = |labels: Vec<(u64, Vec<u8>)>, mandatory: Vec<u64>| Parts {
        rest: Rest::Derived { labels, mandatory },
        ..good.clone()
    };
    let mut tried: Vec<(&str, Parts)> = Vec::new();
    let mut changed = good.clone();
    changed.signatures.swap(0, 1);
    tried.push(("two signatures swapped", changed.clone()));
    changed.signatures.pop();
    tried.push(("a signature less", changed));
    let mut changed = good.clone();
    changed.signatures.push(good.signatures[0].clone());
    tried.push(("a signature more", changed));
    let mut indexes = mandatory.clone();
    indexes.swap(0, 1);
    tried.push(("indexes out of order", with_rest(labels.clone(), indexes.clone())));
    indexes.pop();
    tried.push(("an index less", with_rest(labels.clone(), mandatory[1..].to_vec())));
    let doubled = [&mandatory[..1], mandatory].concat();
    tried.push(("an index twice", with_rest(labels.clone(), doubled)));
    tried.push(("an index beyond the end", with_rest(labels.clone(), [mandatory.as_slice(), &[4_000]].concat())));
    let other = (0..).find(|index| !mandatory.contains(index)).expect("one that is not fixed");
    let mut more = [mandatory.as_slice(), &[other]].concat();
    more.sort_unstable();
    tried.push(("a statement called fixed", with_rest(labels.clone(), more)));
    let mut swapped = labels.clone();
    let kept = swapped[0].1.clone();
    swapped[0].1 = swapped[1].1.clone();
    swapped[1].1 = kept;
    tried.push(("two labels swapped", with_rest(swapped, mandatory.clone())));
    tried.push(("a label less", with_rest(labels[1..].to_vec(), mandatory.clone())));
    let more = [labels.as_slice(), &[(labels.len() as u64, vec![9; 32])]].concat();
    tried.push(("a label more", with_rest(more, mandatory.clone())));
    let twice = [labels.as_slice(), &labels[..1]].concat();
    tried.push(("a label twice", with_rest(twice, mandatory.clone())));
    for (what, parts) in tried {
        assert!(disclosure(&held.secured(&shown, &parts)).is_err(), "{what}");
        assert_eq!(check(&held.secured(&shown, &parts)).verdict(), Verdict::Invalid, "{what}");
    }
}

#[test]
fn one_part_of_a_badge_cannot_be_shown_as_two() {
    let document = with(&selective_draft(), "/credentialSubject/result/0/value", json!("90"));
    let held = issue(document.clone(), &FIXED, 4);
    let shown = without(&shown(&document), "/credentialSubject/achievement/alignment");
    let results = |results: Value| with(&shown, "/credentialSubject/result", results);
    let one = json!({"type": ["Result"], "resultDescription": "urn:uuid:11111111-1111-4111-8111-111111111111"});
    let two = json!({"type": ["Result"], "value": "90"});
    let split = results(json!([one, two]));

    assert!(held.derive(&split, true).is_none(), "an honest holder cannot");
    let parts = held.derive(&split, false).expect("every line of it was signed");

    assert_eq!(disclosure(&held.secured(&split, &parts)), Err(ProofError::Signature));
}

#[test]
fn statements_of_another_badge_or_of_a_key_of_ones_own_do_not_count() {
    let held = held();
    let other = issue(with(&selective_draft(), "/name", json!("Another")), &FIXED, 5);
    let mixed = Parts { signatures: other.parts.signatures.clone(), ..held.parts.clone() };
    assert_eq!(disclosure(&held.whole(&mixed)), Err(ProofError::Signature));
    let swapped = Parts { base_signature: other.parts.base_signature.clone(), ..held.parts.clone() };
    assert_eq!(disclosure(&held.whole(&swapped)), Err(ProofError::Signature));

    // Everything that is free, signed anew by somebody who has a key of their own.
    let own = Signer::generate(Algorithm::P256).expect("a key");
    let forged = issue(with(&selective_draft(), "/credentialSubject/creditsEarned", json!(99)), &FIXED, 6);
    let forged = Parts {
        base_signature: held.parts.base_signature.clone(),
        statement_key: multikey_bytes(&own),
        ..forged.parts
    };
    let document = with(&selective_draft(), "/credentialSubject/creditsEarned", json!(99));
    assert_eq!(disclosure(&held.secured(&document, &forged)), Err(ProofError::Signature));
}

#[test]
fn a_proof_value_has_one_spelling() {
    let held = held();
    let (shown, parts) = derived(&held);
    let good = parts.to_bytes();
    let mut long_head = good.clone();
    long_head.splice(3..4, [0x98, 5]);
    let mut tagged = good.clone();
    tagged.splice(4..4, [0xd8, 64]);
    let mut endless = good.clone();
    endless[3] = 0x9f;
    endless.push(0xff);
    let mut header = good.clone();
    header[2] = 2;
    let huge = [&[0xd9, 0x5d, 1, 0x85][..], &[0x9a, 0xff, 0xff, 0xff, 0xff]].concat();
    let deep = [&[0xd9, 0x5d, 0][..], &[0x81; 5_000]].concat();
    let mut sixth = good.clone();
    sixth[3] = 0x86;
    sixth.push(0);
    for (what, bytes) in [
        ("a longer head", long_head),
        ("a tag", tagged),
        ("an array without length", endless),
        ("another header", header),
        ("bytes after the end", [good.as_slice(), &[0]].concat()),
        ("a byte less", good[..good.len() - 1].to_vec()),
        ("a sixth item", sixth),
        ("a length of 4 thousand millions", huge),
        ("arrays in arrays", deep),
        ("nothing", vec![]),
        ("a header only", good[..3].to_vec()),
    ] {
        let text = format!("u{}", URL_SAFE_NO_PAD.encode(bytes));
        refused(&held, &shown, &text, what);
    }
    let text = parts.to_text();
    let other_base = format!("z{}", bs58::encode(&good).into_string());
    for (what, text) in [
        ("padding", format!("{text}=")),
        ("another base", other_base),
        ("no base", text[1..].to_owned()),
        ("an empty text", String::new()),
        ("two millions of letters", format!("u{}", "A".repeat(2_000_000))),
    ] {
        refused(&held, &shown, &text, what);
    }
}

fn refused(held: &Held, shown: &Value, text: &str, what: &str) {
    let (_, parts) = derived(held);
    let badge = with(&held.secured(shown, &parts), "/proof/0/proofValue", json!(text));
    let found = disclosure(&badge);
    assert!(matches!(found, Err(ProofError::Format { member: "proofValue", .. })), "{what}: {found:?}");
}

#[test]
fn the_work_for_one_file_is_bounded() {
    let held = held();
    let mut many = held.parts.clone();
    many.signatures = vec![vec![1; 64]; 2_001];
    let report = check(&held.whole(&many));
    assert_eq!(codes(&report), [Code::ProofFormat]);

    // Eight proofs that each want 1,500 signatures looked at.
    let mut badge = held.whole(&held.parts);
    many.signatures.truncate(1_500);
    let proof = held.whole(&many)["proof"][0].clone();
    badge["proof"] = json!(vec![proof; 8]);
    let report = check(&badge);
    assert_eq!(report.checks.iter().filter(|line| line.code == Code::TooLarge).count(), 6, "{:#?}", report.checks);
}

#[test]
fn keys_of_other_kinds_are_named_as_the_reason() {
    let held = held();
    let badge = held.whole(&held.parts);
    for algorithm in [Algorithm::P384, Algorithm::Ed25519] {
        let key = Signer::generate(algorithm).expect("a key");
        let name = key.public().name().to_owned();
        let changed = with(&badge, "/issuer/id", json!(format!("did:key:{name}")));
        let changed = with(&changed, "/proof/0/verificationMethod", json!(format!("did:key:{name}#{name}")));

        assert_eq!(codes(&check(&changed)), [Code::Alg], "{algorithm:?}");
    }
}
