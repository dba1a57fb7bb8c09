//! Requests about personal data, and the register of incidents.
//!
//! `data_requests` and `incidents` hold handlers and markup; here is what their lists share.

mod data_requests;
mod incidents;

use chrono::{DateTime, Utc};
use law::access::Permission;
use maud::{Markup, html};
use office::deadlines::DeadlineLine;
use office::privacy::Place;
use uuid::Uuid;

use crate::deadlines;
use crate::gate::Visitor;
use crate::router::Routes;
use crate::texts::T;
use crate::ui::form::FieldErrors;
use crate::ui::list::{Address, Pager, pager};
use crate::ui::page;
use crate::ui::shell::Crumb;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(70, "/data-requests", "privacy-requests", Some(Permission::HandleDataRequests))
        .place(72, "/incidents", "privacy-incidents", Some(Permission::HandleIncidents))
        .get("/data-requests", data_requests::index)
        .post("/data-requests", data_requests::create)
        .get("/data-requests/new", data_requests::new)
        .get("/data-requests/{id}", data_requests::show)
        .post("/data-requests/{id}/acknowledgement", data_requests::acknowledge)
        .post("/data-requests/{id}/answer", data_requests::reply)
        .post("/data-requests/{id}/extension", data_requests::extend)
        .post("/data-requests/{id}/cases", data_requests::choose_cases)
        .get("/incidents", incidents::index)
        .post("/incidents", incidents::create)
        .get("/incidents/new", incidents::new)
        .get("/incidents/{id}", incidents::show)
        .get("/incidents/{id}/edit", incidents::edit)
        .post("/incidents/{id}", incidents::update)
        .post("/incidents/{id}/duties", incidents::note)
        .post("/incidents/{id}/closure", incidents::close)
}

/// Where a page continues, as an address spells it.
fn place(text: &str) -> Option<Place> {
    let (at, id) = text.split_once('_')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
    Some(Place { at, id: Uuid::parse_str(id).ok()? })
}

/// The pages of a list.
fn pages(t: T, address: &Address, shown: usize, next: Option<Place>) -> Markup {
    let text = |place: Place| format!("{}_{}", place.at.timestamp_micros(), place.id);
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: next.map(|place| address.first_page().with("after", &text(place)).url()),
        shown: shown as u64,
        total: None,
    };
    pager(t, &pages)
}

/// What is left of the clock that runs out first.
fn most_pressing(t: T, now: DateTime<Utc>, clocks: &[DeadlineLine]) -> Markup {
    let running = clocks.iter().filter(|clock| clock.ended_at.is_none()).min_by_key(|clock| clock.due_at);
    html! { @if let Some(clock) = running { (deadlines::left(t, now, clock)) } }
}

/// A page below one of the two lists.
fn framed(visitor: &Visitor, list: (&str, &str), title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(list.0, list.1), Crumb::here(title.to_owned())];
    page(&shell, body)
}
