//! Open data (*dữ liệu mở*): the organisations and the people who give legal aid, as the law has them published, made
//! once a day and sent as they are.
//!
//! Law on Legal Aid 2017 asks the department of justice to publish both lists. Of a person only the name, the kind and
//! the organisation go out: no sex, no year of birth, no card, no language.

use law::kernel::coded::Coded as _;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use store::open_data::{self, OpenFile};

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};

/// The lists.
pub const LISTS: [&str; 2] = ["organisations", "providers"];
/// The formats, with their media types.
pub const FORMATS: [(&str, &str); 3] = [
    ("json", "application/json; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
];

/// A row: column and value, in order.
type Row = Vec<(&'static str, String)>;

/// A file that anybody may have; made now where no job has made it yet.
pub async fn file(desk: &Desk, name: &str, format: &str) -> Outcome<OpenFile> {
    if !LISTS.contains(&name) || !FORMATS.iter().any(|(known, _)| *known == format) {
        return Err(Failure::Missing);
    }
    let tx = desk.store().snapshot().await?;
    if let Some(file) = open_data::find(&tx, name, format).await? {
        return Ok(file);
    }
    drop(tx);
    publish(desk).await?;
    let tx = desk.store().snapshot().await?;
    open_data::find(&tx, name, format).await?.ok_or(Failure::Missing)
}

/// Makes all files anew. Safe to repeat.
pub async fn publish(desk: &Desk) -> Outcome<()> {
    let (now, today) = (desk.now(), desk.today());
    let tx = desk.store().snapshot().await?;
    let organisations: Vec<Row> = open_data::organisations(&tx, today)
        .await?
        .into_iter()
        .map(|it| {
            vec![
                ("code", it.code),
                ("name", it.name),
                ("kind", it.kind.0.code().to_owned()),
                ("parent", it.parent.unwrap_or_default()),
                ("province", it.province_code.unwrap_or_default()),
                ("address", it.address.unwrap_or_default()),
                ("phone", it.phone.unwrap_or_default()),
            ]
        })
        .collect();
    let providers: Vec<Row> = open_data::providers(&tx, today)
        .await?
        .into_iter()
        .map(|it| {
            vec![
                ("name", it.name),
                ("kind", it.kind.0.code().to_owned()),
                ("organisation", it.org_code),
                ("organisation_name", it.org_name),
                ("province", it.province_code.unwrap_or_default()),
            ]
        })
        .collect();
    drop(tx);
    let tx = desk.store().begin().await?;
    for (name, rows) in LISTS.iter().zip([organisations, providers]) {
        for (format, _) in FORMATS {
            let content = match format {
                "json" => as_json(name, &rows, &today.to_string())?,
                "csv" => as_csv(&rows),
                _ => as_xml(name, &rows, &today.to_string()),
            };
            let sha256 = hex::encode(Sha256::digest(content.as_bytes()));
            open_data::keep(&tx, name, format, &OpenFile { content, sha256, made_at: now }).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

fn as_json(name: &str, rows: &[Row], day: &str) -> Outcome<String> {
    let row = |row: &Row| -> Json {
        let value = |text: &String| if text.is_empty() { Json::Null } else { Json::from(text.as_str()) };
        Json::Object(
            row.iter().map(|(column, text)| ((*column).to_owned(), value(text))).collect::<Map<_, _>>(),
        )
    };
    let whole = serde_json::json!({ "as_of": day, name: rows.iter().map(row).collect::<Vec<_>>() });
    serde_json::to_string(&whole).map_err(|error| Failure::Broken(error.to_string()))
}

/// Columns of an empty list are not known; the file then has no line at all.
fn as_csv(rows: &[Row]) -> String {
    let mut text = String::new();
    let head = rows.first().map(|row| row.iter().map(|(column, _)| (*column).to_owned()).collect::<Vec<_>>());
    let lines =
        head.into_iter().chain(rows.iter().map(|row| row.iter().map(|(_, cell)| cell.clone()).collect()));
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| csv_cell(cell)).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    text
}

/// A cell that a spreadsheet takes as text: quoted where it must be, never a formula.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn as_xml(name: &str, rows: &[Row], day: &str) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} as_of=\"{day}\">\n");
    let one = name.trim_end_matches('s');
    for row in rows {
        text += &format!("  <{one}>");
        for (column, cell) in row.iter().filter(|(_, cell)| !cell.is_empty()) {
            text += &format!("<{column}>{}</{column}>", escaped(cell));
        }
        text += &format!("</{one}>\n");
    }
    text + &format!("</{name}>\n")
}

fn escaped(text: &str) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        vec![vec![("name", "A <b> & \"c\", d".to_owned()), ("phone", "=1+1".to_owned())]]
    }

    #[test]
    fn what_is_written_cannot_be_taken_for_something_else() {
        assert_eq!(as_csv(&rows()), "name,phone\r\n\"A <b> & \"\"c\"\", d\",'=1+1\r\n");
        let xml = as_xml("providers", &rows(), "2026-11-22");
        assert!(xml.contains("<provider><name>A &lt;b&gt; &amp; &quot;c&quot;, d</name>"), "{xml}");
        let json: Json =
            serde_json::from_str(&as_json("providers", &rows(), "2026-11-22").expect("text")).expect("json");
        assert_eq!(json["providers"][0]["phone"], "=1+1");
    }
}
