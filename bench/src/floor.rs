//! The floor: what the database alone costs for the same answer. The statements that cannot be left
//! out, prepared once, sent by the driver without anything of ours around them: the lines, the total as
//! far as it is shown, the row of the record that each reading leaves.
//!
//! What it writes is taken out again, so that the audit chain and the figures stay whole.

use std::time::Instant;

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _, Value,
};
use store::Address;
use uuid::Uuid;

use crate::table::{Spent, ask};
use crate::{AT_ONCE, CENTRE, ROUNDS};

/// Connections as the program has them: one that writes and four that read on SQLite, one pool of eight
/// on PostgreSQL.
#[derive(Clone)]
pub struct Floor {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// A statement with its values.
pub type Question = (String, Vec<Value>);

impl Floor {
    pub async fn open(address: &Address) -> anyhow::Result<Self> {
        match address {
            Address::Sqlite(path) => {
                let url = format!("sqlite:{}?mode=rw", path.display());
                let read = connect(&url, 4).await?;
                let write = connect(&url, 1).await?;
                write.execute_unprepared("pragma synchronous = normal; pragma cache_size = -48000").await?;
                Ok(Self { read, write })
            }
            Address::Postgres { url, .. } => {
                let pool = connect(url, 8).await?;
                Ok(Self { read: pool.clone(), write: pool })
            }
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.read.get_database_backend() == DbBackend::Sqlite
    }

    pub async fn rows(&self, sql: &str, values: Vec<Value>) -> anyhow::Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(self.read.get_database_backend(), sql, values);
        Ok(self.read.query_all_raw(statement).await?)
    }

    /// A statement without an answer.
    pub async fn run(&self, sql: &str) -> anyhow::Result<()> {
        self.write.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Asks these questions and leaves a row in the record, again and again, eight at once.
    pub async fn reading(&self, questions: Vec<Question>) -> anyhow::Result<Spent> {
        let kept = self.keep_record().await?;
        let floor = self.clone();
        let spent = ask(AT_ONCE, ROUNDS, move |_| {
            let (floor, questions) = (floor.clone(), questions.clone());
            async move {
                for (sql, values) in questions {
                    floor.rows(&sql, values).await?;
                }
                let tx = floor.begin().await?;
                record(&tx).await?;
                tx.commit().await?;
                Ok(())
            }
        })
        .await;
        self.restore_record(kept).await?;
        spent
    }

    /// Enters the rows of a case, with those of the record and the outbox, again and again.
    pub async fn registering(&self) -> anyhow::Result<Spent> {
        let kept = self.keep_record().await?;
        let copy = Copy::read(self).await?;
        let floor = self.clone();
        let all = copy.clone();
        let spent = ask(AT_ONCE, ROUNDS, move |round| {
            let (floor, copy) = (floor.clone(), all.clone());
            async move {
                let tx = floor.begin().await?;
                copy.write(&tx, round as u128).await?;
                record(&tx).await?;
                tx.commit().await?;
                Ok(())
            }
        })
        .await;
        copy.take_out(self).await?;
        self.restore_record(kept).await?;
        spent
    }

    /// Enters the rows of a case with those of its figures and without them, by turns, one at a time.
    pub async fn entering(&self) -> anyhow::Result<[Spent; 2]> {
        let kept = self.keep_record().await?;
        let whole = Copy::read(self).await?;
        let bare = whole.without("fact");
        let mut spent = [Vec::new(), Vec::new()];
        for round in 0..2 * ROUNDS {
            let copy = if round % 2 == 0 { &whole } else { &bare };
            let begun = Instant::now();
            let tx = self.begin().await?;
            copy.write(&tx, round as u128).await?;
            record(&tx).await?;
            tx.commit().await?;
            spent[round % 2].push(begun.elapsed());
        }
        whole.take_out(self).await?;
        self.restore_record(kept).await?;
        let [with, without] = spent;
        Ok([Spent::of(with)?, Spent::of(without)?])
    }

    /// Sends the statements of a script with their rows of the record, each round in one transaction.
    pub async fn writing(&self, script: Script) -> anyhow::Result<Spent> {
        let kept = self.keep_record().await?;
        let copy = Copy::read(self).await?;
        let (floor, all) = (self.clone(), copy.clone());
        let spent = ask(AT_ONCE, ROUNDS, move |round| {
            let (floor, copy, script) = (floor.clone(), all.clone(), script.clone());
            async move {
                let tx = floor.begin().await?;
                if script.enters_case {
                    copy.write(&tx, round as u128).await?;
                }
                let given: Vec<Value> = vec![
                    Uuid::from_u128(NEW + (3 << 64) + round as u128).into(),
                    Uuid::from_u128(NEW + (4 << 64) + round as u128).into(),
                    script.sample.into(),
                    script.own[round].into(),
                ];
                for sql in &script.statements {
                    let (sql, values) = with_used(sql, &given);
                    run(&tx, &sql, values).await?;
                }
                for _ in 0..script.records {
                    record(&tx).await?;
                }
                tx.commit().await?;
                Ok(())
            }
        })
        .await;
        self.take_out().await?;
        copy.take_out(self).await?;
        self.restore_record(kept).await?;
        spent
    }

    /// Takes out what scripts wrote.
    async fn take_out(&self) -> anyhow::Result<()> {
        let tx = self.begin().await?;
        let between: Vec<Value> =
            vec![Uuid::from_u128(NEW + (3 << 64)).into(), Uuid::from_u128(NEW + (5 << 64)).into()];
        for (table, column) in [
            ("outbox", "id"),
            ("deadline", "id"),
            ("assignment", "id"),
            ("diary_entry", "id"),
            ("case_event", "id"),
            ("fact", "case_id"),
            ("request_person", "request_id"),
            ("request", "id"),
        ] {
            let sql = format!("delete from {table} where {column} >= $1 and {column} < $2");
            run(&tx, &sql, between.clone()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// A statement that copies a row; what is given goes in instead.
    pub async fn copy_of(&self, table: &str, given: &[(&str, &str)], which: &str) -> anyhow::Result<String> {
        copy_of(self, table, given, which).await
    }

    async fn begin(&self) -> anyhow::Result<DatabaseTransaction> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    async fn keep_record(&self) -> anyhow::Result<(i64, String)> {
        let rows = self.rows("select seq, hash from audit_head", Vec::new()).await?;
        let Some(head) = rows.first() else { anyhow::bail!("the record has no head") };
        Ok((head.try_get("", "seq")?, head.try_get("", "hash")?))
    }

    async fn restore_record(&self, (seq, hash): (i64, String)) -> anyhow::Result<()> {
        let tx = self.begin().await?;
        run(&tx, "delete from audit where seq > $1", vec![seq.into()]).await?;
        run(&tx, "update audit_head set seq = $1, hash = $2", vec![seq.into(), hash.into()]).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn connect(url: &str, most: u32) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(most).min_connections(most).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn run(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> anyhow::Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// The row of the record that each reading of a case leaves. The floor reckons no hash.
async fn record(tx: &DatabaseTransaction) -> anyhow::Result<()> {
    let lock = if tx.get_database_backend() == DbBackend::Postgres { " for update" } else { "" };
    let sql = format!("select seq, hash from audit_head where id = 1{lock}");
    let head = Statement::from_string(tx.get_database_backend(), sql);
    let Some(head) = tx.query_one_raw(head).await? else { anyhow::bail!("the record has no head") };
    let (seq, hash): (i64, String) = (head.try_get::<i64>("", "seq")? + 1, "0".repeat(64));
    let mut values: Vec<Value> = vec![seq.into(), now().into()];
    for text in [
        "00000000-0000-0000-0000-000000000001",
        "bench",
        "director",
        CENTRE,
        "127.0.0.1",
        "bench.floor",
        "case",
        "00000000-0000-0000-0000-000000000002",
        "",
        "{}",
        &hash,
        &hash,
    ] {
        values.push(text.into());
    }
    let sql = "insert into audit (seq, at, actor_id, actor_name, role, org_code, ip, act, object_kind, object_id,
         reason, detail, previous, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    run(tx, sql, values).await?;
    run(tx, "update audit_head set seq = $1, hash = $2 where id = 1", vec![seq.into(), hash.into()]).await
}

/// A time for rows that are taken out again.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default()
}

/// A case of the register that is copied under new ids: whatever columns there are, the floor has them.
#[derive(Clone)]
struct Copy {
    /// Statements with the places of their values: `$1` case, `$2` person, `$3` file code, `$4` the case
    /// that is copied, `$5` the person that is copied, `$6` an id of the event.
    statements: Vec<String>,
    case: Uuid,
    person: Uuid,
    sqlite: bool,
}

/// What an act cannot do without: statements in which `$1` and `$2` are new ids, `$3` is a row to be copied and `$4`
/// the matter of the round.
#[derive(Clone)]
pub struct Script {
    pub statements: Vec<String>,
    pub sample: Uuid,
    pub own: Vec<Uuid>,
    /// Rows of the record that the act leaves.
    pub records: usize,
    /// The rows of a case are entered as well.
    pub enters_case: bool,
}

/// New ids begin like this, so that they can be taken out again.
const NEW: u128 = 0xbe4c_0000_0000_0000_0000_0000_0000_0000;

impl Copy {
    async fn read(floor: &Floor) -> anyhow::Result<Self> {
        let sql = "select c.id, b.person_id from cases c join beneficiary b on b.case_id = c.id and b.position = 0
             where c.org_code = $1 and c.beneficiary_count = 1 order by c.accepted_on desc, c.id desc limit 1";
        let rows = floor.rows(sql, vec![CENTRE.into()]).await?;
        let Some(row) = rows.first() else { anyhow::bail!("{CENTRE} has no case to copy") };
        let mut statements = Vec::new();
        for (table, given, which) in [
            ("person", &[("id", "$2")][..], "id = $5"),
            ("cases", &[("id", "$1"), ("file_code", "$3"), ("file_code_folded", "$3")], "id = $4"),
            ("beneficiary", &[("case_id", "$1"), ("person_id", "$2")], "case_id = $4 and position = 0"),
            ("fact", &[("case_id", "$1")], "case_id = $4 and recorded_to > '9000-01-01T00:00:00+00:00'"),
            ("case_event", &[("case_id", "$1"), ("id", "$6")], "case_id = $4 and kind = 'accepted'"),
        ] {
            statements.push(copy_of(floor, table, given, which).await?);
        }
        Ok(Self {
            statements,
            case: row.try_get("", "id")?,
            person: row.try_get("", "person_id")?,
            sqlite: floor.is_sqlite(),
        })
    }

    /// The same without the rows of one table.
    fn without(&self, table: &str) -> Self {
        let begins = format!("insert into {table} ");
        let statements = self.statements.iter().filter(|sql| !sql.starts_with(&begins)).cloned().collect();
        Self { statements, ..self.clone() }
    }

    async fn write(&self, tx: &DatabaseTransaction, round: u128) -> anyhow::Result<()> {
        let (case, person) = (Uuid::from_u128(NEW + round), Uuid::from_u128(NEW + (1 << 64) + round));
        let event = Uuid::from_u128(NEW + (2 << 64) + round);
        let code = format!("FLOOR.{round}");
        for sql in &self.statements {
            let given: [Value; 6] = [
                case.into(),
                person.into(),
                code.as_str().into(),
                self.case.into(),
                self.person.into(),
                event.into(),
            ];
            let (sql, values) = with_used(sql, &given);
            run(tx, &sql, values).await?;
            if self.sqlite && sql.starts_with("insert into beneficiary ") {
                let sql =
                    "insert into beneficiary_name (rowid, search_text) values (last_insert_rowid(), $1)";
                run(tx, sql, vec!["do van san zztt01".into()]).await?;
            }
        }
        let sql = "insert into outbox (id, kind, payload, created_at, run_at, attempts, done_at)
             values ($1, 'bench.floor', '{}', $2, $2, 0, $2)";
        run(tx, sql, vec![case.into(), now().into()]).await
    }

    async fn take_out(&self, floor: &Floor) -> anyhow::Result<()> {
        let tx = floor.begin().await?;
        let (from, to) = (Uuid::from_u128(NEW), Uuid::from_u128(NEW + (3 << 64)));
        let between: Vec<Value> = vec![from.into(), to.into()];
        if self.sqlite {
            let sql = "delete from beneficiary_name where rowid in
                 (select seq from beneficiary where case_id >= $1 and case_id < $2)";
            run(&tx, sql, between.clone()).await?;
        }
        for (table, column) in [
            ("outbox", "id"),
            ("case_event", "case_id"),
            ("fact", "case_id"),
            ("beneficiary", "case_id"),
            ("cases", "id"),
            ("person", "id"),
        ] {
            let sql = format!("delete from {table} where {column} >= $1 and {column} < $2");
            run(&tx, &sql, between.clone()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// The values that a statement uses, in a row of their own: PostgreSQL wants no more and no less.
fn with_used(sql: &str, given: &[Value]) -> (String, Vec<Value>) {
    let (mut text, mut values) = (sql.to_owned(), Vec::new());
    for (place, value) in given.iter().enumerate() {
        let mark = format!("${}", place + 1);
        if text.contains(&mark) {
            values.push(value.clone());
            text = text.replace(&mark, &format!("\u{1}{}", values.len()));
        }
    }
    (text.replace('\u{1}', "$"), values)
}

async fn copy_of(floor: &Floor, table: &str, given: &[(&str, &str)], which: &str) -> anyhow::Result<String> {
    let sql = if floor.is_sqlite() {
        format!("select name from pragma_table_info('{table}')")
    } else {
        format!(
            "select column_name as name from information_schema.columns
             where table_schema = current_schema() and table_name = '{table}' and is_generated = 'NEVER'
             order by ordinal_position"
        )
    };
    let mut columns: Vec<String> = Vec::new();
    for row in floor.rows(&sql, Vec::new()).await? {
        columns.push(row.try_get("", "name")?);
    }
    columns.retain(|column| column != "seq");
    let values: Vec<&str> = columns
        .iter()
        .map(|column| {
            given.iter().find(|(name, _)| name == column).map_or(column.as_str(), |(_, mark)| *mark)
        })
        .collect();
    Ok(format!(
        "insert into {table} ({}) select {} from {table} where {which} limit 1",
        columns.join(", "),
        values.join(", ")
    ))
}
