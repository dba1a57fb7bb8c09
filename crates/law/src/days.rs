//! The working calendar (*lịch làm việc*): which days are worked, and why the others are not.
//!
//! Saturdays and Sundays are off, holidays are off, and a swapped Saturday is worked. A province may have days of
//! its own (*ngày nghỉ riêng của tỉnh*); there they go before the days of the country. The rows come from the
//! reference set of holidays; nothing here knows a date by itself. Deadlines are counted in `deadlines`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::coded;

coded! {
    /// What a row of the calendar says of its day.
    DayKind as "day-kind" {
        /// Nobody works: a holiday, a compensated day, a swapped day off.
        Off = "off",
        /// A Saturday or Sunday that is worked in exchange.
        Working = "working",
    }
}

impl DayKind {
    /// The kind behind the word of the reference set `holidays`.
    #[must_use]
    pub fn of_reference(kind: &str) -> Self {
        if kind == "swap_work" { Self::Working } else { Self::Off }
    }
}

/// One row of the calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// Its name for people, from the reference data.
    pub name: String,
    /// Off or worked.
    pub kind: DayKind,
    /// Code of the province where alone it holds; `None` = everywhere.
    pub province: Option<String>,
}

/// Why nobody works on a day (*lý do nghỉ*).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum OffReason {
    /// Saturday or Sunday.
    Weekend,
    /// A holiday or compensated day, by its name in the reference data.
    Holiday(String),
}

impl OffReason {
    /// The code of its text: `code-off-reason-<code>`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
        }
    }
}

/// The working calendar (*lịch làm việc*).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Vec<CalendarDay>>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// Builds the calendar of these rows.
    pub fn new(days: impl IntoIterator<Item = CalendarDay>) -> Self {
        let mut calendar = Self::default();
        for day in days {
            calendar.years.insert(day.day.year());
            calendar.days.entry(day.day).or_default().push(day);
        }
        calendar
    }

    /// Whether there are rows for a year; without them only the weekends are known.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether a day is worked.
    ///
    /// ```
    /// # use law::days::{Calendar, CalendarDay, DayKind};
    /// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    /// let row = |on: &str, kind| CalendarDay { day: day(on), name: "x".into(), kind, province: None };
    /// let calendar = Calendar::new([row("2026-08-31", DayKind::Off), row("2026-08-22", DayKind::Working)]);
    /// assert!(!calendar.is_working(day("2026-08-31"), None)); // a Monday, swapped
    /// assert!(calendar.is_working(day("2026-08-22"), None)); // a Saturday, worked for it
    /// assert!(!calendar.is_working(day("2026-08-23"), None)); // a Sunday
    /// ```
    #[must_use]
    pub fn is_working(&self, day: NaiveDate, province: Option<&str>) -> bool {
        self.why_off(day, province).is_none()
    }

    /// Why a day is off; `None` when it is worked.
    #[must_use]
    pub fn why_off(&self, day: NaiveDate, province: Option<&str>) -> Option<OffReason> {
        match self.row(day, province) {
            Some(row) if row.kind == DayKind::Working => None,
            Some(row) => Some(OffReason::Holiday(row.name.clone())),
            None => matches!(day.weekday(), Weekday::Sat | Weekday::Sun).then_some(OffReason::Weekend),
        }
    }

    /// The row that decides: that of the province first.
    fn row(&self, day: NaiveDate, province: Option<&str>) -> Option<&CalendarDay> {
        let rows = self.days.get(&day)?;
        let of_province =
            rows.iter().find(|row| row.province.is_some() && row.province.as_deref() == province);
        of_province.or_else(|| rows.iter().find(|row| row.province.is_none()))
    }

    /// The day itself when it is worked, else the next one that is.
    #[must_use]
    pub fn on_or_after(&self, day: NaiveDate, province: Option<&str>) -> NaiveDate {
        step_to(day, |it| self.is_working(it, province), next)
    }

    /// The day itself when it is worked, else the last one before that is.
    #[must_use]
    pub fn on_or_before(&self, day: NaiveDate, province: Option<&str>) -> NaiveDate {
        step_to(day, |it| self.is_working(it, province), previous)
    }

    /// The n-th working day after a day, which itself is not counted.
    ///
    /// ```
    /// # use law::days::Calendar;
    /// let friday: chrono::NaiveDate = "2026-11-20".parse().unwrap();
    /// assert_eq!(Calendar::default().add_working_days(friday, 3, None).to_string(), "2026-11-25");
    /// ```
    #[must_use]
    pub fn add_working_days(&self, from: NaiveDate, count: u32, province: Option<&str>) -> NaiveDate {
        (0..count).fold(from, |day, _| self.on_or_after(next(day), province))
    }

    /// The n-th working day before a day, which itself is not counted.
    #[must_use]
    pub fn subtract_working_days(&self, from: NaiveDate, count: u32, province: Option<&str>) -> NaiveDate {
        (0..count).fold(from, |day, _| self.on_or_before(previous(day), province))
    }

    /// The days off after `from` up to and including `to`, each with its reason.
    #[must_use]
    pub fn days_off(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        province: Option<&str>,
    ) -> Vec<(NaiveDate, OffReason)> {
        days_after(from, to).filter_map(|day| Some((day, self.why_off(day, province)?))).collect()
    }

    /// How many working days follow `from`, up to and including `to`.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate, province: Option<&str>) -> u32 {
        let worked = days_after(from, to).filter(|day| self.is_working(*day, province)).count();
        u32::try_from(worked).unwrap_or(u32::MAX)
    }
}

fn days_after(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().skip(1).take_while(move |day| *day <= to)
}

/// Steps until a day fits; a calendar that is off for more than a year is broken, and then the day stays.
fn step_to(day: NaiveDate, fits: impl Fn(NaiveDate) -> bool, step: fn(NaiveDate) -> NaiveDate) -> NaiveDate {
    std::iter::successors(Some(day), |it| Some(step(*it))).take(400).find(|it| fits(*it)).unwrap_or(day)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn previous(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    fn row(on: &str, kind: DayKind, province: Option<&str>) -> CalendarDay {
        CalendarDay { day: day(on), name: format!("day {on}"), kind, province: province.map(str::to_owned) }
    }

    #[test]
    fn a_province_has_days_of_its_own() {
        let calendar = Calendar::new([
            row("2026-06-10", DayKind::Off, Some("19")),
            row("2026-06-13", DayKind::Working, Some("19")),
            row("2026-09-02", DayKind::Off, None),
            row("2026-09-02", DayKind::Working, Some("19")),
        ]);
        for (on, province, working) in [
            ("2026-06-10", Some("19"), false),
            ("2026-06-10", Some("01"), true),
            ("2026-06-10", None, true),
            ("2026-06-13", Some("19"), true),
            ("2026-06-13", None, false),
            ("2026-09-02", None, false),
            ("2026-09-02", Some("19"), true),
        ] {
            assert_eq!(calendar.is_working(day(on), province), working, "{on} in {province:?}");
        }
        assert!(calendar.knows(2026) && !calendar.knows(2027));
    }

    #[test]
    fn days_off_carry_their_reason_and_stay_readable() {
        let calendar = Calendar::new([row("2026-04-30", DayKind::Off, None)]);
        let off = calendar.days_off(day("2026-04-29"), day("2026-05-02"), None);
        let expected = [
            (day("2026-04-30"), OffReason::Holiday("day 2026-04-30".into())),
            (day("2026-05-02"), OffReason::Weekend),
        ];
        assert_eq!(off, expected);
        assert_eq!(calendar.working_days(day("2026-04-29"), day("2026-05-02"), None), 1);
        assert_eq!(calendar.subtract_working_days(day("2026-05-04"), 2, None), day("2026-04-29"));
    }
}
