//! Clocks: set going by the rules of a day, explained, extended once, ended once.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use chrono::{DateTime, Utc};
use kit::{Kit, actor, day};
use law::access::Role;
use law::deadlines::DeadlineCode;
use office::deadlines::{Ended, Subject, end, explanation, extend, local, of_subject, start};
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn advice(id: Uuid) -> Subject<'static> {
    Subject { kind: "case", id, case: Some(id), org: "TT.19", provider: None }
}

#[tokio::test]
async fn a_clock_keeps_its_own_explanation_and_there_is_one_of_a_kind() {
    let kit = Kit::new().await;
    let desk = &kit.desk;
    let id = Uuid::from_u128(7);
    let mut work = desk.begin_as(&actor(Role::Clerk, "TT.19")).await.unwrap();
    // 16:00 on Friday 13 February 2026 in Viet Nam, the last working day before Tết.
    let begun = at("2026-02-13T09:00:00Z");
    let rules_day = day("2026-02-13");
    let set = start(desk, &mut work, &advice(id), DeadlineCode::Assign, begun, rules_day).await.unwrap();
    let set = set.unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(explanation(&lines[0]).unwrap(), set);
    assert_eq!(local(lines[0].due_at), set.due);
    assert_eq!(set.due.date(), day("2026-02-25"), "Tết is skipped: {:?}", set.skipped);
    assert!(set.skipped.iter().any(|(off, _)| *off == day("2026-02-17")));

    start(desk, &mut work, &advice(id), DeadlineCode::Assign, at("2026-03-02T02:00:00Z"), rules_day)
        .await
        .unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.ended_at.is_none()).count(), 1);
    assert_eq!(lines[1].ended_how.as_deref(), Some("void"));

    end(desk, &mut work, "case", id, Some(DeadlineCode::Assign), Ended::Done).await.unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert!(lines.iter().all(|line| line.ended_at.is_some()));
    assert_eq!(lines.iter().filter(|line| line.ended_how.as_deref() == Some("done")).count(), 1);
}

#[tokio::test]
async fn a_recommendation_is_extended_from_its_own_start() {
    let kit = Kit::new().await;
    let desk = &kit.desk;
    let id = Uuid::from_u128(8);
    let subject = Subject { kind: "dealing", id, case: None, org: "TT.19", provider: None };
    let mut work = desk.begin_as(&actor(Role::Clerk, "TT.19")).await.unwrap();
    let begun = at("2026-03-02T02:00:00Z");
    let rules_day = day("2026-03-02");
    let code = DeadlineCode::VerificationAnswer;
    let first = start(desk, &mut work, &subject, code, begun, rules_day).await.unwrap().unwrap();
    let later = extend(desk, &mut work, &subject, code, rules_day).await.unwrap();
    match later {
        Some(later) => {
            assert_eq!(later.start, first.start);
            assert!(later.due > first.due);
        }
        None => assert!(desk.rules().on(rules_day).deadline(code).unwrap().extend_by.is_none()),
    }
    let open: Vec<_> = of_subject(&work.tx, "dealing", id).await.unwrap();
    assert_eq!(open.iter().filter(|line| line.ended_at.is_none()).count(), 1);
}
