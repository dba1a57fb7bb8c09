//! The list of cases.

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::{AidForm, CaseState, LegalField, Outcome};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::cases::{CaseLine, CaseList, ListOptions};
use office::filters::SavedFilter;

use super::pages::cursor_text;
use crate::codes;
use crate::confidentiality::leaving::{Download, downloads};
use crate::gate::Visitor;
use crate::texts::{T, Text};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, button_form, csrf, hidden, link_button, link_new};
use crate::ui::list::{
    Address, Chip, Column, Empty, Filters, Pager, Row, Table, Total, pager, toolbar, total,
};
use crate::ui::signs::Tone;
use crate::ui::summary::badge;
use crate::ui::{dates, shell};

const FILTER: &[Field] = &[
    Field::search("q", "cases-search").optional(),
    Field::select("state", "cases-state").optional(),
    Field::select("form", "cases-form").optional(),
    Field::select("field", "cases-field").optional(),
    Field::select("org", "cases-org").optional(),
    Field::select("provider", "cases-provider").optional(),
    Field::date("from", "cases-from").optional(),
    Field::date("to", "cases-to").optional(),
];

pub fn index(
    visitor: &Visitor,
    address: &Address,
    list: &CaseList,
    options: &ListOptions,
    saved: &[SavedFilter],
    today: NaiveDate,
) -> Markup {
    let t = visitor.t;
    let may_register = visitor.may(Permission::RegisterCase);
    let new = html! { @if may_register { (link_new(&t.get("cases-new"), "/cases/new")) } };
    let lines = &list.listing.lines;
    let shown = list.total.map(total_of);
    let file = |label, address| Download { label, address, also: None };
    let files = [file("CSV", "/cases.csv"), file("XLSX", "/cases.xlsx")];
    let after = list.listing.next.as_ref().map(cursor_text);
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: after.map(|key| address.first_page().with("after", &key).url()),
        shown: lines.len() as u64,
        total: shown,
    };
    html! {
        (shell::heading(None, &t.get("cases-title"), new))
        (saved_filters(visitor, address, saved))
        (filters(t, address, options))
        (toolbar(
            html! { p { @if let Some(all) = shown { (total(t, all)) } @else { (t.with("cases-found", &[("n", lines.len().into())])) } } },
            html! { @if visitor.may(Permission::Export) { (downloads(visitor, address.first_page().query(), &files)) } },
        ))
        (table(visitor, lines, today, Some(address)))
        (pager(t, &pages))
    }
}

fn total_of(counted: usize) -> Total {
    if counted > office::cases::COUNTED {
        Total::MoreThan(office::cases::COUNTED as u64)
    } else {
        Total::Exact(counted as u64)
    }
}

fn filters(t: T, address: &Address, options: &ListOptions) -> Markup {
    let mut errors = FieldErrors::default();
    for name in super::pages::unreadable_days(address.query()) {
        let field = FILTER.iter().find(|field| field.name == name);
        let label = field.map(|field| t.get(field.label)).unwrap_or_default();
        errors.add(name, Text::with("ui-form-not-a-date", [("label", label.into())]));
    }
    let states =
        ["open", "closed"].map(|code| Choice::new(code, t.code(crate::texts::prefix!("cases-state"), code)));
    let sheet = Sheet::filter(t, address.query(), &errors)
        .choices("state", states)
        .choices("form", codes::choices::<AidForm>(t))
        .choices("field", codes::choices::<LegalField>(t))
        .choices("org", options.organisations.iter().map(|unit| Choice::new(&unit.code, &unit.name)))
        .choices(
            "provider",
            options.providers.iter().map(|person| Choice::new(person.id.to_string(), &person.name)),
        );
    let offered = |name: &str| match name {
        "org" => options.organisations.len() > 1,
        "provider" => !options.providers.is_empty(),
        _ => true,
    };
    let names: Vec<&str> = FILTER.iter().map(|field| field.name).filter(|name| offered(name)).collect();
    let fields = html! {
        (sheet.some(FILTER, &names))
        @for name in ["queue", "source", "outcome"] {
            @if !address.query().get(name).is_empty() { (hidden(name, address.query().get(name))) }
        }
    };
    Filters { t, address, fields, chips: chips(t, address, options) }.into_markup()
}

trait IntoMarkup {
    fn into_markup(self) -> Markup;
}

impl IntoMarkup for Filters<'_> {
    fn into_markup(self) -> Markup {
        html! { (self) }
    }
}

fn chips(t: T, address: &Address, options: &ListOptions) -> Vec<Chip> {
    let query = address.query();
    let mut chips = Vec::new();
    let mut chip = |name: &str, label: String, value: String| {
        chips.push(Chip { label, value, remove: address.without(name).url() });
    };
    for (name, value) in query.pairs().filter(|(_, value)| !value.is_empty()) {
        match name {
            "q" => chip(name, t.get("cases-search"), value.to_owned()),
            "state" => chip(name, t.get("cases-state"), t.code(crate::texts::prefix!("cases-state"), value)),
            "form" => chip(name, t.get("cases-form"), codes::named(t, "form", value)),
            "field" => chip(name, t.get("cases-field"), codes::named(t, "field", value)),
            "source" => chip(name, t.get("cases-source"), codes::named(t, "source", value)),
            "outcome" => chip(name, t.get("cases-outcome"), codes::named(t, "outcome", value)),
            "queue" => {
                let queue = office::queues::read(value).map(|queue| codes::name(t, queue));
                chip(name, t.get("cases-queue"), queue.unwrap_or_else(|| value.to_owned()));
            }
            "from" => chip(name, t.get("cases-from"), value.to_owned()),
            "to" => chip(name, t.get("cases-to"), value.to_owned()),
            "org" => chip(name, t.get("cases-org"), value.to_owned()),
            "provider" => {
                let found = options.providers.iter().find(|person| person.id.to_string() == value);
                chip(
                    name,
                    t.get("cases-provider"),
                    found.map_or(String::new(), |person| person.name.clone()),
                );
            }
            _ => {}
        }
    }
    chips
}

fn saved_filters(visitor: &Visitor, address: &Address, saved: &[SavedFilter]) -> Markup {
    let t = visitor.t;
    let query = address.first_page().query().encode();
    html! {
        @if !saved.is_empty() || !query.is_empty() {
            details class="inset" {
                summary { (t.with("cases-filters-saved", &[("n", saved.len().into())])) }
                ul {
                    @for filter in saved {
                        li {
                            a href={ "/cases?" (filter.query) } { (filter.name) } " "
                            (button_form(
                                &format!("/cases/filters/{}/removal", filter.id),
                                &visitor.csrf,
                                html! { button class="button quiet" type="submit" { (t.get("cases-filter-remove")) span class="unseen" { " " (filter.name) } } },
                            ))
                        }
                    }
                }
                @if !query.is_empty() {
                    form class="inline" action="/cases/filters" method="post" {
                        (csrf(&visitor.csrf))
                        (hidden("query", &query))
                        label for="filter-name" { (t.get("cases-filter-name")) }
                        " " input id="filter-name" name="name" maxlength="80" autocomplete="off"; " "
                        button class="button quiet" type="submit" { (t.get("cases-filter-save")) }
                    }
                }
            }
        }
    }
}

/// A table of cases; with an address, running ones can be closed from their line.
pub fn table(visitor: &Visitor, lines: &[CaseLine], today: NaiveDate, address: Option<&Address>) -> Markup {
    let t = visitor.t;
    // A file code is unique only within its organisation.
    let several = lines.windows(2).any(|pair| pair[0].org_code != pair[1].org_code);
    let rows = lines.iter().map(|line| row(visitor, line, several, today, address)).collect();
    let table = Table {
        columns: vec![
            Column::code(t.get("cases-file-code")),
            Column::text(t.get("cases-client")),
            Column::text(t.get("cases-form")),
            Column::text(t.get("cases-field")),
            Column::text(t.get("cases-accepted-on")),
            Column::text(t.get("cases-provider")),
            Column::text(t.get("cases-state")),
        ],
        rows,
        caption_unseen: true,
        empty: Empty {
            title: t.get("cases-none"),
            text: t.get("cases-none-text"),
            action: visitor
                .may(Permission::RegisterCase)
                .then(|| link_button(&t.get("cases-new"), "/cases/new")),
        },
        ..Table::new(t, "cases", t.get("cases-title"))
    };
    html! { (table) }
}

fn row(
    visitor: &Visitor,
    line: &CaseLine,
    with_org: bool,
    today: NaiveDate,
    address: Option<&Address>,
) -> Row {
    let t = visitor.t;
    let more = line.beneficiary_count - 1;
    let client = html! {
        @if line.protected {
            span class="soft" { (codes::named(t, "protected", "person")) }
        } @else {
            (line.client_name.as_deref().unwrap_or_default())
        }
        @if more > 0 { " " span class="soft" { (t.with("cases-and-more", &[("n", more.into())])) } }
    };
    let row = Row::new([
        html! { (line.file_code) @if with_org { " " span class="soft" { (line.org_code) } } },
        client,
        html! { (codes::name(t, line.form.0)) },
        html! { (codes::name(t, line.field.0)) },
        html! { (dates::date(line.accepted_on)) },
        html! { (line.provider_name.as_deref().unwrap_or_default()) },
        state(t, line.state.0, line.closed_on, line.outcome.map(|code| code.0)),
    ])
    .link(format!("/cases/{}", line.id));
    match address.filter(|_| line.closed_on.is_none() && visitor.may(Permission::CloseCase)) {
        Some(address) => row.actions(quick_close(visitor, line, today, address)),
        None => row,
    }
}

fn state(t: T, state: CaseState, closed_on: Option<NaiveDate>, outcome: Option<Outcome>) -> Markup {
    match (closed_on, outcome) {
        (Some(day), outcome) => html! {
            (outcome.map(|outcome| codes::name(t, outcome)).unwrap_or_default()) " " (dates::date(day))
        },
        (None, _) => badge(Tone::Info, &codes::name(t, state)),
    }
}

/// Closing a case from its line: day and outcome, one button.
fn quick_close(visitor: &Visitor, line: &CaseLine, today: NaiveDate, address: &Address) -> Markup {
    let t = visitor.t;
    let id = format!("close-{}", line.id);
    html! {
        details class="quick" {
            summary { (t.get("cases-close")) span class="unseen" { " " (line.file_code) } }
            form action={ "/cases/" (line.id) "/closure" } method="post" {
                (csrf(&visitor.csrf))
                (hidden("version", &line.version.to_string()))
                (hidden("back", &address.url()))
                label for={ (id) "-day" } { (t.get("cases-closed-on")) }
                input id={ (id) "-day" } name="closed_on" value=(dates::date(today)) inputmode="numeric" autocomplete="off";
                label for={ (id) "-outcome" } { (t.get("cases-outcome")) }
                select id={ (id) "-outcome" } name="outcome" {
                    @for outcome in Outcome::ALL { option value=(outcome.code()) { (codes::name(t, *outcome)) } }
                }
                button class="button" type="submit" { (t.get("cases-close-now")) }
            }
        }
    }
}
