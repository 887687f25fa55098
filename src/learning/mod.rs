//! Frameworks: lists of standards, skills and competencies that achievements answer to.
//!
//! Reads them as others publish them: CASE packages (1EdTech, Competencies and Academic Standards Exchange 1.0, as OpenSALT
//! writes them), the tables of ESCO, and plain tables. What comes out is one tree in reading order. Pure: knows no
//! database and no network, and fetches nothing.

mod case;
mod table;
mod tree;

use std::fmt;

pub use tree::order;

/// Items of one framework.
pub const ITEMS_LIMIT: usize = 50_000;
/// Bytes of one file.
pub const FILE_LIMIT_BYTES: usize = 60_000_000;
/// Complaints that are told; more help nobody.
const COMPLAINTS_LIMIT: usize = 20;
/// How deep items may lie below each other.
const DEPTH_LIMIT: usize = 30;

/// What a framework was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A CASE package.
    Case,
    /// A plain table.
    Csv,
    /// A table of ESCO.
    Esco,
}

impl Kind {
    /// The word for it in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Csv => "csv",
            Self::Esco => "esco",
        }
    }

    /// The `targetType` of alignments with its items (Open Badges 3.0, `#alignmenttargettype-enumeration`).
    pub fn target_type(self) -> &'static str {
        match self {
            Self::Case => "CFItem",
            Self::Csv => "ceasn:Competency",
            Self::Esco => "ext:ESCOSkill",
        }
    }
}

/// A framework as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// What it was read from.
    pub kind: Kind,
    /// What names it for ever: the same file read again has the same.
    pub source_id: String,
    /// What it is called.
    pub name: String,
    /// Who publishes it; may be empty.
    pub publisher: String,
    /// The tag of its language; may be empty.
    pub language: String,
    /// Where it is published; may be empty.
    pub url: String,
    /// Its items, each after the one above it.
    pub items: Vec<Item>,
}

/// One statement of a framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What names it within its framework.
    pub source_id: String,
    /// The item above, by its `source_id`; nothing at the top.
    pub parent: Option<String>,
    /// How deep it lies; 0 at the top.
    pub depth: usize,
    /// Its code, such as `3.b`; may be empty.
    pub code: String,
    /// What it says.
    pub statement: String,
    /// More about it; may be empty.
    pub description: String,
    /// What its framework calls such items; may be empty.
    pub item_type: String,
    /// Where it is published; may be empty.
    pub url: String,
    /// Other names by which it is looked for.
    pub other_names: String,
    /// Whether its framework itself says that it is not used any more.
    pub is_retired: bool,
}

/// What is wrong at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where: `line 12`, `CFItems 3`.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Why no framework came out of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// None of the forms.
    #[error(
        "this is no framework: a CASE package (JSON with CFDocument and CFItems), a table of ESCO (CSV with conceptUri \
         and preferredLabel), or CSV with the column statement and, as needed, code, parent, description, type, url, id"
    )]
    Form,
    /// JSON that cannot be read.
    #[error("the JSON cannot be read: {0}")]
    Json(String),
    /// Not text.
    #[error("the file is not written in UTF-8; save it as “CSV UTF-8”")]
    NotText,
    /// Too long.
    #[error("the framework has more than {ITEMS_LIMIT} items")]
    TooLong,
    /// Nothing in it.
    #[error("the framework has no items")]
    Empty,
    /// A plain table does not say what it is called.
    #[error("a table does not say what the framework is called: give it a name")]
    NameMissing,
    /// Single places are wrong.
    #[error("{}", told(.0))]
    Places(Vec<Complaint>),
}

fn told(complaints: &[Complaint]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Reads a framework from a file of any of the forms. `name` is what a plain table is called; other forms say it
/// themselves, and then a name given here goes before theirs.
///
/// # Errors
/// [`FrameworkError`]; single places that are wrong are told together, up to twenty.
pub fn read(file: &[u8], name: &str) -> Result<Framework, FrameworkError> {
    let text = std::str::from_utf8(file).map_err(|_| FrameworkError::NotText)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut framework = match text.trim_start().starts_with('{') {
        true => case::read(text)?,
        false => table::read(text, name.trim())?,
    };
    if !name.trim().is_empty() {
        framework.name = name.trim().to_owned();
    }
    match framework.items.len() {
        0 => Err(FrameworkError::Empty),
        count if count > ITEMS_LIMIT => Err(FrameworkError::TooLong),
        _ => {
            framework.items = order(framework.items)?;
            Ok(framework)
        }
    }
}

/// Collects what is wrong, up to a limit.
#[derive(Default)]
struct Complaints(Vec<Complaint>);

impl Complaints {
    fn add(&mut self, place: impl Into<String>, message: impl Into<String>) {
        if self.0.len() < COMPLAINTS_LIMIT {
            self.0.push(Complaint { place: place.into(), message: message.into() });
        }
    }

    fn or<T>(self, good: T) -> Result<T, FrameworkError> {
        if self.0.is_empty() { Ok(good) } else { Err(FrameworkError::Places(self.0)) }
    }
}

/// Letters of a statement; longer ones are no statement.
const STATEMENT_LIMIT_CHARS: usize = 5_000;

/// A text as it is kept: control characters gone, space around taken away.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect::<String>().trim().to_owned()
}

/// An address that a page may lead to; anything else is left out.
fn address(text: &str) -> String {
    let text = text.trim();
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if is_web && text.len() <= 2_000 && !text.contains(char::is_whitespace) { text.to_owned() } else { String::new() }
}
