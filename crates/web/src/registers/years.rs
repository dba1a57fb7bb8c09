//! A year of a book on paper, printed by a job: asked for, watched, taken.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use law::documents::{MadeState, Register};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::registers::{self, BookWords, MadeFile, YearAsked};
use uuid::Uuid;

use super::pages::words;
use crate::codes;
use crate::confidentiality::leaving;
use crate::failure::{Page, PageFailure, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{Lang, T, prefix};
use crate::ui::figures::{Progress, progress};
use crate::ui::form::{link_button, link_quiet};
use crate::ui::shell::{Crumb, heading};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, facts, notice};
use crate::ui::{self, dates};

/// Has a year printed.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    At(register): At<String>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::Export)?;
    let register = Register::from_code(&register).ok_or(PageFailure::Missing)?;
    let values = fields.values();
    let year: i32 = values.get("year").parse().map_err(|_| PageFailure::Unreadable)?;
    let period = T::new(Lang::Vi).with("registers-of-year", &[("year", year.to_string().into())]);
    let asked = YearAsked {
        register,
        org: values.get("org").to_owned(),
        year,
        ground: leaving::read(&values).ground,
        words: BookWords {
            totals: T::new(Lang::Vi).get("registers-totals-period"),
            ..words(register, period)
        },
    };
    let id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    registers::ask_year(app.desk(), &visitor.actor, id, asked).await?;
    see(&format!("/register-years/{id}")).into()
}

/// How far it is, or the file.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let (file, asked) = registers::view_year(app.desk(), &visitor.actor, id).await?;
    answer(page(&visitor, &file, &asked))
}

fn page(visitor: &Visitor, file: &MadeFile, asked: &YearAsked) -> Markup {
    let t = visitor.t;
    let title = format!("{} – {}", codes::name(t, asked.register), asked.year);
    let here = format!("/register-years/{}", file.id);
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let running = matches!(file.state.0, MadeState::Waiting | MadeState::Running);
    let bar = Progress {
        id: "year-progress",
        label: t.code(prefix!("registers-year"), file.state.0.code()),
        done: count(file.done),
        total: (file.total > 0).then(|| count(file.total)),
        running,
        cancel: running.then(|| (format!("{here}/cancellation"), visitor.csrf.clone())),
        here: here.clone(),
    };
    let ground = asked.ground.map(|ground| codes::name(t, ground)).unwrap_or_default();
    let body = html! {
        (heading(Some(&file.org_code), &title, html! {}))
        @match file.state.0 {
            MadeState::Waiting | MadeState::Running => { (progress(t, &bar)) }
            MadeState::Done => {
                (notice(t, Tone::Good, &t.get("registers-year-done"), html! {
                    p { (t.with("registers-year-entries", &[("n", file.done.into())])) }
                    p { (link_button(&t.get("registers-year-take"), &format!("{here}/file"))) }
                }))
            }
            MadeState::Failed => { (notice(t, Tone::Bad, &t.get("registers-year-failed"), html! { p { (t.get("registers-year-again")) } })) }
            MadeState::Cancelled => { (notice(t, Tone::Info, &t.get("registers-year-cancelled"), html! {})) }
        }
        (facts(t, &[
            Fact::words(t.get("leaving-ground"), ground),
            Fact::words(t.get("registers-year-asked"), dates::date_time(&file.asked_at)),
        ]))
        p class="soft" { (t.get("registers-year-kept")) }
        p { (link_quiet(&t.get("registers-year-back"), &format!("/registers/{}", asked.register))) }
    };
    let mut shell = visitor.shell(&title);
    shell.crumbs = vec![Crumb::link(t.get("registers-title"), "/registers"), Crumb::here(title.clone())];
    ui::page(&shell, body)
}

/// Stops it.
pub async fn cancel(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _: Fields) -> Page {
    registers::cancel_year(app.desk(), &visitor.actor, id).await?;
    see(&format!("/register-years/{id}")).into()
}

/// The file.
pub async fn file(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let (content, name) = registers::take_year(app.desk(), &visitor.actor, id).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, disposition)], content)
        .into_response())
}
