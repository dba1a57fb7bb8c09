//! The register of incidents: list, enter, complete, note who was told, close; the facts of the notice.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::privacy::{IncidentDuty, IncidentKind, IncidentState, Severity};
use maud::{Markup, html};
use office::Failure;
use office::privacy::{self, Clocked, Incident, IncidentDraft, Listed, done_at, duties_of};
use uuid::Uuid;

use super::{framed, most_pressing, pages, place};
use crate::codes;
use crate::complaints::moment;
use crate::deadlines;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::T;
use crate::ui::form::{
    self, Field, FieldErrors, Reader, Sheet, Values, Width, columns, csrf, error_summary, hidden, link_new,
    link_quiet, submit,
};
use crate::ui::list::{Address, Chip, Column, Empty, Filters, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, Status, Task, badge, card, facts, tasks};
use crate::ui::{dates, money};

const INCIDENT: &[Field] = &[
    Field::select("kind", "privacy-incident-kind"),
    Field::radios("severity", "privacy-severity").hint("privacy-severity-hint"),
    Field::checkbox("personal_data", "privacy-personal-data"),
    Field::checkbox("location_or_biometric", "privacy-location-or-biometric"),
    Field::date("found_on", "privacy-found-on"),
    Field::text("found_time", "privacy-found-time")
        .optional()
        .hint("privacy-time-hint")
        .width(Width::Tiny)
        .most(5),
    Field::textarea("content", "privacy-incident-content")
        .hint("privacy-incident-content-hint")
        .most(10_000)
        .rows(5),
    Field::number("affected", "privacy-affected").optional(),
    Field::textarea("measures", "privacy-measures").optional().most(10_000).rows(3),
];

const DUTY: &[Field] = &[
    Field::date("done_on", "privacy-done-on"),
    Field::text("done_time", "privacy-done-time")
        .optional()
        .hint("privacy-time-hint")
        .width(Width::Tiny)
        .most(5),
];

const FILTER: &[Field] = &[Field::select("state", "privacy-state").optional()];

fn state(t: T, state: IncidentState) -> Markup {
    let tone = match state {
        IncidentState::Open => Tone::Bad,
        IncidentState::Reported => Tone::Info,
        IncidentState::Closed => Tone::Good,
    };
    badge(tone, &codes::name(t, state))
}

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let asked = IncidentState::from_code(values.get("state"));
    let after = place(values.get("after"));
    let list = privacy::list_incidents(app.desk(), &visitor.actor, asked, after).await?;
    answer(list_page(&app, &visitor, &Address::new("/incidents", values), &list, asked))
}

fn list_page(
    app: &App,
    visitor: &Visitor,
    address: &Address,
    list: &Listed<Incident>,
    asked: Option<IncidentState>,
) -> Markup {
    let (t, now) = (visitor.t, app.desk().now());
    let errors = FieldErrors::default();
    let fields = Sheet::filter(t, address.query(), &errors)
        .choices("state", codes::choices::<IncidentState>(t))
        .all(FILTER);
    let chips = asked.map(|state| Chip {
        label: t.get("privacy-state"),
        value: codes::name(t, state),
        remove: address.without("state").url(),
    });
    let rows = list.lines.iter().map(|line| {
        Row::new([
            html! { (codes::name(t, line.record.kind.0)) },
            html! { (codes::name(t, line.record.severity.0)) },
            html! { (dates::date_time(&line.record.found_at)) },
            html! { (line.record.org_code) },
            state(t, line.record.state.0),
            most_pressing(t, now, &line.clocks),
        ])
        .link(format!("/incidents/{}", line.record.id))
    });
    let title = t.get("privacy-incidents");
    let table = Table {
        columns: vec![
            Column::text(t.get("privacy-incident-kind")),
            Column::text(t.get("privacy-severity")),
            Column::text(t.get("privacy-found")),
            Column::text(t.get("privacy-org")),
            Column::text(t.get("privacy-state")),
            Column::text(t.get("privacy-clock")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("privacy-incidents-none"),
            text: t.get("privacy-incidents-none-text"),
            action: None,
        },
        ..Table::new(t, "incidents", title.clone())
    };
    let body = html! {
        (heading(None, &title, link_new(&t.get("privacy-incident-new"), "/incidents/new")))
        (lead(&t.get("privacy-incidents-lead")))
        (Filters { t, address, fields, chips: chips.into_iter().collect() })
        (table)
        (pages(t, address, list.lines.len(), list.next))
    };
    visitor.page(&title, body)
}

pub async fn new(State(app): State<App>, visitor: Visitor) -> Page {
    app.desk().permit(&visitor.actor, Permission::HandleIncidents)?;
    let mut values = Values::default();
    values.set("id", app.desk().id().to_string());
    values.set("found_on", dates::date(app.desk().today()));
    answer(form_page(&visitor, None, &values, &FieldErrors::default()))
}

/// The form of a new incident, or of one to complete.
fn form_page(visitor: &Visitor, known: Option<Uuid>, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get(if known.is_some() { "privacy-incident-edit" } else { "privacy-incident-new" });
    let action = known.map_or_else(|| "/incidents".to_owned(), |id| format!("/incidents/{id}"));
    let sheet = Sheet::new(t, values, errors)
        .choices("kind", codes::choices::<IncidentKind>(t))
        .choices("severity", codes::choices::<Severity>(t));
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        (form::form(&action, &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("version", values.get("version")))
            (sheet.some(INCIDENT, &["kind", "severity", "personal_data", "location_or_biometric"]))
            (columns(sheet.some(INCIDENT, &["found_on", "found_time"])))
            (sheet.some(INCIDENT, &["content", "affected", "measures"]))
            (form::actions(submit(&t.get("privacy-incident-save")), link_quiet(&t.get("privacy-cancel"), "/incidents")))
        }))
    };
    framed(visitor, (&t.get("privacy-incidents"), "/incidents"), &title, errors, body)
}

fn read(values: &Values, app: &App, id: Uuid) -> Result<IncidentDraft, FieldErrors> {
    let mut read = Reader::new(INCIDENT, values);
    let kind = read.choice("kind", IncidentKind::from_code);
    let severity = read.choice("severity", Severity::from_code);
    let personal_data = read.flag("personal_data");
    let location_or_biometric = read.flag("location_or_biometric");
    let found_at = moment(&mut read, "found_on", "found_time", app.desk().now());
    let content = read.text("content");
    let affected = read.number("affected");
    let measures = read.maybe_text("measures");
    let (Some(kind), Some(severity), Some(found_at)) = (kind, severity, found_at) else {
        return Err(read.errors());
    };
    read.done(IncidentDraft {
        id,
        kind,
        severity,
        personal_data,
        location_or_biometric,
        found_at,
        content,
        affected,
        measures,
    })
}

pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::HandleIncidents)?;
    let values = fields.values();
    let id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    let errors = match read(&values, &app, id) {
        Err(errors) => errors,
        Ok(draft) => match privacy::enter_incident(app.desk(), &visitor.actor, draft).await {
            Ok(id) => return see(&format!("/incidents/{id}")).flash("privacy-incident-entered").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(form_page(&visitor, None, &values, &errors))
}

pub async fn edit(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = privacy::view_incident(app.desk(), &visitor.actor, id).await?;
    answer(form_page(&visitor, Some(id), &values_of(&view.record), &FieldErrors::default()))
}

fn values_of(record: &Incident) -> Values {
    let mut values = Values::default();
    let found = dates::date_time(&record.found_at);
    let (day, time) = found.split_once(' ').unwrap_or((&found, ""));
    values.set("id", record.id.to_string());
    values.set("version", record.version.to_string());
    values.set("kind", record.kind.code());
    values.set("severity", record.severity.code());
    values.set("found_on", day);
    values.set("found_time", time);
    values.set("content", record.content.clone());
    values.set("affected", record.affected.map(|count| count.to_string()).unwrap_or_default());
    values.set("measures", record.measures.clone().unwrap_or_default());
    for (name, is) in
        [("personal_data", record.personal_data), ("location_or_biometric", record.location_or_biometric)]
    {
        if is {
            values.set(name, "yes");
        }
    }
    values
}

pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::HandleIncidents)?;
    let mut values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read(&values, &app, id) {
        Err(errors) => errors,
        Ok(draft) => match privacy::correct_incident(app.desk(), &visitor.actor, seen, draft).await {
            Ok(()) => return see(&format!("/incidents/{id}")).flash("privacy-incident-corrected").into(),
            Err(Failure::Stale) => {
                let view = privacy::view_incident(app.desk(), &visitor.actor, id).await?;
                values.set("version", view.record.version.to_string());
                let mut errors = FieldErrors::default();
                errors.add("", "privacy-version-hint");
                let page = form_page(&visitor, Some(id), &values, &errors);
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    // What is out of reach is not found, whatever was typed.
    privacy::view_incident(app.desk(), &visitor.actor, id).await?;
    again(form_page(&visitor, Some(id), &values, &errors))
}

pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    page(&app, &visitor, id, &FieldErrors::default()).await
}

async fn page(app: &App, visitor: &Visitor, id: Uuid, errors: &FieldErrors) -> Page {
    let view = privacy::view_incident(app.desk(), &visitor.actor, id).await?;
    let page = one(app, visitor, &view, errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

fn one(app: &App, visitor: &Visitor, view: &Clocked<Incident>, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let record = &view.record;
    let title = codes::name(t, record.kind.0);
    let open = record.closed_at.is_none();
    let edit = html! {
        @if open { (link_quiet(&t.get("privacy-incident-edit"), &format!("/incidents/{}/edit", record.id))) }
    };
    let caption = format!("{} · {}", t.get("privacy-incident"), record.org_code);
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&caption), &title, edit))
        p { (state(t, record.state.0)) " · " (codes::name(t, record.severity.0)) }
        div class="sides" {
            div {
                (card(&t.get("privacy-duties"), html! {}, duties(app, visitor, record)))
                (card(&t.get("privacy-incident"), html! {}, facts(t, &what_happened(t, record))))
                @if record.personal_data { (letter(t, record)) }
            }
            div { (card(&t.get("privacy-clocks"), html! {}, deadlines::panel(t, app.desk().now(), &view.clocks))) }
        }
    };
    framed(visitor, (&t.get("privacy-incidents"), "/incidents"), &title, errors, body)
}

fn what_happened(t: T, record: &Incident) -> Vec<Fact> {
    let affected = record.affected.map(|count| money::number(t.lang(), count)).unwrap_or_default();
    let mut known = vec![
        Fact::words(t.get("privacy-found"), dates::date_time(&record.found_at)),
        Fact::words(t.get("privacy-incident-content"), record.content.clone()),
        Fact::words(t.get("privacy-affected"), affected),
        Fact::words(t.get("privacy-measures"), record.measures.clone().unwrap_or_default()),
    ];
    if let Some(at) = &record.closed_at {
        known.push(Fact::words(t.get("privacy-closed-at"), dates::date_time(at)));
    }
    known
}

/// The facts of form 08 in one place, to be copied into the letter.
fn letter(t: T, record: &Incident) -> Markup {
    let mut known = what_happened(t, record);
    known.insert(0, Fact::words(t.get("privacy-org"), record.org_code.clone()));
    known.insert(1, Fact::words(t.get("privacy-incident-kind"), codes::name(t, record.kind.0)));
    html! {
        details class="inset" {
            summary { (t.get("privacy-letter")) }
            p { (t.get("privacy-letter-text")) }
            (facts(t, &known))
        }
    }
}

fn duties(app: &App, visitor: &Visitor, record: &Incident) -> Markup {
    let t = visitor.t;
    let owed = duties_of(record);
    let list: Vec<Task> = owed
        .iter()
        .map(|duty| {
            let done = done_at(record, *duty);
            Task {
                title: codes::name(t, *duty),
                status: if done.is_some() { Status::Done } else { Status::Todo },
                href: None,
                note: Some(match done {
                    Some(at) => format!("{} {}", t.get("privacy-duty-done"), dates::date_time(&at)),
                    None => t.get("privacy-duty-open"),
                }),
            }
        })
        .collect();
    let open = record.closed_at.is_none();
    html! {
        @if owed.is_empty() { p class="soft" { (t.get("privacy-duties-none")) } } @else { (tasks(t, &list)) }
        @for duty in owed.iter().filter(|duty| done_at(record, **duty).is_none()) {
            (note_form(app, visitor, record, *duty))
        }
        @if open && record.state.0 != IncidentState::Open {
            (form::button_form(&format!("/incidents/{}/closure", record.id), &visitor.csrf, html! {
                (hidden("version", &record.version.to_string()))
                (submit(&t.get("privacy-close")))
            }))
        }
    }
}

fn note_form(app: &App, visitor: &Visitor, record: &Incident, duty: IncidentDuty) -> Markup {
    let t = visitor.t;
    let values = Values::from([("done_on", dates::date(app.desk().today()).as_str())]);
    let errors = FieldErrors::default();
    let prefix = format!("{}-", duty.code());
    let sheet = Sheet::new(t, &values, &errors).prefix(&prefix);
    html! {
        details {
            summary { (t.get("privacy-duty-note")) ": " (codes::name(t, duty)) }
            form class="form" action={ "/incidents/" (record.id) "/duties" } method="post" novalidate {
                (csrf(&visitor.csrf))
                (hidden("duty", duty.code()))
                (columns(sheet.all(DUTY)))
                (form::actions(submit(&t.get("privacy-duty-note")), html! {}))
            }
        }
    }
}

pub async fn note(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let duty = IncidentDuty::from_code(values.get("duty"));
    let mut read = Reader::new(DUTY, &values);
    let at = moment(&mut read, "done_on", "done_time", app.desk().now());
    let errors = match (duty, at) {
        (Some(duty), Some(at)) => match privacy::note_duty(app.desk(), &visitor.actor, id, duty, at).await {
            Ok(()) => return see(&format!("/incidents/{id}")).flash("privacy-duty-noted").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
        _ => read.errors(),
    };
    let mut whole = FieldErrors::default();
    errors.iter().for_each(|(_, text)| whole.add("", text.clone()));
    page(&app, &visitor, id, &whole).await
}

pub async fn close(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let seen = fields.get("version").parse().unwrap_or(0);
    let errors = match privacy::close_incident(app.desk(), &visitor.actor, id, seen).await {
        Ok(()) => return see(&format!("/incidents/{id}")).flash("privacy-closed").into(),
        Err(failure) => refused_fields(visitor.t, failure)?,
    };
    page(&app, &visitor, id, &errors).await
}
