//! Look-ups: which commune is that, what became of it, what is the agency called, which days are off.

use axum::extract::{RawQuery, State};
use chrono::Datelike as _;
use office::reference;

use super::views;
use crate::failure::{Page, show as answer};
use crate::gate::{App, Visitor};
use crate::ui::dates;
use crate::ui::form::Values;
use crate::ui::list::Address;

/// The last day on which old codes held.
const LAST_OLD_DAY: &str = "30/06/2025";

/// Communes by province and name, with what became of them.
pub async fn communes(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (desk, actor) = (app.desk(), &visitor.actor);
    let today = desk.today();
    let day = dates::parse_date(values.get("day")).unwrap_or(today);
    let provinces = reference::list_provinces(desk, actor, day).await?;
    let own = law::staff::province_of_code(&actor.org).unwrap_or_default();
    let asked = Some(values.get("province")).filter(|code| !code.is_empty()).unwrap_or(own);
    let province = provinces.iter().find(|it| it.code == asked);
    let lines = match province {
        Some(it) => reference::look_up_communes(desk, actor, &it.code, values.get("q"), day).await?,
        None => Vec::new(),
    };
    let mut shown = values.clone();
    shown.set("province", province.map_or("", |it| it.code.as_str()));
    shown.set("day", dates::date(day));
    let old = dates::parse_date(LAST_OLD_DAY).unwrap_or(today);
    answer(views::communes(
        &visitor,
        &Address::new("/reference/communes", shown),
        &provinces,
        &lines,
        (today, old),
    ))
}

/// Agencies by part of the name.
pub async fn agencies(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (desk, actor) = (app.desk(), &visitor.actor);
    let provinces = reference::list_provinces(desk, actor, desk.today()).await?;
    let province = Some(values.get("province")).filter(|code| !code.is_empty());
    let found = reference::list_agencies(desk, actor, values.get("q"), province, 200).await?;
    answer(views::agencies(&visitor, &Address::new("/reference/agencies", values), &provinces, &found))
}

/// Days off and worked Saturdays of a year.
pub async fn holidays(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let year = values.get("year").parse().unwrap_or_else(|_| app.desk().today().year());
    let found = reference::list_holidays(app.desk(), &visitor.actor, year).await?;
    answer(views::holidays(&visitor, year, &found))
}
