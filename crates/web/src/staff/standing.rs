//! How a provider stands: cards, contracts, ranks and posts with their days, absence, training, where somebody works;
//! and the list of what is about to go wrong. Contracts and registrations of organisations stand here too.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, NaiveDate, Utc};
use law::access::Permission;
use law::cases::{AidForm, LegalField};
use law::kernel::coded::Coded as _;
use law::standing::{AbsenceKind, OrganisationTermKind, TermKind};
use maud::{Markup, html};
use office::staff::terms::{
    self as acts, Absence, AlertLine, OrganisationTerm, ProviderProfile, ProviderTerm, Standing, Training,
    Withdrawable,
};
use office::staff::{OrganisationView, ProviderView};
use office::{Failure, Outcome};
use uuid::Uuid;

use super::provider_views::url;
use crate::codes;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::T;
use crate::ui::form::{
    self, Field, FieldErrors, Reader, Sheet, Values, Width, error_summary, hidden, submit,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, card};
use crate::ui::{dates, figures};

const TERM: &[Field] = &[
    Field::select("kind", "staff-term-kind"),
    Field::text("label", "staff-term-label").hint("staff-term-label-hint").width(Width::Medium).most(200),
    Field::date("from_on", "staff-from-on"),
    Field::date("to_on", "staff-to-on").optional().hint("staff-to-on-hint"),
    Field::text("basis", "staff-basis").optional().width(Width::Medium).most(300),
];
const ABSENCE: &[Field] = &[
    Field::select("kind", "staff-absence-kind"),
    Field::date("from_on", "staff-from-on"),
    Field::date("to_on", "staff-until-on"),
    Field::text("basis", "staff-basis").optional().width(Width::Medium).most(300),
];
const TRAINING: &[Field] = &[
    Field::text("title", "staff-training-title").most(300),
    Field::date("on_date", "staff-on-date"),
    Field::number("hours", "staff-hours").width(Width::Tiny),
];
const PROFILE: &[Field] = &[
    Field::text("commune", "staff-home").optional().hint("staff-home-hint").width(Width::Short).most(10),
    Field::textarea("areas", "staff-areas").optional().hint("staff-areas-hint").most(2000).rows(2),
    Field::number("capacity", "staff-capacity").optional().hint("staff-capacity-hint").width(Width::Tiny),
];
const ORGANISATION: &[Field] = &[
    Field::select("kind", "staff-term-kind"),
    Field::text("number", "staff-org-term-number").width(Width::Medium).most(200),
    Field::date("from_on", "staff-from-on"),
    Field::date("to_on", "staff-to-on").optional().hint("staff-to-on-hint"),
    Field::checkboxes("forms", "staff-org-term-forms").optional().hint("staff-org-term-scope-hint"),
    Field::checkboxes("fields", "staff-fields").optional().hint("staff-org-term-scope-hint"),
];

/// The corner of a provider's page: what is about to go wrong, and how the provider stands.
pub fn corner(t: T, id: Uuid, standing: &Standing, today: NaiveDate, may_change: bool) -> Markup {
    let link =
        html! { @if may_change { a href={ (url(id)) "/standing" } { (t.get("staff-standing-edit")) } } };
    let body = html! {
        @if !standing.alerts.is_empty() { (alert_list(t, standing)) }
        ul class="plain" {
            @for term in &standing.terms { li { (term_words(t, term)) @if is_over(term, today) { " " (badge(Tone::Plain, &t.get("staff-over"))) } } }
            @for absence in &standing.absences { li { (absence_words(t, absence)) } }
            li { (t.with("staff-hours-of", &[("n", i64::from(standing.hours).into())])) }
            li { (last_case(t, standing)) }
        }
    };
    card(&t.get("staff-standing"), link, body)
}

fn alert_list(t: T, standing: &Standing) -> Markup {
    html! {
        p {
            @for alert in &standing.alerts {
                (badge(if alert.is_grave() { Tone::Bad } else { Tone::Soon }, &codes::name(t, *alert))) " "
            }
        }
    }
}

fn is_over(term: &ProviderTerm, today: NaiveDate) -> bool {
    term.to_on.is_some_and(|to| to < today)
}

fn term_words(t: T, term: &ProviderTerm) -> String {
    let until = term.to_on.map(|to| format!(" – {}", dates::date(to))).unwrap_or_default();
    format!("{}: {} ({}{until})", codes::name(t, term.kind.0), term.label, dates::date(term.from_on))
}

fn absence_words(t: T, absence: &Absence) -> String {
    format!("{}: {}", codes::name(t, absence.kind.0), dates::period(absence.from_on, absence.to_on))
}

fn last_case(t: T, standing: &Standing) -> String {
    match standing.last_cases.0 {
        Some(day) => t.with("staff-last-case", &[("day", dates::date(day).into())]),
        None => t.get("staff-no-case"),
    }
}

/// The page on which a provider's standing is kept.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    answer(page(&app, &visitor, id, ("", &Values::default()), &FieldErrors::default()).await?)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    (which, typed): (&str, &Values),
    errors: &FieldErrors,
) -> Outcome<Markup> {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let view = office::staff::view_provider(desk, actor, id).await?;
    let standing =
        acts::standing(desk, actor, id).await?.filter(|_| view.may_change).ok_or(Failure::Denied)?;
    let codes: Vec<String> = standing
        .profile
        .iter()
        .flat_map(|profile| {
            profile.areas.split(';').chain(profile.commune_code.as_deref()).map(str::to_owned)
        })
        .filter(|code| !code.is_empty())
        .collect();
    let names = acts::commune_names(desk, &codes).await?;
    let t = visitor.t;
    let fresh = desk.id().to_string();
    let sheet = Kept { visitor, id, fresh: &fresh, which, typed, errors };
    let places: Vec<String> =
        codes.iter().map(|code| format!("{} {code}", names.get(code).map_or("", String::as_str))).collect();
    let title = t.get("staff-standing");
    let body = html! {
        (heading(Some(&view.provider.name), &title, html! {}))
        (error_summary(t, errors))
        @if !standing.alerts.is_empty() { (alert_list(t, &standing)) }
        (card(&t.get("staff-terms"), html! {}, html! {
            (withdrawable(visitor, id, standing.terms.iter().map(|term| (term_words(t, term), "term", term.id))))
            (sheet.form("terms", TERM, &Values::default(), &t.get("staff-term-add")))
        }))
        (card(&t.get("staff-absences"), html! {}, html! {
            (withdrawable(visitor, id, standing.absences.iter().map(|it| (absence_words(t, it), "absence", it.id))))
            (sheet.form("absences", ABSENCE, &Values::default(), &t.get("staff-absence-add")))
        }))
        (card(&t.get("staff-training"), html! {}, html! {
            p { (t.with("staff-hours-of", &[("n", i64::from(standing.hours).into())])) }
            (withdrawable(visitor, id, standing.training.iter().map(|it| (training_words(t, it), "training", it.id))))
            (sheet.form("training", TRAINING, &Values::default(), &t.get("staff-training-add")))
        }))
        (card(&t.get("staff-profile"), html! {}, html! {
            @if !places.is_empty() { p class="soft" { (places.join("; ")) } }
            (sheet.form("profile", PROFILE, &profile_values(&standing), &t.get("staff-save")))
        }))
    };
    Ok(framed(visitor, &view, &title, errors, body))
}

fn training_words(t: T, it: &Training) -> String {
    t.with(
        "staff-training-line",
        &[
            ("day", dates::date(it.on_date).into()),
            ("title", it.title.as_str().into()),
            ("n", i64::from(it.hours).into()),
        ],
    )
}

fn profile_values(standing: &Standing) -> Values {
    let mut values = Values::default();
    if let Some(profile) = &standing.profile {
        values.set("commune", profile.commune_code.clone().unwrap_or_default());
        values.set("areas", profile.areas.replace(';', "; "));
        values.set("capacity", profile.capacity.map(|most| most.to_string()).unwrap_or_default());
        values.set("version", profile.version.to_string());
    }
    values
}

/// The forms of the page; the one that came back keeps what was typed.
struct Kept<'a> {
    visitor: &'a Visitor,
    id: Uuid,
    fresh: &'a str,
    which: &'a str,
    typed: &'a Values,
    errors: &'a FieldErrors,
}

impl Kept<'_> {
    fn form(&self, which: &str, fields: &[Field], begun: &Values, label: &str) -> Markup {
        let t = self.visitor.t;
        let nothing = FieldErrors::default();
        let back = which == self.which;
        let (values, errors) = if back { (self.typed, self.errors) } else { (begun, &nothing) };
        let prefix = format!("{which}-");
        let kinds = if which == "absences" {
            codes::choices::<AbsenceKind>(t)
        } else {
            codes::choices::<TermKind>(t)
        };
        let sheet = Sheet::new(t, values, errors).prefix(&prefix).choices("kind", kinds);
        html! {
            (form::form(&format!("{}/{which}", url(self.id)), &self.visitor.csrf, html! {
                (hidden("id", self.fresh))
                @if which == "profile" { (hidden("version", begun.get("version"))) }
                (form::columns(sheet.all(fields)))
                div class="actions" { (submit(label)) }
            }))
        }
    }
}

fn withdrawable<'a>(
    visitor: &Visitor,
    id: Uuid,
    lines: impl Iterator<Item = (String, &'a str, Uuid)>,
) -> Markup {
    let t = visitor.t;
    html! {
        ul class="plain" {
            @for (words, kind, row) in lines {
                li {
                    (words)
                    form class="inline" action={ (url(id)) "/withdrawal" } method="post" {
                        (form::csrf(&visitor.csrf)) (hidden("kind", kind)) (hidden("id", &row.to_string()))
                        " " button class="button quiet" type="submit" { (t.get("staff-withdraw")) span class="unseen" { " " (words) } }
                    }
                }
            }
        }
    }
}

fn framed(visitor: &Visitor, view: &ProviderView, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![
        Crumb::link(visitor.t.get("staff-providers"), "/providers"),
        Crumb::link(view.provider.name.as_str(), url(view.provider.id)),
        Crumb::here(title),
    ];
    crate::ui::page(&shell, body)
}

/// Who and when, for a row that is entered now.
struct Entry {
    id: Uuid,
    at: DateTime<Utc>,
    by: String,
}

fn entry(app: &App, visitor: &Visitor, values: &Values) -> Result<Entry, FieldErrors> {
    match Uuid::parse_str(values.get("id")) {
        Ok(id) => Ok(Entry { id, at: app.desk().now(), by: visitor.actor.name.clone() }),
        Err(_) => {
            let mut errors = FieldErrors::default();
            errors.add("", "staff-form-broken");
            Err(errors)
        }
    }
}

/// Saves what one of the forms asks, or shows the page again with what is wrong.
async fn done(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    (which, values): (&str, &Values),
    act: Result<Outcome<()>, FieldErrors>,
) -> Page {
    let errors = match act {
        Err(errors) => errors,
        Ok(Ok(())) => return see(&format!("{}/standing", url(id))).flash("staff-changed").into(),
        Ok(Err(Failure::Stale)) => {
            return see(&format!("{}/standing", url(id))).warn("cases-changed-meanwhile").into();
        }
        Ok(Err(failure)) => refused_fields(visitor.t, failure)?,
    };
    again(page(app, visitor, id, (which, values), &errors).await?)
}

/// Adds a dated fact.
pub async fn add_term(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let act = match entry(&app, &visitor, &values).and_then(|entry| read_term(&values, id, entry)) {
        Ok(term) => Ok(acts::add_term(app.desk(), &visitor.actor, term).await),
        Err(errors) => Err(errors),
    };
    done(&app, &visitor, id, ("terms", &values), act).await
}

fn read_term(values: &Values, provider_id: Uuid, entry: Entry) -> Result<ProviderTerm, FieldErrors> {
    let mut read = Reader::new(TERM, values);
    let (kind, label) = (read.choice("kind", TermKind::from_code), read.text("label"));
    let (from_on, to_on) = (read.date("from_on"), read.date("to_on"));
    let basis = read.maybe_text("basis");
    let (Some(kind), Some(from_on)) = (kind, from_on) else { return Err(read.errors()) };
    read.done(ProviderTerm {
        id: entry.id,
        provider_id,
        kind: kind.into(),
        label,
        from_on,
        to_on,
        basis,
        entered_at: entry.at,
        entered_by: entry.by,
        withdrawn_at: None,
    })
}

/// Adds an absence.
pub async fn add_absence(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let act = match entry(&app, &visitor, &values).and_then(|entry| read_absence(&values, id, entry)) {
        Ok(absence) => Ok(acts::add_absence(app.desk(), &visitor.actor, absence).await),
        Err(errors) => Err(errors),
    };
    done(&app, &visitor, id, ("absences", &values), act).await
}

fn read_absence(values: &Values, provider_id: Uuid, entry: Entry) -> Result<Absence, FieldErrors> {
    let mut read = Reader::new(ABSENCE, values);
    let kind = read.choice("kind", AbsenceKind::from_code);
    let (from_on, to_on) = (read.date("from_on"), read.date("to_on"));
    let basis = read.maybe_text("basis");
    let (Some(kind), Some(from_on), Some(to_on)) = (kind, from_on, to_on) else { return Err(read.errors()) };
    read.done(Absence {
        id: entry.id,
        provider_id,
        kind: kind.into(),
        from_on,
        to_on,
        basis,
        note: None,
        entered_at: entry.at,
        entered_by: entry.by,
        cancelled_at: None,
    })
}

/// Adds a course.
pub async fn add_training(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let act = match entry(&app, &visitor, &values).and_then(|entry| read_training(&values, id, entry)) {
        Ok(course) => Ok(acts::add_training(app.desk(), &visitor.actor, course).await),
        Err(errors) => Err(errors),
    };
    done(&app, &visitor, id, ("training", &values), act).await
}

fn read_training(values: &Values, provider_id: Uuid, entry: Entry) -> Result<Training, FieldErrors> {
    let mut read = Reader::new(TRAINING, values);
    let (title, on_date, hours) = (read.text("title"), read.date("on_date"), read.number("hours"));
    let (Some(on_date), Some(hours)) = (on_date, hours) else { return Err(read.errors()) };
    read.done(Training {
        id: entry.id,
        provider_id,
        on_date,
        title,
        hours: i32::try_from(hours).unwrap_or(0),
        entered_at: entry.at,
        entered_by: entry.by,
        withdrawn_at: None,
    })
}

/// Saves where a provider works and how much.
pub async fn save_profile(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let act = match entry(&app, &visitor, &values).and_then(|entry| read_profile(&values, id, entry)) {
        Ok(profile) => Ok(acts::save_profile(app.desk(), &visitor.actor, profile).await),
        Err(errors) => Err(errors),
    };
    done(&app, &visitor, id, ("profile", &values), act).await
}

fn read_profile(values: &Values, provider_id: Uuid, entry: Entry) -> Result<ProviderProfile, FieldErrors> {
    let mut read = Reader::new(PROFILE, values);
    let commune_code = read.maybe_text("commune");
    let areas = read.text("areas");
    let areas: Vec<&str> =
        areas.split([';', ',', ' ', '\n']).map(str::trim).filter(|code| !code.is_empty()).collect();
    let capacity = read.number("capacity").map(|most| i32::try_from(most).unwrap_or(-1));
    let profile = ProviderProfile {
        provider_id,
        commune_code,
        areas: areas.join(";"),
        capacity,
        updated_at: entry.at,
        updated_by: entry.by,
        version: super::form::version_of(values),
    };
    read.done(profile)
}

/// Withdraws what was entered wrongly.
pub async fn withdraw(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let what = match values.get("kind") {
        "absence" => Withdrawable::Absence,
        "training" => Withdrawable::Training,
        _ => Withdrawable::Term,
    };
    let row = Uuid::parse_str(values.get("id")).map_err(|_| Failure::Missing)?;
    acts::withdraw(app.desk(), &visitor.actor, what, (id, row)).await?;
    see(&format!("{}/standing", url(id))).flash("staff-withdrawn").into()
}

/// What is about to go wrong with the providers of an organisation and what is below it.
pub async fn alerts(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let org = match values.get("org") {
        "" => visitor.actor.org.clone(),
        org => org.to_owned(),
    };
    let lines = acts::alerts(app.desk(), &visitor.actor, &org).await?;
    let t = visitor.t;
    let title = t.get("staff-alerts");
    let table = Table {
        columns: vec![
            Column::text(t.get("staff-provider-name")),
            Column::text(t.get("staff-alerts-what")),
            Column::code(t.get("staff-last-case-short")),
            Column::number(t.get("staff-hours")),
        ],
        rows: lines.iter().map(|line| alert_row(t, line)).collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("staff-alerts-none"),
            text: t.get("staff-alerts-none-text"),
            action: None,
        },
        ..Table::new(t, "alerts", title.as_str())
    };
    let body = html! {
        (heading(Some(&app.desk().name_of_organisation(&org)), &title, html! {}))
        (lead(&t.get("staff-alerts-lead")))
        (table)
    };
    let mut shell = visitor.shell(&title);
    shell.crumbs = vec![Crumb::link(t.get("staff-providers"), "/providers"), Crumb::here(title.as_str())];
    answer(crate::ui::page(&shell, body))
}

fn alert_row(t: T, line: &AlertLine) -> Row {
    Row::new([
        html! { (line.provider.name) },
        html! {
            @for alert in &line.alerts {
                (badge(if alert.is_grave() { Tone::Bad } else { Tone::Soon }, &codes::name(t, *alert))) " "
            }
        },
        html! { (line.last_case_on.map(dates::date).unwrap_or_default()) },
        html! { (line.hours) },
    ])
    .link(url(line.provider.id))
}

/// The contracts and registrations of an organisation, with the form for one more.
pub fn organisation(
    visitor: &Visitor,
    view: &OrganisationView,
    terms: &[OrganisationTerm],
    fresh: &str,
) -> Markup {
    let t = visitor.t;
    let errors = FieldErrors::default();
    let code = &view.organisation.code;
    let values = Values::default();
    let sheet = Sheet::new(t, &values, &errors)
        .choices("kind", codes::choices::<OrganisationTermKind>(t))
        .choices("forms", codes::choices::<AidForm>(t))
        .choices("fields", codes::choices::<LegalField>(t));
    let words = |term: &OrganisationTerm| {
        let until = term.to_on.map(|to| format!(" – {}", dates::date(to))).unwrap_or_default();
        format!("{} {} ({}{until})", codes::name(t, term.kind.0), term.number, dates::date(term.from_on))
    };
    let body = html! {
        ul class="plain" {
            @for term in terms {
                li {
                    (words(term))
                    @if view.may_change {
                        form class="inline" action={ "/organisations/" (code) "/terms" } method="post" {
                            (form::csrf(&visitor.csrf)) (hidden("withdraw", &term.id.to_string()))
                            " " button class="button quiet" type="submit" { (t.get("staff-withdraw")) span class="unseen" { " " (words(term)) } }
                        }
                    }
                }
            }
        }
        @if terms.is_empty() { p class="soft" { (t.get("staff-org-terms-none")) } }
        @if view.may_change {
            (figures::define(&t.get("staff-term-add"), html! {
                (form::form(&format!("/organisations/{code}/terms"), &visitor.csrf, html! {
                    (hidden("id", fresh))
                    (sheet.all(ORGANISATION))
                    div class="actions" { (submit(&t.get("staff-term-add"))) }
                }))
            }))
        }
    };
    card(&t.get("staff-org-terms"), html! {}, body)
}

/// Adds or withdraws a contract or registration.
pub async fn organisation_terms(
    State(app): State<App>,
    visitor: Visitor,
    At(code): At<String>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let (desk, actor) = (app.desk(), &visitor.actor);
    desk.permit(actor, Permission::ManageDirectory)?;
    let back = format!("/organisations/{code}");
    if let Ok(id) = Uuid::parse_str(values.get("withdraw")) {
        acts::withdraw_organisation_term(desk, actor, &code, id).await?;
        return see(&back).flash("staff-withdrawn").into();
    }
    let read = entry(&app, &visitor, &values).and_then(|entry| read_organisation(&values, &code, entry));
    let Ok(term) = read else { return see(&back).warn("staff-org-term-wrong").into() };
    match acts::add_organisation_term(desk, actor, term).await {
        Ok(()) => see(&back).flash("staff-changed").into(),
        Err(Failure::Refused(_)) => see(&back).warn("staff-org-term-wrong").into(),
        Err(failure) => Err(failure.into()),
    }
}

fn read_organisation(values: &Values, code: &str, entry: Entry) -> Result<OrganisationTerm, FieldErrors> {
    let mut read = Reader::new(ORGANISATION, values);
    let (kind, number) = (read.choice("kind", OrganisationTermKind::from_code), read.text("number"));
    let (from_on, to_on) = (read.date("from_on"), read.date("to_on"));
    let forms = read.choices("forms", AidForm::from_code);
    let fields = read.choices("fields", LegalField::from_code);
    let joined = |codes: Vec<&str>| codes.join(";");
    let (Some(kind), Some(from_on)) = (kind, from_on) else { return Err(read.errors()) };
    read.done(OrganisationTerm {
        id: entry.id,
        org_code: code.to_owned(),
        kind: kind.into(),
        number,
        from_on,
        to_on,
        forms: joined(forms.iter().map(|form| form.code()).collect()),
        fields: joined(fields.iter().map(|field| field.code()).collect()),
        entered_at: entry.at,
        entered_by: entry.by,
    })
}
