//! Family 1100: tokens: headers, encodings, claims.

use accolade::credential::to_payload;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::world::{Corpus, Issuer, elliptic, small, stranger, token_of};
use crate::support::badge::{signer, with, without};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(1100);
    good(corpus);
    headers(corpus);
    encodings(corpus);
    signatures(corpus);
    claims(corpus);
    places(corpus);
}

fn kid() -> String {
    Issuer::key().method
}

fn payload() -> Value {
    to_payload(&small()).expect("a payload")
}

fn signed(payload: &Value) -> String {
    token_of(
        &json!({"alg": "EdDSA", "kid": kid(), "typ": "JWT"}).to_string(),
        payload.to_string().as_bytes(),
        &signer(),
    )
}

/// A badge of VC Data Model 1.1 as an object.
fn old() -> Value {
    let dated = with(&without(&small(), "/validFrom"), "/issuanceDate", json!("2026-03-14T09:26:53Z"));
    with(
        &dated,
        "/@context",
        json!(["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]),
    )
}

fn claims_of(document: &Value) -> Value {
    json!({"iss": Issuer::key().id, "jti": document["id"], "sub": document["credentialSubject"]["id"], "nbf": 1_773_480_413})
}

fn good(corpus: &mut Corpus) {
    corpus.valid("minimal.jwt", "ok", "the smallest token", signed(&payload()));
    for kind in ["JWT", "vc+jwt", "vc+ld+jwt", "jwt"] {
        let header = json!({"alg": "EdDSA", "kid": kid(), "typ": kind}).to_string();
        let name = format!("typ-{}.jwt", kind.replace('+', "-").replace("JWT", "capitals"));
        corpus.valid(
            &name,
            "ok",
            "a kind of token that is in use",
            token_of(&header, payload().to_string().as_bytes(), &signer()),
        );
    }
    corpus.valid(
        "no-typ.jwt",
        "ok",
        "without a kind",
        token_of(&json!({"alg": "EdDSA", "kid": kid()}).to_string(), payload().to_string().as_bytes(), &signer()),
    );
    corpus.valid("no-sub.jwt", "claim_missing", "official samples have no `sub`", signed(&without(&payload(), "/sub")));
    corpus.valid(
        "no-claims.jwt",
        "claim_missing",
        "a credential without claims, as VC-JOSE-COSE has it",
        signed(&small()),
    );
    corpus.valid(
        "audience.jwt",
        "ok",
        "`aud` and `iat` mean nothing here",
        signed(&with(&with(&payload(), "/aud", json!("https://a.example")), "/iat", json!(4_102_444_800_u64))),
    );
    let wrapped = with(&claims_of(&old()), "/vc", old());
    corpus.valid("wrapped.jwt", "ok", "version 1.1 inside `vc`", signed(&wrapped));
    corpus.valid(
        "white-space-around.jwt",
        "ok",
        "a line break behind the token",
        format!("\n{}\r\n", signed(&payload())),
    );
    let kept = serde_json::to_vec_pretty(&payload()).expect("JSON");
    corpus.valid(
        "payload-pretty.jwt",
        "ok",
        "a payload with line breaks",
        token_of(&json!({"alg": "EdDSA", "kid": kid()}).to_string(), &kept, &signer()),
    );
    let envelope = |token: String| json!({"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{token}")});
    corpus.valid("envelope.json", "ok", "a token in an envelope", envelope(signed(&payload())));
    let hidden =
        with(&envelope(signed(&payload())), "/credentialSubject", json!({"id": "urn:x:1", "name": "Somebody else"}));
    corpus.invalid("envelope-says-more.json", "json_form", "the envelope says what nobody signed", hidden);
    let beside = with(&envelope(signed(&payload())), "/name", json!("Doctorate"));
    corpus.invalid("envelope-with-a-name.json", "json_form", "the envelope has a name that nobody signed", beside);
    corpus.invalid(
        "envelope-changed.json",
        "signature",
        "a changed token in an envelope",
        envelope(format!("{}A", &signed(&payload())[..signed(&payload()).len() - 1])),
    );
    corpus.invalid(
        "envelope-empty.json",
        "parse",
        "an envelope without a token",
        envelope(String::new()).to_string().replace("data:application/vc+jwt,", "data:,"),
    );
    corpus.invalid(
        "envelope-at-loopback.json",
        "parse",
        "an address in an envelope, which is not asked for",
        envelope(String::new()).to_string().replace("data:application/vc+jwt,", "https://127.0.0.1/x"),
    );
}

fn headers(corpus: &mut Corpus) {
    let own = kid();
    let text = payload().to_string();
    for (name, code, what, header) in [
        ("alg-none.jwt", "alg", "no algorithm", json!({"alg": "none", "kid": own})),
        ("alg-none-capitals.jwt", "alg", "no algorithm, in capitals", json!({"alg": "NONE", "kid": own})),
        ("alg-hs256.jwt", "alg", "a shared secret, which would be the public key", json!({"alg": "HS256", "kid": own})),
        ("alg-hs512.jwt", "alg", "a shared secret", json!({"alg": "HS512", "kid": own})),
        ("alg-rs1.jwt", "alg", "RSA with SHA-1", json!({"alg": "RS1", "kid": own})),
        ("alg-small-letters.jwt", "alg", "eddsa in small letters", json!({"alg": "eddsa", "kid": own})),
        ("alg-empty.jwt", "alg", "an empty algorithm", json!({"alg": "", "kid": own})),
        ("alg-missing.jwt", "proof_format", "no `alg`", json!({"kid": own})),
        ("alg-number.jwt", "proof_format", "a number", json!({"alg": 0, "kid": own})),
        ("alg-array.jwt", "proof_format", "an array", json!({"alg": ["EdDSA"], "kid": own})),
        ("alg-null.jwt", "proof_format", "null", json!({"alg": null, "kid": own})),
        ("kid-number.jwt", "proof_format", "a number", json!({"alg": "EdDSA", "kid": 1})),
        ("kid-empty.jwt", "proof_format", "empty", json!({"alg": "EdDSA", "kid": ""})),
        ("kid-label.jwt", "key_not_found", "a label that leads nowhere", json!({"alg": "EdDSA", "kid": "key-1"})),
        ("kid-path.jwt", "key_not_found", "a path", json!({"alg": "EdDSA", "kid": "../../etc/passwd"})),
        ("kid-file.jwt", "unsafe_url", "a file", json!({"alg": "EdDSA", "kid": "file:///dev/null"})),
        ("kid-sql.jwt", "key_not_found", "a query", json!({"alg": "EdDSA", "kid": "x' or 1=1 --"})),
        ("no-key.jwt", "key_not_found", "neither `kid` nor `jwk`", json!({"alg": "EdDSA"})),
        ("header-jku.jwt", "proof_format", "`jku`", json!({"alg": "EdDSA", "kid": own, "jku": "https://127.0.0.1/"})),
        ("header-x5u.jwt", "proof_format", "`x5u`", json!({"alg": "EdDSA", "kid": own, "x5u": "https://127.0.0.1/"})),
        ("header-x5c.jwt", "proof_format", "`x5c`", json!({"alg": "EdDSA", "kid": own, "x5c": ["AAAA"]})),
        ("header-crit.jwt", "proof_format", "`crit`", json!({"alg": "EdDSA", "kid": own, "crit": ["exp"]})),
        ("header-crit-empty.jwt", "proof_format", "an empty `crit`", json!({"alg": "EdDSA", "kid": own, "crit": []})),
        (
            "header-b64.jwt",
            "proof_format",
            "`b64` false",
            json!({"alg": "EdDSA", "kid": own, "b64": false, "crit": ["b64"]}),
        ),
        ("header-b64-true.jwt", "proof_format", "`b64` true", json!({"alg": "EdDSA", "kid": own, "b64": true})),
        ("header-zip.jwt", "proof_format", "`zip`", json!({"alg": "EdDSA", "kid": own, "zip": "DEF"})),
        ("header-enc.jwt", "proof_format", "`enc`", json!({"alg": "EdDSA", "kid": own, "enc": "A256GCM"})),
        ("header-cty.jwt", "proof_format", "`cty`", json!({"alg": "EdDSA", "kid": own, "cty": "vc"})),
        (
            "header-claim.jwt",
            "proof_format",
            "a claim in the header",
            json!({"alg": "EdDSA", "kid": own, "iss": "did:web:evil.example"}),
        ),
        (
            "header-capital.jwt",
            "proof_format",
            "`Alg` beside `alg`",
            json!({"alg": "EdDSA", "kid": own, "Alg": "none"}),
        ),
        ("typ-at-jwt.jwt", "proof_format", "an access token", json!({"alg": "EdDSA", "kid": own, "typ": "at+jwt"})),
        ("typ-number.jwt", "proof_format", "a number", json!({"alg": "EdDSA", "kid": own, "typ": 1})),
        ("jwk-text.jwt", "key_not_found", "a text for a key", json!({"alg": "EdDSA", "jwk": "x"})),
        ("jwk-null.jwt", "key_not_found", "null for a key", json!({"alg": "EdDSA", "jwk": null})),
    ] {
        corpus.invalid(name, code, what, token_of(&header.to_string(), text.as_bytes(), &signer()));
    }
    for (name, what, header) in [
        ("header-alg-twice.jwt", "two algorithms", format!("{{\"alg\":\"EdDSA\",\"alg\":\"none\",\"kid\":\"{own}\"}}")),
        (
            "header-alg-twice-escaped.jwt",
            "two algorithms, one escaped",
            format!("{{\"alg\":\"EdDSA\",\"\\u0061lg\":\"none\",\"kid\":\"{own}\"}}"),
        ),
        ("header-cut.jwt", "a header that is cut", "{\"alg\":\"EdDSA\"".into()),
        (
            "header-deep.jwt",
            "a deep header",
            format!("{{\"alg\":\"EdDSA\",\"kid\":{}1{}}}", "[".repeat(100), "]".repeat(100)),
        ),
    ] {
        corpus.invalid(name, "proof_format", what, token_of(&header, text.as_bytes(), &signer()));
    }
    let long = json!({"alg": "EdDSA", "kid": format!("https://keys.example/{}", "x".repeat(20_000))});
    corpus.invalid(
        "header-long.jwt",
        "too_large",
        "a header of more than 16 KiB",
        token_of(&long.to_string(), text.as_bytes(), &signer()),
    );
}

fn encodings(corpus: &mut Corpus) {
    let token = signed(&payload());
    let parts: Vec<&str> = token.split('.').collect();
    let [header, body, signature] = parts[..] else { panic!("three parts") };
    let raw = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    for (name, code, what, text) in [
        ("no-signature.jwt", "proof_format", "an empty signature", format!("{header}.{body}.")),
        ("no-payload.jwt", "proof_format", "an empty payload", format!("{header}..{signature}")),
        (
            "signature-twice.jwt",
            "signature",
            "the signature twice over",
            format!("{header}.{body}.{signature}{signature}"),
        ),
        ("signature-cut.jwt", "signature", "the signature cut", format!("{header}.{body}.{}", &signature[..84])),
        (
            "signature-of-zeros.jwt",
            "signature",
            "64 zero bytes",
            format!("{header}.{body}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        ),
        (
            "payload-changed.jwt",
            "signature",
            "another payload",
            format!(
                "{header}.{}.{signature}",
                URL_SAFE_NO_PAD.encode(with(&payload(), "/name", json!("Doctorate")).to_string())
            ),
        ),
        (
            "header-changed.jwt",
            "signature",
            "another header",
            format!("{}.{body}.{signature}", URL_SAFE_NO_PAD.encode(json!({"alg": "EdDSA", "kid": kid()}).to_string())),
        ),
    ] {
        corpus.invalid(name, code, what, text);
    }
    // What does not even look like a token is no badge.
    for (name, what, text) in [
        ("padding.jwt", "padding behind the signature", format!("{header}.{body}.{}", URL_SAFE.encode(&raw))),
        ("other-base64.jwt", "the other base64", format!("{header}.{body}.{}", STANDARD.encode([0xfb; 64]))),
        ("space-inside.jwt", "a space inside", format!("{header}.{body}. {signature}")),
        ("line-break-inside.jwt", "a line break inside", format!("{header}.\n{body}.{signature}")),
        ("two-parts.jwt", "two parts", format!("{header}.{body}")),
        ("four-parts.jwt", "four parts", format!("{token}.{signature}")),
        ("five-parts.jwt", "five parts, an encrypted token", format!("{header}.{body}.{signature}.AA.AA")),
        ("disclosures.jwt", "a token with selective disclosures", format!("{token}~WyJ4IiwieSIsInoiXQ~")),
        ("bearer.jwt", "a word in front", format!("Bearer {token}")),
        ("quotes.jwt", "in quotes", format!("\"{token}\"")),
    ] {
        corpus.invalid(name, "parse", what, text);
    }
    let last = signature.as_bytes()[signature.len() - 1];
    let other = char::from(last + 1);
    corpus.invalid(
        "signature-last-bits.jwt",
        "proof_format",
        "bits that base64 leaves over",
        format!("{header}.{body}.{}{other}", &signature[..signature.len() - 1]),
    );
}

fn signatures(corpus: &mut Corpus) {
    let of_curve = to_payload(&with(&small(), "/issuer/id", json!(format!("did:key:{}", elliptic().public().name()))))
        .expect("a payload");
    let header = json!({"alg": "ES256", "jwk": elliptic().public().to_jwk()}).to_string();
    let token = token_of(&header, of_curve.to_string().as_bytes(), &elliptic());
    let (input, signature) = token.rsplit_once('.').expect("a signature");
    let raw = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    let with_signature = |bytes: &[u8]| format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes));
    let der = openssl::ecdsa::EcdsaSig::from_private_components(
        openssl::bn::BigNum::from_slice(&raw[..32]).expect("r"),
        openssl::bn::BigNum::from_slice(&raw[32..]).expect("s"),
    );
    let der = der.and_then(|signature| signature.to_der()).expect("DER");
    let order = crate::support::unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    for (name, what, bytes) in [
        ("es256-in-der.jwt", "a signature in DER", der),
        ("es256-zero.jwt", "r and s are zero", vec![0; 64]),
        ("es256-r-zero.jwt", "r is zero", [&[0; 32], &raw[32..]].concat()),
        ("es256-s-zero.jwt", "s is zero", [&raw[..32], &[0; 32]].concat()),
        ("es256-r-is-n.jwt", "r is the curve's order", [&order, &raw[32..]].concat()),
        ("es256-s-is-n.jwt", "s is the curve's order", [&raw[..32], &order].concat()),
        ("es256-swapped.jwt", "r and s exchanged", [&raw[32..], &raw[..32]].concat()),
        ("es256-cut.jwt", "63 bytes", raw[..63].to_vec()),
        ("es256-long.jwt", "65 bytes", [raw.as_slice(), &[0]].concat()),
        ("es256-as-for-p384.jwt", "96 bytes", [raw.as_slice(), &[0; 32]].concat()),
    ] {
        corpus.invalid(name, "signature", what, with_signature(&bytes));
    }
}

fn claims(corpus: &mut Corpus) {
    for (name, what, claim, value) in [
        ("claim-iss.jwt", "another issuer", "iss", json!("did:web:evil.example")),
        ("claim-iss-number.jwt", "a number", "iss", json!(1)),
        ("claim-iss-null.jwt", "null", "iss", Value::Null),
        ("claim-jti.jwt", "another id", "jti", json!("urn:uuid:other")),
        ("claim-sub.jwt", "another learner", "sub", json!("urn:uuid:other")),
        ("claim-sub-array.jwt", "two learners", "sub", json!(["urn:uuid:other"])),
        ("claim-nbf.jwt", "another start", "nbf", json!(1)),
        ("claim-nbf-text.jwt", "a text", "nbf", json!("1773480413")),
        ("claim-nbf-huge.jwt", "beyond the calendar", "nbf", json!(1e18)),
    ] {
        corpus.invalid(name, "claims_mismatch", what, signed(&with(&payload(), &format!("/{claim}"), value)));
    }
    let later = to_payload(&with(&small(), "/validUntil", json!("2031-01-01T00:00:00Z"))).expect("a payload");
    corpus.invalid(
        "claim-exp-later.jwt",
        "claims_mismatch",
        "`exp` after the end",
        signed(&with(&later, "/exp", json!(4_102_444_800_u64))),
    );
    corpus.invalid(
        "claim-exp-text.jwt",
        "claims_mismatch",
        "`exp` as a text",
        signed(&with(&payload(), "/exp", json!("4102444800"))),
    );
    corpus.invalid(
        "claim-exp-past.jwt",
        "expired",
        "`exp` is past, and the credential has no end of its own",
        signed(&with(&payload(), "/exp", json!(1_773_480_500))),
    );
    corpus.invalid(
        "claim-exp-fraction.jwt",
        "expired",
        "`exp` with a fraction, past",
        signed(&with(&payload(), "/exp", json!(1_773_480_500.5))),
    );
    corpus.invalid(
        "claim-exp-negative.jwt",
        "expired",
        "`exp` before 1970",
        signed(&with(&payload(), "/exp", json!(-1))),
    );
    corpus.invalid(
        "claim-exp-before-calendar.jwt",
        "expired",
        "`exp` before all calendars",
        signed(&with(&payload(), "/exp", json!(-1e18))),
    );
    corpus.valid(
        "claim-exp-never.jwt",
        "ok",
        "`exp` at the end of the calendar",
        signed(&with(&payload(), "/exp", json!(253_402_300_799_u64))),
    );
}

fn places(corpus: &mut Corpus) {
    let old = old();
    for (name, code, what, payload) in [
        (
            "wrapped-version-2.jwt",
            "claims_mismatch",
            "version 2 inside `vc`",
            with(&claims_of(&small()), "/vc", small()),
        ),
        ("version-1-at-the-top.jwt", "claims_mismatch", "version 1.1 at the top", merged(&old, &claims_of(&old))),
        (
            "wrapped-and-at-the-top.jwt",
            "claims_mismatch",
            "one credential inside `vc`, another at the top",
            with(&merged(&payload(), &claims_of(&small())), "/vc", old.clone()),
        ),
        ("wrapped-twice.jwt", "context", "`vc` inside `vc`", with(&claims_of(&old), "/vc", json!({"vc": old}))),
        ("wrapped-text.jwt", "parse", "a text inside `vc`", with(&claims_of(&old), "/vc", json!("x"))),
        ("wrapped-null.jwt", "parse", "null inside `vc`", with(&claims_of(&old), "/vc", Value::Null)),
        ("wrapped-array.jwt", "parse", "an array inside `vc`", with(&claims_of(&old), "/vc", json!([old]))),
        ("payload-array.jwt", "parse", "an array", json!([payload()])),
        ("payload-number.jwt", "parse", "a number", json!(1)),
        (
            "payload-presentation.jwt",
            "context",
            "a presentation",
            json!({"iss": Issuer::key().id, "vp": {"type": "VerifiablePresentation"}}),
        ),
    ] {
        corpus.invalid(name, code, what, signed(&payload));
    }
    let header = json!({"alg": "EdDSA", "kid": kid()}).to_string();
    let twice = payload().to_string().replacen('{', "{\"name\":\"Doctorate\",", 1);
    corpus.invalid(
        "payload-member-twice.jwt",
        "parse",
        "a member twice in the payload",
        token_of(&header, twice.as_bytes(), &signer()),
    );
    corpus.invalid("payload-not-json.jwt", "parse", "no JSON", token_of(&header, b"hello", &signer()));
    corpus.invalid(
        "payload-packed.jwt",
        "parse",
        "a packed payload",
        token_of(&header, b"\x1f\x8b\x08\0\0\0\0\0", &signer()),
    );
    corpus.invalid(
        "payload-is-a-token.jwt",
        "parse",
        "a token in a token",
        token_of(&header, super::tokens::signed(&payload()).as_bytes(), &signer()),
    );
    let foreign = with(&payload(), "/iss", json!("did:web:evil.example"));
    let foreign = with(&foreign, "/issuer/id", json!("did:web:evil.example"));
    corpus.invalid(
        "issuer-of-another-key.jwt",
        "issuer_mismatch",
        "the key is a did:key, the issuer somebody else",
        token_of(&header, foreign.to_string().as_bytes(), &stranger()),
    );
}

fn merged(one: &Value, other: &Value) -> Value {
    let mut members = one.as_object().expect("an object").clone();
    members.extend(other.as_object().expect("an object").clone());
    Value::Object(members)
}
