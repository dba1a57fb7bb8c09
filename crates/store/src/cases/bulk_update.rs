//! Many corrections at once: what [`super::update`] does, a few statements for thousands of cases.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::CaseFile;
use super::bulk_insert::{CASES, case_rows, insert_parts, push_case};
use crate::bulk;
use crate::db::Tx;
use crate::statistics::FOREVER;
use crate::{Result, StoreError};

/// Saves cases that still have the version of their records; `now` is when the new versions hold from.
pub async fn update_many(tx: &Tx, files: &mut [CaseFile], now: DateTime<Utc>) -> Result<()> {
    for chunk in files.chunks_mut(2000) {
        update_chunk(tx, chunk, now).await?;
    }
    Ok(())
}

async fn update_chunk(tx: &Tx, files: &mut [CaseFile], now: DateTime<Utc>) -> Result<()> {
    let mut rows = case_rows(tx.is_sqlite());
    for file in files.iter_mut() {
        file.complete();
        file.case.version += 1;
        file.case.recorded_at = now;
        push_case(&mut rows, file);
    }
    let json = rows.to_json()?;
    let sets: Vec<String> = CASES
        .iter()
        .enumerate()
        .skip(1)
        .map(|(place, (name, kind))| format!("{name} = {}", bulk::reader(tx.is_sqlite(), place, *kind)))
        .collect();
    let version = bulk::reader(tx.is_sqlite(), CASES.len() - 1, bulk::Kind::Number);
    let sql = format!(
        "update cases set {} from {} where cases.id = {} and cases.version = {version} - 1",
        sets.join(", "),
        source(tx),
        id(tx)
    );
    let changed = tx.execute(&sql, [json.into()]).await?.rows_affected();
    if changed != files.len() as u64 {
        return Err(StoreError::Stale);
    }
    let ids: Vec<[Json; 1]> = files.iter().map(|file| [bulk::id(file.case.id)]).collect();
    let ids = serde_json::to_string(&ids).map_err(|error| StoreError::Broken(error.to_string()))?;
    remove_parts(tx, &ids, now).await?;
    insert_parts(tx, files).await
}

fn source(tx: &Tx) -> &'static str {
    if tx.is_sqlite() { "json_each($1)" } else { "jsonb_array_elements($1::text::jsonb) as r(value)" }
}

/// The id in a row of [`case_rows`], or in one of ids alone.
fn id(tx: &Tx) -> String {
    bulk::reader(tx.is_sqlite(), 0, bulk::Kind::Uuid)
}

/// Takes away what [`insert_parts`] writes anew. Figures that held for some time stay, ended.
async fn remove_parts(tx: &Tx, json: &str, now: DateTime<Utc>) -> Result<()> {
    let ids = format!("select {} from {}", id(tx), source(tx));
    if tx.is_sqlite() {
        let sql = format!(
            "delete from beneficiary_name where rowid in (select seq from beneficiary where case_id in ({ids}))"
        );
        tx.execute(&sql, [json.into()]).await?;
    }
    tx.execute(&format!("delete from beneficiary where case_id in ({ids})"), [json.into()]).await?;
    let sql =
        format!("delete from fact where case_id in ({ids}) and recorded_to = $2 and recorded_from = $3");
    tx.execute(&sql, [json.into(), FOREVER.into(), now.into()]).await?;
    let sql = format!("update fact set recorded_to = $3 where case_id in ({ids}) and recorded_to = $2");
    tx.execute(&sql, [json.into(), FOREVER.into(), now.into()]).await?;
    Ok(())
}
