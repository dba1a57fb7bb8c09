//! The main figures, one row a province: for those whose reach has several.

use axum::extract::{RawQuery, State};
use chrono::NaiveDate;
use law::staff::OrganisationKind;
use law::statistics::Geography;
use maud::{Markup, html};
use office::Outcome;
use office::statistics::names::Province;
use office::statistics::{Report, ReportRequest};

use super::files::{self, Kind};
use super::numbers::Numbers;
use super::views::{self, Ground};
use super::{form, names, pages, reach};
use crate::failure::{Page, show};
use crate::gate::{App, Visitor};
use crate::texts::{T, prefix};
use crate::ui::figures::define;
use crate::ui::list::{Column, Empty, Phone, Row, Table, downloads};
use crate::ui::shell::{Crumb, heading};
use crate::ui::{Values, dates, page};

/// The figures of the columns.
const COLUMNS: &[&str] = &[
    "cases_handled",
    "cases_carried_over",
    "cases_new",
    "cases_closed",
    "cases_carried_forward",
    "cases_new_litigation",
    "cases_closed_litigation",
    "litigation_successful",
    "success_rate_pct",
    "persons_handled",
    "cases_appraised",
    "guidance",
    "receptions",
    "outreach_events",
];

const PATH: &str = "/reports/period/provinces";

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (asked, organisations) = pages::asked(&app, &visitor, &values).await?;
    let request = match asked {
        Ok(request) => request,
        Err(errors) => return pages::wrong(&app, &visitor, &organisations, (PATH, &values), &errors),
    };
    let rows = office::statistics::report_by_province(app.desk(), &visitor.actor, &request).await?;
    let whole = office::statistics::report(app.desk(), &visitor.actor, &request).await?;
    let org_name = reach::name_of(app.desk(), &visitor.actor, &request).await?;
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations, org_name };
    let names = Names::of(&ground, &request).await?;
    let t = visitor.t;
    let mut shell = visitor.shell(&t.get("reports-provinces"));
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&whole.as_of));
    shell.crumbs = vec![
        Crumb::link(t.get("reports-title"), form::address("/reports/period", &request).url()),
        Crumb::here(t.get("reports-provinces")),
    ];
    show(page(&shell, body(&ground, &names, &request, &rows, &whole)))
}

pub async fn csv(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    file(app, visitor, query, Kind::Csv).await
}

pub async fn xlsx(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    file(app, visitor, query, Kind::Xlsx).await
}

async fn file(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery, kind: Kind) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (request, organisations) = pages::request(&app, &visitor, &values).await?;
    let rows = office::statistics::report_by_province(app.desk(), &visitor.actor, &request).await?;
    let org_name = String::new();
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations, org_name };
    let names = Names::of(&ground, &request).await?;
    files::provinces(visitor.t, &request, &rows, |row| names.row(row), kind)
}

/// The names of the rows.
struct Names<'a> {
    ground: &'a Ground<'a>,
    whole: &'a str,
    day: NaiveDate,
    provinces: Vec<Province>,
}

impl<'a> Names<'a> {
    async fn of(ground: &'a Ground<'a>, request: &'a ReportRequest) -> Outcome<Self> {
        let provinces = office::statistics::names::provinces(ground.desk, &ground.visitor.actor).await?;
        Ok(Self { ground, whole: &request.org, day: reach::day_of(ground.desk, request), provinces })
    }

    /// The province of the row, as it was called; or the words for what belongs to none.
    fn row(&self, row: &Report) -> String {
        let t = self.ground.t();
        if is_rest(self.whole, row) {
            return t.get("reports-provinces-rest");
        }
        let unit = self.ground.organisation(&row.org);
        let code = unit.and_then(|it| it.province_code.as_deref()).unwrap_or_default();
        let name =
            reach::province_on(&self.provinces, code, self.day).unwrap_or_else(|| self.ground.name(&row.org));
        match unit.and_then(|it| it.valid_to).filter(|last| *last < self.day) {
            Some(day) => {
                format!("{name} ({})", t.with("reports-org-ended", &[("day", dates::date(day).into())]))
            }
            None => name,
        }
    }
}

/// Whether a row holds what belongs to no province.
fn is_rest(whole: &str, row: &Report) -> bool {
    row.org == whole && OrganisationKind::of_code(whole) != Some(OrganisationKind::JusticeOffice)
}

fn body(ground: &Ground, names: &Names, request: &ReportRequest, rows: &[Report], whole: &Report) -> Markup {
    let t = ground.t();
    let files = [
        ("CSV", form::address("/reports/period/provinces.csv", request).url()),
        ("XLSX", form::address("/reports/period/provinces.xlsx", request).url()),
    ];
    let caption = format!("{}, {}", ground.org_name, dates::period(request.from, request.to));
    let moment = dates::date_time(&whole.as_of);
    let as_of = if request.as_of.is_some() { "reports-as-of-then" } else { "reports-as-of-now" };
    let values = form::shown(request, &ground.visitor.actor.org);
    html! {
        (heading(Some(&caption), &t.get("reports-provinces"), downloads(t, &files)))
        div class="report-about" {
            p { (area(t, request, rows)) " " (t.with(as_of, &[("moment", moment.into())])) }
        }
        (views::question(ground, PATH, &values, &crate::ui::form::FieldErrors::default(), Some(request)))
        (table(ground, names, request, rows, whole))
        (define(&t.get("reports-definitions"), definitions(t)))
    }
}

fn area(t: T, request: &ReportRequest, rows: &[Report]) -> String {
    let count = rows.iter().filter(|row| !is_rest(&request.org, row)).count();
    match request.geography {
        Geography::Then => t.with("reports-provinces-then", &[("n", count.into())]),
        Geography::Now => t.with("reports-provinces-now", &[("n", count.into())]),
    }
}

fn table(ground: &Ground, names: &Names, request: &ReportRequest, rows: &[Report], whole: &Report) -> Markup {
    let t = ground.t();
    let mut columns = vec![Column::text(t.get("reports-provinces-province"))];
    columns.extend(COLUMNS.iter().map(|family| Column::number(t.code(prefix!("reports-short"), family))));
    let total =
        Row::new(std::iter::once(html! { (t.get("reports-total")) }).chain(cells(ground, request, whole)));
    let table = Table {
        caption_unseen: true,
        columns,
        rows: rows.iter().map(|row| line(ground, names, request, row)).collect(),
        foot: Some(total),
        phone: Phone::Scroll,
        empty: Empty { title: t.get("reports-provinces-none"), ..Empty::default() },
        ..Table::new(t, "provinces", t.get("reports-provinces"))
    };
    html! { div class="report-wide" { (table) } }
}

fn line(ground: &Ground, names: &Names, request: &ReportRequest, row: &Report) -> Row {
    let own = ReportRequest { org: row.org.clone(), ..request.clone() };
    let name = names.row(row);
    // What belongs to no province has no list of its own: it would be the list of all.
    if is_rest(&request.org, row) {
        let figures = Numbers::new(ground.visitor, request, row);
        let numbers = COLUMNS.iter().map(|id| html! { (figures.text(id)) });
        return Row::new(std::iter::once(html! { (name) }).chain(numbers));
    }
    let first = html! { a href=(form::address("/reports/period", &own).url()) { (name) } };
    Row::new(std::iter::once(first).chain(cells(ground, &own, row)))
}

fn cells(ground: &Ground, request: &ReportRequest, row: &Report) -> impl Iterator<Item = Markup> {
    let numbers = Numbers::new(ground.visitor, request, row);
    let cells: Vec<Markup> = COLUMNS.iter().map(|id| numbers.plain_cell(id)).collect();
    cells.into_iter()
}

fn definitions(t: T) -> Markup {
    html! {
        dl class="facts" {
            @for family in COLUMNS { div { dt { (names::family_name(t, family)) } dd { (names::definition(t, family)) } } }
        }
    }
}
