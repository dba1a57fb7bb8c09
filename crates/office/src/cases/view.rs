//! A case opened by somebody: its records, events, doubts and readers.

use law::access::Permission;
use law::cases::Doubt;
use serde_json::json;
use store::audit::AuditLine;
use store::cases::{CaseEvent, CaseFile};
use uuid::Uuid;

use crate::confidentiality;
use crate::desk::{Actor, Desk, Work};
use crate::failure::Outcome;

/// A case opened by somebody.
#[derive(Clone, Debug)]
pub struct CaseView {
    pub file: CaseFile,
    pub events: Vec<CaseEvent>,
    pub doubts: Vec<Doubt>,
    /// Identity numbers of the beneficiaries in their order; hidden but for the end without permission.
    pub id_numbers: Vec<Option<String>>,
    /// Names of the ethnic group and the commune of each beneficiary, by the lists of the day.
    pub origins: Vec<Origin>,
    /// Who looked at it lately, latest first.
    pub readers: Vec<AuditLine>,
    pub may_edit: bool,
    pub may_close: bool,
}

impl CaseView {
    /// Only the case and its persons, for the form of an act.
    pub(crate) fn bare(file: CaseFile) -> Self {
        Self {
            file,
            events: Vec::new(),
            doubts: Vec::new(),
            id_numbers: Vec::new(),
            origins: Vec::new(),
            readers: Vec::new(),
            may_edit: false,
            may_close: false,
        }
    }
}

/// Where a beneficiary belongs, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub ethnic_group: Option<String>,
    pub commune: Option<String>,
}

async fn origins(work: &Work, file: &CaseFile) -> Outcome<Vec<Origin>> {
    let groups = store::reference::list_ethnic_groups(&work.tx).await?;
    let mut origins = Vec::with_capacity(file.beneficiaries.len());
    for person in &file.beneficiaries {
        let group = groups.iter().find(|group| Some(&group.code) == person.ethnicity.as_ref());
        let commune = match &person.commune_code {
            Some(code) => store::reference::commune_on(&work.tx, code, file.case.accepted_on).await?,
            None => None,
        };
        let named = commune.map(|commune| match &commune.district {
            Some(district) => format!("{} {}, {district}", commune.kind, commune.name),
            None => format!("{} {}", commune.kind, commune.name),
        });
        origins.push(Origin { ethnic_group: group.map(|group| group.name.clone()), commune: named });
    }
    Ok(origins)
}

/// Opens a case.
pub async fn view(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<CaseView> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let file = confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let events = store::cases::list_events(&work.tx, id).await?;
    let doubts = store::cases::doubts::list_of_case(&work.tx, id).await?;
    let ids = file.beneficiaries.iter().map(|person| person.person_id).collect();
    let persons = store::people::find_many(&work.tx, ids).await?;
    let clear = may(actor, Permission::ReadIdNumbers);
    let mut id_numbers = Vec::with_capacity(file.beneficiaries.len());
    for beneficiary in &file.beneficiaries {
        let person = persons.iter().find(|person| person.id == beneficiary.person_id);
        let number = match person {
            Some(person) => store::people::open_id_number(&work.tx, person)?,
            None => None,
        };
        id_numbers
            .push(number.map(|number| if clear { number.digits().to_owned() } else { number.masked() }));
    }
    let origins = origins(&work, &file).await?;
    let search = store::audit::Search {
        object_kind: Some("case".to_owned()),
        object_id: Some(id.to_string()),
        ..Default::default()
    };
    let readers = store::audit::list(&work.tx, None, &search, 30).await?;
    work.record("cases.view", "case", id, json!({}));
    desk.commit(work).await?;
    let own_register = may(actor, Permission::EditCase);
    let may_close = may(actor, Permission::CloseCase) && file.case.closed_on.is_none();
    Ok(CaseView { file, events, doubts, id_numbers, origins, readers, may_edit: own_register, may_close })
}

fn may(actor: &Actor, permission: Permission) -> bool {
    actor.is_system() || law::access::may(actor.role, permission)
}
