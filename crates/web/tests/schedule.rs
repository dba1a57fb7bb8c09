//! The calendar: what stands in a week, what clashes, and the private feed that tells nothing of a case.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, PROVIDER, field_of};
use law::access::Role;

/// A case of the officer of the kit.
async fn case_of_officer(kit: &Kit, code: &str) -> String {
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let (id, provider) = (kit.desk.id().to_string(), PROVIDER.to_string());
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("file_code", code),
        ("field", "criminal"),
        ("received_on", "02/11/2026"),
        ("accepted_on", "02/11/2026"),
        ("source", "self"),
        ("client_name", "Trần Văn Ba"),
        ("category", "poor"),
        ("provider", provider.as_str()),
        ("assigned_on", "03/11/2026"),
        ("looked", "yes"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

#[tokio::test]
async fn two_hearings_at_one_time_clash_in_the_week_and_in_the_day() {
    for kit in Kit::each().await {
        let (one, two) = (case_of_officer(&kit, "A.1").await, case_of_officer(&kit, "A.2").await);
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        for (case, kind, time) in
            [(&one, "trial", "08:00"), (&two, "meeting", "10:00"), (&two, "trial", "14:00")]
        {
            let page = officer.get(&format!("{case}/hearings")).await;
            let id = field_of(&page.expect(200).main(), "id").unwrap();
            let fields = [
                ("id", id.as_str()),
                ("kind", kind),
                ("date", "24/11/2026"),
                ("time", time),
                ("place", "Nhà bà Lò Thị Hoa, bản Mới"),
                ("agency", "Tòa án nhân dân khu vực 1"),
            ];
            officer.post(&format!("{case}/hearings"), &fields).await.expect(303);
        }
        let week = officer.get("/schedule?day=2026-11-26").await;
        week.expect(200).says("Tuần 23/11/2026 – 29/11/2026").says("2 mục bị trùng lịch").says("08:00–12:00");
        let main = week.main();
        assert_eq!(main.matches("Trùng lịch").count(), 2, "{}", kit.database);
        assert!(!main.contains("Trần Văn Ba"), "the calendar names no person");
        let day = officer.get("/schedule?view=day&day=25/11/2026").await;
        day.expect(200).says("Thứ Tư").says("Không có lịch");
        let court = officer.get("/schedule?day=2026-11-26&court=quan+su").await;
        assert!(!court.expect(200).main().contains("A.1"), "another court");
        // The head sees the calendar of the house, and of one person.
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let all = director.get("/schedule?day=2026-11-24").await;
        all.expect(200).says("Bế Văn Minh").says("2 mục bị trùng lịch");
        let nobody =
            director.get("/schedule?day=2026-11-24&provider=00000000-0000-0000-0000-000000000001").await;
        assert!(!nobody.expect(200).main().contains("A.1"));
        let mut elsewhere = kit.sign_in(Role::Director, "TT.01").await;
        assert!(!elsewhere.get("/schedule?day=2026-11-24").await.expect(200).main().contains("A.1"));
        assert!(kit.record().await.iter().any(|(act, _)| act == "schedule.view"));
    }
}

#[tokio::test]
async fn a_feed_tells_kind_time_and_court_to_whoever_has_its_token_and_nothing_else() {
    for kit in Kit::each().await {
        let case = case_of_officer(&kit, "A.1").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let page = officer.get(&format!("{case}/hearings")).await;
        let id = field_of(&page.expect(200).main(), "id").unwrap();
        let fields = [
            ("id", id.as_str()),
            ("kind", "trial"),
            ("date", "24/11/2026"),
            ("time", "08:00"),
            ("place", "Nhà bà Lò Thị Hoa, bản Mới"),
            ("agency", "Tòa án nhân dân khu vực 1"),
        ];
        officer.post(&format!("{case}/hearings"), &fields).await.expect(303);
        officer.get("/schedule/feed").await.expect(200).says("Tạo địa chỉ");
        let made = officer.post("/schedule/feed", &[("make", "feed")]).await;
        let main = made.expect(200).main();
        let token = main.split("/feeds/").nth(1).unwrap().split(".ics").next().unwrap().to_owned();
        assert_eq!(token.len(), 64);
        {
            let tx = kit.desk.store().snapshot().await.unwrap();
            assert!(
                store::schedule::find_feed(&tx, &token).await.unwrap().is_none(),
                "only the hash is kept"
            );
        }
        let again = officer.get("/schedule/feed").await;
        assert!(!again.expect(200).main().contains(&token), "it is shown once");
        let path = format!("/feeds/{token}.ics");
        let file = kit.browser().get(&path).await;
        assert!(file.expect(200).header("content-type").starts_with("text/calendar"));
        let text = file.html().replace("\r\n ", "");
        for part in [
            "SUMMARY:Phiên tòa\\, phiên họp",
            "DTSTART:20261124T010000Z",
            "DTEND:20261124T050000Z",
            "LOCATION:Tòa án nhân dân khu vực 1",
            &format!("URL:http://127.0.0.1:8080{case}/hearings/{id}"),
        ] {
            assert!(text.contains(part), "{}: no {part} in {text}", kit.database);
        }
        for fact in ["Trần Văn Ba", "A.1", "Lò Thị Hoa", "Bế Văn Minh"] {
            assert!(!text.contains(fact), "the feed tells {fact}");
        }
        kit.browser().get(&format!("/feeds/{token}")).await.expect(404);
        kit.browser().get("/feeds/0000.ics").await.expect(404);
        // A new one ends the old one; revoked, it opens nothing.
        let newer = officer.post("/schedule/feed", &[("make", "feed")]).await.expect(200).main();
        let newer = newer.split("/feeds/").nth(1).unwrap().split(".ics").next().unwrap().to_owned();
        kit.browser().get(&path).await.expect(404);
        let path = format!("/feeds/{newer}.ics");
        kit.browser().get(&path).await.expect(200);
        let main = officer.get("/schedule/feed").await.main();
        let removal = main.split("action=\"").find(|part| part.contains("/removal\"")).unwrap();
        let removal = removal.split('"').next().unwrap().to_owned();
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        other.post(&removal, &[]).await.expect(404);
        officer.post(&removal, &[]).await.leads_to("/schedule/feed");
        kit.browser().get(&path).await.expect(404);
    }
}
