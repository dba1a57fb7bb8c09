//! One report: what is asked of whom, its checks, where its numbers come from, its seals; a form, a cell, an estimate.

use chrono::NaiveDate;
use law::access::Permission;
use law::statistics::{FilledForm, Geography};
use law::submissions::{ReportPeriod, SubmissionMove, SubmissionState};
use maud::{Markup, html};
use office::Desk;
use office::submissions::{CellKey, CheckLine, CountedForm, Deviations, Disagreement, SubmissionView};

use super::form::{EXPLANATION, MESSAGE, SIGNATURE, at_cell, cell_url};
use super::tables;
use crate::codes;
use crate::gate::Visitor;
use crate::reports::{column_head, exact, form_name, line_name};
use crate::texts::{T, prefix};
use crate::ui::form::{
    self, FieldErrors, Sheet, Values, actions, error_summary, hidden, link_button, link_quiet, submit,
};
use crate::ui::list::{Address, downloads};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Event, Fact, badge, card, facts, notice, timeline};
use crate::ui::{dates, money, page};

/// "Sơ bộ năm, đến 31/10/2026".
pub fn period_name(t: T, period: &ReportPeriod) -> String {
    named(t, &codes::name(t, period.kind), period.to)
}

pub fn named(t: T, kind: &str, to: NaiveDate) -> String {
    t.with("submissions-kind-until", &[("kind", kind.into()), ("day", dates::date(to).into())])
}

fn title_of(t: T, view: &SubmissionView) -> String {
    named(t, &codes::name(t, view.submission.kind.0), view.submission.period_to)
}

pub fn state_badge(t: T, state: SubmissionState) -> Markup {
    let tone = match state {
        SubmissionState::Draft => Tone::Plain,
        SubmissionState::Signed | SubmissionState::Sent => Tone::Info,
        SubmissionState::Returned => Tone::Soon,
        SubmissionState::Accepted => Tone::Good,
    };
    badge(tone, &codes::name(t, state))
}

pub fn done_key(by: SubmissionMove) -> &'static str {
    match by {
        SubmissionMove::Sign => "submissions-signed",
        SubmissionMove::Unsign => "submissions-unsigned",
        SubmissionMove::Send => "submissions-sent",
        SubmissionMove::Return => "submissions-returned",
        SubmissionMove::Accept => "submissions-accepted",
    }
}

fn framed(
    visitor: &Visitor,
    view: &SubmissionView,
    here: Option<&str>,
    errors: &FieldErrors,
    body: Markup,
) -> Markup {
    let t = visitor.t;
    let title = title_of(t, view);
    let mut shell = visitor.shell(here.unwrap_or(&title));
    shell.wide = true;
    shell.error_in_title = !errors.is_empty();
    shell.as_of = Some(dates::date_time(&view.counted.as_of));
    shell.crumbs = vec![Crumb::link(t.get("submissions-title"), "/submissions")];
    match here {
        Some(here) => {
            shell.crumbs.push(Crumb::link(title, format!("/submissions/{}", view.submission.id)));
            shell.crumbs.push(Crumb::here(here.to_owned()));
        }
        None => shell.crumbs.push(Crumb::here(title)),
    }
    page(&shell, body)
}

pub fn show(
    visitor: &Visitor,
    desk: &Desk,
    view: &SubmissionView,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let name = desk.name_of_organisation(&view.submission.org_code);
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&name), &title_of(t, view), html! {}))
        p { (state_badge(t, view.submission.state.0)) " " (about(t, view)) }
        (message(t, view))
        div class="sides" {
            div {
                (card(&t.get("submissions-next"), html! {}, what_next(visitor, view, values, errors)))
                (card(&t.get("submissions-forms"), html! {}, forms(t, view)))
                (card(&t.get("submissions-checks"), html! {}, checks(t, desk, view)))
            }
            div {
                (card(&t.get("submissions-sources"), html! {}, sources(t, desk, view)))
                (card(&t.get("submissions-seals"), html! {}, seals(visitor, view)))
                (card(&t.get("submissions-course"), html! {}, course(t, desk, view)))
            }
        }
    };
    framed(visitor, view, None, errors, body)
}

fn about(t: T, view: &SubmissionView) -> Markup {
    let submission = &view.submission;
    let days = [
        ("from", dates::date(submission.period_from).into()),
        ("to", dates::date(submission.actual_to).into()),
    ];
    html! {
        (t.with("submissions-counted-days", &days))
        @if submission.actual_to < submission.period_to {
            " " (t.with("submissions-estimated-days", &[("to", dates::date(submission.period_to).into())]))
        }
        @if let Some(due) = submission.due_on { " " (t.with("submissions-due-on", &[("day", dates::date(due).into())])) }
    }
}

/// What the level above wrote when it gave the report back.
fn message(t: T, view: &SubmissionView) -> Markup {
    let Some(step) = view.message() else { return html! {} };
    let cell = step.form_key.clone().zip(step.row_key.clone()).zip(step.column_key.clone());
    let body = html! {
        p { (step.message.clone().unwrap_or_default()) }
        @if let Some(((form_key, row_key), column_key)) = cell {
            @let cell = CellKey { form_key, row_key, column_key };
            @let said = view.explanations.iter().any(|said| said.cell == cell);
            p {
                a href=(cell_url(view.submission.id, &cell)) { (cell_name(t, view, &cell)) } " "
                @if said { (badge(Tone::Info, &t.get("submissions-explained"))) }
                @else { (badge(Tone::Soon, &t.get("submissions-not-explained"))) }
            }
        }
        p class="soft" { (step.by_name) " · " (dates::date_time(&step.moved_at)) }
    };
    notice(t, Tone::Soon, &t.get("submissions-was-returned"), body)
}

/// "Biểu 25/BTP/TGPL, 1.2. Tham gia tố tụng, (4) Tổng số".
pub fn cell_name(t: T, view: &SubmissionView, cell: &CellKey) -> String {
    let Some(counted) = view.counted.form(&cell.form_key) else { return String::new() };
    let row = counted.form.rows.iter().find(|line| line.key == cell.row_key);
    let column = counted.form.columns.iter().find(|line| line.key == cell.column_key);
    let row = row.map(|line| line_name(t, line)).unwrap_or_default();
    let column = column.map(|line| column_head(t, line)).unwrap_or_default();
    format!("{}, {row}, {column}", counted.form.code)
}

fn version(view: &SubmissionView) -> Markup {
    hidden("version", &view.submission.version.to_string())
}

fn what_next(visitor: &Visitor, view: &SubmissionView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let id = view.submission.id;
    let has = |by| view.moves.contains(&by);
    let button = |by: SubmissionMove| {
        html! {
            form class="inline" action={ "/submissions/" (id) "/moves/" (by) } method="post" {
                (form::csrf(&visitor.csrf)) (version(view))
                (submit(&t.code(prefix!("submissions-do"), &by.to_string())))
            }
        }
    };
    html! {
        p { (t.code(prefix!("submissions-asks"), view.submission.state.0.to_string().as_str())) }
        @if has(SubmissionMove::Sign) {
            (link_button(&t.get("submissions-do-sign"), &format!("/submissions/{id}/signature")))
        }
        @if has(SubmissionMove::Send) { (button(SubmissionMove::Send)) }
        @if has(SubmissionMove::Accept) { (button(SubmissionMove::Accept)) }
        @if has(SubmissionMove::Unsign) {
            form class="inline" action={ "/submissions/" (id) "/moves/unsign" } method="post" {
                (form::csrf(&visitor.csrf)) (version(view))
                button class="button quiet" type="submit" { (t.get("submissions-do-unsign")) }
            }
        }
        @if has(SubmissionMove::Return) {
            details class="define" open[!errors.is_empty()] {
                summary { (t.get("submissions-do-return")) }
                div class="define-body" { (give_back(visitor, view, None, values, errors)) }
            }
        }
        @if view.moves.is_empty() && !view.may_prepare { p class="soft" { (t.get("submissions-nothing-asked")) } }
    }
}

fn give_back(
    visitor: &Visitor,
    view: &SubmissionView,
    cell: Option<&CellKey>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors);
    form::form(
        &format!("/submissions/{}/moves/return", view.submission.id),
        &visitor.csrf,
        html! {
            (version(view))
            @if let Some(cell) = cell { (cell_fields(cell)) }
            (sheet.all(MESSAGE))
            (actions(submit(&t.get("submissions-do-return")), html! {}))
        },
    )
}

fn cell_fields(cell: &CellKey) -> Markup {
    html! {
        (hidden("form", &cell.form_key)) (hidden("row", &cell.row_key)) (hidden("column", &cell.column_key))
    }
}

fn forms(t: T, view: &SubmissionView) -> Markup {
    let estimated = view.submission.actual_to < view.submission.period_to;
    let id = view.submission.id;
    html! {
        ul class="plain" {
            @for it in &view.counted.forms {
                @let key = &it.form.key;
                li {
                    a href={ "/submissions/" (id) "/forms/" (key) } { strong { (it.form.code) } " " (form_name(t, it.form)) }
                    @if !it.form.official { " " span class="soft" { (t.get("submissions-stand-in")) } }
                    @if estimated && view.may_prepare {
                        br; a href={ "/submissions/" (id) "/estimates/" (key) } { (t.get("submissions-estimates")) }
                    }
                }
            }
        }
    }
}

fn checks(t: T, desk: &Desk, view: &SubmissionView) -> Markup {
    let open = view.checks.iter().filter(|check| !check.explained).count();
    html! {
        @if view.checks.is_empty() { p { (badge(Tone::Good, &t.get("submissions-agrees"))) } }
        @if open > 0 {
            p { (badge(Tone::Bad, &t.with("submissions-to-explain", &[("n", open.into())]))) }
        }
        @if !view.checks.is_empty() {
            ul { @for check in &view.checks { (check_line(t, view, check)) } }
        }
        @if let Some(far) = view.deviations.as_ref().filter(|far| !far.lines.is_empty()) {
            (deviations(t, view, far))
        }
        @for drift in &view.drifted {
            @let report = named(t, &codes::name(t, drift.kind), drift.period_to);
            @let said = t.with("submissions-drifted", &[("report", report.into()), ("n", drift.cells.into())]);
            @let url = Address::new(format!("/submissions/{}/changes", drift.submission), Values::default())
                .with("seal", &drift.snapshot.to_string()).url();
            (notice(t, Tone::Soon, &said, html! {
                p { a href=(url) { (t.get("submissions-why")) } }
            }))
        }
        @if !view.counted.missing.is_empty() {
            @let names: Vec<String> = view.counted.missing.iter().map(|code| desk.name_of_organisation(code)).collect();
            p { (t.with("submissions-missing", &[("n", view.counted.missing.len().into())])) " "
                span class="soft" { (names.join("; ")) } }
        }
        @if let Some(period) = view.period.as_ref().filter(|period| period.is_unsure()) {
            p class="hint" { (t.get("submissions-unsure")) ": " (period.source.note.clone().unwrap_or_default()) }
        }
    }
}

/// What moved far since the year before: somebody above will ask why.
fn deviations(t: T, view: &SubmissionView, far: &Deviations) -> Markup {
    let usual = [("percent", far.threshold.percent.into()), ("least", far.threshold.least.into())];
    html! {
        h3 { (t.get("submissions-deviations")) }
        p class="hint" { (t.with("submissions-deviations-hint", &usual)) }
        ul {
            @for line in &far.lines {
                @let numbers = [
                    ("now", money::number(t.lang(), line.now).into()),
                    ("before", money::number(t.lang(), line.before).into()),
                ];
                li {
                    (cell_name(t, view, &line.cell)) ": " (t.with("submissions-deviation", &numbers)) " "
                    @if line.explained { (badge(Tone::Info, &t.get("submissions-explained"))) " " }
                    a href=(cell_url(view.submission.id, &line.cell)) { (t.get("submissions-explain")) }
                }
            }
        }
    }
}

fn check_line(t: T, view: &SubmissionView, check: &CheckLine) -> Markup {
    let words = match &check.what {
        Disagreement::Sum(broken) => {
            let args = [
                ("whole", broken.check.whole.as_str().into()),
                ("parts", broken.check.parts.join(" + ").into()),
                ("at", line_name(t, broken.at).into()),
                ("is", broken.whole.into()),
                ("sum", broken.parts.into()),
            ];
            t.with(
                if broken.check.rows { "reports-forms-broken-rows" } else { "reports-forms-broken-columns" },
                &args,
            )
        }
        Disagreement::CarriedOver { forward, over } => {
            t.with("submissions-carried", &[("forward", (*forward).into()), ("over", (*over).into())])
        }
    };
    html! {
        li {
            strong { (check.form.code) } ": " (words) " "
            @if check.explained { (badge(Tone::Info, &t.get("submissions-explained"))) " " }
            a href=(cell_url(view.submission.id, &check.cell)) { (t.get("submissions-explain")) }
        }
    }
}

/// Whose reports are added up, and whose registers are counted.
fn sources(t: T, desk: &Desk, view: &SubmissionView) -> Markup {
    let moment = dates::date_time(&view.counted.as_of);
    html! {
        p { (t.with("submissions-as-of", &[("moment", moment.into())])) }
        @if !view.counted.parts.is_empty() {
            p { (t.with("submissions-parts", &[("n", view.counted.parts.len().into())])) }
            ul {
                @for part in &view.counted.parts {
                    li {
                        a href={ "/submissions/" (part.body.submission) } { (desk.name_of_organisation(&part.body.org)) }
                        " " span class="soft" { (t.with("submissions-seal-number", &[("n", i64::from(part.body.number).into())])) }
                    }
                }
            }
        }
        p { (t.with("submissions-own-registers", &[("n", view.counted.own.len().into())])) " "
            span class="soft" { @if view.counted.own.len() <= 12 { (names(desk, &view.counted.own)) } } }
        @if view.geography == Geography::Now { p class="hint" { (t.get("submissions-area-now")) } }
    }
}

fn names(desk: &Desk, codes: &[String]) -> String {
    codes.iter().map(|code| desk.name_of_organisation(code)).collect::<Vec<_>>().join("; ")
}

fn seals(visitor: &Visitor, view: &SubmissionView) -> Markup {
    let t = visitor.t;
    let opens = visitor.may(Permission::ReadCases);
    let since = |number: i32, seal: uuid::Uuid| {
        let before = view.seals.iter().rev().find(|(other, ..)| *other < number);
        let address = Address::new(format!("/submissions/{}/changes", view.submission.id), Values::default());
        let now = address.with("seal", &seal.to_string()).url();
        let before = before
            .map(|(_, id, _)| address.with("seal", &id.to_string()).with("with", &seal.to_string()).url());
        (now, before)
    };
    html! {
        @if view.seals.is_empty() { p class="soft" { (t.get("submissions-no-seal")) } }
        @for (number, seal, at) in view.seals.iter().rev() {
            @let (now, before) = since(*number, *seal);
            div class="seal" {
                p { strong { (t.with("submissions-seal-number", &[("n", i64::from(*number).into())])) }
                    " " span class="soft" { (dates::date_time(at)) } }
                @for it in &view.counted.forms {
                    @let file = |kind: &str| format!("/seals/{seal}/forms/{}/{kind}", it.form.key);
                    p { (it.form.code) } (downloads(t, &[("XLSX", file("xlsx")), ("DOCX", file("docx")), ("PDF", file("pdf"))]))
                }
                p {
                    a href={ "/seals/" (seal) } { (t.get("submissions-seal-text")) }
                    @if opens {
                        " · " a href=(now) { (t.get("submissions-why-now")) }
                        @if let Some(before) = before { " · " a href=(before) { (t.get("submissions-why-before")) } }
                    }
                }
            }
        }
        @if let Some(sealed) = &view.sealed {
            (facts(t, &[
                Fact::words(t.get("submissions-signer"), sealed.body.signer.name.clone()),
                Fact::new(t.get("submissions-hash"), html! { code { (in_groups(&sealed.snapshot.hash)) } }),
            ]))
        }
    }
}

/// A hash in groups of eight, so that it can be read aloud and breaks where there is no room.
fn in_groups(hash: &str) -> String {
    let letters: Vec<char> = hash.chars().collect();
    letters.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn course(t: T, desk: &Desk, view: &SubmissionView) -> Markup {
    let events: Vec<Event> = view
        .steps
        .iter()
        .rev()
        .map(|step| Event {
            id: format!("event-{}", step.id),
            kind: codes::name(t, step.by_move.0),
            tone: if step.by_move.0 == SubmissionMove::Return { Tone::Soon } else { Tone::Plain },
            on: dates::day_of(&step.moved_at),
            entered: Some(step.moved_at),
            who: format!("{} ({})", step.by_name, desk.name_of_organisation(&step.by_org)),
            text: html! { (step.message.clone().unwrap_or_default()) },
        })
        .collect();
    html! { @if events.is_empty() { p class="soft" { (t.get("submissions-no-course")) } } @else { (timeline(t, &events)) } }
}

/// A form of a report.
pub fn form_page(visitor: &Visitor, desk: &Desk, view: &SubmissionView, counted: &CountedForm) -> Markup {
    let t = visitor.t;
    let name = desk.name_of_organisation(&view.submission.org_code);
    let title = form_name(t, counted.form);
    let estimated = view.submission.actual_to < view.submission.period_to;
    let body = html! {
        (heading(Some(&name), &title, html! {}))
        p { strong { (counted.form.code) } ". " (title_of(t, view)) ". " (about(t, view)) }
        @if !counted.form.official { (notice(t, Tone::Soon, &t.get("reports-forms-stand-in"), html! { p { (counted.form.source) } })) }
        p class="hint" { (t.get("submissions-form-hint")) }
        (tables::numbers(t, view, counted))
        p {
            @if estimated && view.may_prepare {
                a href={ "/submissions/" (view.submission.id) "/estimates/" (counted.form.key) } { (t.get("submissions-estimates")) } " · "
            }
            a href={ "/submissions/" (view.submission.id) } { (t.get("submissions-back")) }
        }
    };
    framed(visitor, view, Some(&title), &FieldErrors::default(), body)
}

/// A cell: its number, why it is so, the cases behind it, and the message it is given back with.
pub fn cell(
    visitor: &Visitor,
    desk: &Desk,
    view: &SubmissionView,
    (counted, row, column): (&CountedForm, usize, usize),
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let name = desk.name_of_organisation(&view.submission.org_code);
    let (line, head) = (&counted.form.rows[row], &counted.form.columns[column]);
    let key = CellKey {
        form_key: counted.form.key.clone(),
        row_key: line.key.clone(),
        column_key: head.key.clone(),
    };
    let said = view.explanations.iter().find(|said| said.cell == key);
    let number = |filled: &FilledForm| money::number(t.lang(), filled.cells[row][column].unwrap_or_default());
    let mut known = vec![Fact::words(t.get("submissions-number"), number(&counted.sum()))];
    if view.submission.actual_to < view.submission.period_to {
        known.push(Fact::words(t.get("submissions-actual"), number(&counted.actual)));
        known.push(Fact::words(t.get("submissions-estimate"), number(&counted.estimate)));
    }
    known.extend(view.counted.parts.iter().filter_map(|part| {
        let value = part.form(&key.form_key)?.sum().value(&key.row_key, &key.column_key)?;
        let link =
            html! { a href=(cell_url(part.body.submission, &key)) { (money::number(t.lang(), value)) } };
        Some(Fact::new(desk.name_of_organisation(&part.body.org), link))
    }));
    if let Some(said) = said {
        known.push(Fact::words(t.get("submissions-reason"), said.reason.clone()));
        known.push(Fact::words(t.get("submissions-reason-by"), said.entered_name.clone()));
    }
    let mut typed = values.clone();
    if typed.get("reason").is_empty()
        && let Some(said) = said
    {
        typed.set("reason", said.reason.clone());
    }
    let sheet = Sheet::new(t, &typed, errors);
    let title = format!("{}: {}", line_name(t, line), column_head(t, head));
    let checks = view.checks.iter().filter(|check| check.cell == key);
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&name), &title, html! {}))
        p { strong { (counted.form.code) } ". " (title_of(t, view)) }
        ul { @for check in checks { (check_line(t, view, check)) } }
        (facts(t, &known))
        @if visitor.may(Permission::ReadCases) { p { (cases_link(t, view, &key)) } }
        @if view.may_prepare {
            (form::form(&format!("/submissions/{}/explanation", view.submission.id), &visitor.csrf, html! {
                (cell_fields(&key))
                (sheet.all(EXPLANATION))
                (actions(submit(&t.get("submissions-keep-reason")), link_quiet(&t.get("submissions-back"), &format!("/submissions/{}", view.submission.id))))
            }))
        }
        @if view.moves.contains(&SubmissionMove::Return) {
            (card(&t.get("submissions-return-cell"), html! {}, give_back(visitor, view, Some(&key), values, errors)))
        }
    };
    framed(visitor, view, Some(&title), errors, body)
}

/// The cases behind a cell: of the seal where it is signed, of the register where it is open.
fn cases_link(t: T, view: &SubmissionView, cell: &CellKey) -> Markup {
    let sealed = view.sealed.as_ref().filter(|_| !view.submission.state.is_open());
    let url = match sealed {
        Some(sealed) => at_cell(&format!("/seals/{}/cases", sealed.snapshot.id), cell).url(),
        None => {
            let address = at_cell("/reports/period/cases", cell)
                .with("org", &view.submission.org_code)
                .with("from", &view.submission.period_from.to_string())
                .with("to", &view.submission.actual_to.to_string());
            match view.geography {
                Geography::Then => address.url(),
                Geography::Now => address.with("geography", "now").url(),
            }
        }
    };
    html! { a href=(url) { (t.get("submissions-cases")) } }
}

/// The estimate of a form, to be typed.
pub fn estimates(
    visitor: &Visitor,
    desk: &Desk,
    view: &SubmissionView,
    (counted, own): (&CountedForm, &FilledForm),
    typed: Option<&Values>,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let name = desk.name_of_organisation(&view.submission.org_code);
    let title = t.with("submissions-estimates-of", &[("code", counted.form.code.as_str().into())]);
    let path = format!("/submissions/{}/estimates/{}", view.submission.id, counted.form.key);
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&name), &title, html! {}))
        (lead(&t.get("submissions-estimates-lead")))
        p { (about(t, view)) }
        p { a href={ (path) "?from=last-year" } { (t.get("submissions-last-year")) } " " span class="hint" { (t.get("submissions-last-year-hint")) } }
        (form::form(&path, &visitor.csrf, html! {
            (version(view))
            (tables::estimates(t, counted, own, typed))
            (actions(submit(&t.get("submissions-keep-estimate")), link_quiet(&t.get("submissions-back"), &format!("/submissions/{}", view.submission.id))))
        }))
    };
    framed(visitor, view, Some(&title), errors, body)
}

/// What is signed, once more.
pub fn signature(visitor: &Visitor, desk: &Desk, view: &SubmissionView) -> Markup {
    let t = visitor.t;
    let name = desk.name_of_organisation(&view.submission.org_code);
    let title = t.get("submissions-do-sign");
    let open = view.checks.iter().filter(|check| !check.explained).count();
    let values = Values::default();
    let errors = FieldErrors::default();
    let sheet = Sheet::new(t, &values, &errors);
    let id = view.submission.id;
    let body = html! {
        (heading(Some(&name), &title, html! {}))
        (lead(&t.get("submissions-sign-lead")))
        p { (title_of(t, view)) ". " (about(t, view)) }
        (message(t, view))
        (card(&t.get("submissions-checks"), html! {}, checks(t, desk, view)))
        (card(&t.get("submissions-sources"), html! {}, sources(t, desk, view)))
        @for it in &view.counted.forms {
            h2 { (it.form.code) " " (form_name(t, it.form)) }
            (tables::numbers(t, view, it))
        }
        @if open == 0 {
            (form::form(&format!("/submissions/{id}/signature"), &visitor.csrf, html! {
                (hidden("as_of", &exact(view.counted.as_of))) (hidden("seen", &view.seen))
                (sheet.all(SIGNATURE))
                (actions(submit(&t.get("submissions-sign-now")), link_quiet(&t.get("submissions-back"), &format!("/submissions/{id}"))))
            }))
        } @else {
            p { (link_quiet(&t.get("submissions-back"), &format!("/submissions/{id}"))) }
        }
    };
    framed(visitor, view, Some(&title), &errors, body)
}
