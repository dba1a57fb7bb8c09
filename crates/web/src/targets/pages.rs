//! Handlers of targets: read, call the act, show.

use axum::extract::{RawQuery, State};
use law::kernel::coded::Coded as _;
use law::rules::ReliefGround;
use law::targets::{TargetMeasure, TargetYear};
use office::targets::{self, ReliefDraft, TargetsRequest};
use uuid::Uuid;

use super::{sheet, views};
use crate::failure::{Page, PageFailure, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::form::{Field, FieldErrors, Reader, Values, Width};

/// What a grant asks.
pub const RELIEF: &[Field] = &[
    Field::select("ground", "targets-relief-ground"),
    Field::date("from", "targets-relief-from"),
    Field::date("to", "targets-relief-to").optional().hint("targets-relief-to-hint"),
    Field::number("percent", "targets-relief-percent")
        .optional()
        .width(Width::Tiny)
        .hint("targets-relief-percent-hint"),
    Field::text("document", "targets-relief-document").hint("targets-relief-document-hint").most(300),
];

/// The year that an address asks for; this one without any.
pub fn year_of(app: &App, values: &Values) -> TargetYear {
    TargetYear::read(values.get("year")).unwrap_or_else(|| TargetYear::of(app.desk().today()))
}

/// The organisation that an address asks for; the own one without any.
pub fn org_of(app: &App, visitor: &Visitor, values: &Values) -> String {
    match values.get("org").trim() {
        "" => targets::own_organisation(app.desk(), &visitor.actor),
        code => code.to_owned(),
    }
}

/// The table of an organisation; who has only the own cases goes to the own sheet.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    if visitor.actor.role.sees_own_cases_only() {
        let own = visitor.actor.provider.ok_or(PageFailure::Missing)?;
        return see(&format!("/targets/{own}")).into();
    }
    let values = Values::parse(&query.unwrap_or_default());
    let (year, org) = (year_of(&app, &values), org_of(&app, &visitor, &values));
    let request = TargetsRequest::of_year(&org, year);
    let view = targets::table(app.desk(), &visitor.actor, &request).await?;
    answer(views::index(&visitor, app.desk(), &org, year, &view))
}

/// Signs a year off.
pub async fn close(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let year = TargetYear::read(fields.get("year"));
    let org = fields.get("org").to_owned();
    app.desk().permit(&visitor.actor, law::access::Permission::SignDocuments)?;
    let year = year.ok_or(PageFailure::Missing)?;
    targets::close(app.desk(), &visitor.actor, &org, year).await?;
    see(&views::address(&org, year)).flash("targets-signed-now").into()
}

/// The sheet of a provider.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(provider): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let year = year_of(&app, &values);
    let view = targets::sheet(app.desk(), &visitor.actor, provider, year).await?;
    let fresh = Values::from([("id", app.desk().id().to_string().as_str())]);
    answer(sheet::show(&visitor, app.desk(), &view, &fresh, &FieldErrors::default()))
}

/// The cases behind a number of the sheet.
pub async fn cases(
    State(app): State<App>,
    visitor: Visitor,
    At(provider): At<Uuid>,
    RawQuery(query): RawQuery,
) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let year = year_of(&app, &values);
    let measure = TargetMeasure::from_code(values.get("measure")).unwrap_or(TargetMeasure::Litigation);
    let (name, lines) = targets::cases_behind(app.desk(), &visitor.actor, provider, year, measure).await?;
    answer(sheet::cases(&visitor, provider, &name, (year, measure), &lines))
}

/// Grants relief by a document.
pub async fn grant(State(app): State<App>, visitor: Visitor, At(provider): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::AssignProviders)?;
    let values = fields.values();
    let year = year_of(&app, &values);
    let errors = match read(&values) {
        Err(errors) => errors,
        Ok(draft) => match targets::grant(app.desk(), &visitor.actor, provider, draft).await {
            Ok(()) => return see(&sheet::address(provider, year)).flash("targets-relief-granted").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let view = targets::sheet(app.desk(), &visitor.actor, provider, year).await?;
    again(sheet::show(&visitor, app.desk(), &view, &values, &errors))
}

fn read(values: &Values) -> Result<ReliefDraft, FieldErrors> {
    let mut reader = Reader::new(RELIEF, values);
    let ground = reader.choice("ground", ReliefGround::from_code);
    let (from, to) = (reader.date("from"), reader.date("to"));
    let (percent, document) = (reader.number("percent"), reader.text("document"));
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        reader.refuse("", "staff-form-broken");
    }
    let (Some(id), Some(ground), Some(from)) = (id, ground, from) else { return Err(reader.errors()) };
    reader.done(ReliefDraft { id, ground, from, to, percent, document })
}

/// Takes a grant back.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    At((provider, relief)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::AssignProviders)?;
    let values = fields.values();
    let year = year_of(&app, &values);
    match targets::withdraw(app.desk(), &visitor.actor, provider, relief, values.get("reason")).await {
        Ok(()) => see(&sheet::address(provider, year)).flash("targets-relief-withdrawn").into(),
        Err(failure) => {
            refused_fields(visitor.t, failure)?;
            see(&sheet::address(provider, year)).warn("targets-relief-reason").into()
        }
    }
}
