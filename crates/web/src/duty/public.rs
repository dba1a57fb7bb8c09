//! The published duty list, for anybody: who is on duty where, and the number to call. Nothing else.

use axum::extract::{RawQuery, State};
use maud::{Markup, html};
use office::duty::{self, Published, ShiftLine};

use super::views::{mode, when};
use crate::failure::{Page, show as answer};
use crate::gate::{App, Guest};
use crate::ui::form::Values;
use crate::ui::list::{Empty, empty};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card};

/// The list of one Centre, or the Centres that published one.
pub async fn index(State(app): State<App>, guest: Guest, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let org = Some(values.get("org")).filter(|org| !org.is_empty());
    let published = duty::published(app.desk(), org).await?;
    let title = guest.t.get("duty-public-title");
    answer(guest.page(&title, view(&guest, &published)))
}

fn view(guest: &Guest, found: &Published) -> Markup {
    let t = guest.t;
    let caption = found.chosen.as_ref().map(|(_, name)| name.as_str());
    let mut places: Vec<&ShiftLine> = Vec::new();
    for shift in &found.shifts {
        if !places.iter().any(|it| it.place_id == shift.place_id) {
            places.push(shift);
        }
    }
    html! {
        (heading(caption, &t.get("duty-public-title"), html! {}))
        (lead(&t.get("duty-public-lead")))
        @if found.chosen.is_none() && !found.organisations.is_empty() {
            ul { @for (code, name) in &found.organisations { li { a href={ "/duty-list?org=" (code) } { (name) } } } }
        }
        @if places.is_empty() && (found.chosen.is_some() || found.organisations.is_empty()) {
            (empty(t, &Empty { title: t.get("duty-public-none"), text: t.get("duty-public-none-text"), action: None }))
        }
        @for place in places {
            (card(&place.place, html! {}, html! {
                p { (mode(t, place.mode.0, None)) @if let Some(phone) = &place.phone { ": " a href={ "tel:" (dialled(phone)) } { strong { (phone) } } } }
                ul class="tasks" {
                    @for shift in found.shifts.iter().filter(|it| it.place_id == place.place_id) {
                        li {
                            div {
                                (when(t, shift.on_date, shift.period.0))
                                p class="hint" { (shift.provider.clone().unwrap_or_else(|| t.get("duty-nobody"))) }
                            }
                            @if shift.on_date == found.today { (badge(Tone::Info, &t.get("schedule-is-today"))) }
                        }
                    }
                }
            }))
        }
    }
}

/// Digits alone, as telephones dial them.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}
