//! Requests of persons about their own data with the cases they are about, and the register of incidents.

use chrono::{DateTime, Utc};
use law::access::Reach;
use law::cases::CaseState;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::privacy::{DataRequestKind, DataRequestState, IncidentKind, IncidentState, Severity};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ExprTrait as _, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Value,
};
use serde::Serialize;

use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

pub use crate::complaints::Place;

/// Records of requests about personal data.
pub mod data_request {
    use super::*;

    /// What a person asked about the own data (*yêu cầu của chủ thể dữ liệu*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "data_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub kind: Code<DataRequestKind>,
        /// Somebody outside must act too, which takes longer.
        pub third_party: bool,
        pub person_name: String,
        pub contact: Option<String>,
        pub content: String,
        pub received_at: DateTime<Utc>,
        pub state: Code<DataRequestState>,
        pub acknowledged_at: Option<DateTime<Utc>>,
        pub answered_at: Option<DateTime<Utc>>,
        pub answer: Option<String>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of incidents.
pub mod incident {
    use super::*;

    /// Something that went wrong with data or the service (*sự cố*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "incident")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub kind: Code<IncidentKind>,
        pub severity: Code<Severity>,
        pub personal_data: bool,
        /// Among the data are places where people were, or biometric data.
        pub location_or_biometric: bool,
        /// To the minute: every clock begins here.
        pub found_at: DateTime<Utc>,
        pub content: String,
        /// How many persons are concerned, as far as known.
        pub affected: Option<i64>,
        pub measures: Option<String>,
        pub state: Code<IncidentState>,
        /// The specialised force was told.
        pub told_at: Option<DateTime<Utc>>,
        /// First notice.
        pub noticed_at: Option<DateTime<Utc>>,
        /// Report on cause, scope, measures.
        pub reported_at: Option<DateTime<Utc>>,
        /// Notice of a violation of personal data.
        pub data_reported_at: Option<DateTime<Utc>>,
        /// The persons concerned were told.
        pub persons_told_at: Option<DateTime<Utc>>,
        pub closed_at: Option<DateTime<Utc>>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use data_request::Model as DataRequest;
pub use incident::Model as Incident;

macro_rules! reads_and_writes {
    ($module:ident, $record:ident, $state:ident, $moment:ident, $find:ident, $list:ident, $insert:ident, $update:ident) => {
        /// One record.
        pub async fn $find(tx: &Tx, id: Uuid) -> Result<Option<$record>> {
            Ok($module::Entity::find_by_id(id).one(&tx.inner).await?)
        }

        /// Records of these organisations (`None` = all), latest first, after a place.
        pub async fn $list(
            tx: &Tx,
            organisations: Option<&[String]>,
            state: Option<$state>,
            after: Option<Place>,
            limit: u64,
        ) -> Result<Vec<$record>> {
            use $module::Column as C;
            let mut query =
                $module::Entity::find().order_by_desc(C::$moment).order_by_desc(C::Id).limit(limit);
            if let Some(codes) = organisations {
                query = query.filter(C::OrgCode.is_in(codes.iter().map(String::as_str)));
            }
            if let Some(state) = state {
                query = query.filter(C::State.eq(Code(state)));
            }
            if let Some(place) = after {
                let same = C::$moment.eq(place.at).and(C::Id.lt(place.id));
                query = query.filter(C::$moment.lt(place.at).or(same));
            }
            Ok(query.all(&tx.inner).await?)
        }

        /// Adds a record.
        pub async fn $insert(tx: &Tx, record: $record) -> Result<()> {
            record.into_active_model().insert(&tx.inner).await?;
            Ok(())
        }

        /// Changes a record that still has the version that was seen.
        pub async fn $update(tx: &Tx, mut record: $record) -> Result<()> {
            let (id, seen) = (record.id, record.version);
            record.version += 1;
            let changed = $module::Entity::update_many()
                .set(record.into_active_model().reset_all())
                .filter($module::Column::Id.eq(id))
                .filter($module::Column::Version.eq(seen))
                .exec(&tx.inner)
                .await?;
            if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
        }
    };
}

reads_and_writes!(
    data_request,
    DataRequest,
    DataRequestState,
    ReceivedAt,
    find_data_request,
    list_data_requests,
    insert_data_request,
    update_data_request
);
reads_and_writes!(
    incident,
    Incident,
    IncidentState,
    FoundAt,
    find_incident,
    list_incidents,
    insert_incident,
    update_incident
);

/// A case of somebody who asks about the own data.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PersonCase {
    pub id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub state: Code<CaseState>,
    pub restricted: String,
    pub accepted_on: chrono::NaiveDate,
    /// The beneficiary by whose name it was found; of a linked one the first.
    pub name: String,
}

/// A request about personal data that is not answered yet, as the page of a case tells of it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct OpenDataRequest {
    pub id: Uuid,
    pub kind: Code<DataRequestKind>,
    pub received_at: DateTime<Utc>,
}

const PERSON_CASE: &str = "c.id, c.org_code, c.file_code, c.state, c.restricted, c.accepted_on, b.name";

fn person_cases(rows: &[sea_orm::QueryResult]) -> Result<Vec<PersonCase>> {
    rows.iter().map(|row| Ok(PersonCase::from_query_result(row, "")?)).collect()
}

/// The cases that a request about personal data is about, as far as they lie within reach.
pub async fn list_cases_of(tx: &Tx, reach: &Reach, data_request: Uuid) -> Result<Vec<PersonCase>> {
    let (clause, mut values) = reach_clause(reach, "c", 2);
    values.insert(0, data_request.into());
    let sql = format!(
        "select {PERSON_CASE} from data_request_case d join cases c on c.id = d.case_id
         join beneficiary b on b.case_id = c.id and b.position = 0
         where d.data_request_id = $1 and {clause} order by c.accepted_on desc, c.id limit 200"
    );
    person_cases(&tx.rows(&sql, values).await?)
}

/// The cases within reach of people who are written like this, but for accents; latest first.
pub async fn list_cases_named(tx: &Tx, reach: &Reach, name: &str, limit: u64) -> Result<Vec<PersonCase>> {
    let folded = names::fold(name);
    let (clause, values) = reach_clause(reach, "c", 3);
    let mut all: Vec<Value> = vec![names::sound(&folded).into(), folded.into()];
    all.extend(values);
    let sql = format!(
        "select {PERSON_CASE} from person p cross join beneficiary b cross join cases c
         where p.name_sound = $1 and p.name_folded = $2 and b.person_id = p.id and c.id = b.case_id and {clause}
         order by c.accepted_on desc, c.id limit {limit}"
    );
    person_cases(&tx.rows(&sql, all).await?)
}

/// Notes that a request about personal data is about a case.
pub async fn insert_case(tx: &Tx, data_request: Uuid, case: Uuid, at: DateTime<Utc>, by: &str) -> Result<()> {
    let sql = "insert into data_request_case (data_request_id, case_id, linked_at, linked_by) values ($1, $2, $3, $4)
         on conflict (data_request_id, case_id) do nothing";
    tx.execute(sql, [data_request.into(), case.into(), at.into(), by.into()]).await?;
    Ok(())
}

/// Takes back that a request about personal data is about a case.
pub async fn remove_case(tx: &Tx, data_request: Uuid, case: Uuid) -> Result<()> {
    let sql = "delete from data_request_case where data_request_id = $1 and case_id = $2";
    tx.execute(sql, [data_request.into(), case.into()]).await?;
    Ok(())
}

/// The requests about personal data that are about a case and are not answered.
pub async fn list_open_of_case(tx: &Tx, case: Uuid) -> Result<Vec<OpenDataRequest>> {
    let open = [DataRequestState::Received, DataRequestState::Acknowledged];
    let sql = format!(
        "select r.id, r.kind, r.received_at from data_request_case d join data_request r on r.id = d.data_request_id
         where d.case_id = $1 and r.state in ('{}', '{}') order by r.received_at, r.id",
        open[0].code(),
        open[1].code()
    );
    let rows = tx.rows(&sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(OpenDataRequest::from_query_result(row, "")?)).collect()
}
