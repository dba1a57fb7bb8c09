//! Markup of the diary: the form in three taps, the month with its sums, one entry.

use chrono::{Datelike as _, NaiveDate};
use law::diary::{WorkCode, WorkList, confirmer, half_sessions, is_capped};
use maud::{Markup, html};
use office::daily::CaseHead;
use office::diary::{Diary, DiaryEntry};

use super::diary::FIELDS;
use super::frame::{self, Side};
use super::times;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::dates;
use crate::ui::form::{self, Choice, FieldErrors, Sheet, Values};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::summary::{card, inset};

pub fn index(visitor: &Visitor, diary: &Diary, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let head = &diary.head;
    let writes = head.may_write && head.running;
    let body = html! {
        (frame::standing_still(t, head))
        @if writes && head.provider.is_none() { (inset(html! { p { (t.get("diary-nobody")) } })) }
        @else if writes { (card(&t.get("diary-new"), html! {}, new_form(visitor, diary, values, errors))) }
        (months(t, diary))
        (table(t, diary))
        (inset(html! { p class="soft" { (t.get("diary-counting")) } }))
        @if writes { (frame::script()) }
    };
    frame::page(visitor, head, Side::Diary, errors, body)
}

fn new_form(visitor: &Visitor, diary: &Diary, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let action = Side::Diary.path(diary.head.id);
    let fields = html! {
        (form::hidden("id", values.get("id")))
        (form::hidden("hearing", values.get("hearing")))
        (asked(t, diary.list, values, errors))
        (form::actions(form::submit(&t.get("diary-save")), html! {}))
    };
    frame::kept_form(t, &action, &visitor.csrf, fields)
}

/// The fields of an entry. The work that was done last stands first, so that one tap less is needed.
fn asked(t: T, list: WorkList, values: &Values, errors: &FieldErrors) -> Markup {
    let last = values.get("work");
    let mut work: Vec<Choice> = list.codes().map(|code| work_choice(t, code)).collect();
    work.sort_by_key(|choice| choice.value != last);
    let sheet = Sheet::new(t, values, errors)
        .choices("work", work)
        .choices("from", times::choices(values.get("from")))
        .choices("to", times::choices(values.get("to")));
    html! {
        (sheet.some(FIELDS, &["work"]))
        div class="times" { (sheet.some(FIELDS, &["from", "to"])) }
        (form::columns(sheet.some(FIELDS, &["on_date", "place", "with_whom"])))
        (sheet.some(FIELDS, &["note"]))
    }
}

fn work_choice(t: T, code: WorkCode) -> Choice {
    use law::kernel::coded::Coded as _;
    Choice::new(code.code(), codes::name(t, code))
}

fn months(t: T, diary: &Diary) -> Markup {
    let address = |month: NaiveDate| {
        format!("{}?month={}-{:02}", Side::Diary.path(diary.head.id), month.year(), month.month())
    };
    html! {
        @if diary.months.len() > 1 {
            nav class="presets" aria-label=(t.get("diary-months")) {
                ul {
                    @for month in &diary.months {
                        li { a href=(address(*month)) aria-current=[(*month == diary.month).then_some("page")] { (dates::month(*month)) } }
                    }
                }
            }
        }
    }
}

fn table(t: T, diary: &Diary) -> Markup {
    let writes = diary.head.may_write && diary.head.running;
    let rows = diary.entries.iter().map(|entry| {
        let row = row(t, entry);
        let path = format!("{}/{}", Side::Diary.path(diary.head.id), entry.id);
        if writes { row.link(path) } else { row }
    });
    let totals = &diary.totals;
    let foot = Row::new([
        html! { (t.get("diary-total")) },
        html! { (times::duration(t, totals.minutes)) },
        html! { (t.with("diary-entries", &[("n", totals.entries.into())])) },
        html! {},
        html! {
            (times::sessions(t, totals.half_sessions))
            @if totals.capped_halves > 0 { br; span class="soft" { (t.with("diary-capped-sum", &[("n", times::sessions(t, totals.capped_halves).into())])) } }
        },
    ]);
    let table = Table {
        columns: vec![
            Column::text(t.get("diary-day")),
            Column::text(t.get("diary-time")),
            Column::text(t.get("diary-work")),
            Column::text(t.get("diary-where")),
            Column::text(t.get("diary-session")),
        ],
        rows: rows.collect(),
        foot: (!diary.entries.is_empty()).then_some(foot),
        empty: Empty { title: t.get("diary-none"), text: t.get("diary-none-text"), action: None },
        ..Table::new(t, "diary", t.with("diary-month", &[("month", dates::month(diary.month).into())]))
    };
    html! { (table) }
}

fn row(t: T, entry: &DiaryEntry) -> Row {
    let span = entry.span();
    let place = [entry.place.as_deref(), entry.with_whom.as_deref()];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    Row::new([
        html! { (dates::date(entry.on_date)) },
        html! { (times::clock(span.from)) "–" (times::clock(span.to)) " " span class="soft" { (times::duration(t, span.minutes())) } },
        html! { (codes::name(t, entry.work.0)) @if let Some(note) = &entry.note { br; span class="soft" { (note) } } },
        html! { (place.join(" · ")) },
        html! { (times::sessions(t, half_sessions(span.minutes()))) @if is_capped(entry.work.0) { br; span class="soft" { (t.get("diary-capped")) } } },
    ])
}

pub fn edit(
    visitor: &Visitor,
    head: &CaseHead,
    list: WorkList,
    entry: &DiaryEntry,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let action = format!("{}/{}", Side::Diary.path(head.id), entry.id);
    let back = form::link_quiet(&t.get("daily-cancel"), &Side::Diary.path(head.id));
    let fields = html! {
        (form::hidden("version", values.get("version")))
        (asked(t, list, values, errors))
        (form::actions(form::submit(&t.get("daily-save")), back))
    };
    let who = t.with(
        "diary-entered",
        &[
            ("who", entry.entered_by.as_str().into()),
            ("moment", dates::date_time(&entry.entered_at).into()),
            ("confirmer", codes::name(t, confirmer(entry.work.0)).into()),
        ],
    );
    let body = html! {
        (frame::standing_still(t, head))
        @if head.running {
            (card(&t.get("diary-edit"), html! {}, form::form(&action, &visitor.csrf, fields)))
            p class="soft" { (who) }
            (frame::removal(visitor, &format!("{action}/removal"), entry.version, errors, &t.get("diary-remove")))
        }
    };
    frame::page(visitor, head, Side::Diary, errors, body)
}
