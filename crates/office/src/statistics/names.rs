//! What organisations and provinces were called on the days of a report.

use chrono::NaiveDate;
use law::access::Permission;

pub use store::reference::Province;

use crate::desk::{Actor, Desk};
use crate::failure::Outcome;

/// The name that an organisation carried on a day.
pub async fn organisation_on(
    desk: &Desk,
    actor: &Actor,
    code: &str,
    day: NaiveDate,
) -> Outcome<Option<String>> {
    desk.permit(actor, Permission::ReadFigures)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::staff::organisation_name_on(&tx, code, day).await?)
}

/// The provinces with the days of each name.
pub async fn provinces(desk: &Desk, actor: &Actor) -> Outcome<Vec<Province>> {
    desk.permit(actor, Permission::ReadFigures)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::reference::list_province_rows(&tx).await?)
}
