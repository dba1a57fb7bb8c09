//! Messages: who is told of a move, that each is told once, warnings before a deadline, seen and unseen.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use fresh::Fresh;
use law::access::Role;
use law::cases::CaseState;
use law::deadlines::DeadlineCode;
use law::dealings::DealingKind;
use law::kernel::coded::Coded as _;
use law::lifecycle::{CaseAct, Hands, RequestAct, told_of_request};
use law::staff::ProviderKind;
use office::accounts::NewAccount;
use office::deadlines::Subject;
use office::dealings::{self, Answer, DealingDraft};
use office::messages::{self, Message};
use office::reactions::{Event, react};
use office::{Actor, Chance, Clock, Desk};
use store::staff::Provider;
use uuid::Uuid;

const NOW: &str = "2026-11-23T02:00:00+00:00";

struct Kit {
    desk: Desk,
    clock: Arc<Mutex<DateTime<Utc>>>,
    fresh: Fresh,
    _folder: tempfile::TempDir,
}

async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        let folder = tempfile::tempdir().unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
        let clock: Arc<Mutex<DateTime<Utc>>> = Arc::new(Mutex::new(NOW.parse().unwrap()));
        let time = Clock::Frozen(Arc::clone(&clock));
        let desk = Desk::open(fresh.store.clone(), files, time, Chance::seeded(4)).await.unwrap();
        office::reference::load_embedded(&desk).await.unwrap();
        desk.reload_law().await.unwrap();
        kits.push(Kit { desk, clock, fresh, _folder: folder });
    }
    kits
}

impl Kit {
    /// An account, as whoever acts with it.
    async fn account(&self, role: Role, org: &str, provider: Option<Uuid>) -> Actor {
        let login = format!("{role}.{}", org.to_lowercase());
        let new = NewAccount {
            login: format!("{login}.{}", provider.map_or(0, |id| id.as_u128())),
            name: login.clone(),
            role,
            org: org.to_owned(),
            provider,
            language: "vi".to_owned(),
            password: Some("mùa xuân chín đỏ vườn".to_owned()),
            password_may_stay: true,
        };
        let made = office::accounts::create(&self.desk, &Actor::system(), new).await.unwrap().account;
        Actor {
            account: Some(made.id),
            login: made.login,
            name: made.name,
            role,
            org: org.to_owned(),
            provider,
            ip: "127.0.0.1".to_owned(),
        }
    }

    async fn provider(&self, number: u128) -> Uuid {
        let provider = Provider {
            id: Uuid::from_u128(number),
            org_code: "TT.19".to_owned(),
            name: format!("Người Thử {number}"),
            name_folded: format!("nguoi thu {number}"),
            kind: ProviderKind::LegalAidOfficer.into(),
            card_number: None,
            appointed_on: None,
            ended_on: None,
            grade: None,
            sex: None,
            birth_year: None,
            languages: String::new(),
            fields: String::new(),
            leader: false,
            version: 1,
        };
        let tx = self.fresh.store.begin().await.unwrap();
        store::staff::insert_provider(&tx, provider).await.unwrap();
        tx.commit().await.unwrap();
        Uuid::from_u128(number)
    }

    fn literal(&self, id: Uuid) -> String {
        if self.fresh.store.is_sqlite() { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
    }

    async fn run(&self, sql: &str) {
        let tx = self.fresh.store.begin().await.unwrap();
        tx.run(sql).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A case of `TT.19` in the hands of a provider.
    async fn case(&self, id: Uuid, provider: Uuid) {
        self.run(&format!(
            "insert into cases (id, org_code, file_code, file_code_folded, form, field, accepted_on, source,
             success_criteria, beneficiary_count, provider_id, state, restricted, entered_at, entered_by, recorded_at)
             values ({}, 'TT.19', 'TT.TGTT.07.2026', 'x', 'litigation', 'criminal', '2026-11-01', 'self', '', 0, {},
             'assigned', '', '{NOW}', 'x', '{NOW}')",
            self.literal(id),
            self.literal(provider)
        ))
        .await;
    }

    async fn request(&self, id: Uuid, org: &str, to: &str) {
        self.run(&format!(
            "insert into request (id, org_code, state, channel, source, received_at, form, field, summary, safe_contact,
             signed_by, papers, missing_papers, restricted, entered_at, entered_by, recorded_at, transfer_to)
             values ({}, '{org}', 'received', 'in_person', 'self', '2026-11-20T03:00:00+00:00', 'litigation', 'criminal', '',
             'any', 'self', '', '', '', '{NOW}', 'test', '{NOW}', {to})",
            self.literal(id)
        ))
        .await;
    }

    async fn told(&self, actor: &Actor) -> Vec<Message> {
        messages::list(&self.desk, actor, false, None, 50).await.unwrap().0
    }

    async fn happens(&self, row: u128, event: &Event) {
        let payload = serde_json::to_string(event).unwrap();
        // The worker may hand an event over twice.
        for _ in 0..2 {
            react(&self.desk, Uuid::from_u128(row), &payload).await.unwrap();
        }
    }
}

fn kinds(lines: &[Message]) -> Vec<&str> {
    lines.iter().map(|line| line.kind.as_str()).collect()
}

fn moved(case: Uuid, act: &str, state: &str) -> Event {
    Event::CaseMoved { case: case.to_string(), act: act.to_owned(), state: state.to_owned(), by: None }
}

#[tokio::test]
async fn work_that_is_given_and_taken_is_told_once_to_whom_it_concerns() {
    for kit in kits().await {
        let (mine, other) = (kit.provider(7).await, kit.provider(8).await);
        let officer = kit.account(Role::Officer, "TT.19", Some(mine)).await;
        let colleague = kit.account(Role::Officer, "TT.19", Some(other)).await;
        let director = kit.account(Role::Director, "TT.19", None).await;
        let case = Uuid::from_u128(70);
        kit.case(case, mine).await;
        kit.happens(1, &moved(case, "assign", "assigned")).await;
        assert_eq!(kinds(&kit.told(&officer).await), ["given_to_me"], "{}", kit.fresh.name);
        assert_eq!(kinds(&kit.told(&director).await), Vec::<&str>::new(), "the head did it himself");

        let ended = format!(
            "insert into assignment (id, case_id, provider_id, provider_name, provider_kind, from_at, until_at,
             registration, entered_at, entered_by) values ({}, {}, {}, 'x', 'officer', '{NOW}', '{NOW}', 'none', '{NOW}', 'x')",
            kit.literal(Uuid::from_u128(71)),
            kit.literal(case),
            kit.literal(mine)
        );
        kit.run(&ended).await;
        kit.run(&format!(
            "update cases set provider_id = {} where id = {}",
            kit.literal(other),
            kit.literal(case)
        ))
        .await;
        *kit.clock.lock().unwrap() += Duration::minutes(1);
        kit.happens(2, &moved(case, "replace", "assigned")).await;
        assert_eq!(kinds(&kit.told(&officer).await), ["taken_from_me", "given_to_me"], "{}", kit.fresh.name);
        assert_eq!(kinds(&kit.told(&colleague).await), ["given_to_me"], "{}", kit.fresh.name);

        kit.happens(3, &moved(case, "close", "closed")).await;
        let told = kit.told(&director).await;
        assert_eq!(kinds(&told), ["case_moved"], "{}", kit.fresh.name);
        let allowed = ["act", "file"];
        let detail: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&told[0].detail).unwrap();
        assert!(detail.keys().all(|key| allowed.contains(&key.as_str())), "nothing of the case: {detail:?}");
        assert_eq!(detail["file"], "TT.TGTT.07.2026");
    }
}

#[tokio::test]
async fn a_request_is_told_to_reception_and_where_it_is_sent() {
    for kit in kits().await {
        let here = kit.account(Role::Clerk, "TT.19", None).await;
        let there = kit.account(Role::Clerk, "TT.01", None).await;
        let director = kit.account(Role::Director, "TT.19", None).await;
        let id = Uuid::from_u128(80);
        // A branch without anybody: its Centre is told.
        kit.run(
            "insert into organisation (code, kind, name, name_folded, parent, province_code, valid_from)
             values ('CN.19.1', 'branch', 'Chi nhánh số 1', 'chi nhanh so 1', 'TT.19', '19', '2026-01-01')",
        )
        .await;
        kit.desk.reload_tree().await.unwrap();
        kit.request(id, "CN.19.1", "'TT.01'").await;
        let event = |act: &str, state: &str| Event::RequestMoved {
            request: id.to_string(),
            act: act.to_owned(),
            state: state.to_owned(),
        };
        kit.happens(1, &event("take", "received")).await;
        assert_eq!(kinds(&kit.told(&here).await), ["request_moved"], "{}", kit.fresh.name);
        kit.happens(2, &event("propose", "proposed")).await;
        assert_eq!(kinds(&kit.told(&director).await), ["request_moved"], "{}", kit.fresh.name);
        kit.happens(3, &event("transfer", "transferring")).await;
        assert_eq!(kinds(&kit.told(&there).await), ["request_sent_here"], "{}", kit.fresh.name);
        assert_eq!(messages::count_unseen(&kit.desk, &here).await.unwrap(), 2, "{}", kit.fresh.name);

        let lines = kit.told(&here).await;
        messages::open(&kit.desk, &here, lines[0].id).await.unwrap();
        assert_eq!(messages::count_unseen(&kit.desk, &here).await.unwrap(), 1, "{}", kit.fresh.name);
        assert!(
            messages::open(&kit.desk, &there, lines[1].id).await.is_err(),
            "a line of somebody else is not there"
        );
        messages::see_all(&kit.desk, &here).await.unwrap();
        assert_eq!(messages::count_unseen(&kit.desk, &here).await.unwrap(), 0, "{}", kit.fresh.name);
        let (unseen, _) = messages::list(&kit.desk, &here, true, None, 10).await.unwrap();
        assert!(unseen.is_empty(), "{}", kit.fresh.name);
        let (first, next) = messages::list(&kit.desk, &here, false, None, 1).await.unwrap();
        let (rest, end) = messages::list(&kit.desk, &here, false, next, 1).await.unwrap();
        assert!(first[0].id != rest[0].id && end.is_none(), "{}", kit.fresh.name);

        *kit.clock.lock().unwrap() += Duration::days(200);
        messages::forget_old(&kit.desk).await.unwrap();
        assert!(kit.told(&here).await.is_empty(), "seen lines are forgotten");
        assert_eq!(kit.told(&there).await.len(), 1, "an unseen one is kept longer");
    }
}

#[tokio::test]
async fn each_step_of_a_warning_comes_once() {
    for kit in kits().await {
        let mine = kit.provider(7).await;
        let officer = kit.account(Role::Officer, "TT.19", Some(mine)).await;
        let director = kit.account(Role::Director, "TT.19", None).await;
        let case = Uuid::from_u128(70);
        kit.case(case, mine).await;
        let mut work = kit.desk.begin_as(&Actor::system()).await.unwrap();
        let subject =
            Subject { kind: "case", id: case, case: Some(case), org: "TT.19", provider: Some(mine) };
        let rules_day = "2026-11-01".parse().unwrap();
        let code = DeadlineCode::FileHandover;
        let deadline =
            office::deadlines::start(&kit.desk, &mut work, &subject, code, kit.desk.now(), rules_day);
        let deadline = deadline.await.unwrap().unwrap();
        kit.desk.commit(work).await.unwrap();
        assert!(deadline.warnings.len() > 1, "{deadline:?}");
        assert_eq!(messages::warn(&kit.desk).await.unwrap(), 0, "{}: too early", kit.fresh.name);
        for (at, moment) in deadline.warnings.iter().enumerate() {
            *kit.clock.lock().unwrap() = office::deadlines::moment(*moment);
            assert_eq!(messages::warn(&kit.desk).await.unwrap(), 1, "{}: step {at}", kit.fresh.name);
            assert_eq!(messages::warn(&kit.desk).await.unwrap(), 0, "{}: step {at} again", kit.fresh.name);
        }
        assert_eq!(kit.told(&officer).await.len(), deadline.warnings.len(), "{}", kit.fresh.name);
        assert!(kit.told(&director).await.is_empty(), "the provider is there to act");
        *kit.clock.lock().unwrap() = office::deadlines::moment(deadline.due) + Duration::hours(1);
        messages::warn(&kit.desk).await.unwrap();
        messages::warn(&kit.desk).await.unwrap();
        assert_eq!(
            kinds(&kit.told(&director).await),
            ["clock_ran_out"],
            "{}: the head hears of it, once",
            kit.fresh.name
        );
        assert_eq!(kinds(&kit.told(&officer).await)[0], "clock_ran_out", "{}", kit.fresh.name);
        let mut work = kit.desk.begin_as(&Actor::system()).await.unwrap();
        let done = office::deadlines::Ended::Done;
        office::deadlines::end(&kit.desk, &mut work, "case", case, None, done).await.unwrap();
        kit.desk.commit(work).await.unwrap();
        *kit.clock.lock().unwrap() += Duration::hours(1);
        assert_eq!(
            messages::warn(&kit.desk).await.unwrap(),
            0,
            "{}: what is done warns no more",
            kit.fresh.name
        );
    }
}

/// Which hands an act tells, as a plain table beside the rules: provider, who had it before, head, reception, appraiser.
const TOLD: [(CaseAct, [usize; 5]); 13] = [
    (CaseAct::Assign, [1, 0, 0, 0, 0]),
    (CaseAct::Replace, [1, 1, 0, 0, 0]),
    (CaseAct::Unassign, [0, 1, 1, 0, 0]),
    (CaseAct::Begin, [1, 0, 0, 0, 0]),
    (CaseAct::LoseRegistration, [0, 0, 1, 0, 0]),
    (CaseAct::Pause, [1, 0, 0, 0, 0]),
    (CaseAct::Resume, [1, 0, 0, 0, 0]),
    (CaseAct::Close, [0, 0, 1, 0, 0]),
    (CaseAct::Reopen, [1, 0, 0, 0, 0]),
    (CaseAct::HandOver, [0, 0, 0, 1, 1]),
    (CaseAct::GiveBack, [1, 0, 0, 0, 0]),
    (CaseAct::Appraise, [1, 0, 0, 1, 0]),
    (CaseAct::Archive, [0, 0, 1, 0, 0]),
];

#[tokio::test]
async fn every_step_of_a_case_is_told_to_its_hands_wherever_it_leads() {
    for kit in kits().await {
        let (mine, other) = (kit.provider(7).await, kit.provider(8).await);
        let hands = [
            kit.account(Role::Officer, "TT.19", Some(mine)).await,
            kit.account(Role::Officer, "TT.19", Some(other)).await,
            kit.account(Role::Director, "TT.19", None).await,
            kit.account(Role::Clerk, "TT.19", None).await,
            kit.account(Role::Appraiser, "TT.19", None).await,
        ];
        let case = Uuid::from_u128(70);
        kit.case(case, mine).await;
        kit.run(&format!(
            "insert into assignment (id, case_id, provider_id, provider_name, provider_kind, from_at, until_at,
             registration, entered_at, entered_by) values ({}, {}, {}, 'x', 'officer', '{NOW}', '{NOW}', 'none', '{NOW}', 'x')",
            kit.literal(Uuid::from_u128(71)),
            kit.literal(case),
            kit.literal(other)
        ))
        .await;
        let mut row = 0;
        for act in CaseAct::ALL {
            let (_, told) = TOLD.iter().find(|(known, _)| known == act).unwrap();
            // A case resumes, or is given to somebody, where it stood: in each of these states the same are told.
            for state in CaseState::ALL {
                let count = async || {
                    let mut counts = Vec::new();
                    for hand in &hands {
                        counts.push(kit.told(hand).await.len());
                    }
                    counts
                };
                let before = count().await;
                row += 1;
                kit.happens(row, &moved(case, act.code(), state.code())).await;
                let new: Vec<usize> = count().await.iter().zip(&before).map(|(now, old)| now - old).collect();
                assert_eq!(new, told, "{}: {act} to {state}", kit.fresh.name);
            }
            kit.run("delete from message").await;
        }
        // Whoever did it is not told of it, and where nobody has the case the head is.
        let by = Event::CaseMoved {
            case: case.to_string(),
            act: "resume".to_owned(),
            state: "assigned".to_owned(),
            by: hands[0].account,
        };
        kit.happens(900, &by).await;
        assert!(kit.told(&hands[0]).await.is_empty(), "{}", kit.fresh.name);
        kit.run(&format!("update cases set provider_id = null where id = {}", kit.literal(case))).await;
        kit.happens(901, &moved(case, "resume", "accepted")).await;
        assert_eq!(kinds(&kit.told(&hands[2]).await), ["case_moved"], "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn every_step_of_a_request_is_told_to_its_hands() {
    for kit in kits().await {
        let (clerk, head) =
            (kit.account(Role::Clerk, "TT.19", None).await, kit.account(Role::Director, "TT.19", None).await);
        let id = Uuid::from_u128(80);
        kit.request(id, "TT.19", "null").await;
        for (at, act) in RequestAct::ALL.iter().enumerate() {
            let event = Event::RequestMoved {
                request: id.to_string(),
                act: act.code().to_owned(),
                state: "received".to_owned(),
            };
            kit.happens(at as u128 + 1, &event).await;
            let told = told_of_request(*act);
            for (who, hands) in [(&clerk, Hands::Clerk), (&head, Hands::Head)] {
                let lines = kit.told(who).await.len();
                assert_eq!(lines, usize::from(told.contains(&hands)), "{}: {act}", kit.fresh.name);
            }
            assert!(!told.is_empty());
            kit.run("delete from message").await;
        }
    }
}

#[tokio::test]
async fn a_question_is_told_where_it_goes_and_its_answer_to_who_asked() {
    for kit in kits().await {
        let mine = kit.provider(7).await;
        let officer = kit.account(Role::Officer, "TT.19", Some(mine)).await;
        let here = kit.account(Role::Clerk, "TT.19", None).await;
        let there = kit.account(Role::Clerk, "TT.01", None).await;
        let case = Uuid::from_u128(70);
        kit.case(case, mine).await;
        let question = DealingDraft {
            id: Uuid::from_u128(90),
            kind: DealingKind::Verification,
            agency: String::new(),
            to_org: Some("TT.01".to_owned()),
            subject: "Xác minh nơi ở".to_owned(),
            sent_on: "2026-11-20".parse().unwrap(),
            ground: None,
        };
        dealings::send(&kit.desk, &officer, case, question).await.unwrap();
        kit.work().await;
        assert_eq!(kinds(&kit.told(&there).await), ["question_received"], "{}", kit.fresh.name);
        assert_eq!(kit.told(&there).await[0].detail, "{}", "nothing of the case, not even its code");
        assert!(kit.told(&officer).await.is_empty() && kit.told(&here).await.is_empty());
        let seen = dealings::open_received(&kit.desk, &there, Uuid::from_u128(90)).await.unwrap().version;
        let answer = Answer {
            answered_on: "2026-11-23".parse().unwrap(),
            text: "Không còn ở đó".to_owned(),
            impossible: false,
        };
        dealings::answer_received(&kit.desk, &there, Uuid::from_u128(90), seen, answer).await.unwrap();
        kit.work().await;
        for who in [&officer, &here] {
            let told = kit.told(who).await;
            assert_eq!(kinds(&told), ["question_answered"], "{} {}", kit.fresh.name, who.login);
            assert_eq!((told[0].subject_kind.as_str(), told[0].subject_id), ("case", case));
        }
        assert_eq!(kit.told(&there).await.len(), 1, "who answered is not told");
    }
}

impl Kit {
    /// Hands every waiting event to who answers it, twice, as the worker may.
    async fn work(&self) {
        let sql = "select cast(row_number() over (order by created_at, id) as text) || ' ' || payload as line
             from outbox order by created_at, id";
        for line in self.fresh.store.ask(sql).await.unwrap() {
            let (row, payload) = line.split_once(' ').unwrap();
            for _ in 0..2 {
                react(&self.desk, Uuid::from_u128(5000 + row.parse::<u128>().unwrap()), payload)
                    .await
                    .unwrap();
            }
        }
    }
}
