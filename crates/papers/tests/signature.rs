//! Digital signatures of PDF files: read, and every change to the file is seen.
//!
//! The files were signed by tools that people use, with keys made for the purpose: `signed/README.md`.

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
