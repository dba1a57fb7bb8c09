//! Requests for programs: take down, accept. The acts are those of the pages.
//!
//! A program names the id of what it makes, so that the same message sent twice is one request and one case.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use chrono::{DateTime, NaiveDate, Utc};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage, UrgentGround};
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, Lack, RequestPaper, RequesterRelation, SafeContact, Side, Signature};
use law::kernel::coded::Coded;
use law::kernel::identity::IdNumber;
use law::lifecycle::RequestState;
use law::people::Sex;
use office::requests::{Acceptance, PersonDraft, RequestDraft, RequestView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::AccessBody;
use super::schema::{coded, codes, maybe_coded};
use super::{Answer, ApiCaller, ApiFailure};
use crate::gate::App;

/// A request as a program takes it down. Codes are those of the import of cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRequest)]
pub struct RequestBody {
    /// Made by the program; the same id sent twice is one request.
    #[schema(required = true, nullable = false)]
    id: Option<Uuid>,
    #[schema(required = true, nullable = false)]
    org_code: Option<String>,
    #[schema(required = true, schema_with = coded::<Channel>)]
    channel: Option<String>,
    #[schema(required = true, schema_with = coded::<Source>)]
    source: Option<String>,
    source_agency: Option<String>,
    /// RFC 3339; now when left out.
    #[schema(format = DateTime)]
    received_at: Option<String>,
    #[schema(required = true, schema_with = coded::<AidForm>)]
    form: Option<String>,
    #[schema(required = true, schema_with = coded::<LegalField>)]
    field: Option<String>,
    #[schema(schema_with = maybe_coded::<ProviderRole>)]
    provider_role: Option<String>,
    #[schema(schema_with = maybe_coded::<Stage>)]
    stage: Option<String>,
    #[schema(required = true, nullable = false)]
    summary: Option<String>,
    #[schema(format = Date)]
    limitation_on: Option<String>,
    #[schema(format = Date)]
    trial_on: Option<String>,
    requester_name: Option<String>,
    #[schema(schema_with = maybe_coded::<RequesterRelation>)]
    requester_relation: Option<String>,
    requester_phone: Option<String>,
    language_spoken: Option<String>,
    language_read: Option<String>,
    interpreter: Option<String>,
    #[serde(default)]
    #[schema(schema_with = codes::<SafeContact>)]
    safe_contact: Vec<String>,
    contact_note: Option<String>,
    #[schema(schema_with = maybe_coded::<Signature>)]
    signed_by: Option<String>,
    notice_read_by: Option<String>,
    #[serde(default)]
    #[schema(schema_with = codes::<RequestPaper>)]
    papers: Vec<String>,
    /// Code of the province in which the matter happened.
    matter_province: Option<String>,
    #[serde(default)]
    sexual_violence: bool,
    /// The first asks for aid.
    #[serde(default)]
    persons: Vec<PersonBody>,
}

/// A person of a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestPerson)]
pub struct PersonBody {
    #[schema(schema_with = maybe_coded::<Side>)]
    side: Option<String>,
    #[schema(required = true, nullable = false)]
    name: Option<String>,
    /// A day, or a year.
    birth: Option<String>,
    #[schema(schema_with = maybe_coded::<Sex>)]
    sex: Option<String>,
    ethnicity: Option<String>,
    id_number: Option<String>,
    /// Official code of the commune.
    commune: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    #[schema(schema_with = maybe_coded::<Category>)]
    category: Option<String>,
    #[serde(default)]
    #[schema(schema_with = codes::<Category>)]
    other_categories: Vec<String>,
    #[schema(schema_with = maybe_coded::<ClientRole>)]
    client_role: Option<String>,
    /// What was asked to decide the category; left out where only the category is known.
    #[serde(default)]
    #[schema(value_type = Object)]
    facts: PersonFacts,
}

/// How a request is accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Acceptance)]
pub struct AcceptanceBody {
    /// The version of the request that was seen.
    #[schema(required = true, nullable = false)]
    version: Option<i64>,
    /// Id of the case, made by the program; the same id sent twice is one case.
    #[schema(required = true, nullable = false)]
    case: Option<Uuid>,
    /// Left out: the next number of the register.
    file_code: Option<String>,
    /// Accepted at once on this ground; left out: all papers are there.
    #[schema(schema_with = maybe_coded::<UrgentGround>)]
    urgent_ground: Option<String>,
    #[serde(default)]
    force_majeure: bool,
}

/// Where a request stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Request)]
pub struct Record {
    id: Uuid,
    /// Rises with each change; a change must name the version that was seen.
    version: i64,
    org_code: String,
    #[schema(schema_with = coded::<RequestState>)]
    state: RequestState,
    received_at: DateTime<Utc>,
    /// What is missing, by the rules of today.
    #[schema(schema_with = codes::<Lack>)]
    lacks: Vec<Lack>,
    /// Finds that must be decided before it is accepted.
    unsettled: usize,
    case_id: Option<Uuid>,
    file_code: Option<String>,
}

#[utoipa::path(
    post, path = "/api/v1/requests", operation_id = "take_request", tag = "requests",
    request_body = RequestBody,
    responses((status = 200, body = Record)),
)]
pub async fn create(
    State(app): State<App>,
    caller: ApiCaller,
    body: Result<Json<RequestBody>, JsonRejection>,
) -> Answer<Record> {
    let Json(body) = body?;
    let draft = body.read(app.desk().now())?;
    let id = office::requests::take(app.desk(), &caller.actor, draft).await?;
    Ok(Json(record(office::requests::view(app.desk(), &caller.actor, id).await?)))
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/acceptance", operation_id = "accept_request", tag = "requests",
    params(("id" = Uuid, Path)),
    request_body = AcceptanceBody,
    responses((status = 200, body = Record)),
)]
pub async fn accept(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<AcceptanceBody>, JsonRejection>,
) -> Answer<Record> {
    let (Path(id), Json(body)) = (id?, body?);
    let (seen, acceptance) = body.read()?;
    office::requests::accept(app.desk(), &caller.actor, id, seen, acceptance).await?;
    Ok(Json(record(office::requests::view(app.desk(), &caller.actor, id).await?)))
}

fn record(view: RequestView) -> Record {
    let request = view.file.request;
    Record {
        id: request.id,
        version: request.version,
        org_code: request.org_code,
        state: request.state.0,
        received_at: request.received_at,
        lacks: view.lacks,
        unsettled: view.unsettled,
        case_id: request.case_id,
        file_code: view.case_code,
    }
}

fn required<T>(field: &str, value: Option<T>) -> Result<T, ApiFailure> {
    value.ok_or_else(|| ApiFailure::wrong(field, "required"))
}

fn one<C: Coded>(field: &str, code: Option<String>) -> Result<Option<C>, ApiFailure> {
    let Some(code) = code else { return Ok(None) };
    C::from_code(&code).map(Some).ok_or_else(|| ApiFailure::wrong(field, "unknown"))
}

fn many<C: Coded>(field: &str, list: Vec<String>) -> Result<Vec<C>, ApiFailure> {
    let read = list.iter().map(|code| C::from_code(code).ok_or_else(|| ApiFailure::wrong(field, "unknown")));
    read.collect()
}

fn day(field: &str, text: Option<String>) -> Result<Option<NaiveDate>, ApiFailure> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ApiFailure::wrong(field, "not_a_date"))
}

impl RequestBody {
    fn read(self, now: DateTime<Utc>) -> Result<RequestDraft, ApiFailure> {
        let received_at = match &self.received_at {
            None => now,
            Some(text) => text.parse().map_err(|_| ApiFailure::wrong("received_at", "not_a_date"))?,
        };
        let persons = self.persons.into_iter().enumerate().map(|(place, person)| person.read(place));
        Ok(RequestDraft {
            id: required("id", self.id)?,
            org_code: required("org_code", self.org_code)?,
            channel: required("channel", one("channel", self.channel)?)?,
            source: required("source", one("source", self.source)?)?,
            source_agency: self.source_agency,
            received_at,
            form: required("form", one("form", self.form)?)?,
            field: required("field", one("field", self.field)?)?,
            provider_role: one("provider_role", self.provider_role)?,
            stage: one("stage", self.stage)?,
            summary: required("summary", self.summary)?,
            limitation_on: day("limitation_on", self.limitation_on)?,
            trial_on: day("trial_on", self.trial_on)?,
            requester_name: self.requester_name,
            requester_relation: one("requester_relation", self.requester_relation)?,
            requester_phone: self.requester_phone,
            language_spoken: self.language_spoken,
            language_read: self.language_read,
            interpreter: self.interpreter,
            safe_contact: many("safe_contact", self.safe_contact)?,
            contact_note: self.contact_note,
            signed_by: one("signed_by", self.signed_by)?.unwrap_or(Signature::NotYet),
            notice_read_by: self.notice_read_by,
            papers: many("papers", self.papers)?,
            matter_province: self.matter_province,
            chosen_provider: None,
            reception: None,
            sexual_violence: self.sexual_violence,
            persons: persons.collect::<Result<_, _>>()?,
        })
    }
}

impl PersonBody {
    fn read(self, place: usize) -> Result<PersonDraft, ApiFailure> {
        let at = |name: &str| format!("persons.{place}.{name}");
        let birth = match &self.birth {
            None => None,
            Some(text) => {
                let read = crate::cases::form::birth(text);
                Some(read.ok_or_else(|| ApiFailure::wrong(&at("birth"), "not_a_date"))?)
            }
        };
        let id_number = match &self.id_number {
            None => None,
            Some(text) => {
                let read = IdNumber::read(text);
                Some(read.ok_or_else(|| ApiFailure::wrong(&at("id_number"), "unknown"))?)
            }
        };
        Ok(PersonDraft {
            side: one(&at("side"), self.side)?.unwrap_or(Side::Beneficiary),
            person: None,
            name: required(&at("name"), self.name)?,
            birth,
            sex: one(&at("sex"), self.sex)?,
            ethnicity: self.ethnicity,
            id_number,
            commune_code: self.commune,
            address: self.address,
            phone: self.phone,
            category: one(&at("category"), self.category)?,
            other_categories: many(&at("other_categories"), self.other_categories)?,
            client_role: one(&at("client_role"), self.client_role)?,
            facts: self.facts,
        })
    }
}

impl AcceptanceBody {
    fn read(self) -> Result<(i64, Acceptance), ApiFailure> {
        let seen = required("version", self.version)?;
        let acceptance = Acceptance {
            case: required("case", self.case)?,
            file_code: self.file_code.unwrap_or_default(),
            urgent: one("urgent_ground", self.urgent_ground)?,
            force_majeure: self.force_majeure,
        };
        Ok((seen, acceptance))
    }
}

/// Until when the reason opens the request.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenedRequest)]
pub struct Opened {
    request: Uuid,
    until: DateTime<Utc>,
}

#[utoipa::path(
    post, path = "/api/v1/requests/{id}/access", operation_id = "open_request", tag = "requests",
    params(("id" = Uuid, Path)),
    request_body = AccessBody,
    responses((status = 200, body = Opened)),
)]
pub async fn open(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<AccessBody>, JsonRejection>,
) -> Answer<Opened> {
    let (Path(id), Json(body)) = (id?, body?);
    let reason = body.read(app.desk().id())?;
    let grant = office::confidentiality::grant_request(app.desk(), &caller.actor, id, reason).await?;
    Ok(Json(Opened { request: id, until: grant.until_at }))
}
