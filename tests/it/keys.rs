//! Keys: published vectors, weak keys refused, secrets sealed.

use accolade::clock::Timestamp;
use accolade::keys::{Algorithm, FolderError, KeyError, KeyFolder, KeyState, PublicKey, Seal, Signer};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{hex, unhex};

const ALL: [Algorithm; 4] = [Algorithm::Ed25519, Algorithm::P256, Algorithm::P384, Algorithm::Rsa];

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn folder() -> (tempfile::TempDir, KeyFolder) {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = KeyFolder::open(dir.path().join("keys"), Seal::new(b"correct horse battery").expect("a seal"));
    (dir, folder.expect("a folder"))
}

#[test]
fn ed25519_signs_as_rfc_8032_says() {
    let seed = unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let signer = Signer::from_secret(Algorithm::Ed25519, &seed).expect("a key");

    let signature = signer.sign(&[0x72]).expect("a signature");

    assert_eq!(
        hex(&signature),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    );
    assert_eq!(signer.public().verify(&[0x72], &signature), Ok(()));
}

#[test]
fn p256_signs_as_rfc_6979_says() {
    let secret = unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let signer = Signer::from_secret(Algorithm::P256, &secret).expect("a key");

    let signature = signer.sign(b"sample").expect("a signature");

    assert_eq!(
        hex(&signature),
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    );
}

#[test]
fn signing_twice_gives_the_same_bytes_with_every_kind_of_key() {
    for algorithm in ALL {
        let signer = Signer::generate(algorithm).expect("a key");

        assert_eq!(signer.sign(b"a badge"), signer.sign(b"a badge"), "{algorithm:?}");
    }
}

#[test]
fn keys_come_back_from_every_form_they_are_written_in() {
    for algorithm in ALL {
        let signer = Signer::generate(algorithm).expect("a key");
        let public = signer.public();
        let jwk: Value = serde_json::from_str(&signer.to_secret_jwk().expect("a JWK")).expect("JSON");

        assert_eq!(PublicKey::from_jwk(&public.to_jwk()).as_ref(), Ok(public));
        assert_eq!(Signer::from_jwk(&jwk).expect("a key").public(), public);
        if let Some(multikey) = public.to_multikey() {
            assert_eq!(PublicKey::from_multikey(&multikey).as_ref(), Ok(public));
        }
        assert_eq!(PublicKey::from_jwk(&jwk), Err(KeyError::Private("d")));
    }
}

#[test]
fn the_w3c_key_pair_is_read_in_both_halves() {
    let signer = Signer::from_secret_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq").expect("a key");

    assert_eq!(signer.public().name(), "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
}

#[test]
fn the_thumbprint_of_rfc_7638_names_an_rsa_key() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let key = PublicKey::from_jwk(&json!({"kty": "RSA", "n": n, "e": "AQAB"})).expect("a key");

    assert_eq!(key.name(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn keys_that_prove_nothing_are_refused() {
    // The eight points of small order of Ed25519, and encodings of them that are not canonical.
    for point in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        assert!(PublicKey::ed25519(&unhex(point)).is_err(), "{point}");
    }
    let modulus = |bits: usize| {
        let mut bytes = vec![0xff; bits / 8];
        bytes[0] = 0x80;
        bytes
    };
    assert!(matches!(PublicKey::rsa(&modulus(1024), &[1, 0, 1]), Err(KeyError::Weak(_))));
    assert!(matches!(PublicKey::rsa(&modulus(2048), &[1]), Err(KeyError::Weak(_))));
    assert!(matches!(PublicKey::rsa(&modulus(2048), &[3]), Err(KeyError::Weak(_))));
    assert!(matches!(PublicKey::rsa(&modulus(2048), &[1, 0, 2]), Err(KeyError::Weak(_))));
    assert!(matches!(PublicKey::rsa(&modulus(16_384), &[1, 0, 1]), Err(KeyError::Unsupported(_))));
    assert!(PublicKey::rsa(&modulus(2048), &[1, 0, 1]).is_ok());
}

#[test]
fn what_is_no_key_is_refused_by_name() {
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    assert!(PublicKey::from_jwk(&json!({"kty": "OKP", "crv": "Ed25519", "x": x})).is_ok());
    for jwk in [
        json!(null),
        json!({}),
        json!({"kty": "oct", "k": "AAAA"}),
        json!({"kty": "OKP", "crv": "X25519", "x": x}),
        json!({"kty": "OKP", "crv": "Ed25519"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": format!("{x}=")}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": &x[1..]}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "ES256"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "enc"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "d": x}),
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": x}),
        json!({"kty": "EC", "crv": "secp256k1", "x": x, "y": x}),
        json!({"kty": "RSA", "n": "AQAB"}),
    ] {
        assert!(PublicKey::from_jwk(&jwk).is_err(), "{jwk}");
    }
    for multikey in
        ["", "z", "zz", "6Mk", "mAAAA", "z6Mk", "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "z0OIl"]
    {
        assert!(PublicKey::from_multikey(multikey).is_err(), "{multikey}");
    }
}

#[test]
fn signatures_in_another_spelling_do_not_count() {
    let signer = Signer::generate(Algorithm::P256).expect("a key");
    let mut signature = signer.sign(b"x").expect("a signature");
    let public = signer.public();

    assert_eq!(public.verify(b"x", &signature), Ok(()));
    assert_eq!(public.verify(b"x", &[0; 64]), Err(KeyError::Signature));
    assert_eq!(public.verify(b"x", &[&[0x30, 0x44][..], &signature].concat()), Err(KeyError::Signature));
    signature.push(0);
    assert_eq!(public.verify(b"x", &signature), Err(KeyError::Signature));

    // S of Ed25519 plus the group's order is another number for the same equation.
    let signer = Signer::from_secret(Algorithm::Ed25519, &[7; 32]).expect("a key");
    let mut signature = signer.sign(b"x").expect("a signature");
    let order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(signer.public().verify(b"x", &signature), Err(KeyError::Signature));
}

#[test]
fn a_folder_keeps_keys_through_their_life() {
    let (_dir, folder) = folder();
    let first = folder.create(Algorithm::Ed25519, at("2026-01-01T00:00:00Z")).expect("a key");
    let waiting = folder.create(Algorithm::Ed25519, at("2026-01-02T00:00:00Z")).expect("a key");
    assert_eq!((first.state, waiting.state), (KeyState::Active, KeyState::Planned));
    assert_eq!(folder.signer(Algorithm::Ed25519).expect("a signer").public(), &first.public);

    let next = folder.rotate(Algorithm::Ed25519, at("2026-02-01T00:00:00Z")).expect("a key");

    assert_eq!(next.name, waiting.name);
    assert_eq!(folder.signer(Algorithm::Ed25519).expect("a signer").public(), &waiting.public);
    let states: Vec<KeyState> = folder.list().expect("keys").iter().map(|key| key.state).collect();
    assert_eq!(states, [KeyState::Retired, KeyState::Active]);

    folder.revoke(&first.name, at("2026-03-01T00:00:00Z"), "stolen").expect("revoked");
    assert!(matches!(
        folder.revoke(&first.name, at("2026-03-02T00:00:00Z"), "again"),
        Err(FolderError::Move { from: KeyState::Revoked, .. })
    ));
    assert!(matches!(folder.revoke("nobody", at("2026-03-02T00:00:00Z"), ""), Err(FolderError::Unknown(_))));
    assert!(matches!(folder.signer(Algorithm::Rsa), Err(FolderError::NoneActive("RS256"))));
}

#[test]
fn a_sealed_file_shows_no_secret_and_opens_only_with_its_passphrase_and_header() {
    let (dir, folder) = folder();
    let key = folder.create(Algorithm::Ed25519, at("2026-01-01T00:00:00Z")).expect("a key");
    let secret = folder.signer(Algorithm::Ed25519).expect("a signer").secret().expect("a secret");
    let path = dir.path().join("keys").join(format!("{}.key", key.name));
    let text = std::fs::read_to_string(&path).expect("a file");

    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    for form in [
        hex(&secret),
        STANDARD.encode(&*secret),
        URL_SAFE_NO_PAD.encode(&*secret),
        bs58::encode(&*secret).into_string(),
    ] {
        assert!(!text.contains(&form));
    }
    assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);

    let other = KeyFolder::open(dir.path().join("keys"), Seal::new(b"another passphrase").expect("a seal"));
    assert!(matches!(other.expect("a folder").signer(Algorithm::Ed25519), Err(FolderError::Seal { .. })));

    let swapped = text.replace("2026-01-01", "2025-01-01");
    std::fs::write(&path, swapped).expect("written");
    assert!(matches!(folder.signer(Algorithm::Ed25519), Err(FolderError::Seal { .. })));

    std::fs::write(&path, text.replace("19456", "999999999")).expect("written");
    assert!(matches!(folder.signer(Algorithm::Ed25519), Err(FolderError::Seal { .. })));

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("changed");
    assert!(matches!(folder.list(), Err(FolderError::OpenToOthers { .. })));

    assert!(Seal::new(b"short").is_err());
}
