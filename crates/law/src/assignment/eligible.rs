//! Who may be given a case: the hard rules. Each exclusion is one rule with its article; what a person or a head may
//! waive is marked, so that nothing is waived in silence.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::{Burden, Key, Place, Settings, distance_km};
use crate::cases::{AidForm, LegalField};
use crate::coded;
use crate::conduct::{AssignmentObstacle, Candidate, assignment_obstacles};
use crate::conflicts::EarlierClient;
use crate::people::Sex;
use crate::rules::FormRule;
use crate::staff::{ProviderGroup, ProviderKind};
use crate::standing::Span;

coded! {
    /// Why somebody may not be given a case.
    Exclusion as "assignment-exclusion" {
        /// Advisers and collaborators give advice only (art. 17, 24(3), 27).
        BeyondAdvice = "beyond_advice",
        /// Not appointed, or not under contract, on the day (art. 19, 24).
        NotYetAppointed = "not_yet_appointed",
        /// No longer working on the day (art. 22).
        NoLongerWorking = "no_longer_working",
        /// Does the case already.
        AlreadyAssigned = "already_assigned",
        /// No card is valid on the day (art. 19, 23; Decree 144 art. 16, 19).
        CardNotValid = "card_not_valid",
        /// No contract runs on the day (Circular 08/2017 art. 8, 17).
        ContractOver = "contract_over",
        /// The contract or registration of the organisation does not run (art. 14–16).
        OrganisationOver = "organisation_over",
        /// Beyond what the organisation signed or registered for (art. 26).
        OutOfScope = "out_of_scope",
        /// Acts or acted for a party with opposed interests in the same case (art. 25(2)(a)).
        ServesOpponent = "serves_opponent",
        /// Helped the opposed party in another case (art. 25(2)(b)).
        ServedOpponent = "served_opponent",
        /// Must refuse this case, as the provider said (art. 25(2)).
        MustRefuse = "must_refuse",
        /// Declined this case before.
        Declined = "declined",
        /// Kept from the case by a decision on a complaint (art. 25, 45).
        KeptApart = "kept_apart",
        /// Must be somewhere else while this case is heard (art. 25(2)(c)).
        HearingClash = "hearing_clash",
        /// Away on the day, or while this case is heard (art. 25(2)(c)).
        Absent = "absent",
        /// The person chose somebody else of the published list (art. 8(5)).
        AnotherChosen = "another_chosen",
        /// The person asked for a provider of the other sex (Circular 11/2014 art. 10, 12).
        OtherSexAsked = "other_sex_asked",
        /// Nurses a child under 36 months: no distant case, none with custody (Circular 11/2014 art. 10).
        Nursing = "nursing",
        /// Carries as many cases as can be carried (art. 25(2)(c)).
        Full = "full",
    }
}

/// How firmly a rule stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// Nobody may waive it.
    Never,
    /// Whoever assigns may waive it with a reason that is kept.
    SayWhy,
}

impl Exclusion {
    /// How firmly it stands (*mức độ ràng buộc*).
    #[must_use]
    pub fn force(self) -> Force {
        match self {
            Self::BeyondAdvice
            | Self::NotYetAppointed
            | Self::NoLongerWorking
            | Self::AlreadyAssigned
            | Self::CardNotValid
            | Self::ContractOver
            | Self::OrganisationOver
            | Self::OutOfScope
            | Self::ServesOpponent
            | Self::MustRefuse
            | Self::KeptApart => Force::Never,
            Self::ServedOpponent
            | Self::Declined
            | Self::HearingClash
            | Self::Absent
            | Self::AnotherChosen
            | Self::OtherSexAsked
            | Self::Nursing
            | Self::Full => Force::SayWhy,
        }
    }
}

/// When somebody must be somewhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Meeting {
    /// Begins, local time.
    pub from: NaiveDateTime,
    /// Ends.
    pub to: NaiveDateTime,
}

impl Meeting {
    fn clashes(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// What a case asks of whoever does it.
#[derive(Clone, Debug)]
pub struct Need {
    /// Form of aid.
    pub form: AidForm,
    /// Field of law.
    pub field: LegalField,
    /// Day of the assignment.
    pub day: NaiveDate,
    /// Hearings and appointments that are planned.
    pub meetings: Vec<Meeting>,
    /// Somebody is held: it begins at once, and where they are held.
    pub held: bool,
    /// Language of the person, where an interpreter would be needed otherwise.
    pub language: Option<String>,
    /// The sex that the person asked for.
    pub wants_sex: Option<Sex>,
    /// Whom the person chose of the published list.
    pub chosen: Option<Key>,
    /// Code of the commune where the case is conducted, or the person lives.
    pub commune: Option<String>,
    /// Where that is.
    pub place: Option<Place>,
    /// What makes it heavy; the way to go is counted for each provider.
    pub burden: Burden,
    /// What lies between this case and some providers.
    pub between: BTreeMap<Key, Between>,
}

/// What lies between a case and a provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Between {
    /// What an earlier client of the provider means here.
    pub opponent: EarlierClient,
    /// Declared that the law forbids the case.
    pub must_refuse: bool,
    /// Declined it.
    pub declined: bool,
    /// Kept from it by a decision on a complaint.
    pub kept_apart: bool,
    /// Helped the same person before.
    pub same_person: bool,
    /// Does or did a linked case.
    pub linked: bool,
}

impl Default for Between {
    fn default() -> Self {
        Self {
            opponent: EarlierClient::Nothing,
            must_refuse: false,
            declined: false,
            kept_apart: false,
            same_person: false,
            linked: false,
        }
    }
}

/// The paper by which an organisation takes part: when, and for what (empty = everything).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganisationTerm {
    /// When it runs.
    pub span: Span,
    /// Forms of aid.
    pub forms: Vec<AidForm>,
    /// Fields of law.
    pub fields: Vec<LegalField>,
}

/// Somebody who might be given a case.
#[derive(Clone, Debug)]
pub struct Nominee {
    /// The provider.
    pub key: Key,
    /// Kind of provider.
    pub kind: ProviderKind,
    /// First day of work, where known.
    pub appointed_on: Option<NaiveDate>,
    /// Last day of work.
    pub ended_on: Option<NaiveDate>,
    /// Whether this is the one who does the case now.
    pub current: bool,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// Languages spoken, as written.
    pub languages: Vec<String>,
    /// Fields noted; none = nothing noted.
    pub fields: Vec<LegalField>,
    /// Cards known; none = nothing noted.
    pub cards: Vec<Span>,
    /// Contracts known; none = nothing noted.
    pub contracts: Vec<Span>,
    /// Contracts or registrations of the organisation; none = nothing noted, or an organisation of the State.
    pub organisation: Vec<OrganisationTerm>,
    /// Leave and other absence.
    pub absences: Vec<Span>,
    /// Times of nursing a small child.
    pub nursing: Vec<Span>,
    /// Hearings and appointments of other cases.
    pub meetings: Vec<Meeting>,
    /// Where the provider works from.
    pub home: Option<Place>,
    /// Codes of the communes served; none = nothing noted.
    pub areas: Vec<String>,
    /// Ordinary cases at once, where noted.
    pub capacity: Option<u32>,
    /// What the provider has done and has to do.
    pub record: super::Record,
}

impl Nominee {
    /// How far the place of a case is.
    #[must_use]
    pub fn km_to(&self, need: &Need) -> Option<u32> {
        Some(distance_km(self.home?, need.place?))
    }

    /// Whether the case lies in the area that the provider serves; `None` where nothing is noted.
    #[must_use]
    pub fn serves(&self, need: &Need) -> Option<bool> {
        let commune = need.commune.as_ref().filter(|_| !self.areas.is_empty())?;
        Some(self.areas.contains(commune))
    }
}

/// Tells everything that stands against giving a case to somebody (*các trường hợp không được cử*).
///
/// Basis: Law on Legal Aid 2017 art. 8(5), 14–17, 19, 22–27, 45; Decree 144/2017 art. 16–19; Circular 08/2017 art. 8,
/// 17; Circular 11/2014 art. 10, 12. Where nothing is noted about a card, a contract or an absence, nothing stands
/// against it: files that came in from outside say little.
#[must_use]
pub fn exclusions(need: &Need, it: &Nominee, rule: Option<&FormRule>, settings: &Settings) -> Vec<Exclusion> {
    let mut found = by_office(need, it, rule);
    let between = need.between.get(&it.key).copied().unwrap_or_default();
    let mut add = |applies: bool, exclusion: Exclusion| found.extend(applies.then_some(exclusion));
    add(between.opponent == EarlierClient::Never, Exclusion::ServesOpponent);
    add(between.opponent == EarlierClient::SayWhy, Exclusion::ServedOpponent);
    add(between.must_refuse, Exclusion::MustRefuse);
    add(between.declined && !between.must_refuse, Exclusion::Declined);
    add(between.kept_apart, Exclusion::KeptApart);
    let clash = need.meetings.iter().any(|ours| it.meetings.iter().any(|theirs| ours.clashes(theirs)));
    add(clash, Exclusion::HearingClash);
    add(is_absent(need, it), Exclusion::Absent);
    add(need.chosen.is_some_and(|chosen| chosen != it.key), Exclusion::AnotherChosen);
    add(need.wants_sex.is_some_and(|sex| it.sex != Some(sex)), Exclusion::OtherSexAsked);
    let nurses = it.nursing.iter().any(|span| span.covers(need.day));
    let far = it.km_to(need).is_some_and(|km| km > settings.nursing_km);
    add(nurses && (far || need.held), Exclusion::Nursing);
    let most = it.capacity.unwrap_or(settings.full_load) * super::ORDINARY;
    add(it.record.open >= most, Exclusion::Full);
    found
}

/// What follows from the office alone: kind, appointment, card, contract, organisation.
fn by_office(need: &Need, it: &Nominee, rule: Option<&FormRule>) -> Vec<Exclusion> {
    let candidate = Candidate {
        kind: it.kind,
        appointed_on: it.appointed_on,
        ended_on: it.ended_on,
        current: it.current,
    };
    let mut found: Vec<Exclusion> = assignment_obstacles(&candidate, need.form, rule, need.day)
        .into_iter()
        .map(|obstacle| match obstacle {
            AssignmentObstacle::BeyondAdvice => Exclusion::BeyondAdvice,
            AssignmentObstacle::NotYetAppointed => Exclusion::NotYetAppointed,
            AssignmentObstacle::NoLongerWorking => Exclusion::NoLongerWorking,
            AssignmentObstacle::AlreadyAssigned => Exclusion::AlreadyAssigned,
        })
        .collect();
    let lapsed = |spans: &[Span]| !spans.is_empty() && !spans.iter().any(|span| span.covers(need.day));
    if lapsed(&it.cards) {
        found.push(Exclusion::CardNotValid);
    }
    // An officer of the State is appointed, not under contract.
    if it.kind.group() != ProviderGroup::Officer && lapsed(&it.contracts) {
        found.push(Exclusion::ContractOver);
    }
    let running: Vec<&OrganisationTerm> =
        it.organisation.iter().filter(|term| term.span.covers(need.day)).collect();
    if !it.organisation.is_empty() {
        let fits = |term: &&OrganisationTerm| {
            (term.forms.is_empty() || term.forms.contains(&need.form))
                && (term.fields.is_empty() || term.fields.contains(&need.field))
        };
        if running.is_empty() {
            found.push(Exclusion::OrganisationOver);
        } else if !running.iter().any(fits) {
            found.push(Exclusion::OutOfScope);
        }
    }
    found
}

fn is_absent(need: &Need, it: &Nominee) -> bool {
    let away = |day: NaiveDate| it.absences.iter().any(|span| span.covers(day));
    away(need.day) || need.meetings.iter().any(|meeting| away(meeting.from.date()) || away(meeting.to.date()))
}
