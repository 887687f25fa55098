//! An authenticator made of software: keys, and the bytes that a real one would send.

use accolade::keys::{Algorithm, Signer};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;
use serde_json::json;
use sha2::{Digest, Sha256};

/// What a ceremony says and does; a story changes one thing at a time.
#[derive(Clone)]
pub(crate) struct Manner {
    pub(crate) origin: String,
    pub(crate) party: String,
    /// `None` for what the ceremony asks for.
    pub(crate) kind: Option<&'static str>,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    /// Further members of what the browser says.
    pub(crate) more: serde_json::Value,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            origin: "http://localhost:8080".into(),
            party: "localhost".into(),
            kind: None,
            // Present and verified; may be and is backed up.
            flags: 0x1d,
            counter: 0,
            more: json!({"crossOrigin": false}),
        }
    }
}

enum Secret {
    P256(EcKey<Private>),
    Ed25519(Signer),
}

/// A credential on the authenticator.
pub(crate) struct SoftKey {
    pub(crate) id: Vec<u8>,
    secret: Secret,
}

/// The fields of a form.
pub(crate) type Sent = Vec<(&'static str, String)>;

pub(crate) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SoftKey {
    pub(crate) fn p256(id: &str) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
        Self { id: id.into(), secret: Secret::P256(EcKey::generate(&group).expect("a key")) }
    }

    pub(crate) fn ed25519(id: &str) -> Self {
        Self { id: id.into(), secret: Secret::Ed25519(Signer::generate(Algorithm::Ed25519).expect("a key")) }
    }

    /// The public key as COSE.
    fn cose(&self) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => {
                let (mut x, mut y) = (bignum(), bignum());
                let mut context = openssl::bn::BigNumContext::new().expect("a context");
                key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context).expect("a point");
                let (x, y) = (x.to_vec_padded(32).expect("32 bytes"), y.to_vec_padded(32).expect("32 bytes"));
                [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20], x.as_slice(), &[0x22, 0x58, 0x20], &y]
                    .concat()
            }
            Secret::Ed25519(signer) => {
                let jwk = signer.public().to_jwk();
                let x = URL_SAFE_NO_PAD.decode(jwk["x"].as_str().expect("a text")).expect("Base64url");
                [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20], x.as_slice()].concat()
            }
        }
    }

    fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => {
                EcdsaSig::sign(&Sha256::digest(bytes), key).and_then(|one| one.to_der()).expect("signed")
            }
            Secret::Ed25519(signer) => signer.sign(bytes).expect("signed"),
        }
    }

    /// Answers `navigator.credentials.create`.
    pub(crate) fn register(&self, challenge: &str, manner: &Manner) -> Sent {
        let client_data = client_data("webauthn.create", challenge, manner);
        let mut data = head(manner, 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose());
        let length = u16::try_from(data.len()).expect("short").to_be_bytes();
        let attestation = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59", length.as_slice(), &data].concat();
        vec![
            ("challenge", challenge.to_owned()),
            ("credential", encoded(&self.id)),
            ("client_data", encoded(&client_data)),
            ("attestation", encoded(&attestation)),
        ]
    }

    /// Answers `navigator.credentials.get`.
    pub(crate) fn assert(&self, challenge: &str, manner: &Manner) -> Sent {
        let client_data = client_data("webauthn.get", challenge, manner);
        let data = head(manner, 0);
        let signature = self.sign(&[data.as_slice(), &Sha256::digest(&client_data)].concat());
        vec![
            ("challenge", challenge.to_owned()),
            ("credential", encoded(&self.id)),
            ("client_data", encoded(&client_data)),
            ("authenticator_data", encoded(&data)),
            ("signature", encoded(&signature)),
        ]
    }
}

fn bignum() -> openssl::bn::BigNum {
    openssl::bn::BigNum::new().expect("a number")
}

fn client_data(kind: &str, challenge: &str, manner: &Manner) -> Vec<u8> {
    let mut said = json!({
        "type": manner.kind.unwrap_or(kind), "challenge": challenge, "origin": manner.origin,
    });
    for (name, value) in manner.more.as_object().expect("an object") {
        said[name] = value.clone();
    }
    said.to_string().into_bytes()
}

fn head(manner: &Manner, more: u8) -> Vec<u8> {
    let mut data = Sha256::digest(manner.party.as_bytes()).to_vec();
    data.push(manner.flags | more);
    data.extend(manner.counter.to_be_bytes());
    data
}
