//! Official forms of statistics (*biểu mẫu thống kê*): tables whose rows and columns each choose cases or persons.
//!
//! Basis: Circular 03/2019/TT-BTP forms 24 and 25. A form is a data file of `crates/law/forms`, or of the installation
//! ([`add_forms`]), with the days it holds; a new circular is a new file, read in `form_files`. A cell counts what its
//! row and its column both choose, so that the number and the list behind it are one selector.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock};

use chrono::NaiveDate;

use super::form_files::read;
use super::indicators::{Unit, count_cases, count_persons};
use super::selector::{CaseSet, Lacking, Selector};
use super::tallies::Tallies;
use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::eligibility::Category;
use crate::people::Sex;
use crate::staff::{ProviderGroup, ProviderKind};

/// A form of a circular, as it holds for periods that end within its days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// What it is asked for by, the same in every version.
    pub key: String,
    /// The code it bears.
    pub code: String,
    /// Its title.
    pub name: String,
    /// The same in English.
    pub english: String,
    /// What its cells count.
    pub unit: Unit,
    /// First end of a period for which it holds.
    pub valid_from: NaiveDate,
    /// Last one; none while it holds.
    pub valid_to: Option<NaiveDate>,
    /// The circular.
    pub basis: String,
    /// Where rows and columns come from, and how sure that is.
    pub source: String,
    /// Whether it is the form of the circular, and no stand-in.
    pub official: bool,
    /// From left to right.
    pub columns: Vec<Line>,
    /// From top to bottom.
    pub rows: Vec<Line>,
    /// What must agree.
    pub checks: Vec<Check>,
    /// The file itself, so that what was sent can be drawn again by it.
    pub definition: String,
}

/// A row or a column of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Number in the form.
    pub key: String,
    /// What stands above several columns.
    pub group: Option<(String, String)>,
    /// Its name.
    pub name: String,
    /// The same in English.
    pub english: String,
    /// How deep it stands below the total.
    pub level: u8,
    /// What it chooses; a heading chooses nothing.
    pub choice: Option<Choice>,
}

/// What a row or a column chooses. What is empty is left to the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    pub(super) set: Option<CaseSet>,
    pub(super) form: Option<AidForm>,
    pub(super) fields: Vec<LegalField>,
    pub(super) role: Option<ProviderRole>,
    pub(super) source: Option<Source>,
    pub(super) outcome: Option<Outcome>,
    pub(super) successful: bool,
    pub(super) sex: Option<Sex>,
    pub(super) minority: Option<bool>,
    pub(super) category: Option<Category>,
    pub(super) provider_kind: Option<ProviderKind>,
    pub(super) provider_group: Option<ProviderGroup>,
}

/// A sum that must agree in every column (rows) or in every row (columns).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// Whether rows are added up.
    pub rows: bool,
    /// The whole, by its key.
    pub whole: String,
    /// What adds up to it.
    pub parts: Vec<String>,
    /// The parts may be less.
    pub within: bool,
    /// The fact for want of which it may fail.
    pub lacking: Option<Lacking>,
}

/// A check that the figures of a form break.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrokenCheck {
    /// The check.
    pub check: &'static Check,
    /// The row or column in which it fails.
    pub at: &'static Line,
    /// Value of the whole.
    pub whole: i64,
    /// Sum of the parts.
    pub parts: i64,
}

/// A form filled in: a row of numbers for each row, nothing in headings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilledForm {
    /// The form.
    pub form: &'static Form,
    /// By row and column.
    pub cells: Vec<Vec<Option<i64>>>,
}

const EMBEDDED: [&str; 5] = [
    include_str!("../../forms/24-2019.toml"),
    include_str!("../../forms/24-2025.toml"),
    include_str!("../../forms/25-2019.toml"),
    include_str!("../../forms/25-2025.toml"),
    include_str!("../../forms/12-2018.toml"),
];

static FORMS: OnceLock<Vec<Form>> = OnceLock::new();

fn embedded() -> Vec<Form> {
    let forms =
        EMBEDDED.into_iter().map(|text| read(text).expect("the forms of the program are read by a test"));
    forms.collect()
}

/// All versions of all forms.
#[must_use]
pub fn forms() -> &'static [Form] {
    FORMS.get_or_init(embedded)
}

/// Adds the forms of an installation, each by its name and its text, before any form is asked for: a form of a new
/// circular needs no new program.
///
/// # Errors
/// Names the file that cannot be read and why; says so when forms were asked for before.
pub fn add_forms(files: &[(String, String)]) -> Result<(), String> {
    let mut all = embedded();
    for (name, text) in files {
        all.push(read(text).map_err(|why| format!("{name}: {why}"))?);
    }
    match FORMS.set(all) {
        Err(all) if forms() != all => Err("forms were asked for before they were added".to_owned()),
        _ => Ok(()),
    }
}

/// The version of a form (*biểu mẫu thống kê*) for a period that ends on a day: the one that began last, and one of the
/// installation before one of the program.
///
/// Basis: Circular 03/2019/TT-BTP, annex I; Circular 17/2025/TT-BTP from its own day.
#[must_use]
pub fn form_on(key: &str, end: NaiveDate) -> Option<&'static Form> {
    let holds = |form: &&Form| {
        form.key == key && form.valid_from <= end && form.valid_to.is_none_or(|last| end <= last)
    };
    forms().iter().filter(holds).max_by_key(|form| form.valid_from)
}

/// Every form that holds for a period that ends on a day (*danh mục biểu mẫu*), in the order of their keys.
///
/// Basis: as [`form_on`].
#[must_use]
pub fn forms_on(end: NaiveDate) -> Vec<&'static Form> {
    let mut keys: Vec<&str> = forms().iter().map(|form| form.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().filter_map(|key| form_on(key, end)).collect()
}

/// The form that a file describes, kept for as long as the program runs: what was sent is drawn by the definition of its
/// day, and there are only ever a few.
///
/// # Errors
/// Says why the text is no form.
pub fn form_of(definition: &str) -> Result<&'static Form, String> {
    static KEPT: LazyLock<Mutex<HashMap<String, &'static Form>>> = LazyLock::new(Mutex::default);
    if let Some(form) = forms().iter().find(|form| form.definition == definition) {
        return Ok(form);
    }
    let mut kept = KEPT.lock().map_err(|error| error.to_string())?;
    if let Some(form) = kept.get(definition) {
        return Ok(form);
    }
    let form: &'static Form = Box::leak(Box::new(read(definition)?));
    kept.insert(definition.to_owned(), form);
    Ok(form)
}

impl Form {
    /// The row or column with a key.
    #[must_use]
    pub fn place(lines: &[Line], key: &str) -> Option<usize> {
        lines.iter().position(|line| line.key == key)
    }

    /// What a cell counts; nothing in a heading.
    #[must_use]
    pub fn selector(&self, row: usize, column: usize) -> Option<Selector> {
        let row = self.rows.get(row)?.choice.as_ref()?;
        let column = self.columns.get(column)?.choice.as_ref()?;
        let set = column.set.or(row.set).unwrap_or(CaseSet::Handled);
        let fields = if row.fields.is_empty() { &column.fields } else { &row.fields };
        Some(Selector {
            form: row.form.or(column.form),
            fields: fields.clone(),
            provider_role: row.role.or(column.role),
            source: row.source.or(column.source),
            outcome: row.outcome.or(column.outcome),
            any_criterion: row.successful || column.successful,
            sex: row.sex.or(column.sex),
            minority: row.minority.or(column.minority),
            category: row.category.or(column.category),
            provider_kind: row.provider_kind.or(column.provider_kind),
            provider_group: row.provider_group.or(column.provider_group),
            ..Selector::of(set)
        })
    }

    /// Counts a choice by what the cells of the form count.
    #[must_use]
    pub fn count(&self, selector: &Selector, tallies: &Tallies) -> i64 {
        match self.unit {
            Unit::PersonTime => count_persons(selector, tallies),
            _ => count_cases(selector, tallies),
        }
    }

    /// Fills the form (*lập biểu*) from what was counted.
    ///
    /// Basis: Circular 03/2019/TT-BTP forms 24 and 25.
    #[must_use]
    pub fn fill(&'static self, tallies: &Tallies) -> FilledForm {
        let count = |row, column| Some(self.count(&self.selector(row, column)?, tallies));
        let cells = (0..self.rows.len())
            .map(|row| (0..self.columns.len()).map(|column| count(row, column)).collect())
            .collect();
        FilledForm { form: self, cells }
    }
}

impl Form {
    /// The place of the number that counts all cases of a set, where the form has one.
    #[must_use]
    pub fn total_of(&self, set: CaseSet) -> Option<(usize, usize)> {
        if self.unit != Unit::Case {
            return None;
        }
        let all = Selector::of(set);
        let places =
            (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)));
        places.into_iter().find(|&(row, column)| self.selector(row, column).as_ref() == Some(&all))
    }
}

impl FilledForm {
    /// A form with a zero in every cell that counts.
    #[must_use]
    pub fn empty(form: &'static Form) -> Self {
        form.fill(&Tallies::default())
    }

    /// The number of a cell by the keys of its row and column.
    #[must_use]
    pub fn value(&self, row: &str, column: &str) -> Option<i64> {
        self.cells[Form::place(&self.form.rows, row)?][Form::place(&self.form.columns, column)?]
    }

    /// The number that counts all cases of a set.
    #[must_use]
    pub fn total(&self, set: CaseSet) -> Option<i64> {
        let (row, column) = self.form.total_of(set)?;
        self.cells[row][column]
    }

    /// Adds another to this one, cell by cell, by the keys of rows and columns (*tổng hợp số liệu*).
    ///
    /// Basis: Circular 03/2019/TT-BTP art. 6: the department adds up what its units sent, the ministry what the
    /// departments sent. A cell that this form does not have is left out.
    pub fn add(&mut self, other: &Self) {
        for (row, line) in self.form.rows.iter().enumerate() {
            for (column, head) in self.form.columns.iter().enumerate() {
                if let (Some(sum), Some(more)) =
                    (&mut self.cells[row][column], other.value(&line.key, &head.key))
                {
                    *sum += more;
                }
            }
        }
    }

    /// The checks that the figures break (*kiểm tra lô-gic của biểu*).
    ///
    /// Basis: Circular 03/2019/TT-BTP forms 24 and 25, notes on columns and rows.
    #[must_use]
    pub fn broken(&self) -> Vec<BrokenCheck> {
        let form = self.form;
        let mut broken = Vec::new();
        for check in &form.checks {
            let (added, across) =
                if check.rows { (&form.rows, &form.columns) } else { (&form.columns, &form.rows) };
            for (place, at) in across.iter().enumerate() {
                let value = |key: &str| {
                    let line = Form::place(added, key)?;
                    let (row, column) = if check.rows { (line, place) } else { (place, line) };
                    self.cells[row][column]
                };
                let parts: Option<i64> = check.parts.iter().map(|key| value(key)).sum();
                let (Some(whole), Some(parts)) = (value(&check.whole), parts) else { continue };
                let fails = if check.within { parts > whole } else { parts != whole };
                if fails {
                    broken.push(BrokenCheck { check, at, whole, parts });
                }
            }
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{CaseShape, CaseTally, PersonShape, PersonTally};

    #[test]
    fn every_file_is_read_and_names_its_own_lines() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/forms");
        let files = std::fs::read_dir(folder).expect("the folder of forms").count();
        assert_eq!(forms().len(), files);
        for form in forms() {
            for check in &form.checks {
                let lines = if check.rows { &form.rows } else { &form.columns };
                for key in check.parts.iter().chain([&check.whole]) {
                    assert!(Form::place(lines, key).is_some(), "{} has no {key}", form.code);
                }
            }
            let same = forms().iter().filter(|other| other.key == form.key);
            let holding = same.filter(|other| form_on(&form.key, form.valid_from) == Some(other));
            assert_eq!(holding.count(), 1, "{}", form.code);
        }
        assert_eq!(form_on("24", "2025-10-31".parse().expect("a day")).map(|it| it.official), Some(true));
        assert_eq!(form_on("24", "2025-12-31".parse().expect("a day")).map(|it| it.official), Some(false));
    }

    #[test]
    fn a_row_and_a_column_never_choose_the_same_fact() {
        for form in forms() {
            for row in form.rows.iter().filter_map(|line| line.choice.as_ref()) {
                for column in form.columns.iter().filter_map(|line| line.choice.as_ref()) {
                    assert!(row.set.is_none(), "{}", form.code);
                    assert!(row.form.is_none() || column.form.is_none(), "{}", form.code);
                    assert!(row.fields.is_empty() || column.fields.is_empty(), "{}", form.code);
                    assert!(row.role.is_none() || column.role.is_none(), "{}", form.code);
                }
            }
        }
    }

    fn case_shape(form: AidForm, field: LegalField, kind: Option<ProviderKind>) -> i64 {
        CaseShape {
            form,
            provider_role: None,
            field,
            source: crate::cases::Source::SelfRequest,
            provider_kind: kind,
            outcome: None,
            rating: None,
            criteria: Vec::new(),
        }
        .pack()
    }

    /// A small register: form 25 counts its cases, form 24 their persons; every check of both holds.
    #[test]
    fn forms_count_by_row_and_column() {
        let shape = case_shape(AidForm::Litigation, LegalField::Criminal, Some(ProviderKind::ContractLawyer));
        let advice = case_shape(AidForm::Advice, LegalField::Labour, Some(ProviderKind::LegalAidOfficer));
        let case = |case_shape, new, closed, count| CaseTally { case_shape, new, closed, count };
        let person = |case_shape: i64, sex, category, count| PersonTally {
            person_shape: PersonShape { sex, category, minority: None }.pack(),
            case_shape: case_shape & PersonTally::CASE_FACTS,
            new: true,
            closed: true,
            count,
        };
        let tallies = Tallies {
            cases: vec![
                case(shape, true, true, 3),
                case(shape, false, false, 2),
                case(advice, true, true, 4),
            ],
            persons: vec![
                person(shape, Some(Sex::Male), Category::Poor, 5),
                person(advice, Some(Sex::Female), Category::Hiv, 6),
            ],
            ..Tallies::default()
        };
        let day = "2022-06-30".parse().expect("a day");
        let filled = form_on("25", day).expect("a form").fill(&tallies);
        let value = |row: &str, column: &str| {
            let form = filled.form;
            filled.cells[Form::place(&form.rows, row).expect(row)]
                [Form::place(&form.columns, column).expect(column)]
        };
        assert_eq!(
            ["1", "2", "3", "4", "5", "6", "7"].map(|it| value("total", it)),
            [9, 2, 7, 7, 4, 3, 3].map(Some)
        );
        assert_eq!((value("1", "1"), value("1.2", "1"), value("4.1", "1")), (Some(5), Some(5), Some(4)));
        assert_eq!((value("I", "1"), value("II.1", "4")), (None, Some(4)));
        assert_eq!(filled.broken(), []);
        let filled = form_on("24", day).expect("a form").fill(&tallies);
        assert_eq!(filled.broken(), []);
        assert_eq!(filled.cells[0][..6], [11, 5, 6, 0, 5, 0].map(Some));
    }

    #[test]
    fn what_does_not_add_up_is_named() {
        let person = PersonTally {
            person_shape: PersonShape { sex: None, category: Category::Poor, minority: None }.pack(),
            case_shape: case_shape(AidForm::Advice, LegalField::Labour, None) & PersonTally::CASE_FACTS,
            new: true,
            closed: false,
            count: 1,
        };
        let tallies = Tallies { persons: vec![person], ..Tallies::default() };
        let filled = form_on("24", "2022-06-30".parse().expect("a day")).expect("a form").fill(&tallies);
        let broken = filled.broken();
        assert!(
            broken.iter().all(|it| it.check.lacking == Some(Lacking::Sex) && (it.whole, it.parts) == (1, 0))
        );
        assert_eq!(
            broken.iter().map(|it| it.at.key.as_str()).collect::<Vec<_>>(),
            ["total", "4", "4.1", "II.1"]
        );
    }
}
