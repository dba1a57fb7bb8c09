//! Search by words of a name: common and rare ones, in a few registers and in the nation, against a plain walk.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use law::access::Reach;
use law::kernel::names;
use store::Store;
use store::cases::CaseFilter;
use store::cases::list::{Cursor, list};
use uuid::Uuid;

/// Two registers with 6,000 names; so many that PostgreSQL takes "Nguyễn Thị" for a common one.
const NAMES: i64 = 6_000;

/// Many different last words: below a hundred words PostgreSQL does not trust its shares of words.
fn name_of(seq: i64) -> String {
    let letter = |number: i64| char::from(b'a' + u8::try_from(number.rem_euclid(26)).unwrap());
    let last: String = [letter(seq), 'o', letter(seq / 26 % 13)].iter().collect();
    match seq {
        seq if seq % 2_500 == 0 => "Mông Thị Hoa".to_owned(),
        seq if seq % 10 == 3 => format!("Nguyễn Văn {last}"),
        seq if seq % 10 == 7 => format!("Hoàng Thị Nguyên {last}"),
        _ => format!("Nguyễn Thị {last}"),
    }
}

fn register_of(seq: i64) -> &'static str {
    if seq % 3 == 0 { "TT.19" } else { "TT.06" }
}

async fn fill(store: &Store) {
    let id = |number: u128| {
        let id = Uuid::from_u128(number).simple().to_string();
        if store.is_sqlite() { format!("x'{id}'") } else { format!("'{id}'") }
    };
    let day = "'2026-11-22T01:02:03+00:00'";
    let mut all = vec![format!(
        "insert into person (id, name, name_folded, name_sound, entered_at) values ({}, 'N', 'n', 'n', {day})",
        id(1)
    )];
    for (place, org) in ["TT.06", "TT.19"].into_iter().enumerate() {
        all.push(format!(
            "insert into organisation (code, kind, name, name_folded, valid_from, version)
             values ('{org}', 'centre', '{org}', '{org}', '2008-01-01', 1)"
        ));
        all.push(format!(
            "insert into cases (id, org_code, file_code, file_code_folded, form, field, accepted_on, source,
               success_criteria, beneficiary_count, state, restricted, entered_at, entered_by, recorded_at)
             values ({}, '{org}', '1', '1', 'advice', 'civil', '2026-03-01', 'self', '', 1, 'accepted', '', {day}, 'x', {day})",
            id(10 + place as u128)
        ));
    }
    for chunk in (1..=NAMES).collect::<Vec<_>>().chunks(500) {
        let rows = chunk.iter().map(|&seq| {
            let (name, org) = (name_of(seq), register_of(seq));
            let case = id(if org == "TT.06" { 10 } else { 11 });
            let words = format!("{} {}", names::fold(&name), store::cases::org_word(org));
            format!("({seq}, {case}, {seq}, {}, '{name}', '{words}', 'poor', '')", id(1))
        });
        all.push(format!(
            "insert into beneficiary (seq, case_id, position, person_id, name, search_text, category, other_categories)
             values {}",
            rows.collect::<Vec<_>>().join(", ")
        ));
    }
    if store.is_sqlite() {
        let index =
            "insert into beneficiary_name (rowid, search_text) select seq, search_text from beneficiary";
        all.push(index.to_owned());
    }
    all.push("analyze".to_owned());
    for sql in all {
        store.maintain(&sql).await.unwrap();
    }
}

/// The same by a plain walk: whole words, the last one may be a beginning; latest first.
fn by_hand(registers: Option<&[&str]>, words: &str, below: i64, limit: usize) -> Vec<i64> {
    let words: Vec<String> = names::fold(words).split(' ').map(str::to_owned).collect();
    let (last, whole) = words.split_last().unwrap();
    let fits = |seq: &i64| {
        let name = names::fold(&name_of(*seq));
        let has = |test: &dyn Fn(&str) -> bool| name.split(' ').any(test);
        registers.is_none_or(|known| known.contains(&register_of(*seq)))
            && whole.iter().all(|word| has(&|own| own == word))
            && has(&|own| own.starts_with(last.as_str()))
    };
    (1..below).rev().filter(fits).take(limit).collect()
}

#[tokio::test]
async fn common_and_rare_names_are_found_page_by_page() {
    for fresh in fresh::stores().await {
        fill(&fresh.store).await;
        let few: [(Option<&[&str]>, Reach); 3] = [
            (None, Reach::Nation),
            (Some(&["TT.06"]), Reach::Organisations(vec!["TT.06".to_owned()])),
            (Some(&["TT.06", "TT.19"]), Reach::Organisations(vec!["TT.06".to_owned(), "TT.19".to_owned()])),
        ];
        for (registers, reach) in few {
            for words in [
                "nguyễn thị",
                "nguyen",
                "mong thi hoa",
                "hoa thi mong",
                "thi hoa",
                "van ao",
                "ng thi",
                "nguyen xob",
            ] {
                let filter = CaseFilter { query: Some(words.to_owned()), ..CaseFilter::default() };
                let tx = fresh.store.snapshot().await.unwrap();
                let (mut below, mut after) = (i64::MAX, None);
                for page in 0..3 {
                    let found = list(&tx, &reach, &filter, after.as_ref(), 20).await.unwrap();
                    let seqs: Vec<i64> = found.lines.iter().map(|line| line.seq).collect();
                    let expected = by_hand(registers, words, below.min(NAMES + 1), 20);
                    assert_eq!(seqs, expected, "{}: {words} in {registers:?}, page {page}", fresh.name);
                    let Some(Cursor::Below(seq)) = found.next else { break };
                    (below, after) = (seq, Some(Cursor::Below(seq)));
                }
            }
        }
    }
}
