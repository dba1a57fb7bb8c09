//! Work queues: every state waits for somebody, counts equal a plain recount, lists hold what was counted, the
//! clocks press where they should, and red lists find what nobody looks at.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use fresh::Fresh;
use law::access::{Reach, Role};
use law::cases::{AidForm, CaseState};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use law::lifecycle::{Queue, RequestState, queue_of_case, queue_of_request};
use office::deadlines::Subject;
use office::queues::{self, ClockQuestion, Question, RedList, Thing, When};
use office::{Actor, Chance, Clock, Desk, Failure};
use store::cases::{Beneficiary, Case, CaseFile};
use uuid::Uuid;

struct Kit {
    desk: Desk,
    fresh: Fresh,
    _folder: tempfile::TempDir,
}

const NOW: &str = "2026-11-23T02:00:00+00:00";

async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        let folder = tempfile::tempdir().unwrap();
        let files = store::files::Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
        // A Monday, 09:00 in Viet Nam.
        let clock: Arc<Mutex<DateTime<Utc>>> = Arc::new(Mutex::new(NOW.parse().unwrap()));
        let desk =
            Desk::open(fresh.store.clone(), files, Clock::Frozen(clock), Chance::seeded(3)).await.unwrap();
        office::reference::load_embedded(&desk).await.unwrap();
        kits.push(Kit { desk, fresh, _folder: folder });
    }
    kits
}

fn actor(role: Role, provider: Option<Uuid>) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: role.to_string(),
        name: role.to_string(),
        role,
        org: "TT.19".to_owned(),
        provider,
        ip: "127.0.0.1".to_owned(),
    }
}

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A case whose dates say that it stands in a state.
fn case(
    desk: &Desk,
    org: &str,
    number: u64,
    state: CaseState,
    accepted_on: NaiveDate,
    provider: Option<Uuid>,
) -> CaseFile {
    let later = |wanted: bool, days: u64| wanted.then(|| accepted_on + Days::new(days));
    let id = desk.id();
    let running = |from: CaseState| state >= from;
    let case = Case {
        id,
        org_code: org.to_owned(),
        file_code: format!("{org}.{number}"),
        file_code_folded: String::new(),
        form: AidForm::Litigation.into(),
        field: law::cases::LegalField::Criminal.into(),
        provider_role: None,
        received_on: Some(accepted_on),
        accepted_on,
        urgent_ground: None,
        source: law::cases::Source::SelfRequest.into(),
        source_agency: None,
        agency_id: None,
        stage: None,
        provider_name: provider.map(|_| "Người Thử".to_owned()),
        provider_kind: None,
        provider_card: None,
        provider_id: provider,
        assigned_on: later(running(CaseState::Assigned), 1),
        closed_on: later(running(CaseState::Closed), 20),
        outcome: None,
        handed_over_on: later(running(CaseState::HandedOver), 25),
        appraised_on: later(running(CaseState::Appraised), 28),
        quality_score: None,
        quality_rating: None,
        success_criteria: String::new(),
        note: None,
        beneficiary_count: 0,
        state: CaseState::Accepted.into(),
        restricted: String::new(),
        request_id: None,
        accepted_at: None,
        begun_on: later(state != CaseState::Assigned && running(CaseState::Conducting), 2),
        paused_on: later(state == CaseState::Paused, 5),
        archived_on: later(state == CaseState::Archived, 29),
        entered_at: desk.now(),
        entered_by: "test".to_owned(),
        recorded_at: desk.now(),
        version: 1,
    };
    let person = Beneficiary {
        seq: 0,
        case_id: id,
        position: 0,
        person_id: Uuid::nil(),
        name: format!("Nông Văn {number}"),
        search_text: String::new(),
        sex: None,
        birth_year: Some(1980),
        birth_date: None,
        ethnicity: None,
        commune_code: None,
        category: law::rules::Category::Poor.into(),
        other_categories: String::new(),
        client_role: None,
    };
    CaseFile { case, beneficiaries: vec![person] }
}

async fn person(kit: &Kit) -> Uuid {
    let id = kit.desk.id();
    let tx = kit.fresh.store.begin().await.unwrap();
    let sql = format!(
        "insert into person (id, name, name_folded, name_sound, entered_at) values ({}, 'x', 'x', 'x', '{NOW}')",
        literal(kit, id)
    );
    tx.run(&sql).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// An id as a statement spells it.
fn literal(kit: &Kit, id: Uuid) -> String {
    if kit.fresh.store.is_sqlite() { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
}

async fn insert(kit: &Kit, person: Uuid, mut file: CaseFile) -> Uuid {
    let id = file.case.id;
    file.beneficiaries[0].person_id = person;
    let tx = kit.fresh.store.begin().await.unwrap();
    store::cases::insert(&tx, file).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn request(kit: &Kit, org: &str, state: RequestState, at: &str) -> Uuid {
    let id = kit.desk.id();
    let tx = kit.fresh.store.begin().await.unwrap();
    let sql = format!(
        "insert into request (id, org_code, state, channel, source, received_at, form, field, summary, safe_contact,
         signed_by, papers, missing_papers, restricted, entered_at, entered_by, recorded_at)
         values ({}, '{org}', '{state}', 'in_person', 'self', '{at}', 'litigation', 'criminal', '', 'any', 'self', '', '',
         '', '{NOW}', 'test', '{NOW}')",
        literal(kit, id)
    );
    tx.run(&sql).await.unwrap();
    let sql = format!(
        "insert into request_person (request_id, position, side, name, name_folded, name_sound, other_categories, facts)
         values ({}, 0, 'beneficiary', 'Hoàng Thị Mai', 'hoang thi mai', 'x', '', '')",
        literal(kit, id)
    );
    tx.run(&sql).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn clock(kit: &Kit, kind: &str, id: Uuid, code: DeadlineCode, start: &str, provider: Option<Uuid>) {
    let mut work = kit.desk.begin_as(&Actor::system()).await.unwrap();
    let case = (kind == "case").then_some(id);
    let subject = Subject { kind, id, case, org: "TT.19", provider };
    let start = start.parse().unwrap();
    office::deadlines::start(&kit.desk, &mut work, &subject, code, start, day("2026-11-01"))
        .await
        .unwrap()
        .unwrap();
    kit.desk.commit(work).await.unwrap();
}

#[test]
fn every_state_that_waits_is_in_the_queue_of_exactly_one_role_kind() {
    let kinds = [Role::Clerk, Role::Director, Role::Officer, Role::Appraiser];
    let queues: Vec<Queue> = CaseState::ALL.iter().map(|state| queue_of_case(*state)).collect();
    let requests = RequestState::ALL.iter().map(|state| queue_of_request(*state));
    for queue in queues.into_iter().chain(requests) {
        let owners: Vec<Role> =
            kinds.into_iter().filter(|role| queues::own(*role).contains(&queue)).collect();
        let watchers: Vec<Role> =
            kinds.into_iter().filter(|role| queues::watched(*role).contains(&queue)).collect();
        match queue.hands() {
            queues::Hands::Nobody => assert!(owners.is_empty() && watchers.is_empty(), "{queue}"),
            queues::Hands::Outside => {
                assert!(owners.is_empty() && watchers.contains(&Role::Clerk), "{queue}")
            }
            _ => {
                assert_eq!(owners.len(), 1, "{queue}: {owners:?}");
                assert!(owners[0] == Role::Director || watchers.contains(&Role::Director), "{queue}");
            }
        }
    }
    assert_eq!(queues::own(Role::BranchHead), queues::own(Role::Director));
    assert_eq!(queues::own(Role::Lawyer), queues::own(Role::Officer));
    assert_eq!(queues::read("unassigned"), Some(Queue::Assign), "old addresses still lead somewhere");
}

#[tokio::test]
async fn counts_and_lists_equal_a_plain_recount() {
    for kit in kits().await {
        let who = person(&kit).await;
        let mut dice = Dice(11);
        let me = Uuid::from_u128(7);
        let mut plain: BTreeMap<(&str, Queue, bool), Vec<NaiveDate>> = BTreeMap::new();
        for number in 0..120 {
            let state = CaseState::ALL[dice.roll(CaseState::ALL.len() as u64) as usize];
            let org = ["TT.19", "TT.06", "TT.01"][dice.roll(3) as usize];
            let accepted = day("2026-01-01") + Days::new(dice.roll(300));
            let mine = state != CaseState::Accepted && dice.roll(2) == 0;
            let file = case(&kit.desk, org, number, state, accepted, mine.then_some(me));
            insert(&kit, who, file).await;
            plain.entry((org, queue_of_case(state), mine)).or_default().push(accepted);
        }
        for (at, state) in RequestState::ALL.iter().enumerate() {
            for _ in 0..=at {
                request(&kit, "TT.19", *state, "2026-11-20T03:00:00+00:00").await;
            }
        }
        // TT.19 took TT.06 over; TT.01 is out of reach.
        let of = |queue: Queue, mine: Option<bool>| -> Vec<NaiveDate> {
            let fits = |key: &(&str, Queue, bool)| {
                key.0 != "TT.01" && key.1 == queue && mine.is_none_or(|it| it == key.2)
            };
            plain.iter().filter(|(key, _)| fits(key)).flat_map(|(_, days)| days.clone()).collect()
        };
        for (role, mine) in [(Role::Director, None), (Role::Officer, Some(true))] {
            let actor = actor(role, mine.map(|_| me));
            let board = queues::board(&kit.desk, &actor).await.unwrap();
            for waiting in board.own.iter().chain(&board.watched) {
                if queues::thing_of(waiting.queue) == Thing::Request {
                    let states = waiting
                        .queue
                        .request_states()
                        .map(|state| RequestState::ALL.iter().position(|it| *it == state).unwrap() + 1);
                    assert_eq!(waiting.count, states.sum::<usize>(), "{}: {}", kit.fresh.name, waiting.queue);
                    continue;
                }
                let days = of(waiting.queue, mine);
                let name = format!("{}: {} for {role}", kit.fresh.name, waiting.queue);
                assert_eq!(
                    (waiting.count, waiting.oldest),
                    (days.len(), days.iter().min().copied()),
                    "{name}"
                );
                // The list leafs through the same cases, the oldest first, each once.
                let (mut seen, mut after) = (Vec::new(), None);
                loop {
                    let asked = Question { after: after.clone(), ..Question::default() };
                    let page = queues::list(&kit.desk, &actor, waiting.queue, &asked, 7).await.unwrap();
                    seen.extend(page.lines.iter().map(|line| (line.since, line.id)));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let mut sorted = seen.clone();
                sorted.sort_unstable();
                sorted.dedup();
                assert_eq!(
                    seen.iter().map(|it| it.0).collect::<Vec<_>>(),
                    sorted.iter().map(|it| it.0).collect::<Vec<_>>(),
                    "{name}"
                );
                assert_eq!(seen.len(), days.len(), "{name}");
            }
        }
        // The nation is counted in groups and says the same.
        let tx = kit.fresh.store.snapshot().await.unwrap();
        let counts =
            store::queues::count_cases(&tx, &Reach::Nation, &[CaseState::Conducting], 1000).await.unwrap();
        let all: usize = plain
            .iter()
            .filter(|((_, queue, _), _)| *queue == Queue::Conduct)
            .map(|(_, days)| days.len())
            .sum();
        assert_eq!(counts.first().map_or(0, |count| count.count), all, "{}", kit.fresh.name);
        // A search inside finds a request by name, without marks.
        let clerk = actor(Role::Clerk, None);
        let asked = Question { words: Some("hoang mai".to_owned()), ..Question::default() };
        let found = queues::list(&kit.desk, &clerk, Queue::CheckRequests, &asked, 10).await.unwrap();
        assert_eq!(found.lines.len(), 0, "both words in a row are looked for");
        let asked = Question { words: Some("hoang thi".to_owned()), ..Question::default() };
        let found = queues::list(&kit.desk, &clerk, Queue::CheckRequests, &asked, 10).await.unwrap();
        assert_eq!(found.lines.len(), 1, "{}", kit.fresh.name);
        let asked = Question { words: Some("nong van".to_owned()), ..Question::default() };
        let found =
            queues::list(&kit.desk, &actor(Role::Director, None), Queue::Assign, &asked, 100).await.unwrap();
        assert_eq!(found.lines.len(), of(Queue::Assign, None).len(), "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn clocks_press_the_queue_and_lead_to_the_next_thing() {
    for kit in kits().await {
        let who = person(&kit).await;
        let old =
            insert(&kit, who, case(&kit.desk, "TT.19", 1, CaseState::Accepted, day("2026-10-01"), None))
                .await;
        let late =
            insert(&kit, who, case(&kit.desk, "TT.19", 2, CaseState::Accepted, day("2026-11-10"), None))
                .await;
        let today =
            insert(&kit, who, case(&kit.desk, "TT.19", 3, CaseState::Accepted, day("2026-11-18"), None))
                .await;
        let soon =
            insert(&kit, who, case(&kit.desk, "TT.19", 4, CaseState::Accepted, day("2026-11-20"), None))
                .await;
        clock(&kit, "case", late, DeadlineCode::Assign, "2026-11-10T03:00:00+00:00", None).await;
        clock(&kit, "case", today, DeadlineCode::Assign, "2026-11-18T03:00:00+00:00", None).await;
        clock(&kit, "case", soon, DeadlineCode::Assign, "2026-11-20T03:00:00+00:00", None).await;
        let asked = request(&kit, "TT.19", RequestState::NeedMore, "2026-11-20T03:00:00+00:00").await;
        clock(&kit, "request", asked, DeadlineCode::ProofDue, "2026-11-20T03:00:00+00:00", None).await;

        let director = actor(Role::Director, None);
        let board = queues::board(&kit.desk, &director).await.unwrap();
        let assign = board.own.iter().find(|waiting| waiting.queue == Queue::Assign).unwrap();
        assert_eq!((assign.count, assign.oldest), (4, Some(day("2026-10-01"))), "{}", kit.fresh.name);
        assert_eq!((assign.due.overdue, assign.due.today, assign.due.three), (1, 1, 1), "{:?}", assign.due);
        let papers = board.watched.iter().find(|waiting| waiting.queue == Queue::AwaitPapers).unwrap();
        assert_eq!((papers.count, papers.due.others), (1, 1), "{papers:?}");
        let clocks = board.clocks.unwrap();
        assert_eq!((clocks.overdue, clocks.today, clocks.three, clocks.others), (1, 1, 1, 1), "{clocks:?}");

        let all = queues::list(&kit.desk, &director, Queue::Assign, &Question::default(), 10).await.unwrap();
        let ids: Vec<_> = all.lines.iter().map(|line| line.id).collect();
        assert_eq!(ids[..3], [late, today, soon], "what is due first stands first");
        let halved =
            queues::list(&kit.desk, &director, Queue::Assign, &Question::default(), 2).await.unwrap();
        assert!(halved.next.is_some() && halved.lines[0].since <= halved.lines[1].since, "pages go by age");

        for (when, expected) in [
            (When::Overdue, vec![late]),
            (When::Today, vec![today]),
            (When::Three, vec![soon]),
            (When::Seven, vec![]),
            (When::Later, vec![]),
            (When::Others, vec![]),
        ] {
            let asked = Question { when: Some(when), ..Question::default() };
            let page = queues::list(&kit.desk, &director, Queue::Assign, &asked, 10).await.unwrap();
            assert_eq!(page.lines.iter().map(|line| line.id).collect::<Vec<_>>(), expected, "{when:?}");
            let asked = ClockQuestion { when: Some(when), ..ClockQuestion::default() };
            let (lines, due, _) = queues::clocks(&kit.desk, &director, &asked, 10).await.unwrap();
            assert_eq!(lines.len(), when.of(&due), "{}: {when:?}", kit.fresh.name);
        }
        let everything = ClockQuestion::default();
        let (first, _, next) = queues::clocks(&kit.desk, &director, &everything, 3).await.unwrap();
        let (rest, _, end) =
            queues::clocks(&kit.desk, &director, &ClockQuestion { after: next, ..everything }, 3)
                .await
                .unwrap();
        assert_eq!((first.len(), rest.len(), end), (3, 1, None), "{}", kit.fresh.name);
        assert_eq!(first[0].clock.subject_id, late);
        assert!(first[0].file_code.is_some());

        assert_eq!(queues::next(&kit.desk, &director, None).await.unwrap(), Some((Thing::Case, late)));
        let mut work = kit.desk.begin_as(&Actor::system()).await.unwrap();
        for id in [late, today, soon] {
            office::deadlines::end(&kit.desk, &mut work, "case", id, None, office::deadlines::Ended::Done)
                .await
                .unwrap();
        }
        kit.desk.commit(work).await.unwrap();
        let next = queues::next(&kit.desk, &director, Some(Queue::Assign)).await.unwrap();
        assert_eq!(next, Some((Thing::Case, old)), "{}: without a clock the oldest is next", kit.fresh.name);
        let board = queues::board(&kit.desk, &director).await.unwrap();
        assert_eq!(board.clocks.unwrap().overdue, 0, "done clocks are gone");
    }
}

#[tokio::test]
async fn a_queue_of_other_hands_and_a_foreign_case_are_not_there() {
    for kit in kits().await {
        let who = person(&kit).await;
        let (me, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        insert(&kit, who, case(&kit.desk, "TT.19", 1, CaseState::Conducting, day("2026-10-01"), Some(other)))
            .await;
        let officer = actor(Role::Officer, Some(me));
        let page = queues::list(&kit.desk, &officer, Queue::Conduct, &Question::default(), 10).await.unwrap();
        assert!(page.lines.is_empty(), "{}", kit.fresh.name);
        let refused = queues::list(&kit.desk, &officer, Queue::Assign, &Question::default(), 10).await;
        assert!(matches!(refused, Err(Failure::Missing)), "{}", kit.fresh.name);
        let agency =
            queues::clocks(&kit.desk, &actor(Role::Agency, None), &ClockQuestion::default(), 10).await;
        assert!(matches!(agency, Err(Failure::Denied)), "{}", kit.fresh.name);
        let mut minor = case(&kit.desk, "TT.19", 2, CaseState::Accepted, day("2026-11-01"), None);
        minor.beneficiaries[0].birth_year = Some(2012);
        insert(&kit, who, minor).await;
        let clerk = actor(Role::Clerk, None);
        let red = queues::red_list(&kit.desk, &clerk, RedList::Silent, None, None, 10).await.unwrap();
        assert!(red.0.is_empty(), "entered today");
        let director = actor(Role::Director, None);
        let lines =
            queues::list(&kit.desk, &director, Queue::Assign, &Question::default(), 10).await.unwrap().lines;
        assert!(
            lines[0].name.is_some() && lines[0].restricted == "minor",
            "the head sees the name: {lines:?}"
        );
        let tx = kit.fresh.store.snapshot().await.unwrap();
        let audited = store::audit::list(&tx, None, &store::audit::Search::default(), 50).await.unwrap();
        assert!(audited.iter().any(|line| line.act == "queues.list"), "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn red_lists_find_what_nobody_looks_at() {
    for kit in kits().await {
        let who = person(&kit).await;
        let mut silent = case(&kit.desk, "TT.19", 1, CaseState::Conducting, day("2026-05-01"), None);
        silent.case.recorded_at = kit.desk.now() - Duration::days(40);
        let silent = insert(&kit, who, silent).await;
        let mut noted = case(&kit.desk, "TT.19", 2, CaseState::Conducting, day("2026-05-01"), None);
        noted.case.recorded_at = kit.desk.now() - Duration::days(40);
        let noted = insert(&kit, who, noted).await;
        let late =
            insert(&kit, who, case(&kit.desk, "TT.19", 3, CaseState::Closed, day("2026-09-01"), None)).await;
        insert(&kit, who, case(&kit.desk, "TT.19", 4, CaseState::Closed, day("2026-11-01"), None)).await;
        let heard =
            insert(&kit, who, case(&kit.desk, "TT.19", 5, CaseState::Conducting, day("2026-09-01"), None))
                .await;
        let judged =
            insert(&kit, who, case(&kit.desk, "TT.19", 6, CaseState::Conducting, day("2026-09-01"), None))
                .await;
        let tx = kit.fresh.store.begin().await.unwrap();
        let row = |id: Uuid| literal(&kit, id);
        let (new, at) = (|| row(kit.desk.id()), "2026-11-22T02:00:00+00:00");
        for sql in [
            format!(
                "insert into case_event (case_id, id, kind, on_date, entered_at, entered_by)
                 values ({}, {}, 'note', '2026-11-20', '2026-11-20T02:00:00+00:00', 'x')",
                row(noted),
                new()
            ),
            format!(
                "insert into hearing (id, case_id, kind, at, online, state, entered_at, entered_by)
                 values ({}, {}, 'trial', '{at}', {}, 'planned', '{at}', 'x')",
                new(),
                row(heard),
                if kit.fresh.store.is_sqlite() { "0" } else { "false" }
            ),
            format!(
                "insert into case_paper (id, case_id, item, title, entered_at, entered_by)
                 values ({}, {}, 'judgment', 'Bản án', '{at}', 'x')",
                new(),
                row(judged)
            ),
        ] {
            tx.run(&sql).await.unwrap();
        }
        tx.commit().await.unwrap();
        let director = actor(Role::Director, None);
        for (list, expected) in [
            (RedList::Silent, silent),
            (RedList::HandOverLate, late),
            (RedList::HearingPassed, heard),
            (RedList::JudgedOpen, judged),
        ] {
            let (lines, more) = queues::red_list(&kit.desk, &director, list, None, None, 10).await.unwrap();
            let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
            assert_eq!((ids, more), (vec![expected], false), "{}: {list:?}", kit.fresh.name);
        }
        let board = queues::board(&kit.desk, &director).await.unwrap();
        assert_eq!(
            board.red.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
            [1, 1, 1, 1],
            "{}",
            kit.fresh.name
        );
        // The nation looks at one unit at a time.
        let analyst = Actor { org: "CUC".to_owned(), ..actor(Role::Analyst, None) };
        let none = queues::red_list(&kit.desk, &analyst, RedList::Silent, None, None, 10).await.unwrap();
        assert!(none.0.is_empty());
        let one =
            queues::red_list(&kit.desk, &analyst, RedList::Silent, Some("TT.19"), None, 10).await.unwrap();
        assert_eq!(one.0.len(), 1, "{}", kit.fresh.name);
    }
}

#[tokio::test]
async fn the_red_lists_of_all_units_say_as_much_as_each_list() {
    for kit in kits().await {
        let who = person(&kit).await;
        let tx = kit.fresh.store.begin().await.unwrap();
        tx.run(
            "insert into organisation (code, kind, name, name_folded, parent, province_code, valid_from)
             values ('CN.19.1', 'branch', 'Chi nhánh số 1', 'chi nhanh so 1', 'TT.19', '19', '2026-01-01')",
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        kit.desk.reload_tree().await.unwrap();
        let mut number = 0;
        for (org, silent, late) in [("TT.19", 2, 1), ("CN.19.1", 1, 0), ("TT.01", 0, 3)] {
            for _ in 0..silent {
                number += 1;
                let mut file = case(&kit.desk, org, number, CaseState::Conducting, day("2026-05-01"), None);
                file.case.recorded_at = kit.desk.now() - Duration::days(40);
                insert(&kit, who, file).await;
            }
            for _ in 0..late {
                number += 1;
                let file = case(&kit.desk, org, number, CaseState::Closed, day("2026-09-01"), None);
                insert(&kit, who, file).await;
            }
        }
        let heard =
            insert(&kit, who, case(&kit.desk, "CN.19.1", 50, CaseState::Conducting, day("2026-09-01"), None))
                .await;
        let tx = kit.fresh.store.begin().await.unwrap();
        let at = "2026-11-22T02:00:00+00:00";
        for id in [51, 52] {
            tx.run(&format!(
                "insert into hearing (id, case_id, kind, at, online, state, entered_at, entered_by)
                 values ({}, {}, 'trial', '{at}', {}, 'planned', '{at}', 'x')",
                literal(&kit, Uuid::from_u128(id)),
                literal(&kit, heard),
                if kit.fresh.store.is_sqlite() { "0" } else { "false" }
            ))
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let analyst = Actor { org: "CUC".to_owned(), ..actor(Role::Analyst, None) };
        let (mut after, mut all): (Option<String>, Vec<queues::UnitRed>) = (None, Vec::new());
        loop {
            let (units, next) = queues::red_units(&kit.desk, &analyst, after.as_deref(), 7).await.unwrap();
            assert!(units.len() <= 7);
            all.extend(units);
            after = next;
            if after.is_none() {
                break;
            }
        }
        let codes: Vec<&str> = all.iter().map(|unit| unit.code.as_str()).collect();
        assert!(codes.is_sorted() && codes.contains(&"TT.01"), "{}: {codes:?}", kit.fresh.name);
        assert!(!codes.contains(&"CN.19.1"), "a branch counts with its Centre");
        for unit in &all {
            for (list, count) in &unit.counts {
                let lines = queues::red_list(&kit.desk, &analyst, *list, Some(&unit.code), None, 100);
                let lines = lines.await.unwrap().0.len();
                assert_eq!(lines, *count, "{}: {} {list:?}", kit.fresh.name, unit.code);
            }
        }
        let of = |code: &str| -> Vec<usize> {
            let unit = all.iter().find(|unit| unit.code == code).unwrap();
            unit.counts.iter().map(|(_, count)| *count).collect()
        };
        // Hearing passed, judged, hand-over late, silent.
        assert_eq!((of("TT.19"), of("TT.01")), (vec![1, 0, 1, 3], vec![0, 0, 3, 0]), "{}", kit.fresh.name);
        let officer = Actor { org: "STP.19".to_owned(), ..actor(Role::JusticeOfficer, None) };
        let (mine, _) = queues::red_units(&kit.desk, &officer, None, 20).await.unwrap();
        assert_eq!(mine.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["TT.19"]);
        let refused = queues::red_units(&kit.desk, &actor(Role::Agency, None), None, 20).await;
        assert!(matches!(refused, Err(Failure::Denied)), "{}", kit.fresh.name);
    }
}
