//! What leaves the house: on a ground or with consent, as one file, as a package for the archive.

use law::access::Role;
use law::confidentiality::{ConsentScope, DisclosureGround};
use law::dealings::DealingKind;
use office::Actor;
use office::case_papers;
use office::confidentiality::Stated;
use office::dealings::{self, DealingDraft};
use uuid::Uuid;

use super::kit::{OFFICER, actor, day, kits, missing, officer, refused};
use super::papers::photo;
use super::reading;

#[tokio::test]
async fn facts_go_out_with_a_written_consent_or_on_a_ground_of_the_law() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let contact = |agency: &str, ground| DealingDraft {
            id: kit.desk.id(),
            kind: DealingKind::Contact,
            agency: agency.into(),
            to_org: None,
            subject: "Đề nghị hỗ trợ chỗ ở tạm".into(),
            sent_on: day("2026-11-20"),
            ground,
        };
        let send = async |draft: DealingDraft| {
            let id = draft.id;
            dealings::send(&kit.desk, &officer(), case, draft).await.map(|()| id)
        };
        let union = "Hội Liên hiệp Phụ nữ tỉnh";
        let nothing = refused(send(contact(union, None)).await);
        assert_eq!(nothing.fields, [("ground".to_owned(), "required".to_owned())]);
        let of_another_act = refused(send(contact(union, Some(DisclosureGround::Verification))).await);
        assert_eq!(of_another_act.fields, [("ground".to_owned(), "required".to_owned())]);
        let none = refused(send(contact(union, Some(DisclosureGround::Consent))).await);
        assert_eq!((none.code.as_str(), none.data["to"].as_str()), ("confidentiality.no_consent", union));
        let consent = office::confidentiality::ConsentDraft {
            id: kit.desk.id(),
            person_name: "Trần Văn Ba".into(),
            scope: ConsentScope::Sharing,
            to_whom: "Hội liên hiệp phụ nữ tỉnh".into(),
            purpose: "Hỗ trợ chỗ ở".into(),
            given_on: day("2026-11-19"),
            paper: None,
        };
        let given = consent.id;
        office::confidentiality::add_consent(&kit.desk, &officer(), case, consent).await.unwrap();
        let sent = send(contact(union, Some(DisclosureGround::Consent))).await.unwrap();
        let ground = async |id: Uuid| {
            let view = dealings::view(&kit.desk, &officer(), case, id).await.unwrap();
            view.dealing.ground.map(|ground| ground.0)
        };
        assert_eq!(ground(sent).await, Some(DisclosureGround::Consent));
        let elsewhere = refused(send(contact("Báo tỉnh", Some(DisclosureGround::Consent))).await);
        assert_eq!(elsewhere.code, "confidentiality.no_consent");
        let bare = send(contact("Báo tỉnh", Some(DisclosureGround::NoFacts))).await.unwrap();
        assert_eq!(ground(bare).await, Some(DisclosureGround::NoFacts));
        let day_off = day("2026-11-20");
        office::confidentiality::withdraw_consent(&kit.desk, &officer(), case, given, day_off).await.unwrap();
        let late = refused(send(contact(union, Some(DisclosureGround::Consent))).await);
        assert_eq!(late.code, "confidentiality.no_consent", "what was withdrawn opens nothing");
        // A question to another Centre has its ground in the law.
        let question = DealingDraft {
            kind: DealingKind::Verification,
            to_org: Some("TT.01".into()),
            ..contact("", None)
        };
        let asked = send(question).await.unwrap();
        assert_eq!(ground(asked).await, Some(DisclosureGround::Verification));
        // What was told stands in the list of the case; what told nothing does not.
        let view = office::confidentiality::consents(&kit.desk, &officer(), case).await.unwrap();
        let told: Vec<_> =
            view.disclosures.iter().map(|line| (line.ground.0, line.to_whom.as_str())).collect();
        assert_eq!(
            told,
            [(DisclosureGround::Verification, "Đơn vị TT.01"), (DisclosureGround::Consent, union)]
        );
    }
}

#[tokio::test]
async fn the_file_of_a_case_is_taken_away_on_a_ground_only_and_its_list_says_so() {
    for kit in kits().await {
        let case = kit.case("A.1", Some(OFFICER)).await;
        let file = Some(("anh.jpg".to_owned(), photo(b"")));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("minutes"), file).await.unwrap();
        let take = async |who: &Actor, stated: &Stated| {
            office::case_file::bundle(&kit.desk, who, case, words(), stated).await
        };
        let to = |ground, to: &str| Stated { ground: Some(ground), to: to.to_owned() };
        let nothing = refused(take(&officer(), &Stated::default()).await);
        assert_eq!(nothing.fields, [("ground".to_owned(), "ground_needed".to_owned())]);
        let court = "Tòa án nhân dân khu vực 1";
        let nobody = refused(take(&officer(), &to(DisclosureGround::Proceedings, " ")).await);
        assert_eq!(nobody.fields, [("to".to_owned(), "receiver_needed".to_owned())]);
        take(&officer(), &to(DisclosureGround::Proceedings, court)).await.unwrap();
        let paper = "Báo Pháp luật";
        let without = refused(take(&officer(), &to(DisclosureGround::Consent, paper)).await);
        assert_eq!(
            (without.code.as_str(), without.data["to"].as_str()),
            ("confidentiality.no_consent", paper)
        );
        let consent = office::confidentiality::ConsentDraft {
            id: kit.desk.id(),
            person_name: "Trần Văn Ba".into(),
            scope: ConsentScope::Sharing,
            to_whom: "báo pháp luật".into(),
            purpose: "Bài viết".into(),
            given_on: day("2026-11-19"),
            paper: None,
        };
        office::confidentiality::add_consent(&kit.desk, &officer(), case, consent).await.unwrap();
        take(&officer(), &to(DisclosureGround::Consent, paper)).await.unwrap();
        // Who supervises from outside does no work in it; the own work is no ground there.
        let above = actor(Role::JusticeOfficer, "STP.19", None);
        let work = refused(take(&above, &at_work()).await);
        assert_eq!(work.fields, [("ground".to_owned(), "unknown_code".to_owned())]);
        take(&above, &to(DisclosureGround::Supervision, "Sở Tư pháp")).await.unwrap();
        let view = office::confidentiality::consents(&kit.desk, &officer(), case).await.unwrap();
        let told: Vec<_> =
            view.disclosures.iter().map(|line| (line.ground.0, line.to_whom.as_str())).collect();
        assert_eq!(
            told,
            [
                (DisclosureGround::Supervision, "Sở Tư pháp"),
                (DisclosureGround::Consent, paper),
                (DisclosureGround::Proceedings, court),
            ]
        );
    }
}

fn to_archive() -> Stated {
    Stated::on(DisclosureGround::Archive)
}

fn at_work() -> Stated {
    Stated::on(DisclosureGround::Work)
}

fn words() -> office::case_file::Words {
    office::case_file::Words {
        title: "Mục lục hồ sơ".into(),
        columns: ["STT", "Tên", "Ngày", "Tờ", "Ghi chú"].map(String::from),
        paper_only: "bản giấy".into(),
        beside: "để riêng".into(),
        word: "Word".to_owned(),
        in_package: "trong gói:".to_owned(),
        checksum: "SHA-256:".to_owned(),
    }
}

#[tokio::test]
async fn the_file_of_a_case_becomes_one_pdf_and_a_package_that_proves_itself() {
    use papers::document::{Document, Look, Paragraph, Part, Run, docx, pdf, square};
    use sha2::Digest as _;
    for kit in kits().await {
        let case = kit.case("A/1", Some(OFFICER)).await;
        let empty = office::case_file::bundle(&kit.desk, &officer(), case, words(), &at_work()).await;
        assert_eq!(refused(empty).code, "case_file.empty");
        let page = Document {
            title: "Biên bản".into(),
            language: "vi".into(),
            date: (2026, 11, 20),
            look: Look::Act,
            parts: vec![Part::Paragraph(Paragraph::body(vec![Run::plain("Biên bản")]))],
        };
        let minutes = pdf::write(&page, kit.desk.fonts()).unwrap();
        let (picture, _) = square::png("https://example.invalid");
        for (item, file) in [("minutes", minutes.clone()), ("brief", picture)] {
            let file = Some((item.to_owned(), file));
            case_papers::add(&kit.desk, &officer(), case, kit.paper(item), file).await.unwrap();
        }
        case_papers::add(&kit.desk, &officer(), case, kit.paper("application"), None).await.unwrap();
        let word = docx::write(&page).unwrap();
        let file = Some(("don.docx".to_owned(), word.clone()));
        case_papers::add(&kit.desk, &officer(), case, kit.paper("work_report"), file).await.unwrap();
        let whole =
            office::case_file::bundle(&kit.desk, &officer(), case, words(), &at_work()).await.unwrap();
        assert!(whole.content.starts_with(b"%PDF-") && whole.code == "A/1");
        assert!(whole.content.len() > minutes.len(), "the papers are in it");
        let mut told = "0003-work_report.docx".to_owned();
        if let Some(pages) = reading::pages_of(&whole.content) {
            let page = pages.iter().rfind(|page| page.contains("SHA-256:")).unwrap();
            told = page.split("trong gói: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
            assert!(reading::bare(page).contains(&hex::encode(sha2::Sha256::digest(&word))), "{page}");
        }
        let stranger = actor(Role::Director, "TT.01", None);
        missing(office::case_file::bundle(&kit.desk, &stranger, case, words(), &at_work()).await);
        let head = actor(Role::Director, "TT.19", None);
        let early = office::case_file::package(&kit.desk, &head, case, &to_archive()).await;
        assert_eq!(refused(early).code, "case_file.running");
        kit.close(case).await;
        let taken = office::case_file::package(&kit.desk, &head, case, &to_archive()).await.unwrap();
        let proven = papers::archive::read(&taken.content).unwrap();
        assert_eq!(proven.id, "A-1");
        assert!(proven.files.values().any(|content| *content == minutes), "as it came");
        let kept = proven.files.iter().find(|(path, _)| path.ends_with(&format!("/{told}")));
        assert_eq!(kept.map(|(_, content)| content), Some(&word), "under the name that the bundle tells");
        let facts = String::from_utf8(proven.files["metadata/descriptive/facts.xml"].clone()).unwrap();
        assert!(facts.contains("<fact name=\"retention\">not_set</fact>"), "{facts}");
        let acts = kit.acts().await;
        assert!(acts.iter().any(|(act, _)| act == "case_file.bundle"));
        assert!(acts.iter().any(|(act, _)| act == "case_file.package"));
    }
}
