//! The two queues: what waits, what was set aside and why, what is done; a button to try again.

use axum::extract::State;
use maud::{Markup, html};
use office::jobs::{self, QueueView, Task};
use uuid::Uuid;

use crate::failure::{self, Page, see};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{T, prefix};
use crate::ui::list::Empty;
use crate::ui::shell::{heading, lead};
use crate::ui::summary::{badge, card, notice};
use crate::ui::{Column, Row, Table, Tone, dates, form};

/// Both queues.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let queues = jobs::overview(app.desk(), &visitor.actor).await?;
    failure::show(page(&visitor, &queues))
}

/// Tries a row that was set aside again.
pub async fn attempt(
    State(app): State<App>,
    visitor: Visitor,
    At((queue, id)): At<(String, Uuid)>,
    _fields: Fields,
) -> Page {
    jobs::retry(app.desk(), &visitor.actor, &queue, id).await?;
    see("/admin/jobs").flash("admin-jobs-tried").into()
}

fn page(visitor: &Visitor, queues: &[QueueView]) -> Markup {
    let t = visitor.t;
    let title = t.get("admin-jobs");
    let aside: i64 = queues.iter().map(|queue| queue.state.set_aside).sum();
    let body = html! {
        (heading(None, &title, form::link_quiet(&t.get("admin-jobs-refresh"), "/admin/jobs")))
        (lead(&t.get("admin-jobs-lead")))
        @if aside > 0 {
            (notice(t, Tone::Bad, &t.with("admin-jobs-aside-title", &[("n", aside.into())]), html! {
                p { (t.get("admin-jobs-aside-text")) }
            }))
        }
        @for queue in queues { (queue_card(visitor, queue)) }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    crate::ui::page(&shell, body)
}

fn queue_card(visitor: &Visitor, queue: &QueueView) -> Markup {
    let t = visitor.t;
    let name = t.code(prefix!("admin-queue"), queue.state.name);
    let minutes = queue.state.oldest_seconds / 60;
    let table = Table {
        columns: vec![
            Column::text(t.get("admin-jobs-kind")),
            Column::text(t.get("admin-jobs-state")),
            Column::code(t.get("admin-jobs-when")),
            Column::number(t.get("admin-jobs-attempts")),
            Column::text(t.get("admin-jobs-error")),
        ],
        rows: queue.rows.iter().map(|task| line(visitor, queue.state.name, task)).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("admin-jobs-none"), text: t.get("admin-jobs-none-text"), action: None },
        ..Table::new(t, queue.state.name, name.as_str())
    };
    let counts = [("waiting", queue.state.waiting.into()), ("aside", queue.state.set_aside.into())];
    card(
        &name,
        html! {},
        html! {
            p class="soft" {
                (t.with("admin-jobs-counts", &counts))
                @if minutes > 0 { " · " (t.with("admin-jobs-oldest", &[("n", minutes.into())])) }
            }
            (table)
        },
    )
}

fn line(visitor: &Visitor, queue: &str, task: &Task) -> Row {
    let t = visitor.t;
    let when = task.done_at.or(task.failed_at).unwrap_or(task.run_at);
    let row = Row::new([
        html! { (t.code_or_itself(prefix!("admin-job"), &task.kind)) },
        state(t, task),
        html! { (dates::date_time(&when)) },
        html! { (task.attempts) },
        html! { (task.last_error.as_deref().unwrap_or_default()) },
    ]);
    if task.failed_at.is_none() {
        return row;
    }
    let name = t.code_or_itself(prefix!("admin-job"), &task.kind);
    let path = format!("/admin/jobs/{queue}/{}/attempt", task.id);
    row.actions(form::button_form(
        &path,
        &visitor.csrf,
        html! {
            button class="button quiet" type="submit" {
                (t.get("admin-jobs-try")) span class="unseen" { " " (name) }
            }
        },
    ))
}

fn state(t: T, task: &Task) -> Markup {
    let (tone, key) = match task {
        Task { done_at: Some(_), .. } => (Tone::Plain, "admin-jobs-state-done"),
        Task { failed_at: Some(_), .. } => (Tone::Bad, "admin-jobs-state-aside"),
        Task { last_error: Some(_), .. } => (Tone::Soon, "admin-jobs-state-again"),
        _ => (Tone::Info, "admin-jobs-state-waiting"),
    };
    badge(tone, &t.get(key))
}
