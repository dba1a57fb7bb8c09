//! Who is helped: people with a name, an age and a category that fit each other and the matter.

use std::collections::{HashMap, VecDeque};

use chrono::{Datelike as _, NaiveDate};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole};
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::kernel::names::fold;
use law::people::{KINH, Sex};
use store::cases::Beneficiary;
use store::people::Person;
use uuid::Uuid;

use super::cases::Maker;
use super::course::{Matter, Slip};
use super::nation::{Area, Era};
use crate::failure::Outcome;

/// Grown-ups that an area remembers, so that some come back.
const REMEMBERED: usize = 40;

/// Persons who were helped lately, by area and whether after the merger.
#[derive(Debug, Default)]
pub(super) struct Remembered(HashMap<(&'static str, bool), VecDeque<Person>>);

impl Maker {
    /// A beneficiary, with the person where the register meets that person for the first time.
    pub(super) fn beneficiary(
        &mut self,
        area: &Area,
        era: &Era,
        matter: &Matter,
        role: Option<ClientRole>,
        slip: Slip,
    ) -> Outcome<(Beneficiary, Option<Person>)> {
        let group = *area.people.draw(&mut self.dice).unwrap_or(&KINH);
        let category = self.category(group != KINH, matter);
        let place = (area.code, matter.accepted >= self.nation.first_new_day);
        if slip == Slip::None && any_age(category) && self.dice.percent(5.0) {
            let known = self
                .remembered
                .0
                .get(&place)
                .and_then(|list| list.iter().find(|it| it.ethnicity.as_deref() == Some(group)));
            if let Some(person) = known.cloned() {
                return Ok((self.in_case(&person, category, role), None));
            }
        }
        let person = self.person(area, era, matter, (group, category), slip)?;
        let category = if slip == Slip::Ethnicity { Category::EthnicSpecialArea } else { category };
        if slip == Slip::None && any_age(category) {
            let list = self.remembered.0.entry(place).or_default();
            list.push_back(person.clone());
            if list.len() > REMEMBERED {
                list.pop_front();
            }
        }
        Ok((self.in_case(&person, category, role), Some(person)))
    }

    /// The person as the case records it.
    fn in_case(&mut self, person: &Person, category: Category, role: Option<ClientRole>) -> Beneficiary {
        let minority = person.ethnicity.as_deref() != Some(KINH);
        let other = match category {
            Category::Child | Category::Disabled | Category::DomesticViolence if self.dice.percent(10.0) => {
                Some(if minority { Category::EthnicSpecialArea } else { Category::Poor })
            }
            Category::EthnicSpecialArea if self.dice.percent(4.0) => Some(Category::Poor),
            _ => None,
        };
        let other = other.filter(|other| *other != Category::EthnicSpecialArea || minority);
        Beneficiary {
            seq: 0,
            case_id: Uuid::nil(),
            position: 0,
            person_id: person.id,
            name: person.name.clone(),
            search_text: String::new(),
            sex: person.sex,
            birth_year: person.birth_year,
            birth_date: person.birth_date,
            ethnicity: person.ethnicity.clone(),
            commune_code: person.commune_code.clone(),
            category: category.into(),
            other_categories: other.map(|other| other.code().to_owned()).unwrap_or_default(),
            client_role: role.map(Into::into),
        }
    }

    fn person(
        &mut self,
        area: &Area,
        era: &Era,
        matter: &Matter,
        (group, category): (&'static str, Category),
        slip: Slip,
    ) -> Outcome<Person> {
        let group = if slip == Slip::Ethnicity { KINH } else { group };
        let sex = self.sex(matter, category);
        let wrong_age = slip == Slip::Age && matches!(category, Category::Child | Category::Elderly);
        let age = if wrong_age { 34 } else { self.age(category, matter) };
        let year = matter.accepted.year() - age;
        let name = self.nation.names.full_name(&mut self.dice, group, sex);
        let birthday = NaiveDate::from_yo_opt(year, u32::try_from(self.dice.between(1, 365)).unwrap_or(1));
        let exact = self.dice.percent(60.0);
        let mut person = Person {
            name_sound: String::new(),
            id: self.id(matter.accepted),
            name_folded: fold(&name),
            name,
            sex: Some(sex.into()),
            birth_year: Some(year),
            birth_date: birthday.filter(|_| exact),
            ethnicity: Some(group.to_owned()),
            commune_code: self.dice.any(&era.communes).cloned(),
            id_number_sealed: None,
            id_number_index: None,
            entered_at: self.now,
            version: 1,
        };
        if age >= 14 && self.dice.percent(75.0) {
            let number = self.id_number(area.code, sex, year);
            store::people::seal_id_number_with(&self.keys, &mut person, number.as_ref())?;
        }
        Ok(person)
    }

    /// Twelve digits that no citizen has: real ones begin with 0, these with 9.
    fn id_number(&mut self, area: &str, sex: Sex, year: i32) -> Option<IdNumber> {
        let century = if year >= 2000 { 2 } else { 0 };
        let kind = century + i32::from(sex == Sex::Female);
        IdNumber::read(&format!("9{area}{kind}{:02}{:06}", year.rem_euclid(100), self.dice.below(1_000_000)))
    }

    fn category(&mut self, minority: bool, matter: &Matter) -> Category {
        use Category as C;
        let criminal = matter.form == AidForm::Litigation && matter.field == LegalField::Criminal;
        let accused = matter.role == Some(ProviderRole::Defence);
        let there = |category: C| {
            let fits = match category {
                C::Accused16To18 | C::AccusedNearPoor => accused,
                C::Victim16To18 => criminal && !accused,
                C::Minor16To18 => criminal,
                C::Trafficking | C::TraffickingHardship => criminal && !accused,
                C::DomesticViolence => !accused,
                _ => true,
            };
            fits && category.is_valid_on(matter.accepted)
        };
        // Before the law of 2017 none is in force; whoever was helped then was mostly poor.
        let some_law = C::Poor.is_valid_on(matter.accepted);
        let list: &[(C, u32)] = if minority {
            &[
                (C::EthnicSpecialArea, 600),
                (C::PoorAndEthnic, 120),
                (C::Child, 80),
                (C::Accused16To18, 110),
                (C::Minor16To18, 100),
                (C::Poor, 40),
                (C::Victim16To18, 30),
                (C::DomesticViolence, 12),
                (C::Merit, 10),
                (C::Disabled, 8),
                (C::Elderly, 8),
                (C::Trafficking, 5),
                (C::TraffickingHardship, 5),
            ]
        } else {
            &[
                (C::Poor, 260),
                (C::Child, 160),
                (C::Accused16To18, 300),
                (C::Minor16To18, 260),
                (C::Victim16To18, 80),
                (C::AccusedNearPoor, 80),
                (C::Merit, 75),
                (C::Disabled, 65),
                (C::Elderly, 60),
                (C::MartyrFamily, 30),
                (C::DomesticViolence, 22),
                (C::AgentOrange, 15),
                (C::Hiv, 10),
                (C::Trafficking, 6),
                (C::TraffickingHardship, 6),
            ]
        };
        for _ in 0..20 {
            let category = self.dice.choose(list);
            if there(category) {
                return category;
            }
        }
        if minority && some_law { C::EthnicSpecialArea } else { C::Poor }
    }

    fn sex(&mut self, matter: &Matter, category: Category) -> Sex {
        let men = match (category, matter.role) {
            (Category::DomesticViolence, _) => 8.0,
            (Category::Trafficking | Category::TraffickingHardship, _) => 12.0,
            (_, Some(ProviderRole::Defence)) => 88.0,
            (_, Some(ProviderRole::Protection)) if matter.field == LegalField::Criminal => 36.0,
            _ => 50.0,
        };
        if self.dice.percent(men) { Sex::Male } else { Sex::Female }
    }

    fn age(&mut self, category: Category, matter: &Matter) -> i32 {
        let (from, to) = match category {
            Category::Child if matter.role == Some(ProviderRole::Defence) => (14, 15),
            Category::Child => (3, 15),
            Category::Accused16To18 | Category::Minor16To18 | Category::Victim16To18 => (17, 17),
            Category::Elderly => (61, 88),
            Category::Merit => (55, 92),
            Category::MartyrFamily => (45, 90),
            Category::AgentOrange => (22, 72),
            _ => (19, 71),
        };
        i32::try_from(self.dice.between(from, to)).unwrap_or(30)
    }
}

/// Whether a grown-up of any age may stand under the category again.
fn any_age(category: Category) -> bool {
    matches!(
        category,
        Category::Poor | Category::EthnicSpecialArea | Category::PoorAndEthnic | Category::AccusedNearPoor
    )
}
