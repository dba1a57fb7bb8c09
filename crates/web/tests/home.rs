//! The first page of each role, work queues, clocks and messages, as people meet them, in both languages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use chrono::Duration;
use kit::{Browser, Kit, PROVIDER, field_of};
use law::access::{Permission, Role};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use office::Actor;
use office::deadlines::Subject;
use office::reactions::{Event, react};
use uuid::Uuid;

/// A case that a clerk enters; its id.
async fn case(kit: &Kit, clerk: &mut Browser<'_>, code: &str, name: &str) -> Uuid {
    let id = kit.desk.id();
    let text = id.to_string();
    let fields = [
        ("id", text.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("file_code", code),
        ("field", "criminal"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", name),
        ("client_birth", "1980"),
        ("category", "poor"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    id
}

async fn clock(kit: &Kit, case: Uuid, start: &str) {
    let mut work = kit.desk.begin_as(&Actor::system()).await.unwrap();
    let subject = Subject { kind: "case", id: case, case: Some(case), org: "TT.19", provider: None };
    let (start, day) = (start.parse().unwrap(), "2026-11-16".parse().unwrap());
    let started = office::deadlines::start(&kit.desk, &mut work, &subject, DeadlineCode::Assign, start, day);
    started.await.unwrap().unwrap();
    kit.desk.commit(work).await.unwrap();
}

#[tokio::test]
async fn the_head_sees_what_presses_and_goes_on_to_it() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let calm = case(&kit, &mut clerk, "A.1", "Nông Thị Hoà").await;
        let late = case(&kit, &mut clerk, "A.2", "Lý Văn Páo").await;
        clock(&kit, late, "2026-11-16T03:00:00Z").await;
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let page = head.get("/").await;
        page.expect(200)
            .says("Việc tiếp theo")
            .says("1 quá hạn")
            .says("/queues/assign")
            .says("Vụ việc chưa cử người");
        head.get("/queues/next").await.leads_to(&format!("/cases/{late}"));
        head.get("/queues/assign/next").await.leads_to(&format!("/cases/{late}"));
        let queue = head.get("/queues/assign").await;
        queue.expect(200).says("A.1").says("A.2").says("Nông Thị Hoà").says(&format!("/cases/{calm}"));
        let overdue = head.get("/queues/assign?when=overdue").await.expect(200).main();
        assert!(overdue.contains("A.2") && !overdue.contains("A.1"), "{overdue}");
        let found = head.get("/queues/assign?q=nong+thi").await.expect(200).main();
        assert!(found.contains("A.1") && !found.contains("A.2"), "{found}");
        head.get("/queues/suspended/next").await.leads_to("/queues/suspended");
        head.follow("/queues/suspended").await.expect(200).says("Không còn việc nào chờ ở đây");
        head.get("/queues/no_such_queue").await.expect(404);
        head.get("/queues/archived").await.expect(404);
        let clocks = head.get("/deadlines?when=overdue").await;
        clocks.expect(200).says("A.2").says("Vì sao là ngày này").says("Quá hạn");
        head.get("/deadlines?when=seven").await.expect(200).says("Không có thời hạn nào");
        head.get("/red-lists/silent").await.expect(200).says("Không có vụ việc nào trong danh sách này");
        kit.wait(Duration::days(31));
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get("/").await.expect(200).says("Danh sách đỏ").says("/red-lists/silent");
        head.get("/red-lists/silent").await.expect(200).says("A.1").says("A.2");
        let english = head.follow("/queues/assign?lang=en").await;
        english.expect(200).says("Work queue").says("overdue");
        head.follow("/").await.expect(200).says("In my hands").says("Red lists");
        head.get("/deadlines").await.expect(200).says("Why this");
    }
}

#[tokio::test]
async fn old_addresses_of_queues_still_lead_to_their_cases() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    case(&kit, &mut clerk, "A.1", "Nông Thị Hoà").await;
    for queue in ["assign", "unassigned"] {
        clerk
            .get(&format!("/cases?queue={queue}"))
            .await
            .expect(200)
            .says("A.1")
            .says("Vụ việc chưa cử người");
    }
    let none = clerk.get("/cases?queue=conduct").await.expect(200).main();
    assert!(!none.contains("A.1"), "{none}");
    clerk.get("/cases?queue=nonsense").await.expect(200);
}

#[tokio::test]
async fn every_role_has_a_first_page_with_something_to_do() {
    let kit = Kit::new().await;
    for (role, org) in [
        (Role::Administrator, "CUC"),
        (Role::Analyst, "CUC"),
        (Role::JusticeOfficer, "STP.19"),
        (Role::Director, "TT.19"),
        (Role::BranchHead, "CN.19.1"),
        (Role::Clerk, "TT.19"),
        (Role::Officer, "TT.19"),
        (Role::Lawyer, "TT.19"),
        (Role::Appraiser, "TT.19"),
        (Role::Accountant, "TT.19"),
        (Role::Agency, "STP.19"),
        (Role::Auditor, "CUC"),
        (Role::Council, "STP.19"),
    ] {
        let mut browser = kit.sign_in(role, org).await;
        let page = browser.get("/").await;
        page.expect(200).says("Đi tới").says("Thông báo mới");
        for queue in office::queues::own(role) {
            page.says(&format!("/queues/{}", queue.code()));
            browser.get(&format!("/queues/{}", queue.code())).await.expect(200);
        }
        let waits = !office::queues::own(role).is_empty();
        assert_eq!(page.html().contains("Việc chờ tôi xử lý"), waits, "{role}");
        let searches = law::access::may(role, Permission::ReadCases);
        assert_eq!(page.html().contains("phím tắt “/”"), searches, "{role}");
        let units = matches!(role, Role::Analyst | Role::JusticeOfficer | Role::Auditor);
        assert_eq!(
            page.html().contains("Các Trung tâm"),
            units || role == Role::Accountant && page.html().contains("id=\"units\""),
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_provider_is_told_and_finds_the_case() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = case(&kit, &mut clerk, "A.1", "Nông Thị Hoà").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        officer.get("/messages").await.expect(200).says("Không có thông báo");
        let tx = kit.desk.store().begin().await.unwrap();
        let mut file = store::cases::find(&tx, &law::access::Reach::Nation, id).await.unwrap().unwrap();
        file.case.provider_id = Some(PROVIDER);
        file.case.assigned_on = Some(kit.desk.today());
        store::cases::update(&tx, file, kit.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
        let event = Event::CaseMoved {
            case: id.to_string(),
            act: "assign".to_owned(),
            state: "assigned".to_owned(),
            by: None,
        };
        react(&kit.desk, Uuid::from_u128(1), &serde_json::to_string(&event).unwrap()).await.unwrap();

        let home = officer.get("/").await;
        home.expect(200).says("Bạn được cử thực hiện A.1").says("(1 việc đang chờ)").says("/queues/register");
        assert!(!home.main().contains("Nông Thị Hoà"), "a message names no person");
        let list = officer.get("/messages").await;
        let html = list.expect(200).says("Bạn được cử thực hiện A.1").html();
        let link = html.split("href=\"/messages/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        officer.get(&format!("/messages/{link}")).await.leads_to(&format!("/cases/{id}"));
        officer.get("/messages").await.expect(200).says("Không có thông báo");
        officer.get("/messages?show=all").await.expect(200).says("Đã xem");
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        other.get(&format!("/messages/{link}")).await.expect(404);
        officer.get("/queues/register").await.expect(200).says("A.1");
        officer.get("/queues/next").await.leads_to(&format!("/cases/{id}"));
        officer.get("/queues/assign").await.expect(404);
        officer.follow("/messages?show=all&lang=en").await.expect(200).says("A.1 was assigned to you");
        officer.post("/messages/seen", &[]).await.leads_to("/messages");
    }
}

#[test]
fn the_form_token_of_the_kit_is_found() {
    assert_eq!(field_of("name=\"csrf\" value=\"x\"", "csrf").as_deref(), Some("x"));
}

#[tokio::test]
async fn the_nation_sees_the_red_lists_of_all_units_and_goes_on_to_one() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        case(&kit, &mut clerk, "A.1", "Nông Thị Hoà").await;
        kit.wait(Duration::days(31));
        let mut analyst = kit.sign_in(Role::Analyst, "CUC").await;
        analyst.get("/").await.expect(200).says("href=\"/red-lists\"");
        let page = analyst.get("/red-lists").await;
        page.expect(200).says("Danh sách đỏ của các đơn vị").says("/red-lists/silent?org=TT.19");
        analyst.get("/red-lists/silent?org=TT.19").await.expect(200).says("A.1");
        analyst.follow("/red-lists?lang=en").await.expect(200).says("Red lists of the units");
        clerk = kit.sign_in(Role::Clerk, "TT.01").await;
        let other = clerk.get("/red-lists").await.expect(200).main();
        assert!(!other.contains("TT.19"), "{other}");
    }
}
