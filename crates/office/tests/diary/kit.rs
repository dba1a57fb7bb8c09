//! A desk with an officer and a lawyer, and short ways to enter a case and its daily work.

use chrono::{Duration, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use law::diary::WorkCode;
use law::eligibility::Category;
use law::staff::ProviderKind;
use office::case_papers::PaperDraft;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::diary::EntryDraft;
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use super::fresh::Fresh;
use super::ground::Hands;
use super::people::provider;
use super::{fresh, ground};

pub(super) const OFFICER: Uuid = Uuid::from_u128(7);
pub(super) const LAWYER: Uuid = Uuid::from_u128(8);

pub(super) struct Kit {
    pub(super) desk: Desk,
    pub(super) clock: Hands,
    pub(super) folder: tempfile::TempDir,
    _fresh: Fresh,
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A desk on each database.
pub(super) async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        kits.push(kit(fresh).await);
    }
    kits
}

pub(super) async fn kit(fresh: Fresh) -> Kit {
    // 10:10 in Viet Nam on a Friday.
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-20T03:10:00Z"));
    let units = [
        ("CUC", None),
        ("STP.19", Some("CUC")),
        ("TT.19", Some("STP.19")),
        ("STP.01", Some("CUC")),
        ("TT.01", Some("STP.01")),
    ];
    let providers = vec![
        provider(OFFICER, "TT.19", "Bế Văn Minh", ProviderKind::LegalAidOfficer),
        provider(LAWYER, "TT.19", "Lục Thị Sen", ProviderKind::ContractLawyer),
    ];
    let desk = ground::desk(&fresh, folder.path(), &units, providers, (&clock, 1)).await;
    Kit { desk, clock, folder, _fresh: fresh }
}

pub(super) fn actor(role: Role, org: &str, provider: Option<Uuid>) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.into(),
        provider,
        ip: "127.0.0.1".into(),
    }
}

pub(super) fn officer() -> Actor {
    actor(Role::Officer, "TT.19", Some(OFFICER))
}

pub(super) fn clerk() -> Actor {
    actor(Role::Clerk, "TT.19", None)
}

impl Kit {
    pub(super) fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    pub(super) async fn case(&self, code: &str, provider: Option<Uuid>) -> Uuid {
        let draft = CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: code.into(),
            form: AidForm::Litigation,
            field: LegalField::Criminal,
            provider_role: Some(ProviderRole::Defence),
            received_on: Some(day("2026-11-02")),
            accepted_on: day("2026-11-02"),
            urgent_ground: None,
            source: Source::SelfRequest,
            source_agency: None,
            stage: None,
            provider,
            assigned_on: provider.map(|_| day("2026-11-03")),
            closed_on: None,
            outcome: None,
            handed_over_on: None,
            appraised_on: None,
            quality_score: None,
            quality_rating: None,
            success_criteria: vec![],
            note: None,
            beneficiaries: vec![BeneficiaryDraft {
                person: None,
                name: "Trần Văn Ba".into(),
                birth: Some(Birth::Year(1980)),
                sex: None,
                ethnicity: None,
                id_number: None,
                commune_code: None,
                category: Category::Poor,
                other_categories: vec![],
                client_role: None,
            }],
        };
        office::cases::register(&self.desk, &clerk(), draft).await.unwrap()
    }

    pub(super) async fn close(&self, case: Uuid) {
        let tx = self.desk.store().begin().await.unwrap();
        let mut file = store::cases::find(&tx, &law::access::Reach::Nation, case).await.unwrap().unwrap();
        file.case.closed_on = Some(self.desk.today());
        file.case.outcome = Some(Outcome::Completed.into());
        store::cases::update(&tx, file, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) fn entry(&self, from: u32, to: u32) -> EntryDraft {
        EntryDraft {
            id: self.desk.id(),
            on_date: day("2026-11-20"),
            from_minute: from,
            to_minute: to,
            work: WorkCode::CriminalDd,
            place: "Trại tạm giam".into(),
            with_whom: "bị can".into(),
            note: String::new(),
            hearing: None,
        }
    }

    pub(super) fn paper(&self, item: &str) -> PaperDraft {
        PaperDraft {
            id: self.desk.id(),
            item: item.into(),
            title: "Cáo trạng số 12".into(),
            dated_on: Some(day("2026-11-18")),
            received_on: Some(day("2026-11-19")),
            from_whom: "Viện kiểm sát".into(),
            pages: Some(3),
        }
    }

    pub(super) async fn acts(&self) -> Vec<(String, String)> {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 500).await.unwrap();
        lines.into_iter().map(|line| (line.act, line.reason)).collect()
    }

    /// How many files lie in the cabinet.
    pub(super) fn files(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.folder.path().join("files"))
    }
}

#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(outcome: office::Outcome<T>) -> office::Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => *refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
pub(super) fn missing<T: std::fmt::Debug>(outcome: office::Outcome<T>) {
    assert!(matches!(outcome, Err(Failure::Missing)), "{outcome:?}");
}
