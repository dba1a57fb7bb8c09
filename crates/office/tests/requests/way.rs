//! The way of a request: taken, completed, proposed, refused, sent on, accepted.

use chrono::Duration;
use law::access::Role;
use law::cases::{AidForm, CaseState, ClientRole, LegalField, ProviderRole, Source, UrgentGround};
use law::deadlines::DeadlineCode;
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, Lack, RequestPaper, Side, Signature};
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::lifecycle::{RequestAct, RequestState};
use law::rules::RefusalGround;
use office::Failure;
use office::cases::Birth;
use office::requests::{
    self, Acceptance, PersonDraft, Proposed, RequestDraft, RequestFilter, Sent, Supplied,
};

use super::kit::{acceptance, actor, day, draft, kits, person, refused};

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
