//! The inbox: requests within reach, filtered, found by name, telephone or identity number, cut by key.

use chrono::{DateTime, Utc};
use law::access::Reach;
use law::cases::{AidForm, LegalField, Source};
use law::intake::Channel;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use law::lifecycle::RequestState;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Viewer;
use crate::Result;
use crate::code::Code;
use crate::confidentiality::Onlooker;
use crate::db::Tx;

/// What a line of the inbox shows.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct RequestLine {
    pub id: Uuid,
    pub org_code: String,
    pub state: Code<RequestState>,
    pub channel: Code<Channel>,
    pub source: Code<Source>,
    pub received_at: DateTime<Utc>,
    pub form: Code<AidForm>,
    pub field: Code<LegalField>,
    pub transfer_to: Option<String>,
    pub case_id: Option<Uuid>,
    pub restricted: String,
    pub version: i64,
    /// Name of the first person who asks for aid.
    pub name: Option<String>,
    pub persons: i64,
    /// When the nearest running clock ends.
    pub due_at: Option<DateTime<Utc>>,
}

/// What narrows the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFilter {
    /// In one of these states; empty: all.
    pub states: Vec<RequestState>,
    pub channel: Option<Channel>,
    pub form: Option<AidForm>,
    /// Only these organisations (within reach).
    pub organisations: Option<Vec<String>>,
    /// Only what was sent here by another organisation and waits for an answer.
    pub sent_here: bool,
    /// Words of a name, a telephone number, or an identity number.
    pub query: Option<String>,
    /// The oldest first; otherwise the latest.
    pub oldest_first: bool,
    /// Who looks: restricted requests are found by who a person is only in their circle. Not part of an address.
    #[serde(skip)]
    pub onlooker: Option<Onlooker>,
}

/// A place in the inbox: when the last line shown came in, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestCursor {
    pub received_at: DateTime<Utc>,
    pub id: Uuid,
}

/// A page of the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPage {
    pub lines: Vec<RequestLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<RequestCursor>,
}

/// Conditions joined by `and`, with the values of their marks.
#[derive(Default)]
struct Conditions {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn mark(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn marks<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let marks: Vec<String> = values.into_iter().map(|value| self.mark(value)).collect();
        // An empty list holds nothing.
        if marks.is_empty() { "null".to_owned() } else { marks.join(", ") }
    }

    fn push(&mut self, condition: String) {
        self.all.push(condition);
    }

    fn reach(&mut self, viewer: &Viewer<'_>, sent_here: bool) {
        match viewer.reach {
            Reach::Nation if sent_here => self.push("r.state = 'transferring'".to_owned()),
            Reach::Nation => {}
            Reach::Organisations(codes) => {
                let marks = self.marks(codes.iter().map(String::as_str));
                if sent_here {
                    self.push(format!("r.state = 'transferring' and r.transfer_to in ({marks})"));
                } else {
                    let sent = format!("r.state = 'transferring' and r.transfer_to in ({marks})");
                    self.push(format!("(r.org_code in ({marks}) or ({sent}))"));
                }
            }
            Reach::Provider { provider, .. } => {
                let account = self.mark(viewer.account);
                let mut own = format!("r.entered_by = {account}");
                if let Some(provider) = provider.as_ref().and_then(|id| Uuid::parse_str(id).ok()) {
                    let mark = self.mark(provider);
                    own =
                        format!("({own} or r.case_id in (select id from cases where provider_id = {mark}))");
                }
                self.push(own);
                if sent_here {
                    self.push("1 = 0".to_owned());
                }
            }
        }
    }

    fn filter(&mut self, tx: &Tx, filter: &RequestFilter) {
        if !filter.states.is_empty() {
            let marks = self.marks(filter.states.iter().map(|state| Code(*state)));
            self.push(format!("r.state in ({marks})"));
        }
        if let Some(channel) = filter.channel {
            let mark = self.mark(Code(channel));
            self.push(format!("r.channel = {mark}"));
        }
        if let Some(form) = filter.form {
            let mark = self.mark(Code(form));
            self.push(format!("r.form = {mark}"));
        }
        if let Some(codes) = &filter.organisations {
            let marks = self.marks(codes.iter().map(String::as_str));
            self.push(format!("(r.org_code in ({marks}) or r.transfer_to in ({marks}))"));
        }
        if let Some(query) = &filter.query {
            self.query(tx, query);
            if let Some(onlooker) = filter.onlooker.filter(|_| end_of_id(query).is_none()) {
                let (clause, values) = onlooker.request_clause(self.values.len() + 1);
                self.values.extend(values);
                self.push(clause);
            }
        }
    }

    fn query(&mut self, tx: &Tx, query: &str) {
        if let Some(end) = end_of_id(query) {
            let mark = self.mark(format!("%{end}"));
            let id = if tx.is_sqlite() { "hex(r.id)" } else { "upper(replace(r.id::text, '-', ''))" };
            self.push(format!("{id} like {mark}"));
            return;
        }
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let plain = !query.chars().any(char::is_alphabetic) && digits.len() >= 6;
        let of_person = "exists (select 1 from request_person p where p.request_id = r.id and";
        if plain {
            let number = IdNumber::read(query).map(|number| tx.keys().index(number.digits()));
            let index = self.mark(number.unwrap_or_default());
            let phone = self.mark(format!("%{digits}"));
            self.push(format!(
                "(r.requester_phone like {phone}
                 or {of_person} (p.phone like {phone} or p.id_number_index = {index})))"
            ));
            return;
        }
        for word in names::fold(query).split(' ').filter(|word| !word.is_empty()) {
            let mark = self.mark(format!("%{word}%"));
            self.push(format!("{of_person} p.name_folded like {mark})"));
        }
    }

    fn clause(&self) -> String {
        if self.all.is_empty() { "1 = 1".to_owned() } else { self.all.join(" and ") }
    }
}

/// The end of a record id that a receipt carries as its number: `YC 91C2-7F3A`.
fn end_of_id(query: &str) -> Option<String> {
    let rest = query.trim().to_uppercase();
    let hex: String =
        rest.strip_prefix("YC")?.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    (hex.len() == 8 && hex.chars().all(|letter| letter.is_ascii_hexdigit())).then_some(hex)
}

/// A page of the inbox.
pub async fn list(
    tx: &Tx,
    viewer: &Viewer<'_>,
    filter: &RequestFilter,
    after: Option<&RequestCursor>,
    limit: usize,
) -> Result<RequestPage> {
    let mut conditions = Conditions::default();
    conditions.reach(viewer, filter.sent_here);
    conditions.filter(tx, filter);
    let (than, order) = if filter.oldest_first { (">", "asc") } else { ("<", "desc") };
    if let Some(after) = after {
        let (at, id) = (conditions.mark(after.received_at), conditions.mark(after.id));
        conditions
            .push(format!("(r.received_at {than} {at} or (r.received_at = {at} and r.id {than} {id}))"));
    }
    let sql = format!(
        "select r.id, r.org_code, r.state, r.channel, r.source, r.received_at, r.form, r.field, r.transfer_to,
             r.case_id, r.restricted, r.version,
             (select p.name from request_person p where p.request_id = r.id and p.side = 'beneficiary'
              order by p.position limit 1) as name,
             (select count(*) from request_person p where p.request_id = r.id and p.side = 'beneficiary') as persons,
             (select min(d.due_at) from deadline d where d.subject_kind = 'request' and d.subject_id = r.id
              and d.ended_at is null) as due_at
         from request r where {} order by r.received_at {order}, r.id {order} limit {}",
        conditions.clause(),
        limit + 1
    );
    let rows = tx.rows(&sql, conditions.values).await?;
    let mut lines = rows
        .iter()
        .map(|row| Ok(RequestLine::from_query_result(row, "")?))
        .collect::<Result<Vec<RequestLine>>>()?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let last = lines.last().filter(|_| more);
    let next = last.map(|line| RequestCursor { received_at: line.received_at, id: line.id });
    Ok(RequestPage { lines, next })
}

/// How many requests there are, counted no further than one past `most`.
pub async fn count(tx: &Tx, viewer: &Viewer<'_>, filter: &RequestFilter, most: u64) -> Result<u64> {
    let mut conditions = Conditions::default();
    conditions.reach(viewer, filter.sent_here);
    conditions.filter(tx, filter);
    let sql = format!(
        "select count(*) as n from (select 1 as one from request r where {} limit {}) as counted",
        conditions.clause(),
        most + 1
    );
    let row = tx.row(&sql, conditions.values).await?;
    let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}
