//! Documents that come in: entered, corrected, taken back.

use axum::extract::{RawQuery, State};
use chrono::Datelike as _;
use law::access::Permission;
use law::documents::Register;
use maud::{Markup, html};
use office::registers::{self, IncomingDocument, IncomingDraft};
use uuid::Uuid;

use super::form::{CANCEL, INCOMING};
use super::views::address;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::form::{
    Choice, FieldErrors, Reader, Sheet, Values, actions, columns, error_summary, form, hidden, link_quiet,
    submit, submit_danger,
};
use crate::ui::shell::{Crumb, heading};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, facts, notice};
use crate::ui::{self, dates};

/// The form of a new entry.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let asked = Values::parse(&query.unwrap_or_default());
    let org = Some(asked.get("org")).filter(|org| !org.is_empty()).unwrap_or(&visitor.actor.org).to_owned();
    let today = dates::date(app.desk().today());
    let id = app.desk().id().to_string();
    let values = Values::from([("id", id.as_str()), ("org", org.as_str()), ("arrived_on", today.as_str())]);
    let page = new_page(&app, &visitor, &values, &FieldErrors::default()).await?;
    answer(page)
}

async fn new_page(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, crate::failure::PageFailure> {
    let t = visitor.t;
    let organisations = registers::keepers(app.desk(), &visitor.actor).await?;
    let choices = organisations.iter().map(|unit| Choice::new(unit.code.as_str(), unit.name.as_str()));
    let sheet = Sheet::new(t, values, errors).choices("org", choices);
    let title = t.get("registers-enter");
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        (form("/incoming-documents", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (sheet.some(INCOMING, &["org", "arrived_on"]))
            (fields(&sheet))
            (actions(submit(&t.get("registers-save")), link_quiet(&t.get("registers-back"), "/registers/incoming")))
        }))
    };
    Ok(page(visitor, &title, errors, body))
}

/// What may also be corrected.
fn fields(sheet: &Sheet<'_>) -> Markup {
    html! {
        (sheet.some(INCOMING, &["author"]))
        (columns(sheet.some(INCOMING, &["their_number", "dated_on"])))
        (sheet.some(INCOMING, &["about"]))
        (columns(sheet.some(INCOMING, &["receiver", "passed_on"])))
        (sheet.some(INCOMING, &["note"]))
    }
}

fn page(visitor: &Visitor, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let t = visitor.t;
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![
        Crumb::link(t.get("registers-title"), "/registers"),
        Crumb::link(crate::codes::name(t, Register::Incoming), "/registers/incoming"),
        Crumb::here(title),
    ];
    ui::page(&shell, body)
}

fn read(values: &Values) -> Result<IncomingDraft, FieldErrors> {
    let mut read = Reader::new(INCOMING, values);
    let org = read.text("org");
    let arrived_on = read.date("arrived_on");
    let draft = IncomingDraft {
        org,
        arrived_on: arrived_on.unwrap_or_default(),
        author: read.text("author"),
        their_number: read.text("their_number"),
        dated_on: read.date("dated_on"),
        about: read.text("about"),
        receiver: read.text("receiver"),
        passed_on: read.date("passed_on"),
        note: read.text("note"),
    };
    read.done(draft)
}

/// Enters a document.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let id = fields.get("id").parse().unwrap_or_else(|_| app.desk().id());
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => match registers::enter_incoming(app.desk(), &visitor.actor, id, &draft).await {
            Ok(number) => {
                let number = format!("{number:02}");
                let back = address(Register::Incoming, &draft.org, draft.arrived_on);
                return see(&back).flash_with("registers-entered", &[("number", &number)]).into();
            }
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(new_page(&app, &visitor, &values, &errors).await?)
}

/// One entry.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let document = registers::view_incoming(app.desk(), &visitor.actor, id).await?;
    answer(shown(&visitor, &document, &values_of(&document), &FieldErrors::default()))
}

fn values_of(document: &IncomingDocument) -> Values {
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::date).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Values::from(vec![
        ("author".to_owned(), document.author.clone()),
        ("their_number".to_owned(), text(&document.their_number)),
        ("dated_on".to_owned(), day(document.dated_on)),
        ("about".to_owned(), document.about.clone()),
        ("receiver".to_owned(), text(&document.receiver)),
        ("passed_on".to_owned(), day(document.passed_on)),
        ("note".to_owned(), text(&document.note)),
    ])
}

fn shown(visitor: &Visitor, document: &IncomingDocument, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let number = format!("{:02}/{}", document.number, document.arrived_on.year());
    let title = t.with("registers-incoming", &[("number", number.into())]);
    let path = format!("/incoming-documents/{}", document.id);
    let writes = visitor.may(Permission::KeepDocuments) && document.cancelled_at.is_none();
    let sheet = Sheet::new(t, values, errors);
    let version = document.version.to_string();
    let known = facts(
        t,
        &[
            Fact::words(t.get("registers-organisation"), document.org_code.as_str()),
            Fact::words(t.get("registers-column-arrived"), dates::date(document.arrived_on)),
            Fact::words(
                t.get("registers-entered-by"),
                format!("{}, {}", document.entered_by, dates::date_time(&document.entered_at)),
            ),
        ],
    );
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        @if let (Some(at), Some(reason)) = (&document.cancelled_at, &document.cancel_reason) {
            (notice(t, Tone::Bad, &t.get("registers-cancelled"), html! { p { (dates::date_time(at)) ": " (reason) } }))
        }
        (known)
        @if writes {
            (form(&path, &visitor.csrf, html! {
                (hidden("version", &version))
                (fields(&sheet))
                (actions(submit(&t.get("registers-save")), link_quiet(&t.get("registers-back"), &address(Register::Incoming, &document.org_code, document.arrived_on))))
            }))
            details class="inset" open[errors.get("reason").is_some()] {
                summary { (t.get("registers-cancel")) }
                (form(&format!("{path}/cancellation"), &visitor.csrf, html! {
                    (hidden("version", &version))
                    (sheet.all(CANCEL))
                    (actions(submit_danger(&t.get("registers-cancel"), &t.get("documents-cancel-sure")), html! {}))
                }))
            }
        } @else {
            (said(visitor, document))
        }
    };
    page(visitor, &title, errors, body)
}

/// The entry for who only reads.
fn said(visitor: &Visitor, document: &IncomingDocument) -> Markup {
    let t = visitor.t;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::date).unwrap_or_default();
    facts(
        t,
        &[
            Fact::words(t.get("registers-column-author"), document.author.as_str()),
            Fact::words(t.get("registers-column-their-number"), text(&document.their_number)),
            Fact::words(t.get("registers-column-dated"), day(document.dated_on)),
            Fact::words(t.get("registers-column-about"), document.about.as_str()),
            Fact::words(t.get("registers-column-receiver"), text(&document.receiver)),
            Fact::words(t.get("registers-column-passed"), day(document.passed_on)),
            Fact::words(t.get("registers-column-note"), text(&document.note)),
        ],
    )
}

/// Corrects an entry.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let mut values = fields.values();
    let document = registers::view_incoming(app.desk(), &visitor.actor, id).await?;
    // Whose it is and when it came stay as they are.
    values.set("org", document.org_code.as_str());
    values.set("arrived_on", dates::date(document.arrived_on));
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => {
            match registers::correct_incoming(app.desk(), &visitor.actor, (id, seen), &draft).await {
                Ok(()) => return see(&format!("/incoming-documents/{id}")).flash("registers-saved").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    again(shown(&visitor, &document, &values, &errors))
}

/// Takes an entry back.
pub async fn cancel(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::KeepDocuments)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let reason = values.get("reason");
    match registers::cancel_incoming(app.desk(), &visitor.actor, (id, seen), reason).await {
        Ok(()) => see(&format!("/incoming-documents/{id}")).flash("registers-entry-cancelled").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let document = registers::view_incoming(app.desk(), &visitor.actor, id).await?;
            let mut shown_values = values_of(&document);
            shown_values.set("reason", reason);
            again(shown(&visitor, &document, &shown_values, &errors))
        }
    }
}
