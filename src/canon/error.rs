//! Everything that can be wrong with a document on the way to its canonical form.

/// What was wrong with the document. `at` is a JSON pointer (RFC 6901), empty for the whole document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A member has no definition in the contexts, so a signature would not cover it.
    #[error("`{term}` at {at} is not defined by the contexts; add the context that defines it or remove it")]
    UndefinedTerm {
        /// The member's name, or the type's.
        term: String,
        /// Where it stands.
        at: Pointer,
    },
    /// The JSON can be read in two ways, or a plain JSON reader would not see what was signed.
    #[error("{what} at {at} is outside the Open Badges profile: {why}")]
    OutsideProfile {
        /// The offending text or kind of value.
        what: String,
        /// Where it stands.
        at: Pointer,
        /// Which rule it breaks.
        why: &'static str,
    },
    /// A part has no meaning as RDF and would be dropped.
    #[error("{what} at {at} would be lost when signing: {why}")]
    Dropped {
        /// The offending text or kind of value.
        what: String,
        /// Where it stands.
        at: Pointer,
        /// Why it has no meaning.
        why: &'static str,
    },
    /// A context address that this program does not hold.
    #[error("the context `{0}` is not one of those built into this program")]
    UnknownContext(String),
    /// The contexts contradict each other or are ill-formed; the code is JSON-LD 1.1's own.
    #[error("the context is unusable ({code}): {detail}")]
    Context {
        /// The error code of the JSON-LD 1.1 API, `#JsonLdErrorCode`.
        code: &'static str,
        /// The term or text that caused it.
        detail: String,
    },
    /// The document is not well-formed JSON-LD; the code is JSON-LD 1.1's own.
    #[error("the document is not well-formed JSON-LD ({code}) at {at}")]
    Syntax {
        /// The error code of the JSON-LD 1.1 API, `#JsonLdErrorCode`.
        code: &'static str,
        /// Where it stands.
        at: Pointer,
    },
    /// A number that JSON can write and a double cannot carry, such as an infinity.
    #[error("the number at {0} cannot be written in canonical form")]
    Number(Pointer),
    /// The document breaks one of the [`Limits`](super::Limits).
    #[error("the document has more than {limit} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Too many blank nodes look alike: labelling them would take exponential work.
    #[error("too many parts without an `id` look alike; telling them apart needs more than {limit} steps")]
    TooManyTies {
        /// The limit.
        limit: usize,
    },
}

impl Error {
    /// A context error with its JSON-LD code.
    pub(super) fn context(code: &'static str, detail: &str) -> Self {
        Self::Context { code, detail: detail.chars().take(120).collect() }
    }
}

/// A JSON pointer (RFC 6901) for messages; prints as `the top` when empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer(pub String);

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "the top" } else { &self.0 })
    }
}
