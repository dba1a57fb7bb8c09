//! Handlers of the dated rules: read, call the act, show.

use axum::extract::{RawQuery, State};
use chrono::NaiveDate;
use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::rules::RuleSet;
use office::Failure;
use office::rules::{self, NewRow};
use uuid::Uuid;

use super::views;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Reader, Values, Width};

/// What a new row asks.
pub const ROW: &[Field] = &[
    Field::select("set", "rules-set"),
    Field::text("key", "rules-key").hint("rules-key-hint").width(Width::Medium).most(60),
    Field::date("valid_from", "rules-valid-from").hint("rules-valid-from-hint"),
    Field::text("basis", "rules-basis").hint("rules-basis-hint").most(300),
    Field::textarea("body", "rules-body").hint("rules-body-hint").rows(9).most(4000),
];

/// What a list of rules is asked.
pub struct Asked {
    pub set: RuleSet,
    pub day: NaiveDate,
    /// Also rows that do not hold on the day.
    pub all: bool,
}

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let asked = Asked {
        set: RuleSet::from_code(values.get("set")).unwrap_or(RuleSet::Deadline),
        day: dates::parse_date(values.get("day")).unwrap_or_else(|| app.desk().today()),
        all: !values.get("all").is_empty(),
    };
    let view = rules::view(app.desk(), &visitor.actor).await?;
    answer(views::index(&visitor, values, &asked, &view, &app.desk().rules()))
}

/// The form for a new row; a link from a row fills in what that row says.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, Permission::ManageSettings)?;
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    let (set, key) = (RuleSet::from_code(values.get("set")), values.get("key").to_owned());
    let today = app.desk().today();
    let view = rules::view(app.desk(), &visitor.actor).await?;
    let known = view.lines.iter().filter(|line| Some(line.set) == set && line.key == key);
    if let Some(line) = known.max_by_key(|line| (line.source.holds_on(today), line.source.valid_from)) {
        values.set("body", line.body.as_str());
    }
    answer(views::form_page(&visitor, &values, &FieldErrors::default()))
}

/// What the row would change; or the form again, with what is wrong.
pub async fn preview(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ManageSettings)?;
    let values = fields.values();
    if values.get("step") == "edit" {
        return answer(views::form_page(&visitor, &values, &FieldErrors::default()));
    }
    let row = match read(&values) {
        Ok(row) => row,
        Err(errors) => return again(views::form_page(&visitor, &values, &errors)),
    };
    match rules::preview(app.desk(), &visitor.actor, &row).await {
        Ok(found) => answer(views::preview(&visitor, &values, &row, &found)),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(views::form_page(&visitor, &values, &errors))
        }
    }
}

fn read(values: &Values) -> Result<NewRow, FieldErrors> {
    let mut reader = Reader::new(ROW, values);
    let set = reader.choice("set", RuleSet::from_code);
    let (key, day) = (reader.text("key"), reader.date("valid_from"));
    let (basis, body) = (reader.text("basis"), reader.text("body"));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "rules-form-broken");
    }
    match (set, day, id) {
        (Some(set), Some(valid_from), Some(id)) => {
            reader.done(NewRow { id, set: set.code().to_owned(), key, valid_from, body, basis })
        }
        _ => Err(reader.errors()),
    }
}

/// Adds the row.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::ManageSettings)?;
    let values = fields.values();
    let row = match read(&values) {
        Ok(row) => row,
        Err(errors) => return again(views::form_page(&visitor, &values, &errors)),
    };
    match rules::add(app.desk(), &visitor.actor, &row).await {
        Ok(()) => see(&format!("/rules?set={}&all=yes", row.set)).flash("rules-added").into(),
        Err(failure) => {
            let errors = refused_fields(visitor.t, failure)?;
            again(views::form_page(&visitor, &values, &errors))
        }
    }
}

/// What the withdrawal of an added row would change.
pub async fn withdrawal(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let (row, found) = rules::preview_withdrawal(app.desk(), &visitor.actor, id).await?;
    answer(views::withdrawal(&visitor, &row, &found))
}

/// Withdraws an added row.
pub async fn withdraw(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let seen = fields.values().get("version").parse().unwrap_or(0);
    match rules::withdraw(app.desk(), &visitor.actor, id, seen).await {
        Ok(()) => see("/rules").flash("rules-withdrawn").into(),
        Err(Failure::Stale) => see("/rules").warn("rules-changed-meanwhile").into(),
        Err(failure) => Err(failure.into()),
    }
}
