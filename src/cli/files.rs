//! Files and texts as the commands need them: read with a clear error, written whole or not at all, printed safely.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Failure;
use crate::canon::json;
use crate::clock::{Clock, Timestamp};
use crate::credential::names;
use crate::keys::{KeyFolder, Seal, Signer};

/// Larger files are no badges, templates or pictures.
const FILE_LIMIT_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::usage(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().take(FILE_LIMIT_BYTES).read_to_end(&mut bytes).map_err(failed)?;
        return Ok(bytes);
    }
    let file = fs::File::open(path).map_err(failed)?;
    file.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        return Err(Failure::usage(format!("{}: the file is larger than 32 MB", path.display())));
    }
    Ok(bytes)
}

pub(super) fn read_json(path: &Path) -> Result<Value, Failure> {
    let limits = json::Limits { bytes: FILE_LIMIT_BYTES as usize, members: 2_000_000, ..json::Limits::default() };
    json::read(&read(path)?, &limits).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Writes beside, then renames: whoever looks sees the old file or the new one.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_then(path, bytes, |_| Ok(()))
}

/// As [`write`], and still there after a power failure: for what cannot be made again.
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_then(path, bytes, fs::File::sync_all)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Failure::refused(format!("{}: {error}", folder.display())))
}

fn write_then(path: &Path, bytes: &[u8], finish: fn(&fs::File) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let beside = path.with_file_name(name);
    let put = || -> std::io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        finish(&file)?;
        fs::rename(&beside, path)
    };
    put().map_err(|error| {
        // Half a file is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
        Failure::refused(format!("{}: {error}", path.display()))
    })
}

/// Writes to a file, or to standard output when none is named.
pub(super) fn put(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) => write(path, bytes),
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::refused)
        }
    }
}

/// Prints a line to standard output. When it cannot be written there is nobody left to work for.
pub(super) fn say(line: std::fmt::Arguments<'_>) {
    write_out(&format!("{line}\n"));
}

/// Writes text to standard output as it is. When it cannot be written there is nobody left to work for.
pub(super) fn write_out(text: &str) {
    if let Err(error) = std::io::stdout().lock().write_all(text.as_bytes()) {
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            eprintln!("standard output: {error}");
        }
        std::process::exit(1);
    }
}

pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Text of a stranger for a terminal: control characters, direction overrides and invisible signs are shown, not
/// obeyed.
pub(super) fn printable(text: &str) -> String {
    names::printable(text)
}

/// The instant to work at: `--at`, or now.
pub(super) fn instant(at: Option<&str>) -> Result<Timestamp, Failure> {
    match at {
        None => Ok(Clock::System.now().whole_seconds()),
        Some(text) => text.parse().map_err(|error| Failure::usage(format!("--at: {error}"))),
    }
}

/// The seal that the environment names: `ACCOLADE_KEY_FILE` or `ACCOLADE_KEY_PASSPHRASE`; `None` when it names none.
pub(super) fn seal_of_environment() -> Result<Option<Seal>, Failure> {
    if let Some(file) = std::env::var_os("ACCOLADE_KEY_FILE") {
        let bytes = read(&PathBuf::from(file))?;
        let seal = Seal::new(bytes.trim_ascii_end());
        return seal.map(Some).map_err(|error| Failure::usage(format!("ACCOLADE_KEY_FILE: {error}")));
    }
    match std::env::var("ACCOLADE_KEY_PASSPHRASE") {
        Ok(passphrase) => {
            let seal = Seal::new(passphrase.as_bytes());
            seal.map(Some).map_err(|error| Failure::usage(format!("ACCOLADE_KEY_PASSPHRASE: {error}")))
        }
        Err(_) => Ok(None),
    }
}

/// The seal of the environment, or the well-known development seal with a warning.
pub(super) fn seal() -> Result<Seal, Failure> {
    Ok(seal_of_environment()?.unwrap_or_else(|| {
        eprintln!("{}", Seal::WARNING);
        Seal::development()
    }))
}

/// The key folder with the seal of the environment.
pub(super) fn key_folder(path: &Path) -> Result<KeyFolder, Failure> {
    KeyFolder::open(path, seal()?).map_err(Failure::refused)
}

/// A secret key in a file of its own: a private JWK, or a secret Multikey alone or as a member of an object.
pub(super) fn read_signer(path: &Path) -> Result<Signer, Failure> {
    let bytes = read(path)?;
    let refused = |error: crate::keys::KeyError| Failure::usage(format!("{}: {error}", path.display()));
    let text = std::str::from_utf8(&bytes).unwrap_or("").trim();
    if text.starts_with('z') {
        return Signer::from_secret_multikey(text).map_err(refused);
    }
    let value = read_json(path)?;
    let multikey = ["secretKeyMultibase", "privateKeyMultibase"].iter().find_map(|name| value.get(name)?.as_str());
    match multikey {
        Some(text) => Signer::from_secret_multikey(text).map_err(refused),
        None => Signer::from_jwk(&value).map_err(refused),
    }
}
