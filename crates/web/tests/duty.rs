//! Duty: a director plans and publishes a month, officers exchange a shift, a contact becomes a request; and what
//! anybody may read of it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};
use kit::{Browser, Kit, PASSWORD, PROVIDER, field_of};
use law::access::Role;
use law::duty::DutyPeriod;
use law::staff::ProviderKind;
use office::Actor;
use office::accounts::NewAccount;
use store::duty::ShiftLine;
use store::staff::Provider;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Two more officers beside the one of the kit.
async fn officers(kit: &Kit) -> [Uuid; 2] {
    let tx = kit.desk.store().begin().await.unwrap();
    let known = store::staff::find_provider(&tx, PROVIDER).await.unwrap().unwrap();
    let ids = [Uuid::from_u128(8), Uuid::from_u128(9)];
    for (id, name) in ids.into_iter().zip(["Lý Thị Sen", "Hoàng Văn Páo"]) {
        let kind = ProviderKind::LegalAidOfficer.into();
        let fresh = Provider { id, name: name.to_owned(), card_number: None, kind, ..known.clone() };
        store::staff::insert_provider(&tx, fresh).await.unwrap();
    }
    tx.commit().await.unwrap();
    ids
}

async fn officer(kit: &Kit, provider: Uuid) -> Browser<'_> {
    let login = format!("officer.{}", provider.as_u128());
    let new = NewAccount {
        login: login.clone(),
        name: "Người Trực".to_owned(),
        role: Role::Officer,
        org: "TT.19".to_owned(),
        provider: Some(provider),
        language: "vi".to_owned(),
        password: Some(PASSWORD.to_owned()),
        password_may_stay: true,
    };
    office::accounts::create(&kit.desk, &Actor::system(), new).await.unwrap();
    kit.sign_in_as(&login).await.0
}

async fn place(director: &mut Browser<'_>, name: &str, mode: &str, nights: &str, phone: &str) {
    let page = director.get("/duty/places").await;
    let id = field_of(&page.expect(200).main(), "id").unwrap();
    let fields = [
        ("id", id.as_str()),
        ("version", ""),
        ("name", name),
        ("mode", mode),
        ("days", "every"),
        ("nights", nights),
        ("phone", phone),
        ("from", "01/11/2026"),
    ];
    director.post("/duty/places", &fields).await.leads_to("/duty/places");
    // The same form sent twice is one place.
    director.post("/duty/places", &fields).await.leads_to("/duty/places");
}

async fn shifts(kit: &Kit) -> Vec<ShiftLine> {
    let tx = kit.desk.store().snapshot().await.unwrap();
    let december = (day("2026-12-01"), day("2026-12-31"));
    store::duty::list_shifts(&tx, &["TT.19".to_owned()], december).await.unwrap()
}

fn counts(shifts: &[&ShiftLine], fits: impl Fn(&ShiftLine) -> bool) -> Vec<usize> {
    let mut by: BTreeMap<Uuid, usize> = BTreeMap::new();
    for shift in shifts {
        *by.entry(shift.provider_id.unwrap()).or_default() += usize::from(fits(shift));
    }
    by.into_values().collect()
}

#[tokio::test]
async fn a_director_plans_a_month_that_goes_round_evenly_and_publishes_it() {
    for kit in Kit::each().await {
        let others = officers(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        director.get("/duty").await.expect(200).says("Chưa có nơi trực");
        place(&mut director, "Tòa án nhân dân khu vực 1", "presence", "yes", "").await;
        place(&mut director, "Cơ quan Cảnh sát điều tra", "phone", "", "0209 3 800 100").await;
        director.get("/duty/places").await.expect(200).says("0209 3 800 100").says("cả đêm");
        away(&kit, others[0]).await;
        director.get("/duty?month=2026-12").await.expect(200).says("Tháng này chưa xếp lịch");
        director.post("/duty/plan", &[("month", "2026-12")]).await.leads_to("/duty?month=2026-12");
        let page = director.get("/duty?month=2026-12").await;
        page.expect(200).says("Đã xếp 93 ca trực; còn 3 ca chưa có người").says("Lý Thị Sen");
        let planned = shifts(&kit).await;
        assert_eq!(planned.len(), 93, "two places by day, one by night, 31 days");
        let away = |it: &ShiftLine| (day("2026-12-07")..=day("2026-12-09")).contains(&it.on_date);
        let open: Vec<&ShiftLine> = planned.iter().filter(|it| it.provider_id.is_none()).collect();
        assert!(open.len() == 3 && open.iter().all(|it| away(it)), "two are left for three shifts");
        let held: Vec<&ShiftLine> = planned.iter().filter(|it| it.provider_id.is_some()).collect();
        for shift in &held {
            let twice =
                held.iter().filter(|it| it.on_date == shift.on_date && it.provider_id == shift.provider_id);
            assert_eq!(twice.count(), 1, "{shift:?}");
            assert!(!(away(shift) && shift.provider_id == Some(others[0])), "{shift:?}");
        }
        let night = |it: &ShiftLine| it.period.0 == DutyPeriod::Night;
        let off = |it: &ShiftLine| matches!(it.on_date.weekday(), Weekday::Sat | Weekday::Sun) && !night(it);
        for all in [counts(&held, night), counts(&held, off)] {
            assert!(all.iter().max().unwrap() - all.iter().min().unwrap() <= 1, "{}: {all:?}", kit.database);
        }
        // In the calendar a plan is for who plans; of another province nobody sees any shift.
        let week = "/schedule?day=2026-12-02";
        let of_one = format!("{week}&provider={PROVIDER}");
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let mut one = officer(&kit, PROVIDER).await;
        let mut elsewhere = kit.sign_in(Role::Director, "TT.01").await;
        const PLACE: &str = "Tòa án nhân dân khu vực 1";
        let mut all = Vec::new();
        for _ in 0..2 {
            for page in [week, of_one.as_str()] {
                all.push([
                    director.get(page).await.expect(200).main().contains(PLACE),
                    clerk.get(page).await.expect(200).main().contains(PLACE),
                    one.get(page).await.expect(200).main().contains(PLACE),
                    elsewhere.get(page).await.expect(200).main().contains(PLACE),
                ]);
            }
            if all.len() == 2 {
                kit.browser().get("/duty-list?org=TT.19").await.expect(404);
                let out = director.post("/duty/publication", &[("month", "2026-12")]).await;
                out.leads_to("/duty?month=2026-12");
            }
        }
        let (plan, out) = ([true, false, false, false], [true, true, true, false]);
        assert_eq!(all, [plan, plan, out, out], "{}", kit.database);
        director.get("/duty?month=2026-12").await.says("Đã công bố lúc");
        kit.wait(chrono::Duration::days(10));
        let list = kit.browser().get("/duty-list").await;
        list.expect(200)
            .says("Tòa án nhân dân khu vực 1")
            .says("href=\"tel:02093800100\"")
            .says("Lý Thị Sen");
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let again = director.post("/duty/plan", &[("month", "2026-12"), ("how", "anew")]).await;
        again.expect(409).says("đã công bố");
        director.post("/duty/plan", &[("month", "2026-10")]).await.expect(409).says("đã qua");
    }
}

/// On leave from the 7th to the 9th of December.
async fn away(kit: &Kit, provider: Uuid) {
    let absence = store::staff::terms::Absence {
        id: kit.desk.id(),
        provider_id: provider,
        kind: law::standing::AbsenceKind::Leave.into(),
        from_on: day("2026-12-07"),
        to_on: day("2026-12-09"),
        basis: None,
        note: None,
        entered_at: kit.desk.now(),
        entered_by: "x".to_owned(),
        cancelled_at: None,
    };
    let tx = kit.desk.store().begin().await.unwrap();
    store::staff::terms::insert_absence(&tx, &absence).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_shift_changes_hands_when_both_and_the_head_agree() {
    for kit in Kit::each().await {
        let [second, third] = officers(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        place(&mut director, "Tòa án nhân dân khu vực 1", "presence", "", "").await;
        director.post("/duty/plan", &[("month", "2026-12")]).await.expect(303);
        let own = shifts(&kit).await.into_iter().find(|it| it.provider_id == Some(PROVIDER)).unwrap();
        let path = format!("/duty/shifts/{}", own.id);
        let mut one = officer(&kit, PROVIDER).await;
        let mut two = officer(&kit, second).await;
        let mut three = officer(&kit, third).await;
        let page = one.get(&path).await;
        page.expect(200).says("Đề nghị đổi ca").says("Lý Thị Sen");
        let id = field_of(&page.main(), "id").unwrap();
        let to = second.to_string();
        let ask = format!("{path}/swaps");
        let wish = [("id", id.as_str()), ("to", to.as_str()), ("why", "Phiên tòa kéo dài")];
        two.post(&ask, &wish).await.expect(404);
        one.post(&ask, &[("id", id.as_str()), ("to", to.as_str()), ("why", "")]).await.expect(422);
        one.post(&ask, &wish).await.leads_to(&path);
        one.post(&ask, &wish).await.leads_to(&path);
        let swaps = {
            let tx = kit.desk.store().snapshot().await.unwrap();
            store::duty::list_swaps_of(&tx, own.id).await.unwrap()
        };
        assert_eq!(swaps.len(), 1, "the same form sent twice is one");
        let answer = format!("/duty/swaps/{}", swaps[0].id);
        director.post(&answer, &[("version", "1"), ("act", "approve")]).await.expect(409);
        three.post(&answer, &[("version", "1"), ("act", "agree")]).await.expect(404);
        two.get("/duty?month=2026-12").await.expect(200).says("Đồng ý trực thay").says("Phiên tòa kéo dài");
        // Why is for the two and the head; the record has ids and states.
        for page in ["/duty?month=2026-12", path.as_str()] {
            director.get(page).await.expect(200).says("Phiên tòa kéo dài");
            one.get(page).await.expect(200).says("Phiên tòa kéo dài");
            assert!(!three.get(page).await.expect(200).main().contains("Phiên tòa kéo dài"), "{page}");
        }
        {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let asked = store::audit::Search { act: Some("duty.ask_swap".to_owned()), ..Default::default() };
            let line = store::audit::list(&tx, None, &asked, 5).await.unwrap().remove(0);
            assert!(
                line.detail.contains("\"asked\"") && !line.detail.contains("Phiên tòa"),
                "{}",
                line.detail
            );
        }
        two.post(&answer, &[("version", "1"), ("act", "agree")]).await.leads_to("/duty");
        director.get("/duty").await.expect(200).says("Chờ lãnh đạo duyệt");
        director.post(&answer, &[("version", "1"), ("act", "approve")]).await.expect(409);
        director.post(&answer, &[("version", "2"), ("act", "approve")]).await.leads_to("/duty");
        let now = shifts(&kit).await.into_iter().find(|it| it.id == own.id).unwrap();
        assert_eq!(now.provider_id, Some(second), "{}", kit.database);
        // By hand: not to somebody who is on leave, not twice on a day.
        let version = now.version.to_string();
        let back = [("version", version.as_str()), ("provider", &PROVIDER.to_string())];
        director.post(&path, &back).await.leads_to(&path);
        one.get(&path).await.expect(200).says("Bế Văn Minh");
    }
}

#[tokio::test]
async fn a_contact_is_logged_and_becomes_a_request_in_one_step() {
    for kit in Kit::each().await {
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        place(&mut director, "Cơ quan Cảnh sát điều tra", "phone", "", "0209 3 800 100").await;
        let mut officer = officer(&kit, PROVIDER).await;
        let page = officer.get("/duty/contacts/new").await;
        page.expect(200).says("22/11/2026").says("09:00");
        let id = field_of(&page.main(), "id").unwrap();
        let place = {
            let tx = kit.desk.store().snapshot().await.unwrap();
            store::duty::list_places(&tx, &["TT.19".to_owned()]).await.unwrap()[0].id.to_string()
        };
        let with = |summary: &'static str| {
            [
                ("id", id.clone()),
                ("place", place.clone()),
                ("kind", "wants_aid".to_owned()),
                ("summary", summary.to_owned()),
                ("person", "Vàng A Sình".to_owned()),
                ("phone", "0912 345 678".to_owned()),
                ("date", "22/11/2026".to_owned()),
                ("time", "8h30".to_owned()),
                ("then", "request".to_owned()),
            ]
        };
        fn plain<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
        }
        officer.post("/duty/contacts", &plain(&with(""))).await.expect(422);
        let full = with("Con trai bị tạm giữ, xin người bào chữa");
        let form = format!("/requests/new?from=duty&line={id}");
        officer.post("/duty/contacts", &plain(&full)).await.leads_to(&form);
        let page = officer.get(&form).await;
        page.expect(200).says("Vàng A Sình").says("Con trai bị tạm giữ").says("value=\"08:30\"");
        let request = field_of(&page.main(), "id").unwrap();
        let took = officer
            .post(
                "/requests",
                &[
                    ("id", request.as_str()),
                    ("persons", "1"),
                    ("org_code", "TT.19"),
                    ("channel", "phone"),
                    ("source", "relative"),
                    ("received_on", "22/11/2026"),
                    ("received_time", "08:30"),
                    ("form", "litigation"),
                    ("provider_role", "defence"),
                    ("field", "criminal"),
                    ("summary", "Con trai bị tạm giữ, xin người bào chữa"),
                    ("signed_by", "not_yet"),
                    ("name", "Vàng A Sình"),
                    ("category", "poor"),
                    ("reception", id.as_str()),
                    ("looked", "yes"),
                ],
            )
            .await;
        took.leads_to(&format!("/requests/{request}"));
        officer.get("/duty/contacts").await.expect(200).says("Đã thành yêu cầu");
        // The contact is the officer's; another Centre does not know of it.
        let mut elsewhere = kit.sign_in(Role::Clerk, "TT.01").await;
        let list = elsewhere.get("/duty/contacts").await.expect(200).main();
        assert!(!list.contains("Vàng A Sình"));
        elsewhere.get(&form).await.expect(404);
        // Nor does a branch of the house, though its roster is the same; who took it down does, wherever that is.
        let mut branch = kit.sign_in(Role::Clerk, "CN.19.1").await;
        assert!(!branch.get("/duty/contacts").await.expect(200).main().contains("Vàng A Sình"));
        branch.get(&form).await.expect(404);
        assert!(director.get("/duty/contacts").await.expect(200).main().contains("Vàng A Sình"));
        let page = branch.get("/duty/contacts/new").await;
        let own = field_of(&page.expect(200).main(), "id").unwrap();
        let mut fields = with("Hỏi việc ly hôn");
        fields[0].1.clone_from(&own);
        fields[4].1 = "Hoàng Thị Dua".to_owned();
        branch.post("/duty/contacts", &plain(&fields)).await.expect(303);
        let list = branch.get("/duty/contacts").await.expect(200).main();
        assert!(list.contains("Hoàng Thị Dua") && !list.contains("Vàng A Sình"), "{}", kit.database);
        branch.get(&format!("/requests/new?from=duty&line={own}")).await.expect(200);
        // An account that is no provider does not get what nobody was on duty for.
        let id = Uuid::parse_str(&own).unwrap();
        let nobody = Actor {
            account: Some(Uuid::from_u128(77)),
            login: "nobody".to_owned(),
            role: Role::Officer,
            org: "TT.19".to_owned(),
            provider: None,
            ..Actor::system()
        };
        let missing = office::duty::contact(&kit.desk, &nobody, id).await;
        assert!(matches!(missing, Err(office::Failure::Missing)), "{missing:?}");
        let figures = director.get("/duty/statistics").await;
        let main = figures.expect(200).says("Thành yêu cầu").main();
        let foot = main.split("<tfoot").nth(1).unwrap();
        assert_eq!(foot.matches(">2<").count(), 2, "two contacts of one kind: {foot}");
        assert_eq!(foot.matches(">1<").count(), 1, "one request: {foot}");
        let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
        for act in ["duty.log_contact", "duty.contact", "duty.contacts"] {
            assert!(acts.iter().any(|it| it == act), "{act} left no trace");
        }
    }
}
