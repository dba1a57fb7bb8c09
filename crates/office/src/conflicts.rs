//! Conflicts of interest and duplicates: looked for before a request is saved and on its page, decided one by one,
//! and asked for before it is accepted.
//!
//! Candidates come from `store::parties`, what they mean from `law::conflicts`. What lies out of reach is shown only
//! as "another organisation: form, state, since"; a restricted matter shows no name either. Each look leaves a row
//! for the request and one for every matter of which something was shown.

use chrono::NaiveDate;
use law::access::{Node, Permission, Reach};
use law::cases::{AidForm, CaseState, ClientRole, LegalField};
use law::conflicts::{
    Consequence, EarlierClient, Features, HitDecision, HitKind, SHOWN, Side, Sign, Standing, consequence,
    decisions, earlier_client, kind_of, likeness, needs_reason, weighs,
};
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::lifecycle::RequestState;
use law::people::Sex;
use law::staff::OrganisationKind;
use serde_json::json;
use store::Tx;
use store::parties::{Known, Matter, Party, Sought};
use uuid::Uuid;

pub use store::parties::{AskingRequest, ConflictDecision, insert_opposed};

use crate::desk::{Actor, Desk, Permit, Reading};
use crate::failure::{Failure, Outcome, Refusal};

/// Finds on a page, besides those that must be decided.
const MOST: usize = 30;

/// A request as it is being written, before it is saved.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The id that the form carries.
    pub id: Uuid,
    pub org_code: String,
    pub field: Option<LegalField>,
    pub chosen_provider: Option<Uuid>,
    pub persons: Vec<DraftPerson>,
}

/// Somebody in it.
#[derive(Clone, Debug)]
pub struct DraftPerson {
    pub position: i32,
    pub side: Side,
    /// The person of the register, where one was chosen.
    pub person: Option<Uuid>,
    pub name: String,
    pub sex: Option<Sex>,
    pub birth_year: Option<i32>,
    pub birth_date: Option<NaiveDate>,
    pub commune_code: Option<String>,
    pub id_number: Option<IdNumber>,
}

/// Where a matter stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MatterState {
    Case(CaseState),
    Request(RequestState),
}

/// A find: somebody of the request is, or may be, known in another matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Place of our person in the request.
    pub position: i32,
    /// Our person, as typed.
    pub asked_name: String,
    pub asked_side: Side,
    pub kind: HitKind,
    /// Record id of the other case or request.
    pub id: Uuid,
    pub state: MatterState,
    /// On which side the other stands there, and as what.
    pub side: Side,
    pub client_role: Option<ClientRole>,
    /// The other; `None` where the actor may not see it.
    pub name: Option<String>,
    pub birth_year: Option<i32>,
    /// Code of the file; `None` for requests and where the actor may not see it.
    pub file_code: Option<String>,
    pub provider_name: Option<String>,
    pub org_code: String,
    pub form: AidForm,
    pub field: LegalField,
    pub since: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub running: bool,
    pub score: u8,
    pub signs: Vec<Sign>,
    /// It must be decided before the request is accepted.
    pub weighs: bool,
    /// The actor may open the other matter.
    pub within: bool,
    /// Only few may open it.
    pub restricted: bool,
    pub decision: Option<ConflictDecision>,
}

impl Hit {
    /// What a form calls it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}-{}", self.position, self.kind, self.id)
    }

    /// Whether another find is about the same matter, seen from the same person.
    fn is_that_of(&self, other: &Self) -> bool {
        (self.position, self.kind, self.id) == (other.position, other.kind, other.id)
    }

    /// Whether somebody still has to decide it.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.weighs && self.decision.is_none()
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Unlikely ones that are not shown.
    pub left_out: usize,
    /// Names, as typed, that so many bear that without a year of birth not all of them were looked at.
    pub too_common: Vec<String>,
}

/// The conflicts of a request, as somebody sees them.
#[derive(Clone, Debug)]
pub struct ConflictView {
    pub request: AskingRequest,
    pub found: Found,
    /// Decisions whose find is no longer there, or that were taken before the request was answered.
    pub past: Vec<ConflictDecision>,
    pub may_decide: bool,
}

/// An answer to one find.
#[derive(Clone, Debug)]
pub struct Answer {
    /// [`Hit::key`].
    pub key: String,
    pub decision: HitDecision,
    pub reason: Option<String>,
    /// The decision that stood on the page it was given on.
    pub seen: Option<HitDecision>,
}

/// Looks for conflicts of a request that is not saved yet.
pub async fn look(desk: &Desk, actor: &Actor, draft: &Draft) -> Outcome<Found> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    permit.within(&draft.org_code)?;
    let tx = desk.store().snapshot().await?;
    let parties = draft.persons.iter().map(|person| party(&tx, person)).collect::<Vec<_>>();
    let asking = Asking {
        org_code: &draft.org_code,
        field: draft.field,
        chosen_provider: draft.chosen_provider,
        except: [Some(draft.id), None],
        parties: &parties,
    };
    let found = search(&tx, &desk.tree(), permit.reach(), &asking).await?;
    drop(tx);
    desk.record_readings(&permit, readings(draft.id, &found)).await?;
    Ok(found)
}

fn party(tx: &Tx, person: &DraftPerson) -> Party {
    let name_folded = names::fold(&person.name);
    Party {
        position: person.position,
        side: person.side.into(),
        person_id: person.person,
        name: person.name.clone(),
        name_sound: names::sound(&name_folded),
        name_folded,
        sex: person.sex.map(Into::into),
        birth_year: person.birth_year,
        birth_date: person.birth_date,
        commune_code: person.commune_code.clone(),
        id_number_index: person.id_number.as_ref().map(|number| store::people::index_of(tx, number)),
    }
}

/// The conflicts of a request.
pub async fn view(desk: &Desk, actor: &Actor, request: Uuid) -> Outcome<ConflictView> {
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let tx = desk.store().snapshot().await?;
    let asking = reachable(desk, &tx, &permit, request).await?;
    let decided = store::parties::list_decisions(&tx, request).await?;
    let found = of_request(&tx, &desk.tree(), permit.reach(), &asking, &decided).await?;
    drop(tx);
    let gone = |decision: &ConflictDecision| !found.hits.iter().any(|hit| is_about(decision, hit));
    let past = decided.into_iter().filter(gone).collect();
    desk.record_readings(&permit, readings(request, &found)).await?;
    let may_decide = actor.is_system() || law::access::may(actor.role, Permission::TakeRequests);
    let may_decide = may_decide && is_open(asking.state.0);
    Ok(ConflictView { request: asking, found, past, may_decide })
}

/// Decides finds of a request; the same answers twice are one. What the law wants to know is asked for first.
pub async fn decide(desk: &Desk, actor: &Actor, request: Uuid, answers: &[Answer]) -> Outcome<usize> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let asking = reachable(desk, &work.tx, &permit, request).await?;
    if !is_open(asking.state.0) {
        return Err(Refusal::new("conflicts.answered").into());
    }
    let decided = store::parties::list_decisions(&work.tx, request).await?;
    let found = of_request(&work.tx, &desk.tree(), permit.reach(), &asking, &decided).await?;
    let mut refusal = Refusal::new("conflicts.incomplete");
    let mut taken = Vec::new();
    for answer in answers {
        let hit = found.hits.iter().find(|hit| hit.key() == answer.key).ok_or(Failure::Stale)?;
        let before = hit.decision.as_ref();
        if before.is_some_and(|it| it.decision.0 == answer.decision && it.reason == answer.reason) {
            continue;
        }
        if before.map(|it| it.decision.0) != answer.seen {
            return Err(Failure::Stale);
        }
        if !decisions(hit.kind).contains(&answer.decision) {
            refusal = refusal.field(&format!("decision-{}", answer.key), "not_a_choice");
        } else if needs_reason(answer.decision, hit.score) && answer.reason.is_none() {
            refusal = refusal.field(&format!("reason-{}", answer.key), "required");
        }
        taken.push((hit, answer));
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    for (hit, answer) in &taken {
        let record = decision(desk, actor, request, hit, answer);
        store::parties::save_decision(&work.tx, &record).await?;
        let detail = json!({
            "position": hit.position, "kind": hit.kind, "hit": hit.id, "score": hit.score,
            "decision": answer.decision, "before": hit.decision.as_ref().map(|it| it.decision),
        });
        let reason = answer.reason.as_deref().unwrap_or_default();
        work.record_because("conflicts.decide", "request", request, reason, detail);
    }
    let count = taken.len();
    if count > 0 {
        desk.commit(work).await?;
    }
    Ok(count)
}

fn decision(desk: &Desk, actor: &Actor, request: Uuid, hit: &Hit, answer: &Answer) -> ConflictDecision {
    ConflictDecision {
        id: desk.id(),
        request_id: request,
        position: hit.position,
        hit_kind: hit.kind.into(),
        hit_id: hit.id,
        // Of what lies out of reach no more is kept than the clerk typed.
        hit_name: hit.name.clone().unwrap_or_else(|| hit.asked_name.clone()),
        hit_role: hit.side.to_string(),
        score: i32::from(hit.score),
        decision: answer.decision.into(),
        reason: answer.reason.clone(),
        decided_at: desk.now(),
        decided_by: actor.id(),
    }
}

/// The finds that must be decided before the request may be accepted.
pub async fn unsettled(tx: &Tx, tree: &[Node], request: Uuid) -> Outcome<Vec<Hit>> {
    Ok(weigh(tx, tree, request).await?.0)
}

/// How many finds nobody has decided yet, and what the decisions lead to, each consequence once: a refusal, a case to go
/// on with, another provider. An answered request has none of the first.
pub async fn standing(tx: &Tx, tree: &[Node], request: Uuid) -> Outcome<(usize, Vec<Consequence>)> {
    let (unsettled, decided) = weigh(tx, tree, request).await?;
    let mut all: Vec<Consequence> =
        decided.iter().map(|it| consequence(it.hit_kind.0, it.decision.0)).collect();
    all.retain(|it| *it != Consequence::None);
    all.sort_unstable();
    all.dedup();
    Ok((unsettled.len(), all))
}

async fn weigh(tx: &Tx, tree: &[Node], request: Uuid) -> Outcome<(Vec<Hit>, Vec<ConflictDecision>)> {
    let asking = store::parties::find_request(tx, request).await?.ok_or(Failure::Missing)?;
    let reach = Reach::Organisations(family(tree, &asking.org_code));
    let decided = store::parties::list_decisions(tx, request).await?;
    let mut hits = of_request(tx, tree, &reach, &asking, &decided).await?.hits;
    hits.retain(Hit::is_unsettled);
    Ok((hits, decided))
}

/// What stands against giving a case to a provider who helped its opposed party before, and in which case that was,
/// where it lies within reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Served {
    pub(crate) bar: EarlierClient,
    pub(crate) case: Uuid,
    pub(crate) file_code: Option<String>,
}

/// Looks whether a provider helped, or helps, the opposed party of a case: the gravest find. What somebody decided
/// about the same find on the request of the case is settled.
pub(crate) async fn served_by(
    tx: &Tx,
    reach: &Reach,
    (case, request): (Uuid, Option<Uuid>),
    provider: Uuid,
) -> Outcome<Option<Served>> {
    let parties = store::parties::list_opposed_of(tx, case).await?;
    let links = if parties.is_empty() { Vec::new() } else { store::conduct::list_links(tx, case).await? };
    let decided = match request {
        Some(request) => store::parties::list_decisions(tx, request).await?,
        None => Vec::new(),
    };
    let settled = |other: Uuid| {
        decided.iter().any(|it| {
            it.hit_id == other && consequence(it.hit_kind.0, it.decision.0) != Consequence::AnotherProvider
        })
    };
    let mut found: Option<Served> = None;
    for party in &parties {
        let sought = sought(party);
        for known in store::parties::list_helped_by(tx, provider, &sought).await? {
            let same_matter = links.iter().any(|link| link.other_id == known.id);
            let score = likeness(&features_of(party), &features_of_known(&known)).score;
            let bar = earlier_client(score, same_matter);
            let grave = found.as_ref().is_some_and(|it| it.bar == EarlierClient::Never);
            if known.id == case || bar == EarlierClient::Nothing || grave {
                continue;
            }
            if bar == EarlierClient::SayWhy && (settled(known.id) || found.is_some()) {
                continue;
            }
            let shown = reach.covers(&known.org_code) && known.restricted.is_empty();
            let file_code = match &known.matter {
                Matter::Case { file_code, .. } if shown => Some(file_code.clone()),
                _ => None,
            };
            found = Some(Served { bar, case: known.id, file_code });
        }
    }
    Ok(found)
}

/// What stands against giving a case to those who helped, or help, its opposed parties: the gravest find for each. The
/// same question as [`served_by`], asked for all providers at once.
pub(crate) async fn bars(
    tx: &Tx,
    tree: &[Node],
    org: &str,
    (case, request): (Uuid, Option<Uuid>),
) -> Outcome<Vec<(Uuid, EarlierClient)>> {
    let parties = store::parties::list_opposed_of(tx, case).await?;
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let links = store::conduct::list_links(tx, case).await?;
    let decided = match request {
        Some(request) => store::parties::list_decisions(tx, request).await?,
        None => Vec::new(),
    };
    let settled = |other: Uuid| {
        decided.iter().any(|it| {
            it.hit_id == other && consequence(it.hit_kind.0, it.decision.0) != Consequence::AnotherProvider
        })
    };
    let own = family(tree, org);
    let mut grave: Vec<(Known, EarlierClient)> = Vec::new();
    for party in &parties {
        for known in store::parties::list_helped(tx, &sought(party), &own).await? {
            let same_matter = links.iter().any(|link| link.other_id == known.id);
            let score = likeness(&features_of(party), &features_of_known(&known)).score;
            let bar = earlier_client(score, same_matter);
            let counts = match bar {
                EarlierClient::Nothing => false,
                EarlierClient::SayWhy => !settled(known.id),
                EarlierClient::Never => true,
            };
            if counts && known.id != case {
                grave.push((known, bar));
            }
        }
    }
    let cases: Vec<Uuid> = grave.iter().map(|(known, _)| known.id).collect();
    let doers = store::assignment::list_doers(tx, &cases).await?;
    let mut found = Vec::new();
    for (known, bar) in grave {
        found.extend(known.provider_id.map(|provider| (provider, bar)));
        let before = doers.iter().filter(|(done, _)| *done == known.id);
        found.extend(before.map(|(_, provider)| (*provider, bar)));
    }
    Ok(found)
}

fn sought(party: &Party) -> Sought<'_> {
    Sought {
        name_folded: &party.name_folded,
        name_sound: &party.name_sound,
        birth_year: party.birth_year,
        commune_code: party.commune_code.as_deref(),
        id_number_index: party.id_number_index.as_deref(),
        person_id: party.person_id,
    }
}

/// The request, if the actor may open it.
async fn reachable(desk: &Desk, tx: &Tx, permit: &Permit, request: Uuid) -> Outcome<AskingRequest> {
    let account = permit.actor().id();
    let viewer = store::requests::Viewer { reach: permit.reach(), account: &account };
    let file = store::requests::find(tx, &viewer, request).await?.ok_or(Failure::Missing)?;
    crate::confidentiality::may_open_request(desk, tx, permit.actor(), &file.request).await?;
    store::parties::find_request(tx, request).await?.ok_or(Failure::Missing)
}

fn is_open(state: RequestState) -> bool {
    matches!(state, RequestState::Received | RequestState::NeedMore | RequestState::Proposed)
}

/// The organisation with whatever belongs to the same Centre, and what they took over.
fn family(tree: &[Node], org: &str) -> Vec<String> {
    let is_branch = OrganisationKind::of_code(org) == Some(OrganisationKind::Branch);
    let centre =
        tree.iter().find(|node| node.code == org && is_branch).and_then(|node| node.parent.as_deref());
    law::access::subtree_with_predecessors(tree, centre.unwrap_or(org))
}

fn is_about(decision: &ConflictDecision, hit: &Hit) -> bool {
    decision.position == hit.position && decision.hit_kind.0 == hit.kind && decision.hit_id == hit.id
}

/// Whose conflicts are looked for.
struct Asking<'a> {
    org_code: &'a str,
    field: Option<LegalField>,
    chosen_provider: Option<Uuid>,
    /// The request itself, and the one it was transferred from.
    except: [Option<Uuid>; 2],
    parties: &'a [Party],
}

/// The finds of a saved request with their decisions; none once it is answered.
async fn of_request(
    tx: &Tx,
    tree: &[Node],
    reach: &Reach,
    request: &AskingRequest,
    decided: &[ConflictDecision],
) -> Outcome<Found> {
    if !is_open(request.state.0) {
        return Ok(Found::default());
    }
    let parties = store::parties::list_parties(tx, request.id).await?;
    let asking = Asking {
        org_code: &request.org_code,
        field: Some(request.field.0),
        chosen_provider: request.chosen_provider,
        except: [Some(request.id), request.came_from],
        parties: &parties,
    };
    let mut found = search(tx, tree, reach, &asking).await?;
    for hit in &mut found.hits {
        hit.decision = decided.iter().find(|decision| is_about(decision, hit)).cloned();
    }
    found.hits.sort_by_key(|hit| (!hit.is_unsettled(), hit.decision.is_some()));
    Ok(found)
}

async fn search(tx: &Tx, tree: &[Node], reach: &Reach, asking: &Asking<'_>) -> Outcome<Found> {
    let own = family(tree, asking.org_code);
    let (mut hits, mut too_common): (Vec<Hit>, Vec<String>) = Default::default();
    for party in asking.parties {
        let (known, served) = candidates(tx, asking, party, &own).await?;
        if party.birth_year.is_none() && store::parties::is_common(tx, &party.name_sound).await? {
            too_common.push(party.name.clone());
        }
        for other in known {
            if asking.except.contains(&Some(other.id)) {
                continue;
            }
            let Some(hit) = judge(asking, party, &other, &own, reach, served.contains(&other.id)) else {
                continue;
            };
            match hits.iter_mut().find(|it| it.is_that_of(&hit)) {
                Some(same) if same.score >= hit.score => {}
                Some(same) => *same = hit,
                None => hits.push(hit),
            }
        }
    }
    hits.sort_by_key(|hit| (!hit.weighs, std::cmp::Reverse(hit.score), std::cmp::Reverse(hit.since)));
    let weighing = hits.iter().filter(|hit| hit.weighs).count();
    let kept = weighing.max(MOST).min(hits.len());
    let left_out = hits.len() - kept;
    hits.truncate(kept);
    Ok(Found { hits, left_out, too_common })
}

/// Everybody who may be this person, and the cases among them that the chosen provider conducts or conducted.
async fn candidates(
    tx: &Tx,
    asking: &Asking<'_>,
    party: &Party,
    own: &[String],
) -> Outcome<(Vec<Known>, Vec<Uuid>)> {
    let sought = sought(party);
    let mut known = store::parties::list_helped(tx, &sought, own).await?;
    known.extend(store::parties::list_asking(tx, Side::Beneficiary, &sought, own).await?);
    let mut served = Vec::new();
    match party.side.0 {
        Side::Beneficiary => {
            known.extend(store::parties::list_opposed(tx, &sought, own).await?);
            known.extend(store::parties::list_asking(tx, Side::Opposed, &sought, own).await?);
        }
        Side::Opposed => {
            if let Some(provider) = asking.chosen_provider {
                let clients = store::parties::list_helped_by(tx, provider, &sought).await?;
                served = clients.iter().map(|client| client.id).collect();
                known.extend(clients);
            }
        }
    }
    Ok((known, served))
}

/// What it means that this person may be known in that matter; `None` where it means nothing.
fn judge(
    asking: &Asking<'_>,
    party: &Party,
    other: &Known,
    own: &[String],
    reach: &Reach,
    by_chosen_provider: bool,
) -> Option<Hit> {
    let ours = own.contains(&other.org_code);
    let running = other.matter.is_running();
    let restricted = !other.restricted.is_empty();
    let standing = Standing {
        ours: party.side.0,
        theirs: other.side,
        own: ours,
        running,
        same_field: asking.field.is_none_or(|field| field == other.field),
        by_chosen_provider,
        restricted,
    };
    let kind = kind_of(&standing)?;
    let chosen = party.person_id.is_some() && party.person_id == other.person_id;
    let mut alike = likeness(&features_of(party), &features_of_known(other));
    if chosen {
        (alike.score, alike.signs) = (100, vec![Sign::SameRecord]);
    }
    if alike.score < SHOWN {
        return None;
    }
    let within = is_within(other, reach);
    let shown = within && !restricted;
    let (state, file_code, closed_on, provider_name) = match &other.matter {
        Matter::Case { file_code, state, closed_on, provider_name, .. } => {
            (MatterState::Case(*state), Some(file_code.clone()), *closed_on, provider_name.clone())
        }
        Matter::Request { state, .. } => (MatterState::Request(*state), None, None, None),
    };
    Some(Hit {
        position: party.position,
        asked_name: party.name.clone(),
        asked_side: party.side.0,
        kind,
        id: other.id,
        state,
        side: other.side,
        client_role: other.client_role.filter(|_| shown),
        name: shown.then(|| other.name.clone()),
        birth_year: other.birth_year.filter(|_| shown),
        file_code: file_code.filter(|_| within),
        provider_name: provider_name.filter(|_| shown),
        org_code: other.org_code.clone(),
        form: other.form,
        field: other.field,
        since: other.matter.since(),
        closed_on,
        running,
        score: alike.score,
        // Signs tell what is known of the other: out of reach only that the number is the same.
        signs: if shown { alike.signs } else { masked(alike.signs) },
        weighs: weighs(kind, alike.score, ours, running),
        within,
        restricted,
        decision: None,
    })
}

fn masked(signs: Vec<Sign>) -> Vec<Sign> {
    signs.into_iter().filter(|sign| *sign == Sign::SameIdNumber).collect()
}

fn is_within(other: &Known, reach: &Reach) -> bool {
    let own = match (reach, &other.matter) {
        (Reach::Nation | Reach::Organisations(_), _) => true,
        (Reach::Provider { .. }, Matter::Request { .. }) => false,
        (Reach::Provider { provider, .. }, Matter::Case { .. }) => {
            provider.is_some() && other.provider_id.map(|id| id.to_string()) == *provider
        }
    };
    own && reach.covers(&other.org_code)
}

fn features_of(party: &Party) -> Features<'_> {
    Features {
        name: &party.name,
        name_folded: &party.name_folded,
        name_sound: &party.name_sound,
        sex: party.sex.map(|sex| sex.0),
        birth_year: party.birth_year,
        birth_date: party.birth_date,
        commune: party.commune_code.as_deref(),
        id_number_index: party.id_number_index.as_deref(),
    }
}

fn features_of_known(known: &Known) -> Features<'_> {
    Features {
        name: &known.name,
        name_folded: &known.name_folded,
        name_sound: &known.name_sound,
        sex: known.sex,
        birth_year: known.birth_year,
        birth_date: known.birth_date,
        commune: known.commune_code.as_deref(),
        id_number_index: known.id_number_index.as_deref(),
    }
}

/// The trace of a look: one row for the request, one for each matter of which something was shown.
fn readings(request: Uuid, found: &Found) -> Vec<Reading> {
    let hits: Vec<String> = found.hits.iter().map(Hit::key).collect();
    let detail = json!({ "hits": hits, "left_out": found.left_out });
    let mut readings = vec![Reading::new("conflicts.look", "request", request, detail)];
    let mut seen: Vec<Uuid> = Vec::new();
    for hit in found.hits.iter().filter(|hit| hit.within) {
        if !seen.contains(&hit.id) {
            seen.push(hit.id);
            let kind = if matches!(hit.state, MatterState::Case(_)) { "case" } else { "request" };
            let detail = json!({ "request": request, "kind": hit.kind });
            readings.push(Reading::new("conflicts.hit", kind, hit.id, detail));
        }
    }
    readings
}
