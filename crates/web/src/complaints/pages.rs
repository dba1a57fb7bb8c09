//! Handlers of complaints: read, call the act, show.

use axum::extract::{RawQuery, State};
use law::complaints::{ComplaintAct, ComplaintMove};
use law::kernel::coded::Coded as _;
use office::Failure;
use office::complaints;
use uuid::Uuid;

use super::{form, views};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let after = form::place(values.get("after"));
    let list = complaints::list(app.desk(), &visitor.actor, form::filter(&values), after).await?;
    answer(views::index(&visitor, &Address::new("/complaints", values), &list, app.desk().now()))
}

pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let mut values = Values::parse(&query.unwrap_or_default());
    let (case, request) = (form::id(&values, "case"), form::id(&values, "request"));
    let ground = complaints::ground(app.desk(), &visitor.actor, case, request).await?;
    values.set("id", app.desk().id().to_string());
    values.set("received_on", dates::date(app.desk().today()));
    if let (Some(person), true) = (&ground.person, values.get("complainant_name").is_empty()) {
        values.set("complainant_name", person.clone());
    }
    if request.is_some() && values.get("act").is_empty() {
        values.set("act", ComplaintAct::RefuseToAccept.code());
    }
    if let (Some(provider), true) = (ground.provider, values.get("against_provider").is_empty()) {
        values.set("against_provider", provider.to_string());
    }
    answer(views::new(&visitor, &ground, &values, &FieldErrors::default()))
}

pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let (case, request) = (form::id(&values, "case"), form::id(&values, "request"));
    let ground = complaints::ground(app.desk(), &visitor.actor, case, request).await?;
    let errors = match form::read(&values, &ground.org, app.desk().now()) {
        Err(errors) => errors,
        Ok(draft) => match complaints::take(app.desk(), &visitor.actor, draft).await {
            Ok(id) => return see(&format!("/complaints/{id}")).flash("complaints-taken").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(views::new(&visitor, &ground, &values, &errors))
}

pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    page(&app, &visitor, id, None, &FieldErrors::default()).await
}

async fn page(app: &App, visitor: &Visitor, id: Uuid, typed: Option<Values>, errors: &FieldErrors) -> Page {
    let view = complaints::view(app.desk(), &visitor.actor, id).await?;
    let values = typed.unwrap_or_else(|| {
        let mut values = Values::default();
        values.set("next", app.desk().id().to_string());
        values.set("received_on", dates::date(app.desk().today()));
        values
    });
    let page = views::show(visitor, &view, &values, errors, app.desk().now());
    if errors.is_empty() { answer(page) } else { again(page) }
}

pub async fn decision(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = decidable(&app, &visitor, id).await?;
    let mut values = Values::default();
    values.set("version", view.complaint.version.to_string());
    values.set("decided_on", dates::date(app.desk().today()));
    answer(views::decision(&visitor, &view, &values, &FieldErrors::default()))
}

/// The complaint, for who may decide it now.
async fn decidable(app: &App, visitor: &Visitor, id: Uuid) -> Result<complaints::ComplaintView, PageFailure> {
    let view = complaints::view(app.desk(), &visitor.actor, id).await?;
    if view.moves.contains(&ComplaintMove::Decide) { Ok(view) } else { Err(PageFailure::Denied) }
}

/// Checks first, then decides: the check page sends the same fields again.
pub async fn decide(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let read = form::read_decision(&values, app.desk().now());
    let errors = match (read, values.get("step")) {
        (Err(errors), _) => errors,
        (Ok(decision), "confirm") => {
            match complaints::decide(app.desk(), &visitor.actor, id, seen, decision).await {
                Ok(()) => return see(&format!("/complaints/{id}")).flash("complaints-decided").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
        (Ok(decision), step) => {
            let view = decidable(&app, &visitor, id).await?;
            if step == "check" {
                return answer(views::check(&visitor, &view, &values, &decision));
            }
            FieldErrors::default()
        }
    };
    let view = decidable(&app, &visitor, id).await?;
    let page = views::decision(&visitor, &view, &values, &errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

pub async fn escalate(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let errors = match form::read_escalation(&values, app.desk().now()) {
        Err(errors) => errors,
        Ok((next, received_at, said)) => {
            match complaints::escalate(app.desk(), &visitor.actor, id, next, received_at, &said).await {
                Ok(next) => return see(&format!("/complaints/{next}")).flash("complaints-escalated").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    page(&app, &visitor, id, Some(values), &errors).await
}

pub async fn withdraw(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match complaints::withdraw(app.desk(), &visitor.actor, id, seen, values.get("reason")).await
    {
        Ok(()) => return see(&format!("/complaints/{id}")).flash("complaints-withdrawn").into(),
        Err(Failure::Stale) => return Err(PageFailure::Stale),
        Err(failure) => refused_fields(visitor.t, failure)?,
    };
    page(&app, &visitor, id, Some(values), &errors).await
}
