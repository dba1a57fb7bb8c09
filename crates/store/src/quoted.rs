//! Quoted figures (*số trích dẫn*): what others published and no case stands behind. They have a source and a series of
//! their own, are shown apart, and are never added to what is counted.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// A figure as it was published.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Quoted {
    pub id: Uuid,
    /// Whose area it is about.
    pub org_code: String,
    /// Label of the series: figures of different series are never laid in one row.
    pub series: String,
    pub name: String,
    pub unit: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    /// A number with a point before its decimals, with a sign where a change was published.
    pub value: String,
    pub source: String,
    pub note: Option<String>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

/// Enters figures; `Duplicate` where the same source already gave one for the series and period.
pub async fn insert(tx: &Tx, figure: &Quoted) -> Result<()> {
    let sql =
        "insert into quoted_figure (id, org_code, series, name, unit, from_on, to_on, value, source, note,
           entered_at, entered_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = [
        figure.id.into(),
        figure.org_code.as_str().into(),
        figure.series.as_str().into(),
        figure.name.as_str().into(),
        figure.unit.as_str().into(),
        figure.from_on.into(),
        figure.to_on.into(),
        figure.value.as_str().into(),
        figure.source.as_str().into(),
        figure.note.clone().into(),
        figure.entered_at.into(),
        figure.entered_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The figures of organisations, by series and period.
pub async fn list(tx: &Tx, codes: &[String]) -> Result<Vec<Quoted>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=codes.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "select id, org_code, series, name, unit, from_on, to_on, value, source, note, entered_at, entered_by
         from quoted_figure where withdrawn_at is null and org_code in ({})
         order by org_code, series, to_on desc, from_on, source limit 500",
        marks.join(", ")
    );
    let rows = tx.rows(&sql, codes.iter().map(|code| code.as_str().into())).await?;
    rows.iter().map(|row| Ok(Quoted::from_query_result(row, "")?)).collect()
}

/// One figure that was not taken back.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Quoted>> {
    let sql =
        "select id, org_code, series, name, unit, from_on, to_on, value, source, note, entered_at, entered_by
         from quoted_figure where id = $1 and withdrawn_at is null";
    let row = tx.row(sql, [id.into()]).await?;
    row.map(|row| Ok(Quoted::from_query_result(&row, "")?)).transpose()
}

/// Takes a figure back; it stays, and is shown no more.
pub async fn withdraw(tx: &Tx, id: Uuid, by: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "update quoted_figure set withdrawn_at = $2, withdrawn_by = $3 where id = $1 and withdrawn_at is null";
    tx.execute(sql, [id.into(), now.into(), by.into()]).await?;
    Ok(())
}
