//! Family 200: keys that prove nothing, keys that are somebody else's, keys in disguise.

use serde_json::{Value, json};

use super::world::{Corpus, Issuer, elliptic, options, prove, sign_blindly, small, stranger, token_of};
use crate::support::badge::{signer, with, without};

/// The eight points of small order on Ed25519 in their one encoding each (RFC 8032, `#section-5.1`; the list is that of
/// Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs", table 1).
pub(crate) const SMALL_ORDER: [&str; 8] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
];

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(200);
    weak(corpus);
    disguised(corpus);
    strangers(corpus);
    in_tokens(corpus);
}

fn multikey(header: &[u8], key: &[u8]) -> String {
    format!("z{}", bs58::encode([header, key].concat()).into_string())
}

/// A badge that says it is signed by this `did:key`; the signature is the identity's, which fits every message under a
/// key of small order where nobody looks at the key.
fn claimed(name: &str) -> Value {
    let did = format!("did:key:{name}");
    let mut identity = [0; 64];
    identity[0] = 1;
    let value = format!("z{}", bs58::encode(identity).into_string());
    let proof = with(&options(&format!("{did}#{name}")), "/proofValue", json!(value));
    with(&with(&small(), "/issuer/id", json!(did)), "/proof", json!([proof]))
}

fn weak(corpus: &mut Corpus) {
    for (number, point) in SMALL_ORDER.iter().enumerate() {
        let name = multikey(&[0xed, 1], &crate::support::unhex(point));
        let file = format!("small-order-{number}.json");
        corpus.invalid(&file, "key_weak", "one signature fits every message under this key", claimed(&name));
    }
}

fn disguised(corpus: &mut Corpus) {
    let signer = signer();
    let raw = bs58::decode(&signer.public().name()[1..]).into_vec().expect("base58");
    let key = &raw[2..];
    for (name, code, what, multikey) in [
        ("multikey-x25519.json", "unsupported", "a key for agreeing on secrets", multikey(&[0xec, 1], key)),
        (
            "multikey-secp256k1.json",
            "unsupported",
            "a key of another curve",
            multikey(&[0xe7, 1], &[[2].as_slice(), key].concat()),
        ),
        ("multikey-secret.json", "unsupported", "the header of a secret key", multikey(&[0x80, 0x26], key)),
        ("multikey-31-bytes.json", "key_not_found", "a byte is missing", multikey(&[0xed, 1], &key[..31])),
        ("multikey-33-bytes.json", "key_not_found", "a byte more", multikey(&[0xed, 1], &[key, &[0]].concat())),
        ("multikey-no-point.json", "key_not_found", "no point of the curve", multikey(&[0xed, 1], &[2; 32])),
        ("multikey-header-only.json", "key_not_found", "a header without a key", multikey(&[0xed, 1], &[])),
        ("multikey-empty.json", "key_not_found", "nothing", "z".to_owned()),
        ("multikey-other-base.json", "key_not_found", "base64url instead of base58", "u7QE".to_owned()),
        ("multikey-long.json", "key_not_found", "10,000 digits", format!("z{}", "6".repeat(10_000))),
        (
            "multikey-p256-no-point.json",
            "key_not_found",
            "no point of P-256",
            multikey(&[0x80, 0x24], &[[2].as_slice(), &[0xff; 32]].concat()),
        ),
        (
            "multikey-p256-whole.json",
            "key_not_found",
            "a point that is not compressed",
            multikey(&[0x80, 0x24], &[[4].as_slice(), &[1; 64]].concat()),
        ),
    ] {
        // A kind of key that is not read here may be good all the same; what is no key is not.
        if code == "unsupported" {
            corpus.unknown(name, code, what, claimed(&multikey));
        } else {
            corpus.invalid(name, code, what, claimed(&multikey));
        }
    }
    // p + 1 is the identity again, written in a second way.
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xee, 0x7f);
    corpus.invalid(
        "small-order-second-spelling.json",
        "key_weak",
        "y = p + 1 is 1",
        claimed(&multikey(&[0xed, 1], &second)),
    );
}

fn strangers(corpus: &mut Corpus) {
    let key = stranger();
    let name = key.public().name().to_owned();
    let mine = Issuer::key();
    let of = |issuer: &str| with(&small(), "/issuer/id", json!(issuer));
    for (file, code, what, document, method) in [
        (
            "stranger-did-key.json",
            "issuer_mismatch",
            "a good signature by another did:key",
            small(),
            format!("did:key:{name}#{name}"),
        ),
        (
            "stranger-fragment.json",
            "issuer_mismatch",
            "the issuer's DID with the stranger's key behind #",
            small(),
            format!("{}#{name}", mine.id),
        ),
        ("stranger-no-fragment.json", "signature", "the issuer's DID, signed by another key", small(), mine.id.clone()),
        (
            "stranger-host.json",
            "issuer_mismatch",
            "a key of another host",
            of("https://victim.example/1"),
            format!("https://evil.example/1#{name}"),
        ),
        (
            "stranger-host-prefix.json",
            "issuer_mismatch",
            "an address that begins alike",
            of("https://victim.example/1"),
            format!("https://victim.example/12#{name}"),
        ),
        (
            "stranger-host-case.json",
            "issuer_mismatch",
            "the same host in capitals",
            of("https://victim.example/1"),
            format!("https://VICTIM.example/1#{name}"),
        ),
        (
            "stranger-host-slash.json",
            "issuer_mismatch",
            "a slash more",
            of("https://victim.example"),
            format!("https://victim.example/#{name}"),
        ),
        (
            "stranger-did-web.json",
            "issuer_mismatch",
            "the did:web of another host",
            of("did:web:victim.example"),
            format!("did:web:evil.example#{name}"),
        ),
        (
            "stranger-did-web-path.json",
            "issuer_mismatch",
            "a did:web below the victim's",
            of("did:web:victim.example"),
            format!("did:web:victim.example:evil#{name}"),
        ),
        (
            "stranger-query.json",
            "issuer_mismatch",
            "a query behind the victim's address",
            of("https://victim.example/1"),
            format!("https://victim.example/1?x#{name}"),
        ),
    ] {
        corpus.invalid(file, code, what, sign_blindly(&document, &method, &key));
    }
    // What a document at somebody else's address says about a key does not make it the issuer's.
    corpus.serve("https://evil-keys.example/1", json!({
        "@context": "https://w3id.org/security/multikey/v1", "id": "https://evil-keys.example/1", "type": "Multikey",
        "controller": mine.id, "publicKeyMultibase": name
    }));
    corpus.invalid(
        "stranger-claims-did-key.json",
        "issuer_mismatch",
        "a stranger's page says that the did:key's owner controls this key",
        sign_blindly(&small(), "https://evil-keys.example/1", &key),
    );
    corpus.serve("https://evil-keys.example/2", key.public().to_jwk());
    corpus.invalid(
        "stranger-bare-key.json",
        "issuer_mismatch",
        "a stranger's page holds a key without an owner",
        sign_blindly(&small(), "https://evil-keys.example/2", &key),
    );
    let victim = corpus.did_web("keys-victim.example", |_| {});
    corpus.serve(
        "https://evil-keys.example/3",
        json!({
            "id": "https://evil-keys.example/3", "type": "Multikey", "controller": victim.id, "publicKeyMultibase": name
        }),
    );
    corpus.invalid(
        "stranger-claims-did-web.json",
        "issuer_mismatch",
        "a stranger's page says that the did:web's owner controls this key, whose document does not",
        sign_blindly(&of(&victim.id), "https://evil-keys.example/3", &key),
    );
    corpus.serve("https://evil-keys.example/4", json!({
        "id": "https://evil-keys.example/4", "type": "Multikey", "controller": "https://evil-keys.example/", "publicKeyMultibase": name
    }));
    corpus.invalid(
        "stranger-own-controller.json",
        "issuer_mismatch",
        "the key's owner is somebody else",
        sign_blindly(&of("https://victim.example/1"), "https://evil-keys.example/4", &key),
    );
    let unnamed = sign_blindly(&small(), &format!("did:key:{name}#{name}"), &key);
    corpus.invalid("no-issuer.json", "schema", "nobody is named as the issuer", without(&unnamed, "/issuer"));
    let empty = sign_blindly(&small(), &format!("did:key:{name}#{name}"), &key);
    corpus.invalid("issuer-without-id.json", "schema", "the issuer has a name only", without(&empty, "/issuer/id"));
}

fn in_tokens(corpus: &mut Corpus) {
    let payload = accolade::credential::to_payload(&small()).expect("a payload").to_string();
    let headed = |jwk: Value, signer: &accolade::keys::Signer| {
        token_of(
            &json!({"alg": signer.public().algorithm().jose_name(), "jwk": jwk, "typ": "JWT"}).to_string(),
            payload.as_bytes(),
            signer,
        )
    };
    let own = signer().public().to_jwk();
    corpus.invalid(
        "jwk-private.jwt",
        "key_private",
        "the header shows the secret",
        headed(with(&own, "/d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")), &signer()),
    );
    corpus.invalid(
        "jwk-secret-octets.jwt",
        "key_private",
        "the header holds a shared secret",
        headed(json!({"kty": "oct", "k": "AAAA"}), &signer()),
    );
    corpus.invalid(
        "jwk-small-order.jwt",
        "key_weak",
        "the header holds the identity",
        headed(with(&own, "/x", json!("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), &signer()),
    );
    corpus.invalid(
        "jwk-for-encryption.jwt",
        "key_not_found",
        "a key for encrypting",
        headed(with(&own, "/use", json!("enc")), &signer()),
    );
    corpus.invalid(
        "jwk-other-alg.jwt",
        "key_not_found",
        "a key for another algorithm",
        headed(with(&own, "/alg", json!("ES256")), &signer()),
    );
    corpus.invalid(
        "jwk-padded.jwt",
        "key_not_found",
        "base64 with padding",
        headed(with(&own, "/x", json!(format!("{}=", own["x"].as_str().expect("x")))), &signer()),
    );
    let one = json!({"kty": "RSA", "e": "AQ", "n": format!("{}w", "_".repeat(341))});
    corpus.invalid(
        "jwk-rsa-exponent-1.jwt",
        "key_weak",
        "RSA with the exponent 1: every text is its own signature",
        token_of(&json!({"alg": "RS256", "jwk": one}).to_string(), payload.as_bytes(), &signer()),
    );
    let short = json!({"kty": "RSA", "e": "AQAB", "n": format!("{}8", "_".repeat(170))});
    corpus.invalid(
        "jwk-rsa-1024.jwt",
        "key_weak",
        "RSA of 1,024 bits",
        token_of(&json!({"alg": "RS256", "jwk": short}).to_string(), payload.as_bytes(), &signer()),
    );
    let three = json!({"kty": "RSA", "e": "Aw", "n": format!("{}w", "_".repeat(341))});
    corpus.invalid(
        "jwk-rsa-exponent-3.jwt",
        "key_weak",
        "RSA with the exponent 3",
        token_of(&json!({"alg": "RS256", "jwk": three}).to_string(), payload.as_bytes(), &signer()),
    );
    corpus.invalid(
        "jwk-stranger.jwt",
        "issuer_mismatch",
        "the header brings a stranger's key; the issuer is a did:key",
        headed(stranger().public().to_jwk(), &stranger()),
    );
    let silent = "https://silent-keys.example/1";
    corpus.silent(silent);
    let header = json!({"alg": "EdDSA", "kid": silent, "jwk": stranger().public().to_jwk()}).to_string();
    corpus.invalid(
        "jwk-stranger-with-silent-kid.jwt",
        "issuer_mismatch",
        "a stranger's key beside an address that does not answer; the issuer is a did:key",
        token_of(&header, payload.as_bytes(), &stranger()),
    );
    let header = json!({"alg": "EdDSA", "kid": "did:ion:abc#1", "jwk": stranger().public().to_jwk()}).to_string();
    corpus.invalid(
        "jwk-stranger-with-unknown-kid.jwt",
        "issuer_mismatch",
        "a stranger's key beside a DID that nobody can look up; the issuer is a did:key",
        token_of(&header, payload.as_bytes(), &stranger()),
    );
    corpus.serve("https://keys.example/mine", signer().public().to_jwk());
    let header =
        json!({"alg": "EdDSA", "kid": "https://keys.example/mine", "jwk": stranger().public().to_jwk()}).to_string();
    corpus.invalid(
        "kid-and-jwk-differ.jwt",
        "key_not_found",
        "`kid` and `jwk` are two keys",
        token_of(&header, payload.as_bytes(), &stranger()),
    );
    let header = json!({"alg": "ES256", "jwk": own}).to_string();
    corpus.invalid(
        "alg-not-the-key-s.jwt",
        "alg",
        "ES256 with an Ed25519 key",
        token_of(&header, payload.as_bytes(), &signer()),
    );
    let header = json!({"alg": "EdDSA", "jwk": elliptic().public().to_jwk()}).to_string();
    let curve = with(&small(), "/issuer/id", json!(format!("did:key:{}", elliptic().public().name())));
    let payload = accolade::credential::to_payload(&curve).expect("a payload").to_string();
    corpus.invalid(
        "alg-eddsa-key-p256.jwt",
        "alg",
        "EdDSA with a P-256 key",
        token_of(&header, payload.as_bytes(), &elliptic()),
    );
    let header = json!({"alg": "ES256", "jwk": elliptic().public().to_jwk(), "typ": "JWT"}).to_string();
    corpus.valid(
        "es256.jwt",
        "ok",
        "a P-256 did:key signs a token",
        token_of(&header, payload.as_bytes(), &elliptic()),
    );
    let file = prove(&small(), &options(&Issuer::key().id), &signer());
    corpus.valid(
        "did-key-without-fragment.json",
        "ok",
        "the key is named by its DID alone",
        with(&small(), "/proof", file),
    );
}
