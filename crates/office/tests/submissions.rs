//! Reports on their way up: the chain, seals that stay, late entries that show, estimates, the merger, who is late; on both
//! databases, against a naive count.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::rules::ReportKind;
use law::staff::OrganisationKind;
use law::statistics::Became;
use law::submissions::{SubmissionMove, SubmissionState};
use office::operations::{Check, Verdict, verify};
use office::submissions::{
    CellKey, CellNote, Compared, Estimate, SubmissionView, cases_of_cell, changes, estimate, explain,
    move_on, overview, prepare, print, remind, sign, suggested, text_of, view,
};
use office::{Actor, Chance, Clock, Desk, Failure};
use serde_json::{Value as Json, json};
use store::cases::CaseFile;
use store::secrets::Keyring;
use store::staff::Organisation;
use store::{Address, Store};
use uuid::Uuid;

const PERSON: Uuid = Uuid::from_u128(0xd001);

struct Kit {
    desk: Desk,
    clock: Arc<Mutex<DateTime<Utc>>>,
    address: Address,
    name: &'static str,
    _folder: tempfile::TempDir,
}

fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
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

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
fn postgres() -> Option<Address> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES") else {
        assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        );
        return None;
    };
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    Some(Address::Postgres { url, schema: Some(format!("sub_{}_{count}", std::process::id())) })
}

impl Kit {
    /// On every database there is; the clock stands at 09:00 of a day in Viet Nam.
    async fn each(today: &str) -> Vec<Self> {
        let mut kits = vec![Self::sqlite(today).await];
        if let Some(address) = postgres() {
            kits.push(Self::on(address, "postgres", tempfile::tempdir().unwrap(), today).await);
        }
        kits
    }

    async fn sqlite(today: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(Address::Sqlite(folder.path().join("t.sqlite")), "sqlite", folder, today).await
    }

    /// Thái Nguyên (19), which took over Bắc Kạn (06), and Hà Nội (01).
    async fn on(address: Address, name: &'static str, folder: tempfile::TempDir, today: &str) -> Self {
        let store = Store::open(&address, keys()).await.unwrap();
        let files = format!("file:{}", folder.path().join("files").display());
        let files = store::files::Files::open(&files, []).unwrap();
        let tx = store.begin().await.unwrap();
        for unit in [
            organisation("CUC", "", None),
            organisation("STP.01", "CUC", None),
            organisation("TT.01", "STP.01", None),
            organisation("STP.19", "CUC", None),
            organisation("TT.19", "STP.19", None),
            organisation("CN.19.1", "TT.19", None),
            organisation("STP.06", "CUC", Some("STP.19")),
            organisation("TT.06", "STP.06", Some("TT.19")),
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
            entered_at: "2023-01-01T00:00:00Z".parse().unwrap(),
            version: 1,
        };
        store::people::insert(&tx, person).await.unwrap();
        tx.commit().await.unwrap();
        let clock = Arc::new(Mutex::new(format!("{today}T02:00:00Z").parse().unwrap()));
        let desk =
            Desk::open(store, files, Clock::Frozen(Arc::clone(&clock)), Chance::seeded(1)).await.unwrap();
        Kit { desk, clock, address, name, _folder: folder }
    }

    fn wait(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn save(&self, mut files: Vec<CaseFile>) {
        let tx = self.desk.store().begin().await.unwrap();
        store::cases::insert_many(&tx, &mut files).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Saves another version of a case, now.
    async fn correct(&self, file: CaseFile) {
        let tx = self.desk.store().begin().await.unwrap();
        store::cases::update(&tx, file, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn case(&self, id: u128, org: &str, accepted_on: &str, more: Json) -> CaseFile {
        case(id, org, accepted_on, self.desk.now(), more)
    }

    /// Prepares, signs and sends the report of a unit; answers its id.
    async fn send(&self, org: &str, kind: ReportKind, to: &str) -> Uuid {
        let actor = head_of(org);
        let id = prepare(&self.desk, &actor, org, kind, day(to)).await.unwrap();
        self.sign(&actor, id).await.unwrap();
        self.step(&actor, id, SubmissionMove::Send).await.unwrap();
        id
    }

    async fn sign(&self, actor: &Actor, id: Uuid) -> Result<Uuid, Failure> {
        let seen = view(&self.desk, actor, id).await?;
        sign(&self.desk, actor, id, (seen.counted.as_of, &seen.seen), Vec::new()).await
    }

    async fn step(&self, actor: &Actor, id: Uuid, by: SubmissionMove) -> Result<(), Failure> {
        let version = view(&self.desk, actor, id).await?.submission.version;
        move_on(&self.desk, actor, id, version, by, CellNote::default()).await
    }

    async fn faults(&self) -> Vec<String> {
        let found = verify(&self.desk).await.unwrap();
        let seals = found.into_iter().find(|finding| finding.check == Check::Seals).unwrap();
        assert_eq!(seals.verdict == Verdict::Good, seals.details.is_empty());
        seals.details
    }
}

impl Drop for Kit {
    fn drop(&mut self) {
        let Address::Postgres { url, schema: Some(schema) } = self.address.clone() else { return };
        let work = async move {
            let store = Store::connect(&Address::Postgres { url, schema: None }, keys()).await.unwrap();
            let holders = format!(
                "select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
                 join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = '{schema}' and l.pid <> pg_backend_pid()"
            );
            store.maintain(&holders).await.unwrap();
            store.maintain(&format!("drop schema if exists {schema} cascade")).await.unwrap();
            store.close().await.unwrap();
        };
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        std::thread::spawn(move || runtime().block_on(work)).join().unwrap();
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

/// Who signs there.
fn head_of(org: &str) -> Actor {
    let role = match OrganisationKind::of_code(org).unwrap() {
        OrganisationKind::Department => Role::Analyst,
        OrganisationKind::JusticeOffice => Role::JusticeOfficer,
        OrganisationKind::Branch => Role::BranchHead,
        _ => Role::Director,
    };
    actor(role, org)
}

/// A case with one beneficiary; what is given replaces the usual.
fn case(id: u128, org: &str, accepted_on: &str, at: DateTime<Utc>, more: Json) -> CaseFile {
    let mut case = json!({
        "id": Uuid::from_u128(id), "org_code": org, "file_code": format!("HS.{id}"), "file_code_folded": "",
        "form": "litigation", "field": "criminal", "provider_role": "defence", "source": "agency_notice",
        "accepted_on": accepted_on, "success_criteria": "", "beneficiary_count": 0, "state": "accepted",
        "restricted": "", "entered_at": at, "entered_by": "test", "recorded_at": at, "version": 1,
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

fn cell(form: &str, row: &str, column: &str) -> CellKey {
    CellKey { form_key: form.into(), row_key: row.into(), column_key: column.into() }
}

fn number(view: &SubmissionView, form: &str, row: &str, column: &str) -> i64 {
    view.counted.form(form).unwrap().sum().value(row, column).unwrap()
}

fn refused(outcome: Result<impl std::fmt::Debug, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

const KIND: ReportKind = ReportKind::PreliminaryYear;
const TO: &str = "2026-10-31";

/// Branch → Centre → department → ministry, with a message to one cell and a late entry in between.
#[tokio::test]
async fn a_report_goes_up_comes_back_and_goes_up_again() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let done = |id, org: &str| {
            kit.case(id, org, "2026-03-01", json!({ "closed_on": "2026-05-01", "outcome": "completed", "provider_kind": "legal_aid_officer" }))
        };
        let mut files: Vec<CaseFile> = (1..=60).map(|id| done(id, "TT.19")).collect();
        files.extend((101..=170).map(|id| done(id, "CN.19.1")));
        files.extend((201..=203).map(|id| kit.case(id, "TT.06", "2025-02-01", json!({}))));
        files.extend((301..=302).map(|id| done(id, "TT.01")));
        kit.save(files).await;

        kit.send("CN.19.1", KIND, TO).await;
        let centre = head_of("TT.19");
        let id = kit.send("TT.19", KIND, TO).await;
        let seen = view(desk, &centre, id).await.unwrap();
        // The branch by its sealed report, Bắc Kạn by its register: it ended before the period did.
        assert_eq!(seen.counted.parts.len(), 1, "{}", kit.name);
        assert_eq!(seen.counted.own, ["TT.06", "TT.19"]);
        assert_eq!((number(&seen, "25", "total", "1"), number(&seen, "25", "total", "2")), (133, 3));
        assert_eq!(number(&seen, "24", "total", "1"), 133);
        assert!(seen.checks.is_empty() && seen.moves.is_empty());

        // The unit cannot change what lies above; the level above gives one cell back.
        assert_eq!(
            refused(explain(desk, &centre, id, cell("25", "total", "4"), "x").await),
            "submissions.not_here"
        );
        let office = head_of("STP.19");
        let at_office = view(desk, &office, id).await.unwrap();
        assert_eq!(at_office.moves, [SubmissionMove::Return, SubmissionMove::Accept]);
        let (version, which) = (at_office.submission.version, cell("25", "1.2", "4"));
        let nothing = move_on(desk, &office, id, version, SubmissionMove::Return, CellNote::default()).await;
        assert_eq!(refused(nothing), "submissions.no_message");
        let note = CellNote {
            message: "Thiếu một vụ kết thúc tháng 5.".into(), cell: Some(which.clone())
        };
        move_on(desk, &office, id, version, SubmissionMove::Return, note).await.unwrap();
        let back = view(desk, &centre, id).await.unwrap();
        let message = back.message().unwrap();
        assert_eq!((message.row_key.as_deref(), message.column_key.as_deref()), (Some("1.2"), Some("4")));
        assert_eq!(back.submission.state.0, SubmissionState::Returned);

        // A case of May is entered in November. The seal does not know it; the draft does, and says since when.
        kit.wait(Duration::days(1));
        kit.save(vec![done(61, "TT.19")]).await;
        let first = back.sealed.as_ref().unwrap().snapshot.id;
        let (report, _) = print(desk, &centre, first, "25").await.unwrap();
        assert_eq!(report.filled.value("total", "1"), Some(133));
        assert_eq!(number(&view(desk, &centre, id).await.unwrap(), "25", "total", "1"), 134);
        let second = kit.sign(&centre, id).await.unwrap();
        kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
        // Who changed it is told; not who looked since, gave a reason to look or read the consents.
        let clerk = Actor { name: "Người sửa".to_owned(), ..actor(Role::Clerk, "TT.19") };
        let reader = Actor { name: "Người xem".to_owned(), ..actor(Role::Appraiser, "TT.19") };
        for (who, act) in [
            (&clerk, "cases.correct"),
            (&reader, "confidentiality.grant"),
            (&reader, "confidentiality.consents"),
            (&reader, "case_papers.open"),
        ] {
            let mut work = desk.begin_as(who).await.unwrap();
            work.record(act, "case", Uuid::from_u128(61), json!({}));
            desk.commit(work).await.unwrap();
        }
        let told = changes(desk, &office, first, Compared::Seal(second), Some(&which), None).await.unwrap();
        assert_eq!(told.counts, [1, 0, 0], "{}", kit.name);
        let line = &told.lines[0];
        assert_eq!(
            (line.case, line.became, line.event_on),
            (Uuid::from_u128(61), Became::Added, Some(day("2026-03-01")))
        );
        assert_eq!((line.entered_at, line.lag), (Some(desk.now()), Some(250)));
        assert_eq!(line.entered_by.as_deref(), Some("Người sửa"), "{}", kit.name);
        assert!(told.cells.iter().any(|it| (it.before, it.after) == (133, 134)));

        // The levels above add up what was sent; the ministry counts the province that sent nothing from its register.
        kit.step(&office, id, SubmissionMove::Accept).await.unwrap();
        let office_id = kit.send("STP.19", KIND, TO).await;
        assert_eq!(view(desk, &office, office_id).await.unwrap().counted.own, ["STP.06", "STP.19"]);
        let ministry = head_of("CUC");
        let nation = prepare(desk, &ministry, "CUC", KIND, day(TO)).await.unwrap();
        let top = view(desk, &ministry, nation).await.unwrap();
        assert_eq!(
            (number(&top, "25", "total", "1"), &top.counted.missing[..]),
            (136, &["STP.01".to_owned()][..])
        );
        let seal = kit.sign(&ministry, nation).await.unwrap();

        // Every case behind the cell of the nation, once, over all seals it is made of.
        let (mut listed, mut after) = (BTreeSet::new(), Some((0, 0)));
        while let Some(place) = after {
            let page = cases_of_cell(desk, &ministry, seal, &cell("25", "total", "1"), place).await.unwrap();
            assert!(page.lines.len() <= 50 && page.gone == 0);
            for line in &page.lines {
                assert!(listed.insert(line.id), "{} twice", line.id);
            }
            after = page.next;
        }
        assert_eq!(listed.len(), 136, "{}", kit.name);
        let chosen = cases_of_cell(desk, &ministry, seal, &cell("25", "total", "2"), (0, 0)).await.unwrap();
        let ids: BTreeSet<u128> = chosen.lines.iter().map(|line| line.id.as_u128()).collect();
        assert_eq!(ids, (201..=203).collect());
        assert_eq!(kit.faults().await, Vec::<String>::new(), "{}", kit.name);
    }
}

/// What was signed prints the same for ever, and what is touched is found.
#[tokio::test]
async fn a_seal_stays_as_it_was_signed_and_verify_finds_what_was_touched() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let files = (1..=9).map(|id| kit.case(id, "TT.01", "2026-03-01", json!({}))).collect();
        kit.save(files).await;
        let centre = head_of("TT.01");
        let id = kit.send("TT.01", KIND, TO).await;
        let sealed = view(desk, &centre, id).await.unwrap().sealed.unwrap();
        let text = text_of(desk, &centre, sealed.snapshot.id).await.unwrap().body;
        kit.wait(Duration::days(2));
        kit.save((10..=19).map(|id| kit.case(id, "TT.01", "2026-04-01", json!({}))).collect()).await;
        let mut moved = kit.case(1, "CN.19.1", "2026-03-01", json!({ "field": "civil" }));
        moved.case.file_code = "moved".into();
        kit.correct(moved).await;
        assert_eq!(text_of(desk, &centre, sealed.snapshot.id).await.unwrap().body, text);
        let again = view(desk, &centre, id).await.unwrap();
        assert_eq!(number(&again, "25", "total", "1"), 9);
        let told = changes(desk, &centre, sealed.snapshot.id, Compared::Now, None, None).await.unwrap();
        assert_eq!(told.counts, [10, 1, 0], "{}", kit.name);
        assert_eq!(kit.faults().await, Vec::<String>::new());

        // A number in the text, a case in the file, a row that says another period.
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set body = replace(body, '[[9,', '[[8,')").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("hash")), "{faults:?}");
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set body = replace(body, '[[8,', '[[9,')").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kit.faults().await, Vec::<String>::new());
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set period_to = '2026-09-30'").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("something else")), "{faults:?}");
        let tx = desk.store().begin().await.unwrap();
        tx.run("update report_snapshot set period_to = '2026-10-31'").await.unwrap();
        tx.run("update form_definition set content = content || ' ' where form_key = '25'").await.unwrap();
        tx.commit().await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("definition of form 25")), "{faults:?}");
        desk.files().remove(&sealed.body.facts.sha256).await.unwrap();
        let faults = kit.faults().await;
        assert!(faults.iter().any(|it| it.ends_with("the file of its cases")), "{faults:?}");
    }
}

/// Nobody signs what does not agree without a word, before the days are over, or what changed meanwhile.
#[tokio::test]
async fn what_does_not_agree_is_explained_before_it_is_signed() {
    let kit = Kit::sqlite("2026-10-31").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![
        kit.case(1, "TT.01", "2026-03-01", json!({ "closed_on": "2026-05-01", "outcome": "completed" })),
        kit.case(2, "TT.01", "2026-03-01", json!({ "sex": null })),
    ])
    .await;
    let id = prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap();
    assert_eq!(prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap(), id);
    assert_eq!(refused(kit.sign(&centre, id).await), "submissions.not_over");
    kit.wait(Duration::hours(15));
    // 17:00 in UTC is the first hour of November in Viet Nam.
    assert_eq!(desk.today(), day("2026-11-01"));
    assert_eq!(refused(kit.sign(&centre, id).await), "submissions.unexplained");
    let seen = view(desk, &centre, id).await.unwrap();
    let cells: BTreeSet<CellKey> = seen.checks.iter().map(|check| check.cell.clone()).collect();
    assert!(
        cells.contains(&cell("24", "total", "1")) && cells.contains(&cell("25", "total", "4")),
        "{cells:?}"
    );
    for cell in cells {
        explain(desk, &centre, id, cell, "Người được trợ giúp không khai.").await.unwrap();
    }
    let seen = view(desk, &centre, id).await.unwrap();
    assert!(seen.checks.iter().all(|check| check.explained));
    // Another case is entered at the same moment; what was looked at is not signed any more.
    kit.save(vec![kit.case(3, "TT.01", "2026-04-01", json!({}))]).await;
    let meanwhile = sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await;
    assert!(matches!(meanwhile, Err(Failure::Stale)), "{meanwhile:?}");
    // Entered an hour after the look, it does not matter: what was seen is signed as of the moment it was seen.
    let seen = view(desk, &centre, id).await.unwrap();
    kit.wait(Duration::hours(1));
    kit.save(vec![kit.case(4, "TT.01", "2026-04-01", json!({}))]).await;
    sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await.unwrap();
    let sealed = view(desk, &centre, id).await.unwrap();
    assert_eq!(number(&sealed, "25", "total", "1"), 3);
    assert_eq!(sealed.moves, [SubmissionMove::Unsign, SubmissionMove::Send]);
    // The clerk sends and does not sign; the auditor looks; others do not find it.
    let clerk = actor(Role::Clerk, "TT.01");
    assert_eq!(view(desk, &clerk, id).await.unwrap().moves, [SubmissionMove::Send]);
    let version = sealed.submission.version;
    let none = CellNote::default;
    assert!(matches!(
        move_on(desk, &clerk, id, version, SubmissionMove::Unsign, none()).await,
        Err(Failure::Denied)
    ));
    assert!(matches!(view(desk, &head_of("TT.19"), id).await, Err(Failure::Missing)));
    assert!(view(desk, &actor(Role::Auditor, "CUC"), id).await.unwrap().moves.is_empty());
    let stale = move_on(desk, &centre, id, version - 1, SubmissionMove::Send, none()).await;
    assert!(matches!(stale, Err(Failure::Stale)));
    kit.step(&centre, id, SubmissionMove::Unsign).await.unwrap();
    let open = view(desk, &centre, id).await.unwrap();
    assert_eq!((number(&open, "25", "total", "1"), open.seals.len()), (4, 1));
    assert_eq!(kit.faults().await, Vec::<String>::new());
}

/// The half-year of 2024: five months are counted, June is estimated, and the sum is sent.
#[tokio::test]
async fn an_estimate_is_added_to_what_is_counted() {
    let kit = Kit::sqlite("2024-06-03").await;
    let desk = &kit.desk;
    let ended = |id, org: &str, from: &str, to: &str| {
        kit.case(
            id,
            org,
            from,
            json!({ "closed_on": to, "outcome": "completed", "provider_kind": "contract_lawyer" }),
        )
    };
    kit.save(vec![
        ended(1, "TT.01", "2024-02-01", "2024-05-31"),
        ended(2, "TT.01", "2024-03-01", "2024-06-01"),
        kit.case(3, "TT.01", "2024-06-01", json!({})),
        kit.case(4, "TT.01", "2024-02-29", json!({})),
        // June of the year before: two new, one of them closed, and one that was there before.
        ended(5, "TT.01", "2023-06-02", "2023-06-30"),
        ended(6, "TT.01", "2023-06-30", "2023-07-01"),
        ended(7, "TT.01", "2023-05-31", "2023-06-01"),
    ])
    .await;
    let centre = head_of("TT.01");
    let id = prepare(desk, &centre, "TT.01", ReportKind::HalfYear, day("2024-06-30")).await.unwrap();
    let seen = view(desk, &centre, id).await.unwrap();
    // What was closed on 1 June is running in the counted days; what was accepted then is not in them.
    assert_eq!(["1", "2", "3", "4"].map(|column| number(&seen, "25", "total", column)), [3, 0, 3, 1]);
    for key in ["12", "24", "25"] {
        let filled = suggested(desk, &centre, id, key).await.unwrap();
        assert!(filled.broken().is_empty(), "{key}: {:?}", filled.broken());
        let form = filled.form;
        let mut cells = Vec::new();
        for (row, line) in form.rows.iter().enumerate() {
            for (column, head) in form.columns.iter().enumerate() {
                if let Some(value) = filled.cells[row][column] {
                    cells.push((cell(key, &line.key, &head.key), value));
                }
            }
        }
        let version = view(desk, &centre, id).await.unwrap().submission.version;
        let typed = Estimate { form: key.to_owned(), cells };
        estimate(desk, &centre, id, version, typed.clone()).await.unwrap();
        assert!(matches!(estimate(desk, &centre, id, version, typed).await, Err(Failure::Stale)));
    }
    let seen = view(desk, &centre, id).await.unwrap();
    assert_eq!(["1", "2", "3", "4"].map(|column| number(&seen, "25", "total", column)), [5, 0, 5, 3]);
    assert_eq!(number(&seen, "12", "total", "8"), 2);
    assert!(seen.checks.is_empty(), "{:?}", seen.checks);
    let seal = kit.sign(&centre, id).await.unwrap();
    kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
    let (report, _) = print(desk, &centre, seal, "25").await.unwrap();
    assert_eq!((report.to, report.filled.value("total", "1")), (day("2024-06-30"), Some(5)));
    let above =
        prepare(desk, &head_of("STP.01"), "STP.01", ReportKind::HalfYear, day("2024-06-30")).await.unwrap();
    let above = view(desk, &head_of("STP.01"), above).await.unwrap();
    let form = above.counted.form("25").unwrap();
    assert_eq!((form.actual.value("total", "4"), form.estimate.value("total", "4")), (Some(1), Some(2)));
    // A period that is counted whole takes no estimate.
    kit.wait(Duration::days(300));
    let year = prepare(desk, &centre, "TT.01", ReportKind::OfficialYear, day("2024-12-31")).await.unwrap();
    let refusal = estimate(desk, &centre, year, 1, Estimate { form: "25".into(), cells: Vec::new() }).await;
    assert_eq!(refused(refusal), "submissions.not_estimated");
    assert_eq!(kit.faults().await, Vec::<String>::new());
}

/// What is carried over must be what was carried forward; where a late entry came between, both pages say so.
#[tokio::test]
async fn a_late_entry_shows_in_the_report_before_and_in_the_next() {
    let kit = Kit::sqlite("2026-01-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![
        kit.case(1, "TT.01", "2025-12-31", json!({})),
        kit.case(2, "TT.01", "2025-11-01", json!({ "closed_on": "2025-12-31", "outcome": "completed", "provider_kind": "legal_aid_officer" })),
    ])
    .await;
    let year = kit.send("TT.01", ReportKind::FullYear, "2025-12-31").await;
    kit.wait(Duration::days(60));
    // Entered in March, accepted in December; and a case that was closed in December is open again.
    kit.save(vec![kit.case(3, "TT.01", "2025-12-15", json!({}))]).await;
    kit.correct(kit.case(2, "TT.01", "2025-11-01", json!({ "provider_kind": "legal_aid_officer" }))).await;
    kit.wait(Duration::days(100));
    let half =
        prepare(desk, &centre, "TT.01", ReportKind::PreliminaryHalfYear, day("2026-05-31")).await.unwrap();
    let seen = view(desk, &centre, half).await.unwrap();
    assert_eq!(number(&seen, "25", "total", "2"), 3);
    let words: Vec<String> = seen.checks.iter().map(|check| format!("{:?}", check.what)).collect();
    assert_eq!(words, ["CarriedOver { forward: 1, over: 3 }"]);
    assert!(seen.checks[0].cell.column_key == "2");
    assert_eq!(seen.drifted.len(), 1);
    let drift = seen.drifted[0].clone();
    assert_eq!(drift.submission, year);
    let told = changes(desk, &centre, drift.snapshot, Compared::Now, None, None).await.unwrap();
    assert_eq!(told.cells.len(), drift.cells);
    let lines: BTreeMap<u128, Became> =
        told.lines.iter().map(|line| (line.case.as_u128(), line.became)).collect();
    assert_eq!(lines, BTreeMap::from([(2, Became::Corrected), (3, Became::Added)]));
    assert!(told.lines.iter().all(|line| line.lag.is_some_and(|lag| lag > 60)), "{:?}", told.lines);
    assert_eq!(refused(kit.sign(&centre, half).await), "submissions.unexplained");
    explain(desk, &centre, half, seen.checks[0].cell.clone(), "Nhập muộn một vụ, mở lại một vụ.")
        .await
        .unwrap();
    kit.sign(&centre, half).await.unwrap();
}

/// Late entries show in the last report of every official series within the days, not only in the latest of all.
#[tokio::test]
async fn a_late_entry_shows_in_each_series_that_was_signed_before_it() {
    let kit = Kit::sqlite("2026-06-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let half = kit.send("TT.01", ReportKind::PreliminaryHalfYear, "2026-05-31").await;
    // Accepted in April, entered in August: the half-year that was sent does not know it, the ten months do.
    kit.wait(Duration::days(60));
    kit.save(vec![kit.case(2, "TT.01", "2026-04-01", json!({}))]).await;
    kit.wait(Duration::days(93));
    let ten_months = kit.send("TT.01", KIND, TO).await;
    kit.wait(Duration::days(61));
    let year = prepare(desk, &centre, "TT.01", ReportKind::FullYear, day("2026-12-31")).await.unwrap();
    let drifted = async || -> Vec<Uuid> {
        let seen = view(desk, &centre, year).await.unwrap();
        assert!(seen.drifted.iter().all(|drift| drift.cells > 0 && drift.period_to < day("2026-12-31")));
        seen.drifted.iter().map(|drift| drift.submission).collect()
    };
    assert_eq!(drifted().await, [half]);
    kit.save(vec![kit.case(3, "TT.01", "2026-09-01", json!({}))]).await;
    assert_eq!(drifted().await, [ten_months, half]);
}

/// Many changes are turned page by page; what is entered meanwhile shows no case twice and hides none.
#[tokio::test]
async fn pages_of_changes_stay_in_their_order() {
    let kit = Kit::sqlite("2026-11-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let id = kit.send("TT.01", KIND, TO).await;
    let seal = view(desk, &centre, id).await.unwrap().sealed.unwrap().snapshot.id;
    kit.wait(Duration::hours(1));
    kit.save((101..=160).map(|id| kit.case(id, "TT.01", "2026-03-01", json!({}))).collect()).await;
    let first = changes(desk, &centre, seal, Compared::Now, None, None).await.unwrap();
    assert_eq!((first.counts, first.lines.len()), ([60, 0, 0], 50));
    kit.save(vec![kit.case(50, "TT.01", "2026-03-01", json!({}))]).await;
    let second = changes(desk, &centre, seal, Compared::Now, None, first.next).await.unwrap();
    assert_eq!((second.counts, second.next), ([61, 0, 0], None));
    let seen: Vec<u128> = first.lines.iter().chain(&second.lines).map(|line| line.case.as_u128()).collect();
    assert_eq!(seen, (101..=160).collect::<Vec<u128>>());
    let total = first.cells.iter().find(|it| it.form.key == "25" && it.before == 1).unwrap();
    assert_eq!(total.after, 61);
}

/// Whoever got the report back is late until it is sent again, and is reminded.
#[tokio::test]
async fn a_report_that_was_given_back_is_asked_for_again() {
    let kit = Kit::sqlite("2026-11-05").await;
    let desk = &kit.desk;
    let tx = desk.store().begin().await.unwrap();
    tx.run(
        "insert into account (id, login, name, password_hash, role, org_code, must_change, recovery_codes, language,
           password_changed_at, created_at)
         values (x'00000000000000000000000000000077', 'gd', 'Bế Văn Minh', 'x', 'director', 'TT.01', 0, '', 'vi',
           '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (centre, above) = (head_of("TT.01"), head_of("STP.01"));
    let id = kit.send("TT.01", KIND, TO).await;
    assert_eq!(remind(desk).await.unwrap(), 0, "it lies with the level above");
    let late = async || overview(desk, &above, None, None).await.unwrap().units[0].days_late;
    let version = view(desk, &above, id).await.unwrap().submission.version;
    let note = CellNote { message: "Thiếu một vụ.".into(), cell: None };
    move_on(desk, &above, id, version, SubmissionMove::Return, note).await.unwrap();
    assert_eq!((late().await, remind(desk).await.unwrap()), (0, 1), "a week before the last day");
    // The last day of a Centre is 10 November.
    kit.wait(Duration::days(7));
    assert_eq!((late().await, remind(desk).await.unwrap(), remind(desk).await.unwrap()), (2, 1, 0));
    kit.sign(&centre, id).await.unwrap();
    kit.step(&centre, id, SubmissionMove::Send).await.unwrap();
    kit.wait(Duration::days(2));
    assert_eq!((late().await, remind(desk).await.unwrap()), (2, 0));
}

/// A look before midnight is no look at days that are over, whenever it is signed.
#[tokio::test]
async fn days_are_over_when_they_were_looked_at() {
    let kit = Kit::sqlite("2026-10-31").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let id = prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap();
    // 19:00 in Viet Nam; six hours later it is November.
    kit.wait(Duration::hours(10));
    let seen = view(desk, &centre, id).await.unwrap();
    kit.wait(Duration::hours(6));
    assert_eq!(desk.today(), day("2026-11-01"));
    let signed = sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await;
    assert_eq!(refused(signed), "submissions.not_over");
    kit.sign(&centre, id).await.unwrap();
}

/// How many files lie in a folder and below it.
fn files_below(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

/// Nobody who writes waits while a report is counted, packed and stored; what was written meanwhile is not signed over.
#[tokio::test]
async fn a_report_is_counted_while_others_write_and_nothing_is_signed_over() {
    for meanwhile in [
        "update submission set version = version + 1 where org_code = 'TT.19'",
        "update submission set state = 'sent' where org_code = 'CN.19.1'",
        "",
    ] {
        let kit = Kit::sqlite("2026-11-05").await;
        let desk = &kit.desk;
        let (branch, centre) = (head_of("CN.19.1"), head_of("TT.19"));
        kit.save(vec![
            kit.case(1, "TT.19", "2026-02-01", json!({})),
            kit.case(2, "CN.19.1", "2026-03-01", json!({})),
        ])
        .await;
        let below = prepare(desk, &branch, "CN.19.1", KIND, day(TO)).await.unwrap();
        kit.sign(&branch, below).await.unwrap();
        let id = prepare(desk, &centre, "TT.19", KIND, day(TO)).await.unwrap();
        let seen = view(desk, &centre, id).await.unwrap();
        let folder = kit._folder.path().join("files");
        let before = files_below(&folder);

        let most = std::time::Duration::from_secs(20);
        let writer = desk.store().begin().await.unwrap();
        let suggestion = tokio::time::timeout(most, suggested(desk, &centre, id, "25")).await;
        assert!(suggestion.expect("it waits for no writer").is_ok());
        let signing = {
            let (desk, centre) = (desk.clone(), centre.clone());
            let (as_of, looked_at) = (seen.counted.as_of, seen.seen.clone());
            tokio::spawn(async move { sign(&desk, &centre, id, (as_of, &looked_at), Vec::new()).await })
        };
        let stored = async {
            while files_below(&folder) == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(most, stored).await.expect("the cases are stored while somebody else writes");
        assert!(!signing.is_finished());
        if !meanwhile.is_empty() {
            writer.run(meanwhile).await.unwrap();
        }
        writer.commit().await.unwrap();
        let signed = signing.await.unwrap();
        match meanwhile {
            "" => assert!(signed.is_ok(), "{signed:?}"),
            _ => assert!(matches!(signed, Err(Failure::Stale)), "{meanwhile}: {signed:?}"),
        }
        let sealed = view(desk, &centre, id).await.unwrap().submission.sealed;
        assert_eq!(sealed, i32::from(meanwhile.is_empty()), "{meanwhile}");
        assert_eq!(kit.faults().await, Vec::<String>::new());
    }
}

/// Who is late is counted by the calendar of Viet Nam, and a unit that ended owes nothing after its last day.
#[tokio::test]
async fn the_list_says_who_is_late_and_follows_the_merger() {
    let kit = Kit::sqlite("2026-11-10").await;
    let desk = &kit.desk;
    // 16:59 in UTC is still the last day; a minute later it is the next one.
    kit.wait(Duration::hours(14) + Duration::minutes(59));
    kit.send("TT.01", KIND, TO).await;
    kit.wait(Duration::minutes(1));
    kit.send("TT.19", KIND, TO).await;
    let of = |org: &'static str| {
        let desk = desk.clone();
        async move { overview(&desk, &head_of("CUC"), Some(org), None).await.unwrap() }
    };
    let (one, other) = (of("STP.01").await, of("STP.19").await);
    assert_eq!((one.period.kind, one.period.to), (KIND, day(TO)));
    assert_eq!((one.units[0].org.as_str(), one.units[0].days_late), ("TT.01", 0));
    assert_eq!((other.units[0].org.as_str(), other.units[0].days_late), ("TT.19", 1));
    assert_eq!(of("TT.19").await.units[0].days_late, 4);
    let nation = of("CUC").await;
    let units: Vec<&str> = nation.units.iter().map(|unit| unit.org.as_str()).collect();
    assert_eq!(units, ["STP.01", "STP.19"]);
    // The half-year that ended with Bắc Kạn was still its own.
    let then = Some((ReportKind::HalfYear, day("2025-06-30")));
    let then = overview(desk, &head_of("CUC"), None, then).await.unwrap();
    assert_eq!(
        then.units.iter().map(|unit| unit.org.as_str()).collect::<Vec<_>>(),
        ["STP.01", "STP.06", "STP.19"]
    );
    let late = prepare(desk, &head_of("TT.06"), "TT.06", KIND, day(TO)).await;
    assert!(matches!(late, Err(Failure::Missing)));
    prepare(desk, &head_of("TT.06"), "TT.06", ReportKind::HalfYear, day("2025-06-30")).await.unwrap();
    assert!(matches!(overview(desk, &head_of("TT.19"), Some("STP.19"), None).await, Err(Failure::Missing)));
    let foreign = prepare(desk, &head_of("TT.19"), "CN.19.1", KIND, day(TO)).await;
    assert!(matches!(foreign, Err(Failure::Missing)));
}

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// A case as plain words.
#[derive(Clone, PartialEq, Debug)]
struct Plain {
    org: &'static str,
    form: &'static str,
    field: &'static str,
    kind: &'static str,
    accepted: NaiveDate,
    closed: Option<NaiveDate>,
    sex: &'static str,
    category: &'static str,
}

impl Plain {
    fn random(dice: &mut Dice) -> Self {
        let accepted = day("2025-10-25") + Duration::days(i64::try_from(dice.below(380)).unwrap());
        let closed =
            (dice.below(3) > 0).then(|| accepted + Duration::days(i64::try_from(dice.below(120)).unwrap()));
        let form = dice.pick(&["litigation", "advice", "representation"]);
        let fields: &[&str] = if form == "representation" {
            &["civil", "labour"]
        } else {
            &["criminal", "civil", "land_housing"]
        };
        Plain {
            org: dice.pick(&["TT.19", "CN.19.1", "TT.06"]),
            form,
            field: dice.pick(fields),
            kind: dice.pick(&["legal_aid_officer", "contract_lawyer", "collaborator"]),
            accepted,
            closed,
            sex: dice.pick(&["male", "female"]),
            category: dice.pick(&["poor", "child", "merit"]),
        }
    }

    fn file(&self, id: u128, at: DateTime<Utc>, version: i64) -> CaseFile {
        let more = json!({
            "form": self.form, "field": self.field, "provider_kind": self.kind, "closed_on": self.closed,
            "outcome": self.closed.map(|_| "completed"), "sex": self.sex, "category": self.category,
            "provider_role": (self.form == "litigation").then_some("defence"),
        });
        let mut file = case(id, self.org, &self.accepted.to_string(), at, more);
        file.case.version = version;
        file
    }

    fn handled(&self) -> bool {
        self.accepted <= day(TO) && self.closed.is_none_or(|day| day >= self::day("2026-01-01"))
    }

    fn closed_in(&self) -> bool {
        self.handled() && self.closed.is_some_and(|day| day <= self::day(TO))
    }
}

/// Numbers of a register, by words alone.
fn naive(cases: &BTreeMap<u128, Plain>) -> BTreeMap<(&'static str, &'static str, &'static str), i64> {
    let count = |wanted: &dyn Fn(&Plain) -> bool| {
        i64::try_from(cases.values().filter(|it| it.handled() && wanted(it)).count()).unwrap()
    };
    BTreeMap::from([
        (("25", "total", "1"), count(&|_| true)),
        (("25", "total", "2"), count(&|it| it.accepted < day("2026-01-01"))),
        (("25", "total", "3"), count(&|it| it.accepted >= day("2026-01-01"))),
        (("25", "total", "4"), count(&Plain::closed_in)),
        (("25", "1.2", "1"), count(&|it| it.field == "criminal" && it.form == "litigation")),
        (
            ("25", "II.1", "7"),
            count(&|it| it.form == "advice" && it.closed_in() && it.kind == "contract_lawyer"),
        ),
        (("24", "total", "3"), count(&|it| it.sex == "female")),
        (
            ("24", "1.1", "8"),
            count(&|it| it.field == "criminal" && it.form == "advice" && it.category == "child"),
        ),
        (("12", "II.5", "8"), count(&|it| it.field == "land_housing" && !it.closed_in())),
    ])
}

/// On many random registers: the draft is the naive count, the seal stays, and the differences are the naive ones.
#[tokio::test]
async fn seals_and_differences_agree_with_a_naive_computation() {
    for seed in 1..=12_u64 {
        let kit = Kit::sqlite("2026-11-05").await;
        let desk = &kit.desk;
        let dice = &mut Dice(seed);
        let mut cases: BTreeMap<u128, Plain> = BTreeMap::new();
        for id in 1..=u128::from(10 + dice.below(60)) {
            cases.insert(id, Plain::random(dice));
        }
        kit.save(cases.iter().map(|(id, it)| it.file(*id, desk.now(), 1)).collect()).await;
        kit.wait(Duration::hours(1));
        if seed % 2 == 0 {
            kit.send("CN.19.1", KIND, TO).await;
        }
        let centre = head_of("TT.19");
        let id = prepare(desk, &centre, "TT.19", KIND, day(TO)).await.unwrap();
        let seen = view(desk, &centre, id).await.unwrap();
        assert_eq!(seen.counted.parts.len(), usize::from(seed % 2 == 0));
        for ((form, row, column), expected) in naive(&cases) {
            assert_eq!(number(&seen, form, row, column), expected, "{form} {row} {column}, seed {seed}");
        }
        let seal = kit.sign(&centre, id).await.unwrap();
        let before = cases.clone();

        kit.wait(Duration::hours(1));
        let (mut versions, mut new) = (BTreeMap::new(), Vec::new());
        for _ in 0..dice.below(12) {
            let id = 1 + u128::from(dice.below(cases.len() as u64));
            let changed = Plain { org: cases[&id].org, ..Plain::random(dice) };
            let version = versions.entry(id).or_insert(1);
            kit.correct(changed.file(id, desk.now(), *version)).await;
            *version += 1;
            cases.insert(id, changed);
        }
        for id in 1000..1000 + u128::from(dice.below(5)) {
            let late = Plain::random(dice);
            new.push(late.file(id, desk.now(), 1));
            cases.insert(id, late);
        }
        kit.save(new).await;

        let mut expected = [0, 0, 0];
        for id in cases.keys() {
            let (old, new) =
                (before.get(id).filter(|it| it.handled()), cases.get(id).filter(|it| it.handled()));
            let as_counted = |it: &Plain| {
                (
                    it.form,
                    it.field,
                    it.kind,
                    it.sex,
                    it.category,
                    it.accepted < day("2026-01-01"),
                    it.closed_in(),
                    it.closed.is_some(),
                )
            };
            match (old, new) {
                (None, Some(_)) => expected[0] += 1,
                (Some(_), None) => expected[1] += 1,
                (Some(old), Some(new)) if as_counted(old) != as_counted(new) => expected[2] += 1,
                _ => {}
            }
        }
        let told = changes(desk, &centre, seal, Compared::Now, None, None).await.unwrap();
        assert_eq!(told.counts, expected, "seed {seed}");
        let (was, is) = (naive(&before), naive(&cases));
        for ((form, row, column), now) in is {
            let key = cell(form, row, column);
            let old = was[&(form, row, column)];
            let change = told.cells.iter().find(|it| {
                it.form.key == key.form_key
                    && it.form.rows[it.row].key == key.row_key
                    && it.form.columns[it.column].key == key.column_key
            });
            assert_eq!(
                change.map(|it| (it.before, it.after)),
                (old != now).then_some((old, now)),
                "{key:?} seed {seed}"
            );
            let by_cell = changes(desk, &centre, seal, Compared::Now, Some(&key), None).await.unwrap();
            let (added, removed) =
                (i64::try_from(by_cell.counts[0]).unwrap(), i64::try_from(by_cell.counts[1]).unwrap());
            assert_eq!((added - removed, by_cell.counts[2]), (now - old, 0), "{key:?} seed {seed}");
        }
        // As of the moment of the look, the register says what was sealed.
        let sealed = view(desk, &centre, id).await.unwrap();
        for ((form, row, column), expected) in was {
            assert_eq!(
                number(&sealed, form, row, column),
                expected,
                "sealed {form} {row} {column}, seed {seed}"
            );
        }
        assert_eq!(kit.faults().await, Vec::<String>::new(), "seed {seed}");
    }
}

/// What moved far is named with both numbers until it is sent; how far is far is a setting, and the year before is counted by
/// hand: forty, then twenty.
#[tokio::test]
async fn what_moved_far_since_the_year_before_is_proposed_to_be_explained() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let year = |first: u128, count: u128, year: i32| {
            let closed = json!({ "closed_on": format!("{year}-05-01"), "outcome": "completed", "provider_kind": "legal_aid_officer" });
            (first..first + count)
                .map(|id| kit.case(id, "TT.01", &format!("{year}-03-01"), closed.clone()))
                .collect::<Vec<_>>()
        };
        kit.save(year(1, 40, 2025)).await;
        kit.save(year(101, 20, 2026)).await;
        let head = head_of("TT.01");
        let id = prepare(desk, &head, "TT.01", KIND, day(TO)).await.unwrap();
        let far = async || view(desk, &head, id).await.unwrap().deviations.unwrap().lines;
        let closed = cell("25", "total", "4");
        let lines = far().await;
        let of_25 = lines.iter().filter(|line| line.form.key == "25").count();
        assert_eq!(of_25, 5, "the largest five of a form");
        let line = lines.iter().find(|line| line.cell == closed).unwrap();
        assert_eq!((line.before, line.now, line.explained), (40, 20, false), "{}", kit.name);
        assert!(lines.iter().all(|line| line.before - line.now == 20), "{lines:?}");

        explain(desk, &head, id, closed.clone(), "Hai người thực hiện nghỉ thai sản.").await.unwrap();
        assert!(far().await.iter().any(|line| line.cell == closed && line.explained));

        let administrator = actor(Role::Administrator, "CUC");
        let percent = office::settings::DEVIATION_PERCENT;
        office::settings::change(desk, &administrator, percent, 0, "51").await.unwrap();
        assert!(far().await.is_empty(), "half is not far any more");
        kit.sign(&head, id).await.unwrap();
        kit.step(&head, id, SubmissionMove::Send).await.unwrap();
        assert!(view(desk, &head, id).await.unwrap().deviations.is_none());
    }
}
