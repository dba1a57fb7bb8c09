//! Tables, headings and code spans of Markdown, as far as our own documents use them.

/// A table: the texts of its cells, the heading row first, and the line of each row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    pub rows: Vec<(usize, Vec<String>)>,
}

/// The first table after a heading that ends with these words.
pub fn table_under(text: &str, heading: &str) -> Option<Table> {
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.find(|(_, line)| line.starts_with('#') && line.trim_start_matches('#').trim() == heading)?;
    let mut rows = Vec::new();
    for (at, line) in lines {
        if line.starts_with('|') {
            let cells: Vec<String> =
                line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            let rule =
                cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|it| matches!(it, '-' | ':')));
            if !rule {
                rows.push((at, cells));
            }
        } else if !rows.is_empty() || line.starts_with('#') {
            break;
        }
    }
    (!rows.is_empty()).then_some(Table { rows })
}

/// What stands between backticks, with its line. Fenced blocks are left out.
pub fn spans(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(|span| (at + 1, span)));
        }
    }
    found
}

/// The targets of links inside the tree, with their line.
pub fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for part in line.split("](").skip(1) {
            let target = part.split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                found.push((at + 1, target));
            }
        }
    }
    found
}

/// A path with its alternatives written out: `a/{b,c}.rs` is two.
pub fn alternatives(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![path.to_owned()] };
    inside.split(',').flat_map(|word| alternatives(&format!("{before}{}{after}", word.trim()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_table_under_a_heading() {
        let text = "# A\n| no |\n## Shelves\nwords\n| shelf | law |\n| --- | --- |\n| 1 | `a` `b` |\nend\n| other |\n";
        let table = table_under(text, "Shelves").expect("there is one");
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[1], (7, vec!["1".to_owned(), "`a` `b`".to_owned()]));
        assert_eq!(table_under(text, "Missing"), None);
    }

    #[test]
    fn reads_spans_and_links_outside_fences() {
        let text = "see `a/b.rs` and `c`\n```\n`not this`\n```\n[x](docs/a.md#part) [y](https://example.org)";
        assert_eq!(spans(text), [(1, "a/b.rs"), (1, "c")]);
        assert_eq!(links(text), [(5, "docs/a.md")]);
    }

    #[test]
    fn writes_alternatives_out() {
        assert_eq!(
            alternatives("t/{vi,en}/{a,b}.ftl"),
            ["t/vi/a.ftl", "t/vi/b.ftl", "t/en/a.ftl", "t/en/b.ftl"]
        );
    }
}
