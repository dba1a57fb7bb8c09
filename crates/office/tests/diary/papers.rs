//! Papers of a case: in pieces, known by their content, harmless, without traces.

use chrono::Duration;
use law::access::Role;
use law::rules::ChecklistItem;
use office::Failure;
use office::case_papers;

use super::kit::{Kit, OFFICER, actor, clerk, kits, missing, officer, refused};

#[tokio::test]
async fn a_paper_comes_in_pieces_over_a_broken_line() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let whole: Vec<u8> = [b"%PDF-1.7\n".as_slice(), &[7; 300_000]].concat();
        let draft = kit.paper("indictment");
        let (id, size) = (draft.id, whole.len());
        let piece = |at: usize| whole[at..(at + 131_072).min(size)].to_vec();
        let file = ("cao-trang.pdf", size);
        let first =
            case_papers::begin(&kit.desk, &officer(), case, draft.clone(), file, piece(0)).await.unwrap();
        assert_eq!((first.received, first.done), (131_072, false));
        // The answer was lost: the browser begins again, and learns where it stands.
        let again = case_papers::begin(&kit.desk, &officer(), case, draft, file, piece(0)).await.unwrap();
        assert_eq!(again, first);
        // A piece twice, a piece too early: nothing changes.
        for at in [0, 262_144] {
            let same = case_papers::go_on(&kit.desk, &officer(), case, id, at, piece(at)).await.unwrap();
            assert_eq!(same, first, "{at}");
        }
        missing(case_papers::progress(&kit.desk, &clerk(), case, id).await);
        assert_eq!(case_papers::progress(&kit.desk, &officer(), case, id).await.unwrap(), first);
        let second =
            case_papers::go_on(&kit.desk, &officer(), case, id, 131_072, piece(131_072)).await.unwrap();
        assert_eq!((second.received, second.done), (262_144, false));
        let last =
            case_papers::go_on(&kit.desk, &officer(), case, id, 262_144, piece(262_144)).await.unwrap();
        assert!(last.done);
        let done =
            case_papers::go_on(&kit.desk, &officer(), case, id, 262_144, piece(262_144)).await.unwrap();
        assert!(done.done, "the last piece twice is one paper");
        let shown = case_papers::list(&kit.desk, &officer(), case).await.unwrap();
        assert_eq!(shown.papers.len(), 1);
        assert!(!shown.missing.contains(&ChecklistItem::ProceduralPapers), "{:?}", shown.missing);
        assert!(shown.missing.contains(&ChecklistItem::Application));
        assert_eq!(case_papers::open(&kit.desk, &clerk(), case, id).await.unwrap().content, whole);
        assert_eq!(kit.files(), 1, "the pieces are forgotten");
        assert!(kit.acts().await.iter().any(|(act, _)| act == "case_papers.open"));
    }
}

#[tokio::test]
async fn what_is_not_a_paper_by_its_content_is_not_taken() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let field = |refusal: office::Refusal| refusal.fields[0].clone();
        let add = async |content: &[u8]| {
            let file = Some(("anh.pdf".to_owned(), content.to_vec()));
            case_papers::add(&kit.desk, &officer(), case, kit.paper("minutes"), file).await
        };
        let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        assert_eq!(field(refused(add(script).await)), ("file".into(), "paper_type".into()));
        let active = b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>";
        assert_eq!(field(refused(add(active).await)), ("file".into(), "paper_active".into()));
        // One that only shows at the end what it is, is refused there, and nothing of it stays.
        let draft = kit.paper("minutes");
        let id = draft.id;
        let whole = [b"PK\x03\x04".as_slice(), &[1; 1000]].concat();
        let file = ("don.docx", whole.len());
        case_papers::begin(&kit.desk, &officer(), case, draft, file, whole[..500].to_vec()).await.unwrap();
        let end = case_papers::go_on(&kit.desk, &officer(), case, id, 500, whole[500..].to_vec()).await;
        assert_eq!(field(refused(end)), ("file".into(), "paper_type".into()));
        missing(case_papers::progress(&kit.desk, &officer(), case, id).await);
        let huge = ("don.pdf", case_papers::MOST_BYTES + 1);
        let first = b"%PDF-1".to_vec();
        let begun = case_papers::begin(&kit.desk, &officer(), case, kit.paper("brief"), huge, first).await;
        assert_eq!(field(refused(begun)), ("file".into(), "paper_too_large".into()));
        assert_eq!(kit.files(), 0);
        assert_eq!(case_papers::list(&kit.desk, &officer(), case).await.unwrap().papers, []);
        let nothing = kit.paper("a_thing_unknown");
        let refusal = refused(case_papers::add(&kit.desk, &officer(), case, nothing, None).await);
        assert_eq!(field(refusal), ("item".into(), "unknown_code".into()));
    }
}

#[tokio::test]
async fn a_paper_taken_out_stays_in_the_record_and_an_upload_left_lying_is_forgotten() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let draft = kit.paper("judgment");
        let id = draft.id;
        let file = Some(("anh.jpg".to_owned(), photo(b"")));
        case_papers::add(&kit.desk, &officer(), case, draft.clone(), file).await.unwrap();
        case_papers::add(&kit.desk, &officer(), case, draft, None).await.unwrap();
        missing(case_papers::open(&kit.desk, &actor(Role::Director, "TT.01", None), case, id).await);
        let late = case_papers::remove(&kit.desk, &officer(), case, id, 7, "nhầm hồ sơ").await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        case_papers::remove(&kit.desk, &officer(), case, id, 1, "nhầm hồ sơ").await.unwrap();
        missing(case_papers::open(&kit.desk, &officer(), case, id).await);
        let papers = case_papers::list(&kit.desk, &officer(), case).await.unwrap().papers;
        assert_eq!(papers[0].removed_reason.as_deref(), Some("nhầm hồ sơ"));
        let left = kit.paper("brief");
        let upload = left.id;
        let (file, first) = (("b.pdf", 900), b"%PDF-1".to_vec());
        case_papers::begin(&kit.desk, &officer(), case, left, file, first).await.unwrap();
        assert_eq!(kit.files(), 2);
        assert_eq!(case_papers::forget_stale(&kit.desk).await.unwrap(), 0);
        kit.pass(Duration::hours(25));
        assert_eq!(case_papers::forget_stale(&kit.desk).await.unwrap(), 1);
        assert_eq!(kit.files(), 1);
        missing(case_papers::progress(&kit.desk, &officer(), case, upload).await);
    }
}

/// A daemon that answers like ClamAV: harmful is what says so. Answers where it listens.
fn daemon() -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut word = [0; 10];
            stream.read_exact(&mut word).unwrap();
            assert_eq!(&word, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut length = [0; 4];
                stream.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                stream.read_exact(&mut piece).unwrap();
                content.extend_from_slice(&piece);
            }
            let harmful = content.windows(5).any(|part| part == b"EICAR");
            let answer: &[u8] = if harmful { b"stream: Eicar-Test FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(answer).unwrap();
        }
    });
    format!("tcp:{address}")
}

#[tokio::test]
async fn a_harmful_file_is_not_taken_and_nothing_is_where_nobody_can_look() {
    let looked = kits().await.remove(0);
    looked.desk.take_scanner(office::scan::Scanner::read(&daemon()).unwrap());
    let case = looked.case("A.1", Some(OFFICER)).await;
    let add = async |kit: &Kit, case, content: &[u8]| {
        let file = Some(("don.pdf".to_owned(), content.to_vec()));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("brief"), file).await
    };
    // More than one piece of the protocol.
    let long = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 200_000], b"\n%%EOF\n"].concat();
    add(&looked, case, &long).await.unwrap();
    let harmful = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 100_000], b"EICAR\n%%EOF\n"].concat();
    let refusal = refused(add(&looked, case, &harmful).await);
    assert_eq!(refusal.fields, [("file".to_owned(), "paper_harmful".to_owned())]);
    let alone = kits().await.remove(0);
    alone.desk.take_scanner(office::scan::Scanner::read("unix:/nonexistent/clamd.ctl").unwrap());
    let case = alone.case("A.1", Some(OFFICER)).await;
    let refusal = refused(add(&alone, case, &long).await);
    assert_eq!(refusal.fields, [("file".to_owned(), "paper_unscanned".to_owned())]);
}

/// A photograph with these bytes among what the camera wrote.
pub(super) fn photo(place: &[u8]) -> Vec<u8> {
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0".as_slice(), place].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let exif = if place.is_empty() { vec![] } else { [&[0xff, 0xe1], &length[..], &exif].concat() };
    let scan = [0xff, 0xda, 0, 3, 1, 5, 6, 7, 0xff, 0xd9];
    [&[0xff, 0xd8], &exif[..], &scan].concat()
}

#[tokio::test]
async fn a_photograph_is_kept_without_the_place_it_was_taken_at() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let taken = photo(b"GPS 22.66N 106.25E");
        let draft = kit.paper("minutes");
        let id = draft.id;
        let file = Some(("anh.jpg".to_owned(), taken.clone()));
        case_papers::add(&kit.desk, &officer(), case, draft, file).await.unwrap();
        let kept = case_papers::open(&kit.desk, &officer(), case, id).await.unwrap().content;
        assert_eq!(kept, photo(b""), "the picture, and nothing else");
        // In pieces as well; the place lies in the second one.
        let draft = kit.paper("minutes");
        let (id, file) = (draft.id, ("anh.jpg", taken.len()));
        case_papers::begin(&kit.desk, &officer(), case, draft, file, taken[..6].to_vec()).await.unwrap();
        case_papers::go_on(&kit.desk, &officer(), case, id, 6, taken[6..].to_vec()).await.unwrap();
        let kept = case_papers::open(&kit.desk, &officer(), case, id).await.unwrap().content;
        assert_eq!(kept, photo(b""), "{}", kept.len());
        let broken = Some(("anh.jpg".to_owned(), taken[..20].to_vec()));
        let refusal =
            refused(case_papers::add(&kit.desk, &officer(), case, kit.paper("brief"), broken).await);
        assert_eq!(refusal.fields, [("file".to_owned(), "paper_picture".to_owned())]);
    }
}
