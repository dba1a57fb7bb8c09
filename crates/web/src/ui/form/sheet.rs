//! Fields on paper: label, hint, error, control, tied together for eyes and ears.

use maud::{Markup, html};

use super::{Choice, Field, FieldErrors, Keyboard, Kind, Values, Width};
use crate::texts::T;
use crate::ui::money;

/// Draws the fields of one form with what was typed and what is wrong.
pub struct Sheet<'a> {
    t: T,
    values: &'a Values,
    errors: &'a FieldErrors,
    prefix: &'a str,
    compact: bool,
    choices: Vec<(String, Vec<Choice>)>,
    labels: Vec<(String, String)>,
    hints: Vec<(String, String)>,
}

impl<'a> Sheet<'a> {
    pub fn new(t: T, values: &'a Values, errors: &'a FieldErrors) -> Self {
        Sheet {
            t,
            values,
            errors,
            prefix: "",
            compact: false,
            choices: Vec::new(),
            labels: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// A sheet for the filters of a list: nothing is marked optional, hints are only spoken, a
    /// select starts with "all". The prefix keeps ids apart from another form on the page.
    pub fn filter(t: T, values: &'a Values, errors: &'a FieldErrors) -> Self {
        Sheet { prefix: "filter-", compact: true, ..Sheet::new(t, values, errors) }
    }

    /// Keeps the ids of two forms on one page apart.
    pub fn prefix(mut self, prefix: &'a str) -> Self {
        self.prefix = prefix;
        self
    }

    /// The answers a select, radios or checkboxes offer.
    pub fn choices(mut self, name: &str, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.choices.push((name.to_owned(), choices.into_iter().collect()));
        self
    }

    /// A label that comes from data instead of a text key.
    pub fn label(mut self, name: &str, label: impl Into<String>) -> Self {
        self.labels.push((name.to_owned(), label.into()));
        self
    }

    /// A hint that comes from data instead of a text key.
    pub fn hint(mut self, name: &str, hint: impl Into<String>) -> Self {
        self.hints.push((name.to_owned(), hint.into()));
        self
    }

    /// All fields of a table, one after the other.
    pub fn all(&self, fields: &[Field]) -> Markup {
        html! { @for field in fields { (self.field(field)) } }
    }

    /// Some fields of a table, by name, in the order given.
    pub fn some(&self, fields: &[Field], names: &[&str]) -> Markup {
        let named = |name: &&str| fields.iter().find(|field| field.name == *name);
        debug_assert!(names.iter().all(|name| named(name).is_some()), "{names:?}");
        html! { @for field in names.iter().filter_map(named) { (self.field(field)) } }
    }

    pub fn field(&self, field: &Field) -> Markup {
        match field.kind {
            Kind::Radios | Kind::Checkboxes => self.group(field),
            Kind::Checkbox => self.box_alone(field),
            _ => self.labelled(field),
        }
    }

    fn labelled(&self, field: &Field) -> Markup {
        let id = self.id(field);
        html! {
            div class=(self.frame(field)) {
                label for=(id) { (self.label_words(field)) }
                (self.hint_line(field))
                (self.error_line(field))
                (self.control(field, &id))
            }
        }
    }

    fn group(&self, field: &Field) -> Markup {
        html! {
            div class=(self.frame(field)) {
                fieldset aria-describedby=[self.described_by(field)] {
                    legend { (self.label_words(field)) }
                    (self.hint_line(field))
                    (self.error_line(field))
                    div class={ "options" @if self.in_a_row(field) { " options-row" } } {
                        @for (place, choice) in self.offered(field).iter().enumerate() {
                            (self.option(field, place, choice))
                        }
                    }
                }
            }
        }
    }

    /// A few short answers stand side by side.
    fn in_a_row(&self, field: &Field) -> bool {
        let short = |choice: &Choice| choice.hint.is_none() && choice.label.chars().count() <= 16;
        let offered = self.offered(field);
        offered.len() <= 3 && offered.iter().all(short)
    }

    fn option(&self, field: &Field, place: usize, choice: &Choice) -> Markup {
        let id = match place {
            0 => self.id(field),
            _ => format!("{}-{}", self.id(field), place + 1),
        };
        let kind = if field.kind == Kind::Radios { "radio" } else { "checkbox" };
        let hint_id = choice.hint.as_ref().map(|_| format!("{id}-about"));
        html! {
            div class="option" {
                input id=(id) type=(kind) name=(field.name) value=(choice.value) aria-describedby=[hint_id.as_deref()]
                    checked[self.values.has(field.name, &choice.value)];
                label for=(id) { (choice.label) }
                @if let (Some(hint), Some(hint_id)) = (&choice.hint, &hint_id) {
                    p class="hint" id=(hint_id) { (hint) }
                }
            }
        }
    }

    fn box_alone(&self, field: &Field) -> Markup {
        let id = self.id(field);
        let wrong = self.errors.get(field.name).is_some();
        html! {
            div class=(self.frame(field)) {
                (self.error_line(field))
                div class="option" {
                    input id=(id) type="checkbox" name=(field.name) value="yes" aria-describedby=[self.described_by(field)]
                        aria-invalid=[wrong.then_some("true")] checked[!self.values.get(field.name).is_empty()];
                    label for=(id) { (self.label_text(field)) }
                    (self.hint_line(field))
                }
            }
        }
    }

    fn control(&self, field: &Field, id: &str) -> Markup {
        match field.kind {
            Kind::Select => self.select(field, id),
            Kind::Textarea { rows } => self.textarea(field, id, rows),
            Kind::File { accept, most_bytes } => self.file(field, id, accept, most_bytes),
            _ => self.input(field, id),
        }
    }

    fn input(&self, field: &Field, id: &str) -> Markup {
        let (kind, mode) = input_type(field.kind);
        let secret = field.kind == Kind::Password;
        let date = field.kind == Kind::Date;
        let never = matches!(field.kind, Kind::Date | Kind::Search).then_some("off");
        let free = matches!(field.kind, Kind::Text(Keyboard::Letters));
        html! {
            input id=(id) name=(field.name) type=(kind) inputmode=[mode]
                value=[(!secret).then(|| self.values.get(field.name))]
                autocomplete=[field.autocomplete.or(never)] data-date[date]
                spellcheck=[(!free).then_some("false")]
                aria-describedby=[self.described_by(field)] aria-invalid=[self.invalid(field)];
        }
    }

    fn textarea(&self, field: &Field, id: &str, rows: u8) -> Markup {
        html! {
            textarea id=(id) name=(field.name) rows=(rows)
                aria-describedby=[self.described_by(field)] aria-invalid=[self.invalid(field)] {
                // A first line break would be swallowed by the browser.
                @if self.values.get(field.name).starts_with('\n') { "\n" }
                (self.values.get(field.name))
            }
        }
    }

    fn file(&self, field: &Field, id: &str, accept: &str, most_bytes: u64) -> Markup {
        let most = self.most_megabytes(most_bytes);
        html! {
            input id=(id) name=(field.name) type="file" accept=(accept)
                data-most=(most_bytes) data-too-big=(self.t.with("ui-form-file-too-big", &[("most", most.into())]))
                aria-describedby=[self.described_by(field)] aria-invalid=[self.invalid(field)];
        }
    }

    fn select(&self, field: &Field, id: &str) -> Markup {
        let offered = self.offered(field);
        let empty = match (self.compact, field.required) {
            (true, _) => "ui-filter-all",
            (false, true) => "ui-form-choose",
            (false, false) => "ui-form-choose-none",
        };
        html! {
            select id=(id) name=(field.name) autocomplete=[field.autocomplete]
                aria-describedby=[self.described_by(field)] aria-invalid=[self.invalid(field)] {
                @if !offered.iter().any(|choice| choice.value.is_empty()) {
                    option value="" { (self.t.get(empty)) }
                }
                @for group in offered.chunk_by(|first, second| first.group == second.group) {
                    @match &group[0].group {
                        Some(label) => { optgroup label=(label) { (self.select_options(field, group)) } }
                        None => { (self.select_options(field, group)) }
                    }
                }
            }
        }
    }

    fn select_options(&self, field: &Field, choices: &[Choice]) -> Markup {
        let chosen = self.values.get(field.name);
        html! {
            @for choice in choices {
                option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
            }
        }
    }

    fn label_text(&self, field: &Field) -> String {
        find(&self.labels, field.name).cloned().unwrap_or_else(|| self.t.get(field.label))
    }

    fn label_words(&self, field: &Field) -> Markup {
        html! {
            (self.label_text(field))
            @if !field.required && !self.compact {
                " " span class="optional" { (self.t.get("ui-form-optional")) }
            }
        }
    }

    /// Dates and files explain themselves when the field table does not.
    fn hint_text(&self, field: &Field) -> Option<String> {
        let own = find(&self.hints, field.name).cloned();
        own.or_else(|| field.hint.map(|key| self.t.get(key))).or_else(|| match field.kind {
            Kind::Date => Some(self.t.get("ui-form-date-hint")),
            Kind::File { most_bytes, .. } => {
                let most = self.most_megabytes(most_bytes);
                Some(self.t.with("ui-form-file-hint", &[("most", most.into())]))
            }
            _ => None,
        })
    }

    fn hint_line(&self, field: &Field) -> Markup {
        html! {
            @if let Some(hint) = self.hint_text(field) {
                p class={ "hint" @if self.compact { " unseen" } } id={ (self.id(field)) "-hint" } { (hint) }
            }
        }
    }

    /// Stands in the page only when there is something to say; the script adds one for a file.
    fn error_line(&self, field: &Field) -> Markup {
        html! {
            @if let Some(text) = self.errors.get(field.name) {
                p class="error" id={ (self.id(field)) "-error" } {
                    span class="unseen" { (self.t.get("ui-error-prefix")) " " }
                    (self.t.say(text))
                }
            }
        }
    }

    fn described_by(&self, field: &Field) -> Option<String> {
        let id = self.id(field);
        let hint = self.hint_text(field).map(|_| format!("{id}-hint"));
        let error = self.errors.get(field.name).map(|_| format!("{id}-error"));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    fn invalid(&self, field: &Field) -> Option<&'static str> {
        self.errors.get(field.name).map(|_| "true")
    }

    fn frame(&self, field: &Field) -> String {
        let wrong = if self.errors.get(field.name).is_some() { " wrong" } else { "" };
        format!("field {}{wrong}", width_class(field))
    }

    fn id(&self, field: &Field) -> String {
        format!("{}{}", self.prefix, field.name)
    }

    fn offered(&self, field: &Field) -> &[Choice] {
        find(&self.choices, field.name).map_or(&[], Vec::as_slice)
    }

    fn most_megabytes(&self, bytes: u64) -> String {
        money::decimal(self.t.lang(), bytes as f64 / 1_048_576.0, 0)
    }
}

fn find<'x, X>(pairs: &'x [(String, X)], name: &str) -> Option<&'x X> {
    pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value)
}

const fn width_class(field: &Field) -> &'static str {
    match field.width {
        Width::Tiny => "w-tiny",
        Width::Short => "w-short",
        Width::Medium => "w-medium",
        Width::Full => "w-full",
    }
}

const fn input_type(kind: Kind) -> (&'static str, Option<&'static str>) {
    match kind {
        Kind::Search => ("search", None),
        Kind::Password => ("password", None),
        Kind::Date | Kind::Number | Kind::Text(Keyboard::Digits) => ("text", Some("numeric")),
        Kind::Decimal => ("text", Some("decimal")),
        Kind::Text(Keyboard::Phone) => ("tel", None),
        Kind::Text(Keyboard::Email) => ("email", None),
        _ => ("text", None),
    }
}
