//! Drafts of narrative reports: each saving is a row of its own, so that two drafts can be laid over each other.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use law::statistics::Geography;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Which report: whose, by which plan, for which days, of which area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which<'a> {
    pub org: &'a str,
    pub plan: &'a str,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub geography: Geography,
}

/// What a draft holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: Uuid,
    pub org_code: String,
    pub plan: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub geography: Geography,
    /// Counts the drafts of one report from 1.
    pub number: i64,
    /// What people wrote, by section.
    pub texts: BTreeMap<String, String>,
    /// The whole report as it read when the draft was saved.
    pub paragraphs: Vec<String>,
    pub as_of: DateTime<Utc>,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    org_code: String,
    plan: String,
    from_on: NaiveDate,
    to_on: NaiveDate,
    geography: Code<Geography>,
    number: i64,
    texts: String,
    paragraphs: String,
    as_of: DateTime<Utc>,
    saved_at: DateTime<Utc>,
    saved_by: String,
}

fn draft_of(row: &sea_orm::QueryResult) -> Result<Draft> {
    let row = Row::from_query_result(row, "")?;
    let broken = |error: serde_json::Error| StoreError::Broken(format!("draft {}: {error}", row.id));
    Ok(Draft {
        texts: serde_json::from_str(&row.texts).map_err(broken)?,
        paragraphs: serde_json::from_str(&row.paragraphs).map_err(broken)?,
        id: row.id,
        org_code: row.org_code,
        plan: row.plan,
        from_on: row.from_on,
        to_on: row.to_on,
        geography: row.geography.0,
        number: row.number,
        as_of: row.as_of,
        saved_at: row.saved_at,
        saved_by: row.saved_by,
    })
}

/// Saves a draft; `Duplicate` when somebody saved the same number first.
pub async fn insert(tx: &Tx, draft: &Draft) -> Result<()> {
    let json = |error: serde_json::Error| StoreError::Broken(error.to_string());
    let sql = "insert into narrative (id, org_code, plan, from_on, to_on, geography, number, texts, paragraphs, as_of,
           saved_at, saved_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = [
        draft.id.into(),
        draft.org_code.as_str().into(),
        draft.plan.as_str().into(),
        draft.from_on.into(),
        draft.to_on.into(),
        draft.geography.to_string().into(),
        draft.number.into(),
        serde_json::to_string(&draft.texts).map_err(json)?.into(),
        serde_json::to_string(&draft.paragraphs).map_err(json)?.into(),
        draft.as_of.into(),
        draft.saved_at.into(),
        draft.saved_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The drafts of a report, the latest first.
pub async fn list(tx: &Tx, which: &Which<'_>) -> Result<Vec<Draft>> {
    let sql = "select * from narrative where org_code = $1 and plan = $2 and to_on = $3 and from_on = $4
         and geography = $5 order by number desc limit 100";
    let values = [
        which.org.into(),
        which.plan.into(),
        which.to.into(),
        which.from.into(),
        which.geography.to_string().into(),
    ];
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(draft_of).collect()
}

/// One draft.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Draft>> {
    let row = tx.row("select * from narrative where id = $1", [id.into()]).await?;
    row.as_ref().map(draft_of).transpose()
}

/// The latest draft of an earlier period of the same organisation: its words are what a new report begins with.
pub async fn latest_before(tx: &Tx, which: &Which<'_>) -> Result<Option<Draft>> {
    let sql = "select * from narrative where org_code = $1 and plan = $2 and to_on < $3
         order by to_on desc, from_on desc, number desc limit 1";
    let row = tx.row(sql, [which.org.into(), which.plan.into(), which.to.into()]).await?;
    row.as_ref().map(draft_of).transpose()
}

/// Counts of a period that are no indicators: the people and branches of organisations, complaints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    pub branches: i64,
    pub officers: i64,
    pub lawyers: i64,
    pub collaborators: i64,
    pub complaints: i64,
    pub complaints_decided: i64,
}

/// Counts what is around the cases of organisations: who works on the last day, complaints of the period and how many of
/// them were decided in it.
pub async fn around(tx: &Tx, codes: &[String], (from, to): (NaiveDate, NaiveDate)) -> Result<Around> {
    if codes.is_empty() {
        return Ok(Around::default());
    }
    let marks: Vec<String> = (3..3 + codes.len()).map(|at| format!("${at}")).collect();
    let marks = marks.join(", ");
    let with = |first: sea_orm::Value, second: sea_orm::Value| -> Vec<sea_orm::Value> {
        [first, second].into_iter().chain(codes.iter().map(|code| code.as_str().into())).collect()
    };
    let sum = |condition: &str| {
        format!("cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)")
    };
    let sql = format!(
        "select {} as officers, {} as lawyers, {} as collaborators from provider
         where (appointed_on is null or appointed_on <= $1) and (ended_on is null or ended_on >= $2)
           and org_code in ({marks})",
        sum("kind = 'legal_aid_officer'"),
        sum("kind like '%lawyer%'"),
        sum("kind = 'collaborator'")
    );
    let mut found = Around::default();
    if let Some(row) = tx.row(&sql, with(to.into(), to.into())).await? {
        found.officers = row.try_get("", "officers")?;
        found.lawyers = row.try_get("", "lawyers")?;
        found.collaborators = row.try_get("", "collaborators")?;
    }
    let sql = format!(
        "select count(*) as number from organisation where kind = 'branch' and valid_from <= $1
           and (valid_to is null or valid_to >= $2) and code in ({marks})"
    );
    if let Some(row) = tx.row(&sql, with(to.into(), to.into())).await? {
        found.branches = row.try_get("", "number")?;
    }
    let start =
        |day: NaiveDate| day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc() - chrono::Duration::hours(7);
    let sql = format!(
        "select count(*) as number, {} as decided from complaint where received_at >= $1 and received_at < $2
           and org_code in ({marks})",
        sum("decided_at is not null and decided_at < $2")
    );
    if let Some(row) = tx.row(&sql, with(start(from).into(), start(to + chrono::Days::new(1)).into())).await?
    {
        found.complaints = row.try_get("", "number")?;
        found.complaints_decided = row.try_get("", "decided")?;
    }
    Ok(found)
}
