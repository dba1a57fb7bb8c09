//! Any figure by up to two dimensions: as a table whose cells open to their cases, as bars, and as a sheet.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::statistics::{Dimension, Unit};
use maud::{Markup, html};
use office::exchange::Format;
use office::exchange::report::{SheetCell, table_file};
use office::statistics::pivot::{self as acts, CellList, Head, Pivot, PivotRequest, REST};
use office::statistics::{Figure, Indicator, ReportRequest, Value, indicator, indicators};

use super::files::{self, Kind, Listed};
use super::views::{Ground, may_export};
use super::{form, names, pages, reach};
use crate::cases::{cursor_of, cursor_text, lines_table};
use crate::codes;
use crate::confidentiality::leaving::{self, Download};
use crate::failure::{Page, PageFailure, again, refused_fields, show};
use crate::gate::{App, Visitor};
use crate::texts::{T, Text};
use crate::ui::chart::{Bar, Chart};
use crate::ui::figures::define;
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, error_summary};
use crate::ui::list::{Address, Column, Pager, Phone, Row, Table, Total, downloads, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::notice;
use crate::ui::{Tone, dates, page};

const PATH: &str = "/reports/pivot";
const LINES: usize = 50;
/// Bars of the picture.
const BARS: usize = 24;

/// The cases of one cell as files.
const FILES: [Download<'static>; 2] = [
    Download { label: "CSV", address: "/reports/pivot/cases.csv", also: None },
    Download { label: "XLSX", address: "/reports/pivot/cases.xlsx", also: None },
];

const FIELDS: &[Field] = &[
    Field::select("indicator", "pivot-indicator"),
    Field::select("rows", "pivot-rows"),
    Field::select("columns", "pivot-columns").optional(),
];

/// What is asked beside organisation and days.
fn asked(values: &Values, report: ReportRequest) -> PivotRequest {
    let dimension = |name: &str| Dimension::from_code(values.get(name));
    let known = indicator(values.get("indicator")).or_else(|| indicator("cases_new"));
    let indicator = known.unwrap_or(&indicators()[0]);
    let usual = if indicator.behind().is_some() { Dimension::Field } else { Dimension::Month };
    PivotRequest {
        report,
        indicator,
        rows: dimension("rows").unwrap_or(usual),
        columns: dimension("columns"),
    }
}

fn address(path: &str, request: &PivotRequest) -> Address {
    let address = form::address(path, &request.report)
        .with("indicator", &request.indicator.id)
        .with("rows", request.rows.code());
    match request.columns {
        Some(columns) => address.with("columns", columns.code()),
        None => address,
    }
}

/// What the address names and nobody knows: another figure in its place would be taken for it.
fn unknown(values: &Values) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for field in FIELDS {
        let asked = values.get(field.name);
        let known = match field.name {
            "indicator" => indicator(asked).is_some(),
            _ => Dimension::from_code(asked).is_some(),
        };
        if !asked.is_empty() && !known {
            errors.add(field.name, Text::Key("pivot-not-offered"));
        }
    }
    errors
}

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (report, organisations) = pages::asked(&app, &visitor, &values).await?;
    let errors = unknown(&values);
    if !errors.is_empty() {
        return pages::wrong(&app, &visitor, &organisations, (PATH, &values), &errors);
    }
    let report = match report {
        Ok(report) => report,
        Err(errors) => return pages::wrong(&app, &visitor, &organisations, (PATH, &values), &errors),
    };
    let request = asked(&values, report);
    let org_name = reach::name_of(app.desk(), &visitor.actor, &request.report).await?;
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations, org_name };
    let mut shell = visitor.shell(&visitor.t.get("pivot-title"));
    shell.wide = true;
    match acts::pivot(app.desk(), &visitor.actor, &request).await {
        Ok(pivot) => {
            shell.as_of = Some(dates::date_time(&pivot.as_of));
            show(page(&shell, body(&ground, &request, &pivot)))
        }
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            shell.error_in_title = true;
            again(page(&shell, wrong(&ground, &request, &errors)))
        }
    }
}

pub async fn xlsx(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    if !unknown(&values).is_empty() {
        return Err(PageFailure::Missing);
    }
    let (report, _) = pages::request(&app, &visitor, &values).await?;
    let request = asked(&values, report);
    let pivot = acts::pivot(app.desk(), &visitor.actor, &request).await?;
    let t = visitor.t;
    let mut titles = vec![codes::name(t, request.rows)];
    titles.extend(pivot.columns.iter().map(|head| head_name(t, request.columns, head)));
    titles.push(t.get("pivot-total"));
    let mut rows = Vec::new();
    let nothing = Vec::new();
    for (place, head) in pivot.rows.iter().enumerate() {
        let mut line = vec![SheetCell::from(head_name(t, Some(request.rows), head))];
        line.extend(pivot.cells.get(place).unwrap_or(&nothing).iter().map(|value| sheet_cell(*value)));
        line.push(sheet_cell(pivot.row_totals[place]));
        rows.push(line);
    }
    let mut last = vec![SheetCell::from(t.get("pivot-total"))];
    last.extend(pivot.column_totals.iter().map(|value| sheet_cell(*value)));
    last.push(sheet_cell(pivot.total));
    rows.push(last);
    let asked = &request.report;
    let name =
        format!("pivot-{}-{}-{}-{}", request.indicator.id, asked.org.replace('.', ""), asked.from, asked.to);
    crate::files::send(table_file(&name, &titles, &rows, Format::Xlsx)?)
}

fn sheet_cell(value: Option<Value>) -> SheetCell<'static> {
    match value {
        Some(Value::Count(count)) => SheetCell::Integer(count),
        Some(Value::Tenths(digits)) => SheetCell::Decimal { digits, scale: 1 },
        None => SheetCell::Empty,
    }
}

/// The name of a row or column.
fn head_name(t: T, dimension: Option<Dimension>, head: &Head) -> String {
    let Some(dimension) = dimension else { return String::new() };
    match (head.key.as_str(), &head.name) {
        ("", _) => t.get("pivot-unknown"),
        (REST, _) => t.get("pivot-rest"),
        (_, Some(name)) => name.clone(),
        (key, None) => code_name(t, dimension, key),
    }
}

fn code_name(t: T, dimension: Dimension, key: &str) -> String {
    match dimension {
        Dimension::Month => dates::month_name(key),
        Dimension::Criterion => key.to_uppercase(),
        Dimension::Form => codes::named(t, "form", key),
        Dimension::Field => codes::named(t, "field", key),
        Dimension::Role => codes::named(t, "provider-role", key),
        Dimension::Stage => codes::named(t, "stage", key),
        Dimension::Source => codes::named(t, "source", key),
        Dimension::ProviderKind => codes::named(t, "provider-kind", key),
        Dimension::Outcome => codes::named(t, "outcome", key),
        Dimension::Rating => codes::named(t, "rating", key),
        Dimension::Category => codes::named(t, "category", key),
        Dimension::Sex => codes::named(t, "sex", key),
        Dimension::Age => codes::named(t, "age-band", key),
        _ => key.to_owned(),
    }
}

fn written(t: T, indicator: &'static Indicator, value: Option<Value>) -> String {
    names::value(t, &Figure { indicator, value })
}

fn body(ground: &Ground, request: &PivotRequest, pivot: &Pivot) -> Markup {
    let t = ground.t();
    let name = names::name(t, request.indicator);
    let period = dates::period(request.report.from, request.report.to);
    let caption = format!("{}, {period}", ground.org_name);
    let files = [("XLSX", address("/reports/pivot.xlsx", request).url())];
    html! {
        (heading(Some(&caption), &t.with("pivot-heading", &[("name", name.as_str().into())]), downloads(t, &files)))
        (question(ground, request, &FieldErrors::default()))
        @if pivot.masked { (notice(t, Tone::Info, &t.get("pivot-masked"), html! {})) }
        (table(ground, request, pivot))
        @if pivot.overlaps { p class="hint" { (t.get("pivot-overlaps")) } }
        (define(&t.get("reports-definitions"), html! { p { (names::definition(t, request.indicator.family)) } }))
        (chart(ground, request, pivot))
    }
}

fn wrong(ground: &Ground, request: &PivotRequest, errors: &FieldErrors) -> Markup {
    let t = ground.t();
    html! {
        (error_summary(t, errors))
        (heading(None, &t.get("pivot-title"), html! {}))
        (lead(&t.get("pivot-lead")))
        (question(ground, request, errors))
    }
}

/// Which figure, by what; whose, and which days.
fn question(ground: &Ground, request: &PivotRequest, errors: &FieldErrors) -> Markup {
    let t = ground.t();
    let mut values = form::shown(&request.report, &ground.visitor.actor.org);
    values.set("indicator", request.indicator.id.as_str());
    values.set("rows", request.rows.code());
    values.set("columns", request.columns.map(Dimension::code).unwrap_or_default());
    let figures = indicators()
        .iter()
        .map(|it| Choice::new(&it.id, names::name(t, it)).group(names::unit_of(t, it.unit)));
    let dimensions = || Dimension::ALL.iter().map(|it| Choice::new(it.code(), codes::name(t, *it)));
    let none = Choice::new("", t.get("pivot-no-columns"));
    let sheet = Sheet::filter(t, &values, errors)
        .choices("indicator", grouped(figures))
        .choices("rows", dimensions())
        .choices("columns", std::iter::once(none).chain(dimensions()));
    html! {
        search class="filters report-question" {
            form action=(PATH) method="get" {
                (sheet.all(FIELDS))
                @for (name, value) in form::address(PATH, &request.report).query().pairs() {
                    (crate::ui::form::hidden(name, value))
                }
                div class="filters-end" { button class="button" type="submit" { (t.get("pivot-show")) } }
            }
        }
        (super::views::question(ground, PATH, &form::shown(&request.report, &ground.visitor.actor.org), &FieldErrors::default(), Some(&request.report)))
    }
}

/// Choices of one group beside each other.
fn grouped(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let all: Vec<Choice> = choices.collect();
    let mut groups: Vec<Option<String>> = Vec::new();
    for choice in &all {
        if !groups.contains(&choice.group) {
            groups.push(choice.group.clone());
        }
    }
    let of = |group: &Option<String>| all.iter().filter(|it| it.group == *group).cloned().collect::<Vec<_>>();
    groups.iter().flat_map(of).collect()
}

fn table(ground: &Ground, request: &PivotRequest, pivot: &Pivot) -> Markup {
    let t = ground.t();
    let opens = request.indicator.behind().is_some() && ground.visitor.may(Permission::ReadCases);
    let link = |value: Option<Value>, row: &Head, column: Option<&Head>| {
        let words = written(t, request.indicator, value);
        let rest = row.key == REST || column.is_some_and(|it| it.key == REST);
        let some = value.is_some_and(|value| value != Value::Count(0));
        html! {
            @if opens && some && !rest { a href=(cell_address(request, row, column).url()) { (words) } }
            @else { (words) }
        }
    };
    let mut columns = vec![Column::text(codes::name(t, request.rows))];
    columns.extend(pivot.columns.iter().map(|head| Column::number(head_name(t, request.columns, head))));
    columns.push(Column::number(t.get("pivot-total")));
    let row = |(place, head): (usize, &Head)| {
        let mut cells = vec![html! { (head_name(t, Some(request.rows), head)) }];
        if let Some(line) = pivot.cells.get(place) {
            cells.extend(
                line.iter().zip(&pivot.columns).map(|(value, column)| link(*value, head, Some(column))),
            );
        }
        cells.push(link(pivot.row_totals[place], head, None));
        Row::new(cells)
    };
    let mut foot = vec![html! { (t.get("pivot-total")) }];
    foot.extend(pivot.column_totals.iter().map(|value| html! { (written(t, request.indicator, *value)) }));
    foot.push(html! { (written(t, request.indicator, pivot.total)) });
    let title = t.with("pivot-table", &[("rows", codes::name(t, request.rows).into())]);
    let drawn = Table {
        columns,
        rows: pivot.rows.iter().enumerate().map(row).collect(),
        foot: Some(Row::new(foot)),
        phone: Phone::Scroll,
        ..Table::new(t, "pivot", title)
    };
    html! { div class="report-wide" { (drawn) } }
}

fn cell_address(request: &PivotRequest, row: &Head, column: Option<&Head>) -> Address {
    let address = address("/reports/pivot/cases", request).with("row", &row.key);
    match column {
        Some(column) => address.with("column", &column.key),
        None => address,
    }
}

/// The totals of the rows as bars; shares are no lengths to add and stay in the table.
fn chart(ground: &Ground, request: &PivotRequest, pivot: &Pivot) -> Markup {
    let t = ground.t();
    let bar = |(head, total): (&Head, &Option<Value>)| match total {
        Some(Value::Count(count)) => Some(Bar {
            label: head_name(t, Some(request.rows), head),
            value: u64::try_from(*count).unwrap_or(0),
            href: None,
        }),
        _ => None,
    };
    let bars: Vec<Bar> = pivot.rows.iter().zip(&pivot.row_totals).filter_map(bar).take(BARS).collect();
    let name = names::name(t, request.indicator);
    html! {
        @if request.indicator.unit != Unit::Percent && !bars.is_empty() {
            (Chart {
                t,
                id: "pivot-chart",
                title: t.with("pivot-chart", &[("name", name.as_str().into()), ("rows", codes::name(t, request.rows).into())]),
                description: t.with("pivot-chart-about", &[("n", bars.len().into())]),
                label: codes::name(t, request.rows),
                value: names::unit(t, request.indicator),
                bars,
            })
        }
    }
}

/// The cases of one cell as a file.
pub async fn cases_csv(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    cases_as(app, &visitor, query, Kind::Csv).await
}

pub async fn cases_xlsx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    cases_as(app, &visitor, query, Kind::Xlsx).await
}

async fn cases_as(State(app): State<App>, visitor: &Visitor, RawQuery(query): RawQuery, kind: Kind) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (report, _) = pages::request(&app, visitor, &values).await?;
    let request = asked(&values, report);
    let place = place_of(&values)?;
    files::cases(&app, visitor, Listed::Cell(&request, place), (kind, leaving::read(&values).ground)).await
}

/// What stood in the cell of the table, and as of when: above a limit the list itself is not counted.
fn shown_words(t: T, indicator: &'static Indicator, value: Value, as_of: &DateTime<Utc>) -> String {
    let number = written(t, indicator, Some(value));
    let number = match indicator.unit {
        Unit::Percent => number,
        _ => format!("{number} {}", names::unit(t, indicator)),
    };
    let moment = dates::date_time(as_of);
    t.with("pivot-cell-shown", &[("moment", moment.into()), ("number", number.into())])
}

/// Row and column of a cell; the rest has no list of its own.
fn place_of(values: &Values) -> Result<(&str, Option<&str>), PageFailure> {
    let (row, column) = (values.get("row"), values.all("column").next());
    let rest = row == REST || column == Some(REST);
    if rest { Err(PageFailure::Missing) } else { Ok((row, column)) }
}

/// The cases of one cell.
pub async fn cases(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (report, _) = pages::request(&app, &visitor, &values).await?;
    let request = asked(&values, report);
    let (row, column) = place_of(&values)?;
    let after = cursor_of(values.get("after"));
    let CellList { list, shown } =
        acts::cases(app.desk(), &visitor.actor, &request, (row, column), after.as_ref(), LINES).await?;
    let t = visitor.t;
    let title = names::name(t, request.indicator);
    let of = |dimension: Dimension, key: &str| {
        let named = key.split_once('|').map(|(_, name)| name.to_owned());
        let org = app.desk().name_of_organisation(key);
        let name = named.or_else(|| Some(org).filter(|name| !name.is_empty()));
        let name = name.or_else(|| (dimension == Dimension::Agency).then(|| key.to_owned()));
        format!(
            "{}: {}",
            codes::name(t, dimension),
            head_name(t, Some(dimension), &Head { key: key.to_owned(), name })
        )
    };
    let mut cell = vec![of(request.rows, row)];
    cell.extend(request.columns.zip(column).map(|(dimension, key)| of(dimension, key)));
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.crumbs =
        vec![Crumb::link(t.get("pivot-title"), address(PATH, &request).url()), Crumb::here(title.clone())];
    let here = Address::new("/reports/pivot/cases", values.clone());
    let total = list.total.map(|total| match total > office::cases::COUNTED {
        true => Total::MoreThan(office::cases::COUNTED as u64),
        false => Total::Exact(total as u64),
    });
    let pages = Pager {
        first: after.is_some().then(|| here.first_page().url()),
        previous: None,
        next: list.listing.next.as_ref().map(|key| here.first_page().with("after", &cursor_text(key)).url()),
        shown: list.listing.lines.len() as u64,
        total,
    };
    let body = html! {
        (heading(Some(&cell.join("; ")), &title, html! {}))
        (lead(&names::definition(t, request.indicator.family)))
        @if let Some((value, as_of)) = shown { p { (shown_words(t, request.indicator, value, &as_of)) } }
        @if may_export(&visitor) { (leaving::downloads(&visitor, here.first_page().query(), &FILES)) }
        (lines_table(&visitor, &list.listing.lines, app.desk().today(), None))
        (pager(t, &pages))
    };
    show(page(&shell, body))
}
