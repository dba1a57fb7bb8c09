//! Acts on saved filters. Each account keeps its own; nobody else sees them.

use serde_json::json;
use uuid::Uuid;

pub use store::filters::SavedFilter;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// The saved filters of the actor for a list.
pub async fn list(desk: &Desk, actor: &Actor, page: &str) -> Outcome<Vec<SavedFilter>> {
    let Some(account) = actor.account else { return Ok(Vec::new()) };
    let tx = desk.store().snapshot().await?;
    Ok(store::filters::list(&tx, account, page).await?)
}

/// Saves a filter under a name; the same name again replaces it.
pub async fn save(desk: &Desk, actor: &Actor, page: &str, name: &str, query: &str) -> Outcome<()> {
    let account = actor.account.ok_or(Failure::Denied)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Refusal::new("filters.name").field("name", "required").into());
    }
    let mut work = desk.begin_as(actor).await?;
    let filter = SavedFilter {
        id: desk.id(),
        account_id: account,
        page: page.to_owned(),
        name: name.to_owned(),
        query: query.chars().take(2000).collect(),
        created_at: desk.now(),
    };
    store::filters::insert(&work.tx, &filter).await?;
    work.record("filters.save", "saved_filter", filter.id, json!({ "page": page, "name": name }));
    desk.commit(work).await
}

/// Removes a filter of the actor.
pub async fn remove(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let account = actor.account.ok_or(Failure::Denied)?;
    let mut work = desk.begin_as(actor).await?;
    if !store::filters::remove(&work.tx, account, id).await? {
        return Err(Failure::Missing);
    }
    work.record("filters.remove", "saved_filter", id, json!({}));
    desk.commit(work).await
}
