//! What was committed reaches the disk beside the writer, which meanwhile commits what is next: whoever answers for an
//! award waits here, and not in the transaction (docs/decisions/0064).

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::StoreError;

/// How many commits were made that did not wait for the disk, how many of them somebody waits for, and how many it has.
#[derive(Clone)]
pub(super) struct Disk {
    committed: watch::Sender<u64>,
    wanted: watch::Sender<u64>,
    reached: watch::Receiver<u64>,
}

/// Some commits, on their way to the disk.
#[derive(Clone)]
pub struct OnDisk(Option<(u64, watch::Receiver<u64>)>);

impl OnDisk {
    /// Waits until the disk has them.
    ///
    /// # Errors
    /// [`StoreError::Untrusted`] when it did not confirm that.
    pub async fn reached(mut self) -> Result<(), StoreError> {
        let Some((count, reached)) = &mut self.0 else { return Ok(()) };
        reached.wait_for(|reached| *reached >= *count).await.map(drop).map_err(|_| StoreError::Untrusted)
    }
}

impl Disk {
    /// Starts the task that brings the log of this database to the disk. `untrusted` hears when that fails.
    pub(super) fn start(database: &Path, untrusted: watch::Sender<bool>) -> Self {
        let (reaching, reached) = watch::channel(0);
        let disk = Self { committed: watch::Sender::new(0), wanted: watch::Sender::new(0), reached };
        let (committed, wanted) = (disk.committed.subscribe(), disk.wanted.subscribe());
        tokio::spawn(bring(Log::of(database), committed, wanted, (reaching, untrusted)));
        disk
    }

    /// Notes a commit that did not wait for the disk.
    pub(super) fn count_commit(&self) {
        self.committed.send_modify(|count| *count += 1);
    }

    /// What was committed before, which is on its way from now on.
    pub(super) fn bring(&self) -> OnDisk {
        let count = *self.committed.borrow();
        if *self.reached.borrow() < count {
            self.wanted.send_replace(count);
        }
        OnDisk(Some((count, self.reached.clone())))
    }
}

/// Nothing that is still on its way.
pub(super) const REACHED: OnDisk = OnDisk(None);

async fn bring(
    mut log: Log,
    committed: watch::Receiver<u64>,
    mut wanted: watch::Receiver<u64>,
    (reaching, untrusted): (watch::Sender<u64>, watch::Sender<bool>),
) {
    while wanted.changed().await.is_ok() {
        if *wanted.borrow_and_update() <= *reaching.borrow() {
            continue;
        }
        // Those made since it was asked for are taken along.
        let count = *committed.borrow();
        let synced = tokio::task::spawn_blocking(move || {
            let synced = log.sync();
            (log, synced)
        });
        match synced.await {
            Ok((same, Ok(()))) => log = same,
            Ok((_, Err(error))) => {
                tracing::error!(error = %error, "The disk did not confirm what was written: {error}");
                // Nobody may be waiting for it. With this task, everybody who waits for the disk is told.
                let _ = untrusted.send(true);
                return;
            }
            // The runtime is being shut down.
            Err(_) => return,
        }
        reaching.send_replace(count);
    }
}

/// SQLite's log beside the database.
struct Log {
    database: PathBuf,
    path: PathBuf,
    /// Which file it was the last time: a new one needs its name in the folder on the disk, too.
    known: Option<(u64, u64)>,
}

impl Log {
    fn of(database: &Path) -> Self {
        let mut name = database.file_name().unwrap_or_default().to_owned();
        name.push("-wal");
        Self { database: database.into(), path: database.with_file_name(name), known: None }
    }

    /// Waits until the disk has what was written into the log. It is opened each time, since SQLite may have made it again.
    fn sync(&mut self) -> io::Result<()> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            // Whoever closes the database writes it back and takes it away.
            Err(error) if error.kind() == ErrorKind::NotFound => return File::open(&self.database)?.sync_data(),
            Err(error) => return Err(error),
        };
        file.sync_data()?;
        let meta = file.metadata()?;
        let found = Some((meta.dev(), meta.ino()));
        if self.known != found {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            self.known = found;
        }
        Ok(())
    }
}
