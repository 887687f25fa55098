//! Why something was not done, in words for whoever asked.

use std::sync::Arc;

use crate::issue::FieldError;
use crate::store::{StoreError, WriteError};

/// Why something was not done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or whoever asks may not know of it.
    #[error("there is no {0} here")]
    NotFound(&'static str),
    /// Whoever asks is not known.
    #[error("sign in first, or send an API key")]
    Unknown,
    /// Whoever asks may not.
    #[error("{0}")]
    Forbidden(&'static str),
    /// It contradicts what is there.
    #[error("{0}")]
    Conflict(String),
    /// It was there and is not any more.
    #[error("{0}")]
    Gone(String),
    /// What was sent must be mended.
    #[error("{}", summary(.0))]
    Invalid(Vec<FieldError>),
    /// Too much for one request, one day or one minute.
    #[error("{0}")]
    Limit(String),
    /// Not now; later it may work.
    #[error("{0}")]
    Unavailable(String),
    /// Another process did something at the same time.
    #[error("another process is writing the same rows; try again")]
    Contended,
    /// Our own trouble.
    #[error("something went wrong on our side")]
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Our own trouble, with what caused it.
    pub fn internal(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Arc::new(source))
    }

    /// One member that must be mended.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

fn summary(fields: &[FieldError]) -> String {
    match fields {
        [one] if one.field.is_empty() => one.message.clone(),
        [one] => format!("{}: {}", one.field, one.message),
        several => format!("{} things must be mended", several.len()),
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(_) => {
                Self::Unavailable("the database does not answer; try again in a moment".into())
            }
            StoreError::Busy | StoreError::Full | StoreError::Untrusted => Self::Unavailable(error.to_string()),
            StoreError::Contended => Self::Contended,
            StoreError::Duplicate => Self::Conflict("something with the same key is there already".into()),
            _ => Self::internal(error),
        }
    }
}

impl WriteError for Error {
    fn is_contended(&self) -> bool {
        matches!(self, Self::Contended)
    }
}
