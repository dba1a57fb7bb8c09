//! What the pages of the daily work share: whose case it is, the way to its other sides, forms that bear a broken line.

use maud::{Markup, html};
use office::daily::CaseHead;

use crate::assets::asset_url;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui;
use crate::ui::form::{self, FieldErrors};
use crate::ui::shell::{Crumb, heading};
use crate::ui::signs::Tone;
use crate::ui::summary::{Tab, badge, notice, tabs};

/// The sides of the daily work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Diary,
    Hearings,
    Papers,
    Dealings,
}

impl Side {
    /// Where it lies for a case.
    pub fn path(self, case: uuid::Uuid) -> String {
        let side = match self {
            Side::Diary => "diary",
            Side::Hearings => "hearings",
            Side::Papers => "papers",
            Side::Dealings => "dealings",
        };
        format!("/cases/{case}/{side}")
    }

    fn title(self, t: T) -> String {
        match self {
            Side::Diary => t.get("diary-title"),
            Side::Hearings => t.get("hearings-title"),
            Side::Papers => t.get("papers-title"),
            Side::Dealings => t.get("dealings-title"),
        }
    }
}

/// The whole page of one side of a case.
pub fn page(visitor: &Visitor, head: &CaseHead, side: Side, errors: &FieldErrors, body: Markup) -> Markup {
    let t = visitor.t;
    let title = format!("{} – {}", side.title(t), head.file_code);
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![
        Crumb::link(t.get("cases-title"), "/cases"),
        Crumb::link(head.file_code.as_str(), format!("/cases/{}", head.id)),
        Crumb::here(side.title(t)),
    ];
    let content = html! {
        (form::error_summary(t, errors))
        (heading(Some(&head.file_code), &head.client, html! {}))
        p { (badge(Tone::Info, &codes::name(t, head.state))) " " (codes::name(t, head.form)) " · " (codes::name(t, head.field)) }
        (sides(t, head, side))
        (body)
    };
    ui::page(&shell, content)
}

fn sides(t: T, head: &CaseHead, current: Side) -> Markup {
    let all = [Side::Diary, Side::Hearings, Side::Papers, Side::Dealings].map(|side| Tab {
        label: side.title(t),
        href: side.path(head.id),
        current: side == current,
        count: None,
    });
    tabs(t, &t.get("daily-sides"), &all)
}

/// Says why nothing can be entered, when nothing can.
pub fn standing_still(t: T, head: &CaseHead) -> Markup {
    html! {
        @if head.may_write && !head.running {
            (notice(t, Tone::Info, &t.get("daily-not-running"), html! {}))
        }
    }
}

/// A form whose values wait in the browser until the server has answered.
pub fn kept_form(t: T, action: &str, token: &str, body: Markup) -> Markup {
    html! {
        form class="form" action=(action) method="post" novalidate data-guard data-keep
            data-waiting=(t.get("daily-waiting")) data-kept=(t.get("daily-kept")) {
            (form::csrf(token))
            (body)
            p class="soft" role="status" data-line {}
        }
    }
}

/// The script of these pages.
pub fn script() -> Markup {
    html! { script type="module" src=(asset_url("work.js")) {} }
}

/// The question before something is taken out: the reason, then the button.
pub fn removal(visitor: &Visitor, action: &str, seen: i64, errors: &FieldErrors, question: &str) -> Markup {
    let t = visitor.t;
    html! {
        details class="inset" open[errors.get("reason").is_some()] {
            summary { (question) }
            (form::form(action, &visitor.csrf, html! {
                (form::hidden("version", &seen.to_string()))
                (reason(t, errors))
                (form::actions(form::submit_danger(question, &t.get("daily-remove-sure")), html! {}))
            }))
        }
    }
}

const REASON: &[form::Field] =
    &[form::Field::text("reason", "daily-reason").hint("daily-reason-hint").most(300)];

fn reason(t: T, errors: &FieldErrors) -> Markup {
    let values = form::Values::default();
    html! { (form::Sheet::new(t, &values, errors).all(REASON)) }
}
