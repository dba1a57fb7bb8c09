//! Every sealed value of the database: which columns hold them, opening each one, sealing each anew.
//!
//! A column that starts to hold sealed values is added to [`SEALED`]; `tests/operations.rs` fails on
//! a column named `…_sealed` that is missing here.

use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// A column of sealed values.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    pub table: &'static str,
    pub column: &'static str,
    /// The column whose value is bound into the sealed one; several rows may share it.
    pub key: &'static str,
    /// The place that is bound into the value of a row.
    pub place: fn(Uuid) -> String,
}

/// All columns of sealed values.
pub const SEALED: &[Sealed] = &[
    Sealed { table: "person", column: "id_number_sealed", key: "id", place: crate::people::place },
    Sealed { table: "account", column: "totp_secret", key: "id", place: crate::accounts::totp_place },
    Sealed { table: "parked_form", column: "body_sealed", key: "id", place: crate::accounts::parked_place },
    Sealed {
        table: "request_person",
        column: "id_number_sealed",
        key: "request_id",
        place: crate::requests::place,
    },
];

/// What opening every sealed value found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Opened {
    pub good: u64,
    /// Sealed with a key that is not configured here.
    pub key_missing: u64,
    /// Damaged, moved to another row, or sealed with another key of the same name.
    pub damaged: Vec<String>,
}

/// One batch of sealing anew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Batch {
    /// The last row that was looked at; `None` at the end.
    pub last: Option<Uuid>,
    pub resealed: u64,
}

struct Row {
    id: Uuid,
    value: String,
}

async fn page(tx: &Tx, what: &Sealed, after: Uuid, narrowed: &str, limit: u64) -> Result<Vec<Row>> {
    let Sealed { table, column, key, .. } = what;
    // Rows that share a key are never torn apart by the end of a page.
    let sql = format!(
        "select {key} as id, {column} as value from {table}
         where {column} is not null{narrowed} and {key} in (
             select distinct {key} from {table} where {column} is not null and {key} > $1{narrowed}
             order by {key} limit {limit})
         order by {key}"
    );
    let rows = tx.rows(&sql, [after.into()]).await?;
    rows.iter().map(|row| Ok(Row { id: row.try_get("", "id")?, value: row.try_get("", "value")? })).collect()
}

/// Opens every value of a column.
pub async fn open_all(tx: &Tx, what: &Sealed) -> Result<Opened> {
    let mut opened = Opened::default();
    let mut after = Uuid::nil();
    loop {
        let rows = page(tx, what, after, "", 2000).await?;
        let Some(last) = rows.last() else { return Ok(opened) };
        after = last.id;
        for row in rows {
            if !tx.keys().knows_key_of(&row.value) {
                opened.key_missing += 1;
            } else if tx.keys().open(&(what.place)(row.id), &row.value).is_ok() {
                opened.good += 1;
            } else {
                opened.damaged.push(format!("{}.{} of row {}", what.table, what.column, row.id));
            }
        }
    }
}

/// Seals the next values of a column that carry an older key with the current one. A value that
/// changes at the same moment is left to whoever changed it.
pub async fn reseal(tx: &Tx, what: &Sealed, after: Uuid, limit: u64) -> Result<Batch> {
    let current = format!("{}:", tx.keys().current());
    let stale = format!(" and substr({}, 1, {}) <> '{current}'", what.column, current.chars().count());
    let rows = page(tx, what, after, &stale, limit).await?;
    let mut batch = Batch { last: rows.last().map(|row| row.id), resealed: 0 };
    let Sealed { table, column, key, .. } = what;
    let update = format!("update {table} set {column} = $1 where {key} = $2 and {column} = $3");
    for row in rows {
        let place = (what.place)(row.id);
        let sealed = tx.keys().seal(&place, &tx.keys().open(&place, &row.value)?)?;
        let values: [Value; 3] = [sealed.into(), row.id.into(), row.value.into()];
        batch.resealed += tx.execute(&update, values).await?.rows_affected();
    }
    Ok(batch)
}

/// How many values of a column do not carry the current key.
pub async fn count_stale(tx: &Tx, what: &Sealed) -> Result<i64> {
    let current = format!("{}:", tx.keys().current());
    let Sealed { table, column, .. } = what;
    let sql = format!(
        "select count(*) as stale from {table} where {column} is not null and substr({column}, 1, {}) <> $1",
        current.chars().count()
    );
    let row = tx.row(&sql, [current.into()]).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "stale")?))
}
