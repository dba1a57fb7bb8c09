//! Worked examples by article, and what must hold whatever the facts are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::cases::{AidForm, LegalField, Stage};
use crate::conflicts::EarlierClient;
use crate::people::Sex;
use crate::staff::{ProviderGroup, ProviderKind};
use crate::standing::Span;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: Some(day(to)) }
}

fn at(text: &str) -> chrono::NaiveDateTime {
    text.parse().expect("a moment")
}

fn need() -> Need {
    Need {
        form: AidForm::Litigation,
        field: LegalField::Criminal,
        day: day("2026-11-23"),
        meetings: Vec::new(),
        held: false,
        language: None,
        wants_sex: None,
        chosen: None,
        commune: None,
        place: Some(Place { latitude: 21_600, longitude: 105_800 }),
        burden: Burden {
            form: AidForm::Litigation,
            stage: Some(Stage::FirstInstance),
            charge: None,
            accused: 1,
            km: None,
        },
        between: BTreeMap::new(),
    }
}

fn officer(key: Key) -> Nominee {
    Nominee {
        key,
        kind: ProviderKind::LegalAidOfficer,
        appointed_on: Some(day("2015-01-01")),
        ended_on: None,
        current: false,
        sex: Some(Sex::Female),
        languages: vec!["Tày".to_owned()],
        fields: Vec::new(),
        cards: Vec::new(),
        contracts: Vec::new(),
        organisation: Vec::new(),
        absences: Vec::new(),
        nursing: Vec::new(),
        meetings: Vec::new(),
        home: Some(Place { latitude: 21_600, longitude: 105_800 }),
        areas: Vec::new(),
        capacity: None,
        record: Record { part: 1000, ..Record::default() },
    }
}

fn check(article: &str, need: &Need, it: &Nominee, expected: &[Exclusion]) {
    assert_eq!(exclusions(need, it, None, &Settings::default()), expected, "{article}");
}

#[test]
fn exclusions_of_office_card_and_contract_by_article() {
    use Exclusion as E;
    check("nothing noted, nothing against it", &need(), &officer(1), &[]);
    let adviser = Nominee { kind: ProviderKind::AdviserOfContracted, ..officer(1) };
    check("art. 17, 27", &need(), &adviser, &[E::BeyondAdvice]);
    let collaborator = Nominee { kind: ProviderKind::Collaborator, ..officer(1) };
    check("art. 24(3)", &need(), &collaborator, &[E::BeyondAdvice]);
    let advice = Need { form: AidForm::Advice, ..need() };
    check("art. 24(3), advice", &advice, &collaborator, &[]);
    let later = Nominee { appointed_on: Some(day("2026-11-24")), ..officer(1) };
    check("art. 19", &need(), &later, &[E::NotYetAppointed]);
    let gone = Nominee { ended_on: Some(day("2026-11-22")), ..officer(1) };
    check("art. 22", &need(), &gone, &[E::NoLongerWorking]);
    let mut card = Nominee { cards: vec![span("2020-01-01", "2026-11-22")], ..officer(1) };
    check("art. 23, Decree 144 art. 19: ended the day before", &need(), &card, &[E::CardNotValid]);
    card.cards.push(span("2026-11-23", "2031-11-22"));
    check("art. 23: issued anew on the day", &need(), &card, &[]);
    let lawyer = Nominee {
        kind: ProviderKind::ContractLawyer,
        contracts: vec![span("2023-01-01", "2025-12-31")],
        ..officer(1)
    };
    check("Circular 08/2017 art. 17", &need(), &lawyer, &[E::ContractOver]);
    let registered = |to: &str, fields: Vec<LegalField>| Nominee {
        kind: ProviderKind::LawyerOfRegistered,
        organisation: vec![OrganisationTerm { span: span("2024-01-01", to), forms: Vec::new(), fields }],
        ..officer(1)
    };
    check("art. 16", &need(), &registered("2026-06-30", Vec::new()), &[E::OrganisationOver]);
    check("art. 26", &need(), &registered("2027-06-30", vec![LegalField::Civil]), &[E::OutOfScope]);
    check("art. 26, within", &need(), &registered("2027-06-30", vec![LegalField::Criminal]), &[]);
}

#[test]
fn exclusions_of_conflict_and_refusal_by_article() {
    use Exclusion as E;
    for (article, between, expected, force) in [
        (
            "art. 25(2)(a)",
            Between { opponent: EarlierClient::Never, ..Between::default() },
            E::ServesOpponent,
            Force::Never,
        ),
        (
            "art. 25(2)(b)",
            Between { opponent: EarlierClient::SayWhy, ..Between::default() },
            E::ServedOpponent,
            Force::SayWhy,
        ),
        (
            "art. 25(2)",
            Between { must_refuse: true, declined: true, ..Between::default() },
            E::MustRefuse,
            Force::Never,
        ),
        ("declined", Between { declined: true, ..Between::default() }, E::Declined, Force::SayWhy),
        ("art. 25, 45", Between { kept_apart: true, ..Between::default() }, E::KeptApart, Force::Never),
    ] {
        let need = Need { between: [(1, between)].into(), ..need() };
        check(article, &need, &officer(1), &[expected]);
        assert_eq!(expected.force(), force, "{article}");
        check("another provider", &need, &officer(2), &[]);
    }
}

#[test]
fn exclusions_of_time_and_of_the_persons_own_wish_by_article() {
    use Exclusion as E;
    let trial = Meeting { from: at("2026-11-26T08:00:00"), to: at("2026-11-26T11:30:00") };
    let heard = Need { meetings: vec![trial], ..need() };
    let meeting = |from: &str, to: &str| Nominee {
        meetings: vec![Meeting { from: at(from), to: at(to) }],
        ..officer(1)
    };
    check(
        "art. 25(2)(c)",
        &heard,
        &meeting("2026-11-26T10:00:00", "2026-11-26T12:00:00"),
        &[E::HearingClash],
    );
    check("one after the other", &heard, &meeting("2026-11-26T11:30:00", "2026-11-26T12:00:00"), &[]);
    let away = |from: &str, to: &str| Nominee { absences: vec![span(from, to)], ..officer(1) };
    check("art. 25(2)(c), away today", &need(), &away("2026-11-20", "2026-11-23"), &[E::Absent]);
    check("art. 25(2)(c), away at the trial", &heard, &away("2026-11-26", "2026-11-27"), &[E::Absent]);
    check("back before the trial", &heard, &away("2026-11-24", "2026-11-25"), &[]);
    let chosen = Need { chosen: Some(2), ..need() };
    check("art. 8(5)", &chosen, &officer(1), &[E::AnotherChosen]);
    check("art. 8(5), the chosen one", &chosen, &officer(2), &[]);
    let woman = Need { wants_sex: Some(Sex::Female), ..need() };
    check(
        "Circular 11/2014 art. 12",
        &woman,
        &Nominee { sex: Some(Sex::Male), ..officer(1) },
        &[E::OtherSexAsked],
    );
    check(
        "Circular 11/2014 art. 12, sex not known",
        &woman,
        &Nominee { sex: None, ..officer(1) },
        &[E::OtherSexAsked],
    );
    let mother = Nominee { nursing: vec![span("2025-06-01", "2028-05-31")], ..officer(1) };
    check("Circular 11/2014 art. 10, near", &need(), &mother, &[]);
    check("Circular 11/2014 art. 10, custody", &Need { held: true, ..need() }, &mother, &[E::Nursing]);
    let far = Need { place: Some(Place { latitude: 22_600, longitude: 105_800 }), ..need() };
    check("Circular 11/2014 art. 10, 111 km", &far, &mother, &[E::Nursing]);
    let busy = |open| Nominee {
        capacity: Some(2),
        record: Record { open, part: 1000, ..Record::default() },
        ..officer(1)
    };
    check("art. 25(2)(c), carries less than two", &need(), &busy(199), &[]);
    check("art. 25(2)(c), carries two", &need(), &busy(200), &[E::Full]);
}

#[test]
fn rank_explains_each_point() {
    let mut near = officer(1);
    near.record = Record {
        open: 1500,
        given: 1000,
        experience: 4,
        last_on: Some(day("2026-11-08")),
        part: 1000,
        ..near.record
    };
    let far = Nominee { home: Some(Place { latitude: 22_275, longitude: 105_800 }), ..officer(2) };
    let need = Need { language: Some("tay".to_owned()), ..need() };
    let settings = Settings::default();
    let ranked = rank(&need, &[near.clone(), far.clone()], None, &settings);
    assert_eq!(ranked.iter().map(|it| it.key).collect::<Vec<_>>(), [2, 1]);
    let points = |it: &Ranked| it.reasons.iter().map(|reason| reason.points).collect::<Vec<_>>();
    // Way 0 km, no field noted, speaks Tày, 4 such cases, half loaded, twice the fair share, 15 days, knows nobody.
    assert_eq!(points(&ranked[1]), [2000, 300, 1000, 160, 1100, 0, 150, 0]);
    // 75 km of 150, nothing to do, nothing given yet, never had a case.
    assert_eq!(points(&ranked[0]), [1000, 300, 1000, 0, 2200, 2600, 600, 0]);
    assert!(ranked.iter().all(|it| it.points == it.reasons.iter().map(|reason| reason.points).sum::<u32>()));
    assert_eq!(ranked[0].reasons.iter().map(|reason| reason.most).sum::<u32>(), 10_000);
}

#[test]
fn part_of_counts_leaders_lawyers_and_absence() {
    let settings = Settings::default();
    for (group, leads, days, expected) in [
        (ProviderGroup::Officer, false, (365, 365), 1000),
        (ProviderGroup::Officer, true, (365, 365), 500),
        (ProviderGroup::Officer, false, (73, 365), 200),
        (ProviderGroup::Lawyer, true, (365, 365), 600),
        (ProviderGroup::Officer, false, (400, 365), 1000),
        (ProviderGroup::Officer, false, (0, 0), 1000),
    ] {
        assert_eq!(part_of(group, leads, days, &settings), expected, "{group} {leads} {days:?}");
    }
    assert_eq!(fair_share(&Team { given: 900, parts: 3000 }, 1000), 300);
    assert_eq!(fair_share(&Team::default(), 1000), 0);
}

#[test]
fn spread_and_next_shares_even_the_load_out() {
    let shares: Vec<Share> =
        [(1, 200), (2, 400), (3, 900)].map(|(key, carried)| Share { key, carried, part: 1000 }).into();
    let before = spread(&shares);
    assert!((before.gini - 0.3111).abs() < 0.001 && (before.variation - 0.5888).abs() < 0.001, "{before:?}");
    let (given, after) = next_shares(&shares, 10, 100);
    assert_eq!(given, [1, 1, 1, 2, 1, 2, 1, 2, 1, 2]);
    assert!(spread(&after).gini < 0.04, "{:?}", spread(&after));
    assert_eq!(spread(&[Share { key: 1, carried: 5, part: 0 }]).people, 0);
}

#[test]
fn allot_takes_the_better_whole_and_keeps_locks() {
    let task = |key, fits: &[(Key, u32)]| Task { key, weight: 100, fits: fits.to_vec(), locked: None };
    let room = |key| Room { key, room: 1 };
    // The best single pair is 1–10, but then 2 would go badly: the whole is better the other way round.
    let tasks = [task(1, &[(10, 9000), (20, 8800)]), task(2, &[(10, 8900), (20, 2000)])];
    let best = allot(&tasks, &[room(10), room(20)]);
    let pair = |case, provider| Pair { case, provider: Some(provider) };
    assert_eq!(best.pairs, [pair(1, 20), pair(2, 10)]);
    assert_eq!(best.cost, 1200 + 1100);
    let locked = [Task { locked: Some(10), ..tasks[0].clone() }, tasks[1].clone()];
    let other = allot(&locked, &[room(10), room(20)]);
    assert_eq!(other.pairs, [pair(1, 10), pair(2, 20)]);
    assert!(other.cost > best.cost);
    // Nobody may take the third: it stays open, and no rule is broken for it.
    let nobody = allot(&[task(3, &[])], &[room(10)]);
    assert_eq!(nobody, Allotment { pairs: vec![Pair { case: 3, provider: None }], cost: LEFT_OPEN });
}

/// A year in which half of all cases come to one of four people, and the others to whoever is near.
fn year() -> (Vec<Nominee>, Vec<PastCase>) {
    let home = |key: u128| Some(Place { latitude: 21_000 + (key as i32 % 4) * 200, longitude: 105_000 });
    let mut people: Vec<Nominee> = (1..=4).map(|key| Nominee { home: home(key), ..officer(key) }).collect();
    people[0].absences = vec![span("2026-03-01", "2026-03-20")];
    let case = |number: u32| {
        let known = if number.is_multiple_of(2) { 1 } else { u128::from(number / 2 % 4) + 1 };
        PastCase {
            day: day("2025-11-01") + chrono::Days::new(u64::from(number) * 3),
            lasted: 90,
            burden: Burden { accused: 1 + number % 3, ..need().burden },
            field: LegalField::Criminal,
            place: home(known),
            language: None,
            held: false,
            known,
        }
    };
    (people, (0..120).map(case).collect())
}

#[test]
fn replay_by_ranking_is_more_even_than_whoever_is_known_and_sends_nobody_who_is_away() {
    let (people, cases) = year();
    let settings = Settings::default();
    let [known, turns, ours] = [Method::FirstKnown, Method::RoundRobin, Method::Ranking]
        .map(|method| replay(&cases, &people, method, &settings));
    assert!([&known, &turns, &ours].iter().all(|it| it.given == 120 && it.open == 0));
    assert!(ours.spread.variation * 2.0 < known.spread.variation, "{:?} {:?}", ours.spread, known.spread);
    assert!(turns.km > known.km, "whoever is known is near here, whose turn it is is not");
    assert!(known.missed > 0, "the known one was away in March");
    assert_eq!(ours.missed, 0);
    let mut turned = people.clone();
    turned.reverse();
    assert_eq!(replay(&cases, &turned, Method::Ranking, &settings).shares, ours.shares);
}

prop_compose! {
    fn nominee()(
        key in 1_u128..40, open in 0_u32..4000, given in 0_u32..4000, part in 0_u32..1200, experience in 0_u32..20,
        kind in 0_usize..7, ended in any::<bool>(), away in any::<bool>(), latitude in 20_000_i32..23_000,
        home in any::<bool>(), male in any::<bool>(), capacity in proptest::option::of(1_u32..40), waits in 0_i64..400,
    ) -> Nominee {
        use crate::kernel::coded::Coded as _;
        Nominee {
            kind: ProviderKind::ALL[kind],
            ended_on: (ended && key % 5 == 0).then(|| day("2026-01-01")),
            absences: if away && key % 3 == 0 { vec![span("2026-11-01", "2026-11-30")] } else { Vec::new() },
            home: home.then_some(Place { latitude, longitude: 105_800 }),
            sex: Some(if male { Sex::Male } else { Sex::Female }),
            capacity,
            record: Record {
                open, given, part, experience, last_on: Some(day("2026-11-23") - chrono::Duration::days(waits)),
                ..Record::default()
            },
            ..officer(key)
        }
    }
}

fn distinct(people: Vec<Nominee>) -> Vec<Nominee> {
    let known: BTreeMap<Key, Nominee> = people.into_iter().map(|it| (it.key, it)).collect();
    known.into_values().collect()
}

/// Cases of one morning for some people: the ranking of each decides whom it fits.
fn morning(people: &[Nominee], wishes: &[(bool, Option<Key>)]) -> Vec<Task> {
    let task = |(place, (woman, locked)): (usize, &(bool, Option<Key>))| {
        let need = Need { wants_sex: woman.then_some(Sex::Female), ..need() };
        let ranked = rank(&need, people, None, &Settings::default());
        let fits = ranked.iter().filter(|it| it.is_eligible()).map(|it| (it.key, it.points)).collect();
        Task { key: place as Key + 1, weight: 60 + place as u32 * 7, fits, locked: *locked }
    };
    wishes.iter().enumerate().map(task).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn rank_does_not_depend_on_the_order_of_the_people(
        people in proptest::collection::vec(nominee(), 1..25), turn in 0_usize..25,
    ) {
        let people = distinct(people);
        let mut turned = people.clone();
        let by = turn % turned.len();
        turned.rotate_left(by);
        turned.reverse();
        let settings = Settings::default();
        prop_assert_eq!(rank(&need(), &people, None, &settings), rank(&need(), &turned, None, &settings));
    }

    #[test]
    fn rank_puts_nobody_before_the_eligible_whom_a_rule_excludes(
        people in proptest::collection::vec(nominee(), 1..25),
    ) {
        let people = distinct(people);
        let settings = Settings::default();
        let ranked = rank(&need(), &people, None, &settings);
        let first_excluded = ranked.iter().position(|it| !it.is_eligible()).unwrap_or(ranked.len());
        prop_assert!(ranked[first_excluded..].iter().all(|it| !it.is_eligible()));
        for it in &ranked {
            let person = people.iter().find(|person| person.key == it.key).expect("somebody of the list");
            prop_assert_eq!(&it.exclusions, &exclusions(&need(), person, None, &settings));
        }
    }

    #[test]
    fn allot_never_breaks_a_rule_a_lock_or_a_room(
        people in proptest::collection::vec(nominee(), 1..20),
        wishes in proptest::collection::vec((any::<bool>(), proptest::option::of(1_u128..40)), 1..30),
        room in 0_u32..4,
    ) {
        let people = distinct(people);
        let tasks = morning(&people, &wishes);
        let rooms: Vec<Room> = people.iter().map(|it| Room { key: it.key, room }).collect();
        let result = allot(&tasks, &rooms);
        prop_assert_eq!(result.pairs.len(), tasks.len());
        for pair in &result.pairs {
            let task = tasks.iter().find(|task| task.key == pair.case).expect("a case of the list");
            if let Some(provider) = pair.provider {
                prop_assert!(task.fits.iter().any(|(key, _)| *key == provider), "{:?}", pair);
            }
            let lock_fits = task.locked.filter(|key| task.fits.iter().any(|(fit, _)| fit == key));
            prop_assert!(lock_fits.is_none() || pair.provider == lock_fits, "{:?}", pair);
        }
        for Room { key, room } in rooms {
            let locked = tasks.iter().filter(|task| task.locked == Some(key)).count();
            let got = result.pairs.iter().filter(|pair| pair.provider == Some(key)).count();
            prop_assert!(got <= (room as usize).max(locked));
        }
    }

    #[test]
    fn allot_does_not_depend_on_the_order_and_more_room_never_worsens_it(
        people in proptest::collection::vec(nominee(), 1..15),
        wishes in proptest::collection::vec((any::<bool>(), Just(None)), 1..20),
        more in 0_usize..15,
    ) {
        let people = distinct(people);
        let tasks = morning(&people, &wishes);
        let mut rooms: Vec<Room> = people.iter().map(|it| Room { key: it.key, room: 1 + (it.key % 2) as u32 }).collect();
        let result = allot(&tasks, &rooms);
        let (mut turned, mut others) = (tasks.clone(), rooms.clone());
        turned.reverse();
        others.reverse();
        prop_assert_eq!(&allot(&turned, &others), &result);
        let place = more % rooms.len();
        rooms[place].room += 1;
        prop_assert!(allot(&tasks, &rooms).cost <= result.cost);
        rooms.push(Room { key: 999, room: 3 });
        prop_assert!(allot(&tasks, &rooms).cost <= result.cost);
    }
}
