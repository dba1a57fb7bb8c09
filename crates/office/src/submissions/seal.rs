//! A sealed report: what was signed, as one text with one hash, and the cases behind its numbers as one stored file.
//!
//! The numbers of the units below are not kept twice: a report names the sealed reports it adds up, by their hashes. What
//! it counts itself stands in the file, one row a beneficiary, from which every cell is counted again and opened.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::Mutex;

use chrono::{DateTime, Days, NaiveDate, Utc};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use law::rules::ReportKind;
use law::statistics::{CaseFact, FilledForm, Form, Window, form_of, tally_facts};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::code::Code;
use store::snapshots::Snapshot;
use uuid::Uuid;

use super::count::CountedForm;
use crate::desk::Desk;
use crate::exchange::report::PaperWording;
use crate::failure::{Failure, Outcome};

/// The layout of [`Body`].
pub(super) const FORMAT: u32 = 1;

/// What is signed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Body {
    pub format: u32,
    pub submission: Uuid,
    pub org: String,
    pub kind: Code<ReportKind>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Last day that is counted.
    pub actual_to: NaiveDate,
    /// What was entered later is not in it.
    pub as_of: DateTime<Utc>,
    pub number: i32,
    pub sealed_at: DateTime<Utc>,
    pub signer: SignerMark,
    /// Every organisation it covers.
    pub scope: Vec<String>,
    /// Units that had not sent theirs; their registers were counted.
    pub missing: Vec<String>,
    pub parts: Vec<PartMark>,
    pub facts: FactsMark,
    pub forms: Vec<SealedForm>,
}

/// Who signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignerMark {
    pub id: String,
    pub name: String,
    pub org: String,
    pub role: String,
}

/// A sealed report that is added up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartMark {
    pub id: Uuid,
    pub org: String,
    pub hash: String,
}

/// The file of the cases that the report counts itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FactsMark {
    pub sha256: String,
    pub rows: usize,
}

/// A form as it was signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SealedForm {
    pub key: String,
    /// SHA-256 of the file of the form: the version of its definitions.
    pub definition: String,
    pub actual: Vec<Vec<Option<i64>>>,
    /// Nothing where the whole period is counted.
    pub estimate: Option<Vec<Vec<Option<i64>>>>,
    pub explanations: Vec<SealedExplanation>,
    /// Every word on paper but the names of rows and columns.
    pub wording: PaperWording,
}

/// Why a cell is as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SealedExplanation {
    pub row: String,
    pub column: String,
    pub reason: String,
    pub by: String,
}

/// A sealed report, opened.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub snapshot: Snapshot,
    pub body: Body,
    forms: Vec<CountedForm>,
}

impl Sealed {
    /// Reads a sealed report; it is drawn by the definitions of its day.
    pub(super) async fn open(tx: &Tx, snapshot: Snapshot) -> Outcome<Self> {
        let body: Body = serde_json::from_str(&snapshot.body).map_err(broken)?;
        let mut forms = Vec::with_capacity(body.forms.len());
        for sealed in &body.forms {
            let form = definition(tx, &sealed.definition).await?;
            let filled = |cells: &Vec<Vec<Option<i64>>>| FilledForm { form, cells: cells.clone() };
            let fits = sealed.actual.len() == form.rows.len()
                && sealed.actual.iter().all(|row| row.len() == form.columns.len());
            if !fits {
                return Err(Failure::Broken(format!(
                    "report {}: form {} does not fit",
                    snapshot.id, form.key
                )));
            }
            let estimate = sealed.estimate.as_ref().map_or_else(|| FilledForm::empty(form), filled);
            forms.push(CountedForm { form, actual: filled(&sealed.actual), estimate });
        }
        Ok(Self { snapshot, body, forms })
    }

    /// The numbers of all forms.
    #[must_use]
    pub fn forms(&self) -> &[CountedForm] {
        &self.forms
    }

    /// The form with a key.
    #[must_use]
    pub fn form(&self, key: &str) -> Option<&CountedForm> {
        self.forms.iter().find(|it| it.form.key == key)
    }

    /// The words of a form on paper.
    #[must_use]
    pub fn wording(&self, key: &str) -> Option<&PaperWording> {
        self.body.forms.iter().find(|it| it.key == key).map(|it| &it.wording)
    }

    /// The days that are counted.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { from: self.body.from, to: self.body.actual_to, as_of: Some(self.body.as_of) }
    }

    /// The cases that this report counts itself.
    pub(super) async fn own_facts(&self, desk: &Desk) -> Outcome<Vec<CaseFact>> {
        let content = desk.files().get(&self.body.facts.sha256).await?;
        let content =
            content.ok_or_else(|| Failure::Broken(format!("no file {}", self.body.facts.sha256)))?;
        unpack(&content)
    }
}

/// The form of a definition, read once: a report of the nation opens dozens of others.
async fn definition(tx: &Tx, sha256: &str) -> Outcome<&'static Form> {
    static READ: Mutex<BTreeMap<String, &'static Form>> = Mutex::new(BTreeMap::new());
    let known = READ.lock().map_err(broken)?.get(sha256).copied();
    if let Some(form) = known {
        return Ok(form);
    }
    let text = store::snapshots::find_definition(tx, sha256).await?;
    let text = text.ok_or_else(|| Failure::Broken(format!("no definition {sha256}")))?;
    let form = form_of(&text).map_err(Failure::Broken)?;
    if hash_of(text.as_bytes()) == sha256 {
        READ.lock().map_err(broken)?.insert(sha256.to_owned(), form);
    }
    Ok(form)
}

pub(super) fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(error.to_string())
}

/// SHA-256 as text.
pub(super) fn hash_of(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// Days are kept as numbers from here.
const START: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a constant date exists");
/// Bytes of a row: case, place, three days, two shapes.
const ROW: usize = 16 + 2 + 3 * 4 + 2 * 8;
/// No file of facts is larger.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Packs facts; the same facts always make the same bytes.
pub(super) fn pack(facts: &[CaseFact]) -> Outcome<Vec<u8>> {
    let day = |day: NaiveDate| i32::try_from((day - START).num_days()).unwrap_or(i32::MAX).to_be_bytes();
    let mut plain = Vec::with_capacity(facts.len() * ROW);
    for fact in facts {
        plain.extend(fact.case.to_be_bytes());
        plain.extend(fact.position.to_be_bytes());
        plain.extend(day(fact.accepted_on));
        plain.extend(day(fact.ended_on));
        plain.extend(fact.appraised_on.map_or([0xff; 4], day));
        plain.extend(fact.case_shape.to_be_bytes());
        plain.extend(fact.person_shape.to_be_bytes());
    }
    let mut out = ZlibEncoder::new(Vec::new(), Compression::new(6));
    out.write_all(&plain).map_err(broken)?;
    out.finish().map_err(broken)
}

/// Unpacks facts.
pub(super) fn unpack(packed: &[u8]) -> Outcome<Vec<CaseFact>> {
    let mut plain = Vec::new();
    ZlibDecoder::new(packed).take(MOST_BYTES).read_to_end(&mut plain).map_err(broken)?;
    if !plain.len().is_multiple_of(ROW) {
        return Err(Failure::Broken("a file of facts has half a row".to_owned()));
    }
    plain
        .chunks_exact(ROW)
        .map(|row| read_row(row).ok_or_else(|| broken("a file of facts has a wrong row")))
        .collect()
}

fn read_row(row: &[u8]) -> Option<CaseFact> {
    fn take<const N: usize>(row: &mut &[u8]) -> Option<[u8; N]> {
        let (head, rest) = row.split_first_chunk::<N>()?;
        *row = rest;
        Some(*head)
    }
    let row = &mut &*row;
    let day = |bytes: [u8; 4]| START.checked_add_days(Days::new(u64::from(u32::from_be_bytes(bytes))));
    let case = u128::from_be_bytes(take(row)?);
    let position = u16::from_be_bytes(take(row)?);
    let (accepted_on, ended_on) = (day(take(row)?)?, day(take(row)?)?);
    let appraised = take(row)?;
    Some(CaseFact {
        case,
        position,
        accepted_on,
        ended_on,
        appraised_on: if appraised == [0xff; 4] { None } else { Some(day(appraised)?) },
        case_shape: i64::from_be_bytes(take(row)?),
        person_shape: i64::from_be_bytes(take(row)?),
    })
}

/// What of a sealed report does not fit when everything is computed again: its hash, its parts, its cells.
pub(crate) async fn faults(desk: &Desk, tx: &Tx, snapshot: Snapshot) -> Outcome<Vec<String>> {
    let (id, hash) = (snapshot.id, snapshot.hash.clone());
    let mut faults = Vec::new();
    let mut fault = |what: &str| faults.push(format!("report {id}: {what}"));
    if hash_of(snapshot.body.as_bytes()) != hash {
        fault("hash");
    }
    let Ok(sealed) = Sealed::open(tx, snapshot).await else {
        fault("cannot be read");
        return Ok(faults);
    };
    let (row, body) = (&sealed.snapshot, &sealed.body);
    let named = (&row.submission_id, &row.number, &row.org_code, &row.kind, &row.period_to, &row.actual_to);
    let signed = (&body.submission, &body.number, &body.org, &body.kind, &body.to, &body.actual_to);
    if named != signed
        || (row.as_of, row.sealed_at) != (body.as_of, body.sealed_at)
        || row.facts_sha256 != body.facts.sha256
    {
        fault("its row says something else");
    }
    let parts = store::snapshots::list_parts(tx, id).await?;
    let there: BTreeMap<Uuid, &str> = parts.iter().map(|part| (part.id, part.hash.as_str())).collect();
    let signed: BTreeMap<Uuid, &str> = body.parts.iter().map(|part| (part.id, part.hash.as_str())).collect();
    if there != signed {
        fault("parts");
    }
    match sealed.own_facts(desk).await {
        Err(_) => fault("the file of its cases"),
        Ok(facts) if facts.len() != body.facts.rows => fault("number of cases"),
        Ok(facts) => {
            for wrong in recount(tx, &sealed, parts, &facts).await? {
                fault(&wrong);
            }
        }
    }
    if !is_recorded(tx, &sealed).await? {
        fault("not in the audit chain");
    }
    Ok(faults)
}

/// Counts every cell again from the cases and the parts.
async fn recount(tx: &Tx, sealed: &Sealed, parts: Vec<Snapshot>, facts: &[CaseFact]) -> Outcome<Vec<String>> {
    let tallies = tally_facts(facts, &sealed.window());
    let mut opened = Vec::with_capacity(parts.len());
    for part in parts {
        opened.push(Sealed::open(tx, part).await?);
    }
    let mut wrong = Vec::new();
    for counted in sealed.forms() {
        let mut again = counted.form.fill(&tallies);
        for part in opened.iter().filter_map(|part| part.form(&counted.form.key)) {
            again.add(&part.actual);
        }
        if again.cells != counted.actual.cells {
            wrong.push(format!("form {}", counted.form.key));
        }
    }
    for form in &sealed.body.forms {
        let text = store::snapshots::find_definition(tx, &form.definition).await?;
        if text.is_none_or(|text| hash_of(text.as_bytes()) != form.definition) {
            wrong.push(format!("definition of form {}", form.key));
        }
    }
    Ok(wrong)
}

/// Whether the record of acts says that this very hash was signed.
async fn is_recorded(tx: &Tx, sealed: &Sealed) -> Outcome<bool> {
    let search = store::audit::Search {
        act: Some("submissions.sign".to_owned()),
        object_kind: Some("submission".to_owned()),
        object_id: Some(sealed.body.submission.to_string()),
        ..store::audit::Search::default()
    };
    let lines = store::audit::list(tx, None, &search, 1000).await?;
    Ok(lines.iter().any(|line| line.detail.contains(&sealed.snapshot.hash)))
}

/// Cells as they are kept; zeros of what is not estimated are not.
pub(super) fn sealed_form(counted: &CountedForm, estimated: bool, wording: PaperWording) -> SealedForm {
    let form: &Form = counted.form;
    SealedForm {
        key: form.key.clone(),
        definition: hash_of(form.definition.as_bytes()),
        actual: counted.actual.cells.clone(),
        estimate: estimated.then(|| counted.estimate.cells.clone()),
        explanations: Vec::new(),
        wording,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back_as_they_went() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let fact = |case: u128, appraised_on: Option<NaiveDate>| CaseFact {
            case,
            position: 3,
            accepted_on: day("2024-02-29"),
            ended_on: day("9999-12-31"),
            appraised_on,
            case_shape: i64::MAX,
            person_shape: -1,
        };
        let facts = [fact(u128::MAX, None), fact(7, Some(day("1900-01-01")))];
        let packed = pack(&facts).expect("packed");
        assert_eq!(unpack(&packed).expect("unpacked"), facts);
        assert_eq!(pack(&facts).expect("packed"), packed);
        assert!(unpack(&packed[1..]).is_err());
        let half = {
            let mut out = ZlibEncoder::new(Vec::new(), Compression::new(6));
            out.write_all(&[0; ROW + 1]).expect("written");
            out.finish().expect("packed")
        };
        assert!(unpack(&half).is_err());
    }
}
