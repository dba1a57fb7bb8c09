//! The numbers of a report before it is sealed: what units below sent, and for the rest the register itself.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use law::statistics::{CaseSet, FilledForm, Form, Tallies, Window, forms_on};
use law::submissions::units_of_report;
use store::Tx;
use store::staff::Organisation;
use store::statistics::Scope;
use store::submissions::{CellKey, Submission};

use super::seal::Sealed;
use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// The numbers of a report.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The moment as of which they stand.
    pub as_of: DateTime<Utc>,
    pub forms: Vec<CountedForm>,
    /// The sealed reports of units below that are added up.
    pub parts: Vec<Sealed>,
    /// Whose register is counted here, because no unit below sent it.
    pub own: Vec<String>,
    /// Units that should have sent theirs and did not.
    pub missing: Vec<String>,
}

/// A form of a report: what is counted, and what is estimated of the days that are not over.
#[derive(Clone, PartialEq, Debug)]
pub struct CountedForm {
    pub form: &'static Form,
    pub actual: FilledForm,
    pub estimate: FilledForm,
}

impl CountedForm {
    /// What is sent: both together.
    #[must_use]
    pub fn sum(&self) -> FilledForm {
        let mut sum = self.actual.clone();
        sum.add(&self.estimate);
        sum
    }
}

impl Counted {
    /// The form with a key.
    #[must_use]
    pub fn form(&self, key: &str) -> Option<&CountedForm> {
        self.forms.iter().find(|it| it.form.key == key)
    }

    /// Everything the report covers, by code.
    #[must_use]
    pub fn scope(&self) -> BTreeSet<String> {
        let below = self.parts.iter().flat_map(|part| part.body.scope.iter().cloned());
        self.own.iter().cloned().chain(below).collect()
    }
}

/// The days that are counted, as they stood at a moment.
pub(super) fn window(submission: &Submission, as_of: Option<DateTime<Utc>>) -> Window {
    Window { from: submission.period_from, to: submission.actual_to, as_of }
}

/// Counts a report as of a moment; as it stands now when that is `None`.
pub(super) async fn count(
    desk: &Desk,
    tx: &Tx,
    submission: &Submission,
    as_of: Option<DateTime<Utc>>,
) -> Outcome<Counted> {
    let units = Units::of(tx, submission.period_to).await?;
    let below = units.below(&submission.org_code);
    let kind = submission.kind.0;
    let sent = store::snapshots::list_sent(tx, &below, kind, submission.period_to).await?;
    let mut own = units.scope(desk, &submission.org_code);
    let mut parts = Vec::new();
    for snapshot in sent {
        let part = Sealed::open(tx, snapshot).await?;
        // Nobody is counted twice, whatever became of the tree meanwhile.
        if part.body.scope.iter().all(|code| own.contains(code)) {
            part.body.scope.iter().for_each(|code| {
                own.remove(code);
            });
            parts.push(part);
        }
    }
    let has_sent = |code: &&String| !parts.iter().any(|part| part.body.org == **code);
    let missing = below.iter().filter(has_sent).cloned().collect();
    let own: Vec<String> = own.into_iter().collect();
    let tallies =
        store::statistics::tally(tx, &Scope::Organisations(own.clone()), &window(submission, as_of)).await?;
    let typed = store::submissions::list_estimates(tx, submission.id).await?;
    let forms = fill(submission, &tallies, &parts, &typed);
    Ok(Counted { as_of: as_of.unwrap_or_else(|| desk.now()), forms, parts, own, missing })
}

/// Fills every form that holds at the end of the period, with what the parts sent.
pub(super) fn fill(
    submission: &Submission,
    tallies: &Tallies,
    parts: &[Sealed],
    typed: &[(CellKey, i64)],
) -> Vec<CountedForm> {
    let made = |form: &'static Form| {
        let (mut actual, mut estimate) = (form.fill(tallies), typed_estimate(form, typed));
        for part in parts.iter().filter_map(|part| part.form(&form.key)) {
            actual.add(&part.actual);
            estimate.add(&part.estimate);
        }
        CountedForm { form, actual, estimate }
    };
    forms_on(submission.period_to).into_iter().map(made).collect()
}

pub(super) fn typed_estimate(form: &'static Form, typed: &[(CellKey, i64)]) -> FilledForm {
    let mut estimate = FilledForm::empty(form);
    for (cell, number) in typed.iter().filter(|(cell, _)| cell.form_key == form.key) {
        let place = Form::place(&form.rows, &cell.row_key).zip(Form::place(&form.columns, &cell.column_key));
        if let Some((row, column)) = place
            && let Some(value) = &mut estimate.cells[row][column]
        {
            *value = *number;
        }
    }
    estimate
}

/// What the same days brought a year before: an estimate that agrees with itself, to begin from. What is handled grows by
/// what is new, what is carried over does not grow, what is carried forward by the difference.
pub(super) async fn suggest(
    tx: &Tx,
    submission: &Submission,
    own: &[String],
    form: &'static Form,
) -> Outcome<FilledForm> {
    let year_before = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let first = submission.actual_to.succ_opt().ok_or(Failure::Missing)?;
    let window = Window { from: year_before(first), to: year_before(submission.period_to), as_of: None };
    let tallies = store::statistics::tally(tx, &Scope::Organisations(own.to_vec()), &window).await?;
    let growth = |tallies: &Tallies| Tallies {
        cases: tallies.cases.iter().filter(|it| it.new).cloned().collect(),
        persons: tallies.persons.iter().filter(|it| it.new).cloned().collect(),
        ..tallies.clone()
    };
    let (all, new) = (form.fill(&tallies), form.fill(&growth(&tallies)));
    let ended = Tallies {
        cases: tallies.cases.iter().filter(|it| it.closed).cloned().collect(),
        persons: tallies.persons.iter().filter(|it| it.closed).cloned().collect(),
        ..Tallies::default()
    };
    let mut estimate = FilledForm::empty(form);
    for row in 0..form.rows.len() {
        for column in 0..form.columns.len() {
            let Some(selector) = form.selector(row, column) else { continue };
            estimate.cells[row][column] = match selector.set {
                CaseSet::CarriedOver => Some(0),
                CaseSet::Handled => new.cells[row][column],
                CaseSet::CarriedForward => {
                    let of = |tallies: &Tallies| {
                        form.count(
                            &law::statistics::Selector { set: CaseSet::Handled, ..selector.clone() },
                            tallies,
                        )
                    };
                    Some(of(&growth(&tallies)) - of(&ended))
                }
                CaseSet::New | CaseSet::Closed | CaseSet::Appraised => all.cells[row][column],
            };
        }
    }
    Ok(estimate)
}

/// The organisations as they were when a period ended.
pub(super) struct Units {
    day: NaiveDate,
    all: BTreeMap<String, Organisation>,
    ended: HashSet<String>,
}

impl Units {
    pub(super) async fn of(tx: &Tx, day: NaiveDate) -> Outcome<Self> {
        let all = store::staff::list_organisations(tx).await?;
        let ended = all.iter().filter(|unit| unit.valid_to.is_some_and(|last| last < day));
        let ended = ended.map(|unit| unit.code.clone()).collect();
        Ok(Self { day, all: all.into_iter().map(|unit| (unit.code.clone(), unit)).collect(), ended })
    }

    pub(super) fn find(&self, code: &str) -> Option<&Organisation> {
        self.all.get(code)
    }

    /// Every organisation that made reports then.
    pub(super) fn reporters(&self) -> impl Iterator<Item = &Organisation> {
        let reports = |unit: &&Organisation| unit.valid_from <= self.day && !self.ended.contains(&unit.code);
        self.all.values().filter(reports)
    }

    /// The units that send theirs to this one.
    pub(super) fn below(&self, org: &str) -> Vec<String> {
        let below = self.reporters().filter(|unit| unit.parent.as_deref() == Some(org));
        below.map(|unit| unit.code.clone()).collect()
    }

    /// Whose register a report of this one counts.
    pub(super) fn scope(&self, desk: &Desk, org: &str) -> BTreeSet<String> {
        units_of_report(&desk.tree(), org, |code| self.ended.contains(code))
    }
}
