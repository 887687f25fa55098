//! Documents by address: the only outgoing HTTP.
//!
//! [`Documents`] is what a verification asks. It answers from a map that the caller gives (`--documents`), which doubles
//! as an offline bundle, from the network through a [`Fetcher`], or not at all. Whatever the source, the same rules say
//! which addresses may be asked for: they are the defence against badges that send a verifier into the network of
//! whoever runs it. Knows nothing about what it fetches.

mod address;
mod cache;
mod connect;
mod documents;
mod exchange;
mod fetcher;
mod hosts;
mod recording;
mod tell;

pub use connect::Wiring;
pub use documents::{Documents, DocumentsError, LocalAnswers};
pub use fetcher::{Fetcher, Settings, SetupError};
pub use recording::{Recording, answer_of, bytes_of};
pub use tell::Told;

/// What a document is fetched for: it decides how long it may be and whether it may lie elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A DID document, a key or a set of keys: at most 256 KiB, at the very address.
    Key,
    /// A status list: at most 1 MiB, at most two redirects.
    StatusList,
    /// Anything else that a person asked for: at most 1 MiB, at most two redirects.
    Document,
    /// What a server says about its own: at most 1 MiB, at most two redirects and none to another host, since a server
    /// that sends people anywhere would else lend its name to anybody's text.
    Hosted,
}

impl Purpose {
    /// Length of an answer in bytes.
    pub fn body_limit_bytes(self) -> usize {
        match self {
            Self::Key => 256 * 1024,
            Self::StatusList | Self::Document | Self::Hosted => 1024 * 1024,
        }
    }

    /// Redirects that are followed.
    pub fn redirects_limit(self) -> usize {
        match self {
            Self::Key => 0,
            Self::StatusList | Self::Document | Self::Hosted => 2,
        }
    }

    /// Whether a redirect may lead to another host.
    fn may_leave_host(self) -> bool {
        self != Self::Hosted
    }

    /// The forms that are asked for.
    fn accepted(self) -> &'static str {
        match self {
            Self::Key => "application/did, application/did+ld+json, application/json;q=0.9, */*;q=0.1",
            Self::StatusList => {
                "application/vc, application/vc+ld+json, application/vc+jwt, application/json;q=0.9, */*;q=0.1"
            }
            Self::Document => {
                "application/vc, application/vc+jwt, application/json, image/png, image/svg+xml, */*;q=0.1"
            }
            Self::Hosted => "application/ld+json, application/json;q=0.9, */*;q=0.1",
        }
    }
}

/// Why a document cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody answers at the address.
    #[error("{0} cannot be reached")]
    Unreachable(String),
    /// No answer, or not all of it, in the time allowed.
    #[error("{0} did not answer in time")]
    TooSlow(String),
    /// No encrypted connection with a certificate for that host.
    #[error("the server of {0} does not prove that it is the one")]
    NotProven(String),
    /// The answer is no success.
    #[error("{address} answers with status {status}")]
    Status {
        /// The address.
        address: String,
        /// The HTTP status.
        status: u64,
    },
    /// An address that a verifier must not ask for: not `https`, or inside a private network.
    #[error("{address} may not be asked for: {why}")]
    Unsafe {
        /// The address.
        address: String,
        /// Why not.
        why: &'static str,
    },
    /// The document lies elsewhere, and elsewhere again, or must not lie elsewhere.
    #[error("{0} leads elsewhere, further than is followed")]
    Redirects(String),
    /// The answer is not HTTP, or in an encoding that was not asked for.
    #[error("the answer of {0} is not understood")]
    NotUnderstood(String),
    /// More than is allowed.
    #[error("the answer of {0} is longer than is allowed")]
    TooLarge(String),
    /// The host was asked as often as is decent.
    #[error("the host of {0} was asked too often in the last minute")]
    Busy(String),
    /// Whoever asks has asked for enough.
    #[error("{0} was not asked for, since this badge needs more documents or more time than is allowed")]
    Exhausted(String),
    /// All the badges that are checked at once have asked for enough.
    #[error(
        "{0} was not asked for, since these badges together need more documents or more time than is allowed; check \
        this one by itself"
    )]
    Spent(String),
}

impl FetchError {
    fn refused(address: &str, why: &'static str) -> Self {
        Self::Unsafe { address: shown(address), why }
    }
}

/// An address for a message: the beginning is enough.
fn shown(address: &str) -> String {
    address.chars().take(200).collect()
}
