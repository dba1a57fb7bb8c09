//! Persons of the register who may be the same as somebody in a draft; those whose cases do not lie open stay hidden.

use law::access::Permission;
use law::kernel::names;
use serde_json::json;
use store::Tx;
use store::cases::Case;
use store::people::Person;

use super::draft::{BeneficiaryDraft, Birth, CaseDraft};
use crate::confidentiality;
use crate::desk::{Actor, Desk};
use crate::failure::Outcome;

/// A person who may be the same.
#[derive(Clone, Debug)]
pub struct Alike {
    pub person: Person,
    /// Cases of that person within reach that lie open.
    pub cases: Vec<Case>,
    /// From 0 to 100.
    pub likeness: u8,
}

/// Who in the register may be the same as somebody in a draft.
#[derive(Clone, Debug, Default)]
pub struct Doubles {
    /// Most alike first.
    pub persons: Vec<Alike>,
    /// Somebody whose cases do not lie open may be the same. How alike, in which case, under which number stays hidden:
    /// a typed identity number would otherwise ask whether this very person is protected. The head settles it.
    pub hidden: bool,
}

impl Doubles {
    /// Whether there is nothing to look at before saving.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty() && !self.hidden
    }
}

/// Persons in reach who may be the beneficiaries of a draft.
pub async fn alike(desk: &Desk, actor: &Actor, draft: &CaseDraft) -> Outcome<Doubles> {
    let permit = desk.permit(actor, Permission::RegisterCase)?;
    let tx = desk.store().snapshot().await?;
    let (mut found, mut hidden): (Vec<Alike>, bool) = (Vec::new(), false);
    for beneficiary in &draft.beneficiaries {
        let year = beneficiary.birth.map(Birth::year);
        let mut persons = store::people::list_alike(&tx, &beneficiary.name, year, 20).await?;
        if let Some(number) = &beneficiary.id_number {
            persons.extend(store::people::find_by_id_number(&tx, number).await?);
        }
        for person in persons {
            if found.iter().any(|known| known.person.id == person.id) {
                continue;
            }
            let cases = store::cases::list_of_person(&tx, permit.reach(), person.id).await?;
            let mut cases: Vec<Case> = cases.into_iter().filter(|case| case.id != draft.id).collect();
            let marks =
                confidentiality::restricted(cases.iter().map(|case| (case.id, case.restricted.as_str())));
            let sight = confidentiality::sight(desk, &tx, actor, marks).await?;
            let all = cases.len();
            cases.retain(|case| sight.sees(case.id, &case.restricted));
            if cases.is_empty() {
                hidden |= all > 0;
                continue;
            }
            let likeness = likeness(&tx, beneficiary, &person);
            found.push(Alike { person, cases, likeness });
        }
    }
    found.sort_by_key(|alike| std::cmp::Reverse(alike.likeness));
    drop(tx);
    let detail = json!({ "found": found.len(), "hidden": hidden });
    desk.record_reading(&permit, "cases.alike", "list", "persons", detail).await?;
    Ok(Doubles { persons: found, hidden })
}

fn likeness(tx: &Tx, draft: &BeneficiaryDraft, person: &Person) -> u8 {
    if let Some(number) = &draft.id_number
        && person.id_number_index == Some(store::people::index_of(tx, number))
    {
        return 100;
    }
    let mut points = 40.0 * names::likeness(&names::fold(&draft.name), &person.name_folded);
    points += match (draft.birth.map(Birth::year), person.birth_year) {
        (Some(year), Some(known)) if year == known => 30.0,
        (Some(_), Some(_)) => 10.0,
        _ => 15.0,
    };
    points += if draft.sex == person.sex.map(|sex| sex.0) { 10.0 } else { 0.0 };
    points += if draft.ethnicity == person.ethnicity { 8.0 } else { 0.0 };
    points +=
        if draft.commune_code.is_some() && draft.commune_code == person.commune_code { 10.0 } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 98")]
    let points = points as u8;
    points
}
