//! Organisations with their terms and successors, and the providers that work in them.
//!
//! `providers` lists and searches providers. What an account is belongs to `accounts`.

mod moves;
mod providers;
pub mod terms;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::access::Node;
use law::kernel::names;
use law::people::Sex;
use law::staff::{OrganisationKind, ProviderKind};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Records of organisations.
pub mod organisation {
    use super::*;

    /// An organisation (*tổ chức*), by its code of the contract.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub kind: Code<OrganisationKind>,
        pub name: String,
        pub name_folded: String,
        /// Code of the organisation above.
        pub parent: Option<String>,
        pub province_code: Option<String>,
        pub valid_from: NaiveDate,
        /// Last day of its existence.
        pub valid_to: Option<NaiveDate>,
        /// Who took over.
        pub successor: Option<String>,
        pub address: Option<String>,
        pub phone: Option<String>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of providers.
pub mod provider {
    use super::*;

    /// A provider (*người thực hiện trợ giúp pháp lý*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "provider")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub name: String,
        pub name_folded: String,
        pub kind: Code<ProviderKind>,
        pub card_number: Option<String>,
        pub appointed_on: Option<NaiveDate>,
        pub ended_on: Option<NaiveDate>,
        pub grade: Option<String>,
        pub sex: Option<Code<Sex>>,
        pub birth_year: Option<i32>,
        /// Codes joined by `;`.
        pub languages: String,
        /// Codes joined by `;`.
        pub fields: String,
        pub leader: bool,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use moves::{
    ProviderMove, insert_moves, list_moves, list_moves_due, remove_move, remove_planned, update_accounts,
    update_moved,
};
pub use organisation::Model as Organisation;
pub use provider::Model as Provider;
pub use providers::{
    ProviderFilter, ProviderKey, count_filtered_providers, find_provider_by_card, find_provider_by_name,
    insert_providers, page_of_providers, plain_card,
};

/// The tree of organisations, for reach and reports.
pub async fn nodes(tx: &Tx) -> Result<Vec<Node>> {
    let rows = tx.rows("select code, parent, successor from organisation order by code", []).await?;
    rows.iter()
        .map(|row| {
            Ok(Node {
                code: row.try_get("", "code")?,
                parent: row.try_get("", "parent")?,
                successor: row.try_get("", "successor")?,
            })
        })
        .collect()
}

/// One organisation.
pub async fn find_organisation(tx: &Tx, code: &str) -> Result<Option<Organisation>> {
    Ok(organisation::Entity::find_by_id(code).one(&tx.inner).await?)
}

/// All organisations; there are a few hundred, so this does not page.
pub async fn list_organisations(tx: &Tx) -> Result<Vec<Organisation>> {
    Ok(organisation::Entity::find().order_by_asc(organisation::Column::Code).all(&tx.inner).await?)
}

/// Adds an organisation.
pub async fn insert_organisation(tx: &Tx, mut record: Organisation) -> Result<()> {
    record.name_folded = names::fold(&record.name);
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes an organisation that still has the version of the record.
pub async fn update_organisation(tx: &Tx, mut record: Organisation) -> Result<()> {
    let seen = record.version;
    record.name_folded = names::fold(&record.name);
    record.version += 1;
    let code = record.code.clone();
    let changed = organisation::Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(organisation::Column::Code.eq(code))
        .filter(organisation::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// One provider.
pub async fn find_provider(tx: &Tx, id: Uuid) -> Result<Option<Provider>> {
    Ok(provider::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Providers of these organisations (`None` = all), by name; part of a name narrows.
pub async fn list_providers(
    tx: &Tx,
    organisations: Option<&[String]>,
    name_part: Option<&str>,
    limit: u64,
) -> Result<Vec<Provider>> {
    let mut query = provider::Entity::find()
        .order_by_asc(provider::Column::NameFolded)
        .order_by_asc(provider::Column::Id)
        .limit(limit);
    if let Some(codes) = organisations {
        query = query.filter(provider::Column::OrgCode.is_in(codes.iter().map(String::as_str)));
    }
    if let Some(part) = name_part.map(names::fold).filter(|part| !part.is_empty()) {
        query = query.filter(provider::Column::NameFolded.contains(part));
    }
    Ok(query.all(&tx.inner).await?)
}

/// What a choice of organisations shows.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct OrganisationName {
    pub code: String,
    pub name: String,
    pub province_code: Option<String>,
    pub valid_to: Option<NaiveDate>,
}

/// All organisations by code, with their names and provinces alone.
pub async fn list_organisation_names(tx: &Tx) -> Result<Vec<OrganisationName>> {
    let rows =
        tx.rows("select code, name, province_code, valid_to from organisation order by code", []).await?;
    rows.iter().map(|row| Ok(sea_orm::FromQueryResult::from_query_result(row, "")?)).collect()
}

/// What a choice of providers shows.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ProviderName {
    pub id: Uuid,
    pub name: String,
}

/// Providers of these organisations (`None` = all) by name, with their names alone.
pub async fn list_provider_names(
    tx: &Tx,
    organisations: Option<&[String]>,
    limit: usize,
) -> Result<Vec<ProviderName>> {
    let codes = organisations.unwrap_or_default();
    let marks: Vec<String> = (1..=codes.len()).map(|number| format!("${number}")).collect();
    let within = match organisations {
        None => String::new(),
        Some([]) => return Ok(Vec::new()),
        Some(_) => format!("where org_code in ({})", marks.join(", ")),
    };
    let sql = format!("select id, name from provider {within} order by name_folded, id limit {limit}");
    let rows = tx.rows(&sql, codes.iter().map(|code| code.as_str().into())).await?;
    rows.iter().map(|row| Ok(sea_orm::FromQueryResult::from_query_result(row, "")?)).collect()
}

/// Adds a provider.
pub async fn insert_provider(tx: &Tx, mut record: Provider) -> Result<()> {
    record.name_folded = names::fold(&record.name);
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a provider that still has the version of the record.
pub async fn update_provider(tx: &Tx, mut record: Provider) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.name_folded = names::fold(&record.name);
    record.version += 1;
    let changed = provider::Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(provider::Column::Id.eq(id))
        .filter(provider::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

// --- names of the day, neighbours ----------------------------------------------------------------

/// A name that an organisation carried until a day; its record has the name of today.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct PastName {
    pub code: String,
    /// Last day of the name.
    pub valid_to: NaiveDate,
    pub name: String,
}

/// Notes a name of the past; the same day again replaces it.
pub async fn insert_past_name(tx: &Tx, past: &PastName) -> Result<()> {
    let sql = "insert into organisation_past_name (code, valid_to, name) values ($1, $2, $3)
         on conflict (code, valid_to) do update set name = excluded.name";
    tx.execute(sql, [past.code.as_str().into(), past.valid_to.into(), past.name.as_str().into()]).await?;
    Ok(())
}

/// The names of an organisation before today's, oldest first.
pub async fn list_past_names(tx: &Tx, code: &str) -> Result<Vec<PastName>> {
    let sql = "select code, valid_to, name from organisation_past_name where code = $1 order by valid_to";
    let rows = tx.rows(sql, [code.into()]).await?;
    rows.iter().map(|row| Ok(PastName::from_query_result(row, "")?)).collect()
}

/// The names of the past of all organisations, oldest first.
pub async fn list_all_past_names(tx: &Tx) -> Result<Vec<PastName>> {
    let rows = tx
        .rows("select code, valid_to, name from organisation_past_name order by code, valid_to", [])
        .await?;
    rows.iter().map(|row| Ok(PastName::from_query_result(row, "")?)).collect()
}

/// The name of an organisation on a day, for papers of that day.
pub async fn organisation_name_on(tx: &Tx, code: &str, day: NaiveDate) -> Result<Option<String>> {
    let sql = "select coalesce(
             (select p.name from organisation_past_name p where p.code = o.code and p.valid_to >= $2
              order by p.valid_to limit 1), o.name) as name
         from organisation o where o.code = $1";
    let row = tx.row(sql, [code.into(), day.into()]).await?;
    Ok(row.map(|row| row.try_get("", "name")).transpose()?)
}

/// How many providers of each of these organisations have not ended.
pub async fn count_providers(
    tx: &Tx,
    organisations: &[String],
    today: NaiveDate,
) -> Result<BTreeMap<String, i64>> {
    let rows = provider::Entity::find()
        .select_only()
        .column(provider::Column::OrgCode)
        .column_as(provider::Column::Id.count(), "n")
        .filter(provider::Column::OrgCode.is_in(organisations.iter().map(String::as_str)))
        .filter(provider::Column::EndedOn.is_null().or(provider::Column::EndedOn.gte(today)))
        .group_by(provider::Column::OrgCode)
        .into_tuple::<(String, i64)>()
        .all(&tx.inner)
        .await?;
    Ok(rows.into_iter().collect())
}
