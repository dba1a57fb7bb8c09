//! What people ask about their own data: list, take down, acknowledge, answer, extend.

use axum::extract::{RawQuery, State};
use law::kernel::coded::Coded as _;
use law::privacy::{DataRequestKind, DataRequestMove, DataRequestState, after_data_request};
use maud::{Markup, html};
use office::privacy::{self, Clocked, DataRequest, DataRequestDraft, Listed, PersonCase};
use uuid::Uuid;

use super::{framed, most_pressing, pages, place};
use crate::codes;
use crate::complaints::moment;
use crate::deadlines;
use crate::failure::{Page, again, refused_fields, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{
    self, Choice, Field, FieldErrors, Reader, Sheet, Values, Width, columns, error_summary, hidden, link_new,
    link_quiet, submit,
};
use crate::ui::list::{Address, Chip, Column, Empty, Filters, Row, Table};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, facts};

const REQUEST: &[Field] = &[
    Field::radios("kind", "privacy-kind"),
    Field::checkbox("third_party", "privacy-third-party"),
    Field::text("person_name", "privacy-person").most(200),
    Field::text("contact", "privacy-contact").optional().most(300),
    Field::textarea("content", "privacy-content").most(10_000).rows(4),
    Field::date("received_on", "privacy-received-on"),
    Field::text("received_time", "privacy-received-time")
        .optional()
        .hint("privacy-time-hint")
        .width(Width::Tiny)
        .most(5),
];

const ANSWER: &[Field] = &[
    Field::radios("how", "privacy-how"),
    Field::textarea("answer", "privacy-answer-text").hint("privacy-answer-text-hint").most(10_000).rows(4),
];

const EXTENSION: &[Field] = &[Field::text("reason", "privacy-extend-reason").most(500)];

/// Which cases it is about.
const CASES: &[Field] = &[
    Field::checkboxes("cases", "privacy-cases").optional(),
    Field::text("file_code", "privacy-file-code")
        .optional()
        .hint("privacy-file-code-hint")
        .width(Width::Medium)
        .most(60),
];

const FILTER: &[Field] = &[Field::select("state", "privacy-state").optional()];

fn state(t: T, state: DataRequestState) -> Markup {
    let tone = match state {
        DataRequestState::Received => Tone::Soon,
        DataRequestState::Acknowledged => Tone::Info,
        DataRequestState::Answered => Tone::Good,
        DataRequestState::Declined | DataRequestState::Withdrawn => Tone::Plain,
    };
    badge(tone, &codes::name(t, state))
}

pub async fn index(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    let values = Values::parse(&query.unwrap_or_default());
    let asked = DataRequestState::from_code(values.get("state"));
    let after = place(values.get("after"));
    let list = privacy::list_data_requests(app.desk(), &visitor.actor, asked, after).await?;
    answer(list_page(&app, &visitor, &Address::new("/data-requests", values), &list, asked))
}

fn list_page(
    app: &App,
    visitor: &Visitor,
    address: &Address,
    list: &Listed<DataRequest>,
    asked: Option<DataRequestState>,
) -> Markup {
    let (t, now) = (visitor.t, app.desk().now());
    let errors = FieldErrors::default();
    let fields = Sheet::filter(t, address.query(), &errors)
        .choices("state", codes::choices::<DataRequestState>(t))
        .all(FILTER);
    let chips = asked.map(|state| Chip {
        label: t.get("privacy-state"),
        value: codes::name(t, state),
        remove: address.without("state").url(),
    });
    let rows = list.lines.iter().map(|line| {
        Row::new([
            html! { (codes::name(t, line.record.kind.0)) },
            html! { (line.record.person_name) },
            html! { (dates::date_time(&line.record.received_at)) },
            html! { (line.record.org_code) },
            state(t, line.record.state.0),
            most_pressing(t, now, &line.clocks),
        ])
        .link(format!("/data-requests/{}", line.record.id))
    });
    let title = t.get("privacy-requests");
    let table = Table {
        columns: vec![
            Column::text(t.get("privacy-kind")),
            Column::text(t.get("privacy-person")),
            Column::text(t.get("privacy-received")),
            Column::text(t.get("privacy-org")),
            Column::text(t.get("privacy-state")),
            Column::text(t.get("privacy-clock")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("privacy-requests-none"),
            text: t.get("privacy-requests-none-text"),
            action: None,
        },
        ..Table::new(t, "data-requests", title.clone())
    };
    let body = html! {
        (heading(None, &title, link_new(&t.get("privacy-request-new"), "/data-requests/new")))
        (lead(&t.get("privacy-requests-lead")))
        (Filters { t, address, fields, chips: chips.into_iter().collect() })
        (table)
        (pages(t, address, list.lines.len(), list.next))
    };
    visitor.page(&title, body)
}

pub async fn new(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::HandleDataRequests)?;
    let asked = Values::parse(&query.unwrap_or_default());
    let mut values = Values::from([("case", asked.get("case"))]);
    values.set("id", app.desk().id().to_string());
    values.set("received_on", dates::date(app.desk().today()));
    answer(new_page(&visitor, &values, &FieldErrors::default()))
}

fn list_crumb(t: T) -> (String, &'static str) {
    (t.get("privacy-requests"), "/data-requests")
}

fn new_page(visitor: &Visitor, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("privacy-request-new");
    let sheet = Sheet::new(t, values, errors).choices("kind", codes::choices::<DataRequestKind>(t));
    let body = html! {
        (error_summary(t, errors))
        (heading(None, &title, html! {}))
        (form::form("/data-requests", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("case", values.get("case")))
            (sheet.some(REQUEST, &["kind", "third_party", "person_name", "contact", "content"]))
            (columns(sheet.some(REQUEST, &["received_on", "received_time"])))
            (form::actions(submit(&t.get("privacy-request-save")), link_quiet(&t.get("privacy-cancel"), "/data-requests")))
        }))
    };
    let (label, href) = list_crumb(t);
    framed(visitor, (&label, href), &title, errors, body)
}

pub async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, law::access::Permission::HandleDataRequests)?;
    let values = fields.values();
    let errors = match read(&values, &app) {
        Err(errors) => errors,
        Ok(draft) => match privacy::take_data_request(app.desk(), &visitor.actor, draft).await {
            Ok(id) => return see(&format!("/data-requests/{id}")).flash("privacy-request-taken").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    again(new_page(&visitor, &values, &errors))
}

fn read(values: &Values, app: &App) -> Result<DataRequestDraft, FieldErrors> {
    let mut read = Reader::new(REQUEST, values);
    let kind = read.choice("kind", DataRequestKind::from_code);
    let third_party = read.flag("third_party");
    let (person_name, contact) = (read.text("person_name"), read.maybe_text("contact"));
    let content = read.text("content");
    let received_at = moment(&mut read, "received_on", "received_time", app.desk().now());
    let id = Uuid::parse_str(values.get("id")).unwrap_or_else(|_| app.desk().id());
    let (Some(kind), Some(received_at)) = (kind, received_at) else { return Err(read.errors()) };
    let case = Uuid::parse_str(values.get("case")).ok();
    read.done(DataRequestDraft { id, kind, third_party, person_name, contact, content, received_at, case })
}

pub async fn show(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    page(&app, &visitor, id, &Values::default(), &FieldErrors::default()).await
}

async fn page(app: &App, visitor: &Visitor, id: Uuid, values: &Values, errors: &FieldErrors) -> Page {
    let view = privacy::view_data_request(app.desk(), &visitor.actor, id).await?;
    let cases = privacy::cases_of(app.desk(), &visitor.actor, id).await?;
    let page = one(app, visitor, (&view, &cases), values, errors);
    if errors.is_empty() { answer(page) } else { again(page) }
}

fn one(
    app: &App,
    visitor: &Visitor,
    (view, cases): (&Clocked<DataRequest>, &[PersonCase]),
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let record = &view.record;
    let title = codes::name(t, record.kind.0);
    let at = |moment: Option<chrono::DateTime<chrono::Utc>>| {
        moment.map(|moment| dates::date_time(&moment)).unwrap_or_default()
    };
    let mut known = vec![
        Fact::words(t.get("privacy-person"), record.person_name.clone()),
        Fact::words(t.get("privacy-contact"), record.contact.clone().unwrap_or_default()),
        Fact::words(t.get("privacy-content"), record.content.clone()),
        Fact::words(t.get("privacy-received"), dates::date_time(&record.received_at)),
        Fact::words(t.get("privacy-acknowledged-at"), at(record.acknowledged_at)),
    ];
    if record.answered_at.is_some() {
        known.push(Fact::words(t.get("privacy-answered-at"), at(record.answered_at)));
        known.push(Fact::words(t.get("privacy-answer-text"), record.answer.clone().unwrap_or_default()));
    }
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&t.get("privacy-request")), &title, html! {}))
        p { (state(t, record.state.0)) }
        div class="sides" {
            div {
                (card(&t.get("privacy-what-next"), html! {}, what_next(visitor, view, values, errors)))
                (card(&t.get("privacy-facts"), html! {}, facts(t, &known)))
            }
            div {
                (card(&t.get("privacy-clocks"), html! {}, deadlines::panel(t, app.desk().now(), &view.clocks)))
                (card(&t.get("privacy-cases-title"), html! {}, of_cases(visitor, record.id, cases, values, errors)))
            }
        }
    };
    let (label, href) = list_crumb(t);
    framed(visitor, (&label, href), &title, errors, body)
}

/// The cases that it is about, with links, and those of people of the same name.
fn of_cases(
    visitor: &Visitor,
    id: Uuid,
    cases: &[PersonCase],
    typed: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let mut values = Values::from([("file_code", typed.get("file_code"))]);
    for case in cases.iter().filter(|case| case.linked) {
        values.push("cases", case.id.to_string());
    }
    let choice = |case: &PersonCase| {
        let name = case.name.clone().unwrap_or_else(|| t.get("privacy-case-protected"));
        let about =
            format!("{} · {} · {}", case.org_code, dates::date(case.accepted_on), codes::name(t, case.state));
        Choice::new(case.id.to_string(), format!("{} – {name}", case.file_code)).hint(about)
    };
    let sheet = Sheet::new(t, &values, errors).choices("cases", cases.iter().map(choice));
    html! {
        @if cases.iter().any(|case| case.linked) {
            ul class="plain" {
                @for case in cases.iter().filter(|case| case.linked) {
                    li { a href={ "/cases/" (case.id) } { (case.file_code) } }
                }
            }
        } @else { p class="soft" { (t.get("privacy-cases-none")) } }
        details open[errors.get("file_code").is_some()] {
            summary { (t.get("privacy-cases-choose")) }
            (form::form(&format!("/data-requests/{id}/cases"), &visitor.csrf, html! {
                @if !cases.is_empty() { (sheet.some(CASES, &["cases"])) }
                (sheet.some(CASES, &["file_code"]))
                (form::actions(submit(&t.get("privacy-cases-save")), html! {}))
            }))
        }
    }
}

/// Says which cases it is about.
pub async fn choose_cases(
    State(app): State<App>,
    visitor: Visitor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Page {
    let values = fields.values();
    let chosen: Vec<Uuid> = values.all("cases").filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let code = values.get("file_code");
    let errors = match privacy::choose_cases(app.desk(), &visitor.actor, id, &chosen, code).await {
        Ok(()) => return see(&format!("/data-requests/{id}")).flash("privacy-cases-saved").into(),
        Err(failure) => refused_fields(visitor.t, failure)?,
    };
    page(&app, &visitor, id, &values, &errors).await
}

fn what_next(
    visitor: &Visitor,
    view: &Clocked<DataRequest>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let record = &view.record;
    let may = |by: DataRequestMove| after_data_request(record.state.0, by).is_some();
    let version = record.version.to_string();
    let ends = [DataRequestMove::Answer, DataRequestMove::Decline, DataRequestMove::Withdraw];
    let sheet = Sheet::new(t, values, errors)
        .choices("how", ends.map(|by| Choice::new(by.code(), codes::name(t, by))));
    let at = format!("/data-requests/{}", record.id);
    html! {
        @if !may(DataRequestMove::Answer) { p class="soft" { (t.get("privacy-nothing-next")) } }
        @if may(DataRequestMove::Acknowledge) {
            p { (t.get("privacy-acknowledge-text")) }
            (form::form(&format!("{at}/acknowledgement"), &visitor.csrf, html! {
                (hidden("version", &version))
                (form::actions(submit(&t.get("privacy-acknowledge")), html! {}))
            }))
        }
        @if may(DataRequestMove::Answer) {
            (form::form(&format!("{at}/answer"), &visitor.csrf, html! {
                (hidden("version", &version))
                (sheet.all(ANSWER))
                (form::actions(submit(&t.get("privacy-answer")), html! {}))
            }))
            details {
                summary { (t.get("privacy-extend")) }
                (form::form(&format!("{at}/extension"), &visitor.csrf, html! {
                    (sheet.all(EXTENSION))
                    (form::actions(submit(&t.get("privacy-extend")), html! {}))
                }))
            }
        }
    }
}

pub async fn acknowledge(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let seen = fields.get("version").parse().unwrap_or(0);
    let by = DataRequestMove::Acknowledge;
    privacy::move_data_request(app.desk(), &visitor.actor, id, seen, by, "").await?;
    see(&format!("/data-requests/{id}")).flash("privacy-acknowledged").into()
}

pub async fn reply(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let seen = values.get("version").parse().unwrap_or(0);
    let mut read = Reader::new(ANSWER, &values);
    let how = read.choice("how", |code| {
        DataRequestMove::from_code(code).filter(|by| *by != DataRequestMove::Acknowledge)
    });
    let text = read.text("answer");
    let read = match how {
        Some(by) => read.done(by),
        None => Err(read.errors()),
    };
    let errors = match read {
        Err(errors) => errors,
        Ok(by) => match privacy::move_data_request(app.desk(), &visitor.actor, id, seen, by, &text).await {
            Ok(()) => return see(&format!("/data-requests/{id}")).flash("privacy-answered").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        },
    };
    page(&app, &visitor, id, &values, &errors).await
}

pub async fn extend(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let errors =
        match privacy::extend_data_request(app.desk(), &visitor.actor, id, values.get("reason")).await {
            Ok(()) => return see(&format!("/data-requests/{id}")).flash("privacy-extended").into(),
            Err(failure) => refused_fields(visitor.t, failure)?,
        };
    page(&app, &visitor, id, &values, &errors).await
}
