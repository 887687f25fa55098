//! DIDs and key documents.

use accolade::did::{self, DidDocument, DidError};
use accolade::keys::{Algorithm, Signer};
use serde_json::json;

const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

#[test]
fn a_did_key_holds_its_key() {
    let did = format!("did:key:{KEY}");
    for address in [did.clone(), format!("{did}#{KEY}")] {
        let method = did::method_of_did_key(&address).expect("a key");

        assert_eq!((method.key.name(), method.controller.as_str()), (KEY, did.as_str()));
    }
    let other = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    assert_eq!(did::method_of_did_key(&format!("{did}#{other}")).map(|_| ()), Err(DidError::Fragment));
    for bad in ["", "did:key:", "did:key:abc", "did:web:a.example", "did:key:z6Mk#"] {
        assert!(did::method_of_did_key(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_did_jwk_holds_its_key() {
    // The P-256 example of the method's specification.
    let did = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";

    assert_eq!(did::method_of_did_jwk(did).expect("a key").key.algorithm(), Algorithm::P256);
    assert!(did::method_of_did_jwk(&format!("{did}#1")).is_err());
    assert!(did::method_of_did_jwk("did:jwk:e30").is_err());
}

#[test]
fn a_did_web_has_one_address() {
    for (did, address) in [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
    ] {
        assert_eq!(did::document_url(did).as_deref(), Ok(address));
    }
    for bad in [
        "did:web:",
        "did:web::a",
        "did:web:a.example:",
        "did:web:a.example::b",
        "did:web:a.example:..",
        "did:web:a.example:.",
        "did:web:a.example:%2e%2e",
        "did:web:a.example:b%2Fc",
        "did:web:a.example/b",
        "did:web:user@a.example",
        "did:web:a.example%3A",
        "did:web:a.example%3A0",
        "did:web:a.example%3A99999",
        "did:web:a.example%3A080",
        "did:web:a..example",
        "did:web:-a.example",
        "did:web:a.example?x",
        "did:web:a.example#k",
        "did:web:[::1]",
        "did:key:z6Mk",
        "did:web:a b.example",
    ] {
        assert!(did::document_url(bad).is_err(), "{bad}");
    }
    assert_eq!(
        did::web_did("https://a.example:8443/", &["issuers", "1"]).as_deref(),
        Ok("did:web:a.example%3A8443:issuers:1")
    );
    assert!(did::web_did("http://a.example", &[]).is_err());
}

#[test]
fn our_document_lists_keys_that_readers_find_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = accolade::keys::KeyFolder::open(dir.path(), accolade::keys::Seal::development()).expect("a folder");
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let old = folder.create(Algorithm::Ed25519, now).expect("a key");
    let new = folder.rotate(Algorithm::Ed25519, now).expect("a key");
    folder.revoke(&old.name, now, "lost").expect("revoked");
    let did = "did:web:a.example";

    let document = DidDocument::read(&did::web_document(did, &folder.list().expect("keys"))).expect("a document");

    let (old, new) = (format!("{did}#{}", old.name), format!("{did}#{}", new.name));
    assert!(document.allows_assertion(&new) && document.find_method(&new).is_some_and(|key| key.revoked.is_none()));
    assert!(!document.allows_assertion(&old) && document.find_method(&old).is_some_and(|key| key.revoked.is_some()));
    assert!(!document.allows_authentication(&new));
}

#[test]
fn documents_of_others_are_read_in_their_forms() {
    let key = Signer::generate(Algorithm::P256).expect("a key");
    let document = json!({
        "id": "did:web:a.example",
        "verificationMethod": [
            {"id": "#a", "type": "Multikey", "controller": "did:web:a.example", "publicKeyMultibase": KEY},
            {"id": "did:web:a.example#b", "type": "JsonWebKey2020", "controller": "did:web:a.example", "publicKeyJwk": key.public().to_jwk()},
            {"id": "#unknown", "type": "Bls12381G2Key2020", "publicKeyBase58": "x"}
        ],
        "assertionMethod": ["#a", {"id": "#c", "type": "Multikey", "controller": "did:web:a.example", "publicKeyMultibase": KEY}],
        "authentication": "#a"
    });

    let read = DidDocument::read(&document).expect("a document");

    assert!(read.allows_assertion("did:web:a.example#a") && read.allows_assertion("did:web:a.example#c"));
    assert!(!read.allows_assertion("did:web:a.example#b") && read.find_method("did:web:a.example#b").is_some());
    assert!(read.allows_authentication("did:web:a.example#a"));
    assert!(read.find_method("did:web:a.example#unknown").is_none());
    for bad in [json!({}), json!({"id": 1}), json!({"id": "x", "verificationMethod": vec![json!({}); 201]})] {
        assert!(DidDocument::read(&bad).is_err());
    }
    assert!(did::read_key(&json!({"publicKeyMultibase": KEY, "expires": "soon"})).is_err());
}
