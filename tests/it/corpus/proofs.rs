//! Family 100: embedded proofs that were tampered with, member by member, and those that are good.

use accolade::proof::data_integrity::Cryptosuite;
use serde_json::{Value, json};

use super::world::{Corpus, Issuer, elliptic, options, other_credential, prove, prove_jcs, signed, small, stranger};
use crate::support::badge::{draft, signed as signed_whole, signed_as, signer, with, without};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(100);
    good(corpus);
    changed_members(corpus);
    changed_content(corpus);
    sets(corpus);
    options_that_end(corpus);
    unknown_kinds(corpus);
}

fn good(corpus: &mut Corpus) {
    corpus.valid("minimal.json", "ok", "the smallest badge", signed(&small()));
    corpus.valid("whole.json", "ok", "a badge with something of everything", signed_whole(draft()));
    corpus.valid("jcs.json", "ok", "signed over its JSON", signed_as(draft(), Cryptosuite::EddsaJcs2022));
    let method = Issuer::key().method;
    let one = |name: &str, value: Value| {
        let made = with(&options(&method), name, value);
        with(&small(), "/proof", prove(&small(), &made, &signer()))
    };
    corpus.valid(
        "one-proof-not-an-array.json",
        "ok",
        "the proof as one object",
        one("/type", json!("DataIntegrityProof")),
    );
    corpus.valid(
        "created-with-fraction.json",
        "ok",
        "made in a fraction of a second",
        one("/created", json!("2026-05-31T12:00:00.123456Z")),
    );
    corpus.valid(
        "created-in-another-zone.json",
        "ok",
        "made in another zone",
        one("/created", json!("2026-05-31T14:00:00+02:00")),
    );
    corpus.valid(
        "created-slightly-ahead.json",
        "ok",
        "the signer's clock is 300 seconds ahead",
        one("/created", json!("2026-06-01T12:05:00Z")),
    );
    corpus.valid(
        "proof-that-ends-later.json",
        "ok",
        "the proof has an end that is not reached",
        one("/expires", json!("2026-06-02T12:00:00Z")),
    );
    let bare = without(&options(&method), "/created");
    corpus.valid(
        "proof-without-created.json",
        "ok",
        "Data Integrity lets `created` out",
        with(&small(), "/proof", prove(&small(), &bare, &signer())),
    );
    let old = with(&options(&method), "/cryptosuite", json!("eddsa-2022"));
    corpus.valid(
        "eddsa-2022.json",
        "ok",
        "an early name of the suite",
        with(&small(), "/proof", prove(&small(), &old, &signer())),
    );
    let jcs = prove_jcs(&small(), &options(&method), &signer());
    let rdfc = prove(&small(), &options(&method), &signer());
    corpus.valid("two-good-proofs.json", "ok", "two suites, both fit", with(&small(), "/proof", json!([rdfc, jcs])));
    let new = json!({"type": "DataIntegrityProof", "cryptosuite": "mldsa44-rdfc-2030"});
    corpus.valid(
        "one-good-proof-of-two.json",
        "proof_unsupported",
        "beside a kind that nobody knows yet",
        with(&small(), "/proof", json!([rdfc, new])),
    );
    let reordered = reversed(&signed(&small()));
    corpus.valid("members-in-another-order.json", "ok", "RDF has no order of members", reordered);
    let context = with(&signed(&small()), "/proof/0/@context", json!("https://www.w3.org/ns/credentials/v2"));
    corpus.valid("proof-with-the-first-context.json", "ok", "a proof may repeat the first contexts", context);
    let pretty = serde_json::to_vec_pretty(&signed(&small())).expect("JSON");
    corpus.valid(
        "white-space.json",
        "ok",
        "printed with line breaks",
        [b"\r\n\t ".as_slice(), &pretty, b"\n\n"].concat(),
    );
    corpus.valid("other-credential.json", "ok", "a credential that is no badge", signed(&other_credential()));
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().rev().map(|(name, value)| (name.clone(), reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

fn changed_members(corpus: &mut Corpus) {
    let badge = signed(&small());
    let value = badge["proof"][0]["proofValue"].as_str().expect("a value").to_owned();
    let raw = bs58::decode(&value[1..]).into_vec().expect("base58");
    let again = |bytes: &[u8]| json!(format!("z{}", bs58::encode(bytes).into_string()));
    let flipped = |at: usize| {
        let mut copy = raw.clone();
        copy[at] ^= 1;
        again(&copy)
    };
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    for (name, code, what, member, changed) in [
        (
            "proof-type-empty.json",
            "proof_format",
            "`type` is two names",
            "type",
            json!(["DataIntegrityProof", "DataIntegrityProof"]),
        ),
        ("proof-type-number.json", "proof_format", "`type` is a number", "type", json!(7)),
        ("proof-cryptosuite-number.json", "proof_format", "`cryptosuite` is a number", "cryptosuite", json!(2022)),
        (
            "proof-cryptosuite-swapped.json",
            "signature",
            "signed by one suite, said to be another",
            "cryptosuite",
            json!("eddsa-2022"),
        ),
        (
            "proof-cryptosuite-jcs.json",
            "signature",
            "signed over RDF, said to be over JSON",
            "cryptosuite",
            json!("eddsa-jcs-2022"),
        ),
        (
            "proof-value-not-base58.json",
            "proof_format",
            "0, O, I and l are not of base58",
            "proofValue",
            json!("z0OIl"),
        ),
        ("proof-value-empty.json", "proof_format", "an empty value", "proofValue", json!("")),
        ("proof-value-only-z.json", "proof_format", "a base without digits", "proofValue", json!("z")),
        ("proof-value-base64url.json", "proof_format", "another base", "proofValue", json!("uAAAA")),
        (
            "proof-value-hex.json",
            "proof_format",
            "the right bytes in another base",
            "proofValue",
            json!(format!("f{hex}")),
        ),
        ("proof-value-63-bytes.json", "proof_format", "one byte is missing", "proofValue", again(&raw[..63])),
        (
            "proof-value-65-bytes.json",
            "proof_format",
            "one byte more",
            "proofValue",
            again(&[raw.as_slice(), &[0]].concat()),
        ),
        (
            "proof-value-leading-zero.json",
            "proof_format",
            "a zero byte in front",
            "proofValue",
            json!(format!("z1{}", &value[1..])),
        ),
        ("proof-value-space.json", "proof_format", "a space behind", "proofValue", json!(format!("{value} "))),
        ("proof-value-r-flipped.json", "signature", "one bit of R", "proofValue", flipped(0)),
        ("proof-value-s-flipped.json", "signature", "one bit of S", "proofValue", flipped(40)),
        ("proof-value-zero.json", "signature", "64 zero bytes", "proofValue", again(&[0; 64])),
        ("proof-value-array.json", "proof_format", "an array of values", "proofValue", json!([value])),
        (
            "proof-value-huge.json",
            "proof_format",
            "100,000 digits of base58",
            "proofValue",
            json!(format!("z{}", "2".repeat(100_000))),
        ),
        (
            "proof-purpose-other.json",
            "proof_purpose",
            "authentication instead",
            "proofPurpose",
            json!("authentication"),
        ),
        (
            "proof-purpose-capital.json",
            "proof_purpose",
            "AssertionMethod with a capital",
            "proofPurpose",
            json!("AssertionMethod"),
        ),
        (
            "proof-purpose-array.json",
            "proof_format",
            "two purposes",
            "proofPurpose",
            json!(["assertionMethod", "authentication"]),
        ),
        ("proof-created-changed.json", "signature", "another date", "created", json!("2026-05-30T12:00:00Z")),
        ("proof-created-no-zone.json", "proof_format", "a date without zone", "created", json!("2026-06-01T12:00:00")),
        ("proof-created-number.json", "proof_format", "seconds instead of a date", "created", json!(1_780_315_200)),
        (
            "proof-created-tomorrow.json",
            "proof_created_future",
            "made tomorrow",
            "created",
            json!("2026-06-02T12:00:00Z"),
        ),
        (
            "proof-method-object.json",
            "proof_format",
            "the key inside the proof",
            "verificationMethod",
            json!({"id": "did:key:x", "publicKeyMultibase": "z6Mk"}),
        ),
        ("proof-method-empty.json", "proof_format", "an empty key address", "verificationMethod", json!("")),
        (
            "proof-method-word.json",
            "proof_format",
            "a key address that is no address",
            "verificationMethod",
            json!("key-1"),
        ),
        ("proof-chain.json", "proof_format", "a chain of proofs", "previousProof", json!("urn:uuid:1")),
        ("proof-chain-array.json", "proof_format", "an empty chain of proofs", "previousProof", json!([])),
        ("proof-nonce-added.json", "signature", "a nonce that was not signed", "nonce", json!("x")),
        ("proof-domain-added.json", "signature", "a domain that was not signed", "domain", json!("https://a.example")),
    ] {
        corpus.invalid(name, code, what, with(&badge, &format!("/proof/0/{member}"), changed));
    }
    for member in ["type", "cryptosuite", "proofValue", "proofPurpose", "verificationMethod"] {
        let name = format!("proof-without-{}.json", member.to_lowercase());
        let stripped = without(&badge, &format!("/proof/0/{member}"));
        // Without a suite the kind of proof is one that nobody knows.
        if member == "cryptosuite" {
            corpus.unknown(&name, "unsupported", "the proof names no suite", stripped);
        } else {
            corpus.invalid(&name, "proof_format", "a member that a proof must have is missing", stripped);
        }
    }
    corpus.invalid(
        "proof-without-created-now.json",
        "signature",
        "`created` was signed and is gone",
        without(&badge, "/proof/0/created"),
    );
}

fn changed_content(corpus: &mut Corpus) {
    let badge = signed(&small());
    for (name, pointer, value) in [
        ("changed-name.json", "/name", json!("Inquiry II")),
        ("changed-subject.json", "/credentialSubject/id", json!("urn:uuid:0b3f6d0e-1111-4222-8333-444455556667")),
        ("changed-achievement.json", "/credentialSubject/achievement/id", json!("https://a.example/achievements/2")),
        ("changed-description.json", "/credentialSubject/achievement/description", json!("Leads an inquiry. ")),
        ("changed-start.json", "/validFrom", json!("2025-03-14T09:26:53Z")),
        ("changed-start-spelling.json", "/validFrom", json!("2026-03-14T09:26:53.000Z")),
        ("changed-issuer-name.json", "/issuer/name", json!("Harvard")),
        ("changed-id.json", "/id", json!("urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e50")),
        ("added-end.json", "/validUntil", json!("2090-01-01T00:00:00Z")),
        ("added-award.json", "/credentialSubject/creditsEarned", json!(99)),
        ("added-type.json", "/type", json!(["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"])),
    ] {
        corpus.invalid(name, "signature", "changed after it was signed", with(&badge, pointer, value));
    }
    let ended = signed(&with(&small(), "/validUntil", json!("2026-05-01T00:00:00Z")));
    corpus.invalid("end-removed.json", "signature", "the end was taken away", without(&ended, "/validUntil"));
    let decomposed = signed(&with(&small(), "/name", json!("caf\u{e9}")));
    corpus.invalid(
        "unicode-decomposed.json",
        "signature",
        "é written as e and an accent",
        with(&decomposed, "/name", json!("cafe\u{301}")),
    );
}

fn sets(corpus: &mut Corpus) {
    let badge = signed(&small());
    let context = json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json");
    corpus.invalid(
        "proof-with-another-context.json",
        "proof_format",
        "a context in the proof that is not the badge's first",
        with(&badge, "/proof/0/@context", context),
    );
    let inline = json!({"assertionMethod": "https://evil.example/x"});
    corpus.invalid(
        "proof-with-an-inline-context.json",
        "proof_format",
        "a context in the proof that gives its words another meaning",
        with(&badge, "/proof/0/@context", inline),
    );
    let good = badge["proof"][0].clone();
    let broken = with(&good, "/created", json!("2026-05-01T00:00:00Z"));
    let name = stranger().public().name().to_owned();
    let foreign = prove(&small(), &options(&format!("did:key:{name}#{name}")), &stranger());
    corpus.invalid("no-proof.json", "proof_missing", "nothing is signed", small());
    corpus.invalid("proofs-none.json", "proof_missing", "an empty set of proofs", with(&badge, "/proof", json!([])));
    corpus.invalid("proof-null.json", "proof_format", "the proof is null", with(&badge, "/proof", Value::Null));
    corpus.invalid("proof-text.json", "proof_format", "the proof is a text", with(&badge, "/proof", json!("z6Mk")));
    corpus.invalid(
        "proofs-nine.json",
        "proof_format",
        "more proofs than are looked at",
        with(&badge, "/proof", json!(vec![good.clone(); 9])),
    );
    corpus.invalid(
        "proofs-400.json",
        "proof_format",
        "400 proofs",
        with(&badge, "/proof", json!(vec![good.clone(); 400])),
    );
    corpus.invalid("proofs-nested.json", "proof_format", "a set in a set", with(&badge, "/proof", json!([[good]])));
    corpus.invalid(
        "proof-good-and-broken.json",
        "signature",
        "one fits, one does not",
        with(&badge, "/proof", json!([good, broken])),
    );
    corpus.invalid(
        "proof-broken-and-good.json",
        "signature",
        "one does not fit, one does",
        with(&badge, "/proof", json!([broken, good])),
    );
    corpus.invalid(
        "proof-of-a-stranger-only.json",
        "issuer_mismatch",
        "a good proof by somebody else",
        with(&badge, "/proof", json!([foreign])),
    );
    corpus.invalid(
        "proof-of-a-stranger-beside.json",
        "issuer_mismatch",
        "somebody else's proof beside the issuer's",
        with(&badge, "/proof", json!([good, foreign])),
    );
    let relabelled = with(&foreign, "/verificationMethod", json!(Issuer::key().method));
    corpus.invalid(
        "proof-of-a-stranger-relabelled.json",
        "signature",
        "a stranger's proof under the issuer's key",
        with(&badge, "/proof", json!([relabelled])),
    );
    corpus.invalid(
        "proof-in-subject.json",
        "proof_missing",
        "the proof stands in the subject",
        with(&small(), "/credentialSubject/proof", good.clone()),
    );
    corpus.invalid(
        "proof-capital.json",
        "proof_missing",
        "`Proof` is no `proof`",
        with(&small(), "/Proof", good.clone()),
    );
    let other = with(&small(), "/name", json!("Another badge"));
    corpus.invalid(
        "proof-of-another-badge.json",
        "signature",
        "the proof of another badge",
        with(&other, "/proof", json!([good])),
    );
    let curve = format!("did:key:{}", elliptic().public().name());
    let method = format!("{curve}#{}", elliptic().public().name());
    let by_curve = with(&small(), "/issuer/id", json!(curve));
    let proof = prove(&by_curve, &options(&method), &elliptic());
    corpus.invalid(
        "proof-by-p256.json",
        "alg",
        "an ECDSA signature in an EdDSA suite",
        with(&by_curve, "/proof", proof),
    );
}

fn options_that_end(corpus: &mut Corpus) {
    let made = |name: &str, value: Value| {
        let made = with(&options(&Issuer::key().method), name, value);
        with(&small(), "/proof", prove(&small(), &made, &signer()))
    };
    corpus.invalid(
        "proof-ended.json",
        "proof_expired",
        "the proof ended a second ago",
        made("/expires", json!("2026-06-01T11:59:59Z")),
    );
    corpus.invalid(
        "proof-for-authentication.json",
        "proof_purpose",
        "signed for logging in",
        made("/proofPurpose", json!("authentication")),
    );
    corpus.invalid(
        "proof-for-key-agreement.json",
        "proof_purpose",
        "signed for key agreement",
        made("/proofPurpose", json!("keyAgreement")),
    );
    corpus.invalid(
        "proof-from-2030.json",
        "proof_created_future",
        "signed in the future",
        made("/created", json!("2030-01-01T00:00:00Z")),
    );
    corpus.invalid(
        "proof-301-seconds-ahead.json",
        "proof_created_future",
        "a second beyond what clocks may differ",
        made("/created", json!("2026-06-01T12:05:01Z")),
    );
}

fn unknown_kinds(corpus: &mut Corpus) {
    let badge = signed(&small());
    for (name, kind, suite) in [
        ("suite-of-2030.json", "DataIntegrityProof", Some("mldsa44-rdfc-2030")),
        ("suite-xi.json", "DataIntegrityProof", Some("ecdsa-xi-2023")),
        ("suite-bbs.json", "DataIntegrityProof", Some("bbs-2023")),
        ("suite-name-in-capitals.json", "DataIntegrityProof", Some("EDDSA-RDFC-2022")),
        ("rsa-signature-2018.json", "RsaSignature2018", None),
        ("made-up-proof.json", "SomeProofType", None),
    ] {
        let proof = json!({"type": kind, "proofValue": "z3", "verificationMethod": Issuer::key().method, "proofPurpose": "assertionMethod"});
        let proof = suite.map_or(proof.clone(), |suite| with(&proof, "/cryptosuite", json!(suite)));
        corpus.unknown(name, "unsupported", "a kind of proof that is not checked here", with(&badge, "/proof", proof));
    }
    let two = json!([{"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}, {"type": "RsaSignature2018"}]);
    corpus.unknown(
        "two-unknown-suites.json",
        "unsupported",
        "two kinds that are not checked here",
        with(&badge, "/proof", two),
    );
}
