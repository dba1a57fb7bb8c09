//! Quoted figures (*số trích dẫn*): published totals without cases, typed or from a sheet, each with its source. Shown
//! apart, never added to what is counted; unlike series are never chained.

use chrono::NaiveDate;
use law::access::{Permission, Reach, subtree_with_predecessors};
use papers::sheet::{self, Limits};
use serde_json::json;
use uuid::Uuid;

pub use store::quoted::Quoted;

use crate::desk::{Actor, Desk};
use crate::exchange::Incoming;
use crate::failure::{Failure, Outcome, Refusal};

/// The columns of a sheet, in any order; the last may be left out.
pub const COLUMNS: [&str; 9] =
    ["org_code", "series", "name", "unit", "from", "to", "value", "source", "note"];

/// Rows of one sheet, at most.
const MOST_ROWS: u64 = 2000;

/// A figure as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct QuotedDraft {
    pub org: String,
    pub series: String,
    pub name: String,
    pub unit: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub value: String,
    pub source: String,
    pub note: Option<String>,
}

/// The figures within reach.
pub async fn list(desk: &Desk, actor: &Actor) -> Outcome<Vec<Quoted>> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let codes = match permit.reach() {
        Reach::Nation => desk.tree().iter().map(|node| node.code.clone()).collect(),
        Reach::Organisations(codes) => codes.clone(),
        Reach::Provider { .. } => return Err(Failure::Missing),
    };
    let tx = desk.store().snapshot().await?;
    Ok(store::quoted::list(&tx, &codes).await?)
}

/// The figures about one organisation and what it took over, for pages that show them beside counted ones.
pub async fn list_of(desk: &Desk, actor: &Actor, org: &str) -> Outcome<Vec<Quoted>> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    permit.within(org)?;
    let tx = desk.store().snapshot().await?;
    Ok(store::quoted::list(&tx, &subtree_with_predecessors(&desk.tree(), org)).await?)
}

/// A number as people publish it, to one as it is kept: "+12,7" → "12.7", "1.389" → "1389".
#[must_use]
pub fn plain_number(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let text = text.trim_end_matches('%');
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let thousands = |part: &str| {
        let groups: Vec<&str> = part.split('.').collect();
        let grouped =
            groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|it| it.len() == 3));
        let whole = groups.concat();
        (grouped && !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
    };
    let number = match digits.split_once(',') {
        Some((whole, decimals)) => {
            let sound = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
            format!("{}.{}", thousands(whole)?, sound.then_some(decimals)?)
        }
        None => match thousands(digits) {
            Some(whole) => whole,
            // One point before other than three digits is a decimal point.
            None => {
                let (whole, decimals) = digits.split_once('.')?;
                let sound = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                (sound(whole) && sound(decimals)).then(|| format!("{whole}.{decimals}"))?
            }
        },
    };
    Some(format!("{sign}{number}"))
}

/// What is wrong with a draft: the column and a code.
fn wrong(draft: &QuotedDraft) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for (column, text) in
        [("series", &draft.series), ("name", &draft.name), ("unit", &draft.unit), ("source", &draft.source)]
    {
        if text.trim().is_empty() {
            found.push((column, "quoted_missing"));
        }
    }
    if plain_number(&draft.value).is_none() {
        found.push(("value", "quoted_number"));
    }
    match (draft.from, draft.to) {
        (Some(from), Some(to)) if to < from => found.push(("to", "quoted_days")),
        (Some(_), Some(_)) => {}
        (None, _) => found.push(("from", "quoted_day")),
        (_, None) => found.push(("to", "quoted_day")),
    }
    found
}

/// Enters figures: all or none. A wrong row is named by its line.
pub async fn enter(desk: &Desk, actor: &Actor, drafts: Vec<(u64, QuotedDraft)>) -> Outcome<usize> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    let mut refusal = Refusal::new("quoted.wrong");
    let mut work = desk.begin(&permit).await?;
    for (line, draft) in &drafts {
        if permit.within(&draft.org).is_err() || !desk.tree().iter().any(|node| node.code == draft.org) {
            refusal = refusal.field("org", "quoted_org").with("line", line);
            continue;
        }
        for (column, code) in wrong(draft) {
            refusal = refusal.field(column, code).with("line", line);
        }
    }
    if !refusal.fields.is_empty() {
        return Err(refusal.into());
    }
    let number = drafts.len();
    for (line, draft) in drafts {
        let figure = Quoted {
            id: desk.id(),
            org_code: draft.org,
            series: draft.series.trim().to_owned(),
            name: draft.name.trim().to_owned(),
            unit: draft.unit.trim().to_owned(),
            from_on: draft.from.ok_or(Failure::Missing)?,
            to_on: draft.to.ok_or(Failure::Missing)?,
            value: plain_number(&draft.value).ok_or(Failure::Missing)?,
            source: draft.source.trim().to_owned(),
            note: draft.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
            entered_at: desk.now(),
            entered_by: actor.name.clone(),
        };
        match store::quoted::insert(&work.tx, &figure).await {
            Err(store::StoreError::Duplicate) => {
                return Err(Refusal::new("quoted.twice")
                    .field("series", "quoted_twice")
                    .with("line", line)
                    .into());
            }
            other => other?,
        }
        work.record("quoted.enter", "quoted_figure", figure.id, &figure);
    }
    desk.commit(work).await?;
    Ok(number)
}

/// Enters the figures of a sheet.
pub async fn import(desk: &Desk, actor: &Actor, file: &Incoming) -> Outcome<usize> {
    desk.permit(actor, Permission::PrepareReports)?;
    let limits = Limits { max_rows: MOST_ROWS, ..Limits::default() };
    let unreadable = |_| Failure::from(Refusal::new("quoted.unreadable").field("file", "quoted_unreadable"));
    let mut sheet = sheet::open(file.path(), &limits).map_err(unreadable)?;
    let header: Vec<String> = sheet.header().iter().map(|title| title.trim().to_lowercase()).collect();
    if header.iter().any(|title| !COLUMNS.contains(&title.as_str()))
        || COLUMNS[..8].iter().any(|column| !header.iter().any(|title| title == column))
    {
        return Err(Refusal::new("quoted.columns").field("file", "quoted_columns").into());
    }
    let mut drafts = Vec::new();
    for row in &mut sheet {
        let row = row.map_err(unreadable)?;
        let cell = |name: &str| {
            let place = header.iter().position(|title| title == name);
            place
                .and_then(|place| row.cells.get(place))
                .map(|cell| cell.trim().to_owned())
                .unwrap_or_default()
        };
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let draft = QuotedDraft {
            org: cell("org_code"),
            series: cell("series"),
            name: cell("name"),
            unit: cell("unit"),
            from: day_of(&cell("from")),
            to: day_of(&cell("to")),
            value: cell("value"),
            source: cell("source"),
            note: Some(cell("note")),
        };
        drafts.push((row.line, draft));
    }
    if drafts.is_empty() {
        return Err(Refusal::new("quoted.unreadable").field("file", "quoted_unreadable").into());
    }
    enter(desk, actor, drafts).await
}

fn day_of(text: &str) -> Option<NaiveDate> {
    text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok())
}

/// Takes a figure back.
pub async fn withdraw(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    let mut work = desk.begin(&permit).await?;
    let figure = store::quoted::find(&work.tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&figure.org_code)?;
    store::quoted::withdraw(&work.tx, id, &actor.name, desk.now()).await?;
    work.record(
        "quoted.withdraw",
        "quoted_figure",
        id,
        json!({ "org": figure.org_code, "series": figure.series }),
    );
    desk.commit(work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_are_read_as_they_are_printed() {
        for (text, plain) in [
            ("+12,7%", Some("12.7")),
            ("-3", Some("-3")),
            ("1.389", Some("1389")),
            ("1 748", Some("1748")),
            ("63.361", Some("63361")),
            ("34,61", Some("34.61")),
            ("12.7", Some("12.7")),
            ("1.389,5", Some("1389.5")),
            ("", None),
            ("hơn 100", None),
            ("1,2,3", None),
            ("1..5", None),
        ] {
            assert_eq!(plain_number(text).as_deref(), plain, "{text}");
        }
    }
}
