//! Keys: what signatures are made and checked with, in the forms they travel in and sealed at rest.
//!
//! Ed25519, P-256 and RSA; Multikey (W3C Controlled Identifiers, `#Multikey`) and JWK (RFC 7517) in and out; the
//! `issuer-keys/` folder ([`KeyFolder`]). A key is parsed once and used many times. Weak keys are refused when they
//! are read, so that no later room has to think of them.
//!
//! Knows nothing about credentials, proofs or who owns a key.

mod folder;
mod jwk;
mod pem;
mod public;
mod seal;
mod signer;

pub use folder::{FolderError, KeyFolder, KeyRecord, KeyState};
pub use public::PublicKey;
pub use seal::{Seal, SealError};
pub use signer::Signer;

/// The kinds of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519, JOSE `EdDSA`.
    Ed25519,
    /// ECDSA over P-256 with SHA-256, JOSE `ES256`.
    P256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, JOSE `RS256`.
    Rsa,
}

impl Algorithm {
    /// The name in a JWT's `alg` (RFC 7518, RFC 8037).
    pub fn jose_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::P256 => "ES256",
            Self::Rsa => "RS256",
        }
    }

    /// The algorithm with this JOSE name, if it is one of ours.
    pub fn from_jose_name(name: &str) -> Option<Self> {
        [Self::Ed25519, Self::P256, Self::Rsa].into_iter().find(|algorithm| algorithm.jose_name() == name)
    }
}

/// What is wrong with a key or a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key's text or object is not of a form that we read.
    #[error("the key is not readable: {0}")]
    Format(&'static str),
    /// A kind of key that we do not use.
    #[error("keys of the kind `{0}` are not supported")]
    Unsupported(String),
    /// A key that proves nothing: small order, too short, exponent too small.
    #[error("the key is too weak: {0}")]
    Weak(&'static str),
    /// A public key that holds its private part.
    #[error("the key shows its private part (`{0}`): whoever published it must replace it")]
    Private(&'static str),
    /// The signature does not fit the message and the key.
    #[error("the signature does not fit")]
    Signature,
    /// The cryptographic library failed.
    #[error("the key could not be used: {0}")]
    Library(String),
}

impl From<openssl::error::ErrorStack> for KeyError {
    fn from(stack: openssl::error::ErrorStack) -> Self {
        Self::Library(stack.errors().first().map_or("no reason given", |error| error.reason().unwrap_or("")).to_owned())
    }
}
