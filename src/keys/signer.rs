//! Secret keys: made, read, used for signing, wiped when dropped. They are never printed or serialised; the one way
//! out is [`Signer::secret`], which the key folder seals.

use ed25519_dalek::{Signer as _, SigningKey};
use josekit::jws::alg::rsassa::RsassaJwsSigner;
use josekit::jws::{JwsSigner, RS256};
use openssl::ec::EcKey;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use serde_json::Value;
use zeroize::Zeroizing;

use super::curve::Curve;
use super::public::decode_multibase;
use super::{Algorithm, KeyError, PublicKey, jwk};
use crate::ids::Random;

const ED25519_SECRET_HEADER: [u8; 2] = [0x80, 0x26];
const RSA_BITS: u32 = 2048;

/// A secret key with its public half. Signing the same bytes twice gives the same signature, whatever the kind.
pub struct Signer {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    Ed25519(Box<SigningKey>),
    Ec(Curve, PKey<Private>),
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
            Algorithm::P256 => Self::generate_on(Curve::P256),
            Algorithm::P384 => Self::generate_on(Curve::P384),
            Algorithm::Rsa => Self::from_rsa(Rsa::generate(RSA_BITS)?),
        }
    }

    fn generate_on(curve: Curve) -> Result<Self, KeyError> {
        let key = EcKey::generate(&*curve.group()?)?;
        Self::from_scalar(curve, &Zeroizing::new(key.private_key().to_vec_padded(curve.size_bytes() as i32)?))
    }

    /// The key with this secret: a 32-byte seed (Ed25519), a scalar (P-256, P-384) or PKCS#1 DER (RSA).
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
            Algorithm::P256 => Self::from_scalar(Curve::P256, secret),
            Algorithm::P384 => Self::from_scalar(Curve::P384, secret),
            Algorithm::Rsa => {
                let refuse = |_| KeyError::Format("the RSA secret is not PKCS#1 DER");
                Self::from_rsa(Rsa::private_key_from_der(secret).map_err(refuse)?)
            }
        }
    }

    fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, KeyError> {
        let (key, point) = curve.secret(scalar)?;
        Ok(Self { secret: Secret::Ec(curve, key), public: PublicKey::ec(curve, &point)? })
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

    /// Reads `secretKeyMultibase`: Ed25519 (`z3u2…`), P-256 (`z42t…`) or P-384.
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
            Some((header, secret)) => {
                let curve = [Curve::P256, Curve::P384].into_iter().find(|curve| curve.secret_header() == *header);
                let curve = curve.ok_or(KeyError::Format("not a secret Multikey of Ed25519, P-256 or P-384"))?;
                Self::from_scalar(curve, secret)
            }
            None => Err(KeyError::Format("the Multikey is too short")),
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
            Secret::Ec(curve, key) => key.ec_key()?.private_key().to_vec_padded(curve.size_bytes() as i32)?,
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
            Secret::Ed25519(_) | Secret::Ec(..) => vec![("d", self.secret()?)],
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
            Secret::Ec(curve, key) => curve.sign(key, message),
            Secret::Rsa { signer, .. } => signer.sign(message).map_err(|error| KeyError::Library(error.to_string())),
        }
    }
}
