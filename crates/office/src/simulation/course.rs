//! What a case is about and how it goes, by the shares that are published.

use chrono::{Datelike as _, Duration, NaiveDate};
use law::cases::{
    AidForm, ClientRole, LegalField, Outcome as CaseOutcome, ProviderRole, Source, Stage, UrgentGround,
};
use law::quality::Rating;
use law::staff::{OrganisationKind, ProviderKind};
use store::staff::Provider;

use super::cases::Maker;
use super::nation::{Era, NamedAgency, Unit};

/// What decides the rest of a case.
pub(super) struct Matter {
    pub(super) form: AidForm,
    pub(super) field: LegalField,
    pub(super) role: Option<ProviderRole>,
    pub(super) accepted: NaiveDate,
}

/// A slip of the pen that a careful reader would doubt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    None,
    Ethnicity,
    Age,
    AssignedLate,
    HandedOverLate,
    ProviderUnknown,
}

/// Where the case goes.
#[derive(Default)]
pub(super) struct Course {
    pub(super) assigned: Option<NaiveDate>,
    pub(super) closed: Option<NaiveDate>,
    pub(super) outcome: Option<CaseOutcome>,
    pub(super) handed_over: Option<NaiveDate>,
    pub(super) appraised: Option<NaiveDate>,
    pub(super) rating: Option<Rating>,
    pub(super) score: Option<i32>,
    pub(super) criteria: String,
}

impl Maker {
    pub(super) fn matter(&mut self, accepted: NaiveDate, kind: OrganisationKind) -> Matter {
        use LegalField as F;
        let offices = matches!(kind, OrganisationKind::Contracted | OrganisationKind::Registered);
        let litigation = if offices { 40 } else { 835 };
        let form = self.dice.choose(&[
            (AidForm::Litigation, litigation),
            (AidForm::Advice, 150),
            (AidForm::Representation, 15),
        ]);
        let field = match form {
            AidForm::Litigation => self.dice.choose(&[
                (F::Criminal, 72),
                (F::MarriageFamily, 12),
                (F::Civil, 9),
                (F::LandHousing, 3),
                (F::Administrative, 3),
                (F::Labour, 1),
            ]),
            AidForm::Advice => self.dice.choose(&[
                (F::LandHousing, 30),
                (F::MarriageFamily, 22),
                (F::Civil, 20),
                (F::MeritPolicy, 8),
                (F::Complaint, 5),
                (F::Criminal, 5),
                (F::Labour, 4),
                (F::Administrative, 3),
                (F::Other, 3),
            ]),
            AidForm::Representation => self.dice.choose(&[
                (F::LandHousing, 40),
                (F::Complaint, 25),
                (F::MeritPolicy, 20),
                (F::Administrative, 10),
                (F::Other, 5),
            ]),
        };
        let role = (form == AidForm::Litigation).then(|| {
            let defence = if field == F::Criminal { 68 } else { 0 };
            self.dice.choose(&[(ProviderRole::Defence, defence), (ProviderRole::Protection, 100 - defence)])
        });
        Matter { form, field, role, accepted }
    }

    pub(super) fn slip(&mut self) -> Slip {
        self.dice.choose(&[
            (Slip::None, 9910),
            (Slip::Ethnicity, 20),
            (Slip::Age, 20),
            (Slip::AssignedLate, 15),
            (Slip::HandedOverLate, 15),
            (Slip::ProviderUnknown, 20),
        ])
    }

    pub(super) fn course(&mut self, matter: &Matter, slip: Slip) -> Course {
        let mut course = Course::default();
        let today = self.today;
        let by_today = |day: NaiveDate| (day <= today).then_some(day);
        let late = if slip == Slip::AssignedLate { 8 + self.dice.between(0, 20) } else { 0 };
        let wait = self.dice.choose(&[(0, 40), (1, 35), (2, 15), (3, 10)]) + late;
        course.assigned = by_today(matter.accepted + Duration::days(wait));
        let Some(assigned) = course.assigned else { return course };
        if self.dice.percent(0.15) {
            return course;
        }
        let length = match matter.form {
            AidForm::Litigation => 30 + self.dice.wait(130.0),
            AidForm::Advice => 1 + self.dice.wait(9.0),
            AidForm::Representation => 15 + self.dice.wait(60.0),
        };
        course.closed = by_today(assigned + Duration::days(length.min(700)));
        let Some(closed) = course.closed else { return course };
        let outcome = self.dice.choose(&[
            (CaseOutcome::Completed, 970),
            (CaseOutcome::NotContinued, 20),
            (CaseOutcome::Terminated, 10),
        ]);
        course.outcome = Some(outcome);
        let late = if slip == Slip::HandedOverLate { 25 + self.dice.between(6, 60) } else { 0 };
        course.handed_over = by_today(closed + Duration::days(self.dice.between(2, 28) + late));
        let completed = outcome == CaseOutcome::Completed;
        if completed && matter.form == AidForm::Litigation && self.dice.percent(17.0) {
            course.criteria = self.criteria(matter.field);
        }
        if let Some(handed_over) = course.handed_over
            && completed
            && self.dice.percent(62.0)
        {
            course.appraised = by_today(handed_over + Duration::days(self.dice.between(3, 60)));
        }
        if course.appraised.is_some() {
            let rating = self.dice.choose(&[
                (Rating::Good, 555),
                (Rating::Fair, 345),
                (Rating::Pass, 95),
                (Rating::Fail, 5),
            ]);
            let (from, to) = match rating {
                Rating::Good => (86, 99),
                Rating::Fair => (70, 85),
                Rating::Pass => (50, 69),
                Rating::Fail => (30, 49),
            };
            course.rating = Some(rating);
            course.score = i32::try_from(self.dice.between(from, to)).ok();
        }
        course
    }

    /// Criteria of Decision 1179: 19 criminal, 7 civil, 4 administrative.
    fn criteria(&mut self, field: LegalField) -> String {
        let (from, to) = match field {
            LegalField::Criminal => (1, 19),
            LegalField::Administrative => (27, 30),
            _ => (20, 26),
        };
        // Every other success in a criminal case is one of two common ones.
        let common = field == LegalField::Criminal && self.dice.percent(50.0);
        let first = if common { self.dice.between(5, 6) } else { self.dice.between(from, to) };
        let second = self.dice.between(from, to);
        if second > first && self.dice.percent(12.0) {
            format!("TC{first:02};TC{second:02}")
        } else {
            format!("TC{first:02}")
        }
    }

    pub(super) fn provider<'a>(
        &mut self,
        unit: &'a Unit,
        matter: &Matter,
        day: NaiveDate,
    ) -> Option<&'a Provider> {
        use ProviderKind as K;
        let fits = |kind: ProviderKind| match kind {
            K::Collaborator | K::AdviserOfContracted | K::AdviserOfRegistered => {
                matter.form == AidForm::Advice
            }
            _ => true,
        };
        let there = |provider: &Provider| {
            provider.appointed_on.is_none_or(|from| from <= day)
                && provider.ended_on.is_none_or(|to| day <= to)
        };
        let officers_only = self.dice.percent(45.0);
        for _ in 0..12 {
            let provider = self.dice.any(&unit.providers)?;
            let kind = provider.kind.0;
            if fits(kind) && there(provider) && (!officers_only || kind == K::LegalAidOfficer) {
                return Some(provider);
            }
        }
        unit.providers.iter().find(|provider| fits(provider.kind.0) && there(provider))
    }

    pub(super) fn source<'a>(&mut self, matter: &Matter, era: &'a Era) -> (Source, Option<&'a NamedAgency>) {
        use Source as S;
        let portal = if matter.accepted.year() >= 2023 { 12 } else { 0 };
        let source = match matter.form {
            AidForm::Litigation => self.dice.choose(&[
                (S::AgencyNotice, 720),
                (S::AgencyInformation, 45),
                (S::AppointedDefence, if matter.role == Some(ProviderRole::Defence) { 40 } else { 0 }),
                (S::SelfRequest, 105),
                (S::Relative, 40),
                (S::ProviderBrought, 20),
                (S::Commune, 10),
                (S::Transfer, 4),
                (S::Hotline, 4),
                (S::Portal, portal),
            ]),
            _ => self.dice.choose(&[
                (S::SelfRequest, 720),
                (S::Relative, 90),
                (S::Commune, 80),
                (S::ProviderBrought, 60),
                (S::Hotline, 20),
                (S::Transfer, 10),
                (S::Other, 8),
                (S::Portal, portal),
            ]),
        };
        let named = matches!(source, S::AgencyNotice | S::AgencyInformation | S::AppointedDefence);
        (source, named.then(|| self.dice.any(&era.agencies)).flatten())
    }

    pub(super) fn urgent_ground(&mut self, source: Source) -> Option<UrgentGround> {
        use UrgentGround as G;
        match source {
            Source::AgencyNotice | Source::AppointedDefence => Some(G::AppointedOrNoticed),
            _ if self.dice.percent(3.0) => {
                Some(self.dice.choose(&[(G::Trial, 6), (G::Limitation, 2), (G::PreventHarm, 1)]))
            }
            _ => None,
        }
    }

    pub(super) fn stage(&mut self, matter: &Matter) -> Option<Stage> {
        use Stage as S;
        if matter.form != AidForm::Litigation {
            return None;
        }
        Some(if matter.field == LegalField::Criminal {
            self.dice.choose(&[
                (S::Investigation, 50),
                (S::FirstInstance, 20),
                (S::Prosecution, 14),
                (S::TrialPreparation, 8),
                (S::Appeal, 5),
                (S::Custody, 2),
                (S::Report, 1),
            ])
        } else {
            self.dice.choose(&[
                (S::FirstInstance, 50),
                (S::TrialPreparation, 40),
                (S::Appeal, 9),
                (S::Review, 1),
            ])
        })
    }

    pub(super) fn client_role(&mut self, matter: &Matter) -> Option<ClientRole> {
        use ClientRole as R;
        Some(match (matter.form, matter.field, matter.role) {
            (AidForm::Litigation, _, Some(ProviderRole::Defence)) => {
                self.dice.choose(&[(R::Accused, 88), (R::Held, 12)])
            }
            (AidForm::Litigation, LegalField::Criminal, _) => {
                self.dice.choose(&[(R::Victim, 90), (R::RelatedPerson, 8), (R::Witness, 2)])
            }
            (AidForm::Litigation, ..) => {
                self.dice.choose(&[(R::Plaintiff, 55), (R::Defendant, 25), (R::RelatedPerson, 20)])
            }
            _ => return None,
        })
    }
}
