//! Handlers of the pages of providers: read, call the act, show.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use office::Failure;
use office::staff::{self, Organisation, ProviderKey, ProviderView};
use uuid::Uuid;

use super::conflict::{self, Other};
use super::form::{self, PROVIDER};
use super::provider_views as views;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{FieldErrors, Values};
use crate::ui::list::Address;

/// The list of providers.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let query = form::provider_query(&values);
    let after = key_of(values.get("after"));
    let list = staff::list_providers(app.desk(), &visitor.actor, &query, after.as_ref()).await?;
    let organisations = staff::list_organisations(app.desk(), &visitor.actor).await?;
    let may_add = staff::may_add(app.desk(), &visitor.actor);
    answer(views::index(&visitor, &Address::new("/providers", values), &list, &organisations, may_add))
}

/// Where a page continues, as an address spells it.
fn key_of(text: &str) -> Option<ProviderKey> {
    let (name_folded, id) = text.rsplit_once('_')?;
    Some(ProviderKey { name_folded: name_folded.to_owned(), id: Uuid::parse_str(id).ok()? })
}

/// How an address spells where a page continues.
pub fn key_text(key: &ProviderKey) -> String {
    format!("{}_{}", key.name_folded, key.id)
}

/// One provider.
pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = staff::view_provider(app.desk(), &visitor.actor, id).await?;
    let standing = staff::terms::standing(app.desk(), &visitor.actor, id).await?;
    let corner =
        standing.map(|it| super::standing::corner(visitor.t, id, &it, app.desk().today(), view.may_change));
    answer(views::show(&visitor, &view, corner.as_ref()))
}

/// The form for a new provider.
pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let homes = staff::homes(app.desk(), &visitor.actor).await?;
    let mut values = Values::parse(&query.unwrap_or_default());
    values.set("id", app.desk().id().to_string());
    let open: Vec<&Organisation> = homes.iter().filter(|it| it.valid_to.is_none()).collect();
    if let ([only], true) = (open.as_slice(), values.get("org_code").is_empty()) {
        values.set("org_code", only.code.as_str());
    }
    answer(views::new(&visitor, &homes, &values, &FieldErrors::default()))
}

/// Adds a provider. The same form sent twice is one provider.
pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let errors = match form::read_provider(&values, true) {
        Err(errors) => errors,
        Ok((provider, _)) => {
            let id = provider.id;
            let other_person = !values.get("other_person").is_empty();
            match staff::insert_provider(app.desk(), &visitor.actor, provider, other_person).await {
                Ok(()) => return see(&views::url(id)).flash("staff-provider-added").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let homes = staff::homes(app.desk(), &visitor.actor).await?;
    again(views::new(&visitor, &homes, &values, &errors))
}

/// The form to correct a provider.
pub async fn edit(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = changeable(&app, &visitor, id).await?;
    let homes = staff::homes(app.desk(), &visitor.actor).await?;
    let values = form::values_of_provider(&view.provider);
    answer(views::edit(&visitor, &view, &homes, &values, &FieldErrors::default()))
}

/// Corrects a provider; who comes second sees both versions.
pub async fn update(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = changeable(&app, &visitor, id).await?;
    let mut values = fields.values();
    values.set("id", id.to_string());
    conflict::settle(&mut values, PROVIDER, &form::values_of_provider(&view.provider));
    let errors = match form::read_provider(&values, false) {
        Err(errors) => errors,
        Ok((provider, reason)) => {
            match staff::update_provider(app.desk(), &visitor.actor, provider, &reason).await {
                Ok(()) => return see(&views::url(id)).flash("staff-changed").into(),
                Err(Failure::Stale) => {
                    let view = changeable(&app, &visitor, id).await?;
                    let page = views::conflict(&visitor, &view, &values, &other(&view));
                    return Ok((StatusCode::CONFLICT, page).into_response());
                }
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    let homes = staff::homes(app.desk(), &visitor.actor).await?;
    again(views::edit(&visitor, &view, &homes, &values, &errors))
}

fn other(view: &ProviderView) -> Other {
    let last = view.history.first();
    Other {
        who: last.map(|line| line.actor_name.clone()).unwrap_or_default(),
        moment: last.map(|line| dates::date_time(&line.at)).unwrap_or_default(),
    }
}

/// The form to end a provider's work.
pub async fn ending(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = changeable(&app, &visitor, id).await?;
    if view.provider.ended_on.is_some() {
        return see(&views::url(id)).into();
    }
    let mut values = Values::default();
    values.set("ended_on", dates::date(app.desk().today()));
    values.set("version", view.provider.version.to_string());
    answer(views::ending(&visitor, &view, &values, &FieldErrors::default()))
}

/// Ends a provider's work.
pub async fn end(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = changeable(&app, &visitor, id).await?;
    let values = fields.values();
    let errors = match form::read_ending(&values) {
        Err(errors) => errors,
        Ok((day, reason)) => {
            let seen = form::version_of(&values);
            match staff::end_provider(app.desk(), &visitor.actor, id, seen, day, &reason).await {
                Ok(()) => return see(&views::url(id)).flash("staff-provider-ended").into(),
                Err(failure) => refused_fields(visitor.t, failure)?,
            }
        }
    };
    again(views::ending(&visitor, &view, &values, &errors))
}

/// The provider, for who may change it. Everybody may know that it exists.
async fn changeable(app: &App, visitor: &Visitor, id: Uuid) -> Result<ProviderView, Failure> {
    let view = staff::view_provider(app.desk(), &visitor.actor, id).await?;
    if view.may_change { Ok(view) } else { Err(Failure::Denied) }
}
