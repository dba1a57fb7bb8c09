//! The red lists: what nobody looks at.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

use super::clocks::Thing;
use super::lines::{QueueLine, lines};
use super::{local_day, quoted};
use crate::Result;
use crate::cases::list::reach_clause;
use crate::db::Tx;

/// What nobody looks at (*danh sách đỏ*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum RedList {
    /// Running, and nothing was entered for thirty days.
    Silent,
    /// A judgment is on file, and the case still runs here.
    JudgedOpen,
    /// Closed more than thirty days ago, and the file was not handed over (art. 39(1)).
    HandOverLate,
    /// The day of a hearing passed, and nobody entered what happened.
    HearingPassed,
}

impl RedList {
    /// All, most pressing first.
    pub const ALL: [Self; 4] = [Self::HearingPassed, Self::JudgedOpen, Self::HandOverLate, Self::Silent];

    /// The code in addresses and texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::JudgedOpen => "judged_open",
            Self::HandOverLate => "hand_over_late",
            Self::HearingPassed => "hearing_passed",
        }
    }

    /// The list with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }

    /// The states and the condition on `cases x`, with the parameters from `$first` on.
    fn condition(self, now: DateTime<Utc>, first: usize) -> (&'static [&'static str], String, Vec<Value>) {
        let month = now - chrono::Duration::days(30);
        match self {
            Self::Silent => {
                let since = |table: &str| {
                    format!(
                        "not exists (select 1 from {table} e where e.case_id = x.id and e.entered_at >= ${first})"
                    )
                };
                let tables = ["case_event", "diary_entry", "case_paper", "hearing", "dealing"].map(since);
                let sql = format!("x.recorded_at < ${first} and {}", tables.join(" and "));
                (&["accepted", "assigned", "conducting"], sql, vec![month.into()])
            }
            Self::JudgedOpen => {
                let sql = "exists (select 1 from case_paper e where e.case_id = x.id and e.item = 'judgment'
                     and e.removed_at is null)";
                (&RUNNING, sql.to_owned(), Vec::new())
            }
            Self::HandOverLate => {
                let sql = format!("x.closed_on < ${first}");
                (&["closed"], sql, vec![local_day(month).into()])
            }
            // The hearings of this list are joined by `red`; they are fewer than the cases that run.
            Self::HearingPassed => (&RUNNING, "x.id = h.case_id".to_owned(), vec![now.into()]),
        }
    }
}

const RUNNING: [&str; 4] = ["accepted", "assigned", "conducting", "paused"];

/// How many cases within reach stand on a red list, counted up to `most`.
pub async fn count_red(
    tx: &Tx,
    reach: &Reach,
    list: RedList,
    now: DateTime<Utc>,
    most: usize,
) -> Result<usize> {
    // Whatever stands first along the index is counted; the order of the list would make the database sort.
    let (inner, values) = red(reach, list, now, None);
    let sql = format!("select count(*) as number from ({inner} limit {most}) as counted");
    let row = tx.row(&sql, values).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok(usize::try_from(number).unwrap_or_default())
}

/// How many cases of each of these organisations had a hearing of which nobody entered what happened. The index of
/// planned hearings is walked once for all of them.
pub async fn count_hearings_passed(
    tx: &Tx,
    organisations: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<(String, usize)>> {
    let list = RedList::HearingPassed;
    let reach = Reach::Organisations(organisations.to_vec());
    let (inner, values) = red(&reach, list, now, None);
    let sql = format!(
        "select c.org_code as org_code, count(*) as number from ({inner}) as k join cases c on c.id = k.id
         group by c.org_code"
    );
    let read = |row: &sea_orm::QueryResult| {
        let number: i64 = row.try_get("", "number")?;
        Ok((row.try_get("", "org_code")?, usize::try_from(number).unwrap_or_default()))
    };
    tx.rows(&sql, values).await?.iter().map(read).collect()
}

/// The cases within reach on a red list, the oldest first; continue after a day and an id.
pub async fn list_red(
    tx: &Tx,
    reach: &Reach,
    list: RedList,
    now: DateTime<Utc>,
    after: Option<(NaiveDate, Uuid)>,
    limit: usize,
) -> Result<Vec<QueueLine>> {
    let (inner, values) = red(reach, list, now, after);
    let inner = format!("{inner} order by x.accepted_on, x.id limit {limit}");
    lines(tx, Thing::Case, &inner, "k.place, k.id", values, limit).await
}

fn red(
    reach: &Reach,
    list: RedList,
    now: DateTime<Utc>,
    after: Option<(NaiveDate, Uuid)>,
) -> (String, Vec<Value>) {
    let (states, condition, mut values) = list.condition(now, 1);
    let mut rest = String::new();
    if let Some((day, id)) = after {
        values.push(day.into());
        values.push(id.into());
        rest = format!(" and (x.accepted_on, x.id) > (${}, ${})", values.len() - 1, values.len());
    }
    let (clause, more) = reach_clause(reach, "x", values.len() + 1);
    values.extend(more);
    let source = match list {
        RedList::HearingPassed => {
            // By time first: the index of planned hearings is short, the one by case is not.
            "(select distinct case_id from (select case_id from hearing where state = 'planned' and at < $1
              order by at limit 20000) as due) as h cross join cases x"
        }
        _ => "cases x",
    };
    let sql = format!(
        "select x.id as id, x.accepted_on as place from {source} where {clause} and x.state in ({}) and {condition}{rest}",
        quoted(states)
    );
    (sql, values)
}
