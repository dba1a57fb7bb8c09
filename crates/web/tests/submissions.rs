//! Reports on their way up, page by page: prepare, explain, sign, send, give back one cell, send again, take over; seals that
//! print the same each time; estimates; who may see what.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::ops::ControlFlow;
use std::path::Path;

use kit::{Browser, Kit, field_of};
use law::access::Role;
use office::Actor;
use office::exchange::{FileKind, ImportRequest};

/// The register of Bắc Kạn (`TT.06`), which ended in June 2025: its running cases are those of `TT.19` since.
async fn fill(kit: &Kit) {
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1/cases.csv");
    let request = ImportRequest {
        kind: FileKind::Cases,
        org: Some("TT.06".to_owned()),
        path,
        file_name: "cases.csv".to_owned(),
        dry_run: false,
    };
    let go_on = |_, _| ControlFlow::Continue(());
    office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
}

const PERIOD: &str = "full_year_2025-12-31";

async fn begin(browser: &mut Browser<'_>, period: &str) -> String {
    let reply = browser.post("/submissions", &[("period", period)]).await;
    reply.location().unwrap_or_else(|| panic!("{}", reply.main()))
}

async fn sign(browser: &mut Browser<'_>, report: &str) {
    let page = browser.get(&format!("{report}/signature")).await;
    let html = page.expect(200).html();
    let (as_of, seen) = (field_of(&html, "as_of").unwrap(), field_of(&html, "seen").unwrap());
    let fields = [("as_of", as_of.as_str()), ("seen", &seen), ("maker", "Ma Thị Lập")];
    browser.post(&format!("{report}/signature"), &fields).await.leads_to(report);
}

async fn step(browser: &mut Browser<'_>, report: &str, step: &str, more: &[(&str, &str)]) {
    let version = field_of(&browser.get(report).await.html(), "version").unwrap();
    let mut fields = vec![("version", version.as_str())];
    fields.extend_from_slice(more);
    browser.post(&format!("{report}/moves/{step}"), &fields).await.leads_to(report);
}

/// The id of the latest seal, from the page of its report.
fn seal_of(html: &str) -> String {
    let (_, rest) = html.split_once("href=\"/seals/").unwrap();
    rest.split(['"', '/']).next().unwrap().to_owned()
}

#[tokio::test]
async fn a_centre_sends_the_department_gives_back_one_cell_and_the_ministry_sees_it() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut centre = kit.sign_in(Role::Director, "TT.19").await;
        let list = format!("/submissions?period={PERIOD}");
        centre
            .get(&list)
            .await
            .expect(200)
            .says("Lập báo cáo")
            .says("Hạn gửi 10/01/2026")
            .says("chưa chắc chắn");
        let report = begin(&mut centre, PERIOD).await;
        centre
            .get(&report)
            .await
            .expect(200)
            .says("Các số liệu khớp nhau")
            .says("Đơn vị TT.06; Đơn vị TT.19")
            .says("Tính theo địa bàn hiện nay");
        centre.get(&format!("{report}/forms/25")).await.expect(200).says(">119</a>").says("tạm dùng");
        let cell = "form=25&row=total&column=1";
        centre
            .get(&format!("{report}/cell?{cell}"))
            .await
            .expect(200)
            .says("Xem các vụ việc phía sau số này");
        centre.get(&format!("{report}/cell?form=25&row=total&column=99")).await.expect(404);
        let old = [("as_of", "2026-11-21T00:00:00Z"), ("seen", "x")];
        centre.post(&format!("{report}/signature"), &old).await.leads_to(&format!("{report}/signature"));
        sign(&mut centre, &report).await;
        centre.follow(&report).await.says("Đã ký").says("Gửi lên cấp trên");
        step(&mut centre, &report, "send", &[]).await;
        office::jobs::drain(&kit.desk).await.unwrap();

        let mut department = kit.sign_in(Role::JusticeOfficer, "STP.19").await;
        department.get(&list).await.expect(200).says("1/1 đơn vị đã gửi").says("Chậm 316 ngày");
        department.get(&format!("{report}/cell?{cell}")).await.expect(200).says("Trả lại vì ô này");
        let version = field_of(&department.get(&report).await.html(), "version").unwrap();
        let empty = [("version", version.as_str()), ("form", "25"), ("row", "total"), ("column", "1")];
        department
            .post(&format!("{report}/moves/return"), &empty)
            .await
            .expect(422)
            .says("Chỗ này không được để");
        let said = [
            ("form", "25"),
            ("row", "total"),
            ("column", "1"),
            ("message", "Đề nghị giải trình 119 vụ tồn."),
        ];
        step(&mut department, &report, "return", &said).await;
        department.follow(&report).await.says("Bị trả lại");

        centre
            .get(&report)
            .await
            .expect(200)
            .says("Đề nghị giải trình 119 vụ tồn.")
            .says("row=total&amp;column=1");
        let signing = centre.get(&format!("{report}/signature")).await;
        signing.expect(200).says("Đề nghị giải trình 119 vụ tồn.").says("Chưa giải trình ở ô này");
        let why = [("form", "25"), ("row", "total"), ("column", "1"), ("reason", "Hồ sơ chờ án phúc thẩm.")];
        let kept = centre.post(&format!("{report}/explanation"), &why).await.location().unwrap();
        centre.follow(&kept).await.expect(200).says("Hồ sơ chờ án phúc thẩm.");
        let signing = centre.get(&format!("{report}/signature")).await.expect(200).main();
        assert!(
            !signing.contains("Chưa giải trình ở ô này") && signing.contains("Đã giải trình"),
            "{signing}"
        );
        sign(&mut centre, &report).await;
        step(&mut centre, &report, "send", &[]).await;
        step(&mut department, &report, "accept", &[]).await;
        department.get(&report).await.expect(200).says("Đã tiếp nhận").says("Lần ký 2");

        let mut ministry = kit.sign_in(Role::Analyst, "CUC").await;
        ministry.get(&list).await.expect(200).says("0/2 đơn vị đã gửi; 2 đơn vị quá hạn");
        ministry.get(&format!("{list}&org=STP.19")).await.expect(200).says("Đã tiếp nhận");
        let seal = seal_of(&ministry.get(&report).await.html());
        let cases = format!("/seals/{seal}/cases?{cell}");
        let page = ministry.get(&cases).await;
        page.expect(200).says("Ô này ghi 119").says("after=0.50");
        ministry.get(&format!("{cases}&after=0.100")).await.expect(200);
        ministry.get(&format!("{report}/changes?seal={seal}")).await.expect(200).says("Không ô nào thay đổi");
        for kind in ["pdf", "docx", "xlsx"] {
            let path = format!("/seals/{seal}/forms/25/{kind}");
            let first = ministry.get(&path).await.expect(200).bytes.clone();
            assert!(first.len() > 3000, "{kind}");
            assert_eq!(first, ministry.get(&path).await.bytes, "{kind} prints the same, {}", kit.database);
        }
        let text = ministry.get(&format!("/seals/{seal}")).await;
        let body: serde_json::Value = serde_json::from_slice(&text.expect(200).bytes).unwrap();
        assert_eq!(
            (&body["number"], &body["forms"][0]["wording"]["names"][0]),
            (&2.into(), &"Ma Thị Lập".into())
        );
        ministry.get(&format!("/seals/{seal}/forms/25/exe")).await.expect(404);

        let mut stranger = kit.sign_in(Role::Director, "TT.01").await;
        for path in
            [report.clone(), cases.clone(), format!("/seals/{seal}"), format!("{report}/changes?seal={seal}")]
        {
            stranger.get(&path).await.expect(404);
        }
        let acts: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
        for act in ["prepare", "sign", "send", "return", "explain", "accept", "cases", "changes"] {
            assert!(acts.contains(&format!("submissions.{act}")), "{act} leaves a line");
        }
    }
}

#[tokio::test]
async fn an_estimate_is_typed_and_what_is_no_number_comes_back() {
    let kit = Kit::new().await;
    let mut centre = kit.sign_in(Role::Director, "TT.01").await;
    let report = begin(&mut centre, "half_year_2024-06-30").await;
    centre.get(&report).await.expect(200).says("Nhập số ước tính").says("Phần còn lại đến 30/06/2024");
    let path = format!("{report}/estimates/25");
    centre.get(&format!("{path}?from=last-year")).await.expect(200).says("chưa lưu");
    let html = centre.get(&path).await.html();
    let version = field_of(&html, "version").unwrap();
    let wrong = [("version", version.as_str()), ("total|1", "4"), ("total|3", "bốn")];
    centre.post(&path, &wrong).await.expect(422).says("không phải là số").says("bốn");
    let typed = [("version", version.as_str()), ("total|1", "1.004"), ("total|3", "4")];
    centre.post(&path, &typed).await.leads_to(&format!("{report}/forms/25"));
    centre.follow(&format!("{report}/forms/25")).await.says("1.004").says("ước 4");
    // 1 is not 2 + 3 any more: the page says so before anybody signs.
    centre.get(&report).await.expect(200).says("chỗ không khớp chưa giải trình");
    let signature = centre.get(&format!("{report}/signature")).await;
    assert!(field_of(&signature.expect(200).html(), "seen").is_none(), "nothing to sign with");
    centre.get("/submissions?period=decade_2024-06-30").await.expect(404);
    let mut auditor = kit.sign_in(Role::Auditor, "CUC").await;
    auditor.get(&report).await.expect(200).says("không có việc nào cần bạn làm");
    auditor.get(&path).await.expect(403);
}
