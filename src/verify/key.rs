//! Finding the key that a proof names, and whether the issuer says that it is theirs.
//!
//! Open Badges 3.0 lets a proof bring its own key and never asks whose it is. So two questions are kept apart here:
//! which key is it, and who vouches for it.

use std::sync::Arc;

use serde_json::Value;

use super::Inquiry;
use super::report::{Code, IssuerBinding};
use crate::canon::json;
use crate::did::{self, DidDocument, DidError, VerificationMethod};
use crate::fetch::{FetchError, Purpose};
use crate::keys::{KeyError, PublicKey};

/// A key that was found, with what is known about its owner.
pub(super) struct Found {
    pub(super) key: PublicKey,
    /// How the issuer vouches for it; `None` when nobody does.
    pub(super) bound: Option<Bond>,
}

/// What ties a key to its issuer.
pub(super) struct Bond {
    pub(super) by: IssuerBinding,
    /// The same for people, after "The key is the issuer's: ".
    pub(super) how: String,
}

impl Bond {
    fn new(by: IssuerBinding, how: impl Into<String>) -> Option<Self> {
        Some(Self { by, how: how.into() })
    }

    /// An identifier that is the key itself.
    fn of_itself(did: &str) -> Option<Self> {
        let by = if did.starts_with("did:key:") { IssuerBinding::DidKey } else { IssuerBinding::DidJwk };
        Self::new(by, "the issuer's identifier is the key itself; it does not say who the issuer is")
    }
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
            FetchError::TooLarge(_) => Self::undecided(Code::TooLarge, format!("The key's address: {error}.")),
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
        // A kind of key that is not read here may be a good one.
        let is_undecided = code == Code::Unsupported;
        Self { code, sentence: format!("{error}."), is_undecided }
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
            return Ok(Found { key: method.key, bound: Bond::of_itself(owner) });
        }
        if owner.starts_with("did:web:") {
            must_be_issuer(owner, issuer)?;
            return self.find_in_did_document(address, owner, relation);
        }
        if owner.starts_with("https://") || self.documents.is_own_machine(owner) {
            let found = self.find_at_address(address, (owner, fragment), issuer, relation)?;
            // Whoever serves the key says nothing about an issuer whose identifier leads to its keys itself.
            if found.bound.is_none() && issuer.starts_with("did:") {
                return self.held(&found.key, issuer, relation);
            }
            return Ok(found);
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
        let document = self.did_document(&location, &body)?;
        if document.id != did {
            return Err(NotFound::refused(Code::IssuerMismatch, "The issuer's DID document is somebody else's."));
        }
        let method = document.find_method(address).ok_or_else(|| match document.find_trouble(address) {
            Some(trouble) => trouble.clone().into(),
            None => NotFound::refused(Code::KeyNotFound, "The issuer does not list this key."),
        })?;
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
        let bound = Bond::new(IssuerBinding::DidWeb, format!("{did} lists the key in its DID document"));
        Ok(Found { key: method.key.clone(), bound })
    }

    fn did_document(&self, location: &str, body: &Arc<[u8]>) -> Result<Arc<DidDocument>, NotFound> {
        let read = || Ok(DidDocument::read(&read_json(body)?)?);
        match self.known {
            Some(known) => known.document(location, body, read),
            None => read().map(Arc::new),
        }
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
            // Nothing there says whose the key is; the key set of the issuer's host may. Such sets say who makes
            // statements, and nothing about who may log in.
            let is_statement = relation == Relation::Assertion;
            let bound = if is_statement { self.listed_by_host(&method.key, issuer) } else { None };
            return Ok(Found { key: method.key, bound });
        }
        must_be_issuer(&method.controller, issuer)?;
        let is_home = self.origin(owner).is_some() && self.origin(owner) == self.origin(issuer);
        let bound = is_home.then(|| format!("the key is published at {owner}"));
        Ok(Found { key: method.key, bound: bound.and_then(|how| Bond::new(IssuerBinding::KeyUrl, how)) })
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

    /// A key that was brought along, with what the issuer says about it. An issuer whose identifier leads to its keys
    /// speaks for itself: what is not among them is somebody else's.
    pub(super) fn held(&self, key: &PublicKey, issuer: &str, relation: Relation) -> Result<Found, NotFound> {
        let bound = if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
            let method = did::method_of_did_key(issuer).or_else(|_| did::method_of_did_jwk(issuer))?;
            if method.key != *key {
                let text = "The key is not the one that the issuer's identifier is made of.";
                return Err(NotFound::refused(Code::IssuerMismatch, text));
            }
            Bond::of_itself(issuer)
        } else if issuer.starts_with("did:web:") {
            self.listed_by_did(key, issuer, relation)?
        } else {
            self.listed_by_host(key, issuer)
        };
        Ok(Found { key: key.clone(), bound })
    }

    fn listed_by_did(&self, key: &PublicKey, did: &str, relation: Relation) -> Result<Option<Bond>, NotFound> {
        let location = self.documents.locate(did::document_url(did)?);
        let body = self.fetch(&location, Purpose::Key).map_err(|error| NotFound::unreachable(&error))?;
        let document = self.did_document(&location, &body)?;
        let is_listed = document.id == did
            && document
                .methods()
                .any(|m| m.key == *key && relation.allows(&document, &m.id) && self.must_be_usable(m).is_ok());
        if is_listed {
            return Ok(Bond::new(IssuerBinding::DidWeb, format!("{did} lists the key in its DID document")));
        }
        Err(NotFound::refused(Code::IssuerMismatch, "The issuer's DID document does not list this key."))
    }

    /// Whether the set of keys of the issuer's host holds `key`. Old keys leave such sets, so a miss says nothing.
    fn listed_by_host(&self, key: &PublicKey, issuer: &str) -> Option<Bond> {
        let origin = self.origin(issuer)?;
        let location = format!("{origin}/.well-known/jwks.json");
        let body = self.fetch(&location, Purpose::Key).ok()?;
        let set = read_json(&body).ok()?;
        if set.get("iss").is_some_and(|owner| owner != issuer) {
            return None;
        }
        let keys = set.get("keys")?.as_array()?;
        let is_listed = keys
            .iter()
            .take(200)
            .any(|jwk| !names_another(jwk, issuer) && PublicKey::from_jwk(jwk).is_ok_and(|listed| listed == *key));
        Bond::new(IssuerBinding::Jwks, format!("{origin} lists the key")).filter(|_| is_listed)
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

/// Whether a key of a host's set says by its name that it is another's: several issuers may live at one host.
fn names_another(jwk: &Value, issuer: &str) -> bool {
    let name = jwk.get("kid").and_then(Value::as_str).unwrap_or("");
    name.starts_with("did:") && did::split(name).0 != issuer
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
        let method =
            controller.find_method(address).cloned().ok_or_else(|| match controller.find_trouble(address) {
                Some(trouble) => trouble.clone().into(),
                None => not_listed(),
            })?;
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

/// A page for people, or half a document, says nothing for and nothing against a key.
pub(super) fn read_json(body: &[u8]) -> Result<Value, NotFound> {
    let limits = json::Limits { bytes: 256 * 1024, ..json::Limits::default() };
    json::read(body, &limits)
        .map_err(|error| NotFound::undecided(Code::KeyNotFound, format!("The document at the key's address: {error}.")))
}
