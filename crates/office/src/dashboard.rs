//! The dashboard (*bảng theo dõi*): how work flows, what waits and for how long, who entered nothing, where cases lack.
//!
//! Twelve months that end with the one asked for, of an organisation with everything it took over. Few organisations
//! are counted when they are asked for; many are drawn from rows that a job reckoned, and the page says when.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};
use law::access::{Node, Permission, Reach, subtree, subtree_with_predecessors};
use law::cases::{AidForm, LegalField};
use law::staff::OrganisationKind;
use law::statistics::{CaseSet, Geography, Selector, Window};
use store::Tx;
use store::quoted::Quoted;
use store::statistics::Scope;
use store::statistics::months::{self, names};
use store::statistics::pivot::{CommuneCount, by_commune, pivot};

pub use store::statistics::months::OfficeMonth;

use crate::deadlines::local;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};
use crate::queues::outside_codes;
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
    /// By which areas a report of the organisation counts what stands here; none where it counts others too.
    pub geography: Option<Geography>,
    /// Entered nothing in the last month.
    pub silent: bool,
}

/// Where people live, as a province counts them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// A commune of the last day, by its full name.
    Commune(String),
    /// A commune of before the merger that went to several: which of them is not known.
    Divided,
    /// Outside the province.
    Elsewhere,
    /// Nobody wrote it down.
    Unknown,
}

/// A place with the cases of twelve months whose first person lives there: all lines together are the cases of the
/// province.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommuneLine {
    pub place: Place,
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
    /// The twelve months together; what runs, and how old, is that of the last.
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
        overdue: months::overdue(&tx, &scope, desk.now(), &outside(desk)).await?,
        communes: Vec::new(),
        coverage: coverage(&tx, org, &scope).await?,
    };
    board.sum = together(&board.months, &month_name(to));
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
        // The job knows nothing of months that began after it ran.
        if let Some((mut rows, at)) = months::kept(tx, &first, &last).await?
            && month_name(local(at).date()) >= last
        {
            let known: std::collections::HashSet<&String> = codes.iter().collect();
            rows.retain(|row| known.contains(&row.org_code));
            return Ok((rows, at, true));
        }
    }
    let scope = Scope::Organisations(codes.to_vec());
    Ok((months::reckon(tx, &scope, (from, to), now, &outside(desk)).await?, now, false))
}

/// `2026-11`.
fn month_name(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
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

/// Clocks that no organisation of legal aid must keep, whoever looks.
fn outside(desk: &Desk) -> Vec<&'static str> {
    outside_codes(desk, &Actor::system())
}

/// Months together; what runs at the end of a month, and how old, is that of the last.
fn together(months: &[OfficeMonth], last: &str) -> OfficeMonth {
    let mut sum = OfficeMonth::default();
    for month in months {
        let mut month = month.clone();
        if month.month != last {
            (month.running, month.age_3, month.age_6) = (0, 0, 0);
            (month.age_12, month.age_24, month.age_over) = (0, 0, 0);
        }
        sum.add(&month);
    }
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
    let last = month_name(to);
    let unit = |(code, rows): (String, Vec<OfficeMonth>)| {
        let province = law::staff::province_of_code(&code).filter(|_| nation).map(str::to_owned);
        let named = province.as_deref().and_then(|code| provinces.iter().find(|it| it.code == code));
        let sum = together(&rows, &last);
        let entered: i64 = rows.iter().filter(|row| row.month == last).map(|row| row.entered).sum();
        let alone = || (subtree(&tree, &code).len() == 1).then_some(Geography::Then);
        let geography = province.as_ref().map(|_| Geography::Now).or_else(alone);
        Unit {
            geography,
            name: named.map_or_else(|| desk.name_of_organisation(&code), |it| it.name.clone()),
            org: code,
            province,
            sum,
            silent: entered == 0,
        }
    };
    Ok(groups.into_iter().map(unit).collect())
}

/// The communes of a province on the last day, each with the cases of its people. A case counts once, where its first
/// person lives; what was written as a commune of before the merger counts for the commune that took it over.
async fn communes(
    tx: &Tx,
    province: &str,
    scope: &Scope,
    (from, to): (NaiveDate, NaiveDate),
) -> Outcome<Vec<CommuneLine>> {
    let listed = store::reference::list_communes(tx, province, "", to, 2000).await?;
    // A code may have meant another commune before the list of the last day began to hold.
    let Some(since) = listed.iter().map(|commune| commune.valid_from).min() else { return Ok(Vec::new()) };
    let civil = Selector {
        fields: vec![
            LegalField::Civil,
            LegalField::MarriageFamily,
            LegalField::LandHousing,
            LegalField::Labour,
        ],
        ..Selector::of(CaseSet::New)
    };
    let window = Window { from, to, as_of: None };
    let counted = by_commune(tx, scope, &civil, &window, since).await?;
    let codes: BTreeSet<&str> = counted.iter().map(|count| count.code.as_str()).collect();
    let successors = store::reference::commune_successors_of(tx, codes).await?;
    let names: HashMap<&str, String> =
        listed.iter().map(|commune| (commune.code.as_str(), commune.full_name())).collect();
    let of_code = |code: &str| match names.get(code) {
        Some(name) => (Place::Commune(name.clone()), code.to_owned()),
        None => (Place::Elsewhere, String::new()),
    };
    let place = |count: &CommuneCount| {
        let code = count.code.as_str();
        let then = successors.get(code).map_or(&[][..], Vec::as_slice);
        match then {
            _ if code.is_empty() => (Place::Unknown, String::new()),
            _ if !count.before && names.contains_key(code) => of_code(code),
            [] => of_code(code),
            [one] => of_code(one),
            _ => (Place::Divided, String::new()),
        }
    };
    // Two communes of one name stand on two lines.
    let mut lines: BTreeMap<(Place, String), (i64, i64)> =
        names.keys().map(|code| (of_code(code), (0, 0))).collect();
    for count in &counted {
        let line = lines.entry(place(count)).or_default();
        line.0 += count.cases;
        line.1 += count.chosen;
    }
    let line = |((place, _), (cases, civil))| CommuneLine { place, cases, civil };
    Ok(lines.into_iter().map(line).collect())
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
        months::reckon(&tx, &Scope::Nation, (first, today), now, &outside(desk)).await?
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
