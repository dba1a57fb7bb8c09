//! The dashboard (*bảng theo dõi*): how work flows, what waits and for how long, who entered nothing, where cases lack.
//!
//! Twelve months that end with the one asked for, of an organisation with everything it took over. Few organisations
//! are counted when they are asked for; many are drawn from rows that a job reckoned, and the page says when.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};
use law::access::{Node, Permission, Reach, subtree_with_predecessors};
use law::cases::{AidForm, LegalField};
use law::staff::OrganisationKind;
use law::statistics::{CaseSet, Dimension, Geography, Selector, Window};
use store::Tx;
use store::quoted::Quoted;
use store::statistics::Scope;
use store::statistics::months::{self, names};
use store::statistics::pivot::pivot;

pub use store::statistics::months::OfficeMonth;

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::statistics::province_of;

/// More organisations than this are drawn from what the job put by.
const FEW: usize = 40;
/// Months that the job reckons.
const KEPT: u32 = 25;
/// Months on a page.
const SHOWN: u32 = 12;

/// Series of quoted figures against which coverage is reckoned.
pub const TRIALS: &str = "trials";
/// People who are entitled to legal aid.
pub const ELIGIBLE: &str = "eligible_population";

/// What one unit did in the twelve months: a province of today, or an organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Code of the organisation; of a department of justice for a province.
    pub org: String,
    /// Code of the province, where the unit is one.
    pub province: Option<String>,
    pub name: String,
    pub sum: OfficeMonth,
    /// Entered nothing in the last month.
    pub silent: bool,
}

/// A commune with the cases of its people in twelve months.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommuneLine {
    pub name: String,
    pub cases: i64,
    /// Of them civil, family, land and labour cases.
    pub civil: i64,
}

/// Cases against a figure that others published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    pub quoted: Quoted,
    /// Cases of the same days: litigation against trials, all against people.
    pub cases: i64,
}

/// The dashboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dashboard {
    pub org: String,
    /// First day of the first month, last day of the last.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub reckoned_at: DateTime<Utc>,
    /// Drawn from what the job put by.
    pub from_kept: bool,
    /// Month by month, all units together.
    pub months: Vec<OfficeMonth>,
    /// The twelve months together; running and ages are those of the last.
    pub sum: OfficeMonth,
    pub units: Vec<Unit>,
    /// Deadlines that are over now and not met.
    pub overdue: i64,
    /// Of one province only.
    pub communes: Vec<CommuneLine>,
    pub coverage: Vec<Coverage>,
}

/// The month of a text like `2026-11`, not after today; else this month.
#[must_use]
pub fn month_of(text: &str, today: NaiveDate) -> NaiveDate {
    let asked =
        format!("{text}-01").parse::<NaiveDate>().ok().filter(|day| *day <= today && day.year() >= 2000);
    asked.or_else(|| today.with_day(1)).unwrap_or(today)
}

/// Draws the dashboard of an organisation for the twelve months that end with one.
pub async fn view(desk: &Desk, actor: &Actor, org: &str, month: NaiveDate) -> Outcome<Dashboard> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tree = desk.tree();
    if !tree.iter().any(|node| node.code == org) {
        return Err(Failure::Missing);
    }
    let codes = subtree_with_predecessors(&tree, org);
    let own_cases_only = matches!(permit.reach(), Reach::Provider { .. });
    if own_cases_only || !codes.iter().all(|code| permit.reach().covers(code)) {
        return Err(Failure::Missing);
    }
    let from = month.checked_sub_months(Months::new(SHOWN - 1)).unwrap_or(month);
    let to = month.checked_add_months(Months::new(1)).unwrap_or(month) - Days::new(1);
    let tx = desk.store().snapshot().await?;
    let (rows, reckoned_at, from_kept) = rows_of(desk, &tx, &codes, (from, to)).await?;
    let scope = Scope::Organisations(codes.clone());
    let mut board = Dashboard {
        org: org.to_owned(),
        from,
        to,
        reckoned_at,
        from_kept,
        months: by_month(&rows, (from, to)),
        sum: OfficeMonth::default(),
        units: units(desk, &tx, org, &codes, &rows, to).await?,
        overdue: months::overdue(&tx, &scope, desk.now()).await?,
        communes: Vec::new(),
        coverage: coverage(&tx, org, &scope).await?,
    };
    board.sum = together(&board.months);
    if let Some(province) = law::staff::province_of_code(org) {
        board.communes = communes(&tx, province, &scope, (from, to.min(desk.today()))).await?;
    }
    Ok(board)
}

/// The rows of the months, reckoned now or put by.
async fn rows_of(
    desk: &Desk,
    tx: &Tx,
    codes: &[String],
    (from, to): (NaiveDate, NaiveDate),
) -> Outcome<(Vec<OfficeMonth>, DateTime<Utc>, bool)> {
    let now = desk.now();
    let oldest = desk.today().checked_sub_months(Months::new(KEPT - 1)).unwrap_or(from);
    if codes.len() > FEW && from >= oldest.with_day(1).unwrap_or(oldest) {
        let span = names(from, to);
        let (first, last) =
            (span.first().cloned().unwrap_or_default(), span.last().cloned().unwrap_or_default());
        if let Some((mut rows, at)) = months::kept(tx, &first, &last).await? {
            let known: std::collections::HashSet<&String> = codes.iter().collect();
            rows.retain(|row| known.contains(&row.org_code));
            return Ok((rows, at, true));
        }
    }
    let scope = Scope::Organisations(codes.to_vec());
    Ok((months::reckon(tx, &scope, (from, to), now).await?, now, false))
}

fn by_month(rows: &[OfficeMonth], (from, to): (NaiveDate, NaiveDate)) -> Vec<OfficeMonth> {
    let fresh = |month: String| OfficeMonth { month, ..OfficeMonth::default() };
    let mut months: Vec<OfficeMonth> = names(from, to).into_iter().map(fresh).collect();
    for row in rows {
        if let Some(month) = months.iter_mut().find(|month| month.month == row.month) {
            month.add(row);
        }
    }
    months
}

/// The months together; what stands at an end of a month is that of the last.
fn together(months: &[OfficeMonth]) -> OfficeMonth {
    let mut sum = OfficeMonth::default();
    months.iter().for_each(|month| sum.add(month));
    sum.running = months.last().map_or(0, |month| month.running);
    sum
}

/// One line a province of today for the nation, else one an organisation that keeps a register.
async fn units(
    desk: &Desk,
    tx: &Tx,
    org: &str,
    codes: &[String],
    rows: &[OfficeMonth],
    to: NaiveDate,
) -> Outcome<Vec<Unit>> {
    let tree = desk.tree();
    let nodes: HashMap<&str, &Node> = tree.iter().map(|node| (node.code.as_str(), node)).collect();
    let nation = OrganisationKind::of_code(org) == Some(OrganisationKind::Department);
    let keeps = |code: &str| OrganisationKind::of_code(code).is_some_and(OrganisationKind::keeps_register);
    let mut groups: BTreeMap<String, Vec<OfficeMonth>> = BTreeMap::new();
    for code in codes.iter().filter(|code| keeps(code)) {
        if nation {
            let office = province_of(&nodes, code, Geography::Now);
            groups.entry(office.map_or_else(|| code.clone(), str::to_owned)).or_default();
        } else if nodes.get(code.as_str()).is_some_and(|node| node.successor.is_none()) {
            groups.entry(code.clone()).or_default();
        }
    }
    for row in rows {
        let place = if nation {
            province_of(&nodes, &row.org_code, Geography::Now)
        } else {
            Some(row.org_code.as_str())
        };
        groups.entry(place.unwrap_or(&row.org_code).to_owned()).or_default().push(row.clone());
    }
    let provinces = store::reference::list_provinces(tx, to.min(desk.today())).await?;
    let last = to.format("%Y-%m").to_string();
    let unit = |(code, rows): (String, Vec<OfficeMonth>)| {
        let province = law::staff::province_of_code(&code).filter(|_| nation).map(str::to_owned);
        let named = province.as_deref().and_then(|code| provinces.iter().find(|it| it.code == code));
        let mut sum = OfficeMonth::default();
        rows.iter().for_each(|row| sum.add(row));
        sum.running = rows.iter().filter(|row| row.month == last).map(|row| row.running).sum();
        let entered: i64 = rows.iter().filter(|row| row.month == last).map(|row| row.entered).sum();
        Unit {
            name: named.map_or_else(|| desk.name_of_organisation(&code), |it| it.name.clone()),
            org: code,
            province,
            sum,
            silent: entered == 0,
        }
    };
    Ok(groups.into_iter().map(unit).collect())
}

/// The communes of a province on the last day, each with the cases of its people.
async fn communes(
    tx: &Tx,
    province: &str,
    scope: &Scope,
    (from, to): (NaiveDate, NaiveDate),
) -> Outcome<Vec<CommuneLine>> {
    let window = Window { from, to, as_of: None };
    let all = Selector::of(CaseSet::New);
    let civil = Selector {
        fields: vec![
            LegalField::Civil,
            LegalField::MarriageFamily,
            LegalField::LandHousing,
            LegalField::Labour,
        ],
        ..Selector::of(CaseSet::New)
    };
    let cases = pivot(tx, scope, (&all, false), &window, &[Dimension::Commune]).await?;
    let of_civil = pivot(tx, scope, (&civil, false), &window, &[Dimension::Commune]).await?;
    let count = |counted: &store::statistics::pivot::Counted, code: &str| {
        counted.get(&vec![code.to_owned()]).copied().unwrap_or_default()
    };
    let listed = store::reference::list_communes(tx, province, "", to, 2000).await?;
    let line = |commune: store::reference::Commune| CommuneLine {
        name: commune.full_name(),
        cases: count(&cases, &commune.code),
        civil: count(&of_civil, &commune.code),
    };
    Ok(listed.into_iter().map(line).collect())
}

/// Cases against trials and against people entitled, where somebody published how many there are.
async fn coverage(tx: &Tx, org: &str, scope: &Scope) -> Outcome<Vec<Coverage>> {
    let mut found = Vec::new();
    for quoted in store::quoted::list(tx, &[org.to_owned()]).await? {
        let selector = match quoted.series.as_str() {
            TRIALS => Selector { form: Some(AidForm::Litigation), ..Selector::of(CaseSet::New) },
            ELIGIBLE => Selector::of(CaseSet::New),
            _ => continue,
        };
        let window = Window { from: quoted.from_on, to: quoted.to_on, as_of: None };
        let counted = pivot(tx, scope, (&selector, false), &window, &[]).await?;
        found.push(Coverage { quoted, cases: counted.values().sum() });
    }
    Ok(found)
}

/// Reckons the rows of the whole nation anew and puts them by. Safe to repeat.
pub async fn reckon(desk: &Desk) -> Outcome<usize> {
    let (now, today) = (desk.now(), desk.today());
    let first = today.checked_sub_months(Months::new(KEPT - 1)).unwrap_or(today);
    let first = first.with_day(1).unwrap_or(first);
    let rows = {
        let tx = desk.store().snapshot().await?;
        months::reckon(&tx, &Scope::Nation, (first, today), now).await?
    };
    let tx = desk.store().begin().await?;
    months::keep(&tx, &rows, now).await?;
    tx.commit().await?;
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_is_none_is_this_month() {
        let today: NaiveDate = "2026-11-22".parse().expect("a test day");
        for (text, month) in [
            ("2026-03", "2026-03-01"),
            ("", "2026-11-01"),
            ("2026-12", "2026-11-01"),
            ("2026-13", "2026-11-01"),
            ("1990-01", "2026-11-01"),
        ] {
            assert_eq!(month_of(text, today).to_string(), month, "{text}");
        }
    }
}
