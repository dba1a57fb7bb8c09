//! What a dashboard is drawn from: one row an organisation and month.
//!
//! [`reckon`] counts them from the register; [`keep`] puts them by, [`kept`] reads them again. Few organisations are
//! reckoned when they are asked for, many are read from what a job put by.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Duration, Months, NaiveDate, Utc};
use law::statistics::CaseShape;
use sea_orm::FromQueryResult;

use super::{CURRENT, Scope, Sql, Version};
use crate::Result;
use crate::bulk::{self, Kind};
use crate::db::Tx;

/// What an organisation did in a month of Viet Nam.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct OfficeMonth {
    pub org_code: String,
    /// `2026-11`.
    pub month: String,
    pub cases_new: i64,
    pub litigation_new: i64,
    pub cases_closed: i64,
    /// Running at the end of the month.
    pub running: i64,
    /// Running at the end of the month, by age: accepted in the last 3 months, 6, 12, 24, before.
    pub age_3: i64,
    pub age_6: i64,
    pub age_12: i64,
    pub age_24: i64,
    pub age_over: i64,
    /// Cases that were entered in the month, whenever they were accepted.
    pub entered: i64,
    /// Cases accepted in the month, and the days until they were entered.
    pub lag_cases: i64,
    pub lag_days: i64,
    /// Deadlines of the organisation's own that fell in the month, and how many were kept.
    pub due: i64,
    pub kept: i64,
    /// Cases accepted by notice of an agency, by its kind.
    pub noticed_police: i64,
    pub noticed_procuracy: i64,
    pub noticed_court: i64,
    pub noticed_detention: i64,
    pub noticed_other: i64,
}

impl OfficeMonth {
    /// Adds another row to this one.
    pub fn add(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.cases_new, other.cases_new),
            (&mut self.litigation_new, other.litigation_new),
            (&mut self.cases_closed, other.cases_closed),
            (&mut self.running, other.running),
            (&mut self.age_3, other.age_3),
            (&mut self.age_6, other.age_6),
            (&mut self.age_12, other.age_12),
            (&mut self.age_24, other.age_24),
            (&mut self.age_over, other.age_over),
            (&mut self.entered, other.entered),
            (&mut self.lag_cases, other.lag_cases),
            (&mut self.lag_days, other.lag_days),
            (&mut self.due, other.due),
            (&mut self.kept, other.kept),
            (&mut self.noticed_police, other.noticed_police),
            (&mut self.noticed_procuracy, other.noticed_procuracy),
            (&mut self.noticed_court, other.noticed_court),
            (&mut self.noticed_detention, other.noticed_detention),
            (&mut self.noticed_other, other.noticed_other),
        ] {
            *own += other;
        }
    }
}

/// The months of a span, as `2026-11`.
#[must_use]
pub fn names(first: NaiveDate, last: NaiveDate) -> Vec<String> {
    let start = first.with_day(1).unwrap_or(first);
    let months = (0..).map_while(|more| start.checked_add_months(Months::new(more)));
    months.take_while(|day| *day <= last).map(|day| day.format("%Y-%m").to_string()).collect()
}

/// Reckons the rows of a scope for the months of a span, by organisation and month. Clocks with one of the codes in
/// `outside` are somebody else's to keep: they are not counted.
pub async fn reckon(
    tx: &Tx,
    scope: &Scope,
    (first, last): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
    outside: &[&str],
) -> Result<Vec<OfficeMonth>> {
    let mut book = Book { months: names(first, last), rows: BTreeMap::new() };
    if book.months.is_empty() || matches!(scope, Scope::Organisations(codes) if codes.is_empty()) {
        return Ok(Vec::new());
    }
    flow(tx, scope, first, &mut book).await?;
    entries(tx, scope, first, &mut book).await?;
    lags(tx, scope, first, &mut book).await?;
    deadlines(tx, scope, (first, now), outside, &mut book).await?;
    notices(tx, scope, first, &mut book).await?;
    Ok(book.rows.into_values().collect())
}

/// Rows under way.
struct Book {
    months: Vec<String>,
    rows: BTreeMap<(String, String), OfficeMonth>,
}

impl Book {
    fn row(&mut self, org: &str, month: &str) -> &mut OfficeMonth {
        let fresh =
            || OfficeMonth { org_code: org.to_owned(), month: month.to_owned(), ..OfficeMonth::default() };
        self.rows.entry((org.to_owned(), month.to_owned())).or_insert_with(fresh)
    }

    fn has(&self, month: &str) -> bool {
        self.months.binary_search_by(|it| it.as_str().cmp(month)).is_ok()
    }
}

/// Accepted and closed, running at the end of each month and how old.
async fn flow(tx: &Tx, scope: &Scope, first: NaiveDate, book: &mut Book) -> Result<()> {
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(()) };
    let first = sql.bind(first);
    let table = Version::current().table(tx.is_sqlite());
    let form = CaseShape::FORM.mask();
    let text = format!(
        "{with} select f.org_code, substr(cast(f.accepted_on as text), 1, 7) as accepted,
           substr(cast(f.ended_on as text), 1, 7) as ended, f.case_shape & {form} as form, count(*) as number
         from scope s cross join {table}
         where f.org_code = s.org_code and {CURRENT} and f.position = 0 and f.ended_on >= {first}
         group by 1, 2, 3, 4"
    );
    let litigation = CaseShape::FORM.place(1);
    let months = book.months.clone();
    for row in tx.rows(&text, sql.values).await? {
        let org: String = row.try_get("", "org_code")?;
        let (accepted, ended): (String, String) = (row.try_get("", "accepted")?, row.try_get("", "ended")?);
        let (form, number): (i64, i64) = (row.try_get("", "form")?, row.try_get("", "number")?);
        if book.has(&accepted) {
            let row = book.row(&org, &accepted);
            row.cases_new += number;
            row.litigation_new += if form == litigation { number } else { 0 };
        }
        if book.has(&ended) {
            book.row(&org, &ended).cases_closed += number;
        }
        for month in months.iter().filter(|month| accepted <= **month && ended > **month) {
            let row = book.row(&org, month);
            row.running += number;
            let place = match age_in_months(&accepted, month) {
                ..3 => &mut row.age_3,
                3..6 => &mut row.age_6,
                6..12 => &mut row.age_12,
                12..24 => &mut row.age_24,
                _ => &mut row.age_over,
            };
            *place += number;
        }
    }
    Ok(())
}

fn age_in_months(from: &str, to: &str) -> i64 {
    let count = |month: &str| {
        let (year, month) = month.split_once('-').unwrap_or_default();
        year.parse::<i64>().unwrap_or_default() * 12 + month.parse::<i64>().unwrap_or_default()
    };
    count(to) - count(from)
}

/// The moment at which a day begins in Viet Nam.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc() - Duration::hours(7)
}

/// The day of a moment in Viet Nam.
fn local_day(tx: &Tx, moment: &str) -> String {
    if tx.is_sqlite() {
        format!("date({moment}, '+7 hours')")
    } else {
        format!("cast({moment} at time zone 'Asia/Ho_Chi_Minh' as date)")
    }
}

/// Cases that were entered, whenever they were accepted: a month of old cases is no month of silence.
async fn entries(tx: &Tx, scope: &Scope, first: NaiveDate, book: &mut Book) -> Result<()> {
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(()) };
    let (from, day) = (sql.bind(midnight(first)), local_day(tx, "c.entered_at"));
    let text = format!(
        "{with} select c.org_code, substr(cast({day} as text), 1, 7) as month, count(*) as number
         from scope s cross join cases c
         where c.org_code = s.org_code and c.entered_at >= {from} group by 1, 2"
    );
    for row in tx.rows(&text, sql.values).await? {
        let (org, month): (String, String) = (row.try_get("", "org_code")?, row.try_get("", "month")?);
        if book.has(&month) {
            book.row(&org, &month).entered += row.try_get::<i64>("", "number")?;
        }
    }
    Ok(())
}

/// `cases c`, to be walked along the index by entry: it holds all that is asked here, and a case would be a page of the
/// file each.
fn by_entry(tx: &Tx) -> &'static str {
    if tx.is_sqlite() { "cases c indexed by cases_by_entry" } else { "cases c" }
}

/// How long after their acceptance cases were entered.
async fn lags(tx: &Tx, scope: &Scope, first: NaiveDate, book: &mut Book) -> Result<()> {
    let Some((text, sql)) = lags_statement(tx, scope, first) else { return Ok(()) };
    for row in tx.rows(&text, sql.values).await? {
        let (org, month): (String, String) = (row.try_get("", "org_code")?, row.try_get("", "month")?);
        if book.has(&month) {
            let line = book.row(&org, &month);
            line.lag_cases += row.try_get::<i64>("", "number")?;
            line.lag_days += row.try_get::<i64>("", "days")?;
        }
    }
    Ok(())
}

fn lags_statement(tx: &Tx, scope: &Scope, first: NaiveDate) -> Option<(String, Sql)> {
    let mut sql = Sql::default();
    let with = sql.scope(scope)?;
    let (first, day) = (sql.bind(first), local_day(tx, "c.entered_at"));
    let lag = if tx.is_sqlite() {
        format!("cast(julianday({day}) - julianday(c.accepted_on) as integer)")
    } else {
        format!("{day} - c.accepted_on")
    };
    let text = format!(
        "{with} select c.org_code, substr(cast(c.accepted_on as text), 1, 7) as month, count(*) as number,
           cast(sum(case when {lag} > 0 then {lag} else 0 end) as bigint) as days
         from scope s cross join {}
         where c.org_code = s.org_code and c.accepted_on >= {first} group by 1, 2",
        by_entry(tx)
    );
    Some((text, sql))
}

/// The condition that leaves out what somebody outside must keep, with `and` before it.
fn own_clocks(sql: &mut Sql, outside: &[&str]) -> String {
    if outside.is_empty() {
        return String::new();
    }
    let codes: Vec<String> = outside.iter().map(|code| sql.bind(*code)).collect();
    format!(" and d.code not in ({})", codes.join(", "))
}

/// Deadlines that have come, and those that ended in time; without those that no longer mattered.
async fn deadlines(
    tx: &Tx,
    scope: &Scope,
    (first, now): (NaiveDate, DateTime<Utc>),
    outside: &[&str],
    book: &mut Book,
) -> Result<()> {
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(()) };
    let (from, now) = (sql.bind(midnight(first)), sql.bind(now));
    let (own, day) = (own_clocks(&mut sql, outside), local_day(tx, "d.due_at"));
    let text = format!(
        "{with} select d.org_code, substr(cast({day} as text), 1, 7) as month, count(*) as due,
           cast(sum(case when d.ended_at is not null and d.ended_at <= d.due_at then 1 else 0 end) as bigint) as kept
         from scope s cross join deadline d
         where d.org_code = s.org_code and d.due_at >= {from} and d.due_at <= {now}
           and (d.ended_how is null or d.ended_how <> 'void'){own} group by 1, 2"
    );
    for row in tx.rows(&text, sql.values).await? {
        let (org, month): (String, String) = (row.try_get("", "org_code")?, row.try_get("", "month")?);
        if book.has(&month) {
            let line = book.row(&org, &month);
            line.due += row.try_get::<i64>("", "due")?;
            line.kept += row.try_get::<i64>("", "kept")?;
        }
    }
    Ok(())
}

/// Cases that came by notice, by the kind of the agency.
async fn notices(tx: &Tx, scope: &Scope, first: NaiveDate, book: &mut Book) -> Result<()> {
    let Some((text, sql)) = notices_statement(tx, scope, first) else { return Ok(()) };
    for row in tx.rows(&text, sql.values).await? {
        let (org, month): (String, String) = (row.try_get("", "org_code")?, row.try_get("", "month")?);
        let (kind, number): (String, i64) = (row.try_get("", "kind")?, row.try_get("", "number")?);
        if !book.has(&month) {
            continue;
        }
        let line = book.row(&org, &month);
        let place = match kind.split('_').next().unwrap_or_default() {
            "police" | "security" | "investigation" => &mut line.noticed_police,
            "procuracy" => &mut line.noticed_procuracy,
            "court" => &mut line.noticed_court,
            "detention" => &mut line.noticed_detention,
            _ => &mut line.noticed_other,
        };
        *place += number;
    }
    Ok(())
}

fn notices_statement(tx: &Tx, scope: &Scope, first: NaiveDate) -> Option<(String, Sql)> {
    let mut sql = Sql::default();
    let with = sql.scope(scope)?;
    let first = sql.bind(first);
    let text = format!(
        "{with} select c.org_code, substr(cast(c.accepted_on as text), 1, 7) as month, coalesce(a.kind, '') as kind,
           count(*) as number
         from scope s cross join {} left join agency a on a.id = c.agency_id
         where c.org_code = s.org_code and c.accepted_on >= {first} and c.source = 'agency_notice' group by 1, 2, 3",
        by_entry(tx)
    );
    Some((text, sql))
}

const COLUMNS: &[bulk::Column] = &[
    ("org_code", Kind::Text),
    ("month", Kind::Text),
    ("cases_new", Kind::Number),
    ("litigation_new", Kind::Number),
    ("cases_closed", Kind::Number),
    ("running", Kind::Number),
    ("age_3", Kind::Number),
    ("age_6", Kind::Number),
    ("age_12", Kind::Number),
    ("age_24", Kind::Number),
    ("age_over", Kind::Number),
    ("entered", Kind::Number),
    ("lag_cases", Kind::Number),
    ("lag_days", Kind::Number),
    ("due", Kind::Number),
    ("kept", Kind::Number),
    ("noticed_police", Kind::Number),
    ("noticed_procuracy", Kind::Number),
    ("noticed_court", Kind::Number),
    ("noticed_detention", Kind::Number),
    ("noticed_other", Kind::Number),
    ("reckoned_at", Kind::Timestamp),
];

/// Puts the rows of the whole nation by, in the place of those before.
pub async fn keep(tx: &Tx, rows: &[OfficeMonth], now: DateTime<Utc>) -> Result<()> {
    tx.execute("delete from office_month", []).await?;
    let mut out = bulk::Rows::new("office_month", COLUMNS, tx.is_sqlite());
    for row in rows {
        out.str(&row.org_code).str(&row.month);
        for number in [
            row.cases_new,
            row.litigation_new,
            row.cases_closed,
            row.running,
            row.age_3,
            row.age_6,
            row.age_12,
            row.age_24,
            row.age_over,
            row.entered,
            row.lag_cases,
            row.lag_days,
            row.due,
            row.kept,
            row.noticed_police,
            row.noticed_procuracy,
            row.noticed_court,
            row.noticed_detention,
            row.noticed_other,
        ] {
            out.number(number);
        }
        out.time(now);
    }
    bulk::write(tx, out).await?;
    Ok(())
}

/// The rows that were put by, of the months between two, and when they were reckoned; nothing where no job ran yet.
pub async fn kept(tx: &Tx, first: &str, last: &str) -> Result<Option<(Vec<OfficeMonth>, DateTime<Utc>)>> {
    let Some(row) = tx.row("select reckoned_at from office_month limit 1", []).await? else {
        return Ok(None);
    };
    let at = row.try_get("", "reckoned_at")?;
    let sql = "select * from office_month where month >= $1 and month <= $2 order by org_code, month";
    let rows = tx.rows(sql, [first.into(), last.into()]).await?;
    let rows = rows.iter().map(|row| Ok(OfficeMonth::from_query_result(row, "")?)).collect::<Result<_>>()?;
    Ok(Some((rows, at)))
}

/// Deadlines of a scope that are over and not met, those left out that somebody outside must keep.
pub async fn overdue(tx: &Tx, scope: &Scope, now: DateTime<Utc>, outside: &[&str]) -> Result<i64> {
    let Some((text, sql)) = overdue_statement(tx, scope, now, outside) else { return Ok(0) };
    let row = tx.row(&text, sql.values).await?;
    Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
}

fn overdue_statement(tx: &Tx, scope: &Scope, now: DateTime<Utc>, outside: &[&str]) -> Option<(String, Sql)> {
    let mut sql = Sql::default();
    let with = sql.scope(scope)?;
    let (now, own) = (sql.bind(now), own_clocks(&mut sql, outside));
    let table = if tx.is_sqlite() { "deadline d indexed by deadline_open" } else { "deadline d" };
    let text = format!(
        "{with} select count(*) as number from scope s cross join {table}
         where d.org_code = s.org_code and d.ended_at is null and d.due_at < {now}{own}"
    );
    Some((text, sql))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Store};

    #[tokio::test]
    async fn a_dashboard_reads_indexes_and_no_case() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = crate::secrets::Keyring::read(&format!("k1={}", "11".repeat(32))).expect("a key");
        let address = Address::Sqlite(folder.path().join("test.sqlite"));
        let store = Store::open(&address, keys).await.expect("a fresh store");
        let tx = store.snapshot().await.expect("a snapshot");
        let first: NaiveDate = "2024-01-01".parse().expect("a test day");
        let scope = Scope::Organisations(vec!["TT.06".to_owned()]);
        let along_entries = "SEARCH c USING COVERING INDEX cases_by_entry (org_code=?)";
        for (asked, index) in [
            (lags_statement(&tx, &scope, first), along_entries),
            (notices_statement(&tx, &scope, first), along_entries),
            (
                overdue_statement(&tx, &scope, midnight(first), &["x"]),
                "SEARCH d USING INDEX deadline_open (org_code=? AND due_at<?)",
            ),
        ] {
            let (text, sql) = asked.expect("a scope");
            let rows = tx.rows(&format!("explain query plan {text}"), sql.values).await.expect("a plan");
            let steps: Vec<String> =
                rows.iter().map(|row| row.try_get("", "detail").expect("a step")).collect();
            assert!(steps.iter().any(|step| step.contains(index)), "{text}: {steps:#?}");
        }
    }
}
