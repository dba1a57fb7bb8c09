//! Acts on cases: entered once, corrected without loss, closed, found, within reach, with a trace.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::cases::{AidForm, Doubt, LegalField, Outcome, ProviderRole, Source};
use law::eligibility::Category;
use law::kernel::identity::IdNumber;
use law::people::Sex;
use law::quality::Criterion;
use law::staff::{OrganisationKind, ProviderKind};
use office::cases::{BeneficiaryDraft, Birth, CaseDraft, CaseFilter, Closing};
use office::{Actor, Chance, Clock, Desk, Failure};
use store::secrets::Keyring;
use store::staff::{Organisation, Provider};
use store::{Address, Store};
use uuid::Uuid;

struct Kit {
    desk: Desk,
    clock: Arc<Mutex<DateTime<Utc>>>,
    provider: Uuid,
    _folder: tempfile::TempDir,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organisation(code: &str, parent: &str, valid_to: Option<&str>, successor: Option<&str>) -> Organisation {
    Organisation {
        code: code.into(),
        kind: OrganisationKind::of_code(code).unwrap().into(),
        name: format!("Đơn vị {code}"),
        name_folded: String::new(),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        province_code: code.split('.').nth(1).map(str::to_owned),
        valid_from: day("2004-01-01"),
        valid_to: valid_to.map(day),
        successor: successor.map(str::to_owned),
        address: None,
        phone: None,
        version: 1,
    }
}

fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
}

async fn sqlite() -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::Sqlite(folder.path().join("t.sqlite"));
    kit(address, folder).await
}

/// A desk on SQLite, and one on PostgreSQL where `TEST_POSTGRES` names a server.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
async fn kits() -> Vec<Kit> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let mut kits = vec![sqlite().await];
    match std::env::var("TEST_POSTGRES") {
        Ok(url) => {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let schema = Some(format!("office_cases_{}_{count}", std::process::id()));
            kits.push(kit(Address::Postgres { url, schema }, tempfile::tempdir().unwrap()).await);
        }
        Err(_) => assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        ),
    }
    kits
}

async fn kit(address: Address, folder: tempfile::TempDir) -> Kit {
    let store = Store::open(&address, keys()).await.unwrap();
    let files =
        store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), []).unwrap();
    let provider = Uuid::from_u128(7);
    let tx = store.begin().await.unwrap();
    for unit in [
        organisation("CUC", "", None, None),
        organisation("STP.19", "CUC", None, None),
        organisation("TT.19", "STP.19", None, None),
        organisation("STP.06", "CUC", Some("2025-06-30"), Some("STP.19")),
        organisation("TT.06", "STP.06", Some("2025-06-30"), Some("TT.19")),
        organisation("TT.01", "CUC", None, None),
    ] {
        store::staff::insert_organisation(&tx, unit).await.unwrap();
    }
    let record = Provider {
        id: provider,
        org_code: "TT.19".into(),
        name: "Bế Văn Minh".into(),
        name_folded: String::new(),
        kind: ProviderKind::LegalAidOfficer.into(),
        card_number: Some("TN-01".into()),
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: "vi".into(),
        fields: String::new(),
        leader: false,
        version: 1,
    };
    store::staff::insert_provider(&tx, record).await.unwrap();
    tx.commit().await.unwrap();
    let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
    let desk = Desk::open(store, files, Clock::Frozen(Arc::clone(&clock)), Chance::seeded(1)).await.unwrap();
    Kit { desk, clock, provider, _folder: folder }
}

impl Kit {
    fn pass(&self, minutes: i64) {
        *self.clock.lock().unwrap() += Duration::minutes(minutes);
    }
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

fn person(name: &str) -> BeneficiaryDraft {
    BeneficiaryDraft {
        person: None,
        name: name.into(),
        birth: Some(Birth::Year(2009)),
        sex: Some(Sex::Female),
        ethnicity: Some("02".into()),
        id_number: None,
        commune_code: None,
        category: Category::Minor16To18,
        other_categories: vec![],
        client_role: None,
    }
}

/// Opens a protected case, as somebody outside its circle must.
async fn say_why(kit: &Kit, who: &Actor, case: Uuid) {
    let ground = law::confidentiality::AccessGround::Inspection;
    let reason =
        office::confidentiality::Reason {
            id: kit.desk.id(), ground, text: "Theo kế hoạch kiểm tra".into()
        };
    office::confidentiality::grant(&kit.desk, who, case, reason).await.unwrap();
}

fn draft(desk: &Desk, code: &str) -> CaseDraft {
    CaseDraft {
        id: desk.id(),
        org_code: "TT.19".into(),
        file_code: code.into(),
        form: AidForm::Litigation,
        field: LegalField::Criminal,
        provider_role: Some(ProviderRole::Defence),
        received_on: Some(day("2026-11-20")),
        accepted_on: day("2026-11-20"),
        urgent_ground: None,
        source: Source::AgencyNotice,
        source_agency: None,
        stage: None,
        provider: None,
        assigned_on: None,
        closed_on: None,
        outcome: None,
        handed_over_on: None,
        appraised_on: None,
        quality_score: None,
        quality_rating: None,
        success_criteria: vec![],
        note: None,
        beneficiaries: vec![person("Nông Thị Hoà")],
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_case() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let entered = draft(&kit.desk, "TT.TGTT.01.2026");
        let first = office::cases::register(&kit.desk, &clerk, entered.clone()).await.unwrap();
        let second = office::cases::register(&kit.desk, &clerk, entered).await.unwrap();
        assert_eq!(first, second);
        let list = office::cases::list(&kit.desk, &clerk, &CaseFilter::default(), None, 10).await.unwrap();
        assert_eq!((list.listing.lines.len(), list.total), (1, Some(1)));
    }
}

#[tokio::test]
async fn a_known_file_code_is_refused_and_names_its_case() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let id = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.1")).await.unwrap();
        let again = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.1")).await;
        let Err(Failure::Refused(refusal)) = again else { panic!("{again:?}") };
        assert_eq!(refusal.fields, [("file_code".to_owned(), "known_code".to_owned())]);
        assert_eq!(refusal.data["case"], id.to_string());
    }
}

#[tokio::test]
async fn the_second_saver_is_told_and_loses_nothing() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let mut entered = draft(&kit.desk, "A.1");
        let id = office::cases::register(&kit.desk, &clerk, entered.clone()).await.unwrap();
        entered.note = Some("bản thứ nhất".into());
        office::cases::correct(&kit.desk, &clerk, 1, entered.clone()).await.unwrap();
        entered.note = Some("bản thứ hai".into());
        let late = office::cases::correct(&kit.desk, &clerk, 1, entered.clone()).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let view = office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.case.note.as_deref(), Some("bản thứ nhất"));
        office::cases::correct(&kit.desk, &clerk, 2, entered).await.unwrap();
        let view = office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!((view.file.case.note.as_deref(), view.file.case.version), (Some("bản thứ hai"), 3));
    }
}

#[tokio::test]
async fn what_cannot_be_true_is_refused_by_column() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let mut entered = draft(&kit.desk, "A.1");
        entered.closed_on = Some(day("2026-11-19"));
        entered.assigned_on = Some(day("2026-12-01"));
        let refused = office::cases::register(&kit.desk, &clerk, entered).await;
        let Err(Failure::Refused(refusal)) = refused else { panic!("{refused:?}") };
        let columns: Vec<&str> = refusal.fields.iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(columns, ["closed_on", "assigned_on", "outcome"]);
    }
}

#[tokio::test]
async fn an_organisation_that_ended_takes_no_new_case() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let mut entered = draft(&kit.desk, "A.1");
        entered.org_code = "TT.06".into();
        let refused = office::cases::register(&kit.desk, &clerk, entered.clone()).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        entered.accepted_on = day("2025-06-30");
        entered.received_on = None;
        entered.beneficiaries[0].category = Category::Accused16To18;
        office::cases::register(&kit.desk, &clerk, entered).await.unwrap();
    }
}

#[tokio::test]
async fn a_case_out_of_reach_is_not_there() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let entered = draft(&kit.desk, "A.1");
        let id = office::cases::register(&kit.desk, &clerk, entered.clone()).await.unwrap();
        let other = actor(Role::Director, "TT.01");
        assert!(matches!(office::cases::view(&kit.desk, &other, id).await, Err(Failure::Missing)));
        assert!(matches!(office::cases::correct(&kit.desk, &other, 1, entered).await, Err(Failure::Missing)));
        let filter = CaseFilter { query: Some("nong thi hoa".into()), ..CaseFilter::default() };
        assert!(
            office::cases::list(&kit.desk, &other, &filter, None, 10).await.unwrap().listing.lines.is_empty()
        );
        assert!(office::people::search(&kit.desk, &other, "nong thi hoa").await.unwrap().is_empty());
        let administrator = actor(Role::Administrator, "CUC");
        assert!(matches!(office::cases::view(&kit.desk, &administrator, id).await, Err(Failure::Denied)));
        // What the Centre took over lies within its reach, and its Sở sees it too.
        let office = actor(Role::JusticeOfficer, "STP.19");
        say_why(&kit, &office, id).await;
        assert!(office::cases::view(&kit.desk, &office, id).await.is_ok());
    }
}

#[tokio::test]
async fn an_officer_sees_only_the_cases_of_the_own_provider() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let mut mine = draft(&kit.desk, "A.1");
        mine.provider = Some(kit.provider);
        mine.assigned_on = Some(day("2026-11-21"));
        let mine = office::cases::register(&kit.desk, &clerk, mine).await.unwrap();
        let other = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.2")).await.unwrap();
        let officer = Actor { provider: Some(kit.provider), ..actor(Role::Officer, "TT.19") };
        assert!(office::cases::view(&kit.desk, &officer, mine).await.is_ok());
        assert!(matches!(office::cases::view(&kit.desk, &officer, other).await, Err(Failure::Missing)));
        let list = office::cases::list(&kit.desk, &officer, &CaseFilter::default(), None, 10).await.unwrap();
        assert_eq!(list.listing.lines.len(), 1);
        let stranger = actor(Role::Officer, "TT.19");
        let list = office::cases::list(&kit.desk, &stranger, &CaseFilter::default(), None, 10).await.unwrap();
        assert!(list.listing.lines.is_empty());
    }
}

#[tokio::test]
async fn closing_asks_only_what_is_missing_and_is_safe_to_repeat() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let id = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.1")).await.unwrap();
        let closing = Closing {
            success_criteria: Criterion::read_list("TC06").unwrap(),
            ..Closing::on(day("2026-11-22"), Outcome::Completed)
        };
        office::cases::close(&kit.desk, &clerk, id, 1, closing.clone()).await.unwrap();
        office::cases::close(&kit.desk, &clerk, id, 1, closing).await.unwrap();
        let view = office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.case.version, 2);
        let kinds: Vec<&str> = view.events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["closed", "accepted", "received"]);
        assert!(!view.may_close);
    }
}

#[tokio::test]
async fn lists_page_in_a_stable_order_and_search_without_marks() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        for number in 0..23 {
            let mut entered = draft(&kit.desk, &format!("TT.TGTT.{number:02}.2026"));
            entered.accepted_on = day("2026-11-01") + Duration::days(number % 5);
            entered.received_on = None;
            entered.beneficiaries[0].name =
                if number % 2 == 0 { "Đặng Hữu Phước" } else { "H’Loan Mlô" }.into();
            office::cases::register(&kit.desk, &clerk, entered).await.unwrap();
        }
        for query in [None, Some("dang huu"), Some("TT.TGTT"), Some("tt.tgtt.1")] {
            let filter = CaseFilter { query: query.map(str::to_owned), ..CaseFilter::default() };
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let page =
                    office::cases::list(&kit.desk, &clerk, &filter, after.as_ref(), 5).await.unwrap().listing;
                seen.extend(page.lines.iter().map(|line| line.file_code.clone()));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let expected = match query {
                None | Some("TT.TGTT") => 23,
                Some("dang huu") => 12,
                _ => 10,
            };
            assert_eq!(seen.len(), expected, "{query:?}");
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), expected, "no line twice for {query:?}");
        }
        let found = office::people::search(&kit.desk, &clerk, "loan").await.unwrap();
        assert_eq!(found.len(), 11);
    }
}

#[tokio::test]
async fn an_identity_number_makes_one_person_and_finds_their_cases() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let number = IdNumber::read("019309001234");
        for code in ["A.1", "A.2"] {
            let mut entered = draft(&kit.desk, code);
            entered.beneficiaries[0].id_number = number.clone();
            office::cases::register(&kit.desk, &clerk, entered).await.unwrap();
        }
        let filter = CaseFilter { query: Some("019 309 001 234".into()), ..CaseFilter::default() };
        let list = office::cases::list(&kit.desk, &clerk, &filter, None, 10).await.unwrap();
        assert_eq!(list.listing.lines.len(), 2);
        let found = office::people::search(&kit.desk, &clerk, "019309001234").await.unwrap();
        assert_eq!((found.len(), found[0].cases.len()), (1, 2));
        let mut third = draft(&kit.desk, "A.3");
        third.beneficiaries[0].id_number = number;
        let alike = office::cases::alike(&kit.desk, &clerk, &third).await.unwrap().persons;
        assert_eq!((alike.len(), alike[0].likeness, alike[0].cases.len()), (1, 100, 2));
        // Somebody outside the circle learns that there may be a double, and nothing of it; each case that is opened
        // opens itself alone.
        let other = Actor { account: Some(uuid::Uuid::from_u128(9)), login: "other".into(), ..clerk.clone() };
        let doubles = office::cases::alike(&kit.desk, &other, &third).await.unwrap();
        assert!(doubles.hidden && doubles.persons.is_empty() && !doubles.is_empty(), "{doubles:?}");
        let person = found[0].person.id;
        assert!(office::people::view(&kit.desk, &other, person).await.is_err());
        let opened = list.listing.lines[1].id;
        say_why(&kit, &other, opened).await;
        let doubles = office::cases::alike(&kit.desk, &other, &third).await.unwrap();
        let cases: Vec<_> = doubles.persons[0].cases.iter().map(|case| case.id).collect();
        assert_eq!((doubles.persons.len(), cases, doubles.hidden), (1, vec![opened], false));
        let seen = office::people::view(&kit.desk, &other, person).await.unwrap();
        assert_eq!(seen.cases.iter().map(|case| case.id).collect::<Vec<_>>(), [opened]);
        assert_eq!(office::people::view(&kit.desk, &clerk, person).await.unwrap().cases.len(), 2);
        // An analyst sees the end of the number only.
        let id = list.listing.lines[0].id;
        let analyst = actor(Role::Analyst, "CUC");
        say_why(&kit, &analyst, id).await;
        let view = office::cases::view(&kit.desk, &analyst, id).await.unwrap();
        assert_eq!(view.id_numbers, [Some("•••••••••234".to_owned())]);
    }
}

#[tokio::test]
async fn every_act_and_every_look_leaves_a_trace() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let id = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.1")).await.unwrap();
        office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        let auditor = actor(Role::Auditor, "CUC");
        say_why(&kit, &auditor, id).await;
        office::cases::view(&kit.desk, &auditor, id).await.unwrap();
        let view = office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        let acts: Vec<(&str, &str)> =
            view.readers.iter().map(|line| (line.act.as_str(), line.actor_name.as_str())).collect();
        assert_eq!(
            acts,
            [
                ("cases.view", "auditor CUC"),
                ("confidentiality.grant", "auditor CUC"),
                ("cases.view", "clerk TT.19"),
                ("cases.register", "clerk TT.19"),
            ]
        );
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
    }
}

#[tokio::test]
async fn doubts_are_noted_after_the_act_and_go_when_mended() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let mut entered = draft(&kit.desk, "A.1");
        entered.beneficiaries[0].birth = Some(Birth::Year(1990));
        let id = office::cases::register(&kit.desk, &clerk, entered.clone()).await.unwrap();
        office::cases::review(&kit.desk, &id.to_string()).await.unwrap();
        let view = office::cases::view(&kit.desk, &clerk, id).await.unwrap();
        assert_eq!(view.doubts, [Doubt::AgeUnlikely]);
        kit.pass(5);
        entered.beneficiaries[0].birth = Some(Birth::Day(day("2009-05-01")));
        office::cases::correct(&kit.desk, &clerk, 1, entered).await.unwrap();
        office::cases::review(&kit.desk, &id.to_string()).await.unwrap();
        assert!(office::cases::view(&kit.desk, &clerk, id).await.unwrap().doubts.is_empty());
    }
}

#[tokio::test]
async fn numbers_of_the_register_follow_each_other() {
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        for expected in ["TT.TGTT.01.2026", "TT.TGTT.02.2026"] {
            let code = office::cases::next_file_code(&kit.desk, &clerk, "TT.19", AidForm::Litigation, 2026)
                .await
                .unwrap();
            assert_eq!(code, expected);
            office::cases::register(&kit.desk, &clerk, draft(&kit.desk, &code)).await.unwrap();
        }
        let other = office::cases::next_file_code(&kit.desk, &clerk, "TT.01", AidForm::Advice, 2026).await;
        assert!(matches!(other, Err(Failure::Missing)));
    }
}

#[tokio::test]
async fn the_figures_follow_the_case_and_keep_what_they_were() {
    use law::statistics::Window;
    use store::statistics::{Scope, tally};
    for kit in kits().await {
        let clerk = actor(Role::Clerk, "TT.19");
        let id = office::cases::register(&kit.desk, &clerk, draft(&kit.desk, "A.1")).await.unwrap();
        let before = kit.desk.now();
        kit.pass(60);
        let closing = Closing::on(day("2026-11-22"), Outcome::Completed);
        office::cases::close(&kit.desk, &clerk, id, 1, closing).await.unwrap();
        let scope = Scope::Organisations(vec!["TT.19".into()]);
        for (as_of, closed) in [(Some(before), 0), (Some(kit.desk.now()), 1), (None, 1)] {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let window = Window { from: day("2026-11-01"), to: day("2026-11-30"), as_of };
            let figures = law::statistics::compute(&tally(&tx, &scope, &window).await.unwrap());
            let value = |id: &str| figures.iter().find(|figure| figure.indicator.id == id).unwrap().value;
            assert_eq!(value("cases_closed"), Some(law::statistics::Value::Count(closed)), "{as_of:?}");
            assert_eq!(value("cases_new"), Some(law::statistics::Value::Count(1)));
        }
    }
}

#[tokio::test]
async fn a_full_disk_says_so_and_leaves_nothing_half_done() {
    let kit = sqlite().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let store = kit.desk.store();
    // The database may not grow any more: what a full disk looks like to it.
    store.maintain("pragma max_page_count = 1").await.unwrap();
    let mut stored = 0;
    let refused = loop {
        match office::cases::register(&kit.desk, &clerk, draft(&kit.desk, &format!("F.{stored}"))).await {
            Ok(_) => stored += 1,
            Err(failure) => break failure,
        }
    };
    assert!(matches!(&refused, Failure::Refused(refusal) if refusal.code == "storage.full"), "{refused:?}");
    store.maintain("pragma max_page_count = 1000000").await.unwrap();
    let list = office::cases::list(&kit.desk, &clerk, &CaseFilter::default(), None, 1000).await.unwrap();
    assert_eq!(list.listing.lines.len(), stored);
    let tx = store.snapshot().await.unwrap();
    assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
}
