//! What is urgent, and how soon a provider is assigned.

use law::deadlines::{AssignmentFacts, DeadlineCode, assignment_clock, is_held, is_near, proof_clock};
use law::rules::{AidForm, ClientRole, Rules, Stage, UrgentGround};

use super::support::{calendar, day};

/// What, article, ground, today, the last day or the day of the trial, whether it is near.
const URGENT: &[(&str, &str, UrgentGround, &str, &str, bool)] = &[
    (
        "four working days of the limitation period are left",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-27",
        true,
    ),
    (
        "five are left",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-30",
        false,
    ),
    (
        "the last day is today",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-20",
        true,
    ),
    (
        "it ran out yesterday",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-19",
        false,
    ),
    (
        "before Tết the days of the holiday do not help",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-02-13",
        "2026-02-26",
        true,
    ),
    (
        "four working days before the trial",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Trial,
        "2026-11-20",
        "2026-11-30",
        true,
    ),
    (
        "five working days before the trial",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Trial,
        "2026-11-20",
        "2026-12-01",
        false,
    ),
    (
        "harm is for the head to judge, not for the calendar",
        "Law art. 30(4)",
        UrgentGround::PreventHarm,
        "2026-11-20",
        "2026-11-20",
        false,
    ),
    (
        "before Circular 12/2018 no number was set",
        "Law art. 30(4)",
        UrgentGround::Limitation,
        "2018-05-07",
        "2018-05-08",
        false,
    ),
];

#[test]
fn what_is_urgent() {
    for (what, article, ground, today, on, expected) in URGENT {
        let rules = Rules::embedded().on(day(today));
        let rule = rules.urgent_ground(*ground).unwrap();
        assert_eq!(is_near(rule, day(today), day(on), &calendar(), None), *expected, "{what} ({article})");
    }
    let rules = Rules::embedded().on(day("2018-05-07"));
    assert!(rules.urgent_ground(UrgentGround::Limitation).unwrap().head_decides);
    assert_eq!(Rules::embedded().on(day("2026-03-02")).urgent_grounds().len(), 4);
}

#[test]
fn how_soon_a_provider_is_assigned() {
    use {ClientRole as R, Stage as S};
    let none = AssignmentFacts {
        form: AidForm::Litigation,
        appointed: false,
        noticed: false,
        informed: false,
        urgent: false,
        held: false,
    };
    for (what, article, facts, expected) in [
        ("ordinary", "Law art. 31(2)", none, Some(DeadlineCode::Assign)),
        (
            "held person asks",
            "Law art. 31(2)",
            AssignmentFacts { held: true, ..none },
            Some(DeadlineCode::AssignHeld),
        ),
        (
            "notice",
            "Law art. 31(3)",
            AssignmentFacts { noticed: true, held: true, ..none },
            Some(DeadlineCode::AssignNoticed),
        ),
        (
            "appointed defence by phone",
            "Joint circular 10/2018 art. 7(3)",
            AssignmentFacts { appointed: true, noticed: true, ..none },
            Some(DeadlineCode::AssignAppointed),
        ),
        (
            "information",
            "Joint circular 10/2018 art. 3(4)",
            AssignmentFacts { informed: true, ..none },
            Some(DeadlineCode::AssignInformed),
        ),
        (
            "urgent information",
            "Joint circular 10/2018 art. 3(4)",
            AssignmentFacts { informed: true, urgent: true, ..none },
            Some(DeadlineCode::AssignNoticed),
        ),
        (
            "representation",
            "Law art. 33(2)",
            AssignmentFacts { form: AidForm::Representation, ..none },
            Some(DeadlineCode::AssignRepresentation),
        ),
        ("advice", "Law art. 32", AssignmentFacts { form: AidForm::Advice, ..none }, None),
    ] {
        assert_eq!(assignment_clock(&facts), expected, "{what} ({article})");
    }
    for (what, article, roles, stage, hours) in [
        (
            "arrested last night, entered as accused",
            "Law art. 31(2)",
            &[R::Accused][..],
            Some(S::Custody),
            true,
        ),
        ("held by role, the stage not told", "Law art. 31(2)", &[R::Held], None, true),
        ("arrested, nobody has said as what", "Law art. 31(2)", &[], Some(S::Custody), true),
        (
            "one arrested, one victim in one case",
            "Law art. 31(2)",
            &[R::Victim, R::Accused],
            Some(S::Custody),
            true,
        ),
        ("the victim while the other is in custody", "Law art. 31(2)", &[R::Victim], Some(S::Custody), false),
        (
            "accused, at large, under investigation",
            "Law art. 31(2)",
            &[R::Accused],
            Some(S::Investigation),
            false,
        ),
    ] {
        assert_eq!(is_held(roles, stage), hours, "{what} ({article})");
        let clock = assignment_clock(&AssignmentFacts { held: is_held(roles, stage), ..none });
        let expected = if hours { DeadlineCode::AssignHeld } else { DeadlineCode::Assign };
        assert_eq!(clock, Some(expected), "{what} ({article})");
    }
    for (area, force, expected) in [
        (false, false, DeadlineCode::ProofDue),
        (true, false, DeadlineCode::ProofDueLonger),
        (false, true, DeadlineCode::ProofDueLonger),
    ] {
        assert_eq!(proof_clock(area, force), expected, "Circular 12/2018 art. 6(2)");
    }
}
