//! The register of cases: columns, and how a row is read. `plan` compares with the register, `write`
//! writes, `rows` spells a case as the rows of a file.
//!
//! A case is known by organisation and file code; several rows with the same are several
//! beneficiaries. What cannot be true is a problem of the row, by the same rules as entry by hand.

mod plan;
mod rows;
mod write;

use chrono::NaiveDate;
use law::cases::{
    AidForm, CaseFacts, ClientRole, Impossible, LegalField, Outcome, ProviderRole, Source, Stage,
    UrgentGround,
};
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use law::staff::ProviderKind;
use serde::{Deserialize, Serialize};
use store::imports::FileKind;

use super::cells::Cells;
use super::columns::{Column, date, number, text};
use super::machine::{Bench, Key, Kind, Ledger, Look, key};
use super::problems::Problem;
use super::watch::Stop;
use crate::cases::Birth;

use plan::Plan;
pub(super) use rows::values_of;

pub(super) const COLUMNS: &[Column] = &[
    text("org_code").required(),
    text("file_code").required(),
    text("form").required(),
    text("field").required(),
    text("provider_role"),
    date("received_on"),
    date("accepted_on").required(),
    text("urgent_ground"),
    text("source").required(),
    text("source_agency"),
    text("client_name").required(),
    text("client_birth"),
    text("client_sex"),
    text("client_ethnicity"),
    text("client_id_number"),
    text("client_commune"),
    text("category").required(),
    text("other_categories"),
    text("client_role"),
    text("stage"),
    text("provider_name"),
    text("provider_kind"),
    text("provider_card"),
    date("assigned_on"),
    date("closed_on"),
    text("outcome"),
    date("handed_over_on"),
    date("appraised_on"),
    number("quality_score"),
    text("quality_rating"),
    text("success_criteria"),
    text("note"),
];

/// What a row says about the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct CaseCells {
    org_code: String,
    file_code: String,
    form: AidForm,
    field: LegalField,
    provider_role: Option<ProviderRole>,
    received_on: Option<NaiveDate>,
    accepted_on: NaiveDate,
    urgent_ground: Option<UrgentGround>,
    source: Source,
    source_agency: Option<String>,
    stage: Option<Stage>,
    provider_name: Option<String>,
    provider_kind: Option<ProviderKind>,
    provider_card: Option<String>,
    assigned_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    outcome: Option<Outcome>,
    handed_over_on: Option<NaiveDate>,
    appraised_on: Option<NaiveDate>,
    quality_score: Option<i32>,
    quality_rating: Option<Rating>,
    success_criteria: Option<String>,
    note: Option<String>,
}

/// What a row says about the beneficiary.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct PersonCells {
    name: String,
    birth_year: Option<i32>,
    birth_date: Option<NaiveDate>,
    sex: Option<Sex>,
    ethnicity: Option<String>,
    id_number: Option<String>,
    commune: Option<String>,
    category: Category,
    other_categories: Vec<Category>,
    client_role: Option<ClientRole>,
}

/// A row that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CaseRow {
    line: u64,
    case: CaseCells,
    person: PersonCells,
}

/// The import of a register of cases.
pub(super) struct Cases;

impl Kind for Cases {
    const KIND: FileKind = FileKind::Cases;
    type Row = CaseRow;
    type Plans = Vec<Plan>;

    fn read(cells: &mut Cells<'_>) -> Option<CaseRow> {
        let accepted_on = cells.date("accepted_on");
        let accepted_on = cells.required("accepted_on", accepted_on);
        let case = read_case(cells, accepted_on);
        let person = read_person(cells, accepted_on);
        Some(CaseRow { line: cells.line, case: case?, person: person? })
    }

    fn key(row: &CaseRow) -> Option<Key> {
        Some(key(&[&row.case.org_code, &row.case.file_code]))
    }

    fn look(rows: &[CaseRow], look: &Look<'_>) -> Vec<Problem> {
        look_at(rows, look.header.has("closed_on"), look.books.today)
    }

    fn begin() -> Self {
        Self
    }

    async fn compare(bench: &Bench<'_>, groups: Vec<Vec<CaseRow>>) -> Result<Vec<Plan>, Stop> {
        plan::compare(bench, groups).await
    }

    async fn settle(&mut self, bench: &Bench<'_>, plans: Vec<Plan>, ledger: &mut Ledger) -> Result<(), Stop> {
        write::settle(bench, plans, ledger).await
    }
}

fn read_case(cells: &mut Cells<'_>, accepted_on: Option<NaiveDate>) -> Option<CaseCells> {
    let org_code = cells.organisation("org_code", accepted_on, true);
    let file_code = cells.text("file_code");
    let file_code = cells.required("file_code", file_code);
    let form = cells.code("form");
    let form = cells.required("form", form);
    let field = cells.code("field");
    let field = cells.required("field", field);
    let source = cells.code("source");
    let source = cells.required("source", source);
    let provider_role = cells.code("provider_role");
    let received_on = cells.date("received_on");
    let urgent_ground = cells.code("urgent_ground");
    let source_agency = cells.text("source_agency");
    let stage = cells.code("stage");
    let provider_name = cells.text("provider_name");
    let provider_kind = cells.code("provider_kind");
    let provider_card = cells.text("provider_card");
    let [assigned_on, closed_on, handed_over_on, appraised_on] =
        ["assigned_on", "closed_on", "handed_over_on", "appraised_on"].map(|column| cells.date(column));
    let outcome = cells.code("outcome");
    let quality_score = cells.number("quality_score").map(|score| i32::try_from(score).unwrap_or(i32::MAX));
    let quality_rating = cells.code("quality_rating");
    let criteria = read_criteria(cells);
    let note = cells.long_text("note");
    // What cannot be read stands for a value that contradicts nothing, so that the rest of the row is looked at too.
    let facts = CaseFacts {
        form: form.unwrap_or(AidForm::Litigation),
        provider_role,
        received_on,
        accepted_on: accepted_on.or(received_on).or(closed_on).unwrap_or(cells.books.today),
        provider_kind,
        assigned_on,
        closed_on,
        outcome,
        handed_over_on,
        appraised_on,
        quality_score,
        quality_rating,
        criteria: &criteria,
    };
    look_at_facts(cells, &facts);
    Some(CaseCells {
        org_code: org_code?,
        file_code: file_code?,
        form: form?,
        field: field?,
        provider_role,
        received_on,
        accepted_on: accepted_on?,
        urgent_ground,
        source: source?,
        source_agency,
        stage,
        provider_name,
        provider_kind,
        provider_card,
        assigned_on,
        closed_on,
        outcome,
        handed_over_on,
        appraised_on,
        quality_score,
        quality_rating,
        success_criteria: Some(Criterion::write_list(&criteria)).filter(|list| !list.is_empty()),
        note,
    })
}

fn read_criteria(cells: &mut Cells<'_>) -> Vec<Criterion> {
    match Criterion::read_list(cells.cell("success_criteria")) {
        Ok(criteria) => criteria,
        Err(part) => {
            let mut problem = cells.problem("success_criteria", "unknown_criterion");
            problem.value = part;
            cells.add(problem);
            Vec::new()
        }
    }
}

/// Complains about what cannot be true in a row; not about what only follows from a cell that cannot be read, or from a
/// closing of which the file does not tell: the register may know it.
fn look_at_facts(cells: &mut Cells<'_>, facts: &CaseFacts<'_>) {
    let unread = facts.closed_on.is_none() && !cells.cell("closed_on").is_empty();
    let closing_unknown = unread || !cells.tells("closed_on");
    for (column, what) in law::cases::impossibilities(facts, cells.books.today) {
        if !(closing_unknown && what.follows_from_no_closing()) {
            cells.wrong(column, &spelled_impossible(what));
        }
    }
}

fn spelled_impossible(what: Impossible) -> String {
    format!("impossible.{}", what.code())
}

fn read_person(cells: &mut Cells<'_>, accepted_on: Option<NaiveDate>) -> Option<PersonCells> {
    let name = cells.text("client_name");
    let masked = name.as_deref() == Some(super::words::protected_person().as_str());
    if masked {
        // A masked export must not overwrite the names it hides.
        cells.add(cells.problem("client_name", "masked_name"));
    }
    let name = cells.required("client_name", name);
    let birth = cells.birth("client_birth");
    let sex = cells.code("client_sex");
    let ethnicity = cells.ethnicity("client_ethnicity");
    let id_number = cells.id_number("client_id_number");
    let commune = cells.commune("client_commune", accepted_on);
    let category = cells.code("category");
    // A masked row has none; that it is masked says enough.
    let category = if masked { category } else { cells.required("category", category) };
    if let Some(accepted_on) = accepted_on {
        for (column, what) in law::cases::beneficiary_impossibilities(birth.map(Birth::year), accepted_on) {
            cells.wrong(column, &spelled_impossible(what));
        }
    }
    let mut other_categories = cells.codes("other_categories");
    other_categories.retain(|other| Some(*other) != category);
    let client_role = cells.code("client_role");
    Some(PersonCells {
        name: name?,
        birth_year: birth.map(Birth::year),
        birth_date: match birth {
            Some(Birth::Day(day)) => Some(day),
            _ => None,
        },
        sex,
        ethnicity,
        id_number: id_number.map(|number| number.digits().to_owned()),
        commune,
        category: category?,
        other_categories,
        client_role,
    })
}

/// Columns of a case that cannot be true, and why.
fn impossible(case: &CaseCells, today: NaiveDate) -> Vec<(&'static str, Impossible)> {
    let criteria = case.success_criteria.as_deref().map(Criterion::read_list);
    let criteria = criteria.and_then(Result::ok).unwrap_or_default();
    let facts = CaseFacts {
        form: case.form,
        provider_role: case.provider_role,
        received_on: case.received_on,
        accepted_on: case.accepted_on,
        provider_kind: case.provider_kind,
        assigned_on: case.assigned_on,
        closed_on: case.closed_on,
        outcome: case.outcome,
        handed_over_on: case.handed_over_on,
        appraised_on: case.appraised_on,
        quality_score: case.quality_score,
        quality_rating: case.quality_rating,
        criteria: &criteria,
    };
    law::cases::impossibilities(&facts, today)
}

/// Rows of one case say the same about it, and each is another person.
fn look_at(rows: &[CaseRow], tells_closing: bool, today: NaiveDate) -> Vec<Problem> {
    let Some((first, rest)) = rows.split_first() else { return Vec::new() };
    let mut problems = Vec::new();
    let mut merged = first.case.clone();
    for row in rest {
        for (column, value) in merged.take_in(&row.case) {
            let problem = Problem::new(row.line, column, &value, "conflict");
            problems.push(problem.with("first", first.line).with("case", &row.case.file_code));
        }
    }
    let mut last = first;
    for (place, row) in rows.iter().enumerate().skip(1) {
        last = row;
        let number = |other: &&CaseRow| {
            row.person.id_number.is_some() && other.person.id_number == row.person.id_number
        };
        let same = rows[..place].iter().find(|other| other.person == row.person || number(other));
        if let Some(same) = same {
            let problem = Problem::new(row.line, "client_name", &row.person.name, "repeated_row");
            problems.push(problem.with("first", same.line));
        }
    }
    if problems.is_empty() {
        let wrong = impossible(&merged, today).into_iter();
        let wrong = wrong.filter(|(_, what)| tells_closing || !what.follows_from_no_closing());
        problems.extend(
            wrong.map(|(column, what)| Problem::new(last.line, column, "", &spelled_impossible(what))),
        );
    }
    problems
}

impl CaseCells {
    /// Takes in what another row of the case says. A cell left empty says nothing; what contradicts is
    /// answered by column and value.
    fn take_in(&mut self, other: &Self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        macro_rules! same {
            ($($column:ident),+) => { $(
                if self.$column != other.$column {
                    wrong.push((stringify!($column), spelled(&other.$column)));
                }
            )+ };
        }
        macro_rules! fill {
            ($($column:ident),+) => { $(
                match (&self.$column, &other.$column) {
                    (_, None) => {}
                    (None, Some(_)) => self.$column.clone_from(&other.$column),
                    (Some(known), Some(said)) if known != said => wrong.push((stringify!($column), spelled(said))),
                    _ => {}
                }
            )+ };
        }
        same!(form, field, accepted_on, source);
        fill!(
            provider_role,
            received_on,
            urgent_ground,
            source_agency,
            stage,
            provider_name,
            provider_kind,
            provider_card,
            assigned_on,
            closed_on,
            outcome,
            handed_over_on,
            appraised_on,
            quality_score,
            quality_rating,
            success_criteria,
            note
        );
        wrong
    }
}

fn spelled<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, name: &str, change: impl FnOnce(&mut CaseCells)) -> CaseRow {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let mut case = CaseCells {
            org_code: "TT.06".to_owned(),
            file_code: "TT.TV.01.2022".to_owned(),
            form: AidForm::Advice,
            field: LegalField::Civil,
            provider_role: None,
            received_on: None,
            accepted_on: day("2022-01-10"),
            urgent_ground: None,
            source: Source::SelfRequest,
            source_agency: None,
            stage: None,
            provider_name: None,
            provider_kind: None,
            provider_card: None,
            assigned_on: None,
            closed_on: None,
            outcome: None,
            handed_over_on: None,
            appraised_on: None,
            quality_score: None,
            quality_rating: None,
            success_criteria: None,
            note: None,
        };
        change(&mut case);
        let person = PersonCells {
            name: name.to_owned(),
            birth_year: None,
            birth_date: None,
            sex: None,
            ethnicity: None,
            id_number: None,
            commune: None,
            category: Category::Poor,
            other_categories: Vec::new(),
            client_role: None,
        };
        CaseRow { line, case, person }
    }

    fn check(rows: &[CaseRow], expected: &[(u64, &str, &str)]) {
        let today = "2026-11-22".parse().expect("a day");
        let problems = look_at(rows, true, today);
        let found: Vec<(u64, &str, &str)> =
            problems.iter().map(|it| (it.line, it.column.as_str(), it.code.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_of_one_case_agree_about_it() {
        let closed = |case: &mut CaseCells| {
            case.closed_on = "2022-02-01".parse().ok();
            case.outcome = Some(Outcome::Completed);
        };
        check(&[row(2, "Bàn Thị A", closed), row(9, "Bàn Văn B", closed)], &[]);
        check(&[row(2, "Bàn Thị A", closed), row(9, "Bàn Văn B", |_| {})], &[]);
        check(
            &[row(2, "Bàn Thị A", closed), row(9, "Bàn Văn B", |case| case.field = LegalField::Labour)],
            &[(9, "field", "conflict")],
        );
        check(
            &[row(2, "Bàn Thị A", |_| {}), row(9, "Bàn Thị A", |_| {})],
            &[(9, "client_name", "repeated_row")],
        );
    }

    #[test]
    fn what_rows_say_together_must_be_possible() {
        let received_later = |case: &mut CaseCells| case.received_on = "2022-01-11".parse().ok();
        check(
            &[row(2, "Bàn Thị A", |_| {}), row(3, "Bàn Văn B", received_later)],
            &[(3, "accepted_on", "impossible.accepted_before_received")],
        );
    }
}
