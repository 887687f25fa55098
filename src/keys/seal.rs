//! Sealing secrets at rest: Argon2id (RFC 9106) makes a key from a passphrase, ChaCha20-Poly1305 (RFC 8439) encrypts
//! and binds the public header of the file, so that neither can be changed or swapped unnoticed.

use argon2::{Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ids::Random;

/// What secrets are sealed with. Never printed; wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seal {
    passphrase: Vec<u8>,
    is_development: bool,
}

/// The passphrase that everybody knows.
const DEVELOPMENT_PASSPHRASE: &[u8] = b"accolade development only";

/// Memory in KiB, passes, lanes: the second choice of RFC 9106, scaled to small machines.
const COST: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };

/// What a file may ask for at most: a planted file must not eat the machine.
const COST_LIMIT: Cost = Cost { memory_kib: 262_144, passes: 16, lanes: 4 };

impl Seal {
    /// Seals with a passphrase, or with the bytes of a key file.
    ///
    /// # Errors
    /// [`SealError::ShortPassphrase`] below 12 bytes.
    pub fn new(passphrase: &[u8]) -> Result<Self, SealError> {
        if passphrase.len() < 12 {
            return Err(SealError::ShortPassphrase);
        }
        Ok(Self { passphrase: passphrase.to_vec(), is_development: false })
    }

    /// A seal that protects nothing, for trying things out. Whoever uses it must say so: [`Self::WARNING`].
    pub fn development() -> Self {
        Self { passphrase: DEVELOPMENT_PASSPHRASE.to_vec(), is_development: true }
    }

    /// What a person must be told when the development seal is in use.
    pub const WARNING: &'static str = "WARNING: the signing keys are sealed with the well-known development passphrase. \
        Anybody who reads the files can sign as you. Set ACCOLADE_KEY_PASSPHRASE or ACCOLADE_KEY_FILE before you issue \
        anything that matters.";

    /// Whether this is the well-known development seal.
    pub fn is_development(&self) -> bool {
        self.is_development
    }

    /// Seals `secret` and binds `header` to it.
    ///
    /// # Errors
    /// [`SealError::Library`] when the cost is refused, which does not happen with the cost built in.
    pub(super) fn close(&self, secret: &[u8], header: &[u8]) -> Result<Sealed, SealError> {
        let mut random = Random::system();
        let (salt, nonce) = (random.bytes::<16>(), random.bytes::<12>());
        let cipher = self.cipher(&salt, COST)?;
        let text =
            cipher.encrypt(&nonce.into(), Payload { msg: secret, aad: header }).map_err(|_| SealError::Library)?;
        Ok(Sealed {
            kdf: "argon2id".into(),
            cost: COST,
            salt: URL_SAFE_NO_PAD.encode(salt),
            cipher: "chacha20-poly1305".into(),
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            text: URL_SAFE_NO_PAD.encode(text),
        })
    }

    /// Seals a secret that is kept elsewhere than in a key file, and binds what it is about to it.
    ///
    /// # Errors
    /// As [`Seal::open_text`], with nothing wrong in what is given.
    pub fn close_text(&self, secret: &[u8], about: &str) -> Result<String, SealError> {
        let sealed = self.close(secret, about.as_bytes())?;
        serde_json::to_string(&sealed).map_err(|_| SealError::Library)
    }

    /// Opens what [`Self::close_text`] sealed about the same thing. Slow on purpose.
    ///
    /// # Errors
    /// [`SealError::WrongPassphraseOrChanged`] with another seal or another thing, [`SealError::Damaged`].
    pub fn open_text(&self, sealed: &str, about: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let sealed: Sealed = serde_json::from_str(sealed).map_err(|_| SealError::Damaged)?;
        self.open(&sealed, about.as_bytes())
    }

    /// Opens what [`Self::close`] sealed with the same header.
    pub(super) fn open(&self, sealed: &Sealed, header: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if sealed.kdf != "argon2id" || sealed.cipher != "chacha20-poly1305" {
            return Err(SealError::Damaged);
        }
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::Damaged);
        let nonce: [u8; 12] = decode(&sealed.nonce)?.try_into().map_err(|_| SealError::Damaged)?;
        let (salt, text) = (decode(&sealed.salt)?, decode(&sealed.text)?);
        let cipher = self.cipher(&salt, sealed.cost)?;
        let secret = cipher.decrypt(&nonce.into(), Payload { msg: &text, aad: header });
        secret.map(Zeroizing::new).map_err(|_| SealError::WrongPassphraseOrChanged)
    }

    fn cipher(&self, salt: &[u8], cost: Cost) -> Result<ChaCha20Poly1305, SealError> {
        let is_bearable = cost.memory_kib <= COST_LIMIT.memory_kib
            && cost.passes <= COST_LIMIT.passes
            && cost.lanes <= COST_LIMIT.lanes;
        if !is_bearable {
            return Err(SealError::TooCostly);
        }
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| SealError::Damaged)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(argon2::Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.passphrase, salt, &mut *key)
            .map_err(|_| SealError::Damaged)?;
        ChaCha20Poly1305::new_from_slice(&*key).map_err(|_| SealError::Library)
    }
}

/// A sealed secret as it stands in a file.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sealed {
    kdf: String,
    cost: Cost,
    salt: String,
    cipher: String,
    nonce: String,
    text: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Why a secret cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The passphrase is too easy to guess.
    #[error("the passphrase must have at least 12 bytes")]
    ShortPassphrase,
    /// The sealed part is not of the form that we write.
    #[error("the sealed part of the key file is damaged")]
    Damaged,
    /// The authentication failed.
    #[error("the passphrase is wrong, or the key file was changed")]
    WrongPassphraseOrChanged,
    /// The file asks for more memory or time than we give.
    #[error("the key file asks for more work than is allowed")]
    TooCostly,
    /// The cryptographic library failed.
    #[error("the secret could not be sealed")]
    Library,
}
