//! Indicators for programs: the object of the contract, §4.

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, NaiveDate, Utc};
use law::kernel::coded::Coded as _;
use office::statistics::{Geography, Report, ReportRequest};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::query::Query;
use super::schema::coded;
use super::{Answer, ApiCaller, ApiFailure};
use crate::gate::App;
use crate::reports::moment;

/// What may be asked.
pub const ASKED: &[&str] = &["org", "from", "to", "as_of", "geography"];

/// The shape of a report, for its description; the report writes itself.
#[derive(ToSchema)]
#[schema(as = Indicators)]
#[expect(dead_code, reason = "a description of what office::statistics::Report writes")]
pub struct Described {
    org: String,
    from: NaiveDate,
    to: NaiveDate,
    /// When the figures stood as they stand here.
    as_of: DateTime<Utc>,
    #[schema(schema_with = coded::<Geography>)]
    geography: Geography,
    /// A number for each id of `indicators.csv`; null where there is no value.
    indicators: BTreeMap<String, Option<f64>>,
}

#[utoipa::path(
    get, path = "/api/v1/indicators", operation_id = "show_indicators", tag = "indicators",
    params(
        ("org" = String, Query),
        ("from" = NaiveDate, Query),
        ("to" = NaiveDate, Query),
        ("as_of" = Option<String>, Query),
        ("geography" = Option<String>, Query),
    ),
    responses((status = 200, body = Described)),
)]
pub async fn show(State(app): State<App>, caller: ApiCaller, RawQuery(query): RawQuery) -> Answer<Report> {
    let request = read(&Query::read(query, ASKED)?)?;
    Ok(Json(office::statistics::report(app.desk(), &caller.actor, &request).await?))
}

fn read(query: &Query) -> Result<ReportRequest, ApiFailure> {
    let required = |name| move || ApiFailure::wrong(name, "required");
    let org = query.get("org").ok_or_else(required("org"))?.to_owned();
    let from = query.day("from")?.ok_or_else(required("from"))?;
    let to = query.day("to")?.ok_or_else(required("to"))?;
    let as_of = match query.get("as_of") {
        Some(text) => Some(moment(text).ok_or_else(|| ApiFailure::wrong("as_of", "not_a_moment"))?),
        None => None,
    };
    let geography = match query.get("geography") {
        Some(code) => Geography::from_code(code).ok_or_else(|| ApiFailure::wrong("geography", "unknown"))?,
        None => Geography::Then,
    };
    Ok(ReportRequest { org, from, to, as_of, geography })
}
