//! Reads of many rows at once, for imports and exports, and the linking of names to the register.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use law::staff::ProviderKind;
use sea_orm::{FromQueryResult, QueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::cases::list::reach_clause;
use crate::cases::{Case, CaseFile, with_beneficiaries};
use crate::code::Code;
use crate::db::Tx;
use crate::journal::Line;
use crate::people::Person;
use crate::{Result, StoreError};

/// The rows of one JSON parameter as a table `r` with the column `value`.
fn given(tx: &Tx) -> &'static str {
    if tx.is_sqlite() { "json_each($1) as r" } else { "jsonb_array_elements($1::text::jsonb) as r(value)" }
}

fn json(rows: &impl Serialize) -> Result<Value> {
    let text = serde_json::to_string(rows).map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(text.into())
}

fn read<R: FromQueryResult>(rows: &[QueryResult]) -> Result<Vec<R>> {
    rows.iter().map(|row| Ok(R::from_query_result(row, "")?)).collect()
}

/// The cases with these organisations and file codes, in no order.
pub async fn find_cases(tx: &Tx, keys: &[(&str, &str)]) -> Result<Vec<CaseFile>> {
    let sql = format!(
        "select c.* from {} join cases c on c.org_code = r.value->>0 and c.file_code = r.value->>1",
        given(tx)
    );
    let cases: Vec<Case> = read(&tx.rows(&sql, [json(&keys)?]).await?)?;
    if cases.is_empty() { Ok(Vec::new()) } else { with_beneficiaries(tx, cases).await }
}

/// The persons with these blind indexes; the one entered first where a number was entered twice.
pub async fn persons_with_numbers(tx: &Tx, indexes: &[&str]) -> Result<Vec<Person>> {
    if indexes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<[&str; 1]> = indexes.iter().map(|index| [*index]).collect();
    let sql = format!(
        "select p.* from {} join person p on p.id_number_index = r.value->>0 order by p.entered_at, p.id",
        given(tx)
    );
    let mut found: Vec<Person> = read(&tx.rows(&sql, [json(&rows)?]).await?)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|person| person.id_number_index.clone().is_some_and(|index| seen.insert(index)));
    Ok(found)
}

/// Which of these lines of a log are there: organisation, key and ordinal.
pub async fn known_lines<L: Line>(
    tx: &Tx,
    keys: &[(&str, &str, i32)],
) -> Result<std::collections::HashSet<(String, String, i32)>> {
    let sql = format!(
        "select l.org_code, l.content_key, l.ordinal from {} join {} l
         on l.org_code = r.value->>0 and l.content_key = r.value->>1 and l.ordinal = cast(r.value->>2 as integer)",
        given(tx),
        L::TABLE
    );
    let rows = tx.rows(&sql, [json(&keys)?]).await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get("", "org_code")?, row.try_get("", "content_key")?, row.try_get("", "ordinal")?))
        })
        .collect()
}

/// Cases within reach, accepted between two days, in the order of organisation and file code, after one.
pub async fn list_case_files_after(
    tx: &Tx,
    reach: &Reach,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    after: Option<(&str, &str)>,
    limit: u64,
) -> Result<Vec<CaseFile>> {
    let (clause, mut values) = reach_clause(reach, "c", 1);
    let mut conditions = vec![clause];
    for (pattern, day) in [("c.accepted_on >=", from), ("c.accepted_on <=", to)] {
        if let Some(day) = day {
            values.push(day.into());
            conditions.push(format!("{pattern} ${}", values.len()));
        }
    }
    if let Some((org, code)) = after {
        values.push(org.into());
        values.push(code.into());
        let last = values.len();
        conditions.push(format!("(c.org_code, c.file_code) > (${}, ${last})", last - 1));
    }
    let sql = format!(
        "select c.* from cases c where {} order by c.org_code, c.file_code limit {limit}",
        conditions.join(" and ")
    );
    let cases: Vec<Case> = read(&tx.rows(&sql, values).await?)?;
    with_beneficiaries(tx, cases).await
}

/// Lines of a log of these organisations (`None` = all) between two days, in the order of organisation,
/// day and content, after one.
pub async fn list_lines_after<L: Line>(
    tx: &Tx,
    organisations: Option<&[String]>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    after: Option<&L>,
    limit: u64,
) -> Result<Vec<L>> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    for (pattern, day) in [("on_date >=", from), ("on_date <=", to)] {
        if let Some(day) = day {
            values.push(day.into());
            conditions.push(format!("{pattern} ${}", values.len()));
        }
    }
    if let Some(codes) = organisations {
        let (clause, marks) = reach_clause(&Reach::Organisations(codes.to_vec()), L::TABLE, values.len() + 1);
        conditions.push(clause);
        values.extend(marks);
    }
    if let Some(mark) = after.map(Line::mark) {
        let first = values.len() + 1;
        values.extend([
            mark.org_code.as_str().into(),
            mark.on_date.into(),
            mark.content_key.as_str().into(),
            mark.ordinal.into(),
        ]);
        let [a, b, c, d] = [first, first + 1, first + 2, first + 3];
        conditions.push(format!("(org_code, on_date, content_key, ordinal) > (${a}, ${b}, ${c}, ${d})"));
    }
    let sql = format!(
        "select * from {} where {} order by org_code, on_date, content_key, ordinal limit {limit}",
        L::TABLE,
        conditions.join(" and ")
    );
    read(&tx.rows(&sql, values).await?)
}

/// Cases that name a provider in one way, none of them linked to the register.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ProviderGroup {
    pub org_code: String,
    pub provider_name: Option<String>,
    pub provider_kind: Option<Code<ProviderKind>>,
    pub provider_card: Option<String>,
    pub number: i64,
    /// Acceptance of the first and the last of them.
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
}

/// Cases that name an agency in one way, none of them linked to the register.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct AgencyGroup {
    pub source_agency: String,
    pub number: i64,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
}

/// Names of providers in cases within reach that are not linked, the most frequent first.
pub async fn list_unmatched_providers(tx: &Tx, reach: &Reach, limit: u64) -> Result<Vec<ProviderGroup>> {
    let (clause, mut values) = reach_clause(reach, "c", 2);
    values.insert(0, Doubt::ProviderUnknown.code().into());
    let sql = format!(
        "select c.org_code, c.provider_name, c.provider_kind, c.provider_card, count(*) as number,
             min(c.accepted_on) as first_on, max(c.accepted_on) as last_on
         from doubt d join cases c on c.id = d.case_id
         where d.code = $1 and c.provider_id is null and {clause}
         group by c.org_code, c.provider_name, c.provider_kind, c.provider_card
         order by count(*) desc, c.org_code, c.provider_name limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Names of agencies in cases within reach that are not linked, the most frequent first.
pub async fn list_unmatched_agencies(tx: &Tx, reach: &Reach, limit: u64) -> Result<Vec<AgencyGroup>> {
    let (clause, mut values) = reach_clause(reach, "c", 2);
    values.insert(0, Doubt::AgencyUnknown.code().into());
    let sql = format!(
        "select c.source_agency, count(*) as number, min(c.accepted_on) as first_on, max(c.accepted_on) as last_on
         from doubt d join cases c on c.id = d.case_id
         where d.code = $1 and c.agency_id is null and c.source_agency is not null and {clause}
         group by c.source_agency order by count(*) desc, c.source_agency limit {limit}"
    );
    read(&tx.rows(&sql, values).await?)
}

/// Links the cases of a group within reach to a provider of the register; answers which.
pub async fn link_provider(
    tx: &Tx,
    reach: &Reach,
    group: &ProviderGroup,
    provider: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let (clause, more) = reach_clause(reach, "cases", 7);
    let mut values: Vec<Value> = vec![
        provider.into(),
        now.into(),
        group.org_code.as_str().into(),
        group.provider_name.as_deref().into(),
        group.provider_kind.into(),
        group.provider_card.as_deref().into(),
    ];
    values.extend(more);
    let same = "cast($4 as text) and provider_kind is not distinct from cast($5 as text)
         and provider_card is not distinct from cast($6 as text)";
    let sql = format!(
        "update cases set provider_id = $1, recorded_at = $2, version = version + 1
         where org_code = $3 and provider_id is null and provider_name is not distinct from {same} and {clause}
         returning id"
    );
    let linked = ids(&tx.rows(&sql, values).await?)?;
    clear_doubt(tx, Doubt::ProviderUnknown, &linked).await?;
    crate::conduct::link_provider(tx, provider).await?;
    Ok(linked)
}

/// Links the cases within reach that name an agency in this way to one of the register; answers which.
pub async fn link_agency(
    tx: &Tx,
    reach: &Reach,
    name: &str,
    agency: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let (clause, more) = reach_clause(reach, "cases", 4);
    let mut values: Vec<Value> = vec![agency.into(), now.into(), name.into()];
    values.extend(more);
    let sql = format!(
        "update cases set agency_id = $1, recorded_at = $2, version = version + 1
         where source_agency = $3 and agency_id is null and {clause} returning id"
    );
    let linked = ids(&tx.rows(&sql, values).await?)?;
    clear_doubt(tx, Doubt::AgencyUnknown, &linked).await?;
    Ok(linked)
}

fn ids(rows: &[QueryResult]) -> Result<Vec<Uuid>> {
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

async fn clear_doubt(tx: &Tx, doubt: Doubt, cases: &[Uuid]) -> Result<()> {
    for chunk in cases.chunks(2000) {
        let rows: Vec<[String; 1]> = chunk.iter().map(|id| [id.simple().to_string()]).collect();
        let id = crate::bulk::reader(tx.is_sqlite(), 0, crate::bulk::Kind::Uuid);
        let sql =
            format!("delete from doubt where code = $2 and case_id in (select {id} from {})", given(tx));
        tx.execute(&sql, [json(&rows)?, doubt.code().into()]).await?;
    }
    Ok(())
}

/// Forgets the doubts of these cases but for those that still hold.
pub async fn keep_doubts(tx: &Tx, cases: &[Uuid], hold: &[(Uuid, &str, Doubt)]) -> Result<()> {
    let id = crate::bulk::reader(tx.is_sqlite(), 0, crate::bulk::Kind::Uuid);
    let source = given(tx);
    for chunk in cases.chunks(2000) {
        let ids: Vec<[String; 1]> = chunk.iter().map(|id| [id.simple().to_string()]).collect();
        let those: std::collections::HashSet<&Uuid> = chunk.iter().collect();
        let holding: Vec<(String, &str)> = hold
            .iter()
            .filter(|(case, ..)| those.contains(case))
            .map(|(case, _, doubt)| (case.simple().to_string(), doubt.code()))
            .collect();
        let holds = source.replace("$1", "$2");
        let sql = format!(
            "delete from doubt where case_id in (select {id} from {source}) and not exists (
                 select 1 from {holds} where {id} = doubt.case_id and value->>1 = doubt.code)"
        );
        tx.execute(&sql, [json(&ids)?, json(&holding)?]).await?;
    }
    Ok(())
}
