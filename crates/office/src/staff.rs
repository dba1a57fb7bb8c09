//! Organisations: the tree, one unit with its history, adding, correcting, closing. Providers are in
//! `staff::providers`.
//!
//! Everybody who holds `ReadDirectory` reads the whole directory; changes stay within reach. Which
//! kind may stand below or succeed which is decided in `law::staff`.

mod moves;
mod providers;
pub mod terms;

use chrono::{Days, NaiveDate};
use law::access::{Permission, Reach};
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::staff::OrganisationKind;
use serde_json::json;
pub use store::audit::AuditLine;
use store::audit::Search;

pub use moves::{ProviderMove, move_due};
pub use providers::{
    PROVIDERS_PAGE, ProviderList, ProviderQuery, ProviderView, end_provider, homes, insert_provider,
    list_providers, may_add, organisation_names, update_provider, view_provider,
};
pub use store::staff::{Organisation, PastName, Provider, ProviderKey};

use crate::changes;
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// An organisation as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationDraft {
    pub code: String,
    pub name: String,
    pub parent: String,
    pub valid_from: NaiveDate,
    pub address: Option<String>,
    pub phone: Option<String>,
}

/// What may be corrected. Closing has an act of its own; here its day and successor can be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationChange {
    pub code: String,
    /// The version that was seen.
    pub version: i64,
    pub name: String,
    /// From when the new name holds; `None` corrects a slip, so the old name is not kept.
    pub renamed_on: Option<NaiveDate>,
    pub parent: Option<String>,
    pub valid_from: NaiveDate,
    /// Last day; taking it away opens the organisation again.
    pub valid_to: Option<NaiveDate>,
    pub successor: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub reason: String,
}

/// What closing asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationClosing {
    pub code: String,
    /// The version that was seen.
    pub version: i64,
    pub last_day: NaiveDate,
    pub successor: Option<String>,
    pub reason: String,
}

/// An organisation with what is around it.
#[derive(Clone, Debug)]
pub struct OrganisationView {
    pub organisation: Organisation,
    /// Names of the past, oldest first.
    pub past_names: Vec<PastName>,
    /// From the top of the tree down to the one above.
    pub above: Vec<Organisation>,
    pub children: Vec<Organisation>,
    pub successor: Option<Organisation>,
    pub predecessors: Vec<Organisation>,
    /// Providers who have not ended.
    pub providers: i64,
    /// What was changed, latest first.
    pub history: Vec<AuditLine>,
    pub may_change: bool,
}

/// All organisations, by code: there are a few hundred.
pub async fn list_organisations(desk: &Desk, actor: &Actor) -> Outcome<Vec<Organisation>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::staff::list_organisations(&tx).await?)
}

/// One organisation and its neighbours; the history for who may change the record.
pub async fn view_organisation(desk: &Desk, actor: &Actor, code: &str) -> Outcome<OrganisationView> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    let all = store::staff::list_organisations(&tx).await?;
    let named = |code: &str| all.iter().find(|it| it.code == code).cloned();
    let organisation = named(code).ok_or(Failure::Missing)?;
    let mut above = Vec::new();
    let mut next = organisation.parent.clone();
    while let Some(parent) = next.and_then(|code| named(&code)).filter(|parent| !above.contains(parent)) {
        next = parent.parent.clone();
        above.insert(0, parent);
    }
    let with = |of: fn(&Organisation) -> Option<&String>| -> Vec<Organisation> {
        all.iter().filter(|it| of(it).is_some_and(|other| other == code)).cloned().collect()
    };
    let counts = store::staff::count_providers(&tx, &[code.to_owned()], desk.today()).await?;
    let search = Search {
        object_kind: Some("organisation".to_owned()),
        object_id: Some(code.to_owned()),
        ..Search::default()
    };
    let permit = desk.permit(actor, Permission::ManageDirectory);
    let may_change = permit.is_ok_and(|permit| permit.within(code).is_ok());
    let history = match may_change {
        true => store::audit::list(&tx, None, &search, 200).await?,
        false => Vec::new(),
    };
    Ok(OrganisationView {
        past_names: store::staff::list_past_names(&tx, code).await?,
        children: with(|it| it.parent.as_ref()),
        predecessors: with(|it| it.successor.as_ref()),
        successor: organisation.successor.as_deref().and_then(named),
        providers: counts.get(code).copied().unwrap_or(0),
        history,
        may_change,
        above,
        organisation,
    })
}

/// What a form to add an organisation offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Kinds this actor may add.
    pub kinds: Vec<OrganisationKind>,
    /// Open organisations in reach below which one may stand.
    pub parents: Vec<Organisation>,
}

/// Which kinds an actor may add, and below which organisations.
pub async fn offer(desk: &Desk, actor: &Actor) -> Outcome<Offer> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let kinds = kinds_of(&permit);
    let tx = desk.store().snapshot().await?;
    let fits = |it: &Organisation| {
        it.valid_to.is_none()
            && permit.reach().covers(&it.code)
            && kinds.iter().any(|kind| law::staff::may_stand_below(*kind, *it.kind))
    };
    let parents = store::staff::list_organisations(&tx).await?.into_iter().filter(fits).collect();
    Ok(Offer { parents, kinds })
}

/// Departments of justice and centres follow the map of the State: only who reaches the nation adds them.
fn kinds_of(permit: &Permit) -> Vec<OrganisationKind> {
    use OrganisationKind as K;
    match permit.reach() {
        Reach::Nation => vec![K::Branch, K::Contracted, K::Registered, K::Centre, K::JusticeOffice],
        _ => vec![K::Branch, K::Contracted, K::Registered],
    }
}

/// The next free code of a kind in the province of an organisation.
pub async fn next_code(desk: &Desk, actor: &Actor, kind: OrganisationKind, parent: &str) -> Outcome<String> {
    desk.permit(actor, Permission::ManageDirectory)?;
    let tx = desk.store().snapshot().await?;
    let parent = store::staff::find_organisation(&tx, parent).await?.ok_or(Failure::Missing)?;
    let province = parent.province_code.unwrap_or_default();
    let tree = desk.tree();
    let taken = |code: &str| tree.iter().any(|node| node.code == code);
    let free = (1..).map(|number| law::staff::code_of(kind, &province, number)).find(|code| !taken(code));
    Ok(free.unwrap_or_default())
}

/// Adds an organisation.
pub async fn insert_organisation(desk: &Desk, actor: &Actor, draft: OrganisationDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    let mut work = desk.begin(&permit).await?;
    enter_organisation(&permit, &mut work, draft).await?;
    desk.commit(work).await?;
    desk.reload_tree().await
}

/// Adds an organisation within an act that is under way (a form, a file).
pub(crate) async fn enter_organisation(
    permit: &Permit,
    work: &mut Work,
    draft: OrganisationDraft,
) -> Outcome<()> {
    let mut wrong = Refusal::new("staff.organisation_wrong");
    let kind =
        OrganisationKind::of_code(&draft.code).filter(|_| law::staff::is_organisation_code(&draft.code));
    let all = store::staff::list_organisations(&work.tx).await?;
    if all.iter().any(|it| it.code == draft.code) {
        wrong = wrong.field("code", "code_taken");
    }
    match kind {
        None => wrong = wrong.field("code", "bad_code"),
        Some(kind) if !kinds_of(permit).contains(&kind) => wrong = wrong.field("code", "not_your_kind"),
        Some(_) => {}
    }
    let province = law::staff::province_of_code(&draft.code).unwrap_or_default().to_owned();
    if kind.is_some() && store::reference::province_on(&work.tx, &province, draft.valid_from).await?.is_none()
    {
        wrong = wrong.field("code", "unknown_province");
    }
    if draft.name.trim().is_empty() {
        wrong = wrong.field("name", "required");
    }
    let parent = all.iter().find(|it| it.code == draft.parent && permit.reach().covers(&it.code));
    if let Some(code) = kind.and_then(|kind| wrong_parent(kind, &province, parent, draft.valid_from)) {
        wrong = wrong.field("parent", code);
    }
    let (Some(kind), true) = (kind, wrong.fields.is_empty()) else { return Err(wrong.into()) };
    let record = Organisation {
        code: draft.code,
        kind: kind.into(),
        name: names::written(&draft.name),
        name_folded: String::new(),
        parent: Some(draft.parent),
        province_code: Some(province),
        valid_from: draft.valid_from,
        valid_to: None,
        successor: None,
        address: draft.address,
        phone: draft.phone,
        version: 1,
    };
    work.record(
        "staff.insert_organisation",
        "organisation",
        &record.code,
        json!({ "organisation": &record }),
    );
    store::staff::insert_organisation(&work.tx, record).await?;
    Ok(())
}

fn wrong_parent(
    kind: OrganisationKind,
    province: &str,
    parent: Option<&Organisation>,
    day: NaiveDate,
) -> Option<&'static str> {
    let Some(parent) = parent else { return Some("unknown_parent") };
    let elsewhere = parent.province_code.as_deref().is_some_and(|code| code != province);
    if !law::staff::may_stand_below(kind, *parent.kind) {
        Some("parent_kind")
    } else if elsewhere {
        Some("parent_province")
    } else if parent.valid_to.is_some_and(|last| last < day) {
        Some("parent_closed")
    } else {
        None
    }
}

/// Corrects an organisation that still has the version that was seen; `Failure::Stale` when not.
pub async fn update_organisation(desk: &Desk, actor: &Actor, change: OrganisationChange) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(&change.code)?;
    let mut work = desk.begin(&permit).await?;
    let all = store::staff::list_organisations(&work.tx).await?;
    let before = all.iter().find(|it| it.code == change.code).ok_or(Failure::Missing)?;
    if before.version != change.version {
        return Err(Failure::Stale);
    }
    check_change(&all, before, &change, desk.today())?;
    let after = Organisation {
        name: names::written(&change.name),
        parent: change.parent.clone(),
        valid_from: change.valid_from,
        valid_to: change.valid_to,
        successor: change.successor.clone(),
        address: change.address.clone(),
        phone: change.phone.clone(),
        ..before.clone()
    };
    if let Some(valid_to) = change.renamed_on.and_then(|day| day.checked_sub_days(Days::new(1)))
        && after.name != before.name
    {
        let past = PastName { code: before.code.clone(), valid_to, name: before.name.clone() };
        store::staff::insert_past_name(&work.tx, &past).await?;
    }
    let changed = changes::between(before, &after, &["version", "name_folded"]);
    if !changed.is_empty() {
        let detail = json!({ "changed": changed, "renamed_on": change.renamed_on });
        work.record_because(
            "staff.update_organisation",
            "organisation",
            &change.code,
            &change.reason,
            detail,
        );
        let moved = before.valid_to != after.valid_to || before.successor != after.successor;
        store::staff::update_organisation(&work.tx, after.clone()).await?;
        if moved {
            moves::plan(desk, &mut work, actor, &after).await?;
        }
    }
    desk.commit(work).await?;
    desk.reload_tree().await
}

fn check_change(
    all: &[Organisation],
    before: &Organisation,
    change: &OrganisationChange,
    today: NaiveDate,
) -> Outcome<()> {
    let mut wrong = Refusal::new("staff.organisation_wrong");
    if change.name.trim().is_empty() {
        wrong = wrong.field("name", "required");
    }
    if change.renamed_on.is_some_and(|day| day <= change.valid_from || day > today) {
        wrong = wrong.field("renamed_on", "renamed_outside");
    }
    if before.parent != change.parent {
        let parent = all.iter().find(|it| Some(&it.code) == change.parent.as_ref());
        let province = before.province_code.as_deref().unwrap_or_default();
        let last = change.valid_to.unwrap_or(today);
        if let Some(code) = wrong_parent(*before.kind, province, parent, last) {
            wrong = wrong.field("parent", code);
        }
    }
    match change.valid_to {
        None if change.successor.is_some() => wrong = wrong.field("successor", "successor_of_open"),
        None => {}
        Some(last) if last < change.valid_from => wrong = wrong.field("valid_to", "before_it_began"),
        Some(last) => {
            if let Some(code) = wrong_successor(all, before, change.successor.as_deref(), last) {
                wrong = wrong.field("successor", code);
            }
        }
    }
    if change.reason.trim().is_empty() {
        wrong = wrong.field("reason", "required");
    }
    if wrong.fields.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

fn wrong_successor(
    all: &[Organisation],
    closing: &Organisation,
    successor: Option<&str>,
    last_day: NaiveDate,
) -> Option<&'static str> {
    let Some(code) = successor else {
        return law::staff::needs_successor(*closing.kind).then_some("successor_required");
    };
    let Some(successor) = all.iter().find(|it| it.code == code) else { return Some("unknown_successor") };
    let open = successor.valid_to.is_none_or(|last| last > last_day)
        && successor.valid_from <= last_day.succ_opt()?;
    if !law::staff::may_succeed(*closing.kind, *successor.kind) {
        Some("successor_kind")
    } else if leads_to(all, successor, &closing.code) {
        Some("successor_circle")
    } else if !open {
        Some("successor_closed")
    } else {
        None
    }
}

/// Whether the chain of successors from one organisation comes to another.
fn leads_to(all: &[Organisation], from: &Organisation, code: &str) -> bool {
    let mut at = Some(from);
    for _ in 0..=all.len() {
        match at {
            None => return false,
            Some(it) if it.code == code => return true,
            Some(it) => {
                at = it.successor.as_ref().and_then(|next| all.iter().find(|other| other.code == *next))
            }
        }
    }
    true
}

/// Closes an organisation (*chấm dứt hoạt động, sáp nhập*): its last day, and who takes over.
///
/// Refuses while organisations below it are open, and the closing of one's own organisation, which is
/// for those above. Its register stays; whoever takes over reads it.
pub async fn close_organisation(desk: &Desk, actor: &Actor, closing: OrganisationClosing) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(&closing.code)?;
    let mut work = desk.begin(&permit).await?;
    let all = store::staff::list_organisations(&work.tx).await?;
    let before = all.iter().find(|it| it.code == closing.code).ok_or(Failure::Missing)?;
    if before.valid_to == Some(closing.last_day) && before.successor == closing.successor {
        return Ok(());
    }
    if before.version != closing.version {
        return Err(Failure::Stale);
    }
    if before.valid_to.is_some() {
        return Err(Refusal::new("staff.closed_already").into());
    }
    if *permit.reach() != Reach::Nation && closing.code == actor.org {
        return Err(Refusal::new("staff.own_organisation").into());
    }
    check_closing(&all, before, &closing)?;
    let after = Organisation {
        valid_to: Some(closing.last_day),
        successor: closing.successor.clone(),
        ..before.clone()
    };
    let changed = changes::between(before, &after, &["version"]);
    store::staff::update_organisation(&work.tx, after.clone()).await?;
    let providers = moves::plan(desk, &mut work, actor, &after).await?;
    let detail = json!({ "changed": changed, "providers": providers });
    work.record_because("staff.close_organisation", "organisation", &closing.code, &closing.reason, detail);
    desk.commit(work).await?;
    desk.reload_tree().await
}

fn check_closing(all: &[Organisation], before: &Organisation, closing: &OrganisationClosing) -> Outcome<()> {
    let still_open = |it: &&Organisation| {
        it.parent.as_ref() == Some(&before.code) && it.valid_to.is_none_or(|last| last > closing.last_day)
    };
    let open: Vec<&str> = all.iter().filter(still_open).map(|it| it.code.as_str()).collect();
    if !open.is_empty() {
        return Err(Refusal::new("staff.children_open").with("codes", open.join(", ")).into());
    }
    let mut wrong = Refusal::new("staff.organisation_wrong");
    if closing.last_day < before.valid_from {
        wrong = wrong.field("last_day", "before_it_began");
    }
    if let Some(code) = wrong_successor(all, before, closing.successor.as_deref(), closing.last_day) {
        wrong = wrong.field("successor", code);
    }
    if closing.reason.trim().is_empty() {
        wrong = wrong.field("reason", "required");
    }
    if wrong.fields.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Organisations that may take over from one: the right kind, and open.
pub async fn successors_for(desk: &Desk, actor: &Actor, code: &str) -> Outcome<Vec<Organisation>> {
    let permit = desk.permit(actor, Permission::ManageDirectory)?;
    permit.within(code)?;
    let all = list_organisations(desk, actor).await?;
    let closing = all.iter().find(|it| it.code == code).ok_or(Failure::Missing)?;
    let fits = |it: &&Organisation| {
        it.code != code && it.valid_to.is_none() && law::staff::may_succeed(*closing.kind, *it.kind)
    };
    let near = |it: &Organisation| it.province_code != closing.province_code;
    let mut fitting: Vec<Organisation> = all.iter().filter(fits).cloned().collect();
    fitting.sort_by_key(|it| (near(it), it.kind.code(), it.code.clone()));
    Ok(fitting)
}

/// The names of the past of all organisations.
pub async fn list_all_past_names(desk: &Desk, actor: &Actor) -> Outcome<Vec<PastName>> {
    desk.permit(actor, Permission::ReadDirectory)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::staff::list_all_past_names(&tx).await?)
}
