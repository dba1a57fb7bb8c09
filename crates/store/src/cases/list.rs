//! Lists of cases within an actor's reach: filtered pages in a stable order, and the search.
//!
//! A few organisations are read one by one along their own index and merged; more are read along the
//! index of the nation. Search by name goes through the word index, by file code and identity number
//! through their own. Nothing here counts further than it is told to.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use law::access::Reach;
use law::cases::{AidForm, CaseState, LegalField, Outcome, Source};
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::lifecycle::Queue;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod by_name;

use by_name::by_name;
pub use by_name::persons_by_name;

use super::fold_code;
use crate::Result;
use crate::code::Code;
use crate::confidentiality::Onlooker;
use crate::db::Tx;

/// Organisations up to this number are read one by one.
const FEW: usize = 16;

/// What a line of the list shows.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct CaseLine {
    pub id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub accepted_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub outcome: Option<Code<Outcome>>,
    pub state: Code<CaseState>,
    /// Why only few may open it; empty for an ordinary case.
    pub restricted: String,
    pub provider_name: Option<String>,
    /// Name of the first beneficiary; none in the eyes of somebody for whom the case is restricted.
    pub client_name: Option<String>,
    /// The name is kept from whoever looks.
    #[sea_orm(skip)]
    pub protected: bool,
    pub beneficiary_count: i32,
    /// Place of the line in a search by name.
    pub seq: i64,
    pub version: i64,
}

/// What narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// `Some(true)` = running, `Some(false)` = closed.
    pub open: Option<bool>,
    pub form: Option<AidForm>,
    pub field: Option<LegalField>,
    pub source: Option<Source>,
    pub outcome: Option<Outcome>,
    pub provider: Option<Uuid>,
    /// Accepted from, to.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Only these organisations (within reach).
    pub organisations: Option<Vec<String>>,
    /// Words of a name, a file code, or an identity number.
    pub query: Option<String>,
    /// Only what waits in this queue.
    pub queue: Option<Queue>,
    /// Who looks: restricted cases are found by who a person is only in their circle. Not part of an address.
    #[serde(skip)]
    pub onlooker: Option<Onlooker>,
}

/// Where a page continues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    /// After this day and case, in the order of acceptance.
    After(NaiveDate, Uuid),
    /// Below this place, in a search by name.
    Below(i64),
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    pub lines: Vec<CaseLine>,
    pub next: Option<Cursor>,
}

const LINE: &str =
    "c.id, c.org_code, c.file_code, c.form, c.field, c.accepted_on, c.closed_on, c.outcome, c.state,
    c.restricted,    c.provider_name, b.name as client_name, c.beneficiary_count, c.version";

/// The condition by which rows of `cases` lie within reach, with parameters from `$first` on.
pub(crate) fn reach_clause(reach: &Reach, table: &str, first: usize) -> (String, Vec<Value>) {
    match reach {
        Reach::Nation => ("1 = 1".to_owned(), Vec::new()),
        Reach::Organisations(codes) => organisations_clause(codes, table, first),
        Reach::Provider { organisations, provider } => {
            let provider = provider.as_deref().and_then(|id| Uuid::parse_str(id).ok());
            let Some(provider) = provider else { return ("1 = 0".to_owned(), Vec::new()) };
            let (clause, mut values) = organisations_clause(organisations, table, first + 1);
            values.insert(0, provider.into());
            (format!("{table}.provider_id = ${first} and {clause}"), values)
        }
    }
}

fn organisations_clause(codes: &[String], table: &str, first: usize) -> (String, Vec<Value>) {
    if codes.is_empty() {
        return ("1 = 0".to_owned(), Vec::new());
    }
    let marks: Vec<String> = (first..first + codes.len()).map(|number| format!("${number}")).collect();
    (
        format!("{table}.org_code in ({})", marks.join(", ")),
        codes.iter().map(|code| code.as_str().into()).collect(),
    )
}

/// Collects conditions and their parameters.
#[derive(Default)]
struct Conditions {
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, pattern: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.parts.push(pattern.replace('?', &format!("${}", self.values.len())));
    }

    fn add_reach(&mut self, reach: &Reach) {
        let (clause, values) = reach_clause(reach, "c", self.values.len() + 1);
        self.parts.push(clause);
        self.values.extend(values);
    }

    /// What may be found by who a person is.
    fn add_circle(&mut self, filter: &CaseFilter) {
        if let Some(onlooker) = &filter.onlooker {
            let (clause, values) = onlooker.clause(self.values.len() + 1);
            self.parts.push(clause);
            self.values.extend(values);
        }
    }

    /// What an index narrows by itself: one over the nation, or that of a register.
    fn add_indexed(&mut self, filter: &CaseFilter, nation: bool) {
        if filter.open == Some(true) {
            self.parts.push("c.closed_on is null".to_owned());
        }
        if let Some(field) = filter.field.filter(|_| nation) {
            self.add("c.field = ?", field.code());
        }
        if let Some(provider) = filter.provider {
            self.add("c.provider_id = ?", provider);
        }
    }

    fn add_filter(&mut self, filter: &CaseFilter) {
        match filter.open {
            Some(true) => self.parts.push("c.closed_on is null".to_owned()),
            Some(false) => self.parts.push("c.closed_on is not null".to_owned()),
            None => {}
        }
        if let Some(form) = filter.form {
            self.add("c.form = ?", form.code());
        }
        if let Some(field) = filter.field {
            self.add("c.field = ?", field.code());
        }
        if let Some(source) = filter.source {
            self.add("c.source = ?", source.code());
        }
        if let Some(outcome) = filter.outcome {
            self.add("c.outcome = ?", outcome.code());
        }
        if let Some(provider) = filter.provider {
            self.add("c.provider_id = ?", provider);
        }
        if let Some(from) = filter.from {
            self.add("c.accepted_on >= ?", from);
        }
        if let Some(to) = filter.to {
            self.add("c.accepted_on <= ?", to);
        }
        if let Some(queue) = filter.queue {
            let states: Vec<String> =
                queue.case_states().map(|state| format!("'{}'", state.code())).collect();
            let none = states.is_empty();
            self.parts.push(if none {
                "1 = 0".to_owned()
            } else {
                format!("c.state in ({})", states.join(", "))
            });
        }
    }

    fn sql(&self) -> String {
        if self.parts.is_empty() { "1 = 1".to_owned() } else { self.parts.join(" and ") }
    }

    /// The same for a walk along one register. SQLite guesses badly which index is short; the plus tells
    /// it that an index over the nation is none here.
    fn sql_along_register(&self, sqlite: bool) -> String {
        let sql = self.sql();
        if sqlite { sql.replace("c.field = ", "+c.field = ").replace("c.form = ", "+c.form = ") } else { sql }
    }
}

/// Narrows a reach to the organisations that were asked for.
pub(crate) fn narrowed(reach: &Reach, asked: Option<&[String]>) -> Reach {
    let Some(asked) = asked else { return reach.clone() };
    let within: Vec<String> = asked.iter().filter(|code| reach.covers(code)).cloned().collect();
    match reach {
        Reach::Nation | Reach::Organisations(_) => Reach::Organisations(within),
        Reach::Provider { provider, .. } => {
            Reach::Provider { organisations: within, provider: provider.clone() }
        }
    }
}

/// One page of cases within reach.
pub async fn list(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Listing> {
    let reach = narrowed(reach, filter.organisations.as_deref());
    let query = filter.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let lines = match query {
        None => by_acceptance(tx, &reach, filter, Conditions::default(), after, limit + 1).await?,
        Some(query) => match Wanted::read(query) {
            Wanted::IdNumber(number) => {
                let index = tx.keys().index(number.digits());
                let mut conditions = Conditions::default();
                conditions.add(
                    "c.id in (select bb.case_id from beneficiary bb join person p on p.id = bb.person_id
                      where p.id_number_index = ?)",
                    index,
                );
                conditions.add_circle(filter);
                by_acceptance(tx, &reach, filter, conditions, after, limit + 1).await?
            }
            Wanted::FileCode(code) => {
                let mut conditions = Conditions::default();
                conditions.add("c.file_code_folded >= ?", code.clone());
                conditions.add("c.file_code_folded < ?", format!("{code}\u{fffd}"));
                by_code(tx, &reach, filter, conditions, after, limit + 1).await?
            }
            Wanted::Name(words) => by_name(tx, &reach, filter, &words, after, limit + 1).await?,
            Wanted::Nothing => Vec::new(),
        },
    };
    Ok(page(lines, limit, matches!(query.map(Wanted::read), Some(Wanted::Name(_)))))
}

fn page(mut lines: Vec<CaseLine>, limit: usize, by_seq: bool) -> Listing {
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| if by_seq { Cursor::Below(line.seq) } else { Cursor::After(line.accepted_on, line.id) });
    Listing { lines, next }
}

/// What a typed search asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    IdNumber(IdNumber),
    FileCode(String),
    Name(Vec<String>),
    Nothing,
}

impl Wanted {
    fn read(query: &str) -> Self {
        if let Some(number) = IdNumber::read(query) {
            return Self::IdNumber(number);
        }
        if query.chars().any(|letter| letter.is_ascii_digit() || letter == '.') {
            return Self::FileCode(fold_code(query));
        }
        let words: Vec<String> =
            names::fold(query).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if words.is_empty() { Self::Nothing } else { Self::Name(words) }
    }
}

fn few(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Organisations(codes) if codes.len() <= FEW => Some(codes),
        _ => None,
    }
}

async fn by_acceptance(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    mut conditions: Conditions,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<CaseLine>> {
    conditions.add_filter(filter);
    if let Some(Cursor::After(day, id)) = after {
        conditions.values.push((*day).into());
        conditions.values.push((*id).into());
        let last = conditions.values.len();
        conditions.parts.push(format!("(c.accepted_on, c.id) < (${}, ${last})", last - 1));
    }
    let one = |conditions: &Conditions| {
        format!(
            "select c.id, c.accepted_on from cases c where {} order by c.accepted_on desc, c.id desc limit {limit}",
            conditions.sql()
        )
    };
    let inner = match few(reach) {
        Some(codes) => {
            let common = conditions.sql_along_register(tx.is_sqlite());
            let mut parts = Vec::new();
            for code in codes {
                conditions.values.push(code.as_str().into());
                let mark = conditions.values.len();
                parts.push(format!(
                    "select * from (select c.id, c.accepted_on from cases c where c.org_code = ${mark} and {common}
                     order by c.accepted_on desc, c.id desc limit {limit}) as part{mark}"
                ));
            }
            if parts.is_empty() {
                return Ok(Vec::new());
            }
            // The limit around them keeps SQLite from joining the lines of every register before it sorts.
            format!(
                "select * from ({}) as parts order by accepted_on desc, id desc limit {limit}",
                parts.join(" union all ")
            )
        }
        None => {
            conditions.add_reach(reach);
            one(&conditions)
        }
    };
    let sql = format!(
        "select {LINE}, b.seq from ({inner}) as k join cases c on c.id = k.id
         left join beneficiary b on b.case_id = c.id and b.position = 0
         order by c.accepted_on desc, c.id desc limit {limit}"
    );
    lines(tx, &sql, conditions.values).await
}

/// By file code there are few hits; they are sorted as the other lists are.
async fn by_code(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    mut conditions: Conditions,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<CaseLine>> {
    conditions.add_filter(filter);
    conditions.add_reach(reach);
    let mut start = String::new();
    if let Some(Cursor::After(day, id)) = after {
        conditions.values.push((*day).into());
        conditions.values.push((*id).into());
        let last = conditions.values.len();
        start = format!("where (k.accepted_on, k.id) < (${}, ${last})", last - 1);
    }
    let sql = format!(
        "select {LINE}, b.seq from (
            select k.id from (
                select c.id, c.accepted_on from cases c where {}
                order by c.file_code_folded, c.org_code, c.accepted_on, c.id limit 1000
            ) as k {start} order by k.accepted_on desc, k.id desc limit {limit}
         ) as k join cases c on c.id = k.id left join beneficiary b on b.case_id = c.id and b.position = 0
         order by c.accepted_on desc, c.id desc",
        conditions.sql()
    );
    lines(tx, &sql, conditions.values).await
}

async fn lines(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<Vec<CaseLine>> {
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(|row| Ok(CaseLine::from_query_result(row, "")?)).collect()
}

/// Lines of these cases, in the order of acceptance, latest first.
pub async fn lines_of(tx: &Tx, ids: &[Uuid]) -> Result<Vec<CaseLine>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "select {LINE}, b.seq from cases c left join beneficiary b on b.case_id = c.id and b.position = 0
         where c.id in ({}) order by c.accepted_on desc, c.id desc",
        marks.join(", ")
    );
    lines(tx, &sql, ids.iter().map(|id| (*id).into()).collect()).await
}

/// Grounds over which was too much to count, and when that was seen: it holds for a while.
#[derive(Debug, Default)]
pub struct WideGrounds(Mutex<HashMap<String, DateTime<Utc>>>);

impl WideGrounds {
    const KEPT: TimeDelta = TimeDelta::minutes(10);
    const MOST: usize = 1_000;

    fn holds(&self, ground: &str, now: DateTime<Utc>) -> bool {
        self.0.lock().is_ok_and(|seen| seen.get(ground).is_some_and(|at| now - *at < Self::KEPT))
    }

    fn note(&self, ground: String, now: DateTime<Utc>) {
        if let Ok(mut seen) = self.0.lock() {
            if seen.len() >= Self::MOST {
                seen.clear();
            }
            seen.insert(ground, now);
        }
    }
}

/// How many cases the list holds, counted up to `most`; more are not counted. `None` for searches, and
/// where few of many fit, so that counting would take longer than the page itself.
pub async fn count(
    tx: &Tx,
    reach: &Reach,
    filter: &CaseFilter,
    most: usize,
    (wide, now): (&WideGrounds, DateTime<Utc>),
) -> Result<Option<usize>> {
    if filter.query.as_deref().is_some_and(|query| !query.trim().is_empty()) {
        return Ok(None);
    }
    let reach = narrowed(reach, filter.organisations.as_deref());
    let nation = matches!(reach, Reach::Nation);
    let mut conditions = Conditions::default();
    conditions.add_reach(&reach);
    conditions.add_indexed(filter, nation);
    let ground = conditions.sql();
    let name = format!("{ground} {:?}", conditions.values);
    let narrow = conditions.parts.len();
    conditions.add_filter(&CaseFilter {
        open: filter.open.filter(|open| !open),
        field: filter.field.filter(|_| !nation),
        provider: None,
        ..filter.clone()
    });
    let rest = conditions.parts.split_off(narrow).join(" and ");
    if wide.holds(&name, now) {
        return Ok(rest.is_empty().then_some(most));
    }
    if rest.is_empty() {
        let sql = format!(
            "select count(*) as number from (select 1 as one from cases c where {ground} limit {most}) as near"
        );
        let Some(row) = tx.row(&sql, conditions.values).await? else { return Ok(None) };
        let number = usize::try_from(row.try_get::<i64>("", "number")?).unwrap_or_default();
        if number >= most.max(LOOKED_AT) {
            wide.note(name, now);
        }
        return Ok(Some(number));
    }
    let looked_at = LOOKED_AT.min(most);
    let sql = format!(
        "select cast(coalesce(sum(seen.fits), 0) as bigint) as number, count(*) as looked_at from (
             select case when {rest} then 1 else 0 end as fits from cases c where {ground} limit {looked_at}
         ) as seen"
    );
    let Some(row) = tx.row(&sql, conditions.values).await? else { return Ok(None) };
    let number = usize::try_from(row.try_get::<i64>("", "number")?).unwrap_or_default();
    if usize::try_from(row.try_get::<i64>("", "looked_at")?).unwrap_or_default() < looked_at {
        return Ok(Some(number));
    }
    wide.note(name, now);
    Ok(None)
}

/// Cases that are looked at to count a list whose filter no index knows.
const LOOKED_AT: usize = 5_000;

/// The latest acceptance of an organisation, and how many cases it accepted since a day.
pub async fn lately(tx: &Tx, org_code: &str, since: NaiveDate) -> Result<(Option<NaiveDate>, usize)> {
    let sql = "select max(accepted_on) as last from cases where org_code = $1";
    let last =
        tx.row(sql, [org_code.into()]).await?.map(|row| row.try_get("", "last")).transpose()?.flatten();
    let sql = "select count(*) as number from cases where org_code = $1 and accepted_on >= $2";
    let row = tx.row(sql, [org_code.into(), since.into()]).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok((last, usize::try_from(number).unwrap_or_default()))
}

/// The highest number given under a prefix (`TT.TGTT.`) and year, 0 when none was.
pub async fn last_number(tx: &Tx, org_code: &str, prefix: &str, year: i32) -> Result<i64> {
    let sql = "select file_code from cases where org_code = $1 and file_code >= $2 and file_code < $3";
    let values = [org_code.into(), prefix.into(), format!("{prefix}\u{fffd}").into()];
    let ending = format!(".{year}");
    let mut last = 0;
    for row in tx.rows(sql, values).await? {
        let code: String = row.try_get("", "file_code")?;
        let number = code
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(&ending))
            .and_then(|n| n.parse().ok());
        last = Ord::max(last, number.unwrap_or(0));
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_a_number_a_code_or_a_name() {
        assert!(matches!(Wanted::read("006 204 001 234"), Wanted::IdNumber(_)));
        assert_eq!(Wanted::read("tt.tgtt.83"), Wanted::FileCode("TT.TGTT.83".to_owned()));
        assert_eq!(Wanted::read("Hứa Quý"), Wanted::Name(vec!["hua".to_owned(), "quy".to_owned()]));
        assert_eq!(Wanted::read("…"), Wanted::Nothing);
    }
}
