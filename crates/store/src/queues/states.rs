//! How many cases and requests stand in each state.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::CaseState;
use law::kernel::coded::Coded as _;
use law::lifecycle::RequestState;
use sea_orm::Value;

use super::{local_day, organisations, quoted};
use crate::Result;
use crate::cases::list::reach_clause;
use crate::db::Tx;

/// Organisations up to this number are walked one by one.
const FEW: usize = 24;

/// How many things stand in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// Code of the state.
    pub state: String,
    /// Counted up to the limit that was asked for.
    pub count: usize,
    /// When the oldest was accepted or received.
    pub oldest: Option<NaiveDate>,
}

/// How many cases stand in each state within reach, each counted up to `most`.
pub async fn count_cases(
    tx: &Tx,
    reach: &Reach,
    states: &[CaseState],
    most: usize,
) -> Result<Vec<StateCount>> {
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    let (sql, values) = match few(reach) {
        Some(organisations) => walks("cases", "accepted_on", organisations, &codes, most),
        None => {
            let (clause, values) = reach_clause(reach, "c", 1);
            let sql = format!(
                "select c.state as state, count(*) as number, min(c.accepted_on) as oldest from cases c
                 where {clause} and c.state in ({}) group by c.state",
                quoted(&codes)
            );
            (sql, values)
        }
    };
    let rows = if sql.is_empty() { Vec::new() } else { tx.rows(&sql, values).await? };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i64 = row.try_get("", "number")?;
        found.push((row.try_get("", "state")?, number, row.try_get::<Option<NaiveDate>>("", "oldest")?));
    }
    Ok(summed(found, most))
}

/// How many requests stand in each state within reach, each counted up to `most`.
pub async fn count_requests(
    tx: &Tx,
    reach: &Reach,
    states: &[RequestState],
    most: usize,
) -> Result<Vec<StateCount>> {
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    let (sql, values) = match organisations(reach) {
        Some(organisations) => walks("request", "received_at", organisations, &codes, most),
        None => {
            let sql = format!(
                "select state, count(*) as number, min(received_at) as oldest from request
                 where state in ({}) group by state",
                quoted(&codes)
            );
            (sql, Vec::new())
        }
    };
    let rows = if sql.is_empty() { Vec::new() } else { tx.rows(&sql, values).await? };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i64 = row.try_get("", "number")?;
        let oldest: Option<DateTime<Utc>> = row.try_get("", "oldest")?;
        found.push((row.try_get("", "state")?, number, oldest.map(local_day)));
    }
    Ok(summed(found, most))
}

/// One walk along the index for each organisation and state.
fn walks(
    table: &str,
    day: &str,
    organisations: &[String],
    states: &[&str],
    most: usize,
) -> (String, Vec<Value>) {
    let mut parts = Vec::new();
    for (at, _) in organisations.iter().enumerate() {
        for state in states {
            parts.push(format!(
                "select '{state}' as state, count(*) as number, min(day) as oldest from (
                    select {day} as day from {table} where org_code = ${} and state = '{state}'
                    order by {day} limit {most}
                 ) as walk{}",
                at + 1,
                parts.len()
            ));
        }
    }
    (parts.join(" union all "), organisations.iter().map(|code| code.as_str().into()).collect())
}

fn summed(rows: Vec<(String, i64, Option<NaiveDate>)>, most: usize) -> Vec<StateCount> {
    let mut found: Vec<StateCount> = Vec::new();
    for (state, number, oldest) in rows {
        let number = usize::try_from(number).unwrap_or_default();
        match found.iter_mut().find(|it| it.state == state) {
            Some(it) => {
                it.count = (it.count + number).min(most);
                it.oldest = it.oldest.into_iter().chain(oldest).min();
            }
            None => found.push(StateCount { state, count: number.min(most), oldest }),
        }
    }
    found.retain(|it| it.count > 0);
    found
}

pub(super) fn few(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Organisations(codes) if codes.len() <= FEW => Some(codes),
        _ => None,
    }
}
