//! Why a command failed: one line for the eye, then the details. Printed once, by `main`.

use office::Failure;
use store::StoreError;
use web::texts::{Lang, T};

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub reason: String,
    pub details: Vec<String>,
}

impl Problem {
    /// A problem that one line tells.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), details: Vec::new() }
    }

    /// A problem with details.
    pub fn with(reason: impl Into<String>, details: Vec<String>) -> Self {
        Self { reason: reason.into(), details }
    }

    /// Why an act did not happen, with its sentences in a language.
    pub fn of(t: T, failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => {
                let errors = web::failure::field_errors(t, &refusal);
                let fields = errors.iter().filter(|(field, _)| !field.is_empty());
                let details = fields.map(|(field, text)| format!("{field}: {}", t.say(text)));
                Self::with(web::failure::sentence(t, &refusal), details.collect())
            }
            Failure::Missing => Self::new("there is no such thing"),
            Failure::Denied => Self::new("this is not allowed"),
            Failure::Stale => Self::new("somebody else changed it in the meantime"),
            Failure::Broken(cause) => Self::new(cause),
        }
    }

    /// The same, with what was tried in front.
    pub fn during(self, what: &str) -> Self {
        Self { reason: format!("{what}: {}", self.reason), ..self }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::of(T::new(Lang::En), failure)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}
