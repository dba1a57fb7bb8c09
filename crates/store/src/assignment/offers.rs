//! Offers: an assignment that waits for the answer of the provider.

use chrono::{DateTime, Utc};
use law::access::Reach;
use law::assignment::{DeclineGround, OfferState};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::db::Tx;

/// An assignment that is answered by the provider (*nhận hoặc không nhận vụ việc*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Offer {
    pub id: Uuid,
    pub case_id: Uuid,
    pub provider_id: Uuid,
    pub org_code: String,
    pub made_at: DateTime<Utc>,
    pub answer_by: DateTime<Utc>,
    pub state: Code<OfferState>,
    pub ground: Option<Code<DeclineGround>>,
    pub reason: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    pub answered_by: Option<String>,
    /// When the head was told that no answer came.
    pub told_at: Option<DateTime<Utc>>,
}

const OFFER: &str =
    "id, case_id, provider_id, org_code, made_at, answer_by, state, ground, reason, answered_at,
    answered_by, told_at";

fn columns(table: &str) -> String {
    OFFER.split(',').map(|column| format!("{table}.{}", column.trim())).collect::<Vec<_>>().join(", ")
}

/// Makes an offer.
pub async fn insert_offer(tx: &Tx, offer: &Offer) -> Result<()> {
    let sql = "insert into assignment_offer (id, case_id, provider_id, org_code, made_at, answer_by, state)
         values ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        offer.id.into(),
        offer.case_id.into(),
        offer.provider_id.into(),
        offer.org_code.as_str().into(),
        offer.made_at.into(),
        offer.answer_by.into(),
        offer.state.into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The offer of a case that nobody has answered.
pub async fn find_open(tx: &Tx, case: Uuid) -> Result<Option<Offer>> {
    let sql = format!(
        "select {OFFER} from assignment_offer where case_id = $1 and state = 'open' order by made_at desc limit 1"
    );
    let row = tx.row(&sql, [case.into()]).await?;
    Ok(row.map(|row| Offer::from_query_result(&row, "")).transpose()?)
}

/// The offers of a case, the latest first.
pub async fn list_offers(tx: &Tx, case: Uuid) -> Result<Vec<Offer>> {
    let sql = format!(
        "select {OFFER} from assignment_offer where case_id = $1 order by made_at desc, id desc limit 50"
    );
    let rows = tx.rows(&sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(Offer::from_query_result(row, "")?)).collect()
}

/// Writes the answer of an open offer; answers whether it was open.
pub async fn answer(tx: &Tx, offer: &Offer) -> Result<bool> {
    let sql =
        "update assignment_offer set state = $1, ground = $2, reason = $3, answered_at = $4, answered_by = $5
         where id = $6 and state = 'open'";
    let values: [Value; 6] = [
        offer.state.into(),
        offer.ground.map(|ground| ground.to_string()).into(),
        offer.reason.clone().into(),
        offer.answered_at.into(),
        offer.answered_by.clone().into(),
        offer.id.into(),
    ];
    Ok(tx.execute(sql, values).await?.rows_affected() == 1)
}

/// Withdraws what is open in a case: somebody else is sent, or the case ended.
pub async fn withdraw_open(tx: &Tx, case: Uuid, by: &str, now: DateTime<Utc>) -> Result<u64> {
    let sql = "update assignment_offer set state = 'withdrawn', answered_at = $1, answered_by = $2
         where case_id = $3 and state = 'open'";
    Ok(tx.execute(sql, [now.into(), by.into(), case.into()]).await?.rows_affected())
}

/// An open offer with its case and provider, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOffer {
    pub offer: Offer,
    pub file_code: String,
    pub provider_name: String,
}

async fn lines(tx: &Tx, condition: &str, values: Vec<Value>, limit: usize) -> Result<Vec<OpenOffer>> {
    let sql = format!(
        "select {}, c.file_code, p.name as provider_name from assignment_offer o
         join cases c on c.id = o.case_id join provider p on p.id = o.provider_id
         where o.state = 'open' and c.state = 'assigned' and c.provider_id = o.provider_id
             and {condition} order by o.answer_by, o.id limit {limit}",
        columns("o")
    );
    let read = |row: &sea_orm::QueryResult| {
        Ok(OpenOffer {
            offer: Offer::from_query_result(row, "")?,
            file_code: row.try_get("", "file_code")?,
            provider_name: row.try_get("", "provider_name")?,
        })
    };
    tx.rows(&sql, values).await?.iter().map(read).collect()
}

/// Open offers of cases within reach, the most pressing first.
pub async fn list_within(tx: &Tx, reach: &Reach, limit: usize) -> Result<Vec<OpenOffer>> {
    let (clause, values) = reach_clause(reach, "c", 1);
    lines(tx, &clause, values, limit).await
}

/// Open offers to a provider, the most pressing first.
pub async fn list_open_of(tx: &Tx, provider: Uuid, limit: usize) -> Result<Vec<OpenOffer>> {
    lines(tx, "o.provider_id = $1", vec![provider.into()], limit).await
}

/// Open offers whose time to answer is over and of which nobody was told, the oldest first.
pub async fn list_overdue(tx: &Tx, now: DateTime<Utc>, limit: usize) -> Result<Vec<OpenOffer>> {
    lines(tx, "o.answer_by <= $1 and o.told_at is null", vec![now.into()], limit).await
}

/// Notes that the head was told.
pub async fn mark_told(tx: &Tx, offer: Uuid, now: DateTime<Utc>) -> Result<()> {
    tx.execute("update assignment_offer set told_at = $1 where id = $2", [now.into(), offer.into()]).await?;
    Ok(())
}
