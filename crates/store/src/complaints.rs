//! Complaints (*khiếu nại*): one record a level, those of one matter linked by `follows`.

use chrono::{DateTime, Utc};
use law::access::Reach;
use law::complaints::{ComplaintAct, ComplaintDecision, ComplaintLevel, ComplaintState};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// A complaint on one level.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "complaint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organisation that answers on this level.
    pub org_code: String,
    pub case_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub act: Code<ComplaintAct>,
    pub complainant_name: String,
    /// Never shown to the provider who is complained of.
    pub complainant_contact: Option<String>,
    /// The provider who is complained of; is kept apart from the complaint.
    pub against_provider: Option<Uuid>,
    pub content: String,
    pub received_at: DateTime<Utc>,
    /// Number of the level.
    pub step: i32,
    pub state: Code<ComplaintState>,
    pub decision: Option<Code<ComplaintDecision>>,
    pub decision_reason: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Name of who decided.
    pub decided_by: Option<String>,
    /// The record of the level below.
    pub follows: Option<Uuid>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The record.
pub type Complaint = Model;

impl Model {
    /// The level it is on.
    #[must_use]
    pub fn level(&self) -> ComplaintLevel {
        ComplaintLevel::of(self.step).unwrap_or(ComplaintLevel::Head)
    }
}

/// What narrows a list of complaints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComplaintFilter {
    pub state: Option<ComplaintState>,
    pub level: Option<ComplaintLevel>,
    pub case: Option<Uuid>,
    pub request: Option<Uuid>,
    /// Not those against this provider.
    pub apart: Option<Uuid>,
}

/// A place in a list: moment and id of the last line shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

/// One complaint.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Complaint>> {
    Ok(Entity::find_by_id(id).one(&tx.inner).await?)
}

/// The record of the level above.
pub async fn find_next(tx: &Tx, id: Uuid) -> Result<Option<Complaint>> {
    Ok(Entity::find().filter(Column::Follows.eq(id)).one(&tx.inner).await?)
}

/// Complaints within reach, latest first, after a place.
pub async fn list(
    tx: &Tx,
    reach: &Reach,
    filter: &ComplaintFilter,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Complaint>> {
    let mut query = Entity::find().order_by_desc(Column::ReceivedAt).order_by_desc(Column::Id).limit(limit);
    match reach {
        Reach::Nation => {}
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => {
            query = query.filter(Column::OrgCode.is_in(codes.iter().map(String::as_str)));
        }
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(Code(state)));
    }
    if let Some(level) = filter.level {
        query = query.filter(Column::Step.eq(level.number()));
    }
    if let Some(case) = filter.case {
        query = query.filter(Column::CaseId.eq(case));
    }
    if let Some(request) = filter.request {
        query = query.filter(Column::RequestId.eq(request));
    }
    if let Some(provider) = filter.apart {
        query = query.filter(Column::AgainstProvider.is_null().or(Column::AgainstProvider.ne(provider)));
    }
    if let Some(place) = after {
        let same = Column::ReceivedAt.eq(place.at).and(Column::Id.lt(place.id));
        query = query.filter(Column::ReceivedAt.lt(place.at).or(same));
    }
    Ok(query.all(&tx.inner).await?)
}

/// How many complaints wait for a decision on a level, within reach.
pub async fn count_waiting(tx: &Tx, reach: &Reach, level: ComplaintLevel) -> Result<u64> {
    let mut query = Entity::find()
        .filter(Column::State.eq(Code(ComplaintState::Received)))
        .filter(Column::Step.eq(level.number()));
    match reach {
        Reach::Nation => {}
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => {
            query = query.filter(Column::OrgCode.is_in(codes.iter().map(String::as_str)));
        }
    }
    Ok(query.count(&tx.inner).await?)
}

/// Whether a complaint against a provider about a case still waits for an answer.
pub async fn is_pending_against(tx: &Tx, case: Uuid, provider: Uuid) -> Result<bool> {
    let pending = [ComplaintState::Received, ComplaintState::InCourt].map(Code);
    let query = Entity::find()
        .filter(Column::CaseId.eq(case))
        .filter(Column::AgainstProvider.eq(provider))
        .filter(Column::State.is_in(pending));
    Ok(query.count(&tx.inner).await? > 0)
}

/// Takes a complaint down.
pub async fn insert(tx: &Tx, record: Complaint) -> Result<()> {
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a complaint that still has the version of the record.
pub async fn update(tx: &Tx, mut record: Complaint) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.version += 1;
    let changed = Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
