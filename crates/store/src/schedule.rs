//! What stands in calendars: appointments, clocks, leave and shifts between two moments; and the private feeds.
//!
//! An appointment names its case by number only. Of a feed only the hash of its token is kept.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::hearings::{HearingKind, HearingState};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::db::Tx;
use crate::deadlines::ClockSight;
use crate::targets::marks;

/// An appointment as a calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CalendarHearing {
    pub id: Uuid,
    pub case_id: Uuid,
    pub file_code: String,
    pub provider_id: Option<Uuid>,
    pub provider_name: Option<String>,
    pub kind: Code<HearingKind>,
    pub state: Code<HearingState>,
    pub at: DateTime<Utc>,
    pub place: Option<String>,
    pub agency: Option<String>,
    pub online: bool,
    /// Why the case is restricted; empty for an ordinary one. The place may be somebody's home.
    pub restricted: String,
}

/// A clock that runs out.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CalendarClock {
    pub id: Uuid,
    pub code: Code<law::deadlines::DeadlineCode>,
    pub due_at: DateTime<Utc>,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub file_code: Option<String>,
}

/// Leave of somebody.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CalendarLeave {
    pub id: Uuid,
    pub provider_id: Uuid,
    pub provider_name: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
}

/// An address under which a calendar is read.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Feed {
    pub id: Uuid,
    pub account_id: Uuid,
    #[serde(skip)]
    pub token_hash: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Most lines of a kind in one view.
const MOST: u64 = 2000;

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// Appointments within reach between two moments that are planned or were held; of one provider, or of all.
pub async fn list_hearings(
    tx: &Tx,
    reach: &Reach,
    only: Option<Uuid>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<CalendarHearing>> {
    let (clause, within) = reach_clause(reach, "c", 3);
    let mut values: Vec<Value> = vec![from.into(), to.into()];
    values.extend(within);
    let narrow = match only {
        Some(provider) => {
            values.push(provider.into());
            format!(" and c.provider_id = ${}", values.len())
        }
        None => String::new(),
    };
    let sql = format!(
        "select h.id, h.case_id, c.file_code, c.provider_id, c.provider_name, h.kind, h.state, h.at, h.place,
           h.agency, h.online, c.restricted
         from hearing h join cases c on c.id = h.case_id
         where h.at >= $1 and h.at < $2 and h.state in ('planned', 'held') and {clause}{narrow}
         order by h.at, h.id limit {MOST}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Running clocks within reach and sight that run out between two moments; of one provider, or of all.
pub async fn list_clocks(
    tx: &Tx,
    reach: &Reach,
    sight: &ClockSight,
    only: Option<Uuid>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<CalendarClock>> {
    let (clause, within) = reach_clause(reach, "k", 3);
    let mut values: Vec<Value> = vec![from.into(), to.into()];
    values.extend(within);
    let narrow = match only {
        Some(provider) => {
            values.push(provider.into());
            format!(" and k.provider_id = ${}", values.len())
        }
        None => String::new(),
    };
    let seen = sight.clause("k", &mut values);
    let sql = format!(
        "select k.id, k.code, k.due_at, k.subject_kind, k.subject_id, k.provider_id, k.case_id, c.file_code
         from deadline k left join cases c on c.id = k.case_id
         where k.ended_at is null and k.due_at >= $1 and k.due_at < $2 and {clause}{narrow} and {seen}
         order by k.due_at, k.id limit {MOST}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Leave of the providers of these organisations that touches two days; of one provider, or of all.
pub async fn list_leave(
    tx: &Tx,
    codes: &[String],
    only: Option<Uuid>,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<CalendarLeave>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = vec![days.0.into(), days.1.into()];
    values.extend(codes.iter().map(|code| Value::from(code.as_str())));
    let narrow = match only {
        Some(provider) => {
            values.push(provider.into());
            format!(" and a.provider_id = ${}", values.len())
        }
        None => String::new(),
    };
    let sql = format!(
        "select a.id, a.provider_id, p.name as provider_name, a.from_on, a.to_on
         from provider p join absence a on a.provider_id = p.id
         where a.cancelled_at is null and a.from_on <= $2 and a.to_on >= $1 and p.org_code in ({}){narrow}
         order by a.from_on, p.name_folded, a.id limit {MOST}",
        marks(3, codes.len())
    );
    read(&tx.rows(&sql, values).await?)
}

const FEED: &str = "id, account_id, token_hash, created_at, read_at, revoked_at";

/// The feed that a token opens, if it was not revoked.
pub async fn find_feed(tx: &Tx, token_hash: &str) -> Result<Option<Feed>> {
    let sql = format!("select {FEED} from calendar_feed where token_hash = $1 and revoked_at is null");
    Ok(read(&tx.rows(&sql, [token_hash.into()]).await?)?.pop())
}

/// The feeds of an account that still open, latest first.
pub async fn list_feeds(tx: &Tx, account: Uuid) -> Result<Vec<Feed>> {
    let sql = format!(
        "select {FEED} from calendar_feed where account_id = $1 and revoked_at is null order by created_at desc, id"
    );
    read(&tx.rows(&sql, [account.into()]).await?)
}

/// Adds a feed.
pub async fn insert_feed(tx: &Tx, feed: &Feed) -> Result<()> {
    let sql = format!("insert into calendar_feed ({FEED}) values ($1, $2, $3, $4, $5, $6)");
    let values = [
        feed.id.into(),
        feed.account_id.into(),
        feed.token_hash.as_str().into(),
        feed.created_at.into(),
        feed.read_at.into(),
        feed.revoked_at.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Notes that a feed was read.
pub async fn note_feed_read(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.execute("update calendar_feed set read_at = $2 where id = $1", [id.into(), at.into()]).await?;
    Ok(())
}

/// Revokes a feed of an account.
pub async fn revoke_feed(tx: &Tx, account: Uuid, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
    let sql =
        "update calendar_feed set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null";
    Ok(tx.execute(sql, [id.into(), account.into(), at.into()]).await?.rows_affected() == 1)
}
