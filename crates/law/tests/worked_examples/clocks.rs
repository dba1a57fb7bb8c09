//! When something is due, over holidays and days made up for; which days are worked.

use std::collections::BTreeSet;

use law::deadlines::{DeadlineCode, deadline, extended_deadline};
use law::kernel::coded::Coded as _;
use law::rules::{Category, Rules};

use super::support::{at, calendar, day};

#[test]
fn a_case_keeps_the_rules_of_its_acceptance() {
    // Accepted on 10/05/2024, closed on 22/10/2026.
    let rules = Rules::embedded().on(day("2024-05-10"));
    assert_eq!(rules.version(), "2023-11-01");
    assert!(
        rules.category(Category::TraffickingHardship).is_some()
            && rules.category(Category::Trafficking).is_none()
    );
    let handover = rules.deadline(DeadlineCode::FileHandover).unwrap();
    let due = deadline(handover, at("2026-10-22 10:00"), &calendar(), None);
    assert_eq!(due.due.date(), day("2026-11-23"));
    assert_eq!(due.extended_from, Some(day("2026-11-21")));
    let now = Rules::embedded().on(day("2026-10-22"));
    assert!(
        now.category(Category::TraffickingHardship).is_none(),
        "closing does not ask the rules of its own day"
    );
}

/// What, article, clock, start, due (`2026-05-01 10:00`, or a day, then its end), days off passed over.
const CLOCKS: &[(&str, &str, DeadlineCode, &str, &str, usize)] = &[
    (
        "held 17-year-old asks at 22:00 on 30 April: hours run through the holidays",
        "Law art. 31(2); Civil Code art. 147(1)",
        DeadlineCode::AssignHeld,
        "2026-04-30 22:00",
        "2026-05-01 10:00",
        0,
    ),
    (
        "advice, papers complete on the last working day before Tết 2026",
        "Law art. 32(2); Civil Code art. 147–148",
        DeadlineCode::AdviceAnswer,
        "2026-02-13 15:00",
        "2026-02-23",
        0,
    ),
    (
        "advice that would end within Tết 2026 ends after it",
        "Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswer,
        "2026-02-09 15:00",
        "2026-02-23",
        4,
    ),
    (
        "advice, last working day before Tết 2024: the tenth day is a Saturday",
        "Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswer,
        "2024-02-07 15:00",
        "2024-02-19",
        2,
    ),
    (
        "advice in a complex matter",
        "Law art. 32(2)",
        DeadlineCode::AdviceAnswerComplex,
        "2026-02-13 15:00",
        "2026-03-16",
        1,
    ),
    (
        "found complex on the ninth day: thirty days from the same start, the last one a Saturday",
        "Law art. 32(2); Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswerComplex,
        "2026-11-12 09:00",
        "2026-12-14",
        2,
    ),
    (
        "assignment across Tết 2026",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-02-13 15:00",
        "2026-02-25",
        9,
    ),
    (
        "assignment on a common Monday",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-03-02 08:00",
        "2026-03-05",
        0,
    ),
    (
        "the swapped Saturday is a working day",
        "Law art. 31(2); swap of 22/08/2026",
        DeadlineCode::Assign,
        "2026-08-21 09:00",
        "2026-08-25",
        1,
    ),
    (
        "across National Day and the swapped Monday",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-08-28 09:00",
        "2026-09-07",
        7,
    ),
    (
        "ends on a worked Saturday",
        "Law art. 31(2); swap of 10/01/2026",
        DeadlineCode::Assign,
        "2026-01-07 09:00",
        "2026-01-10",
        0,
    ),
    (
        "representation",
        "Law art. 33(2)",
        DeadlineCode::AssignRepresentation,
        "2026-03-06 16:00",
        "2026-03-11",
        2,
    ),
    (
        "notice on a Sunday night: the same day",
        "Law art. 31(3)",
        DeadlineCode::AssignNoticed,
        "2026-11-22 21:00",
        "2026-11-22",
        0,
    ),
    (
        "appointed defence on a holiday: the same day",
        "Joint circular 10/2018 art. 7(3)",
        DeadlineCode::AssignAppointed,
        "2026-05-01 09:00",
        "2026-05-01",
        0,
    ),
    (
        "information that is not urgent",
        "Joint circular 10/2018 art. 3(4)",
        DeadlineCode::AssignInformed,
        "2026-03-05 09:00",
        "2026-03-10",
        2,
    ),
    (
        "proof within 5 working days, over the Hùng Kings and 30 April",
        "Circular 12/2018 art. 6(2)",
        DeadlineCode::ProofDue,
        "2026-04-24 09:00",
        "2026-05-06",
        7,
    ),
    (
        "proof within 10 working days from a remote commune",
        "Circular 12/2018 art. 6(2)",
        DeadlineCode::ProofDueLonger,
        "2026-11-16 09:00",
        "2026-12-01",
        5,
    ),
    (
        "file handed over: the thirtieth day is a Sunday",
        "Law art. 39(1); Civil Code art. 148(5)",
        DeadlineCode::FileHandover,
        "2026-10-23 09:00",
        "2026-11-23",
        1,
    ),
    (
        "file handed over: the thirtieth day is a holiday",
        "Law art. 39(1); Civil Code art. 148(5)",
        DeadlineCode::FileHandover,
        "2026-10-25 09:00",
        "2026-11-25",
        1,
    ),
    (
        "verification by another Centre",
        "Law art. 34",
        DeadlineCode::VerificationAnswer,
        "2026-11-12 09:00",
        "2026-11-23",
        1,
    ),
    (
        "recommendation",
        "Law art. 36",
        DeadlineCode::RecommendationAnswer,
        "2026-08-03 09:00",
        "2026-09-03",
        1,
    ),
    (
        "recommendation at the longest",
        "Law art. 36",
        DeadlineCode::RecommendationAnswerLongest,
        "2026-08-03 09:00",
        "2026-09-17",
        0,
    ),
    (
        "change of provider",
        "Circular 12/2018 art. 9(1)",
        DeadlineCode::ProviderChangeAnswer,
        "2026-11-20 09:00",
        "2026-11-26",
        3,
    ),
    (
        "withdrawal received on a Saturday",
        "Circular 12/2018 art. 9(2)",
        DeadlineCode::WithdrawalAnswer,
        "2026-11-21 09:00",
        "2026-11-23",
        2,
    ),
    (
        "request by post opened on a Sunday",
        "Law art. 30(1)",
        DeadlineCode::AnswerRequest,
        "2026-11-22 09:00",
        "2026-11-23",
        1,
    ),
    (
        "refusal on the same working day",
        "Law art. 30(3)",
        DeadlineCode::TellRefusal,
        "2026-11-20 16:50",
        "2026-11-20",
        0,
    ),
    (
        "registration of the defence over a weekend",
        "Joint circular 10/2018 art. 12; Criminal Procedure Code art. 78",
        DeadlineCode::DefenceRegistration,
        "2026-11-20 16:30",
        "2026-11-21 16:30",
        0,
    ),
    (
        "registration of the protector at court",
        "Joint circular 10/2018 art. 12(2)",
        DeadlineCode::ProtectorRegistration,
        "2026-11-19 16:30",
        "2026-11-25",
        3,
    ),
    (
        "cancellation of the registration",
        "Joint circular 10/2018 art. 15",
        DeadlineCode::DefenceCancellationNotice,
        "2026-12-31 15:00",
        "2027-01-01 15:00",
        0,
    ),
    (
        "another defender",
        "Joint circular 10/2018 art. 6",
        DeadlineCode::ReplaceDefender,
        "2026-12-31 15:00",
        "2027-01-01 15:00",
        0,
    ),
    (
        "another protector, over New Year",
        "Joint circular 10/2018 art. 6",
        DeadlineCode::ReplaceProtector,
        "2026-12-31 15:00",
        "2027-01-05",
        3,
    ),
    (
        "trial schedule: ten days before, also on a Saturday",
        "Joint circular 10/2018 art. 9(3)",
        DeadlineCode::TrialSchedule,
        "2026-12-15 08:00",
        "2026-12-05",
        0,
    ),
    (
        "trial schedule, summary procedure",
        "Joint circular 10/2018 art. 9(3)",
        DeadlineCode::TrialScheduleSummary,
        "2026-12-15 08:00",
        "2026-12-08",
        0,
    ),
    (
        "the police notify for a held person",
        "Joint circular 10/2018 art. 7(2)",
        DeadlineCode::AgencyNoticeHeld,
        "2026-04-30 22:00",
        "2026-05-01 10:00",
        0,
    ),
    (
        "the police notify for a victim",
        "Joint circular 10/2018 art. 7(2)",
        DeadlineCode::AgencyNotice,
        "2026-04-30 22:00",
        "2026-05-01 22:00",
        0,
    ),
    (
        "later answer of mobile legal aid",
        "Joint circular 01/2012 art. 6",
        DeadlineCode::MobileAnswer,
        "2026-03-02 09:00",
        "2026-03-16",
        4,
    ),
    (
        "complaint to the head",
        "Law art. 45",
        DeadlineCode::ComplaintFirst,
        "2026-11-20 09:00",
        "2026-11-26",
        3,
    ),
    (
        "complaint to the department of justice",
        "Law art. 45; Civil Code art. 148(5)",
        DeadlineCode::ComplaintSecond,
        "2026-11-09 09:00",
        "2026-11-25",
        1,
    ),
    (
        "acknowledging a request about personal data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataAcknowledge,
        "2026-03-06 09:00",
        "2026-03-10",
        2,
    ),
    (
        "copy of personal data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataView,
        "2026-03-02 09:00",
        "2026-03-12",
        0,
    ),
    (
        "objection to the use of data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataRestrict,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "deletion of data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataDelete,
        "2026-03-02 09:00",
        "2026-03-23",
        1,
    ),
    (
        "first notice of an incident",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentNotice,
        "2026-09-01 23:00",
        "2026-09-02 23:00",
        0,
    ),
    (
        "report on an incident",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentReport,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
    (
        "copy of data that a third party holds",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataViewThird,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "objection, a third party must act",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataRestrictThird,
        "2026-03-02 09:00",
        "2026-03-23",
        1,
    ),
    (
        "deletion, a third party must act",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataDeleteThird,
        "2026-03-02 09:00",
        "2026-04-01",
        0,
    ),
    (
        "protective measures",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataProtect,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "grave incident on a Sunday: the same day",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentAtOnce,
        "2026-11-22 03:00",
        "2026-11-22",
        0,
    ),
    (
        "the persons whose location became known",
        "Decree 356/2025 art. 29",
        DeadlineCode::DataBreachPersons,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
    (
        "violation of personal data",
        "Law 91/2025 art. 23; Decree 356/2025 art. 28",
        DeadlineCode::DataBreachNotice,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
];

#[test]
fn when_it_is_due() {
    let told: BTreeSet<DeadlineCode> = CLOCKS.iter().map(|(_, _, code, ..)| *code).collect();
    let untold: Vec<&DeadlineCode> = DeadlineCode::ALL.iter().filter(|code| !told.contains(code)).collect();
    assert!(untold.is_empty(), "no example of {untold:?}");
    let calendar = calendar();
    for (what, article, code, start, due, skipped) in CLOCKS {
        let start = at(start);
        let rules = Rules::embedded().on(start.date());
        let found = deadline(rules.deadline(*code).unwrap(), start, &calendar, None);
        let end = if due.contains(' ') { at(due) } else { day(due).and_hms_opt(23, 59, 59).unwrap() };
        assert_eq!(found.due, end, "{what} ({article})\n{found:#?}");
        assert_eq!(found.skipped.len(), *skipped, "{what} ({article})\n{:#?}", found.skipped);
        assert!(found.calendar_known, "{what}");
        assert!(found.warnings.iter().all(|it| *it <= found.due), "{what}");
    }
}

#[test]
fn a_clock_that_did_not_exist_yet_does_not_run() {
    for (code, on, there) in [
        (DeadlineCode::ProviderChangeAnswer, "2018-10-11", false),
        (DeadlineCode::ProviderChangeAnswer, "2018-10-12", true),
        (DeadlineCode::AssignInformed, "2018-08-31", false),
        (DeadlineCode::DataView, "2025-12-31", false),
        (DeadlineCode::IncidentNotice, "2026-08-18", false),
        (DeadlineCode::IncidentNotice, "2026-08-19", true),
        (DeadlineCode::Assign, "2018-01-01", true),
    ] {
        assert_eq!(Rules::embedded().on(day(on)).deadline(code).is_some(), there, "{code} on {on}");
    }
}

#[test]
fn a_request_about_data_is_extended_once() {
    let rules = Rules::embedded().on(day("2026-03-02"));
    for (code, expected) in [
        (DeadlineCode::DataView, Some("2026-03-23")),
        (DeadlineCode::DataRestrict, Some("2026-04-01")),
        (DeadlineCode::DataDelete, Some("2026-04-13")),
        (DeadlineCode::Assign, None),
    ] {
        let rule = rules.deadline(code).unwrap();
        let found = extended_deadline(rule, at("2026-03-02 09:00"), &calendar(), None);
        assert_eq!(found.map(|it| it.due.date()), expected.map(day), "{code}");
    }
}

/// Day, why it is off (empty: worked).
const DAYS: &[(&str, &str)] = &[
    ("2026-02-13", ""),
    ("2026-02-16", "Nghỉ Tết Nguyên đán (29 tháng Chạp)"),
    ("2026-02-17", "Tết Nguyên Đán"),
    ("2026-02-21", "weekend"),
    ("2026-02-23", ""),
    ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
    ("2026-04-30", "Ngày Chiến thắng"),
    ("2026-08-22", ""),
    ("2026-08-23", "weekend"),
    ("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)"),
    ("2026-09-02", "Quốc khánh"),
    ("2026-09-03", ""),
    ("2024-05-04", ""),
    ("2025-04-26", ""),
];

#[test]
fn which_days_are_worked() {
    let calendar = calendar();
    for (on, expected) in DAYS {
        let found = match calendar.why_off(day(on), None) {
            None => String::new(),
            Some(law::days::OffReason::Weekend) => "weekend".to_owned(),
            Some(law::days::OffReason::Holiday(name)) => name,
        };
        assert_eq!(found, *expected, "{on} (Labour Code art. 112)");
    }
    assert!(calendar.knows(2026) && !calendar.knows(1990));
}
