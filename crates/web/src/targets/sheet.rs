//! Markup of the sheet of a provider: the year as a whole, and the list behind each number.

use law::access::Permission;
use law::rules::ReliefGround;
use law::standing::TRAINING_HOURS;
use law::targets::{TargetMeasure, TargetYear};
use maud::{Markup, html};
use office::Desk;
use office::targets::{BehindLine, ProviderYear, SheetView, TargetRelief};
use uuid::Uuid;

use super::pages::RELIEF;
use super::views::{self, asked, cases as cases_words, forecast, level, number, year_name, years};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{self, FieldErrors, Sheet, Values, actions, hidden, submit, submit_danger};
use crate::ui::list::{Column, Empty, Row, Table, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, card, facts};
use crate::ui::{self, dates};

/// Where the sheet of a provider lies.
pub fn address(provider: Uuid, year: TargetYear) -> String {
    format!("/targets/{provider}?year={}", year.number())
}

/// Where the cases behind a number lie.
pub fn cases_address(provider: Uuid, year: TargetYear, measure: TargetMeasure) -> String {
    format!("/targets/{provider}/cases?year={}&measure={measure}", year.number())
}

fn crumbs(t: T, visitor: &Visitor, rest: Vec<Crumb>) -> Vec<Crumb> {
    let top = match visitor.may(Permission::ReadReports) {
        true => Crumb::link(t.get("targets-title"), "/targets"),
        false => Crumb::link(t.get("schedule-title"), "/schedule"),
    };
    std::iter::once(top).chain(rest).collect()
}

pub fn show(
    visitor: &Visitor,
    desk: &Desk,
    view: &SheetView,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let (row, year) = (&view.row, view.year);
    let title = format!("{} – {}", row.name, year_name(t, year));
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = crumbs(t, visitor, vec![Crumb::here(row.name.as_str())]);
    let list = |measures: &[TargetMeasure]| headings(visitor, row, year, measures);
    use TargetMeasure as M;
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&desk.name_of_organisation(&row.org)), &title, html! {}))
        (lead(&t.with("targets-sheet-lead", &[("days", dates::period(year.first(), year.last()).into())])))
        (toolbar(years(t, TargetYear::of(desk.today()), year, |year| address(row.provider, year)), html! {}))
        (card(&t.get("targets-part-target"), html! {}, target(visitor, view, year.last() < desk.today())))
        (card(&t.get("targets-part-forms"), html! {}, list(&[M::Litigation, M::Advice, M::Representation])))
        (card(&t.get("targets-part-fields"), html! {}, list(&[M::Criminal, M::Civil, M::Administrative, M::OtherField])))
        (card(&t.get("targets-part-quality"), html! {}, list(&[M::RatedGood, M::RatedFair, M::RatedPass, M::RatedFail, M::Unrated, M::Success, M::Opinion])))
        (card(&t.get("targets-part-clocks"), html! {}, clocks(t, view)))
        (card(&t.get("targets-part-rest"), html! {}, rest(t, view)))
        (card(&t.get("targets-part-reliefs"), html! {}, reliefs(visitor, view, values, errors)))
    };
    ui::page(&shell, body)
}

fn target(visitor: &Visitor, view: &SheetView, over: bool) -> Markup {
    let t = visitor.t;
    let row = &view.row;
    let litigation = row.done(TargetMeasure::Litigation);
    let Some(target) = &row.target else {
        return html! { p { (t.get("targets-none-asked")) } };
    };
    let appointed = row.appointed_on.map(dates::date).unwrap_or_default();
    html! {
        (facts(t, &[
            Fact::words(t.get("targets-appointed"), format!("{appointed} ({})", codes::name(t, target.seniority))),
            Fact::words(t.get("targets-asked"), asked(t, target)),
            Fact::new(t.get("targets-done"), number(visitor, row.provider, view.year, TargetMeasure::Litigation, litigation)),
            Fact::new(t.get("targets-level"), level(t, row, over)),
            Fact::new(t.get("targets-forecast"), forecast(t, row)),
        ]))
        p class="hint" { (t.with("targets-basis", &[("basis", target.basis.as_str().into())])) }
        @if !target.sure { p class="hint" { (t.get("targets-unsure")) } }
        @if target.lowered > 0 {
            p class="hint" { (t.with("targets-lowered", &[("percent", (i64::from(target.lowered) / 12).into())])) }
        }
    }
}

fn headings(visitor: &Visitor, row: &ProviderYear, year: TargetYear, measures: &[TargetMeasure]) -> Markup {
    let t = visitor.t;
    let all: Vec<Fact> = measures
        .iter()
        .map(|it| Fact::new(codes::name(t, *it), number(visitor, row.provider, year, *it, row.done(*it))))
        .collect();
    facts(t, &all)
}

fn clocks(t: T, view: &SheetView) -> Markup {
    let row = &view.row;
    html! {
        p { (t.with("targets-kept", &[("kept", (row.due - row.late).into()), ("due", row.due.into())])) }
        @if !view.late.is_empty() {
            ul class="tasks" {
                @for clock in &view.late {
                    li {
                        div {
                            @match (clock.case_id, &clock.file_code) {
                                (Some(case), Some(code)) => { a href={ "/cases/" (case) } { (code) } }
                                _ => {}
                            }
                            p class="hint" {
                                (codes::name(t, clock.code.0)) " · " (dates::date_time(&clock.due_at))
                                " → "
                                @match &clock.ended_at {
                                    Some(at) => { (dates::date_time(at)) }
                                    None => { (t.get("targets-still-open")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rest(t: T, view: &SheetView) -> Markup {
    let away: Vec<String> = view
        .absences
        .iter()
        .map(|it| {
            format!("{} ({})", dates::period(it.from_on, it.to_on), codes::named(t, "absence", &it.kind))
        })
        .collect();
    facts(
        t,
        &[
            Fact::words(t.get("targets-training"), format!("{} / {TRAINING_HOURS}", view.row.training_hours)),
            Fact::words(t.get("targets-running"), view.row.running.to_string()),
            Fact::words(
                t.get("targets-away"),
                if away.is_empty() { t.get("targets-not-away") } else { away.join("; ") },
            ),
        ],
    )
}

fn reliefs(visitor: &Visitor, view: &SheetView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    html! {
        @if view.reliefs.is_empty() { p { (t.get("targets-no-relief")) } }
        @else { ul class="tasks" { @for relief in &view.reliefs { li { (granted(visitor, view, relief)) } } } }
        @if view.may_grant { (grant(visitor, view, values, errors)) }
    }
}

fn granted(visitor: &Visitor, view: &SheetView, relief: &TargetRelief) -> Markup {
    let t = visitor.t;
    let days = match relief.to_on {
        Some(to) => dates::period(relief.from_on, to),
        None => t.with("targets-since", &[("day", dates::date(relief.from_on).into())]),
    };
    let action = format!("/targets/{}/reliefs/{}/removal", view.row.provider, relief.id);
    html! {
        div {
            strong { (codes::name(t, relief.ground.0)) } " " (days)
            @if relief.percent > 0 { " · −" (relief.percent) "%" }
            p class="hint" { (relief.document) " · " (relief.entered_by) }
            @if view.may_grant {
                details class="inset on-screen" {
                    summary { (t.get("targets-relief-withdraw")) }
                    (form::form(&action, &visitor.csrf, html! {
                        (hidden("year", &view.year.number().to_string()))
                        (Sheet::new(t, &Values::default(), &FieldErrors::default()).prefix(&relief.id.to_string()).all(REASON))
                        (actions(submit_danger(&t.get("targets-relief-withdraw"), &t.get("targets-relief-sure")), html! {}))
                    }))
                }
            }
        }
    }
}

const REASON: &[form::Field] =
    &[form::Field::text("reason", "targets-reason").hint("targets-reason-hint").most(300)];

fn grant(visitor: &Visitor, view: &SheetView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("ground", codes::choices::<ReliefGround>(t));
    html! {
        details class="inset on-screen" open[!errors.is_empty()] {
            summary { (t.get("targets-relief-new")) }
            (form::form(&format!("/targets/{}/reliefs", view.row.provider), &visitor.csrf, html! {
                (hidden("id", values.get("id")))
                (hidden("year", &view.year.number().to_string()))
                (sheet.some(RELIEF, &["ground"]))
                (form::columns(sheet.some(RELIEF, &["from", "to", "percent"])))
                (sheet.some(RELIEF, &["document"]))
                (actions(submit(&t.get("targets-relief-save")), html! {}))
            }))
        }
    }
}

/// The cases behind a number.
pub fn cases(
    visitor: &Visitor,
    provider: Uuid,
    name: &str,
    (year, measure): (TargetYear, TargetMeasure),
    lines: &[BehindLine],
) -> Markup {
    let t = visitor.t;
    let title = format!("{} – {}", codes::name(t, measure), year_name(t, year));
    let mut shell = visitor.shell(&title);
    shell.crumbs = crumbs(
        t,
        visitor,
        vec![Crumb::link(name, address(provider, year)), Crumb::here(codes::name(t, measure))],
    );
    let row = |line: &BehindLine| {
        let case = &line.case;
        Row::new([
            html! { (case.file_code) },
            html! { (codes::name(t, case.form.0)) },
            html! { (codes::name(t, case.field.0)) },
            html! { (dates::date(case.accepted_on)) },
            html! { @if let Some(day) = case.closed_on { (dates::date(day)) } },
            html! { @if let Some(rating) = case.quality_rating { (codes::name(t, rating.0)) } },
            html! { (case.success_criteria.replace(';', ", ")) },
            html! { (cases_words(t, i64::from(line.halves))) },
        ])
        .link(format!("/cases/{}", case.id))
    };
    let sum: i64 = lines.iter().map(|line| i64::from(line.halves)).sum();
    let table = Table {
        columns: vec![
            Column::text(t.get("targets-case")),
            Column::text(t.get("targets-case-form")),
            Column::text(t.get("targets-case-field")),
            Column::code(t.get("targets-case-accepted")),
            Column::code(t.get("targets-case-closed")),
            Column::text(t.get("targets-case-rating")),
            Column::text(t.get("targets-case-success")),
            Column::number(t.get("targets-case-part")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("targets-no-cases"), text: String::new(), action: None },
        ..Table::new(t, "behind", title.as_str())
    };
    let body = html! {
        (heading(Some(name), &title, html! {}))
        (lead(&t.with("targets-behind-lead", &[("n", lines.len().into()), ("cases", views::cases(t, sum).into())])))
        (table)
        p class="hint" { (t.get("targets-halves")) }
    };
    ui::page(&shell, body)
}
