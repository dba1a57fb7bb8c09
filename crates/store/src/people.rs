//! Persons: one record a human being, found by name, year of birth, or identity number.
//!
//! The identity number is sealed; equality search goes through its blind index. What a case recorded
//! about the person on its day stays with the beneficiary of that case.

use chrono::{DateTime, NaiveDate, Utc};
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::people::Sex;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::db::Tx;
use crate::secrets::Keyring;
use crate::{Result, StoreError};

/// A person (*người được trợ giúp, người yêu cầu*).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_folded: String,
    /// What the name sounds like, for the search for conflicts.
    #[serde(skip)]
    pub name_sound: String,
    pub sex: Option<Code<Sex>>,
    pub birth_year: Option<i32>,
    pub birth_date: Option<NaiveDate>,
    pub ethnicity: Option<String>,
    pub commune_code: Option<String>,
    /// Sealed; [`open_id_number`] reads it.
    #[serde(skip)]
    pub id_number_sealed: Option<String>,
    #[serde(skip)]
    pub id_number_index: Option<String>,
    pub entered_at: DateTime<Utc>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The record.
pub type Person = Model;

/// The place that is bound into the sealed identity number of a person.
pub(crate) fn place(id: Uuid) -> String {
    format!("person:id_number:{id}")
}

/// Seals an identity number into a record.
pub fn seal_id_number(tx: &Tx, person: &mut Person, number: Option<&IdNumber>) -> Result<()> {
    seal_id_number_with(tx.keys(), person, number)
}

/// The same with keys at hand and no transaction.
pub fn seal_id_number_with(keys: &Keyring, person: &mut Person, number: Option<&IdNumber>) -> Result<()> {
    match number {
        Some(number) => {
            person.id_number_sealed = Some(keys.seal(&place(person.id), number.digits())?);
            person.id_number_index = Some(keys.index(number.digits()));
        }
        None => {
            person.id_number_sealed = None;
            person.id_number_index = None;
        }
    }
    Ok(())
}

/// The identity number of a person, in clear.
pub fn open_id_number(tx: &Tx, person: &Person) -> Result<Option<IdNumber>> {
    let Some(sealed) = &person.id_number_sealed else { return Ok(None) };
    let digits = tx.keys().open(&place(person.id), sealed)?;
    IdNumber::read(&digits)
        .map(Some)
        .ok_or_else(|| StoreError::Broken("a sealed identity number is malformed".into()))
}

/// One person.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Person>> {
    Ok(Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Some persons.
pub async fn find_many(tx: &Tx, ids: Vec<Uuid>) -> Result<Vec<Person>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(&tx.inner).await?)
}

/// The person with an identity number; the first entered where a number was entered twice.
pub async fn find_by_id_number(tx: &Tx, number: &IdNumber) -> Result<Option<Person>> {
    let index = tx.keys().index(number.digits());
    let found = Entity::find().filter(Column::IdNumberIndex.eq(index)).order_by_asc(Column::EnteredAt);
    Ok(found.one(&tx.inner).await?)
}

/// Record ids of the persons with these identity numbers, by their index.
pub async fn find_ids_by_index(tx: &Tx, numbers: &[String]) -> Result<Vec<(String, Uuid)>> {
    let indexes: Vec<String> = numbers.iter().map(|number| tx.keys().index(number)).collect();
    let rows = Entity::find()
        .select_only()
        .column(Column::IdNumberIndex)
        .column(Column::Id)
        .filter(Column::IdNumberIndex.is_in(indexes))
        .order_by_desc(Column::EnteredAt)
        .into_tuple::<(String, Uuid)>()
        .all(&tx.inner)
        .await?;
    Ok(rows)
}

/// The blind index of an identity number.
#[must_use]
pub fn index_of(tx: &Tx, number: &IdNumber) -> String {
    tx.keys().index(number.digits())
}

/// Persons whose folded name begins alike and who were born within two years: likely the same.
pub async fn list_alike(tx: &Tx, name: &str, birth_year: Option<i32>, limit: u64) -> Result<Vec<Person>> {
    let folded = names::fold(name);
    let mut query = Entity::find()
        .filter(Column::NameSound.eq(names::sound(&folded)))
        .filter(Column::NameFolded.eq(folded))
        .limit(limit);
    if let Some(year) = birth_year {
        let close = Column::BirthYear.between(year - 2, year + 2);
        query = query.filter(sea_orm::Condition::any().add(close).add(Column::BirthYear.is_null()));
    }
    Ok(query.all(&tx.inner).await?)
}

/// Adds a person.
pub async fn insert(tx: &Tx, mut record: Person) -> Result<()> {
    record.name_folded = names::fold(&record.name);
    record.name_sound = names::sound(&record.name_folded);
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a person that still has the version of the record.
pub async fn update(tx: &Tx, mut record: Person) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.name_folded = names::fold(&record.name);
    record.name_sound = names::sound(&record.name_folded);
    record.version += 1;
    let changed = Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Adds many persons at once.
pub async fn insert_many(tx: &Tx, persons: &[Person]) -> Result<()> {
    bulk::write(tx, rows(persons, tx.is_sqlite())).await?;
    Ok(())
}

/// Persons as rows to write.
pub(crate) fn rows(persons: &[Person], sqlite: bool) -> bulk::Rows {
    const COLUMNS: &[bulk::Column] = &[
        ("id", Kind::Uuid),
        ("name", Kind::Text),
        ("name_folded", Kind::Text),
        ("name_sound", Kind::Text),
        ("sex", Kind::Text),
        ("birth_year", Kind::Number),
        ("birth_date", Kind::Date),
        ("ethnicity", Kind::Text),
        ("commune_code", Kind::Text),
        ("id_number_sealed", Kind::Text),
        ("id_number_index", Kind::Text),
        ("entered_at", Kind::Timestamp),
        ("version", Kind::Number),
    ];
    let mut rows = bulk::Rows::new("person", COLUMNS, sqlite);
    for person in persons {
        push(&mut rows, person);
    }
    rows
}

pub(crate) fn push(rows: &mut bulk::Rows, person: &Person) {
    rows.id(person.id)
        .str(&person.name)
        .str(&person.name_folded)
        .text(names::sound(&person.name_folded))
        .code(person.sex)
        .number(person.birth_year.map(i64::from))
        .day(person.birth_date)
        .text(person.ethnicity.clone())
        .text(person.commune_code.clone())
        .text(person.id_number_sealed.clone())
        .text(person.id_number_index.clone())
        .time(person.entered_at)
        .number(person.version);
}

/// Persons who are beneficiaries of a case within reach, by words of the name, latest first. An onlooker
/// finds nobody by a restricted case whose circle it does not belong to.
pub async fn list_by_name(
    tx: &Tx,
    reach: &law::access::Reach,
    onlooker: Option<crate::confidentiality::Onlooker>,
    query: &str,
    limit: usize,
) -> Result<Vec<Person>> {
    let filter = crate::cases::CaseFilter { query: Some(names::fold(query)), onlooker, ..Default::default() };
    let ids = crate::cases::list::persons_by_name(tx, reach, &filter, limit).await?;
    find_many(tx, ids).await
}
