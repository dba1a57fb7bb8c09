//! A desk and short ways to take a request and to accept it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::cases::{AidForm, LegalField, Source};
use law::deadlines::DeadlineCode;
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, RequestPaper, Side, Signature};
use law::lifecycle::RequestState;
use office::cases::Birth;
use office::requests::{self, Acceptance, PersonDraft, RequestDraft};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use super::fresh::Fresh;
use super::ground::Hands;
use super::{fresh, ground};

pub(super) struct Kit {
    pub(super) desk: Desk,
    pub(super) clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
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
    // Monday, 09:00 in Viet Nam.
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-23T02:00:00Z"));
    let units = [("CUC", None), ("TT.19", Some("CUC")), ("TT.01", Some("CUC"))];
    let desk = ground::desk(&fresh, folder.path(), &units, Vec::new(), (&clock, 1)).await;
    Kit { desk, clock, _folder: folder, _fresh: fresh }
}

impl Kit {
    pub(super) fn set(&self, moment: &str) {
        *self.clock.lock().unwrap() = at(moment);
    }

    pub(super) fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    pub(super) async fn version(&self, actor: &Actor, id: Uuid) -> i64 {
        requests::view(&self.desk, actor, id).await.unwrap().file.request.version
    }

    pub(super) async fn state(&self, actor: &Actor, id: Uuid) -> RequestState {
        requests::view(&self.desk, actor, id).await.unwrap().file.request.state.0
    }

    /// Codes and moments (of Viet Nam) of the running clocks of a case.
    pub(super) async fn clocks(&self, case: Uuid) -> Vec<(DeadlineCode, String)> {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = office::deadlines::of_case(&tx, case).await.unwrap();
        let running = lines.into_iter().filter(|line| line.ended_at.is_none());
        let said = |at| office::deadlines::local(at).format("%Y-%m-%d %H:%M").to_string();
        running.map(|line| (line.code.0, said(line.due_at))).collect()
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

pub(super) fn person(name: &str, side: Side) -> PersonDraft {
    PersonDraft {
        side,
        person: None,
        name: name.into(),
        birth: Some(Birth::Year(1980)),
        sex: None,
        ethnicity: None,
        id_number: None,
        commune_code: None,
        address: None,
        phone: None,
        category: Some(Category::Poor),
        other_categories: vec![],
        client_role: None,
        facts: PersonFacts::default(),
    }
}

pub(super) fn draft(desk: &Desk, name: &str) -> RequestDraft {
    RequestDraft {
        id: desk.id(),
        org_code: "TT.19".into(),
        channel: Channel::InPerson,
        source: Source::SelfRequest,
        source_agency: None,
        received_at: desk.now(),
        form: AidForm::Advice,
        field: LegalField::Civil,
        provider_role: None,
        stage: None,
        summary: "Tranh chấp ranh giới thửa đất với hàng xóm.".into(),
        limitation_on: None,
        trial_on: None,
        requester_name: None,
        requester_relation: None,
        requester_phone: None,
        language_spoken: Some("Tiếng Tày".into()),
        language_read: None,
        interpreter: None,
        safe_contact: vec![],
        contact_note: None,
        signed_by: Signature::Signed,
        notice_read_by: None,
        papers: vec![RequestPaper::Application, RequestPaper::CasePapers, RequestPaper::ProofOriginal],
        matter_province: None,
        chosen_provider: None,
        reception: None,
        sexual_violence: false,
        persons: vec![person(name, Side::Beneficiary)],
    }
}

pub(super) fn acceptance(desk: &Desk) -> Acceptance {
    Acceptance { case: desk.id(), file_code: String::new(), urgent: None, force_majeure: false }
}

pub(super) fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code.clone(),
        other => panic!("{other:?}"),
    }
}

/// A colleague of the one who took a request down.
pub(super) fn other_clerk() -> Actor {
    Actor { account: Some(Uuid::from_u128(999)), ..actor(Role::Clerk, "TT.19") }
}

pub(super) const NAMES: [&str; 10] = [
    "Nguyễn Văn An",
    "Trần Thị Bích",
    "Lê Quang Cường",
    "Phạm Hữu Đạt",
    "Hoàng Kim Giang",
    "Vũ Minh Hải",
    "Đặng Thu Khuê",
    "Bùi Xuân Lộc",
    "Đỗ Mạnh Phong",
    "Hồ Ngọc Sơn",
];
pub(super) const LAST: [&str; 5] = ["Tùng", "Uyên", "Việt", "Xuyến", "Yến"];
