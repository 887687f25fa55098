//! Canonical form: published vectors, cases that other implementations get wrong, and documents that must be refused.

use accolade::canon::{self, Error, Limits, Profile};
use serde_json::{Value, json};

use crate::support::{self, hex, nquads, samples};

fn canonical(document: &Value) -> String {
    canon::canonicalize(document, Profile::OpenBadges).expect("a badge").as_str().to_owned()
}

fn refusal(document: &Value) -> Error {
    canon::canonicalize(document, Profile::OpenBadges).expect_err("refused")
}

/// The example badge of the Open Badges implementation guide.
fn teamwork() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "http://example.com/credentials/3527",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "https://example.edu/issuers/565049", "type": ["Profile"], "name": "Example Corp",
            "url": "https://www.imsglobal.org"
        },
        "validFrom": "2010-01-01T00:00:00Z",
        "name": "Teamwork Badge",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.com/achievements/21st-century-skills/teamwork",
                "type": ["Achievement"],
                "criteria": {"narrative": "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."},
                "description": "This badge recognizes the development of the capacity to collaborate within a group environment.",
                "name": "Teamwork"
            }
        }
    })
}

fn with(pointer: &str, member: &str, value: Value) -> Value {
    let mut document = teamwork();
    let place = document.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer);
    place.insert(member.into(), value);
    document
}

#[test]
fn the_implementation_guide_s_badge_has_the_published_canonical_form() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("vectors/ob3-impl-guide");
    let proof = json!({
        "@context": teamwork()["@context"],
        "type": "DataIntegrityProof",
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod"
    });

    assert_eq!(canonical(&teamwork()), support::text(folder.join("document-canon.txt")));
    assert_eq!(canonical(&proof), support::text(folder.join("proof-canon.txt")));
}

#[test]
fn the_w3c_vector_has_the_published_canonical_form_and_hashes() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("vectors/eddsa-rdfc-2022");
    let general = |value: &Value| canon::canonicalize(value, Profile::General).expect("a credential");

    let document = general(&support::json(samples.join("vectors/unsigned.json")));
    let proof = general(&support::json(folder.join("proofConfigDataInt.json")));

    assert_eq!(hex(&document.sha256()), support::text(folder.join("docHashDataInt.txt")).trim());
    assert_eq!(proof.as_str(), support::text(folder.join("proofCanonDataInt.txt")));
    assert_eq!(hex(&proof.sha256()), support::text(folder.join("proofHashDataInt.txt")).trim());
}

#[test]
fn a_canonical_form_is_its_own_canonical_form() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("vectors/eddsa-rdfc-2022/employ");
    let published = support::text(folder.join("canonDocDataInt.txt"));

    let again = nquads::parse(&published).canonicalize(&Limits::STRANGER).expect("canonical");

    assert_eq!(again.as_str(), published);
    assert_eq!(hex(&again.sha256()), support::text(folder.join("docHashDataInt.txt")).trim());
}

#[test]
fn numbers_and_booleans_keep_the_datatypes_that_the_open_badges_context_declares() {
    let document = with("/credentialSubject", "creditsEarned", json!(3.5));
    let hashed =
        json!([{"type": "IdentityObject", "hashed": true, "identityHash": "x", "identityType": "emailAddress"}]);
    let recipient = with("/credentialSubject", "identifier", hashed);

    assert!(canonical(&document).contains("\"3.5E0\"^^<https://www.w3.org/2001/XMLSchema#float>"));
    assert!(canonical(&recipient).contains("\"true\"^^<https://www.w3.org/2001/XMLSchema#boolean>"));
}

#[test]
fn related_blank_nodes_of_one_hash_are_counted_as_often_as_they_occur() {
    let tie =
        "_:e2 <urn:p> _:e1 _:e0 .\n_:e3 <urn:p> _:e0 _:e4 .\n_:e3 <urn:p> _:e4 _:e1 .\n_:e5 <urn:q> _:e3 _:e1 .\n";

    let canonical = nquads::parse(tie).canonicalize(&Limits::STRANGER).expect("canonical");

    assert!(hex(&canonical.sha256()).starts_with("ddbb8427"), "{}", canonical.as_str());
}

#[test]
fn the_full_example_of_the_specification_is_inside_the_profile() {
    let Some(samples) = samples() else { return };
    let full = support::json(samples.join("full.json"));

    let canonical = canon::canonicalize(&full, Profile::General).expect("a badge");

    assert_eq!(canonical, canon::canonicalize(&full, Profile::OpenBadges).expect("in the profile"));
}

#[test]
fn the_order_of_members_and_equal_values_does_not_matter() {
    let mut turned = serde_json::Map::new();
    for (name, value) in teamwork().as_object().expect("an object").iter().rev() {
        turned.insert(name.clone(), value.clone());
    }

    assert_eq!(canonical(&teamwork()), canonical(&Value::Object(turned)));
}

#[test]
fn one_document_gives_one_form_on_many_threads() {
    let expected = canonical(&teamwork());

    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(canonical(&teamwork()), expected);
                }
            });
        }
    });
}

#[test]
fn what_no_context_defines_is_named() {
    for (pointer, member, value, at) in [
        ("", "grade", json!("A"), "/grade"),
        ("/issuer", "motto", json!("x"), "/issuer/motto"),
        ("/credentialSubject/achievement", "evidense", json!([]), "/credentialSubject/achievement/evidense"),
        ("/credentialSubject/achievement/criteria", "note", json!(1), "/credentialSubject/achievement/criteria/note"),
    ] {
        match refusal(&with(pointer, member, value)) {
            Error::UndefinedTerm { term, at: found } => assert_eq!((term.as_str(), found.0.as_str()), (member, at)),
            other => panic!("{member}: {other}"),
        }
    }
    let unknown_type = with("", "type", json!(["VerifiableCredential", "SuperBadge"]));
    assert!(matches!(refusal(&unknown_type), Error::UndefinedTerm { term, .. } if term == "SuperBadge"));
}

#[test]
fn json_that_could_be_read_in_two_ways_is_outside_the_profile() {
    let nested = json!([{"@context": "https://www.w3.org/ns/credentials/v2", "type": "Evidence", "name": "x"}]);
    for (what, document) in [
        (
            "a full IRI for a member",
            with("", "https://www.w3.org/2018/credentials#validUntil", json!("2030-01-01T00:00:00Z")),
        ),
        ("null", with("", "description", Value::Null)),
        ("null in an array", with("", "evidence", json!([null]))),
        ("@id", with("/issuer", "@id", json!("https://a.example"))),
        ("@type", with("/issuer", "@type", json!("Profile"))),
        ("@graph", with("", "@graph", json!([]))),
        ("@included", with("", "@included", json!([]))),
        ("@reverse", with("", "@reverse", json!({}))),
        ("a value object", with("", "name", json!({"@value": "Teamwork Badge"}))),
        ("a set object", with("", "name", json!({"@set": ["Teamwork Badge"]}))),
        ("a list object", with("", "name", json!({"@list": ["Teamwork Badge"]}))),
        ("a relative id", with("/issuer", "id", json!("issuers/1"))),
        ("an empty id", with("/issuer", "id", json!(""))),
        ("a blank node id", with("/issuer", "id", json!("_:b0"))),
        ("an array in an array", with("", "evidence", json!([[{"type": ["Evidence"], "name": "x"}]]))),
        ("a context in the middle", with("", "evidence", nested)),
        (
            "a type by its address",
            with(
                "",
                "type",
                json!(["VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"]),
            ),
        ),
        ("an inline context", with("", "@context", json!(["https://www.w3.org/ns/credentials/v2", {"x": "urn:x"}]))),
    ] {
        assert!(matches!(refusal(&document), Error::OutsideProfile { .. }), "{what}: {}", refusal(&document));
    }
}

#[test]
fn a_credential_s_members_cannot_stand_on_a_second_object_with_its_id() {
    let mut twin =
        json!({"id": "http://example.com/credentials/3527", "type": ["VerifiableCredential", "EndorsementCredential"]});
    twin["validUntil"] = json!("2030-01-01T00:00:00Z");

    let document = with("", "endorsement", json!([twin]));

    assert!(matches!(refusal(&document), Error::OutsideProfile { .. }));
}

#[test]
fn contexts_that_are_not_pinned_or_contradict_each_other_are_refused() {
    let unknown = with("", "@context", json!(["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"]));
    let clash = with(
        "",
        "@context",
        json!(["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]),
    );
    let many = with("", "@context", Value::Array(vec![json!("https://www.w3.org/ns/credentials/v2"); 40]));

    assert_eq!(refusal(&unknown), Error::UnknownContext("https://evil.example/context".into()));
    assert!(matches!(refusal(&clash), Error::Context { code: "protected term redefinition", .. }));
    assert!(matches!(refusal(&many), Error::TooLarge { .. }));
}

#[test]
fn documents_beyond_a_limit_are_refused() {
    let mut deep = json!("x");
    for _ in 0..40 {
        deep = json!({"type": ["Profile"], "parentOrg": deep});
    }
    let wide = json!((0..600).map(|n| json!({"type": ["Evidence"], "name": n.to_string()})).collect::<Vec<_>>());

    assert!(matches!(refusal(&with("/issuer", "parentOrg", deep)), Error::TooLarge { .. }));
    assert!(matches!(refusal(&with("", "evidence", wide)), Error::TooLarge { .. }));
}

/// Two equal anonymous parts with `n` equal anonymous children each.
fn poison(n: usize) -> Value {
    let child = json!({"type": ["Alignment"], "targetName": "t"});
    let part = json!({"type": ["ResultDescription"], "name": "r", "alignment": vec![child; n]});
    with("/credentialSubject/achievement", "resultDescription", json!([part.clone(), part]))
}

#[test]
fn a_poison_document_is_refused_after_a_bounded_number_of_steps() {
    for n in [8, 9, 12, 40] {
        assert!(matches!(refusal(&poison(n)), Error::TooManyTies { .. }), "{n}");
    }
    // A clique of blank nodes, the worst case for the algorithm.
    let mut clique = String::new();
    for a in 0..9 {
        for b in (0..9).filter(|b| *b != a) {
            clique.push_str(&format!("_:n{a} <urn:p> _:n{b} .\n"));
        }
    }
    assert!(matches!(nquads::parse(&clique).canonicalize(&Limits::STRANGER), Err(Error::TooManyTies { .. })));
}

#[test]
fn many_different_anonymous_parts_are_no_poison() {
    let parts: Vec<Value> = (0..100).map(|n| json!({"type": ["Evidence"], "name": n.to_string()})).collect();

    assert_eq!(canonical(&with("", "evidence", json!(parts))).matches("#Evidence>").count(), 100);
}

#[test]
fn five_thousand_credentials_have_the_hashes_that_jsonld_js_gives() {
    use std::io::BufRead as _;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/canon/jsonld-js-9.jsonl.gz");
    let file = std::fs::File::open(path).expect("the fixture");
    let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    let mut count = 0;
    let mut differences = Vec::new();
    for line in lines {
        let line = canon::json::read(line.expect("a line").as_bytes(), &canon::json::Limits::default()).expect("JSON");
        let document = &line["document"];
        count += 1;
        // Badges pass the closed profile too, and it changes nothing.
        for profile in [Profile::OpenBadges, Profile::General] {
            match canon::canonicalize(document, profile) {
                Ok(canonical) if hex(&canonical.sha256()) == line["sha256"] => {}
                Ok(canonical) => differences.push(format!("{document}\n{}", canonical.as_str())),
                Err(error) => differences.push(format!("{document}\n{error}")),
            }
        }
    }

    assert!(differences.is_empty(), "{} differ, the first: {}", differences.len(), differences[0]);
    assert_eq!(count, 5_000);
}
