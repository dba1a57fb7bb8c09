//! What the tests of written files share: a document, the faces, the tools that read a file back.
#![expect(dead_code, reason = "not every test uses all of it")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use papers::document::pdf::Fonts;
use papers::document::{
    Align, Cell, Column, Document, Filled, Head, Look, Paragraph, Part, Run, Sign, Signer, Table, Tick,
    clean, closed,
};

/// Something is not on this machine; where nothing may be skipped, that is a failure.
pub fn skipped(what: &str) {
    #[expect(clippy::disallowed_methods, reason = "a test says what it skips")]
    let may_skip = std::env::var("TGPL_NO_SKIP").is_err();
    assert!(may_skip, "{what} is missing");
}

/// The faces of the machine, read once.
pub fn fonts() -> Fonts {
    static FONTS: std::sync::OnceLock<Fonts> = std::sync::OnceLock::new();
    let read = || {
        let fonts = Fonts::from_folder(Path::new("/usr/share/fonts/truetype"));
        if !fonts.name().starts_with("Liberation") && !fonts.name().starts_with("Tinos") {
            skipped("Liberation Serif (fonts-liberation2)");
        }
        fonts
    };
    FONTS.get_or_init(read).clone()
}

/// What a tool writes about a file that it reads from a path; nothing when the tool is not there.
fn output(tool: &str, words: &[&str], last: &[&str], file: &[u8]) -> Option<Vec<u8>> {
    if Command::new(tool).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        skipped(tool);
        return None;
    }
    let mut path = tempfile::NamedTempFile::new().unwrap();
    path.write_all(file).unwrap();
    let out = Command::new(tool).args(words).arg(path.path()).args(last).output().unwrap();
    assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr));
    Some(out.stdout)
}

/// For tools that write to a place named last.
pub fn run(tool: &str, words: &[&str], file: &[u8]) -> Option<String> {
    output(tool, words, &["-"], file).map(|out| String::from_utf8_lossy(&out).into_owned())
}

/// For tools that tell about a file.
pub fn told(tool: &str, words: &[&str], file: &[u8]) -> Option<String> {
    output(tool, words, &[], file).map(|out| String::from_utf8_lossy(&out).into_owned())
}

/// The text of each page.
pub fn pages_of(file: &[u8]) -> Option<Vec<String>> {
    let text = run("pdftotext", &["-raw", "-enc", "UTF-8"], file)?;
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
}

/// Words without what only the layout adds: blanks, dots to write on.
pub fn bare(text: &str) -> String {
    let dropped = |letter: &char| letter.is_whitespace() || matches!(letter, '…' | '\u{200b}' | '\u{ad}');
    text.chars().filter(|letter| !dropped(letter)).collect()
}

/// Letters in order, so that two texts of the same words in another order are the same.
pub fn letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// What a document says, in the order of reading.
pub fn said(document: &Document) -> String {
    let mut out = Vec::new();
    for part in &document.parts {
        words_of(part, &mut out);
    }
    clean(&out.join("\n"))
}

pub fn words_of(part: &Part, out: &mut Vec<String>) {
    match part {
        Part::Head(head) => {
            let first = [&head.form, &head.above].into_iter().flatten().cloned();
            out.extend(first.chain([head.body.clone(), head.state.clone(), head.motto.clone()]));
            out.extend([&head.number, &head.subject].into_iter().flatten().cloned());
            out.push(head.place_date.clone());
        }
        Part::Title { name, about } => out.extend([Some(name.clone()), about.clone()].into_iter().flatten()),
        Part::To { lines } => out.extend(lines.clone()),
        Part::Bases { lines } => out.extend(closed(lines)),
        Part::Centred { text } | Part::Heading { text, .. } => out.push(text.clone()),
        Part::Paragraph(paragraph) => out.extend(paragraph.runs.iter().map(|run| run.text.clone())),
        Part::Fields { rows } => {
            out.extend(
                rows.iter().map(|row| format!("{}: {}", row.label, row.value.clone().unwrap_or_default())),
            );
        }
        Part::Checks { label, options } => {
            out.push(label.clone());
            let sign = |option: &Tick| if option.ticked { '☒' } else { '☐' };
            out.extend(options.iter().map(|option| format!("{} {}", sign(option), option.text)));
        }
        Part::Table(table) => {
            out.extend(table.caption.clone());
            out.extend(table.head.iter().chain(&table.rows).flatten().map(|cell| cell.text.clone()));
        }
        Part::Sign(sign) => {
            if !sign.recipients_label.is_empty() {
                out.push(sign.recipients_label.clone());
                out.extend(sign.recipients.iter().map(|line| format!("- {line}")));
            }
            for signer in &sign.signers {
                out.extend(signer.above.clone());
                out.extend(signer.authority.clone());
                out.extend([&signer.hint, &signer.name].into_iter().flatten().cloned());
            }
        }
        Part::Code { content, words } => {
            out.extend(words.clone());
            out.push(content.clone());
        }
        Part::Break => {}
    }
}

/// A decision with a part of each kind.
pub fn decision(name: &str) -> Document {
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
            Part::Title {
                name: "QUYẾT ĐỊNH".into(),
                about: Some("Về việc cử người thực hiện trợ giúp pháp lý".into()),
            },
            Part::Bases {
                lines: vec![
                    "Căn cứ Luật Trợ giúp pháp lý năm 2017".into(),
                    "Xét đề nghị của Phòng Nghiệp vụ".into(),
                ],
            },
            Part::Centred { text: "QUYẾT ĐỊNH:".into() },
            Part::Paragraph(Paragraph::body(vec![
                Run::bold("Điều 1. "),
                Run::plain(format!(
                    "Cử ông {name} tham gia tố tụng để bào chữa cho người được trợ giúp pháp lý trong vụ án do Cơ quan Cảnh sát điều tra thụ lý, kể từ ngày ký quyết định này."
                )),
            ])),
            Part::Fields {
                rows: vec![
                    Filled { label: "Địa chỉ".into(), value: None },
                    Filled { label: "Họ tên".into(), value: Some(name.into()) },
                ],
            },
            Part::Checks {
                label: "Diện".into(),
                options: vec![
                    Tick { ticked: true, text: "Hộ nghèo".into() },
                    Tick { ticked: false, text: "Trẻ em".into() },
                ],
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
                rows: vec![vec![cell("1"), cell("Gặp người được trợ giúp"), cell("0,5")]],
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

/// Whether every element of a page is closed where it should be.
pub fn well_formed(page: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None if ["br", "hr", "col", "path", "rect"].contains(&name) || tag.ends_with('/') => {}
            None => open.push(name),
        }
    }
    open.is_empty()
}

/// What a word processor reads in files, opened all at once; nothing when there is none on this machine.
pub fn read_by_office(files: &[Vec<u8>]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |at: usize, ending: &str| folder.path().join(format!("{at}.{ending}"));
    let mut paths = Vec::new();
    for (at, file) in files.iter().enumerate() {
        std::fs::write(path(at, "docx"), file).unwrap();
        paths.push(path(at, "docx"));
    }
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let mut office = Command::new("soffice");
    office.args([profile.as_str(), "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"]);
    let Ok(done) = office.arg(folder.path()).args(&paths).output() else {
        skipped("soffice");
        return None;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = |at: usize| {
        std::fs::read_to_string(path(at, "txt")).unwrap().trim_start_matches('\u{feff}').to_owned()
    };
    Some((0..files.len()).map(text).collect())
}

/// The columns of a register.
pub const TITLES: [&str; 10] = [
    "Số",
    "Ngày",
    "Họ tên",
    "Năm sinh",
    "Diện",
    "Lĩnh vực",
    "Hình thức",
    "Người thực hiện",
    "Kết quả",
    "Ghi chú",
];

/// A line of it.
pub fn row(at: usize) -> [String; 10] {
    let names = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lò Văn Ví Dụ", "Hoàng Thị Phương Anh", "Nông Văn Tài"];
    [
        format!("{at:05}"),
        format!("{:02}/{:02}/2026", at % 28 + 1, at % 12 + 1),
        format!("{} {at}", names[at % names.len()]),
        (1940 + at % 70).to_string(),
        ["Hộ nghèo", "Trẻ em", "Người dân tộc thiểu số ở vùng khó khăn"][at % 3].to_owned(),
        ["Dân sự", "Hình sự", "Đất đai"][at % 3].to_owned(),
        "Tham gia tố tụng".to_owned(),
        names[at % 3].to_owned(),
        "Hoàn thành".to_owned(),
        String::new(),
    ]
}

/// A register of so many lines.
pub fn register(rows: usize) -> Document {
    let cells = |row: [String; 10]| row.map(Cell::new).to_vec();
    let table = Table {
        columns: [2, 3, 5, 2, 5, 3, 4, 5, 3, 3].map(|share| Column { share, align: Align::Left }).to_vec(),
        head: vec![TITLES.map(Cell::head).to_vec()],
        rows: (1..=rows).map(|at| cells(row(at))).collect(),
        ..Table::default()
    };
    let parts = vec![Part::Title { name: "SỔ THỤ LÝ".into(), about: None }, Part::Table(table)];
    Document {
        title: "Sổ thụ lý".into(),
        language: "vi".into(),
        date: (2026, 11, 22),
        look: Look::Book,
        parts,
    }
}
