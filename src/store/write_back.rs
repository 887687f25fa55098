//! SQLite's log is written back into the file by a task of its own, so that whoever writes does not wait for it. Only when
//! this falls behind, the writer lends a hand (`wal_autocheckpoint`).

use std::sync::Arc;
use std::time::Duration;

use sqlx::AnyPool;
use tokio::sync::{Notify, watch};

use super::StoreError;

/// How long commits gather before what they wrote is written back.
const GATHERING: Duration = Duration::from_millis(50);

/// Writes the log back after commits, until the pool is closed. What the disk does not confirm is made known.
pub(super) async fn run(pool: AnyPool, committed: Arc<Notify>, untrusted: watch::Sender<bool>) {
    loop {
        tokio::select! {
            () = pool.close_event() => return,
            () = committed.notified() => {}
        }
        tokio::time::sleep(GATHERING).await;
        match write_back(&pool).await {
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

async fn write_back(pool: &AnyPool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    sqlx::query("pragma wal_checkpoint(passive)").execute(&mut *connection).await?;
    Ok(())
}
