//! When things happen: more every year, on working days, quiet around Tết; and when they are entered:
//! mostly at once, sometimes late, and often just before a report is due.

use std::collections::HashSet;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use super::dice::Dice;

/// Growth a year, as published for 2023 to 2024.
const GROWTH: f64 = 1.13;
/// Share of the cases by month, from January; the usual is 100.
const MONTHS: [f64; 12] = [80.0, 70.0, 105.0, 105.0, 110.0, 105.0, 100.0, 100.0, 105.0, 110.0, 115.0, 110.0];
/// Days before which registers are brought up to date: form 25 is due on 6 June, 7 November, 20 January.
const DUE: [(u32, u32); 3] = [(6, 5), (11, 6), (1, 19)];

/// How many cases are accepted on each day, exactly so many in all.
pub(super) fn plan(
    cases: u64,
    from: NaiveDate,
    to: NaiveDate,
    days_off: &HashSet<NaiveDate>,
) -> Vec<(NaiveDate, u64)> {
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    let weights = days.iter().map(|day| weight(*day, from, days_off));
    let mut sum = 0.0;
    let sums: Vec<f64> = weights
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    let mut done = 0;
    days.into_iter()
        .zip(sums)
        .map(|(day, until)| {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a few million"
            )]
            let due = ((cases as f64) * until / sum).round() as u64;
            let today = due - done;
            done = due;
            (day, today)
        })
        .collect()
}

/// What part of all cases falls in the last year.
pub(super) fn share_of_last_year(plan: &[(NaiveDate, u64)]) -> u64 {
    let Some((last, _)) = plan.last() else { return 0 };
    plan.iter().filter(|(day, _)| (*last - *day).num_days() < 365).map(|(_, cases)| cases).sum()
}

fn weight(day: NaiveDate, from: NaiveDate, days_off: &HashSet<NaiveDate>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some thousand days")]
    let years = (day - from).num_days() as f64 / 365.25;
    let of_day = match day.weekday() {
        _ if days_off.contains(&day) => 0.03,
        Weekday::Sat => 0.08,
        Weekday::Sun => 0.03,
        Weekday::Mon => 1.15,
        _ => 1.0,
    };
    GROWTH.powf(years) * of_day * MONTHS[day.month0() as usize]
}

/// When something of a day is entered; never before the day, never in the future.
pub(super) fn entered(dice: &mut Dice, day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    let late = match dice.choose(&[(0, 58), (1, 27), (2, 15)]) {
        0 => dice.between(0, 1),
        1 => dice.between(2, 12),
        _ => days_until_due(day).filter(|days| *days <= 75).unwrap_or(14) - dice.between(0, 3),
    };
    let seconds = u32::try_from(dice.between(0, 9 * 3600)).unwrap_or(0);
    // Offices open at 7:30 in Viet Nam.
    let opening = NaiveTime::from_hms_opt(0, 30, 0).unwrap_or_default();
    let on = day + Duration::days(late.max(0));
    (on.and_time(opening).and_utc() + Duration::seconds(i64::from(seconds))).min(now)
}

fn days_until_due(day: NaiveDate) -> Option<i64> {
    let of_year =
        |year: i32| DUE.iter().filter_map(move |(month, date)| NaiveDate::from_ymd_opt(year, *month, *date));
    let next = of_year(day.year()).chain(of_year(day.year() + 1)).filter(|due| *due >= day).min()?;
    Some((next - day).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    #[test]
    fn the_plan_holds_exactly_the_cases_and_grows() {
        let plan = plan(100_000, day("2021-11-23"), day("2026-11-22"), &HashSet::from([day("2026-02-17")]));
        assert_eq!(plan.iter().map(|(_, cases)| cases).sum::<u64>(), 100_000);
        let of_year = |from: &str, to: &str| -> u64 {
            plan.iter().filter(|(on, _)| (day(from)..=day(to)).contains(on)).map(|(_, cases)| cases).sum()
        };
        let growth = of_year("2025-01-01", "2025-12-31") as f64 / of_year("2024-01-01", "2024-12-31") as f64;
        assert!((1.10..1.16).contains(&growth), "{growth}");
        assert!(
            of_year("2026-02-17", "2026-02-17") < of_year("2026-02-18", "2026-02-18") / 5,
            "Tết is quiet"
        );
        assert_eq!(share_of_last_year(&plan), of_year("2025-11-23", "2026-11-22"));
    }

    #[test]
    fn nothing_is_entered_before_its_day_or_in_the_future() {
        let now: DateTime<Utc> = "2026-11-22T04:00:00Z".parse().expect("test time");
        let mut dice = Dice::new(1);
        for offset in 0..2000 {
            let on = day("2026-11-22") - Duration::days(offset % 400);
            let at = entered(&mut dice, on, now);
            assert!(at <= now && at.date_naive() >= on.min(now.date_naive()), "{on} {at}");
        }
        assert_eq!(days_until_due(day("2026-06-05")), Some(0));
        assert_eq!(days_until_due(day("2026-11-07")), Some(73));
    }
}
