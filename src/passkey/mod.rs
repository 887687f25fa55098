//! Passkeys: what authenticators answer to a challenge, checked.
//!
//! W3C Web Authentication Level 3: `#sctn-registering-a-new-credential` and `#sctn-verifying-assertion`. Who made the
//! authenticator is not asked (`attestation: "none"`), so its statement is not looked at; whoever uses it must have shown
//! that it is them (user verification). Knows neither people nor where challenges are kept.

mod authenticator;
mod cose;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::canon::json;
use crate::keys::{Algorithm, PublicKey};
use authenticator::AuthenticatorData;

/// Bytes of what a browser says about a ceremony.
const CLIENT_DATA_LIMIT_BYTES: usize = 4_096;
/// Bytes of a credential's name, by the specification.
const CREDENTIAL_LIMIT_BYTES: usize = 1_023;

/// Why a passkey is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// What the browser says cannot be read.
    #[error("what the browser sent about the passkey cannot be read")]
    ClientData,
    /// It is an answer to something else.
    #[error("the passkey was not asked for this")]
    Purpose,
    /// It is an answer to another challenge.
    #[error("the passkey answered another question; try again")]
    Challenge,
    /// It was used on another page.
    #[error("the passkey was used on another page")]
    Origin,
    /// What the authenticator says cannot be read.
    #[error("what the authenticator sent cannot be read")]
    AuthenticatorData,
    /// It is for another service.
    #[error("the passkey is for another service")]
    Party,
    /// Nobody touched the authenticator, or it did not check who it was.
    #[error("the device did not check that it is you; use one that asks for a PIN, a finger or a face")]
    Unverified,
    /// Its key is of a kind that is not used here.
    #[error("this kind of passkey is not used here")]
    Key,
    /// The signature is not by the key that was registered.
    #[error("the passkey's signature does not fit")]
    Signature,
    /// The authenticator's counter went back: there is a copy of it.
    #[error("this passkey was used elsewhere meanwhile, as if there were a copy of it; remove it and register another")]
    Copied,
}

impl PasskeyError {
    /// What is wrong in a word for programs: small letters and hyphens.
    pub fn code(self) -> &'static str {
        match self {
            Self::ClientData => "client-data",
            Self::Purpose => "purpose",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::AuthenticatorData => "authenticator-data",
            Self::Party => "party",
            Self::Unverified => "unverified",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Copied => "copied",
        }
    }
}

/// For whom a passkey is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The host, without its port.
    pub id: String,
    /// Scheme, host and port, as browsers write an origin.
    pub origin: String,
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The authenticator's name for it, Base64url.
    pub credential_id: String,
    /// Its public key.
    pub key: PublicKey,
    /// How often it signed.
    pub counter: u32,
}

/// Checks the answer to `navigator.credentials.create`.
///
/// `challenge` is the Base64url text that was sent out.
///
/// # Errors
/// [`PasskeyError`] says what is wrong.
pub fn check_registration(
    party: &Party,
    challenge: &str,
    client_data: &[u8],
    attestation: &[u8],
) -> Result<Registered, PasskeyError> {
    check_client_data(party, "webauthn.create", challenge, client_data)?;
    let bytes = cose::authenticator_data_of(attestation).ok_or(PasskeyError::AuthenticatorData)?;
    let found = AuthenticatorData::read(bytes).ok_or(PasskeyError::AuthenticatorData)?;
    check_authenticator(party, &found)?;
    let made = found.made.ok_or(PasskeyError::AuthenticatorData)?;
    if made.credential_id.is_empty() || made.credential_id.len() > CREDENTIAL_LIMIT_BYTES {
        return Err(PasskeyError::AuthenticatorData);
    }
    Ok(Registered {
        credential_id: URL_SAFE_NO_PAD.encode(made.credential_id),
        key: made.key.ok_or(PasskeyError::Key)?,
        counter: found.counter,
    })
}

/// What an authenticator answers when it is asked to sign.
#[derive(Clone, Copy, Debug)]
pub struct Assertion<'a> {
    /// What the browser says, as it said it.
    pub client_data: &'a [u8],
    /// What the authenticator says, as it said it.
    pub authenticator_data: &'a [u8],
    /// Its signature.
    pub signature: &'a [u8],
}

/// Checks the answer to `navigator.credentials.get` against a key that was registered; the counter from now on.
///
/// # Errors
/// [`PasskeyError`] says what is wrong.
pub fn check_assertion(
    party: &Party,
    challenge: &str,
    (key, counter): (&PublicKey, u32),
    assertion: Assertion<'_>,
) -> Result<u32, PasskeyError> {
    check_client_data(party, "webauthn.get", challenge, assertion.client_data)?;
    let found = AuthenticatorData::read(assertion.authenticator_data).ok_or(PasskeyError::AuthenticatorData)?;
    check_authenticator(party, &found)?;
    let mut signed = assertion.authenticator_data.to_vec();
    signed.extend_from_slice(&Sha256::digest(assertion.client_data));
    let signature = match key.algorithm() {
        Algorithm::P256 => cose::fixed_signature(assertion.signature).ok_or(PasskeyError::Signature)?.to_vec(),
        _ => assertion.signature.to_vec(),
    };
    key.verify(&signed, &signature).map_err(|_| PasskeyError::Signature)?;
    // Many authenticators do not count, and then say 0 for ever.
    let counts = found.counter != 0 || counter != 0;
    if counts && found.counter <= counter { Err(PasskeyError::Copied) } else { Ok(found.counter) }
}

fn check_client_data(party: &Party, purpose: &str, challenge: &str, text: &[u8]) -> Result<(), PasskeyError> {
    let limits = json::Limits { bytes: CLIENT_DATA_LIMIT_BYTES, ..json::Limits::default() };
    let said: Value = json::read(text, &limits).map_err(|_| PasskeyError::ClientData)?;
    let is = |name: &str, wanted: &str| said[name].as_str() == Some(wanted);
    if !is("type", purpose) {
        return Err(PasskeyError::Purpose);
    }
    if !is("challenge", challenge) {
        return Err(PasskeyError::Challenge);
    }
    let is_framed = said.get("topOrigin").is_some() || said.get("crossOrigin").is_some_and(|value| value != false);
    if !is("origin", &party.origin) || is_framed {
        return Err(PasskeyError::Origin);
    }
    Ok(())
}

fn check_authenticator(party: &Party, found: &AuthenticatorData<'_>) -> Result<(), PasskeyError> {
    if found.party_hash != Sha256::digest(party.id.as_bytes()).as_slice() {
        return Err(PasskeyError::Party);
    }
    if found.is_present && found.is_verified { Ok(()) } else { Err(PasskeyError::Unverified) }
}
