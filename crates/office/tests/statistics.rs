//! Period reports: the published half-year, the tree before and after the merger, reach, and the lists.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::staff::OrganisationKind;
use law::statistics::Tallies;
use office::statistics::{
    Chosen, Geography, Report, ReportRequest, Value, cases_behind, indicators, report, report_by_province,
};
use office::{Actor, Chance, Clock, Desk, Failure};
use serde_json::{Value as Json, json};
use store::Tx;
use store::cases::CaseFile;
use store::secrets::Keyring;
use store::staff::Organisation;
use store::{Address, Store};
use uuid::Uuid;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bac_kan_2022h1");
const PERSON: Uuid = Uuid::from_u128(0xd001);

struct Kit {
    desk: Desk,
    clock: Arc<Mutex<DateTime<Utc>>>,
    _folder: tempfile::TempDir,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organisation(code: &str, parent: &str, successor: Option<&str>) -> Organisation {
    Organisation {
        code: code.into(),
        kind: OrganisationKind::of_code(code).unwrap().into(),
        name: format!("Đơn vị {code}"),
        name_folded: String::new(),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        province_code: code.split('.').nth(1).map(str::to_owned),
        valid_from: day("2004-01-01"),
        valid_to: successor.map(|_| day("2025-06-30")),
        successor: successor.map(str::to_owned),
        address: None,
        phone: None,
        version: 1,
    }
}

/// Thái Nguyên (19), which took over Bắc Kạn (06), and Hà Nội (01), with one branch each.
async fn kit() -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap();
    let store = Store::open(&Address::Sqlite(folder.path().join("t.sqlite")), keys).await.unwrap();
    let files =
        store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), []).unwrap();
    let tx = store.begin().await.unwrap();
    for unit in [
        organisation("CUC", "", None),
        organisation("STP.01", "CUC", None),
        organisation("TT.01", "STP.01", None),
        organisation("CN.01.1", "TT.01", None),
        organisation("STP.19", "CUC", None),
        organisation("TT.19", "STP.19", None),
        organisation("CN.19.1", "TT.19", None),
        organisation("STP.06", "CUC", Some("STP.19")),
        organisation("TT.06", "STP.06", Some("TT.19")),
        organisation("CN.06.1", "TT.06", Some("CN.19.1")),
        organisation("TT.99", "CUC", None),
    ] {
        store::staff::insert_organisation(&tx, unit).await.unwrap();
    }
    let person = store::people::Person {
        name_sound: String::new(),
        id: PERSON,
        name: "Lý Văn Páo".into(),
        name_folded: "ly van pao".into(),
        sex: None,
        birth_year: None,
        birth_date: None,
        ethnicity: None,
        commune_code: None,
        id_number_sealed: None,
        id_number_index: None,
        entered_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        version: 1,
    };
    store::people::insert(&tx, person).await.unwrap();
    tx.commit().await.unwrap();
    let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
    let desk = Desk::open(store, files, Clock::Frozen(Arc::clone(&clock)), Chance::seeded(1)).await.unwrap();
    Kit { desk, clock, _folder: folder }
}

fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.into(),
        provider: None,
        ip: "127.0.0.1".into(),
    }
}

fn request(org: &str, geography: Geography) -> ReportRequest {
    ReportRequest { org: org.into(), from: day("2022-01-01"), to: day("2022-06-30"), as_of: None, geography }
}

fn then(org: &str) -> ReportRequest {
    request(org, Geography::Then)
}

/// A case with one beneficiary; what is given replaces the usual.
fn case(id: u128, org: &str, accepted_on: &str, more: Json) -> CaseFile {
    let mut case = json!({
        "id": Uuid::from_u128(id), "org_code": org, "file_code": format!("HS.{id}"), "file_code_folded": "",
        "form": "litigation", "field": "criminal", "provider_role": "defence", "source": "agency_notice",
        "accepted_on": accepted_on, "success_criteria": "", "beneficiary_count": 0, "state": "accepted", "restricted": "",
        "entered_at": "2022-07-01T00:00:00Z", "entered_by": "test", "recorded_at": "2022-07-01T00:00:00Z", "version": 1,
    });
    let mut person = json!({
        "seq": 0, "case_id": Uuid::from_u128(id), "position": 0, "person_id": PERSON, "name": "Lý Văn Páo",
        "sex": "male", "ethnicity": "02", "category": "poor", "other_categories": "",
    });
    for (column, value) in more.as_object().unwrap() {
        let place = if person.get(column).is_some() { &mut person } else { &mut case };
        place[column] = value.clone();
    }
    serde_json::from_value(json!({ "case": case, "beneficiaries": [person] })).unwrap()
}

async fn save(kit: &Kit, mut files: Vec<CaseFile>) {
    let tx = kit.desk.store().begin().await.unwrap();
    store::cases::insert_many(&tx, &mut files).await.unwrap();
    tx.commit().await.unwrap();
}

/// One case in each register that holds any.
async fn one_case_each(kit: &Kit) {
    let orgs = ["TT.01", "CN.01.1", "TT.19", "CN.19.1", "TT.06", "CN.06.1", "TT.99"];
    let files = orgs.iter().zip(1..).map(|(org, id)| case(id, org, "2022-03-01", json!({})));
    save(kit, files.collect()).await;
}

fn count(report: &Report, id: &str) -> i64 {
    match report.value(id) {
        Some(Value::Count(count)) => count,
        other => panic!("{id} is {other:?}"),
    }
}

/// Rows of a fixture as (column, value); none of them quotes.
fn rows(file: &str) -> Vec<Vec<(String, String)>> {
    let text = std::fs::read_to_string(format!("{FIXTURE}/{file}.csv")).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let columns: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    lines.map(|line| columns.iter().cloned().zip(line.split(',').map(str::to_owned)).collect()).collect()
}

fn cell<'a>(row: &'a [(String, String)], column: &str) -> Option<&'a str> {
    row.iter()
        .find(|(name, _)| name == column)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

async fn load_bac_kan(kit: &Kit) {
    let mut files = Vec::new();
    for (row, id) in rows("cases").iter().zip(1000..) {
        let mut more = json!({});
        for (column, name) in [
            ("form", "form"),
            ("field", "field"),
            ("provider_role", "provider_role"),
            ("source", "source"),
            ("provider_kind", "provider_kind"),
            ("closed_on", "closed_on"),
            ("outcome", "outcome"),
            ("appraised_on", "appraised_on"),
            ("quality_rating", "quality_rating"),
            ("client_sex", "sex"),
            ("client_ethnicity", "ethnicity"),
            ("category", "category"),
        ] {
            more[name] = json!(cell(row, column));
        }
        more["success_criteria"] = json!(cell(row, "success_criteria").unwrap_or_default());
        files.push(case(id, "TT.06", cell(row, "accepted_on").unwrap(), more));
    }
    save(kit, files).await;
    let tx = kit.desk.store().begin().await.unwrap();
    for (table, columns) in [
        ("receptions", &[][..]),
        ("guidance", &[]),
        ("outreach", &["kind", "target_group", "commune", "attendees", "leaflets"]),
    ] {
        for (row, number) in rows(table).iter().zip(0..) {
            load_line(&tx, table, number, row, columns).await;
        }
    }
    tx.commit().await.unwrap();
}

async fn load_line(tx: &Tx, table: &str, number: u64, row: &[(String, String)], columns: &[&str]) {
    let quoted = |value: Option<&str>| value.map_or("null".to_owned(), |value| format!("'{value}'"));
    let names: String = columns.iter().map(|column| format!(", {column}")).collect();
    let values: String = columns.iter().map(|column| format!(", {}", quoted(cell(row, column)))).collect();
    tx.run(&format!(
        "insert into {} (id, org_code, on_date, content_key, ordinal, entered_at, entered_by{})
         values (x'{}', 'TT.06', '{}', 'k{number}', 1, '2022-07-01T00:00:00+00:00', 'test'{values})",
        table.trim_end_matches('s'),
        names.replace("commune", "commune_code"),
        Uuid::from_u64_pair(number, 1).simple(),
        cell(row, "date").unwrap(),
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn the_published_half_year_comes_out_of_its_register() {
    let kit = kit().await;
    load_bac_kan(&kit).await;
    let system = Actor::system();
    let expected: Json =
        serde_json::from_str(&std::fs::read_to_string(format!("{FIXTURE}/expected.json")).unwrap()).unwrap();
    let report = report(&kit.desk, &system, &then("TT.06")).await.unwrap();
    let json: Json = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    for key in ["org", "from", "to"] {
        assert_eq!(json[key], expected[key]);
    }
    for (id, value) in expected["indicators"].as_object().unwrap() {
        assert_eq!(&json["indicators"][id], value, "{id}");
    }
    assert_eq!(report.broken, []);

    for (id, number) in [
        ("cases_handled", 296),
        ("cases_carried_over", 140),
        ("cases_new_litigation_notified", 124),
        ("appraised_pass_pct", 91),
    ] {
        let (mut listed, mut after) = (0, None);
        loop {
            let chosen = Chosen::Indicator(id);
            let page =
                cases_behind(&kit.desk, &system, &then("TT.06"), chosen, after.as_ref(), 50).await.unwrap();
            assert_eq!(page.total, Some(number), "{id}");
            listed += page.listing.lines.len();
            after = page.listing.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed, number, "{id}");
    }
}

#[tokio::test]
async fn the_json_is_that_of_the_contract() {
    let kit = kit().await;
    let report = report(&kit.desk, &Actor::system(), &then("TT.06")).await.unwrap();
    let text = serde_json::to_string(&report).unwrap();
    let head = "{\"org\":\"TT.06\",\"from\":\"2022-01-01\",\"to\":\"2022-06-30\",\"as_of\":\"2026-11-22T02:00:00Z\",\
                \"geography\":\"then\",\"indicators\":{\"receptions\":0,\"guidance\":0,\"cases_handled\":0,";
    assert!(text.starts_with(head), "{text}");
    assert!(text.contains("\"appraised_pass_pct\":null,"), "no base is no value, never zero");
    let places: Vec<usize> =
        indicators().iter().map(|it| text.find(&format!("\"{}\":", it.id)).expect(&it.id)).collect();
    assert!(places.is_sorted(), "in the order of the contract");

    let rated = |id, rating| {
        let more = json!({
            "closed_on": "2022-04-01", "outcome": "completed", "appraised_on": "2022-05-01", "quality_rating": rating,
        });
        case(id, "TT.06", "2022-02-01", more)
    };
    save(&kit, vec![rated(1, "good"), rated(2, "pass"), rated(3, "fail")]).await;
    let report = office::statistics::report(&kit.desk, &Actor::system(), &then("TT.06")).await.unwrap();
    assert!(serde_json::to_string(&report).unwrap().contains("\"appraised_pass_pct\":66.7,"));
    assert!(serde_json::to_string(&report).unwrap().contains("\"success_rate_pct\":0.0,"));
}

#[tokio::test]
async fn todays_area_holds_what_was_taken_over() {
    let kit = kit().await;
    one_case_each(&kit).await;
    let system = Actor::system();
    for (org, geography, handled) in [
        ("TT.06", Geography::Then, 2),
        ("CN.06.1", Geography::Then, 1),
        ("TT.19", Geography::Then, 2),
        ("TT.19", Geography::Now, 4),
        ("CN.19.1", Geography::Now, 2),
        ("STP.06", Geography::Then, 2),
        ("STP.19", Geography::Then, 2),
        ("STP.19", Geography::Now, 4),
        ("CUC", Geography::Then, 7),
        ("CUC", Geography::Now, 7),
    ] {
        let report = report(&kit.desk, &system, &request(org, geography)).await.unwrap();
        assert_eq!(count(&report, "cases_handled"), handled, "{org} {geography}");
        assert_eq!(report.broken.iter().filter(|it| it.identity.name != "closed-by-provider").count(), 0);
    }
}

#[tokio::test]
async fn a_row_a_province_adds_up_to_the_whole() {
    let kit = kit().await;
    one_case_each(&kit).await;
    let system = Actor::system();
    for (geography, expected) in [
        (Geography::Then, vec![("STP.01", 2), ("STP.06", 2), ("STP.19", 2), ("CUC", 1)]),
        (Geography::Now, vec![("STP.01", 2), ("STP.19", 4), ("CUC", 1)]),
    ] {
        let rows = report_by_province(&kit.desk, &system, &request("CUC", geography)).await.unwrap();
        let handled: Vec<(&str, i64)> =
            rows.iter().map(|row| (row.org.as_str(), count(row, "cases_handled"))).collect();
        assert_eq!(handled, expected);
        let whole = report(&kit.desk, &system, &request("CUC", geography)).await.unwrap();
        for figure in &whole.figures {
            if let Some(Value::Count(total)) = figure.value {
                let sum: i64 = rows.iter().map(|row| count(row, &figure.indicator.id)).sum();
                assert_eq!(sum, total, "{}", figure.indicator.id);
            }
        }
    }
    // In a period without a single case the provinces of that time stand there with zero; those of today by today's area.
    let mut empty = request("CUC", Geography::Then);
    (empty.from, empty.to) = (day("2019-01-01"), day("2019-12-31"));
    let rows = report_by_province(&kit.desk, &system, &empty).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.org.as_str()).collect::<Vec<_>>(), ["STP.01", "STP.06", "STP.19"]);
    let bare = self::kit().await;
    for (geography, day_of) in [(Geography::Now, "2019-06-30"), (Geography::Then, "2025-07-01")] {
        let request = ReportRequest { geography, from: day(day_of), to: day(day_of), ..empty.clone() };
        let rows = report_by_province(&bare.desk, &system, &request).await.unwrap();
        assert_eq!(
            rows.iter().map(|row| row.org.as_str()).collect::<Vec<_>>(),
            ["STP.01", "STP.19"],
            "{day_of}"
        );
    }
    assert_eq!(rows[0].figures, law::statistics::compute(&Tallies::default()));
}

#[tokio::test]
async fn a_report_beyond_reach_is_not_there() {
    let kit = kit().await;
    one_case_each(&kit).await;
    let found = |result: Result<Report, Failure>| match result {
        Ok(_) => "found",
        Err(Failure::Missing) => "missing",
        Err(Failure::Denied) => "denied",
        Err(other) => panic!("{other}"),
    };
    for (role, at, org, geography, expected) in [
        (Role::Director, "TT.19", "TT.19", Geography::Then, "found"),
        (Role::Director, "TT.19", "TT.19", Geography::Now, "found"),
        (Role::Director, "TT.19", "TT.06", Geography::Then, "found"),
        (Role::Director, "TT.19", "TT.01", Geography::Then, "missing"),
        (Role::Director, "TT.19", "STP.19", Geography::Then, "missing"),
        (Role::Director, "TT.19", "CUC", Geography::Then, "missing"),
        (Role::Director, "TT.19", "TT.77", Geography::Then, "missing"),
        (Role::BranchHead, "CN.19.1", "CN.19.1", Geography::Now, "found"),
        (Role::BranchHead, "CN.19.1", "TT.19", Geography::Then, "missing"),
        (Role::JusticeOfficer, "STP.19", "STP.06", Geography::Then, "found"),
        (Role::JusticeOfficer, "STP.19", "STP.01", Geography::Then, "missing"),
        (Role::Analyst, "CUC", "CUC", Geography::Now, "found"),
        (Role::Accountant, "TT.01", "CN.01.1", Geography::Then, "found"),
        (Role::Officer, "TT.01", "TT.01", Geography::Then, "denied"),
        (Role::Administrator, "CUC", "CUC", Geography::Then, "denied"),
        (Role::Agency, "TT.01", "TT.01", Geography::Then, "denied"),
    ] {
        let actor = actor(role, at);
        let request = request(org, geography);
        assert_eq!(
            found(report(&kit.desk, &actor, &request).await),
            expected,
            "{role} at {at} asks for {org}"
        );
        let rows = report_by_province(&kit.desk, &actor, &request).await;
        assert_eq!(rows.is_ok(), expected == "found");
        let chosen = Chosen::Indicator("cases_handled");
        let list = cases_behind(&kit.desk, &actor, &request, chosen, None, 10).await;
        assert_eq!(list.is_ok(), expected == "found");
    }
}

#[tokio::test]
async fn a_list_is_recorded_and_shows_what_lies_in_reach_today() {
    let kit = kit().await;
    one_case_each(&kit).await;
    let director = actor(Role::Director, "TT.06");
    let early = ReportRequest { as_of: Some("2022-08-02T04:00:00Z".parse().unwrap()), ..then("TT.06") };
    let chosen = Chosen::Indicator("persons_handled_ethnic_minority");
    let list = cases_behind(&kit.desk, &director, &early, chosen, None, 10).await.unwrap();
    assert_eq!(list.total, Some(2));
    let orgs: Vec<&str> = list.listing.lines.iter().map(|line| line.org_code.as_str()).collect();
    assert_eq!(orgs, ["CN.06.1", "TT.06"], "latest accepted first, then by id");

    let tx = kit.desk.store().begin().await.unwrap();
    let mut moved = case(6, "TT.01", "2022-03-01", json!({}));
    moved.case.file_code = "HS.moved".into();
    store::cases::update(&tx, moved, kit.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let list = cases_behind(&kit.desk, &director, &early, chosen, None, 10).await.unwrap();
    assert_eq!((list.total, list.listing.lines.len()), (Some(2), 1), "the figure stands; the case is gone");
    let now = cases_behind(&kit.desk, &director, &then("TT.06"), chosen, None, 10).await.unwrap();
    assert_eq!(now.total, Some(1));

    let tx = kit.desk.store().snapshot().await.unwrap();
    let search = store::audit::Search { act: Some("statistics.cases".to_owned()), ..Default::default() };
    assert_eq!(store::audit::list(&tx, None, &search, 10).await.unwrap().len(), 3);

    for unknown in
        [Chosen::Indicator("no_such"), Chosen::Indicator("receptions"), Chosen::Gap("handled-by-start")]
    {
        let list = cases_behind(&kit.desk, &director, &then("TT.06"), unknown, None, 10).await;
        assert!(matches!(list, Err(Failure::Missing)), "{unknown:?}");
    }
}

#[tokio::test]
async fn the_gap_of_a_broken_identity_is_a_list_too() {
    let kit = kit().await;
    let closed = json!({ "closed_on": "2022-05-05", "outcome": "completed" });
    let mut known = closed.clone();
    known["provider_kind"] = json!("legal_aid_officer");
    save(&kit, vec![case(1, "TT.06", "2022-02-01", closed), case(2, "TT.06", "2022-02-01", known)]).await;
    let director = actor(Role::Director, "TT.06");
    let report = report(&kit.desk, &director, &then("TT.06")).await.unwrap();
    let names: Vec<&str> = report.broken.iter().map(|it| it.identity.name).collect();
    assert_eq!(names, ["closed-by-provider"]);
    assert_eq!((report.broken[0].whole, report.broken[0].parts), (2, 1));
    let gap = Chosen::Gap("closed-by-provider");
    let list = cases_behind(&kit.desk, &director, &then("TT.06"), gap, None, 10).await.unwrap();
    assert_eq!(list.listing.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [Uuid::from_u128(1)]);
}

#[tokio::test]
async fn the_time_of_the_figures_is_never_later_than_now() {
    let kit = kit().await;
    let system = Actor::system();
    let now = kit.desk.now();
    for (as_of, stood) in [
        (None, now),
        (Some(now), now),
        (Some(now + Duration::days(1)), now),
        (Some(now - Duration::days(1)), now - Duration::days(1)),
    ] {
        let report = report(&kit.desk, &system, &ReportRequest { as_of, ..then("TT.06") }).await.unwrap();
        assert_eq!(report.as_of, stood);
    }
    *kit.clock.lock().unwrap() += Duration::hours(1);
    assert_eq!(report(&kit.desk, &system, &then("TT.06")).await.unwrap().as_of, now + Duration::hours(1));

    let backwards = ReportRequest { to: day("2021-12-31"), ..then("TT.06") };
    match report(&kit.desk, &system, &backwards).await {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, "statistics.period"),
        other => panic!("{other:?}"),
    }
    one_case_each(&kit).await;
    // The last day there is says of a case that it is not closed.
    let forward = async |to| {
        let request = ReportRequest { to: day(to), ..then("TT.06") };
        report(&kit.desk, &system, &request).await.unwrap().value("cases_carried_forward")
    };
    assert_eq!(forward("9999-12-31").await, forward("9999-12-30").await);
    assert_ne!(forward("9999-12-31").await, Some(Value::Count(0)));
    let one_day = ReportRequest { to: day("2022-01-01"), ..then("TT.06") };
    assert!(report(&kit.desk, &system, &one_day).await.is_ok());
}
