//! The two NIST curves, with what belongs to each: its names, its sizes, its hash (RFC 7518, `#section-3.4`).

use josekit::jws::alg::ecdsa::{EcdsaJwsAlgorithm, EcdsaJwsVerifier};
use josekit::jws::{ES256, ES384};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::pkey_ctx::{NonceType, PkeyCtx};
use sha2::{Digest, Sha256, Sha384};

use super::{Algorithm, KeyError};

/// A curve that ECDSA signatures are made over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
}

/// A point of a curve by its coordinates, with what checks signatures of its secret.
pub(super) struct Point {
    pub(super) verifier: EcdsaJwsVerifier,
    pub(super) x: Vec<u8>,
    pub(super) y: Vec<u8>,
}

impl Curve {
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::P256,
            Self::P384 => Algorithm::P384,
        }
    }

    /// The `crv` of a JWK.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// Bytes of a coordinate and of a secret; a signature has twice as many.
    pub(super) fn size_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// The multicodec header of a public key.
    pub(super) fn header(self) -> [u8; 2] {
        match self {
            Self::P256 => [0x80, 0x24],
            Self::P384 => [0x81, 0x24],
        }
    }

    /// The multicodec header of a secret key.
    pub(super) fn secret_header(self) -> [u8; 2] {
        match self {
            Self::P256 => [0x86, 0x26],
            Self::P384 => [0x87, 0x26],
        }
    }

    fn jose(self) -> EcdsaJwsAlgorithm {
        match self {
            Self::P256 => ES256,
            Self::P384 => ES384,
        }
    }

    pub(super) fn group(self) -> Result<EcGroup, ErrorStack> {
        EcGroup::from_curve_name(match self {
            Self::P256 => Nid::X9_62_PRIME256V1,
            Self::P384 => Nid::SECP384R1,
        })
    }

    fn digest_name(self) -> &'static MdRef {
        match self {
            Self::P256 => Md::sha256(),
            Self::P384 => Md::sha384(),
        }
    }

    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256 => Sha256::digest(message).to_vec(),
            Self::P384 => Sha384::digest(message).to_vec(),
        }
    }

    /// Reads a point in SEC1 form, compressed or not, and makes sure that it lies on the curve.
    pub(super) fn point(self, bytes: &[u8]) -> Result<Point, KeyError> {
        let not_a_point = match self {
            Self::P256 => KeyError::Format("not a point of P-256"),
            Self::P384 => KeyError::Format("not a point of P-384"),
        };
        let refuse = |_| not_a_point.clone();
        let size = self.size_bytes();
        let (group, mut context) = (self.group()?, BigNumContext::new()?);
        let point = EcPoint::from_bytes(&group, bytes, &mut context).map_err(refuse)?;
        let key = EcKey::from_public_key(&group, &point).map_err(refuse)?;
        key.check_key().map_err(refuse)?;
        let full = point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)?;
        let halves = full.get(1..1 + size).zip(full.get(1 + size..1 + 2 * size));
        let (x, y) = halves.ok_or(not_a_point)?;
        let der = PKey::from_ec_key(key)?.public_key_to_der()?;
        let verifier = self.jose().verifier_from_der(der).map_err(|error| KeyError::Library(error.to_string()))?;
        Ok(Point { verifier, x: x.to_vec(), y: y.to_vec() })
    }

    /// The secret key with this scalar, and its point in SEC1 form.
    pub(super) fn secret(self, scalar: &[u8]) -> Result<(PKey<Private>, Vec<u8>), KeyError> {
        let refuse = |_| KeyError::Format("the secret is not a scalar of the curve");
        if scalar.len() != self.size_bytes() {
            return Err(KeyError::Format("the secret is not as long as the curve wants it"));
        }
        let group = self.group()?;
        let mut context = BigNumContext::new_secure()?;
        let number = BigNum::from_slice(scalar)?;
        let mut point = EcPoint::new(&group)?;
        point.mul_generator2(&group, &number, &mut context)?;
        let key = EcKey::from_private_components(&group, &number, &point).map_err(refuse)?;
        key.check_key().map_err(refuse)?;
        let public = point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)?;
        Ok((PKey::from_ec_key(key)?, public))
    }

    /// ECDSA with the nonce of RFC 6979: an award that is signed again after a crash must come out the same. The JOSE
    /// library draws a random nonce, so this goes to the library below it.
    pub(super) fn sign(self, key: &PKey<Private>, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut context = PkeyCtx::new(key)?;
        context.sign_init()?;
        context.set_signature_md(self.digest_name())?;
        context.set_nonce_type(NonceType::DETERMINISTIC_K)?;
        let mut der = Vec::with_capacity(104);
        context.sign_to_vec(&self.digest(message), &mut der)?;
        let signature = EcdsaSig::from_der(&der)?;
        let size = self.size_bytes() as i32;
        let mut raw = signature.r().to_vec_padded(size)?;
        raw.extend(signature.s().to_vec_padded(size)?);
        Ok(raw)
    }
}
