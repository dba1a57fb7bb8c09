//! The list of cases behind one number, and its file.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use law::statistics::{Form, Measure, Selector, Unit, Value, form_on};
use maud::{Markup, html};
use office::cases::CaseList;
use office::statistics::{Chosen, Figure, Report, ReportRequest, identities, indicator};
use office::{Desk, Outcome};

use super::files::{self, Kind, Listed};
use super::views::{Ground, lacking_words, may_export};
use super::{form, forms, names, pages, reach};
use crate::cases::{cursor_of, cursor_text, lines_table};
use crate::codes;
use crate::confidentiality::leaving;
use crate::failure::{Page, PageFailure, show};
use crate::gate::{App, Visitor};
use crate::texts::T;
use crate::ui::list::{Address, Empty, Pager, Total, empty, pager, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::{Values, dates, money};

/// Lines on a page.
const LINES: usize = 50;

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (request, organisations) = pages::request(&app, &visitor, &values).await?;
    let chosen = chosen(&values, &request)?;
    let after = cursor_of(values.get("after"));
    let desk = app.desk();
    let list =
        office::statistics::cases_behind(desk, &visitor.actor, &request, chosen, after.as_ref(), LINES)
            .await?;
    let persons = persons_behind(desk, &visitor, &request, (chosen, list.persons)).await?;
    let report = match needs_figure(chosen, &list) {
        true => Some(office::statistics::report(desk, &visitor.actor, &request).await?),
        false => None,
    };
    let now = desk.now();
    let as_of =
        report.as_ref().map_or(request.as_of.filter(|then| *then < now).unwrap_or(now), |it| it.as_of);
    let org_name = reach::name_of(desk, &visitor.actor, &request).await?;
    let ground = Ground { visitor: &visitor, desk, organisations: &organisations, org_name };
    let address = with_chosen(form::address("/reports/period/cases", &request), chosen);
    let title = title(visitor.t, chosen);
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&as_of));
    shell.crumbs = vec![
        Crumb::link(visitor.t.get("reports-title"), form::address("/reports/period", &request).url()),
        Crumb::here(title.clone()),
    ];
    let view = View {
        ground: &ground,
        request: &request,
        chosen,
        list: &list,
        report: report.as_ref(),
        persons,
        as_of,
    };
    show(crate::ui::page(&shell, view.body(&title, &address, after.is_some())))
}

/// The persons of a cell that counts persons, counted by the list where it was short.
async fn persons_behind(
    desk: &Desk,
    visitor: &Visitor,
    request: &ReportRequest,
    (chosen, counted): (Chosen<'_>, Option<i64>),
) -> Outcome<Option<i64>> {
    match chosen {
        Chosen::Cell(form, ..) if form.unit == Unit::PersonTime => {
            if counted.is_some() {
                return Ok(counted);
            }
            office::statistics::persons_behind(desk, &visitor.actor, request, chosen).await.map(Some)
        }
        _ => Ok(None),
    }
}

/// The same list as a file.
pub async fn csv(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    file(app, visitor, query, Kind::Csv).await
}

pub async fn xlsx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    file(app, visitor, query, Kind::Xlsx).await
}

async fn file(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery, kind: Kind) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (request, _) = pages::request(&app, &visitor, &values).await?;
    let listed = Listed::Behind(&request, chosen(&values, &request)?);
    files::cases(&app, &visitor, listed, (kind, leaving::read(&values).ground)).await
}

/// What a list is asked for: an indicator that counts cases, the gap of an identity, or a cell of an official form.
fn chosen<'v>(values: &'v Values, request: &ReportRequest) -> Result<Chosen<'v>, PageFailure> {
    let chosen = match (values.get("indicator"), values.get("gap"), values.get("form")) {
        ("", "", "") => None,
        ("", "", key) => cell_of(key, values, request),
        ("", gap, _) => gap_of(gap).map(|_| Chosen::Gap(gap)),
        (id, _, _) => indicator(id).and_then(|it| it.behind()).map(|_| Chosen::Indicator(id)),
    };
    chosen.ok_or(PageFailure::Missing)
}

fn cell_of<'v>(key: &str, values: &Values, request: &ReportRequest) -> Option<Chosen<'v>> {
    let form = form_on(key, request.to)?;
    let row = Form::place(&form.rows, values.get("row"))?;
    let column = Form::place(&form.columns, values.get("column"))?;
    form.selector(row, column).map(|_| Chosen::Cell(form, row, column))
}

fn gap_of(name: &str) -> Option<&'static Selector> {
    identities().iter().find(|it| it.name == name)?.gap.as_ref()
}

fn with_chosen(address: Address, chosen: Chosen) -> Address {
    match chosen {
        Chosen::Indicator(id) => address.with("indicator", id),
        Chosen::Gap(name) => address.with("gap", name),
        Chosen::Cell(form, row, column) => address
            .with("form", &form.key)
            .with("row", &form.rows[row].key)
            .with("column", &form.columns[column].key),
    }
}

fn title(t: T, chosen: Chosen) -> String {
    match chosen {
        Chosen::Indicator(id) => indicator(id).map(|it| names::name(t, it)).unwrap_or_default(),
        Chosen::Gap(name) => {
            let lacking = gap_of(name).and_then(|gap| gap.lacking);
            let what = lacking.map(|it| lacking_words(t, it)).unwrap_or_default();
            t.with("reports-gap-title", &[("what", what.into())])
        }
        Chosen::Cell(form, row, column) => {
            let (row, column) = (&form.rows[row], &form.columns[column]);
            let args = [
                ("code", form.code.as_str().into()),
                ("row", forms::name(t, row).into()),
                ("column", forms::name(t, column).into()),
            ];
            t.with("reports-forms-cell", &args)
        }
    }
}

/// Persons and shares are no number of cases, and above a limit cases are not counted for a list.
fn needs_figure(chosen: Chosen, list: &CaseList) -> bool {
    let Chosen::Indicator(id) = chosen else { return false };
    let counts_cases = indicator(id).is_some_and(|it| matches!(it.measure, Measure::Cases(_)));
    !counts_cases || list.total.is_none_or(|total| total > office::cases::COUNTED)
}

struct View<'a> {
    ground: &'a Ground<'a>,
    request: &'a ReportRequest,
    chosen: Chosen<'a>,
    list: &'a CaseList,
    /// Only where the number of cases does not tell the figure.
    report: Option<&'a Report>,
    /// Of a cell that counts persons.
    persons: Option<i64>,
    as_of: DateTime<Utc>,
}

impl View<'_> {
    fn body(&self, title: &str, address: &Address, continued: bool) -> Markup {
        let t = self.ground.t();
        let org = self.ground.org_name.as_str();
        let period = dates::period(self.request.from, self.request.to);
        let caption = t.with("reports-behind-of", &[("org", org.into()), ("period", period.into())]);
        html! {
            (heading(Some(&caption), title, html! {}))
            (self.about())
            (toolbar(self.count(), self.files(address)))
            @if self.list.listing.lines.is_empty() {
                (empty(t, &Empty { title: t.get("reports-behind-none"), text: t.get("reports-behind-none-text"), action: None }))
            } @else {
                (lines_table(self.ground.visitor, &self.list.listing.lines, self.ground.desk.today(), None))
                (pager(t, &self.pages(address, continued)))
            }
        }
    }

    /// How the number is counted, whose it is, and as of when.
    fn about(&self) -> Markup {
        let t = self.ground.t();
        let moment = dates::date_time(&self.as_of);
        let as_of = if self.request.as_of.is_some() { "reports-as-of-then" } else { "reports-as-of-now" };
        html! {
            @if let Chosen::Indicator(id) = self.chosen && let Some(indicator) = indicator(id) {
                (lead(&names::definition(t, indicator.family)))
            }
            div class="report-about" {
                p { (codes::name(t, self.request.geography)) ". " (t.with(as_of, &[("moment", moment.into())])) }
                @if self.request.as_of.is_some() { p class="hint" { (t.get("reports-behind-past")) } }
            }
        }
    }

    fn figure(&self) -> Option<&Figure> {
        let Chosen::Indicator(id) = self.chosen else { return None };
        self.report?.figures.iter().find(|it| it.indicator.id == id)
    }

    /// The number, and how many cases stand behind it where that differs.
    fn count(&self) -> Markup {
        let cases = self.list.total.unwrap_or(self.list.listing.lines.len());
        html! { p class="report-number" { (self.count_words(cases)) } }
    }

    fn count_words(&self, cases: usize) -> String {
        let t = self.ground.t();
        let written = written_count(t, cases);
        if let Some(persons) = self.persons {
            let args = [("persons", persons.into()), ("cases", written.into())];
            return t.with("reports-behind-persons", &args);
        }
        let Some(figure) = self.figure() else { return self.counted(written) };
        match (&figure.indicator.measure, figure.value) {
            (Measure::Persons(_), Some(Value::Count(persons))) => {
                t.with("reports-behind-persons", &[("persons", persons.into()), ("cases", written.into())])
            }
            (Measure::Percent { .. }, Some(_)) => {
                let args = [("value", names::value(t, figure).into()), ("part", written.into())];
                t.with("reports-behind-percent", &args)
            }
            (_, Some(Value::Count(count))) => self.counted(money::number(t.lang(), count)),
            _ => self.counted(written),
        }
    }

    fn counted(&self, number: String) -> String {
        let t = self.ground.t();
        let unit = names::unit_of(t, law::statistics::Unit::Case);
        t.with("reports-behind-count", &[("number", number.into()), ("unit", unit.into())])
    }

    fn files(&self, address: &Address) -> Markup {
        let file = |label, address| leaving::Download { label, address, also: None };
        let files = [file("CSV", "/reports/period/cases.csv"), file("XLSX", "/reports/period/cases.xlsx")];
        let visitor = self.ground.visitor;
        html! { @if may_export(visitor) { (leaving::downloads(visitor, address.query(), &files)) } }
    }

    fn pages(&self, address: &Address, continued: bool) -> Pager {
        let total = self.list.total.map(|total| match total > office::cases::COUNTED {
            true => Total::MoreThan(office::cases::COUNTED as u64),
            false => Total::Exact(total as u64),
        });
        let next = self.list.listing.next.as_ref().map(cursor_text);
        Pager {
            first: continued.then(|| address.first_page().url()),
            previous: None,
            next: next.map(|key| address.first_page().with("after", &key).url()),
            shown: self.list.listing.lines.len() as u64,
            total,
        }
    }
}

/// Counted up to a limit; above it only "more than".
fn written_count(t: T, cases: usize) -> String {
    let most = office::cases::COUNTED;
    match cases > most {
        true => t.with("reports-behind-more", &[("n", most.into())]),
        false => money::number(t.lang(), i64::try_from(cases).unwrap_or(i64::MAX)),
    }
}
