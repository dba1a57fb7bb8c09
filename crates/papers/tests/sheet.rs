//! Reads and writes real table files: good ones, damaged ones and ones made to do harm.
//!
//! Old encodings are made here by tables of their own, written as the letters look in Latin-1, so
//! that the tables in `papers::encoding` are checked against a second source.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use papers::encoding::Looks;
use papers::sheet::{Cell, Foreign, Format, Limits, Row, Sheet, SheetProblem, SheetWriter, open};
use proptest::prelude::*;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

const CSV: Format = Format::Csv { byte_order_mark: false };
const CSV_FOR_EXCEL: Format = Format::Csv { byte_order_mark: true };

/// A file in a folder of its own, which goes away with it.
struct TestFile {
    path: PathBuf,
    _folder: TempDir,
}

fn file(bytes: impl AsRef<[u8]>) -> TestFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.dat");
    fs::write(&path, bytes).unwrap();
    TestFile { path, _folder: folder }
}

fn open_bytes(bytes: impl AsRef<[u8]>) -> Result<Sheet, SheetProblem> {
    open(file(bytes).path, &Limits::default())
}

/// All rows, which must be good.
fn rows(bytes: impl AsRef<[u8]>) -> Vec<Row> {
    open_bytes(bytes).unwrap().map(Result::unwrap).collect()
}

fn cells(bytes: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    rows(bytes).into_iter().map(|row| row.cells).collect()
}

/// The problem that keeps a file from being opened, or else the first one among its rows.
fn problem(bytes: impl AsRef<[u8]>) -> SheetProblem {
    problem_within(bytes, &Limits::default())
}

fn problem_within(bytes: impl AsRef<[u8]>, limits: &Limits) -> SheetProblem {
    match open(file(bytes).path, limits) {
        Err(problem) => problem,
        Ok(sheet) => sheet.filter_map(Result::err).next().expect("a problem"),
    }
}

fn written(format: Format, titles: &[&str], table: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer = SheetWriter::new(Vec::new(), format, titles).unwrap();
    for row in table {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

fn text_table(format: Format, titles: &[&str], table: &[Vec<String>]) -> Vec<u8> {
    let table: Vec<Vec<Cell>> =
        table.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()).collect();
    written(format, titles, &table)
}

// CSV

#[test]
fn reads_csv_with_any_delimiter_mark_and_line_end() {
    let wide = |text: &str, encode: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    };
    let expected = [["Nguyễn Văn Hùng", "Đắk Lắk"], ["Y Dhăm Êban", ""]];
    for bytes in [
        "name,place\nNguyễn Văn Hùng,Đắk Lắk\nY Dhăm Êban,\n".into(),
        "\u{FEFF}name;place\r\nNguyễn Văn Hùng;Đắk Lắk\r\n\r\nY Dhăm Êban".into(),
        "\n\u{20}name \t place\rNguyễn Văn Hùng\tĐắk Lắk\rY Dhăm Êban\t\t".into(),
        wide("\u{FEFF}name\tplace\r\nNguyễn Văn Hùng\tĐắk Lắk\r\nY Dhăm Êban", u16::to_le_bytes),
        wide("\u{FEFF}name,place\n\"Nguyễn Văn Hùng\",Đắk Lắk\n,\nY Dhăm Êban,,", u16::to_be_bytes),
    ] {
        let bytes: Vec<u8> = bytes;
        assert_eq!(open_bytes(&bytes).unwrap().header(), ["name", "place"]);
        assert_eq!(cells(&bytes), expected);
    }
}

#[test]
fn an_unbalanced_quote_is_found_where_it_opens() {
    let problem = problem("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
    assert_eq!(problem.code(), "sheet.bad_quote");
    assert_eq!((problem.line(), problem.column()), (Some(3), Some(2)));
}

#[test]
fn a_header_must_be_there_and_unique() {
    assert_eq!(problem("").code(), "sheet.no_header");
    assert_eq!(problem(" \n\n,,\n").code(), "sheet.no_header");
    assert_eq!(problem("a,,c\n1,2,3").code(), "sheet.empty_header");
    let twin = problem("\na,b, a\n");
    assert_eq!((twin.code(), twin.line(), twin.column()), ("sheet.duplicate_header", Some(2), Some(3)));
}

#[test]
fn a_header_may_be_as_wide_as_excel_allows() {
    let wide = |count: usize| (1..=count).map(|it| it.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(open_bytes(wide(16_384)).unwrap().header().len(), 16_384);
    assert_eq!(problem(wide(16_385)).code(), "sheet.too_many_columns");
    assert_eq!(problem(format!("{}\n{}", wide(16_384), wide(20_000))).column(), Some(16_385));
}

#[test]
fn a_bad_row_is_named_and_the_rest_is_read() {
    let limits = Limits { max_cell_chars: 5, ..Limits::default() };
    let text = "a,b\n1,2,3\n4,ẫẫẫẫẫ\n\n6,'-1234\n7,123456\n8,\"x\0\"\n9,10,,\n";
    let outcomes: Vec<_> = open(file(text).path, &limits)
        .unwrap()
        .map(|it| it.map(|row| (row.line, row.cells)).map_err(|it| (it.code(), it.line(), it.column())))
        .collect();
    let row = |line, a: &str, b: &str| Ok((line, vec![a.to_owned(), b.to_owned()]));
    assert_eq!(
        outcomes,
        [
            Err(("sheet.too_many_cells", Some(2), Some(3))),
            row(3, "4", "ẫẫẫẫẫ"),
            row(5, "6", "-1234"),
            Err(("sheet.cell_too_long", Some(6), Some(2))),
            Err(("sheet.zero_character", Some(7), Some(2))),
            row(8, "9", "10"),
        ]
    );
}

#[test]
fn sizes_are_limited() {
    let text = "a\n1\n2\n3\n";
    let limits = Limits { max_bytes: 7, ..Limits::default() };
    assert!(matches!(problem_within(text, &limits), SheetProblem::TooLarge { bytes: 8, limit: 7 }));
    let limits = Limits { max_rows: 2, ..Limits::default() };
    assert!(matches!(problem_within(text, &limits), SheetProblem::TooManyRows { limit: 2 }));
    let rows = open(file(text).path, &limits).unwrap().count();
    assert_eq!(rows, 3, "two rows and the problem");
}

#[test]
fn streams_a_hundred_thousand_rows() {
    let mut text = String::from("org_code,file_code,client_name\n");
    for number in 1..=100_000 {
        text += &format!("TT.{:02},{number:06},Nguyễn Thị Được {number}\n", number % 34 + 1);
    }
    text += "TT.01,\"";
    let file = file(text);
    let mut sheet = open(&file.path, &Limits::default()).unwrap();
    let mut count = 0;
    let mut last = None;
    // The trouble at the end does not keep the rows before it.
    for row in sheet.by_ref().take(100_000) {
        let row = row.unwrap();
        count += 1;
        assert_eq!(row.line, count + 1);
        last = row.cells.into_iter().nth(1);
    }
    assert_eq!((count, last.as_deref()), (100_000, Some("100000")));
    assert_eq!(sheet.next().unwrap().unwrap_err().line(), Some(100_002));
    assert!(sheet.next().is_none());
}

// Encodings

const LETTERS: &str = "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị \
    ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ đ Đ";
const TCVN3: &str = "µ ¶ · ¸ ¹ ¨ » ¼ ½ ¾ Æ © Ç È É Ê Ë Ì Î Ï Ð Ñ ª Ò Ó Ô Õ Ö × Ø Ü Ý Þ \
    ß á â ã ä « å æ ç è é ¬ ê ë ì í î ï ñ ò ó ô \u{AD} õ ö ÷ ø ù ú û ü ý þ ® §";
const VNI: &str = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä \
    ì æ ó í ò oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï \
    yø yû yõ yù î ñ Ñ";
const WINDOWS_1258: &str = "à aÒ aÞ á aò ã ãÌ ãÒ ãÞ ãì ãò â âÌ âÒ âÞ âì âò è eÒ eÞ é eò ê êÌ êÒ êÞ êì êò \
    iÌ iÒ iÞ í iò oÌ oÒ oÞ ó oò ô ôÌ ôÒ ôÞ ôì ôò õ õÌ õÒ õÞ õì õò ù uÒ uÞ ú uò ý ýÌ ýÒ ýÞ ýì ýò \
    yÌ yÒ yÞ yì yò ð Ð";

const REGISTER: &str = "ho ten,noi o,doi tuong,ghi chu\n\
    Nguyễn Văn Hùng,xã Tân Lập,người nghèo,thụ lý ngày mùng một\n\
    Trần Thị Lệ Thủy,phường Cửa Nam,trẻ em,vụ án hình sự\n\
    Lò Văn Páo,bản Nậm Cản,dân tộc thiểu số,tranh chấp đất đai\n\
    Phạm Đình Lợi,thị trấn Mường Xén,người khuyết tật,ly hôn\n\
    Đặng Kim Oanh,xã Hòa Bình,người cao tuổi,đã kết thúc\n";

/// The text as the old fonts stored it, each byte shown as the Latin-1 letter it is.
fn in_old_letters(text: &str, table: &str) -> String {
    let pairs: Vec<(&str, &str)> = LETTERS.split(' ').zip(table.split(' ')).collect();
    assert_eq!(pairs.len(), 68);
    assert_eq!(table.split(' ').count(), 68);
    text.chars()
        .map(|letter| {
            let found = pairs.iter().find(|(modern, _)| modern.starts_with(letter));
            found.map_or_else(|| letter.to_string(), |(_, old)| (*old).to_owned())
        })
        .collect()
}

fn in_old_bytes(text: &str, table: &str) -> Vec<u8> {
    in_old_letters(text, table).chars().map(|letter| u8::try_from(letter).unwrap()).collect()
}

fn looks_of(problem: &SheetProblem) -> (Looks, u64) {
    match problem {
        SheetProblem::Encoding { looks, line, .. } => (*looks, *line),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_the_encoding_of_a_file_that_is_not_utf8() {
    let tables = [(TCVN3, Looks::Tcvn3), (VNI, Looks::VniWindows), (WINDOWS_1258, Looks::Windows1258)];
    for (table, looks) in tables {
        assert_eq!(looks_of(&problem(in_old_bytes(REGISTER, table))), (looks, 2));
        let capitals = in_old_bytes(&REGISTER.to_uppercase().to_lowercase(), table);
        assert_eq!(looks_of(&problem(capitals)), (looks, 2));
        // The trouble begins far behind good rows and the first piece of the file.
        let late = ["a,b,c,d\n".repeat(20_000).into_bytes(), in_old_bytes(REGISTER, table)].concat();
        assert_eq!(looks_of(&problem(late)), (looks, 20_002));
    }
    assert_eq!(looks_of(&problem(b"n\nFran\xE7ois\nH\xE9l\xE8ne")), (Looks::Unknown, 2));
    let cut_in_a_letter = &REGISTER.as_bytes()[..REGISTER.len() - "úc\n".len() + 1];
    assert_eq!(looks_of(&problem(cut_in_a_letter)), (Looks::Utf8, 6));
    assert_eq!(looks_of(&problem(b"a\0,\0b\0\n\0c\0,\0d\0")).0, Looks::Utf16);
    assert_eq!(looks_of(&problem(b"\xFF\xFEa\0\n\0b")).0, Looks::Utf16);
}

#[test]
fn names_old_letters_in_files_that_are_unicode() {
    let twice = |text: &str| -> String {
        // The letters here need no byte that Windows-1252 shows otherwise than Latin-1.
        text.bytes().map(char::from).collect()
    };
    let sheets = [
        (in_old_letters(REGISTER, TCVN3), Looks::Tcvn3),
        (in_old_letters(REGISTER, VNI), Looks::VniWindows),
        (twice(REGISTER), Looks::Utf8Twice),
    ];
    for (text, looks) in sheets {
        assert_eq!(looks_of(&problem(&text)), (looks, 2));
        let lines: Vec<Vec<String>> =
            text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        let workbook = text_table(Format::Xlsx, &["a", "b", "c", "d"], &lines[1..]);
        assert_eq!(looks_of(&problem(workbook)), (looks, 2));
    }
}

#[test]
fn old_letters_behind_the_first_rows_are_named_at_the_end() {
    let good = "Nguyễn Thị Được,x,y,z\n".repeat(300);
    let old = in_old_letters(REGISTER.split_once('\n').unwrap().1, TCVN3);
    let sheet = open_bytes(format!("a,b,c,d\n{good}{old}{good}")).unwrap();
    let outcomes: Vec<_> = sheet.collect();
    assert_eq!(outcomes.len(), 606);
    assert_eq!(looks_of(outcomes[605].as_ref().unwrap_err()), (Looks::Tcvn3, 302));
}

#[test]
fn names_of_all_peoples_are_read() {
    let names = "Y Dhăm Êban\nH'Loan Mlô\nK'Brôih\nNay Phôt\nKsor H'Phuê\nY Blô Niê\nSùng A Páo\n\
        José da Conceição\nHélène Noël\nMüller\nĐinh Y Nhượng\nH'Mông\n";
    assert_eq!(rows(format!("name\n{names}")).len(), 12);
    assert_eq!(rows(format!("name\n{REGISTER}").replace(',', " ")).len(), 6);
}

// XLSX

fn part(archive: &mut zip::ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) {
    archive.start_file(name, SimpleFileOptions::default()).unwrap();
    archive.write_all(content).unwrap();
}

/// A workbook by hand around the XML of its sheet, with more parts if wanted.
fn workbook(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let relations = |target: &str, kind: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    part(&mut archive, "_rels/.rels", relations("xl/workbook.xml", "officeDocument").as_bytes());
    part(&mut archive, "xl/workbook.xml", book.as_bytes());
    part(
        &mut archive,
        "xl/_rels/workbook.xml.rels",
        relations("worksheets/sheet1.xml", "worksheet").as_bytes(),
    );
    part(&mut archive, "xl/worksheets/sheet1.xml", sheet);
    for (name, content) in more {
        part(&mut archive, name, content);
    }
    archive.finish().unwrap().into_inner()
}

fn sheet_xml(cells: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{cells}</sheetData></worksheet>").into_bytes()
}

const SMALL_SHEET: &str = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>name</t></is></c></row>\
    <row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>Hùng</t></is></c><c r=\"C5\"/></row>";

#[test]
fn a_workbook_comes_back_as_it_was_written() {
    let decimal = |digits, scale| Cell::Decimal { digits, scale };
    let table = [
        vec!["001".into(), Cell::Integer(-12), Cell::Date(2026, 11, 22), decimal(875, 1)],
        vec!["=1+1".into(), Cell::Integer(1_500_000), Cell::Date(1900, 3, 1), decimal(1_000, 1)],
        vec![],
        vec!["a\r\n b\u{1}_x0041_&<".into(), Cell::Integer(i64::MAX), Cell::Date(1899, 12, 31), Cell::Empty],
        vec![Cell::Empty, Cell::Empty, Cell::Date(9999, 12, 31), decimal(-1, 20)],
    ];
    let bytes = written(Format::Xlsx, &["code", "count", "date", "score"], &table);
    assert_eq!(bytes, written(Format::Xlsx, &["code", "count", "date", "score"], &table));
    let rows = rows(&bytes);
    let expected = [
        (2, ["001", "-12", "2026-11-22", "87.5"]),
        (3, ["=1+1", "1500000", "1900-03-01", "100"]),
        (5, ["a\r\n b\u{1}_x0041_&<", "9223372036854775807", "1899-12-31", ""]),
        (6, ["", "", "9999-12-31", "-0.00000000000000000001"]),
    ];
    let rows: Vec<_> = rows.iter().map(|row| (row.line, row.cells.clone())).collect();
    assert_eq!(rows, expected.map(|(line, cells)| (line, cells.map(str::to_owned).to_vec())));
}

#[test]
fn a_formula_is_the_value_saved_with_it() {
    use rust_xlsxwriter::{Formula, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().set_hidden(true).write(0, 0, "not this sheet").unwrap();
    let sheet = book.add_worksheet().set_active(true);
    sheet.write(0, 0, "total").unwrap().write(0, 1, "name").unwrap();
    sheet.write(1, 0, Formula::new("=SUM(1,2)").set_result("3")).unwrap();
    sheet.write(1, 1, Formula::new("=\"Hù\"&\"ng\"").set_result("Hùng")).unwrap();
    sheet.write(2, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(3, 0, true).unwrap();
    let outcomes: Vec<_> = open_bytes(book.save_to_buffer().unwrap()).unwrap().collect();
    assert_eq!(outcomes[0].as_ref().unwrap().cells, ["3", "Hùng"]);
    let problem = outcomes[1].as_ref().unwrap_err();
    assert_eq!((problem.code(), problem.line(), problem.column()), ("sheet.formula_error", Some(3), Some(1)));
    assert_eq!(outcomes[2].as_ref().unwrap().cells, ["TRUE", ""]);
}

#[test]
fn lines_of_a_workbook_are_those_a_person_sees() {
    let rows = rows(workbook(&sheet_xml(SMALL_SHEET), &[]));
    assert_eq!(rows, [Row { line: 5, cells: vec!["Hùng".to_owned()] }]);
}

#[test]
fn macros_and_links_are_data() {
    let more: [(&str, &[u8]); 2] = [
        ("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0 Sub Auto_Open() Shell \"calc\""),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink><externalBook r:id=\"r9\"/></externalLink>"),
    ];
    assert_eq!(rows(workbook(&sheet_xml(SMALL_SHEET), &more)).len(), 1);
}

#[test]
fn rows_and_cells_out_of_order_are_refused() {
    for cells in [
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></row>",
    ] {
        assert_eq!(problem(workbook(&sheet_xml(cells), &[])).code(), "sheet.broken", "{cells}");
    }
    let wide = "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>";
    assert_eq!(problem(workbook(&sheet_xml(wide), &[])).code(), "sheet.too_many_columns");
}

#[test]
fn damaged_workbooks_are_broken_and_nothing_worse() {
    let table: Vec<Vec<String>> = (0..500).map(|number| vec![format!("Nguyễn {number}")]).collect();
    let whole = text_table(Format::Xlsx, &["name"], &table);
    assert_eq!(rows(&whole).len(), 500);
    for length in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert_eq!(problem(&whole[..length]).code(), "sheet.broken", "{length}");
    }
    let mut bent = whole;
    let middle = bent.len() / 2;
    bent[middle] ^= 0x55;
    assert_eq!(problem(&bent).code(), "sheet.broken");
}

/// Changes the unpacked size of each part, or of the largest, in the zip directory.
fn declare(bytes: &mut [u8], size: u32) {
    const ENTRY: &[u8] = b"PK\x01\x02";
    let entries: Vec<usize> =
        (0..bytes.len() - 46).filter(|start| bytes[*start..].starts_with(ENTRY)).collect();
    let declared = |start: usize| u32::from_le_bytes(bytes[start + 24..start + 28].try_into().unwrap());
    let largest = entries.into_iter().max_by_key(|start| declared(*start)).unwrap();
    bytes[largest + 24..largest + 28].copy_from_slice(&size.to_le_bytes());
}

#[test]
fn declared_sizes_are_believed_when_they_are_too_large() {
    let mut bytes = workbook(&sheet_xml(SMALL_SHEET), &[]);
    declare(&mut bytes, 200_000_000);
    let limits = Limits { max_unpacked_bytes: 100_000_000, ..Limits::default() };
    match problem_within(bytes, &limits) {
        SheetProblem::Bomb { unpacked, limit: 100_000_000, .. } => assert!(unpacked > 200_000_000),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let row = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "a".repeat(5_000));
    let mut bytes = workbook(&sheet_xml(&row.repeat(2_000)), &[]);
    assert!(bytes.len() < 40_000, "{}", bytes.len());

    let ratio = problem(&bytes);
    assert!(matches!(&ratio, SheetProblem::Bomb { part, .. } if part.contains("sheet1")), "{ratio:?}");
    let limits = Limits { max_ratio: u64::MAX, max_unpacked_bytes: 5_000_000, ..Limits::default() };
    assert_eq!(problem_within(&bytes, &limits).code(), "sheet.bomb");
    // The zip crate stops where a part outgrows what the directory says.
    declare(&mut bytes, 1_000);
    assert_eq!(problem(&bytes).code(), "sheet.broken");

    let one_endless_cell = sheet_xml(&format!("<row><c><v>{}</v></c></row>", "1".repeat(8_000_000)));
    assert_eq!(problem(workbook(&one_endless_cell, &[])).code(), "sheet.bomb");
}

#[test]
fn a_promise_of_too_many_shared_strings_is_a_bomb() {
    let more: [(&str, &[u8]); 1] =
        [("xl/sharedStrings.xml", b"<sst uniqueCount=\"999999999999\"><si><t>a</t></si></sst>")];
    assert_eq!(problem(workbook(&sheet_xml(SMALL_SHEET), &more)).code(), "sheet.bomb");
}

#[test]
fn says_what_a_file_is_that_is_no_table() {
    let zip_of = |names: &[&str]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        names.iter().for_each(|name| part(&mut archive, name, b"x"));
        archive.finish().unwrap().into_inner()
    };
    for (bytes, expected) in [
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0".to_vec(), Foreign::OldOrLockedExcel),
        (b"%PDF-1.7\n%\xE2\xE3".to_vec(), Foreign::Pdf),
        (b"\xEF\xBB\xBF\r\n <HTML><table><tr><td>a".to_vec(), Foreign::Markup),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xDE\xAD\xBE\xEF".to_vec(), Foreign::Binary),
        (zip_of(&["a.csv"]), Foreign::Zip),
        (zip_of(&[]), Foreign::Zip),
        (zip_of(&["mimetype", "content.xml"]), Foreign::OpenDocument),
        (zip_of(&["_rels/.rels", "word/document.xml"]), Foreign::Word),
        (zip_of(&["_rels/.rels", "xl/workbook.bin"]), Foreign::BinaryExcel),
    ] {
        let problem = problem(&bytes);
        assert!(matches!(problem, SheetProblem::Foreign(it) if it == expected), "{problem:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(open(folder.path(), &Limits::default()).err().unwrap().code(), "sheet.unreadable");
    assert_eq!(open("/no/such/file", &Limits::default()).err().unwrap().code(), "sheet.unreadable");
}

#[test]
fn writes_to_a_path_and_reads_it_back() {
    let folder = tempfile::tempdir().unwrap();
    for (name, format) in [("a.csv", CSV_FOR_EXCEL), ("a.xlsx", Format::Xlsx)] {
        let path = folder.path().join(name);
        let mut writer = SheetWriter::create(&path, format, &["họ tên", "ghi chú"]).unwrap();
        writer.row(&["Y Dhăm Êban".into(), String::from("=HYPERLINK()").into()]).unwrap();
        writer.finish().unwrap();
        let sheet = open(&path, &Limits::default()).unwrap();
        assert_eq!(sheet.header(), ["họ tên", "ghi chú"]);
        assert_eq!(sheet.map(|it| it.unwrap().cells).next().unwrap(), ["Y Dhăm Êban", "=HYPERLINK()"]);
    }
    assert!(fs::read(folder.path().join("a.csv")).unwrap().starts_with(b"\xEF\xBB\xBFh"));
}

// Any input

/// Reads to the end, whatever comes.
fn drain(bytes: &[u8]) {
    if let Ok(sheet) = open_bytes(bytes) {
        assert!(sheet.take(100_000).count() < 100_000);
    }
}

fn any_cell() -> impl Strategy<Value = String> {
    // No zero character, which no reader lets through.
    prop_oneof!["['=+@\t\r\n\",;-]{0,3}[^\0]{0,6}", "[a-z0-9 ]{0,8}", "_x[0-9A-F]{4}_"]
}

fn any_table() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(any_cell(), 3), 0..6).prop_map(|mut table| {
        table.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
        table
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn export_then_import_is_the_identity(table in any_table()) {
        for format in [CSV, CSV_FOR_EXCEL, Format::Xlsx] {
            let bytes = text_table(format, &["a", "=b", "'-c"], &table);
            let sheet = open_bytes(&bytes).unwrap();
            prop_assert_eq!(sheet.header(), ["a", "=b", "'-c"]);
            prop_assert_eq!(cells(&bytes), table.clone());
        }
    }

    #[test]
    fn every_date_survives_a_workbook(year in 1_800_i32..=2_200, month in 1_u32..=12, day in 1_u32..=28) {
        let bytes = written(Format::Xlsx, &["date"], &[vec![Cell::Date(year, month, day)]]);
        prop_assert_eq!(cells(&bytes), [[format!("{year:04}-{month:02}-{day:02}")]]);
    }

    #[test]
    fn no_bytes_panic(
        start in prop::sample::select(vec![&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"PK\x03\x04", b"a,b\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        drain(&[start, &bytes].concat());
    }

    #[test]
    fn no_text_panics(text in "[\"',;\t\r\na=Ô¨éễ\0]{0,60}") {
        drain(text.as_bytes());
    }

    #[test]
    fn no_damage_to_a_workbook_panics(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = workbook(&sheet_xml(SMALL_SHEET), &[]);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        drain(&bytes);
    }

    #[test]
    fn no_sheet_xml_panics(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "<row>", "<row r=\"3\">", "<row r=\"x\">", "</row>", "<c>", "<c r=\"A1\">", "<c r=\"B2\" t=\"s\">",
            "<c t=\"inlineStr\">", "<c s=\"9\" t=\"d\">", "<c t=\"e\">", "<c r=\"1\">", "</c>", "<v>", "</v>", "<f>",
            "</f>", "<is><t>", "</t></is>", "1", "-1e999", "NaN", "#N/A", "&amp;", "&x;", "]]>", "<![CDATA[", "é",
        ]),
        0..24,
    )) {
        drain(&workbook(&sheet_xml(&pieces.concat()), &[]));
    }
}
