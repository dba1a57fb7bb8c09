//! Entries of work and hearings: one provider, one place at a time.

use chrono::Duration;
use law::access::Role;
use law::diary::WorkCode;
use law::hearings::{HearingAct, HearingKind, HearingState};
use office::Failure;
use office::daily::moment_of;
use office::diary::{self, EntryDraft};
use office::hearings::{self, Course, HearingDraft};

use super::kit::{Kit, LAWYER, OFFICER, actor, clerk, day, kits, missing, officer, refused};

#[tokio::test]
async fn an_entry_is_made_once_counted_in_sessions_and_preset_for_the_next() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let empty = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        // 10:10 is nearest to ten o'clock.
        assert_eq!((empty.preset.from_minute, empty.preset.to_minute), (540, 600));
        assert_eq!(empty.preset.work, None);
        let draft = kit.entry(480, 570);
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let other = EntryDraft { note: "khác".into(), ..draft };
        let again = diary::add(&kit.desk, &officer(), case, other).await;
        assert!(matches!(again, Err(Failure::Stale)), "{again:?}");
        let shown = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        assert_eq!(shown.totals.entries, 1);
        assert_eq!((shown.totals.minutes, shown.totals.half_sessions), (90, 1));
        assert_eq!(shown.preset.work, Some(WorkCode::CriminalDd));
        assert_eq!(shown.preset.place, "Trại tạm giam");
        // The next one begins where the last one of the day ended.
        assert_eq!((shown.preset.from_minute, shown.preset.to_minute), (570, 600));
        let october = diary::view(&kit.desk, &officer(), case, Some(day("2026-10-15")), None).await.unwrap();
        assert_eq!(october.entries, []);
        assert_eq!(october.months, [day("2026-11-01"), day("2026-10-01")]);
        let made = kit.acts().await.into_iter().filter(|(act, _)| act == "diary.add").count();
        assert_eq!(made, 1);
    }
}

#[tokio::test]
async fn a_provider_is_not_in_two_places_at_once() {
    for kit in kits().await {
        let (one, two) = (kit.case("A.1", Some(OFFICER)).await, kit.case("A.2", Some(OFFICER)).await);
        diary::add(&kit.desk, &officer(), one, kit.entry(480, 570)).await.unwrap();
        let refusal = refused(diary::add(&kit.desk, &officer(), two, kit.entry(540, 600)).await);
        assert_eq!(refusal.fields, [("from".to_owned(), "diary_overlap".to_owned())]);
        let said = |name: &str| refusal.data[name].clone();
        assert_eq!((said("case"), said("from"), said("to")), ("A.1".into(), "08:00".into(), "09:30".into()));
        diary::add(&kit.desk, &officer(), two, kit.entry(570, 600)).await.unwrap();
        // Another provider may work at the same time.
        let third = kit.case("A.3", Some(LAWYER)).await;
        diary::add(&kit.desk, &clerk(), third, kit.entry(480, 570)).await.unwrap();
    }
}

#[tokio::test]
async fn an_entry_is_corrected_by_version_and_taken_out_with_a_reason() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = kit.entry(480, 570);
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let longer = EntryDraft { to_minute: 600, ..draft.clone() };
        diary::correct(&kit.desk, &officer(), case, 1, longer.clone()).await.unwrap();
        let late = diary::correct(&kit.desk, &clerk(), case, 1, longer).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let refusal = refused(diary::remove(&kit.desk, &officer(), case, draft.id, 2, " ").await);
        assert_eq!(refusal.fields, [("reason".to_owned(), "required".to_owned())]);
        diary::remove(&kit.desk, &officer(), case, draft.id, 2, "ghi nhầm vụ việc").await.unwrap();
        let shown = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        assert_eq!(shown.totals.entries, 0);
        missing(diary::entry(&kit.desk, &officer(), case, draft.id).await);
        assert!(kit.acts().await.contains(&("diary.remove".into(), "ghi nhầm vụ việc".into())));
        // The time is free again.
        diary::add(&kit.desk, &officer(), case, kit.entry(500, 540)).await.unwrap();
    }
}

#[tokio::test]
async fn only_running_cases_within_reach_take_entries() {
    for kit in kits().await {
        let (case, bare) = (kit.case("A.1", Some(OFFICER)).await, kit.case("A.2", None).await);
        let stranger = actor(Role::Lawyer, "TT.19", Some(LAWYER));
        missing(diary::add(&kit.desk, &stranger, case, kit.entry(480, 570)).await);
        missing(diary::view(&kit.desk, &actor(Role::Clerk, "TT.01", None), case, None, None).await);
        let reader = actor(Role::Accountant, "TT.19", None);
        diary::view(&kit.desk, &reader, case, None, None).await.unwrap();
        let denied = diary::add(&kit.desk, &reader, case, kit.entry(480, 570)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
        let refusal = refused(diary::add(&kit.desk, &clerk(), bare, kit.entry(480, 570)).await);
        assert_eq!(refusal.code, "daily.no_provider");
        let tomorrow = EntryDraft { on_date: day("2026-11-21"), ..kit.entry(480, 570) };
        let refusal = refused(diary::add(&kit.desk, &officer(), case, tomorrow).await);
        assert_eq!(refusal.fields, [("on_date".to_owned(), "entry_not_yet".to_owned())]);
        kit.close(case).await;
        let refusal = refused(diary::add(&kit.desk, &officer(), case, kit.entry(480, 570)).await);
        assert_eq!(refusal.code, "daily.not_running");
    }
}

#[tokio::test]
async fn a_hearing_that_is_put_off_has_a_next_one_and_one_that_passed_is_not_forgotten() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = HearingDraft {
            id: kit.desk.id(),
            kind: HearingKind::Trial,
            at: moment_of(day("2026-11-23"), 480),
            place: "Tòa án khu vực 1".into(),
            agency: String::new(),
            online: false,
        };
        hearings::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        hearings::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let next = (kit.desk.id(), moment_of(day("2026-11-25"), 480));
        let put_off = |result: &str, next| Course { act: HearingAct::Postpone, result: result.into(), next };
        let refusal = refused(
            hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, put_off("", Some(next))).await,
        );
        assert_eq!(refusal.fields, [("result".to_owned(), "required".to_owned())]);
        let course = put_off("vắng người bào chữa khác", Some(next));
        hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, course.clone()).await.unwrap();
        // The same form sent twice makes one next hearing.
        hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, course).await.unwrap();
        let all = hearings::list(&kit.desk, &officer(), case).await.unwrap().hearings;
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].follows, all[0].state.0), (Some(draft.id), HearingState::Planned));
        assert_eq!(all[1].state.0, HearingState::Resumed);

        let reach = kit.desk.reach_of(&officer());
        let silent = async |kit: &Kit| {
            let tx = kit.desk.store().snapshot().await.unwrap();
            store::diary::silent_hearings(&tx, &reach, kit.desk.now(), 10).await.unwrap()
        };
        assert_eq!(silent(&kit).await, []);
        kit.pass(Duration::days(6));
        assert_eq!(silent(&kit).await.len(), 1);
        let today = office::today::view(&kit.desk, &officer()).await.unwrap();
        assert_eq!((today.silent.len(), today.hearings.len(), today.cases.len()), (1, 0, 1));
        let preset = diary::view(&kit.desk, &officer(), case, None, Some(next.0)).await.unwrap().preset;
        assert_eq!((preset.on_date, preset.work), (day("2026-11-25"), Some(WorkCode::CriminalI)));
        // An entry on that day, even of other work, ends the silence; one that tells of it holds it.
        let told = EntryDraft {
            on_date: preset.on_date,
            work: WorkCode::CriminalI,
            hearing: Some(next.0),
            ..kit.entry(preset.from_minute, preset.to_minute)
        };
        diary::add(&kit.desk, &officer(), case, told).await.unwrap();
        assert_eq!(silent(&kit).await, []);
        let all = hearings::list(&kit.desk, &officer(), case).await.unwrap().hearings;
        assert_eq!(all[0].state.0, HearingState::Held);
    }
}
