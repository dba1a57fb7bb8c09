//! The lists of cases behind a number, latest accepted first, each case once.
//!
//! One statement chooses them along the index of each organisation. Where hundreds of organisations are asked for, that
//! reads everything for a page of fifty; there the cases are asked one after the other from the latest on, for as long as
//! that finds enough, and those of persons whose facts few share are found by an index of its own.

use chrono::{Days, NaiveDate};
use law::statistics::{CaseSet, Selector, Window};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{CURRENT, Half, Scope, Sql, Version, days_of};
use crate::cases::Cursor;
use crate::db::Tx;
use crate::{Result, Store};

/// One page of the cases behind a number, latest accepted first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behind {
    /// The cases, by id; each once, however many of its beneficiaries were counted.
    pub cases: Vec<Uuid>,
    /// Where the next page continues.
    pub next: Option<Cursor>,
}

impl Behind {
    /// The next of what was read, where it was read to the end or further than the page.
    fn of(mut cases: Vec<(NaiveDate, Uuid)>, limit: usize) -> Self {
        let more = cases.len() > limit;
        cases.truncate(limit);
        let next = cases.last().filter(|_| more).map(|&(day, case)| Cursor::After(day, case));
        Self { cases: cases.into_iter().map(|(_, case)| case).collect(), next }
    }

    /// How many there are, where this first page shows them all.
    fn whole(&self, after: Option<&Cursor>) -> Option<usize> {
        (after.is_none() && self.next.is_none()).then_some(self.cases.len())
    }
}

/// A page of a list, and what is known of its length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    pub page: Behind,
    /// How many cases there are, up to a limit; nothing where counting them would take longer than reading the page.
    pub cases: Option<usize>,
    /// How many persons are counted in them, where each was read.
    pub persons: Option<i64>,
}

impl Listed {
    /// Nobody asked.
    pub(super) fn nothing() -> Self {
        Self { page: Behind { cases: Vec::new(), next: None }, cases: Some(0), persons: Some(0) }
    }
}

/// Which page of a list: what it comes after, how many cases it has, and up to how many are counted.
pub type Paging<'a> = (Option<&'a Cursor>, usize, usize);

/// Lists the cases that a selector counts.
pub async fn cases_behind(
    tx: &Tx,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Behind> {
    match chosen(scope, None, selector, window, tx.is_sqlite()) {
        Some(choice) => choice.page(tx, after, limit).await,
        None => Ok(Behind { cases: Vec::new(), next: None }),
    }
}

/// A page of what [`cases_behind`] lists with the number of cases: for the screen, where one page is asked for. What
/// must be read to the end is read by two readers side by side; none of them waits for the other with one in hand.
pub async fn list_behind(
    store: &Store,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    paging: Paging<'_>,
) -> Result<Listed> {
    let chosen = |half| chosen(scope, half, selector, window, store.is_sqlite());
    let Some(choice) = chosen(None) else { return Ok(Listed::nothing()) };
    if is_wide(scope, window) {
        return choice.list_wide(store, Half::BOTH.map(|half| chosen(Some(half))), paging).await;
    }
    choice.list(&store.snapshot().await?, paging).await
}

/// Counts the persons of a selector in the cases that [`cases_behind`] lists: what one cell of a form of persons shows.
pub async fn count_persons(
    store: &Store,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
) -> Result<i64> {
    let count = async |half| match asked(scope, half, selector, window) {
        Some(asked) => {
            let asked = Asked { persons: true, ..asked };
            let choice = Choice::of(asked, scope, selector.set, window, store.is_sqlite());
            choice.chosen.count(&store.snapshot().await?).await
        }
        None => Ok(0),
    };
    if !is_wide(scope, window) {
        return count(None).await;
    }
    let [first, second] = Half::BOTH;
    let (first, second) = futures_util::try_join!(count(Some(first)), count(Some(second)))?;
    Ok(first + second)
}

/// The cases of a selector. A choice of persons finds the case of each; any other choice looks at the first row of a
/// case.
pub(super) fn chosen(
    scope: &Scope,
    half: Option<Half>,
    selector: &Selector,
    window: &Window,
    sqlite: bool,
) -> Option<Choice> {
    let asked = asked(scope, half, selector, window)?;
    Some(Choice::of(asked, scope, selector.set, window, sqlite))
}

fn asked(scope: &Scope, half: Option<Half>, selector: &Selector, window: &Window) -> Option<Asked> {
    let mut sql = Sql::default();
    let with = sql.part_of_scope(scope, half)?;
    let days = days_of(&mut sql, selector.set, window);
    let case_tests = sql.tests("f.case_shape", &selector.case_tests());
    let tests = selector.person_tests();
    let person_tests = sql.tests("f.person_shape", &tests);
    let conditions = format!("{days}{case_tests}{person_tests}");
    let (of_person, persons) = (String::new(), !tests.is_empty());
    Some(Asked { sql, with, joins: "", conditions, of_person, persons })
}

/// What is asked of a fact `f` and of what is joined to it.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) sql: Sql,
    /// `with scope(org_code) as (…)`.
    pub(super) with: String,
    pub(super) joins: &'static str,
    pub(super) conditions: String,
    /// Those of a beneficiary `b` of a case `k` alone, with `and` before each.
    pub(super) of_person: String,
    /// Each person is asked, and not the first of a case for all.
    pub(super) persons: bool,
}

/// A statement that chooses cases: `with … chosen as (…)`.
pub(super) struct Choice {
    pub(super) chosen: Chosen,
    /// A case is chosen once for each person that is counted in it.
    persons: bool,
    /// A case may be chosen several times, once a person or version.
    several: bool,
    /// The last day of the window, where the condition is dear: each row asks a second table.
    latest: Option<NaiveDate>,
    walk: Option<Walk>,
    pub(super) few: Option<Few>,
}

/// A statement up to the cases that are chosen, and its values.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) sql: Sql,
    pub(super) text: String,
}

/// The same choice found from facts of persons that few may share: those persons, and their cases.
pub(super) struct Few {
    /// Counts the persons.
    pub(super) persons: Chosen,
    pub(super) chosen: Chosen,
}

/// So many persons are looked at one by one before anything else; the cases of more lie mostly dense enough to be found
/// from the latest on.
pub(super) const FEW: i64 = 12_500;

/// So many days before the end of what is listed mostly fill a page; only where they do not is everything asked.
const NEAR: Days = Days::new(30);

/// More organisations than this are not walked one by one for a page.
const MANY: usize = 40;

/// So many rows are more than can be counted: a case may have several.
fn enough((_, limit, most): Paging<'_>) -> usize {
    2 * most.max(limit + 1)
}

/// Whether figures that hold now are asked of so many organisations that their indexes are no short way to a page.
pub(super) fn is_wide(scope: &Scope, window: &Window) -> bool {
    let many = match scope {
        Scope::Nation => true,
        Scope::Organisations(codes) => codes.len() > MANY,
    };
    many && window.as_of.is_none()
}

/// That a fact is one of the organisations that are asked for, with `and` before it.
pub(super) fn within(scope: &Scope) -> &'static str {
    match scope {
        Scope::Nation => "",
        Scope::Organisations(_) => " and f.org_code in (select s.org_code from scope s)",
    }
}

impl Choice {
    pub(super) fn of(asked: Asked, scope: &Scope, set: CaseSet, window: &Window, sqlite: bool) -> Self {
        let walk = Walk::of(&asked, scope, set, window).filter(|_| is_wide(scope, window));
        let Asked { mut sql, with, joins, conditions, persons, .. } = asked;
        let first = if persons { "" } else { "f.position = 0 and " };
        let mut versions = sql.versions(window.as_of);
        if set == CaseSet::Appraised && !persons {
            versions[0].index = "fact_appraised";
        }
        let part = |version: &Version| {
            let (table, held) = (version.table(sqlite), &version.held);
            format!(
                "select f.case_id, f.accepted_on from scope s cross join {table} {joins}
                 where f.org_code = s.org_code and {held} and {first}{conditions}"
            )
        };
        let parts: Vec<String> = versions.iter().map(part).collect();
        Self {
            persons,
            several: persons || parts.len() > 1,
            latest: (!joins.is_empty()).then_some(window.to),
            chosen: Chosen { sql, text: format!("{with}, chosen as ({})", parts.join(" union all ")) },
            walk,
            few: None,
        }
    }

    /// A page for the screen, by the shortest way, with the number of cases where that is not the longer one.
    pub(super) async fn list(&self, tx: &Tx, paging: Paging<'_>) -> Result<Listed> {
        let everything = match &self.few {
            Some(few) if few.persons.number(tx).await? <= FEW => &few.chosen,
            few => match self.near(tx, paging).await? {
                Some(listed) => return Ok(listed),
                None => few.as_ref().map_or(&self.chosen, |few| &few.chosen),
            },
        };
        let rows = everything.rows(tx, None, enough(paging), None).await?;
        match self.cut(rows, paging) {
            Some(listed) => Ok(listed),
            None => self.far(tx, paging).await,
        }
    }

    /// The same of so many organisations that two readers share them where everything must be read.
    async fn list_wide(
        &self,
        store: &Store,
        halves: [Option<Self>; 2],
        paging: Paging<'_>,
    ) -> Result<Listed> {
        let near = self.near(&store.snapshot().await?, paging).await?;
        if let Some(listed) = near {
            return Ok(listed);
        }
        let read = async |half: &Option<Self>| match half {
            Some(half) => half.chosen.rows(&store.snapshot().await?, None, enough(paging), None).await,
            None => Ok(Vec::new()),
        };
        let (mut rows, others) = futures_util::try_join!(read(&halves[0]), read(&halves[1]))?;
        rows.extend(others);
        rows.sort_unstable_by(|one, other| other.cmp(one));
        match self.cut(rows, paging) {
            Some(listed) => Ok(listed),
            None => self.far(&store.snapshot().await?, paging).await,
        }
    }

    /// A page of the latest, where it need not be cut out of everything.
    async fn near(&self, tx: &Tx, (after, limit, most): Paging<'_>) -> Result<Option<Listed>> {
        let page = match &self.walk {
            None => Some(self.page(tx, after, limit).await?),
            Some(walk) => self.walked(tx, walk, after, limit).await?,
        };
        let Some(page) = page else { return Ok(None) };
        let cases = match page.whole(after) {
            Some(number) => Some(number),
            None if self.walk.is_some() && self.latest.is_some() => None,
            None => Some(self.count(tx, most).await?),
        };
        Ok(Some(Listed { page, cases, persons: None }))
    }

    /// A page cut out of everything, where that is no more than can be counted.
    fn cut(&self, mut rows: Vec<Place>, paging: Paging<'_>) -> Option<Listed> {
        if rows.len() >= enough(paging) {
            return None;
        }
        let (after, limit, most) = paging;
        let persons = self.persons.then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX));
        rows.dedup();
        let number = rows.len().min(most);
        if let Some(&Cursor::After(day, case)) = after {
            rows.retain(|it| *it < (day, case));
        }
        Some(Listed { page: Behind::of(rows, limit), cases: Some(number), persons })
    }

    /// A page of very many that lie far back.
    async fn far(&self, tx: &Tx, (after, limit, most): Paging<'_>) -> Result<Listed> {
        let page = self.page(tx, after, limit).await?;
        let cases = Some(self.count(tx, most).await?);
        Ok(Listed { page, cases, persons: None })
    }

    /// One page, each case once. What is chosen several times stands side by side in the order of the page, so that
    /// the database need not look for it among everything that is chosen.
    pub(super) async fn page(&self, tx: &Tx, after: Option<&Cursor>, limit: usize) -> Result<Behind> {
        let end = match after {
            Some(Cursor::After(day, _)) => self.latest.map(|latest| latest.min(*day)),
            _ => self.latest,
        };
        if let Some(since) = end.and_then(|end| end.checked_sub_days(NEAR)) {
            let near = self.page_since(tx, after, limit, Some(since)).await?;
            if near.next.is_some() {
                return Ok(near);
            }
        }
        self.page_since(tx, after, limit, None).await
    }

    /// One page of what was accepted since a day.
    async fn page_since(
        &self,
        tx: &Tx,
        after: Option<&Cursor>,
        limit: usize,
        since: Option<NaiveDate>,
    ) -> Result<Behind> {
        let mut most = if self.several { 2 * (limit + 1) } else { limit + 1 };
        loop {
            let rows = self.chosen.rows(tx, after, most, since).await?;
            let all = rows.len() < most;
            let mut cases = rows;
            cases.dedup();
            if cases.len() <= limit && !all {
                most *= 4;
                continue;
            }
            return Ok(Behind::of(cases, limit));
        }
    }

    /// A page of the latest; nothing where the steps end before it is full.
    async fn walked(
        &self,
        tx: &Tx,
        walk: &Walk,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Option<Behind>> {
        let mut below = match after {
            Some(&Cursor::After(day, case)) => Some((day, case)),
            _ => None,
        };
        let mut found = Vec::new();
        for step in walk.steps {
            let last = walk.after(tx, below, *step).await?;
            found
                .extend(walk.ask(tx, self.chosen.sql.clone(), (below, last), limit + 1 - found.len()).await?);
            if found.len() > limit || last.is_none() {
                return Ok(Some(Behind::of(found, limit)));
            }
            below = last;
        }
        Ok(None)
    }

    /// How many cases there are, up to `most`.
    pub(super) async fn count(&self, tx: &Tx, most: usize) -> Result<usize> {
        let one = if self.several { "distinct k.case_id" } else { "1 as one" };
        let text = format!(
            "{} select count(*) as number from (select {one} from chosen k limit {most}) as counted",
            self.chosen.text
        );
        let number = Chosen { sql: self.chosen.sql.clone(), text }.number(tx).await?;
        Ok(usize::try_from(number).unwrap_or_default())
    }
}

impl Chosen {
    /// How many rows are chosen.
    async fn count(self, tx: &Tx) -> Result<i64> {
        let text = format!("{} select count(*) as number from chosen", self.text);
        Self { text, ..self }.number(tx).await
    }

    /// The column `number` of a statement that counts.
    async fn number(&self, tx: &Tx) -> Result<i64> {
        let row = tx.row(&self.text, self.sql.values.clone()).await?;
        Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
    }

    async fn rows(
        &self,
        tx: &Tx,
        after: Option<&Cursor>,
        most: usize,
        since: Option<NaiveDate>,
    ) -> Result<Vec<(NaiveDate, Uuid)>> {
        let mut sql = self.sql.clone();
        let mut bounds = Vec::new();
        if let Some(Cursor::After(day, case)) = after {
            let (day, case) = (sql.bind(*day), sql.bind(*case));
            bounds.push(format!("(k.accepted_on, k.case_id) < ({day}, {case})"));
        }
        bounds.extend(since.map(|since| format!("k.accepted_on >= {}", sql.bind(since))));
        let start = if bounds.is_empty() { String::new() } else { format!("where {}", bounds.join(" and ")) };
        let text = format!(
            "{} select k.case_id, k.accepted_on from chosen k {start}
             order by k.accepted_on desc, k.case_id desc limit {most}",
            self.text
        );
        read(&tx.rows(&text, sql.values).await?)
    }
}

fn read(rows: &[QueryResult]) -> Result<Vec<(NaiveDate, Uuid)>> {
    rows.iter().map(|row| Ok((row.try_get("", "accepted_on")?, row.try_get("", "case_id")?))).collect()
}

/// The cases one after the other, the latest accepted first. Of what holds now, a case and its facts say the same.
struct Walk {
    /// `with scope(org_code) as (…)`.
    with: String,
    /// Whether the case `k` is chosen. It is counted: PostgreSQL would join `exists` and read every fact there is.
    asks: String,
    /// First and last day of acceptance.
    since: Option<NaiveDate>,
    until: NaiveDate,
    /// So many cases are asked, then so many more; then everything is read at once.
    steps: &'static [u32],
}

/// Cases that are asked before everything is read. Where a fact needs no other table, reading everything is cheap.
const STEPS: &[u32] = &[1000, 3000];
const STEPS_OF_JOINED: &[u32] = &[1000, 3000, 9000, 18_000];

/// A place in the order of the list.
type Place = (NaiveDate, Uuid);

impl Walk {
    /// Nothing where the day of acceptance says nothing about the set.
    fn of(asked: &Asked, scope: &Scope, set: CaseSet, window: &Window) -> Option<Self> {
        let (since, until) = match set {
            CaseSet::New => (Some(window.from), window.to),
            CaseSet::CarriedOver => (None, window.from.checked_sub_days(Days::new(1))?),
            CaseSet::Handled | CaseSet::Closed | CaseSet::CarriedForward => (None, window.to),
            CaseSet::Appraised => return None,
        };
        let Asked { with, joins, conditions, of_person, persons, .. } = asked;
        let first = if *persons { "" } else { " and f.position = 0" };
        let within = within(scope);
        let fact = format!(
            "(select count(*) from fact f {joins}
               where f.case_id = k.id and {CURRENT}{first}{within} and {conditions}) > 0"
        );
        // Most cases have no such person, and that is the shorter question.
        let asks = match of_person.as_str() {
            "" => fact,
            of_person => {
                format!(
                    "(select count(*) from beneficiary b where b.case_id = k.id{of_person}) > 0 and {fact}"
                )
            }
        };
        let steps = if joins.is_empty() { STEPS } else { STEPS_OF_JOINED };
        Some(Self { with: with.clone(), asks, since, until, steps })
    }

    /// The conditions of a stretch: below one place, down to another. Each of the two ends stands once, so that the
    /// index is entered and left there.
    fn stretch(&self, sql: &mut Sql, (below, last): (Option<Place>, Option<Place>)) -> String {
        let mut place = |sign: &str, (day, case): Place| {
            format!("(k.accepted_on, k.id) {sign} ({}, {})", sql.bind(day), sql.bind(case))
        };
        let (below, last) = (below.map(|below| place("<", below)), last.map(|last| place(">=", last)));
        let start = below.unwrap_or_else(|| format!("k.accepted_on <= {}", sql.bind(self.until)));
        let end = last.or_else(|| self.since.map(|since| format!("k.accepted_on >= {}", sql.bind(since))));
        end.map_or_else(|| start.clone(), |end| format!("{start} and {end}"))
    }

    /// The last of so many cases; nothing where there are fewer.
    async fn after(&self, tx: &Tx, below: Option<Place>, step: u32) -> Result<Option<Place>> {
        let mut sql = Sql::default();
        let stretch = self.stretch(&mut sql, (below, None));
        let text = format!(
            "select k.accepted_on, k.id as case_id from cases k where {stretch}
             order by k.accepted_on desc, k.id desc limit 1 offset {}",
            step.saturating_sub(1)
        );
        Ok(read(&tx.rows(&text, sql.values).await?)?.pop())
    }

    /// Those of a stretch that are chosen, the first `most` of them.
    async fn ask(
        &self,
        tx: &Tx,
        mut sql: Sql,
        stretch: (Option<Place>, Option<Place>),
        most: usize,
    ) -> Result<Vec<Place>> {
        let stretch = self.stretch(&mut sql, stretch);
        let text = format!(
            "{} select k.accepted_on, k.id as case_id from cases k where {stretch} and {}
             order by k.accepted_on desc, k.id desc limit {most}",
            self.with, self.asks
        );
        read(&tx.rows(&text, sql.values).await?)
    }
}

#[cfg(test)]
mod tests {
    use law::cases::AidForm;
    use law::statistics::CaseShape;

    use super::*;
    use crate::{Address, Store};

    /// 60 cases, two a day and one after the other in the order of their ids; every seventh is litigation.
    async fn sixty(folder: &tempfile::TempDir) -> Store {
        let keys = crate::secrets::Keyring::read(&format!("k1={}", "11".repeat(32))).expect("a key");
        let address = Address::Sqlite(folder.path().join("test.sqlite"));
        let store = Store::open(&address, keys).await.expect("a fresh store");
        let (litigation, advice) = (CaseShape::FORM.place(1), CaseShape::FORM.place(2));
        let tx = store.begin().await.expect("a transaction");
        tx.run(&format!(
            "insert into organisation (code, kind, name, name_folded, valid_from)
               values ('TT.06', 'centre', 'Bắc Kạn', 'bac kan', '2000-01-01'), ('TT.07', 'centre', 'Yên Bái', 'yen bai', '2000-01-01');
             create temp table n as with recursive n(n) as (select 0 union all select n + 1 from n where n < 59) select n from n;
             insert into cases (id, org_code, file_code, file_code_folded, form, field, accepted_on, source,
                 success_criteria, beneficiary_count, state, restricted, entered_at, entered_by, recorded_at)
               select cast(printf('%016d', n) as blob), 'TT.0' || (6 + n % 2), n, n, 'advice', 'civil', date('2024-01-01', (n / 2) || ' days'),
                 'self', '', 1, 'accepted', '', '2024-03-01T00:00:00+00:00', '', '2024-03-01T00:00:00+00:00' from n;
             insert into fact select cast(printf('%016d', n) as blob), 0, 'TT.0' || (6 + n % 2), date('2024-01-01', (n / 2) || ' days'),
                 '9999-12-31', null, case when n % 7 = 0 then {litigation} else {advice} end, 0,
                 '2024-03-01T00:00:00+00:00', '9999-12-31T00:00:00+00:00' from n;"
        ))
        .await
        .expect("sixty cases");
        tx.commit().await.expect("they last");
        store
    }

    fn id(number: u32) -> Uuid {
        Uuid::from_slice(format!("{number:016}").as_bytes()).expect("sixteen bytes")
    }

    #[tokio::test]
    async fn a_list_is_the_same_however_it_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = sixty(&folder).await;
        let tx = store.snapshot().await.expect("a snapshot");
        let day = |text: &str| text.parse().expect("a test day");
        let window = Window { from: day("2024-01-05"), to: day("2024-01-28"), as_of: None };
        let selector = Selector { form: Some(AidForm::Litigation), ..Selector::of(CaseSet::New) };
        let expected: Vec<Uuid> = (8..56).rev().filter(|number| number % 7 == 0).map(id).collect();
        assert_eq!(expected.len(), 6);
        for steps in [&[1000][..], &[2, 3], &[1], &[9, 10, 11], &[]] {
            for (limit, joined) in [(1, true), (2, false), (5, true), (6, false), (50, true)] {
                let mut choice = chosen(&Scope::Nation, None, &selector, &window, true).expect("a scope");
                choice.walk.as_mut().expect("the nation is walked").steps = steps;
                choice.latest = joined.then_some(window.to);
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let listed = choice.list(&tx, (after.as_ref(), limit, 100)).await.expect("a page");
                    let Listed { page, cases: number, .. } = listed;
                    assert!(number.is_none_or(|number| number == 6), "{steps:?} {limit} {number:?}");
                    assert!(joined || number.is_some(), "{steps:?} {limit}: cheap to count");
                    assert!(page.cases.len() <= limit, "{steps:?} {limit}");
                    found.extend(page.cases);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(found, expected, "{steps:?} {limit}");
            }
        }
        let mut choice = chosen(&Scope::Nation, None, &selector, &window, true).expect("a scope");
        choice.latest = Some(window.to);
        let listed = choice.list(&tx, (None, 2, 100)).await.expect("a page");
        assert_eq!(
            (listed.page.cases.len(), listed.cases),
            (2, None),
            "what is dear to count is not counted"
        );
        choice.walk.as_mut().expect("the nation is walked").steps = &[3];
        let counted = choice.list(&tx, (None, 2, 4)).await.expect("a page").cases;
        assert_eq!(counted, Some(4), "counted up to a limit");
    }

    #[tokio::test]
    async fn two_readers_find_what_one_finds() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = sixty(&folder).await;
        let day = |text: &str| text.parse().expect("a test day");
        let window = Window { from: day("2024-01-05"), to: day("2024-01-28"), as_of: None };
        let selector = Selector { form: Some(AidForm::Litigation), ..Selector::of(CaseSet::New) };
        let both = Scope::Organisations(vec!["TT.06".to_owned(), "TT.07".to_owned()]);
        for (scope, limit) in [(&Scope::Nation, 50), (&Scope::Nation, 2), (&both, 50), (&both, 1)] {
            let tx = store.snapshot().await.expect("a snapshot");
            let one = chosen(scope, None, &selector, &window, true).expect("a scope");
            let expected = one.list(&tx, (None, limit, 100)).await.expect("a page");
            drop(tx);
            assert_eq!((expected.page.cases.len(), expected.cases), (limit.min(6), Some(6)));
            let halves = Half::BOTH.map(|half| chosen(scope, Some(half), &selector, &window, true));
            for (half, cases) in halves.iter().zip([[42, 28, 14].as_slice(), &[49, 35, 21]]) {
                let tx = store.snapshot().await.expect("a snapshot");
                let half = half.as_ref().expect("an organisation each");
                let rows = half.chosen.rows(&tx, None, 100, None).await.expect("its rows");
                let mut found: Vec<Uuid> = rows.into_iter().map(|(_, case)| case).collect();
                found.sort_unstable();
                let mut cases: Vec<Uuid> = cases.iter().copied().map(id).collect();
                cases.sort_unstable();
                assert_eq!(found, cases, "every second organisation");
            }
            let walk = Walk::of(
                &asked(scope, None, &selector, &window).expect("a scope"),
                scope,
                selector.set,
                &window,
            );
            let hurried = Choice { walk: walk.map(|walk| Walk { steps: &[], ..walk }), ..one };
            let listed = hurried.list_wide(&store, halves, (None, limit, 100)).await.expect("a page");
            assert_eq!(listed, expected, "{limit}");
        }
    }

    #[tokio::test]
    async fn a_case_is_asked_by_its_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = sixty(&folder).await;
        let tx = store.snapshot().await.expect("a snapshot");
        let day = |text: &str| text.parse().expect("a test day");
        let window = Window { from: day("2024-01-05"), to: day("2024-01-28"), as_of: None };
        for id in ["cases_closed_litigation", "persons_handled_female"] {
            let selector = law::statistics::indicator(id).and_then(|it| it.behind()).expect("a selector");
            let choice = chosen(&Scope::Nation, None, selector, &window, true).expect("a scope");
            let walk = choice.walk.as_ref().expect("the nation is walked");
            let mut sql = choice.chosen.sql.clone();
            let stretch = walk.stretch(&mut sql, (Some((window.to, Uuid::nil())), None));
            let text = format!(
                "explain query plan {} select k.id from cases k where {stretch} and {}
                 order by k.accepted_on desc, k.id desc limit 51",
                walk.with, walk.asks
            );
            let rows = tx.rows(&text, sql.values).await.expect("a plan");
            let steps: Vec<String> =
                rows.iter().map(|row| row.try_get("", "detail").expect("a step")).collect();
            let has = |part: &str| steps.iter().any(|step| step.contains(part));
            assert!(has("SEARCH k USING COVERING INDEX cases_by_acceptance"), "{id}: {steps:#?}");
            assert!(has("SEARCH f USING PRIMARY KEY (case_id=?"), "{id}: {steps:#?}");
            assert!(!has("ORDER BY"), "{id}: {steps:#?}");
        }
    }
}
