//! The daily work of a case: what its diary, hearings, papers and dealings have in common.
//!
//! One way into a case for all of them: within reach or not there, with what the frame of each page shows and
//! whether anything may be entered. The acts are in `diary`, `hearings`, `case_papers`, `dealings`.

use chrono::{DateTime, NaiveDate, Timelike as _, Utc};
use law::access::Permission;
use law::cases::{AidForm, CaseState, LegalField};
use uuid::Uuid;

pub use store::cases::Case;

use crate::deadlines::{day_begins, local};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Outcome, Refusal};

/// What the frame of a page of the daily work shows.
#[derive(Clone, Debug)]
pub struct CaseHead {
    pub id: Uuid,
    pub file_code: String,
    pub org_code: String,
    pub form: AidForm,
    pub field: LegalField,
    pub state: CaseState,
    /// Name of the first beneficiary.
    pub client: String,
    pub provider: Option<String>,
    /// Whether the actor may enter anything into a case that runs.
    pub may_write: bool,
    /// Whether work on it goes on.
    pub running: bool,
    /// Whether papers may still come into the file.
    pub file_open: bool,
}

/// Finds a case that lies within reach and open; what the page shows of it comes along.
pub(crate) async fn case_of(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    id: Uuid,
) -> Outcome<(Case, CaseHead)> {
    let found = crate::confidentiality::open_case(desk, &work.tx, permit, id).await?;
    let client = found.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default();
    let case = found.case;
    let running = case.closed_on.is_none();
    let head = CaseHead {
        id,
        file_code: case.file_code.clone(),
        org_code: case.org_code.clone(),
        form: case.form.0,
        field: case.field.0,
        state: case.state.0,
        client,
        provider: case.provider_name.clone(),
        may_write: may(permit.actor(), Permission::ConductCases),
        running,
        file_open: case.archived_on.is_none(),
    };
    Ok((case, head))
}

/// The same for an act on a case that must run.
pub(crate) async fn running_case(desk: &Desk, work: &Work, permit: &Permit, id: Uuid) -> Outcome<Case> {
    let (case, head) = case_of(desk, work, permit, id).await?;
    if head.running { Ok(case) } else { Err(Refusal::new("daily.not_running").into()) }
}

/// Who does the work of a case; an act that needs somebody is refused where nobody is assigned.
pub(crate) fn provider_of(case: &Case) -> Outcome<Uuid> {
    case.provider_id.ok_or_else(|| Refusal::new("daily.no_provider").into())
}

pub(crate) fn may(actor: &Actor, permission: Permission) -> bool {
    actor.is_system() || law::access::may(actor.role, permission)
}

/// Empty text is nothing known.
pub(crate) fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Minutes of the day that have passed in Viet Nam.
pub(crate) fn minute_of(at: DateTime<Utc>) -> u32 {
    local(at).num_seconds_from_midnight() / 60
}

/// The moment of a minute of a day in Viet Nam.
#[must_use]
pub fn moment_of(day: NaiveDate, minute: u32) -> DateTime<Utc> {
    day_begins(day) + chrono::Duration::minutes(i64::from(minute))
}

/// The day and minute of a moment in Viet Nam.
#[must_use]
pub fn day_and_minute(at: DateTime<Utc>) -> (NaiveDate, u32) {
    (local(at).date(), minute_of(at))
}
