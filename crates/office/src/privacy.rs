//! Requests of persons about their own data, and the register of incidents: taken down, moved on, on time.
//!
//! What must be done and by when is decided in `law::privacy` and `law::deadlines`. Incidents are reported on paper
//! or by telephone; here stands when that was done.

mod cases;

use chrono::{DateTime, Duration, Utc};
use law::access::{Permission, Reach};
use law::confidentiality::DisclosureGround;
use law::deadlines::DeadlineCode;
use law::privacy::{
    DATA_REQUEST_STEPS, DataRequestKind, DataRequestMove, DataRequestState, IncidentDuty, IncidentFacts,
    IncidentKind, IncidentState, Severity, after_data_request, answer_clock, duties, incident_state,
};
use serde_json::json;
use uuid::Uuid;

pub use cases::{PersonCase, cases_of, choose_cases};
pub use store::privacy::{DataRequest, Incident, Place};

use crate::deadlines::{self, DeadlineLine, Ended, Subject};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

const DATA_REQUEST: &str = "data_request";
const INCIDENT: &str = "incident";

/// Lines on a page.
const LINES: u64 = 25;

fn organisations(permit: &Permit) -> Option<&[String]> {
    match permit.reach() {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes),
    }
}

fn in_the_future(desk: &Desk, moment: DateTime<Utc>) -> bool {
    moment > desk.now() + Duration::minutes(5)
}

/// A record with its clocks: the line of a list, or the page of one.
#[derive(Clone, Debug)]
pub struct Clocked<R> {
    pub record: R,
    pub clocks: Vec<DeadlineLine>,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listed<R> {
    pub lines: Vec<Clocked<R>>,
    pub next: Option<Place>,
}

/// A request about personal data as taken down.
#[derive(Clone, Debug)]
pub struct DataRequestDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub kind: DataRequestKind,
    pub third_party: bool,
    pub person_name: String,
    pub contact: Option<String>,
    pub content: String,
    pub received_at: DateTime<Utc>,
    /// The case from whose page it was taken down.
    pub case: Option<Uuid>,
}

/// Lists requests about personal data within reach.
pub async fn list_data_requests(
    desk: &Desk,
    actor: &Actor,
    state: Option<DataRequestState>,
    after: Option<Place>,
) -> Outcome<Listed<DataRequest>> {
    let permit = desk.permit(actor, Permission::HandleDataRequests)?;
    let mut work = desk.begin(&permit).await?;
    let found =
        store::privacy::list_data_requests(&work.tx, organisations(&permit), state, after, LINES + 1).await?;
    let listed =
        with_clocks(&work, found, DATA_REQUEST, |record| Place { at: record.received_at, id: record.id });
    let listed = listed.await?;
    work.record(
        "privacy.list_data_requests",
        "list",
        "data_requests",
        json!({ "lines": listed.lines.len() }),
    );
    desk.commit(work).await?;
    Ok(listed)
}

async fn with_clocks<R>(
    work: &Work,
    mut found: Vec<R>,
    kind: &str,
    place: impl Fn(&R) -> Place,
) -> Outcome<Listed<R>> {
    let more = found.len() as u64 > LINES;
    found.truncate(usize::try_from(LINES).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(&place);
    let mut lines = Vec::with_capacity(found.len());
    for record in found {
        let clocks = deadlines::of_subject(&work.tx, kind, place(&record).id).await?;
        lines.push(Clocked { record, clocks });
    }
    Ok(Listed { lines, next })
}

/// Opens a request about personal data.
pub async fn view_data_request(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Clocked<DataRequest>> {
    let permit = desk.permit(actor, Permission::HandleDataRequests)?;
    let mut work = desk.begin(&permit).await?;
    let record = find_data_request(&work, &permit, id).await?;
    let clocks = deadlines::of_subject(&work.tx, DATA_REQUEST, id).await?;
    work.record("privacy.view_data_request", DATA_REQUEST, id, json!({}));
    desk.commit(work).await?;
    Ok(Clocked { record, clocks })
}

async fn find_data_request(work: &Work, permit: &Permit, id: Uuid) -> Outcome<DataRequest> {
    let found = store::privacy::find_data_request(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&found.org_code)?;
    Ok(found)
}

/// Takes a request about personal data down; two clocks start: to acknowledge it, and to answer.
pub async fn take_data_request(desk: &Desk, actor: &Actor, draft: DataRequestDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::HandleDataRequests)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::privacy::find_data_request(&work.tx, draft.id).await? {
        return if known.content == draft.content { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    if in_the_future(desk, draft.received_at) {
        return Err(Refusal::new("impossible").field("received_on", "future").into());
    }
    let record = DataRequest {
        id: draft.id,
        org_code: actor.org.clone(),
        kind: draft.kind.into(),
        third_party: draft.third_party,
        person_name: draft.person_name,
        contact: draft.contact,
        content: draft.content,
        received_at: draft.received_at,
        state: DataRequestState::Received.into(),
        acknowledged_at: None,
        answered_at: None,
        answer: None,
        entered_at: desk.now(),
        entered_by: actor.id(),
        version: 1,
    };
    store::privacy::insert_data_request(&work.tx, record).await?;
    let of_case = store::conduct::list_within(&work.tx, permit.reach(), draft.case.as_slice()).await?;
    for case in &of_case {
        store::privacy::insert_case(&work.tx, draft.id, case.id, desk.now(), &actor.name).await?;
    }
    let subject = Subject { kind: DATA_REQUEST, id: draft.id, case: None, org: &actor.org, provider: None };
    let day = deadlines::local(draft.received_at).date();
    for clock in [DeadlineCode::DataAcknowledge, answer_clock(draft.kind, draft.third_party)] {
        deadlines::start(desk, &mut work, &subject, clock, draft.received_at, day).await?;
    }
    work.record("privacy.take_data_request", DATA_REQUEST, draft.id, json!({ "kind": draft.kind }));
    desk.commit(work).await?;
    Ok(draft.id)
}

/// Moves a request about personal data on; an answer and a refusal say why.
pub async fn move_data_request(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    seen: i64,
    by: DataRequestMove,
    answer: &str,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::HandleDataRequests)?;
    let mut work = desk.begin(&permit).await?;
    let mut record = find_data_request(&work, &permit, id).await?;
    let before = record.state.0;
    let done = DATA_REQUEST_STEPS.iter().any(|step| step.1 == by && step.2 == before);
    if done && record.answer.as_deref().unwrap_or_default() == answer.trim() {
        return Ok(());
    }
    let after = after_data_request(before, by).ok_or_else(|| Refusal::new("privacy.not_here"))?;
    if record.version != seen {
        return Err(Failure::Stale);
    }
    let now = desk.now();
    if by == DataRequestMove::Acknowledge {
        record.acknowledged_at = Some(now);
        deadlines::end(desk, &mut work, DATA_REQUEST, id, Some(DeadlineCode::DataAcknowledge), Ended::Done)
            .await?;
    } else {
        if answer.trim().is_empty() {
            return Err(Refusal::new("impossible").field("answer", "required").into());
        }
        record.answered_at = Some(now);
        record.answer = Some(answer.trim().to_owned());
        let how = if by == DataRequestMove::Withdraw { Ended::Void } else { Ended::Done };
        deadlines::end(desk, &mut work, DATA_REQUEST, id, None, how).await?;
    }
    record.state = after.into();
    // What an answer tells, it tells the person about the person's own data.
    let ground = (by == DataRequestMove::Answer).then_some(DisclosureGround::OwnData);
    if let Some(ground) = ground {
        for case in store::privacy::list_cases_of(&work.tx, permit.reach(), id).await? {
            let (what, to) = (("privacy.move_data_request", ""), record.person_name.as_str());
            crate::confidentiality::note_disclosure(desk, &work, actor, case.id, what, (ground, to)).await?;
        }
    }
    store::privacy::update_data_request(&work.tx, record).await?;
    work.record_because(
        "privacy.move_data_request",
        DATA_REQUEST,
        id,
        answer.trim(),
        json!({ "state": [before, after], "ground": ground }),
    );
    desk.commit(work).await
}

/// Takes the longer time once (*gia hạn*), with the reason that the person is told.
pub async fn extend_data_request(desk: &Desk, actor: &Actor, id: Uuid, reason: &str) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::HandleDataRequests)?;
    let mut work = desk.begin(&permit).await?;
    let record = find_data_request(&work, &permit, id).await?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("impossible").field("reason", "required").into());
    }
    let code = answer_clock(record.kind.0, record.third_party);
    let clocks = deadlines::of_subject(&work.tx, DATA_REQUEST, id).await?;
    let of_answer = clocks.iter().filter(|clock| clock.code.0 == code);
    if of_answer.count() != 1 {
        return Err(Refusal::new("privacy.extended_already").into());
    }
    let subject = Subject { kind: DATA_REQUEST, id, case: None, org: &record.org_code, provider: None };
    let day = deadlines::local(record.received_at).date();
    let extended = deadlines::extend(desk, &mut work, &subject, code, day).await?;
    let extended = extended.ok_or_else(|| Refusal::new("privacy.no_extension"))?;
    work.record_because(
        "privacy.extend_data_request",
        DATA_REQUEST,
        id,
        reason.trim(),
        json!({ "due": extended.due }),
    );
    desk.commit(work).await
}

/// An incident as entered or corrected.
#[derive(Clone, Debug)]
pub struct IncidentDraft {
    /// The id that the form carried.
    pub id: Uuid,
    pub kind: IncidentKind,
    pub severity: Severity,
    pub personal_data: bool,
    pub location_or_biometric: bool,
    pub found_at: DateTime<Utc>,
    pub content: String,
    pub affected: Option<i64>,
    pub measures: Option<String>,
}

/// What must be told of an incident.
#[must_use]
pub fn duties_of(incident: &Incident) -> Vec<IncidentDuty> {
    duties(IncidentFacts {
        severity: incident.severity.0,
        personal_data: incident.personal_data,
        location_or_biometric: incident.location_or_biometric,
    })
}

/// When a duty was done.
#[must_use]
pub fn done_at(incident: &Incident, duty: IncidentDuty) -> Option<DateTime<Utc>> {
    match duty {
        IncidentDuty::TellAtOnce => incident.told_at,
        IncidentDuty::Notice => incident.noticed_at,
        IncidentDuty::Report => incident.reported_at,
        IncidentDuty::DataNotice => incident.data_reported_at,
        IncidentDuty::TellPersons => incident.persons_told_at,
    }
}

fn state_of(incident: &Incident) -> IncidentState {
    use law::kernel::coded::Coded as _;
    let done: Vec<IncidentDuty> =
        IncidentDuty::ALL.iter().copied().filter(|duty| done_at(incident, *duty).is_some()).collect();
    incident_state(&duties_of(incident), &done, incident.closed_at.is_some())
}

/// Lists incidents within reach.
pub async fn list_incidents(
    desk: &Desk,
    actor: &Actor,
    state: Option<IncidentState>,
    after: Option<Place>,
) -> Outcome<Listed<Incident>> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    let found =
        store::privacy::list_incidents(&work.tx, organisations(&permit), state, after, LINES + 1).await?;
    let listed = with_clocks(&work, found, INCIDENT, |record| Place { at: record.found_at, id: record.id });
    let listed = listed.await?;
    work.record("privacy.list_incidents", "list", "incidents", json!({ "lines": listed.lines.len() }));
    desk.commit(work).await?;
    Ok(listed)
}

/// Opens an incident.
pub async fn view_incident(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Clocked<Incident>> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    let record = find_incident(&work, &permit, id).await?;
    let clocks = deadlines::of_subject(&work.tx, INCIDENT, id).await?;
    work.record("privacy.view_incident", INCIDENT, id, json!({}));
    desk.commit(work).await?;
    Ok(Clocked { record, clocks })
}

async fn find_incident(work: &Work, permit: &Permit, id: Uuid) -> Outcome<Incident> {
    let found = store::privacy::find_incident(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&found.org_code)?;
    Ok(found)
}

/// Enters an incident; a clock starts for everybody who must be told.
pub async fn enter_incident(desk: &Desk, actor: &Actor, draft: IncidentDraft) -> Outcome<Uuid> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    if let Some(known) = store::privacy::find_incident(&work.tx, draft.id).await? {
        return if known.content == draft.content { Ok(draft.id) } else { Err(Failure::Missing) };
    }
    check_incident(desk, &draft)?;
    let mut record = Incident {
        id: draft.id,
        org_code: actor.org.clone(),
        kind: draft.kind.into(),
        severity: draft.severity.into(),
        personal_data: draft.personal_data,
        location_or_biometric: draft.personal_data && draft.location_or_biometric,
        found_at: draft.found_at,
        content: draft.content,
        affected: draft.affected,
        measures: draft.measures,
        state: IncidentState::Open.into(),
        told_at: None,
        noticed_at: None,
        reported_at: None,
        data_reported_at: None,
        persons_told_at: None,
        closed_at: None,
        entered_at: desk.now(),
        entered_by: actor.id(),
        version: 1,
    };
    record.state = state_of(&record).into();
    for duty in duties_of(&record) {
        start_duty(desk, &mut work, &record, duty).await?;
    }
    work.record("privacy.enter_incident", INCIDENT, draft.id, json!({ "incident": &record }));
    store::privacy::insert_incident(&work.tx, record).await?;
    desk.commit(work).await?;
    Ok(draft.id)
}

fn check_incident(desk: &Desk, draft: &IncidentDraft) -> Outcome<()> {
    if in_the_future(desk, draft.found_at) {
        return Err(Refusal::new("impossible").field("found_on", "future").into());
    }
    if draft.affected.is_some_and(|count| count < 0) {
        return Err(Refusal::new("impossible").field("affected", "negative").into());
    }
    Ok(())
}

async fn start_duty(desk: &Desk, work: &mut Work, incident: &Incident, duty: IncidentDuty) -> Outcome<()> {
    let subject =
        Subject { kind: INCIDENT, id: incident.id, case: None, org: &incident.org_code, provider: None };
    let day = deadlines::local(incident.found_at).date();
    deadlines::start(desk, work, &subject, duty.clock(), incident.found_at, day).await?;
    Ok(())
}

/// Corrects an incident as more becomes known. Duties that come with it start their clocks from the moment of
/// detection; those that no longer hold end theirs.
pub async fn correct_incident(desk: &Desk, actor: &Actor, seen: i64, draft: IncidentDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    let before = find_incident(&work, &permit, draft.id).await?;
    if before.version != seen {
        return Err(Failure::Stale);
    }
    if before.closed_at.is_some() {
        return Err(Refusal::new("privacy.closed").into());
    }
    check_incident(desk, &draft)?;
    let mut after = before.clone();
    after.kind = draft.kind.into();
    after.severity = draft.severity.into();
    after.personal_data = draft.personal_data;
    after.location_or_biometric = draft.personal_data && draft.location_or_biometric;
    after.found_at = draft.found_at;
    after.content = draft.content;
    after.affected = draft.affected;
    after.measures = draft.measures;
    after.state = state_of(&after).into();
    let (old, new) = (duties_of(&before), duties_of(&after));
    for duty in old.iter().filter(|duty| !new.contains(duty)) {
        deadlines::end(desk, &mut work, INCIDENT, draft.id, Some(duty.clock()), Ended::Void).await?;
    }
    let moved = before.found_at != after.found_at;
    for duty in new.iter().filter(|duty| moved || !old.contains(duty)) {
        if done_at(&after, *duty).is_none() {
            start_duty(desk, &mut work, &after, *duty).await?;
        }
    }
    let changed = crate::changes::between(&before, &after, &["state", "version"]);
    if changed.is_empty() {
        return Ok(());
    }
    work.record("privacy.correct_incident", INCIDENT, draft.id, json!({ "changed": changed }));
    store::privacy::update_incident(&work.tx, after).await?;
    desk.commit(work).await
}

/// Enters when somebody was told of an incident.
pub async fn note_duty(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    duty: IncidentDuty,
    at: DateTime<Utc>,
) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    let mut record = find_incident(&work, &permit, id).await?;
    if !duties_of(&record).contains(&duty) {
        return Err(Failure::Missing);
    }
    if done_at(&record, duty).is_some() {
        return Ok(());
    }
    if at < record.found_at || in_the_future(desk, at) {
        return Err(Refusal::new("impossible").field("done_on", "outside_time").into());
    }
    match duty {
        IncidentDuty::TellAtOnce => record.told_at = Some(at),
        IncidentDuty::Notice => record.noticed_at = Some(at),
        IncidentDuty::Report => record.reported_at = Some(at),
        IncidentDuty::DataNotice => record.data_reported_at = Some(at),
        IncidentDuty::TellPersons => record.persons_told_at = Some(at),
    }
    record.state = state_of(&record).into();
    deadlines::done(desk, &mut work, (INCIDENT, id), &[duty.clock()], at).await?;
    work.record("privacy.note_duty", INCIDENT, id, json!({ "duty": duty, "at": at }));
    store::privacy::update_incident(&work.tx, record).await?;
    desk.commit(work).await
}

/// Closes an incident when everybody was told and the measures stand.
pub async fn close_incident(desk: &Desk, actor: &Actor, id: Uuid, seen: i64) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::HandleIncidents)?;
    let mut work = desk.begin(&permit).await?;
    let mut record = find_incident(&work, &permit, id).await?;
    if record.closed_at.is_some() {
        return Ok(());
    }
    if record.version != seen {
        return Err(Failure::Stale);
    }
    if record.state.0 == IncidentState::Open {
        return Err(Refusal::new("privacy.somebody_untold").into());
    }
    if record.measures.as_deref().unwrap_or_default().trim().is_empty() {
        return Err(Refusal::new("privacy.no_measures").into());
    }
    record.closed_at = Some(desk.now());
    record.state = state_of(&record).into();
    work.record("privacy.close_incident", INCIDENT, id, json!({}));
    store::privacy::update_incident(&work.tx, record).await?;
    desk.commit(work).await
}
