//! Receptions and guidance (*lượt tiếp, việc hướng dẫn*): what a line may say. The acts are in
//! `journal`. Requests for legal aid come with their own issue.

use crate::desk::Work;
use crate::failure::{Outcome, Refusal};
use crate::journal::Activity;

pub use store::intake::{Guidance, Reception};
pub use store::reference::EthnicGroup;

impl Activity for Reception {
    const KIND: &'static str = "reception";
    const NAMES_PERSONS: bool = true;

    async fn check(&self, _work: &Work) -> Outcome<Refusal> {
        Ok(Refusal::default())
    }
}

impl Activity for Guidance {
    const KIND: &'static str = "guidance";
    const NAMES_PERSONS: bool = true;

    async fn check(&self, work: &Work) -> Outcome<Refusal> {
        let refusal = Refusal::default();
        let Some(code) = &self.client_ethnicity else { return Ok(refusal) };
        let groups = store::reference::list_ethnic_groups(&work.tx).await?;
        let known = groups.iter().any(|group| group.code == *code);
        Ok(if known { refusal } else { refusal.field("client_ethnicity", "unknown_code") })
    }
}
