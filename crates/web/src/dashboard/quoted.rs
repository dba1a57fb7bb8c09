//! Quoted figures: what others published, typed or from a sheet, shown apart from what is counted.

use axum::extract::{FromRequest as _, Request, State};
use law::access::Permission;
use maud::{Markup, html};
use office::exchange::Incoming;
use office::quoted::{self as acts, COLUMNS, Quoted, QuotedDraft};
use uuid::Uuid;

use crate::failure::{Page, again, refused_fields, see, show};
use crate::gate::{App, At, Fields, Upload, Visitor};
use crate::reports::{Reached, organisations_in_reach};
use crate::texts::{Lang, T};
use crate::ui::form::{
    Choice, Field, FieldErrors, Reader, Sheet, Values, Width, actions, button_form, error_summary, form,
    submit, submit_as, upload,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::{dates, page};

const FIELDS: &[Field] = &[
    Field::select("org", "reports-org"),
    Field::text("series", "quoted-series").width(Width::Medium).most(60).hint("quoted-series-hint"),
    Field::text("name", "quoted-name").most(300),
    Field::text("unit", "quoted-unit").width(Width::Medium).most(60),
    Field::date("from", "reports-from"),
    Field::date("to", "reports-to"),
    Field::text("value", "quoted-value").width(Width::Short).most(40).hint("quoted-value-hint"),
    Field::text("source", "quoted-source").most(500).hint("quoted-source-hint"),
    Field::text("note", "quoted-note").optional().most(500),
];

const SHEET: &[Field] =
    &[Field::file("file", "quoted-sheet", ".csv,.xlsx", 1_000_000).hint("quoted-sheet-hint")];

pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let values = Values::from([("org", visitor.actor.org.as_str())]);
    show(whole(&app, &visitor, &values, &FieldErrors::default()).await?)
}

async fn whole(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, crate::failure::PageFailure> {
    let figures = acts::list(app.desk(), &visitor.actor).await?;
    let organisations = organisations_in_reach(app.desk(), &visitor.actor).await?;
    let title = visitor.t.get("quoted-title");
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.error_in_title = !errors.is_empty();
    shell.crumbs =
        vec![Crumb::link(visitor.t.get("reports-title"), "/reports/period"), Crumb::here(title.clone())];
    let name = |code: &str| app.desk().name_of_organisation(code);
    Ok(page(&shell, body(visitor, (&figures, &organisations), (values, errors), &name)))
}

/// Enters one figure.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::PrepareReports)?;
    let values = fields.values();
    let mut read = Reader::new(FIELDS, &values);
    let draft = QuotedDraft {
        org: read.text("org"),
        series: read.text("series"),
        name: read.text("name"),
        unit: read.text("unit"),
        from: read.date("from"),
        to: read.date("to"),
        value: read.text("value"),
        source: read.text("source"),
        note: read.maybe_text("note"),
    };
    let errors = read.errors();
    if !errors.is_empty() {
        return again(whole(&app, &visitor, &values, &errors).await?);
    }
    match acts::enter(app.desk(), &visitor.actor, vec![(1, draft)]).await {
        Ok(_) => see("/reports/quoted").flash("quoted-entered").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(whole(&app, &visitor, &values, &errors).await?)
        }
    }
}

/// Enters the figures of a sheet.
pub async fn import(State(app): State<App>, visitor: Visitor, request: Request) -> Page {
    app.desk().permit(&visitor.actor, Permission::PrepareReports)?;
    let mut upload = Upload::from_request(request, &app).await?;
    let mut file = Incoming::new()?;
    while let Some(mut field) = upload.multipart.next_field().await? {
        if field.name() != Some("file") {
            continue;
        }
        while let Some(piece) = field.chunk().await? {
            file.take(&piece)?;
        }
    }
    match acts::import(app.desk(), &visitor.actor, &file).await {
        Ok(number) => {
            see("/reports/quoted").flash_with("quoted-imported", &[("n", &number.to_string())]).into()
        }
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let values = Values::from([("org", visitor.actor.org.as_str())]);
            again(whole(&app, &visitor, &values, &errors).await?)
        }
    }
}

/// Takes a figure back.
pub async fn withdraw(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, _fields: Fields) -> Page {
    acts::withdraw(app.desk(), &visitor.actor, id).await?;
    see("/reports/quoted").flash("quoted-withdrawn").into()
}

fn body(
    visitor: &Visitor,
    (figures, organisations): (&[Quoted], &[Reached]),
    (values, errors): (&Values, &FieldErrors),
    name: &dyn Fn(&str) -> String,
) -> Markup {
    let t = visitor.t;
    let may_write = visitor.may(Permission::PrepareReports);
    let units = organisations.iter().map(|it| Choice::new(&it.organisation.code, &it.organisation.name));
    let sheet = Sheet::new(t, values, errors).choices("org", units);
    html! {
        (error_summary(t, errors))
        (heading(None, &t.get("quoted-title"), html! {}))
        (lead(&t.get("quoted-lead")))
        (table(visitor, figures, name, may_write))
        @if may_write {
            section class="on-screen" aria-labelledby="quoted-new" {
                h2 id="quoted-new" { (t.get("quoted-new")) }
                (form("/reports/quoted", &visitor.csrf, html! {
                    (sheet.all(FIELDS))
                    (actions(submit(&t.get("quoted-enter")), html! {}))
                }))
            }
            section class="on-screen" aria-labelledby="quoted-import" {
                h2 id="quoted-import" { (t.get("quoted-import")) }
                p class="hint" { (t.with("quoted-columns", &[("columns", COLUMNS.join(", ").into())])) }
                (upload("/reports/quoted/sheets", &visitor.csrf, html! {
                    (sheet.all(SHEET))
                    (actions(submit(&t.get("quoted-import-button")), html! {}))
                }))
            }
        }
    }
}

/// A figure as the language writes it, with its unit.
pub fn value_words(t: T, figure: &Quoted) -> String {
    let value = match t.lang() {
        Lang::Vi => {
            let (whole, decimals) = figure.value.split_once('.').unwrap_or((&figure.value, ""));
            let whole =
                whole.parse().map_or_else(|_| whole.to_owned(), |it| crate::ui::money::number(Lang::Vi, it));
            if decimals.is_empty() { whole } else { format!("{whole},{decimals}") }
        }
        Lang::En => figure.value.clone(),
    };
    format!("{value}\u{a0}{}", figure.unit)
}

fn table(visitor: &Visitor, figures: &[Quoted], name: &dyn Fn(&str) -> String, may_write: bool) -> Markup {
    let t = visitor.t;
    let row = |figure: &Quoted| {
        let row = Row::new([
            html! { (figure.name) br; span class="soft" { (figure.series) } },
            html! { (name(&figure.org_code)) },
            html! { (dates::period(figure.from_on, figure.to_on)) },
            html! { (value_words(t, figure)) },
            html! { (figure.source) @if let Some(note) = &figure.note { br; span class="soft" { (note) } } },
        ]);
        match may_write {
            true => {
                let button = submit_as(&t.get("quoted-withdraw"), "act", "withdraw");
                row.actions(button_form(
                    &format!("/reports/quoted/{}/withdrawal", figure.id),
                    &visitor.csrf,
                    button,
                ))
            }
            false => row,
        }
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("quoted-name")),
            Column::text(t.get("reports-org")),
            Column::code(t.get("quoted-period")),
            Column::number(t.get("quoted-value")),
            Column::text(t.get("quoted-source")),
        ],
        rows: figures.iter().map(row).collect(),
        empty: Empty { title: t.get("quoted-none"), text: t.get("quoted-none-text"), action: None },
        ..Table::new(t, "quoted", t.get("quoted-table"))
    };
    html! { (table) }
}
