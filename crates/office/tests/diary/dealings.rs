//! Dealings with other offices: who sees what, and what comes when nobody answers.

use chrono::Duration;
use law::access::Role;
use law::dealings::{DealingKind, DealingState};
use law::rules::DeadlineCode;
use office::Failure;
use office::dealings::{self, Answer, DealingDraft};
use uuid::Uuid;

use super::kit::{OFFICER, actor, clerk, day, kits, missing, officer, refused};

#[tokio::test]
async fn another_centre_sees_the_question_but_not_the_case_and_answers_in_time() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Verification,
            agency: String::new(),
            to_org: Some("TT.01".into()),
            subject: "Xác minh nơi ở của người làm chứng".into(),
            sent_on: day("2026-11-20"),
            ground: None,
        };
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let view = dealings::view(&kit.desk, &officer(), case, draft.id).await.unwrap();
        assert_eq!(view.clocks.len(), 1);
        assert_eq!(view.clocks[0].code.0, DeadlineCode::VerificationAnswer);
        // Ten days after a Friday the twentieth: a Monday.
        assert_eq!(office::deadlines::local(view.clocks[0].due_at).date(), day("2026-11-30"));
        let there = actor(Role::Clerk, "TT.01", None);
        missing(dealings::view(&kit.desk, &there, case, draft.id).await);
        let lines = dealings::received(&kit.desk, &there).await.unwrap();
        assert_eq!((lines.len(), lines[0].state.0), (1, DealingState::Sent));
        assert_eq!(dealings::received(&kit.desk, &clerk()).await.unwrap(), []);
        missing(dealings::open_received(&kit.desk, &clerk(), draft.id).await);
        let opened = dealings::open_received(&kit.desk, &there, draft.id).await.unwrap();
        assert_eq!((opened.state.0, opened.version), (DealingState::Seen, 2));
        let answer =
            Answer { answered_on: day("2026-11-20"), text: "Không còn ở đó".into(), impossible: true };
        let late = dealings::answer_received(&kit.desk, &there, draft.id, 1, answer.clone()).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        dealings::answer_received(&kit.desk, &there, draft.id, 2, answer).await.unwrap();
        let view = dealings::view(&kit.desk, &officer(), case, draft.id).await.unwrap();
        assert_eq!(view.dealing.state.0, DealingState::Impossible);
        assert_eq!(view.clocks[0].ended_how.as_deref(), Some("done"));
    }
}

#[tokio::test]
async fn a_recommendation_nobody_answers_goes_to_the_superior() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Recommendation,
            agency: "Ủy ban nhân dân xã".into(),
            to_org: None,
            subject: "Kiến nghị cấp lại giấy xác nhận".into(),
            sent_on: day("2026-11-20"),
            ground: None,
        };
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let due = async |id: Uuid| {
            let view = dealings::view(&kit.desk, &officer(), case, id).await.unwrap();
            let running = view.clocks.iter().find(|line| line.ended_at.is_none()).map(|line| line.due_at);
            (running.map(|at| office::deadlines::local(at).date()), view.may_escalate)
        };
        // Thirty days end on a Sunday: the Monday after.
        assert_eq!(due(draft.id).await, (Some(day("2026-12-21")), false));
        let wrong = dealings::allow_longer(&kit.desk, &officer(), case, draft.id, 1, 60).await;
        assert_eq!(refused(wrong).fields, [("days".to_owned(), "dealing_days".to_owned())]);
        dealings::allow_longer(&kit.desk, &officer(), case, draft.id, 1, 45).await.unwrap();
        let (longest, _) = due(draft.id).await;
        assert!(longest.unwrap() >= day("2027-01-04"), "{longest:?}");
        let next = kit.desk.id();
        let early = dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await;
        assert_eq!(refused(early).code, "dealings.too_early");
        kit.pass(Duration::days(60));
        assert!(due(draft.id).await.1);
        dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await.unwrap();
        dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await.unwrap();
        let all = dealings::list(&kit.desk, &officer(), case).await.unwrap().dealings;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|(it, due)| it.state.0 == DealingState::Escalated && due.is_none()));
        assert!(all.iter().any(|(it, due)| it.agency == "UBND tỉnh" && due.is_some()));
    }
}
