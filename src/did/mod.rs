//! DIDs: from an identifier to the keys that may speak for it.
//!
//! DID Core 1.0, `#verification-methods`; `did:key`, `did:jwk` and `did:web`. A `did:key` or `did:jwk` holds its key;
//! a `did:web` names an address, whose document somebody else fetches. Knows nothing about proofs.

mod document;
mod identifier;
mod web;

pub use document::{DidDocument, key_document, read_key, web_document};
pub use identifier::comparable;
pub use web::{document_url, web_did};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::Timestamp;
use crate::keys::{KeyError, PublicKey};

/// A key with its address and owner.
#[derive(Clone, Debug)]
pub struct VerificationMethod {
    /// Its address, which proofs name.
    pub id: String,
    /// Who says the key is theirs; empty when nobody does.
    pub controller: String,
    /// The key.
    pub key: PublicKey,
    /// From when on it does not count any more.
    pub expires: Option<Timestamp>,
    /// When it was withdrawn.
    pub revoked: Option<Timestamp>,
}

/// What is wrong with a DID or a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    /// Not a DID of the method at hand.
    #[error("`{0}` is not a usable DID")]
    Did(String),
    /// The fragment names another key than the DID holds.
    #[error("the part after `#` is not the key that the DID holds")]
    Fragment,
    /// A document that is not of the form of its kind.
    #[error("the document is not usable: {0}")]
    Document(&'static str),
    /// The key itself is bad.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The key that a `did:key` holds; with a fragment, it must be that key's.
///
/// # Errors
/// [`DidError`] when it is no `did:key`, or the key is not usable.
pub fn method_of_did_key(address: &str) -> Result<VerificationMethod, DidError> {
    let (did, fragment) = split(address);
    let text = did.strip_prefix("did:key:").ok_or_else(|| refused(address))?;
    if fragment.is_some_and(|fragment| fragment != text) {
        return Err(DidError::Fragment);
    }
    Ok(VerificationMethod {
        id: format!("{did}#{text}"),
        controller: did.to_owned(),
        key: PublicKey::from_multikey(text)?,
        expires: None,
        revoked: None,
    })
}

/// The key that a `did:jwk` holds; its one fragment is `#0`.
///
/// # Errors
/// [`DidError`] when it is no `did:jwk`, or the key is not usable.
pub fn method_of_did_jwk(address: &str) -> Result<VerificationMethod, DidError> {
    let (did, fragment) = split(address);
    let text = did.strip_prefix("did:jwk:").filter(|text| text.len() < 8_192).ok_or_else(|| refused(address))?;
    if fragment.is_some_and(|fragment| fragment != "0") {
        return Err(DidError::Fragment);
    }
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused(address))?;
    let jwk = serde_json::from_slice(&json).map_err(|_| refused(address))?;
    Ok(VerificationMethod {
        id: format!("{did}#0"),
        controller: did.to_owned(),
        key: PublicKey::from_jwk(&jwk)?,
        expires: None,
        revoked: None,
    })
}

/// An address without and with its fragment.
pub fn split(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((head, fragment)) => (head, Some(fragment)),
        None => (address, None),
    }
}

fn refused(did: &str) -> DidError {
    DidError::Did(did.chars().take(120).collect())
}
