//! Handlers of hearings and other appointments: read, call the act, show.

use axum::extract::State;
use chrono::{DateTime, Utc};
use law::access::Permission;
use law::hearings::{HearingAct, HearingKind};
use law::kernel::coded::Coded as _;
use office::daily::{day_and_minute, moment_of};
use office::hearings::{self, Course, Hearing, HearingDraft};
use uuid::Uuid;

use super::frame::Side;
use super::{hearing_views as views, times};
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Keyboard, Reader, Values, Width};

/// What an appointment asks.
pub const FIELDS: &[Field] = &[
    Field::select("kind", "hearings-kind"),
    Field::date("date", "hearings-date"),
    Field::text("time", "hearings-time")
        .keyboard(Keyboard::Letters)
        .width(Width::Tiny)
        .hint("hearings-time-hint"),
    Field::text("place", "hearings-place").optional().most(200),
    Field::text("agency", "hearings-agency").optional().most(200),
    Field::checkbox("online", "hearings-online"),
];

/// What is asked about its course.
pub const COURSE: &[Field] = &[
    Field::radios("act", "hearings-act"),
    Field::textarea("result", "hearings-result").optional().most(2000).rows(2).hint("hearings-result-hint"),
    Field::date("next_date", "hearings-next-date").optional(),
    Field::text("next_time", "hearings-next-time").optional().width(Width::Tiny).hint("hearings-time-hint"),
];

/// The appointments of a case, with the form for a new one.
pub async fn index(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    let shown = hearings::list(app.desk(), &visitor.actor, case).await?;
    let mut values = Values::default();
    values.set("id", app.desk().id().to_string());
    values.set("kind", HearingKind::Trial.code());
    answer(views::index(&visitor, &shown, app.desk().now(), &values, &FieldErrors::default()))
}

/// Plans an appointment.
pub async fn create(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let errors = match read(&values, Uuid::parse_str(values.get("id")).ok()) {
        Err(errors) => errors,
        Ok(draft) => match hearings::add(app.desk(), &visitor.actor, case, draft).await {
            Ok(()) => return see(&Side::Hearings.path(case)).flash("hearings-added").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let shown = hearings::list(app.desk(), &visitor.actor, case).await?;
    again(views::index(&visitor, &shown, app.desk().now(), &values, &errors))
}

fn read(values: &Values, id: Option<Uuid>) -> Result<HearingDraft, FieldErrors> {
    let mut reader = Reader::new(FIELDS, values);
    let kind = reader.choice("kind", HearingKind::from_code);
    let day = reader.date("date");
    let minute = time(&mut reader, "time");
    let (place, agency, online) = (reader.text("place"), reader.text("agency"), reader.flag("online"));
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(kind), Some(day), Some(minute), Some(id)) = (kind, day, minute, id) else {
        return Err(reader.errors());
    };
    reader.done(HearingDraft { id, kind, at: moment_of(day, minute), place, agency, online })
}

/// A time as people type it.
fn time(reader: &mut Reader<'_>, name: &str) -> Option<u32> {
    let typed = reader.maybe_text(name)?;
    let minute = times::parse(&typed);
    if minute.is_none() {
        reader.refuse(name, "hearings-time-wrong");
    }
    minute
}

/// One appointment: what came of it, or a correction.
pub async fn edit(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    let (head, hearing) = hearings::view(app.desk(), &visitor.actor, case, id).await?;
    let values = values_of(&hearing);
    let page = views::Shown { next: app.desk().id(), now: app.desk().now(), head: &head, hearing: &hearing };
    answer(views::edit(&visitor, &page, &values, &Values::default(), &FieldErrors::default()))
}

fn values_of(hearing: &Hearing) -> Values {
    let (day, minute) = day_and_minute(hearing.at);
    let mut values = Values::default();
    values.set("kind", hearing.kind.0.code());
    values.set("date", dates::date(day));
    values.set("time", times::clock(minute));
    values.set("place", hearing.place.clone().unwrap_or_default());
    values.set("agency", hearing.agency.clone().unwrap_or_default());
    values.set("online", if hearing.online { "yes" } else { "" });
    values
}

/// Corrects an appointment that is still planned.
pub async fn update(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    let (head, hearing) = hearings::view(app.desk(), &visitor.actor, case, id).await?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read(&values, Some(id)) {
        Err(errors) => errors,
        Ok(draft) => match hearings::correct(app.desk(), &visitor.actor, case, seen, draft).await {
            Ok(()) => return see(&Side::Hearings.path(case)).flash("hearings-corrected").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let page = views::Shown { next: app.desk().id(), now: app.desk().now(), head: &head, hearing: &hearing };
    again(views::edit(&visitor, &page, &values, &Values::default(), &errors))
}

/// Says what came of an appointment.
pub async fn proceed(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    let (head, hearing) = hearings::view(app.desk(), &visitor.actor, case, id).await?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read_course(&values) {
        Err(errors) => errors,
        Ok(course) => match hearings::proceed(app.desk(), &visitor.actor, case, id, seen, course).await {
            Ok(()) => return see(&Side::Hearings.path(case)).flash("hearings-proceeded").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let page = views::Shown { next: app.desk().id(), now: app.desk().now(), head: &head, hearing: &hearing };
    again(views::edit(&visitor, &page, &values_of(&hearing), &values, &errors))
}

fn read_course(values: &Values) -> Result<Course, FieldErrors> {
    let mut reader = Reader::new(COURSE, values);
    let act = reader.choice("act", HearingAct::from_code);
    let result = reader.text("result");
    let day = reader.date("next_date");
    let minute = time(&mut reader, "next_time");
    let next = next_of(&mut reader, values, day.map(|day| (day, minute)));
    let Some(act) = act else { return Err(reader.errors()) };
    reader.done(Course { act, result, next })
}

/// The id and moment of the next one; a day needs its time.
fn next_of(
    reader: &mut Reader<'_>,
    values: &Values,
    typed: Option<(chrono::NaiveDate, Option<u32>)>,
) -> Option<(Uuid, DateTime<Utc>)> {
    let (day, minute) = typed?;
    if minute.is_none() {
        reader.refuse("next_time", "hearings-time-wrong");
    }
    Some((Uuid::parse_str(values.get("next")).ok()?, moment_of(day, minute?)))
}
