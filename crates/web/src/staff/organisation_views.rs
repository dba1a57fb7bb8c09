//! The directory of organisations: the tree, one unit, who took over from whom, the forms.

use std::collections::BTreeMap;

use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::staff::OrganisationKind;
use maud::{Markup, html};
use office::staff::{Offer, Organisation, OrganisationView, PastName};

use super::conflict::{self, Other};
use super::form::{CLOSING, NEW_ORGANISATION, ORGANISATION, ORGANISATION_FILTER, values_of};
use super::history;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Address, Chip, Column, Empty, Filters, Row, Table, toolbar};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Event, Fact, Tab, badge, card, facts, inset, tabs, timeline};
use crate::ui::{self, Tone, dates, form};

/// What the form of a correction offers.
pub struct Choices {
    pub parents: Vec<Organisation>,
    pub successors: Vec<Organisation>,
}

/// The directory.
pub const PATH: &str = "/organisations";

pub fn url(code: &str) -> String {
    format!("/organisations/{code}")
}

/// *TT.19 – Trung tâm …*
pub fn label(organisation: &Organisation) -> String {
    format!("{} – {}", organisation.code, organisation.name)
}

pub fn choice(organisation: &Organisation) -> Choice {
    Choice::new(organisation.code.as_str(), label(organisation))
}

pub fn link(organisation: &Organisation) -> Markup {
    html! { a href=(url(&organisation.code)) { (organisation.name) } }
}

// --- the tree ---------------------------------------------------------------------------------------

pub fn index(
    visitor: &Visitor,
    address: &Address,
    all: &[Organisation],
    found: Option<&[Organisation]>,
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-organisations");
    let open = all.iter().filter(|it| it.valid_to.is_none()).count();
    let actions = html! {
        (form::link_quiet(&t.get("staff-successors"), "/organisations/successors"))
        (form::link_quiet(&t.get("staff-communes"), "/reference/communes"))
        @if visitor.may(Permission::ManageDirectory) { (form::link_new(&t.get("staff-new"), "/organisations/new")) }
    };
    let counts = t.with("staff-counts", &[("open", open.into()), ("closed", (all.len() - open).into())]);
    let filters = Filters { t, address, fields: filter_fields(t, address), chips: chips(t, address) };
    let body = html! {
        (heading(None, &title, actions))
        (filters)
        @match found {
            Some(found) => {
                (toolbar(html! { p { (t.with("staff-found", &[("n", found.len().into())])) } }, html! {}))
                (found_table(t, found))
            }
            None => {
                (toolbar(html! { p { (counts) } }, html! {}))
                (tree(visitor, all))
            }
        }
    };
    visitor.page(&title, body)
}

fn filter_fields(t: T, address: &Address) -> Markup {
    let errors = FieldErrors::default();
    Sheet::filter(t, address.query(), &errors)
        .choices("kind", codes::choices::<OrganisationKind>(t))
        .choices("state", states(t))
        .all(ORGANISATION_FILTER)
}

/// Whether it is still at work.
fn states(t: T) -> Vec<Choice> {
    ["open", "closed"].map(|code| Choice::new(code, t.code(prefix!("staff-state-is"), code))).into()
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let chip = |name: &str, label: &str, value: String| Chip {
        label: t.get(label),
        value,
        remove: address.without(name).url(),
    };
    let mut chips = Vec::new();
    let query = address.query();
    if !query.get("q").is_empty() {
        chips.push(chip("q", "staff-search-organisation", query.get("q").to_owned()));
    }
    if let Some(kind) = OrganisationKind::from_code(query.get("kind")) {
        chips.push(chip("kind", "staff-kind", codes::name(t, kind)));
    }
    if let Some(state) = ["open", "closed"].into_iter().find(|code| *code == query.get("state")) {
        chips.push(chip("state", "staff-state", t.code(prefix!("staff-state-is"), state)));
    }
    chips
}

fn found_table(t: T, found: &[Organisation]) -> Markup {
    let row = |it: &Organisation| {
        Row::new([
            html! { (it.name) },
            html! { (it.code) },
            html! { (codes::name(t, *it.kind)) },
            state(t, it),
            html! { (it.phone.as_deref().unwrap_or_default()) },
        ])
        .link(url(&it.code))
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("staff-name")),
            Column::code(t.get("staff-code")),
            Column::text(t.get("staff-kind")),
            Column::text(t.get("staff-state")),
            Column::code(t.get("staff-phone")),
        ],
        rows: found.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("staff-none"), text: t.get("staff-none-text"), action: None },
        ..Table::new(t, "organisations", t.get("staff-organisations"))
    };
    html! { (table) }
}

fn state(t: T, organisation: &Organisation) -> Markup {
    match organisation.valid_to {
        None => badge(Tone::Good, &t.code(prefix!("staff-state-is"), "open")),
        Some(day) => html! {
            span { (badge(Tone::Plain, &t.code(prefix!("staff-state-is"), "closed"))) " " span class="soft" { (dates::date(day)) } }
        },
    }
}

/// The open units under the department; what ended stands below it, so that it is not in the way.
fn tree(visitor: &Visitor, all: &[Organisation]) -> Markup {
    let t = visitor.t;
    let is_root = |it: &&Organisation| {
        it.parent.as_ref().is_none_or(|parent| !all.iter().any(|other| other.code == *parent))
    };
    let roots: Vec<&Organisation> = all.iter().filter(is_root).collect();
    let closed: Vec<&Organisation> = all.iter().filter(|it| it.valid_to.is_some()).collect();
    html! {
        @for root in &roots {
            (card(&root.name, html! { a href=(url(&root.code)) { (root.code) } }, html! {
                ul class="tree" { @for child in open_children(all, &root.code) { li { (branch(visitor, all, child)) } } }
            }))
        }
        @if !closed.is_empty() {
            details class="inset" {
                summary { (t.with("staff-closed-units", &[("n", closed.len().into())])) }
                ul class="tree" { @for it in closed { li { (leaf(it)) " " (succession(t, all, it)) } } }
            }
        }
    }
}

fn open_children<'o>(all: &'o [Organisation], code: &str) -> Vec<&'o Organisation> {
    all.iter().filter(|it| it.valid_to.is_none() && it.parent.as_deref() == Some(code)).collect()
}

/// A unit with what is below it, folded but where the visitor works.
fn branch(visitor: &Visitor, all: &[Organisation], organisation: &Organisation) -> Markup {
    let children = open_children(all, &organisation.code);
    let mine = law::staff::province_of_code(&visitor.actor.org);
    let here = mine.is_some() && organisation.province_code.as_deref() == mine;
    html! {
        @if children.is_empty() {
            (leaf(organisation))
        } @else {
            details open[here] {
                summary { (organisation.name) " " span class="soft code" { (organisation.code) } }
                ul {
                    li { a href=(url(&organisation.code)) { (visitor.t.get("staff-open-page")) span class="unseen" { " " (organisation.name) } } }
                    @for child in children { li { (branch(visitor, all, child)) } }
                }
            }
        }
    }
}

fn leaf(organisation: &Organisation) -> Markup {
    html! { (link(organisation)) " " span class="soft code" { (organisation.code) } }
}

fn succession(t: T, all: &[Organisation], organisation: &Organisation) -> Markup {
    let successor = all.iter().find(|it| Some(&it.code) == organisation.successor.as_ref());
    html! {
        span class="soft" {
            @if let Some(day) = organisation.valid_to { (t.with("staff-until", &[("day", dates::date(day).into())])) }
            @if let Some(successor) = successor { " → " (link(successor)) }
        }
    }
}

// --- who took over ----------------------------------------------------------------------------------

pub fn successors(
    visitor: &Visitor,
    kind: OrganisationKind,
    all: &[Organisation],
    past: &[PastName],
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-successors");
    let open: Vec<&Organisation> =
        all.iter().filter(|it| *it.kind == kind && it.valid_to.is_none()).collect();
    let ended = all.iter().filter(|it| *it.kind == kind && it.valid_to.is_some()).count();
    let mut names: BTreeMap<&str, Vec<&PastName>> = BTreeMap::new();
    past.iter().for_each(|name| names.entry(&name.code).or_default().push(name));
    let rows: Vec<Row> = open.iter().map(|it| successor_row(t, all, &names, it)).collect();
    let kinds = [OrganisationKind::Centre, OrganisationKind::JusticeOffice, OrganisationKind::Branch];
    let tab = |it: OrganisationKind| Tab {
        label: codes::name(t, it),
        href: format!("/organisations/successors?kind={it}"),
        current: it == kind,
        count: None,
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("staff-today")),
            Column::code(t.get("staff-code")),
            Column::text(t.get("staff-before")),
        ],
        rows,
        caption_unseen: true,
        empty: Empty { title: t.get("staff-none"), text: String::new(), action: None },
        ..Table::new(t, "successors", title.as_str())
    };
    let total = t.with(
        "staff-successors-total",
        &[("before", (open.len() + ended).into()), ("today", open.len().into())],
    );
    let body = html! {
        (heading(None, &title, html! {}))
        (lead(&t.get("staff-successors-lead")))
        (tabs(t, &title, &kinds.map(tab)))
        (inset(html! { p { strong { (total) } } }))
        (table)
    };
    framed(visitor, &title, &FieldErrors::default(), &[], body)
}

fn successor_row(
    t: T,
    all: &[Organisation],
    names: &BTreeMap<&str, Vec<&PastName>>,
    today: &Organisation,
) -> Row {
    let predecessors: Vec<&Organisation> =
        all.iter().filter(|it| it.successor.as_deref() == Some(&today.code)).collect();
    let own = names.get(today.code.as_str()).map(Vec::as_slice).unwrap_or_default();
    let until =
        |day| html! { span class="soft" { (t.with("staff-until", &[("day", dates::date(day).into())])) } };
    let before = html! {
        @if own.is_empty() && predecessors.is_empty() {
            span class="soft" { (t.get("staff-unchanged")) }
        } @else {
            ul {
                @if own.is_empty() { li { (today.name) " " span class="soft code" { (today.code) } } }
                @for past in own { li { (past.name) " " span class="soft code" { (past.code) } " " (until(past.valid_to)) } }
                @for it in predecessors {
                    li { (leaf(it)) " " @if let Some(day) = it.valid_to { (until(day)) } }
                }
            }
        }
    };
    Row::new([link(today), html! { (today.code) }, before])
}

// --- one unit ---------------------------------------------------------------------------------------

/// `terms`: the card of its contracts and registrations, for those that take part.
pub fn show(visitor: &Visitor, view: &OrganisationView, terms: &Markup) -> Markup {
    let t = visitor.t;
    let it = &view.organisation;
    let actions = html! {
        @if view.may_change {
            @if it.valid_to.is_none() { (form::link_quiet(&t.get("staff-close"), &format!("{}/closure", url(&it.code)))) }
            (form::link_button(&t.get("staff-edit"), &format!("{}/edit", url(&it.code))))
        }
    };
    let add = html! {
        @if view.may_change && it.valid_to.is_none() {
            a href={ "/organisations/new?parent=" (it.code) } { (t.get("staff-new-below")) }
        }
    };
    let body = html! {
        (heading(Some(&it.code), &it.name, actions))
        div class="sides" {
            div {
                (card(&t.get("staff-facts"), html! {}, organisation_facts(t, view)))
                @if matches!(it.kind.0, OrganisationKind::Contracted | OrganisationKind::Registered) { (terms) }
                (card(&t.get("staff-history"), html! {}, timeline(t, &events(t, view))))
            }
            div {
                @if !view.predecessors.is_empty() {
                    (card(&t.get("staff-predecessors"), html! {}, list(&view.predecessors)))
                }
                (card(&t.get("staff-below"), add, below(t, view)))
                @if it.kind.keeps_register() { (card(&t.get("staff-providers"), html! {}, providers(t, view))) }
                (card(&t.get("staff-see-also"), html! {}, places(visitor, it)))
            }
        }
    };
    let crumbs: Vec<Crumb> =
        view.above.iter().map(|it| Crumb::link(it.code.as_str(), url(&it.code))).collect();
    framed(visitor, &it.name, &FieldErrors::default(), &crumbs, body)
}

fn organisation_facts(t: T, view: &OrganisationView) -> Markup {
    let it = &view.organisation;
    let parent = view.above.last();
    let mut shown = vec![
        Fact::words(t.get("staff-kind"), codes::name(t, *it.kind)),
        Fact::new(t.get("staff-state"), state(t, it)),
        Fact { value: parent.map(link), ..Fact::words(t.get("staff-parent"), "") },
        Fact::words(t.get("staff-valid-from"), dates::date(it.valid_from)),
    ];
    if let Some(day) = it.valid_to {
        shown.push(Fact::words(t.get("staff-valid-to"), dates::date(day)));
        shown.push(Fact {
            value: view.successor.as_ref().map(link),
            ..Fact::words(t.get("staff-successor"), "")
        });
    }
    shown.push(Fact::words(t.get("staff-address"), it.address.clone().unwrap_or_default()));
    shown.push(Fact::words(t.get("staff-phone"), it.phone.clone().unwrap_or_default()));
    facts(t, &shown)
}

/// The dates of the record itself and what was changed, the latest first.
fn events(t: T, view: &OrganisationView) -> Vec<Event> {
    let it = &view.organisation;
    let dated = |id: String, kind: &str, tone, on, text| Event {
        id,
        kind: t.get(kind),
        tone,
        on,
        entered: None,
        who: it.code.clone(),
        text,
    };
    let mut events = history::events(t, &view.history, ORGANISATION);
    events.push(dated("began".to_owned(), "staff-began", Tone::Good, it.valid_from, html! {}));
    for past in &view.past_names {
        let on = past.valid_to.succ_opt().unwrap_or(past.valid_to);
        let text = html! { p { (t.with("staff-was-named", &[("name", past.name.as_str().into())])) } };
        events.push(dated(format!("renamed-{on}"), "staff-renamed", Tone::Info, on, text));
    }
    for before in &view.predecessors {
        let on = before.valid_to.and_then(|day| day.succ_opt()).unwrap_or(it.valid_from);
        let text = html! { p { (link(before)) } };
        events.push(dated(format!("took-over-{}", before.code), "staff-took-over", Tone::Info, on, text));
    }
    if let Some(day) = it.valid_to {
        let text = html! { @if let Some(successor) = &view.successor { p { "→ " (link(successor)) } } };
        events.push(dated("ended".to_owned(), "staff-ended", Tone::Plain, day, text));
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.on));
    events
}

fn list(organisations: &[Organisation]) -> Markup {
    html! { ul { @for it in organisations { li { (leaf(it)) } } } }
}

fn below(t: T, view: &OrganisationView) -> Markup {
    let (open, closed): (Vec<Organisation>, Vec<Organisation>) =
        view.children.iter().cloned().partition(|it| it.valid_to.is_none());
    html! {
        @if open.is_empty() { p class="soft" { (t.get("staff-nothing-below")) } } @else { (list(&open)) }
        @if !closed.is_empty() {
            details {
                summary { (t.with("staff-closed-units", &[("n", closed.len().into())])) }
                (list(&closed))
            }
        }
    }
}

fn providers(t: T, view: &OrganisationView) -> Markup {
    let code = &view.organisation.code;
    html! {
        p { a href={ "/providers?state=open&org=" (code) } { (t.with("staff-provider-count", &[("n", view.providers.into())])) } }
        @if view.may_change { p { a href={ "/providers/new?org_code=" (code) } { (t.get("staff-provider-new")) } } }
    }
}

/// What else there is about the unit, for who may read it.
fn places(visitor: &Visitor, organisation: &Organisation) -> Markup {
    let t = visitor.t;
    let code = &organisation.code;
    html! {
        ul {
            @if visitor.may(Permission::ReadCases) { li { a href={ "/cases?org=" (code) } { (t.get("staff-its-cases")) } } }
            @if visitor.may(Permission::ReadActivity) { li { a href={ "/outreach?org=" (code) } { (t.get("staff-its-outreach")) } } }
            @if visitor.may(Permission::ReadFigures) { li { a href={ "/reports/period?org=" (code) } { (t.get("staff-its-report")) } } }
            li { a href="/organisations/successors" { (t.get("staff-successors")) } }
        }
    }
}

// --- forms ------------------------------------------------------------------------------------------

pub fn new(visitor: &Visitor, offer: &Offer, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-new");
    let kinds = offer.kinds.iter().map(|kind| Choice::new(kind.code(), codes::name(t, *kind)));
    let sheet = Sheet::new(t, values, errors)
        .choices("kind", kinds)
        .choices("parent", offer.parents.iter().map(choice));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("staff-new-lead")))
        (form::form("/organisations", &visitor.csrf, html! {
            (sheet.all(NEW_ORGANISATION))
            (form::actions(form::submit(&t.get("staff-add")), form::link_quiet(&t.get("staff-cancel"), "/organisations")))
        }))
    };
    framed(visitor, &title, errors, &[], body)
}

pub fn edit(
    visitor: &Visitor,
    view: &OrganisationView,
    choices: &Choices,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-edit-title");
    let it = &view.organisation;
    let sheet = Sheet::new(t, values, errors)
        .choices("parent", choices.parents.iter().map(choice))
        .choices("successor", choices.successors.iter().map(choice));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&it.name), &title, html! {}))
        (form::form(&url(&it.code), &visitor.csrf, html! {
            (form::hidden("version", values.get("version")))
            (conflict::carry_before(ORGANISATION, &values_of(it)))
            (sheet.all(ORGANISATION))
            (form::actions(form::submit(&t.get("staff-save")), form::link_quiet(&t.get("staff-cancel"), &url(&it.code))))
        }))
    };
    framed(visitor, &title, errors, &[Crumb::link(it.code.as_str(), url(&it.code))], body)
}

pub fn conflict(visitor: &Visitor, view: &OrganisationView, mine: &Values, other: &Other) -> Markup {
    let theirs = values_of(&view.organisation);
    let show = |_: &str, value: &str| value.to_owned();
    let title = visitor.t.get("staff-edit-title");
    conflict::page(
        visitor,
        &url(&view.organisation.code),
        &title,
        ORGANISATION,
        (mine, &theirs),
        other,
        &show,
    )
}

pub fn closure(
    visitor: &Visitor,
    view: &OrganisationView,
    successors: &[Organisation],
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let title = t.get("staff-close");
    let it = &view.organisation;
    let sheet = Sheet::new(t, values, errors).choices("successor", successors.iter().map(choice));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(Some(&it.name), &title, html! {}))
        (lead(&t.get("staff-close-lead")))
        @if law::staff::moves_on(*it.kind, it.valid_from).is_some() {
            p { (t.with("staff-close-moves", &[("n", view.providers.into())])) }
        }
        (form::form(&format!("{}/closure", url(&it.code)), &visitor.csrf, html! {
            (form::hidden("version", values.get("version")))
            (sheet.all(CLOSING))
            (form::actions(
                form::submit_danger(&t.get("staff-close-act"), &t.get("staff-close-question")),
                form::link_quiet(&t.get("staff-cancel"), &url(&it.code)),
            ))
        }))
    };
    framed(visitor, &title, errors, &[Crumb::link(it.code.as_str(), url(&it.code))], body)
}

fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, crumbs: &[Crumb], body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs.push(Crumb::link(visitor.t.get("staff-organisations"), "/organisations"));
    shell.crumbs.extend(crumbs.iter().cloned());
    shell.crumbs.push(Crumb::here(title));
    ui::page(&shell, body)
}
