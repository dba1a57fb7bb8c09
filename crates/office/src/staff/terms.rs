//! What is known of a provider beside the record: cards, contracts, ranks and posts with their days, absence, training,
//! where somebody works; the contracts and registrations of organisations; and what is about to go wrong.
//!
//! Absence and nursing are somebody's own affair: only who changes the directory there, and the provider, sees them.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::staff::ProviderGroup;
use law::standing::{Alert, Span, StandingFacts, TermKind, guide_obstacles, provider_alerts};
use serde_json::json;
use store::Tx;
use store::staff::Provider;
use store::staff::terms as kept;
use uuid::Uuid;

pub use store::staff::terms::{
    Absence, OrganisationTerm, ProviderProfile, ProviderTerm, Training, Withdrawable,
};

use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Providers whose alerts are looked for at once.
const MOST: u64 = 1000;

/// How a provider stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub profile: Option<ProviderProfile>,
    /// The latest first.
    pub terms: Vec<ProviderTerm>,
    /// Of this year and later, the first first.
    pub absences: Vec<Absence>,
    /// Of three years, the latest first.
    pub training: Vec<Training>,
    /// Hours of training this year.
    pub hours: u32,
    /// Day of the last litigation case, and of the last case of any form.
    pub last_cases: (Option<NaiveDate>, Option<NaiveDate>),
    pub alerts: Vec<Alert>,
}

/// Somebody with something to look at.
#[derive(Clone, Debug)]
pub struct AlertLine {
    pub provider: Provider,
    pub alerts: Vec<Alert>,
    pub last_case_on: Option<NaiveDate>,
    pub hours: u32,
}

/// How a provider stands, for who may change it and for the provider; `None` for others.
pub async fn standing(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Option<Standing>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let provider = store::staff::find_provider(&tx, id).await?.ok_or(Failure::Missing)?;
    let manages = desk.permit(actor, Permission::ManageDirectory);
    let manages = manages.is_ok_and(|permit| permit.within(&provider.org_code).is_ok());
    if !manages && actor.provider != Some(id) {
        return Ok(None);
    }
    let year = first_of_year(desk.today());
    let three_years = NaiveDate::from_ymd_opt(year.year() - 2, 1, 1).unwrap_or(year);
    let profile = kept::list_profiles(&tx, &[id]).await?.pop();
    let terms = kept::list_terms(&tx, &[id]).await?;
    let absences = kept::list_absences(&tx, &[id], year).await?;
    let training = kept::list_training(&tx, &[id], three_years).await?;
    let last = kept::list_last_cases(&tx, &[id]).await?.pop();
    let hours = hours_of(&training, id, year);
    let last_cases = last.map_or((None, None), |last| (last.litigation_on, last.any_on));
    let facts = facts_of(&provider, &terms, &absences, last_cases, hours);
    Ok(Some(Standing {
        profile,
        alerts: provider_alerts(&facts, desk.today()),
        terms,
        absences,
        training,
        hours,
        last_cases,
    }))
}

fn first_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}

fn hours_of(training: &[Training], provider: Uuid, from: NaiveDate) -> u32 {
    let of = training.iter().filter(|course| course.provider_id == provider && course.on_date >= from);
    of.map(|course| u32::try_from(course.hours).unwrap_or(0)).sum()
}

fn facts_of(
    provider: &Provider,
    terms: &[ProviderTerm],
    absences: &[Absence],
    (litigation_on, any_on): (Option<NaiveDate>, Option<NaiveDate>),
    hours: u32,
) -> StandingFacts {
    let spans = |kind: TermKind| -> Vec<Span> {
        let of = terms.iter().filter(|term| term.provider_id == provider.id && term.kind.0 == kind);
        of.map(|term| Span { from: term.from_on, to: term.to_on }).collect()
    };
    let away = absences.iter().filter(|absence| absence.provider_id == provider.id);
    StandingFacts {
        kind: Some(provider.kind.0),
        appointed_on: provider.appointed_on,
        last_case_on: match provider.kind.group() {
            ProviderGroup::Officer => litigation_on,
            _ => any_on,
        },
        cards: spans(TermKind::Card),
        contracts: spans(TermKind::Contract),
        absences: away.map(|it| Span { from: it.from_on, to: Some(it.to_on) }).collect(),
        hours,
    }
}

/// The providers of an organisation and what is below it with something to look at, the gravest first.
pub async fn alerts(desk: &Desk, actor: &Actor, org: &str) -> Outcome<Vec<AlertLine>> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(org)?;
    let today = desk.today();
    let tx = desk.store().snapshot().await?;
    let codes = law::access::subtree(&desk.tree(), org);
    let all = store::staff::list_providers(&tx, Some(&codes), None, MOST).await?;
    let providers: Vec<Provider> =
        all.into_iter().filter(|it| it.ended_on.is_none_or(|last| last >= today)).collect();
    let ids: Vec<Uuid> = providers.iter().map(|it| it.id).collect();
    let year = first_of_year(today);
    let terms = kept::list_terms(&tx, &ids).await?;
    let absences = kept::list_absences(&tx, &ids, year).await?;
    let training = kept::list_training(&tx, &ids, year).await?;
    let last: BTreeMap<Uuid, kept::LastCases> =
        kept::list_last_cases(&tx, &ids).await?.into_iter().map(|it| (it.provider_id, it)).collect();
    let mut found = Vec::new();
    for provider in providers {
        let last_cases = last.get(&provider.id).map_or((None, None), |it| (it.litigation_on, it.any_on));
        let hours = hours_of(&training, provider.id, year);
        let facts = facts_of(&provider, &terms, &absences, last_cases, hours);
        let alerts = provider_alerts(&facts, today);
        if !alerts.is_empty() {
            found.push(AlertLine { last_case_on: facts.last_case_on, provider, alerts, hours });
        }
    }
    found.sort_by_key(|line| {
        (
            !line.alerts.iter().any(|alert| alert.is_grave()),
            line.last_case_on,
            line.provider.name_folded.clone(),
        )
    });
    Ok(found)
}

/// Begins an act on a provider whom the actor may change.
async fn begin(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(Permit, Work, Provider)> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let work = desk.begin(&permit).await?;
    let provider = store::staff::find_provider(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&provider.org_code)?;
    Ok((permit, work, provider))
}

fn wrong(fields: &[(&str, &str)]) -> Outcome<()> {
    let refusal = Refusal::new("staff.term_wrong");
    let refusal = fields.iter().fold(refusal, |refusal, (field, code)| refusal.field(field, code));
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal.into()) }
}

/// Adds a dated fact of a provider; the same form sent twice adds it once.
pub async fn add_term(desk: &Desk, actor: &Actor, term: ProviderTerm) -> Outcome<()> {
    let (_, mut work, provider) = begin(desk, actor, term.provider_id).await?;
    let known = kept::list_terms(&work.tx, &[provider.id]).await?;
    if known.iter().any(|it| it.id == term.id) {
        return Ok(());
    }
    let mut faults = Vec::new();
    if term.label.trim().is_empty() {
        faults.push(("label", "required"));
    }
    if term.to_on.is_some_and(|to| to < term.from_on) {
        faults.push(("to_on", "ends_before_it_begins"));
    }
    if term.kind.0 == TermKind::Guiding {
        let span = Span { from: term.from_on, to: term.to_on };
        let at_once = |it: &&ProviderTerm| {
            let other = Span { from: it.from_on, to: it.to_on };
            it.kind.0 == TermKind::Guiding && (other.covers(span.from) || span.covers(other.from))
        };
        let guided = known.iter().filter(at_once).count();
        let found = guide_obstacles(provider.kind.0, provider.appointed_on, guided, term.from_on);
        faults.extend(found.first().map(|obstacle| ("kind", obstacle.code())));
    }
    wrong(&faults)?;
    work.record("staff.add_term", "provider", provider.id, json!({ "term": &term }));
    kept::insert_term(&work.tx, &term).await?;
    desk.commit(work).await
}

/// Adds leave or another absence.
pub async fn add_absence(desk: &Desk, actor: &Actor, absence: Absence) -> Outcome<()> {
    let (_, mut work, provider) = begin(desk, actor, absence.provider_id).await?;
    if kept::list_absences(&work.tx, &[provider.id], absence.from_on)
        .await?
        .iter()
        .any(|it| it.id == absence.id)
    {
        return Ok(());
    }
    wrong(if absence.to_on < absence.from_on { &[("to_on", "ends_before_it_begins")] } else { &[] })?;
    work.record("staff.add_absence", "provider", provider.id, json!({ "absence": &absence }));
    kept::insert_absence(&work.tx, &absence).await?;
    desk.commit(work).await
}

/// Adds hours of training.
pub async fn add_training(desk: &Desk, actor: &Actor, course: Training) -> Outcome<()> {
    let (_, mut work, provider) = begin(desk, actor, course.provider_id).await?;
    if kept::list_training(&work.tx, &[provider.id], course.on_date)
        .await?
        .iter()
        .any(|it| it.id == course.id)
    {
        return Ok(());
    }
    let mut faults = Vec::new();
    if course.title.trim().is_empty() {
        faults.push(("title", "required"));
    }
    if !(1..=400).contains(&course.hours) {
        faults.push(("hours", "number_out_of_range"));
    }
    if course.on_date > desk.today() {
        faults.push(("on_date", "in_the_future"));
    }
    wrong(&faults)?;
    work.record("staff.add_training", "provider", provider.id, json!({ "training": &course }));
    kept::insert_training(&work.tx, &course).await?;
    desk.commit(work).await
}

/// Withdraws what was entered wrongly; it stays in the record.
pub async fn withdraw(
    desk: &Desk,
    actor: &Actor,
    what: Withdrawable,
    (provider, id): (Uuid, Uuid),
) -> Outcome<()> {
    let (_, mut work, provider) = begin(desk, actor, provider).await?;
    if kept::withdraw(&work.tx, what, (provider.id, id), &actor.name, desk.now()).await? {
        let kind = match what {
            Withdrawable::Term => "term",
            Withdrawable::Absence => "absence",
            Withdrawable::Training => "training",
        };
        work.record("staff.withdraw_term", "provider", provider.id, json!({ "kind": kind, "id": id }));
        desk.commit(work).await?;
    }
    Ok(())
}

/// Saves where a provider works and how much.
pub async fn save_profile(desk: &Desk, actor: &Actor, profile: ProviderProfile) -> Outcome<()> {
    let (_, mut work, provider) = begin(desk, actor, profile.provider_id).await?;
    let known = |code: &str| store::reference::place_of(code).is_some();
    let mut faults = Vec::new();
    if profile.commune_code.as_deref().is_some_and(|code| !known(code)) {
        faults.push(("commune", "unknown"));
    }
    if profile.areas.split(';').any(|code| !code.is_empty() && !known(code)) {
        faults.push(("areas", "unknown"));
    }
    if profile.capacity.is_some_and(|most| !(1..=500).contains(&most)) {
        faults.push(("capacity", "number_out_of_range"));
    }
    wrong(&faults)?;
    work.record("staff.save_profile", "provider", provider.id, json!({ "profile": &profile }));
    kept::save_profile(&work.tx, &profile).await?;
    desk.commit(work).await
}

/// The contracts and registrations of an organisation.
pub async fn organisation_terms(desk: &Desk, actor: &Actor, org: &str) -> Outcome<Vec<OrganisationTerm>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(kept::list_organisation_terms(&tx, &[org.to_owned()]).await?)
}

/// Adds a contract or registration of an organisation.
pub async fn add_organisation_term(desk: &Desk, actor: &Actor, term: OrganisationTerm) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(&term.org_code)?;
    let mut work = desk.begin(&permit).await?;
    let known = kept::list_organisation_terms(&work.tx, std::slice::from_ref(&term.org_code)).await?;
    if known.iter().any(|it| it.id == term.id) {
        return Ok(());
    }
    let mut faults = Vec::new();
    if term.number.trim().is_empty() {
        faults.push(("number", "required"));
    }
    if term.to_on.is_some_and(|to| to < term.from_on) {
        faults.push(("to_on", "ends_before_it_begins"));
    }
    wrong(&faults)?;
    work.record("staff.add_organisation_term", "organisation", &term.org_code, json!({ "term": &term }));
    kept::insert_organisation_term(&work.tx, &term).await?;
    desk.commit(work).await
}

/// Withdraws a contract or registration that was entered wrongly.
pub async fn withdraw_organisation_term(desk: &Desk, actor: &Actor, org: &str, id: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(org)?;
    let mut work = desk.begin(&permit).await?;
    if kept::withdraw_organisation_term(&work.tx, (org, id), &actor.name, desk.now()).await? {
        work.record("staff.withdraw_term", "organisation", org, json!({ "id": id }));
        desk.commit(work).await?;
    }
    Ok(())
}

/// The name of a commune today, for pages.
pub async fn commune_names(desk: &Desk, codes: &[String]) -> Outcome<BTreeMap<String, String>> {
    let tx: Tx = desk.store().snapshot().await?;
    let mut names = BTreeMap::new();
    for code in codes {
        if let Some(commune) = store::reference::commune_on(&tx, code, desk.today()).await? {
            names.insert(code.clone(), format!("{} {}", commune.kind, commune.name));
        }
    }
    Ok(names)
}
