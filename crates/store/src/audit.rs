//! The append-only record of every act and every read of a case or person, chained by hashes.
//!
//! Each row carries the hash of the one before; `verify` walks the chain and recomputes it. Rows are
//! written in the transaction of the act. Who may search it is decided in `office`.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, QueryOrder as _, QuerySelect as _, Set};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::db::Tx;
use crate::{Result, StoreError};

/// The stored row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Place in the chain, from 1 without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_id: String,
    pub actor_name: String,
    pub role: String,
    /// Organisation of the actor.
    pub org_code: String,
    pub ip: String,
    /// Name of the act, as its path (`cases.register`).
    pub act: String,
    pub object_kind: String,
    pub object_id: String,
    /// Why, where the act asks for it.
    pub reason: String,
    /// What changed, as JSON.
    pub detail: String,
    pub previous: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One line of the record, before it has its place in the chain.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub actor_id: String,
    pub actor_name: String,
    pub role: String,
    pub org_code: String,
    pub ip: String,
    pub act: String,
    pub object_kind: String,
    pub object_id: String,
    pub reason: String,
    pub detail: String,
}

/// The record of one act, as it is read back.
pub type AuditLine = Model;

impl Model {
    fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let seq = self.seq.to_string();
        let parts: [&str; 13] = [
            &self.previous,
            &seq,
            &at,
            &self.actor_id,
            &self.actor_name,
            &self.role,
            &self.org_code,
            &self.ip,
            &self.act,
            &self.object_kind,
            &self.object_id,
            &self.reason,
            &self.detail,
        ];
        for part in parts {
            // The length in front keeps "ab"+"c" apart from "a"+"bc".
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        hex::encode(digest.finalize())
    }
}

/// Appends entries to the chain. Call it last in a transaction: it holds the head of the chain.
pub async fn append(tx: &Tx, at: DateTime<Utc>, entries: Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let lock = if tx.is_sqlite() { "" } else { " for update" };
    let head = tx.row(&format!("select seq, hash from audit_head where id = 1{lock}"), []).await?;
    let head = head.ok_or_else(|| StoreError::Broken("the audit chain has no head".to_owned()))?;
    let mut seq: i64 = head.try_get("", "seq")?;
    let mut previous: String = head.try_get("", "hash")?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let mut line = Model {
            seq,
            at,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name,
            role: entry.role,
            org_code: entry.org_code,
            ip: entry.ip,
            act: entry.act,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            reason: entry.reason,
            detail: entry.detail,
            previous,
            hash: String::new(),
        };
        line.hash = line.computed_hash();
        previous = line.hash.clone();
        rows.push(ActiveModel {
            seq: Set(line.seq),
            at: Set(line.at),
            actor_id: Set(line.actor_id),
            actor_name: Set(line.actor_name),
            role: Set(line.role),
            org_code: Set(line.org_code),
            ip: Set(line.ip),
            act: Set(line.act),
            object_kind: Set(line.object_kind),
            object_id: Set(line.object_id),
            reason: Set(line.reason),
            detail: Set(line.detail),
            previous: Set(line.previous),
            hash: Set(line.hash),
        });
    }
    Entity::insert_many(rows).exec_without_returning(&tx.inner).await?;
    tx.execute("update audit_head set seq = $1, hash = $2 where id = 1", [seq.into(), previous.into()])
        .await?;
    Ok(())
}

/// What the chain looks like after a full walk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ChainState {
    /// Rows that were read.
    pub rows: i64,
    /// First row that does not fit, if any.
    pub broken_at: Option<i64>,
    /// Hash of the last good row.
    pub head: String,
}

/// Walks the whole chain and recomputes every hash.
pub async fn verify(tx: &Tx) -> Result<ChainState> {
    let mut state = ChainState { rows: 0, broken_at: None, head: String::new() };
    while walk(tx, &mut state).await? {}
    if state.broken_at.is_none() && head(tx).await? != (state.rows, state.head.clone()) {
        state.broken_at = Some(state.rows + 1);
    }
    Ok(state)
}

/// Rows of one step of the walk.
const STEP: u64 = 2000;

/// Checks the next rows behind a state; `false` at the end of the chain or where it is broken.
pub async fn walk(tx: &Tx, state: &mut ChainState) -> Result<bool> {
    let page = Entity::find()
        .filter(Column::Seq.gt(state.rows))
        .order_by_asc(Column::Seq)
        .limit(STEP)
        .all(&tx.inner);
    let page = page.await?;
    for line in &page {
        let fits =
            line.seq == state.rows + 1 && line.previous == state.head && line.hash == line.computed_hash();
        if !fits {
            state.broken_at = Some(state.rows + 1);
            return Ok(false);
        }
        state.rows = line.seq;
        state.head.clone_from(&line.hash);
    }
    Ok(!page.is_empty())
}

/// Place and hash of the last row, as the chain remembers them.
pub async fn head(tx: &Tx) -> Result<(i64, String)> {
    let head = tx.row("select seq, hash from audit_head where id = 1", []).await?;
    let head = head.ok_or_else(|| StoreError::Broken("the audit chain has no head".to_owned()))?;
    Ok((head.try_get("", "seq")?, head.try_get("", "hash")?))
}

/// What to look for in the record.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub act: Option<String>,
    pub actor: Option<String>,
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Continue below this place in the chain.
    pub before: Option<i64>,
}

/// The newest line about a thing, after a moment, whose act is one of these.
pub async fn find_last(
    tx: &Tx,
    (kind, id): (&str, &str),
    after: DateTime<Utc>,
    acts: &[&str],
) -> Result<Option<AuditLine>> {
    let query = Entity::find()
        .filter(Column::ObjectKind.eq(kind))
        .filter(Column::ObjectId.eq(id))
        .filter(Column::At.gte(after))
        .filter(Column::Act.is_in(acts.iter().copied()))
        .order_by_desc(Column::Seq)
        .limit(1);
    Ok(query.one(&tx.inner).await?)
}

/// Lines of the record, newest first, of actors of these organisations (`None` = all).
pub async fn list(
    tx: &Tx,
    organisations: Option<&[String]>,
    search: &Search,
    limit: u64,
) -> Result<Vec<AuditLine>> {
    let mut query = Entity::find().order_by_desc(Column::Seq).limit(limit);
    if let Some(codes) = organisations {
        query = query.filter(Column::OrgCode.is_in(codes.iter().map(String::as_str)));
    }
    if let Some(act) = &search.act {
        query = query.filter(Column::Act.eq(act));
    }
    if let Some(actor) = &search.actor {
        query = query.filter(Column::ActorId.eq(actor).or(Column::ActorName.eq(actor)));
    }
    if let Some(kind) = &search.object_kind {
        query = query.filter(Column::ObjectKind.eq(kind));
    }
    if let Some(id) = &search.object_id {
        query = query.filter(Column::ObjectId.eq(id));
    }
    if let Some(from) = search.from {
        query = query.filter(Column::At.gte(from));
    }
    if let Some(to) = search.to {
        query = query.filter(Column::At.lt(to));
    }
    if let Some(before) = search.before {
        query = query.filter(Column::Seq.lt(before));
    }
    Ok(query.all(&tx.inner).await?)
}
