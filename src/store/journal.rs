//! The journal beside the database: withdrawals and how far each status list got, appended and never rewritten.
//!
//! A database that was restored from an older copy would un-revoke badges and give entries out twice. The journal is
//! not part of a backup, so the difference shows at the next start, and nothing starts before somebody confirmed it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What went wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: std::io::Error,
    },
    /// A line that we cannot have written, other than a torn last one.
    #[error("{path}: line {line} is no line of a revocation journal")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum JournalLine {
    /// An award was withdrawn.
    Revoked {
        /// The award.
        award: String,
        /// The status list of its entry.
        #[serde(default)]
        list: String,
        /// The entry.
        #[serde(default)]
        index: i64,
        /// Why.
        reason: String,
        /// When, in microseconds since 1970.
        at: i64,
        /// Who.
        by: String,
    },
    /// Entries of a list were given out.
    Issued {
        /// The list.
        list: String,
        /// How many may be given out before the next line: after a restore, these are not given out again.
        count: i64,
        /// How many were given out when the line was written: a database with fewer is an older copy.
        #[serde(default)]
        reached: i64,
    },
    /// Somebody was erased.
    Erased {
        /// Who: an identifier that means nobody any more.
        person: String,
        /// When, in microseconds since 1970.
        at: i64,
    },
}

/// How far a list got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Entries that may have been given out.
    pub promised: i64,
    /// Entries that were given out for certain.
    pub reached: i64,
}

/// Everything that the journal says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalContent {
    /// The first line of each withdrawn award.
    pub revoked: BTreeMap<String, JournalLine>,
    /// By list.
    pub issued: BTreeMap<String, Reach>,
    /// Who was erased.
    pub erased: BTreeSet<String>,
}

/// The open journal. Several processes may write to one file.
pub struct Journal {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// Lines that could not be written yet.
    waiting: String,
    /// Whether the last try may have left half a line.
    is_torn: bool,
}

impl Journal {
    /// Opens the journal, making it when it is missing.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, JournalError> {
        let path = path.into();
        let file = OpenOptions::new().create(true).append(true).read(true).open(&path);
        let file = file.map_err(|source| JournalError::Io { path: path.clone(), source })?;
        let journal = Self { path, state: Mutex::new(State { file, waiting: String::new(), is_torn: true }) };
        journal.flush()?;
        Ok(journal)
    }

    /// Appends lines and waits until they are on the disk. Lines that cannot be written are kept, and written with the
    /// next ones or by [`Self::flush`].
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn append(&self, lines: &[JournalLine]) -> Result<(), JournalError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            state.waiting.push_str(&serde_json::to_string(line).unwrap_or_default());
            state.waiting.push('\n');
        }
        state.write().map_err(|source| JournalError::Io { path: self.path.clone(), source })
    }

    /// Writes what could not be written before.
    ///
    /// # Errors
    /// [`JournalError::Io`] when it still cannot.
    pub fn flush(&self) -> Result<(), JournalError> {
        self.append(&[])
    }

    /// Everything that it says.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn read(&self) -> Result<JournalContent, JournalError> {
        let mut content = JournalContent::default();
        for line in read(&self.path)? {
            match &line {
                JournalLine::Revoked { award, .. } => {
                    content.revoked.entry(award.clone()).or_insert(line);
                }
                JournalLine::Erased { person, .. } => drop(content.erased.insert(person.clone())),
                JournalLine::Issued { list, count, reached } => {
                    let reach = content.issued.entry(list.clone()).or_default();
                    reach.promised = reach.promised.max(*count);
                    reach.reached = reach.reached.max(*reached);
                }
            }
        }
        Ok(content)
    }
}

impl State {
    fn write(&mut self) -> std::io::Result<()> {
        if self.waiting.is_empty() && !self.is_torn {
            return Ok(());
        }
        self.file.lock()?;
        let written = self.write_locked();
        // The lock goes with the file at the latest.
        let _ = self.file.unlock();
        written
    }

    fn write_locked(&mut self) -> std::io::Result<()> {
        if self.is_torn {
            cut_torn_line(&mut self.file)?;
        }
        self.is_torn = true;
        self.file.write_all(self.waiting.as_bytes())?;
        self.is_torn = false;
        // When this fails the lines are written once more, which changes nothing about what they say.
        self.file.sync_data()?;
        self.waiting.clear();
        Ok(())
    }
}

/// A line without its end was being written when the machine stopped: nobody was told that it counts.
fn cut_torn_line(file: &mut File) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        file.set_len(whole as u64)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<JournalLine>, JournalError> {
    let io = |source| JournalError::Io { path: path.into(), source };
    let mut lines = Vec::new();
    let file = File::open(path).map_err(io)?;
    // Another process may be writing a line.
    file.lock_shared().map_err(io)?;
    let mut reader = BufReader::new(file);
    for number in 1.. {
        let mut text = String::new();
        if reader.read_line(&mut text).map_err(io)? == 0 {
            break;
        }
        let line =
            serde_json::from_str(&text).map_err(|_| JournalError::Damaged { path: path.into(), line: number })?;
        lines.push(line);
    }
    Ok(lines)
}
