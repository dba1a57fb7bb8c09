//! Narrative reports and the monthly notice: the report as it will be printed, what people write beside the figures,
//! its drafts and how two of them differ.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use chrono::{Datelike as _, Days, Months, NaiveDate};
use law::access::Permission;
use law::statistics::official_number;
use maud::{Markup, html};
use office::narratives::{
    self as acts, Differences, DraftLine, DraftMark, MONTHLY_NOTICE, NARRATIVE, Narrative,
};
use office::statistics::{ReportRequest, indicator};
use office::{Actor, Desk, Failure, Outcome};
use uuid::Uuid;

use super::views::{Ground, question};
use super::{form, forms, names, pages, reach};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{Lang, T};
use crate::ui::form::{
    Field, FieldErrors, Sheet, Values, actions, error_summary, form as frame, hidden, submit,
};
use crate::ui::list::{Column, Row, Table, downloads};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::notice;
use crate::ui::{Tone, dates, page, paper};

/// Where each kind of report lives.
fn path_of(plan: &str) -> &'static str {
    if plan == MONTHLY_NOTICE { "/reports/monthly-notice" } else { "/reports/narrative" }
}

fn title_of(t: T, plan: &str) -> String {
    t.get(if plan == MONTHLY_NOTICE { "narrative-notice-title" } else { "narrative-title" })
}

pub async fn show_narrative(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    index(app, visitor, query, NARRATIVE).await
}

pub async fn show_notice(app: State<App>, visitor: Visitor, query: RawQuery) -> Page {
    index(app, visitor, query, MONTHLY_NOTICE).await
}

pub async fn save_narrative(app: State<App>, visitor: Visitor, fields: Fields) -> Page {
    save(app, visitor, fields, NARRATIVE).await
}

pub async fn save_notice(app: State<App>, visitor: Visitor, fields: Fields) -> Page {
    save(app, visitor, fields, MONTHLY_NOTICE).await
}

pub async fn narrative_file(app: State<App>, visitor: Visitor, kind: At<String>, query: RawQuery) -> Page {
    file(app, visitor, kind, query, NARRATIVE).await
}

pub async fn notice_file(app: State<App>, visitor: Visitor, kind: At<String>, query: RawQuery) -> Page {
    file(app, visitor, kind, query, MONTHLY_NOTICE).await
}

/// The period that is shown when none is asked for: the last half-year that ended, the last month that ended.
fn usual(plan: &str, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = today.with_day(1).unwrap_or(today);
    let months = if plan == MONTHLY_NOTICE { 1 } else { 6 };
    let start = if months == 1 {
        month
    } else {
        month.with_month(if today.month() > 6 { 7 } else { 1 }).unwrap_or(month)
    };
    let from = start.checked_sub_months(Months::new(months)).unwrap_or(start);
    (from, start - Days::new(1))
}

fn with_usual(mut values: Values, plan: &str, today: NaiveDate) -> Values {
    if values.get("from").is_empty() && values.get("to").is_empty() {
        let (from, to) = usual(plan, today);
        values.set("from", from.to_string());
        values.set("to", to.to_string());
    }
    values
}

async fn index(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
    plan: &'static str,
) -> Page {
    let values = with_usual(Values::parse(&query.unwrap_or_default()), plan, app.desk().today());
    let (asked, organisations) = pages::asked(&app, &visitor, &values).await?;
    let request = match asked {
        Ok(request) => request,
        Err(errors) => {
            return pages::wrong(&app, &visitor, &organisations, (path_of(plan), &values), &errors);
        }
    };
    let narrative = acts::view(app.desk(), &visitor.actor, &request, plan).await?;
    let texts = texts_of(&narrative);
    let sheet = Typed { values: &texts, errors: &FieldErrors::default() };
    show(whole(&app, &visitor, &organisations, &request, &narrative, &sheet).await?)
}

/// What stands in the form, and what is wrong with it.
struct Typed<'a> {
    values: &'a Values,
    errors: &'a FieldErrors,
}

fn texts_of(narrative: &Narrative) -> Values {
    let mut values = Values::default();
    for section in narrative.sections.iter().filter(|section| section.written.prompt.is_some()) {
        values.set(&section.written.key, section.text.clone());
    }
    values
}

async fn save(State(app): State<App>, visitor: Visitor, fields: Fields, plan: &'static str) -> Page {
    app.desk().permit(&visitor.actor, Permission::PrepareReports)?;
    let values = fields.values();
    let (request, organisations) = pages::request(&app, &visitor, &values).await?;
    let known = law::statistics::plan_on(plan, request.to).ok_or(PageFailure::Missing)?;
    let texts = known
        .section
        .iter()
        .filter(|section| section.prompt.is_some())
        .map(|section| (section.key.clone(), values.get(&section.key).to_owned()))
        .collect();
    let seen = values.get("seen").parse().unwrap_or(0);
    match acts::save(app.desk(), &visitor.actor, (&request, plan), seen, texts).await {
        Ok(number) => see(&form::address(path_of(plan), &request).url())
            .flash_with("narrative-saved", &[("number", &number.to_string())])
            .into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let narrative = acts::view(app.desk(), &visitor.actor, &request, plan).await?;
            let typed = Typed { values: &values, errors: &errors };
            again(whole(&app, &visitor, &organisations, &request, &narrative, &typed).await?)
        }
    }
}

async fn whole(
    app: &App,
    visitor: &Visitor,
    organisations: &[reach::Reached],
    request: &ReportRequest,
    narrative: &Narrative,
    typed: &Typed<'_>,
) -> Result<Markup, PageFailure> {
    let t = visitor.t;
    let org_name = reach::name_of(app.desk(), &visitor.actor, request).await?;
    let words = words(app.desk(), &visitor.actor, narrative).await?;
    let ground = Ground { visitor, desk: app.desk(), organisations, org_name };
    let plan = narrative.plan.key.as_str();
    let title = title_of(t, plan);
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.error_in_title = !typed.errors.is_empty();
    shell.as_of = Some(dates::date_time(&narrative.report.as_of));
    let document = acts::html(&acts::document(narrative, &words));
    Ok(page(&shell, body(&ground, request, narrative, typed, (&title, &document))))
}

fn body(
    ground: &Ground,
    request: &ReportRequest,
    narrative: &Narrative,
    typed: &Typed<'_>,
    (title, document): (&str, &str),
) -> Markup {
    let t = ground.t();
    let path = path_of(&narrative.plan.key);
    let files: Vec<(&str, String)> = [("DOCX", "docx"), ("PDF", "pdf"), ("JSON", "json")]
        .map(|(label, kind)| (label, form::address(&format!("{path}/files/{kind}"), request).url()))
        .to_vec();
    let values = form::shown(request, &ground.visitor.actor.org);
    let may_write = ground.visitor.may(Permission::PrepareReports);
    html! {
        (error_summary(t, typed.errors))
        (heading(Some(&ground.org_name), title, downloads(t, &files)))
        (lead(&t.get("narrative-lead")))
        (question(ground, path, &values, &FieldErrors::default(), Some(request)))
        p class="on-screen" {
            @if narrative.plan.key == NARRATIVE { a href=(path_of(MONTHLY_NOTICE)) { (t.get("narrative-notice-title")) } }
            @else { a href=(path_of(NARRATIVE)) { (t.get("narrative-title")) } }
            " · " a href=(form::address("/reports/period", request).url()) { (t.get("reports-title")) }
        }
        p { (compared(t, narrative)) }
        @if !narrative.report.broken.is_empty() {
            (notice(t, Tone::Soon, &t.with("narrative-broken", &[("n", narrative.report.broken.len().into())]), html! {
                p { a href=(form::address("/reports/period", request).url()) { (t.get("narrative-broken-link")) } }
            }))
        }
        (paper(document))
        @if may_write { (writing(ground, request, narrative, typed)) }
        (drafts(t, &narrative.drafts))
        p class="hint" { (t.with("narrative-source", &[("source", narrative.plan.source.as_str().into())])) }
    }
}

fn compared(t: T, narrative: &Narrative) -> String {
    match narrative.compared {
        Some((from, to)) => t.with("narrative-compared", &[("period", dates::period(from, to).into())]),
        None => t.get("narrative-not-compared"),
    }
}

/// The form with what people write, section by section.
fn writing(ground: &Ground, request: &ReportRequest, narrative: &Narrative, typed: &Typed<'_>) -> Markup {
    let t = ground.t();
    let path = path_of(&narrative.plan.key);
    let asked = form::address(path, &ReportRequest { as_of: None, ..request.clone() });
    let mut sheet = Sheet::new(t, typed.values, typed.errors);
    let mut fields = Vec::new();
    for section in narrative.plan.section.iter().filter(|section| section.prompt.is_some()) {
        let label = if section.title.is_empty() { t.get("narrative-opening") } else { section.title.clone() };
        fields.push(Field::textarea(&section.key, "narrative-opening").optional().rows(3));
        sheet =
            sheet.label(&section.key, label).hint(&section.key, section.prompt.clone().unwrap_or_default());
    }
    html! {
        section class="on-screen" aria-labelledby="writing" {
            h2 id="writing" { (t.get("narrative-writing")) }
            p class="hint" { (t.get("narrative-writing-hint")) }
            @if let Some((from, to)) = narrative.taken_over {
                (notice(t, Tone::Info, &t.with("narrative-taken-over", &[("period", dates::period(from, to).into())]), html! {}))
            }
            (frame(path, &ground.visitor.csrf, html! {
                @for (name, value) in asked.query().pairs() { (hidden(name, value)) }
                (hidden("seen", &narrative.drafts.first().map_or(0, |draft| draft.number).to_string()))
                (sheet.all(&fields))
                (actions(submit(&t.get("narrative-save")), html! {}))
            }))
        }
    }
}

fn drafts(t: T, drafts: &[DraftMark]) -> Markup {
    let rows = drafts.iter().map(|draft| {
        Row::new([
            html! { (t.with("narrative-draft", &[("number", draft.number.into())])) },
            html! { (dates::date_time(&draft.saved_at)) },
            html! { (draft.saved_by) },
            html! { (dates::date_time(&draft.as_of)) },
        ])
        .link(format!("/reports/narrative/drafts/{}", draft.id))
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("narrative-draft-column")),
            Column::code(t.get("narrative-saved-at")),
            Column::text(t.get("narrative-saved-by")),
            Column::code(t.get("narrative-figures-of")),
        ],
        rows: rows.collect(),
        ..Table::new(t, "drafts", t.get("narrative-drafts"))
    };
    html! { @if !drafts.is_empty() { (table) } }
}

/// One draft laid over another.
pub async fn differences(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let against = values.get("against").parse().ok();
    let found = acts::differences(app.desk(), &visitor.actor, id, against).await?;
    let t = visitor.t;
    let title = t.with(
        "narrative-differences",
        &[("earlier", found.earlier.number.into()), ("later", found.later.number.into())],
    );
    let mut shell = visitor.shell(&title);
    shell.crumbs = vec![
        Crumb::link(title_of(t, &found.plan), form::address(path_of(&found.plan), &found.request).url()),
        Crumb::here(title.clone()),
    ];
    show(page(&shell, laid_over(t, &title, &found)))
}

fn laid_over(t: T, title: &str, found: &Differences) -> Markup {
    let others = found.drafts.iter().filter(|draft| draft.number != found.later.number);
    html! {
        (heading(None, title, html! {}))
        p {
            (t.with("narrative-differences-days", &[
                ("earlier", dates::date_time(&found.earlier.saved_at).into()),
                ("later", dates::date_time(&found.later.saved_at).into()),
            ]))
        }
        p class="on-screen" {
            (t.get("narrative-against")) " "
            @for (place, draft) in others.enumerate() {
                @if place > 0 { " · " }
                a href={ "/reports/narrative/drafts/" (found.later.id) "?against=" (draft.number) } {
                    (t.with("narrative-draft", &[("number", draft.number.into())]))
                }
            }
        }
        div class="draft-lines" {
            @for line in &found.lines {
                @match line {
                    DraftLine::Same(text) => { p { (text) } }
                    DraftLine::Removed(text) => { p { del { span class="unseen" { (t.get("narrative-removed")) " " } (text) } } }
                    DraftLine::Added(text) => { p { ins { span class="unseen" { (t.get("narrative-added")) " " } (text) } } }
                }
            }
        }
    }
}

/// `docx`, `pdf`, `json`.
async fn file(
    State(app): State<App>,
    visitor: Visitor,
    At(kind): At<String>,
    RawQuery(query): RawQuery,
    plan: &'static str,
) -> Page {
    let values = with_usual(Values::parse(&query.unwrap_or_default()), plan, app.desk().today());
    let (request, _) = pages::request(&app, &visitor, &values).await?;
    let desk = app.desk();
    let narrative = acts::view(desk, &visitor.actor, &request, plan).await?;
    let name = format!("{plan}-{}-{}-{}", request.org.replace('.', ""), request.from, request.to);
    match kind.as_str() {
        "json" => {
            let text =
                serde_json::to_vec_pretty(&narrative).map_err(|error| Failure::Broken(error.to_string()))?;
            let disposition = format!("attachment; filename=\"{name}.json\"");
            let headers = [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, disposition)];
            Ok((headers, text).into_response())
        }
        "docx" | "pdf" => {
            let words = words(desk, &visitor.actor, &narrative).await?;
            forms::send(desk, acts::document(&narrative, &words), &name, &kind).await
        }
        _ => Err(PageFailure::Missing),
    }
}

/// The words of the paper: official papers are in Vietnamese.
pub async fn words(desk: &Desk, actor: &Actor, narrative: &Narrative) -> Outcome<acts::Words> {
    let t = T::new(Lang::Vi);
    let report = &narrative.report;
    let frame =
        forms::paper_wording(t, desk, actor, &report.org, (report.from, report.to), report.as_of).await?;
    let notice = narrative.plan.key == MONTHLY_NOTICE;
    let year = dates::day_of(&report.as_of).year().to_string();
    let columns = narrative.annex.columns.iter().filter_map(|id| indicator(id)).map(|it| names::name(t, it));
    Ok(acts::Words {
        state: frame.state,
        motto: frame.motto,
        organisation: frame.organisation,
        above: frame.above,
        number: t.get(if notice { "narrative-number-notice" } else { "narrative-number" }),
        place_date: t.with("narrative-place-date", &[("year", year.into())]),
        head: t.get("reports-forms-head"),
        sign_hint: t.get("reports-forms-sign-hint"),
        annex: t.get("narrative-annex"),
        unit: t.get("narrative-annex-unit"),
        columns: columns.collect(),
        number_of: Some(official_number),
        recipients_label: t.get("narrative-recipients"),
        recipients: vec![t.get("narrative-recipient-above"), t.get("narrative-recipient-file")],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_period_is_the_last_that_ended() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a test day");
        for (plan, today, from, to) in [
            (NARRATIVE, "2026-11-22", "2026-01-01", "2026-06-30"),
            (NARRATIVE, "2026-03-01", "2025-07-01", "2025-12-31"),
            (NARRATIVE, "2026-07-31", "2026-01-01", "2026-06-30"),
            (MONTHLY_NOTICE, "2026-03-31", "2026-02-01", "2026-02-28"),
            (MONTHLY_NOTICE, "2026-01-01", "2025-12-01", "2025-12-31"),
        ] {
            assert_eq!(usual(plan, day(today)), (day(from), day(to)), "{plan} {today}");
        }
    }
}
