//! The pages of assignment: the ranking and its one press, the answer on the phone, the morning, fair shares, settings,
//! how a provider stands.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, PROVIDER, field_of};
use law::access::Role;

async fn registered(kit: &Kit, name: &str) -> String {
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("field", "criminal"),
        ("received_on", "20/11/2026"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", name),
        ("category", "poor"),
    ];
    clerk.post("/cases", &fields).await.expect(303).location().unwrap()
}

async fn assign(head: &mut Browser<'_>, case: &str, more: &[(&str, &str)]) -> kit::Reply {
    let path = format!("{case}/assignment");
    let form = head.get(&path).await.expect(200).html();
    let (id, version) = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
    let provider = PROVIDER.to_string();
    let mut fields = vec![
        ("id", id.as_str()),
        ("version", version.as_str()),
        ("provider", provider.as_str()),
        ("day", "22/11/2026"),
        ("decision", "15/QĐ-TGPL"),
        ("step", "confirm"),
    ];
    fields.extend_from_slice(more);
    head.post(&path, &fields).await
}

#[tokio::test]
async fn a_head_assigns_from_the_ranking_a_provider_declines_and_the_head_sends_again() {
    for kit in Kit::each().await {
        let case = registered(&kit, "Nông Thị Hoà").await;
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let form = head.get(&format!("{case}/assignment")).await;
        form.expect(200)
            .says("Xếp thứ tự người có thể cử")
            .says("1. Bế Văn Minh")
            .says("Khối lượng")
            .says("Cử người đã chọn");
        let burden = [("charge", "very_serious"), ("accused", "3"), ("language", "Tày")];
        head.post(&format!("{case}/burden"), &burden).await.leads_to(&format!("{case}/assignment"));
        head.get(&format!("{case}/assignment"))
            .await
            .expect(200)
            .says("độ khó: 1,8")
            .says("không biết tiếng")
            .says("Vì sao là ngày này");
        assign(&mut head, &case, &[]).await.leads_to(&case);
        head.get(&case).await.expect(200).says("Vì sao cử người này").says("Đang chờ người được cử trả lời");
        head.get("/assignments")
            .await
            .expect(200)
            .says("Đã cử, chờ người thực hiện trả lời")
            .says("Bế Văn Minh");
        officer.get(&case).await.expect(200).says("Bạn được cử thực hiện vụ việc này");
        officer.get("/").await.expect(200).says("1 vụ việc mới được cử, chờ bạn trả lời");
        let path = format!("{case}/offer");
        let form = officer.get(&path).await.expect(200).says("Nhận vụ việc").html();
        let (id, version) = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
        let sent = [("id", id.as_str()), ("version", version.as_str()), ("answer", "decline")];
        officer.post(&path, &sent).await.expect(422);
        let typed =
            [&sent[..], &[("ground", "hearing_clash"), ("reason", "Trùng phiên tòa ở huyện khác cùng ngày")]]
                .concat();
        officer.post(&path, &typed).await.leads_to("/today");
        let page = head.get(&case).await;
        page.expect(200).says("Không nhận vụ việc").says("Trùng phiên tòa ở huyện khác");
        // Who declined may be asked again, with a reason.
        let again = assign(&mut head, &case, &[]).await;
        again.expect(422).says("Đã không nhận vụ việc này").says("Hãy ghi vì sao vẫn cử");
        assign(&mut head, &case, &[("why", "Phiên tòa kia đã hoãn, người này nhận lại")])
            .await
            .leads_to(&case);
        let form = officer.get(&path).await.expect(200).html();
        let (id, version) = (field_of(&form, "id").unwrap(), field_of(&form, "version").unwrap());
        let sent = [("id", id.as_str()), ("version", version.as_str()), ("answer", "accept")];
        officer.post(&path, &sent).await.leads_to(&case);
        head.get(&case).await.expect(200).says("Đã nhận vụ việc").says("Lý do:");
        let english = head.follow(&format!("{case}?lang=en")).await;
        english.expect(200).says("Why this provider").says("Case declined");
    }
}

#[tokio::test]
async fn a_morning_is_settled_by_one_press_and_shows_in_fair_shares() {
    for kit in Kit::each().await {
        for name in ["Nông Thị Hoà", "Lò Văn Sơn", "Ma Thị Lan"] {
            registered(&kit, name).await;
        }
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let page = head.get("/assignments").await;
        let html = page.expect(200).says("Cử người cho 3 vụ việc").html();
        assert!(!html.contains("Lò Văn Sơn"), "no names of persons in the list of a morning");
        let picks: Vec<String> = html
            .split("name=\"pick\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(picks.len(), 3);
        let leaving = picks[0].split('_').nth(1).unwrap().to_owned();
        let tried = head.get(&format!("/assignments?without={leaving}")).await;
        let tried = tried.expect(200).html();
        let given = |html: &str| {
            let picks = html.split("name=\"pick\" value=\"").skip(1);
            picks.filter(|pick| pick.split('_').nth(1) == Some(&leaving)).count()
        };
        assert!(given(&html) > 0 && given(&tried) == 0, "whoever is left out gets nothing");
        assert!(tried.contains(&format!("value=\"{leaving}\" checked")), "the choice stays");
        let mut fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("pick", pick.as_str())).collect();
        fields.push(("day", "22/11/2026"));
        let unsaid = head.post("/assignments", &fields).await;
        unsaid.expect(422);
        fields.push(("decision", "31–33/QĐ-TGPL"));
        head.post("/assignments", &fields).await.leads_to("/assignments");
        head.get("/assignments").await.expect(200).says("Không có vụ việc nào chờ cử người");
        let fair = head.get("/fairness").await;
        fair.expect(200)
            .says("Bế Văn Minh")
            .says("Hệ số biến thiên")
            .says("Mười vụ việc tới")
            .says("Năm 2027");
        head.get("/fairness?year=2026").await.expect(200).says("Năm 2026");
        head.get("/fairness?org=TT.01").await.expect(404);
    }
}

/// What a field of a form holds.
fn value_of(html: &str, name: &str) -> String {
    let (_, rest) = html.split_once(&format!("name=\"{name}\"")).unwrap();
    rest.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn settings_are_tried_on_last_year_before_they_hold() {
    let kit = Kit::new().await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let html = head.get("/assignment-settings").await.expect(200).html();
    let names = [
        "id",
        "distance",
        "field",
        "language",
        "experience",
        "load",
        "share",
        "waiting",
        "continuity",
        "leader_part",
        "lawyer_part",
        "full_load",
        "answer_hours",
        "brought_alert",
        "nursing_km",
        "valid_from",
    ];
    let values: Vec<(&str, String)> = names.iter().map(|name| (*name, value_of(&html, name))).collect();
    let mut fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("reason", "Họp viên chức tháng 11 thống nhất"));
    let mut wrong = fields.clone();
    wrong.iter_mut().find(|(name, _)| *name == "load").unwrap().1 = "50";
    head.post("/assignment-settings", &wrong).await.expect(422).says("phải cộng lại đúng 100");
    let mut look = fields.clone();
    look.push(("step", "look"));
    head.post("/assignment-settings", &look)
        .await
        .expect(200)
        .says("Nếu năm trước phân công như vậy")
        .says("Áp dụng thiết lập này");
    fields.push(("step", "save"));
    head.post("/assignment-settings", &fields).await.leads_to("/assignment-settings");
    head.get("/assignment-settings").await.expect(200).says("Họp viên chức tháng 11 thống nhất");
}

#[tokio::test]
async fn a_provider_stands_with_terms_absence_training_and_alerts() {
    for kit in Kit::each().await {
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let page = format!("/providers/{PROVIDER}");
        let standing = format!("{page}/standing");
        let fresh = |html: &str| field_of(html, "id").unwrap();
        let html = head.get(&standing).await.expect(200).html();
        let id = fresh(&html);
        let card = [
            ("id", id.as_str()),
            ("kind", "card"),
            ("label", "TGV-19-07"),
            ("from_on", "01/01/2020"),
            ("to_on", "31/12/2026"),
        ];
        head.post(&format!("{page}/terms"), &card).await.leads_to(&standing);
        let id = fresh(&head.get(&standing).await.html());
        let backwards =
            [("id", id.as_str()), ("kind", "leave"), ("from_on", "05/12/2026"), ("to_on", "01/12/2026")];
        head.post(&format!("{page}/absences"), &backwards)
            .await
            .expect(422)
            .says("Ngày kết thúc phải từ ngày bắt đầu trở đi");
        let leave =
            [("id", id.as_str()), ("kind", "leave"), ("from_on", "01/12/2026"), ("to_on", "05/12/2026")];
        head.post(&format!("{page}/absences"), &leave).await.leads_to(&standing);
        let id = fresh(&head.get(&standing).await.html());
        let course =
            [("id", id.as_str()), ("title", "Kỹ năng bào chữa"), ("on_date", "01/10/2026"), ("hours", "4")];
        head.post(&format!("{page}/training"), &course).await.leads_to(&standing);
        let shown = head.get(&page).await;
        shown.expect(200).says("TGV-19-07").says("01/12/2026").says("4 / 8 giờ").says("Thẻ sắp hết hạn");
        head.get("/providers/alerts").await.expect(200).says("Bế Văn Minh").says("Chưa đủ 8 giờ bồi dưỡng");
        let html = head.get(&standing).await.html();
        let row = html.split("name=\"kind\" value=\"absence\"").nth(1).unwrap();
        let row = field_of(row, "id").unwrap();
        head.post(&format!("{page}/withdrawal"), &[("kind", "absence"), ("id", &row)])
            .await
            .leads_to(&standing);
        let shown = head.get(&page).await;
        assert!(!shown.expect(200).html().contains("01/12/2026"), "a withdrawn absence is not shown");
        let mut lawyer = kit.sign_in(Role::Analyst, "CUC").await;
        let other = lawyer.get(&page).await;
        assert!(
            !other.expect(200).html().contains("4 / 8 giờ"),
            "absence and training are not everybody's affair"
        );
    }
}
