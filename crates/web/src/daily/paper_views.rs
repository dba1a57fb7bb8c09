//! Markup of the papers of a case: what is there, what is missing, a new one, one of them.

use law::access::Permission;
use law::case_papers::ProceduralPaper;
use law::confidentiality::DisclosureGround;
use law::documents::spelled_number;
use law::kernel::coded::Coded as _;
use law::rules::ChecklistItem;
use maud::{Markup, html};
use office::case_papers::{CasePaper, Kind, Papers};
use office::daily::CaseHead;

use super::frame::{self, Side};
use super::papers::{FIELDS, named};
use crate::codes;
use crate::confidentiality::leaving;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, facts, notice};

/// The name of an item of the file or of a procedural paper.
pub fn item_name(t: T, code: &str) -> String {
    named(t, code)
}

/// The papers of a case, and the grounds on which its whole file may leave.
pub struct Shown<'a> {
    pub papers: &'a Papers,
    pub bundle: &'a [DisclosureGround],
    pub package: &'a [DisclosureGround],
}

pub fn index(visitor: &Visitor, all: &Shown<'_>, values: &Values, errors: &FieldErrors) -> Markup {
    let (t, shown) = (visitor.t, all.papers);
    let head = &shown.head;
    let writes = head.may_write && head.file_open;
    let body = html! {
        @if writes { (card(&t.get("papers-new"), html! {}, new_form(visitor, shown, values, errors))) }
        @if !shown.missing.is_empty() { (missing(t, shown)) }
        (table(t, shown))
        @if !shown.documents.is_empty() { (documents(t, shown)) }
        (whole(visitor, all, values, errors))
        @if writes { (frame::script()) }
    };
    frame::page(visitor, head, Side::Papers, errors, body)
}

/// The form sends the whole file; with the script it sends pieces and tells how far it is.
fn new_form(visitor: &Visitor, shown: &Papers, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let path = Side::Papers.path(shown.head.id);
    let pieces = format!("/cases/{}/uploads/", shown.head.id);
    let sheet = Sheet::new(t, values, errors).choices("item", items(t, shown));
    html! {
        form class="form" action=(path) method="post" enctype="multipart/form-data" novalidate data-pieces=(pieces)
            data-waiting=(t.get("papers-waiting")) data-sending=(t.get("papers-sending")) {
            (form::csrf(&visitor.csrf))
            (form::hidden("id", values.get("id")))
            (sheet.some(FIELDS, &["file", "item"]))
            details class="more" open[!errors.is_empty()] {
                summary { (t.get("papers-more")) }
                div class="form" {
                    (sheet.some(FIELDS, &["title"]))
                    (form::columns(sheet.some(FIELDS, &["dated_on", "received_on"])))
                    (form::columns(sheet.some(FIELDS, &["from_whom", "pages"])))
                }
            }
            (form::actions(form::submit(&t.get("papers-save")), html! {}))
            p class="soft" role="status" data-line {}
        }
    }
}

/// What is missing first, then the papers of the proceedings, then the rest of the file.
fn items(t: T, shown: &Papers) -> Vec<Choice> {
    let missing = |item: &ChecklistItem| shown.missing.contains(item);
    let choice = |item: &ChecklistItem| Choice::new(item.code(), codes::name(t, *item));
    let lacking = ChecklistItem::ALL.iter().filter(|item| missing(item));
    let rest = ChecklistItem::ALL.iter().filter(|item| !missing(item));
    let procedural =
        ProceduralPaper::ALL.iter().map(|paper| Choice::new(paper.code(), codes::name(t, *paper)));
    let mut all: Vec<Choice> =
        lacking.map(|item| choice(item).group(t.get("papers-group-missing"))).collect();
    all.extend(procedural.map(|choice| choice.group(t.get("papers-group-procedural"))));
    all.extend(rest.map(|item| choice(item).group(t.get("papers-group-file"))));
    all
}

fn missing(t: T, shown: &Papers) -> Markup {
    let list = html! { ul { @for item in &shown.missing { li { (codes::name(t, *item)) } } } };
    notice(t, Tone::Soon, &t.get("papers-missing"), list)
}

/// The whole file to take away: each way says on what ground.
fn whole(visitor: &Visitor, all: &Shown<'_>, values: &Values, errors: &FieldErrors) -> Markup {
    let (t, shown) = (visitor.t, all.papers);
    let path = Side::Papers.path(shown.head.id);
    let any = !shown.documents.is_empty() || shown.papers.iter().any(|paper| paper.removed_at.is_none());
    let ended = !shown.head.running && visitor.may(Permission::ArchiveCases);
    let wrong = errors.get("ground").is_some() || errors.get("to").is_some();
    let way = |name: &str, title: &str, grounds: &[DisclosureGround]| {
        let fields = leaving::questions(t, name, grounds, values, errors);
        html! {
            details class="inset" open[wrong] {
                summary { (title) }
                (form::form(&format!("{path}/{name}"), &visitor.csrf, html! {
                    (fields)
                    (form::actions(form::submit(title), html! {}))
                }))
            }
        }
    };
    html! {
        @if any {
            (way("bundle", &t.get("case-file-bundle"), all.bundle))
            @if ended { (way("package", &t.get("case-file-package"), all.package)) }
        }
    }
}

/// Documents that the office issued for the case: they belong to its file.
fn documents(t: T, shown: &Papers) -> Markup {
    let rows = shown.documents.iter().map(|document| {
        let number = document.number.map(|number| spelled_number(number, &document.symbol));
        Row::new([
            html! { (number.unwrap_or_default()) },
            html! { (document.title) },
            html! { (document.dated_on.map(dates::date).unwrap_or_default()) },
            html! { (codes::name(t, document.state.0)) },
        ])
        .link(format!("/documents/{}", document.id))
    });
    let table = Table {
        columns: vec![
            Column::code(t.get("documents-number")),
            Column::text(t.get("documents-name")),
            Column::code(t.get("documents-dated-on")),
            Column::text(t.get("documents-state")),
        ],
        rows: rows.collect(),
        ..Table::new(t, "issued", t.get("papers-issued"))
    };
    html! { (table) }
}

fn table(t: T, shown: &Papers) -> Markup {
    let rows = shown.papers.iter().map(|paper| {
        let gone = paper.removed_at.is_some();
        Row::new([
            html! { (paper.title) @if gone { " " (badge(Tone::Plain, &t.get("papers-taken-out"))) } },
            html! { (named(t, &paper.item)) },
            html! { (paper.dated_on.map(dates::date).unwrap_or_default()) },
            html! { (paper.from_whom.as_deref().unwrap_or_default()) },
            html! { (file_words(t, paper)) },
        ])
        .link(format!("{}/{}", Side::Papers.path(shown.head.id), paper.id))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("papers-name")),
            Column::text(t.get("papers-item")),
            Column::text(t.get("papers-dated-on")),
            Column::text(t.get("papers-from-whom")),
            Column::text(t.get("papers-file")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("papers-none"), text: t.get("papers-none-text"), action: None },
        ..Table::new(t, "papers", t.get("papers-title"))
    };
    html! { (table) }
}

fn file_words(t: T, paper: &CasePaper) -> String {
    let kind = paper.media_type.as_deref().and_then(Kind::of_media_type);
    let kind = kind.map_or_else(|| t.get("papers-paper-only"), |kind| kind.ending().to_uppercase());
    match paper.pages {
        Some(pages) => format!("{kind}, {}", t.with("papers-so-many-pages", &[("n", pages.into())])),
        None => kind,
    }
}

pub fn show(visitor: &Visitor, head: &CaseHead, paper: &CasePaper, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let path = format!("{}/{}", Side::Papers.path(head.id), paper.id);
    let there = paper.removed_at.is_none();
    let kind = paper.media_type.as_deref().and_then(Kind::of_media_type).filter(|_| there);
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::date).unwrap_or_default();
    let entered = format!("{}, {}", paper.entered_by, dates::date_time(&paper.entered_at));
    let removed = paper.removed_at.map(|at| {
        format!("{}: {}", dates::date_time(&at), paper.removed_reason.as_deref().unwrap_or_default())
    });
    let open = html! {
        @if let Some(kind) = kind {
            a class="button" href={ (path) "/file" } { (t.get(if kind.is_picture() { "papers-open" } else { "papers-download" })) }
        }
    };
    let about = facts(
        t,
        &[
            Fact::words(t.get("papers-item"), named(t, &paper.item)),
            Fact::words(t.get("papers-dated-on"), day(paper.dated_on)),
            Fact::words(t.get("papers-received-on"), day(paper.received_on)),
            Fact::words(t.get("papers-from-whom"), paper.from_whom.clone().unwrap_or_default()),
            Fact::words(t.get("papers-file"), file_words(t, paper)),
            Fact::words(t.get("papers-entered"), entered),
        ],
    );
    let body = html! {
        @if let Some(removed) = removed { (notice(t, Tone::Info, &t.get("papers-taken-out"), html! { p { (removed) } })) }
        (card(&paper.title, open, about))
        @if kind.is_some_and(Kind::is_picture) { p { img class="picture" src={ (path) "/file" } alt=(paper.title); } }
        @if there && head.may_write && head.file_open {
            (frame::removal(visitor, &format!("{path}/removal"), paper.version, errors, &t.get("papers-remove")))
        }
        p { a href=(Side::Papers.path(head.id)) { (t.get("daily-back")) } }
    };
    frame::page(visitor, head, Side::Papers, errors, body)
}
