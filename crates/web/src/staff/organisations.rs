//! Handlers of the pages of organisations: read, call the act, show.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::staff::OrganisationKind;
use office::Failure;
use office::staff::{self, Organisation, OrganisationView};

use super::conflict::{self, Other};
use super::form::{self, ORGANISATION};
use super::organisation_views as views;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;

/// The tree, or what a search finds.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let all = staff::list_organisations(app.desk(), &visitor.actor).await?;
    let address = Address::new("/organisations", values);
    let found = filtered(&all, address.query());
    answer(views::index(&visitor, &address, &all, found.as_deref()))
}

/// What the filter keeps; `None` when nothing is asked: then the tree is shown.
fn filtered(all: &[Organisation], values: &Values) -> Option<Vec<Organisation>> {
    let words = names::fold(values.get("q"));
    let kind = OrganisationKind::from_code(values.get("kind"));
    let state = values.get("state");
    if words.is_empty() && kind.is_none() && state.is_empty() {
        return None;
    }
    let keeps = |it: &&Organisation| {
        let code = names::fold(&it.code);
        let named = words.is_empty() || it.name_folded.contains(&words) || code == words;
        let closed = it.valid_to.is_some();
        named
            && kind.is_none_or(|kind| *it.kind == kind)
            && (state.is_empty() || (state == "closed") == closed)
    };
    Some(all.iter().filter(keeps).cloned().collect())
}

/// Who took over from whom.
pub async fn successors(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let kind = OrganisationKind::from_code(values.get("kind")).unwrap_or(OrganisationKind::Centre);
    let all = staff::list_organisations(app.desk(), &visitor.actor).await?;
    let past = staff::list_all_past_names(app.desk(), &visitor.actor).await?;
    answer(views::successors(&visitor, kind, &all, &past))
}

/// One organisation.
pub async fn show(State(app): State<App>, visitor: Visitor, At(code): At<String>) -> Page {
    let view = staff::view_organisation(app.desk(), &visitor.actor, &code).await?;
    let terms = staff::terms::organisation_terms(app.desk(), &visitor.actor, &code).await?;
    let fresh = app.desk().id().to_string();
    answer(views::show(&visitor, &view, &super::standing::organisation(&visitor, &view, &terms, &fresh)))
}

/// The form for a new organisation.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let offer = staff::offer(app.desk(), &visitor.actor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    if values.get("valid_from").is_empty() {
        values.set("valid_from", dates::date(app.desk().today()));
    }
    if let ([only], true) = (offer.parents.as_slice(), values.get("parent").is_empty()) {
        values.set("parent", only.code.as_str());
    }
    answer(views::new(&visitor, &offer, &values, &FieldErrors::default()))
}

/// Adds an organisation; without a code it gets the next free one.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let (desk, actor) = (app.desk(), &visitor.actor);
    let errors = match form::read_new(&values) {
        Err(errors) => errors,
        Ok((kind, mut draft)) => {
            if draft.code.is_empty() {
                draft.code = staff::next_code(desk, actor, kind, &draft.parent).await?;
            }
            let code = draft.code.clone();
            if OrganisationKind::of_code(&code) == Some(kind) {
                match staff::insert_organisation(desk, actor, draft).await {
                    Ok(()) => {
                        return see(&views::url(&code)).flash_with("staff-added", &[("code", &code)]).into();
                    }
                    Err(failure) => refused_fields(visitor.t, failure)?,
                }
            } else {
                let mut errors = FieldErrors::default();
                errors.add("code", "staff-code-of-other-kind");
                errors
            }
        }
    };
    let offer = staff::offer(desk, actor).await?;
    again(views::new(&visitor, &offer, &values, &errors))
}

/// The form to correct an organisation.
pub async fn edit(State(app): State<App>, visitor: Visitor, At(code): At<String>) -> Page {
    let view = changeable(&app, &visitor, &code).await?;
    let offer = choices(&app, &visitor, &view).await?;
    let values = form::values_of(&view.organisation);
    answer(views::edit(&visitor, &view, &offer, &values, &FieldErrors::default()))
}

/// Corrects an organisation; who comes second sees both versions.
pub async fn update(State(app): State<App>, visitor: Visitor, At(code): At<String>, fields: Fields) -> Page {
    let view = changeable(&app, &visitor, &code).await?;
    let mut values = fields.values();
    conflict::settle(&mut values, ORGANISATION, &form::values_of(&view.organisation));
    let errors = match form::read_change(&code, &values) {
        Err(errors) => errors,
        Ok(change) => match staff::update_organisation(app.desk(), &visitor.actor, change).await {
            Ok(()) => return see(&views::url(&code)).flash("staff-changed").into(),
            Err(Failure::Stale) => {
                let view = changeable(&app, &visitor, &code).await?;
                let page = views::conflict(&visitor, &view, &values, &other(&view));
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let offer = choices(&app, &visitor, &view).await?;
    again(views::edit(&visitor, &view, &offer, &values, &errors))
}

fn other(view: &OrganisationView) -> Other {
    let last = view.history.first();
    Other {
        who: last.map(|line| line.actor_name.clone()).unwrap_or_default(),
        moment: last.map(|line| dates::date_time(&line.at)).unwrap_or_default(),
    }
}

/// The form to close an organisation.
pub async fn closure(State(app): State<App>, visitor: Visitor, At(code): At<String>) -> Page {
    let view = changeable(&app, &visitor, &code).await?;
    if view.organisation.valid_to.is_some() {
        return see(&views::url(&code)).into();
    }
    let successors = staff::successors_for(app.desk(), &visitor.actor, &code).await?;
    let mut values = Values::default();
    values.set("last_day", dates::date(app.desk().today()));
    values.set("version", view.organisation.version.to_string());
    answer(views::closure(&visitor, &view, &successors, &values, &FieldErrors::default()))
}

/// Closes an organisation.
pub async fn close(State(app): State<App>, visitor: Visitor, At(code): At<String>, fields: Fields) -> Page {
    let view = changeable(&app, &visitor, &code).await?;
    let values = fields.values();
    let errors = match form::read_closing(&code, &values) {
        Err(errors) => errors,
        Ok(closing) => match staff::close_organisation(app.desk(), &visitor.actor, closing).await {
            Ok(()) => return see(&views::url(&code)).flash_with("staff-closed", &[("code", &code)]).into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    let successors = staff::successors_for(app.desk(), &visitor.actor, &code).await?;
    again(views::closure(&visitor, &view, &successors, &values, &errors))
}

/// The organisation, for who may change it. Everybody may know that it exists.
async fn changeable(app: &App, visitor: &Visitor, code: &str) -> Result<OrganisationView, Failure> {
    let view = staff::view_organisation(app.desk(), &visitor.actor, code).await?;
    if view.may_change { Ok(view) } else { Err(Failure::Denied) }
}

/// What the form of a correction offers: parents and successors that fit, and those it has.
async fn choices(app: &App, visitor: &Visitor, view: &OrganisationView) -> Result<views::Choices, Failure> {
    let all = staff::list_organisations(app.desk(), &visitor.actor).await?;
    let it = &view.organisation;
    let parents = all.iter().filter(|other| {
        law::staff::may_stand_below(*it.kind, *other.kind) && other.province_code == it.province_code
            || Some(&other.code) == it.parent.as_ref()
    });
    let successors =
        all.iter().filter(|other| law::staff::may_succeed(*it.kind, *other.kind) && other.code != it.code);
    Ok(views::Choices { parents: parents.cloned().collect(), successors: successors.cloned().collect() })
}
