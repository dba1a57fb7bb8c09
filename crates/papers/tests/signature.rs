//! Digital signatures of PDF files: read, and every change to the file is seen.
//!
//! The two files were signed by `openssl cms` with keys made for the purpose; `pdfsig` finds them valid.

use papers::signature::{Integrity, read};

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
