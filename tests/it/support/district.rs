//! A school district with a DID on the web, a key, and badges.

use accolade::clock::Timestamp;
use accolade::keys::{Algorithm, Signer};
use serde_json::{Value, json};

use super::badge::{draft, sign_blindly, with};

/// Its DID and where the document lies.
pub(crate) const DID: &str = "did:web:northside.example";
pub(crate) const DID_ADDRESS: &str = "https://northside.example/.well-known/did.json";

/// Its key, the same in every run.
pub(crate) fn key() -> Signer {
    Signer::from_secret(Algorithm::Ed25519, &[7; 32]).expect("a key")
}

/// Somebody else's key.
pub(crate) fn strange_key() -> Signer {
    Signer::from_secret(Algorithm::Ed25519, &[8; 32]).expect("a key")
}

/// The address of a key in a DID.
pub(crate) fn method(did: &str, key: &Signer) -> String {
    format!("{did}#{}", key.public().name())
}

/// The DID document of `did` with one key.
pub(crate) fn did_document(did: &str, key: &Signer) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [{
            "id": method(did, key), "type": "Multikey", "controller": did, "publicKeyMultibase": key.public().name(),
        }],
        "assertionMethod": [method(did, key)],
    })
}

/// A documents file with the DID document.
pub(crate) fn documents() -> Value {
    json!({DID_ADDRESS: {"body": did_document(DID, &key()).to_string()}})
}

/// A badge of the district.
pub(crate) fn badge() -> Value {
    badge_of(DID, &key())
}

/// A badge that a key signs in the name of an issuer.
pub(crate) fn badge_of(issuer: &str, key: &Signer) -> Value {
    sign_blindly(&with(&draft(), "/issuer/id", json!(issuer)), &method(issuer, key), key)
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}
