//! Handlers of dealings with others about a case. What is sent in the name of the organisation is looked at once more
//! before it goes.

use axum::extract::State;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::confidentiality::DisclosureGround;
use law::dealings::DealingKind;
use law::kernel::coded::Coded as _;
use office::dealings::{self, Answer, DealingDraft};
use uuid::Uuid;

use super::dealing_views as views;
use super::frame::Side;
use crate::failure::{Page, again, refused_fields, see, show as answer_with};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Reader, Values};

/// What a dealing asks.
pub const FIELDS: &[Field] = &[
    Field::radios("kind", "dealings-kind"),
    Field::select("to_org", "dealings-to-org").optional().hint("dealings-to-org-hint"),
    Field::text("agency", "dealings-agency").optional().hint("dealings-agency-hint").most(200),
    Field::textarea("subject", "dealings-subject").most(5000).rows(4),
    Field::date("sent_on", "dealings-sent-on"),
    Field::radios("ground", "dealings-ground").optional().hint("dealings-ground-hint"),
];

/// What an answer asks.
pub const ANSWER: &[Field] = &[
    Field::date("answered_on", "dealings-answered-on"),
    Field::textarea("answer", "dealings-answer").most(5000).rows(4),
    Field::checkbox("impossible", "dealings-impossible"),
];

/// How many days a body says it needs.
pub const LONGER: &[Field] = &[Field::number("days", "dealings-days").hint("dealings-days-hint")];

/// To whom a recommendation goes next.
pub const SUPERIOR: &[Field] = &[Field::text("agency", "dealings-superior").most(200)];

/// The dealings of a case, with the form for a new one.
pub async fn index(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    let shown = dealings::list(app.desk(), &visitor.actor, case).await?;
    let mut values = Values::default();
    values.set("id", app.desk().id().to_string());
    values.set("kind", DealingKind::Contact.code());
    values.set("sent_on", dates::date(app.desk().today()));
    answer_with(views::index(&visitor, &shown, app.desk().now(), &values, &FieldErrors::default()))
}

/// Sends it, after it was looked at once more; a contact is noted at once.
pub async fn create(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) if draft.kind != DealingKind::Contact && values.get("step") == "check" => {
            let shown = dealings::list(app.desk(), &visitor.actor, case).await?;
            return Ok(views::check(&visitor, &shown, &draft, &values).into_response());
        }
        Ok(draft) if values.get("step") != "change" => {
            match dealings::send(app.desk(), &visitor.actor, case, draft).await {
                Ok(()) => return see(&Side::Dealings.path(case)).flash("dealings-sent").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
        Ok(_) => FieldErrors::default(),
    };
    let shown = dealings::list(app.desk(), &visitor.actor, case).await?;
    let page = views::index(&visitor, &shown, app.desk().now(), &values, &errors);
    if errors.is_empty() { answer_with(page) } else { again(page) }
}

fn read(values: &Values) -> Result<DealingDraft, FieldErrors> {
    let mut reader = Reader::new(FIELDS, values);
    let kind = reader.choice("kind", DealingKind::from_code);
    let (to_org, agency) = (reader.maybe_text("to_org"), reader.text("agency"));
    let (subject, sent_on) = (reader.text("subject"), reader.date("sent_on"));
    if agency.is_empty() && !(kind == Some(DealingKind::Verification) && to_org.is_some()) {
        reader.refuse("agency", "dealings-agency-missing");
    }
    let ground = reader.choice("ground", DisclosureGround::from_code);
    if ground.is_none() && kind == Some(DealingKind::Contact) {
        reader.refuse("ground", "dealings-ground-missing");
    }
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(kind), Some(sent_on), Some(id)) = (kind, sent_on, id) else { return Err(reader.errors()) };
    reader.done(DealingDraft { id, kind, agency, to_org, subject, sent_on, ground })
}

/// One dealing with its clock.
pub async fn show(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    let page = one(&app, &visitor, case, id, &Values::default(), &FieldErrors::default()).await?;
    answer_with(page)
}

async fn one(
    app: &App,
    visitor: &Visitor,
    case: Uuid,
    id: Uuid,
    typed: &Values,
    errors: &FieldErrors,
) -> Result<maud::Markup, crate::failure::PageFailure> {
    let view = dealings::view(app.desk(), &visitor.actor, case, id).await?;
    let mut values = typed.clone();
    if values.get("answered_on").is_empty() {
        values.set("answered_on", dates::date(app.desk().today()));
    }
    Ok(views::show(visitor, &view, app.desk().now(), app.desk().id(), &values, errors))
}

/// Reads an answer.
pub fn read_answer(values: &Values) -> Result<Answer, FieldErrors> {
    let mut reader = Reader::new(ANSWER, values);
    let (day, text, impossible) =
        (reader.date("answered_on"), reader.text("answer"), reader.flag("impossible"));
    let Some(answered_on) = day else { return Err(reader.errors()) };
    reader.done(Answer { answered_on, text, impossible })
}

/// Notes an answer.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read_answer(&values) {
        Err(errors) => errors,
        Ok(typed) => match dealings::answer(app.desk(), &visitor.actor, case, id, seen, typed).await {
            Ok(()) => return see(&Side::Dealings.path(case)).flash("dealings-answered").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(one(&app, &visitor, case, id, &values, &errors).await?)
}

/// Notes that a body needs longer.
pub async fn extend(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let mut reader = Reader::new(LONGER, &values);
    let days = reader.number("days").map(|days| i32::try_from(days).unwrap_or(-1));
    let errors = match reader.done(days) {
        Err(errors) => errors,
        Ok(days) => {
            let days = days.unwrap_or_default();
            match dealings::allow_longer(app.desk(), &visitor.actor, case, id, seen, days).await {
                Ok(()) => {
                    let path = format!("{}/{id}", Side::Dealings.path(case));
                    return see(&path).flash("dealings-extended").into();
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    again(one(&app, &visitor, case, id, &values, &errors).await?)
}

/// Gives up waiting for an answer.
pub async fn give_up(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    match dealings::give_up(app.desk(), &visitor.actor, case, id, seen, values.get("reason")).await {
        Ok(()) => see(&Side::Dealings.path(case)).flash("dealings-given-up").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(one(&app, &visitor, case, id, &values, &errors).await?)
        }
    }
}

/// Puts a recommendation to the superior.
pub async fn escalate(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let next = Uuid::parse_str(values.get("next")).unwrap_or_else(|_| app.desk().id());
    let to = (next, values.get("agency"));
    match dealings::escalate(app.desk(), &visitor.actor, case, id, seen, to).await {
        Ok(()) => see(&Side::Dealings.path(case)).flash("dealings-escalated").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(one(&app, &visitor, case, id, &values, &errors).await?)
        }
    }
}
