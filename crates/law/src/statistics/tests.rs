//! The declarations against the contract, and the identities on random registers.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::eligibility::Category;
use crate::kernel::coded::Coded;
use crate::outreach::{OutreachKind, TargetGroup};
use crate::people::Sex;
use crate::quality::{Criterion, Rating};
use crate::staff::ProviderKind;

fn codes<T: Coded>() -> Vec<String> {
    T::ALL.iter().map(|value| value.code().to_owned()).collect()
}

#[test]
fn declares_every_indicator_of_the_contract_in_its_order() {
    let unit = |vietnamese: &str| match vietnamese {
        "lượt" => Unit::Visit,
        "việc" => Unit::Guidance,
        "vụ việc" => Unit::Case,
        "lượt người" => Unit::PersonTime,
        "%" => Unit::Percent,
        "cuộc" => Unit::Event,
        "xã" => Unit::Commune,
        "tờ" => Unit::Leaflet,
        "chương trình" => Unit::Programme,
        "lớp" => Unit::Course,
        other => panic!("the contract has a new unit: {other}"),
    };
    let criteria = Criterion::all().map(|criterion| criterion.code().to_lowercase()).collect();
    let families = [
        ("{field}", codes::<LegalField>()),
        ("{category}", codes::<Category>()),
        ("{criterion}", criteria),
        ("{group}", codes::<TargetGroup>()),
    ];
    let mut expected = Vec::new();
    for line in include_str!("contract.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let unit = unit(cells[2]);
        match families.iter().find(|(place, _)| cells[0].contains(place)) {
            Some((place, codes)) => {
                expected.extend(codes.iter().map(|code| (cells[0].replace(place, code), unit)));
            }
            None => expected.push((cells[0].to_owned(), unit)),
        }
    }
    let declared: Vec<(String, Unit)> = indicators().iter().map(|it| (it.id.clone(), it.unit)).collect();
    assert_eq!(declared, expected);
    for it in indicators() {
        assert_eq!(indicator(&it.id), Some(it), "{} is declared twice", it.id);
    }
}

#[test]
fn a_family_has_one_name_and_a_single_has_its_own() {
    let mut families: Vec<(&str, bool)> =
        indicators().iter().map(|it| (it.family, it.member.is_some())).collect();
    families.dedup();
    let count = families.len();
    families.sort_unstable();
    families.dedup_by_key(|(family, _)| *family);
    assert_eq!(families.len(), count, "two families share a name, so they would share a text");
}

#[test]
fn persons_are_chosen_only_by_what_their_tallies_know() {
    for it in indicators() {
        match &it.measure {
            Measure::Persons(selector) => {
                for test in selector.case_tests() {
                    assert_eq!(test.mask() & !PersonTally::CASE_FACTS, 0, "{}", it.id);
                }
            }
            Measure::Cases(selector) => assert_eq!(selector.person_tests(), [], "{}", it.id),
            Measure::Percent { part, whole } => {
                assert_eq!((part.person_tests(), whole.person_tests()), (vec![], vec![]), "{}", it.id);
                assert_eq!(part.set, whole.set, "{}", it.id);
            }
            _ => {}
        }
    }
}

#[test]
fn identities_name_indicators_that_exist() {
    for identity in identities() {
        let whole = indicator(identity.whole).expect("the whole of an identity");
        assert!(!identity.parts.is_empty(), "{}", identity.name);
        for part in &identity.parts {
            let part = indicator(part).unwrap_or_else(|| panic!("{}: no indicator {part}", identity.name));
            let comparable = matches!(identity.name, "cases-have-persons" | "communes-within-events");
            assert!(comparable || part.unit == whole.unit, "{} adds unlike units", identity.name);
        }
    }
}

#[test]
fn a_broken_identity_is_found_with_both_sides() {
    let mut figures = compute(&Tallies::default());
    assert_eq!(check(&figures), []);
    for figure in &mut figures {
        match figure.indicator.id.as_str() {
            "cases_new" => figure.value = Some(Value::Count(156)),
            "cases_carried_over" => figure.value = Some(Value::Count(140)),
            "cases_handled" => figure.value = Some(Value::Count(297)),
            _ => {}
        }
    }
    let broken = check(&figures);
    let start =
        broken.iter().find(|it| it.identity.name == "handled-by-start").expect("297 is not 140 + 156");
    assert_eq!((start.whole, start.parts), (297, 296));
    assert!(broken.iter().any(|it| it.identity.name == "handled-by-form"));
}

#[test]
fn nothing_to_divide_by_is_no_value() {
    for figure in compute(&Tallies::default()) {
        let expected = (figure.indicator.unit != Unit::Percent).then_some(Value::Count(0));
        assert_eq!(figure.value, expected, "{}", figure.indicator.id);
    }
}

#[test]
fn a_case_with_several_criteria_counts_once_and_in_each() {
    let shape = CaseShape {
        form: AidForm::Litigation,
        provider_role: Some(ProviderRole::Defence),
        field: LegalField::Criminal,
        source: Source::AgencyNotice,
        provider_kind: Some(ProviderKind::LegalAidOfficer),
        outcome: Some(Outcome::Completed),
        rating: None,
        criteria: Criterion::read_list("TC05;TC06").expect("test list"),
    };
    let without = CaseShape { criteria: Vec::new(), ..shape.clone() };
    let tally =
        |shape: &CaseShape, count| CaseTally { case_shape: shape.pack(), new: false, closed: true, count };
    let tallies = Tallies { cases: vec![tally(&shape, 83), tally(&without, 159)], ..Tallies::default() };
    let figures = compute(&tallies);
    let value = |id: &str| figures.iter().find(|it| it.indicator.id == id).and_then(|it| it.value);
    for (id, expected) in [
        ("litigation_successful", Value::Count(83)),
        ("litigation_successful_tc05", Value::Count(83)),
        ("litigation_successful_tc06", Value::Count(83)),
        ("litigation_successful_tc07", Value::Count(0)),
        ("litigation_successful_by_officer", Value::Count(83)),
        ("success_rate_pct", Value::Tenths(343)),
        ("cases_new", Value::Count(0)),
    ] {
        assert_eq!(value(id), Some(expected), "{id}");
    }
}

fn any_of<T: Coded>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

prop_compose! {
    /// A handled case as the rules of entry let it through, with its beneficiaries.
    fn case_and_persons()(
        form in any_of::<AidForm>(),
        role in any_of::<ProviderRole>(),
        field in any_of::<LegalField>(),
        source in any_of::<Source>(),
        provider_kind in prop::option::weighted(0.9, any_of::<ProviderKind>()),
        outcome in any_of::<Outcome>(),
        rating in prop::option::of(any_of::<Rating>()),
        criteria in subsequence(Criterion::all().collect::<Vec<_>>(), 0..4),
        (new, closed, count) in (any::<bool>(), any::<bool>(), 1..50_i64),
        persons in prop::collection::vec(
            (prop::option::weighted(0.9, any_of::<Sex>()), any_of::<Category>(), prop::option::of(any::<bool>())),
            1..4,
        ),
    ) -> (CaseTally, Vec<PersonTally>, Option<AppraisalTally>) {
        let litigation = form == AidForm::Litigation;
        let shape = CaseShape {
            form,
            provider_role: litigation.then_some(role),
            field,
            source,
            provider_kind,
            outcome: closed.then_some(outcome),
            rating: rating.filter(|_| closed),
            criteria: if litigation && closed { criteria } else { Vec::new() },
        };
        let case_shape = shape.pack();
        let persons = persons.into_iter().map(|(sex, category, minority)| PersonTally {
            person_shape: PersonShape { sex, category, minority }.pack(),
            case_shape: case_shape & PersonTally::CASE_FACTS,
            new,
            closed,
            count,
        });
        let appraised = shape.rating.map(|_| AppraisalTally { case_shape, count });
        (CaseTally { case_shape, new, closed, count }, persons.collect(), appraised)
    }
}

prop_compose! {
    fn outreach()(
        rows in prop::collection::vec(
            (any_of::<OutreachKind>(), any_of::<TargetGroup>(), 1..9_i64, 0..500_i64, 0..500_i64),
            0..12,
        ),
        shared in 0..3_i64,
    ) -> (Vec<OutreachTally>, i64, Vec<(TargetGroup, i64)>) {
        let rows: Vec<OutreachTally> = rows
            .into_iter()
            .map(|(kind, group, events, attendees, leaflets)| OutreachTally { kind, group, events, attendees, leaflets })
            .collect();
        // Each group reached one commune of its own for each event, and `shared` of them are one commune.
        let mut groups: std::collections::BTreeMap<TargetGroup, i64> = Default::default();
        for row in rows.iter().filter(|row| !is_broadcast(row.kind)) {
            *groups.entry(row.group).or_default() += row.events;
        }
        let sum: i64 = groups.values().sum();
        let most = groups.values().copied().max().unwrap_or(0);
        (rows, (sum - shared).max(most), groups.into_iter().collect())
    }
}

proptest! {
    #[test]
    fn identities_that_always_hold_do(
        cases in prop::collection::vec(case_and_persons(), 0..40),
        (outreach, communes, communes_by_group) in outreach(),
    ) {
        let mut tallies = Tallies { outreach, communes, communes_by_group, ..Tallies::default() };
        for (case, persons, appraised) in cases {
            tallies.cases.push(case);
            tallies.persons.extend(persons);
            tallies.appraised.extend(appraised);
        }
        let figures = compute(&tallies);
        let complete = |test: fn(i64) -> bool, shapes: Vec<i64>| shapes.into_iter().all(test);
        let providers = complete(
            |shape| CaseShape::PROVIDER_KIND.read(shape) != 0,
            tallies.cases.iter().filter(|it| it.closed).map(|it| it.case_shape).collect(),
        );
        let sexes = complete(
            |shape| PersonShape::SEX.read(shape) != 0,
            tallies.persons.iter().map(|it| it.person_shape).collect(),
        );
        for broken in check(&figures) {
            prop_assert_eq!(broken.identity.holds, Holds::WhenComplete, "{:?}", broken);
            let data_complete = if broken.identity.name == "persons-by-sex" { sexes } else { providers };
            prop_assert!(!data_complete, "{:?}", broken);
            // The cases named as the gap are exactly the difference.
            if broken.identity.name == "closed-by-provider" {
                let gap = broken.identity.gap.as_ref().expect("a gap is declared").case_tests();
                let missing: i64 = tallies.cases.iter()
                    .filter(|it| it.closed && gap.iter().all(|test| test.passes(it.case_shape)))
                    .map(|it| it.count)
                    .sum();
                prop_assert_eq!(missing, broken.whole - broken.parts);
            }
        }
    }
}
