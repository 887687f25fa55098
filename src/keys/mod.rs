//! Keys: what signatures are made and checked with, in the forms they travel in and sealed at rest.
//!
//! Ed25519, P-256, P-384 and RSA; Multikey (W3C Controlled Identifiers, `#Multikey`) and JWK (RFC 7517) in and out; the
//! `issuer-keys/` folder ([`KeyFolder`]). A key is parsed once and used many times. Weak keys are refused when they
//! are read, so that no later room has to think of them.
//!
//! Knows nothing about credentials, proofs or who owns a key.

mod curve;
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
    /// ECDSA over P-384 with SHA-384, JOSE `ES384`.
    P384,
    /// RSA: we sign with RSASSA-PKCS1-v1_5 and SHA-256, JOSE `RS256`.
    Rsa,
}

impl Algorithm {
    /// The way that keys of this kind sign here.
    pub fn scheme(self) -> Scheme {
        match self {
            Self::Ed25519 => Scheme::EdDsa,
            Self::P256 => Scheme::Es256,
            Self::P384 => Scheme::Es384,
            Self::Rsa => Scheme::Rs256,
        }
    }

    /// The name in the `alg` of the tokens that we sign (RFC 7518, RFC 8037).
    pub fn jose_name(self) -> &'static str {
        self.scheme().jose_name()
    }
}

/// The ways of signing that tokens name: a kind of key, and for RSA which of two paddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `EdDSA` with Ed25519.
    EdDsa,
    /// `ES256`.
    Es256,
    /// `ES384`.
    Es384,
    /// `RS256`: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// `PS256`: RSASSA-PSS with SHA-256. Checked, not signed with.
    Ps256,
}

impl Scheme {
    /// The name in a JWT's `alg` (RFC 7518, RFC 8037).
    pub fn jose_name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    /// The way of signing with this JOSE name, if it is one of ours.
    pub fn from_jose_name(name: &str) -> Option<Self> {
        let all = [Self::EdDsa, Self::Es256, Self::Es384, Self::Rs256, Self::Ps256];
        all.into_iter().find(|scheme| scheme.jose_name() == name)
    }

    /// The kind of key that signs so.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::Ed25519,
            Self::Es256 => Algorithm::P256,
            Self::Es384 => Algorithm::P384,
            Self::Rs256 | Self::Ps256 => Algorithm::Rsa,
        }
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
