//! Rows that an administrator added to the dated rules; the rules of the program stay beneath them.
//!
//! A row is never changed: it is added, and perhaps withdrawn. What the rows mean is decided in `law::rules`.

use chrono::{DateTime, NaiveDate, Utc};
use law::rules::AddedRow;
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::db::Tx;
use crate::deadlines::DeadlineLine;
use crate::{Result, StoreError};

/// An added row (*quy định bổ sung*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct RuleRow {
    pub id: Uuid,
    /// Code of the list.
    pub rule_set: String,
    pub rule_key: String,
    pub valid_from: NaiveDate,
    /// Its fields, as TOML.
    pub body: String,
    pub basis: String,
    pub added_at: DateTime<Utc>,
    pub added_by: String,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub withdrawn_by: Option<String>,
    pub version: i64,
}

impl RuleRow {
    /// The row as the law reads it.
    #[must_use]
    pub fn added(&self) -> AddedRow {
        AddedRow {
            set: self.rule_set.clone(),
            key: self.rule_key.clone(),
            valid_from: self.valid_from,
            body: self.body.clone(),
            basis: self.basis.clone(),
        }
    }
}

const COLUMNS: &str = "id, rule_set, rule_key, valid_from, body, basis, added_at, added_by, withdrawn_at,
    withdrawn_by, version";

/// The rows that hold, in the order in which they were added.
pub async fn list_active(tx: &Tx) -> Result<Vec<RuleRow>> {
    let sql = format!("select {COLUMNS} from rule_row where withdrawn_at is null order by added_at, id");
    read(tx, &sql, Vec::new()).await
}

/// Every row ever added, latest first.
pub async fn list(tx: &Tx) -> Result<Vec<RuleRow>> {
    let sql = format!("select {COLUMNS} from rule_row order by added_at desc, id desc limit 500");
    read(tx, &sql, Vec::new()).await
}

/// One row.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<RuleRow>> {
    let sql = format!("select {COLUMNS} from rule_row where id = $1");
    Ok(read(tx, &sql, vec![id.into()]).await?.pop())
}

/// Adds a row.
pub async fn insert(tx: &Tx, row: &RuleRow) -> Result<()> {
    let sql =
        "insert into rule_row (id, rule_set, rule_key, valid_from, body, basis, added_at, added_by, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    let values = [
        row.id.into(),
        row.rule_set.as_str().into(),
        row.rule_key.as_str().into(),
        row.valid_from.into(),
        row.body.as_str().into(),
        row.basis.as_str().into(),
        row.added_at.into(),
        row.added_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Withdraws a row that still has the version that was seen.
pub async fn withdraw(tx: &Tx, id: Uuid, seen: i64, by: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "update rule_row set withdrawn_at = $1, withdrawn_by = $2, version = version + 1
         where id = $3 and version = $4 and withdrawn_at is null";
    let changed = tx.execute(sql, [now.into(), by.into(), id.into(), seen.into()]).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// How many running cases were accepted on or after a day, counted up to `most`.
pub async fn count_running_since(tx: &Tx, day: NaiveDate, most: usize) -> Result<usize> {
    let sql = format!(
        "select count(*) as number from (
            select 1 as one from cases where accepted_on >= $1 and closed_on is null limit {most}
         ) as counted"
    );
    number(tx, &sql, vec![day.into()]).await
}

/// How many clocks of a kind that began at or after a moment run, counted up to `most`.
pub async fn count_clocks_since(tx: &Tx, code: &str, from: DateTime<Utc>, most: usize) -> Result<usize> {
    let sql = format!(
        "select count(*) as number from (
            select 1 as one from deadline where ended_at is null and code = $1 and start_at >= $2 limit {most}
         ) as counted"
    );
    number(tx, &sql, vec![code.into(), from.into()]).await
}

/// Running clocks of a kind that began at or after a moment, soonest due first.
pub async fn list_clocks_since(
    tx: &Tx,
    code: &str,
    from: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<DeadlineLine>> {
    let sql = format!(
        "select {} from deadline where ended_at is null and code = $1 and start_at >= $2
         order by due_at, id limit {limit}",
        crate::deadlines::COLUMNS
    );
    crate::deadlines::read(&tx.rows(&sql, [code.into(), from.into()]).await?)
}

async fn number(tx: &Tx, sql: &str, values: Vec<sea_orm::Value>) -> Result<usize> {
    let row = tx.row(sql, values).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok(usize::try_from(number).unwrap_or_default())
}

async fn read(tx: &Tx, sql: &str, values: Vec<sea_orm::Value>) -> Result<Vec<RuleRow>> {
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(|row| Ok(RuleRow::from_query_result(row, "")?)).collect()
}

/// Adds a day of the working calendar that holds in one province only; a day that is there is replaced.
pub async fn insert_local_day(
    tx: &Tx,
    day: &crate::deadlines::LocalDay,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    remove_local_day(tx, &day.province_code, day.day).await?;
    let sql = "insert into local_day (province_code, day, name, kind, basis, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        day.province_code.as_str().into(),
        day.day.into(),
        day.name.as_str().into(),
        day.kind.as_str().into(),
        day.basis.as_str().into(),
        now.into(),
        by.into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Removes a day of a province; answers whether it was there.
pub async fn remove_local_day(tx: &Tx, province: &str, day: NaiveDate) -> Result<bool> {
    let sql = "delete from local_day where province_code = $1 and day = $2";
    Ok(tx.execute(sql, [province.into(), day.into()]).await?.rows_affected() == 1)
}
