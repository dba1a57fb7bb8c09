//! Whether the office can work: the database answers and its schema is current.

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// Whether the database answers at all.
pub async fn is_reachable(desk: &Desk) -> bool {
    desk.store().ping().await.is_ok()
}

/// Answers when acts can be done now.
pub async fn ready(desk: &Desk) -> Outcome<()> {
    let applied = store::migrations::applied(desk.store()).await?;
    if applied.len() == store::migrations::STEPS.len() {
        Ok(())
    } else {
        Err(Failure::Broken("the schema of the database is not current".to_owned()))
    }
}
