//! Requests of persons about their own data, and the register of incidents.

use chrono::{DateTime, Utc};
use law::privacy::{DataRequestKind, DataRequestState, IncidentKind, IncidentState, Severity};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

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
