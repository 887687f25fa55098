//! A document as single statements under labels of somebody's choice, for proofs that sign each of them.
//!
//! VC Data Integrity ECDSA, `#labelreplacementcanonicalizejsonld`: the blank nodes are numbered by RDFC-1.0, then get
//! other labels, and the lines are sorted again.

use serde_json::Value;
use sha2::Sha256;

use super::dataset::Dataset;
use super::rdfc::Labelled;
use super::{Error, Options, Profile, Selection, to_dataset};

/// The statements of one document.
pub struct Statements {
    dataset: Dataset,
    labelled: Labelled,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Its N-Quads line, with the line end.
    pub line: String,
    /// Whether it belongs to the selection.
    pub is_selected: bool,
}

impl Statements {
    /// Reads `document`; `selection` marks some of its statements.
    ///
    /// # Errors
    /// As [`super::canonicalize`].
    pub fn read(document: &Value, profile: Profile, selection: Option<&Selection>) -> Result<Self, Error> {
        let options = Options { selection, ..Options::new(profile) };
        let dataset = to_dataset(document, &options)?;
        let labelled = Labelled::of::<Sha256>(&dataset, options.limits.n_degree_calls)?;
        Ok(Self { dataset, labelled })
    }

    /// How many blank nodes want a label.
    pub fn blank_count(&self) -> usize {
        self.labelled.blank_count()
    }

    /// The statements in the order of their lines; the blank node `_:c14n{number}` is called `_:{labels[number]}`.
    pub fn under(&self, labels: &[String]) -> Vec<Statement> {
        let selected = self.dataset.selected_quads();
        let statement = |quad| Statement {
            line: self.labelled.line(&self.dataset, quad, labels),
            is_selected: selected.binary_search(quad).is_ok(),
        };
        let mut statements: Vec<Statement> = self.labelled.quads().iter().map(statement).collect();
        statements.sort_unstable();
        statements
    }
}
