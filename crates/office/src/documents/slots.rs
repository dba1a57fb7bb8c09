//! What may be typed into a document: places that no fact fills, facts that are not known, and words that the office
//! chooses itself. What the register knows of people is not typed again.

use super::Typed;
use super::forms::{Form, FormPart};
use super::layout::{AUTHORITY, Facts, RECIPIENTS, blank, names, recipients_of, wanted};

/// Facts that the office may word otherwise for one paper.
const CHOSEN: &[&str] = &[
    "matter",
    "summary",
    "decision_reason",
    "papers",
    "agency",
    "head_name",
    "refusal_ground",
    "replaced_reason",
];

/// Facts that are never typed: what every paper bears, and what only the register says.
const FIXED: &[&str] = &[
    "blank",
    "state_name",
    "state_motto",
    "number_label",
    "form_label",
    "recipients_label",
    "number",
    "place_date",
    "org_name",
    "org_above",
    "org_address",
    "org_phone",
    "department_name",
    "head_post",
    "client_names",
    "file_code",
];

/// The longest text of a place.
const LONGEST: usize = 5000;

/// What a place is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// As the form itself says.
    Said(String),
    /// A fact by its name; its words are a text.
    Fact(&'static str),
}

/// A place in a document that may be typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub name: String,
    pub label: Label,
    /// What was typed; empty: nothing.
    pub typed: String,
    /// What stands there otherwise.
    pub known: String,
}

/// The places of a form with these facts, from top to bottom.
#[must_use]
pub(super) fn of(form: &Form, facts: &Facts) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for (at, part) in form.part.iter().enumerate().filter(|(_, part)| wanted(part, facts)) {
        for (row, (label, _)) in
            part.rows.iter().enumerate().filter(|(_, (_, text))| text.contains("{blank}"))
        {
            slots.push(slot(facts, blank(at, row), Label::Said(label.clone())));
        }
        if part.each.is_none() {
            for name in texts(part).flat_map(names) {
                let open = CHOSEN.contains(&name) || !facts.values.contains_key(name);
                let fact =
                    super::facts::VALUES.iter().find(|known| **known == name && !FIXED.contains(known));
                if let (true, Some(fact)) = (open, fact)
                    && !slots.iter().any(|slot| slot.name == *fact)
                {
                    slots.push(slot(facts, (*fact).to_owned(), Label::Fact(fact)));
                }
            }
        }
        if part.kind == "sign" && !part.recipients.is_empty() {
            let post = facts.values.get("head_post").map(|post| post.to_uppercase()).unwrap_or_default();
            slots.push(Slot { known: post, ..slot(facts, AUTHORITY.to_owned(), Label::Fact(AUTHORITY)) });
            let usual = recipients_of(part, facts).join("\n");
            slots.push(Slot { known: usual, ..slot(facts, RECIPIENTS.to_owned(), Label::Fact(RECIPIENTS)) });
        }
    }
    slots
}

fn slot(facts: &Facts, name: String, label: Label) -> Slot {
    let typed = facts.typed.get(&name).cloned().unwrap_or_default();
    let known = facts.values.get(name.as_str()).cloned().unwrap_or_default();
    Slot { name, label, typed, known }
}

/// The texts of a part that may name facts.
fn texts(part: &FormPart) -> impl Iterator<Item = &str> {
    let single = [&part.name, &part.about, &part.text, &part.label, &part.above, &part.second_name];
    let lists = [&part.lines, &part.authority, &part.second_authority];
    let rows = part.rows.iter().map(|(_, text)| text.as_str());
    let single = single.into_iter().flatten().map(String::as_str);
    single.chain(lists.into_iter().flatten().map(String::as_str)).chain(rows)
}

/// What was typed into places that there are; nothing else is kept.
#[must_use]
pub(super) fn kept(form: &Form, facts: &Facts, typed: &Typed) -> Typed {
    let known = of(form, facts);
    let mut kept = Typed::new();
    for (name, text) in typed {
        let text: String = text.replace("\r\n", "\n").trim().chars().take(LONGEST).collect();
        if !text.is_empty() && known.iter().any(|slot| slot.name == *name) {
            kept.insert(name.clone(), text);
        }
    }
    kept
}
