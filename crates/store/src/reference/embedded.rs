//! What the program brings along: the files of `crates/store/reference`, put into dated rows, and the
//! organisations of the State that follow from the provinces.
//!
//! Loaded once for each set. A set that an administrator changed since is left alone; one that still
//! is as a former release brought it is brought up to this release.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use law::kernel::coded::Coded as _;

use super::{Cells, Difference, Province, ReferenceSet, SetState, Stamp};
use crate::db::Tx;
use crate::{Result, StoreError};

/// The source of a set that came with the program.
pub const EMBEDDED: &str = "embedded";

/// The lists know nothing before this day: the provinces split by Resolution 22/2003/QH11 began on it.
pub const KNOWN_FROM: &str = "2004-01-01";
/// Last day of the 63 provinces, their districts and communes.
pub const LAST_OLD_DAY: &str = "2025-06-30";
/// First day of the 34 provinces and the 3,321 communes (Resolution 202/2025/QH15).
pub const FIRST_NEW_DAY: &str = "2025-07-01";

const PROVINCES: &str = include_str!("../../reference/provinces.csv");
const PROVINCE_SUCCESSION: &str = include_str!("../../reference/province_succession.csv");
const COMMUNES: &str = include_str!("../../reference/communes.csv");
const COMMUNE_SUCCESSION: &str = include_str!("../../reference/commune_succession.csv");
const UNIT_CHANGES: &str = include_str!("../../reference/unit_changes.csv");
const ETHNIC_GROUPS: &str = include_str!("../../reference/ethnic_groups.csv");
const AGENCIES: &str = include_str!("../../reference/agencies.csv");
const HOLIDAYS: &str = include_str!("../../reference/holidays.csv");
const BASE_SALARY: &str = include_str!("../../reference/base_salary.csv");

/// Rough outlines of the 34 provinces (GeoJSON), for maps of figures.
pub const PROVINCE_OUTLINES: &str = include_str!("../../reference/provinces.geojson");
/// Patterns and weights of invented names, for the demonstration and the simulation.
pub const INVENTED_NAMES: &str = include_str!("../../reference/names.json");

/// What a start of the program loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Sets that were loaded or brought up to this release.
    pub sets: Vec<SetState>,
    /// How many organisations were set up.
    pub organisations: u64,
}

/// Loads every set that is not loaded yet, and the organisations where there are none.
pub async fn load_embedded(tx: &Tx, now: DateTime<Utc>, by: &str) -> Result<Loaded> {
    let mut loaded = Loaded::default();
    for set in ReferenceSet::ALL.iter().copied() {
        if let Some(state) = load_set(tx, set, Stamp { source: EMBEDDED, now, by }).await? {
            loaded.sets.push(state);
        }
    }
    loaded.organisations = super::organisations::load(tx).await?;
    Ok(loaded)
}

async fn load_set(tx: &Tx, set: ReferenceSet, stamp: Stamp<'_>) -> Result<Option<SetState>> {
    let state = super::find_set(tx, set).await?;
    if state.as_ref().is_some_and(|state| state.source != EMBEDDED) {
        return Ok(None);
    }
    let rows = rows(set)?;
    if state.as_ref().is_some_and(|state| state.sha256 == super::fingerprint(&rows)) {
        return Ok(None);
    }
    let today = if state.is_some() { super::list_rows(tx, set).await? } else { Vec::new() };
    let difference = Difference::between(set, today, rows, true);
    let seen = state.map_or(0, |state| state.version);
    super::update_set(tx, set, seen, &difference, stamp).await.map(Some)
}

/// The rows of a set as this release brings them, in the order of their keys.
pub fn rows(set: ReferenceSet) -> Result<Vec<Cells>> {
    let mut rows = match set {
        ReferenceSet::Provinces => provinces()?,
        ReferenceSet::Communes => communes()?,
        ReferenceSet::CommuneSuccession => table(COMMUNE_SUCCESSION)?
            .iter()
            .map(|row| row.cells(["old_code", "new_code", "split", "default"]))
            .collect(),
        ReferenceSet::EthnicGroups => {
            table(ETHNIC_GROUPS)?.iter().map(|row| row.cells(["code", "name", "population_2019"])).collect()
        }
        ReferenceSet::Agencies => {
            let columns = ["kind", "name", "province_code", "source", "verified"];
            table(AGENCIES)?.iter().map(|row| row.cells(columns)).collect()
        }
        ReferenceSet::Holidays => {
            let columns = ["date", "name", "kind", "verified", "note"];
            table(HOLIDAYS)?.iter().map(|row| row.cells(columns)).collect()
        }
        ReferenceSet::BaseSalary => {
            let columns = ["effective_from", "amount_vnd_month", "legal_basis", "verified", "source"];
            table(BASE_SALARY)?.iter().map(|row| row.cells(columns)).collect()
        }
    };
    set.sort(&mut rows);
    Ok(rows)
}

/// The dated rows of the provinces.
pub(super) fn province_rows() -> Result<Vec<Province>> {
    let day = |text: &str| super::layout::day(text);
    let maybe = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let read = |row: Cells| {
        Ok(Province {
            code: row[0].clone(),
            valid_from: day(&row[1])?,
            valid_to: maybe(&row[2]).map(|text| day(&text)).transpose()?,
            name: row[3].clone(),
            kind: row[4].clone(),
            successor: maybe(&row[5]),
        })
    };
    rows(ReferenceSet::Provinces)?.into_iter().map(read).collect()
}

fn provinces() -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    for row in table(PROVINCE_SUCCESSION)? {
        let (kind, name) = split_kind(row.get("old_name"))?;
        let days = [KNOWN_FROM, LAST_OLD_DAY];
        rows.push(owned([row.get("old_code"), days[0], days[1], name, kind, row.get("new_code")]));
    }
    for row in table(PROVINCES)? {
        rows.push(owned([row.get("code"), FIRST_NEW_DAY, "", row.get("name"), row.get("type"), ""]));
    }
    apply_changes(&mut rows, "province", 4, |row, code| row[5] = code.to_owned())?;
    Ok(rows)
}

fn communes() -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    let succession = table(COMMUNE_SUCCESSION)?;
    for row in &succession {
        let code = row.get("old_code");
        if !seen.insert(code.to_owned()) {
            continue;
        }
        let (kind, name) = split_kind(row.get("old_name"))?;
        let (district, province) = (row.get("old_district"), row.get("old_province_code"));
        rows.push(owned([code, KNOWN_FROM, LAST_OLD_DAY, name, kind, district, province]));
    }
    for row in table(COMMUNES)? {
        let (name, kind) = (row.get("name"), row.get("type"));
        rows.push(owned([row.get("code"), FIRST_NEW_DAY, "", name, kind, "", row.get("province_code")]));
    }
    apply_changes(&mut rows, "commune", 4, |_, _| ())?;
    Ok(rows)
}

/// Splits the row of a unit that changed its name or kind in two: until the day before, and since.
fn apply_changes(
    rows: &mut Vec<Cells>,
    level: &str,
    kind_at: usize,
    close: fn(&mut Cells, &str),
) -> Result<()> {
    let changes = table(UNIT_CHANGES)?;
    for change in changes.iter().filter(|change| change.get("level") == level) {
        let (code, effective) = (change.get("code"), change.get("effective"));
        let (kind, name) = split_kind(change.get("to_name"))?;
        let holds = |row: &Cells| {
            let days = row[1].as_str() < effective && (row[2].is_empty() || row[2].as_str() >= effective);
            row[0] == code && days && row[3] == name && row[kind_at] == kind
        };
        let found = rows.iter_mut().find(|row| holds(row));
        let row =
            found.ok_or_else(|| StoreError::Broken(format!("unit_changes.csv: {code} on {effective}")))?;
        let mut before = row.clone();
        let (kind, name) = split_kind(change.get("from_name"))?;
        before[2] = day_before(effective)?;
        name.clone_into(&mut before[3]);
        kind.clone_into(&mut before[kind_at]);
        close(&mut before, code);
        effective.clone_into(&mut row[1]);
        rows.push(before);
    }
    Ok(())
}

fn day_before(day: &str) -> Result<String> {
    let before = super::layout::day(day)?.checked_sub_days(Days::new(1));
    Ok(before.unwrap_or(NaiveDate::MIN).to_string())
}

/// *Thị trấn Chợ Rã* → (*Thị trấn*, *Chợ Rã*).
fn split_kind(full_name: &str) -> Result<(&str, &str)> {
    ["Tỉnh", "Thành phố", "Xã", "Phường", "Thị trấn", "Đặc khu", "Huyện"]
        .into_iter()
        .find_map(|kind| Some((kind, full_name.strip_prefix(kind)?.strip_prefix(' ')?)))
        .ok_or_else(|| StoreError::Broken(format!("no kind in the name {full_name}")))
}

fn owned<const N: usize>(cells: [&str; N]) -> Cells {
    cells.into_iter().map(str::to_owned).collect()
}

/// A row of an embedded file, by column title.
struct FileRow(BTreeMap<String, String>);

impl FileRow {
    fn get(&self, title: &str) -> &str {
        self.0.get(title).map_or("", String::as_str)
    }

    fn cells<const N: usize>(&self, titles: [&str; N]) -> Cells {
        titles.iter().map(|title| self.get(title).to_owned()).collect()
    }
}

fn table(text: &str) -> Result<Vec<FileRow>> {
    let broken = |error: csv::Error| StoreError::Broken(format!("embedded reference data: {error}"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| row.map(FileRow).map_err(broken)).collect()
}
