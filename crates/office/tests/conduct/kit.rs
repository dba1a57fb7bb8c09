//! A Centre with three providers, one far away, and short ways to do each act; [`Kit::sound`] says what must always hold.

use chrono::{Duration, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, CaseState, ClientRole, LegalField, Outcome, ProviderRole, Source};
use law::conduct::{ChangeAsker, Registration, ReplacementGround, Retention};
use law::deadlines::DeadlineCode;
use law::eligibility::Category;
use law::rules::ChecklistItem;
use law::staff::ProviderKind;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft, Closing};
use office::conduct::{
    Appraising, Archiving, Asking, Assigning, CasePage, Doing, Giving, HandingOver, Prolonging, Registering,
    Reopening, Replacing, Sent, Stopping,
};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use super::fresh::Fresh;
use super::ground::Hands;
use super::people::provider;
use super::{fresh, ground};

pub(super) const MINH: Uuid = Uuid::from_u128(7);
pub(super) const HANH: Uuid = Uuid::from_u128(8);
pub(super) const CTV: Uuid = Uuid::from_u128(9);
pub(super) const FAR: Uuid = Uuid::from_u128(10);

pub(super) struct Kit {
    pub(super) desk: Desk,
    pub(super) clock: Hands,
    _folder: tempfile::TempDir,
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

pub(super) async fn sqlite() -> Kit {
    kit(fresh::stores().await.swap_remove(0)).await
}

pub(super) async fn kit(fresh: Fresh) -> Kit {
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-23T02:00:00Z"));
    let units = [("CUC", None), ("STP.19", Some("CUC")), ("TT.19", Some("STP.19")), ("TT.01", Some("CUC"))];
    let providers = [
        (MINH, "TT.19", "Bế Văn Minh", ProviderKind::LegalAidOfficer),
        (HANH, "TT.19", "Lò Thị Hạnh", ProviderKind::ContractLawyer),
        (CTV, "TT.19", "Vi Văn Tâm", ProviderKind::Collaborator),
        (FAR, "TT.01", "Phan Văn Xa", ProviderKind::LegalAidOfficer),
    ]
    .map(|(id, org, name, kind)| provider(id, org, name, kind))
    .to_vec();
    let desk = ground::desk(&fresh, folder.path(), &units, providers, (&clock, 3)).await;
    Kit { desk, clock, _folder: folder, _fresh: fresh }
}

impl Kit {
    pub(super) fn pass(&self, days: i64) {
        *self.clock.lock().unwrap() += Duration::days(days);
    }

    pub(super) async fn entered(&self, form: AidForm, names: &[&str]) -> Uuid {
        let litigation = form == AidForm::Litigation;
        let person = |name: &&str| BeneficiaryDraft {
            person: None,
            name: (*name).to_owned(),
            birth: Some(Birth::Year(1985)),
            sex: None,
            ethnicity: None,
            id_number: None,
            commune_code: None,
            category: Category::Poor,
            other_categories: vec![],
            client_role: litigation.then_some(ClientRole::Accused),
        };
        let draft = CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: String::new(),
            form,
            field: LegalField::Criminal,
            provider_role: litigation.then_some(ProviderRole::Defence),
            received_on: Some(self.desk.today()),
            accepted_on: self.desk.today(),
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
            beneficiaries: names.iter().map(person).collect(),
        };
        office::cases::register(&self.desk, &actor(Role::Clerk, "TT.19"), draft).await.unwrap()
    }

    pub(super) async fn page(&self, case: Uuid) -> CasePage {
        office::conduct::page(&self.desk, &Actor::system(), case, true).await.unwrap()
    }

    pub(super) async fn state(&self, case: Uuid) -> CaseState {
        self.page(case).await.view.file.case.state.0
    }

    /// The clocks that run.
    pub(super) async fn clocks(&self, case: Uuid) -> Vec<DeadlineCode> {
        let mut codes: Vec<DeadlineCode> = self
            .page(case)
            .await
            .clocks
            .iter()
            .filter(|clock| clock.ended_at.is_none())
            .map(|clock| clock.code.0)
            .collect();
        codes.sort_unstable();
        codes
    }

    pub(super) async fn sent(&self, case: Uuid) -> Sent {
        Sent { id: self.desk.id(), seen: self.page(case).await.view.file.case.version }
    }

    pub(super) async fn assign(&self, case: Uuid, provider: Uuid) -> Result<(), Failure> {
        let it = Assigning {
            sent: self.sent(case).await,
            provider,
            day: self.desk.today(),
            decision: Some("15/QĐ-TGPL".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: None,
            asked_on: None,
        };
        office::conduct::assign(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn register(&self, case: Uuid, to: Registration) -> Result<(), Failure> {
        let note = Some("giấy báo 4".to_owned());
        let it = Registering { sent: self.sent(case).await, to, day: self.desk.today(), note };
        office::conduct::register(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn stop(&self, case: Uuid, resumes: bool) -> Result<(), Failure> {
        let it = Stopping {
            sent: self.sent(case).await,
            day: self.desk.today(),
            decision: "QĐ 7".into(),
            reason: Some("chờ giám định".into()),
        };
        match resumes {
            true => office::conduct::resume(&self.desk, &head(), case, it, Doing::Real).await,
            false => office::conduct::pause(&self.desk, &head(), case, it, Doing::Real).await,
        }
    }

    pub(super) async fn close(&self, case: Uuid) -> Result<(), Failure> {
        let seen = self.page(case).await.view.file.case.version;
        let closing = Closing::on(self.desk.today(), Outcome::Completed);
        office::cases::close(&self.desk, &head(), case, seen, closing).await
    }

    pub(super) async fn hand_over(
        &self,
        case: Uuid,
        present: &[ChecklistItem],
        excuse: Option<&str>,
    ) -> Result<(), Failure> {
        let it = HandingOver {
            sent: self.sent(case).await,
            day: self.desk.today(),
            present: present.iter().map(|item| (*item, format!("giấy {item}"))).collect(),
            excuse: excuse.map(str::to_owned),
        };
        office::conduct::hand_over(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn replace(&self, case: Uuid, provider: Option<Uuid>) -> Result<(), Failure> {
        let it = Replacing {
            sent: self.sent(case).await,
            ground: ReplacementGround::CannotPerform,
            provider,
            day: self.desk.today(),
            decision: Some("20/QĐ-TGPL".into()),
            hand_over: Some("đã giao hồ sơ".into()),
            why: Some("quen địa bàn và người dân ở đây".into()),
            not_opposed: None,
        };
        office::conduct::replace(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn reopen(&self, case: Uuid) -> Result<(), Failure> {
        let it =
            Reopening { sent: self.sent(case).await, day: self.desk.today(), reason: "kháng cáo".into() };
        office::conduct::reopen(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn prolong(&self, case: Uuid) -> Result<(), Failure> {
        let reason = "phải xác minh ở nơi khác".to_owned();
        let it = Prolonging { sent: self.sent(case).await, day: self.desk.today(), reason };
        office::conduct::prolong(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn give_back(&self, case: Uuid) -> Result<(), Failure> {
        let it = Giving { sent: self.sent(case).await, reason: "thiếu bản án".into() };
        office::conduct::give_back(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn appraise(&self, case: Uuid, by: &Actor) -> Result<(), Failure> {
        let it = Appraising {
            sent: self.sent(case).await,
            day: self.desk.today(),
            score: 91,
            breach: false,
            note: None,
        };
        office::conduct::appraise(&self.desk, by, case, it, Doing::Real).await
    }

    pub(super) async fn archive(&self, case: Uuid) -> Result<(), Failure> {
        let it = Archiving {
            sent: self.sent(case).await,
            day: self.desk.today(),
            place: "giá 3".into(),
            pages: 40,
            contents: "1. Đơn".into(),
            retention: Retention::NotSet,
        };
        office::conduct::archive(&self.desk, &head(), case, it, Doing::Real).await
    }

    pub(super) async fn ask(&self, case: Uuid, asker: ChangeAsker) -> Result<(), Failure> {
        let ground = (asker == ChangeAsker::Provider).then_some(ReplacementGround::NotImpartial);
        let (day, reason) = (self.desk.today(), "không còn tin tưởng".to_owned());
        let it = Asking { sent: self.sent(case).await, asker, ground, reason, day };
        office::conduct::ask_change(&self.desk, &head(), case, it, Doing::Real).await
    }

    /// What must hold of every case at every time.
    pub(super) async fn sound(&self, case: Uuid) {
        let page = self.page(case).await;
        let record = &page.view.file.case;
        let state = law::lifecycle::state_of(&record.course());
        assert_eq!(record.state.0, state);
        let queues = law::lifecycle::Queue::ALL_OF_CASES
            .iter()
            .filter(|queue| queue.case_states().any(|it| it == state));
        assert_eq!(queues.count(), 1, "{state} waits in one queue");
        let running: Vec<_> = page.assignments.iter().filter(|row| row.until_at.is_none()).collect();
        let columns = record.assigned_on.and(record.provider_name.clone());
        assert_eq!(running.len(), usize::from(columns.is_some()), "{state}: {:?}", page.assignments);
        if let Some(row) = running.first() {
            assert_eq!((row.provider_id, Some(&row.provider_name)), (record.provider_id, columns.as_ref()));
            let lost =
                [Registration::Refused, Registration::Cancelled, Registration::NotAsked, Registration::Asked];
            let waits = lost.contains(&row.registration.0) && record.begun_on.is_some();
            assert!(!waits || state >= CaseState::Closed, "{state}: {:?}", row.registration);
        }
        assert!(page.assignments.iter().all(|row| row.until_at.is_none_or(|until| until >= row.from_at)));
        for clock in page.clocks.iter().filter(|clock| clock.ended_at.is_none()) {
            let code = clock.code.0;
            let fits = match code {
                DeadlineCode::FileHandover => state == CaseState::Closed,
                DeadlineCode::Assign => state == CaseState::Accepted,
                DeadlineCode::AdviceAnswer | DeadlineCode::AdviceAnswerComplex => {
                    record.form.0 == AidForm::Advice
                        && record.closed_on.is_none()
                        && state != CaseState::Paused
                }
                DeadlineCode::DefenceRegistration => state == CaseState::Assigned,
                DeadlineCode::ReplaceDefender => matches!(state, CaseState::Assigned | CaseState::Accepted),
                DeadlineCode::ProviderChangeAnswer => {
                    record.closed_on.is_none() && page.open_changes().next().is_some()
                }
                _ => false,
            };
            assert!(fits, "{code} runs in {state}");
        }
        if state == CaseState::Closed {
            assert!(
                page.clocks.iter().any(|it| it.ended_at.is_none() && it.code.0 == DeadlineCode::FileHandover)
            );
        }
        let advised = |clock: &&office::deadlines::DeadlineLine| {
            clock.ended_at.is_none() && law::conduct::WORK_CLOCKS.contains(&clock.code.0)
        };
        if record.form.0 == AidForm::Advice && state < CaseState::Paused {
            assert_eq!(page.clocks.iter().filter(advised).count(), 1, "advice is due once in {state}");
        }
        if state == CaseState::Accepted && record.form.0 != AidForm::Advice {
            assert!(page.clocks.iter().any(|it| it.ended_at.is_none()), "somebody must be assigned in time");
        }
    }
}

/// The queues that hold cases.
pub(super) trait CaseQueues {
    const ALL_OF_CASES: &'static [law::lifecycle::Queue];
}

impl CaseQueues for law::lifecycle::Queue {
    const ALL_OF_CASES: &'static [Self] = <Self as law::kernel::coded::Coded>::ALL;
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

pub(super) fn head() -> Actor {
    actor(Role::Director, "TT.19")
}

pub(super) fn officer(provider: Uuid) -> Actor {
    Actor { provider: Some(provider), ..actor(Role::Officer, "TT.19") }
}

#[track_caller]
pub(super) fn refused(outcome: Result<(), Failure>) -> (String, Vec<(String, String)>) {
    let Err(Failure::Refused(refusal)) = outcome else { panic!("{outcome:?}") };
    (refusal.code, refusal.fields)
}

#[track_caller]
pub(super) fn wrong(outcome: Result<(), Failure>) -> (String, String) {
    refused(outcome).1.remove(0)
}

/// Everything the file of a litigation case needs.
pub(super) const FULL: [ChecklistItem; 8] = [
    ChecklistItem::Application,
    ChecklistItem::EligibilityProof,
    ChecklistItem::CasePapers,
    ChecklistItem::AssignmentDecision,
    ChecklistItem::Brief,
    ChecklistItem::ProceduralPapers,
    ChecklistItem::OpinionSheet,
    ChecklistItem::ProcessPapers,
];

impl Kit {
    pub(super) fn draft_of(&self, file: &store::cases::CaseFile) -> CaseDraft {
        let case = &file.case;
        CaseDraft {
            id: case.id,
            org_code: case.org_code.clone(),
            file_code: case.file_code.clone(),
            form: case.form.0,
            field: case.field.0,
            provider_role: case.provider_role.map(|it| it.0),
            received_on: case.received_on,
            accepted_on: case.accepted_on,
            urgent_ground: None,
            source: case.source.0,
            source_agency: None,
            stage: None,
            provider: case.provider_id,
            assigned_on: case.assigned_on,
            closed_on: case.closed_on,
            outcome: case.outcome.map(|it| it.0),
            handed_over_on: case.handed_over_on,
            appraised_on: case.appraised_on,
            quality_score: case.quality_score,
            quality_rating: case.quality_rating.map(|it| it.0),
            success_criteria: vec![],
            note: case.note.clone(),
            beneficiaries: file
                .beneficiaries
                .iter()
                .map(|person| BeneficiaryDraft {
                    person: Some(person.person_id),
                    name: person.name.clone(),
                    birth: person.birth_year.map(Birth::Year),
                    sex: None,
                    ethnicity: None,
                    id_number: None,
                    commune_code: None,
                    category: person.category.0,
                    other_categories: vec![],
                    client_role: person.client_role.map(|it| it.0),
                })
                .collect(),
        }
    }
}

impl Kit {
    /// Notes somebody as the opposed party of a case, as an accepted request does.
    pub(super) async fn opposes(&self, case: Uuid, name: &str, year: i32) {
        let folded = law::kernel::names::fold(name);
        let sound = law::kernel::names::sound(&folded);
        let id = match self.desk.store().is_sqlite() {
            true => format!("x'{}'", case.simple()),
            false => format!("'{case}'"),
        };
        let tx = self.desk.store().begin().await.unwrap();
        tx.run(&format!(
            "insert into case_party (case_id, position, side, role, name, name_folded, name_sound, birth_year)
             values ({id}, 1, 'opposed', 'defendant', '{name}', '{folded}', '{sound}', {year})"
        ))
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) async fn assign_saying(&self, case: Uuid, provider: Uuid, why: &str) -> Result<(), Failure> {
        let it = Assigning {
            sent: self.sent(case).await,
            provider,
            day: self.desk.today(),
            decision: Some("16/QĐ-TGPL".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: Some(why.to_owned()),
            asked_on: None,
        };
        office::conduct::assign(&self.desk, &head(), case, it, Doing::Real).await
    }
}
