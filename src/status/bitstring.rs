//! The bits and their published form: gzip, base64url, multibase `u` (Bitstring Status List, `#bitstring-encoding`).

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compression, GzBuilder, bufread::GzDecoder};

use super::StatusError;

/// Entries that a list has at least: fewer would tell whose status is asked for.
pub const MINIMUM_ENTRIES: usize = 131_072;
const ENCODED_LIMIT_BYTES: usize = 1024 * 1024;
const INFLATED_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// Level 6 of zlib takes five times as long for a tenth of the bytes (docs/performance.md).
const COMPRESSION: Compression = Compression::new(4);

/// One bit per entry; entry 0 is the leftmost bit of the first byte.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitstring {
    bytes: Vec<u8>,
}

impl Bitstring {
    /// A list with no bit set.
    ///
    /// # Errors
    /// [`StatusError::TooShort`] below [`MINIMUM_ENTRIES`]; [`StatusError::TooLarge`] above 16,777,216.
    pub fn new(entries: usize) -> Result<Self, StatusError> {
        Self::from_bytes(vec![0; entries.div_ceil(8)])
    }

    fn from_bytes(bytes: Vec<u8>) -> Result<Self, StatusError> {
        if bytes.len() * 8 < MINIMUM_ENTRIES {
            return Err(StatusError::TooShort { entries: bytes.len() * 8 });
        }
        if bytes.len() > INFLATED_LIMIT_BYTES {
            return Err(StatusError::TooLarge { limit_bytes: INFLATED_LIMIT_BYTES });
        }
        Ok(Self { bytes })
    }

    /// How many entries there are.
    #[expect(clippy::len_without_is_empty, reason = "a list is never empty")]
    pub fn len(&self) -> usize {
        self.bytes.len() * 8
    }

    /// Whether the entry's bit is set.
    ///
    /// # Errors
    /// [`StatusError::OutOfRange`].
    pub fn is_set(&self, index: u64) -> Result<bool, StatusError> {
        let (byte, mask) = self.place(index)?;
        Ok(self.bytes[byte] & mask != 0)
    }

    /// The value of an entry of `size` bits, the leftmost the most significant (`#bitstring-encoding`).
    ///
    /// # Errors
    /// [`StatusError::OutOfRange`]; [`StatusError::TooShort`] when there are too few entries of that size.
    pub fn value(&self, index: u64, size: u8) -> Result<u64, StatusError> {
        let entries = self.len() / usize::from(size.max(1));
        if entries < MINIMUM_ENTRIES {
            return Err(StatusError::TooShort { entries });
        }
        if index >= entries as u64 {
            return Err(StatusError::OutOfRange { index, entries });
        }
        let first = index * u64::from(size);
        (first..first + u64::from(size)).try_fold(0, |value, bit| Ok(value << 1 | u64::from(self.is_set(bit)?)))
    }

    /// Sets the entry's bit.
    ///
    /// # Errors
    /// [`StatusError::OutOfRange`].
    pub fn set(&mut self, index: u64) -> Result<(), StatusError> {
        let (byte, mask) = self.place(index)?;
        self.bytes[byte] |= mask;
        Ok(())
    }

    /// Clears the entry's bit.
    ///
    /// # Errors
    /// [`StatusError::OutOfRange`].
    pub fn clear(&mut self, index: u64) -> Result<(), StatusError> {
        let (byte, mask) = self.place(index)?;
        self.bytes[byte] &= !mask;
        Ok(())
    }

    /// How many bits are set.
    pub fn count_set(&self) -> usize {
        self.bytes.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    fn place(&self, index: u64) -> Result<(usize, u8), StatusError> {
        let entries = self.len();
        let position =
            usize::try_from(index).ok().filter(|at| *at < entries).ok_or(StatusError::OutOfRange { index, entries })?;
        Ok((position / 8, 0x80 >> (position % 8)))
    }

    /// The published form; the same bits always give the same text.
    pub fn encode(&self) -> String {
        let mut encoder = GzBuilder::new().mtime(0).write(Vec::with_capacity(1024), COMPRESSION);
        // Writing to memory does not fail.
        let _ = encoder.write_all(&self.bytes);
        let packed = encoder.finish().unwrap_or_default();
        let mut text = String::from("u");
        URL_SAFE_NO_PAD.encode_string(packed, &mut text);
        text
    }

    /// Reads the published form; the `u` is left out by StatusList2021 and is not asked for.
    ///
    /// # Errors
    /// [`StatusError`] names what is wrong. Never inflates more than 2 MiB.
    pub fn decode(text: &str) -> Result<Self, StatusError> {
        if text.len() > ENCODED_LIMIT_BYTES {
            return Err(StatusError::TooLarge { limit_bytes: INFLATED_LIMIT_BYTES });
        }
        // Gzip starts with 0x1f8b, which is `H4s` in base64, so a leading `u` can only be the multibase one.
        let packed = URL_SAFE_NO_PAD
            .decode(text.strip_prefix('u').unwrap_or(text).trim_end_matches('='))
            .map_err(|_| StatusError::Encoding("it is not base64url"))?;
        let mut decoder = GzDecoder::new(packed.as_slice());
        let mut bytes = Vec::with_capacity(MINIMUM_ENTRIES / 8);
        let read = decoder.by_ref().take(INFLATED_LIMIT_BYTES as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|_| StatusError::Encoding("it is not gzip, or is damaged"))?;
        if bytes.len() > INFLATED_LIMIT_BYTES {
            return Err(StatusError::TooLarge { limit_bytes: INFLATED_LIMIT_BYTES });
        }
        if !decoder.into_inner().is_empty() {
            return Err(StatusError::Encoding("something follows the gzip data"));
        }
        Self::from_bytes(bytes)
    }
}

impl std::fmt::Debug for Bitstring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitstring({} of {} set)", self.count_set(), self.len())
    }
}
