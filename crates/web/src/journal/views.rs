//! Markup of the logs: the list with its totals, the entry on one screen, correction and removal.

use maud::{Markup, html};
use office::journal::{COUNTED, LogKey, LogPage, Organisation};

use super::{Context, Log, TABS, may_record};
use crate::gate::Visitor;
use crate::staff::conflict::{self, Other};
use crate::texts::T;
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, hidden};
use crate::ui::list::{
    Address, Chip, Column, Empty, Filters, Pager, Row, Table, Total, pager, toolbar, total,
};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, Tab, card, facts, tabs};
use crate::ui::{self, dates, form};

const PLACE_AND_TIME: &[Field] = &[
    Field::select("org", "journal-org").optional(),
    Field::date("from", "journal-from").optional(),
    Field::date("to", "journal-to").optional(),
    Field::checkbox("geography", "journal-geography"),
];

/// Asked when a line is corrected or removed.
const REASON: &[Field] = &[Field::text("reason", "journal-reason").hint("journal-reason-hint").most(300)];

pub fn index<L: Log>(visitor: &Visitor, address: &Address, page: &LogPage<L>, context: &Context) -> Markup {
    let t = visitor.t;
    let title = t.get(L::WORDS.title);
    let new_path = format!("{}/new", L::PATH);
    let new = html! { @if may_record(visitor) { (form::link_new(&t.get(L::WORDS.new), &new_path)) } };
    let all = if page.total > COUNTED { Total::MoreThan(COUNTED) } else { Total::Exact(page.total) };
    let mut figures = vec![total(t, all)];
    figures.extend(L::sums(t, &page.sums));
    let after = page.next.map(|key: LogKey| format!("{}_{}", key.on_date, key.id));
    let begun = (!address.query().get("after").is_empty()).then_some("");
    let mut pages = Pager::by_keys(address, begun, after.as_deref(), page.lines.len() as u64);
    pages.previous = None;
    let filters = Filters {
        t,
        address,
        fields: filter_fields::<L>(t, address, context),
        chips: chips::<L>(t, address, context),
    };
    let body = html! {
        (heading(None, &title, new))
        (lead(&t.get(L::WORDS.lead)))
        (log_tabs::<L>(t))
        (filters)
        (toolbar(html! { p { (figures.join(" · ")) } }, html! {}))
        (table(visitor, page, context))
        (pager(t, &pages.total(all)))
    };
    visitor.page(&title, body)
}

fn log_tabs<L: Log>(t: T) -> Markup {
    let tab = |(path, title): (&str, &str)| Tab {
        label: t.get(title),
        href: path.to_owned(),
        current: path == L::PATH,
        count: None,
    };
    tabs(t, &t.get("journal-tabs"), &TABS.map(tab))
}

fn choice(organisation: &Organisation) -> Choice {
    Choice::new(organisation.code.as_str(), format!("{} – {}", organisation.code, organisation.name))
}

fn filter_fields<L: Log>(t: T, address: &Address, context: &Context) -> Markup {
    let errors = FieldErrors::default();
    let sheet =
        Sheet::filter(t, address.query(), &errors).choices("org", context.organisations.iter().map(choice));
    let sheet = L::offer(sheet, t, context);
    let took_over = context.organisations.iter().any(|it| it.successor.is_some());
    html! {
        (sheet.some(PLACE_AND_TIME, &["org", "from", "to"]))
        (sheet.all(L::FILTERS))
        @if took_over { (geography(t, address)) }
    }
}

/// Whether what an organisation took over counts with it; the value is that of reports.
fn geography(t: T, address: &Address) -> Markup {
    html! {
        div class="field" {
            div class="option" {
                input id="filter-geography" type="checkbox" name="geography" value="now"
                    checked[address.query().get("geography") == "now"];
                label for="filter-geography" { (t.get("journal-geography")) }
            }
        }
    }
}

fn chips<L: Log>(t: T, address: &Address, context: &Context) -> Vec<Chip> {
    let query = address.query();
    let chip = |name: &str, label: &str, value: String| Chip {
        label: t.get(label),
        value,
        remove: address.without(name).url(),
    };
    let mut chips = Vec::new();
    if let Some(it) = context.organisations.iter().find(|it| it.code == query.get("org")) {
        chips.push(chip("org", "journal-org", it.name.clone()));
    }
    for (name, label) in [("from", "journal-from"), ("to", "journal-to")] {
        if let Some(day) = dates::parse_date(query.get(name)) {
            chips.push(chip(name, label, dates::date(day)));
        }
    }
    if query.get("geography") == "now" {
        chips.push(chip("geography", "journal-geography-short", t.get("journal-geography-now")));
    }
    for field in L::FILTERS.iter().filter(|field| !query.get(field.name).is_empty()) {
        chips.push(chip(field.name, field.label, L::words_of(t, field.name, query.get(field.name), context)));
    }
    chips
}

fn table<L: Log>(visitor: &Visitor, page: &LogPage<L>, context: &Context) -> Markup {
    let t = visitor.t;
    let several = page.lines.windows(2).any(|pair| pair[0].mark().org_code != pair[1].mark().org_code);
    let mut columns = vec![Column::code(t.get("journal-day"))];
    columns.extend(L::columns(t));
    if several {
        columns.push(Column::code(t.get("journal-org")));
    }
    let row = |line: &L| {
        let mark = line.mark();
        let mut cells = vec![html! { (dates::date(mark.on_date)) }];
        cells.extend(line.cells(t, context));
        if several {
            cells.push(html! { (mark.org_code) });
        }
        let row = Row::new(cells).link(format!("{}/{}", L::PATH, mark.id));
        match request_of(visitor, line) {
            Some(link) => row.actions(link),
            None => row,
        }
    };
    let first = html! { @if may_record(visitor) { (form::link_button(&t.get(L::WORDS.new), &format!("{}/new", L::PATH))) } };
    let table = Table {
        columns,
        rows: page.lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get(L::WORDS.none), text: t.get("journal-none-text"), action: Some(first) },
        ..Table::new(t, "log", t.get(L::WORDS.title))
    };
    html! { (table) }
}

pub fn new<L: Log>(visitor: &Visitor, context: &Context, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get(L::WORDS.new);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get(L::WORDS.lead)))
        (form::form(L::PATH, &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            div class="form-section" { (fields::<L>(t, context, values, errors)) }
            (form::actions(
                form::submit(&t.get("journal-add")),
                html! {
                    (form::submit_as(&t.get("journal-add-another"), "then", "another"))
                    (form::link_quiet(&t.get("journal-cancel"), L::PATH))
                },
            ))
        }))
    };
    framed::<L>(visitor, &title, errors, body)
}

/// All fields of a line; those that belong together stand side by side where the screen is wide enough.
fn fields<L: Log>(t: T, context: &Context, values: &Values, errors: &FieldErrors) -> Markup {
    let alone = context.organisations.len() == 1;
    let sheet = Sheet::new(t, values, errors).choices("org_code", context.organisations.iter().map(choice));
    let sheet = L::offer(sheet, t, context);
    let asked = |row: &[&'static str]| -> Vec<&'static str> {
        row.iter().copied().filter(|name| !(alone && *name == "org_code")).collect()
    };
    html! {
        @if alone { (hidden("org_code", values.get("org_code"))) }
        @for row in L::ROWS.iter().map(|row| asked(row)) {
            @if row.len() > 1 { (form::columns(sheet.some(L::FIELDS, &row))) } @else { (sheet.some(L::FIELDS, &row)) }
        }
    }
}

pub fn edit<L: Log>(
    visitor: &Visitor,
    line: &L,
    context: &Context,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get(L::WORDS.edit);
    let path = format!("{}/{}", L::PATH, line.mark().id);
    let sheet = Sheet::new(t, values, errors);
    let seen = super::pages::values_of(line, context);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&dates::date(line.mark().on_date)), &title, html! {}))
        @if may_record(visitor) {
            (form::form(&path, &visitor.csrf, html! {
                (hidden("version", values.get("version")))
                (conflict::carry_before(L::FIELDS, &seen))
                div class="form-section" {
                    (fields::<L>(t, context, values, errors))
                    (sheet.all(REASON))
                }
                (form::actions(form::submit(&t.get("journal-save")), html! {
                    (form::link_quiet(&t.get("journal-remove"), &format!("{path}/removal")))
                    (form::link_quiet(&t.get("journal-cancel"), L::PATH))
                }))
            }))
        } @else {
            (card(&t.get("journal-line"), html! {}, said(t, line, context)))
        }
        (entered(t, line))
        @if let Some(link) = request_of(visitor, line) { p { (link) } }
    };
    framed::<L>(visitor, &title, errors, body)
}

/// The way from a line to a request that begins with what the line says.
fn request_of<L: Log>(visitor: &Visitor, line: &L) -> Option<Markup> {
    let from = L::MAKES_REQUEST.filter(|_| visitor.may(law::access::Permission::TakeRequests))?;
    let href = format!("/requests/new?from={from}&line={}", line.mark().id);
    Some(form::link_quiet(&visitor.t.get("requests-make-of-line"), &href))
}

/// What a line says, to be read only.
fn said<L: Log>(t: T, line: &L, context: &Context) -> Markup {
    let mut shown = vec![
        Fact::words(t.get("journal-org"), line.mark().org_code.as_str()),
        Fact::words(t.get("journal-day"), dates::date(line.mark().on_date)),
    ];
    let cells = L::columns(t).into_iter().zip(line.cells(t, context));
    shown.extend(cells.map(|(column, cell)| Fact {
        value: (!cell.0.is_empty()).then_some(cell),
        ..Fact::words(column.label, "")
    }));
    facts(t, &shown)
}

fn entered<L: Log>(t: T, line: &L) -> Markup {
    let mark = line.mark();
    let args =
        [("who", mark.entered_by.as_str().into()), ("moment", dates::date_time(&mark.entered_at).into())];
    html! { p class="soft" { (t.with("journal-entered", &args)) } }
}

pub fn conflict<L: Log>(
    visitor: &Visitor,
    line: &L,
    context: &Context,
    versions: (&Values, &Values),
    other: &Other,
) -> Markup {
    let t = visitor.t;
    let show = |name: &str, value: &str| match name {
        "org_code" | "on_date" => value.to_owned(),
        _ if value.is_empty() => String::new(),
        _ => L::words_of(t, name, value, context),
    };
    let path = format!("{}/{}", L::PATH, line.mark().id);
    conflict::page(visitor, &path, &t.get(L::WORDS.edit), L::FIELDS, versions, other, &show)
}

pub fn removal<L: Log>(
    visitor: &Visitor,
    line: &L,
    context: &Context,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("journal-remove-title");
    let path = format!("{}/{}", L::PATH, line.mark().id);
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&t.get(L::WORDS.title)), &title, html! {}))
        (lead(&t.get("journal-remove-lead")))
        (card(&t.get("journal-line"), html! {}, said(t, line, context)))
        (form::form(&format!("{path}/removal"), &visitor.csrf, html! {
            (hidden("version", values.get("version")))
            (sheet.all(REASON))
            (form::actions(
                form::submit_danger(&t.get("journal-remove"), &t.get("journal-remove-question")),
                form::link_quiet(&t.get("journal-cancel"), &path),
            ))
        }))
    };
    framed::<L>(visitor, &title, errors, body)
}

fn framed<L: Log>(visitor: &Visitor, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(visitor.t.get(L::WORDS.title), L::PATH), Crumb::here(title)];
    ui::page(&shell, body)
}
