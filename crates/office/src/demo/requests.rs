//! Requests of the demonstration: an inbox, queues and clocks with work in them. They go in by the same acts as
//! everything else; what the law or the register refuses stays where it was.

use chrono::{Datelike as _, Duration, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage};
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, RequestPaper, SafeContact, Side, Signature};
use law::kernel::coded::Coded;
use law::people::Sex;
use serde::Deserialize;
use uuid::Uuid;

use super::{CENTRE, PEOPLE};
use crate::accounts::actor_of;
use crate::cases::Birth;
use crate::conduct::{self, Assigning, Doing};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::requests::{self, Acceptance, PersonDraft, RequestDraft};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    request: Vec<Invented>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invented {
    name: String,
    birth: String,
    sex: String,
    category: String,
    client_role: Option<String>,
    channel: String,
    source: String,
    source_agency: Option<String>,
    form: String,
    field: String,
    provider_role: Option<String>,
    stage: Option<String>,
    summary: String,
    language_spoken: Option<String>,
    interpreter: Option<String>,
    #[serde(default)]
    safe_contact: Vec<String>,
    hours_ago: i64,
    papers: Vec<String>,
    opposed: Option<String>,
    #[serde(default)]
    accept: bool,
    #[serde(default)]
    assign: bool,
    decision: Option<String>,
    why: Option<String>,
}

/// Takes the requests that are not there yet, and lets some of them go on.
pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let listed: Listed = toml::from_str(include_str!("../../demo/requests.toml"))
        .map_err(|error| Failure::Broken(format!("requests of the demonstration: {error}")))?;
    let (clerk, head) = (account(desk, Role::Clerk).await?, account(desk, Role::Director).await?);
    let officer = account(desk, Role::Officer).await?.provider;
    for (place, invented) in (1_u128..).zip(listed.request) {
        // A filling that was interrupted meets its own requests again.
        let id = Uuid::from_u128(0x7467_706c_0000_7000_8000_0000_0000_0000 + place);
        requests::take(desk, &clerk, draft(desk, id, &invented)?).await?;
        if !invented.accept {
            continue;
        }
        let Some(case) = settled(accept(desk, &head, id).await)? else { continue };
        if let Some(provider) = officer.filter(|_| invented.assign) {
            settled(assign(desk, &head, (case, provider), (invented.decision, invented.why)).await)?;
        }
    }
    Ok(())
}

/// What was done; nothing where it was refused, or done before.
pub(super) fn settled<T>(done: Outcome<T>) -> Outcome<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Refused(refusal)) => {
            tracing::warn!(code = refusal.code, "a request of the demonstration stays where it is");
            Ok(None)
        }
        Err(Failure::Stale | Failure::Missing) => Ok(None),
        Err(other) => Err(other),
    }
}

pub(super) async fn account(desk: &Desk, role: Role) -> Outcome<Actor> {
    let login = PEOPLE.iter().find(|person| person.0 == role).map_or("", |person| person.1);
    let tx = desk.store().snapshot().await?;
    let account = store::accounts::find_by_login(&tx, login).await?.ok_or(Failure::Missing)?;
    Ok(actor_of(&account, "127.0.0.1"))
}

async fn accept(desk: &Desk, head: &Actor, id: Uuid) -> Outcome<Uuid> {
    let seen = requests::view(desk, head, id).await?.file.request.version;
    let acceptance =
        Acceptance { case: desk.id(), file_code: String::new(), urgent: None, force_majeure: false };
    requests::accept(desk, head, id, seen, acceptance).await
}

async fn assign(
    desk: &Desk,
    head: &Actor,
    (case, provider): (Uuid, Uuid),
    (decision, why): (Option<String>, Option<String>),
) -> Outcome<()> {
    let seen = crate::cases::view(desk, head, case).await?.file.case.version;
    let it = Assigning {
        sent: conduct::Sent { id: desk.id(), seen },
        provider,
        day: desk.today(),
        decision,
        note: None,
        not_opposed: None,
        why,
        batch: None,
        asked_on: None,
    };
    conduct::assign(desk, head, case, it, Doing::Real).await
}

fn draft(desk: &Desk, id: Uuid, it: &Invented) -> Outcome<RequestDraft> {
    let mut persons = vec![beneficiary(it)?];
    if let Some(name) = &it.opposed {
        persons.push(person(Side::Opposed, name));
    }
    Ok(RequestDraft {
        id,
        org_code: CENTRE.to_owned(),
        channel: coded::<Channel>(&it.channel)?,
        source: coded::<Source>(&it.source)?,
        source_agency: it.source_agency.clone(),
        received_at: desk.now() - Duration::hours(it.hours_ago),
        form: coded::<AidForm>(&it.form)?,
        field: coded::<LegalField>(&it.field)?,
        provider_role: maybe::<ProviderRole>(it.provider_role.as_ref())?,
        stage: maybe::<Stage>(it.stage.as_ref())?,
        summary: it.summary.clone(),
        limitation_on: None,
        trial_on: None,
        requester_name: None,
        requester_relation: None,
        requester_phone: None,
        language_spoken: it.language_spoken.clone(),
        language_read: None,
        interpreter: it.interpreter.clone(),
        safe_contact: it
            .safe_contact
            .iter()
            .map(|code| coded::<SafeContact>(code))
            .collect::<Outcome<_>>()?,
        contact_note: None,
        signed_by: Signature::Signed,
        notice_read_by: None,
        papers: it.papers.iter().map(|code| coded::<RequestPaper>(code)).collect::<Outcome<_>>()?,
        matter_province: None,
        chosen_provider: None,
        reception: None,
        sexual_violence: false,
        persons,
    })
}

fn beneficiary(it: &Invented) -> Outcome<PersonDraft> {
    let day: Option<NaiveDate> = it.birth.parse().ok();
    let year = day.map(|day| day.year()).or_else(|| it.birth.parse().ok());
    let birth = day.map(Birth::Day).or(year.map(Birth::Year));
    let client_role = maybe::<ClientRole>(it.client_role.as_ref())?;
    Ok(PersonDraft {
        birth,
        sex: Some(coded::<Sex>(&it.sex)?),
        category: Some(coded::<Category>(&it.category)?),
        client_role,
        ..person(Side::Beneficiary, &it.name)
    })
}

fn person(side: Side, name: &str) -> PersonDraft {
    PersonDraft {
        side,
        person: None,
        name: name.to_owned(),
        birth: None,
        sex: None,
        ethnicity: None,
        id_number: None,
        commune_code: None,
        address: None,
        phone: None,
        category: None,
        other_categories: Vec::new(),
        client_role: None,
        facts: PersonFacts::default(),
    }
}

pub(super) fn coded<T: Coded>(code: &str) -> Outcome<T> {
    T::from_code(code)
        .ok_or_else(|| Failure::Broken(format!("requests of the demonstration: no code {code}")))
}

fn maybe<T: Coded>(code: Option<&String>) -> Outcome<Option<T>> {
    code.map(|code| coded(code)).transpose()
}
