//! How evenly cases lie on people: a sentence, the numbers behind it, who had what in which month, what people brought
//! themselves, and what the next ten cases would do.

use axum::extract::{RawQuery, State};
use law::assignment::Spread;
use law::staff::OrganisationKind;
use law::targets::TargetYear;
use maud::{Markup, html};
use office::assignment::{Class, Fairness, Person};
use office::staff::Organisation;

use crate::conduct::ranking::cases;
use crate::failure::{Page, show as answer};
use crate::gate::{App, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, link_quiet};
use crate::ui::list::{Address, Column, Filters, Phone, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, notice};
use crate::ui::{dates, money};

const FILTER: &[Field] =
    &[Field::select("org", "fairness-org").optional(), Field::select("year", "fairness-year").optional()];
/// Below so many hundredths of a case for each, shares say little.
const EARLY: f64 = 300.0;
/// Years to choose from.
const YEARS: usize = 5;

/// The page.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let mut values = Values::parse(&query.unwrap_or_default());
    let this = TargetYear::of(desk.today());
    let year = TargetYear::read(values.get("year")).unwrap_or(this);
    values.set("year", year.number().to_string());
    let reach = desk.reach_of(actor);
    let keeps = |it: &Organisation| {
        it.valid_to.is_none() && it.kind.0 == OrganisationKind::Centre && reach.covers(&it.code)
    };
    let mut centres = office::staff::list_organisations(desk, actor).await?;
    centres.retain(keeps);
    if values.get("org").is_empty() {
        let own = office::assignment::own_organisation(desk, actor);
        let first = own.or_else(|| centres.first().map(|it| it.code.clone()));
        values.set("org", first.unwrap_or_default());
    }
    let found = match values.get("org") {
        "" => None,
        org => Some(office::assignment::fairness(desk, actor, org, year).await?),
    };
    let t = visitor.t;
    let title = t.get("fairness-title");
    let address = Address::new("/fairness", values);
    let body = html! {
        (heading(None, &title, html! { (link_quiet(&t.get("assignment-title"), "/assignments")) }))
        (lead(&t.get("fairness-lead")))
        (filters(t, &address, &centres, this))
        @match &found {
            Some(found) => { (content(t, desk, found)) }
            None => { p { (t.get("fairness-choose")) } }
        }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&desk.now()));
    answer(crate::ui::page(&shell, body))
}

fn filters(t: T, address: &Address, centres: &[Organisation], this: TargetYear) -> Markup {
    let mut years = vec![this];
    while years.len() < YEARS {
        years.extend(years.last().map(|year| year.previous()));
    }
    let errors = FieldErrors::default();
    let year = |year: &TargetYear| Choice::new(year.number().to_string(), span(t, *year));
    let fields = Sheet::filter(t, address.query(), &errors)
        .choices("org", centres.iter().map(|it| Choice::new(it.code.as_str(), it.name.as_str())))
        .choices("year", years.iter().map(year))
        .all(FILTER);
    html! { (Filters { t, address, fields, chips: Vec::new() }) }
}

fn span(t: T, year: TargetYear) -> String {
    let from_to = dates::period(year.first(), year.last());
    t.with("fairness-year-is", &[("year", year.number().to_string().into()), ("span", from_to.into())])
}

fn content(t: T, desk: &office::Desk, found: &Fairness) -> Markup {
    html! {
        h2 { (desk.name_of_organisation(&found.org)) " · " (span(t, found.year)) }
        (verdict(t, found))
        (numbers(t, found))
        (people(t, found))
        (months(t, found))
        (next(t, found))
        p class="soft" { (t.get("fairness-method")) }
    }
}

/// How even a spread is, in one of three words.
fn word(spread: &Spread) -> (&'static str, Tone) {
    match spread.variation {
        variation if variation < 0.2 => ("even", Tone::Good),
        variation if variation < 0.4 => ("slight", Tone::Soon),
        _ => ("uneven", Tone::Bad),
    }
}

fn verdict(t: T, found: &Fairness) -> Markup {
    let (word, tone) = word(&found.spread);
    let per_part = |it: &&Person| f64::from(it.weight) / f64::from(it.part.max(1));
    let counted = found.people.iter().filter(|it| it.class != Class::Other && it.part > 0);
    let most = counted.clone().max_by(|one, other| per_part(one).total_cmp(&per_part(other)));
    let least = counted.min_by(|one, other| per_part(one).total_cmp(&per_part(other)));
    let times = money::decimal(t.lang(), found.spread.most_by_least, 1);
    html! {
        @if found.spread.mean < EARLY { (notice(t, Tone::Info, &t.get("fairness-early"), html! {})) }
        (notice(t, tone, &t.code(prefix!("fairness-verdict"), word), html! {
            @if let (Some(most), Some(least)) = (most, least) {
                p { (t.with("fairness-most-least", &[
                    ("most", most.provider.name.as_str().into()),
                    ("least", least.provider.name.as_str().into()),
                    ("times", times.into()),
                ])) }
            }
        }))
    }
}

fn numbers(t: T, found: &Fairness) -> Markup {
    let row = |name: String, spread: &Spread| {
        let (word, tone) = word(spread);
        Row::new([
            html! { (name) },
            html! { (spread.people) },
            html! { (money::decimal(t.lang(), spread.mean / 100.0, 1)) },
            html! { (money::percent(t.lang(), spread.variation * 100.0, 0)) },
            html! { (money::decimal(t.lang(), spread.gini, 2)) },
            badge(tone, &t.code(prefix!("fairness-word"), word)),
        ])
    };
    let mut rows = vec![row(t.get("fairness-all"), &found.spread)];
    rows.extend(
        found
            .classes
            .iter()
            .map(|(class, spread)| row(t.code(prefix!("fairness-class"), class.code()), spread)),
    );
    let table = Table {
        columns: vec![
            Column::text(t.get("fairness-who")),
            Column::number(t.get("fairness-people")),
            Column::number(t.get("fairness-mean")),
            Column::number(t.get("fairness-variation")),
            Column::number(t.get("fairness-gini")),
            Column::text(t.get("fairness-means")),
        ],
        rows,
        phone: Phone::Cards,
        ..Table::new(t, "spread", t.get("fairness-spread"))
    };
    html! { (table) p class="soft" { (t.get("fairness-numbers-about")) } }
}

fn people(t: T, found: &Fairness) -> Markup {
    let alert = found.settings.brought_alert;
    let row = |it: &Person| {
        let percent = it.brought_percent();
        Row::new([
            html! { a href={ "/providers/" (it.provider.id) } { (it.provider.name) } },
            html! { (t.code(prefix!("fairness-class"), it.class.code())) },
            html! { @if it.class == Class::Other { "–" } @else { (money::percent(t.lang(), f64::from(it.part) / 10.0, 0)) } },
            html! { (it.number) },
            html! { (cases(t, it.weight)) },
            html! { (it.criminal) },
            html! { (it.other_fields) },
            html! { (it.open.open_count) },
            html! {
                (it.brought.1)
                @if it.number > 0 { " (" (percent) "%)" }
                @if percent >= alert && it.brought.1 > 0 { " " (badge(Tone::Soon, &t.get("fairness-brought-much"))) }
            },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("cases-provider")),
            Column::text(t.get("fairness-who")),
            Column::number(t.get("fairness-part")),
            Column::number(t.get("fairness-number")),
            Column::number(t.get("fairness-weight")),
            Column::number(t.get("fairness-criminal")),
            Column::number(t.get("fairness-other-fields")),
            Column::number(t.get("fairness-open")),
            Column::number(t.get("fairness-brought")),
        ],
        rows: found.people.iter().map(row).collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "people", t.get("fairness-people-title"))
    };
    html! { (table) p class="soft" { (t.with("fairness-brought-about", &[("n", i64::from(alert).into())])) } }
}

fn months(t: T, found: &Fairness) -> Markup {
    let heads = (0..12_u32).map(|place| {
        let month = (place + 10) % 12 + 1;
        Column::number(format!("{month:02}"))
    });
    let row = |it: &Person| {
        let cells =
            it.months.iter().map(|weight| html! { @if *weight > 0 { (cases(t, *weight)) } @else { "–" } });
        Row::new(std::iter::once(html! { (it.provider.name) }).chain(cells))
    };
    let table = Table {
        columns: std::iter::once(Column::text(t.get("cases-provider"))).chain(heads).collect(),
        rows: found.people.iter().filter(|it| it.weight > 0).map(row).collect(),
        phone: Phone::Scroll,
        ..Table::new(t, "months", t.get("fairness-months"))
    };
    html! { @if found.people.iter().any(|it| it.weight > 0) { (table) } }
}

fn next(t: T, found: &Fairness) -> Markup {
    if found.next.is_empty() {
        return html! {};
    }
    let percent = |spread: &Spread| money::percent(t.lang(), spread.variation * 100.0, 0);
    card(
        &t.get("fairness-next"),
        html! {},
        html! {
            ul class="plain" { @for (name, number) in &found.next { li { (name) ": +" (number) } } }
            p { (t.with("fairness-next-then", &[("before", percent(&found.spread).into()), ("after", percent(&found.after).into())])) }
        },
    )
}
