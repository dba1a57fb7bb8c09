//! The list of cases, and what its filters offer.
//!
//! The reading is recorded with what was asked, and who is protected is masked, before a line goes out.

use std::sync::Arc;

use law::access::{Permission, Reach};
use law::staff::OrganisationKind;
use serde_json::json;
use store::Tx;
use store::cases::{CaseFilter, Cursor, Listing};
use store::filters::SavedFilter;
use store::staff::{OrganisationName, ProviderName};

use crate::confidentiality::{self, Place};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::Outcome;

/// A list shows its exact total up to here.
pub const COUNTED: usize = 10_000;

/// A page of the list with its total, where it was cheap to count.
#[derive(Clone, Debug)]
pub struct CaseList {
    pub listing: Listing,
    /// Exact up to [`COUNTED`]; above that `COUNTED + 1`; `None` for searches, and where a count would cost more than the page.
    pub total: Option<usize>,
    /// The persons that are counted in them, where a list of persons read each of them.
    pub persons: Option<i64>,
}

/// Lists cases within reach. The reading is recorded with what was asked. Who is protected is not named outside
/// the circle of the case, and not found by name or identity number either: a hit would say that this very person
/// has such a case. By its file code, its provider, its dates the case is found, masked.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CaseList> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let list = list_in(desk, &tx, &permit, filter, after, limit).await?;
    drop(tx);
    record_list(desk, &permit, filter, &list).await?;
    Ok(list)
}

/// The list as a page shows it: with what its filters offer and those that the account saved, in one reading.
pub async fn list_page(
    desk: &Desk,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<(CaseList, ListOptions, Vec<SavedFilter>)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let list = list_in(desk, &tx, &permit, filter, after, limit).await?;
    let options = list_options(desk, &tx, &permit, filter).await?;
    let saved = match actor.account {
        Some(account) => store::filters::list(&tx, account, "cases").await?,
        None => Vec::new(),
    };
    drop(tx);
    record_list(desk, &permit, filter, &list).await?;
    Ok((list, options, saved))
}

async fn list_in(
    desk: &Desk,
    tx: &Tx,
    permit: &Permit,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CaseList> {
    let actor = permit.actor();
    let filter = &CaseFilter { onlooker: confidentiality::onlooker(desk, actor), ..filter.clone() };
    let mut listing = store::cases::list::list(tx, permit.reach(), filter, after, limit).await?;
    confidentiality::mask_lines(desk, tx, (actor, Place::Screen), &mut listing.lines).await?;
    let total = desk.count_cases(tx, permit.reach(), filter, COUNTED + 1).await?;
    Ok(CaseList { listing, total, persons: None })
}

/// The answer goes out only after its trace is kept.
async fn record_list(desk: &Desk, permit: &Permit, filter: &CaseFilter, list: &CaseList) -> Outcome<()> {
    let lines = list.listing.lines.len();
    let detail = json!({ "filter": filter, "lines": lines });
    desk.record_reading(permit, "cases.list", "list", "cases", detail).await
}

/// What the filters of the list offer: registers within reach, and the providers of a few of them, by name.
#[derive(Clone, Debug)]
pub struct ListOptions {
    pub organisations: Vec<OrganisationName>,
    /// None where there are more registers than [`FEW_REGISTERS`]: first one is chosen, then its provider.
    pub providers: Arc<Vec<ProviderName>>,
}

/// Of so many registers the providers are offered together.
const FEW_REGISTERS: usize = 16;

async fn list_options(desk: &Desk, tx: &Tx, permit: &Permit, filter: &CaseFilter) -> Outcome<ListOptions> {
    let nation = *permit.reach() == Reach::Nation;
    let keeps = |code: &str| OrganisationKind::of_code(code).is_some_and(OrganisationKind::keeps_register);
    let names = desk.organisation_names();
    let reached =
        names.iter().filter(|unit| keeps(&unit.code) && (nation || permit.reach().covers(&unit.code)));
    let mut organisations: Vec<OrganisationName> = reached.cloned().collect();
    let own = &permit.actor().org;
    organisations.sort_by_key(|unit| (unit.valid_to.is_some(), unit.code != *own, unit.code.clone()));
    let asked = |code: &String| filter.organisations.as_ref().is_none_or(|asked| asked.contains(code));
    let codes: Vec<String> = organisations.iter().map(|unit| unit.code.clone()).filter(asked).collect();
    let mut providers = Arc::default();
    if codes.len() <= FEW_REGISTERS {
        providers = desk.provider_names(tx, &codes).await?;
    } else if let Some(chosen) = filter.provider {
        let known = store::staff::find_provider(tx, chosen).await?;
        let within = known.filter(|known| nation || permit.reach().covers(&known.org_code));
        let named = within.map(|known| ProviderName { id: known.id, name: known.name });
        providers = Arc::new(named.into_iter().collect());
    }
    Ok(ListOptions { organisations, providers })
}
