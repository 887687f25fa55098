//! The hash of a value's content: SHA-256 over its JSON in canonical form (RFC 8785).
//!
//! Two values have one hash exactly when they say the same. Knows nothing about what is hashed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::canon;

/// SHA-256 in 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

/// Why a text is not a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a SHA-256 hash; that has 64 hexadecimal digits")]
pub struct NotAHash(String);

impl ContentHash {
    /// The hash of `bytes` as they are.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of a value's canonical JSON.
    ///
    /// # Panics
    /// Never for the values of this room: their JSON has text keys and no numbers that are not finite.
    pub fn of<T: Serialize>(value: &T) -> Self {
        let json = serde_json::to_value(value).expect("the room's values have text keys");
        let text = canon::jcs(&json).expect("the room's values have finite numbers");
        Self::of_bytes(text.as_bytes())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash whose bytes these are.
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for ContentHash {
    type Err = NotAHash;

    /// # Errors
    /// [`NotAHash`] for anything but 64 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        bytes_of_hex(text).map(Self).ok_or_else(|| NotAHash(text.chars().take(80).collect()))
    }
}

/// The 32 bytes that 64 hexadecimal digits stand for.
pub(super) fn bytes_of_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? * 16 + digit(pair[1])?;
    }
    Some(bytes)
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
