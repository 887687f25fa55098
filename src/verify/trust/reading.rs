//! Lists of issuers as they come in: signed lists of ours, plain lists, registries of known issuers, spreadsheets.
//!
//! A row that cannot be used is named and left out; the others are read. What nobody signed is a hint unless whoever
//! hands it in says otherwise, and a registry is never more than hints.

use std::collections::HashSet;

use serde_json::Value;

use super::super::{DocumentError, SignedDocument, Verifier};
use super::{ENTRIES_LIMIT, Entry, List, Standing};
use crate::clock::Timestamp;
use crate::did;

/// A list that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What could be used.
    pub list: List,
    /// What could not, and why: "Entry 3: …".
    pub refused: Vec<String>,
}

/// Whether somebody answers for a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Its keeper signed it; the proof was checked and taken away.
    Signed,
    /// Nobody did.
    Unsigned,
}

/// Why there is no list in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// None of the forms.
    #[error(
        "this is no list of issuers: a signed trust list, a JSON array of identifiers or entries, a registry of known \
         issuers, or CSV with the column issuer"
    )]
    Form,
    /// A list of ours that is of a later kind.
    #[error("this trust list is of version {0}, which is not read here; update this program")]
    Version(String),
    /// It says that somebody signed it, and nobody did.
    #[error("it says that {0} keeps it, but carries no signature; ask for the signed file")]
    SignatureMissing(String),
    /// Too long.
    #[error("it holds more than {ENTRIES_LIMIT} issuers")]
    TooLong,
    /// A spreadsheet that is none, or has columns that nobody knows.
    #[error("the CSV cannot be read: {0}")]
    Csv(String),
}

/// Why a file of issuers was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its signature does not count.
    #[error(transparent)]
    Signature(DocumentError),
    /// Somebody signed it, and nothing shows that it was its keeper.
    #[error("nothing shows that the key that signed this list is its keeper's")]
    NotBound,
    /// It is no list.
    #[error(transparent)]
    List(#[from] ListError),
}

/// Opens a list: checks the signature, if there is one, and reads it; with who signed it.
///
/// # Errors
/// [`OpenError`]; a list that says that somebody keeps it must be signed by them.
pub fn open(
    document: &Value,
    default: Standing,
    verifier: Verifier<'_>,
) -> Result<(Reading, Option<SignedDocument>), OpenError> {
    // An array has no place for a signature.
    let signed = match verifier.verify_document(document) {
        Ok(signed) if signed.bound.is_none() => return Err(OpenError::NotBound),
        Ok(signed) => Some(signed),
        Err(DocumentError::NotSigned) => None,
        Err(DocumentError::Form(_)) if document.is_array() => None,
        Err(error) => return Err(OpenError::Signature(error)),
    };
    let content = signed.as_ref().map_or(document, |signed| &signed.content);
    let provenance = if signed.is_some() { Provenance::Signed } else { Provenance::Unsigned };
    Ok((read(content, provenance, default)?, signed))
}

/// Reads a list. Entries that do not say how they stand, stand as `default`; in a registry all are known.
///
/// # Errors
/// [`ListError`] when there is no list in it.
pub fn read(document: &Value, provenance: Provenance, default: Standing) -> Result<Reading, ListError> {
    let is_ours = document.get("type").is_some_and(|kind| kind == "TrustList");
    if provenance == Provenance::Signed && !is_ours {
        return Err(ListError::Form);
    }
    if let Some(registry) = document.get("registry").filter(|_| !is_ours) {
        let registry = registry.as_object().ok_or(ListError::Form)?;
        let rows = registry.iter().map(|(id, about)| registry_row(id, about));
        return collect(rows, "", None);
    }
    let rows = match document {
        Value::Array(rows) => rows,
        list => list.get("entries").and_then(Value::as_array).ok_or(ListError::Form)?,
    };
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    if is_ours && document.get("version").is_some_and(|version| *version != 1) {
        return Err(ListError::Version(document["version"].to_string().chars().take(20).collect()));
    }
    let keeper = text("issuer");
    if let Some(keeper) = keeper.as_ref().filter(|_| provenance == Provenance::Unsigned) {
        return Err(ListError::SignatureMissing(keeper.chars().take(200).collect()));
    }
    let name = text("name").unwrap_or_default();
    collect(rows.iter().map(|row| entry(row, default)), &name, keeper)
}

/// Reads a spreadsheet: a line of heads with `issuer` and, as needed, `name`, `achievementTypes`, `tags` (several with
/// semicolons between), `until` and `note`. All entries stand as `standing`.
///
/// # Errors
/// [`ListError`].
pub fn read_csv(text: &[u8], standing: Standing) -> Result<Reading, ListError> {
    let refuse = |error: csv::Error| ListError::Csv(error.to_string());
    let text = text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::All).from_reader(text);
    let heads: Vec<String> = reader.headers().map_err(refuse)?.iter().map(str::to_owned).collect();
    const COLUMNS: [&str; 6] = ["issuer", "name", "achievementTypes", "tags", "until", "note"];
    if let Some(unknown) = heads.iter().find(|head| !COLUMNS.contains(&head.as_str())) {
        let unknown: String = unknown.chars().take(60).collect();
        return Err(ListError::Csv(format!("nobody knows the column `{unknown}`; there are {}", COLUMNS.join(", "))));
    }
    if !heads.iter().any(|head| head == "issuer") {
        return Err(ListError::Csv("there is no column `issuer`".into()));
    }
    let rows = reader.into_records().map(|record| {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |name: &str| heads.iter().position(|head| head == name).and_then(|at| record.get(at)).unwrap_or("");
        let several = |name: &str| -> Vec<String> {
            cell(name).split(';').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        };
        let until = Some(cell("until")).filter(|text| !text.is_empty());
        checked(Entry {
            issuer: comparable(cell("issuer"))?,
            name: cell("name").to_owned(),
            standing,
            achievement_types: several("achievementTypes"),
            tags: several("tags"),
            until: until.map(|text| instant(text).ok_or(UNTIL)).transpose()?,
            note: cell("note").to_owned(),
        })
    });
    collect(rows, "", None)
}

const UNTIL: &str = "`until` is no day such as 2027-06-30 and no time such as 2027-06-30T23:59:59Z";

fn collect(
    rows: impl Iterator<Item = Result<Entry, String>>,
    name: &str,
    keeper: Option<String>,
) -> Result<Reading, ListError> {
    let mut reading =
        Reading { list: List { name: name.to_owned(), keeper, entries: Vec::new() }, refused: Vec::new() };
    let mut seen = HashSet::new();
    for (number, row) in rows.enumerate() {
        if number >= ENTRIES_LIMIT {
            return Err(ListError::TooLong);
        }
        match row {
            Ok(entry) if !seen.insert(entry.issuer.clone()) => {
                reading.refused.push(format!("Entry {}: {} stands twice", number + 1, entry.issuer));
            }
            Ok(entry) => reading.list.entries.push(entry),
            Err(why) => reading.refused.push(format!("Entry {}: {why}", number + 1)),
        }
    }
    Ok(reading)
}

/// One issuer of a registry as the Digital Credentials Consortium writes them.
fn registry_row(id: &str, about: &Value) -> Result<Entry, String> {
    let text = |name: &str| about.get(name).and_then(Value::as_str).unwrap_or("");
    let place: Vec<&str> = [text("location"), text("url")].into_iter().filter(|text| !text.is_empty()).collect();
    checked(Entry {
        issuer: comparable(id)?,
        name: text("name").to_owned(),
        standing: Standing::Known,
        achievement_types: Vec::new(),
        tags: Vec::new(),
        until: None,
        note: place.join(", "),
    })
}

fn entry(row: &Value, default: Standing) -> Result<Entry, String> {
    let members = match row {
        Value::String(issuer) => return plain(issuer, default),
        Value::Object(members) => members,
        _ => return Err("it is neither an identifier nor an object".into()),
    };
    const MEMBERS: [&str; 7] = ["issuer", "standing", "name", "achievementTypes", "tags", "until", "note"];
    if let Some(unknown) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        // What narrows the trust in a way that is not understood must not be passed over.
        return Err(format!("nobody knows its member `{}`", unknown.chars().take(60).collect::<String>()));
    }
    let text = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(format!("its `{name}` is no text")),
    };
    let several = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(texts)) if texts.iter().all(Value::is_string) => {
            Ok(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        Some(_) => Err(format!("its `{name}` is no array of texts")),
    };
    let standing = match text("standing")? {
        None => default,
        Some(text) => Standing::find(text).ok_or("its `standing` is neither trusted nor known")?,
    };
    checked(Entry {
        issuer: comparable(text("issuer")?.unwrap_or(""))?,
        name: text("name")?.unwrap_or("").to_owned(),
        standing,
        achievement_types: several("achievementTypes")?,
        tags: several("tags")?,
        until: text("until")?.map(|text| instant(text).ok_or(UNTIL)).transpose()?,
        note: text("note")?.unwrap_or("").to_owned(),
    })
}

fn plain(issuer: &str, standing: Standing) -> Result<Entry, String> {
    Ok(Entry {
        issuer: comparable(issuer)?,
        name: String::new(),
        standing,
        achievement_types: Vec::new(),
        tags: Vec::new(),
        until: None,
        note: String::new(),
    })
}

fn comparable(issuer: &str) -> Result<String, String> {
    let shown = || issuer.chars().take(100).collect::<String>();
    did::comparable(issuer.trim()).ok_or_else(|| format!("“{}” is no identifier of an issuer", shown()))
}

fn checked(entry: Entry) -> Result<Entry, String> {
    match entry.check().into_iter().next() {
        None => Ok(entry),
        Some((member, why)) => Err(format!("{member}: {why}")),
    }
}

/// A time, or the end of a day.
fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| format!("{text}T23:59:59Z").parse().ok())
}
