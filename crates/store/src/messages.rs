//! Lines that tell a role of an organisation, or one account, what happened or what will be due soon.
//!
//! A line is written once: its `once_key` says what it is about. It holds codes, never facts of a case beyond
//! the code of the file. A line of a role is seen when somebody of that role has seen it.

use chrono::{DateTime, Utc};
use law::access::Role;
use law::kernel::coded::Coded as _;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::db::Tx;

/// A message (*thông báo*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Message {
    pub id: Uuid,
    pub org_code: String,
    /// Code of the hands it is for (`law::lifecycle::Hands`); none for a line of one account.
    pub role: Option<String>,
    pub account_id: Option<Uuid>,
    /// What kind of thing happened; its sentence is a text.
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    /// Codes for the sentence, as JSON.
    pub detail: String,
    pub once_key: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, org_code, role, account_id, kind, subject_kind, subject_id, detail, once_key, created_at,
    seen_at";

/// Whose messages: an account, and the role it has in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub account: Uuid,
    pub org_code: String,
    /// Codes of the hands that the role stands for.
    pub hands: Vec<&'static str>,
    /// The provider that the account is; a line of its role about a complaint against it is not for it.
    pub provider: Option<Uuid>,
}

impl Reader {
    /// The conditions for rows of this reader, one for each index that is walked; `$1` is the account, `$2` the
    /// organisation, `$3` the provider.
    fn clauses(&self) -> Vec<String> {
        let of_role = |hands: &&str| {
            format!(
                "$1 = $1 and org_code = $2 and role = '{hands}' and account_id is null
                 and not (subject_kind = 'complaint' and exists (select 1 from complaint against
                   where against.id = subject_id and against.against_provider = $3))"
            )
        };
        std::iter::once("account_id = $1 and $2 = $2 and $3 = $3".to_owned())
            .chain(self.hands.iter().map(of_role))
            .collect()
    }

    fn values(&self) -> Vec<Value> {
        vec![self.account.into(), self.org_code.as_str().into(), self.provider.unwrap_or_default().into()]
    }
}

/// Writes a line unless it was written before; answers whether it is new.
pub async fn insert(tx: &Tx, message: &Message) -> Result<bool> {
    let sql = format!(
        "insert into message ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)
         on conflict do nothing"
    );
    let values = [
        message.id.into(),
        message.org_code.as_str().into(),
        message.role.clone().into(),
        message.account_id.into(),
        message.kind.as_str().into(),
        message.subject_kind.as_str().into(),
        message.subject_id.into(),
        message.detail.as_str().into(),
        message.once_key.as_str().into(),
        message.created_at.into(),
    ];
    Ok(tx.execute(&sql, values).await?.rows_affected() == 1)
}

/// How many unseen lines there are since a moment, counted up to `most`.
pub async fn count_unseen(tx: &Tx, reader: &Reader, since: DateTime<Utc>, most: usize) -> Result<usize> {
    let mut values = reader.values();
    values.push(since.into());
    let rest = format!("created_at >= $4 and seen_at is null limit {most}");
    let parts = walks(reader, "1 as one", &rest);
    let sql = format!("select count(*) as number from ({parts}) as counted");
    let row = tx.row(&sql, values).await?;
    let number: i64 = row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default();
    Ok(usize::try_from(number).unwrap_or_default().min(most))
}

/// Each index walked by itself; an "or" over both would walk neither.
fn walks(reader: &Reader, columns: &str, rest: &str) -> String {
    let clauses = reader.clauses();
    let walk = |(at, clause): (usize, &String)| {
        format!("select * from (select {columns} from message where {clause} and {rest}) as walk{at}")
    };
    clauses.iter().enumerate().map(walk).collect::<Vec<_>>().join(" union all ")
}

/// The lines of a reader, latest first; continue below a moment and an id.
pub async fn list(
    tx: &Tx,
    reader: &Reader,
    unseen: bool,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
) -> Result<Vec<Message>> {
    let mut values = reader.values();
    let mut rest = String::from(if unseen { "seen_at is null" } else { "1 = 1" });
    if let Some((at, id)) = after {
        values.push(at.into());
        values.push(id.into());
        rest.push_str(" and (created_at, id) < ($4, $5)");
    }
    rest.push_str(&format!(" order by created_at desc, id desc limit {limit}"));
    let parts = walks(reader, COLUMNS, &rest);
    let sql = format!("select {COLUMNS} from ({parts}) as k order by created_at desc, id desc limit {limit}");
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok(Message::from_query_result(row, "")?)).collect()
}

/// One line of a reader.
pub async fn find(tx: &Tx, reader: &Reader, id: Uuid) -> Result<Option<Message>> {
    let mut values = reader.values();
    values.push(id.into());
    let sql = format!("select {COLUMNS} from ({}) as k", walks(reader, COLUMNS, "id = $4"));
    let row = tx.row(&sql, values).await?;
    row.map(|row| Ok(Message::from_query_result(&row, "")?)).transpose()
}

/// Notes that lines were seen: one, or all that are there.
pub async fn update_seen(tx: &Tx, reader: &Reader, id: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
    let mut changed = 0;
    for clause in reader.clauses() {
        let mut values = reader.values();
        values.push(now.into());
        let mut sql = format!("update message set seen_at = $4 where {clause} and seen_at is null");
        if let Some(id) = id {
            values.push(id.into());
            sql.push_str(" and id = $5");
        }
        changed += tx.execute(&sql, values).await?.rows_affected();
    }
    Ok(changed)
}

/// Forgets lines that were seen before a moment, and any that are older than another.
pub async fn remove_old(tx: &Tx, seen_before: DateTime<Utc>, any_before: DateTime<Utc>) -> Result<u64> {
    let sql = "delete from message where seen_at < $1 or created_at < $2";
    Ok(tx.execute(sql, [seen_before.into(), any_before.into()]).await?.rows_affected())
}

/// What a message says of a case.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CaseTold {
    pub org_code: String,
    pub file_code: String,
    pub provider_id: Option<Uuid>,
}

/// What a message says of a case.
pub async fn find_case(tx: &Tx, id: Uuid) -> Result<Option<CaseTold>> {
    let row = tx.row("select org_code, file_code, provider_id from cases where id = $1", [id.into()]).await?;
    row.map(|row| Ok(CaseTold::from_query_result(&row, "")?)).transpose()
}

/// What a message says of a request.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct RequestTold {
    pub org_code: String,
    pub received_at: DateTime<Utc>,
    pub transfer_to: Option<String>,
}

/// What a message says of a request.
pub async fn find_request(tx: &Tx, id: Uuid) -> Result<Option<RequestTold>> {
    let row =
        tx.row("select org_code, received_at, transfer_to from request where id = $1", [id.into()]).await?;
    row.map(|row| Ok(RequestTold::from_query_result(&row, "")?)).transpose()
}

/// What a message says of a dealing with others about a case.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DealingTold {
    pub case_id: Uuid,
    pub org_code: String,
    pub file_code: String,
    pub provider_id: Option<Uuid>,
    /// The organisation that was asked.
    pub to_org: Option<String>,
}

/// What a message says of a dealing with others about a case.
pub async fn find_dealing(tx: &Tx, id: Uuid) -> Result<Option<DealingTold>> {
    let sql = "select d.case_id, c.org_code, c.file_code, c.provider_id, d.to_org
         from dealing d join cases c on c.id = d.case_id where d.id = $1";
    let row = tx.row(sql, [id.into()]).await?;
    row.map(|row| Ok(DealingTold::from_query_result(&row, "")?)).transpose()
}

/// The accounts of a provider that are open, each with its organisation.
pub async fn accounts_of_provider(tx: &Tx, provider: Uuid) -> Result<Vec<(Uuid, String)>> {
    let sql = "select id, org_code from account where provider_id = $1 and disabled_at is null";
    let rows = tx.rows(sql, [provider.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "org_code")?))).collect()
}

/// The provider who had a case last, before the one who has it now.
pub async fn provider_before(tx: &Tx, case: Uuid, now: Option<Uuid>) -> Result<Option<Uuid>> {
    let sql = "select provider_id from assignment where case_id = $1 and until_at is not null
         and provider_id is not null order by until_at desc, from_at desc limit 1";
    let row = tx.row(sql, [case.into()]).await?;
    let before: Option<Uuid> = row.map(|row| row.try_get("", "provider_id")).transpose()?;
    Ok(before.filter(|before| Some(*before) != now))
}

/// The open accounts of some roles in an organisation.
pub async fn accounts_of_roles(tx: &Tx, org_code: &str, roles: &[Role]) -> Result<Vec<Uuid>> {
    let roles: Vec<String> = roles.iter().map(|role| format!("'{}'", role.code())).collect();
    let sql = format!(
        "select id from account where org_code = $1 and disabled_at is null and role in ({}) order by id",
        roles.join(", ")
    );
    let rows = tx.rows(&sql, [org_code.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// Whether an open account of one of these roles sits in an organisation.
pub async fn has_role(tx: &Tx, org_code: &str, roles: &[Role]) -> Result<bool> {
    let roles: Vec<String> = roles.iter().map(|role| format!("'{}'", role.code())).collect();
    let sql = format!(
        "select 1 as it from account where org_code = $1 and disabled_at is null and role in ({}) limit 1",
        roles.join(", ")
    );
    Ok(tx.row(&sql, [org_code.into()]).await?.is_some())
}
