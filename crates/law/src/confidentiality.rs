//! Whose case only few may open (*bảo mật thông tin vụ việc*), and why.
//!
//! Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4); Circular 11/2014 art. 12; law on HIV.

use chrono::{Datelike as _, NaiveDate};

use crate::coded;
use crate::eligibility::Category;
use crate::kernel::coded::Coded as _;

coded! {
    /// Why a case is restricted (*lý do hạn chế tiếp cận*).
    Restriction as "restriction" {
        /// A beneficiary is under 18.
        Minor = "minor",
        /// Domestic violence.
        DomesticViolence = "domestic_violence",
        /// Sexual violence; marked by hand.
        SexualViolence = "sexual_violence",
        /// Trafficking in persons.
        Trafficking = "trafficking",
        /// HIV.
        Hiv = "hiv",
    }
}

impl Restriction {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::from_code).collect()
    }

    /// Codes joined by `;`, in order, each once.
    #[must_use]
    pub fn write_list(list: impl IntoIterator<Item = Self>) -> String {
        let mut list: Vec<Self> = list.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        list.iter().map(|restriction| restriction.code()).collect::<Vec<_>>().join(";")
    }
}

/// What is known of a person, as far as protection depends on it.
#[derive(Clone, Debug)]
pub struct Protected {
    /// Reported category.
    pub category: Option<Category>,
    /// Further categories.
    pub other_categories: Vec<Category>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// Tells why a case is restricted (*hạn chế tiếp cận*); none for an ordinary one.
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4). Minors, domestic violence, trafficking and HIV follow from
/// the facts; sexual violence is marked by whoever takes the request down. With a year of birth only, whoever
/// may still be 17 on the day counts as a minor.
#[must_use]
pub fn restrictions(persons: impl IntoIterator<Item = Protected>, day: NaiveDate) -> Vec<Restriction> {
    let mut found = Vec::new();
    for person in persons {
        let minor = match (person.birth_date, person.birth_year) {
            (Some(born), _) => day.years_since(born).is_none_or(|age| age < 18),
            (None, Some(year)) => day.year() - year <= 18,
            (None, None) => false,
        };
        if minor {
            found.push(Restriction::Minor);
        }
        for category in person.category.into_iter().chain(person.other_categories) {
            match category {
                Category::Child
                | Category::Accused16To18
                | Category::Minor16To18
                | Category::Victim16To18 => {
                    found.push(Restriction::Minor);
                }
                Category::DomesticViolence => found.push(Restriction::DomesticViolence),
                Category::Trafficking | Category::TraffickingHardship => found.push(Restriction::Trafficking),
                Category::Hiv => found.push(Restriction::Hiv),
                _ => {}
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protects_minors_and_victims() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        let person = |category, birth_year, birth_date: Option<&str>| Protected {
            category: Some(category),
            other_categories: Vec::new(),
            birth_year,
            birth_date: birth_date.map(day),
        };
        for (who, expected) in [
            (person(Category::Poor, Some(1980), None), ""),
            (person(Category::Poor, None, None), ""),
            (person(Category::Poor, Some(2008), None), "minor"),
            (person(Category::Poor, Some(2008), Some("2008-03-01")), ""),
            (person(Category::Poor, Some(2008), Some("2008-12-01")), "minor"),
            (person(Category::Hiv, Some(1990), None), "hiv"),
            (person(Category::Minor16To18, None, None), "minor"),
            (person(Category::DomesticViolence, Some(2010), None), "minor;domestic_violence"),
            (person(Category::Trafficking, Some(1999), None), "trafficking"),
        ] {
            let found = restrictions([who.clone()], day("2026-11-22"));
            assert_eq!(Restriction::write_list(found), expected, "{who:?}");
        }
    }
}
