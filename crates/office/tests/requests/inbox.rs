//! Who finds which request, and whom nobody is told about.

use chrono::Duration;
use law::access::Role;
use law::cases::ClientRole;
use law::confidentiality::{AccessGround, Restriction};
use law::conflicts::{HitDecision, HitKind};
use law::intake::{Lack, Side};
use law::kernel::identity::IdNumber;
use office::cases::Birth;
use office::confidentiality::{RESTRICTED_REQUEST, Reason, grant_request};
use office::requests::{self, PersonDraft, RequestDraft, RequestFilter};
use office::{Actor, Failure};
use uuid::Uuid;

use super::kit::{acceptance, actor, draft, kits, other_clerk, person, refused};

#[tokio::test]
async fn the_inbox_finds_by_name_telephone_number_and_receipt_and_pages_without_loss() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut ids = Vec::new();
        for (name, phone) in
            [("Đặng Hữu Phước", "0912 345 678"), ("Rơ Châm H'Blan", "0987.000.111"), ("Y Dhăm", "")]
        {
            let mut one = draft(desk, name);
            one.persons[0].phone = (!phone.is_empty()).then(|| phone.to_owned());
            one.persons[0].id_number = IdNumber::read("066090005678").filter(|_| name == "Y Dhăm");
            ids.push(requests::take(desk, &clerk, one).await.unwrap());
            kit.pass(Duration::minutes(5));
        }
        let number = ids[0].simple().to_string().to_uppercase();
        for (query, expected) in [
            ("dang huu", vec![ids[0]]),
            ("h blan", vec![ids[1]]),
            ("0912345678", vec![ids[0]]),
            ("000 111", vec![ids[1]]),
            ("066 090 005 678", vec![ids[2]]),
            (&format!("yc {}-{}", &number[24..28], &number[28..]), vec![ids[0]]),
            ("không có ai", vec![]),
        ] {
            let filter = RequestFilter { query: Some(query.to_owned()), ..RequestFilter::default() };
            let found = requests::list(desk, &clerk, &filter, None, 10).await.unwrap();
            let found: Vec<Uuid> = found.page.lines.iter().map(|line| line.id).collect();
            assert_eq!(found, expected, "{query}");
        }
        for oldest_first in [true, false] {
            let filter = RequestFilter { oldest_first, ..RequestFilter::default() };
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let page = requests::list(desk, &clerk, &filter, after.as_ref(), 2).await.unwrap().page;
                seen.extend(page.lines.iter().map(|line| line.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let mut expected = ids.clone();
            if !oldest_first {
                expected.reverse();
            }
            assert_eq!(seen, expected);
        }
    }
}

#[tokio::test]
async fn protected_persons_are_not_named_to_readers() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut protected = draft(desk, "Triệu Thị Nga");
        protected.sexual_violence = true;
        protected.contact_note = Some("chỉ gọi buổi sáng".into());
        let id = requests::take(desk, &clerk, protected).await.unwrap();
        let analyst = actor(Role::Analyst, "CUC");
        let list = requests::list(desk, &analyst, &RequestFilter::default(), None, 10).await.unwrap();
        assert_eq!(list.page.lines[0].name, None);
        // Whoever is outside the circle says why first, whatever the role; the one who took it down need not.
        for reader in [analyst.clone(), other_clerk(), actor(Role::Auditor, "CUC")] {
            let refused = requests::view(desk, &reader, id).await;
            let Err(Failure::Refused(no)) = refused else { panic!("{refused:?}") };
            assert_eq!((no.code.as_str(), &no.data["request"]), (RESTRICTED_REQUEST, &id.to_string()));
        }
        let acts = requests::ask_more(desk, &other_clerk(), id, 1, &[Lack::Signature], "").await;
        assert_eq!(refused(acts), RESTRICTED_REQUEST, "no act goes round the door");
        let conflicts = office::conflicts::view(desk, &other_clerk(), id).await;
        assert!(matches!(conflicts, Err(Failure::Refused(no)) if no.code == RESTRICTED_REQUEST));
        let shown = async |who: &Actor, query: Option<&str>| {
            let filter = RequestFilter { query: query.map(str::to_owned), ..RequestFilter::default() };
            let found = requests::list(desk, who, &filter, None, 10).await.unwrap().page.lines;
            found.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        assert_eq!(shown(&other_clerk(), None).await, [None]);
        assert_eq!(shown(&other_clerk(), Some("trieu thi nga")).await, Vec::<Option<String>>::new());
        assert_eq!(shown(&clerk, Some("trieu thi nga")).await, [Some("Triệu Thị Nga".to_owned())]);
        let reason = |text: &str| Reason { id: desk.id(), ground: AccessGround::Work, text: text.into() };
        let short = grant_request(desk, &other_clerk(), id, reason("việc")).await;
        assert_eq!(refused(short), "confidentiality.reason");
        let said = reason("Thay đồng nghiệp nghỉ ốm");
        let given = grant_request(desk, &other_clerk(), id, said.clone()).await.unwrap();
        assert_eq!(grant_request(desk, &other_clerk(), id, said).await.unwrap(), given, "twice is once");
        let view = requests::view(desk, &other_clerk(), id).await.unwrap();
        assert_eq!(view.file.request.restricted, "sexual_violence");
        assert_eq!(shown(&other_clerk(), Some("trieu thi nga")).await.len(), 1);
        let head = actor(Role::Director, "TT.19");
        requests::view(desk, &head, id).await.unwrap();
        let access = office::confidentiality::request_access(desk, &head, id).await.unwrap();
        assert_eq!((access.marks, access.grants.len()), (vec![Restriction::SexualViolence], 1));
        let far = grant_request(desk, &actor(Role::Clerk, "TT.01"), id, reason("Muốn xem yêu cầu")).await;
        assert!(matches!(far, Err(Failure::Missing)), "out of reach a reason opens nothing");
        kit.pass(Duration::hours(9));
        assert!(matches!(requests::view(desk, &other_clerk(), id).await, Err(Failure::Refused(_))));
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.file.request.contact_note.as_deref(), Some("chỉ gọi buổi sáng"));
    }
}

#[tokio::test]
async fn the_opponent_of_an_accepted_request_is_found_when_asking_for_aid() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut first = draft(desk, "Lý Thị Mẩy");
        let opponent = PersonDraft {
            birth: Some(Birth::Year(1971)),
            client_role: Some(ClientRole::Defendant),
            ..person("Triệu Văn Phúc", Side::Opposed)
        };
        first.persons.push(opponent);
        let id = requests::take(desk, &clerk, first).await.unwrap();
        let before = draft(desk, "Triệu Văn Phúc");
        let before = requests::take(
            desk,
            &clerk,
            RequestDraft {
                persons: vec![PersonDraft {
                    birth: Some(Birth::Year(1971)),
                    ..person("Triệu Văn Phúc", Side::Beneficiary)
                }],
                ..before
            },
        )
        .await
        .unwrap();
        let of = async |request: Uuid| {
            let hits = office::conflicts::view(desk, &clerk, request).await.unwrap().found.hits;
            hits.into_iter().map(|hit| (hit.kind, hit.id, hit.side, hit.client_role)).collect::<Vec<_>>()
        };
        let role = Some(ClientRole::Defendant);
        assert_eq!(of(before).await, [(HitKind::OpposesBeneficiary, id, Side::Opposed, role)]);
        let decided = office::conflicts::view(desk, &clerk, id).await.unwrap().found.hits;
        let answers: Vec<_> = decided
            .iter()
            .map(|hit| office::conflicts::Answer {
                key: hit.key(),
                decision: HitDecision::DifferentPerson,
                reason: Some("đã đối chiếu giấy tờ".into()),
                seen: None,
            })
            .collect();
        office::conflicts::decide(desk, &clerk, id, &answers).await.unwrap();
        let case = requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
        // From now on it is the case, with its code and the role of the opponent in it.
        assert_eq!(of(before).await, [(HitKind::OpposesBeneficiary, case, Side::Opposed, role)]);
        let hits = office::conflicts::view(desk, &clerk, before).await.unwrap().found.hits;
        assert_eq!(hits[0].file_code.as_deref(), Some("TT.TV.01.2026"));
        assert!(hits[0].weighs && hits[0].running);
    }
}
