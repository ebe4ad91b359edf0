//! What can go wrong in a use case: typed inside, plain words outside (the locales hold the words).

use regie_domain::refusal::{Code, Refusal};
use regie_store::StoreError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule refuses it, and says what would be allowed instead.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The actor may not do this.
    #[error("not allowed: {0}")]
    Denied(&'static str),
    /// There is no such thing, or not for this actor.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// Input that cannot be read; every fault at once.
    #[error("invalid input: {}", .0.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<Fault>),
    /// Too often or too much at once; try later.
    #[error("too many")]
    TooMany,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Data that this program did not write, or a setting that cannot be used.
    #[error("cannot be used: {0}")]
    Unusable(String),
}

/// One fault of input: the field, and the key of the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field's name in the form.
    pub field: String,
    /// The locale key that says what is wrong and what to do.
    pub key: &'static str,
}

impl AppError {
    /// One fault of one field.
    #[must_use]
    pub fn invalid(field: &str, key: &'static str) -> Self {
        Self::Invalid(vec![Fault { field: field.to_owned(), key }])
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self::Refused(Refusal::new(code))
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(StoreError::Json(error))
    }
}

/// Short for results of this crate.
pub type Result<T, E = AppError> = std::result::Result<T, E>;
