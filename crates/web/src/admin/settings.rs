//! Settings that administrators change while the system runs: what holds, since when, by whom.

use axum::extract::State;
use maud::{Markup, html};
use office::settings::{self, Kind, Line};
use office::{Failure, Refusal};

use super::below;
use crate::failure::{self, Page, PageFailure, again, see};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::Width;
use crate::ui::shell::{heading, lead};
use crate::ui::summary::{Fact, card, facts, notice};
use crate::ui::{Field, FieldErrors, Sheet, Tone, Values, dates, form};

const SHORT: &[Field] = &[Field::text("value", "admin-settings-value").width(Width::Short).optional()];
const LINE: &[Field] = &[Field::text("value", "admin-settings-value").most(200).optional()];
const LIST: &[Field] =
    &[Field::textarea("value", "admin-settings-value").most(settings::MOST_CERTIFICATES).rows(12).optional()];
const LONG: &[Field] = &[Field::textarea("value", "admin-settings-value").most(4000).optional()];

/// Every setting.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let lines = settings::list(app.desk(), &visitor.actor).await?;
    failure::show(page(&visitor, &lines, &app.settings().fixed))
}

/// The form of one setting.
pub async fn edit(State(app): State<App>, visitor: Visitor, At(key): At<String>) -> Page {
    let line = find(&app, &visitor, &key).await?;
    let values = Values::from([("value", line.value.as_str())]);
    failure::show(form_page(&visitor, &line, &values, &FieldErrors::default(), false))
}

/// Changes a setting; it holds at once.
pub async fn update(State(app): State<App>, visitor: Visitor, At(key): At<String>, fields: Fields) -> Page {
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(-1);
    find(&app, &visitor, &key).await?;
    let errors = match settings::change(app.desk(), &visitor.actor, &key, seen, values.get("value")).await {
        Ok(()) => {
            app.refresh_settings().await?;
            return see("/admin/settings").flash("admin-settings-saved").into();
        }
        Err(Failure::Stale) => FieldErrors::default(),
        Err(failure) => failure::refused_fields(visitor.t, failure)?,
    };
    let stale = errors.is_empty();
    let line = find(&app, &visitor, &key).await?;
    again(form_page(&visitor, &line, &values, &errors, stale))
}

/// A setting that can be changed here.
async fn find(app: &App, visitor: &Visitor, key: &str) -> Result<Line, PageFailure> {
    let lines = settings::list(app.desk(), &visitor.actor).await?;
    let line = lines.into_iter().find(|line| line.known.key == key).ok_or(PageFailure::Missing)?;
    if app.settings().fixed.contains(&line.known.key) {
        return Err(Failure::from(Refusal::new("settings.fixed")).into());
    }
    Ok(line)
}

fn name(t: T, line: &Line) -> String {
    t.code(prefix!("admin-setting"), line.known.key)
}

fn explained(t: T, line: &Line) -> String {
    t.code(prefix!("admin-setting-text"), line.known.key)
}

fn page(visitor: &Visitor, lines: &[Line], fixed: &[&'static str]) -> Markup {
    let t = visitor.t;
    let title = t.get("admin-settings");
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("admin-settings-lead")))
        @for line in lines { (setting_card(t, line, fixed.contains(&line.known.key))) }
    };
    visitor.page(&title, body)
}

fn setting_card(t: T, line: &Line, fixed: bool) -> Markup {
    let name = name(t, line);
    let change = html! {
        @if !fixed {
            a href={ "/admin/settings/" (line.known.key) } {
                (t.get("ui-fact-change")) span class="unseen" { " " (name) }
            }
        }
    };
    let mut known = vec![Fact::words(t.get("admin-settings-holds"), shown(t, line, &line.value))];
    if fixed {
        known = vec![Fact::words(t.get("admin-settings-holds"), t.get("admin-settings-fixed"))];
    } else if let Some(at) = &line.updated_at {
        let who = [("who", line.updated_by.as_str().into()), ("at", dates::date_time(at).into())];
        known.push(Fact::words(t.get("admin-settings-changed"), t.with("admin-settings-changed-by", &who)));
        known.push(Fact::words(t.get("admin-settings-default"), shown(t, line, line.known.default)));
    }
    card(
        &name,
        change,
        html! {
            p { (explained(t, line)) }
            (facts(t, &known))
        },
    )
}

fn shown(t: T, line: &Line, value: &str) -> String {
    match (value, line.known.kind) {
        ("", Kind::Networks) => t.get("admin-settings-everywhere"),
        ("", _) => t.get("admin-settings-empty"),
        (list, Kind::Certificates) => {
            t.with("admin-settings-certificates", &[("n", settings::count_certificates(list).into())])
        }
        (value, _) => value.to_owned(),
    }
}

fn form_page(visitor: &Visitor, line: &Line, values: &Values, errors: &FieldErrors, stale: bool) -> Markup {
    let t = visitor.t;
    let name = name(t, line);
    let fields = match line.known.kind {
        Kind::Number { .. } => SHORT,
        Kind::Networks => LONG,
        Kind::Contact | Kind::Line => LINE,
        Kind::Certificates => LIST,
    };
    let sheet = Sheet::new(t, values, errors).label("value", name.as_str());
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&t.get("admin-settings")), &name, html! {}))
        (lead(&explained(t, line)))
        @if stale { (changed_meanwhile(t, line)) }
        (form::form(&format!("/admin/settings/{}", line.known.key), &visitor.csrf, html! {
            (form::hidden("version", &line.version.to_string()))
            (sheet.all(fields))
            (form::actions(form::submit(&t.get("admin-settings-save")), form::link_quiet(&t.get("admin-settings-cancel"), "/admin/settings")))
        }))
    };
    below(visitor, &name, ("admin-settings", "/admin/settings"), !errors.is_empty() || stale, body)
}

/// Somebody else was faster: both values are on the page, nothing is lost.
fn changed_meanwhile(t: T, line: &Line) -> Markup {
    let at = line.updated_at.as_ref().map(dates::date_time).unwrap_or_default();
    let who = [
        ("who", line.updated_by.as_str().into()),
        ("at", at.into()),
        ("value", shown(t, line, &line.value).into()),
    ];
    notice(
        t,
        Tone::Soon,
        &t.get("admin-settings-stale"),
        html! { p { (t.with("admin-settings-stale-text", &who)) } },
    )
}
