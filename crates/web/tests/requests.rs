//! Pages of requests: from the empty form of the clerk to the register, the refusal, the transfer; in both languages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use kit::{Browser, Kit, Reply, field_of};
use law::access::Role;
use office::Actor;
use serde_json::{Value, json};

/// A request as a clerk types it, with everything that is needed.
fn typed<'a>(id: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("persons", "1"),
        ("org_code", "TT.19"),
        ("channel", "in_person"),
        ("source", "self"),
        ("received_on", "20/11/2026"),
        ("received_time", "14:30"),
        ("form", "advice"),
        ("field", "civil"),
        ("summary", "Tranh chấp ranh giới thửa đất với hàng xóm."),
        ("name", name),
        ("birth", "1980"),
        ("category", "poor"),
        ("came", "application"),
        ("came", "case_papers"),
        ("came", "proof_original"),
        ("signed_by", "read_and_fingerprint"),
        ("language_spoken", "Tiếng Mông"),
        ("safe_contact", "requester"),
    ]
}

async fn taken(clerk: &mut Browser<'_>, fields: &[(&str, &str)]) -> String {
    clerk.post("/requests", fields).await.expect(303).location().unwrap()
}

async fn version(browser: &mut Browser<'_>, page: &str) -> String {
    field_of(&browser.get(page).await.expect(200).html(), "version").unwrap()
}

#[tokio::test]
async fn a_clerk_takes_a_request_down_and_enters_it_in_the_register() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let form = clerk.get("/requests/new").await;
        form.expect(200).says("value=\"22/11/2026\"").says("value=\"09:00\"");
        let id = field_of(&form.html(), "id").unwrap();
        let fields = typed(&id, "Y Dhăm");
        let page = taken(&mut clerk, &fields).await;
        assert_eq!(page, format!("/requests/{id}"));
        assert_eq!(taken(&mut clerk, &fields).await, page, "sent twice it is one request");
        let shown = clerk.get(&page).await;
        shown.expect(200).says("Y Dhăm").says("Hồ sơ đã đủ").says("Tiếng Mông").says("20/11/2026 14:30");
        clerk
            .follow(&format!("{page}?lang=en"))
            .await
            .expect(200)
            .says("Everything is there")
            .says("Read aloud");
        clerk.follow("/requests?q=y+dham&lang=vi").await.expect(200).says("Y Dhăm").says("1 kết quả");
        clerk.get(&format!("{page}/slip")).await.expect(200).says("1800 1233").says("YC ");
        let slip = clerk.get(&format!("{page}/slip")).await.main();
        assert!(!slip.contains("Y Dhăm") && !slip.contains("thửa đất"), "{slip}");

        let ask = clerk.get(&format!("{page}/acceptance")).await.expect(200).html();
        let (version, case) = (field_of(&ask, "version").unwrap(), field_of(&ask, "case").unwrap());
        let mut decision = vec![("version", version.as_str()), ("case", case.as_str()), ("step", "check")];
        let check = clerk.post(&format!("{page}/acceptance"), &decision).await;
        check.expect(200).says("Kiểm tra lại trước khi thụ lý").says("TT.TV.01.2026").says("Điều 32");
        assert!(kit.record().await.iter().all(|(act, _)| act != "requests.accept"), "nothing is done yet");
        decision[2] = ("step", "confirm");
        let done = clerk.post(&format!("{page}/acceptance"), &decision).await;
        done.leads_to(&format!("/cases/{case}"));
        clerk.post(&format!("{page}/acceptance"), &decision).await.leads_to(&format!("/cases/{case}"));
        clerk.get(&format!("/cases/{case}")).await.expect(200).says("TT.TV.01.2026").says("Y Dhăm");
        clerk.get(&page).await.expect(200).says("Đã vào sổ với mã");
    }
}

#[tokio::test]
async fn mistakes_come_back_with_what_was_typed() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "");
    for (name, value) in &mut fields {
        match *name {
            "received_on" => *value = "31/02/2026",
            "received_time" => *value = "25:00",
            "birth" => *value = "hôm qua",
            _ => {}
        }
    }
    fields.push(("commune", "Không Có Xã Này"));
    let reply = clerk.post("/requests", &fields).await;
    reply.expect(422).says("31/02/2026").says("25:00").says("hôm qua").says("Tranh chấp ranh giới");
    reply.says("Giờ phải có dạng 22:00").says("phải là một ngày có thật");
    assert!(reply.html().contains("<title>Lỗi:"), "{}", reply.html());
    assert!(
        reply.html().contains("value=\"requester\" checked") || reply.html().contains("checked"),
        "ticks stay"
    );
    let mut fields = typed(&id, "Lê Văn Tám");
    fields.push(("commune", "Không Có Xã Này"));
    clerk.post("/requests", &fields).await.expect(422).says("Không có xã này");
    let mut fields = typed(&id, "Lê Văn Tám");
    let received = fields.iter_mut().find(|(name, _)| *name == "received_on").unwrap();
    received.1 = "23/11/2026";
    clerk.post("/requests", &fields).await.expect(422).says("Ngày này chưa đến");
}

#[tokio::test]
async fn persons_are_added_one_by_one_and_an_empty_one_was_not_meant() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "H'Loan Mlô");
    fields.push(("more", "opposed"));
    let page = clerk.post("/requests", &fields).await;
    page.expect(200).says("Người thứ 2").says("H'Loan Mlô").says("name_2");
    fields.pop();
    let persons = fields.iter_mut().find(|(name, _)| *name == "persons").unwrap();
    persons.1 = "3";
    fields.extend([("side_2", "opposed"), ("name_2", "Sáu"), ("side_3", "beneficiary"), ("name_3", " ")]);
    let page = taken(&mut clerk, &fields).await;
    let shown = clerk.get(&page).await;
    shown.expect(200).says("Sáu");
    assert!(!shown.main().contains("Người thứ 3"), "{}", shown.main());
}

#[tokio::test]
async fn a_request_begins_with_what_the_reception_wrote_down() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let line = kit.desk.id().to_string();
    let fields = [
        ("id", line.as_str()),
        ("org_code", "TT.19"),
        ("on_date", "20/11/2026"),
        ("client_name", "Bàn Văn Tá"),
        ("summary", "Hỏi về chia thừa kế."),
        ("field", "civil"),
        ("category", "poor"),
    ];
    clerk.post("/guidance", &fields).await.leads_to("/guidance");
    let href = format!("/requests/new?from=guidance&amp;line={line}");
    clerk.get("/guidance").await.expect(200).says(&href).says("Lập yêu cầu");
    let form = clerk.get(&href.replace("&amp;", "&")).await;
    form.expect(200).says("Bàn Văn Tá").says("Hỏi về chia thừa kế.").says("value=\"20/11/2026\"");
    form.says("value=\"poor\" selected").says("value=\"civil\" selected");
    let mut reader = kit.sign_in(Role::Auditor, "CUC").await;
    assert!(!reader.get("/guidance").await.main().contains("Lập yêu cầu"));
}

#[tokio::test]
async fn a_doubtful_category_and_a_person_in_custody_are_said_before_acceptance() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "H'Nguyệt Niê");
    for (name, value) in
        [("birth", "2009"), ("category", "child"), ("form", "litigation"), ("field", "criminal")]
    {
        fields.iter_mut().filter(|field| field.0 == name).for_each(|field| field.1 = value);
    }
    fields.extend([("provider_role", "defence"), ("client_role", "held")]);
    let page = taken(&mut clerk, &fields).await;
    let shown = clerk.get(&page).await;
    shown
        .expect(200)
        .says("Tuổi không phù hợp với diện")
        .says("Người bị bắt, bị tạm giữ")
        .says("tính bằng giờ");
    clerk.get(&format!("{page}/edit")).await.expect(200).says("H'Nguyệt");
    let ordinary = taken(&mut clerk, &typed(&kit.desk.id().to_string(), "Y Dhăm")).await;
    let calm = clerk.get(&ordinary).await.main();
    assert!(!calm.contains("tính bằng giờ") && !calm.contains("Có điểm cần kiểm tra lại"), "{calm}");
    clerk.get("/deadlines").await.expect(200).says("YC ");
}

#[tokio::test]
async fn mistakes_are_listed_in_the_order_of_the_page() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "");
    fields.retain(|(name, _)| !matches!(*name, "form" | "summary"));
    fields.iter_mut().filter(|field| field.0 == "received_on").for_each(|field| field.1 = "31/02/2026");
    let main = clerk.post("/requests", &fields).await.expect(422).main();
    let at = |mark: &str| main.find(&format!("href=\"#{mark}\"")).unwrap();
    let places = [at("received_on"), at("name"), at("form"), at("summary")];
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn what_is_missing_is_asked_for_and_comes() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let mut fields = typed(&id, "Cầm Thị Pọm");
    fields.retain(|(name, value)| *name != "came" || *value == "application");
    let page = taken(&mut clerk, &fields).await;
    clerk.get(&page).await.expect(200).says("Giấy tờ chứng minh diện được trợ giúp");
    let slip = clerk.get(&format!("{page}/slip")).await;
    slip.expect(200).says("Khi đến xin mang theo").says("Giấy tờ chứng minh diện được trợ giúp");
    let papers = format!("{page}/papers");
    let seen = version(&mut clerk, &papers).await;
    let asked = [("version", seen.as_str()), ("what", "ask"), ("lacks", "proof"), ("lacks", "case_papers")];
    clerk
        .post(&papers, &[("version", seen.as_str()), ("what", "ask")])
        .await
        .expect(422)
        .says("ít nhất một thứ");
    clerk.post(&papers, &asked).await.leads_to(&page);
    clerk.get(&page).await.expect(200).says("Chờ bổ sung giấy tờ");
    clerk.get(&format!("{page}/slip")).await.expect(200).says("Khi đến xin mang theo");
    // Nothing but an acceptance at once is possible now, and that needs a ground.
    let ask = clerk.get(&format!("{page}/acceptance")).await.expect(200).html();
    let (version_now, case) = (field_of(&ask, "version").unwrap(), field_of(&ask, "case").unwrap());
    let ordinary = [("version", version_now.as_str()), ("case", case.as_str()), ("step", "check")];
    let no = clerk.post(&format!("{page}/acceptance"), &ordinary).await;
    no.expect(422).says("Thiếu giấy tờ chứng minh").says("Thiếu giấy tờ về vụ việc");
    let harm = [ordinary[0], ordinary[1], ordinary[2], ("urgent_ground", "prevent_harm")];
    clerk.post(&format!("{page}/acceptance"), &harm).await.expect(422).says("do người đứng đầu");
    let seen = version(&mut clerk, &papers).await;
    let came = [
        ("version", seen.as_str()),
        ("what", "supply"),
        ("papers", "proof_certified"),
        ("papers", "no_case_papers"),
    ];
    clerk.post(&papers, &came).await.leads_to(&page);
    clerk.get(&page).await.expect(200).says("Hồ sơ đã đủ");
}

#[tokio::test]
async fn a_refusal_is_checked_first_and_shows_the_ways_on() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let page = taken(&mut clerk, &typed(&kit.desk.id().to_string(), "Tòng Văn Ún")).await;
    let proposal = format!("{page}/proposal");
    let seen = version(&mut clerk, &proposal).await;
    let reason = "Không có vụ việc cụ thể liên quan trực tiếp.";
    let mut fields = vec![("version", seen.as_str()), ("proposed", "refusal"), ("reason", reason)];
    clerk.post(&proposal, &fields).await.expect(422).says("Hãy chọn căn cứ từ chối").says(reason);
    fields.push(("refusal_ground", "not_eligible_or_no_case"));
    clerk.post(&proposal, &fields).await.leads_to(&page);
    clerk.get(&format!("{page}/refusal")).await.expect(403);
    let refusal = format!("{page}/refusal");
    let form = head.get(&refusal).await;
    form.expect(200).says(reason);
    let seen = field_of(&form.html(), "version").unwrap();
    let mut fields = vec![
        ("version", seen.as_str()),
        ("refusal_ground", "not_eligible_or_no_case"),
        ("reason", "ngắn"),
        ("step", "check"),
    ];
    head.post(&refusal, &fields).await.expect(422).says("ít nhất 10 ký tự");
    fields[2] = ("reason", reason);
    let check = head.post(&refusal, &fields).await;
    check.expect(200).says("Kiểm tra lại trước khi từ chối").says(reason).says("value=\"confirm\"");
    fields[3] = ("step", "edit");
    head.post(&refusal, &fields).await.expect(200).says(reason).says("Từ chối thụ lý");
    fields[3] = ("step", "confirm");
    head.post(&refusal, &fields).await.leads_to(&refusal);
    let notice = clerk.get(&refusal).await;
    notice.expect(200).says("khiếu nại").says("3 ngày làm việc").says("Điều 30 khoản 3").says("1800 1233");
    head.follow(&format!("{refusal}?lang=en")).await.expect(200).says("If the person does not agree");
}

#[tokio::test]
async fn a_request_goes_to_the_competent_centre_and_back() {
    for kit in Kit::each().await {
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        let mut there = kit.sign_in(Role::Clerk, "TT.01").await;
        let mut fields = typed("", "Chảo Láo Tả");
        let id = kit.desk.id().to_string();
        fields[0] = ("id", id.as_str());
        fields.push(("matter_province", "01"));
        let page = taken(&mut head, &fields).await;
        head.get(&page).await.expect(200).says("chuyển đến nơi có thẩm quyền");
        assert_eq!(there.get(&page).await.status, StatusCode::NOT_FOUND);
        let transfer = format!("{page}/transfer");
        let form = head.get(&transfer).await;
        form.expect(200).says("value=\"TT.01\" selected");
        let seen = field_of(&form.html(), "version").unwrap();
        let mut fields = vec![
            ("version", seen.as_str()),
            ("transfer_to", "TT.01"),
            ("reason", "Vụ việc xảy ra tại Hà Nội."),
            ("step", "check"),
        ];
        head.post(&transfer, &fields)
            .await
            .expect(200)
            .says("Đơn vị TT.01")
            .says("Kiểm tra lại trước khi chuyển");
        fields[3] = ("step", "confirm");
        head.post(&transfer, &fields).await.leads_to(&page);
        there.get("/requests?state=sent_here").await.expect(200).says("Chảo Láo Tả");
        let receipt = there.get(&format!("{page}/receipt")).await.expect(200).html();
        let (version, new) = (field_of(&receipt, "version").unwrap(), field_of(&receipt, "request").unwrap());
        let taking = [("version", version.as_str()), ("request", new.as_str())];
        let own = there.post(&format!("{page}/receipt"), &taking).await.expect(303).location().unwrap();
        assert_eq!(own, format!("/requests/{new}"));
        there.get(&own).await.expect(200).says("Chảo Láo Tả").says("Tổ chức khác chuyển đến");
        head.get(&page).await.expect(200).says("Nơi khác đã tiếp nhận");
        let withdrawal = format!("{own}/withdrawal");
        let seen = field_of(&there.get(&withdrawal).await.expect(200).html(), "version").unwrap();
        let fields =
            [("version", seen.as_str()), ("what", "withdraw"), ("reason", "Hai bên đã hòa giải xong.")];
        there.post(&withdrawal, &fields).await.leads_to(&own);
    }
}

#[tokio::test]
async fn the_second_saver_sees_both_versions() {
    let kit = Kit::new().await;
    let mut first = kit.sign_in(Role::Clerk, "TT.19").await;
    let id = kit.desk.id().to_string();
    let page = taken(&mut first, &typed(&id, "Nông Thị Hoà")).await;
    let mut second = kit.sign_in(Role::Director, "TT.19").await;
    let seen = version(&mut second, &format!("{page}/edit")).await;
    let with = |summary: &'static str, version: &str| {
        let mut fields: Vec<(String, String)> = typed(&id, "Nông Thị Hoà")
            .into_iter()
            .filter(|(name, _)| *name != "summary")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        fields.push(("summary".to_owned(), summary.to_owned()));
        fields.push(("version".to_owned(), version.to_owned()));
        fields
    };
    let pairs = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
    let mine = pairs(&with("bản của người thứ nhất", &seen));
    let sent: Vec<(&str, &str)> = mine.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    first.post(&page, &sent).await.leads_to(&page);
    let late = pairs(&with("bản của người thứ hai", &seen));
    let sent: Vec<(&str, &str)> = late.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let reply = second.post(&page, &sent).await;
    reply.expect(409).says("bản của người thứ nhất").says("bản của người thứ hai");
    let fresh = field_of(&reply.html(), "version").unwrap();
    let again = pairs(&with("bản của người thứ hai", &fresh));
    let sent: Vec<(&str, &str)> = again.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    second.post(&page, &sent).await.leads_to(&page);
    second.get(&page).await.expect(200).says("bản của người thứ hai");
}

#[tokio::test]
async fn every_page_of_a_request_answers_in_both_languages() {
    let kit = Kit::new().await;
    let mut head = kit.sign_in(Role::Director, "TT.19").await;
    let page = taken(&mut head, &typed(&kit.desk.id().to_string(), "Giàng A Chu")).await;
    for lang in ["vi", "en"] {
        for noun in [
            "",
            "/edit",
            "/slip",
            "/papers",
            "/acceptance",
            "/proposal",
            "/refusal",
            "/transfer",
            "/withdrawal",
        ] {
            let reply = head.follow(&format!("{page}{noun}?lang={lang}")).await;
            let html = reply.expect(200).html();
            assert_eq!(html.matches("<h1").count(), 1, "{noun} {lang}");
            assert!(!html.contains(" style=") && !html.contains("<script>"), "{noun}");
        }
        let size = head.follow(&format!("/requests/new?lang={lang}")).await.expect(200).html().len();
        assert!(size < 100_000, "the form weighs {size} bytes");
    }
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    let shown = auditor.get(&page).await;
    shown.expect(200).says("Giàng A Chu");
    assert!(!shown.main().contains("Việc làm được bây giờ"), "{}", shown.main());
}

// --- programs -------------------------------------------------------------------------------------

async fn post(kit: &Kit, token: &str, path: &str, body: &Value) -> Reply {
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    kit.browser().send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap_or_else(|error| panic!("{error}: {}", reply.html()))
}

#[tokio::test]
async fn a_program_takes_a_request_down_and_accepts_it() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Clerk, "TT.19").await;
        let token =
            office::accounts::create_token(&kit.desk, &Actor::system(), &login, "cổng", 30).await.unwrap();
        let id = kit.desk.id();
        let mut request = json!({
            "id": id, "org_code": "TT.19", "channel": "post", "source": "self", "form": "advice", "field": "civil",
            "summary": "Xin tư vấn về thừa kế.", "signed_by": "signed",
            "papers": ["application", "case_papers"],
            "persons": [{ "name": "Đinh Nai", "birth": "1971", "category": "poor" }]
        });
        let reply = post(&kit, &token, "/api/v1/requests", &request).await;
        let record = json_of(&reply);
        assert_eq!((reply.status.as_u16(), &record["state"]), (200, &json!("received")), "{record}");
        assert_eq!(record["lacks"], json!(["proof"]));
        let again = json_of(&post(&kit, &token, "/api/v1/requests", &request).await);
        assert_eq!(again["id"], json!(id));
        let path = format!("/api/v1/requests/{id}/acceptance");
        let accepting = json!({ "version": 1, "case": kit.desk.id() });
        let no = post(&kit, &token, &path, &accepting).await;
        assert_eq!((no.status.as_u16(), json_of(&no)["code"].clone()), (422, json!("requests.lacking")));
        let missing = post(&kit, &token, &path, &json!({ "version": 1 })).await;
        assert_eq!(json_of(&missing)["fields"][0], json!({ "field": "case", "code": "required" }));
        let second = kit.desk.id();
        request["id"] = json!(second);
        request["papers"] = json!(["application", "case_papers", "proof_certified"]);
        request["persons"][0]["name"] = json!("Krông Hên");
        post(&kit, &token, "/api/v1/requests", &request).await;
        let path = format!("/api/v1/requests/{second}/acceptance");
        let accepting = json!({ "version": 1, "case": kit.desk.id() });
        let reply = post(&kit, &token, &path, &accepting).await;
        let record = json_of(&reply);
        assert_eq!((reply.status.as_u16(), &record["state"]), (200, &json!("accepted")), "{record}");
        assert_eq!((&record["file_code"], &record["case_id"]), (&json!("TT.TV.01.2026"), &accepting["case"]));
        let wrong =
            post(&kit, &token, "/api/v1/requests", &json!({ "id": kit.desk.id(), "channel": "smoke" })).await;
        assert_eq!(wrong.status.as_u16(), 422);
        let officer = kit.account(Role::Lawyer, "TT.19").await;
        let token =
            office::accounts::create_token(&kit.desk, &Actor::system(), &officer, "khác", 30).await.unwrap();
        assert_eq!(post(&kit, &token, "/api/v1/requests", &request).await.status.as_u16(), 403);
    }
}

#[tokio::test]
async fn a_protected_request_asks_why_before_it_opens() {
    for kit in Kit::each().await {
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        let id = kit.desk.id().to_string();
        let mut fields = typed(&id, "Nông Thị Hoà");
        for (name, value) in &mut fields {
            match *name {
                "birth" => *value = "12/03/2012",
                "category" => *value = "child",
                _ => {}
            }
        }
        let page = taken(&mut clerk, &fields).await;
        clerk.get(&page).await.expect(200).says("Nông Thị Hoà").says(&format!("{page}/access"));
        let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
        for path in ["", "/edit", "/papers", "/acceptance", "/conflicts", "/slip"] {
            let wanted = format!("{page}{path}");
            let place = other.get(&wanted).await.expect(303).location().unwrap();
            assert_eq!(
                place,
                format!("{page}/access?next={}", wanted.replace('/', "%2F")),
                "{}",
                kit.database
            );
        }
        let door = other.follow(&page).await;
        door.expect(200).says("nêu lý do trước khi mở").says("Người dưới 18 tuổi");
        assert!(!door.html().contains("Nông Thị Hoà") && !door.html().contains("2012"), "{}", door.main());
        let list = other.get("/requests").await.expect(200).main();
        assert!(list.contains(&page) && !list.contains("Nông Thị Hoà"), "{list}");
        let found = other.get("/requests?q=nong+thi+hoa").await.expect(200).main();
        assert!(!found.contains(&page), "a hit would say who it is");
        let form = field_of(&door.html(), "id").unwrap();
        let access = format!("{page}/access");
        let short = [("id", form.as_str()), ("ground", "work"), ("reason", "việc")];
        other.post(&access, &short).await.expect(422).says("ít nhất 10 ký tự");
        let next = format!("{page}/papers");
        let said = [
            ("id", form.as_str()),
            ("ground", "work"),
            ("reason", "Thay đồng nghiệp nghỉ ốm"),
            ("next", next.as_str()),
        ];
        other.post(&access, &said).await.leads_to(&next);
        other.get(&page).await.expect(200).says("Nông Thị Hoà");
        let record = kit.record().await;
        assert!(record.iter().any(|(act, _)| act == "confidentiality.grant"));
        let mut head = kit.sign_in(Role::Director, "TT.19").await;
        head.get(&access).await.expect(200).says("Thay đồng nghiệp nghỉ ốm");
        head.follow(&format!("{access}?lang=en")).await.expect(200).says("To the request");
    }
}
