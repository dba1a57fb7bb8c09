//! Acts on organisations and providers: within reach, without loss, with a trace.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "the kit of import tests has more than is needed here")]
mod exchange_kit;
mod kit;

use chrono::NaiveDate;
use kit::{Kit, actor, day};
use law::access::Role;
use law::staff::{OrganisationKind, ProviderKind};
use office::staff::{
    self, OrganisationChange, OrganisationClosing, OrganisationDraft, Provider, ProviderQuery,
};
use office::{Actor, Failure, Refusal};
use uuid::Uuid;

fn branch(code: &str, parent: &str) -> OrganisationDraft {
    OrganisationDraft {
        code: code.to_owned(),
        name: "Chi nhánh  số 1".to_owned(),
        parent: parent.to_owned(),
        valid_from: day("2026-01-01"),
        address: None,
        phone: None,
    }
}

fn closing(code: &str, version: i64, last_day: &str, successor: Option<&str>) -> OrganisationClosing {
    OrganisationClosing {
        code: code.to_owned(),
        version,
        last_day: day(last_day),
        successor: successor.map(str::to_owned),
        reason: "sắp xếp lại".to_owned(),
    }
}

fn provider(number: u128, org: &str, name: &str) -> Provider {
    Provider {
        id: Uuid::from_u128(number),
        org_code: org.to_owned(),
        name: name.to_owned(),
        name_folded: String::new(),
        kind: ProviderKind::LegalAidOfficer.into(),
        card_number: None,
        appointed_on: Some(day("2020-01-01")),
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: Some(1985),
        languages: "vi".to_owned(),
        fields: String::new(),
        leader: false,
        version: 1,
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => *refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn fields(refusal: &Refusal) -> Vec<(&str, &str)> {
    refusal.fields.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect()
}

#[tokio::test]
async fn a_director_adds_a_branch_and_reaches_it_at_once() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    let code = staff::next_code(&kit.desk, &director, OrganisationKind::Branch, "TT.19").await.unwrap();
    assert_eq!(code, "CN.19.1");
    staff::insert_organisation(&kit.desk, &director, branch(&code, "TT.19")).await.unwrap();
    assert!(kit.desk.reach_of(&director).covers("CN.19.1"));
    let next = staff::next_code(&kit.desk, &director, OrganisationKind::Branch, "TT.19").await.unwrap();
    assert_eq!(next, "CN.19.2");
    let view = staff::view_organisation(&kit.desk, &director, "CN.19.1").await.unwrap();
    assert_eq!(view.organisation.name, "Chi nhánh số 1");
    let above: Vec<&str> = view.above.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(above, ["CUC", "STP.19", "TT.19"]);
    assert!(view.may_change);
    assert_eq!(view.history[0].act, "staff.insert_organisation");
}

#[tokio::test]
async fn everybody_reads_the_directory_and_changes_only_within_reach() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    let elsewhere = staff::view_organisation(&kit.desk, &director, "TT.01").await.unwrap();
    assert!(!elsewhere.may_change);
    let refusal = refused(staff::insert_organisation(&kit.desk, &director, branch("CN.01.1", "TT.01")).await);
    assert_eq!(fields(&refusal), [("parent", "unknown_parent")]);
    let act =
        staff::close_organisation(&kit.desk, &director, closing("TT.01", 1, "2026-06-30", Some("TT.19")))
            .await;
    assert!(matches!(act, Err(Failure::Missing)), "{act:?}");
    let clerk = actor(Role::Clerk, "TT.19");
    let act = staff::insert_organisation(&kit.desk, &clerk, branch("CN.19.1", "TT.19")).await;
    assert!(matches!(act, Err(Failure::Denied)), "{act:?}");
}

#[tokio::test]
async fn a_new_organisation_must_fit_the_tree() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    for (draft, wrong) in [
        (branch("CN.19", "TT.19"), ("code", "bad_code")),
        (branch("TT.19.2", "STP.19"), ("code", "not_your_kind")),
        (branch("CN.18.1", "TT.19"), ("code", "unknown_province")),
        (branch("TT.19", "STP.19"), ("code", "code_taken")),
        (OrganisationDraft { name: " ".to_owned(), ..branch("CN.19.1", "TT.19") }, ("name", "required")),
        (branch("CN.19.1", "STP.19"), ("parent", "unknown_parent")),
        (branch("CN.19.1", "TT.06"), ("parent", "parent_province")),
        (branch("CN.06.1", "TT.06"), ("code", "unknown_province")),
    ] {
        let refusal = refused(staff::insert_organisation(&kit.desk, &director, draft.clone()).await);
        assert!(fields(&refusal).contains(&wrong), "{draft:?}: {:?}", fields(&refusal));
    }
    let system = Actor::system();
    let old = OrganisationDraft { valid_from: day("2020-01-01"), ..branch("CN.06.1", "TT.06") };
    staff::insert_organisation(&kit.desk, &system, old).await.unwrap();
    let late = OrganisationDraft { valid_from: day("2025-07-02"), ..branch("HD.19.1", "CN.06.1") };
    let refusal = refused(staff::insert_organisation(&kit.desk, &system, late).await);
    assert_eq!(fields(&refusal), [("parent", "parent_kind")]);
}

#[tokio::test]
async fn closing_names_a_successor_who_then_reaches_the_register() {
    let kit = Kit::new().await;
    let system = Actor::system();
    staff::insert_organisation(&kit.desk, &system, branch("CN.19.1", "TT.19")).await.unwrap();
    staff::insert_organisation(&kit.desk, &system, branch("CN.19.2", "TT.19")).await.unwrap();
    let director = actor(Role::Director, "TT.19");
    let head = actor(Role::BranchHead, "CN.19.2");
    assert!(!kit.desk.reach_of(&head).covers("CN.19.1"));
    for (closing, wrong) in [
        (closing("CN.19.1", 1, "2026-06-30", None), ("successor", "successor_required")),
        (closing("CN.19.1", 1, "2026-06-30", Some("CN.99.9")), ("successor", "unknown_successor")),
        (closing("CN.19.1", 1, "2026-06-30", Some("STP.19")), ("successor", "successor_kind")),
        (closing("CN.19.1", 1, "2026-06-30", Some("CN.19.1")), ("successor", "successor_circle")),
        (closing("CN.19.1", 1, "2026-06-30", Some("TT.06")), ("successor", "successor_closed")),
        (closing("CN.19.1", 1, "2025-12-31", Some("TT.19")), ("last_day", "before_it_began")),
        (
            OrganisationClosing {
                reason: " ".to_owned(),
                ..closing("CN.19.1", 1, "2026-06-30", Some("TT.19"))
            },
            ("reason", "required"),
        ),
    ] {
        let refusal = refused(staff::close_organisation(&kit.desk, &director, closing.clone()).await);
        assert!(fields(&refusal).contains(&wrong), "{closing:?}: {:?}", fields(&refusal));
    }
    let good = closing("CN.19.1", 1, "2026-06-30", Some("CN.19.2"));
    staff::close_organisation(&kit.desk, &director, good.clone()).await.unwrap();
    staff::close_organisation(&kit.desk, &director, good).await.unwrap();
    assert!(kit.desk.reach_of(&head).covers("CN.19.1"));
    let again = refused(
        staff::close_organisation(&kit.desk, &director, closing("CN.19.1", 2, "2026-07-31", Some("TT.19")))
            .await,
    );
    assert_eq!(again.code, "staff.closed_already");
    let view = staff::view_organisation(&kit.desk, &director, "CN.19.2").await.unwrap();
    assert_eq!(view.predecessors.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["CN.19.1"]);
}

#[tokio::test]
async fn nobody_closes_what_stands_above_open_units_or_the_own_organisation() {
    let kit = Kit::new().await;
    let system = Actor::system();
    staff::insert_organisation(&kit.desk, &system, branch("CN.19.1", "TT.19")).await.unwrap();
    let refusal = refused(
        staff::close_organisation(&kit.desk, &system, closing("TT.19", 1, "2026-06-30", Some("TT.01"))).await,
    );
    assert_eq!((refusal.code.as_str(), refusal.data["codes"].as_str()), ("staff.children_open", "CN.19.1"));
    let director = actor(Role::Director, "TT.19");
    let refusal = refused(
        staff::close_organisation(&kit.desk, &director, closing("TT.19", 1, "2026-06-30", Some("TT.01")))
            .await,
    );
    assert_eq!(refusal.code, "staff.own_organisation");
}

fn change(of: &staff::Organisation) -> OrganisationChange {
    OrganisationChange {
        code: of.code.clone(),
        version: of.version,
        name: of.name.clone(),
        renamed_on: None,
        parent: of.parent.clone(),
        valid_from: of.valid_from,
        valid_to: of.valid_to,
        successor: of.successor.clone(),
        address: of.address.clone(),
        phone: of.phone.clone(),
        reason: "đính chính".to_owned(),
    }
}

#[tokio::test]
async fn a_new_name_keeps_the_old_one_for_its_days_and_a_slip_does_not() {
    let kit = Kit::new().await;
    let system = Actor::system();
    let before = staff::view_organisation(&kit.desk, &system, "TT.19").await.unwrap().organisation;
    let slip = OrganisationChange { name: "Trung tâm TGPL Thái Nguyên".to_owned(), ..change(&before) };
    staff::update_organisation(&kit.desk, &system, slip.clone()).await.unwrap();
    assert!(matches!(staff::update_organisation(&kit.desk, &system, slip).await, Err(Failure::Stale)));
    let view = staff::view_organisation(&kit.desk, &system, "TT.19").await.unwrap();
    assert!(view.past_names.is_empty());
    let renamed = OrganisationChange {
        name: "Trung tâm số 1".to_owned(),
        renamed_on: Some(day("2026-03-01")),
        phone: Some("0208".to_owned()),
        ..change(&view.organisation)
    };
    staff::update_organisation(&kit.desk, &system, renamed).await.unwrap();
    let view = staff::view_organisation(&kit.desk, &system, "TT.19").await.unwrap();
    assert_eq!(view.past_names[0].name, "Trung tâm TGPL Thái Nguyên");
    assert_eq!(view.past_names[0].valid_to, day("2026-02-28"));
    assert_eq!(view.history[0].reason, "đính chính");
    assert!(view.history[0].detail.contains("\"phone\":[null,\"0208\"]"), "{}", view.history[0].detail);
}

#[tokio::test]
async fn a_closed_organisation_can_be_opened_again_by_correction() {
    let kit = Kit::new().await;
    let system = Actor::system();
    let before = staff::view_organisation(&kit.desk, &system, "TT.06").await.unwrap().organisation;
    let orphan = OrganisationChange { valid_to: None, ..change(&before) };
    let refusal = refused(staff::update_organisation(&kit.desk, &system, orphan.clone()).await);
    assert_eq!(fields(&refusal), [("successor", "successor_of_open")]);
    let open = OrganisationChange { successor: None, ..orphan };
    staff::update_organisation(&kit.desk, &system, open).await.unwrap();
    let after = staff::view_organisation(&kit.desk, &system, "TT.06").await.unwrap().organisation;
    assert_eq!((after.valid_to, after.successor), (None, None));
    assert!(!kit.desk.reach_of(&actor(Role::Director, "TT.19")).covers("TT.06"));
}

#[tokio::test]
async fn a_provider_is_entered_once_corrected_and_ended_with_a_trace() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    let record = provider(1, "TT.19", "Hoàng  Thị Nga");
    staff::insert_provider(&kit.desk, &director, record.clone(), false).await.unwrap();
    staff::insert_provider(&kit.desk, &director, record, false).await.unwrap();
    let list = staff::list_providers(&kit.desk, &director, &ProviderQuery::default(), None).await.unwrap();
    assert_eq!(list.total, 1);
    let twin = provider(2, "TT.19", "HOÀNG THỊ NGA");
    let refusal = refused(staff::insert_provider(&kit.desk, &director, twin.clone(), false).await);
    assert_eq!(fields(&refusal), [("name", "same_name")]);
    staff::insert_provider(&kit.desk, &director, twin, true).await.unwrap();

    let seen = staff::view_provider(&kit.desk, &director, Uuid::from_u128(1)).await.unwrap().provider;
    let corrected = Provider { grade: Some("II".to_owned()), ..seen.clone() };
    staff::update_provider(&kit.desk, &director, corrected.clone(), "nâng hạng").await.unwrap();
    let late = staff::update_provider(&kit.desk, &director, seen, "muộn").await;
    assert!(matches!(late, Err(Failure::Stale)));
    let end = async |version: i64, on: NaiveDate| {
        staff::end_provider(&kit.desk, &director, Uuid::from_u128(1), version, on, "nghỉ hưu").await
    };
    let refusal = refused(end(2, day("2019-01-01")).await);
    assert_eq!(fields(&refusal), [("ended_on", "ended_before_appointed")]);
    end(2, day("2026-10-31")).await.unwrap();
    end(2, day("2026-10-31")).await.unwrap();
    let view = staff::view_provider(&kit.desk, &director, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(view.provider.ended_on, Some(day("2026-10-31")));
    let acts: Vec<&str> = view.history.iter().map(|line| line.act.as_str()).collect();
    assert_eq!(acts, ["staff.end_provider", "staff.update_provider", "staff.insert_provider"]);
    let working = ProviderQuery { working: Some(true), ..ProviderQuery::default() };
    assert_eq!(staff::list_providers(&kit.desk, &director, &working, None).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_provider_must_make_sense() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    let card = |number: u128, card: &str| Provider {
        card_number: Some(card.to_owned()),
        ..provider(number, "TT.19", &format!("Người {number}"))
    };
    staff::insert_provider(&kit.desk, &director, card(1, "TN-01"), false).await.unwrap();
    for (record, wrong) in [
        (card(2, "tn - 01"), ("card_number", "card_taken")),
        (provider(3, "STP.19", "A"), ("org_code", "no_register")),
        (Provider { birth_year: Some(2015), ..provider(4, "TT.19", "B") }, ("birth_year", "birth_year")),
        (
            Provider { ended_on: Some(day("2019-12-31")), ..provider(5, "TT.19", "C") },
            ("ended_on", "ended_before_appointed"),
        ),
        (
            Provider { appointed_on: Some(day("2025-07-01")), ..provider(6, "TT.06", "D") },
            ("appointed_on", "organisation_closed"),
        ),
        (provider(7, "TT.19", "  "), ("name", "required")),
    ] {
        let refusal =
            refused(staff::insert_provider(&kit.desk, &Actor::system(), record.clone(), false).await);
        assert_eq!(fields(&refusal), [wrong], "{record:?}");
    }
    let outside = staff::insert_provider(&kit.desk, &director, provider(8, "TT.01", "E"), false).await;
    assert!(matches!(outside, Err(Failure::Missing)), "{outside:?}");
}

#[tokio::test]
async fn successors_offered_are_open_and_of_the_right_kind_nearest_first() {
    let kit = Kit::new().await;
    let system = Actor::system();
    staff::insert_organisation(&kit.desk, &system, branch("CN.19.1", "TT.19")).await.unwrap();
    let offered = staff::successors_for(&kit.desk, &system, "CN.19.1").await.unwrap();
    assert_eq!(offered[0].code, "TT.19");
    assert_eq!(offered.len(), 34);
    assert!(offered.iter().all(|it| it.valid_to.is_none()));
}

#[tokio::test]
async fn providers_go_over_with_their_organisation_on_the_day_after_its_last_one() {
    for kit in exchange_kit::kits().await {
        let (desk, system) = (&kit.desk, Actor::system());
        for code in ["CN.19.1", "CN.19.2", "CN.19.3"] {
            staff::insert_organisation(desk, &system, branch(code, "TT.19")).await.unwrap();
        }
        let ended = Provider { ended_on: Some(day("2026-06-30")), ..provider(3, "CN.19.1", "Vi Văn Thôi") };
        for it in [
            provider(1, "CN.19.1", "Lò Thị Hạnh"),
            provider(2, "CN.19.1", "Bế Văn Minh"),
            ended,
            provider(4, "CN.19.2", "Nông Văn Ở"),
        ] {
            staff::insert_provider(desk, &system, it, false).await.unwrap();
        }
        let account = office::accounts::NewAccount {
            login: "hanh.lo".to_owned(),
            name: "Lò Thị Hạnh".to_owned(),
            role: Role::Officer,
            org: "CN.19.1".to_owned(),
            provider: Some(Uuid::from_u128(1)),
            language: "vi".to_owned(),
            password: Some("mùa xuân chín đỏ vườn".to_owned()),
            password_may_stay: true,
        };
        let account = office::accounts::create(desk, &system, account).await.unwrap().account.id;
        let at = async |number: u128| {
            staff::view_provider(desk, &system, Uuid::from_u128(number)).await.unwrap().provider.org_code
        };
        // A day that has come: at once, with the account; who had ended stays where the work was done.
        let closing = closing("CN.19.1", 1, "2026-11-20", Some("CN.19.2"));
        staff::close_organisation(desk, &system, closing.clone()).await.unwrap();
        staff::close_organisation(desk, &system, closing).await.unwrap();
        let places = [at(1).await, at(2).await, at(3).await, at(4).await];
        assert_eq!(places, ["CN.19.2", "CN.19.2", "CN.19.1", "CN.19.2"], "{}", kit.name);
        let tx = desk.store().snapshot().await.unwrap();
        let moved = store::accounts::find(&tx, account).await.unwrap().unwrap();
        drop(tx);
        assert_eq!(moved.org_code, "CN.19.2", "{}", kit.name);
        let view = staff::view_provider(desk, &system, Uuid::from_u128(1)).await.unwrap();
        assert_eq!(view.history[0].act, "staff.move_provider");
        let went = &view.moves[0];
        let expected = ("CN.19.1", "CN.19.2", day("2026-11-21"), true);
        assert_eq!(
            (went.from_org.as_str(), went.to_org.as_str(), went.moves_on, went.moved_at.is_some()),
            expected
        );
        // A day that is still to come: planned, called off and planned again with the closing, done when it comes.
        let later = closing_later("CN.19.2", "2026-11-30", "CN.19.3");
        staff::close_organisation(desk, &system, later).await.unwrap();
        assert_eq!((at(1).await.as_str(), staff::move_due(desk).await.unwrap()), ("CN.19.2", 0));
        let view = staff::view_provider(desk, &system, Uuid::from_u128(4)).await.unwrap();
        assert_eq!((view.moves.len(), view.moves[0].moved_at), (1, None));
        let open = staff::view_organisation(desk, &system, "CN.19.2").await.unwrap().organisation;
        let change = |version, valid_to: Option<&str>, successor: Option<&str>| OrganisationChange {
            code: "CN.19.2".to_owned(),
            version,
            name: open.name.clone(),
            renamed_on: None,
            parent: open.parent.clone(),
            valid_from: open.valid_from,
            valid_to: valid_to.map(day),
            successor: successor.map(str::to_owned),
            address: None,
            phone: None,
            reason: "hoãn sắp xếp".to_owned(),
        };
        staff::update_organisation(desk, &system, change(open.version, None, None)).await.unwrap();
        let view = staff::view_provider(desk, &system, Uuid::from_u128(4)).await.unwrap();
        assert_eq!(view.moves, [], "{}: nothing is planned any more", kit.name);
        let again = change(open.version + 1, Some("2026-11-25"), Some("CN.19.3"));
        staff::update_organisation(desk, &system, again).await.unwrap();
        *kit.clock.lock().unwrap() += chrono::Duration::days(4);
        assert_eq!(staff::move_due(desk).await.unwrap(), 3, "{}", kit.name);
        assert_eq!(staff::move_due(desk).await.unwrap(), 0, "{}: once", kit.name);
        assert_eq!((at(1).await, at(4).await), ("CN.19.3".to_owned(), "CN.19.3".to_owned()));
        let view = staff::view_provider(desk, &system, Uuid::from_u128(1)).await.unwrap();
        assert_eq!(view.moves.len(), 2, "{}: the way is kept", kit.name);
    }
}

fn closing_later(code: &str, last_day: &str, successor: &str) -> OrganisationClosing {
    closing(code, 1, last_day, Some(successor))
}

#[tokio::test]
async fn another_agency_gets_of_a_provider_what_is_published() {
    let kit = Kit::new().await;
    let director = actor(Role::Director, "TT.19");
    let whole = Provider {
        card_number: Some("TN-01".to_owned()),
        sex: Some(law::people::Sex::Female.into()),
        languages: "vi;tay".to_owned(),
        ..provider(1, "TT.19", "Bế Thị Minh")
    };
    let gone = Provider { ended_on: Some(day("2026-03-31")), ..provider(2, "TT.19", "Lý Văn Páo") };
    for it in [whole, gone] {
        staff::insert_provider(&kit.desk, &director, it, false).await.unwrap();
    }
    let id = Uuid::from_u128(1);
    let said = |it: &Provider| {
        [
            it.card_number.is_some(),
            it.sex.is_some(),
            it.birth_year.is_some(),
            it.appointed_on.is_some(),
            !it.languages.is_empty(),
        ]
    };
    for (who, inside, history) in [
        (director, true, true),
        (actor(Role::Director, "TT.01"), true, false),
        (actor(Role::Clerk, "TT.19"), true, false),
        (actor(Role::Agency, "TT.19"), false, false),
    ] {
        let view = staff::view_provider(&kit.desk, &who, id).await.unwrap();
        assert_eq!((said(&view.provider), view.history.is_empty()), ([inside; 5], !history), "{}", who.login);
        let list = staff::list_providers(&kit.desk, &who, &ProviderQuery::default(), None).await.unwrap();
        assert_eq!(list.providers.len(), if inside { 2 } else { 1 }, "{}", who.login);
        let listed = list.providers.iter().find(|it| it.id == id).unwrap();
        assert_eq!((said(listed), listed.name.as_str()), ([inside; 5], "Bế Thị Minh"), "{}", who.login);
        let ended = staff::view_provider(&kit.desk, &who, Uuid::from_u128(2)).await;
        assert_eq!(ended.is_ok(), inside, "{}", who.login);
        let unit = staff::view_organisation(&kit.desk, &who, "TT.19").await.unwrap();
        assert!(history || unit.history.is_empty(), "{}", who.login);
    }
}
