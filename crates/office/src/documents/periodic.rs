//! Forms of an organisation, of its people, and of a span of days: the set of registration, cards and collaborators
//! (TP-TGPL-01 to 13), the book and the reports of the joint circular (05, 06A–C). Filled with what the register knows of
//! both, the figures of the period and the cases that a body gave notice of.

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::cases::{AidForm, Source};
use law::statistics::Figure;
use serde_json::json;
use store::Tx;
use store::cases::CaseFile;
use uuid::Uuid;

use super::facts::{self, Names};
use super::forms::{self, Form, Subject};
use super::{Draft, layout};
use crate::confidentiality::{Place, ground_of_list, mask_files};
use crate::desk::{Actor, Desk, Work};
use crate::failure::{Failure, Outcome};
use crate::statistics::{Geography, ReportRequest, report};

/// People of one organisation.
const MOST_PROVIDERS: u64 = 500;
/// Cases read at once.
const PAGE: u64 = 1000;

/// Whose form, and of which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub org: String,
    /// For forms about one of its people; without it there is room to write.
    pub provider: Option<Uuid>,
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
    [Subject::Organisation, Subject::Provider, Subject::Period]
        .into_iter()
        .flat_map(move |subject| forms::list(subject, AidForm::Litigation, day))
}

/// Those whom a form of an organisation may be about, by name.
pub async fn providers_for(desk: &Desk, actor: &Actor, org: &str) -> Outcome<Vec<(Uuid, String)>> {
    let permit = desk.permit(actor, Permission::ReadDirectory)?;
    permit.within(org)?;
    let tx = desk.store().snapshot().await?;
    let people = store::staff::list_providers(&tx, Some(&[org.to_owned()]), None, MOST_PROVIDERS).await?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

/// Who is named, and the people of the organisation.
async fn add_people(
    tx: &Tx,
    facts: &mut layout::Facts,
    (subject, period): (Subject, &Period),
    names: Names<'_>,
) -> Outcome<()> {
    if subject == Subject::Period {
        return Ok(());
    }
    let org = std::slice::from_ref(&period.org);
    let mut people = store::staff::list_providers(tx, Some(org), None, MOST_PROVIDERS).await?;
    if let Some(id) = period.provider.filter(|_| subject == Subject::Provider) {
        let one = people.iter().find(|person| person.id == id).ok_or(Failure::Missing)?;
        facts::add_provider(facts, one, names);
    }
    people.retain(|person| person.ended_on.is_none());
    facts::add_lawyers(facts, &people, names);
    Ok(())
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
    if form.subject != Subject::Period {
        desk.permit(actor, Permission::ReadDirectory)?.within(&period.org)?;
    }
    let figures = match form.subject {
        Subject::Period => figures_of(desk, actor, period).await?,
        _ => Vec::new(),
    };
    let ground = match taking {
        Taking::File if form.subject == Subject::Period => Some(ground_of_list(desk, actor, None)?),
        _ => None,
    };
    let mut work = desk.begin(&permit).await?;
    let organisation =
        store::staff::find_organisation(&work.tx, &period.org).await?.ok_or(Failure::Missing)?;
    let mut facts = facts::of_organisation(&work.tx, &organisation, desk.today()).await?;
    facts::add_period(&mut facts, (period.from, period.to), &figures);
    add_people(&work.tx, &mut facts, (form.subject, period), names).await?;
    if form.part.iter().any(|part| part.each.as_deref() == Some("notified_cases")) {
        let place = ground.map_or(Place::Screen, Place::File);
        let protected = names("register-person", "protected");
        let files = notified(desk, &work, (actor, place), period, &protected).await?;
        facts::add_notified(&mut facts, &files, names);
    }
    let document = layout::lay_out(form, &facts);
    let detail = json!({
        "org": period.org, "from": period.from, "to": period.to, "provider": period.provider, "ground": ground,
    });
    work.record("documents.periodic", "list", form.key.as_str(), detail);
    desk.commit(work).await?;
    Ok(Draft { form, document, code: period.org.clone(), slots: Vec::new() })
}

async fn figures_of(desk: &Desk, actor: &Actor, period: &Period) -> Outcome<Vec<Figure>> {
    let request = ReportRequest {
        org: period.org.clone(),
        from: period.from,
        to: period.to,
        as_of: None,
        geography: Geography::Now,
    };
    Ok(report(desk, actor, &request).await?.figures)
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
