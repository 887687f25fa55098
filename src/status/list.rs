//! The list as a credential: ours to publish, others' to read (Bitstring Status List,
//! `#bitstringstatuslistcredential`, `#validate-algorithm`), and the 1EdTech revocation list.

use serde_json::{Value, json};

use super::entry::member;
use super::{Bitstring, Entry, Purpose, StatusError};
use crate::clock::Timestamp;

/// What a list of ours says about itself.
#[derive(Clone, Debug)]
pub struct ListDescription {
    /// Its address, which is also its id.
    pub address: String,
    /// Who publishes it.
    pub issuer: String,
    /// What a set bit means.
    pub purpose: Purpose,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// Until when a verifier may rely on it.
    pub valid_until: Option<Timestamp>,
}

/// The list as an unsecured credential.
pub fn list_credential(list: &ListDescription, bits: &Bitstring) -> Value {
    let mut credential = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": list.address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": list.issuer,
        "validFrom": list.valid_from.whole_seconds().to_string(),
    });
    if let Some(until) = list.valid_until {
        credential["validUntil"] = until.whole_seconds().to_string().into();
    }
    credential["credentialSubject"] = json!({
        "id": format!("{}#list", list.address),
        "type": "BitstringStatusList",
        "statusPurpose": list.purpose.as_str(),
        "encodedList": bits.encode(),
    });
    credential
}

/// A list credential as read. That it is genuine is for others to find out.
#[derive(Clone, Debug)]
pub struct PublishedList {
    /// What it calls itself.
    pub id: String,
    /// Who says it published it.
    pub issuer: String,
    purposes: Vec<Purpose>,
    valid_from: Option<Timestamp>,
    valid_until: Option<Timestamp>,
    bits: Bitstring,
}

impl PublishedList {
    /// Reads a `BitstringStatusListCredential` or `StatusList2021Credential`.
    ///
    /// # Errors
    /// [`StatusError`] names what is wrong.
    pub fn read(credential: &Value) -> Result<Self, StatusError> {
        let has_type = |value: &Value, names: [&str; 2]| match value.get("type") {
            Some(Value::String(name)) => names.contains(&name.as_str()),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(|name| names.contains(&name)),
            _ => false,
        };
        if !has_type(credential, ["BitstringStatusListCredential", "StatusList2021Credential"]) {
            return Err(member("type", "does not say that this is a status list"));
        }
        let subject = credential.get("credentialSubject").ok_or(member("credentialSubject", "is missing"))?;
        if !has_type(subject, ["BitstringStatusList", "StatusList2021"]) {
            return Err(member("credentialSubject", "is not a status list"));
        }
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let issuer = credential.get("issuer").and_then(|issuer| issuer.as_str().or_else(|| issuer.get("id")?.as_str()));
        let encoded = text(subject, "encodedList").ok_or(member("encodedList", "is missing"))?;
        Ok(Self {
            id: text(credential, "id").unwrap_or_default(),
            issuer: issuer.ok_or(member("issuer", "is missing"))?.to_owned(),
            purposes: read_purposes(subject)?,
            valid_from: time(credential, ["validFrom", "issuanceDate"])?,
            valid_until: time(credential, ["validUntil", "expirationDate"])?,
            bits: Bitstring::decode(&encoded)?,
        })
    }

    /// Bytes that it takes in memory, near enough.
    pub fn size_bytes(&self) -> usize {
        self.bits.len() / 8 + self.id.len() + self.issuer.len()
    }

    /// Whether the entry's bit is set at `now`.
    ///
    /// # Errors
    /// [`StatusError`] when this is not for the entry's purpose, not current or too short, or when it clears an
    /// entry of a list with another id.
    pub fn status_of(&self, entry: &Entry, now: Timestamp) -> Result<bool, StatusError> {
        if !self.purposes.contains(&entry.purpose) {
            return Err(StatusError::WrongPurpose(entry.purpose.as_str()));
        }
        if self.valid_from.is_some_and(|from| now < from) {
            return Err(StatusError::NotCurrent("not valid yet"));
        }
        if self.valid_until.is_some_and(|until| now > until) {
            return Err(StatusError::NotCurrent("out of date"));
        }
        let is_set = self.bits.value(entry.index, entry.size)? != 0;
        // Another list of the same issuer must not clear somebody; that it condemns them is taken at its word, since
        // official examples have lists whose id is not their address.
        if !is_set && !self.id.is_empty() && self.id != entry.list {
            return Err(StatusError::WrongList { found: self.id.clone(), wanted: entry.list.clone() });
        }
        Ok(is_set)
    }
}

fn read_purposes(subject: &Value) -> Result<Vec<Purpose>, StatusError> {
    let purposes = match subject.get("statusPurpose") {
        Some(Value::String(name)) => vec![Purpose::find(name)],
        Some(Value::Array(names)) if names.len() <= 8 => {
            names.iter().map(|name| name.as_str().and_then(Purpose::find)).collect()
        }
        _ => return Err(member("statusPurpose", "is missing")),
    };
    Ok(purposes.into_iter().flatten().collect())
}

fn time(credential: &Value, names: [&'static str; 2]) -> Result<Option<Timestamp>, StatusError> {
    let Some((name, value)) = names.into_iter().find_map(|name| Some((name, credential.get(name)?))) else {
        return Ok(None);
    };
    let time = value.as_str().and_then(|text| text.parse().ok());
    time.map(Some).ok_or(member(name, "is not a time with a zone"))
}

/// The 1EdTech revocation list (Open Badges 3.0 until 1.2): the credentials that do not stand, by id.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// Whose list it says it is.
    pub issuer: Option<String>,
    revoked: Vec<(String, Option<String>)>,
}

impl RevocationList {
    /// Reads the list. The member is `revokedCredential` in the official code and plural in some products; a list with
    /// both is read as one. An item may be the id alone.
    ///
    /// # Errors
    /// [`StatusError::Member`] when there is none, or an item has no id.
    pub fn read(list: &Value) -> Result<Self, StatusError> {
        let of_name = |name: &str| match list.get(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items.as_slice())),
            Some(_) => Err(member("revokedCredential", "must be an array")),
        };
        let (singular, plural) = (of_name("revokedCredential")?, of_name("revokedCredentials")?);
        if singular.is_none() && plural.is_none() {
            return Err(member("revokedCredential", "is missing"));
        }
        let mut revoked = Vec::new();
        for item in [singular, plural].into_iter().flatten().flatten() {
            let id = item.as_str().or_else(|| item.get("id")?.as_str());
            let id = id.ok_or(member("revokedCredential", "has an item without id"))?;
            if item.get("revoked").is_none_or(|flag| flag != false) {
                let reason = item.get("revocationReason").and_then(Value::as_str).map(str::to_owned);
                revoked.push((id.to_owned(), reason));
            }
        }
        let issuer = list.get("issuer").and_then(|issuer| issuer.as_str().or_else(|| issuer.get("id")?.as_str()));
        Ok(Self { issuer: issuer.map(str::to_owned), revoked })
    }

    /// The revocation of a credential and its reason; `None` when it stands.
    pub fn find(&self, credential_id: &str) -> Option<Option<&str>> {
        self.revoked.iter().find(|(id, _)| id == credential_id).map(|(_, reason)| reason.as_deref())
    }
}
