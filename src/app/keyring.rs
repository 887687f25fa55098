//! The signing keys of all organisations: a folder each below `issuer-keys/`, opened once and kept in memory.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{Stopwatch, Timestamp};
use crate::did;
use crate::keys::{Algorithm, FolderError, KeyFolder, KeyRecord, KeyState, Seal, Signer};

use super::Error;

/// How long the folder is believed not to have changed.
const FRESH: Duration = Duration::from_secs(5);

/// The keys of all organisations.
pub struct Keyring {
    path: PathBuf,
    seal: Arc<Seal>,
    open: Mutex<HashMap<String, (Stopwatch, Arc<OrganisationKeys>)>>,
}

/// The keys of one organisation.
pub struct OrganisationKeys {
    /// All of them, the oldest first, without their secrets.
    pub records: Vec<KeyRecord>,
    /// The DID document that publishes them.
    pub did_document: String,
    signers: Vec<Arc<Signer>>,
}

impl OrganisationKeys {
    /// The key that signs with an algorithm now.
    pub fn active(&self, algorithm: Algorithm) -> Option<&Arc<Signer>> {
        let record =
            self.records.iter().rev().find(|key| key.algorithm == algorithm && key.state == KeyState::Active)?;
        self.named(&record.name)
    }

    /// The key with a name, if its secret could be opened and it was not withdrawn.
    pub fn named(&self, name: &str) -> Option<&Arc<Signer>> {
        self.signers.iter().find(|signer| signer.public().name() == name)
    }
}

impl Keyring {
    pub(super) fn new(path: PathBuf, seal: Seal) -> Self {
        Self { path, seal: Arc::new(seal), open: Mutex::new(HashMap::new()) }
    }

    /// What secrets beside the keys are sealed with.
    pub(super) fn seal(&self) -> Arc<Seal> {
        self.seal.clone()
    }

    fn folder(&self, slug: &str) -> Result<KeyFolder, Error> {
        KeyFolder::open(self.path.join(slug), self.seal.clone()).map_err(Error::internal)
    }

    /// Makes the first key of a new organisation.
    pub(super) fn create(&self, slug: &str, did: &str, now: Timestamp) -> Result<Arc<OrganisationKeys>, Error> {
        let folder = self.folder(slug)?;
        if folder.list().map_err(Error::internal)?.is_empty() {
            folder.create(Algorithm::Ed25519, now).map_err(Error::internal)?;
        }
        self.reload(slug, did)
    }

    /// The keys of an organisation. Another instance may have changed them, so the folder is looked at again and again.
    pub(super) fn find(&self, slug: &str, did: &str) -> Result<Arc<OrganisationKeys>, Error> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, keys)) = open.get(slug)
            && since.elapsed() < FRESH
        {
            return Ok(keys.clone());
        }
        drop(open);
        self.reload(slug, did)
    }

    fn reload(&self, slug: &str, did: &str) -> Result<Arc<OrganisationKeys>, Error> {
        let folder = self.folder(slug)?;
        let records = folder.list().map_err(Error::internal)?;
        let known = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(slug).map(|(_, keys)| keys.clone());
        let mut signers = Vec::new();
        for record in records.iter().filter(|record| record.state != KeyState::Revoked) {
            // Opening a secret is slow on purpose, so each is opened once.
            let opened = known.as_ref().and_then(|keys| keys.named(&record.name)).cloned();
            signers.push(match opened {
                Some(signer) => signer,
                None => Arc::new(folder.signer_named(&record.name).map_err(Error::internal)?),
            });
        }
        let did_document = did::web_document(did, &records).to_string();
        let keys = Arc::new(OrganisationKeys { records, did_document, signers });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.insert(slug.into(), (Stopwatch::start(), keys.clone()));
        Ok(keys)
    }

    /// Makes a key of another kind, or one that waits.
    pub(super) fn add(&self, slug: &str, did: &str, algorithm: Algorithm, now: Timestamp) -> Result<KeyRecord, Error> {
        let record = self.folder(slug)?.create(algorithm, now).map_err(Error::internal)?;
        self.reload(slug, did)?;
        Ok(record)
    }

    /// Lets a new key sign from now on.
    pub(super) fn rotate(
        &self,
        slug: &str,
        did: &str,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<KeyRecord, Error> {
        let record = self.folder(slug)?.rotate(algorithm, now).map_err(Error::internal)?;
        self.reload(slug, did)?;
        Ok(record)
    }

    /// Withdraws a key.
    pub(super) fn revoke(
        &self,
        slug: &str,
        did: &str,
        name: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<KeyRecord, Error> {
        let record = self.folder(slug)?.revoke(name, now, reason).map_err(|error| match error {
            FolderError::Unknown(_) => Error::NotFound("key"),
            FolderError::Move { .. } => Error::Conflict("this key is withdrawn already".into()),
            other => Error::internal(other),
        })?;
        self.reload(slug, did)?;
        Ok(record)
    }
}
