//! Providers (*người thực hiện trợ giúp pháp lý*): known by card, else by name, kind and year of birth,
//! within their organisation.

use chrono::{Datelike as _, NaiveDate};
use law::cases::LegalField;
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::people::Sex;
use law::staff::ProviderKind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Code;
use store::imports::FileKind;
use store::staff::Provider;

use super::books::{Books, plain_card};
use super::cells::Cells;
use super::columns::{Column, date, number, text};
use super::machine::{
    Bench, ChangedThing, Key, Kind, Ledger, Look, NewThing, Note, changes, key, repeated, shown,
};
use super::problems::Problem;
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] = &[
    text("org_code").required(),
    text("name").required(),
    text("kind").required(),
    text("card_number"),
    date("appointed_on"),
    date("ended_on"),
    text("grade"),
    text("sex"),
    number("birth_year"),
    text("languages"),
    text("fields"),
    text("leader"),
];

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    org_code: String,
    name: String,
    kind: ProviderKind,
    card_number: Option<String>,
    appointed_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    grade: Option<String>,
    sex: Option<Sex>,
    birth_year: Option<i32>,
    languages: String,
    fields: Vec<LegalField>,
    leader: bool,
}

pub(super) struct Providers;

impl Kind for Providers {
    const KIND: FileKind = FileKind::Providers;
    type Row = Row;
    type Plans = Vec<Row>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let org_code = cells.organisation("org_code", None, true);
        let name = cells.text("name");
        let name = cells.required("name", name);
        let kind = cells.code("kind");
        let kind = cells.required("kind", kind);
        let card_number = cells.text("card_number");
        let appointed_on = cells.date("appointed_on");
        let ended_on = cells.date("ended_on");
        if ended_on.is_some() && ended_on < appointed_on {
            cells.wrong("ended_on", "ended_before_began");
        }
        let grade = cells.text("grade");
        let sex = cells.code("sex");
        let birth_year = read_birth_year(cells);
        let languages = read_languages(cells);
        let fields = cells.codes("fields");
        let leader = cells.yes_no("leader").unwrap_or(false);
        let (line, org_code, name, kind) = (cells.line, org_code?, name?, kind?);
        check_with_register(cells, &org_code, &name, card_number.as_deref(), appointed_on);
        Some(Row {
            line,
            org_code,
            name,
            kind,
            card_number,
            appointed_on,
            ended_on,
            grade,
            sex,
            birth_year,
            languages,
            fields,
            leader,
        })
    }

    fn key(row: &Row) -> Option<Key> {
        Some(match &row.card_number {
            Some(card) => key(&["card", &row.org_code, &plain_card(card)]),
            None => {
                let born = row.birth_year.map(|year| year.to_string()).unwrap_or_default();
                key(&["name", &row.org_code, &names::fold(&row.name), row.kind.code(), &born])
            }
        })
    }

    fn look(rows: &[Row], _look: &Look<'_>) -> Vec<Problem> {
        repeated(rows, |row| row.line, "name", |row| row.name.clone())
    }

    fn begin() -> Self {
        Self
    }

    async fn compare(_bench: &Bench<'_>, groups: Vec<Vec<Row>>) -> Result<Vec<Row>, Stop> {
        Ok(groups.into_iter().flatten().collect())
    }

    async fn settle(&mut self, bench: &Bench<'_>, rows: Vec<Row>, ledger: &mut Ledger) -> Result<(), Stop> {
        for row in rows {
            settle(bench, row, ledger).await?;
        }
        Ok(())
    }

    async fn end(self, bench: &Bench<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
        if bench.writes && ledger.tally.new + ledger.tally.changed > 0 {
            link_names(bench, ledger).await
        } else {
            Ok(())
        }
    }
}

/// Links the cases that came in before their providers, where it is certain who is meant: the order of the files is
/// nobody's business.
async fn link_names(bench: &Bench<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
    let reach = bench.books.reach();
    let books = Books::load(bench.tx, FileKind::Providers, reach, None, bench.today).await?;
    for group in store::imports::list_unmatched_providers(bench.tx, reach, u64::from(u32::MAX)).await? {
        let (name, card) = (group.provider_name.as_deref(), group.provider_card.as_deref());
        let kind = group.provider_kind.map(|kind| kind.0);
        let Some(meant) = books.provider(&group.org_code, name, kind, card) else { continue };
        let linked = store::imports::link_provider(bench.tx, reach, &group, meant.id, bench.now).await?;
        if !linked.is_empty() {
            ledger.notes.push(&Note {
                act: "exchange.link_provider_name".to_owned(),
                kind: "provider".to_owned(),
                id: meant.id.to_string(),
                detail: json!({ "org": group.org_code, "name": name, "kind": kind, "card": card, "cases": linked }),
            })?;
        }
    }
    Ok(())
}

fn read_birth_year(cells: &mut Cells<'_>) -> Option<i32> {
    let year = cells.number("birth_year").map(|year| i32::try_from(year).unwrap_or(i32::MAX))?;
    if year < 1900 || year > cells.books.today.year() - 18 {
        cells.wrong("birth_year", "bad_birth");
    }
    Some(year)
}

fn read_languages(cells: &mut Cells<'_>) -> String {
    let text = cells.text("languages").unwrap_or_default();
    let mut languages: Vec<&str> = Vec::new();
    for language in text.split([';', ',']).map(str::trim).filter(|it| !it.is_empty()) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages.join(";")
}

/// A card belongs to one person, and nobody is appointed by an organisation that has ended.
fn check_with_register(
    cells: &mut Cells<'_>,
    org: &str,
    name: &str,
    card: Option<&str>,
    appointed_on: Option<NaiveDate>,
) {
    let last_day = cells.books.organisations().get(org).and_then(|it| it.valid_to);
    if appointed_on.is_some() && last_day.is_some() && appointed_on > last_day {
        cells.wrong("appointed_on", "after_organisation_ended");
    }
    let taken = card.map(plain_card).and_then(|card| {
        let same = |it: &&Provider| {
            it.org_code == org && it.card_number.as_deref().map(plain_card) == Some(card.clone())
        };
        cells.books.providers().iter().find(same)
    });
    if let Some(other) = taken.filter(|other| other.name_folded != names::fold(name)) {
        let problem = cells.problem("card_number", "card_taken").with("name", &other.name);
        cells.add(problem);
    }
}

/// The provider of the register that a row is about.
fn known<'a>(books: &'a Books, row: &Row) -> Option<&'a Provider> {
    let card = row.card_number.as_deref().map(plain_card);
    let card_of = |it: &Provider| it.card_number.as_deref().map(plain_card);
    let named = |it: &&Provider| it.org_code == row.org_code && it.name_folded == names::fold(&row.name);
    let mut same = books.providers().iter().filter(named);
    if card.is_some()
        && let Some(found) = same.clone().find(|it| card_of(it) == card)
    {
        return Some(found);
    }
    same.find(|it| {
        let cards = card.is_none() || it.card_number.is_none();
        let born = row.birth_year.is_none() || it.birth_year.is_none() || row.birth_year == it.birth_year;
        it.kind.0 == row.kind && cards && born
    })
}

fn record(bench: &Bench<'_>, row: &Row, before: Option<&Provider>) -> Provider {
    /// What the file says in a column it has, else what the register knows.
    macro_rules! said {
        ($column:ident, $said:expr) => {
            match before {
                Some(before) if !bench.header.has(stringify!($column)) => before.$column.clone(),
                _ => $said,
            }
        };
    }
    let fields: Vec<&str> = row.fields.iter().map(|field| field.code()).collect();
    Provider {
        id: before.map_or_else(|| bench.desk.id(), |it| it.id),
        org_code: row.org_code.clone(),
        name: row.name.clone(),
        name_folded: names::fold(&row.name),
        kind: row.kind.into(),
        card_number: said!(card_number, row.card_number.clone()),
        appointed_on: said!(appointed_on, row.appointed_on),
        ended_on: said!(ended_on, row.ended_on),
        grade: said!(grade, row.grade.clone()),
        sex: said!(sex, row.sex.map(Code)),
        birth_year: said!(birth_year, row.birth_year),
        languages: said!(languages, row.languages.clone()),
        fields: said!(fields, fields.join(";")),
        leader: said!(leader, row.leader),
        version: before.map_or(1, |it| it.version),
    }
}

async fn settle(bench: &Bench<'_>, row: Row, ledger: &mut Ledger) -> Result<(), Stop> {
    let books = bench.books;
    let before = known(books, &row);
    let after = record(bench, &row, before);
    if before == Some(&after) {
        ledger.tally.unchanged += 1;
        return Ok(());
    }
    let (line, name, values) = (row.line, after.name.clone(), values_of(&after));
    let id = after.id;
    let detail = match before {
        None => {
            let id = bench.writes.then_some(id);
            let names = ["org_code", "kind", "card_number", "appointed_on"];
            ledger.tally.add_new(|| NewThing { line, id, name, values: shown(COLUMNS, &values, &names) });
            json!({ "provider": &after })
        }
        Some(before) => {
            let differences = changes(COLUMNS, &values_of(before), &values);
            ledger.tally.add_changed(|| ChangedThing { line, id: Some(id), name, changes: differences });
            json!({ "changed": crate::changes::between(before, &after, &["version", "name_folded"]) })
        }
    };
    if bench.writes {
        let act = if before.is_none() { "staff.insert_provider" } else { "staff.update_provider" };
        ledger.notes.push(&Note {
            act: act.to_owned(),
            kind: "provider".to_owned(),
            id: id.to_string(),
            detail,
        })?;
        match before {
            None => store::staff::insert_provider(bench.tx, after).await?,
            Some(_) => store::staff::update_provider(bench.tx, after).await?,
        }
    }
    Ok(())
}

/// The cells of a provider.
pub(super) fn values_of(provider: &Provider) -> Vec<String> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        provider.org_code.clone(),
        provider.name.clone(),
        provider.kind.to_string(),
        provider.card_number.clone().unwrap_or_default(),
        day(provider.appointed_on),
        day(provider.ended_on),
        provider.grade.clone().unwrap_or_default(),
        provider.sex.map(|sex| sex.to_string()).unwrap_or_default(),
        provider.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        provider.languages.clone(),
        provider.fields.clone(),
        if provider.leader { "yes" } else { "no" }.to_owned(),
    ]
}
