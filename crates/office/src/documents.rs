//! Documents that the office writes (*văn bản, biểu mẫu*): a form filled with the facts of a case or a request.
//!
//! `forms` are data files with days of validity, `facts` what they may name, `layout` joins both. A paper is drafted
//! here; numbering, signing and issuing come with their own issue. Every draft is recorded as a read.

mod facts;
mod forms;
mod layout;

use chrono::NaiveDate;
use law::access::Permission;
use papers::document::{Document, docx, html};
use serde_json::json;
use uuid::Uuid;

pub use facts::Names;
pub use forms::{Form, Subject};

use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// A form filled in, to be looked at and to be taken away.
#[derive(Clone, Debug)]
pub struct Draft {
    pub form: &'static Form,
    pub document: Document,
    /// What the thing is called: file code, or nothing for a request.
    pub code: String,
}

impl Draft {
    /// The page that shows it.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(&self.document)
    }

    /// The file to edit and print.
    pub fn docx(&self) -> Outcome<Vec<u8>> {
        docx::write(&self.document).map_err(|error| Failure::Broken(error.to_string()))
    }
}

/// The forms that a case may need, as they hold today, and its code.
pub async fn forms_of_case(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<(String, Vec<&'static Form>)> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let file = crate::confidentiality::open_case(desk, &tx, &permit, id).await?;
    let day = paper_day(desk.today(), file.case.closed_on);
    Ok((file.case.file_code, forms::list(Subject::Case, file.case.form.0, day).collect()))
}

/// A case that ended in an earlier state of the law prints the forms of that day.
fn paper_day(today: NaiveDate, closed_on: Option<NaiveDate>) -> NaiveDate {
    closed_on.map_or(today, |closed| closed.min(today))
}

/// Fills a form with the facts of a case.
pub async fn draft_for_case(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    key: &str,
    names: Names<'_>,
) -> Outcome<Draft> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let mut work = desk.begin(&permit).await?;
    let file = crate::confidentiality::open_case(desk, &work.tx, &permit, id).await?;
    let today = desk.today();
    let day = paper_day(today, file.case.closed_on);
    let form = forms::list(Subject::Case, file.case.form.0, day).find(|form| form.key == key);
    let form = form.ok_or(Failure::Missing)?;
    let organisation = store::staff::find_organisation(&work.tx, &file.case.org_code).await?;
    let organisation = organisation.ok_or(Failure::Missing)?;
    let mut facts = facts::of_organisation(&work.tx, &organisation, today).await?;
    facts::add_case(&work.tx, &mut facts, &file, names).await?;
    let document = layout::lay_out(form, &facts);
    work.record("documents.draft", "case", id, json!({ "form": form.key, "valid_from": form.valid_from }));
    desk.commit(work).await?;
    Ok(Draft { form, document, code: file.case.file_code })
}

/// The forms that a request may need, as they hold today.
pub async fn forms_of_request(desk: &Desk, actor: &Actor, id: Uuid) -> Outcome<Vec<&'static Form>> {
    let view = crate::requests::view(desk, actor, id).await?;
    if !view.open {
        return Err(Failure::Missing);
    }
    Ok(forms::list(Subject::Request, view.file.request.form.0, desk.today()).collect())
}

/// Fills a form with the facts of a request.
pub async fn draft_for_request(
    desk: &Desk,
    actor: &Actor,
    id: Uuid,
    key: &str,
    names: Names<'_>,
) -> Outcome<Draft> {
    let view = crate::requests::view(desk, actor, id).await?;
    if !view.open {
        return Err(Failure::Missing);
    }
    let permit = desk.permit(actor, Permission::ReadRequests)?;
    let mut work = desk.begin(&permit).await?;
    let (file, today) = (view.file, desk.today());
    let form = forms::list(Subject::Request, file.request.form.0, today).find(|form| form.key == key);
    let form = form.ok_or(Failure::Missing)?;
    let organisation = store::staff::find_organisation(&work.tx, &file.request.org_code).await?;
    let organisation = organisation.ok_or(Failure::Missing)?;
    let mut facts = facts::of_organisation(&work.tx, &organisation, today).await?;
    facts::add_request(&work.tx, &mut facts, &file, names).await?;
    let document = layout::lay_out(form, &facts);
    work.record("documents.draft", "request", id, json!({ "form": form.key, "valid_from": form.valid_from }));
    desk.commit(work).await?;
    Ok(Draft { form, document, code: String::new() })
}

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
                    let known =
                        facts::VALUES.contains(&name) || own.is_some_and(|(_, names)| names.contains(&name));
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
            ];
            assert!(form.part.iter().all(|part| kinds.contains(&part.kind.as_str())), "{}", form.key);
            let known = <law::rules::Confidence as law::kernel::coded::Coded>::from_code(&form.confidence);
            assert!(known.is_some(), "{}: {}", form.key, form.confidence);
            assert!(!form.source.is_empty() && !form.name.is_empty() && !form.english.is_empty());
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
}
