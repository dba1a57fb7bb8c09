//! The invented nation: repeatable, lawful, in its shares, and never in the way of what is there.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

use law::access::Reach;
use law::cases::{AidForm, CaseFacts, Source};
use law::quality::Criterion;
use office::exchange::{self, ExportRequest, Format};
use office::simulation::{Invented, Plan, simulate};
use office::statistics::{self, Geography, ReportRequest};
use office::{Actor, Chance, Clock, Desk};
use store::cases::CaseFile;
use store::imports::FileKind;
use store::secrets::Keyring;
use store::{Address, Store};

/// A desk on an empty database with the reference data, and what must outlive it.
struct Empty {
    desk: Desk,
    address: Address,
    _folder: tempfile::TempDir,
}

impl Empty {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::at(Address::Sqlite(folder.path().join("t.sqlite")), folder).await
    }

    /// `None` where there is no server to test on.
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    async fn postgres(name: &str) -> Option<Self> {
        let Ok(url) = std::env::var("TEST_POSTGRES") else {
            assert!(
                std::env::var("TGPL_NO_SKIP").is_err(),
                "TEST_POSTGRES is not set and nothing may be skipped"
            );
            return None;
        };
        let schema = format!("simulation_{}_{name}", std::process::id());
        Some(Self::at(Address::Postgres { url, schema: Some(schema) }, tempfile::tempdir().unwrap()).await)
    }

    async fn at(address: Address, folder: tempfile::TempDir) -> Self {
        let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap();
        let store = Store::open(&address, keys).await.unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
        let clock = Clock::Frozen(Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap())));
        let desk = Desk::open(store, files, clock, Chance::seeded(1)).await.unwrap();
        office::reference::load_embedded(&desk).await.unwrap();
        Self { desk, address, _folder: folder }
    }

    async fn end(self) {
        if let Address::Postgres { schema: Some(schema), .. } = &self.address {
            self.desk.store().maintain(&format!("drop schema {schema} cascade")).await.unwrap();
        }
    }

    async fn simulate(&self, cases: u64, years: u32, seed: u64) -> Invented {
        let plan = Plan { cases, years, seed, provinces: Vec::new() };
        simulate(&self.desk, &Actor::system(), &plan, |_| {}).await.unwrap()
    }

    async fn cases(&self) -> Vec<CaseFile> {
        let tx = self.desk.store().snapshot().await.unwrap();
        store::imports::list_case_files_after(&tx, &Reach::Nation, (None, None), None, 1_000_000)
            .await
            .unwrap()
    }

    async fn exported(&self, kind: FileKind) -> Vec<u8> {
        let request =
            ExportRequest { kind, org: None, from: None, to: None, format: Format::Csv, ground: None };
        let file = exchange::export(&self.desk, &Actor::system(), &request).await.unwrap();
        let path = self._folder.path().join("out.csv");
        exchange::save(file, &path).unwrap();
        std::fs::read(path).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_registers() {
    let (one, two, three) = (Empty::sqlite().await, Empty::sqlite().await, Empty::sqlite().await);
    assert_eq!(one.simulate(700, 3, 7).await, two.simulate(700, 3, 7).await);
    three.simulate(700, 3, 8).await;
    for kind in [
        FileKind::Cases,
        FileKind::Providers,
        FileKind::Organisations,
        FileKind::Outreach,
        FileKind::Receptions,
    ] {
        let first = one.exported(kind).await;
        assert!(first.len() > 500, "{kind}");
        assert!(first == two.exported(kind).await, "{kind} differs for one seed");
    }
    assert_ne!(one.exported(FileKind::Cases).await, three.exported(FileKind::Cases).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_run_never_meets_an_earlier_one() {
    let nation = Empty::sqlite().await;
    // The same seed twice as well: it continues.
    for seed in [1, 2, 2] {
        nation.simulate(600, 2, seed).await;
    }
    let cases = nation.cases().await;
    let codes: HashSet<(&str, &str)> =
        cases.iter().map(|file| (file.case.org_code.as_str(), file.case.file_code.as_str())).collect();
    assert_eq!((cases.len(), codes.len()), (1800, 1800));
    let tx = nation.desk.store().snapshot().await.unwrap();
    let search = store::audit::Search { act: Some("simulation.run".to_owned()), ..Default::default() };
    assert_eq!(store::audit::list(&tx, None, &search, 10).await.unwrap().len(), 3, "one trace a run");
    assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_is_lawful_on_its_day() {
    let nation = Empty::sqlite().await;
    let invented = nation.simulate(4000, 5, 3).await;
    let today = nation.desk.today();
    let cases = nation.cases().await;
    assert_eq!((invented.cases, cases.len()), (4000, 4000));
    let tx = nation.desk.store().snapshot().await.unwrap();
    let book = store::reference::CommuneBook::load(&tx).await.unwrap();
    let organisations: BTreeMap<String, _> = store::staff::list_organisations(&tx)
        .await
        .unwrap()
        .into_iter()
        .map(|it| (it.code.clone(), it))
        .collect();
    for CaseFile { case, beneficiaries } in &cases {
        let criteria = Criterion::read_list(&case.success_criteria).unwrap();
        let facts = CaseFacts {
            form: case.form.0,
            provider_role: case.provider_role.map(|code| code.0),
            received_on: case.received_on,
            accepted_on: case.accepted_on,
            provider_kind: case.provider_kind.map(|code| code.0),
            assigned_on: case.assigned_on,
            closed_on: case.closed_on,
            outcome: case.outcome.map(|code| code.0),
            handed_over_on: case.handed_over_on,
            appraised_on: case.appraised_on,
            quality_score: case.quality_score,
            quality_rating: case.quality_rating.map(|code| code.0),
            criteria: &criteria,
        };
        assert_eq!(law::cases::impossibilities(&facts, today), [], "{case:?}");
        assert_eq!(law::cases::unsaid(&facts), [], "{case:?}");
        let organisation = &organisations[&case.org_code];
        assert!(organisation.valid_from <= case.accepted_on, "{} had not begun", case.org_code);
        assert!(
            organisation.valid_to.is_none_or(|last| case.accepted_on <= last),
            "{} had ended",
            case.org_code
        );
        assert!(case.entered_at >= case.accepted_on.and_time(chrono::NaiveTime::MIN).and_utc());
        assert!(case.entered_at <= case.recorded_at && case.recorded_at <= nation.desk.now());
        assert_eq!(usize::try_from(case.beneficiary_count).unwrap(), beneficiaries.len());
        for person in beneficiaries {
            let commune = person.commune_code.as_deref().unwrap();
            assert!(book.on(commune, case.accepted_on).is_some(), "{commune} on {}", case.accepted_on);
            assert_eq!(law::cases::beneficiary_impossibilities(person.birth_year, case.accepted_on), []);
            assert!(
                person.category.0.is_valid_on(case.accepted_on),
                "{} on {}",
                person.category,
                case.accepted_on
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shares_are_those_of_the_nation() {
    let nation = Empty::sqlite().await;
    let invented = nation.simulate(6000, 4, 11).await;
    let cases = nation.cases().await;
    let percent = |wanted: &dyn Fn(&CaseFile) -> bool| {
        100.0 * cases.iter().filter(|file| wanted(file)).count() as f64 / cases.len() as f64
    };
    let near =
        |what: &str, share: f64, from: f64, to: f64| assert!((from..to).contains(&share), "{what}: {share}");
    near("litigation", percent(&|file| file.case.form.0 == AidForm::Litigation), 80.0, 86.0);
    near("notice", percent(&|file| file.case.source.0 == Source::AgencyNotice), 56.0, 64.0);
    near("closed", percent(&|file| file.case.closed_on.is_some()), 75.0, 95.0);
    near("several beneficiaries", percent(&|file| file.beneficiaries.len() > 1), 3.0, 9.0);
    near("doubtful", 100.0 * invented.doubtful_cases as f64 / 6000.0, 0.3, 2.5);
    let mountain = |file: &CaseFile| ["TT.11", "CN.11.1", "CN.11.2"].contains(&file.case.org_code.as_str());
    let minority = |file: &CaseFile| file.beneficiaries[0].ethnicity.as_deref() != Some("01");
    let there: Vec<&CaseFile> = cases.iter().filter(|file| mountain(file)).collect();
    let of_them = there.iter().filter(|file| minority(file)).count();
    assert!(of_them * 10 > there.len() * 8, "minorities of Điện Biên: {of_them} of {}", there.len());
    near("minorities of the nation", percent(&|file| minority(file)), 20.0, 55.0);
    let provinces: HashSet<String> = cases
        .iter()
        .map(|file| file.case.org_code.split('.').nth(1).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(provinces.len(), 63);
}

/// The indicators of the nation for some periods, also as they stood earlier, as JSON.
async fn figures(nation: &Empty) -> Vec<String> {
    let mut found = Vec::new();
    for (from, to, as_of) in [
        ("2026-01-01", "2026-06-30", None),
        ("2025-01-01", "2025-12-31", None),
        ("2026-01-01", "2026-05-31", Some("2026-06-06T00:00:00Z")),
    ] {
        let request = ReportRequest {
            org: "CUC".to_owned(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            as_of: as_of.map(|at| at.parse().unwrap()),
            geography: Geography::Now,
        };
        let report = statistics::report(&nation.desk, &Actor::system(), &request).await.unwrap();
        found.push(serde_json::to_string(&report).unwrap());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_hold_the_same_nation() {
    let Some(postgres) = Empty::postgres("same").await else { return };
    let sqlite = Empty::sqlite().await;
    assert_eq!(sqlite.simulate(900, 3, 5).await, postgres.simulate(900, 3, 5).await);
    assert_eq!(sqlite.exported(FileKind::Cases).await, postgres.exported(FileKind::Cases).await);
    let figures_of_sqlite = figures(&sqlite).await;
    assert_eq!(figures_of_sqlite, figures(&postgres).await);
    assert_ne!(figures_of_sqlite[0], figures_of_sqlite[2]);
    postgres.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_grow_as_the_register_is_written_up() {
    let nation = Empty::sqlite().await;
    nation.simulate(3000, 2, 9).await;
    let closed = |as_of: &str| {
        let as_of = as_of.parse().unwrap();
        let desk = nation.desk.clone();
        async move {
            let request = ReportRequest {
                org: "CUC".to_owned(),
                from: "2026-01-01".parse().unwrap(),
                to: "2026-05-31".parse().unwrap(),
                as_of: Some(as_of),
                geography: Geography::Now,
            };
            let report = statistics::report(&desk, &Actor::system(), &request).await.unwrap();
            match report.value("cases_closed").unwrap() {
                statistics::Value::Count(count) => count,
                statistics::Value::Tenths(_) => 0,
            }
        }
    };
    let (early, later, today) = (
        closed("2026-05-31T00:00:00Z").await,
        closed("2026-06-07T00:00:00Z").await,
        closed("2026-11-22T01:00:00Z").await,
    );
    assert!(early < later && later < today, "{early} {later} {today}");
}
