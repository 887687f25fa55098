//! Family 700: issuers that are found through documents of theirs: `did:web`, key addresses, sets of keys.

use accolade::credential::to_payload;
use accolade::proof::vc_jwt::{self, KeyHint};
use serde_json::{Value, json};

use super::world::{Corpus, Issuer, elliptic, options, prove, sign_blindly, small, stranger, token_of};
use crate::support::badge::{signer, with, without};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(700);
    good(corpus);
    documents(corpus);
    keys_in_documents(corpus);
    identifiers(corpus);
    key_addresses(corpus);
    tokens(corpus);
    silence(corpus);
}

fn good(corpus: &mut Corpus) {
    let issuer = corpus.did_web("good.example", |_| {});
    corpus.valid("did-web.json", "ok", "the key is in the issuer's document", issuer.signs(&small()));
    let issuer = corpus.did_web("relative.example", |document| {
        let fragment = format!("#{}", signer().public().name());
        document["verificationMethod"][0]["id"] = json!(fragment);
        document["assertionMethod"][0] = json!(fragment);
    });
    corpus.valid("did-web-relative.json", "ok", "addresses of keys by their fragment", issuer.signs(&small()));
    let issuer = corpus.did_web("embedded.example", |document| {
        document["assertionMethod"] = document["verificationMethod"].take();
        document["verificationMethod"] = json!([]);
    });
    corpus.valid("did-web-embedded.json", "ok", "the key stands in the relationship", issuer.signs(&small()));
    let issuer = corpus.did_web("jwk.example", |document| {
        let method = &mut document["verificationMethod"][0];
        method.as_object_mut().expect("an object").shift_remove("publicKeyMultibase");
        method["type"] = json!("JsonWebKey");
        method["publicKeyJwk"] = signer().public().to_jwk();
    });
    corpus.valid("did-web-jwk.json", "ok", "the key as a JWK", issuer.signs(&small()));
    let issuer = corpus.did_web("many.example", |document| {
        let others = (0..50).map(|n| json!({"id": format!("#{n}"), "type": "Multikey", "controller": "did:web:many.example", "publicKeyMultibase": stranger().public().name()}));
        let own = document["verificationMethod"][0].clone();
        document["verificationMethod"] = others.chain([own]).collect();
    });
    corpus.valid("did-web-fifty-keys.json", "ok", "the right key among many", issuer.signs(&small()));
    let issuer = corpus.did_web("later.example", |document| {
        document["verificationMethod"][0]["expires"] = json!("2027-01-01T00:00:00Z");
    });
    corpus.valid("did-web-key-ends-later.json", "ok", "the key ends next year", issuer.signs(&small()));
    let deep =
        Issuer { id: "did:web:good.example:orgs:north".into(), method: "did:web:good.example:orgs:north#key-1".into() };
    let document = json!({"id": deep.id, "verificationMethod": [{"id": deep.method, "type": "Multikey", "controller": deep.id, "publicKeyMultibase": signer().public().name()}], "assertionMethod": [deep.method]});
    corpus.serve("https://good.example/orgs/north/did.json", document);
    corpus.valid("did-web-path.json", "ok", "a did:web with a path", deep.signs(&small()));
    corpus.serve("https://good.example/keys/1", json!({"@context": "https://w3id.org/security/multikey/v1", "id": "https://good.example/keys/1", "type": "Multikey", "controller": "https://good.example/issuers/1", "publicKeyMultibase": signer().public().name()}));
    let at_home = with(&small(), "/issuer/id", json!("https://good.example/issuers/1"));
    corpus.valid(
        "key-at-home.json",
        "ok",
        "the key is published by the issuer's host",
        sign_blindly(&at_home, "https://good.example/keys/1", &signer()),
    );
    let carried = format!("https://silent-issuer.example/1#{}", signer().public().name());
    corpus.silent("https://silent-issuer.example/1");
    let away = with(&small(), "/issuer/id", json!("https://silent-issuer.example/1"));
    corpus.valid(
        "key-in-the-fragment.json",
        "issuer_unbound",
        "the address carries the key; nothing says whose it is",
        sign_blindly(&away, &carried, &signer()),
    );
}

fn documents(corpus: &mut Corpus) {
    let mut case = |host: &str, code: &'static str, what: &'static str, tweak: &dyn Fn(&mut Value)| {
        let issuer = corpus.did_web(&format!("{host}.example"), tweak);
        corpus.invalid(&format!("did-web-{host}.json"), code, what, issuer.signs(&small()));
    };
    case("other-id", "issuer_mismatch", "the document is somebody else's", &|d| {
        d["id"] = json!("did:web:evil.example")
    });
    case("id-case", "issuer_mismatch", "the document's id in capitals", &|d| {
        d["id"] = json!("did:web:ID-CASE.example")
    });
    case("id-missing", "key_not_found", "the document has no id", &|d| *d = without(d, "/id"));
    case("no-keys", "key_not_found", "the document lists no key", &|d| d["verificationMethod"] = json!([]));
    case("other-key", "signature", "the document lists another key under the name", &|d| {
        d["verificationMethod"][0]["publicKeyMultibase"] = json!(stranger().public().name());
    });
    case("not-for-statements", "proof_purpose", "the key is not for stating things", &|d| {
        *d = without(d, "/assertionMethod")
    });
    case("for-login-only", "proof_purpose", "the key is for logging in", &|d| {
        d["authentication"] = d["assertionMethod"].take();
        d["assertionMethod"] = json!([]);
    });
    case("for-another-key", "proof_purpose", "another key may state things", &|d| {
        d["assertionMethod"] = json!(["did:web:for-another-key.example#other"])
    });
    case("other-controller", "issuer_mismatch", "the key is controlled by somebody else", &|d| {
        d["verificationMethod"][0]["controller"] = json!("did:web:evil.example")
    });
    case("no-controller", "issuer_mismatch", "nobody controls the key", &|d| {
        *d = without(d, "/verificationMethod/0/controller")
    });
    case("too-many-keys", "key_not_found", "201 keys", &|d| {
        let key = d["verificationMethod"][0].clone();
        d["verificationMethod"] = json!(vec![key; 201]);
    });
}

fn keys_in_documents(corpus: &mut Corpus) {
    let mut case = |host: &str, code: &'static str, what: &'static str, tweak: &dyn Fn(&mut Value)| {
        let issuer = corpus.did_web(&format!("{host}.example"), |d| tweak(&mut d["verificationMethod"][0]));
        corpus.invalid(&format!("did-web-{host}.json"), code, what, issuer.signs(&small()));
    };
    case("revoked", "key_not_found", "the key was withdrawn", &|m| m["revoked"] = json!("2026-05-01T00:00:00Z"));
    case(
        "revoked-after",
        "key_not_found",
        "withdrawn after the proof was dated: whoever stole it can write any date",
        &|m| m["revoked"] = json!("2026-06-01T12:00:00Z"),
    );
    case("expired-key", "key_not_found", "the key ended", &|m| m["expires"] = json!("2026-05-31T00:00:00Z"));
    case("revoked-unreadable", "key_not_found", "withdrawn on a date that nobody can read", &|m| {
        m["revoked"] = json!("yes")
    });
    case("expires-null", "key_not_found", "ends on null", &|m| m["expires"] = Value::Null);
    case("weak-key", "key_weak", "a key of small order", &|m| m["publicKeyMultibase"] = json!(weak()));
    case("private-key", "key_private", "the document shows the secret", &|m| {
        m.as_object_mut().expect("an object").shift_remove("publicKeyMultibase");
        m["publicKeyJwk"] =
            with(&signer().public().to_jwk(), "/d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
    });
    case("key-cut", "key_not_found", "the key is cut", &|m| m["publicKeyMultibase"] = json!(cut()));
    case("key-of-p256", "alg", "a key of another kind than the suite's", &|m| {
        m["publicKeyMultibase"] = json!(elliptic().public().name())
    });
    case("key-not-base58", "key_not_found", "0, O, I and l", &|m| m["publicKeyMultibase"] = json!("z6Mk0OIl"));
}

/// A key of 31 bytes.
fn cut() -> String {
    format!("z{}", bs58::encode([[0xed, 1].as_slice(), &[7; 31]].concat()).into_string())
}

fn weak() -> String {
    let identity = crate::support::unhex(super::keys::SMALL_ORDER[0]);
    format!("z{}", bs58::encode([[0xed, 1].as_slice(), &identity].concat()).into_string())
}

fn identifiers(corpus: &mut Corpus) {
    for (name, code, what, did) in [
        ("did-web-slash.json", "key_not_found", "a slash written %2F", "did:web:good.example%2Fevil"),
        ("did-web-user.json", "key_not_found", "a user name", "did:web:admin%40good.example"),
        ("did-web-dots.json", "key_not_found", "a path that climbs", "did:web:good.example:..:evil"),
        ("did-web-dot.json", "key_not_found", "a path that stays", "did:web:good.example:."),
        (
            "did-web-escaped-dots.json",
            "key_not_found",
            "a path that climbs, escaped",
            "did:web:good.example:%2e%2e:evil",
        ),
        ("did-web-empty.json", "key_not_found", "no host", "did:web:"),
        ("did-web-empty-part.json", "key_not_found", "an empty part", "did:web:good.example::x"),
        ("did-web-query.json", "key_not_found", "a query in the host", "did:web:good.example%3Fx"),
        ("did-web-fragment.json", "key_not_found", "a fragment in the host", "did:web:good.example%23x"),
        ("did-web-nul.json", "key_not_found", "a zero byte", "did:web:good.example%00.evil.example"),
        ("did-web-international.json", "key_not_found", "a Cyrillic letter in the host", "did:web:gооd.example"),
        ("did-web-two-ports.json", "key_not_found", "two ports", "did:web:good.example%3A443%3A80"),
        ("did-web-port-zero.json", "key_not_found", "port 0", "did:web:good.example%3A0"),
        ("did-web-port.json", "unsafe_url", "another port, which is not asked", "did:web:good.example%3A8443"),
        ("did-web-loopback.json", "unsafe_url", "this machine", "did:web:127.0.0.1"),
        ("did-web-loopback-port.json", "unsafe_url", "this machine and a port", "did:web:127.0.0.1%3A8080"),
        ("did-web-localhost.json", "unsafe_url", "this machine by name", "did:web:localhost"),
        ("did-web-decimal.json", "unsafe_url", "this machine as a number", "did:web:2130706433"),
        ("did-web-metadata.json", "unsafe_url", "a cloud's own address", "did:web:169.254.169.254"),
        ("did-web-private.json", "unsafe_url", "a private network", "did:web:192.168.1.1"),
        ("did-web-internal.json", "unsafe_url", "a name inside a network", "did:web:vault.internal"),
    ] {
        let document = with(&small(), "/issuer/id", json!(did));
        let proof = with(
            &options(&format!("{did}#{}", signer().public().name())),
            "/proofValue",
            json!(format!("z{}", bs58::encode([7; 64]).into_string())),
        );
        corpus.invalid(name, code, what, with(&document, "/proof", json!([proof])));
    }
    let issuer = Issuer::web("GOOD.example");
    corpus.answer(
        "https://GOOD.example/.well-known/did.json",
        json!({"body": Issuer::web("good.example").document().to_string()}),
    );
    corpus.invalid(
        "did-web-host-case.json",
        "issuer_mismatch",
        "the same host in capitals is another identifier",
        issuer.signs(&small()),
    );
}

fn key_addresses(corpus: &mut Corpus) {
    let at = |path: &str| format!("https://key-addresses.example/{path}");
    let owner = at("issuer");
    let document = with(&small(), "/issuer/id", json!(owner));
    let mut case = |path: &str, code: &'static str, what: &'static str, body: Value| {
        corpus.serve(&at(path), body);
        corpus.invalid(&format!("key-address-{path}.json"), code, what, sign_blindly(&document, &at(path), &signer()));
    };
    let key = |path: &str| json!({"id": at(path), "type": "Multikey", "controller": owner, "publicKeyMultibase": signer().public().name()});
    case(
        "revoked",
        "key_not_found",
        "the key was withdrawn",
        with(&key("revoked"), "/revoked", json!("2026-05-01T00:00:00Z")),
    );
    case("ended", "key_not_found", "the key ended", with(&key("ended"), "/expires", json!("2026-05-01T00:00:00Z")));
    case(
        "other-id",
        "key_not_found",
        "another key's document",
        with(&key("other-id"), "/id", json!("https://key-addresses.example/x")),
    );
    case(
        "other-controller",
        "issuer_mismatch",
        "somebody else's key",
        with(&key("other-controller"), "/controller", json!("https://evil.example/")),
    );
    case(
        "other-key",
        "signature",
        "another key",
        with(&key("other-key"), "/publicKeyMultibase", json!(stranger().public().name())),
    );
    case("weak", "key_weak", "a key of small order", with(&key("weak"), "/publicKeyMultibase", json!(weak())));
    case(
        "private",
        "key_private",
        "the page shows the secret",
        with(&signer().public().to_jwk(), "/d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")),
    );
    case("empty-set", "key_not_found", "a set without keys", json!({"keys": []}));
    case(
        "set",
        "key_not_found",
        "a set without this key",
        json!({"keys": [with(&signer().public().to_jwk(), "/kid", json!("other"))]}),
    );
    case(
        "controller-document",
        "proof_purpose",
        "the key is not for stating things",
        json!({"id": owner, "verificationMethod": [key("controller-document")], "assertionMethod": []}),
    );
    case("no-key", "key_not_found", "a page without a key", json!({"id": owner, "type": "Profile"}));
}

fn tokens(corpus: &mut Corpus) {
    let issuer = corpus.did_web("token-issuer.example", |_| {});
    let payload = to_payload(&with(&small(), "/issuer/id", json!(issuer.id))).expect("a payload").to_string();
    let with_kid = |kid: &str, signer: &accolade::keys::Signer| {
        vc_jwt::sign(payload.as_bytes(), signer, KeyHint::Id(kid)).expect("a token")
    };
    corpus.valid(
        "did-web.jwt",
        "ok",
        "the header names the key in the issuer's document",
        with_kid(&issuer.method, &signer()),
    );
    let held =
        |signer: &accolade::keys::Signer| vc_jwt::sign(payload.as_bytes(), signer, KeyHint::Embedded).expect("a token");
    corpus.valid("did-web-jwk.jwt", "ok", "the header holds a key that the issuer's document lists", held(&signer()));
    corpus.invalid(
        "did-web-jwk-stranger.jwt",
        "issuer_mismatch",
        "the header holds a key that the issuer's document does not list",
        held(&stranger()),
    );
    corpus.invalid(
        "did-web-kid-stranger.jwt",
        "issuer_mismatch",
        "the header names a key of somebody else's document",
        with_kid("did:web:good.example#x", &signer()),
    );
    corpus.invalid(
        "did-web-kid-other.jwt",
        "key_not_found",
        "the header names a key that is not listed",
        with_kid(&format!("{}#other", issuer.id), &signer()),
    );
    corpus.invalid(
        "did-web-kid-forged.jwt",
        "signature",
        "signed by another key than the one named",
        with_kid(&issuer.method, &stranger()),
    );
    let silent = with(&small(), "/issuer/id", json!("did:web:silent-token.example"));
    corpus.silent("https://silent-token.example/.well-known/did.json");
    let header = json!({"alg": "EdDSA", "jwk": stranger().public().to_jwk(), "typ": "JWT"}).to_string();
    let text = to_payload(&silent).expect("a payload").to_string();
    corpus.unknown(
        "did-web-jwk-silent.jwt",
        "key_not_found",
        "the header holds a key, and the issuer's document cannot be had",
        token_of(&header, text.as_bytes(), &stranger()),
    );
    let at_home = with(&small(), "/issuer/id", json!("https://set.example/issuers/1"));
    let text = to_payload(&at_home).expect("a payload").to_string();
    corpus.serve("https://set.example/.well-known/jwks.json", json!({"keys": [signer().public().to_jwk()]}));
    corpus.valid(
        "set-of-keys.jwt",
        "ok",
        "the issuer's host lists the key",
        vc_jwt::sign(text.as_bytes(), &signer(), KeyHint::Embedded).expect("a token"),
    );
    corpus.valid(
        "set-of-keys-without-it.jwt",
        "issuer_unbound",
        "the issuer's host lists others; old keys go from such sets",
        vc_jwt::sign(text.as_bytes(), &stranger(), KeyHint::Embedded).expect("a token"),
    );
}

fn silence(corpus: &mut Corpus) {
    corpus.silent("https://silent.example/.well-known/did.json");
    corpus.unknown(
        "did-web-silent.json",
        "key_not_found",
        "the issuer's host does not answer",
        Issuer::web("silent.example").signs(&small()),
    );
    corpus.silent("https://silent.example/keys/1");
    let away = with(&small(), "/issuer/id", json!("https://silent.example/issuers/1"));
    corpus.unknown(
        "key-address-silent.json",
        "key_not_found",
        "the key's host does not answer",
        sign_blindly(&away, "https://silent.example/keys/1", &signer()),
    );
    for (host, what, answer) in [
        ("gone", "the document is gone", json!({"status": 404, "body": ""})),
        ("broken", "the host is broken", json!({"status": 500, "body": "{}"})),
        ("page", "a page for people lies there", json!({"body": "<!doctype html><title>Login</title>"})),
        ("cut", "the document is cut", json!({"body": "{\"id\":\"did:web:cut.example\","})),
        ("empty", "an empty document", json!({"body": ""})),
        (
            "moved",
            "the document lies elsewhere, which is not followed for keys",
            json!({"status": 301, "location": "https://good.example/.well-known/did.json"}),
        ),
    ] {
        let issuer = Issuer::web(&format!("{host}.example"));
        corpus.answer(&format!("https://{host}.example/.well-known/did.json"), answer);
        corpus.unknown(&format!("did-web-{host}.json"), "key_not_found", what, issuer.signs(&small()));
    }
    let long = corpus.did_web("long.example", |d| d["x"] = json!("x".repeat(256 * 1024)));
    corpus.unknown("did-web-long.json", "too_large", "a document of more than 256 KiB", long.signs(&small()));
    for (name, did) in [
        ("did-ion.json", "did:ion:EiClkZMDxPKqC9c"),
        ("did-ethr.json", "did:ethr:0xabc"),
        ("did-plc.json", "did:plc:abc"),
        ("did-unknown.json", "did:unknown:1"),
    ] {
        let document = with(&small(), "/issuer/id", json!(did));
        corpus.unknown(
            name,
            "unsupported",
            "a kind of DID that is not looked up",
            sign_blindly(&document, &format!("{did}#1"), &signer()),
        );
    }
    let unsupported = corpus.did_web("x25519.example", |d| {
        let key = crate::support::unhex(&"42".repeat(32));
        d["verificationMethod"][0]["publicKeyMultibase"] =
            json!(format!("z{}", bs58::encode([[0xe7, 1, 2].as_slice(), &key].concat()).into_string()));
    });
    corpus.unknown(
        "did-web-key-of-another-curve.json",
        "unsupported",
        "the document holds a kind of key that is not read",
        unsupported.signs(&small()),
    );
    let made = prove(
        &with(&small(), "/issuer/id", json!("did:web:silent.example")),
        &options("did:web:silent.example#key-1"),
        &stranger(),
    );
    corpus.unknown(
        "did-web-silent-by-anybody.json",
        "key_not_found",
        "whoever signed it, nobody can tell",
        with(&with(&small(), "/issuer/id", json!("did:web:silent.example")), "/proof", json!([made])),
    );
}
