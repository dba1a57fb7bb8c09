//! Figures turned about, months of a dashboard: against a second computation with plain loops on random registers, and
//! every cell against the list behind it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded as _;
use law::outreach::{OutreachKind, TargetGroup};
use law::statistics::{CaseSet, Dimension, Measure, OutreachCount, Selector, Window, indicators};
use serde_json::json;
use store::cases::CaseFile;
use store::deadlines::DeadlineLine;
use store::intake::Reception;
use store::journal::{self, Mark};
use store::outreach::{Outreach, Training};
use store::statistics::pivot::{activities, cases_of_cell, list_of_cell, pivot, split};
use store::statistics::{Scope, months};
use store::{Store, Tx};
use uuid::Uuid;

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn maybe<'a>(&mut self, list: &[&'a str]) -> Option<&'a str> {
        (self.below(5) > 0).then(|| self.pick(list))
    }
}

/// A clock in plain words; `ended` says when, and whether it no longer mattered.
struct PlainClock {
    org: String,
    code: DeadlineCode,
    due_at: DateTime<Utc>,
    ended: Option<(DateTime<Utc>, bool)>,
}

/// Somebody outside must keep it.
const OUTSIDE: DeadlineCode = DeadlineCode::DefenceRegistration;

struct PlainPerson {
    sex: Option<&'static str>,
    category: &'static str,
    birth_year: Option<i32>,
    ethnicity: Option<&'static str>,
    commune: Option<&'static str>,
}

struct PlainCase {
    id: Uuid,
    org: String,
    form: &'static str,
    field: &'static str,
    stage: Option<&'static str>,
    agency: Option<&'static str>,
    accepted_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    criteria: BTreeSet<String>,
    entered_at: DateTime<Utc>,
    persons: Vec<PlainPerson>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn random(seed: u64) -> Vec<PlainCase> {
    let dice = &mut Dice(seed);
    (0..5 + dice.below(30))
        .map(|number| {
            let accepted_on = day("2024-01-15") + Duration::days(dice.below(300) as i64);
            let closed_on = accepted_on + Duration::days(dice.below(200) as i64);
            let form = dice.pick(&["litigation", "advice", "representation"]);
            let closed_on = (dice.below(3) > 0).then_some(closed_on);
            let successful = form == "litigation" && closed_on.is_some();
            // Some are history that was typed much later.
            let longest = [40, 250][dice.below(2)];
            PlainCase {
                id: Uuid::from_u64_pair(seed, number as u64),
                org: format!("TT.{seed}.{}", dice.below(3)),
                form,
                field: dice.pick(&["criminal", "civil", "land_housing"]),
                stage: dice.maybe(&["investigation", "appeal"]),
                agency: dice.maybe(&["2:Tòa án A", "Viện kiểm sát 3:B"]),
                accepted_on,
                closed_on,
                criteria: (0..if successful { dice.below(4) } else { 0 })
                    .map(|_| format!("TC{:02}", 1 + dice.below(30)))
                    .collect(),
                entered_at: (accepted_on + Duration::days(dice.below(longest) as i64))
                    .and_hms_opt(18, 30, 0)
                    .unwrap()
                    .and_utc(),
                persons: (0..1 + dice.below(3))
                    .map(|_| PlainPerson {
                        sex: dice.maybe(&["male", "female"]),
                        category: dice.pick(&["poor", "child", "elderly"]),
                        birth_year: dice.maybe(&["x"]).map(|_| 2024 - dice.below(100) as i32),
                        ethnicity: dice.maybe(&["01", "02", "17"]),
                        commune: dice.maybe(&["01855", "01882"]),
                    })
                    .collect(),
            }
        })
        .collect()
}

fn random_clocks(seed: u64) -> Vec<PlainClock> {
    let dice = &mut Dice(seed + 500);
    (0..10 + dice.below(30))
        .map(|_| {
            // The day changes in Viet Nam at 17:00: months end between these two hours.
            let hour = [16, 17][dice.below(2)];
            let on = day("2024-02-25") + Duration::days(dice.below(260) as i64);
            let due_at = on.and_hms_opt(hour, 30, 0).unwrap().and_utc();
            let ended_at = due_at + Duration::days(dice.below(9) as i64 - 4);
            PlainClock {
                org: format!("TT.{seed}.{}", dice.below(3)),
                code: [DeadlineCode::AnswerRequest, DeadlineCode::Assign, OUTSIDE][dice.below(3)],
                due_at,
                ended: (dice.below(4) > 0).then(|| (ended_at, dice.below(3) == 0)),
            }
        })
        .collect()
}

async fn save_clocks(store: &Store, seed: u64, clocks: &[PlainClock]) {
    let tx = store.begin().await.unwrap();
    for (number, clock) in clocks.iter().enumerate() {
        let id = Uuid::from_u64_pair(seed, 5000 + number as u64);
        let line = DeadlineLine {
            id,
            subject_kind: "case".to_owned(),
            subject_id: id,
            case_id: None,
            org_code: clock.org.clone(),
            provider_id: None,
            code: clock.code.into(),
            start_at: clock.due_at - Duration::days(3),
            due_at: clock.due_at,
            explanation: String::new(),
            ended_at: None,
            ended_how: None,
            created_at: clock.due_at - Duration::days(3),
        };
        store::deadlines::insert(&tx, &[line]).await.unwrap();
        if let Some((at, void)) = clock.ended {
            let how = if void { "void" } else { "done" };
            store::deadlines::end(&tx, "case", id, &[clock.code], how, at).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

const PERSON: &str = "0193f000-0000-7000-8000-00000000d001";

fn file_of(case: &PlainCase) -> CaseFile {
    let beneficiaries: Vec<_> = case
        .persons
        .iter()
        .map(|person| {
            json!({
                "seq": 0, "case_id": case.id, "position": 0, "person_id": PERSON, "name": "Lý Văn Páo", "sex": person.sex,
                "birth_year": person.birth_year, "ethnicity": person.ethnicity, "commune_code": person.commune,
                "category": person.category, "other_categories": "",
            })
        })
        .collect();
    let criteria: Vec<&str> = case.criteria.iter().map(String::as_str).collect();
    serde_json::from_value(json!({
        "case": {
            "id": case.id, "org_code": case.org, "file_code": case.id, "file_code_folded": "", "form": case.form,
            "field": case.field, "provider_role": (case.form == "litigation").then_some("defence"),
            "source": "agency_notice", "source_agency": case.agency, "stage": case.stage,
            "accepted_on": case.accepted_on, "closed_on": case.closed_on,
            "outcome": case.closed_on.map(|_| "completed"), "success_criteria": criteria.join(";"),
            "beneficiary_count": 0, "state": "accepted", "restricted": "", "entered_at": case.entered_at,
            "entered_by": "test", "recorded_at": case.entered_at, "version": 1,
        },
        "beneficiaries": beneficiaries,
    }))
    .unwrap()
}

async fn save(store: &Store, seed: u64, cases: &[PlainCase]) {
    let tx = store.begin().await.unwrap();
    for number in 0..3 {
        tx.run(&format!(
            "insert into organisation (code, kind, name, name_folded, valid_from)
             values ('TT.{seed}.{number}', 'centre', 'x', 'x', '2018-01-01')"
        ))
        .await
        .unwrap();
    }
    let id =
        if store.is_sqlite() { format!("x'{}'", PERSON.replace('-', "")) } else { format!("'{PERSON}'") };
    tx.run(&format!(
        "insert into person (id, name, name_folded, name_sound, entered_at)
         values ({id}, 'Lý Văn Páo', 'ly van pao', 'li dan pao', '2024-04-01T00:00:00+00:00') on conflict do nothing"
    ))
    .await
    .unwrap();
    let mut files: Vec<CaseFile> = cases.iter().map(file_of).collect();
    store::cases::insert_many(&tx, &mut files).await.unwrap();
    tx.commit().await.unwrap();
}

fn within(case: &PlainCase, set: CaseSet, window: &Window) -> bool {
    let (from, to) = (window.from, window.to);
    let open_before = case.closed_on.is_none_or(|day| day >= from);
    match set {
        CaseSet::Handled => case.accepted_on <= to && open_before,
        CaseSet::CarriedOver => case.accepted_on < from && open_before,
        CaseSet::New => (from..=to).contains(&case.accepted_on),
        CaseSet::Closed => case.closed_on.is_some_and(|day| (from..=to).contains(&day)),
        CaseSet::CarriedForward => case.accepted_on <= to && case.closed_on.is_none_or(|day| day > to),
        CaseSet::Appraised => false,
    }
}

fn age(case: &PlainCase, person: &PlainPerson) -> &'static str {
    match person.birth_year.map(|year| case.accepted_on.year() - year) {
        Some(0..=15) => "under_16",
        Some(16 | 17) => "16_17",
        Some(18..=30) => "18_30",
        Some(31..=59) => "31_59",
        Some(60..) => "60_over",
        _ => "",
    }
}

/// The values of a dimension: of the case, and of one of its persons.
fn values(case: &PlainCase, person: &PlainPerson, dimension: Dimension, set: CaseSet) -> Vec<String> {
    let own = |text: &str| vec![text.to_owned()];
    match dimension {
        Dimension::Organisation => own(&case.org),
        Dimension::Form => own(case.form),
        Dimension::Field => own(case.field),
        Dimension::Stage => own(case.stage.unwrap_or_default()),
        Dimension::Agency => own(case.agency.unwrap_or_default()),
        Dimension::Month => {
            let day = if set == CaseSet::Closed { case.closed_on.unwrap() } else { case.accepted_on };
            own(&day.format("%Y-%m").to_string())
        }
        Dimension::Criterion if case.criteria.is_empty() => own(""),
        Dimension::Criterion => case.criteria.iter().map(|code| code.to_lowercase()).collect(),
        Dimension::Sex => own(person.sex.unwrap_or_default()),
        Dimension::Category => own(person.category),
        Dimension::Age => own(age(case, person)),
        Dimension::Ethnicity => own(person.ethnicity.unwrap_or_default()),
        Dimension::Commune => own(person.commune.unwrap_or_default()),
        other => panic!("{other} is not in this test"),
    }
}

const DIMENSIONS: [Dimension; 12] = [
    Dimension::Organisation,
    Dimension::Form,
    Dimension::Field,
    Dimension::Stage,
    Dimension::Agency,
    Dimension::Month,
    Dimension::Criterion,
    Dimension::Sex,
    Dimension::Category,
    Dimension::Age,
    Dimension::Ethnicity,
    Dimension::Commune,
];

/// The second computation: every person of every case, under all its values.
fn naive(
    cases: &[PlainCase],
    set: CaseSet,
    persons: bool,
    dimensions: &[Dimension],
    window: &Window,
) -> BTreeMap<Vec<String>, i64> {
    let mut seen: BTreeMap<Vec<String>, BTreeSet<(Uuid, usize)>> = BTreeMap::new();
    for case in cases.iter().filter(|case| within(case, set, window)) {
        for (place, person) in case.persons.iter().enumerate() {
            let mut keys = vec![Vec::new()];
            for dimension in dimensions {
                let mut longer = Vec::new();
                for key in &keys {
                    for value in values(case, person, *dimension, set) {
                        let mut key: Vec<String> = key.clone();
                        key.push(value);
                        longer.push(key);
                    }
                }
                keys = longer;
            }
            for key in keys {
                seen.entry(key).or_default().insert((case.id, if persons { place } else { 0 }));
            }
        }
    }
    seen.into_iter().map(|(key, found)| (key, i64::try_from(found.len()).unwrap())).collect()
}

/// The same organisations among so many that nobody walks them one by one.
fn wide(scope: &Scope) -> Scope {
    let Scope::Organisations(codes) = scope else { return scope.clone() };
    let others = (0..50).map(|number| format!("TT.none.{number}"));
    Scope::Organisations(codes.iter().cloned().chain(others).collect())
}

async fn check(tx: &Tx, seed: u64, cases: &[PlainCase], what: &str) {
    let dice = &mut Dice(seed + 77);
    let scope = Scope::Organisations((0..3).map(|number| format!("TT.{seed}.{number}")).collect());
    let window = Window { from: day("2024-04-01"), to: day("2024-09-30"), as_of: None };
    for _ in 0..6 {
        let set = [CaseSet::Handled, CaseSet::New, CaseSet::Closed, CaseSet::CarriedForward][dice.below(4)];
        let persons = dice.below(2) == 0;
        let one = DIMENSIONS[dice.below(DIMENSIONS.len())];
        let other = DIMENSIONS[dice.below(DIMENSIONS.len())];
        let dimensions = if one == other { vec![one] } else { vec![one, other] };
        let selector = Selector::of(set);
        let counted = pivot(tx, &scope, (&selector, persons), &window, &dimensions).await.unwrap();
        let counted: BTreeMap<Vec<String>, i64> = counted.into_iter().collect();
        let expected = naive(cases, set, persons, &dimensions, &window);
        assert_eq!(counted, expected, "{what}: {set} by {dimensions:?}, persons: {persons}");
        let totals = split(tx, &scope, (&selector, persons), &window, &dimensions).await.unwrap();
        for (place, line) in [totals.rows, totals.columns].into_iter().enumerate().take(dimensions.len()) {
            let line: BTreeMap<Vec<String>, i64> =
                line.into_iter().map(|(key, number)| (vec![key], number)).collect();
            assert_eq!(
                line,
                naive(cases, set, persons, &dimensions[place..=place], &window),
                "{what}: totals"
            );
        }
        let whole = naive(cases, set, persons, &[], &window).values().sum::<i64>();
        assert_eq!(totals.whole, whole, "{what}: {set} by {dimensions:?}");
        if persons {
            continue;
        }
        for (keys, number) in counted {
            let cuts: Vec<(Dimension, &str)> =
                dimensions.iter().copied().zip(keys.iter().map(String::as_str)).collect();
            // Organisations are the scope of the caller.
            let own = cuts.iter().find(|(dimension, _)| *dimension == Dimension::Organisation);
            let scope =
                own.map_or_else(|| scope.clone(), |(_, org)| Scope::Organisations(vec![(*org).to_owned()]));
            let page = cases_of_cell(tx, &scope, &selector, &window, &cuts, (None, 1000)).await.unwrap();
            let distinct: BTreeSet<Uuid> = page.cases.iter().copied().collect();
            assert_eq!(distinct.len(), page.cases.len(), "{what}: {cuts:?}");
            assert_eq!(i64::try_from(page.cases.len()).unwrap(), number, "{what}: {set} {cuts:?}");
            let (mut leafed, mut after) = (Vec::new(), None);
            loop {
                let paging = (after.as_ref(), 2);
                let part = cases_of_cell(tx, &scope, &selector, &window, &cuts, paging).await.unwrap();
                leafed.extend(part.cases);
                after = part.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(leafed, page.cases, "{what}: {cuts:?}, two a page");
            for scope in [&scope, &wide(&scope)] {
                let paging = (None, 1000, 1000);
                let listed = list_of_cell(tx, scope, &selector, &window, &cuts, paging).await.unwrap();
                let said = (listed.page, listed.cases);
                assert_eq!(said, (page.clone(), Some(page.cases.len())), "{what}: {cuts:?}, on the screen");
                let (mut leafed, mut after) = (Vec::new(), None);
                loop {
                    let paging = (after.as_ref(), 2, 1000);
                    let part = list_of_cell(tx, scope, &selector, &window, &cuts, paging).await.unwrap();
                    let (part, total) = (part.page, part.cases);
                    assert!(total.is_none_or(|total| total == page.cases.len()), "{what}: {cuts:?}");
                    leafed.extend(part.cases);
                    after = part.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(leafed, page.cases, "{what}: {cuts:?}, two a page of the screen");
            }
        }
    }
}

async fn check_months(tx: &Tx, seed: u64, cases: &[PlainCase], clocks: &[PlainClock], what: &str) {
    let scope = Scope::Organisations((0..3).map(|number| format!("TT.{seed}.{number}")).collect());
    let (first, last) = (day("2024-03-01"), day("2024-10-31"));
    let now: DateTime<Utc> = "2024-10-31T05:00:00Z".parse().unwrap();
    let outside = [OUTSIDE.code()];
    let rows = months::reckon(tx, &scope, (first, last), now, &outside).await.unwrap();
    let own: Vec<&PlainClock> = clocks.iter().filter(|clock| clock.code != OUTSIDE).collect();
    for month in months::names(first, last) {
        let start: NaiveDate = format!("{month}-01").parse().unwrap();
        let end = start + chrono::Months::new(1) - Duration::days(1);
        let of = |day: NaiveDate| (start..=end).contains(&day);
        let count = |wanted: &dyn Fn(&PlainCase) -> bool| {
            i64::try_from(cases.iter().filter(|case| wanted(case)).count()).unwrap()
        };
        let sum = |of: fn(&months::OfficeMonth) -> i64| -> i64 {
            rows.iter().filter(|row| row.month == month).map(of).sum()
        };
        let local = |at: DateTime<Utc>| (at + Duration::hours(7)).date_naive();
        assert_eq!(sum(|row| row.cases_new), count(&|case| of(case.accepted_on)), "{what} {month} new");
        let litigation = count(&|case| of(case.accepted_on) && case.form == "litigation");
        assert_eq!(sum(|row| row.litigation_new), litigation, "{what} {month} litigation");
        assert_eq!(
            sum(|row| row.cases_closed),
            count(&|case| case.closed_on.is_some_and(of)),
            "{what} {month} closed"
        );
        let runs = |case: &PlainCase| case.accepted_on <= end && case.closed_on.is_none_or(|day| day > end);
        assert_eq!(sum(|row| row.running), count(&runs), "{what} {month} running");
        let months_of = |day: NaiveDate| day.year() * 12 + day.month() as i32;
        let aged = |from: i32, below: i32| {
            count(&|case| {
                runs(case) && (from..below).contains(&(months_of(end) - months_of(case.accepted_on)))
            })
        };
        let ages: [i64; 5] = [
            sum(|row| row.age_3),
            sum(|row| row.age_6),
            sum(|row| row.age_12),
            sum(|row| row.age_24),
            sum(|row| row.age_over),
        ];
        let expected = [aged(0, 3), aged(3, 6), aged(6, 12), aged(12, 24), aged(24, 9999)];
        assert_eq!(ages, expected, "{what} {month} ages");
        let entered = count(&|case| of(local(case.entered_at)));
        assert_eq!(sum(|row| row.entered), entered, "{what} {month} entered");
        let days: i64 = cases
            .iter()
            .filter(|case| of(case.accepted_on))
            .map(|case| (local(case.entered_at) - case.accepted_on).num_days())
            .sum();
        assert_eq!(sum(|row| row.lag_days), days, "{what} {month} lag");
        assert_eq!(
            sum(|row| row.noticed_other),
            count(&|case| of(case.accepted_on)),
            "{what} {month} notices"
        );
        let come = |clock: &&&PlainClock| {
            clock.due_at <= now && of(local(clock.due_at)) && clock.ended.is_none_or(|(_, void)| !void)
        };
        let kept =
            |clock: &&&PlainClock| come(clock) && clock.ended.is_some_and(|(at, _)| at <= clock.due_at);
        let number = |number: usize| i64::try_from(number).unwrap();
        assert_eq!(sum(|row| row.due), number(own.iter().filter(come).count()), "{what} {month} due");
        assert_eq!(sum(|row| row.kept), number(own.iter().filter(kept).count()), "{what} {month} kept");
    }
    let late = own.iter().filter(|clock| clock.ended.is_none() && clock.due_at < now).count();
    let overdue = months::overdue(tx, &scope, now, &outside).await.unwrap();
    assert_eq!(overdue, i64::try_from(late).unwrap(), "{what} overdue");
}

#[tokio::test]
async fn pivots_cells_and_months_are_what_plain_loops_find() {
    for fresh in fresh::stores().await {
        for seed in 1..=40 {
            let cases = random(seed);
            save(&fresh.store, seed, &cases).await;
            let clocks = random_clocks(seed);
            save_clocks(&fresh.store, seed, &clocks).await;
            let tx = fresh.store.snapshot().await.unwrap();
            let what = format!("{} seed {seed}", fresh.name);
            check(&tx, seed, &cases, &what).await;
            check_months(&tx, seed, &cases, &clocks, &what).await;
        }
    }
}

#[tokio::test]
async fn what_is_kept_is_what_was_reckoned() {
    for fresh in fresh::stores().await {
        let cases = random(7);
        save(&fresh.store, 7, &cases).await;
        let now: DateTime<Utc> = "2024-10-31T05:00:00Z".parse().unwrap();
        let tx = fresh.store.begin().await.unwrap();
        assert_eq!(months::kept(&tx, "2024-01", "2024-12").await.unwrap(), None);
        let days = (day("2024-03-01"), day("2024-10-31"));
        let rows = months::reckon(&tx, &Scope::Nation, days, now, &[]).await.unwrap();
        assert!(!rows.is_empty());
        months::keep(&tx, &rows, now).await.unwrap();
        months::keep(&tx, &rows, now).await.unwrap();
        let (kept, at) = months::kept(&tx, "2024-03", "2024-10").await.unwrap().unwrap();
        assert_eq!((kept, at), (rows.clone(), now), "{}", fresh.name);
        let (few, _) = months::kept(&tx, "2024-05", "2024-05").await.unwrap().unwrap();
        assert!(few.iter().all(|row| row.month == "2024-05") && few.len() < rows.len());
    }
}

#[tokio::test]
async fn a_pivot_without_dimensions_is_the_indicator() {
    for fresh in fresh::stores().await {
        let cases = random(3);
        save(&fresh.store, 3, &cases).await;
        let tx = fresh.store.snapshot().await.unwrap();
        let window = Window { from: day("2024-04-01"), to: day("2024-09-30"), as_of: None };
        let tallies = store::statistics::tally(&tx, &Scope::Nation, &window).await.unwrap();
        let figures = law::statistics::compute(&tallies);
        for indicator in indicators() {
            let (selector, persons) = match &indicator.measure {
                Measure::Cases(selector) => (selector, false),
                Measure::Persons(selector) => (selector, true),
                _ => continue,
            };
            let counted = pivot(&tx, &Scope::Nation, (selector, persons), &window, &[]).await.unwrap();
            let value = figures.iter().find(|it| it.indicator.id == indicator.id).unwrap().value;
            let number: i64 = counted.values().sum();
            assert_eq!(value, Some(law::statistics::Value::Count(number)), "{} {}", fresh.name, indicator.id);
        }
    }
}

/// A line of a log that was corrected or removed since still counts as of the days when it stood, in a table turned about
/// as in the report.
#[tokio::test]
async fn activities_as_of_a_moment_are_those_of_the_report() {
    for fresh in fresh::stores().await {
        save(&fresh.store, 1, &[]).await;
        let at = |hour: u32| -> DateTime<Utc> { format!("2024-06-01T{hour:02}:00:00Z").parse().unwrap() };
        let mark =
            |number: u128| Mark::new(Uuid::from_u128(number), "TT.1.0", day("2024-05-01"), at(1), "test");
        let event = |number: u128, attendees: i64, commune: &str| Outreach {
            mark: mark(number),
            kind: OutreachKind::Session.into(),
            commune_code: Some(commune.to_owned()),
            target_group: TargetGroup::Women.into(),
            attendees: Some(attendees),
            leaflets: None,
            language: None,
            minutes: None,
            partner: None,
            note: None,
        };
        let visit = |number: u128| Reception { mark: mark(number), client_name: None, purpose: None };
        let course = Training { mark: mark(9), title: "Lớp".to_owned(), participants: 30 };
        let tx = fresh.store.begin().await.unwrap();
        for (number, attendees, commune) in [(1, 20, "01855"), (2, 30, "01882")] {
            journal::insert(&tx, event(number, attendees, commune)).await.unwrap();
        }
        for number in 3..6 {
            journal::insert(&tx, visit(number)).await.unwrap();
        }
        journal::insert(&tx, course.clone()).await.unwrap();
        // At three, one session is corrected, another removed, a visitor is removed; at five the course is corrected.
        let key = |line: &Outreach| journal::content_key(line);
        let changed = Outreach { attendees: Some(200), ..event(1, 20, "01882") };
        journal::update(&tx, &key(&event(1, 20, "01855")), changed, at(3)).await.unwrap();
        let removed = event(2, 30, "01882");
        journal::remove::<Outreach>(&tx, removed.mark.id, &key(&removed), at(3)).await.unwrap();
        let gone = visit(4);
        journal::remove::<Reception>(&tx, gone.mark.id, &journal::content_key(&gone), at(3)).await.unwrap();
        let longer = Training { participants: 45, ..course.clone() };
        journal::update(&tx, &journal::content_key(&course), longer, at(5)).await.unwrap();
        tx.commit().await.unwrap();

        let tx = fresh.store.snapshot().await.unwrap();
        let scope = Scope::Organisations(vec!["TT.1.0".to_owned()]);
        let mut seen = Vec::new();
        for as_of in [Some(at(0)), Some(at(2)), Some(at(4)), Some(at(6)), None] {
            let window = Window { from: day("2024-04-01"), to: day("2024-06-30"), as_of };
            let tallies = store::statistics::tally(&tx, &scope, &window).await.unwrap();
            let sum = async |measure: Measure| -> i64 {
                let rows = activities(&tx, &scope, &measure, &window).await.unwrap();
                assert!(rows.iter().all(|row| row.month == "2024-05"), "{rows:?}");
                rows.iter().map(|row| row.number).sum()
            };
            let outreach = |of: fn(&law::statistics::OutreachTally) -> i64| -> i64 {
                tallies.outreach.iter().map(of).sum()
            };
            let attendees = sum(Measure::Outreach(OutreachCount::Attendees, None)).await;
            let expected = (
                tallies.receptions,
                tallies.training_participants,
                outreach(|it| it.events),
                outreach(|it| it.attendees),
            );
            let found = (
                sum(Measure::Receptions).await,
                sum(Measure::TrainingParticipants).await,
                sum(Measure::Outreach(OutreachCount::Events, Some(TargetGroup::Women))).await,
                attendees,
            );
            assert_eq!(found, expected, "{} {as_of:?}", fresh.name);
            seen.push(attendees);
        }
        assert_eq!(seen, [0, 50, 200, 200, 200], "{}", fresh.name);
    }
}
