//! Asking: what is asked (`Field`), what was typed (`Values`), what is wrong (`FieldErrors`).
//!
//! A page declares its fields once, as a table of one line each, in its own `form.rs`. A [`Sheet`]
//! draws them, a [`Reader`] reads them; both look at the same table. Rules people live by: what is
//! optional says so, nothing has an asterisk; the browser does not validate; a wrong form comes
//! back with everything that was typed and a list of errors on top that links to the fields.
//!
//! * `form/values.rs` typed text and errors · `form/reader.rs` typed text to values
//! * `form/sheet.rs` one field on paper · here: the field table and the frame of a form

mod reader;
mod sheet;
mod values;

use maud::{Markup, html};

pub use reader::Reader;
pub use sheet::Sheet;
pub use values::{FieldErrors, Values};

use super::signs::{Sign, sign};
use crate::texts::T;

/// The name of the hidden field with the token that proves the form is ours.
pub const CSRF: &str = "csrf";

/// One thing that is asked. Declared in a `const` table, one line each:
/// `Field::date("accepted_on", "cases-accepted-on").hint("cases-accepted-on-hint")`.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// Text key of the label.
    pub label: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// Text key of the hint under the label.
    pub hint: Option<&'static str>,
    pub width: Width,
    pub autocomplete: Option<&'static str>,
    /// The most characters that are accepted.
    pub most: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text(Keyboard),
    Search,
    /// dd/mm/yyyy in one text field; see `ui::dates`.
    Date,
    /// A whole number; see `ui::money`.
    Number,
    Decimal,
    Select,
    Radios,
    Checkboxes,
    /// One box: yes or no.
    Checkbox,
    Textarea {
        rows: u8,
    },
    File {
        accept: &'static str,
        most_bytes: u64,
    },
    Password,
}

/// The keys a phone offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    Letters,
    Digits,
    Phone,
    Email,
}

/// How much is expected to be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Tiny,
    Short,
    Medium,
    Full,
}

const LINE: usize = 500;
const LONG_TEXT: usize = 20_000;

impl Field {
    const fn new(name: &'static str, label: &'static str, kind: Kind, width: Width) -> Self {
        Field { name, label, kind, required: true, hint: None, width, autocomplete: None, most: LINE }
    }

    pub const fn text(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Text(Keyboard::Letters), Width::Full)
    }

    pub const fn search(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Search, Width::Full)
    }

    pub const fn date(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Date, Width::Short)
    }

    pub const fn number(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Number, Width::Short)
    }

    pub const fn decimal(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Decimal, Width::Short)
    }

    pub const fn select(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Select, Width::Full)
    }

    pub const fn radios(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Radios, Width::Full)
    }

    pub const fn checkboxes(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Checkboxes, Width::Full)
    }

    /// One box; an empty box means "no", so it is never "required".
    pub const fn checkbox(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Checkbox, Width::Full)
    }

    pub const fn textarea(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Textarea { rows: 4 }, Width::Full).most(LONG_TEXT)
    }

    pub const fn file(
        name: &'static str,
        label: &'static str,
        accept: &'static str,
        most_bytes: u64,
    ) -> Self {
        Field::new(name, label, Kind::File { accept, most_bytes }, Width::Full)
    }

    /// Give `.autocomplete("current-password")` or `"new-password"`.
    pub const fn password(name: &'static str, label: &'static str) -> Self {
        Field::new(name, label, Kind::Password, Width::Medium)
    }

    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub const fn hint(mut self, key: &'static str) -> Self {
        self.hint = Some(key);
        self
    }

    pub const fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    pub const fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    pub const fn most(mut self, characters: usize) -> Self {
        self.most = characters;
        self
    }

    pub const fn rows(mut self, rows: u8) -> Self {
        self.kind = Kind::Textarea { rows };
        self
    }

    pub const fn keyboard(mut self, keyboard: Keyboard) -> Self {
        self.kind = Kind::Text(keyboard);
        self
    }
}

/// An answer to choose. Answers of one group stand together in a select.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    pub group: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), hint: None, group: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// A form that changes something. Typed work is guarded: leaving the page asks first.
pub fn form(action: &str, token: &str, body: Markup) -> Markup {
    html! {
        form class="form" action=(action) method="post" novalidate data-guard {
            (csrf(token))
            (body)
        }
    }
}

/// A form with files.
pub fn upload(action: &str, token: &str, body: Markup) -> Markup {
    html! {
        form class="form" action=(action) method="post" enctype="multipart/form-data" novalidate {
            (csrf(token))
            (body)
        }
    }
}

/// One button that posts: for acts that need no further question.
pub fn button_form(action: &str, token: &str, button: Markup) -> Markup {
    html! {
        form class="inline" action=(action) method="post" { (csrf(token)) (button) }
    }
}

pub fn csrf(token: &str) -> Markup {
    hidden(CSRF, token)
}

pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// Everything typed, as hidden fields: for the sign-in form that interrupts another form, and for
/// check pages. Tokens and passwords are left out.
pub fn carry(values: &Values) -> Markup {
    let secret = |name: &str| name == CSRF || name.contains("password");
    html! {
        @for (name, value) in values.pairs().filter(|(name, _)| !secret(name)) { (hidden(name, value)) }
    }
}

/// The list of what is wrong, on top of the page, focused. Nothing when nothing is wrong.
pub fn error_summary(t: T, errors: &FieldErrors) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="error-summary" role="alert" tabindex="-1" autofocus data-focus {
                h2 { (sign(Sign::Alert)) (t.with("ui-form-errors", &[("n", errors.len().into())])) }
                ul {
                    @for (field, text) in errors.iter() {
                        li {
                            @if field.is_empty() { (t.say(text)) } @else { a href={ "#" (field) } { (t.say(text)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A part of a long form, with a heading that the outline links to.
pub fn section(id: &str, title: &str, intro: Option<&str>, body: Markup) -> Markup {
    html! {
        section class="form-section" id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            @if let Some(intro) = intro { p class="soft" { (intro) } }
            (body)
        }
    }
}

/// Fields side by side where the screen is wide enough.
pub fn columns(body: Markup) -> Markup {
    html! { div class="form-columns" { (body) } }
}

/// The parts of a long form beside the form itself: `(id, title)` of each section.
pub fn outlined(t: T, parts: &[(&str, String)], body: Markup) -> Markup {
    html! {
        div class="outlined" {
            nav class="outline" aria-label=(t.get("ui-form-outline")) {
                ol { @for (id, title) in parts { li { a href={ "#" (id) } { (title) } } } }
            }
            div { (body) }
        }
    }
}

/// The end of a form: the act, then the way out.
pub fn actions(primary: Markup, secondary: Markup) -> Markup {
    html! { div class="actions" { (primary) (secondary) } }
}

/// The main button of a form.
pub fn submit(label: &str) -> Markup {
    html! { button class="button" type="submit" { (label) } }
}

/// What the Enter key presses in a form where a smaller button stands before the main one. Nobody sees it or meets it.
pub fn submit_by_key() -> Markup {
    html! { button class="unseen" type="submit" tabindex="-1" aria-hidden="true" {} }
}

/// A further button of a form that says which one was pressed.
pub fn submit_as(label: &str, name: &str, value: &str) -> Markup {
    html! { button class="button quiet" type="submit" name=(name) value=(value) { (label) } }
}

/// A button for what cannot be taken back; asks before it acts, where script runs.
pub fn submit_danger(label: &str, question: &str) -> Markup {
    html! { button class="button danger" type="submit" data-confirm=(question) { (label) } }
}

/// A link that looks like a button: the main next step of a page that shows.
pub fn link_button(label: &str, href: &str) -> Markup {
    html! { a class="button" href=(href) { (label) } }
}

/// The same for "add new": key `n` opens it.
pub fn link_new(label: &str, href: &str) -> Markup {
    html! { a class="button" href=(href) data-key="n" aria-keyshortcuts="n" { (sign(Sign::Plus)) (label) } }
}

/// A quiet link beside a button: cancel, back, later.
pub fn link_quiet(label: &str, href: &str) -> Markup {
    html! { a class="button quiet" href=(href) { (label) } }
}
