//! The periods that offices report on, by one click (*kỳ báo cáo*).
//!
//! Basis: Circular 03/2019/TT-BTP art. 6 (half-year, year); nine months, months and quarters are in use;
//! targets go by the working year from 1 November to 31 October.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::texts::{Arg, T};

/// A period with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The usual periods around a day, each kind with the one that runs and the one before it.
pub fn presets(t: T, today: NaiveDate) -> Vec<Preset> {
    let year = today.year();
    let month = first_of_month(today);
    let quarter = months_before(month, today.month0() % 3);
    let working = first(if today.month() >= 11 { year } else { year - 1 }, 11);
    let mut list = Vec::new();
    for start in [month, months_before(month, 1)] {
        list.push(named(t, "reports-preset-month", start, 1, &[("month", month_text(start).into())]));
    }
    for start in [quarter, months_before(quarter, 3)] {
        let number = ["I", "II", "III", "IV"][start.month0() as usize / 3];
        let args = [("quarter", number.into()), ("year", year_text(start).into())];
        list.push(named(t, "reports-preset-quarter", start, 3, &args));
    }
    for (key, months) in
        [("reports-preset-half-year", 6), ("reports-preset-nine-months", 9), ("reports-preset-year", 12)]
    {
        for start in [first(year, 1), first(year - 1, 1)] {
            list.push(named(t, key, start, months, &[("year", year_text(start).into())]));
        }
    }
    for start in [working, months_before(working, 12)] {
        let end = last_day(start, 12);
        let args = [("start", year_text(start).into()), ("end", year_text(end).into())];
        list.push(named(t, "reports-preset-working-year", start, 12, &args));
    }
    list
}

/// The period that is shown when none is asked for: the year so far.
pub fn usual(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (first(today.year(), 1), today)
}

fn named(t: T, key: &str, from: NaiveDate, months: u32, args: &[(&'static str, Arg)]) -> Preset {
    Preset { label: t.with(key, args), from, to: last_day(from, months) }
}

fn first(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).expect("every month has a first day")
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    first(day.year(), day.month())
}

fn months_before(start: NaiveDate, months: u32) -> NaiveDate {
    start.checked_sub_months(Months::new(months)).expect("a year that people report on")
}

fn last_day(start: NaiveDate, months: u32) -> NaiveDate {
    let next = start.checked_add_months(Months::new(months)).expect("a year that people report on");
    next - Days::new(1)
}

fn month_text(day: NaiveDate) -> String {
    day.format("%m/%Y").to_string()
}

/// Text, or the language would group its digits.
fn year_text(day: NaiveDate) -> String {
    day.year().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;
    use crate::ui::dates;

    fn shown(today: (i32, u32, u32)) -> Vec<String> {
        let today = NaiveDate::from_ymd_opt(today.0, today.1, today.2).expect("a day");
        let list = presets(T::new(Lang::Vi), today);
        list.iter().map(|it| format!("{}: {}", it.label, dates::period(it.from, it.to))).collect()
    }

    #[test]
    fn each_kind_comes_with_the_one_that_runs_and_the_one_before() {
        assert_eq!(
            shown((2026, 11, 22)),
            [
                "Tháng 11/2026: 01/11/2026 – 30/11/2026",
                "Tháng 10/2026: 01/10/2026 – 31/10/2026",
                "Quý IV/2026: 01/10/2026 – 31/12/2026",
                "Quý III/2026: 01/07/2026 – 30/09/2026",
                "6 tháng đầu năm 2026: 01/01/2026 – 30/06/2026",
                "6 tháng đầu năm 2025: 01/01/2025 – 30/06/2025",
                "9 tháng năm 2026: 01/01/2026 – 30/09/2026",
                "9 tháng năm 2025: 01/01/2025 – 30/09/2025",
                "Năm 2026: 01/01/2026 – 31/12/2026",
                "Năm 2025: 01/01/2025 – 31/12/2025",
                "Năm công tác 11/2026–10/2027: 01/11/2026 – 31/10/2027",
                "Năm công tác 11/2025–10/2026: 01/11/2025 – 31/10/2026",
            ]
        );
    }

    #[test]
    fn the_turn_of_the_year_and_leap_days_fall_right() {
        let list = shown((2024, 1, 31));
        assert!(list.contains(&"Tháng 12/2023: 01/12/2023 – 31/12/2023".to_owned()), "{list:?}");
        assert!(list.contains(&"Quý IV/2023: 01/10/2023 – 31/12/2023".to_owned()), "{list:?}");
        assert!(
            list.contains(&"Năm công tác 11/2023–10/2024: 01/11/2023 – 31/10/2024".to_owned()),
            "{list:?}"
        );
        let list = shown((2024, 2, 29));
        assert!(list.contains(&"Tháng 02/2024: 01/02/2024 – 29/02/2024".to_owned()), "{list:?}");
        let list = shown((2026, 10, 31));
        assert!(
            list.contains(&"Năm công tác 11/2025–10/2026: 01/11/2025 – 31/10/2026".to_owned()),
            "{list:?}"
        );
    }
}
