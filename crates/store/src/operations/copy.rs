//! Whole tables out and in again, one JSON object a line: the one shape in which data moves between
//! SQLite and PostgreSQL. Ids are hex, days `YYYY-MM-DD`, times as the driver writes them.

use std::io::{BufRead, Write};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures_util::TryStreamExt as _;
use sea_orm::{QueryResult, StreamTrait as _};
use serde_json::Value as Json;
use uuid::Uuid;

use super::schema::{Column, Kind, Table};
use crate::db::Tx;
use crate::{Result, StoreError};

/// So many rows go in with one statement.
const ROWS_A_STATEMENT: usize = 2000;
/// Or so many bytes, whichever comes first.
const BYTES_A_STATEMENT: usize = 4 << 20;

fn broken(error: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(error.to_string())
}

/// Writes every row of a table, in the order of its key; answers how many.
pub async fn write_table(tx: &Tx, table: &Table, out: &mut (dyn Write + Send)) -> Result<i64> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let sql = format!("select {} from {} order by {}", names.join(", "), table.name, table.key.join(", "));
    let mut rows = tx.inner.stream_raw(tx.statement(&sql, [])).await?;
    let (mut count, mut line) = (0, Vec::new());
    while let Some(row) = rows.try_next().await? {
        line.clear();
        write_row(&row, &table.columns, &mut line)?;
        out.write_all(&line).map_err(broken)?;
        count += 1;
    }
    Ok(count)
}

/// One row as an object; names of columns are plain words, so they need no escapes.
fn write_row(row: &QueryResult, columns: &[Column], line: &mut Vec<u8>) -> Result<()> {
    for (place, column) in columns.iter().enumerate() {
        line.push(if place == 0 { b'{' } else { b',' });
        line.push(b'"');
        line.extend_from_slice(column.name.as_bytes());
        line.extend_from_slice(b"\":");
        serde_json::to_writer(&mut *line, &value(row, place, column.kind)?).map_err(broken)?;
    }
    line.extend_from_slice(b"}\n");
    Ok(())
}

fn value(row: &QueryResult, place: usize, kind: Kind) -> Result<Json> {
    Ok(match kind {
        Kind::Text => row.try_get_by_index::<Option<String>>(place)?.into(),
        Kind::Integer => row.try_get_by_index::<Option<i32>>(place)?.into(),
        Kind::BigInt | Kind::Serial => row.try_get_by_index::<Option<i64>>(place)?.into(),
        Kind::Boolean => row.try_get_by_index::<Option<bool>>(place)?.into(),
        Kind::Uuid => row.try_get_by_index::<Option<Uuid>>(place)?.map(|id| id.simple().to_string()).into(),
        Kind::Date => row.try_get_by_index::<Option<NaiveDate>>(place)?.map(|day| day.to_string()).into(),
        Kind::Timestamp => row
            .try_get_by_index::<Option<DateTime<Utc>>>(place)?
            .map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, false))
            .into(),
    })
}

/// Reads rows that [`write_table`] wrote; answers how many went in.
pub async fn read_table(tx: &Tx, table: &Table, lines: &mut (dyn BufRead + Send)) -> Result<i64> {
    let sql = insertion(tx.is_sqlite(), table);
    let (mut inserted, mut batch, mut rows) = (0, String::from("["), 0);
    let mut line = String::new();
    loop {
        line.clear();
        let ended = lines.read_line(&mut line).map_err(broken)? == 0;
        let text = line.trim_end();
        if !text.is_empty() {
            if rows > 0 {
                batch.push(',');
            }
            batch.push_str(text);
            rows += 1;
        }
        if rows > 0 && (ended || rows == ROWS_A_STATEMENT || batch.len() > BYTES_A_STATEMENT) {
            batch.push(']');
            let whole = std::mem::replace(&mut batch, String::from("["));
            let done = tx.execute(&sql, [whole.into()]).await;
            let done = done.map_err(|error| broken(format!("table {}: {error}", table.name)))?;
            inserted += i64::try_from(done.rows_affected()).unwrap_or(i64::MAX);
            rows = 0;
        }
        if ended {
            return Ok(inserted);
        }
    }
}

fn insertion(sqlite: bool, table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let values: Vec<String> = table.columns.iter().map(|column| reader(sqlite, column)).collect();
    let from = if sqlite { "json_each($1)" } else { "json_array_elements($1::text::json) as r(value)" };
    format!("insert into {} ({}) select {} from {from}", table.name, names.join(", "), values.join(", "))
}

fn reader(sqlite: bool, column: &Column) -> String {
    let value = format!("value->>'{}'", column.name);
    match (sqlite, column.kind) {
        (true, Kind::Uuid) => format!("unhex({value})"),
        (true, _) | (false, Kind::Text) => value,
        (false, Kind::Integer) => format!("({value})::integer"),
        (false, Kind::BigInt | Kind::Serial) => format!("({value})::bigint"),
        (false, Kind::Boolean) => format!("({value})::boolean"),
        (false, Kind::Uuid) => format!("({value})::uuid"),
        (false, Kind::Date) => format!("({value})::date"),
        (false, Kind::Timestamp) => format!("({value})::timestamptz"),
    }
}

/// The first table that has rows; a fresh schema has none but the empty head of the audit chain.
pub async fn first_filled(tx: &Tx, tables: &[Table]) -> Result<Option<String>> {
    for table in tables {
        let fresh = if table.name == "audit_head" { " where seq > 0" } else { "" };
        if tx.row(&format!("select 1 as found from {}{fresh} limit 1", table.name), []).await?.is_some() {
            return Ok(Some(table.name.clone()));
        }
    }
    Ok(None)
}

/// Takes out the rows that a fresh schema brings, so that a copy can go in.
pub async fn clear(tx: &Tx, tables: &[Table]) -> Result<()> {
    for table in tables.iter().rev() {
        tx.run(&format!("delete from {}", table.name)).await?;
    }
    Ok(())
}

/// Puts right what hangs on the rows: search index and counters.
pub async fn settle(tx: &Tx, tables: &[Table]) -> Result<()> {
    if tx.is_sqlite() {
        let sql =
            "insert into beneficiary_name (rowid, search_text) select seq, search_text from beneficiary";
        return tx.run(sql).await;
    }
    for table in tables {
        for column in table.columns.iter().filter(|column| column.kind == Kind::Serial) {
            let (table, column) = (&table.name, &column.name);
            tx.run(&format!(
                "select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 1),
                 max({column}) is not null) from {table}"
            ))
            .await?;
        }
    }
    Ok(())
}
