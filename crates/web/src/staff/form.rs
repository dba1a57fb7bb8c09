//! What the pages of organisations and providers ask, and how it is read.

use chrono::NaiveDate;
use law::cases::LegalField;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::staff::{OrganisationKind, ProviderKind};
use office::staff::{
    Organisation, OrganisationChange, OrganisationClosing, OrganisationDraft, Provider, ProviderQuery,
};
use uuid::Uuid;

use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Keyboard, Reader, Values, Width};

/// A new organisation. Without a code it gets the next free one.
pub const NEW_ORGANISATION: &[Field] = &[
    Field::radios("kind", "staff-kind"),
    Field::select("parent", "staff-parent"),
    Field::text("name", "staff-name").most(300),
    Field::text("code", "staff-code").optional().hint("staff-code-hint").width(Width::Short).most(12),
    Field::date("valid_from", "staff-valid-from"),
    Field::text("address", "staff-address").optional().most(300),
    Field::text("phone", "staff-phone").optional().width(Width::Medium).keyboard(Keyboard::Phone).most(60),
];

/// An organisation to correct.
pub const ORGANISATION: &[Field] = &[
    Field::text("name", "staff-name").most(300),
    Field::date("renamed_on", "staff-renamed-on").optional().hint("staff-renamed-on-hint"),
    Field::select("parent", "staff-parent").optional(),
    Field::date("valid_from", "staff-valid-from"),
    Field::date("valid_to", "staff-valid-to").optional().hint("staff-valid-to-hint"),
    Field::select("successor", "staff-successor").optional(),
    Field::text("address", "staff-address").optional().most(300),
    Field::text("phone", "staff-phone").optional().width(Width::Medium).keyboard(Keyboard::Phone).most(60),
    Field::text("reason", "staff-reason").hint("staff-reason-hint").most(300),
];

/// The end of an organisation.
pub const CLOSING: &[Field] = &[
    Field::date("last_day", "staff-last-day"),
    Field::select("successor", "staff-successor").optional().hint("staff-successor-hint"),
    Field::text("reason", "staff-reason").hint("staff-closing-reason-hint").most(300),
];

/// What narrows the directory of organisations.
pub const ORGANISATION_FILTER: &[Field] = &[
    Field::search("q", "staff-search-organisation").optional(),
    Field::select("kind", "staff-kind").optional(),
    Field::select("state", "staff-state").optional(),
];

/// A provider.
pub const PROVIDER: &[Field] = &[
    Field::select("org_code", "staff-org"),
    Field::text("name", "staff-provider-name").most(200),
    Field::checkbox("other_person", "staff-other-person"),
    Field::select("kind", "staff-provider-kind"),
    Field::text("card_number", "staff-card").optional().width(Width::Medium).most(60),
    Field::date("appointed_on", "staff-appointed-on").optional(),
    Field::date("ended_on", "staff-ended-on").optional(),
    Field::text("grade", "staff-grade").optional().hint("staff-grade-hint").width(Width::Short).most(60),
    Field::radios("sex", "staff-sex").optional(),
    Field::number("birth_year", "staff-birth-year").optional().width(Width::Tiny),
    Field::text("languages", "staff-languages")
        .optional()
        .hint("staff-languages-hint")
        .width(Width::Medium)
        .most(200),
    Field::checkboxes("fields", "staff-fields").optional(),
    Field::checkbox("leader", "staff-leader"),
    Field::text("reason", "staff-reason").hint("staff-reason-hint").most(300),
];

/// The end of a provider's work.
pub const ENDING: &[Field] = &[
    Field::date("ended_on", "staff-ended-on"),
    Field::text("reason", "staff-reason").hint("staff-ending-reason-hint").most(300),
];

/// What narrows the list of providers.
pub const PROVIDER_FILTER: &[Field] = &[
    Field::search("q", "staff-search-provider").optional(),
    Field::select("org", "staff-org").optional(),
    Field::select("kind", "staff-provider-kind").optional(),
    Field::select("state", "staff-state").optional(),
];

/// A new organisation as typed; an empty code is still to be given.
pub fn read_new(values: &Values) -> Result<(OrganisationKind, OrganisationDraft), FieldErrors> {
    let mut read = Reader::new(NEW_ORGANISATION, values);
    let kind = read.choice("kind", OrganisationKind::from_code);
    let (parent, name, code) = (read.text("parent"), read.text("name"), read.text("code"));
    let valid_from = read.date("valid_from");
    let (address, phone) = (read.maybe_text("address"), read.maybe_text("phone"));
    match (kind, valid_from) {
        (Some(kind), Some(valid_from)) => {
            let code = code.to_uppercase();
            read.done((kind, OrganisationDraft { code, name, parent, valid_from, address, phone }))
        }
        _ => Err(read.errors()),
    }
}

/// A correction as typed.
pub fn read_change(code: &str, values: &Values) -> Result<OrganisationChange, FieldErrors> {
    let mut read = Reader::new(ORGANISATION, values);
    let (name, renamed_on) = (read.text("name"), read.date("renamed_on"));
    let parent = read.maybe_text("parent");
    let (valid_from, valid_to) = (read.date("valid_from"), read.date("valid_to"));
    let successor = read.maybe_text("successor");
    let (address, phone) = (read.maybe_text("address"), read.maybe_text("phone"));
    let reason = read.text("reason");
    let Some(valid_from) = valid_from else { return Err(read.errors()) };
    read.done(OrganisationChange {
        code: code.to_owned(),
        version: version_of(values),
        name,
        renamed_on,
        parent,
        valid_from,
        valid_to,
        successor,
        address,
        phone,
        reason,
    })
}

/// A closing as typed.
pub fn read_closing(code: &str, values: &Values) -> Result<OrganisationClosing, FieldErrors> {
    let mut read = Reader::new(CLOSING, values);
    let (last_day, successor, reason) =
        (read.date("last_day"), read.maybe_text("successor"), read.text("reason"));
    let Some(last_day) = last_day else { return Err(read.errors()) };
    read.done(OrganisationClosing {
        code: code.to_owned(),
        version: version_of(values),
        last_day,
        successor,
        reason,
    })
}

/// A provider as typed, under the id and version that the form carries. A new one needs no reason.
pub fn read_provider(values: &Values, is_new: bool) -> Result<(Provider, String), FieldErrors> {
    let mut read = Reader::new(PROVIDER, values);
    let (org_code, name) = (read.text("org_code"), read.text("name"));
    let kind = read.choice("kind", ProviderKind::from_code);
    let card_number = read.maybe_text("card_number");
    let (appointed_on, ended_on) = (read.date("appointed_on"), read.date("ended_on"));
    let (grade, sex) = (read.maybe_text("grade"), read.choice("sex", Sex::from_code));
    let birth_year = read.choice("birth_year", |year| year.trim().parse::<i32>().ok());
    let languages = split(&read.text("languages"));
    let fields = read.choices("fields", LegalField::from_code);
    let leader = read.flag("leader");
    let reason = if is_new { String::new() } else { read.text("reason") };
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        read.refuse("", "staff-form-broken");
    }
    let (Some(kind), Some(id)) = (kind, id) else { return Err(read.errors()) };
    let provider = Provider {
        id,
        org_code,
        name,
        name_folded: String::new(),
        kind: kind.into(),
        card_number,
        appointed_on,
        ended_on,
        grade,
        sex: sex.map(Into::into),
        birth_year,
        languages,
        fields: fields.iter().map(|field| field.code()).collect::<Vec<_>>().join(";"),
        leader,
        version: version_of(values),
    };
    read.done((provider, reason))
}

/// The end of a provider's work as typed.
pub fn read_ending(values: &Values) -> Result<(NaiveDate, String), FieldErrors> {
    let mut read = Reader::new(ENDING, values);
    let (ended_on, reason) = (read.date("ended_on"), read.text("reason"));
    let Some(ended_on) = ended_on else { return Err(read.errors()) };
    read.done((ended_on, reason))
}

/// The filter that an address asks for. What cannot be read narrows nothing.
pub fn provider_query(values: &Values) -> ProviderQuery {
    let text = |name: &str| Some(values.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    ProviderQuery {
        org: text("org"),
        name_part: text("q"),
        kind: ProviderKind::from_code(values.get("kind")),
        working: match values.get("state") {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        },
    }
}

/// The version that the form began with.
pub fn version_of(values: &Values) -> i64 {
    values.get("version").parse().unwrap_or_default()
}

/// An organisation as its form shows it.
pub fn values_of(organisation: &Organisation) -> Values {
    let day = |day: Option<NaiveDate>| day.map(dates::date).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = Values::default();
    values.set("name", organisation.name.as_str());
    values.set("parent", text(&organisation.parent));
    values.set("valid_from", dates::date(organisation.valid_from));
    values.set("valid_to", day(organisation.valid_to));
    values.set("successor", text(&organisation.successor));
    values.set("address", text(&organisation.address));
    values.set("phone", text(&organisation.phone));
    values.set("version", organisation.version.to_string());
    values
}

/// A provider as its form shows it.
pub fn values_of_provider(provider: &Provider) -> Values {
    let day = |day: Option<NaiveDate>| day.map(dates::date).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = Values::default();
    values.set("id", provider.id.to_string());
    values.set("org_code", provider.org_code.as_str());
    values.set("name", provider.name.as_str());
    values.set("kind", provider.kind.code());
    values.set("card_number", text(&provider.card_number));
    values.set("appointed_on", day(provider.appointed_on));
    values.set("ended_on", day(provider.ended_on));
    values.set("grade", text(&provider.grade));
    values.set("sex", provider.sex.map(|sex| sex.code().to_owned()).unwrap_or_default());
    values.set("birth_year", provider.birth_year.map(|year| year.to_string()).unwrap_or_default());
    values.set("languages", provider.languages.replace(';', "; "));
    provider.fields.split(';').filter(|code| !code.is_empty()).for_each(|code| values.push("fields", code));
    if provider.leader {
        values.set("leader", "yes");
    }
    values.set("version", provider.version.to_string());
    values
}

/// `vi; tày` → `vi;tày`.
fn split(text: &str) -> String {
    text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(";")
}
