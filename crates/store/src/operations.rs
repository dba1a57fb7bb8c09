//! The database as a thing to look after: is it sound, copy it whole, seal it anew, keep it quick.
//!
//! `schema` tables as the steps declare them · `copy` tables out and in · `sealed` secrets at rest ·
//! `figures` against the cases they come from.
//! What is done with it (backup, restore, verify, doctor) is in `office::operations`.

pub mod copy;
pub mod figures;
pub mod schema;
pub mod sealed;

use serde::Serialize;

use crate::db::{Store, Tx};
use crate::migrations::STEPS;
use crate::{Result, StoreError};

/// What the database says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Condition {
    /// Name and version of the database.
    pub engine: String,
    /// SQLite: whether writers and readers go side by side (write-ahead log).
    pub write_ahead: bool,
    /// Whether the database itself refuses broken references.
    pub foreign_keys: bool,
    /// Schema steps that have run.
    pub steps: Vec<String>,
    /// Schema steps of this program that have not run.
    pub steps_missing: Vec<String>,
}

/// Asks the database about itself, as it is: nothing is created or brought up to date.
pub async fn condition(store: &Store) -> Result<Condition> {
    let tx = store.snapshot().await?;
    let (engine, write_ahead, foreign_keys) = if store.is_sqlite() {
        let version: String = first(&tx, "select sqlite_version() as it").await?;
        let journal: String = first(&tx, "select journal_mode as it from pragma_journal_mode").await?;
        let checked: i32 = first(&tx, "select foreign_keys as it from pragma_foreign_keys").await?;
        (format!("SQLite {version}"), journal.eq_ignore_ascii_case("wal"), checked == 1)
    } else {
        let version: String = first(&tx, "select current_setting('server_version') as it").await?;
        (format!("PostgreSQL {version}"), true, true)
    };
    let steps = steps_of(&tx).await?;
    let steps_missing =
        STEPS.iter().map(|step| step.name.to_owned()).filter(|name| !steps.contains(name)).collect();
    Ok(Condition { engine, write_ahead, foreign_keys, steps, steps_missing })
}

async fn steps_of(tx: &Tx) -> Result<Vec<String>> {
    let exists = if tx.is_sqlite() {
        "select count(*) as it from sqlite_master where name = 'schema_step'"
    } else {
        "select count(*) as it from information_schema.tables
         where table_name = 'schema_step' and table_schema = current_schema()"
    };
    if first::<i64>(tx, exists).await? == 0 {
        return Ok(Vec::new());
    }
    let rows = tx.rows("select name as it from schema_step order by name", []).await?;
    rows.iter().map(|row| Ok(row.try_get("", "it")?)).collect()
}

async fn first<T: sea_orm::TryGetable>(tx: &Tx, sql: &str) -> Result<T> {
    let row = tx.row(sql, []).await?;
    let row = row.ok_or_else(|| StoreError::Broken(format!("no answer: {sql}")))?;
    Ok(row.try_get("", "it")?)
}

/// Reads every page of a SQLite file and says what is damaged; PostgreSQL looks after its own pages.
pub async fn damaged_pages(tx: &Tx) -> Result<Vec<String>> {
    if !tx.is_sqlite() {
        return Ok(Vec::new());
    }
    let rows = tx.rows("pragma quick_check(20)", []).await?;
    let said: Vec<String> =
        rows.iter().map(|row| Ok(row.try_get("", "quick_check")?)).collect::<Result<_>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// References of a table that lead nowhere: column and how many rows.
pub async fn broken_references(tx: &Tx, table: &schema::Table) -> Result<Vec<(String, i64)>> {
    let mut broken = Vec::new();
    for reference in &table.references {
        let schema::Reference { column, to_table, to_column } = reference;
        let sql = format!(
            "select count(*) as it from {} c where c.{column} is not null
             and not exists (select 1 from {to_table} p where p.{to_column} = c.{column})",
            table.name
        );
        let count: i64 = first(tx, &sql).await?;
        if count > 0 {
            broken.push((column.clone(), count));
        }
    }
    Ok(broken)
}

/// Brings the write-ahead log of SQLite into the file and empties it, after very much was written.
pub async fn empty_log(store: &Store) -> Result<()> {
    if store.is_sqlite() { store.maintain("pragma wal_checkpoint(truncate)").await } else { Ok(()) }
}

/// Lets the database look at its data again, so that it finds the quick ways.
pub async fn refresh_statistics(store: &Store) -> Result<()> {
    if store.is_sqlite() {
        store.count_again().await?;
        store.maintain("pragma wal_checkpoint(passive)").await
    } else {
        // By name: other schemas of the same database are none of ours.
        let names: Vec<String> = schema::tables(STEPS)?.into_iter().map(|table| table.name).collect();
        store.maintain(&format!("analyze {}", names.join(", "))).await
    }
}
