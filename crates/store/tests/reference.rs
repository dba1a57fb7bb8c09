//! Reference data on both databases: what is loaded, look-ups by day, updates that stay.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use chrono::{DateTime, NaiveDate, Utc};
use law::kernel::coded::Coded as _;
use store::reference::{self, CommuneBook, Difference, ReferenceSet, Stamp};
use store::{Store, Tx, staff};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-22T02:00:00Z".parse().unwrap()
}

async fn loaded(store: &Store) -> Tx {
    let tx = store.begin().await.unwrap();
    reference::load_embedded(&tx, now(), "test").await.unwrap();
    tx.commit().await.unwrap();
    store.begin().await.unwrap()
}

#[tokio::test]
async fn everything_is_loaded_once_and_fast() {
    for fresh in fresh::stores().await {
        let started = std::time::Instant::now();
        let tx = fresh.store.begin().await.unwrap();
        let first = reference::load_embedded(&tx, now(), "test").await.unwrap();
        tx.commit().await.unwrap();
        assert!(started.elapsed().as_secs() < 10, "{}: {:?}", fresh.name, started.elapsed());
        let counts: Vec<(&str, i64)> =
            first.sets.iter().map(|state| (state.name.as_str(), state.row_count)).collect();
        assert_eq!(
            counts,
            [
                ("provinces", 63 + 1 + 34 + 1),
                ("communes", 10_040 + 3_321 + 10),
                ("commune_succession", 10_571),
                ("ethnic_groups", 54),
                ("agencies", 1_107),
                ("holidays", 285),
                ("base_salary", 8),
            ],
            "{}",
            fresh.name
        );
        assert_eq!(first.organisations, 1 + 2 * 63);

        let tx = fresh.store.begin().await.unwrap();
        let again = reference::load_embedded(&tx, now(), "test").await.unwrap();
        assert_eq!(again, reference::Loaded::default(), "{}", fresh.name);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn provinces_are_those_of_the_day() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        for (on, count) in [("2022-06-30", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2026-11-22", 34)] {
            assert_eq!(reference::list_provinces(&tx, day(on)).await.unwrap().len(), count, "{on}");
        }
        for (code, on, name) in [
            ("06", "2022-01-01", Some("Tỉnh Bắc Kạn")),
            ("06", "2025-07-01", None),
            ("24", "2022-01-01", Some("Tỉnh Bắc Giang")),
            ("24", "2026-01-01", Some("Tỉnh Bắc Ninh")),
            ("75", "2026-04-29", Some("Tỉnh Đồng Nai")),
            ("75", "2026-04-30", Some("Thành phố Đồng Nai")),
            ("46", "2024-12-31", Some("Tỉnh Thừa Thiên Huế")),
            ("46", "2025-01-01", Some("Thành phố Huế")),
        ] {
            let found = reference::province_on(&tx, code, day(on)).await.unwrap();
            assert_eq!(found.map(|it| it.full_name()).as_deref(), name, "{code} on {on}");
        }
        let merged = reference::province_on(&tx, "06", day("2022-01-01")).await.unwrap().unwrap();
        assert_eq!(merged.successor.as_deref(), Some("19"));
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn communes_are_those_of_the_day() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let book = CommuneBook::load(&tx).await.unwrap();
        for (code, on, name) in [
            ("00001", "2022-01-01", Some("Phường Phúc Xá")),
            ("00001", "2025-07-01", None),
            ("00004", "2025-06-30", Some("Phường Trúc Bạch")),
            ("00004", "2025-07-01", Some("Phường Ba Đình")),
            ("26368", "2026-04-29", Some("Xã Long Thành")),
            ("26368", "2026-04-30", Some("Phường Long Thành")),
            ("318", "2020-01-01", Some("Huyện Bạch Long Vĩ")),
            ("99999", "2020-01-01", None),
        ] {
            let found = reference::commune_on(&tx, code, day(on)).await.unwrap().map(|it| it.full_name());
            assert_eq!(found.as_deref(), name, "{code} on {on}");
            assert_eq!(book.on(code, day(on)).map(|it| it.full_name()), found, "{code} on {on}");
        }
        let some = CommuneBook::load_some(&tx, ["00001", "26368"]).await.unwrap();
        assert!(some.knows("26368") && !some.knows("00004"));
        // Codes of the published register are codes of its day.
        let old = reference::commune_on(&tx, "02071", day("2022-05-19")).await.unwrap().unwrap();
        assert_eq!((old.province_code.as_str(), old.district.is_some()), ("06", true));
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn communes_are_found_by_a_part_of_the_name_without_marks() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let found = reference::list_communes(&tx, "75", "long thanh", day("2026-11-22"), 20).await.unwrap();
        let names: Vec<String> = found.iter().map(reference::Commune::full_name).collect();
        assert_eq!(names, ["Phường Long Thành"]);
        let all = reference::list_communes(&tx, "19", "", day("2026-11-22"), 500).await.unwrap();
        assert_eq!(all.len(), 92);
        let none = reference::list_communes(&tx, "19", "100%", day("2026-11-22"), 500).await.unwrap();
        assert!(none.is_empty());
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_split_commune_offers_its_successors_default_first() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let split = tx_split(&tx).await;
        let successors = reference::list_commune_successors(&tx, &split).await.unwrap();
        assert!(successors.len() > 1);
        assert!(successors.iter().all(|it| it.split));
        assert_eq!(successors.iter().map(|it| it.is_default).filter(|it| *it).count(), 1);
        assert!(successors[0].is_default);

        let plain = reference::list_commune_successors(&tx, "00001").await.unwrap();
        assert_eq!(
            plain.iter().map(|it| (it.code.as_str(), it.split)).collect::<Vec<_>>(),
            [("00097", false)]
        );
        let before = reference::list_commune_predecessors(&tx, "00097").await.unwrap();
        assert!(before.iter().any(|it| it.code == "00001" && it.district.as_deref() == Some("Quận Ba Đình")));
        tx.rollback().await.unwrap();
    }
}

async fn tx_split(tx: &Tx) -> String {
    let rows = reference::list_rows(tx, ReferenceSet::CommuneSuccession).await.unwrap();
    rows.into_iter().find(|row| row[2] == "yes").unwrap().swap_remove(0)
}

#[tokio::test]
async fn agencies_are_found_by_part_and_by_exact_name() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let found = reference::list_agencies(&tx, "khu vuc 8 hai phong", None, 10).await.unwrap();
        assert!(found.iter().any(|it| it.name == "Tòa án nhân dân khu vực 8 - Hải Phòng"), "{found:?}");
        let here = reference::list_agencies(&tx, "toa an", Some("19"), 100).await.unwrap();
        assert!(here.iter().all(|it| it.province_code.as_deref().is_none_or(|code| code == "19")));
        assert!(here.iter().any(|it| it.kind == "court_supreme"), "bodies of the nation are everybody's");
        let exact = reference::find_agency_by_name(&tx, "TOÀ ÁN nhân dân tối cao").await.unwrap().unwrap();
        assert_eq!(exact.kind, "court_supreme");
        assert_eq!(reference::find_agency(&tx, exact.id).await.unwrap().unwrap(), exact);
        assert_eq!(reference::agency_ids(&tx).await.unwrap().get("toa an nhan dan toi cao"), Some(&exact.id));
        assert_eq!(reference::find_agency_by_name(&tx, "Tòa án nhân dân").await.unwrap(), None);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn holidays_salaries_and_groups_are_there() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let holidays = reference::list_holidays(&tx, 2026).await.unwrap();
        assert!(holidays.iter().any(|it| it.day == day("2026-11-24") && it.verified == "partly"));
        assert!(holidays.iter().any(|it| it.day == day("2026-08-22") && it.kind == "swap_work"));
        assert!(holidays.windows(2).all(|pair| pair[0].day <= pair[1].day));
        for (on, amount) in
            [("2012-01-01", None), ("2022-06-30", Some(1_490_000)), ("2026-07-01", Some(2_530_000))]
        {
            let salary = reference::base_salary_on(&tx, day(on)).await.unwrap();
            assert_eq!(salary.map(|it| it.amount), amount, "{on}");
        }
        let groups = reference::list_ethnic_groups(&tx).await.unwrap();
        assert_eq!((groups.len(), groups[1].name.as_str()), (54, "Tày"));
        assert_eq!(groups.iter().filter_map(|it| it.population).sum::<i64>(), 96_205_082);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_set_is_read_as_can_be_loaded_again() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        for set in ReferenceSet::ALL.iter().copied() {
            let stored = reference::list_rows(&tx, set).await.unwrap();
            assert_eq!(stored, reference::embedded::rows(set).unwrap(), "{} {set}", fresh.name);
            let state = reference::find_set(&tx, set).await.unwrap().unwrap();
            assert_eq!(state.sha256, reference::fingerprint(&stored), "{} {set}", fresh.name);
            assert_eq!((state.version, state.source.as_str()), (1, "embedded"));
        }
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn an_update_changes_rows_raises_the_version_and_outlives_the_next_start() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let set = ReferenceSet::Holidays;
        let today = reference::list_rows(&tx, set).await.unwrap();
        let mut wanted = today.clone();
        wanted.retain(|row| row[0] != "2035-11-26");
        wanted.iter_mut().find(|row| row[0] == "2026-11-24").unwrap()[3] = "yes".to_owned();
        let cells = ["2036-01-01", "Tết Dương lịch", "solar", "yes", ""];
        wanted.push(cells.map(str::to_owned).to_vec());
        let difference = Difference::between(set, today, wanted, true);
        assert_eq!((difference.added.len(), difference.changed.len(), difference.removed.len()), (1, 1, 1));

        let stamp = Stamp { source: "ngay-nghi.csv", now: now(), by: "admin" };
        let state = reference::update_set(&tx, set, 1, &difference, stamp).await.unwrap();
        assert_eq!((state.version, state.row_count), (2, 285));
        let stale = reference::update_set(&tx, set, 1, &difference, stamp).await;
        assert!(matches!(stale, Err(store::StoreError::Stale)));
        let again = reference::load_embedded(&tx, now(), "test").await.unwrap();
        assert_eq!(again, reference::Loaded::default(), "an administrator's set is left alone");
        let holidays = reference::list_holidays(&tx, 2026).await.unwrap();
        assert!(holidays.iter().any(|it| it.day == day("2026-11-24") && it.verified == "yes"));
        assert_eq!(reference::list_holidays(&tx, 2036).await.unwrap().len(), 1);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_set_of_a_former_release_is_brought_up_to_this_one() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let set = ReferenceSet::Agencies;
        let today = reference::list_rows(&tx, set).await.unwrap();
        let mut former = today.clone();
        former.truncate(1_000);
        former[0][3] = "nguồn cũ".to_owned();
        let difference = Difference::between(set, today.clone(), former, true);
        let stamp = Stamp { source: reference::embedded::EMBEDDED, now: now(), by: "test" };
        reference::update_set(&tx, set, 1, &difference, stamp).await.unwrap();

        let loaded = reference::load_embedded(&tx, now(), "test").await.unwrap();
        assert_eq!(
            loaded.sets.iter().map(|it| (it.name.as_str(), it.version)).collect::<Vec<_>>(),
            [("agencies", 3)]
        );
        assert_eq!(reference::list_rows(&tx, set).await.unwrap(), today);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn organisations_of_the_state_close_with_their_province() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        let find = async |code: &str| staff::find_organisation(&tx, code).await.unwrap().unwrap();
        let merged = find("TT.06").await;
        assert_eq!(merged.name, "Trung tâm trợ giúp pháp lý nhà nước tỉnh Bắc Kạn");
        assert_eq!((merged.valid_to, merged.successor.as_deref()), (Some(day("2025-06-30")), Some("TT.19")));
        assert_eq!(merged.parent.as_deref(), Some("STP.06"));
        let staying = find("TT.19").await;
        assert_eq!((staying.valid_to, staying.successor), (None, None));
        assert_eq!(find("STP.79").await.name, "Sở Tư pháp Thành phố Hồ Chí Minh");
        assert_eq!(find("STP.75").await.name, "Sở Tư pháp thành phố Đồng Nai");
        assert_eq!(find("CUC").await.parent, None);

        let all = staff::list_organisations(&tx).await.unwrap();
        let open = all.iter().filter(|it| it.code.starts_with("TT.") && it.valid_to.is_none()).count();
        assert_eq!(open, 34);
        assert!(all.iter().filter(|it| it.valid_to.is_some()).all(|it| it.successor.is_some()));
        assert!(all.iter().all(|it| law::staff::is_organisation_code(&it.code)), "codes of the contract");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn an_organisation_has_the_name_of_the_day() {
    for fresh in fresh::stores().await {
        let tx = loaded(&fresh.store).await;
        for (code, on, name) in [
            ("STP.24", "2022-06-30", "Sở Tư pháp tỉnh Bắc Giang"),
            ("STP.24", "2025-07-01", "Sở Tư pháp tỉnh Bắc Ninh"),
            ("STP.75", "2024-01-01", "Sở Tư pháp tỉnh Đồng Nai"),
            ("STP.75", "2026-04-30", "Sở Tư pháp thành phố Đồng Nai"),
            ("STP.46", "2022-01-01", "Sở Tư pháp tỉnh Thừa Thiên Huế"),
            ("STP.06", "2022-01-01", "Sở Tư pháp tỉnh Bắc Kạn"),
        ] {
            let found = staff::organisation_name_on(&tx, code, day(on)).await.unwrap();
            assert_eq!(found.as_deref(), Some(name), "{code} on {on}");
        }
        assert_eq!(staff::organisation_name_on(&tx, "TT.00", day("2022-01-01")).await.unwrap(), None);
        let past = staff::list_past_names(&tx, "TT.75").await.unwrap();
        assert_eq!(past.iter().map(|it| it.valid_to).collect::<Vec<_>>(), [day("2026-04-29")]);
        tx.rollback().await.unwrap();
    }
}
