//! Providers who go over to the organisation that takes over theirs: planned for a day, done once, kept as history.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;
use serde::Serialize;

use crate::Result;
use crate::db::Tx;

/// A provider who goes over, or went over.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ProviderMove {
    pub provider_id: Uuid,
    /// First day at the new organisation.
    pub moves_on: NaiveDate,
    pub from_org: String,
    pub to_org: String,
    /// When it was done; none while it is planned.
    pub moved_at: Option<DateTime<Utc>>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

const MOVE: &str = "provider_id, moves_on, from_org, to_org, moved_at, entered_at, entered_by";

fn read(rows: &[sea_orm::QueryResult]) -> Result<Vec<ProviderMove>> {
    rows.iter().map(|row| Ok(ProviderMove::from_query_result(row, "")?)).collect()
}

/// Plans that everybody who works at an organisation after its last day goes over the day after.
pub async fn insert_moves(tx: &Tx, plan: &ProviderMove, last_day: NaiveDate) -> Result<u64> {
    let sql = "insert into provider_move (provider_id, moves_on, from_org, to_org, entered_at, entered_by)
         select id, $1, $2, $3, $4, $5 from provider where org_code = $2 and (ended_on is null or ended_on > $6)
         on conflict (provider_id, moves_on) do nothing";
    // The bare parameters of a select have no type of their own in PostgreSQL.
    let sql = match tx.is_sqlite() {
        true => sql.to_owned(),
        false => sql.replace(
            "select id, $1, $2, $3, $4, $5",
            "select id, $1::date, $2::text, $3::text, $4::timestamptz, $5::text",
        ),
    };
    let values = [
        plan.moves_on.into(),
        plan.from_org.as_str().into(),
        plan.to_org.as_str().into(),
        plan.entered_at.into(),
        plan.entered_by.as_str().into(),
        last_day.into(),
    ];
    Ok(tx.execute(&sql, values).await?.rows_affected())
}

/// Moves whose day has come and that were not done yet, oldest first.
pub async fn list_moves_due(tx: &Tx, today: NaiveDate, limit: usize) -> Result<Vec<ProviderMove>> {
    let sql = format!(
        "select {MOVE} from provider_move where moved_at is null and moves_on <= $1
         order by moves_on, provider_id limit {limit}"
    );
    read(&tx.rows(&sql, [today.into()]).await?)
}

/// The moves of a provider, planned and done, latest first.
pub async fn list_moves(tx: &Tx, provider: Uuid) -> Result<Vec<ProviderMove>> {
    let sql = format!("select {MOVE} from provider_move where provider_id = $1 order by moves_on desc");
    read(&tx.rows(&sql, [provider.into()]).await?)
}

/// Notes that a move was done.
pub async fn update_moved(tx: &Tx, done: &ProviderMove, now: DateTime<Utc>) -> Result<()> {
    let sql = "update provider_move set moved_at = $1 where provider_id = $2 and moves_on = $3";
    tx.execute(sql, [now.into(), done.provider_id.into(), done.moves_on.into()]).await?;
    Ok(())
}

/// Forgets a move that turned out to be none.
pub async fn remove_move(tx: &Tx, wrong: &ProviderMove) -> Result<()> {
    let sql = "delete from provider_move where provider_id = $1 and moves_on = $2 and moved_at is null";
    tx.execute(sql, [wrong.provider_id.into(), wrong.moves_on.into()]).await?;
    Ok(())
}

/// Calls off what is planned from an organisation.
pub async fn remove_planned(tx: &Tx, from_org: &str) -> Result<u64> {
    let sql = "delete from provider_move where from_org = $1 and moved_at is null";
    Ok(tx.execute(sql, [from_org.into()]).await?.rows_affected())
}

/// Takes the accounts of a provider along.
pub async fn update_accounts(tx: &Tx, done: &ProviderMove) -> Result<u64> {
    let sql =
        "update account set org_code = $1, version = version + 1 where provider_id = $2 and org_code = $3";
    let values = [done.to_org.as_str().into(), done.provider_id.into(), done.from_org.as_str().into()];
    Ok(tx.execute(sql, values).await?.rows_affected())
}
