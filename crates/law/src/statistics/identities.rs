//! Figures that must agree (*kiểm tra logic*), declared once and checked on every report.
//!
//! Basis: Circular 03/2019/TT-BTP forms 24 and 25, checks between columns and rows. A report whose figures
//! break one is shown with it; what to do about it is decided by the people who sign.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::indicators::{Figure, Value};
use super::selector::{CaseSet, Lacking, Selector};
use crate::cases::{AidForm, LegalField};
use crate::eligibility::Category;
use crate::kernel::coded::Coded;
use crate::outreach::TargetGroup;
use crate::quality::Criterion;

/// How the whole and the sum of its parts must compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// The parts make up the whole.
    Equal,
    /// The parts are no more than the whole.
    Within,
    /// The parts are no less than the whole, because they overlap.
    Covering,
}

/// When an identity must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// For every register that the rules of entry let through (`law::cases::impossibilities`).
    Always,
    /// When no case lacks the fact by which the breakdown is made.
    WhenComplete,
}

/// Figures that must agree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Name of the rule; members of a family share it. Text key `identity-<name>`.
    pub name: &'static str,
    /// Id of the whole.
    pub whole: &'static str,
    /// How they compare.
    pub relation: Relation,
    /// Ids of the parts.
    pub parts: Vec<String>,
    /// When it must hold.
    pub holds: Holds,
    /// The cases that make the difference when it is broken, where missing facts do.
    pub gap: Option<Selector>,
}

/// An identity that figures break.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BrokenIdentity {
    /// The identity.
    pub identity: &'static Identity,
    /// Value of the whole.
    pub whole: i64,
    /// Sum of the parts.
    pub parts: i64,
}

/// All identities.
#[must_use]
pub fn identities() -> &'static [Identity] {
    &DECLARED
}

static DECLARED: LazyLock<Vec<Identity>> = LazyLock::new(declare);

/// Finds the identities that these figures break (*số liệu không khớp*). A figure that is not given, or
/// has no value, is not checked.
///
/// Basis: Circular 03/2019/TT-BTP forms 24 and 25.
#[must_use]
pub fn check(figures: &[Figure]) -> Vec<BrokenIdentity> {
    let counts: HashMap<&str, i64> = figures
        .iter()
        .filter_map(|figure| match figure.value {
            Some(Value::Count(count)) => Some((figure.indicator.id.as_str(), count)),
            _ => None,
        })
        .collect();
    let mut broken = Vec::new();
    for identity in identities() {
        let whole = counts.get(identity.whole).copied();
        let parts: Option<i64> = identity.parts.iter().map(|part| counts.get(part.as_str()).copied()).sum();
        if let (Some(whole), Some(parts)) = (whole, parts) {
            let holds = match identity.relation {
                Relation::Equal => parts == whole,
                Relation::Within => parts <= whole,
                Relation::Covering => parts >= whole,
            };
            if !holds {
                broken.push(BrokenIdentity { identity, whole, parts });
            }
        }
    }
    broken
}

fn rule(name: &'static str, whole: &'static str, relation: Relation, parts: &[&str]) -> Identity {
    let parts = parts.iter().map(|&part| part.to_owned()).collect();
    Identity { name, whole, relation, parts, holds: Holds::Always, gap: None }
}

fn each<T: Coded>(prefix: &str) -> Vec<String> {
    T::ALL.iter().map(|value| format!("{prefix}_{}", value.code())).collect()
}

fn declare() -> Vec<Identity> {
    use Relation::{Covering, Equal, Within};
    let lacking = |set, lacking| Selector { lacking: Some(lacking), ..Selector::of(set) };
    let litigation = |set, gap| Selector { form: Some(AidForm::Litigation), ..lacking(set, gap) };
    let sum = |name, whole, parts| Identity { parts, ..rule(name, whole, Equal, &[]) };

    let mut list = vec![
        rule("handled-by-start", "cases_handled", Equal, &["cases_carried_over", "cases_new"]),
        rule("handled-by-end", "cases_handled", Equal, &["cases_closed", "cases_carried_forward"]),
        Identity {
            holds: Holds::WhenComplete,
            gap: Some(lacking(CaseSet::Closed, Lacking::Outcome)),
            ..rule(
                "closed-by-outcome",
                "cases_closed",
                Equal,
                &["cases_closed_completed", "cases_closed_not_continued", "cases_closed_terminated"],
            )
        },
        sum("handled-by-form", "cases_handled", each::<AidForm>("cases_handled")),
        sum("new-by-form", "cases_new", each::<AidForm>("cases_new")),
        sum("closed-by-form", "cases_closed", each::<AidForm>("cases_closed")),
        Identity {
            holds: Holds::WhenComplete,
            gap: Some(litigation(CaseSet::New, Lacking::ProviderRole)),
            ..rule(
                "new-litigation-by-role",
                "cases_new_litigation",
                Equal,
                &["cases_new_litigation_defence", "cases_new_litigation_protection"],
            )
        },
        Identity {
            holds: Holds::WhenComplete,
            gap: Some(litigation(CaseSet::Closed, Lacking::ProviderRole)),
            ..rule(
                "closed-litigation-by-role",
                "cases_closed_litigation",
                Equal,
                &["cases_closed_litigation_defence", "cases_closed_litigation_protection"],
            )
        },
        sum("handled-by-field", "cases_handled", each::<LegalField>("cases_handled_field")),
        sum("closed-by-field", "cases_closed", each::<LegalField>("cases_closed_field")),
        sum("persons-by-category", "persons_handled", each::<Category>("persons_handled_category")),
        rule("cases-have-persons", "cases_handled", Covering, &["persons_handled"]),
        rule("minority-within-persons", "persons_handled", Within, &["persons_handled_ethnic_minority"]),
        rule("notified-within-new", "cases_new_litigation", Within, &["cases_new_litigation_notified"]),
        rule("self-brought-within-new", "cases_new", Within, &["cases_new_self_brought"]),
        rule(
            "appraised-litigation-within-appraised",
            "cases_appraised",
            Within,
            &["cases_appraised_litigation"],
        ),
        rule("successful-within-closed", "cases_closed_litigation", Within, &["litigation_successful"]),
        rule(
            "successful-by-provider",
            "litigation_successful",
            Within,
            &["litigation_successful_by_officer", "litigation_successful_by_lawyer"],
        ),
    ];
    let criteria: Vec<String> =
        Criterion::all().map(|it| format!("litigation_successful_{}", it.code().to_lowercase())).collect();
    for criterion in &criteria {
        list.push(rule("criterion-within-successful", "litigation_successful", Within, &[criterion]));
    }
    list.push(Identity {
        parts: criteria,
        ..rule("successful-by-criterion", "litigation_successful", Covering, &[])
    });

    list.push(sum("events-by-group", "outreach_events", each::<TargetGroup>("outreach_events")));
    list.push(sum("attendees-by-group", "outreach_attendees", each::<TargetGroup>("outreach_attendees")));
    let communes = each::<TargetGroup>("outreach_communes");
    for group in &communes {
        list.push(rule("communes-of-group-within-communes", "outreach_communes", Within, &[group]));
    }
    list.push(Identity { parts: communes, ..rule("communes-by-group", "outreach_communes", Covering, &[]) });
    list.push(rule("communes-within-events", "outreach_events", Within, &["outreach_communes"]));

    list.push(Identity {
        holds: Holds::WhenComplete,
        gap: Some(lacking(CaseSet::Closed, Lacking::ProviderKind)),
        ..rule(
            "closed-by-provider",
            "cases_closed",
            Equal,
            &[
                "cases_closed_by_officer",
                "cases_closed_by_lawyer",
                "cases_closed_by_adviser",
                "cases_closed_by_collaborator",
            ],
        )
    });
    list.push(Identity {
        holds: Holds::WhenComplete,
        gap: Some(lacking(CaseSet::Handled, Lacking::Sex)),
        ..rule(
            "persons-by-sex",
            "persons_handled",
            Equal,
            &["persons_handled_male", "persons_handled_female"],
        )
    });
    list
}
