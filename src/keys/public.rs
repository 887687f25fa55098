//! Public keys: reading, writing, checking signatures.
//!
//! Multikey headers: W3C Controlled Identifiers, `#Multikey` (`ed01` Ed25519, `8024` P-256). Signatures in their JOSE
//! encodings (RFC 7518, RFC 8037), one spelling each.

use std::fmt;
use std::sync::{Arc, OnceLock};

use ed25519_dalek::{Signature, VerifyingKey};
use josekit::jws::alg::ecdsa::EcdsaJwsVerifier;
use josekit::jws::alg::rsassa::RsassaJwsVerifier;
use josekit::jws::{ES256, JwsVerifier, RS256};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use serde_json::Value;

use super::{Algorithm, KeyError, jwk, pem};

const ED25519_HEADER: [u8; 2] = [0xed, 0x01];
const P256_HEADER: [u8; 2] = [0x80, 0x24];
const RSA_BITS: std::ops::RangeInclusive<i32> = 2048..=8192;

/// A public key, parsed and found strong enough. Cloning shares it.
#[derive(Clone)]
pub struct PublicKey(Arc<Parsed>);

struct Parsed {
    kind: Kind,
    /// The key's name, which every new signature mentions.
    name: OnceLock<String>,
}

enum Kind {
    Ed25519(VerifyingKey),
    P256 { verifier: EcdsaJwsVerifier, x: [u8; 32], y: [u8; 32] },
    Rsa { verifier: RsassaJwsVerifier, modulus: Vec<u8>, exponent: Vec<u8> },
}

impl PublicKey {
    /// The Ed25519 key with these 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Format`] when they are no point of the curve or not its one encoding, [`KeyError::Weak`] when the
    /// point is of small order: one signature would fit every message.
    pub fn ed25519(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyError::Format("an Ed25519 key has 32 bytes"))?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Format("not a point of Ed25519"))?;
        if key.is_weak() {
            return Err(KeyError::Weak("an Ed25519 point of small order"));
        }
        if key.to_edwards().compress().to_bytes() != bytes {
            return Err(KeyError::Format("not the one encoding of its Ed25519 point"));
        }
        Ok(Self::of(Kind::Ed25519(key)))
    }

    /// The P-256 key with this point in SEC1 form, compressed or not.
    ///
    /// # Errors
    /// [`KeyError::Format`] when the bytes are no point of the curve.
    pub fn p256(point: &[u8]) -> Result<Self, KeyError> {
        let refuse = |_| KeyError::Format("not a point of P-256");
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let mut context = BigNumContext::new()?;
        let point = EcPoint::from_bytes(&group, point, &mut context).map_err(refuse)?;
        let key = EcKey::from_public_key(&group, &point).map_err(refuse)?;
        key.check_key().map_err(refuse)?;
        let full = point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)?;
        let halves = full.get(1..33).zip(full.get(33..65));
        let (x, y) = halves.ok_or(KeyError::Format("not a point of P-256"))?;
        let (mut own_x, mut own_y) = ([0; 32], [0; 32]);
        own_x.copy_from_slice(x);
        own_y.copy_from_slice(y);
        let der = PKey::from_ec_key(key)?.public_key_to_der()?;
        let verifier = ES256.verifier_from_der(der).map_err(library)?;
        Ok(Self::of(Kind::P256 { verifier, x: own_x, y: own_y }))
    }

    /// The RSA key with this modulus and exponent, big-endian.
    ///
    /// # Errors
    /// [`KeyError::Weak`] below 2048 bits, for exponents below 65537 and for even numbers; [`KeyError::Unsupported`]
    /// above 8192 bits.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        if modulus.len() > 2048 || exponent.len() > 16 {
            return Err(KeyError::Unsupported("RSA above 8192 bits".into()));
        }
        let (n, e) = (BigNum::from_slice(modulus)?, BigNum::from_slice(exponent)?);
        if n.num_bits() > *RSA_BITS.end() {
            return Err(KeyError::Unsupported("RSA above 8192 bits".into()));
        }
        if n.num_bits() < *RSA_BITS.start() {
            return Err(KeyError::Weak("an RSA key below 2048 bits"));
        }
        if e < BigNum::from_u32(65_537)? || !e.is_bit_set(0) || !n.is_bit_set(0) {
            return Err(KeyError::Weak("an RSA exponent below 65537 or an even number"));
        }
        let (modulus, exponent) = (n.to_vec(), e.to_vec());
        let der = PKey::<Public>::from_rsa(Rsa::from_public_components(n, e)?)?.public_key_to_der()?;
        let verifier = RS256.verifier_from_der(der).map_err(library)?;
        Ok(Self::of(Kind::Rsa { verifier, modulus, exponent }))
    }

    /// Reads `publicKeyMultibase`: `z6Mk…` (Ed25519) or `zDn…` (P-256).
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        let bytes = decode_multibase(text)?;
        match bytes.split_first_chunk::<2>() {
            Some((&ED25519_HEADER, key)) => Self::ed25519(key),
            Some((&P256_HEADER, key)) if key.len() == 33 => Self::p256(key),
            Some((&P256_HEADER, _)) => Err(KeyError::Format("a P-256 Multikey holds a compressed point of 33 bytes")),
            Some((header, _)) => Err(KeyError::Unsupported(format!("multicodec {:02x}{:02x}", header[0], header[1]))),
            None => Err(KeyError::Format("the Multikey is too short")),
        }
    }

    /// The Multikey text; `None` for RSA, which has none.
    pub fn to_multikey(&self) -> Option<String> {
        match &self.0.kind {
            Kind::Ed25519(key) => Some(encode_multibase(ED25519_HEADER, key.as_bytes())),
            Kind::P256 { x, y, .. } => {
                let mut point = vec![2 | (y[31] & 1)];
                point.extend_from_slice(x);
                Some(encode_multibase(P256_HEADER, &point))
            }
            Kind::Rsa { .. } => None,
        }
    }

    /// Reads a public JWK.
    ///
    /// # Errors
    /// [`KeyError::Private`] when it holds a private member; otherwise what is wrong.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        jwk::read_public(jwk)
    }

    /// Reads a public key as PEM, as badges before Open Badges 3.0 publish theirs.
    ///
    /// # Errors
    /// [`KeyError::Private`] when it holds a private key; otherwise what is wrong.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        pem::read_public(text)
    }

    /// The public JWK, without `kid`.
    pub fn to_jwk(&self) -> Value {
        match &self.0.kind {
            Kind::Ed25519(key) => jwk::write(&[("kty", "OKP"), ("crv", "Ed25519")], &[("x", key.as_bytes())]),
            Kind::P256 { x, y, .. } => jwk::write(&[("kty", "EC"), ("crv", "P-256")], &[("x", x), ("y", y)]),
            Kind::Rsa { modulus, exponent, .. } => {
                jwk::write(&[("kty", "RSA")], &[("n", modulus.as_slice()), ("e", exponent)])
            }
        }
    }

    /// A stable name made from the key alone: its Multikey, or the RFC 7638 thumbprint for RSA.
    pub fn name(&self) -> &str {
        self.0.name.get_or_init(|| self.to_multikey().unwrap_or_else(|| jwk::thumbprint(&self.to_jwk())))
    }

    fn of(kind: Kind) -> Self {
        Self(Arc::new(Parsed { kind, name: OnceLock::new() }))
    }

    /// The kind of key.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0.kind {
            Kind::Ed25519(_) => Algorithm::Ed25519,
            Kind::P256 { .. } => Algorithm::P256,
            Kind::Rsa { .. } => Algorithm::Rsa,
        }
    }

    /// Whether this key made `signature` over `message`.
    ///
    /// # Errors
    /// [`KeyError::Signature`] when it did not, or when the signature is in another encoding.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        let refuse = |_| KeyError::Signature;
        match &self.0.kind {
            Kind::Ed25519(key) => {
                let signature = Signature::from_slice(signature).map_err(|_| KeyError::Signature)?;
                key.verify_strict(message, &signature).map_err(|_| KeyError::Signature)
            }
            Kind::P256 { verifier, .. } if signature.len() == 64 => verifier.verify(message, signature).map_err(refuse),
            Kind::P256 { .. } => Err(KeyError::Signature),
            Kind::Rsa { verifier, modulus, .. } if signature.len() == modulus.len() => {
                verifier.verify(message, signature).map_err(refuse)
            }
            Kind::Rsa { .. } => Err(KeyError::Signature),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0.kind, &other.0.kind) {
            (Kind::Ed25519(one), Kind::Ed25519(two)) => one == two,
            (Kind::P256 { x, y, .. }, Kind::P256 { x: other_x, y: other_y, .. }) => x == other_x && y == other_y,
            (Kind::Rsa { modulus, exponent, .. }, Kind::Rsa { modulus: other_n, exponent: other_e, .. }) => {
                modulus == other_n && exponent == other_e
            }
            _ => false,
        }
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.name())
    }
}

fn library(error: josekit::JoseError) -> KeyError {
    KeyError::Library(error.to_string())
}

/// Multibase base58btc, the only base that Multikeys are written in.
pub(super) fn decode_multibase(text: &str) -> Result<Vec<u8>, KeyError> {
    let digits = text.strip_prefix('z').ok_or(KeyError::Format("a Multikey starts with `z`"))?;
    if digits.len() > 100 {
        return Err(KeyError::Format("the Multikey is too long"));
    }
    bs58::decode(digits).into_vec().map_err(|_| KeyError::Format("the Multikey is not base58"))
}

fn encode_multibase(header: [u8; 2], key: &[u8]) -> String {
    let bytes = [&header, key].concat();
    format!("z{}", bs58::encode(bytes).into_string())
}
