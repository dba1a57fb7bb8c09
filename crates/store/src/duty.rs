//! Duty at courts and investigating bodies: places, shifts, exchanges, published months, and who turned to the duty.
//!
//! A shift stays when its person changes; who had it before is in the audit record. A contact becomes a request when a
//! request names it as what it was made of.

use chrono::{DateTime, NaiveDate, Utc};
use law::duty::{ContactKind, DutyDays, DutyMode, DutyPeriod, SwapState};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::code::Code;
use crate::db::Tx;
use crate::targets::marks;
use crate::{Result, StoreError};

/// Records of places.
pub mod place {
    use super::*;

    /// A place at which duty is kept (*nơi trực*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "duty_place")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        /// The agency of the register, where it is one.
        pub agency_id: Option<Uuid>,
        pub name: String,
        pub mode: Code<DutyMode>,
        pub days: Code<DutyDays>,
        pub nights: bool,
        /// The number that is published for it.
        pub phone: Option<String>,
        pub note: Option<String>,
        pub valid_from: NaiveDate,
        /// Last day of duty there.
        pub valid_to: Option<NaiveDate>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of shifts.
pub mod shift {
    use super::*;

    /// A shift (*ca trực*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "duty_shift")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub place_id: Uuid,
        pub org_code: String,
        pub on_date: NaiveDate,
        pub period: Code<DutyPeriod>,
        /// None while nobody could be found.
        pub provider_id: Option<Uuid>,
        pub planned_at: DateTime<Utc>,
        pub planned_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of exchanges.
pub mod swap {
    use super::*;

    /// An exchange of a shift (*đổi ca trực*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "duty_swap")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub shift_id: Uuid,
        pub org_code: String,
        pub from_provider: Uuid,
        pub to_provider: Uuid,
        pub reason: String,
        pub state: Code<SwapState>,
        pub asked_at: DateTime<Utc>,
        pub answered_at: Option<DateTime<Utc>>,
        pub decided_at: Option<DateTime<Utc>>,
        pub decided_by: Option<String>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of contacts.
pub mod contact {
    use super::*;

    /// Somebody who turned to the duty (*lượt liên hệ*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "duty_contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub org_code: String,
        pub place_id: Uuid,
        pub provider_id: Option<Uuid>,
        pub at: DateTime<Utc>,
        pub kind: Code<ContactKind>,
        pub person_name: Option<String>,
        pub phone: Option<String>,
        pub summary: String,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        /// Record id of the account.
        pub entered_by_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use contact::Model as DutyContact;
pub use place::Model as DutyPlace;
pub use shift::Model as DutyShift;
pub use swap::Model as DutySwap;

/// A shift with where it is and who has it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ShiftLine {
    pub id: Uuid,
    pub place_id: Uuid,
    pub place: String,
    pub mode: Code<DutyMode>,
    pub phone: Option<String>,
    pub org_code: String,
    pub on_date: NaiveDate,
    pub period: Code<DutyPeriod>,
    pub provider_id: Option<Uuid>,
    pub provider: Option<String>,
    pub version: i64,
}

/// An exchange with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct SwapLine {
    pub id: Uuid,
    pub shift_id: Uuid,
    pub place: String,
    pub on_date: NaiveDate,
    pub period: Code<DutyPeriod>,
    pub from_provider: Uuid,
    pub from_name: String,
    pub to_provider: Uuid,
    pub to_name: String,
    pub reason: String,
    pub state: Code<SwapState>,
    pub version: i64,
}

/// A contact with the request it became.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ContactLine {
    pub id: Uuid,
    pub place: String,
    pub at: DateTime<Utc>,
    pub kind: Code<ContactKind>,
    pub provider: Option<String>,
    pub person_name: Option<String>,
    pub summary: String,
    pub request_id: Option<Uuid>,
}

/// How many contacts of a kind a place had, and how many became requests.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ContactCount {
    pub place_id: Uuid,
    pub place: String,
    pub kind: Code<ContactKind>,
    pub contacts: i64,
    pub requests: i64,
}

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

fn stale(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn codes_of(codes: &[String]) -> impl Iterator<Item = sea_orm::Value> + '_ {
    codes.iter().map(|code| code.as_str().into())
}

// --- places --------------------------------------------------------------------------------------

/// The places of these organisations, by name.
pub async fn list_places(tx: &Tx, codes: &[String]) -> Result<Vec<DutyPlace>> {
    let query = place::Entity::find()
        .filter(place::Column::OrgCode.is_in(codes.iter().map(String::as_str)))
        .order_by_asc(place::Column::Name)
        .order_by_asc(place::Column::Id);
    Ok(query.limit(500).all(&tx.inner).await?)
}

/// One place.
pub async fn find_place(tx: &Tx, id: Uuid) -> Result<Option<DutyPlace>> {
    Ok(place::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Adds a place.
pub async fn insert_place(tx: &Tx, record: DutyPlace) -> Result<()> {
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes a place that still has the version of the record.
pub async fn update_place(tx: &Tx, mut record: DutyPlace) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.version += 1;
    let changed = place::Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(place::Column::Id.eq(id))
        .filter(place::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    stale(changed.rows_affected)
}

// --- shifts --------------------------------------------------------------------------------------

const SHIFT: &str =
    "select s.id, s.place_id, l.name as place, l.mode, l.phone, s.org_code, s.on_date, s.period,
    s.provider_id, p.name as provider, s.version
  from duty_shift s join duty_place l on l.id = s.place_id left join provider p on p.id = s.provider_id";

/// The shifts of these organisations between two days, both included, in the order of the days.
pub async fn list_shifts(tx: &Tx, codes: &[String], days: (NaiveDate, NaiveDate)) -> Result<Vec<ShiftLine>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{SHIFT} where s.on_date >= $1 and s.on_date <= $2 and s.org_code in ({})
         order by s.on_date, l.name, s.period, s.id limit 5000",
        marks(3, codes.len())
    );
    let mut values: Vec<sea_orm::Value> = vec![days.0.into(), days.1.into()];
    values.extend(codes_of(codes));
    read(&tx.rows(&sql, values).await?)
}

/// The shifts of a provider between two days, both included.
pub async fn list_shifts_of(tx: &Tx, provider: Uuid, days: (NaiveDate, NaiveDate)) -> Result<Vec<ShiftLine>> {
    let sql = format!(
        "{SHIFT} where s.provider_id = $1 and s.on_date >= $2 and s.on_date <= $3
         order by s.on_date, s.period, s.id limit 1000"
    );
    read(&tx.rows(&sql, [provider.into(), days.0.into(), days.1.into()]).await?)
}

/// The published shifts of these organisations between two days.
pub async fn list_published(
    tx: &Tx,
    codes: &[String],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<ShiftLine>> {
    let shifts = list_shifts(tx, codes, days).await?;
    let months = list_publications(tx, codes, days).await?;
    let out = |line: &ShiftLine| {
        months.iter().any(|it| it.org_code == line.org_code && same_month(it.month, line.on_date))
    };
    Ok(shifts.into_iter().filter(out).collect())
}

fn same_month(one: NaiveDate, other: NaiveDate) -> bool {
    use chrono::Datelike as _;
    (one.year(), one.month()) == (other.year(), other.month())
}

/// One shift.
pub async fn find_shift(tx: &Tx, id: Uuid) -> Result<Option<ShiftLine>> {
    Ok(read(&tx.rows(&format!("{SHIFT} where s.id = $1"), [id.into()]).await?)?.pop())
}

/// Adds shifts.
pub async fn insert_shifts(tx: &Tx, shifts: Vec<DutyShift>) -> Result<()> {
    for part in shifts.chunks(60) {
        let rows = part.iter().map(|row| row.clone().into_active_model());
        shift::Entity::insert_many(rows).exec(&tx.inner).await?;
    }
    Ok(())
}

/// Gives a shift that still has the version seen to somebody, or to nobody.
pub async fn update_shift(tx: &Tx, id: Uuid, seen: i64, provider: Option<Uuid>) -> Result<()> {
    let sql = "update duty_shift set provider_id = $1, version = version + 1 where id = $2 and version = $3";
    stale(tx.execute(sql, [provider.into(), id.into(), seen.into()]).await?.rows_affected())
}

/// Clears the shifts of an organisation in a time that nobody asked to exchange, so that they are planned anew.
pub async fn remove_shifts(tx: &Tx, org: &str, days: (NaiveDate, NaiveDate)) -> Result<()> {
    let sql = "delete from duty_shift where org_code = $1 and on_date >= $2 and on_date <= $3
         and not exists (select 1 from duty_swap w where w.shift_id = duty_shift.id)";
    tx.execute(sql, [org.into(), days.0.into(), days.1.into()]).await?;
    Ok(())
}

/// A provider and how many shifts of a period were done, on days off or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DoneShift {
    pub provider_id: Uuid,
    pub on_date: NaiveDate,
    pub period: Code<DutyPeriod>,
}

/// Who did which shifts for these organisations between two days.
pub async fn list_done(tx: &Tx, codes: &[String], days: (NaiveDate, NaiveDate)) -> Result<Vec<DoneShift>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select provider_id, on_date, period from duty_shift
         where provider_id is not null and on_date >= $1 and on_date <= $2 and org_code in ({})
         order by on_date, id",
        marks(3, codes.len())
    );
    let mut values: Vec<sea_orm::Value> = vec![days.0.into(), days.1.into()];
    values.extend(codes_of(codes));
    read(&tx.rows(&sql, values).await?)
}

// --- published months ----------------------------------------------------------------------------

/// A month whose list is out.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Publication {
    pub org_code: String,
    pub month: NaiveDate,
    pub published_at: DateTime<Utc>,
    pub published_by: String,
}

/// The published months of these organisations that touch a time.
pub async fn list_publications(
    tx: &Tx,
    codes: &[String],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Publication>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let first = chrono::Datelike::with_day(&days.0, 1).unwrap_or(days.0);
    let sql = format!(
        "select org_code, month, published_at, published_by from duty_publication
         where month >= $1 and month <= $2 and org_code in ({}) order by month, org_code",
        marks(3, codes.len())
    );
    let mut values: Vec<sea_orm::Value> = vec![first.into(), days.1.into()];
    values.extend(codes_of(codes));
    read(&tx.rows(&sql, values).await?)
}

/// The organisations that published a month that is not over on a day.
pub async fn list_publishers(tx: &Tx, day: NaiveDate) -> Result<Vec<String>> {
    let first = chrono::Datelike::with_day(&day, 1).unwrap_or(day);
    let sql = "select distinct org_code from duty_publication where month >= $1 order by org_code";
    let rows = tx.rows(sql, [first.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "org_code")?)).collect()
}

/// Puts the list of a month out; a second time is the first.
pub async fn insert_publication(tx: &Tx, record: &Publication) -> Result<()> {
    let sql =
        "insert into duty_publication (org_code, month, published_at, published_by) values ($1, $2, $3, $4)
         on conflict (org_code, month) do nothing";
    let values = [
        record.org_code.as_str().into(),
        record.month.into(),
        record.published_at.into(),
        record.published_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

// --- exchanges -----------------------------------------------------------------------------------

const SWAP: &str = "select w.id, w.shift_id, l.name as place, s.on_date, s.period, w.from_provider,
    f.name as from_name, w.to_provider, t.name as to_name, w.reason, w.state, w.version
  from duty_swap w join duty_shift s on s.id = w.shift_id join duty_place l on l.id = s.place_id
  join provider f on f.id = w.from_provider join provider t on t.id = w.to_provider";

/// Exchanges that wait for somebody, of these organisations.
pub async fn list_open_swaps(tx: &Tx, codes: &[String]) -> Result<Vec<SwapLine>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{SWAP} where w.state in ('asked', 'agreed') and w.org_code in ({}) order by s.on_date, w.id limit 500",
        marks(1, codes.len())
    );
    read(&tx.rows(&sql, codes_of(codes)).await?)
}

/// The exchanges of a shift, latest first.
pub async fn list_swaps_of(tx: &Tx, shift: Uuid) -> Result<Vec<SwapLine>> {
    let sql = format!("{SWAP} where w.shift_id = $1 order by w.asked_at desc, w.id limit 100");
    read(&tx.rows(&sql, [shift.into()]).await?)
}

/// One exchange.
pub async fn find_swap(tx: &Tx, id: Uuid) -> Result<Option<DutySwap>> {
    Ok(swap::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// Adds an exchange.
pub async fn insert_swap(tx: &Tx, record: DutySwap) -> Result<()> {
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Changes an exchange that still has the version of the record.
pub async fn update_swap(tx: &Tx, mut record: DutySwap) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.version += 1;
    let changed = swap::Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(swap::Column::Id.eq(id))
        .filter(swap::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    stale(changed.rows_affected)
}

// --- contacts ------------------------------------------------------------------------------------

/// Adds a contact.
pub async fn insert_contact(tx: &Tx, record: DutyContact) -> Result<()> {
    record.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// The contacts that somebody may read.
#[derive(Clone, Debug)]
pub struct ContactScope {
    /// Who took a contact down reads it.
    pub account: String,
    /// All of these organisations.
    pub organisations: Vec<String>,
    /// Those of the own shifts for these organisations.
    pub shifts: Option<(Uuid, Vec<String>)>,
}

impl ContactScope {
    /// Whether a contact may be read.
    #[must_use]
    pub fn holds(&self, contact: &DutyContact) -> bool {
        let own = |(provider, codes): &(Uuid, Vec<String>)| {
            contact.provider_id == Some(*provider) && codes.contains(&contact.org_code)
        };
        contact.entered_by_id == self.account
            || self.organisations.contains(&contact.org_code)
            || self.shifts.as_ref().is_some_and(own)
    }

    fn clause(&self, alias: &str, values: &mut Vec<sea_orm::Value>) -> String {
        values.push(self.account.as_str().into());
        let mut parts = vec![format!("{alias}.entered_by_id = ${}", values.len())];
        let mut among = |codes: &[String]| {
            let list = marks(values.len() + 1, codes.len());
            values.extend(codes_of(codes));
            format!("{alias}.org_code in ({list})")
        };
        if !self.organisations.is_empty() {
            parts.push(among(&self.organisations));
        }
        if let Some((provider, codes)) = self.shifts.as_ref().filter(|(_, codes)| !codes.is_empty()) {
            let within = among(codes);
            values.push((*provider).into());
            parts.push(format!("({within} and {alias}.provider_id = ${})", values.len()));
        }
        format!("({})", parts.join(" or "))
    }
}

/// One contact; whether it may be read is for [`ContactScope`].
pub async fn find_contact(tx: &Tx, id: Uuid) -> Result<Option<DutyContact>> {
    Ok(contact::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// A place in the list of contacts: moment and id of the last one shown.
pub type ContactKey = (DateTime<Utc>, Uuid);

/// The contacts that somebody may read before a place in the list, latest first.
pub async fn list_contacts(
    tx: &Tx,
    scope: &ContactScope,
    before: Option<ContactKey>,
    limit: u64,
) -> Result<Vec<ContactLine>> {
    let mut values: Vec<sea_orm::Value> = Vec::new();
    let mut narrow = scope.clause("k", &mut values);
    if let Some((at, id)) = before {
        values.extend([at.into(), id.into()]);
        let (at, id) = (values.len() - 1, values.len());
        narrow.push_str(&format!(" and (k.at < ${at} or (k.at = ${at} and k.id < ${id}))"));
    }
    let sql = format!(
        "select k.id, l.name as place, k.at, k.kind, p.name as provider, k.person_name, k.summary,
           r.id as request_id
         from duty_contact k join duty_place l on l.id = k.place_id left join provider p on p.id = k.provider_id
         left join request r on r.reception_id = k.id
         where {narrow} order by k.at desc, k.id desc limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Contacts by place and kind between two moments, and how many of them became requests.
pub async fn count_contacts(
    tx: &Tx,
    codes: &[String],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ContactCount>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select k.place_id, l.name as place, k.kind, count(*) as contacts,
           count(case when exists (select 1 from request r where r.reception_id = k.id) then 1 end) as requests
         from duty_contact k join duty_place l on l.id = k.place_id
         where k.at >= $1 and k.at < $2 and k.org_code in ({})
         group by k.place_id, l.name, k.kind order by l.name, k.place_id, k.kind",
        marks(3, codes.len())
    );
    let mut values: Vec<sea_orm::Value> = vec![from.into(), to.into()];
    values.extend(codes_of(codes));
    read(&tx.rows(&sql, values).await?)
}

/// Shifts that somebody had, by place, between two days.
pub async fn count_kept(
    tx: &Tx,
    codes: &[String],
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<(Uuid, String, i64)>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select s.place_id, l.name, count(*) as kept from duty_shift s join duty_place l on l.id = s.place_id
         where s.provider_id is not null and s.on_date >= $1 and s.on_date <= $2 and s.org_code in ({})
         group by s.place_id, l.name order by l.name, s.place_id",
        marks(3, codes.len())
    );
    let mut values: Vec<sea_orm::Value> = vec![days.0.into(), days.1.into()];
    values.extend(codes_of(codes));
    let rows = tx.rows(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "place_id")?, row.try_get("", "name")?, row.try_get("", "kept")?)))
        .collect()
}
