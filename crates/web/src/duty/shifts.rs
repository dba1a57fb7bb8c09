//! One shift: who has it, a change by hand, an exchange between colleagues.

use axum::extract::State;
use law::access::Permission;
use law::duty::SwapAct;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::duty::{self, ShiftView, SwapDraft};
use uuid::Uuid;

use super::pages::address;
use super::views::{mode, swap_line, when};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as shown};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, actions, hidden, link_button, submit,
};
use crate::ui::shell::{Crumb, heading};
use crate::ui::summary::{Fact, card, facts};
use crate::ui::{self, dates};

const SWAP: &[Field] = &[
    Field::select("to", "duty-swap-to"),
    Field::text("why", "duty-swap-reason").hint("duty-swap-reason-hint").most(300),
];
const GIVE: &[Field] = &[
    Field::select("provider", "duty-person").optional(),
    Field::text("reason", "duty-give-reason").optional().hint("duty-give-reason-hint").most(300),
];

/// One shift.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = duty::shift(app.desk(), &visitor.actor, id).await?;
    shown(page(&visitor, &app, &view, &Values::default(), &FieldErrors::default()))
}

/// Gives a shift to somebody by hand.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::AssignProviders)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let mut reader = Reader::new(GIVE, &values);
    let provider = reader.choice("provider", |text| Uuid::parse_str(text).ok());
    let reason = reader.text("reason");
    let errors = match reader.done(()) {
        Err(errors) => errors,
        Ok(()) => match duty::give(app.desk(), &visitor.actor, id, seen, (provider, &reason)).await {
            Ok(()) => return see(&format!("/duty/shifts/{id}")).flash("duty-given").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let view = duty::shift(app.desk(), &visitor.actor, id).await?;
    again(page(&visitor, &app, &view, &values, &errors))
}

/// Asks a colleague to take a shift over.
pub async fn ask(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => match duty::ask(app.desk(), &visitor.actor, id, draft).await {
            Ok(()) => return see(&format!("/duty/shifts/{id}")).flash("duty-swap-asked").into(),
            // Whose shift it is may be seen by everybody of the house; that it is not one's own is no secret.
            Err(office::Failure::Denied) => return Err(PageFailure::Missing),
            Err(failure) => renamed(refused_fields(visitor.t, failure)?),
        },
    };
    let view = duty::shift(app.desk(), &visitor.actor, id).await?;
    again(page(&visitor, &app, &view, &values, &errors))
}

/// The act speaks of provider and reason; this form calls them otherwise.
fn renamed(errors: FieldErrors) -> FieldErrors {
    let mut own = FieldErrors::default();
    for (field, text) in errors.iter() {
        let name = match field {
            "provider" => "to",
            "reason" => "why",
            other => other,
        };
        own.add(name, text.clone());
    }
    own
}

fn read(values: &Values) -> Result<SwapDraft, FieldErrors> {
    let mut reader = Reader::new(SWAP, values);
    let to = reader.choice("to", |text| Uuid::parse_str(text).ok());
    let reason = reader.text("why");
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(id), Some(to)) = (id, to) else { return Err(reader.errors()) };
    reader.done(SwapDraft { id, to, reason })
}

/// Answers an exchange and goes back to where it was shown.
pub async fn answer(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let act = SwapAct::from_code(fields.get("act")).ok_or(PageFailure::Missing)?;
    let seen = fields.get("version").parse().unwrap_or(0);
    match duty::swap(app.desk(), &visitor.actor, id, seen, act).await {
        Err(office::Failure::Denied) => return Err(PageFailure::Missing),
        done => done?,
    }
    see("/duty").flash("duty-swap-answered").into()
}

fn page(visitor: &Visitor, app: &App, view: &ShiftView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let shift = &view.shift;
    let title = when(t, shift.on_date, shift.period.0);
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![
        Crumb::link(t.get("duty-title"), address(shift.on_date)),
        Crumb::here(dates::date(shift.on_date)),
    ];
    let who = shift.provider.clone().unwrap_or_else(|| t.get("duty-nobody"));
    let colleagues: Vec<Choice> =
        view.colleagues.iter().map(|it| Choice::new(it.id.to_string(), it.name.as_str())).collect();
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&shift.place), &title, html! {}))
        (card(&t.get("duty-shift"), html! {}, facts(t, &[
            Fact::words(t.get("duty-person"), who),
            Fact::words(t.get("duty-place-mode"), mode(t, shift.mode.0, shift.phone.as_deref())),
        ])))
        p class="on-screen" { (link_button(&t.get("duty-log"), &format!("/duty/contacts/new?place={}", shift.place_id))) }
        @if view.may_ask { (card(&t.get("duty-swap-ask"), html! {}, swap_form(visitor, app, view, &colleagues, values, errors))) }
        @if !view.swaps.is_empty() {
            (card(&t.get("duty-swaps"), html! {}, html! { ul class="tasks" { @for swap in &view.swaps { li { (swap_line(visitor, swap, view.may_plan)) } } } }))
        }
        @if view.may_plan { (give_form(visitor, view, colleagues.clone(), values, errors)) }
    };
    ui::page(&shell, body)
}

fn swap_form(
    visitor: &Visitor,
    app: &App,
    view: &ShiftView,
    colleagues: &[Choice],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("to", colleagues.to_vec());
    form::form(
        &format!("/duty/shifts/{}/swaps", view.shift.id),
        &visitor.csrf,
        html! {
            (hidden("id", &app.desk().id().to_string()))
            (sheet.all(SWAP))
            (actions(submit(&t.get("duty-swap-send")), html! {}))
        },
    )
}

fn give_form(
    visitor: &Visitor,
    view: &ShiftView,
    mut people: Vec<Choice>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let mut values = values.clone();
    if let (Some(id), Some(name)) = (view.shift.provider_id, &view.shift.provider) {
        people.insert(0, Choice::new(id.to_string(), name.as_str()));
        if values.get("provider").is_empty() {
            values.set("provider", id.to_string());
        }
    }
    let sheet = Sheet::new(t, &values, errors).choices("provider", people);
    let names: &[&str] = if view.published { &["provider", "reason"] } else { &["provider"] };
    html! {
        details class="inset on-screen" open[errors.get("provider").is_some() || errors.get("reason").is_some()] {
            summary { (t.get("duty-give")) }
            (form::form(&format!("/duty/shifts/{}", view.shift.id), &visitor.csrf, html! {
                (hidden("version", &view.shift.version.to_string()))
                (sheet.some(GIVE, names))
                (actions(submit(&t.get("duty-give-save")), html! {}))
            }))
        }
    }
}
