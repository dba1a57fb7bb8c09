//! On what ground something leaves the house, and to whom: one radio field with the usual ground preset, beside the button
//! that takes it away. What may be stated is decided by the act.

use law::confidentiality::{DisclosureGround, Leaving, grounds_for, works_within};
use law::kernel::coded::Coded as _;
use maud::{Markup, html};
use office::confidentiality::Stated;

use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, hidden};
use crate::ui::signs::{Sign, sign};

/// What is asked before something leaves.
pub const LEAVING: &[Field] = &[
    Field::radios("ground", "leaving-ground"),
    Field::text("to", "leaving-to").optional().hint("leaving-to-hint").most(300),
];

/// What was stated.
pub fn read(values: &Values) -> Stated {
    Stated {
        ground: DisclosureGround::from_code(values.get("ground")),
        to: values.get("to").trim().to_owned(),
    }
}

/// The grounds as answers.
pub fn choices(t: T, grounds: &[DisclosureGround]) -> impl Iterator<Item = Choice> {
    grounds.iter().map(move |ground| Choice::new(ground.code(), codes::name(t, *ground)))
}

/// The two questions, with the first ground preset where none was chosen.
pub fn questions(
    t: T,
    prefix: &str,
    grounds: &[DisclosureGround],
    typed: &Values,
    errors: &FieldErrors,
) -> Markup {
    let mut values = typed.clone();
    if let (Some(usual), true) = (grounds.first(), typed.get("ground").is_empty()) {
        values.set("ground", usual.code());
    }
    let sheet = Sheet::new(t, &values, errors).prefix(prefix).choices("ground", choices(t, grounds));
    html! { (sheet.all(LEAVING)) }
}

/// A file that names persons: its button, its address, and what the button says beside the query.
pub struct Download<'a> {
    pub label: &'a str,
    pub address: &'a str,
    pub also: Option<(&'a str, &'a str)>,
}

/// Files that name persons, each a button behind the question on what ground they leave. The query goes along.
pub fn downloads(visitor: &Visitor, query: &Values, files: &[Download<'_>]) -> Markup {
    let t = visitor.t;
    let grounds = grounds_for(Leaving::List, works_within(visitor.actor.role));
    let usual = grounds.first().map(|ground| ground.code()).unwrap_or_default();
    let (values, errors) = (Values::from([("ground", usual)]), FieldErrors::default());
    let sheet = Sheet::new(t, &values, &errors).prefix("leaving-").choices("ground", choices(t, grounds));
    let action = files.first().map_or("", |file| file.address);
    html! {
        details class="leaving" {
            summary { (sign(Sign::Download)) " " (t.get("leaving-files")) }
            form class="form" action=(action) method="get" {
                @for (name, value) in query.pairs() { (hidden(name, value)) }
                (sheet.some(LEAVING, &["ground"]))
                p class="soft" { (t.get("leaving-protected")) }
                div class="actions" {
                    @for file in files {
                        button class="button quiet" type="submit" formaction=(file.address)
                            name=[file.also.map(|(name, _)| name)] value=[file.also.map(|(_, value)| value)] { (file.label) }
                    }
                }
            }
        }
    }
}
