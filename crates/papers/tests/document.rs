//! Documents: every output carries the same words, and no words break an output.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Read as _};

use papers::document::{
    Align, Cell, Column, Document, Filled, Head, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick, docx,
    html,
};
use proptest::prelude::*;

fn decision(name: &str) -> Document {
    let cell = |text: &str| Cell::new(text);
    Document {
        title: "Quyết định".into(),
        language: "vi".into(),
        date: (2026, 11, 22),
        look: Look::Act,
        parts: vec![
            Part::Head(Head {
                above: Some("SỞ TƯ PHÁP TỈNH THÁI NGUYÊN".into()),
                body: "TRUNG TÂM TRỢ GIÚP PHÁP LÝ NHÀ NƯỚC".into(),
                number: Some("Số: 07/QĐ-TGPL".into()),
                subject: None,
                state: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into(),
                motto: "Độc lập - Tự do - Hạnh phúc".into(),
                place_date: "Thái Nguyên, ngày 22 tháng 11 năm 2026".into(),
                form: Some("Mẫu TP-TGPL-14".into()),
            }),
            Part::Title { name: "QUYẾT ĐỊNH".into(), about: Some("Về việc cử người".into()) },
            Part::Bases { lines: vec!["Căn cứ Luật".into(), "Xét đề nghị".into()] },
            Part::Paragraph(Paragraph::body(vec![
                Run::bold("Điều 1. "),
                Run::plain(format!("Cử ông {name}")),
            ])),
            Part::Fields { rows: vec![Filled { label: "Địa chỉ".into(), value: None }] },
            Part::Checks {
                label: "Diện".into(),
                options: vec![Tick { ticked: true, text: "Hộ nghèo".into() }],
            },
            Part::Table(Table {
                caption: None,
                columns: vec![
                    Column { share: 1, align: Align::Centre },
                    Column { share: 4, align: Align::Left },
                    Column { share: 2, align: Align::Right },
                ],
                head: vec![
                    vec![Cell::head("TT").down(2), Cell::head("Việc").across(2)],
                    vec![Cell::head("Nội dung"), Cell::head("Buổi")],
                ],
                rows: vec![vec![cell("1"), cell("Gặp người"), cell("0,5")]],
            }),
            Part::Sign(Sign {
                recipients_label: "Nơi nhận:".into(),
                recipients: vec!["Như Điều 3;".into(), "Lưu: VT.".into()],
                signers: vec![Signer {
                    authority: vec!["GIÁM ĐỐC".into()],
                    name: Some("Hoàng Thị Mẫu".into()),
                    ..Signer::default()
                }],
            }),
        ],
    }
}

/// The file of an archive, as text.
fn member(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a file of markup: what stands between its tags.
fn said(xml: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in xml.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[test]
fn both_outputs_say_the_same() {
    let document = decision("Nguyễn Văn Thử");
    let (page, file) = (html::write(&document), docx::write(&document).unwrap());
    let (page, file) = (said(&page), said(&member(&file, "word/document.xml")));
    for words in [
        "SỞ TƯ PHÁP TỈNH THÁI NGUYÊN",
        "Số: 07/QĐ-TGPL",
        "Độc lập - Tự do - Hạnh phúc",
        "Căn cứ Luật;",
        "Xét đề nghị.",
        "Cử ông Nguyễn Văn Thử",
        "☒ Hộ nghèo",
        "Nội dung",
        "0,5",
        "Nơi nhận:",
        "Hoàng Thị Mẫu",
    ] {
        assert!(page.contains(words), "{words} is not in the page");
        assert!(file.contains(words), "{words} is not in the file");
    }
}

#[test]
fn the_file_has_styles_fixed_widths_and_a_number_from_page_two() {
    let file = docx::write(&decision("An")).unwrap();
    let body = member(&file, "word/document.xml");
    assert!(body.contains("w:titlePg"), "the first page has a head of its own");
    assert!(body.contains("w:vMerge") && body.contains("w:gridSpan"));
    assert!(body.contains(r#"w:tblLayout w:type="fixed""#));
    let styles = member(&file, "word/styles.xml");
    assert!(styles.contains("heading 1") && styles.contains("Times New Roman"));
}

#[test]
fn the_name_of_the_state_stands_in_the_middle_of_a_personal_paper() {
    let official = decision("An");
    let mut personal = official.clone();
    let Some(Part::Head(head)) = personal.parts.first_mut() else { panic!("a head") };
    *head = Head {
        state: head.state.clone(),
        motto: head.motto.clone(),
        form: head.form.clone(),
        ..Head::default()
    };
    let columns = |document: &Document| {
        let body = member(&docx::write(document).unwrap(), "word/document.xml");
        let head = body.split("</w:tbl>").next().unwrap().to_owned();
        (head.matches("<w:tc>").count(), said(&head))
    };
    assert_eq!(columns(&official).0, 2);
    let (number, words) = columns(&personal);
    assert_eq!(number, 1);
    let page = html::write(&personal);
    let page = said(page.split("</header>").next().unwrap());
    for expected in ["Mẫu TP-TGPL-14", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    {
        assert!(words.contains(expected) && page.contains(expected), "{expected}");
    }
    assert!(html::write(&personal).contains("paper-own") && !html::write(&official).contains("paper-own"));
}

#[test]
fn the_page_has_no_style_of_its_own() {
    let page = html::write(&decision("<script>alert(1)</script>"));
    assert!(!page.contains("style=") && !page.contains("<script"));
    assert!(page.contains("&lt;script&gt;"));
}

proptest! {
    #[test]
    fn no_words_break_an_output(name in "\\PC{0,200}", odd in proptest::collection::vec(any::<char>(), 0..40)) {
        let odd: String = odd.into_iter().collect();
        for name in [name, odd, "#let x = 1 \\ $ {{ }} <w:p/> ]]> &amp; \u{202e}".to_owned()] {
            let document = decision(&name);
            let page = html::write(&document);
            prop_assert!(!page.contains("<w:p"));
            let file = docx::write(&document).unwrap();
            let body = member(&file, "word/document.xml");
            prop_assert!(body.ends_with("</w:document>"));
            let kept = papers::document::clean(&name);
            let first = kept.lines().next().unwrap_or_default().trim();
            prop_assert!(said(&body).contains(first), "{first:?}");
        }
    }
}
