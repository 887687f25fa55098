//! Recipients by hashed identifier (Open Badges 3.0, `#identityobject`).

use openssl::hash::{MessageDigest, hash};
use sha2::{Digest, Sha256};

use super::IdentityObject;

/// How a known identifier matches a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityMatch {
    /// Letter by letter, or by SHA-256.
    Exact,
    /// In lower case: mail systems do not tell the cases apart.
    IgnoringCase,
    /// By MD5, which proves little.
    Weak,
}

impl IdentityObject {
    /// A recipient whose identifier is hidden: SHA-256 of the identifier followed by the salt.
    pub fn hashed(identifier: &str, identity_type: &str, salt: &str) -> Self {
        Self {
            hashed: true,
            identity_hash: format!("sha256${}", hex::encode(sha256(identifier, salt))),
            identity_type: identity_type.into(),
            salt: Some(salt.into()),
            ..Self::default()
        }
    }

    /// Whether this is the recipient with a known identifier, and how well that is shown.
    pub fn matches(&self, known: &str) -> Option<IdentityMatch> {
        let lower = known.to_lowercase();
        let is_weak = self.hashed && self.identity_hash.starts_with("md5$");
        if self.is(known) {
            Some(if is_weak { IdentityMatch::Weak } else { IdentityMatch::Exact })
        } else if self.is(&lower) || (!self.hashed && self.identity_hash.to_lowercase() == lower) {
            Some(if is_weak { IdentityMatch::Weak } else { IdentityMatch::IgnoringCase })
        } else {
            None
        }
    }

    fn is(&self, known: &str) -> bool {
        if !self.hashed {
            return self.identity_hash == known;
        }
        self.hidden().is_some_and(|hidden| hidden.is(known))
    }

    /// The hash made ready for being compared with many known identifiers; `None` when it is none that is known.
    pub fn hidden(&self) -> Option<HiddenIdentity<'_>> {
        let salt = self.salt.as_deref().unwrap_or("");
        let digest = match self.identity_hash.split_once('$')? {
            ("sha256", digits) => HiddenDigest::Sha256(unhex(digits)?),
            ("md5", digits) => HiddenDigest::Md5(unhex(digits)?),
            _ => return None,
        };
        Some(HiddenIdentity { digest, salt })
    }
}

/// A recipient's hash, ready for being compared.
#[derive(Clone, Copy, Debug)]
pub struct HiddenIdentity<'i> {
    digest: HiddenDigest,
    salt: &'i str,
}

#[derive(Clone, Copy, Debug)]
enum HiddenDigest {
    Sha256([u8; 32]),
    Md5([u8; 16]),
}

impl HiddenIdentity<'_> {
    /// Whether this hides a known identifier, and how well that is shown.
    pub fn matches(&self, known: &str) -> Option<IdentityMatch> {
        let exact = match self.digest {
            HiddenDigest::Sha256(_) => IdentityMatch::Exact,
            HiddenDigest::Md5(_) => IdentityMatch::Weak,
        };
        if self.is(known) {
            return Some(exact);
        }
        let lower = known.to_lowercase();
        (lower != known && self.is(&lower)).then_some(match exact {
            IdentityMatch::Weak => IdentityMatch::Weak,
            _ => IdentityMatch::IgnoringCase,
        })
    }

    fn is(&self, known: &str) -> bool {
        match self.digest {
            HiddenDigest::Sha256(wanted) => sha256(known, self.salt) == wanted,
            HiddenDigest::Md5(wanted) => {
                let text = [known, self.salt].concat();
                hash(MessageDigest::md5(), text.as_bytes()).is_ok_and(|digest| *digest == wanted)
            }
        }
    }
}

/// Bytes from hexadecimal of exactly their length.
fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits = digits.as_bytes();
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |letter: u8| char::from(letter).to_digit(16);
        *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
    }
    Some(bytes)
}

fn sha256(identifier: &str, salt: &str) -> [u8; 32] {
    Sha256::new().chain_update(identifier).chain_update(salt).finalize().into()
}
