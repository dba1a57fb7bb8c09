//! Requests for legal aid: what is asked, the inbox, one request as its page shows it.
//!
//! `taking` takes a request down, changes it, asks for what is missing · `acceptance` enters it in the register ·
//! `moving` proposes, refuses, transfers, withdraws. What may be done is `law::intake` and `law::lifecycle`; the case
//! comes into being by the same function as one that is entered by hand, `cases::enter`.

mod acceptance;
mod moving;
mod taking;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::{Permission, Reach};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage, UrgentGround};
use law::confidentiality::Restriction;
use law::eligibility::{Assessment, Category, PersonFacts, assess};
use law::intake::{
    Applicant, Channel, Competence, Dossier, Lack, PlaceFacts, RequestPaper, RequesterRelation, SafeContact,
    Side, Signature, Urgency,
};
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::lifecycle::{REQUEST_STEPS, RequestAct, RequestState};
use law::people::Sex;
use law::rules::RulesOfDay;
use serde_json::json;
use store::audit::AuditLine;
use store::requests::Viewer;
use uuid::Uuid;

pub use acceptance::{Acceptance, Preview, accept, bring_proof, flag_missing_proof, preview};
pub use moving::{Proposed, Sent, give_back, propose, receive, refuse, send_back, transfer, withdraw};
pub use store::reference::Province;
pub use store::requests::{
    Request, RequestCursor, RequestFile, RequestFilter, RequestLine, RequestPage, RequestPerson,
};
pub use taking::{Supplied, ask_more, change, note_brought, supply, take};

use crate::cases::{Birth, EntryOptions, Organisation};
use crate::confidentiality;
use crate::deadlines::{DeadlineLine, Subject};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};
use crate::reactions::Event;

/// Most persons that one request names.
pub const MOST_PERSONS: usize = 8;

/// The inbox shows its exact total up to here.
pub const COUNTED: u64 = 10_000;

/// A person of a request as entered.
#[derive(Clone, Debug)]
pub struct PersonDraft {
    pub side: Side,
    /// The person of the register, where one was chosen.
    pub person: Option<Uuid>,
    pub name: String,
    pub birth: Option<Birth>,
    pub sex: Option<Sex>,
    pub ethnicity: Option<String>,
    pub id_number: Option<IdNumber>,
    pub commune_code: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub category: Option<Category>,
    pub other_categories: Vec<Category>,
    pub client_role: Option<ClientRole>,
    /// What was asked to decide the category; the default where only the category was chosen.
    pub facts: PersonFacts,
}

/// A request as entered.
#[derive(Clone, Debug)]
pub struct RequestDraft {
    /// The id that the form carried, so that the same form sent twice is one request.
    pub id: Uuid,
    pub org_code: String,
    pub channel: Channel,
    pub source: Source,
    pub source_agency: Option<String>,
    pub received_at: DateTime<Utc>,
    pub form: AidForm,
    pub field: LegalField,
    pub provider_role: Option<ProviderRole>,
    pub stage: Option<Stage>,
    pub summary: String,
    pub limitation_on: Option<NaiveDate>,
    pub trial_on: Option<NaiveDate>,
    pub requester_name: Option<String>,
    pub requester_relation: Option<RequesterRelation>,
    pub requester_phone: Option<String>,
    pub language_spoken: Option<String>,
    pub language_read: Option<String>,
    pub interpreter: Option<String>,
    pub safe_contact: Vec<SafeContact>,
    pub contact_note: Option<String>,
    pub signed_by: Signature,
    pub notice_read_by: Option<String>,
    pub papers: Vec<RequestPaper>,
    pub matter_province: Option<String>,
    pub chosen_provider: Option<Uuid>,
    pub reception: Option<Uuid>,
    /// Sexual violence, which no other fact tells.
    pub sexual_violence: bool,
    pub persons: Vec<PersonDraft>,
}

/// A request opened by somebody.
#[derive(Clone, Debug)]
pub struct RequestView {
    pub file: RequestFile,
    /// Identity numbers of the persons in their order; hidden but for the end without permission.
    pub id_numbers: Vec<Option<String>>,
    /// Name of the ethnic group and the commune of each person.
    pub origins: Vec<(Option<String>, Option<String>)>,
    pub clocks: Vec<DeadlineLine>,
    /// What is missing, by the rules of today.
    pub lacks: Vec<Lack>,
    pub competence: Option<Competence>,
    /// Grounds on which it may be accepted at once today.
    pub grounds: Vec<UrgentGround>,
    /// Of each person who asks for aid and was asked: what the rules answer.
    pub assessments: Vec<(i32, Assessment)>,
    /// What can be done now, by this actor.
    pub acts: Vec<RequestAct>,
    /// Finds that may be a conflict or a double and wait for a decision.
    pub unsettled: usize,
    /// File code of the case it became.
    pub case_code: Option<String>,
    /// Whether its proof is still to come and may be taken down by this actor.
    pub proof_open: bool,
    pub org_name: String,
    pub org_phone: Option<String>,
    pub transfer_name: Option<String>,
    pub provider_name: Option<String>,
    /// What happened, latest first.
    pub history: Vec<AuditLine>,
}

/// A page of the inbox with its total.
#[derive(Clone, Debug)]
pub struct RequestList {
    pub page: RequestPage,
    /// Exact up to [`COUNTED`]; above that `COUNTED + 1`.
    pub total: u64,
}

/// What the form of a request offers.
#[derive(Clone, Debug)]
pub struct RequestOptions {
    pub entry: EntryOptions,
    pub provinces: Vec<Province>,
}

/// Lists the requests within reach. The reading is recorded with what was asked. Who is protected is not named outside
/// the circle of the request, and not found by name, telephone or identity number either.
pub async fn list(
    desk: &Desk,
    actor: &Actor,
    filter: &RequestFilter,
    after: Option<&RequestCursor>,
    limit: usize,
) -> Outcome<RequestList> {
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let account = actor.id();
    let viewer = Viewer { reach: permit.reach(), account: &account };
    let tx = desk.store().snapshot().await?;
    let onlooker = confidentiality::onlooker(desk, actor);
    let filter = &RequestFilter { onlooker, ..filter.clone() };
    let mut page = store::requests::list(&tx, &viewer, filter, after, limit).await?;
    let total = store::requests::count(&tx, &viewer, filter, COUNTED).await?;
    let marks =
        confidentiality::restricted(page.lines.iter().map(|line| (line.id, line.restricted.as_str())));
    let sight = confidentiality::sight_of_requests(desk, &tx, actor, marks).await?;
    drop(tx);
    for line in page.lines.iter_mut().filter(|line| !sight.sees(line.id, &line.restricted)) {
        line.name = None;
    }
    let mut work = desk.begin(&permit).await?;
    let detail = json!({ "filter": filter, "lines": page.lines.len() });
    work.record("requests.list", "list", "requests", detail);
    desk.commit(work).await?;
    Ok(RequestList { page, total })
}

fn may(actor: &Actor, permission: Permission) -> bool {
    actor.is_system() || law::access::may(actor.role, permission)
}

/// Opens a request.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<RequestView> {
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let mut work = desk.begin(&permit).await?;
    let file = find(desk, &work, &permit, id).await?;
    let view = gather(desk, &work, &permit, file).await?;
    work.record("requests.view", "request", id, json!({}));
    desk.commit(work).await?;
    Ok(view)
}

async fn gather(desk: &Desk, work: &Work, permit: &Permit, file: RequestFile) -> Outcome<RequestView> {
    let (tx, actor, request) = (&work.tx, permit.actor(), &file.request);
    let today = desk.today();
    let rules = desk.rules();
    let rules = rules.on(request.decided_at.map_or(today, |at| crate::deadlines::local(at).date()));
    let organisation = store::staff::find_organisation(tx, &request.org_code).await?;
    let province = organisation.as_ref().and_then(|unit| unit.province_code.clone());
    let weighed = Weighed::of(&file)?;
    let search = store::audit::Search {
        object_kind: Some("request".to_owned()),
        object_id: Some(request.id.to_string()),
        ..Default::default()
    };
    let transfer_name = match &request.transfer_to {
        Some(code) => store::staff::find_organisation(tx, code).await?.map(|unit| unit.name),
        None => None,
    };
    let provider_name = match request.chosen_provider {
        Some(id) => store::staff::find_provider(tx, id).await?.map(|provider| provider.name),
        None => None,
    };
    let case = match request.case_id {
        Some(id) => store::cases::find(tx, &Reach::Nation, id).await?.map(|case| case.case),
        None => None,
    };
    let mut clocks = crate::deadlines::of_subject(tx, "request", request.id).await?;
    let mut proof_open = false;
    if let Some(case) = &case {
        let proof = crate::deadlines::of_subject(tx, "case", case.id).await?;
        let proof = proof.into_iter().filter(|line| acceptance::is_proof(line.code.0));
        for line in proof {
            proof_open |= line.ended_at.is_none() && case.closed_on.is_none();
            clocks.push(line);
        }
    }
    let competence = competence(work, &file, province.as_deref()).await?;
    let grounds =
        law::intake::urgent_grounds(&urgency(request), &rules, today, &desk.calendar(), province.as_deref());
    Ok(RequestView {
        id_numbers: id_numbers(work, actor, &file)?,
        origins: origins(work, &file, today).await?,
        lacks: weighed.with(&file, |dossier| law::intake::lacks(dossier, &rules, today)),
        competence,
        grounds,
        assessments: weighed.assessments(&file, &rules, today),
        acts: acts(permit, request),
        unsettled: unsettled(desk, work, &file).await?,
        case_code: case.map(|case| case.file_code),
        proof_open: proof_open && may(actor, Permission::TakeRequests),
        org_name: organisation.as_ref().map_or_else(|| request.org_code.clone(), |unit| unit.name.clone()),
        org_phone: organisation.and_then(|unit| unit.phone),
        transfer_name,
        provider_name,
        history: store::audit::list(tx, None, &search, 60).await?,
        clocks,
        file,
    })
}

/// Finds that may be a conflict or a double and that nobody has decided on; none once the request is answered.
async fn unsettled(desk: &Desk, work: &Work, file: &RequestFile) -> Outcome<usize> {
    let answered = law::lifecycle::queue_of_request(file.request.state.0) == law::lifecycle::Queue::Answered;
    if answered {
        return Ok(0);
    }
    Ok(crate::conflicts::unsettled(&work.tx, &desk.tree(), file.request.id).await?.len())
}

/// The steps of the table that start here, that the role may take, and that are this organisation's to take.
fn acts(permit: &Permit, request: &Request) -> Vec<RequestAct> {
    let actor = permit.actor();
    let own = permit.reach().covers(&request.org_code);
    let receiving = request.transfer_to.as_deref().is_some_and(|to| permit.reach().covers(to));
    let steps = REQUEST_STEPS.iter().filter(|step| step.from == request.state.0);
    let steps = steps.filter(|step| may(actor, step.permission));
    steps
        .map(|step| step.act)
        .filter(|act| match act {
            RequestAct::Receive | RequestAct::Return => receiving,
            _ => own,
        })
        .collect()
}

fn id_numbers(work: &Work, actor: &Actor, file: &RequestFile) -> Outcome<Vec<Option<String>>> {
    let clear = may(actor, Permission::ReadIdNumbers);
    let shown = |number: IdNumber| if clear { number.digits().to_owned() } else { number.masked() };
    let opened =
        file.persons.iter().map(|person| Ok(store::requests::open_id_number(&work.tx, person)?.map(shown)));
    opened.collect()
}

async fn origins(
    work: &Work,
    file: &RequestFile,
    day: NaiveDate,
) -> Outcome<Vec<(Option<String>, Option<String>)>> {
    let groups = store::reference::list_ethnic_groups(&work.tx).await?;
    let mut origins = Vec::with_capacity(file.persons.len());
    for person in &file.persons {
        let group = groups.iter().find(|group| Some(&group.code) == person.ethnicity.as_ref());
        let commune = match &person.commune_code {
            Some(code) => store::reference::commune_on(&work.tx, code, day).await?,
            None => None,
        };
        origins.push((group.map(|group| group.name.clone()), commune.map(|commune| commune.full_name())));
    }
    Ok(origins)
}

/// What makes a request urgent.
fn urgency(request: &Request) -> Urgency {
    Urgency {
        limitation_on: request.limitation_on,
        trial_on: request.trial_on,
        appointed_or_noticed: matches!(request.source.0, Source::AppointedDefence | Source::AgencyNotice),
    }
}

/// The facts of each person who asks for aid, as the rules look at them.
struct Weighed(Vec<(i32, Option<Category>, PersonFacts)>);

impl Weighed {
    fn of(file: &RequestFile) -> Outcome<Self> {
        let weighed = file.beneficiaries().map(|person| {
            let mut facts = person.person_facts()?;
            // What stands beside the questions counts only where questions were asked.
            if facts != PersonFacts::default() {
                facts.birth_date = facts.birth_date.or(person.birth_date);
                facts.birth_year = facts.birth_year.or(person.birth_year);
                facts.client_role = facts.client_role.or(person.client_role.map(|code| code.0));
            }
            Ok((person.position, person.category.map(|code| code.0), facts))
        });
        Ok(Self(weighed.collect::<Outcome<_>>()?))
    }

    fn with<T>(&self, file: &RequestFile, look: impl FnOnce(&Dossier<'_>) -> T) -> T {
        let applicants: Vec<Applicant<'_>> =
            self.0.iter().map(|(_, category, facts)| Applicant { category: *category, facts }).collect();
        let papers = RequestPaper::read_list(&file.request.papers);
        look(&Dossier {
            channel: file.request.channel.0,
            form: file.request.form.0,
            has_role: file.request.provider_role.is_some(),
            papers: &papers,
            signature: file.request.signed_by.0,
            applicants: &applicants,
        })
    }

    fn assessments(
        &self,
        file: &RequestFile,
        rules: &RulesOfDay<'_>,
        day: NaiveDate,
    ) -> Vec<(i32, Assessment)> {
        let _ = file;
        let asked = self.0.iter().filter(|(_, _, facts)| *facts != PersonFacts::default());
        asked.map(|(position, _, facts)| (*position, assess(facts, rules, day))).collect()
    }

    fn lives_in_special_area(&self) -> bool {
        self.0.iter().any(|(_, _, facts)| facts.special_area == Some(true))
    }
}

/// Why the organisation of a request is competent, if it is.
async fn competence(work: &Work, file: &RequestFile, province: Option<&str>) -> Outcome<Option<Competence>> {
    let day = crate::deadlines::local(file.request.received_at).date();
    let mut residences = Vec::new();
    for person in file.beneficiaries() {
        let Some(code) = &person.commune_code else { continue };
        if let Some(commune) = store::reference::commune_on(&work.tx, code, day).await? {
            residences.push(commune.province_code);
        }
    }
    let facts = PlaceFacts {
        organisation: province,
        residences: residences.iter().map(String::as_str).collect(),
        matter: file.request.matter_province.as_deref(),
        central: file.request.channel.0 == Channel::Central,
    };
    Ok(law::intake::competence(&facts))
}

/// Gathers what the form of a request offers.
pub async fn options(desk: &Desk, actor: &Actor) -> Outcome<RequestOptions> {
    desk.permit(actor, Permission::ReadRequests)?;
    let mut entry = crate::cases::entry_options(desk, actor).await?;
    let today = desk.today();
    entry.organisations.retain(|unit| unit.valid_to.is_none_or(|last| today <= last));
    entry.providers.retain(|provider| provider.ended_on.is_none());
    let tx = desk.store().snapshot().await?;
    let provinces = store::reference::list_provinces(&tx, today).await?;
    Ok(RequestOptions { entry, provinces })
}

/// The organisations to which a request may be sent: those that keep a register today, but its own.
pub async fn receivers(desk: &Desk, actor: &Actor, own: &str) -> Outcome<Vec<Organisation>> {
    desk.permit(actor, Permission::ReadRequests)?;
    let tx = desk.store().snapshot().await?;
    let today = desk.today();
    let mut all = store::staff::list_organisations(&tx).await?;
    all.retain(|unit| unit.kind.keeps_register() && unit.code != own && exists_on(unit, today));
    Ok(all)
}

fn exists_on(organisation: &Organisation, day: NaiveDate) -> bool {
    organisation.valid_from <= day && organisation.valid_to.is_none_or(|last| day <= last)
}

/// One request within reach that lies open.
async fn find(desk: &Desk, work: &Work, permit: &Permit, id: Uuid) -> Outcome<RequestFile> {
    let account = permit.actor().id();
    let viewer = Viewer { reach: permit.reach(), account: &account };
    let file = store::requests::find(&work.tx, &viewer, id).await?.ok_or(Failure::Missing)?;
    confidentiality::may_open_request(desk, &work.tx, permit.actor(), &file.request).await?;
    Ok(file)
}

/// A request that is about to make a step.
enum Ready {
    /// It stands where the step begins; with the state in which it ends.
    Go(Box<RequestFile>, RequestState),
    /// The same form was sent before: nothing is left to do.
    Done(Box<RequestFile>),
}

/// Finds a request for a step of its own organisation, at the version that was seen. `same` tells whether the step
/// that was made meanwhile is this very one.
async fn ready(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    (id, seen): (Uuid, i64),
    act: RequestAct,
    same: impl Fn(&Request) -> bool,
) -> Outcome<Ready> {
    let file = find(desk, work, permit, id).await?;
    match act {
        RequestAct::Receive | RequestAct::Return => {
            let to = file.request.transfer_to.as_deref();
            let back = act == RequestAct::Return && file.request.state.0 == RequestState::Received;
            permit.within(to.or(back.then_some(file.request.org_code.as_str())).ok_or(Failure::Missing)?)?;
        }
        _ => permit.within(&file.request.org_code)?,
    }
    let leads_here = REQUEST_STEPS.iter().any(|step| step.act == act && step.to == file.request.state.0);
    if leads_here && file.request.version == seen + 1 && same(&file.request) {
        return Ok(Ready::Done(Box::new(file)));
    }
    if file.request.version != seen {
        return Err(Failure::Stale);
    }
    let to = law::lifecycle::after_request(file.request.state.0, act).map_err(not_now)?;
    Ok(Ready::Go(Box::new(file), to))
}

fn not_now(no: law::lifecycle::NotNow) -> Refusal {
    Refusal::new("requests.not_now").with("state", no.state).with("act", no.act)
}

/// Ends a step: saves, records, announces.
async fn finish(
    desk: &Desk,
    work: &mut Work,
    file: RequestFile,
    act: RequestAct,
    (reason, detail): (&str, serde_json::Value),
) -> Outcome<()> {
    let (id, state) = (file.request.id, file.request.state.0);
    work.record_because(&format!("requests.{act}"), "request", id, reason, detail);
    work.emit(moved(id, act.code(), state));
    store::requests::update(&work.tx, file, desk.now()).await?;
    Ok(())
}

fn moved(id: Uuid, act: &str, state: RequestState) -> Event {
    Event::RequestMoved { request: id.to_string(), act: act.to_owned(), state: state.code().to_owned() }
}

/// A request as the subject of a clock.
fn subject(request: &Request) -> Subject<'_> {
    Subject { kind: "request", id: request.id, case: None, org: &request.org_code, provider: None }
}

/// A reason that can stand in writing.
fn check_reason(field: &str, reason: &str) -> Outcome<()> {
    if law::intake::is_reason(reason) {
        return Ok(());
    }
    Err(Refusal::new("requests.invalid").field(field, "reason_too_short").into())
}

/// The marks by hand that a draft carries.
fn marks(draft: &RequestDraft) -> String {
    Restriction::write_list(draft.sexual_violence.then_some(Restriction::SexualViolence))
}
