//! Figures turned about: counts of a choice by up to two dimensions, and the cases of one cell.
//!
//! A dimension is an expression of the statement that counts and a condition of the one that lists; both stand in
//! `column` and `cut` side by side, so that they cannot differ.

use chrono::{Datelike as _, NaiveDate};
use law::kernel::coded::Coded as _;
use law::outreach::{OutreachKind, TargetGroup};
use law::people::KINH;
use law::statistics::{
    AgeBand, CaseSet, Dimension, Measure, OutreachCount, Selector, ShapePlace, Window, is_broadcast,
};
use sea_orm::{FromQueryResult, QueryResult};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::behind::{Asked, Choice, Chosen, FEW, Few, Listed, Paging, is_wide, within};
use super::{Behind, CURRENT, Scope, Sql, days_of, past_line, present_line};
use crate::cases::Cursor;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Where a name of a provider begins behind its id.
pub const NAMED: char = '|';

/// A count under its keys, one a dimension. A key is a code, an organisation, a month; nothing where it is not known.
/// A provider is an id and a name.
pub type Counted = HashMap<Vec<String>, i64>;

/// What a statement joins for a dimension.
fn joins(dimensions: impl Iterator<Item = Dimension> + Clone) -> &'static str {
    let any = |wanted: &[Dimension]| dimensions.clone().any(|it| wanted.contains(&it));
    let case = any(&[Dimension::Agency, Dimension::Provider, Dimension::Stage]);
    let person = any(&[Dimension::Age, Dimension::Ethnicity, Dimension::Commune]);
    match (case, person) {
        (false, false) => "",
        (true, false) => CASE,
        (false, true) => PERSON,
        (true, true) => BOTH,
    }
}

const CASE: &str = "join cases c on c.id = f.case_id left join agency a on a.id = c.agency_id
     left join provider p on p.id = c.provider_id";
const PERSON: &str = "join beneficiary b on b.case_id = f.case_id and b.position = f.position";
const BOTH: &str = "join cases c on c.id = f.case_id left join agency a on a.id = c.agency_id
     left join provider p on p.id = c.provider_id
     join beneficiary b on b.case_id = f.case_id and b.position = f.position";

const AGE: &str = "(cast(substr(cast(f.accepted_on as text), 1, 4) as integer) - b.birth_year)";
const AGENCY: &str = "coalesce(a.name, c.source_agency, '')";

/// The month that an event of a set falls in.
fn month(set: CaseSet) -> &'static str {
    match set {
        CaseSet::Closed => "substr(cast(f.ended_on as text), 1, 7)",
        CaseSet::Appraised => "substr(cast(f.appraised_on as text), 1, 7)",
        _ => "substr(cast(f.accepted_on as text), 1, 7)",
    }
}

/// The band of an age; a case with two persons of one band counts once in it.
fn age_band() -> String {
    let band = |band: &AgeBand| {
        let (first, last) = band.ages();
        format!("when {AGE} >= {first} and {AGE} <= {last} then '{}'", band.code())
    };
    let bands: Vec<String> = AgeBand::ALL.iter().map(band).collect();
    format!("case {} else '' end", bands.join(" "))
}

fn provider_id(sqlite: bool) -> &'static str {
    if sqlite { "lower(hex(c.provider_id))" } else { "replace(cast(c.provider_id as text), '-', '')" }
}

/// The expression that a dimension groups by.
fn column(dimension: Dimension, set: CaseSet, sqlite: bool) -> String {
    match (dimension, dimension.place()) {
        (_, Some(ShapePlace::Case(bits))) => format!("cast(f.case_shape & {} as text)", bits.mask()),
        (_, Some(ShapePlace::Person(bits))) => format!("cast(f.person_shape & {} as text)", bits.mask()),
        (Dimension::Month, _) => month(set).to_owned(),
        (Dimension::Stage, _) => "coalesce(c.stage, '')".to_owned(),
        (Dimension::Agency, _) => AGENCY.to_owned(),
        (Dimension::Provider, _) => {
            format!("coalesce({} || '{NAMED}' || p.name, '')", provider_id(sqlite))
        }
        (Dimension::Age, _) => age_band(),
        (Dimension::Ethnicity, _) => "coalesce(b.ethnicity, '')".to_owned(),
        (Dimension::Commune, _) => "coalesce(b.commune_code, '')".to_owned(),
        _ => "f.org_code".to_owned(),
    }
}

/// What is handed over for a dimension; an age as it is, whose band is found where it is counted.
fn counted_column(dimension: Dimension, set: CaseSet, sqlite: bool) -> String {
    match dimension {
        Dimension::Age => format!("coalesce(cast({AGE} as text), '')"),
        other => column(other, set, sqlite),
    }
}

/// The condition that a cell puts to a dimension, with `and` before it. Organisations are the scope of the caller.
fn cut(sql: &mut Sql, dimension: Dimension, key: &str, set: CaseSet, sqlite: bool) -> Option<String> {
    if let Some(place) = dimension.place() {
        let (mask, value) = dimension.masked(key)?;
        let shape = if matches!(place, ShapePlace::Case(_)) { "f.case_shape" } else { "f.person_shape" };
        return Some(format!(" and ({shape} & {}) = {}", sql.bind(mask), sql.bind(value)));
    }
    if dimension.is_of_organisations() {
        return Some(String::new());
    }
    if dimension == Dimension::Provider {
        let id = key.split(NAMED).next().unwrap_or_default();
        return Some(match Uuid::parse_str(id) {
            Ok(id) => format!(" and c.provider_id = {}", sql.bind(id)),
            Err(_) => " and p.id is null".to_owned(),
        });
    }
    Some(format!(" and {} = {}", column(dimension, set, sqlite), sql.bind(key)))
}

/// Counts by dimensions, with what stands in each row, in each column and in all: a case that stands in several cells
/// counts once in each of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    pub cells: Counted,
    pub rows: HashMap<String, i64>,
    pub columns: HashMap<String, i64>,
    pub whole: i64,
}

impl Split {
    /// Counts so many under every combination of the keys, once in each row and column.
    fn add(&mut self, keys: &[Vec<String>], number: i64) {
        let first = vec![Vec::new()];
        let combined = keys.iter().fold(first, |all, values| spread(all, values));
        for key in combined {
            *self.cells.entry(key).or_default() += number;
        }
        for (line, values) in [&mut self.rows, &mut self.columns].into_iter().zip(keys) {
            for value in values {
                *line.entry(value.clone()).or_default() += number;
            }
        }
        self.whole += number;
    }

    /// Counts one case whose persons stand under several keys.
    fn add_once(&mut self, persons: &[Vec<Vec<String>>]) {
        let mut cells: HashSet<Vec<String>> = HashSet::new();
        let mut lines: [HashSet<&String>; 2] = Default::default();
        for keys in persons {
            cells.extend(keys.iter().fold(vec![Vec::new()], |all, values| spread(all, values)));
            for (line, values) in lines.iter_mut().zip(keys) {
                line.extend(values);
            }
        }
        for key in cells {
            *self.cells.entry(key).or_default() += 1;
        }
        for (line, values) in [&mut self.rows, &mut self.columns].into_iter().zip(lines) {
            for value in values {
                *line.entry(value.clone()).or_default() += 1;
            }
        }
        self.whole += 1;
    }
}

/// Counts the cases of a choice, or its persons, by dimensions.
pub async fn pivot(
    tx: &Tx,
    scope: &Scope,
    chosen: (&Selector, bool),
    window: &Window,
    dimensions: &[Dimension],
) -> Result<Counted> {
    Ok(split(tx, scope, chosen, window, dimensions).await?.cells)
}

/// The same with its totals.
pub async fn split(
    tx: &Tx,
    scope: &Scope,
    (selector, persons): (&Selector, bool),
    window: &Window,
    dimensions: &[Dimension],
) -> Result<Split> {
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(Split::default()) };
    let days = days_of(&mut sql, selector.set, window);
    let case_tests = sql.tests("f.case_shape", &selector.case_tests());
    let tests = selector.person_tests();
    let of_persons = persons || !tests.is_empty() || dimensions.iter().any(|it| it.is_personal());
    let person_tests = sql.tests("f.person_shape", &tests);
    let first = if of_persons { "" } else { " and f.position = 0" };
    let joins = joins(dimensions.iter().copied());
    let column = |it: &Dimension| counted_column(*it, selector.set, tx.is_sqlite());
    let keys: Vec<String> = dimensions.iter().map(|it| measured(&column(it))).collect();
    let case =
        if tx.is_sqlite() { "lower(hex(f.case_id))" } else { "replace(cast(f.case_id as text), '-', '')" };
    let mut found = Split::default();
    for version in sql.versions(window.as_of) {
        let (table, held) = (version.table(tx.is_sqlite()), &version.held);
        // A case with several persons counts once in a cell, however many of them stand in it: those few are named.
        let named = format!(
            "case when f.case_id in (select f.case_id from scope s cross join {table}
               where f.org_code = s.org_code and {held} and f.position > 0 and {days}{case_tests})
             then '32:' || {case} else '0:' end"
        );
        let alone = of_persons && !persons;
        let name = alone.then_some(named);
        let words: Vec<&str> = keys.iter().chain(&name).map(String::as_str).collect();
        let line = if words.is_empty() { "'.'".to_owned() } else { words.join(" || ") };
        let text = format!(
            "{with} select (select string_agg({line}, '') from {table} {joins}
               where f.org_code = s.org_code and {held}{first} and {days}{case_tests}{person_tests}) as lines
             from scope s"
        );
        let mut counts = Lines { found: &mut found, dimensions, named: alone };
        counts.add(&tx.rows(&text, sql.values.clone()).await?)?;
    }
    Ok(found)
}

/// A text with its length before it, as [`Words`] reads it.
fn measured(text: &str) -> String {
    format!("length({text}) || ':' || {text}")
}

/// Texts one behind the other, each with its length before it: a name may hold any sign.
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (length, rest) = self.0.split_once(':')?;
        let length: usize = length.parse().ok()?;
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        let (word, rest) = rest.split_at(end);
        self.0 = rest;
        Some(word)
    }
}

/// What the database hands over, one text an organisation: neither database groups as fast as a table in memory.
struct Lines<'a> {
    found: &'a mut Split,
    dimensions: &'a [Dimension],
    /// Behind its keys stands the case of a person, where the case has several.
    named: bool,
}

impl Lines<'_> {
    fn add(&mut self, rows: &[QueryResult]) -> Result<()> {
        let mut texts: Vec<String> = Vec::new();
        for row in rows {
            texts.extend(row.try_get::<Option<String>>("", "lines")?);
        }
        let mut single: HashMap<&str, i64> = HashMap::new();
        let mut several: HashMap<&str, Vec<&str>> = HashMap::new();
        for text in &texts {
            if self.dimensions.is_empty() && !self.named {
                *single.entry("").or_default() += i64::try_from(text.len()).unwrap_or(i64::MAX);
                continue;
            }
            let mut words = Words(text);
            while !words.0.is_empty() {
                let begun = words.0;
                for _ in self.dimensions {
                    words.next().ok_or_else(|| broken_line(begun))?;
                }
                let keys = &begun[..begun.len() - words.0.len()];
                let case = if self.named { words.next().ok_or_else(|| broken_line(begun))? } else { "" };
                if case.is_empty() {
                    *single.entry(keys).or_default() += 1;
                } else {
                    several.entry(case).or_default().push(keys);
                }
            }
        }
        for (keys, number) in single {
            self.found.add(&self.keys(keys), number);
        }
        for persons in several.into_values() {
            let persons: Vec<_> = persons.into_iter().map(|keys| self.keys(keys)).collect();
            self.found.add_once(&persons);
        }
        Ok(())
    }

    /// The keys of a line, for each dimension.
    fn keys(&self, line: &str) -> Vec<Vec<String>> {
        let mut words = Words(line);
        let key = |dimension: &Dimension| keys_of(*dimension, words.next().unwrap_or_default().to_owned());
        self.dimensions.iter().map(key).collect()
    }
}

fn broken_line(line: &str) -> StoreError {
    StoreError::Broken(format!("no line of a pivot: {}", line.chars().take(80).collect::<String>()))
}

/// What a counted value stands for: several keys where a case meets several criteria.
fn keys_of(dimension: Dimension, raw: String) -> Vec<String> {
    if dimension == Dimension::Age {
        let band = raw.parse().ok().and_then(AgeBand::of);
        return vec![band.map_or_else(String::new, |band| band.code().to_owned())];
    }
    if dimension.place().is_none() {
        return vec![raw];
    }
    let codes = dimension.codes_in(raw.parse().unwrap_or_default());
    if codes.is_empty() { vec![String::new()] } else { codes }
}

fn spread(keys: Vec<Vec<String>>, values: &[String]) -> Vec<Vec<String>> {
    let longer = |key: &Vec<String>, value: &String| key.iter().cloned().chain([value.clone()]).collect();
    keys.iter().flat_map(|key| values.iter().map(move |value| longer(key, value))).collect()
}

/// New cases whose first person lives in a commune, as its code was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CommuneCount {
    /// Nothing where nobody wrote it down.
    pub code: String,
    /// Accepted before the day that was named.
    pub before: bool,
    pub cases: i64,
    /// Of them those of the choice.
    pub chosen: i64,
}

/// Counts the new cases of a window by the commune of the first person, apart by whether they were accepted before a
/// day, and those of a choice among them. Every case counts once.
pub async fn by_commune(
    tx: &Tx,
    scope: &Scope,
    chosen: &Selector,
    window: &Window,
    since: NaiveDate,
) -> Result<Vec<CommuneCount>> {
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(Vec::new()) };
    let days = days_of(&mut sql, CaseSet::New, window);
    let tests = sql.tests("f.case_shape", &chosen.case_tests());
    let since = sql.bind(since);
    let text = format!(
        "{with} select coalesce(b.commune_code, '') as code, f.accepted_on < {since} as before, count(*) as cases,
           cast(sum(case when f.position = 0{tests} then 1 else 0 end) as bigint) as chosen
         from scope s cross join fact f left join beneficiary b on b.case_id = f.case_id and b.position = f.position
         where f.org_code = s.org_code and {CURRENT} and f.position = 0 and {days} group by 1, 2 order by 1, 2"
    );
    let rows = tx.rows(&text, sql.values).await?;
    rows.iter().map(|row| Ok(CommuneCount::from_query_result(row, "")?)).collect()
}

/// One dimension of a cell with its key.
pub type Cut<'a> = (Dimension, &'a str);

/// A page of the cases of one cell, latest accepted first. A key that means nothing finds nothing.
pub async fn cases_of_cell(
    tx: &Tx,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    cuts: &[Cut<'_>],
    (after, limit): (Option<&Cursor>, usize),
) -> Result<Behind> {
    match cell(scope, selector, window, cuts, tx.is_sqlite()) {
        Some(choice) => choice.page(tx, after, limit).await,
        None => Ok(Behind { cases: Vec::new(), next: None }),
    }
}

/// The same with the number of cases: for the screen, where one page is asked for.
pub async fn list_of_cell(
    tx: &Tx,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    cuts: &[Cut<'_>],
    paging: Paging<'_>,
) -> Result<Listed> {
    match cell(scope, selector, window, cuts, tx.is_sqlite()) {
        Some(choice) => choice.list(tx, paging).await,
        None => Ok(Listed::nothing()),
    }
}

fn cell(
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    cuts: &[Cut<'_>],
    sqlite: bool,
) -> Option<Choice> {
    let mut sql = Sql::default();
    let with = sql.scope(scope)?;
    let days = days_of(&mut sql, selector.set, window);
    let case_tests = sql.tests("f.case_shape", &selector.case_tests());
    let tests = selector.person_tests();
    let person_tests = sql.tests("f.person_shape", &tests);
    let persons = !tests.is_empty() || cuts.iter().any(|(dimension, _)| dimension.is_personal());
    let mut conditions = format!("{days}{case_tests}{person_tests}");
    let mut of_person = String::new();
    for (dimension, key) in cuts {
        let asked = cut(&mut sql, *dimension, key, selector.set, sqlite)?;
        if matches!(dimension, Dimension::Age | Dimension::Ethnicity | Dimension::Commune) {
            of_person += &asked.replace("f.accepted_on", "k.accepted_on");
        }
        conditions += &asked;
    }
    let joins = joins(cuts.iter().map(|(dimension, _)| *dimension));
    let asked = Asked { sql, with, joins, conditions, of_person, persons };
    let few =
        is_wide(scope, window).then(|| few(&asked, cuts, (scope, selector.set, window), sqlite)).flatten();
    let mut choice = Choice::of(asked, scope, selector.set, window, sqlite);
    choice.few = few;
    Some(choice)
}

/// The way to the cases of a cell from its persons, where they are of one ethnic group that is not the majority: the
/// index `beneficiary_of_minority` holds no others.
fn few(
    asked: &Asked,
    cuts: &[Cut<'_>],
    (scope, set, window): (&Scope, CaseSet, &Window),
    sqlite: bool,
) -> Option<Few> {
    let of = |wanted: Dimension| cuts.iter().find(|(dimension, _)| *dimension == wanted).map(|(_, key)| *key);
    let group = of(Dimension::Ethnicity).filter(|key| !key.is_empty() && *key != KINH)?;
    // When an appraised case was accepted, the window does not say.
    let dated = set != CaseSet::Appraised;
    let band = of(Dimension::Age).and_then(AgeBand::from_code).filter(|_| dated);
    let table = if sqlite { "beneficiary b indexed by beneficiary_of_minority" } else { "beneficiary b" };
    let born = |sql: &mut Sql| {
        let mut born = format!("b.ethnicity = {} and b.ethnicity <> '{KINH}'", sql.bind(group));
        if let Some((youngest, oldest)) = band.map(AgeBand::ages) {
            born += &format!(" and b.birth_year <= {}", sql.bind(i64::from(window.to.year()) - youngest));
            if set == CaseSet::New {
                born += &format!(" and b.birth_year >= {}", sql.bind(i64::from(window.from.year()) - oldest));
            }
        }
        born
    };
    let mut sql = Sql::default();
    let persons = born(&mut sql);
    let text = format!(
        "select count(*) as number from (select 1 as one from {table} where {persons} limit {}) as few",
        FEW + 1
    );
    let persons = Chosen { sql, text };
    let Asked { mut sql, with, joins, conditions, .. } = asked.clone();
    let born = born(&mut sql);
    let joins = if joins == BOTH { CASE } else { "" };
    let text = format!(
        "{with}, chosen as (select f.case_id, f.accepted_on from {table} cross join fact f {joins}
           where {born} and f.case_id = b.case_id and f.position = b.position and {CURRENT}{} and {conditions})",
        within(scope)
    );
    Some(Few { persons, chosen: Chosen { sql, text } })
}

/// A count of activities of an organisation in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityCount {
    pub org_code: String,
    /// `2022-03`.
    pub month: String,
    pub number: i64,
    /// Only where communes are counted: each is a row of its own.
    pub commune: Option<String>,
}

/// Counts what is no case, by organisation and month; nothing for a measure of cases. As of a moment an organisation and
/// month may have two rows: lines that still say the same, and lines that were corrected or removed since.
pub async fn activities(
    tx: &Tx,
    scope: &Scope,
    measure: &Measure,
    window: &Window,
) -> Result<Vec<ActivityCount>> {
    let sum = |what: &str| format!("cast(coalesce(sum({what}), 0) as bigint)");
    let (table, number, communes) = match measure {
        Measure::Receptions => ("reception", "count(*)".to_owned(), false),
        Measure::Guidance => ("guidance", "count(*)".to_owned(), false),
        Measure::TrainingCourses => ("training", "count(*)".to_owned(), false),
        Measure::TrainingParticipants => ("training", sum("a.participants"), false),
        Measure::Broadcasts | Measure::Outreach(OutreachCount::Events, _) => {
            ("outreach", "count(*)".to_owned(), false)
        }
        Measure::Outreach(OutreachCount::Attendees, _) => ("outreach", sum("a.attendees"), false),
        Measure::Outreach(OutreachCount::Leaflets, _) => ("outreach", sum("a.leaflets"), false),
        Measure::Outreach(OutreachCount::Communes, _) => ("outreach", "count(*)".to_owned(), true),
        Measure::Cases(_) | Measure::Persons(_) | Measure::Percent { .. } => return Ok(Vec::new()),
    };
    let mut sql = Sql::default();
    let Some(with) = sql.scope(scope) else { return Ok(Vec::new()) };
    let (from, to) = (sql.bind(window.from), sql.bind(window.to));
    let mut conditions = String::new();
    if table == "outreach" {
        conditions += &kinds(&mut sql, matches!(measure, Measure::Broadcasts));
    }
    if let Measure::Outreach(_, Some(group)) = measure {
        conditions += &of_group(&mut sql, *group);
    }
    let commune = if communes { ", a.commune_code as commune" } else { "" };
    let group = if communes { "1, 2, 4" } else { "1, 2" };
    let of = |table: &str, held: &str| {
        format!(
            "select a.org_code, substr(cast(a.on_date as text), 1, 7) as month, {number} as number{commune}
             from scope s cross join {table} a
             where a.org_code = s.org_code and a.on_date >= {from} and a.on_date <= {to}{conditions}{held}
             group by {group}"
        )
    };
    // Rows of one organisation and month may come twice; they are added up.
    let parts = match window.as_of.map(|then| sql.bind(then)) {
        None => vec![of(table, "")],
        Some(then) => vec![of(table, &present_line(&then)), of("activity_past", &past_line(table, &then))],
    };
    let text = format!("{with} {}", parts.join(" union all "));
    let mut counts = Vec::new();
    for row in tx.rows(&text, sql.values).await? {
        let commune: Option<String> = if communes { row.try_get("", "commune")? } else { None };
        if communes && commune.is_none() {
            continue;
        }
        counts.push(ActivityCount {
            org_code: row.try_get("", "org_code")?,
            month: row.try_get("", "month")?,
            number: row.try_get("", "number")?,
            commune,
        });
    }
    Ok(counts)
}

fn kinds(sql: &mut Sql, broadcasts: bool) -> String {
    let kinds = OutreachKind::ALL.iter().filter(|kind| is_broadcast(**kind) == broadcasts);
    let kinds: Vec<String> = kinds.map(|kind| sql.bind(kind.code())).collect();
    format!(" and a.kind in ({})", kinds.join(", "))
}

fn of_group(sql: &mut Sql, group: TargetGroup) -> String {
    format!(" and a.target_group = {}", sql.bind(group.code()))
}
