//! Period reports: the figures of an organisation, the same as one row a province, and the cases
//! behind each number.
//!
//! What is counted is declared in `law::statistics`. A report is whole or not at all: an actor whose
//! reach does not cover every organisation that counts does not find it.

pub mod names;
pub mod pivot;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use law::access::{Node, Permission, Reach, subtree, subtree_with_predecessors};
use law::staff::OrganisationKind;
use law::statistics::{check, compute, hide_small_figures};
use serde::ser::{SerializeMap as _, SerializeStruct as _};
use serde::{Serialize, Serializer};
use serde_json::json;
use store::staff::Organisation;
use store::statistics::Scope;

pub use law::statistics::{
    BrokenCheck, BrokenIdentity, Figure, FilledForm, Form, Geography, Identity, Indicator, Line, Selector,
    Unit, Value, Window, form_on, forms, identities, indicator, indicators,
};

use crate::cases::{COUNTED, CaseLine, CaseList, Cursor, Listing};
use crate::desk::{Actor, Desk, Permit};
use crate::failure::{Failure, Outcome, Refusal};

/// What a report is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportRequest {
    /// Code of the organisation.
    pub org: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The figures as they stood then; as they stand now when `None`.
    pub as_of: Option<DateTime<Utc>>,
    pub geography: Geography,
}

/// The figures of one organisation, and of what is below it, in a period.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    pub org: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// When the figures stood as they stand here.
    pub as_of: DateTime<Utc>,
    pub geography: Geography,
    /// In the order of the contract.
    pub figures: Vec<Figure>,
    /// Figures that disagree with each other.
    pub broken: Vec<BrokenIdentity>,
    /// Figures that are hidden because the reader may not open the cases.
    pub masked: usize,
}

impl Report {
    /// The value of an indicator.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<Value> {
        self.figures.iter().find(|figure| figure.indicator.id == id).and_then(|figure| figure.value)
    }
}

/// The object of the contract, §4.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Report", 6 + usize::from(self.masked > 0))?;
        object.serialize_field("org", &self.org)?;
        object.serialize_field("from", &self.from)?;
        object.serialize_field("to", &self.to)?;
        object.serialize_field("as_of", &self.as_of)?;
        object.serialize_field("geography", &self.geography)?;
        object.serialize_field("indicators", &Indicators(&self.figures))?;
        // The contract knows no hidden figures; the object says so where there are any.
        if self.masked > 0 {
            object.serialize_field("masked", &self.masked)?;
        }
        object.end()
    }
}

struct Indicators<'a>(&'a [Figure]);

impl Serialize for Indicators<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for figure in self.0 {
            match figure.value {
                None => map.serialize_entry(&figure.indicator.id, &())?,
                Some(Value::Count(count)) => map.serialize_entry(&figure.indicator.id, &count)?,
                #[expect(clippy::cast_precision_loss, reason = "tenths of a percentage are at most 1000")]
                Some(Value::Tenths(tenths)) => {
                    map.serialize_entry(&figure.indicator.id, &(tenths as f64 / 10.0))?;
                }
            }
        }
        map.end()
    }
}

/// Which cases are asked for behind a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen<'a> {
    /// Those that an indicator counts, by its id.
    Indicator(&'a str),
    /// Those that lack the fact for want of which an identity is broken, by its name.
    Gap(&'a str),
    /// Those that a cell of an official form counts, by its row and column.
    Cell(&'static Form, usize, usize),
}

impl Chosen<'_> {
    pub(crate) fn selector(self) -> Option<Selector> {
        match self {
            Self::Indicator(id) => indicator(id)?.behind().cloned(),
            Self::Gap(name) => identities().iter().find(|it| it.name == name)?.gap.clone(),
            Self::Cell(form, row, column) => form.selector(row, column),
        }
    }

    /// What the record says was asked for.
    pub(crate) fn said(self) -> String {
        match self {
            Self::Indicator(id) => format!("indicator {id}"),
            Self::Gap(name) => format!("gap {name}"),
            Self::Cell(form, row, column) => {
                format!("form {} row {} column {}", form.code, form.rows[row].key, form.columns[column].key)
            }
        }
    }
}

/// An official form (*biểu mẫu thống kê*) filled in for an organisation and a period.
#[derive(Clone, PartialEq, Debug)]
pub struct FormReport {
    pub org: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub as_of: DateTime<Utc>,
    pub geography: Geography,
    pub filled: FilledForm,
    /// What does not add up.
    pub broken: Vec<BrokenCheck>,
    /// Cells whose number is hidden from who may not open the cases.
    pub masked: usize,
}

impl Serialize for FormReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = self.filled.form;
        let columns: Vec<_> =
            form.columns.iter().map(|line| json!({ "key": line.key, "name": line.name })).collect();
        let row = |(line, cells): (&Line, &Vec<Option<i64>>)| {
            let cells: serde_json::Map<String, serde_json::Value> = form
                .columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| (column.key.clone(), json!(cell)))
                .collect();
            json!({ "key": line.key, "name": line.name, "cells": cells })
        };
        let rows: Vec<_> = form.rows.iter().zip(&self.filled.cells).map(row).collect();
        let broken = |it: &BrokenCheck| json!({ "whole": it.check.whole, "parts": it.check.parts, "at": it.at.key, "is": it.whole, "sum": it.parts });
        let mut object = serializer.serialize_struct("FormReport", 13)?;
        object.serialize_field("form", &form.key)?;
        object.serialize_field("code", &form.code)?;
        object.serialize_field("name", &form.name)?;
        object.serialize_field("official", &form.official)?;
        object.serialize_field("org", &self.org)?;
        object.serialize_field("from", &self.from)?;
        object.serialize_field("to", &self.to)?;
        object.serialize_field("as_of", &self.as_of)?;
        object.serialize_field("geography", &self.geography)?;
        object.serialize_field("columns", &columns)?;
        object.serialize_field("rows", &rows)?;
        object.serialize_field("masked", &self.masked)?;
        object.serialize_field("broken", &self.broken.iter().map(broken).collect::<Vec<_>>())?;
        object.end()
    }
}

/// Fills an official form for an organisation and a period: the version that holds at the end of the period.
pub async fn form_report(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    key: &str,
) -> Outcome<FormReport> {
    let permit = desk.permit(actor, Permission::ReadFigures)?;
    let form = form_on(key, request.to).ok_or(Failure::Missing)?;
    let codes = organisations(desk, &permit, request)?;
    let shows_small = shows_small(&permit, &codes);
    let scope = scope_of(desk, codes);
    let (window, as_of) = window(desk, request)?;
    let tx = desk.store().snapshot().await?;
    let mut filled = form.fill(&store::statistics::tally(&tx, &scope, &window).await?);
    let (org, geography) = (request.org.clone(), request.geography);
    let mut broken = filled.broken();
    let masked = if shows_small { 0 } else { filled.hide_small() };
    if masked > 0 {
        broken.clear();
    }
    Ok(FormReport { org, from: request.from, to: request.to, as_of, geography, filled, broken, masked })
}

/// Reports the figures of an organisation.
pub async fn report(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Report> {
    let permit = desk.permit(actor, Permission::ReadFigures)?;
    let codes = organisations(desk, &permit, request)?;
    let shows_small = shows_small(&permit, &codes);
    let scope = scope_of(desk, codes);
    let (window, as_of) = window(desk, request)?;
    let tx = desk.store().snapshot().await?;
    let tallies = store::statistics::tally(&tx, &scope, &window).await?;
    let mut report = assemble(request, &request.org, as_of, &tallies);
    if !shows_small {
        report.masked = hide_small_figures(&mut report.figures, &tallies);
        // What does not agree names its counts; who may open no case has nothing to mend.
        report.broken.clear();
    }
    Ok(report)
}

/// Whether small counts of these organisations are shown: the one question that every figure asks.
pub(crate) fn shows_small(permit: &Permit, organisations: &[String]) -> bool {
    let actor = permit.actor();
    actor.is_system() || law::access::sees_small_counts(actor.role, permit.reach(), organisations)
}

/// Reports the figures of an organisation as one row a province, by the code of its department of
/// justice. Every case stands in one row; a last row with the code of the organisation itself holds
/// what belongs to no province. Without figures, a department has a row where it stood in the period; by today's area,
/// where it stands today.
pub async fn report_by_province(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Vec<Report>> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let codes = organisations(desk, &permit, request)?;
    let (window, as_of) = window(desk, request)?;
    let tree = desk.tree();
    let nodes: HashMap<&str, &Node> = tree.iter().map(|node| (node.code.as_str(), node)).collect();
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut rest = Vec::new();
    for code in codes {
        match province_of(&nodes, &code, request.geography) {
            Some(office) => rows.entry(office).or_default().push(code),
            None => rest.push(code),
        }
    }
    let mut rows: Vec<(String, Vec<String>)> =
        rows.into_iter().map(|(office, codes)| (office.to_owned(), codes)).collect();
    rows.push((request.org.clone(), rest));
    let tx = desk.store().snapshot().await?;
    let tallied = store::statistics::tally_by_row(&tx, &rows, &window).await?;
    let in_period = |unit: &Organisation| {
        unit.valid_from <= request.to && unit.valid_to.is_none_or(|last| request.from <= last)
    };
    let all = store::staff::list_organisations(&tx).await?.into_iter();
    let stood: HashSet<String> = all.filter(in_period).map(|unit| unit.code).collect();
    let nothing = law::statistics::Tallies::default();
    let shown = |org: &str, tallies: &law::statistics::Tallies| {
        let runs = match request.geography {
            Geography::Then => stood.contains(org),
            Geography::Now => nodes.get(org).is_some_and(|node| node.successor.is_none()),
        };
        let is_province = OrganisationKind::of_code(org) == Some(OrganisationKind::JusticeOffice);
        (runs && is_province && org != request.org) || *tallies != nothing
    };
    Ok(tallied
        .iter()
        .filter(|(org, tallies)| shown(org, tallies))
        .map(|(org, tallies)| assemble(request, org, as_of, tallies))
        .collect())
}

/// The department of justice under whose name the figures of an organisation stand. Today's area
/// follows who took over what: an organisation's own successor goes before that of the one above it.
pub(crate) fn province_of<'a>(
    nodes: &HashMap<&str, &'a Node>,
    code: &str,
    geography: Geography,
) -> Option<&'a str> {
    let mut node = *nodes.get(code)?;
    // A tree that turns in a circle must not keep us.
    for _ in 0..nodes.len() {
        let next = match (geography, &node.successor) {
            (Geography::Now, Some(successor)) => successor,
            _ if OrganisationKind::of_code(&node.code) == Some(OrganisationKind::JusticeOffice) => {
                return Some(&node.code);
            }
            _ => node.parent.as_ref()?,
        };
        node = nodes.get(next.as_str())?;
    }
    None
}

/// Lists the cases behind a number of a report. The reading is recorded with what was asked.
pub async fn cases_behind(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    chosen: Chosen<'_>,
    after: Option<&Cursor>,
    limit: usize,
) -> Outcome<CaseList> {
    desk.permit(actor, Permission::ReadReports)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let selector = chosen.selector().ok_or(Failure::Missing)?;
    let scope = scope_of(desk, organisations(desk, &permit, request)?);
    let (window, _) = window(desk, request)?;
    let paging = (after, limit, COUNTED + 1);
    let listed = store::statistics::list_behind(desk.store(), &scope, &selector, &window, paging).await?;
    let page = listed.page;
    let tx = desk.store().snapshot().await?;
    let mut lines = store::cases::list::lines_of(&tx, &page.cases).await?;
    let place = crate::confidentiality::Place::Screen;
    crate::confidentiality::mask_lines(desk, &tx, (actor, place), &mut lines).await?;
    let mut known: HashMap<_, CaseLine> = lines.into_iter().map(|line| (line.id, line)).collect();
    drop(tx);
    // A case may have moved since the time that is asked about; then it is no longer ours to show.
    let lines: Vec<CaseLine> = page
        .cases
        .iter()
        .filter_map(|id| known.remove(id))
        .filter(|line| permit.reach().covers(&line.org_code))
        .collect();
    let detail = json!({
        "org": request.org, "from": request.from, "to": request.to, "as_of": request.as_of,
        "geography": request.geography, "chosen": chosen.said(), "lines": lines.len(),
    });
    desk.record_reading(&permit, "statistics.cases", "list", "cases", detail).await?;
    let listing = Listing { lines, next: page.next };
    Ok(CaseList { listing, total: listed.cases, persons: listed.persons })
}

/// The persons of a cell whose cases [`cases_behind`] lists: such a case may count several times.
pub async fn persons_behind(
    desk: &Desk,
    actor: &Actor,
    request: &ReportRequest,
    chosen: Chosen<'_>,
) -> Outcome<i64> {
    desk.permit(actor, Permission::ReadReports)?;
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let selector = chosen.selector().ok_or(Failure::Missing)?;
    let scope = scope_of(desk, organisations(desk, &permit, request)?);
    let (window, _) = window(desk, request)?;
    Ok(store::statistics::count_persons(desk.store(), &scope, &selector, &window).await?)
}

/// The organisations that count, all of them within reach, or the report is not there.
pub(crate) fn organisations(desk: &Desk, permit: &Permit, request: &ReportRequest) -> Outcome<Vec<String>> {
    let tree = desk.tree();
    if !tree.iter().any(|node| node.code == request.org) {
        return Err(Failure::Missing);
    }
    let codes = match request.geography {
        Geography::Then => subtree(&tree, &request.org),
        Geography::Now => subtree_with_predecessors(&tree, &request.org),
    };
    // Who sees only the cases of one provider has no part of an organisation's figures.
    let own_cases_only = matches!(permit.reach(), Reach::Provider { .. });
    if own_cases_only || !codes.iter().all(|code| permit.reach().covers(code)) {
        return Err(Failure::Missing);
    }
    Ok(codes)
}

/// The scope of organisations: the nation, where no other is left.
pub(crate) fn scope_of(desk: &Desk, codes: Vec<String>) -> Scope {
    if codes.len() == desk.tree().len() { Scope::Nation } else { Scope::Organisations(codes) }
}

/// The window to count, and the time as of which its figures stand.
pub(crate) fn window(desk: &Desk, request: &ReportRequest) -> Outcome<(Window, DateTime<Utc>)> {
    if request.to < request.from {
        return Err(Refusal::new("statistics.period").field("to", "before_from").into());
    }
    let now = desk.now();
    // What will be known later is not known; what is known now needs no older versions.
    let as_of = request.as_of.filter(|then| *then < now);
    // The last day there is stands for "not closed": no case ends on it.
    let last = store::statistics::OPEN_END - chrono::Days::new(1);
    Ok((Window { from: request.from, to: request.to.min(last), as_of }, as_of.unwrap_or(now)))
}

pub(crate) fn assemble(
    request: &ReportRequest,
    org: &str,
    as_of: DateTime<Utc>,
    tallies: &law::statistics::Tallies,
) -> Report {
    let figures = compute(tallies);
    Report {
        org: org.to_owned(),
        from: request.from,
        to: request.to,
        as_of,
        geography: request.geography,
        broken: check(&figures),
        figures,
        masked: 0,
    }
}
