//! Reference data: provinces, communes and their succession, ethnic groups, agencies, holidays, base
//! salary. Every row has its days; a look-up names the day it asks about.
//!
//! `layout` is the one table of sets and columns (file = table = preview), `embedded` loads what the
//! program brings along, here are the look-ups and the change of a set. Rows are checked in
//! `office::reference`; sources and licences stand in `crates/store/reference/LICENCES.md`.

pub mod embedded;
pub mod layout;
mod organisations;
mod places;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use law::kernel::names;
use sea_orm::{FromQueryResult, QueryResult};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::db::Tx;
use crate::{Result, StoreError, bulk};

pub use embedded::{Loaded, load_embedded};
pub use layout::{Cells, Column, Kind, ReferenceSet};
pub use places::place_of;

/// A set as it stands: its version, how many rows, since when, by whom.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct SetState {
    pub name: String,
    /// SHA-256 of the rows in their order.
    pub sha256: String,
    pub row_count: i64,
    pub version: i64,
    /// `embedded` (came with the program), or the name of the file that an administrator gave.
    pub source: String,
    pub loaded_at: DateTime<Utc>,
    pub loaded_by: String,
}

/// A province or centrally run city (*đơn vị hành chính cấp tỉnh*) over some days.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Province {
    pub code: String,
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    pub name: String,
    /// *Tỉnh* or *Thành phố*: the kind is part of the official name and stays Vietnamese.
    pub kind: String,
    /// Code of the province that took over.
    pub successor: Option<String>,
}

impl Province {
    /// *Tỉnh Bắc Kạn*.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// As it stands inside a sentence or the name of an office: *tỉnh Bắc Kạn*, *thành phố Huế*, but
    /// *Thành phố Hồ Chí Minh*, which keeps its capital by the rules of official documents.
    #[must_use]
    pub fn name_within(&self) -> String {
        if self.code == "79" {
            self.full_name()
        } else {
            format!("{} {}", self.kind.to_lowercase(), self.name)
        }
    }
}

/// A commune, ward, township or special zone (*đơn vị hành chính cấp xã*) over some days.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Commune {
    pub code: String,
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    pub name: String,
    pub name_folded: String,
    /// *Xã*, *Phường*, *Thị trấn*, *Đặc khu*: part of the official name.
    pub kind: String,
    /// The district, until districts ended on 2025-06-30.
    pub district: Option<String>,
    pub province_code: String,
}

impl Commune {
    /// *Xã Bản Thi*.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// One of the communes that an old commune became part of.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Successor {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub province_code: String,
    /// The old commune went to more than one: a person must say which.
    pub split: bool,
    /// What to offer first. A guess of the data's author, not law.
    pub is_default: bool,
}

/// One of the 54 ethnic groups (*dân tộc*), code of the list of 1979.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct EthnicGroup {
    pub code: String,
    pub name: String,
    /// Census of 2019.
    pub population: Option<i64>,
}

/// A body that conducts proceedings (*cơ quan tiến hành tố tụng*) or works with the centres.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Agency {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub name_folded: String,
    pub province_code: Option<String>,
    pub source: String,
    pub verified: String,
    pub version: i64,
}

/// A day off, or a Saturday that is worked (*ngày nghỉ lễ, ngày làm bù*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Holiday {
    pub day: NaiveDate,
    pub name: String,
    /// `swap_work` is a working day; all others are days off.
    pub kind: String,
    pub verified: String,
    pub note: String,
}

/// The base salary (*lương cơ sở*) from a day on, in đồng a month.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct BaseSalary {
    pub effective_from: NaiveDate,
    pub amount: i64,
    pub legal_basis: String,
    pub verified: String,
    pub source: String,
}

fn read<R: FromQueryResult>(rows: &[QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

// --- look-ups -------------------------------------------------------------------------------------

const COMMUNE: &str = "code, valid_from, valid_to, name, name_folded, kind, district, province_code";
const PROVINCE: &str = "code, valid_from, valid_to, name, kind, successor";

/// The provinces of a day, by code.
pub async fn list_provinces(tx: &Tx, day: NaiveDate) -> Result<Vec<Province>> {
    let sql = format!(
        "select {PROVINCE} from province where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by code"
    );
    read(&tx.rows(&sql, [day.into()]).await?)
}

/// Every dated row of every province.
pub async fn list_province_rows(tx: &Tx) -> Result<Vec<Province>> {
    read(&tx.rows(&format!("select {PROVINCE} from province order by code, valid_from"), []).await?)
}

/// The province with this code on a day.
pub async fn province_on(tx: &Tx, code: &str, day: NaiveDate) -> Result<Option<Province>> {
    let sql = format!(
        "select {PROVINCE} from province
         where code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)"
    );
    Ok(read(&tx.rows(&sql, [code.into(), day.into()]).await?)?.pop())
}

/// The commune with this code on a day: old codes until 2025-06-30, new ones after.
pub async fn commune_on(tx: &Tx, code: &str, day: NaiveDate) -> Result<Option<Commune>> {
    let sql = format!(
        "select {COMMUNE} from commune
         where code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)"
    );
    Ok(read(&tx.rows(&sql, [code.into(), day.into()]).await?)?.pop())
}

/// Communes of a province on a day whose name holds this part (empty = all), by name.
pub async fn list_communes(
    tx: &Tx,
    province: &str,
    name_part: &str,
    day: NaiveDate,
    limit: u64,
) -> Result<Vec<Commune>> {
    let sql = format!(
        "select {COMMUNE} from commune
         where province_code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)
           and name_folded like $3
         order by name_folded, code limit {limit}"
    );
    let pattern = format!("%{}%", names::fold(name_part));
    read(&tx.rows(&sql, [province.into(), day.into(), pattern.into()]).await?)
}

/// What became of a commune that ended: one successor, or several to choose from, default first.
pub async fn list_commune_successors(tx: &Tx, old_code: &str) -> Result<Vec<Successor>> {
    let sql = "select s.new_code as code, c.name, c.kind, c.province_code, s.split, s.is_default
         from commune_succession s
         join commune c on c.code = s.new_code and c.valid_to is null
         where s.old_code = $1 order by s.is_default desc, s.new_code";
    read(&tx.rows(sql, [old_code.into()]).await?)
}

/// The codes of the communes that took some others over, by the code of before.
pub async fn commune_successors_of(
    tx: &Tx,
    old_codes: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Vec<String>>> {
    let codes: Vec<sea_orm::Value> = old_codes.into_iter().map(sea_orm::Value::from).collect();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for part in codes.chunks(1000) {
        let marks: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select old_code, new_code from commune_succession where old_code in ({}) order by old_code, new_code",
            marks.join(", ")
        );
        for row in tx.rows(&sql, part.iter().cloned()).await? {
            found.entry(row.try_get("", "old_code")?).or_default().push(row.try_get("", "new_code")?);
        }
    }
    Ok(found)
}

/// The communes from which a commune of today came.
pub async fn list_commune_predecessors(tx: &Tx, new_code: &str) -> Result<Vec<Commune>> {
    let columns = COMMUNE.replace(", ", ", c.");
    let sql = format!(
        "select c.{columns} from commune_succession s
         join commune c on c.code = s.old_code and c.valid_to = (
             select max(ended.valid_to) from commune ended
             where ended.code = s.old_code and ended.district is not null)
         where s.new_code = $1 order by c.name_folded, c.code"
    );
    read(&tx.rows(&sql, [new_code.into()]).await?)
}

/// All communes of all days, in memory: for reading many rows at once.
#[derive(Clone, Debug, Default)]
pub struct CommuneBook {
    by_code: HashMap<String, Vec<Commune>>,
}

impl CommuneBook {
    /// Reads the whole list.
    pub async fn load(tx: &Tx) -> Result<Self> {
        Self::of(&tx.rows(&format!("select {COMMUNE} from commune"), []).await?)
    }

    /// Reads the rows of these codes only, for a page of lines.
    pub async fn load_some(tx: &Tx, codes: impl IntoIterator<Item = &str>) -> Result<Self> {
        let codes: BTreeSet<&str> = codes.into_iter().collect();
        if codes.is_empty() {
            return Ok(Self::default());
        }
        let marks: Vec<String> = (1..=codes.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select {COMMUNE} from commune where code in ({})", marks.join(", "));
        Self::of(&tx.rows(&sql, codes.into_iter().map(sea_orm::Value::from)).await?)
    }

    fn of(rows: &[QueryResult]) -> Result<Self> {
        let mut book = Self::default();
        for commune in read::<Commune>(rows)? {
            book.by_code.entry(commune.code.clone()).or_default().push(commune);
        }
        Ok(book)
    }

    /// The commune with this code on a day.
    #[must_use]
    pub fn on(&self, code: &str, day: NaiveDate) -> Option<&Commune> {
        self.by_code.get(code)?.iter().find(|commune| commune.holds_on(day))
    }

    /// Whether the code was ever that of a commune.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.by_code.contains_key(code)
    }
}

/// The ethnic groups, by code.
pub async fn list_ethnic_groups(tx: &Tx) -> Result<Vec<EthnicGroup>> {
    read(&tx.rows("select code, name, population from ethnic_group order by code", []).await?)
}

const AGENCY: &str = "id, kind, name, name_folded, province_code, source, verified, version";

/// Agencies whose name holds this part, of one province or of all, by name.
pub async fn list_agencies(
    tx: &Tx,
    name_part: &str,
    province: Option<&str>,
    limit: u64,
) -> Result<Vec<Agency>> {
    let sql = format!(
        "select {AGENCY} from agency
         where name_folded like $1
           and (cast($2 as text) is null or province_code = cast($2 as text) or province_code is null)
         order by name_folded limit {limit}"
    );
    let pattern = format!("%{}%", names::fold(name_part));
    read(&tx.rows(&sql, [pattern.into(), province.into()]).await?)
}

/// The agency that is called exactly so, marks and case apart.
pub async fn find_agency_by_name(tx: &Tx, name: &str) -> Result<Option<Agency>> {
    let sql = format!("select {AGENCY} from agency where name_folded = $1");
    Ok(read(&tx.rows(&sql, [names::fold(name).into()]).await?)?.pop())
}

/// One agency.
pub async fn find_agency(tx: &Tx, id: Uuid) -> Result<Option<Agency>> {
    let sql = format!("select {AGENCY} from agency where id = $1");
    Ok(read(&tx.rows(&sql, [id.into()]).await?)?.pop())
}

/// All agencies by folded name, for reading many rows at once.
pub async fn agency_ids(tx: &Tx) -> Result<HashMap<String, Uuid>> {
    let rows = tx.rows("select name_folded, id from agency", []).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name_folded")?, row.try_get("", "id")?))).collect()
}

/// Days off and worked Saturdays of a year.
pub async fn list_holidays(tx: &Tx, year: i32) -> Result<Vec<Holiday>> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let next = NaiveDate::from_ymd_opt(year + 1, 1, 1);
    let (Some(first), Some(next)) = (first, next) else { return Ok(Vec::new()) };
    let sql =
        "select day, name, kind, verified, note from holiday where day >= $1 and day < $2 order by day, name";
    read(&tx.rows(sql, [first.into(), next.into()]).await?)
}

/// Days off and worked Saturdays of all years.
pub async fn list_all_holidays(tx: &Tx) -> Result<Vec<Holiday>> {
    read(&tx.rows("select day, name, kind, verified, note from holiday order by day, name", []).await?)
}

/// The base salary in force on a day.
pub async fn base_salary_on(tx: &Tx, day: NaiveDate) -> Result<Option<BaseSalary>> {
    let sql = "select effective_from, amount, legal_basis, verified, source from base_salary
         where effective_from <= $1 order by effective_from desc limit 1";
    Ok(read(&tx.rows(sql, [day.into()]).await?)?.pop())
}

// --- sets -----------------------------------------------------------------------------------------

/// All sets that were loaded, by name.
pub async fn list_sets(tx: &Tx) -> Result<Vec<SetState>> {
    let sql = "select name, sha256, row_count, version, source, loaded_at, loaded_by from reference_set order by name";
    read(&tx.rows(sql, []).await?)
}

/// One set.
pub async fn find_set(tx: &Tx, set: ReferenceSet) -> Result<Option<SetState>> {
    let sql = "select name, sha256, row_count, version, source, loaded_at, loaded_by from reference_set where name = $1";
    Ok(read(&tx.rows(sql, [set.to_string().into()]).await?)?.pop())
}

/// The rows of a set as its file spells them, in the order of their keys.
pub async fn list_rows(tx: &Tx, set: ReferenceSet) -> Result<Vec<Cells>> {
    let columns = set.columns();
    let sql = format!("select {} from {}", column_names(columns).join(", "), set.table());
    let mut rows = Vec::new();
    for row in tx.rows(&sql, []).await? {
        rows.push(columns.iter().map(|column| cell(&row, column)).collect::<Result<Cells>>()?);
    }
    set.sort(&mut rows);
    Ok(rows)
}

fn column_names(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.stored).collect()
}

fn cell(row: &QueryResult, column: &Column) -> Result<String> {
    Ok(match column.kind {
        Kind::Date | Kind::OptionalDate => row
            .try_get::<Option<NaiveDate>>("", column.stored)?
            .map(|day| day.to_string())
            .unwrap_or_default(),
        Kind::Amount | Kind::OptionalAmount => row
            .try_get::<Option<i64>>("", column.stored)?
            .map(|number| number.to_string())
            .unwrap_or_default(),
        Kind::YesNo => {
            let yes: bool = row.try_get("", column.stored)?;
            if yes { "yes" } else { "no" }.to_owned()
        }
        _ => row.try_get::<Option<String>>("", column.stored)?.unwrap_or_default(),
    })
}

/// What an update does to a set, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Rows with a new key.
    pub added: Vec<Cells>,
    /// Rows with a known key: as they were, as they will be.
    pub changed: Vec<(Cells, Cells)>,
    /// Rows that go.
    pub removed: Vec<Cells>,
}

impl Difference {
    /// Compares the rows of today with those of a file. `whole`: the file is the whole set, so what
    /// it leaves out goes.
    #[must_use]
    pub fn between(set: ReferenceSet, today: Vec<Cells>, wanted: Vec<Cells>, whole: bool) -> Self {
        let mut known: HashMap<Vec<String>, Cells> =
            today.into_iter().map(|row| (set.key_of(&row), row)).collect();
        let mut difference = Self::default();
        for row in wanted {
            match known.remove(&set.key_of(&row)) {
                None => difference.added.push(row),
                Some(before) if before != row => difference.changed.push((before, row)),
                Some(_) => {}
            }
        }
        if whole {
            difference.removed = known.into_values().collect();
            set.sort(&mut difference.removed);
        }
        difference
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Who changed a set, when, from what.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    pub source: &'a str,
    pub now: DateTime<Utc>,
    pub by: &'a str,
}

/// Changes a set that still has the version that was seen (0 = it was never loaded).
pub async fn update_set(
    tx: &Tx,
    set: ReferenceSet,
    seen: i64,
    difference: &Difference,
    stamp: Stamp<'_>,
) -> Result<SetState> {
    if find_set(tx, set).await?.map_or(0, |state| state.version) != seen {
        return Err(StoreError::Stale);
    }
    let replaced = difference.changed.iter().map(|(before, _)| before);
    for row in difference.removed.iter().chain(replaced) {
        remove_row(tx, set, row).await?;
    }
    let incoming = difference.changed.iter().map(|(_, after)| after).chain(&difference.added);
    insert_rows(tx, set, incoming, seen + 1).await?;
    let rows = list_rows(tx, set).await?;
    let state = SetState {
        name: set.to_string(),
        sha256: fingerprint(&rows),
        row_count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        version: seen + 1,
        source: stamp.source.to_owned(),
        loaded_at: stamp.now,
        loaded_by: stamp.by.to_owned(),
    };
    save_state(tx, &state).await?;
    Ok(state)
}

async fn remove_row(tx: &Tx, set: ReferenceSet, row: &[String]) -> Result<()> {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    for (place, column) in set.columns().iter().enumerate().filter(|(_, column)| column.key) {
        conditions.push(format!("{} = ${}", column.stored, values.len() + 1));
        values.push(match column.kind {
            Kind::Date => layout::day(&row[place])?.into(),
            _ => row[place].as_str().into(),
        });
    }
    let sql = format!("delete from {} where {}", set.table(), conditions.join(" and "));
    tx.execute(&sql, values).await?;
    Ok(())
}

async fn insert_rows(
    tx: &Tx,
    set: ReferenceSet,
    rows: impl Iterator<Item = &Cells>,
    version: i64,
) -> Result<()> {
    let mut columns: Vec<bulk::Column> =
        set.columns().iter().map(|column| (column.stored, column.kind.stored())).collect();
    match set {
        ReferenceSet::Communes => columns.push(("name_folded", bulk::Kind::Text)),
        ReferenceSet::Agencies => {
            columns.push(("name_folded", bulk::Kind::Text));
            columns.push(("id", bulk::Kind::Uuid));
            columns.push(("version", bulk::Kind::Number));
        }
        _ => {}
    }
    let written: Vec<_> = rows.map(|row| set.written(row, version)).collect();
    bulk::insert(tx, set.table(), &columns, &written, false).await?;
    Ok(())
}

async fn save_state(tx: &Tx, state: &SetState) -> Result<()> {
    let sql = "insert into reference_set (name, sha256, row_count, version, source, loaded_at, loaded_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (name) do update set sha256 = excluded.sha256, row_count = excluded.row_count,
         version = excluded.version, source = excluded.source, loaded_at = excluded.loaded_at,
         loaded_by = excluded.loaded_by";
    let values = [
        state.name.as_str().into(),
        state.sha256.as_str().into(),
        state.row_count.into(),
        state.version.into(),
        state.source.as_str().into(),
        state.loaded_at.into(),
        state.loaded_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// SHA-256 of rows in their order.
#[must_use]
pub fn fingerprint(rows: &[Cells]) -> String {
    let mut digest = Sha256::new();
    for row in rows {
        for cell in row {
            digest.update(cell.as_bytes());
            // Separators that no cell holds keep "a,b" apart from "ab".
            digest.update([0x1f]);
        }
        digest.update([0x1e]);
    }
    hex::encode(digest.finalize())
}

/// Names of agencies on the list that a case points to: these may not leave it.
pub async fn agencies_in_use(tx: &Tx, removed: &[String]) -> Result<Vec<String>> {
    if removed.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "select distinct a.name from agency a join cases c on c.agency_id = a.id order by a.name";
    let used: Vec<String> =
        tx.rows(sql, []).await?.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?;
    Ok(used.into_iter().filter(|name| removed.contains(name)).collect())
}
