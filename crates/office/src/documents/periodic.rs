//! Forms of an organisation and a span of days: the book and the reports of the joint circular (05, 06A–C). Filled with the figures of the period and the cases that a body gave notice of.

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::cases::{AidForm, Source};
use serde_json::json;
use store::cases::CaseFile;

use super::facts::{self, Names};
use super::forms::{self, Form, Subject};
use super::{Draft, layout};
use crate::confidentiality::{Place, ground_of_list, mask_files};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome};
use crate::statistics::{Geography, ReportRequest, report};

/// Cases read at once.
const PAGE: u64 = 1000;

/// Whose form, and of which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub org: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Whether a form is looked at or taken away as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    Look,
    File,
}

/// The forms of a span of days that hold on a day.
pub fn periodic_forms(day: NaiveDate) -> impl Iterator<Item = &'static Form> {
    forms::list(Subject::Period, AidForm::Litigation, day)
}

/// Fills a form of a span of days. As a file it names nobody who is protected.
pub async fn periodic(
    desk: &Desk,
    actor: &Actor,
    (key, period): (&str, &Period),
    taking: Taking,
    names: Names<'_>,
) -> Outcome<Draft> {
    desk.permit(actor, Permission::ReadCases)?;
    let permit = desk.permit(actor, Permission::ReadReports)?;
    permit.within(&period.org)?;
    let form = periodic_forms(desk.today()).find(|form| form.key == key).ok_or(Failure::Missing)?;
    let request = ReportRequest {
        org: period.org.clone(),
        from: period.from,
        to: period.to,
        as_of: None,
        geography: Geography::Now,
    };
    let figures = report(desk, actor, &request).await?.figures;
    let ground = match taking {
        Taking::Look => None,
        Taking::File => Some(ground_of_list(desk, actor, None)?),
    };
    let mut work = desk.begin(&permit).await?;
    let organisation =
        store::staff::find_organisation(&work.tx, &period.org).await?.ok_or(Failure::Missing)?;
    let mut facts = facts::of_organisation(&work.tx, &organisation, desk.today()).await?;
    facts::add_period(&mut facts, (period.from, period.to), &figures);
    if form.part.iter().any(|part| part.each.as_deref() == Some("notified_cases")) {
        let place = ground.map_or(Place::Screen, Place::File);
        let protected = names("register-person", "protected");
        let files = notified(desk, &work, (actor, place), period, &protected).await?;
        facts::add_notified(&mut facts, &files, names);
    }
    let document = layout::lay_out(form, &facts);
    let detail = json!({ "org": period.org, "from": period.from, "to": period.to, "ground": ground });
    work.record("documents.periodic", "list", form.key.as_str(), detail);
    desk.commit(work).await?;
    Ok(Draft { form, document, code: period.org.clone(), slots: Vec::new() })
}

/// The cases of the period that a body that conducts proceedings gave notice of, by day.
async fn notified(
    desk: &Desk,
    work: &Work,
    (actor, place): (&Actor, Place),
    period: &Period,
    protected: &str,
) -> Outcome<Vec<CaseFile>> {
    let reach = Reach::Organisations(vec![period.org.clone()]);
    let days = (Some(period.from), Some(period.to));
    let (mut found, mut last): (Vec<CaseFile>, Option<(String, String)>) = (Vec::new(), None);
    loop {
        let after = last.as_ref().map(|(org, code)| (org.as_str(), code.as_str()));
        let page = store::imports::list_case_files_after(&work.tx, &reach, days, after, PAGE).await?;
        let whole = page.len() as u64 == PAGE;
        last = page.iter().map(|file| (file.case.org_code.clone(), file.case.file_code.clone())).max();
        found.extend(page.into_iter().filter(is_notified));
        if !whole {
            break;
        }
    }
    mask_files(desk, &work.tx, (actor, place), &mut found, protected).await?;
    found.sort_by(|a, b| {
        (a.case.accepted_on, &a.case.file_code).cmp(&(b.case.accepted_on, &b.case.file_code))
    });
    Ok(found)
}

fn is_notified(file: &CaseFile) -> bool {
    matches!(file.case.source.0, Source::AgencyNotice | Source::AgencyInformation | Source::AppointedDefence)
}
