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
            identity_hash: format!("sha256${}", hex(&sha256(identifier, salt))),
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
        let salt = self.salt.as_deref().unwrap_or("");
        let is_hex = |digits: &str, digest: &[u8]| digits.eq_ignore_ascii_case(&hex(digest));
        match self.identity_hash.split_once('$') {
            Some(("sha256", digits)) => is_hex(digits, &sha256(known, salt)),
            Some(("md5", digits)) => hash(MessageDigest::md5(), format!("{known}{salt}").as_bytes())
                .is_ok_and(|digest| is_hex(digits, &digest)),
            _ => false,
        }
    }
}

fn sha256(identifier: &str, salt: &str) -> [u8; 32] {
    Sha256::new().chain_update(identifier).chain_update(salt).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
