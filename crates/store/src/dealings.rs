//! Dealings with others about a case: verification by another Centre, recommendations, contacts.
//!
//! The organisation that is asked finds what was sent to it without the case itself: it reads the question, not the
//! file. Clocks are in `deadlines`, with `subject_kind` `dealing`.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::confidentiality::DisclosureGround;
use law::dealings::{DealingKind, DealingState};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// A question, recommendation or contact (*xác minh, kiến nghị, liên hệ*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Dealing {
    pub id: Uuid,
    pub case_id: Uuid,
    pub kind: Code<DealingKind>,
    /// The body, by name; for a verification the name of the organisation.
    pub agency: String,
    /// The organisation of the register that is asked.
    pub to_org: Option<String>,
    pub subject: String,
    pub sent_on: NaiveDate,
    /// Days that a body said it needs, at most 45.
    pub asked_for_days: Option<i32>,
    pub answered_on: Option<NaiveDate>,
    pub answer: Option<String>,
    pub state: Code<DealingState>,
    /// On what ground facts of the case go out with it; none in what was sent before it was asked.
    pub ground: Option<Code<DisclosureGround>>,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub version: i64,
}

/// A question that came in, with who asks.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ReceivedDealing {
    pub id: Uuid,
    pub from_org: String,
    pub from_name: String,
    pub to_org: String,
    pub subject: String,
    pub sent_on: NaiveDate,
    pub answered_on: Option<NaiveDate>,
    pub answer: Option<String>,
    pub state: Code<DealingState>,
    pub version: i64,
    pub case_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub due_at: Option<DateTime<Utc>>,
}

const DEALING: &str =
    "id, case_id, kind, agency, to_org, subject, sent_on, asked_for_days, answered_on, answer, state,
    ground, entered_at, entered_by, version";
const RECEIVED: &str =
    "select d.id, c.org_code as from_org, o.name as from_name, d.to_org, d.subject, d.sent_on,
    d.answered_on, d.answer, d.state, d.version, d.case_id, c.provider_id,
    (select max(k.due_at) from deadline k where k.subject_kind = 'dealing' and k.subject_id = d.id
      and k.ended_at is null) as due_at
    from dealing d join cases c on c.id = d.case_id join organisation o on o.code = c.org_code";

fn read<R: FromQueryResult>(rows: &[sea_orm::QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// One dealing of a case.
pub async fn find(tx: &Tx, case: Uuid, id: Uuid) -> Result<Option<Dealing>> {
    let sql = format!("select {DEALING} from dealing where id = $1 and case_id = $2");
    Ok(read(&tx.rows(&sql, [id.into(), case.into()]).await?)?.pop())
}

/// The dealings of a case, latest first.
pub async fn list(tx: &Tx, case: Uuid) -> Result<Vec<Dealing>> {
    let sql =
        format!("select {DEALING} from dealing where case_id = $1 order by sent_on desc, id desc limit 500");
    read(&tx.rows(&sql, [case.into()]).await?)
}

/// Adds a dealing.
pub async fn insert(tx: &Tx, dealing: &Dealing) -> Result<()> {
    let sql = format!(
        "insert into dealing ({DEALING}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let values = [
        dealing.id.into(),
        dealing.case_id.into(),
        dealing.kind.into(),
        dealing.agency.as_str().into(),
        dealing.to_org.clone().into(),
        dealing.subject.as_str().into(),
        dealing.sent_on.into(),
        dealing.asked_for_days.into(),
        dealing.answered_on.into(),
        dealing.answer.clone().into(),
        dealing.state.into(),
        dealing.ground.map(|ground| ground.to_string()).into(),
        dealing.entered_at.into(),
        dealing.entered_by.as_str().into(),
        dealing.version.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}

/// Changes what came of a dealing that still has the version of the record.
pub async fn update(tx: &Tx, dealing: &Dealing) -> Result<()> {
    let sql = "update dealing set asked_for_days = $1, answered_on = $2, answer = $3, state = $4, version = version + 1
         where id = $5 and version = $6";
    let values = [
        dealing.asked_for_days.into(),
        dealing.answered_on.into(),
        dealing.answer.clone().into(),
        dealing.state.into(),
        dealing.id.into(),
        dealing.version.into(),
    ];
    let changed = tx.execute(sql, values).await?.rows_affected();
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Which receivers lie within reach. Somebody who sees only own cases receives nothing.
fn receivers(reach: &Reach, first: usize) -> (String, Vec<Value>) {
    match reach {
        Reach::Nation => ("d.to_org is not null".to_owned(), Vec::new()),
        Reach::Provider { .. } => ("1 = 0".to_owned(), Vec::new()),
        Reach::Organisations(codes) if codes.is_empty() => ("1 = 0".to_owned(), Vec::new()),
        Reach::Organisations(codes) => {
            let marks: Vec<String> =
                (first..first + codes.len()).map(|number| format!("${number}")).collect();
            let values = codes.iter().map(|code| code.as_str().into()).collect();
            (format!("d.to_org in ({})", marks.join(", ")), values)
        }
    }
}

/// What was sent to the organisations within reach: open ones first, those due first.
pub async fn list_received(tx: &Tx, reach: &Reach, limit: u64) -> Result<Vec<ReceivedDealing>> {
    let (clause, values) = receivers(reach, 1);
    let sql = format!(
        "{RECEIVED} where {clause} order by case when d.state in ('sent', 'seen') then 0 else 1 end, d.sent_on, d.id
         limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// One question sent to an organisation within reach.
pub async fn find_received(tx: &Tx, reach: &Reach, id: Uuid) -> Result<Option<ReceivedDealing>> {
    let (clause, mut values) = receivers(reach, 2);
    values.insert(0, id.into());
    Ok(read(&tx.rows(&format!("{RECEIVED} where d.id = $1 and {clause}"), values).await?)?.pop())
}
