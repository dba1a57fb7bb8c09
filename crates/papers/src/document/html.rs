//! A document as HTML: what is seen before it is issued. Classes only; the look is the style sheet of the page.

use std::fmt::Write as _;

use super::{
    Align, Cell, Document, Filled, Head, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick, clean, closed,
};

/// The document as one `article` element.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    let look = match document.look {
        Look::Act => "act",
        Look::Large => "large",
        Look::Book => "book",
    };
    let _ = write!(out, "<article class=\"paper paper-{look}\" lang=\"{}\">", escaped(&document.language));
    for part in &document.parts {
        write_part(&mut out, part);
    }
    out.push_str("</article>");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            letter => out.push(letter),
        }
    }
    out
}

fn element(out: &mut String, tag: &str, class: &str, text: &str) {
    let _ = write!(out, "<{tag} class=\"{class}\">{}</{tag}>", escaped(text));
}

fn write_part(out: &mut String, part: &Part) {
    match part {
        Part::Head(head) => write_head(out, head),
        Part::Title { name, about } => {
            element(out, "h2", "paper-title", name);
            if let Some(about) = about {
                element(out, "p", "paper-about", about);
            }
        }
        Part::To { lines } => lines.iter().for_each(|line| element(out, "p", "paper-to", line)),
        Part::Bases { lines } => closed(lines).iter().for_each(|line| element(out, "p", "paper-basis", line)),
        Part::Centred { text } => element(out, "p", "paper-centred", text),
        Part::Paragraph(paragraph) => write_paragraph(out, paragraph),
        Part::Heading { level, text } => {
            let tag = ["h3", "h4", "h5"][usize::from(level.clamp(&1, &3) - 1)];
            element(out, tag, "paper-heading", text);
        }
        Part::Fields { rows } => write_fields(out, rows),
        Part::Checks { label, options } => write_checks(out, label, options),
        Part::Table(table) => write_table(out, table),
        Part::Sign(sign) => write_sign(out, sign),
        Part::Code { content, words } => {
            out.push_str("<div class=\"paper-code\">");
            out.push_str(&super::square::svg(content));
            out.push_str("<div>");
            for line in words {
                element(out, "p", "paper-code-words", line);
            }
            element(out, "p", "code", content);
            out.push_str("</div></div>");
        }
        Part::Break => out.push_str("<hr class=\"paper-break\">"),
    }
}

fn write_head(out: &mut String, head: &Head) {
    if head.is_personal() {
        out.push_str("<header class=\"paper-own\">");
        write_state(out, head);
        return out.push_str("</header>");
    }
    out.push_str("<header class=\"paper-head\"><div>");
    if let Some(above) = &head.above {
        element(out, "p", "paper-above", above);
    }
    element(out, "p", "paper-body", &head.body);
    if let Some(number) = &head.number {
        element(out, "p", "paper-number", number);
    }
    if let Some(subject) = &head.subject {
        element(out, "p", "paper-subject", subject);
    }
    out.push_str("</div><div>");
    write_state(out, head);
    element(out, "p", "paper-place", &head.place_date);
    out.push_str("</div></header>");
}

/// The code of the form in the corner, the name of the State and its motto.
fn write_state(out: &mut String, head: &Head) {
    if let Some(form) = &head.form {
        element(out, "p", "paper-form", form);
    }
    element(out, "p", "paper-state", &head.state);
    element(out, "p", "paper-motto", &head.motto);
}

fn write_runs(out: &mut String, runs: &[Run]) {
    for run in runs {
        let text = escaped(&run.text);
        let text = if run.italic { format!("<em>{text}</em>") } else { text };
        out.push_str(&if run.bold { format!("<strong>{text}</strong>") } else { text });
    }
}

fn write_paragraph(out: &mut String, paragraph: &Paragraph) {
    let indent = if paragraph.indent { " paper-indent" } else { "" };
    let _ = write!(out, "<p class=\"paper-{}{indent}\">", align(paragraph.align));
    write_runs(out, &paragraph.runs);
    out.push_str("</p>");
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Justify => "justify",
        Align::Left => "left",
        Align::Centre => "centre",
        Align::Right => "right",
    }
}

fn write_fields(out: &mut String, rows: &[Filled]) {
    out.push_str("<dl class=\"paper-fields\">");
    for row in rows {
        let _ = write!(out, "<div><dt>{}:</dt> ", escaped(&row.label));
        match row.value.as_deref().filter(|value| !value.trim().is_empty()) {
            Some(value) => {
                let _ = write!(out, "<dd>{}</dd>", escaped(value));
            }
            None => out.push_str("<dd class=\"paper-blank\">\u{a0}</dd>"),
        }
        out.push_str("</div>");
    }
    out.push_str("</dl>");
}

fn write_checks(out: &mut String, label: &str, options: &[Tick]) {
    let _ = write!(out, "<p class=\"paper-checks\">{}", escaped(label));
    for option in options {
        let sign = if option.ticked { '☒' } else { '☐' };
        let _ = write!(out, " <span>{sign} {}</span>", escaped(&option.text));
    }
    out.push_str("</p>");
}

fn write_table(out: &mut String, table: &Table) {
    out.push_str("<div class=\"paper-scroll\" tabindex=\"0\"><table class=\"paper-table\">");
    if let Some(caption) = &table.caption {
        let _ = write!(out, "<caption>{}</caption>", escaped(caption));
    }
    out.push_str("<colgroup>");
    for width in table.widths(100) {
        let _ = write!(out, "<col width=\"{width}%\">");
    }
    out.push_str("</colgroup><thead>");
    for row in &table.head {
        write_row(out, table, row, "th");
    }
    out.push_str("</thead><tbody>");
    for row in &table.rows {
        write_row(out, table, row, "td");
    }
    out.push_str("</tbody></table></div>");
}

fn write_row(out: &mut String, table: &Table, row: &[Cell], tag: &str) {
    out.push_str("<tr>");
    let mut at = 0;
    for cell in row {
        let column = table.columns.get(at).map_or(Align::Left, |column| column.align);
        let column = if tag == "th" { Align::Centre } else { column };
        let _ = write!(out, "<{tag} class=\"paper-{}\"", align(column));
        if cell.across > 1 {
            let _ = write!(out, " colspan=\"{}\"", cell.across);
        }
        if cell.down > 1 {
            let _ = write!(out, " rowspan=\"{}\"", cell.down);
        }
        let text = escaped(&cell.text);
        let text = if cell.bold && tag == "td" { format!("<strong>{text}</strong>") } else { text };
        let _ = write!(out, ">{text}</{tag}>");
        at += cell.across as usize;
    }
    out.push_str("</tr>");
}

fn write_sign(out: &mut String, sign: &Sign) {
    out.push_str("<footer class=\"paper-sign\">");
    if !sign.recipients_label.is_empty() {
        out.push_str("<div class=\"paper-recipients\">");
        element(out, "p", "paper-recipients-label", &sign.recipients_label);
        out.push_str("<ul>");
        for line in &sign.recipients {
            let _ = write!(out, "<li>{}</li>", escaped(line));
        }
        out.push_str("</ul></div>");
    }
    sign.signers.iter().for_each(|signer| write_signer(out, signer));
    out.push_str("</footer>");
}

fn write_signer(out: &mut String, signer: &Signer) {
    out.push_str("<div class=\"paper-signer\">");
    if let Some(above) = &signer.above {
        element(out, "p", "paper-place", above);
    }
    for line in &signer.authority {
        element(out, "p", "paper-authority", line);
    }
    if let Some(hint) = &signer.hint {
        element(out, "p", "paper-hint", hint);
    }
    element(out, "p", "paper-name", signer.name.as_deref().unwrap_or_default());
    out.push_str("</div>");
}
