//! Who is assigned, who may not be, and who comes next when somebody refuses or is refused.

use chrono::Duration;
use law::access::Role;
use law::cases::{AidForm, CaseState};
use law::conduct::{ChangeAsker, Registration, ReplacementGround};
use law::deadlines::DeadlineCode;
use office::conduct::{Answering, Asking, Assigning, Doing, Sent};
use office::{Actor, Failure};

use super::kit::{CTV, FAR, HANH, MINH, actor, day, head, kits, officer, refused, sqlite, wrong};

#[tokio::test]
async fn who_may_not_be_assigned_is_refused_with_the_reason() {
    let kit = sqlite().await;
    let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
    assert_eq!(wrong(kit.assign(case, CTV).await), ("provider".into(), "beyond_advice".into()));
    assert_eq!(wrong(kit.assign(case, FAR).await), ("provider".into(), "unknown".into()));
    let (page, boss) = (kit.page(case).await, head());
    let ranking = office::conduct::ranking(&kit.desk, &boss, &page.view.file, kit.desk.today());
    let offered = ranking.await.unwrap().offered.into_iter().filter(|it| it.ranked.is_eligible());
    let names: Vec<String> = offered.map(|it| it.provider.name).collect();
    assert_eq!(names, ["Bế Văn Minh", "Lò Thị Hạnh"]);
    let without = Assigning {
        sent: kit.sent(case).await,
        provider: MINH,
        day: kit.desk.today(),
        decision: None,
        note: None,
        why: Some("quen địa bàn và người dân ở đây".into()),
        batch: None,
        not_opposed: None,
        asked_on: None,
    };
    let tried = office::conduct::assign(&kit.desk, &head(), case, without.clone(), Doing::Real).await;
    assert_eq!(wrong(tried), ("decision".into(), "required".into()));
    let early = Assigning { day: day("2026-11-20"), ..without.clone() };
    let tried = office::conduct::assign(&kit.desk, &head(), case, early, Doing::Real).await;
    assert_eq!(wrong(tried), ("day".into(), "before_last_step".into()));
    let clerk = actor(Role::Clerk, "TT.19");
    let tried = office::conduct::assign(&kit.desk, &clerk, case, without, Doing::Real).await;
    assert!(matches!(tried, Err(Failure::Denied)), "{tried:?}");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_act_and_an_old_one_is_stale() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let it = Assigning {
            sent: kit.sent(case).await,
            provider: MINH,
            day: kit.desk.today(),
            decision: Some("15/QĐ".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: None,
            asked_on: Some(kit.desk.today()),
        };
        let send = |it: Assigning, doing| {
            office::conduct::assign(&kit.desk, HEAD.get_or_init(head), case, it, doing)
        };
        send(it.clone(), Doing::Look).await.unwrap();
        assert_eq!(kit.state(case).await, CaseState::Accepted, "a look changes nothing");
        send(it.clone(), Doing::Real).await.unwrap();
        send(it.clone(), Doing::Real).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!((page.assignments.len(), page.view.file.case.version), (1, 2));
        assert_eq!(page.registration(), Registration::Asked);
        assert_eq!(kit.clocks(case).await, [DeadlineCode::DefenceRegistration]);
        let other = Assigning { sent: Sent { id: kit.desk.id(), ..it.sent }, ..it };
        assert!(matches!(send(other, Doing::Real).await, Err(Failure::Stale)));
    }
}

static HEAD: std::sync::OnceLock<Actor> = std::sync::OnceLock::new();

#[tokio::test]
async fn a_refused_registration_sends_another_provider_in_24_hours() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Asked).await.unwrap();
        kit.register(case, Registration::Refused).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::ReplaceDefender])
        );
        let clock = kit.page(case).await.clocks.into_iter().find(|it| it.ended_at.is_none()).unwrap();
        assert_eq!(clock.due_at - clock.start_at, Duration::hours(24));
        kit.replace(case, Some(HANH)).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!(kit.clocks(case).await, []);
        assert_eq!(page.view.file.case.provider_id, Some(HANH));
        let rows: Vec<(&str, bool)> =
            page.assignments.iter().map(|row| (row.provider_name.as_str(), row.until_at.is_none())).collect();
        assert_eq!(rows, [("Lò Thị Hạnh", true), ("Bế Văn Minh", false)]);
        assert_eq!(
            page.assignments[1].replaced_ground.map(|it| it.0),
            Some(ReplacementGround::CannotPerform)
        );
        kit.register(case, Registration::Registered).await.unwrap();
        kit.register(case, Registration::Cancelled).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::ReplaceDefender])
        );
        kit.replace(case, None).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Accepted, vec![DeadlineCode::ReplaceDefender])
        );
        kit.sound(case).await;
        kit.assign(case, MINH).await.unwrap();
        assert_eq!(kit.clocks(case).await, []);
        // Whoever was replaced no longer finds the case.
        let gone = office::cases::view(&kit.desk, &officer(HANH), case).await;
        assert!(matches!(gone, Err(Failure::Missing)));
        office::cases::view(&kit.desk, &officer(MINH), case).await.unwrap();
    }
}

#[tokio::test]
async fn who_must_refuse_and_who_asks_for_another_wait_with_the_head() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        assert_eq!(refused(kit.ask(case, ChangeAsker::Person).await).0, "conduct.nobody_assigned");
        kit.assign(case, MINH).await.unwrap();
        let (day, reason) = (kit.desk.today(), "bào chữa cho bị hại năm trước".to_owned());
        let must = Asking {
            sent: kit.sent(case).await,
            asker: ChangeAsker::Provider,
            ground: Some(ReplacementGround::OpposedParties),
            reason,
            day,
        };
        let without = Asking { ground: Some(ReplacementGround::PersonAsked), ..must.clone() };
        let tried = office::conduct::ask_change(&kit.desk, &officer(MINH), case, without, Doing::Real).await;
        assert_eq!(wrong(tried), ("ground".into(), "required".into()));
        office::conduct::ask_change(&kit.desk, &officer(MINH), case, must, Doing::Real).await.unwrap();
        assert_eq!(kit.clocks(case).await, [], "the provider's own clock is none");
        kit.ask(case, ChangeAsker::Person).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::ProviderChangeAnswer]);
        let open = office::conduct::open_changes(&kit.desk, &head()).await.unwrap();
        assert_eq!(open.iter().map(|it| it.change.asker.0).collect::<Vec<_>>().len(), 2);
        assert!(open.iter().all(|it| it.case.id == case));
        let far = office::conduct::open_changes(&kit.desk, &actor(Role::Director, "TT.01")).await.unwrap();
        assert!(far.is_empty());
        let person = open.iter().find(|it| it.change.asker.0 == ChangeAsker::Person).unwrap().change.id;
        let (sent, answer) = (kit.sent(case).await, "người thực hiện đủ điều kiện".to_owned());
        let no = Answering { sent, change: person, answer };
        office::conduct::answer_change(&kit.desk, &head(), case, no, Doing::Real).await.unwrap();
        assert_eq!(kit.clocks(case).await, []);
        kit.replace(case, Some(HANH)).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!(page.open_changes().count(), 0);
        let granted: Vec<Option<bool>> = page.changes.iter().map(|it| it.granted).collect();
        assert!(granted.contains(&Some(true)) && granted.contains(&Some(false)), "{granted:?}");
        kit.sound(case).await;
    }
}
