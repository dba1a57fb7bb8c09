//! The cases behind a report, one by one: what a sealed report keeps, so that each of its numbers can be recounted and
//! opened for ever, and what two reports are compared by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use super::Window;
use super::forms::Form;
use super::indicators::Unit;
use super::selector::{CaseSet, Selector};
use super::tallies::{AppraisalTally, CaseTally, PersonTally, Tallies};

/// A beneficiary of a case as it was counted; the first one stands for the case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CaseFact {
    /// Record id of the case.
    pub case: u128,
    /// Place of the beneficiary, from 0.
    pub position: u16,
    /// Day of acceptance.
    pub accepted_on: NaiveDate,
    /// Day of closing, or a day after every period.
    pub ended_on: NaiveDate,
    /// Day of the appraisal.
    pub appraised_on: Option<NaiveDate>,
    /// Packed [`super::CaseShape`].
    pub case_shape: i64,
    /// Packed [`super::PersonShape`].
    pub person_shape: i64,
}

impl CaseFact {
    /// Whether the case is handled in the days of a window (*thực hiện trong kỳ*).
    #[must_use]
    pub fn is_handled(&self, window: &Window) -> bool {
        self.ended_on >= window.from && self.accepted_on <= window.to
    }

    fn is_appraised(&self, window: &Window) -> bool {
        self.appraised_on.is_some_and(|day| window.from <= day && day <= window.to)
    }

    fn is_new(&self, window: &Window) -> bool {
        self.accepted_on >= window.from
    }

    fn is_closed(&self, window: &Window) -> bool {
        self.ended_on <= window.to
    }
}

/// Says of a fact whether a choice of cases or persons counts it (*thuộc ô số liệu*).
///
/// Basis: none; the list behind a number is chosen by what counted it.
pub fn chooser(selector: &Selector, unit: Unit, window: &Window) -> impl Fn(&CaseFact) -> bool + use<> {
    let (case, person) = (selector.case_tests(), selector.person_tests());
    let (set, window) = (selector.set, *window);
    move |fact| {
        let in_set = match set {
            CaseSet::Appraised => fact.is_appraised(&window),
            set => fact.is_handled(&window) && set.holds(fact.is_new(&window), fact.is_closed(&window)),
        };
        // A choice of cases looks at the first row of each.
        let stands = unit == Unit::PersonTime || fact.position == 0;
        in_set
            && stands
            && case.iter().all(|test| test.passes(fact.case_shape))
            && person.iter().all(|test| test.passes(fact.person_shape))
    }
}

/// Counts facts for a window, as the store counts a register (*đếm lại*): the second computation of every sealed report.
///
/// Basis: Circular 03/2019/TT-BTP forms 24 and 25.
#[must_use]
pub fn tally_facts(facts: &[CaseFact], window: &Window) -> Tallies {
    let mut cases: BTreeMap<(i64, bool, bool), i64> = BTreeMap::new();
    let mut persons: BTreeMap<(i64, i64, bool, bool), i64> = BTreeMap::new();
    let mut appraised: BTreeMap<i64, i64> = BTreeMap::new();
    for fact in facts {
        let (new, closed) = (fact.is_new(window), fact.is_closed(window));
        if fact.is_handled(window) {
            if fact.position == 0 {
                *cases.entry((fact.case_shape, new, closed)).or_default() += 1;
            }
            let case_shape = fact.case_shape & PersonTally::CASE_FACTS;
            *persons.entry((fact.person_shape, case_shape, new, closed)).or_default() += 1;
        }
        if fact.position == 0 && fact.is_appraised(window) {
            *appraised.entry(fact.case_shape).or_default() += 1;
        }
    }
    Tallies {
        cases: cases
            .into_iter()
            .map(|((case_shape, new, closed), count)| CaseTally { case_shape, new, closed, count })
            .collect(),
        persons: persons
            .into_iter()
            .map(|((person_shape, case_shape, new, closed), count)| PersonTally {
                person_shape,
                case_shape,
                new,
                closed,
                count,
            })
            .collect(),
        appraised: appraised
            .into_iter()
            .map(|(case_shape, count)| AppraisalTally { case_shape, count })
            .collect(),
        ..Tallies::default()
    }
}

/// The cases that a cell of a form counts (*vụ việc thuộc ô số liệu*), each once, the latest accepted first.
///
/// Basis: none; the list behind a number is chosen by what counted it.
#[must_use]
pub fn cases_of_cell(
    form: &Form,
    (row, column): (usize, usize),
    facts: &[CaseFact],
    window: &Window,
) -> Vec<(NaiveDate, u128)> {
    let Some(selector) = form.selector(row, column) else { return Vec::new() };
    let chooses = chooser(&selector, form.unit, window);
    let chosen = facts.iter().filter(|fact| chooses(fact));
    let cases: BTreeSet<(NaiveDate, u128)> = chosen.map(|fact| (fact.accepted_on, fact.case)).collect();
    cases.into_iter().rev().collect()
}

/// What became of a case between two counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    /// Only the later one counts it.
    Added,
    /// Only the earlier one counts it.
    Removed,
    /// Both count it, but not alike.
    Corrected,
}

/// A case that two counts do not count alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Record id of the case.
    pub case: u128,
    /// What became of it.
    pub became: Became,
    /// As the earlier one counts it.
    pub before: Vec<CaseFact>,
    /// As the later one counts it.
    pub after: Vec<CaseFact>,
}

impl Difference {
    /// The day of the event that made the difference: of closing where that changed, else of acceptance.
    #[must_use]
    pub fn event_on(&self) -> Option<NaiveDate> {
        let (before, after) = (self.before.first(), self.after.first());
        let running = |fact: &CaseFact| fact.ended_on.year() == 9999;
        match (before, after) {
            (Some(before), Some(after)) if before.ended_on != after.ended_on && !running(after) => {
                Some(after.ended_on)
            }
            (_, Some(after)) => Some(after.accepted_on),
            (Some(before), None) => Some(before.accepted_on),
            (None, None) => None,
        }
    }
}

/// What changed between two counts (*vì sao số liệu thay đổi*): cases that came, went, or are counted in another way, in
/// the order of their ids. The two functions say how each counts a fact; what is `None` is not counted at all.
///
/// Basis: none; issue 5 part 5. A late entry is shown as a correction, never taken in silently.
#[must_use]
pub fn differences<K: PartialEq>(
    (before, counts_before): (&[CaseFact], impl Fn(&CaseFact) -> Option<K>),
    (after, counts_after): (&[CaseFact], impl Fn(&CaseFact) -> Option<K>),
) -> Vec<Difference> {
    let (before, after) = (in_order(before, &counts_before), in_order(after, &counts_after));
    let (mut before, mut after) = (&before[..], &after[..]);
    let mut found = Vec::new();
    while let Some(case) = [before.first(), after.first()].into_iter().flatten().map(|fact| fact.case).min() {
        let (old, new) = (take_case(&mut before, case), take_case(&mut after, case));
        let alike = old.iter().map(&counts_before).eq(new.iter().map(&counts_after));
        let became = match (old.is_empty(), new.is_empty()) {
            (true, _) => Became::Added,
            (_, true) => Became::Removed,
            _ if alike => continue,
            _ => Became::Corrected,
        };
        found.push(Difference { case, became, before: old.to_vec(), after: new.to_vec() });
    }
    found
}

/// What is counted, case by case.
fn in_order<K>(facts: &[CaseFact], counts: impl Fn(&CaseFact) -> Option<K>) -> Vec<CaseFact> {
    let mut counted: Vec<CaseFact> = facts.iter().filter(|fact| counts(fact).is_some()).copied().collect();
    counted.sort_unstable();
    counted
}

/// Takes the facts of a case from the front.
fn take_case<'a>(facts: &mut &'a [CaseFact], case: u128) -> &'a [CaseFact] {
    let (own, rest) = facts.split_at(facts.iter().take_while(|fact| fact.case == case).count());
    *facts = rest;
    own
}

/// How a whole report counts a fact (*cách tính vụ việc*), so that any difference in any cell shows.
///
/// Basis: none; issue 5 part 5.
#[must_use]
pub fn counted_as(fact: &CaseFact, window: &Window) -> Option<(bool, bool, bool, i64, i64)> {
    let (handled, appraised) = (fact.is_handled(window), fact.is_appraised(window));
    (handled || appraised)
        .then(|| (fact.is_new(window), fact.is_closed(window), appraised, fact.case_shape, fact.person_shape))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{AidForm, LegalField, Source};
    use crate::eligibility::Category;
    use crate::statistics::{CaseShape, FilledForm, PersonShape, Selector, forms_on};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn fact(case: u128, accepted: &str, ended: &str) -> CaseFact {
        let case_shape = CaseShape {
            form: AidForm::Litigation,
            provider_role: None,
            field: LegalField::Criminal,
            source: Source::SelfRequest,
            provider_kind: None,
            outcome: None,
            rating: None,
            criteria: Vec::new(),
        };
        let person_shape = PersonShape { sex: None, category: Category::Poor, minority: None };
        CaseFact {
            case,
            position: 0,
            accepted_on: day(accepted),
            ended_on: day(ended),
            appraised_on: None,
            case_shape: case_shape.pack(),
            person_shape: person_shape.pack(),
        }
    }

    #[test]
    fn differences_name_what_came_went_and_was_corrected() {
        let window = Window { from: day("2026-01-01"), to: day("2026-05-31"), as_of: None };
        let handled = |fact: &CaseFact| counted_as(fact, &window);
        let before = [
            fact(1, "2026-01-05", "9999-12-31"),
            fact(2, "2026-02-01", "9999-12-31"),
            fact(3, "2025-12-31", "2026-01-01"),
        ];
        let after = [
            fact(1, "2026-01-05", "2026-05-31"),
            fact(3, "2025-12-31", "2026-01-01"),
            fact(4, "2026-05-31", "9999-12-31"),
            fact(5, "2026-06-01", "9999-12-31"),
        ];
        let found = differences((&before, handled), (&after, handled));
        let told: Vec<_> =
            found.iter().map(|it| (it.case, it.became, it.event_on().map(|day| day.to_string()))).collect();
        let on = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                (1, Became::Corrected, on("2026-05-31")),
                (2, Became::Removed, on("2026-02-01")),
                (4, Became::Added, on("2026-05-31")),
            ]
        );
        // Counted only by whether it is handled, the case that was closed made no difference.
        let only = |fact: &CaseFact| fact.is_handled(&window).then_some(());
        let only_handled = differences((&before, only), (&after, only));
        assert_eq!(only_handled.len(), 2);
    }

    /// Facts of any shape, with period edges met often; the second beneficiary of a case follows the first.
    fn registers() -> impl Strategy<Value = Vec<CaseFact>> {
        let shape = (0..3_usize, 0..9_usize, 0..2_usize, 0..3_usize);
        let one = (
            shape,
            0..17_usize,
            0..40_i64,
            prop::option::of(0..40_i64),
            prop::option::of(0..40_i64),
            1..3_u16,
        );
        prop::collection::vec(one, 0..40).prop_map(|cases| {
            use crate::kernel::coded::Coded as _;
            use crate::people::Sex;
            let start = day("2024-02-10");
            let at = |days: i64| start + chrono::Duration::days(days);
            let mut facts = Vec::new();
            for (
                number,
                ((form, field, provider, outcome), category, accepted, lasted, appraised, persons),
            ) in cases.into_iter().enumerate()
            {
                let ended = lasted.map(|days| at(accepted + days));
                let shape = CaseShape {
                    form: AidForm::ALL[form],
                    provider_role: (form == 0).then(|| crate::cases::ProviderRole::ALL[number % 2]),
                    // Nobody is represented out of court in a criminal matter.
                    field: if (form, field) == (2, 0) { LegalField::Civil } else { LegalField::ALL[field] },
                    source: Source::ALL[number % Source::ALL.len()],
                    provider_kind: (provider == 0).then(|| crate::staff::ProviderKind::ALL[number % 7]),
                    outcome: ended.map(|_| crate::cases::Outcome::ALL[outcome]),
                    rating: None,
                    criteria: Vec::new(),
                };
                for position in 0..persons {
                    let sex = Some(Sex::ALL[(number + usize::from(position)) % 2]);
                    // The form of 2019 has no column for the two categories of 2026.
                    let newer = [Category::Trafficking, Category::Minor16To18];
                    let category = Some(Category::ALL[category]).filter(|it| !newer.contains(it));
                    let person =
                        PersonShape { sex, category: category.unwrap_or(Category::Poor), minority: None };
                    facts.push(CaseFact {
                        case: u128::try_from(number).expect("a number") + 1,
                        position,
                        accepted_on: at(accepted),
                        ended_on: ended.unwrap_or_else(|| day("9999-12-31")),
                        appraised_on: appraised.filter(|_| ended.is_some()).map(at),
                        case_shape: shape.pack(),
                        person_shape: person.pack(),
                    });
                }
            }
            facts
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Every cell of every form counts what its list holds, and its checks hold on any register.
        #[test]
        fn forms_agree_with_lists_and_with_themselves(facts in registers(), from in 0..40_i64, length in 0..20_i64) {
            let from = day("2024-02-10") + chrono::Duration::days(from);
            let window = Window { from, to: from + chrono::Duration::days(length), as_of: None };
            let tallies = tally_facts(&facts, &window);
            for form in forms_on(day("2024-06-30")) {
                let filled: FilledForm = form.fill(&tallies);
                for row in 0..form.rows.len() {
                    for column in 0..form.columns.len() {
                        let Some(value) = filled.cells[row][column] else { continue };
                        let selector: Selector = form.selector(row, column).expect("a cell that counts");
                        let chooses = chooser(&selector, form.unit, &window);
                        prop_assert_eq!(value, i64::try_from(facts.iter().filter(|it| chooses(it)).count()).expect("a count"));
                        let listed = cases_of_cell(form, (row, column), &facts, &window);
                        prop_assert!(i64::try_from(listed.len()).expect("a count") <= value);
                        prop_assert!(form.unit != Unit::Case || i64::try_from(listed.len()).expect("a count") == value);
                    }
                }
                for broken in filled.broken() {
                    prop_assert!(broken.check.lacking.is_some(), "{} {:?}", form.code, broken);
                }
            }
        }

        /// Two halves of a register, each counted for itself, add up to the whole; what is forward here is carried over there.
        #[test]
        fn parts_add_up_and_periods_join(facts in registers(), cut in 0..41_u128, edge in 0..40_i64) {
            let edge = day("2024-02-10") + chrono::Duration::days(edge);
            let first = Window { from: day("2024-01-01"), to: edge, as_of: None };
            let next = Window { from: edge + chrono::Duration::days(1), to: day("2024-12-31"), as_of: None };
            let (some, others): (Vec<CaseFact>, Vec<CaseFact>) = facts.iter().partition(|it| it.case <= cut);
            for form in forms_on(day("2024-06-30")) {
                let mut sum = form.fill(&tally_facts(&some, &first));
                sum.add(&form.fill(&tally_facts(&others, &first)));
                let whole = form.fill(&tally_facts(&facts, &first));
                prop_assert_eq!(&sum, &whole);
                let after = form.fill(&tally_facts(&facts, &next));
                if let (Some(handled), Some(closed)) = (whole.total(CaseSet::Handled), whole.total(CaseSet::Closed)) {
                    prop_assert_eq!(after.total(CaseSet::CarriedOver), Some(handled - closed));
                }
            }
        }
    }
}
