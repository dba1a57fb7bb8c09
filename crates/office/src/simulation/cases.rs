//! One invented case after another: who, what, by whom, how it went, and when it was written down.
//!
//! Shares follow what is published (`reporting.md` §4): litigation about 83 %, by notice of an agency
//! about 60 %, mostly criminal. Every case obeys `law::cases`; about one in a hundred is doubtful.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, Utc};
use law::cases::AidForm;
use store::cases::{Beneficiary, Case, CaseEvent, CaseFile, WholeCase};
use store::secrets::Keyring;
use uuid::Uuid;

use super::beneficiaries::Remembered;
use super::calendar;
use super::course::{Course, Matter, Slip};
use super::dice::Dice;
use super::nation::{Nation, Unit};
use crate::failure::{Failure, Outcome};

/// Makes cases.
pub(super) struct Maker {
    pub(super) nation: Arc<Nation>,
    pub(super) dice: Dice,
    pub(super) today: NaiveDate,
    pub(super) now: DateTime<Utc>,
    /// Last number of each series of file codes.
    pub(super) numbers: HashMap<(String, String, i32), i64>,
    pub(super) keys: Keyring,
    /// Who enters cases.
    pub(super) actor: String,
    pub(super) remembered: Remembered,
    /// Counts up within a day, so that ids keep the order of acceptance.
    clock: u64,
}

impl Maker {
    pub(super) fn new(
        nation: Arc<Nation>,
        dice: Dice,
        (today, now): (NaiveDate, DateTime<Utc>),
        numbers: HashMap<(String, String, i32), i64>,
        keys: Keyring,
        actor: String,
    ) -> Self {
        Self { nation, dice, today, now, numbers, keys, actor, remembered: Remembered::default(), clock: 0 }
    }

    pub(super) fn id(&mut self, day: NaiveDate) -> Uuid {
        self.clock += 1;
        let midnight = u64::try_from(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()).unwrap_or(0);
        self.dice.id(midnight + (self.clock / 16) % 86_400_000)
    }

    /// A new day begins: ids count from its midnight.
    pub(super) fn begin_day(&mut self) {
        self.clock = 0;
    }

    /// One case accepted on a day.
    pub(super) fn case(&mut self, accepted: NaiveDate) -> Outcome<WholeCase> {
        let nation = Arc::clone(&self.nation);
        let area =
            nation.areas.draw(&mut self.dice).ok_or_else(|| Failure::Broken("no province".to_owned()))?;
        let era = if accepted < nation.first_new_day { &area.before } else { &area.after };
        let unit = &nation.units[self.dice.choose(&era.units)];
        let matter = self.matter(accepted, unit.kind);
        let slip = self.slip();
        let id = self.id(accepted);
        let course = self.course(&matter, slip);
        let provider = course.assigned.and_then(|day| self.provider(unit, &matter, day));
        let course = if provider.is_some() { course } else { Course::default() };
        let (source, agency) = self.source(&matter, era);
        let urgent = self.urgent_ground(source);
        let before = if urgent.is_some() { 0 } else { self.dice.between(0, 2) };
        let stage = self.stage(&matter);
        let role = self.client_role(&matter);

        let mut persons = Vec::new();
        let mut beneficiaries: Vec<Beneficiary> = Vec::new();
        for _ in 0..self.dice.choose(&[(1, 940), (2, 45), (3, 15)]) {
            let (beneficiary, person) = self.beneficiary(area, era, &matter, role, slip)?;
            // Nobody is helped twice in one case, however well remembered.
            let again = |known: &Beneficiary| known.person_id == beneficiary.person_id;
            if !beneficiaries.iter().any(again) {
                beneficiaries.push(beneficiary);
                persons.extend(person);
            }
        }
        let entered_at = calendar::entered(&mut self.dice, accepted, self.now);
        let (closing_entered_at, appraisal_entered_at) = self.later_entries(&course, entered_at);
        let recorded_at = appraisal_entered_at.or(closing_entered_at).unwrap_or(entered_at);
        let versions =
            1 + i64::from(closing_entered_at.is_some()) + i64::from(appraisal_entered_at.is_some());
        let known = provider.filter(|_| slip != Slip::ProviderUnknown);
        let case = Case {
            id,
            org_code: unit.code.clone(),
            file_code: self.file_code(unit, &matter),
            file_code_folded: String::new(),
            form: matter.form.into(),
            field: matter.field.into(),
            provider_role: matter.role.map(Into::into),
            received_on: Some(accepted - Duration::days(before)),
            accepted_on: accepted,
            urgent_ground: urgent.map(Into::into),
            source: source.into(),
            source_agency: agency.map(|agency| agency.name.clone()),
            agency_id: agency.map(|agency| agency.id),
            stage: stage.map(Into::into),
            provider_name: provider.map(|provider| provider.name.clone()),
            provider_kind: provider.map(|provider| provider.kind),
            provider_card: known.and_then(|provider| provider.card_number.clone()),
            provider_id: known.map(|provider| provider.id),
            assigned_on: course.assigned,
            closed_on: course.closed,
            outcome: course.outcome.map(Into::into),
            handed_over_on: course.handed_over,
            appraised_on: course.appraised,
            quality_score: course.score,
            quality_rating: course.rating.map(Into::into),
            success_criteria: course.criteria.clone(),
            note: None,
            beneficiary_count: 0,
            state: law::cases::CaseState::Accepted.into(),
            restricted: String::new(),
            request_id: None,
            accepted_at: None,
            // Whoever was assigned this week is still being registered with the body.
            begun_on: course
                .assigned
                .filter(|day| course.closed.is_some() || *day < self.today - Duration::days(4)),
            paused_on: None,
            archived_on: None,
            entered_at,
            entered_by: self.actor.clone(),
            recorded_at,
            version: versions,
        };
        let mut file = CaseFile { case, beneficiaries };
        file.complete();
        let events = self.events(&file, &unit.clerk, closing_entered_at, appraisal_entered_at);
        let doubts = crate::cases::doubts_of(&file, self.today)?;
        Ok(WholeCase { file, persons, events, doubts, closing_entered_at, appraisal_entered_at })
    }

    /// When the end and the appraisal were entered, where that was after what came before.
    fn later_entries(
        &mut self,
        course: &Course,
        entered_at: DateTime<Utc>,
    ) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let closing = course.closed.map(|day| calendar::entered(&mut self.dice, day, self.now));
        let closing = closing.filter(|at| *at > entered_at);
        let appraisal = course.appraised.map(|day| calendar::entered(&mut self.dice, day, self.now));
        let appraisal = appraisal.filter(|at| *at > closing.unwrap_or(entered_at));
        (closing, appraisal)
    }

    fn events(
        &mut self,
        file: &CaseFile,
        clerk: &str,
        closing: Option<DateTime<Utc>>,
        appraisal: Option<DateTime<Utc>>,
    ) -> Vec<CaseEvent> {
        let case = &file.case;
        let first = case.entered_at;
        let end = closing.unwrap_or(first);
        let quality = appraisal.unwrap_or(end);
        let received =
            case.received_on.filter(|day| *day != case.accepted_on || case.source_agency.is_some());
        let milestones = [
            ("received", received, first, case.source_agency.clone()),
            ("accepted", Some(case.accepted_on), first, None),
            ("assigned", case.assigned_on, first, case.provider_name.clone()),
            ("closed", case.closed_on, end, case.outcome.map(|outcome| outcome.to_string())),
            ("handed_over", case.handed_over_on, end, None),
            ("appraised", case.appraised_on, quality, case.quality_rating.map(|rating| rating.to_string())),
        ];
        let happened =
            milestones.into_iter().filter_map(|(kind, day, at, text)| Some((kind, day?, at, text)));
        happened
            .map(|(kind, on_date, entered_at, text)| CaseEvent {
                id: self.id(on_date),
                case_id: case.id,
                kind: kind.to_owned(),
                on_date,
                // Nothing is written down before it happened, also where the end was entered in advance.
                entered_at: entered_at.max(on_date.and_time(NaiveTime::MIN).and_utc()).min(self.now),
                entered_by: clerk.to_owned(),
                text,
            })
            .collect()
    }

    fn file_code(&mut self, unit: &Unit, matter: &Matter) -> String {
        let form = match matter.form {
            AidForm::Litigation => "TGTT",
            AidForm::Advice => "TV",
            AidForm::Representation => "DDNTT",
        };
        let series = format!("{}.{form}.", unit.mark);
        let year = matter.accepted.year();
        let last = self.numbers.entry((unit.code.clone(), series.clone(), year)).or_default();
        *last += 1;
        format!("{series}{last:02}.{year}")
    }
}
