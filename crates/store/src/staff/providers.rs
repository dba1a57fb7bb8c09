//! Providers as a list: filters, pages by key, and the searches by which a file finds them.

use chrono::NaiveDate;
use law::kernel::names;
use law::staff::ProviderKind;
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, QueryOrder as _, QuerySelect as _};

use super::{Provider, provider};
use crate::Result;
use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::db::Tx;

/// Which providers a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderFilter {
    /// Of these organisations; `None` = all.
    pub organisations: Option<Vec<String>>,
    pub name_part: Option<String>,
    pub kind: Option<ProviderKind>,
    /// `Some(true)`: working on the day; `Some(false)`: ended before it.
    pub working: Option<(bool, NaiveDate)>,
}

/// A place in a list of providers: folded name and id of the last row shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderKey {
    pub name_folded: String,
    pub id: Uuid,
}

/// Providers by name, after a place.
pub async fn page_of_providers(
    tx: &Tx,
    filter: &ProviderFilter,
    after: Option<&ProviderKey>,
    limit: u64,
) -> Result<Vec<Provider>> {
    use provider::Column as C;
    let mut query = filtered(filter).order_by_asc(C::NameFolded).order_by_asc(C::Id).limit(limit);
    if let Some(key) = after {
        let same = C::NameFolded.eq(key.name_folded.as_str()).and(C::Id.gt(key.id));
        query = query.filter(C::NameFolded.gt(key.name_folded.as_str()).or(same));
    }
    Ok(query.all(&tx.inner).await?)
}

/// How many providers a list has in all.
pub async fn count_filtered_providers(tx: &Tx, filter: &ProviderFilter) -> Result<u64> {
    Ok(filtered(filter).count(&tx.inner).await?)
}

fn filtered(filter: &ProviderFilter) -> sea_orm::Select<provider::Entity> {
    use provider::Column as C;
    let mut query = provider::Entity::find();
    if let Some(codes) = &filter.organisations {
        query = query.filter(C::OrgCode.is_in(codes.iter().map(String::as_str)));
    }
    if let Some(part) = filter.name_part.as_deref().map(names::fold).filter(|part| !part.is_empty()) {
        query = query.filter(C::NameFolded.contains(part));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(C::Kind.eq(Code(kind)));
    }
    match filter.working {
        Some((true, day)) => query.filter(C::EndedOn.is_null().or(C::EndedOn.gte(day))),
        Some((false, day)) => query.filter(C::EndedOn.lt(day)),
        None => query,
    }
}

/// Providers of these organisations with this card (*số thẻ*); spaces and case do not count.
pub async fn find_provider_by_card(tx: &Tx, organisations: &[String], card: &str) -> Result<Vec<Provider>> {
    if organisations.is_empty() {
        return Ok(Vec::new());
    }
    let query = provider::Entity::find()
        .filter(provider::Column::OrgCode.is_in(organisations.iter().map(String::as_str)))
        .filter(provider::Column::CardNumber.is_not_null());
    let wanted = plain_card(card);
    let found = query.order_by_asc(provider::Column::Id).all(&tx.inner).await?;
    Ok(found
        .into_iter()
        .filter(|it| it.card_number.as_deref().map(plain_card) == Some(wanted.clone()))
        .collect())
}

/// Providers of these organisations with exactly this name, marks and case apart.
pub async fn find_provider_by_name(tx: &Tx, organisations: &[String], name: &str) -> Result<Vec<Provider>> {
    let query = provider::Entity::find()
        .filter(provider::Column::OrgCode.is_in(organisations.iter().map(String::as_str)))
        .filter(provider::Column::NameFolded.eq(names::fold(name)));
    Ok(query.order_by_asc(provider::Column::Id).all(&tx.inner).await?)
}

/// A card number as it is compared: without spaces, in capitals.
#[must_use]
pub fn plain_card(card: &str) -> String {
    card.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Adds many providers at once.
pub async fn insert_providers(tx: &Tx, providers: &[Provider]) -> Result<()> {
    const COLUMNS: &[bulk::Column] = &[
        ("id", Kind::Uuid),
        ("org_code", Kind::Text),
        ("name", Kind::Text),
        ("name_folded", Kind::Text),
        ("kind", Kind::Text),
        ("card_number", Kind::Text),
        ("appointed_on", Kind::Date),
        ("ended_on", Kind::Date),
        ("grade", Kind::Text),
        ("sex", Kind::Text),
        ("birth_year", Kind::Number),
        ("languages", Kind::Text),
        ("fields", Kind::Text),
        ("leader", Kind::Flag),
        ("version", Kind::Number),
    ];
    let mut rows = bulk::Rows::new("provider", COLUMNS, tx.is_sqlite());
    for provider in providers {
        rows.id(provider.id)
            .str(&provider.org_code)
            .str(&provider.name)
            .text(names::fold(&provider.name))
            .code(provider.kind)
            .text(provider.card_number.clone())
            .day(provider.appointed_on)
            .day(provider.ended_on)
            .text(provider.grade.clone())
            .code(provider.sex)
            .number(provider.birth_year.map(i64::from))
            .str(&provider.languages)
            .str(&provider.fields)
            .flag(provider.leader)
            .number(provider.version);
    }
    bulk::write(tx, rows).await?;
    Ok(())
}
