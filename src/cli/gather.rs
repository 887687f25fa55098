//! What `accolade verify` is to look at: files, folders, addresses and standard input, in the order they were named.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, bundle, files, verify};
use crate::batch::Handed;
use crate::fetch::Documents;

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
    let is_address = path.to_str().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"));
    if is_address || path.as_os_str() == "-" {
        let file = verify::file_or_address(path, documents)?;
        no_bundle(&name, &file)?;
        handed.push(Handed::bytes(&name, file));
        return Ok(());
    }
    let failed = |error: std::io::Error| Failure::usage(format!("{name}: {error}"));
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return look_through(path, DEPTH_LIMIT, handed).map_err(failed);
    }
    let mut head = [0; 16];
    let length = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).map_err(failed)?;
    if head[..length].trim_ascii_start().starts_with(b"{") {
        no_bundle(&name, &files::read(path)?)?;
    }
    handed.push(Handed::file(&name, path.to_owned()));
    Ok(())
}

/// An offline bundle is judged as of its own time, which is another command's work.
fn no_bundle(name: &str, file: &[u8]) -> Result<(), Failure> {
    if bundle::is_in(file) {
        return Err(Failure::usage(format!("{name}: this is an offline bundle; `accolade bundle verify` reads it")));
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
