//! Forms of an organisation, of its people and of a span of days: which, whose, and each filled in.

use axum::extract::{RawQuery, State};
use chrono::{Datelike as _, NaiveDate};
use law::documents::{ClosingPeriod, period_of};
use maud::{Markup, html};
use office::documents::{self, Draft, Period, Taking};

use super::pages::{DOCX, PDF, attached, vietnamese};
use super::views::name;
use crate::codes;
use crate::failure::{Page, PageFailure, show as answer};
use crate::gate::{App, At, Visitor};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, link_button};
use crate::ui::list::{Column, Phone, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::summary::inset;
use crate::ui::{self, dates};

/// Whose forms, and of which days.
const WHICH: &[Field] = &[
    Field::select("org", "registers-organisation"),
    Field::select("provider", "periodic-provider").optional().hint("periodic-provider-hint"),
    Field::date("from", "cases-from"),
    Field::date("to", "cases-to"),
];

/// What the address asks for; without days, the half-year that runs.
fn period(app: &App, visitor: &Visitor, values: &Values) -> Period {
    let (first, last) = period_of(ClosingPeriod::HalfYear, app.desk().today());
    let day = |name: &str, usual: NaiveDate| dates::parse_date(values.get(name)).unwrap_or(usual);
    let org = Some(values.get("org")).filter(|org| !org.is_empty()).unwrap_or(&visitor.actor.org);
    let (from, to) = (day("from", first), day("to", last));
    Period { org: org.to_owned(), provider: values.get("provider").parse().ok(), from, to: to.max(from) }
}

fn query(period: &Period) -> Values {
    let (from, to) = (dates::date(period.from), dates::date(period.to));
    let provider = period.provider.map(|id| id.to_string()).unwrap_or_default();
    Values::from([
        ("org", period.org.as_str()),
        ("provider", provider.as_str()),
        ("from", from.as_str()),
        ("to", to.as_str()),
    ])
}

/// The forms there are.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(asked): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::ReadReports)?;
    let mut period = period(&app, &visitor, &Values::parse(&asked.unwrap_or_default()));
    let people = documents::providers_for(app.desk(), &visitor.actor, &period.org).await?;
    period.provider = period.provider.filter(|id| people.iter().any(|(known, _)| known == id));
    let reach = app.desk().reach_of(&visitor.actor);
    let mut organisations = office::staff::list_organisations(app.desk(), &visitor.actor).await?;
    organisations.retain(|unit| reach.covers(&unit.code));
    let t = visitor.t;
    let title = t.get("periodic-title");
    let query = query(&period);
    let units =
        organisations.iter().map(|unit| Choice::new(&unit.code, format!("{} – {}", unit.code, unit.name)));
    let people = people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let errors = FieldErrors::default();
    let sheet = Sheet::new(t, &query, &errors).choices("org", units).choices("provider", people);
    let rows = documents::periodic_forms(app.desk().today()).map(|form| {
        Row::new([
            html! { (form.code) },
            html! { (name(t, form)) },
            html! { (form.instrument) },
            html! { (codes::named(t, "form-filler", &form.filled_by)) },
        ])
        .link(format!("/periodic-forms/{}?{}", form.key, query.encode()))
    });
    let table = Table {
        columns: vec![
            Column::code(t.get("documents-code")),
            Column::text(t.get("documents-name")),
            Column::text(t.get("documents-instrument")),
            Column::text(t.get("documents-filled-by")),
        ],
        rows: rows.collect(),
        phone: Phone::Cards,
        ..Table::new(t, "periodic", t.get("documents-forms"))
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("periodic-lead")))
        form class="form" action="/periodic-forms" method="get" {
            (ui::form::columns(sheet.some(WHICH, &["org", "provider"])))
            (ui::form::columns(sheet.some(WHICH, &["from", "to"])))
            (ui::form::actions(html! { button class="button" type="submit" { (t.get("periodic-choose")) } }, html! {}))
        }
        (table)
    };
    answer(visitor.page(&title, body))
}

async fn filled(
    app: &App,
    visitor: &Visitor,
    form: &str,
    asked: Option<String>,
    taking: Taking,
) -> Result<(Draft, Period), PageFailure> {
    let period = period(app, visitor, &Values::parse(&asked.unwrap_or_default()));
    let draft = documents::periodic(app.desk(), &visitor.actor, (form, &period), taking, &vietnamese).await?;
    Ok((draft, period))
}

/// One, filled in.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(form): At<String>,
    RawQuery(asked): RawQuery,
) -> Page {
    let (draft, period) = filled(&app, &visitor, &form, asked, Taking::Look).await?;
    answer(page(&visitor, &draft, &query(&period)))
}

fn page(visitor: &Visitor, draft: &Draft, query: &Values) -> Markup {
    let (t, form) = (visitor.t, draft.form);
    let title = name(t, form);
    let file = |kind: &str| format!("/periodic-forms/{}/{kind}?{}", form.key, query.encode());
    let files = html! {
        (link_button(&t.get("documents-pdf"), &file("pdf")))
        (link_button(&t.get("documents-docx"), &file("docx")))
    };
    let body = html! {
        p { a href={ "/periodic-forms?" (query.encode()) } { (t.get("periodic-back")) } }
        (heading(Some(&draft.code), &title, files))
        (inset(html! {
            p { (t.get("periodic-draft")) }
            details {
                summary { (t.get("documents-source")) }
                p { (form.instrument) " — " (form.source) " (" (codes::named(t, "confidence", &form.confidence)) ")" }
            }
        }))
        (ui::paper(&draft.html()))
    };
    visitor.page(&title, body)
}

fn file_name(draft: &Draft, period: &Period, ending: &str) -> String {
    format!("{}-{}-{}.{ending}", draft.form.key, period.org.replace('.', ""), period.to.year())
}

/// To edit and print.
pub async fn docx(
    State(app): State<App>,
    visitor: Visitor,
    At(form): At<String>,
    RawQuery(asked): RawQuery,
) -> Page {
    let (draft, period) = filled(&app, &visitor, &form, asked, Taking::File).await?;
    attached(DOCX, &file_name(&draft, &period, "docx"), draft.docx()?)
}

/// To print.
pub async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    At(form): At<String>,
    RawQuery(asked): RawQuery,
) -> Page {
    let (draft, period) = filled(&app, &visitor, &form, asked, Taking::File).await?;
    attached(PDF, &file_name(&draft, &period, "pdf"), draft.pdf(app.desk()).await?)
}
