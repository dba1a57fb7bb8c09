//! Figures turned about (*bảng chéo*): any indicator by up to two dimensions, and the cases of one cell.
//!
//! Counts that may point at somebody are hidden from those who may not open the cases.

use std::collections::{BTreeMap, HashMap, HashSet};

use law::access::{Node, Permission};
use law::staff::OrganisationKind;
use law::statistics::{Measure, OutreachCount, Selector, Window, mask_small, percent_tenths};
use serde_json::json;
use store::Tx;
use store::statistics::Scope;
use store::statistics::pivot::{self as counts, NAMED, Split};

pub use law::statistics::{AgeBand, Dimension};

use super::{
    Geography, Indicator, Permit, ReportRequest, Value, organisations, province_of, scope_of, shows_small,
    window,
};
use crate::cases::{COUNTED, CaseLine, CaseList, Listing};
use crate::desk::{Actor, Desk, ShownTable};
use crate::failure::{Failure, Outcome, Refusal};
use store::cases::Cursor;

/// Rows and columns that are shown; what comes after them stands in one more together.
const MOST_ROWS: usize = 100;
const MOST_COLUMNS: usize = 40;

/// The key under which the rest stands.
pub const REST: &str = "*";

/// What is asked: which indicator, by what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PivotRequest {
    pub report: ReportRequest,
    pub indicator: &'static Indicator,
    pub rows: Dimension,
    pub columns: Option<Dimension>,
}

/// A row or a column: its key, and its name where the key is no code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// A code, an organisation, a month; empty for what is not known, [`REST`] for the rest.
    pub key: String,
    pub name: Option<String>,
}

/// The table.
#[derive(Clone, PartialEq, Debug)]
pub struct Pivot {
    pub as_of: chrono::DateTime<chrono::Utc>,
    pub rows: Vec<Head>,
    pub columns: Vec<Head>,
    /// By row and column; nothing where there is no value or it is hidden.
    pub cells: Vec<Vec<Option<Value>>>,
    pub row_totals: Vec<Option<Value>>,
    pub column_totals: Vec<Option<Value>>,
    pub total: Option<Value>,
    /// Some counts are hidden.
    pub masked: bool,
    /// The parts are more than the whole, because a case may stand in several.
    pub overlaps: bool,
}

/// Whether an indicator can be split by a dimension.
#[must_use]
pub fn fits(indicator: &Indicator, dimension: Dimension) -> bool {
    indicator.behind().is_some() || dimension.is_of_activities()
}

/// Turns an indicator about.
pub async fn pivot(desk: &Desk, actor: &Actor, request: &PivotRequest) -> Outcome<Pivot> {
    let permit = desk.permit(actor, Permission::ReadFigures)?;
    let wanted = std::iter::once(request.rows).chain(request.columns);
    if !wanted.clone().all(|dimension| fits(request.indicator, dimension)) {
        return Err(Refusal::new("pivot.dimension").field("rows", "pivot_dimension").into());
    }
    if request.columns == Some(request.rows) {
        return Err(Refusal::new("pivot.same").field("columns", "pivot_same").into());
    }
    let ground = Ground::of(desk, &permit, request)?;
    let tx = desk.store().snapshot().await?;
    let dimensions: Vec<Dimension> = wanted.collect();
    let overlaps = dimensions.iter().any(|it| it.overlaps()) || ground.counts_communes();
    let table = Counts::of(ground.counted(&tx, &dimensions).await?, &dimensions);
    let shows_small = ground.shows_small(&permit);
    let names = names_of(&tx, &dimensions, &table).await?;
    let pivot = table.finish(&ground, overlaps, shows_small, &names);
    // Whoever opens a cell sees small counts; what is hidden from others is not to be told to them.
    if shows_small {
        desk.keep_table(question(request), pivot.shown());
    }
    Ok(pivot)
}

/// A question in words, by which its table is remembered.
fn question(request: &PivotRequest) -> String {
    let PivotRequest { report, indicator, rows, columns } = request;
    format!("{report:?} {} {rows:?} {columns:?}", indicator.id)
}

impl Pivot {
    /// What stands in its rows and cells.
    fn shown(&self) -> ShownTable {
        let mut cells = HashMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            cells.extend(self.row_totals[place].map(|value| (vec![row.key.clone()], value)));
            let line = self.cells.get(place).map_or(&[][..], Vec::as_slice);
            for (column, value) in self.columns.iter().zip(line) {
                cells.extend(value.map(|value| (vec![row.key.clone(), column.key.clone()], value)));
            }
        }
        ShownTable { as_of: self.as_of, cells }
    }
}

/// A share counts its part and its whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Count {
    part: i64,
    whole: i64,
}

/// One of what an indicator counts, and one of what a share is of.
const PART: Count = Count { part: 1, whole: 0 };
const WHOLE: Count = Count { part: 0, whole: 1 };

impl Count {
    fn add(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }

    const fn times(self, number: i64) -> Self {
        Self { part: self.part * number, whole: self.whole * number }
    }
}

/// Counts of cells, rows and columns, and all.
#[derive(Default)]
struct Found {
    cells: HashMap<Vec<String>, Count>,
    lines: [HashMap<String, Count>; 2],
    whole: Count,
}

/// Whose figures, of which days, and what is counted.
struct Ground<'a> {
    request: &'a PivotRequest,
    scope: Scope,
    window: Window,
    as_of: chrono::DateTime<chrono::Utc>,
    tree: std::sync::Arc<Vec<Node>>,
    desk: &'a Desk,
}

impl<'a> Ground<'a> {
    fn of(desk: &'a Desk, permit: &Permit, request: &'a PivotRequest) -> Outcome<Self> {
        let codes = organisations(desk, permit, &request.report)?;
        let (window, as_of) = window(desk, &request.report)?;
        Ok(Self { request, scope: Scope::Organisations(codes), window, as_of, tree: desk.tree(), desk })
    }

    fn shows_small(&self, permit: &Permit) -> bool {
        match &self.scope {
            Scope::Organisations(codes) => shows_small(permit, codes),
            _ => false,
        }
    }

    fn counts_communes(&self) -> bool {
        matches!(self.request.indicator.measure, Measure::Outreach(OutreachCount::Communes, _))
    }

    /// Counts by dimensions, with organisations under the name that the dimension gives them.
    async fn counted(&self, tx: &Tx, dimensions: &[Dimension]) -> Outcome<Found> {
        let mut found = Found::default();
        match &self.request.indicator.measure {
            Measure::Cases(selector) => {
                self.take(&mut found, self.split(tx, selector, false, dimensions).await?, dimensions, PART);
            }
            Measure::Persons(selector) => {
                self.take(&mut found, self.split(tx, selector, true, dimensions).await?, dimensions, PART);
            }
            Measure::Percent { part, whole } => {
                self.take(&mut found, self.split(tx, part, false, dimensions).await?, dimensions, PART);
                self.take(&mut found, self.split(tx, whole, false, dimensions).await?, dimensions, WHOLE);
            }
            other => return self.of_activities(tx, other, dimensions).await,
        }
        Ok(found)
    }

    async fn split(
        &self,
        tx: &Tx,
        selector: &Selector,
        persons: bool,
        dimensions: &[Dimension],
    ) -> Outcome<Split> {
        Ok(counts::split(tx, &self.scope, (selector, persons), &self.window, dimensions).await?)
    }

    /// Adds what was counted, as the part or as the whole of a share.
    fn take(&self, found: &mut Found, split: Split, dimensions: &[Dimension], unit: Count) {
        for (keys, number) in split.cells {
            let keys = keys.iter().zip(dimensions).map(|(key, dimension)| self.place(*dimension, key));
            found.cells.entry(keys.collect()).or_default().add(unit.times(number));
        }
        for ((line, counted), dimension) in
            found.lines.iter_mut().zip([split.rows, split.columns]).zip(dimensions)
        {
            for (key, number) in counted {
                line.entry(self.place(*dimension, &key)).or_default().add(unit.times(number));
            }
        }
        found.whole.add(unit.times(split.whole));
    }

    async fn of_activities(&self, tx: &Tx, measure: &Measure, dimensions: &[Dimension]) -> Outcome<Found> {
        let mut found = Found::default();
        // A commune counts once in each cell, row and column, and once in all.
        let mut seen: HashSet<(Option<usize>, Vec<String>, String)> = HashSet::new();
        for row in counts::activities(tx, &self.scope, measure, &self.window).await? {
            let key = |dimension: &Dimension| match dimension {
                Dimension::Month => row.month.clone(),
                organisation => self.place(*organisation, &row.org_code),
            };
            let keys: Vec<String> = dimensions.iter().map(key).collect();
            let mut number = |place: Option<usize>, keys: &[String]| match &row.commune {
                Some(commune) => i64::from(seen.insert((place, keys.to_vec(), commune.clone()))),
                None => row.number,
            };
            found.whole.add(PART.times(number(None, &[])));
            for (place, key) in keys.iter().enumerate() {
                let number = number(Some(place), std::slice::from_ref(key));
                found.lines[place].entry(key.clone()).or_default().add(PART.times(number));
            }
            let number = number(Some(2), &keys);
            found.cells.entry(keys).or_default().add(PART.times(number));
        }
        Ok(found)
    }

    /// The organisation that a dimension puts another under.
    fn place(&self, dimension: Dimension, key: &str) -> String {
        let nodes =
            || -> HashMap<&str, &Node> { self.tree.iter().map(|node| (node.code.as_str(), node)).collect() };
        let found = match dimension {
            Dimension::Province => province_of(&nodes(), key, Geography::Then).map(str::to_owned),
            Dimension::ProvinceNow => province_of(&nodes(), key, Geography::Now).map(str::to_owned),
            Dimension::Centre => centre_of(&nodes(), key),
            _ => return key.to_owned(),
        };
        found.unwrap_or_else(|| key.to_owned())
    }

    /// The organisations that stand under a key of a dimension.
    fn scope_of(&self, cuts: &[(Dimension, String)]) -> Scope {
        let Scope::Organisations(codes) = &self.scope else { return self.scope.clone() };
        let stands = |code: &String| {
            cuts.iter()
                .filter(|(dimension, _)| dimension.is_of_organisations())
                .all(|(dimension, key)| self.place(*dimension, code) == *key)
        };
        Scope::Organisations(codes.iter().filter(|code| stands(code)).cloned().collect())
    }

    fn value(&self, count: Count) -> Option<Value> {
        match self.request.indicator.measure {
            Measure::Percent { .. } => percent_tenths(count.part, count.whole).map(Value::Tenths),
            _ => Some(Value::Count(count.part)),
        }
    }
}

/// The Centre above an organisation, or the organisation itself.
fn centre_of(nodes: &HashMap<&str, &Node>, code: &str) -> Option<String> {
    let mut node = *nodes.get(code)?;
    for _ in 0..nodes.len() {
        if OrganisationKind::of_code(&node.code) == Some(OrganisationKind::Centre) {
            return Some(node.code.clone());
        }
        node = nodes.get(node.parent.as_deref()?)?;
    }
    None
}

/// Counts with the keys in the order in which they are shown.
struct Counts {
    rows: Vec<String>,
    columns: Vec<String>,
    found: Found,
}

impl Counts {
    fn of(found: Found, dimensions: &[Dimension]) -> Self {
        let keys = |place: usize, most: usize| {
            let sums =
                found.lines[place].iter().map(|(key, count)| (key.clone(), count.part.max(count.whole)));
            let order = |dimension: &Dimension| ordered(*dimension, sums.clone().collect(), most);
            dimensions.get(place).map(order).unwrap_or_default()
        };
        Self { rows: keys(0, MOST_ROWS), columns: keys(1, MOST_COLUMNS), found }
    }

    /// What stands in a cell; the rest is everything that has no row or column of its own.
    fn at(&self, row: &str, column: Option<&str>) -> Count {
        let fits = |shown: &[String], wanted: &str, key: &String| match wanted {
            REST => !shown.contains(key),
            wanted => key == wanted,
        };
        if row != REST && column != Some(REST) {
            let keys: Vec<String> = std::iter::once(row).chain(column).map(str::to_owned).collect();
            return self.found.cells.get(&keys).copied().unwrap_or_default();
        }
        let mut sum = Count::default();
        for (keys, count) in &self.found.cells {
            let here = fits(&self.rows, row, &keys[0])
                && column.is_none_or(|column| fits(&self.columns, column, &keys[1]));
            if here {
                sum.add(*count);
            }
        }
        sum
    }

    /// A row or column as a whole.
    fn alone(&self, place: usize, key: &str) -> Count {
        let list = &self.found.lines[place];
        if key != REST {
            return list.get(key).copied().unwrap_or_default();
        }
        let shown = if place == 0 { &self.rows } else { &self.columns };
        let mut sum = Count::default();
        list.iter().filter(|(key, _)| !shown.contains(key)).for_each(|(_, count)| sum.add(*count));
        sum
    }

    fn finish(
        self,
        ground: &Ground<'_>,
        overlaps: bool,
        shows_small: bool,
        names: &HashMap<String, String>,
    ) -> Pivot {
        let two = ground.request.columns.is_some();
        let mut table: Vec<Vec<Count>> = Vec::new();
        for row in &self.rows {
            let mut line: Vec<Count> = self.columns.iter().map(|column| self.at(row, Some(column))).collect();
            line.push(self.alone(0, row));
            table.push(line);
        }
        let mut last: Vec<Count> = self.columns.iter().map(|column| self.alone(1, column)).collect();
        last.push(self.found.whole);
        table.push(last);
        let hidden = if shows_small { None } else { Some(hidden(&table)) };
        let masked = hidden.as_ref().is_some_and(|hidden| hidden.iter().flatten().any(|cell| *cell));
        let mut values: Vec<Vec<Option<Value>>> = table
            .iter()
            .enumerate()
            .map(|(row, line)| {
                let shown = |column: usize| hidden.as_ref().is_none_or(|hidden| !hidden[row][column]);
                line.iter()
                    .enumerate()
                    .map(|(column, count)| ground.value(*count).filter(|_| shown(column)))
                    .collect()
            })
            .collect();
        let mut column_totals = values.pop().unwrap_or_default();
        let total = column_totals.pop().flatten();
        let row_totals = values.iter_mut().map(|line| line.pop().flatten()).collect();
        let head = |dimension: Dimension| {
            move |key: &String| Head { key: key.clone(), name: name_of(ground.desk, dimension, key, names) }
        };
        let columns = ground.request.columns.map(|it| self.columns.iter().map(head(it)).collect());
        Pivot {
            as_of: ground.as_of,
            rows: self.rows.iter().map(head(ground.request.rows)).collect(),
            columns: columns.unwrap_or_default(),
            cells: if two { values } else { Vec::new() },
            row_totals,
            column_totals,
            total,
            masked,
            overlaps,
        }
    }
}

/// Which counts of a table are hidden: its part and its whole alike.
fn hidden(table: &[Vec<Count>]) -> Vec<Vec<bool>> {
    let mask = |of: fn(&Count) -> i64| {
        let counts: Vec<Vec<i64>> = table.iter().map(|row| row.iter().map(of).collect()).collect();
        mask_small(&counts)
    };
    let (parts, wholes) = (mask(|count| count.part), mask(|count| count.whole));
    parts
        .iter()
        .zip(&wholes)
        .map(|(parts, wholes)| parts.iter().zip(wholes).map(|(a, b)| a.is_none() || b.is_none()).collect())
        .collect()
}

/// The order of a dimension: as the codes are listed, by organisation, by month; else the largest first. What is not
/// known stands last, and behind it the rest.
fn ordered(dimension: Dimension, sums: BTreeMap<String, i64>, most: usize) -> Vec<String> {
    let mut keys: Vec<(String, i64)> = sums.into_iter().collect();
    let by_size = matches!(
        dimension,
        Dimension::Agency | Dimension::Provider | Dimension::Ethnicity | Dimension::Commune
    );
    let place = |key: &str| declared(dimension).iter().position(|code| *code == key).unwrap_or(usize::MAX);
    keys.sort_by(|(a, a_sum), (b, b_sum)| {
        let unknown = a.is_empty().cmp(&b.is_empty());
        let order = if by_size { b_sum.cmp(a_sum) } else { place(a).cmp(&place(b)) };
        unknown.then(order).then_with(|| a.cmp(b))
    });
    let more = keys.len() > most;
    let mut keys: Vec<String> = keys.into_iter().map(|(key, _)| key).take(most).collect();
    if more {
        keys.push(REST.to_owned());
    }
    keys
}

/// The codes of a dimension in the order of its list.
fn declared(dimension: Dimension) -> Vec<&'static str> {
    use law::cases::{AidForm, LegalField, Outcome, ProviderRole, Source, Stage};
    use law::eligibility::Category;
    use law::people::Sex;
    use law::quality::Rating;
    use law::staff::ProviderKind;
    fn codes<T: law::kernel::coded::Coded>() -> Vec<&'static str> {
        T::ALL.iter().map(|value| value.code()).collect()
    }
    match dimension {
        Dimension::Form => codes::<AidForm>(),
        Dimension::Field => codes::<LegalField>(),
        Dimension::Role => codes::<ProviderRole>(),
        Dimension::Stage => codes::<Stage>(),
        Dimension::Source => codes::<Source>(),
        Dimension::ProviderKind => codes::<ProviderKind>(),
        Dimension::Outcome => codes::<Outcome>(),
        Dimension::Rating => codes::<Rating>(),
        Dimension::Category => codes::<Category>(),
        Dimension::Sex => codes::<Sex>(),
        Dimension::Age => codes::<AgeBand>(),
        _ => Vec::new(),
    }
}

/// The name of a key that is no code.
fn name_of(desk: &Desk, dimension: Dimension, key: &str, names: &HashMap<String, String>) -> Option<String> {
    if key.is_empty() || key == REST {
        return None;
    }
    match dimension {
        Dimension::Provider => key.split_once(NAMED).map(|(_, name)| name.to_owned()),
        Dimension::Agency => Some(key.to_owned()),
        Dimension::Ethnicity | Dimension::Commune => {
            Some(names.get(key).cloned().unwrap_or_else(|| key.to_owned()))
        }
        it if it.is_of_organisations() => Some(desk.name_of_organisation(key))
            .filter(|name| !name.is_empty())
            .or_else(|| Some(key.to_owned())),
        _ => None,
    }
}

/// Names of ethnic groups and communes, where they are asked for.
async fn names_of(tx: &Tx, dimensions: &[Dimension], table: &Counts) -> Outcome<HashMap<String, String>> {
    let mut names = HashMap::new();
    for (place, dimension) in dimensions.iter().enumerate() {
        let keys = if place == 0 { &table.rows } else { &table.columns };
        match dimension {
            Dimension::Ethnicity => {
                let groups = store::reference::list_ethnic_groups(tx).await?;
                names.extend(groups.into_iter().map(|group| (group.code, group.name)));
            }
            Dimension::Commune => {
                let known = keys.iter().map(String::as_str).filter(|key| !key.is_empty());
                let book = store::reference::CommuneBook::load_some(tx, known.clone()).await?;
                for key in known {
                    let named = [
                        chrono::NaiveDate::MAX,
                        chrono::NaiveDate::from_ymd_opt(2025, 6, 30).unwrap_or_default(),
                    ];
                    let found = named.iter().find_map(|day| book.on(key, *day));
                    names.extend(found.map(|commune| (key.to_owned(), commune.full_name())));
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

/// The cases of one cell, or of a row where no column is named: on the screen and in a file the same.
pub(crate) struct Cell {
    scope: Scope,
    selector: Selector,
    window: Window,
    cuts: Vec<(Dimension, String)>,
}

impl Cell {
    pub(crate) fn of(
        desk: &Desk,
        permit: &Permit,
        request: &PivotRequest,
        (row, column): (&str, Option<&str>),
    ) -> Outcome<Self> {
        let selector = request.indicator.behind().ok_or(Failure::Missing)?.clone();
        let ground = Ground::of(desk, permit, request)?;
        let mut cuts = vec![(request.rows, row.to_owned())];
        cuts.extend(request.columns.zip(column).map(|(dimension, key)| (dimension, key.to_owned())));
        let scope = match ground.scope_of(&cuts) {
            Scope::Organisations(codes) => scope_of(desk, codes),
            Scope::Nation => Scope::Nation,
        };
        Ok(Self { scope, selector, window: ground.window, cuts })
    }

    fn cut(&self) -> Vec<(Dimension, &str)> {
        self.cuts.iter().map(|(dimension, key)| (*dimension, key.as_str())).collect()
    }

    /// A page of them.
    pub(crate) async fn page(
        &self,
        tx: &Tx,
        paging: (Option<&Cursor>, usize),
    ) -> Outcome<store::statistics::Behind> {
        Ok(counts::cases_of_cell(tx, &self.scope, &self.selector, &self.window, &self.cut(), paging).await?)
    }

    /// A page for the screen, with how many there are where that is cheap to know.
    async fn list(
        &self,
        tx: &Tx,
        paging: store::statistics::Paging<'_>,
    ) -> Outcome<store::statistics::Listed> {
        Ok(counts::list_of_cell(tx, &self.scope, &self.selector, &self.window, &self.cut(), paging).await?)
    }

    /// What the record says was asked for.
    pub(crate) fn said(&self, request: &PivotRequest) -> serde_json::Value {
        let asked = &request.report;
        json!({
            "org": asked.org, "from": asked.from, "to": asked.to, "as_of": asked.as_of,
            "geography": asked.geography, "indicator": request.indicator.id, "cell": self.cut(),
        })
    }
}

/// The cases of one cell.
#[derive(Clone, Debug)]
pub struct CellList {
    pub list: CaseList,
    /// What stood in the cell when its table was last shown, and as of when; nothing where no table is remembered.
    pub shown: Option<(Value, chrono::DateTime<chrono::Utc>)>,
}

/// Lists the cases of one cell, or of a row where no column is named. The reading is recorded.
pub async fn cases(
    desk: &Desk,
    actor: &Actor,
    request: &PivotRequest,
    place: (&str, Option<&str>),
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CellList> {
    desk.permit(actor, Permission::ReadReports)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let cell = Cell::of(desk, &permit, request, place)?;
    let table = desk.kept_table(&question(request));
    let keys: Vec<String> = cell.cuts.iter().map(|(_, key)| key.clone()).collect();
    let shown = table.and_then(|table| Some((*table.cells.get(&keys)?, table.as_of)));
    let tx = desk.store().snapshot().await?;
    let listed = cell.list(&tx, (after, limit, COUNTED + 1)).await?;
    let page = listed.page;
    let mut lines = store::cases::list::lines_of(&tx, &page.cases).await?;
    let place = crate::confidentiality::Place::Screen;
    crate::confidentiality::mask_lines(desk, &tx, (actor, place), &mut lines).await?;
    drop(tx);
    let mut known: HashMap<_, CaseLine> = lines.into_iter().map(|line| (line.id, line)).collect();
    // A case may have moved since the time that is asked about.
    let lines: Vec<CaseLine> = page
        .cases
        .iter()
        .filter_map(|id| known.remove(id))
        .filter(|line| permit.reach().covers(&line.org_code))
        .collect();
    let mut detail = cell.said(request);
    detail["lines"] = lines.len().into();
    desk.record_reading(&permit, "statistics.cases", "list", "cases", detail).await?;
    let list = CaseList { listing: Listing { lines, next: page.next }, total: listed.cases, persons: None };
    Ok(CellList { list, shown })
}
