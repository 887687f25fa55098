//! Public keys: reading, writing, checking signatures.
//!
//! Multikey headers: W3C Controlled Identifiers, `#Multikey` (`ed01` Ed25519, `8024` P-256, `8124` P-384). Signatures in
//! their JOSE encodings (RFC 7518, RFC 8037), one spelling each.

use std::fmt;
use std::sync::{Arc, OnceLock};

use ed25519_dalek::{Signature, VerifyingKey};
use josekit::jws::alg::rsassa::RsassaJwsVerifier;
use josekit::jws::{JwsVerifier, RS256};
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Public};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Verifier};
use serde_json::Value;

use super::curve::{Curve, Point};
use super::{Algorithm, KeyError, Scheme, jwk, pem};

const ED25519_HEADER: [u8; 2] = [0xed, 0x01];
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
    Ec(Curve, Point),
    Rsa(RsaKey),
}

struct RsaKey {
    verifier: RsassaJwsVerifier,
    key: PKey<Public>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    /// The one way of signing that the key was published for; without it, either of the two.
    only: Option<Scheme>,
}

impl RsaKey {
    /// RFC 7518, `#section-3.5`: SHA-256 for both hashes, a salt of its length.
    fn verify_pss(&self, message: &[u8], signature: &[u8]) -> Result<bool, openssl::error::ErrorStack> {
        let mut verifier = Verifier::new(MessageDigest::sha256(), &self.key)?;
        verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
        verifier.set_rsa_mgf1_md(MessageDigest::sha256())?;
        verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        verifier.verify_oneshot(signature, message)
    }
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
    /// [`KeyError::Format`] when it is no point of the curve.
    pub fn p256(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::ec(Curve::P256, bytes)
    }

    /// The P-384 key with this point in SEC1 form, compressed or not.
    ///
    /// # Errors
    /// [`KeyError::Format`] when it is no point of the curve.
    pub fn p384(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::ec(Curve::P384, bytes)
    }

    pub(super) fn ec(curve: Curve, bytes: &[u8]) -> Result<Self, KeyError> {
        Ok(Self::of(Kind::Ec(curve, curve.point(bytes)?)))
    }

    /// The RSA key with this modulus and exponent, big-endian.
    ///
    /// # Errors
    /// [`KeyError::Weak`] below 2048 bits, for exponents below 65537 and for even numbers; [`KeyError::Unsupported`]
    /// above 8192 bits.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        Self::rsa_for(modulus, exponent, None)
    }

    /// The RSA key that was published for one way of signing only, or for either.
    pub(super) fn rsa_for(modulus: &[u8], exponent: &[u8], only: Option<Scheme>) -> Result<Self, KeyError> {
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
        let key = PKey::from_rsa(Rsa::from_public_components(n, e)?)?;
        let verifier = RS256.verifier_from_der(key.public_key_to_der()?).map_err(library)?;
        Ok(Self::of(Kind::Rsa(RsaKey { verifier, key, modulus, exponent, only })))
    }

    /// Reads `publicKeyMultibase`: `z6Mk…` (Ed25519), `zDn…` (P-256) or `z82…` (P-384).
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        Self::from_multikey_bytes(&decode_multibase(text)?)
    }

    /// Reads the bytes of a Multikey: a header of two bytes, then the key; points of curves in compressed form only.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong.
    pub fn from_multikey_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let (header, key) = bytes.split_first_chunk::<2>().ok_or(KeyError::Format("the Multikey is too short"))?;
        if *header == ED25519_HEADER {
            return Self::ed25519(key);
        }
        match [Curve::P256, Curve::P384].into_iter().find(|curve| curve.header() == *header) {
            Some(curve) if key.len() == 1 + curve.size_bytes() => Self::ec(curve, key),
            Some(Curve::P256) => Err(KeyError::Format("a P-256 Multikey holds a compressed point of 33 bytes")),
            Some(Curve::P384) => Err(KeyError::Format("a P-384 Multikey holds a compressed point of 49 bytes")),
            None => Err(KeyError::Unsupported(format!("multicodec {:02x}{:02x}", header[0], header[1]))),
        }
    }

    /// The Multikey text; `None` for RSA, which has none.
    pub fn to_multikey(&self) -> Option<String> {
        match &self.0.kind {
            Kind::Ed25519(key) => Some(encode_multibase(ED25519_HEADER, key.as_bytes())),
            Kind::Ec(curve, Point { x, y, .. }) => {
                let is_odd = y.last().is_some_and(|last| last & 1 == 1);
                let mut point = vec![if is_odd { 3 } else { 2 }];
                point.extend_from_slice(x);
                Some(encode_multibase(curve.header(), &point))
            }
            Kind::Rsa(_) => None,
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
            Kind::Ec(curve, Point { x, y, .. }) => {
                jwk::write(&[("kty", "EC"), ("crv", curve.name())], &[("x", x.as_slice()), ("y", y)])
            }
            Kind::Rsa(key) => jwk::write(&[("kty", "RSA")], &[("n", key.modulus.as_slice()), ("e", &key.exponent)]),
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
            Kind::Ec(curve, _) => curve.algorithm(),
            Kind::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// The way of signing that the key was published for, or else the ordinary one of its kind.
    pub fn stated_scheme(&self) -> Scheme {
        match &self.0.kind {
            Kind::Rsa(RsaKey { only: Some(only), .. }) => *only,
            _ => self.algorithm().scheme(),
        }
    }

    /// Whether signatures of this kind may be checked with this key: it is of the kind, and was not published for
    /// another way of signing only.
    pub fn allows(&self, scheme: Scheme) -> bool {
        let only = match &self.0.kind {
            Kind::Rsa(key) => key.only,
            _ => None,
        };
        scheme.algorithm() == self.algorithm() && only.is_none_or(|only| only == scheme)
    }

    /// Whether this key made `signature` over `message`, in the ordinary way of its kind.
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
            Kind::Ec(curve, point) if signature.len() == 2 * curve.size_bytes() => {
                point.verifier.verify(message, signature).map_err(refuse)
            }
            Kind::Rsa(key) if signature.len() == key.modulus.len() => {
                key.verifier.verify(message, signature).map_err(refuse)
            }
            Kind::Ec(..) | Kind::Rsa(_) => Err(KeyError::Signature),
        }
    }

    /// The same for one way of signing, which must be the key's.
    ///
    /// # Errors
    /// [`KeyError::Signature`] when it did not, or when the key is not for this way of signing.
    pub fn verify_as(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        if !self.allows(scheme) {
            return Err(KeyError::Signature);
        }
        match &self.0.kind {
            Kind::Rsa(key) if scheme == Scheme::Ps256 => {
                let fits = signature.len() == key.modulus.len() && key.verify_pss(message, signature)?;
                if fits { Ok(()) } else { Err(KeyError::Signature) }
            }
            _ => self.verify(message, signature),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0.kind, &other.0.kind) {
            (Kind::Ed25519(one), Kind::Ed25519(two)) => one == two,
            (Kind::Ec(curve, one), Kind::Ec(other_curve, other)) => {
                curve == other_curve && one.x == other.x && one.y == other.y
            }
            (Kind::Rsa(one), Kind::Rsa(other)) => one.modulus == other.modulus && one.exponent == other.exponent,
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
