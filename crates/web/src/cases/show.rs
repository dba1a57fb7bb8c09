//! The page of a case: what can be done now, the task list, clocks, people, file, links, timeline, who looked.

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::CaseState;
use law::conduct::may_destroy_from;
use law::lifecycle::CaseAct;
use maud::{Markup, html};
use office::Desk;
use office::cases::{Beneficiary, Case, CaseView, Origin};
use office::conduct::{Assignment, CasePage, ProviderChange};

use super::entry::criterion_words;
use super::history::{Wanted, history};
use super::tasks::task_list;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{link_button, link_quiet};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, facts, notice, tasks};
use crate::ui::{dates, shell};

/// Something that can be done with the case now: its name and where.
#[derive(Clone)]
pub struct Way {
    pub label: String,
    pub href: String,
}

/// What somebody can do with a case now, the next act first.
pub fn ways(visitor: &Visitor, page: &CasePage) -> Vec<Way> {
    let t = visitor.t;
    let case = &page.view.file.case;
    let to = |noun: &str| format!("/cases/{}/{noun}", case.id);
    let registration = !law::conduct::registration_next(page.registration()).is_empty();
    let mut found: Vec<Way> = Vec::new();
    let mut offer = |label: String, href: String| {
        if !found.iter().any(|way| way.href == href) {
            found.push(Way { label, href });
        }
    };
    for act in &page.acts {
        match act {
            CaseAct::Begin | CaseAct::LoseRegistration if !registration => {}
            CaseAct::Begin | CaseAct::LoseRegistration => {
                offer(t.get("conduct-title-registration"), to("registration"));
            }
            CaseAct::Close if !page.view.may_close => {}
            act => offer(codes::name(t, *act), to(noun_of(*act))),
        }
    }
    let running = case.closed_on.is_none();
    if page.open_changes().next().is_some() && visitor.may(Permission::AssignProviders) {
        offer(t.get("conduct-title-answer"), to("provider-change/answer"));
    }
    if running && case.assigned_on.is_some() && visitor.may(Permission::ConductCases) {
        offer(t.get("conduct-title-change"), to("provider-change"));
    }
    if running && page.view.file.beneficiaries.len() > 1 && visitor.may(Permission::AssignProviders) {
        offer(t.get("conduct-title-split"), to("split"));
    }
    if case.archived_on.is_none() && visitor.may(Permission::ConductCases) {
        offer(t.get("conduct-title-links"), to("links"));
    }
    offer(t.get("documents-title"), to("documents"));
    found
}

fn noun_of(act: CaseAct) -> &'static str {
    match act {
        CaseAct::Assign => "assignment",
        CaseAct::Replace | CaseAct::Unassign => "replacement",
        CaseAct::Begin | CaseAct::LoseRegistration => "registration",
        CaseAct::Pause => "suspension",
        CaseAct::Resume => "resumption",
        CaseAct::Close => "closure",
        CaseAct::Reopen => "reopening",
        CaseAct::HandOver => "handover",
        CaseAct::GiveBack => "return",
        CaseAct::Appraise => "appraisal",
        CaseAct::Archive => "archive",
    }
}

/// The acts on top of the page, the next one first. While the work goes on, writing it down comes before ending it.
fn next_acts(visitor: &Visitor, page: &CasePage, ways: &[Way]) -> Vec<Way> {
    let case = &page.view.file.case;
    let mut acts: Vec<Way> = ways.iter().take(usize::from(!page.acts.is_empty())).cloned().collect();
    let at_work = matches!(case.state.0, CaseState::Assigned | CaseState::Conducting);
    if at_work && visitor.may(Permission::ConductCases) {
        let ends = acts.first().is_some_and(|way| way.href.ends_with("/closure"));
        let diary = Way { label: visitor.t.get("today-log"), href: format!("/cases/{}/diary", case.id) };
        acts.insert(if ends { 0 } else { acts.len() }, diary);
    }
    acts
}

pub fn show(visitor: &Visitor, page: &CasePage, desk: &Desk, wanted: &Wanted) -> Markup {
    let t = visitor.t;
    let view = &page.view;
    let case = &view.file.case;
    let edit = format!("/cases/{}/edit", case.id);
    let may_edit = view.may_edit && case.archived_on.is_none();
    let ways = ways(visitor, page);
    let actions = html! {
        @for (place, way) in next_acts(visitor, page, &ways).iter().enumerate() {
            @if place == 0 { (link_button(&way.label, &way.href)) } @else { (link_quiet(&way.label, &way.href)) }
        }
        @if may_edit { (link_quiet(&t.get("cases-edit"), &edit)) }
    };
    let client = view.file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default();
    let change = html! { @if may_edit { a href=(edit) { (t.get("cases-edit")) } } };
    html! {
        (shell::heading(Some(&case.file_code), &client, actions))
        p { (state(t, case)) " · " (codes::name(t, case.form.0)) " · " (codes::name(t, case.field.0)) }
        (super::assigned::offer(visitor, page))
        @for open in page.open_changes() { (asked(visitor, case, open)) }
        @if !page.data_requests.is_empty() { (data_requests(visitor, page)) }
        @if !view.doubts.is_empty() { (doubts(t, view)) }
        div class="sides" {
            div {
                (card(&t.get("cases-tasks"), html! {}, tasks(t, &task_list(visitor, page))))
                (card(&t.get("cases-deadlines"), html! {}, clocks(visitor, page)))
                (others(t, ways.get(usize::from(!page.acts.is_empty())..).unwrap_or_default()))
                (card(&t.get("cases-facts"), change.clone(), facts(t, &known(case_facts(t, desk, case)))))
                @for ((person, number), origin) in view.file.beneficiaries.iter().zip(&view.id_numbers).zip(&view.origins) {
                    (card(&t.with("cases-beneficiary", &[("n", (person.position + 1).into())]), change.clone(), beneficiary(visitor, person, number.as_deref(), origin)))
                }
                @if !page.assignments.is_empty() { (assignments(t, &page.assignments)) }
                @if !page.choices.is_empty() { (card(&t.get("conduct-choices"), html! {}, super::assigned::choices(t, page))) }
            }
            div {
                (history(visitor, page, desk, wanted))
                @if !page.links.is_empty() { (links(t, page)) }
                @if page.archived.is_some() { (archived(t, page)) }
                (crate::confidentiality::card(visitor, case))
                (card(&t.get("cases-readers"), html! {}, readers(t, view)))
            }
        }
    }
}

fn state(t: T, case: &Case) -> Markup {
    let tone = match case.state.0 {
        CaseState::Accepted | CaseState::Paused => Tone::Soon,
        CaseState::Closed | CaseState::HandedOver | CaseState::Appraised | CaseState::Archived => Tone::Good,
        CaseState::Assigned | CaseState::Conducting => Tone::Info,
    };
    html! {
        (badge(tone, &codes::name(t, case.state.0)))
        @if let (Some(outcome), Some(day)) = (case.outcome, case.closed_on) {
            " " (codes::name(t, outcome.0)) " " (dates::date(day))
        }
    }
}

/// The clocks; beside that of advice, the way to note that it takes longer.
fn clocks(visitor: &Visitor, page: &CasePage) -> Markup {
    let t = visitor.t;
    html! {
        (crate::deadlines::panel(t, page.now, &page.clocks))
        @if page.awaits_advice() && visitor.may(Permission::ConductCases) {
            p { a href={ "/cases/" (page.view.file.case.id) "/complexity" } { (t.get("conduct-title-complexity")) } }
        }
    }
}

fn asked(visitor: &Visitor, case: &Case, change: &ProviderChange) -> Markup {
    let t = visitor.t;
    let title = codes::name(t, change.asker.0);
    let day = dates::date(dates::day_of(&change.asked_at));
    notice(
        t,
        Tone::Soon,
        &t.with("conduct-asks-change", &[("who", title.into()), ("day", day.into())]),
        html! {
            @if let Some(ground) = change.ground { p { (codes::name(t, ground.0)) } }
            p { (change.reason) }
            @if visitor.may(Permission::AssignProviders) {
                p {
                    a href={ "/cases/" (case.id) "/replacement" } { (t.get("conduct-title-replacement")) }
                    " · "
                    a href={ "/cases/" (case.id) "/provider-change/answer" } { (t.get("conduct-title-answer")) }
                }
            }
        },
    )
}

/// The person asked about the own data, and waits.
fn data_requests(visitor: &Visitor, page: &CasePage) -> Markup {
    let t = visitor.t;
    let handles = visitor.may(Permission::HandleDataRequests);
    let body = html! {
        ul class="plain" {
            @for open in &page.data_requests {
                li {
                    @let words = codes::name(t, open.kind.0);
                    @if handles { a href={ "/data-requests/" (open.id) } { (words) } } @else { (words) }
                    " · " (dates::date_time(&open.received_at))
                }
            }
        }
    };
    notice(t, Tone::Soon, &t.get("cases-data-request-open"), body)
}

fn others(t: T, ways: &[Way]) -> Markup {
    let list = html! { ul class="plain" { @for way in ways { li { a href=(way.href) { (way.label) } } } } };
    card(&t.get("cases-other-acts"), html! {}, list)
}

fn doubts(t: T, view: &CaseView) -> Markup {
    notice(
        t,
        Tone::Soon,
        &t.get("cases-doubts"),
        html! { ul { @for doubt in &view.doubts { li { (codes::name(t, *doubt)) } } } },
    )
}

fn assignments(t: T, rows: &[Assignment]) -> Markup {
    let body = html! {
        ul class="plain" {
            @for row in rows {
                li {
                    strong { (row.provider_name) } " "
                    span class="soft" { (codes::named(t, "provider-kind", &row.provider_kind)) }
                    br;
                    (dates::date(dates::day_of(&row.from_at))) " – "
                    @match &row.until_at { Some(until) => { (dates::date(dates::day_of(until))) } None => { (t.get("conduct-until-now")) } }
                    @if let Some(ground) = row.replaced_ground { " · " (codes::name(t, ground.0)) }
                    @if row.registration.0 != law::conduct::Registration::NotNeeded {
                        br; span class="soft" { (t.get("conduct-title-registration")) ": " (codes::name(t, row.registration.0)) }
                    }
                    @if let Some(reason) = &row.reason { br; span class="soft" { (reason) } }
                }
            }
        }
    };
    card(&t.get("conduct-assignments"), html! {}, body)
}

fn links(t: T, page: &CasePage) -> Markup {
    let body = html! {
        ul class="plain" {
            @for link in &page.links {
                li {
                    (codes::name(t, link.kind)) ": "
                    @match &link.case {
                        Some((id, code, form, state)) => {
                            a href={ "/cases/" (id) } { (code) } " "
                            span class="soft" { (codes::name(t, *form)) " · " (codes::name(t, *state)) }
                        }
                        None => { span class="soft" { (t.get("conduct-link-out-of-reach")) } }
                    }
                    br; span class="soft" { (link.reason) }
                }
            }
        }
    };
    card(&t.get("conduct-linked"), html! {}, body)
}

fn archived(t: T, page: &CasePage) -> Markup {
    let Some(archived) = &page.archived else { return html! {} };
    let day = dates::day_of(&archived.archived_at);
    let end = may_destroy_from(archived.retention.0, day);
    let lines = html! { ul class="plain" { @for line in archived.contents.lines() { li { (line) } } } };
    let body = facts(
        t,
        &[
            Fact::words(
                t.get("conduct-archived-on"),
                format!("{} · {}", dates::date(day), archived.archived_by),
            ),
            Fact::words(t.get("conduct-place"), archived.place.clone()),
            Fact::words(t.get("conduct-pages"), archived.pages.to_string()),
            Fact::words(t.get("conduct-retention"), codes::name(t, archived.retention.0)),
            Fact::words(
                t.get("conduct-destroy-from"),
                end.map(dates::date).unwrap_or_else(|| t.get("conduct-never-destroy")),
            ),
            Fact::new(t.get("conduct-contents"), lines),
        ],
    );
    card(&t.get("conduct-archived"), html! {}, body)
}

fn case_facts(t: T, desk: &Desk, case: &Case) -> Vec<Fact> {
    let day = |day: Option<NaiveDate>| day.map(dates::date).unwrap_or_default();
    let unit = Some(desk.name_of_organisation(&case.org_code)).filter(|name| !name.is_empty());
    let unit = unit.unwrap_or_else(|| case.org_code.clone());
    vec![
        Fact::words(t.get("cases-org"), unit),
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
        Fact::words(t.get("cases-success-criteria"), criteria(desk, case)),
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

/// The criteria of success in words, as far as they are known.
fn criteria(desk: &Desk, case: &Case) -> String {
    let codes = case.success_criteria.split(';').filter(|code| !code.is_empty());
    codes.map(|code| criterion_words(desk, code)).collect::<Vec<_>>().join("; ")
}

/// What is known; what is not is asked on the page that corrects.
fn known(facts: Vec<Fact>) -> Vec<Fact> {
    facts.into_iter().filter(|fact| fact.value.is_some()).collect()
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
