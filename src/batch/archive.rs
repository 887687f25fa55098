//! ZIP archives: a directory that is walked, and files that are unpacked one by one.
//!
//! The `zip` crate reads the directory. The files are unpacked here, with the bounds of a verifier: the directory says
//! how long a file is, and nothing is believed further than that. Two files that share bytes are refused, since that is
//! how a small archive becomes a very large one.

use std::collections::VecDeque;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::bufread::DeflateDecoder;
use zip::CompressionMethod;
use zip::unstable::read::ZipIterable;

use super::lines::Lines;
use super::source::{Source, has_end};
use super::table::Table;
use super::{Content, ENTRIES_LIMIT, Entries, Entry, EntryError, FILE_LIMIT_BYTES, OpenError, short};

/// Entries of a directory, with its folders and what systems leave behind.
const DIRECTORY_LIMIT: usize = 2 * ENTRIES_LIMIT + 10_000;
/// How far a file may grow when it is unpacked; badges grow less than ten times.
const GROWTH_LIMIT: u64 = 100;
/// Files below this length may grow as they like.
const SMALL_BYTES: u64 = 1024 * 1024;
/// Bytes of all files together.
const TOTAL_LIMIT_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes before a file's own: signature, fixed part, then its name and further fields.
const LOCAL_HEAD_BYTES: u64 = 30;
const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";

/// What the directory says about one file.
struct Listed {
    name: String,
    at: u64,
    /// Where the next file begins.
    room: u64,
    packed_bytes: u64,
    bytes: u64,
    checksum: u32,
    method: CompressionMethod,
    is_locked: bool,
}

/// An archive whose directory was read.
pub(super) struct Archive {
    name: String,
    source: Box<dyn Source>,
    files: VecDeque<Listed>,
}

impl Archive {
    /// Reads the directory.
    pub(super) fn open(name: &str, mut source: Box<dyn Source>) -> Result<Self, OpenError> {
        let broken = |error: zip::result::ZipError| OpenError::Archive(error.to_string());
        let end = source.seek(SeekFrom::End(0))?;
        let mut directory = ZipIterable::try_new(&mut source, zip::read::Config::default()).map_err(broken)?;
        if directory.len() > DIRECTORY_LIMIT {
            return Err(OpenError::Archive(format!("it lists {} files and folders", directory.len())));
        }
        let mut files = VecDeque::new();
        for file in directory.files().map_err(broken)? {
            let file = file.map_err(broken)?;
            let inner = file.name().map_err(broken)?;
            if file.is_dir() || is_left_behind(&inner) {
                continue;
            }
            files.push_back(Listed {
                name: short(&inner),
                at: file.header_start(),
                room: end,
                packed_bytes: file.compressed_size(),
                bytes: file.size(),
                checksum: file.crc32(),
                method: file.compression(),
                is_locked: file.encrypted(),
            });
        }
        give_room(&mut files);
        Ok(Self { name: name.to_owned(), source, files })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The files in it, in the order of its directory. Lists and tables in it are taken apart, and `count` grows.
    pub(super) fn entries(self, count: Arc<AtomicUsize>) -> impl Iterator<Item = Entry> + Send {
        Unpacking { archive: self, inner: None, count, total_bytes: 0 }
    }

    /// The bytes of a file as they are packed.
    fn read(&mut self, file: &Listed) -> Result<Packed, EntryError> {
        if file.is_locked {
            return Err(EntryError::Locked);
        }
        let is_deflated = match file.method {
            CompressionMethod::STORE => false,
            CompressionMethod::DEFLATE => true,
            _ => return Err(EntryError::Method),
        };
        let limit = FILE_LIMIT_BYTES as u64;
        if file.bytes > limit || file.packed_bytes > limit {
            return Err(EntryError::TooLarge);
        }
        if file.bytes > SMALL_BYTES && file.bytes / GROWTH_LIMIT > file.packed_bytes {
            return Err(EntryError::Bomb);
        }
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => EntryError::Damaged("the archive ends before it does"),
            _ => EntryError::Unreadable(error.to_string()),
        };
        let mut head = [0; LOCAL_HEAD_BYTES as usize];
        self.source.seek(SeekFrom::Start(file.at)).map_err(unreadable)?;
        self.source.read_exact(&mut head).map_err(unreadable)?;
        if head[..4] != LOCAL_SIGNATURE {
            return Err(EntryError::Damaged("it is not where the archive's directory says"));
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let start = file.at.saturating_add(LOCAL_HEAD_BYTES + length(26) + length(28));
        if start.saturating_add(file.packed_bytes) > file.room {
            return Err(EntryError::Damaged("it shares its bytes with another file"));
        }
        self.source.seek(SeekFrom::Start(start)).map_err(unreadable)?;
        let mut bytes = vec![0; file.packed_bytes as usize];
        self.source.read_exact(&mut bytes).map_err(unreadable)?;
        Ok(Packed { bytes, is_deflated, length: file.bytes, checksum: file.checksum })
    }
}

/// Tells each file where the next one begins: its bytes must end before.
fn give_room(files: &mut VecDeque<Listed>) {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|at| files[*at].at);
    for pair in order.windows(2) {
        files[pair[0]].room = files[pair[1]].at;
    }
}

/// What operating systems put into archives beside what people do.
fn is_left_behind(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.starts_with("__MACOSX/") || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

struct Unpacking {
    archive: Archive,
    inner: Option<Entries>,
    count: Arc<AtomicUsize>,
    total_bytes: u64,
}

impl Unpacking {
    /// One file, or why it cannot be had; a list or table in the archive becomes `inner`.
    fn open(&mut self, file: &Listed, name: &str) -> Option<Content> {
        let packed = match self.archive.read(file) {
            Ok(packed) => packed,
            Err(error) => return Some(Content::Refused(error)),
        };
        self.total_bytes = self.total_bytes.saturating_add(file.bytes);
        if self.total_bytes > TOTAL_LIMIT_BYTES {
            return Some(Content::Refused(EntryError::Exhausted));
        }
        let is_lines = has_end(name, "ndjson") || has_end(name, "jsonl");
        if !is_lines && !has_end(name, "csv") && !has_end(name, "tsv") {
            return Some(if has_end(name, "zip") {
                Content::Refused(EntryError::Nested)
            } else {
                Content::Packed(packed)
            });
        }
        let bytes = match packed.unpack() {
            Ok(bytes) => bytes,
            Err(error) => return Some(Content::Refused(error)),
        };
        match listed(&bytes, name, is_lines) {
            Ok(0) => Some(Content::Refused(EntryError::Nothing)),
            Ok(more) => {
                self.count.fetch_add(more - 1, Ordering::Relaxed);
                self.inner = entries_of(bytes, name, is_lines).ok();
                None
            }
            Err(error) => Some(Content::Refused(EntryError::Unopened(error.to_string()))),
        }
    }
}

fn listed(bytes: &[u8], name: &str, is_lines: bool) -> Result<usize, OpenError> {
    if is_lines { Ok(Lines::new("", bytes).count()) } else { Ok(Table::open(name, bytes)?.count()) }
}

fn entries_of(bytes: Vec<u8>, name: &str, is_lines: bool) -> Result<Entries, OpenError> {
    let bytes = Cursor::new(bytes);
    Ok(if is_lines { Box::new(Lines::new(name, bytes)) } else { Box::new(Table::open(name, bytes)?) })
}

impl Iterator for Unpacking {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.inner.as_mut().and_then(Iterator::next) {
                return Some(entry);
            }
            self.inner = None;
            let file = self.archive.files.pop_front()?;
            let name = format!("{}/{}", self.archive.name, file.name);
            if let Some(content) = self.open(&file, &name) {
                return Some(Entry { name, content });
            }
        }
    }
}

/// A file as it is packed in an archive.
pub struct Packed {
    bytes: Vec<u8>,
    is_deflated: bool,
    length: u64,
    checksum: u32,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packed").field("bytes", &self.bytes.len()).field("length", &self.length).finish_non_exhaustive()
    }
}

impl Packed {
    /// The file itself: as long as the archive says, with the checksum that it says.
    ///
    /// # Errors
    /// [`EntryError::Damaged`], and [`EntryError::Nested`] when it is an archive.
    pub fn unpack(self) -> Result<Vec<u8>, EntryError> {
        let bytes = if self.is_deflated { self.inflate()? } else { self.bytes };
        if bytes.len() as u64 != self.length {
            return Err(EntryError::Damaged("it is not as long as the archive says"));
        }
        if crc32fast::hash(&bytes) != self.checksum {
            return Err(EntryError::Damaged("its checksum does not fit"));
        }
        if bytes.starts_with(&LOCAL_SIGNATURE) {
            return Err(EntryError::Nested);
        }
        Ok(bytes)
    }

    /// Never unpacks more than one byte beyond what the archive says.
    fn inflate(&self) -> Result<Vec<u8>, EntryError> {
        let mut decoder = DeflateDecoder::new(self.bytes.as_slice());
        let mut bytes = Vec::with_capacity(self.length as usize);
        let read = decoder.by_ref().take(self.length + 1).read_to_end(&mut bytes);
        read.map_err(|_| EntryError::Damaged("it cannot be unpacked"))?;
        Ok(bytes)
    }
}
