//! The parameters of a request: a name that is not known is an error, or a misspelt filter would
//! silently answer with everything.

use chrono::NaiveDate;

use super::ApiFailure;
use crate::ui::{Values, dates};

/// What was asked.
pub struct Query(Values);

impl Query {
    /// Reads the part after the question mark.
    pub fn read(query: Option<String>, known: &[&str]) -> Result<Self, ApiFailure> {
        let values = Values::parse(&query.unwrap_or_default());
        if let Some((name, _)) = values.pairs().find(|(name, _)| !known.contains(name)) {
            return Err(ApiFailure::wrong(name, "unknown_parameter"));
        }
        Ok(Self(values))
    }

    /// A parameter; what is empty was not given.
    pub fn get(&self, name: &str) -> Option<&str> {
        Some(self.0.get(name).trim()).filter(|text| !text.is_empty())
    }

    /// A day.
    pub fn day(&self, name: &str) -> Result<Option<NaiveDate>, ApiFailure> {
        let Some(text) = self.get(name) else { return Ok(None) };
        dates::parse_date(text).map(Some).ok_or_else(|| ApiFailure::wrong(name, "not_a_date"))
    }
}
