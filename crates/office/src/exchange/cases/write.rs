//! Counts what a chunk of plans changes, and writes it: persons, cases, events, doubts.

use std::collections::HashMap;

use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::kernel::names;
use serde_json::json;
use store::cases::{Beneficiary, CaseFile};
use store::people::Person;
use uuid::Uuid;

use super::plan::Plan;
use super::{COLUMNS, values_of};
use crate::cases::{changes as record_of_changes, doubts_of, impossibilities, milestones};
use crate::exchange::machine::{Bench, Change, ChangedThing, Ledger, NewThing, Note, Tally, changes, shown};
use crate::exchange::problems::Problem;
use crate::exchange::watch::Stop;

/// Columns that tell a new case from others in a preview.
const SHOWN: &[&str] =
    &["org_code", "file_code", "accepted_on", "client_name", "category", "form", "provider_name"];

pub(super) async fn settle(bench: &Bench<'_>, plans: Vec<Plan>, ledger: &mut Ledger) -> Result<(), Stop> {
    let (mut plans, same): (Vec<Plan>, Vec<Plan>) = plans.into_iter().partition(Plan::changes);
    ledger.tally.unchanged += same.len() as u64;
    keep_locked(&mut plans, ledger)?;
    refuse_impossible(bench, &mut plans, ledger)?;
    let mut doubts = Vec::with_capacity(plans.len());
    for plan in &plans {
        let found = doubts_of(&plan.after, bench.today)?;
        for doubt in &found {
            *ledger.tally.doubts.entry(doubt.code().to_owned()).or_default() += 1;
        }
        doubts.push(found);
        tell(bench, plan, &mut ledger.tally);
    }
    if bench.writes && !plans.is_empty() {
        settle_persons(bench, &mut plans).await?;
        write(bench, plans, &doubts, ledger).await?;
    }
    Ok(())
}

/// What lies in the archive stays as it is (art. 39): whoever wants to change it is told of each cell. A row that only
/// says what is known changes nothing, even where a link could be made now.
fn keep_locked(plans: &mut Vec<Plan>, ledger: &mut Ledger) -> Result<(), Stop> {
    let mut wrong = Vec::new();
    let mut kept = 0;
    plans.retain(|plan| {
        let Some(before) = &plan.before else { return true };
        if !law::conduct::is_locked(&before.case.course()) {
            return true;
        }
        let changes = visible_changes(before, plan);
        kept += u64::from(changes.is_empty());
        for change in changes {
            let line = plan.line_of(change.person.as_deref());
            let problem = Problem::new(line, &change.column, &change.after, "archived");
            wrong.push(problem.with("case", &before.case.file_code).with("before", &change.before));
        }
        false
    });
    ledger.tally.unchanged += kept;
    for problem in &wrong {
        ledger.problems.push(problem)?;
    }
    Ok(())
}

/// Rows say what is possible by themselves; beside what the register knows in columns that the file does not have, they
/// may not.
fn refuse_impossible(bench: &Bench<'_>, plans: &mut Vec<Plan>, ledger: &mut Ledger) -> Result<(), Stop> {
    let mut sound = Vec::with_capacity(plans.len());
    for plan in plans.drain(..) {
        // A row of a new case was looked at by itself, but for a closing of which the file does not tell.
        if plan.before.is_none() && bench.header.has("closed_on") {
            sound.push(plan);
            continue;
        }
        let known = match &plan.before {
            Some(before) => impossibilities(before, bench.today)?,
            None => Vec::new(),
        };
        let mut found = impossibilities(&plan.after, bench.today)?;
        found.retain(|it| !known.contains(it));
        for (column, what) in &found {
            let problem = Problem::new(plan.line, column, "", &super::spelled_impossible(*what));
            ledger.problems.push(&problem.with("case", &plan.after.case.file_code))?;
        }
        if found.is_empty() {
            sound.push(plan);
        }
    }
    *plans = sound;
    Ok(())
}

fn tell(bench: &Bench<'_>, plan: &Plan, tally: &mut Tally) {
    let id = bench.writes.then_some(plan.after.case.id);
    let name = plan.after.case.file_code.clone();
    match &plan.before {
        None => tally.add_new(|| {
            let values = shown(COLUMNS, &values_of(&plan.after, 0, None), SHOWN);
            NewThing { line: plan.line, id, name, values }
        }),
        Some(before) => tally.add_changed(|| ChangedThing {
            line: plan.line,
            id: Some(before.case.id),
            name,
            changes: visible_changes(before, plan),
        }),
    }
}

/// What changes, in the columns of the file. Identity numbers are not shown.
fn visible_changes(before: &CaseFile, plan: &Plan) -> Vec<Change> {
    let after = &plan.after;
    let mut found = Vec::new();
    for (place, new) in after.beneficiaries.iter().enumerate() {
        let known =
            before.beneficiaries.iter().position(|old| plan.persons[place].known && old.seq == new.seq);
        let old_values = match known {
            Some(at) => values_of(before, at, None),
            // A new beneficiary of a known case: only what is about the person differs.
            None => {
                let mut values = values_of(before, 0, None);
                COLUMNS
                    .iter()
                    .zip(&mut values)
                    .filter(|(column, _)| is_about_person(column.name))
                    .for_each(|(_, it)| it.clear());
                values
            }
        };
        let mut differences = changes(COLUMNS, &old_values, &values_of(after, place, None));
        if plan.persons[place].number_changes {
            let (column, shown) = ("client_id_number".to_owned(), "…".to_owned());
            differences.push(Change { column, person: None, before: String::new(), after: shown });
        }
        for mut change in differences {
            let of_person = is_about_person(&change.column);
            if of_person {
                change.person = Some(new.name.clone());
            }
            if of_person || !found.contains(&change) {
                found.push(change);
            }
        }
    }
    let kept = |old: &&Beneficiary| !after.beneficiaries.iter().any(|new| new.seq == old.seq);
    found.extend(before.beneficiaries.iter().filter(kept).map(|old| Change {
        column: "client_name".to_owned(),
        person: Some(old.name.clone()),
        before: old.name.clone(),
        after: String::new(),
    }));
    found
}

fn is_about_person(column: &str) -> bool {
    column.starts_with("client_") || column == "category" || column == "other_categories"
}

/// The persons of a chunk on their way to the register.
#[derive(Default)]
struct Persons {
    /// Those who are new.
    new: Vec<Person>,
    /// Those who are known and may change, as they were and as they will be.
    known: HashMap<Uuid, (Person, Person)>,
    /// Person by blind index.
    by_number: HashMap<String, Uuid>,
}

/// Finds or makes the person of every beneficiary: the one with the same identity number, else the
/// one that the beneficiary had, else a new one.
async fn settle_persons(bench: &Bench<'_>, plans: &mut [Plan]) -> Result<(), Stop> {
    let mut persons = load_persons(bench, plans).await?;
    for plan in plans.iter_mut() {
        let Plan { after, persons: said, .. } = plan;
        for (beneficiary, said) in after.beneficiaries.iter_mut().zip(said.iter()) {
            let number = said.number.as_ref();
            let numbered = number.and_then(|(_, index)| persons.by_number.get(index)).copied();
            let kept =
                said.known.then_some(beneficiary.person_id).filter(|id| persons.may_carry(*id, number));
            beneficiary.person_id = match numbered.or(kept) {
                Some(id) => persons.learn(bench, id, beneficiary, number, kept == Some(id))?,
                None => persons.add(bench, beneficiary, number)?,
            };
        }
    }
    store::people::insert_many(bench.tx, &persons.new).await?;
    for (before, after) in persons.known.into_values() {
        if before != after {
            store::people::update(bench.tx, after).await?;
        }
    }
    Ok(())
}

async fn load_persons(bench: &Bench<'_>, plans: &[Plan]) -> Result<Persons, Stop> {
    let said = || plans.iter().flat_map(|plan| plan.persons.iter().zip(&plan.after.beneficiaries));
    let indexes: Vec<&str> = said().filter_map(|(said, _)| Some(said.number.as_ref()?.1.as_str())).collect();
    let mut found = store::imports::persons_with_numbers(bench.tx, &indexes).await?;
    let by_number =
        found.iter().filter_map(|person| Some((person.id_number_index.clone()?, person.id))).collect();
    let kept: Vec<Uuid> = said().filter(|(said, _)| said.known).map(|(_, it)| it.person_id).collect();
    if !kept.is_empty() {
        found.extend(store::people::find_many(bench.tx, kept).await?);
    }
    let known = found.into_iter().map(|person| (person.id, (person.clone(), person))).collect();
    Ok(Persons { new: Vec::new(), known, by_number })
}

impl Persons {
    /// Whether a known person may be the one with this number: not when another number is known.
    fn may_carry(&self, id: Uuid, number: Option<&(String, String)>) -> bool {
        let known = self.known.get(&id).and_then(|(_, person)| person.id_number_index.as_ref());
        match (number, known) {
            (Some((_, index)), Some(known)) => index == known,
            _ => true,
        }
    }

    /// Takes in what the file says of a known person: of a beneficiary that was corrected all, of one
    /// that is new only what was not known.
    fn learn(
        &mut self,
        bench: &Bench<'_>,
        id: Uuid,
        said: &Beneficiary,
        number: Option<&(String, String)>,
        corrects: bool,
    ) -> Result<Uuid, Stop> {
        // A person of this chunk, who is still on the way.
        let Some((_, person)) = self.known.get_mut(&id) else { return Ok(id) };
        if corrects {
            person.name.clone_from(&said.name);
            person.name_folded = names::fold(&said.name);
        }
        macro_rules! learn {
            ($($field:ident = $said:expr),+) => { $(
                if $said.is_some() && (corrects || person.$field.is_none()) { person.$field = $said; }
            )+ };
        }
        learn!(
            sex = said.sex,
            birth_year = said.birth_year,
            birth_date = said.birth_date,
            ethnicity = said.ethnicity.clone(),
            commune_code = said.commune_code.clone()
        );
        if let Some((digits, index)) = number
            && person.id_number_index.is_none()
        {
            store::people::seal_id_number(bench.tx, person, IdNumber::read(digits).as_ref())?;
            self.by_number.insert(index.clone(), id);
        }
        Ok(id)
    }

    fn add(
        &mut self,
        bench: &Bench<'_>,
        said: &Beneficiary,
        number: Option<&(String, String)>,
    ) -> Result<Uuid, Stop> {
        let mut person = Person {
            name_sound: String::new(),
            id: bench.desk.id(),
            name: said.name.clone(),
            name_folded: names::fold(&said.name),
            sex: said.sex,
            birth_year: said.birth_year,
            birth_date: said.birth_date,
            ethnicity: said.ethnicity.clone(),
            commune_code: said.commune_code.clone(),
            id_number_sealed: None,
            id_number_index: None,
            entered_at: bench.now,
            version: 1,
        };
        if let Some((digits, index)) = number {
            store::people::seal_id_number(bench.tx, &mut person, IdNumber::read(digits).as_ref())?;
            self.by_number.insert(index.clone(), person.id);
        }
        let id = person.id;
        self.new.push(person);
        Ok(id)
    }
}

async fn write(
    bench: &Bench<'_>,
    plans: Vec<Plan>,
    doubts: &[Vec<Doubt>],
    ledger: &mut Ledger,
) -> Result<(), Stop> {
    let mut events = Vec::new();
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    let mut marks: Vec<(Uuid, String, Doubt)> = Vec::new();
    for (plan, found) in plans.into_iter().zip(doubts) {
        events.extend(milestones(bench.desk, bench.actor, plan.before.as_ref(), &plan.after));
        let case = &plan.after.case;
        marks.extend(found.iter().map(|doubt| (case.id, case.org_code.clone(), *doubt)));
        match plan.before {
            None => new.push(plan.after),
            Some(before) => {
                let detail = json!({
                    "changed": record_of_changes(&before, &plan.after),
                    "version": before.case.version + 1,
                });
                let (act, kind) = ("cases.correct".to_owned(), "case".to_owned());
                ledger.notes.push(&Note { act, kind, id: before.case.id.to_string(), detail })?;
                changed.push(plan.after);
            }
        }
    }
    store::cases::insert_many(bench.tx, &mut new).await?;
    store::cases::update_many(bench.tx, &mut changed, bench.now).await?;
    let by = (bench.actor.name.as_str(), bench.now);
    store::conduct::follow_files(bench.tx, &changed, by, || bench.desk.id()).await?;
    store::cases::insert_events(bench.tx, &events).await?;
    let marks: Vec<(Uuid, &str, Doubt)> =
        marks.iter().map(|(case, org, doubt)| (*case, org.as_str(), *doubt)).collect();
    let ids: Vec<Uuid> = changed.iter().map(|file| file.case.id).collect();
    store::imports::keep_doubts(bench.tx, &ids, &marks).await?;
    store::cases::doubts::insert_many(bench.tx, &marks, bench.now).await?;
    Ok(())
}
