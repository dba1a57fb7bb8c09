//! Handlers of data quality: what deserves a second look, and names to link.

use axum::extract::{RawQuery, State};
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use law::staff::ProviderKind;
use office::exchange::quality::{self, ProviderGroup};
use uuid::Uuid;

use super::form::LINK;
use super::quality_views as views;
use crate::failure::{Page, PageFailure, again, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::form::{FieldErrors, Reader, Values};
use crate::ui::list::Address;

/// The rules with their owners, counts and trends, and the same by organisation.
pub async fn desk(State(app): State<App>, visitor: Visitor) -> Page {
    let quality = quality::overview(app.desk(), &visitor.actor).await?;
    let name = |code: &str| app.desk().name_of_organisation(code);
    answer(views::desk(&visitor, &quality, &name))
}

/// Everything at a glance.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let counts = quality::counts(app.desk(), &visitor.actor).await?;
    let providers = quality::unmatched_providers(app.desk(), &visitor.actor).await?;
    let agencies = quality::unmatched_agencies(app.desk(), &visitor.actor).await?;
    answer(views::index(&visitor, &counts, &providers, &agencies))
}

/// The cases of one kind of doubt.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    At(doubt): At<String>,
    RawQuery(query): RawQuery,
) -> Page {
    let doubt = Doubt::from_code(&doubt).ok_or(PageFailure::Missing)?;
    let values = Values::parse(&query.unwrap_or_default());
    let after = Uuid::parse_str(values.get("after")).ok();
    let (lines, next) = quality::list(app.desk(), &visitor.actor, doubt, after).await?;
    let address = Address::new(format!("/quality/{}", doubt.code()), values);
    answer(views::show(&visitor, doubt, &lines, next, &address))
}

/// The group that an address or a form names. What is not named is not known.
fn group_of(values: &Values) -> ProviderGroup {
    let text = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
    ProviderGroup {
        org_code: values.get("org").to_owned(),
        provider_name: text("name"),
        provider_kind: ProviderKind::from_code(values.get("kind")).map(Into::into),
        provider_card: text("card"),
        number: 0,
        first_on: chrono::NaiveDate::MIN,
        last_on: chrono::NaiveDate::MIN,
    }
}

/// Who is meant by a name?
pub async fn provider(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    provider_page(&app, &visitor, &values, &FieldErrors::default()).await
}

async fn provider_page(app: &App, visitor: &Visitor, values: &Values, errors: &FieldErrors) -> Page {
    let group = group_of(values);
    let name = group.provider_name.as_deref().or(group.provider_card.as_deref()).unwrap_or_default();
    let found = quality::providers_like(app.desk(), &visitor.actor, &group.org_code, name).await?;
    let page = views::provider(visitor, &group, &found, values, errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

/// Links all cases that write a name so.
pub async fn link_provider(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(LINK, &values);
    let Some(chosen) = read.choice("choice", |text| Uuid::parse_str(text).ok()) else {
        return provider_page(&app, &visitor, &values, &read.errors()).await;
    };
    let number = quality::link_provider_name(app.desk(), &visitor.actor, &group_of(&values), chosen).await?;
    see("/quality").flash_with("exchange-linked", &[("n", &number.to_string())]).into()
}

/// Which agency is meant by a name?
pub async fn agency(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    agency_page(&app, &visitor, &values, &FieldErrors::default()).await
}

async fn agency_page(app: &App, visitor: &Visitor, values: &Values, errors: &FieldErrors) -> Page {
    let found =
        quality::agencies_like(app.desk(), &visitor.actor, values.get("name"), values.get("q")).await?;
    let page = views::agency(visitor, &found, values, errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

/// Links all cases that name an agency so.
pub async fn link_agency(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(LINK, &values);
    let Some(chosen) = read.choice("choice", |text| Uuid::parse_str(text).ok()) else {
        return agency_page(&app, &visitor, &values, &read.errors()).await;
    };
    let number = quality::link_agency_name(app.desk(), &visitor.actor, values.get("name"), chosen).await?;
    see("/quality").flash_with("exchange-linked", &[("n", &number.to_string())]).into()
}
