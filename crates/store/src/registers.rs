//! Registers of the office (*sổ*): what stands in them between two days, incoming documents, closings.
//!
//! Cases and guidance are read where they are kept; here are the lines of outgoing and incoming documents and what was
//! recorded when a register was closed. Nothing of a closed register is locked: what comes later shows as late.

use chrono::{DateTime, NaiveDate, Utc};
use law::documents::{ClosingPeriod, DocumentKind, DocumentState, Register};
use law::kernel::coded::Coded as _;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Records of incoming documents.
pub mod incoming {
    use super::*;

    /// A document that came in (*văn bản đến*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "incoming_document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        /// Its number among those that came in this year.
        pub number: i64,
        pub year: i32,
        pub arrived_on: NaiveDate,
        /// Who wrote it.
        pub author: String,
        /// Number and symbol that it bears.
        pub their_number: Option<String>,
        pub dated_on: Option<NaiveDate>,
        /// Kind and what it is about.
        pub about: String,
        /// Unit or person it was given to, and when.
        pub receiver: Option<String>,
        pub passed_on: Option<NaiveDate>,
        pub note: Option<String>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        pub cancelled_at: Option<DateTime<Utc>>,
        pub cancel_reason: Option<String>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of closings.
pub mod closing {
    use super::*;

    /// What stood in a register when it was closed (*khóa sổ*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "register_closing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub register: Code<Register>,
        pub period: Code<ClosingPeriod>,
        pub from_on: NaiveDate,
        pub to_on: NaiveDate,
        pub entries: i64,
        /// Name and number of each total, as JSON.
        pub totals: String,
        /// Over the entries: id, number and day of each.
        pub sha256: String,
        pub seal: String,
        pub seal_key: String,
        pub closed_at: DateTime<Utc>,
        pub closed_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use closing::Model as Closing;
pub use incoming::Model as IncomingDocument;

/// A line of the register of outgoing documents.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct OutgoingLine {
    pub id: Uuid,
    pub kind: Code<DocumentKind>,
    pub title: String,
    pub state: Code<DocumentState>,
    pub number: i64,
    pub symbol: String,
    pub dated_on: NaiveDate,
    pub signed_by: Option<String>,
    pub recipients: String,
    pub copies: Option<i32>,
    pub numbered_at: DateTime<Utc>,
    pub issued_at: Option<DateTime<Utc>>,
    pub cancel_reason: Option<String>,
    pub case_id: Option<Uuid>,
    /// Why the case is restricted; empty for an ordinary one.
    pub restricted: Option<String>,
}

/// The documents of an organisation that were numbered between two days, in the order of their days and numbers.
pub async fn list_outgoing(
    tx: &Tx,
    org: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<OutgoingLine>> {
    let sql =
        "select d.id, d.kind, d.title, d.state, d.number, d.symbol, d.dated_on, d.signed_by, d.recipients,
           d.copies, d.numbered_at, d.issued_at, d.cancel_reason, d.case_id, c.restricted
         from document d left join cases c on c.id = d.case_id
         where d.org_code = $1 and d.dated_on >= $2 and d.dated_on <= $3 and d.number is not null
         order by d.dated_on, d.kind, d.number";
    let rows = tx.rows(sql, [org.into(), from.into(), to.into()]).await?;
    rows.iter().map(|row| Ok(OutgoingLine::from_query_result(row, "")?)).collect()
}

/// The documents that came in between two days, in the order of their days and numbers.
pub async fn list_incoming(
    tx: &Tx,
    org: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<IncomingDocument>> {
    let sql = "select * from incoming_document where org_code = $1 and arrived_on >= $2 and arrived_on <= $3
         order by arrived_on, number";
    let rows = tx.rows(sql, [org.into(), from.into(), to.into()]).await?;
    rows.iter().map(|row| Ok(IncomingDocument::from_query_result(row, "")?)).collect()
}

/// One incoming document.
pub async fn find_incoming(tx: &Tx, id: Uuid) -> Result<Option<IncomingDocument>> {
    Ok(incoming::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Takes the next number of the documents that came in this year; it belongs to this transaction.
pub async fn take_incoming_number(tx: &Tx, org: &str, year: i32) -> Result<i64> {
    let sql = "insert into number_series (org_code, series, year, last) values ($1, 'incoming', $2, 1)
         on conflict (org_code, series, year) do update set last = number_series.last + 1 returning last";
    let row = tx.row(sql, [org.into(), year.into()]).await?;
    let row = row.ok_or_else(|| StoreError::Broken("a series of numbers did not answer".to_owned()))?;
    Ok(row.try_get("", "last")?)
}

/// Enters an incoming document.
pub async fn insert_incoming(tx: &Tx, document: IncomingDocument) -> Result<()> {
    document.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Saves an incoming document that still has the version of the record.
pub async fn update_incoming(tx: &Tx, mut document: IncomingDocument) -> Result<()> {
    let (id, seen) = (document.id, document.version);
    document.version += 1;
    let changed = incoming::Entity::update_many()
        .set(document.into_active_model().reset_all())
        .filter(incoming::Column::Id.eq(id))
        .filter(incoming::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Records that a register was closed; `Duplicate` when it was closed for these days before.
pub async fn insert_closing(tx: &Tx, closing: Closing) -> Result<()> {
    closing.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// The closings of a register that touch a span of days, the longest first.
pub async fn list_closings(
    tx: &Tx,
    org: &str,
    register: Register,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Closing>> {
    let sql = "select * from register_closing where org_code = $1 and register = $2 and from_on <= $4 and to_on >= $3
         order by from_on, to_on desc";
    let values = [org.into(), register.code().into(), from.into(), to.into()];
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(|row| Ok(Closing::from_query_result(row, "")?)).collect()
}

/// What identifies an entry of a register: enough to count and to seal it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct EntryMark {
    pub id: Uuid,
    pub number: String,
    pub on_date: NaiveDate,
    pub entered_at: DateTime<Utc>,
}

/// The marks of the entries of a register between two days, in a fixed order.
pub async fn list_marks(
    tx: &Tx,
    org: &str,
    register: Register,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<EntryMark>> {
    let (columns, table, day) = match register {
        Register::Acceptance => {
            ("file_code as number, accepted_on as on_date, entered_at", "cases", "accepted_on")
        }
        Register::Guidance => ("'' as number, on_date, entered_at", "guidance", "on_date"),
        Register::Outgoing => (
            "cast(number as text) || '/' || symbol as number, dated_on as on_date, numbered_at as entered_at",
            "document",
            "dated_on",
        ),
        Register::Incoming => (
            "cast(number as text) as number, arrived_on as on_date, entered_at",
            "incoming_document",
            "arrived_on",
        ),
    };
    let numbered = if register == Register::Outgoing { "and number is not null" } else { "" };
    let sql = format!(
        "select id, {columns} from {table} where org_code = $1 and {day} >= $2 and {day} <= $3 {numbered}
         order by {day}, id"
    );
    let rows = tx.rows(&sql, [org.into(), from.into(), to.into()]).await?;
    rows.iter().map(|row| Ok(EntryMark::from_query_result(row, "")?)).collect()
}

/// Who asked for a case, and by which document somebody was assigned to it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CaseSide {
    pub case_id: Uuid,
    /// Name of the requester, or number and symbol of the document.
    pub words: String,
}

/// Names of requesters of the cases that were accepted between two days.
pub async fn list_requesters(
    tx: &Tx,
    org: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<CaseSide>> {
    let sql = "select c.id as case_id, r.requester_name as words from cases c join request r on r.id = c.request_id
         where c.org_code = $1 and c.accepted_on >= $2 and c.accepted_on <= $3 and r.requester_name is not null";
    let rows = tx.rows(sql, [org.into(), from.into(), to.into()]).await?;
    rows.iter().map(|row| Ok(CaseSide::from_query_result(row, "")?)).collect()
}

/// Numbers of the documents of these forms that hold, of the cases that were accepted between two days; the later last.
pub async fn list_decisions(
    tx: &Tx,
    org: &str,
    forms: &[&str],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<OutgoingLine>> {
    let marks: Vec<String> = (4..4 + forms.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "select d.id, d.kind, d.title, d.state, d.number, d.symbol, d.dated_on, d.signed_by, d.recipients, d.copies,
           d.numbered_at, d.issued_at, d.cancel_reason, d.case_id, c.restricted
         from document d join cases c on c.id = d.case_id
         where c.org_code = $1 and c.accepted_on >= $2 and c.accepted_on <= $3 and d.number is not null
           and d.state not in ('replaced', 'cancelled') and d.form in ({}) order by d.dated_on, d.number",
        marks.join(", ")
    );
    let mut values: Vec<sea_orm::Value> = vec![org.into(), from.into(), to.into()];
    values.extend(forms.iter().map(|form| (*form).into()));
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(OutgoingLine::from_query_result(row, "")?)).collect()
}
