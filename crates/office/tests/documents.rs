//! Documents on their way: drafted, numbered, signed, issued, replaced, cancelled; frozen with their number; numbers
//! without gap or double when many ask at once; genuine or not, for anybody. And the books they stand in.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;

use chrono::{Duration, NaiveDate};
use law::access::Role;
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source};
use law::confidentiality::DisclosureGround;
use law::documents::{ClosingPeriod, DocumentAct, DocumentState, FileCheck, Register};
use law::eligibility::Category;
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::confidentiality::Stated;
use office::documents::{self, About, DocumentView, Issuing, Numbering, Signing, Standing, Typed};
use office::registers::{self, IncomingDraft};
use office::{Actor, Desk, Failure};
use uuid::Uuid;

use fresh::Fresh;
use ground::Hands;

const STAMPED: &[u8] = include_bytes!("../../papers/tests/signed/stamped.pdf");
const EXPIRED: &[u8] = include_bytes!("../../papers/tests/signed/expired.pdf");
const CHANGED: &[u8] = include_bytes!("../../papers/tests/signed/changed.pdf");
const LASTING: &[u8] = include_bytes!("../../papers/tests/signed/lasting.pdf");
const LASTING_CHANGED: &[u8] = include_bytes!("../../papers/tests/signed/lasting_changed.pdf");
const ROOT: &str = include_str!("../../papers/tests/signed/root.pem");
const SIGNED: &[u8] = include_bytes!("../../papers/tests/signed/rsa.pdf");
const URL: &str = "https://tgpl.example.vn/";

struct Kit {
    desk: Desk,
    clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names(family: &str, code: &str) -> String {
    format!("{family} {code}")
}

fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "127.0.0.1".to_owned(),
    }
}

fn clerk() -> Actor {
    actor(Role::Clerk, "TT.19")
}

fn head() -> Actor {
    actor(Role::Director, "TT.19")
}

/// A desk on each database.
async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        kits.push(kit(fresh).await);
    }
    kits
}

async fn kit(fresh: Fresh) -> Kit {
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-23T02:00:00Z"));
    let units = [("CUC", None), ("STP.19", Some("CUC")), ("TT.19", Some("STP.19")), ("TT.01", Some("CUC"))];
    let desk = ground::desk(&fresh, folder.path(), &units, Vec::new(), (&clock, 3)).await;
    Kit { desk, clock, _folder: folder, _fresh: fresh }
}

/// Four copies, on the ground of the form, else to the person.
fn issuing() -> Issuing {
    Issuing { copies: Some(4), ..Issuing::default() }
}

impl Kit {
    fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn case(&self, name: &str) -> Uuid {
        let person = BeneficiaryDraft {
            person: None,
            name: name.to_owned(),
            birth: Some(Birth::Year(1985)),
            sex: None,
            ethnicity: None,
            id_number: None,
            commune_code: None,
            category: Category::Poor,
            other_categories: vec![],
            client_role: Some(ClientRole::Accused),
        };
        let draft = CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: String::new(),
            form: AidForm::Litigation,
            field: LegalField::Criminal,
            provider_role: Some(ProviderRole::Defence),
            received_on: Some(self.desk.today()),
            accepted_on: self.desk.today(),
            urgent_ground: None,
            source: Source::SelfRequest,
            source_agency: None,
            stage: None,
            provider: None,
            assigned_on: None,
            closed_on: None,
            outcome: None,
            handed_over_on: None,
            appraised_on: None,
            quality_score: None,
            quality_rating: None,
            success_criteria: vec![],
            note: Some("Bào chữa".into()),
            beneficiaries: vec![person],
        };
        office::cases::register(&self.desk, &clerk(), draft).await.unwrap()
    }

    async fn view(&self, id: Uuid) -> DocumentView {
        documents::view(&self.desk, &head(), id, &names).await.unwrap()
    }

    async fn known(&self, id: Uuid) -> (Uuid, i64) {
        (id, self.view(id).await.record.version)
    }

    async fn drafted(&self, case: Uuid) -> Uuid {
        let (id, typed) = (self.desk.id(), Typed::from([("agency".into(), "Tòa án khu vực 1".into())]));
        let about = (id, About::Case(case));
        documents::begin(&self.desk, &clerk(), about, ("tp_tgpl_14", &typed), &names).await.unwrap();
        id
    }

    async fn number(&self, id: Uuid, dated_on: NaiveDate) -> Result<String, Failure> {
        let numbering = Numbering { dated_on, first: None, public_url: URL };
        documents::number(&self.desk, &clerk(), self.known(id).await, &numbering, &names).await
    }

    async fn sign(&self, id: Uuid) -> Result<(), Failure> {
        let signing = Signing::Paper { by: "Hoàng Thị Mẫu".into(), on: self.desk.today() };
        documents::sign(&self.desk, &head(), self.known(id).await, signing, &names).await
    }

    async fn issue(&self, id: Uuid) -> Result<(), Failure> {
        documents::issue(&self.desk, &clerk(), self.known(id).await, issuing(), &names).await
    }

    async fn issued(&self, case: Uuid) -> Uuid {
        let id = self.drafted(case).await;
        self.number(id, self.desk.today()).await.unwrap();
        self.sign(id).await.unwrap();
        self.issue(id).await.unwrap();
        id
    }

    async fn code(&self, id: Uuid) -> String {
        self.view(id).await.record.token.unwrap()
    }

    async fn standing(&self, code: &str) -> Result<Standing, Failure> {
        documents::by_code(&self.desk, "10.0.0.9", code).await.map(|found| found.standing)
    }
}

fn code_of(failure: &Failure) -> &str {
    match failure {
        Failure::Refused(refusal) => refusal.fields.first().map_or(&refusal.code, |(_, code)| code),
        Failure::Denied => "denied",
        Failure::Missing => "missing",
        Failure::Stale => "stale",
        Failure::Broken(cause) => cause,
    }
}

#[tokio::test]
async fn a_document_goes_its_way_and_is_frozen_with_its_number() {
    for kit in kits().await {
        let case = kit.case("Nông Thị Hoà").await;
        let id = kit.drafted(case).await;
        let view = kit.view(id).await;
        assert_eq!(view.record.state.0, DocumentState::Drafted);
        assert!(view.html().contains("Tòa án khu vực 1") && view.html().contains("Nông Thị Hoà"));
        assert!(view.slots.iter().any(|slot| slot.name == "agency" && slot.typed == "Tòa án khu vực 1"));
        assert!(view.slots.iter().all(|slot| slot.name != "client_names"), "names are not typed again");
        assert_eq!(code_of(&kit.sign(id).await.unwrap_err()), "documents.not_now");
        // A lawyer's clerk may number, but not sign; nobody from elsewhere sees it.
        let elsewhere = documents::view(&kit.desk, &actor(Role::Director, "TT.01"), id, &names).await;
        assert_eq!(code_of(&elsewhere.unwrap_err()), "missing");
        let tomorrow = kit.desk.today() + Duration::days(1);
        assert_eq!(code_of(&kit.number(id, tomorrow).await.unwrap_err()), "document_day");
        assert_eq!(kit.number(id, kit.desk.today()).await.unwrap(), "01/QĐ-TGPL");
        let frozen = kit.view(id).await;
        assert!(frozen.html().contains("Số: 01/QĐ-TGPL") && frozen.html().contains("paper-square"));
        assert_eq!(frozen.last_number, Some(1));
        let paper = Signing::Paper { by: "X".into(), on: kit.desk.today() };
        let by_clerk = documents::sign(&kit.desk, &clerk(), kit.known(id).await, paper, &names).await;
        assert_eq!(code_of(&by_clerk.unwrap_err()), "denied");
        let typed = Typed::from([("agency".into(), "Tòa án khác".into())]);
        let edited = documents::edit(&kit.desk, &clerk(), kit.known(id).await, &typed, &names).await;
        assert_eq!(code_of(&edited.unwrap_err()), "documents.not_now", "what has a number does not change");
        kit.sign(id).await.unwrap();
        assert_eq!(
            code_of(&kit.standing(&kit.code(id).await).await.unwrap_err()),
            "missing",
            "not issued yet"
        );
        kit.issue(id).await.unwrap();
        kit.pass(Duration::days(3));
        let issued = kit.view(id).await;
        assert_eq!(issued.html(), frozen.html(), "printed again it is the same");
        assert_eq!(issued.document, frozen.document);
        assert_eq!(issued.record.sha256, frozen.record.sha256);
        assert_eq!(issued.acts, [DocumentAct::Replace, DocumentAct::Cancel]);
        assert_eq!(&issued.docx().unwrap()[..2], b"PK");
        let listed = documents::list(&kit.desk, &head(), DocumentState::Issued, None).await.unwrap();
        assert_eq!(listed.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
        assert_eq!(listed.lines[0].file_code.as_deref(), Some("TT.TGTT.01.2026"));
    }
}

#[tokio::test]
async fn numbers_have_neither_gap_nor_double_when_many_ask_at_once() {
    for kit in kits().await {
        let case = kit.case("An").await;
        let mut tasks = Vec::new();
        for at in 0..12_i64 {
            let id = kit.drafted(case).await;
            let desk = kit.desk.clone();
            tasks.push(tokio::spawn(async move {
                // Every third asks for a day that is not allowed: its number goes back.
                let dated_on = desk.today() + Duration::days(if at % 3 == 0 { 1 } else { 0 });
                let numbering = Numbering { dated_on, first: Some(41), public_url: URL };
                documents::number(&desk, &clerk(), (id, 1), &numbering, &names).await
            }));
        }
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.extend(task.await.unwrap().ok());
        }
        numbers.sort();
        let expected: Vec<String> = (41..49).map(|number| format!("{number}/QĐ-TGPL")).collect();
        assert_eq!(numbers, expected, "what came before was numbered on paper");
        // A cancelled number is not given again.
        let id = kit.drafted(case).await;
        kit.number(id, kit.desk.today()).await.unwrap();
        let known = kit.known(id).await;
        documents::cancel(&kit.desk, &head(), known, "Ghi nhầm người được cử", &names).await.unwrap();
        let next = kit.drafted(case).await;
        assert_eq!(kit.number(next, kit.desk.today()).await.unwrap(), "50/QĐ-TGPL");
        let book = registers::open(&kit.desk, &clerk(), (Register::Outgoing, None), kit.desk.today(), &names)
            .await
            .unwrap();
        assert_eq!(book.entries.len(), 10);
        let cancelled: Vec<&str> = book
            .entries
            .iter()
            .filter(|entry| entry.cancelled)
            .map(|entry| entry.cells[0].as_str())
            .collect();
        assert_eq!(cancelled, ["49/QĐ-TGPL"], "a cancelled number stays visible");
    }
}

#[tokio::test]
async fn one_takes_the_place_of_another_when_it_is_issued() {
    for kit in kits().await {
        let case = kit.case("An").await;
        let old = kit.issued(case).await;
        let known = kit.known(old).await;
        let new = documents::replace(&kit.desk, &clerk(), known, kit.desk.id(), &names).await.unwrap();
        let again = documents::replace(&kit.desk, &clerk(), known, kit.desk.id(), &names).await.unwrap();
        assert_eq!(again, new, "asked twice it is the same draft");
        assert_eq!(kit.standing(&kit.code(old).await).await.unwrap(), Standing::Genuine);
        kit.number(new, kit.desk.today()).await.unwrap();
        kit.sign(new).await.unwrap();
        kit.issue(new).await.unwrap();
        let view = kit.view(old).await;
        assert_eq!(view.record.state.0, DocumentState::Replaced);
        assert_eq!(view.replaced_by, Some((new, "02/QĐ-TGPL".into())));
        assert_eq!(kit.standing(&kit.code(old).await).await.unwrap(), Standing::Replaced);
        assert_eq!(kit.standing(&kit.code(new).await).await.unwrap(), Standing::Genuine);
        let known = kit.known(new).await;
        let by_clerk = documents::cancel(&kit.desk, &clerk(), known, "Hủy theo kết luận", &names).await;
        assert_eq!(code_of(&by_clerk.unwrap_err()), "denied");
        documents::cancel(&kit.desk, &head(), known, "Hủy theo kết luận", &names).await.unwrap();
        assert_eq!(kit.standing(&kit.code(new).await).await.unwrap(), Standing::Cancelled);
        assert!(kit.view(new).await.acts.is_empty());
    }
}

#[tokio::test]
async fn a_signed_file_is_read_and_one_that_was_changed_is_not_taken() {
    for kit in kits().await {
        let id = kit.drafted(kit.case("An").await).await;
        kit.number(id, kit.desk.today()).await.unwrap();
        let send_as = async |content: Vec<u8>, compared: bool| {
            let signing = Signing::File { name: "QD 01.pdf".into(), content, compared };
            documents::sign(&kit.desk, &head(), kit.known(id).await, signing, &names).await
        };
        let send = async |content: Vec<u8>| send_as(content, true).await;
        let place = SIGNED.windows(5).position(|part| part == b"05/QD").unwrap();
        let mut changed = SIGNED.to_vec();
        changed[place] = b'7';
        let mut longer = SIGNED.to_vec();
        longer.extend_from_slice(b"7 0 obj\n<< >>\nendobj\n");
        for (content, said) in [
            (changed, "signed_changed"),
            (longer, "signed_changed"),
            (b"%PDF-1.7\n%%EOF\n".to_vec(), "signed_without"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "signed_no_pdf"),
            (b"<html>".to_vec(), "paper_type"),
        ] {
            assert_eq!(code_of(&send(content).await.unwrap_err()), said);
        }
        // A signed file that says nothing of itself is taken only when somebody answers for it, one of another document
        // never.
        let unknown = send_as(SIGNED.to_vec(), false).await;
        assert_eq!(code_of(&unknown.unwrap_err()), "signed_unknown");
        let other = kit.drafted(kit.case("Bình").await).await;
        kit.number(other, kit.desk.today()).await.unwrap();
        let of_another = kit.view(other).await.pdf(&kit.desk).await.unwrap();
        assert_eq!(code_of(&send(of_another).await.unwrap_err()), "signed_other");
        let own = kit.view(id).await.pdf(&kit.desk).await.unwrap();
        assert_eq!(code_of(&send(own).await.unwrap_err()), "signed_without", "it is ours, but nobody signed");
        send(SIGNED.to_vec()).await.unwrap();
        let view = kit.view(id).await;
        assert_eq!(view.record.file_check.map(|check| check.0), Some(FileCheck::ByHand));
        assert_eq!(view.record.signed_by.as_deref(), Some("Hoàng Thị Mẫu"));
        assert!(view.signatures[0].covers_all);
        let file = documents::signed_file(&kit.desk, &head(), id, &names).await.unwrap();
        assert_eq!((file.content.as_slice(), file.name.as_str()), (SIGNED, "tp_tgpl_14-01-2026"));
    }
}

#[tokio::test]
async fn a_signed_file_says_who_vouches_for_the_signer() {
    use office::documents::Trust;
    for kit in kits().await {
        let case = kit.case("An").await;
        let send = async |content: &[u8]| {
            let id = kit.drafted(case).await;
            kit.number(id, kit.desk.today()).await.unwrap();
            let file = Signing::File { name: "QD.pdf".into(), content: content.to_vec(), compared: true };
            documents::sign(&kit.desk, &head(), kit.known(id).await, file, &names).await.map(|()| id)
        };
        assert_eq!(code_of(&send(EXPIRED).await.unwrap_err()), "signed_expired");
        assert_eq!(code_of(&send(CHANGED).await.unwrap_err()), "signed_changed");
        assert_eq!(code_of(&send(LASTING_CHANGED).await.unwrap_err()), "signed_changed");
        let lasting = kit.view(send(LASTING).await.unwrap()).await;
        assert_eq!(lasting.record.signed_by.as_deref(), Some("Nông Văn Giám"), "with its proof behind");
        let trust = async |id: Uuid| -> Vec<Trust> {
            kit.view(id).await.signatures.iter().map(|signature| signature.trust).collect()
        };
        let id = send(STAMPED).await.unwrap();
        let view = kit.view(id).await;
        assert_eq!(view.record.signed_by.as_deref(), Some("Nông Văn Giám"), "not the time service behind");
        assert_eq!(trust(id).await, [Trust::NotChecked, Trust::NotChecked], "nobody set a list");
        let keeper = actor(Role::Administrator, "CUC");
        let set = async |list: &str, seen: i64| {
            office::settings::change(&kit.desk, &keeper, "signing_issuers", seen, list).await
        };
        assert_eq!(code_of(&set("Ban Cơ yếu", 0).await.unwrap_err()), "certificates");
        set(ROOT, 0).await.unwrap();
        assert_eq!(trust(send(STAMPED).await.unwrap()).await, [Trust::Known, Trust::Unknown]);
        assert_eq!(trust(send(SIGNED).await.unwrap()).await, [Trust::Unknown]);
        assert_eq!(
            trust(id).await,
            [Trust::NotChecked, Trust::NotChecked],
            "as it was when the file came in"
        );
    }
}

#[tokio::test]
async fn forms_of_an_organisation_and_of_its_people_are_filled() {
    use office::documents::{Period, Taking, periodic, providers_for};
    for kit in kits().await {
        let id = kit.desk.id();
        let provider = store::staff::Provider {
            id,
            org_code: "TT.19".into(),
            name: "Triệu Văn Cộng".into(),
            name_folded: String::new(),
            kind: law::staff::ProviderKind::Collaborator.into(),
            card_number: Some("19-07".into()),
            appointed_on: None,
            ended_on: None,
            grade: None,
            sex: None,
            birth_year: Some(1958),
            languages: String::new(),
            fields: String::new(),
            leader: false,
            version: 1,
        };
        let tx = kit.desk.store().begin().await.unwrap();
        store::staff::insert_provider(&tx, provider).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            providers_for(&kit.desk, &head(), "TT.19").await.unwrap(),
            [(id, "Triệu Văn Cộng".to_owned())]
        );
        let period = |org: &str, provider| Period {
            org: org.into(),
            provider,
            from: day("2026-07-01"),
            to: day("2026-12-31"),
        };
        let filled = async |key: &str, period: &Period| {
            periodic(&kit.desk, &head(), (key, period), Taking::File, &names).await
        };
        let decision = filled("tp_tgpl_12", &period("TT.19", Some(id))).await.unwrap();
        let page = decision.html();
        for words in ["Số: ……………………/QĐ-STP", "Triệu Văn Cộng, sinh năm 1958", "số 19-07", "Mẫu TP-TGPL-12"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        let issuer = page.find("STP.19").unwrap_or_else(|| panic!("{page}"));
        assert!(issuer < page.find("QUYẾT ĐỊNH").unwrap(), "the department of justice issues it");
        let empty = filled("tp_tgpl_10", &period("TT.19", None)).await.unwrap().html();
        assert!(!empty.contains("Triệu Văn Cộng"), "for somebody who is not on the list yet");
        let list = filled("tp_tgpl_02", &period("TT.19", None)).await.unwrap();
        assert!(list.html().contains("Triệu Văn Cộng"));
        assert!(list.pdf(&kit.desk).await.unwrap().starts_with(b"%PDF") && list.docx().is_ok());
        let stranger = filled("tp_tgpl_12", &period("TT.19", Some(kit.desk.id()))).await;
        assert_eq!(code_of(&stranger.unwrap_err()), "missing");
        assert_eq!(code_of(&filled("tp_tgpl_02", &period("TT.01", None)).await.unwrap_err()), "missing");
    }
}

#[tokio::test]
async fn anybody_learns_whether_a_document_is_genuine_and_nothing_else() {
    for kit in kits().await {
        let id = kit.issued(kit.case("Nông Thị Hoà").await).await;
        let code = kit.code(id).await;
        let spaced = format!("{}-{} {}", &code[..4], &code[4..8], &code[8..]).to_lowercase();
        let found = documents::by_hand(&kit.desk, "10.0.0.9", "1/qđ-tgpl", &spaced).await.unwrap();
        assert_eq!((found.number.as_str(), found.dated_on), ("01/QĐ-TGPL", kit.desk.today()));
        assert_eq!((found.organisation.as_str(), found.standing), ("Đơn vị TT.19", Standing::Genuine));
        let other = documents::by_hand(&kit.desk, "10.0.0.9", "02/QĐ-TGPL", &code).await;
        assert_eq!(code_of(&other.unwrap_err()), "missing", "the number of another document");
        // Whoever guesses is slowed down, and only he.
        let mut waited = false;
        for _ in 0..60 {
            let guess = documents::by_code(&kit.desk, "10.0.0.66", "AAAABBBBCCCC").await.unwrap_err();
            waited |= code_of(&guess) == "accounts.wait";
        }
        assert!(waited, "sixty guesses in a second");
        assert_eq!(kit.standing(&code).await.unwrap(), Standing::Genuine);
        // A document that was tampered with in the database is not genuine any more.
        let sql = "update document set content = replace(content, 'Bào', 'Bao'), dated_on = '2026-11-01'";
        kit.desk.store().maintain(sql).await.unwrap();
        assert_eq!(code_of(&kit.standing(&code).await.unwrap_err()), "missing");
    }
}

#[tokio::test]
async fn a_closed_book_tells_what_came_later() {
    for kit in kits().await {
        kit.case("An").await;
        kit.case("Bình").await;
        let open = async || {
            let asked = (Register::Acceptance, Some("TT.19"));
            registers::open(&kit.desk, &clerk(), asked, day("2026-11-01"), &names).await.unwrap()
        };
        let book = open().await;
        assert_eq!(book.entries.len(), 2);
        assert_eq!(book.entries[0].cells.len(), registers::columns(Register::Acceptance).len());
        assert!(book.entries[0].cells[2].starts_with("An, 1985"), "{:?}", book.entries[0].cells);
        assert_eq!(
            book.totals[..3],
            [("entries".into(), 2), ("persons".into(), 2), ("litigation".into(), 2)]
        );
        assert!(book.closable.is_empty(), "the month is not over");
        let close = async |actor: Actor| {
            let period = (ClosingPeriod::Month, day("2026-11-15"));
            registers::close(&kit.desk, &actor, (Register::Acceptance, "TT.19"), period, &names).await
        };
        assert_eq!(code_of(&close(clerk()).await.unwrap_err()), "registers.too_early");
        kit.pass(Duration::days(10));
        assert_eq!(open().await.closable, [ClosingPeriod::Month]);
        assert_eq!(code_of(&close(actor(Role::Analyst, "CUC")).await.unwrap_err()), "denied");
        assert_eq!(code_of(&close(actor(Role::Director, "TT.01")).await.unwrap_err()), "missing");
        close(clerk()).await.unwrap();
        close(clerk()).await.unwrap();
        let book = open().await;
        assert_eq!(book.closings.len(), 1, "closed once");
        assert!(book.closings[0].intact && book.closings[0].late == 0 && book.closable.is_empty());
        assert_eq!(book.closings[0].closing.entries, 2);
        // A case that is dated back stands there as late, and the seal still holds over what stood there.
        kit.pass(Duration::hours(1));
        let sql = "insert into guidance (id, org_code, on_date, content_key, ordinal, entered_at, entered_by)
            select id, org_code, '2026-11-20', 'k', 1, '2026-12-03T03:00:00+00:00', 'x' from cases limit 1";
        kit.desk.store().maintain(sql).await.unwrap();
        let asked = (Register::Guidance, Some("TT.19"));
        let guidance = registers::open(&kit.desk, &clerk(), asked, day("2026-11-01"), &names).await.unwrap();
        assert!(guidance.entries.len() == 1 && !guidance.entries[0].late, "another book, not closed");
        let sql =
            "update cases set entered_at = '2026-12-03T03:30:00+00:00' where file_code = 'TT.TGTT.02.2026'";
        kit.desk.store().maintain(sql).await.unwrap();
        let book = open().await;
        assert_eq!(book.entries.iter().map(|entry| entry.late).collect::<Vec<_>>(), [false, true]);
        assert!(!book.closings[0].intact, "the second entry stood there when the book was closed");
        assert_eq!(book.closings[0].late, 1);
    }
}

#[tokio::test]
async fn incoming_documents_are_numbered_in_their_order() {
    for kit in kits().await {
        let draft = |author: &str| IncomingDraft {
            org: "TT.19".into(),
            arrived_on: kit.desk.today(),
            author: author.into(),
            their_number: "12/CV-TA".into(),
            dated_on: Some(day("2026-11-20")),
            about: "Thông báo lịch xét xử".into(),
            receiver: String::new(),
            passed_on: None,
            note: String::new(),
        };
        let (first, second) = (kit.desk.id(), kit.desk.id());
        let enter = async |id: Uuid, author: &str| {
            registers::enter_incoming(&kit.desk, &clerk(), id, &draft(author)).await
        };
        assert_eq!(enter(first, "Tòa án").await.unwrap(), 1);
        assert_eq!(enter(first, "Tòa án").await.unwrap(), 1, "the same form sent twice is one entry");
        assert_eq!(enter(second, "Công an").await.unwrap(), 2);
        assert_eq!(code_of(&enter(kit.desk.id(), " ").await.unwrap_err()), "required");
        let far = registers::view_incoming(&kit.desk, &actor(Role::Clerk, "TT.01"), first).await;
        assert_eq!(code_of(&far.unwrap_err()), "missing");
        registers::cancel_incoming(&kit.desk, &clerk(), (second, 1), "Ghi trùng văn bản").await.unwrap();
        let correct = registers::correct_incoming(&kit.desk, &clerk(), (second, 2), &draft("Công an")).await;
        assert_eq!(code_of(&correct.unwrap_err()), "stale");
        assert_eq!(enter(kit.desk.id(), "Trại giam").await.unwrap(), 3);
        let asked = (Register::Incoming, None);
        let book = registers::open(&kit.desk, &clerk(), asked, kit.desk.today(), &names).await.unwrap();
        let numbers: Vec<&str> = book.entries.iter().map(|entry| entry.cells[1].as_str()).collect();
        assert_eq!(numbers, ["01", "02", "03"]);
        let days = (day("2026-01-01"), day("2026-12-31"), None);
        let titles: Vec<String> =
            registers::columns(Register::Incoming).iter().map(ToString::to_string).collect();
        let file = registers::export(&kit.desk, &clerk(), asked, days, &titles, &names).await.unwrap();
        assert_eq!((file.rows, file.name.as_str()), (3, "incoming-TT19-2026-01-01-2026-12-31.xlsx"));
    }
}

#[tokio::test]
async fn what_was_issued_stands_in_the_file_of_its_case() {
    let words = || office::case_file::Words {
        title: "Mục lục".into(),
        columns: ["STT", "Tên", "Ngày", "Tờ", "Ghi chú"].map(String::from),
        paper_only: "bản giấy".into(),
        beside: "để riêng".into(),
        word: "Word".to_owned(),
        in_package: "trong gói:".to_owned(),
        checksum: "SHA-256:".to_owned(),
    };
    for kit in kits().await {
        let case = kit.case("Nông Văn Thử").await;
        let id = kit.drafted(case).await;
        kit.number(id, kit.desk.today()).await.unwrap();
        let before = office::case_file::bundle(
            &kit.desk,
            &clerk(),
            case,
            words(),
            &Stated::on(DisclosureGround::Work),
        )
        .await;
        assert!(matches!(before, Err(Failure::Refused(refusal)) if refusal.code == "case_file.empty"));
        kit.sign(id).await.unwrap();
        kit.issue(id).await.unwrap();
        let whole = office::case_file::bundle(
            &kit.desk,
            &clerk(),
            case,
            words(),
            &Stated::on(DisclosureGround::Work),
        )
        .await
        .unwrap();
        assert!(whole.content.starts_with(b"%PDF-") && whole.content.len() > 10_000);
    }
}

#[tokio::test]
async fn a_year_of_a_book_is_printed_by_a_job_and_taken_by_whoever_asked() {
    use law::documents::MadeState;
    for kit in kits().await {
        let case = kit.case("An").await;
        for _ in 0..3 {
            let id = kit.drafted(case).await;
            kit.number(id, kit.desk.today()).await.unwrap();
        }
        let words = registers::BookWords {
            state: "CỘNG HÒA".into(),
            motto: "Độc lập".into(),
            title: "Sổ văn bản đi".into(),
            period: "Năm 2026".into(),
            columns: registers::columns(Register::Outgoing).iter().map(ToString::to_string).collect(),
            late: "ghi sau".into(),
            totals: "Tổng:".into(),
            total_names: registers::totals(Register::Outgoing)
                .into_iter()
                .map(|name| (name.to_owned(), name.to_owned()))
                .collect(),
            keeper: "Người giữ sổ".into(),
            head: "Giám đốc".into(),
        };
        let asked = |org: &str| registers::YearAsked {
            register: Register::Outgoing,
            org: org.into(),
            year: 2026,
            ground: None,
            words: words.clone(),
        };
        // The worker asks what the account may do; so there is one.
        let new = office::accounts::NewAccount {
            login: "van.thu".into(),
            name: "Người giữ sổ".into(),
            role: Role::Clerk,
            org: "TT.19".into(),
            provider: None,
            language: "vi".into(),
            password: None,
            password_may_stay: false,
        };
        let account = office::accounts::create(&kit.desk, &Actor::system(), new).await.unwrap().account.id;
        let asker = Actor { account: Some(account), ..clerk() };
        let id = kit.desk.id();
        registers::ask_year(&kit.desk, &asker, id, asked("TT.19")).await.unwrap();
        registers::ask_year(&kit.desk, &asker, id, asked("TT.19")).await.unwrap();
        let elsewhere = registers::ask_year(&kit.desk, &asker, kit.desk.id(), asked("TT.01")).await;
        assert_eq!(code_of(&elsewhere.unwrap_err()), "missing");
        assert_eq!(registers::view_year(&kit.desk, &asker, id).await.unwrap().0.state.0, MadeState::Waiting);
        assert_eq!(code_of(&registers::take_year(&kit.desk, &asker, id).await.unwrap_err()), "missing");
        let drained = office::jobs::drain(&kit.desk).await.unwrap();
        assert!(drained > 0);
        let (file, _) = registers::view_year(&kit.desk, &asker, id).await.unwrap();
        assert_eq!((file.state.0, file.done, file.total), (MadeState::Done, 3, 3), "{:?}", file.error);
        let (pdf, name) = registers::take_year(&kit.desk, &asker, id).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert_eq!(name, "outgoing-TT19-2026.pdf");
        // Nobody else takes it, and after a week it is gone.
        let other = registers::view_year(&kit.desk, &head(), id).await;
        assert_eq!(code_of(&other.unwrap_err()), "missing");
        kit.pass(Duration::days(8));
        registers::forget_made(&kit.desk).await.unwrap();
        assert_eq!(code_of(&registers::view_year(&kit.desk, &asker, id).await.unwrap_err()), "missing");
        // Stopped before it began, it is not made.
        let stopped = kit.desk.id();
        registers::ask_year(&kit.desk, &asker, stopped, asked("TT.19")).await.unwrap();
        registers::cancel_year(&kit.desk, &asker, stopped).await.unwrap();
        office::jobs::drain(&kit.desk).await.unwrap();
        let (file, _) = registers::view_year(&kit.desk, &asker, stopped).await.unwrap();
        assert_eq!((file.state.0, file.file_sha256), (MadeState::Cancelled, None));
    }
}

#[tokio::test]
async fn forms_of_a_period_hold_the_figures_of_the_report_and_the_cases_of_notices() {
    use office::documents::{Period, Taking, periodic, periodic_forms};
    use office::statistics::{Geography, ReportRequest};
    use papers::document::{Part, Table};
    for kit in kits().await {
        for name in ["An", "Bình"] {
            kit.case(name).await;
        }
        let keys: Vec<&str> = periodic_forms(kit.desk.today()).map(|form| form.key.as_str()).collect();
        let numbered: Vec<String> = (1..=13).map(|number| format!("tp_tgpl_{number:02}")).collect();
        let expected = numbered.iter().map(String::as_str);
        let joint = ["joint_05", "joint_06a", "joint_06b", "joint_06c"];
        assert_eq!(keys, expected.chain(joint).collect::<Vec<_>>());
        let period =
            Period { org: "TT.19".into(), provider: None, from: day("2026-07-01"), to: day("2026-12-31") };
        let filled = async |who: &Actor, key: &str, taking| {
            periodic(&kit.desk, who, (key, &period), taking, &names).await
        };
        let request = ReportRequest {
            org: period.org.clone(),
            from: period.from,
            to: period.to,
            as_of: None,
            geography: Geography::Now,
        };
        let report = office::statistics::report(&kit.desk, &head(), &request).await.unwrap();
        let tables = |parts: &[Part]| -> Vec<Table> {
            let table = |part: &Part| if let Part::Table(table) = part { Some(table.clone()) } else { None };
            parts.iter().filter_map(table).collect()
        };
        let council = filled(&head(), "joint_06b", Taking::Look).await.unwrap();
        let said = |words: &str| {
            let rows = tables(&council.document.parts).into_iter().flat_map(|table| table.rows);
            let row = rows.into_iter().find(|row| row[1].text == words);
            row.unwrap_or_else(|| panic!("no {words}"))[2].text.clone()
        };
        for (words, id) in [
            ("Vụ việc tham gia tố tụng thụ lý mới", "cases_new_litigation"),
            ("Trong đó: bào chữa", "cases_new_litigation_defence"),
            ("Bảo vệ quyền và lợi ích hợp pháp", "cases_new_litigation_protection"),
            ("Vụ việc tham gia tố tụng kết thúc", "cases_closed_litigation"),
        ] {
            let figure = report.figures.iter().find(|figure| figure.indicator.id == id).unwrap();
            let Some(law::statistics::Value::Count(count)) = figure.value else { panic!("{id}") };
            assert_eq!(said(words), count.to_string(), "{words}");
        }
        assert_eq!(said("Trong đó: bào chữa"), "2");
        assert!(format!("{:?}", council.document).contains("từ ngày 01/07/2026 đến ngày 31/12/2026"));
        // The book of the bodies: what they gave notice of; the case that the person brought is not in it.
        let tx = kit.desk.store().begin().await.unwrap();
        tx.run("update cases set source = 'agency_notice' where file_code like '%.01.%'").await.unwrap();
        tx.commit().await.unwrap();
        let book = filled(&head(), "joint_05", Taking::Look).await.unwrap();
        let rows = tables(&book.document.parts)[0].rows.clone();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][2].text, "An");
        assert!(filled(&clerk(), "joint_05", Taking::File).await.unwrap().pdf(&kit.desk).await.is_ok());
        for key in ["joint_06a", "joint_06b", "joint_06c"] {
            let draft = filled(&head(), key, Taking::File).await.unwrap();
            assert!(draft.pdf(&kit.desk).await.unwrap().starts_with(b"%PDF"), "{key}");
            assert_eq!(&draft.docx().unwrap()[..2], b"PK");
        }
        let elsewhere = filled(&actor(Role::Director, "TT.01"), "joint_06b", Taking::Look).await;
        assert_eq!(code_of(&elsewhere.unwrap_err()), "missing");
    }
}
