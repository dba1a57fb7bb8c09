//! JSON for machines, under `/api/v1`: the same acts as the pages, behind a bearer token.

pub mod caller;
pub mod failure;

pub use caller::ApiCaller;
pub use failure::{Answer, ApiFailure};
