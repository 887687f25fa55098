//! The `issuer-keys/` folder: one file per key, public part readable, secret part sealed.
//!
//! States: planned -> active -> retired, and revoked from any of them. Retired keys stay published, so that badges
//! signed with them keep verifying; revoked ones stay listed with the time, so that theirs stop. Files are written
//! whole or not at all and are for their owner only.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::seal::{Seal, SealError, Sealed};
use super::{Algorithm, KeyError, PublicKey, Signer};
use crate::clock::Timestamp;

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Made, published, not yet signing.
    Planned,
    /// Signing.
    Active,
    /// Not signing any more; what it signed stays good.
    Retired,
    /// Withdrawn: what it signed is good no more.
    Revoked,
}

/// A key without its secret.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// The Multikey, or the thumbprint for RSA.
    pub name: String,
    /// The kind of key.
    pub algorithm: Algorithm,
    /// Where it is in its life.
    pub state: KeyState,
    /// When it was made.
    pub created: Timestamp,
    /// When it stopped signing, if it has.
    pub retired: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
    /// Why it was revoked.
    pub reason: Option<String>,
    /// The public half.
    pub public: PublicKey,
}

/// What went wrong with the folder or a file in it.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Its answer.
        source: std::io::Error,
    },
    /// Others can read the file.
    #[error("{path} can be read by others; run `chmod 600 {path}` and make a new key if anybody did")]
    OpenToOthers {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a key file of ours.
    #[error("{path} is not a readable key file: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The secret cannot be opened.
    #[error("{path}: {source}")]
    Seal {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: SealError,
    },
    /// No key of that name.
    #[error("there is no key `{0}`; `accolade keys list` shows those there are")]
    Unknown(String),
    /// No key signs with that algorithm.
    #[error("there is no active {0} key; make one with `accolade keys new`")]
    NoneActive(&'static str),
    /// The move makes no sense in the key's state.
    #[error("the key `{name}` is {state:?} and cannot become {wanted:?}", state = .from)]
    Move {
        /// The key.
        name: String,
        /// Its state.
        from: KeyState,
        /// The state that was asked for.
        wanted: KeyState,
    },
    /// The key itself is bad.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The folder, with what its secrets are sealed with.
pub struct KeyFolder {
    path: PathBuf,
    seal: Arc<Seal>,
}

/// The part of a key file that the seal binds: whoever changes it cannot open the secret any more.
#[derive(Clone, Serialize, Deserialize)]
struct Header {
    format: u32,
    name: String,
    algorithm: String,
    created: String,
    public: Value,
}

#[derive(Clone, Serialize, Deserialize)]
struct KeyFile {
    header: Header,
    state: KeyState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    sealed: Sealed,
}

impl KeyFolder {
    /// Opens the folder, making it when it is missing.
    ///
    /// # Errors
    /// [`FolderError::Io`] when it cannot be made.
    pub fn open(path: impl Into<PathBuf>, seal: impl Into<Arc<Seal>>) -> Result<Self, FolderError> {
        let folder = Self { path: path.into(), seal: seal.into() };
        if !folder.path.is_dir() {
            fs::create_dir_all(&folder.path).map_err(|source| folder.io(&folder.path, source))?;
            let owner_only = fs::Permissions::from_mode(0o700);
            fs::set_permissions(&folder.path, owner_only).map_err(|source| folder.io(&folder.path, source))?;
        }
        Ok(folder)
    }

    /// Makes a key: active when none of its kind signs yet, else planned.
    ///
    /// # Errors
    /// [`FolderError`] when it cannot be made or written.
    pub fn create(&self, algorithm: Algorithm, now: Timestamp) -> Result<KeyRecord, FolderError> {
        let has_active = self.list()?.iter().any(|key| key.algorithm == algorithm && key.state == KeyState::Active);
        let state = if has_active { KeyState::Planned } else { KeyState::Active };
        self.add(Signer::generate(algorithm)?, state, now)
    }

    fn add(&self, signer: Signer, state: KeyState, now: Timestamp) -> Result<KeyRecord, FolderError> {
        let public = signer.public();
        let header = Header {
            format: 1,
            name: public.name().into(),
            algorithm: public.algorithm().jose_name().into(),
            created: now.whole_seconds().to_string(),
            public: public.to_jwk(),
        };
        let path = self.file_of(&header.name);
        let sealed = self
            .seal
            .close(&signer.secret()?, &bound(&header))
            .map_err(|source| FolderError::Seal { path: path.clone(), source })?;
        let file = KeyFile { header, state, retired: None, revoked: None, reason: None, sealed };
        self.write(&file)?;
        record(&path, file)
    }

    /// All keys, the oldest first.
    ///
    /// # Errors
    /// [`FolderError`] when the folder or a file in it cannot be read.
    pub fn list(&self) -> Result<Vec<KeyRecord>, FolderError> {
        let mut keys = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(|source| self.io(&self.path, source))? {
            let path = entry.map_err(|source| self.io(&self.path, source))?.path();
            if path.extension().is_some_and(|extension| extension == "key") {
                keys.push(record(&path, self.read(&path)?)?);
            }
        }
        keys.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        Ok(keys)
    }

    /// Makes a new signing key, the planned one if there is, and retires the one that signed until now.
    ///
    /// # Errors
    /// [`FolderError`] when a file cannot be read or written.
    pub fn rotate(&self, algorithm: Algorithm, now: Timestamp) -> Result<KeyRecord, FolderError> {
        let keys = self.list()?;
        let of_state = |state| keys.iter().filter(move |key| key.algorithm == algorithm && key.state == state);
        // The new key is in place before the old one stops: a crash between leaves two active keys, never none.
        let next = match of_state(KeyState::Planned).next() {
            Some(planned) => self.change(&planned.name, KeyState::Active, now, None)?,
            None => self.add(Signer::generate(algorithm)?, KeyState::Active, now)?,
        };
        for old in of_state(KeyState::Active) {
            self.change(&old.name, KeyState::Retired, now, None)?;
        }
        Ok(next)
    }

    /// Withdraws a key: what it signed is good no more.
    ///
    /// # Errors
    /// [`FolderError::Unknown`], [`FolderError::Move`] when it is revoked already.
    pub fn revoke(&self, name: &str, now: Timestamp, reason: &str) -> Result<KeyRecord, FolderError> {
        self.change(name, KeyState::Revoked, now, Some(reason))
    }

    /// The newest active key of a kind, opened for signing.
    ///
    /// # Errors
    /// [`FolderError::NoneActive`]; [`FolderError::Seal`] when the passphrase is wrong.
    pub fn signer(&self, algorithm: Algorithm) -> Result<Signer, FolderError> {
        let keys = self.list()?;
        let is_active = |key: &&KeyRecord| key.algorithm == algorithm && key.state == KeyState::Active;
        let key = keys.iter().rev().find(is_active).ok_or(FolderError::NoneActive(algorithm.jose_name()))?;
        self.unseal(key)
    }

    /// The key with this name, opened for signing whatever its state: for finishing what was begun with it.
    ///
    /// # Errors
    /// [`FolderError::Unknown`]; [`FolderError::Seal`] when the passphrase is wrong.
    pub fn signer_named(&self, name: &str) -> Result<Signer, FolderError> {
        let keys = self.list()?;
        let key = keys.iter().find(|key| key.name == name);
        self.unseal(key.ok_or_else(|| FolderError::Unknown(name.chars().take(100).collect()))?)
    }

    fn unseal(&self, key: &KeyRecord) -> Result<Signer, FolderError> {
        let path = self.file_of(&key.name);
        let file = self.read(&path)?;
        let secret = self
            .seal
            .open(&file.sealed, &bound(&file.header))
            .map_err(|source| FolderError::Seal { path: path.clone(), source })?;
        let signer = Signer::from_secret(key.algorithm, &secret)?;
        if *signer.public() == key.public {
            Ok(signer)
        } else {
            Err(FolderError::Damaged { path, why: "the secret belongs to another key".into() })
        }
    }

    fn change(
        &self,
        name: &str,
        wanted: KeyState,
        now: Timestamp,
        reason: Option<&str>,
    ) -> Result<KeyRecord, FolderError> {
        let path = self.file_of(name);
        if !path.is_file() {
            return Err(FolderError::Unknown(name.chars().take(100).collect()));
        }
        let mut file = self.read(&path)?;
        let is_allowed = matches!(
            (file.state, wanted),
            (KeyState::Planned, KeyState::Active)
                | (KeyState::Active, KeyState::Retired)
                | (KeyState::Planned | KeyState::Active | KeyState::Retired, KeyState::Revoked)
        );
        if !is_allowed {
            return Err(FolderError::Move { name: name.into(), from: file.state, wanted });
        }
        let time = Some(now.whole_seconds().to_string());
        match wanted {
            KeyState::Retired => file.retired = time,
            KeyState::Revoked => (file.revoked, file.reason) = (time, reason.map(Into::into)),
            KeyState::Planned | KeyState::Active => {}
        }
        file.state = wanted;
        self.write(&file)?;
        record(&path, file)
    }

    /// Names hold only letters, digits, `-` and `_`; anything else finds no file.
    fn file_of(&self, name: &str) -> PathBuf {
        let safe: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '.' }).collect();
        self.path.join(format!("{safe}.key"))
    }

    fn read(&self, path: &Path) -> Result<KeyFile, FolderError> {
        let metadata = fs::metadata(path).map_err(|source| self.io(path, source))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(FolderError::OpenToOthers { path: path.into() });
        }
        let text = fs::read(path).map_err(|source| self.io(path, source))?;
        serde_json::from_slice(&text)
            .map_err(|error| FolderError::Damaged { path: path.into(), why: error.to_string() })
    }

    /// Writes beside, syncs, then renames: a reader sees the old file or the new one.
    fn write(&self, file: &KeyFile) -> Result<(), FolderError> {
        let path = self.file_of(&file.header.name);
        let beside = path.with_extension("key.tmp");
        let text = serde_json::to_string_pretty(file)
            .map_err(|error| FolderError::Damaged { path: path.clone(), why: error.to_string() })?;
        let write = || -> std::io::Result<()> {
            let mut out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            fs::rename(&beside, &path)?;
            fs::File::open(&self.path)?.sync_all()
        };
        write().map_err(|source| {
            // Whatever was written beside is of no use; the first error is the one to report.
            let _ = fs::remove_file(&beside);
            self.io(&path, source)
        })
    }

    fn io(&self, path: &Path, source: std::io::Error) -> FolderError {
        FolderError::Io { path: path.into(), source }
    }
}

/// The bytes of the header that the seal binds.
fn bound(header: &Header) -> Vec<u8> {
    serde_json::to_vec(header).unwrap_or_default()
}

fn record(path: &Path, file: KeyFile) -> Result<KeyRecord, FolderError> {
    let damaged = |why: String| FolderError::Damaged { path: path.into(), why };
    let time = |text: &str| text.parse::<Timestamp>().map_err(|error| damaged(error.to_string()));
    let optional = |text: &Option<String>| text.as_deref().map(time).transpose();
    let public = PublicKey::from_jwk(&file.header.public)?;
    let algorithm = public.algorithm();
    if public.name() != file.header.name || algorithm.jose_name() != file.header.algorithm {
        return Err(damaged("the name or kind does not belong to the key".into()));
    }
    Ok(KeyRecord {
        name: file.header.name,
        algorithm,
        state: file.state,
        created: time(&file.header.created)?,
        retired: optional(&file.retired)?,
        revoked: optional(&file.revoked)?,
        reason: file.reason,
        public,
    })
}
