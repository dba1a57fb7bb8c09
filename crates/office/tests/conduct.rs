//! Moving a case: a whole life from assignment to archive, replacements, refusals, suspension, reopening, splitting,
//! and that no row of acts ever breaks what must hold.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;
mod people;

use chrono::{Duration, NaiveDate};
use law::access::{Reach, Role};
use law::cases::{AidForm, CaseState, ClientRole, LegalField, Outcome, ProviderRole, Source};
use law::conduct::{ChangeAsker, LinkKind, NotContinuedGround, Registration, ReplacementGround, Retention};
use law::deadlines::DeadlineCode;
use law::eligibility::Category;
use law::hearings::{HearingAct, HearingKind, HearingState};
use law::rules::ChecklistItem;
use law::staff::ProviderKind;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft, Closing};
use office::conduct::{
    Answering, Appraising, Archiving, Asking, Assigning, CasePage, Doing, Giving, HandingOver, Linking,
    Prolonging, Registering, Reopening, Replacing, Sent, Splitting, Stopping,
};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use fresh::Fresh;
use ground::Hands;
use people::provider;

const MINH: Uuid = Uuid::from_u128(7);
const HANH: Uuid = Uuid::from_u128(8);
const CTV: Uuid = Uuid::from_u128(9);
const FAR: Uuid = Uuid::from_u128(10);

struct Kit {
    desk: Desk,
    clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A desk on each database.
async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        kits.push(kit(fresh).await);
    }
    kits
}

async fn sqlite() -> Kit {
    kit(fresh::stores().await.swap_remove(0)).await
}

async fn kit(fresh: Fresh) -> Kit {
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
    fn pass(&self, days: i64) {
        *self.clock.lock().unwrap() += Duration::days(days);
    }

    async fn entered(&self, form: AidForm, names: &[&str]) -> Uuid {
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

    async fn page(&self, case: Uuid) -> CasePage {
        office::conduct::page(&self.desk, &Actor::system(), case, true).await.unwrap()
    }

    async fn state(&self, case: Uuid) -> CaseState {
        self.page(case).await.view.file.case.state.0
    }

    /// The clocks that run.
    async fn clocks(&self, case: Uuid) -> Vec<DeadlineCode> {
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

    async fn sent(&self, case: Uuid) -> Sent {
        Sent { id: self.desk.id(), seen: self.page(case).await.view.file.case.version }
    }

    async fn assign(&self, case: Uuid, provider: Uuid) -> Result<(), Failure> {
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

    async fn register(&self, case: Uuid, to: Registration) -> Result<(), Failure> {
        let note = Some("giấy báo 4".to_owned());
        let it = Registering { sent: self.sent(case).await, to, day: self.desk.today(), note };
        office::conduct::register(&self.desk, &head(), case, it, Doing::Real).await
    }

    async fn stop(&self, case: Uuid, resumes: bool) -> Result<(), Failure> {
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

    async fn close(&self, case: Uuid) -> Result<(), Failure> {
        let seen = self.page(case).await.view.file.case.version;
        let closing = Closing::on(self.desk.today(), Outcome::Completed);
        office::cases::close(&self.desk, &head(), case, seen, closing).await
    }

    async fn hand_over(
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

    async fn replace(&self, case: Uuid, provider: Option<Uuid>) -> Result<(), Failure> {
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

    async fn reopen(&self, case: Uuid) -> Result<(), Failure> {
        let it =
            Reopening { sent: self.sent(case).await, day: self.desk.today(), reason: "kháng cáo".into() };
        office::conduct::reopen(&self.desk, &head(), case, it, Doing::Real).await
    }

    async fn prolong(&self, case: Uuid) -> Result<(), Failure> {
        let reason = "phải xác minh ở nơi khác".to_owned();
        let it = Prolonging { sent: self.sent(case).await, day: self.desk.today(), reason };
        office::conduct::prolong(&self.desk, &head(), case, it, Doing::Real).await
    }

    async fn give_back(&self, case: Uuid) -> Result<(), Failure> {
        let it = Giving { sent: self.sent(case).await, reason: "thiếu bản án".into() };
        office::conduct::give_back(&self.desk, &head(), case, it, Doing::Real).await
    }

    async fn appraise(&self, case: Uuid, by: &Actor) -> Result<(), Failure> {
        let it = Appraising {
            sent: self.sent(case).await,
            day: self.desk.today(),
            score: 91,
            breach: false,
            note: None,
        };
        office::conduct::appraise(&self.desk, by, case, it, Doing::Real).await
    }

    async fn archive(&self, case: Uuid) -> Result<(), Failure> {
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

    async fn ask(&self, case: Uuid, asker: ChangeAsker) -> Result<(), Failure> {
        let ground = (asker == ChangeAsker::Provider).then_some(ReplacementGround::NotImpartial);
        let (day, reason) = (self.desk.today(), "không còn tin tưởng".to_owned());
        let it = Asking { sent: self.sent(case).await, asker, ground, reason, day };
        office::conduct::ask_change(&self.desk, &head(), case, it, Doing::Real).await
    }

    /// What must hold of every case at every time.
    async fn sound(&self, case: Uuid) {
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
trait CaseQueues {
    const ALL_OF_CASES: &'static [law::lifecycle::Queue];
}

impl CaseQueues for law::lifecycle::Queue {
    const ALL_OF_CASES: &'static [Self] = <Self as law::kernel::coded::Coded>::ALL;
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

fn head() -> Actor {
    actor(Role::Director, "TT.19")
}

fn officer(provider: Uuid) -> Actor {
    Actor { provider: Some(provider), ..actor(Role::Officer, "TT.19") }
}

#[track_caller]
fn refused(outcome: Result<(), Failure>) -> (String, Vec<(String, String)>) {
    let Err(Failure::Refused(refusal)) = outcome else { panic!("{outcome:?}") };
    (refusal.code, refusal.fields)
}

#[track_caller]
fn wrong(outcome: Result<(), Failure>) -> (String, String) {
    refused(outcome).1.remove(0)
}

/// Everything the file of a litigation case needs.
const FULL: [ChecklistItem; 8] = [
    ChecklistItem::Application,
    ChecklistItem::EligibilityProof,
    ChecklistItem::CasePapers,
    ChecklistItem::AssignmentDecision,
    ChecklistItem::Brief,
    ChecklistItem::ProceduralPapers,
    ChecklistItem::OpinionSheet,
    ChecklistItem::ProcessPapers,
];

#[tokio::test]
async fn a_case_lives_from_the_register_to_the_archive() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        assert_eq!(kit.clocks(case).await, [DeadlineCode::Assign]);
        kit.pass(1);
        kit.assign(case, MINH).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Assigned, vec![]));
        kit.register(case, Registration::Asked).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::DefenceRegistration]);
        kit.register(case, Registration::Registered).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Conducting, vec![]));
        kit.pass(20);
        kit.close(case).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::FileHandover]);
        let (code, missing) = refused(kit.hand_over(case, &[], None).await);
        assert_eq!(code, "conduct.file_incomplete");
        assert!(missing.iter().any(|(item, _)| item == "brief"), "{missing:?}");
        kit.hand_over(case, &FULL, None).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::HandedOver, vec![]));
        kit.give_back(case).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Closed, vec![DeadlineCode::FileHandover])
        );
        kit.hand_over(case, &[], None).await.unwrap();
        let own = Actor { provider: Some(MINH), ..head() };
        assert_eq!(refused(kit.appraise(case, &own).await).0, "conduct.own_case");
        kit.appraise(case, &actor(Role::Appraiser, "TT.19")).await.unwrap();
        kit.archive(case).await.unwrap();
        let page = kit.page(case).await;
        let record = &page.view.file.case;
        assert_eq!((record.state.0, record.quality_score), (CaseState::Archived, Some(91)));
        assert_eq!(page.archived.as_ref().unwrap().retention.0, Retention::NotSet);
        let kinds: Vec<&str> = page.view.events.iter().rev().map(|event| event.kind.as_str()).collect();
        for kind in [
            "accepted",
            "assigned",
            "registered",
            "closed",
            "handed_over",
            "given_back",
            "appraised",
            "archived",
        ] {
            assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
        }
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn what_is_archived_is_locked() {
    let kit = sqlite().await;
    let case = kit.entered(AidForm::Advice, &["Nông Thị Hoà"]).await;
    kit.assign(case, CTV).await.unwrap();
    kit.close(case).await.unwrap();
    kit.hand_over(case, &[], Some("giấy tờ do Sở giữ")).await.unwrap();
    kit.appraise(case, &head()).await.unwrap();
    kit.archive(case).await.unwrap();
    assert_eq!(refused(kit.reopen(case).await).0, "cases.archived");
    assert_eq!(refused(kit.appraise(case, &head()).await).0, "cases.archived");
    assert_eq!(refused(kit.ask(case, ChangeAsker::Person).await).0, "cases.archived");
    let note = office::cases::note(&kit.desk, &head(), case, kit.desk.id(), "thêm").await;
    assert_eq!(refused(note).0, "cases.archived");
    let file = kit.page(case).await.view.file;
    let mut draft = kit.draft_of(&file);
    draft.note = Some("sửa".into());
    let corrected = office::cases::correct(&kit.desk, &head(), file.case.version, draft).await;
    assert_eq!(refused(corrected).0, "cases.archived");
}

impl Kit {
    fn draft_of(&self, file: &store::cases::CaseFile) -> CaseDraft {
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

#[tokio::test]
async fn who_may_not_be_assigned_is_refused_with_the_reason() {
    let kit = sqlite().await;
    let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
    assert_eq!(wrong(kit.assign(case, CTV).await), ("provider".into(), "beyond_advice".into()));
    assert_eq!(wrong(kit.assign(case, FAR).await), ("provider".into(), "unknown".into()));
    let (page, boss) = (kit.page(case).await, head());
    let ranking = office::conduct::ranking(&kit.desk, &boss, &page.view.file, kit.desk.today());
    let offered = ranking.await.unwrap().offered.into_iter().filter(|it| it.ranked.is_eligible());
    let names: Vec<String> = offered.map(|it| it.provider.name).collect();
    assert_eq!(names, ["Bế Văn Minh", "Lò Thị Hạnh"]);
    let without = Assigning {
        sent: kit.sent(case).await,
        provider: MINH,
        day: kit.desk.today(),
        decision: None,
        note: None,
        why: Some("quen địa bàn và người dân ở đây".into()),
        batch: None,
        not_opposed: None,
        asked_on: None,
    };
    let tried = office::conduct::assign(&kit.desk, &head(), case, without.clone(), Doing::Real).await;
    assert_eq!(wrong(tried), ("decision".into(), "required".into()));
    let early = Assigning { day: day("2026-11-20"), ..without.clone() };
    let tried = office::conduct::assign(&kit.desk, &head(), case, early, Doing::Real).await;
    assert_eq!(wrong(tried), ("day".into(), "before_last_step".into()));
    let clerk = actor(Role::Clerk, "TT.19");
    let tried = office::conduct::assign(&kit.desk, &clerk, case, without, Doing::Real).await;
    assert!(matches!(tried, Err(Failure::Denied)), "{tried:?}");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_act_and_an_old_one_is_stale() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let it = Assigning {
            sent: kit.sent(case).await,
            provider: MINH,
            day: kit.desk.today(),
            decision: Some("15/QĐ".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: None,
            asked_on: Some(kit.desk.today()),
        };
        let send = |it: Assigning, doing| {
            office::conduct::assign(&kit.desk, HEAD.get_or_init(head), case, it, doing)
        };
        send(it.clone(), Doing::Look).await.unwrap();
        assert_eq!(kit.state(case).await, CaseState::Accepted, "a look changes nothing");
        send(it.clone(), Doing::Real).await.unwrap();
        send(it.clone(), Doing::Real).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!((page.assignments.len(), page.view.file.case.version), (1, 2));
        assert_eq!(page.registration(), Registration::Asked);
        assert_eq!(kit.clocks(case).await, [DeadlineCode::DefenceRegistration]);
        let other = Assigning { sent: Sent { id: kit.desk.id(), ..it.sent }, ..it };
        assert!(matches!(send(other, Doing::Real).await, Err(Failure::Stale)));
    }
}

static HEAD: std::sync::OnceLock<Actor> = std::sync::OnceLock::new();

#[tokio::test]
async fn a_refused_registration_sends_another_provider_in_24_hours() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Asked).await.unwrap();
        kit.register(case, Registration::Refused).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::ReplaceDefender])
        );
        let clock = kit.page(case).await.clocks.into_iter().find(|it| it.ended_at.is_none()).unwrap();
        assert_eq!(clock.due_at - clock.start_at, Duration::hours(24));
        kit.replace(case, Some(HANH)).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!(kit.clocks(case).await, []);
        assert_eq!(page.view.file.case.provider_id, Some(HANH));
        let rows: Vec<(&str, bool)> =
            page.assignments.iter().map(|row| (row.provider_name.as_str(), row.until_at.is_none())).collect();
        assert_eq!(rows, [("Lò Thị Hạnh", true), ("Bế Văn Minh", false)]);
        assert_eq!(
            page.assignments[1].replaced_ground.map(|it| it.0),
            Some(ReplacementGround::CannotPerform)
        );
        kit.register(case, Registration::Registered).await.unwrap();
        kit.register(case, Registration::Cancelled).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::ReplaceDefender])
        );
        kit.replace(case, None).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Accepted, vec![DeadlineCode::ReplaceDefender])
        );
        kit.sound(case).await;
        kit.assign(case, MINH).await.unwrap();
        assert_eq!(kit.clocks(case).await, []);
        // Whoever was replaced no longer finds the case.
        let gone = office::cases::view(&kit.desk, &officer(HANH), case).await;
        assert!(matches!(gone, Err(Failure::Missing)));
        office::cases::view(&kit.desk, &officer(MINH), case).await.unwrap();
    }
}

#[tokio::test]
async fn who_must_refuse_and_who_asks_for_another_wait_with_the_head() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        assert_eq!(refused(kit.ask(case, ChangeAsker::Person).await).0, "conduct.nobody_assigned");
        kit.assign(case, MINH).await.unwrap();
        let (day, reason) = (kit.desk.today(), "bào chữa cho bị hại năm trước".to_owned());
        let must = Asking {
            sent: kit.sent(case).await,
            asker: ChangeAsker::Provider,
            ground: Some(ReplacementGround::OpposedParties),
            reason,
            day,
        };
        let without = Asking { ground: Some(ReplacementGround::PersonAsked), ..must.clone() };
        let tried = office::conduct::ask_change(&kit.desk, &officer(MINH), case, without, Doing::Real).await;
        assert_eq!(wrong(tried), ("ground".into(), "required".into()));
        office::conduct::ask_change(&kit.desk, &officer(MINH), case, must, Doing::Real).await.unwrap();
        assert_eq!(kit.clocks(case).await, [], "the provider's own clock is none");
        kit.ask(case, ChangeAsker::Person).await.unwrap();
        assert_eq!(kit.clocks(case).await, [DeadlineCode::ProviderChangeAnswer]);
        let open = office::conduct::open_changes(&kit.desk, &head()).await.unwrap();
        assert_eq!(open.iter().map(|it| it.change.asker.0).collect::<Vec<_>>().len(), 2);
        assert!(open.iter().all(|it| it.case.id == case));
        let far = office::conduct::open_changes(&kit.desk, &actor(Role::Director, "TT.01")).await.unwrap();
        assert!(far.is_empty());
        let person = open.iter().find(|it| it.change.asker.0 == ChangeAsker::Person).unwrap().change.id;
        let (sent, answer) = (kit.sent(case).await, "người thực hiện đủ điều kiện".to_owned());
        let no = Answering { sent, change: person, answer };
        office::conduct::answer_change(&kit.desk, &head(), case, no, Doing::Real).await.unwrap();
        assert_eq!(kit.clocks(case).await, []);
        kit.replace(case, Some(HANH)).await.unwrap();
        let page = kit.page(case).await;
        assert_eq!(page.open_changes().count(), 0);
        let granted: Vec<Option<bool>> = page.changes.iter().map(|it| it.granted).collect();
        assert!(granted.contains(&Some(true)) && granted.contains(&Some(false)), "{granted:?}");
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn suspension_stops_the_clocks_and_changes_no_figure() {
    use law::statistics::Window;
    use store::statistics::{Scope, tally};
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let figures = async || {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let window = Window { from: day("2026-01-01"), to: day("2026-12-31"), as_of: None };
            let scope = Scope::Organisations(vec!["TT.19".into()]);
            let all = law::statistics::compute(&tally(&tx, &scope, &window).await.unwrap());
            all.iter().map(|figure| format!("{}={:?}", figure.indicator.id, figure.value)).collect::<Vec<_>>()
        };
        let before = figures().await;
        kit.pass(1);
        kit.stop(case, false).await.unwrap();
        assert_eq!((kit.state(case).await, kit.clocks(case).await), (CaseState::Paused, vec![]));
        assert_eq!(figures().await, before);
        kit.pass(30);
        kit.stop(case, true).await.unwrap();
        assert_eq!(
            (kit.state(case).await, kit.clocks(case).await),
            (CaseState::Accepted, vec![DeadlineCode::Assign])
        );
        let clock = kit.page(case).await.clocks.into_iter().find(|it| it.ended_at.is_none()).unwrap();
        assert_eq!(clock.start_at, kit.desk.now(), "counted anew");
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Asked).await.unwrap();
        kit.pass(1);
        kit.stop(case, false).await.unwrap();
        kit.stop(case, true).await.unwrap();
        let state = kit.state(case).await;
        assert_eq!(
            (state, kit.clocks(case).await),
            (CaseState::Assigned, vec![DeadlineCode::DefenceRegistration])
        );
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn closing_asks_what_the_outcome_needs_and_reopening_takes_it_back() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        let seen = kit.page(case).await.view.file.case.version;
        let withdrawn = Closing::on(kit.desk.today(), Outcome::NotContinued);
        let (code, fields) =
            refused(office::cases::close(&kit.desk, &head(), case, seen, withdrawn.clone()).await);
        assert_eq!(code, "cases.closing_incomplete");
        assert_eq!(fields.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["ground", "closing_paper"]);
        let closing = Closing {
            ground: Some(NotContinuedGround::Withdrawn),
            paper: Some("12/TB-TGPL".into()),
            ..withdrawn
        };
        office::cases::try_close(&kit.desk, &head(), case, seen, closing.clone()).await.unwrap();
        assert_eq!(kit.state(case).await, CaseState::Assigned);
        office::cases::close(&kit.desk, &head(), case, seen, closing).await.unwrap();
        let page = kit.page(case).await;
        let told = page.view.events.iter().find(|event| event.kind == "closed").unwrap();
        assert_eq!(told.text.as_deref(), Some("not_continued\nwithdrawn\n12/TB-TGPL"));
        kit.reopen(case).await.unwrap();
        let page = kit.page(case).await;
        let record = &page.view.file.case;
        assert_eq!(
            (record.state.0, record.outcome, record.provider_id),
            (CaseState::Assigned, None, Some(MINH))
        );
        assert_eq!(kit.clocks(case).await, []);
        kit.sound(case).await;
    }
}

#[tokio::test]
async fn two_accused_with_opposed_interests_get_a_case_each() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Giàng A Páo", "Sùng A Lử"]).await;
        kit.assign(case, MINH).await.unwrap();
        let new = kit.desk.id();
        let it = Splitting {
            sent: kit.sent(case).await,
            new,
            positions: vec![0, 1],
            reason: "khai đổ tội cho nhau".into(),
        };
        let all = office::conduct::split(&kit.desk, &head(), case, it.clone(), Doing::Real).await;
        assert_eq!(wrong(all), ("positions".into(), "some_but_not_all".into()));
        let it = Splitting { positions: vec![1], ..it };
        office::conduct::split(&kit.desk, &head(), case, it.clone(), Doing::Real).await.unwrap();
        office::conduct::split(&kit.desk, &head(), case, it, Doing::Real).await.unwrap();
        let (old, new) = (kit.page(case).await, kit.page(new).await);
        let names = |page: &CasePage| -> Vec<String> {
            page.view.file.beneficiaries.iter().map(|person| person.name.clone()).collect()
        };
        assert_eq!(
            (names(&old), names(&new)),
            (vec!["Giàng A Páo".to_owned()], vec!["Sùng A Lử".to_owned()])
        );
        let (before, after) = (&old.view.file.case, &new.view.file.case);
        assert_eq!(
            (before.file_code.as_str(), after.file_code.as_str()),
            ("TT.TGTT.01.2026", "TT.TGTT.02.2026")
        );
        assert_eq!((after.accepted_on, after.provider_id), (before.accepted_on, None));
        assert_eq!(kit.clocks(after.id).await, [DeadlineCode::Assign]);
        assert_eq!(old.links.iter().map(|it| it.kind).collect::<Vec<_>>(), [LinkKind::SplitInto]);
        assert_eq!(new.links.iter().map(|it| it.kind).collect::<Vec<_>>(), [LinkKind::SplitFrom]);
        // The one who helps the first may be found as opposed when somebody looks for the second.
        let parties =
            kit.desk.store().ask("select name as line from case_party where side = 'opposed' order by name");
        assert_eq!(parties.await.unwrap(), ["Giàng A Páo", "Sùng A Lử"]);
        kit.sound(case).await;
        kit.sound(after.id).await;
        let other = kit.entered(AidForm::Advice, &["Giàng A Páo"]).await;
        let link = Linking {
            sent: kit.sent(case).await,
            other: kit.page(other).await.view.file.case.file_code,
            kind: LinkKind::EarlierStage,
            reason: "đã tư vấn".into(),
        };
        office::conduct::link(&kit.desk, &head(), case, link.clone(), Doing::Real).await.unwrap();
        let again = Linking { sent: Sent { id: kit.desk.id(), ..link.sent }, ..link };
        let again = office::conduct::link(&kit.desk, &head(), case, again, Doing::Real).await;
        assert_eq!(wrong(again), ("other".into(), "linked_already".into()));
        assert_eq!(kit.page(other).await.links[0].kind, LinkKind::LaterStage);
        // Events name the other case by its id; its file code is for whoever reaches it, also where an old event kept it.
        let code = kit.page(other).await.view.file.case.file_code;
        let tx = kit.desk.store().begin().await.unwrap();
        for (kind, text) in
            [("linked", format!("earlier_stage\n{code}\ncũ")), ("split", format!("{code}\ncũ"))]
        {
            let known = store::cases::list_events(&tx, case).await.unwrap().remove(0);
            let old = store::cases::CaseEvent {
                id: kit.desk.id(),
                kind: kind.to_owned(),
                text: Some(text),
                ..known
            };
            store::cases::insert_event(&tx, &old).await.unwrap();
        }
        tx.commit().await.unwrap();
        let told = async || -> Vec<String> {
            let page = office::conduct::page(&kit.desk, &head(), case, false).await.unwrap();
            let about = page.view.events.into_iter().filter(|it| ["linked", "split"].contains(&&*it.kind));
            let mut texts: Vec<String> = about.map(|it| it.text.unwrap_or_default()).collect();
            texts.sort();
            texts
        };
        let of = |one: &str, two: &str| {
            let mut texts = vec![
                format!("earlier_stage\n{two}\nđã tư vấn"),
                format!("earlier_stage\n{two}\ncũ"),
                format!("{two}\ncũ"),
                format!("{one}\nkhai đổ tội cho nhau"),
            ];
            texts.sort();
            texts
        };
        assert_eq!(told().await, of(&after.file_code, &code));
        let moved = format!(
            "update cases set org_code = 'TT.01' where id in (select other_id from case_link)
            and file_code <> '{}'",
            before.file_code
        );
        kit.desk.store().maintain(&moved).await.unwrap();
        assert_eq!(told().await, of("", ""), "out of reach: that there is one, no more");
        let third = kit.entered(AidForm::Advice, &["Vàng Thị Chở"]).await;
        let hidden = format!("update cases set restricted = 'hiv' where file_code = '{}'", before.file_code);
        kit.desk.store().maintain(&hidden).await.unwrap();
        let link = Linking {
            sent: kit.sent(third).await,
            other: before.file_code.clone(),
            kind: LinkKind::EarlierStage,
            reason: "cùng người".into(),
        };
        let outside = Actor { account: Some(Uuid::from_u128(901)), ..actor(Role::Clerk, "TT.19") };
        let refused = office::conduct::link(&kit.desk, &outside, third, link, Doing::Real).await;
        assert!(
            matches!(&refused, Err(Failure::Refused(it)) if it.code == office::confidentiality::RESTRICTED),
            "a link writes into both: {refused:?}"
        );
    }
}

#[tokio::test]
async fn out_of_reach_nothing_is_there() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let far = actor(Role::Director, "TT.01");
        let it = Assigning {
            sent: kit.sent(case).await,
            provider: FAR,
            day: kit.desk.today(),
            decision: Some("1".into()),
            note: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
            not_opposed: None,
            asked_on: None,
        };
        let tried = office::conduct::assign(&kit.desk, &far, case, it, Doing::Real).await;
        assert!(matches!(tried, Err(Failure::Missing)), "{tried:?}");
        assert!(matches!(office::conduct::page(&kit.desk, &far, case, true).await, Err(Failure::Missing)));
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert!(
            store::cases::find(&tx, &Reach::Nation, case).await.unwrap().unwrap().case.assigned_on.is_none()
        );
    }
}

#[tokio::test]
async fn the_page_knows_what_is_new_since_the_last_look() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        let look =
            async |first: bool| office::conduct::page(&kit.desk, &head(), case, first).await.unwrap().seen_at;
        assert_eq!(look(true).await, None);
        let before = kit.desk.now();
        kit.pass(1);
        assert_eq!(look(false).await, None, "turning the timeline is no look");
        assert_eq!(look(true).await, Some(before));
        assert_eq!(look(true).await, Some(kit.desk.now()));
    }
}

#[tokio::test]
async fn editing_the_columns_moves_assignment_and_clocks_too() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        for (provider, closed) in
            [(Some(MINH), None), (Some(HANH), None), (Some(HANH), Some(kit.desk.today()))]
        {
            let file = kit.page(case).await.view.file;
            let draft = CaseDraft {
                provider,
                assigned_on: Some(kit.desk.today()),
                closed_on: closed,
                outcome: closed.map(|_| Outcome::Completed),
                ..kit.draft_of(&file)
            };
            office::cases::correct(&kit.desk, &head(), file.case.version, draft).await.unwrap();
            kit.sound(case).await;
        }
        assert_eq!(kit.page(case).await.assignments.len(), 2);
    }
}

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[tokio::test]
async fn no_row_of_acts_breaks_a_case_loses_a_clock_or_leaves_a_queue() {
    for seed in 0..6_u64 {
        let kit = sqlite().await;
        let mut dice = Dice(seed);
        let form = if seed % 3 == 2 { AidForm::Advice } else { AidForm::Litigation };
        let case = kit.entered(form, &["Nông Thị Hoà", "Bế Thị Tư"]).await;
        let mut done = 0;
        for _ in 0..40 {
            if dice.roll(3) == 0 {
                kit.pass(1);
            }
            let people = [MINH, HANH, CTV];
            let someone = people[dice.roll(3)];
            let outcome = match dice.roll(14) {
                0 | 1 => kit.assign(case, someone).await,
                2 => kit.replace(case, Some(someone)).await,
                3 => kit.replace(case, None).await,
                4 => kit.register(case, Registration::Asked).await,
                5 => kit.register(case, Registration::Registered).await,
                6 => kit.register(case, [Registration::Refused, Registration::Cancelled][dice.roll(2)]).await,
                7 => kit.stop(case, false).await,
                8 => kit.stop(case, true).await,
                9 => kit.ask(case, [ChangeAsker::Person, ChangeAsker::Provider][dice.roll(2)]).await,
                10 if dice.roll(2) == 0 => kit.close(case).await,
                11 => kit.reopen(case).await,
                12 if dice.roll(3) == 0 => kit.hand_over(case, &[], Some("nhận tạm")).await,
                13 => kit.give_back(case).await,
                _ if form == AidForm::Advice => kit.prolong(case).await,
                _ => Ok(()),
            };
            match outcome {
                Ok(()) => done += 1,
                Err(Failure::Refused(_)) => {}
                Err(other) => panic!("seed {seed}: {other:?}"),
            }
            kit.sound(case).await;
        }
        assert!(done > 5, "seed {seed}: only {done} acts were possible");
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
    }
}

impl Kit {
    /// Notes somebody as the opposed party of a case, as an accepted request does.
    async fn opposes(&self, case: Uuid, name: &str, year: i32) {
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

    async fn assign_saying(&self, case: Uuid, provider: Uuid, why: &str) -> Result<(), Failure> {
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

#[tokio::test]
async fn who_helped_the_opposed_party_takes_the_case_with_a_reason_only() {
    for kit in kits().await {
        let earlier = kit.entered(AidForm::Litigation, &["Lò Thị Pín"]).await;
        kit.assign(earlier, MINH).await.unwrap();
        let code = kit.page(earlier).await.view.file.case.file_code;
        let case = kit.entered(AidForm::Litigation, &["Nông Văn Sơn"]).await;
        assert!(!kit.page(case).await.opposed);
        kit.opposes(case, "Lò Thị Pín", 1985).await;
        assert!(kit.page(case).await.opposed);
        let Err(Failure::Refused(no)) = kit.assign(case, MINH).await else { panic!("nobody asked") };
        assert_eq!((no.code.as_str(), no.data.get("file")), ("conduct.served_opponent", Some(&code)));
        let short = refused(kit.assign_saying(case, MINH, "không sao").await);
        assert_eq!(short.0, "conduct.served_opponent");
        let why = "Hai người trùng tên, khác nơi ở";
        kit.assign_saying(case, MINH, why).await.unwrap();
        let tx = kit.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 200).await.unwrap();
        drop(tx);
        assert!(lines.iter().any(|line| line.act == "conduct.not_opposed" && line.reason == why));
        // Somebody else needs no reason.
        kit.replace(case, Some(HANH)).await.unwrap();
        let back = Replacing {
            sent: kit.sent(case).await,
            ground: ReplacementGround::CannotPerform,
            provider: Some(MINH),
            day: kit.desk.today(),
            decision: Some("21/QĐ-TGPL".into()),
            hand_over: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            not_opposed: None,
        };
        let no = office::conduct::replace(&kit.desk, &head(), case, back, Doing::Real).await;
        assert_eq!(refused(no).0, "conduct.served_opponent", "coming back is the same question");
        // In the same matter no reason helps.
        let same = kit.entered(AidForm::Litigation, &["Nông Văn Sơn"]).await;
        kit.opposes(same, "Lò Thị Pín", 1985).await;
        let it = Linking {
            sent: kit.sent(same).await,
            other: code.clone(),
            kind: LinkKind::OpposedInterests,
            reason: "cùng một vụ án".into(),
        };
        office::conduct::link(&kit.desk, &head(), same, it, Doing::Real).await.unwrap();
        assert_eq!(refused(kit.assign_saying(same, MINH, why).await).0, "conduct.serves_opponent");
        kit.assign(same, HANH).await.unwrap();
    }
}

#[tokio::test]
async fn who_was_split_off_is_found_as_the_opponent_and_gets_another_provider() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nguyễn Thị Xuân", "Trần Văn Khánh"]).await;
        kit.assign(case, MINH).await.unwrap();
        let new = kit.desk.id();
        let it = Splitting {
            sent: kit.sent(case).await,
            new,
            positions: vec![1],
            reason: "khai trái ngược nhau".into(),
        };
        office::conduct::split(&kit.desk, &head(), case, it, Doing::Real).await.unwrap();
        let why = "Hai bên đã thỏa thuận với nhau";
        assert_eq!(refused(kit.assign_saying(new, MINH, why).await).0, "conduct.serves_opponent");
        kit.assign(new, HANH).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_planned_ends_with_the_case_and_does_not_come_back_with_it() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        let plan = |days: i64| office::hearings::HearingDraft {
            id: kit.desk.id(),
            kind: HearingKind::Trial,
            at: kit.desk.now() + Duration::days(days),
            place: "Tòa án".into(),
            agency: String::new(),
            online: false,
        };
        let (trial, meeting) = (plan(9), plan(5));
        let (first, second) = (trial.id, meeting.id);
        for draft in [trial, meeting] {
            office::hearings::add(&kit.desk, &head(), case, draft).await.unwrap();
        }
        let put_off = office::hearings::Course {
            act: HearingAct::Postpone,
            result: "vắng người làm chứng".into(),
            next: None,
        };
        office::hearings::proceed(&kit.desk, &head(), case, second, 1, put_off).await.unwrap();
        kit.close(case).await.unwrap();
        let states = async || {
            let shown = office::hearings::list(&kit.desk, &head(), case).await.unwrap().hearings;
            shown.iter().map(|hearing| (hearing.id, hearing.state.0)).collect::<Vec<_>>()
        };
        let void = vec![(first, HearingState::Void), (second, HearingState::Void)];
        assert_eq!(states().await, void, "visible, each with its end");
        let today = office::today::view(&kit.desk, &officer(MINH)).await.unwrap();
        assert!(today.hearings.is_empty() && today.silent.is_empty());
        kit.reopen(case).await.unwrap();
        assert_eq!(states().await, void, "nothing comes back by itself");
        let held = office::hearings::Course { act: HearingAct::Cancel, result: "x".into(), next: None };
        let no = office::hearings::proceed(&kit.desk, &head(), case, first, 2, held).await;
        assert_eq!(refused(no).0, "hearings.not_now");
        office::hearings::add(&kit.desk, &head(), case, plan(12)).await.unwrap();
        assert_eq!(states().await[0].1, HearingState::Planned);
        let acts = kit.page(case).await.view.readers;
        assert!(acts.iter().any(|line| line.act == "hearings.void"), "{acts:?}");
    }
}

#[tokio::test]
async fn what_was_asked_of_others_is_answered_or_given_up_before_the_archive() {
    use law::dealings::{DealingKind, DealingState};
    use office::dealings::{self, Answer, DealingDraft};
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nông Thị Hoà"]).await;
        kit.assign(case, MINH).await.unwrap();
        kit.register(case, Registration::Registered).await.unwrap();
        let recommend = |agency: &str| DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Recommendation,
            agency: agency.into(),
            to_org: None,
            subject: "Kiến nghị xem xét lại quyết định".into(),
            sent_on: kit.desk.today(),
            ground: None,
        };
        let (first, second) = (recommend("UBND xã"), recommend("UBND tỉnh"));
        let (answered, given_up) = (first.id, second.id);
        dealings::send(&kit.desk, &head(), case, first).await.unwrap();
        dealings::send(&kit.desk, &head(), case, second).await.unwrap();
        // Somebody asked for another provider; with the end of the case nobody waits for that any more.
        kit.ask(case, ChangeAsker::Person).await.unwrap();
        assert_eq!(office::conduct::open_changes(&kit.desk, &head()).await.unwrap().len(), 1);
        kit.close(case).await.unwrap();
        assert!(office::conduct::open_changes(&kit.desk, &head()).await.unwrap().is_empty());
        // The end leaves the clocks of the answers with whoever did the case: art. 36 gives 45 days, art. 39 30.
        let waits = async || {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let all = store::deadlines::list_of_case(&tx, case).await.unwrap();
            all.into_iter()
                .filter(|clock| clock.ended_at.is_none())
                .map(|clock| (clock.code.0, clock.provider_id))
                .collect::<Vec<_>>()
        };
        let recommendation = (DeadlineCode::RecommendationAnswer, Some(MINH));
        let mut running = waits().await;
        running.sort();
        assert_eq!(running, [recommendation, recommendation, (DeadlineCode::FileHandover, Some(MINH))]);
        kit.hand_over(case, &FULL, None).await.unwrap();
        kit.appraise(case, &actor(Role::Appraiser, "TT.19")).await.unwrap();
        assert_eq!(refused(kit.archive(case).await).0, "conduct.answer_awaited");
        let answer =
            Answer { answered_on: kit.desk.today(), text: "Đã xem xét".into(), impossible: false };
        dealings::answer(&kit.desk, &head(), case, answered, 1, answer).await.unwrap();
        assert_eq!(refused(kit.archive(case).await).0, "conduct.answer_awaited");
        let silent = dealings::give_up(&kit.desk, &head(), case, given_up, 1, "x").await;
        assert_eq!(wrong(silent).1, "reason_too_short");
        let reason = "Cơ quan đã giải thể, việc không còn";
        dealings::give_up(&kit.desk, &head(), case, given_up, 1, reason).await.unwrap();
        let view = dealings::view(&kit.desk, &head(), case, given_up).await.unwrap();
        assert_eq!(view.dealing.state.0, DealingState::GivenUp);
        kit.archive(case).await.unwrap();
        assert!(waits().await.is_empty(), "no clock runs in the archive");
        let late = dealings::give_up(&kit.desk, &head(), case, answered, 2, reason).await;
        assert_eq!(refused(late).0, "dealings.ended");
    }
}
