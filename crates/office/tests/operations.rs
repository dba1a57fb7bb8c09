//! Back up, restore, verify: a copy taken while people work comes back whole on either database, and
//! whatever was damaged is found.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;

use std::collections::BTreeMap;
use std::path::Path;

use fresh::Fresh;
use law::cases::{AidForm, LegalField, Source};
use law::eligibility::Category;
use law::kernel::identity::IdNumber;
use law::staff::OrganisationKind;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::operations::{self, Check, Finding, Verdict};
use office::{Actor, Chance, Clock, Desk, Failure};
use store::Store;
use store::files::{Files, StoredFile};
use store::migrations::STEPS;
use store::operations::{copy, schema};
use store::secrets::Keyring;
use store::staff::Organisation;

struct Kit {
    desk: Desk,
    fresh: Fresh,
    folder: tempfile::TempDir,
}

async fn open(fresh: Fresh) -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let clock =
        Clock::Frozen(std::sync::Arc::new(std::sync::Mutex::new("2026-11-22T02:00:00Z".parse().unwrap())));
    let desk = Desk::open(fresh.store.clone(), files, clock, Chance::seeded(3)).await.unwrap();
    Kit { desk, fresh, folder }
}

async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        kits.push(open(fresh).await);
    }
    kits
}

fn files(folder: &Path) -> Files {
    Files::open(&format!("file:{}", folder.join("files").display()), []).unwrap()
}

impl Kit {
    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// A centre, two cases with identity numbers, one stored file.
    async fn fill(&self) {
        let centre = Organisation {
            code: "TT.19".to_owned(),
            kind: OrganisationKind::Centre.into(),
            name: "Trung tâm “Thái Nguyên”".to_owned(),
            name_folded: String::new(),
            parent: None,
            province_code: Some("19".to_owned()),
            valid_from: "2004-01-01".parse().unwrap(),
            valid_to: None,
            successor: None,
            address: None,
            phone: None,
            version: 1,
        };
        let tx = self.desk.store().begin().await.unwrap();
        store::staff::insert_organisation(&tx, centre).await.unwrap();
        tx.commit().await.unwrap();
        self.desk.reload_tree().await.unwrap();
        self.fill_cases().await;
    }

    /// The same with all reference data.
    async fn fill_whole(&self) {
        office::reference::load_embedded(&self.desk).await.unwrap();
        self.fill_cases().await;
    }

    async fn fill_cases(&self) {
        for number in 1..=2 {
            self.register(number).await;
        }
        let sha256 = self.desk.files().put("thông báo kết quả".into()).await.unwrap();
        let tx = self.desk.store().begin().await.unwrap();
        let file = StoredFile {
            sha256,
            size: i64::try_from("thông báo kết quả".len()).unwrap(),
            media_type: "text/plain".to_owned(),
            name: "thông báo.txt".to_owned(),
            stored_at: self.desk.now(),
            stored_by: "x".to_owned(),
        };
        store::files::insert(&tx, &file).await.unwrap();
        tx.commit().await.unwrap();
        self.seal_a_report().await;
    }

    /// A signed report of 2025, with the file of the cases it counts.
    async fn seal_a_report(&self) {
        use office::submissions::{prepare, sign, view};
        let (desk, system) = (&self.desk, Actor::system());
        let (kind, to) = (law::rules::ReportKind::FullYear, "2025-12-31".parse().unwrap());
        let id = prepare(desk, &system, "TT.19", kind, to).await.unwrap();
        let seen = view(desk, &system, id).await.unwrap();
        sign(desk, &system, id, (seen.counted.as_of, &seen.seen), Vec::new()).await.unwrap();
    }

    async fn register(&self, number: u32) {
        let client = BeneficiaryDraft {
            person: None,
            name: format!("Triệu Thị Mùi {number}"),
            birth: Some(Birth::Year(1990)),
            sex: None,
            ethnicity: Some("02".into()),
            id_number: IdNumber::read(&format!("006190{number:06}")),
            commune_code: None,
            category: Category::Poor,
            other_categories: vec![],
            client_role: None,
        };
        let draft = CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: format!("{number}/2026"),
            form: AidForm::Advice,
            field: LegalField::Civil,
            provider_role: None,
            received_on: None,
            accepted_on: "2026-11-20".parse().unwrap(),
            urgent_ground: None,
            source: Source::SelfRequest,
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
            beneficiaries: vec![client],
        };
        office::cases::register(&self.desk, &Actor::system(), draft).await.unwrap();
    }

    async fn findings(&self) -> BTreeMap<String, Finding> {
        let found = operations::verify(&self.desk).await.unwrap();
        found.into_iter().map(|finding| (finding.check.to_string(), finding)).collect()
    }

    /// The checks that are not good.
    async fn not_good(&self) -> Vec<(Check, Verdict)> {
        let found = operations::verify(&self.desk).await.unwrap();
        let bad = found.into_iter().filter(|finding| finding.verdict != Verdict::Good);
        bad.map(|finding| (finding.check, finding.verdict)).collect()
    }
}

async fn whole(store: &Store) -> BTreeMap<String, Vec<String>> {
    let tx = store.snapshot().await.unwrap();
    let mut found = BTreeMap::new();
    for table in schema::tables(STEPS).unwrap() {
        let mut out = Vec::new();
        copy::write_table(&tx, &table, &mut out).await.unwrap();
        let mut lines: Vec<String> = String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        found.insert(table.name, lines);
    }
    found
}

fn code_of(answer: Result<impl std::fmt::Debug, Failure>) -> String {
    match answer {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_copy_comes_back_whole_on_each_database() {
    for source in kits().await {
        source.fill_whole().await;
        let copy = source.path("copy");
        let manifest = operations::back_up(&source.desk, &copy).await.unwrap();
        assert_eq!(manifest.files, 2, "{}", source.fresh.name);
        assert!(manifest.audit_rows >= 4, "{}: {manifest:?}", source.fresh.name);
        let keys = std::fs::read_dir(&copy).unwrap().any(|entry| entry.unwrap().file_name() == "keys");
        assert!(!keys, "keys are no part of a copy");
        for target in fresh::stores().await {
            let folder = tempfile::tempdir().unwrap();
            let files = files(folder.path());
            let restored = operations::restore(&target.store, &files, &copy).await.unwrap();
            assert!(restored.keys_fit, "{} into {}", source.fresh.name, target.name);
            assert_eq!(whole(&target.store).await, whole(&source.fresh.store).await, "into {}", target.name);
            let target = open(target).await;
            let desk =
                Desk::open(target.fresh.store.clone(), files, Clock::System, Chance::System).await.unwrap();
            for finding in operations::verify(&desk).await.unwrap() {
                assert_eq!(finding.verdict, Verdict::Good, "{finding:?}");
                assert!(finding.count > 0, "nothing was looked at: {finding:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_copy_taken_while_people_write_is_of_one_moment() {
    for source in kits().await {
        source.fill().await;
        let desk = source.desk.clone();
        let writer = tokio::spawn(async move {
            for number in 0..200 {
                let mut work = desk.begin_as(&Actor::system()).await.unwrap();
                work.record("test.act", "thing", number, "");
                desk.commit(work).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
        let copy = source.path("copy");
        let manifest = operations::back_up(&source.desk, &copy).await.unwrap();
        writer.await.unwrap();
        let target = fresh::stores().await.remove(0);
        operations::restore(&target.store, &files(source.folder.path()), &copy).await.unwrap();
        let tx = target.store.snapshot().await.unwrap();
        let chain = store::audit::verify(&tx).await.unwrap();
        assert_eq!((chain.rows, chain.broken_at), (manifest.audit_rows, None), "{}", source.fresh.name);
    }
}

#[tokio::test]
async fn only_an_empty_place_takes_a_copy() {
    for kit in kits().await {
        kit.fill().await;
        std::fs::create_dir(kit.path("full")).unwrap();
        std::fs::write(kit.path("full/letter.txt"), "x").unwrap();
        let answer = operations::back_up(&kit.desk, &kit.path("full")).await;
        assert_eq!(code_of(answer), "operations.folder_not_empty", "{}", kit.fresh.name);

        operations::back_up(&kit.desk, &kit.path("copy")).await.unwrap();
        let before = whole(&kit.fresh.store).await;
        let answer = operations::restore(&kit.fresh.store, kit.desk.files(), &kit.path("copy")).await;
        assert_eq!(code_of(answer), "operations.database_not_empty", "{}", kit.fresh.name);
        assert_eq!(whole(&kit.fresh.store).await, before, "{}: untouched", kit.fresh.name);
    }
}

#[tokio::test]
async fn a_damaged_copy_is_refused_and_leaves_nothing_behind() {
    let source = kits().await.remove(0);
    source.fill().await;
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 5] = [
        ("operations.no_manifest", |copy| std::fs::remove_file(copy.join("manifest.json")).unwrap()),
        ("operations.damaged", |copy| std::fs::write(copy.join("tables/person.jsonl.gz"), "").unwrap()),
        ("operations.damaged", |copy| std::fs::remove_file(copy.join("tables/audit.jsonl.gz")).unwrap()),
        ("operations.damaged", |copy| std::fs::remove_dir_all(copy.join("files")).unwrap()),
        ("operations.other_program", |copy| {
            let path = copy.join("manifest.json");
            let text = std::fs::read_to_string(&path).unwrap().replace("0001_foundation", "0001_other");
            std::fs::write(path, text).unwrap();
        }),
    ];
    for (number, (code, damage)) in damages.into_iter().enumerate() {
        let copy = source.path(&format!("copy-{number}"));
        operations::back_up(&source.desk, &copy).await.unwrap();
        damage(&copy);
        for target in fresh::stores().await {
            let folder = tempfile::tempdir().unwrap();
            let answer = operations::restore(&target.store, &files(folder.path()), &copy).await;
            assert_eq!(code_of(answer), code, "{}", target.name);
            let rows: usize = whole(&target.store).await.values().map(Vec::len).sum();
            assert_eq!(rows, 1, "{}: only the empty head of the audit chain", target.name);
        }
    }
}

#[tokio::test]
async fn without_the_keys_everything_but_the_sealed_values_comes_back() {
    let source = kits().await.remove(0);
    source.fill().await;
    operations::back_up(&source.desk, &source.path("copy")).await.unwrap();
    let (address, folder) = fresh::sqlite();
    let other = Keyring::read(&format!("other={}", "77".repeat(32))).unwrap();
    let store = Store::open(&address, other).await.unwrap();
    let files = files(folder.path());
    let restored = operations::restore(&store, &files, &source.path("copy")).await.unwrap();
    assert!(!restored.keys_fit);
    let desk = Desk::open(store, files, Clock::System, Chance::System).await.unwrap();
    let found = operations::verify(&desk).await.unwrap();
    let sealed = found.iter().find(|finding| finding.check == Check::Sealed).unwrap();
    assert_eq!(
        (sealed.verdict, sealed.details.as_slice()),
        (Verdict::Note, ["key missing: 2".to_owned()].as_slice())
    );
    assert!(found.iter().all(|finding| finding.verdict != Verdict::Bad), "{found:?}");
}

#[tokio::test]
async fn every_damage_is_found_by_its_check() {
    let damages = [
        (Check::AuditChain, "update audit set actor_name = 'x' where seq = 2"),
        (Check::Figures, "update fact set person_shape = person_shape + 1"),
        (Check::Figures, "delete from fact"),
        (Check::Figures, "update cases set closed_on = '2026-11-21'"),
        (Check::Figures, "update cases set beneficiary_count = 2"),
        (Check::Files, "update stored_file set size = 1"),
        (
            Check::Files,
            "insert into stored_file (sha256, size, media_type, name, stored_at, stored_by)
             select '00ff', size, media_type, name, stored_at, stored_by from stored_file limit 1",
        ),
        (Check::Sealed, "update person set id_number_sealed = 'k1:00'"),
        (Check::Seals, "update report_snapshot set body = body || ' '"),
        (
            Check::Seals,
            "update report_snapshot set org_code = (select max(code) from organisation), number = 7",
        ),
    ];
    for (check, sql) in damages {
        for kit in kits().await {
            kit.fill().await;
            assert_eq!(kit.not_good().await, [], "{}", kit.fresh.name);
            kit.fresh.store.maintain(sql).await.unwrap();
            assert_eq!(kit.not_good().await, [(check, Verdict::Bad)], "{}: {sql}", kit.fresh.name);
            assert!(
                !kit.findings().await[&check.to_string()].details.is_empty(),
                "{}: {sql}",
                kit.fresh.name
            );
        }
    }
}

#[tokio::test]
async fn a_changed_stored_file_is_found() {
    let kit = kits().await.remove(0);
    kit.fill().await;
    let mut folders = vec![kit.path("files")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { std::fs::write(path, "giả").unwrap() }
        }
    }
    // A signed report is counted again from one of them.
    assert_eq!(kit.not_good().await, [(Check::Files, Verdict::Bad), (Check::Seals, Verdict::Bad)]);
}

#[tokio::test]
async fn sealing_anew_is_recorded_and_opens_with_the_new_key_alone() {
    for kit in kits().await {
        kit.fill().await;
        let both = Keyring::read(&format!("k2={}\nk1={}", "22".repeat(32), "11".repeat(32))).unwrap();
        let store = Store::connect(&kit.fresh.address, both).await.unwrap();
        let desk = Desk::open(store, files(kit.folder.path()), Clock::System, Chance::System).await.unwrap();
        assert_eq!(operations::reseal(&desk).await.unwrap(), 2, "{}", kit.fresh.name);
        assert_eq!(operations::reseal(&desk).await.unwrap(), 0, "{}", kit.fresh.name);
        let examined = operations::examine(desk.store()).await.unwrap();
        assert_eq!((examined.stale_seals, examined.lost_seals), (0, 0), "{}", kit.fresh.name);
        let tx = desk.store().snapshot().await.unwrap();
        let search = store::audit::Search { act: Some("operations.reseal".to_owned()), ..Default::default() };
        let lines = store::audit::list(&tx, None, &search, 9).await.unwrap();
        assert_eq!((lines.len(), lines[0].object_id.as_str()), (1, "k2"), "{}", kit.fresh.name);

        let alone = Keyring::read(&format!("k2={}", "22".repeat(32))).unwrap();
        let store = Store::connect(&kit.fresh.address, alone).await.unwrap();
        let desk = Desk::open(store, files(kit.folder.path()), Clock::System, Chance::System).await.unwrap();
        let found = operations::verify(&desk).await.unwrap();
        assert!(
            found.iter().all(|finding| finding.verdict == Verdict::Good),
            "{}: {found:?}",
            kit.fresh.name
        );
    }
}
