//! What is remembered. The only crate that knows SQL.
//!
//! `db` opens the database and begins transactions; each feature has a file with its record and its
//! reads and writes. Reads take the actor's reach; nothing here decides. Rules are in `law`, acts in
//! `office`.

pub mod accounts;
pub mod assignment;
pub mod audit;
pub mod bulk;
pub mod case_papers;
pub mod cases;
pub mod code;
pub mod complaints;
pub mod conduct;
pub mod confidentiality;
pub mod db;
pub mod deadlines;
pub mod dealings;
pub mod diary;
pub mod documents;
pub mod duty;
pub mod files;
pub mod filters;
pub mod imports;
pub mod intake;
pub mod jobs;
pub mod journal;
pub mod made_files;
pub mod messages;
pub mod migrations;
pub mod narratives;
pub mod open_data;
pub mod operations;
pub mod outreach;
pub mod parties;
pub mod people;
pub mod privacy;
pub mod queues;
pub mod quoted;
pub mod reference;
pub mod registers;
pub mod requests;
pub mod rules;
pub mod schedule;
pub mod secrets;
pub mod settings;
pub mod snapshots;
pub mod staff;
pub mod statistics;
pub mod submissions;
pub mod targets;

pub use code::Code;
pub use db::{Address, Store, Tx};

/// What can go wrong with the memory. A missing row is no error: `find` answers `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row since it was read.
    #[error("the row changed since it was read")]
    Stale,
    /// A row with this key exists.
    #[error("a row with this key exists")]
    Duplicate,
    /// Somebody else keeps writing: SQLite has one writer. Nothing was written.
    #[error("somebody else keeps writing")]
    Busy,
    /// The disk or the database is full; nothing was written.
    #[error("the disk is full")]
    Full,
    /// The database or a stored value is broken.
    #[error("{0}")]
    Broken(String),
}

/// Result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<sea_orm::DbErr> for StoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self::Duplicate,
            _ if is_full(&error.to_string()) => Self::Full,
            _ if error.to_string().contains("database is locked") => Self::Busy,
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// What SQLite, PostgreSQL and the operating system say when there is no room left.
pub(crate) fn is_full(message: &str) -> bool {
    ["database or disk is full", "No space left on device", "could not extend file", "disk full"]
        .iter()
        .any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_says_is_told_apart() {
        let said = |words: &str| StoreError::from(sea_orm::DbErr::Custom(words.to_owned()));
        assert!(matches!(said("(code: 5) database is locked"), StoreError::Busy));
        assert!(matches!(said("(code: 13) database or disk is full"), StoreError::Full));
        assert!(matches!(said("relation does not exist"), StoreError::Broken(_)));
    }
}
