//! Who came and was answered without a case: receptions and guidance.
//!
//! Both are lines of a log (`journal`): added by hand or by file, corrected, removed. Requests for
//! legal aid and their acceptance come with their own issue and will live here as well.

use law::cases::LegalField;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::Value as Json;

use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::journal::{Line, Mark};

/// A person received at the office (*lượt tiếp công dân*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Reception {
    #[sea_orm(nested)]
    #[serde(flatten)]
    pub mark: Mark,
    pub client_name: Option<String>,
    pub purpose: Option<String>,
}

impl Line for Reception {
    const TABLE: &'static str = "reception";
    const SAYS: &'static [bulk::Column] = &[("client_name", Kind::Text), ("purpose", Kind::Text)];

    fn mark(&self) -> &Mark {
        &self.mark
    }
    fn mark_mut(&mut self) -> &mut Mark {
        &mut self.mark
    }
    fn says(&self) -> Vec<Json> {
        vec![
            bulk::maybe(self.client_name.as_deref(), Json::from),
            bulk::maybe(self.purpose.as_deref(), Json::from),
        ]
    }
}

/// Simple guidance without a case file (*việc hướng dẫn, giải đáp, cung cấp thông tin*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Guidance {
    #[sea_orm(nested)]
    #[serde(flatten)]
    pub mark: Mark,
    pub client_name: Option<String>,
    pub client_sex: Option<Code<Sex>>,
    /// Code of the ethnic group.
    pub client_ethnicity: Option<String>,
    pub category: Option<Code<Category>>,
    pub field: Option<Code<LegalField>>,
    pub summary: Option<String>,
}

impl Line for Guidance {
    const TABLE: &'static str = "guidance";
    const SAYS: &'static [bulk::Column] = &[
        ("client_name", Kind::Text),
        ("client_sex", Kind::Text),
        ("client_ethnicity", Kind::Text),
        ("category", Kind::Text),
        ("field", Kind::Text),
        ("summary", Kind::Text),
    ];

    fn mark(&self) -> &Mark {
        &self.mark
    }
    fn mark_mut(&mut self) -> &mut Mark {
        &mut self.mark
    }
    fn says(&self) -> Vec<Json> {
        vec![
            bulk::maybe(self.client_name.as_deref(), Json::from),
            bulk::maybe(self.client_sex, |sex| sex.code().into()),
            bulk::maybe(self.client_ethnicity.as_deref(), Json::from),
            bulk::maybe(self.category, |category| category.code().into()),
            bulk::maybe(self.field, |field| field.code().into()),
            bulk::maybe(self.summary.as_deref(), Json::from),
        ]
    }
}
