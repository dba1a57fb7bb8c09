//! Who opens a restricted case, on both databases: the circle, whoever says why, and nobody by a masked file;
//! and the provider who is complained of is not given the case.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "the kit of import tests has more than is needed here")]
mod exchange_kit;

use exchange_kit::{Kit, actor, bytes, cases, kits, wrong};
use law::access::Role;
use law::complaints::ComplaintAct;
use law::confidentiality::{AccessGround, Restriction};
use office::complaints::ComplaintDraft;
use office::confidentiality::{RESTRICTED, Reason};
use office::exchange::{ExportRequest, FileKind, Format};
use office::{Actor, Failure};
use store::staff::Provider;
use uuid::Uuid;

const PROVIDER: Uuid = Uuid::from_u128(70);

/// A case of a child that the shell brought in, conducted by a provider.
async fn child(kit: &Kit) -> Uuid {
    let tx = kit.desk.store().begin().await.unwrap();
    let provider = Provider {
        id: PROVIDER,
        org_code: "TT.19".to_owned(),
        name: "Bế Văn Minh".to_owned(),
        name_folded: String::new(),
        kind: law::staff::ProviderKind::LegalAidOfficer.into(),
        card_number: Some("TN-77".to_owned()),
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: String::new(),
        fields: String::new(),
        leader: false,
        version: 1,
    };
    store::staff::insert_provider(&tx, provider).await.unwrap();
    tx.commit().await.unwrap();
    let row = ["TT.19", "B.1", "advice", "civil", "2026-11-20", "self", "Nông Thị Hoà", "child"];
    let more = ["provider_name", "provider_card", "assigned_on"];
    let row = [&row[..], &["Bế Văn Minh", "TN-77", "2026-11-20"]].concat();
    kit.take(FileKind::Cases, &cases(&more, &[&row])).await;
    let tx = kit.desk.store().snapshot().await.unwrap();
    let file = store::cases::find_by_code(&tx, "TT.19", "B.1").await.unwrap().unwrap();
    assert_eq!((file.case.restricted.as_str(), file.case.provider_id), ("minor", Some(PROVIDER)));
    file.case.id
}

async fn opens(kit: &Kit, who: &Actor, case: Uuid) -> bool {
    match office::cases::view(&kit.desk, who, case).await {
        Ok(view) => view.file.case.id == case,
        Err(Failure::Refused(refusal)) => {
            assert_eq!((refusal.code.as_str(), &refusal.data["case"]), (RESTRICTED, &case.to_string()));
            false
        }
        Err(failure) => panic!("{}: {failure}", who.login),
    }
}

#[tokio::test]
async fn a_restricted_case_opens_for_its_circle_only() {
    for kit in kits().await {
        let case = child(&kit).await;
        let officer = Actor { provider: Some(PROVIDER), ..actor(Role::Officer, "TT.19") };
        for (who, at_once) in [
            (officer.clone(), true),
            (actor(Role::Director, "TT.19"), true),
            (actor(Role::BranchHead, "TT.19"), true),
            (Actor::system(), true),
            (actor(Role::Clerk, "TT.19"), false),
            (actor(Role::Accountant, "TT.19"), false),
            (actor(Role::Appraiser, "TT.19"), false),
            (actor(Role::JusticeOfficer, "STP.19"), false),
            (actor(Role::Analyst, "CUC"), false),
            (actor(Role::Auditor, "CUC"), false),
        ] {
            assert_eq!(opens(&kit, &who, case).await, at_once, "{} {}", who.login, kit.name);
            if at_once {
                continue;
            }
            let reason = Reason {
                id: kit.desk.id(),
                ground: AccessGround::Work,
                text: "Kiểm tra theo kế hoạch".into(),
            };
            office::confidentiality::grant(&kit.desk, &who, case, reason).await.unwrap();
            assert!(opens(&kit, &who, case).await, "{} said why", who.login);
        }
        // Out of reach a reason opens nothing; the shell needs none.
        let stranger = actor(Role::Director, "TT.01");
        let reason =
            Reason {
                id: kit.desk.id(), ground: AccessGround::Other, text: "Muốn xem hồ sơ này".into()
            };
        let refused = office::confidentiality::grant(&kit.desk, &stranger, case, reason).await;
        assert!(matches!(refused, Err(Failure::Missing)), "{refused:?}");
        let seen = office::confidentiality::access(&kit.desk, &officer, case).await.unwrap();
        assert_eq!((seen.marks, seen.grants.len()), (vec![Restriction::Minor], 6));
    }
}

#[tokio::test]
async fn a_masked_file_does_not_come_back_in() {
    for kit in kits().await {
        child(&kit).await;
        let request = ExportRequest {
            kind: FileKind::Cases,
            org: Some("TT.19".to_owned()),
            from: None,
            to: None,
            format: Format::Csv,
            ground: None,
        };
        let clerk =
            office::exchange::export(&kit.desk, &actor(Role::Clerk, "TT.19"), &request).await.unwrap();
        let masked = bytes(clerk);
        assert!(!String::from_utf8(masked.clone()).unwrap().contains("Nông Thị Hoà"), "{}", kit.name);
        let problems = kit.refuse(FileKind::Cases, masked).await;
        assert_eq!(problems, [wrong(2, "client_name", "masked_name")]);
    }
}

#[tokio::test]
async fn who_is_complained_of_is_kept_from_the_case_until_the_answer() {
    for kit in kits().await {
        let case = child(&kit).await;
        let head = actor(Role::Director, "TT.19");
        let kept = async || {
            let tx = kit.desk.store().snapshot().await.unwrap();
            office::complaints::is_kept_from_case(&tx, case, PROVIDER).await.unwrap()
        };
        assert!(!kept().await);
        let draft = ComplaintDraft {
            id: kit.desk.id(),
            org: "TT.19".to_owned(),
            case: Some(case),
            request: None,
            act: ComplaintAct::NotPerform,
            complainant_name: "Nông Văn Ba".to_owned(),
            complainant_contact: None,
            against_provider: Some(PROVIDER),
            content: "Không đến làm việc".to_owned(),
            received_at: kit.desk.now(),
        };
        let id = office::complaints::take(&kit.desk, &head, draft).await.unwrap();
        assert!(kept().await);
        // The clock of the complaint does not show on the case, where the provider would see it.
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert!(office::deadlines::of_case(&tx, case).await.unwrap().is_empty());
        assert_eq!(office::deadlines::of_subject(&tx, "complaint", id).await.unwrap().len(), 1);
        drop(tx);
        // A clerk outside the circle sees the complaint in the list without a name, and is asked why before reading.
        let clerk = actor(Role::Clerk, "TT.19");
        let list = office::complaints::list(&kit.desk, &clerk, Default::default(), None).await.unwrap();
        assert!(list.lines[0].protected && list.lines[0].complaint.complainant_name.is_empty());
        let refused = office::complaints::view(&kit.desk, &clerk, id).await;
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.code == RESTRICTED));
        office::complaints::withdraw(&kit.desk, &head, id, 1, "Đã hoà giải").await.unwrap();
        assert!(!kept().await);
    }
}

#[tokio::test]
async fn a_list_names_who_is_protected_on_a_legal_ground_only() {
    use law::confidentiality::DisclosureGround as G;
    for kit in kits().await {
        child(&kit).await;
        let named = async |who: &Actor, ground| {
            let request = ExportRequest {
                kind: FileKind::Cases,
                org: Some("TT.19".to_owned()),
                from: None,
                to: None,
                format: Format::Csv,
                ground,
            };
            let file = office::exchange::export(&kit.desk, who, &request).await?;
            Ok::<_, Failure>(String::from_utf8(bytes(file)).unwrap().contains("Nông Thị Hoà"))
        };
        let (head, clerk) = (actor(Role::Director, "TT.19"), actor(Role::Clerk, "TT.19"));
        let above = actor(Role::JusticeOfficer, "STP.19");
        for (who, ground, expected) in [
            (&head, None, false),
            (&head, Some(G::Work), false),
            (&head, Some(G::Supervision), true),
            (&head, Some(G::Archive), true),
            // A ground opens nothing that does not lie open.
            (&clerk, Some(G::Supervision), false),
            (&above, Some(G::Supervision), false),
            (&Actor::system(), None, true),
        ] {
            assert_eq!(named(who, ground).await.unwrap(), expected, "{} {ground:?} {}", who.login, kit.name);
        }
        for (who, ground) in [(&head, G::Consent), (&above, G::Work), (&clerk, G::OwnData)] {
            let refused = named(who, Some(ground)).await;
            let Err(Failure::Refused(refusal)) = refused else { panic!("{refused:?}") };
            assert_eq!(refusal.code, "confidentiality.no_ground");
        }
        let tx = kit.desk.store().snapshot().await.unwrap();
        let asked = store::audit::Search { act: Some("exchange.export".to_owned()), ..Default::default() };
        let lines = store::audit::list(&tx, None, &asked, 50).await.unwrap();
        let said: Vec<bool> = lines.iter().map(|line| line.detail.contains("\"ground\":\"")).collect();
        assert_eq!(said, [true; 7], "the ground stands in the record");
    }
}
