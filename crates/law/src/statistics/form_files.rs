//! A form of statistics as its file says it: read and held against itself, so that a file with a mistake is refused
//! with the reason, by the program and by an installation alike.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::{Check, Choice, Form, Line};
use super::selector::{CaseSet, Lacking};
use crate::kernel::coded::Coded;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    key: String,
    code: String,
    name: String,
    english: String,
    unit: String,
    set: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    basis: String,
    source: String,
    official: bool,
    column: Vec<LineFile>,
    row: Vec<LineFile>,
    check: Vec<CheckFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    key: String,
    group: Option<String>,
    group_english: Option<String>,
    name: String,
    english: String,
    #[serde(default)]
    level: u8,
    choose: Option<ChoiceFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceFile {
    set: Option<String>,
    form: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    role: Option<String>,
    source: Option<String>,
    outcome: Option<String>,
    #[serde(default)]
    successful: bool,
    sex: Option<String>,
    minority: Option<bool>,
    category: Option<String>,
    provider_kind: Option<String>,
    provider_group: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    #[serde(default)]
    rows: bool,
    whole: String,
    parts: Vec<String>,
    #[serde(default)]
    within: bool,
    lacking: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Form, String> {
    let file: FormFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let set = coded::<CaseSet>(&file.set)?;
    let lines = |lines: Vec<LineFile>, set: Option<CaseSet>| -> Result<Vec<Line>, String> {
        lines.into_iter().map(|line| line.read(set)).collect()
    };
    let check = |check: CheckFile| {
        let lacking = check.lacking.as_deref().map(coded::<Lacking>).transpose()?;
        Ok::<_, String>(Check {
            rows: check.rows,
            whole: check.whole,
            parts: check.parts,
            within: check.within,
            lacking,
        })
    };
    let form = Form {
        unit: coded(&file.unit)?,
        columns: lines(file.column, Some(set))?,
        rows: lines(file.row, None)?,
        checks: file.check.into_iter().map(check).collect::<Result<_, _>>()?,
        key: file.key,
        code: file.code,
        name: file.name,
        english: file.english,
        valid_from: file.valid_from,
        valid_to: file.valid_to,
        basis: file.basis,
        source: file.source,
        official: file.official,
        definition: text.to_owned(),
    };
    hold_against_itself(&form)?;
    Ok(form)
}

/// Keys are there once, and what is checked is there.
fn hold_against_itself(form: &Form) -> Result<(), String> {
    for lines in [&form.rows, &form.columns] {
        let mut seen = BTreeSet::new();
        if let Some(twice) = lines.iter().find(|line| !seen.insert(&line.key)) {
            return Err(format!("{} stands twice", twice.key));
        }
        if lines.is_empty() || lines.iter().all(|line| line.choice.is_none()) {
            return Err("a form needs rows and columns that count".to_owned());
        }
    }
    for check in &form.checks {
        let lines = if check.rows { &form.rows } else { &form.columns };
        let known =
            |key: &&String| Form::place(lines, key).is_some_and(|place| lines[place].choice.is_some());
        if let Some(unknown) = check.parts.iter().chain([&check.whole]).find(|key| !known(key)) {
            return Err(format!("a check names {unknown}, which does not count"));
        }
    }
    let kinds = (form.key.chars().all(|it| it.is_ascii_alphanumeric() || it == '-'), form.key.is_empty());
    if kinds != (true, false) {
        return Err(format!("the key {:?} is not made of letters, digits and -", form.key));
    }
    Ok(())
}

impl LineFile {
    fn read(self, set: Option<CaseSet>) -> Result<Line, String> {
        let Self { key, group, group_english, name, english, level, choose } = self;
        let choice = choose.map(|choose| choose.read(set)).transpose()?;
        let group = group.map(|group| (group.clone(), group_english.unwrap_or(group)));
        Ok(Line { key, group, name, english, level, choice })
    }
}

impl ChoiceFile {
    fn read(self, set: Option<CaseSet>) -> Result<Choice, String> {
        Ok(Choice {
            set: maybe(self.set.as_deref())?.or(set),
            form: maybe(self.form.as_deref())?,
            fields: self.fields.iter().map(|field| coded(field)).collect::<Result<_, _>>()?,
            role: maybe(self.role.as_deref())?,
            source: maybe(self.source.as_deref())?,
            outcome: maybe(self.outcome.as_deref())?,
            successful: self.successful,
            minority: self.minority,
            sex: maybe(self.sex.as_deref())?,
            category: maybe(self.category.as_deref())?,
            provider_kind: maybe(self.provider_kind.as_deref())?,
            provider_group: maybe(self.provider_group.as_deref())?,
        })
    }
}

fn maybe<T: Coded>(code: Option<&str>) -> Result<Option<T>, String> {
    code.map(coded).transpose()
}

fn coded<T: Coded>(code: &str) -> Result<T, String> {
    T::from_code(code).ok_or_else(|| format!("no such code: {code}"))
}
