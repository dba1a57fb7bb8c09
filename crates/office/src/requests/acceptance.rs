//! Entry in the register (*thụ lý*), ordinary and at once, and the proof that is still to come.

use law::access::Permission;
use law::cases::{ClientRole, Source, UrgentGround};
use law::conflicts::Consequence;
use law::deadlines::{Deadline, DeadlineCode};
use law::intake::{Begun, Declined, Lack};
use law::kernel::coded::Coded as _;
use law::lifecycle::{Hands, RequestAct};
use serde_json::json;
use store::requests::{Request, RequestFile, RequestPerson};
use uuid::Uuid;

use super::taking::{Supplied, add};
use super::{Ready, Weighed, competence, finish, ready, urgency};
use crate::cases::{BeneficiaryDraft, Birth, Brought, CaseDraft};
use crate::deadlines::{self, Ended};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// How a request is accepted.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// The id of the case, from the form, so that the same form sent twice is one case.
    pub case: Uuid,
    /// A file code by hand; empty: the next number of the register.
    pub file_code: String,
    /// Accepted at once on this ground; none: all papers are there.
    pub urgent: Option<UrgentGround>,
    /// Force majeure stands in the way of the proof: ten working days instead of five.
    pub force_majeure: bool,
}

/// Whether a clock waits for proof.
pub(super) fn is_proof(code: DeadlineCode) -> bool {
    matches!(code, DeadlineCode::ProofDue | DeadlineCode::ProofDueLonger)
}

/// What an acceptance would do, for the page on which it is checked.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The file code it will get, unless somebody is faster.
    pub file_code: String,
    /// What is still to come.
    pub to_come: Vec<Lack>,
    /// The clocks that will run.
    pub clocks: Vec<Deadline>,
}

/// Looks whether a request would be accepted like this, and what would follow; nothing is saved.
pub async fn preview(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    acceptance: &Acceptance,
) -> Outcome<Preview> {
    let permit = desk.permit(actor, Permission::AcceptRequests)?;
    let work = desk.begin(&permit).await?;
    let act = act_of(acceptance);
    let (Ready::Go(file, _) | Ready::Done(file)) =
        ready(desk, &work, &permit, (id, seen), act, |_| false).await?;
    let to_come = decide(desk, &work, &permit, &file, acceptance).await?;
    check_conflicts(desk, &work, &file).await?;
    let province = desk.province_of_organisation(&file.request.org_code);
    let (rules, calendar, today) = (desk.rules(), desk.calendar(), desk.today());
    let mut clocks = Vec::new();
    for code in law::intake::clocks(&begun(&file, acceptance, &to_come, &roles_of(&file))?) {
        if let Some(rule) = rules.on(today).deadline(code) {
            let from_receipt = law::intake::runs_from_receipt(rule.start);
            let start = if from_receipt { file.request.received_at } else { desk.now() };
            let start = deadlines::local(start);
            clocks.push(law::deadlines::deadline(rule, start, &calendar, province.as_deref()));
        }
    }
    let file_code = if acceptance.file_code.is_empty() {
        let (org, form) = (&file.request.org_code, file.request.form.0);
        crate::cases::next_file_code(desk, actor, org, form, chrono::Datelike::year(&today)).await?
    } else {
        acceptance.file_code.clone()
    };
    Ok(Preview { file_code, to_come, clocks })
}

fn act_of(acceptance: &Acceptance) -> RequestAct {
    if acceptance.urgent.is_some() { RequestAct::AcceptUrgently } else { RequestAct::Accept }
}

/// Every find is decided, and no decision stands in the way.
async fn check_conflicts(desk: &Desk, work: &Work, file: &RequestFile) -> Outcome<()> {
    let (unsettled, consequences) =
        crate::conflicts::standing(&work.tx, &desk.tree(), file.request.id).await?;
    if unsettled > 0 {
        return Err(Refusal::new("requests.conflicts_unsettled").into());
    }
    if consequences.contains(&Consequence::RefuseHandledElsewhere) {
        return Err(Refusal::new("requests.handled_elsewhere").into());
    }
    if consequences.contains(&Consequence::GoOnThere) {
        return Err(Refusal::new("requests.goes_on_there").into());
    }
    Ok(())
}

/// Accepts a request (*thụ lý*), or accepts it at once (*thụ lý ngay*): enters it in the register as a case, ends its
/// clocks and sets those of the case going.
pub async fn accept(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    acceptance: Acceptance,
) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::AcceptRequests)?;
    let mut work = desk.begin(&permit).await?;
    let act = act_of(&acceptance);
    let same = |request: &Request| request.case_id == Some(acceptance.case);
    let (mut file, to) = match ready(desk, &work, &permit, (id, seen), act, same).await? {
        Ready::Go(file, to) => (file, to),
        Ready::Done(file) => return file.request.case_id.ok_or(Failure::Stale),
    };
    let missing = decide(desk, &work, &permit, &file, &acceptance).await?;
    check_conflicts(desk, &work, &file).await?;
    let now = desk.now();
    let brought = Brought {
        request: Some(id),
        accepted_at: Some(now),
        agency: file.request.agency_id,
        restricted: file.request.restricted.clone(),
    };
    deadlines::end(desk, &mut work, "request", id, None, Ended::Done).await?;
    let draft = draft_of(desk, &work, &file, &acceptance)?;
    let entered = crate::cases::enter(desk, &permit, &mut work, draft, brought).await?;
    store::parties::insert_opposed(&work.tx, id, entered.case.id).await?;
    let clocks = law::intake::clocks(&begun(&file, &acceptance, &missing, &roles_of(&file))?);
    let since = (file.request.received_at, now);
    crate::cases::follow::start_first(desk, &mut work, &entered, clocks, since).await?;
    let case = entered.case;
    file.request.state = to.into();
    file.request.case_id = Some(case.id);
    file.request.urgent_ground = acceptance.urgent.map(Into::into);
    file.request.missing_papers = Lack::write_list(missing.iter().copied());
    file.request.proposed = None;
    file.request.decided_at = Some(now);
    file.request.decided_by = Some(actor.name.clone());
    let detail = json!({
        "case": case.id, "file_code": case.file_code, "ground": acceptance.urgent, "to_come": missing,
    });
    finish(desk, &mut work, *file, act, ("", detail)).await?;
    desk.commit(work).await?;
    Ok(case.id)
}

/// Lets the law decide; answers what is still to come.
async fn decide(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    file: &RequestFile,
    acceptance: &Acceptance,
) -> Outcome<Vec<Lack>> {
    let today = desk.today();
    let rules = desk.rules();
    let rules = rules.on(today);
    let province = desk.province_of_organisation(&file.request.org_code);
    let place = competence(work, file, province.as_deref()).await?;
    let weighed = Weighed::of(file)?;
    let decided = weighed.with(file, |dossier| match acceptance.urgent {
        None => law::intake::accept(dossier, place, &rules, today).map(|()| Vec::new()),
        Some(ground) => {
            let calendar = desk.calendar();
            let asked = urgency(&file.request);
            let given = law::intake::urgent_grounds(&asked, &rules, today, &calendar, province.as_deref());
            let head = super::may(permit.actor(), Permission::DecideRequests);
            law::intake::accept_urgently(dossier, place, (ground, &given, head), &rules, today)
        }
    });
    decided.map_err(|no| declined(&no).into())
}

/// What the law says no to, with what belongs to its sentence.
fn declined(no: &Declined) -> Refusal {
    let refusal = Refusal::new(no.code());
    match no {
        Declined::Lacking(lacks) => lacks
            .iter()
            .fold(refusal, |refusal, lack| refusal.field(field_of(*lack), &format!("lack_{lack}"))),
        Declined::GroundNotGiven(ground) | Declined::HeadDecides(ground) => {
            refusal.field("urgent_ground", no.code()).with("ground", ground)
        }
        Declined::NotEntitled | Declined::NotCompetent => refusal,
    }
}

/// The field of a form at which a lack is shown.
fn field_of(lack: Lack) -> &'static str {
    match lack {
        Lack::Category => "category",
        Lack::Facts => "facts",
        Lack::ProviderRole => "provider_role",
        Lack::Signature => "signed_by",
        _ => "came",
    }
}

fn roles_of(file: &RequestFile) -> Vec<ClientRole> {
    file.beneficiaries().filter_map(|person| person.client_role.map(|code| code.0)).collect()
}

/// What decides which clocks the acceptance sets going.
fn begun<'a>(
    file: &RequestFile,
    acceptance: &Acceptance,
    missing: &'a [Lack],
    roles: &'a [ClientRole],
) -> Outcome<Begun<'a>> {
    let request = &file.request;
    Ok(Begun {
        form: request.form.0,
        appointed: request.source.0 == Source::AppointedDefence,
        noticed: request.source.0 == Source::AgencyNotice,
        informed: request.source.0 == Source::AgencyInformation,
        urgent: acceptance.urgent.is_some(),
        roles,
        stage: request.stage.map(|code| code.0),
        missing,
        special_area: Weighed::of(file)?.lives_in_special_area(),
        force_majeure: acceptance.force_majeure,
    })
}

/// The case that a request becomes.
fn draft_of(desk: &Desk, work: &Work, file: &RequestFile, acceptance: &Acceptance) -> Outcome<CaseDraft> {
    let request = &file.request;
    let beneficiaries = file.beneficiaries().map(|person| beneficiary(work, person));
    Ok(CaseDraft {
        id: acceptance.case,
        org_code: request.org_code.clone(),
        file_code: acceptance.file_code.clone(),
        form: request.form.0,
        field: request.field.0,
        provider_role: request.provider_role.map(|code| code.0),
        received_on: Some(deadlines::local(request.received_at).date()),
        accepted_on: desk.today(),
        urgent_ground: acceptance.urgent,
        source: request.source.0,
        source_agency: request.source_agency.clone(),
        stage: request.stage.map(|code| code.0),
        provider: None,
        assigned_on: None,
        closed_on: None,
        outcome: None,
        handed_over_on: None,
        appraised_on: None,
        quality_score: None,
        quality_rating: None,
        success_criteria: Vec::new(),
        note: Some(request.summary.clone()),
        beneficiaries: beneficiaries.collect::<Outcome<_>>()?,
    })
}

fn beneficiary(work: &Work, person: &RequestPerson) -> Outcome<BeneficiaryDraft> {
    let day = person.birth_date.map(Birth::Day);
    Ok(BeneficiaryDraft {
        person: person.person_id,
        name: person.name.clone(),
        birth: day.or(person.birth_year.map(Birth::Year)),
        sex: person.sex.map(|code| code.0),
        ethnicity: person.ethnicity.clone(),
        id_number: store::requests::open_id_number(&work.tx, person)?,
        commune_code: person.commune_code.clone(),
        // The law let nobody pass without one.
        category: person.category.ok_or_else(|| Refusal::new("requests.lacking"))?.0,
        other_categories: law::eligibility::Category::read_list(&person.other_categories),
        client_role: person.client_role.map(|code| code.0),
    })
}

/// Takes down the proof that came after an acceptance at once; when nothing is missing any more, its clock ends.
pub async fn bring_proof(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    supplied: Supplied,
) -> Outcome<Vec<Lack>> {
    let permit = desk.permit(actor, Permission::TakeRequests)?;
    let mut work = desk.begin(&permit).await?;
    let mut file = super::find(desk, &work, &permit, id).await?;
    permit.within(&file.request.org_code)?;
    let Some(case) = file.request.case_id else {
        let state = file.request.state.0.code();
        return Err(super::not_now(law::lifecycle::NotNow { state, act: "supply" }).into());
    };
    let before = file.clone();
    add(&mut file, &supplied)?;
    let today = desk.today();
    let rules = desk.rules();
    let still =
        Weighed::of(&file)?.with(&file, |dossier| law::intake::lacks(dossier, &rules.on(today), today));
    let asked = Lack::read_list(&file.request.missing_papers);
    let still: Vec<Lack> = still.into_iter().filter(|lack| asked.contains(lack)).collect();
    file.request.missing_papers = Lack::write_list(still.iter().copied());
    if file == before {
        return Ok(still);
    }
    if before.request.version != seen {
        return Err(Failure::Stale);
    }
    if still.is_empty() {
        for code in [DeadlineCode::ProofDue, DeadlineCode::ProofDueLonger] {
            deadlines::end(desk, &mut work, "case", case, Some(code), Ended::Done).await?;
        }
    }
    let detail = json!({ "papers": supplied.papers, "proofs": supplied.proofs, "still": still });
    work.record("requests.supply", "request", id, detail);
    store::requests::update(&work.tx, file, desk.now()).await?;
    desk.commit(work).await?;
    Ok(still)
}

/// Tells the head, once, of every case accepted at once whose proof did not come in time: the case stops by decision
/// of a person (Circular 12/2018 art. 6(2)(b)), never by itself. Safe to repeat; answers how many are new.
pub async fn flag_missing_proof(desk: &Desk) -> Outcome<usize> {
    let mut work = desk.begin_as(&Actor::system()).await?;
    let mut flagged = 0;
    for late in store::requests::list_late_proof(&work.tx, desk.now()).await? {
        let due = deadlines::local(late.due_at).format("%Y-%m-%dT%H:%M").to_string();
        let message = store::messages::Message {
            id: desk.id(),
            org_code: late.org_code.clone(),
            role: Some(Hands::Head.code().to_owned()),
            account_id: None,
            kind: "proof_missing".to_owned(),
            subject_kind: "case".to_owned(),
            subject_id: late.case_id,
            detail: json!({ "file": late.file_code, "due": due }).to_string(),
            once_key: format!("proof_missing:{}", late.deadline_id),
            created_at: desk.now(),
            seen_at: None,
        };
        if store::messages::insert(&work.tx, &message).await? {
            let event = store::cases::CaseEvent {
                id: desk.id(),
                case_id: late.case_id,
                kind: "proof_missing".to_owned(),
                on_date: desk.today(),
                entered_at: desk.now(),
                entered_by: "system".to_owned(),
                text: None,
            };
            store::cases::insert_event(&work.tx, &event).await?;
            work.record("requests.flag_missing_proof", "case", late.case_id, json!({ "due": late.due_at }));
            flagged += 1;
        }
    }
    desk.commit(work).await?;
    Ok(flagged)
}
