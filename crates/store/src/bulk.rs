//! Many rows in few statements: the same calls for both databases. Imports and the simulation write
//! through here.
//!
//! A statement carries some thousand values; sizes are powers of two, so that a handful of prepared
//! statements serves every number of rows. `Rows` is filled without a database, on any thread.
//! `run` prepares the database for a very large number of rows and sets it right again.

pub mod run;
pub mod writer;

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Timelike as _, Utc};
use law::kernel::coded::Coded;
use sea_orm::Value;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Values in one statement, at most.
const MOST_VALUES: usize = 4096;

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

/// Rows of one table, spelled for one database, value after value in the order of the columns.
#[derive(Debug)]
pub struct Rows {
    table: &'static str,
    columns: Vec<&'static str>,
    sqlite: bool,
    values: Vec<Value>,
    /// Rows with a known key are left out.
    only_new: bool,
}

impl Rows {
    /// No rows yet.
    #[must_use]
    pub fn new(table: &'static str, columns: &[Column], sqlite: bool) -> Self {
        Self {
            table,
            columns: columns.iter().map(|(name, _)| *name).collect(),
            sqlite,
            values: Vec::new(),
            only_new: false,
        }
    }

    /// The same rows, of which those with a known key are left out when they are written.
    #[must_use]
    pub fn only_new(self) -> Self {
        Self { only_new: true, ..self }
    }

    /// The rows as one JSON text, for statements that read it with [`reader`].
    pub fn to_json(&self) -> Result<String> {
        let rows: Vec<Vec<Json>> =
            self.values.chunks(self.columns.len()).map(|row| row.iter().map(json).collect()).collect();
        serde_json::to_string(&rows).map_err(|error| StoreError::Broken(error.to_string()))
    }

    /// An id.
    pub fn id(&mut self, value: impl Into<Option<Uuid>>) -> &mut Self {
        self.values.push(Value::Uuid(value.into()));
        self
    }

    /// A text.
    pub fn text(&mut self, value: impl Into<Option<String>>) -> &mut Self {
        self.values.push(Value::String(value.into()));
        self
    }

    /// A text that others keep.
    pub fn str(&mut self, value: &str) -> &mut Self {
        self.text(value.to_owned())
    }

    /// A value of `law`, by its code.
    pub fn code<T: Coded>(&mut self, value: impl Into<Option<Code<T>>>) -> &mut Self {
        self.text(value.into().map(|value| value.code().to_owned()))
    }

    /// A day.
    pub fn day(&mut self, value: impl Into<Option<NaiveDate>>) -> &mut Self {
        let value = value.into();
        let value = if self.sqlite { Value::String(value.map(day_text)) } else { Value::ChronoDate(value) };
        self.values.push(value);
        self
    }

    /// A time.
    pub fn time(&mut self, value: impl Into<Option<DateTime<Utc>>>) -> &mut Self {
        let value = value.into();
        let value =
            if self.sqlite { Value::String(value.map(time_text)) } else { Value::ChronoDateTimeUtc(value) };
        self.values.push(value);
        self
    }

    /// A whole number.
    pub fn number(&mut self, value: impl Into<Option<i64>>) -> &mut Self {
        self.values.push(Value::BigInt(value.into()));
        self
    }

    /// Yes or no.
    pub fn flag(&mut self, value: impl Into<Option<bool>>) -> &mut Self {
        self.values.push(Value::Bool(value.into()));
        self
    }

    fn read(&mut self, kind: Kind, value: &Json) -> Result<()> {
        let wrong =
            || StoreError::Broken(format!("{}: {value} does not fit a column of {kind:?}", self.table));
        let text = value.as_str();
        let known = !value.is_null();
        match kind {
            Kind::Uuid => {
                let id = text.and_then(|text| Uuid::parse_str(text).ok());
                if known && id.is_none() {
                    return Err(wrong());
                }
                self.id(id);
            }
            Kind::Text => {
                if known && text.is_none() {
                    return Err(wrong());
                }
                self.text(text.map(str::to_owned));
            }
            Kind::Date => {
                let day = text.and_then(|text| text.parse::<NaiveDate>().ok());
                if known && day.is_none() {
                    return Err(wrong());
                }
                self.day(day);
            }
            Kind::Timestamp => {
                let time = text.and_then(|text| text.parse::<DateTime<Utc>>().ok());
                if known && time.is_none() {
                    return Err(wrong());
                }
                self.time(time);
            }
            Kind::Number => {
                if known && value.as_i64().is_none() {
                    return Err(wrong());
                }
                self.number(value.as_i64());
            }
            Kind::Flag => {
                if known && value.as_bool().is_none() {
                    return Err(wrong());
                }
                self.flag(value.as_bool());
            }
        }
        Ok(())
    }
}

/// Writes the rows; answers how many went in.
pub async fn write(tx: &Tx, rows: Rows) -> Result<u64> {
    let Rows { table, columns, sqlite, values, only_new } = rows;
    if sqlite != tx.is_sqlite() {
        return Err(StoreError::Broken(format!("rows of {table} are spelled for the other database")));
    }
    let width = columns.len();
    let most = power_of_two_up_to(MOST_VALUES / width);
    let mut left = values.len() / width;
    let mut values = values.into_iter();
    let mut written = 0;
    while left > 0 {
        let size = most.min(power_of_two_up_to(left));
        let sql = statement(table, &columns, size, sqlite, only_new);
        let chunk: Vec<Value> = values.by_ref().take(size * width).collect();
        written += tx.execute(&sql, chunk).await?.rows_affected();
        left -= size;
    }
    Ok(written)
}

fn power_of_two_up_to(number: usize) -> usize {
    1 << number.max(1).ilog2()
}

/// SQLite looks for the name of every numbered parameter in a list, one by one; so it gets plain marks.
fn statement(table: &str, columns: &[&str], rows: usize, sqlite: bool, ignore_known: bool) -> String {
    use std::fmt::Write as _;
    let mut sql = format!("insert into {table} ({}) values ", columns.join(", "));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for place in 0..columns.len() {
            if place > 0 {
                sql.push(',');
            }
            if sqlite {
                sql.push('?');
            } else {
                let written = write!(sql, "${}", row * columns.len() + place + 1);
                debug_assert!(written.is_ok(), "a text takes what is written to it");
            }
        }
        sql.push(')');
    }
    if ignore_known {
        sql.push_str(" on conflict do nothing");
    }
    sql
}

/// Rows whose values stand in the order of the columns.
pub fn spell(table: &'static str, columns: &[Column], rows: &[Vec<Json>], sqlite: bool) -> Result<Rows> {
    let mut spelled = Rows::new(table, columns, sqlite);
    for row in rows {
        for ((_, kind), value) in columns.iter().zip(row) {
            spelled.read(*kind, value)?;
        }
    }
    Ok(spelled)
}

/// Inserts rows whose values stand in the order of the columns; answers how many went in.
pub async fn insert(
    tx: &Tx,
    table: &'static str,
    columns: &[Column],
    rows: &[Vec<Json>],
    ignore_known: bool,
) -> Result<u64> {
    let spelled = spell(table, columns, rows, tx.is_sqlite())?;
    write(tx, if ignore_known { spelled.only_new() } else { spelled }).await
}

/// How a statement reads a value out of a JSON row `value`, by its place in the row.
#[must_use]
pub fn reader(sqlite: bool, place: usize, kind: Kind) -> String {
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

fn json(value: &Value) -> Json {
    match value {
        Value::Uuid(Some(value)) => id(*value),
        Value::String(Some(value)) => value.as_str().into(),
        Value::ChronoDate(Some(value)) => day(*value),
        Value::ChronoDateTimeUtc(Some(value)) => time(*value),
        Value::BigInt(Some(value)) => (*value).into(),
        Value::Bool(Some(value)) => (*value).into(),
        _ => Json::Null,
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
    day_text(value).into()
}

/// A time as a row value.
#[must_use]
pub fn time(value: DateTime<Utc>) -> Json {
    time_text(value).into()
}

/// A value that may be unknown.
pub fn maybe<T>(value: Option<T>, write: impl FnOnce(T) -> Json) -> Json {
    value.map_or(Json::Null, write)
}

/// `2026-11-22`, by hand: a bulk run writes millions.
fn day_text(day: NaiveDate) -> String {
    let mut text = Vec::with_capacity(10);
    push_day(&mut text, day);
    String::from_utf8(text).unwrap_or_else(|_| day.to_string())
}

fn push_day(text: &mut Vec<u8>, day: NaiveDate) {
    let year = day.year().unsigned_abs();
    push_digits(text, year / 100);
    push_digits(text, year % 100);
    text.push(b'-');
    push_digits(text, day.month());
    text.push(b'-');
    push_digits(text, day.day());
}

fn push_digits(text: &mut Vec<u8>, number: u32) {
    text.push(b'0' + (number / 10 % 10) as u8);
    text.push(b'0' + (number % 10) as u8);
}

/// A time as the driver of SQLite spells it, so that texts compare as times do.
fn time_text(time: DateTime<Utc>) -> String {
    if time.nanosecond() != 0 {
        return time.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    }
    let mut text = Vec::with_capacity(25);
    push_day(&mut text, time.date_naive());
    text.push(b'T');
    push_digits(&mut text, time.hour());
    text.push(b':');
    push_digits(&mut text, time.minute());
    text.push(b':');
    push_digits(&mut text, time.second());
    text.extend_from_slice(b"+00:00");
    String::from_utf8(text).unwrap_or_else(|_| time.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_spelled_as_the_driver_spells_them() {
        for text in [
            "2026-11-22T04:05:06Z",
            "1999-12-31T23:59:59Z",
            "9999-12-31T00:00:00Z",
            "2026-01-02T03:04:05.123456Z",
        ] {
            let time: DateTime<Utc> = text.parse().expect("test time");
            assert_eq!(time_text(time), time.to_rfc3339_opts(SecondsFormat::AutoSi, false));
            assert_eq!(day_text(time.date_naive()), time.date_naive().to_string());
        }
    }

    #[test]
    fn a_few_statements_serve_every_number_of_rows() {
        let sizes: Vec<usize> = [1, 2, 3, 100, 128, 1000].into_iter().map(power_of_two_up_to).collect();
        assert_eq!(sizes, [1, 2, 2, 64, 128, 512]);
        assert_eq!(
            statement("t", &["a", "b"], 2, true, true),
            "insert into t (a, b) values (?,?), (?,?) on conflict do nothing"
        );
        assert_eq!(
            statement("t", &["a", "b"], 2, false, false),
            "insert into t (a, b) values ($1,$2), ($3,$4)"
        );
    }

    #[test]
    fn a_value_that_does_not_fit_its_column_is_named() {
        let mut rows = Rows::new("holiday", &[("day", Kind::Date)], false);
        assert!(rows.read(Kind::Date, &Json::from("2026-02-29")).is_err());
        assert!(rows.read(Kind::Number, &Json::from("7")).is_err());
        assert!(rows.read(Kind::Uuid, &Json::Null).is_ok());
    }
}
