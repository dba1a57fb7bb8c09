//! Many rows in one statement: one JSON parameter instead of thousands, the same call for both
//! databases. Imports and the simulation write through here.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// How a column is spelled in each database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// uuid
    Uuid,
    /// text
    Text,
    /// date
    Date,
    /// timestamp
    Timestamp,
    /// whole number
    Number,
    /// yes or no
    Flag,
}

/// A column of the rows to insert.
pub type Column = (&'static str, Kind);

/// Inserts rows whose values stand in the order of the columns; answers how many went in.
pub async fn insert(tx: &Tx, table: &str, columns: &[Column], rows: &[Vec<Json>], ignore_known: bool) -> Result<u64> {
    let mut inserted = 0;
    for chunk in rows.chunks(2000) {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let values: Vec<String> =
            columns.iter().enumerate().map(|(place, (_, kind))| reader(tx.is_sqlite(), place, *kind)).collect();
        let from =
            if tx.is_sqlite() { "json_each($1) where true" } else { "jsonb_array_elements($1::text::jsonb) as r(value)" };
        let ignore = if ignore_known { " on conflict do nothing" } else { "" };
        let sql =
            format!("insert into {table} ({}) select {} from {from}{ignore}", names.join(", "), values.join(", "));
        let json = serde_json::to_string(chunk).map_err(|error| crate::StoreError::Broken(error.to_string()))?;
        inserted += tx.execute(&sql, [json.into()]).await?.rows_affected();
    }
    Ok(inserted)
}

pub(crate) fn reader(sqlite: bool, place: usize, kind: Kind) -> String {
    match (sqlite, kind) {
        (true, Kind::Uuid) => format!("unhex(value->>{place})"),
        (true, _) => format!("value->>{place}"),
        (false, Kind::Uuid) => format!("(value->>{place})::uuid"),
        (false, Kind::Text) => format!("value->>{place}"),
        (false, Kind::Date) => format!("(value->>{place})::date"),
        (false, Kind::Timestamp) => format!("(value->>{place})::timestamptz"),
        (false, Kind::Number) => format!("(value->>{place})::bigint"),
        (false, Kind::Flag) => format!("(value->>{place})::boolean"),
    }
}

/// An id as a row value.
#[must_use]
pub fn id(value: Uuid) -> Json {
    value.simple().to_string().into()
}

/// A day as a row value.
#[must_use]
pub fn day(value: NaiveDate) -> Json {
    value.to_string().into()
}

/// A time as a row value, spelled as the database driver spells it.
#[must_use]
pub fn time(value: DateTime<Utc>) -> Json {
    value.to_rfc3339_opts(SecondsFormat::AutoSi, false).into()
}

/// A value that may be unknown.
pub fn maybe<T>(value: Option<T>, write: impl FnOnce(T) -> Json) -> Json {
    value.map_or(Json::Null, write)
}
