//! A very large number of rows: indexes that only make reading fast are dropped before and built after,
//! each in one sweep, and SQLite gets more memory and fewer checks for the time between.
//!
//! Nothing of this is needed for the data to be whole: every transaction in between is an ordinary one,
//! unique keys stay where a register has rows already, and a run that was killed leaves a database whose missing
//! indexes [`mend`] builds when it is opened next. Into empty registers a run writes what is unique by itself, in
//! the order of days; to keep their unique keys meanwhile, which lie in the order of codes, would write half of every
//! key anew with each transaction.

use std::collections::BTreeMap;

use crate::Result;
use crate::db::{CHECKPOINT, Store, Tx};
use crate::migrations::{STEPS, Step, statements};

/// Tables that a run fills.
const TABLES: [&str; 9] =
    ["cases", "person", "beneficiary", "fact", "case_event", "reception", "guidance", "outreach", "training"];

/// From so many new cases on, dropping and building pays.
const WORTH_IT: i64 = 30_000;

/// Pages of the log of SQLite, some transactions of a run, after which the one who writes carries the rest over. Whoever
/// carries it over beside them needs that time, or finds nothing left to do.
const LONG_LOG: u32 = 130_000;

/// An index as the schema steps declare it.
struct Index {
    table: String,
    unique: bool,
    sql: String,
}

/// The indexes after these steps, by name.
fn declared(steps: &[Step], sqlite: bool) -> BTreeMap<String, Index> {
    let mut found = BTreeMap::new();
    for sql in steps.iter().flat_map(|step| statements(step.text, sqlite)) {
        let words: Vec<&str> = sql.split_whitespace().collect();
        match words.as_slice() {
            ["create", "index", name, "on", table, ..] => {
                let index = Index { table: plain(table), unique: false, sql: sql.clone() };
                found.insert((*name).to_owned(), index);
            }
            ["create", "unique", "index", name, "on", table, ..] => {
                let index = Index { table: plain(table), unique: true, sql: sql.clone() };
                found.insert((*name).to_owned(), index);
            }
            ["drop", "index", name, ..] => {
                found.remove(*name);
            }
            ["drop", "table", name, ..] => found.retain(|_, index| index.table != *name),
            _ => {}
        }
    }
    found
}

fn plain(table: &str) -> String {
    table.split('(').next().unwrap_or(table).to_owned()
}

/// Builds the indexes that the steps declare and the database does not have.
pub async fn mend(tx: &Tx, steps: &[Step]) -> Result<()> {
    let sql = if tx.is_sqlite() {
        "select name from sqlite_master where type = 'index'"
    } else {
        "select indexname as name from pg_indexes where schemaname = current_schema()"
    };
    let rows = tx.rows(sql, []).await?;
    let known = rows.iter().map(|row| Ok(row.try_get::<String>("", "name")?)).collect::<Result<Vec<_>>>()?;
    for (name, index) in declared(steps, tx.is_sqlite()) {
        if !known.contains(&name) {
            tx.run(&index.sql).await?;
        }
    }
    Ok(())
}

/// Prepares the database for so many new cases. Follow it with [`end`], whatever happens between.
pub async fn begin(store: &Store, cases: i64) -> Result<()> {
    if store.is_sqlite() {
        store
            .maintain(&format!(
                "pragma foreign_keys = off; pragma cache_size = -196608; pragma wal_autocheckpoint = {LONG_LOG}"
            ))
            .await?;
    }
    let tx = store.begin().await?;
    let row = tx.row("select count(*) as number from cases", []).await?;
    let known: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    if cases >= WORTH_IT && cases >= known / 2 {
        for (name, index) in declared(STEPS, tx.is_sqlite()) {
            let filled = TABLES.contains(&index.table.as_str());
            if filled && (!index.unique || is_empty(&tx, &index.table).await?) {
                tx.run(&format!("drop index if exists {name}")).await?;
            }
        }
    }
    tx.commit().await
}

async fn is_empty(tx: &Tx, table: &str) -> Result<bool> {
    Ok(tx.row(&format!("select 1 as one from {table} limit 1"), []).await?.is_none())
}

/// Builds what [`begin`] dropped, gives the database its ordinary ways back, and lets it count its rows.
pub async fn end(store: &Store) -> Result<()> {
    if store.is_sqlite() {
        // A small cache lets other threads sort while this one reads on.
        store.maintain("pragma cache_size = -8000; pragma temp_store = file; pragma threads = 3").await?;
    }
    for (name, index) in declared(STEPS, store.is_sqlite()) {
        if TABLES.contains(&index.table.as_str()) {
            let tx = store.begin().await?;
            let sql = index.sql.replacen(&format!("index {name}"), &format!("index if not exists {name}"), 1);
            tx.run(&sql).await?;
            tx.commit().await?;
        }
    }
    if store.is_sqlite() {
        store
            .maintain(&format!(
                "pragma foreign_keys = on; pragma cache_size = -48000; pragma temp_store = memory;
                 pragma threads = 0; pragma wal_autocheckpoint = {CHECKPOINT}; pragma wal_checkpoint(truncate);
                 pragma analysis_limit = 2000; analyze"
            ))
            .await
    } else {
        store.maintain("vacuum (analyze)").await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Address;
    use crate::secrets::Keyring;

    async fn unique_keys(store: &Store) -> Vec<String> {
        let sql = "select name as line from sqlite_master where type = 'index' and sql like 'create unique index%'
             and tbl_name in ('cases', 'beneficiary', 'reception', 'guidance', 'outreach', 'training') order by name";
        store.ask(sql).await.expect("reads the schema")
    }

    #[tokio::test]
    async fn unique_keys_are_dropped_where_there_is_nothing_yet_and_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).expect("keys");
        let store = Store::open(&Address::Sqlite(folder.path().join("t.sqlite")), keys).await.expect("opens");
        let all = unique_keys(&store).await;
        assert_eq!(all.len(), 6, "{all:?}");
        begin(&store, WORTH_IT - 1).await.expect("begins");
        assert_eq!(unique_keys(&store).await, all, "few rows");
        begin(&store, WORTH_IT).await.expect("begins");
        assert_eq!(unique_keys(&store).await, Vec::<String>::new());
        let row =
            "insert into reception (id, org_code, on_date, content_key, ordinal, entered_at, entered_by)
             values (x'01', 'TT.06', '2026-11-22', 'k', 0, '2026-11-22', 'x')";
        store.maintain("pragma foreign_keys = off").await.expect("switches");
        store.maintain(row).await.expect("writes");
        end(&store).await.expect("ends");
        assert_eq!(unique_keys(&store).await, all);
        begin(&store, WORTH_IT).await.expect("begins");
        assert_eq!(unique_keys(&store).await, ["reception_once"], "it has a row");
        end(&store).await.expect("ends");
    }

    #[test]
    fn finds_the_indexes_that_a_run_drops() {
        for sqlite in [true, false] {
            let found = declared(STEPS, sqlite);
            assert!(found["cases_by_file_code"].unique);
            assert_eq!(found["cases_by_org"].table, "cases");
            assert_eq!(
                found.contains_key("beneficiary_name"),
                !sqlite,
                "SQLite has a table of words instead"
            );
        }
    }

    #[test]
    fn a_later_step_takes_an_index_away() {
        let steps = [
            Step { name: "1", text: "create index a on t (x);\ncreate index b on t (y);\n" },
            Step { name: "2", text: "drop index a;\n" },
        ];
        assert_eq!(declared(&steps, true).into_keys().collect::<Vec<_>>(), ["b"]);
    }
}
