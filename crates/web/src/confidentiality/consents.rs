//! Written consents of a case: nothing about a person goes out without one, unless a law says so.

use axum::extract::State;
use law::confidentiality::{ConsentScope, consent_holds};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::confidentiality::{self, Consent, ConsentDraft, ConsentsView, Disclosure};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, again, refused_fields, see, show};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{T, prefix};
use crate::ui::dates;
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, error_summary, hidden, link_quiet, submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card};

const CONSENT: &[Field] = &[
    Field::text("person_name", "consents-person").hint("consents-person-hint").most(200),
    Field::select("scope", "consents-scope"),
    Field::text("to_whom", "consents-to-whom").most(300),
    Field::textarea("purpose", "consents-purpose").most(1000).rows(2),
    Field::date("given_on", "consents-given-on"),
    Field::select("paper", "consents-paper").optional().hint("consents-paper-hint"),
];

const WITHDRAWAL: &[Field] = &[Field::date("withdrawn_on", "consents-withdrawn-on")];

pub async fn index(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = confidentiality::consents(app.desk(), &visitor.actor, id).await?;
    let mut values = Values::default();
    values.set("id", app.desk().id().to_string());
    values.set("given_on", dates::date(app.desk().today()));
    values.set("withdrawn_on", dates::date(app.desk().today()));
    if let [only] = view.file.beneficiaries.as_slice() {
        values.set("person_name", only.name.clone());
    }
    show(page(&app, &visitor, &view, &values, &FieldErrors::default()))
}

pub async fn create(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(CONSENT, &values);
    let (person_name, scope) = (read.text("person_name"), read.choice("scope", ConsentScope::from_code));
    let (to_whom, purpose) = (read.text("to_whom"), read.text("purpose"));
    let given_on = read.date("given_on");
    let paper = read.choice("paper", |text| Uuid::parse_str(text).ok());
    let form_id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    let draft = match (scope, given_on) {
        (Some(scope), Some(given_on)) => {
            read.done(ConsentDraft { id: form_id, person_name, scope, to_whom, purpose, given_on, paper })
        }
        _ => Err(read.errors()),
    };
    let errors = match draft {
        Err(errors) => errors,
        Ok(draft) => match confidentiality::add_consent(app.desk(), &visitor.actor, id, draft).await {
            Ok(()) => return see(&format!("/cases/{id}/consents")).flash("consents-added").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let view = confidentiality::consents(app.desk(), &visitor.actor, id).await?;
    again(page(&app, &visitor, &view, &values, &errors))
}

pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    At((id, consent)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let mut read = Reader::new(WITHDRAWAL, &values);
    let errors = match read.date("withdrawn_on") {
        None => read.errors(),
        Some(day) => {
            match confidentiality::withdraw_consent(app.desk(), &visitor.actor, id, consent, day).await {
                Ok(()) => return see(&format!("/cases/{id}/consents")).flash("consents-withdrawn").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let mut whole = FieldErrors::default();
    errors.iter().for_each(|(_, text)| whole.add("", text.clone()));
    let view = confidentiality::consents(app.desk(), &visitor.actor, id).await?;
    again(page(&app, &visitor, &view, &values, &whole))
}

fn page(app: &App, visitor: &Visitor, view: &ConsentsView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let case = &view.file.case;
    let title = t.get("consents-title");
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&case.file_code), &title, html! {}))
        (lead(&t.get("consents-lead")))
        (table(app, visitor, view))
        (disclosed(t, &view.disclosures))
        @if view.may_write { (new(visitor, view, values, errors)) }
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs =
        vec![Crumb::link(case.file_code.clone(), format!("/cases/{}", case.id)), Crumb::here(title.clone())];
    crate::ui::page(&shell, body)
}

fn table(app: &App, visitor: &Visitor, view: &ConsentsView) -> Markup {
    let t = visitor.t;
    let rows = view.consents.iter().map(|consent| row(app, visitor, view, consent));
    html! {
        (Table {
            columns: vec![
                Column::text(t.get("consents-person")),
                Column::text(t.get("consents-scope")),
                Column::text(t.get("consents-to-whom")),
                Column::text(t.get("consents-purpose")),
                Column::text(t.get("consents-given-on")),
                Column::text(t.get("consents-state")),
            ],
            rows: rows.collect(),
            caption_unseen: true,
            empty: Empty { title: t.get("consents-none"), text: t.get("consents-none-text"), action: None },
            ..Table::new(t, "consents", t.get("consents-title"))
        })
    }
}

/// What left the house, on what ground, to whom.
fn disclosed(t: T, lines: &[Disclosure]) -> Markup {
    let row = |line: &Disclosure| {
        Row::new([
            html! {
                (t.code_or_itself(prefix!("leaving-what"), &line.what))
                @if !line.about.is_empty() { br; span class="soft" { (line.about) } }
            },
            html! { (codes::name(t, line.ground.0)) },
            html! { (line.to_whom) },
            html! { (dates::date_time(&line.disclosed_at)) },
            html! { (line.disclosed_by) },
        ])
    };
    html! {
        (Table {
            columns: vec![
                Column::text(t.get("leaving-thing")),
                Column::text(t.get("leaving-ground")),
                Column::text(t.get("leaving-to")),
                Column::code(t.get("leaving-when")),
                Column::text(t.get("leaving-by")),
            ],
            rows: lines.iter().map(row).collect(),
            empty: Empty { title: t.get("leaving-none"), text: t.get("leaving-none-text"), action: None },
            ..Table::new(t, "disclosures", t.get("leaving-title"))
        })
    }
}

fn row(app: &App, visitor: &Visitor, view: &ConsentsView, consent: &Consent) -> Row {
    let t = visitor.t;
    let paper = view.papers.iter().find(|(id, _)| Some(*id) == consent.paper_id);
    let holds = consent_holds(consent.given_on, consent.withdrawn_on, app.desk().today());
    let state = html! {
        @if holds { (badge(Tone::Good, &t.get("consents-holds"))) }
        @else if let Some(day) = consent.withdrawn_on {
            (badge(Tone::Bad, &t.with("consents-withdrawn-day", &[("day", dates::date(day).into())])))
        }
    };
    let row = Row::new([
        html! { (consent.person_name) },
        html! { (codes::name(t, consent.scope.0)) },
        html! { (consent.to_whom) },
        html! { (consent.purpose) @if let Some((_, title)) = paper { br; span class="soft" { (title) } } },
        html! { (dates::date(consent.given_on)) },
        state,
    ]);
    if holds && view.may_write { row.actions(withdrawal(app, visitor, consent)) } else { row }
}

fn withdrawal(app: &App, visitor: &Visitor, consent: &Consent) -> Markup {
    let t = visitor.t;
    let id = format!("withdraw-{}", consent.id);
    html! {
        details class="quick" {
            summary { (t.get("consents-withdraw")) span class="unseen" { " " (consent.to_whom) } }
            form action={ "/cases/" (consent.case_id) "/consents/" (consent.id) "/withdrawal" } method="post" {
                (form::csrf(&visitor.csrf))
                label for=(id) { (t.get("consents-withdrawn-on")) }
                input id=(id) name="withdrawn_on" value=(dates::date(app.desk().today())) inputmode="numeric" autocomplete="off";
                button class="button" type="submit" { (t.get("consents-withdraw")) }
            }
        }
    }
}

fn new(visitor: &Visitor, view: &ConsentsView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let papers = view.papers.iter().map(|(id, title)| Choice::new(id.to_string(), title.clone()));
    let sheet = Sheet::new(t, values, errors)
        .choices("scope", codes::choices::<ConsentScope>(t))
        .choices("paper", papers);
    let case = view.file.case.id;
    card(
        &t.get("consents-new"),
        html! {},
        form::form(
            &format!("/cases/{case}/consents"),
            &visitor.csrf,
            html! {
                (hidden("id", values.get("id")))
                (sheet.all(CONSENT))
                (form::actions(submit(&t.get("consents-save")), link_quiet(&t.get("confidentiality-to-case"), &format!("/cases/{case}"))))
            },
        ),
    )
}
