//! Reports in words with their drafts, quoted figures, and what jobs reckon: the demonstration shows them filled.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::statistics::Geography;
use serde::Deserialize;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::narratives::{self, NARRATIVE};
use crate::quoted::{self, QuotedDraft};
use crate::statistics::ReportRequest;
use crate::{dashboard, exchange, open_data};

#[derive(Deserialize)]
struct Figures {
    draft: Vec<Draft>,
    quoted: Vec<Quoted>,
}

#[derive(Deserialize)]
struct Draft {
    org: String,
    from: NaiveDate,
    to: NaiveDate,
    texts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Quoted {
    org: String,
    series: String,
    name: String,
    unit: String,
    from: NaiveDate,
    to: NaiveDate,
    value: String,
    source: String,
    note: Option<String>,
}

/// Fills in what stands in `demo/figures.toml`, and runs the jobs that reckon.
pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let text = include_str!("../../demo/figures.toml");
    let figures: Figures = toml::from_str(text).map_err(|error| Failure::Broken(error.to_string()))?;
    let system = Actor::system();
    for draft in figures.draft {
        let (org, from, to) = (draft.org, draft.from, draft.to);
        let request = ReportRequest { org, from, to, as_of: None, geography: Geography::Then };
        let seen = narratives::view(desk, &system, &request, NARRATIVE).await?;
        let seen = seen.drafts.first().map_or(0, |draft| draft.number);
        narratives::save(desk, &system, (&request, NARRATIVE), seen, draft.texts).await?;
    }
    // A filling that was interrupted goes on: what stands there already stays.
    let known = quoted::list(desk, &system).await?;
    let fresh = figures.quoted.into_iter().filter(|it| {
        !known.iter().any(|old| old.series == it.series && old.org_code == it.org && old.from_on == it.from)
    });
    for figure in fresh {
        let draft = QuotedDraft {
            org: figure.org,
            series: figure.series,
            name: figure.name,
            unit: figure.unit,
            from: Some(figure.from),
            to: Some(figure.to),
            value: figure.value,
            source: figure.source,
            note: figure.note,
        };
        quoted::enter(desk, &system, vec![(1, draft)]).await?;
    }
    exchange::quality::examine(desk).await?;
    open_data::publish(desk).await?;
    dashboard::reckon(desk).await?;
    Ok(())
}
