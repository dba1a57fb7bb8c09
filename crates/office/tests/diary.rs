//! The daily work of a case: time of one provider never overlaps, hearings follow one another, papers come in pieces,
//! dealings have their clocks; each within reach, with a trace, on both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;
mod people;
#[path = "../../papers/tests/kit/mod.rs"]
mod reading;

use chrono::{Duration, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use law::confidentiality::{ConsentScope, DisclosureGround};
use law::dealings::{DealingKind, DealingState};
use law::diary::WorkCode;
use law::eligibility::Category;
use law::hearings::{HearingAct, HearingKind, HearingState};
use law::rules::{ChecklistItem, DeadlineCode};
use law::staff::ProviderKind;
use office::case_papers::{self, PaperDraft};
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::confidentiality::Stated;
use office::daily::moment_of;
use office::dealings::{self, Answer, DealingDraft};
use office::diary::{self, EntryDraft};
use office::hearings::{self, Course, HearingDraft};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use fresh::Fresh;
use ground::Hands;
use people::provider;

const OFFICER: Uuid = Uuid::from_u128(7);
const LAWYER: Uuid = Uuid::from_u128(8);

struct Kit {
    desk: Desk,
    clock: Hands,
    folder: tempfile::TempDir,
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

async fn kit(fresh: Fresh) -> Kit {
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

fn actor(role: Role, org: &str, provider: Option<Uuid>) -> Actor {
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

fn officer() -> Actor {
    actor(Role::Officer, "TT.19", Some(OFFICER))
}

fn clerk() -> Actor {
    actor(Role::Clerk, "TT.19", None)
}

impl Kit {
    fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn case(&self, code: &str, provider: Option<Uuid>) -> Uuid {
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

    async fn close(&self, case: Uuid) {
        let tx = self.desk.store().begin().await.unwrap();
        let mut file = store::cases::find(&tx, &law::access::Reach::Nation, case).await.unwrap().unwrap();
        file.case.closed_on = Some(self.desk.today());
        file.case.outcome = Some(Outcome::Completed.into());
        store::cases::update(&tx, file, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn entry(&self, from: u32, to: u32) -> EntryDraft {
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

    fn paper(&self, item: &str) -> PaperDraft {
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

    async fn acts(&self) -> Vec<(String, String)> {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 500).await.unwrap();
        lines.into_iter().map(|line| (line.act, line.reason)).collect()
    }

    /// How many files lie in the cabinet.
    fn files(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.folder.path().join("files"))
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: office::Outcome<T>) -> office::Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => *refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
fn missing<T: std::fmt::Debug>(outcome: office::Outcome<T>) {
    assert!(matches!(outcome, Err(Failure::Missing)), "{outcome:?}");
}

#[tokio::test]
async fn an_entry_is_made_once_counted_in_sessions_and_preset_for_the_next() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let empty = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        // 10:10 is nearest to ten o'clock.
        assert_eq!((empty.preset.from_minute, empty.preset.to_minute), (540, 600));
        assert_eq!(empty.preset.work, None);
        let draft = kit.entry(480, 570);
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let other = EntryDraft { note: "khác".into(), ..draft };
        let again = diary::add(&kit.desk, &officer(), case, other).await;
        assert!(matches!(again, Err(Failure::Stale)), "{again:?}");
        let shown = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        assert_eq!(shown.totals.entries, 1);
        assert_eq!((shown.totals.minutes, shown.totals.half_sessions), (90, 1));
        assert_eq!(shown.preset.work, Some(WorkCode::CriminalDd));
        assert_eq!(shown.preset.place, "Trại tạm giam");
        // The next one begins where the last one of the day ended.
        assert_eq!((shown.preset.from_minute, shown.preset.to_minute), (570, 600));
        let october = diary::view(&kit.desk, &officer(), case, Some(day("2026-10-15")), None).await.unwrap();
        assert_eq!(october.entries, []);
        assert_eq!(october.months, [day("2026-11-01"), day("2026-10-01")]);
        let made = kit.acts().await.into_iter().filter(|(act, _)| act == "diary.add").count();
        assert_eq!(made, 1);
    }
}

#[tokio::test]
async fn a_provider_is_not_in_two_places_at_once() {
    for kit in kits().await {
        let (one, two) = (kit.case("A.1", Some(OFFICER)).await, kit.case("A.2", Some(OFFICER)).await);
        diary::add(&kit.desk, &officer(), one, kit.entry(480, 570)).await.unwrap();
        let refusal = refused(diary::add(&kit.desk, &officer(), two, kit.entry(540, 600)).await);
        assert_eq!(refusal.fields, [("from".to_owned(), "diary_overlap".to_owned())]);
        let said = |name: &str| refusal.data[name].clone();
        assert_eq!((said("case"), said("from"), said("to")), ("A.1".into(), "08:00".into(), "09:30".into()));
        diary::add(&kit.desk, &officer(), two, kit.entry(570, 600)).await.unwrap();
        // Another provider may work at the same time.
        let third = kit.case("A.3", Some(LAWYER)).await;
        diary::add(&kit.desk, &clerk(), third, kit.entry(480, 570)).await.unwrap();
    }
}

#[tokio::test]
async fn an_entry_is_corrected_by_version_and_taken_out_with_a_reason() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = kit.entry(480, 570);
        diary::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let longer = EntryDraft { to_minute: 600, ..draft.clone() };
        diary::correct(&kit.desk, &officer(), case, 1, longer.clone()).await.unwrap();
        let late = diary::correct(&kit.desk, &clerk(), case, 1, longer).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let refusal = refused(diary::remove(&kit.desk, &officer(), case, draft.id, 2, " ").await);
        assert_eq!(refusal.fields, [("reason".to_owned(), "required".to_owned())]);
        diary::remove(&kit.desk, &officer(), case, draft.id, 2, "ghi nhầm vụ việc").await.unwrap();
        let shown = diary::view(&kit.desk, &officer(), case, None, None).await.unwrap();
        assert_eq!(shown.totals.entries, 0);
        missing(diary::entry(&kit.desk, &officer(), case, draft.id).await);
        assert!(kit.acts().await.contains(&("diary.remove".into(), "ghi nhầm vụ việc".into())));
        // The time is free again.
        diary::add(&kit.desk, &officer(), case, kit.entry(500, 540)).await.unwrap();
    }
}

#[tokio::test]
async fn only_running_cases_within_reach_take_entries() {
    for kit in kits().await {
        let (case, bare) = (kit.case("A.1", Some(OFFICER)).await, kit.case("A.2", None).await);
        let stranger = actor(Role::Lawyer, "TT.19", Some(LAWYER));
        missing(diary::add(&kit.desk, &stranger, case, kit.entry(480, 570)).await);
        missing(diary::view(&kit.desk, &actor(Role::Clerk, "TT.01", None), case, None, None).await);
        let reader = actor(Role::Accountant, "TT.19", None);
        diary::view(&kit.desk, &reader, case, None, None).await.unwrap();
        let denied = diary::add(&kit.desk, &reader, case, kit.entry(480, 570)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
        let refusal = refused(diary::add(&kit.desk, &clerk(), bare, kit.entry(480, 570)).await);
        assert_eq!(refusal.code, "daily.no_provider");
        let tomorrow = EntryDraft { on_date: day("2026-11-21"), ..kit.entry(480, 570) };
        let refusal = refused(diary::add(&kit.desk, &officer(), case, tomorrow).await);
        assert_eq!(refusal.fields, [("on_date".to_owned(), "entry_not_yet".to_owned())]);
        kit.close(case).await;
        let refusal = refused(diary::add(&kit.desk, &officer(), case, kit.entry(480, 570)).await);
        assert_eq!(refusal.code, "daily.not_running");
    }
}

#[tokio::test]
async fn a_hearing_that_is_put_off_has_a_next_one_and_one_that_passed_is_not_forgotten() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = HearingDraft {
            id: kit.desk.id(),
            kind: HearingKind::Trial,
            at: moment_of(day("2026-11-23"), 480),
            place: "Tòa án khu vực 1".into(),
            agency: String::new(),
            online: false,
        };
        hearings::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        hearings::add(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let next = (kit.desk.id(), moment_of(day("2026-11-25"), 480));
        let put_off = |result: &str, next| Course { act: HearingAct::Postpone, result: result.into(), next };
        let refusal = refused(
            hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, put_off("", Some(next))).await,
        );
        assert_eq!(refusal.fields, [("result".to_owned(), "required".to_owned())]);
        let course = put_off("vắng người bào chữa khác", Some(next));
        hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, course.clone()).await.unwrap();
        // The same form sent twice makes one next hearing.
        hearings::proceed(&kit.desk, &officer(), case, draft.id, 1, course).await.unwrap();
        let all = hearings::list(&kit.desk, &officer(), case).await.unwrap().hearings;
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].follows, all[0].state.0), (Some(draft.id), HearingState::Planned));
        assert_eq!(all[1].state.0, HearingState::Resumed);

        let reach = kit.desk.reach_of(&officer());
        let silent = async |kit: &Kit| {
            let tx = kit.desk.store().snapshot().await.unwrap();
            store::diary::silent_hearings(&tx, &reach, kit.desk.now(), 10).await.unwrap()
        };
        assert_eq!(silent(&kit).await, []);
        kit.pass(Duration::days(6));
        assert_eq!(silent(&kit).await.len(), 1);
        let today = office::today::view(&kit.desk, &officer()).await.unwrap();
        assert_eq!((today.silent.len(), today.hearings.len(), today.cases.len()), (1, 0, 1));
        let preset = diary::view(&kit.desk, &officer(), case, None, Some(next.0)).await.unwrap().preset;
        assert_eq!((preset.on_date, preset.work), (day("2026-11-25"), Some(WorkCode::CriminalI)));
        // An entry on that day, even of other work, ends the silence; one that tells of it holds it.
        let told = EntryDraft {
            on_date: preset.on_date,
            work: WorkCode::CriminalI,
            hearing: Some(next.0),
            ..kit.entry(preset.from_minute, preset.to_minute)
        };
        diary::add(&kit.desk, &officer(), case, told).await.unwrap();
        assert_eq!(silent(&kit).await, []);
        let all = hearings::list(&kit.desk, &officer(), case).await.unwrap().hearings;
        assert_eq!(all[0].state.0, HearingState::Held);
    }
}

#[tokio::test]
async fn a_paper_comes_in_pieces_over_a_broken_line() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let whole: Vec<u8> = [b"%PDF-1.7\n".as_slice(), &[7; 300_000]].concat();
        let draft = kit.paper("indictment");
        let (id, size) = (draft.id, whole.len());
        let piece = |at: usize| whole[at..(at + 131_072).min(size)].to_vec();
        let file = ("cao-trang.pdf", size);
        let first =
            case_papers::begin(&kit.desk, &officer(), case, draft.clone(), file, piece(0)).await.unwrap();
        assert_eq!((first.received, first.done), (131_072, false));
        // The answer was lost: the browser begins again, and learns where it stands.
        let again = case_papers::begin(&kit.desk, &officer(), case, draft, file, piece(0)).await.unwrap();
        assert_eq!(again, first);
        // A piece twice, a piece too early: nothing changes.
        for at in [0, 262_144] {
            let same = case_papers::go_on(&kit.desk, &officer(), case, id, at, piece(at)).await.unwrap();
            assert_eq!(same, first, "{at}");
        }
        missing(case_papers::progress(&kit.desk, &clerk(), case, id).await);
        assert_eq!(case_papers::progress(&kit.desk, &officer(), case, id).await.unwrap(), first);
        let second =
            case_papers::go_on(&kit.desk, &officer(), case, id, 131_072, piece(131_072)).await.unwrap();
        assert_eq!((second.received, second.done), (262_144, false));
        let last =
            case_papers::go_on(&kit.desk, &officer(), case, id, 262_144, piece(262_144)).await.unwrap();
        assert!(last.done);
        let done =
            case_papers::go_on(&kit.desk, &officer(), case, id, 262_144, piece(262_144)).await.unwrap();
        assert!(done.done, "the last piece twice is one paper");
        let shown = case_papers::list(&kit.desk, &officer(), case).await.unwrap();
        assert_eq!(shown.papers.len(), 1);
        assert!(!shown.missing.contains(&ChecklistItem::ProceduralPapers), "{:?}", shown.missing);
        assert!(shown.missing.contains(&ChecklistItem::Application));
        assert_eq!(case_papers::open(&kit.desk, &clerk(), case, id).await.unwrap().content, whole);
        assert_eq!(kit.files(), 1, "the pieces are forgotten");
        assert!(kit.acts().await.iter().any(|(act, _)| act == "case_papers.open"));
    }
}

#[tokio::test]
async fn what_is_not_a_paper_by_its_content_is_not_taken() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let field = |refusal: office::Refusal| refusal.fields[0].clone();
        let add = async |content: &[u8]| {
            let file = Some(("anh.pdf".to_owned(), content.to_vec()));
            case_papers::add(&kit.desk, &officer(), case, kit.paper("minutes"), file).await
        };
        let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        assert_eq!(field(refused(add(script).await)), ("file".into(), "paper_type".into()));
        let active = b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>";
        assert_eq!(field(refused(add(active).await)), ("file".into(), "paper_active".into()));
        // One that only shows at the end what it is, is refused there, and nothing of it stays.
        let draft = kit.paper("minutes");
        let id = draft.id;
        let whole = [b"PK\x03\x04".as_slice(), &[1; 1000]].concat();
        let file = ("don.docx", whole.len());
        case_papers::begin(&kit.desk, &officer(), case, draft, file, whole[..500].to_vec()).await.unwrap();
        let end = case_papers::go_on(&kit.desk, &officer(), case, id, 500, whole[500..].to_vec()).await;
        assert_eq!(field(refused(end)), ("file".into(), "paper_type".into()));
        missing(case_papers::progress(&kit.desk, &officer(), case, id).await);
        let huge = ("don.pdf", case_papers::MOST_BYTES + 1);
        let first = b"%PDF-1".to_vec();
        let begun = case_papers::begin(&kit.desk, &officer(), case, kit.paper("brief"), huge, first).await;
        assert_eq!(field(refused(begun)), ("file".into(), "paper_too_large".into()));
        assert_eq!(kit.files(), 0);
        assert_eq!(case_papers::list(&kit.desk, &officer(), case).await.unwrap().papers, []);
        let nothing = kit.paper("a_thing_unknown");
        let refusal = refused(case_papers::add(&kit.desk, &officer(), case, nothing, None).await);
        assert_eq!(field(refusal), ("item".into(), "unknown_code".into()));
    }
}

#[tokio::test]
async fn a_paper_taken_out_stays_in_the_record_and_an_upload_left_lying_is_forgotten() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = kit.paper("judgment");
        let id = draft.id;
        let file = Some(("anh.jpg".to_owned(), photo(b"")));
        case_papers::add(&kit.desk, &officer(), case, draft.clone(), file).await.unwrap();
        case_papers::add(&kit.desk, &officer(), case, draft, None).await.unwrap();
        missing(case_papers::open(&kit.desk, &actor(Role::Director, "TT.01", None), case, id).await);
        let late = case_papers::remove(&kit.desk, &officer(), case, id, 7, "nhầm hồ sơ").await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        case_papers::remove(&kit.desk, &officer(), case, id, 1, "nhầm hồ sơ").await.unwrap();
        missing(case_papers::open(&kit.desk, &officer(), case, id).await);
        let papers = case_papers::list(&kit.desk, &officer(), case).await.unwrap().papers;
        assert_eq!(papers[0].removed_reason.as_deref(), Some("nhầm hồ sơ"));
        let left = kit.paper("brief");
        let upload = left.id;
        let (file, first) = (("b.pdf", 900), b"%PDF-1".to_vec());
        case_papers::begin(&kit.desk, &officer(), case, left, file, first).await.unwrap();
        assert_eq!(kit.files(), 2);
        assert_eq!(case_papers::forget_stale(&kit.desk).await.unwrap(), 0);
        kit.pass(Duration::hours(25));
        assert_eq!(case_papers::forget_stale(&kit.desk).await.unwrap(), 1);
        assert_eq!(kit.files(), 1);
        missing(case_papers::progress(&kit.desk, &officer(), case, upload).await);
    }
}

#[tokio::test]
async fn another_centre_sees_the_question_but_not_the_case_and_answers_in_time() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Verification,
            agency: String::new(),
            to_org: Some("TT.01".into()),
            subject: "Xác minh nơi ở của người làm chứng".into(),
            sent_on: day("2026-11-20"),
            ground: None,
        };
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let view = dealings::view(&kit.desk, &officer(), case, draft.id).await.unwrap();
        assert_eq!(view.clocks.len(), 1);
        assert_eq!(view.clocks[0].code.0, DeadlineCode::VerificationAnswer);
        // Ten days after a Friday the twentieth: a Monday.
        assert_eq!(office::deadlines::local(view.clocks[0].due_at).date(), day("2026-11-30"));
        let there = actor(Role::Clerk, "TT.01", None);
        missing(dealings::view(&kit.desk, &there, case, draft.id).await);
        let lines = dealings::received(&kit.desk, &there).await.unwrap();
        assert_eq!((lines.len(), lines[0].state.0), (1, DealingState::Sent));
        assert_eq!(dealings::received(&kit.desk, &clerk()).await.unwrap(), []);
        missing(dealings::open_received(&kit.desk, &clerk(), draft.id).await);
        let opened = dealings::open_received(&kit.desk, &there, draft.id).await.unwrap();
        assert_eq!((opened.state.0, opened.version), (DealingState::Seen, 2));
        let answer =
            Answer { answered_on: day("2026-11-20"), text: "Không còn ở đó".into(), impossible: true };
        let late = dealings::answer_received(&kit.desk, &there, draft.id, 1, answer.clone()).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        dealings::answer_received(&kit.desk, &there, draft.id, 2, answer).await.unwrap();
        let view = dealings::view(&kit.desk, &officer(), case, draft.id).await.unwrap();
        assert_eq!(view.dealing.state.0, DealingState::Impossible);
        assert_eq!(view.clocks[0].ended_how.as_deref(), Some("done"));
    }
}

#[tokio::test]
async fn a_recommendation_nobody_answers_goes_to_the_superior() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Recommendation,
            agency: "Ủy ban nhân dân xã".into(),
            to_org: None,
            subject: "Kiến nghị cấp lại giấy xác nhận".into(),
            sent_on: day("2026-11-20"),
            ground: None,
        };
        dealings::send(&kit.desk, &officer(), case, draft.clone()).await.unwrap();
        let due = async |id: Uuid| {
            let view = dealings::view(&kit.desk, &officer(), case, id).await.unwrap();
            let running = view.clocks.iter().find(|line| line.ended_at.is_none()).map(|line| line.due_at);
            (running.map(|at| office::deadlines::local(at).date()), view.may_escalate)
        };
        // Thirty days end on a Sunday: the Monday after.
        assert_eq!(due(draft.id).await, (Some(day("2026-12-21")), false));
        let wrong = dealings::allow_longer(&kit.desk, &officer(), case, draft.id, 1, 60).await;
        assert_eq!(refused(wrong).fields, [("days".to_owned(), "dealing_days".to_owned())]);
        dealings::allow_longer(&kit.desk, &officer(), case, draft.id, 1, 45).await.unwrap();
        let (longest, _) = due(draft.id).await;
        assert!(longest.unwrap() >= day("2027-01-04"), "{longest:?}");
        let next = kit.desk.id();
        let early = dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await;
        assert_eq!(refused(early).code, "dealings.too_early");
        kit.pass(Duration::days(60));
        assert!(due(draft.id).await.1);
        dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await.unwrap();
        dealings::escalate(&kit.desk, &officer(), case, draft.id, 2, (next, "UBND tỉnh")).await.unwrap();
        let all = dealings::list(&kit.desk, &officer(), case).await.unwrap().dealings;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|(it, due)| it.state.0 == DealingState::Escalated && due.is_none()));
        assert!(all.iter().any(|(it, due)| it.agency == "UBND tỉnh" && due.is_some()));
    }
}

#[tokio::test]
async fn facts_go_out_with_a_written_consent_or_on_a_ground_of_the_law() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let contact = |agency: &str, ground| DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Contact,
            agency: agency.into(),
            to_org: None,
            subject: "Đề nghị hỗ trợ chỗ ở tạm".into(),
            sent_on: day("2026-11-20"),
            ground,
        };
        let send = async |draft: DealingDraft| {
            let id = draft.id;
            dealings::send(&kit.desk, &officer(), case, draft).await.map(|()| id)
        };
        let union = "Hội Liên hiệp Phụ nữ tỉnh";
        let nothing = refused(send(contact(union, None)).await);
        assert_eq!(nothing.fields, [("ground".to_owned(), "required".to_owned())]);
        let of_another_act = refused(send(contact(union, Some(DisclosureGround::Verification))).await);
        assert_eq!(of_another_act.fields, [("ground".to_owned(), "required".to_owned())]);
        let none = refused(send(contact(union, Some(DisclosureGround::Consent))).await);
        assert_eq!((none.code.as_str(), none.data["to"].as_str()), ("confidentiality.no_consent", union));
        let consent = office::confidentiality::ConsentDraft {
            id: kit.desk.id(),
            person_name: "Trần Văn Ba".into(),
            scope: ConsentScope::Sharing,
            to_whom: "Hội liên hiệp phụ nữ tỉnh".into(),
            purpose: "Hỗ trợ chỗ ở".into(),
            given_on: day("2026-11-19"),
            paper: None,
        };
        let given = consent.id;
        office::confidentiality::add_consent(&kit.desk, &officer(), case, consent).await.unwrap();
        let sent = send(contact(union, Some(DisclosureGround::Consent))).await.unwrap();
        let ground = async |id: Uuid| {
            let view = dealings::view(&kit.desk, &officer(), case, id).await.unwrap();
            view.dealing.ground.map(|ground| ground.0)
        };
        assert_eq!(ground(sent).await, Some(DisclosureGround::Consent));
        let elsewhere = refused(send(contact("Báo tỉnh", Some(DisclosureGround::Consent))).await);
        assert_eq!(elsewhere.code, "confidentiality.no_consent");
        let bare = send(contact("Báo tỉnh", Some(DisclosureGround::NoFacts))).await.unwrap();
        assert_eq!(ground(bare).await, Some(DisclosureGround::NoFacts));
        let day_off = day("2026-11-20");
        office::confidentiality::withdraw_consent(&kit.desk, &officer(), case, given, day_off).await.unwrap();
        let late = refused(send(contact(union, Some(DisclosureGround::Consent))).await);
        assert_eq!(late.code, "confidentiality.no_consent", "what was withdrawn opens nothing");
        // A question to another Centre has its ground in the law.
        let question = DealingDraft {
            kind: DealingKind::Verification,
            to_org: Some("TT.01".into()),
            ..contact("", None)
        };
        let asked = send(question).await.unwrap();
        assert_eq!(ground(asked).await, Some(DisclosureGround::Verification));
        // What was told stands in the list of the case; what told nothing does not.
        let view = office::confidentiality::consents(&kit.desk, &officer(), case).await.unwrap();
        let told: Vec<_> =
            view.disclosures.iter().map(|line| (line.ground.0, line.to_whom.as_str())).collect();
        assert_eq!(
            told,
            [(DisclosureGround::Verification, "Đơn vị TT.01"), (DisclosureGround::Consent, union)]
        );
    }
}

#[tokio::test]
async fn the_file_of_a_case_is_taken_away_on_a_ground_only_and_its_list_says_so() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let file = Some(("anh.jpg".to_owned(), photo(b"")));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("minutes"), file).await.unwrap();
        let take = async |who: &Actor, stated: &Stated| {
            office::case_file::bundle(&kit.desk, who, case, words(), stated).await
        };
        let to = |ground, to: &str| Stated { ground: Some(ground), to: to.to_owned() };
        let nothing = refused(take(&officer(), &Stated::default()).await);
        assert_eq!(nothing.fields, [("ground".to_owned(), "ground_needed".to_owned())]);
        let court = "Tòa án nhân dân khu vực 1";
        let nobody = refused(take(&officer(), &to(DisclosureGround::Proceedings, " ")).await);
        assert_eq!(nobody.fields, [("to".to_owned(), "receiver_needed".to_owned())]);
        take(&officer(), &to(DisclosureGround::Proceedings, court)).await.unwrap();
        let paper = "Báo Pháp luật";
        let without = refused(take(&officer(), &to(DisclosureGround::Consent, paper)).await);
        assert_eq!(
            (without.code.as_str(), without.data["to"].as_str()),
            ("confidentiality.no_consent", paper)
        );
        let consent = office::confidentiality::ConsentDraft {
            id: kit.desk.id(),
            person_name: "Trần Văn Ba".into(),
            scope: ConsentScope::Sharing,
            to_whom: "báo pháp luật".into(),
            purpose: "Bài viết".into(),
            given_on: day("2026-11-19"),
            paper: None,
        };
        office::confidentiality::add_consent(&kit.desk, &officer(), case, consent).await.unwrap();
        take(&officer(), &to(DisclosureGround::Consent, paper)).await.unwrap();
        // Who supervises from outside does no work in it; the own work is no ground there.
        let above = actor(Role::JusticeOfficer, "STP.19", None);
        let work = refused(take(&above, &at_work()).await);
        assert_eq!(work.fields, [("ground".to_owned(), "unknown_code".to_owned())]);
        take(&above, &to(DisclosureGround::Supervision, "Sở Tư pháp")).await.unwrap();
        let view = office::confidentiality::consents(&kit.desk, &officer(), case).await.unwrap();
        let told: Vec<_> =
            view.disclosures.iter().map(|line| (line.ground.0, line.to_whom.as_str())).collect();
        assert_eq!(
            told,
            [
                (DisclosureGround::Supervision, "Sở Tư pháp"),
                (DisclosureGround::Consent, paper),
                (DisclosureGround::Proceedings, court),
            ]
        );
    }
}

/// A daemon that answers like ClamAV: harmful is what says so. Answers where it listens.
fn daemon() -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut word = [0; 10];
            stream.read_exact(&mut word).unwrap();
            assert_eq!(&word, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut length = [0; 4];
                stream.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                stream.read_exact(&mut piece).unwrap();
                content.extend_from_slice(&piece);
            }
            let harmful = content.windows(5).any(|part| part == b"EICAR");
            let answer: &[u8] = if harmful { b"stream: Eicar-Test FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(answer).unwrap();
        }
    });
    format!("tcp:{address}")
}

#[tokio::test]
async fn a_harmful_file_is_not_taken_and_nothing_is_where_nobody_can_look() {
    let looked = kits().await.remove(0);
    looked.desk.take_scanner(office::scan::Scanner::read(&daemon()).unwrap());
    let case = looked.case("A.1", Some(OFFICER)).await;
    let add = async |kit: &Kit, case, content: &[u8]| {
        let file = Some(("don.pdf".to_owned(), content.to_vec()));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("brief"), file).await
    };
    // More than one piece of the protocol.
    let long = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 200_000], b"\n%%EOF\n"].concat();
    add(&looked, case, &long).await.unwrap();
    let harmful = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 100_000], b"EICAR\n%%EOF\n"].concat();
    let refusal = refused(add(&looked, case, &harmful).await);
    assert_eq!(refusal.fields, [("file".to_owned(), "paper_harmful".to_owned())]);
    let alone = kits().await.remove(0);
    alone.desk.take_scanner(office::scan::Scanner::read("unix:/nonexistent/clamd.ctl").unwrap());
    let case = alone.case("A.1", Some(OFFICER)).await;
    let refusal = refused(add(&alone, case, &long).await);
    assert_eq!(refusal.fields, [("file".to_owned(), "paper_unscanned".to_owned())]);
}

/// A photograph with these bytes among what the camera wrote.
fn photo(place: &[u8]) -> Vec<u8> {
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0".as_slice(), place].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let exif = if place.is_empty() { vec![] } else { [&[0xff, 0xe1], &length[..], &exif].concat() };
    let scan = [0xff, 0xda, 0, 3, 1, 5, 6, 7, 0xff, 0xd9];
    [&[0xff, 0xd8], &exif[..], &scan].concat()
}

#[tokio::test]
async fn a_photograph_is_kept_without_the_place_it_was_taken_at() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let taken = photo(b"GPS 22.66N 106.25E");
        let draft = kit.paper("minutes");
        let id = draft.id;
        let file = Some(("anh.jpg".to_owned(), taken.clone()));
        case_papers::add(&kit.desk, &officer(), case, draft, file).await.unwrap();
        let kept = case_papers::open(&kit.desk, &officer(), case, id).await.unwrap().content;
        assert_eq!(kept, photo(b""), "the picture, and nothing else");
        // In pieces as well; the place lies in the second one.
        let draft = kit.paper("minutes");
        let (id, file) = (draft.id, ("anh.jpg", taken.len()));
        case_papers::begin(&kit.desk, &officer(), case, draft, file, taken[..6].to_vec()).await.unwrap();
        case_papers::go_on(&kit.desk, &officer(), case, id, 6, taken[6..].to_vec()).await.unwrap();
        let kept = case_papers::open(&kit.desk, &officer(), case, id).await.unwrap().content;
        assert_eq!(kept, photo(b""), "{}", kept.len());
        let broken = Some(("anh.jpg".to_owned(), taken[..20].to_vec()));
        let refusal =
            refused(case_papers::add(&kit.desk, &officer(), case, kit.paper("brief"), broken).await);
        assert_eq!(refusal.fields, [("file".to_owned(), "paper_picture".to_owned())]);
    }
}

fn to_archive() -> Stated {
    Stated::on(DisclosureGround::Archive)
}

fn at_work() -> Stated {
    Stated::on(DisclosureGround::Work)
}

fn words() -> office::case_file::Words {
    office::case_file::Words {
        title: "Mục lục hồ sơ".into(),
        columns: ["STT", "Tên", "Ngày", "Tờ", "Ghi chú"].map(String::from),
        paper_only: "bản giấy".into(),
        beside: "để riêng".into(),
        word: "Word".to_owned(),
        in_package: "trong gói:".to_owned(),
        checksum: "SHA-256:".to_owned(),
    }
}

#[tokio::test]
async fn the_file_of_a_case_becomes_one_pdf_and_a_package_that_proves_itself() {
    use papers::document::{Document, Look, Paragraph, Part, Run, docx, pdf, square};
    use sha2::Digest as _;
    for kit in kits().await {
        let case = kit.case("A/1", Some(OFFICER)).await;
        let empty = office::case_file::bundle(&kit.desk, &officer(), case, words(), &at_work()).await;
        assert_eq!(refused(empty).code, "case_file.empty");
        let page = Document {
            title: "Biên bản".into(),
            language: "vi".into(),
            date: (2026, 11, 20),
            look: Look::Act,
            parts: vec![Part::Paragraph(Paragraph::body(vec![Run::plain("Biên bản")]))],
        };
        let minutes = pdf::write(&page, kit.desk.fonts()).unwrap();
        let (picture, _) = square::png("https://example.invalid");
        for (item, file) in [("minutes", minutes.clone()), ("brief", picture)] {
            let file = Some((item.to_owned(), file));
            case_papers::add(&kit.desk, &officer(), case, kit.paper(item), file).await.unwrap();
        }
        case_papers::add(&kit.desk, &officer(), case, kit.paper("application"), None).await.unwrap();
        let word = docx::write(&page).unwrap();
        let file = Some(("don.docx".to_owned(), word.clone()));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("work_report"), file).await.unwrap();
        let whole =
            office::case_file::bundle(&kit.desk, &officer(), case, words(), &at_work()).await.unwrap();
        assert!(whole.content.starts_with(b"%PDF-") && whole.code == "A/1");
        assert!(whole.content.len() > minutes.len(), "the papers are in it");
        let mut told = "0003-work_report.docx".to_owned();
        if let Some(pages) = reading::pages_of(&whole.content) {
            let page = pages.iter().rfind(|page| page.contains("SHA-256:")).unwrap();
            told = page.split("trong gói: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
            assert!(reading::bare(page).contains(&hex::encode(sha2::Sha256::digest(&word))), "{page}");
        }
        let stranger = actor(Role::Director, "TT.01", None);
        missing(office::case_file::bundle(&kit.desk, &stranger, case, words(), &at_work()).await);
        let head = actor(Role::Director, "TT.19", None);
        let early = office::case_file::package(&kit.desk, &head, case, &to_archive()).await;
        assert_eq!(refused(early).code, "case_file.running");
        kit.close(case).await;
        let taken = office::case_file::package(&kit.desk, &head, case, &to_archive()).await.unwrap();
        let proven = papers::archive::read(&taken.content).unwrap();
        assert_eq!(proven.id, "A-1");
        assert!(proven.files.values().any(|content| *content == minutes), "as it came");
        let kept = proven.files.iter().find(|(path, _)| path.ends_with(&format!("/{told}")));
        assert_eq!(kept.map(|(_, content)| content), Some(&word), "under the name that the bundle tells");
        let facts = String::from_utf8(proven.files["metadata/descriptive/facts.xml"].clone()).unwrap();
        assert!(facts.contains("<fact name=\"retention\">not_set</fact>"), "{facts}");
        let acts = kit.acts().await;
        assert!(acts.iter().any(|(act, _)| act == "case_file.bundle"));
        assert!(acts.iter().any(|(act, _)| act == "case_file.package"));
    }
}
