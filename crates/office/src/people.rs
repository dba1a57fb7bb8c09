//! Acts on persons: find one, and open all that is known about one within reach.

use law::access::Permission;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use serde_json::json;
use store::cases::Case;
use uuid::Uuid;

pub use store::people::Person;

use crate::confidentiality::{self, Sight};
use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome, Refusal};

/// Shortest search for persons: nobody leafs through people.
pub const SHORTEST_SEARCH: usize = 3;

/// A person opened by somebody.
#[derive(Clone, Debug)]
pub struct PersonView {
    pub person: Person,
    /// Hidden but for the end without permission.
    pub id_number: Option<String>,
    /// Cases within reach.
    pub cases: Vec<Case>,
}

/// Finds persons with a case within reach, by identity number or words of the name; never by a restricted case that
/// does not lie open. The search is recorded.
pub async fn search(desk: &Desk, actor: &Actor, query: &str) -> Outcome<Vec<PersonView>> {
    let permit = desk.permit(actor, Permission::ReadPersons)?;
    if names::fold(query).chars().count() < SHORTEST_SEARCH {
        return Err(Refusal::new("people.search_too_short").field("q", "too_short").into());
    }
    let mut work = desk.begin(&permit).await?;
    let persons = match IdNumber::read(query) {
        Some(number) => store::people::find_by_id_number(&work.tx, &number).await?.into_iter().collect(),
        None => {
            let onlooker = confidentiality::onlooker(desk, actor);
            store::people::list_by_name(&work.tx, permit.reach(), onlooker, query, 50).await?
        }
    };
    let mut found = Vec::new();
    for person in persons {
        let mut cases = store::cases::list_of_person(&work.tx, permit.reach(), person.id).await?;
        let marks = confidentiality::restricted(cases.iter().map(|case| (case.id, case.restricted.as_str())));
        let sight = confidentiality::sight(desk, &work.tx, actor, marks).await?;
        cases.retain(|case| sight.sees(case.id, &case.restricted));
        if !cases.is_empty() {
            found.push(PersonView { person, id_number: None, cases });
        }
    }
    work.record("people.search", "list", "persons", json!({ "query": query, "found": found.len() }));
    desk.commit(work).await?;
    Ok(found)
}

/// Opens a person who has a case within reach. Where a case of the person is restricted, one of those must lie open;
/// otherwise the reason is asked for the latest. Of the restricted ones only those that lie open are shown.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<PersonView> {
    let permit = desk.permit(actor, Permission::ReadPersons)?;
    let mut work = desk.begin(&permit).await?;
    let person = store::people::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    let mut cases = store::cases::list_of_person(&work.tx, permit.reach(), id).await?;
    if cases.is_empty() && !actor.is_system() {
        return Err(Failure::Missing);
    }
    let marks = confidentiality::restricted(cases.iter().map(|case| (case.id, case.restricted.as_str())));
    let sight = confidentiality::sight(desk, &work.tx, actor, marks).await?;
    ask_for_protected(desk, &work, &permit, &cases, &sight).await?;
    cases.retain(|case| sight.sees(case.id, &case.restricted));
    let clear = actor.is_system() || law::access::may(actor.role, Permission::ReadIdNumbers);
    let number = store::people::open_id_number(&work.tx, &person)?;
    let id_number = number.map(|number| if clear { number.digits().to_owned() } else { number.masked() });
    work.record("people.view", "person", id, json!({}));
    desk.commit(work).await?;
    Ok(PersonView { person, id_number, cases })
}

async fn ask_for_protected(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    cases: &[Case],
    sight: &Sight,
) -> Outcome<()> {
    let restricted = || cases.iter().filter(|case| !case.restricted.is_empty());
    let Some(latest) = restricted().next() else { return Ok(()) };
    let open = restricted().any(|case| sight.sees(case.id, &case.restricted));
    if open { Ok(()) } else { confidentiality::may_open(desk, &work.tx, permit, latest).await.map(drop) }
}
