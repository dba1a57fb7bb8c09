//! The rows of a file for a set: reading its cells by the kinds of their columns, then checking the
//! set as a whole — days that overlap, codes that would vanish, rows that point to nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write as _;

use chrono::NaiveDate;
use law::kernel::names;
use papers::sheet::SheetProblem;
use papers::sheet::read::{Limits, Row, open};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::reference::{Cells, CommuneBook, Difference, Kind, ReferenceSet};

use crate::failure::{Failure, Outcome};

/// The largest file of a set.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// One thing that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problem {
    /// Line of the file, from 1; 0 when it is about the file or the set as a whole.
    pub line: u64,
    /// Title of the column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Stable code; its sentence is the text `reference-problem-<code>` with dots and underscores as hyphens.
    pub code: &'static str,
    /// Data for the sentence.
    pub detail: BTreeMap<&'static str, String>,
}

impl Problem {
    fn new(line: u64, column: &str, value: &str, code: &'static str) -> Self {
        let value = value.chars().take(80).collect();
        Self { line, column: column.to_owned(), value, code, detail: BTreeMap::new() }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.detail.insert(name, value.to_string());
        self
    }

    fn of_sheet(problem: &SheetProblem) -> Self {
        let column = problem.column().map(|column| column.to_string()).unwrap_or_default();
        let it = Self::new(problem.line().unwrap_or(0), &column, "", problem.code());
        match problem {
            SheetProblem::Encoding { looks, .. } => it.with("looks", looks.code()),
            SheetProblem::Foreign(foreign) => it.with("looks", foreign.code()),
            SheetProblem::DuplicateHeader { name, .. } => Self { value: name.clone(), ..it },
            _ => it,
        }
    }
}

/// The rows that could be read, with their lines, and what is wrong with the others.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) rows: Vec<(u64, Cells)>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Reads a file; blocks.
pub(super) fn read(set: ReferenceSet, bytes: &[u8]) -> Outcome<Read> {
    let broken = |error: std::io::Error| Failure::Broken(error.to_string());
    let mut file = tempfile::NamedTempFile::new().map_err(broken)?;
    file.write_all(bytes).map_err(broken)?;
    let limits = Limits { max_bytes: MOST_BYTES as u64, max_rows: 100_000, ..Limits::default() };
    let mut read = Read::default();
    let sheet = match open(file.path(), &limits) {
        Ok(sheet) => sheet,
        Err(problem) => {
            read.problems.push(Problem::of_sheet(&problem));
            return Ok(read);
        }
    };
    let places = places(set, sheet.header(), &mut read.problems);
    if !read.problems.is_empty() {
        return Ok(read);
    }
    let mut seen: HashMap<Vec<String>, u64> = HashMap::new();
    for row in sheet {
        match row {
            Err(problem) => read.problems.push(Problem::of_sheet(&problem)),
            Ok(row) => read_row(set, &places, &row, &mut seen, &mut read),
        }
    }
    Ok(read)
}

/// Where each column of the set stands in the file.
fn places(set: ReferenceSet, header: &[String], problems: &mut Vec<Problem>) -> Vec<Option<usize>> {
    let known = |title: &String| set.columns().iter().any(|column| column.title == title.to_lowercase());
    for title in header.iter().filter(|title| !known(title)) {
        let wanted: Vec<&str> = set.columns().iter().map(|column| column.title).collect();
        problems.push(
            Problem::new(1, title, title, "reference.unknown_column").with("columns", wanted.join(", ")),
        );
    }
    let mut places = Vec::new();
    for column in set.columns() {
        let place = header.iter().position(|title| title.to_lowercase() == column.title);
        if place.is_none() && !column.kind.is_optional() {
            problems.push(Problem::new(1, column.title, "", "reference.missing_column"));
        }
        places.push(place);
    }
    places
}

fn read_row(
    set: ReferenceSet,
    places: &[Option<usize>],
    row: &Row,
    seen: &mut HashMap<Vec<String>, u64>,
    read: &mut Read,
) {
    let before = read.problems.len();
    let mut cells = Cells::new();
    for (column, place) in set.columns().iter().zip(places) {
        let typed = place.and_then(|place| row.cells.get(place)).map_or("", String::as_str);
        match read_cell(column.kind, &names::written(typed)) {
            Ok(cell) => cells.push(cell),
            Err(code) => {
                let mut problem = Problem::new(row.line, column.title, typed, code);
                if let Kind::OneOf(values) = column.kind {
                    problem = problem.with("values", values.join(", "));
                }
                read.problems.push(problem);
            }
        }
    }
    if read.problems.len() > before {
        return;
    }
    let key = set.key_of(&cells);
    if let Some(first) = seen.get(&key) {
        let shown = key.join(", ");
        read.problems
            .push(Problem::new(row.line, "", &shown, "reference.duplicate_row").with("first", first));
        return;
    }
    seen.insert(key, row.line);
    read.rows.push((row.line, cells));
}

fn read_cell(kind: Kind, text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        return if kind.is_optional() { Ok(String::new()) } else { Err("reference.empty") };
    }
    let is_code =
        |lengths: &[usize]| lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        Kind::Code(lengths) | Kind::OptionalCode(lengths) => {
            if is_code(lengths) {
                Ok(text.to_owned())
            } else {
                Err("reference.not_a_code")
            }
        }
        Kind::Date | Kind::OptionalDate => {
            let day =
                ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
            day.map(|day| day.to_string()).ok_or("reference.not_a_date")
        }
        Kind::Amount | Kind::OptionalAmount => {
            let digits: String =
                text.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ' | '\u{a0}')).collect();
            let amount = digits.parse::<i64>().ok().filter(|amount| *amount > 0);
            amount.map(|amount| amount.to_string()).ok_or("reference.not_an_amount")
        }
        Kind::YesNo => match names::fold(text).as_str() {
            "yes" | "co" | "true" | "1" => Ok("yes".to_owned()),
            "no" | "khong" | "false" | "0" => Ok("no".to_owned()),
            _ => Err("reference.not_yes_or_no"),
        },
        Kind::OneOf(values) => {
            let found = values.iter().find(|value| value.to_lowercase() == text.to_lowercase());
            found.map(|value| (*value).to_owned()).ok_or("reference.not_one_of")
        }
        Kind::Text | Kind::OptionalText | Kind::Note => Ok(text.to_owned()),
    }
}

/// Checks the set as it would be.
pub(super) async fn check_all(
    tx: &Tx,
    set: ReferenceSet,
    today: &[Cells],
    wanted: &[(u64, Cells)],
    difference: &Difference,
) -> Outcome<Vec<Problem>> {
    let future = future(set, today, wanted, difference);
    let mut problems = match set {
        ReferenceSet::Provinces => wrong_days(&future),
        ReferenceSet::Communes => {
            let mut problems = wrong_days(&future);
            problems.extend(unknown_provinces(tx, wanted, 6, 1).await?);
            problems
        }
        ReferenceSet::Agencies => unknown_provinces(tx, wanted, 2, usize::MAX).await?,
        ReferenceSet::CommuneSuccession => wrong_succession(tx, wanted, &future).await?,
        ReferenceSet::EthnicGroups | ReferenceSet::Holidays | ReferenceSet::BaseSalary => Vec::new(),
    };
    problems.extend(vanished(tx, set, difference, &future).await?);
    Ok(problems)
}

/// The rows after the update, each with its line in the file (0 = it stays as it is).
fn future(
    set: ReferenceSet,
    today: &[Cells],
    wanted: &[(u64, Cells)],
    difference: &Difference,
) -> Vec<(u64, Cells)> {
    let replaced: BTreeSet<Vec<String>> = difference.removed.iter().map(|row| set.key_of(row)).collect();
    let given: BTreeSet<Vec<String>> = wanted.iter().map(|(_, row)| set.key_of(row)).collect();
    let stays = |row: &&Cells| {
        let key = set.key_of(row);
        !replaced.contains(&key) && !given.contains(&key)
    };
    today.iter().filter(stays).map(|row| (0, row.clone())).chain(wanted.iter().cloned()).collect()
}

/// Rows of one code may not end before they begin, nor overlap. Columns 0 to 2 are code and days.
fn wrong_days(future: &[(u64, Cells)]) -> Vec<Problem> {
    let mut by_code: BTreeMap<&str, Vec<&(u64, Cells)>> = BTreeMap::new();
    for row in future {
        by_code.entry(&row.1[0]).or_default().push(row);
    }
    let mut problems = Vec::new();
    for rows in by_code.values_mut() {
        rows.sort_by(|left, right| left.1[1].cmp(&right.1[1]));
        for (line, row) in rows.iter().filter(|(_, row)| !row[2].is_empty() && row[2] < row[1]) {
            problems.push(Problem::new(*line, "valid_to", &row[2], "reference.ends_before_it_begins"));
        }
        for pair in rows.windows(2) {
            let ((first, before), (second, after)) = (pair[0], pair[1]);
            if before[2].is_empty() || before[2] >= after[1] {
                let line = if *second > 0 { *second } else { *first };
                let value = format!("{} {}", after[0], after[1]);
                problems.push(Problem::new(line, "valid_from", &value, "reference.overlap"));
            }
        }
    }
    problems
}

/// Rows whose province is not there, on the day in column `day_at` where there is one.
async fn unknown_provinces(
    tx: &Tx,
    wanted: &[(u64, Cells)],
    province_at: usize,
    day_at: usize,
) -> Outcome<Vec<Problem>> {
    let provinces = store::reference::list_province_rows(tx).await?;
    let known = |code: &str, day: Option<NaiveDate>| {
        let on = |it: &store::reference::Province, day: NaiveDate| {
            it.valid_from <= day && it.valid_to.is_none_or(|last| day <= last)
        };
        provinces.iter().any(|it| it.code == code && day.is_none_or(|day| on(it, day)))
    };
    let unknown = |(_, row): &&(u64, Cells)| {
        let day = row.get(day_at).and_then(|text| text.parse().ok());
        !row[province_at].is_empty() && !known(&row[province_at], day)
    };
    let problem = |(line, row): &(u64, Cells)| {
        Problem::new(*line, "province_code", &row[province_at], "reference.unknown_province")
    };
    Ok(wanted.iter().filter(unknown).map(problem).collect())
}

/// Both codes must be communes; each old one has one default, and is split when it has several.
async fn wrong_succession(
    tx: &Tx,
    wanted: &[(u64, Cells)],
    future: &[(u64, Cells)],
) -> Outcome<Vec<Problem>> {
    let book = CommuneBook::load(tx).await?;
    let mut problems = Vec::new();
    for (line, row) in wanted {
        for (place, column) in [(0, "old_code"), (1, "new_code")] {
            if !book.knows(&row[place]) {
                problems.push(Problem::new(*line, column, &row[place], "reference.unknown_commune"));
            }
        }
    }
    let mut by_old: BTreeMap<&str, Vec<&(u64, Cells)>> = BTreeMap::new();
    for row in future {
        by_old.entry(&row.1[0]).or_default().push(row);
    }
    for (old, rows) in by_old {
        let line = rows.iter().map(|(line, _)| *line).max().unwrap_or(0);
        if rows.iter().filter(|(_, row)| row[3] == "yes").count() != 1 {
            problems.push(Problem::new(line, "default", old, "reference.one_default"));
        }
        let split = rows.len() > 1;
        if rows.iter().any(|(_, row)| (row[2] == "yes") != split) {
            problems.push(Problem::new(line, "split", old, "reference.split"));
        }
    }
    Ok(problems)
}

/// A code once used stays: records point to it. A unit that ends gets a last day instead; an agency
/// that a case names stays as long as the case does.
async fn vanished(
    tx: &Tx,
    set: ReferenceSet,
    difference: &Difference,
    future: &[(u64, Cells)],
) -> Outcome<Vec<Problem>> {
    let codes: Vec<String> = match set {
        ReferenceSet::Provinces | ReferenceSet::Communes | ReferenceSet::EthnicGroups => {
            let kept: BTreeSet<&str> = future.iter().map(|(_, row)| row[0].as_str()).collect();
            let gone = difference.removed.iter().map(|row| row[0].clone());
            gone.filter(|code| !kept.contains(code.as_str()))
                .collect::<BTreeSet<String>>()
                .into_iter()
                .collect()
        }
        ReferenceSet::Agencies => {
            let removed: Vec<String> = difference.removed.iter().map(|row| row[1].clone()).collect();
            store::reference::agencies_in_use(tx, &removed).await?
        }
        ReferenceSet::CommuneSuccession | ReferenceSet::Holidays | ReferenceSet::BaseSalary => Vec::new(),
    };
    let (column, code) = match set {
        ReferenceSet::Agencies => ("name", "reference.in_use"),
        _ => ("code", "reference.code_vanishes"),
    };
    Ok(codes.iter().map(|value| Problem::new(0, column, value, code)).collect())
}
