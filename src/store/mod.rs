//! The cellar: all SQL, one file per group of tables. Rows become values here; nothing above sees a column.
//!
//! One set of texts for SQLite and PostgreSQL (docs/decisions/0013): `$1` parameters, and only column types that mean
//! the same on both. Everything is written by one task, which commits what has queued up together ([`writer`]), and
//! read over separate connections. Knows no rules and no signatures.

mod achievements;
mod addresses;
mod api_keys;
mod audit;
mod awards;
mod before_awarding;
mod bucket;
mod bundle;
mod claims;
mod coaches;
mod collections;
mod communities;
mod decisions;
mod desk_settings;
mod draws;
mod erasure;
mod evidence;
mod figures;
mod files;
mod frameworks;
mod gold;
mod idempotency;
mod images;
mod import_rows;
mod imports;
mod join_requests;
mod joining;
mod journal;
mod looks;
mod lost_awards;
mod migrations;
mod milestones;
mod name_requests;
mod on_disk;
mod organisations;
mod outbox;
mod passkeys;
mod people;
#[cfg(test)]
mod plans;
mod reminders;
mod review_terms;
mod reviewers;
mod revocations;
mod shares;
mod sign_in;
mod status_entries;
mod status_lists;
mod transfer;
mod trusted_issuers;
mod uploads;
mod values;
mod webhooks;
mod write_back;
mod writer;

pub use achievements::{
    Achievement, AchievementState, CatalogueEntry, CatalogueFilter, Facet, Facets, NewAchievement, PublishedVersion,
};
pub use addresses::EmailProof;
pub use api_keys::{ApiKey, NewApiKey};
pub use audit::{AuditEvent, AuditFilter, ChainEnd, NewAuditEvent};
pub use awards::{Award, AwardFilter, AwardSummary, NewAward, with_proof};
pub use before_awarding::{BeforeAwarding, Intention};
pub use bucket::BucketSettings;
pub use bundle::Bundle;
pub use claims::KeptClaim;
pub use coaches::{Coach, FeedbackRating};
pub use collections::Collection;
pub use communities::ReviewingCommunity;
pub use decisions::{Answer, Decision};
pub use draws::DrawEpoch;
pub use erasure::{Erased, HANDLED as ERASURE_HANDLES};
pub use evidence::KeptEvidence;
pub use files::{EvidenceFiles, FileError};
pub use frameworks::{Framework, FrameworkItem, ItemFilter};
pub use gold::{GoldJudgement, KeptGold};
pub use idempotency::Remembered;
pub use images::Image;
pub use import_rows::ImportRow;
pub use imports::AwardImport;
pub use join_requests::JoinRequest;
pub use joining::{Ending, Invitation, JoinRules};
pub use journal::{Journal, JournalContent, JournalError, JournalLine, Reach};
pub use looks::DueLook;
pub use lost_awards::LostAward;
pub use milestones::Milestone;
pub use name_requests::NameRequest;
pub use on_disk::OnDisk;
pub use organisations::{NewOrganisation, Organisation};
pub use outbox::{Message, NewMessage};
pub use passkeys::{ChallengePurpose, Passkey, ProviderSignIn};
pub use people::{Member, Person, Recipient, Role, email_key};
pub use reminders::{Reminded, ReminderTimes, Reminders, Unanswered};
pub use review_terms::ReviewSettings;
pub use reviewers::{KeptReviewer, Work as ReviewWork};
pub use revocations::{Revocation, RevokedAward};
pub use shares::{ShareLink, Shared};
pub use sign_in::{Needs, SignedIn};
pub use status_entries::{EntryPlace, StatusEntry};
pub use status_lists::{Reserved, StatusList};
pub use transfer::TransferLine;
pub use trusted_issuers::{TrustFilter, TrustedIssuer};
pub use uploads::EvidenceUpload;
pub use webhooks::{Webhook, WebhookDelivery};
pub use writer::{Work, WorkFuture, WriteError};

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Executor as _};
use tokio::sync::{Notify, watch};

use crate::clock::Timestamp;
use on_disk::Disk;
use write_back::Space;
use writer::{Durability, Target, Writer};

/// Where the database is and how many connections read from it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections for reading.
    pub readers: u32,
    /// Changes that may wait for the writer; more are refused as busy.
    pub queue: usize,
}

impl Settings {
    /// The settings for a database, with 4 readers and a queue of 4,096.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 4, queue: 4_096 }
    }

    fn sqlite_path(&self) -> Option<&Path> {
        let rest = self.url.strip_prefix("sqlite:")?;
        Some(Path::new(rest.strip_prefix("//").unwrap_or(rest)))
    }
}

/// Why the store did not do what it was asked for.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of no kind that we know.
    #[error("the database address must start with sqlite: or postgres://")]
    Address,
    /// Another process has the file.
    #[error("{0} is in use by another process; one SQLite file serves one process (use PostgreSQL for several)")]
    InUse(PathBuf),
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: Arc<std::io::Error>,
    },
    /// The tables are not of this version of the program.
    #[error("the database cannot be brought to this version: {0}")]
    Migration(Arc<sqlx::migrate::MigrateError>),
    /// The tables are of another version of the program, and were to be read as they are.
    #[error(
        "the tables are of version {found}, and this program reads version {wanted}: use the program that they \
         belong to, or bring older ones to this version with `accolade migrate`"
    )]
    Version {
        /// Theirs.
        found: i64,
        /// Ours.
        wanted: i64,
    },
    /// Too many changes wait already.
    #[error("too many changes are waiting to be written; try again in a moment")]
    Busy,
    /// There is no space left for the database.
    #[error("the disk or the database is full; nothing was written")]
    Full,
    /// The disk did not confirm what it was given. What it says later is not to be trusted either, so nothing more is
    /// written ([`Store::until_untrusted`]).
    #[error("what was written could not be made sure of; nothing more is written until the service starts again")]
    Untrusted,
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(Arc<sqlx::Error>),
    /// Another process wrote the same rows at the same time.
    #[error("another process is writing the same rows; try again")]
    Contended,
    /// A row that must be unique is there already.
    #[error("a row with the same key is there already")]
    Duplicate,
    /// The database refused or did not understand.
    #[error("the database refused: {0}")]
    Database(Arc<sqlx::Error>),
    /// A row that we cannot have written.
    #[error("the table `{table}` holds a row that makes no sense: {id}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// Which row.
        id: String,
    },
}

/// "No space left": SQLite's code for it, those for a file that cannot grow (a quota, a limit of the process), and
/// PostgreSQL's.
const FULL_CODES: [&str; 4] = ["13", "778", "4874", "53100"];

/// SQLite could not bring a file or the entry of a folder to the disk. PostgreSQL ends itself in this case.
const UNSYNCED_CODES: [&str; 2] = ["1034", "1290"];

/// PostgreSQL's serialisation failure and deadlock.
const CONTENTION_CODES: [&str; 2] = ["40001", "40P01"];

/// PostgreSQL is being stopped, has crashed, is starting, or has too many connections; SQLite's file is locked by a
/// stranger.
const GONE_CODES: [&str; 6] = ["57P01", "57P02", "57P03", "53300", "5", "261"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                if CONTENTION_CODES.contains(&code.as_ref()) {
                    Self::Contended
                } else if database.is_unique_violation() {
                    Self::Duplicate
                } else if FULL_CODES.contains(&code.as_ref()) {
                    Self::Full
                } else if UNSYNCED_CODES.contains(&code.as_ref()) {
                    Self::Untrusted
                } else if GONE_CODES.contains(&code.as_ref()) || (code.len() == 5 && code.starts_with("08")) {
                    Self::Unavailable(Arc::new(error))
                } else {
                    Self::Database(Arc::new(error))
                }
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(Arc::new(error))
            }
            _ => Self::Database(Arc::new(error)),
        }
    }
}

/// The kinds of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, one process.
    Sqlite,
    /// A server, any number of processes.
    Postgres,
}

/// The database, open and of this version.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    writer: Writer,
    /// Brings SQLite's log to the disk; PostgreSQL does that by itself.
    disk: Option<Disk>,
    engine: Engine,
    /// Held as long as the store is open, so that a second process cannot open the same file.
    lock: Option<Arc<File>>,
}

impl Store {
    /// Opens the database, making it when it is missing, and brings it to this version.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has the file; [`StoreError::Migration`] when the tables are newer than
    /// this program; [`StoreError::Unavailable`] when nobody answers.
    pub async fn open(settings: &Settings) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (engine, lock) = match settings.sqlite_path() {
            Some(path) => (Engine::Sqlite, Some(Arc::new(lock(path)?))),
            None if settings.url.starts_with("postgres://") || settings.url.starts_with("postgresql://") => {
                (Engine::Postgres, None)
            }
            None => return Err(StoreError::Address),
        };
        let url = match settings.sqlite_path() {
            Some(path) => format!("sqlite://{}?mode=rwc", path.display()),
            None => settings.url.clone(),
        };
        let writers = pool(engine, Access::Write, 1, &url).await?;
        migrations::run(&writers, engine).await?;
        let readers = pool(engine, Access::Read, settings.readers, &url).await?;
        let (untrusted, committed) = (watch::Sender::new(false), Arc::new(Notify::new()));
        let disk = match engine {
            Engine::Sqlite => Some(Disk::start(&writers, untrusted.clone()).await?),
            Engine::Postgres => None,
        };
        if engine == Engine::Sqlite {
            tokio::spawn(write_back::run(readers.clone(), committed.clone(), untrusted.clone()));
        }
        let space = settings.sqlite_path().map(|file| Space { file: file.into() });
        let target = Target { pool: writers, engine, space, disk: disk.clone() };
        let writer = Writer::start(target, settings.queue, (untrusted, committed));
        Ok(Self { readers, writer, disk, engine, lock })
    }

    /// Opens a database that another process may be using, for reading only. Nothing is made or migrated.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is none; [`StoreError::Version`] when its tables are not of this version.
    pub async fn open_for_reading(settings: &Settings) -> Result<Session, StoreError> {
        sqlx::any::install_default_drivers();
        let engine = if settings.sqlite_path().is_some() { Engine::Sqlite } else { Engine::Postgres };
        let url = match settings.sqlite_path() {
            Some(path) => format!("sqlite://{}?mode=rw", path.display()),
            None => settings.url.clone(),
        };
        let pool = pool(engine, Access::Read, 1, &url).await?;
        let mut session = Session { connection: pool.acquire().await?, engine };
        migrations::check(session.connection(), engine).await?;
        Ok(session)
    }

    /// Which kind of database it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection for reading; writing over it is refused.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn read(&self) -> Result<Session, StoreError> {
        Ok(Session { connection: self.readers.acquire().await?, engine: self.engine })
    }

    /// Does `work` in a transaction, together with whatever else waits to be written; answers after the commit.
    ///
    /// `work` may be called more than once: when a change that is committed together with it fails, all are rolled back
    /// and done again one by one. When it answers with an error, nothing of it is written.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Untrusted`] or
    /// [`StoreError::Unavailable`] as its error type.
    pub async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
    {
        self.writer.write(Durability::Disk, work).await
    }

    /// As [`Self::write`], for whoever has something to do before they tell anybody that it is written: the answer waits for
    /// the commit only, and they wait with [`Self::on_disk`]. PostgreSQL's commit waits for the disk all the same.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_ahead<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
    {
        self.writer.write(Durability::Ahead, work).await
    }

    /// Everything that was committed before, on its way to the disk from now on. What another process committed before the
    /// store was opened is there already.
    pub fn on_disk(&self) -> OnDisk {
        self.disk.as_ref().map_or(OnDisk::NOTHING, Disk::want)
    }

    /// As [`Self::write`], for what is computed again from other rows when it is missing: the answer does not wait for
    /// the disk, only for the commit. A killed process loses nothing by it; after a power cut the change may be missing,
    /// and then every later one is too.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_repeatable<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
    {
        self.writer.write(Durability::Repeatable, work).await
    }

    /// Waits until the disk is not to be trusted any more ([`StoreError::Untrusted`]), which it hopefully never is.
    pub async fn until_untrusted(&self) {
        self.writer.until_untrusted().await;
    }

    /// Waits until everything queued is written, then closes all connections and lets others have the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
        if let Some(lock) = &self.lock {
            // The lock goes with the last handle of the file at the latest.
            let _ = lock.unlock();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// One connection to the database, inside a transaction or for reading.
pub struct Session {
    connection: PoolConnection<Any>,
    engine: Engine,
}

impl Session {
    fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ping(&mut self) -> Result<(), StoreError> {
        sqlx::query("select 1").execute(self.connection()).await?;
        Ok(())
    }

    /// What the database's own check of its files finds; empty when all is well.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn check_integrity(&mut self) -> Result<Vec<String>, StoreError> {
        if self.engine == Engine::Postgres {
            return Ok(Vec::new());
        }
        let rows: Vec<(String,)> = sqlx::query_as("pragma integrity_check").fetch_all(self.connection()).await?;
        Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }
}

async fn pool(engine: Engine, access: Access, size: u32, url: &str) -> Result<AnyPool, StoreError> {
    let options = AnyPoolOptions::new()
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(engine == Engine::Postgres)
        .idle_timeout(None)
        .max_lifetime(None);
    let options = options.after_connect(move |connection, _| {
        Box::pin(async move {
            if engine == Engine::Sqlite {
                connection.execute(SQLITE_SETTINGS).await?;
            }
            match (engine, access) {
                (Engine::Sqlite, Access::Read) => connection.execute("pragma query_only = on").await.map(drop),
                (Engine::Postgres, Access::Read) => {
                    connection.execute("set session characteristics as transaction read only").await.map(drop)
                }
                (_, Access::Write) => Ok(()),
            }
        })
    });
    Ok(options.connect(url).await?)
}

/// Durable after every commit, where the writer does not choose otherwise ([`writer`]); readers are not kept waiting; what
/// is deleted is overwritten, so that what was erased is not found in the file.
const SQLITE_SETTINGS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
    pragma busy_timeout = 5000; pragma temp_store = memory; pragma cache_size = -8000; pragma secure_delete = on; \
    pragma wal_autocheckpoint = 4000";

/// Takes the lock beside a database file.
fn lock(path: &Path) -> Result<File, StoreError> {
    let io = |path: &Path, source: std::io::Error| StoreError::Io { path: path.into(), source: Arc::new(source) };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let beside = path.with_file_name(name);
    let file = File::options().create(true).write(true).truncate(false).open(&beside);
    let file = file.map_err(|source| io(&beside, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.into())),
        Err(TryLockError::Error(source)) => Err(io(&beside, source)),
    }
}

/// A stored time.
fn time(micros: i64, table: &'static str, id: &str) -> Result<Timestamp, StoreError> {
    Timestamp::from_unix_micros(micros).ok_or_else(|| StoreError::Inconsistent { table, id: id.into() })
}

/// A stored time that may be missing.
fn optional_time(micros: Option<i64>, table: &'static str, id: &str) -> Result<Option<Timestamp>, StoreError> {
    micros.map(|micros| time(micros, table, id)).transpose()
}
