//! The first page: what waits for me, and where to begin.

use axum::extract::State;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::cases::Doubt;
use maud::{Markup, html};
use office::queues::{UnitState, Waiting};

use crate::codes;
use crate::failure::Page;
use crate::gate::{App, Visitor};
use crate::router::Routes;
use crate::texts::prefix;
use crate::ui::figures::{Figure, figures};
use crate::ui::form::{link_new, link_quiet};
use crate::ui::list::{Column, Phone, Row, Table};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, inset};
use crate::ui::{dates, money, shell};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().place(0, "/", "home-title", None).get("/", index)
}

/// What the page shows; a role sees the parts it may read.
struct Desk {
    queues: Vec<Waiting>,
    doubts: Vec<(Doubt, i64)>,
    units: Vec<UnitState>,
}

async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let reads_cases = visitor.may(Permission::ReadCases);
    let shown = Desk {
        queues: if reads_cases { office::queues::list(desk, actor).await? } else { Vec::new() },
        doubts: if reads_cases { office::queues::doubts(desk, actor).await? } else { Vec::new() },
        units: if visitor.may(Permission::ReadReports) {
            office::queues::silent_units(desk, actor).await?
        } else {
            Vec::new()
        },
    };
    Ok(visitor.page(&visitor.t.get("home-title"), view(&visitor, &shown)).into_response())
}

fn view(visitor: &Visitor, shown: &Desk) -> Markup {
    let t = visitor.t;
    html! {
        (shell::heading(None, &t.with("home-hello", &[("name", visitor.actor.name.clone().into())]), begin(visitor)))
        @if !shown.queues.is_empty() {
            (card(&t.get("home-queues"), html! {}, queues(visitor, &shown.queues)))
        }
        div class="sides" {
            div { @if !shown.units.is_empty() { (units(visitor, &shown.units)) } @else { (advice(visitor)) } }
            div {
                @if !shown.doubts.is_empty() { (card(&t.get("home-doubts"), html! {}, doubts(visitor, &shown.doubts))) }
                (card(&t.get("home-begin"), html! {}, places(visitor)))
            }
        }
    }
}

fn begin(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    html! {
        @if visitor.may(Permission::RegisterCase) { (link_new(&t.get("cases-new"), "/cases/new")) }
        @if visitor.may(Permission::RecordActivity) { (link_quiet(&t.get("home-log-reception"), "/receptions")) }
    }
}

fn queues(visitor: &Visitor, queues: &[Waiting]) -> Markup {
    let t = visitor.t;
    let tiles: Vec<Figure> = queues
        .iter()
        .map(|waiting| {
            let capped = waiting.count >= office::queues::COUNTED;
            let number = money::number(t.lang(), i64::try_from(waiting.count).unwrap_or(i64::MAX));
            let late = matches!(waiting.queue.code(), "hand_over_late" | "unassigned" | "long_open");
            Figure {
                label: t.code(prefix!("queue"), waiting.queue.code()),
                value: if capped { t.with("home-more-than", &[("n", number.into())]) } else { number },
                href: Some(format!("/cases?queue={}", waiting.queue.code())),
                definition: None,
                note: waiting.oldest.map(|day| t.with("home-oldest", &[("day", dates::date(day).into())])),
                as_of: None,
                tone: if late && waiting.count > 0 { Tone::Soon } else { Tone::Plain },
            }
        })
        .collect();
    figures(t, &tiles)
}

fn doubts(visitor: &Visitor, doubts: &[(Doubt, i64)]) -> Markup {
    let t = visitor.t;
    html! {
        ul class="plain" {
            @for (doubt, number) in doubts {
                li {
                    a href={ "/quality/" (law::kernel::coded::Coded::code(*doubt)) } { (codes::name(t, *doubt)) }
                    " " span class="count" { (money::number(t.lang(), *number)) }
                }
            }
        }
    }
}

/// Registers that nobody writes in: the first thing an analyst looks for.
fn units(visitor: &Visitor, units: &[UnitState]) -> Markup {
    let t = visitor.t;
    let rows = units.iter().map(|unit| {
        let lately = money::number(t.lang(), i64::try_from(unit.lately).unwrap_or(i64::MAX));
        let sign = if unit.lately == 0 {
            badge(Tone::Bad, &t.get("home-silent"))
        } else {
            html! {}
        };
        Row::new([
            html! { (unit.name) },
            html! { (lately) " " (sign) },
            html! { (unit.last_accepted.map(dates::date).unwrap_or_default()) },
        ])
        .link(format!("/cases?org={}", unit.code))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("home-unit")),
            Column::number(t.get("home-lately")),
            Column::text(t.get("home-last-accepted")),
        ],
        rows: rows.collect(),
        phone: Phone::Cards,
        ..Table::new(t, "units", t.get("home-units"))
    };
    html! { (table) }
}

fn advice(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    inset(html! { p { (t.get("home-advice")) } })
}

/// The ways from here, in words.
fn places(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    let places = [
        ("/cases", "home-place-cases", Permission::ReadCases),
        ("/people", "home-place-people", Permission::ReadPersons),
        ("/imports", "home-place-imports", Permission::Import),
        ("/reports/period", "home-place-reports", Permission::ReadReports),
        ("/organisations", "home-place-organisations", Permission::ReadDirectory),
        ("/accounts", "home-place-accounts", Permission::ManageAccounts),
        ("/admin/jobs", "home-place-jobs", Permission::ManageJobs),
        ("/admin/audit", "home-place-audit", Permission::ReadAudit),
    ];
    html! {
        ul class="plain" {
            @for (href, key, permission) in places {
                @if visitor.may(permission) { li { a href=(href) { (t.code(prefix!("home"), &key[5..])) } } }
            }
        }
    }
}
