//! A badge of ours to change things in, and a key to sign it with.

use accolade::clock::Timestamp;
use accolade::fetch::Documents;
use accolade::issue::{Draft, SigningMethod};
use accolade::keys::{Algorithm, Signer};
use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::verify::{Expectation, Report, Verifier};
use serde_json::{Value, json};

/// The time at which everything happens.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().expect("a time")
}

/// A key that is the same in every run.
pub(crate) fn signer() -> Signer {
    Signer::from_secret(Algorithm::Ed25519, &[42; 32]).expect("a key")
}

/// Its owner.
pub(crate) fn issuer() -> String {
    format!("did:key:{}", signer().public().name())
}

/// A draft with something of everything that implementations get wrong.
pub(crate) fn draft() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "探究 — Inquiry 🎓",
        "issuer": {"id": issuer(), "type": ["Profile"], "name": "Riverside \"Teachers\""},
        "validFrom": "2026-03-14T09:26:53Z",
        "validUntil": "2031-03-14T09:26:53Z",
        "credentialSubject": {
            "id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666",
            "type": ["AchievementSubject"],
            "creditsEarned": 3.5,
            "identifier": [{
                "type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "salt": "Kosher",
                "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
            }],
            "achievement": {
                "id": "https://a.example/achievements/1", "type": ["Achievement"], "name": "Inquiry",
                "description": "Leads an inquiry.\nReflects on it.", "criteria": {"narrative": "Two peers agree."},
                "achievementType": "MicroCredential",
                "resultDescription": [{
                    "id": "urn:uuid:11111111-1111-4111-8111-111111111111", "type": ["ResultDescription"],
                    "name": "Rubric", "resultType": "RubricCriterionLevel",
                    "rubricCriterionLevel": [{
                        "id": "urn:uuid:22222222-2222-4222-8222-222222222222", "type": ["RubricCriterionLevel"], "name": "Three"
                    }]
                }],
                "alignment": [{"type": ["Alignment"], "targetName": "S5", "targetUrl": "https://s.example/5"}]
            },
            "result": [{
                "type": ["Result"], "resultDescription": "urn:uuid:11111111-1111-4111-8111-111111111111",
                "achievedLevel": "urn:uuid:22222222-2222-4222-8222-222222222222"
            }]
        },
        "evidence": [{"id": "https://a.example/evidence/1", "type": ["Evidence"], "name": "Plan", "narrative": "A unit."}]
    })
}

/// `document` with one member set; the last part of the pointer may be new.
pub(crate) fn with(document: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = document.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let place = changed.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    match place {
        Value::Array(items) => items[name.parse::<usize>().expect("an index")] = value,
        other => other[name.replace("~1", "/").replace("~0", "~")] = value,
    }
    changed
}

/// `document` without one member.
pub(crate) fn without(document: &Value, pointer: &str) -> Value {
    let mut changed = document.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let members = changed.pointer_mut(parent).and_then(Value::as_object_mut);
    members.and_then(|members| members.shift_remove(name)).unwrap_or_else(|| panic!("{pointer}"));
    changed
}

/// Signs a draft that passes every check, with an embedded proof.
pub(crate) fn signed(draft: Value) -> Value {
    signed_as(draft, Cryptosuite::EddsaRdfc2022)
}

pub(crate) fn signed_as(draft: Value, cryptosuite: Cryptosuite) -> Value {
    let (signer, address) = (signer(), method());
    let method = SigningMethod { signer: &signer, address: &address };
    let checked = Draft::new(draft).check().unwrap_or_else(|findings| panic!("{findings:#?}"));
    checked.sign_embedded(method, cryptosuite, now()).expect("signed")
}

/// Signs whatever it is given, as a careless or hostile issuer would.
pub(crate) fn sign_blindly(document: &Value, verification_method: &str, signer: &Signer) -> Value {
    sign_with(document, verification_method, signer, "assertionMethod")
}

/// The same, for another purpose than stating something.
pub(crate) fn sign_with(document: &Value, verification_method: &str, signer: &Signer, purpose: &'static str) -> Value {
    let unsecured = Unsecured::new(document, accolade::canon::Profile::General);
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        verification_method: verification_method.into(),
        created: now(),
        purpose,
    };
    let proof = sign(&unsecured, &options, signer).expect("signed");
    with(document, "/proof", json!([proof]))
}

/// A draft that passes every check, signed as a token.
pub(crate) fn token(draft: Value) -> String {
    let (signer, address) = (signer(), method());
    let method = SigningMethod { signer: &signer, address: &address };
    let checked = Draft::new(draft).check().unwrap_or_else(|findings| panic!("{findings:#?}"));
    checked.sign_token(method).expect("signed")
}

fn method() -> String {
    format!("{}#{}", issuer(), signer().public().name())
}

/// Verifies without any document to be had.
pub(crate) fn verify(file: impl AsRef<[u8]>) -> Report {
    verify_with(file, &json!({}))
}

/// Verifies with these documents.
pub(crate) fn verify_with(file: impl AsRef<[u8]>, documents: &Value) -> Report {
    verify_for(file, documents, &Expectation::default())
}

/// The same for somebody who expects something.
pub(crate) fn verify_for(file: impl AsRef<[u8]>, documents: &Value, expected: &Expectation) -> Report {
    let documents = Documents::read(documents).expect("documents");
    Verifier { documents: &documents, now: now() }.verify_for(file.as_ref(), expected)
}

/// The address of our key.
pub(crate) fn key_address() -> String {
    method()
}

/// Signs with our key without looking.
pub(crate) fn sign_as_ours(document: &Value) -> Value {
    sign_blindly(document, &method(), &signer())
}
