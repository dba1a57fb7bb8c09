//! Who writes during a very large run. On SQLite the statements go to the driver as they were packed,
//! on another thread and without a copy of their values; on PostgreSQL they are ordinary ones.

use std::collections::HashSet;
use std::sync::Arc;

use sea_orm::Value;
use sea_orm::sqlx::sqlite::SqliteArguments;
use sea_orm::sqlx::{self, Arguments as _, AssertSqlSafe, Row as _, Sqlite};

use super::{MOST_VALUES, Rows, power_of_two_up_to, statement};
use crate::db::{Store, Tx};
use crate::{Result, StoreError};

/// Rows, ready for a [`Writer`].
pub enum Packed {
    /// Statements of SQLite with their arguments.
    Statements(Vec<Statement>),
    /// Rows for PostgreSQL.
    Rows(Rows),
}

/// A statement with its arguments.
pub struct Statement {
    sql: String,
    arguments: SqliteArguments,
    /// Worth keeping prepared: its size comes again and again.
    usual: bool,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Statements(list) => write!(f, "Packed({} statements)", list.len()),
            Self::Rows(rows) => write!(f, "Packed({} values)", rows.values.len()),
        }
    }
}

impl Rows {
    /// Makes statements of the rows, on the thread that calls. A column that is empty in every row is not asked for,
    /// and a short text that comes again is kept once: whoever writes has less to bind and to throw away.
    pub fn pack(self) -> Result<Packed> {
        if !self.sqlite {
            return Ok(Packed::Rows(self));
        }
        let Self { table, columns, values, only_new, .. } = self;
        let width = columns.len();
        let filled: Vec<bool> = (0..width)
            .map(|place| values.iter().skip(place).step_by(width).any(|value| !is_null(value)))
            .collect();
        let asked: Vec<&str> =
            columns.iter().zip(&filled).filter(|(_, filled)| **filled).map(|(name, _)| *name).collect();
        let most = power_of_two_up_to(MOST_VALUES / asked.len().max(1));
        let mut left = values.len() / width;
        let mut values = values.into_iter().zip(filled.iter().cycle()).filter(|(_, filled)| **filled);
        let mut shared = HashSet::new();
        let mut statements = Vec::new();
        while left > 0 {
            let size = most.min(left);
            let mut arguments = SqliteArguments::default();
            arguments.reserve(size * asked.len(), 0);
            for (value, _) in values.by_ref().take(size * asked.len()) {
                add(&mut arguments, value, &mut shared)?;
            }
            let sql = statement(table, &asked, size, true, only_new);
            statements.push(Statement { sql, arguments, usual: size == most });
            left -= size;
        }
        Ok(Packed::Statements(statements))
    }
}

/// Texts up to this length, codes and days, come again and again.
const SHORT: usize = 12;

fn is_null(value: &Value) -> bool {
    matches!(value, Value::String(None) | Value::Uuid(None) | Value::BigInt(None) | Value::Bool(None))
}

fn add(arguments: &mut SqliteArguments, value: Value, shared: &mut HashSet<Arc<str>>) -> Result<()> {
    let added = match value {
        Value::String(Some(text)) if text.len() <= SHORT => {
            let known = shared.get(text.as_str()).cloned();
            arguments.add(known.unwrap_or_else(|| {
                let text: Arc<str> = text.into();
                shared.insert(Arc::clone(&text));
                text
            }))
        }
        Value::String(text) => arguments.add(text),
        Value::Uuid(id) => arguments.add(id),
        Value::BigInt(number) => arguments.add(number),
        Value::Bool(flag) => arguments.add(flag),
        other => return Err(StoreError::Broken(format!("no value of a bulk row: {other:?}"))),
    };
    added.map_err(|error| StoreError::Broken(error.to_string()))
}

/// One transaction of a run.
pub enum Writer {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Tx),
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Sqlite(_)) { "Writer(SQLite)" } else { "Writer(PostgreSQL)" })
    }
}

impl Writer {
    /// Begins a transaction.
    pub async fn begin(store: &Store) -> Result<Self> {
        match store.sqlite_pool() {
            Some(pool) => Ok(Self::Sqlite(pool.begin_with("begin immediate").await.map_err(broken)?)),
            None => {
                let tx = store.begin().await?;
                tx.run("set local synchronous_commit = off").await?;
                Ok(Self::Postgres(tx))
            }
        }
    }

    /// Writes rows.
    pub async fn write(&mut self, packed: Packed) -> Result<()> {
        match (self, packed) {
            (Self::Sqlite(tx), Packed::Statements(statements)) => {
                for Statement { sql, arguments, usual } in statements {
                    let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(usual);
                    query.execute(&mut **tx).await.map_err(broken)?;
                }
                Ok(())
            }
            (Self::Postgres(tx), Packed::Rows(rows)) => super::write(tx, rows).await.map(|_| ()),
            _ => Err(StoreError::Broken("rows are packed for the other database".to_owned())),
        }
    }

    /// The last number of a table that counts up, on SQLite; nothing on PostgreSQL.
    pub(crate) async fn last_seq(&mut self, table: &'static str) -> Result<Option<i64>> {
        let Self::Sqlite(tx) = self else { return Ok(None) };
        let sql = format!("select coalesce(max(seq), 0) as last from {table}");
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut **tx).await.map_err(broken)?;
        Ok(Some(row.try_get("last").map_err(broken)?))
    }

    /// A statement of SQLite with one number; nothing on PostgreSQL.
    pub(crate) async fn follow(&mut self, sql: &'static str, number: i64) -> Result<()> {
        let Self::Sqlite(tx) = self else { return Ok(()) };
        sqlx::query(sql).bind(number).execute(&mut **tx).await.map_err(broken)?;
        Ok(())
    }

    /// Makes the changes last.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(broken),
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

fn broken(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(cause) if cause.is_unique_violation() => StoreError::Duplicate,
        _ => StoreError::Broken(error.to_string()),
    }
}
