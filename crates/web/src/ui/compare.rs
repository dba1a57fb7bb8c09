//! Two versions of one record, when somebody else saved while this person was typing.
//!
//! Nothing is lost: both versions stand side by side, and the person picks for each field which
//! one to keep. The answers are named `keep-<field>` with the value `mine` or `theirs`.

use maud::{Markup, html};

use super::signs::Tone;
use super::summary::notice;
use crate::texts::T;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    #[default]
    Mine,
    Theirs,
}

impl Keep {
    pub const fn code(self) -> &'static str {
        match self {
            Keep::Mine => "mine",
            Keep::Theirs => "theirs",
        }
    }

    pub fn parse(code: &str) -> Option<Keep> {
        [Keep::Mine, Keep::Theirs].into_iter().find(|it| it.code() == code)
    }
}

/// A field that differs. The page proposes what to keep: theirs where only they changed it.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    pub name: String,
    pub label: String,
    /// What stood there before both.
    pub before: String,
    pub mine: String,
    pub theirs: String,
    pub keep: Keep,
}

/// Stands inside the form that is sent again.
pub fn compare(t: T, who: &str, moment: &str, differences: &[Difference]) -> Markup {
    let args = [("who", who.into()), ("moment", moment.into())];
    html! {
        (notice(t, Tone::Soon, &t.with("ui-compare-title", &args), html! { p { (t.get("ui-compare-text")) } }))
        div class="compare" {
            @for difference in differences { (choose(t, difference, who)) }
        }
    }
}

fn choose(t: T, difference: &Difference, who: &str) -> Markup {
    let theirs = t.with("ui-compare-theirs", &[("who", who.into())]);
    html! {
        fieldset {
            legend { (difference.label) }
            p class="hint" { (t.get("ui-compare-before")) " " (shown(t, &difference.before)) }
            div class="compare-sides" {
                (side(t, difference, Keep::Mine, &t.get("ui-compare-mine"), &difference.mine))
                (side(t, difference, Keep::Theirs, &theirs, &difference.theirs))
            }
        }
    }
}

fn side(t: T, difference: &Difference, keep: Keep, label: &str, value: &str) -> Markup {
    let id = format!("keep-{}-{}", difference.name, keep.code());
    html! {
        div class="option" {
            input type="radio" id=(id) name={ "keep-" (difference.name) } value=(keep.code()) checked[difference.keep == keep];
            label for=(id) {
                span class="soft" { (label) }
                " " span class="compare-value" { (shown(t, value)) }
            }
        }
    }
}

fn shown(t: T, value: &str) -> Markup {
    html! {
        @if value.is_empty() { span class="soft" { (t.get("ui-fact-unknown")) } } @else { (value) }
    }
}
