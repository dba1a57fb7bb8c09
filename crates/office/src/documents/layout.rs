//! A form and its facts become a document. Facts are plain text: they are put in last and never read as markup.

use std::collections::BTreeMap;

use papers::document::{
    Align, Cell, Column, Document, Filled, Head, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick,
};

use super::forms::{Form, FormPart};

/// What is known, by name; and lists of such.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub values: BTreeMap<&'static str, String>,
    pub lists: BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>,
    /// What was typed, by the name of the place; it goes before what is known.
    pub typed: BTreeMap<String, String>,
    /// Year, month, day of the paper.
    pub date: (i32, u32, u32),
}

impl Facts {
    fn knows(&self, name: &str) -> bool {
        self.typed.contains_key(name) || self.values.contains_key(name)
    }
}

/// The name of a place that no fact fills, by its part and row.
#[must_use]
pub(super) fn blank(part: usize, row: usize) -> String {
    format!("blank_{part}_{row}")
}

/// The recipients as typed, one a line, and who signs, one line above the other.
pub(super) const RECIPIENTS: &str = "recipients";
pub(super) const AUTHORITY: &str = "authority";

/// Where a fact is not known: room to write.
const ROOM: &str = "……………………";

/// Lays a form out.
#[must_use]
pub fn lay_out(form: &Form, facts: &Facts) -> Document {
    let mut parts = Vec::new();
    for (at, part) in form.part.iter().enumerate().filter(|(_, part)| wanted(part, facts)) {
        lay_part(form, &with_places(part, at), facts, &mut parts);
    }
    let look = match form.look.as_str() {
        "large" => Look::Large,
        "book" => Look::Book,
        _ => Look::Act,
    };
    let language = form.language.clone().unwrap_or_else(|| "vi".to_owned());
    Document { title: form.name.clone(), language, date: facts.date, look, parts }
}

/// The part with a name for each place that no fact fills.
fn with_places(part: &FormPart, at: usize) -> FormPart {
    let mut part = part.clone();
    for (row, (_, template)) in part.rows.iter_mut().enumerate() {
        *template = template.replace("{blank}", &format!("{{{}}}", blank(at, row)));
    }
    part
}

pub(super) fn wanted(part: &FormPart, facts: &Facts) -> bool {
    match part.when.as_deref() {
        Some(condition) => match condition.strip_prefix('!') {
            Some(name) => !facts.knows(name),
            None => facts.knows(condition),
        },
        None => true,
    }
}

fn lay_part(form: &Form, part: &FormPart, facts: &Facts, out: &mut Vec<Part>) {
    let own = &BTreeMap::new();
    let said = |text: &Option<String>| text.as_deref().map(|text| fill(text, facts, own));
    let many = |lines: &[String]| lines.iter().map(|line| fill(line, facts, own)).collect::<Vec<_>>();
    let text = said(&part.text).unwrap_or_default();
    match part.kind.as_str() {
        "head" => out.push(Part::Head(head(form, part, facts))),
        "title" => {
            out.push(Part::Title { name: said(&part.name).unwrap_or_default(), about: said(&part.about) })
        }
        "to" => out.push(Part::To { lines: many(&part.lines) }),
        "bases" => out.push(Part::Bases { lines: many(&part.lines) }),
        "centred" => out.push(Part::Centred { text: text.to_uppercase() }),
        "heading" => out.push(Part::Heading { level: 2, text }),
        "fields" => match &part.each {
            Some(list) => {
                let entries = facts.lists.get(list.as_str()).map(Vec::as_slice).unwrap_or_default();
                out.extend(
                    entries.iter().map(|entry| Part::Fields { rows: fields(&part.rows, facts, entry) }),
                );
            }
            None => out.push(Part::Fields { rows: fields(&part.rows, facts, own) }),
        },
        "checks" => {
            let tick = |text: &String| Tick { ticked: false, text: text.clone() };
            let options = part.options.iter().map(tick).collect();
            out.push(Part::Checks { label: said(&part.label).unwrap_or_default(), options });
        }
        "table" => out.push(Part::Table(table(part, facts))),
        "sign" => out.push(Part::Sign(sign(part, facts))),
        "code" => out.push(Part::Code { content: text, words: many(&part.lines) }),
        _ => {
            out.push(Part::Paragraph(Paragraph::body(runs(part.text.as_deref().unwrap_or_default(), facts))))
        }
    }
}

fn head(form: &Form, part: &FormPart, facts: &Facts) -> Head {
    let fact = |name: &str| facts.values.get(name).cloned();
    let upper = |name: &str| fact(name).map(|text| text.to_uppercase());
    let label = fact("form_label").unwrap_or_default();
    let code =
        Some(&form.code).filter(|code| code.as_str() != "—").map(|code| match code.starts_with(&label) {
            true => code.clone(),
            false => format!("{label} {code}"),
        });
    let issuer = if part.raised { "department_name" } else { "org_name" };
    let number = form
        .symbol
        .as_ref()
        .map(|symbol| fill(&format!("{{number_label}} {{number}}/{symbol}"), facts, &BTreeMap::new()));
    Head {
        above: upper("org_above").filter(|_| !part.plain && !part.raised),
        body: if part.plain { String::new() } else { upper(issuer).unwrap_or_default() },
        number: number.filter(|_| !part.plain),
        subject: part.about.as_deref().map(|text| fill(text, facts, &BTreeMap::new())),
        state: fact("state_name").unwrap_or_default(),
        motto: fact("state_motto").unwrap_or_default(),
        place_date: if part.plain { String::new() } else { fact("place_date").unwrap_or_default() },
        form: code,
    }
}

fn fields(rows: &[(String, String)], facts: &Facts, own: &BTreeMap<&'static str, String>) -> Vec<Filled> {
    rows.iter()
        .map(|(label, template)| {
            let known = names(template).all(|name| own.contains_key(name) || facts.knows(name));
            Filled { label: label.clone(), value: known.then(|| fill(template, facts, own)) }
        })
        .collect()
}

fn table(part: &FormPart, facts: &Facts) -> Table {
    let align = |word: &str| match word {
        "centre" => Align::Centre,
        "right" => Align::Right,
        _ => Align::Left,
    };
    let entries = part.each.as_deref().and_then(|list| facts.lists.get(list)).map(Vec::as_slice);
    let row = |entry: &BTreeMap<&'static str, String>| {
        let cell = |template: &String| Cell::new(fill_or(template, facts, entry, ""));
        part.cells.iter().map(cell).collect()
    };
    let own = &BTreeMap::new();
    let said = |row: &Vec<String>| row.iter().map(|cell| Cell::new(fill_or(cell, facts, own, ""))).collect();
    Table {
        caption: part.caption.clone(),
        columns: part
            .columns
            .iter()
            .map(|(share, word)| Column { share: *share, align: align(word) })
            .collect(),
        head: vec![part.head.iter().map(Cell::head).collect()],
        rows: entries.unwrap_or_default().iter().map(row).chain(part.fixed.iter().map(said)).collect(),
    }
}

fn sign(part: &FormPart, facts: &Facts) -> Sign {
    let own = &BTreeMap::new();
    let many = |lines: &[String], room: &str| {
        lines.iter().map(|line| fill_or(line, facts, own, room)).collect::<Vec<_>>()
    };
    let capitals = |lines: &[String]| many(lines, ROOM).iter().map(|line| line.to_uppercase()).collect();
    let name = |text: &Option<String>| text.as_deref().map(|text| fill_or(text, facts, own, ""));
    let typed = |name: &str| {
        let text = facts.typed.get(name)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Some(lines.map(str::to_owned).collect::<Vec<_>>())
    };
    let mut signers = Vec::new();
    if !part.second_authority.is_empty() {
        signers.push(Signer {
            authority: capitals(&part.second_authority),
            hint: part.hint.clone(),
            name: name(&part.second_name),
            above: None,
        });
    }
    signers.push(Signer {
        above: part.above.as_deref().map(|text| fill(text, facts, own)),
        authority: match typed(AUTHORITY).filter(|_| !part.recipients.is_empty()) {
            Some(lines) => lines.iter().map(|line| line.to_uppercase()).collect(),
            None => capitals(&part.authority),
        },
        hint: part.hint.clone(),
        name: name(&part.name),
    });
    let recipients = match typed(RECIPIENTS).filter(|_| !part.recipients.is_empty()) {
        Some(lines) => lines,
        None => recipients_of(part, facts),
    };
    let label = facts.values.get("recipients_label").cloned().unwrap_or_default();
    Sign { recipients_label: if recipients.is_empty() { String::new() } else { label }, recipients, signers }
}

/// Who gets the paper, as the form says; lines that name what is not known are left out.
#[must_use]
pub(super) fn recipients_of(part: &FormPart, facts: &Facts) -> Vec<String> {
    let known = |line: &&String| names(line).all(|name| facts.knows(name));
    let own = BTreeMap::new();
    part.recipients.iter().filter(known).map(|line| fill_or(line, facts, &own, "")).collect()
}

/// Bold words stand between double stars in the form, never in a fact.
fn runs(template: &str, facts: &Facts) -> Vec<Run> {
    let own = BTreeMap::new();
    let parts = template.split("**").enumerate().filter(|(_, text)| !text.is_empty());
    parts
        .map(|(at, text)| {
            let text = fill(text, facts, &own);
            if at % 2 == 1 { Run::bold(text) } else { Run::plain(text) }
        })
        .collect()
}

/// The names in braces.
pub(super) fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn fill(template: &str, facts: &Facts, own: &BTreeMap<&'static str, String>) -> String {
    fill_or(template, facts, own, ROOM)
}

fn fill_or(template: &str, facts: &Facts, own: &BTreeMap<&'static str, String>, room: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = own.get(name).or_else(|| facts.typed.get(name)).or_else(|| facts.values.get(name));
        out.push_str(value.map_or(room, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_put_in_and_never_read_as_markup() {
        let mut facts = Facts::default();
        facts.values.insert("client_name", "**An** {org_name}".to_owned());
        let runs = runs("**Điều 1.** Cho {client_name}, {unknown}.", &facts);
        assert_eq!(runs[0], Run::bold("Điều 1."));
        assert_eq!(runs[1], Run::plain(format!(" Cho **An** {{org_name}}, {ROOM}.")));
        assert_eq!(names("a {b} {c} {").collect::<Vec<_>>(), ["b", "c"]);
    }
}
