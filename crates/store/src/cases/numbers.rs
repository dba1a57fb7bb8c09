//! Numbers of the register (*số thứ tự trong sổ thụ lý*): without gaps for each organisation, form and year.
//!
//! A series begins where the file codes of its register stand when it is first asked. The row of the series is locked
//! until the act that took a number ends, so that a number is either in the register or still free.

use crate::Result;
use crate::db::Tx;
use uuid::Uuid;

/// Takes the next number of a series such as `TT.TGTT.`; it belongs to this transaction.
pub async fn take(tx: &Tx, org_code: &str, series: &str, year: i32) -> Result<i64> {
    let sql = "update number_series set last = last + 1 where org_code = $1 and series = $2 and year = $3
         returning last";
    let key = || [org_code.into(), series.into(), year.into()];
    let number = match tx.row(sql, key()).await? {
        Some(row) => row.try_get("", "last")?,
        None => {
            let begun = super::list::last_number(tx, org_code, series, year).await?;
            let sql = "insert into number_series (org_code, series, year, last) values ($1, $2, $3, $4)
                 on conflict (org_code, series, year) do update set last = number_series.last + 1 returning last";
            let values = [org_code.into(), series.into(), year.into(), (begun + 1).into()];
            tx.row(sql, values).await?.map(|row| row.try_get("", "last")).transpose()?.unwrap_or(begun + 1)
        }
    };
    if !is_taken(tx, org_code, &spelled(series, number, year)).await? {
        return Ok(number);
    }
    // The register was filled past the series by an import.
    let number = super::list::last_number(tx, org_code, series, year).await? + 1;
    note(tx, org_code, series, year, number).await?;
    Ok(number)
}

/// The number that would be next, for a look before.
pub async fn peek(tx: &Tx, org_code: &str, series: &str, year: i32) -> Result<i64> {
    let sql = "select last from number_series where org_code = $1 and series = $2 and year = $3";
    let row = tx.row(sql, [org_code.into(), series.into(), year.into()]).await?;
    let last: i64 = row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or(0);
    let taken = super::list::last_number(tx, org_code, series, year).await?;
    Ok(last.max(taken) + 1)
}

/// Moves a series to a number that was typed by hand, if it lies above.
pub async fn note(tx: &Tx, org_code: &str, series: &str, year: i32, number: i64) -> Result<()> {
    let sql = "update number_series set last = case when last < $4 then $4 else last end
         where org_code = $1 and series = $2 and year = $3";
    let values = |number: i64| [org_code.into(), series.into(), year.into(), number.into()];
    if tx.execute(sql, values(number)).await?.rows_affected() == 0 {
        let begun = super::list::last_number(tx, org_code, series, year).await?;
        let sql = "insert into number_series (org_code, series, year, last) values ($1, $2, $3, $4)
             on conflict (org_code, series, year) do update set last = excluded.last
             where excluded.last > number_series.last";
        tx.execute(sql, values(number.max(begun))).await?;
    }
    Ok(())
}

/// A number of a series as a file code: `TT.TGTT.05.2026`.
#[must_use]
pub fn spelled(series: &str, number: i64, year: i32) -> String {
    format!("{series}{number:02}.{year}")
}

async fn is_taken(tx: &Tx, org_code: &str, file_code: &str) -> Result<bool> {
    let sql = "select id from cases where org_code = $1 and file_code = $2";
    let row = tx.row(sql, [org_code.into(), file_code.into()]).await?;
    Ok(row.map(|row| row.try_get::<Uuid>("", "id")).transpose()?.is_some())
}
