//! The audit chain: grows without gaps under many writers, and every kind of tampering is found.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use store::Store;
use store::audit::{self, ChainState, Entry, Search};

fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 1, 0, 0).unwrap() + Duration::minutes(minutes)
}

fn entry(act: &str, organisation: &str, object: &str) -> Entry {
    Entry {
        actor_id: "0001".to_owned(),
        actor_name: "Nông Thị Mai".to_owned(),
        role: "clerk".to_owned(),
        org_code: organisation.to_owned(),
        ip: "10.0.0.7".to_owned(),
        act: act.to_owned(),
        object_kind: "case".to_owned(),
        object_id: object.to_owned(),
        reason: "đối chiếu".to_owned(),
        detail: "{\"note\":\"Đã “sửa” ’\"}".to_owned(),
    }
}

async fn append(store: &Store, minutes: i64, entries: Vec<Entry>) {
    let tx = store.begin().await.unwrap();
    audit::append(&tx, at(minutes), entries).await.unwrap();
    tx.commit().await.unwrap();
}

async fn three_rows(store: &Store) {
    append(store, 0, vec![entry("cases.register", "TT.06", "a"), entry("cases.read", "TT.06", "a")]).await;
    append(store, 1, vec![entry("cases.close", "TT.19", "b")]).await;
}

async fn state(store: &Store) -> ChainState {
    let tx = store.snapshot().await.unwrap();
    audit::verify(&tx).await.unwrap()
}

#[tokio::test]
async fn many_writers_make_one_chain() {
    for fresh in fresh::stores().await {
        let writers = (0..8).map(|writer| {
            let store = fresh.store.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    append(
                        &store,
                        writer,
                        vec![entry("cases.read", "TT.06", "a"), entry("cases.read", "TT.06", "b")],
                    )
                    .await;
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let state = state(&fresh.store).await;
        assert_eq!((state.rows, state.broken_at), (80, None), "{}", fresh.name);
    }
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    let tamperings = [
        ("update audit set actor_name = 'Ai đó' where seq = 2", 2),
        ("update audit set at = (select at from audit where seq = 3) where seq = 1", 1),
        ("update audit set reason = '' where seq = 3", 3),
        ("update audit set detail = '{}' where seq = 2", 2),
        ("update audit set org_code = 'TT.19' where seq = 1", 1),
        ("update audit set hash = previous where seq = 2", 2),
        ("delete from audit where seq = 2", 2),
        ("delete from audit where seq = 3", 3),
        ("delete from audit", 1),
        ("update audit_head set seq = 2", 4),
        ("update audit_head set hash = ''", 4),
    ];
    for (sql, found_at) in tamperings {
        for fresh in fresh::stores().await {
            three_rows(&fresh.store).await;
            assert_eq!(state(&fresh.store).await.broken_at, None, "{}", fresh.name);
            fresh.store.maintain(sql).await.unwrap();
            assert_eq!(state(&fresh.store).await.broken_at, Some(found_at), "{}: {sql}", fresh.name);
        }
    }
}

#[tokio::test]
async fn parts_that_move_between_fields_change_the_hash() {
    for fresh in fresh::stores().await {
        three_rows(&fresh.store).await;
        let sql = "update audit set object_kind = 'cas', object_id = 'e' || object_id where seq = 1";
        fresh.store.maintain(sql).await.unwrap();
        assert_eq!(state(&fresh.store).await.broken_at, Some(1), "{}", fresh.name);
    }
}

#[tokio::test]
async fn the_chain_can_be_walked_in_parts() {
    for fresh in fresh::stores().await {
        for _ in 0..5 {
            append(&fresh.store, 0, vec![entry("cases.read", "TT.06", "a"); 500]).await;
        }
        let tx = fresh.store.snapshot().await.unwrap();
        let mut walked = ChainState { rows: 0, broken_at: None, head: String::new() };
        assert!(audit::walk(&tx, &mut walked).await.unwrap(), "{}", fresh.name);
        assert!(walked.rows < 2500, "{}: one step is a part", fresh.name);
        while audit::walk(&tx, &mut walked).await.unwrap() {}
        assert_eq!((walked.rows, walked.head), audit::head(&tx).await.unwrap(), "{}", fresh.name);
    }
}

#[tokio::test]
async fn the_record_is_searched_within_reach_and_paged_by_key() {
    for fresh in fresh::stores().await {
        three_rows(&fresh.store).await;
        let tx = fresh.store.snapshot().await.unwrap();
        let seqs = async |organisations: Option<&[String]>, search: Search, limit| {
            let lines = audit::list(&tx, organisations, &search, limit).await.unwrap();
            lines.into_iter().map(|line| line.seq).collect::<Vec<_>>()
        };
        let search = Search::default;
        assert_eq!(seqs(None, search(), 2).await, [3, 2], "{}", fresh.name);
        assert_eq!(seqs(None, Search { before: Some(2), ..search() }, 2).await, [1], "{}", fresh.name);
        assert_eq!(seqs(Some(&["TT.06".to_owned()]), search(), 9).await, [2, 1], "{}", fresh.name);
        assert_eq!(seqs(Some(&[]), search(), 9).await, [0_i64; 0], "{}", fresh.name);
        let act = Search { act: Some("cases.read".to_owned()), ..search() };
        assert_eq!(seqs(None, act, 9).await, [2], "{}", fresh.name);
        let object = Search { object_id: Some("b".to_owned()), ..search() };
        assert_eq!(seqs(None, object, 9).await, [3], "{}", fresh.name);
        let name = Search { actor: Some("Nông Thị Mai".to_owned()), ..search() };
        assert_eq!(seqs(None, name, 9).await, [3, 2, 1], "{}", fresh.name);
        let period = Search { from: Some(at(1)), to: Some(at(2)), ..search() };
        assert_eq!(seqs(None, period, 9).await, [3], "{}", fresh.name);
    }
}
