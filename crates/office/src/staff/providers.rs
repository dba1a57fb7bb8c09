//! Providers: the list, one page each, adding, correcting, ending.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use law::access::{Permission, Reach};
use law::kernel::names;
use law::staff::{OrganisationKind, ProviderKind};
use serde_json::json;
use store::audit::{AuditLine, Search};
use store::staff::{Organisation, Provider, ProviderFilter, ProviderKey, ProviderMove};
use uuid::Uuid;

use crate::changes;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Providers on a page.
pub const PROVIDERS_PAGE: u64 = 50;

/// Which providers are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderQuery {
    /// This organisation and what is below it; all when empty.
    pub org: Option<String>,
    pub name_part: Option<String>,
    pub kind: Option<ProviderKind>,
    /// `Some(true)` = working today, `Some(false)` = ended.
    pub working: Option<bool>,
}

/// A page of providers.
#[derive(Clone, Debug)]
pub struct ProviderList {
    pub providers: Vec<Provider>,
    pub next: Option<ProviderKey>,
    pub total: u64,
}

/// A provider with what is around.
#[derive(Clone, Debug)]
pub struct ProviderView {
    pub provider: Provider,
    pub organisation: Organisation,
    /// From where to where the provider went, or will go, latest first.
    pub moves: Vec<ProviderMove>,
    /// What was changed, latest first.
    pub history: Vec<AuditLine>,
    pub may_change: bool,
}

/// Whether the directory is all that an actor reads of the house: users of other agencies. They get of a provider what
/// is published as open data, and only those who work.
fn reads_published_only(actor: &Actor) -> bool {
    let inside = [Permission::ReadCases, Permission::ManageDirectory];
    !actor.is_system() && !inside.iter().any(|permission| law::access::may(actor.role, *permission))
}

/// A provider as open data shows one: name, kind, organisation.
fn published(provider: Provider) -> Provider {
    Provider {
        card_number: None,
        appointed_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: String::new(),
        fields: String::new(),
        leader: false,
        ..provider
    }
}

/// Lists providers by name.
pub async fn list_providers(
    desk: &Desk,
    actor: &Actor,
    query: &ProviderQuery,
    after: Option<&ProviderKey>,
) -> Outcome<ProviderList> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let outside = reads_published_only(actor);
    let working = if outside { Some(true) } else { query.working };
    let filter = ProviderFilter {
        organisations: query.org.as_deref().map(|org| law::access::subtree(&desk.tree(), org)),
        name_part: query.name_part.clone(),
        kind: query.kind,
        working: working.map(|working| (working, desk.today())),
    };
    let tx = desk.store().snapshot().await?;
    let mut providers = store::staff::page_of_providers(&tx, &filter, after, PROVIDERS_PAGE + 1).await?;
    let more = providers.len() as u64 > PROVIDERS_PAGE;
    providers.truncate(usize::try_from(PROVIDERS_PAGE).unwrap_or(usize::MAX));
    let key = |it: &Provider| ProviderKey { name_folded: it.name_folded.clone(), id: it.id };
    if outside {
        providers = providers.into_iter().map(published).collect();
    }
    Ok(ProviderList {
        next: providers.last().filter(|_| more).map(key),
        total: store::staff::count_filtered_providers(&tx, &filter).await?,
        providers,
    })
}

/// One provider with organisation; the history for who may change the record.
pub async fn view_provider(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<ProviderView> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let mut provider = store::staff::find_provider(&tx, id).await?.ok_or(Failure::Missing)?;
    let organisation =
        store::staff::find_organisation(&tx, &provider.org_code).await?.ok_or(Failure::Missing)?;
    let search = Search {
        object_kind: Some("provider".to_owned()),
        object_id: Some(id.to_string()),
        ..Search::default()
    };
    let permit = desk.permit(actor, Permission::ManageDirectory);
    let may_change = permit.is_ok_and(|permit| permit.within(&provider.org_code).is_ok());
    let history = match may_change {
        true => store::audit::list(&tx, None, &search, 200).await?,
        false => Vec::new(),
    };
    let mut moves = store::staff::list_moves(&tx, id).await?;
    if reads_published_only(actor) {
        if provider.ended_on.is_some_and(|last| last < desk.today()) {
            return Err(Failure::Missing);
        }
        provider = published(provider);
        moves.clear();
    }
    Ok(ProviderView { provider, organisation, moves, history, may_change })
}

/// Adds a provider. The same form sent twice is one provider: its id is its own. `other_person`: the
/// actor says that somebody of the same name in the same organisation is somebody else.
pub async fn insert_provider(
    desk: &Desk,
    actor: &Actor,
    provider: Provider,
    other_person: bool,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(&provider.org_code)?;
    let mut work = desk.begin(&permit).await?;
    if store::staff::find_provider(&work.tx, provider.id).await?.is_some() {
        return Ok(());
    }
    let here = [provider.org_code.clone()];
    if !other_person
        && !store::staff::find_provider_by_name(&work.tx, &here, &provider.name).await?.is_empty()
    {
        return Err(Refusal::new("staff.provider_wrong").field("name", "same_name").into());
    }
    enter_provider(&permit, &mut work, desk.today(), provider).await?;
    desk.commit(work).await
}

/// Adds a provider within an act that is under way (a form, a file).
pub(crate) async fn enter_provider(
    permit: &Permit,
    work: &mut Work,
    today: NaiveDate,
    mut provider: Provider,
) -> Outcome<()> {
    permit.within(&provider.org_code)?;
    provider.name = names::written(&provider.name);
    provider.version = 1;
    check(work, today, &provider).await?;
    work.record("staff.insert_provider", "provider", provider.id, json!({ "provider": &provider }));
    store::staff::insert_provider(&work.tx, provider).await?;
    Ok(())
}

/// Corrects a provider that still has the version of the record; `Failure::Stale` when not.
pub async fn update_provider(desk: &Desk, actor: &Actor, mut after: Provider, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let mut work = desk.begin(&permit).await?;
    let before = store::staff::find_provider(&work.tx, after.id).await?.ok_or(Failure::Missing)?;
    permit.within(&before.org_code)?;
    permit.within(&after.org_code)?;
    if before.version != after.version {
        return Err(Failure::Stale);
    }
    after.name = names::written(&after.name);
    check(&work, desk.today(), &after).await?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("staff.provider_wrong").field("reason", "required").into());
    }
    save(&mut work, "staff.update_provider", &before, after, reason).await?;
    desk.commit(work).await
}

/// Ends the work of a provider (*thôi làm*, card withdrawn, contract ended).
pub async fn end_provider(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    ended_on: NaiveDate,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let mut work = desk.begin(&permit).await?;
    let before = store::staff::find_provider(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&before.org_code)?;
    if before.ended_on == Some(ended_on) {
        return Ok(());
    }
    if before.version != seen {
        return Err(Failure::Stale);
    }
    let mut wrong = Refusal::new("staff.provider_wrong");
    if before.appointed_on.is_some_and(|day| ended_on < day) {
        wrong = wrong.field("ended_on", "ended_before_appointed");
    }
    if reason.trim().is_empty() {
        wrong = wrong.field("reason", "required");
    }
    if !wrong.fields.is_empty() {
        return Err(wrong.into());
    }
    let after = Provider { ended_on: Some(ended_on), ..before.clone() };
    save(&mut work, "staff.end_provider", &before, after, reason).await?;
    desk.commit(work).await
}

async fn save(work: &mut Work, act: &str, before: &Provider, after: Provider, reason: &str) -> Outcome<()> {
    let changed = changes::between(before, &after, &["version", "name_folded"]);
    if changed.is_empty() {
        return Ok(());
    }
    work.record_because(act, "provider", after.id, reason, json!({ "changed": changed }));
    store::staff::update_provider(&work.tx, after).await?;
    Ok(())
}

async fn check(work: &Work, today: NaiveDate, provider: &Provider) -> Outcome<()> {
    let mut wrong = Refusal::new("staff.provider_wrong");
    let organisation =
        store::staff::find_organisation(&work.tx, &provider.org_code).await?.ok_or(Failure::Missing)?;
    if !OrganisationKind::keeps_register(*organisation.kind) {
        wrong = wrong.field("org_code", "no_register");
    }
    if provider.name.is_empty() {
        wrong = wrong.field("name", "required");
    }
    if provider.appointed_on.is_some_and(|day| organisation.valid_to.is_some_and(|last| day > last)) {
        wrong = wrong.field("appointed_on", "organisation_closed");
    }
    if let (Some(appointed), Some(ended)) = (provider.appointed_on, provider.ended_on)
        && ended < appointed
    {
        wrong = wrong.field("ended_on", "ended_before_appointed");
    }
    if provider.birth_year.is_some_and(|year| year < 1900 || year > today.year() - 18) {
        wrong = wrong.field("birth_year", "birth_year");
    }
    if let Some(card) = &provider.card_number {
        let same =
            store::staff::find_provider_by_card(&work.tx, std::slice::from_ref(&provider.org_code), card)
                .await?;
        if same.iter().any(|other| other.id != provider.id && other.ended_on.is_none()) {
            wrong = wrong.field("card_number", "card_taken");
        }
    }
    if wrong.fields.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Open organisations in reach that keep a register, for the form of a provider.
pub async fn homes(desk: &Desk, actor: &Actor) -> Outcome<Vec<Organisation>> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    let fits = |it: &Organisation| it.kind.keeps_register() && permit.reach().covers(&it.code);
    Ok(all.into_iter().filter(fits).collect())
}

/// Names of organisations by code, for lists that show many.
pub async fn organisation_names(desk: &Desk, actor: &Actor) -> Outcome<BTreeMap<String, String>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    Ok(all.into_iter().map(|it| (it.code, it.name)).collect())
}

/// Whether an actor may add providers anywhere.
#[must_use]
pub fn may_add(desk: &Desk, actor: &Actor) -> bool {
    desk.permit(actor, Permission::ManageDirectory)
        .is_ok_and(|permit| !matches!(permit.reach(), Reach::Provider { .. }))
}
