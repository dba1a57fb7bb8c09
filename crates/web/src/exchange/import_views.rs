//! The pages of imports.

use std::collections::BTreeMap;

use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::exchange::runs::{ProblemPage, RunLine, RunView};
use office::exchange::{Change, ChangedThing, FileKind, NewThing, Problem, RunStatus, Tally, columns_of};
use office::staff::Organisation;
use uuid::Uuid;

use super::form::UPLOAD;
use super::problems::{column, sentence};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::figures::{Figure, Progress, define, figures, progress};
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Address, Column, Empty, Pager, Phone, Row, Table, downloads, pager, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, badge, card, facts, notice};
use crate::ui::{self, Shell, Tone, dates, money};

pub fn url(id: Uuid) -> String {
    format!("/imports/{id}")
}

fn link_to_list(t: T) -> Crumb {
    Crumb { label: t.get("exchange-imports"), href: Some("/imports".to_owned()) }
}

fn framed(visitor: &Visitor, title: &str, crumbs: Vec<Crumb>, body: Markup) -> Markup {
    let here = Crumb { label: title.to_owned(), href: None };
    let crumbs = crumbs.into_iter().chain([here]).collect();
    ui::page(&Shell { crumbs, wide: true, ..visitor.shell(title) }, body)
}

pub fn index(
    visitor: &Visitor,
    address: &Address,
    lines: &[RunLine],
    next: Option<Uuid>,
    organisations: &BTreeMap<String, String>,
) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-imports");
    let rows = lines.iter().map(|line| {
        let run = &line.run;
        let org = run.org_code.as_ref().map(|code| organisations.get(code).unwrap_or(code).clone());
        Row::new([
            html! { (shown_name(t, &run.file_name)) },
            html! { (codes::name(t, run.kind.0)) },
            html! { (org.unwrap_or_default()) },
            status(t, run.status.0),
            html! { (money::number(t.lang(), run.rows_total)) },
            html! { (line.starter) },
            html! { (dates::date_time(&run.created_at)) },
        ])
        .link(url(run.id))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("exchange-file")),
            Column::text(t.get("exchange-kind")),
            Column::text(t.get("exchange-org")),
            Column::text(t.get("exchange-status")),
            Column::number(t.get("exchange-rows")),
            Column::text(t.get("exchange-starter")),
            Column::code(t.get("exchange-started")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("exchange-none"),
            text: t.get("exchange-none-text"),
            action: Some(form::link_new(&t.get("exchange-new"), "/imports/new")),
        },
        ..Table::new(t, "imports", title.clone())
    };
    let begun = (!address.query().get("after").is_empty()).then(|| address.first_page().url());
    let pages = Pager {
        first: begun,
        previous: None,
        next: next.map(|id| address.with("after", &id.to_string()).url()),
        shown: lines.len() as u64,
        total: None,
    };
    let body = html! {
        (heading(None, &title, form::link_new(&t.get("exchange-new"), "/imports/new")))
        (lead(&t.get("exchange-imports-lead")))
        (table)
        @if !lines.is_empty() { (pager(t, &pages)) }
    };
    ui::page(&Shell { wide: true, ..visitor.shell(&title) }, body)
}

fn shown_name(t: T, name: &str) -> String {
    if name.is_empty() { t.get("exchange-unnamed") } else { name.to_owned() }
}

fn status(t: T, status: RunStatus) -> Markup {
    let tone = match status {
        RunStatus::Waiting | RunStatus::Checking | RunStatus::Confirmed | RunStatus::Importing => Tone::Info,
        RunStatus::Ready | RunStatus::Interrupted => Tone::Soon,
        RunStatus::Done => Tone::Good,
        RunStatus::Refused | RunStatus::Failed => Tone::Bad,
        RunStatus::Cancelled => Tone::Plain,
    };
    badge(tone, &codes::name(t, status))
}

pub fn new(
    visitor: &Visitor,
    (kinds, organisations): &(Vec<FileKind>, Vec<Organisation>),
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-new");
    let of_kind = |kind: &FileKind| Choice::new(kind.code(), codes::name(t, *kind));
    let of_unit = |unit: &Organisation| Choice::new(&unit.code, format!("{} ({})", unit.name, unit.code));
    let sheet = Sheet::new(t, values, errors)
        .choices("kind", kinds.iter().map(of_kind))
        .choices("org", organisations.iter().map(of_unit));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-new-lead")))
        (form::upload("/imports", &visitor.csrf, html! {
            (form::hidden("id", values.get("id")))
            (sheet.all(UPLOAD))
            (form::actions(form::submit(&t.get("exchange-check")), form::link_quiet(&t.get("exchange-back"), "/imports")))
        }))
        h2 { (t.get("exchange-columns")) }
        p class="soft" { (t.with("exchange-columns-text", &[("day", as_of().into())])) }
        @for kind in kinds { (define(&codes::name(t, *kind), columns(t, *kind))) }
    };
    let title = if errors.is_empty() { title } else { format!("{} {title}", t.get("ui-error-prefix")) };
    framed(visitor, &title, vec![link_to_list(t)], body)
}

fn as_of() -> String {
    let day = office::exchange::words_as_of();
    day.parse().map(dates::date).unwrap_or(day)
}

fn columns(t: T, kind: FileKind) -> Markup {
    html! {
        p { a href={ "/imports/templates?kind=" (kind.code()) } { (t.get("exchange-template")) } }
        ul {
            @for it in columns_of(kind) {
                li { (column(t, kind, it.name)) @if it.required { " " em { (t.get("exchange-column-required")) } } }
            }
        }
    }
}

pub fn show(visitor: &Visitor, view: &RunView, problems: Option<&ProblemPage>) -> Markup {
    let t = visitor.t;
    let run = &view.run;
    let title = shown_name(t, &run.file_name);
    let body = html! {
        (heading(Some(&t.get("exchange-import")), &title, html! {}))
        (about(t, view))
        @if run.status.is_running() {
            (running(visitor, view))
        } @else {
            (verdict(visitor, view))
            @if let Some(problems) = problems { (wrong(visitor, view, problems)) }
            @if let Some(tally) = &view.tally { (found(visitor, view, tally)) }
        }
    };
    framed(visitor, &title, vec![link_to_list(t)], body)
}

fn about(t: T, view: &RunView) -> Markup {
    let run = &view.run;
    facts(
        t,
        &[
            Fact::words(t.get("exchange-kind"), codes::name(t, run.kind.0)),
            Fact::words(t.get("exchange-org"), run.org_code.clone().unwrap_or_default()),
            Fact::new(t.get("exchange-status"), status(t, run.status.0)),
            Fact::words(t.get("exchange-starter"), view.starter.clone()),
            Fact::words(t.get("exchange-started"), dates::date_time(&run.created_at)),
        ],
    )
}

fn running(visitor: &Visitor, view: &RunView) -> Markup {
    let t = visitor.t;
    let (done, total) = view.progress;
    let cancel =
        view.may_cancel.then(|| (format!("{}/cancellation", url(view.run.id)), visitor.csrf.clone()));
    let bar = Progress {
        id: "import-progress",
        label: t.code(prefix!("exchange-doing"), view.run.status.code()),
        done,
        total: (total > 0).then_some(total),
        running: true,
        cancel,
        here: url(view.run.id),
    };
    html! {
        (progress(t, &bar))
        p class="soft" { (t.get("exchange-doing-text")) }
    }
}

/// How it stands, in a sentence, with what can be done now.
fn verdict(visitor: &Visitor, view: &RunView) -> Markup {
    let t = visitor.t;
    let run = &view.run;
    let tally = view.tally.clone().unwrap_or_default();
    let changes = tally.new + tally.changed;
    let (tone, verdict) = match run.status.0 {
        RunStatus::Ready if changes == 0 => (Tone::Info, "nothing"),
        RunStatus::Ready => (Tone::Soon, "ready"),
        RunStatus::Done => (Tone::Good, "done"),
        RunStatus::Refused => (Tone::Bad, "refused"),
        RunStatus::Interrupted => (Tone::Soon, "interrupted"),
        RunStatus::Failed => (Tone::Bad, "failed"),
        _ => (Tone::Plain, "cancelled"),
    };
    let args = [
        ("problems", run.problem_count.into()),
        ("new", tally.new.into()),
        ("changed", tally.changed.into()),
    ];
    let title = t.with(&format!("{}-{verdict}", prefix!("exchange-verdict")), &args);
    let confirm = view.may_confirm && (changes > 0 || run.status.0 != RunStatus::Ready);
    html! {
        (notice(t, tone, &title, html! { (next_steps(t, run.status.0)) }))
        div class="actions" {
            @if confirm {
                (form::button_form(
                    &format!("{}/confirmation", url(run.id)),
                    &visitor.csrf,
                    form::submit(&confirm_label(t, run.status.0)),
                ))
            }
            @if view.may_cancel {
                (form::button_form(
                    &format!("{}/cancellation", url(run.id)),
                    &visitor.csrf,
                    form::submit_as(&t.get("exchange-drop"), "act", "cancel"),
                ))
            }
            @if !confirm {
                (form::link_button(&t.get("exchange-another"), &format!("/imports/new?kind={}", run.kind)))
            }
        }
    }
}

fn confirm_label(t: T, status: RunStatus) -> String {
    if status == RunStatus::Ready { t.get("exchange-confirm") } else { t.get("exchange-again") }
}

fn next_steps(t: T, status: RunStatus) -> Markup {
    let next = match status {
        RunStatus::Ready | RunStatus::Done | RunStatus::Refused => status.code(),
        RunStatus::Interrupted | RunStatus::Failed => "interrupted",
        _ => "cancelled",
    };
    html! { p { (t.code(prefix!("exchange-next"), next)) } }
}

/// What is wrong with the file.
fn wrong(visitor: &Visitor, view: &RunView, page: &ProblemPage) -> Markup {
    let t = visitor.t;
    let here = url(view.run.id);
    let file = [("CSV", format!("{here}/problems.csv"))];
    html! {
        @if page.counts.len() > 1 { (problem_kinds(t, view, page)) }
        (toolbar(html! { h2 { (t.get("exchange-problems")) } }, downloads(t, &file)))
        (problem_table(t, view.run.kind.0, page))
        @if page.next.is_some() {
            p { a href={ (here) "/problems" } { (t.with("exchange-all-problems", &[("n", view.run.problem_count.into())])) } }
        }
    }
}

/// The same mistake in every row is one thing to correct.
fn problem_kinds(t: T, view: &RunView, page: &ProblemPage) -> Markup {
    let rows = page.counts.iter().map(|(code, name, number)| {
        let example = page
            .problems
            .iter()
            .map(|(_, problem)| problem)
            .find(|it| it.code == *code && it.column == *name);
        let named = Problem { code: code.clone(), column: name.clone(), ..Problem::default() };
        Row::new([
            html! { (column(t, view.run.kind.0, name)) },
            html! { @if let Some(problem) = example { (sentence(t, problem)) } @else { (short(t, &named)) } },
            html! { (money::number(t.lang(), *number)) },
        ])
    });
    let table = Table {
        columns: vec![
            Column::text(problem_title(t, "column")),
            Column::text(problem_title(t, "example")),
            Column::number(problem_title(t, "number")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "problem-kinds", t.get("exchange-problem-kinds"))
    };
    html! { h2 { (t.get("exchange-problem-kinds")) } (table) }
}

/// The code itself, where no problem with its data is at hand.
fn short(t: T, problem: &Problem) -> String {
    let known = problem.code.starts_with("impossible.")
        || problem.code.starts_with("bad_")
        || problem.code == "required";
    if known { sentence(t, problem) } else { problem.code.clone() }
}

/// The title of a column of the list of problems.
pub fn problem_title(t: T, name: &str) -> String {
    t.code(prefix!("exchange-problem"), name)
}

fn problem_table(t: T, kind: FileKind, page: &ProblemPage) -> Markup {
    let rows = page.problems.iter().map(|(_, problem)| {
        Row::new([
            html! { @if problem.line > 0 { (problem.line) } @else { "–" } },
            html! { (column(t, kind, &problem.column)) },
            html! { span class="compare-value" { (problem.value) } },
            html! { (sentence(t, problem)) },
        ])
    });
    let table = Table {
        columns: vec![
            Column::number(problem_title(t, "line")),
            Column::text(problem_title(t, "column")),
            Column::text(problem_title(t, "value")),
            Column::text(problem_title(t, "reason")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "problems", t.get("exchange-problems"))
    };
    html! { (table) }
}

pub fn problems(visitor: &Visitor, view: &RunView, page: &ProblemPage, address: &Address) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-problems");
    let begun = (!address.query().get("after").is_empty()).then(|| address.first_page().url());
    let pages = Pager {
        first: begun,
        previous: None,
        next: page.next.map(|after| address.with("after", &after.to_string()).url()),
        shown: page.problems.len() as u64,
        total: u64::try_from(view.run.problem_count).ok().map(crate::ui::list::Total::Exact),
    };
    let file = [("CSV", format!("{}/problems.csv", url(view.run.id)))];
    let body = html! {
        (heading(Some(&shown_name(t, &view.run.file_name)), &title, html! {}))
        (toolbar(html! { p { (t.get("exchange-next-refused")) } }, downloads(t, &file)))
        (problem_table(t, view.run.kind.0, page))
        (pager(t, &pages))
    };
    let run = Crumb { label: shown_name(t, &view.run.file_name), href: Some(url(view.run.id)) };
    framed(visitor, &title, vec![link_to_list(t), run], body)
}

/// What would change, or did.
fn found(visitor: &Visitor, view: &RunView, tally: &Tally) -> Markup {
    let t = visitor.t;
    let kind = view.run.kind.0;
    let number = |key: &str, n: u64| Figure {
        label: t.get(key),
        value: money::number(t.lang(), i64::try_from(n).unwrap_or(i64::MAX)),
        ..Figure::default()
    };
    let mut numbers = vec![
        number("exchange-rows", tally.rows),
        number("exchange-new-things", tally.new),
        number("exchange-changed-things", tally.changed),
        number("exchange-unchanged-things", tally.unchanged),
    ];
    if let (RunStatus::Done, Some(first)) = (view.run.status.0, numbers.get_mut(1)) {
        first.href = place_of(view);
    }
    html! {
        @if view.run.status.0 != RunStatus::Refused {
            (figures(t, &numbers))
            @if !tally.doubts.is_empty() { (doubts(t, view, tally)) }
            @if !tally.first_changed.is_empty() { (changed_things(t, kind, tally)) }
            @if !tally.first_new.is_empty() { (new_things(t, kind, tally)) }
        }
    }
}

/// Where what came in can be seen.
fn place_of(view: &RunView) -> Option<String> {
    let page = match view.run.kind.0 {
        FileKind::Cases => "/cases",
        FileKind::Guidance => "/guidance",
        FileKind::Receptions => "/receptions",
        FileKind::Outreach => "/outreach",
        FileKind::Providers => "/providers",
        FileKind::Organisations => "/organisations",
        FileKind::Agencies => return None,
    };
    let org = view
        .run
        .org_code
        .as_ref()
        .map(|code| format!("?{}", Values::from([("org", code.as_str())]).encode()));
    Some(format!("{page}{}", org.unwrap_or_default()))
}

fn doubts(t: T, view: &RunView, tally: &Tally) -> Markup {
    let done = view.run.status.0 == RunStatus::Done;
    let named =
        |code: &str| Doubt::from_code(code).map_or_else(|| code.to_owned(), |doubt| codes::name(t, doubt));
    card(
        &t.get("exchange-doubts"),
        html! { @if done { a href="/quality" { (t.get("exchange-quality")) } } },
        html! {
            p { (t.get("exchange-doubts-text")) }
            ul {
                @for (code, number) in &tally.doubts {
                    li { (named(code)) ": " strong { (money::number(t.lang(), i64::try_from(*number).unwrap_or(i64::MAX))) } }
                }
            }
        },
    )
}

fn changed_things(t: T, kind: FileKind, tally: &Tally) -> Markup {
    let count = tally.first_changed.len();
    html! {
        h2 { (t.get("exchange-changed-things")) }
        @if tally.changed > count as u64 { p class="soft" { (t.with("exchange-first", &[("n", count.into())])) } }
        @for thing in &tally.first_changed { (changed_thing(t, kind, thing)) }
    }
}

fn changed_thing(t: T, kind: FileKind, thing: &ChangedThing) -> Markup {
    let title = thing_title(t, &thing.name, thing.line);
    let link = thing.id.filter(|_| kind == FileKind::Cases).map(|id| format!("/cases/{id}"));
    let empty = || html! { span class="soft" { (t.get("ui-fact-unknown")) } };
    let side = |text: &str| html! { @if text.is_empty() { (empty()) } @else { (text) } };
    let rows = thing.changes.iter().map(|change: &Change| {
        Row::new([
            html! {
                (column(t, kind, &change.column))
                @if let Some(person) = &change.person { " – " (person) }
            },
            html! { del { (side(&change.before)) } },
            html! { ins { (side(&change.after)) } },
        ])
    });
    let table = Table {
        columns: vec![
            Column::text(problem_title(t, "column")),
            Column::text(t.get("exchange-before")),
            Column::text(t.get("exchange-after")),
        ],
        rows: rows.collect(),
        phone: Phone::Scroll,
        caption_unseen: true,
        ..Table::new(t, "changes", title.clone())
    };
    let table = Table { id: &format!("changes-{}", thing.line), ..table };
    html! {
        h3 { @if let Some(href) = link { a href=(href) { (title) } } @else { (title) } }
        (table)
    }
}

fn thing_title(t: T, name: &str, line: u64) -> String {
    t.with("exchange-thing", &[("name", name.into()), ("line", line.to_string().into())])
}

fn new_things(t: T, kind: FileKind, tally: &Tally) -> Markup {
    let count = tally.first_new.len();
    let rows = tally.first_new.iter().map(|thing: &NewThing| {
        let values = thing.values.iter().filter(|(_, value)| *value != thing.name);
        let row = Row::new([
            html! { (thing.name) },
            html! { (thing.line) },
            html! { @for (name, value) in values { span class="soft" { (column(t, kind, name)) ":" } " " (value) br; } },
        ]);
        match thing.id.filter(|_| kind == FileKind::Cases) {
            Some(id) => row.link(format!("/cases/{id}")),
            None => row,
        }
    });
    let table = Table {
        columns: vec![
            Column::text(codes::name(t, kind)),
            Column::number(problem_title(t, "line")),
            Column::text(t.get("exchange-values")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "new-things", t.get("exchange-new-things"))
    };
    html! {
        h2 { (t.get("exchange-new-things")) }
        @if tally.new > count as u64 { p class="soft" { (t.with("exchange-first", &[("n", count.into())])) } }
        (table)
    }
}
