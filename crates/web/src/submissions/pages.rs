//! Handlers of a report: read, call the act, show.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use law::kernel::coded::Coded as _;
use law::statistics::Form;
use law::submissions::SubmissionMove;
use office::Failure;
use office::exchange::report::PaperWording;
use office::submissions::{self, CellKey, CellNote, Estimate, SubmissionView, form_report};
use uuid::Uuid;

use super::{form, views};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::reports::form_wording;
use crate::texts::{Lang, T, Text};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};

pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = submissions::view(app.desk(), &visitor.actor, id).await?;
    answer(views::show(&visitor, app.desk(), &view, &Values::default(), &FieldErrors::default()))
}

pub async fn show_form(State(app): State<App>, visitor: Visitor, At((id, key)): At<(Uuid, String)>) -> Page {
    let view = submissions::view(app.desk(), &visitor.actor, id).await?;
    let counted = view.counted.form(&key).ok_or(PageFailure::Missing)?;
    answer(views::form_page(&visitor, app.desk(), &view, counted))
}

pub async fn cell(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let cell = form::cell_of(&values).ok_or(PageFailure::Missing)?;
    let view = submissions::view(app.desk(), &visitor.actor, id).await?;
    cell_page(&app, &visitor, &view, &cell, &Values::default(), &FieldErrors::default())
}

fn cell_page(
    app: &App,
    visitor: &Visitor,
    view: &SubmissionView,
    cell: &CellKey,
    values: &Values,
    errors: &FieldErrors,
) -> Page {
    let counted = view.counted.form(&cell.form_key).ok_or(PageFailure::Missing)?;
    let row = Form::place(&counted.form.rows, &cell.row_key).ok_or(PageFailure::Missing)?;
    let column = Form::place(&counted.form.columns, &cell.column_key).ok_or(PageFailure::Missing)?;
    counted.form.selector(row, column).ok_or(PageFailure::Missing)?;
    let page = views::cell(visitor, app.desk(), view, (counted, row, column), values, errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

/// Says why a cell is as it is.
pub async fn explain(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let cell = form::cell_of(&values).ok_or(PageFailure::Missing)?;
    submissions::explain(app.desk(), &visitor.actor, id, cell.clone(), values.get("reason")).await?;
    see(&form::cell_url(id, &cell)).flash("submissions-explanation-kept").into()
}

/// The estimate of a form: as it was typed, or as the same days of the year before suggest.
pub async fn estimates(
    State(app): State<App>,
    visitor: Visitor,
    At((id, key)): At<(Uuid, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let view = may_estimate(&app, &visitor, id).await?;
    let counted = view.counted.form(&key).ok_or(PageFailure::Missing)?;
    let own = if values.has("from", "last-year") {
        submissions::suggested(app.desk(), &visitor.actor, id, &key).await?
    } else {
        view.own_estimate(&key).ok_or(PageFailure::Missing)?
    };
    answer(views::estimates(&visitor, app.desk(), &view, (counted, &own), None, &FieldErrors::default()))
}

async fn may_estimate(app: &App, visitor: &Visitor, id: Uuid) -> Result<SubmissionView, PageFailure> {
    let view = submissions::view(app.desk(), &visitor.actor, id).await?;
    let estimated = view.submission.actual_to < view.submission.period_to;
    if view.may_prepare && estimated { Ok(view) } else { Err(PageFailure::Denied) }
}

pub async fn estimate(
    State(app): State<App>,
    visitor: Visitor,
    At((id, key)): At<(Uuid, String)>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let view = may_estimate(&app, &visitor, id).await?;
    let counted = view.counted.form(&key).ok_or(PageFailure::Missing)?;
    let (mut errors, mut typed) = (FieldErrors::default(), Estimate { form: key.clone(), cells: Vec::new() });
    for row in &counted.form.rows {
        for column in &counted.form.columns {
            let name = form::cell_name(&row.key, &column.key);
            let text = values.get(&name).trim();
            if text.is_empty() || text == "0" {
                continue;
            }
            let cell =
                CellKey { form_key: key.clone(), row_key: row.key.clone(), column_key: column.key.clone() };
            match crate::ui::money::parse_number(text) {
                Some(number) => typed.cells.push((cell, number)),
                None => {
                    let row = crate::reports::line_name(visitor.t, row).into();
                    let place = [("row", row), ("column", column.key.as_str().into())];
                    errors.add("", Text::with("submissions-no-number", place));
                }
            }
        }
    }
    if !errors.is_empty() {
        let own = view.own_estimate(&key).ok_or(PageFailure::Missing)?;
        return again(views::estimates(&visitor, app.desk(), &view, (counted, &own), Some(&values), &errors));
    }
    let version = values.get("version").parse().unwrap_or_default();
    submissions::estimate(app.desk(), &visitor.actor, id, version, typed).await?;
    see(&format!("/submissions/{id}/forms/{key}")).flash("submissions-estimate-kept").into()
}

/// What is signed, once more, before it is.
pub async fn signature(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = may_sign(&app, &visitor, id).await?;
    answer(views::signature(&visitor, app.desk(), &view))
}

async fn may_sign(app: &App, visitor: &Visitor, id: Uuid) -> Result<SubmissionView, PageFailure> {
    let view = submissions::view(app.desk(), &visitor.actor, id).await?;
    if view.moves.contains(&SubmissionMove::Sign) { Ok(view) } else { Err(PageFailure::Denied) }
}

pub async fn sign(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let view = may_sign(&app, &visitor, id).await?;
    let as_of: DateTime<Utc> = values.get("as_of").parse().map_err(|_| PageFailure::Stale)?;
    let wordings = wordings(&app, &visitor, &view, as_of, values.get("maker")).await?;
    let seen = (as_of, values.get("seen"));
    match submissions::sign(app.desk(), &visitor.actor, id, seen, wordings).await {
        Ok(_) => see(&format!("/submissions/{id}")).flash("submissions-signed").into(),
        Err(Failure::Stale) => {
            see(&format!("/submissions/{id}/signature")).warn("submissions-changed-meanwhile").into()
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The words of every form on paper. What is signed is in Vietnamese, whoever signs.
async fn wordings(
    app: &App,
    visitor: &Visitor,
    view: &SubmissionView,
    as_of: DateTime<Utc>,
    maker: &str,
) -> Result<Vec<(String, PaperWording)>, PageFailure> {
    let t = T::new(Lang::Vi);
    let submission = &view.submission;
    let mut all = Vec::new();
    for it in &view.counted.forms {
        let Some(mut report) = form_report(submission, &view.counted, &it.form.key) else { continue };
        report.as_of = as_of;
        let mut wording = form_wording(t, app.desk(), &visitor.actor, &report).await?;
        if submission.actual_to < submission.period_to {
            let days = [
                ("actual", dates::date(submission.actual_to).into()),
                ("to", dates::date(submission.period_to).into()),
            ];
            wording.about.push(t.with("submissions-paper-estimated", &days));
        }
        wording.names[0] = maker.trim().to_owned();
        all.push((it.form.key.clone(), wording));
    }
    Ok(all)
}

/// Takes the signature back, sends, gives back, takes over.
pub async fn move_on(
    State(app): State<App>,
    visitor: Visitor,
    At((id, step)): At<(Uuid, String)>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let by = SubmissionMove::from_code(&step).ok_or(PageFailure::Missing)?;
    let version = values.get("version").parse().unwrap_or_default();
    let said = CellNote { message: values.get("message").to_owned(), cell: form::cell_of(&values) };
    let cell = said.cell.clone();
    match submissions::move_on(app.desk(), &visitor.actor, id, version, by, said).await {
        Ok(()) => see(&format!("/submissions/{id}")).flash(views::done_key(by)).into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            let view = submissions::view(app.desk(), &visitor.actor, id).await?;
            match cell {
                Some(cell) => cell_page(&app, &visitor, &view, &cell, &values, &errors),
                None => again(views::show(&visitor, app.desk(), &view, &values, &errors)),
            }
        }
    }
}
