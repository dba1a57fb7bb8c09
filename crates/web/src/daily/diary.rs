//! Handlers of the diary of a case: read, call the act, show.

use axum::extract::{RawQuery, State};
use chrono::NaiveDate;
use law::access::Permission;
use law::diary::WorkCode;
use law::kernel::coded::Coded as _;
use office::diary::{self, DiaryEntry, EntryDraft, Preset};
use uuid::Uuid;

use super::diary_views as views;
use super::frame::Side;
use super::times;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Reader, Values};

/// What an entry asks.
pub const FIELDS: &[Field] = &[
    Field::radios("work", "diary-work"),
    Field::select("from", "diary-from"),
    Field::select("to", "diary-to"),
    Field::date("on_date", "diary-day"),
    Field::text("place", "diary-place").optional().most(200),
    Field::text("with_whom", "diary-with-whom").optional().most(200),
    Field::textarea("note", "diary-note").optional().most(2000).rows(2),
];

/// `2026-11` as an address spells a month.
fn month_of(text: &str) -> Option<NaiveDate> {
    format!("{text}-01").parse().ok()
}

/// The diary of a month, with the form for a new entry on top.
pub async fn index(
    State(app): State<App>,
    visitor: Visitor,
    At(case): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let asked = Values::parse(&query.unwrap_or_default());
    let (month, hearing) = (month_of(asked.get("month")), Uuid::parse_str(asked.get("hearing")).ok());
    let shown = diary::view(app.desk(), &visitor.actor, case, month, hearing).await?;
    let values = preset(app.desk().id(), &shown.preset);
    answer(views::index(&visitor, &shown, &values, &FieldErrors::default()))
}

fn preset(id: Uuid, preset: &Preset) -> Values {
    let mut values = Values::default();
    values.set("id", id.to_string());
    values.set("work", preset.work.map(|code| code.code()).unwrap_or_default());
    values.set("from", times::clock(preset.from_minute));
    values.set("to", times::clock(preset.to_minute));
    values.set("on_date", dates::date(preset.on_date));
    values.set("place", preset.place.as_str());
    values.set("with_whom", preset.with_whom.as_str());
    values.set("hearing", preset.hearing.map(|id| id.to_string()).unwrap_or_default());
    values
}

/// Adds an entry.
pub async fn create(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ConductCases)?;
    let values = fields.values();
    let errors = match read(&values, Uuid::parse_str(values.get("id")).ok()) {
        Err(errors) => errors,
        Ok(draft) => match diary::add(app.desk(), &visitor.actor, case, draft).await {
            Ok(()) => return see(&Side::Diary.path(case)).flash("diary-added").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let shown = diary::view(app.desk(), &visitor.actor, case, None, None).await?;
    again(views::index(&visitor, &shown, &values, &errors))
}

fn read(values: &Values, id: Option<Uuid>) -> Result<EntryDraft, FieldErrors> {
    let mut reader = Reader::new(FIELDS, values);
    let work = reader.choice("work", WorkCode::from_code);
    let (from, to) = (reader.choice("from", times::parse), reader.choice("to", times::parse));
    let on_date = reader.date("on_date");
    let (place, with_whom, note) = (reader.text("place"), reader.text("with_whom"), reader.text("note"));
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(work), Some(from), Some(to), Some(on_date), Some(id)) = (work, from, to, on_date, id) else {
        return Err(reader.errors());
    };
    let hearing = Uuid::parse_str(values.get("hearing")).ok();
    reader.done(EntryDraft {
        id,
        on_date,
        from_minute: from,
        to_minute: to,
        work,
        place,
        with_whom,
        note,
        hearing,
    })
}

/// One entry, to be corrected or taken out.
pub async fn edit(State(app): State<App>, visitor: Visitor, At((case, id)): At<(Uuid, Uuid)>) -> Page {
    let (head, list, entry) = diary::entry(app.desk(), &visitor.actor, case, id).await?;
    answer(views::edit(&visitor, &head, list, &entry, &values_of(&entry), &FieldErrors::default()))
}

fn values_of(entry: &DiaryEntry) -> Values {
    let span = entry.span();
    let mut values = Values::default();
    values.set("version", entry.version.to_string());
    values.set("work", entry.work.0.code());
    values.set("from", times::clock(span.from));
    values.set("to", times::clock(span.to));
    values.set("on_date", dates::date(entry.on_date));
    values.set("place", entry.place.clone().unwrap_or_default());
    values.set("with_whom", entry.with_whom.clone().unwrap_or_default());
    values.set("note", entry.note.clone().unwrap_or_default());
    values
}

/// Corrects an entry.
pub async fn update(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    let (head, list, entry) = diary::entry(app.desk(), &visitor.actor, case, id).await?;
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let errors = match read(&values, Some(id)) {
        Err(errors) => errors,
        Ok(draft) => match diary::correct(app.desk(), &visitor.actor, case, seen, draft).await {
            Ok(()) => return see(&Side::Diary.path(case)).flash("diary-corrected").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(views::edit(&visitor, &head, list, &entry, &values, &errors))
}

/// Takes an entry out.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    At((case, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    let (head, list, entry) = diary::entry(app.desk(), &visitor.actor, case, id).await?;
    let (seen, reason) = (fields.get("version").parse().unwrap_or(0), fields.get("reason"));
    match diary::remove(app.desk(), &visitor.actor, case, id, seen, reason).await {
        Ok(()) => see(&Side::Diary.path(case)).flash("diary-removed").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(views::edit(&visitor, &head, list, &entry, &values_of(&entry), &errors))
        }
    }
}
