//! The settings of a Centre: what is weighed and how much, from a day on, with a look at last year before it counts.

use axum::extract::State;
use law::assignment::{Replay, Settings, Weights};
use maud::{Markup, html};
use office::Failure;
use office::assignment::{Change, Preview, SettingsView};
use uuid::Uuid;

use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, Fields, Visitor};
use crate::texts::T;
use crate::ui::form::{
    self, Field, FieldErrors, Reader, Sheet, Values, Width, error_summary, hidden, link_quiet, submit_as,
};
use crate::ui::list::{Column, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::card;
use crate::ui::{dates, money};

const FORM: &[Field] = &[
    Field::number("distance", "assignment-weight-distance").width(Width::Tiny),
    Field::number("field", "assignment-weight-field").width(Width::Tiny),
    Field::number("language", "assignment-weight-language").width(Width::Tiny),
    Field::number("experience", "assignment-weight-experience").width(Width::Tiny),
    Field::number("load", "assignment-weight-load").width(Width::Tiny),
    Field::number("share", "assignment-weight-share").width(Width::Tiny),
    Field::number("waiting", "assignment-weight-waiting").width(Width::Tiny),
    Field::number("continuity", "assignment-weight-continuity").width(Width::Tiny),
    Field::number("leader_part", "assignment-leader-part").hint("assignment-part-hint").width(Width::Tiny),
    Field::number("lawyer_part", "assignment-lawyer-part").width(Width::Tiny),
    Field::number("full_load", "assignment-full-load").hint("assignment-full-load-hint").width(Width::Tiny),
    Field::number("answer_hours", "assignment-answer-hours")
        .hint("assignment-answer-hours-hint")
        .width(Width::Tiny),
    Field::number("brought_alert", "assignment-brought-alert").width(Width::Tiny),
    Field::number("nursing_km", "assignment-nursing-km")
        .hint("assignment-nursing-km-hint")
        .width(Width::Tiny),
    Field::date("valid_from", "assignment-valid-from"),
    Field::textarea("reason", "assignment-settings-reason").most(1000).rows(2),
];

/// The settings and what was set.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let view = office::assignment::settings(app.desk(), &visitor.actor).await?;
    let mut values = values_of(&view.current);
    values.set("id", app.desk().id().to_string());
    values.set("valid_from", dates::date(app.desk().today()));
    answer(page(&visitor, &view, None, &values, &FieldErrors::default()))
}

fn values_of(settings: &Settings) -> Values {
    let mut values = Values::default();
    for (name, weight) in settings.weights.all() {
        values.set(name, weight.to_string());
    }
    for (name, value) in [
        ("leader_part", settings.leader_part),
        ("lawyer_part", settings.lawyer_part),
        ("full_load", settings.full_load),
        ("answer_hours", settings.answer_hours),
        ("brought_alert", settings.brought_alert),
        ("nursing_km", settings.nursing_km),
    ] {
        values.set(name, value.to_string());
    }
    values
}

fn read(values: &Values) -> Result<Change, FieldErrors> {
    let mut read = Reader::new(FORM, values);
    let mut number =
        |name: &str| read.number(name).and_then(|value| u32::try_from(value).ok()).unwrap_or(u32::MAX / 16);
    let settings = Settings {
        weights: Weights {
            distance: number("distance"),
            field: number("field"),
            language: number("language"),
            experience: number("experience"),
            load: number("load"),
            share: number("share"),
            waiting: number("waiting"),
            continuity: number("continuity"),
        },
        leader_part: number("leader_part"),
        lawyer_part: number("lawyer_part"),
        full_load: number("full_load"),
        answer_hours: number("answer_hours"),
        brought_alert: number("brought_alert"),
        nursing_km: number("nursing_km"),
    };
    let (valid_from, reason) = (read.date("valid_from"), read.text("reason"));
    let id = Uuid::parse_str(values.get("id")).ok();
    match (valid_from, id) {
        (Some(valid_from), Some(id)) => read.done(Change { id, settings, valid_from, reason }),
        _ => Err(read.errors()),
    }
}

/// Shows what new settings would have done, or sets them.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let mut values = fields.values();
    let step = values.get("step").to_owned();
    values.remove("step");
    let (desk, actor) = (app.desk(), &visitor.actor);
    let view = office::assignment::settings(desk, actor).await?;
    let change = match read(&values) {
        Ok(change) => change,
        Err(errors) => return again(page(&visitor, &view, None, &values, &errors)),
    };
    if step == "save" {
        return match office::assignment::change_settings(desk, actor, change).await {
            Ok(()) => see("/assignment-settings").flash("assignment-settings-saved").into(),
            Err(failure) => refused(&visitor, &view, &values, failure),
        };
    }
    match office::assignment::preview(desk, actor, &change).await {
        Ok(preview) => answer(page(&visitor, &view, Some(&preview), &values, &FieldErrors::default())),
        Err(failure) => refused(&visitor, &view, &values, failure),
    }
}

fn refused(visitor: &Visitor, view: &SettingsView, values: &Values, failure: Failure) -> Page {
    let errors = refused_fields(visitor.t, failure)?;
    again(page(visitor, view, None, values, &errors))
}

fn page(
    visitor: &Visitor,
    view: &SettingsView,
    preview: Option<&Preview>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("assignment-settings-title");
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (heading(Some(&view.org), &title, html! {}))
        (error_summary(t, errors))
        (lead(&t.get("assignment-settings-lead")))
        @if let Some(preview) = preview { (look(t, preview)) }
        (form::form("/assignment-settings", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (form::section("weights", &t.get("assignment-weights"), Some(&t.get("assignment-weights-intro")), form::columns(html! { (sheet.all(&FORM[..8])) })))
            (form::section("limits", &t.get("assignment-limits"), None, form::columns(html! { (sheet.all(&FORM[8..14])) })))
            (form::section("from", &t.get("assignment-from"), None, html! { (sheet.all(&FORM[14..])) }))
            div class="actions" {
                button class="button" type="submit" name="step" value="look" { (t.get("assignment-look")) }
                @if preview.is_some() { (submit_as(&t.get("assignment-save"), "step", "save")) }
                (link_quiet(&t.get("conduct-cancel"), "/assignments"))
            }
        }))
        (history(t, view))
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(t.get("assignment-title"), "/assignments"), Crumb::here(title.as_str())];
    crate::ui::page(&shell, body)
}

/// What the settings would have done to last year's cases.
fn look(t: T, preview: &Preview) -> Markup {
    let percent = |value: f64| money::percent(t.lang(), value * 100.0, 0);
    let row = |name: &str, replay: &Replay| {
        Row::new([
            html! { (t.get(name)) },
            html! { (percent(replay.spread.variation)) },
            html! { (money::decimal(t.lang(), replay.spread.gini, 2)) },
            html! { (money::decimal(t.lang(), replay.km, 0)) },
            html! { (replay.open) },
        ])
    };
    let real = Row::new([
        html! { (t.get("assignment-look-real")) },
        html! { (percent(preview.real.variation)) },
        html! { (money::decimal(t.lang(), preview.real.gini, 2)) },
        html! { "–" },
        html! { "–" },
    ]);
    let table = Table {
        columns: vec![
            Column::text(t.get("assignment-look-how")),
            Column::number(t.get("fairness-variation")),
            Column::number(t.get("fairness-gini")),
            Column::number(t.get("assignment-look-km")),
            Column::number(t.get("assignment-look-open")),
        ],
        rows: vec![
            real,
            row("assignment-look-current", &preview.current),
            row("assignment-look-new", &preview.new),
        ],
        caption_unseen: true,
        ..Table::new(t, "preview", t.get("assignment-look-title"))
    };
    let about = t.with(
        "assignment-look-about",
        &[
            ("n", preview.cases.into()),
            ("span", dates::period(preview.year.first(), preview.year.last()).into()),
        ],
    );
    card(&t.get("assignment-look-title"), html! {}, html! { p { (about) } (table) })
}

fn history(t: T, view: &SettingsView) -> Markup {
    html! {
        @if !view.rows.is_empty() {
            (card(&t.get("assignment-settings-history"), html! {}, html! {
                ul class="plain" {
                    @for row in &view.rows {
                        li {
                            (t.with("assignment-settings-since", &[("day", dates::date(row.valid_from).into()), ("who", row.entered_by.as_str().into())]))
                            br; (row.reason)
                        }
                    }
                }
            }))
        }
    }
}
