//! DID documents and single key documents: reading others', writing ours.

use serde_json::{Value, json};

use super::{DidError, VerificationMethod};
use crate::clock::Timestamp;
use crate::keys::{KeyRecord, PublicKey};

/// Keys that one document may list.
const METHODS_LIMIT: usize = 200;

/// What a verifier needs of a DID document.
#[derive(Clone, Debug)]
pub struct DidDocument {
    /// Whose document it is.
    pub id: String,
    methods: Vec<VerificationMethod>,
    /// Keys that are listed and cannot be used, by their addresses.
    unusable: Vec<(String, DidError)>,
    assertion: Vec<String>,
    authentication: Vec<String>,
}

impl DidDocument {
    /// Reads a DID document; keys that cannot be used are kept apart, for [`Self::find_trouble`].
    ///
    /// # Errors
    /// [`DidError::Document`] when it has no id or too many keys.
    pub fn read(document: &Value) -> Result<Self, DidError> {
        let id = document.get("id").and_then(Value::as_str).ok_or(DidError::Document("it has no `id`"))?.to_owned();
        let mut read =
            Self { id, methods: Vec::new(), unusable: Vec::new(), assertion: Vec::new(), authentication: Vec::new() };
        let listed = items(document, "verificationMethod")?;
        for method in listed {
            read.add(method);
        }
        for (name, is_assertion) in [("assertionMethod", true), ("authentication", false)] {
            for entry in items(document, name)? {
                let address = match entry {
                    Value::String(address) => Some(read.absolute(address)),
                    embedded => read.add(embedded),
                };
                let list = if is_assertion { &mut read.assertion } else { &mut read.authentication };
                list.extend(address);
            }
        }
        if read.methods.len() > METHODS_LIMIT {
            return Err(DidError::Document("it lists more than 200 keys"));
        }
        Ok(read)
    }

    fn absolute(&self, address: &str) -> String {
        if address.starts_with('#') { format!("{}{address}", self.id) } else { address.to_owned() }
    }

    /// Adds a method and returns its address; `None` when it is not usable.
    fn add(&mut self, value: &Value) -> Option<String> {
        let mut method = match read_key(value) {
            Ok(method) => method,
            Err(trouble) => {
                if let Some(address) = value.get("id").and_then(Value::as_str) {
                    self.unusable.push((self.absolute(address), trouble));
                }
                return None;
            }
        };
        method.id = self.absolute(&method.id);
        let address = method.id.clone();
        self.methods.push(method);
        Some(address)
    }

    /// All keys that the document lists.
    pub fn methods(&self) -> impl Iterator<Item = &VerificationMethod> {
        self.methods.iter()
    }

    /// The key at an address, if the document lists it.
    pub fn find_method(&self, address: &str) -> Option<&VerificationMethod> {
        self.methods.iter().find(|method| method.id == address)
    }

    /// Why the key at an address cannot be used, if the document lists it all the same.
    pub fn find_trouble(&self, address: &str) -> Option<&DidError> {
        self.unusable.iter().find(|(listed, _)| listed == address).map(|(_, trouble)| trouble)
    }

    /// Whether the key at an address may sign statements for the document's subject.
    pub fn allows_assertion(&self, address: &str) -> bool {
        self.assertion.iter().any(|allowed| allowed == address)
    }

    /// Whether the key at an address may log in for the document's subject.
    pub fn allows_authentication(&self, address: &str) -> bool {
        self.authentication.iter().any(|allowed| allowed == address)
    }
}

fn items<'v>(document: &'v Value, name: &str) -> Result<&'v [Value], DidError> {
    match document.get(name) {
        None => Ok(&[]),
        Some(Value::Array(items)) if items.len() <= METHODS_LIMIT => Ok(items),
        Some(Value::Array(_)) => Err(DidError::Document("it lists more than 200 keys")),
        Some(one) => Ok(std::slice::from_ref(one)),
    }
}

/// Reads one key object: a Multikey, the older Ed25519 form, a JSON web key in its wrapper, or a bare JWK (whose
/// `kid` is its address).
///
/// # Errors
/// [`DidError`] when there is no key in it or it is bad.
pub fn read_key(value: &Value) -> Result<VerificationMethod, DidError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let time = |name: &str| -> Result<Option<Timestamp>, DidError> {
        let unreadable = DidError::Document("a key's `expires` or `revoked` is no time");
        match value.get(name) {
            None => Ok(None),
            Some(time) => time.as_str().and_then(|time| time.parse().ok()).map(Some).ok_or(unreadable),
        }
    };
    let key = if let Some(multikey) = text("publicKeyMultibase") {
        PublicKey::from_multikey(multikey)?
    } else if let Some(jwk) = value.get("publicKeyJwk") {
        PublicKey::from_jwk(jwk)?
    } else if value.get("kty").is_some() {
        PublicKey::from_jwk(value)?
    } else {
        return Err(DidError::Document("it holds no key"));
    };
    Ok(VerificationMethod {
        id: text("id").or(text("kid")).unwrap_or("").to_owned(),
        controller: text("controller").unwrap_or("").to_owned(),
        key,
        expires: time("expires")?,
        revoked: time("revoked")?,
    })
}

/// The DID document that publishes an issuer's keys: every key that ever signed, retired ones too, so that old badges
/// keep verifying; revoked ones with the time.
pub fn web_document(did: &str, keys: &[KeyRecord]) -> Value {
    let mut methods = Vec::new();
    let mut assertion = Vec::new();
    for key in keys {
        let id = format!("{did}#{}", key.name);
        let mut method = match key.public.to_multikey() {
            Some(multikey) => json!({"id": id, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}),
            None => json!({"id": id, "type": "JsonWebKey", "controller": did, "publicKeyJwk": key.public.to_jwk()}),
        };
        if let Some(revoked) = key.revoked {
            method["revoked"] = revoked.to_string().into();
        } else {
            assertion.push(id);
        }
        methods.push(method);
    }
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": assertion,
    })
}

/// The object served at the address of one key; `None` for RSA, which has no Multikey.
pub fn key_document(address: &str, controller: &str, key: &PublicKey) -> Option<Value> {
    let multikey = key.to_multikey()?;
    Some(json!({
        "@context": "https://w3id.org/security/multikey/v1",
        "id": address,
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": multikey,
    }))
}
