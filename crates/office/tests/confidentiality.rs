//! Who opens a restricted case, on both databases: the circle, whoever says why, and nobody by a masked file;
//! and the provider who is complained of is not given the case.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "the kit of import tests has more than is needed here")]
mod exchange_kit;

use exchange_kit::{Kit, actor, bytes, cases, kits, wrong};
use law::access::Role;
use law::complaints::ComplaintAct;
use law::confidentiality::{AccessGround, Restriction};
use law::kernel::coded::Coded as _;
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
    let more = ["provider_name", "provider_card", "assigned_on", "client_sex", "other_categories"];
    let row = [&row[..], &["Bế Văn Minh", "TN-77", "2026-11-20", "female", "poor"]].concat();
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
        // Neither who it is nor why that is kept stands beside the file code; the shell has both.
        let whole = bytes(kit.export(FileKind::Cases, Format::Csv).await);
        for (file, told) in [(&masked, false), (&whole, true)] {
            let text = String::from_utf8(file.clone()).unwrap();
            let mut lines = text.lines();
            let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
            let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
            let cell = |name: &str| cells[heads.iter().position(|head| *head == name).unwrap()];
            assert_eq!(cell("file_code"), "B.1");
            assert_eq!(text.contains("Nông Thị Hoà"), told, "{}", kit.name);
            for (name, value) in
                [("category", "child"), ("other_categories", "poor"), ("client_sex", "female")]
            {
                assert_eq!(cell(name), if told { value } else { "" }, "{name} {}", kit.name);
            }
        }
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
        // Nor does it show anywhere to the head whom it is about, where the other head sees it.
        let accused = Actor { account: Some(Uuid::from_u128(71)), provider: Some(PROVIDER), ..head.clone() };
        let soon = kit.desk.today() + chrono::Duration::days(20);
        let query = office::schedule::ScheduleQuery {
            from: kit.desk.today(),
            to: soon,
            provider: None,
            court: String::new(),
        };
        let of = |kind: &str| kind == "complaint";
        *kit.clock.lock().unwrap() += chrono::Duration::days(12);
        let tx = kit.desk.store().begin().await.unwrap();
        let message = store::messages::Message {
            id: kit.desk.id(),
            org_code: "TT.19".to_owned(),
            role: Some("head".to_owned()),
            account_id: None,
            kind: "clock_near".to_owned(),
            subject_kind: "complaint".to_owned(),
            subject_id: id,
            detail: "{}".to_owned(),
            once_key: "one".to_owned(),
            created_at: kit.desk.now(),
            seen_at: None,
        };
        assert!(store::messages::insert(&tx, &message).await.unwrap());
        tx.commit().await.unwrap();
        for (who, shown) in [(&head, true), (&accused, false)] {
            let (lines, due, _) =
                office::queues::clocks(&kit.desk, who, &Default::default(), 50).await.unwrap();
            assert_eq!(lines.iter().any(|it| of(&it.clock.subject_kind)), shown, "{}", kit.name);
            assert_eq!(due.overdue + due.today + due.three + due.seven + due.later > 0, shown);
            let plan = office::schedule::view(&kit.desk, who, &query).await.unwrap();
            let listed = plan
                .entries
                .iter()
                .any(|it| matches!(&it.what, office::schedule::What::Clock(it) if of(&it.subject_kind)));
            let today = office::today::view(&kit.desk, who).await.unwrap();
            let (told, _) = office::messages::list(&kit.desk, who, false, None, 50).await.unwrap();
            let told = told.iter().any(|it| of(&it.subject_kind));
            let today = today.clocks.iter().any(|it| of(&it.subject_kind));
            assert_eq!((listed || today, told), (shown, shown), "{}", kit.name);
            let unseen = office::messages::count_unseen(&kit.desk, who).await.unwrap();
            assert_eq!(unseen, usize::from(shown), "{}", kit.name);
        }
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
        // So does the register book; the ground of one's own work names nobody, whoever takes it out.
        let year = kit.desk.today();
        let request = office::statistics::ReportRequest {
            org: "TT.19".to_owned(),
            from: "2026-01-01".parse().unwrap(),
            to: year,
            as_of: None,
            geography: office::statistics::Geography::Now,
        };
        for (who, named) in [(&head, false), (&clerk, false), (&Actor::system(), true)] {
            let form = office::exchange::report::RegisterFormat::Sheet(Format::Csv);
            let file = office::exchange::report::register_file(&kit.desk, who, &request, form).await.unwrap();
            let text = String::from_utf8(bytes(file)).unwrap();
            assert!(text.contains("B.1"));
            assert_eq!(text.contains("Nông Thị Hoà"), named, "{} {}", who.login, kit.name);
        }
        // The list as it stands on the screen leaves on a ground as well, which stands in the record.
        let titles = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map(str::to_owned);
        let wording = office::exchange::Wording { titles, code: &|list, code| format!("{list}={code}") };
        let how = (Format::Csv, Some(G::Supervision));
        office::exchange::export_cases(&kit.desk, &head, &Default::default(), how, &wording).await.unwrap();
        let tx = kit.desk.store().snapshot().await.unwrap();
        let asked =
            store::audit::Search { act: Some("exchange.export_list".to_owned()), ..Default::default() };
        let line = store::audit::list(&tx, None, &asked, 1).await.unwrap().remove(0);
        assert!(line.detail.contains("\"ground\":\"supervision\""), "{}", line.detail);
        let asked = store::audit::Search { act: Some("exchange.export".to_owned()), ..Default::default() };
        let lines = store::audit::list(&tx, None, &asked, 50).await.unwrap();
        let said: Vec<bool> = lines.iter().map(|line| line.detail.contains("\"ground\":\"")).collect();
        assert_eq!(said, [true; 7], "the ground stands in the record");
    }
}

#[tokio::test]
async fn the_log_of_guidance_names_who_is_protected_to_the_head_and_to_who_wrote_it() {
    use law::confidentiality::DisclosureGround as G;
    use law::documents::Register;
    use law::eligibility::Category;
    use office::intake::Guidance;
    use office::journal::{self, LogQuery, Mark};
    for kit in kits().await {
        let (head, clerk) = (actor(Role::Director, "TT.19"), actor(Role::Clerk, "TT.19"));
        let other = Actor { account: Some(Uuid::from_u128(72)), login: "other".to_owned(), ..clerk.clone() };
        let line = |name: &str, category: Category| Guidance {
            mark: Mark::new(kit.desk.id(), "TT.19", kit.desk.today(), kit.desk.now(), &clerk.login),
            client_name: Some(name.to_owned()),
            client_sex: Some(law::people::Sex::Female.into()),
            client_ethnicity: None,
            category: Some(category.into()),
            field: None,
            summary: Some(format!("Việc của {name}")),
        };
        let (protected, plain) = (line("Sùng Thị Mỷ", Category::Hiv), line("Lý Văn Páo", Category::Poor));
        for it in [&protected, &plain] {
            journal::add(&kit.desk, &clerk, it.clone()).await.unwrap();
        }
        let id = protected.mark.id;
        for (who, told) in
            [(&head, true), (&clerk, true), (&other, false), (&actor(Role::Auditor, "CUC"), false)]
        {
            let page = journal::list::<Guidance>(&kit.desk, who, &LogQuery::default(), None).await.unwrap();
            let of = |id: Uuid| page.lines.iter().find(|line| line.mark.id == id).unwrap();
            let line = of(id);
            let said = [line.client_name.is_some(), line.summary.is_some(), line.category.is_some()];
            assert_eq!((said, page.protected.is_empty()), ([told; 3], told), "{} {}", who.login, kit.name);
            assert_eq!(of(plain.mark.id).client_name.as_deref(), Some("Lý Văn Páo"));
            assert_eq!(journal::view::<Guidance>(&kit.desk, who, id).await.is_ok(), told, "{}", who.login);
            let names = |_: &str, code: &str| code.to_owned();
            let asked = (Register::Guidance, Some("TT.19"));
            let book = office::registers::open(&kit.desk, who, asked, kit.desk.today(), &names).await;
            let Ok(book) = book else { continue };
            let cells: Vec<String> = book.entries.iter().flat_map(|entry| entry.cells.clone()).collect();
            assert_eq!(cells.contains(&"Sùng Thị Mỷ".to_owned()), told, "{} {}", who.login, kit.name);
            assert_eq!(cells.contains(&"hiv".to_owned()), told);
            assert!(cells.contains(&"Lý Văn Páo".to_owned()));
        }
        // What was masked cannot be saved over what is there.
        let seen = journal::view::<Guidance>(&kit.desk, &head, id).await.unwrap().mark.content_key;
        let blank = Guidance { client_name: None, ..protected.clone() };
        let refused = [
            journal::correct(&kit.desk, &other, &seen, "sửa", blank).await,
            journal::remove::<Guidance>(&kit.desk, &other, id, &seen, "trùng").await,
        ];
        for refused in refused {
            assert!(matches!(refused, Err(Failure::Refused(it)) if it.code == "journal.protected"));
        }
        let file = async |who: &Actor, ground| {
            let request = ExportRequest {
                kind: FileKind::Guidance,
                org: Some("TT.19".to_owned()),
                from: None,
                to: None,
                format: Format::Csv,
                ground,
            };
            bytes(office::exchange::export(&kit.desk, who, &request).await.unwrap())
        };
        for (who, ground, told) in [
            (&head, None, false),
            (&head, Some(G::Supervision), true),
            (&clerk, Some(G::Supervision), true),
            (&other, Some(G::Supervision), false),
            (&Actor::system(), None, true),
        ] {
            let text = String::from_utf8(file(who, ground).await).unwrap();
            assert!(text.contains("Lý Văn Páo"));
            assert_eq!(text.contains("Sùng Thị Mỷ"), told, "{} {ground:?} {}", who.login, kit.name);
            assert_eq!(text.contains("hiv"), told, "{} {ground:?} {}", who.login, kit.name);
        }
        let problems = kit.refuse(FileKind::Guidance, file(&other, None).await).await;
        let problems: Vec<_> =
            problems.iter().map(|(_, column, code)| (column.as_str(), code.as_str())).collect();
        assert_eq!(problems, [("client_name", "masked_name")]);
    }
}

#[tokio::test]
async fn the_private_place_of_an_appointment_is_for_the_circle() {
    use office::schedule::{ScheduleQuery, What};
    const HOME: &str = "Nhà bà Hoà, bản Mới";
    for kit in kits().await {
        let case = child(&kit).await;
        let officer = Actor { provider: Some(PROVIDER), ..actor(Role::Officer, "TT.19") };
        let draft = office::hearings::HearingDraft {
            id: kit.desk.id(),
            kind: law::hearings::HearingKind::Meeting,
            at: kit.desk.now() + chrono::Duration::days(1),
            place: HOME.to_owned(),
            agency: String::new(),
            online: false,
        };
        office::hearings::add(&kit.desk, &officer, case, draft).await.unwrap();
        let clerk = actor(Role::Clerk, "TT.19");
        let query = ScheduleQuery {
            from: kit.desk.today(),
            to: kit.desk.today() + chrono::Duration::days(3),
            provider: None,
            court: String::new(),
        };
        for (who, told) in [(&officer, true), (&actor(Role::Director, "TT.19"), true), (&clerk, false)] {
            let plan = office::schedule::view(&kit.desk, who, &query).await.unwrap();
            let places: Vec<Option<&str>> = plan
                .entries
                .iter()
                .filter_map(|it| match &it.what {
                    What::Hearing(it) => Some(it.place.as_deref()),
                    _ => None,
                })
                .collect();
            assert_eq!(places, [told.then_some(HOME)], "{} {}", who.login, kit.name);
            assert_eq!(plan.courts.iter().any(|court| court == HOME), told, "not in the filter either");
            let found = ScheduleQuery { court: "ban moi".to_owned(), ..query.clone() };
            let found = office::schedule::view(&kit.desk, who, &found).await.unwrap();
            assert_eq!(!found.entries.is_empty(), told);
            let today = office::today::view(&kit.desk, who).await.unwrap();
            assert_eq!(today.hearings[0].place.as_deref(), told.then_some(HOME), "{}", who.login);
        }
    }
}

#[tokio::test]
async fn counts_of_doubts_are_not_for_who_reaches_the_own_cases_only() {
    use law::access::Reach;
    for kit in kits().await {
        let case = child(&kit).await;
        let sql = format!(
            "insert into doubt (case_id, code, org_code, found_at)
             select id, '{}', org_code, entered_at from cases where file_code = 'B.1'",
            law::cases::Doubt::ALL[0].code()
        );
        kit.desk.store().maintain("delete from doubt").await.unwrap();
        kit.desk.store().maintain(&sql).await.unwrap();
        let tx = kit.desk.store().begin().await.unwrap();
        store::cases::examination::keep_counts(&tx, "2026-11").await.unwrap();
        let codes = vec!["TT.19".to_owned()];
        let own = Reach::Provider { organisations: codes.clone(), provider: Some(PROVIDER.to_string()) };
        for (reach, counts) in [(Reach::Nation, 1), (Reach::Organisations(codes), 1), (own, 0)] {
            let found = store::cases::examination::counts_since(&tx, &reach, "2026-01").await.unwrap();
            assert_eq!(found.len(), counts, "{case} {reach:?} {}", kit.name);
        }
    }
}
