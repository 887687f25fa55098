//! Proofs and tokens by P-256, P-384 and RSA keys.

use accolade::canon::Profile;
use accolade::did;
use accolade::fetch::Documents;
use accolade::keys::{Algorithm, KeyError, PublicKey, Scheme, Signer};
use accolade::proof::data_integrity::{Cryptosuite, Disclosure, Proof, ProofError, ProofOptions, Unsecured, sign};
use accolade::proof::vc_jwt::{self, JwtError, KeyHint, Token};
use accolade::verify::{Code, Outcome, Verdict, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::badge::{draft, now, verify, with};
use crate::support::{hex, unhex};

/// The draft with an issuer who has this key, signed.
fn badge(suite: Cryptosuite, signer: &Signer) -> Value {
    let name = signer.public().name();
    let document = with(&draft(), "/issuer/id", json!(format!("did:key:{name}")));
    let options = ProofOptions {
        cryptosuite: suite,
        verification_method: format!("did:key:{name}#{name}"),
        created: now(),
        purpose: "assertionMethod",
    };
    let proof = sign(&Unsecured::new(&document, Profile::OpenBadges), &options, signer).expect("signed");
    with(&document, "/proof", json!([proof]))
}

const SUITES: [Cryptosuite; 2] = [Cryptosuite::EcdsaRdfc2019, Cryptosuite::EcdsaJcs2019];
const CURVES: [Algorithm; 2] = [Algorithm::P256, Algorithm::P384];

#[test]
fn a_badge_by_either_curve_is_valid_and_not_when_changed() {
    for suite in SUITES {
        for curve in CURVES {
            let signer = Signer::generate(curve).expect("a key");
            let good = badge(suite, &signer);

            let report = verify(good.to_string());
            assert_eq!(report.state(), "valid", "{suite:?} {curve:?}: {:#?}", report.checks);
            let named = report.checks.iter().any(|line| line.sentence.contains(suite.title()));
            assert!(named, "{:#?}", report.checks);

            for (pointer, value) in [
                ("/name", json!("Another")),
                ("/validUntil", json!("2099-01-01T00:00:00Z")),
                ("/credentialSubject/creditsEarned", json!(99)),
                ("/credentialSubject/narrative", json!("Added afterwards.")),
                ("/proof/0/created", json!("2026-05-31T12:00:00Z")),
            ] {
                let report = verify(with(&good, pointer, value).to_string());
                assert_eq!(report.state(), "altered", "{suite:?} {curve:?} {pointer}");
            }
        }
    }
}

#[test]
fn the_hash_is_that_of_the_keys_curve() {
    let signer = Signer::generate(Algorithm::P384).expect("a key");
    let mut document = badge(Cryptosuite::EcdsaRdfc2019, &signer);
    let proof = document.as_object_mut().expect("an object").shift_remove("proof").expect("a proof")[0].take();
    let mut options = proof.clone();
    options.as_object_mut().expect("an object").shift_remove("proofValue");
    options["@context"] = document["@context"].clone();
    let short = |value: &Value| accolade::canon::canonicalize(value, Profile::OpenBadges).expect("canonical").sha256();

    // A P-384 key over hashes of SHA-256 is not what the suite says.
    let signature = signer.sign(&[short(&options), short(&document)].concat()).expect("signed");
    let wrong = with(&proof, "/proofValue", json!(format!("z{}", bs58::encode(signature).into_string())));

    let unsecured = Unsecured::new(&document, Profile::OpenBadges);
    let check = |proof: &Value| Proof::read(proof).expect("a proof").verify(&unsecured, signer.public());
    assert_eq!(check(&proof), Ok(Disclosure::Whole));
    assert_eq!(check(&wrong), Err(ProofError::Signature));
}

#[test]
fn a_proof_value_of_another_length_or_spelling_does_not_count() {
    let signer = Signer::generate(Algorithm::P256).expect("a key");
    let good = badge(Cryptosuite::EcdsaRdfc2019, &signer);
    let text = good["proof"][0]["proofValue"].as_str().expect("a text");
    let bytes = bs58::decode(&text[1..]).into_vec().expect("base58");
    let der = [&[0x30, 0x44, 0x02, 0x20][..], &bytes[..32], &[0x02, 0x20], &bytes[32..]].concat();
    let base58 = |bytes: &[u8]| format!("z{}", bs58::encode(bytes).into_string());
    for (what, value) in [
        ("a byte less", base58(&bytes[..63])),
        ("a byte more", base58(&[bytes.as_slice(), &[0]].concat())),
        ("as long as one of P-384", base58(&[[0; 32].as_slice(), &bytes].concat())),
        ("DER", base58(&der)),
        ("zeros", base58(&[0; 64])),
        ("another base", format!("u{}", URL_SAFE_NO_PAD.encode(&bytes))),
        ("no base", text[1..].to_owned()),
    ] {
        let report = verify(with(&good, "/proof/0/proofValue", json!(value)).to_string());
        assert_eq!(report.verdict(), Verdict::Invalid, "{what}");
    }
}

#[test]
fn a_suite_takes_its_own_kind_of_key_only() {
    let signers: Vec<Signer> = [Algorithm::Ed25519, Algorithm::P256, Algorithm::P384, Algorithm::Rsa]
        .into_iter()
        .map(|algorithm| Signer::generate(algorithm).expect("a key"))
        .collect();
    for (suite, fitting) in [
        (Cryptosuite::EddsaRdfc2022, vec![0]),
        (Cryptosuite::EddsaJcs2022, vec![0]),
        (Cryptosuite::Eddsa2022, vec![0]),
        (Cryptosuite::EcdsaRdfc2019, vec![1, 2]),
        (Cryptosuite::EcdsaJcs2019, vec![1, 2]),
    ] {
        let made = badge(suite, &signers[fitting[0]]);
        let mut document = made.clone();
        let proof = document.as_object_mut().expect("an object").shift_remove("proof").expect("a proof");
        let unsecured = Unsecured::new(&document, Profile::OpenBadges);
        for (index, signer) in signers.iter().enumerate() {
            let outcome = Proof::read(&proof[0]).expect("a proof").verify(&unsecured, signer.public());
            let is_refused = matches!(outcome, Err(ProofError::WrongKey(name)) if name == suite.title());
            assert_eq!(is_refused, !fitting.contains(&index), "{suite:?} {index}");
        }
    }
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EcdsaSd2023,
        verification_method: "did:key:x".into(),
        created: now(),
        purpose: "assertionMethod",
    };
    let document = draft();
    let outcome = sign(&Unsecured::new(&document, Profile::OpenBadges), &options, &signers[1]);
    assert_eq!(outcome, Err(ProofError::Unsupported("ecdsa-sd-2023".into())));
}

#[test]
fn p384_signs_as_rfc_6979_says() {
    let secret =
        unhex("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5");
    let signer = Signer::from_secret(Algorithm::P384, &secret).expect("a key");

    let signature = signer.sign(b"sample").expect("a signature");

    assert_eq!(
        hex(&signature),
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46\
         99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"
    );
}

#[test]
fn the_examples_of_did_key_are_the_keys_that_their_documents_show() {
    for (name, curve, x, y) in [
        (
            "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
            "P-256",
            "fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI",
            "hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU",
        ),
        (
            "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
            "P-384",
            "lInTxl8fjLKp_UCrxI0WDklahi-7-_6JbtiHjiRvMvhedhKVdHBfi2HCY8t_QJyc",
            "y6N1IC-2mXxHreETBW7K3mBcw0qGr3CWHCs-yl09yCQRLcyfGv7XhqAngHOu51Zv",
        ),
    ] {
        let method = did::method_of_did_key(&format!("did:key:{name}#{name}")).expect("a key");

        assert_eq!(method.key.to_jwk(), json!({"kty": "EC", "crv": curve, "x": x, "y": y}));
        assert_eq!(method.key.name(), name);
    }
}

#[test]
fn points_off_the_curve_or_in_another_form_are_no_keys() {
    let multikey = |header: [u8; 2], point: &[u8]| {
        PublicKey::from_multikey(&format!("z{}", bs58::encode([&header, point].concat()).into_string()))
    };
    for (curve, header, size) in [(Algorithm::P256, [0x80, 0x24], 32), (Algorithm::P384, [0x81, 0x24], 48)] {
        let signer = Signer::generate(curve).expect("a key");
        let jwk = signer.public().to_jwk();
        let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().expect("a text")).expect("base64");
        let (x, y) = (coordinate("x"), coordinate("y"));
        let odd = 2 | (y[size - 1] & 1);
        let point = [&[odd], x.as_slice()].concat();
        assert_eq!(multikey(header, &point).as_ref(), Ok(signer.public()));
        let other_curve = if size == 32 { [0x81, 0x24] } else { [0x80, 0x24] };
        for (what, header, point) in [
            ("not compressed", header, [&[4], x.as_slice(), &y].concat()),
            ("hybrid", header, [&[6 | (odd & 1)], x.as_slice(), &y].concat()),
            ("without its first byte", header, x.clone()),
            ("first byte of another form", header, [&[4], x.as_slice()].concat()),
            ("infinity", header, vec![0]),
            ("infinity, filled up", header, vec![0; size + 1]),
            ("beyond the field", header, [&[2], vec![0xff; size].as_slice()].concat()),
            ("of the other curve", other_curve, point),
        ] {
            assert!(matches!(multikey(header, &point), Err(KeyError::Format(_))), "{curve:?} {what}");
        }
        let mut off = y.clone();
        off[size - 1] ^= 1;
        let off = with(&jwk, "/y", json!(URL_SAFE_NO_PAD.encode(off)));
        assert!(matches!(PublicKey::from_jwk(&off), Err(KeyError::Format(_))), "{curve:?}");
        let short = with(&jwk, "/x", json!(URL_SAFE_NO_PAD.encode(&x[1..])));
        assert!(matches!(PublicKey::from_jwk(&short), Err(KeyError::Format(_))), "{curve:?}");
        let wrong = if size == 32 { "ES384" } else { "ES256" };
        assert!(PublicKey::from_jwk(&with(&jwk, "/alg", json!(wrong))).is_err(), "{curve:?}");
    }
    // Half of all x are on no point: among sixteen, some are.
    let refused = (1..=16u8).filter(|last| {
        let point = [&[2], [0; 47].as_slice(), &[*last]].concat();
        multikey([0x81, 0x24], &point).is_err()
    });
    assert!((1..16).contains(&refused.count()));
}

fn token_with(header: &Value, signer: &Signer) -> String {
    let head = URL_SAFE_NO_PAD.encode(header.to_string());
    let input = format!("{head}.e30");
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signer.sign(input.as_bytes()).expect("signed")))
}

#[test]
fn a_token_by_p384_verifies_with_that_key_only() {
    let signer = Signer::generate(Algorithm::P384).expect("a key");
    let text = vc_jwt::sign(b"{}", &signer, KeyHint::Embedded).expect("a token");
    let token = Token::read(&text).expect("a token");

    assert_eq!((token.scheme, token.verify(signer.public())), (Scheme::Es384, Ok(())));
    let same_kind = Signer::generate(Algorithm::P384).expect("a key");
    assert_eq!(token.verify(same_kind.public()), Err(JwtError::Signature));
    let p256 = Signer::generate(Algorithm::P256).expect("a key");
    assert_eq!(token.verify(p256.public()), Err(JwtError::WrongKey { stated: "ES384", actual: "ES256" }));

    let renamed = token_with(&json!({"alg": "ES256"}), &signer);
    let token = Token::read(&renamed).expect("a token");
    assert_eq!(token.verify(signer.public()), Err(JwtError::WrongKey { stated: "ES256", actual: "ES384" }));
    let zeros = format!("{}.e30.{}", URL_SAFE_NO_PAD.encode(r#"{"alg":"ES384"}"#), URL_SAFE_NO_PAD.encode([0; 96]));
    assert_eq!(Token::read(&zeros).expect("a token").verify(signer.public()), Err(JwtError::Signature));
}

#[test]
fn the_two_paddings_of_rsa_are_not_taken_for_each_other() {
    let signer = Signer::generate(Algorithm::Rsa).expect("a key");
    let ordinary = token_with(&json!({"alg": "RS256"}), &signer);
    let renamed = token_with(&json!({"alg": "PS256"}), &signer);
    assert_eq!(Token::read(&ordinary).expect("a token").verify(signer.public()), Ok(()));
    assert_eq!(Token::read(&renamed).expect("a token").verify(signer.public()), Err(JwtError::Signature));

    // A token by others, whose key in the header names no way of signing.
    let text = include_str!("../fixtures/others/jose-PS256-20.jwt");
    let token = Token::read(text).expect("a token");
    let key = token.key.clone().expect("a key in the header");
    assert_eq!((token.scheme, token.verify(&key)), (Scheme::Ps256, Ok(())));
    assert_eq!(token.verify(signer.public()), Err(JwtError::Signature));

    let only = |alg: &str| PublicKey::from_jwk(&with(&key.to_jwk(), "/alg", json!(alg)));
    assert_eq!(token.verify(&only("PS256").expect("a key")), Ok(()));
    let outcome = token.verify(&only("RS256").expect("a key"));
    assert_eq!(outcome, Err(JwtError::WrongKey { stated: "PS256", actual: "RS256" }));
    for alg in ["ES256", "EdDSA", "PS384", "none"] {
        assert!(only(alg).is_err(), "{alg}");
    }
}

#[test]
fn a_token_of_others_changed_anywhere_is_never_valid() {
    for text in
        [include_str!("../fixtures/others/jose-ES384-20.jwt"), include_str!("../fixtures/others/jose-PS256-20.jwt")]
    {
        let report = verify(text);
        assert_eq!(report.verdict(), Verdict::Valid, "{:#?}", report.checks);
        for at in (0..text.len()).step_by(7) {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_ne!(verify(changed).verdict(), Verdict::Valid, "{at}");
        }
    }
}

#[test]
fn badges_of_others_say_which_of_their_proofs_fit() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/others");
    let documents = Documents::default();
    let verifier = Verifier { documents: &documents, now: "2027-01-01T00:00:00Z".parse().expect("a time") };
    let check = |name: &str| verifier.verify(crate::support::text(folder.join(name)).as_bytes());
    for (name, state, codes) in [
        ("digitalbazaar-sd-base-7.json", "valid", vec![]),
        ("digitalbazaar-sd-derived-7.json", "valid-partial", vec![Code::PartlyShown]),
        ("digitalbazaar-sd-hidden-7.json", "valid-partial", vec![Code::PartlyShown]),
        ("digitalbazaar-rdfc-P-384-20.json", "valid", vec![]),
        ("digitalbazaar-jcs-P-384-20.json", "valid", vec![]),
        ("jose-ES384-20.jwt", "valid", vec![]),
    ] {
        let report = check(name);
        let found: Vec<Code> =
            report.checks.iter().filter(|line| line.outcome != Outcome::Pass).map(|line| line.code).collect();
        assert_eq!((report.state(), found), (state, codes), "{name}: {:#?}", report.checks);
    }
    let hidden = check("digitalbazaar-sd-hidden-7.json");
    assert!(hidden.checks.iter().any(|line| line.sentence.contains("when it ends and where")), "{:#?}", hidden.checks);
    let derived = check("digitalbazaar-sd-derived-7.json");
    assert!(!derived.checks.iter().any(|line| line.sentence.contains("when it ends")), "{:#?}", derived.checks);
}
