//! Handlers: what was found, and what was decided about it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::conflicts::HitDecision;
use law::kernel::coded::Coded as _;
use office::Failure;
use office::conflicts::Answer;
use uuid::Uuid;

use super::views;
use crate::failure::{Page, field_errors, see, show};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::{FieldErrors, Values};

pub async fn index(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = office::conflicts::view(app.desk(), &visitor.actor, id).await?;
    show(views::page(&visitor, &view, &Values::default(), &FieldErrors::default()))
}

pub async fn create(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let values = fields.values();
    let (status, errors) =
        match office::conflicts::decide(app.desk(), &visitor.actor, id, &answers(&values)).await {
            Ok(0) => {
                return Ok(see(&format!("/requests/{id}/conflicts"))
                    .flash("conflicts-nothing-new")
                    .into_response());
            }
            Ok(_) => return Ok(see(&format!("/requests/{id}")).flash("conflicts-decided").into_response()),
            Err(Failure::Refused(refusal)) => {
                (StatusCode::UNPROCESSABLE_ENTITY, field_errors(visitor.t, &refusal))
            }
            Err(Failure::Stale) => {
                let mut errors = FieldErrors::default();
                errors.add("", "conflicts-changed");
                (StatusCode::CONFLICT, errors)
            }
            Err(failure) => return Err(failure.into()),
        };
    let view = office::conflicts::view(app.desk(), &visitor.actor, id).await?;
    // After somebody else decided, their decision is shown and must be seen before it is changed.
    let typed = if status == StatusCode::CONFLICT { Values::default() } else { values };
    Ok((status, views::page(&visitor, &view, &typed, &errors)).into_response())
}

/// Every find that was answered; the others stay open.
fn answers(values: &Values) -> Vec<Answer> {
    let keys = values.pairs().filter_map(|(name, code)| Some((name.strip_prefix("decision-")?, code)));
    keys.filter_map(|(key, code)| {
        let reason = values.get(&format!("reason-{key}")).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Answer {
            key: key.to_owned(),
            decision: HitDecision::from_code(code)?,
            reason: Some(reason.chars().take(1000).collect()).filter(|reason: &String| !reason.is_empty()),
            seen: HitDecision::from_code(values.get(&format!("seen-{key}"))),
        })
    })
    .collect()
}
