//! Rows that an administrator adds, with the number of the letter they rest on.
//!
//! A new row closes the row it follows on the day before, ends where that row ended or where the next one begins,
//! and changes nothing earlier. The rows of the program stay beneath: without the added ones they are back.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use toml::Table;

use super::rows::{Key, RawRow, unreadable};
use super::{Confidence, RuleSet, Rules, Source};
use crate::coded;
use crate::kernel::coded::Coded;

/// A dated row of an administrator (*quy định bổ sung*).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddedRow {
    /// Code of its list.
    pub set: String,
    /// Its key in the list.
    pub key: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Its fields, as TOML; `ends = true` alone ends the rule.
    pub body: String,
    /// Instrument or letter, with its number.
    pub basis: String,
}

coded! {
    /// Why an added row is not taken.
    RuleFault as "rule-fault" {
        /// No such list.
        UnknownSet = "unknown_set",
        /// No such key in the list.
        UnknownKey = "unknown_key",
        /// The fields cannot be read, one is missing or unknown.
        Unreadable = "unreadable",
        /// A category names a paper that does not exist.
        UnknownProof = "unknown_proof",
        /// A new paper has no name.
        WithoutName = "without_name",
        /// The basis names no instrument with its number.
        WithoutBasis = "without_basis",
        /// Two added rows begin on one day under one key.
        Twice = "twice",
        /// There is nothing to end on that day.
        NothingToEnd = "nothing_to_end",
    }
}

/// What is wrong with a row, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("row {row}, line {line}: {fault} ({detail})")]
pub struct RuleProblem {
    /// Place of the row among those given, from 0.
    pub row: usize,
    /// Line within the row, from 1.
    pub line: usize,
    /// The reason.
    pub fault: RuleFault,
    /// The word that is wrong, or what the reader of TOML says.
    pub detail: String,
}

impl RuleProblem {
    pub(super) fn new(fault: RuleFault, detail: String) -> Self {
        Self { row: 0, line: 1, fault, detail }
    }

    pub(super) fn of_row(self, row: usize) -> Self {
        Self { row, ..self }
    }
}

pub(super) fn lay_over(rules: &Rules, added: Vec<AddedRow>) -> Result<Rules, RuleProblem> {
    let mut seen = BTreeSet::new();
    let mut ordered: Vec<(usize, AddedRow)> = added.into_iter().enumerate().collect();
    ordered.sort_by_key(|(_, row)| (row.valid_from, turn_of(row)));
    let mut result = rules.clone();
    for (at, row) in ordered {
        if !seen.insert((row.set.clone(), row.key.clone(), row.valid_from)) {
            return Err(RuleProblem::new(RuleFault::Twice, row.key).of_row(at));
        }
        result.add(row).and_then(|()| result.check_proofs()).map_err(|problem| problem.of_row(at))?;
    }
    Ok(result)
}

/// Of the rows of one day new papers come first, what ends comes last: so a category may change its papers.
fn turn_of(row: &AddedRow) -> u8 {
    let ends = toml::from_str::<Table>(&row.body).is_ok_and(|body| body.contains_key("ends"));
    match ends {
        true => 2,
        false if row.set == RuleSet::Proof.code() => 0,
        false => 1,
    }
}

impl Rules {
    fn add(&mut self, row: AddedRow) -> Result<(), RuleProblem> {
        let set = RuleSet::from_code(&row.set)
            .ok_or_else(|| RuleProblem::new(RuleFault::UnknownSet, row.set.clone()))?;
        if !row.basis.chars().any(|letter| letter.is_ascii_digit()) {
            return Err(RuleProblem::new(RuleFault::WithoutBasis, row.basis));
        }
        let body: Table = toml::from_str(&row.body).map_err(|error| unreadable(&row.body, &error))?;
        let known = self.lines.iter().any(|line| line.set == set && line.key == row.key);
        let named =
            body.get("name").and_then(|name| name.as_str()).is_some_and(|name| !name.trim().is_empty());
        if set == RuleSet::Proof && !known && !named {
            return Err(RuleProblem::new(RuleFault::WithoutName, row.key));
        }
        let ends = body.len() == 1 && body.get("ends").and_then(toml::Value::as_bool) == Some(true);
        let (closed, valid_to) = self.close(set, &row.key, row.valid_from);
        if ends {
            let nothing = || Err(RuleProblem::new(RuleFault::NothingToEnd, row.key.clone()));
            return if closed { Ok(()) } else { nothing() };
        }
        let source = Source {
            basis: row.basis,
            confidence: Confidence::Added,
            valid_from: row.valid_from,
            valid_to,
            note: None,
        };
        self.push(set, RawRow { key: row.key, source, body })
    }

    /// Closes the row that holds on a day on the day before. Answers whether there was one, and the last day of
    /// what follows it: that of the closed row, or the day before the next one.
    fn close(&mut self, set: RuleSet, key: &str, from: NaiveDate) -> (bool, Option<NaiveDate>) {
        let before = from.checked_sub_days(Days::new(1)).unwrap_or(from);
        let of_key = |line: &&super::RuleLine| line.set == set && line.key == key;
        let held = self.lines.iter().filter(of_key).find(|line| line.source.holds_on(from));
        let held = held.map(|line| line.source.clone());
        let next =
            self.lines.iter().filter(of_key).map(|line| line.source.valid_from).filter(|it| *it > from).min();
        let until_next = next.and_then(|it| it.checked_sub_days(Days::new(1)));
        let Some(held) = held else { return (false, until_next) };
        self.each_source(set, key, |source| {
            if *source == held {
                source.valid_to = Some(before);
            }
        });
        (true, held.valid_to.or(until_next))
    }

    /// Changes the sources of a key, in its list and in the listing, and drops rows that hold on no day.
    fn each_source(&mut self, set: RuleSet, key: &str, change: impl Fn(&mut Source)) {
        macro_rules! each {
            ($list:expr) => {{
                $list
                    .iter_mut()
                    .filter(|row| row.key.as_text() == key)
                    .for_each(|row| change(&mut row.source));
                $list.retain(|row| row.source.valid_to.is_none_or(|to| row.source.valid_from <= to));
            }};
        }
        match set {
            RuleSet::Category => each!(self.categories),
            RuleSet::Proof => each!(self.proofs),
            RuleSet::Refusal => each!(self.refusals),
            RuleSet::Urgent => each!(self.urgent),
            RuleSet::Deadline => each!(self.deadlines),
            RuleSet::Form => each!(self.forms),
            RuleSet::Field => each!(self.fields),
            RuleSet::Role => each!(self.roles),
            RuleSet::Stage => each!(self.stages),
            RuleSet::Outcome => each!(self.outcomes),
            RuleSet::ProhibitedAct => each!(self.prohibited),
            RuleSet::Checklist => each!(self.checklist),
            RuleSet::ReportPeriod => each!(self.report_periods),
            RuleSet::Disclosure => each!(self.disclosures),
            RuleSet::Criterion => each!(self.criteria),
            RuleSet::TargetBand => each!(self.target_bands),
            RuleSet::TargetRelief => each!(self.target_reliefs),
        }
        let lines = self.lines.iter_mut().filter(|line| line.set == set && line.key == key);
        lines.for_each(|line| change(&mut line.source));
        self.lines.retain(|line| line.source.valid_to.is_none_or(|to| line.source.valid_from <= to));
    }
}
