//! Compares the cases of a file with the register: what is new, what changes, what stays.
//!
//! A column that the file does not have keeps what the register knows; an empty cell clears it, but
//! an identity number is never cleared by a file. A link that a person made stays while the name as
//! written stays. Beneficiaries keep their places and their persons where the file means the same.

use std::collections::HashMap;

use law::kernel::names;
use store::Code;
use store::cases::{Beneficiary, Case, CaseFile};
use store::people::Person;
use uuid::Uuid;

use super::{CaseCells, CaseRow, PersonCells};
use crate::exchange::machine::Bench;
use crate::exchange::watch::Stop;

/// A case of the file beside what the register has.
pub(in crate::exchange) struct Plan {
    pub(super) line: u64,
    pub(super) before: Option<CaseFile>,
    pub(super) after: CaseFile,
    /// For each beneficiary of `after`.
    pub(super) persons: Vec<PersonPlan>,
}

/// What the file says of a beneficiary's person.
#[derive(Clone, Default)]
pub(super) struct PersonPlan {
    /// The identity number in the file, and its blind index.
    pub(super) number: Option<(String, String)>,
    /// Whether the beneficiary is in the register already.
    pub(super) known: bool,
    /// Whether the number is not the one of the person in the register.
    pub(super) number_changes: bool,
    /// The row that speaks of the beneficiary.
    pub(super) line: u64,
}

impl Plan {
    /// Whether anything in the register would be other than before.
    pub(super) fn changes(&self) -> bool {
        let same = |before: &CaseFile| {
            let (old, new) = (&before.beneficiaries, &self.after.beneficiaries);
            before.case == self.after.case
                && old.len() == new.len()
                && old.iter().zip(new).all(|(old, new)| says(old) == says(new))
        };
        !self.before.as_ref().is_some_and(same) || self.persons.iter().any(|person| person.number_changes)
    }
}

impl Plan {
    /// The row that speaks of a person by name; the first one where it is about the case.
    pub(super) fn line_of(&self, person: Option<&str>) -> u64 {
        let named = |name: &str| self.after.beneficiaries.iter().position(|it| it.name == name);
        let place = person.and_then(named).and_then(|place| self.persons.get(place));
        place.map_or(self.line, |person| person.line)
    }
}

/// A beneficiary without what follows from the rest.
fn says(beneficiary: &Beneficiary) -> Beneficiary {
    Beneficiary { search_text: String::new(), ..beneficiary.clone() }
}

/// What the register has for the cases of a chunk.
struct Shelf {
    cases: HashMap<(String, String), CaseFile>,
    /// Blind index of the identity number of each person, where it has one.
    numbers: HashMap<Uuid, String>,
}

pub(super) async fn compare(bench: &Bench<'_>, groups: Vec<Vec<CaseRow>>) -> Result<Vec<Plan>, Stop> {
    let mut shelf = load(bench, &groups).await?;
    Ok(groups.into_iter().filter_map(|rows| plan(bench, &mut shelf, rows)).collect())
}

async fn load(bench: &Bench<'_>, groups: &[Vec<CaseRow>]) -> Result<Shelf, Stop> {
    let firsts = groups.iter().filter_map(|rows| rows.first());
    let keys: Vec<(&str, &str)> =
        firsts.map(|row| (row.case.org_code.as_str(), row.case.file_code.as_str())).collect();
    let found = store::imports::find_cases(bench.before, &keys).await?;
    let mut numbers = HashMap::new();
    if bench.header.has("client_id_number") && !found.is_empty() {
        let persons = found.iter().flat_map(|file| &file.beneficiaries).map(|it| it.person_id).collect();
        let persons: Vec<Person> = store::people::find_many(bench.before, persons).await?;
        numbers =
            persons.into_iter().filter_map(|person| Some((person.id, person.id_number_index?))).collect();
    }
    let cases =
        found.into_iter().map(|file| ((file.case.org_code.clone(), file.case.file_code.clone()), file));
    Ok(Shelf { cases: cases.collect(), numbers })
}

fn plan(bench: &Bench<'_>, shelf: &mut Shelf, rows: Vec<CaseRow>) -> Option<Plan> {
    let mut rows = rows.into_iter();
    let first = rows.next()?;
    let (line, mut cells) = (first.line, first.case);
    let mut persons = vec![(line, first.person)];
    for row in rows {
        // Rows that contradict each other were refused in the first pass.
        cells.take_in(&row.case);
        persons.push((row.line, row.person));
    }
    let before = shelf.cases.remove(&(cells.org_code.clone(), cells.file_code.clone()));
    let case = case_of(bench, cells, before.as_ref().map(|file| &file.case));
    let mut after = CaseFile { case, beneficiaries: Vec::new() };
    let mut plans = Vec::new();
    for (known, (line, person)) in in_their_places(bench, shelf, before.as_ref(), persons) {
        let number = person
            .id_number
            .as_ref()
            .map(|digits| (digits.clone(), bench.desk.store().keyring().index(digits)));
        let kept = known.and_then(|place| before.as_ref()?.beneficiaries.get(place));
        let kept_number = kept.and_then(|kept| shelf.numbers.get(&kept.person_id));
        plans.push(PersonPlan {
            known: kept.is_some(),
            number_changes: number.as_ref().is_some_and(|(_, index)| kept_number != Some(index)),
            number,
            line,
        });
        after.beneficiaries.push(beneficiary_of(bench, person, kept));
    }
    after.complete();
    Some(Plan { line, before, after, persons: plans })
}

/// A text of the file, but what the register has where the two differ in nothing but spaces.
fn kept_text(before: Option<&String>, said: Option<String>) -> Option<String> {
    let plain = |text: &str| text.lines().map(names::written).collect::<Vec<_>>().join("\n");
    match before {
        Some(before) if said.as_deref() == Some(plain(before).as_str()) => Some(before.clone()),
        _ => said,
    }
}

fn case_of(bench: &Bench<'_>, cells: CaseCells, before: Option<&Case>) -> Case {
    /// What the file says in a column it has, else what the register knows.
    macro_rules! said {
        ($column:ident, $said:expr) => {
            if bench.header.has(stringify!($column)) {
                $said
            } else {
                before.and_then(|case| case.$column.clone())
            }
        };
    }
    let text = |known: Option<&String>, said: Option<String>| kept_text(known, said);
    let id = before.map_or_else(|| bench.desk.id(), |case| case.id);
    let mut case = Case {
        id,
        org_code: cells.org_code,
        file_code: cells.file_code,
        file_code_folded: String::new(),
        form: cells.form.into(),
        field: cells.field.into(),
        provider_role: said!(provider_role, cells.provider_role.map(Code)),
        received_on: said!(received_on, cells.received_on),
        accepted_on: cells.accepted_on,
        urgent_ground: said!(urgent_ground, cells.urgent_ground.map(Code)),
        source: cells.source.into(),
        source_agency: said!(
            source_agency,
            text(before.and_then(|it| it.source_agency.as_ref()), cells.source_agency)
        ),
        agency_id: None,
        stage: said!(stage, cells.stage.map(Code)),
        provider_name: said!(
            provider_name,
            text(before.and_then(|it| it.provider_name.as_ref()), cells.provider_name)
        ),
        provider_kind: said!(provider_kind, cells.provider_kind.map(Code)),
        provider_card: said!(
            provider_card,
            text(before.and_then(|it| it.provider_card.as_ref()), cells.provider_card)
        ),
        provider_id: None,
        assigned_on: said!(assigned_on, cells.assigned_on),
        closed_on: said!(closed_on, cells.closed_on),
        outcome: said!(outcome, cells.outcome.map(Code)),
        handed_over_on: said!(handed_over_on, cells.handed_over_on),
        appraised_on: said!(appraised_on, cells.appraised_on),
        quality_score: said!(quality_score, cells.quality_score),
        quality_rating: said!(quality_rating, cells.quality_rating.map(Code)),
        success_criteria: match (bench.header.has("success_criteria"), before) {
            (false, Some(before)) => before.success_criteria.clone(),
            _ => cells.success_criteria.unwrap_or_default(),
        },
        note: said!(note, text(before.and_then(|it| it.note.as_ref()), cells.note)),
        beneficiary_count: 0,
        state: law::cases::CaseState::Accepted.into(),
        restricted: before.map(|case| case.restricted.clone()).unwrap_or_default(),
        request_id: before.and_then(|case| case.request_id),
        accepted_at: before.and_then(|case| case.accepted_at),
        begun_on: before.and_then(|case| case.begun_on),
        paused_on: before.and_then(|case| case.paused_on),
        archived_on: before.and_then(|case| case.archived_on),
        entered_at: before.map_or(bench.now, |case| case.entered_at),
        entered_by: before.map_or_else(|| bench.actor.id(), |case| case.entered_by.clone()),
        recorded_at: before.map_or(bench.now, |case| case.recorded_at),
        version: before.map_or(1, |case| case.version),
    };
    link(bench, &mut case, before);
    case
}

/// Links provider and agency to the register, where that is certain or a person did it before.
fn link(bench: &Bench<'_>, case: &mut Case, before: Option<&Case>) {
    let found = bench.books.provider(
        &case.org_code,
        case.provider_name.as_deref(),
        case.provider_kind.map(|kind| kind.0),
        case.provider_card.as_deref(),
    );
    // A row may give the card alone.
    if case.provider_name.is_none() {
        case.provider_name = found.map(|provider| provider.name.clone());
    }
    if case.provider_kind.is_none() {
        case.provider_kind = found.map(|provider| provider.kind);
    }
    let same = before.filter(|before| {
        before.provider_name == case.provider_name
            && before.provider_kind == case.provider_kind
            && before.provider_card == case.provider_card
    });
    case.provider_id = same.and_then(|before| before.provider_id).or(found.map(|provider| provider.id));
    let same = before.filter(|before| before.source_agency == case.source_agency);
    let found = || case.source_agency.as_deref().and_then(|name| bench.books.agency(name));
    case.agency_id = same.and_then(|before| before.agency_id).or_else(found);
}

/// Whether a row and a beneficiary are the same person, by one way of telling.
type Rule<'r> = dyn Fn(&PersonCells, &Beneficiary) -> bool + 'r;

/// A person of the file with its line.
type Said = (u64, PersonCells);

/// The persons of the file with the place of the beneficiary that each was before: those known in
/// their places, then those that are new in the order of the file.
fn in_their_places(
    bench: &Bench<'_>,
    shelf: &Shelf,
    before: Option<&CaseFile>,
    persons: Vec<Said>,
) -> Vec<(Option<usize>, Said)> {
    let known = before.map_or(&[][..], |file| &file.beneficiaries);
    let mut matched: Vec<Option<usize>> = vec![None; persons.len()];
    let numbered = |person: &PersonCells, it: &Beneficiary| {
        let index = person.id_number.as_ref().map(|digits| bench.desk.store().keyring().index(digits));
        index.is_some() && shelf.numbers.get(&it.person_id) == index.as_ref()
    };
    let named = |person: &PersonCells, it: &Beneficiary| names::fold(&person.name) == names::fold(&it.name);
    let born = |person: &PersonCells, it: &Beneficiary| {
        named(person, it)
            && (person.birth_year == it.birth_year || person.birth_year.is_none() || it.birth_year.is_none())
    };
    let rules: [&Rule<'_>; 3] = [&numbered, &born, &named];
    for rule in rules {
        for (place, (_, person)) in persons.iter().enumerate() {
            if matched[place].is_none() {
                matched[place] =
                    (0..known.len()).find(|at| !matched.contains(&Some(*at)) && rule(person, &known[*at]));
            }
        }
    }
    // One that is left on both sides is the same person, called otherwise.
    let free: Vec<usize> = (0..known.len()).filter(|at| !matched.contains(&Some(*at))).collect();
    let unmatched: Vec<usize> = (0..persons.len()).filter(|place| matched[*place].is_none()).collect();
    if let ([at], [place]) = (free.as_slice(), unmatched.as_slice()) {
        matched[*place] = Some(*at);
    }
    let mut pairs: Vec<(Option<usize>, Said)> = matched.into_iter().zip(persons).collect();
    pairs.sort_by_key(|(known, _)| known.unwrap_or(usize::MAX));
    pairs
}

fn beneficiary_of(bench: &Bench<'_>, person: PersonCells, before: Option<&Beneficiary>) -> Beneficiary {
    let has = |column: &str| bench.header.has(column);
    let (mut birth_year, mut birth_date) = (person.birth_year, person.birth_date);
    // A year that agrees with the day that is known does not take the day away.
    if let Some(before) =
        before.filter(|it| !has("client_birth") || (birth_date.is_none() && it.birth_year == birth_year))
    {
        (birth_year, birth_date) = (before.birth_year, before.birth_date);
    }
    let others: Vec<&str> =
        person.other_categories.iter().map(|it| law::kernel::coded::Coded::code(*it)).collect();
    macro_rules! said {
        ($title:literal, $said:expr, $known:ident) => {
            if has($title) { $said } else { before.and_then(|it| it.$known.clone()) }
        };
    }
    Beneficiary {
        seq: before.map_or(0, |it| it.seq),
        case_id: Uuid::nil(),
        position: 0,
        person_id: before.map_or(Uuid::nil(), |it| it.person_id),
        name: person.name,
        search_text: String::new(),
        sex: said!("client_sex", person.sex.map(Code), sex),
        birth_year,
        birth_date,
        ethnicity: said!("client_ethnicity", person.ethnicity, ethnicity),
        commune_code: said!("client_commune", person.commune, commune_code),
        category: person.category.into(),
        other_categories: match (has("other_categories"), before) {
            (false, Some(before)) => before.other_categories.clone(),
            _ => others.join(";"),
        },
        client_role: said!("client_role", person.client_role.map(Code), client_role),
    }
}
