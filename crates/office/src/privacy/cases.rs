//! The cases that a request about personal data is about: found by the name of who asks, chosen by whoever handles it.

use law::access::Permission;
use law::cases::CaseState;
use serde_json::json;
use uuid::Uuid;

use super::find_data_request;
use crate::confidentiality::{restricted, sight};
use crate::desk::{Actor, Desk};
use crate::failure::{Outcome, Refusal};

/// Cases that are offered for a name.
const OFFERED: u64 = 20;

/// A case of the person, or of somebody of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonCase {
    pub id: Uuid,
    pub file_code: String,
    pub org_code: String,
    pub state: CaseState,
    pub accepted_on: chrono::NaiveDate,
    /// None where the actor may not see who it is about.
    pub name: Option<String>,
    /// The request is about it.
    pub linked: bool,
}

/// The cases of a request about personal data, the chosen ones first. The reading is recorded.
pub async fn cases_of(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Vec<PersonCase>> {
    desk.permit(actor, Permission::HandleDataRequests)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let record = find_data_request(&work, &permit, id).await?;
    let linked = store::privacy::list_cases_of(&work.tx, permit.reach(), id).await?;
    let many = linked.len();
    let mut found = linked;
    let named = store::privacy::list_cases_named(&work.tx, permit.reach(), &record.person_name, OFFERED);
    for case in named.await? {
        if !found.iter().any(|known| known.id == case.id) {
            found.push(case);
        }
    }
    let asked = restricted(found.iter().map(|case| (case.id, case.restricted.as_str())));
    let sight = sight(desk, &work.tx, actor, asked).await?;
    work.record("privacy.list_cases", "data_request", id, json!({ "lines": found.len() }));
    desk.commit(work).await?;
    let shown = found.into_iter().enumerate().map(|(at, case)| PersonCase {
        name: sight.sees(case.id, &case.restricted).then_some(case.name),
        id: case.id,
        file_code: case.file_code,
        org_code: case.org_code,
        state: case.state.0,
        accepted_on: case.accepted_on,
        linked: at < many,
    });
    Ok(shown.collect())
}

/// Says which cases within reach a request about personal data is about: exactly these, and the one with this code.
pub async fn choose_cases(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    chosen: &[Uuid],
    file_code: &str,
) -> Outcome<()> {
    desk.permit(actor, Permission::HandleDataRequests)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    find_data_request(&work, &permit, id).await?;
    let mut wanted = chosen.to_vec();
    let code = file_code.trim();
    if !code.is_empty() {
        let known = store::conduct::list_with_code(&work.tx, permit.reach(), code).await?;
        let [only] = known.as_slice() else {
            return Err(Refusal::new("impossible").field("file_code", "unknown_code").into());
        };
        wanted.push(only.id);
    }
    let known = store::privacy::list_cases_of(&work.tx, permit.reach(), id).await?;
    let within = store::conduct::list_within(&work.tx, permit.reach(), &wanted).await?;
    for case in known.iter().filter(|case| !wanted.contains(&case.id)) {
        store::privacy::remove_case(&work.tx, id, case.id).await?;
    }
    for case in &within {
        store::privacy::insert_case(&work.tx, id, case.id, desk.now(), &actor.name).await?;
    }
    let cases: Vec<Uuid> = within.iter().map(|case| case.id).collect();
    work.record("privacy.choose_cases", "data_request", id, json!({ "cases": cases }));
    desk.commit(work).await
}
