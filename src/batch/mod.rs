//! Many badges at once: ZIP archives, lists, tables, and any number of files, taken apart one entry at a time.
//!
//! [`Batch`] hands out [`Entry`]s in order and holds one of them at a time, however large the whole is. Every bound
//! stands here: how many entries there are, how long each may be, how far a packed one may grow. What cannot be read
//! is an entry with its own reason, so that one bad file does not spoil the rest. Names in archives are words for the
//! reader; nothing is ever written under them. Knows nothing about what an entry means.

mod applicants;
mod archive;
mod lines;
mod sheet;
mod source;
mod spreadsheet;
mod table;

pub use applicants::{Applicant, Applicants, ApplicantsError, Holder};
pub use archive::Packed;
pub use sheet::Sheet;
pub use source::{Handed, Kind, Source, kind_of};
pub use spreadsheet::{Spreadsheet, SpreadsheetError};

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Badges that one batch may hold.
pub const ENTRIES_LIMIT: usize = 10_000;
/// Bytes of one badge.
pub const FILE_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// Letters of a name that are kept.
const NAME_LIMIT: usize = 200;

/// One badge to look at.
#[derive(Debug)]
pub struct Entry {
    /// Where it stood: `june.zip/ada.png`, `june.csv:14`.
    pub name: String,
    /// What stood there.
    pub content: Content,
}

/// What stood at a place.
#[derive(Debug)]
pub enum Content {
    /// A file or a text.
    Bytes(Vec<u8>),
    /// A file as it is packed in an archive; unpacking is work for whoever looks at it.
    Packed(Packed),
    /// An address where the badge is to be had.
    Address(String),
    /// Nothing that can be looked at.
    Refused(EntryError),
}

/// Why one entry cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Nobody but its owner can open it.
    #[error("this file is locked with a password; ask for the archive without one")]
    Locked,
    /// Packed in a way that is not read here.
    #[error("this file is packed in a way that is not read here; pack it again as an ordinary ZIP archive")]
    Method,
    /// An archive in an archive.
    #[error("this is an archive inside an archive, which is not opened; hand it in by itself")]
    Nested,
    /// It does not hold what the archive says.
    #[error("this file is damaged in the archive: {0}")]
    Damaged(&'static str),
    /// More bytes than a badge has.
    #[error("the file is larger than 8 MB; badges are far smaller")]
    TooLarge,
    /// A few bytes that become very many.
    #[error("this file unpacks to more than a hundred times its size, which no badge does")]
    Bomb,
    /// All entries together become too many bytes.
    #[error("the files before this one unpack to 2 GB already; hand in the rest by itself")]
    Exhausted,
    /// A row of a table, or an item of a list, that says nothing.
    #[error("there is neither a badge nor an address here")]
    Nothing,
    /// More entries than one batch may hold.
    #[error("there are more badges than are checked at once; this one and those after it were not looked at")]
    TooMany,
    /// The file cannot be read from where it lies.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// An archive, list or table that cannot be opened, or is empty.
    #[error("{0}")]
    Unopened(String),
}

/// Why nothing at all can be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// No file was handed in.
    #[error("There is nothing to check: no file was chosen")]
    Empty,
    /// More than one batch may hold.
    #[error("There are {count} badges or more, and {limit} are checked at once; divide them into several parts")]
    TooMany {
        /// How many there are, as far as they were counted.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
}

/// Why one file with many badges cannot be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("this cannot be opened as a ZIP archive: {0}")]
    Archive(String),
    #[error("this table has no column named “credential” or “url”; its first line says: {0}")]
    Columns(String),
    #[error("this table cannot be read: {0}")]
    Table(String),
    #[error("there are no badges in it")]
    Empty,
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Entries of one file of a batch.
type Entries = Box<dyn Iterator<Item = Entry> + Send>;

/// Everything that was handed in, one entry after the other.
pub struct Batch {
    waiting: VecDeque<(Handed, Result<Kind, String>)>,
    current: Option<Entries>,
    given: usize,
    limit: usize,
    count: Arc<AtomicUsize>,
    refusal: Option<String>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("given", &self.given).field("total", &self.total()).finish_non_exhaustive()
    }
}

impl Batch {
    /// Looks at what was handed in and counts it, up to `limit` ([`ENTRIES_LIMIT`] for strangers). A file that cannot
    /// be opened counts as one entry that says why.
    ///
    /// # Errors
    /// [`BatchError`] when there is nothing or too much.
    pub fn open(handed: Vec<Handed>, limit: usize) -> Result<Self, BatchError> {
        let mut count: usize = 0;
        let mut waiting = VecDeque::new();
        for one in handed {
            let looked = one.kind().and_then(|kind| Ok((kind, one.count(kind)?)));
            let (kind, inside) = match looked {
                Ok((_, 0)) => (Err(OpenError::Empty.to_string()), 1),
                Ok((kind, inside)) => (Ok(kind), inside),
                Err(error) => (Err(error.to_string()), 1),
            };
            count = count.saturating_add(inside);
            if count > limit {
                return Err(BatchError::TooMany { count, limit });
            }
            waiting.push_back((one, kind));
        }
        if waiting.is_empty() {
            return Err(BatchError::Empty);
        }
        let is_hopeless = waiting.iter().all(|(_, kind)| kind.is_err());
        let first = waiting.front().map(|(one, kind)| (one.name.clone(), kind.clone()));
        let refusal = match first {
            Some((name, Err(why))) if is_hopeless => Some(format!("{name}: {why}")),
            _ => None,
        };
        Ok(Self { waiting, current: None, given: 0, limit, count: Arc::new(AtomicUsize::new(count)), refusal })
    }

    /// Why nothing in it can be looked at, when that is so.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// How many entries there are. Lists inside archives are counted when they are reached, so this may grow.
    pub fn total(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// The same number, for whoever watches from elsewhere.
    pub fn counter(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.count)
    }

    fn next_of_current(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.current.as_mut().and_then(Iterator::next) {
                return Some(entry);
            }
            let (handed, kind) = self.waiting.pop_front()?;
            let opened = kind.and_then(|kind| handed.entries(kind, &self.count).map_err(|error| error.to_string()));
            match opened {
                Ok(entries) => self.current = Some(entries),
                Err(why) => {
                    self.current = None;
                    return Some(Entry { name: handed.name, content: Content::Refused(EntryError::Unopened(why)) });
                }
            }
        }
    }
}

impl Iterator for Batch {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let entry = self.next_of_current()?;
        self.given += 1;
        if self.given <= self.limit {
            return Some(entry);
        }
        // Only lists inside archives lead here: everything else was counted before the first entry.
        (self.waiting, self.current) = (VecDeque::new(), None);
        Some(Entry { name: entry.name, content: Content::Refused(EntryError::TooMany) })
    }
}

/// A name as far as it is worth reading.
fn short(name: &str) -> String {
    match name.char_indices().nth(NAME_LIMIT) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", &name[..end]),
    }
}

/// A text that stands for a badge: an address, a token, or JSON.
fn content_of(text: &[u8]) -> Content {
    let text = text.trim_ascii();
    match std::str::from_utf8(text) {
        Ok("") => Content::Refused(EntryError::Nothing),
        Ok(address) if is_address(address) => Content::Address(address.to_owned()),
        _ if text.len() > FILE_LIMIT_BYTES => Content::Refused(EntryError::TooLarge),
        _ => Content::Bytes(text.to_vec()),
    }
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}
