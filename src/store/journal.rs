//! The journal beside the database: withdrawals and how far each status list got, appended and never rewritten.
//!
//! A database that was restored from an older copy would un-revoke badges and give entries out twice. The journal is
//! not part of a backup, so the difference shows at the next start, and nothing starts before somebody confirmed it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

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
        /// Why.
        reason: String,
        /// When, in microseconds since 1970.
        at: i64,
        /// Who.
        by: String,
    },
    /// So many entries of a list were given out.
    Issued {
        /// The list.
        list: String,
        /// How many.
        count: i64,
    },
}

/// What all lines say together: the first withdrawal of each award, the most entries given out of each list.
pub type JournalSum = (BTreeMap<String, JournalLine>, BTreeMap<String, i64>);

/// The open journal.
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the journal, making it when it is missing.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, JournalError> {
        let path = path.into();
        let open = || -> std::io::Result<File> {
            let mut file = OpenOptions::new().create(true).append(true).read(true).open(&path)?;
            cut_torn_line(&mut file)?;
            Ok(file)
        };
        let file = open().map_err(|source| JournalError::Io { path: path.clone(), source })?;
        Ok(Self { path, file: Mutex::new(file) })
    }

    /// Appends lines and waits until they are on the disk.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn append(&self, lines: &[JournalLine]) -> Result<(), JournalError> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&serde_json::to_string(line).unwrap_or_default());
            text.push('\n');
        }
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|source| JournalError::Io { path: self.path.clone(), source })
    }

    /// All withdrawals by award, and the most entries given out by list.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn read(&self) -> Result<JournalSum, JournalError> {
        let mut revoked = BTreeMap::new();
        let mut issued = BTreeMap::new();
        for line in read(&self.path)? {
            match &line {
                JournalLine::Revoked { award, .. } => {
                    revoked.entry(award.clone()).or_insert(line);
                }
                JournalLine::Issued { list, count } => {
                    let most = issued.entry(list.clone()).or_insert(0);
                    *most = (*most).max(*count);
                }
            }
        }
        Ok((revoked, issued))
    }
}

/// A line without its end was being written when the machine stopped: nobody was told that it counts.
fn cut_torn_line(file: &mut File) -> std::io::Result<()> {
    let mut bytes = Vec::new();
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
    let mut reader = BufReader::new(File::open(path).map_err(io)?);
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
