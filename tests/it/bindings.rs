//! How the report says that a key is the issuer's.

use accolade::credential::to_payload;
use accolade::did;
use accolade::keys::{Algorithm, Signer};
use accolade::proof::vc_jwt::{self, KeyHint};
use accolade::verify::{Check, IssuerBinding, Outcome, Report};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, key_address, sign_blindly, signer, verify_with, with};

const HOME: &str = "https://a.example/issuers/1";
const KEYS: &str = "https://a.example/.well-known/jwks.json";

fn by(issuer: &str) -> Value {
    with(&draft(), "/issuer/id", json!(issuer))
}

fn token_by(issuer: &str, hint: KeyHint<'_>) -> String {
    let payload = to_payload(&by(issuer)).expect("a payload").to_string();
    vc_jwt::sign(payload.as_bytes(), &signer(), hint).expect("a token")
}

fn assert_bound(what: &str, report: &Report, binding: IssuerBinding, name: &str) {
    assert_eq!(
        (report.binding, &report.to_json("x")["binding"]),
        (binding, &json!(name)),
        "{what}: {:#?}",
        report.checks
    );
    let outcome = if binding == IssuerBinding::None { Outcome::Warn } else { Outcome::Pass };
    let line = report.checks.iter().find(|line| line.check == Check::Issuer).map(|line| line.outcome);
    assert_eq!(line, Some(outcome), "{what}: {:#?}", report.checks);
}

#[test]
fn every_way_of_binding_has_its_name() {
    let key = signer();
    let name = key.public().name();
    let web = "did:web:a.example";
    let at_web = format!("{web}#{name}");
    let document = json!({
        "id": web, "assertionMethod": [at_web],
        "verificationMethod": [{"id": at_web, "type": "Multikey", "controller": web, "publicKeyMultibase": name}]
    });
    let key_object = did::key_document("https://a.example/keys/1", HOME, key.public()).expect("a Multikey");
    let documents = json!({
        "https://a.example/.well-known/did.json": {"body": document.to_string()},
        "https://a.example/keys/1": {"body": key_object.to_string()},
        "https://a.example/keys/bare": {"body": key.public().to_jwk().to_string()},
        KEYS: {"body": json!({"iss": HOME, "keys": [key.public().to_jwk()]}).to_string()},
    });
    let jwk = format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(key.public().to_jwk().to_string()));
    let badge = |issuer: &str, method: &str| sign_blindly(&by(issuer), method, &key).to_string();
    for (what, file, binding, word) in [
        ("did:key", badge(&issuer(), &key_address()), IssuerBinding::DidKey, "did:key"),
        ("did:jwk", badge(&jwk, &format!("{jwk}#0")), IssuerBinding::DidJwk, "did:jwk"),
        ("did:web", badge(web, &at_web), IssuerBinding::DidWeb, "did:web"),
        ("did:web and a token with its key", token_by(web, KeyHint::Embedded), IssuerBinding::DidWeb, "did:web"),
        ("a key address", badge(HOME, "https://a.example/keys/1"), IssuerBinding::KeyUrl, "key-url"),
        ("a token with its key", token_by(HOME, KeyHint::Embedded), IssuerBinding::Jwks, "jwks"),
        (
            "a token with a bare key's address",
            token_by(HOME, KeyHint::Id("https://a.example/keys/bare")),
            IssuerBinding::Jwks,
            "jwks",
        ),
        (
            "a key in the fragment",
            badge("https://b.example/1", &format!("https://b.example/1#{name}")),
            IssuerBinding::None,
            "none",
        ),
        ("a token of an unknown host", token_by("https://b.example/1", KeyHint::Embedded), IssuerBinding::None, "none"),
    ] {
        assert_bound(what, &verify_with(file, &documents), binding, word);
    }
    let forged = with(&serde_json::from_str(&badge(&issuer(), &key_address())).expect("JSON"), "/name", json!("Other"));
    let report = verify_with(forged.to_string(), &documents);
    assert_eq!((report.state(), report.binding), ("altered", IssuerBinding::None));
}

#[test]
fn a_key_of_another_issuer_at_the_same_host_binds_nobody() {
    let token = token_by(HOME, KeyHint::Embedded);
    let own = signer().public().to_jwk();
    let stranger = Signer::generate(Algorithm::Ed25519).expect("a key").public().to_jwk();
    for (what, set, is_bound) in [
        ("the issuer's set", json!({"keys": [own]}), true),
        ("a set with a label", json!({"keys": [with(&own, "/kid", json!("key-1"))]}), true),
        ("another issuer's set", json!({"iss": "https://a.example/issuers/2", "keys": [own]}), false),
        ("another DID's key", json!({"keys": [with(&own, "/kid", json!("did:web:a.example:issuers:2#1"))]}), false),
        ("other keys", json!({"keys": [stranger]}), false),
        ("no keys", json!({"keys": []}), false),
        ("no set", json!([]), false),
    ] {
        let report = verify_with(&token, &json!({KEYS: {"body": set.to_string()}}));
        assert_eq!(report.binding != IssuerBinding::None, is_bound, "{what}: {:#?}", report.checks);
        assert_eq!(report.state(), if is_bound { "valid" } else { "valid-unbound" }, "{what}");
    }
}
