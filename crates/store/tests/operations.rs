//! Looking after the database: whole copies from one kind to the other, sealed values, references.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use std::collections::BTreeMap;

use fresh::Fresh;
use law::kernel::identity::IdNumber;
use store::migrations::STEPS;
use store::operations::{self, copy, schema, sealed};
use store::secrets::Keyring;
use store::{Store, StoreError};
use uuid::Uuid;

/// Rows that are awkward to copy: marks, quotes, nothing, no, a second's part, big numbers.
const AWKWARD: &[&str] = &[
    "insert into organisation (code, kind, name, name_folded, valid_from, version)
     values ('TT.06', 'centre', 'Trung tâm “Bắc Kạn” \\ ''06''', 'trung tam', '2008-01-01', 1)",
    "insert into provider (id, org_code, name, name_folded, kind, birth_year, languages, fields, leader, version)
     values ({id:1}, 'TT.06', 'Hoàng A Páo', 'hoang a pao', 'legal_aid_officer', 1980, 'hmn;tyz', '', false, 9007199254740993)",
    "insert into person (id, name, name_folded, name_sound, birth_date, entered_at)
     values ({id:2}, 'Lý Thị\tMùi', 'ly thi mui', 'li thi mui', '1999-12-31', '2026-11-22T01:02:03.004005+00:00')",
    "insert into outbox (id, kind, payload, created_at, run_at, attempts)
     values ({id:3}, 'case_closed', '{\"case\":\"ă\\\"\"}', '2026-11-22T01:02:03+00:00', '2026-11-22T01:02:03.500+00:00', 0)",
    "insert into cases (id, org_code, file_code, file_code_folded, form, field, accepted_on, source, success_criteria,
       beneficiary_count, state, restricted, entered_at, entered_by, recorded_at)
     values ({id:4}, 'TT.06', '12/2022', '12/2022', 'litigation', 'criminal', '2022-03-01', 'self', '', 1,
       'accepted', '',
       '2022-03-01T00:00:00+00:00', 'x', '2022-03-01T00:00:00+00:00')",
    "insert into beneficiary (seq, case_id, position, person_id, name, search_text, category, other_categories)
     values (7, {id:4}, 0, {id:2}, 'Lý Thị Mùi', 'ly thi mui', 'poor', '')",
];

async fn fill(store: &Store) {
    for sql in AWKWARD {
        let mut sql = (*sql).to_owned();
        for number in 1..=4_u128 {
            let id = Uuid::from_u128(number).simple().to_string();
            let spelled = if store.is_sqlite() { format!("x'{id}'") } else { format!("'{id}'") };
            sql = sql.replace(&format!("{{id:{number}}}"), &spelled);
        }
        store.maintain(&sql).await.unwrap();
    }
}

/// Every table as lines; the order of a database's own alphabet does not count.
async fn whole(store: &Store) -> BTreeMap<String, Vec<String>> {
    let tx = store.snapshot().await.unwrap();
    let mut found = BTreeMap::new();
    for table in schema::tables(STEPS).unwrap() {
        let mut out = Vec::new();
        let count = copy::write_table(&tx, &table, &mut out).await.unwrap();
        let mut lines: Vec<String> = String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), usize::try_from(count).unwrap());
        lines.sort();
        found.insert(table.name, lines);
    }
    found
}

async fn put_in(store: &Store, tables: &BTreeMap<String, Vec<String>>) {
    let known = schema::tables(STEPS).unwrap();
    let tx = store.begin().await.unwrap();
    copy::clear(&tx, &known).await.unwrap();
    for table in &known {
        let text = tables[&table.name].join("\n");
        let count = copy::read_table(&tx, table, &mut text.as_bytes()).await.unwrap();
        assert_eq!(count, i64::try_from(tables[&table.name].len()).unwrap(), "{}", table.name);
    }
    copy::settle(&tx, &known).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_copy_goes_from_each_database_into_each() {
    for source in fresh::stores().await {
        assert_eq!(first_filled(&source).await, None, "{}", source.name);
        fill(&source.store).await;
        assert!(first_filled(&source).await.is_some(), "{}", source.name);
        let before = whole(&source.store).await;
        assert!(before["person"][0].contains("2026-11-22T01:02:03.004005+00:00"), "{}", before["person"][0]);
        for target in fresh::stores().await {
            put_in(&target.store, &before).await;
            assert_eq!(whole(&target.store).await, before, "{} into {}", source.name, target.name);
            assert_eq!(found_by_name(&target.store, "mui").await, 1, "{} into {}", source.name, target.name);
            let next = "insert into beneficiary (case_id, position, person_id, name, search_text, category,
                 other_categories) select case_id, 1, person_id, name, search_text, category, '' from beneficiary";
            target.store.maintain(next).await.unwrap();
            let last =
                target.store.ask("select cast(max(seq) as text) as line from beneficiary").await.unwrap();
            assert_eq!(last, ["8"], "{}: numbers go on behind the copy", target.name);
        }
    }
}

async fn first_filled(fresh: &Fresh) -> Option<String> {
    let tx = fresh.store.snapshot().await.unwrap();
    copy::first_filled(&tx, &schema::tables(STEPS).unwrap()).await.unwrap()
}

async fn found_by_name(store: &Store, word: &str) -> usize {
    let sql = if store.is_sqlite() {
        format!(
            "select cast(rowid as text) as line from beneficiary_name where beneficiary_name match '{word}'"
        )
    } else {
        format!(
            "select cast(seq as text) as line from beneficiary
             where words @@ to_tsquery('simple', '{word}')"
        )
    };
    store.ask(&sql).await.unwrap().len()
}

#[tokio::test]
async fn a_damaged_line_of_a_copy_is_refused() {
    for fresh in fresh::stores().await {
        let known = schema::tables(STEPS).unwrap();
        let table = known.iter().find(|table| table.name == "ethnic_group").unwrap();
        for line in ["{\"code\":\"01\",\"name\":\"Kinh\"", "{\"code\":null,\"name\":null,\"population\":1}"] {
            let tx = fresh.store.begin().await.unwrap();
            let answer = copy::read_table(&tx, table, &mut line.as_bytes()).await;
            assert!(
                matches!(answer, Err(StoreError::Broken(why)) if why.contains("ethnic_group")),
                "{}",
                fresh.name
            );
        }
    }
}

#[tokio::test]
async fn references_that_lead_nowhere_are_counted() {
    for fresh in fresh::stores().await {
        fill(&fresh.store).await;
        let off = if fresh.store.is_sqlite() {
            vec!["pragma foreign_keys = off", "delete from person"]
        } else {
            vec!["alter table beneficiary drop constraint beneficiary_person_id_fkey", "delete from person"]
        };
        for sql in off {
            fresh.store.maintain(sql).await.unwrap();
        }
        let tx = fresh.store.snapshot().await.unwrap();
        let mut broken = Vec::new();
        for table in schema::tables(STEPS).unwrap() {
            broken.extend(operations::broken_references(&tx, &table).await.unwrap());
        }
        assert_eq!(broken, [("person_id".to_owned(), 1)], "{}", fresh.name);
        assert_eq!(operations::damaged_pages(&tx).await.unwrap(), Vec::<String>::new(), "{}", fresh.name);
    }
}

#[tokio::test]
async fn every_column_of_sealed_values_is_known() {
    let known: Vec<(&str, &str)> = sealed::SEALED.iter().map(|it| (it.table, it.column)).collect();
    for table in schema::tables(STEPS).unwrap() {
        for column in &table.columns {
            let secret = column.name.ends_with("_sealed") || column.name == "totp_secret";
            assert_eq!(
                secret,
                known.contains(&(table.name.as_str(), column.name.as_str())),
                "{}.{}",
                table.name,
                column.name
            );
        }
    }
}

fn ring(lines: &[(&str, &str)]) -> Keyring {
    let lines: Vec<String> = lines.iter().map(|(name, pair)| format!("{name}={}", pair.repeat(32))).collect();
    Keyring::read(&lines.join("\n")).unwrap()
}

async fn insert_persons(store: &Store, count: u128) {
    let tx = store.begin().await.unwrap();
    for number in 1..=count {
        let mut person = store::people::Person {
            name_sound: String::new(),
            id: Uuid::from_u128(number),
            name: "Bàn Văn Tá".to_owned(),
            name_folded: String::new(),
            sex: None,
            birth_year: Some(1990),
            birth_date: None,
            ethnicity: None,
            commune_code: None,
            id_number_sealed: None,
            id_number_index: None,
            entered_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        };
        let id_number = IdNumber::read(&format!("006{number:09}"));
        store::people::seal_id_number(&tx, &mut person, id_number.as_ref()).unwrap();
        store::people::insert(&tx, person).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn sealing_anew_goes_on_where_it_stopped_and_keeps_every_value() {
    for fresh in fresh::stores().await {
        insert_persons(&fresh.store, 25).await;
        let persons = &sealed::SEALED.iter().find(|it| it.table == "person").unwrap();
        let both = ring(&[("k2", "22"), ("k1", "11")]);
        let store = Store::connect(&fresh.address, both).await.unwrap();

        let tx = store.begin().await.unwrap();
        assert_eq!(sealed::count_stale(&tx, persons).await.unwrap(), 25, "{}", fresh.name);
        let first = sealed::reseal(&tx, persons, Uuid::nil(), 10).await.unwrap();
        assert_eq!((first.last, first.resealed), (Some(Uuid::from_u128(10)), 10), "{}", fresh.name);
        tx.commit().await.unwrap();
        // A new run begins at the start and finds only what is left.
        let tx = store.begin().await.unwrap();
        let second = sealed::reseal(&tx, persons, Uuid::nil(), 100).await.unwrap();
        assert_eq!(second.resealed, 15, "{}", fresh.name);
        let third = sealed::reseal(&tx, persons, Uuid::nil(), 100).await.unwrap();
        assert_eq!((third.last, third.resealed), (None, 0), "{}", fresh.name);
        tx.commit().await.unwrap();

        let only_new = Store::connect(&fresh.address, ring(&[("k2", "22")])).await.unwrap();
        let tx = only_new.snapshot().await.unwrap();
        let opened = sealed::open_all(&tx, persons).await.unwrap();
        assert_eq!((opened.good, opened.key_missing, opened.damaged.len()), (25, 0, 0), "{}", fresh.name);
    }
}

#[tokio::test]
async fn values_that_do_not_open_are_told_apart() {
    for fresh in fresh::stores().await {
        insert_persons(&fresh.store, 3).await;
        let ids = if fresh.store.is_sqlite() { ["id = x'", "'"] } else { ["id = '", "'"] };
        let row = |number: u128| format!("{}{}{}", ids[0], Uuid::from_u128(number).simple(), ids[1]);
        let moved = format!(
            "update person set id_number_sealed = (select id_number_sealed from person where {}) where {}",
            row(1),
            row(2)
        );
        fresh.store.maintain(&moved).await.unwrap();
        let renamed = format!(
            "update person set id_number_sealed = 'k9' || substr(id_number_sealed, 3) where {}",
            row(3)
        );
        fresh.store.maintain(&renamed).await.unwrap();
        let tx = fresh.store.snapshot().await.unwrap();
        let persons = sealed::SEALED.iter().find(|it| it.table == "person").unwrap();
        let opened = sealed::open_all(&tx, persons).await.unwrap();
        assert_eq!((opened.good, opened.key_missing, opened.damaged.len()), (1, 1, 1), "{}", fresh.name);
        assert!(opened.damaged[0].contains(&Uuid::from_u128(2).to_string()), "{:?}", opened.damaged);
    }
}

#[tokio::test]
async fn a_running_server_follows_a_key_that_is_added_beside_it() {
    for (address, name, folder) in fresh::addresses() {
        let folder = folder.unwrap_or_else(|| tempfile::tempdir().unwrap());
        let path = folder.path().join("keys");
        let old = format!("k1={}", "11".repeat(32));
        std::fs::write(&path, &old).unwrap();
        let running = Store::open(&address, Keyring::read_file(&path).unwrap()).await.unwrap();
        insert_persons(&running, 1).await;

        std::fs::write(&path, format!("k2={}\n{old}", "22".repeat(32))).unwrap();
        let other = Store::connect(&address, Keyring::read_file(&path).unwrap()).await.unwrap();
        let persons = sealed::SEALED.iter().find(|it| it.table == "person").unwrap();
        let tx = other.begin().await.unwrap();
        assert_eq!(sealed::reseal(&tx, persons, Uuid::nil(), 9).await.unwrap().resealed, 1, "{name}");
        tx.commit().await.unwrap();

        let tx = running.snapshot().await.unwrap();
        let person = store::people::find(&tx, Uuid::from_u128(1)).await.unwrap().unwrap();
        let number = store::people::open_id_number(&tx, &person).unwrap().unwrap();
        assert_eq!(number.digits(), "006000000001", "{name}");
        assert_eq!(running.keyring().current(), "k2", "{name}: it seals with the new key from now on");
        fresh::drop_schema(&address);
    }
}
