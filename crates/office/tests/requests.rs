//! Acts on requests: the whole life from the desk of the clerk to the register, on both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Role;
use law::cases::{AidForm, CaseState, ClientRole, LegalField, ProviderRole, Source, UrgentGround};
use law::confidentiality::{AccessGround, Restriction};
use law::conflicts::{HitDecision, HitKind};
use law::deadlines::DeadlineCode;
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, Lack, RequestPaper, Side, Signature};
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::lifecycle::{RequestAct, RequestState};
use law::rules::RefusalGround;
use office::cases::Birth;
use office::confidentiality::{RESTRICTED_REQUEST, Reason, grant_request};
use office::requests::{
    self, Acceptance, PersonDraft, Proposed, RequestDraft, RequestFilter, Sent, Supplied,
};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use fresh::Fresh;
use ground::Hands;

struct Kit {
    desk: Desk,
    clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
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

async fn kit(fresh: Fresh) -> Kit {
    // Monday, 09:00 in Viet Nam.
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-23T02:00:00Z"));
    let units = [("CUC", None), ("TT.19", Some("CUC")), ("TT.01", Some("CUC"))];
    let desk = ground::desk(&fresh, folder.path(), &units, Vec::new(), (&clock, 1)).await;
    Kit { desk, clock, _folder: folder, _fresh: fresh }
}

impl Kit {
    fn set(&self, moment: &str) {
        *self.clock.lock().unwrap() = at(moment);
    }

    fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn version(&self, actor: &Actor, id: Uuid) -> i64 {
        requests::view(&self.desk, actor, id).await.unwrap().file.request.version
    }

    async fn state(&self, actor: &Actor, id: Uuid) -> RequestState {
        requests::view(&self.desk, actor, id).await.unwrap().file.request.state.0
    }

    /// Codes and moments (of Viet Nam) of the running clocks of a case.
    async fn clocks(&self, case: Uuid) -> Vec<(DeadlineCode, String)> {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = office::deadlines::of_case(&tx, case).await.unwrap();
        let running = lines.into_iter().filter(|line| line.ended_at.is_none());
        let said = |at| office::deadlines::local(at).format("%Y-%m-%d %H:%M").to_string();
        running.map(|line| (line.code.0, said(line.due_at))).collect()
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

fn person(name: &str, side: Side) -> PersonDraft {
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

fn draft(desk: &Desk, name: &str) -> RequestDraft {
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

fn acceptance(desk: &Desk) -> Acceptance {
    Acceptance { case: desk.id(), file_code: String::new(), urgent: None, force_majeure: false }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_is_taken_asked_for_more_supplied_and_entered_in_the_register() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut draft = draft(desk, "H'Blan Êban");
        draft.papers = vec![RequestPaper::Application];
        draft.persons[0].id_number = IdNumber::read("066090001234");
        draft.persons.push(person("Y", Side::Opposed));
        let id = requests::take(desk, &clerk, draft.clone()).await.unwrap();
        assert_eq!(
            requests::take(desk, &clerk, draft).await.unwrap(),
            id,
            "the same form twice is one request"
        );
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.lacks, [Lack::CasePapers, Lack::Proof]);
        assert_eq!(view.id_numbers[0].as_deref(), Some("066090001234"));
        assert_eq!(view.file.persons[1].name, "Y");
        assert_eq!(view.clocks.len(), 1);
        assert!(view.acts.contains(&RequestAct::Accept) && !view.acts.contains(&RequestAct::Refuse));
        // Ordinary acceptance has to wait.
        assert_eq!(
            refused(requests::accept(desk, &clerk, id, 1, acceptance(desk)).await),
            "requests.lacking"
        );
        let nothing = requests::ask_more(desk, &clerk, id, 1, &[], "").await;
        assert_eq!(refused(nothing), "requests.invalid");
        requests::ask_more(desk, &clerk, id, 1, &view.lacks, "sổ hộ nghèo").await.unwrap();
        requests::ask_more(desk, &clerk, id, 1, &view.lacks, "sổ hộ nghèo").await.unwrap();
        assert_eq!(kit.state(&clerk, id).await, RequestState::NeedMore);
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert!(view.clocks.iter().all(|line| line.ended_at.is_some()), "asking is an answer");
        kit.pass(Duration::days(2));
        let came = Supplied {
            papers: vec![RequestPaper::NoCasePapers, RequestPaper::ProofCertified],
            ..Supplied::default()
        };
        requests::supply(desk, &clerk, id, 2, came).await.unwrap();
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!((view.file.request.state.0, view.lacks.len()), (RequestState::Received, 0));
        let running: Vec<_> = view.clocks.iter().filter(|line| line.ended_at.is_none()).collect();
        assert_eq!(running.len(), 1, "an answer is due again");
        let how = acceptance(desk);
        let seen = view.file.request.version;
        let before = requests::preview(desk, &clerk, id, seen, &how).await.unwrap();
        assert_eq!(before.file_code, "TT.TV.01.2026");
        assert_eq!(before.clocks.len(), 1);
        let case = requests::accept(desk, &clerk, id, seen, how.clone()).await.unwrap();
        assert_eq!(
            requests::accept(desk, &clerk, id, seen, how).await.unwrap(),
            case,
            "sent twice is one case"
        );
        let tx = desk.store().snapshot().await.unwrap();
        let file = store::cases::find(&tx, &law::access::Reach::Nation, case).await.unwrap().unwrap();
        drop(tx);
        assert_eq!((file.case.file_code.as_str(), file.case.request_id), ("TT.TV.01.2026", Some(id)));
        assert_eq!((file.case.accepted_at, file.case.accepted_on), (Some(desk.now()), desk.today()));
        assert_eq!(file.case.received_on, Some(day("2026-11-23")));
        assert_eq!(file.case.state.0, CaseState::Accepted);
        assert_eq!(file.beneficiaries.len(), 1);
        assert_eq!(file.beneficiaries[0].name, "H'Blan Êban");
        // Advice: ten days from Wednesday, 25 November; the tenth is a Saturday, so Monday.
        assert_eq!(kit.clocks(case).await, [(DeadlineCode::AdviceAnswer, "2026-12-07 23:59".to_owned())]);
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert!(view.acts.is_empty() && view.clocks.iter().all(|line| line.ended_at.is_some()));
        let again =
            requests::withdraw(desk, &clerk, id, view.file.request.version, "không cần nữa rồi").await;
        assert_eq!(refused(again), "requests.not_now");
        let opposed = desk.store().ask("select name as line from case_party").await.unwrap();
        assert_eq!(opposed, ["Y"]);
    }
}

#[tokio::test]
async fn the_held_boy_at_ten_in_the_evening_before_the_holidays() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        office::reference::load_embedded(desk).await.unwrap();
        // 22:00 of 30 April in Viet Nam, a holiday; a day off follows.
        kit.set("2026-04-30T15:00:00Z");
        let mut draft = draft(desk, "Y Đăm");
        draft.channel = Channel::Phone;
        draft.source = Source::Relative;
        draft.form = AidForm::Litigation;
        draft.field = LegalField::Criminal;
        draft.provider_role = Some(ProviderRole::Defence);
        draft.papers = vec![];
        draft.signed_by = Signature::NotYet;
        draft.trial_on = Some(day("2026-05-05"));
        draft.persons[0] = PersonDraft {
            birth: Some(Birth::Day(day("2008-12-01"))),
            category: Some(Category::Minor16To18),
            client_role: Some(ClientRole::Held),
            facts: PersonFacts { special_area: Some(true), ..PersonFacts::default() },
            ..person("Y Đăm", Side::Beneficiary)
        };
        let id = requests::take(desk, &clerk, draft).await.unwrap();
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.request.restricted, "minor");
        assert!(view.grounds.contains(&UrgentGround::Trial), "{:?}", view.grounds);
        let urgent = |ground| Acceptance { urgent: Some(ground), ..acceptance(desk) };
        let harm = requests::accept(desk, &clerk, id, 1, urgent(UrgentGround::PreventHarm)).await;
        let Err(Failure::Refused(no)) = harm else { panic!("{harm:?}") };
        assert_eq!(no.code, "requests.head_decides");
        let limitation = requests::accept(desk, &clerk, id, 1, urgent(UrgentGround::Limitation)).await;
        assert_eq!(refused(limitation), "requests.ground_not_given");
        let case = requests::accept(desk, &clerk, id, 1, urgent(UrgentGround::Trial)).await.unwrap();
        let clocks = kit.clocks(case).await;
        // Twelve hours run through the night and the holiday.
        assert!(clocks.contains(&(DeadlineCode::AssignHeld, "2026-05-01 10:00".to_owned())), "{clocks:?}");
        let proof = clocks.iter().find(|(code, _)| *code == DeadlineCode::ProofDueLonger).unwrap();
        // Ten working days after 30 April: 1 May is off.
        assert_eq!(proof.1, "2026-05-15 23:59");
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert!(view.proof_open);
        assert_eq!(requests::flag_missing_proof(desk).await.unwrap(), 0);
        kit.set("2026-05-16T02:00:00Z");
        assert_eq!(requests::flag_missing_proof(desk).await.unwrap(), 1);
        assert_eq!(requests::flag_missing_proof(desk).await.unwrap(), 0, "told once");
        let told =
            desk.store().ask("select kind as line from message where kind = 'proof_missing'").await.unwrap();
        assert_eq!(told.len(), 1);
        let tx = desk.store().snapshot().await.unwrap();
        let file = store::cases::find(&tx, &law::access::Reach::Nation, case).await.unwrap().unwrap();
        drop(tx);
        assert_eq!(file.case.closed_on, None, "nothing ends by itself");
        assert_eq!(file.case.restricted, "minor");
        let came = Supplied {
            papers: vec![RequestPaper::Application, RequestPaper::NoCasePapers, RequestPaper::ProofOriginal],
            signed_by: Some(Signature::ReadAndFingerprint),
            proofs: vec![],
        };
        let seen = view.file.request.version;
        let still = requests::bring_proof(desk, &clerk, id, seen, came.clone()).await.unwrap();
        assert_eq!(still, [Lack::Proof], "the paper itself is not named");
        let running = kit.clocks(case).await;
        assert!(running.iter().any(|(code, _)| *code == DeadlineCode::ProofDueLonger));
        let named = Supplied { proofs: vec!["proceedings_paper_minor".into()], ..Supplied::default() };
        let seen = kit.version(&clerk, id).await;
        assert_eq!(requests::bring_proof(desk, &clerk, id, seen, named).await.unwrap(), []);
        let running = kit.clocks(case).await;
        assert!(!running.iter().any(|(code, _)| *code == DeadlineCode::ProofDueLonger), "{running:?}");
    }
}

#[tokio::test]
async fn proof_that_comes_ends_its_clock() {
    for kit in kits().await {
        let (desk, head) = (&kit.desk, actor(Role::Director, "TT.19"));
        let mut draft = draft(desk, "Lò Thị Mai");
        draft.papers = vec![RequestPaper::Application, RequestPaper::CasePapers];
        let id = requests::take(desk, &head, draft).await.unwrap();
        let how = Acceptance { urgent: Some(UrgentGround::PreventHarm), ..acceptance(desk) };
        let case = requests::accept(desk, &head, id, 1, how).await.unwrap();
        // Five working days after Monday, 23 November.
        assert!(kit.clocks(case).await.contains(&(DeadlineCode::ProofDue, "2026-11-30 23:59".to_owned())));
        let came = Supplied { papers: vec![RequestPaper::ProofCertified], ..Supplied::default() };
        let seen = kit.version(&head, id).await;
        assert_eq!(requests::bring_proof(desk, &head, id, seen, came.clone()).await.unwrap(), []);
        assert_eq!(requests::bring_proof(desk, &head, id, seen, came).await.unwrap(), [], "sent twice");
        assert!(!kit.clocks(case).await.iter().any(|(code, _)| *code == DeadlineCode::ProofDue));
    }
}

#[tokio::test]
async fn a_proposal_goes_back_and_a_refusal_is_the_heads() {
    for kit in kits().await {
        let (desk, clerk, head) = (&kit.desk, actor(Role::Clerk, "TT.19"), actor(Role::Director, "TT.19"));
        let id = requests::take(desk, &clerk, draft(desk, "Vàng A Páo")).await.unwrap();
        let ground = RefusalGround::NotEligibleOrNoCase;
        let reason = "Không có vụ việc cụ thể liên quan trực tiếp.";
        let denied = requests::refuse(desk, &clerk, id, 1, ground, reason).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
        let short = requests::propose(desk, &clerk, id, 1, &Proposed::Refusal(ground), "không").await;
        assert_eq!(refused(short), "requests.invalid");
        requests::propose(desk, &clerk, id, 1, &Proposed::Refusal(ground), reason).await.unwrap();
        let view = requests::view(desk, &head, id).await.unwrap();
        let running: Vec<_> = view.clocks.iter().filter(|line| line.ended_at.is_none()).collect();
        assert!(running.iter().any(|line| line.code.0 == DeadlineCode::TellRefusal));
        requests::send_back(desk, &head, id, 2, "Hỏi lại về hộ nghèo trước đã.").await.unwrap();
        assert_eq!(kit.state(&clerk, id).await, RequestState::Received);
        requests::propose(desk, &clerk, id, 3, &Proposed::Refusal(ground), reason).await.unwrap();
        requests::refuse(desk, &head, id, 4, ground, reason).await.unwrap();
        requests::refuse(desk, &head, id, 4, ground, reason).await.unwrap();
        let view = requests::view(desk, &head, id).await.unwrap();
        let request = &view.file.request;
        assert_eq!(request.refusal_ground.map(|code| code.0), Some(ground));
        assert_eq!(
            (request.decision_reason.as_deref(), request.decided_by.as_deref()),
            (Some(reason), Some("director TT.19"))
        );
        assert!(view.clocks.iter().all(|line| line.ended_at.is_some()));
    }
}

#[tokio::test]
async fn a_request_is_sent_returned_sent_again_and_taken_over() {
    for kit in kits().await {
        let (desk, head) = (&kit.desk, actor(Role::Director, "TT.19"));
        let (there, other) = (actor(Role::Clerk, "TT.01"), actor(Role::Director, "TT.01"));
        let mut draft = draft(desk, "Giàng Thị Sua");
        draft.matter_province = Some("01".into());
        draft.persons[0].id_number = IdNumber::read("011185000111");
        let id = requests::take(desk, &head, draft).await.unwrap();
        assert_eq!(
            refused(requests::accept(desk, &head, id, 1, acceptance(desk)).await),
            "requests.not_competent"
        );
        let out = requests::view(desk, &there, id).await;
        assert!(matches!(out, Err(Failure::Missing)), "{out:?}");
        let sent = |to: &str| Sent { to: to.into(), reason: "Vụ việc xảy ra tại Hà Nội.".into() };
        assert_eq!(refused(requests::transfer(desk, &head, id, 1, &sent("TT.19")).await), "requests.invalid");
        requests::transfer(desk, &head, id, 1, &sent("TT.01")).await.unwrap();
        let here = RequestFilter { sent_here: true, ..RequestFilter::default() };
        let found = requests::list(desk, &there, &here, None, 10).await.unwrap();
        assert_eq!((found.total, found.page.lines[0].id), (1, id));
        let own = requests::receive(desk, &head, id, 2, desk.id()).await;
        assert!(matches!(own, Err(Failure::Missing)), "the sender takes nothing over: {own:?}");
        requests::give_back(desk, &there, id, 2, "Người yêu cầu cư trú ở Thái Nguyên.").await.unwrap();
        let gone = requests::view(desk, &other, id).await;
        assert!(matches!(gone, Err(Failure::Missing)), "{gone:?}");
        let view = requests::view(desk, &head, id).await.unwrap();
        assert_eq!(view.file.request.state.0, RequestState::Received);
        assert_eq!(
            view.clocks.iter().filter(|line| line.ended_at.is_none()).count(),
            1,
            "an answer is due again"
        );
        requests::transfer(desk, &head, id, 3, &sent("TT.01")).await.unwrap();
        let new = desk.id();
        assert_eq!(requests::receive(desk, &there, id, 4, new).await.unwrap(), new);
        assert_eq!(requests::receive(desk, &there, id, 4, desk.id()).await.unwrap(), new, "taken over once");
        let view = requests::view(desk, &there, new).await.unwrap();
        let request = &view.file.request;
        assert_eq!((request.org_code.as_str(), request.came_from), ("TT.01", Some(id)));
        assert_eq!(request.channel.0, Channel::Transfer);
        assert!(request.papers.contains("transfer_note"));
        assert_eq!(view.id_numbers[0].as_deref(), Some("011185000111"), "sealed anew, still readable");
        assert_eq!(kit.state(&head, id).await, RequestState::Transferred);
        requests::withdraw(desk, &there, new, 1, "Hai bên đã hòa giải xong.").await.unwrap();
        assert_eq!(kit.state(&there, new).await, RequestState::Withdrawn);
    }
}

#[tokio::test]
async fn fifty_acceptances_at_once_get_fifty_numbers_without_a_gap() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut ids = Vec::new();
        for number in 0..50 {
            // Names that are not alike, so that nothing has to be decided.
            let name = format!("{} {}", NAMES[number % 10], LAST[number / 10]);
            ids.push(requests::take(desk, &clerk, draft(desk, &name)).await.unwrap());
        }
        let acts = ids.into_iter().map(|id| {
            let (desk, clerk, how) = (desk.clone(), clerk.clone(), acceptance(desk));
            tokio::spawn(async move { requests::accept(&desk, &clerk, id, 1, how).await })
        });
        for act in acts.collect::<Vec<_>>() {
            act.await.unwrap().unwrap();
        }
        let codes = desk.store().ask("select file_code as line from cases").await.unwrap();
        let codes: BTreeSet<String> = codes.into_iter().collect();
        let expected: BTreeSet<String> = (1..=50).map(|number| format!("TT.TV.{number:02}.2026")).collect();
        assert_eq!(codes, expected);
    }
}

const NAMES: [&str; 10] = [
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
const LAST: [&str; 5] = ["Tùng", "Uyên", "Việt", "Xuyến", "Yến"];

#[tokio::test]
async fn a_number_typed_by_hand_or_imported_moves_the_series() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut codes = Vec::new();
        for (name, typed) in [
            ("Lý A Sinh", ""),
            ("Mùa Thị Dợ", "TT.TV.07.2026"),
            ("Thào Mí Già", ""),
            ("Cứ A Tủa", "TT.TV.03.2026"),
            ("Sùng Pó", ""),
        ] {
            let id = requests::take(desk, &clerk, draft(desk, name)).await.unwrap();
            let how = Acceptance { file_code: typed.into(), ..acceptance(desk) };
            requests::accept(desk, &clerk, id, 1, how).await.unwrap();
            codes.push(requests::view(desk, &clerk, id).await.unwrap().case_code.unwrap());
        }
        assert_eq!(
            codes,
            ["TT.TV.01.2026", "TT.TV.07.2026", "TT.TV.08.2026", "TT.TV.03.2026", "TT.TV.09.2026"]
        );
        // A register that came in by file beside the series.
        let tx = desk.store().begin().await.unwrap();
        tx.run("update cases set file_code = 'TT.TV.10.2026' where file_code = 'TT.TV.01.2026'")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let next = office::cases::next_file_code(desk, &clerk, "TT.19", AidForm::Advice, 2026).await.unwrap();
        assert_eq!(next, "TT.TV.11.2026");
        let id = requests::take(desk, &clerk, draft(desk, "Hạng Thị Chía")).await.unwrap();
        requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.case_code.as_deref(), Some("TT.TV.11.2026"));
    }
}

#[tokio::test]
async fn the_second_saver_is_told_and_strangers_find_nothing() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut first = draft(desk, "Ma Văn Kháng");
        let id = requests::take(desk, &clerk, first.clone()).await.unwrap();
        first.summary = "Bản thứ nhất của nội dung.".into();
        requests::change(desk, &clerk, 1, first.clone()).await.unwrap();
        first.summary = "Bản thứ hai của nội dung.".into();
        let late = requests::change(desk, &clerk, 1, first).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let late = requests::accept(desk, &clerk, id, 1, acceptance(desk)).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.request.summary, "Bản thứ nhất của nội dung.");
        let stranger = actor(Role::Director, "TT.01");
        assert!(matches!(requests::view(desk, &stranger, id).await, Err(Failure::Missing)));
        let refusal =
            requests::refuse(desk, &stranger, id, 2, RefusalGround::PersonDeceased, "đã chết tuần trước")
                .await;
        assert!(matches!(refusal, Err(Failure::Missing)), "{refusal:?}");
        assert_eq!(
            requests::list(desk, &stranger, &RequestFilter::default(), None, 10).await.unwrap().total,
            0
        );
        // An officer sees what that account took down, and nothing else.
        let officer = actor(Role::Officer, "TT.19");
        assert!(matches!(requests::view(desk, &officer, id).await, Err(Failure::Missing)));
        let own = requests::take(desk, &officer, draft(desk, "Nông Văn Cừ")).await.unwrap();
        let found = requests::list(desk, &officer, &RequestFilter::default(), None, 10).await.unwrap();
        assert_eq!((found.total, found.page.lines[0].id), (1, own));
        let denied = requests::accept(desk, &officer, own, 1, acceptance(desk)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
    }
}

#[tokio::test]
async fn the_inbox_finds_by_name_telephone_number_and_receipt_and_pages_without_loss() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut ids = Vec::new();
        for (name, phone) in
            [("Đặng Hữu Phước", "0912 345 678"), ("Rơ Châm H'Blan", "0987.000.111"), ("Y Dhăm", "")]
        {
            let mut one = draft(desk, name);
            one.persons[0].phone = (!phone.is_empty()).then(|| phone.to_owned());
            one.persons[0].id_number = IdNumber::read("066090005678").filter(|_| name == "Y Dhăm");
            ids.push(requests::take(desk, &clerk, one).await.unwrap());
            kit.pass(Duration::minutes(5));
        }
        let number = ids[0].simple().to_string().to_uppercase();
        for (query, expected) in [
            ("dang huu", vec![ids[0]]),
            ("h blan", vec![ids[1]]),
            ("0912345678", vec![ids[0]]),
            ("000 111", vec![ids[1]]),
            ("066 090 005 678", vec![ids[2]]),
            (&format!("yc {}-{}", &number[24..28], &number[28..]), vec![ids[0]]),
            ("không có ai", vec![]),
        ] {
            let filter = RequestFilter { query: Some(query.to_owned()), ..RequestFilter::default() };
            let found = requests::list(desk, &clerk, &filter, None, 10).await.unwrap();
            let found: Vec<Uuid> = found.page.lines.iter().map(|line| line.id).collect();
            assert_eq!(found, expected, "{query}");
        }
        for oldest_first in [true, false] {
            let filter = RequestFilter { oldest_first, ..RequestFilter::default() };
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let page = requests::list(desk, &clerk, &filter, after.as_ref(), 2).await.unwrap().page;
                seen.extend(page.lines.iter().map(|line| line.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let mut expected = ids.clone();
            if !oldest_first {
                expected.reverse();
            }
            assert_eq!(seen, expected);
        }
    }
}

#[tokio::test]
async fn protected_persons_are_not_named_to_readers() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut protected = draft(desk, "Triệu Thị Nga");
        protected.sexual_violence = true;
        protected.contact_note = Some("chỉ gọi buổi sáng".into());
        let id = requests::take(desk, &clerk, protected).await.unwrap();
        let analyst = actor(Role::Analyst, "CUC");
        let list = requests::list(desk, &analyst, &RequestFilter::default(), None, 10).await.unwrap();
        assert_eq!(list.page.lines[0].name, None);
        // Whoever is outside the circle says why first, whatever the role; the one who took it down need not.
        for reader in [analyst.clone(), other_clerk(), actor(Role::Auditor, "CUC")] {
            let refused = requests::view(desk, &reader, id).await;
            let Err(Failure::Refused(no)) = refused else { panic!("{refused:?}") };
            assert_eq!((no.code.as_str(), &no.data["request"]), (RESTRICTED_REQUEST, &id.to_string()));
        }
        let acts = requests::ask_more(desk, &other_clerk(), id, 1, &[Lack::Signature], "").await;
        assert_eq!(refused(acts), RESTRICTED_REQUEST, "no act goes round the door");
        let conflicts = office::conflicts::view(desk, &other_clerk(), id).await;
        assert!(matches!(conflicts, Err(Failure::Refused(no)) if no.code == RESTRICTED_REQUEST));
        let shown = async |who: &Actor, query: Option<&str>| {
            let filter = RequestFilter { query: query.map(str::to_owned), ..RequestFilter::default() };
            let found = requests::list(desk, who, &filter, None, 10).await.unwrap().page.lines;
            found.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        assert_eq!(shown(&other_clerk(), None).await, [None]);
        assert_eq!(shown(&other_clerk(), Some("trieu thi nga")).await, Vec::<Option<String>>::new());
        assert_eq!(shown(&clerk, Some("trieu thi nga")).await, [Some("Triệu Thị Nga".to_owned())]);
        let reason = |text: &str| Reason { id: desk.id(), ground: AccessGround::Work, text: text.into() };
        let short = grant_request(desk, &other_clerk(), id, reason("việc")).await;
        assert_eq!(refused(short), "confidentiality.reason");
        let said = reason("Thay đồng nghiệp nghỉ ốm");
        let given = grant_request(desk, &other_clerk(), id, said.clone()).await.unwrap();
        assert_eq!(grant_request(desk, &other_clerk(), id, said).await.unwrap(), given, "twice is once");
        let view = requests::view(desk, &other_clerk(), id).await.unwrap();
        assert_eq!(view.file.request.restricted, "sexual_violence");
        assert_eq!(shown(&other_clerk(), Some("trieu thi nga")).await.len(), 1);
        let head = actor(Role::Director, "TT.19");
        requests::view(desk, &head, id).await.unwrap();
        let access = office::confidentiality::request_access(desk, &head, id).await.unwrap();
        assert_eq!((access.marks, access.grants.len()), (vec![Restriction::SexualViolence], 1));
        let far = grant_request(desk, &actor(Role::Clerk, "TT.01"), id, reason("Muốn xem yêu cầu")).await;
        assert!(matches!(far, Err(Failure::Missing)), "out of reach a reason opens nothing");
        kit.pass(Duration::hours(9));
        assert!(matches!(requests::view(desk, &other_clerk(), id).await, Err(Failure::Refused(_))));
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.request.contact_note.as_deref(), Some("chỉ gọi buổi sáng"));
    }
}

/// A colleague of the one who took a request down.
fn other_clerk() -> Actor {
    Actor { account: Some(Uuid::from_u128(999)), ..actor(Role::Clerk, "TT.19") }
}

#[tokio::test]
async fn the_category_follows_from_the_answers_where_none_was_chosen() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut asked = draft(desk, "Lường Văn Hặc");
        asked.persons[0].category = None;
        asked.persons[0].facts = PersonFacts {
            poor_household: Some(true),
            papers: vec!["poor_household_certificate".into()],
            ..PersonFacts::default()
        };
        let id = requests::take(desk, &clerk, asked).await.unwrap();
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.persons[0].category.map(|code| code.0), Some(Category::Poor));
        assert_eq!((view.lacks.len(), view.assessments.len()), (0, 1));
        requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
    }
}

#[tokio::test]
async fn what_no_request_can_be_is_refused_by_field() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut wrong = draft(desk, "  ");
        wrong.summary = String::new();
        wrong.provider_role = Some(ProviderRole::Defence);
        wrong.received_at = desk.now() + Duration::hours(1);
        wrong.persons[0].birth = Some(Birth::Year(2030));
        wrong.persons[0].commune_code = Some("99999".into());
        let outcome = requests::take(desk, &clerk, wrong).await;
        let Err(Failure::Refused(refusal)) = outcome else { panic!("{outcome:?}") };
        let fields: Vec<&str> = refusal.fields.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["received_on", "summary", "provider_role", "name", "birth", "commune"]);
        let elsewhere = RequestDraft { org_code: "TT.01".into(), ..draft(desk, "An Bình") };
        assert!(matches!(requests::take(desk, &clerk, elsewhere).await, Err(Failure::Missing)));
    }
}

#[tokio::test]
async fn a_request_of_an_earlier_year_prints_the_form_of_that_year() {
    use office::documents::{self, About};
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut asked = draft(desk, "Nông Thị Hoà");
        asked.persons[0].sex = Some(law::people::Sex::Female);
        let id = requests::take(desk, &clerk, asked).await.unwrap();
        let names = |family: &str, code: &str| format!("{family} {code}");
        let printed = async || {
            let draft = documents::draft(desk, &clerk, About::Request(id), "form_02", &names).await.unwrap();
            (draft.form.valid_from.to_string(), draft.html())
        };
        let (from, page) = printed().await;
        assert_eq!(from, "2024-02-15");
        assert!(!page.contains("Giới tính") && page.contains("Địa chỉ liên hệ"), "{page}");
        desk.store().maintain("update request set decided_at = '2023-06-01T03:00:00+00:00'").await.unwrap();
        let (from, page) = printed().await;
        assert_eq!(from, "2018-10-12", "it was decided in 2023");
        assert!(
            page.contains("Giới tính") && page.contains("sex female") && page.contains("Nơi cư trú"),
            "{page}"
        );
        let (_, forms) = documents::forms_for(desk, &clerk, About::Request(id)).await.unwrap();
        assert_eq!(forms.iter().filter(|form| form.key == "form_02").count(), 1);
    }
}

#[tokio::test]
async fn every_move_leaves_its_trace_and_its_event() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let id = requests::take(desk, &clerk, draft(desk, "Quàng Thị Lả")).await.unwrap();
        requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
        let moved = desk
            .store()
            .ask("select payload as line from outbox where kind = 'request_moved' order by id")
            .await
            .unwrap();
        let acts = [("take", RequestState::Received), ("accept", RequestState::Accepted)];
        for ((act, state), line) in acts.iter().zip(&moved) {
            assert!(line.contains(&format!("\"{act}\"")) && line.contains(state.code()), "{line}");
        }
        assert_eq!(moved.len(), 2);
        let view = requests::view(desk, &clerk, id).await.unwrap();
        let traced: Vec<&str> = view.history.iter().map(|line| line.act.as_str()).collect();
        assert!(traced.contains(&"requests.take") && traced.contains(&"requests.accept"), "{traced:?}");
        let tx = desk.store().snapshot().await.unwrap();
        assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
    }
}

#[tokio::test]
async fn the_opponent_of_an_accepted_request_is_found_when_asking_for_aid() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut first = draft(desk, "Lý Thị Mẩy");
        let opponent = PersonDraft {
            birth: Some(Birth::Year(1971)),
            client_role: Some(ClientRole::Defendant),
            ..person("Triệu Văn Phúc", Side::Opposed)
        };
        first.persons.push(opponent);
        let id = requests::take(desk, &clerk, first).await.unwrap();
        let before = draft(desk, "Triệu Văn Phúc");
        let before = requests::take(
            desk,
            &clerk,
            RequestDraft {
                persons: vec![PersonDraft {
                    birth: Some(Birth::Year(1971)),
                    ..person("Triệu Văn Phúc", Side::Beneficiary)
                }],
                ..before
            },
        )
        .await
        .unwrap();
        let of = async |request: Uuid| {
            let hits = office::conflicts::view(desk, &clerk, request).await.unwrap().found.hits;
            hits.into_iter().map(|hit| (hit.kind, hit.id, hit.side, hit.client_role)).collect::<Vec<_>>()
        };
        let role = Some(ClientRole::Defendant);
        assert_eq!(of(before).await, [(HitKind::OpposesBeneficiary, id, Side::Opposed, role)]);
        let decided = office::conflicts::view(desk, &clerk, id).await.unwrap().found.hits;
        let answers: Vec<_> = decided
            .iter()
            .map(|hit| office::conflicts::Answer {
                key: hit.key(),
                decision: HitDecision::DifferentPerson,
                reason: Some("đã đối chiếu giấy tờ".into()),
                seen: None,
            })
            .collect();
        office::conflicts::decide(desk, &clerk, id, &answers).await.unwrap();
        let case = requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
        // From now on it is the case, with its code and the role of the opponent in it.
        assert_eq!(of(before).await, [(HitKind::OpposesBeneficiary, case, Side::Opposed, role)]);
        let hits = office::conflicts::view(desk, &clerk, before).await.unwrap().found.hits;
        assert_eq!(hits[0].file_code.as_deref(), Some("TT.TV.01.2026"));
        assert!(hits[0].weighs && hits[0].running);
    }
}
