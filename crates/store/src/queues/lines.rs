//! Lines of a queue: the oldest first, or those whose clock ends first; and what other organisations sent.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::AidForm;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::lifecycle::RequestState;
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

use super::clocks::Thing;
use super::states::{StateCount, few};
use super::{code_test, local_day, organisations, quoted};
use crate::Result;
use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::confidentiality::Onlooker;
use crate::db::Tx;

/// A thing that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueLine {
    pub thing: Thing,
    pub id: Uuid,
    pub org_code: String,
    /// Code of the file; requests have none.
    pub file_code: Option<String>,
    pub form: Code<AidForm>,
    /// Code of the state.
    pub state: String,
    /// When it was accepted or received.
    pub since: NaiveDate,
    /// Where a list by age continues.
    pub key: String,
    /// The first person.
    pub name: Option<String>,
    /// Why only few may open it; empty for an ordinary one.
    pub restricted: String,
    pub provider_name: Option<String>,
    /// Its earliest running clock, and when that is due.
    pub clock: Option<String>,
    pub due_at: Option<DateTime<Utc>>,
}

/// Which things of a queue are shown, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// All, the oldest first; continue after a key.
    Oldest(Option<(String, Uuid)>),
    /// Those with a clock that is due within a time, the soonest first.
    Due { from: Option<DateTime<Utc>>, before: Option<DateTime<Utc>>, outside: bool },
    /// These.
    Ids(Vec<Uuid>),
    /// Requests whose persons bear these words in their names, restricted ones only in the circle of who looks.
    Named(String, Option<Onlooker>),
}

/// Things in these states, within reach.
pub async fn list(
    tx: &Tx,
    reach: &Reach,
    (thing, states): (Thing, &[&str]),
    pick: &Pick,
    outside: &[&str],
    limit: usize,
) -> Result<Vec<QueueLine>> {
    let mut values: Vec<Value> = Vec::new();
    let (inner, order) = match pick {
        Pick::Oldest(after) => {
            (oldest(thing, reach, states, after.as_ref(), limit, &mut values), "k.place, k.id")
        }
        Pick::Due { from, before, outside: others } => {
            let (clause, more) = reach_clause(reach, "d", 1);
            values.extend(more);
            let codes = code_test("d.code", outside);
            let codes = if *others { codes } else { format!("not ({codes})") };
            let mut parts = vec![format!("x.state in ({})", quoted(states))];
            for (sign, moment) in [(">=", from), ("<", before)] {
                if let Some(moment) = moment {
                    values.push((*moment).into());
                    parts.push(format!("m.due {sign} ${}", values.len()));
                }
            }
            let sql = format!(
                "select m.id as id, m.due as place from ({}) as m join {} x on x.id = m.id where {}
                 order by m.due, m.id limit {limit}",
                thing.clocks(&clause, &codes),
                thing.table(),
                parts.join(" and ")
            );
            (sql, "k.place, k.id")
        }
        Pick::Ids(ids) if ids.is_empty() => return Ok(Vec::new()),
        Pick::Ids(ids) => {
            values.extend(ids.iter().map(|id| Value::from(*id)));
            let marks: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
            let (day, table) = (thing.day(), thing.table());
            let sql = format!("select id, {day} as place from {table} where id in ({})", marks.join(", "));
            (sql, "k.place, k.id")
        }
        Pick::Named(words, onlooker) => {
            (named(reach, states, (words, onlooker.as_ref()), limit, &mut values), "k.place, k.id")
        }
    };
    if inner.is_empty() {
        return Ok(Vec::new());
    }
    lines(tx, thing, &inner, order, values, limit).await
}

/// The oldest of a queue: one walk along the index for each organisation and state, or one for all.
fn oldest(
    thing: Thing,
    reach: &Reach,
    states: &[&str],
    after: Option<&(String, Uuid)>,
    limit: usize,
    values: &mut Vec<Value>,
) -> String {
    let (table, day) = (thing.table(), thing.day());
    let mut rest = String::from("1 = 1");
    if let Some((key, id)) = after {
        let place: Option<Value> = match thing {
            Thing::Case => key.parse::<NaiveDate>().ok().map(Value::from),
            Thing::Request => key.parse::<DateTime<Utc>>().ok().map(Value::from),
        };
        if let Some(place) = place {
            values.push(place);
            values.push((*id).into());
            rest = format!("(x.{day}, x.id) > (${}, ${})", values.len() - 1, values.len());
        }
    }
    let walk = |clause: &str, state: &str, at: usize| {
        format!(
            "select * from (select x.id as id, x.{day} as place from {table} x where {clause} and {state} and {rest}
             order by x.{day}, x.id limit {limit}) as walk{at}"
        )
    };
    let walked = match (thing, reach) {
        (Thing::Case, _) => few(reach),
        (Thing::Request, _) => organisations(reach),
    };
    let Some(codes) = walked else {
        let (clause, more) = reach_clause(reach, "x", values.len() + 1);
        values.extend(more);
        return walk(&clause, &format!("x.state in ({})", quoted(states)), 0);
    };
    let mut parts = Vec::new();
    for code in codes {
        values.push(code.as_str().into());
        let clause = format!("x.org_code = ${}", values.len());
        for state in states {
            parts.push(walk(&clause, &format!("x.state = '{state}'"), parts.len()));
        }
    }
    parts.join(" union all ")
}

fn named(
    reach: &Reach,
    states: &[&str],
    (words, onlooker): (&str, Option<&Onlooker>),
    limit: usize,
    values: &mut Vec<Value>,
) -> String {
    let folded: String = names::fold(words).chars().filter(|letter| !matches!(letter, '%' | '_')).collect();
    values.push(format!("%{folded}%").into());
    let clause = match organisations(reach) {
        None => "1 = 1".to_owned(),
        Some(codes) => reach_clause(&Reach::Organisations(codes.to_vec()), "r", 2).0,
    };
    values.extend(organisations(reach).unwrap_or_default().iter().map(|code| Value::from(code.as_str())));
    let open = match onlooker {
        None => "1 = 1".to_owned(),
        Some(onlooker) => {
            let (clause, more) = onlooker.request_clause(values.len() + 1);
            values.extend(more);
            clause
        }
    };
    format!(
        "select r.id as id, r.received_at as place from request r where {clause} and r.state in ({}) and {open}
         and exists (select 1 from request_person p where p.request_id = r.id and p.name_folded like $1)
         order by r.received_at, r.id limit {limit}",
        quoted(states)
    )
}

pub(super) async fn lines(
    tx: &Tx,
    thing: Thing,
    inner: &str,
    order: &str,
    values: Vec<Value>,
    limit: usize,
) -> Result<Vec<QueueLine>> {
    let clock = |column: &str| match thing {
        Thing::Case => format!(
            "(select d.{column} from deadline d where d.case_id = x.id and d.ended_at is null
              order by d.due_at, d.id limit 1)"
        ),
        Thing::Request => format!(
            "(select d.{column} from deadline d where d.subject_kind = 'request' and d.subject_id = x.id
              and d.ended_at is null order by d.due_at, d.id limit 1)"
        ),
    };
    let special = match thing {
        Thing::Case => {
            "x.file_code as file_code, x.provider_name as provider_name,
             (select b.name from beneficiary b where b.case_id = x.id and b.position = 0) as name"
        }
        Thing::Request => {
            "null as file_code, null as provider_name, (select p.name from request_person p
             where p.request_id = x.id order by p.position limit 1) as name"
        }
    };
    let sql = format!(
        "select x.id, x.org_code, x.form, x.state, x.restricted, x.{} as since, {special}, {} as clock, {} as due_at
         from ({inner}) as k join {} x on x.id = k.id order by {order} limit {limit}",
        thing.day(),
        clock("code"),
        clock("due_at"),
        thing.table()
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| line(row, thing)).collect()
}

fn line(row: &sea_orm::QueryResult, thing: Thing) -> Result<QueueLine> {
    let (since, key) = match thing {
        Thing::Case => {
            let day: NaiveDate = row.try_get("", "since")?;
            (day, day.to_string())
        }
        Thing::Request => {
            let at: DateTime<Utc> = row.try_get("", "since")?;
            (local_day(at), at.to_rfc3339())
        }
    };
    Ok(QueueLine {
        thing,
        id: row.try_get("", "id")?,
        org_code: row.try_get("", "org_code")?,
        file_code: if thing == Thing::Case { row.try_get("", "file_code")? } else { None },
        form: row.try_get("", "form")?,
        state: row.try_get("", "state")?,
        since,
        key,
        name: row.try_get("", "name")?,
        restricted: row.try_get("", "restricted")?,
        provider_name: if thing == Thing::Case { row.try_get("", "provider_name")? } else { None },
        clock: row.try_get("", "clock")?,
        due_at: row.try_get("", "due_at")?,
    })
}

/// Requests that other organisations sent here and that wait to be taken over: how many, the oldest.
pub async fn count_incoming(tx: &Tx, reach: &Reach, most: usize) -> Result<StateCount> {
    let (clause, values) = incoming_clause(reach, 1);
    let sql = format!(
        "select count(*) as number, min(day) as oldest from (
            select x.received_at as day from request x where {clause} limit {most}
         ) as counted"
    );
    let state = RequestState::Transferring.code().to_owned();
    let Some(row) = tx.row(&sql, values).await? else {
        return Ok(StateCount { state, count: 0, oldest: None });
    };
    let number: i64 = row.try_get("", "number")?;
    let oldest: Option<DateTime<Utc>> = row.try_get("", "oldest")?;
    Ok(StateCount {
        state,
        count: usize::try_from(number).unwrap_or_default(),
        oldest: oldest.map(local_day),
    })
}

/// Those requests, the oldest first.
pub async fn list_incoming(tx: &Tx, reach: &Reach, limit: usize) -> Result<Vec<QueueLine>> {
    let (clause, values) = incoming_clause(reach, 1);
    let inner = format!(
        "select x.id as id, x.received_at as place from request x where {clause}
         order by x.received_at, x.id limit {limit}"
    );
    lines(tx, Thing::Request, &inner, "k.place, k.id", values, limit).await
}

fn incoming_clause(reach: &Reach, first: usize) -> (String, Vec<Value>) {
    let codes = organisations(reach).unwrap_or_default();
    let marks: Vec<String> = (first..first + codes.len()).map(|number| format!("${number}")).collect();
    let clause = match organisations(reach) {
        None => "x.transfer_to is not null".to_owned(),
        Some([]) => "1 = 0".to_owned(),
        Some(_) => format!("x.transfer_to in ({})", marks.join(", ")),
    };
    (
        format!("{clause} and x.state = 'transferring'"),
        codes.iter().map(|code| code.as_str().into()).collect(),
    )
}
