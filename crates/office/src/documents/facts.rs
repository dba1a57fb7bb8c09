//! What forms may name: the facts of a case or a request, in words.
//!
//! Names of codes come from whoever shows the paper, always in Vietnamese: an official document has one language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use law::deadlines::DeadlineCode;
use law::kernel::coded::Coded;
use law::staff::OrganisationKind;
use law::statistics::{Figure, Value};
use serde::Deserialize;
use store::Tx;
use store::cases::CaseFile;
use store::requests::RequestFile;
use store::staff::{Organisation, Provider};

use super::layout::Facts;
use crate::confidentiality::is_masked;
use crate::deadlines::local;
use crate::failure::Outcome;

/// Answers the name of a code: family, code.
pub type Names<'a> = &'a (dyn Fn(&str, &str) -> String + Sync);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FixedWords {
    state_name: String,
    state_motto: String,
    number_label: String,
    form_label: String,
    recipients_label: String,
    date: String,
    period: String,
    head_centre: String,
    head_branch: String,
    head_other: String,
    verify: String,
    verify_code: String,
}

static WORDS: LazyLock<FixedWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../forms/words.toml")).expect("a test reads the words of documents")
});

/// The words beside a square code: where it leads, and the code to be typed by hand.
#[must_use]
pub(super) fn verify_words(address: &str, code: &str) -> Vec<String> {
    vec![WORDS.verify.replace("{address}", address), WORDS.verify_code.replace("{code}", code)]
}

/// Every fact that a form may name; a test holds the files against it.
pub const VALUES: &[&str] = &[
    "state_name",
    "state_motto",
    "number_label",
    "form_label",
    "recipients_label",
    "number",
    "place_date",
    "org_name",
    "org_above",
    "org_address",
    "org_phone",
    "department_name",
    "head_post",
    "head_name",
    "file_code",
    "form",
    "field",
    "matter",
    "stage",
    "agency",
    "accepted_on",
    "received_on",
    "answer_by",
    "assigned_on",
    "closed_on",
    "provider_name",
    "provider_kind",
    "provider_card",
    "provider_birth",
    "provider_sex",
    "provider_role",
    "replaced_name",
    "replaced_reason",
    "client_names",
    "requester_name",
    "requester_phone",
    "requester_relation",
    "summary",
    "papers",
    "refusal_ground",
    "decision_reason",
    "transfer_name",
    "hours_total",
    "sessions_total",
    "quality_score",
    "quality_rating",
    "period",
    // Never known: room to write by hand.
    "blank",
];

/// Every fact of an entry of a list.
#[cfg(test)]
pub const ENTRIES: &[(&str, &[&str])] = &[
    ("beneficiaries", &["name", "birth", "sex", "phone", "address", "ethnicity", "category", "role"]),
    ("lawyers", &["number", "name", "birth", "kind", "card", "since"]),
    ("papers_list", &["number", "title", "date", "pages"]),
    (
        "notified_cases",
        &["number", "day", "name", "role", "category", "notice", "provider", "registered", "result"],
    ),
    ("diary", &["number", "day", "from", "to", "hours", "sessions", "work", "confirmer"]),
];

/// A day as documents write it.
fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// "ngày 05 tháng 02 năm 2026": days below 10 and the months 1 and 2 with a nought.
pub(super) fn long_day(day: NaiveDate) -> String {
    let month = if day.month() <= 2 { format!("0{}", day.month()) } else { day.month().to_string() };
    WORDS
        .date
        .replace("{day}", &format!("{:02}", day.day()))
        .replace("{month}", &month)
        .replace("{year}", &day.year().to_string())
}

fn put(facts: &mut Facts, name: &'static str, value: Option<String>) {
    debug_assert!(VALUES.contains(&name), "{name}");
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        facts.values.insert(name, value);
    }
}

fn named<T: Coded>(names: Names<'_>, value: T) -> String {
    names(T::NAME, value.code())
}

/// A name of a code within a sentence: its first letter small.
fn within(name: String) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What every document of an organisation bears on a day.
pub async fn of_organisation(tx: &Tx, org: &Organisation, today: NaiveDate) -> Outcome<Facts> {
    let mut facts = Facts::default();
    let words = &*WORDS;
    for (name, text) in [
        ("state_name", &words.state_name),
        ("state_motto", &words.state_motto),
        ("number_label", &words.number_label),
        ("form_label", &words.form_label),
        ("recipients_label", &words.recipients_label),
    ] {
        put(&mut facts, name, Some(text.clone()));
    }
    put(&mut facts, "org_name", Some(org.name.clone()));
    put(&mut facts, "org_address", org.address.clone());
    put(&mut facts, "org_phone", org.phone.clone());
    if let Some(parent) = &org.parent {
        let above = store::staff::find_organisation(tx, parent).await?;
        put(&mut facts, "org_above", above.map(|unit| unit.name));
    }
    put(&mut facts, "department_name", department(tx, org).await?);
    let post = match org.kind.0 {
        OrganisationKind::Centre => &words.head_centre,
        OrganisationKind::Branch => &words.head_branch,
        _ => &words.head_other,
    };
    put(&mut facts, "head_post", Some(post.clone()));
    let leaders = store::staff::list_providers(tx, Some(std::slice::from_ref(&org.code)), None, 500).await?;
    let mut leaders = leaders.into_iter().filter(|person| person.leader && person.ended_on.is_none());
    if let (Some(only), None) = (leaders.next(), leaders.next()) {
        put(&mut facts, "head_name", Some(only.name));
    }
    set_day(tx, &mut facts, org, today).await?;
    Ok(facts)
}

/// The department of justice that an organisation belongs to; its own name for such a department.
async fn department(tx: &Tx, org: &Organisation) -> Outcome<Option<String>> {
    let (mut name, mut kind, mut above) = (org.name.clone(), org.kind.0, org.parent.clone());
    while kind != OrganisationKind::JusticeOffice {
        let Some(code) = above else { return Ok(None) };
        let Some(unit) = store::staff::find_organisation(tx, &code).await? else { return Ok(None) };
        (name, kind, above) = (unit.name, unit.kind.0, unit.parent);
    }
    Ok(Some(name))
}

/// Somebody who gives legal aid.
pub fn add_provider(facts: &mut Facts, provider: &Provider, names: Names<'_>) {
    put(facts, "provider_name", Some(provider.name.clone()));
    put(facts, "provider_kind", Some(within(named(names, provider.kind.0))));
    put(facts, "provider_card", provider.card_number.clone());
    put(facts, "provider_birth", provider.birth_year.map(|year| year.to_string()));
    put(facts, "provider_sex", provider.sex.map(|sex| named(names, sex.0)));
}

/// Those who give legal aid in an organisation.
pub fn add_lawyers(facts: &mut Facts, providers: &[Provider], names: Names<'_>) {
    let line = |(at, provider): (usize, &Provider)| {
        let known = [
            ("birth", provider.birth_year.map(|year| year.to_string())),
            ("card", provider.card_number.clone()),
            ("since", provider.appointed_on.map(day)),
        ];
        let mut entry = BTreeMap::from([
            ("number", (at + 1).to_string()),
            ("name", provider.name.clone()),
            ("kind", named(names, provider.kind.0)),
        ]);
        entry.extend(known.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
        entry
    };
    facts.lists.insert("lawyers", providers.iter().enumerate().map(line).collect());
}

/// The day that the paper bears, and place and day as they stand on it.
pub async fn set_day(tx: &Tx, facts: &mut Facts, org: &Organisation, day: NaiveDate) -> Outcome<()> {
    facts.date = (day.year(), day.month(), day.day());
    let place = match &org.province_code {
        Some(code) => store::reference::province_on(tx, code, day).await?.map(|province| province.name),
        None => None,
    };
    put(facts, "place_date", place.map(|place| format!("{place}, {}", long_day(day))));
    Ok(())
}

/// The span of days that a form is about, and the figures in it.
pub fn add_period(facts: &mut Facts, (from, to): (NaiveDate, NaiveDate), figures: &[Figure]) {
    let period = WORDS.period.replace("{from}", &day(from)).replace("{to}", &day(to));
    put(facts, "period", Some(period));
    for figure in figures {
        let value = match figure.value {
            Some(Value::Count(count)) => count.to_string(),
            Some(Value::Tenths(number)) => tenths(u32::try_from(number).unwrap_or_default()),
            None => continue,
        };
        facts.typed.insert(format!("{FIGURE}{}", figure.indicator.id), value);
    }
}

/// The cases that a body that conducts proceedings gave notice of.
pub fn add_notified(facts: &mut Facts, files: &[CaseFile], names: Names<'_>) {
    let entries = files.iter().enumerate().map(|(at, file)| {
        let case = &file.case;
        let each = |line: &dyn Fn(&store::cases::Beneficiary) -> Option<String>| {
            file.beneficiaries.iter().filter_map(line).collect::<Vec<_>>().join("; ")
        };
        let source =
            [Some(named(names, case.source.0)), case.source_agency.clone(), case.received_on.map(day)];
        BTreeMap::from([
            ("number", (at + 1).to_string()),
            ("day", day(case.accepted_on)),
            ("name", each(&|person| Some(person.name.clone()))),
            ("role", each(&|person| person.client_role.map(|role| named(names, role.0)))),
            (
                "category",
                each(&|person| Some(named(names, person.category.0)).filter(|_| !is_masked(person))),
            ),
            ("notice", source.into_iter().flatten().collect::<Vec<_>>().join(", ")),
            ("provider", case.provider_name.clone().unwrap_or_default()),
            ("registered", case.begun_on.map(day).unwrap_or_default()),
            ("result", case.outcome.map(|outcome| named(names, outcome.0)).unwrap_or_default()),
        ])
    });
    facts.lists.insert("notified_cases", entries.collect());
}

/// How the name of a figure begins; the id of its indicator follows.
pub(super) const FIGURE: &str = "figure:";

/// The facts of a case.
pub async fn add_case(tx: &Tx, facts: &mut Facts, file: &CaseFile, names: Names<'_>) -> Outcome<()> {
    let case = &file.case;
    put(facts, "file_code", Some(case.file_code.clone()));
    put(facts, "form", Some(named(names, case.form.0)));
    put(facts, "field", Some(within(named(names, case.field.0))));
    put(facts, "stage", case.stage.map(|stage| within(named(names, stage.0))));
    put(facts, "agency", case.source_agency.clone());
    put(facts, "accepted_on", Some(day(case.accepted_on)));
    put(facts, "received_on", case.received_on.map(day));
    put(facts, "assigned_on", case.assigned_on.map(day));
    put(facts, "closed_on", case.closed_on.map(day));
    put(facts, "provider_name", case.provider_name.clone());
    put(facts, "provider_kind", case.provider_kind.map(|kind| within(named(names, kind.0))));
    put(facts, "provider_card", case.provider_card.clone());
    put(facts, "provider_role", case.provider_role.map(|role| within(named(names, role.0))));
    let earlier = store::conduct::list_assignments(tx, case.id).await?;
    if let Some(replaced) = earlier.iter().filter(|row| row.until_at.is_some()).max_by_key(|row| row.until_at)
    {
        put(facts, "replaced_name", Some(replaced.provider_name.clone()));
        put(facts, "replaced_reason", replaced.replaced_ground.map(|ground| within(named(names, ground.0))));
    }
    let clients: Vec<&str> = file.beneficiaries.iter().map(|person| person.name.as_str()).collect();
    put(facts, "client_names", Some(clients.join(", ")));
    let mut entries = Vec::new();
    for person in &file.beneficiaries {
        let origin = Origin {
            commune: person.commune_code.as_deref(),
            ethnicity: person.ethnicity.as_deref(),
            on: case.accepted_on,
        };
        let mut entry = origin.entry(tx).await?;
        let birth = person.birth_date.map(day).or(person.birth_year.map(|year| year.to_string()));
        entry.insert("name", person.name.clone());
        birth.map(|birth| entry.insert("birth", birth));
        person.sex.map(|sex| entry.insert("sex", named(names, sex.0)));
        entry.insert("category", named(names, person.category.0));
        person.client_role.map(|role| entry.insert("role", named(names, role.0)));
        entries.push(entry);
    }
    facts.lists.insert("beneficiaries", entries);
    let papers = store::conduct::list_file_papers(tx, case.id).await?;
    let line = |(at, paper): (usize, &store::conduct::FilePaper)| {
        let mut entry = BTreeMap::from([("number", (at + 1).to_string()), ("title", paper.title.clone())]);
        paper.dated_on.map(|on| entry.insert("date", day(on)));
        paper.pages.map(|pages| entry.insert("pages", pages.to_string()));
        entry
    };
    facts.lists.insert("papers_list", papers.iter().enumerate().map(line).collect());
    put(facts, "quality_score", case.quality_score.map(|score| score.to_string()));
    put(facts, "quality_rating", case.quality_rating.map(|rating| within(named(names, rating.0))));
    add_diary(tx, facts, case.id, names).await
}

/// What the diary says was done, in order, and its sums.
async fn add_diary(tx: &Tx, facts: &mut Facts, case: uuid::Uuid, names: Names<'_>) -> Outcome<()> {
    let from = NaiveDate::from_ymd_opt(1997, 1, 1).unwrap_or_default();
    let to = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    let mut diary = store::diary::list(tx, case, from, to).await?;
    diary.reverse();
    let (mut minutes, mut halves) = (0, 0);
    let mut entries = Vec::with_capacity(diary.len());
    for (at, entry) in diary.iter().enumerate() {
        let [from_minute, to_minute] =
            [entry.from_minute, entry.to_minute].map(|minute| u32::try_from(minute).unwrap_or_default());
        let spent = to_minute.saturating_sub(from_minute);
        let half = law::diary::half_sessions(spent);
        (minutes, halves) = (minutes + spent, halves + half);
        let confirmer = within(named(names, law::diary::confirmer(entry.work.0)));
        let confirmer = match &entry.with_whom {
            Some(with) => format!("{with} ({confirmer})"),
            None => confirmer,
        };
        let work = named(names, entry.work.0);
        let work = match &entry.place {
            Some(place) => format!("{work}, {place}"),
            None => work,
        };
        entries.push(BTreeMap::from([
            ("number", (at + 1).to_string()),
            ("day", day(entry.on_date)),
            ("from", clock(from_minute)),
            ("to", clock(to_minute)),
            ("hours", clock(spent)),
            ("sessions", tenths(half * 5)),
            ("work", work),
            ("confirmer", confirmer),
        ]));
    }
    if !entries.is_empty() {
        put(facts, "hours_total", Some(clock(minutes)));
        put(facts, "sessions_total", Some(tenths(halves * 5)));
    }
    facts.lists.insert("diary", entries);
    Ok(())
}

/// Minutes as a clock shows them, since midnight or spent: 95 is "01:35".
fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Tenths with a comma: 15 is "1,5".
fn tenths(tenths: u32) -> String {
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{},{}", tenths / 10, tenths % 10)
    }
}

/// The facts of a request.
pub async fn add_request(tx: &Tx, facts: &mut Facts, file: &RequestFile, names: Names<'_>) -> Outcome<()> {
    let request = &file.request;
    let received = local(request.received_at).date();
    put(facts, "received_on", Some(day(received)));
    let clocks = store::deadlines::list_of_subject(tx, "request", request.id).await?;
    let answer = clocks.iter().find(|it| it.ended_at.is_none() && it.code.0 == DeadlineCode::AnswerRequest);
    put(facts, "answer_by", answer.map(|clock| day(local(clock.due_at).date())));
    put(facts, "form", Some(named(names, request.form.0)));
    put(facts, "field", Some(within(named(names, request.field.0))));
    put(facts, "summary", Some(request.summary.trim_end_matches('.').to_owned()));
    put(facts, "agency", request.source_agency.clone());
    put(facts, "requester_phone", request.requester_phone.clone());
    put(facts, "requester_relation", request.requester_relation.map(|it| within(named(names, it.0))));
    put(facts, "refusal_ground", request.refusal_ground.map(|it| within(named(names, it.0))));
    put(facts, "decision_reason", request.decision_reason.clone());
    let papers: Vec<String> = request
        .papers
        .split(';')
        .filter(|code| !code.is_empty())
        .map(|code| within(names(law::intake::RequestPaper::NAME, code)))
        .collect();
    put(facts, "papers", Some(papers.join("; ")));
    if let Some(to) = &request.transfer_to {
        put(facts, "transfer_name", store::staff::find_organisation(tx, to).await?.map(|unit| unit.name));
    }
    let clients: Vec<&str> = file.beneficiaries().map(|person| person.name.as_str()).collect();
    put(facts, "client_names", Some(clients.join(", ")));
    let asker = request.requester_name.clone().or_else(|| clients.first().map(|name| (*name).to_owned()));
    put(facts, "requester_name", asker);
    let mut entries = Vec::new();
    for person in file.beneficiaries() {
        let origin = Origin {
            commune: person.commune_code.as_deref(),
            ethnicity: person.ethnicity.as_deref(),
            on: received,
        };
        let mut entry = origin.entry(tx).await?;
        if let Some(address) = &person.address {
            entry.insert("address", address.clone());
        }
        let birth = person.birth_date.map(day).or(person.birth_year.map(|year| year.to_string()));
        entry.insert("name", person.name.clone());
        birth.map(|birth| entry.insert("birth", birth));
        person.sex.map(|sex| entry.insert("sex", named(names, sex.0)));
        person.phone.clone().map(|phone| entry.insert("phone", phone));
        person.category.map(|category| entry.insert("category", named(names, category.0)));
        person.client_role.map(|role| entry.insert("role", named(names, role.0)));
        entries.push(entry);
    }
    facts.lists.insert("beneficiaries", entries);
    Ok(())
}

/// Where somebody belongs, by the lists of a day.
struct Origin<'a> {
    commune: Option<&'a str>,
    ethnicity: Option<&'a str>,
    on: NaiveDate,
}

impl Origin<'_> {
    async fn entry(&self, tx: &Tx) -> Outcome<BTreeMap<&'static str, String>> {
        let mut entry = BTreeMap::new();
        if let Some(code) = self.commune
            && let Some(commune) = store::reference::commune_on(tx, code, self.on).await?
        {
            let province = store::reference::province_on(tx, &commune.province_code, self.on).await?;
            let mut address = format!("{} {}", commune.kind, commune.name);
            if let Some(province) = province {
                address = format!("{address}, {}", province.name);
            }
            entry.insert("address", address);
        }
        if let Some(code) = self.ethnicity {
            let groups = store::reference::list_ethnic_groups(tx).await?;
            let group = groups.into_iter().find(|group| group.code == code);
            group.map(|group| entry.insert("ethnicity", group.name));
        }
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_noughts_where_the_decree_wants_them() {
        for (on, expected) in [
            ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
            ("2026-11-22", "ngày 22 tháng 11 năm 2026"),
            ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
        ] {
            assert_eq!(long_day(on.parse().expect("test date")), expected);
        }
    }
}
