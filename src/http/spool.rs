//! Uploads that are larger than memory should be: kept in a file without a name, which is gone with the request.
//!
//! Nothing of an upload stays: the file never has a name, so that even a crash leaves nothing behind. One address has
//! so many uploads under way at once and no more, and whoever stops sending is not waited for.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart};
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use tokio::time::timeout;

use super::{Hall, Problem};
use crate::batch::{ENTRIES_LIMIT, Handed};

/// What is kept in memory before a file is made, and written to it at once.
const MEMORY_BYTES: usize = 1024 * 1024;
/// Uploads that are under way at once, in all and from one address.
const PLACES: usize = 8;
const PLACES_OF_ADDRESS: usize = 2;
/// How long somebody may pause while sending.
const PAUSE_LIMIT: Duration = Duration::from_secs(20);
/// Bytes of a field that is no file.
const FIELD_LIMIT_BYTES: usize = 4_000_000;
/// Fields of a form that are no files.
const FIELDS_LIMIT: usize = 100;

/// Who is uploading right now.
#[derive(Default)]
pub struct Uploads(Mutex<HashMap<IpAddr, usize>>);

/// A place among those who upload; given back with the last of what was uploaded.
struct Place {
    hall: Hall,
    client: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut busy = self.hall.uploads().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = busy.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                busy.remove(&self.client);
            }
        }
    }
}

fn enter(hall: &Hall, client: IpAddr) -> Result<Place, Problem> {
    let mut busy = hall.uploads().0.lock().unwrap_or_else(PoisonError::into_inner);
    let in_all: usize = busy.values().sum();
    let own = busy.get(&client).copied().unwrap_or(0);
    if in_all >= PLACES || own >= PLACES_OF_ADDRESS {
        let text = "Too many uploads are under way; wait until one is done and try again.";
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, text));
    }
    busy.insert(client, own + 1);
    Ok(Place { hall: hall.clone(), client })
}

/// What a form brought along.
#[derive(Debug, Default)]
pub struct Uploaded {
    /// The files, in their order.
    pub files: Vec<Handed>,
    /// Everything else, by name.
    pub fields: Vec<(String, Vec<u8>)>,
}

impl Uploaded {
    /// The field of this name; empty when it was not sent.
    pub fn field(&self, name: &str) -> &[u8] {
        self.fields.iter().find(|(own, _)| own == name).map_or(&[], |(_, value)| value)
    }
}

/// Takes a body as one file.
///
/// # Errors
/// 413 above the limit, 503 when too many are uploading, 408 when nothing comes any more.
pub async fn take_body(hall: &Hall, client: IpAddr, name: &str, body: Body) -> Result<Handed, Problem> {
    let mut spool = Spool::new(hall, client)?;
    let mut stream = body.into_data_stream();
    spool.begin(name);
    while let Some(chunk) = timeout(PAUSE_LIMIT, stream.next()).await.map_err(|_| too_slow())? {
        spool.write(&chunk.map_err(|_| broken_off())?).await?;
    }
    let mut files = spool.finish().await?;
    files.pop().ok_or_else(broken_off)
}

/// Takes a form whose parts named `file_field` are files; those that were left empty are passed over.
///
/// # Errors
/// As [`take_body`], and 400 when it is no form.
pub async fn take_form(
    hall: &Hall,
    client: IpAddr,
    mut form: Multipart,
    file_field: &str,
) -> Result<Uploaded, Problem> {
    let mut spool = Spool::new(hall, client)?;
    let mut fields = Vec::new();
    let unreadable = |_| Problem::bad_request("The form cannot be read.");
    while let Some(mut part) =
        timeout(PAUSE_LIMIT, form.next_field()).await.map_err(|_| too_slow())?.map_err(unreadable)?
    {
        let name = part.name().unwrap_or("").to_owned();
        if name == file_field {
            take_file(&mut spool, &mut part).await?;
        } else {
            fields.push((name, take_field(&mut part).await?));
        }
        if fields.len() > FIELDS_LIMIT {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The form has too many fields."));
        }
    }
    Ok(Uploaded { files: spool.finish().await?, fields })
}

async fn take_file(spool: &mut Spool, part: &mut Field<'_>) -> Result<(), Problem> {
    let name: String = part.file_name().unwrap_or("").chars().filter(|letter| !letter.is_control()).collect();
    let mut has_begun = false;
    while let Some(chunk) = next_chunk(part).await? {
        if chunk.is_empty() {
            continue;
        }
        if !has_begun {
            spool.begin(if name.is_empty() { "file" } else { &name });
            has_begun = true;
        }
        spool.write(&chunk).await?;
    }
    // Without a chosen file, browsers send an empty one without a name.
    if !has_begun && !name.is_empty() {
        spool.begin(&name);
    }
    if spool.parts.len() > ENTRIES_LIMIT {
        let text = "There are more than 10,000 files; divide them into several parts.";
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, text));
    }
    Ok(())
}

async fn take_field(part: &mut Field<'_>) -> Result<Vec<u8>, Problem> {
    let mut value = Vec::new();
    while let Some(chunk) = next_chunk(part).await? {
        if value.len() + chunk.len() > FIELD_LIMIT_BYTES {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "One field of the form is too long."));
        }
        value.extend_from_slice(&chunk);
    }
    Ok(value)
}

async fn next_chunk(part: &mut Field<'_>) -> Result<Option<Bytes>, Problem> {
    timeout(PAUSE_LIMIT, part.chunk()).await.map_err(|_| too_slow())?.map_err(|_| broken_off())
}

fn too_slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "Nothing more came for a while; send it again.")
}

fn broken_off() -> Problem {
    Problem::bad_request("The upload broke off; send it again.")
}

/// Everything that was uploaded, one behind the other.
struct Spool {
    limit: u64,
    length: u64,
    /// What is not in the file yet.
    buffer: Vec<u8>,
    file: Option<Arc<File>>,
    parts: Vec<Part>,
    place: Place,
}

struct Part {
    name: String,
    start: u64,
    length: u64,
}

impl Spool {
    fn new(hall: &Hall, client: IpAddr) -> Result<Self, Problem> {
        let place = enter(hall, client)?;
        let limit = hall.settings().upload_bytes;
        Ok(Self { limit, length: 0, buffer: Vec::new(), file: None, parts: Vec::new(), place })
    }

    fn begin(&mut self, name: &str) {
        self.parts.push(Part { name: name.to_owned(), start: self.length, length: 0 });
    }

    async fn write(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.length += chunk.len() as u64;
        if self.length > self.limit {
            let text =
                format!("The upload is larger than {} MB; divide it into several parts.", self.limit / 1_000_000);
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, text));
        }
        if let Some(part) = self.parts.last_mut() {
            part.length += chunk.len() as u64;
        }
        self.buffer.extend_from_slice(chunk);
        if self.buffer.len() < MEMORY_BYTES {
            return Ok(());
        }
        self.flush().await
    }

    /// Moves what is in memory into the file.
    async fn flush(&mut self) -> Result<(), Problem> {
        let (file, mut bytes) = (self.file.clone(), std::mem::take(&mut self.buffer));
        let write = move || -> io::Result<(Arc<File>, Vec<u8>)> {
            let file = match file {
                Some(file) => file,
                None => Arc::new(tempfile::tempfile()?),
            };
            (&*file).write_all(&bytes)?;
            bytes.clear();
            Ok((file, bytes))
        };
        let written = tokio::task::spawn_blocking(write).await.map_err(io::Error::other).and_then(|written| written);
        let (file, bytes) = written.map_err(|error| {
            tracing::error!(error = %error, "An upload could not be kept: {error}");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "There is no room for the upload just now; try again later.")
        })?;
        (self.file, self.buffer) = (Some(file), bytes);
        Ok(())
    }

    async fn finish(mut self) -> Result<Vec<Handed>, Problem> {
        if self.file.is_some() {
            self.flush().await?;
        }
        let Self { buffer, file, parts, place, .. } = self;
        let bytes = match file {
            Some(file) => Kept::Disk(file),
            None => Kept::Memory(buffer),
        };
        let shelf = Arc::new(Shelf { bytes, _place: place });
        let handed = parts.into_iter().map(|part| {
            let shelf = Arc::clone(&shelf);
            let (start, length) = (part.start, part.length);
            Handed::new(&part.name, move || Ok(Box::new(Window { shelf: Arc::clone(&shelf), start, length, at: 0 })))
        });
        Ok(handed.collect())
    }
}

/// Where an upload is while it is looked at.
struct Shelf {
    bytes: Kept,
    _place: Place,
}

enum Kept {
    Memory(Vec<u8>),
    Disk(Arc<File>),
}

/// One file of an upload.
struct Window {
    shelf: Arc<Shelf>,
    start: u64,
    length: u64,
    at: u64,
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let from = self.start + self.at;
        let count = match &self.shelf.bytes {
            Kept::Disk(file) => file.read_at(&mut buffer[..wanted], from)?,
            Kept::Memory(bytes) => {
                let there = usize::try_from(from).ok().and_then(|from| bytes.get(from..)).unwrap_or_default();
                let count = wanted.min(there.len());
                buffer[..count].copy_from_slice(&there[..count]);
                count
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
