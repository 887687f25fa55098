//! What was committed reaches the disk beside the writer, which meanwhile commits what is next: whoever answers for an
//! award waits here, and not in the transaction (docs/decisions/0064).

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::AnyPool;
use tokio::sync::watch;

use super::StoreError;

/// How many commits did not wait for the disk, how many of them somebody waits for, and how many the disk has.
#[derive(Clone)]
pub(super) struct Disk {
    committed: watch::Sender<u64>,
    wanted: watch::Sender<u64>,
    synced: watch::Receiver<u64>,
}

/// Some commits, on their way to the disk.
#[derive(Clone)]
pub struct OnDisk(Option<(u64, watch::Receiver<u64>)>);

impl OnDisk {
    /// No commits.
    pub(super) const NOTHING: Self = Self(None);

    /// Waits until the disk has them.
    ///
    /// # Errors
    /// [`StoreError::Untrusted`] when it did not confirm that.
    pub async fn wait(mut self) -> Result<(), StoreError> {
        let Some((count, synced)) = &mut self.0 else { return Ok(()) };
        synced.wait_for(|synced| *synced >= *count).await.map(drop).map_err(|_| StoreError::Untrusted)
    }
}

impl Disk {
    /// Starts the task that brings the log of an open database to the disk, with what a process before this one left in it.
    /// `untrusted` hears when the disk does not confirm that.
    ///
    /// # Errors
    /// [`StoreError::Io`], also when what was left in the log cannot be brought to the disk.
    pub(super) async fn start(database: &AnyPool, untrusted: watch::Sender<bool>) -> Result<Self, StoreError> {
        // SQLite says where the database really is: behind links, and without what an address spells in another way.
        let file: (i64, String, String) = sqlx::query_as("pragma database_list").fetch_one(database).await?;
        let path = PathBuf::from(format!("{}-wal", file.2));
        let failed = |source: io::Error| StoreError::Io { path: path.clone(), source: Arc::new(source) };
        let opened = tokio::task::spawn_blocking({
            let path = path.clone();
            move || Log::open(path)
        });
        let log = opened.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(failed)?;
        let (synced_sender, synced) = watch::channel(0);
        let disk = Self { committed: watch::Sender::new(0), wanted: watch::Sender::new(0), synced };
        tokio::spawn(sync_when_wanted(
            log,
            (disk.committed.subscribe(), disk.wanted.subscribe()),
            (synced_sender, untrusted),
        ));
        Ok(disk)
    }

    /// Notes a commit that did not wait for the disk.
    pub(super) fn count_commit(&self) {
        self.committed.send_modify(|count| *count += 1);
    }

    /// What was committed before, which is on its way from now on.
    pub(super) fn want(&self) -> OnDisk {
        let count = *self.committed.borrow();
        if *self.synced.borrow() < count {
            // Somebody else may want more by now.
            self.wanted.send_if_modified(|wanted| {
                let is_more = *wanted < count;
                *wanted = count.max(*wanted);
                is_more
            });
        }
        OnDisk(Some((count, self.synced.clone())))
    }
}

async fn sync_when_wanted(
    mut log: Log,
    (committed, mut wanted): (watch::Receiver<u64>, watch::Receiver<u64>),
    (synced, untrusted): (watch::Sender<u64>, watch::Sender<bool>),
) {
    while wanted.changed().await.is_ok() {
        if *wanted.borrow_and_update() <= *synced.borrow() {
            continue;
        }
        // Those made since it was asked for are taken along.
        let count = *committed.borrow();
        let done = match tokio::task::spawn_blocking(move || log.sync().map(|()| log)).await {
            Ok(done) => done,
            // The runtime is being shut down.
            Err(error) if error.is_cancelled() => return,
            Err(error) => Err(io::Error::other(error)),
        };
        log = match done {
            Ok(same) => same,
            Err(error) => {
                tracing::error!(error = %error, "The disk did not confirm what was written: {error}");
                // Nobody may be waiting for it. Whoever waits for the disk hears it by the end of this task.
                let _ = untrusted.send(true);
                return;
            }
        };
        synced.send_replace(count);
    }
}

/// SQLite's log. The database itself is never opened here: closing any handle of it would take SQLite's locks away.
struct Log {
    path: PathBuf,
    /// Held, since what the disk could not keep is told once to every open file, and not to one that is opened later.
    file: File,
    /// Which file it is.
    identity: (u64, u64),
}

impl Log {
    /// Opens the log and waits until the disk has what is in it, and its name.
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = File::open(&path)?;
        file.sync_data()?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        let identity = identity_of(&file.metadata()?);
        Ok(Self { path, file, identity })
    }

    /// Waits until the disk has what was written into the log.
    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        match self.look_again() {
            // The last connection wrote it back and took it away.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Opens the log again when there is another one by its name: SQLite makes it again when it had no connection for a moment.
    fn look_again(&mut self) -> io::Result<()> {
        if identity_of(&fs::metadata(&self.path)?) != self.identity {
            *self = Self::open(self.path.clone())?;
        }
        Ok(())
    }
}

fn identity_of(meta: &Metadata) -> (u64, u64) {
    (meta.dev(), meta.ino())
}

#[cfg(test)]
mod tests {
    use tokio::sync::watch;

    use super::{Disk, Log, OnDisk, identity_of};
    use crate::store::{Settings, Store, StoreError};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_log_of_a_database_behind_a_link_is_the_one_that_sqlite_writes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, linked) = (folder.path().join("real 100%25.db"), folder.path().join("linked.db"));
        std::fs::write(&real, b"").expect("a file");
        std::os::unix::fs::symlink(&real, &linked).expect("a link");
        let store = Store::open(&Settings::new(format!("sqlite:{}", linked.display()))).await.expect("a store");
        let untrusted = watch::Sender::new(false);
        Disk::start(&store.readers, untrusted).await.expect("the log beside the real one");
        assert!(!folder.path().join("linked.db-wal").exists());
        store.write_ahead(|_| Box::pin(async { Ok::<_, StoreError>(()) })).await.expect("written");
        assert!(store.disk.as_ref().is_some_and(|disk| *disk.committed.borrow() == 1), "counted");
        store.on_disk().wait().await.expect("on the disk");
        store.close().await;
    }

    #[test]
    fn a_log_that_was_made_again_is_found_and_one_that_was_taken_away_is_no_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db-wal");
        assert!(Log::open(path.clone()).is_err(), "no log");
        std::fs::write(&path, b"1").expect("a log");
        let mut log = Log::open(path.clone()).expect("opened");
        std::fs::remove_file(&path).expect("taken away");
        log.sync().expect("the last connection wrote it back");
        std::fs::write(&path, b"2").expect("made again");
        log.sync().expect("found");
        assert_eq!(log.identity, identity_of(&std::fs::metadata(&path).expect("there")));
    }

    #[tokio::test]
    async fn whoever_wants_less_keeps_nobody_from_what_they_wait_for() {
        let (synced, receiver) = watch::channel(4);
        let disk = Disk { committed: watch::Sender::new(6), wanted: watch::Sender::new(0), synced: receiver };
        disk.want();
        // Counted before the sixth commit, and sent after it.
        disk.committed.send_replace(5);
        disk.want();
        assert_eq!(*disk.wanted.borrow(), 6);

        let (kept, gone) = (OnDisk(Some((4, synced.subscribe()))), OnDisk(Some((5, synced.subscribe()))));
        drop(synced);
        kept.wait().await.expect("the disk has it");
        assert!(matches!(gone.wait().await, Err(StoreError::Untrusted)));
        OnDisk::NOTHING.wait().await.expect("nothing to wait for");
    }
}
