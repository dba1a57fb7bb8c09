//! What a row holds, list by list, and how it is read from TOML.
//!
//! A row is a table: `key`, `basis`, `confidence`, `valid_from`, `valid_to`, `note`, and the fields of its list. A
//! field that nobody knows is an error, so that a misspelt one is not lost.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{
    AidForm, Category, ChecklistItem, ClientRole, DeadlineCode, DisclosureGround, DutyBearer, FinancialTest,
    LegalField, Outcome, Proceeding, ProhibitedAct, ProviderRole, RefusalGround, ReliefGround, ReportKind,
    RuleFault, RuleLine, RuleProblem, RuleSet, Rules, Seniority, Source, Stage, StartEvent, Unit,
    UrgentGround,
};
use crate::kernel::coded::Coded;

/// A dated row: its key, where it comes from, and what it says (reached directly, `row.amount`).
#[derive(Clone, PartialEq, Debug)]
pub struct Row<K, B> {
    /// Its key within the list.
    pub key: K,
    /// Basis, confidence, days.
    pub source: Source,
    /// What it says.
    pub body: B,
}

impl<K, B> Deref for Row<K, B> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.body
    }
}

/// What a row may be keyed by: a value of a closed list, or the code of a paper.
pub trait Key: Sized {
    /// Reads a key; `None` when the list has no such value.
    fn read(text: &str) -> Option<Self>;

    /// The key as text.
    fn as_text(&self) -> &str;
}

impl<C: Coded> Key for C {
    fn read(text: &str) -> Option<Self> {
        C::from_code(text)
    }

    fn as_text(&self) -> &str {
        self.code()
    }
}

impl Key for String {
    fn read(text: &str) -> Option<Self> {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        (!text.is_empty() && text.len() <= 60 && text.chars().all(fits)).then(|| text.to_owned())
    }

    fn as_text(&self) -> &str {
        self
    }
}

/// Papers of which one is enough.
pub type OneOf = Vec<String>;
/// Needs that must all be met for one way of proof.
pub type Alternative = Vec<OneOf>;

/// A category of entitled persons.
pub type CategoryRule = Row<Category, CategoryBody>;
/// A proof paper.
pub type ProofPaper = Row<String, ProofBody>;
/// A ground of refusal.
pub type RefusalRule = Row<RefusalGround, Plain>;
/// A ground of acceptance at once.
pub type UrgentRule = Row<UrgentGround, UrgentBody>;
/// A clock.
pub type DeadlineRule = Row<DeadlineCode, DeadlineBody>;
/// A form of aid.
pub type FormRule = Row<AidForm, FormBody>;
/// A field of law.
pub type FieldRule = Row<LegalField, Plain>;
/// A role of the person.
pub type RoleRule = Row<ClientRole, RoleBody>;
/// A stage of proceedings.
pub type StageRule = Row<Stage, StageBody>;
/// How a case may end.
pub type OutcomeRule = Row<Outcome, Plain>;
/// A prohibited act.
pub type ProhibitedRule = Row<ProhibitedAct, ProhibitedBody>;
/// An item of the file.
pub type ChecklistRule = Row<ChecklistItem, ChecklistBody>;

/// A ground on which facts leave the house.
pub type DisclosureRule = Row<DisclosureGround, Plain>;
/// A criterion of success, keyed by its code in small letters (`tc05`).
pub type CriterionRule = Row<String, CriterionBody>;

/// A band of the yearly target.
pub type TargetRule = Row<Seniority, TargetBody>;
/// A ground of relief from the target.
pub type ReliefRule = Row<ReliefGround, ReliefBody>;

/// Which reports are due when.
pub type ReportPeriodRule = Row<ReportKind, ReportPeriodBody>;

/// A row that only says that its key holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain {}

/// What a category asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryBody {
    /// Place in the order in which one of several categories is reported.
    pub order: u32,
    /// Whether financial difficulty is asked for.
    pub financial_test: FinancialTest,
    /// From which age on, in completed years.
    #[serde(default)]
    pub from_age: Option<u32>,
    /// Below which age, in completed years.
    #[serde(default)]
    pub below_age: Option<u32>,
    /// Roles of which the person must have one; empty = none is asked for.
    #[serde(default)]
    pub roles: Vec<ClientRole>,
    /// Only for reporting: it follows from others and is never assessed.
    #[serde(default)]
    pub reporting_only: bool,
    /// Cases under it are seen by a smaller circle.
    #[serde(default)]
    pub restricted: bool,
    /// Without papers the organisation itself must have the category verified.
    #[serde(default)]
    pub organisation_verifies: bool,
    /// Ways to prove it: any of all of one of.
    #[serde(default)]
    pub proofs: Vec<Alternative>,
}

/// A proof paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// Its name in an administrator's words; papers of the program have theirs in the texts.
    #[serde(default)]
    pub name: Option<String>,
    /// It stands for a paper that was lost.
    #[serde(default)]
    pub replaces_lost: bool,
}

/// When a request is accepted at once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgentBody {
    /// Fewer working days than this must be left.
    #[serde(default)]
    pub working_days_below: Option<u32>,
    /// Whether the day itself is one of those left.
    #[serde(default)]
    pub last_day_counts: bool,
    /// The head of the organisation must decide it.
    #[serde(default)]
    pub head_decides: bool,
}

/// How a clock runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineBody {
    /// In what it counts.
    pub unit: Unit,
    /// How many; 0 for "at once".
    pub amount: u32,
    /// What sets it going.
    pub start: StartEvent,
    /// Who must act.
    pub duty: DutyBearer,
    /// Warnings, so many units before the end; 0 = on the morning of the last day.
    #[serde(default)]
    pub warn: Vec<u32>,
    /// It counts backwards from its event.
    #[serde(default)]
    pub before: bool,
    /// "At once" also on a day off.
    #[serde(default)]
    pub through_days_off: bool,
    /// By how much it may be extended, once.
    #[serde(default)]
    pub extend_by: Option<u32>,
}

/// Who may give a form of aid beside officers and lawyers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormBody {
    /// Advisers.
    pub by_advisers: bool,
    /// Collaborators.
    pub by_collaborators: bool,
    /// A decision assigns the provider.
    pub assigned_by_decision: bool,
}

/// Where a role exists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// Proceedings.
    pub proceedings: Vec<Proceeding>,
    /// What the provider is for such a person; `None` = depends.
    #[serde(default)]
    pub provider_role: Option<ProviderRole>,
}

/// Where a stage exists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageBody {
    /// Proceedings.
    pub proceedings: Vec<Proceeding>,
    /// Forms of aid.
    pub forms: Vec<AidForm>,
}

/// Whom a prohibition binds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProhibitedBody {
    /// The person and others, not the organisation and its providers.
    pub by_person: bool,
}

/// An item of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistBody {
    /// Forms of aid that need it.
    pub forms: Vec<AidForm>,
    /// Only if there is one.
    pub if_any: bool,
}

/// So many litigation cases a target year.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetBody {
    /// From here on the target is met (*đạt*).
    pub pass: u32,
    /// *Khá*.
    pub fair: u32,
    /// *Tốt*.
    pub good: u32,
}

/// What a ground of relief does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReliefBody {
    /// Nothing is asked; otherwise less, by the share of a document.
    pub frees: bool,
    /// By itself, when more months than these were missed.
    #[serde(default)]
    pub months_over: Option<u32>,
    /// By itself, when fewer months than these were worked.
    #[serde(default)]
    pub months_below: Option<u32>,
}

/// The days of a report. Its row holds for periods that end within its days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportPeriodBody {
    /// First day in the year, as `MM-DD`; months and quarters have none.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day in the year, as `MM-DD`.
    #[serde(default)]
    pub to: Option<String>,
    /// It begins in the year before.
    #[serde(default)]
    pub from_year_before: bool,
    /// Last day that is counted, as `MM-DD`; the days after it are estimated.
    #[serde(default)]
    pub actual_to: Option<String>,
    /// When a branch must have sent it: `MM-DD`, `next MM-DD` in the year after, or `10 days` after the end.
    pub due_branch: String,
    /// When a Centre or another unit must have sent it.
    pub due_unit: String,
    /// When a department of justice must have sent it.
    pub due_office: String,
}

/// What a criterion of success says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionBody {
    /// In words, as far as they are known.
    #[serde(default)]
    pub wording: Option<String>,
}

/// A row as it stands in a file, not yet held against its list.
pub(super) struct RawRow {
    pub key: String,
    pub source: Source,
    pub body: Table,
}

#[derive(Deserialize)]
struct Head {
    key: String,
    #[serde(flatten)]
    source: Source,
}

const HEAD: [&str; 6] = ["key", "basis", "confidence", "valid_from", "valid_to", "note"];

/// The rows of a file.
pub(super) fn read_file(text: &str) -> Result<Vec<(RuleSet, RawRow)>, RuleProblem> {
    let file: std::collections::BTreeMap<String, Vec<Table>> =
        toml::from_str(text).map_err(|error| unreadable(text, &error))?;
    let mut rows = Vec::new();
    for (set, tables) in file {
        let set = RuleSet::from_code(&set).ok_or_else(|| RuleProblem::new(RuleFault::UnknownSet, set))?;
        for table in tables {
            rows.push((set, raw(table)?));
        }
    }
    Ok(rows)
}

fn raw(mut table: Table) -> Result<RawRow, RuleProblem> {
    let wrong = |error: toml::de::Error| RuleProblem::new(RuleFault::Unreadable, error.message().to_owned());
    let head: Head = Value::Table(table.clone()).try_into().map_err(wrong)?;
    table.retain(|name, _| !HEAD.contains(&name));
    Ok(RawRow { key: head.key, source: head.source, body: table })
}

/// An error of TOML with its line.
pub(super) fn unreadable(text: &str, error: &toml::de::Error) -> RuleProblem {
    let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
    let problem = RuleProblem::new(RuleFault::Unreadable, error.message().to_owned());
    RuleProblem { line: before.matches('\n').count() + 1, ..problem }
}

impl Rules {
    /// Reads a row into its list.
    pub(super) fn push(&mut self, set: RuleSet, row: RawRow) -> Result<(), RuleProblem> {
        let line = line_of(set, &row);
        match set {
            RuleSet::Category => push(&mut self.categories, row),
            RuleSet::Proof => push(&mut self.proofs, row),
            RuleSet::Refusal => push(&mut self.refusals, row),
            RuleSet::Urgent => push(&mut self.urgent, row),
            RuleSet::Deadline => push(&mut self.deadlines, row),
            RuleSet::Form => push(&mut self.forms, row),
            RuleSet::Field => push(&mut self.fields, row),
            RuleSet::Role => push(&mut self.roles, row),
            RuleSet::Stage => push(&mut self.stages, row),
            RuleSet::Outcome => push(&mut self.outcomes, row),
            RuleSet::ProhibitedAct => push(&mut self.prohibited, row),
            RuleSet::Checklist => push(&mut self.checklist, row),
            RuleSet::ReportPeriod => push(&mut self.report_periods, row),
            RuleSet::Disclosure => push(&mut self.disclosures, row),
            RuleSet::TargetBand => push(&mut self.target_bands, row),
            RuleSet::TargetRelief => push(&mut self.target_reliefs, row),
            RuleSet::Criterion if !is_criterion(&row.key) => {
                Err(RuleProblem::new(RuleFault::UnknownKey, row.key))
            }
            RuleSet::Criterion => push(&mut self.criteria, row),
        }?;
        self.lines.push(line);
        Ok(())
    }
}

/// `tc01` … `tc30`, as Decision 1179/QĐ-BTP numbers them.
fn is_criterion(key: &str) -> bool {
    let number = key.strip_prefix("tc").filter(|digits| digits.len() == 2);
    number.and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|number| (1..=30).contains(&number))
}

fn push<K: Key, B: DeserializeOwned>(list: &mut Vec<Row<K, B>>, row: RawRow) -> Result<(), RuleProblem> {
    let key = K::read(&row.key).ok_or_else(|| RuleProblem::new(RuleFault::UnknownKey, row.key.clone()))?;
    let wrong = |error: toml::de::Error| {
        RuleProblem::new(RuleFault::Unreadable, format!("{}: {}", row.key, error.message()))
    };
    let body: B = Value::Table(row.body).try_into().map_err(wrong)?;
    list.push(Row { key, source: row.source, body });
    Ok(())
}

fn line_of(set: RuleSet, row: &RawRow) -> RuleLine {
    let body: Vec<String> =
        row.body.iter().map(|(name, value)| format!("{name} = {}", written(value))).collect();
    RuleLine { set, key: row.key.clone(), source: row.source.clone(), body: body.join("\n") }
}

/// A value as TOML writes it; rows hold texts, numbers, truths and lists of them.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Datetime(at) => at.to_string(),
        Value::Array(list) => format!("[{}]", list.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let inner: Vec<String> =
                table.iter().map(|(name, value)| format!("{name} = {}", written(value))).collect();
            format!("{{ {} }}", inner.join(", "))
        }
    }
}
