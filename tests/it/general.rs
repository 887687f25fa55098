//! Credentials that are no badges: any JSON-LD, within limits, and nothing hidden from readers of plain JSON.

use accolade::canon::{self, Error, Profile};
use accolade::proof::data_integrity::{Disclosure, Proof, Unsecured};
use accolade::verify::{Check, Code, Outcome, Verdict};
use serde_json::{Map, Value, json};

use crate::support::badge::{issuer, sign_blindly, signer, verify, with, without};

const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";

fn credential() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
            {"post": "https://jobs.example/post", "ends": {"@id": format!("{CREDENTIALS}validUntil")}}
        ],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e40",
        "type": ["VerifiableCredential", "ExampleEmploymentCredential"],
        "issuer": issuer(),
        "validFrom": "2026-03-14T09:26:53Z",
        "validUntil": "2026-04-14T09:26:53Z",
        "credentialSubject": {"id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666", "post": "Librarian", "wing": "East"}
    })
}

fn signed(document: &Value) -> Value {
    let name = signer().public().name().to_owned();
    sign_blindly(document, &format!("did:key:{name}#{name}"), &signer())
}

/// Whether the arithmetic of the signature fits, whatever else may be wrong.
fn fits(signed: &Value) -> bool {
    let mut document = signed.clone();
    let proof = document.as_object_mut().expect("an object").shift_remove("proof").expect("a proof");
    let proof = Proof::read(&proof[0]).expect("a proof");
    proof.verify(&Unsecured::new(&document, Profile::General), signer().public()) == Ok(Disclosure::Whole)
}

#[test]
fn a_credential_with_contexts_and_a_vocabulary_of_its_own_is_read() {
    let good = signed(&with(&credential(), "/validUntil", json!("2031-04-14T09:26:53Z")));
    let report = verify(good.to_string());
    assert_eq!(report.state(), "valid", "{:#?}", report.checks);

    for (pointer, value) in [
        ("/credentialSubject/post", json!("Director")),
        ("/credentialSubject/wing", json!("West")),
        ("/credentialSubject/salary", json!("100000")),
        ("/@context/2/post", json!("https://jobs.example/formerPost")),
    ] {
        assert_eq!(verify(with(&good, pointer, value).to_string()).state(), "altered", "{pointer}");
    }
    let own = with(&credential(), "/@context/1", json!({"@vocab": "https://jobs.example/words#"}));
    let own = signed(&with(&own, "/validUntil", json!("2031-04-14T09:26:53Z")));
    assert_eq!(verify(own.to_string()).state(), "valid", "{:#?}", verify(own.to_string()).checks);
}

#[test]
fn an_end_cannot_be_hidden_behind_another_spelling_of_the_same_statement() {
    let honest = signed(&credential());
    assert_eq!((verify(honest.to_string()).state(), fits(&honest)), ("expired", true));
    let end = json!({"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": honest["validUntil"]});
    let short = without(&honest, "/validUntil");
    let subject = "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666";
    for (what, disguised) in [
        (
            "its full address",
            with(&short, &format!("/{}", format!("{CREDENTIALS}validUntil").replace('/', "~1")), end.clone()),
        ),
        ("a name of one's own", with(&short, "/ends", end.clone())),
        (
            "another object with the same id",
            with(
                &short,
                "/credentialSubject",
                json!({
                    "id": subject, "post": "Librarian", "wing": "East",
                    "@included": {
                        "id": honest["id"], "type": "VerifiableCredential", "validUntil": honest["validUntil"]
                    }
                }),
            ),
        ),
    ] {
        assert!(fits(&disguised), "{what}: the signature is the same");
        let report = verify(disguised.to_string());
        let terms = report.checks.iter().find(|line| line.check == Check::Terms && line.outcome == Outcome::Fail);
        assert_eq!(terms.map(|line| line.code), Some(Code::JsonForm), "{what}: {:#?}", report.checks);
        assert_eq!(report.verdict(), Verdict::Invalid, "{what}");
    }
}

#[test]
fn a_badge_cannot_pass_as_something_else_to_escape_the_closed_profile() {
    let badge = crate::support::badge::signed(crate::support::badge::draft());
    let class = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
    let disguised = with(&badge, "/type", json!(["VerifiableCredential", class]));
    assert!(fits(&disguised), "the signature is the same");

    let report = verify(disguised.to_string());

    assert_eq!(report.verdict(), Verdict::Invalid);
    assert!(report.has_code(Code::JsonForm), "{:#?}", report.checks);
}

#[test]
fn the_end_of_a_proof_cannot_be_hidden_either() {
    let document = with(&credential(), "/validUntil", json!("2031-04-14T09:26:53Z"));
    let context = json!({"until": "https://w3id.org/security#expiration"});
    let document = with(&document, "/@context/2", context);
    let document = without(&document, "/credentialSubject/post");
    let good = signed(&document);
    let end = json!({"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2026-05-01T00:00:00Z"});
    // Signed with the end in place, shown with it under another name.
    let mut options = good["proof"][0].clone();
    options.as_object_mut().expect("an object").shift_remove("proofValue");
    let hidden = with(&options, "/until", end);
    let hash = |value: &Value| canon::canonicalize(value, Profile::General).expect("canonical").sha256();
    let context = document["@context"].clone();
    let shown = with(&options, "/expires", json!("2026-05-01T00:00:00Z"));
    let (one, two) = (hash(&with(&shown, "/@context", context.clone())), hash(&with(&hidden, "/@context", context)));
    assert_eq!(one, two, "both say the same");
    let signature = signer().sign(&[one, hash(&document)].concat()).expect("signed");
    let value = json!(format!("z{}", bs58::encode(signature).into_string()));

    let honest = verify(with(&good, "/proof/0", with(&shown, "/proofValue", value.clone())).to_string());
    let dishonest = verify(with(&good, "/proof/0", with(&hidden, "/proofValue", value)).to_string());

    assert!(honest.has_code(Code::ProofExpired), "{:#?}", honest.checks);
    assert!(dishonest.has_code(Code::ProofFormat), "{:#?}", dishonest.checks);
}

/// What the canoniser says, before it has done the work.
fn refused(what: &str, document: &Value) {
    let outcome = canon::canonicalize(document, Profile::General).map(|_| ());
    assert!(matches!(outcome, Err(Error::TooLarge { .. })), "{what}: {outcome:?}");
}

#[test]
fn contexts_of_a_documents_own_cannot_make_endless_work() {
    let terms = |count: usize, meaning: &dyn Fn(usize) -> Value| -> Value {
        (0..count).map(|number| (format!("t{number}"), meaning(number))).collect::<Map<_, _>>().into()
    };
    let plain = |number: usize| json!(format!("https://a.example/{number}"));
    let chain = terms(15_000, &|number| json!(format!("t{}:x", number + 1)));
    refused("terms that rest on each other", &json!({"@context": chain, "t0": "x"}));

    let many: Vec<Value> = (0..4_000).map(|_| json!({"@context": {}, "t1": "x"})).collect();
    refused("a context in each part", &json!({"@context": terms(8_000, &plain), "t0": many}));

    let pair = ["https://w3id.org/security/v1", "https://w3id.org/security/v2"];
    let listed: Vec<&str> = pair.into_iter().cycle().take(19_000).collect();
    refused("pinned contexts over and over", &json!({"@context": listed, "id": "urn:x", "type": "urn:y"}));

    let scoped = terms(
        400,
        &|number| json!({"@id": format!("https://a.example/{number}"), "@context": {"inner": format!("https://a.example/i{number}")}}),
    );
    refused("a context in each term", &json!({"@context": [terms(10_000, &plain), scoped], "t0": "x"}));

    let language = json!({"t0": {"@id": "https://a.example/0", "@context": {"@language": format!("en{}", "-abcdefgh".repeat(100_000))}}});
    let parts: Vec<Value> = (0..4_000).map(|_| json!({"@context": {}, "t0": {"t0": "x"}})).collect();
    refused("a long text copied into each context", &json!({"@context": language, "t0": parts}));
}

#[test]
fn a_long_address_cannot_be_written_out_a_thousand_times() {
    let long = format!("https://a.example/{}#", "x".repeat(500_000));
    let members = |context: Value, prefix: &str| -> Value {
        let mut members: Map<_, _> = (0..4_000).map(|number| (format!("{prefix}{number}"), json!("x"))).collect();
        members.insert("@context".into(), context);
        members.into()
    };
    refused("a vocabulary", &members(json!({"@vocab": long}), ""));
    refused("a prefix", &members(json!({"p": long}), "p:"));
    let mut document = members(json!({"@vocab": "https://a.example/"}), "");
    document["@id"] = json!(long);
    refused("a subject", &document);

    let mut badge = crate::support::badge::draft();
    badge["credentialSubject"]["achievement"]["id"] = json!(format!("urn:x:{}", "x".repeat(900_000)));
    badge["credentialSubject"]["achievement"]["tag"] = (0..4_000).map(|number| format!("t{number}")).collect();
    let outcome = canon::canonicalize(&badge, Profile::OpenBadges).map(|_| ());
    assert!(matches!(outcome, Err(Error::TooLarge { .. })), "{outcome:?}");
}
