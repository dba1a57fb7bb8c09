//! Narrative reports (*báo cáo công tác*) and the monthly notice: sentences bound to figures, what people write beside
//! them, and the drafts that were saved.
//!
//! The plan is data of `law`; a new report begins with the words of the one before. What is saved is never changed:
//! each saving is a draft of its own, and any two can be laid over each other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::{Permission, subtree};
use law::staff::OrganisationKind;
use law::statistics::{
    NarrativeNumbers, WrittenSection, draft_differences, months_before, plan_on, without_id_numbers,
};
use law::targets::{TargetLevel, TargetYear};
use papers::document::{
    Align, Cell, Column, Document, Head, Look, Paragraph, Part, Run, Sign, Signer, Table,
};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use serde_json::json;
use store::narratives::{Draft, Which};
use store::statistics::Scope;
use uuid::Uuid;

pub use law::statistics::{DraftLine, Plan};

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};
use crate::statistics::{
    Report, ReportRequest, Value, names, organisations, report, report_by_province, window,
};
use crate::targets::{ProviderYear, TargetsRequest};

/// The report of an organisation on its work.
pub const NARRATIVE: &str = "narrative";
/// The notice of the national department.
pub const MONTHLY_NOTICE: &str = "monthly-notice";

/// The longest text of a section.
const LONGEST: usize = 20_000;

/// A section with what people wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    pub written: WrittenSection,
    /// What people wrote; nothing where they are not asked.
    pub text: String,
}

impl Section {
    /// Whether there is anything to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.paragraphs.is_empty() && self.text.is_empty()
    }
}

/// A draft as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftMark {
    pub id: Uuid,
    pub number: i64,
    pub as_of: DateTime<Utc>,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
}

/// The table at the end: one row a province or organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Annex {
    /// Ids of the indicators of the columns.
    pub columns: &'static [&'static str],
    /// Name of the row and its figures.
    pub rows: Vec<(String, Vec<i64>)>,
}

/// A report in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Narrative {
    pub plan: &'static Plan,
    pub report: Report,
    /// What the document is about, with the period in words.
    pub about: String,
    /// Lines under the title: the days, the hour of the figures.
    pub lines: Vec<String>,
    pub sections: Vec<Section>,
    /// The period that it is compared with, where there is something to compare.
    pub compared: Option<(NaiveDate, NaiveDate)>,
    pub annex: Annex,
    /// The latest first.
    pub drafts: Vec<DraftMark>,
    /// The words are those of an earlier period.
    pub taken_over: Option<(NaiveDate, NaiveDate)>,
}

impl Narrative {
    /// The whole report, paragraph by paragraph, as a draft keeps it.
    #[must_use]
    pub fn paragraphs(&self) -> Vec<String> {
        let mut all = vec![self.about.clone()];
        all.extend(self.lines.iter().cloned());
        for (heading, section) in self.headed() {
            all.extend(heading);
            all.extend(section.written.paragraphs.iter().cloned());
            all.extend(lines_of(&section.text));
        }
        all
    }

    /// The sections that are printed, each with its numbered heading. A heading stands only over something.
    #[must_use]
    pub fn headed(&self) -> Vec<(Option<String>, &Section)> {
        let (mut part, mut number) = (0_usize, 0_usize);
        let mut all = Vec::new();
        for (place, section) in self.sections.iter().enumerate() {
            let level = section.written.level;
            let below = self.sections[place + 1..].iter().take_while(|it| it.written.level > level);
            if section.is_empty() && (level != 1 || below.clone().all(Section::is_empty)) {
                continue;
            }
            let title = &section.written.title;
            let heading = match level {
                0 => None,
                1 => {
                    (part, number) = (part + 1, 0);
                    Some(format!("{}. {title}", roman(part)))
                }
                _ => {
                    number += 1;
                    Some(format!("{number}. {title}"))
                }
            };
            all.push((heading, section));
        }
        all
    }
}

fn lines_of(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

fn roman(number: usize) -> &'static str {
    const NUMBERS: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    NUMBERS.get(number.saturating_sub(1)).copied().unwrap_or("X")
}

impl Serialize for Narrative {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let section = |(heading, section): &(Option<String>, &Section)| {
            json!({
                "key": section.written.key, "level": section.written.level, "title": heading,
                "paragraphs": section.written.paragraphs, "text": section.text,
            })
        };
        let row = |(name, figures): &(String, Vec<i64>)| {
            let figures: BTreeMap<&str, i64> =
                self.annex.columns.iter().copied().zip(figures.iter().copied()).collect();
            json!({ "name": name, "figures": figures })
        };
        let mut object = serializer.serialize_struct("Narrative", 9)?;
        object.serialize_field("plan", &self.plan.key)?;
        object.serialize_field("name", &self.plan.name)?;
        object.serialize_field("about", &self.about)?;
        object.serialize_field("lines", &self.lines)?;
        object.serialize_field("source", &self.plan.source)?;
        let sections: Vec<_> = self.headed().iter().map(section).collect();
        object.serialize_field("sections", &sections)?;
        object.serialize_field("annex", &self.annex.rows.iter().map(row).collect::<Vec<_>>())?;
        let compared = self.compared.map(|(from, to)| json!({ "from": from, "to": to }));
        object.serialize_field("compared", &compared)?;
        object.serialize_field("figures", &self.report)?;
        object.end()
    }
}

/// The report of an organisation in words, with the latest words of people.
pub async fn view(desk: &Desk, actor: &Actor, request: &ReportRequest, plan: &str) -> Outcome<Narrative> {
    let plan = plan_on(plan, request.to).ok_or(Failure::Missing)?;
    let (from, to) = months_before((request.from, request.to), plan.compared_months);
    let earlier = ReportRequest { from, to, ..request.clone() };
    let figures = async { Ok((report(desk, actor, request).await?, report(desk, actor, &earlier).await?)) };
    // Each of them reads for itself: side by side they take as long as the longest.
    let ((report, before), mut rows, around) =
        tokio::try_join!(figures, rows_of(desk, actor, request), Around::read(desk, actor, request))?;
    let mut ended = BTreeSet::new();
    if plan.key == MONTHLY_NOTICE {
        ended = forget_ended(desk, request, &mut rows).await?;
    }
    let mut numbers = NarrativeNumbers::new(&report.figures, Some(&before.figures));
    for (list, id) in [
        ("none_new", "cases_new_litigation"),
        ("none_closed", "cases_closed_litigation"),
        ("none_successful", "litigation_successful"),
    ] {
        let awaited = rows.iter().filter(|(_, row)| !ended.contains(&row.org));
        let without = awaited.filter(|(_, row)| count(row, id) == 0).map(|(name, _)| name.clone());
        numbers.list(list, without.collect());
    }
    around.tell(&mut numbers);
    let which = which(request, &plan.key);
    let tx = desk.store().snapshot().await?;
    let drafts = store::narratives::list(&tx, &which).await?;
    let (texts, taken_over) = match drafts.first() {
        Some(draft) => (draft.texts.clone(), None),
        None => match store::narratives::latest_before(&tx, &which).await? {
            Some(draft) => (draft.texts, Some((draft.from_on, draft.to_on))),
            None => (BTreeMap::new(), None),
        },
    };
    let section = |written: WrittenSection| Section {
        text: texts.get(&written.key).filter(|_| written.prompt.is_some()).cloned().unwrap_or_default(),
        written,
    };
    let (period, next) = plan.period_names(request.from, request.to);
    Ok(Narrative {
        about: plan.about.replace("{period}", &period).replace("{next}", &next),
        lines: lines(plan, request, report.as_of),
        sections: plan.write(&numbers).into_iter().map(section).collect(),
        compared: numbers.compares().then_some((from, to)),
        annex: annex(&plan.key, &rows),
        drafts: drafts.iter().map(mark).collect(),
        taken_over,
        plan,
        report,
    })
}

fn which<'a>(request: &'a ReportRequest, plan: &'a str) -> Which<'a> {
    Which { org: &request.org, plan, from: request.from, to: request.to, geography: request.geography }
}

fn mark(draft: &Draft) -> DraftMark {
    DraftMark {
        id: draft.id,
        number: draft.number,
        as_of: draft.as_of,
        saved_at: draft.saved_at,
        saved_by: draft.saved_by.clone(),
    }
}

fn lines(plan: &Plan, request: &ReportRequest, as_of: DateTime<Utc>) -> Vec<String> {
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    let here = as_of + Duration::hours(7);
    vec![
        plan.days.replace("{from}", &day(request.from)).replace("{to}", &day(request.to)),
        plan.hour
            .replace("{hour}", &here.format("%Hh%M").to_string())
            .replace("{day}", &day(here.date_naive())),
    ]
}

fn count(report: &Report, id: &str) -> i64 {
    match report.value(id) {
        Some(Value::Count(count)) => count,
        _ => 0,
    }
}

/// One row a province for those who have several, else one an organisation that keeps a register.
async fn rows_of(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Vec<(String, Report)>> {
    if OrganisationKind::of_code(&request.org) == Some(OrganisationKind::Department) {
        let provinces = names::provinces(desk, actor).await?;
        let name = |report: &Report| {
            let code = law::staff::province_of_code(&report.org)?;
            let mut named: Vec<_> = provinces.iter().filter(|row| row.code == code).collect();
            named.sort_by_key(|row| row.valid_from);
            let then = named.iter().rev().find(|row| row.valid_from <= request.to).or(named.first());
            then.map(|row| row.name.clone())
        };
        let rows = report_by_province(desk, actor, request).await?;
        return Ok(rows
            .into_iter()
            .map(|row| (name(&row).unwrap_or_else(|| desk.name_of_organisation(&row.org)), row))
            .collect());
    }
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let codes = organisations(desk, &permit, request)?;
    let (window, as_of) = window(desk, request)?;
    let tx = desk.store().snapshot().await?;
    let tallied =
        store::statistics::tally_by_organisation(&tx, &Scope::Organisations(codes), &window).await?;
    let below = subtree(&desk.tree(), &request.org);
    let keeps = |code: &str| OrganisationKind::of_code(code).is_some_and(OrganisationKind::keeps_register);
    Ok(tallied
        .into_iter()
        .map(|(code, tallies)| {
            let report = crate::statistics::assemble(request, &code, as_of, &tallies);
            (code, report)
        })
        .filter(|(code, report)| keeps(code) && (below.contains(code) || count(report, "cases_handled") > 0))
        .map(|(code, report)| (desk.name_of_organisation(&code), report))
        .collect())
}

/// Takes out who ended before the period and entered nothing in it. Of those that entered something the figures stay;
/// nobody waits for their entries either, so it answers who ended.
async fn forget_ended(
    desk: &Desk,
    request: &ReportRequest,
    rows: &mut Vec<(String, Report)>,
) -> Outcome<BTreeSet<String>> {
    let tx = desk.store().snapshot().await?;
    let units = store::staff::list_organisations(&tx).await?;
    let ended = |code: &str| {
        let unit = units.iter().find(|unit| unit.code == code);
        unit.and_then(|unit| unit.valid_to).is_some_and(|last| last < request.from)
    };
    let entered = |report: &Report| {
        ["cases_new_litigation", "cases_closed_litigation"].iter().any(|id| count(report, id) > 0)
    };
    rows.retain(|(_, report)| entered(report) || !ended(&report.org));
    Ok(rows.iter().map(|(_, report)| report.org.clone()).filter(|code| ended(code)).collect())
}

/// What is no indicator: people, branches, complaints, and who met a target.
struct Around {
    counted: store::narratives::Around,
    targets: Option<Met>,
}

/// How many of whom cases are asked have brought as many as their target year asks, which is not the year of the
/// calendar.
struct Met {
    days: (NaiveDate, NaiveDate),
    set: usize,
    met: usize,
}

impl Around {
    async fn read(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Self> {
        let permit = desk.permit(actor, Permission::ReadReports)?;
        let codes = organisations(desk, &permit, request)?;
        let tx = desk.store().snapshot().await?;
        let counted = store::narratives::around(&tx, &codes, (request.from, request.to)).await?;
        drop(tx);
        Ok(Self { counted, targets: Met::read(desk, actor, request).await? })
    }

    fn tell(&self, numbers: &mut NarrativeNumbers) {
        let Self { counted, targets } = self;
        for (name, count) in [
            ("branches", counted.branches),
            ("officers", counted.officers),
            ("lawyers", counted.lawyers),
            ("collaborators", counted.collaborators),
            ("complaints", counted.complaints),
            ("complaints_decided", counted.complaints_decided),
        ] {
            numbers.add(name, count);
        }
        let Some(Met { days: (from, to), set, met }) = targets else { return };
        let number = |count: &usize| i64::try_from(*count).unwrap_or(i64::MAX);
        let day = |day: &NaiveDate| day.format("%d/%m/%Y").to_string();
        numbers.list("targets_from", vec![day(from)]);
        numbers.list("targets_to", vec![day(to)]);
        numbers.add("targets_set", number(set));
        numbers.add("targets_met", number(met));
    }
}

impl Met {
    /// Nothing of the nation: it is asked Centre by Centre, not here.
    async fn read(desk: &Desk, actor: &Actor, request: &ReportRequest) -> Outcome<Option<Self>> {
        if OrganisationKind::of_code(&request.org) == Some(OrganisationKind::Department) {
            return Ok(None);
        }
        let days = TargetYear::days_of_report(request.from, request.to);
        let asked = TargetsRequest { org: request.org.clone(), from: days.0, to: days.1 };
        let table = crate::targets::table(desk, actor, &asked).await?.table;
        // A band that rests on no letter of the year is shown on its own page with that said, and not here.
        let is_asked = |it: &&ProviderYear| {
            it.target.as_ref().is_some_and(|target| target.sure && target.freed.is_none() && target.pass > 0)
        };
        let of_whom: Vec<&ProviderYear> = table.providers.iter().filter(is_asked).collect();
        let met =
            of_whom.iter().filter(|it| it.level.is_some_and(|level| level != TargetLevel::NotMet)).count();
        Ok(Some(Self { days, set: of_whom.len(), met }))
    }
}

fn annex(plan: &str, rows: &[(String, Report)]) -> Annex {
    const OF_NOTICE: &[&str] = &[
        "cases_new_litigation",
        "cases_new_litigation_defence",
        "cases_new_litigation_protection",
        "cases_closed_litigation",
        "litigation_successful",
    ];
    const OF_NARRATIVE: &[&str] =
        &["cases_handled", "cases_carried_over", "cases_new", "cases_closed", "cases_carried_forward"];
    let columns = if plan == MONTHLY_NOTICE { OF_NOTICE } else { OF_NARRATIVE };
    let row = |(name, report): &(String, Report)| {
        (name.clone(), columns.iter().map(|id| count(report, id)).collect())
    };
    Annex { columns, rows: rows.iter().map(row).collect() }
}

/// Saves what people wrote, with the report as it reads now, as the next draft. `seen` is the number of the draft that
/// the writer saw.
pub async fn save(
    desk: &Desk,
    actor: &Actor,
    (request, plan): (&ReportRequest, &str),
    seen: i64,
    texts: BTreeMap<String, String>,
) -> Outcome<i64> {
    let permit = desk.permit(actor, Permission::PrepareReports)?;
    permit.within(&request.org)?;
    let mut narrative = view(desk, actor, request, plan).await?;
    let last = narrative.drafts.first().map_or(0, |draft| draft.number);
    if last != seen {
        return Err(Refusal::new("narratives.stale").into());
    }
    if texts.values().any(|text| text.chars().count() > LONGEST) {
        return Err(Refusal::new("narratives.too_long").into());
    }
    for section in narrative.sections.iter_mut().filter(|it| it.written.prompt.is_some()) {
        let text = texts.get(&section.written.key).map_or("", |text| text.trim());
        section.text = without_id_numbers(text);
    }
    let kept = narrative.sections.iter().filter(|it| !it.text.is_empty());
    let draft = Draft {
        id: desk.id(),
        org_code: request.org.clone(),
        plan: narrative.plan.key.clone(),
        from_on: request.from,
        to_on: request.to,
        geography: request.geography,
        number: last + 1,
        texts: kept.map(|it| (it.written.key.clone(), it.text.clone())).collect(),
        paragraphs: narrative.paragraphs(),
        as_of: narrative.report.as_of,
        saved_at: desk.now(),
        saved_by: actor.name.clone(),
    };
    let mut work = desk.begin(&permit).await?;
    store::narratives::insert(&work.tx, &draft).await?;
    let detail = json!({
        "org": draft.org_code, "plan": draft.plan, "from": draft.from_on, "to": draft.to_on,
        "number": draft.number, "as_of": draft.as_of,
    });
    work.record("narratives.save", "narrative", draft.id, detail);
    desk.commit(work).await?;
    Ok(draft.number)
}

/// Two drafts of one report, the later laid over the earlier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differences {
    pub request: ReportRequest,
    pub plan: String,
    pub earlier: DraftMark,
    pub later: DraftMark,
    /// All drafts of the report, the latest first.
    pub drafts: Vec<DraftMark>,
    pub lines: Vec<DraftLine>,
}

/// Lays a draft over another of the same report: over the one before where none is named.
pub async fn differences(desk: &Desk, actor: &Actor, id: Uuid, against: Option<i64>) -> Outcome<Differences> {
    let permit = desk.permit(actor, Permission::ReadReports)?;
    let tx = desk.store().snapshot().await?;
    let later = store::narratives::find(&tx, id).await?.ok_or(Failure::Missing)?;
    permit.within(&later.org_code)?;
    let request = ReportRequest {
        org: later.org_code.clone(),
        from: later.from_on,
        to: later.to_on,
        as_of: None,
        geography: later.geography,
    };
    organisations(desk, &permit, &request)?;
    let drafts = store::narratives::list(&tx, &which(&request, &later.plan)).await?;
    let number = against.unwrap_or(later.number - 1);
    let earlier = drafts.iter().find(|draft| draft.number == number).unwrap_or(&later);
    Ok(Differences {
        lines: draft_differences(&earlier.paragraphs, &later.paragraphs),
        plan: later.plan.clone(),
        earlier: mark(earlier),
        later: mark(&later),
        drafts: drafts.iter().map(mark).collect(),
        request,
    })
}

/// What the paper says beside the report itself.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub state: String,
    pub motto: String,
    pub organisation: String,
    pub above: Option<String>,
    /// "Số:       /BC-…".
    pub number: String,
    /// "…, ngày … tháng … năm 2026".
    pub place_date: String,
    /// Over the place to sign, and under it.
    pub head: String,
    pub sign_hint: String,
    /// Title of the table at the end, and the head of its first column.
    pub annex: String,
    pub unit: String,
    /// Names of the columns of the table.
    pub columns: Vec<String>,
    /// How a count is written.
    pub number_of: Option<fn(i64) -> String>,
    pub recipients_label: String,
    pub recipients: Vec<String>,
}

/// The report as a document: head, title, sections, signature, table.
#[must_use]
pub fn document(narrative: &Narrative, words: &Words) -> Document {
    use chrono::Datelike as _;
    let plan = narrative.plan;
    let mut parts = vec![
        Part::Head(Head {
            above: words.above.as_ref().map(|name| name.to_uppercase()),
            body: words.organisation.to_uppercase(),
            number: Some(words.number.clone()),
            state: words.state.clone(),
            motto: words.motto.clone(),
            place_date: words.place_date.clone(),
            ..Head::default()
        }),
        Part::Title { name: plan.name.clone(), about: Some(narrative.about.clone()) },
    ];
    for line in &narrative.lines {
        let runs = vec![Run::italic(line.as_str())];
        parts.push(Part::Paragraph(Paragraph { runs, align: Align::Centre, indent: false }));
    }
    let mut body = Vec::new();
    for (heading, section) in narrative.headed() {
        let level = section.written.level;
        body.extend(heading.map(|text| Part::Heading { level, text }));
        let words = section.written.paragraphs.iter().cloned().chain(lines_of(&section.text));
        body.extend(words.map(|text| Part::Paragraph(Paragraph::body(vec![Run::plain(text)]))));
    }
    close(&mut body, &plan.end);
    parts.extend(body);
    let signer = Signer {
        authority: vec![words.head.to_uppercase()],
        hint: Some(words.sign_hint.clone()),
        ..Signer::default()
    };
    parts.push(Part::Sign(Sign {
        recipients_label: words.recipients_label.clone(),
        recipients: words.recipients.clone(),
        signers: vec![signer],
    }));
    if narrative.annex.rows.len() > 1 {
        parts.push(Part::Break);
        parts.push(Part::Table(table(&narrative.annex, words)));
    }
    let day = narrative.report.as_of + Duration::hours(7);
    Document {
        title: format!("{} {}", narrative.about, narrative.report.org),
        language: "vi".to_owned(),
        date: (day.year(), day.month(), day.day()),
        look: Look::Act,
        parts,
    }
}

/// The document as it is shown on a page.
#[must_use]
pub fn html(document: &Document) -> String {
    papers::document::html::write(document)
}

/// Ends the last paragraph as official papers end.
fn close(body: &mut [Part], end: &str) {
    let last = body.iter_mut().rev().find_map(|part| match part {
        Part::Paragraph(paragraph) => paragraph.runs.last_mut(),
        _ => None,
    });
    if let Some(run) = last {
        run.text = format!("{}{end}", run.text.trim_end_matches(['.', ';', '/']));
    }
}

fn table(annex: &Annex, words: &Words) -> Table {
    let number = |count: i64| words.number_of.map_or_else(|| count.to_string(), |write| write(count));
    let mut columns =
        vec![Column { share: 8, align: Align::Centre }, Column { share: 34, align: Align::Left }];
    columns.extend(annex.columns.iter().map(|_| Column { share: 12, align: Align::Right }));
    let mut head = vec![Cell::head("TT"), Cell::head(words.unit.as_str())];
    head.extend(words.columns.iter().map(Cell::head));
    let row = |(place, (name, figures)): (usize, &(String, Vec<i64>))| {
        let mut cells = vec![Cell::new((place + 1).to_string()), Cell::new(name.as_str())];
        cells.extend(figures.iter().map(|count| Cell::new(number(*count))));
        cells
    };
    Table {
        caption: Some(words.annex.clone()),
        columns,
        head: vec![head],
        rows: annex.rows.iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_paragraph_ends_as_offices_end() {
        let paragraph = |text: &str| Part::Paragraph(Paragraph::body(vec![Run::plain(text)]));
        let mut body = vec![paragraph("Một."), Part::Heading { level: 1, text: "Hai".to_owned() }];
        close(&mut body, "./.");
        assert_eq!(body[0], paragraph("Một./."));
        assert_eq!([1, 4, 9, 20].map(roman), ["I", "IV", "IX", "X"]);
    }
}
