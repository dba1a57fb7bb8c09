//! What moved far since the same days of the year before, proposed to be explained while a report is prepared.

use chrono::{Months, NaiveDate};
use law::statistics::{Deviation, Form, Threshold, Window};
use store::Tx;
use store::statistics::Scope;
use store::submissions::{CellKey, Explanation, Submission};

use super::count::Counted;
use crate::failure::Outcome;
use crate::settings;

/// So many of a form are proposed: a list that nobody reads explains nothing.
const PROPOSED: usize = 5;

/// A cell that moved far, and whether somebody said why.
#[derive(Clone, Debug)]
pub struct DeviationLine {
    pub form: &'static Form,
    pub cell: CellKey,
    pub before: i64,
    pub now: i64,
    pub explained: bool,
}

/// What moved far, with the threshold that holds.
#[derive(Clone, Debug)]
pub struct Deviations {
    pub threshold: Threshold,
    pub lines: Vec<DeviationLine>,
}

/// The threshold that an administrator set, or the usual one.
async fn threshold(tx: &Tx) -> Outcome<Threshold> {
    let saved = store::settings::list(tx).await?;
    let number = |key: &str| {
        let set = saved.iter().find(|it| it.key == key).map(|it| it.value.as_str());
        let usual = settings::known(key).map(|it| it.default);
        set.or(usual).and_then(|text| text.parse().ok()).unwrap_or_default()
    };
    Ok(Threshold { percent: number(settings::DEVIATION_PERCENT), least: number(settings::DEVIATION_LEAST) })
}

/// Holds the counted days against the same days of the year before, as the register knows them today.
pub(super) async fn deviations(
    tx: &Tx,
    submission: &Submission,
    counted: &Counted,
    explanations: &[Explanation],
) -> Outcome<Deviations> {
    let threshold = threshold(tx).await?;
    let year_before = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let window = Window {
        from: year_before(submission.period_from),
        to: year_before(submission.actual_to),
        as_of: None,
    };
    let scope = Scope::Organisations(counted.scope().into_iter().collect());
    let tallies = store::statistics::tally(tx, &scope, &window).await?;
    let mut found: Vec<(&'static Form, Deviation)> = Vec::new();
    for it in &counted.forms {
        let before = it.form.fill(&tallies);
        found.extend(
            it.actual.deviations(&before, threshold).into_iter().take(PROPOSED).map(|far| (it.form, far)),
        );
    }
    let lines = found.into_iter().map(|(form, far)| {
        let (row, column) = far.keys(form);
        let cell =
            CellKey { form_key: form.key.clone(), row_key: row.to_owned(), column_key: column.to_owned() };
        let explained = explanations.iter().any(|said| said.cell == cell);
        DeviationLine { form, cell, before: far.before, now: far.now, explained }
    });
    Ok(Deviations { threshold, lines: lines.collect() })
}
