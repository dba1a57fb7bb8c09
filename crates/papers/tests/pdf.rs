//! Documents as PDF: archival, with the words of the document, whatever the words are.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::path::Path;

use papers::document::pdf::{Fonts, marks, write, write_marked};
use papers::document::{
    Align, Cell, Column, Document, Filled, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick, docx, html,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use kit::{bare, decision, fonts, pages_of, run, said, told};

/// A document of a few parts.
fn plain(parts: Vec<Part>) -> Document {
    Document { title: "Thử".into(), language: "vi".into(), date: (2026, 11, 22), look: Look::Act, parts }
}

fn body(text: &str) -> Part {
    Part::Paragraph(Paragraph::body(vec![Run::plain(text)]))
}

#[test]
fn a_decision_is_archival_and_the_same_every_time() {
    for fonts in [Fonts::embedded(), fonts()] {
        let document = decision("Nguyễn Văn Thử");
        let file = write(&document, &fonts).unwrap();
        assert!(file.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("pdfaid:part>2") && text.contains("pdfaid:conformance>A"), "PDF/A-2a");
        assert!(text.contains("2026-11-22"), "the date of the document, not of the clock");
        assert!(file.len() < 120_000, "{} bytes: faces are cut to what is used", file.len());
        assert_eq!(file, write(&document, &fonts).unwrap());
    }
}

#[test]
fn the_faces_of_the_program_have_every_vietnamese_letter_and_the_boxes() {
    let own = Fonts::embedded();
    assert_eq!(own.name(), "LibertinusSerif-Regular");
    assert!("Ặặ₫“”–…☐☒".chars().all(|letter| own.has(letter)));
    assert!(!own.has('ក'), "Khmer needs the faces of a folder");
    let nothing = Fonts::from_folder(Path::new("/nonexistent"));
    assert_eq!(nothing.name(), own.name());
}

#[test]
fn the_text_of_the_file_is_the_text_of_the_document() {
    let document = decision("Nguyễn Văn Thử");
    for fonts in [Fonts::embedded(), fonts()] {
        let file = write(&document, &fonts).unwrap();
        let Some(text) = run("pdftotext", &["-raw", "-enc", "UTF-8"], &file) else { return };
        assert_eq!(bare(&text), bare(&said(&document)));
    }
}

#[test]
fn faces_are_embedded_and_the_file_is_tagged() {
    let file = write(&decision("Nguyễn Văn Thử"), &fonts()).unwrap();
    let Some(list) = told("pdffonts", &[], &file) else { return };
    let rows: Vec<&str> = list.lines().skip(2).collect();
    assert!(rows.len() >= 3, "{list}");
    for row in rows {
        let flags: Vec<&str> = row.split_whitespace().filter(|word| ["yes", "no"].contains(word)).collect();
        assert_eq!(flags, ["yes", "yes", "yes"], "embedded, a subset, with its letters: {row}");
    }
    let info = told("pdfinfo", &[], &file).unwrap();
    for line in
        ["Tagged:          yes", "Title:           Quyết định", "Page size:       595.276 x 841.89 pts (A4)"]
    {
        assert!(info.contains(line), "{line}\n{info}");
    }
    let tree = told("pdfinfo", &["-struct-text"], &file).unwrap();
    for part in ["H1", "Table", "THead", "TH", "TD", "QUYẾT ĐỊNH"] {
        assert!(tree.contains(part), "{part}\n{tree}");
    }
}

#[test]
fn another_reader_finds_no_fault_in_what_was_written() {
    for document in [decision("Nguyễn Văn Thử"), kit::register(120)] {
        let file = write(&document, &fonts()).unwrap();
        let Some(found) = told("qpdf", &["--check"], &file) else { return };
        assert!(found.contains("No syntax or stream encoding errors found"), "{found}");
        let Some(told) = told("qpdf", &["--json", "--json-key=qpdf"], &file) else { return };
        // What an archival file may not hold: script, launching, files within, anything outside of it.
        for forbidden in ["/JavaScript", "/Launch", "/EmbeddedFiles", "/URI", "/Encrypt", "/AA\""] {
            assert!(!told.contains(forbidden), "{forbidden}");
        }
        for wanted in ["/OutputIntents", "/GTS_PDFA1", "/StructTreeRoot", "/MarkInfo", "/Lang", "/ToUnicode"]
        {
            assert!(told.contains(wanted), "{wanted}");
        }
    }
}

#[test]
fn pages_are_numbered_from_the_second_and_heads_of_tables_come_again() {
    let row = |at: usize| vec![Cell::new(at.to_string()), Cell::new("Gặp người được trợ giúp pháp lý")];
    let table = Table {
        columns: [1, 5].map(|share| Column { share, align: Align::Left }).to_vec(),
        head: vec![vec![Cell::head("Số thứ tự"), Cell::head("Nội dung công việc")]],
        rows: (1..=120).map(row).collect(),
        ..Table::default()
    };
    let file = write(&plain(vec![Part::Table(table)]), &fonts()).unwrap();
    let Some(pages) = pages_of(&file) else { return };
    assert!(pages.len() > 3);
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains("Nội dung công việc"), "page {}", at + 1);
        let numbered = page.lines().any(|line| line.trim() == (at + 1).to_string());
        assert!(at == 0 || numbered, "page {}: {page}", at + 1);
    }
    assert_ne!(pages[0].lines().next().unwrap().trim(), "1");
}

#[test]
fn who_signs_is_not_alone_on_a_page() {
    let sign = Part::Sign(Sign {
        signers: vec![Signer {
            authority: vec!["GIÁM ĐỐC".into()],
            name: Some("Hoàng Thị Mẫu".into()),
            ..Signer::default()
        }],
        ..Sign::default()
    });
    for lines in 20..40 {
        let mut parts: Vec<Part> = (0..lines).map(|at| body(&format!("Điều {at} của văn bản."))).collect();
        parts.push(sign.clone());
        let file = write(&plain(parts), &fonts()).unwrap();
        let Some(pages) = pages_of(&file) else { return };
        let last = pages.last().unwrap();
        assert!(last.contains("GIÁM ĐỐC") && last.contains("Hoàng Thị Mẫu"), "kept together");
        assert!(last.contains(&format!("Điều {} của", lines - 1)), "with the last words");
    }
}

#[test]
fn khmer_is_set_where_its_face_is() {
    let fonts = fonts();
    if !fonts.has('ក') {
        return kit::skipped("a Khmer face");
    }
    let words = "សេវាជំនួយផ្នែកច្បាប់ ឥតគិតថ្លៃ";
    let file = write(&plain(vec![body(words), body("Trợ giúp pháp lý miễn phí")]), &fonts).unwrap();
    let Some(list) = told("pdffonts", &[], &file) else { return };
    assert!(list.contains("Khmer"), "{list}");
    let text = run("pdftotext", &["-raw", "-enc", "UTF-8"], &file).unwrap();
    assert!(bare(&text).contains(&bare(words)), "{text}");
}

/// Odd words: long ones, marks of direction, letters in parts, signs that mean something to some language of layout.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,120}",
        proptest::collection::vec(any::<char>(), 0..60).prop_map(|letters| letters.into_iter().collect()),
        "[A-ZĐ]{200,900}",
        "(e\u{302}\u{301}|o\u{31b}\u{300}|a\u{306}\u{323}|[ -~]){0,200}",
        "[\u{202a}-\u{202e}\u{2066}-\u{2069}אבגدهو a]{0,80}",
        "(#let x|\\$|\\\\[a-z]{1,5}|\\{\\{?[a-z]*\\}?\\}|<w:p/>|&amp;|\\]\\]>|%|\u{0}|\u{7}|\n| ){0,60}",
        "[\u{1780}-\u{17d3}\u{200b}]{0,150}",
        "[\u{e000}-\u{e0ff}\u{fdd0}\u{1f600}-\u{1f640}]{0,20}",
    ]
}

fn with_words(words: &[String; 4], look: Look) -> Document {
    let mut document = decision(&words[0]);
    document.look = look;
    document.title.clone_from(&words[1]);
    for part in &mut document.parts {
        match part {
            Part::Head(head) => {
                head.body.clone_from(&words[1]);
                head.motto.clone_from(&words[2]);
            }
            Part::Title { name, about } => {
                name.clone_from(&words[2]);
                *about = Some(words[3].clone());
            }
            Part::Fields { rows } => {
                rows.push(Filled { label: words[1].clone(), value: Some(words[3].clone()) })
            }
            Part::Checks { options, .. } => options.push(Tick { ticked: false, text: words[2].clone() }),
            Part::Table(table) => {
                table.rows.push(vec![Cell::new(&words[0]), Cell::new(&words[1]).across(2)]);
                table.rows.push(vec![Cell::new(&words[3]).down(2), Cell::new(&words[2]), Cell::new("")]);
                table.rows.push(vec![Cell::new(&words[1]), Cell::new(&words[0])]);
            }
            Part::Sign(sign) => {
                sign.recipients.push(words[3].clone());
                sign.signers[0].name = Some(words[0].clone());
            }
            _ => {}
        }
    }
    document.parts.push(Part::Heading { level: 9, text: words[1].clone() });
    document.parts.push(Part::Code { content: words[3].clone(), words: vec![words[0].clone()] });
    document
}

/// Every word of a page lies on the paper, between the edges.
fn nothing_leaves_the_page(file: &[u8]) {
    let Some(boxes) = run("pdftotext", &["-bbox"], file) else { return };
    let number = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let mut paper = (0.0, 0.0);
    for line in boxes.lines() {
        if line.contains("<page ") {
            paper = (number(line, "width"), number(line, "height"));
        } else if line.contains("<word ") {
            assert!(number(line, "xMin") >= 0.0 && number(line, "xMax") <= paper.0 + 1.0, "{line}");
            assert!(number(line, "yMin") >= -2.0 && number(line, "yMax") <= paper.1 + 2.0, "{line}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_break_a_page(words in [odd(), odd(), odd(), odd()], look in 0..3) {
        let fonts = fonts();
        let look = [Look::Act, Look::Large, Look::Book][usize::try_from(look).unwrap()];
        let file = write(&with_words(&words, look), &fonts).unwrap();
        nothing_leaves_the_page(&file);
    }

    #[test]
    fn no_words_break_the_screen(words in [odd(), odd(), odd(), odd()]) {
        let page = html::write(&with_words(&words, Look::Act));
        prop_assert!(kit::well_formed(&page), "{page}");
    }
}

#[test]
fn no_words_keep_a_word_processor_from_opening_a_file() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut drawn = || odd().new_tree(&mut runner).unwrap().current();
    let documents: Vec<Document> =
        (0..10).map(|_| with_words(&std::array::from_fn(|_| drawn()), Look::Act)).collect();
    let files: Vec<Vec<u8>> = documents.iter().map(|it| docx::write(it).unwrap()).collect();
    let Some(texts) = kit::read_by_office(&files) else { return };
    for text in texts {
        assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{text}");
    }
}

#[test]
fn a_mark_is_found_again_also_when_something_was_added_behind() {
    let document = decision("Nguyễn Văn Thử");
    let mut file = write_marked(&document, &fonts(), Some("0a1b2c")).unwrap();
    assert_eq!(marks(&file), ["0a1b2c"]);
    assert_eq!(file, write_marked(&document, &fonts(), Some("0a1b2c")).unwrap(), "the same bytes each time");
    file.extend_from_slice(b"7 0 obj << /Type /Sig >> endobj");
    assert_eq!(marks(&file), ["0a1b2c"]);
    assert!(marks(&write(&document, &fonts()).unwrap()).is_empty());
}
