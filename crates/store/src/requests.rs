//! Requests for legal aid with their persons, as one thing: taken down, changed, found within reach.
//!
//! Who acts for one provider only sees what that account took down and what became a case of the provider; an
//! organisation also sees what another one sent to it. Identity numbers are sealed as in `people`. `list` holds the
//! inbox and its search.

mod list;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage, UrgentGround};
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, Proposal, RequesterRelation, Side, Signature};
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::lifecycle::RequestState;
use law::people::Sex;
use law::rules::RefusalGround;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

pub use list::{RequestCursor, RequestFilter, RequestLine, RequestPage, count, list};

/// Records of requests.
pub mod request {
    use super::*;

    /// A request for legal aid (*yêu cầu trợ giúp pháp lý*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub state: Code<RequestState>,
        pub channel: Code<Channel>,
        pub source: Code<Source>,
        /// The agency of the register, where the name is certain.
        pub agency_id: Option<Uuid>,
        /// The agency as written.
        pub source_agency: Option<String>,
        /// When it came in, to the minute: the clock of the answer starts here.
        pub received_at: DateTime<Utc>,
        pub form: Code<AidForm>,
        pub field: Code<LegalField>,
        pub provider_role: Option<Code<ProviderRole>>,
        pub stage: Option<Code<Stage>>,
        /// What it is about, in the words of whoever took it down.
        pub summary: String,
        /// The ground on which it was accepted at once.
        pub urgent_ground: Option<Code<UrgentGround>>,
        /// Last day of the limitation period.
        pub limitation_on: Option<NaiveDate>,
        /// Day of the trial.
        pub trial_on: Option<NaiveDate>,
        /// Who asks, where that is somebody else than the person.
        pub requester_name: Option<String>,
        pub requester_relation: Option<Code<RequesterRelation>>,
        pub requester_phone: Option<String>,
        pub language_spoken: Option<String>,
        pub language_read: Option<String>,
        /// Name of the interpreter.
        pub interpreter: Option<String>,
        /// Codes of `law::intake::SafeContact` joined by `;`; empty: only here, in person.
        pub safe_contact: String,
        pub contact_note: Option<String>,
        pub signed_by: Code<Signature>,
        /// Who read the notice on personal data to the person.
        pub notice_read_by: Option<String>,
        /// Codes of `law::intake::RequestPaper` joined by `;`.
        pub papers: String,
        /// Province in which the matter happened, where that is not the province of the organisation.
        pub matter_province: Option<String>,
        /// The provider whom the person chose from the published list (art. 8(5)).
        pub chosen_provider: Option<Uuid>,
        /// The line of the reception or guidance it was made of.
        pub reception_id: Option<Uuid>,
        /// The request of another organisation that was sent on.
        pub came_from: Option<Uuid>,
        /// What is proposed to the head.
        pub proposed: Option<Code<Proposal>>,
        pub proposed_reason: Option<String>,
        /// Codes of `law::intake::Lack` that the person was asked for, joined by `;`.
        pub missing_papers: String,
        pub refusal_ground: Option<Code<RefusalGround>>,
        pub decision_reason: Option<String>,
        pub decided_at: Option<DateTime<Utc>>,
        /// Name of who decided.
        pub decided_by: Option<String>,
        /// Organisation to which it was sent.
        pub transfer_to: Option<String>,
        pub case_id: Option<Uuid>,
        /// Codes of `law::confidentiality::Restriction` joined by `;`.
        pub restricted: String,
        pub entered_at: DateTime<Utc>,
        /// Record id of the account that took it down.
        pub entered_by: String,
        pub recorded_at: DateTime<Utc>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of the persons of requests.
pub mod request_person {
    use super::*;

    /// A person of a request: who asks for aid, or whose interests are opposed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "request_person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: Uuid,
        /// From 0, in the order of the form.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        pub side: Code<Side>,
        /// The person of the register, where one was chosen.
        pub person_id: Option<Uuid>,
        /// As on the identity paper.
        pub name: String,
        #[serde(skip)]
        pub name_folded: String,
        #[serde(skip)]
        pub name_sound: String,
        pub sex: Option<Code<Sex>>,
        pub birth_year: Option<i32>,
        pub birth_date: Option<NaiveDate>,
        pub ethnicity: Option<String>,
        pub commune_code: Option<String>,
        pub address: Option<String>,
        pub phone: Option<String>,
        /// Sealed; [`open_id_number`] reads it.
        #[serde(skip)]
        pub id_number_sealed: Option<String>,
        #[serde(skip)]
        pub id_number_index: Option<String>,
        pub category: Option<Code<Category>>,
        /// Codes joined by `;`.
        pub other_categories: String,
        pub client_role: Option<Code<ClientRole>>,
        /// `law::eligibility::PersonFacts` as JSON; `{}` where nothing was asked.
        pub facts: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use request::Model as Request;
pub use request_person::Model as RequestPerson;

/// A request with its persons, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFile {
    pub request: Request,
    pub persons: Vec<RequestPerson>,
}

/// Who looks, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub reach: &'a Reach,
    /// Record id of the account, as in `entered_by`.
    pub account: &'a str,
}

impl RequestPerson {
    /// The facts by which the category is decided.
    pub fn person_facts(&self) -> Result<PersonFacts> {
        serde_json::from_str(&self.facts)
            .map_err(|error| StoreError::Broken(format!("facts of request {}: {error}", self.request_id)))
    }
}

impl RequestFile {
    /// Who asks for aid.
    pub fn beneficiaries(&self) -> impl Iterator<Item = &RequestPerson> {
        self.persons.iter().filter(|person| person.side.0 == Side::Beneficiary)
    }

    /// Whose interests are opposed.
    pub fn opposed(&self) -> impl Iterator<Item = &RequestPerson> {
        self.persons.iter().filter(|person| person.side.0 == Side::Opposed)
    }

    /// Fills what follows from the rest: positions, folded names, why it is restricted.
    pub fn complete(&mut self) {
        let id = self.request.id;
        for (position, person) in (0..).zip(&mut self.persons) {
            person.request_id = id;
            person.position = position;
            person.name_folded = names::fold(&person.name);
            person.name_sound = names::sound(&person.name_folded);
        }
        let protected = self.beneficiaries().map(|person| law::confidentiality::Protected {
            category: person.category.map(|code| code.0),
            other_categories: Category::read_list(&person.other_categories),
            birth_year: person.birth_year,
            birth_date: person.birth_date,
        });
        let day = (self.request.received_at + chrono::Duration::hours(7)).date_naive();
        let found = law::confidentiality::restrictions(protected, day);
        let kept = law::confidentiality::Restriction::read_list(&self.request.restricted);
        self.request.restricted =
            law::confidentiality::Restriction::write_list(found.into_iter().chain(kept));
    }
}

/// The place that is bound into a sealed identity number.
pub(crate) fn place(request: Uuid) -> String {
    format!("request_person:id_number:{request}")
}

/// Seals an identity number into a person of a request.
pub fn seal_id_number(tx: &Tx, person: &mut RequestPerson, number: Option<&IdNumber>) -> Result<()> {
    person.id_number_sealed =
        number.map(|number| tx.keys().seal(&place(person.request_id), number.digits())).transpose()?;
    person.id_number_index = number.map(|number| tx.keys().index(number.digits()));
    Ok(())
}

/// The identity number of a person of a request, in clear.
pub fn open_id_number(tx: &Tx, person: &RequestPerson) -> Result<Option<IdNumber>> {
    let Some(sealed) = &person.id_number_sealed else { return Ok(None) };
    let digits = tx.keys().open(&place(person.request_id), sealed)?;
    let number = IdNumber::read(&digits);
    number.map(Some).ok_or_else(|| StoreError::Broken("a sealed identity number is malformed".into()))
}

/// One request, if it lies within reach.
pub async fn find(tx: &Tx, viewer: &Viewer<'_>, id: Uuid) -> Result<Option<RequestFile>> {
    let Some(request) = request::Entity::find_by_id(id).one(&tx.inner).await? else { return Ok(None) };
    if !is_within(tx, viewer, &request).await? {
        return Ok(None);
    }
    let persons = persons_of(tx, id).await?;
    Ok(Some(RequestFile { request, persons }))
}

/// The request that was made of one that another organisation sent.
pub async fn find_made_of(tx: &Tx, origin: Uuid) -> Result<Option<Request>> {
    Ok(request::Entity::find().filter(request::Column::CameFrom.eq(origin)).one(&tx.inner).await?)
}

async fn is_within(tx: &Tx, viewer: &Viewer<'_>, request: &Request) -> Result<bool> {
    let sent = matches!(request.state.0, RequestState::Transferring | RequestState::Transferred);
    let sent_here = sent && request.transfer_to.as_deref().is_some_and(|to| viewer.reach.covers(to));
    match viewer.reach {
        Reach::Nation => Ok(true),
        Reach::Organisations(_) => Ok(viewer.reach.covers(&request.org_code) || sent_here),
        Reach::Provider { provider, .. } => {
            if request.entered_by == viewer.account {
                return Ok(true);
            }
            let (Some(case), Some(provider)) = (request.case_id, provider) else { return Ok(false) };
            let Ok(provider) = Uuid::parse_str(provider) else { return Ok(false) };
            let sql = "select 1 as one from cases where id = $1 and provider_id = $2";
            Ok(tx.row(sql, [case.into(), provider.into()]).await?.is_some())
        }
    }
}

async fn persons_of(tx: &Tx, id: Uuid) -> Result<Vec<RequestPerson>> {
    Ok(request_person::Entity::find()
        .filter(request_person::Column::RequestId.eq(id))
        .order_by_asc(request_person::Column::Position)
        .all(&tx.inner)
        .await?)
}

/// Takes a request down.
pub async fn insert(tx: &Tx, mut file: RequestFile) -> Result<()> {
    file.complete();
    file.request.clone().into_active_model().insert(&tx.inner).await?;
    insert_persons(tx, &file).await
}

/// Saves a request that still has the version of the record; `now` is when the new version holds from.
pub async fn update(tx: &Tx, mut file: RequestFile, now: DateTime<Utc>) -> Result<()> {
    let (id, seen) = (file.request.id, file.request.version);
    file.complete();
    file.request.version += 1;
    file.request.recorded_at = now;
    let changed = request::Entity::update_many()
        .set(file.request.clone().into_active_model().reset_all())
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    if persons_of(tx, id).await? == file.persons {
        return Ok(());
    }
    tx.execute("delete from request_person where request_id = $1", [id.into()]).await?;
    insert_persons(tx, &file).await
}

async fn insert_persons(tx: &Tx, file: &RequestFile) -> Result<()> {
    for person in &file.persons {
        person.clone().into_active_model().insert(&tx.inner).await?;
    }
    Ok(())
}

/// A case accepted at once whose proof did not come in time.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct LateProof {
    pub deadline_id: Uuid,
    pub case_id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub due_at: DateTime<Utc>,
}

/// Cases that are still running and whose proof is overdue.
pub async fn list_late_proof(tx: &Tx, now: DateTime<Utc>) -> Result<Vec<LateProof>> {
    let sql = "select d.id as deadline_id, c.id as case_id, c.org_code, c.file_code, d.due_at
         from deadline d join cases c on c.id = d.case_id
         where d.ended_at is null and d.due_at < $1 and d.code in ('proof_due', 'proof_due_longer')
         and c.closed_on is null order by d.due_at, d.id limit 10000";
    let rows = tx.rows(sql, [now.into()]).await?;
    rows.iter().map(|row| Ok(<LateProof as sea_orm::FromQueryResult>::from_query_result(row, "")?)).collect()
}
