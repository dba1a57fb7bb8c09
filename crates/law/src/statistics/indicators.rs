//! Every indicator (*chỉ tiêu thống kê*), declared once: pages, forms, narrative and interface read this.
//!
//! Basis: `indicators.csv` of the contract, whose ids and order are pinned by a test; Circular 03/2019/TT-BTP
//! forms 24 and 25. Where a rule of the contract leaves a choice, the reading taken stands in `rule` and
//! keeps the identities. Names and definitions for people are texts of `web`, by [`Indicator::text_key`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::selector::{CaseSet, Selector};
use super::tallies::{OutreachTally, PersonTally, Tallies};
use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::coded;
use crate::eligibility::Category;
use crate::kernel::coded::Coded;
use crate::outreach::{OutreachKind, TargetGroup};
use crate::people::Sex;
use crate::quality::{Criterion, Rating};
use crate::staff::ProviderGroup;

coded! {
    /// What an indicator counts (*đơn vị tính*). Unlike units are never added.
    Unit as "unit" {
        /// A visit to the office (*lượt*).
        Visit = "visit",
        /// Simple guidance without a case (*việc*).
        Guidance = "guidance",
        /// A case (*vụ việc*).
        Case = "case",
        /// A person helped once (*lượt người*).
        PersonTime = "person_time",
        /// A share in hundredths (*%*).
        Percent = "percent",
        /// An outreach event (*cuộc*).
        Event = "event",
        /// A commune (*xã*).
        Commune = "commune",
        /// A leaflet (*tờ*).
        Leaflet = "leaflet",
        /// A broadcast (*chương trình*).
        Programme = "programme",
        /// A training course (*lớp*).
        Course = "course",
    }
}

/// What of outreach is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutreachCount {
    /// Events.
    Events,
    /// Distinct communes.
    Communes,
    /// Attendees.
    Attendees,
    /// Leaflets.
    Leaflets,
}

/// How an indicator is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Measure {
    /// Cases of a choice.
    Cases(Selector),
    /// Beneficiaries of a choice.
    Persons(Selector),
    /// Receptions at the office.
    Receptions,
    /// Simple guidance without a case.
    Guidance,
    /// Outreach events for a group, or for all. A broadcast is no event.
    Outreach(OutreachCount, Option<TargetGroup>),
    /// Radio and television programmes.
    Broadcasts,
    /// Training courses.
    TrainingCourses,
    /// Participants of training courses.
    TrainingParticipants,
    /// Cases of a choice as a share of the cases of another; no value without a base.
    Percent {
        /// The cases counted.
        part: Selector,
        /// The base.
        whole: Selector,
    },
}

/// A member of a family of indicators: which list of codes, and which of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Name of the list of codes, as in the text keys `code-<list>-<code>`.
    pub list: &'static str,
    /// The code.
    pub code: String,
}

/// An indicator: its id, its unit and how it is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indicator {
    /// Id of the contract.
    pub id: String,
    /// What the members of its family share, as `cases_handled_field`; the id where it stands alone.
    pub family: &'static str,
    /// Which member of the family it is.
    pub member: Option<Member>,
    /// What it counts.
    pub unit: Unit,
    /// The rule in words, for documentation.
    pub rule: &'static str,
    /// How it is counted.
    pub measure: Measure,
}

impl Indicator {
    /// Key of the name in the texts; the name of the member follows from [`Indicator::member`].
    ///
    /// ```
    /// let indicator = law::statistics::indicator("cases_handled_field_land_housing").unwrap();
    /// assert_eq!(indicator.text_key(), "indicator-cases-handled-field");
    /// assert_eq!(indicator.member.as_ref().unwrap().code, "land_housing");
    /// ```
    #[must_use]
    pub fn text_key(&self) -> String {
        format!("indicator-{}", self.family.replace('_', "-"))
    }

    /// The choice of cases behind the number; `None` where it does not count cases or their persons.
    /// Behind a share stand the cases of its part.
    #[must_use]
    pub const fn behind(&self) -> Option<&Selector> {
        match &self.measure {
            Measure::Cases(selector)
            | Measure::Persons(selector)
            | Measure::Percent { part: selector, .. } => Some(selector),
            _ => None,
        }
    }
}

/// The value of an indicator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Value {
    /// A count.
    Count(i64),
    /// A percentage in tenths: 343 is 34.3 %.
    Tenths(i64),
}

/// An indicator with its value; `None` where it has none, which is not the same as zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figure {
    /// What was counted.
    pub indicator: &'static Indicator,
    /// The result.
    pub value: Option<Value>,
}

/// All indicators in the order of the contract.
#[must_use]
pub fn indicators() -> &'static [Indicator] {
    &DECLARED
}

/// The indicator with this id.
#[must_use]
pub fn indicator(id: &str) -> Option<&'static Indicator> {
    BY_ID.get(id).map(|position| &DECLARED[*position])
}

static DECLARED: LazyLock<Vec<Indicator>> = LazyLock::new(declare);
static BY_ID: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    indicators().iter().enumerate().map(|(position, it)| (it.id.as_str(), position)).collect()
});

/// A percentage in tenths (*tỷ lệ phần trăm*), rounded half up; `None` without a base.
///
/// Basis: contract §4.
///
/// ```
/// use law::statistics::percent_tenths;
/// assert_eq!(percent_tenths(83, 242), Some(343));
/// assert_eq!(percent_tenths(1, 2000), Some(1)); // 0.05 rounds up to 0.1
/// assert_eq!(percent_tenths(91, 91), Some(1000));
/// assert_eq!(percent_tenths(0, 0), None);
/// ```
#[must_use]
pub const fn percent_tenths(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 { None } else { Some((2000 * part + whole) / (2 * whole)) }
}

/// Computes every indicator (*chỉ tiêu thống kê*) from what was counted, in the order of the contract.
///
/// Basis: `indicators.csv` of the contract; Circular 03/2019/TT-BTP forms 24 and 25.
#[must_use]
pub fn compute(tallies: &Tallies) -> Vec<Figure> {
    indicators()
        .iter()
        .map(|indicator| Figure { indicator, value: value_of(&indicator.measure, tallies) })
        .collect()
}

fn value_of(measure: &Measure, tallies: &Tallies) -> Option<Value> {
    let count = match measure {
        Measure::Cases(selector) => count_cases(selector, tallies),
        Measure::Persons(selector) => count_persons(selector, tallies),
        Measure::Receptions => tallies.receptions,
        Measure::Guidance => tallies.guidance,
        Measure::Outreach(what, group) => count_outreach(*what, *group, tallies),
        Measure::Broadcasts => outreach(tallies, true, None).map(|it| it.events).sum(),
        Measure::TrainingCourses => tallies.training_courses,
        Measure::TrainingParticipants => tallies.training_participants,
        Measure::Percent { part, whole } => {
            let tenths = percent_tenths(count_cases(part, tallies), count_cases(whole, tallies));
            return tenths.map(Value::Tenths);
        }
    };
    Some(Value::Count(count))
}

pub(super) fn count_cases(selector: &Selector, tallies: &Tallies) -> i64 {
    let tests = selector.case_tests();
    let passes = |shape: i64| tests.iter().all(|test| test.passes(shape));
    if selector.set == CaseSet::Appraised {
        return tallies.appraised.iter().filter(|it| passes(it.case_shape)).map(|it| it.count).sum();
    }
    let in_set = tallies.cases.iter().filter(|it| selector.set.holds(it.new, it.closed));
    in_set.filter(|it| passes(it.case_shape)).map(|it| it.count).sum()
}

pub(super) fn count_persons(selector: &Selector, tallies: &Tallies) -> i64 {
    let (person, case) = (selector.person_tests(), selector.case_tests());
    let passes = |it: &PersonTally| {
        person.iter().all(|test| test.passes(it.person_shape))
            && case.iter().all(|test| test.passes(it.case_shape))
    };
    let in_set = tallies.persons.iter().filter(|it| selector.set.holds(it.new, it.closed));
    in_set.filter(|it| passes(it)).map(|it| it.count).sum()
}

fn outreach(
    tallies: &Tallies,
    broadcast: bool,
    group: Option<TargetGroup>,
) -> impl Iterator<Item = &OutreachTally> {
    let wanted = move |it: &&OutreachTally| {
        is_broadcast(it.kind) == broadcast && group.is_none_or(|group| it.group == group)
    };
    tallies.outreach.iter().filter(wanted)
}

fn count_outreach(what: OutreachCount, group: Option<TargetGroup>, tallies: &Tallies) -> i64 {
    let events = outreach(tallies, false, group);
    match (what, group) {
        (OutreachCount::Events, _) => events.map(|it| it.events).sum(),
        (OutreachCount::Attendees, _) => events.map(|it| it.attendees).sum(),
        (OutreachCount::Leaflets, _) => events.map(|it| it.leaflets).sum(),
        (OutreachCount::Communes, None) => tallies.communes,
        (OutreachCount::Communes, Some(group)) => tallies
            .communes_by_group
            .iter()
            .filter(|(of, _)| *of == group)
            .map(|(_, communes)| communes)
            .sum(),
    }
}

/// Whether outreach of this kind is a broadcast (*chương trình phát thanh, truyền hình*).
///
/// Basis: `outreach_events` and `radio_programmes` of the contract are two series. A broadcast has no
/// place and no attendees, so it is no event (*cuộc, điểm truyền thông*); everything else is one.
#[must_use]
pub const fn is_broadcast(kind: OutreachKind) -> bool {
    matches!(kind, OutreachKind::Radio | OutreachKind::Television)
}

fn single(id: &'static str, unit: Unit, rule: &'static str, measure: Measure) -> Indicator {
    Indicator { id: id.to_owned(), family: id, member: None, unit, rule, measure }
}

/// One indicator for each code of a list; the id is the prefix and the code.
fn each<T: Coded>(
    (prefix, family): (&'static str, &'static str),
    unit: Unit,
    rule: &'static str,
    measure: impl Fn(T) -> Measure,
) -> impl Iterator<Item = Indicator> {
    T::ALL.iter().map(move |value| {
        let member = Some(Member { list: T::NAME, code: value.code().to_owned() });
        Indicator {
            id: format!("{prefix}_{value}", value = value.code()),
            family,
            member,
            unit,
            rule,
            measure: measure(*value),
        }
    })
}

fn declare() -> Vec<Indicator> {
    use Measure::{Cases, Outreach, Percent, Persons};
    let all = Selector::of;
    let form = |set, form| Selector { form: Some(form), ..Selector::of(set) };
    let role = |set, role| Selector { provider_role: Some(role), ..form(set, AidForm::Litigation) };
    let by = |group| Selector { provider_group: Some(group), ..Selector::of(CaseSet::Closed) };
    let successful = || Selector { any_criterion: true, ..form(CaseSet::Closed, AidForm::Litigation) };
    let passed = || Selector {
        ratings: Rating::ALL.iter().copied().filter(|rating| rating.is_pass()).collect(),
        ..Selector::of(CaseSet::Appraised)
    };

    let mut list = vec![
        single("receptions", Unit::Visit, "Receptions dated in the period.", Measure::Receptions),
        single("guidance", Unit::Guidance, "Guidance dated in the period.", Measure::Guidance),
        single(
            "cases_handled",
            Unit::Case,
            "Accepted by the end of the period and not closed before it: carried over or new.",
            Cases(all(CaseSet::Handled)),
        ),
        single(
            "cases_carried_over",
            Unit::Case,
            "Accepted before the period and not closed before it. A case closed on the first day of the \
             period is carried over.",
            Cases(all(CaseSet::CarriedOver)),
        ),
        single(
            "cases_new",
            Unit::Case,
            "Accepted in the period, first and last day included.",
            Cases(all(CaseSet::New)),
        ),
        single(
            "cases_closed",
            Unit::Case,
            "Closed in the period, first and last day included, whatever the outcome.",
            Cases(all(CaseSet::Closed)),
        ),
        single(
            "cases_carried_forward",
            Unit::Case,
            "Handled and not closed in the period; counted by itself, so that the identity is a real check.",
            Cases(all(CaseSet::CarriedForward)),
        ),
    ];
    for (id, outcome) in [
        ("cases_closed_completed", Outcome::Completed),
        ("cases_closed_not_continued", Outcome::NotContinued),
        ("cases_closed_terminated", Outcome::Terminated),
    ] {
        let selector = Selector { outcome: Some(outcome), ..all(CaseSet::Closed) };
        list.push(single(id, Unit::Case, "Closed in the period with this outcome.", Cases(selector)));
    }
    for (id, wanted) in [
        ("cases_handled_litigation", AidForm::Litigation),
        ("cases_handled_advice", AidForm::Advice),
        ("cases_handled_representation", AidForm::Representation),
    ] {
        list.push(single(
            id,
            Unit::Case,
            "Handled in this form of aid.",
            Cases(form(CaseSet::Handled, wanted)),
        ));
    }
    for (id, wanted) in [
        ("cases_new_litigation", AidForm::Litigation),
        ("cases_new_advice", AidForm::Advice),
        ("cases_new_representation", AidForm::Representation),
    ] {
        list.push(single(id, Unit::Case, "New in this form of aid.", Cases(form(CaseSet::New, wanted))));
    }
    for (id, wanted) in [
        ("cases_new_litigation_defence", ProviderRole::Defence),
        ("cases_new_litigation_protection", ProviderRole::Protection),
    ] {
        list.push(single(id, Unit::Case, "New litigation in this role.", Cases(role(CaseSet::New, wanted))));
    }
    for (id, wanted) in [
        ("cases_closed_litigation", AidForm::Litigation),
        ("cases_closed_advice", AidForm::Advice),
        ("cases_closed_representation", AidForm::Representation),
    ] {
        list.push(single(
            id,
            Unit::Case,
            "Closed in this form of aid.",
            Cases(form(CaseSet::Closed, wanted)),
        ));
    }
    for (id, wanted) in [
        ("cases_closed_litigation_defence", ProviderRole::Defence),
        ("cases_closed_litigation_protection", ProviderRole::Protection),
    ] {
        list.push(single(
            id,
            Unit::Case,
            "Closed litigation in this role.",
            Cases(role(CaseSet::Closed, wanted)),
        ));
    }
    list.extend(each(
        ("cases_handled_field", "cases_handled_field"),
        Unit::Case,
        "Handled in this field of law.",
        |field: LegalField| Cases(Selector { fields: vec![field], ..Selector::of(CaseSet::Handled) }),
    ));
    list.extend(each(
        ("cases_closed_field", "cases_closed_field"),
        Unit::Case,
        "Closed in this field of law.",
        |field: LegalField| Cases(Selector { fields: vec![field], ..Selector::of(CaseSet::Closed) }),
    ));
    for (id, group) in [
        ("cases_closed_by_officer", ProviderGroup::Officer),
        ("cases_closed_by_lawyer", ProviderGroup::Lawyer),
        ("cases_closed_by_adviser", ProviderGroup::Adviser),
        ("cases_closed_by_collaborator", ProviderGroup::Collaborator),
    ] {
        list.push(single(
            id,
            Unit::Case,
            "Closed, and the last provider is of this group. A case without a provider is in none.",
            Cases(by(group)),
        ));
    }
    list.push(single(
        "persons_handled",
        Unit::PersonTime,
        "Beneficiaries of handled cases; one case may have several.",
        Persons(all(CaseSet::Handled)),
    ));
    for (id, sex) in [("persons_handled_male", Sex::Male), ("persons_handled_female", Sex::Female)] {
        list.push(single(
            id,
            Unit::PersonTime,
            "Beneficiaries of handled cases of this sex. Where the sex is not known, in neither.",
            Persons(Selector { sex: Some(sex), ..all(CaseSet::Handled) }),
        ));
    }
    list.extend(each(
        ("persons_handled_category", "persons_handled_category"),
        Unit::PersonTime,
        "Beneficiaries of handled cases by the one reported category.",
        |category: Category| Persons(Selector { category: Some(category), ..Selector::of(CaseSet::Handled) }),
    ));
    list.extend([
        single(
            "persons_handled_ethnic_minority",
            Unit::PersonTime,
            "Beneficiaries of handled cases of any ethnic group but Kinh; not known is not counted.",
            Persons(Selector { minority: Some(true), ..all(CaseSet::Handled) }),
        ),
        single(
            "cases_new_litigation_notified",
            Unit::Case,
            "New litigation that came by notice of an agency. Information by an agency is no notice.",
            Cases(Selector { source: Some(Source::AgencyNotice), ..form(CaseSet::New, AidForm::Litigation) }),
        ),
        single(
            "cases_new_self_brought",
            Unit::Case,
            "New in any form, brought by the provider.",
            Cases(Selector { source: Some(Source::ProviderBrought), ..all(CaseSet::New) }),
        ),
        single(
            "cases_appraised",
            Unit::Case,
            "Appraised in the period, whenever the case was closed.",
            Cases(all(CaseSet::Appraised)),
        ),
        single(
            "cases_appraised_litigation",
            Unit::Case,
            "Litigation appraised in the period.",
            Cases(form(CaseSet::Appraised, AidForm::Litigation)),
        ),
        single(
            "appraised_pass_pct",
            Unit::Percent,
            "Appraised in the period and rated pass, fair or good, of all appraised.",
            Percent { part: passed(), whole: all(CaseSet::Appraised) },
        ),
        single(
            "litigation_successful",
            Unit::Case,
            "Litigation closed in the period that meets at least one criterion; a case counts once.",
            Cases(successful()),
        ),
    ]);
    list.extend(Criterion::all().map(|criterion| {
        let code = criterion.code().to_lowercase();
        Indicator {
            id: format!("litigation_successful_{code}"),
            family: "litigation_successful_criterion",
            member: Some(Member { list: "criterion", code }),
            unit: Unit::Case,
            rule: "Litigation closed in the period that meets this criterion; a case may count in several.",
            measure: Cases(Selector {
                criterion: Some(criterion),
                ..form(CaseSet::Closed, AidForm::Litigation)
            }),
        }
    }));
    for (id, group) in [
        ("litigation_successful_by_officer", ProviderGroup::Officer),
        ("litigation_successful_by_lawyer", ProviderGroup::Lawyer),
    ] {
        let selector = Selector { provider_group: Some(group), ..successful() };
        list.push(single(
            id,
            Unit::Case,
            "Successful, and the last provider is of this group.",
            Cases(selector),
        ));
    }
    let of_events = "Events dated in the period; broadcasts are counted by radio_programmes.";
    let of_communes = "Distinct communes of those events, by the code of the day; no commune, not counted.";
    let of_attendees = "Sum of the attendees of those events.";
    list.extend([
        single(
            "success_rate_pct",
            Unit::Percent,
            "litigation_successful of cases_closed_litigation.",
            Percent { part: successful(), whole: form(CaseSet::Closed, AidForm::Litigation) },
        ),
        single("outreach_events", Unit::Event, of_events, Outreach(OutreachCount::Events, None)),
        single("outreach_communes", Unit::Commune, of_communes, Outreach(OutreachCount::Communes, None)),
        single(
            "outreach_attendees",
            Unit::PersonTime,
            of_attendees,
            Outreach(OutreachCount::Attendees, None),
        ),
        single(
            "outreach_leaflets",
            Unit::Leaflet,
            "Sum of the leaflets of those events.",
            Outreach(OutreachCount::Leaflets, None),
        ),
    ]);
    list.extend(each(
        ("outreach_events", "outreach_events_group"),
        Unit::Event,
        of_events,
        |group: TargetGroup| Outreach(OutreachCount::Events, Some(group)),
    ));
    list.extend(each(
        ("outreach_attendees", "outreach_attendees_group"),
        Unit::PersonTime,
        of_attendees,
        |group: TargetGroup| Outreach(OutreachCount::Attendees, Some(group)),
    ));
    list.extend(each(
        ("outreach_communes", "outreach_communes_group"),
        Unit::Commune,
        of_communes,
        |group: TargetGroup| Outreach(OutreachCount::Communes, Some(group)),
    ));
    list.extend([
        single(
            "radio_programmes",
            Unit::Programme,
            "Radio and television programmes dated in the period.",
            Measure::Broadcasts,
        ),
        single("training_courses", Unit::Course, "Courses dated in the period.", Measure::TrainingCourses),
        single(
            "training_participants",
            Unit::PersonTime,
            "Sum of the participants of those courses.",
            Measure::TrainingParticipants,
        ),
    ]);
    list
}
