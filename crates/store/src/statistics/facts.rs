//! The cases behind a report, one by one, for what is sealed and for what is compared.

use chrono::{DateTime, NaiveDate, Utc};
use law::statistics::{CaseFact, Window};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{Scope, Sql};
use crate::Result;
use crate::db::Tx;

/// Every fact that a report of a window may count: handled or appraised in its days, as it stood then. In one order.
pub async fn list(tx: &Tx, scope: &Scope, window: &Window) -> Result<Vec<CaseFact>> {
    let mut sql = Sql::default();
    let Some(scope) = sql.scope(scope) else { return Ok(Vec::new()) };
    let (from, to) = (sql.bind(window.from), sql.bind(window.to));
    let parts: Vec<String> = sql
        .versions(window.as_of)
        .iter()
        .flat_map(|version| {
            let (table, held) = (version.table(tx.is_sqlite()), &version.held);
            let of = |days: String| {
                format!(
                    "select f.case_id, f.position, f.accepted_on, f.ended_on, f.appraised_on, f.case_shape, f.person_shape
                     from scope s cross join {table} where f.org_code = s.org_code and {held} and {days}"
                )
            };
            let appraised = format!(
                "f.position = 0 and f.appraised_on is not null and f.appraised_on >= {from} and f.appraised_on <= {to}"
            );
            [of(format!("f.ended_on >= {from} and f.accepted_on <= {to}")), of(appraised)]
        })
        .collect();
    let text = format!("{scope} {}", parts.join(" union "));
    let rows = tx.rows(&text, sql.values).await?;
    let mut facts: Vec<CaseFact> = rows.iter().map(read).collect::<Result<_>>()?;
    facts.sort_unstable();
    Ok(facts)
}

fn read(row: &QueryResult) -> Result<CaseFact> {
    Ok(CaseFact {
        case: row.try_get::<Uuid>("", "case_id")?.as_u128(),
        position: u16::try_from(row.try_get::<i32>("", "position")?).unwrap_or(u16::MAX),
        accepted_on: row.try_get("", "accepted_on")?,
        ended_on: row.try_get("", "ended_on")?,
        appraised_on: row.try_get::<Option<NaiveDate>>("", "appraised_on")?,
        case_shape: row.try_get("", "case_shape")?,
        person_shape: row.try_get("", "person_shape")?,
    })
}

/// When the figures of some cases began to say what they say now — an import speaks when it has ended — and who entered
/// the cases.
pub async fn changed_at(tx: &Tx, cases: &[Uuid]) -> Result<Vec<(Uuid, (DateTime<Utc>, String))>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=cases.len()).map(|number| format!("${number}")).collect();
    let text = format!(
        "select f.case_id, max(c.entered_by) as entered_by, max(coalesce((select max(r.finished_at) from import_run r
             where r.recorded_at = f.recorded_from), f.recorded_from)) as changed_at
         from fact f join cases c on c.id = f.case_id where f.case_id in ({}) group by f.case_id",
        marks.join(", ")
    );
    let rows = tx.rows(&text, cases.iter().map(|case| (*case).into())).await?;
    rows.iter()
        .map(|row| {
            let changed = (row.try_get("", "changed_at")?, row.try_get("", "entered_by")?);
            Ok((row.try_get("", "case_id")?, changed))
        })
        .collect()
}
