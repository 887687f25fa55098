//! Badges that somebody has tampered with, and badges of others.

use accolade::bake;
use accolade::credential::to_payload;
use accolade::did;
use accolade::fetch::Documents;
use accolade::keys::{Algorithm, Signer};
use accolade::proof::data_integrity::Cryptosuite;
use accolade::proof::data_integrity::{Disclosure, ProofOptions, Unsecured, sign, take_proofs};
use accolade::proof::vc_jwt::{self, KeyHint};
use accolade::verify::{Check, Code, Form, Outcome, Report, Verdict, Verifier};
use serde_json::{Value, json};

use crate::support::badge::{
    draft, issuer, sign_blindly, sign_with, signed, signer, token, verify, verify_with, with, without,
};
use crate::support::{samples, text};

const PICTURE: &[u8] = include_bytes!("../../src/cli/demo/badge.png");

fn line(report: &Report, check: Check) -> Option<(Outcome, Code)> {
    report.checks.iter().find(|line| line.check == check).map(|line| (line.outcome, line.code))
}

fn codes(report: &Report) -> Vec<Code> {
    report.checks.iter().filter(|line| line.outcome != Outcome::Pass).map(|line| line.code).collect()
}

#[test]
fn one_changed_byte_anywhere_is_never_valid() {
    let json = signed(draft()).to_string();
    let picture = bake::bake(PICTURE_SMALL.as_slice(), &json).expect("baked");
    for (what, file) in [("json", json.clone().into_bytes()), ("token", token(draft()).into_bytes()), ("png", picture)]
    {
        assert_eq!(verify(&file).verdict(), Verdict::Valid, "{what}");
        for at in 0..file.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = file.clone();
                changed[at] ^= flip;
                let report = verify(&changed);
                assert_ne!(report.verdict(), Verdict::Valid, "{what}: byte {at} ^ {flip:#x}");
            }
        }
    }
}

/// The smallest PNG: one grey pixel.
static PICTURE_SMALL: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[0]).expect("a pixel");
    writer.finish().expect("an end");
    out
});

#[test]
fn every_member_of_a_signed_badge_is_covered() {
    let badge = signed(draft());
    let mut pointers = Vec::new();
    collect(&badge, String::new(), &mut pointers);
    assert!(pointers.len() > 50);
    for pointer in pointers {
        let removed = match badge.pointer(pointer.rsplit_once('/').expect("a pointer").0) {
            Some(Value::Object(_)) => Some(without(&badge, &pointer)),
            _ => None,
        };
        let changed = with(&badge, &pointer, json!("https://changed.example/"));
        for (what, altered) in [("changed", Some(changed)), ("removed", removed)] {
            let Some(altered) = altered else { continue };
            assert_ne!(verify(altered.to_string()).verdict(), Verdict::Valid, "{pointer} {what}");
        }
    }
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    if !at.is_empty() {
        pointers.push(at.clone());
    }
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(value, format!("{at}/{name}"), pointers))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| collect(value, format!("{at}/{n}"), pointers))
        }
        _ => {}
    }
}

#[test]
fn a_member_rewritten_so_that_the_signature_stays_good_is_found() {
    let badge = signed(draft());
    let until = badge["validUntil"].clone();
    let hidden =
        with(&without(&badge, "/validUntil"), "/https:~1~1www.w3.org~12018~1credentials#validUntil", until.clone());
    let boxed =
        with(&badge, "/validUntil", json!({"@value": until, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}));
    let aliased = with(&without(&badge, "/id"), "/@id", badge["id"].clone());
    let twin = json!({"id": badge["id"], "type": ["VerifiableCredential", "EndorsementCredential"], "validUntil": badge["validUntil"]});
    let moved = with(&without(&badge, "/validUntil"), "/endorsement", json!([twin]));
    for (what, altered) in
        [("by address", hidden), ("as a value object", boxed), ("id as keyword", aliased), ("moved", moved)]
    {
        let report = verify(altered.to_string());
        assert_eq!(line(&report, Check::Terms), Some((Outcome::Fail, Code::JsonForm)), "{what}: {:#?}", report.checks);
    }
    let doubled = badge.to_string().replacen('{', "{\"validUntil\":\"2099-01-01T00:00:00Z\",", 1);
    assert_eq!(codes(&verify(&doubled)), [Code::JsonForm]);
}

#[test]
fn a_good_signature_by_somebody_else_is_not_the_issuer_s() {
    let stranger = Signer::generate(Algorithm::Ed25519).expect("a key");
    let name = stranger.public().name();
    let of = |issuer: &str| with(&draft(), "/issuer/id", json!(issuer));
    for (what, document, method, code) in [
        ("a key of another did:key", draft(), format!("did:key:{name}#{name}"), Code::IssuerMismatch),
        ("the issuer's DID with another key", draft(), format!("{}#{name}", issuer()), Code::IssuerMismatch),
        (
            "another host",
            of("https://victim.example/1"),
            format!("https://evil.example/1#{name}"),
            Code::IssuerMismatch,
        ),
        (
            "a host that starts alike",
            of("https://a.example/1"),
            format!("https://a.example/12#{name}"),
            Code::IssuerMismatch,
        ),
        ("another did:web", of("did:web:victim.example"), format!("did:web:evil.example#{name}"), Code::IssuerMismatch),
        ("a file", of("https://a.example/1"), "file:///etc/key".into(), Code::UnsafeUrl),
        ("plain http", of("http://a.example/1"), format!("http://a.example/1#{name}"), Code::UnsafeUrl),
        ("a private address", of("https://10.0.0.1/1"), "https://10.0.0.1/1".into(), Code::UnsafeUrl),
    ] {
        let report = verify(sign_blindly(&document, &method, &stranger).to_string());

        assert_eq!(report.verdict(), Verdict::Invalid, "{what}: {:#?}", report.checks);
        assert!(report.has_code(code), "{what}: {:#?}", report.checks);
    }
}

#[test]
fn how_the_issuer_is_known_is_said_apart_from_the_signature() {
    let key = signer();
    let name = key.public().name();
    let at_home = with(&draft(), "/issuer/id", json!("https://a.example/issuers/1"));
    let carried = sign_blindly(&at_home, &format!("https://a.example/issuers/1#{name}"), &key);
    let report = verify(carried.to_string());
    assert_eq!((report.state(), line(&report, Check::Signature).map(|l| l.0)), ("valid-unbound", Some(Outcome::Pass)));

    let by_document = sign_blindly(&at_home, "https://a.example/keys/1", &key);
    let document = did::key_document("https://a.example/keys/1", "https://a.example/issuers/1", key.public());
    let published = json!({"https://a.example/keys/1": {"body": document.expect("a Multikey").to_string()}});
    assert_eq!(verify_with(by_document.to_string(), &published).state(), "valid");
    assert_eq!(verify(by_document.to_string()).verdict(), Verdict::Indeterminate);

    let elsewhere = sign_blindly(&at_home, "https://evil.example/keys/1", &key);
    let document = did::key_document("https://evil.example/keys/1", "https://a.example/issuers/1", key.public());
    let published = json!({"https://evil.example/keys/1": {"body": document.expect("a Multikey").to_string()}});
    assert_eq!(verify_with(elsewhere.to_string(), &published).state(), "valid-unbound");
}

#[test]
fn a_did_web_issuer_is_believed_only_through_its_document() {
    let key = signer();
    let (did, method) = ("did:web:a.example", format!("did:web:a.example#{}", key.public().name()));
    let badge = sign_blindly(&with(&draft(), "/issuer/id", json!(did)), &method, &key).to_string();
    let document = json!({
        "id": did,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": key.public().name()}],
        "assertionMethod": [method]
    });
    let verdict = |document: Value| {
        verify_with(&badge, &json!({"https://a.example/.well-known/did.json": {"body": document.to_string()}}))
    };
    assert_eq!(verdict(document.clone()).state(), "valid");
    assert_eq!(verify(&badge).verdict(), Verdict::Indeterminate);
    for (what, document, code) in [
        ("another id", with(&document, "/id", json!("did:web:b.example")), Code::IssuerMismatch),
        ("not for statements", without(&document, "/assertionMethod"), Code::ProofPurpose),
        (
            "another controller",
            with(&document, "/verificationMethod/0/controller", json!("did:web:b.example")),
            Code::IssuerMismatch,
        ),
        (
            "withdrawn",
            with(&document, "/verificationMethod/0/revoked", json!("2026-05-01T00:00:00Z")),
            Code::KeyNotFound,
        ),
        (
            "outdated",
            with(&document, "/verificationMethod/0/expires", json!("2026-05-01T00:00:00Z")),
            Code::KeyNotFound,
        ),
        ("not listed", with(&document, "/verificationMethod", json!([])), Code::KeyNotFound),
    ] {
        let report = verdict(document);
        assert_eq!((report.verdict(), report.has_code(code)), (Verdict::Invalid, true), "{what}: {:#?}", report.checks);
    }
}

#[test]
fn proofs_that_are_not_what_they_must_be_are_refused() {
    let badge = signed(draft());
    let proof = |member: &str, value: Value| with(&badge, &format!("/proof/0/{member}"), value);
    let key = signer();
    let method = format!("{}#{}", issuer(), key.public().name());
    let login = sign_with(&draft(), &method, &key, "authentication");
    for (what, altered, code) in [
        ("no proof", without(&badge, "/proof"), Code::ProofMissing),
        ("an empty set", with(&badge, "/proof", json!([])), Code::ProofMissing),
        ("a text", with(&badge, "/proof", json!("x")), Code::ProofFormat),
        ("nine proofs", with(&badge, "/proof", json!(vec![badge["proof"][0].clone(); 9])), Code::ProofFormat),
        ("no value", without(&badge, "/proof/0/proofValue"), Code::ProofFormat),
        ("an empty value", proof("proofValue", json!("")), Code::ProofFormat),
        ("another base", proof("proofValue", json!("uAAAA")), Code::ProofFormat),
        ("a short value", proof("proofValue", json!("z2v")), Code::ProofFormat),
        ("a chain", proof("previousProof", json!("urn:uuid:1")), Code::ProofFormat),
        ("no key", without(&badge, "/proof/0/verificationMethod"), Code::ProofFormat),
        ("no purpose", without(&badge, "/proof/0/proofPurpose"), Code::ProofFormat),
        ("another purpose", proof("proofPurpose", json!("authentication")), Code::ProofPurpose),
        ("a login", login, Code::ProofPurpose),
        ("a proof of tomorrow", proof("created", json!("2026-06-02T12:00:00Z")), Code::ProofCreatedFuture),
        ("an ended proof", proof("expires", json!("2026-05-01T00:00:00Z")), Code::ProofExpired),
        ("a date without zone", proof("created", json!("2026-05-01")), Code::ProofFormat),
        ("another date", proof("created", json!("2026-05-31T12:00:00Z")), Code::Signature),
    ] {
        let report = verify(altered.to_string());
        assert_eq!((report.verdict(), report.has_code(code)), (Verdict::Invalid, true), "{what}: {:#?}", report.checks);
    }
    let unknown = verify(proof("cryptosuite", json!("ecdsa-xi-2023")).to_string());
    assert_eq!((unknown.verdict(), unknown.has_code(Code::Unsupported)), (Verdict::Indeterminate, true));
    let both =
        with(&badge, "/proof", json!([badge["proof"][0], {"type": "DataIntegrityProof", "cryptosuite": "new-2030"}]));
    assert_eq!(codes(&verify(both.to_string())), [Code::ProofUnsupported]);
    let broken = with(
        &badge,
        "/proof",
        json!([badge["proof"][0], with(&badge["proof"][0], "/created", json!("2026-05-01T00:00:00Z"))]),
    );
    assert_eq!(verify(broken.to_string()).verdict(), Verdict::Invalid);
}

#[test]
fn dates_decide_to_the_second_and_not_yet_valid_is_not_expired() {
    for (from, until, state) in [
        ("2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", "valid"),
        ("2026-06-01T12:05:00Z", "2027-06-01T12:00:00Z", "valid"),
        ("2026-06-01T12:05:01Z", "2027-06-01T12:00:00Z", "not-yet-valid"),
        ("2020-06-01T12:05:00Z", "2026-06-01T11:59:59Z", "expired"),
    ] {
        let document = with(&with(&draft(), "/validFrom", json!(from)), "/validUntil", json!(until));
        assert_eq!(verify(signed(document.clone()).to_string()).state(), state, "{from} {until}");
        assert_eq!(verify(token(document)).state(), state, "{from} {until}");
    }
}

#[test]
fn claims_that_contradict_the_credential_are_refused() {
    let key = signer();
    let payload = to_payload(&draft()).expect("a payload");
    let verdict = |payload: &Value| {
        let text = vc_jwt::sign(payload.to_string().as_bytes(), &key, KeyHint::Embedded).expect("a token");
        verify(text)
    };
    assert_eq!(verdict(&payload).state(), "valid");
    for (claim, value) in [
        ("iss", json!("did:web:evil.example")),
        ("iss", json!(1)),
        ("jti", json!("urn:uuid:other")),
        ("sub", json!("urn:uuid:other")),
        ("nbf", json!(1)),
        ("nbf", json!("1773480413")),
        ("exp", json!(1)),
        ("exp", json!(4_102_444_800_u64)),
    ] {
        let report = verdict(&with(&payload, &format!("/{claim}"), value.clone()));
        let found = (report.verdict(), report.has_code(Code::ClaimsMismatch));
        assert_eq!(found, (Verdict::Invalid, true), "{claim} {value}: {:#?}", report.checks);
    }
    for claim in ["iss", "jti", "sub", "nbf"] {
        let report = verdict(&without(&payload, &format!("/{claim}")));
        assert_eq!((report.verdict(), codes(&report)), (Verdict::Valid, vec![Code::ClaimMissing]), "{claim}");
    }
    let wrapped = json!({"iss": issuer(), "vc": draft()});
    assert!(verdict(&wrapped).has_code(Code::ClaimsMismatch));
    assert_eq!(verdict(&json!({"vc": "x"})).verdict(), Verdict::Invalid);
    assert_eq!(verdict(&json!([])).verdict(), Verdict::Invalid);
}

#[test]
fn a_token_s_key_counts_only_when_the_issuer_publishes_it() {
    let key = signer();
    let document = with(&draft(), "/issuer/id", json!("https://a.example/issuers/1"));
    let payload = to_payload(&document).expect("a payload").to_string();
    let held = vc_jwt::sign(payload.as_bytes(), &key, KeyHint::Embedded).expect("a token");
    let set = json!({"https://a.example/.well-known/jwks.json": {"body": json!({"keys": [key.public().to_jwk()]}).to_string()}});
    assert_eq!(verify(&held).state(), "valid-unbound");
    assert_eq!(verify_with(&held, &set).state(), "valid");

    let named = vc_jwt::sign(payload.as_bytes(), &key, KeyHint::Id("https://a.example/keys/1")).expect("a token");
    assert_eq!(verify(&named).verdict(), Verdict::Indeterminate);
    let jwk = json!({"https://a.example/keys/1": {"body": key.public().to_jwk().to_string()}});
    assert_eq!(verify_with(&named, &jwk).state(), "valid-unbound");
    let other = Signer::generate(Algorithm::Ed25519).expect("a key");
    let jwk = json!({"https://a.example/keys/1": {"body": other.public().to_jwk().to_string()}});
    assert_eq!(verify_with(&named, &jwk).state(), "altered");

    let payload = to_payload(&draft()).expect("a payload").to_string();
    let foreign = vc_jwt::sign(payload.as_bytes(), &other, KeyHint::Embedded).expect("a token");
    assert!(verify(&foreign).has_code(Code::IssuerMismatch));
}

#[test]
fn files_that_are_no_badge_are_refused_with_help() {
    for (what, file, code) in [
        ("nothing", &b""[..], Code::NoCredential),
        ("white space", b" \n ", Code::NoCredential),
        ("a text", b"hello", Code::Parse),
        ("half a JSON", b"{\"a\":", Code::Parse),
        ("a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF", Code::NoCredential),
        ("a picture without a badge", PICTURE, Code::NoCredential),
        ("a number that changes", b"{\"a\":9007199254740993}", Code::JsonForm),
        ("an array", b"[1]", Code::Parse),
        ("an empty object", b"{}", Code::ProofMissing),
        ("deep nesting", &[b'['; 5000], Code::TooLarge),
    ] {
        let report = verify(file);
        assert_eq!((report.verdict(), report.has_code(code)), (Verdict::Invalid, true), "{what}: {:#?}", report.checks);
    }
    let large = vec![b'x'; 9 * 1024 * 1024];
    assert_eq!(codes(&verify(large)), [Code::TooLarge]);
}

#[test]
fn every_form_is_named_in_the_verdict_document() {
    let (json, token) = (signed(draft()).to_string(), token(draft()));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    for (file, form) in [
        (json.clone().into_bytes(), Form::Json),
        (token.clone().into_bytes(), Form::Jwt),
        (bake::bake(PICTURE, &json).expect("baked"), Form::PngJson),
        (bake::bake(PICTURE, &token).expect("baked"), Form::PngJwt),
        (bake::bake(svg, &json).expect("baked"), Form::SvgJson),
        (bake::bake(svg, &token).expect("baked"), Form::SvgJwt),
    ] {
        let report = verify(file);
        assert_eq!((report.format, report.verdict()), (form, Verdict::Valid), "{:#?}", report.checks);
    }
    let document = verify(&json).to_json("a.json");
    assert_eq!(document["verdict"], "valid");
    assert_eq!(
        document["checks"][0],
        json!({"check": "format", "outcome": "pass", "code": "ok", "sentence": "The file could be read."})
    );
    assert_eq!((&document["file"], &document["achievement"]), (&json!("a.json"), &json!("Inquiry")));
    let enveloped = json!({"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{token}")});
    assert_eq!(verify(enveloped.to_string()).verdict(), Verdict::Valid);
}

#[test]
fn endorsements_are_credentials_of_their_own() {
    let endorsement = json!({
        "@context": draft()["@context"],
        "id": "urn:uuid:99999999-9999-4999-8999-999999999999",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good badge", "issuer": draft()["issuer"], "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": draft()["id"], "type": ["EndorsementSubject"], "endorsementComment": "Yes."}
    });
    let good = signed(endorsement.clone());
    let badge = |endorsement: &Value| {
        let document = with(&draft(), "/endorsement", json!([endorsement]));
        let method = format!("{}#{}", issuer(), signer().public().name());
        verify(sign_blindly(&document, &method, &signer()).to_string())
    };
    assert_eq!(badge(&good).state(), "valid", "{:#?}", badge(&good).checks);

    let forged = badge(&with(&good, "/credentialSubject/endorsementComment", json!("No.")));
    assert_eq!(
        (forged.verdict(), line(&forged, Check::Endorsement)),
        (Verdict::Invalid, Some((Outcome::Fail, Code::Endorsement)))
    );

    let of_another = signed(with(&endorsement, "/credentialSubject/id", json!("urn:uuid:other")));
    assert_eq!(codes(&badge(&of_another)), [Code::Endorsement]);
}

#[test]
fn the_published_vectors_verify_to_the_signature() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("vectors");
    let key =
        accolade::keys::PublicKey::from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").expect("a key");
    let secret = Signer::from_secret_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq").expect("a key");
    for (name, suite) in [
        ("eddsa-rdfc-2022/signedDataInt.json", Cryptosuite::EddsaRdfc2022),
        ("eddsa-jcs-2022/signedJCS.json", Cryptosuite::EddsaJcs2022),
    ] {
        let mut document: Value = serde_json::from_str(&text(folder.join(name))).expect("JSON");
        let published = take_proofs(document.as_object_mut().expect("an object")).expect("proofs").remove(0);
        let unsecured = Unsecured::new(&document, accolade::canon::Profile::General);
        let proof = accolade::proof::data_integrity::Proof::read(&published).expect("a proof");

        assert_eq!(proof.verify(&unsecured, &key), Ok(Disclosure::Whole), "{name}");
        let options = ProofOptions {
            cryptosuite: suite,
            verification_method: proof.verification_method.clone(),
            created: proof.created.expect("a time"),
            purpose: "assertionMethod",
        };
        let ours = sign(&unsecured, &options, &secret).expect("signed");
        assert_eq!(ours["proofValue"], published["proofValue"], "{name}");
    }
}

#[test]
fn what_other_implementations_issue_is_valid_and_not_when_changed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/others");
    let documents = Documents::default();
    let verifier = Verifier { documents: &documents, now: "2027-01-01T00:00:00Z".parse().expect("a time") };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let file = std::fs::read(&path).expect("a file");
        let report = verifier.verify(&file);
        assert_eq!(report.verdict(), Verdict::Valid, "{}: {:#?}", path.display(), report.checks);

        let mut changed = file.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        assert_ne!(verifier.verify(&changed).verdict(), Verdict::Valid, "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 27);
}
