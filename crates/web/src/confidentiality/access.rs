//! The page before a restricted case: who is protected and why, in general words; what brings somebody here.

use axum::extract::{RawQuery, State};
use law::confidentiality::{AccessGround, GRANT_HOURS, Restriction, Way};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::Failure;
use office::confidentiality::{self, AccessView, Door, Grant, GrantLine, Reason, RequestAccess};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor, local_path};
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, error_summary, hidden, link_button, link_quiet,
    submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
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

/// What stands before a restricted case or request.
struct Before<'a> {
    door: Door,
    id: Uuid,
    /// What it is called.
    head: String,
    marks: &'a [Restriction],
    way: Way,
    grant: Option<&'a Grant>,
    grants: &'a [GrantLine],
}

impl<'a> Before<'a> {
    fn case(view: &'a AccessView) -> Self {
        Self {
            door: Door::Case,
            id: view.case,
            head: format!("{} · {}", view.file_code, view.org_code),
            marks: &view.marks,
            way: view.way,
            grant: view.grant.as_ref(),
            grants: &view.grants,
        }
    }

    fn request(t: T, view: &'a RequestAccess) -> Self {
        let day = dates::date(view.received_on);
        Self {
            door: Door::Request,
            id: view.request,
            head: format!("{} · {}", t.with("home-request-of", &[("day", day.into())]), view.org_code),
            marks: &view.marks,
            way: view.way,
            grant: view.grant.as_ref(),
            grants: &view.grants,
        }
    }

    fn path(&self) -> String {
        match self.door {
            Door::Case => format!("/cases/{}", self.id),
            Door::Request => format!("/requests/{}", self.id),
        }
    }

    /// Where somebody wanted to go, if it is ours; else the thing itself.
    fn wanted(&self, values: &Values) -> String {
        match local_path(values.get("next")) {
            "/" => self.path(),
            path => path.to_owned(),
        }
    }

    /// The lists where it stands.
    fn list(&self) -> &'static str {
        match self.door {
            Door::Case => "/cases",
            Door::Request => "/requests",
        }
    }

    fn on(&self, t: T) -> Markup {
        let label = match self.door {
            Door::Case => t.get("confidentiality-to-case"),
            Door::Request => t.get("confidentiality-to-request"),
        };
        html! { p { (link_button(&label, &self.path())) } }
    }
}

/// What the address says, and a new id for the form.
fn fresh(app: &App, query: Option<String>) -> Values {
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    values
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let view = confidentiality::access(app.desk(), &visitor.actor, id).await?;
    answer(page(&visitor, &view, &fresh(&app, query), &FieldErrors::default()))
}

/// The same before a request.
pub async fn show_request(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let view = confidentiality::request_access(app.desk(), &visitor.actor, id).await?;
    let before = Before::request(visitor.t, &view);
    answer(framed(&visitor, &before, &fresh(&app, query), &FieldErrors::default(), html! {}))
}

pub async fn grant(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = confidentiality::access(app.desk(), &visitor.actor, id).await?;
    let values = fields.values();
    let errors = match read_reason(&app, &values) {
        Err(errors) => errors,
        Ok(reason) => {
            let given = confidentiality::grant(app.desk(), &visitor.actor, id, reason).await;
            match opened(visitor.t, &Before::case(&view), &values, given)? {
                Ok(page) => return page,
                Err(errors) => errors,
            }
        }
    };
    again(page(&visitor, &view, &values, &errors))
}

/// The same before a request.
pub async fn grant_request(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let view = confidentiality::request_access(app.desk(), &visitor.actor, id).await?;
    let values = fields.values();
    let before = Before::request(visitor.t, &view);
    let errors = match read_reason(&app, &values) {
        Err(errors) => errors,
        Ok(reason) => {
            let given = confidentiality::grant_request(app.desk(), &visitor.actor, id, reason).await;
            match opened(visitor.t, &before, &values, given)? {
                Ok(page) => return page,
                Err(errors) => errors,
            }
        }
    };
    again(framed(&visitor, &before, &values, &errors, html! {}))
}

fn read_reason(app: &App, values: &Values) -> Result<Reason, FieldErrors> {
    let mut read = Reader::new(REASON, values);
    let (ground, text) = (read.choice("ground", AccessGround::from_code), read.text("reason"));
    let id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    let Some(ground) = ground else { return Err(read.errors()) };
    read.done(Reason { id, ground, text })
}

/// On to what was wanted, or what is wrong with the reason.
fn opened(
    t: T,
    before: &Before<'_>,
    values: &Values,
    given: Result<Grant, Failure>,
) -> Result<Result<Page, FieldErrors>, PageFailure> {
    match given {
        Ok(grant) => {
            let until = dates::date_time(&grant.until_at);
            let to = before.wanted(values);
            Ok(Ok(see(&to).flash_with("confidentiality-opened", &[("until", &until)]).into()))
        }
        Err(failure) => Ok(Err(refused_fields(t, failure)?)),
    }
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
    let marking = html! { @if view.may_mark { (marks(visitor, view, values, errors)) } };
    framed(visitor, &Before::case(view), values, errors, marking)
}

fn framed(
    visitor: &Visitor,
    before: &Before<'_>,
    values: &Values,
    errors: &FieldErrors,
    marking: Markup,
) -> Markup {
    let t = visitor.t;
    let asks = before.way == Way::Ask;
    let title = t.get(if asks { "confidentiality-title" } else { "confidentiality-about" });
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&before.head), &title, html! {}))
        (who_is_protected(t, before))
        @match before.way {
            Way::Ask => { (ask(visitor, before, values, errors)) }
            Way::Granted => { (granted(t, before)) }
            Way::Ordinary | Way::Circle => { (before.on(t)) }
        }
        (marking)
        @if matches!(before.way, Way::Ordinary | Way::Circle) { (given(visitor, before.grants)) }
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    let list = match before.door {
        Door::Case => t.get("cases-title"),
        Door::Request => t.get("requests-title"),
    };
    shell.crumbs = vec![Crumb::link(list, before.list()), Crumb::here(before.head.clone())];
    crate::ui::page(&shell, body)
}

/// The groups that are protected, never the person.
fn who_is_protected(t: T, before: &Before<'_>) -> Markup {
    let ordinary = match before.door {
        Door::Case => t.get("confidentiality-ordinary-lead"),
        Door::Request => t.get("confidentiality-ordinary-request-lead"),
    };
    html! {
        @if before.marks.is_empty() {
            (lead(&ordinary))
        } @else {
            (notice(t, Tone::Soon, &t.get("confidentiality-why"), html! {
                p { @for mark in before.marks { (badge(Tone::Soon, &codes::name(t, *mark))) " " } }
                p { (t.get("confidentiality-why-text")) }
            }))
        }
    }
}

fn ask(visitor: &Visitor, before: &Before<'_>, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("ground", codes::choices::<AccessGround>(t));
    html! {
        p { (t.with("confidentiality-logged", &[("hours", GRANT_HOURS.into())])) }
        (form::form(&format!("{}/access", before.path()), &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("next", &before.wanted(values)))
            (sheet.all(REASON))
            (form::actions(submit(&t.get("confidentiality-open")), link_quiet(&t.get("confidentiality-leave"), before.list())))
        }))
    }
}

fn granted(t: T, before: &Before<'_>) -> Markup {
    html! {
        @if let Some(grant) = before.grant {
            p { (t.with("confidentiality-open-until", &[("until", dates::date_time(&grant.until_at).into())])) }
        }
        (before.on(t))
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
