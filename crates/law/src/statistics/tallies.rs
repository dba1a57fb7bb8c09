//! What the store counts for a report, as plain numbers: the input of every indicator.

use super::shapes::CaseShape;
use crate::outreach::{OutreachKind, TargetGroup};

/// Handled cases of one shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseTally {
    /// Packed [`CaseShape`].
    pub case_shape: i64,
    /// Accepted in the period; else carried over.
    pub new: bool,
    /// Closed in the period; else carried forward.
    pub closed: bool,
    /// How many cases.
    pub count: i64,
}

/// Beneficiaries of one shape in handled cases: person-times (*lượt người*).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonTally {
    /// Packed [`super::PersonShape`].
    pub person_shape: i64,
    /// What form 24 needs of the case: the packed [`CaseShape`] within [`PersonTally::CASE_FACTS`].
    pub case_shape: i64,
    /// The case was accepted in the period.
    pub new: bool,
    /// The case was closed in the period.
    pub closed: bool,
    /// How many beneficiaries.
    pub count: i64,
}

impl PersonTally {
    /// The facts of the case by which persons are counted too: rows of form 24 (*biểu 24/BTP/TGPL*).
    pub const CASE_FACTS: i64 = CaseShape::FORM.mask() | CaseShape::FIELD.mask();
}

/// Cases of one shape that were appraised in the period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppraisalTally {
    /// Packed [`CaseShape`].
    pub case_shape: i64,
    /// How many cases.
    pub count: i64,
}

/// Outreach of one kind for one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutreachTally {
    /// Kind of the event.
    pub kind: OutreachKind,
    /// For whom it was made.
    pub group: TargetGroup,
    /// How many.
    pub events: i64,
    /// Sum of attendees.
    pub attendees: i64,
    /// Sum of leaflets.
    pub leaflets: i64,
}

/// Everything counted for one report. Lists may hold a shape several times: counts add up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tallies {
    /// Handled cases.
    pub cases: Vec<CaseTally>,
    /// Beneficiaries of handled cases.
    pub persons: Vec<PersonTally>,
    /// Appraisals dated in the period.
    pub appraised: Vec<AppraisalTally>,
    /// Receptions at the office.
    pub receptions: i64,
    /// Simple guidance without a case.
    pub guidance: i64,
    /// Outreach of all kinds, broadcasts too.
    pub outreach: Vec<OutreachTally>,
    /// Distinct communes of the events, broadcasts apart. Not the sum of the groups: one commune may
    /// have events for several.
    pub communes: i64,
    /// Distinct communes of the events for each group, broadcasts apart.
    pub communes_by_group: Vec<(TargetGroup, i64)>,
    /// Training courses.
    pub training_courses: i64,
    /// Sum of their participants.
    pub training_participants: i64,
}
