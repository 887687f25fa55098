//! The bytes of evidence, outside of the database: one object under a random name for each piece. A folder for now; the
//! interface is one that shared storage answers too.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

/// Why bytes could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The folder cannot be used.
    #[error("the folder of evidence cannot be used: {0}")]
    Folder(std::io::Error),
    /// The storage refused.
    #[error("the storage of evidence does not answer: {0}")]
    Storage(object_store::Error),
}

/// Where the bytes of evidence are.
#[derive(Clone, Debug)]
pub struct EvidenceFiles(Arc<dyn ObjectStore>);

impl EvidenceFiles {
    /// A folder of this machine, made when it is missing. Several instances must share it.
    ///
    /// # Errors
    /// [`FileError::Folder`].
    pub fn in_folder(folder: &Path) -> Result<Self, FileError> {
        std::fs::create_dir_all(folder).map_err(FileError::Folder)?;
        let local = LocalFileSystem::new_with_prefix(folder).map_err(FileError::Storage)?;
        Ok(Self(Arc::new(local)))
    }

    /// Keeps bytes under a name of letters and digits.
    ///
    /// # Errors
    /// [`FileError::Storage`].
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        self.0.put(&Name::from(name), PutPayload::from(bytes)).await.map(drop).map_err(FileError::Storage)
    }

    /// The bytes under a name.
    ///
    /// # Errors
    /// [`FileError::Storage`], also when there are none.
    pub async fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let found = self.0.get(&Name::from(name)).await.map_err(FileError::Storage)?;
        Ok(found.bytes().await.map_err(FileError::Storage)?.to_vec())
    }

    /// Takes bytes away that nothing refers to.
    ///
    /// # Errors
    /// [`FileError::Storage`].
    pub async fn delete(&self, name: &str) -> Result<(), FileError> {
        self.0.delete(&Name::from(name)).await.map_err(FileError::Storage)
    }
}
