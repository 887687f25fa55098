//! Secret keys: made, read, used for signing, wiped when dropped. They are never printed or serialised; the one way
//! out is [`Signer::secret`], which the key folder seals.

use ed25519_dalek::{Signer as _, SigningKey};
use josekit::jws::alg::rsassa::RsassaJwsSigner;
use josekit::jws::{JwsSigner, RS256};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::pkey_ctx::{NonceType, PkeyCtx};
use openssl::rsa::Rsa;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::public::decode_multibase;
use super::{Algorithm, KeyError, PublicKey, jwk};
use crate::ids::Random;

const ED25519_SECRET_HEADER: [u8; 2] = [0x80, 0x26];
const P256_SECRET_HEADER: [u8; 2] = [0x86, 0x26];
const RSA_BITS: u32 = 2048;

/// A secret key with its public half. Signing the same bytes twice gives the same signature, whatever the kind.
pub struct Signer {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    Ed25519(Box<SigningKey>),
    P256(PKey<Private>),
    Rsa { signer: RsassaJwsSigner, key: Rsa<Private> },
}

impl Signer {
    /// A new key.
    ///
    /// # Errors
    /// [`KeyError::Library`] when the library has no randomness.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Ed25519 => {
                let seed = Zeroizing::new(Random::system().bytes::<32>());
                Self::from_secret(algorithm, &*seed)
            }
            Algorithm::P256 => {
                let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
                let key = EcKey::generate(&group)?;
                Self::from_secret(algorithm, &Zeroizing::new(key.private_key().to_vec_padded(32)?))
            }
            Algorithm::Rsa => Self::from_rsa(Rsa::generate(RSA_BITS)?),
        }
    }

    /// The key with this secret: a 32-byte seed (Ed25519), a scalar (P-256) or PKCS#1 DER (RSA).
    ///
    /// # Errors
    /// [`KeyError::Format`] when it is none, [`KeyError::Weak`] when its public half is weak.
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Ed25519 => {
                let seed = secret.try_into().map_err(|_| KeyError::Format("an Ed25519 secret has 32 bytes"))?;
                let key = Box::new(SigningKey::from_bytes(seed));
                let public = PublicKey::ed25519(key.verifying_key().as_bytes())?;
                Ok(Self { secret: Secret::Ed25519(key), public })
            }
            Algorithm::P256 => Self::from_p256_scalar(secret),
            Algorithm::Rsa => {
                let refuse = |_| KeyError::Format("the RSA secret is not PKCS#1 DER");
                Self::from_rsa(Rsa::private_key_from_der(secret).map_err(refuse)?)
            }
        }
    }

    fn from_p256_scalar(scalar: &[u8]) -> Result<Self, KeyError> {
        let refuse = |_| KeyError::Format("the P-256 secret is not a scalar of the curve");
        if scalar.len() != 32 {
            return Err(KeyError::Format("a P-256 secret has 32 bytes"));
        }
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let mut context = BigNumContext::new_secure()?;
        let number = BigNum::from_slice(scalar)?;
        let mut point = EcPoint::new(&group)?;
        point.mul_generator2(&group, &number, &mut context)?;
        let key = EcKey::from_private_components(&group, &number, &point).map_err(refuse)?;
        key.check_key().map_err(refuse)?;
        let public = PublicKey::p256(&point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)?)?;
        Ok(Self { secret: Secret::P256(PKey::from_ec_key(key)?), public })
    }

    fn from_rsa(key: Rsa<Private>) -> Result<Self, KeyError> {
        if !key.check_key()? {
            return Err(KeyError::Format("the RSA secret is inconsistent"));
        }
        let public = PublicKey::rsa(&key.n().to_vec(), &key.e().to_vec())?;
        let der = Zeroizing::new(PKey::from_rsa(key.clone())?.private_key_to_pkcs8()?);
        let signer = RS256.signer_from_der(&*der).map_err(|error| KeyError::Library(error.to_string()))?;
        Ok(Self { secret: Secret::Rsa { signer, key }, public })
    }

    /// Reads a private JWK, whose public members must belong to its secret.
    ///
    /// # Errors
    /// [`KeyError::Format`] when a member is missing or the halves do not fit.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        let (algorithm, secret) = jwk::read_secret(jwk)?;
        let signer = Self::from_secret(algorithm, &secret)?;
        let public = signer.public.to_jwk();
        let fits = public.as_object().into_iter().flatten().all(|(name, value)| jwk.get(name) == Some(value));
        if fits { Ok(signer) } else { Err(KeyError::Format("the public half does not belong to the secret")) }
    }

    /// Reads `secretKeyMultibase`: Ed25519 (`z3u2…`) or P-256 (`z42t…`).
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong.
    pub fn from_secret_multikey(text: &str) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(decode_multibase(text)?);
        match bytes.split_first_chunk::<2>() {
            // Some programs write the public half behind the secret one.
            Some((&ED25519_SECRET_HEADER, both)) if both.len() == 64 => {
                let signer = Self::from_secret(Algorithm::Ed25519, &both[..32])?;
                if signer.public == PublicKey::ed25519(&both[32..])? {
                    Ok(signer)
                } else {
                    Err(KeyError::Format("the public half does not belong to the secret"))
                }
            }
            Some((&ED25519_SECRET_HEADER, secret)) => Self::from_secret(Algorithm::Ed25519, secret),
            Some((&P256_SECRET_HEADER, secret)) => Self::from_secret(Algorithm::P256, secret),
            _ => Err(KeyError::Format("not a secret Multikey of Ed25519 or P-256")),
        }
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The secret in the form that [`Self::from_secret`] reads; wiped when dropped.
    ///
    /// # Errors
    /// [`KeyError::Library`] when the library fails.
    pub fn secret(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Ok(Zeroizing::new(match &self.secret {
            Secret::Ed25519(key) => key.to_bytes().to_vec(),
            Secret::P256(key) => key.ec_key()?.private_key().to_vec_padded(32)?,
            Secret::Rsa { key, .. } => key.private_key_to_der()?,
        }))
    }

    /// The private JWK as JSON text, for moving the key to another program; wiped when dropped.
    ///
    /// # Errors
    /// [`KeyError::Library`] when the library fails.
    pub fn to_secret_jwk(&self) -> Result<Zeroizing<String>, KeyError> {
        let mut jwk = self.public.to_jwk();
        let members = match &self.secret {
            Secret::Rsa { key, .. } => jwk::rsa_private_members(key),
            Secret::Ed25519(_) | Secret::P256(_) => vec![("d", self.secret()?)],
        };
        for (name, value) in members {
            jwk[name] = jwk::write(&[], &[(name, &value)])[name].take();
        }
        Ok(Zeroizing::new(jwk.to_string()))
    }

    /// Signs `message` in the JOSE encoding of the kind of key.
    ///
    /// # Errors
    /// [`KeyError::Library`] when the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.secret {
            Secret::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Secret::P256(key) => sign_p256(key, message),
            Secret::Rsa { signer, .. } => signer.sign(message).map_err(|error| KeyError::Library(error.to_string())),
        }
    }
}

/// ECDSA with the nonce of RFC 6979: an award that is signed again after a crash must come out the same. The JOSE
/// library draws a random nonce, so this goes to the library below it.
fn sign_p256(key: &PKey<Private>, message: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut context = PkeyCtx::new(key)?;
    context.sign_init()?;
    context.set_signature_md(openssl::md::Md::sha256())?;
    context.set_nonce_type(NonceType::DETERMINISTIC_K)?;
    let mut der = Vec::with_capacity(72);
    context.sign_to_vec(&Sha256::digest(message), &mut der)?;
    let signature = EcdsaSig::from_der(&der)?;
    let mut raw = signature.r().to_vec_padded(32)?;
    raw.extend(signature.s().to_vec_padded(32)?);
    Ok(raw)
}
