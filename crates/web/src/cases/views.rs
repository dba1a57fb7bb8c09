//! The list of cases and the page of a case.

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::{AidForm, CaseState, LegalField, Outcome};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::Desk;
use office::cases::{Beneficiary, Case, CaseEvent, CaseLine, CaseList, CaseView, ListOptions, Origin};
use office::filters::SavedFilter;

use super::pages::cursor_text;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{
    Choice, Field, FieldErrors, Sheet, button_form, csrf, hidden, link_button, link_new, link_quiet,
};
use crate::ui::list::{
    Address, Chip, Column, Empty, Filters, Pager, Row, Table, Total, downloads, pager, toolbar, total,
};
use crate::ui::signs::Tone;
use crate::ui::summary::{Event, Fact, Status, Task, badge, card, facts, notice, tasks, timeline};
use crate::ui::{dates, shell};

const FILTER: &[Field] = &[
    Field::search("q", "cases-search").optional(),
    Field::select("state", "cases-state").optional(),
    Field::select("form", "cases-form").optional(),
    Field::select("field", "cases-field").optional(),
    Field::select("org", "cases-org").optional(),
    Field::select("provider", "cases-provider").optional(),
    Field::date("from", "cases-from").optional(),
    Field::date("to", "cases-to").optional(),
];

pub fn index(
    visitor: &Visitor,
    address: &Address,
    list: &CaseList,
    options: &ListOptions,
    saved: &[SavedFilter],
    today: NaiveDate,
) -> Markup {
    let t = visitor.t;
    let may_register = visitor.may(Permission::RegisterCase);
    let new = html! { @if may_register { (link_new(&t.get("cases-new"), "/cases/new")) } };
    let lines = &list.listing.lines;
    let shown = list.total.map(total_of);
    let files = [("CSV", address.at("/cases.csv").url()), ("XLSX", address.at("/cases.xlsx").url())];
    let after = list.listing.next.as_ref().map(cursor_text);
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: after.map(|key| address.first_page().with("after", &key).url()),
        shown: lines.len() as u64,
        total: shown,
    };
    html! {
        (shell::heading(None, &t.get("cases-title"), new))
        (saved_filters(visitor, address, saved))
        (filters(t, address, options))
        (toolbar(
            html! { p { @if let Some(all) = shown { (total(t, all)) } @else { (t.with("cases-found", &[("n", lines.len().into())])) } } },
            html! { @if visitor.may(Permission::Export) { (downloads(t, &files)) } },
        ))
        (table(visitor, lines, today, Some(address)))
        (pager(t, &pages))
    }
}

fn total_of(counted: usize) -> Total {
    if counted > office::cases::COUNTED {
        Total::MoreThan(office::cases::COUNTED as u64)
    } else {
        Total::Exact(counted as u64)
    }
}

fn filters(t: T, address: &Address, options: &ListOptions) -> Markup {
    let errors = FieldErrors::default();
    let states = ["open", "closed"].map(|code| Choice::new(code, codes::named(t, CaseState::NAME, code)));
    let sheet = Sheet::filter(t, address.query(), &errors)
        .choices("state", states)
        .choices("form", codes::choices::<AidForm>(t))
        .choices("field", codes::choices::<LegalField>(t))
        .choices("org", options.organisations.iter().map(|unit| Choice::new(&unit.code, &unit.name)))
        .choices(
            "provider",
            options.providers.iter().map(|person| Choice::new(person.id.to_string(), &person.name)),
        );
    let many = options.organisations.len() > 1;
    let names: Vec<&str> =
        FILTER.iter().map(|field| field.name).filter(|name| *name != "org" || many).collect();
    let fields = html! {
        (sheet.some(FILTER, &names))
        @for name in ["queue", "source", "outcome"] {
            @if !address.query().get(name).is_empty() { (hidden(name, address.query().get(name))) }
        }
    };
    Filters { t, address, fields, chips: chips(t, address, options) }.into_markup()
}

trait IntoMarkup {
    fn into_markup(self) -> Markup;
}

impl IntoMarkup for Filters<'_> {
    fn into_markup(self) -> Markup {
        html! { (self) }
    }
}

fn chips(t: T, address: &Address, options: &ListOptions) -> Vec<Chip> {
    let query = address.query();
    let mut chips = Vec::new();
    let mut chip = |name: &str, label: String, value: String| {
        chips.push(Chip { label, value, remove: address.without(name).url() });
    };
    for (name, value) in query.pairs().filter(|(_, value)| !value.is_empty()) {
        match name {
            "q" => chip(name, t.get("cases-search"), value.to_owned()),
            "state" => chip(name, t.get("cases-state"), codes::named(t, CaseState::NAME, value)),
            "form" => chip(name, t.get("cases-form"), codes::named(t, "form", value)),
            "field" => chip(name, t.get("cases-field"), codes::named(t, "field", value)),
            "source" => chip(name, t.get("cases-source"), codes::named(t, "source", value)),
            "outcome" => chip(name, t.get("cases-outcome"), codes::named(t, "outcome", value)),
            "queue" => chip(name, t.get("cases-queue"), t.code(crate::texts::prefix!("queue"), value)),
            "from" => chip(name, t.get("cases-from"), value.to_owned()),
            "to" => chip(name, t.get("cases-to"), value.to_owned()),
            "org" => chip(name, t.get("cases-org"), value.to_owned()),
            "provider" => {
                let found = options.providers.iter().find(|person| person.id.to_string() == value);
                chip(
                    name,
                    t.get("cases-provider"),
                    found.map_or(String::new(), |person| person.name.clone()),
                );
            }
            _ => {}
        }
    }
    chips
}

fn saved_filters(visitor: &Visitor, address: &Address, saved: &[SavedFilter]) -> Markup {
    let t = visitor.t;
    let query = address.first_page().query().encode();
    html! {
        @if !saved.is_empty() || !query.is_empty() {
            details class="inset" {
                summary { (t.with("cases-filters-saved", &[("n", saved.len().into())])) }
                ul {
                    @for filter in saved {
                        li {
                            a href={ "/cases?" (filter.query) } { (filter.name) } " "
                            (button_form(
                                &format!("/cases/filters/{}/removal", filter.id),
                                &visitor.csrf,
                                html! { button class="button quiet" type="submit" { (t.get("cases-filter-remove")) span class="unseen" { " " (filter.name) } } },
                            ))
                        }
                    }
                }
                @if !query.is_empty() {
                    form class="inline" action="/cases/filters" method="post" {
                        (csrf(&visitor.csrf))
                        (hidden("query", &query))
                        label for="filter-name" { (t.get("cases-filter-name")) }
                        " " input id="filter-name" name="name" maxlength="80" autocomplete="off"; " "
                        button class="button quiet" type="submit" { (t.get("cases-filter-save")) }
                    }
                }
            }
        }
    }
}

/// A table of cases; with an address, running ones can be closed from their line.
pub fn table(visitor: &Visitor, lines: &[CaseLine], today: NaiveDate, address: Option<&Address>) -> Markup {
    let t = visitor.t;
    // A file code is unique only within its organisation.
    let several = lines.windows(2).any(|pair| pair[0].org_code != pair[1].org_code);
    let rows = lines.iter().map(|line| row(visitor, line, several, today, address)).collect();
    let table = Table {
        columns: vec![
            Column::code(t.get("cases-file-code")),
            Column::text(t.get("cases-client")),
            Column::text(t.get("cases-form")),
            Column::text(t.get("cases-field")),
            Column::text(t.get("cases-accepted-on")),
            Column::text(t.get("cases-provider")),
            Column::text(t.get("cases-state")),
        ],
        rows,
        caption_unseen: true,
        empty: Empty {
            title: t.get("cases-none"),
            text: t.get("cases-none-text"),
            action: visitor
                .may(Permission::RegisterCase)
                .then(|| link_button(&t.get("cases-new"), "/cases/new")),
        },
        ..Table::new(t, "cases", t.get("cases-title"))
    };
    html! { (table) }
}

fn row(
    visitor: &Visitor,
    line: &CaseLine,
    with_org: bool,
    today: NaiveDate,
    address: Option<&Address>,
) -> Row {
    let t = visitor.t;
    let more = line.beneficiary_count - 1;
    let client = html! {
        (line.client_name.as_deref().unwrap_or_default())
        @if more > 0 { " " span class="soft" { (t.with("cases-and-more", &[("n", more.into())])) } }
    };
    let row = Row::new([
        html! { (line.file_code) @if with_org { " " span class="soft" { (line.org_code) } } },
        client,
        html! { (codes::name(t, line.form.0)) },
        html! { (codes::name(t, line.field.0)) },
        html! { (dates::date(line.accepted_on)) },
        html! { (line.provider_name.as_deref().unwrap_or_default()) },
        state(t, line.closed_on, line.outcome.map(|code| code.0)),
    ])
    .link(format!("/cases/{}", line.id));
    match address.filter(|_| line.closed_on.is_none() && visitor.may(Permission::CloseCase)) {
        Some(address) => row.actions(quick_close(visitor, line, today, address)),
        None => row,
    }
}

fn state(t: T, closed_on: Option<NaiveDate>, outcome: Option<Outcome>) -> Markup {
    match (closed_on, outcome) {
        (Some(day), outcome) => html! {
            (outcome.map(|outcome| codes::name(t, outcome)).unwrap_or_default()) " " (dates::date(day))
        },
        (None, _) => badge(Tone::Info, &codes::name(t, CaseState::Open)),
    }
}

/// Closing a case from its line: day and outcome, one button.
fn quick_close(visitor: &Visitor, line: &CaseLine, today: NaiveDate, address: &Address) -> Markup {
    let t = visitor.t;
    let id = format!("close-{}", line.id);
    html! {
        details class="quick" {
            summary { (t.get("cases-close")) span class="unseen" { " " (line.file_code) } }
            form action={ "/cases/" (line.id) "/closure" } method="post" {
                (csrf(&visitor.csrf))
                (hidden("version", &line.version.to_string()))
                (hidden("back", &address.url()))
                label for={ (id) "-day" } { (t.get("cases-closed-on")) }
                input id={ (id) "-day" } name="closed_on" value=(dates::date(today)) inputmode="numeric" autocomplete="off";
                label for={ (id) "-outcome" } { (t.get("cases-outcome")) }
                select id={ (id) "-outcome" } name="outcome" {
                    @for outcome in Outcome::ALL { option value=(outcome.code()) { (codes::name(t, *outcome)) } }
                }
                button class="button" type="submit" { (t.get("cases-close-now")) }
            }
        }
    }
}

pub fn show(visitor: &Visitor, view: &CaseView, desk: &Desk) -> Markup {
    let t = visitor.t;
    let case = &view.file.case;
    let edit = format!("/cases/{}/edit", case.id);
    let actions = html! {
        @if view.may_close { (link_button(&t.get("cases-close"), &format!("/cases/{}/closure", case.id))) }
        @if view.may_edit { (link_quiet(&t.get("cases-edit"), &edit)) }
    };
    let client = view.file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default();
    html! {
        (shell::heading(Some(&case.file_code), &client, actions))
        p { (state(t, case.closed_on, case.outcome.map(|code| code.0))) " · " (codes::name(t, case.form.0)) " · " (codes::name(t, case.field.0)) }
        @if !view.doubts.is_empty() { (doubts(t, view)) }
        div class="sides" {
            div {
                (card(&t.get("cases-tasks"), html! {}, tasks(t, &task_list(t, view))))
                (card(&t.get("cases-facts"), change(t, view, &edit), facts(t, &known(case_facts(t, case)))))
                @for ((person, number), origin) in view.file.beneficiaries.iter().zip(&view.id_numbers).zip(&view.origins) {
                    (card(&t.with("cases-beneficiary", &[("n", (person.position + 1).into())]), change(t, view, &edit), beneficiary(visitor, person, number.as_deref(), origin)))
                }
            }
            div {
                (card(&t.get("cases-timeline"), html! {}, history(visitor, view, desk)))
                (card(&t.get("cases-readers"), html! {}, readers(t, view)))
            }
        }
    }
}

fn doubts(t: T, view: &CaseView) -> Markup {
    notice(
        t,
        Tone::Soon,
        &t.get("cases-doubts"),
        html! { ul { @for doubt in &view.doubts { li { (codes::name(t, *doubt)) } } } },
    )
}

/// Where the case stands, step by step.
fn task_list(t: T, view: &CaseView) -> Vec<Task> {
    let case = &view.file.case;
    let edit = view.may_edit.then(|| format!("/cases/{}/edit", case.id));
    let close = view.may_close.then(|| format!("/cases/{}/closure", case.id));
    let day = |day: Option<NaiveDate>| day.map(dates::date);
    let done = |is: bool, otherwise: Status| if is { Status::Done } else { otherwise };
    let ended = case.closed_on.is_some();
    let blocked = if ended { Status::Todo } else { Status::Blocked };
    let why = (!ended).then(|| t.get("cases-task-after-closing"));
    let task = |key: &str, status: Status, href: Option<String>, note: Option<String>| Task {
        title: t.get(key),
        href: href.filter(|_| status != Status::Blocked),
        status,
        note,
    };
    vec![
        task("cases-task-acceptance", Status::Done, None, day(Some(case.accepted_on))),
        task(
            "cases-task-assignment",
            done(case.assigned_on.is_some(), Status::Todo),
            edit.clone(),
            case.provider_name.clone().or(day(case.assigned_on)),
        ),
        task("cases-task-closing", done(ended, Status::Doing), close, day(case.closed_on)),
        task(
            "cases-task-hand-over",
            done(case.handed_over_on.is_some(), blocked),
            edit.clone(),
            day(case.handed_over_on).or_else(|| hand_over_due(t, case)).or(why.clone()),
        ),
        task(
            "cases-task-appraisal",
            done(case.appraised_on.is_some(), blocked),
            edit,
            day(case.appraised_on).or(why),
        ),
    ]
}

/// Thirty days from the end (art. 39(1)), with how it is counted.
fn hand_over_due(t: T, case: &Case) -> Option<String> {
    let closed = case.closed_on?;
    let due = closed + chrono::Duration::days(30);
    let args = [("day", dates::date(due).into()), ("from", dates::date(closed).into())];
    Some(t.with("cases-hand-over-due", &args))
}

fn case_facts(t: T, case: &Case) -> Vec<Fact> {
    let day = |day: Option<NaiveDate>| day.map(dates::date).unwrap_or_default();
    vec![
        Fact::words(t.get("cases-org"), case.org_code.clone()),
        Fact::words(t.get("cases-file-code"), case.file_code.clone()),
        Fact::words(t.get("cases-form"), codes::name(t, case.form.0)),
        Fact::words(t.get("cases-field"), codes::name(t, case.field.0)),
        Fact::words(
            t.get("cases-provider-role"),
            case.provider_role.map_or(String::new(), |c| codes::name(t, c.0)),
        ),
        Fact::words(t.get("cases-received-on"), day(case.received_on)),
        Fact::words(t.get("cases-accepted-on"), day(Some(case.accepted_on))),
        Fact::words(t.get("cases-source"), codes::name(t, case.source.0)),
        Fact::words(t.get("cases-source-agency"), case.source_agency.clone().unwrap_or_default()),
        Fact::words(
            t.get("cases-urgent-ground"),
            case.urgent_ground.map_or(String::new(), |c| codes::name(t, c.0)),
        ),
        Fact::words(t.get("cases-stage"), case.stage.map_or(String::new(), |c| codes::name(t, c.0))),
        provider_fact(t, case),
        Fact::words(t.get("cases-assigned-on"), day(case.assigned_on)),
        Fact::words(t.get("cases-closed-on"), day(case.closed_on)),
        Fact::words(t.get("cases-outcome"), case.outcome.map_or(String::new(), |c| codes::name(t, c.0))),
        Fact::words(t.get("cases-success-criteria"), case.success_criteria.replace(';', ", ")),
        Fact::words(t.get("cases-handed-over-on"), day(case.handed_over_on)),
        Fact::words(t.get("cases-appraised-on"), day(case.appraised_on)),
        Fact::words(
            t.get("cases-quality-score"),
            case.quality_score.map_or(String::new(), |score| score.to_string()),
        ),
        Fact::words(
            t.get("cases-quality-rating"),
            case.quality_rating.map_or(String::new(), |c| codes::name(t, c.0)),
        ),
        Fact::words(t.get("cases-note"), case.note.clone().unwrap_or_default()),
    ]
}

/// What is known; what is not is asked on the page that corrects.
fn known(facts: Vec<Fact>) -> Vec<Fact> {
    facts.into_iter().filter(|fact| fact.value.is_some()).collect()
}

fn change(t: T, view: &CaseView, edit: &str) -> Markup {
    html! { @if view.may_edit { a href=(edit) { (t.get("cases-edit")) } } }
}

fn provider_fact(t: T, case: &Case) -> Fact {
    let name = case.provider_name.clone().unwrap_or_default();
    if name.is_empty() {
        return Fact::words(t.get("cases-provider"), name);
    }
    let kind = case.provider_kind.map(|kind| codes::name(t, kind.0));
    let value = html! {
        @match case.provider_id {
            Some(id) => { a href={ "/providers/" (id) } { (name) } }
            None => { (name) " " (badge(Tone::Soon, &t.get("cases-provider-as-written"))) }
        }
        @if let Some(kind) = kind { br; span class="soft" { (kind) } }
        @if let Some(card) = &case.provider_card { span class="soft" { " · " (card) } }
    };
    Fact::new(t.get("cases-provider"), value)
}

fn beneficiary(visitor: &Visitor, person: &Beneficiary, number: Option<&str>, origin: &Origin) -> Markup {
    let t = visitor.t;
    let birth = person.birth_date.map(dates::date).or_else(|| person.birth_year.map(|year| year.to_string()));
    let others: Vec<String> = person
        .other_categories
        .split(';')
        .filter(|code| !code.is_empty())
        .map(|code| codes::named(t, "category", code))
        .collect();
    let name = html! {
        @if visitor.may(Permission::ReadPersons) { a href={ "/people/" (person.person_id) } { (person.name) } } @else { (person.name) }
    };
    facts(
        t,
        &known(vec![
            Fact::new(t.get("cases-client-name"), name),
            Fact::words(t.get("cases-client-birth"), birth.unwrap_or_default()),
            Fact::words(
                t.get("cases-client-sex"),
                person.sex.map_or(String::new(), |code| codes::name(t, code.0)),
            ),
            Fact::words(
                t.get("cases-client-ethnicity"),
                origin.ethnic_group.clone().or(person.ethnicity.clone()).unwrap_or_default(),
            ),
            Fact::words(t.get("cases-client-id-number"), number.unwrap_or_default()),
            Fact::words(
                t.get("cases-client-commune"),
                origin.commune.clone().or(person.commune_code.clone()).unwrap_or_default(),
            ),
            Fact::words(t.get("cases-category"), codes::name(t, person.category.0)),
            Fact::words(t.get("cases-other-categories"), others.join("; ")),
            Fact::words(
                t.get("cases-client-role"),
                person.client_role.map_or(String::new(), |c| codes::name(t, c.0)),
            ),
        ]),
    )
}

fn history(visitor: &Visitor, view: &CaseView, desk: &Desk) -> Markup {
    let t = visitor.t;
    let events: Vec<Event> = view.events.iter().map(|event| entry(t, event)).collect();
    html! {
        div id="timeline" {
            @if events.is_empty() { p class="soft" { (t.get("cases-timeline-empty")) } } @else { (timeline(t, &events)) }
        }
        @if view.may_edit {
            form id="note" class="form" action={ "/cases/" (view.file.case.id) "/notes" } method="post" {
                (csrf(&visitor.csrf))
                (hidden("id", &desk.id().to_string()))
                div class="field" {
                    label for="note-text" { (t.get("cases-note-add")) }
                    textarea id="note-text" name="text" rows="2" maxlength="2000" {}
                }
                button class="button quiet" type="submit" { (t.get("cases-note-save")) }
            }
        }
    }
}

fn entry(t: T, event: &CaseEvent) -> Event {
    let known =
        |family: &str| event.text.as_deref().map(|code| codes::named(t, family, code)).unwrap_or_default();
    let text = match event.kind.as_str() {
        "closed" => known("outcome"),
        "appraised" => known("rating"),
        _ => event.text.clone().unwrap_or_default(),
    };
    Event {
        id: format!("event-{}", event.id),
        kind: codes::named(t, "event", &event.kind),
        tone: if event.kind == "closed" { Tone::Good } else { Tone::Plain },
        on: event.on_date,
        entered: Some(event.entered_at),
        who: event.entered_by.clone(),
        text: html! { (text) },
    }
}

fn readers(t: T, view: &CaseView) -> Markup {
    html! {
        @if view.readers.is_empty() { p class="soft" { (t.get("cases-readers-none")) } }
        ul class="plain" {
            @for line in view.readers.iter().take(12) {
                li {
                    (line.actor_name) " " span class="soft" {
                        (t.code(crate::texts::prefix!("act"), &line.act.replace('.', "-"))) " · " (dates::date_time(&line.at))
                    }
                }
            }
        }
    }
}
