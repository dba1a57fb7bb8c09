//! Figures against a second computation: plain loops over plain records, written from the words of
//! `indicators.csv`, on random registers full of period edges, corrections and missing facts.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, SubsecRound as _, TimeZone as _, Utc};
use law::statistics::{self, Holds, Measure, Selector, Value, Window};
use serde_json::json;
use store::cases::CaseFile;
use store::statistics::{
    Scope, cases_behind, count_persons, list_behind, tally, tally_by_organisation, tally_by_row,
};
use store::{Store, Tx};
use uuid::Uuid;

/// The number that a page of one case says of the whole list, up to `most`.
async fn number_behind(
    store: &Store,
    scope: &Scope,
    selector: &Selector,
    window: &Window,
    most: usize,
) -> usize {
    list_behind(store, scope, selector, window, (None, 1, most)).await.unwrap().cases.unwrap()
}

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }

    fn maybe<'a>(&mut self, list: &[&'a str]) -> Option<&'a str> {
        (!self.one_in(8)).then(|| self.pick(list))
    }

    /// Days around the end of a leap February, so that edges are met often.
    fn day(&mut self) -> NaiveDate {
        day("2024-02-20") + Duration::days(i64::try_from(self.below(20)).unwrap())
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An hour of the register's own time; corrections happen later than entries.
fn hour(hours: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 4, 1, 0, 0, 0).unwrap() + Duration::hours(hours)
}

const FORMS: &[&str] = &["litigation", "advice", "representation"];
const FIELDS: &[&str] = &[
    "criminal",
    "civil",
    "marriage_family",
    "administrative",
    "land_housing",
    "labour",
    "merit_policy",
    "complaint",
    "other",
];
const SOURCES: &[&str] =
    &["self", "agency_notice", "agency_information", "appointed_defence", "provider_brought", "portal"];
const KINDS: &[&str] = &[
    "legal_aid_officer",
    "contract_lawyer",
    "lawyer_of_contracted",
    "lawyer_of_registered",
    "adviser_of_contracted",
    "adviser_of_registered",
    "collaborator",
];
const OUTCOMES: &[&str] = &["completed", "completed", "not_continued", "terminated"];
const RATINGS: &[&str] = &["good", "fair", "pass", "fail"];
const CATEGORIES: &[&str] = &["poor", "child", "ethnic_special_area", "minor_16_18", "elderly", "hiv"];
const GROUPS: &[&str] = &["general", "women", "disabled", "other"];

#[derive(Clone)]
struct PlainPerson {
    sex: Option<&'static str>,
    ethnicity: Option<&'static str>,
    category: &'static str,
}

#[derive(Clone)]
struct PlainCase {
    id: Uuid,
    org: String,
    form: &'static str,
    role: Option<&'static str>,
    field: &'static str,
    source: &'static str,
    kind: Option<&'static str>,
    accepted_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    outcome: Option<&'static str>,
    appraised_on: Option<NaiveDate>,
    rating: Option<&'static str>,
    criteria: Vec<String>,
    persons: Vec<PlainPerson>,
    /// This version was saved then, and no longer held from then on.
    saved_at: DateTime<Utc>,
    replaced_at: Option<DateTime<Utc>>,
    version: i64,
}

struct PlainEvent {
    org: String,
    kind: &'static str,
    group: &'static str,
    commune: Option<&'static str>,
    attendees: Option<i64>,
    leaflets: Option<i64>,
    on: NaiveDate,
    entered_at: DateTime<Utc>,
}

/// A reception, guidance or training.
struct PlainActivity {
    table: &'static str,
    org: String,
    participants: i64,
    on: NaiveDate,
    entered_at: DateTime<Utc>,
}

#[derive(Default)]
struct Register {
    orgs: Vec<String>,
    versions: Vec<PlainCase>,
    events: Vec<PlainEvent>,
    activities: Vec<PlainActivity>,
}

fn random_facts(dice: &mut Dice, sound: bool, case: &mut PlainCase) {
    case.form = dice.pick(FORMS);
    let litigation = case.form == "litigation";
    case.role = (litigation || (!sound && dice.one_in(4))).then(|| dice.pick(&["defence", "protection"]));
    case.field = dice.pick(FIELDS);
    case.source = dice.pick(SOURCES);
    case.kind = dice.maybe(KINDS);
    case.accepted_on = dice.day();
    let closed_on = dice.day();
    case.closed_on = (closed_on >= case.accepted_on && !dice.one_in(5)).then_some(closed_on);
    case.outcome = case.closed_on.map(|_| dice.pick(OUTCOMES));
    let appraised_on =
        case.closed_on.map(|closed| closed + Duration::days(i64::try_from(dice.below(9)).unwrap()));
    case.appraised_on = appraised_on.filter(|_| dice.one_in(2));
    case.rating = case.appraised_on.filter(|_| sound || !dice.one_in(6)).map(|_| dice.pick(RATINGS));
    case.criteria.clear();
    if (litigation && case.closed_on.is_some()) || (!sound && dice.one_in(4)) {
        for _ in 0..dice.below(4) {
            case.criteria.push(format!("TC{:02}", 1 + dice.below(30)));
        }
    }
    case.criteria.sort();
    case.criteria.dedup();
    case.persons = (0..1 + dice.below(4).saturating_sub(1))
        .map(|_| PlainPerson {
            sex: dice.maybe(&["male", "female"]),
            ethnicity: dice.maybe(&["01", "02", "04", "17"]),
            category: dice.pick(CATEGORIES),
        })
        .collect();
}

fn random_register(seed: u64, sound: bool) -> Register {
    let dice = &mut Dice(seed);
    let orgs: Vec<String> = (0..3).map(|number| format!("TT.{seed}.{number}")).collect();
    let mut register = Register { orgs: orgs.clone(), ..Register::default() };
    let org = |dice: &mut Dice| orgs[usize::try_from(dice.below(3)).unwrap()].clone();
    for number in 0..dice.below(40) {
        let mut case = PlainCase {
            id: Uuid::from_u64_pair(seed, dice.next()),
            org: org(dice),
            form: "",
            role: None,
            field: "",
            source: "",
            kind: None,
            accepted_on: day("2024-01-01"),
            closed_on: None,
            outcome: None,
            appraised_on: None,
            rating: None,
            criteria: Vec::new(),
            persons: Vec::new(),
            saved_at: hour(i64::try_from(number).unwrap()),
            replaced_at: None,
            version: 1,
        };
        random_facts(dice, sound, &mut case);
        register.versions.push(case);
    }
    // Corrections, some of them twice, each an hour of its own.
    for number in 0..(register.versions.len() as u64 / 4) {
        let current: Vec<usize> = (0..register.versions.len())
            .filter(|&place| register.versions[place].replaced_at.is_none())
            .collect();
        let old = current[usize::try_from(dice.below(current.len() as u64)).unwrap()];
        let now = hour(100 + i64::try_from(number).unwrap());
        register.versions[old].replaced_at = Some(now);
        let mut new = register.versions[old].clone();
        (new.saved_at, new.replaced_at, new.version) = (now, None, new.version + 1);
        random_facts(dice, sound, &mut new);
        if dice.one_in(3) {
            new.org = org(dice);
        }
        register.versions.push(new);
    }
    for number in 0..dice.below(25) {
        register.events.push(PlainEvent {
            org: org(dice),
            kind: dice.pick(&["session", "session", "radio", "television", "publication", "board"]),
            group: dice.pick(GROUPS),
            commune: dice.maybe(&["01855", "01882", "02014", "02194"]),
            attendees: dice.maybe(&["x"]).map(|_| i64::try_from(dice.below(90)).unwrap()),
            leaflets: dice.maybe(&["x"]).map(|_| i64::try_from(dice.below(90)).unwrap()),
            on: dice.day(),
            entered_at: hour(i64::try_from(number).unwrap() * 5),
        });
    }
    for number in 0..dice.below(25) {
        register.activities.push(PlainActivity {
            table: dice.pick(&["reception", "guidance", "training"]),
            org: org(dice),
            participants: i64::try_from(dice.below(40)).unwrap(),
            on: dice.day(),
            entered_at: hour(i64::try_from(number).unwrap() * 5),
        });
    }
    register
}

const PERSON: &str = "0193f000-0000-7000-8000-00000000d001";

fn file_of(case: &PlainCase) -> CaseFile {
    let beneficiaries: Vec<_> = case
        .persons
        .iter()
        .map(|person| {
            json!({
                "seq": 0, "case_id": case.id, "position": 0, "person_id": PERSON, "name": "Lý Văn Páo",
                "sex": person.sex, "ethnicity": person.ethnicity, "category": person.category, "other_categories": "",
            })
        })
        .collect();
    serde_json::from_value(json!({
        "case": {
            "id": case.id, "org_code": case.org, "file_code": case.id, "file_code_folded": "", "form": case.form,
            "field": case.field, "provider_role": case.role, "source": case.source, "provider_kind": case.kind,
            "accepted_on": case.accepted_on, "closed_on": case.closed_on, "outcome": case.outcome,
            "appraised_on": case.appraised_on, "quality_rating": case.rating,
            "success_criteria": case.criteria.join(";"), "beneficiary_count": 0, "state": "accepted", "restricted": "", "entered_at": case.saved_at,
            "entered_by": "test", "recorded_at": case.saved_at, "version": case.version,
        },
        "beneficiaries": beneficiaries,
    }))
    .unwrap()
}

async fn save_organisation(tx: &Tx, code: &str) {
    tx.run(&format!(
        "insert into organisation (code, kind, name, name_folded, valid_from)
         values ('{code}', 'centre', '{code}', '{code}', '2018-01-01') on conflict do nothing"
    ))
    .await
    .unwrap();
}

async fn save_person(tx: &Tx, sqlite: bool) {
    let id = if sqlite { format!("x'{}'", PERSON.replace('-', "")) } else { format!("'{PERSON}'") };
    tx.run(&format!(
        "insert into person (id, name, name_folded, name_sound, entered_at)
         values ({id}, 'Lý Văn Páo', 'ly van pao', 'li dan pao', '2024-04-01T00:00:00+00:00') on conflict do nothing"
    ))
    .await
    .unwrap();
}

/// A line of an activity, as plain SQL, so that nothing between is trusted.
async fn save_line(
    tx: &Tx,
    sqlite: bool,
    table: &str,
    number: u64,
    org: &str,
    more: (&str, String),
    at: (NaiveDate, DateTime<Utc>),
) {
    let id = Uuid::from_u64_pair(number, 0x8000_0000_0000_0000 | number).simple();
    let id = if sqlite { format!("x'{id}'") } else { format!("'{id}'") };
    let entered_at = at.1.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false);
    let (columns, values) = more;
    tx.run(&format!(
        "insert into {table} (id, org_code, on_date, content_key, ordinal, entered_at, entered_by{columns})
         values ({id}, '{org}', '{}', 'k{number}', 1, '{entered_at}', 'test'{values})",
        at.0
    ))
    .await
    .unwrap();
}

async fn save(store: &Store, register: &Register, numbers: &mut u64) {
    let sqlite = store.is_sqlite();
    let tx = store.begin().await.unwrap();
    for org in &register.orgs {
        save_organisation(&tx, org).await;
    }
    save_person(&tx, sqlite).await;
    let mut first: Vec<CaseFile> =
        register.versions.iter().filter(|case| case.version == 1).map(file_of).collect();
    store::cases::insert_many(&tx, &mut first).await.unwrap();
    let mut later: Vec<&PlainCase> = register.versions.iter().filter(|case| case.version > 1).collect();
    later.sort_by_key(|case| case.saved_at);
    for case in later {
        let mut file = file_of(case);
        file.case.version -= 1;
        store::cases::update(&tx, file, case.saved_at).await.unwrap();
    }
    let number = |value: Option<i64>| value.map_or("null".to_owned(), |value| value.to_string());
    for event in &register.events {
        *numbers += 1;
        let commune = event.commune.map_or("null".to_owned(), |code| format!("'{code}'"));
        let values = format!(
            ", '{}', '{}', {commune}, {}, {}",
            event.kind,
            event.group,
            number(event.attendees),
            number(event.leaflets)
        );
        let more = (", kind, target_group, commune_code, attendees, leaflets", values);
        save_line(&tx, sqlite, "outreach", *numbers, &event.org, more, (event.on, event.entered_at)).await;
    }
    for line in &register.activities {
        *numbers += 1;
        let more = match line.table {
            "training" => (", title, participants", format!(", 'Lớp', {}", line.participants)),
            _ => ("", String::new()),
        };
        save_line(&tx, sqlite, line.table, *numbers, &line.org, more, (line.on, line.entered_at)).await;
    }
    tx.commit().await.unwrap();
}

/// What the second computation finds for an indicator: the number, and the cases it counted.
#[derive(Debug, PartialEq)]
struct Plain {
    value: Option<f64>,
    cases: Option<BTreeSet<Uuid>>,
}

/// The second computation. Reads the words of `indicators.csv`, knows nothing of shapes and selectors.
struct Second<'a> {
    cases: Vec<&'a PlainCase>,
    events: Vec<&'a PlainEvent>,
    activities: Vec<&'a PlainActivity>,
    from: NaiveDate,
    to: NaiveDate,
}

impl<'a> Second<'a> {
    fn new(register: &'a Register, orgs: &[String], window: &Window) -> Self {
        let known = |at: DateTime<Utc>| window.as_of.is_none_or(|then| at <= then);
        let held = |case: &PlainCase| match window.as_of {
            None => case.replaced_at.is_none(),
            Some(then) => case.saved_at <= then && case.replaced_at.is_none_or(|end| then < end),
        };
        Self {
            cases: register.versions.iter().filter(|case| held(case) && orgs.contains(&case.org)).collect(),
            events: register
                .events
                .iter()
                .filter(|it| known(it.entered_at) && orgs.contains(&it.org))
                .collect(),
            activities: register
                .activities
                .iter()
                .filter(|it| known(it.entered_at) && orgs.contains(&it.org))
                .collect(),
            from: window.from,
            to: window.to,
        }
    }

    fn during(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    fn choose(&self, wanted: impl Fn(&PlainCase) -> bool) -> Vec<&'a PlainCase> {
        self.cases.iter().copied().filter(|case| wanted(case)).collect()
    }

    fn carried_over(&self) -> Vec<&'a PlainCase> {
        self.choose(|case| case.accepted_on < self.from && case.closed_on.is_none_or(|day| day >= self.from))
    }

    fn new_cases(&self) -> Vec<&'a PlainCase> {
        self.choose(|case| self.during(case.accepted_on))
    }

    fn handled(&self) -> Vec<&'a PlainCase> {
        let mut handled = self.carried_over();
        handled.extend(self.new_cases());
        handled
    }

    fn closed(&self) -> Vec<&'a PlainCase> {
        self.choose(|case| case.closed_on.is_some_and(|day| self.during(day)))
    }

    fn forward(&self) -> Vec<&'a PlainCase> {
        let closed: BTreeSet<Uuid> = self.closed().iter().map(|case| case.id).collect();
        self.handled().into_iter().filter(|case| !closed.contains(&case.id)).collect()
    }

    fn appraised(&self) -> Vec<&'a PlainCase> {
        self.choose(|case| case.appraised_on.is_some_and(|day| self.during(day)))
    }

    fn successful(&self) -> Vec<&'a PlainCase> {
        self.closed()
            .into_iter()
            .filter(|case| case.form == "litigation" && !case.criteria.is_empty())
            .collect()
    }

    fn find(&self, id: &str) -> Plain {
        if let Some(plain) = self.find_persons(id) {
            return plain;
        }
        if let Some(value) = self.find_activity(id) {
            return Plain { value: Some(value), cases: None };
        }
        match id {
            "appraised_pass_pct" => {
                let all = self.appraised();
                let passed = only(&all, |case| matches!(case.rating, Some("pass" | "fair" | "good")));
                percent(&passed, &all)
            }
            "success_rate_pct" => {
                percent(&self.successful(), &only(&self.closed(), |case| case.form == "litigation"))
            }
            _ => {
                let cases = self.find_cases(id);
                Plain { value: Some(cases.len() as f64), cases: Some(ids(&cases)) }
            }
        }
    }

    fn find_cases(&self, id: &str) -> Vec<&'a PlainCase> {
        let lawyer = |kind: Option<&str>| {
            matches!(kind, Some("contract_lawyer" | "lawyer_of_contracted" | "lawyer_of_registered"))
        };
        let adviser =
            |kind: Option<&str>| matches!(kind, Some("adviser_of_contracted" | "adviser_of_registered"));
        if let Some(field) = id.strip_prefix("cases_handled_field_") {
            return only(&self.handled(), |case| case.field == field);
        }
        if let Some(field) = id.strip_prefix("cases_closed_field_") {
            return only(&self.closed(), |case| case.field == field);
        }
        if let Some(criterion) = id.strip_prefix("litigation_successful_tc") {
            let criterion = format!("TC{criterion}");
            return only(&self.closed(), |case| {
                case.form == "litigation" && case.criteria.contains(&criterion)
            });
        }
        let litigation = |cases: Vec<&'a PlainCase>| only(&cases, |case| case.form == "litigation");
        match id {
            "cases_handled" => self.handled(),
            "cases_carried_over" => self.carried_over(),
            "cases_new" => self.new_cases(),
            "cases_closed" => self.closed(),
            "cases_carried_forward" => self.forward(),
            "cases_closed_completed" => only(&self.closed(), |case| case.outcome == Some("completed")),
            "cases_closed_not_continued" => {
                only(&self.closed(), |case| case.outcome == Some("not_continued"))
            }
            "cases_closed_terminated" => only(&self.closed(), |case| case.outcome == Some("terminated")),
            "cases_handled_litigation" => litigation(self.handled()),
            "cases_handled_advice" => only(&self.handled(), |case| case.form == "advice"),
            "cases_handled_representation" => only(&self.handled(), |case| case.form == "representation"),
            "cases_new_litigation" => litigation(self.new_cases()),
            "cases_new_advice" => only(&self.new_cases(), |case| case.form == "advice"),
            "cases_new_representation" => only(&self.new_cases(), |case| case.form == "representation"),
            "cases_new_litigation_defence" => {
                only(&litigation(self.new_cases()), |case| case.role == Some("defence"))
            }
            "cases_new_litigation_protection" => {
                only(&litigation(self.new_cases()), |case| case.role == Some("protection"))
            }
            "cases_closed_litigation" => litigation(self.closed()),
            "cases_closed_advice" => only(&self.closed(), |case| case.form == "advice"),
            "cases_closed_representation" => only(&self.closed(), |case| case.form == "representation"),
            "cases_closed_litigation_defence" => {
                only(&litigation(self.closed()), |case| case.role == Some("defence"))
            }
            "cases_closed_litigation_protection" => {
                only(&litigation(self.closed()), |case| case.role == Some("protection"))
            }
            "cases_closed_by_officer" => only(&self.closed(), |case| case.kind == Some("legal_aid_officer")),
            "cases_closed_by_lawyer" => only(&self.closed(), |case| lawyer(case.kind)),
            "cases_closed_by_adviser" => only(&self.closed(), |case| adviser(case.kind)),
            "cases_closed_by_collaborator" => only(&self.closed(), |case| case.kind == Some("collaborator")),
            "cases_new_litigation_notified" => {
                only(&litigation(self.new_cases()), |case| case.source == "agency_notice")
            }
            "cases_new_self_brought" => only(&self.new_cases(), |case| case.source == "provider_brought"),
            "cases_appraised" => self.appraised(),
            "cases_appraised_litigation" => litigation(self.appraised()),
            "litigation_successful" => self.successful(),
            "litigation_successful_by_officer" => {
                only(&self.successful(), |case| case.kind == Some("legal_aid_officer"))
            }
            "litigation_successful_by_lawyer" => only(&self.successful(), |case| lawyer(case.kind)),
            _ => panic!("the second computation does not know {id}"),
        }
    }

    fn find_persons(&self, id: &str) -> Option<Plain> {
        let which = id.strip_prefix("persons_handled")?;
        let counts = |person: &PlainPerson| match which {
            "" => true,
            "_male" => person.sex == Some("male"),
            "_female" => person.sex == Some("female"),
            "_ethnic_minority" => person.ethnicity.is_some_and(|group| group != "01"),
            _ => which.strip_prefix("_category_").unwrap() == person.category,
        };
        let (mut value, mut cases) = (0.0, BTreeSet::new());
        for case in self.handled() {
            for person in &case.persons {
                if counts(person) {
                    value += 1.0;
                    cases.insert(case.id);
                }
            }
        }
        Some(Plain { value: Some(value), cases: Some(cases) })
    }

    fn find_activity(&self, id: &str) -> Option<f64> {
        let lines = |table: &str| -> Vec<&PlainActivity> {
            self.activities
                .iter()
                .copied()
                .filter(|line| line.table == table && self.during(line.on))
                .collect()
        };
        let events = |broadcast: bool, group: &str| -> Vec<&PlainEvent> {
            self.events
                .iter()
                .copied()
                .filter(|it| self.during(it.on) && matches!(it.kind, "radio" | "television") == broadcast)
                .filter(|it| group.is_empty() || it.group == group)
                .collect()
        };
        let group = |prefix: &str| id.strip_prefix(prefix).map(|rest| rest.trim_start_matches('_'));
        let value = if id == "receptions" {
            lines("reception").len() as i64
        } else if id == "guidance" {
            lines("guidance").len() as i64
        } else if id == "training_courses" {
            lines("training").len() as i64
        } else if id == "training_participants" {
            lines("training").iter().map(|line| line.participants).sum()
        } else if id == "radio_programmes" {
            events(true, "").len() as i64
        } else if id == "outreach_leaflets" {
            events(false, "").iter().filter_map(|it| it.leaflets).sum()
        } else if let Some(group) = group("outreach_events") {
            events(false, group).len() as i64
        } else if let Some(group) = group("outreach_attendees") {
            events(false, group).iter().filter_map(|it| it.attendees).sum()
        } else if let Some(group) = group("outreach_communes") {
            events(false, group).iter().filter_map(|it| it.commune).collect::<BTreeSet<_>>().len() as i64
        } else {
            return None;
        };
        Some(value as f64)
    }
}

fn only<'a>(cases: &[&'a PlainCase], wanted: impl Fn(&PlainCase) -> bool) -> Vec<&'a PlainCase> {
    cases.iter().copied().filter(|case| wanted(case)).collect()
}

fn ids(cases: &[&PlainCase]) -> BTreeSet<Uuid> {
    cases.iter().map(|case| case.id).collect()
}

fn percent(part: &[&PlainCase], whole: &[&PlainCase]) -> Plain {
    let cases = Some(ids(part));
    if whole.is_empty() {
        return Plain { value: None, cases };
    }
    let (thousandths, rest) = (part.len() * 1000 / whole.len(), part.len() * 1000 % whole.len());
    let tenths = if rest * 2 >= whole.len() { thousandths + 1 } else { thousandths };
    Plain { value: Some(tenths as f64 / 10.0), cases }
}

fn plain_value(value: Option<Value>) -> Option<f64> {
    value.map(|value| match value {
        Value::Count(count) => count as f64,
        Value::Tenths(tenths) => tenths as f64 / 10.0,
    })
}

/// All pages of a list, one after the other.
async fn walk(tx: &Tx, scope: &Scope, selector: &Selector, window: &Window, limit: usize) -> Vec<Uuid> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let page = cases_behind(tx, scope, selector, window, next.as_ref(), limit).await.unwrap();
        assert!(page.cases.len() <= limit);
        all.extend(page.cases);
        next = page.next;
        if next.is_none() {
            return all;
        }
    }
}

/// Compares every indicator, and for some the list behind it, with the second computation.
async fn compare(
    (store, tx): (&Store, &Tx),
    register: &Register,
    orgs: &[String],
    window: &Window,
    lists: &mut Dice,
    context: &str,
) {
    let scope = Scope::Organisations(orgs.to_vec());
    let tallies = tally(tx, &scope, window).await.unwrap();
    let second = Second::new(register, orgs, window);
    for figure in statistics::compute(&tallies) {
        let id = &figure.indicator.id;
        let plain = second.find(id);
        assert_eq!(plain_value(figure.value), plain.value, "{id} {context} {window:?}");
        let Some(selector) = figure.indicator.behind().filter(|_| lists.one_in(24)) else { continue };
        let listed = walk(tx, &scope, selector, window, 7).await;
        let distinct: BTreeSet<Uuid> = listed.iter().copied().collect();
        assert_eq!(listed.len(), distinct.len(), "{id} lists a case twice, {context}");
        assert_eq!(Some(&distinct), plain.cases.as_ref(), "list behind {id} {context} {window:?}");
        let accepted = |id: &Uuid| second.cases.iter().find(|case| case.id == *id).unwrap().accepted_on;
        let in_order =
            listed.windows(2).all(|pair| (accepted(&pair[0]), pair[0]) > (accepted(&pair[1]), pair[1]));
        assert!(in_order, "{id} is not listed latest first, {context}");
        let counted = number_behind(store, &scope, selector, window, 10_000).await;
        assert_eq!(counted, listed.len(), "{id} {context}");
        assert_eq!(number_behind(store, &scope, selector, window, 2).await, counted.min(2), "{id} {context}");
        if let (Measure::Cases(_), Some(Value::Count(count))) = (&figure.indicator.measure, figure.value) {
            assert_eq!(i64::try_from(counted).unwrap(), count, "{id} {context}");
        }
        if let (Measure::Persons(_), Some(Value::Count(count))) = (&figure.indicator.measure, figure.value) {
            assert_eq!(
                count_persons(store, &scope, selector, window).await.unwrap(),
                count,
                "{id} {context}"
            );
        }
    }
}

/// Small windows around the dates in use, among them single days and the leap day.
fn random_window(dice: &mut Dice) -> Window {
    let (one, other) = (dice.day(), dice.day());
    let as_of = match dice.below(3) {
        0 => None,
        1 => Some(hour(i64::try_from(dice.below(40)).unwrap())),
        _ => Some(hour(95 + i64::try_from(dice.below(20)).unwrap())),
    };
    Window { from: one.min(other), to: one.max(other), as_of }
}

async fn agree(store: &Store, name: &str, seeds: std::ops::Range<u64>) {
    let mut numbers = 0;
    for seed in seeds {
        let sound = seed % 4 != 0;
        let register = random_register(seed, sound);
        save(store, &register, &mut numbers).await;
        let dice = &mut Dice(seed ^ 0xABCD);
        let tx = store.snapshot().await.unwrap();
        for _ in 0..2 {
            let window = random_window(dice);
            let context = format!("{name} seed {seed}");
            compare((store, &tx), &register, &register.orgs, &window, dice, &context).await;
            let scope = Scope::Organisations(register.orgs.clone());
            // One organisation, the table of all three, and rows that overlap give the same as one by one.
            let by_org = tally_by_organisation(&tx, &scope, &window).await.unwrap();
            assert_eq!(
                by_org.iter().map(|(code, _)| code.clone()).collect::<Vec<_>>(),
                register.orgs,
                "{context}"
            );
            let rows =
                [("all".to_owned(), register.orgs.clone()), ("last".to_owned(), register.orgs[2..].to_vec())];
            let by_row = tally_by_row(&tx, &rows, &window).await.unwrap();
            assert_eq!(by_row[0].1, tally(&tx, &scope, &window).await.unwrap(), "{context}");
            assert_eq!(by_row[1].1, by_org[2].1, "{context}");
            compare((store, &tx), &register, &register.orgs[1..2], &window, dice, &context).await;
            if sound {
                for broken in statistics::check(&statistics::compute(&by_row[0].1)) {
                    assert_eq!(broken.identity.holds, Holds::WhenComplete, "{context} {broken:?}");
                    let gap = broken.identity.gap.as_ref().unwrap();
                    assert!(
                        number_behind(store, &scope, gap, &window, 100).await > 0,
                        "{context} {broken:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agrees_with_a_second_computation_on_random_registers() {
    for fresh in fresh::stores().await {
        // PostgreSQL answers each of the many small statements more slowly.
        let seeds = if fresh.store.is_sqlite() { 1..200 } else { 1000..1080 };
        agree(&fresh.store, fresh.name, seeds).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_nation_is_all_organisations_together() {
    for fresh in fresh::stores().await {
        let (mut all, mut numbers) = (Register::default(), 0);
        for seed in 500..506 {
            let register = random_register(seed, true);
            save(&fresh.store, &register, &mut numbers).await;
            all.orgs.extend(register.orgs);
            all.versions.extend(register.versions);
            all.events.extend(register.events);
            all.activities.extend(register.activities);
        }
        let tx = fresh.store.snapshot().await.unwrap();
        for as_of in [None, Some(hour(20)), Some(hour(102))] {
            let window = Window { from: day("2024-02-26"), to: day("2024-03-03"), as_of };
            let nation = tally(&tx, &Scope::Nation, &window).await.unwrap();
            let second = Second::new(&all, &all.orgs, &window);
            for figure in statistics::compute(&nation) {
                let expected = second.find(&figure.indicator.id).value;
                assert_eq!(plain_value(figure.value), expected, "{} {}", figure.indicator.id, fresh.name);
            }
            let handled = statistics::indicator("cases_handled").unwrap().behind().unwrap();
            let listed = walk(&tx, &Scope::Nation, handled, &window, 10).await;
            assert_eq!(listed.len(), second.handled().len());
            let (store, persons) = (&fresh.store, statistics::indicator("persons_handled").unwrap());
            let counted = count_persons(store, &Scope::Nation, persons.behind().unwrap(), &window).await;
            let counted = Some(Value::Count(counted.unwrap()));
            assert_eq!(second.find("persons_handled").value, plain_value(counted), "{}", fresh.name);
            let by_org = tally_by_organisation(&tx, &Scope::Nation, &window).await.unwrap();
            assert_eq!(by_org.len(), all.orgs.len());
        }
        let nobody = Scope::Organisations(Vec::new());
        let window = Window { from: day("2024-01-01"), to: day("2024-12-31"), as_of: None };
        assert_eq!(tally(&tx, &nobody, &window).await.unwrap(), statistics::Tallies::default());
        assert!(
            walk(&tx, &nobody, &Selector::of(statistics::CaseSet::Handled), &window, 10).await.is_empty()
        );
        drop(tx);
        let current = "select cast(count(*) as text) as line from fact
             where ended_on >= '2024-02-26' and recorded_to >= '9999-12-31T00:00:00+00:00'";
        let ahead = store::operations::figures::read_ahead(&fresh.store, day("2024-02-26")).await.unwrap();
        assert_eq!(fresh.store.ask(current).await.unwrap(), [ahead.to_string()], "{}", fresh.name);
        assert!(ahead > 0, "{}", fresh.name);
    }
}

fn plain_case(number: u64, accepted_on: &str, closed_on: Option<&str>) -> PlainCase {
    PlainCase {
        id: Uuid::from_u64_pair(77, number),
        org: "TT.06".to_owned(),
        form: "litigation",
        role: Some("defence"),
        field: "criminal",
        source: "agency_notice",
        kind: Some("legal_aid_officer"),
        accepted_on: day(accepted_on),
        closed_on: closed_on.map(day),
        outcome: closed_on.map(|_| "completed"),
        appraised_on: None,
        rating: None,
        criteria: Vec::new(),
        persons: vec![PlainPerson { sex: Some("male"), ethnicity: Some("02"), category: "poor" }],
        saved_at: hour(0),
        replaced_at: None,
        version: 1,
    }
}

async fn flow(store: &Store, window: &Window) -> BTreeMap<&'static str, i64> {
    let tx = store.snapshot().await.unwrap();
    let scope = Scope::Organisations(vec!["TT.06".to_owned()]);
    let figures = statistics::compute(&tally(&tx, &scope, window).await.unwrap());
    let value = |id: &str| figures.iter().find(|it| it.indicator.id == id).unwrap().value;
    ["cases_carried_over", "cases_new", "cases_handled", "cases_closed", "cases_carried_forward"]
        .into_iter()
        .map(|id| match value(id) {
            Some(Value::Count(count)) => (id, count),
            other => panic!("{id} is {other:?}"),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_on_the_edges_fall_where_the_definitions_put_them() {
    // Accepted, closed, and whether the case is: carried over, new, closed, carried forward.
    let table: &[(&str, Option<&str>, [bool; 4])] = &[
        ("2023-12-31", None, [true, false, false, true]),
        ("2023-12-31", Some("2023-12-31"), [false, false, false, false]),
        ("2023-12-31", Some("2024-01-01"), [true, false, true, false]),
        ("2023-12-31", Some("2024-02-29"), [true, false, true, false]),
        ("2023-12-31", Some("2024-03-01"), [true, false, false, true]),
        ("2024-01-01", None, [false, true, false, true]),
        ("2024-01-01", Some("2024-01-01"), [false, true, true, false]),
        ("2024-02-29", None, [false, true, false, true]),
        ("2024-02-29", Some("2024-02-29"), [false, true, true, false]),
        ("2024-02-29", Some("2024-03-01"), [false, true, false, true]),
        ("2024-03-01", None, [false, false, false, false]),
        ("2024-03-01", Some("2024-03-01"), [false, false, false, false]),
    ];
    for fresh in fresh::stores().await {
        let window = Window { from: day("2024-01-01"), to: day("2024-02-29"), as_of: None };
        let mut before = [0; 4];
        for (number, (accepted_on, closed_on, expected)) in table.iter().enumerate() {
            let case = plain_case(number as u64, accepted_on, *closed_on);
            let register =
                Register { orgs: vec!["TT.06".to_owned()], versions: vec![case], ..Register::default() };
            save(&fresh.store, &register, &mut 0).await;
            let flow = flow(&fresh.store, &window).await;
            let after = ["cases_carried_over", "cases_new", "cases_closed", "cases_carried_forward"]
                .map(|id| flow[id]);
            let counted: Vec<bool> =
                after.iter().zip(before).map(|(after, before)| *after > before).collect();
            assert_eq!(counted, expected, "{accepted_on} to {closed_on:?} on {}", fresh.name);
            assert_eq!(flow["cases_handled"], flow["cases_carried_over"] + flow["cases_new"]);
            before = after;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_stand_as_they_stood_before_a_correction() {
    for fresh in fresh::stores().await {
        let first = plain_case(1, "2024-01-10", None);
        let mut second = plain_case(1, "2024-01-10", Some("2024-02-20"));
        // The microsecond counts: until then the case was open, from then on it was closed.
        let corrected_at = hour(50) + Duration::microseconds(123_456);
        (second.saved_at, second.version) = (corrected_at, 2);
        let register =
            Register { orgs: vec!["TT.06".to_owned()], versions: vec![first, second], ..Register::default() };
        save(&fresh.store, &register, &mut 0).await;
        for (as_of, handled, closed) in [
            (Some(hour(0) - Duration::microseconds(1)), 0, 0),
            (Some(hour(0)), 1, 0),
            (Some(hour(50)), 1, 0),
            (Some(corrected_at.trunc_subsecs(3)), 1, 0),
            (Some(corrected_at - Duration::microseconds(1)), 1, 0),
            (Some(corrected_at), 1, 1),
            (Some(corrected_at + Duration::microseconds(1)), 1, 1),
            (Some(hour(9000)), 1, 1),
            (None, 1, 1),
        ] {
            let window = Window { from: day("2024-01-01"), to: day("2024-06-30"), as_of };
            let flow = flow(&fresh.store, &window).await;
            assert_eq!(
                (flow["cases_handled"], flow["cases_closed"]),
                (handled, closed),
                "{as_of:?} {}",
                fresh.name
            );
        }
    }
}
