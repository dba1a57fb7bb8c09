//! The record of who did what: search by act, person, thing and period; how the chain stands.

use axum::extract::{RawQuery, State};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, Utc};
use maud::{Markup, html};
use office::audit::{self, AuditLine, AuditPage, AuditSearch};

use crate::codes;
use crate::failure::{self, Page, again};
use crate::gate::{App, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, Width, error_summary};
use crate::ui::list::{Chip, Empty, Filters, Pager, pager};
use crate::ui::shell::{heading, lead};
use crate::ui::summary::notice;
use crate::ui::{Address, Column, Field, FieldErrors, Reader, Row, Sheet, Table, Tone, Values, dates};

const PAGE: u64 = 50;
/// Who acts for commands of the shell and for jobs.
const SYSTEM: &str = "system";
/// Viet Nam has had one time without summer time since 1976.
const VIET_NAM: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("a whole day has 24 hours");

const FILTER: &[Field] = &[
    Field::date("from", "admin-audit-from").optional(),
    Field::date("to", "admin-audit-to").optional(),
    Field::select("act", "admin-audit-act").optional(),
    Field::text("person", "admin-audit-person")
        .hint("admin-audit-person-hint")
        .width(Width::Medium)
        .optional(),
    Field::select("kind", "admin-audit-kind").optional(),
    Field::text("id", "admin-audit-id").width(Width::Medium).optional(),
];

/// Every act that leaves a line, by feature; named by `audit-act-…`. A test holds the acts of `office`
/// against this list.
pub const ACTS: &[&str] = &[
    "cases.view",
    "cases.list",
    "cases.alike",
    "cases.register",
    "cases.correct",
    "cases.close",
    "cases.note",
    "confidentiality.grant",
    "confidentiality.mark",
    "confidentiality.unmark",
    "confidentiality.consents",
    "confidentiality.add_consent",
    "confidentiality.withdraw_consent",
    "complaints.list",
    "complaints.view",
    "complaints.take",
    "complaints.decide",
    "complaints.escalate",
    "complaints.withdraw",
    "privacy.list_data_requests",
    "privacy.view_data_request",
    "privacy.take_data_request",
    "privacy.move_data_request",
    "privacy.extend_data_request",
    "privacy.list_cases",
    "privacy.choose_cases",
    "privacy.list_incidents",
    "privacy.view_incident",
    "privacy.enter_incident",
    "privacy.correct_incident",
    "privacy.note_duty",
    "privacy.close_incident",
    "queues.list",
    "queues.red_list",
    "queues.red_units",
    "deadlines.list",
    "rules.add",
    "rules.withdraw",
    "calendar.add_day",
    "calendar.remove_day",
    "requests.list",
    "requests.view",
    "requests.note_brought",
    "requests.take",
    "requests.change",
    "requests.ask_more",
    "requests.supply",
    "requests.propose",
    "requests.send_back",
    "requests.accept",
    "requests.accept_urgently",
    "requests.refuse",
    "requests.transfer",
    "requests.receive",
    "requests.return",
    "requests.withdraw",
    "requests.flag_missing_proof",
    "case_file.bundle",
    "case_file.package",
    "case_papers.add",
    "case_papers.begin_upload",
    "case_papers.open",
    "case_papers.remove",
    "case_papers.view",
    "assignment.change_settings",
    "assignment.fairness",
    "assignment.morning",
    "assignment.offers",
    "conduct.assign",
    "conduct.accept_offer",
    "conduct.choose",
    "conduct.decline_offer",
    "conduct.note_burden",
    "conduct.offer",
    "conduct.replace",
    "conduct.ask_change",
    "conduct.answer_change",
    "conduct.open_changes",
    "conduct.void_changes",
    "conduct.register",
    "conduct.pause",
    "conduct.resume",
    "conduct.reopen",
    "conduct.prolong_advice",
    "conduct.hand_over",
    "conduct.give_back",
    "conduct.appraise",
    "conduct.archive",
    "conduct.split",
    "conduct.link",
    "conduct.not_opposed",
    "conflicts.look",
    "conflicts.hit",
    "conflicts.decide",
    "dealings.send",
    "dealings.answer",
    "dealings.allow_longer",
    "dealings.escalate",
    "dealings.give_up",
    "dealings.view",
    "dealings.list_received",
    "dealings.open_received",
    "diary.view",
    "diary.add",
    "diary.correct",
    "diary.remove",
    "documents.draft",
    "documents.list",
    "documents.view",
    "documents.take_away",
    "documents.periodic",
    "documents.open_file",
    "documents.begin",
    "documents.edit",
    "documents.number",
    "documents.sign",
    "documents.issue",
    "documents.replace",
    "documents.cancel",
    "registers.view",
    "registers.ask_year",
    "registers.cancel_year",
    "registers.take_year",
    "registers.export",
    "registers.close",
    "registers.view_incoming",
    "registers.enter_incoming",
    "registers.correct_incoming",
    "registers.cancel_incoming",
    "hearings.view",
    "hearings.add",
    "hearings.correct",
    "hearings.proceed",
    "hearings.void",
    "today.view",
    "people.search",
    "people.view",
    "reception.list",
    "reception.view",
    "reception.add",
    "reception.correct",
    "reception.remove",
    "guidance.list",
    "guidance.view",
    "guidance.add",
    "guidance.correct",
    "guidance.remove",
    "outreach.list",
    "outreach.view",
    "outreach.add",
    "outreach.correct",
    "outreach.remove",
    "training.list",
    "training.view",
    "training.add",
    "training.correct",
    "training.remove",
    "submissions.prepare",
    "submissions.explain",
    "submissions.estimate",
    "submissions.sign",
    "submissions.unsign",
    "submissions.send",
    "submissions.return",
    "submissions.accept",
    "submissions.cases",
    "submissions.changes",
    "statistics.cases",
    "statistics.export_cases",
    "statistics.export_register",
    "exchange.begin_import",
    "exchange.confirm_import",
    "exchange.cancel_import",
    "exchange.import",
    "exchange.interrupted",
    "exchange.view_import",
    "exchange.view_problems",
    "exchange.export",
    "exchange.export_list",
    "exchange.list_doubts",
    "exchange.link_provider_name",
    "exchange.link_agency_name",
    "narratives.save",
    "quoted.enter",
    "quoted.withdraw",
    "filters.save",
    "filters.remove",
    "staff.add_absence",
    "staff.add_organisation_term",
    "staff.add_term",
    "staff.add_training",
    "staff.save_profile",
    "staff.withdraw_term",
    "staff.insert_organisation",
    "staff.update_organisation",
    "staff.close_organisation",
    "staff.insert_provider",
    "staff.update_provider",
    "staff.end_provider",
    "staff.move_provider",
    "reference.load_embedded",
    "reference.preview_update",
    "reference.update_set",
    "accounts.sign_in",
    "accounts.sign_in_failed",
    "accounts.sign_in_disabled",
    "accounts.second_factor",
    "accounts.wrong_code",
    "accounts.sign_out",
    "accounts.create",
    "accounts.set_up",
    "accounts.edit",
    "accounts.disable",
    "accounts.enable",
    "accounts.change_password",
    "accounts.reset_password",
    "accounts.enrol_second_factor",
    "accounts.remove_second_factor",
    "accounts.reset_second_factor",
    "accounts.renew_recovery_codes",
    "accounts.end_session",
    "accounts.end_sessions",
    "accounts.end_other_sessions",
    "accounts.create_token",
    "accounts.end_token",
    "audit.search",
    "jobs.retry",
    "settings.change",
    "operations.back_up",
    "operations.rotate_keys",
    "operations.reseal",
    "simulation.run",
    "targets.cases",
    "targets.sheet",
    "targets.grant",
    "targets.withdraw",
    "targets.close",
    "schedule.view",
    "schedule.make_feed",
    "schedule.revoke_feed",
    "duty.add_place",
    "duty.change_place",
    "duty.plan",
    "duty.give",
    "duty.publish",
    "duty.ask_swap",
    "duty.answer_swap",
    "duty.log_contact",
    "duty.contacts",
    "duty.contact",
    "demo.fill",
];

/// Every kind of thing that lines are about; named by `audit-kind-…`.
pub const KINDS: &[&str] = &[
    "duty_place",
    "duty_shift",
    "duty_contact",
    "local_day",
    "dealing",
    "incoming_document",
    "rule",
    "case",
    "submission",
    "request",
    "complaint",
    "data_request",
    "incident",
    "person",
    "reception",
    "guidance",
    "outreach",
    "training",
    "list",
    "import",
    "saved_filter",
    "organisation",
    "provider",
    "agency",
    "reference",
    "account",
    "setting",
    "outbox",
    "jobs",
    "folder",
    "keys",
    "simulation",
    "narrative",
    "quoted_figure",
];

/// The record, newest first.
pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let (search, errors) = read(&values);
    let page = audit::search(app.desk(), &visitor.actor, &search, PAGE).await?;
    let markup = markup(&visitor, &Address::new("/admin/audit", values), &page, &errors);
    if errors.is_empty() { failure::show(markup) } else { again(markup) }
}

fn read(values: &Values) -> (AuditSearch, FieldErrors) {
    let mut read = Reader::new(FILTER, values);
    let (from, to) = (read.date("from"), read.date("to"));
    let search = AuditSearch {
        act: read.text("act"),
        person: read.text("person"),
        object_kind: read.text("kind"),
        object_id: read.text("id"),
        from: from.and_then(begin_of),
        to: to.and_then(|day| begin_of(day.checked_add_days(Days::new(1))?)),
        before: values.get("after").parse().ok(),
    };
    (search, read.errors())
}

/// Midnight in Viet Nam.
fn begin_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    day.and_time(NaiveTime::MIN).and_local_timezone(VIET_NAM).single().map(|moment| moment.to_utc())
}

fn markup(visitor: &Visitor, address: &Address, page: &AuditPage, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("admin-audit");
    let fields = Sheet::filter(t, address.query(), errors)
        .choices("act", act_choices(t))
        .choices("kind", KINDS.iter().map(|kind| Choice::new(*kind, kind_name(t, kind))))
        .all(FILTER);
    let table = Table {
        columns: vec![
            Column::code(t.get("admin-audit-when")),
            Column::text(t.get("admin-audit-who")),
            Column::text(t.get("admin-audit-act")),
            Column::text(t.get("admin-audit-thing")),
            Column::text(t.get("admin-audit-detail")),
        ],
        rows: page.lines.iter().map(|line| row(t, line)).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("admin-audit-none"), text: t.get("admin-audit-none-text"), action: None },
        ..Table::new(t, "record", title.as_str())
    };
    let last = page.lines.last().filter(|_| page.more).map(|line| line.seq.to_string());
    let before = (!address.query().get("after").is_empty()).then_some("");
    let mut pages = Pager::by_keys(address, before, last.as_deref(), page.lines.len() as u64);
    pages.previous = None;
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("admin-audit-lead")))
        (chain(t, page))
        (Filters { t, address, fields, chips: chips(t, address) })
        (table)
        (pager(t, &pages))
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.error_in_title = !errors.is_empty();
    crate::ui::page(&shell, body)
}

/// How the chain stands, by the last nightly walk.
fn chain(t: T, page: &AuditPage) -> Markup {
    let rows = ("rows", page.rows.into());
    let Some(report) = &page.chain else {
        let words = t.with("admin-audit-chain-never", &[rows]);
        return notice(t, Tone::Info, &words, html! {});
    };
    let at = ("at", dates::date_time(&report.at).into());
    match report.walk.broken_at {
        Some(row) => {
            let title = t.with("admin-audit-chain-broken", &[("row", row.into()), at]);
            notice(t, Tone::Bad, &title, html! { p { (t.get("admin-audit-chain-broken-text")) } })
        }
        None => {
            let checked = ("checked", report.walk.rows.into());
            notice(t, Tone::Good, &t.with("admin-audit-chain-good", &[rows, checked, at]), html! {})
        }
    }
}

fn act_choices(t: T) -> Vec<Choice> {
    let feature = |act: &str| act.split('.').next().unwrap_or_default().to_owned();
    ACTS.iter()
        .map(|act| Choice::new(*act, act_name(t, act)).group(t.code(prefix!("audit-feature"), &feature(act))))
        .collect()
}

fn act_name(t: T, act: &str) -> String {
    t.code_or_itself(prefix!("audit-act"), act)
}

fn kind_name(t: T, kind: &str) -> String {
    t.code_or_itself(prefix!("audit-kind"), kind)
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let query = address.query();
    let shown = [
        ("from", "admin-audit-from", query.get("from").to_owned()),
        ("to", "admin-audit-to", query.get("to").to_owned()),
        ("act", "admin-audit-act", act_name(t, query.get("act"))),
        ("person", "admin-audit-person", query.get("person").to_owned()),
        ("kind", "admin-audit-kind", kind_name(t, query.get("kind"))),
        ("id", "admin-audit-id", query.get("id").to_owned()),
    ];
    let set = shown.into_iter().filter(|(name, _, _)| !query.get(name).is_empty());
    set.map(|(name, label, value)| Chip { label: t.get(label), value, remove: address.without(name).url() })
        .collect()
}

fn row(t: T, line: &AuditLine) -> Row {
    Row::new([
        html! { (dates::date_time(&line.at)) },
        who(t, line),
        html! { (act_name(t, &line.act)) },
        thing(t, line),
        detail(t, line),
    ])
}

fn who(t: T, line: &AuditLine) -> Markup {
    if line.actor_id == SYSTEM {
        return html! { div { (t.get("admin-audit-system")) br; span class="soft" { (line.ip) } } };
    }
    let role = codes::named(t, "role", &line.role);
    html! { div { (line.actor_name) br; span class="soft" { (role) " · " (line.org_code) " · " (line.ip) } } }
}

/// What the line is about, and the way to everything that was done to it.
fn thing(t: T, line: &AuditLine) -> Markup {
    let (kind, id) = (line.object_kind.as_str(), line.object_id.as_str());
    let name = if kind.is_empty() { String::new() } else { kind_name(t, kind) };
    let query = Values::from([("kind", kind), ("id", id)]);
    let all = Address::new("/admin/audit", query).url();
    html! {
        div {
            @match page_of(kind, id) {
                Some(href) => { a href=(href) { (name) } }
                None => { (name) }
            }
            @if !id.is_empty() { br; a class="soft" href=(all) { (shortened(id)) } }
        }
    }
}

/// Record ids are long and begin alike; their end tells them apart.
fn shortened(id: &str) -> String {
    match uuid::Uuid::parse_str(id) {
        Ok(_) => format!("…{}", &id[id.len().saturating_sub(12)..]),
        Err(_) => id.to_owned(),
    }
}

/// The page of a thing that is known by its record id or code.
fn page_of(kind: &str, id: &str) -> Option<String> {
    let known = uuid::Uuid::parse_str(id).is_ok();
    match kind {
        "case" if known => Some(format!("/cases/{id}")),
        "person" if known => Some(format!("/people/{id}")),
        "provider" if known => Some(format!("/providers/{id}")),
        "account" if known => Some(format!("/accounts/{id}")),
        "import" if known => Some(format!("/imports/{id}")),
        "organisation" => Some(format!("/organisations/{id}")),
        _ => None,
    }
}

/// Why, and what changed: folded, since it may be long.
fn detail(t: T, line: &AuditLine) -> Markup {
    let plain = matches!(line.detail.as_str(), "" | "{}" | "\"\"" | "null");
    html! {
        div {
            @if !line.reason.is_empty() { p { (line.reason) } }
            @if !plain {
                details { summary { (t.get("admin-audit-detail-open")) } pre { (pretty(&line.detail)) } }
            }
        }
    }
}

fn pretty(detail: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(detail);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| detail.to_owned())
}
