//! How the law was made known, and who was trained: lines of a log (`journal`).

use law::kernel::coded::Coded as _;
use law::outreach::{OutreachKind, TargetGroup};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::Value as Json;

use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::journal::{Line, Mark};

/// An outreach event (*cuộc, điểm truyền thông*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Outreach {
    #[sea_orm(nested)]
    #[serde(flatten)]
    pub mark: Mark,
    pub kind: Code<OutreachKind>,
    /// Code of the commune by the list of its day.
    pub commune_code: Option<String>,
    pub target_group: Code<TargetGroup>,
    /// Person-times (*lượt người tham dự*).
    pub attendees: Option<i64>,
    /// Leaflets and other material handed out (*tờ gấp, tài liệu*).
    pub leaflets: Option<i64>,
    /// Language spoken: `vi`, or what was written.
    pub language: Option<String>,
    pub minutes: Option<i32>,
    pub partner: Option<String>,
    pub note: Option<String>,
}

impl Line for Outreach {
    const TABLE: &'static str = "outreach";
    const SAYS: &'static [bulk::Column] = &[
        ("kind", Kind::Text),
        ("commune_code", Kind::Text),
        ("target_group", Kind::Text),
        ("attendees", Kind::Number),
        ("leaflets", Kind::Number),
        ("language", Kind::Text),
        ("minutes", Kind::Number),
        ("partner", Kind::Text),
        ("note", Kind::Text),
    ];

    fn mark(&self) -> &Mark {
        &self.mark
    }
    fn mark_mut(&mut self) -> &mut Mark {
        &mut self.mark
    }
    fn says(&self) -> Vec<Json> {
        vec![
            self.kind.code().into(),
            bulk::maybe(self.commune_code.as_deref(), Json::from),
            self.target_group.code().into(),
            bulk::maybe(self.attendees, Json::from),
            bulk::maybe(self.leaflets, Json::from),
            bulk::maybe(self.language.as_deref(), Json::from),
            bulk::maybe(self.minutes, Json::from),
            bulk::maybe(self.partner.as_deref(), Json::from),
            bulk::maybe(self.note.as_deref(), Json::from),
        ]
    }
}

/// A training course (*lớp tập huấn, bồi dưỡng*).
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Training {
    #[sea_orm(nested)]
    #[serde(flatten)]
    pub mark: Mark,
    pub title: String,
    /// Person-times.
    pub participants: i64,
}

impl Line for Training {
    const TABLE: &'static str = "training";
    const SAYS: &'static [bulk::Column] = &[("title", Kind::Text), ("participants", Kind::Number)];

    fn mark(&self) -> &Mark {
        &self.mark
    }
    fn mark_mut(&mut self) -> &mut Mark {
        &mut self.mark
    }
    fn says(&self) -> Vec<Json> {
        vec![self.title.as_str().into(), self.participants.into()]
    }
}
