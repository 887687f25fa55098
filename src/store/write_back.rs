//! SQLite's log is written back into the file by a task of its own, so that whoever writes does not wait for it. Only when
//! this falls behind, the writer lends a hand (`wal_autocheckpoint`), and when the disk has little space left.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::{AnyConnection, AnyPool};
use tokio::sync::{Notify, watch};

use super::StoreError;

/// How long commits gather before what they wrote is written back.
const GATHERING: Duration = Duration::from_millis(50);
/// So little left for the database, and nothing is added to the log before it is written back.
const LITTLE_BYTES: u64 = 64 * 1024 * 1024;

/// The space that the log is written back into: its pages need a place in the file, which a log that took the last of the
/// space would keep them from for good.
pub(super) struct Space {
    /// The database.
    pub(super) file: PathBuf,
}

impl Space {
    /// Writes the log back when there is little space left, so that the file gets it and the log starts again from its
    /// beginning.
    ///
    /// # Errors
    /// [`StoreError::Full`] when the file has no space for it.
    pub(super) async fn keep(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        if self.is_little() { write_back(connection).await } else { Ok(()) }
    }

    fn is_little(&self) -> bool {
        // Where nobody says how much is left, it counts as enough.
        rustix::fs::statvfs(&self.file).is_ok_and(|left| left.f_bavail.saturating_mul(left.f_frsize) < LITTLE_BYTES)
    }
}

/// Writes the log back after commits, until the pool is closed. What the disk does not confirm is made known.
pub(super) async fn run(pool: AnyPool, committed: Arc<Notify>, untrusted: watch::Sender<bool>) {
    loop {
        tokio::select! {
            () = pool.close_event() => return,
            () = committed.notified() => {}
        }
        tokio::time::sleep(GATHERING).await;
        let written_back = async { write_back(&mut *pool.acquire().await?).await };
        match written_back.await {
            Ok(()) => {}
            Err(StoreError::Untrusted) => {
                // Nobody may be waiting for it.
                let _ = untrusted.send(true);
            }
            // The log keeps what could not be written back: the writer says so when it has no space any more.
            Err(error) => tracing::debug!(error = %error, "The database's log is written back later: {error}"),
        }
    }
}

async fn write_back(connection: &mut AnyConnection) -> Result<(), StoreError> {
    sqlx::query("pragma wal_checkpoint(passive)").execute(connection).await?;
    Ok(())
}
