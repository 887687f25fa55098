//! Family 400: contexts, and the shape of credentials.

use serde_json::{Value, json};

use super::world::{Corpus, Issuer, options, prove_jcs, signed, small};
use crate::support::badge::{draft, signer, with, without};

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const V1: &str = "https://www.w3.org/2018/credentials/v1";

fn ob(version: &str) -> String {
    format!("https://purl.imsglobal.org/spec/ob/v3p0/context{version}.json")
}

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(400);
    good(corpus);
    bad(corpus);
    shapes(corpus);
}

/// A badge of VC Data Model 1.1.
fn old() -> Value {
    let dated = with(&without(&small(), "/validFrom"), "/issuanceDate", json!("2026-03-14T09:26:53Z"));
    with(&dated, "/@context", json!([V1, ob("-3.0.1"), "https://w3id.org/security/suites/ed25519-2020/v1"]))
}

fn good(corpus: &mut Corpus) {
    let of = |contexts: Value| signed(&with(&small(), "/@context", contexts));
    corpus.valid("context-3-0-2.json", "ok", "Open Badges 3.0.2", of(json!([V2, ob("-3.0.2")])));
    corpus.valid(
        "context-with-extensions.json",
        "ok",
        "with the extensions",
        of(json!([V2, ob("-3.0.3"), "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"])),
    );
    corpus.valid(
        "context-with-data-integrity.json",
        "ok",
        "with data-integrity/v2",
        of(json!([V2, ob("-3.0.3"), "https://w3id.org/security/data-integrity/v2"])),
    );
    corpus.valid(
        "context-third.json",
        "schema",
        "the Open Badges context in third place is unusual",
        of(json!([V2, "https://w3id.org/security/data-integrity/v2", ob("-3.0.3")])),
    );
    corpus.valid(
        "version-1.json",
        "ok",
        "VC Data Model 1.1",
        signed(&with(&old(), "/@context", json!([V1, ob("-3.0.1"), "https://w3id.org/security/data-integrity/v1"]))),
    );
    corpus.valid(
        "issuer-as-address.json",
        "schema",
        "the issuer as an address only",
        signed(&with(&small(), "/issuer", small()["issuer"]["id"].clone())),
    );
    corpus.valid(
        "type-achievement-credential.json",
        "ok",
        "the other name of the class",
        signed(&with(&small(), "/type", json!(["VerifiableCredential", "AchievementCredential"]))),
    );
    corpus.valid(
        "identifier-instead-of-id.json",
        "ok",
        "the learner by a hashed address",
        signed(&without(&draft(), "/credentialSubject/id")),
    );
    let md5 = json!([{"type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "identityHash": "md5$0123456789abcdef0123456789abcdef", "salt": "x"}]);
    corpus.valid(
        "identifier-md5.json",
        "weak_hash",
        "hashed with MD5",
        signed(&with(&small(), "/credentialSubject/identifier", md5)),
    );
}

fn bad(corpus: &mut Corpus) {
    // Signed over its JSON, so that only the contexts speak against it.
    let of = |contexts: Value| {
        let document = with(&small(), "/@context", contexts);
        with(&document, "/proof", json!([prove_jcs(&document, &options(&Issuer::key().method), &signer())]))
    };
    for (name, code, what, contexts) in [
        (
            "context-unknown.json",
            "context",
            "a context that is not held",
            json!([V2, ob("-3.0.3"), "https://evil.example/context.json"]),
        ),
        (
            "context-unknown-loopback.json",
            "context",
            "a context in this machine",
            json!([V2, ob("-3.0.3"), "http://127.0.0.1/context.json"]),
        ),
        ("context-3-0-0-with-v2.json", "context", "3.0.0 cannot be read with version 2", json!([V2, ob("-3.0.0")])),
        ("context-3-0-1-with-v2.json", "context", "3.0.1 cannot be read with version 2", json!([V2, ob("-3.0.1")])),
        (
            "context-unversioned-with-v2.json",
            "context",
            "context.json cannot be read with version 2",
            json!([V2, ob("")]),
        ),
        ("context-both-versions.json", "context", "two versions of the data model", json!([V2, V1, ob("-3.0.3")])),
        ("context-http.json", "context", "http instead of https", json!([V2, ob("-3.0.3").replace("https", "http")])),
        ("context-capitals.json", "context", "a host in capitals", json!([V2, ob("-3.0.3").replace("purl", "PURL")])),
        ("context-fragment.json", "context", "a fragment behind", json!([V2, format!("{}#", ob("-3.0.3"))])),
        ("context-number.json", "json_form", "a number", json!([V2, ob("-3.0.3"), 3])),
        ("context-null.json", "json_form", "null, which would wipe out the terms", json!([V2, ob("-3.0.3"), null])),
        ("context-nested-array.json", "json_form", "an array in the array", json!([V2, [ob("-3.0.3")]])),
        ("context-object.json", "json_form", "an object", json!({"@vocab": "https://a.example/"})),
        ("contexts-nine.json", "too_large", "nine contexts", json!([V2, V2, V2, V2, V2, V2, V2, V2, ob("-3.0.3")])),
    ] {
        corpus.invalid(name, code, what, of(contexts));
    }
    for (name, code, what, contexts) in [
        ("context-only-ob.json", "undefined_term", "without the data model", json!([ob("-3.0.3")])),
        ("context-only-v2.json", "undefined_term", "without Open Badges", json!([V2])),
        ("context-empty.json", "undefined_term", "no contexts", json!([])),
        (
            "context-clr-only.json",
            "undefined_term",
            "the context of another standard",
            json!([V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"]),
        ),
    ] {
        corpus.invalid(name, code, what, of(contexts));
    }
    corpus.invalid("context-order.json", "context", "Open Badges first", of(json!([ob("-3.0.3"), V2])));
    let stripped = without(&signed(&small()), "/@context");
    corpus.invalid("context-missing.json", "undefined_term", "no `@context`", stripped);
    let swapped = with(&signed(&small()), "/@context", json!([V2, ob("-3.0.2")]));
    corpus.invalid(
        "context-exchanged.json",
        "signature",
        "another version of the context gives its words another meaning",
        swapped,
    );
}

fn shapes(corpus: &mut Corpus) {
    for (name, pointer) in [
        ("shape-no-achievement.json", "/credentialSubject/achievement"),
        ("shape-no-subject.json", "/credentialSubject"),
        ("shape-no-criteria.json", "/credentialSubject/achievement/criteria"),
        ("shape-no-achievement-name.json", "/credentialSubject/achievement/name"),
        ("shape-no-start.json", "/validFrom"),
        ("shape-no-id.json", "/id"),
        ("shape-no-issuer.json", "/issuer/id"),
    ] {
        let document = without(&small(), pointer);
        let signed = if pointer == "/issuer/id" {
            super::world::Issuer::key();
            super::world::sign_blindly(&document, &Issuer::key().method, &signer())
        } else {
            signed(&document)
        };
        corpus.invalid(name, "schema", "a member that a badge must have is missing", signed);
    }
    for (name, what, pointer, value) in [
        ("shape-nobody.json", "for nobody: neither id nor identifier", "/credentialSubject", {
            let mut subject = small()["credentialSubject"].clone();
            subject.as_object_mut().expect("an object").shift_remove("id");
            subject
        }),
        (
            "shape-criteria-empty.json",
            "empty criteria",
            "/credentialSubject/achievement/criteria",
            json!({"type": "Criteria"}),
        ),
        (
            "shape-achievement-untyped.json",
            "the achievement is of another class",
            "/credentialSubject/achievement/type",
            json!(["Profile"]),
        ),
        (
            "shape-subject-untyped.json",
            "the subject is of another class",
            "/credentialSubject/type",
            json!(["Profile"]),
        ),
        (
            "shape-hash-short.json",
            "a hash of 8 digits",
            "/credentialSubject/identifier",
            json!([{"type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "identityHash": "sha256$01234567"}]),
        ),
        (
            "shape-hash-unknown.json",
            "a hash that nobody knows",
            "/credentialSubject/identifier",
            json!([{"type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "identityHash": "crc32$01234567"}]),
        ),
        (
            "shape-two-achievements.json",
            "two achievements in one badge",
            "/credentialSubject/achievement",
            json!([small()["credentialSubject"]["achievement"], small()["credentialSubject"]["achievement"]]),
        ),
    ] {
        // Of another class its members have no meaning.
        let code = if what.ends_with("class") { "undefined_term" } else { "schema" };
        corpus.invalid(name, code, what, signed(&with(&small(), pointer, value)));
    }
}
