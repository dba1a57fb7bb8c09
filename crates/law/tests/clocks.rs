//! What holds for every day and every clock: properties, and a deadline as its own explanation.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use chrono::{Days, NaiveDate, TimeDelta};
use law::days::{Calendar, OffReason};
use law::deadlines::{Deadline, DeadlineCode, Unit, deadline};
use law::kernel::coded::Coded;
use law::rules::Rules;
use proptest::prelude::*;
use support::{at, calendar, day};

/// A day of the years of which the holidays are known.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..3_400_u64).prop_map(|days| day("2018-01-01").checked_add_days(Days::new(days)).unwrap())
}

fn any_code() -> impl Strategy<Value = DeadlineCode> {
    prop::sample::select(DeadlineCode::ALL)
}

proptest! {
    #[test]
    fn working_days_never_land_on_a_day_off(from in any_day(), count in 1..40_u32) {
        let calendar = calendar();
        let after = calendar.add_working_days(from, count, None);
        prop_assert!(calendar.is_working(after, None), "{}", after);
        prop_assert_eq!(calendar.working_days(from, after, None), count);
        let before = calendar.subtract_working_days(from, count, None);
        prop_assert!(calendar.is_working(before, None), "{}", before);
    }

    #[test]
    fn more_days_and_later_days_never_end_earlier(from in any_day(), later in 0..30_u64, count in 0..40_u32) {
        let calendar = calendar();
        let end = calendar.add_working_days(from, count, None);
        prop_assert!(end < calendar.add_working_days(from, count + 1, None));
        let other = from.checked_add_days(Days::new(later)).unwrap();
        prop_assert!(end <= calendar.add_working_days(other, count, None));
    }

    #[test]
    fn a_clock_set_going_later_never_ends_earlier(code in any_code(), from in any_day(), minute in 0..1_440_i64, later in 0..100_000_i64) {
        let rules = Rules::embedded().on(day("2026-11-22"));
        let rule = rules.deadline(code).unwrap();
        let calendar = calendar();
        let start = from.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minute);
        let first = deadline(rule, start, &calendar, None);
        let second = deadline(rule, start + TimeDelta::minutes(later), &calendar, None);
        prop_assert!(first.due <= second.due, "{:?}\n{:?}", first, second);
        prop_assert!(first.before || first.start <= first.due);
        prop_assert!(first.warnings.is_sorted());
        let last = first.due.date();
        let may_rest = first.before || rule.through_days_off || first.unit == Unit::Hours;
        prop_assert!(may_rest || calendar.is_working(last, None), "{:?}", first);
    }
}

#[test]
fn a_deadline_is_stored_as_its_own_explanation() {
    let rules = Rules::embedded().on(day("2026-02-09"));
    let advice = rules.deadline(DeadlineCode::AdviceAnswer).unwrap();
    let found = deadline(advice, at("2026-02-09 15:00"), &calendar(), None);
    assert_eq!(found.extended_from, Some(day("2026-02-19")));
    let reasons: Vec<&str> = found.skipped.iter().map(|(_, why)| why.code()).collect();
    assert_eq!(reasons, ["holiday", "holiday", "weekend", "weekend"]);
    assert_eq!(found.skipped[0].1, OffReason::Holiday("Nghỉ Tết Nguyên đán (mùng 3 tháng Giêng)".into()));
    let text = serde_json::to_string(&found).unwrap();
    assert!(text.contains("\"code\":\"advice_answer\"") && text.contains("Điều 32 khoản 2"), "{text}");
    assert_eq!(serde_json::from_str::<Deadline>(&text).unwrap(), found);
}

#[test]
fn warnings_come_before_the_end_in_the_morning_of_working_days() {
    let rules = Rules::embedded().on(day("2026-02-09"));
    let warnings =
        |code, start: &str| deadline(rules.deadline(code).unwrap(), at(start), &calendar(), None).warnings;
    // 5 days before 23/02 lies in Tết: the last working day before it; 2 days before is a Saturday of the same.
    assert_eq!(
        warnings(DeadlineCode::AdviceAnswer, "2026-02-09 15:00"),
        [at("2026-02-13 08:00"), at("2026-02-23 08:00")]
    );
    assert_eq!(
        warnings(DeadlineCode::Assign, "2026-03-02 09:00"),
        [at("2026-03-04 08:00"), at("2026-03-05 08:00")]
    );
    assert_eq!(
        warnings(DeadlineCode::AssignHeld, "2026-04-30 22:00"),
        [at("2026-05-01 04:00"), at("2026-05-01 08:00")]
    );
    assert!(warnings(DeadlineCode::AssignNoticed, "2026-03-02 09:00").is_empty());
    let held = deadline(
        rules.deadline(DeadlineCode::AssignHeld).unwrap(),
        at("2026-04-30 22:00"),
        &calendar(),
        None,
    );
    assert_eq!(held.warnings_given(at("2026-05-01 05:00")), 1);
    assert!(!held.is_overdue(at("2026-05-01 10:00")) && held.is_overdue(at("2026-05-01 10:01")));
}

#[test]
fn a_year_without_holidays_is_told() {
    let rules = Rules::embedded().on(day("2026-11-22"));
    let rule = rules.deadline(DeadlineCode::FileHandover).unwrap();
    assert!(deadline(rule, at("2026-11-02 09:00"), &calendar(), None).calendar_known);
    assert!(!deadline(rule, at("2050-12-20 09:00"), &calendar(), None).calendar_known);
    let held = rules.deadline(DeadlineCode::AssignHeld).unwrap();
    assert!(
        deadline(held, at("2050-12-20 09:00"), &Calendar::default(), None).calendar_known,
        "hours need none"
    );
}
