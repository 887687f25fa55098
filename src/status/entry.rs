//! The status entry in a credential (Bitstring Status List, `#bitstringstatuslistentry`).

use serde_json::{Value, json};

use super::StatusError;

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Withdrawn for good.
    Revocation,
    /// On hold; can be taken back.
    Suspension,
    /// A newer version is to be had.
    Refresh,
    /// Something else that the issuer has to say.
    Message,
}

impl Purpose {
    /// The name in `statusPurpose`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
            Self::Refresh => "refresh",
            Self::Message => "message",
        }
    }

    /// The purpose with this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Revocation, Self::Suspension, Self::Refresh, Self::Message].into_iter().find(|p| p.as_str() == name)
    }
}

/// Which bit of which list speaks about a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What a set bit means.
    pub purpose: Purpose,
    /// The bit.
    pub index: u64,
    /// The address of the list.
    pub list: String,
    /// Bits of the entry.
    pub size: u8,
}

/// Bits that one entry may have.
const SIZE_LIMIT: u64 = 8;

impl Entry {
    /// The entry of one bit.
    pub fn new(purpose: Purpose, index: u64, list: String) -> Self {
        Self { purpose, index, list, size: 1 }
    }

    /// Reads a `BitstringStatusListEntry` or `StatusList2021Entry`.
    ///
    /// # Errors
    /// [`StatusError::UnknownType`] and [`StatusError::UnknownPurpose`] for what we cannot judge,
    /// [`StatusError::Member`] for members that are not as they must be.
    pub fn read(entry: &Value) -> Result<Self, StatusError> {
        let text = |member: &'static str| entry.get(member).and_then(Value::as_str);
        check_type(entry.get("type"))?;
        let purpose = text("statusPurpose").ok_or(member("statusPurpose", "is missing"))?;
        let purpose = Purpose::find(purpose).ok_or(StatusError::UnknownPurpose(purpose.chars().take(80).collect()))?;
        let list = text("statusListCredential").filter(|list| !list.is_empty());
        Ok(Self {
            purpose,
            size: read_size(entry)?,
            index: read_index(entry.get("statusListIndex"))?,
            list: list.ok_or(member("statusListCredential", "must be the address of a list"))?.to_owned(),
        })
    }

    /// The entry as it stands in a credential.
    pub fn to_json(&self) -> Value {
        json!({
            "id": format!("{}#{}", self.list, self.index),
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose.as_str(),
            "statusListIndex": self.index.to_string(),
            "statusListCredential": self.list,
        })
    }
}

/// One of the two types that are read, alone or among others.
fn check_type(value: Option<&Value>) -> Result<(), StatusError> {
    let names: Vec<&str> = match value {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if names.iter().any(|name| matches!(*name, "BitstringStatusListEntry" | "StatusList2021Entry")) {
        return Ok(());
    }
    match names.first() {
        Some(other) => Err(StatusError::UnknownType(other.chars().take(80).collect())),
        None => Err(member("type", "must be a text")),
    }
}

/// `statusSize`, and with more than one bit a message for each value (`#bitstringstatuslistentry`).
fn read_size(entry: &Value) -> Result<u8, StatusError> {
    let size = match entry.get("statusSize") {
        None => 1,
        Some(size) => size.as_u64().filter(|size| (1..=SIZE_LIMIT).contains(size)).unwrap_or(0),
    };
    if size == 0 {
        return Err(member("statusSize", "must be a whole number from 1 to 8"));
    }
    let messages = entry.get("statusMessage").and_then(Value::as_array).map(Vec::len);
    if size > 1 && messages != Some(1 << size) {
        return Err(member("statusMessage", "must have an item for each value that the entry can have"));
    }
    Ok(size as u8)
}

/// A decimal text; a JSON integer is read too, since official examples have them.
fn read_index(value: Option<&Value>) -> Result<u64, StatusError> {
    let refuse = member("statusListIndex", "must be a whole number, written as text");
    match value {
        Some(Value::String(digits)) if (1..=19).contains(&digits.len()) => {
            let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_decimal).ok_or(refuse)
        }
        Some(Value::Number(number)) => number.as_u64().ok_or(refuse),
        _ => Err(refuse),
    }
}

pub(super) fn member(member: &'static str, why: &'static str) -> StatusError {
    StatusError::Member { member, why }
}
