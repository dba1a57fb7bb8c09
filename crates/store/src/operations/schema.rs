//! The tables as the schema steps declare them: names, columns, kinds, keys, references.
//!
//! Read from the text of the steps, not from a database, so that a copy of SQLite and a copy of
//! PostgreSQL have one shape. `tests/operations.rs` compares the result with both databases.

use std::collections::BTreeMap;

use crate::migrations::{Step, parts};
use crate::{Result, StoreError};

/// What a column holds; the same word on both databases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Text,
    Integer,
    BigInt,
    Boolean,
    Uuid,
    Date,
    Timestamp,
    /// A number that PostgreSQL counts up by itself.
    Serial,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub required: bool,
}

/// A column that names a row of another table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    pub column: String,
    pub to_table: String,
    pub to_column: String,
}

/// A table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Columns of the primary key.
    pub key: Vec<String>,
    pub references: Vec<Reference>,
}

/// The tables after these steps, each behind those it refers to. The list of steps itself is no
/// part of it, nor are search indexes that look like tables to SQLite.
pub fn tables(steps: &[Step]) -> Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    for step in steps {
        for part in parts(step.text, true) {
            apply(&mut tables, &part)
                .map_err(|why| StoreError::Broken(format!("schema step {}: {why}", step.name)))?;
        }
    }
    Ok(tables)
}

fn apply(tables: &mut Vec<Table>, statement: &str) -> std::result::Result<(), String> {
    let words: Vec<&str> = statement.split_whitespace().take(8).collect();
    match words.as_slice() {
        ["create", "table", name, ..] => tables.push(declared(name.trim_end_matches('('), statement)?),
        ["drop", "table", name, ..] => tables.retain(|table| table.name != *name),
        ["alter", "table", name, "rename", "to", new] => find(tables, name)?.name = (*new).to_owned(),
        ["alter", "table", name, "add", "column", ..] => {
            let (_, text) = statement.split_once("add column").ok_or("no column")?;
            let table = find(tables, name)?;
            add_item(table, text.trim())?;
        }
        ["alter", "table", name, "drop", "column", column, ..] => {
            find(tables, name)?.columns.retain(|known| known.name != *column);
        }
        ["alter", "table", ..] => return Err(format!("cannot read: {statement}")),
        _ => {}
    }
    Ok(())
}

fn find<'a>(tables: &'a mut [Table], name: &str) -> std::result::Result<&'a mut Table, String> {
    tables.iter_mut().find(|table| table.name == name).ok_or_else(|| format!("no table {name}"))
}

fn declared(name: &str, statement: &str) -> std::result::Result<Table, String> {
    let mut table =
        Table { name: name.to_owned(), columns: Vec::new(), key: Vec::new(), references: Vec::new() };
    let (_, rest) = statement.split_once('(').ok_or("a table without columns")?;
    let (body, _) = rest.rsplit_once(')').ok_or("a table without end")?;
    for item in items(body) {
        add_item(&mut table, item)?;
    }
    Ok(table)
}

/// The parts between the outermost commas.
fn items(body: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (place, letter) in body.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(body[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(body[start..].trim());
    found
}

fn add_item(table: &mut Table, item: &str) -> std::result::Result<(), String> {
    if let Some(columns) = item.strip_prefix("primary key") {
        table.key = names_in_brackets(columns);
        return Ok(());
    }
    let mut words = item.split_whitespace();
    let name = words.next().ok_or("an empty column")?;
    if matches!(name, "unique" | "check" | "foreign" | "constraint") {
        return Err(format!("{}: write it as part of a column or as an index: {item}", table.name));
    }
    let word = words.next().ok_or_else(|| format!("column {name} has no type"))?;
    let kind =
        kind_of(word).ok_or_else(|| format!("column {name} has a type that copies do not know: {word}"))?;
    let rest = words.collect::<Vec<_>>().join(" ");
    if rest.contains("primary key") {
        table.key = vec![name.to_owned()];
    }
    if let Some((_, target)) = rest.split_once("references ") {
        let (to_table, columns) = target.split_once('(').ok_or("a reference without column")?;
        let to_column = names_in_brackets(&format!("({columns}"))
            .into_iter()
            .next()
            .ok_or("a reference without column")?;
        let to_table = to_table.trim().to_owned();
        table.references.push(Reference { column: name.to_owned(), to_table, to_column });
    }
    let required = rest.contains("not null") || rest.contains("primary key");
    table.columns.push(Column { name: name.to_owned(), kind, required });
    Ok(())
}

fn names_in_brackets(text: &str) -> Vec<String> {
    let inner =
        text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inner, _)| inner);
    inner.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn kind_of(word: &str) -> Option<Kind> {
    let kinds = BTreeMap::from([
        ("text", Kind::Text),
        ("integer", Kind::Integer),
        ("bigint", Kind::BigInt),
        ("boolean", Kind::Boolean),
        ("{uuid}", Kind::Uuid),
        ("{date}", Kind::Date),
        ("{timestamp}", Kind::Timestamp),
        ("{serial}", Kind::Serial),
    ]);
    kinds.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tables_as_later_steps_change_them() {
        let first = Step {
            name: "1",
            text:
                "create table a (id {uuid} primary key, note text,\n on_date {date} not null);\n
create table b (id {uuid} primary key, a {uuid} not null references a (id));\ncreate index b_by_a on b (a);\n",
        };
        let second = Step {
            name: "2",
            text: "alter table a add column size bigint;\nalter table a drop column note;\nalter table b rename to c;\n",
        };
        let found = tables(&[first, second]).expect("reads");
        let columns: Vec<_> =
            found[0].columns.iter().map(|it| (it.name.as_str(), it.kind, it.required)).collect();
        assert_eq!(
            columns,
            [("id", Kind::Uuid, true), ("on_date", Kind::Date, true), ("size", Kind::BigInt, false)]
        );
        assert_eq!((found[1].name.as_str(), found[1].key.as_slice()), ("c", ["id".to_owned()].as_slice()));
        assert_eq!(found[1].references[0].to_table, "a");
    }

    #[test]
    fn refuses_what_a_copy_would_lose() {
        let step = Step { name: "1", text: "create table a (id {uuid} primary key, price money);\n" };
        assert!(matches!(tables(&[step]), Err(StoreError::Broken(why)) if why.contains("price")));
    }
}
