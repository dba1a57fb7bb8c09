//! Data quality: what deserves a second look, and names that are not linked to the register yet.
//!
//! Linking says that a name as written means an entry of the register. It links every case that
//! writes it so; the name as written stays, and so do all figures.

use law::access::{Permission, Reach};
use law::cases::Doubt;
use law::kernel::names;
use serde_json::json;
use store::staff::Provider;
use uuid::Uuid;

pub use store::cases::doubts::DoubtLine;
pub use store::imports::{AgencyGroup, ProviderGroup};
pub use store::reference::Agency;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// Lines on a page, and groups in a list.
pub const PAGE: u64 = 50;
const GROUPS: u64 = 200;

/// How many cases each kind of doubt is about, within reach.
pub async fn counts(desk: &Desk, actor: &Actor) -> Outcome<Vec<(Doubt, i64)>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::cases::doubts::count(&tx, permit.reach()).await?)
}

/// The cases of one kind of doubt, after a case.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    doubt: Doubt,
    after: Option<Uuid>,
) -> Outcome<(Vec<DoubtLine>, Option<Uuid>)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let mut lines = store::cases::doubts::list(&work.tx, permit.reach(), doubt, after, PAGE + 1).await?;
    let more = lines.len() as u64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|line| line.case_id);
    work.record("exchange.list_doubts", "list", "doubts", json!({ "doubt": doubt, "lines": lines.len() }));
    desk.commit(work).await?;
    Ok((lines, next))
}

/// Names of providers that are not linked, the most frequent first.
pub async fn unmatched_providers(desk: &Desk, actor: &Actor) -> Outcome<Vec<ProviderGroup>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::imports::list_unmatched_providers(&tx, permit.reach(), GROUPS).await?)
}

/// Names of agencies that are not linked, the most frequent first.
pub async fn unmatched_agencies(desk: &Desk, actor: &Actor) -> Outcome<Vec<AgencyGroup>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::imports::list_unmatched_agencies(&tx, permit.reach(), GROUPS).await?)
}

/// Providers of the register who may be meant by a name in the cases of an organisation, the most
/// alike first.
pub async fn providers_like(desk: &Desk, actor: &Actor, org: &str, name: &str) -> Outcome<Vec<Provider>> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    permit.within(org)?;
    let tx = desk.store().snapshot().await?;
    let organisations = match permit.reach() {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes.as_slice()),
    };
    let mut found = store::staff::list_providers(&tx, organisations, None, 5000).await?;
    let folded = names::fold(name);
    let likeness = |it: &Provider| {
        let here = if it.org_code == org { 0.1 } else { 0.0 };
        names::likeness(&folded, &it.name_folded) + here
    };
    found.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    found.truncate(50);
    Ok(found)
}

/// Agencies of the register that may be meant by a name, the most alike first.
pub async fn agencies_like(desk: &Desk, actor: &Actor, name: &str, part: &str) -> Outcome<Vec<Agency>> {
    desk.permit(actor, Permission::EditCase)?;
    let tx = desk.store().snapshot().await?;
    let mut found = store::reference::list_agencies(&tx, part, None, 5000).await?;
    let folded = names::fold(name);
    found.sort_by(|a, b| {
        let likeness = |it: &Agency| names::likeness(&folded, &it.name_folded);
        likeness(b).total_cmp(&likeness(a))
    });
    found.truncate(50);
    Ok(found)
}

/// Links all cases of a group to a provider of the register; answers how many.
pub async fn link_provider_name(
    desk: &Desk,
    actor: &Actor,
    group: &ProviderGroup,
    provider: Uuid,
) -> Outcome<usize> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    permit.within(&group.org_code)?;
    let mut work = desk.begin(&permit).await?;
    let chosen = store::staff::find_provider(&work.tx, provider).await?.ok_or(Failure::Missing)?;
    permit.within(&chosen.org_code)?;
    let linked = store::imports::link_provider(&work.tx, permit.reach(), group, provider, desk.now()).await?;
    if !linked.is_empty() {
        let detail = json!({
            "org": group.org_code, "name": group.provider_name, "kind": group.provider_kind,
            "card": group.provider_card, "cases": linked,
        });
        work.record("exchange.link_provider_name", "provider", provider, detail);
    }
    desk.commit(work).await?;
    Ok(linked.len())
}

/// Links all cases within reach that name an agency in one way to an agency of the register.
pub async fn link_agency_name(desk: &Desk, actor: &Actor, name: &str, agency: Uuid) -> Outcome<usize> {
    let permit = desk.permit(actor, Permission::EditCase)?;
    let mut work = desk.begin(&permit).await?;
    store::reference::find_agency(&work.tx, agency).await?.ok_or(Failure::Missing)?;
    let linked = store::imports::link_agency(&work.tx, permit.reach(), name, agency, desk.now()).await?;
    if !linked.is_empty() {
        work.record("exchange.link_agency_name", "agency", agency, json!({ "name": name, "cases": linked }));
    }
    desk.commit(work).await?;
    Ok(linked.len())
}
