//! Markup of the books.

use chrono::{Datelike as _, NaiveDate};
use law::access::Permission;
use law::confidentiality::{Leaving, grounds_for, works_within};
use law::documents::{ClosingPeriod, Register};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::registers::{Book, ClosingState, Entry, Total, columns};

use super::form::WHICH;
use super::pages::neighbours;
use crate::codes;
use crate::confidentiality::leaving::{Download, LEAVING, choices, downloads};
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, FieldErrors, Sheet, Values, button_form, hidden, link_new, submit_as};
use crate::ui::list::{Column, Empty, Phone, Row, Table, toolbar};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, notice};
use crate::ui::{self, dates};

/// The address of a book at a month.
pub fn address(register: Register, org: &str, month: NaiveDate) -> String {
    format!("/registers/{register}?{}", query(org, month).encode())
}

fn query(org: &str, month: NaiveDate) -> Values {
    let (number, year) = (month.month().to_string(), month.year().to_string());
    Values::from([("org", org), ("month", number.as_str()), ("year", year.as_str())])
}

/// The books there are.
pub fn index(visitor: &Visitor) -> Markup {
    let t = visitor.t;
    let title = t.get("registers-title");
    let rows = Register::ALL.iter().map(|register| {
        Row::new([
            html! { (codes::name(t, *register)) },
            html! { (t.code(prefix!("registers-about"), register.code())) },
        ])
        .link(format!("/registers/{register}"))
    });
    let table = Table {
        columns: vec![Column::text(t.get("registers-register")), Column::text(t.get("registers-holds"))],
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "registers", title.as_str())
    };
    visitor.page(&title, html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("registers-lead")))
        (table)
        @if visitor.may(Permission::ReadReports) { p { a href="/periodic-forms" { (t.get("periodic-title")) } } }
    })
}

/// One book, open at a month.
pub fn show(visitor: &Visitor, book: &Book, today: NaiveDate) -> Markup {
    let t = visitor.t;
    let name = codes::name(t, book.register);
    let title = format!("{name} – {}", dates::month(book.from));
    let enter = html! {
        @if book.register == Register::Incoming && visitor.may(Permission::KeepDocuments) {
            (link_new(&t.get("registers-enter"), &format!("/incoming-documents/new?org={}", book.organisation.code)))
        }
    };
    let body = html! {
        (heading(Some(&book.organisation.name), &title, enter))
        (which(t, book))
        (toolbar(months(book, today), files(visitor, book)))
        @for closing in &book.closings { (closed(t, closing)) }
        div class="report-wide book" { (table(t, book)) }
        (totals(t, book))
        (year_form(visitor, book))
        (closing_forms(visitor, book))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    ui::page(&shell, body)
}

fn which(t: T, book: &Book) -> Markup {
    let values = query(&book.organisation.code, book.from);
    let errors = FieldErrors::default();
    let organisations = book
        .organisations
        .iter()
        .map(|unit| Choice::new(unit.code.as_str(), format!("{} – {}", unit.code, unit.name)));
    let months = (1..=12).map(|month: u32| Choice::new(month.to_string(), month.to_string()));
    let sheet = Sheet::filter(t, &values, &errors).choices("org", organisations).choices("month", months);
    html! {
        search class="filters" {
            details class="toggle" { summary { (t.get("registers-which")) } }
            form class="toggled" action=(format!("/registers/{}", book.register)) method="get" {
                (sheet.all(WHICH))
                div class="filters-end" { button class="button" type="submit" { (t.get("registers-open")) } }
            }
        }
    }
}

fn months(book: &Book, today: NaiveDate) -> Markup {
    let (before, after) = neighbours(book.from, today);
    let link = |day: NaiveDate| address(book.register, &book.organisation.code, day);
    html! {
        span class="on-screen" {
            @if let Some(day) = before { a rel="prev" href=(link(day)) { "← " (dates::month(day)) } " " }
            @if let Some(day) = after { a rel="next" href=(link(day)) { (dates::month(day)) " →" } }
        }
    }
}

fn files(visitor: &Visitor, book: &Book) -> Markup {
    let t = visitor.t;
    let address = |kind: &str| format!("/registers/{}/{kind}", book.register);
    let (pdf, xlsx) = (address("pdf"), address("xlsx"));
    let labels = ["registers-pdf-month", "registers-xlsx-month", "registers-xlsx-year"].map(|key| t.get(key));
    let file = |at: usize, address, also| Download { label: &labels[at], address, also };
    let period = |period: ClosingPeriod| Some(("period", period.code()));
    html! {
        @if visitor.may(Permission::Export) {
            (downloads(visitor, &query(&book.organisation.code, book.from), &[
                file(0, pdf.as_str(), None),
                file(1, xlsx.as_str(), period(ClosingPeriod::Month)),
                file(2, xlsx.as_str(), period(ClosingPeriod::Year)),
            ]))
        }
    }
}

fn table(t: T, book: &Book) -> Markup {
    let rows = book.entries.iter().map(|entry| {
        let cells = entry.cells.iter().enumerate().map(|(at, cell)| {
            html! {
                (lines(cell))
                @if at == 0 && entry.late { " " (badge(Tone::Soon, &t.get("registers-late"))) }
                @if at == 0 && entry.cancelled { " " (badge(Tone::Bad, &t.get("registers-cancelled"))) }
            }
        });
        Row::new(cells).link(href(book.register, entry))
    });
    let table = Table {
        columns: columns(book.register)
            .iter()
            .map(|column| Column::text(t.code(prefix!("registers-column"), column)))
            .collect(),
        rows: rows.collect(),
        phone: Phone::Scroll,
        caption_unseen: true,
        empty: Empty { title: t.get("registers-none"), text: t.get("registers-none-text"), action: None },
        ..Table::new(t, "book", codes::name(t, book.register))
    };
    html! { (table) }
}

/// Several persons stand one below the other.
fn lines(cell: &str) -> Markup {
    html! { @for (at, line) in cell.lines().enumerate() { @if at > 0 { br; } (line) } }
}

fn href(register: Register, entry: &Entry) -> String {
    let place = match register {
        Register::Acceptance => "cases",
        Register::Guidance => "guidance",
        Register::Outgoing => "documents",
        Register::Incoming => "incoming-documents",
    };
    format!("/{place}/{}", entry.id)
}

fn totals(t: T, book: &Book) -> Markup {
    html! {
        p {
            strong { (t.get("registers-totals")) } " " (total_words(t, &book.totals))
            br;
            (t.with("registers-since-new-year", &[("n", book.since_new_year.into())]))
        }
    }
}

/// The totals in words.
pub fn total_words(t: T, totals: &[Total]) -> String {
    let word = |(name, number): &Total| {
        let name = t.code(prefix!("registers-total"), name);
        format!("{name}: {}", ui::money::number(t.lang(), *number))
    };
    totals.iter().map(word).collect::<Vec<_>>().join(" · ")
}

/// A closing, and whether the book still stands as it did then.
fn closed(t: T, state: &ClosingState) -> Markup {
    let closing = &state.closing;
    let title = t.with(
        "registers-was-closed",
        &[
            ("period", codes::name(t, closing.period.0).into()),
            ("days", dates::period(closing.from_on, closing.to_on).into()),
            ("at", dates::date_time(&closing.closed_at).into()),
            ("by", closing.closed_by.as_str().into()),
        ],
    );
    let tone = if !state.intact {
        Tone::Bad
    } else if state.late > 0 {
        Tone::Soon
    } else {
        Tone::Good
    };
    let body = html! {
        p { (total_words(t, &state.totals)) }
        @if state.late > 0 { p { (t.with("registers-late-entries", &[("n", state.late.into())])) } }
        @if state.intact { p class="soft" { (t.get("registers-intact")) } }
        @else { p { (t.get("registers-changed")) } }
        details { summary { (t.get("registers-proof")) } p { (ui::digest(&closing.sha256)) } }
    };
    notice(t, tone, &title, body)
}

/// The whole year on paper, made by a job.
fn year_form(visitor: &Visitor, book: &Book) -> Markup {
    let t = visitor.t;
    let grounds = grounds_for(Leaving::List, works_within(visitor.actor.role));
    let usual = grounds.first().map(|ground| ground.code()).unwrap_or_default();
    let (values, errors) = (Values::from([("ground", usual)]), FieldErrors::default());
    let sheet = Sheet::new(t, &values, &errors).prefix("year-").choices("ground", choices(t, grounds));
    let year = book.from.year().to_string();
    let label = t.with("registers-year-print", &[("year", year.clone().into())]);
    html! {
        @if visitor.may(Permission::Export) {
            details class="inset on-screen" {
                summary { (label) }
                p { (t.get("registers-year-lead")) }
                (ui::form::form(&format!("/registers/{}/years", book.register), &visitor.csrf, html! {
                    (hidden("org", &book.organisation.code))
                    (hidden("year", &year))
                    (sheet.some(LEAVING, &["ground"]))
                    (ui::form::actions(ui::form::submit(&label), html! {}))
                }))
            }
        }
    }
}

fn closing_forms(visitor: &Visitor, book: &Book) -> Markup {
    let t = visitor.t;
    let action = format!("/registers/{}/closings", book.register);
    let values = query(&book.organisation.code, book.from);
    html! {
        @if !book.closable.is_empty() {
            details class="inset on-screen" {
                summary { (t.get("registers-close")) }
                p { (t.get("registers-close-lead")) }
                (button_form(&action, &visitor.csrf, html! {
                    @for (name, value) in values.pairs() { (ui::form::hidden(name, value)) }
                    @for period in &book.closable {
                        (submit_as(&t.code(prefix!("registers-close-period"), period.code()), "period", period.code())) " "
                    }
                }))
            }
        }
    }
}
