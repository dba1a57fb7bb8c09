//! Which reports there are, what they cover, and when who must have sent them: the dated rows of `report_periods.toml`
//! made into days.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::rules::{Confidence, ReportKind, ReportPeriodRule, Rules, Source};
use crate::staff::OrganisationKind;

/// A report that is due (*kỳ báo cáo*).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportPeriod {
    /// What it covers, as its circular calls it.
    pub kind: ReportKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Last day that is counted; the days after it are estimated.
    pub actual_to: NaiveDate,
    /// Last day to send for a branch.
    pub due_branch: NaiveDate,
    /// Last day to send for a Centre or another unit.
    pub due_unit: NaiveDate,
    /// Last day to send for a department of justice.
    pub due_office: NaiveDate,
    /// Where this comes from, and how sure it is.
    pub source: Source,
}

impl ReportPeriod {
    /// Whether part of the period is estimated (*số ước tính*).
    #[must_use]
    pub fn is_estimated(&self) -> bool {
        self.actual_to < self.to
    }

    /// Whether a circular lays it down, as far as is known, or only custom.
    #[must_use]
    pub fn is_official(&self) -> bool {
        !matches!(
            self.kind,
            ReportKind::WorkingYear | ReportKind::NineMonths | ReportKind::Quarter | ReportKind::Month
        )
    }

    /// Whether the days are not certain.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        matches!(self.source.confidence, Confidence::Unsure | Confidence::General)
    }

    /// The last day to send for an organisation (*thời hạn gửi báo cáo*); the national department sends to nobody.
    ///
    /// Basis: Circular 03/2019/TT-BTP art. 6(1); for a branch the days are ours.
    #[must_use]
    pub fn due_for(&self, kind: OrganisationKind) -> Option<NaiveDate> {
        match kind {
            OrganisationKind::Department => None,
            OrganisationKind::JusticeOffice => Some(self.due_office),
            OrganisationKind::Branch => Some(self.due_branch),
            _ => Some(self.due_unit),
        }
    }
}

/// The report of a kind that ends on a day (*kỳ báo cáo*), where the rules of that day know it.
///
/// Basis: Circular 03/2019/TT-BTP art. 6(1); Circular 17/2025/TT-BTP.
///
/// ```
/// use law::rules::{ReportKind, Rules};
/// let day = |text: &str| text.parse().unwrap();
/// let half = law::submissions::period(Rules::embedded(), ReportKind::HalfYear, day("2024-06-30")).unwrap();
/// assert_eq!((half.from, half.actual_to), (day("2024-01-01"), day("2024-05-31")));
/// assert_eq!((half.due_unit, half.due_office), (day("2024-06-06"), day("2024-06-25")));
/// assert_eq!(law::submissions::period(Rules::embedded(), ReportKind::HalfYear, day("2026-06-30")), None);
/// ```
#[must_use]
pub fn period(rules: &Rules, kind: ReportKind, to: NaiveDate) -> Option<ReportPeriod> {
    let row = rules.report_periods().iter().find(|row| row.key == kind && row.source.holds_on(to))?;
    spans(row, to.year()).into_iter().find(|(_, end)| *end == to).and_then(|span| made(row, span))
}

/// The reports (*kỳ báo cáo*) whose counted days ended by a day, and not longer ago than so many months, the latest first.
///
/// Basis: as [`period`].
#[must_use]
pub fn periods_until(rules: &Rules, today: NaiveDate, months: u32) -> Vec<ReportPeriod> {
    let oldest = today.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    let mut found = Vec::new();
    for row in rules.report_periods() {
        for year in oldest.year()..=today.year() {
            let held = spans(row, year).into_iter().filter(|(_, to)| row.source.holds_on(*to));
            found.extend(held.filter_map(|span| made(row, span)));
        }
    }
    found.retain(|period: &ReportPeriod| period.actual_to < today && period.actual_to >= oldest);
    found.sort_by_key(|period| (std::cmp::Reverse(period.actual_to), period.kind));
    found
}

/// Every stretch of days of a row that ends in a year.
fn spans(row: &ReportPeriodRule, year: i32) -> Vec<(NaiveDate, NaiveDate)> {
    let months = |length: u32| {
        let starts =
            (0..12 / length).filter_map(move |number| NaiveDate::from_ymd_opt(year, number * length + 1, 1));
        let end = move |start: NaiveDate| start.checked_add_months(Months::new(length))?.pred_opt();
        starts.filter_map(|start| Some((start, end(start)?))).collect()
    };
    match row.key {
        ReportKind::Month => months(1),
        ReportKind::Quarter => months(3),
        _ => {
            let (Some(from), Some(to)) = (&row.body.from, &row.body.to) else { return Vec::new() };
            let begins = if row.body.from_year_before { year - 1 } else { year };
            day_of(from, begins).zip(day_of(to, year)).into_iter().collect()
        }
    }
}

fn made(row: &ReportPeriodRule, (from, to): (NaiveDate, NaiveDate)) -> Option<ReportPeriod> {
    let actual_to = match &row.body.actual_to {
        Some(text) => day_of(text, to.year())?,
        None => to,
    };
    Some(ReportPeriod {
        kind: row.key,
        from,
        to,
        actual_to,
        due_branch: due(&row.body.due_branch, to)?,
        due_unit: due(&row.body.due_unit, to)?,
        due_office: due(&row.body.due_office, to)?,
        source: row.source.clone(),
    })
}

/// `MM-DD` of a year; 29 February is the last of the month in other years.
fn day_of(text: &str, year: i32) -> Option<NaiveDate> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| (month == 2 && day == 29).then(|| NaiveDate::from_ymd_opt(year, 2, 28)).flatten())
}

fn due(text: &str, to: NaiveDate) -> Option<NaiveDate> {
    if let Some(days) = text.strip_suffix(" days") {
        return to.checked_add_days(Days::new(days.parse().ok()?));
    }
    match text.strip_prefix("next ") {
        Some(day) => day_of(day, to.year() + 1),
        None => day_of(text, to.year()),
    }
}

/// By how many days a report is late (*số ngày chậm*): sent after the last day, or still not sent.
///
/// Basis: Decision 536/QĐ-BTP (2024), which takes points off by the days a report is late; whole days count, by the
/// calendar of Viet Nam.
///
/// ```
/// use law::submissions::days_late;
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(days_late(day("2024-06-06"), None, day("2024-06-06")), 0);
/// assert_eq!(days_late(day("2024-06-06"), None, day("2024-06-08")), 2);
/// assert_eq!(days_late(day("2024-06-06"), Some(day("2024-06-07")), day("2024-12-31")), 1);
/// ```
#[must_use]
pub fn days_late(due: NaiveDate, sent_on: Option<NaiveDate>, today: NaiveDate) -> i64 {
    (sent_on.unwrap_or(today) - due).num_days().max(0)
}

/// Whether a reminder goes out today (*nhắc gửi báo cáo*), and which: days before the last day are negative.
///
/// Basis: none; issue 5 part 4. A week before, two days before, on the day, and one, three, seven days after.
#[must_use]
pub fn reminder(due: NaiveDate, today: NaiveDate) -> Option<i64> {
    const STEPS: [i64; 6] = [-7, -2, 0, 1, 3, 7];
    let days = (today - due).num_days();
    STEPS.iter().copied().rfind(|step| *step <= days && days <= 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn periods_and_their_last_days_follow_the_regime_of_their_end() {
        for (kind, to, expected) in [
            (
                ReportKind::HalfYear,
                "2023-06-30",
                Some(["2023-01-01", "2023-05-31", "2023-06-03", "2023-06-06", "2023-06-25"]),
            ),
            (
                ReportKind::Year,
                "2024-12-31",
                Some(["2024-01-01", "2024-10-31", "2024-11-04", "2024-11-07", "2024-11-28"]),
            ),
            (
                ReportKind::OfficialYear,
                "2024-12-31",
                Some(["2024-01-01", "2024-12-31", "2025-01-17", "2025-01-20", "2025-02-20"]),
            ),
            (ReportKind::Year, "2025-12-31", None),
            (ReportKind::HalfYear, "2018-06-30", None),
            (
                ReportKind::PreliminaryYear,
                "2025-10-31",
                Some(["2025-01-01", "2025-10-31", "2025-11-07", "2025-11-10", "2025-11-20"]),
            ),
            (
                ReportKind::PreliminaryHalfYear,
                "2026-05-31",
                Some(["2026-01-01", "2026-05-31", "2026-06-07", "2026-06-10", "2026-06-20"]),
            ),
            (
                ReportKind::FullYear,
                "2025-12-31",
                Some(["2025-01-01", "2025-12-31", "2026-01-07", "2026-01-10", "2026-01-20"]),
            ),
            (ReportKind::FullYear, "2025-12-30", None),
            (
                ReportKind::WorkingYear,
                "2026-10-31",
                Some(["2025-11-01", "2026-10-31", "2026-11-05", "2026-11-10", "2026-11-20"]),
            ),
            (
                ReportKind::NineMonths,
                "2026-09-30",
                Some(["2026-01-01", "2026-09-30", "2026-10-03", "2026-10-05", "2026-10-10"]),
            ),
            (
                ReportKind::Quarter,
                "2024-03-31",
                Some(["2024-01-01", "2024-03-31", "2024-04-03", "2024-04-05", "2024-04-10"]),
            ),
            (
                ReportKind::Month,
                "2024-02-29",
                Some(["2024-02-01", "2024-02-29", "2024-03-02", "2024-03-03", "2024-03-05"]),
            ),
            (
                ReportKind::Month,
                "2023-02-28",
                Some(["2023-02-01", "2023-02-28", "2023-03-02", "2023-03-03", "2023-03-05"]),
            ),
        ] {
            let made = period(Rules::embedded(), kind, day(to)).map(|it| {
                [it.from, it.actual_to, it.due_branch, it.due_unit, it.due_office].map(|day| day.to_string())
            });
            assert_eq!(made, expected.map(|days| days.map(str::to_owned)), "{kind} {to}");
        }
    }

    #[test]
    fn periods_until_a_day_are_those_whose_counted_days_are_over() {
        let names = |today: &str, months| -> Vec<String> {
            let all = periods_until(Rules::embedded(), day(today), months);
            all.iter().filter(|it| it.is_official()).map(|it| format!("{} {}", it.kind, it.to)).collect()
        };
        assert_eq!(
            names("2026-11-22", 12),
            ["preliminary_year 2026-10-31", "preliminary_half_year 2026-05-31", "full_year 2025-12-31"]
        );
        // The half-year is reported before it is over, with an estimate; not before its counted days are.
        assert_eq!(names("2024-06-01", 6), ["half_year 2024-06-30", "official_year 2023-12-31"]);
        assert_eq!(names("2024-05-31", 6), ["official_year 2023-12-31"]);
        assert!(
            periods_until(Rules::embedded(), day("2026-11-22"), 12)
                .iter()
                .any(|it| it.kind == ReportKind::Month)
        );
        for kind in ReportKind::ALL {
            assert!(
                periods_until(Rules::embedded(), day("2026-11-22"), 100).iter().any(|it| it.kind == *kind),
                "{kind}"
            );
        }
    }

    #[test]
    fn what_an_organisation_owes_depends_on_what_it_is() {
        let half = period(Rules::embedded(), ReportKind::HalfYear, day("2024-06-30")).expect("a period");
        assert!(half.is_estimated() && half.is_official() && !half.is_unsure());
        for (kind, due) in [
            (OrganisationKind::Branch, Some("2024-06-03")),
            (OrganisationKind::Centre, Some("2024-06-06")),
            (OrganisationKind::Contracted, Some("2024-06-06")),
            (OrganisationKind::JusticeOffice, Some("2024-06-25")),
            (OrganisationKind::Department, None),
        ] {
            assert_eq!(half.due_for(kind), due.map(day), "{kind}");
        }
        let now =
            period(Rules::embedded(), ReportKind::PreliminaryYear, day("2026-10-31")).expect("a period");
        assert!(now.is_unsure() && !now.is_estimated());
    }

    #[test]
    fn a_reminder_goes_out_at_each_step_and_ends_after_a_month() {
        let due = day("2026-11-10");
        for (today, step) in [
            ("2026-11-02", None),
            ("2026-11-03", Some(-7)),
            ("2026-11-07", Some(-7)),
            ("2026-11-08", Some(-2)),
            ("2026-11-10", Some(0)),
            ("2026-11-11", Some(1)),
            ("2026-11-12", Some(1)),
            ("2026-11-20", Some(7)),
            ("2026-12-11", None),
        ] {
            assert_eq!(reminder(due, day(today)), step, "{today}");
        }
    }
}
