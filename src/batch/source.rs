//! One file that was handed in: how it is opened, and what kind it is, by its content.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::archive::Archive;
use super::lines::{Items, Lines};
use super::table::Table;
use super::{Content, Entries, Entry, EntryError, FILE_LIMIT_BYTES, OpenError, short};

/// Bytes at the beginning of a text that decide what kind it is: the first badge of a list must end in them.
const HEAD_BYTES: u64 = 1024 * 1024;

/// Somewhere to read from, at any place.
pub trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

type Open = Box<dyn Fn() -> io::Result<Box<dyn Source>> + Send + Sync>;

/// One file that was handed in. It is opened when its turn comes, so that ten thousand of them are no burden.
pub struct Handed {
    /// What it is called.
    pub name: String,
    open: Open,
}

impl std::fmt::Debug for Handed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handed").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One badge, or something that is none.
    One,
    /// A ZIP archive.
    Archive,
    /// One badge on each line.
    Lines,
    /// A JSON array with a badge in each place.
    Items,
    /// A table with one badge in each row.
    Table,
}

impl Handed {
    /// A file that `open` opens, each time from its beginning.
    pub fn new(name: &str, open: impl Fn() -> io::Result<Box<dyn Source>> + Send + Sync + 'static) -> Self {
        Self { name: short(name), open: Box::new(open) }
    }

    /// A file on this machine.
    pub fn file(name: &str, path: PathBuf) -> Self {
        Self::new(name, move || Ok(Box::new(File::open(&path)?)))
    }

    /// A file in memory.
    pub fn bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self::new(name, move || Ok(Box::new(Cursor::new(Arc::clone(&bytes)))))
    }

    /// The file from its beginning.
    pub(super) fn source(&self) -> io::Result<Box<dyn Source>> {
        (self.open)()
    }

    /// The whole file, when it is one that holds one badge at most.
    pub fn one_badge(&self) -> Option<Vec<u8>> {
        match (self.kind(), self.one().content) {
            (Ok(Kind::One), Content::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// What kind it is.
    pub(super) fn kind(&self) -> Result<Kind, OpenError> {
        let read = || -> io::Result<Vec<u8>> {
            let mut head = Vec::new();
            let mut source = (self.open)()?;
            source.by_ref().take(8).read_to_end(&mut head)?;
            // Pictures and archives are known by their first bytes; only texts have to be looked into.
            if !head.starts_with(b"PK") && !head.starts_with(b"\x89PNG") {
                source.take(HEAD_BYTES).read_to_end(&mut head)?;
            }
            Ok(head)
        };
        Ok(kind_of(&read()?, &self.name))
    }

    /// How many badges are in it.
    pub(super) fn count(&self, kind: Kind) -> Result<usize, OpenError> {
        match kind {
            Kind::One => Ok(1),
            Kind::Archive => Ok(self.archive()?.len()),
            Kind::Lines => Ok(Lines::new("", self.reader()?).count()),
            Kind::Items => Ok(Items::new("", self.reader()?).count()),
            Kind::Table => Ok(Table::open(&self.name, self.reader()?)?.count()),
        }
    }

    /// The badges in it, one after the other.
    pub(super) fn entries(&self, kind: Kind, count: &Arc<AtomicUsize>) -> Result<Entries, OpenError> {
        Ok(match kind {
            Kind::One => Box::new(std::iter::once(self.one())),
            Kind::Archive => Box::new(self.archive()?.entries(Arc::clone(count))),
            Kind::Lines => Box::new(Lines::new(&self.name, self.reader()?)),
            Kind::Items => Box::new(Items::new(&self.name, self.reader()?)),
            Kind::Table => Box::new(Table::open(&self.name, self.reader()?)?),
        })
    }

    fn one(&self) -> Entry {
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            (self.open)()?.take(FILE_LIMIT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let content = match read() {
            Ok(bytes) if bytes.len() > FILE_LIMIT_BYTES => Content::Refused(EntryError::TooLarge),
            Ok(bytes) => Content::Bytes(bytes),
            Err(error) => Content::Refused(EntryError::Unreadable(error.to_string())),
        };
        Entry { name: self.name.clone(), content }
    }

    fn archive(&self) -> Result<Archive, OpenError> {
        Archive::open(&self.name, (self.open)()?)
    }

    fn reader(&self) -> Result<Box<dyn BufRead + Send>, OpenError> {
        Ok(Box::new(BufReader::with_capacity(64 * 1024, (self.open)()?)))
    }
}

/// What kind of file begins like this. The name decides only between a table and a text that is no badge.
pub fn kind_of(head: &[u8], name: &str) -> Kind {
    let is_archive = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06");
    if is_archive || (head.starts_with(b"PK") && has_end(name, "zip")) {
        return Kind::Archive;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'[') if Items::new("", text).take(2).count() > 1 => Kind::Items,
        Some(b'[' | b'<') | None => Kind::One,
        _ if is_list(text) => Kind::Lines,
        Some(b'{') => Kind::One,
        _ if has_end(name, "csv") || has_end(name, "tsv") || Table::<&[u8]>::has_head(text) => Kind::Table,
        _ => Kind::One,
    }
}

/// Whether two lines or more each begin a badge of their own.
fn is_list(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let is_whole = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
    (is_whole(first) && second.starts_with(b"{")) || (is_word(first) && is_word(second))
}

/// Whether a line is a token or an address, and nothing else.
fn is_word(line: &[u8]) -> bool {
    let is_token = |text: &str| text.starts_with("ey") && text.matches('.').count() == 2;
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b',' | b';' | b'"');
    line.iter().all(is_plain) && std::str::from_utf8(line).is_ok_and(|text| is_token(text) || super::is_address(text))
}

pub(super) fn has_end(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}
