//! Reference data: loaded once, updated by file, everything wrong said at once, never half done.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, actor, day};
use law::access::Role;
use law::kernel::coded::Coded as _;
use office::reference::{self, Checked, Problem, ReferenceSet, Update};
use office::{Actor, Failure};

fn update(whole: bool, text: &str) -> Update {
    Update { whole, file_name: "danh-muc.csv".to_owned(), bytes: text.as_bytes().to_vec() }
}

async fn problems(
    kit: &Kit,
    set: ReferenceSet,
    whole: bool,
    text: &str,
) -> Vec<(u64, String, String, &'static str)> {
    let admin = actor(Role::Administrator, "CUC");
    match reference::preview_update(&kit.desk, &admin, set, update(whole, text)).await.unwrap() {
        Checked::Wrong(problems) => problems
            .into_iter()
            .map(|Problem { line, column, value, code, .. }| (line, column, value, code))
            .collect(),
        Checked::Ready(_) => Vec::new(),
    }
}

fn problem(line: u64, column: &str, value: &str, code: &'static str) -> (u64, String, String, &'static str) {
    (line, column.to_owned(), value.to_owned(), code)
}

#[tokio::test]
async fn what_the_program_brings_is_loaded_once_and_recorded() {
    let kit = Kit::new().await;
    let again = reference::load_embedded(&kit.desk).await.unwrap();
    assert!(again.sets.is_empty());
    let sets = reference::list_sets(&kit.desk, &Actor::system()).await.unwrap();
    assert_eq!(sets.len(), ReferenceSet::ALL.len());
    assert!(
        kit.desk.tree().iter().any(|node| node.code == "TT.06" && node.successor.as_deref() == Some("TT.19"))
    );
    let tx = kit.desk.store().snapshot().await.unwrap();
    let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 10).await.unwrap();
    assert_eq!(lines.iter().map(|it| it.act.as_str()).collect::<Vec<_>>(), ["reference.load_embedded"]);
}

#[tokio::test]
async fn only_who_manages_settings_may_update() {
    let kit = Kit::new().await;
    for role in [Role::Director, Role::Clerk, Role::Analyst, Role::Auditor] {
        let somebody = actor(role, "TT.19");
        let act = reference::preview_update(&kit.desk, &somebody, ReferenceSet::Holidays, update(true, "x"));
        assert!(matches!(act.await, Err(Failure::Denied)), "{role}");
    }
}

#[tokio::test]
async fn every_set_can_be_downloaded_and_given_back_unchanged() {
    let kit = Kit::new().await;
    let admin = actor(Role::Administrator, "CUC");
    for set in ReferenceSet::ALL.iter().copied() {
        for xlsx in [false, true] {
            let bytes = reference::export_set(&kit.desk, &admin, set, xlsx).await.unwrap();
            let given = Update { whole: true, file_name: "x".to_owned(), bytes };
            match reference::preview_update(&kit.desk, &admin, set, given).await.unwrap() {
                Checked::Ready(preview) => assert!(preview.difference.is_empty(), "{set} {xlsx}"),
                Checked::Wrong(problems) => panic!("{set} {xlsx}: {:?}", &problems[..problems.len().min(5)]),
            }
        }
    }
}

#[tokio::test]
async fn a_preview_shows_the_difference_and_confirming_makes_it_once() {
    let kit = Kit::new().await;
    let admin = actor(Role::Administrator, "CUC");
    let set = ReferenceSet::Holidays;
    let text = "date,name,kind,verified,note\n\
        24/11/2026,Ngày Văn hóa Việt Nam,public,yes,\n\
        2036-01-01,Tết Dương lịch,solar,yes,\n";
    let checked = reference::preview_update(&kit.desk, &admin, set, update(false, text)).await.unwrap();
    let Checked::Ready(preview) = checked else { panic!("{checked:?}") };
    let difference = &preview.difference;
    assert_eq!((difference.added.len(), difference.changed.len(), difference.removed.len()), (1, 1, 0));
    assert_eq!(difference.changed[0].0[3], "partly");
    let before = reference::list_holidays(&kit.desk, &admin, 2036).await.unwrap();
    assert!(before.is_empty(), "a preview changes nothing");

    let confirm = async |file: &str, seen: i64| {
        reference::confirm_update(&kit.desk, &admin, set, false, file, seen).await
    };
    let state = confirm(&preview.file, preview.seen).await.unwrap();
    assert_eq!(
        (state.version, state.source.as_str(), state.loaded_by.as_str()),
        (2, "danh-muc.csv", &*admin.login)
    );
    assert!(matches!(confirm(&preview.file, preview.seen).await, Err(Failure::Stale)));
    assert!(matches!(confirm(&"0".repeat(64), 2).await, Err(Failure::Missing)));
    assert!(matches!(confirm("../../etc/passwd", 2).await, Err(Failure::Missing)));
    let after = reference::list_holidays(&kit.desk, &admin, 2036).await.unwrap();
    assert_eq!(after.len(), 1);
    let tx = kit.desk.store().snapshot().await.unwrap();
    let search = store::audit::Search { act: Some("reference.update_set".to_owned()), ..Default::default() };
    let lines = store::audit::list(&tx, None, &search, 10).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].detail.contains("\"added\":1"), "{}", lines[0].detail);
}

#[tokio::test]
async fn a_file_that_is_the_whole_set_takes_away_what_it_leaves_out() {
    let kit = Kit::new().await;
    let admin = actor(Role::Administrator, "CUC");
    let set = ReferenceSet::BaseSalary;
    let text = "effective_from,amount,legal_basis,verified,source\n01/07/2026,2.530.000,161/2026/NĐ-CP,yes,Công báo\n";
    let (state, wrong) =
        reference::update_set(&kit.desk, &admin, set, update(true, text), None).await.unwrap();
    assert!(wrong.is_empty());
    assert_eq!(state.unwrap().row_count, 1);
    let tx = kit.desk.store().snapshot().await.unwrap();
    assert_eq!(store::reference::base_salary_on(&tx, day("2025-01-01")).await.unwrap(), None);
    let now = store::reference::base_salary_on(&tx, day("2026-11-22")).await.unwrap().unwrap();
    assert_eq!((now.amount, now.source.as_str()), (2_530_000, "Công báo"));
}

#[tokio::test]
async fn everything_wrong_with_the_cells_is_said_at_once() {
    let kit = Kit::new().await;
    let text = "date,name,kind,verified,note\n\
        2036-02-30,Tết,solar,yes,\n\
        2036-01-01,,solar,yes,\n\
        2036-01-01,Tết Dương lịch,holiday,maybe,\n\
        2036-05-01,Ngày Quốc tế Lao động,solar,yes,\n\
        01/05/2036,Ngày  Quốc tế Lao động,solar,yes,lặp\n";
    assert_eq!(
        problems(&kit, ReferenceSet::Holidays, false, text).await,
        [
            problem(2, "date", "2036-02-30", "reference.not_a_date"),
            problem(3, "name", "", "reference.empty"),
            problem(4, "kind", "holiday", "reference.not_one_of"),
            problem(4, "verified", "maybe", "reference.not_one_of"),
            problem(6, "", "2036-05-01, Ngày Quốc tế Lao động", "reference.duplicate_row"),
        ]
    );
    assert_eq!(
        problems(
            &kit,
            ReferenceSet::Holidays,
            false,
            "date,name,kind,verified,colour\n2036-01-01,Tết,solar,yes,đỏ\n"
        )
        .await,
        [problem(1, "colour", "colour", "reference.unknown_column")]
    );
    assert_eq!(
        problems(&kit, ReferenceSet::BaseSalary, false, "effective_from,amount\n2036-01-01,-5\n").await.len(),
        3
    );
    let looks = problems(&kit, ReferenceSet::Holidays, false, "%PDF-1.7 không phải bảng").await;
    assert_eq!(looks[0].3, "sheet.foreign");
}

#[tokio::test]
async fn codes_stay_days_do_not_overlap_and_rows_point_to_something() {
    let kit = Kit::new().await;
    let header = "code,valid_from,valid_to,name,type,district,province_code\n";
    let communes =
        async |rows: &str| problems(&kit, ReferenceSet::Communes, false, &format!("{header}{rows}")).await;
    assert_eq!(
        communes("26368,2026-08-01,,Long Thành Mới,Phường,,75\n").await,
        [problem(2, "valid_from", "26368 2026-08-01", "reference.overlap")]
    );
    let split =
        "26368,2026-04-30,2026-07-31,Long Thành,Phường,,75\n26368,2026-08-01,,Long Thành Mới,Phường,,75\n";
    assert!(communes(split).await.is_empty());
    assert_eq!(
        communes("99999,2026-08-01,2026-07-01,Xã Mới,Xã,,75\n").await,
        [problem(2, "valid_to", "2026-07-01", "reference.ends_before_it_begins")]
    );
    assert_eq!(
        communes("99999,2026-08-01,,Mới,Xã,,06\n").await,
        [problem(2, "province_code", "06", "reference.unknown_province")]
    );
    assert_eq!(
        communes("9999,2026-08-01,,Mới,Xã,,75\n").await,
        [problem(2, "code", "9999", "reference.not_a_code")]
    );

    let groups = "code,name,population\n01,Kinh,82085826\n";
    let vanished = problems(&kit, ReferenceSet::EthnicGroups, true, groups).await;
    assert_eq!(vanished.len(), 53);
    assert_eq!(vanished[0], problem(0, "code", "02", "reference.code_vanishes"));

    let succession = "old_code,new_code,split,default\n00001,00097,no,no\n00001,88888,yes,no\n";
    assert_eq!(
        problems(&kit, ReferenceSet::CommuneSuccession, false, succession).await,
        [
            problem(3, "new_code", "88888", "reference.unknown_commune"),
            problem(3, "default", "00001", "reference.one_default"),
            problem(3, "split", "00001", "reference.split"),
        ]
    );
}

#[tokio::test]
async fn an_agency_that_a_case_names_stays() {
    let kit = Kit::new().await;
    let tx = kit.desk.store().begin().await.unwrap();
    let court = store::reference::find_agency_by_name(&tx, "Tòa án nhân dân tối cao").await.unwrap().unwrap();
    tx.run(&format!(
        "insert into cases (id, org_code, file_code, file_code_folded, form, field, accepted_on, source, agency_id,
             success_criteria, beneficiary_count, state, restricted, entered_at, entered_by, recorded_at)
         values (x'00000000000000000000000000000001', 'TT.19', 'a', 'a', 'advice', 'civil', '2026-01-01', 'self',
             x'{}', '', 1, 'accepted', '', '2026-01-01', 'x', '2026-01-01')",
        court.id.simple()
    ))
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let text =
        "kind,name,province_code,source,verified\ncourt_province,Tòa án nhân dân tỉnh Bắc Ninh,24,x,yes\n";
    let wrong = problems(&kit, ReferenceSet::Agencies, true, text).await;
    assert_eq!(wrong, [problem(0, "name", "Tòa án nhân dân tối cao", "reference.in_use")]);
    assert!(problems(&kit, ReferenceSet::Agencies, false, text).await.is_empty());
}

#[tokio::test]
async fn an_agency_that_is_added_is_found_and_keeps_its_id_over_updates() {
    let kit = Kit::new().await;
    let admin = actor(Role::Administrator, "CUC");
    let text = "kind,name,province_code,source,verified\ncourt_regional,Tòa án nhân dân khu vực 9 - Cao Bằng,04,công văn,yes\n";
    let set = ReferenceSet::Agencies;
    reference::update_set(&kit.desk, &admin, set, update(false, text), None).await.unwrap();
    let found =
        reference::list_agencies(&kit.desk, &admin, "khu vuc 9 cao bang", Some("04"), 5).await.unwrap();
    assert_eq!(found.len(), 1);
    let text = text.replace("công văn", "quyết định").replace("Tòa án", "Toà án");
    reference::update_set(&kit.desk, &admin, set, update(false, &text), None).await.unwrap();
    let again =
        reference::list_agencies(&kit.desk, &admin, "khu vuc 9 cao bang", Some("04"), 5).await.unwrap();
    assert_eq!((again.len(), again[0].id, again[0].source.as_str()), (1, found[0].id, "quyết định"));
}

#[tokio::test]
async fn look_ups_show_what_an_old_commune_became() {
    let kit = Kit::new().await;
    let clerk = actor(Role::Clerk, "TT.19");
    let old =
        reference::look_up_communes(&kit.desk, &clerk, "01", "phuc xa", day("2022-01-01")).await.unwrap();
    assert_eq!(old[0].successors.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["00097"]);
    let new =
        reference::look_up_communes(&kit.desk, &clerk, "01", "hong ha", day("2026-01-01")).await.unwrap();
    assert!(new[0].predecessors.iter().any(|it| it.code == "00001"), "{new:?}");
    let lookups = reference::list_provinces(&kit.desk, &clerk, day("2026-11-22")).await.unwrap();
    assert_eq!(lookups.len(), 34);
}
