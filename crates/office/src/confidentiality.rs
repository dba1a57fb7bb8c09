//! Who opens a restricted case, and what everybody else sees of it (*bảo mật thông tin vụ việc*).
//!
//! [`open_case`] is the one gate: every act that reads or changes one case finds it there. Lists, searches and
//! files go through [`sight`], one question a page, and show names only where the case lies open. What is decided
//! is in `law::confidentiality`; the shell (system) sees everything. Written consents are kept here as well, and
//! `disclosures` knows what left the house.

mod disclosures;

use std::collections::HashSet;

use law::access::{Permission, Role};
use law::confidentiality::{
    AccessGround, ConsentScope, DisclosureGround, Protected, Restriction, Standing, Way, grant_until,
    may_unmark, names_protected, way_in,
};
use law::eligibility::Category;
use serde::Serialize;
use serde_json::json;
use store::Tx;
use store::cases::{Beneficiary, Case, CaseFile, CaseLine};
use uuid::Uuid;

use store::requests::{Request, RequestFile};

pub use disclosures::{Disclosure, Stated, grounds};
pub(crate) use disclosures::{Thing, check_disclosure, disclose, ground_of_list, may_leave, note_disclosure};
pub use store::confidentiality::{Consent, Door, Grant, GrantLine, Onlooker};

use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Code of the refusal that asks for a reason first.
pub const RESTRICTED: &str = "case.restricted";
/// The same for a request.
pub const RESTRICTED_REQUEST: &str = "request.restricted";

/// The shortest reason that says something.
const SHORTEST_REASON: usize = 10;

/// Reasons that the page of a case lists.
const GRANTS: u64 = 50;

/// Whether an actor sees every case within reach as it is: the program, and the head of an organisation, whose
/// reach is its own registers, those below it and those it took over.
fn sees_all(actor: &Actor) -> bool {
    actor.is_system() || is_head(actor)
}

fn is_head(actor: &Actor) -> bool {
    matches!(actor.role, Role::Director | Role::BranchHead)
}

/// The actor as the store needs to know it; `None` for whoever sees everything within reach.
#[must_use]
pub fn onlooker(desk: &Desk, actor: &Actor) -> Option<Onlooker> {
    let account = actor.account.filter(|_| !sees_all(actor))?;
    Some(Onlooker { account, provider: actor.provider, now: desk.now() })
}

/// Which cases of a page of lines lie open for an actor.
#[derive(Clone, Debug)]
pub struct Sight {
    whole: bool,
    open: HashSet<Uuid>,
}

impl Sight {
    /// Whether the persons of a case may be shown; `restricted` as the case says it.
    #[must_use]
    pub fn sees(&self, case: Uuid, restricted: &str) -> bool {
        self.whole || restricted.is_empty() || self.open.contains(&case)
    }
}

/// The restricted ones among cases: what [`sight`] asks about.
pub fn restricted<'a>(cases: impl IntoIterator<Item = (Uuid, &'a str)>) -> Vec<Uuid> {
    cases.into_iter().filter(|(_, restricted)| !restricted.is_empty()).map(|(id, _)| id).collect()
}

/// Asks once for all restricted cases of a page which of them lie open.
pub async fn sight(desk: &Desk, tx: &Tx, actor: &Actor, restricted: Vec<Uuid>) -> Outcome<Sight> {
    look(desk, tx, actor, Door::Case, restricted).await
}

/// Asks once for all restricted requests of a page which of them lie open.
pub async fn sight_of_requests(desk: &Desk, tx: &Tx, actor: &Actor, restricted: Vec<Uuid>) -> Outcome<Sight> {
    look(desk, tx, actor, Door::Request, restricted).await
}

async fn look(desk: &Desk, tx: &Tx, actor: &Actor, door: Door, restricted: Vec<Uuid>) -> Outcome<Sight> {
    let Some(onlooker) = onlooker(desk, actor) else {
        return Ok(Sight { whole: true, open: HashSet::new() });
    };
    let open = store::confidentiality::list_open(tx, door, &onlooker, &restricted).await?;
    Ok(Sight { whole: false, open: open.into_iter().collect() })
}

/// Where lines of cases are read: on a screen, or in a file that leaves on a ground. A file names nobody who is protected
/// unless somebody states a legal ground (`law::confidentiality::names_protected`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Screen,
    File(DisclosureGround),
}

/// Asks once for all restricted cases of a page, or of a part of a file, which of them may be named.
pub(crate) async fn sight_at(
    desk: &Desk,
    tx: &Tx,
    actor: &Actor,
    place: Place,
    asked: Vec<Uuid>,
) -> Outcome<Sight> {
    match place {
        Place::File(ground) if !actor.is_system() && !names_protected(Some(ground)) => {
            Ok(Sight { whole: false, open: HashSet::new() })
        }
        Place::Screen | Place::File(_) => sight(desk, tx, actor, asked).await,
    }
}

/// Whether somebody protected whom a line of a log names, outside any case, may be named: to the head and to whoever
/// wrote the line down; in a file only where its ground names the protected.
pub(crate) fn names_in_log(actor: &Actor, place: Place, entered_by: &str) -> bool {
    let told = sees_all(actor) || (actor.account.is_some() && actor.login == entered_by);
    match place {
        Place::File(ground) if !actor.is_system() => told && names_protected(Some(ground)),
        Place::Screen | Place::File(_) => told,
    }
}

/// Takes the names out of the lines whose case does not lie open.
pub async fn mask_lines(
    desk: &Desk,
    tx: &Tx,
    (actor, place): (&Actor, Place),
    lines: &mut [CaseLine],
) -> Outcome<()> {
    let asked = restricted(lines.iter().map(|line| (line.id, line.restricted.as_str())));
    let sight = sight_at(desk, tx, actor, place, asked).await?;
    for line in lines.iter_mut().filter(|line| !sight.sees(line.id, &line.restricted)) {
        line.client_name = None;
        line.protected = true;
    }
    Ok(())
}

/// Takes out of whole cases what tells who the persons are: name, birth, commune, identity number, sex, ethnic group,
/// role, further categories, remarks. The name becomes `instead`; the person has no id any more, by which whoever writes
/// the row ([`is_masked`]) leaves out the category as well: why somebody is protected may be the very category.
pub async fn mask_files(
    desk: &Desk,
    tx: &Tx,
    (actor, place): (&Actor, Place),
    files: &mut [CaseFile],
    instead: &str,
) -> Outcome<()> {
    let asked = restricted(files.iter().map(|file| (file.case.id, file.case.restricted.as_str())));
    let sight = sight_at(desk, tx, actor, place, asked).await?;
    for file in files.iter_mut().filter(|file| !sight.sees(file.case.id, &file.case.restricted)) {
        file.case.note = None;
        for person in &mut file.beneficiaries {
            instead.clone_into(&mut person.name);
            person.person_id = Uuid::nil();
            person.birth_year = None;
            person.birth_date = None;
            person.commune_code = None;
            person.sex = None;
            person.ethnicity = None;
            person.other_categories.clear();
            person.client_role = None;
        }
    }
    Ok(())
}

/// Whether [`mask_files`] took out who a person is.
pub(crate) fn is_masked(person: &Beneficiary) -> bool {
    person.person_id.is_nil()
}

async fn standing(desk: &Desk, tx: &Tx, actor: &Actor, case: &Case) -> Outcome<(Standing, Option<Grant>)> {
    let mut standing = Standing {
        system: actor.is_system(),
        provider: actor.provider.is_some() && actor.provider == case.provider_id,
        head: is_head(actor),
        entered: actor.account.is_some() && case.entered_by == actor.id(),
        granted: false,
    };
    let mut grant = None;
    if let (Some(account), false) = (actor.account, case.restricted.is_empty()) {
        if let (Some(request), false) = (case.request_id, standing.entered) {
            standing.entered = store::confidentiality::entered_request(tx, request, &actor.id()).await?;
        }
        grant = store::confidentiality::find_grant(tx, (Door::Case, case.id), account, desk.now()).await?;
        standing.granted = grant.is_some();
    }
    Ok((standing, grant))
}

async fn request_standing(
    desk: &Desk,
    tx: &Tx,
    actor: &Actor,
    request: &Request,
) -> Outcome<(Standing, Option<Grant>)> {
    let mut standing = Standing {
        system: actor.is_system(),
        head: is_head(actor),
        entered: actor.account.is_some() && request.entered_by == actor.id(),
        ..Standing::default()
    };
    let mut grant = None;
    if let (Some(account), false) = (actor.account, request.restricted.is_empty()) {
        let provider = store::confidentiality::provider_of_request(tx, request.id).await?;
        standing.provider = actor.provider.is_some() && actor.provider == provider;
        let door = (Door::Request, request.id);
        grant = store::confidentiality::find_grant(tx, door, account, desk.now()).await?;
        standing.granted = grant.is_some();
    }
    Ok((standing, grant))
}

/// How a request within reach opens for an actor; a restricted one refuses with [`RESTRICTED_REQUEST`] and its id, by
/// which pages lead to `/requests/{id}/access`. Every act on one request asks here.
pub async fn may_open_request(desk: &Desk, tx: &Tx, actor: &Actor, request: &Request) -> Outcome<Way> {
    let (standing, _) = request_standing(desk, tx, actor, request).await?;
    match way_in(!request.restricted.is_empty(), standing) {
        Way::Ask => Err(Refusal::new(RESTRICTED_REQUEST).with("request", request.id).into()),
        way => Ok(way),
    }
}

/// How a case within reach opens for the holder of a permit; a restricted one refuses with [`RESTRICTED`] and the
/// id of the case, by which pages lead to `/cases/{id}/access` and programs learn where to give a reason.
pub async fn may_open(desk: &Desk, tx: &Tx, permit: &Permit, case: &Case) -> Outcome<Way> {
    let (standing, _) = standing(desk, tx, permit.actor(), case).await?;
    match way_in(!case.restricted.is_empty(), standing) {
        Way::Ask => Err(Refusal::new(RESTRICTED).with("case", case.id).into()),
        way => Ok(way),
    }
}

/// One case, if it lies within reach and open. Every act on one case finds it here.
pub async fn open_case(desk: &Desk, tx: &Tx, permit: &Permit, id: Uuid) -> Outcome<CaseFile> {
    let file = store::cases::find(tx, permit.reach(), id).await?.ok_or(Failure::Missing)?;
    may_open(desk, tx, permit, &file.case).await?;
    Ok(file)
}

/// What the page of access to a case shows.
#[derive(Clone, Debug)]
pub struct AccessView {
    pub case: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub version: i64,
    pub marks: Vec<Restriction>,
    pub way: Way,
    /// The reason that opens it for who looks.
    pub grant: Option<Grant>,
    /// Reasons given lately; for the circle.
    pub grants: Vec<GrantLine>,
    pub may_mark: bool,
    /// Marks that the head may take away.
    pub removable: Vec<Restriction>,
}

/// Shows who is protected in a case and why, in general words; needs no reason.
pub async fn access(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<AccessView> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let file = store::cases::find(&tx, permit.reach(), id).await?.ok_or(Failure::Missing)?;
    let (standing, grant) = standing(desk, &tx, actor, &file.case).await?;
    let way = way_in(!file.case.restricted.is_empty(), standing);
    let grants = match way {
        Way::Ordinary | Way::Circle => {
            store::confidentiality::list_grants(&tx, (Door::Case, id), GRANTS).await?
        }
        Way::Granted | Way::Ask => Vec::new(),
    };
    let marks = Restriction::read_list(&file.case.restricted);
    let head = standing.head || standing.system;
    let removable = |mark: &Restriction| head && may_unmark(*mark, protected(&file), file.case.accepted_on);
    Ok(AccessView {
        case: id,
        removable: marks.iter().copied().filter(removable).collect(),
        may_mark: way.is_open() && law::access::may(actor.role, Permission::TakeRequests),
        org_code: file.case.org_code,
        file_code: file.case.file_code,
        version: file.case.version,
        marks,
        way,
        grant,
        grants,
    })
}

fn protected(file: &CaseFile) -> Vec<Protected> {
    let facts = |person: &Beneficiary| Protected {
        category: Some(person.category.0),
        other_categories: Category::read_list(&person.other_categories),
        birth_year: person.birth_year,
        birth_date: person.birth_date,
    };
    file.beneficiaries.iter().map(facts).collect()
}

/// What the page of access to a request shows.
#[derive(Clone, Debug)]
pub struct RequestAccess {
    pub request: Uuid,
    pub org_code: String,
    pub received_on: chrono::NaiveDate,
    pub marks: Vec<Restriction>,
    pub way: Way,
    /// The reason that opens it for who looks.
    pub grant: Option<Grant>,
    /// Reasons given lately; for the circle.
    pub grants: Vec<GrantLine>,
}

async fn request_within(tx: &Tx, permit: &Permit, id: Uuid) -> Outcome<RequestFile> {
    let account = permit.actor().id();
    let viewer = store::requests::Viewer { reach: permit.reach(), account: &account };
    store::requests::find(tx, &viewer, id).await?.ok_or(Failure::Missing)
}

/// Shows who is protected in a request and why, in general words; needs no reason.
pub async fn request_access(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<RequestAccess> {
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let tx = desk.store().snapshot().await?;
    let request = request_within(&tx, &permit, id).await?.request;
    let (standing, grant) = request_standing(desk, &tx, actor, &request).await?;
    let way = way_in(!request.restricted.is_empty(), standing);
    let grants = match way {
        Way::Ordinary | Way::Circle => {
            store::confidentiality::list_grants(&tx, (Door::Request, id), GRANTS).await?
        }
        Way::Granted | Way::Ask => Vec::new(),
    };
    Ok(RequestAccess {
        request: id,
        received_on: (request.received_at + chrono::Duration::hours(7)).date_naive(),
        marks: Restriction::read_list(&request.restricted),
        org_code: request.org_code,
        way,
        grant,
        grants,
    })
}

/// Takes a reason and opens a request for a working day; the reason is on record.
pub async fn grant_request(desk: &Desk, actor: &Actor, id: Uuid, reason: Reason) -> Outcome<Grant> {
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let account = actor.account.ok_or(Failure::Denied)?;
    let mut work = desk.begin(&permit).await?;
    let request = request_within(&work.tx, &permit, id).await?.request;
    let (_, known) = request_standing(desk, &work.tx, actor, &request).await?;
    let opened = open_door(desk, &work, (Door::Request, id), account, reason, known).await?;
    if let Opened::New(grant) = &opened {
        let detail = json!({ "ground": grant.ground, "until": grant.until_at, "marks": request.restricted });
        work.record_because("confidentiality.grant", "request", id, &grant.reason, detail);
        desk.commit(work).await?;
    }
    Ok(opened.into_grant())
}

/// What came of a reason.
enum Opened {
    New(Grant),
    /// The same form was sent before.
    Known(Grant),
}

impl Opened {
    fn into_grant(self) -> Grant {
        match self {
            Self::New(grant) | Self::Known(grant) => grant,
        }
    }
}

async fn open_door(
    desk: &Desk,
    work: &Work,
    (door, opens): (Door, Uuid),
    account: Uuid,
    reason: Reason,
    known: Option<Grant>,
) -> Outcome<Opened> {
    let text = reason.text.trim();
    if text.chars().count() < SHORTEST_REASON {
        return Err(Refusal::new("confidentiality.reason").field("reason", "reason_too_short").into());
    }
    if let Some(known) = known.filter(|known| known.id == reason.id) {
        return Ok(Opened::Known(known));
    }
    let now = desk.now();
    let grant = Grant {
        id: reason.id,
        opens,
        account_id: account,
        ground: reason.ground.into(),
        reason: text.to_owned(),
        granted_at: now,
        until_at: grant_until(now),
    };
    store::confidentiality::insert_grant(&work.tx, door, &grant).await?;
    Ok(Opened::New(grant))
}

/// Why somebody opens a restricted case or request.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The id that the form carried, so that the same form sent twice is one reason.
    pub id: Uuid,
    pub ground: AccessGround,
    pub text: String,
}

/// Takes a reason and opens the case for a working day; the reason is on record.
pub async fn grant(desk: &Desk, actor: &Actor, case: Uuid, reason: Reason) -> Outcome<Grant> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let account = actor.account.ok_or(Failure::Denied)?;
    let mut work = desk.begin(&permit).await?;
    let file = store::cases::find(&work.tx, permit.reach(), case).await?.ok_or(Failure::Missing)?;
    let (_, known) = standing(desk, &work.tx, actor, &file.case).await?;
    let opened = open_door(desk, &work, (Door::Case, case), account, reason, known).await?;
    if let Opened::New(grant) = &opened {
        let detail =
            json!({ "ground": grant.ground, "until": grant.until_at, "marks": file.case.restricted });
        work.record_because("confidentiality.grant", "case", case, &grant.reason, detail);
        desk.commit(work).await?;
    }
    Ok(opened.into_grant())
}

/// Marks a case as restricted; by whoever takes requests down and may open it.
pub async fn mark(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    mark: Restriction,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    change_marks(desk, &permit, id, seen, reason, "confidentiality.mark", |_, marks| {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
        Ok(())
    })
    .await
}

/// Takes a mark away; by the head, with a reason, and never while the facts demand it.
pub async fn unmark(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    mark: Restriction,
    reason: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::DecideRequests)?;
    if reason.trim().chars().count() < SHORTEST_REASON {
        return Err(Refusal::new("confidentiality.reason").field("reason", "reason_too_short").into());
    }
    change_marks(desk, &permit, id, seen, reason, "confidentiality.unmark", |file, marks| {
        if !may_unmark(mark, protected(file), file.case.accepted_on) {
            return Err(Refusal::new("confidentiality.follows_from_facts").into());
        }
        marks.retain(|known| *known != mark);
        Ok(())
    })
    .await
}

async fn change_marks(
    desk: &Desk,
    permit: &Permit,
    id: Uuid,
    seen: i64,
    reason: &str,
    act: &str,
    change: impl FnOnce(&CaseFile, &mut Vec<Restriction>) -> Outcome<()>,
) -> Outcome<()> {
    let mut work = desk.begin(permit).await?;
    let mut file = open_case(desk, &work.tx, permit, id).await?;
    let before = file.case.restricted.clone();
    let mut marks = Restriction::read_list(&before);
    change(&file, &mut marks)?;
    let after = Restriction::write_list(marks);
    if after == before {
        return Ok(());
    }
    if file.case.version != seen {
        return Err(Failure::Stale);
    }
    file.case.restricted.clone_from(&after);
    let detail = json!({ "changed": { "restricted": [before, after] } });
    work.record_because(act, "case", id, reason.trim(), detail);
    store::cases::update(&work.tx, file, desk.now()).await?;
    desk.commit(work).await
}

/// A consent as written down.
#[derive(Clone, Debug)]
pub struct ConsentDraft {
    pub id: Uuid,
    pub person_name: String,
    pub scope: ConsentScope,
    pub to_whom: String,
    pub purpose: String,
    pub given_on: chrono::NaiveDate,
    pub paper: Option<Uuid>,
}

/// The consents of a case, and what a new one can name.
#[derive(Clone, Debug)]
pub struct ConsentsView {
    pub file: CaseFile,
    pub consents: Vec<Consent>,
    /// What left the house, latest first.
    pub disclosures: Vec<Disclosure>,
    /// Papers of the case: id and title.
    pub papers: Vec<(Uuid, String)>,
    pub may_write: bool,
}

/// Lists the written consents of a case.
pub async fn consents(desk: &Desk, actor: &Actor, case: Uuid) -> Outcome<ConsentsView> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let file = open_case(desk, &work.tx, &permit, case).await?;
    let consents = store::confidentiality::list_consents(&work.tx, case).await?;
    let disclosures = store::confidentiality::list_disclosures(&work.tx, case).await?;
    let papers = store::confidentiality::list_papers(&work.tx, case).await?;
    work.record("confidentiality.consents", "case", case, json!({ "lines": consents.len() }));
    desk.commit(work).await?;
    let may_write = law::access::may(actor.role, Permission::ConductCases);
    Ok(ConsentsView { file, consents, disclosures, papers, may_write })
}

/// Keeps a written consent.
pub async fn add_consent(desk: &Desk, actor: &Actor, case: Uuid, draft: ConsentDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    open_case(desk, &work.tx, &permit, case).await?;
    if let Some(known) = store::confidentiality::find_consent(&work.tx, draft.id).await? {
        return if known.case_id == case { Ok(()) } else { Err(Failure::Missing) };
    }
    if draft.given_on > desk.today() {
        return Err(Refusal::new("impossible").field("given_on", "future").into());
    }
    let papers = store::confidentiality::list_papers(&work.tx, case).await?;
    if draft.paper.is_some_and(|paper| !papers.iter().any(|(id, _)| *id == paper)) {
        return Err(Refusal::new("impossible").field("paper", "unknown_code").into());
    }
    let record = Consent {
        id: draft.id,
        case_id: case,
        person_name: draft.person_name,
        scope: draft.scope.into(),
        to_whom: draft.to_whom,
        purpose: draft.purpose,
        given_on: draft.given_on,
        withdrawn_on: None,
        paper_id: draft.paper,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        version: 1,
    };
    note(desk, &work, actor, case, "consent", &record.to_whom).await?;
    work.record(
        "confidentiality.add_consent",
        "case",
        case,
        json!({ "consent": record.id, "scope": draft.scope }),
    );
    store::confidentiality::insert_consent(&work.tx, record).await?;
    desk.commit(work).await
}

/// Ends a consent that the person withdrew; from that day on nothing goes out on it.
pub async fn withdraw_consent(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    consent: Uuid,
    day: chrono::NaiveDate,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::ConductCases)?;
    let mut work = desk.begin(&permit).await?;
    open_case(desk, &work.tx, &permit, case).await?;
    let found = store::confidentiality::find_consent(&work.tx, consent).await?;
    let mut record = found.filter(|found| found.case_id == case).ok_or(Failure::Missing)?;
    if record.withdrawn_on.is_some() {
        return Ok(());
    }
    if day < record.given_on || day > desk.today() {
        return Err(Refusal::new("impossible").field("withdrawn_on", "outside_time").into());
    }
    record.withdrawn_on = Some(day);
    note(desk, &work, actor, case, "consent_withdrawn", &record.to_whom).await?;
    work.record("confidentiality.withdraw_consent", "case", case, json!({ "consent": consent, "day": day }));
    store::confidentiality::update_consent(&work.tx, record).await?;
    desk.commit(work).await
}

/// Notes in the timeline of a case.
async fn note(desk: &Desk, work: &Work, actor: &Actor, case: Uuid, kind: &str, text: &str) -> Outcome<()> {
    let event = store::cases::CaseEvent {
        id: desk.id(),
        case_id: case,
        kind: kind.to_owned(),
        on_date: desk.today(),
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
        text: Some(text.to_owned()),
    };
    Ok(store::cases::insert_event(&work.tx, &event).await?)
}
