//! Opens SQLite or PostgreSQL, begins transactions, holds the keys. Nothing else knows which it is.
//!
//! SQLite: one writer connection and a few readers on one WAL file, every write transaction IMMEDIATE,
//! so that nobody meets "database is locked". PostgreSQL: one pool. A read transaction sees one moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, ExecResult,
    IsolationLevel, QueryResult, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement, TransactionOptions, TransactionTrait, Value,
};

use crate::secrets::Keyring;
use crate::{Result, StoreError};

/// Where the data lives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL database; the schema is created and used when named.
    Postgres {
        /// `postgres://…`
        url: String,
        /// Schema to work in; the server's default when `None`.
        schema: Option<String>,
    },
}

impl Address {
    /// Reads `sqlite:PATH` or `postgres://…` as settings write it.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            Ok(Self::Sqlite(PathBuf::from(path.trim_start_matches("//"))))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres { url: text.to_owned(), schema: None })
        } else {
            Err(format!("not a database address: {text} (want sqlite:PATH or postgres://…)"))
        }
    }
}

/// The database, open.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    backend: DbBackend,
    keys: Arc<Keyring>,
    /// How to reach PostgreSQL beside the pool, see [`Store::watch`].
    postgres: Option<PgConnectOptions>,
    away: Arc<AtomicBool>,
}

/// One transaction. Dropped without [`Tx::commit`], it never happened.
#[derive(Debug)]
pub struct Tx {
    pub(crate) inner: DatabaseTransaction,
    backend: DbBackend,
    keys: Arc<Keyring>,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub async fn open(address: &Address, keys: Keyring) -> Result<Self> {
        let store = Self::connect(address, keys).await?;
        crate::migrations::run(&store).await?;
        Ok(store)
    }

    /// Opens the database as it is.
    pub async fn connect(address: &Address, keys: Keyring) -> Result<Self> {
        let keys = Arc::new(keys);
        match address {
            Address::Sqlite(path) => {
                let (write, read) = open_sqlite(path).await?;
                Ok(Self {
                    write,
                    read,
                    backend: DbBackend::Sqlite,
                    keys,
                    postgres: None,
                    away: Arc::default(),
                })
            }
            Address::Postgres { url, schema } => {
                let (pool, options) = open_postgres(url, schema.as_deref()).await?;
                let (write, postgres) = (pool.clone(), Some(options));
                Ok(Self {
                    write,
                    read: pool,
                    backend: DbBackend::Postgres,
                    keys,
                    postgres,
                    away: Arc::default(),
                })
            }
        }
    }

    /// Begins a transaction that may change things.
    pub async fn begin(&self) -> Result<Tx> {
        self.answers()?;
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let inner = self.write.begin_with_options(options).await.map_err(|error| match error {
            sea_orm::DbErr::ConnectionAcquire(_) if self.is_sqlite() => StoreError::Busy,
            other => other.into(),
        })?;
        Ok(Tx { inner, backend: self.backend, keys: Arc::clone(&self.keys) })
    }

    /// Begins a transaction that only reads, at one moment.
    pub async fn snapshot(&self) -> Result<Tx> {
        self.answers()?;
        let postgres = self.backend == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        let inner = self.read.begin_with_options(options).await?;
        Ok(Tx { inner, backend: self.backend, keys: Arc::clone(&self.keys) })
    }

    /// The keys of this installation.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.keys
    }

    /// Whether the data lives in SQLite.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.backend == DbBackend::Sqlite
    }

    /// The writing pool of SQLite itself, for a bulk run.
    pub(crate) fn sqlite_pool(&self) -> Option<&sea_orm::sqlx::SqlitePool> {
        self.is_sqlite().then(|| self.write.get_sqlite_connection_pool())
    }

    /// Answers when the database can be reached.
    pub async fn ping(&self) -> Result<()> {
        self.answers()?;
        self.read.execute_unprepared("select 1").await?;
        Ok(())
    }

    fn answers(&self) -> Result<()> {
        if self.away.load(Ordering::Relaxed) {
            return Err(StoreError::Broken("the database does not answer".to_owned()));
        }
        Ok(())
    }

    /// Carries the log of SQLite over into the file again and again, on a reading connection, so that no writer waits
    /// for the disk. Never ends; on PostgreSQL there is nothing to do.
    pub async fn carry_log_over(&self, every: Duration) {
        if !self.is_sqlite() {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(every).await;
            if let Err(error) = self.read.execute_unprepared("pragma wal_checkpoint(passive)").await {
                tracing::warn!(%error, "the log of SQLite could not be carried over; the next write tries again");
            }
        }
    }

    /// Looks every second whether PostgreSQL answers, on a connection of its own. While it does not,
    /// transactions fail at once, so that people wait for a page that says so and not for the pool.
    /// On SQLite it carries the log over.
    pub async fn watch(&self) {
        let Some(options) = &self.postgres else { return self.carry_log_over(CARRIED_OVER).await };
        let mut connection: Option<PgConnection> = None;
        loop {
            tokio::time::sleep(WATCH).await;
            let mut held = connection.take();
            let ask = async {
                let mut asked = match held.take() {
                    Some(open) => open,
                    None => options.connect().await?,
                };
                asked.ping().await?;
                Ok::<PgConnection, sea_orm::sqlx::Error>(asked)
            };
            let answer = tokio::time::timeout(PATIENCE, ask).await;
            connection = answer.ok().and_then(|answer| answer.ok());
            let away = connection.is_none();
            if self.away.swap(away, Ordering::Relaxed) != away {
                if away {
                    tracing::error!("the database does not answer");
                } else {
                    tracing::info!("the database answers again");
                }
            }
        }
    }

    /// Runs statements outside a transaction: maintenance such as `vacuum into`, `analyze`.
    pub async fn maintain(&self, sql: &str) -> Result<()> {
        self.write.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Lets SQLite count again how its data lie, so that it finds the quick ways: it takes an index that it knows nothing
    /// of for the best one. PostgreSQL knows its columns, whatever index stands on them.
    pub async fn count_again(&self) -> Result<()> {
        if self.is_sqlite() {
            self.maintain("pragma analysis_limit = 2000; pragma optimize = 0x10002").await?;
        }
        Ok(())
    }

    /// Answers the column `line` of a question, as it stands: maintenance and checks.
    pub async fn ask(&self, sql: &str) -> Result<Vec<String>> {
        let rows = self.read.query_all_raw(Statement::from_string(self.backend, sql)).await?;
        rows.iter().map(|row| Ok(row.try_get("", "line")?)).collect()
    }

    /// Closes all connections and waits for them.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        if self.backend == DbBackend::Sqlite {
            self.write.close().await?;
        }
        Ok(())
    }
}

impl Tx {
    /// Makes the changes last.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
        Ok(())
    }

    /// Forgets the changes.
    pub async fn rollback(self) -> Result<()> {
        self.inner.rollback().await?;
        Ok(())
    }

    pub(crate) fn keys(&self) -> &Keyring {
        &self.keys
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.backend == DbBackend::Sqlite
    }

    /// A statement with `$1` parameters, the same text for both databases.
    pub(crate) fn statement<I: IntoIterator<Item = Value>>(&self, sql: &str, values: I) -> Statement {
        Statement::from_sql_and_values(self.backend, sql, values)
    }

    pub(crate) async fn execute<I: IntoIterator<Item = Value>>(
        &self,
        sql: &str,
        values: I,
    ) -> Result<ExecResult> {
        Ok(self.inner.execute_raw(self.statement(sql, values)).await?)
    }

    pub(crate) async fn rows<I: IntoIterator<Item = Value>>(
        &self,
        sql: &str,
        values: I,
    ) -> Result<Vec<QueryResult>> {
        Ok(self.inner.query_all_raw(self.statement(sql, values)).await?)
    }

    pub(crate) async fn row<I: IntoIterator<Item = Value>>(
        &self,
        sql: &str,
        values: I,
    ) -> Result<Option<QueryResult>> {
        Ok(self.inner.query_one_raw(self.statement(sql, values)).await?)
    }

    /// Statements without parameters, as they stand: migrations, bulk switches, benchmarks.
    pub async fn run(&self, sql: &str) -> Result<()> {
        self.inner.execute_unprepared(sql).await?;
        Ok(())
    }
}

/// How often [`Store::watch`] looks, and how long it waits for an answer.
const WATCH: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(3);

/// How often the log of SQLite is carried over: whoever writes meanwhile may wait for the disk, so not all the time.
const CARRIED_OVER: Duration = Duration::from_secs(5);

/// Pages of the log of SQLite after which it is carried over into the file.
pub(crate) const CHECKPOINT: &str = "16000";

async fn open_sqlite(path: &Path) -> Result<(DatabaseConnection, DatabaseConnection)> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::Broken(error.to_string()))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(200)
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "33554432")
        .disable_statement_logging();
    // Carrying the log over into a large file takes a disk its time, and whoever writes would wait for it: `watch` does it
    // beside them. Where nobody watches, the writer does it after so many pages.
    let writer = options.clone().pragma("cache_size", "-48000").pragma("wal_autocheckpoint", CHECKPOINT);
    let write =
        PoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(30)).connect_with(writer);
    let write = write.await.map_err(|error| StoreError::Broken(error.to_string()))?;
    let reader = options.pragma("query_only", "on").pragma("cache_size", "-12000");
    let read =
        PoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(30)).connect_with(reader);
    let read = read.await.map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(write), SqlxSqliteConnector::from_sqlx_sqlite_pool(read)))
}

async fn open_postgres(url: &str, schema: Option<&str>) -> Result<(DatabaseConnection, PgConnectOptions)> {
    let mut options: PgConnectOptions =
        url.parse().map_err(|error: sea_orm::sqlx::Error| StoreError::Broken(error.to_string()))?;
    options = options.disable_statement_logging().statement_cache_capacity(200);
    if let Some(schema) = schema {
        let plain = schema.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !plain {
            return Err(StoreError::Broken(format!("not a schema name: {schema}")));
        }
        options = options.options([("search_path", schema)]);
    }
    // A pool would only say that it waited in vain; one connection says why.
    let first = tokio::time::timeout(PATIENCE, options.connect()).await;
    let first = first.map_err(|_| StoreError::Broken("no answer in time".to_owned()))?;
    let closed = first.map_err(|error| StoreError::Broken(error.to_string()))?.close().await;
    closed.map_err(|error| StoreError::Broken(error.to_string()))?;
    let pool = PoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        // To compile a statement of the figures takes PostgreSQL longer than to answer it.
        .after_connect(|connection: &mut PgConnection, _| {
            Box::pin(async move {
                connection.execute("set jit = off").await?;
                Ok(())
            })
        })
        // A connection that was used a moment ago answers; to ask it each time would cost every page three questions.
        .before_acquire(|connection: &mut PgConnection, used| {
            Box::pin(async move {
                if used.idle_for >= WATCH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options.clone())
        .await
        .map_err(|error| StoreError::Broken(error.to_string()))?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    if let Some(schema) = schema {
        let create = format!("create schema if not exists {schema}");
        if connection.execute_unprepared(&create).await.is_err() {
            // Another server created it at the same moment; the second look finds it.
            connection.execute_unprepared(&create).await?;
        }
    }
    Ok((connection, options))
}
