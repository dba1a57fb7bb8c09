//! The main figures, one row a province: for those whose reach has several.

use axum::extract::{RawQuery, State};
use law::statistics::Geography;
use maud::{Markup, html};
use office::statistics::{Report, ReportRequest};

use super::files::{self, Kind};
use super::numbers::Numbers;
use super::views::{self, Ground};
use super::{form, names, pages};
use crate::failure::{Page, show};
use crate::gate::{App, Visitor};
use crate::texts::{T, prefix};
use crate::ui::list::{Column, Empty, Phone, Row, Table, downloads};
use crate::ui::shell::{Crumb, heading};
use crate::ui::figures::define;
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
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations };
    let request = match asked {
        Ok(request) => request,
        Err(errors) => return pages::wrong(&ground, PATH, &values, &errors),
    };
    let rows = office::statistics::report_by_province(app.desk(), &visitor.actor, &request).await?;
    let whole = office::statistics::report(app.desk(), &visitor.actor, &request).await?;
    let t = visitor.t;
    let mut shell = visitor.shell(&t.get("reports-provinces"));
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&whole.as_of));
    shell.crumbs = vec![
        Crumb::link(t.get("reports-title"), form::address("/reports/period", &request).url()),
        Crumb::here(t.get("reports-provinces")),
    ];
    show(page(&shell, body(&ground, &request, &rows, &whole)))
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
    let ground = Ground { visitor: &visitor, desk: app.desk(), organisations: &organisations };
    let rows = office::statistics::report_by_province(app.desk(), &visitor.actor, &request).await?;
    let name = |row: &Report| row_name(&ground, &request, row);
    files::provinces(visitor.t, &request, &rows, name, kind)
}

fn body(ground: &Ground, request: &ReportRequest, rows: &[Report], whole: &Report) -> Markup {
    let t = ground.t();
    let files = [
        ("CSV", form::address("/reports/period/provinces.csv", request).url()),
        ("XLSX", form::address("/reports/period/provinces.xlsx", request).url()),
    ];
    let caption = format!("{}, {}", ground.name(&request.org), dates::period(request.from, request.to));
    let moment = dates::date_time(&whole.as_of);
    let as_of = if request.as_of.is_some() { "reports-as-of-then" } else { "reports-as-of-now" };
    let values = form::shown(request, &ground.visitor.actor.org);
    html! {
        (heading(Some(&caption), &t.get("reports-provinces"), downloads(t, &files)))
        div class="report-about" {
            p { (area(t, request, rows)) " " (t.with(as_of, &[("moment", moment.into())])) }
        }
        (views::question(ground, PATH, &values, &crate::ui::form::FieldErrors::default(), Some(request)))
        (table(ground, request, rows, whole))
        (define(&t.get("reports-definitions"), definitions(t)))
    }
}

fn area(t: T, request: &ReportRequest, rows: &[Report]) -> String {
    let count = rows.iter().filter(|row| row.org != request.org).count();
    match request.geography {
        Geography::Then => t.with("reports-provinces-then", &[("n", count.into())]),
        Geography::Now => t.with("reports-provinces-now", &[("n", count.into())]),
    }
}

fn table(ground: &Ground, request: &ReportRequest, rows: &[Report], whole: &Report) -> Markup {
    let t = ground.t();
    let mut columns = vec![Column::text(t.get("reports-provinces-province"))];
    columns.extend(COLUMNS.iter().map(|family| Column::number(t.code(prefix!("reports-short"), family))));
    let total = Row::new(std::iter::once(html! { (t.get("reports-total")) }).chain(cells(ground, request, whole)));
    let table = Table {
        caption_unseen: true,
        columns,
        rows: rows.iter().map(|row| line(ground, request, row)).collect(),
        foot: Some(total),
        phone: Phone::Scroll,
        empty: Empty { title: t.get("reports-provinces-none"), ..Empty::default() },
        ..Table::new(t, "provinces", t.get("reports-provinces"))
    };
    html! { div class="report-wide" { (table) } }
}

fn line(ground: &Ground, request: &ReportRequest, row: &Report) -> Row {
    let own = ReportRequest { org: row.org.clone(), ..request.clone() };
    let name = row_name(ground, request, row);
    let first = match row.org == request.org {
        // What belongs to no province has no list of its own: it would be the list of all.
        true => html! { (name) },
        false => html! { a href=(form::address("/reports/period", &own).url()) { (name) } },
    };
    let numbers: Vec<Markup> = match row.org == request.org {
        true => {
            let figures = Numbers::new(ground.visitor, request, row);
            COLUMNS.iter().map(|id| html! { (figures.text(id)) }).collect()
        }
        false => cells(ground, &own, row).collect(),
    };
    Row::new(std::iter::once(first).chain(numbers))
}

fn cells(ground: &Ground, request: &ReportRequest, row: &Report) -> impl Iterator<Item = Markup> {
    let numbers = Numbers::new(ground.visitor, request, row);
    let cells: Vec<Markup> = COLUMNS.iter().map(|id| numbers.plain_cell(id)).collect();
    cells.into_iter()
}

/// The department of justice of the row, or the words for what belongs to none.
fn row_name(ground: &Ground, request: &ReportRequest, row: &Report) -> String {
    match row.org == request.org {
        true => ground.t().get("reports-provinces-rest"),
        false => ground.name(&row.org),
    }
}

fn definitions(t: T) -> Markup {
    html! {
        dl class="facts" {
            @for family in COLUMNS { div { dt { (names::family_name(t, family)) } dd { (names::definition(t, family)) } } }
        }
    }
}
