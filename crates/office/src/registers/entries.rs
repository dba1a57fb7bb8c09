//! What stands in each book, column by column, in words.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::documents::{DocumentState, Register, spelled_number};
use law::kernel::coded::Coded;
use store::Tx;
use store::cases::CaseFile;
use store::intake::Guidance;
use store::reference::CommuneBook;
use store::registers::{IncomingDocument, OutgoingLine};
use uuid::Uuid;

use super::{Entry, Total};
use crate::confidentiality::{Place, is_masked, mask_files, restricted, sight_at};
use crate::deadlines::local;
use crate::desk::{Actor, Desk};
use crate::documents::Names;
use crate::failure::Outcome;

/// The forms by which somebody is assigned.
const ASSIGNING: &[&str] = &["tp_tgpl_14", "tp_tgpl_15", "form_06", "form_07"];
/// Code of the largest ethnic group; everybody else belongs to a minority.
const KINH: &str = "01";
/// Cases read at once.
const PAGE: u64 = 1000;

/// Whose book is read, for whom, in which words.
pub(super) struct Asked<'a> {
    pub(super) desk: &'a Desk,
    pub(super) tx: &'a Tx,
    pub(super) actor: &'a Actor,
    pub(super) org: &'a str,
    pub(super) place: Place,
    pub(super) names: Names<'a>,
}

/// An entry with the day it stands under and when it was entered.
pub(super) struct Dated {
    pub(super) entry: Entry,
    pub(super) on: NaiveDate,
    pub(super) entered_at: DateTime<Utc>,
}

type Days = (NaiveDate, NaiveDate);
type Found = (Vec<Dated>, Vec<Total>);

/// The columns of a register, by the names of their texts.
#[must_use]
pub fn columns(register: Register) -> &'static [&'static str] {
    match register {
        Register::Acceptance => &[
            "order",
            "accepted",
            "person",
            "address",
            "category",
            "requester",
            "field_form",
            "content",
            "urgent",
            "provider",
            "agency",
            "result",
            "file_code",
        ],
        Register::Guidance => &["order", "day", "person", "sex", "ethnicity", "category", "field", "content"],
        Register::Outgoing => {
            &["number", "dated", "title", "signed", "recipients", "copies", "issued", "note"]
        }
        Register::Incoming => &[
            "arrived",
            "number_in",
            "author",
            "their_number",
            "dated",
            "about",
            "receiver",
            "passed",
            "note",
        ],
    }
}

/// The names of the totals that a register may have.
#[must_use]
pub fn totals(register: Register) -> Vec<&'static str> {
    let own: &[&str] = match register {
        Register::Acceptance => &["entries", "persons", "litigation", "advice", "representation", "closed"],
        Register::Guidance => &["entries", "women", "minorities"],
        Register::Incoming => &["entries", "passed", "cancelled"],
        Register::Outgoing => &["entries", "cancelled"],
    };
    let kinds = law::documents::DocumentKind::ALL.iter().map(|kind| kind.code());
    own.iter().copied().chain(kinds.filter(|_| register == Register::Outgoing)).collect()
}

/// The entries of a book between two days, numbered from 1, and their totals.
pub(super) async fn read(asked: &Asked<'_>, register: Register, days: Days) -> Outcome<Found> {
    read_from(asked, register, days, 0).await
}

/// The same, numbered after so many.
pub(super) async fn read_from(
    asked: &Asked<'_>,
    register: Register,
    days: Days,
    before: usize,
) -> Outcome<Found> {
    match register {
        Register::Acceptance => accepted(asked, days, before).await,
        Register::Guidance => guided(asked, days, before).await,
        Register::Outgoing => sent(asked, days).await,
        Register::Incoming => received(asked, days).await,
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn maybe_day(on: Option<NaiveDate>) -> String {
    on.map(day).unwrap_or_default()
}

fn named<T: Coded>(names: Names<'_>, value: T) -> String {
    names(T::NAME, value.code())
}

fn many<T>(all: &[T], test: impl Fn(&T) -> bool) -> i64 {
    i64::try_from(all.iter().filter(|it| test(it)).count()).unwrap_or(i64::MAX)
}

fn total(name: impl ToString, number: i64) -> Total {
    (name.to_string(), number)
}

async fn case_files(asked: &Asked<'_>, (from, to): Days) -> Outcome<Vec<CaseFile>> {
    let reach = Reach::Organisations(vec![asked.org.to_owned()]);
    let (mut found, mut last): (Vec<CaseFile>, Option<(String, String)>) = (Vec::new(), None);
    loop {
        let after = last.as_ref().map(|(org, code)| (org.as_str(), code.as_str()));
        let days = (Some(from), Some(to));
        let page = store::imports::list_case_files_after(asked.tx, &reach, days, after, PAGE).await?;
        let whole = page.len() as u64 == PAGE;
        last = page.iter().map(|file| (file.case.org_code.clone(), file.case.file_code.clone())).max();
        found.extend(page);
        if !whole {
            break;
        }
    }
    let protected = (asked.names)("register-person", "protected");
    mask_files(asked.desk, asked.tx, (asked.actor, asked.place), &mut found, &protected).await?;
    let key = |file: &CaseFile| (file.case.accepted_on, file.case.accepted_at, file.case.entered_at);
    found.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.case.file_code.cmp(&b.case.file_code)));
    Ok(found)
}

/// What is looked up for the cases of a span of days.
struct Sides {
    communes: CommuneBook,
    groups: HashMap<String, String>,
    requesters: HashMap<Uuid, String>,
    decisions: HashMap<Uuid, OutgoingLine>,
}

async fn accepted(asked: &Asked<'_>, days: Days, before: usize) -> Outcome<Found> {
    use law::cases::AidForm;
    let files = case_files(asked, days).await?;
    let (tx, org) = (asked.tx, asked.org);
    let communes =
        files.iter().flat_map(|file| &file.beneficiaries).filter_map(|it| it.commune_code.as_deref());
    let sides = Sides {
        communes: CommuneBook::load_some(tx, communes).await?,
        groups: groups(tx).await?,
        requesters: store::registers::list_requesters(tx, org, days)
            .await?
            .into_iter()
            .map(|side| (side.case_id, side.words))
            .collect(),
        decisions: store::registers::list_decisions(tx, org, ASSIGNING, days)
            .await?
            .into_iter()
            .filter_map(|line| Some((line.case_id?, line)))
            .collect(),
    };
    let form = |form: AidForm| total(form, many(&files, |file| file.case.form.0 == form));
    let persons = files.iter().map(|file| file.beneficiaries.len()).sum::<usize>();
    let totals = vec![
        total("entries", many(&files, |_| true)),
        total("persons", i64::try_from(persons).unwrap_or(i64::MAX)),
        form(AidForm::Litigation),
        form(AidForm::Advice),
        form(AidForm::Representation),
        total("closed", many(&files, |file| file.case.closed_on.is_some())),
    ];
    let entry = |(at, file): (usize, &CaseFile)| Dated {
        entry: Entry {
            id: file.case.id,
            cells: case_cells(asked.names, before + at + 1, file, &sides),
            late: false,
            cancelled: false,
        },
        on: file.case.accepted_on,
        entered_at: file.case.entered_at,
    };
    Ok((files.iter().enumerate().map(entry).collect(), totals))
}

async fn groups(tx: &Tx) -> Outcome<HashMap<String, String>> {
    let groups = store::reference::list_ethnic_groups(tx).await?;
    Ok(groups.into_iter().map(|group| (group.code, group.name)).collect())
}

fn case_cells(names: Names<'_>, order: usize, file: &CaseFile, sides: &Sides) -> Vec<String> {
    let case = &file.case;
    let masked = file.beneficiaries.first().is_some_and(is_masked);
    let lines = |line: &dyn Fn(&store::cases::Beneficiary) -> String| {
        file.beneficiaries.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let person = |person: &store::cases::Beneficiary| {
        if masked {
            return person.name.clone();
        }
        let birth = person.birth_date.map(day).or(person.birth_year.map(|year| year.to_string()));
        let sex = person.sex.map(|sex| named(names, sex.0));
        let group = person.ethnicity.as_ref().and_then(|code| sides.groups.get(code)).cloned();
        let parts = [Some(person.name.clone()), birth, sex, group];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let address = |person: &store::cases::Beneficiary| {
        let commune =
            person.commune_code.as_deref().and_then(|code| sides.communes.on(code, case.accepted_on));
        commune.map(store::reference::Commune::full_name).unwrap_or_default()
    };
    let accepted = case
        .accepted_at
        .map_or_else(|| day(case.accepted_on), |at| local(at).format("%d/%m/%Y %H:%M").to_string());
    let requester = sides.requesters.get(&case.id).filter(|_| !masked).cloned().unwrap_or_default();
    let kind = case.provider_kind.map(|kind| format!(" ({})", named(names, kind.0))).unwrap_or_default();
    let provider = case.provider_name.as_ref().map(|name| format!("{name}{kind}"));
    let decision = sides.decisions.get(&case.id).map(|line| spelled_number(line.number, &line.symbol));
    let decision = decision.into_iter().chain(case.assigned_on.map(day)).collect::<Vec<_>>().join(", ");
    let provider = [provider.unwrap_or_default(), decision].join("\n");
    let stage = case.stage.map(|stage| named(names, stage.0));
    let outcome = case.outcome.map(|outcome| named(names, outcome.0));
    let course = [stage, outcome].into_iter().flatten().collect::<Vec<_>>().join("; ");
    // Why a person is protected may be the very category.
    let category = |person: &store::cases::Beneficiary| {
        if masked { String::new() } else { named(names, person.category.0) }
    };
    vec![
        order.to_string(),
        accepted,
        lines(&person),
        lines(&address),
        lines(&category),
        requester,
        format!("{}\n{}", named(names, case.field.0), named(names, case.form.0)),
        case.note.clone().unwrap_or_default(),
        case.urgent_ground.map(|ground| named(names, ground.0)).unwrap_or_default(),
        provider.trim().to_owned(),
        case.source_agency.clone().unwrap_or_default(),
        format!("{course}\n{}", maybe_day(case.closed_on)).trim().to_owned(),
        case.file_code.clone(),
    ]
}

async fn guided(asked: &Asked<'_>, (from, to): Days, before: usize) -> Outcome<Found> {
    let organisations = [asked.org.to_owned()];
    let (mut lines, days): (Vec<Guidance>, _) = (Vec::new(), (Some(from), Some(to)));
    loop {
        let page = store::imports::list_lines_after(asked.tx, Some(&organisations), days, lines.last(), PAGE)
            .await?;
        let whole = page.len() as u64 == PAGE;
        lines.extend(page);
        if !whole {
            break;
        }
    }
    let (names, groups) = (asked.names, groups(asked.tx).await?);
    let female = |line: &Guidance| line.client_sex.is_some_and(|sex| sex.0 == law::people::Sex::Female);
    let minority = |line: &Guidance| line.client_ethnicity.as_deref().is_some_and(|code| code != KINH);
    let totals = vec![
        total("entries", many(&lines, |_| true)),
        total("women", many(&lines, female)),
        total("minorities", many(&lines, minority)),
    ];
    let protected = names("register-person", "protected");
    crate::journal::mask((asked.actor, asked.place), Some(&protected), &mut lines);
    let cells = |order: usize, line: &Guidance| {
        let group = line.client_ethnicity.as_ref().and_then(|code| groups.get(code));
        vec![
            order.to_string(),
            day(line.mark.on_date),
            line.client_name.clone().unwrap_or_default(),
            line.client_sex.map(|sex| named(names, sex.0)).unwrap_or_default(),
            group.cloned().unwrap_or_default(),
            line.category.map(|category| named(names, category.0)).unwrap_or_default(),
            line.field.map(|field| named(names, field.0)).unwrap_or_default(),
            line.summary.clone().unwrap_or_default(),
        ]
    };
    let entry = |(at, line): (usize, &Guidance)| Dated {
        entry: Entry { id: line.mark.id, cells: cells(before + at + 1, line), late: false, cancelled: false },
        on: line.mark.on_date,
        entered_at: line.mark.entered_at,
    };
    Ok((lines.iter().enumerate().map(entry).collect(), totals))
}

async fn sent(asked: &Asked<'_>, days: Days) -> Outcome<Found> {
    let lines = store::registers::list_outgoing(asked.tx, asked.org, days).await?;
    let of_case = |line: &OutgoingLine| line.case_id.zip(line.restricted.clone());
    let asked_about: Vec<(Uuid, String)> = lines.iter().filter_map(of_case).collect();
    let asked_about = restricted(asked_about.iter().map(|(id, restricted)| (*id, restricted.as_str())));
    let sight = sight_at(asked.desk, asked.tx, asked.actor, asked.place, asked_about).await?;
    let names = asked.names;
    let cancelled = |line: &OutgoingLine| line.state.0 == DocumentState::Cancelled;
    let mut totals = vec![total("entries", many(&lines, |_| true))];
    for kind in law::documents::DocumentKind::ALL {
        match many(&lines, |line| line.kind.0 == *kind) {
            0 => {}
            number => totals.push(total(kind, number)),
        }
    }
    totals.push(total("cancelled", many(&lines, cancelled)));
    let cells = |line: &OutgoingLine| {
        let open = of_case(line).is_none_or(|(id, restricted)| sight.sees(id, &restricted));
        let standing = match line.state.0 {
            DocumentState::Issued => String::new(),
            state => named(names, state),
        };
        let reason = line.cancel_reason.clone().filter(|_| open);
        vec![
            spelled_number(line.number, &line.symbol),
            day(line.dated_on),
            line.title.clone(),
            line.signed_by.clone().unwrap_or_default(),
            if open { line.recipients.clone() } else { names("register-person", "protected") },
            line.copies.map(|copies| copies.to_string()).unwrap_or_default(),
            line.issued_at.map(|at| day(local(at).date())).unwrap_or_default(),
            [Some(standing), reason]
                .into_iter()
                .flatten()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(": "),
        ]
    };
    let entry = |line: &OutgoingLine| Dated {
        entry: Entry { id: line.id, cells: cells(line), late: false, cancelled: cancelled(line) },
        on: line.dated_on,
        entered_at: line.numbered_at,
    };
    Ok((lines.iter().map(entry).collect(), totals))
}

async fn received(asked: &Asked<'_>, days: Days) -> Outcome<Found> {
    let lines = store::registers::list_incoming(asked.tx, asked.org, days).await?;
    let totals = vec![
        total("entries", many(&lines, |_| true)),
        total("passed", many(&lines, |line| line.passed_on.is_some())),
        total("cancelled", many(&lines, |line| line.cancelled_at.is_some())),
    ];
    let names = asked.names;
    let cells = |line: &IncomingDocument| {
        let gone = line.cancelled_at.map(|_| named(names, DocumentState::Cancelled));
        let words = [gone, line.cancel_reason.clone(), line.note.clone()];
        vec![
            day(line.arrived_on),
            format!("{:02}", line.number),
            line.author.clone(),
            line.their_number.clone().unwrap_or_default(),
            maybe_day(line.dated_on),
            line.about.clone(),
            line.receiver.clone().unwrap_or_default(),
            maybe_day(line.passed_on),
            words.into_iter().flatten().collect::<Vec<_>>().join("; "),
        ]
    };
    let entry = |line: &IncomingDocument| Dated {
        entry: Entry { id: line.id, cells: cells(line), late: false, cancelled: line.cancelled_at.is_some() },
        on: line.arrived_on,
        entered_at: line.entered_at,
    };
    Ok((lines.iter().map(entry).collect(), totals))
}
