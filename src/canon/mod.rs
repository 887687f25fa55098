//! Canonical form: from JSON to the exact bytes that a signature covers.
//!
//! Two roads lead there. [`jcs`] orders JSON itself (RFC 8785). [`canonicalize`] reads JSON-LD 1.1 with contexts pinned
//! in this program, writes RDF quads straight from the document, and labels blank nodes by RDFC-1.0
//! (W3C RDF Dataset Canonicalization, `#canon-algorithm`), which gives sorted N-Quads.
//!
//! What makes it fast: a context, once processed, is immutable and shared by reference between all objects, documents
//! and threads ([`context`]). What makes it safe: nothing of a document is ever dropped in silence, contexts never come
//! from the network, and every step is bounded ([`Limits`]).
//!
//! Knows nothing about the meaning of terms, about credentials or about signatures.

mod context;
mod dataset;
mod error;
mod expand;
mod iri;
mod jcs;
pub mod json;
mod number;
pub mod pinned;
mod rdfc;
mod selection;
mod statements;

pub use dataset::{Dataset, Symbol};
pub use error::Error;
pub use jcs::jcs;
pub use selection::Selection;
pub use statements::{Statement, Statements};

use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256, Sha384};

/// Which documents are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The closed profile of Open Badges: pinned contexts by address only, no JSON-LD keywords in the body, no nulls,
    /// no relative IRIs, no blank node identifiers, members and types written as terms. In it a document's JSON and its
    /// RDF meaning say the same, so that a plain JSON reader sees what was signed.
    OpenBadges,
    /// Any JSON-LD 1.1 document over the pinned contexts and contexts of its own; nothing may be dropped.
    General,
}

/// What to do with a part of a document that has no RDF meaning (an undefined term, a relative IRI).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drops {
    /// Refuse the document and name the part: the only choice before a signature.
    Refuse,
    /// Leave the part out, as the JSON-LD API does by default. For conformance suites.
    Permit,
}

/// Bounds on one document, all inclusive.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nesting of objects and arrays.
    pub depth: usize,
    /// Quads written.
    pub quads: usize,
    /// Bytes that the quads take when written out: one long address may stand in all of them.
    pub quad_bytes: usize,
    /// Blank nodes.
    pub blank_nodes: usize,
    /// Calls of the hash-n-degree algorithm, which alone tells equal-looking blank nodes apart and is exponential.
    pub n_degree_calls: usize,
    /// Terms read or copied while contexts are processed: every object may bring a context of its own.
    pub context_terms: usize,
}

impl Limits {
    /// What documents from strangers get: 32 levels, 5,000 quads in 8 MiB, 500 blank nodes, 1,000 calls, 500,000 terms.
    pub const STRANGER: Self = Self {
        depth: 32,
        quads: 5_000,
        quad_bytes: 8 * 1024 * 1024,
        blank_nodes: 500,
        n_degree_calls: 1_000,
        context_terms: 500_000,
    };
}

/// Terms in contexts of a document's own from which such documents are read one after the other.
const LARGE_CONTEXTS_TERMS: usize = 500;

/// How a document is turned into quads.
pub struct Options<'o> {
    /// Which documents are accepted.
    pub profile: Profile,
    /// What happens to parts without RDF meaning.
    pub drops: Drops,
    /// The address that relative references are resolved against, if any.
    pub base: Option<&'o str>,
    /// Finds a context document by address when it is not pinned; `None` means it cannot be had.
    pub load: &'o dyn Fn(&str) -> Option<Value>,
    /// Bounds on the work.
    pub limits: Limits,
    /// Which bytes stand for the one address that was published with three texts.
    pub edition: pinned::Edition,
    /// Parts of the document whose quads are marked, for [`Statements`].
    pub selection: Option<&'o Selection>,
}

impl Options<'_> {
    /// Pinned contexts only, nothing dropped, limits for strangers.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            drops: Drops::Refuse,
            base: None,
            load: &|_| None,
            limits: Limits::STRANGER,
            edition: pinned::Edition::Current,
            selection: None,
        }
    }
}

/// The canonical form of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    nquads: String,
}

impl Canonical {
    /// Sorted N-Quads, one line per quad, blank nodes labelled `_:c14n0`, `_:c14n1`, …
    pub fn as_str(&self) -> &str {
        &self.nquads
    }

    /// SHA-256 of the N-Quads.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.nquads.as_bytes()).into()
    }

    /// SHA-384 of the N-Quads.
    pub fn sha384(&self) -> [u8; 48] {
        Sha384::digest(self.nquads.as_bytes()).into()
    }
}

/// The canonical form of `document` under `profile`, with nothing dropped.
///
/// # Errors
/// [`Error`] names the first part of the document that is outside the profile, has no RDF meaning or breaks a limit.
pub fn canonicalize(document: &Value, profile: Profile) -> Result<Canonical, Error> {
    canonicalize_with(document, &Options::new(profile))
}

/// [`canonicalize`] with SHA-384 in place of SHA-256 on the way, as proofs by P-384 keys want it
/// (RDFC-1.0, `#dfn-hash-algorithm`).
///
/// # Errors
/// As [`canonicalize`].
pub fn canonicalize_sha384(document: &Value, profile: Profile) -> Result<Canonical, Error> {
    let options = Options::new(profile);
    to_dataset(document, &options)?.canonicalize_sha384(&options.limits)
}

/// [`canonicalize`] with every choice spelled out.
///
/// # Errors
/// As [`canonicalize`].
pub fn canonicalize_with(document: &Value, options: &Options<'_>) -> Result<Canonical, Error> {
    to_dataset(document, options)?.canonicalize(&options.limits)
}

/// The RDF dataset that `document` means (JSON-LD 1.1 API, `#deserialize-json-ld-to-rdf-algorithm`).
///
/// # Errors
/// As [`canonicalize`], without those of labelling.
pub fn to_dataset(document: &Value, options: &Options<'_>) -> Result<Dataset, Error> {
    // Contexts of a document's own may take some 50 MiB while they are read: not several times at once.
    static LARGE: Mutex<()> = Mutex::new(());
    let is_large = options.profile == Profile::General && own_terms(document, false) > LARGE_CONTEXTS_TERMS;
    let _alone = is_large.then(|| LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    expand::Expander::new(options).run(document)
}

/// Members and addresses inside the contexts that a document brings itself.
fn own_terms(value: &Value, is_context: bool) -> usize {
    match value {
        Value::Object(members) => {
            let inside = |(name, value): (&String, &Value)| own_terms(value, is_context || name == "@context");
            members.iter().map(inside).sum()
        }
        Value::Array(items) => items.iter().map(|item| own_terms(item, is_context)).sum(),
        _ => usize::from(is_context),
    }
}

impl Dataset {
    /// Labels the blank nodes by RDFC-1.0 with SHA-256 and writes sorted N-Quads.
    ///
    /// # Errors
    /// [`Error::TooManyTies`] when telling equal-looking blank nodes apart needs more calls than `limits` allow.
    pub fn canonicalize(&self, limits: &Limits) -> Result<Canonical, Error> {
        rdfc::canonical_nquads::<Sha256>(self, limits.n_degree_calls).map(|nquads| Canonical { nquads })
    }

    /// The same with SHA-384.
    ///
    /// # Errors
    /// As [`Self::canonicalize`].
    pub fn canonicalize_sha384(&self, limits: &Limits) -> Result<Canonical, Error> {
        rdfc::canonical_nquads::<Sha384>(self, limits.n_degree_calls).map(|nquads| Canonical { nquads })
    }
}
