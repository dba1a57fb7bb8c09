//! Two versions of one record: somebody else saved while this person was typing.
//!
//! A form that corrects something carries what stood there when it was opened (`before-<field>`). When
//! its version is stale, the page shows both sides of every field that differs; the answers
//! `keep-<field>` come back with everything typed, and [`settle`] puts the chosen side in place.

use maud::{Markup, html};

use crate::gate::Visitor;
use crate::ui::compare::{Difference, Keep, compare};
use crate::ui::form::{self, Field, Values};
use crate::ui::shell::heading;

/// Fields that are about the correction, not about the record.
const NOT_OF_THE_RECORD: [&str; 3] = ["reason", "renamed_on", "other_person"];

/// The record as the form found it, for the case that somebody else is faster.
pub fn carry_before(fields: &[Field], seen: &Values) -> Markup {
    html! {
        @for field in of_the_record(fields) { (form::hidden(&before(field.name), &joined(seen, field.name))) }
    }
}

/// Puts what somebody else saved in the place of what was typed, where the person chose so.
pub fn settle(values: &mut Values, fields: &[Field], theirs: &Values) {
    for field in of_the_record(fields) {
        if Keep::parse(values.get(&keep(field.name))) == Some(Keep::Theirs) {
            values.remove(field.name);
            theirs.all(field.name).for_each(|value| values.push(field.name, value));
        }
        values.remove(&keep(field.name));
    }
}

/// Who saved in between, and when, as words.
pub struct Other {
    pub who: String,
    pub moment: String,
}

/// The page that shows both versions. `show` says the value of a field in words.
pub fn page(
    visitor: &Visitor,
    action: &str,
    title: &str,
    fields: &[Field],
    (mine, theirs): (&Values, &Values),
    other: &Other,
    show: &dyn Fn(&str, &str) -> String,
) -> Markup {
    let t = visitor.t;
    let differing =
        of_the_record(fields).filter(|field| joined(mine, field.name) != joined(theirs, field.name));
    let differences: Vec<Difference> = differing
        .map(|field| {
            let was = mine.get(&before(field.name)).to_owned();
            let (typed, saved) = (joined(mine, field.name), joined(theirs, field.name));
            Difference {
                name: field.name.to_owned(),
                label: t.get(field.label),
                keep: if typed == was { Keep::Theirs } else { Keep::Mine },
                before: show(field.name, &was),
                mine: show(field.name, &typed),
                theirs: show(field.name, &saved),
            }
        })
        .collect();
    let mut carried = mine.clone();
    carried.set("version", theirs.get("version"));
    let body = html! {
        (heading(None, title, html! {}))
        (form::form(action, &visitor.csrf, html! {
            (compare(t, &other.who, &other.moment, &differences))
            (form::carry(&carried))
            (form::actions(form::submit(&t.get("staff-save")), form::link_quiet(&t.get("staff-cancel"), action)))
        }))
    };
    visitor.page(title, body)
}

fn of_the_record(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| !NOT_OF_THE_RECORD.contains(&field.name))
}

fn joined(values: &Values, name: &str) -> String {
    values.all(name).collect::<Vec<_>>().join("; ")
}

fn before(name: &str) -> String {
    format!("before-{name}")
}

fn keep(name: &str) -> String {
    format!("keep-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::text("name", "staff-name"),
        Field::checkboxes("fields", "staff-fields").optional(),
        Field::text("reason", "staff-reason"),
    ];

    #[test]
    fn the_chosen_side_takes_the_place_of_what_was_typed() {
        let mut values = Values::parse("name=A&fields=civil&reason=r&keep-name=mine&keep-fields=theirs");
        let theirs = Values::parse("name=B&fields=criminal&fields=labour");
        settle(&mut values, FIELDS, &theirs);
        assert_eq!(values.encode(), "name=A&reason=r&fields=criminal&fields=labour");
    }
}
