//! A file of papers as one PDF, and as a package for the archive: what goes in can be read back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::io::{Cursor, Read as _, Write as _};

use papers::archive::{self, Damage, File, Package};
use papers::bundle::{self, Content, Paper, Placed};
use papers::document::pdf::write;
use papers::document::{Document, Look, Paragraph, Part, Run, square};

use kit::{decision, fonts, pages_of, told};

fn page(text: &str) -> Document {
    let parts = vec![Part::Paragraph(Paragraph::body(vec![Run::plain(text)]))];
    Document { title: text.into(), language: "vi".into(), date: (2026, 11, 22), look: Look::Act, parts }
}

fn paper(title: &str, content: Content) -> Paper {
    Paper { title: title.into(), content, instead: page(&format!("{title}: để riêng")) }
}

fn contents(placed: &[Placed]) -> Document {
    let parts = placed.iter().map(|place| {
        let text = format!("từ {} đến {} {}", place.from, place.to, place.whole);
        Part::Paragraph(Paragraph::body(vec![Run::plain(text)]))
    });
    Document { parts: parts.collect(), ..page("Mục lục") }
}

#[test]
fn papers_become_one_file_with_numbers_and_bookmarks() {
    let fonts = fonts();
    let foreign = write(&decision("Nguyễn Văn Thử"), &fonts).unwrap();
    let (picture, _) = square::png("https://example.invalid/1");
    let papers = vec![
        paper("Quyết định cử", Content::Pdf(foreign)),
        paper("Ảnh giấy tờ", Content::Png(picture)),
        paper("Đơn", Content::Written(page("Đơn yêu cầu"))),
        paper("Bản thảo", Content::Beside),
        paper("Tệp hỏng", Content::Pdf(b"%PDF-1.7 nothing of the kind".to_vec())),
        paper("Ảnh hỏng", Content::Jpeg(vec![0xff, 0xd8, 0xff, 0xe0])),
    ];
    let file = bundle::write(("Hồ sơ", "vi", (2026, 11, 22)), papers, contents, &fonts).unwrap();
    let Some(pages) = pages_of(&file) else { return };
    assert_eq!(pages.len(), 7);
    for line in ["từ 2 đến 2 true", "từ 3 đến 3 true", "từ 5 đến 5 false", "từ 7 đến 7 false"]
    {
        assert!(pages[0].contains(line), "{line}: {}", pages[0]);
    }
    for (at, page) in pages.iter().enumerate() {
        assert!(page.lines().any(|line| line.trim() == (at + 1).to_string()), "page {}: {page}", at + 1);
    }
    assert!(pages[1].contains("Nguyễn Văn Thử") && pages[3].contains("Đơn yêu cầu"));
    assert!(pages[5].contains("Tệp hỏng: để riêng"));
    let images = told("pdfimages", &["-list"], &file).unwrap();
    assert!(images.lines().count() > 2, "the picture is in: {images}");
    let text = String::from_utf8_lossy(&file);
    assert!(text.contains("/Outlines"));
}

#[test]
fn a_long_list_of_contents_counts_its_own_pages() {
    let fonts = fonts();
    let papers =
        (0..90).map(|at| paper(&at.to_string(), Content::Written(page(&format!("Giấy {at}"))))).collect();
    let file = bundle::write(("Hồ sơ", "vi", (2026, 11, 22)), papers, contents, &fonts).unwrap();
    let Some(pages) = pages_of(&file) else { return };
    let first = pages.iter().position(|page| page.contains("Giấy 0")).unwrap() + 1;
    assert!(first > 2 && pages[0].contains(&format!("từ {first} đến {first}")), "{}", pages[0]);
}

fn package() -> Package {
    let file = |name: &str, content: &[u8]| File {
        name: name.into(),
        title: "Đơn <yêu cầu> & \"giấy tờ\"".into(),
        media_type: "application/pdf".into(),
        content: content.to_vec(),
    };
    Package {
        id: "TT.06-2026-000001".into(),
        title: "Hồ sơ vụ việc".into(),
        created: "2026-11-22T10:00:00+07:00".into(),
        creator: "Trung tâm".into(),
        facts: vec![("Mã hồ sơ".into(), "TT.06/2026/000001".into()), ("Thời hạn".into(), "chưa định".into())],
        files: vec![file("đơn yêu cầu.pdf", b"%PDF-1"), file("../../etc/passwd", b"two")],
    }
}

/// The package with one member changed, left out or added.
fn tampered(bytes: &[u8], change: impl Fn(&str, &mut Vec<u8>) -> bool, extra: Option<&str>) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for at in 0..old.len() {
        let mut member = old.by_index(at).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        if change(&name, &mut content) {
            new.start_file(name, options).unwrap();
            new.write_all(&content).unwrap();
        }
    }
    if let Some(name) = extra {
        new.start_file(name, options).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn a_package_proves_what_was_put_in() {
    let bytes = archive::write(&package()).unwrap();
    let proven = archive::read(&bytes).unwrap();
    assert_eq!(proven.id, "TT.06-2026-000001");
    let data: Vec<(&String, &Vec<u8>)> =
        proven.files.iter().filter(|(path, _)| path.starts_with("representations/")).collect();
    assert_eq!(data.len(), 2);
    assert_eq!(data[0].1, b"%PDF-1");
    assert!(data.iter().all(|(path, _)| !path.contains("..")), "{data:?}");
    let mets = String::from_utf8(proven.files["METS.xml"].clone()).unwrap();
    assert!(mets.contains("CHECKSUMTYPE=\"SHA-256\"") && mets.contains("OAISPACKAGETYPE=\"SIP\""));
    assert!(!mets.contains("<yêu"), "words are not markup");
}

#[test]
fn what_was_changed_added_or_taken_away_is_found() {
    let bytes = archive::write(&package()).unwrap();
    let is_second = |name: &str| name.contains("/data/0002");
    let changed = tampered(
        &bytes,
        |name, content| {
            if is_second(name) {
                content.push(b'!');
            }
            true
        },
        None,
    );
    assert!(matches!(archive::read(&changed), Err(Damage::Changed(path)) if path.contains("0002")));
    let lacking = tampered(&bytes, |name, _| !is_second(name), None);
    assert!(matches!(archive::read(&lacking), Err(Damage::Lacking(_))));
    let more = tampered(&bytes, |_, _| true, Some("TT.06-2026-000001/representations/rep1/data/0003-x"));
    assert!(matches!(archive::read(&more), Err(Damage::Unlisted(_))));
    assert!(matches!(archive::read(b"no zip"), Err(Damage::Unreadable(_))));
}
