//! Whether the figures say what the cases say: `fact` against what follows from `cases` anew; and figures read once
//! before anybody asks.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::Result;
use crate::cases::facts::{Fact, facts_of};
use crate::cases::{CaseFile, case, with_beneficiaries};
use crate::db::{Store, Tx};
use crate::statistics::{CURRENT, FOREVER};

/// One page of the comparison.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// The last case that was looked at; `None` at the end.
    pub last: Option<Uuid>,
    pub cases: u64,
    /// Cases whose figures, or whose number of beneficiaries, are not what follows from them.
    pub wrong: Vec<Uuid>,
}

/// Compares the next cases, by id.
pub async fn compare(tx: &Tx, after: Uuid, limit: u64) -> Result<Page> {
    let cases =
        case::Entity::find().filter(case::Column::Id.gt(after)).order_by_asc(case::Column::Id).limit(limit);
    let files = with_beneficiaries(tx, cases.all(&tx.inner).await?).await?;
    let Some(last) = files.last().map(|file| file.case.id) else { return Ok(Page::default()) };
    let stored = stored_between(tx, after, last).await?;
    let wrong = files.iter().filter(|file| !is_right(file, &stored)).map(|file| file.case.id).collect();
    Ok(Page { last: Some(last), cases: files.len() as u64, wrong })
}

fn is_right(file: &CaseFile, stored: &HashMap<Uuid, Vec<Fact>>) -> bool {
    let counted =
        usize::try_from(file.case.beneficiary_count).is_ok_and(|count| count == file.beneficiaries.len());
    let nothing = Vec::new();
    let stored = stored.get(&file.case.id).unwrap_or(&nothing);
    counted && facts_of(file).is_ok_and(|facts| facts == *stored)
}

async fn stored_between(tx: &Tx, after: Uuid, last: Uuid) -> Result<HashMap<Uuid, Vec<Fact>>> {
    let sql =
        "select ended_on, accepted_on, case_id, position, org_code, case_shape, person_shape, appraised_on
         from fact where case_id > $1 and case_id <= $2 and recorded_to = $3 order by case_id, position";
    let mut stored: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for row in tx.rows(sql, [after.into(), last.into(), FOREVER.into()]).await? {
        let fact = Fact::from_query_result(&row, "")?;
        stored.entry(fact.case_id).or_default().push(fact);
    }
    Ok(stored)
}

/// Walks along all that figures of the time since a day are counted from, one organisation after another; answers how
/// much it was. Whoever asks first after a start would wait for the disk otherwise.
pub async fn read_ahead(store: &Store, since: NaiveDate) -> Result<i64> {
    let table = if store.is_sqlite() { "fact f indexed by fact_current" } else { "fact f" };
    let sql = format!(
        "select count(*) as it from {table} where f.org_code = $1 and {CURRENT} and f.ended_on >= $2"
    );
    let codes = store.ask("select code as line from organisation order by code").await?;
    let mut walked = 0;
    for code in codes {
        let tx = store.snapshot().await?;
        let row = tx.row(&sql, [code.into(), since.into()]).await?;
        walked += row.map(|row| row.try_get::<i64>("", "it")).transpose()?.unwrap_or_default();
    }
    Ok(walked)
}

/// How many figures belong to no case.
pub async fn count_without_case(tx: &Tx) -> Result<i64> {
    super::first(
        tx,
        "select count(*) as it from fact f where not exists (select 1 from cases c where c.id = f.case_id)",
    )
    .await
}
