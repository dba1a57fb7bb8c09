//! Data quality: what deserves a second look, and names that are not linked to the register yet.
//!
//! Linking says that a name as written means an entry of the register. It links every case that
//! writes it so; the name as written stays, and so do all figures.

use std::collections::BTreeSet;

use chrono::Months;
use law::access::{Permission, Reach, Role};
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use serde_json::json;
use store::cases::examination::DoubtCount;
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

/// Months of a trend.
const TREND: u32 = 6;

/// A rule of data quality: who puts it right, how many cases break it now, and how many did month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleState {
    pub doubt: Doubt,
    pub owner: Role,
    pub cases: i64,
    /// At the last look of each month; nothing where there was none.
    pub trend: Vec<Option<i64>>,
}

/// An organisation with its cases in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    pub org: String,
    pub cases: i64,
    pub trend: Vec<Option<i64>>,
}

/// The data quality desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// `2026-11`, the earliest first.
    pub months: Vec<String>,
    /// Every rule, those that many cases break first.
    pub rules: Vec<RuleState>,
    /// Organisations with cases in doubt, the most first.
    pub units: Vec<UnitState>,
}

/// What each rule finds, whose it is, and how that changed.
pub async fn overview(desk: &Desk, actor: &Actor) -> Outcome<Quality> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let today = desk.today();
    let first = today.checked_sub_months(Months::new(TREND - 1)).unwrap_or(today);
    let months = store::statistics::months::names(first, today);
    let tx = desk.store().snapshot().await?;
    let now = store::cases::examination::counts_now(&tx, permit.reach()).await?;
    let kept = store::cases::examination::counts_since(&tx, permit.reach(), &months[0]).await?;
    drop(tx);
    let trend = |fits: &dyn Fn(&DoubtCount) -> bool| -> Vec<Option<i64>> {
        let of_month = |month: &String| {
            let looked = kept.iter().any(|it| it.month == *month);
            let sum = kept.iter().filter(|it| it.month == *month && fits(it)).map(|it| it.cases).sum();
            looked.then_some(sum)
        };
        months.iter().map(of_month).collect()
    };
    let rule = |doubt: &Doubt| RuleState {
        doubt: *doubt,
        owner: doubt.owner(),
        cases: now.iter().filter(|it| it.doubt == *doubt).map(|it| it.cases).sum(),
        trend: trend(&|it| it.doubt == *doubt),
    };
    let mut rules: Vec<RuleState> = Doubt::ALL.iter().map(rule).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.cases));
    let orgs: BTreeSet<&String> = now.iter().map(|it| &it.org_code).collect();
    let unit = |org: &String| UnitState {
        org: org.clone(),
        cases: now.iter().filter(|it| it.org_code == *org).map(|it| it.cases).sum(),
        trend: trend(&|it| it.org_code == *org),
    };
    let mut units: Vec<UnitState> = orgs.into_iter().map(unit).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.cases));
    Ok(Quality { months, rules, units })
}

/// Doubts written in one transaction, so that nobody at work waits long for their turn.
const WRITTEN_AT_ONCE: usize = 1000;

/// Looks at the whole register for what no single entry shows, and keeps how many cases each rule finds this month.
/// Safe to repeat.
pub async fn examine(desk: &Desk) -> Outcome<usize> {
    let (now, today) = (desk.now(), desk.today());
    let mut number = 0;
    for doubt in Doubt::ALL.iter().copied().filter(|doubt| doubt.needs_the_register()) {
        let (found, mut gone) = {
            let tx = desk.store().snapshot().await?;
            let found = store::cases::examination::cases_in_doubt(&tx, doubt, (now, today)).await?;
            (found, store::cases::examination::known(&tx, doubt).await?)
        };
        let fresh: Vec<_> = found.iter().filter(|(case, _)| !gone.remove(case)).collect();
        let gone: Vec<_> = gone.into_iter().collect();
        for some in gone.chunks(WRITTEN_AT_ONCE) {
            let tx = desk.store().begin().await?;
            store::cases::examination::forget(&tx, doubt, some).await?;
            tx.commit().await?;
        }
        for some in fresh.chunks(WRITTEN_AT_ONCE) {
            let rows: Vec<_> = some.iter().map(|(case, org)| (*case, org.as_str(), doubt)).collect();
            let tx = desk.store().begin().await?;
            store::cases::doubts::insert_many(&tx, &rows, now).await?;
            tx.commit().await?;
        }
        number += found.len();
    }
    let tx = desk.store().begin().await?;
    store::cases::examination::keep_counts(&tx, &today.format("%Y-%m").to_string()).await?;
    tx.commit().await?;
    Ok(number)
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
