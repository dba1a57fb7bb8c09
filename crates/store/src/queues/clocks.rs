//! What the clocks press: running ones counted in bands and listed, and the things whose earliest clock is near.

use chrono::{DateTime, Utc};
use law::access::Reach;
use sea_orm::{FromQueryResult as _, Value};
use serde::Serialize;
use uuid::Uuid;

use super::code_test;
use super::states::few;
use crate::Result;
use crate::cases::list::reach_clause;
use crate::db::Tx;
use crate::deadlines::{self, ClockSight, DeadlineLine};

/// The ends of the bands in which clocks are counted: past, today, three days, seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub now: DateTime<Utc>,
    pub today: DateTime<Utc>,
    pub three: DateTime<Utc>,
    pub seven: DateTime<Utc>,
}

/// How many clocks, or things with a clock, are due when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Due {
    pub overdue: usize,
    pub today: usize,
    pub three: usize,
    pub seven: usize,
    /// Later than in seven days.
    pub later: usize,
    /// Somebody outside must act.
    pub others: usize,
}

impl Due {
    pub(super) fn add(&mut self, band: &str, number: i64) {
        let number = usize::try_from(number).unwrap_or_default();
        match band {
            "overdue" => self.overdue += number,
            "today" => self.today += number,
            "three" => self.three += number,
            "seven" => self.seven += number,
            "others" => self.others += number,
            _ => self.later += number,
        }
    }
}

/// The band of a moment, as SQL; `$1` to `$4` are the marks.
fn band(moment: &str) -> String {
    format!(
        "case when {moment} < $1 then 'overdue' when {moment} < $2 then 'today' when {moment} < $3 then 'three'
         when {moment} < $4 then 'seven' else 'later' end"
    )
}

fn mark_values(marks: &Marks) -> Vec<Value> {
    vec![marks.now.into(), marks.today.into(), marks.three.into(), marks.seven.into()]
}

/// Running clocks within reach by when they are due. `outside` are codes for which somebody outside must act.
pub async fn count_clocks(
    tx: &Tx,
    reach: &Reach,
    sight: &ClockSight,
    marks: &Marks,
    outside: &[&str],
) -> Result<Due> {
    let mut values = mark_values(marks);
    let (clause, more) = reach_clause(reach, "d", values.len() + 1);
    values.extend(more);
    let seen = sight.clause("d", &mut values);
    let outside_test = code_test("d.code", outside);
    let sql = format!(
        "select k.band, count(*) as number from (
            select case when {outside_test} then 'others' else {} end as band from deadline d
            where d.ended_at is null and {clause} and {seen}
         ) as k group by k.band",
        band("d.due_at")
    );
    let mut due = Due::default();
    for row in tx.rows(&sql, values).await? {
        due.add(&row.try_get::<String>("", "band")?, row.try_get("", "number")?);
    }
    Ok(due)
}

/// What has clocks: a case with all that hangs on it, or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Thing {
    Case,
    Request,
}

impl Thing {
    /// The code in addresses and messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Request => "request",
        }
    }

    /// The earliest running clock of each thing within reach, as a table `id, due`.
    pub(super) fn clocks(self, clause: &str, codes: &str) -> String {
        let (id, kinds) = match self {
            Self::Case => {
                ("d.case_id", "d.case_id is not null and d.subject_kind in ('case', 'hearing', 'dealing')")
            }
            Self::Request => ("d.subject_id", "d.subject_kind = 'request'"),
        };
        format!(
            "select {id} as id, min(d.due_at) as due from deadline d
             where d.ended_at is null and {clause} and {kinds} and {codes} group by {id}"
        )
    }

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Case => "cases",
            Self::Request => "request",
        }
    }

    /// The column by which the oldest is known.
    pub(super) fn day(self) -> &'static str {
        match self {
            Self::Case => "accepted_on",
            Self::Request => "received_at",
        }
    }
}

/// Things within reach by their state and by when their earliest clock is due.
pub async fn count_due(
    tx: &Tx,
    reach: &Reach,
    thing: Thing,
    marks: &Marks,
    outside: &[&str],
) -> Result<Vec<(String, Due)>> {
    let mut found: Vec<(String, Due)> = Vec::new();
    for others in [false, true] {
        let codes = code_test("d.code", outside);
        let codes = if others { codes } else { format!("not ({codes})") };
        let mut values = mark_values(marks);
        let (clause, more) = reach_clause(reach, "d", values.len() + 1);
        values.extend(more);
        let clocks = thing.clocks(&clause, &codes);
        let sql = format!(
            "select k.state, k.band, count(*) as number from (
                select x.state as state, {} as band from ({clocks}) as m join {} x on x.id = m.id
             ) as k group by k.state, k.band",
            band("m.due"),
            thing.table()
        );
        for row in tx.rows(&sql, values).await? {
            let state: String = row.try_get("", "state")?;
            let band: String = if others { "others".to_owned() } else { row.try_get("", "band")? };
            let number = row.try_get("", "number")?;
            match found.iter_mut().find(|(known, _)| *known == state) {
                Some((_, due)) => due.add(&band, number),
                None => {
                    let mut due = Due::default();
                    due.add(&band, number);
                    found.push((state, due));
                }
            }
        }
    }
    Ok(found)
}

/// What narrows the list of clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFilter {
    /// Which clocks may be seen at all.
    pub sight: ClockSight,
    /// Due from, and before.
    pub from: Option<DateTime<Utc>>,
    pub before: Option<DateTime<Utc>>,
    pub codes: Option<Vec<&'static str>>,
    /// Without these.
    pub not_codes: Vec<&'static str>,
    pub provider: Option<Uuid>,
    pub organisation: Option<String>,
}

/// A running clock with the file it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockLine {
    pub clock: DeadlineLine,
    /// Code of the file, for the clock of a case.
    pub file_code: Option<String>,
    pub provider_name: Option<String>,
}

/// Running clocks within reach by when they are due; continue after a moment and an id.
pub async fn list_clocks(
    tx: &Tx,
    reach: &Reach,
    filter: &ClockFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Result<Vec<ClockLine>> {
    let mut values: Vec<Value> = Vec::new();
    let mut parts = vec![filter.sight.clause("d", &mut values)];
    let mut add = |pattern: &str, value: Value| {
        values.push(value);
        parts.push(pattern.replace('?', &format!("${}", values.len())));
    };
    if let Some(from) = filter.from {
        add("d.due_at >= ?", from.into());
    }
    if let Some(before) = filter.before {
        add("d.due_at < ?", before.into());
    }
    if let Some(provider) = filter.provider {
        add("d.provider_id = ?", provider.into());
    }
    if let Some((due, id)) = after {
        values.extend([Value::from(due), Value::from(id)]);
        parts.push(format!("(d.due_at, d.id) > (${}, ${})", values.len() - 1, values.len()));
    }
    if let Some(codes) = &filter.codes {
        parts.push(code_test("d.code", codes));
    }
    if !filter.not_codes.is_empty() {
        parts.push(format!("not ({})", code_test("d.code", &filter.not_codes)));
    }
    let reach =
        crate::cases::list::narrowed(reach, filter.organisation.clone().map(|code| vec![code]).as_deref());
    let common = parts.join(" and ");
    let inner = match few(&reach) {
        Some([]) => return Ok(Vec::new()),
        Some(codes) => {
            let walk = |code: &String| {
                values.push(code.as_str().into());
                format!(
                    "select * from (select d.id, d.due_at from deadline d where d.ended_at is null
                     and d.org_code = ${0} and {common} order by d.due_at, d.id limit {limit}) as walk{0}",
                    values.len()
                )
            };
            codes.iter().map(walk).collect::<Vec<_>>().join(" union all ")
        }
        None => {
            let (clause, more) = reach_clause(&reach, "d", values.len() + 1);
            values.extend(more);
            format!(
                "select d.id, d.due_at from deadline d where d.ended_at is null and {clause} and {common}
                 order by d.due_at, d.id limit {limit}"
            )
        }
    };
    let columns: Vec<String> = deadlines::COLUMNS.split(',').map(|it| format!("d.{}", it.trim())).collect();
    let sql = format!(
        "select {}, c.file_code as file_code, p.name as provider_name from ({inner}) as k
         join deadline d on d.id = k.id left join cases c on c.id = d.case_id
         left join provider p on p.id = d.provider_id order by d.due_at, d.id limit {limit}",
        columns.join(", ")
    );
    let rows = tx.rows(&sql, values).await?;
    let line = |row: &sea_orm::QueryResult| {
        Ok(ClockLine {
            clock: DeadlineLine::from_query_result(row, "")?,
            file_code: row.try_get("", "file_code")?,
            provider_name: row.try_get("", "provider_name")?,
        })
    };
    rows.iter().map(line).collect()
}

/// Running clocks that are due within a time, for warnings; continue after a moment and an id.
pub async fn list_due(
    tx: &Tx,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Result<Vec<ClockLine>> {
    let kinds = vec!["case", "request", "hearing", "dealing", "complaint", "data_request", "incident"];
    let sight = ClockSight { kinds, not_against: None };
    let filter = ClockFilter { sight, from: Some(from), before: Some(before), ..ClockFilter::default() };
    list_clocks(tx, &Reach::Nation, &filter, after, limit).await
}

/// How many clocks ran out in each organisation within reach.
pub async fn count_overdue_by_organisation(
    tx: &Tx,
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>> {
    let (clause, more) = reach_clause(reach, "d", 2);
    let sql = format!(
        "select d.org_code, count(*) as number from deadline d
         where d.ended_at is null and d.due_at < $1 and {clause} group by d.org_code"
    );
    let values: Vec<Value> = std::iter::once(now.into()).chain(more).collect();
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok((row.try_get("", "org_code")?, row.try_get("", "number")?))).collect()
}
