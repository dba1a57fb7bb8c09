//! Organisations and providers on both databases: stale writes, lists by key, searches of files.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use chrono::NaiveDate;
use law::staff::ProviderKind;
use store::staff::{self, Provider, ProviderFilter, ProviderKey};
use store::{Store, StoreError, Tx, reference};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn provider(number: u128, org: &str, name: &str, card: &str) -> Provider {
    Provider {
        id: Uuid::from_u128(number),
        org_code: org.to_owned(),
        name: name.to_owned(),
        name_folded: String::new(),
        kind: ProviderKind::LegalAidOfficer.into(),
        card_number: (!card.is_empty()).then(|| card.to_owned()),
        appointed_on: Some(day("2015-10-14")),
        ended_on: None,
        grade: Some("III".to_owned()),
        sex: None,
        birth_year: Some(1980),
        languages: "vi;tay".to_owned(),
        fields: "criminal;civil".to_owned(),
        leader: false,
        version: 1,
    }
}

async fn with_providers(store: &Store) -> Tx {
    let tx = store.begin().await.unwrap();
    reference::load_embedded(&tx, "2026-11-22T02:00:00Z".parse().unwrap(), "test").await.unwrap();
    for record in [
        provider(1, "TT.06", "Lưu Thế Tiến", "BK-TGV-001"),
        provider(2, "TT.06", "Lăng Quốc Việt", "BK-TGV-002"),
        provider(3, "TT.06", "Lương Thị Bích", ""),
        Provider {
            kind: ProviderKind::ContractLawyer.into(),
            ..provider(4, "TT.19", "Lưu Thế Tiến", "TN 9")
        },
        Provider { ended_on: Some(day("2024-05-01")), ..provider(5, "TT.19", "Đàm Văn An", "") },
    ] {
        staff::insert_provider(&tx, record).await.unwrap();
    }
    tx
}

#[tokio::test]
async fn the_second_saver_of_an_organisation_or_provider_is_stale() {
    for fresh in fresh::stores().await {
        let tx = with_providers(&fresh.store).await;
        let seen = staff::find_organisation(&tx, "TT.19").await.unwrap().unwrap();
        let mut first = seen.clone();
        first.phone = Some("0208 3855 555".to_owned());
        staff::update_organisation(&tx, first).await.unwrap();
        let late = staff::update_organisation(&tx, seen).await;
        assert!(matches!(late, Err(StoreError::Stale)), "{}", fresh.name);
        let kept = staff::find_organisation(&tx, "TT.19").await.unwrap().unwrap();
        assert_eq!((kept.phone.as_deref(), kept.version), (Some("0208 3855 555"), 2));

        let seen = staff::find_provider(&tx, Uuid::from_u128(1)).await.unwrap().unwrap();
        staff::update_provider(&tx, Provider { name: "Lưu Thế Tiên".to_owned(), ..seen.clone() })
            .await
            .unwrap();
        assert!(matches!(staff::update_provider(&tx, seen).await, Err(StoreError::Stale)));
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn pages_of_providers_follow_each_other_without_gap_or_double() {
    for fresh in fresh::stores().await {
        let tx = with_providers(&fresh.store).await;
        let filter = ProviderFilter::default();
        let mut names = Vec::new();
        let mut after: Option<ProviderKey> = None;
        loop {
            let page = staff::page_of_providers(&tx, &filter, after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(ProviderKey { name_folded: last.name_folded.clone(), id: last.id });
            names.extend(page.iter().map(|it| it.name.clone()));
        }
        let all = ["Đàm Văn An", "Lăng Quốc Việt", "Lương Thị Bích", "Lưu Thế Tiến", "Lưu Thế Tiến"];
        assert_eq!(names, all, "{}", fresh.name);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn filters_of_providers_narrow_list_and_count_alike() {
    for fresh in fresh::stores().await {
        let tx = with_providers(&fresh.store).await;
        let today = day("2026-11-22");
        let all = ProviderFilter::default;
        for (filter, count) in [
            (all(), 5),
            (ProviderFilter { organisations: Some(vec!["TT.06".to_owned()]), ..all() }, 3),
            (ProviderFilter { organisations: Some(Vec::new()), ..all() }, 0),
            (ProviderFilter { name_part: Some("the tien".to_owned()), ..all() }, 2),
            (ProviderFilter { kind: Some(ProviderKind::ContractLawyer), ..all() }, 1),
            (ProviderFilter { working: Some((true, today)), ..all() }, 4),
            (ProviderFilter { working: Some((false, today)), ..all() }, 1),
            (ProviderFilter { working: Some((true, day("2024-05-01"))), ..all() }, 5),
        ] {
            let rows = staff::page_of_providers(&tx, &filter, None, 100).await.unwrap();
            assert_eq!(rows.len(), count, "{} {filter:?}", fresh.name);
            assert_eq!(staff::count_filtered_providers(&tx, &filter).await.unwrap(), count as u64);
        }
        let codes = ["TT.06", "TT.19"].map(str::to_owned);
        let counts = staff::count_providers(&tx, &codes, today).await.unwrap();
        assert_eq!(
            counts.into_iter().collect::<Vec<_>>(),
            [("TT.06".to_owned(), 3), ("TT.19".to_owned(), 1)]
        );
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_finds_providers_by_card_or_exact_name() {
    for fresh in fresh::stores().await {
        let tx = with_providers(&fresh.store).await;
        let here = ["TT.06".to_owned()];
        let ids = |found: Vec<Provider>| found.iter().map(|it| it.id.as_u128()).collect::<Vec<_>>();
        let card = staff::find_provider_by_card(&tx, &here, "bk-tgv -001").await.unwrap();
        assert_eq!(ids(card), [1]);
        assert!(staff::find_provider_by_card(&tx, &here, "TN9").await.unwrap().is_empty());
        let named = staff::find_provider_by_name(&tx, &here, "LƯU THẾ TIẾN").await.unwrap();
        assert_eq!(ids(named), [1]);
        let both = ["TT.06", "TT.19"].map(str::to_owned);
        assert_eq!(ids(staff::find_provider_by_name(&tx, &both, "lưu thế tiến").await.unwrap()), [1, 4]);
        assert!(staff::find_provider_by_name(&tx, &both, "Lưu Thế").await.unwrap().is_empty());
        tx.rollback().await.unwrap();
    }
}
