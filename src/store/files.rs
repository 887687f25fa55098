//! The bytes of evidence, outside of the database: one object under a random name for each piece, in a folder of this
//! machine or in a bucket that speaks S3.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use super::bucket::{self, BucketSettings};

/// Why bytes could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The folder cannot be used.
    #[error("the folder of evidence cannot be used: {0}")]
    Folder(std::io::Error),
    /// The bucket is not described well.
    #[error("the bucket of evidence cannot be used: {0}")]
    Bucket(object_store::Error),
    /// The storage gave back something else.
    #[error("the storage of evidence does not give back what it was given")]
    Changed,
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

    /// A bucket that speaks S3, which several instances share. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`FileError::Bucket`].
    pub fn in_bucket(settings: &BucketSettings) -> Result<Self, FileError> {
        Ok(Self(Arc::new(bucket::open(settings).map_err(FileError::Bucket)?)))
    }

    /// Keeps, reads and takes away a few bytes, to see whether the storage does what is needed.
    ///
    /// # Errors
    /// [`FileError::Storage`].
    pub async fn probe(&self, name: &str) -> Result<(), FileError> {
        self.put(name, name.as_bytes().to_vec()).await?;
        let found = self.read(name).await?;
        self.delete(name).await?;
        if found == name.as_bytes() { Ok(()) } else { Err(FileError::Changed) }
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
