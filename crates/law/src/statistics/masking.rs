//! Small counts, hidden from who may not open the cases, so that no hidden one can be reckoned from the others.
//!
//! One way for tables, official forms and the figures of a report: they differ only in what adds up to what.

use std::collections::HashMap;

use super::forms::{FilledForm, Form};
use super::identities::{Relation, identities};
use super::indicators::{Figure, Measure, Unit, Value, count_cases};
use super::tallies::Tallies;

/// Counts below this, other than zero, are hidden from who may not open the cases (*che số nhỏ*).
pub(super) const SMALL: i64 = 5;

/// Row and column of a count.
type Place = (usize, usize);

const fn is_small(count: i64) -> bool {
    0 < count && count < SMALL
}

/// Which counts are hidden: the small ones, and others of their sums until no hidden one can be reckoned. The first
/// place of a sum is its whole; it is hidden last, and before it nothing that is zero: a zero tells less.
pub(super) fn hidden(counts: &[Option<i64>], sums: &[Vec<usize>]) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| count.is_some_and(is_small)).collect();
    loop {
        let bare = sums.iter().filter(|sum| lies_bare(counts, &hidden, sum));
        let next = bare.filter_map(|sum| smallest_open(counts, &hidden, sum)).next();
        let next = next.or_else(|| {
            let beside = |told: usize| sums.iter().filter(move |sum| sum.contains(&told));
            let open = |told| beside(told).find_map(|sum| smallest_open(counts, &hidden, sum));
            told(&hidden, sums).into_iter().find_map(open)
        });
        let Some(next) = next else { return hidden };
        hidden[next] = true;
    }
}

/// Whether a sum gives away what is hidden in it: one count alone, or parts that are small even together.
fn lies_bare(counts: &[Option<i64>], hidden: &[bool], sum: &[usize]) -> bool {
    let gone: Vec<usize> = sum.iter().copied().filter(|place| hidden[*place]).collect();
    let together: i64 = gone.iter().filter_map(|place| counts[*place]).sum();
    let whole_is_open = sum.first().is_some_and(|whole| !hidden[*whole]);
    gone.len() == 1 || (!gone.is_empty() && whole_is_open && together < SMALL)
}

fn smallest_open(counts: &[Option<i64>], hidden: &[bool], sum: &[usize]) -> Option<usize> {
    let open = sum.iter().copied().filter(|place| !hidden[*place]);
    open.min_by_key(|place| {
        let count = counts[*place].unwrap_or_default();
        (sum.first() == Some(place), count == 0, count)
    })
}

/// Reckoning goes modulo a prime: the coefficients are small, and only whether they vanish is asked.
const PRIME: i64 = 2_147_483_647;

/// The hidden counts that all sums together still tell: what solving them as equations leaves without a choice.
fn told(hidden: &[bool], sums: &[Vec<usize>]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..hidden.len()).filter(|place| hidden[*place]).collect();
    let column: HashMap<usize, usize> = unknown.iter().enumerate().map(|(at, place)| (*place, at)).collect();
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for sum in sums.iter().filter(|sum| sum.iter().any(|place| hidden[*place])) {
        let mut row = vec![0; unknown.len()];
        for (at, place) in sum.iter().enumerate() {
            if let Some(column) = column.get(place) {
                row[*column] = (row[*column] + if at == 0 { 1 } else { PRIME - 1 }) % PRIME;
            }
        }
        rows.push(row);
    }
    let mut done = 0;
    for column in 0..unknown.len() {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        rows[done].iter_mut().for_each(|value| *value = *value * inverse % PRIME);
        let chosen = rows[done].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, row)| *at != done && row[column] != 0) {
            let times = PRIME - row[column];
            row.iter_mut().zip(&chosen).for_each(|(value, by)| *value = (*value + times * by) % PRIME);
        }
        done += 1;
    }
    let alone = |row: &Vec<i64>| {
        let mut left = row.iter().enumerate().filter(|(_, value)| **value != 0).map(|(at, _)| at);
        left.next().filter(|_| left.next().is_none())
    };
    rows[..done].iter().filter_map(alone).map(|at| unknown[at]).collect()
}

fn power(base: i64, exponent: i64) -> i64 {
    let (mut base, mut exponent, mut result) = (base, exponent, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

/// Hides small counts (*che số nhỏ*) in a table whose last row and last column are its totals. Where one hidden count
/// could be reckoned from the others, the next smallest is hidden too.
///
/// Basis: none; issue 5 part 2. Decree 13/2023/NĐ-CP asks that published figures name nobody.
///
/// ```
/// use law::statistics::mask_small;
/// let table = [vec![3, 20, 23], vec![30, 40, 70], vec![33, 60, 93]];
/// assert_eq!(mask_small(&table), [
///     vec![None, None, Some(23)], vec![None, None, Some(70)], vec![Some(33), Some(60), Some(93)],
/// ]);
/// ```
#[must_use]
pub fn mask_small(table: &[Vec<i64>]) -> Vec<Vec<Option<i64>>> {
    let (rows, columns) = (table.len(), table.first().map_or(0, Vec::len));
    let row = |at: usize| (0..columns).rev().map(|column| at * columns + column).collect();
    let column = |at: usize| (0..rows).rev().map(|row| row * columns + at).collect();
    let lines = (0..rows).map(row).chain((0..columns).map(column));
    let sums: Vec<Vec<usize>> = lines.filter(|line: &Vec<usize>| line.len() > 1).collect();
    let counts: Vec<Option<i64>> = table.iter().flatten().copied().map(Some).collect();
    let hidden = hidden(&counts, &sums);
    let shown = |(row, counts): (usize, &Vec<i64>)| {
        let shown = |(column, count): (usize, &i64)| (!hidden[row * columns + column]).then_some(*count);
        counts.iter().enumerate().map(shown).collect()
    };
    table.iter().enumerate().map(shown).collect()
}

/// Whether figures in a unit count what happened to people, so that a small one may point at somebody.
const fn is_of_people(unit: Unit) -> bool {
    matches!(unit, Unit::Visit | Unit::Guidance | Unit::Case | Unit::PersonTime)
}

/// Hides small counts of cases and people (*che số nhỏ*) among the figures of a report, with whatever the identities
/// or a share would tell about them. Answers how many figures are hidden.
///
/// Basis: none; issue 5 part 2. Decree 13/2023/NĐ-CP asks that published figures name nobody.
pub fn hide_small_figures(figures: &mut [Figure], tallies: &Tallies) -> usize {
    let count = |figure: &Figure| match figure.value {
        Some(Value::Count(count)) if is_of_people(figure.indicator.unit) => Some(count),
        _ => None,
    };
    let counts: Vec<Option<i64>> = figures.iter().map(count).collect();
    let sums = figure_sums(figures, &counts);
    let gone = hidden(&counts, &sums);
    let is_hidden = |measured: &Measure| {
        figures.iter().zip(&gone).any(|(figure, gone)| *gone && figure.indicator.measure == *measured)
    };
    let tells = |figure: &Figure| match &figure.indicator.measure {
        Measure::Percent { part, whole } => [part, whole].into_iter().any(|selector| {
            is_small(count_cases(selector, tallies)) || is_hidden(&Measure::Cases(selector.clone()))
        }),
        _ => false,
    };
    let hidden: Vec<bool> = figures
        .iter()
        .zip(&gone)
        .map(|(figure, gone)| figure.value.is_some() && (*gone || tells(figure)))
        .collect();
    for (figure, _) in figures.iter_mut().zip(&hidden).filter(|(_, hidden)| **hidden) {
        figure.value = None;
    }
    hidden.iter().filter(|hidden| **hidden).count()
}

/// What adds up among figures, by their places: the whole, then its parts.
fn figure_sums(figures: &[Figure], counts: &[Option<i64>]) -> Vec<Vec<usize>> {
    let place = |id: &str| figures.iter().position(|figure| figure.indicator.id == id);
    let counted = |id: &str| place(id).filter(|place| counts[*place].is_some());
    let equal = identities().iter().filter(|identity| identity.relation == Relation::Equal);
    equal
        .filter_map(|it| {
            std::iter::once(it.whole).chain(it.parts.iter().map(String::as_str)).map(counted).collect()
        })
        .collect()
}

impl FilledForm {
    /// Hides small counts (*che số nhỏ*), and the next smallest of a sum where one hidden count could be reckoned from
    /// the others. Answers how many cells are hidden.
    ///
    /// Basis: none; issue 5 part 2. Decree 13/2023/NĐ-CP asks that published figures name nobody.
    pub fn hide_small(&mut self) -> usize {
        let width = self.form.columns.len();
        let flat = |sum: Vec<Place>| sum.into_iter().map(|(row, column)| row * width + column).collect();
        let sums: Vec<Vec<usize>> = self.sums().into_iter().map(flat).collect();
        let counts: Vec<Option<i64>> = self.cells.iter().flatten().copied().collect();
        let hidden = hidden(&counts, &sums);
        for (cell, _) in self.cells.iter_mut().flatten().zip(&hidden).filter(|(_, hidden)| **hidden) {
            *cell = None;
        }
        hidden.iter().filter(|hidden| **hidden).count()
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
    use crate::cases::{AidForm, LegalField, Source};
    use crate::kernel::coded::Coded as _;
    use crate::statistics::{CaseShape, CaseTally, compute, form_on};
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

    /// What a reader finds out who only adds and subtracts: each count between a least and a most, narrowed by every
    /// sum until nothing moves.
    fn attack(shown: &[Option<i64>], sums: &[Vec<usize>]) -> Vec<(i64, i64)> {
        let mut known: Vec<(i64, i64)> =
            shown.iter().map(|count| count.map_or((0, 10_000), |count| (count, count))).collect();
        loop {
            let before = known.clone();
            for sum in sums {
                let (whole, parts) = (sum[0], &sum[1..]);
                let least: i64 = parts.iter().map(|part| known[*part].0).sum();
                let most: i64 = parts.iter().map(|part| known[*part].1).sum();
                known[whole] = (known[whole].0.max(least), known[whole].1.min(most));
                for part in parts {
                    let (low, high) = known[*part];
                    let (others_low, others_high) = (least - low, most - high);
                    known[*part] =
                        (low.max(known[whole].0 - others_high), high.min(known[whole].1 - others_low));
                }
            }
            if known == before {
                return known;
            }
        }
    }

    #[test]
    fn a_row_of_twelve_with_one_small_cell_keeps_its_secret() {
        let table = [vec![3, 4, 5, 12], vec![20, 30, 40, 90], vec![23, 34, 45, 102]];
        let masked = mask_small(&table);
        let hidden = |row: usize| masked[row].iter().filter(|cell| cell.is_none()).count();
        assert!(hidden(0) >= 2 && hidden(1) >= 2, "{masked:?}");
        assert_eq!((masked[2][3], masked[0][3]), (Some(102), Some(12)));
    }

    #[test]
    fn equations_that_tell_a_count_are_seen_through() {
        // Two rings of four cells, and one cell (8) that lies in a row of the one and a column of the other: every sum
        // hides two or more, and the cell between is told all the same. Place 9 is open and the whole of each.
        let sums = [
            vec![9, 0, 1, 8],
            vec![9, 2, 3],
            vec![9, 4, 5],
            vec![9, 6, 7],
            vec![9, 0, 2],
            vec![9, 1, 3],
            vec![9, 8, 4, 6],
            vec![9, 5, 7],
        ];
        let mut gone = vec![true; 10];
        gone[9] = false;
        assert_eq!(told(&gone, &sums), [8]);
        gone[8] = false;
        assert_eq!(told(&gone, &sums), Vec::<usize>::new());
    }

    fn shape(form: AidForm) -> CaseShape {
        CaseShape {
            form,
            provider_role: None,
            field: LegalField::ALL[0],
            source: Source::ALL[0],
            provider_kind: None,
            outcome: None,
            rating: None,
            criteria: Vec::new(),
        }
    }

    fn tallies(advice: i64, litigation: i64) -> Tallies {
        let case =
            |form, count| CaseTally { new: true, closed: false, case_shape: shape(form).pack(), count };
        Tallies {
            cases: vec![case(AidForm::Advice, advice), case(AidForm::Litigation, litigation)],
            ..Tallies::default()
        }
    }

    #[test]
    fn hide_small_figures_hides_small_ones_and_what_would_tell_them() {
        let tallies = tallies(3, 40);
        let mut figures = compute(&tallies);
        assert!(hide_small_figures(&mut figures, &tallies) >= 2);
        let value = |id: &str| figures.iter().find(|it| it.indicator.id == id).expect("a figure").value;
        assert_eq!(value("cases_new_advice"), None);
        assert_eq!(value("cases_new_litigation"), None, "43 - 40 is 3");
        assert_eq!(value("cases_new"), Some(Value::Count(43)));
        assert_eq!(value("cases_closed"), Some(Value::Count(0)));
    }

    proptest! {
        #[test]
        fn mask_small_withstands_a_naive_attacker(
            cells in prop::collection::vec(prop::collection::vec(prop_oneof![0_i64..8, 0_i64..60], 4), 2..6),
        ) {
            let mut table: Vec<Vec<i64>> =
                cells.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
            table.push((0..5).map(|column| table.iter().map(|row| row[column]).sum()).collect());
            let shown: Vec<Option<i64>> = mask_small(&table).into_iter().flatten().collect();
            let (rows, width) = (table.len(), 5);
            let lines = (0..rows).map(|row| (0..width).rev().map(|column| row * width + column).collect());
            let columns = (0..width).map(|column| (0..rows).rev().map(|row| row * width + column).collect());
            let sums: Vec<Vec<usize>> = lines.chain(columns).collect();
            let known = attack(&shown, &sums);
            for (place, count) in table.iter().flatten().enumerate() {
                prop_assert!(shown[place].is_none() || shown[place] == Some(*count));
                prop_assert!(!is_small(*count) || shown[place].is_none());
                let (least, most) = known[place];
                prop_assert!(least <= *count && *count <= most);
                prop_assert!(!is_small(*count) || least < most, "{count} of {table:?} is told by {shown:?}");
            }
        }

        #[test]
        fn hide_small_figures_withstands_a_naive_attacker(advice in 0_i64..30, litigation in 0_i64..30) {
            let tallies = tallies(advice, litigation);
            let before = compute(&tallies);
            let mut after = before.clone();
            hide_small_figures(&mut after, &tallies);
            let count = |figure: &Figure| match figure.value {
                Some(Value::Count(count)) if is_of_people(figure.indicator.unit) => Some(count),
                _ => None,
            };
            let counts: Vec<Option<i64>> = before.iter().map(count).collect();
            let shown: Vec<Option<i64>> = after.iter().map(count).collect();
            let holding = |sum: &Vec<usize>| {
                let of = |place: &usize| counts[*place].unwrap_or_default();
                of(&sum[0]) == sum[1..].iter().map(of).sum::<i64>()
            };
            let sums: Vec<Vec<usize>> = figure_sums(&before, &counts).into_iter().filter(holding).collect();
            let known = attack(&shown, &sums);
            for (place, count) in counts.iter().enumerate() {
                let (least, most) = known[place];
                prop_assert!(!count.is_some_and(is_small) || least < most, "{}", before[place].indicator.id);
            }
        }

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
