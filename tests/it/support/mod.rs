//! What several stories need: samples from outside, N-Quads, documents with one thing changed.

pub(crate) mod archive;
pub(crate) mod asking;
pub(crate) mod authenticator;
pub(crate) mod badge;
pub(crate) mod browser;
pub(crate) mod certificate;
pub(crate) mod console;
pub(crate) mod district;
pub(crate) mod mixed;
pub(crate) mod nquads;
pub(crate) mod peers;
pub(crate) mod provider;
pub(crate) mod selective;
pub(crate) mod sink;
pub(crate) mod site;
pub(crate) mod town;

use std::path::PathBuf;

use serde_json::Value;

/// The folder of third-party samples and suites, read in place; `None`, with a line that says so, when it is not set.
pub(crate) fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("ACCOLADE_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: ACCOLADE_SAMPLES does not name the folder of samples");
    }
    folder
}

/// A JSON file.
pub(crate) fn json(path: impl AsRef<std::path::Path>) -> Value {
    let path = path.as_ref();
    let text = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A text file.
pub(crate) fn text(path: impl AsRef<std::path::Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal.
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect()
}
