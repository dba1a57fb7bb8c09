//! Thái Nguyên, which took over Bắc Kạn, and Hà Nội, on every database there is; short ways to send a report up.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::rules::ReportKind;
use law::staff::OrganisationKind;
use law::submissions::SubmissionMove;
use office::operations::{Check, Verdict, verify};
use office::submissions::{CellKey, CellNote, SubmissionView, move_on, prepare, sign, view};
use office::{Actor, Chance, Clock, Desk, Failure};
use serde_json::{Value as Json, json};
use store::cases::CaseFile;
use store::secrets::Keyring;
use store::staff::Organisation;
use store::{Address, Store};
use uuid::Uuid;

pub(super) const PERSON: Uuid = Uuid::from_u128(0xd001);

pub(super) struct Kit {
    pub(super) desk: Desk,
    pub(super) clock: Arc<Mutex<DateTime<Utc>>>,
    pub(super) address: Address,
    pub(super) name: &'static str,
    pub(super) folder: tempfile::TempDir,
}

pub(super) fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn organisation(code: &str, parent: &str, successor: Option<&str>) -> Organisation {
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
pub(super) fn postgres() -> Option<Address> {
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
    pub(super) async fn each(today: &str) -> Vec<Self> {
        let mut kits = vec![Self::sqlite(today).await];
        if let Some(address) = postgres() {
            kits.push(Self::on(address, "postgres", tempfile::tempdir().unwrap(), today).await);
        }
        kits
    }

    pub(super) async fn sqlite(today: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(Address::Sqlite(folder.path().join("t.sqlite")), "sqlite", folder, today).await
    }

    /// Thái Nguyên (19), which took over Bắc Kạn (06), and Hà Nội (01).
    pub(super) async fn on(
        address: Address,
        name: &'static str,
        folder: tempfile::TempDir,
        today: &str,
    ) -> Self {
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
        Kit { desk, clock, address, name, folder }
    }

    pub(super) fn wait(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    pub(super) async fn save(&self, mut files: Vec<CaseFile>) {
        let tx = self.desk.store().begin().await.unwrap();
        store::cases::insert_many(&tx, &mut files).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Saves another version of a case, now.
    pub(super) async fn correct(&self, file: CaseFile) {
        let tx = self.desk.store().begin().await.unwrap();
        store::cases::update(&tx, file, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) fn case(&self, id: u128, org: &str, accepted_on: &str, more: Json) -> CaseFile {
        case(id, org, accepted_on, self.desk.now(), more)
    }

    /// Prepares, signs and sends the report of a unit; answers its id.
    pub(super) async fn send(&self, org: &str, kind: ReportKind, to: &str) -> Uuid {
        let actor = head_of(org);
        let id = prepare(&self.desk, &actor, org, kind, day(to)).await.unwrap();
        self.sign(&actor, id).await.unwrap();
        self.step(&actor, id, SubmissionMove::Send).await.unwrap();
        id
    }

    pub(super) async fn sign(&self, actor: &Actor, id: Uuid) -> Result<Uuid, Failure> {
        let seen = view(&self.desk, actor, id).await?;
        sign(&self.desk, actor, id, (seen.counted.as_of, &seen.seen), Vec::new()).await
    }

    pub(super) async fn step(&self, actor: &Actor, id: Uuid, by: SubmissionMove) -> Result<(), Failure> {
        let version = view(&self.desk, actor, id).await?.submission.version;
        move_on(&self.desk, actor, id, version, by, CellNote::default()).await
    }

    pub(super) async fn faults(&self) -> Vec<String> {
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

pub(super) fn actor(role: Role, org: &str) -> Actor {
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
pub(super) fn head_of(org: &str) -> Actor {
    let role = match OrganisationKind::of_code(org).unwrap() {
        OrganisationKind::Department => Role::Analyst,
        OrganisationKind::JusticeOffice => Role::JusticeOfficer,
        OrganisationKind::Branch => Role::BranchHead,
        _ => Role::Director,
    };
    actor(role, org)
}

/// A case with one beneficiary; what is given replaces the usual.
pub(super) fn case(id: u128, org: &str, accepted_on: &str, at: DateTime<Utc>, more: Json) -> CaseFile {
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

pub(super) fn cell(form: &str, row: &str, column: &str) -> CellKey {
    CellKey { form_key: form.into(), row_key: row.into(), column_key: column.into() }
}

pub(super) fn number(view: &SubmissionView, form: &str, row: &str, column: &str) -> i64 {
    view.counted.form(form).unwrap().sum().value(row, column).unwrap()
}

pub(super) fn refused(outcome: Result<impl std::fmt::Debug, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

pub(super) const KIND: ReportKind = ReportKind::PreliminaryYear;
pub(super) const TO: &str = "2026-10-31";
