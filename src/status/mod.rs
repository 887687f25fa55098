//! Status lists: one bit per credential that says whether it still stands.
//!
//! W3C Bitstring Status List 1.0; its predecessor StatusList2021 and the 1EdTech revocation list are read. Knows
//! nothing about who owns a list, where it is published or how it is secured.

mod bitstring;
mod entry;
mod indexes;
mod list;

pub use bitstring::{Bitstring, MINIMUM_ENTRIES};
pub use entry::{Entry, Purpose};
pub use indexes::Indexes;
pub use list::{ListDescription, PublishedList, RevocationList, list_credential};

/// What is wrong with a status list, or with an entry that points into one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// A member is missing or is not what it must be.
    #[error("the status's `{member}` {why}")]
    Member {
        /// The member.
        member: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A kind of status that we do not know.
    #[error("the status type `{0}` is not known")]
    UnknownType(String),
    /// A purpose that we do not know.
    #[error("the status purpose `{0}` is not known")]
    UnknownPurpose(String),
    /// The encoded list cannot be decoded.
    #[error("the status list cannot be decoded: {0}")]
    Encoding(&'static str),
    /// The list inflates to more than is allowed.
    #[error("the status list inflates to more than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// The list is shorter than the standard's minimum, so it would tell who is on it.
    #[error("the status list has {entries} entries; the minimum is 131,072")]
    TooShort {
        /// How many there are.
        entries: usize,
    },
    /// The index is beyond the list's end.
    #[error("the index {index} is beyond the list's {entries} entries")]
    OutOfRange {
        /// The index.
        index: u64,
        /// The length of the list.
        entries: usize,
    },
    /// The list that was found is not the one that was asked for.
    #[error("the status list calls itself `{found}` and not `{wanted}`")]
    WrongList {
        /// What it calls itself.
        found: String,
        /// The address in the credential.
        wanted: String,
    },
    /// The list is for another purpose.
    #[error("the status list is not for the purpose `{0}`")]
    WrongPurpose(&'static str),
    /// The list is not valid at this time.
    #[error("the status list is {0}")]
    NotCurrent(&'static str),
}
