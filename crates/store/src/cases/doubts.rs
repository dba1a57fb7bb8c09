//! What deserves a second look: doubts found by the rules, one row a case and rule, until cleared.

use chrono::{DateTime, Utc};
use law::access::Reach;
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::Result;
use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::db::Tx;

pub(super) const COLUMNS: &[bulk::Column] =
    &[("case_id", Kind::Uuid), ("code", Kind::Text), ("org_code", Kind::Text), ("found_at", Kind::Timestamp)];

/// A doubt about a case, with what a list shows.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct DoubtLine {
    pub case_id: Uuid,
    pub code: Code<Doubt>,
    pub org_code: String,
    pub file_code: String,
    pub provider_name: Option<String>,
    pub source_agency: Option<String>,
    pub found_at: DateTime<Utc>,
}

/// Replaces the doubts of one case by those that hold now.
pub async fn replace(
    tx: &Tx,
    case: Uuid,
    org_code: &str,
    doubts: &[Doubt],
    now: DateTime<Utc>,
) -> Result<()> {
    if doubts.is_empty() {
        tx.execute("delete from doubt where case_id = $1", [case.into()]).await?;
        return Ok(());
    }
    let codes: Vec<String> = doubts.iter().map(|doubt| format!("'{}'", doubt.code())).collect();
    let sql = format!("delete from doubt where case_id = $1 and code not in ({})", codes.join(", "));
    tx.execute(&sql, [case.into()]).await?;
    let rows: Vec<(Uuid, &str, Doubt)> = doubts.iter().map(|doubt| (case, org_code, *doubt)).collect();
    insert_many(tx, &rows, now).await
}

/// Notes doubts of many cases; those already noted keep the day they were found.
pub async fn insert_many(tx: &Tx, doubts: &[(Uuid, &str, Doubt)], now: DateTime<Utc>) -> Result<()> {
    let rows: Vec<Vec<Json>> = doubts
        .iter()
        .map(|(case, org, doubt)| vec![bulk::id(*case), doubt.code().into(), (*org).into(), bulk::time(now)])
        .collect();
    bulk::insert(tx, "doubt", COLUMNS, &rows, true).await?;
    Ok(())
}

/// The doubts of one case.
pub async fn list_of_case(tx: &Tx, case: Uuid) -> Result<Vec<Doubt>> {
    let rows = tx.rows("select code from doubt where case_id = $1 order by code", [case.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get::<Code<Doubt>>("", "code")?.0)).collect()
}

/// How many doubts of each kind lie within reach.
pub async fn count(tx: &Tx, reach: &Reach) -> Result<Vec<(Doubt, i64)>> {
    let (clause, values) = super::list::reach_clause(reach, "c", 1);
    let sql = format!(
        "select d.code as code, count(*) as number from doubt d join cases c on c.id = d.case_id
         where {clause} group by d.code order by d.code"
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.try_get::<Code<Doubt>>("", "code")?.0, row.try_get("", "number")?)))
        .collect()
}

/// Doubts of one kind within reach, by case; continue after a case.
pub async fn list(
    tx: &Tx,
    reach: &Reach,
    code: Doubt,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<DoubtLine>> {
    let (clause, mut values) = super::list::reach_clause(reach, "c", 3);
    values.insert(0, code.code().into());
    values.insert(1, after.unwrap_or_default().into());
    let sql = format!(
        "select d.case_id, d.code, d.org_code, c.file_code, c.provider_name, c.source_agency, d.found_at
         from doubt d join cases c on c.id = d.case_id
         where d.code = $1 and d.case_id > $2 and {clause} order by d.case_id limit {limit}"
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(DoubtLine::from_query_result(row, "")?)).collect()
}
