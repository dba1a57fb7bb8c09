//! Figures: tallies over `fact` and the activities, and the lists of cases behind them.
//!
//! What counts is declared in `law::statistics`; here it becomes SQL. SQLite groups by sorting, which
//! costs more than everything else together, so that the database only walks the index of each
//! organisation and hands its shapes over as one text; they are counted here. PostgreSQL does the same.

mod behind;
pub mod facts;
pub mod months;
pub mod pivot;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use law::outreach::{OutreachKind, TargetGroup};
use law::statistics::{
    AppraisalTally, CaseSet, CaseTally, OutreachTally, PersonTally, ShapeTest, Tallies, Window, is_broadcast,
};
use sea_orm::{QueryResult, Value};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

pub use behind::{Behind, Listed, Paging, cases_behind, count_persons, list_behind};

/// The day on which a running case "ended": after every day that can be asked for.
pub const OPEN_END: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a constant date exists");

/// Until when figures hold that still hold.
pub const FOREVER: DateTime<Utc> = NaiveDateTime::new(OPEN_END, NaiveTime::MIN).and_utc();

/// The condition of the partial indexes over what holds now. It must stand in a statement to the letter,
/// never as a parameter, or neither database uses them.
pub(crate) const CURRENT: &str = "f.recorded_to = '9999-12-31T00:00:00+00:00'";

/// The condition of the partial index over what held once.
const PAST: &str = "f.recorded_to < '9999-12-31T00:00:00+00:00'";

/// Whose figures are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Every organisation.
    Nation,
    /// These, by code.
    Organisations(Vec<String>),
}

/// Counts everything for one report.
pub async fn tally(tx: &Tx, scope: &Scope, window: &Window) -> Result<Tallies> {
    let counts = count_rows(tx, scope, window, 1, |_| vec![0]).await?;
    counts.into_iter().next().ok_or_else(|| StoreError::Broken("no row was counted".to_owned()))
}

/// Counts for each organisation of the scope by itself, in the order of their codes.
pub async fn tally_by_organisation(
    tx: &Tx,
    scope: &Scope,
    window: &Window,
) -> Result<Vec<(String, Tallies)>> {
    let codes = match scope {
        Scope::Organisations(codes) => codes.iter().cloned().collect::<BTreeSet<String>>(),
        Scope::Nation => {
            let rows = tx.rows("select code from organisation", []).await?;
            rows.iter().map(|row| row.try_get("", "code")).collect::<std::result::Result<_, _>>()?
        }
    };
    let rows: Vec<(String, Vec<String>)> = codes.into_iter().map(|code| (code.clone(), vec![code])).collect();
    tally_by_row(tx, &rows, window).await
}

/// Counts several groups of organisations at once, as a table with one row a province needs it. An
/// organisation that stands in several rows counts in each.
pub async fn tally_by_row(
    tx: &Tx,
    rows: &[(String, Vec<String>)],
    window: &Window,
) -> Result<Vec<(String, Tallies)>> {
    let mut rows_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, (_, codes)) in rows.iter().enumerate() {
        for code in codes {
            let places = rows_of.entry(code).or_default();
            if !places.contains(&row) {
                places.push(row);
            }
        }
    }
    let mut codes: Vec<String> = rows_of.keys().map(|&code| code.to_owned()).collect();
    codes.sort_unstable();
    let scope = Scope::Organisations(codes);
    let place = |code: &str| rows_of.get(code).cloned().unwrap_or_default();
    let tallies = count_rows(tx, &scope, window, rows.len(), place).await?;
    Ok(rows.iter().map(|(key, _)| key.clone()).zip(tallies).collect())
}

/// Every second organisation, from the first or from the second on.
#[derive(Clone, Copy)]
enum Half {
    First,
    Second,
}

impl Half {
    const BOTH: [Self; 2] = [Self::First, Self::Second];
}

/// Values of a statement under way.
#[derive(Clone, Default)]
struct Sql {
    values: Vec<Value>,
}

impl Sql {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// `with scope(org_code) as (…)`; `None` when nobody is asked.
    fn scope(&mut self, scope: &Scope) -> Option<String> {
        self.part_of_scope(scope, None)
    }

    /// The same for every second organisation: large ones and small ones stand side by side.
    fn part_of_scope(&mut self, scope: &Scope, half: Option<Half>) -> Option<String> {
        let codes = match scope {
            Scope::Nation => {
                let all = "select code from organisation";
                let text = half.map_or_else(
                    || all.to_owned(),
                    |half| {
                        format!(
                            "select o.code from (select code, row_number() over (order by code) as number
                               from organisation) o where o.number % 2 <> {}",
                            half as u8
                        )
                    },
                );
                return Some(format!("with scope(org_code) as ({text})"));
            }
            Scope::Organisations(codes) => codes,
        };
        let (first, step) = half.map_or((0, 1), |half| (half as usize, 2));
        let codes = codes.iter().skip(first).step_by(step);
        let marks: Vec<String> =
            codes.map(|code| format!("(cast({} as text))", self.bind(code.as_str()))).collect();
        (!marks.is_empty()).then(|| format!("with scope(org_code) as (values {})", marks.join(", ")))
    }

    /// The condition by which a shape passes the tests, with `and` before each.
    fn tests(&mut self, column: &str, tests: &[ShapeTest]) -> String {
        let mut clause = String::new();
        for test in tests {
            let mask = self.bind(test.mask());
            clause += &match test {
                ShapeTest::OneOf { values, .. } => {
                    let values: Vec<String> = values.iter().map(|value| self.bind(*value)).collect();
                    format!(" and ({column} & {mask}) in ({})", values.join(", "))
                }
                ShapeTest::Some { .. } => format!(" and ({column} & {mask}) <> 0"),
            };
        }
        clause
    }

    /// The versions of figures that are asked for: those that hold now, or those that held then.
    fn versions(&mut self, as_of: Option<DateTime<Utc>>) -> Vec<Version> {
        let Some(as_of) = as_of else {
            return vec![Version::current()];
        };
        let then = self.bind(as_of);
        vec![
            Version {
                held: format!("{CURRENT} and {}", known_by("f.recorded_from", &then)),
                index: "fact_current",
            },
            Version {
                held: format!(
                    "{PAST} and not ({}) and {}",
                    known_by("f.recorded_to", &then),
                    known_by("f.recorded_from", &then)
                ),
                index: "fact_past",
            },
        ]
    }
}

/// Rows of `fact` that hold now, or that held once.
struct Version {
    /// The condition that they hold.
    held: String,
    index: &'static str,
}

impl Version {
    fn current() -> Self {
        Self { held: CURRENT.to_owned(), index: "fact_current" }
    }

    /// `fact f`, to be walked along the index of an organisation. Where many organisations are asked for, SQLite would
    /// rather make an index of its own over every row there is, for each statement again.
    fn table(&self, sqlite: bool) -> String {
        if sqlite { format!("fact f indexed by {}", self.index) } else { "fact f".to_owned() }
    }
}

/// The condition by which a case belongs to a set in a period.
fn days_of(sql: &mut Sql, set: CaseSet, window: &Window) -> String {
    let (from, to) = (window.from, window.to);
    match set {
        CaseSet::Handled => format!("f.ended_on >= {} and f.accepted_on <= {}", sql.bind(from), sql.bind(to)),
        CaseSet::CarriedOver => {
            let from = sql.bind(from);
            format!("f.ended_on >= {from} and f.accepted_on < {from}")
        }
        CaseSet::New => {
            let from = sql.bind(from);
            format!("f.ended_on >= {from} and f.accepted_on >= {from} and f.accepted_on <= {}", sql.bind(to))
        }
        CaseSet::Closed => {
            let to = sql.bind(to);
            format!("f.ended_on >= {} and f.ended_on <= {to} and f.accepted_on <= {to}", sql.bind(from))
        }
        CaseSet::CarriedForward => {
            let to = sql.bind(to);
            format!("f.ended_on > {to} and f.accepted_on <= {to}")
        }
        CaseSet::Appraised => {
            let (from, to) = (sql.bind(from), sql.bind(to));
            format!("f.appraised_on is not null and f.appraised_on >= {from} and f.appraised_on <= {to}")
        }
    }
}

/// Counts rows of a report at once; `rows_of` says in which of them an organisation counts.
async fn count_rows(
    tx: &Tx,
    scope: &Scope,
    window: &Window,
    rows: usize,
    rows_of: impl Fn(&str) -> Vec<usize>,
) -> Result<Vec<Tallies>> {
    let mut counts: Vec<Counts> = (0..rows).map(|_| Counts::default()).collect();
    let (Some((shapes, values)), Some((outreach, outreach_values))) =
        (shapes_statement(scope, window), outreach_statement(scope, window))
    else {
        return Ok(counts.into_iter().map(Counts::finish).collect());
    };
    for row in tx.rows(&shapes, values.values).await? {
        let org: String = row.try_get("", "org_code")?;
        for place in rows_of(&org) {
            counts[place].add_organisation(&row, window)?;
        }
    }
    for row in tx.rows(&outreach, outreach_values.values).await? {
        let org: String = row.try_get("", "org_code")?;
        for place in rows_of(&org) {
            counts[place].add_outreach(&row)?;
        }
    }
    Ok(counts.into_iter().map(Counts::finish).collect())
}

/// One row an organisation: its shapes as text, and the number of its activities.
fn shapes_statement(scope: &Scope, window: &Window) -> Option<(String, Sql)> {
    let mut sql = Sql::default();
    let scope = sql.scope(scope)?;
    let (from, to) = (sql.bind(window.from), sql.bind(window.to));
    let versions: Vec<String> = sql.versions(window.as_of).into_iter().map(|version| version.held).collect();
    let mut columns = Vec::new();
    for (number, version) in versions.iter().enumerate() {
        // `Handled` reads what stands here.
        columns.push(format!(
            "(select string_agg(f.case_shape || ':' || (f.person_shape * 8
                    + case when f.position = 0 then 4 else 0 end
                    + case when f.accepted_on >= {from} then 2 else 0 end
                    + case when f.ended_on <= {to} then 1 else 0 end), ',')
              from fact f where f.org_code = s.org_code and {version}
                and f.ended_on >= {from} and f.accepted_on <= {to}) as handled_{number}"
        ));
        columns.push(format!(
            "(select string_agg(cast(f.case_shape as text), ',') from fact f
              where f.org_code = s.org_code and {version} and f.position = 0
                and f.appraised_on is not null and f.appraised_on >= {from} and f.appraised_on <= {to}) as appraised_{number}"
        ));
    }
    let as_of = window.as_of.map(|as_of| sql.bind(as_of));
    for (table, what, name) in [
        ("reception", "count(*)", "receptions"),
        ("guidance", "count(*)", "guidance"),
        ("training", "count(*)", "training_courses"),
        ("training", "cast(coalesce(sum(a.participants), 0) as bigint)", "training_participants"),
    ] {
        let of = |table: &str, held: &str| {
            format!(
                "(select {what} from {table} a where a.org_code = s.org_code
                    and a.on_date >= {from} and a.on_date <= {to}{held})"
            )
        };
        let parts = match &as_of {
            None => vec![of(table, "")],
            Some(then) => vec![of(table, &present_line(then)), of("activity_past", &past_line(table, then))],
        };
        columns.push(format!("{} as {name}", parts.join(" + ")));
    }
    Some((format!("{scope} select s.org_code, {} from scope s", columns.join(", ")), sql))
}

/// One row an organisation, kind and group: the sums, and the communes as text.
fn outreach_statement(scope: &Scope, window: &Window) -> Option<(String, Sql)> {
    let mut sql = Sql::default();
    let scope = sql.scope(scope)?;
    let (from, to) = (sql.bind(window.from), sql.bind(window.to));
    let as_of = window.as_of.map(|as_of| sql.bind(as_of));
    let of = |table: &str, held: &str| {
        format!(
            "select a.org_code, a.kind, a.target_group, count(*) as events,
                cast(coalesce(sum(a.attendees), 0) as bigint) as attendees,
                cast(coalesce(sum(a.leaflets), 0) as bigint) as leaflets, string_agg(a.commune_code, ',') as communes
             from scope s cross join {table} a
             where a.org_code = s.org_code and a.on_date >= {from} and a.on_date <= {to}{held}
             group by a.org_code, a.kind, a.target_group"
        )
    };
    // Rows of one kind and group may come twice; they are added up.
    let parts = match &as_of {
        None => vec![of("outreach", "")],
        Some(then) => {
            vec![of("outreach", &present_line(then)), of("activity_past", &past_line("outreach", then))]
        }
    };
    Some((format!("{scope} {}", parts.join(" union all ")), sql))
}

/// The condition by which what is recorded at an hour was there to be counted at another. Rows of an import carry the hour at
/// which it began, and nobody sees them before it ends.
fn known_by(hour: &str, then: &str) -> String {
    format!(
        "{hour} <= {then} and {hour} not in (select r.recorded_at from import_run r
           where r.finished_at > {then} and r.recorded_at <= {then})"
    )
}

/// The condition by which a line of a log as it stands was there then.
fn present_line(then: &str) -> String {
    format!(" and {}", known_by("coalesce(a.changed_at, a.entered_at)", then))
}

/// The condition by which a line of a log that was corrected or removed since still held then.
fn past_line(log: &str, then: &str) -> String {
    let (began, ended) = (known_by("a.recorded_from", then), known_by("a.recorded_to", then));
    format!(" and a.log = '{log}' and {began} and not ({ended})")
}

/// A handled beneficiary as the statement writes it: `case_shape:person_shape…flags`.
struct Handled {
    case_shape: i64,
    person_shape: i64,
    first: bool,
    new: bool,
    closed: bool,
}

impl Handled {
    fn read(text: &str) -> Option<Self> {
        let (case, person) = text.split_once(':')?;
        let person: i64 = person.parse().ok()?;
        Some(Self {
            case_shape: case.parse().ok()?,
            person_shape: person >> 3,
            first: person & 4 != 0,
            new: person & 2 != 0,
            closed: person & 1 != 0,
        })
    }
}

/// What has been counted of a row.
#[derive(Default)]
struct Counts {
    cases: HashMap<(i64, bool, bool), i64>,
    persons: HashMap<(i64, i64, bool, bool), i64>,
    appraised: HashMap<i64, i64>,
    outreach: BTreeMap<(OutreachKind, TargetGroup), [i64; 3]>,
    communes: BTreeMap<TargetGroup, BTreeSet<String>>,
    tallies: Tallies,
}

impl Counts {
    fn add_organisation(&mut self, row: &QueryResult, window: &Window) -> Result<()> {
        for version in 0..if window.as_of.is_some() { 2 } else { 1 } {
            let handled: Option<String> = row.try_get("", &format!("handled_{version}"))?;
            for text in parts(handled.as_deref()) {
                let it = Handled::read(text).ok_or_else(|| broken_shape(text))?;
                if it.first {
                    *self.cases.entry((it.case_shape, it.new, it.closed)).or_default() += 1;
                }
                let case_shape = it.case_shape & PersonTally::CASE_FACTS;
                *self.persons.entry((it.person_shape, case_shape, it.new, it.closed)).or_default() += 1;
            }
            let appraised: Option<String> = row.try_get("", &format!("appraised_{version}"))?;
            for text in parts(appraised.as_deref()) {
                *self.appraised.entry(text.parse().map_err(|_| broken_shape(text))?).or_default() += 1;
            }
        }
        self.tallies.receptions += row.try_get::<i64>("", "receptions")?;
        self.tallies.guidance += row.try_get::<i64>("", "guidance")?;
        self.tallies.training_courses += row.try_get::<i64>("", "training_courses")?;
        self.tallies.training_participants += row.try_get::<i64>("", "training_participants")?;
        Ok(())
    }

    fn add_outreach(&mut self, row: &QueryResult) -> Result<()> {
        let kind = row.try_get::<Code<OutreachKind>>("", "kind")?.0;
        let group = row.try_get::<Code<TargetGroup>>("", "target_group")?.0;
        let sums = self.outreach.entry((kind, group)).or_default();
        for (sum, column) in sums.iter_mut().zip(["events", "attendees", "leaflets"]) {
            *sum += row.try_get::<i64>("", column)?;
        }
        if !is_broadcast(kind) {
            let communes: Option<String> = row.try_get("", "communes")?;
            self.communes.entry(group).or_default().extend(parts(communes.as_deref()).map(str::to_owned));
        }
        Ok(())
    }

    fn finish(self) -> Tallies {
        let all: BTreeSet<&String> = self.communes.values().flatten().collect();
        let number = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        Tallies {
            cases: sorted(self.cases)
                .map(|((case_shape, new, closed), count)| CaseTally { case_shape, new, closed, count })
                .collect(),
            persons: sorted(self.persons)
                .map(|((person_shape, case_shape, new, closed), count)| PersonTally {
                    person_shape,
                    case_shape,
                    new,
                    closed,
                    count,
                })
                .collect(),
            appraised: sorted(self.appraised)
                .map(|(case_shape, count)| AppraisalTally { case_shape, count })
                .collect(),
            outreach: self
                .outreach
                .into_iter()
                .map(|((kind, group), [events, attendees, leaflets])| OutreachTally {
                    kind,
                    group,
                    events,
                    attendees,
                    leaflets,
                })
                .collect(),
            communes: number(all.len()),
            communes_by_group: self.communes.iter().map(|(group, of)| (*group, number(of.len()))).collect(),
            ..self.tallies
        }
    }
}

fn parts(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').filter(|part| !part.is_empty())
}

/// In one order, so that the same register always gives the same tallies.
fn sorted<K: Ord + Hash>(counts: HashMap<K, i64>) -> impl Iterator<Item = (K, i64)> {
    let mut counts: Vec<(K, i64)> = counts.into_iter().collect();
    counts.sort_unstable();
    counts.into_iter()
}

fn broken_shape(text: &str) -> StoreError {
    StoreError::Broken(format!("no shape of a case: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Store};

    async fn fresh(folder: &tempfile::TempDir) -> Store {
        let keys = crate::secrets::Keyring::read(&format!("k1={}", "11".repeat(32))).expect("a key");
        Store::open(&Address::Sqlite(folder.path().join("test.sqlite")), keys).await.expect("a fresh store")
    }

    fn window(as_of: Option<DateTime<Utc>>) -> Window {
        let day = |text: &str| text.parse().expect("test date");
        Window { from: day("2024-01-01"), to: day("2024-06-30"), as_of }
    }

    #[tokio::test]
    async fn the_end_of_time_is_stored_as_the_indexes_spell_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = fresh(&folder).await;
        let tx = store.snapshot().await.expect("a snapshot");
        let row = tx.row("select $1 as stored", [FOREVER.into()]).await.expect("a row").expect("a row");
        let stored: String = row.try_get("", "stored").expect("text");
        assert_eq!(format!("f.recorded_to = '{stored}'"), CURRENT);
        assert_eq!(format!("f.recorded_to < '{stored}'"), PAST);
    }

    /// How SQLite means to answer: one line a step.
    async fn plan(tx: &Tx, text: &str, sql: Sql) -> Vec<String> {
        let rows = tx.rows(&format!("explain query plan {text}"), sql.values).await.expect("a plan");
        rows.iter().map(|row| row.try_get("", "detail").expect("a step")).collect()
    }

    #[tokio::test]
    async fn figures_are_read_from_indexes_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = fresh(&folder).await;
        let tx = store.snapshot().await.expect("a snapshot");
        for scope in [Scope::Nation, Scope::Organisations(vec!["TT.06".to_owned(), "CN.06.1".to_owned()])] {
            let (text, sql) = shapes_statement(&scope, &window(None)).expect("a scope");
            let steps = plan(&tx, &text, sql).await;
            let with = |part: &str| steps.iter().filter(|step| step.contains(part)).count();
            assert_eq!(with("COVERING INDEX fact_current (org_code=? AND ended_on>?)"), 1, "{steps:#?}");
            assert_eq!(
                with("COVERING INDEX fact_appraised (org_code=? AND appraised_on>? AND appraised_on<?)"),
                1
            );
            assert_eq!(
                with("reception_by_date") + with("guidance_by_date") + with("training_by_date"),
                4,
                "{steps:#?}"
            );
            assert_eq!(with("TEMP B-TREE"), 0, "{steps:#?}");

            for id in ["cases_closed_litigation", "persons_handled_female", "cases_appraised"] {
                let selector = law::statistics::indicator(id).and_then(|it| it.behind()).expect("a selector");
                let choice =
                    behind::chosen(&scope, None, selector, &window(None), true).expect("a scope").chosen;
                let steps = plan(&tx, &format!("{} select * from chosen", choice.text), choice.sql).await;
                assert!(steps.iter().any(|step| step.contains("COVERING INDEX fact_")), "{id}: {steps:#?}");
            }

            let (text, sql) = shapes_statement(&scope, &window(Some(FOREVER))).expect("a scope");
            let steps = plan(&tx, &text, sql).await;
            assert!(steps.iter().any(|step| step.contains("INDEX fact_past (org_code=?")), "{steps:#?}");
            assert!(!steps.iter().any(|step| step.contains("SCAN f")), "{steps:#?}");
        }
    }
}
