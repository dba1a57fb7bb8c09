//! What was typed, and what is wrong with it.

use crate::texts::Text;

/// Typed text by field name, in the order of the form; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// Reads `a=1&b=2`: the body of a form or the query of an address.
    pub fn parse(encoded: &str) -> Self {
        Values(serde_urlencoded::from_str(encoded).unwrap_or_default())
    }

    /// The first value of the name, or nothing typed.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = move |pair: &&'a (String, String)| pair.0 == name;
        self.0.iter().filter(named).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.push(name, value);
    }

    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(it, _)| it != name);
    }

    pub fn remove_value(&mut self, name: &str, value: &str) {
        self.0.retain(|(it, its)| it != name || its != value);
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// As the query of an address, without the question mark.
    pub fn encode(&self) -> String {
        serde_urlencoded::to_string(&self.0).unwrap_or_default()
    }
}

impl From<Vec<(String, String)>> for Values {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Values(pairs)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Values {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Values(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }
}

/// What is wrong, field by field, in the order of the form. One sentence for each field: the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldErrors(Vec<(String, Text)>);

impl FieldErrors {
    /// Says what is wrong with a field. An empty field name: wrong as a whole.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<Text>) {
        let field = field.into();
        if field.is_empty() || self.get(&field).is_none() {
            self.0.push((field, text.into()));
        }
    }

    pub fn get(&self, field: &str) -> Option<&Text> {
        self.0.iter().find(|(it, _)| it == field).map(|(_, text)| text)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text))
    }

    /// Puts the mistakes in the order of the page.
    pub fn sort_by_place(&mut self, place: impl Fn(&str) -> usize) {
        self.0.sort_by_key(|(field, _)| place(field));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_what_was_typed() {
        let values = Values::parse("q=Nguy%E1%BB%85n+Th%E1%BB%8B&state=open&state=late");
        assert_eq!(values.get("q"), "Nguyễn Thị");
        assert_eq!(values.all("state").collect::<Vec<_>>(), ["open", "late"]);
        assert_eq!(values.get("none"), "");
        assert!(values.has("state", "late"));
        assert_eq!(Values::parse(&values.encode()), values);
    }

    #[test]
    fn the_first_error_of_a_field_stands() {
        let mut errors = FieldErrors::default();
        errors.add("a", "first".to_owned());
        errors.add("a", "second".to_owned());
        errors.add("", "whole".to_owned());
        assert_eq!(errors.get("a"), Some(&Text::Plain("first".to_owned())));
        assert_eq!(errors.len(), 2);
    }
}
