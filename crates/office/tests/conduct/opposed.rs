//! People whose interests are opposed in one case or in two.

use law::access::Role;
use law::cases::AidForm;
use law::conduct::{LinkKind, ReplacementGround};
use law::deadlines::DeadlineCode;
use office::conduct::{CasePage, Doing, Linking, Replacing, Sent, Splitting};
use office::{Actor, Failure};
use uuid::Uuid;

use super::kit::{HANH, MINH, actor, head, kits, refused, wrong};

#[tokio::test]
async fn two_accused_with_opposed_interests_get_a_case_each() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Giàng A Páo", "Sùng A Lử"]).await;
        kit.assign(case, MINH).await.unwrap();
        let new = kit.desk.id();
        let it = Splitting {
            sent: kit.sent(case).await,
            new,
            positions: vec![0, 1],
            reason: "khai đổ tội cho nhau".into(),
        };
        let all = office::conduct::split(&kit.desk, &head(), case, it.clone(), Doing::Real).await;
        assert_eq!(wrong(all), ("positions".into(), "some_but_not_all".into()));
        let it = Splitting { positions: vec![1], ..it };
        office::conduct::split(&kit.desk, &head(), case, it.clone(), Doing::Real).await.unwrap();
        office::conduct::split(&kit.desk, &head(), case, it, Doing::Real).await.unwrap();
        let (old, new) = (kit.page(case).await, kit.page(new).await);
        let names = |page: &CasePage| -> Vec<String> {
            page.view.file.beneficiaries.iter().map(|person| person.name.clone()).collect()
        };
        assert_eq!(
            (names(&old), names(&new)),
            (vec!["Giàng A Páo".to_owned()], vec!["Sùng A Lử".to_owned()])
        );
        let (before, after) = (&old.view.file.case, &new.view.file.case);
        assert_eq!(
            (before.file_code.as_str(), after.file_code.as_str()),
            ("TT.TGTT.01.2026", "TT.TGTT.02.2026")
        );
        assert_eq!((after.accepted_on, after.provider_id), (before.accepted_on, None));
        assert_eq!(kit.clocks(after.id).await, [DeadlineCode::Assign]);
        assert_eq!(old.links.iter().map(|it| it.kind).collect::<Vec<_>>(), [LinkKind::SplitInto]);
        assert_eq!(new.links.iter().map(|it| it.kind).collect::<Vec<_>>(), [LinkKind::SplitFrom]);
        // The one who helps the first may be found as opposed when somebody looks for the second.
        let parties =
            kit.desk.store().ask("select name as line from case_party where side = 'opposed' order by name");
        assert_eq!(parties.await.unwrap(), ["Giàng A Páo", "Sùng A Lử"]);
        kit.sound(case).await;
        kit.sound(after.id).await;
        let other = kit.entered(AidForm::Advice, &["Giàng A Páo"]).await;
        let link = Linking {
            sent: kit.sent(case).await,
            other: kit.page(other).await.view.file.case.file_code,
            kind: LinkKind::EarlierStage,
            reason: "đã tư vấn".into(),
        };
        office::conduct::link(&kit.desk, &head(), case, link.clone(), Doing::Real).await.unwrap();
        let again = Linking { sent: Sent { id: kit.desk.id(), ..link.sent }, ..link };
        let again = office::conduct::link(&kit.desk, &head(), case, again, Doing::Real).await;
        assert_eq!(wrong(again), ("other".into(), "linked_already".into()));
        assert_eq!(kit.page(other).await.links[0].kind, LinkKind::LaterStage);
        // Events name the other case by its id; its file code is for whoever reaches it, also where an old event kept it.
        let code = kit.page(other).await.view.file.case.file_code;
        let tx = kit.desk.store().begin().await.unwrap();
        for (kind, text) in
            [("linked", format!("earlier_stage\n{code}\ncũ")), ("split", format!("{code}\ncũ"))]
        {
            let known = store::cases::list_events(&tx, case).await.unwrap().remove(0);
            let old = store::cases::CaseEvent {
                id: kit.desk.id(),
                kind: kind.to_owned(),
                text: Some(text),
                ..known
            };
            store::cases::insert_event(&tx, &old).await.unwrap();
        }
        tx.commit().await.unwrap();
        let told = async || -> Vec<String> {
            let page = office::conduct::page(&kit.desk, &head(), case, false).await.unwrap();
            let about = page.view.events.into_iter().filter(|it| ["linked", "split"].contains(&&*it.kind));
            let mut texts: Vec<String> = about.map(|it| it.text.unwrap_or_default()).collect();
            texts.sort();
            texts
        };
        let of = |one: &str, two: &str| {
            let mut texts = vec![
                format!("earlier_stage\n{two}\nđã tư vấn"),
                format!("earlier_stage\n{two}\ncũ"),
                format!("{two}\ncũ"),
                format!("{one}\nkhai đổ tội cho nhau"),
            ];
            texts.sort();
            texts
        };
        assert_eq!(told().await, of(&after.file_code, &code));
        let moved = format!(
            "update cases set org_code = 'TT.01' where id in (select other_id from case_link)
            and file_code <> '{}'",
            before.file_code
        );
        kit.desk.store().maintain(&moved).await.unwrap();
        assert_eq!(told().await, of("", ""), "out of reach: that there is one, no more");
        let third = kit.entered(AidForm::Advice, &["Vàng Thị Chở"]).await;
        let hidden = format!("update cases set restricted = 'hiv' where file_code = '{}'", before.file_code);
        kit.desk.store().maintain(&hidden).await.unwrap();
        let link = Linking {
            sent: kit.sent(third).await,
            other: before.file_code.clone(),
            kind: LinkKind::EarlierStage,
            reason: "cùng người".into(),
        };
        let outside = Actor { account: Some(Uuid::from_u128(901)), ..actor(Role::Clerk, "TT.19") };
        let refused = office::conduct::link(&kit.desk, &outside, third, link, Doing::Real).await;
        assert!(
            matches!(&refused, Err(Failure::Refused(it)) if it.code == office::confidentiality::RESTRICTED),
            "a link writes into both: {refused:?}"
        );
    }
}

#[tokio::test]
async fn who_helped_the_opposed_party_takes_the_case_with_a_reason_only() {
    for kit in kits().await {
        let earlier = kit.entered(AidForm::Litigation, &["Lò Thị Pín"]).await;
        kit.assign(earlier, MINH).await.unwrap();
        let code = kit.page(earlier).await.view.file.case.file_code;
        let case = kit.entered(AidForm::Litigation, &["Nông Văn Sơn"]).await;
        assert!(!kit.page(case).await.opposed);
        kit.opposes(case, "Lò Thị Pín", 1985).await;
        assert!(kit.page(case).await.opposed);
        let Err(Failure::Refused(no)) = kit.assign(case, MINH).await else { panic!("nobody asked") };
        assert_eq!((no.code.as_str(), no.data.get("file")), ("conduct.served_opponent", Some(&code)));
        let short = refused(kit.assign_saying(case, MINH, "không sao").await);
        assert_eq!(short.0, "conduct.served_opponent");
        let why = "Hai người trùng tên, khác nơi ở";
        kit.assign_saying(case, MINH, why).await.unwrap();
        let tx = kit.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 200).await.unwrap();
        drop(tx);
        assert!(lines.iter().any(|line| line.act == "conduct.not_opposed" && line.reason == why));
        // Somebody else needs no reason.
        kit.replace(case, Some(HANH)).await.unwrap();
        let back = Replacing {
            sent: kit.sent(case).await,
            ground: ReplacementGround::CannotPerform,
            provider: Some(MINH),
            day: kit.desk.today(),
            decision: Some("21/QĐ-TGPL".into()),
            hand_over: None,
            why: Some("quen địa bàn và người dân ở đây".into()),
            not_opposed: None,
        };
        let no = office::conduct::replace(&kit.desk, &head(), case, back, Doing::Real).await;
        assert_eq!(refused(no).0, "conduct.served_opponent", "coming back is the same question");
        // In the same matter no reason helps.
        let same = kit.entered(AidForm::Litigation, &["Nông Văn Sơn"]).await;
        kit.opposes(same, "Lò Thị Pín", 1985).await;
        let it = Linking {
            sent: kit.sent(same).await,
            other: code.clone(),
            kind: LinkKind::OpposedInterests,
            reason: "cùng một vụ án".into(),
        };
        office::conduct::link(&kit.desk, &head(), same, it, Doing::Real).await.unwrap();
        assert_eq!(refused(kit.assign_saying(same, MINH, why).await).0, "conduct.serves_opponent");
        kit.assign(same, HANH).await.unwrap();
    }
}

#[tokio::test]
async fn who_was_split_off_is_found_as_the_opponent_and_gets_another_provider() {
    for kit in kits().await {
        let case = kit.entered(AidForm::Litigation, &["Nguyễn Thị Xuân", "Trần Văn Khánh"]).await;
        kit.assign(case, MINH).await.unwrap();
        let new = kit.desk.id();
        let it = Splitting {
            sent: kit.sent(case).await,
            new,
            positions: vec![1],
            reason: "khai trái ngược nhau".into(),
        };
        office::conduct::split(&kit.desk, &head(), case, it, Doing::Real).await.unwrap();
        let why = "Hai bên đã thỏa thuận với nhau";
        assert_eq!(refused(kit.assign_saying(new, MINH, why).await).0, "conduct.serves_opponent");
        kit.assign(new, HANH).await.unwrap();
    }
}
