//! All that can go wrong with an act, in five words.
//!
//! `web::failure` is the only place where a failure becomes a status and a sentence.

use std::collections::BTreeMap;

use store::StoreError;

/// Result of an act.
pub type Outcome<T> = Result<T, Failure>;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The actor may not do this, and may know that it exists.
    #[error("denied")]
    Denied,
    /// There is no such thing within the actor's reach.
    #[error("missing")]
    Missing,
    /// The rules say no.
    #[error("refused: {}", .0.code)]
    Refused(Box<Refusal>),
    /// Somebody else changed it in the meantime.
    #[error("stale")]
    Stale,
    /// Something is broken; the cause is for the log only.
    #[error("broken: {0}")]
    Broken(String),
}

/// An expected "no": a stable code, the fields it is about, and data for its sentence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Refusal {
    /// Stable code; its sentence is the text `refusal-<code>` with dots as hyphens.
    pub code: String,
    /// Column or field, and the code of what is wrong with it.
    pub fields: Vec<(String, String)>,
    /// Values for the sentence.
    pub data: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without fields.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), ..Self::default() }
    }

    /// Names a field that is wrong.
    #[must_use]
    pub fn field(mut self, field: &str, code: &str) -> Self {
        self.fields.push((field.to_owned(), code.to_owned()));
        self
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.data.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            StoreError::Duplicate => Refusal::new("duplicate").into(),
            StoreError::Busy => Refusal::new("storage.busy").into(),
            StoreError::Full => Refusal::new("storage.full").into(),
            StoreError::Broken(cause) => Self::Broken(cause),
        }
    }
}
