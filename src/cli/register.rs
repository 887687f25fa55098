//! The folder that remembers which credential has which status entry: `register.json`, and beside it what is
//! published. An entry is written down before anything with it is signed, and never given twice.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{Failure, files};
use crate::clock::Timestamp;
use crate::ids::Random;
use crate::status::{Bitstring, Entry, Indexes, MINIMUM_ENTRIES, Purpose};

/// What became of one credential.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) index: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) revoked: Option<Event>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) suspended: Option<Event>,
}

/// When and why.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) at: String,
    pub(super) reason: String,
}

/// The content of `register.json`.
#[derive(Serialize, Deserialize)]
struct Content {
    format: u32,
    /// The address under which the folder's lists are published.
    address: String,
    issuer: String,
    /// Key of the permutation that hides the order of issuing.
    permutation_key: String,
    next: u64,
    /// By credential id.
    credentials: BTreeMap<String, Standing>,
}

/// An open register; nobody else can open it meanwhile.
pub(super) struct Register {
    folder: PathBuf,
    content: Content,
    _lock: File,
}

impl Register {
    /// Makes a register in a new folder.
    pub(super) fn create(folder: &Path, address: &str, issuer: &str) -> Result<(), Failure> {
        if folder.join("register.json").exists() {
            return Err(Failure::usage(format!("{}: there is a register already", folder.display())));
        }
        if !address.starts_with("https://") {
            return Err(Failure::usage("the lists' address must start with https://"));
        }
        let content = Content {
            format: 1,
            address: address.trim_end_matches('/').into(),
            issuer: issuer.into(),
            permutation_key: URL_SAFE_NO_PAD.encode(Random::system().bytes::<32>()),
            next: 0,
            credentials: BTreeMap::new(),
        };
        let bytes = serde_json::to_vec_pretty(&content).map_err(Failure::refused)?;
        files::write_durably(&folder.join("register.json"), &bytes)
    }

    /// Opens the register in a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("register.json");
        if !path.is_file() {
            let hint = "make it with `accolade status new`";
            return Err(Failure::usage(format!("{}: there is no register; {hint}", folder.display())));
        }
        let failed = |error: std::io::Error| Failure::refused(format!("{}: {error}", folder.display()));
        let lock = File::create(folder.join("register.lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let content = serde_json::from_slice(&files::read(&path)?)
            .map_err(|error| Failure::refused(format!("{}: {error}", path.display())))?;
        Ok(Self { folder: folder.into(), content, _lock: lock })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.content.issuer
    }

    /// The address of the list for a purpose.
    pub(super) fn list_address(&self, purpose: Purpose) -> String {
        format!("{}/{}", self.content.address, purpose.as_str())
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The entries of a credential, in the lists of both purposes; reserves an index unless it has one.
    pub(super) fn reserve(&mut self, credential_id: &str) -> Result<[Entry; 2], Failure> {
        let index = match self.content.credentials.get(credential_id) {
            Some(standing) => standing.index,
            None => {
                let key = URL_SAFE_NO_PAD.decode(&self.content.permutation_key).ok().and_then(|k| k.try_into().ok());
                let key = key.ok_or_else(|| Failure::refused("the register's key is damaged"))?;
                let index = Indexes::new(key, MINIMUM_ENTRIES).index(self.content.next).ok_or_else(|| {
                    Failure::refused("the register is full (131,072 credentials); make another with `status new`")
                })?;
                self.content.next += 1;
                let standing = Standing { index, revoked: None, suspended: None };
                self.content.credentials.insert(credential_id.into(), standing);
                index
            }
        };
        let entry = |purpose| Entry::new(purpose, index, self.list_address(purpose));
        Ok([entry(Purpose::Revocation), entry(Purpose::Suspension)])
    }

    pub(super) fn standing(&mut self, credential_id: &str) -> Result<&mut Standing, Failure> {
        let unknown = || Failure::refused(format!("`{credential_id}` is not in this register"));
        self.content.credentials.get_mut(credential_id).ok_or_else(unknown)
    }

    /// The bits of the list for a purpose.
    pub(super) fn bits(&self, purpose: Purpose) -> Result<Bitstring, Failure> {
        let mut bits = Bitstring::new(MINIMUM_ENTRIES).map_err(Failure::refused)?;
        for standing in self.content.credentials.values() {
            let event = if purpose == Purpose::Suspension { &standing.suspended } else { &standing.revoked };
            if event.is_some() {
                bits.set(standing.index).map_err(Failure::refused)?;
            }
        }
        Ok(bits)
    }

    /// Writes the register back.
    pub(super) fn save(&self) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(&self.content).map_err(Failure::refused)?;
        files::write_durably(&self.folder.join("register.json"), &bytes)
    }
}

/// An event now, for the reason that the public may see.
pub(super) fn event(now: Timestamp, reason: &str) -> Event {
    Event { at: now.whole_seconds().to_string(), reason: reason.into() }
}
