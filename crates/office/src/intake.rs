//! Receptions and guidance (*lượt tiếp, việc hướng dẫn*): what a line may say. The acts are in
//! `journal`. Requests for legal aid come with their own issue.

use law::confidentiality::{Protected, Restriction, restrictions};

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

    fn protects(&self) -> Vec<Restriction> {
        let person = Protected {
            category: self.category.map(|category| category.0),
            other_categories: Vec::new(),
            birth_year: None,
            birth_date: None,
        };
        restrictions([person], self.mark.on_date)
    }

    fn mask(&mut self, instead: Option<&str>) {
        self.client_name = instead.map(str::to_owned);
        self.client_sex = None;
        self.client_ethnicity = None;
        self.category = None;
        self.summary = None;
    }

    async fn check(&self, work: &Work) -> Outcome<Refusal> {
        let refusal = Refusal::default();
        let Some(code) = &self.client_ethnicity else { return Ok(refusal) };
        let groups = store::reference::list_ethnic_groups(&work.tx).await?;
        let known = groups.iter().any(|group| group.code == *code);
        Ok(if known { refusal } else { refusal.field("client_ethnicity", "unknown_code") })
    }
}
