//! Organisations (*tổ chức thực hiện trợ giúp pháp lý*), by their code. The kind and the province
//! follow from the code; one above and a beginning are found where the file is silent.

use chrono::NaiveDate;
use law::access::Reach;
use law::kernel::coded::Coded as _;
use law::staff::{
    OrganisationKind, code_of, is_organisation_code, may_stand_below, may_succeed, province_of_code,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::imports::FileKind;
use store::staff::Organisation;

use super::cells::Cells;
use super::columns::{Column, date, text};
use super::machine::{
    Bench, ChangedThing, Key, Kind, Ledger, Look, NewThing, Note, changes, key, repeated, shown,
};
use super::problems::Problem;
use super::watch::Stop;

pub(super) const COLUMNS: &[Column] = &[
    text("code").required(),
    text("kind"),
    text("name").required(),
    text("parent"),
    text("province"),
    date("valid_from"),
    date("valid_to"),
    text("successor"),
    text("address"),
    text("phone"),
];

/// Since when an organisation exists of which nobody says: the lists of provinces begin then too.
const LONG_AGO: NaiveDate = NaiveDate::from_ymd_opt(2004, 1, 1).expect("a constant date exists");

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    line: u64,
    code: String,
    kind: OrganisationKind,
    name: String,
    parent: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    successor: Option<String>,
    address: Option<String>,
    phone: Option<String>,
}

pub(super) struct Organisations;

impl Kind for Organisations {
    const KIND: FileKind = FileKind::Organisations;
    const LOOKS_AT_ALL: bool = true;
    type Row = Row;
    type Plans = Vec<Row>;

    fn read(cells: &mut Cells<'_>) -> Option<Row> {
        let code = read_code(cells);
        let kind = code.as_deref().and_then(OrganisationKind::of_code);
        let said: Option<OrganisationKind> = cells.code("kind");
        if said.is_some() && kind.is_some() && said != kind {
            cells.wrong("kind", "org_kind_against_code");
        }
        let name = cells.text("name");
        let name = cells.required("name", name);
        let [parent, province, successor] = ["parent", "province", "successor"]
            .map(|column| cells.text(column).map(|text| text.to_uppercase()));
        let own = code.as_deref().and_then(province_of_code);
        if province.is_some() && code.is_some() && province.as_deref() != own {
            cells.wrong("province", "org_province_against_code");
        }
        if own.is_some_and(|own| !cells.books.has_province(own)) {
            cells.wrong("code", "org_unknown_province");
        }
        let valid_from = cells.date("valid_from");
        let valid_to = cells.date("valid_to");
        if valid_to.is_some() && valid_to < valid_from {
            cells.wrong("valid_to", "ended_before_began");
        }
        if successor.is_some() && valid_to.is_none() {
            cells.wrong("successor", "org_successor_of_open");
        }
        let address = cells.text("address");
        let phone = cells.text("phone");
        let (line, code, kind, name) = (cells.line, code?, kind?, name?);
        Some(Row { line, code, kind, name, parent, valid_from, valid_to, successor, address, phone })
    }

    fn key(row: &Row) -> Option<Key> {
        Some(key_of(&row.code))
    }

    fn look(rows: &[Row], look: &Look<'_>) -> Vec<Problem> {
        let mut problems = repeated(rows, |row| row.line, "code", |row| row.code.clone());
        problems.extend(rows.iter().flat_map(|row| look_around(row, look)));
        problems
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
}

fn key_of(code: &str) -> Key {
    key(&[code])
}

/// The code of an organisation that the actor may change: one in reach, or a new one below one in
/// reach; departments of justice and centres only by who reaches the nation.
fn read_code(cells: &mut Cells<'_>) -> Option<String> {
    let code = cells.text("code").map(|code| code.to_uppercase());
    let code = cells.required("code", code)?;
    if !is_organisation_code(&code) {
        cells.wrong("code", "org_bad_code");
        return None;
    }
    let parent = cells.cell("parent").to_uppercase();
    let parent = if parent.is_empty() { parent_of(&code) } else { Some(parent) };
    let known = cells.books.organisations().contains_key(&code);
    let reach = cells.books.reach();
    let of_state = matches!(
        OrganisationKind::of_code(&code),
        Some(OrganisationKind::Department | OrganisationKind::JusticeOffice | OrganisationKind::Centre)
    );
    let allowed = match (reach, known) {
        (Reach::Nation, _) => true,
        (_, true) => reach.covers(&code),
        (_, false) => !of_state && parent.is_some_and(|parent| reach.covers(&parent)),
    };
    if !allowed {
        cells.wrong("code", "org_out_of_reach");
    }
    allowed.then_some(code)
}

/// The organisation above, as codes are made: a branch stands below its centre, a centre and an
/// organisation outside the State below the department of justice.
fn parent_of(code: &str) -> Option<String> {
    let province = province_of_code(code);
    match (OrganisationKind::of_code(code)?, province) {
        (OrganisationKind::JusticeOffice, _) => Some("CUC".to_owned()),
        (OrganisationKind::Branch, Some(province)) => Some(code_of(OrganisationKind::Centre, province, 1)),
        (_, Some(province)) => Some(code_of(OrganisationKind::JusticeOffice, province, 1)),
        _ => None,
    }
}

fn look_around(row: &Row, look: &Look<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong =
        |column: &str, value: &str, code: &str| problems.push(Problem::new(row.line, column, value, code));
    let exists = |code: &str| look.books.organisations().contains_key(code) || look.has(&key_of(code));
    let parent = row.parent.clone().or_else(|| parent_of(&row.code));
    match (&parent, row.kind) {
        (None, OrganisationKind::Department) => {}
        (None, _) => wrong("parent", "", "required"),
        (Some(parent), kind) => match OrganisationKind::of_code(parent) {
            Some(above) if !may_stand_below(kind, above) => wrong("parent", parent, "org_parent_kind"),
            _ if !exists(parent) => wrong("parent", parent, "org_unknown"),
            _ => {}
        },
    }
    if let Some(successor) = &row.successor {
        match OrganisationKind::of_code(successor) {
            Some(kind) if !may_succeed(row.kind, kind) => wrong("successor", successor, "org_successor_kind"),
            _ if !exists(successor) || *successor == row.code => wrong("successor", successor, "org_unknown"),
            _ => {}
        }
    }
    problems
}

fn record(bench: &Bench<'_>, row: &Row, before: Option<&Organisation>) -> Organisation {
    /// What the file says in a column it has, else what the register knows.
    macro_rules! said {
        ($column:ident, $said:expr) => {
            match before {
                Some(before) if !bench.header.has(stringify!($column)) => before.$column.clone(),
                _ => $said,
            }
        };
    }
    let parent = row
        .parent
        .clone()
        .or_else(|| before.and_then(|it| it.parent.clone()))
        .or_else(|| parent_of(&row.code));
    let above = parent.as_deref().and_then(|code| bench.books.organisations().get(code));
    let began = row.valid_from.or(before.map(|it| it.valid_from)).or(above.map(|it| it.valid_from));
    Organisation {
        code: row.code.clone(),
        kind: row.kind.into(),
        name: row.name.clone(),
        name_folded: law::kernel::names::fold(&row.name),
        parent,
        province_code: province_of_code(&row.code).map(str::to_owned),
        valid_from: began.unwrap_or(LONG_AGO),
        valid_to: said!(valid_to, row.valid_to),
        successor: said!(successor, row.successor.clone()),
        address: said!(address, row.address.clone()),
        phone: said!(phone, row.phone.clone()),
        version: before.map_or(1, |it| it.version),
    }
}

async fn settle(bench: &Bench<'_>, row: Row, ledger: &mut Ledger) -> Result<(), Stop> {
    let books = bench.books;
    let before = books.organisations().get(&row.code);
    let after = record(bench, &row, before);
    if before == Some(&after) {
        ledger.tally.unchanged += 1;
        return Ok(());
    }
    let (line, values) = (row.line, values_of(&after));
    let name = format!("{} – {}", after.code, after.name);
    let detail = match before {
        None => {
            let names = ["kind", "parent", "valid_from"];
            ledger.tally.add_new(|| NewThing {
                line,
                id: None,
                name,
                values: shown(COLUMNS, &values, &names),
            });
            json!({ "organisation": &after })
        }
        Some(before) => {
            let differences = changes(COLUMNS, &values_of(before), &values);
            ledger.tally.add_changed(|| ChangedThing { line, id: None, name, changes: differences });
            json!({ "changed": crate::changes::between(before, &after, &["version", "name_folded"]) })
        }
    };
    if bench.writes {
        let act = if before.is_none() { "staff.insert_organisation" } else { "staff.update_organisation" };
        let (act, kind, id) = (act.to_owned(), "organisation".to_owned(), after.code.clone());
        ledger.notes.push(&Note { act, kind, id, detail })?;
        match before {
            None => store::staff::insert_organisation(bench.tx, after).await?,
            Some(_) => store::staff::update_organisation(bench.tx, after).await?,
        }
    }
    Ok(())
}

/// The cells of an organisation.
pub(super) fn values_of(organisation: &Organisation) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        organisation.code.clone(),
        organisation.kind.0.code().to_owned(),
        organisation.name.clone(),
        text(&organisation.parent),
        text(&organisation.province_code),
        organisation.valid_from.to_string(),
        organisation.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        text(&organisation.successor),
        text(&organisation.address),
        text(&organisation.phone),
    ]
}
