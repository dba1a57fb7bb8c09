//! A case comes into the register, by hand or from a request: its number, its checks, and what the form offers.
//!
//! Numbers are of an organisation, a form and a year (Circular 12/2018 art. 11); the series follows what is typed by hand.

use chrono::{Datelike as _, NaiveDate};
use law::access::{Permission, Reach};
use law::cases::AidForm;
use law::kernel::names;
use serde_json::json;
use store::cases::CaseFile;
use store::reference::{Commune, EthnicGroup};
use store::staff::{Organisation, Provider};
use uuid::Uuid;

use super::draft::{CaseDraft, assemble, check_organisation};
use super::follow::{self, Handing};
use super::save::milestones;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Enters a case in the register (*thụ lý, vào sổ*). The same draft sent twice is one case; without a file code
/// the next number of the register is taken.
pub async fn register(desk: &Desk, actor: &Actor, draft: CaseDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    permit.within(&draft.org_code)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::cases::find(&work.tx, &Reach::Nation, draft.id).await? {
        let same = draft.file_code.is_empty() || known.case.file_code == draft.file_code;
        return if same { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    let id = draft.id;
    let file = enter(desk, &permit, &mut work, draft, Brought::default()).await?;
    if file.case.closed_on.is_none() {
        follow::await_all(desk, &mut work, &file).await?;
    }
    desk.commit(work).await?;
    Ok(id)
}

/// What a case brings along from the request it was made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    pub request: Option<Uuid>,
    pub accepted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub agency: Option<Uuid>,
    /// Codes of `law::confidentiality::Restriction` joined by `;`.
    pub restricted: String,
}

/// The one way in which a case comes into the register, by hand or from a request: number, checks, records, trace.
pub(crate) async fn enter(
    desk: &Desk,
    permit: &Permit,
    work: &mut Work,
    draft: CaseDraft,
    brought: Brought,
) -> Outcome<CaseFile> {
    check_organisation(work, &draft).await?;
    let mut file = assemble(desk, permit, work, &draft, None).await?;
    // Who takes a number keeps the others of the register waiting until the act ends: late, therefore.
    file.case.file_code = number(work, &draft).await?;
    file.case.request_id = brought.request;
    file.case.accepted_at = brought.accepted_at;
    file.case.agency_id = file.case.agency_id.or(brought.agency);
    file.case.restricted = brought.restricted;
    file.complete();
    work.record("cases.register", "case", file.case.id, json!({ "case": &file }));
    store::cases::insert(&work.tx, file.clone()).await?;
    store::cases::insert_events(&work.tx, &milestones(desk, permit.actor(), None, &file)).await?;
    follow::keep(desk, work, permit.actor(), (None, &file), Handing::default(), None).await?;
    work.emit(Event::CaseRegistered { case: draft.id.to_string() });
    Ok(file)
}

/// Takes the next number of the register, or moves the series to the one that was typed by hand, which must be free.
async fn number(work: &Work, draft: &CaseDraft) -> Outcome<String> {
    if draft.file_code.is_empty() {
        return next_number(work, &draft.org_code, draft.form, draft.accepted_on).await;
    }
    let (series, year) = (series(&draft.org_code, draft.form), draft.accepted_on.year());
    let typed = draft.file_code.strip_prefix(&series).and_then(|rest| rest.strip_suffix(&format!(".{year}")));
    if let Some(number) = typed.and_then(|number| number.parse().ok()) {
        store::cases::numbers::note(&work.tx, &draft.org_code, &series, year, number).await?;
    }
    let known = store::cases::find_by_code(&work.tx, &draft.org_code, &draft.file_code).await?;
    if let Some(known) = known {
        let refusal =
            Refusal::new("cases.known_code").field("file_code", "known_code").with("case", known.case.id);
        return Err(refusal.into());
    }
    Ok(draft.file_code.clone())
}

/// Takes the next number of the register for a case of this form and day; it belongs to this act.
pub(crate) async fn next_number(
    work: &Work,
    org_code: &str,
    form: AidForm,
    day: NaiveDate,
) -> Outcome<String> {
    let series = series(org_code, form);
    let number = store::cases::numbers::take(&work.tx, org_code, &series, day.year()).await?;
    Ok(store::cases::numbers::spelled(&series, number, day.year()))
}

/// The series of file codes of an organisation for a form: `TT.TGTT.` (Circular 12/2018 art. 11).
fn series(org_code: &str, form: AidForm) -> String {
    let mark = match form {
        AidForm::Litigation => "TGTT",
        AidForm::Advice => "TV",
        AidForm::Representation => "DDNTT",
    };
    let parts: Vec<&str> = org_code.split('.').collect();
    let unit = match parts.as_slice() {
        [kind, _, number] => format!("{kind}{number}"),
        _ => parts[0].to_owned(),
    };
    format!("{unit}.{mark}.")
}

/// What the form of a case offers: registers within reach, their providers, the ethnic groups.
#[derive(Clone, Debug)]
pub struct EntryOptions {
    pub organisations: Vec<Organisation>,
    pub providers: Vec<Provider>,
    pub ethnic_groups: Vec<EthnicGroup>,
}

/// Gathers what the form of a case offers.
pub async fn entry_options(desk: &Desk, actor: &Actor) -> Outcome<EntryOptions> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let mut organisations = store::staff::list_organisations(&tx).await?;
    organisations.retain(|unit| unit.kind.keeps_register() && permit.reach().covers(&unit.code));
    organisations.sort_by_key(|unit| (unit.valid_to.is_some(), unit.code != actor.org, unit.code.clone()));
    let codes: Vec<String> = organisations.iter().map(|unit| unit.code.clone()).collect();
    let providers = store::staff::list_providers(&tx, Some(&codes), None, 500).await?;
    let ethnic_groups = store::reference::list_ethnic_groups(&tx).await?;
    Ok(EntryOptions { organisations, providers, ethnic_groups })
}

/// Reads a commune as people type it: a code, or a name within the province of the organisation, by the
/// list of the day. Several that fit are all answered; none answers an empty list.
pub async fn communes_named(
    desk: &Desk,
    org_code: &str,
    typed: &str,
    day: NaiveDate,
) -> Outcome<Vec<Commune>> {
    let tx = desk.store().snapshot().await?;
    if typed.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(store::reference::commune_on(&tx, typed, day).await?.into_iter().collect());
    }
    let organisation = store::staff::find_organisation(&tx, org_code).await?;
    let Some(province) = organisation.and_then(|unit| unit.province_code) else { return Ok(Vec::new()) };
    let folded = names::fold(typed);
    let plain = ["xa ", "phuong ", "thi tran ", "dac khu "].iter().find_map(|kind| folded.strip_prefix(kind));
    let plain = plain.unwrap_or(&folded);
    let found = store::reference::list_communes(&tx, &province, plain, day, 20).await?;
    let exact: Vec<Commune> = found.iter().filter(|commune| commune.name_folded == plain).cloned().collect();
    Ok(if exact.is_empty() { found } else { exact })
}

/// The file code that the next case of an organisation, form and year will get (*mã hồ sơ*, Circular 12/2018
/// art. 11), unless somebody is faster.
pub async fn next_file_code(
    desk: &Desk,
    actor: &Actor,
    org_code: &str,
    form: AidForm,
    year: i32,
) -> Outcome<String> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    permit.within(org_code)?;
    let tx = desk.store().snapshot().await?;
    let series = series(org_code, form);
    let number = store::cases::numbers::peek(&tx, org_code, &series, year).await?;
    Ok(store::cases::numbers::spelled(&series, number, year))
}
