//! Work queues in numbers and lines: how many things wait in a state, which of them a clock presses, and the
//! red lists of what nobody looks at. Which states make a queue, and whose it is, is in `law::lifecycle`.
//!
//! A few organisations are walked one by one along `cases_by_state`, `request_by_state` and `deadline_open`;
//! more are counted in groups. Nothing here counts further than it is told to.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::{AidForm, CaseState};
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::lifecycle::RequestState;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::cases::list::reach_clause;
use crate::code::Code;
use crate::confidentiality::Onlooker;
use crate::db::Tx;
use crate::deadlines::{self, ClockSight, DeadlineLine};

/// Organisations up to this number are walked one by one.
const FEW: usize = 24;

/// How many things stand in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// Code of the state.
    pub state: String,
    /// Counted up to the limit that was asked for.
    pub count: usize,
    /// When the oldest was accepted or received.
    pub oldest: Option<NaiveDate>,
}

/// How many cases stand in each state within reach, each counted up to `most`.
pub async fn count_cases(
    tx: &Tx,
    reach: &Reach,
    states: &[CaseState],
    most: usize,
) -> Result<Vec<StateCount>> {
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    let (sql, values) = match few(reach) {
        Some(organisations) => walks("cases", "accepted_on", organisations, &codes, most),
        None => {
            let (clause, values) = reach_clause(reach, "c", 1);
            let sql = format!(
                "select c.state as state, count(*) as number, min(c.accepted_on) as oldest from cases c
                 where {clause} and c.state in ({}) group by c.state",
                quoted(&codes)
            );
            (sql, values)
        }
    };
    let rows = if sql.is_empty() { Vec::new() } else { tx.rows(&sql, values).await? };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i64 = row.try_get("", "number")?;
        found.push((row.try_get("", "state")?, number, row.try_get::<Option<NaiveDate>>("", "oldest")?));
    }
    Ok(summed(found, most))
}

/// How many requests stand in each state within reach, each counted up to `most`.
pub async fn count_requests(
    tx: &Tx,
    reach: &Reach,
    states: &[RequestState],
    most: usize,
) -> Result<Vec<StateCount>> {
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    let (sql, values) = match organisations(reach) {
        Some(organisations) => walks("request", "received_at", organisations, &codes, most),
        None => {
            let sql = format!(
                "select state, count(*) as number, min(received_at) as oldest from request
                 where state in ({}) group by state",
                quoted(&codes)
            );
            (sql, Vec::new())
        }
    };
    let rows = if sql.is_empty() { Vec::new() } else { tx.rows(&sql, values).await? };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i64 = row.try_get("", "number")?;
        let oldest: Option<DateTime<Utc>> = row.try_get("", "oldest")?;
        found.push((row.try_get("", "state")?, number, oldest.map(local_day)));
    }
    Ok(summed(found, most))
}

/// One walk along the index for each organisation and state.
fn walks(
    table: &str,
    day: &str,
    organisations: &[String],
    states: &[&str],
    most: usize,
) -> (String, Vec<Value>) {
    let mut parts = Vec::new();
    for (at, _) in organisations.iter().enumerate() {
        for state in states {
            parts.push(format!(
                "select '{state}' as state, count(*) as number, min(day) as oldest from (
                    select {day} as day from {table} where org_code = ${} and state = '{state}'
                    order by {day} limit {most}
                 ) as walk{}",
                at + 1,
                parts.len()
            ));
        }
    }
    (parts.join(" union all "), organisations.iter().map(|code| code.as_str().into()).collect())
}

fn summed(rows: Vec<(String, i64, Option<NaiveDate>)>, most: usize) -> Vec<StateCount> {
    let mut found: Vec<StateCount> = Vec::new();
    for (state, number, oldest) in rows {
        let number = usize::try_from(number).unwrap_or_default();
        match found.iter_mut().find(|it| it.state == state) {
            Some(it) => {
                it.count = (it.count + number).min(most);
                it.oldest = it.oldest.into_iter().chain(oldest).min();
            }
            None => found.push(StateCount { state, count: number.min(most), oldest }),
        }
    }
    found.retain(|it| it.count > 0);
    found
}

fn few(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Organisations(codes) if codes.len() <= FEW => Some(codes),
        _ => None,
    }
}

/// The organisations of a reach; `None` is the nation.
fn organisations(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes),
    }
}

fn quoted(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

fn local_day(at: DateTime<Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(7)).date_naive()
}

// --- clocks ------------------------------------------------------------------------------------------

/// The ends of the bands in which clocks are counted: past, today, three days, seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub now: DateTime<Utc>,
    pub today: DateTime<Utc>,
    pub three: DateTime<Utc>,
    pub seven: DateTime<Utc>,
}

/// How many clocks, or things with a clock, are due when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Due {
    pub overdue: usize,
    pub today: usize,
    pub three: usize,
    pub seven: usize,
    /// Later than in seven days.
    pub later: usize,
    /// Somebody outside must act.
    pub others: usize,
}

impl Due {
    fn add(&mut self, band: &str, number: i64) {
        let number = usize::try_from(number).unwrap_or_default();
        match band {
            "overdue" => self.overdue += number,
            "today" => self.today += number,
            "three" => self.three += number,
            "seven" => self.seven += number,
            "others" => self.others += number,
            _ => self.later += number,
        }
    }
}

/// The band of a moment, as SQL; `$1` to `$4` are the marks.
fn band(moment: &str) -> String {
    format!(
        "case when {moment} < $1 then 'overdue' when {moment} < $2 then 'today' when {moment} < $3 then 'three'
         when {moment} < $4 then 'seven' else 'later' end"
    )
}

fn mark_values(marks: &Marks) -> Vec<Value> {
    vec![marks.now.into(), marks.today.into(), marks.three.into(), marks.seven.into()]
}

/// Running clocks within reach by when they are due. `outside` are codes for which somebody outside must act.
pub async fn count_clocks(
    tx: &Tx,
    reach: &Reach,
    sight: &ClockSight,
    marks: &Marks,
    outside: &[&str],
) -> Result<Due> {
    let mut values = mark_values(marks);
    let (clause, more) = reach_clause(reach, "d", values.len() + 1);
    values.extend(more);
    let seen = sight.clause("d", &mut values);
    let outside_test = code_test("d.code", outside);
    let sql = format!(
        "select k.band, count(*) as number from (
            select case when {outside_test} then 'others' else {} end as band from deadline d
            where d.ended_at is null and {clause} and {seen}
         ) as k group by k.band",
        band("d.due_at")
    );
    let mut due = Due::default();
    for row in tx.rows(&sql, values).await? {
        due.add(&row.try_get::<String>("", "band")?, row.try_get("", "number")?);
    }
    Ok(due)
}

/// A condition that holds for the codes of a list; never for an empty one.
fn code_test(column: &str, codes: &[&str]) -> String {
    if codes.is_empty() { "1 = 0".to_owned() } else { format!("{column} in ({})", quoted(codes)) }
}

/// What has clocks: a case with all that hangs on it, or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Thing {
    Case,
    Request,
}

impl Thing {
    /// The code in addresses and messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Request => "request",
        }
    }

    /// The earliest running clock of each thing within reach, as a table `id, due`.
    fn clocks(self, clause: &str, codes: &str) -> String {
        let (id, kinds) = match self {
            Self::Case => {
                ("d.case_id", "d.case_id is not null and d.subject_kind in ('case', 'hearing', 'dealing')")
            }
            Self::Request => ("d.subject_id", "d.subject_kind = 'request'"),
        };
        format!(
            "select {id} as id, min(d.due_at) as due from deadline d
             where d.ended_at is null and {clause} and {kinds} and {codes} group by {id}"
        )
    }

    fn table(self) -> &'static str {
        match self {
            Self::Case => "cases",
            Self::Request => "request",
        }
    }

    /// The column by which the oldest is known.
    fn day(self) -> &'static str {
        match self {
            Self::Case => "accepted_on",
            Self::Request => "received_at",
        }
    }
}

/// Things within reach by their state and by when their earliest clock is due.
pub async fn count_due(
    tx: &Tx,
    reach: &Reach,
    thing: Thing,
    marks: &Marks,
    outside: &[&str],
) -> Result<Vec<(String, Due)>> {
    let mut found: Vec<(String, Due)> = Vec::new();
    for others in [false, true] {
        let codes = code_test("d.code", outside);
        let codes = if others { codes } else { format!("not ({codes})") };
        let mut values = mark_values(marks);
        let (clause, more) = reach_clause(reach, "d", values.len() + 1);
        values.extend(more);
        let clocks = thing.clocks(&clause, &codes);
        let sql = format!(
            "select k.state, k.band, count(*) as number from (
                select x.state as state, {} as band from ({clocks}) as m join {} x on x.id = m.id
             ) as k group by k.state, k.band",
            band("m.due"),
            thing.table()
        );
        for row in tx.rows(&sql, values).await? {
            let state: String = row.try_get("", "state")?;
            let band: String = if others { "others".to_owned() } else { row.try_get("", "band")? };
            let number = row.try_get("", "number")?;
            match found.iter_mut().find(|(known, _)| *known == state) {
                Some((_, due)) => due.add(&band, number),
                None => {
                    let mut due = Due::default();
                    due.add(&band, number);
                    found.push((state, due));
                }
            }
        }
    }
    Ok(found)
}

/// What narrows the list of clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFilter {
    /// Which clocks may be seen at all.
    pub sight: ClockSight,
    /// Due from, and before.
    pub from: Option<DateTime<Utc>>,
    pub before: Option<DateTime<Utc>>,
    pub codes: Option<Vec<&'static str>>,
    /// Without these.
    pub not_codes: Vec<&'static str>,
    pub provider: Option<Uuid>,
    pub organisation: Option<String>,
}

/// A running clock with the file it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockLine {
    pub clock: DeadlineLine,
    /// Code of the file, for the clock of a case.
    pub file_code: Option<String>,
    pub provider_name: Option<String>,
}

/// Running clocks within reach by when they are due; continue after a moment and an id.
pub async fn list_clocks(
    tx: &Tx,
    reach: &Reach,
    filter: &ClockFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Result<Vec<ClockLine>> {
    let mut values: Vec<Value> = Vec::new();
    let mut parts = vec![filter.sight.clause("d", &mut values)];
    let mut add = |pattern: &str, value: Value| {
        values.push(value);
        parts.push(pattern.replace('?', &format!("${}", values.len())));
    };
    if let Some(from) = filter.from {
        add("d.due_at >= ?", from.into());
    }
    if let Some(before) = filter.before {
        add("d.due_at < ?", before.into());
    }
    if let Some(provider) = filter.provider {
        add("d.provider_id = ?", provider.into());
    }
    if let Some((due, id)) = after {
        values.extend([Value::from(due), Value::from(id)]);
        parts.push(format!("(d.due_at, d.id) > (${}, ${})", values.len() - 1, values.len()));
    }
    if let Some(codes) = &filter.codes {
        parts.push(code_test("d.code", codes));
    }
    if !filter.not_codes.is_empty() {
        parts.push(format!("not ({})", code_test("d.code", &filter.not_codes)));
    }
    let reach =
        crate::cases::list::narrowed(reach, filter.organisation.clone().map(|code| vec![code]).as_deref());
    let common = parts.join(" and ");
    let inner = match few(&reach) {
        Some([]) => return Ok(Vec::new()),
        Some(codes) => {
            let walk = |code: &String| {
                values.push(code.as_str().into());
                format!(
                    "select * from (select d.id, d.due_at from deadline d where d.ended_at is null
                     and d.org_code = ${0} and {common} order by d.due_at, d.id limit {limit}) as walk{0}",
                    values.len()
                )
            };
            codes.iter().map(walk).collect::<Vec<_>>().join(" union all ")
        }
        None => {
            let (clause, more) = reach_clause(&reach, "d", values.len() + 1);
            values.extend(more);
            format!(
                "select d.id, d.due_at from deadline d where d.ended_at is null and {clause} and {common}
                 order by d.due_at, d.id limit {limit}"
            )
        }
    };
    let columns: Vec<String> = deadlines::COLUMNS.split(',').map(|it| format!("d.{}", it.trim())).collect();
    let sql = format!(
        "select {}, c.file_code as file_code, p.name as provider_name from ({inner}) as k
         join deadline d on d.id = k.id left join cases c on c.id = d.case_id
         left join provider p on p.id = d.provider_id order by d.due_at, d.id limit {limit}",
        columns.join(", ")
    );
    let rows = tx.rows(&sql, values).await?;
    let line = |row: &sea_orm::QueryResult| {
        Ok(ClockLine {
            clock: DeadlineLine::from_query_result(row, "")?,
            file_code: row.try_get("", "file_code")?,
            provider_name: row.try_get("", "provider_name")?,
        })
    };
    rows.iter().map(line).collect()
}

/// Running clocks that are due within a time, for warnings; continue after a moment and an id.
pub async fn list_due(
    tx: &Tx,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Result<Vec<ClockLine>> {
    let kinds = vec!["case", "request", "hearing", "dealing", "complaint", "data_request", "incident"];
    let sight = ClockSight { kinds, not_against: None };
    let filter = ClockFilter { sight, from: Some(from), before: Some(before), ..ClockFilter::default() };
    list_clocks(tx, &Reach::Nation, &filter, after, limit).await
}

/// How many clocks ran out in each organisation within reach.
pub async fn count_overdue_by_organisation(
    tx: &Tx,
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>> {
    let (clause, more) = reach_clause(reach, "d", 2);
    let sql = format!(
        "select d.org_code, count(*) as number from deadline d
         where d.ended_at is null and d.due_at < $1 and {clause} group by d.org_code"
    );
    let values: Vec<Value> = std::iter::once(now.into()).chain(more).collect();
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok((row.try_get("", "org_code")?, row.try_get("", "number")?))).collect()
}

// --- lines of a queue --------------------------------------------------------------------------------

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

async fn lines(
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

// --- red lists ---------------------------------------------------------------------------------------

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
