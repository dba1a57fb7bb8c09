//! Seals and the differences between them, against a computation that knows nothing of how they are stored.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use office::submissions::{Compared, changes, prepare, view};
use serde_json::json;
use store::cases::CaseFile;

use super::kit::{KIND, Kit, TO, case, cell, day, head_of, number};

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// A case as plain words.
#[derive(Clone, PartialEq, Debug)]
struct Plain {
    org: &'static str,
    form: &'static str,
    field: &'static str,
    kind: &'static str,
    accepted: NaiveDate,
    closed: Option<NaiveDate>,
    sex: &'static str,
    category: &'static str,
}

impl Plain {
    fn random(dice: &mut Dice) -> Self {
        let accepted = day("2025-10-25") + Duration::days(i64::try_from(dice.below(380)).unwrap());
        let closed =
            (dice.below(3) > 0).then(|| accepted + Duration::days(i64::try_from(dice.below(120)).unwrap()));
        let form = dice.pick(&["litigation", "advice", "representation"]);
        let fields: &[&str] = if form == "representation" {
            &["civil", "labour"]
        } else {
            &["criminal", "civil", "land_housing"]
        };
        Plain {
            org: dice.pick(&["TT.19", "CN.19.1", "TT.06"]),
            form,
            field: dice.pick(fields),
            kind: dice.pick(&["legal_aid_officer", "contract_lawyer", "collaborator"]),
            accepted,
            closed,
            sex: dice.pick(&["male", "female"]),
            category: dice.pick(&["poor", "child", "merit"]),
        }
    }

    fn file(&self, id: u128, at: DateTime<Utc>, version: i64) -> CaseFile {
        let more = json!({
            "form": self.form, "field": self.field, "provider_kind": self.kind, "closed_on": self.closed,
            "outcome": self.closed.map(|_| "completed"), "sex": self.sex, "category": self.category,
            "provider_role": (self.form == "litigation").then_some("defence"),
        });
        let mut file = case(id, self.org, &self.accepted.to_string(), at, more);
        file.case.version = version;
        file
    }

    fn handled(&self) -> bool {
        self.accepted <= day(TO) && self.closed.is_none_or(|day| day >= self::day("2026-01-01"))
    }

    fn closed_in(&self) -> bool {
        self.handled() && self.closed.is_some_and(|day| day <= self::day(TO))
    }
}

/// Numbers of a register, by words alone.
fn naive(cases: &BTreeMap<u128, Plain>) -> BTreeMap<(&'static str, &'static str, &'static str), i64> {
    let count = |wanted: &dyn Fn(&Plain) -> bool| {
        i64::try_from(cases.values().filter(|it| it.handled() && wanted(it)).count()).unwrap()
    };
    BTreeMap::from([
        (("25", "total", "1"), count(&|_| true)),
        (("25", "total", "2"), count(&|it| it.accepted < day("2026-01-01"))),
        (("25", "total", "3"), count(&|it| it.accepted >= day("2026-01-01"))),
        (("25", "total", "4"), count(&Plain::closed_in)),
        (("25", "1.2", "1"), count(&|it| it.field == "criminal" && it.form == "litigation")),
        (
            ("25", "II.1", "7"),
            count(&|it| it.form == "advice" && it.closed_in() && it.kind == "contract_lawyer"),
        ),
        (("24", "total", "3"), count(&|it| it.sex == "female")),
        (
            ("24", "1.1", "8"),
            count(&|it| it.field == "criminal" && it.form == "advice" && it.category == "child"),
        ),
        (("12", "II.5", "8"), count(&|it| it.field == "land_housing" && !it.closed_in())),
    ])
}

/// On many random registers: the draft is the naive count, the seal stays, and the differences are the naive ones.
#[tokio::test]
async fn seals_and_differences_agree_with_a_naive_computation() {
    for seed in 1..=12_u64 {
        let kit = Kit::sqlite("2026-11-05").await;
        let desk = &kit.desk;
        let dice = &mut Dice(seed);
        let mut cases: BTreeMap<u128, Plain> = BTreeMap::new();
        for id in 1..=u128::from(10 + dice.below(60)) {
            cases.insert(id, Plain::random(dice));
        }
        kit.save(cases.iter().map(|(id, it)| it.file(*id, desk.now(), 1)).collect()).await;
        kit.wait(Duration::hours(1));
        if seed % 2 == 0 {
            kit.send("CN.19.1", KIND, TO).await;
        }
        let centre = head_of("TT.19");
        let id = prepare(desk, &centre, "TT.19", KIND, day(TO)).await.unwrap();
        let seen = view(desk, &centre, id).await.unwrap();
        assert_eq!(seen.counted.parts.len(), usize::from(seed % 2 == 0));
        for ((form, row, column), expected) in naive(&cases) {
            assert_eq!(number(&seen, form, row, column), expected, "{form} {row} {column}, seed {seed}");
        }
        let seal = kit.sign(&centre, id).await.unwrap();
        let before = cases.clone();

        kit.wait(Duration::hours(1));
        let (mut versions, mut new) = (BTreeMap::new(), Vec::new());
        for _ in 0..dice.below(12) {
            let id = 1 + u128::from(dice.below(cases.len() as u64));
            let changed = Plain { org: cases[&id].org, ..Plain::random(dice) };
            let version = versions.entry(id).or_insert(1);
            kit.correct(changed.file(id, desk.now(), *version)).await;
            *version += 1;
            cases.insert(id, changed);
        }
        for id in 1000..1000 + u128::from(dice.below(5)) {
            let late = Plain::random(dice);
            new.push(late.file(id, desk.now(), 1));
            cases.insert(id, late);
        }
        kit.save(new).await;

        let mut expected = [0, 0, 0];
        for id in cases.keys() {
            let (old, new) =
                (before.get(id).filter(|it| it.handled()), cases.get(id).filter(|it| it.handled()));
            let as_counted = |it: &Plain| {
                (
                    it.form,
                    it.field,
                    it.kind,
                    it.sex,
                    it.category,
                    it.accepted < day("2026-01-01"),
                    it.closed_in(),
                    it.closed.is_some(),
                )
            };
            match (old, new) {
                (None, Some(_)) => expected[0] += 1,
                (Some(_), None) => expected[1] += 1,
                (Some(old), Some(new)) if as_counted(old) != as_counted(new) => expected[2] += 1,
                _ => {}
            }
        }
        let told = changes(desk, &centre, seal, Compared::Now, None, None).await.unwrap();
        assert_eq!(told.counts, expected, "seed {seed}");
        let (was, is) = (naive(&before), naive(&cases));
        for ((form, row, column), now) in is {
            let key = cell(form, row, column);
            let old = was[&(form, row, column)];
            let change = told.cells.iter().find(|it| {
                it.form.key == key.form_key
                    && it.form.rows[it.row].key == key.row_key
                    && it.form.columns[it.column].key == key.column_key
            });
            assert_eq!(
                change.map(|it| (it.before, it.after)),
                (old != now).then_some((old, now)),
                "{key:?} seed {seed}"
            );
            let by_cell = changes(desk, &centre, seal, Compared::Now, Some(&key), None).await.unwrap();
            let (added, removed) =
                (i64::try_from(by_cell.counts[0]).unwrap(), i64::try_from(by_cell.counts[1]).unwrap());
            assert_eq!((added - removed, by_cell.counts[2]), (now - old, 0), "{key:?} seed {seed}");
        }
        // As of the moment of the look, the register says what was sealed.
        let sealed = view(desk, &centre, id).await.unwrap();
        for ((form, row, column), expected) in was {
            assert_eq!(
                number(&sealed, form, row, column),
                expected,
                "sealed {form} {row} {column}, seed {seed}"
            );
        }
        assert_eq!(kit.faults().await, Vec::<String>::new(), "seed {seed}");
    }
}
