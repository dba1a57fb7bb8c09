//! How an indicator is called, how it is counted, and how its value is written.

use law::kernel::coded::Coded as _;
use law::statistics::{Figure, Indicator, Unit, Value};

use crate::codes;
use crate::texts::{T, prefix};
use crate::ui::money;

/// What stands where an indicator has no value: never 0.
pub const NOTHING: &str = "–";

/// The name; of a member of a family with the member: "Thực hiện theo lĩnh vực: Hình sự".
pub fn name(t: T, indicator: &Indicator) -> String {
    let family = family_name(t, indicator.family);
    match member(t, indicator) {
        Some(member) => format!("{family}: {member}"),
        None => family,
    }
}

/// The name of a family.
pub fn family_name(t: T, family: &str) -> String {
    t.code(prefix!("indicator"), family)
}

/// How the indicators of a family are counted, in one sentence.
pub fn definition(t: T, family: &str) -> String {
    t.code(prefix!("indicator"), &format!("{family}-definition"))
}

/// Which member of its family an indicator is.
pub fn member(t: T, indicator: &Indicator) -> Option<String> {
    let member = indicator.member.as_ref()?;
    Some(match member.list {
        "criterion" => member.code.to_uppercase(),
        list => codes::named(t, list, &member.code),
    })
}

/// What is counted: "vụ việc".
pub fn unit(t: T, indicator: &Indicator) -> String {
    unit_of(t, indicator.unit)
}

/// The name of a unit.
pub fn unit_of(t: T, unit: Unit) -> String {
    t.code(prefix!("unit"), unit.code())
}

/// The value for people: "1.389", "34,3%", "–".
pub fn value(t: T, figure: &Figure) -> String {
    match figure.value {
        Some(Value::Count(count)) => money::number(t.lang(), count),
        Some(Value::Tenths(tenths)) => money::percent(t.lang(), tenths as f64 / 10.0, 1),
        None => NOTHING.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use law::statistics::indicators;

    use super::*;
    use crate::texts::{Lang, MISSING};

    /// `{field}` of the contract is `field` of a family; the rest stands alone.
    const CONTRACT: &str = include_str!("../../../law/src/statistics/contract.csv");

    #[test]
    fn every_indicator_has_a_name_and_a_definition_in_both_languages() {
        for t in Lang::ALL.map(T::new) {
            let mut names = BTreeSet::new();
            for indicator in indicators() {
                let definition = definition(t, indicator.family);
                let words = [name(t, indicator), definition.clone(), unit(t, indicator)];
                assert!(words.iter().all(|it| !it.contains(MISSING)), "{}: {words:?}", indicator.id);
                assert!(definition.ends_with('.') && definition.chars().count() > 30, "{definition}");
                assert!(names.insert(name(t, indicator)), "{} has the name of another", indicator.id);
            }
        }
    }

    #[test]
    fn vietnamese_names_and_units_are_those_of_the_contract() {
        let t = T::new(Lang::Vi);
        let mut seen = 0;
        for line in CONTRACT.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let (id, contract) = (cells[0], cells[1].replace(';', ","));
            let start = id.split("_{").next().unwrap_or_default();
            let is_member = |it: &&Indicator| it.member.is_some() == id.contains('{');
            let mut all = indicators().iter().filter(is_member).filter(|it| it.id.starts_with(start));
            let alone = |it: &&Indicator| it.member.is_some() || it.id == id;
            let family = all.by_ref().find(alone).unwrap_or_else(|| panic!("{id} is not declared"));
            assert_eq!(family_name(t, family.family), contract, "{id}");
            assert_eq!(unit(t, family), cells[2], "{id}");
            seen += 1;
        }
        assert_eq!(seen, 54);
    }

    #[test]
    fn values_are_written_the_way_of_the_language() {
        let figure = |value| Figure { indicator: &indicators()[0], value };
        let vi = T::new(Lang::Vi);
        assert_eq!(value(vi, &figure(Some(Value::Count(1389)))), "1.389");
        assert_eq!(value(vi, &figure(Some(Value::Tenths(343)))), "34,3%");
        assert_eq!(value(T::new(Lang::En), &figure(Some(Value::Tenths(1000)))), "100.0%");
        assert_eq!(value(vi, &figure(None)), "–");
    }
}
