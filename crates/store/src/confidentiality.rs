//! Restricted cases: reasons that open one for a while, who of a list lies open for somebody, written consents, and
//! what of a case left the house.

use chrono::{DateTime, NaiveDate, Utc};
use law::confidentiality::{AccessGround, ConsentScope, DisclosureGround};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Value};
use serde::Serialize;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Somebody who looks at cases, as far as the circle of a case is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Onlooker {
    pub account: Uuid,
    /// The provider that the account belongs to.
    pub provider: Option<Uuid>,
    pub now: DateTime<Utc>,
}

impl Onlooker {
    /// The condition by which a row `c` of `cases` lies open, with parameters from `$first` on.
    pub(crate) fn clause(&self, first: usize) -> (String, Vec<Value>) {
        let [account, text, provider, now] = [first, first + 1, first + 2, first + 3];
        let clause = format!(
            "(c.restricted = '' or c.provider_id = ${provider} or c.entered_by = ${text}
              or exists (select 1 from request r where r.id = c.request_id and r.entered_by = ${text})
              or exists (select 1 from access_grant g where g.case_id = c.id and g.account_id = ${account}
                         and g.until_at > ${now}))"
        );
        (clause, self.values())
    }

    /// The condition by which a row `r` of `request` lies open, with parameters from `$first` on.
    pub(crate) fn request_clause(&self, first: usize) -> (String, Vec<Value>) {
        let [account, text, provider, now] = [first, first + 1, first + 2, first + 3];
        let clause = format!(
            "(r.restricted = '' or r.entered_by = ${text}
              or exists (select 1 from cases p where p.id = r.case_id and p.provider_id = ${provider})
              or exists (select 1 from request_grant g where g.request_id = r.id and g.account_id = ${account}
                         and g.until_at > ${now}))"
        );
        (clause, self.values())
    }

    fn values(&self) -> Vec<Value> {
        // No case has the nil provider.
        let provider = self.provider.unwrap_or_default();
        vec![self.account.into(), self.account.to_string().into(), provider.into(), self.now.into()]
    }
}

/// What a reason opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    Case,
    Request,
}

impl Door {
    /// The table of the reasons, and its column of what they open.
    fn reasons(self) -> (&'static str, &'static str) {
        match self {
            Self::Case => ("access_grant", "case_id"),
            Self::Request => ("request_grant", "request_id"),
        }
    }
}

/// Which of these cases, or requests, lie open for somebody.
pub async fn list_open(tx: &Tx, door: Door, onlooker: &Onlooker, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (from, (clause, mut values)) = match door {
        Door::Case => ("cases c where c.id", onlooker.clause(1)),
        Door::Request => ("request r where r.id", onlooker.request_clause(1)),
    };
    let first = values.len() + 1;
    let marks: Vec<String> = (first..first + ids.len()).map(|number| format!("${number}")).collect();
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let sql = format!("select id from {from} in ({}) and {clause}", marks.join(", "));
    tx.rows(&sql, values).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// Whether an account entered the request that a case came from.
pub async fn entered_request(tx: &Tx, request: Uuid, account: &str) -> Result<bool> {
    let sql = "select id from request where id = $1 and entered_by = $2";
    Ok(tx.row(sql, [request.into(), account.into()]).await?.is_some())
}

/// The provider of the case that a request became.
pub async fn provider_of_request(tx: &Tx, request: Uuid) -> Result<Option<Uuid>> {
    let sql = "select c.provider_id from request r join cases c on c.id = r.case_id where r.id = $1";
    let row = tx.row(sql, [request.into()]).await?;
    Ok(row.map(|row| row.try_get::<Option<Uuid>>("", "provider_id")).transpose()?.flatten())
}

/// A reason that opens a case, or a request, for an account until a moment.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Grant {
    pub id: Uuid,
    /// Record id of what it opens.
    pub opens: Uuid,
    pub account_id: Uuid,
    pub ground: Code<AccessGround>,
    pub reason: String,
    pub granted_at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
}

/// A reason as the head reads it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct GrantLine {
    #[sea_orm(nested)]
    pub grant: Grant,
    pub account_name: Option<String>,
}

/// Keeps a reason.
pub async fn insert_grant(tx: &Tx, door: Door, grant: &Grant) -> Result<()> {
    let (table, column) = door.reasons();
    let sql = format!(
        "insert into {table} (id, {column}, account_id, ground, reason, granted_at, until_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = [
        grant.id.into(),
        grant.opens.into(),
        grant.account_id.into(),
        grant.ground.to_string().into(),
        grant.reason.as_str().into(),
        grant.granted_at.into(),
        grant.until_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// The reason that opens something for an account now, if there is one.
pub async fn find_grant(
    tx: &Tx,
    (door, id): (Door, Uuid),
    account: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Grant>> {
    let (table, column) = door.reasons();
    let sql = format!(
        "select id, {column} as opens, account_id, ground, reason, granted_at, until_at from {table}
         where {column} = $1 and account_id = $2 and until_at > $3 order by until_at desc limit 1"
    );
    let row = tx.row(&sql, [id.into(), account.into(), now.into()]).await?;
    row.map(|row| Ok(Grant::from_query_result(&row, "")?)).transpose()
}

/// The reasons given for a case or a request, latest first.
pub async fn list_grants(tx: &Tx, (door, id): (Door, Uuid), limit: u64) -> Result<Vec<GrantLine>> {
    let (table, column) = door.reasons();
    let sql = format!(
        "select g.id, g.{column} as opens, g.account_id, g.ground, g.reason, g.granted_at, g.until_at,
             a.name as account_name
         from {table} g left join account a on a.id = g.account_id
         where g.{column} = $1 order by g.granted_at desc, g.id desc limit {limit}"
    );
    let rows = tx.rows(&sql, [id.into()]).await?;
    rows.iter().map(|row| Ok(GrantLine::from_query_result(row, "")?)).collect()
}

/// A written consent (*văn bản đồng ý*) to have something of a case disclosed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub person_name: String,
    pub scope: Code<ConsentScope>,
    pub to_whom: String,
    pub purpose: String,
    pub given_on: NaiveDate,
    pub withdrawn_on: Option<NaiveDate>,
    /// The paper of the case that bears the signature.
    pub paper_id: Option<Uuid>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The record.
pub type Consent = Model;

/// One consent.
pub async fn find_consent(tx: &Tx, id: Uuid) -> Result<Option<Consent>> {
    Ok(Entity::find_by_id(id).one(&tx.inner).await?)
}

/// The consents of a case, latest first.
pub async fn list_consents(tx: &Tx, case: Uuid) -> Result<Vec<Consent>> {
    let query = Entity::find().filter(Column::CaseId.eq(case));
    Ok(query.order_by_desc(Column::GivenOn).order_by_desc(Column::Id).limit(500).all(&tx.inner).await?)
}

/// Adds a consent.
pub async fn insert_consent(tx: &Tx, record: Consent) -> Result<()> {
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a consent that still has the version of the record.
pub async fn update_consent(tx: &Tx, mut record: Consent) -> Result<()> {
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

/// The papers of a case that may bear a consent: id and title.
pub async fn list_papers(tx: &Tx, case: Uuid) -> Result<Vec<(Uuid, String)>> {
    let sql = "select id, title from case_paper where case_id = $1 and removed_at is null
         order by entered_at desc, id desc limit 200";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "title")?))).collect()
}

/// Something of a case that left the house (*cung cấp thông tin*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Disclosure {
    pub id: Uuid,
    pub case_id: Uuid,
    /// The act by which it left, `documents.issue`.
    pub what: String,
    /// Which document or question; empty for the file as a whole.
    pub about: String,
    pub ground: Code<DisclosureGround>,
    /// Who got it; empty where that need not be said.
    pub to_whom: String,
    pub disclosed_at: DateTime<Utc>,
    pub disclosed_by: String,
}

/// Notes that something of a case left the house.
pub async fn insert_disclosure(tx: &Tx, line: &Disclosure) -> Result<()> {
    let sql = "insert into disclosure (id, case_id, what, about, ground, to_whom, disclosed_at, disclosed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        line.id.into(),
        line.case_id.into(),
        line.what.as_str().into(),
        line.about.as_str().into(),
        line.ground.to_string().into(),
        line.to_whom.as_str().into(),
        line.disclosed_at.into(),
        line.disclosed_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What of a case left the house, latest first.
pub async fn list_disclosures(tx: &Tx, case: Uuid) -> Result<Vec<Disclosure>> {
    let sql = "select id, case_id, what, about, ground, to_whom, disclosed_at, disclosed_by from disclosure
         where case_id = $1 order by disclosed_at desc, id desc limit 500";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(Disclosure::from_query_result(row, "")?)).collect()
}
