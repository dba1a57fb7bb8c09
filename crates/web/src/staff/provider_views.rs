//! The pages of providers: the list, one provider, the forms.

use law::access::Permission;
use law::cases::LegalField;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::staff::ProviderKind;
use maud::{Markup, html};
use office::staff::{Organisation, Provider, ProviderList, ProviderView};
use uuid::Uuid;

use super::conflict::{self, Other};
use super::form::{ENDING, PROVIDER, PROVIDER_FILTER, values_of_provider};
use super::organisation_views::{choice, label, link};
use super::providers::key_text;
use super::{history, organisation_views};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{
    Address, Chip, Column, Empty, Filters, Pager, Row, Table, Total, pager, toolbar, total,
};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, badge, card, facts, timeline};
use crate::ui::{self, Tone, dates, form};

/// Asked only once somebody of the same name is found.
const SAME_NAME: &str = "other_person";

pub fn url(id: Uuid) -> String {
    format!("/providers/{id}")
}

pub fn index(
    visitor: &Visitor,
    address: &Address,
    list: &ProviderList,
    organisations: &[Organisation],
    may_add: bool,
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-providers");
    let new = html! { @if may_add { (form::link_quiet(&t.get("staff-alerts"), "/providers/alerts")) (form::link_new(&t.get("staff-provider-new"), "/providers/new")) } };
    let after = list.next.as_ref().map(key_text);
    let begun = (!address.query().get("after").is_empty()).then_some("");
    let mut pages = Pager::by_keys(address, begun, after.as_deref(), list.providers.len() as u64);
    pages.previous = None;
    let all = Total::Exact(list.total);
    let filters = Filters {
        t,
        address,
        fields: filter_fields(t, address, organisations),
        chips: chips(t, address, organisations),
    };
    let body = html! {
        (heading(None, &title, new))
        (filters)
        (toolbar(html! { p { (total(t, all)) } }, html! {}))
        (table(t, &list.providers))
        (pager(t, &pages.total(all)))
    };
    visitor.page(&title, body)
}

fn filter_fields(t: T, address: &Address, organisations: &[Organisation]) -> Markup {
    let errors = FieldErrors::default();
    Sheet::filter(t, address.query(), &errors)
        .choices("org", organisations.iter().map(choice))
        .choices("kind", codes::choices::<ProviderKind>(t))
        .choices(
            "state",
            ["open", "closed"].map(|code| Choice::new(code, t.code(prefix!("staff-work-is"), code))),
        )
        .all(PROVIDER_FILTER)
}

fn chips(t: T, address: &Address, organisations: &[Organisation]) -> Vec<Chip> {
    let chip = |name: &str, label: &str, value: String| Chip {
        label: t.get(label),
        value,
        remove: address.without(name).url(),
    };
    let query = address.query();
    let mut chips = Vec::new();
    if !query.get("q").is_empty() {
        chips.push(chip("q", "staff-search-provider", query.get("q").to_owned()));
    }
    if let Some(it) = organisations.iter().find(|it| it.code == query.get("org")) {
        chips.push(chip("org", "staff-org", it.name.clone()));
    }
    if let Some(kind) = ProviderKind::from_code(query.get("kind")) {
        chips.push(chip("kind", "staff-provider-kind", codes::name(t, kind)));
    }
    if let Some(state) = ["open", "closed"].into_iter().find(|code| *code == query.get("state")) {
        chips.push(chip("state", "staff-state", t.code(prefix!("staff-work-is"), state)));
    }
    chips
}

fn table(t: T, providers: &[Provider]) -> Markup {
    let row = |it: &Provider| {
        Row::new([
            html! { (it.name) @if it.leader { " " span class="soft" { (t.get("staff-leader-short")) } } },
            html! { (codes::name(t, *it.kind)) },
            html! { (it.org_code) },
            html! { (it.card_number.as_deref().unwrap_or_default()) },
            html! { (it.appointed_on.map(dates::date).unwrap_or_default()) },
            state(t, it),
        ])
        .link(url(it.id))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("staff-provider-name")),
            Column::text(t.get("staff-provider-kind")),
            Column::code(t.get("staff-org")),
            Column::code(t.get("staff-card")),
            Column::code(t.get("staff-appointed-short")),
            Column::text(t.get("staff-state")),
        ],
        rows: providers.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("staff-no-providers"), text: t.get("staff-none-text"), action: None },
        ..Table::new(t, "providers", t.get("staff-providers"))
    };
    html! { (table) }
}

fn state(t: T, provider: &Provider) -> Markup {
    match provider.ended_on {
        None => badge(Tone::Good, &t.code(prefix!("staff-work-is"), "open")),
        Some(day) => html! {
            span { (badge(Tone::Plain, &t.code(prefix!("staff-work-is"), "closed"))) " " span class="soft" { (dates::date(day)) } }
        },
    }
}

/// `standing`: the card of cards, absence, training, for those who may see it.
pub fn show(visitor: &Visitor, view: &ProviderView, standing: Option<&Markup>) -> Markup {
    let t = visitor.t;
    let it = &view.provider;
    let actions = html! {
        @if view.may_change {
            @if it.ended_on.is_none() { (form::link_quiet(&t.get("staff-provider-end"), &format!("{}/ending", url(it.id)))) }
            (form::link_button(&t.get("staff-edit"), &format!("{}/edit", url(it.id))))
        }
    };
    let body = html! {
        (heading(Some(&codes::name(t, *it.kind)), &it.name, actions))
        div class="sides" {
            div {
                (card(&t.get("staff-facts"), html! {}, provider_facts(t, view)))
                @if let Some(standing) = standing { (standing) }
                @if !view.moves.is_empty() { (card(&t.get("staff-moves"), html! {}, moves(t, view))) }
            }
            div {
                @if visitor.may(Permission::ReadCases) {
                    (card(&t.get("staff-see-also"), html! {}, html! {
                        p { a href={ "/cases?provider=" (it.id) } { (t.get("staff-provider-cases")) } }
                    }))
                }
                @if view.may_change {
                    (card(&t.get("staff-history"), html! {}, timeline(t, &history::events(t, &view.history, PROVIDER))))
                }
            }
        }
    };
    framed(visitor, &it.name, &FieldErrors::default(), &[], body)
}

/// Where the provider worked before, and where the provider will go.
fn moves(t: T, view: &ProviderView) -> Markup {
    html! {
        ul class="plain" {
            @for it in &view.moves {
                @let words = [("from", it.from_org.clone().into()), ("to", it.to_org.clone().into()), ("day", dates::date(it.moves_on).into())];
                li { (t.with(if it.moved_at.is_some() { "staff-moved" } else { "staff-moves-on" }, &words)) }
            }
        }
    }
}

fn provider_facts(t: T, view: &ProviderView) -> Markup {
    let it = &view.provider;
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::date).unwrap_or_default();
    let fields: Vec<String> =
        it.fields.split(';').filter_map(LegalField::from_code).map(|field| codes::name(t, field)).collect();
    facts(
        t,
        &[
            Fact::new(t.get("staff-org"), link(&view.organisation)),
            Fact::new(t.get("staff-state"), state(t, it)),
            Fact::words(t.get("staff-card"), it.card_number.clone().unwrap_or_default()),
            Fact::words(t.get("staff-appointed-on"), day(it.appointed_on)),
            Fact::words(t.get("staff-ended-on"), day(it.ended_on)),
            Fact::words(t.get("staff-grade"), it.grade.clone().unwrap_or_default()),
            Fact::words(t.get("staff-sex"), it.sex.map(|sex| codes::name(t, *sex)).unwrap_or_default()),
            Fact::words(
                t.get("staff-birth-year"),
                it.birth_year.map(|year| year.to_string()).unwrap_or_default(),
            ),
            Fact::words(t.get("staff-languages"), it.languages.replace(';', ", ")),
            Fact::words(t.get("staff-fields"), fields.join(", ")),
            Fact::words(t.get("staff-leader"), t.get(if it.leader { "staff-yes" } else { "staff-no" })),
        ],
    )
}

pub fn new(visitor: &Visitor, homes: &[Organisation], values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-provider-new");
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (form::form("/providers", &visitor.csrf, html! {
            (form::hidden("id", values.get("id")))
            (fields(t, homes, values, errors, true))
            (form::actions(form::submit(&t.get("staff-add")), form::link_quiet(&t.get("staff-cancel"), "/providers")))
        }))
    };
    framed(visitor, &title, errors, &[], body)
}

pub fn edit(
    visitor: &Visitor,
    view: &ProviderView,
    homes: &[Organisation],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-provider-edit");
    let it = &view.provider;
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&it.name), &title, html! {}))
        (form::form(&url(it.id), &visitor.csrf, html! {
            (form::hidden("version", values.get("version")))
            (conflict::carry_before(PROVIDER, &values_of_provider(it)))
            (fields(t, homes, values, errors, false))
            (form::actions(form::submit(&t.get("staff-save")), form::link_quiet(&t.get("staff-cancel"), &url(it.id))))
        }))
    };
    framed(visitor, &title, errors, &[Crumb::link(it.name.as_str(), url(it.id))], body)
}

fn fields(t: T, homes: &[Organisation], values: &Values, errors: &FieldErrors, is_new: bool) -> Markup {
    let asks_again = errors.get("name").is_some() || !values.get(SAME_NAME).is_empty();
    let asked = |name: &str| match name {
        SAME_NAME => is_new && asks_again,
        "ended_on" | "reason" => !is_new,
        _ => true,
    };
    let sheet = Sheet::new(t, values, errors)
        .choices("org_code", homes.iter().map(choice))
        .choices("kind", codes::choices::<ProviderKind>(t))
        .choices("sex", codes::choices::<Sex>(t))
        .choices("fields", codes::choices::<LegalField>(t));
    html! { @for field in PROVIDER.iter().filter(|field| asked(field.name)) { (sheet.field(field)) } }
}

pub fn conflict(visitor: &Visitor, view: &ProviderView, mine: &Values, other: &Other) -> Markup {
    let t = visitor.t;
    let theirs = values_of_provider(&view.provider);
    let show = |name: &str, value: &str| match name {
        "kind" => {
            ProviderKind::from_code(value).map_or_else(|| value.to_owned(), |kind| codes::name(t, kind))
        }
        "sex" => Sex::from_code(value).map_or_else(|| value.to_owned(), |sex| codes::name(t, sex)),
        "fields" => {
            let codes = value.split("; ").filter_map(LegalField::from_code);
            codes.map(|field| codes::name(t, field)).collect::<Vec<_>>().join(", ")
        }
        "leader" => t.get(if value.is_empty() { "staff-no" } else { "staff-yes" }),
        _ => value.to_owned(),
    };
    let title = t.get("staff-provider-edit");
    conflict::page(visitor, &url(view.provider.id), &title, PROVIDER, (mine, &theirs), other, &show)
}

pub fn ending(visitor: &Visitor, view: &ProviderView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-provider-end");
    let it = &view.provider;
    let sheet = Sheet::new(t, values, errors);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&it.name), &title, html! {}))
        (lead(&t.with("staff-provider-end-lead", &[("org", label(&view.organisation).into())])))
        (form::form(&format!("{}/ending", url(it.id)), &visitor.csrf, html! {
            (form::hidden("version", values.get("version")))
            (sheet.all(ENDING))
            (form::actions(form::submit(&t.get("staff-provider-end-act")), form::link_quiet(&t.get("staff-cancel"), &url(it.id))))
        }))
    };
    framed(visitor, &title, errors, &[Crumb::link(it.name.as_str(), url(it.id))], body)
}

fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, crumbs: &[Crumb], body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs.push(Crumb::link(visitor.t.get("staff-organisations"), organisation_views::PATH));
    shell.crumbs.push(Crumb::link(visitor.t.get("staff-providers"), "/providers"));
    shell.crumbs.extend(crumbs.iter().cloned());
    shell.crumbs.push(Crumb::here(title));
    ui::page(&shell, body)
}
