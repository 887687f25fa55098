//! Authenticator data: what an authenticator signs (Web Authentication, `#sctn-authenticator-data`).

use super::cose;
use crate::keys::PublicKey;

/// Flags of the 33rd byte.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_POSSIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const CREDENTIAL: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;

/// What an authenticator says.
pub(super) struct AuthenticatorData<'b> {
    /// SHA-256 of the party's identifier.
    pub(super) party_hash: &'b [u8],
    /// Somebody touched it.
    pub(super) is_present: bool,
    /// It checked who it was.
    pub(super) is_verified: bool,
    /// How often it signed.
    pub(super) counter: u32,
    /// The credential that was made just now.
    pub(super) made: Option<Made<'b>>,
}

/// A credential that was made.
pub(super) struct Made<'b> {
    /// Its name.
    pub(super) credential_id: &'b [u8],
    /// Its key; `None` for a kind that is not used here.
    pub(super) key: Option<PublicKey>,
}

impl<'b> AuthenticatorData<'b> {
    /// Reads all of it; `None` when something is missing or too much.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        let (party_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        if flags & BACKED_UP != 0 && flags & BACKUP_POSSIBLE == 0 {
            return None;
        }
        let mut made = None;
        if flags & CREDENTIAL != 0 {
            let (_aaguid, after) = rest.split_at_checked(16)?;
            let (length, after) = after.split_first_chunk::<2>()?;
            let (credential_id, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let (key, after) = cose::read_key(after)?;
            made = Some(Made { credential_id, key });
            rest = after;
        }
        if flags & EXTENSIONS != 0 {
            rest = cose::skip_map(rest)?;
        }
        rest.is_empty().then_some(Self {
            party_hash,
            is_present: flags & PRESENT != 0,
            is_verified: flags & VERIFIED != 0,
            counter: u32::from_be_bytes(*counter),
            made,
        })
    }
}
