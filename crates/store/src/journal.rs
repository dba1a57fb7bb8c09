//! Logs of activities — receptions, guidance, outreach, training: what their four tables share.
//!
//! A line is known by its content: `content_key` is the hash of what it says and `ordinal` counts
//! equal lines, without gaps. So the same file imported twice adds nothing, and yet two equal lines
//! of one file are two. The records are in `intake` and `outreach`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use law::kernel::names;
use sea_orm::{FromQueryResult, Value};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::bulk::writer::Packed;
use crate::db::Tx;
use crate::{Result, StoreError, bulk};

/// A line of a log.
pub trait Line: FromQueryResult + Clone {
    /// Its table.
    const TABLE: &'static str;
    /// The columns of what it says, after organisation and date.
    const SAYS: &'static [bulk::Column];

    /// What all lines have.
    fn mark(&self) -> &Mark;
    /// The same, to be filled in.
    fn mark_mut(&mut self) -> &mut Mark;
    /// What it says, in the order of the columns.
    fn says(&self) -> Vec<Json>;
}

/// What every line of every log has.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, serde::Serialize)]
pub struct Mark {
    pub id: Uuid,
    pub org_code: String,
    pub on_date: NaiveDate,
    /// Hash of the content. It changes with the content, so it also serves as the version that a
    /// correction must have seen.
    pub content_key: String,
    /// Which of the equal lines this is, from 1.
    pub ordinal: i32,
    pub entered_at: chrono::DateTime<chrono::Utc>,
    /// Log-in of who entered it.
    pub entered_by: String,
}

impl Mark {
    /// A line that is about to be stored; key and ordinal follow from its content.
    #[must_use]
    pub fn new(
        id: Uuid,
        org_code: &str,
        on_date: NaiveDate,
        entered_at: chrono::DateTime<chrono::Utc>,
        entered_by: &str,
    ) -> Self {
        Self {
            id,
            org_code: org_code.to_owned(),
            on_date,
            content_key: String::new(),
            ordinal: 0,
            entered_at,
            entered_by: entered_by.to_owned(),
        }
    }
}

const MARK: [bulk::Column; 7] = [
    ("id", bulk::Kind::Uuid),
    ("org_code", bulk::Kind::Text),
    ("on_date", bulk::Kind::Date),
    ("content_key", bulk::Kind::Text),
    ("ordinal", bulk::Kind::Number),
    ("entered_at", bulk::Kind::Timestamp),
    ("entered_by", bulk::Kind::Text),
];

/// How often each content was met so far in one file.
#[derive(Clone, Debug, Default)]
pub struct Seen(HashMap<String, i32>);

/// The hash of what a line says.
pub fn content_key<L: Line>(line: &L) -> String {
    let mark = line.mark();
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        // The length in front keeps "ab"+"c" apart from "a"+"bc".
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    };
    add(&mark.org_code);
    add(&mark.on_date.to_string());
    for value in line.says() {
        match value {
            Json::String(text) => add(&names::written(&text)),
            Json::Null => add(""),
            other => add(&other.to_string()),
        }
    }
    hex::encode(digest.finalize())
}

/// Adds the lines of a file that are not known yet; answers how many were new. `seen` goes with the
/// file from call to call, so that a file may come in parts.
pub async fn insert_many<L: Line>(tx: &Tx, mut lines: Vec<L>, seen: &mut Seen) -> Result<u64> {
    mark_lines(&mut lines, seen);
    write(tx, &lines).await
}

/// The same lines as rows for one of the two databases, packed on the thread that calls.
pub fn prepare<L: Line>(sqlite: bool, mut lines: Vec<L>, seen: &mut Seen) -> Result<Packed> {
    mark_lines(&mut lines, seen);
    rows_of(&lines, sqlite)?.only_new().pack()
}

fn mark_lines<L: Line>(lines: &mut [L], seen: &mut Seen) {
    for line in lines {
        let key = content_key(line);
        let times = seen.0.entry(key.clone()).or_insert(0);
        *times += 1;
        let ordinal = *times;
        let mark = line.mark_mut();
        mark.content_key = key;
        mark.ordinal = ordinal;
    }
}

/// Adds lines that have their keys and ordinals; those that are known stay. Answers how many were new.
pub async fn write<L: Line>(tx: &Tx, lines: &[L]) -> Result<u64> {
    bulk::write(tx, rows_of(lines, tx.is_sqlite())?.only_new()).await
}

fn rows_of<L: Line>(lines: &[L], sqlite: bool) -> Result<bulk::Rows> {
    let columns: Vec<bulk::Column> = MARK.iter().chain(L::SAYS).copied().collect();
    let rows: Vec<Vec<Json>> = lines.iter().map(row).collect();
    bulk::spell(L::TABLE, &columns, &rows, sqlite)
}

fn row<L: Line>(line: &L) -> Vec<Json> {
    let mark = line.mark();
    let mut values = vec![
        bulk::id(mark.id),
        mark.org_code.as_str().into(),
        bulk::day(mark.on_date),
        mark.content_key.as_str().into(),
        mark.ordinal.into(),
        bulk::time(mark.entered_at),
        mark.entered_by.as_str().into(),
    ];
    values.extend(line.says());
    values
}

/// Adds one line, next to those that say the same. Answers `false` when this id is there already:
/// the same form was sent twice.
pub async fn insert<L: Line>(tx: &Tx, mut line: L) -> Result<bool> {
    let key = content_key(&line);
    line.mark_mut().content_key = key;
    loop {
        if find::<L>(tx, line.mark().id).await?.is_some() {
            return Ok(false);
        }
        line.mark_mut().ordinal = last_ordinal(tx, &line).await? + 1;
        // Somebody else may have taken the number in between: then the next one is asked for.
        if write(tx, std::slice::from_ref(&line)).await? == 1 {
            return Ok(true);
        }
    }
}

async fn last_ordinal<L: Line>(tx: &Tx, line: &L) -> Result<i32> {
    let mark = line.mark();
    let sql = format!(
        "select cast(coalesce(max(ordinal), 0) as integer) as last from {} where org_code = $1 and content_key = $2",
        L::TABLE
    );
    let row = tx.row(&sql, [mark.org_code.as_str().into(), mark.content_key.as_str().into()]).await?;
    Ok(row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or(0))
}

/// One line.
pub async fn find<L: Line>(tx: &Tx, id: Uuid) -> Result<Option<L>> {
    let row = tx.row(&format!("select * from {} where id = $1", L::TABLE), [id.into()]).await?;
    row.map(|row| Ok(L::from_query_result(&row, "")?)).transpose()
}

/// Corrects a line that still says what was seen. Who entered it, and when, stays; so does, for figures of earlier days,
/// what it said.
pub async fn update<L: Line>(tx: &Tx, seen_key: &str, mut line: L, now: DateTime<Utc>) -> Result<()> {
    let before = find::<L>(tx, line.mark().id).await?.ok_or(StoreError::Stale)?;
    if content_key(&line) == before.mark().content_key && before.mark().content_key == seen_key {
        return Ok(());
    }
    let id = line.mark().id;
    remove::<L>(tx, id, seen_key, now).await?;
    line.mark_mut().entered_at = before.mark().entered_at;
    line.mark_mut().entered_by.clone_from(&before.mark().entered_by);
    if !insert(tx, line).await? {
        return Err(StoreError::Duplicate);
    }
    tx.execute(&format!("update {} set changed_at = $2 where id = $1", L::TABLE), [id.into(), now.into()])
        .await?;
    Ok(())
}

/// Keeps what a line says until now, as far as figures count it. What held for no time leaves no trace.
async fn keep_past<L: Line>(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    const COUNTED: [(&str, &str); 6] = [
        ("kind", "text"),
        ("target_group", "text"),
        ("commune_code", "text"),
        ("attendees", "bigint"),
        ("leaflets", "bigint"),
        ("participants", "bigint"),
    ];
    let says = |column: &str| L::SAYS.iter().any(|(name, _)| *name == column);
    let values = COUNTED.map(|(column, kind)| match says(column) {
        true => column.to_owned(),
        false => format!("cast(null as {kind})"),
    });
    let sql = format!(
        "insert into activity_past (id, recorded_to, log, org_code, on_date, {}, recorded_from)
         select id, $2, '{table}', org_code, on_date, {}, coalesce(changed_at, entered_at)
         from {table} where id = $1 and coalesce(changed_at, entered_at) < $2",
        COUNTED.map(|(column, _)| column).join(", "),
        values.join(", "),
        table = L::TABLE
    );
    tx.execute(&sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Removes a line that still says what was seen, and closes the gap among its equals. Figures as of earlier days still
/// count it.
pub async fn remove<L: Line>(tx: &Tx, id: Uuid, seen_key: &str, now: DateTime<Utc>) -> Result<()> {
    let table = L::TABLE;
    keep_past::<L>(tx, id, now).await?;
    let sql = format!("delete from {table} where id = $1 and content_key = $2 returning org_code, ordinal");
    let row = tx.row(&sql, [id.into(), seen_key.into()]).await?.ok_or(StoreError::Stale)?;
    let (org_code, ordinal) = (row.try_get::<String>("", "org_code")?, row.try_get::<i32>("", "ordinal")?);
    let sql = format!(
        "update {table} set ordinal = $3 where org_code = $1 and content_key = $2 and ordinal > $3 and ordinal = (
             select max(ordinal) from {table} where org_code = $1 and content_key = $2)"
    );
    tx.execute(&sql, [org_code.into(), seen_key.into(), ordinal.into()]).await?;
    Ok(())
}

/// What narrows a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Of these organisations; `None` = all.
    pub organisations: Option<Vec<String>>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Columns that must hold these codes.
    /// Several codes of a column are separated by commas.
    pub equal: Vec<(&'static str, String)>,
}

/// A place in a log: day and id of the last line shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogKey {
    pub on_date: NaiveDate,
    pub id: Uuid,
}

/// Lines of a log after a place, the latest day first.
pub async fn list<L: Line>(tx: &Tx, filter: &LogFilter, after: Option<LogKey>, limit: u64) -> Result<Vec<L>> {
    let (mut conditions, mut values) = filter.conditions();
    if let Some(key) = after {
        let first = values.len() + 1;
        let second = first + 1;
        conditions.push(format!("(on_date < ${first} or (on_date = ${first} and id < ${second}))"));
        values.push(key.on_date.into());
        values.push(key.id.into());
    }
    let sql = format!(
        "select * from {} where {} order by on_date desc, id desc limit {limit}",
        L::TABLE,
        conditions.join(" and ")
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(L::from_query_result(row, "")?)).collect()
}

/// How many lines there are, counted no further than one past `most`.
pub async fn count<L: Line>(tx: &Tx, filter: &LogFilter, most: u64) -> Result<u64> {
    let (conditions, values) = filter.conditions();
    let sql = format!(
        "select count(*) as n from (select 1 from {} where {} limit {}) as counted",
        L::TABLE,
        conditions.join(" and "),
        most + 1
    );
    let row = tx.row(&sql, values).await?;
    let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Sums of number columns over all lines that the filter keeps.
pub async fn sums<L: Line>(tx: &Tx, filter: &LogFilter, columns: &[&str]) -> Result<Vec<i64>> {
    let (conditions, values) = filter.conditions();
    let sums: Vec<String> = columns
        .iter()
        .map(|column| format!("cast(coalesce(sum({column}), 0) as bigint) as {column}"))
        .collect();
    let sql = format!("select {} from {} where {}", sums.join(", "), L::TABLE, conditions.join(" and "));
    let Some(row) = tx.row(&sql, values).await? else { return Ok(vec![0; columns.len()]) };
    columns.iter().map(|column| Ok(row.try_get("", column)?)).collect()
}

impl LogFilter {
    fn conditions(&self) -> (Vec<String>, Vec<Value>) {
        let mut conditions = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |pattern: &str, value: Value| {
            values.push(value);
            conditions.push(format!("{pattern} ${}", values.len()));
        };
        if let Some(from) = self.from {
            add("on_date >=", from.into());
        }
        if let Some(to) = self.to {
            add("on_date <=", to.into());
        }
        for (column, code) in self.equal.iter().filter(|(_, code)| !code.contains(',')) {
            add(&format!("{column} ="), code.as_str().into());
        }
        for (column, codes) in self.equal.iter().filter(|(_, code)| code.contains(',')) {
            let marks = codes.split(',').map(|code| {
                values.push(code.into());
                format!("${}", values.len())
            });
            conditions.push(format!("{column} in ({})", marks.collect::<Vec<_>>().join(", ")));
        }
        if let Some(codes) = &self.organisations {
            let marks: Vec<String> =
                (1..=codes.len()).map(|place| format!("${}", values.len() + place)).collect();
            let clause = if codes.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("org_code in ({})", marks.join(", "))
            };
            conditions.push(clause);
            values.extend(codes.iter().map(|code| Value::from(code.as_str())));
        }
        if conditions.is_empty() {
            conditions.push("1 = 1".to_owned());
        }
        (conditions, values)
    }
}
