//! A case as it is entered, and how it becomes records: the organisation, the provider, the persons of the register.
//!
//! A person is the one chosen, else the one with the same identity number, else the one the case had, else a new one.
//! What was entered becomes the latest knowledge of a person.

use chrono::{Datelike as _, NaiveDate};
use law::cases::{
    AidForm, CaseState, ClientRole, LegalField, Outcome as CaseOutcome, ProviderRole, Source, Stage,
    UrgentGround,
};
use law::conduct::NotContinuedGround;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use store::cases::{Beneficiary, Case, CaseFile};
use store::people::Person;
use uuid::Uuid;

use super::look::check_entry;
use crate::desk::{Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// When somebody was born, as far as known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Birth {
    /// Only the year.
    Year(i32),
    /// The day.
    Day(NaiveDate),
}

impl Birth {
    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year) => year,
            Self::Day(day) => day.year(),
        }
    }

    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Year(_) => None,
            Self::Day(day) => Some(day),
        }
    }
}

/// A beneficiary as entered.
#[derive(Clone, Debug)]
pub struct BeneficiaryDraft {
    /// The person of the register, where one was chosen.
    pub person: Option<Uuid>,
    pub name: String,
    pub birth: Option<Birth>,
    pub sex: Option<Sex>,
    pub ethnicity: Option<String>,
    pub id_number: Option<IdNumber>,
    pub commune_code: Option<String>,
    pub category: Category,
    pub other_categories: Vec<Category>,
    pub client_role: Option<ClientRole>,
}

/// A case as entered.
#[derive(Clone, Debug)]
pub struct CaseDraft {
    /// The id that the form carried, so that the same form sent twice is one case.
    pub id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub form: AidForm,
    pub field: LegalField,
    pub provider_role: Option<ProviderRole>,
    pub received_on: Option<NaiveDate>,
    pub accepted_on: NaiveDate,
    pub urgent_ground: Option<UrgentGround>,
    pub source: Source,
    pub source_agency: Option<String>,
    pub stage: Option<Stage>,
    pub provider: Option<Uuid>,
    pub assigned_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub outcome: Option<CaseOutcome>,
    pub handed_over_on: Option<NaiveDate>,
    pub appraised_on: Option<NaiveDate>,
    pub quality_score: Option<i32>,
    pub quality_rating: Option<Rating>,
    pub success_criteria: Vec<Criterion>,
    pub note: Option<String>,
    pub beneficiaries: Vec<BeneficiaryDraft>,
}

/// What closing a case asks.
#[derive(Clone, Debug)]
pub struct Closing {
    pub closed_on: NaiveDate,
    pub outcome: CaseOutcome,
    pub success_criteria: Vec<Criterion>,
    pub note: Option<String>,
    /// Why it is not continued (art. 37(1)).
    pub ground: Option<NotContinuedGround>,
    /// The written notice to the person, or the decision that ended it: number and day.
    pub paper: Option<String>,
}

impl Closing {
    /// What is to be done with the outcome and nothing else.
    #[must_use]
    pub fn on(closed_on: NaiveDate, outcome: CaseOutcome) -> Self {
        Self { closed_on, outcome, success_criteria: Vec::new(), note: None, ground: None, paper: None }
    }
}

pub(super) async fn check_organisation(work: &Work, draft: &CaseDraft) -> Outcome<()> {
    let organisation = store::staff::find_organisation(&work.tx, &draft.org_code).await?;
    let wrong = |code: &str| Failure::from(Refusal::new("impossible").field("org_code", code));
    let organisation = organisation.ok_or_else(|| wrong("unknown"))?;
    if !organisation.kind.keeps_register() {
        return Err(wrong("no_register"));
    }
    let ended = organisation.valid_to.is_some_and(|last| draft.accepted_on > last);
    if ended || draft.accepted_on < organisation.valid_from {
        return Err(wrong("not_in_existence"));
    }
    Ok(())
}

/// Builds the records of a draft and lets the law look at them.
pub(super) async fn assemble(
    desk: &Desk,
    permit: &Permit,
    work: &Work,
    draft: &CaseDraft,
    before: Option<&CaseFile>,
) -> Outcome<CaseFile> {
    let provider = match draft.provider {
        Some(id) => store::staff::find_provider(&work.tx, id).await?,
        None => None,
    };
    if draft.provider.is_some() && provider.is_none() {
        return Err(Refusal::new("impossible").field("provider", "unknown").into());
    }
    let old = before.map(|file| &file.case);
    // A provider or agency kept as written stays as written when nobody chose another.
    let as_written = if provider.is_none() { old.filter(|case| case.provider_id.is_none()) } else { None };
    let now = desk.now();
    let same_agency = old.filter(|case| case.source_agency == draft.source_agency);
    let case = Case {
        id: draft.id,
        org_code: draft.org_code.clone(),
        file_code: draft.file_code.clone(),
        file_code_folded: String::new(),
        form: draft.form.into(),
        field: draft.field.into(),
        provider_role: draft.provider_role.map(Into::into),
        received_on: draft.received_on,
        accepted_on: draft.accepted_on,
        urgent_ground: draft.urgent_ground.map(Into::into),
        source: draft.source.into(),
        source_agency: draft.source_agency.clone(),
        agency_id: same_agency.and_then(|case| case.agency_id),
        stage: draft.stage.map(Into::into),
        provider_name: provider
            .as_ref()
            .map(|provider| provider.name.clone())
            .or_else(|| as_written.and_then(|case| case.provider_name.clone())),
        provider_kind: provider.as_ref().map(|provider| provider.kind).or_else(|| as_written?.provider_kind),
        provider_card: provider
            .as_ref()
            .map(|provider| provider.card_number.clone())
            .unwrap_or_else(|| as_written.and_then(|case| case.provider_card.clone())),
        provider_id: provider.as_ref().map(|provider| provider.id),
        assigned_on: draft.assigned_on,
        closed_on: draft.closed_on,
        outcome: draft.outcome.map(Into::into),
        handed_over_on: draft.handed_over_on,
        appraised_on: draft.appraised_on,
        quality_score: draft.quality_score,
        quality_rating: draft.quality_rating.map(Into::into),
        success_criteria: Criterion::write_list(&draft.success_criteria),
        note: draft.note.clone(),
        beneficiary_count: 0,
        state: CaseState::Accepted.into(),
        restricted: old.map(|case| case.restricted.clone()).unwrap_or_default(),
        request_id: old.and_then(|case| case.request_id),
        accepted_at: old.and_then(|case| case.accepted_at),
        begun_on: old.and_then(|case| case.begun_on),
        paused_on: old.and_then(|case| case.paused_on),
        archived_on: old.and_then(|case| case.archived_on),
        entered_at: old.map_or(now, |case| case.entered_at),
        entered_by: old.map_or_else(|| permit.actor().id(), |case| case.entered_by.clone()),
        recorded_at: now,
        version: old.map_or(1, |case| case.version),
    };
    let mut beneficiaries = Vec::with_capacity(draft.beneficiaries.len());
    for (position, person) in draft.beneficiaries.iter().enumerate() {
        let known = before.and_then(|file| file.beneficiaries.get(position)).map(|old| old.person_id);
        let person_id = settle_person(desk, work, person, known).await?;
        beneficiaries.push(beneficiary(draft, person, person_id));
    }
    let mut file = CaseFile { case, beneficiaries };
    if file.beneficiaries.is_empty() {
        return Err(Refusal::new("impossible").field("client_name", "required").into());
    }
    file.complete();
    check_entry(&file, desk.today())?;
    Ok(file)
}

fn beneficiary(draft: &CaseDraft, person: &BeneficiaryDraft, person_id: Uuid) -> Beneficiary {
    Beneficiary {
        seq: 0,
        case_id: draft.id,
        position: 0,
        person_id,
        name: names::written(&person.name),
        search_text: String::new(),
        sex: person.sex.map(Into::into),
        birth_year: person.birth.map(Birth::year),
        birth_date: person.birth.and_then(Birth::day),
        ethnicity: person.ethnicity.clone(),
        commune_code: person.commune_code.clone(),
        category: person.category.into(),
        other_categories: person
            .other_categories
            .iter()
            .map(|code| code.code())
            .collect::<Vec<_>>()
            .join(";"),
        client_role: person.client_role.map(Into::into),
    }
}

/// Finds or makes the record of a person: the one chosen, else the one with the same identity number,
/// else the one this case had, else a new one. What was entered becomes the latest knowledge.
async fn settle_person(
    desk: &Desk,
    work: &Work,
    draft: &BeneficiaryDraft,
    known: Option<Uuid>,
) -> Outcome<Uuid> {
    let by_number = match &draft.id_number {
        Some(number) => store::people::find_by_id_number(&work.tx, number).await?,
        None => None,
    };
    let found = match (draft.person.or(known), by_number) {
        (_, Some(person)) => Some(person),
        (Some(id), None) => store::people::find(&work.tx, id).await?,
        (None, None) => None,
    };
    let mut person = found.clone().unwrap_or_else(|| Person {
        id: desk.id(),
        name: String::new(),
        name_folded: String::new(),
        name_sound: String::new(),
        sex: None,
        birth_year: None,
        birth_date: None,
        ethnicity: None,
        commune_code: None,
        id_number_sealed: None,
        id_number_index: None,
        entered_at: desk.now(),
        version: 1,
    });
    person.name = names::written(&draft.name);
    person.name_folded = names::fold(&draft.name);
    person.sex = draft.sex.map(Into::into).or(person.sex);
    person.birth_year = draft.birth.map(Birth::year).or(person.birth_year);
    person.birth_date = draft.birth.and_then(Birth::day).or(person.birth_date);
    person.ethnicity = draft.ethnicity.clone().or(person.ethnicity);
    person.commune_code = draft.commune_code.clone().or(person.commune_code);
    if let Some(number) = &draft.id_number
        && person.id_number_index != Some(store::people::index_of(&work.tx, number))
    {
        store::people::seal_id_number(&work.tx, &mut person, Some(number))?;
    }
    let id = person.id;
    match found {
        None => store::people::insert(&work.tx, person).await?,
        Some(before) if before != person => store::people::update(&work.tx, person).await?,
        Some(_) => {}
    }
    Ok(id)
}
