//! Taking a request down, changing it, asking for what is missing, and what comes after.

use law::access::Permission;
use law::cases::{AidForm, Source};
use law::deadlines::DeadlineCode;
use law::eligibility::{Category, PersonFacts, Verdict, assess};
use law::intake::{Lack, RequestPaper, SafeContact, Side, Signature};
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::lifecycle::{RequestAct, RequestState};
use law::rules::RulesOfDay;
use serde_json::json;
use store::requests::{Request, RequestFile, RequestPerson};
use uuid::Uuid;

use super::{
    MOST_PERSONS, PersonDraft, Ready, RequestDraft, exists_on, finish, marks, moved, not_now, ready, subject,
};
use crate::cases::Birth;
use crate::deadlines::{self, Ended};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Takes a request down (*tiếp nhận yêu cầu*); the clock of the answer starts. The same draft sent twice is one request.
pub async fn take(desk: &Desk, actor: &Actor, draft: RequestDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    permit.within(&draft.org_code)?;
    let mut work = desk.begin(&permit).await?;
    let viewer = store::requests::Viewer { reach: &law::access::Reach::Nation, account: "" };
    if let Some(known) = store::requests::find(&work.tx, &viewer, draft.id).await? {
        let same = known.request.entered_by == actor.id();
        return if same { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    check(desk, &work, &draft).await?;
    let file = assemble(desk, actor, &work, &draft, None).await?;
    enter(desk, &mut work, file, "take").await?;
    desk.commit(work).await?;
    Ok(draft.id)
}

/// Notes who brought a request that a provider brought (*vụ việc do người thực hiện mang đến*): it is allowed, and it
/// is counted. Nothing is noted of requests that came another way.
pub async fn note_brought(desk: &Desk, actor: &Actor, request: Uuid, provider: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let file = super::find(desk, &work, &permit, request).await?;
    if file.request.source.0 != Source::ProviderBrought {
        return Ok(());
    }
    let known = store::staff::find_provider(&work.tx, provider).await?.ok_or(Failure::Missing)?;
    let row = store::assignment::Brought {
        subject_id: request,
        provider_id: known.id,
        noted_at: desk.now(),
        noted_by: actor.name.clone(),
    };
    store::assignment::save_brought(&work.tx, &row).await?;
    work.record("requests.note_brought", "request", request, json!({ "provider": known.id }));
    desk.commit(work).await
}

/// Stores a new request with its trace, its event and its clock.
pub(super) async fn enter(desk: &Desk, work: &mut Work, mut file: RequestFile, act: &str) -> Outcome<()> {
    file.complete();
    let request = file.request.clone();
    work.record(&format!("requests.{act}"), "request", request.id, json!({ "request": &file }));
    work.emit(moved(request.id, "take", request.state.0));
    store::requests::insert(&work.tx, file).await?;
    let (code, today) = (DeadlineCode::AnswerRequest, desk.today());
    deadlines::start(desk, work, &subject(&request), code, request.received_at, today).await?;
    Ok(())
}

/// Changes a request that was not answered yet; `Failure::Stale` when somebody else was faster.
pub async fn change(desk: &Desk, actor: &Actor, seen: i64, draft: RequestDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let before = super::find(desk, &work, &permit, draft.id).await?;
    permit.within(&before.request.org_code)?;
    permit.within(&draft.org_code)?;
    if before.request.version != seen {
        return Err(Failure::Stale);
    }
    if !matches!(before.request.state.0, RequestState::Received | RequestState::NeedMore) {
        let state = before.request.state.0.code();
        return Err(not_now(law::lifecycle::NotNow { state, act: "change" }).into());
    }
    check(desk, &work, &draft).await?;
    let mut after = assemble(desk, actor, &work, &draft, Some(&before)).await?;
    after.complete();
    let changed = difference(&before, &after);
    if changed.is_empty() {
        return Ok(());
    }
    let moved_clock = before.request.received_at != after.request.received_at
        || before.request.org_code != after.request.org_code;
    let request = after.request.clone();
    work.record("requests.change", "request", draft.id, json!({ "changed": changed }));
    store::requests::update(&work.tx, after, desk.now()).await?;
    if moved_clock && request.state.0 == RequestState::Received {
        let (code, today) = (DeadlineCode::AnswerRequest, desk.today());
        deadlines::start(desk, &mut work, &subject(&request), code, request.received_at, today).await?;
    }
    desk.commit(work).await
}

/// What differs between two versions: field → before and after.
fn difference(before: &RequestFile, after: &RequestFile) -> serde_json::Map<String, serde_json::Value> {
    const FOLLOWS: [&str; 4] = ["version", "recorded_at", "entered_at", "entered_by"];
    let mut changed = crate::changes::between(&before.request, &after.request, &FOLLOWS);
    let numbers = |file: &RequestFile| -> Vec<Option<String>> {
        file.persons.iter().map(|person| person.id_number_index.clone()).collect()
    };
    let persons = |file: &RequestFile| serde_json::to_value(&file.persons).unwrap_or_default();
    if persons(before) != persons(after) {
        changed.insert("persons".to_owned(), json!([persons(before), persons(after)]));
    } else if numbers(before) != numbers(after) {
        changed.insert("persons".to_owned(), json!("id_number"));
    }
    changed
}

/// Refuses what no request can be, naming every field at once.
async fn check(desk: &Desk, work: &Work, draft: &RequestDraft) -> Outcome<()> {
    let mut found: Vec<(String, &str)> = Vec::new();
    let mut wrong = |field: &str, code: &'static str| found.push((field.to_owned(), code));
    let organisation = store::staff::find_organisation(&work.tx, &draft.org_code).await?;
    match organisation {
        None => wrong("org_code", "org_unknown"),
        Some(unit) if !unit.kind.keeps_register() => wrong("org_code", "org_unknown"),
        Some(unit) if !exists_on(&unit, desk.today()) => wrong("org_code", "org_unknown"),
        Some(_) => {}
    }
    if draft.received_at > desk.now() {
        wrong("received_on", "future");
    }
    if draft.summary.trim().is_empty() {
        wrong("summary", "required");
    }
    if draft.form != AidForm::Litigation && draft.provider_role.is_some() {
        wrong("provider_role", "role_without_litigation");
    }
    if let Some(id) = draft.chosen_provider
        && store::staff::find_provider(&work.tx, id).await?.is_none()
    {
        wrong("chosen_provider", "unknown_code");
    }
    if draft.persons.len() > MOST_PERSONS {
        wrong("persons", "too_many_persons");
    }
    if !draft.persons.iter().any(|person| person.side == Side::Beneficiary) {
        wrong("name", "required");
    }
    let today = desk.today();
    for (place, person) in draft.persons.iter().enumerate() {
        let at = |name: &str| if place == 0 { name.to_owned() } else { format!("{name}_{}", place + 1) };
        if names::fold(&person.name).is_empty() {
            wrong(&at("name"), "required");
        }
        let born = person.birth.map(Birth::year).is_some_and(|year| year > chrono::Datelike::year(&today));
        if born || person.birth.and_then(Birth::day).is_some_and(|day| day > today) {
            wrong(&at("birth"), "future");
        }
        if let Some(code) = &person.commune_code
            && store::reference::commune_on(&work.tx, code, today).await?.is_none()
        {
            wrong(&at("commune"), "unknown_commune");
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new("requests.invalid");
    Err(found.into_iter().fold(refusal, |refusal, (field, code)| refusal.field(&field, code)).into())
}

/// Builds the records of a draft.
async fn assemble(
    desk: &Desk,
    actor: &Actor,
    work: &Work,
    draft: &RequestDraft,
    before: Option<&RequestFile>,
) -> Outcome<RequestFile> {
    let agency = match &draft.source_agency {
        Some(name) => store::reference::find_agency_by_name(&work.tx, name).await?,
        None => None,
    };
    let old = before.map(|file| &file.request);
    let now = desk.now();
    let request = Request {
        id: draft.id,
        org_code: draft.org_code.clone(),
        state: old.map_or(RequestState::Received.into(), |request| request.state),
        channel: draft.channel.into(),
        source: draft.source.into(),
        agency_id: agency.map(|agency| agency.id),
        source_agency: draft.source_agency.clone(),
        received_at: draft.received_at,
        form: draft.form.into(),
        field: draft.field.into(),
        provider_role: draft.provider_role.map(Into::into),
        stage: draft.stage.map(Into::into),
        summary: draft.summary.trim().to_owned(),
        urgent_ground: None,
        limitation_on: draft.limitation_on,
        trial_on: draft.trial_on,
        requester_name: draft.requester_name.as_deref().map(names::written),
        requester_relation: draft.requester_relation.map(Into::into),
        requester_phone: draft.requester_phone.as_deref().map(plain_phone),
        language_spoken: draft.language_spoken.clone(),
        language_read: draft.language_read.clone(),
        interpreter: draft.interpreter.clone(),
        safe_contact: SafeContact::write_list(draft.safe_contact.iter().copied()),
        contact_note: draft.contact_note.clone(),
        signed_by: draft.signed_by.into(),
        notice_read_by: draft.notice_read_by.clone(),
        papers: RequestPaper::write_list(draft.papers.iter().copied()),
        matter_province: draft.matter_province.clone(),
        chosen_provider: draft.chosen_provider,
        reception_id: old.map_or(draft.reception, |request| request.reception_id),
        came_from: old.and_then(|request| request.came_from),
        proposed: old.and_then(|request| request.proposed),
        proposed_reason: old.and_then(|request| request.proposed_reason.clone()),
        missing_papers: old.map(|request| request.missing_papers.clone()).unwrap_or_default(),
        refusal_ground: old.and_then(|request| request.refusal_ground),
        decision_reason: old.and_then(|request| request.decision_reason.clone()),
        decided_at: None,
        decided_by: None,
        transfer_to: None,
        case_id: None,
        restricted: marks(draft),
        entered_at: old.map_or(now, |request| request.entered_at),
        entered_by: old.map_or_else(|| actor.id(), |request| request.entered_by.clone()),
        recorded_at: now,
        version: old.map_or(1, |request| request.version),
    };
    let rules = desk.rules();
    let rules = rules.on(desk.today());
    let persons = draft.persons.iter().map(|person| person_of(work, draft.id, person, &rules));
    Ok(RequestFile { request, persons: persons.collect::<Outcome<_>>()? })
}

/// The record of a person; where facts were asked and no category chosen, the categories that follow from them.
fn person_of(
    work: &Work,
    request: Uuid,
    draft: &PersonDraft,
    rules: &RulesOfDay<'_>,
) -> Outcome<RequestPerson> {
    let (category, others) = categories(draft, rules);
    let others: Vec<&str> = others.iter().map(|category| category.code()).collect();
    let mut person = RequestPerson {
        request_id: request,
        position: 0,
        side: draft.side.into(),
        person_id: draft.person,
        name: names::written(&draft.name),
        name_folded: String::new(),
        name_sound: String::new(),
        sex: draft.sex.map(Into::into),
        birth_year: draft.birth.map(Birth::year),
        birth_date: draft.birth.and_then(Birth::day),
        ethnicity: draft.ethnicity.clone(),
        commune_code: draft.commune_code.clone(),
        address: draft.address.clone(),
        phone: draft.phone.as_deref().map(plain_phone),
        id_number_sealed: None,
        id_number_index: None,
        category: category.map(Into::into),
        other_categories: others.join(";"),
        client_role: draft.client_role.map(Into::into),
        facts: serde_json::to_string(&draft.facts).map_err(|error| Failure::Broken(error.to_string()))?,
    };
    store::requests::seal_id_number(&work.tx, &mut person, draft.id_number.as_ref())?;
    Ok(person)
}

fn categories(draft: &PersonDraft, rules: &RulesOfDay<'_>) -> (Option<Category>, Vec<Category>) {
    let chosen = (draft.category, draft.other_categories.clone());
    if draft.side != Side::Beneficiary || draft.category.is_some() || draft.facts == PersonFacts::default() {
        return chosen;
    }
    let facts = PersonFacts {
        birth_date: draft.birth.and_then(Birth::day),
        birth_year: draft.birth.map(Birth::year),
        client_role: draft.client_role,
        ..draft.facts.clone()
    };
    let assessment = assess(&facts, rules, rules.day());
    let held = [Verdict::Entitled, Verdict::NeedsProof]
        .into_iter()
        .flat_map(|verdict| assessment.categories(verdict));
    let others: Vec<Category> = held.filter(|category| Some(*category) != assessment.reported).collect();
    (assessment.reported, if chosen.1.is_empty() { others } else { chosen.1 })
}

/// A telephone number as it is kept and searched: digits, with a plus in front where one was typed.
fn plain_phone(typed: &str) -> String {
    let plus = if typed.trim_start().starts_with('+') { "+" } else { "" };
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    format!("{plus}{digits}")
}

/// Asks the person for what is missing (*yêu cầu bổ sung*): that is an answer, so the clock of the answer ends.
pub async fn ask_more(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    lacks: &[Lack],
    note: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let asked = Lack::write_list(lacks.iter().copied());
    let same = |request: &Request| request.missing_papers == asked;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), RequestAct::AskMore, same).await?
    else {
        return Ok(());
    };
    if lacks.is_empty() {
        return Err(Refusal::new("requests.invalid").field("lacks", "nothing_asked").into());
    }
    file.request.state = to.into();
    file.request.missing_papers = asked;
    deadlines::end(desk, &mut work, "request", id, None, Ended::Done).await?;
    let detail = json!({ "lacks": lacks });
    finish(desk, &mut work, *file, RequestAct::AskMore, (note.trim(), detail)).await?;
    desk.commit(work).await
}

/// What the person brought.
#[derive(Clone, Debug, Default)]
pub struct Supplied {
    pub papers: Vec<RequestPaper>,
    /// How it was confirmed, where that was open.
    pub signed_by: Option<Signature>,
    /// Codes of the papers that prove the category, where it was asked one by one.
    pub proofs: Vec<String>,
}

/// Takes down what was missing and came (*bổ sung*); from now on an answer is due again.
pub async fn supply(desk: &Desk, actor: &Actor, id: Uuid, seen: i64, supplied: Supplied) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = RequestAct::Supply;
    let Ready::Go(mut file, to) = ready(desk, &work, &permit, (id, seen), act, |_| true).await? else {
        return Ok(());
    };
    add(&mut file, &supplied)?;
    file.request.state = to.into();
    file.request.missing_papers.clear();
    let request = file.request.clone();
    let detail =
        json!({ "papers": supplied.papers, "signed_by": supplied.signed_by, "proofs": supplied.proofs });
    finish(desk, &mut work, *file, act, ("", detail)).await?;
    let (code, today) = (DeadlineCode::AnswerRequest, desk.today());
    deadlines::start(desk, &mut work, &subject(&request), code, desk.now(), today).await?;
    desk.commit(work).await
}

/// Adds what came to what is there; papers by name go to whoever was asked about the category.
pub(super) fn add(file: &mut RequestFile, supplied: &Supplied) -> Outcome<()> {
    let there = RequestPaper::read_list(&file.request.papers);
    file.request.papers = RequestPaper::write_list(there.into_iter().chain(supplied.papers.iter().copied()));
    if let Some(signature) = supplied.signed_by {
        file.request.signed_by = signature.into();
    }
    for person in file.persons.iter_mut().filter(|person| person.side.0 == Side::Beneficiary) {
        let mut facts = person.person_facts()?;
        if facts == PersonFacts::default() || supplied.proofs.is_empty() {
            continue;
        }
        facts.papers.extend(supplied.proofs.iter().cloned());
        facts.papers.sort_unstable();
        facts.papers.dedup();
        person.facts = serde_json::to_string(&facts).map_err(|error| Failure::Broken(error.to_string()))?;
    }
    Ok(())
}
