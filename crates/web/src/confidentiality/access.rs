//! The page before a restricted case: who is protected and why, in general words; what brings somebody here.

use axum::extract::{RawQuery, State};
use law::confidentiality::{AccessGround, GRANT_HOURS, Restriction, Way};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::confidentiality::{self, AccessView, GrantLine, Reason};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor, local_path};
use crate::ui::dates;
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, error_summary, hidden, link_button, link_quiet,
    submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card, notice};

const REASON: &[Field] = &[
    Field::radios("ground", "confidentiality-ground"),
    Field::textarea("reason", "confidentiality-reason")
        .hint("confidentiality-reason-hint")
        .most(1000)
        .rows(3),
];

const MARK: &[Field] = &[
    Field::select("mark", "confidentiality-mark"),
    Field::text("mark_reason", "confidentiality-mark-reason").optional().most(500),
];

const UNMARK: &[Field] = &[
    Field::select("unmark", "confidentiality-unmark"),
    Field::text("unmark_reason", "confidentiality-unmark-reason").most(500),
];

/// Where somebody wanted to go, if it is ours; else the case.
fn wanted(values: &Values, case: Uuid) -> String {
    match local_path(values.get("next")) {
        "/" => format!("/cases/{case}"),
        path => path.to_owned(),
    }
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let view = confidentiality::access(app.desk(), &visitor.actor, id).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    answer(page(&visitor, &view, &values, &FieldErrors::default()))
}

pub async fn grant(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = confidentiality::access(app.desk(), &visitor.actor, id).await?;
    let values = fields.values();
    let mut read = Reader::new(REASON, &values);
    let (ground, text) = (read.choice("ground", AccessGround::from_code), read.text("reason"));
    let form_id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    let errors = match ground {
        None => read.errors(),
        Some(ground) => match read.done(Reason { id: form_id, ground, text }) {
            Err(errors) => errors,
            Ok(reason) => match confidentiality::grant(app.desk(), &visitor.actor, id, reason).await {
                Ok(grant) => {
                    let until = dates::date_time(&grant.until_at);
                    let to = wanted(&values, id);
                    return see(&to).flash_with("confidentiality-opened", &[("until", &until)]).into();
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            },
        },
    };
    again(page(&visitor, &view, &values, &errors))
}

pub async fn mark(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(MARK, &values);
    let (mark, reason) = (read.choice("mark", Restriction::from_code), read.text("mark_reason"));
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match mark {
        None => read.errors(),
        Some(mark) => {
            match confidentiality::mark(app.desk(), &visitor.actor, id, seen, mark, &reason).await {
                Ok(()) => return see(&format!("/cases/{id}/access")).flash("confidentiality-marked").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    marks_again(&app, &visitor, id, values, &errors).await
}

pub async fn unmark(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(UNMARK, &values);
    let (mark, reason) = (read.choice("unmark", Restriction::from_code), read.text("unmark_reason"));
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match mark {
        None => read.errors(),
        Some(mark) => {
            match confidentiality::unmark(app.desk(), &visitor.actor, id, seen, mark, &reason).await {
                Ok(()) => {
                    return see(&format!("/cases/{id}/access")).flash("confidentiality-unmarked").into();
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    marks_again(&app, &visitor, id, values, &errors).await
}

async fn marks_again(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    mut values: Values,
    errors: &FieldErrors,
) -> Page {
    let view = confidentiality::access(app.desk(), &visitor.actor, id).await?;
    values.set("id", app.desk().id().to_string());
    again(page(visitor, &view, &values, &named(errors)))
}

/// What the act calls a reason is the reason of the form that was sent.
fn named(errors: &FieldErrors) -> FieldErrors {
    let mut renamed = FieldErrors::default();
    for (field, text) in errors.iter() {
        renamed.add(if field == "reason" { "unmark_reason" } else { field }, text.clone());
    }
    renamed
}

fn page(visitor: &Visitor, view: &AccessView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let asks = view.way == Way::Ask;
    let title = t.get(if asks { "confidentiality-title" } else { "confidentiality-about" });
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&format!("{} · {}", view.file_code, view.org_code)), &title, html! {}))
        (who_is_protected(visitor, view))
        @match view.way {
            Way::Ask => { (ask(visitor, view, values, errors)) }
            Way::Granted => { (granted(visitor, view)) }
            Way::Ordinary | Way::Circle => {
                p { (link_button(&t.get("confidentiality-to-case"), &format!("/cases/{}", view.case))) }
            }
        }
        @if view.may_mark { (marks(visitor, view, values, errors)) }
        @if matches!(view.way, Way::Ordinary | Way::Circle) { (given(visitor, &view.grants)) }
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    crate::ui::page(&shell, body)
}

/// The groups that are protected, never the person.
fn who_is_protected(visitor: &Visitor, view: &AccessView) -> Markup {
    let t = visitor.t;
    html! {
        @if view.marks.is_empty() {
            (lead(&t.get("confidentiality-ordinary-lead")))
        } @else {
            (notice(t, Tone::Soon, &t.get("confidentiality-why"), html! {
                p { @for mark in &view.marks { (badge(Tone::Soon, &codes::name(t, *mark))) " " } }
                p { (t.get("confidentiality-why-text")) }
            }))
        }
    }
}

fn ask(visitor: &Visitor, view: &AccessView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("ground", codes::choices::<AccessGround>(t));
    html! {
        p { (t.with("confidentiality-logged", &[("hours", GRANT_HOURS.into())])) }
        (form::form(&format!("/cases/{}/access", view.case), &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("next", &wanted(values, view.case)))
            (sheet.all(REASON))
            (form::actions(submit(&t.get("confidentiality-open")), link_quiet(&t.get("confidentiality-leave"), "/cases")))
        }))
    }
}

fn granted(visitor: &Visitor, view: &AccessView) -> Markup {
    let t = visitor.t;
    html! {
        @if let Some(grant) = &view.grant {
            p { (t.with("confidentiality-open-until", &[("until", dates::date_time(&grant.until_at).into())])) }
        }
        p { (link_button(&t.get("confidentiality-to-case"), &format!("/cases/{}", view.case))) }
    }
}

fn marks(visitor: &Visitor, view: &AccessView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let version = view.version.to_string();
    let choice = |mark: &Restriction| Choice::new(mark.code(), codes::name(t, *mark));
    let missing = Restriction::ALL.iter().filter(|mark| !view.marks.contains(mark)).map(choice);
    let sheet = Sheet::new(t, values, errors)
        .choices("mark", missing)
        .choices("unmark", view.removable.iter().map(choice));
    let at = format!("/cases/{}/marks", view.case);
    html! {
        @if view.marks.len() < Restriction::ALL.len() {
            (card(&t.get("confidentiality-marks"), html! {}, form::form(&at, &visitor.csrf, html! {
                (hidden("version", &version))
                (sheet.all(MARK))
                (form::actions(submit(&t.get("confidentiality-mark-add")), html! {}))
            })))
        }
        @if !view.removable.is_empty() {
            (card(&t.get("confidentiality-unmarks"), html! {}, form::form(&format!("{at}/removal"), &visitor.csrf, html! {
                (hidden("version", &version))
                (sheet.all(UNMARK))
                (form::actions(submit(&t.get("confidentiality-mark-remove")), html! {}))
            })))
        }
    }
}

/// Who gave which reason, for the circle of the case.
fn given(visitor: &Visitor, grants: &[GrantLine]) -> Markup {
    let t = visitor.t;
    let rows = grants.iter().map(|line| {
        Row::new([
            html! { (line.account_name.as_deref().unwrap_or_default()) },
            html! { (codes::name(t, line.grant.ground.0)) },
            html! { (line.grant.reason) },
            html! { (dates::date_time(&line.grant.granted_at)) },
        ])
    });
    html! {
        (Table {
            columns: vec![
                Column::text(t.get("confidentiality-who")),
                Column::text(t.get("confidentiality-ground")),
                Column::text(t.get("confidentiality-reason")),
                Column::text(t.get("confidentiality-when")),
            ],
            rows: rows.collect(),
            empty: Empty {
                title: t.get("confidentiality-none"),
                text: t.get("confidentiality-none-text"),
                action: None,
            },
            ..Table::new(t, "grants", t.get("confidentiality-grants"))
        })
    }
}
