//! The inbox and the page of a request.

use chrono::{DateTime, Datelike as _, Utc};
use law::access::Permission;
use law::cases::{AidForm, BeneficiaryFacts, Doubt, beneficiary_doubts};
use law::confidentiality::Restriction;
use law::eligibility::Category;
use law::intake::{Channel, Lack, RequestPaper, SafeContact, Side};
use law::kernel::coded::Coded as _;
use law::lifecycle::{RequestAct, RequestState};
use maud::{Markup, html};
use office::cases::Birth;
use office::conflicts::ConflictView;
use office::eligibility::Paper;
use office::requests::{COUNTED, RequestLine, RequestList, RequestPerson, RequestView};

use super::form::birth_words;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, link_button, link_new, link_quiet};
use crate::ui::list::{
    Address, Chip, Column, Empty, Filters, Pager, Row, Table, Total, pager, toolbar, total,
};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Event, Fact, badge, card, facts, notice, timeline};
use crate::ui::{self, dates};

const FILTER: &[Field] = &[
    Field::search("q", "requests-search").optional(),
    Field::select("state", "requests-state").optional(),
    Field::select("channel", "requests-channel").optional(),
    Field::select("form", "cases-form").optional(),
];

/// The inbox of all sources.
pub fn index(visitor: &Visitor, address: &Address, list: &RequestList, now: DateTime<Utc>) -> Markup {
    let t = visitor.t;
    let title = t.get("requests-title");
    let new = html! {
        @if visitor.may(Permission::TakeRequests) { (link_new(&t.get("requests-new"), "/requests/new")) }
    };
    let all = if list.total > COUNTED { Total::MoreThan(COUNTED) } else { Total::Exact(list.total) };
    let after = list.page.next.map(|place| format!("{}_{}", place.received_at.timestamp_micros(), place.id));
    let pages = Pager {
        first: (!address.query().get("after").is_empty()).then(|| address.first_page().url()),
        previous: None,
        next: after.map(|key| address.first_page().with("after", &key).url()),
        shown: list.page.lines.len() as u64,
        total: Some(all),
    };
    let body = html! {
        (heading(None, &title, new))
        (lead(&t.get("requests-lead")))
        (Filters { t, address, fields: filter_fields(t, address), chips: chips(t, address) })
        (toolbar(html! { p { (total(t, all)) } }, html! {}))
        (table(visitor, &list.page.lines, now))
        (pager(t, &pages))
    };
    let shell = ui::Shell { wide: true, ..visitor.shell(&title) };
    ui::page(&shell, body)
}

/// The answers of the filter by state: what waits first, then each state.
fn states(t: T) -> Vec<Choice> {
    // Nothing chosen is what waits: the inbox opens with it.
    let special = [("", "open"), ("sent_here", "sent_here"), ("all", "all")]
        .map(|(value, code)| Choice::new(value, t.code(prefix!("requests-state"), code)));
    special.into_iter().chain(codes::choices::<RequestState>(t)).collect()
}

fn filter_fields(t: T, address: &Address) -> Markup {
    let errors = FieldErrors::default();
    let sheet = Sheet::filter(t, address.query(), &errors)
        .choices("state", states(t))
        .choices("channel", codes::choices::<Channel>(t))
        .choices("form", codes::choices::<AidForm>(t));
    sheet.all(FILTER)
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let query = address.query();
    let said = |name: &str, value: &str| match name {
        "state" => states(t).into_iter().find(|choice| choice.value == value).map(|choice| choice.label),
        "channel" => Channel::from_code(value).map(|code| codes::name(t, code)),
        "form" => AidForm::from_code(value).map(|code| codes::name(t, code)),
        _ => Some(value.to_owned()),
    };
    FILTER
        .iter()
        .filter(|field| !query.get(field.name).is_empty())
        .filter_map(|field| {
            let value = said(field.name, query.get(field.name))?;
            Some(Chip { label: t.get(field.label), value, remove: address.without(field.name).url() })
        })
        .collect()
}

fn table(visitor: &Visitor, lines: &[RequestLine], now: DateTime<Utc>) -> Markup {
    let t = visitor.t;
    let several = lines.windows(2).any(|pair| pair[0].org_code != pair[1].org_code);
    let mut columns = vec![
        Column::text(t.get("requests-person-name")),
        Column::code(t.get("requests-received-at")),
        Column::text(t.get("requests-channel")),
        Column::text(t.get("cases-form")),
        Column::text(t.get("requests-state")),
        Column::text(t.get("requests-due")),
    ];
    if several {
        columns.push(Column::code(t.get("cases-org")));
    }
    let row = |line: &RequestLine| {
        let mut cells = vec![
            name(t, line),
            html! { (dates::date_time(&line.received_at)) },
            html! { (codes::name(t, line.channel.0)) },
            html! { (codes::name(t, line.form.0)) " · " (codes::name(t, line.field.0)) },
            state(t, line.state.0),
            due(t, line, now),
        ];
        if several {
            cells.push(html! { (line.org_code) });
        }
        Row::new(cells).link(format!("/requests/{}", line.id))
    };
    let first =
        visitor.may(Permission::TakeRequests).then(|| link_button(&t.get("requests-new"), "/requests/new"));
    let table = Table {
        columns,
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("requests-none"), text: t.get("requests-none-text"), action: first },
        ..Table::new(t, "requests", t.get("requests-title"))
    };
    html! { (table) }
}

fn name(t: T, line: &RequestLine) -> Markup {
    let more = line.persons - 1;
    html! {
        @match &line.name {
            Some(name) => { (name) }
            None => { (t.get("requests-protected")) }
        }
        @if more > 0 { " " span class="soft" { (t.with("cases-and-more", &[("n", more.into())])) } }
    }
}

fn due(t: T, line: &RequestLine, now: DateTime<Utc>) -> Markup {
    let Some(due) = line.due_at else { return html! {} };
    let late = due < now;
    let (tone, key) = if late { (Tone::Bad, "requests-late") } else { (Tone::Soon, "requests-by") };
    badge(tone, &t.with(key, &[("moment", dates::due_time(&due).into())]))
}

/// The state of a request as a word.
pub fn state(t: T, state: RequestState) -> Markup {
    let tone = match state {
        RequestState::Received | RequestState::Proposed | RequestState::Transferring => Tone::Info,
        RequestState::NeedMore => Tone::Soon,
        RequestState::Accepted | RequestState::Transferred => Tone::Good,
        RequestState::Refused | RequestState::Withdrawn => Tone::Plain,
    };
    badge(tone, &codes::name(t, state))
}

/// Whether the facts of a request may still be changed by this visitor.
pub fn may_change(visitor: &Visitor, view: &RequestView) -> bool {
    let open = matches!(view.file.request.state.0, RequestState::Received | RequestState::NeedMore);
    // Whoever may ask for more, or take down what came, has the request before them.
    let own = view.acts.iter().any(|act| matches!(act, RequestAct::AskMore | RequestAct::Supply));
    open && own && visitor.may(Permission::TakeRequests)
}

/// The name under which the page of a request goes.
pub fn title(t: T, view: &RequestView) -> String {
    let first = view.file.beneficiaries().next().map(|person| person.name.clone()).unwrap_or_default();
    if first.is_empty() { t.get("requests-protected") } else { first }
}

/// The page of a request.
pub fn show(
    visitor: &Visitor,
    view: &RequestView,
    conflicts: Option<&ConflictView>,
    proofs: &[Paper],
    now: DateTime<Utc>,
) -> Markup {
    let t = visitor.t;
    let request = &view.file.request;
    let path = format!("/requests/{}", request.id);
    let title = title(t, view);
    let change = html! {
        @if may_change(visitor, view) { a href={ (path) "/edit" } { (t.get("cases-edit")) } }
    };
    let head = html! { (link_quiet(&t.get("requests-slip"), &format!("{path}/slip"))) };
    let body = html! {
        (heading(Some(&codes::receipt(request.id)), &title, head))
        p {
            (state(t, request.state.0)) " · " (codes::name(t, request.form.0)) " · " (codes::name(t, request.field.0))
            @for mark in Restriction::read_list(&request.restricted) { " · " (badge(Tone::Soon, &codes::name(t, mark))) }
        }
        @if !request.restricted.is_empty() {
            p { a href={ "/requests/" (request.id) "/access" } { (t.get("confidentiality-access-link")) } }
        }
        (decided(visitor, view))
        (doubtful(t, view))
        @if waits_in_custody(view) {
            (notice(t, Tone::Soon, &t.get("requests-held"), html! { p { (t.get("requests-held-text")) } }))
        }
        div class="sides" {
            div {
                (todo(visitor, view))
                (missing(t, view))
                @if let Some(conflicts) = conflicts { (crate::conflicts::panel(t, conflicts)) }
                @for (place, person) in view.file.persons.iter().enumerate() {
                    (one_person(t, view, place, person, change.clone()))
                    @for (_, assessment) in view.assessments.iter().filter(|(of, _)| *of == person.position) {
                        (card(&t.get("requests-eligibility"), change.clone(), crate::eligibility::answer(t, assessment, proofs)))
                    }
                }
                (card(&t.get("requests-part-matter"), change.clone(), matter(t, view)))
                (card(&t.get("requests-part-how"), change.clone(), how(t, view)))
                (card(&t.get("requests-part-assisted"), change.clone(), assisted(t, view)))
            }
            div {
                (card(&t.get("requests-clocks"), html! {}, crate::deadlines::panel(t, now, &view.clocks)))
                (card(&t.get("cases-timeline"), html! {}, history(t, view)))
                (card(&t.get("cases-readers"), html! {}, readers(view)))
            }
        }
    };
    let crumbs = vec![Crumb::link(t.get("requests-title"), "/requests"), Crumb::here(title.clone())];
    let shell = ui::Shell { wide: true, crumbs, ..visitor.shell(&title) };
    ui::page(&shell, body)
}

/// What deserves a second look in the persons before the request becomes a case: a category that the age does not
/// allow, or that is not in force.
pub fn doubtful(t: T, view: &RequestView) -> Markup {
    let open = is_open(view);
    let day = dates::day_of(&view.file.request.received_at);
    let found: Vec<(String, Doubt)> = view
        .file
        .beneficiaries()
        .filter(|_| open)
        .flat_map(|person| doubts_of(person, day).into_iter().map(|doubt| (person.name.clone(), doubt)))
        .collect();
    if found.is_empty() {
        return html! {};
    }
    let lines = html! {
        ul {
            @for (name, doubt) in &found {
                li { @if !name.is_empty() { (name) ": " } (codes::name(t, *doubt)) }
            }
        }
        p { (t.get("requests-doubts-text")) }
    };
    notice(t, Tone::Soon, &t.get("cases-doubts"), lines)
}

fn doubts_of(person: &RequestPerson, day: chrono::NaiveDate) -> Vec<Doubt> {
    let Some(category) = person.category.map(|code| code.0) else { return Vec::new() };
    let others = Category::read_list(&person.other_categories);
    let facts = BeneficiaryFacts {
        birth_year: person.birth_year.or(person.birth_date.map(|day| day.year())),
        ethnicity: person.ethnicity.as_deref(),
        category,
        other_categories: &others,
    };
    beneficiary_doubts(&facts, day)
}

/// Whether it was not answered yet.
fn is_open(view: &RequestView) -> bool {
    let state = view.file.request.state.0;
    matches!(state, RequestState::Received | RequestState::NeedMore | RequestState::Proposed)
}

/// Whether somebody under arrest or in custody waits for a defender: hours count there.
fn waits_in_custody(view: &RequestView) -> bool {
    let request = &view.file.request;
    let roles: Vec<_> =
        view.file.beneficiaries().filter_map(|person| person.client_role).map(|code| code.0).collect();
    is_open(view)
        && request.form.0 == AidForm::Litigation
        && law::deadlines::is_held(&roles, request.stage.map(|code| code.0))
}

/// What was decided, or is proposed, on top of the page.
fn decided(visitor: &Visitor, view: &RequestView) -> Markup {
    let t = visitor.t;
    let request = &view.file.request;
    let path = format!("/requests/{}", request.id);
    let reason = |text: &Option<String>| html! { @if let Some(text) = text { p { (text) } } };
    let to = view.transfer_name.clone().unwrap_or_default();
    match request.state.0 {
        RequestState::Accepted => {
            let code = view.case_code.clone().unwrap_or_default();
            let body = html! {
                p { (t.get("requests-accepted-as")) " " @match request.case_id {
                    Some(case) => { a href={ "/cases/" (case) } { (code) } }
                    None => { (code) }
                } }
                @if view.proof_open { p { (link_button(&t.get("requests-bring-proof"), &format!("{path}/papers"))) } }
            };
            notice(t, Tone::Good, &codes::name(t, RequestState::Accepted), body)
        }
        RequestState::Refused => {
            let ground = request.refusal_ground.map(|code| codes::name(t, code.0)).unwrap_or_default();
            let body = html! {
                (reason(&request.decision_reason))
                p class="actions" {
                    (link_quiet(&t.get("requests-refusal-open"), &format!("{path}/refusal")))
                    @if visitor.may(Permission::TakeComplaints) { (super::papers::complain(t, request.id)) }
                }
            };
            notice(t, Tone::Info, &ground, body)
        }
        RequestState::Transferring | RequestState::Transferred => notice(
            t,
            Tone::Info,
            &t.with("requests-sent-to", &[("org", to.into())]),
            reason(&request.decision_reason),
        ),
        RequestState::Proposed => {
            let kind = request.proposed.map(|code| codes::name(t, code.0)).unwrap_or_default();
            let body = html! {
                @if let Some(ground) = request.refusal_ground { p { (codes::name(t, ground.0)) } }
                @if !to.is_empty() { p { (to) } }
                (reason(&request.proposed_reason))
            };
            notice(t, Tone::Soon, &t.with("requests-proposed-is", &[("what", kind.into())]), body)
        }
        RequestState::Withdrawn => {
            notice(t, Tone::Info, &codes::name(t, RequestState::Withdrawn), reason(&request.decision_reason))
        }
        RequestState::Received | RequestState::NeedMore if request.decision_reason.is_some() => {
            notice(t, Tone::Info, &t.get("requests-came-back"), reason(&request.decision_reason))
        }
        RequestState::Received | RequestState::NeedMore => html! {},
    }
}

/// What can be done now, by this role; the nearest first.
fn todo(visitor: &Visitor, view: &RequestView) -> Markup {
    let t = visitor.t;
    let path = format!("/requests/{}", view.file.request.id);
    let has = |act: RequestAct| view.acts.contains(&act);
    let ready = view.lacks.is_empty() && view.competence.is_some() && view.unsettled == 0;
    let mut ways: Vec<(&str, &str, bool)> = Vec::new();
    let mut way = |may: bool, noun: &'static str, key: &'static str, main: bool| {
        if may {
            ways.push((noun, key, main));
        }
    };
    way(has(RequestAct::Receive), "receipt", "requests-do-receive", true);
    way(has(RequestAct::Return), "return", "requests-do-return", false);
    way(has(RequestAct::Accept), "acceptance", "requests-do-accept", ready);
    way(has(RequestAct::Supply), "papers", "requests-do-supply", true);
    way(has(RequestAct::AskMore), "papers", "requests-do-ask", !view.lacks.is_empty());
    way(has(RequestAct::SendBack), "return", "requests-do-send-back", false);
    let proposed = view.file.request.proposed.map(|code| code.0);
    let transfer = proposed == Some(law::intake::Proposal::Transfer);
    way(has(RequestAct::Refuse), "refusal", "requests-do-refuse", proposed.is_some() && !transfer);
    way(has(RequestAct::Transfer), "transfer", "requests-do-transfer", view.competence.is_none() || transfer);
    let head = has(RequestAct::Refuse);
    way(has(RequestAct::Propose) && !head, "proposal", "requests-do-propose", view.competence.is_none());
    way(has(RequestAct::Withdraw), "withdrawal", "requests-do-withdraw", false);
    html! {
        @if !ways.is_empty() {
            (card(&t.get("requests-now"), html! {}, html! {
                @if view.competence.is_none() { p { (badge(Tone::Soon, &t.get("requests-not-competent"))) } }
                @if !view.grounds.is_empty() && has(RequestAct::AcceptUrgently) { (urgent(t, view)) }
                p class="actions" {
                    @for (noun, key, main) in &ways {
                        @if *main { (link_button(&t.get(key), &format!("{path}/{noun}"))) }
                        @else { (link_quiet(&t.get(key), &format!("{path}/{noun}"))) }
                    }
                }
            }))
        }
    }
}

/// Why it may be accepted at once, where more than the head's own judgement speaks for it.
fn urgent(t: T, view: &RequestView) -> Markup {
    let grounds = view.grounds.iter().filter(|ground| **ground != law::cases::UrgentGround::PreventHarm);
    html! {
        @for ground in grounds { p { (badge(Tone::Bad, &t.get("requests-urgent"))) " " (codes::name(t, *ground)) } }
    }
}

/// What is missing, by the rules of today and by what was asked for.
fn missing(t: T, view: &RequestView) -> Markup {
    let request = &view.file.request;
    let asked = Lack::read_list(&request.missing_papers);
    let open = is_open(view);
    let shown = if open { view.lacks.clone() } else { asked.clone() };
    if !open && (shown.is_empty() || !view.proof_open) {
        return html! {};
    }
    card(
        &t.get("requests-missing"),
        html! {},
        html! {
            @if shown.is_empty() { p { (badge(Tone::Good, &t.get("requests-complete"))) } }
            @else {
                ul {
                    @for lack in &shown {
                        li {
                            (codes::name(t, *lack))
                            @if open && asked.contains(lack) { " " span class="soft" { (t.get("requests-asked-for")) } }
                        }
                    }
                }
            }
        },
    )
}

fn one_person(t: T, view: &RequestView, place: usize, person: &RequestPerson, change: Markup) -> Markup {
    let (group, commune) = view.origins.get(place).cloned().unwrap_or_default();
    let number = view.id_numbers.get(place).cloned().flatten().unwrap_or_default();
    let birth = person.birth_date.map(Birth::Day).or(person.birth_year.map(Birth::Year));
    let named = if person.name.is_empty() { t.get("requests-protected") } else { person.name.clone() };
    let others = law::eligibility::Category::read_list(&person.other_categories);
    let mut known = vec![
        Fact::words(t.get("cases-client-name"), named),
        Fact::words(t.get("cases-client-birth"), birth.map(birth_words).unwrap_or_default()),
        Fact::words(
            t.get("cases-client-sex"),
            person.sex.map(|code| codes::name(t, code.0)).unwrap_or_default(),
        ),
        Fact::words(t.get("cases-client-id-number"), number),
        Fact::words(t.get("cases-client-ethnicity"), group.unwrap_or_default()),
        Fact::words(
            t.get("cases-client-commune"),
            commune.into_iter().chain(person.address.clone()).collect::<Vec<_>>().join(" – "),
        ),
        Fact::words(t.get("requests-phone"), person.phone.clone().unwrap_or_default()),
        Fact::words(
            t.get("cases-client-role"),
            person.client_role.map(|code| codes::name(t, code.0)).unwrap_or_default(),
        ),
    ];
    if person.side.0 == Side::Beneficiary {
        let category = person.category.map(|code| code.0).into_iter().chain(others);
        let names: Vec<String> = category.map(|code| codes::name(t, code)).collect();
        known.push(Fact::words(t.get("cases-category"), names.join("; ")));
    }
    let heading = format!(
        "{} – {}",
        t.with("requests-person", &[("n", (place + 1).into())]),
        codes::name(t, person.side.0)
    );
    // Of an opposed party little is known, and nothing has to be.
    known.retain(|fact| fact.value.is_some() || person.side.0 == Side::Beneficiary);
    card(&heading, change, facts(t, &known))
}

/// What is known; what is not is asked on the page that changes it.
fn known<const N: usize>(facts: [Fact; N]) -> Vec<Fact> {
    facts.into_iter().filter(|fact| fact.value.is_some()).collect()
}

fn matter(t: T, view: &RequestView) -> Markup {
    let request = &view.file.request;
    let day = |day: Option<chrono::NaiveDate>| day.map(dates::date).unwrap_or_default();
    let competence = view.competence.map(|code| codes::name(t, code)).unwrap_or_default();
    facts(
        t,
        &known([
            Fact::words(t.get("cases-form"), codes::name(t, request.form.0)),
            Fact::words(
                t.get("cases-provider-role"),
                request.provider_role.map(|code| codes::name(t, code.0)).unwrap_or_default(),
            ),
            Fact::words(t.get("cases-field"), codes::name(t, request.field.0)),
            Fact::words(
                t.get("cases-stage"),
                request.stage.map(|code| codes::name(t, code.0)).unwrap_or_default(),
            ),
            Fact::words(t.get("requests-summary"), request.summary.clone()),
            Fact::words(t.get("requests-limitation-on"), day(request.limitation_on)),
            Fact::words(t.get("requests-trial-on"), day(request.trial_on)),
            Fact::words(t.get("requests-competence"), competence),
        ]),
    )
}

fn how(t: T, view: &RequestView) -> Markup {
    let request = &view.file.request;
    let relation = request.requester_relation.map(|code| codes::name(t, code.0));
    let requester =
        request.requester_name.clone().into_iter().chain(relation).collect::<Vec<_>>().join(" – ");
    let papers: Vec<String> =
        RequestPaper::read_list(&request.papers).into_iter().map(|code| codes::name(t, code)).collect();
    facts(
        t,
        &known([
            Fact::words(t.get("requests-channel"), codes::name(t, request.channel.0)),
            Fact::words(t.get("cases-source"), codes::name(t, request.source.0)),
            Fact::words(t.get("cases-source-agency"), request.source_agency.clone().unwrap_or_default()),
            Fact::words(t.get("requests-received-at"), dates::date_time(&request.received_at)),
            Fact::words(t.get("requests-requester-name"), requester),
            Fact::words(
                t.get("requests-requester-phone"),
                request.requester_phone.clone().unwrap_or_default(),
            ),
            Fact::words(t.get("requests-papers"), papers.join("; ")),
            Fact::words(t.get("requests-signed-by"), codes::name(t, request.signed_by.0)),
            Fact::words(t.get("requests-chosen-provider"), view.provider_name.clone().unwrap_or_default()),
        ]),
    )
}

fn assisted(t: T, view: &RequestView) -> Markup {
    let request = &view.file.request;
    let safe: Vec<String> =
        SafeContact::read_list(&request.safe_contact).into_iter().map(|code| codes::name(t, code)).collect();
    let safe = if safe.is_empty() { t.get("requests-safe-nowhere") } else { safe.join("; ") };
    facts(
        t,
        &known([
            Fact::words(
                t.get("requests-language-spoken"),
                request.language_spoken.clone().unwrap_or_default(),
            ),
            Fact::words(t.get("requests-language-read"), request.language_read.clone().unwrap_or_default()),
            Fact::words(t.get("requests-interpreter"), request.interpreter.clone().unwrap_or_default()),
            Fact::words(t.get("requests-safe-contact"), safe),
            Fact::words(t.get("requests-contact-note"), request.contact_note.clone().unwrap_or_default()),
            Fact::words(t.get("requests-notice-read-by"), request.notice_read_by.clone().unwrap_or_default()),
        ]),
    )
}

fn is_reading(act: &str) -> bool {
    act.ends_with(".view") || act.ends_with(".list") || act.ends_with(".look")
}

fn history(t: T, view: &RequestView) -> Markup {
    let events: Vec<Event> = view
        .history
        .iter()
        .filter(|line| !is_reading(&line.act))
        .map(|line| Event {
            id: format!("event-{}", line.seq),
            kind: t.code_or_itself(prefix!("audit-act"), &line.act),
            tone: Tone::Info,
            on: dates::day_of(&line.at),
            entered: Some(line.at),
            who: line.actor_name.clone(),
            text: html! { @if !line.reason.is_empty() { p { (line.reason) } } },
        })
        .collect();
    timeline(t, &events)
}

fn readers(view: &RequestView) -> Markup {
    html! {
        ul {
            @for line in view.history.iter().filter(|line| is_reading(&line.act)).take(10) {
                li { (line.actor_name) " · " (dates::date_time(&line.at)) }
            }
        }
    }
}
