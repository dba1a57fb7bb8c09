//! Typed text to values, by the field table. What cannot be read becomes an error of that field.
//!
//! ```text
//! let mut read = Reader::new(FIELDS, &values);
//! let name = read.text("client_name");
//! let day = read.date("accepted_on");
//! let form = read.choice("form", AidForm::parse);
//! match (day, form) {
//!     (Some(day), Some(form)) => read.done(Acceptance { name, day, form }),
//!     _ => Err(read.errors()),
//! }
//! ```
//! Only what any form could know is checked here (something is typed, it is a day, a number, one
//! of the choices); what the law says is checked by `law`.

use chrono::NaiveDate;

use super::{Field, FieldErrors, Kind, Values};
use crate::texts::{Arg, Text};
use crate::ui::{dates, money};

pub struct Reader<'a> {
    fields: &'a [Field],
    values: &'a Values,
    errors: FieldErrors,
}

impl<'a> Reader<'a> {
    pub fn new(fields: &'a [Field], values: &'a Values) -> Self {
        Reader { fields, values, errors: FieldErrors::default() }
    }

    /// Text without spaces around it and with single spaces inside; lines of a textarea are kept.
    /// Empty when nothing was typed.
    pub fn text(&mut self, name: &str) -> String {
        let typed = self.values.get(name);
        let lines = self.field(name).is_some_and(|it| matches!(it.kind, Kind::Textarea { .. }));
        let text = if lines { typed.trim().replace("\r\n", "\n") } else { one_line(typed) };
        self.check_presence(name, text.is_empty());
        self.check_length(name, text.chars().count());
        text
    }

    /// The same, when nothing typed means nothing known.
    pub fn maybe_text(&mut self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Exactly what was typed, for passwords.
    pub fn secret(&mut self, name: &str) -> String {
        let typed = self.values.get(name).to_owned();
        self.check_presence(name, typed.is_empty());
        self.check_length(name, typed.chars().count());
        typed
    }

    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        self.parsed(name, "ui-form-not-a-date", dates::parse_date)
    }

    pub fn number(&mut self, name: &str) -> Option<i64> {
        self.parsed(name, "ui-form-not-a-number", money::parse_number)
    }

    pub fn decimal(&mut self, name: &str) -> Option<f64> {
        self.parsed(name, "ui-form-not-a-decimal", money::parse_decimal)
    }

    /// One of the choices, by its code.
    pub fn choice<X>(&mut self, name: &str, parse: impl Fn(&str) -> Option<X>) -> Option<X> {
        self.parsed(name, "ui-form-not-a-choice", parse)
    }

    /// All ticked choices; unknown codes are an error.
    pub fn choices<X>(&mut self, name: &str, parse: impl Fn(&str) -> Option<X>) -> Vec<X> {
        let typed: Vec<&str> = self.values.all(name).filter(|it| !it.is_empty()).collect();
        self.check_presence(name, typed.is_empty());
        let found: Vec<X> = typed.iter().filter_map(|code| parse(code)).collect();
        if found.len() < typed.len() {
            self.complain(name, "ui-form-not-a-choice");
        }
        found
    }

    /// A single box.
    pub fn flag(&self, name: &str) -> bool {
        !self.values.get(name).is_empty()
    }

    /// Says what else is wrong, as found by the page or by `law`.
    pub fn refuse(&mut self, name: &str, text: impl Into<Text>) {
        self.errors.add(name, text);
    }

    /// What was found wrong, in the order of the form.
    pub fn errors(mut self) -> FieldErrors {
        let fields = self.fields;
        let place = |name: &str| fields.iter().position(|it| it.name == name);
        self.errors.sort_by_place(|name| place(name).unwrap_or(usize::MAX));
        self.errors
    }

    /// The value built from what was read, unless something was wrong.
    pub fn done<X>(self, value: X) -> Result<X, FieldErrors> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors()) }
    }

    fn parsed<X>(
        &mut self,
        name: &str,
        complaint: &'static str,
        parse: impl Fn(&str) -> Option<X>,
    ) -> Option<X> {
        let typed = self.values.get(name).trim();
        self.check_presence(name, typed.is_empty());
        if typed.is_empty() {
            return None;
        }
        let found = parse(typed);
        if found.is_none() {
            self.complain(name, complaint);
        }
        found
    }

    fn check_presence(&mut self, name: &str, empty: bool) {
        let Some(field) = self.field(name).filter(|field| empty && field.required) else {
            return;
        };
        let choose = matches!(field.kind, Kind::Select | Kind::Radios | Kind::Checkboxes);
        self.complain(name, if choose { "ui-form-choose-one" } else { "ui-form-required" });
    }

    fn check_length(&mut self, name: &str, length: usize) {
        if let Some(field) = self.field(name).filter(|field| length > field.most) {
            let args = [("label", Arg::Key(field.label)), ("n", field.most.into())];
            self.errors.add(name, Text::with("ui-form-too-long", args));
        }
    }

    fn complain(&mut self, name: &str, key: &'static str) {
        let label = self.field(name).map_or(Arg::from(name), |field| Arg::Key(field.label));
        self.errors.add(name, Text::with(key, [("label", label)]));
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        let field = self.fields.iter().find(|it| it.name == name);
        debug_assert!(field.is_some(), "the field table has no {name}");
        field
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{Lang, T};

    const FIELDS: &[Field] = &[
        Field::text("name", "ui-search").most(10),
        Field::date("day", "ui-search").optional(),
        Field::number("hours", "ui-search").optional(),
        Field::select("form", "ui-search"),
        Field::checkboxes("groups", "ui-search").optional(),
        Field::textarea("note", "ui-search").optional(),
    ];

    fn parse(code: &str) -> Option<u8> {
        ["litigation", "advice"].iter().position(|it| *it == code).map(|it| it as u8)
    }

    fn key(errors: &FieldErrors, field: &str) -> &'static str {
        match errors.get(field) {
            Some(Text::With(key, _)) => key,
            other => panic!("{field}: {other:?}"),
        }
    }

    #[test]
    fn what_is_right_is_read() {
        let values = Values::parse(
            "name=++An++B%20&day=7/3/2026&hours=1.389&form=advice&groups=advice&groups=litigation&note=a%0D%0Ab",
        );
        let mut read = Reader::new(FIELDS, &values);
        assert_eq!(read.text("name"), "An B");
        assert_eq!(read.date("day").map(dates::date).as_deref(), Some("07/03/2026"));
        assert_eq!(read.number("hours"), Some(1389));
        assert_eq!(read.choice("form", parse), Some(1));
        assert_eq!(read.choices("groups", parse), [1, 0]);
        assert_eq!(read.text("note"), "a\nb");
        assert_eq!(read.done(5), Ok(5));
    }

    #[test]
    fn what_is_wrong_is_listed_in_the_order_of_the_form() {
        let values = Values::parse("form=&day=31/2/2026&hours=1,5&groups=none&name=12345678901");
        let mut read = Reader::new(FIELDS, &values);
        read.choices("groups", parse);
        read.choice("form", parse);
        read.number("hours");
        read.date("day");
        read.text("name");
        let errors = read.done(()).expect_err("wrong");
        let order: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(order, ["name", "day", "hours", "form", "groups"]);
        assert_eq!(key(&errors, "name"), "ui-form-too-long");
        assert_eq!(key(&errors, "day"), "ui-form-not-a-date");
        assert_eq!(key(&errors, "hours"), "ui-form-not-a-number");
        assert_eq!(key(&errors, "form"), "ui-form-choose-one");
        assert_eq!(key(&errors, "groups"), "ui-form-not-a-choice");
    }

    #[test]
    fn an_empty_optional_field_is_nothing_and_a_required_one_is_an_error() {
        let values = Values::default();
        let mut read = Reader::new(FIELDS, &values);
        assert_eq!(read.date("day"), None);
        assert_eq!(read.maybe_text("note"), None);
        read.text("name");
        let errors = read.errors();
        assert_eq!(errors.len(), 1);
        let sentence = T::new(Lang::En).say(errors.get("name").expect("an error"));
        assert!(sentence.contains("Search"), "{sentence}");
    }
}
