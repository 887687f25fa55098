//! Signatures at their edges: published vectors, and what attackers make of them.
//!
//! The cases are those that collections of test vectors for Ed25519, ECDSA and JWS hold: signatures that are too short,
//! out of range, in another encoding, under keys of small order. Each was worked out by hand from a published vector, or
//! for RSA from a new key.

use accolade::keys::{Algorithm, KeyError, PublicKey, Signer};
use accolade::proof::vc_jwt::{self, KeyHint, Token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use serde_json::{Value, json};

use crate::support::{hex, unhex};

/// RFC 8032, `#section-7.1`, tests 1 to 3: public key, message, signature.
const ED25519: [(&str, &str, &str); 3] = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
];

/// The order of Ed25519's base point, little-endian.
const ED25519_ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// The sum of two little-endian numbers of 32 bytes.
fn sum(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let add = |(a, b): (&u8, &u8)| {
        let total = u16::from(*a) + u16::from(*b) + carry;
        carry = total >> 8;
        total as u8
    };
    one.iter().zip(other).map(add).collect()
}

#[test]
fn ed25519_signatures_have_one_spelling_and_no_other() {
    for (key, message, signature) in ED25519 {
        let (key, message, signature) = (unhex(key), unhex(message), unhex(signature));
        let public = PublicKey::ed25519(&key).expect("a key");
        assert_eq!(public.verify(&message, &signature), Ok(()));

        let (r, s) = signature.split_at(32);
        let order = unhex(ED25519_ORDER);
        let twice = sum(s, &order);
        let identity = unhex("0100000000000000000000000000000000000000000000000000000000000000");
        let mut bad: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("R alone", r.to_vec()),
            ("63 bytes", signature[..63].to_vec()),
            ("65 bytes", [signature.as_slice(), &[0]].concat()),
            ("twice over", [signature.as_slice(), &signature].concat()),
            ("R and S exchanged", [s, r].concat()),
            ("S + L", [r, &twice].concat()),
            ("S + 2 L", [r, &sum(&twice, &order)].concat()),
            ("S is L", [r, &order].concat()),
            ("S is zero", [r, &[0; 32]].concat()),
            ("S with its highest bit", [r, &s[..31], &[s[31] | 0x80]].concat()),
            ("R is the identity, S is zero", [identity.as_slice(), &[0; 32]].concat()),
            ("R is the identity", [identity.as_slice(), s].concat()),
            ("R is zero", [&[0; 32], s].concat()),
            ("R is no point", [&[2; 32], s].concat()),
            (
                "R is p",
                [unhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f").as_slice(), s].concat(),
            ),
            ("all ones", vec![0xff; 64]),
        ];
        for at in 0..64 {
            let mut changed = signature.clone();
            changed[at] ^= 0x10;
            bad.push(("a bit", changed));
        }
        for (what, signature) in bad {
            assert_eq!(public.verify(&message, &signature), Err(KeyError::Signature), "{what}: {}", hex(&signature));
        }
        assert_eq!(public.verify(&[message.as_slice(), &[0]].concat(), &signature), Err(KeyError::Signature));
    }
}

#[test]
fn ed25519_keys_that_prove_nothing_or_have_a_second_spelling_are_refused() {
    // The points of small order, then every second spelling of a point: y from p to 2^255 - 1, with either sign.
    let mut keys: Vec<Vec<u8>> = crate::corpus::SMALL_ORDER.iter().map(|point| unhex(point)).collect();
    for low in 0xed..=0xff_u8 {
        for high in [0x7f, 0xff] {
            let mut key = vec![0xff; 32];
            (key[0], key[31]) = (low, high);
            keys.push(key);
        }
    }
    // x is zero, and its sign is said to be odd.
    keys.push(unhex("0100000000000000000000000000000000000000000000000000000000000080"));
    keys.push(unhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"));
    keys.push(vec![2; 32]);
    for key in keys {
        assert!(PublicKey::ed25519(&key).is_err(), "{}", hex(&key));
    }
    for length in [0, 1, 31, 33, 64] {
        assert!(PublicKey::ed25519(&vec![1; length]).is_err(), "{length}");
    }
}

/// Key, header, payload and signature of a published token.
struct Published {
    jwk: Value,
    token: String,
}

/// RFC 7515, appendix A.3.
fn es256() -> Published {
    Published {
        jwk: json!({
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        }),
        token: "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q".into(),
    }
}

/// RFC 8037, appendix A.4.
fn eddsa() -> Published {
    Published {
        jwk: json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
        token: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg".into(),
    }
}

/// A token by a new RSA key: the cases below hold for any.
fn rs256() -> Published {
    let signer = Signer::generate(Algorithm::Rsa).expect("a key");
    let token = vc_jwt::sign(br#"{"iss":"joe"}"#, &signer, KeyHint::Embedded).expect("a token");
    Published { jwk: signer.public().to_jwk(), token }
}

impl Published {
    fn key(&self) -> PublicKey {
        PublicKey::from_jwk(&self.jwk).expect("a key")
    }

    /// What is signed, and the signature.
    fn parts(&self) -> (Vec<u8>, Vec<u8>) {
        let (input, signature) = self.token.rsplit_once('.').expect("a signature");
        (input.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(signature).expect("base64url"))
    }
}

#[test]
fn a_token_verifies_under_its_key_and_under_no_other() {
    let published = [es256(), eddsa(), rs256()];
    for (number, one) in published.iter().enumerate() {
        let token = Token::read(&one.token).expect("a token");
        assert!(token.verify(&one.key()).is_ok(), "{}", one.token);
        for (other, two) in published.iter().enumerate() {
            assert_eq!(token.verify(&two.key()).is_ok(), number == other, "{number} {other}");
        }
    }
}

#[test]
fn es256_signatures_are_64_bytes_with_r_and_s_in_range() {
    let published = es256();
    let (input, signature) = published.parts();
    let (r, s) = signature.split_at(32);
    let order = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let number = |bytes: &[u8]| BigNum::from_slice(bytes).expect("a number");
    let der = EcdsaSig::from_private_components(number(r), number(s)).and_then(|one| one.to_der()).expect("DER");
    let zero = [0; 32];
    for (what, bad) in [
        ("nothing", Vec::new()),
        ("DER", der),
        ("r and s are zero", vec![0; 64]),
        ("r is zero", [&zero, s].concat()),
        ("s is zero", [r, &zero].concat()),
        ("r is n", [&order, s].concat()),
        ("s is n", [r, &order].concat()),
        ("both are n", [order.as_slice(), &order].concat()),
        ("all ones", vec![0xff; 64]),
        ("exchanged", [s, r].concat()),
        ("63 bytes", signature[..63].to_vec()),
        ("65 bytes", [signature.as_slice(), &[0]].concat()),
        ("a zero in front", [&[0], signature.as_slice()].concat()),
        ("a sign byte before each", [&[0], r, &[0], s].concat()),
        ("96 bytes", [signature.as_slice(), &zero].concat()),
        ("128 bytes", [signature.as_slice(), &signature].concat()),
        ("in hexadecimal", hex(&signature).into_bytes()),
    ] {
        assert_eq!(published.key().verify(&input, &bad), Err(KeyError::Signature), "{what}");
    }
    // RFC 7518 does not ask for the lower of the two: both are signatures.
    let mut high = BigNum::new().expect("a number");
    high.checked_sub(&number(&order), &number(s)).expect("a difference");
    let high = [r, &high.to_vec_padded(32).expect("32 bytes")].concat();
    assert_eq!(published.key().verify(&input, &high), Ok(()));
}

#[test]
fn rs256_signatures_are_as_long_as_the_key_and_padded_by_the_book() {
    let published = rs256();
    let (input, signature) = published.parts();
    let modulus = URL_SAFE_NO_PAD.decode(published.jwk["n"].as_str().expect("n")).expect("base64url");
    let number = |last: u8| [vec![0; 255], vec![last]].concat();
    let mut below = modulus.clone();
    below[255] ^= 1;
    for (what, bad) in [
        ("nothing", Vec::new()),
        ("zero", vec![0; 256]),
        ("one", number(1)),
        ("two", number(2)),
        ("n", modulus.clone()),
        ("n - 1", below),
        ("all ones", vec![0xff; 256]),
        ("255 bytes", signature[1..].to_vec()),
        ("257 bytes", [&[0], signature.as_slice()].concat()),
        ("a byte behind", [signature.as_slice(), &[0]].concat()),
        ("backwards", signature.iter().rev().copied().collect()),
    ] {
        assert_eq!(published.key().verify(&input, &bad), Err(KeyError::Signature), "{what}");
    }
    for at in [0, 1, 100, 255] {
        let mut changed = signature.clone();
        changed[at] ^= 1;
        assert_eq!(published.key().verify(&input, &changed), Err(KeyError::Signature), "{at}");
    }
}

#[test]
fn web_keys_are_read_strictly() {
    let (ec, okp, rsa) = (es256().jwk, eddsa().jwk, rs256().jwk);
    let with = |jwk: &Value, member: &str, value: Value| {
        let mut changed = jwk.clone();
        changed[member] = value;
        PublicKey::from_jwk(&changed)
    };
    for (what, key) in [
        ("a point beside the curve", with(&ec, "y", json!("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"))),
        ("the point at infinity", with(&with_all(&ec, "x", "y"), "crv", json!("P-256"))),
        ("x of 31 bytes", with(&ec, "x", json!(URL_SAFE_NO_PAD.encode([1; 31])))),
        ("x of 33 bytes", with(&ec, "x", json!(URL_SAFE_NO_PAD.encode([0; 33])))),
        ("another curve", with(&ec, "crv", json!("P-384"))),
        ("an old curve", with(&ec, "crv", json!("secp256k1"))),
        ("a curve for secrets", with(&okp, "crv", json!("X25519"))),
        ("a curve in small letters", with(&okp, "crv", json!("ed25519"))),
        ("no x", with(&okp, "x", Value::Null)),
        ("x with padding", with(&okp, "x", json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="))),
        ("x with spare bits", with(&okp, "x", json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"))),
        ("x in the other base64", with(&okp, "x", json!("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"))),
        ("x of the identity", with(&okp, "x", json!("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))),
        ("the exponent 1", with(&rsa, "e", json!("AQ"))),
        ("the exponent 3", with(&rsa, "e", json!("Aw"))),
        ("an even exponent", with(&rsa, "e", json!("AQAC"))),
        ("the exponent 0", with(&rsa, "e", json!("AA"))),
        ("a short modulus", with(&rsa, "n", json!(URL_SAFE_NO_PAD.encode([0xff; 128])))),
        ("an even modulus", with(&rsa, "n", json!(URL_SAFE_NO_PAD.encode([[0xff; 255].as_slice(), &[0xfe]].concat())))),
        ("a secret", with(&okp, "d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))),
        ("an empty secret", with(&okp, "d", json!(""))),
        ("a key for encrypting", with(&rsa, "use", json!("enc"))),
        ("a shared secret", PublicKey::from_jwk(&json!({"kty": "oct", "k": "AAAA"}))),
        ("no kind", PublicKey::from_jwk(&json!({"x": "AA"}))),
        ("a list", PublicKey::from_jwk(&json!([okp]))),
    ] {
        assert!(key.is_err(), "{what}: {key:?}");
    }
}

/// The key with both coordinates zero.
fn with_all(jwk: &Value, one: &str, other: &str) -> Value {
    let mut changed = jwk.clone();
    let zero = json!(URL_SAFE_NO_PAD.encode([0; 32]));
    (changed[one], changed[other]) = (zero.clone(), zero);
    changed
}
