//! The law looks at a case: what cannot be true is refused, what is doubtful is noted. Columns in, facts out.

use chrono::NaiveDate;
use law::access::Reach;
use law::cases::{BeneficiaryFacts, CaseFacts, Doubt, Impossible};
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::quality::Criterion;
use store::cases::CaseFile;
use uuid::Uuid;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

fn facts(file: &CaseFile, criteria: &[Criterion]) -> CaseFacts<'static> {
    let case = &file.case;
    CaseFacts {
        form: case.form.0,
        provider_role: case.provider_role.map(|code| code.0),
        received_on: case.received_on,
        accepted_on: case.accepted_on,
        provider_kind: case.provider_kind.map(|code| code.0),
        assigned_on: case.assigned_on,
        closed_on: case.closed_on,
        outcome: case.outcome.map(|code| code.0),
        handed_over_on: case.handed_over_on,
        appraised_on: case.appraised_on,
        quality_score: case.quality_score,
        quality_rating: case.quality_rating.map(|code| code.0),
        criteria: if criteria.is_empty() { &[] } else { SOME_CRITERION },
    }
}

/// The checks ask only whether there is any criterion.
const SOME_CRITERION: &[Criterion] = &[Criterion::FIRST];

fn criteria_of(file: &CaseFile) -> Outcome<Vec<Criterion>> {
    Criterion::read_list(&file.case.success_criteria)
        .map_err(|part| Failure::Broken(format!("case {}: {part} is no criterion", file.case.id)))
}

fn people_facts<T>(file: &CaseFile, look: impl Fn(&BeneficiaryFacts<'_>) -> Vec<T>) -> Vec<T> {
    let mut found = Vec::new();
    for person in &file.beneficiaries {
        let others: Vec<Category> =
            person.other_categories.split(';').filter_map(|code| Category::from_code(code.trim())).collect();
        let facts = BeneficiaryFacts {
            category: person.category.0,
            other_categories: &others,
            ethnicity: person.ethnicity.as_deref(),
            birth_year: person.birth_year,
        };
        found.extend(look(&facts));
    }
    found
}

/// Refuses what cannot be true, naming every column at once.
pub(crate) fn check(file: &CaseFile, today: NaiveDate) -> Outcome<()> {
    refuse(impossibilities(file, today)?)
}

/// Refuses what cannot be true, and what entry by hand must say.
pub(super) fn check_entry(file: &CaseFile, today: NaiveDate) -> Outcome<()> {
    let mut found = impossibilities(file, today)?;
    found.extend(law::cases::unsaid(&facts(file, &criteria_of(file)?)));
    refuse(found)
}

type Found = Vec<(&'static str, Impossible)>;

/// What cannot be true in a case and in its beneficiaries, by column.
pub(crate) fn impossibilities(file: &CaseFile, today: NaiveDate) -> Outcome<Found> {
    let mut found = law::cases::impossibilities(&facts(file, &criteria_of(file)?), today);
    found.extend(people_facts(file, |person| {
        law::cases::beneficiary_impossibilities(person.birth_year, file.case.accepted_on)
    }));
    Ok(found)
}

fn refuse(found: Found) -> Outcome<()> {
    if found.is_empty() {
        return Ok(());
    }
    let refusal = found
        .into_iter()
        .fold(Refusal::new("impossible"), |refusal, (column, what)| refusal.field(column, what.code()));
    Err(refusal.into())
}

/// The doubts that the rules find in a case.
pub fn doubts_of(file: &CaseFile, today: NaiveDate) -> Outcome<Vec<Doubt>> {
    let case = &file.case;
    let mut found =
        law::cases::doubts(&facts(file, &criteria_of(file)?), case.provider_name.is_some(), today);
    found.extend(people_facts(file, |person| law::cases::beneficiary_doubts(person, case.accepted_on)));
    if case.provider_name.is_some() && case.provider_id.is_none() {
        found.push(Doubt::ProviderUnknown);
    }
    if case.source_agency.is_some() && case.agency_id.is_none() {
        found.push(Doubt::AgencyUnknown);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Looks at a case again after a change and notes its doubts. Safe to repeat.
pub async fn review(desk: &Desk, case: &str) -> Outcome<()> {
    let id = Uuid::parse_str(case).map_err(|error| Failure::Broken(error.to_string()))?;
    let work = desk.begin_as(&Actor::system()).await?;
    let Some(file) = store::cases::find(&work.tx, &Reach::Nation, id).await? else { return Ok(()) };
    let doubts = doubts_of(&file, desk.today())?;
    store::cases::doubts::replace(&work.tx, id, &file.case.org_code, &doubts, desk.now()).await?;
    desk.commit(work).await
}
