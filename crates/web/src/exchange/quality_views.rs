//! The pages of data quality.

use law::access::Permission;
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::exchange::quality::{Agency, AgencyGroup, DoubtLine, ProviderGroup, Quality};
use office::staff::Provider;
use uuid::Uuid;

use super::form::{AGENCY_SEARCH, LINK};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Address, Column, Empty, Filters, Pager, Row, Table, pager};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::{self, Shell, dates, money};

fn framed(visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let t = visitor.t;
    let above = Crumb { label: t.get("exchange-quality"), href: Some("/data-quality".to_owned()) };
    let crumbs = vec![above, Crumb { label: title.to_owned(), href: None }];
    ui::page(&Shell { crumbs, wide: true, ..visitor.shell(title) }, body)
}

/// The data quality desk.
pub fn desk(visitor: &Visitor, quality: &Quality, name: &dyn Fn(&str) -> String) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-quality");
    let months = || quality.months.iter().map(|month| dates::month_name(month));
    let trend = |trend: &[Option<i64>]| -> Vec<Markup> {
        let words =
            |count: &Option<i64>| count.map_or_else(|| "–".to_owned(), |it| money::number(t.lang(), it));
        trend.iter().map(|count| html! { (words(count)) }).collect()
    };
    let heads = |first: &str, second: Option<&str>| {
        let mut columns = vec![Column::text(t.get(first))];
        columns.extend(second.map(|key| Column::text(t.get(key))));
        columns.push(Column::number(t.get("exchange-cases")));
        columns.extend(months().map(Column::number));
        columns
    };
    let rules = quality.rules.iter().map(|rule| {
        let number = money::number(t.lang(), rule.cases);
        let mut cells = vec![
            html! { (codes::name(t, rule.doubt)) },
            html! { (codes::name(t, rule.owner)) },
            html! { (number) },
        ];
        cells.extend(trend(&rule.trend));
        Row::new(cells).link(format!("/quality/{}", rule.doubt.code()))
    });
    let units = quality.units.iter().map(|unit| {
        let mut cells = vec![html! { (name(&unit.org)) }, html! { (money::number(t.lang(), unit.cases)) }];
        cells.extend(trend(&unit.trend));
        Row::new(cells)
    });
    let rules = Table {
        columns: heads("exchange-doubt", Some("exchange-desk-owner")),
        rows: rules.collect(),
        ..Table::new(t, "rules", t.get("exchange-desk-rules"))
    };
    let units = Table {
        columns: heads("exchange-org", None),
        rows: units.collect(),
        empty: Empty {
            title: t.get("exchange-no-doubts"),
            text: t.get("exchange-no-doubts-text"),
            action: None,
        },
        ..Table::new(t, "units", t.get("exchange-desk-units"))
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-desk-lead")))
        p { a href="/quality" { (t.get("exchange-desk-names")) } }
        (rules)
        p class="hint" { (t.get("exchange-desk-trend")) }
        (units)
    };
    ui::page(&Shell { wide: true, ..visitor.shell(&title) }, body)
}

pub fn index(
    visitor: &Visitor,
    counts: &[(Doubt, i64)],
    providers: &[ProviderGroup],
    agencies: &[AgencyGroup],
) -> Markup {
    let t = visitor.t;
    let title = t.get("exchange-quality");
    let may_link = visitor.may(Permission::EditCase);
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-quality-lead")))
        (doubt_table(t, counts))
        @if !providers.is_empty() { (provider_table(t, providers, may_link)) }
        @if !agencies.is_empty() { (agency_table(t, agencies, may_link)) }
    };
    ui::page(&Shell { wide: true, ..visitor.shell(&title) }, body)
}

fn doubt_table(t: T, counts: &[(Doubt, i64)]) -> Markup {
    let rows = counts.iter().map(|(doubt, number)| {
        Row::new([html! { (codes::name(t, *doubt)) }, html! { (money::number(t.lang(), *number)) }])
            .link(format!("/quality/{}", doubt.code()))
    });
    let table = Table {
        columns: vec![Column::text(t.get("exchange-doubt")), Column::number(t.get("exchange-cases"))],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("exchange-no-doubts"),
            text: t.get("exchange-no-doubts-text"),
            action: None,
        },
        ..Table::new(t, "doubts", t.get("exchange-doubts"))
    };
    html! { (table) }
}

/// The address of the page that links a group.
fn provider_url(group: &ProviderGroup) -> String {
    let mut values = Values::from([("org", group.org_code.as_str())]);
    let kind = group.provider_kind.map(|kind| kind.to_string());
    for (name, value) in [("name", &group.provider_name), ("kind", &kind), ("card", &group.provider_card)] {
        if let Some(value) = value {
            values.set(name, value.clone());
        }
    }
    format!("/quality/providers?{}", values.encode())
}

fn shown_provider(t: T, group: &ProviderGroup) -> String {
    let kind = group.provider_kind.map(|kind| codes::name(t, kind.0));
    let card =
        group.provider_card.as_ref().map(|card| t.with("exchange-card", &[("card", card.as_str().into())]));
    let parts = [group.provider_name.clone(), kind, card];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn provider_table(t: T, groups: &[ProviderGroup], may_link: bool) -> Markup {
    let rows = groups.iter().map(|group| {
        let row = Row::new([
            html! { (shown_provider(t, group)) },
            html! { (group.org_code) },
            html! { (money::number(t.lang(), group.number)) },
            html! { (dates::period(group.first_on, group.last_on)) },
        ]);
        if may_link { row.link(provider_url(group)) } else { row }
    });
    let table = Table {
        columns: group_columns(t, true),
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "unmatched-providers", t.get("exchange-unmatched-providers"))
    };
    html! { h2 { (t.get("exchange-unmatched-providers")) } (table) }
}

fn agency_table(t: T, groups: &[AgencyGroup], may_link: bool) -> Markup {
    let rows = groups.iter().map(|group| {
        let row = Row::new([
            html! { (group.source_agency) },
            html! { (money::number(t.lang(), group.number)) },
            html! { (dates::period(group.first_on, group.last_on)) },
        ]);
        let values = Values::from([("name", group.source_agency.as_str())]);
        if may_link { row.link(format!("/quality/agencies?{}", values.encode())) } else { row }
    });
    let table = Table {
        columns: group_columns(t, false),
        rows: rows.collect(),
        caption_unseen: true,
        ..Table::new(t, "unmatched-agencies", t.get("exchange-unmatched-agencies"))
    };
    html! { h2 { (t.get("exchange-unmatched-agencies")) } (table) }
}

fn group_columns(t: T, with_org: bool) -> Vec<Column> {
    let mut columns = vec![Column::text(t.get("exchange-as-written"))];
    if with_org {
        columns.push(Column::code(t.get("exchange-org")));
    }
    columns.push(Column::number(t.get("exchange-cases")));
    columns.push(Column::code(t.get("exchange-accepted-between")));
    columns
}

pub fn show(
    visitor: &Visitor,
    doubt: Doubt,
    lines: &[DoubtLine],
    next: Option<Uuid>,
    address: &Address,
) -> Markup {
    let t = visitor.t;
    let title = codes::name(t, doubt);
    let may_edit = visitor.may(Permission::EditCase);
    let rows = lines.iter().map(|line| {
        let written = line.provider_name.as_deref().filter(|_| doubt != Doubt::AgencyUnknown);
        let written = written.or(line.source_agency.as_deref().filter(|_| doubt == Doubt::AgencyUnknown));
        let row = Row::new([
            html! { (line.file_code) },
            html! { (line.org_code) },
            html! { (written.unwrap_or_default()) },
            html! { (dates::date_time(&line.found_at)) },
        ])
        .link(format!("/cases/{}", line.case_id));
        match may_edit {
            true => row.actions(fix(t, line, doubt)),
            false => row,
        }
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("cases-file-code")),
            Column::code(t.get("exchange-org")),
            Column::text(t.get("exchange-as-written")),
            Column::code(t.get("exchange-found")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("exchange-no-doubts"),
            text: t.get("exchange-no-doubts-text"),
            action: None,
        },
        ..Table::new(t, "doubt-cases", title.clone())
    };
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: next.map(|id| address.with("after", &id.to_string()).url()),
        shown: lines.len() as u64,
        total: None,
    };
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-doubt-lead")))
        (table)
        @if !lines.is_empty() { (pager(t, &pages)) }
    };
    framed(visitor, &title, body)
}

/// The way to the form that puts a line right, and back to the list.
fn fix(t: T, line: &DoubtLine, doubt: Doubt) -> Markup {
    let back = Values::from([("back", format!("/quality/{}", doubt.code()).as_str())]).encode();
    html! {
        a href={ "/cases/" (line.case_id) "/edit?" (back) } {
            (t.get("exchange-desk-fix")) span class="unseen" { " " (line.file_code) }
        }
    }
}

pub fn provider(
    visitor: &Visitor,
    group: &ProviderGroup,
    found: &[Provider],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.with("exchange-link-title", &[("name", shown_provider(t, group).into())]);
    let choices = found.iter().map(|provider| {
        let card = provider
            .card_number
            .as_ref()
            .map(|card| t.with("exchange-card", &[("card", card.as_str().into())]));
        let about = [Some(codes::name(t, provider.kind.0)), card, Some(provider.org_code.clone())];
        let about: Vec<String> = about.into_iter().flatten().collect();
        Choice::new(provider.id.to_string(), &provider.name).hint(about.join(" · "))
    });
    let sheet = Sheet::new(t, values, errors).choices("choice", choices);
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-link-lead")))
        (form::form("/quality/providers", &visitor.csrf, html! {
            @for name in ["org", "name", "kind", "card"] {
                @if !values.get(name).is_empty() { (form::hidden(name, values.get(name))) }
            }
            @if found.is_empty() { p { (t.get("exchange-link-none")) } } @else { (sheet.all(LINK)) }
            (ends(t, found.is_empty()))
        }))
    };
    framed(visitor, &title, body)
}

pub fn agency(visitor: &Visitor, found: &[Agency], values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let name = values.get("name");
    let title = t.with("exchange-link-title", &[("name", name.into())]);
    let choices = found.iter().map(|agency| {
        let province = agency.province_code.clone().unwrap_or_default();
        Choice::new(agency.id.to_string(), &agency.name).hint(province)
    });
    let sheet = Sheet::new(t, values, errors).choices("choice", choices);
    let address = Address::new("/quality/agencies", values.clone());
    let nothing = FieldErrors::default();
    let search = Filters {
        t,
        address: &address,
        fields: html! {
            (form::hidden("name", name))
            (Sheet::filter(t, values, &nothing).all(AGENCY_SEARCH))
        },
        chips: Vec::new(),
    };
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("exchange-link-lead")))
        (search)
        (form::form("/quality/agencies", &visitor.csrf, html! {
            (form::hidden("name", name))
            @if !values.get("q").is_empty() { (form::hidden("q", values.get("q"))) }
            @if found.is_empty() { p { (t.get("exchange-link-none")) } } @else { (sheet.all(LINK)) }
            (ends(t, found.is_empty()))
        }))
    };
    framed(visitor, &title, body)
}

fn ends(t: T, nothing: bool) -> Markup {
    let link = html! { @if !nothing { (form::submit(&t.get("exchange-link"))) } };
    form::actions(link, form::link_quiet(&t.get("exchange-back"), "/quality"))
}
