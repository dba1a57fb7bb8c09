//! Proof of the forms on paper: each is written as PDF, DOCX and HTML, read back by other programs, and says the same;
//! twelve are held against pictures of their first page that were looked at by eye.
//!
//! `TGPL_PICTURES=write` draws the pictures anew and leaves PDF, DOCX and HTML in the folder of temporary ones: look at
//! them before the pictures are kept.

use std::path::{Path, PathBuf};
use std::process::Command;

use papers::document::{Document, docx, html, pdf};

use super::facts::{ENTRIES, VALUES};
use super::forms::{self, Form};
use super::layout::{Facts, lay_out};

#[path = "../../../papers/tests/kit/mod.rs"]
mod kit;

use kit::{bare, fonts, letters, pages_of, read_by_office, said, skipped, well_formed, words_of};

/// The forms whose pages are kept as pictures.
const PICTURES: [&str; 12] = [
    "form_02",
    "form_03",
    "form_04",
    "form_05",
    "form_06",
    "form_07",
    "form_08",
    "form_09",
    "form_11",
    "tp_tgpl_14",
    "tp_tgpl_15",
    "contents_list",
];

/// Invented facts for every name a form may use.
fn facts() -> Facts {
    let mut facts = Facts { date: (2026, 11, 22), ..Facts::default() };
    for name in VALUES.iter().filter(|name| **name != "blank") {
        let text = match *name {
            "state_name" => "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "state_motto" => "Độc lập - Tự do - Hạnh phúc",
            "number_label" => "Số:",
            "form_label" => "Mẫu",
            "recipients_label" => "Nơi nhận:",
            "number" => "07",
            "place_date" => "Thái Nguyên, ngày 05 tháng 02 năm 2026",
            "org_name" => "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Thái Nguyên",
            "org_above" => "Sở Tư pháp tỉnh Thái Nguyên",
            "head_post" => "Giám đốc",
            "head_name" => "Hoàng Thị Mẫu",
            "file_code" => "TT.06/2026/000123",
            "matter" => "Tranh chấp quyền sử dụng đất giữa các hộ gia đình tại xóm Đồng Chùa",
            "agency" => "Tòa án nhân dân khu vực 2 – Thái Nguyên",
            "accepted_on" | "received_on" | "assigned_on" | "closed_on" => "05/02/2026",
            "provider_name" => "Trần Văn Thử",
            "client_names" | "requester_name" => "Nguyễn Thị Ví Dụ",
            "requester_phone" => "0900 000 000",
            _ => "Nội dung đã ghi trong hồ sơ",
        };
        facts.values.insert(name, text.to_owned());
    }
    for (list, names) in ENTRIES {
        let said = |name: &str, at: usize| match name {
            "number" | "pages" => at.to_string(),
            "date" | "birth" => format!("0{at}/02/1990"),
            _ => format!("Nội dung {name} {at}"),
        };
        let entry = |at: usize| names.iter().map(|name| (*name, said(name, at))).collect();
        facts.lists.insert(list, (1..=3).map(entry).collect());
    }
    facts
}

fn documents() -> Vec<(&'static Form, Document)> {
    let facts = facts();
    forms::all().iter().map(|form| (form, lay_out(form, &facts))).collect()
}

#[test]
fn every_form_is_an_archival_file_that_says_what_the_form_says() {
    let fonts = fonts();
    for (form, document) in documents() {
        let file = pdf::write(&document, &fonts).expect(&form.key);
        let Some(pages) = pages_of(&file) else { return };
        // The number of a page is no word of the document.
        let numbered = |(at, page): (usize, &String)| {
            let number = (at + 1).to_string();
            page.lines().filter(|line| at == 0 || line.trim() != number).collect::<String>()
        };
        let text: String = pages.iter().enumerate().map(numbered).collect();
        assert_eq!(bare(&text), bare(&said(&document)), "{}", form.key);
    }
}

#[test]
fn every_form_opens_in_a_word_processor_and_says_the_same() {
    let documents = documents();
    let files: Vec<Vec<u8>> = documents.iter().map(|(_, it)| docx::write(it).expect("a file")).collect();
    let Some(texts) = read_by_office(&files) else { return };
    for ((form, document), text) in documents.iter().zip(texts) {
        let text = bare(&text);
        let mut pieces = Vec::new();
        document.parts.iter().for_each(|part| words_of(part, &mut pieces));
        for piece in &pieces {
            assert!(text.contains(&bare(piece)), "{}: {piece:?} is not in {text}", form.key);
        }
        assert_eq!(letters(&text), letters(&bare(&said(document))), "{}", form.key);
    }
}

#[test]
fn every_form_is_well_formed_on_the_screen() {
    for (form, document) in documents() {
        let page = html::write(&document);
        assert!(well_formed(&page), "{}: {page}", form.key);
        let bare_page = bare(&unmarked(&page));
        for word in said(&document).lines().map(bare) {
            // The strokes before recipients are drawn by the style sheet.
            assert!(bare_page.contains(word.trim_start_matches('-')), "{}: {word}", form.key);
        }
    }
}

fn unmarked(page: &str) -> String {
    let text: String =
        page.split('<').filter_map(|rest| rest.split_once('>').map(|(_, text)| text)).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A page in grey: width, height, dots.
type Picture = (u32, u32, Vec<u8>);

/// The first page as a picture, small.
fn drawn(file: &[u8], folder: &Path) -> Option<Picture> {
    let (path, root) = (folder.join("page.pdf"), folder.join("page"));
    std::fs::write(&path, file).expect("written");
    let mut tool = Command::new("pdftoppm");
    tool.args(["-r", "40", "-gray", "-singlefile", "-f", "1", "-l", "1"]).arg(&path).arg(&root);
    if tool.status().is_err() {
        skipped("pdftoppm");
        return None;
    }
    let bytes = std::fs::read(root.with_extension("pgm")).expect("drawn");
    // "P5 width height 255", then the dots.
    let mut head = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || std::str::from_utf8(head.next()?).ok();
    let (_, width, height) = (number()?, number()?, number()?);
    let dots = head.next()?.splitn(2, |byte| byte.is_ascii_whitespace()).nth(1)?;
    Some((width.parse().ok()?, height.parse().ok()?, dots.to_vec()))
}

fn kept(path: &Path) -> Picture {
    let file = std::fs::File::open(path).unwrap_or_else(|_| panic!("{} is not kept", path.display()));
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("a picture");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut dots).expect("a picture");
    (info.width, info.height, dots)
}

fn keep(path: &Path, (width, height, dots): &Picture) {
    let file = std::fs::File::create(path).expect("a file");
    let mut encoder = png::Encoder::new(file, *width, *height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(dots)).expect("written");
}

#[test]
fn pages_look_as_they_were_looked_at() {
    let fonts = fonts();
    let folder = tempfile::tempdir().expect("a folder");
    let place = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages"));
    #[expect(clippy::disallowed_methods, reason = "a person asks for new pictures")]
    let anew = std::env::var("TGPL_PICTURES").is_ok_and(|word| word == "write");
    for key in PICTURES {
        let versions = documents().into_iter().filter(|(form, _)| form.key == key);
        let (_, document) = versions.max_by_key(|(form, _)| form.valid_from).expect(key);
        let file = pdf::write(&document, &fonts).expect(key);
        let Some(picture) = drawn(&file, folder.path()) else { return };
        let path = place.join(format!("{key}.png"));
        if anew {
            keep(&path, &picture);
            let leave = |ending: &str, bytes: &[u8]| {
                std::fs::write(std::env::temp_dir().join(format!("{key}.{ending}")), bytes).expect("written");
            };
            leave("pdf", &file);
            leave("docx", &docx::write(&document).expect(key));
            leave("html", html::write(&document).as_bytes());
            continue;
        }
        let old = kept(&path);
        assert_eq!((picture.0, picture.1), (old.0, old.1), "{key}");
        let off = picture.2.iter().zip(&old.2).map(|(new, old)| new.abs_diff(*old));
        let (mut sum, mut far) = (0_u64, 0_u64);
        for off in off {
            sum += u64::from(off);
            far += u64::from(off > 96);
        }
        // Readers differ in how they smooth letters; a line that moves changes far more.
        let dots = picture.2.len() as u64;
        assert!(sum < 2 * dots && far * 400 < dots, "{key}: {sum} in all, {far} dots of {dots} differ");
    }
}
