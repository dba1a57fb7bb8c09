//! Markup of reference data: the sets, a preview of an update, the look-ups.

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::reference::{
    Agency, CommuneLine, Holiday, Kind, Preview, Problem, Province, ReferenceSet, SetState,
};

use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values};
use crate::ui::list::{Address, Column, Empty, Filters, Phone, Row, Table, downloads, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, Tab, badge, card, facts, notice, tabs};
use crate::ui::{self, Tone, dates, form, money};

/// Rows of each kind that a preview spells out; the file has the rest.
const SHOWN: usize = 200;
/// Problems that the page lists; with more of them the file is the wrong one.
const PROBLEMS: usize = 1000;

const UPDATE: &[Field] = &[
    Field::radios("mode", "reference-mode"),
    Field::file("file", "reference-file", ".csv,.xlsx", office::reference::MOST_BYTES as u64),
];

const COMMUNE_FILTER: &[Field] = &[
    Field::search("q", "reference-commune-name").optional(),
    Field::select("province", "reference-province").optional(),
    Field::date("day", "reference-day").optional(),
];

const AGENCY_FILTER: &[Field] = &[
    Field::search("q", "reference-agency-name").optional(),
    Field::select("province", "reference-province").optional(),
];

pub fn url(set: ReferenceSet) -> String {
    format!("/admin/reference/{set}")
}

// --- the sets ---------------------------------------------------------------------------------------

pub fn index(visitor: &Visitor, sets: &[SetState]) -> Markup {
    let t = visitor.t;
    let title = t.get("reference-title");
    let row = |set: &ReferenceSet| {
        let state = sets.iter().find(|it| it.name == set.code());
        let number = |of: fn(&SetState) -> i64| html! { @if let Some(state) = state { (money::number(t.lang(), of(state))) } };
        Row::new([
            html! { (codes::name(t, *set)) },
            number(|it| it.row_count),
            number(|it| it.version),
            html! { @if let Some(state) = state { (source(t, state)) } @else { (t.get("reference-not-loaded")) } },
            html! { @if let Some(state) = state { (dates::date_time(&state.loaded_at)) } },
            html! { @if let Some(state) = state { (loaded_by(t, state)) } },
        ])
        .link(url(*set))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("reference-set")),
            Column::number(t.get("reference-rows")),
            Column::number(t.get("reference-version")),
            Column::text(t.get("reference-source")),
            Column::code(t.get("reference-loaded-at")),
            Column::text(t.get("reference-loaded-by")),
        ],
        rows: ReferenceSet::ALL.iter().map(row).collect(),
        caption_unseen: true,
        ..Table::new(t, "sets", title.as_str())
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("reference-lead")))
        (table)
    };
    visitor.page(&title, body)
}

/// Who loaded a set; the program itself where nobody did.
fn loaded_by(t: T, state: &SetState) -> String {
    if state.loaded_by == "system" { t.get("admin-audit-system") } else { state.loaded_by.clone() }
}

fn source(t: T, state: &SetState) -> String {
    if state.source == "embedded" { t.get("reference-embedded") } else { state.source.clone() }
}

pub fn show(
    visitor: &Visitor,
    set: ReferenceSet,
    sets: &[SetState],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = codes::name(t, set);
    let modes = ["add", "whole"].map(|mode| {
        Choice::new(mode, t.code(prefix!("reference-mode-is"), mode))
            .hint(t.code(prefix!("reference-mode-hint"), mode))
    });
    let sheet = Sheet::new(t, values, errors).choices("mode", modes);
    let files = [("CSV", format!("{}/rows.csv", url(set))), ("XLSX", format!("{}/rows.xlsx", url(set)))];
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&t.get("reference-title")), &title, html! {}))
        div class="sides" {
            div {
                @if let Some(state) = sets.iter().find(|it| it.name == set.code()) {
                    (card(&t.get("reference-state"), html! {}, state_facts(t, state)))
                }
                (card(&t.get("reference-update"), html! {}, html! {
                    p { (t.get("reference-update-lead")) }
                    (form::upload(&format!("{}/preview", url(set)), &visitor.csrf, html! {
                        (sheet.all(UPDATE))
                        (form::actions(form::submit(&t.get("reference-check")), html! {}))
                    }))
                }))
            }
            div {
                (card(&t.get("reference-download"), html! {}, html! {
                    p { (t.get("reference-download-lead")) }
                    (downloads(t, &files))
                }))
                (card(&t.get("reference-columns"), html! {}, columns(t, set)))
            }
        }
    };
    framed(visitor, &title, !errors.is_empty(), &[], body)
}

fn state_facts(t: T, state: &SetState) -> Markup {
    facts(
        t,
        &[
            Fact::words(t.get("reference-version"), state.version.to_string()),
            Fact::words(t.get("reference-rows"), money::number(t.lang(), state.row_count)),
            Fact::words(t.get("reference-source"), source(t, state)),
            Fact::words(t.get("reference-loaded-at"), dates::date_time(&state.loaded_at)),
            Fact::words(t.get("reference-loaded-by"), loaded_by(t, state)),
        ],
    )
}

/// The columns of the file and what may stand in each.
fn columns(t: T, set: ReferenceSet) -> Markup {
    html! {
        ul {
            @for column in set.columns() {
                li {
                    code { (column.title) } ": " (allowed(t, column.kind))
                    @if column.kind.is_optional() { " " span class="soft" { (t.get("reference-optional")) } }
                }
            }
        }
    }
}

fn allowed(t: T, kind: Kind) -> String {
    match kind {
        Kind::Code(lengths) | Kind::OptionalCode(lengths) => {
            let lengths = lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
            t.with("reference-cell-code", &[("digits", lengths.into())])
        }
        Kind::Date | Kind::OptionalDate => t.get("reference-cell-date"),
        Kind::Amount | Kind::OptionalAmount => t.get("reference-cell-amount"),
        Kind::YesNo => "yes, no".to_owned(),
        Kind::OneOf(values) => values.join(", "),
        Kind::Text | Kind::OptionalText | Kind::Note => t.get("reference-cell-text"),
    }
}

// --- an update --------------------------------------------------------------------------------------

pub fn wrong(visitor: &Visitor, set: ReferenceSet, file_name: &str, problems: &[Problem]) -> Markup {
    let t = visitor.t;
    let title = t.with("reference-problems", &[("n", problems.len().into())]);
    let line = |problem: &Problem| match problem.line {
        0 => t.get("reference-whole-file"),
        line => line.to_string(),
    };
    let row = |problem: &Problem| {
        Row::new([
            html! { (line(problem)) },
            html! { (problem.column) },
            html! { (problem.value) },
            html! { (sentence(t, problem)) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("reference-line")),
            Column::code(t.get("reference-column")),
            Column::text(t.get("reference-value")),
            Column::text(t.get("reference-reason")),
        ],
        rows: problems.iter().take(PROBLEMS).map(row).collect(),
        caption_unseen: true,
        ..Table::new(t, "problems", title.as_str())
    };
    let body = html! {
        (heading(Some(file_name), &title, html! {}))
        (notice(t, Tone::Bad, &t.get("reference-nothing-changed"), html! { p { (t.get("reference-mend")) } }))
        (table)
        @if problems.len() > PROBLEMS { p { (t.with("reference-more-problems", &[("n", (problems.len() - PROBLEMS).into())])) } }
        (form::actions(form::link_button(&t.get("reference-other-file"), &url(set)), html! {}))
    };
    framed(visitor, &title, true, &[Crumb::link(codes::name(t, set), url(set))], body)
}

fn sentence(t: T, problem: &Problem) -> String {
    let key = format!("{}-{}", prefix!("reference-problem"), problem.code.replace(['.', '_'], "-"));
    t.with_data(&key, problem.detail.iter().map(|(name, value)| (*name, value.as_str())))
}

pub fn preview(visitor: &Visitor, preview: &Preview) -> Markup {
    let t = visitor.t;
    let set = preview.set;
    let title = t.get("reference-preview");
    let difference = &preview.difference;
    let mode = if preview.whole { "whole" } else { "add" };
    let count = |n: usize| money::number(t.lang(), i64::try_from(n).unwrap_or(i64::MAX));
    let summary = facts(
        t,
        &[
            Fact::words(t.get("reference-set"), codes::name(t, set)),
            Fact::words(t.get("reference-file"), preview.file_name.as_str()),
            Fact::words(t.get("reference-mode"), t.code(prefix!("reference-mode-is"), mode)),
            Fact::words(t.get("reference-rows-today"), count(preview.rows_today)),
            Fact::words(t.get("reference-added"), count(difference.added.len())),
            Fact::words(t.get("reference-changed"), count(difference.changed.len())),
            Fact::words(t.get("reference-removed"), count(difference.removed.len())),
        ],
    );
    let pairs: Vec<_> =
        difference.changed.iter().map(|(before, after)| changed_row(t, before, after)).collect();
    let plain = |rows: &[Vec<String>]| rows.iter().take(SHOWN).map(Row::words).collect::<Vec<_>>();
    let body = html! {
        (heading(Some(&codes::name(t, set)), &title, html! {}))
        (card(&t.get("reference-summary"), html! {}, summary))
        @if difference.is_empty() {
            (notice(t, Tone::Info, &t.get("reference-no-change"), html! {}))
            (form::actions(form::link_button(&t.get("reference-other-file"), &url(set)), html! {}))
        } @else {
            @if !difference.removed.is_empty() {
                (notice(t, Tone::Soon, &t.with("reference-removed-warning", &[("n", difference.removed.len().into())]), html! {}))
            }
            (rows_table(t, set, "removed", "reference-removed", plain(&difference.removed), difference.removed.len()))
            (rows_table(t, set, "changed", "reference-changed", pairs.into_iter().take(SHOWN).collect(), difference.changed.len()))
            (rows_table(t, set, "added", "reference-added", plain(&difference.added), difference.added.len()))
            (form::form(&format!("{}/versions", url(set)), &visitor.csrf, html! {
                (form::hidden("file", &preview.file))
                (form::hidden("mode", mode))
                (form::hidden("seen", &preview.seen.to_string()))
                (form::actions(
                    form::submit(&t.get("reference-confirm")),
                    form::link_quiet(&t.get("reference-cancel"), &url(set)),
                ))
            }))
        }
    };
    framed(visitor, &title, false, &[Crumb::link(codes::name(t, set), url(set))], body)
}

/// The row as it will be; what changes shows what stood there.
fn changed_row(t: T, before: &[String], after: &[String]) -> Row {
    let known = |text: &str| if text.is_empty() { t.get("ui-fact-unknown") } else { text.to_owned() };
    Row::new(before.iter().zip(after).map(|(was, will)| {
        html! {
            @if was == will { (will) } @else { del { (known(was)) } " → " ins { (known(will)) } }
        }
    }))
}

fn rows_table(
    t: T,
    set: ReferenceSet,
    id: &str,
    caption: &'static str,
    rows: Vec<Row>,
    all: usize,
) -> Markup {
    let more = all.saturating_sub(rows.len());
    let table = Table {
        columns: set.columns().iter().map(|column| Column::text(column.title)).collect(),
        rows,
        phone: Phone::Scroll,
        ..Table::new(t, id, t.get(caption))
    };
    html! {
        @if all > 0 {
            (table)
            @if more > 0 { p class="soft" { (t.with("reference-more-rows", &[("n", more.into())])) } }
        }
    }
}

fn framed(visitor: &Visitor, title: &str, wrong: bool, crumbs: &[Crumb], body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = wrong;
    shell.wide = true;
    shell.crumbs.push(Crumb::link(visitor.t.get("reference-title"), "/admin/reference"));
    shell.crumbs.extend(crumbs.iter().cloned());
    shell.crumbs.push(Crumb::here(title));
    ui::page(&shell, body)
}

// --- look-ups ---------------------------------------------------------------------------------------

fn lookup_tabs(visitor: &Visitor, current: &str) -> Markup {
    let t = visitor.t;
    let all = [
        ("/reference/communes", "reference-communes"),
        ("/reference/agencies", "reference-agencies"),
        ("/reference/holidays", "reference-holidays"),
    ];
    let tab = |(path, label): (&str, &str)| Tab {
        label: t.get(label),
        href: path.to_owned(),
        current: path == current,
        count: None,
    };
    tabs(t, &t.get("reference-lookups"), &all.map(tab))
}

fn province_choices(provinces: &[Province]) -> Vec<Choice> {
    provinces
        .iter()
        .map(|it| Choice::new(it.code.as_str(), format!("{} ({})", it.full_name(), it.code)))
        .collect()
}

fn looked_up(visitor: &Visitor, path: &str, title: &str, body: Markup) -> Markup {
    let t = visitor.t;
    let edit = html! {
        @if visitor.may(Permission::ManageSettings) { (form::link_quiet(&t.get("reference-title"), "/admin/reference")) }
    };
    visitor.page(
        title,
        html! {
            (heading(None, title, edit))
            (lookup_tabs(visitor, path))
            (body)
        },
    )
}

pub fn communes(
    visitor: &Visitor,
    address: &Address,
    provinces: &[Province],
    lines: &[CommuneLine],
    (today, old): (NaiveDate, NaiveDate),
) -> Markup {
    let t = visitor.t;
    let errors = FieldErrors::default();
    let sheet = Sheet::filter(t, address.query(), &errors).choices("province", province_choices(provinces));
    let filters = Filters { t, address, fields: sheet.all(COMMUNE_FILTER), chips: Vec::new() };
    let days = html! {
        a href=(address.with("day", &dates::date(today)).url()) { (t.get("reference-today")) } " · "
        a href=(address.with("day", &dates::date(old)).url()) { (t.get("reference-before-merger")) }
    };
    let row = |line: &CommuneLine| {
        let it = &line.commune;
        Row::new([
            html! { (it.full_name()) },
            html! { (it.code) },
            html! { (it.district.as_deref().unwrap_or_default()) },
            succession(t, line),
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("reference-commune-name")),
            Column::code(t.get("reference-code")),
            Column::text(t.get("reference-district")),
            Column::text(t.get("reference-succession")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("reference-none"), text: t.get("reference-communes-none"), action: None },
        ..Table::new(t, "communes", t.get("reference-communes"))
    };
    let title = t.get("reference-communes");
    looked_up(
        visitor,
        "/reference/communes",
        &title,
        html! {
            (filters)
            (toolbar(html! { p { (t.with("reference-found", &[("n", lines.len().into())])) } }, html! { p { (days) } }))
            (table)
        },
    )
}

/// What an old commune became, default first, or what a commune of today was made of.
fn succession(t: T, line: &CommuneLine) -> Markup {
    html! {
        div {
            @if line.successors.iter().any(|it| it.split) {
                (badge(Tone::Soon, &t.get("reference-split"))) " "
            }
            @for (place, it) in line.successors.iter().enumerate() {
                @if place > 0 { "; " } @else { "→ " }
                (it.kind) " " (it.name) " " span class="code" { "(" (it.code) ")" }
            }
            @for (place, it) in line.predecessors.iter().enumerate() {
                @if place > 0 { "; " } @else { "← " }
                (it.full_name()) " " span class="code" { "(" (it.code) ")" }
                @if let Some(district) = &it.district { ", " (district) }
            }
        }
    }
}

pub fn agencies(visitor: &Visitor, address: &Address, provinces: &[Province], found: &[Agency]) -> Markup {
    let t = visitor.t;
    let errors = FieldErrors::default();
    let sheet = Sheet::filter(t, address.query(), &errors).choices("province", province_choices(provinces));
    let filters = Filters { t, address, fields: sheet.all(AGENCY_FILTER), chips: Vec::new() };
    let row = |it: &Agency| {
        Row::new([
            html! { (it.name) },
            html! { (codes::named(t, "agency-kind", &it.kind)) },
            html! { (it.source) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("reference-agency-name")),
            Column::text(t.get("reference-kind")),
            Column::text(t.get("reference-basis")),
        ],
        rows: found.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("reference-none"), text: t.get("reference-agencies-none"), action: None },
        ..Table::new(t, "agencies", t.get("reference-agencies"))
    };
    let title = t.get("reference-agencies");
    looked_up(
        visitor,
        "/reference/agencies",
        &title,
        html! {
            (filters)
            (toolbar(html! { p { (t.with("reference-found", &[("n", found.len().into())])) } }, html! {}))
            (table)
        },
    )
}

pub fn holidays(visitor: &Visitor, year: i32, found: &[Holiday]) -> Markup {
    let t = visitor.t;
    let row = |it: &Holiday| {
        let tone = if it.verified == "yes" { Tone::Good } else { Tone::Soon };
        let weekday = it.day.weekday().num_days_from_monday().to_string();
        Row::new([
            html! { (dates::date(it.day)) },
            html! { (t.code(prefix!("reference-weekday"), &weekday)) },
            html! { (it.name) },
            html! { (codes::named(t, "holiday-kind", &it.kind)) },
            html! { (badge(tone, &codes::named(t, "sureness", &it.verified))) },
        ])
    };
    let caption = t.with("reference-holidays-of", &[("year", year.to_string().into())]);
    let table = Table {
        columns: vec![
            Column::code(t.get("reference-day")),
            Column::text(t.get("reference-weekday")),
            Column::text(t.get("reference-holiday")),
            Column::text(t.get("reference-kind")),
            Column::text(t.get("reference-sureness")),
        ],
        rows: found.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("reference-none"), text: t.get("reference-holidays-none"), action: None },
        ..Table::new(t, "holidays", caption.as_str())
    };
    let other = |year: i32| html! { a href={ "/reference/holidays?year=" (year) } { (year) } };
    let title = t.get("reference-holidays");
    looked_up(
        visitor,
        "/reference/holidays",
        &title,
        html! {
            (toolbar(html! { h2 { (caption) } }, html! { p { "← " (other(year - 1)) " · " (other(year + 1)) " →" } }))
            (table)
        },
    )
}
