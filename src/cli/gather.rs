//! What `accolade verify` is to look at: files, folders, addresses and standard input, in the order they were named.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, files};
use crate::batch::Handed;
use crate::fetch::{Documents, FetchError, Purpose};

/// Folders in folders that are looked through.
const DEPTH_LIMIT: usize = 16;

/// What is there, and the exit code for what is not; each failure is told on standard error, and the other files are
/// still worth an answer.
pub(super) fn gather(named: &[PathBuf], documents: &Documents) -> (Vec<Handed>, u8) {
    let (mut handed, mut exit) = (Vec::new(), 0);
    for path in named {
        if let Err(failure) = find(path, documents, &mut handed) {
            eprintln!("{}", files::printable(&failure.message));
            // An address that does not answer leaves the question open, unlike a file that is not there.
            exit = exit.max(failure.exit);
        }
    }
    (handed, exit)
}

fn find(path: &Path, documents: &Documents, handed: &mut Vec<Handed>) -> Result<(), Failure> {
    let name = path.display().to_string();
    if let Some(address) = path.to_str().filter(|text| text.starts_with("https://") || text.starts_with("http://")) {
        let body = documents.fetch(address, Purpose::Document).map_err(|error| match error {
            FetchError::Unsafe { .. } => Failure::usage(error),
            other => Failure::undecided(other),
        })?;
        handed.push(Handed::bytes(&name, body));
    } else if path.as_os_str() == "-" {
        handed.push(Handed::bytes(&name, files::read(path)?));
    } else {
        let failed = |error: std::io::Error| Failure::usage(format!("{name}: {error}"));
        if std::fs::metadata(path).map_err(failed)?.is_dir() {
            return look_through(path, DEPTH_LIMIT, handed).map_err(failed);
        }
        std::fs::File::open(path).map_err(failed)?;
        handed.push(Handed::file(&name, path.to_owned()));
    }
    Ok(())
}

/// The files of a folder by name, then those of its folders. Links are not followed, and hidden files are not meant.
fn look_through(folder: &Path, depth: usize, handed: &mut Vec<Handed>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut folders = Vec::new();
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if kind.is_dir() {
            folders.push(path);
        } else if kind.is_file() {
            handed.push(Handed::file(&path.display().to_string(), path));
        }
    }
    if depth > 0 {
        for inner in folders {
            look_through(&inner, depth - 1, handed)?;
        }
    }
    Ok(())
}

/// A bar for work that takes a while; nothing for a few badges, when nobody watches, or when the answers are read on
/// the same screen.
pub(super) fn progress_bar(count: usize) -> ProgressBar {
    if count < 20 || std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar
}
