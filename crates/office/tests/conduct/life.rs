//! From the register to the archive: closing, reopening, suspension, and what ends with the case.

use chrono::Duration;
use law::access::{Reach, Role};
use law::cases::{AidForm, CaseState, Outcome};
use law::conduct::{ChangeAsker, NotContinuedGround, Registration, Retention};
use law::deadlines::DeadlineCode;
use law::hearings::{HearingAct, HearingKind, HearingState};
use office::cases::{CaseDraft, Closing};
use office::conduct::{Assigning, Doing};
use office::{Actor, Failure};

use super::kit::{CTV, FAR, FULL, HANH, MINH, actor, day, head, kits, officer, refused, sqlite, wrong};

#[tokio::test]
async fn a_case_lives_from_the_register_to_the_archive() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        assert_eq!(kit.clocks(case).await, [DeadlineCode::Assign]);
        kit.pass(1);
        kit.assign(case, MINH).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Assigned, vec![]));
        kit.register(case, Registration::Asked).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::DefenceRegistration]);
        kit.register(case, Registration::Registered).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Conducting, vec![]));
        kit.pass(20);
        kit.close(case).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::FileHandover]);
        let (code, missing) = refused(kit.hand_over(case, &[], None).await);
        assert_eq!(code, "conduct.file_incomplete");
        assert!(missing.iter().any(|(item, _)| item == "brief"), "{missing:?}");
        kit.hand_over(case, &FULL, None).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::HandedOver, vec![]));
        kit.give_back(case).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Closed, vec![DeadlineCode::FileHandover])
        );
        kit.hand_over(case, &[], None).await.unwrap();
        let own = Actor { provider: Some(MINH), ..head() };
        assert_eq!(refused(kit.appraise(case, &own).await).0, "conduct.own_case");
        kit.appraise(case, &actor(Role::Appraiser, "TT.19")).await.unwrap();
        kit.archive(case).await.unwrap();
        let page = kit.page(case).await;
        let record = &page.view.file.case;
        assert_eq!((record.state.0, record.quality_score), (CaseState::Archived, Some(91)));
        assert_eq!(page.archived.as_ref().unwrap().retention.0, Retention::NotSet);
        let kinds: Vec<&str> = page.view.events.iter().rev().map(|event| event.kind.as_str()).collect();
        for kind in [
            "accepted",
            "assigned",
            "registered",
            "closed",
            "handed_over",
            "given_back",
            "appraised",
            "archived",
        ] {
            assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
        }
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn what_is_archived_is_locked() {
    let kit = sqlite().await;
    let case = kit.entered(AidForm::Advice, &["Nông Thị Hoà"]).await;
    kit.assign(case, CTV).await.unwrap();
    kit.close(case).await.unwrap();
    kit.hand_over(case, &[], Some("giấy tờ do Sở giữ")).await.unwrap();
    kit.appraise(case, &head()).await.unwrap();
    kit.archive(case).await.unwrap();
    assert_eq!(refused(kit.reopen(case).await).0, "cases.archived");
    assert_eq!(refused(kit.appraise(case, &head()).await).0, "cases.archived");
    assert_eq!(refused(kit.ask(case, ChangeAsker::Person).await).0, "cases.archived");
    let note = office::cases::note(&kit.desk, &head(), case, kit.desk.id(), "thêm").await;
    assert_eq!(refused(note).0, "cases.archived");
    let file = kit.page(case).await.view.file;
    let mut draft = kit.draft_of(&file);
    draft.note = Some("sửa".into());
    let corrected = office::cases::correct(&kit.desk, &head(), file.case.version, draft).await;
    assert_eq!(refused(corrected).0, "cases.archived");
}

#[tokio::test]
async fn suspension_stops_the_clocks_and_changes_no_figure() {
    use law::statistics::Window;
    use store::statistics::{Scope, tally};
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let figures = async || {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let window = Window { from: day("2026-01-01"), to: day("2026-12-31"), as_of: None };
            let scope = Scope::Organisations(vec!["TT.19".into()]);
            let all = law::statistics::compute(&tally(&tx, &scope, &window).await.unwrap());
            all.iter().map(|figure| format!("{}={:?}", figure.indicator.id, figure.value)).collect::<Vec<_>>()
        };
        let before = figures().await;
        kit.pass(1);
        kit.stop(case, false).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Paused, vec![]));
        assert_eq!(figures().await, before);
        kit.pass(30);
        kit.stop(case, true).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Accepted, vec![DeadlineCode::Assign])
        );
        let clock = kit.page(case).await.clocks.into_iter().find(|it| it.ended_at.is_none()).unwrap();
        assert_eq!(clock.start_at, kit.desk.now(), "counted anew");
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Asked).await.unwrap();
        kit.pass(1);
        kit.stop(case, false).await.unwrap();
        kit.stop(case, true).await.unwrap();
        let state = kit.state(case).await;
        assert_eq!(
            (state, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::DefenceRegistration])
        );
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn closing_asks_what_the_outcome_needs_and_reopening_takes_it_back() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        let seen = kit.page(case).await.view.file.case.version;
        let withdrawn = Closing::on(kit.desk.today(), Outcome::NotContinued);
        let (code, fields) =
            refused(office::cases::close(&kit.desk, &head(), case, seen, withdrawn.clone()).await);
        assert_eq!(code, "cases.closing_incomplete");
        assert_eq!(fields.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["ground", "closing_paper"]);
        let closing = Closing {
            ground: Some(NotContinuedGround::Withdrawn),
            paper: Some("12/TB-TGPL".into()),
            ..withdrawn
        };
        office::cases::try_close(&kit.desk, &head(), case, seen, closing.clone()).await.unwrap();
        assert_eq!(kit.state(case).await, CaseState::Assigned);
        office::cases::close(&kit.desk, &head(), case, seen, closing).await.unwrap();
        let page = kit.page(case).await;
        let told = page.view.events.iter().find(|event| event.kind == "closed").unwrap();
        assert_eq!(told.text.as_deref(), Some("not_continued\nwithdrawn\n12/TB-TGPL"));
        kit.reopen(case).await.unwrap();
        let page = kit.page(case).await;
        let record = &page.view.file.case;
        assert_eq!(
            (record.state.0, record.outcome, record.provider_id),
            (CaseState::Assigned, None, Some(MINH))
        );
        assert_eq!(kit.clocks(case).await, []);
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn out_of_reach_nothing_is_there() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let far = actor(Role::Director, "TT.01");
        let it = Assigning {
            sent: kit.sent(case).await,
            provider: FAR,
            day: kit.desk.today(),
            decision: Some("1".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: None,
            asked_on: None,
        };
        let tried = office::conduct::assign(&kit.desk, &far, case, it, Doing::Real).await;
        assert!(matches!(tried, Err(Failure::Missing)), "{tried:?}");
        assert!(matches!(office::conduct::page(&kit.desk, &far, case, true).await, Err(Failure::Missing)));
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert!(
            store::cases::find(&tx, &Reach::Nation, case).await.unwrap().unwrap().case.assigned_on.is_none()
        );
    }
}

#[tokio::test]
async fn the_page_knows_what_is_new_since_the_last_look() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let look =
            async |first: bool| office::conduct::page(&kit.desk, &head(), case, first).await.unwrap().seen_at;
        assert_eq!(look(true).await, None);
        let before = kit.desk.now();
        kit.pass(1);
        assert_eq!(look(false).await, None, "turning the timeline is no look");
        assert_eq!(look(true).await, Some(before));
        assert_eq!(look(true).await, Some(kit.desk.now()));
    }
}

#[tokio::test]
async fn editing_the_columns_moves_assignment_and_clocks_too() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        for (provider, closed) in
            [(Some(MINH), None), (Some(HANH), None), (Some(HANH), Some(kit.desk.today()))]
        {
            let file = kit.page(case).await.view.file;
            let draft = CaseDraft {
                provider,
                assigned_on: Some(kit.desk.today()),
                closed_on: closed,
                outcome: closed.map(|_| Outcome::Completed),
                ..kit.draft_of(&file)
            };
            office::cases::correct(&kit.desk, &head(), file.case.version, draft).await.unwrap();
            kit.sound(case).await;
        }
        assert_eq!(kit.page(case).await.assignments.len(), 2);
    }
}

#[tokio::test]
async fn what_is_planned_ends_with_the_case_and_does_not_come_back_with_it() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        let plan = |days: i64| office::hearings::HearingDraft {
            id: kit.desk.id(),
            kind: HearingKind::Trial,
            at: kit.desk.now() + Duration::days(days),
            place: "Tòa án".into(),
            agency: String::new(),
            online: false,
        };
        let (trial, meeting) = (plan(9), plan(5));
        let (first, second) = (trial.id, meeting.id);
        for draft in [trial, meeting] {
            office::hearings::add(&kit.desk, &head(), case, draft).await.unwrap();
        }
        let put_off = office::hearings::Course {
            act: HearingAct::Postpone,
            result: "vắng người làm chứng".into(),
            next: None,
        };
        office::hearings::proceed(&kit.desk, &head(), case, second, 1, put_off).await.unwrap();
        kit.close(case).await.unwrap();
        let states = async || {
            let shown = office::hearings::list(&kit.desk, &head(), case).await.unwrap().hearings;
            shown.iter().map(|hearing| (hearing.id, hearing.state.0)).collect::<Vec<_>>()
        };
        let void = vec![(first, HearingState::Void), (second, HearingState::Void)];
        assert_eq!(states().await, void, "visible, each with its end");
        let today = office::today::view(&kit.desk, &officer(MINH)).await.unwrap();
        assert!(today.hearings.is_empty() && today.silent.is_empty());
        kit.reopen(case).await.unwrap();
        assert_eq!(states().await, void, "nothing comes back by itself");
        let held = office::hearings::Course { act: HearingAct::Cancel, result: "x".into(), next: None };
        let no = office::hearings::proceed(&kit.desk, &head(), case, first, 2, held).await;
        assert_eq!(refused(no).0, "hearings.not_now");
        office::hearings::add(&kit.desk, &head(), case, plan(12)).await.unwrap();
        assert_eq!(states().await[0].1, HearingState::Planned);
        let acts = kit.page(case).await.view.readers;
        assert!(acts.iter().any(|line| line.act == "hearings.void"), "{acts:?}");
    }
}

#[tokio::test]
async fn what_was_asked_of_others_is_answered_or_given_up_before_the_archive() {
    use law::dealings::{DealingKind, DealingState};
    use office::dealings::{self, Answer, DealingDraft};
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Registered).await.unwrap();
        let recommend = |agency: &str| DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Recommendation,
            agency: agency.into(),
            to_org: None,
            subject: "Kiến nghị xem xét lại quyết định".into(),
            sent_on: kit.desk.today(),
            ground: None,
        };
        let (first, second) = (recommend("UBND xã"), recommend("UBND tỉnh"));
        let (answered, given_up) = (first.id, second.id);
        dealings::send(&kit.desk, &head(), case, first).await.unwrap();
        dealings::send(&kit.desk, &head(), case, second).await.unwrap();
        // Somebody asked for another provider; with the end of the case nobody waits for that any more.
        kit.ask(case, ChangeAsker::Person).await.unwrap();
        assert_eq!(office::conduct::open_changes(&kit.desk, &head()).await.unwrap().len(), 1);
        kit.close(case).await.unwrap();
        assert!(office::conduct::open_changes(&kit.desk, &head()).await.unwrap().is_empty());
        // The end leaves the clocks of the answers with whoever did the case: art. 36 gives 45 days, art. 39 30.
        let waits = async || {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let all = store::deadlines::list_of_case(&tx, case).await.unwrap();
            all.into_iter()
                .filter(|clock| clock.ended_at.is_none())
                .map(|clock| (clock.code.0, clock.provider_id))
                .collect::<Vec<_>>()
        };
        let recommendation = (DeadlineCode::RecommendationAnswer, Some(MINH));
        let mut running = waits().await;
        running.sort();
        assert_eq!(running, [recommendation, recommendation, (DeadlineCode::FileHandover, Some(MINH))]);
        kit.hand_over(case, &FULL, None).await.unwrap();
        kit.appraise(case, &actor(Role::Appraiser, "TT.19")).await.unwrap();
        assert_eq!(refused(kit.archive(case).await).0, "conduct.answer_awaited");
        let answer =
            Answer { answered_on: kit.desk.today(), text: "Đã xem xét".into(), impossible: false };
        dealings::answer(&kit.desk, &head(), case, answered, 1, answer).await.unwrap();
        assert_eq!(refused(kit.archive(case).await).0, "conduct.answer_awaited");
        let silent = dealings::give_up(&kit.desk, &head(), case, given_up, 1, "x").await;
        assert_eq!(wrong(silent).1, "reason_too_short");
        let reason = "Cơ quan đã giải thể, việc không còn";
        dealings::give_up(&kit.desk, &head(), case, given_up, 1, reason).await.unwrap();
        let view = dealings::view(&kit.desk, &head(), case, given_up).await.unwrap();
        assert_eq!(view.dealing.state.0, DealingState::GivenUp);
        kit.archive(case).await.unwrap();
        assert!(waits().await.is_empty(), "no clock runs in the archive");
        let late = dealings::give_up(&kit.desk, &head(), case, answered, 2, reason).await;
        assert_eq!(refused(late).0, "dealings.ended");
    }
}
