//! Small counts, hidden from who may not open the cases, so that no hidden one can be reckoned from the others.

use super::forms::{FilledForm, Form};

/// Counts below this, other than zero, are hidden from who may not open the cases (*che số nhỏ*).
pub(super) const SMALL: i64 = 5;

/// Row and column of a count.
pub(super) type Place = (usize, usize);

/// Which counts are hidden: the small ones, and of every sum in which just one is hidden the next smallest too. A whole
/// is hidden last, and before it nothing that is zero: a zero tells less.
pub(super) fn hidden(
    counts: &[Vec<Option<i64>>],
    sums: &[Vec<Place>],
    is_whole: impl Fn(&[Place], Place) -> bool,
) -> Vec<Vec<bool>> {
    let is_small = |count: &Option<i64>| count.is_some_and(|count| (1..SMALL).contains(&count));
    let mut hidden: Vec<Vec<bool>> = counts.iter().map(|row| row.iter().map(is_small).collect()).collect();
    loop {
        let bare =
            sums.iter().find(|sum| sum.iter().filter(|(row, column)| hidden[*row][*column]).count() == 1);
        let Some(sum) = bare else { break };
        let open = sum.iter().filter(|(row, column)| !hidden[*row][*column]);
        let next = open.min_by_key(|place| {
            let count = counts[place.0][place.1].unwrap_or_default();
            (is_whole(sum, **place), count == 0, count)
        });
        let Some(&(row, column)) = next else { break };
        hidden[row][column] = true;
    }
    hidden
}

impl FilledForm {
    /// Hides small counts (*che số nhỏ*), and the next smallest of a sum where one hidden count could be reckoned from
    /// the others. Answers how many cells are hidden.
    ///
    /// Basis: none; issue 5 part 2. Decree 13/2023/NĐ-CP asks that published figures name nobody.
    pub fn hide_small(&mut self) -> usize {
        let hidden = hidden(&self.cells, &self.sums(), |sum, place| sum.first() == Some(&place));
        let mut count = 0;
        for (row, marks) in hidden.iter().enumerate() {
            for column in (0..marks.len()).filter(|column| marks[*column]) {
                self.cells[row][column] = None;
                count += 1;
            }
        }
        count
    }

    /// The places of every sum that must be exact: the whole, then its parts.
    fn sums(&self) -> Vec<Vec<Place>> {
        let form = self.form;
        let mut sums = Vec::new();
        for check in form.checks.iter().filter(|check| !check.within) {
            let (added, across) =
                if check.rows { (&form.rows, form.columns.len()) } else { (&form.columns, form.rows.len()) };
            let keys = std::iter::once(&check.whole).chain(&check.parts);
            let lines: Option<Vec<usize>> = keys.map(|key| Form::place(added, key)).collect();
            let Some(lines) = lines else { continue };
            for at in 0..across {
                let place = |line: &usize| if check.rows { (*line, at) } else { (at, *line) };
                let sum: Vec<Place> = lines.iter().map(place).collect();
                if sum.iter().all(|(row, column)| self.cells[*row][*column].is_some()) {
                    sums.push(sum);
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Tallies, form_on};
    use proptest::prelude::*;

    fn filled(counts: &[i64]) -> FilledForm {
        let form = form_on("25", "2022-06-30".parse().expect("a day")).expect("a form");
        let mut filled = form.fill(&Tallies::default());
        let mut counts = counts.iter().cycle();
        for cell in filled.cells.iter_mut().flatten().flatten() {
            *cell = *counts.next().expect("a count");
        }
        filled
    }

    #[test]
    fn zeros_and_large_counts_stay_and_a_form_without_small_counts_is_whole() {
        let before = filled(&[0, 5, 17]);
        let mut after = before.clone();
        assert_eq!(after.hide_small(), 0);
        assert_eq!(before, after);
    }

    proptest! {
        #[test]
        fn hide_small_leaves_nothing_to_reckon(counts in prop::collection::vec(0_i64..60, 7..40)) {
            let before = filled(&counts);
            let mut after = before.clone();
            let hidden = after.hide_small();
            let gone = |row: usize, column: usize| before.cells[row][column].is_some() && after.cells[row][column].is_none();
            let mut number = 0;
            for (row, cells) in before.cells.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    number += usize::from(gone(row, column));
                    let small = cell.is_some_and(|count| (1..SMALL).contains(&count));
                    prop_assert!(!small || after.cells[row][column].is_none());
                }
            }
            prop_assert_eq!(hidden, number);
            for sum in before.sums() {
                prop_assert_ne!(sum.iter().filter(|(row, column)| gone(*row, *column)).count(), 1);
            }
        }
    }
}
