//! Writes of many rows at once that no other feature needs.

use serde_json::Value as Json;

use crate::Result;
use crate::bulk::{self, Kind};
use crate::cases::CaseEvent;
use crate::db::Tx;

/// Notes events of many cases.
pub async fn insert_events(tx: &Tx, events: &[CaseEvent]) -> Result<()> {
    const COLUMNS: &[bulk::Column] = &[
        ("id", Kind::Uuid),
        ("case_id", Kind::Uuid),
        ("kind", Kind::Text),
        ("on_date", Kind::Date),
        ("entered_at", Kind::Timestamp),
        ("entered_by", Kind::Text),
        ("text", Kind::Text),
    ];
    let rows: Vec<Vec<Json>> = events
        .iter()
        .map(|event| {
            vec![
                bulk::id(event.id),
                bulk::id(event.case_id),
                event.kind.clone().into(),
                bulk::day(event.on_date),
                bulk::time(event.entered_at),
                event.entered_by.clone().into(),
                event.text.clone().into(),
            ]
        })
        .collect();
    bulk::insert(tx, "case_event", COLUMNS, &rows, false).await?;
    Ok(())
}
