//! Finding the key that a proof names, and whether the issuer says that it is theirs.
//!
//! Open Badges 3.0 lets a proof bring its own key and never asks whose it is. So two questions are kept apart here:
//! which key is it, and who vouches for it.

use serde_json::Value;

use super::Inquiry;
use super::report::Code;
use crate::canon::json;
use crate::did::{self, DidDocument, DidError, VerificationMethod};
use crate::fetch::{FetchError, Purpose};
use crate::keys::{KeyError, PublicKey};

/// A key that was found, with what is known about its owner.
pub(super) struct Found {
    pub(super) key: PublicKey,
    /// How the issuer vouches for it, for people; `None` when nobody does.
    pub(super) bound: Option<String>,
}

/// Why no key was found, or why it does not count.
pub(super) struct NotFound {
    pub(super) code: Code,
    pub(super) sentence: String,
    /// Whether another time or place might give another answer.
    pub(super) is_undecided: bool,
}

impl NotFound {
    pub(super) fn refused(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), is_undecided: false }
    }

    fn undecided(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), is_undecided: true }
    }

    pub(super) fn unreachable(error: &FetchError) -> Self {
        match error {
            FetchError::Unsafe { .. } => Self::refused(Code::UnsafeUrl, format!("The key's address: {error}.")),
            FetchError::TooLarge(_) => Self::refused(Code::TooLarge, format!("The key's address: {error}.")),
            _ => Self::undecided(Code::KeyNotFound, format!("The issuer's key could not be looked up: {error}.")),
        }
    }
}

impl From<DidError> for NotFound {
    fn from(error: DidError) -> Self {
        let code = match &error {
            DidError::Key(KeyError::Weak(_)) => Code::KeyWeak,
            DidError::Key(KeyError::Private(_)) => Code::KeyPrivate,
            DidError::Key(KeyError::Unsupported(_)) => Code::Unsupported,
            DidError::Fragment => Code::IssuerMismatch,
            _ => Code::KeyNotFound,
        };
        Self::refused(code, format!("{error}."))
    }
}

/// What a key must be listed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Signing statements.
    Assertion,
    /// Showing that somebody is who they say.
    Authentication,
}

impl Relation {
    /// The proof purpose and the member of DID documents.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Assertion => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }

    fn allows(self, document: &DidDocument, address: &str) -> bool {
        match self {
            Self::Assertion => document.allows_assertion(address),
            Self::Authentication => document.allows_authentication(address),
        }
    }

    fn refusal(self) -> NotFound {
        let what = match self {
            Self::Assertion => "for signing statements",
            Self::Authentication => "for showing credentials",
        };
        let text = format!("The key is listed by its owner, but not {what} (`{}`).", self.as_str());
        NotFound::refused(Code::ProofPurpose, text)
    }
}

impl Inquiry<'_> {
    /// The key at `address`, for a statement of `issuer`.
    pub(super) fn find_key(&self, address: &str, issuer: &str) -> Result<Found, NotFound> {
        self.find_key_for(address, issuer, Relation::Assertion)
    }

    /// The key at `address`, for something that `issuer` does.
    pub(super) fn find_key_for(&self, address: &str, issuer: &str, relation: Relation) -> Result<Found, NotFound> {
        let (owner, fragment) = did::split(address);
        if address.starts_with("did:key:") || address.starts_with("did:jwk:") {
            let method = if address.starts_with("did:key:") {
                did::method_of_did_key(address)?
            } else {
                did::method_of_did_jwk(address)?
            };
            must_be_issuer(owner, issuer)?;
            let bound = Some("the issuer's identifier is the key itself; it does not say who the issuer is".into());
            return Ok(Found { key: method.key, bound });
        }
        if owner.starts_with("did:web:") {
            must_be_issuer(owner, issuer)?;
            return self.find_in_did_document(address, owner, relation);
        }
        if owner.starts_with("https://") || self.documents.is_own_machine(owner) {
            return self.find_at_address(address, (owner, fragment), issuer, relation);
        }
        if owner.starts_with("http://") || owner.starts_with("file:") || owner.starts_with("data:") {
            return Err(NotFound::refused(Code::UnsafeUrl, "The key's address is not one that may be asked for."));
        }
        let method = owner.split(':').take(2).collect::<Vec<_>>().join(":");
        Err(NotFound::undecided(Code::Unsupported, format!("Keys of the kind `{method}` are not looked up here.")))
    }

    fn find_in_did_document(&self, address: &str, did: &str, relation: Relation) -> Result<Found, NotFound> {
        let location = self.documents.locate(did::document_url(did)?);
        let body = self.fetch(&location, Purpose::Key).map_err(|error| NotFound::unreachable(&error))?;
        let document = DidDocument::read(&read_json(&body)?)?;
        if document.id != did {
            return Err(NotFound::refused(Code::IssuerMismatch, "The issuer's DID document is somebody else's."));
        }
        let method = document.find_method(address);
        let method = method.ok_or(NotFound::refused(Code::KeyNotFound, "The issuer does not list this key."))?;
        self.must_be_usable(method)?;
        if method.controller != did {
            return Err(NotFound::refused(
                Code::IssuerMismatch,
                "The key in the issuer's document is somebody else's.",
            ));
        }
        if !relation.allows(&document, address) {
            return Err(relation.refusal());
        }
        Ok(Found { key: method.key.clone(), bound: Some(format!("{did} lists the key in its DID document")) })
    }

    /// A key under an `https` address: in the document there, or, unvouched for, in the fragment itself.
    fn find_at_address(
        &self,
        address: &str,
        (owner, fragment): (&str, Option<&str>),
        issuer: &str,
        relation: Relation,
    ) -> Result<Found, NotFound> {
        let carried = fragment.and_then(|fragment| PublicKey::from_multikey(fragment).ok());
        if carried.is_some() {
            must_be_issuer(owner, issuer)?;
        }
        let body = match (self.fetch(owner, Purpose::Key), &carried) {
            (Ok(body), _) => body,
            (Err(error @ FetchError::Unsafe { .. }), _) => return Err(NotFound::unreachable(&error)),
            // The address carries the key, which says nothing about who stands behind the address.
            (Err(_), Some(key)) => return Ok(Found { key: key.clone(), bound: None }),
            (Err(error), None) => return Err(NotFound::unreachable(&error)),
        };
        // At many such addresses there is a page or a profile for people, which says nothing about keys.
        let document = match (read_json(&body), carried) {
            (Ok(document), Some(key)) if !holds_keys(&document) => return Ok(Found { key, bound: None }),
            (Err(_), Some(key)) => return Ok(Found { key, bound: None }),
            (document, _) => document?,
        };
        let method = method_in(&document, address, relation)?;
        self.must_be_usable(&method)?;
        if method.controller.is_empty() {
            return Ok(Found { key: method.key, bound: None });
        }
        must_be_issuer(&method.controller, issuer)?;
        let is_home = self.origin(owner).is_some() && self.origin(owner) == self.origin(issuer);
        let bound = is_home.then(|| format!("the key is published at {owner}"));
        Ok(Found { key: method.key, bound })
    }

    /// Withdrawn and outdated keys do not count; a signature's own date does not rescue them, for whoever holds the
    /// key can write any date.
    pub(super) fn must_be_usable(&self, method: &VerificationMethod) -> Result<(), NotFound> {
        if let Some(revoked) = method.revoked.filter(|revoked| *revoked <= self.now) {
            return Err(NotFound::refused(Code::KeyNotFound, format!("The issuer withdrew this key on {revoked}.")));
        }
        if let Some(expires) = method.expires.filter(|expires| *expires < self.now) {
            return Err(NotFound::refused(Code::KeyNotFound, format!("The issuer's key ended on {expires}.")));
        }
        Ok(())
    }

    /// Whether the issuer publishes `key`, for keys that a token brought along.
    pub(super) fn vouched_for(&self, key: &PublicKey, issuer: &str) -> Option<String> {
        if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
            let method = did::method_of_did_key(issuer).or_else(|_| did::method_of_did_jwk(issuer)).ok()?;
            return (method.key == *key).then(|| "the issuer's identifier is the key itself".to_owned());
        }
        if issuer.starts_with("did:web:") {
            let body = self.fetch(&self.documents.locate(did::document_url(issuer).ok()?), Purpose::Key).ok()?;
            let document = DidDocument::read(&read_json(&body).ok()?).ok().filter(|document| document.id == issuer)?;
            let is_listed = document
                .methods()
                .any(|m| m.key == *key && document.allows_assertion(&m.id) && self.must_be_usable(m).is_ok());
            return is_listed.then(|| format!("{issuer} lists the key in its DID document"));
        }
        let origin = self.origin(issuer)?;
        let location = format!("{origin}/.well-known/jwks.json");
        let body = self.fetch(&location, Purpose::Key).ok()?;
        let set = read_json(&body).ok()?;
        if set.get("iss").is_some_and(|owner| owner != issuer) {
            return None;
        }
        let keys = set.get("keys")?.as_array()?;
        let is_listed = keys.iter().take(200).any(|jwk| PublicKey::from_jwk(jwk).is_ok_and(|listed| listed == *key));
        is_listed.then(|| format!("{origin} lists the key"))
    }

    /// Scheme, host and port of an address that keys may be published at.
    fn origin<'a>(&self, address: &'a str) -> Option<&'a str> {
        let host = match address.strip_prefix("https://") {
            Some(rest) => rest,
            None if self.documents.is_own_machine(address) => address.strip_prefix("http://")?,
            None => return None,
        };
        let authority = host.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
        Some(&address[..address.len() - host.len() + authority.len()])
    }
}

fn must_be_issuer(owner: &str, issuer: &str) -> Result<(), NotFound> {
    if owner == issuer {
        return Ok(());
    }
    Err(NotFound::refused(Code::IssuerMismatch, "The key belongs to somebody else than the issuer it names."))
}

/// Whether a document says anything about keys.
fn holds_keys(document: &Value) -> bool {
    ["verificationMethod", "assertionMethod", "keys", "publicKeyMultibase", "publicKeyJwk", "kty"]
        .iter()
        .any(|member| document.get(member).is_some())
}

/// The key at `address` in a document of one key, a JWK set or a controller document.
fn method_in(document: &Value, address: &str, relation: Relation) -> Result<VerificationMethod, NotFound> {
    let not_listed =
        || NotFound::refused(Code::KeyNotFound, "The document at the key's address does not hold the key.");
    if document.get("verificationMethod").is_some() || document.get("assertionMethod").is_some() {
        let controller = DidDocument::read(document)?;
        let method = controller.find_method(address).cloned().ok_or_else(not_listed)?;
        if !relation.allows(&controller, address) {
            return Err(relation.refusal());
        }
        return Ok(method);
    }
    if let Some(keys) = document.get("keys").and_then(Value::as_array) {
        let fragment = did::split(address).1;
        let is_named = |jwk: &&Value| {
            let name = jwk.get("kid").and_then(Value::as_str);
            name == Some(address) || (fragment.is_some() && name == fragment)
        };
        return Ok(did::read_key(keys.iter().take(200).find(is_named).ok_or_else(not_listed)?)?);
    }
    let method = did::read_key(document)?;
    if !method.id.is_empty() && method.id.contains(':') && method.id != address {
        return Err(not_listed());
    }
    Ok(method)
}

pub(super) fn read_json(body: &[u8]) -> Result<Value, NotFound> {
    let limits = json::Limits { bytes: 256 * 1024, ..json::Limits::default() };
    json::read(body, &limits)
        .map_err(|error| NotFound::refused(Code::KeyNotFound, format!("The document at the key's address: {error}.")))
}
