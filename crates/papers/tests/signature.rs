//! Digital signatures of PDF files: read, and every change to the file is seen.
//!
//! The files were signed by tools that people use, with keys made for the purpose: `signed/README.md`.
#![expect(clippy::unwrap_used, reason = "tests")]

use papers::signature::{Integrity, Issuers, Signature, Trust, read};

const RSA: &[u8] = include_bytes!("signed/rsa.pdf");
const CURVE: &[u8] = include_bytes!("signed/curve.pdf");

#[test]
fn a_signed_file_says_who_signed_and_that_nothing_was_changed() {
    for pdf in [RSA, CURVE] {
        let found = read(pdf);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].signer.as_deref(), Some("Hoàng Thị Mẫu"));
        assert_eq!(found[0].issuer.as_deref(), Some("Hoàng Thị Mẫu"));
        assert!(found[0].at.as_deref().is_some_and(|at| at.ends_with('Z') && at.len() == 20), "{found:?}");
        assert!(found[0].covers_all);
        assert_eq!(found[0].integrity, Integrity::Whole);
    }
}

const POPPLER: &[u8] = include_bytes!("signed/poppler.pdf");
const PADES: &[u8] = include_bytes!("signed/pades.pdf");
const EXPIRED: &[u8] = include_bytes!("signed/expired.pdf");
const CHANGED: &[u8] = include_bytes!("signed/changed.pdf");
const STAMPED: &[u8] = include_bytes!("signed/stamped.pdf");
const ROOT: &str = include_str!("signed/root.pem");
/// 22 November 2026, some hours after the files were signed; and before.
const LATER: u64 = 1_795_384_800;

#[test]
fn files_of_tools_that_people_sign_with_are_read() {
    for (pdf, signer, until) in [
        (POPPLER, "Nông Văn Giám", "2035-01-01T00:00:00Z"),
        (PADES, "Nông Văn Giám", "2035-01-01T00:00:00Z"),
        (EXPIRED, "Lý Thị Hết Hạn", "2022-01-01T00:00:00Z"),
    ] {
        let found = read(pdf);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(one.signer.as_deref(), Some(signer));
        assert_eq!(one.issuer.as_deref(), Some("Chứng thực thử nghiệm TGPL"));
        assert!(
            one.at.as_deref().is_some_and(|at| at.starts_with("2026-11-22T21:33:")),
            "{signer}: {:?}",
            one.at
        );
        assert_eq!((one.integrity, one.covers_all, one.stamp), (Integrity::Whole, true, false));
        assert_eq!(one.valid.as_ref().map(|(_, to)| to.as_str()), Some(until));
    }
    // The same time, as other programs write it.
    let said = b"/M (D\\07220261122213330Z)";
    let place = PADES.windows(said.len()).position(|part| part == said).unwrap();
    for other in ["/M (D:20261122213330Z)", "/M(D:20261122213330+00'00)"] {
        let mut pdf = PADES.to_vec();
        pdf[place..place + other.len()].copy_from_slice(other.as_bytes());
        let time = read(&pdf)[0].at.clone();
        assert!(time.as_deref().is_some_and(|at| at.starts_with("2026-11-22T21:33:30")), "{other}: {time:?}");
    }
    let changed = read(CHANGED);
    assert_eq!((changed.len(), changed[0].covers_all), (1, false));
    assert_eq!(changed[0].integrity, Integrity::Whole, "what was signed is still what was signed");
}

#[test]
fn the_stamp_of_a_time_service_is_told_from_a_signature() {
    let found = read(STAMPED);
    let told = |it: &Signature| (it.signer.clone().unwrap(), it.stamp, it.integrity, it.covers_all);
    assert_eq!(
        found.iter().map(told).collect::<Vec<_>>(),
        [
            ("Nông Văn Giám".to_owned(), false, Integrity::Whole, false),
            ("Dịch vụ dấu thời gian thử nghiệm".to_owned(), true, Integrity::Whole, true),
        ]
    );
    assert!(found[1].at.as_deref().is_some_and(|at| at.starts_with("2026-11-22T21:33:")), "{found:?}");
    // A stamp over other bytes is none.
    let place = STAMPED.windows(5).position(|part| part == b"05/QD").unwrap();
    let mut changed = STAMPED.to_vec();
    changed[place] = b'7';
    assert!(read(&changed).iter().all(|it| it.integrity == Integrity::Broken));
}

#[test]
fn a_signature_whose_lengths_are_not_said_beforehand_is_read() {
    let begin = RSA.windows(11).position(|part| part == b"/Contents <").unwrap() + 11;
    let end = begin + RSA[begin..].iter().position(|byte| *byte == b'>').unwrap();
    let mut bytes = hex::decode(&RSA[begin..end]).unwrap();
    // A list of a name and a value in which lies a list; the lengths of all three stand in two bytes.
    assert_eq!(
        [bytes[0], bytes[1], bytes[15], bytes[16], bytes[19], bytes[20]],
        [0x30, 0x82, 0xa0, 0x82, 0x30, 0x82]
    );
    let inner = usize::from(bytes[21]) << 8 | usize::from(bytes[22]);
    let endless =
        [&[0x30, 0x80], &bytes[4..15], &[0xa0, 0x80, 0x30, 0x80], &bytes[23..23 + inner], &[0; 6]].concat();
    bytes[..endless.len()].copy_from_slice(&endless);
    let mut pdf = RSA.to_vec();
    pdf[begin..end].copy_from_slice(hex::encode(bytes).as_bytes());
    let found = read(&pdf);
    assert_eq!(found[0].signer.as_deref(), Some("Hoàng Thị Mẫu"));
    assert_eq!(found[0].integrity, Integrity::Whole);
}

#[test]
fn an_issuer_is_known_when_it_stands_on_the_list() {
    let (nobody, root) = (Issuers::from_pem(" \n").unwrap(), Issuers::from_pem(ROOT).unwrap());
    assert_eq!((nobody.len(), root.len()), (0, 1));
    let (one, other) = (&read(PADES)[0], &read(RSA)[0]);
    assert_eq!(nobody.judge(one, LATER), Trust::NotChecked);
    assert_eq!(root.judge(one, LATER), Trust::Known, "over the issuer that lies in the file");
    assert_eq!(root.judge(other, LATER), Trust::Unknown, "signed by itself");
    assert_eq!(root.judge(one, 1_000_000_000), Trust::Unknown, "before the certificate was given out");
    assert_eq!(root.judge(&read(EXPIRED)[0], LATER), Trust::Unknown);
    for wrong in ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &ROOT[..400]] {
        assert!(Issuers::from_pem(wrong).is_none(), "{wrong}");
    }
    // What is kept of a signature is read back, also as it was kept before there were lists.
    let kept = serde_json::to_string(one).unwrap();
    let back: Signature = serde_json::from_str(&kept).unwrap();
    assert_eq!(back, Signature { certificates: Vec::new(), ..one.clone() });
    let earlier = r#"{"signer":"A","issuer":"B","at":null,"covers_all":true,"integrity":"whole"}"#;
    assert_eq!(serde_json::from_str::<Signature>(earlier).unwrap().trust, Trust::NotChecked);
}

#[test]
fn one_changed_letter_is_seen_wherever_it_stands() {
    let place = RSA.windows(5).position(|part| part == b"05/QD").expect("the number");
    let mut changed = RSA.to_vec();
    changed[place] = b'7';
    assert_eq!(read(&changed)[0].integrity, Integrity::Broken);
    // The signature of another file: its own digest does not fit.
    let contents = |pdf: &[u8]| {
        let begin = pdf.windows(11).position(|part| part == b"/Contents <").expect("contents") + 11;
        (begin, begin + 6000)
    };
    let ((a, b), (c, d)) = (contents(RSA), contents(CURVE));
    let mut swapped = RSA.to_vec();
    swapped[a..b].copy_from_slice(&CURVE[c..d]);
    swapped[60] ^= 1;
    assert_eq!(read(&swapped)[0].integrity, Integrity::Broken);
}

#[test]
fn what_was_added_after_the_signature_is_told() {
    let mut longer = RSA.to_vec();
    longer.extend_from_slice(b"7 0 obj\n<< >>\nendobj\n");
    let found = read(&longer);
    assert!(!found[0].covers_all);
    assert_eq!(found[0].integrity, Integrity::Whole, "what was signed is still what was signed");
}

#[test]
fn what_is_no_signature_is_not_taken_for_one() {
    assert!(read(b"%PDF-1.7\n%%EOF").is_empty());
    assert!(read(b"").is_empty());
    for made_up in [
        "/ByteRange [0 5 9 2] <zz>".to_owned(),
        "/ByteRange [0 99999999999 9 2]".to_owned(),
        "/ByteRange [0 18446744073709551615 18446744073709551615 1]".to_owned(),
        "/ByteRange [1 2 3 4] /Contents <3000>".to_owned(),
        format!("{:32}<30820>", "/ByteRange [0 32 39 0]"),
    ] {
        let found = read(made_up.as_bytes());
        assert!(found.iter().all(|it| it.integrity == Integrity::Unreadable), "{made_up}: {found:?}");
    }
    // Cut anywhere, it never panics and is never whole.
    for end in (0..RSA.len() - 1).step_by(97) {
        assert!(read(&RSA[..end]).iter().all(|it| it.integrity != Integrity::Whole), "{end}");
    }
}

const LASTING: &[u8] = include_bytes!("signed/lasting.pdf");
const LASTING_PACKED: &[u8] = include_bytes!("signed/lasting_packed.pdf");
const LASTING_TWICE: &[u8] = include_bytes!("signed/lasting_twice.pdf");
const LASTING_CHANGED: &[u8] = include_bytes!("signed/lasting_changed.pdf");

#[test]
fn proof_behind_a_signature_is_no_change() {
    for (pdf, expected) in [
        (LASTING, vec![true]),
        (LASTING_PACKED, vec![true]),
        (LASTING_TWICE, vec![false, true]),
        (LASTING_CHANGED, vec![false]),
    ] {
        let found = read(pdf);
        assert!(found.iter().all(|it| it.integrity == Integrity::Whole && !it.stamp), "{found:?}");
        assert_eq!(found.iter().map(|it| it.covers_all).collect::<Vec<_>>(), expected);
    }
    // Cut anywhere behind the signature, the proof is none.
    let signed = signed_part(LASTING).len();
    let end = LASTING.trim_ascii_end().len();
    for cut in (signed + 1..end).step_by(7) {
        assert!(
            !read(&LASTING[..cut])[0].covers_all || LASTING[signed..cut].trim_ascii().is_empty(),
            "{cut}"
        );
    }
}

/// What was signed of a file with one signature.
fn signed_part(pdf: &[u8]) -> &[u8] {
    let name = b"/ByteRange [";
    let begin = pdf.windows(name.len()).position(|part| part == name).unwrap() + name.len();
    let numbers = pdf[begin..].split(|byte| *byte == b']').next().unwrap();
    let numbers: Vec<usize> =
        std::str::from_utf8(numbers).unwrap().split_whitespace().map(|it| it.parse().unwrap()).collect();
    &pdf[..numbers[2] + numbers[3]]
}

/// A file with an update of these objects behind, and what closes it.
fn appended(signed: &[u8], objects: &[(u32, &str)], closing: &str) -> Vec<u8> {
    let mut pdf = signed.to_vec();
    let mut list = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (number, object) in objects {
        list.push_str(&format!("{number} 1\n{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = pdf.len();
    pdf.extend_from_slice(format!("{list}trailer\n<<{closing}>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    pdf
}

/// The catalogue of `lasting.pdf` as it was signed, with an entry for proof.
const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/DSS 16 0 R/Extensions<</ESIC<</Type/DeveloperExtensions\
    /BaseVersion/1.7/ExtensionLevel 1>>>>>>";
/// A value in DER, as a certificate is one.
const CERTIFICATE: &str = "<</Length 5>>\nstream\n0\u{3}\u{2}\u{1}\u{5}\nendstream";
const STORE: &str = "<</Type/DSS/Certs[12 0 R]>>";
const CLOSING: &str = "/Size 17/Root 1 0 R/Info 6 0 R/Prev 8737";

fn covers(pdf: &[u8]) -> bool {
    read(pdf)[0].covers_all
}

#[test]
fn an_update_that_holds_anything_but_proof_is_a_change() {
    let signed = signed_part(LASTING);
    let proof = [(12, CERTIFICATE), (16, STORE), (1, CATALOGUE)];
    assert!(covers(&appended(signed, &proof, CLOSING)), "the least there is of proof");
    let notes = r"<</Producer(Another program)/ModDate(D:20261123)>>";
    assert!(covers(&appended(signed, &[&proof[..], &[(6, notes)]].concat(), CLOSING)));
    let twice = appended(signed, &proof, CLOSING);
    let start = twice.windows(4).rposition(|part| part == b"xref").unwrap();
    let start = twice[..start - 5].windows(5).rposition(|part| part == b"\nxref").unwrap() + 1;
    let second = CLOSING.replace("8737", &start.to_string());
    assert!(covers(&appended(&twice, &[(16, "<</Type/DSS/Certs[12 0 R]/CRLs[]>>")], &second)));

    let page = "<</Type/Page/MediaBox[0 0 595 842]/Contents 12 0 R/Parent 2 0 R/Annots[9 0 R]>>";
    // Each object stands beside the proof, or in the place of one of it.
    for (number, object) in [
        (5, page),
        (2, "<</Type/Pages/Count 1/Kids[13 0 R]>>"),
        (4, CERTIFICATE),
        (3, "[12 0 R]"),
        (8, "<</Fields[9 0 R 13 0 R]/SigFlags 3>>"),
        (9, "<</FT/Sig/T(Ky)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 9 9]/P 5 0 R/V 10 0 R>>"),
        (10, "<</Type/DSS>>"),
        (13, page),
        (13, "(words)"),
        (13, "<</Type/Annot/Subtype/FreeText>>"),
        (13, "<</Length 5>>\nstream\nBT ET\nendstream"),
        (13, "<</Length 6>>\nstream\n0\u{3}\u{2}\u{1}\u{5}x\nendstream"),
        (13, "<</Length 5/Subtype/Form>>\nstream\n0\u{3}\u{2}\u{1}\u{5}\nendstream"),
        (13, "<</Length 5/Filter/ASCII85Decode>>\nstream\n0\u{3}\u{2}\u{1}\u{5}\nendstream"),
        (16, "<</Type/DSS/Certs[5 0 R]>>"),
        (16, "<</Type/DSS/Names 12 0 R>>"),
        (16, "<</Type/DSS/Certs[12 0 R]/Type/DSS>>"),
        (16, "<</VRI<</Page 12 0 R>>>>"),
        (6, "<</Title(Another paper)/ModDate(D:20261123)/Producer(A)>>"),
        (6, "<</ModDate 5 0 R/Producer(A)>>"),
    ] {
        let mut objects = proof.to_vec();
        objects.retain(|(own, _)| *own != number);
        objects.push((number, object));
        assert!(!covers(&appended(signed, &objects, CLOSING)), "{number}: {object}");
    }
    for (from, to) in [
        ("/DSS 16 0 R", ""),
        ("/DSS 16 0 R", "/DSS 5 0 R"),
        ("/DSS 16 0 R", "/DSS 16 0 R/OpenAction 12 0 R"),
        ("/DSS 16 0 R", "/DSS 16 0 R/OCProperties<<>>"),
        ("/Pages 2 0 R", "/Pages 16 0 R"),
        ("/Pages 2 0 R", "/Pages 2 0 R/P#61ges 16 0 R"),
        ("/AcroForm 8 0 R", ""),
        ("/AcroForm 8 0 R", "/AcroForm<</Fields[9 0 R]/SigFlags 3/NeedAppearances true>>"),
        ("/ExtensionLevel 1", "/ExtensionLevel[5 0 R]"),
    ] {
        let catalogue = CATALOGUE.replace(from, to);
        assert_ne!(catalogue, CATALOGUE, "{from}");
        let objects = [proof[0], proof[1], (1, catalogue.as_str())];
        assert!(!covers(&appended(signed, &objects, CLOSING)), "{catalogue}");
    }
}

#[test]
fn an_update_whose_list_says_something_else_is_a_change() {
    let signed = signed_part(LASTING);
    let proof = [(12, CERTIFICATE), (16, STORE), (1, CATALOGUE)];
    for closing in [
        CLOSING.replace("8737", "506"),
        CLOSING.replace("Root 1", "Root 16"),
        CLOSING.replace("/Info 6 0 R", ""),
        format!("{CLOSING}/XRefStm 506"),
        format!("{CLOSING}/Encrypt 12 0 R"),
    ] {
        assert!(!covers(&appended(signed, &proof, &closing)), "{closing}");
    }
    let whole = appended(signed, &proof, CLOSING);
    let place = |word: &str| {
        let found = whole[signed.len()..].windows(word.len()).position(|part| part == word.as_bytes());
        signed.len() + found.unwrap_or_else(|| panic!("{word}"))
    };
    let at = |number: u32| format!("{:010} 00000 n", place(&format!("{number} 0 obj")));
    // Of the same length, so that every place stays where it is.
    for (from, to) in [
        (at(16), at(12)),
        (at(16), "0000000420 00000 n".to_owned()),
        (at(16), at(16).replace(" 00000 n", " 00001 n")),
        ("65535 f".to_owned(), "65535 n".to_owned()),
        ("0 1\n0000000000".to_owned(), "4 1\n0000000000".to_owned()),
        ("16 1\n".to_owned(), "14 1\n".to_owned()),
        ("16 0 obj".to_owned(), "16 1 obj".to_owned()),
        ("endobj\n1 0".to_owned(), "endobj%1 0".to_owned()),
        ("%%EOF\n".to_owned(), "%%EOF5".to_owned()),
    ] {
        let mut pdf = whole.clone();
        let begin = place(&from);
        pdf.splice(begin..begin + from.len(), to.bytes());
        assert!(!covers(&pdf), "{from} → {to}");
    }
    assert!(!covers(&[&whole[..], b"%"].concat()));
    assert!(!covers(&[&whole[..], b"13 0 obj\n(words)\nendobj\n"].concat()));
}

#[test]
fn proof_that_fills_a_gap_in_what_was_signed_is_a_change() {
    let signed = signed_part(LASTING);
    let proof = [(12, CERTIFICATE), (16, STORE), (1, CATALOGUE)];
    // The page as it was signed points to an object that was not there, in the same room.
    let (from, to) = (b"/Annots [ 9 0 R ]", b"/Annots [ 12 0 R]");
    let mut gap = signed.to_vec();
    let place = gap.windows(from.len()).position(|part| part == from).unwrap();
    gap[place..place + to.len()].copy_from_slice(to);
    assert!(!covers(&appended(&gap, &proof, CLOSING)));
    // Nor may proof that was there change while something else points to it.
    let (from, to) = (b"/Contents 4 0 R\n", b"/Contents 16 0 R");
    let mut shared = LASTING_TWICE.to_vec();
    let place = shared.windows(from.len()).rposition(|part| part == from).unwrap();
    shared[place..place + to.len()].copy_from_slice(to);
    assert!(!read(&shared)[1].covers_all && read(LASTING_TWICE)[1].covers_all);
}
