//! Markup of hearings and other appointments: the list, a new one, what came of one.

use chrono::{DateTime, Utc};
use law::hearings::{HearingAct, HearingKind, HearingState, after_hearing};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::daily::{CaseHead, day_and_minute};
use office::hearings::{Hearing, Hearings};
use uuid::Uuid;

use super::frame::{self, Side};
use super::hearings::{COURSE, FIELDS};
use super::times;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, badge, card, facts};

/// What the page of one appointment shows.
pub struct Shown<'a> {
    /// The id of the next one, should it be put off.
    pub next: Uuid,
    pub now: DateTime<Utc>,
    pub head: &'a CaseHead,
    pub hearing: &'a Hearing,
}

pub fn index(
    visitor: &Visitor,
    shown: &Hearings,
    now: DateTime<Utc>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let head = &shown.head;
    let writes = head.may_write && head.running;
    let body = html! {
        (frame::standing_still(t, head))
        (table(t, shown, now))
        @if writes { (card(&t.get("hearings-new"), html! {}, new_form(visitor, head, values, errors))) }
    };
    frame::page(visitor, head, Side::Hearings, errors, body)
}

fn new_form(visitor: &Visitor, head: &CaseHead, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    form::form(
        &Side::Hearings.path(head.id),
        &visitor.csrf,
        html! {
            (form::hidden("id", values.get("id")))
            (asked(t, values, errors))
            (form::actions(form::submit(&t.get("hearings-save")), html! {}))
        },
    )
}

fn asked(t: T, values: &Values, errors: &FieldErrors) -> Markup {
    let sheet = Sheet::new(t, values, errors).choices("kind", codes::choices::<HearingKind>(t));
    html! {
        (form::columns(sheet.some(FIELDS, &["kind", "date", "time"])))
        (form::columns(sheet.some(FIELDS, &["place", "agency"])))
        (sheet.some(FIELDS, &["online"]))
    }
}

/// 22/11/2026 08:30
fn moment(at: DateTime<Utc>) -> String {
    let (day, minute) = day_and_minute(at);
    format!("{} {}", dates::date(day), times::clock(minute))
}

fn state(t: T, hearing: &Hearing, now: DateTime<Utc>) -> Markup {
    let silent = hearing.state.0 == HearingState::Planned && hearing.at < now;
    let tone = match hearing.state.0 {
        HearingState::Planned if silent => Tone::Soon,
        HearingState::Planned => Tone::Info,
        HearingState::Held => Tone::Good,
        _ => Tone::Plain,
    };
    html! {
        (badge(tone, &if silent { t.get("hearings-silent") } else { codes::name(t, hearing.state.0) }))
    }
}

fn where_and_who(t: T, hearing: &Hearing) -> String {
    let online = hearing.online.then(|| t.get("hearings-is-online"));
    let parts = [hearing.place.clone(), hearing.agency.clone(), online];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn table(t: T, shown: &Hearings, now: DateTime<Utc>) -> Markup {
    let writes = shown.head.may_write;
    let rows = shown.hearings.iter().map(|hearing| {
        let row = Row::new([
            html! { (moment(hearing.at)) },
            html! { (codes::name(t, hearing.kind.0)) @if hearing.follows.is_some() { br; span class="soft" { (t.get("hearings-follows")) } } },
            html! { (where_and_who(t, hearing)) },
            html! { (state(t, hearing, now)) @if let Some(result) = &hearing.result { br; span class="soft" { (result) } } },
        ]);
        if writes { row.link(format!("{}/{}", Side::Hearings.path(shown.head.id), hearing.id)) } else { row }
    });
    let table = Table {
        columns: vec![
            Column::text(t.get("hearings-moment")),
            Column::text(t.get("hearings-kind")),
            Column::text(t.get("hearings-where")),
            Column::text(t.get("hearings-state")),
        ],
        rows: rows.collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("hearings-none"), text: t.get("hearings-none-text"), action: None },
        ..Table::new(t, "hearings", t.get("hearings-title"))
    };
    html! { (table) }
}

pub fn edit(
    visitor: &Visitor,
    shown: &Shown<'_>,
    values: &Values,
    course: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let (head, hearing) = (shown.head, shown.hearing);
    let action = format!("{}/{}", Side::Hearings.path(head.id), hearing.id);
    let tell = format!("{}?hearing={}", Side::Diary.path(head.id), hearing.id);
    let planned = hearing.state.0 == HearingState::Planned;
    let acts: Vec<HearingAct> = possible(hearing.state.0).collect();
    let body = html! {
        (frame::standing_still(t, head))
        (card(&codes::name(t, hearing.kind.0), html! {}, about(t, shown)))
        @if head.running && planned { p { (form::link_button(&t.get("hearings-tell"), &tell)) } }
        @if head.running && !acts.is_empty() {
            (card(&t.get("hearings-course"), html! {}, course_form(visitor, shown, &format!("{action}/course"), (course, errors), &acts)))
        }
        @if head.running && planned {
            details class="inset" open[errors.iter().any(|(field, _)| FIELDS.iter().any(|it| it.name == field))] {
                summary { (t.get("hearings-edit")) }
                (form::form(&action, &visitor.csrf, html! {
                    (form::hidden("version", &hearing.version.to_string()))
                    (asked(t, values, errors))
                    (form::actions(form::submit(&t.get("daily-save")), html! {}))
                }))
            }
        }
        p { a href=(Side::Hearings.path(head.id)) { (t.get("daily-back")) } }
    };
    frame::page(visitor, head, Side::Hearings, errors, body)
}

fn possible(state: HearingState) -> impl Iterator<Item = HearingAct> {
    HearingAct::ALL.iter().copied().filter(move |act| after_hearing(state, *act).is_some())
}

fn about(t: T, shown: &Shown<'_>) -> Markup {
    let hearing = shown.hearing;
    let entered = t.with(
        "hearings-entered",
        &[
            ("who", hearing.entered_by.as_str().into()),
            ("moment", dates::date_time(&hearing.entered_at).into()),
        ],
    );
    html! {
        (facts(t, &[
            Fact::words(t.get("hearings-moment"), moment(hearing.at)),
            Fact::words(t.get("hearings-where"), where_and_who(t, hearing)),
            Fact::new(t.get("hearings-state"), state(t, hearing, shown.now)),
            Fact::words(t.get("hearings-result"), hearing.result.clone().unwrap_or_default()),
        ]))
        p class="soft" { (entered) }
    }
}

fn course_form(
    visitor: &Visitor,
    shown: &Shown<'_>,
    action: &str,
    (values, errors): (&Values, &FieldErrors),
    acts: &[HearingAct],
) -> Markup {
    let t = visitor.t;
    let choices = acts.iter().map(|act| Choice::new(act.code(), codes::name(t, *act)));
    let sheet = Sheet::new(t, values, errors).prefix("course-").choices("act", choices);
    form::form(
        action,
        &visitor.csrf,
        html! {
            (form::hidden("version", &shown.hearing.version.to_string()))
            (form::hidden("next", &shown.next.to_string()))
            (sheet.some(COURSE, &["act", "result"]))
            (form::columns(sheet.some(COURSE, &["next_date", "next_time"])))
            (form::actions(form::submit(&t.get("hearings-proceed")), html! {}))
        },
    )
}
