//! Documents that the office drafts, numbers, signs and issues. What was numbered keeps its content to the byte.
//!
//! Numbers come from the same table as those of the register, with the kind of the document as the series: the row of a
//! series is locked until the act that took a number ends, so that there is neither a gap nor a double.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::documents::{DocumentKind, DocumentState, FileCheck, SigningWay};
use law::kernel::coded::Coded as _;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Records of documents.
pub mod document {
    use super::*;

    /// A document (*văn bản*) of an organisation about a case or a request.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        /// `case` or `request`.
        pub subject_kind: String,
        pub subject_id: Uuid,
        /// The case it belongs to, where there is one.
        pub case_id: Option<Uuid>,
        /// Key of the form, and the first day of the version.
        pub form: String,
        pub form_from: NaiveDate,
        pub kind: Code<DocumentKind>,
        /// Its name and what it is about, without names of persons.
        pub title: String,
        pub state: Code<DocumentState>,
        /// What was typed into it, by the name of the place, as JSON.
        pub fields: String,
        pub number: Option<i64>,
        pub year: Option<i32>,
        /// The letters after the number.
        pub symbol: String,
        pub dated_on: Option<NaiveDate>,
        /// What the square code leads to.
        pub token: Option<String>,
        /// The whole document as JSON, frozen with the number.
        #[serde(skip)]
        pub content: Option<String>,
        /// Over the bytes of `content`.
        pub sha256: Option<String>,
        /// One a line.
        pub recipients: String,
        pub copies: Option<i32>,
        pub drafted_at: DateTime<Utc>,
        pub drafted_by: String,
        pub numbered_at: Option<DateTime<Utc>>,
        pub numbered_by: Option<String>,
        pub signed_at: Option<DateTime<Utc>>,
        /// Who signed, as the paper or the certificate says.
        pub signed_by: Option<String>,
        pub signed_how: Option<Code<SigningWay>>,
        pub signed_entered_by: Option<String>,
        /// The signed file.
        pub file_sha256: Option<String>,
        /// What was read of its signatures, as JSON.
        pub signature: Option<String>,
        /// How it was made sure that the signed file is this document.
        pub file_check: Option<Code<FileCheck>>,
        pub issued_at: Option<DateTime<Utc>>,
        pub issued_by: Option<String>,
        /// The seal of the installation, and the public key that proves it.
        pub seal: Option<String>,
        pub seal_key: Option<String>,
        /// The document whose place it takes.
        pub replaces: Option<Uuid>,
        pub replaced_by: Option<Uuid>,
        pub cancelled_at: Option<DateTime<Utc>>,
        pub cancelled_by: Option<String>,
        pub cancel_reason: Option<String>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use document::Model as Document;

/// One document; whether its subject lies within reach is asked there.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Document>> {
    Ok(document::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// The document that a code leads to.
pub async fn find_by_token(tx: &Tx, token: &str) -> Result<Option<Document>> {
    Ok(document::Entity::find().filter(document::Column::Token.eq(token)).one(&tx.inner).await?)
}

/// The document that is to take the place of another, if one was begun and not taken back.
pub async fn find_replacement(tx: &Tx, id: Uuid) -> Result<Option<Document>> {
    let query = document::Entity::find()
        .filter(document::Column::Replaces.eq(id))
        .filter(document::Column::State.ne(DocumentState::Cancelled.code()));
    Ok(query.one(&tx.inner).await?)
}

/// Keeps a draft.
pub async fn insert(tx: &Tx, document: Document) -> Result<()> {
    document.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Saves a document that still has the version of the record.
pub async fn update(tx: &Tx, mut document: Document) -> Result<()> {
    let (id, seen) = (document.id, document.version);
    document.version += 1;
    let changed = document::Entity::update_many()
        .set(document.into_active_model().reset_all())
        .filter(document::Column::Id.eq(id))
        .filter(document::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The documents of a case or a request, the latest first.
pub async fn list_of_subject(tx: &Tx, kind: &str, subject: Uuid) -> Result<Vec<Document>> {
    let query = document::Entity::find()
        .filter(document::Column::SubjectKind.eq(kind))
        .filter(document::Column::SubjectId.eq(subject))
        .order_by_desc(document::Column::DraftedAt)
        .order_by_desc(document::Column::Id);
    Ok(query.all(&tx.inner).await?)
}

/// What a line of the list of documents shows.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct DocumentLine {
    pub id: Uuid,
    pub org_code: String,
    pub kind: Code<DocumentKind>,
    pub title: String,
    pub state: Code<DocumentState>,
    pub number: Option<i64>,
    pub symbol: String,
    pub dated_on: Option<NaiveDate>,
    pub drafted_at: DateTime<Utc>,
    pub drafted_by: String,
    pub case_id: Option<Uuid>,
    pub file_code: Option<String>,
}

/// Documents within reach that stand where asked, the latest draft first; after one.
pub async fn list(
    tx: &Tx,
    reach: &Reach,
    state: DocumentState,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<DocumentLine>> {
    let mut values: Vec<sea_orm::Value> = vec![state.code().into()];
    let mut conditions = vec!["d.state = $1".to_owned()];
    let (organisations, provider) = match reach {
        Reach::Nation => (None, None),
        Reach::Organisations(codes) => (Some(codes), None),
        Reach::Provider { organisations, provider } => (Some(organisations), Some(provider)),
    };
    if let Some(codes) = organisations {
        let marks = codes.iter().map(|code| {
            values.push(code.as_str().into());
            format!("${}", values.len())
        });
        let marks = marks.collect::<Vec<_>>().join(", ");
        conditions.push(if marks.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("d.org_code in ({marks})")
        });
    }
    if let Some(provider) = provider {
        let provider = provider.as_deref().and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_default();
        values.push(provider.into());
        conditions.push(format!("c.provider_id = ${}", values.len()));
    }
    if let Some((at, id)) = after {
        values.extend([at.into(), id.into()]);
        let last = values.len();
        conditions.push(format!("(d.drafted_at, d.id) < (${}, ${last})", last - 1));
    }
    let sql = format!(
        "select d.id, d.org_code, d.kind, d.title, d.state, d.number, d.symbol, d.dated_on, d.drafted_at, d.drafted_by,
           d.case_id, c.file_code
         from document d left join cases c on c.id = d.case_id
         where {} order by d.drafted_at desc, d.id desc limit {limit}",
        conditions.join(" and ")
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(DocumentLine::from_query_result(row, "")?)).collect()
}

/// The series of a kind of documents among the numbers of an organisation.
fn series(kind: DocumentKind) -> String {
    format!("document:{kind}")
}

/// Takes the next number of a kind in a year; it belongs to this transaction. `first` begins a series that is not there
/// yet: what came before was numbered on paper.
pub async fn take_number(tx: &Tx, org: &str, kind: DocumentKind, year: i32, first: i64) -> Result<i64> {
    let sql = "insert into number_series (org_code, series, year, last) values ($1, $2, $3, $4)
         on conflict (org_code, series, year) do update set last = number_series.last + 1 returning last";
    let row = tx.row(sql, [org.into(), series(kind).into(), year.into(), first.into()]).await?;
    let row = row.ok_or_else(|| StoreError::Broken("a series of numbers did not answer".to_owned()))?;
    Ok(row.try_get("", "last")?)
}

/// The last number that a kind was given in a year.
pub async fn last_number(tx: &Tx, org: &str, kind: DocumentKind, year: i32) -> Result<Option<i64>> {
    let sql = "select last from number_series where org_code = $1 and series = $2 and year = $3";
    let row = tx.row(sql, [org.into(), series(kind).into(), year.into()]).await?;
    Ok(row.map(|row| row.try_get("", "last")).transpose()?)
}

/// The latest day that a numbered document of a kind bears in a year.
pub async fn last_day(tx: &Tx, org: &str, kind: DocumentKind, year: i32) -> Result<Option<NaiveDate>> {
    let sql =
        "select dated_on from document where org_code = $1 and kind = $2 and year = $3 and number is not null
         order by number desc limit 1";
    let row = tx.row(sql, [org.into(), kind.code().into(), year.into()]).await?;
    Ok(row.map(|row| row.try_get("", "dated_on")).transpose()?.flatten())
}
