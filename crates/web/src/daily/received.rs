//! Handlers of questions that other organisations asked ours: seen, and answered here.

use axum::extract::State;
use law::access::Permission;
use office::dealings;
use uuid::Uuid;

use super::dealing_views as views;
use super::dealings::read_answer;
use crate::failure::{Page, again, refused_fields, see, show as answer_with};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};

/// Everything that was asked, open questions first.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let lines = dealings::received(app.desk(), &visitor.actor).await?;
    answer_with(views::received(&visitor, &lines, app.desk().now()))
}

/// One question; opening it tells whoever asks that it was seen.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let line = dealings::open_received(app.desk(), &visitor.actor, id).await?;
    let mut values = Values::default();
    values.set("answered_on", dates::date(app.desk().today()));
    answer_with(views::received_one(&visitor, &line, app.desk().now(), &values, &FieldErrors::default()))
}

/// The answer.
pub async fn answer(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read_answer(&values) {
        Err(errors) => errors,
        Ok(typed) => match dealings::answer_received(app.desk(), &visitor.actor, id, seen, typed).await {
            Ok(()) => return see("/dealings").flash("dealings-answered").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let line = dealings::open_received(app.desk(), &visitor.actor, id).await?;
    again(views::received_one(&visitor, &line, app.desk().now(), &values, &errors))
}
