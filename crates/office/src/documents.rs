//! Documents that the office writes (*văn bản, biểu mẫu*): a form filled with the facts of a case or a request.
//!
//! `forms` are data files with days of validity, `facts` what they may name, `slots` what may be typed into them,
//! `layout` joins the three. A paper that is to be issued is kept and goes its way in `course`: drafted, numbered, signed,
//! issued; `same` knows whether a signed file is the document, `verify` tells anybody whether one is genuine. Every look and every step is recorded.

mod course;
mod facts;
mod forms;
mod layout;
mod periodic;
mod same;
mod slots;
mod verify;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::access::Permission;
use law::cases::AidForm;
use law::documents::DocumentKind;
use law::kernel::coded::Coded as _;
use papers::document::{Document, docx, html, pdf};
use serde_json::json;
use store::staff::Organisation;
use uuid::Uuid;

pub use course::{
    DocumentList, DocumentView, Issuing, Numbering, SignedFile, Signing, begin, cancel, edit, issue, list,
    number, of_subject, replace, sign, signed_file, take_away, view,
};
pub use facts::Names;
pub use forms::{Form, Subject};
pub use papers::signature::{Integrity, Signature, Trust};
pub use periodic::{Period, Taking, periodic, periodic_forms, providers_for};
pub use slots::{Label, Slot};
pub use store::documents::{Document as Record, DocumentLine};
pub use verify::{Standing, Verified, by_code, by_hand, seal_key};

use crate::desk::{Actor, Desk, Permit, Work};
use crate::failure::{Failure, Outcome};
use layout::Facts;

/// What was typed into a document, by the place it was typed into.
pub type Typed = BTreeMap<String, String>;

/// What a document is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    Case(Uuid),
    Request(Uuid),
}

impl About {
    /// What it was kept under.
    #[must_use]
    pub fn read(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "case" => Some(Self::Case(id)),
            "request" => Some(Self::Request(id)),
            _ => None,
        }
    }

    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Request(_) => "request",
        }
    }

    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Case(id) | Self::Request(id) => id,
        }
    }

    /// What it takes to read it.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Case(_) => Permission::ReadCases,
            Self::Request(_) => Permission::ReadRequests,
        }
    }

    fn subject(self) -> Subject {
        match self {
            Self::Case(_) => Subject::Case,
            Self::Request(_) => Subject::Request,
        }
    }
}

/// A form filled in, to be looked at and to be taken away.
#[derive(Clone, Debug)]
pub struct Draft {
    pub form: &'static Form,
    pub document: Document,
    /// What the thing is called: file code, or nothing for a request.
    pub code: String,
    /// What may be typed into it; empty for a form that is not numbered.
    pub slots: Vec<Slot>,
}

impl Draft {
    /// The page that shows it.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(&self.document)
    }

    /// The file to edit and print.
    pub fn docx(&self) -> Outcome<Vec<u8>> {
        written(&self.document)
    }

    /// The file to print and send: archival, its faces within.
    pub async fn pdf(&self, desk: &Desk) -> Outcome<Vec<u8>> {
        printed(desk, &self.document).await
    }
}

/// Setting pages takes milliseconds that other visitors need not wait for.
pub(crate) async fn printed(desk: &Desk, document: &Document) -> Outcome<Vec<u8>> {
    printed_marked(desk, document, None).await
}

/// The same with a mark by which the file is known again.
async fn printed_marked(desk: &Desk, document: &Document, mark: Option<String>) -> Outcome<Vec<u8>> {
    let (desk, document) = (desk.clone(), document.clone());
    let write = move || pdf::write_marked(&document, desk.fonts(), mark.as_deref());
    let written = tokio::task::spawn_blocking(write).await;
    written
        .map_err(|error| Failure::Broken(error.to_string()))?
        .map_err(|error| Failure::Broken(error.to_string()))
}

fn written(document: &Document) -> Outcome<Vec<u8>> {
    docx::write(document).map_err(|error| Failure::Broken(error.to_string()))
}

impl Form {
    /// What kind of document it makes; none where it bears no number.
    #[must_use]
    pub fn numbered_as(&self) -> Option<DocumentKind> {
        self.symbol.as_ref().and_then(|_| DocumentKind::from_code(&self.kind))
    }
}

/// What a thing says of itself, before a form is chosen.
struct Material {
    facts: Facts,
    organisation: Organisation,
    form: AidForm,
    /// The day whose forms are printed.
    day: NaiveDate,
    code: String,
    case: Option<Uuid>,
    /// It lies in another organisation that sent it here: to be read, not to be worked on.
    own: bool,
}

impl Material {
    fn form(&self, subject: Subject, key: &str) -> Outcome<&'static Form> {
        forms::list(subject, self.form, self.day).find(|form| form.key == key).ok_or(Failure::Missing)
    }
}

/// Opens what a document is about, within reach, and says its facts as of a day.
async fn gather(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    about: About,
    (names, dated): (Names<'_>, NaiveDate),
) -> Outcome<Material> {
    let tx = &work.tx;
    let unit = async |code: &str| store::staff::find_organisation(tx, code).await?.ok_or(Failure::Missing);
    match about {
        About::Case(id) => {
            let file = crate::confidentiality::open_case(desk, tx, permit, id).await?;
            let organisation = unit(&file.case.org_code).await?;
            let mut facts = facts::of_organisation(tx, &organisation, dated).await?;
            facts::add_case(tx, &mut facts, &file, names).await?;
            let day = paper_day(desk.today(), file.case.closed_on);
            let (form, code) = (file.case.form.0, file.case.file_code);
            Ok(Material { facts, organisation, form, day, code, case: Some(id), own: true })
        }
        About::Request(id) => {
            let file = open_request(desk, work, permit, id).await?;
            let organisation = unit(&file.request.org_code).await?;
            let mut facts = facts::of_organisation(tx, &organisation, dated).await?;
            facts::add_request(tx, &mut facts, &file, names).await?;
            let (form, case) = (file.request.form.0, file.request.case_id);
            let own = permit.reach().covers(&file.request.org_code);
            let day = request_day(desk, &file);
            Ok(Material { facts, organisation, form, day, code: String::new(), case, own })
        }
    }
}

/// A request within reach whose persons lie open.
async fn open_request(
    desk: &Desk,
    work: &Work,
    permit: &Permit,
    id: Uuid,
) -> Outcome<store::requests::RequestFile> {
    let account = permit.actor().id();
    let viewer = store::requests::Viewer { reach: permit.reach(), account: &account };
    let file = store::requests::find(&work.tx, &viewer, id).await?.ok_or(Failure::Missing)?;
    crate::confidentiality::may_open_request(desk, &work.tx, permit.actor(), &file.request).await?;
    Ok(file)
}

/// A case that ended in an earlier state of the law prints the forms of that day.
fn paper_day(today: NaiveDate, closed_on: Option<NaiveDate>) -> NaiveDate {
    closed_on.map_or(today, |closed| closed.min(today))
}

/// A request that was decided prints the forms of that day.
fn request_day(desk: &Desk, file: &store::requests::RequestFile) -> NaiveDate {
    let decided = file.request.decided_at.map(|at| crate::deadlines::local(at).date());
    paper_day(desk.today(), decided)
}

/// The forms that a case or a request may need, as they hold today, and what it is called.
pub async fn forms_for(desk: &Desk, actor: &Actor, about: About) -> Outcome<(String, Vec<&'static Form>)> {
    let permit = desk.permit(actor, about.permission())?;
    let work = desk.begin(&permit).await?;
    let (code, form, day) = match about {
        About::Case(id) => {
            let case = crate::confidentiality::open_case(desk, &work.tx, &permit, id).await?.case;
            (case.file_code, case.form.0, paper_day(desk.today(), case.closed_on))
        }
        About::Request(id) => {
            let file = open_request(desk, &work, &permit, id).await?;
            let (day, request) = (request_day(desk, &file), file.request);
            (String::new(), request.form.0, day)
        }
    };
    Ok((code, forms::list(about.subject(), form, day).collect()))
}

/// Fills a form with the facts of a case or a request.
pub async fn draft(desk: &Desk, actor: &Actor, about: About, key: &str, names: Names<'_>) -> Outcome<Draft> {
    let permit = desk.permit(actor, about.permission())?;
    let mut work = desk.begin(&permit).await?;
    let material = gather(desk, &work, &permit, about, (names, desk.today())).await?;
    let form = material.form(about.subject(), key)?;
    let document = layout::lay_out(form, &material.facts);
    let slots = if form.numbered_as().is_some() { slots::of(form, &material.facts) } else { Vec::new() };
    let detail = json!({ "form": form.key, "valid_from": form.valid_from });
    work.record("documents.draft", about.kind(), about.id(), detail);
    desk.commit(work).await?;
    Ok(Draft { form, document, code: material.code, slots })
}

#[cfg(test)]
#[path = "../tests/proof/mod.rs"]
mod proof;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a form that may name facts.
    fn texts(form: &Form) -> Vec<(Option<String>, String)> {
        let mut found = Vec::new();
        for part in &form.part {
            let single = [&part.name, &part.about, &part.text, &part.label, &part.above, &part.second_name];
            let lists = [&part.lines, &part.recipients, &part.authority, &part.second_authority];
            let rows = part.rows.iter().map(|(_, text)| text);
            let own = single.into_iter().flatten().chain(lists.into_iter().flatten());
            found.extend(own.map(|text| (None, text.clone())));
            let fixed = part.fixed.iter().flatten().map(|text| (None, text.clone()));
            found.extend(fixed);
            found.extend(rows.chain(&part.cells).map(|text| (part.each.clone(), text.clone())));
            found
                .extend(part.when.iter().map(|name| (None, format!("{{{}}}", name.trim_start_matches('!')))));
        }
        found
    }

    #[test]
    fn every_form_names_only_facts_that_there_are() {
        for form in forms::all() {
            for (list, text) in texts(form) {
                for name in layout::names(&text) {
                    let own = facts::ENTRIES.iter().find(|(known, _)| list.as_deref() == Some(*known));
                    let figure = name.strip_prefix(facts::FIGURE);
                    let figure = figure.is_some_and(|id| law::statistics::indicator(id).is_some());
                    let known = figure
                        || facts::VALUES.contains(&name)
                        || own.is_some_and(|(_, names)| names.contains(&name));
                    assert!(known, "{}: {{{name}}} in {text:?}", form.key);
                }
            }
            let kinds = [
                "head",
                "title",
                "to",
                "bases",
                "centred",
                "paragraph",
                "heading",
                "fields",
                "checks",
                "table",
                "sign",
                "code",
            ];
            assert!(form.part.iter().all(|part| kinds.contains(&part.kind.as_str())), "{}", form.key);
            let known = <law::rules::Confidence as law::kernel::coded::Coded>::from_code(&form.confidence);
            assert!(known.is_some(), "{}: {}", form.key, form.confidence);
            assert!(!form.source.is_empty() && !form.name.is_empty() && !form.english.is_empty());
            assert_eq!(form.symbol.is_some(), form.numbered_as().is_some(), "{}: {}", form.key, form.kind);
        }
    }

    #[test]
    fn place_and_date_stand_on_a_form_once() {
        for form in forms::all() {
            let official = form.part.iter().any(|part| part.kind == "head" && !part.plain);
            let signs = form.part.iter().filter_map(|part| part.above.as_deref());
            let dated = signs.filter(|above| above.contains("{place_date}")).count();
            assert!(dated + usize::from(official) <= 1, "{}", form.key);
        }
    }

    #[test]
    fn versions_of_a_form_do_not_overlap_and_every_file_is_read() {
        for form in forms::all() {
            let same = forms::all().iter().filter(|other| other.key == form.key);
            let holding = same.filter(|other| other.holds_on(form.valid_from));
            assert_eq!(holding.count(), 1, "{}", form.key);
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/forms");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of forms")
            .filter_map(|entry| {
                entry.ok()?.file_name().into_string().ok()?.strip_suffix(".toml").map(str::to_owned)
            })
            .filter(|name| name != "words")
            .collect();
        names.sort();
        assert_eq!(names, forms::FILES.map(|(name, _)| name.to_owned()));
    }

    #[test]
    fn letters_in_khmer_are_set_in_a_face_that_has_every_letter_of_them() {
        let fonts = papers::document::pdf::Fonts::from_folder(std::path::Path::new("/usr/share/fonts"));
        if !fonts.has('ក') {
            #[expect(clippy::disallowed_methods, reason = "a test says what it skips")]
            let may_skip = std::env::var("TGPL_NO_SKIP").is_err();
            assert!(may_skip, "a Khmer face is missing");
            return;
        }
        let letters: Vec<&Form> =
            forms::all().iter().filter(|form| form.language.as_deref() == Some("km")).collect();
        assert_eq!(letters.len(), 3);
        for form in letters {
            let words: String = texts(form).into_iter().map(|(_, text)| text).collect();
            let missing: Vec<char> = words.chars().filter(|letter| !fonts.has(*letter)).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", form.key);
            assert!(words.chars().filter(|letter| ('\u{1780}'..='\u{17ff}').contains(letter)).count() > 200);
            let page = layout::lay_out(form, &Facts::default());
            assert!(pdf::write(&page, &fonts).is_ok_and(|file| file.starts_with(b"%PDF-1.7")));
        }
    }
}
