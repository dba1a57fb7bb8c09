//! The sets of reference data and their columns: one table for the file an administrator gives, the
//! rows of the database and the preview between the two.

use chrono::NaiveDate;
use law::kernel::names;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Result, StoreError, bulk};

law::coded! {
    /// A set of reference data that is loaded and updated as a whole (*danh mục*).
    ReferenceSet as "reference-set" {
        /// Provinces by code and days.
        Provinces = "provinces",
        /// Communes by code and days.
        Communes = "communes",
        /// Which commune an old commune became.
        CommuneSuccession = "commune_succession",
        /// The 54 ethnic groups.
        EthnicGroups = "ethnic_groups",
        /// Courts, procuracies, police, camps, enforcement offices.
        Agencies = "agencies",
        /// Days off and worked Saturdays.
        Holidays = "holidays",
        /// Base salary by day.
        BaseSalary = "base_salary",
    }
}

/// One row as its file spells it.
pub type Cells = Vec<String>;

/// What may stand in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// So many digits; one of several lengths.
    Code(&'static [usize]),
    /// The same, or nothing.
    OptionalCode(&'static [usize]),
    /// Something written.
    Text,
    /// Something written, or nothing (stored as nothing).
    OptionalText,
    /// Something written, or nothing (stored as an empty text).
    Note,
    /// A day.
    Date,
    /// A day, or nothing.
    OptionalDate,
    /// A whole number above 0.
    Amount,
    /// A whole number above 0, or nothing.
    OptionalAmount,
    /// `yes` or `no`.
    YesNo,
    /// One of these.
    OneOf(&'static [&'static str]),
}

impl Kind {
    pub(super) fn stored(self) -> bulk::Kind {
        match self {
            Self::Date | Self::OptionalDate => bulk::Kind::Date,
            Self::Amount | Self::OptionalAmount => bulk::Kind::Number,
            Self::YesNo => bulk::Kind::Flag,
            _ => bulk::Kind::Text,
        }
    }

    /// Whether the column may be empty.
    #[must_use]
    pub fn is_optional(self) -> bool {
        matches!(
            self,
            Self::OptionalCode(_)
                | Self::OptionalText
                | Self::Note
                | Self::OptionalDate
                | Self::OptionalAmount
        )
    }
}

/// A column: its title in the file, its name in the table, what may stand in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Title in files.
    pub title: &'static str,
    /// Name in the database.
    pub stored: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// Whether it tells rows apart.
    pub key: bool,
}

const fn key(title: &'static str, kind: Kind) -> Column {
    Column { title, stored: title, kind, key: true }
}

const fn column(title: &'static str, kind: Kind) -> Column {
    Column { title, stored: title, kind, key: false }
}

const fn renamed(column: Column, stored: &'static str) -> Column {
    Column { stored, ..column }
}

/// What kinds of agencies there are.
pub const AGENCY_KINDS: &[&str] = &[
    "court_supreme",
    "court_province",
    "court_regional",
    "procuracy_supreme",
    "procuracy_province",
    "procuracy_regional",
    "enforcement_central",
    "enforcement_province",
    "enforcement_regional",
    "investigation_central",
    "police_investigation",
    "security_investigation",
    "detention_camp",
    "other",
];

/// What kinds of days there are; `swap_work` is worked.
pub const HOLIDAY_KINDS: &[&str] =
    &["solar", "lunar", "tet", "public", "compensatory", "swap_off", "swap_work"];

/// How sure a row is.
pub const SURENESS: &[&str] = &["yes", "rule", "partly", "no"];

const PROVINCE_CODE: &[usize] = &[2];
/// The five island districts of before 2025 had no communes and keep their three digits.
const COMMUNE_CODE: &[usize] = &[5, 3];

const PROVINCES: &[Column] = &[
    key("code", Kind::Code(PROVINCE_CODE)),
    key("valid_from", Kind::Date),
    column("valid_to", Kind::OptionalDate),
    column("name", Kind::Text),
    renamed(column("type", Kind::OneOf(&["Tỉnh", "Thành phố"])), "kind"),
    column("successor", Kind::OptionalCode(PROVINCE_CODE)),
];
const COMMUNES: &[Column] = &[
    key("code", Kind::Code(COMMUNE_CODE)),
    key("valid_from", Kind::Date),
    column("valid_to", Kind::OptionalDate),
    column("name", Kind::Text),
    renamed(column("type", Kind::OneOf(&["Xã", "Phường", "Thị trấn", "Đặc khu", "Huyện"])), "kind"),
    column("district", Kind::OptionalText),
    column("province_code", Kind::Code(PROVINCE_CODE)),
];
const COMMUNE_SUCCESSION: &[Column] = &[
    key("old_code", Kind::Code(COMMUNE_CODE)),
    key("new_code", Kind::Code(COMMUNE_CODE)),
    column("split", Kind::YesNo),
    renamed(column("default", Kind::YesNo), "is_default"),
];
const ETHNIC_GROUPS: &[Column] =
    &[key("code", Kind::Code(&[2])), column("name", Kind::Text), column("population", Kind::OptionalAmount)];
const AGENCIES: &[Column] = &[
    column("kind", Kind::OneOf(AGENCY_KINDS)),
    key("name", Kind::Text),
    column("province_code", Kind::OptionalCode(PROVINCE_CODE)),
    column("source", Kind::Text),
    column("verified", Kind::Text),
];
const HOLIDAYS: &[Column] = &[
    renamed(key("date", Kind::Date), "day"),
    key("name", Kind::Text),
    column("kind", Kind::OneOf(HOLIDAY_KINDS)),
    column("verified", Kind::OneOf(SURENESS)),
    column("note", Kind::Note),
];
const BASE_SALARY: &[Column] = &[
    key("effective_from", Kind::Date),
    column("amount", Kind::Amount),
    column("legal_basis", Kind::Text),
    column("verified", Kind::OneOf(SURENESS)),
    column("source", Kind::Text),
];

impl ReferenceSet {
    /// The columns of the set, in the order of its file.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Provinces => PROVINCES,
            Self::Communes => COMMUNES,
            Self::CommuneSuccession => COMMUNE_SUCCESSION,
            Self::EthnicGroups => ETHNIC_GROUPS,
            Self::Agencies => AGENCIES,
            Self::Holidays => HOLIDAYS,
            Self::BaseSalary => BASE_SALARY,
        }
    }

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Provinces => "province",
            Self::Communes => "commune",
            Self::CommuneSuccession => "commune_succession",
            Self::EthnicGroups => "ethnic_group",
            Self::Agencies => "agency",
            Self::Holidays => "holiday",
            Self::BaseSalary => "base_salary",
        }
    }

    /// What tells a row from the others. Agencies are the same when their folded names are.
    #[must_use]
    pub fn key_of(self, row: &[String]) -> Vec<String> {
        let keys = self.columns().iter().zip(row).filter(|(column, _)| column.key);
        keys.map(|(_, cell)| if self == Self::Agencies { names::fold(cell) } else { cell.clone() }).collect()
    }

    /// Puts rows in the order of their keys.
    pub fn sort(self, rows: &mut [Cells]) {
        rows.sort_by_cached_key(|row| self.key_of(row));
    }

    /// A row as it is stored: an empty optional cell is nothing; what is folded follows the columns.
    pub(super) fn written(self, row: &[String], version: i64) -> Vec<Json> {
        let mut values: Vec<Json> =
            self.columns().iter().zip(row).map(|(column, cell)| stored_cell(column.kind, cell)).collect();
        match self {
            Self::Communes => values.push(names::fold(&row[3]).into()),
            Self::Agencies => {
                let folded = names::fold(&row[1]);
                values.push(folded.as_str().into());
                values.push(bulk::id(agency_id(&folded)));
                values.push(version.into());
            }
            _ => {}
        }
        values
    }
}

fn stored_cell(kind: Kind, cell: &str) -> Json {
    match kind {
        Kind::Note => cell.into(),
        _ if cell.is_empty() => Json::Null,
        Kind::Amount | Kind::OptionalAmount => cell.parse::<i64>().map_or(Json::Null, Json::from),
        Kind::YesNo => (cell == "yes").into(),
        _ => cell.into(),
    }
}

/// An agency has the same id in every installation and after every update: it follows from its name.
fn agency_id(name_folded: &str) -> Uuid {
    let digest = Sha256::digest(format!("agency:{name_folded}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub(super) fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| StoreError::Broken(format!("not a day: {text}")))
}
