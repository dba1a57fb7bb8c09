//! Figures that moved far since the same days of the year before: what whoever prepares a report should say why of.

use super::forms::{FilledForm, Form};

/// From when on a figure has moved far (*ngưỡng chênh lệch*): both must be reached. No rule says how far is far; the
/// installation does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Threshold {
    /// Of what it was before, in hundredths.
    pub percent: i64,
    /// The difference itself.
    pub least: i64,
}

/// A cell that moved far (*chênh lệch so với cùng kỳ*).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// Place of the row in the form.
    pub row: usize,
    /// Place of the column.
    pub column: usize,
    /// What stood there before.
    pub before: i64,
    /// What stands there.
    pub now: i64,
}

impl FilledForm {
    /// The cells that moved far since another was filled by the same form, the largest difference first (*chênh lệch so với
    /// cùng kỳ*). A form that was empty before has nothing to be held against.
    ///
    /// Basis: none in law; `reporting.md` 6 names the question that the office above asks.
    ///
    /// ```
    /// use law::statistics::{FilledForm, Threshold, form_on};
    /// let form = form_on("25", "2024-06-30".parse().unwrap()).unwrap();
    /// let (mut before, mut now) = (FilledForm::empty(form), FilledForm::empty(form));
    /// let usual = Threshold { percent: 30, least: 10 };
    /// now.cells[0][0] = Some(50);
    /// assert!(now.deviations(&before, usual).is_empty(), "nothing to be held against");
    /// before.cells[0][0] = Some(40);
    /// assert!(now.deviations(&before, usual).is_empty(), "a quarter more is not far");
    /// now.cells[0][0] = Some(28);
    /// let far = now.deviations(&before, usual);
    /// assert_eq!((far.len(), far[0].before, far[0].now), (1, 40, 28));
    /// ```
    #[must_use]
    pub fn deviations(&self, before: &Self, threshold: Threshold) -> Vec<Deviation> {
        let known = before.cells.iter().flatten().any(|cell| cell.is_some_and(|number| number != 0));
        if !known || self.form.key != before.form.key {
            return Vec::new();
        }
        let mut far: Vec<Deviation> = Vec::new();
        for (row, line) in self.form.rows.iter().enumerate() {
            for (column, head) in self.form.columns.iter().enumerate() {
                let Some((now, before)) = self.cells[row][column].zip(before.value(&line.key, &head.key))
                else {
                    continue;
                };
                let moved = (now - before).abs();
                if moved >= threshold.least.max(1) && moved * 100 >= before * threshold.percent {
                    far.push(Deviation { row, column, before, now });
                }
            }
        }
        far.sort_by_key(|it| std::cmp::Reverse((it.now - it.before).abs()));
        far
    }
}

impl Deviation {
    /// The keys of its row and column.
    #[must_use]
    pub fn keys<'a>(&self, form: &'a Form) -> (&'a str, &'a str) {
        (&form.rows[self.row].key, &form.columns[self.column].key)
    }
}
