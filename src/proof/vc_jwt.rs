//! VC-JWT: a credential as the payload of a compact JWS.
//!
//! Open Badges 3.0, `#jwt-proof`; RFC 7515. The header is read by a gate of our own before any signature is looked at:
//! four members and no others, one algorithm per kind of key, one spelling per value. JOSE libraries are more
//! forgiving than a verifier may be (duplicate members, empty `crit`, `zip`). Knows nothing about claims.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::canon::json;
use crate::keys::{KeyError, PublicKey, Scheme, Signer};

/// Length of a whole token in bytes.
pub const TOKEN_LIMIT_BYTES: usize = 5 * 1024 * 1024;
const HEADER_LIMIT_BYTES: usize = 16 * 1024;

/// What is wrong with a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// Longer than [`TOKEN_LIMIT_BYTES`], or with a header of more than 16 KiB.
    #[error("the token is longer than is allowed")]
    TooLarge,
    /// Not three parts with dots between.
    #[error("the text is not a compact JWS: three parts with dots between")]
    NotCompact,
    /// A part is not base64url without padding, or not in its one spelling.
    #[error("the token's {0} is not base64url without padding")]
    Encoding(&'static str),
    /// The header is not a JSON object that every reader sees the same.
    #[error("the token's header is not readable: {0}")]
    Header(String),
    /// A header member that is not allowed in a badge.
    #[error("the token's header has `{0}`, which a badge may not have")]
    ForbiddenMember(String),
    /// A header member of the wrong type or value.
    #[error("the token's header has an unusable `{0}`")]
    Member(&'static str),
    /// An algorithm that is not signed with, or one that does not fit the key.
    #[error("the token is signed with `{0}`; badges use RS256, PS256, ES256, ES384 or EdDSA")]
    Algorithm(String),
    /// The algorithm is good, but the key is of another kind.
    #[error("the token says it is signed with {stated}, but the key is for {actual}")]
    WrongKey {
        /// The header's `alg`.
        stated: &'static str,
        /// What the key signs with.
        actual: &'static str,
    },
    /// The key in the header is bad, or the key refused to sign.
    #[error("the token's key: {0}")]
    Key(#[from] KeyError),
    /// The signature does not fit.
    #[error("the signature does not fit: the token or the key was changed")]
    Signature,
}

/// A token that passed the gate. Its signature is not checked yet.
#[derive(Clone, Debug)]
pub struct Token<'t> {
    /// What it says it was signed with.
    pub scheme: Scheme,
    /// The address of the key, if the header names one.
    pub key_id: Option<String>,
    /// The key itself, if the header holds one: it proves nothing about whose it is.
    pub key: Option<PublicKey>,
    /// The payload as signed.
    pub payload: Vec<u8>,
    signing_input: &'t str,
    signature: Vec<u8>,
}

/// Whether `text` looks like a compact JWS, for telling the forms of a badge apart.
pub fn looks_like_token(text: &str) -> bool {
    let is_base64url =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    text.starts_with("ey") && text.split('.').count() == 3 && text.split('.').all(is_base64url)
}

impl<'t> Token<'t> {
    /// Reads a token and puts its header through the gate.
    ///
    /// # Errors
    /// [`JwtError`] names the first thing that is not as it must be.
    pub fn read(text: &'t str) -> Result<Self, JwtError> {
        if text.len() > TOKEN_LIMIT_BYTES {
            return Err(JwtError::TooLarge);
        }
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwtError::NotCompact);
        };
        if [header, payload, signature].iter().any(|part| part.is_empty()) {
            return Err(JwtError::NotCompact);
        }
        if header.len() > HEADER_LIMIT_BYTES {
            return Err(JwtError::TooLarge);
        }
        let (scheme, key_id, key) = read_header(&decode(header, "header")?)?;
        Ok(Self {
            scheme,
            key_id,
            key,
            payload: decode(payload, "payload")?,
            signing_input: &text[..header.len() + 1 + payload.len()],
            signature: decode(signature, "signature")?,
        })
    }

    /// Whether `key` signed this token. The algorithm is the key's own, never the header's choice.
    ///
    /// # Errors
    /// [`JwtError::WrongKey`], [`JwtError::Signature`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), JwtError> {
        if !key.allows(self.scheme) {
            return Err(JwtError::WrongKey {
                stated: self.scheme.jose_name(),
                actual: key.stated_scheme().jose_name(),
            });
        }
        key.verify_as(self.scheme, self.signing_input.as_bytes(), &self.signature).map_err(|_| JwtError::Signature)
    }
}

/// How a new token names its key.
#[derive(Clone, Copy, Debug)]
pub enum KeyHint<'k> {
    /// By an address that gives a JWK.
    Id(&'k str),
    /// By holding it.
    Embedded,
}

/// Signs `payload`, which must be JSON, as Open Badges wants it: `alg`, `kid` or `jwk`, and `typ` `JWT`.
///
/// # Errors
/// [`JwtError::Key`] when the key refuses.
pub fn sign(payload: &[u8], signer: &Signer, hint: KeyHint<'_>) -> Result<String, JwtError> {
    sign_as(payload, signer, hint, "JWT")
}

/// Signs `payload` under another `typ`, such as `vc+jwt`.
///
/// # Errors
/// [`JwtError::Key`] when the key refuses.
pub fn sign_as(payload: &[u8], signer: &Signer, hint: KeyHint<'_>, kind: &'static str) -> Result<String, JwtError> {
    let mut header = Map::new();
    header.insert("alg".into(), signer.public().algorithm().jose_name().into());
    match hint {
        KeyHint::Id(address) => header.insert("kid".into(), address.into()),
        KeyHint::Embedded => header.insert("jwk".into(), signer.public().to_jwk()),
    };
    header.insert("typ".into(), kind.into());
    let mut token = URL_SAFE_NO_PAD.encode(Value::Object(header).to_string());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut token);
    let signature = signer.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

fn read_header(text: &[u8]) -> Result<(Scheme, Option<String>, Option<PublicKey>), JwtError> {
    let limits = json::Limits { bytes: HEADER_LIMIT_BYTES, depth: 4, members: 64, string_bytes: 4096 };
    let header = json::read(text, &limits).map_err(|error| JwtError::Header(error.to_string()))?;
    let Value::Object(members) = &header else {
        return Err(JwtError::Header("it is no JSON object".into()));
    };
    let is_allowed = |name: &str| matches!(name, "alg" | "kid" | "jwk" | "typ");
    if let Some(name) = members.keys().find(|name| !is_allowed(name)) {
        return Err(JwtError::ForbiddenMember(name.chars().take(40).collect()));
    }
    match members.get("typ") {
        None => {}
        Some(Value::String(name)) if is_credential_type(name) => {}
        Some(_) => return Err(JwtError::Member("typ")),
    }
    let Some(Value::String(name)) = members.get("alg") else {
        return Err(JwtError::Member("alg"));
    };
    let scheme = Scheme::from_jose_name(name).ok_or_else(|| JwtError::Algorithm(name.chars().take(20).collect()))?;
    let key_id = match members.get("kid") {
        None => None,
        Some(Value::String(address)) if !address.is_empty() => Some(address.clone()),
        Some(_) => return Err(JwtError::Member("kid")),
    };
    let key = members.get("jwk").map(PublicKey::from_jwk).transpose()?;
    Ok((scheme, key_id, key))
}

/// OB 3.0 allows `JWT`; VC-JOSE-COSE and its drafts the others. All are read (docs/divergences.md, 16).
fn is_credential_type(name: &str) -> bool {
    ["JWT", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt", "vp+jwt"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The engine refuses padding and non-zero trailing bits, so that each part has one spelling.
fn decode(part: &str, what: &'static str) -> Result<Vec<u8>, JwtError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtError::Encoding(what))
}
