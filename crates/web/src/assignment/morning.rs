//! The cases that wait for a provider, as one proposal: each pair with its reasons, what if, and the one act; above it
//! the assignments that wait for an answer.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use law::lifecycle::Queue;
use maud::{Markup, html};
use office::assignment::{Morning, Pick, Unanswered, Waiting, WhatIf};
use office::conduct::Sent;
use uuid::Uuid;

use crate::codes;
use crate::conduct::ranking::{cases, points};
use crate::failure::{Page, again, see, sentence, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{
    self, Field, FieldErrors, Reader, Sheet, Values, error_summary, hidden, link_quiet, submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, notice};

const ASSIGN: &[Field] = &[
    Field::date("day", "conduct-day"),
    Field::text("decision", "conduct-decision").hint("assignment-decision-hint").most(300),
];

/// The morning.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let mut begun = Values::default();
    begun.set("day", dates::date(app.desk().today()));
    page(&app, &visitor, &values, &begun, &FieldErrors::default()).await
}

async fn page(app: &App, visitor: &Visitor, asked: &Values, typed: &Values, errors: &FieldErrors) -> Page {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let what_if = what_if(asked);
    let open = office::assignment::unanswered(desk, actor).await?;
    let morning = office::assignment::morning(desk, actor, &what_if).await?;
    let t = visitor.t;
    let title = t.get("assignment-title");
    let body = html! {
        (heading(None, &title, html! {
            (link_quiet(&t.get("fairness-title"), "/fairness"))
            (link_quiet(&t.get("assignment-settings-title"), "/assignment-settings"))
        }))
        (error_summary(t, errors))
        (lead(&t.get("assignment-lead")))
        @if !open.is_empty() { (unanswered(t, &open, desk.now())) }
        (notices(t, &morning, &what_if))
        (proposal(t, &morning, &what_if))
        @if !morning.people.is_empty() { (people(t, &morning)) }
        @if morning.lines.iter().any(|line| line.chosen.is_some()) { (settle(visitor, app, &morning, typed, errors)) }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.error_in_title = !errors.is_empty();
    let shown = crate::ui::page(&shell, body);
    if errors.is_empty() { answer(shown) } else { again(shown) }
}

/// What the address tries: `lock-<case>=<provider>` settles a pair, `without=<provider>` leaves somebody out.
fn what_if(values: &Values) -> WhatIf {
    let id = |text: &str| Uuid::parse_str(text).ok();
    let lock = |(name, value): (&str, &str)| Some((id(name.strip_prefix("lock-")?)?, id(value)?));
    WhatIf {
        locks: values.pairs().filter_map(lock).collect(),
        without: values.all("without").filter_map(id).collect(),
    }
}

fn unanswered(t: T, open: &[Unanswered], now: chrono::DateTime<chrono::Utc>) -> Markup {
    let row = |it: &Unanswered| {
        let late = it.offer.answer_by < now;
        Row::new([
            html! { (it.file_code) },
            html! { (it.provider_name) },
            html! { (dates::date_time(&it.offer.answer_by)) },
            badge(
                if late { Tone::Bad } else { Tone::Soon },
                &t.get(if late { "assignment-answer-late" } else { "assignment-answer-awaited" }),
            ),
        ])
        .link(format!("/cases/{}", it.offer.case_id))
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("cases-file-code")),
            Column::text(t.get("cases-provider")),
            Column::code(t.get("assignment-answer-by")),
            Column::text(t.get("assignment-answer-state")),
        ],
        rows: open.iter().map(row).collect(),
        caption_unseen: true,
        ..Table::new(t, "unanswered", t.get("assignment-unanswered"))
    };
    card(&t.get("assignment-unanswered"), html! {}, html! { (table) })
}

fn notices(t: T, morning: &Morning, what_if: &WhatIf) -> Markup {
    let lost = (morning.best - morning.points).max(0);
    html! {
        @if morning.left_open > 0 {
            (notice(t, Tone::Bad, &t.with("assignment-left-open", &[("n", morning.left_open.into())]), html! { p { (t.get("assignment-left-open-text")) } }))
        }
        @if morning.apart > 0 {
            (notice(t, Tone::Soon, &t.with("assignment-apart", &[("n", morning.apart.into())]), html! {
                p { a href="/queues/assign" { (codes::name(t, Queue::Assign)) } }
            }))
        }
        @if !what_if.locks.is_empty() {
            p { (t.with("assignment-what-if", &[("points", points(t, u32::try_from(lost).unwrap_or(u32::MAX)).into())])) }
        }
    }
}

fn proposal(t: T, morning: &Morning, what_if: &WhatIf) -> Markup {
    // What is due first stands first.
    let mut lines: Vec<&Waiting> = morning.lines.iter().collect();
    lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at));
    let table = Table {
        columns: vec![
            Column::code(t.get("cases-file-code")),
            Column::text(t.get("assignment-case")),
            Column::code(t.get("assignment-due")),
            Column::number(t.get("assignment-weight")),
            Column::text(t.get("assignment-goes-to")),
            Column::text(t.get("assignment-because")),
            Column::text(t.get("assignment-lock")),
        ],
        rows: lines.into_iter().map(|line| row(t, line)).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("assignment-none"), text: t.get("assignment-none-text"), action: None },
        ..Table::new(t, "proposal", t.get("assignment-proposal"))
    };
    html! {
        form class="form" action="/assignments" method="get" {
            (table)
            @if !morning.lines.is_empty() {
                (leave_out(t, morning, what_if))
                div class="actions" {
                    button class="button quiet" type="submit" { (t.get("assignment-try")) }
                    (link_quiet(&t.get("assignment-forget"), "/assignments"))
                }
            }
        }
    }
}

/// Who may be left out of what is tried: all who fit some case of the morning.
fn leave_out(t: T, morning: &Morning, what_if: &WhatIf) -> Markup {
    let known: BTreeMap<Uuid, &str> =
        morning.lines.iter().flat_map(|line| &line.fits).map(|(id, name)| (*id, name.as_str())).collect();
    let mut people: Vec<(Uuid, &str)> = known.into_iter().collect();
    people.sort_by_key(|(id, name)| (law::kernel::names::fold(name), *id));
    html! {
        details class="reckoning" open[!what_if.without.is_empty()] {
            summary { (t.get("assignment-without")) }
            ul class="plain" {
                @for (id, name) in people {
                    @let field = format!("without-{id}");
                    li class="option" {
                        input id=(field) type="checkbox" name="without" value=(id) checked[what_if.without.contains(&id)];
                        label for=(field) { (name) }
                    }
                }
            }
        }
    }
}

fn row(t: T, line: &Waiting) -> Row {
    let case = &line.case;
    let name = format!("lock-{}", case.id);
    let locked = line.chosen.as_ref().filter(|_| line.locked).map(|(provider, ..)| provider.id);
    Row::new([
        html! { a href={ "/cases/" (case.id) "/assignment" } { (case.file_code) } },
        html! { (codes::name(t, case.field.0)) @if let Some(stage) = case.stage { br; span class="soft" { (codes::name(t, stage.0)) } } },
        html! { (line.due_at.map(|at| dates::due_time(&at)).unwrap_or_default()) },
        html! { (cases(t, line.weight)) },
        html! {
            @match &line.chosen {
                Some((provider, ranked, place)) => {
                    (provider.name) br;
                    span class="soft" { (t.with("assignment-place", &[("place", (*place).into()), ("points", points(t, ranked.points).into())])) }
                }
                None => { (badge(Tone::Bad, &t.get("assignment-nobody"))) }
            }
        },
        because(t, line),
        html! {
            div class="field" {
                label class="unseen" for=(name) { (t.with("assignment-lock-for", &[("file", case.file_code.as_str().into())])) }
                select id=(name) name=(name) {
                    option value="" { (t.get("assignment-free")) }
                    @for (id, person) in &line.fits { option value=(id) selected[locked == Some(*id)] { (person) } }
                }
            }
        },
    ])
}

/// The three criteria that gave most, and who led this case where that is somebody else.
fn because(t: T, line: &Waiting) -> Markup {
    let Some((_, ranked, _)) = &line.chosen else { return html! { (t.get("assignment-nobody-fits")) } };
    let mut reasons: Vec<_> = ranked.reasons.iter().filter(|reason| reason.points > 0).collect();
    reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.points), reason.criterion));
    let said = reasons.iter().take(3).map(|reason| {
        format!("{} {}/{}", codes::name(t, reason.criterion), points(t, reason.points), reason.most / 100)
    });
    html! {
        (said.collect::<Vec<_>>().join("; "))
        @if let Some((name, leads)) = &line.leader {
            br; span class="soft" { (t.with("assignment-leader", &[("name", name.as_str().into()), ("points", points(t, *leads).into())])) }
        }
    }
}

fn people(t: T, morning: &Morning) -> Markup {
    let row = |(provider, record, number, weight): &(
        office::staff::Provider,
        law::assignment::Record,
        u32,
        u32,
    )| {
        Row::new([
            html! { (provider.name) },
            html! { (record.open_count) },
            html! { (cases(t, record.open)) },
            html! { "+" (number) },
            html! { (cases(t, record.open + weight)) },
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("cases-provider")),
            Column::number(t.get("assignment-open")),
            Column::number(t.get("assignment-open-weight")),
            Column::number(t.get("assignment-gets")),
            Column::number(t.get("assignment-then-weight")),
        ],
        rows: morning.people.iter().map(row).collect(),
        caption_unseen: true,
        ..Table::new(t, "people", t.get("assignment-people"))
    };
    card(&t.get("assignment-people"), html! {}, html! { (table) })
}

/// The one act: everything that the table shows.
fn settle(visitor: &Visitor, app: &App, morning: &Morning, typed: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, typed, errors);
    let pick = |line: &Waiting| {
        let (provider, ..) = line.chosen.as_ref()?;
        Some(format!("{}_{}_{}_{}", line.case.id, provider.id, line.case.version, app.desk().id()))
    };
    let picks: Vec<String> = morning.lines.iter().filter_map(pick).collect();
    card(
        &t.with("assignment-settle", &[("n", picks.len().into())]),
        html! {},
        html! {
            p { (t.get("assignment-settle-text")) }
            (form::form("/assignments", &visitor.csrf, html! {
                @for pick in &picks { (hidden("pick", pick)) }
                (sheet.all(ASSIGN))
                div class="actions" { (submit(&t.with("assignment-settle", &[("n", picks.len().into())]))) }
            }))
        },
    )
}

/// Assigns what was shown.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let (day, decision) = match read(&values) {
        Ok(typed) => typed,
        Err(errors) => return page(&app, &visitor, &Values::default(), &values, &errors).await,
    };
    let picks: Vec<Pick> = values.all("pick").filter_map(pick_of).collect();
    let t = visitor.t;
    let why = t.get("assignment-why-together");
    let said = (day, decision.as_str(), why.as_str());
    let refused = office::assignment::assign_all(app.desk(), &visitor.actor, &picks, said).await?;
    let done = picks.len() - refused.len();
    if refused.is_empty() {
        let words = [("n", done.to_string())];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return see("/assignments").flash_with("assignment-settled", &words).into();
    }
    let mut errors = FieldErrors::default();
    errors.add("", t.with("assignment-some-refused", &[("done", done.into()), ("n", refused.len().into())]));
    for (case, failure) in refused.iter().take(10) {
        let file =
            office::cases::view(app.desk(), &visitor.actor, *case).await.map(|view| view.file.case.file_code);
        let why = match failure {
            office::Failure::Refused(refusal) => refusal_words(t, refusal),
            _ => t.get("cases-changed-meanwhile"),
        };
        errors.add("", format!("{}: {why}", file.unwrap_or_default()));
    }
    page(&app, &visitor, &Values::default(), &values, &errors).await
}

fn read(values: &Values) -> Result<(chrono::NaiveDate, String), FieldErrors> {
    let mut read = Reader::new(ASSIGN, values);
    let (day, decision) = (read.date("day"), read.text("decision"));
    match day {
        Some(day) => read.done((day, decision)),
        None => Err(read.errors()),
    }
}

fn refusal_words(t: T, refusal: &office::Refusal) -> String {
    match refusal.fields.first() {
        Some((_, code)) if refusal.code == "impossible" => {
            codes::named(t, "impossible", &code.replace(['.', '_'], "-"))
        }
        _ => sentence(t, refusal),
    }
}

/// `case_provider_version_form`.
fn pick_of(text: &str) -> Option<Pick> {
    let mut parts = text.split('_');
    let case = Uuid::parse_str(parts.next()?).ok()?;
    let provider = Uuid::parse_str(parts.next()?).ok()?;
    let seen = parts.next()?.parse().ok()?;
    let id = Uuid::parse_str(parts.next()?).ok()?;
    Some(Pick { case, provider, sent: Sent { id, seen } })
}
