//! Targets: the table against a second count, every number against its list, documents that lower them, the sign-off.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::ops::ControlFlow;

use chrono::NaiveDate;
use kit::{Kit, PROVIDER, field_of};
use law::access::Role;
use law::kernel::coded::Coded as _;
use law::targets::{TargetLevel, TargetMeasure, TargetYear};
use office::Actor;
use office::exchange::{End, FileKind, ImportRequest};
use office::targets::TargetsRequest;
use store::cases::CaseFile;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn import(kit: &Kit, kind: FileKind, content: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::write(&path, content).unwrap();
    let request = ImportRequest {
        kind,
        org: Some("TT.19".to_owned()),
        path,
        file_name: "file.csv".to_owned(),
        dry_run: false,
    };
    let go_on = |_, _| ControlFlow::Continue(());
    let report = office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
    assert_eq!(report.end, End::Imported, "{:?}", report.problems);
}

const HEAD: &str = "org_code,file_code,form,field,provider_role,accepted_on,source,client_name,category,provider_name,\
    provider_kind,provider_card,assigned_on,closed_on,outcome,appraised_on,quality_score,quality_rating,success_criteria";

/// A register of two years: forty cases of the officer of the kit and of a second one, of all forms, some not completed.
async fn fill(kit: &Kit) {
    import(
        kit,
        FileKind::Providers,
        "org_code,name,kind,card_number,appointed_on\nTT.19,Lý Thị Sen,legal_aid_officer,TN-02,2025-03-01\n\
         TT.19,Nông Văn Luật,contract_lawyer,LS-01,2015-01-01\n",
    )
    .await;
    let people = [
        ("Bế Văn Minh", "legal_aid_officer", "TN-01"),
        ("Lý Thị Sen", "legal_aid_officer", "TN-02"),
        ("Nông Văn Luật", "contract_lawyer", "LS-01"),
    ];
    let mut rows = vec![HEAD.to_owned()];
    for number in 0..120_u32 {
        let (name, kind, card) = people[(number % 7).min(2) as usize];
        let form =
            ["litigation", "litigation", "litigation", "advice", "representation"][(number % 5) as usize];
        let field = ["criminal", "civil", "marriage_family", "administrative", "land_housing"]
            [(number % 4 + number / 60) as usize];
        let role = if form == "litigation" { "protection" } else { "" };
        let month = number % 12 + 1;
        let year = if number % 2 == 0 { 2026 } else { 2025 };
        let closed = format!("{year}-{month:02}-28");
        let accepted = format!("{}-{month:02}-05", year - 1);
        let outcome = if number % 11 == 0 { "not_continued" } else { "completed" };
        let (appraised, score, rating) = match number % 3 {
            0 => (closed.as_str(), "95", "good"),
            1 => (closed.as_str(), "75", "fair"),
            _ => ("", "", ""),
        };
        let success = if form == "litigation" && number % 4 == 0 { "TC05" } else { "" };
        if day(&closed) > day("2026-11-22") {
            continue;
        }
        rows.push(format!(
            "TT.19,V.{number:03},{form},{field},{role},{accepted},self,Người {number},poor,{name},{kind},{card},\
             {accepted},{closed},{outcome},{appraised},{score},{rating},{success}"
        ));
    }
    import(kit, FileKind::Cases, &rows.join("\n")).await;
}

/// The second count: every case file read and looked at by itself.
async fn naive(kit: &Kit, provider: Uuid, year: TargetYear, measure: TargetMeasure) -> i64 {
    use TargetMeasure as M;
    let tx = kit.desk.store().snapshot().await.unwrap();
    let reach = law::access::Reach::Nation;
    let files =
        store::imports::list_case_files_after(&tx, &reach, (None, None), None, 100_000).await.unwrap();
    let fits = |file: &&CaseFile| {
        let case = &file.case;
        let form = case.form.0.code();
        let field = case.field.0.code();
        let rating = case.quality_rating.map(|it| it.0.code());
        let litigation = form == "litigation";
        let under = match measure {
            M::Litigation | M::Advice | M::Representation => form == measure.code(),
            M::Criminal => litigation && field == "criminal",
            M::Civil => litigation && ["civil", "marriage_family"].contains(&field),
            M::Administrative => litigation && field == "administrative",
            M::OtherField => litigation && field == "land_housing",
            M::Success => litigation && !case.success_criteria.is_empty(),
            M::RatedGood => rating == Some("good"),
            M::RatedFair => rating == Some("fair"),
            M::RatedPass => rating == Some("pass"),
            M::RatedFail => rating == Some("fail"),
            M::Unrated => rating.is_none(),
            M::Opinion => false,
        };
        let ended = case.closed_on.is_some_and(|day| (year.first()..=year.last()).contains(&day));
        let completed = case.outcome.is_some_and(|it| it.0.code() == "completed");
        under && ended && completed && case.provider_id == Some(provider)
    };
    2 * i64::try_from(files.iter().filter(fits).count()).unwrap()
}

#[tokio::test]
async fn every_number_of_the_table_agrees_with_a_second_count_and_with_its_list() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        for number in [2025, 2026, 2027] {
            let year = TargetYear::read(&number.to_string()).unwrap();
            let request = TargetsRequest::of_year("TT.19", year);
            let table = office::targets::table(&kit.desk, &Actor::system(), &request).await.unwrap().table;
            let names: Vec<&str> = table.providers.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, ["Bế Văn Minh", "Lý Thị Sen"], "lawyers have no target");
            for row in &table.providers {
                for measure in TargetMeasure::ALL {
                    let expected = naive(&kit, row.provider, year, *measure).await;
                    assert_eq!(
                        row.done(*measure),
                        expected,
                        "{} {} {number} {measure}",
                        kit.database,
                        row.name
                    );
                    let path = format!("/targets/{}/cases?year={number}&measure={measure}", row.provider);
                    let list = director.get(&path).await;
                    let lines = list.expect(200).main().matches("class=\"row-link\"").count();
                    assert_eq!(2 * lines, usize::try_from(expected).unwrap(), "{path}");
                }
            }
        }
        let page = director.get("/targets?year=2026").await;
        page.expect(200)
            .says("Lý Thị Sen")
            .says("Dưới 3 năm")
            .says("7 / 13 / 17")
            .says("Tạm theo Công văn 5282");
        let english = director.follow("/targets?year=2026&lang=en").await;
        english.expect(200).says("Under 3 years");
        for kind in ["csv", "xlsx", "docx", "pdf", "json"] {
            let file = director.get(&format!("/targets/files/{kind}?year=2026")).await;
            assert!(file.expect(200).bytes.len() > 300, "{kind}");
        }
    }
}

#[tokio::test]
async fn a_case_that_two_worked_on_is_half_a_case_for_each() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let year = TargetYear::read("2026").unwrap();
        let request = TargetsRequest::of_year("TT.19", year);
        let read =
            async || office::targets::table(&kit.desk, &Actor::system(), &request).await.unwrap().table;
        let before = read().await;
        let [minh, sen] = [0, 1].map(|at| before.providers[at].clone());
        let (_, lines) = office::targets::cases_behind(
            &kit.desk,
            &Actor::system(),
            minh.provider,
            year,
            TargetMeasure::Litigation,
        )
        .await
        .unwrap();
        let case = &lines[0].case;
        let entry = store::diary::DiaryEntry {
            id: kit.desk.id(),
            case_id: case.id,
            provider_id: Some(sen.provider),
            on_date: case.accepted_on,
            from_minute: 480,
            to_minute: 600,
            work: law::diary::WorkCode::CriminalA.into(),
            place: None,
            with_whom: None,
            note: None,
            entered_at: kit.desk.now(),
            entered_by: "x".to_owned(),
            removed_at: None,
            version: 1,
        };
        let tx = kit.desk.store().begin().await.unwrap();
        store::diary::insert(&tx, &entry).await.unwrap();
        tx.commit().await.unwrap();
        let after = read().await;
        let done = |table: &office::targets::TargetsTable, at: usize| {
            table.providers[at].done(TargetMeasure::Litigation)
        };
        assert_eq!(done(&after, 0), done(&before, 0) - 1, "{}", kit.database);
        assert_eq!(done(&after, 1), done(&before, 1) + 1);
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let list = director.get(&format!("/targets/{}/cases?year=2026", sen.provider)).await;
        list.expect(200).says("0,5");
    }
}

#[tokio::test]
async fn a_document_lowers_the_target_and_a_signed_year_stays() {
    for kit in Kit::each().await {
        fill(&kit).await;
        let mut director = kit.sign_in(Role::Director, "TT.19").await;
        let path = format!("/targets/{PROVIDER}?year=2026");
        let page = director.get(&path).await;
        page.expect(200).says("14 / 22 / 28").says("Chưa có văn bản miễn, giảm");
        let id = field_of(&page.main(), "id").unwrap();
        let reliefs = format!("/targets/{PROVIDER}/reliefs");
        let mut fields = vec![
            ("id", id.as_str()),
            ("year", "2026"),
            ("ground", "leader"),
            ("from", "01/05/2026"),
            ("to", ""),
            ("percent", ""),
            ("document", "Quyết định bổ nhiệm"),
        ];
        director.post(&reliefs, &fields).await.expect(422).says("Ghi tỷ lệ giảm").says("Ghi số và ngày");
        fields[5].1 = "50";
        fields[6].1 = "Quyết định 12/QĐ-STP ngày 28/04/2026";
        director.post(&reliefs, &fields).await.leads_to(&path);
        director.get(&path).await.says("10,5 / 16,5 / 21").says("Quyết định 12/QĐ-STP");
        // The officer sees the own sheet, nobody else's, and grants nothing.
        let mut officer = kit.sign_in(Role::Officer, "TT.19").await;
        officer.get("/targets").await.leads_to(&format!("/targets/{PROVIDER}"));
        let own = officer.get(&path).await.expect(200).main();
        assert!(own.contains("10,5 / 16,5 / 21") && !own.contains("Ghi văn bản miễn"));
        officer.post(&reliefs, &fields).await.expect(403);
        let year = TargetYear::read("2026").unwrap();
        let request = TargetsRequest::of_year("TT.19", year);
        let other = {
            let view = office::targets::table(&kit.desk, &Actor::system(), &request).await.unwrap();
            view.table.providers[1].provider
        };
        officer.get(&format!("/targets/{other}?year=2026")).await.expect(404);
        let record = kit.record().await;
        let looks = record.iter().filter(|(act, of)| act == "targets.sheet" && *of == PROVIDER.to_string());
        assert!(looks.count() >= 3, "each look at a sheet is on record: {record:?}");
        // This year is not over; the last one is.
        director.post("/targets/closing", &[("org", "TT.19"), ("year", "2027")]).await.expect(409);
        director.get("/targets?year=2026").await.expect(200).says("Phê duyệt kết quả năm");
        let sign = [("org", "TT.19"), ("year", "2026")];
        director.post("/targets/closing", &sign).await.leads_to("/targets?org=TT.19&year=2026");
        director.post("/targets/closing", &sign).await.leads_to("/targets?org=TT.19&year=2026");
        let before = office::targets::table(&kit.desk, &Actor::system(), &request).await.unwrap();
        assert!(before.signed.as_ref().unwrap().intact, "{}", kit.database);
        let late = format!(
            "{HEAD}\nTT.19,V.999,litigation,criminal,defence,2026-01-05,self,Người muộn,poor,Bế Văn Minh,\
             legal_aid_officer,TN-01,2026-01-06,2026-10-30,completed,,,,"
        );
        import(&kit, FileKind::Cases, &late).await;
        let after = office::targets::table(&kit.desk, &Actor::system(), &request).await.unwrap();
        assert_eq!(after.table, before.table, "what is entered later does not change a signed year");
        let free = TargetsRequest { org: "TT.19".to_owned(), from: year.first(), to: day("2026-10-30") };
        let live = office::targets::table(&kit.desk, &Actor::system(), &free).await.unwrap().table;
        let done = |table: &office::targets::TargetsTable| table.providers[0].done(TargetMeasure::Litigation);
        assert_eq!(done(&live), done(&after.table) + 2);
        let level = after.table.providers[0].level.unwrap();
        let halves = after.table.providers[0].done(TargetMeasure::Litigation);
        let expected = match halves {
            42.. => TargetLevel::Good,
            33..42 => TargetLevel::Fair,
            21..33 => TargetLevel::Pass,
            _ => TargetLevel::NotMet,
        };
        assert_eq!(level, expected, "{halves} halves against 10,5 / 16,5 / 21");
        director.get("/targets?org=TT.19&year=2026").await.says("Bảng còn nguyên");
        let seals = async || {
            let found = office::operations::verify(&kit.desk).await.unwrap();
            let found = found.into_iter().find(|it| it.check == office::operations::Check::Seals).unwrap();
            (found.count, found.details)
        };
        assert_eq!(seals().await, (1, Vec::new()), "{}", kit.database);
        let tx = kit.desk.store().begin().await.unwrap();
        tx.run("update target_closing set content = replace(content, '\"late\":0', '\"late\":1')")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(seals().await, (1, vec!["targets TT.19 2026".to_owned()]));
        director.get("/targets?org=TT.19&year=2026").await.says("không còn khớp với dấu niêm phong");
    }
}
