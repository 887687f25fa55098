//! Credentials inside credentials: endorsements anywhere in a badge, and learner records.

use accolade::credential::to_payload;
use accolade::keys::{Algorithm, Signer};
use accolade::proof::vc_jwt::{self, KeyHint};
use accolade::verify::{Check, Code, Expectation, IssuerBinding, Outcome, Report, Verdict};
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, sign_as_ours, sign_blindly, signer, verify, verify_for, with, without};

const CLR: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json";

fn of(report: &Report, check: Check) -> Vec<(Outcome, Code)> {
    report.checks.iter().filter(|line| line.check == check).map(|line| (line.outcome, line.code)).collect()
}

/// A signer of whom nothing is known but a did:key.
fn stranger(seed: u8) -> (Signer, String, String) {
    let key = Signer::from_secret(Algorithm::Ed25519, &[seed; 32]).expect("a key");
    let name = key.public().name().to_owned();
    (key, format!("did:key:{name}"), format!("did:key:{name}#{name}"))
}

fn endorsement_of(id: &Value) -> Value {
    json!({
        "@context": draft()["@context"],
        "id": "urn:uuid:99999999-9999-4999-8999-999999999999",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good badge",
        "issuer": {"id": stranger(7).1, "type": ["Profile"], "name": "State Board"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": id, "type": ["EndorsementSubject"], "endorsementComment": "Yes."}
    })
}

fn endorsed(id: &Value) -> Value {
    let (key, _, method) = stranger(7);
    sign_blindly(&endorsement_of(id), &method, &key)
}

fn verify_signed(document: &Value) -> Report {
    verify(sign_as_ours(document).to_string())
}

#[test]
fn endorsements_are_found_wherever_they_stand_and_each_is_judged_by_itself() {
    let creator = json!({"id": "https://a.example/creators/1", "type": ["Profile"], "name": "Maker"});
    let badge = with(&draft(), "/credentialSubject/achievement/creator", creator);
    for place in ["", "/issuer", "/credentialSubject/achievement", "/credentialSubject/achievement/creator"] {
        let id = badge.pointer(&format!("{place}/id")).expect("an id");
        let report = verify_signed(&with(&badge, &format!("{place}/endorsement"), json!([endorsed(id)])));

        assert_eq!(report.state(), "valid", "{place}: {:#?}", report.checks);
        assert_eq!(report.endorsements.len(), 1, "{place}");
        let part = &report.endorsements[0];
        assert_eq!(part.at, format!("{place}/endorsement/0"));
        assert_eq!((part.report.state(), part.report.binding), ("valid", IssuerBinding::DidKey), "{place}");
        assert_eq!(part.report.issuer.as_deref(), Some(stranger(7).1.as_str()));

        let document = report.to_json("badge.json");
        let inner = &document["endorsements"][0];
        assert_eq!((&inner["verdict"], &inner["file"]), (&json!("valid"), &json!(part.at)), "{place}");
        assert!(inner["checks"].as_array().is_some_and(|checks| checks.len() > 3));

        let second = with(&endorsed(id), "/id", json!("urn:uuid:99999999-9999-4999-8999-999999999998"));
        let forged = with(&second, "/credentialSubject/endorsementComment", json!("No."));
        let report = verify_signed(&with(&badge, &format!("{place}/endorsement"), json!([endorsed(id), forged])));
        assert_eq!(of(&report, Check::Endorsement), [(Outcome::Pass, Code::Ok), (Outcome::Fail, Code::Endorsement)]);
        assert_eq!(report.endorsements[1].report.state(), "altered", "{place}");
        assert_eq!(report.verdict(), Verdict::Invalid, "{place}");
    }
}

#[test]
fn an_endorsement_of_something_else_is_a_warning_as_json_and_as_token() {
    let (key, _, method) = stranger(7);
    let other = json!("urn:uuid:other");
    let as_json = verify_signed(&with(&draft(), "/endorsement", json!([endorsed(&other)])));
    assert_eq!(of(&as_json, Check::Endorsement), [(Outcome::Pass, Code::Ok), (Outcome::Warn, Code::Endorsement)]);

    let token = |id: &Value| {
        let payload = to_payload(&endorsement_of(id)).expect("a payload").to_string();
        vc_jwt::sign(payload.as_bytes(), &key, KeyHint::Id(&method)).expect("a token")
    };
    for (id, warned) in [(&draft()["id"], false), (&other, true)] {
        let badge = with(&draft(), "/endorsementJwt", json!([token(id)]));
        let report = verify_signed(&badge);
        assert_eq!(report.verdict(), Verdict::Valid, "{:#?}", report.checks);
        let lines = of(&report, Check::Endorsement);
        assert_eq!(lines.contains(&(Outcome::Warn, Code::Endorsement)), warned, "{lines:?}");
        assert_eq!((report.endorsements[0].at.as_str(), report.endorsements.len()), ("/endorsementJwt/0", 1));
        assert_eq!(report.endorsements[0].report.achievement.as_deref(), Some("A good badge"));
    }
    let cut = with(&draft(), "/endorsementJwt", json!([token(&draft()["id"]).replace("eyJ", "eyK")]));
    assert_eq!(verify_signed(&cut).verdict(), Verdict::Invalid);
}

#[test]
fn a_badge_at_the_place_of_an_endorsement_is_none() {
    let badge = sign_as_ours(&with(&draft(), "/id", json!("urn:uuid:12121212-1212-4121-8121-121212121212")));
    let report = verify_signed(&with(&draft(), "/endorsement", json!([badge])));

    assert!(of(&report, Check::Endorsement).contains(&(Outcome::Fail, Code::Endorsement)), "{:#?}", report.checks);
}

/// An endorsement of the badge whose endorser is endorsed in turn, and so on.
fn chain(levels: usize) -> Value {
    let (key, did, method) = stranger(7);
    let mut inner: Option<Value> = None;
    for level in (0..levels).rev() {
        let about = if level == 0 { draft()["id"].clone() } else { json!(did) };
        let id = json!(format!("urn:uuid:99999999-9999-4999-8999-9999999999{level:02}"));
        let mut one = with(&endorsement_of(&about), "/id", id);
        if let Some(inner) = inner.take() {
            one = with(&one, "/issuer/endorsement", json!([inner]));
        }
        inner = Some(sign_blindly(&one, &method, &key));
    }
    inner.expect("at least one")
}

#[test]
fn an_endorser_may_be_endorsed_and_depth_ends_somewhere() {
    for levels in 1..=4 {
        let report = verify_signed(&with(&draft(), "/endorsement", json!([chain(levels)])));
        assert_eq!(report.verdict(), Verdict::Valid, "{levels}: {:#?}", report.checks);
        let mut depth = 0;
        let mut inside = &report;
        while let Some(part) = inside.endorsements.first() {
            (depth, inside) = (depth + 1, &part.report);
        }
        assert_eq!(depth, levels);
    }
    let report = verify_signed(&with(&draft(), "/endorsement", json!([chain(5)])));
    assert_eq!(report.verdict(), Verdict::Invalid, "five levels are too many: {:#?}", report.checks);
}

#[test]
fn results_and_levels_that_lead_nowhere_are_warnings() {
    let nowhere = json!("urn:uuid:33333333-3333-4333-8333-333333333333");
    for place in [
        "/credentialSubject/result/0/resultDescription",
        "/credentialSubject/result/0/achievedLevel",
        "/credentialSubject/achievement/resultDescription/0/requiredLevel",
    ] {
        let report = verify_signed(&with(&draft(), place, nowhere.clone()));
        assert_eq!(report.state(), "valid", "{place}: {:#?}", report.checks);
        assert_eq!(of(&report, Check::Schema), [(Outcome::Warn, Code::Schema)], "{place}");
    }
}

#[test]
fn more_than_twenty_endorsements_are_too_many() {
    let one = endorsed(&draft()["id"]);
    let many: Vec<Value> = (0..21)
        .map(|n| with(&one, "/id", json!(format!("urn:uuid:99999999-9999-4999-8999-9999999999{n:02}"))))
        .collect();
    let report = verify_signed(&with(&draft(), "/endorsement", json!(many)));

    assert!(of(&report, Check::Endorsement).contains(&(Outcome::Fail, Code::TooLarge)));
    assert_eq!(report.endorsements.len(), 20);
}

/// A record of our own around credentials of others.
fn record(credentials: Value) -> Value {
    json!({
        "@context": [draft()["@context"][0], CLR, draft()["@context"][1]],
        "id": "urn:uuid:77777777-7777-4777-8777-777777777777",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Transcript",
        "issuer": {"id": issuer(), "type": ["Profile"], "name": "Riverside"},
        "validFrom": "2026-03-14T09:26:53Z",
        "credentialSubject": {
            "id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666",
            "type": ["ClrSubject"],
            "verifiableCredential": credentials,
        }
    })
}

/// A badge by somebody else, number `n`.
fn badge_by_another(n: usize, more: &[(&str, Value)]) -> Value {
    let (key, did, method) = stranger(9);
    let mut badge = with(&draft(), "/id", json!(format!("urn:uuid:66666666-6666-4666-8666-6666666666{n:02}")));
    badge = with(&badge, "/issuer/id", json!(did));
    for (pointer, value) in more {
        badge = with(&badge, pointer, value.clone());
    }
    sign_blindly(&badge, &method, &key)
}

#[test]
fn a_record_is_verified_as_a_whole_and_each_credential_in_it_by_itself() {
    let report = verify_signed(&record(json!([badge_by_another(1, &[]), badge_by_another(2, &[])])));

    assert_eq!(report.state(), "valid", "{:#?}", report.checks);
    assert_eq!(of(&report, Check::Inner), [(Outcome::Pass, Code::Ok)]);
    assert_eq!((report.inner.len(), report.issuer.as_deref()), (2, Some(issuer().as_str())));
    assert_eq!(report.achievement.as_deref(), Some("Transcript"));
    let document = report.to_json("record.json");
    assert_eq!(document["inner"][1]["file"], "/credentialSubject/verifiableCredential/1");
    assert_eq!(
        (&document["inner"][1]["verdict"], &document["inner"][1]["issuer"]),
        (&json!("valid"), &json!(stranger(9).1))
    );
    assert_eq!((&document["inner"][1]["achievement"], &document["binding"]), (&json!("Inquiry"), &json!("did:key")));
}

#[test]
fn a_good_record_with_something_bad_in_it_is_invalid_in_part() {
    let ended = badge_by_another(1, &[("/validUntil", json!("2026-04-01T00:00:00Z"))]);
    let forged = with(&badge_by_another(2, &[]), "/name", json!("Other"));
    let unsigned = without(&badge_by_another(3, &[]), "/proof");
    for (what, bad, state) in
        [("ended", ended, "expired"), ("forged", forged, "altered"), ("unsigned", unsigned, "invalid")]
    {
        let report = verify_signed(&record(json!([badge_by_another(9, &[]), bad])));

        assert_eq!(
            (report.verdict(), report.state()),
            (Verdict::Invalid, "invalid-in-part"),
            "{what}: {:#?}",
            report.checks
        );
        assert_eq!(report.inner[0].report.state(), "valid", "{what}");
        assert_eq!(report.inner[1].report.state(), state, "{what}");
        let line = report.checks.iter().find(|line| line.check == Check::Inner).expect("a line");
        assert!(line.sentence.contains("1 of the 2") && line.sentence.contains(state), "{}", line.sentence);
        assert!(report.verified().is_some());
    }
    let unknown = with(&badge_by_another(4, &[]), "/proof/0/cryptosuite", json!("new-2030"));
    let report = verify_signed(&record(json!([unknown])));
    assert_eq!(
        (report.verdict(), of(&report, Check::Inner)),
        (Verdict::Indeterminate, vec![(Outcome::Unknown, Code::Inner)])
    );

    let mut altered = sign_as_ours(&record(json!([badge_by_another(9, &[])])));
    altered["name"] = json!("Another transcript");
    assert_eq!(verify(altered.to_string()).state(), "altered");
}

#[test]
fn a_record_keeps_the_rules_of_records() {
    let good = record(json!([badge_by_another(1, &[])]));
    let association = |source: &str, kind: &str| json!([{"type": "Association", "associationType": kind, "sourceId": source, "targetId": "https://a.example/achievements/1"}]);
    let known = "https://a.example/achievements/1";
    assert_eq!(
        verify_signed(&with(&good, "/credentialSubject/association", association(known, "precedes"))).state(),
        "valid"
    );
    let lost = verify_signed(&with(&good, "/credentialSubject/association", association("urn:uuid:none", "precedes")));
    assert_eq!((lost.state(), of(&lost, Check::Schema)), ("valid", vec![(Outcome::Warn, Code::Schema)]));
    for (what, bad) in [
        ("an unknown association", with(&good, "/credentialSubject/association", association(known, "likes"))),
        ("no name", without(&good, "/name")),
        ("no start", without(&good, "/validFrom")),
        ("nobody", without(&good, "/credentialSubject/id")),
        ("nothing in it", with(&good, "/credentialSubject/verifiableCredential", json!([]))),
    ] {
        let report = verify_signed(&bad);
        assert!(of(&report, Check::Schema).contains(&(Outcome::Fail, Code::Schema)), "{what}: {:#?}", report.checks);
    }
}

#[test]
fn a_record_as_a_token_and_in_pictures_is_read() {
    let payload = to_payload(&record(json!([badge_by_another(1, &[])]))).expect("a payload").to_string();
    let token = vc_jwt::sign(payload.as_bytes(), &signer(), KeyHint::Embedded).expect("a token");
    let report = verify(&token);
    assert_eq!((report.state(), report.inner.len()), ("valid", 1), "{:#?}", report.checks);

    let json = sign_as_ours(&record(json!([badge_by_another(1, &[])]))).to_string();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:clr='https://purl.imsglobal.org/clr/v2p0'>\
         <clr:credential><![CDATA[{json}]]></clr:credential></svg>"
    );
    let report = verify(svg);
    assert_eq!((report.state(), report.inner.len()), ("valid", 1), "{:#?}", report.checks);
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 1, 1);
    encoder.add_itxt_chunk("clrcredential".into(), json).expect("a chunk");
    encoder.write_header().expect("a header").write_image_data(&[0]).expect("a pixel");
    let report = verify(&png);
    assert_eq!((report.state(), report.inner.len()), ("valid", 1), "{:#?}", report.checks);
}

#[test]
fn what_is_no_badge_is_said_to_be_unread() {
    let (key, did, method) = stranger(9);
    let plain = json!({
        "@context": [draft()["@context"][0]],
        "id": "urn:uuid:55555555-5555-4555-8555-555555555555", "type": ["VerifiableCredential"], "issuer": did,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666", "description": "A driving licence"}
    });
    let report = verify_signed(&record(json!([sign_blindly(&plain, &method, &key)])));

    assert_eq!(report.state(), "valid", "{:#?} {:#?}", report.checks, report.inner);
    assert!(of(&report.inner[0].report, Check::Schema).contains(&(Outcome::Warn, Code::SchemaUnchecked)));
}

#[test]
fn strictness_reaches_what_is_inside() {
    let strict = Expectation { is_strict: true, ..Expectation::default() };
    let other = sign_as_ours(&with(&draft(), "/endorsement", json!([endorsed(&json!("urn:uuid:other"))])));
    assert_eq!(verify(other.to_string()).verdict(), Verdict::Valid);
    let report = verify_for(other.to_string(), &json!({}), &strict);
    assert_eq!((report.verdict(), report.to_json("x")["warnings"].clone()), (Verdict::Invalid, json!([])));

    let foreign = json!([{"id": "https://a.example/schema.json", "type": "JsonSchema"}]);
    let inner = badge_by_another(1, &[("/credentialSchema", foreign)]);
    let record = sign_as_ours(&record(json!([inner])));
    assert_eq!(verify(record.to_string()).state(), "valid");
    assert_eq!(verify_for(record.to_string(), &json!({}), &strict).state(), "invalid-in-part");
    assert_eq!(verify_for(sign_as_ours(&draft()).to_string(), &json!({}), &strict).state(), "valid");
}
