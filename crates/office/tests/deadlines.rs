//! Clocks: set going by the rules of a day, explained, extended once, ended once, on the day of the act; and which ones a
//! case has, whichever way it came in.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;
mod kit;
mod people;

use chrono::{DateTime, Utc};
use fresh::Fresh;
use ground::Hands;
use kit::{Kit, actor, day};
use law::access::Role;
use law::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround};
use law::complaints::{ComplaintAct, ComplaintDecision};
use law::conduct::ChangeAsker;
use law::deadlines::DeadlineCode;
use law::dealings::DealingKind;
use law::eligibility::Category;
use law::rules::ChecklistItem;
use law::staff::ProviderKind;
use law::targets::TargetYear;
use office::case_papers::PaperDraft;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft, Closing};
use office::complaints::{ComplaintDraft, Decision};
use office::conduct::{
    Asking, Assigning, Doing, HandingOver, Prolonging, Reopening, Replacing, Sent, Splitting, Stopping,
};
use office::deadlines::{DeadlineLine, Ended, Subject, end, explanation, extend, local, of_subject, start};
use office::dealings::{Answer, DealingDraft};
use office::{Desk, Failure};
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn advice(id: Uuid) -> Subject<'static> {
    Subject { kind: "case", id, case: Some(id), org: "TT.19", provider: None }
}

#[tokio::test]
async fn a_clock_keeps_its_own_explanation_and_there_is_one_of_a_kind() {
    let kit = Kit::new().await;
    let desk = &kit.desk;
    let id = Uuid::from_u128(7);
    let mut work = desk.begin_as(&actor(Role::Clerk, "TT.19")).await.unwrap();
    // 16:00 on Friday 13 February 2026 in Viet Nam, the last working day before Tết.
    let begun = at("2026-02-13T09:00:00Z");
    let rules_day = day("2026-02-13");
    let set = start(desk, &mut work, &advice(id), DeadlineCode::Assign, begun, rules_day).await.unwrap();
    let set = set.unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(explanation(&lines[0]).unwrap(), set);
    assert_eq!(local(lines[0].due_at), set.due);
    assert_eq!(set.due.date(), day("2026-02-25"), "Tết is skipped: {:?}", set.skipped);
    assert!(set.skipped.iter().any(|(off, _)| *off == day("2026-02-17")));

    start(desk, &mut work, &advice(id), DeadlineCode::Assign, at("2026-03-02T02:00:00Z"), rules_day)
        .await
        .unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.ended_at.is_none()).count(), 1);
    assert_eq!(lines[1].ended_how.as_deref(), Some("void"));

    end(desk, &mut work, "case", id, Some(DeadlineCode::Assign), Ended::Done).await.unwrap();
    let lines = of_subject(&work.tx, "case", id).await.unwrap();
    assert!(lines.iter().all(|line| line.ended_at.is_some()));
    assert_eq!(lines.iter().filter(|line| line.ended_how.as_deref() == Some("done")).count(), 1);
}

#[tokio::test]
async fn a_recommendation_is_extended_from_its_own_start() {
    let kit = Kit::new().await;
    let desk = &kit.desk;
    let id = Uuid::from_u128(8);
    let subject = Subject { kind: "dealing", id, case: None, org: "TT.19", provider: None };
    let mut work = desk.begin_as(&actor(Role::Clerk, "TT.19")).await.unwrap();
    let begun = at("2026-03-02T02:00:00Z");
    let rules_day = day("2026-03-02");
    let code = DeadlineCode::VerificationAnswer;
    let first = start(desk, &mut work, &subject, code, begun, rules_day).await.unwrap().unwrap();
    let later = extend(desk, &mut work, &subject, code, rules_day).await.unwrap();
    match later {
        Some(later) => {
            assert_eq!(later.start, first.start);
            assert!(later.due > first.due);
        }
        None => assert!(desk.rules().on(rules_day).deadline(code).unwrap().extend_by.is_none()),
    }
    let open: Vec<_> = of_subject(&work.tx, "dealing", id).await.unwrap();
    assert_eq!(open.iter().filter(|line| line.ended_at.is_none()).count(), 1);
}

const MINH: Uuid = Uuid::from_u128(7);
const HANH: Uuid = Uuid::from_u128(8);

/// A Centre with two providers on each database; its clock stands at 09:00 of Friday, 20 November 2026.
struct Centre {
    desk: Desk,
    clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

async fn centres() -> Vec<Centre> {
    let mut centres = Vec::new();
    for fresh in fresh::stores().await {
        let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-20T02:00:00Z"));
        let units = [("CUC", None), ("STP.19", Some("CUC")), ("TT.19", Some("STP.19"))];
        let providers = vec![
            people::provider(MINH, "TT.19", "Bế Văn Minh", ProviderKind::LegalAidOfficer),
            people::provider(HANH, "TT.19", "Lò Thị Hạnh", ProviderKind::LegalAidOfficer),
        ];
        let desk = ground::desk(&fresh, folder.path(), &units, providers, (&clock, 5)).await;
        centres.push(Centre { desk, clock, _folder: folder, _fresh: fresh });
    }
    centres
}

impl Centre {
    /// Moves the clock to 09:00 of a day in Viet Nam.
    fn come(&self, text: &str) {
        *self.clock.lock().unwrap() = at(&format!("{text}T02:00:00Z"));
    }

    fn draft(&self, form: AidForm, role: Option<ClientRole>) -> CaseDraft {
        CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: String::new(),
            form,
            field: LegalField::Criminal,
            provider_role: (form == AidForm::Litigation).then_some(ProviderRole::Defence),
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
            beneficiaries: vec![BeneficiaryDraft {
                person: None,
                name: "Nông Thị Hoà".into(),
                birth: Some(Birth::Year(1985)),
                sex: None,
                ethnicity: None,
                id_number: None,
                commune_code: None,
                category: Category::Poor,
                other_categories: vec![],
                client_role: role,
            }],
        }
    }

    async fn entered(&self, draft: CaseDraft) -> Uuid {
        office::cases::register(&self.desk, &actor(Role::Clerk, "TT.19"), draft).await.unwrap()
    }

    async fn lines(&self, kind: &str, id: Uuid) -> Vec<DeadlineLine> {
        let tx = self.desk.store().snapshot().await.unwrap();
        of_subject(&tx, kind, id).await.unwrap()
    }

    /// The clocks of a case that run, each with the moment in Viet Nam at which it is due.
    async fn running(&self, case: Uuid) -> Vec<(DeadlineCode, String)> {
        let lines = self.lines("case", case).await.into_iter().filter(|line| line.ended_at.is_none());
        let mut found: Vec<_> = lines.map(|line| (line.code.0, said(line.due_at))).collect();
        found.sort();
        found
    }

    /// When the last clock of this kind ended, in Viet Nam, how, and whether that was in time.
    async fn ended(&self, kind: &str, id: Uuid, code: DeadlineCode) -> (String, String, bool) {
        let lines = self.lines(kind, id).await;
        let line = lines.iter().filter(|line| line.code.0 == code).max_by_key(|line| line.ended_at).unwrap();
        let ended = line.ended_at.unwrap();
        (said(ended), line.ended_how.clone().unwrap(), ended <= line.due_at)
    }

    async fn sent(&self, case: Uuid) -> Sent {
        let tx = self.desk.store().snapshot().await.unwrap();
        let file = store::cases::find(&tx, &law::access::Reach::Nation, case).await.unwrap().unwrap();
        Sent { id: self.desk.id(), seen: file.case.version }
    }

    async fn assign(&self, case: Uuid, provider: Uuid, on: &str) {
        let it = Assigning {
            sent: self.sent(case).await,
            provider,
            day: day(on),
            decision: Some("15/QĐ-TGPL".into()),
            note: None,
            not_opposed: None,
            asked_on: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            batch: None,
        };
        office::conduct::assign(&self.desk, &head(), case, it, Doing::Real).await.unwrap();
    }

    async fn close(&self, case: Uuid, on: &str) {
        let seen = self.sent(case).await.seen;
        let closing = Closing::on(day(on), Outcome::Completed);
        office::cases::close(&self.desk, &head(), case, seen, closing).await.unwrap();
    }

    async fn prolong(&self, case: Uuid, on: &str, reason: &str) -> Result<(), Failure> {
        self.prolong_by(&officer(), case, on, reason).await
    }

    async fn prolong_by(
        &self,
        actor: &office::Actor,
        case: Uuid,
        on: &str,
        reason: &str,
    ) -> Result<(), Failure> {
        let it = Prolonging { sent: self.sent(case).await, day: day(on), reason: reason.into() };
        office::conduct::prolong(&self.desk, actor, case, it, Doing::Real).await
    }

    /// How many clocks of a provider came to their end, and how many of them late.
    async fn sheet(&self, provider: Uuid) -> (i64, i64, usize) {
        let year = TargetYear::of(self.desk.today());
        let sheet = office::targets::sheet(&self.desk, &head(), provider, year).await.unwrap();
        (sheet.row.due, sheet.row.late, sheet.late.len())
    }
}

fn said(moment: DateTime<Utc>) -> String {
    local(moment).format("%Y-%m-%d %H:%M").to_string()
}

fn head() -> office::Actor {
    actor(Role::Director, "TT.19")
}

fn officer() -> office::Actor {
    office::Actor { provider: Some(MINH), ..actor(Role::Officer, "TT.19") }
}

#[track_caller]
fn wrong(outcome: Result<(), Failure>) -> (String, String) {
    let Err(Failure::Refused(mut refusal)) = outcome else { panic!("{outcome:?}") };
    refusal.fields.pop().unwrap_or((refusal.code, String::new()))
}

#[tokio::test]
async fn who_was_arrested_gets_a_provider_in_twelve_hours() {
    for centre in centres().await {
        for (role, stage, code, due) in [
            // Law art. 31(2): entered as accused, at the stage of arrest and custody.
            (ClientRole::Accused, Some(Stage::Custody), DeadlineCode::AssignHeld, "2026-11-20 21:00"),
            (ClientRole::Held, None, DeadlineCode::AssignHeld, "2026-11-20 21:00"),
            (ClientRole::Victim, Some(Stage::Custody), DeadlineCode::Assign, "2026-11-25 23:59"),
            (ClientRole::Accused, Some(Stage::Investigation), DeadlineCode::Assign, "2026-11-25 23:59"),
        ] {
            let draft = CaseDraft { stage, ..centre.draft(AidForm::Litigation, Some(role)) };
            let case = centre.entered(draft).await;
            assert_eq!(centre.running(case).await, [(code, due.to_owned())], "{role} {stage:?}");
        }
    }
}

#[tokio::test]
async fn what_was_done_in_time_and_typed_in_late_is_in_time() {
    for centre in centres().await {
        let code = DeadlineCode::Assign;
        let timely = centre.entered(centre.draft(AidForm::Litigation, Some(ClientRole::Accused))).await;
        let late = centre.entered(centre.draft(AidForm::Litigation, Some(ClientRole::Accused))).await;
        let same_day = centre.entered(centre.draft(AidForm::Litigation, Some(ClientRole::Held))).await;
        centre.assign(same_day, HANH, "2026-11-20").await;
        assert_eq!(
            centre.ended("case", same_day, DeadlineCode::AssignHeld).await,
            ("2026-11-20 09:00".into(), "done".into(), true),
            "never later than now"
        );
        centre.come("2026-11-26");
        // Due on Wednesday 25/11; assigned on the 24th, entered on the 26th.
        centre.assign(timely, MINH, "2026-11-24").await;
        assert_eq!(
            centre.ended("case", timely, code).await,
            ("2026-11-24 23:59".into(), "done".into(), true)
        );
        assert_eq!(centre.sheet(MINH).await, (1, 0, 0));
        centre.assign(late, MINH, "2026-11-26").await;
        assert_eq!(centre.ended("case", late, code).await, ("2026-11-26 09:00".into(), "done".into(), false));
        assert_eq!(centre.sheet(MINH).await, (2, 1, 1));
        // That it was typed in late is still to be seen.
        let page = office::conduct::page(&centre.desk, &head(), timely, true).await.unwrap();
        let told = page.view.events.iter().find(|event| event.kind == "assigned").unwrap();
        assert_eq!((told.on_date, told.entered_at), (day("2026-11-24"), centre.desk.now()));
    }
}

#[tokio::test]
async fn a_file_and_an_advice_end_their_clocks_on_their_own_day() {
    for centre in centres().await {
        let case = centre.entered(centre.draft(AidForm::Advice, None)).await;
        let other = centre.entered(centre.draft(AidForm::Advice, None)).await;
        let answer = DeadlineCode::AdviceAnswer;
        assert_eq!(centre.running(case).await, [(answer, "2026-11-30 23:59".to_owned())]);
        centre.come("2026-12-02");
        centre.close(case, "2026-11-30").await;
        assert_eq!(
            centre.ended("case", case, answer).await,
            ("2026-11-30 23:59".into(), "done".into(), true)
        );
        centre.close(other, "2026-12-01").await;
        assert!(!centre.ended("case", other, answer).await.2, "answered after the tenth day");
        // Thirty days after 30/11: 30/12.
        let handover = DeadlineCode::FileHandover;
        assert_eq!(centre.running(case).await, [(handover, "2026-12-30 23:59".to_owned())]);
        centre.come("2027-01-04");
        let it = HandingOver {
            sent: centre.sent(case).await,
            day: day("2026-12-30"),
            present: vec![(ChecklistItem::Application, "Đơn".into())],
            excuse: Some("giấy tờ do Sở giữ".into()),
        };
        office::conduct::hand_over(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        assert_eq!(
            centre.ended("case", case, handover).await,
            ("2026-12-30 23:59".into(), "done".into(), true)
        );
    }
}

#[tokio::test]
async fn answers_of_others_and_to_others_count_on_their_own_day() {
    for centre in centres().await {
        let case = centre.entered(centre.draft(AidForm::Litigation, Some(ClientRole::Accused))).await;
        centre.assign(case, MINH, "2026-11-20").await;
        let draft = DealingDraft {
            id: centre.desk.id(),
            kind: DealingKind::Verification,
            agency: "Trung tâm tỉnh bạn".into(),
            to_org: None,
            subject: "Xác minh nơi cư trú".into(),
            sent_on: day("2026-11-20"),
            ground: None,
        };
        let dealing = draft.id;
        office::dealings::send(&centre.desk, &head(), case, draft).await.unwrap();
        let draft = ComplaintDraft {
            id: centre.desk.id(),
            org: "TT.19".into(),
            case: None,
            request: None,
            act: ComplaintAct::NotPerform,
            complainant_name: "Nông Văn Ba".into(),
            complainant_contact: None,
            against_provider: None,
            content: "Không đến làm việc".into(),
            received_at: centre.desk.now(),
        };
        let complaint = office::complaints::take(&centre.desk, &head(), draft).await.unwrap();
        let it = Asking {
            sent: centre.sent(case).await,
            asker: ChangeAsker::Person,
            ground: None,
            reason: "không còn tin tưởng".into(),
            day: day("2026-11-20"),
        };
        office::conduct::ask_change(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        centre.come("2026-12-03");
        // Verification: ten days, 30/11; complaint and change: three working days, 25/11.
        let answer =
            Answer { answered_on: day("2026-11-30"), text: "Đã cư trú".into(), impossible: false };
        office::dealings::answer(&centre.desk, &head(), case, dealing, 1, answer).await.unwrap();
        assert_eq!(
            centre.ended("dealing", dealing, DeadlineCode::VerificationAnswer).await,
            ("2026-11-30 23:59".into(), "done".into(), true)
        );
        let decision = Decision {
            decision: ComplaintDecision::Upheld,
            reason: "Người thực hiện không đến".into(),
            decided_at: at("2026-11-25T08:30:00Z"),
        };
        office::complaints::decide(&centre.desk, &head(), complaint, 1, decision.clone()).await.unwrap();
        office::complaints::decide(&centre.desk, &head(), complaint, 1, decision).await.unwrap();
        assert_eq!(
            centre.ended("complaint", complaint, DeadlineCode::ComplaintFirst).await,
            ("2026-11-25 15:30".into(), "done".into(), true)
        );
        let it = Replacing {
            sent: centre.sent(case).await,
            ground: law::conduct::ReplacementGround::PersonAsked,
            provider: Some(HANH),
            day: day("2026-11-25"),
            decision: Some("20/QĐ-TGPL".into()),
            hand_over: None,
            not_opposed: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
        };
        office::conduct::replace(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        assert_eq!(
            centre.ended("case", case, DeadlineCode::ProviderChangeAnswer).await,
            ("2026-11-25 23:59".into(), "done".into(), true)
        );
    }
}

#[tokio::test]
async fn no_clock_ends_before_it_began() {
    for centre in centres().await {
        let case = centre.entered(centre.draft(AidForm::Litigation, Some(ClientRole::Accused))).await;
        centre.assign(case, MINH, "2026-11-20").await;
        centre.come("2026-11-26");
        let it = Replacing {
            sent: centre.sent(case).await,
            ground: law::conduct::ReplacementGround::CannotPerform,
            provider: None,
            day: day("2026-11-26"),
            decision: Some("20/QĐ-TGPL".into()),
            hand_over: None,
            not_opposed: None,
            why: None,
        };
        office::conduct::replace(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        assert_eq!(centre.running(case).await, [(DeadlineCode::Assign, "2026-12-01 23:59".to_owned())]);
        centre.come("2026-11-27");
        centre.assign(case, HANH, "2026-11-24").await;
        let lines = centre.lines("case", case).await;
        assert!(
            lines.iter().all(|line| line.ended_at.is_some_and(|ended| ended >= line.start_at)),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn advice_that_is_complex_is_due_in_thirty_days_from_the_same_start() {
    let (ten, thirty) = (DeadlineCode::AdviceAnswer, DeadlineCode::AdviceAnswerComplex);
    let why = "phải xác minh nguồn gốc đất ở xã cũ";
    for centre in centres().await {
        let case = centre.entered(centre.draft(AidForm::Advice, None)).await;
        centre.assign(case, MINH, "2026-11-20").await;
        let litigation = centre.entered(centre.draft(AidForm::Litigation, None)).await;
        assert_eq!(
            wrong(centre.prolong_by(&head(), litigation, "2026-11-20", why).await).0,
            "conduct.not_now"
        );
        centre.come("2026-12-02");
        assert_eq!(wrong(centre.prolong(case, "2026-11-28", "khó").await).1, "reason_too_short");
        assert_eq!(wrong(centre.prolong(case, "2026-12-01", why).await).1, "after_ten_days");
        let far = office::Actor { provider: Some(HANH), ..officer() };
        let it = Prolonging { sent: centre.sent(case).await, day: day("2026-11-28"), reason: why.into() };
        let tried = office::conduct::prolong(&centre.desk, &far, case, it.clone(), Doing::Real).await;
        assert!(matches!(tried, Err(Failure::Missing)), "another provider's case is not there: {tried:?}");
        let appraiser = actor(Role::Appraiser, "TT.19");
        let tried = office::conduct::prolong(&centre.desk, &appraiser, case, it.clone(), Doing::Real).await;
        assert!(matches!(tried, Err(Failure::Denied)), "{tried:?}");
        office::conduct::prolong(&centre.desk, &officer(), case, it.clone(), Doing::Look).await.unwrap();
        assert_eq!(centre.running(case).await[0].0, ten, "a look changes nothing");
        // Found on the 28th, while the ten days ran until the 30th; thirty days of 20/11 end on Sunday, 20/12.
        office::conduct::prolong(&centre.desk, &officer(), case, it.clone(), Doing::Real).await.unwrap();
        office::conduct::prolong(&centre.desk, &officer(), case, it, Doing::Real).await.unwrap();
        assert_eq!(centre.running(case).await, [(thirty, "2026-12-21 23:59".to_owned())]);
        assert_eq!(centre.ended("case", case, ten).await.1, "void");
        assert_eq!(centre.sheet(MINH).await.1, 0, "what was replaced is not late");
        assert_eq!(wrong(centre.prolong(case, "2026-11-28", why).await).0, "conduct.not_now");
        let page = office::conduct::page(&centre.desk, &head(), case, true).await.unwrap();
        let told = page.view.events.iter().find(|event| event.kind == "advice_prolonged").unwrap();
        assert_eq!((told.on_date, told.text.as_deref()), (day("2026-11-28"), Some(why)));
        let acts = &page.view.readers;
        assert!(
            acts.iter().any(|line| line.act == "conduct.prolong_advice" && line.reason == why),
            "{acts:?}"
        );
        // What stood still runs again as what it was.
        centre.come("2026-12-03");
        for act in [true, false] {
            let it = Stopping {
                sent: centre.sent(case).await,
                day: centre.desk.today(),
                decision: "QĐ 7".into(),
                reason: Some("chờ giám định".into()),
            };
            match act {
                true => office::conduct::pause(&centre.desk, &head(), case, it, Doing::Real).await.unwrap(),
                false => office::conduct::resume(&centre.desk, &head(), case, it, Doing::Real).await.unwrap(),
            }
        }
        assert_eq!(centre.running(case).await, [(thirty, "2027-01-04 23:59".to_owned())]);
    }
}

#[tokio::test]
async fn a_case_that_is_entered_as_it_stands_gets_every_clock_of_an_acceptance() {
    use DeadlineCode as D;
    for centre in centres().await {
        let urgent = Some(UrgentGround::Trial);
        let advice = centre.draft(AidForm::Advice, None);
        let litigation = centre.draft(AidForm::Litigation, Some(ClientRole::Accused));
        let mut remote = CaseDraft { id: centre.desk.id(), urgent_ground: urgent, ..litigation.clone() };
        remote.beneficiaries[0].category = Category::EthnicSpecialArea;
        let noticed = CaseDraft {
            id: centre.desk.id(),
            source: Source::AgencyInformation,
            source_agency: Some("Cơ quan điều tra".into()),
            received_on: Some(day("2026-11-19")),
            ..litigation.clone()
        };
        let assigned = CaseDraft {
            id: centre.desk.id(),
            provider: Some(MINH),
            assigned_on: Some(centre.desk.today()),
            ..advice.clone()
        };
        for (what, draft, expected) in [
            ("Law art. 32(2)", advice.clone(), vec![(D::AdviceAnswer, "2026-11-30 23:59")]),
            ("Law art. 32(2), assigned", assigned, vec![(D::AdviceAnswer, "2026-11-30 23:59")]),
            (
                "Circular 12/2018 art. 6(2)",
                CaseDraft { id: centre.desk.id(), urgent_ground: urgent, ..litigation.clone() },
                vec![(D::ProofDue, "2026-11-27 23:59"), (D::Assign, "2026-11-25 23:59")],
            ),
            (
                "Circular 12/2018 art. 6(2), special area",
                remote,
                vec![(D::ProofDueLonger, "2026-12-04 23:59"), (D::Assign, "2026-11-25 23:59")],
            ),
            // Counted from the day on which it was received, a Thursday.
            ("Joint circular 10/2018 art. 3(4)", noticed, vec![(D::AssignInformed, "2026-11-24 23:59")]),
            (
                "what is over waits for nothing but its file",
                CaseDraft {
                    id: centre.desk.id(),
                    closed_on: Some(centre.desk.today()),
                    outcome: Some(Outcome::Completed),
                    provider: Some(MINH),
                    assigned_on: Some(centre.desk.today()),
                    ..advice.clone()
                },
                vec![(D::FileHandover, "2026-12-21 23:59")],
            ),
        ] {
            let case = centre.entered(draft).await;
            let mut expected: Vec<_> =
                expected.into_iter().map(|(code, due)| (code, due.to_owned())).collect();
            expected.sort();
            assert_eq!(centre.running(case).await, expected, "{what}");
        }
    }
}

#[tokio::test]
async fn proof_that_comes_into_the_file_ends_its_clock() {
    for centre in centres().await {
        let draft = centre.draft(AidForm::Advice, None);
        let case = centre.entered(CaseDraft { urgent_ground: Some(UrgentGround::Limitation), ..draft }).await;
        centre.come("2026-12-01");
        let paper = |item: ChecklistItem, on: &str| PaperDraft {
            id: centre.desk.id(),
            item: item.to_string(),
            title: "Giấy chứng nhận hộ nghèo".into(),
            dated_on: None,
            received_on: Some(day(on)),
            from_whom: String::new(),
            pages: None,
        };
        let other = paper(ChecklistItem::CasePapers, "2026-11-27");
        office::case_papers::add(&centre.desk, &head(), case, other, None).await.unwrap();
        let codes =
            |running: Vec<(DeadlineCode, String)>| running.into_iter().map(|it| it.0).collect::<Vec<_>>();
        let both = [DeadlineCode::ProofDue, DeadlineCode::AdviceAnswer];
        assert_eq!(codes(centre.running(case).await), both);
        // Due on Friday 27/11; it came on that day.
        let proof = paper(ChecklistItem::EligibilityProof, "2026-11-27");
        office::case_papers::add(&centre.desk, &head(), case, proof, None).await.unwrap();
        assert_eq!(codes(centre.running(case).await), [DeadlineCode::AdviceAnswer]);
        assert_eq!(
            centre.ended("case", case, DeadlineCode::ProofDue).await,
            ("2026-11-27 23:59".into(), "done".into(), true)
        );
    }
}

#[tokio::test]
async fn advice_that_is_opened_again_or_split_is_answered_again() {
    let (ten, thirty) = (DeadlineCode::AdviceAnswer, DeadlineCode::AdviceAnswerComplex);
    for centre in centres().await {
        let mut draft = centre.draft(AidForm::Advice, None);
        let second = BeneficiaryDraft { name: "Sùng A Lử".into(), ..draft.beneficiaries[0].clone() };
        draft.beneficiaries.push(second);
        let case = centre.entered(draft).await;
        centre.assign(case, MINH, "2026-11-20").await;
        centre.come("2026-11-24");
        centre.prolong(case, "2026-11-24", "phải xác minh nguồn gốc đất ở xã cũ").await.unwrap();
        let new = centre.desk.id();
        let it = Splitting {
            sent: centre.sent(case).await,
            new,
            positions: vec![1],
            reason: "quyền lợi đối lập".into(),
        };
        office::conduct::split(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        let due = [(thirty, "2026-12-21 23:59".to_owned())];
        assert_eq!((centre.running(case).await, centre.running(new).await), (due.to_vec(), due.to_vec()));
        centre.close(case, "2026-11-24").await;
        centre.come("2026-12-03");
        let it = Reopening {
            sent: centre.sent(case).await,
            day: day("2026-12-02"),
            reason: "còn một câu hỏi chưa trả lời".into(),
        };
        office::conduct::reopen(&centre.desk, &head(), case, it, Doing::Real).await.unwrap();
        // Ten days of Wednesday, 2 December, the day of reopening: Saturday, so Monday.
        assert_eq!(centre.running(case).await, [(ten, "2026-12-14 23:59".to_owned())]);
    }
}
