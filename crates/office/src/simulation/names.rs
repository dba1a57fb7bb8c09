//! Invented names of people, by the patterns of `names.json`: each group names its children its own way.

use std::collections::HashMap;

use law::people::{KINH, Sex};
use serde_json::Value as Json;
use store::reference::EthnicGroup;

use super::dice::{Dice, Weighted};
use crate::failure::{Failure, Outcome};

/// How the names of one group are made.
#[derive(Debug)]
struct Way {
    male: Vec<Part>,
    female: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    OneOf(Weighted<String>),
}

/// The ways of all groups, by code of the group.
#[derive(Debug)]
pub(super) struct Names {
    ways: HashMap<String, Weighted<Way>>,
}

impl Names {
    /// Reads `names.json`; groups without an entry of their own use the one that it names as fallback.
    pub(super) fn read(text: &str, groups: &[EthnicGroup]) -> Outcome<Self> {
        let broken = |why: &str| Failure::Broken(format!("names.json: {why}"));
        let file: Json = serde_json::from_str(text).map_err(|error| broken(&error.to_string()))?;
        let entries = file["groups"].as_object().ok_or_else(|| broken("no groups"))?;
        let mut ways = HashMap::new();
        for group in groups {
            let Some(entry) = entries.get(&group.name) else { continue };
            let variants = match entry["variants"].as_array() {
                Some(variants) => {
                    variants.iter().map(|way| (way, way["weight"].as_f64().unwrap_or(1.0))).collect()
                }
                None => vec![(entry, 1.0)],
            };
            let read = variants.into_iter().map(|(way, weight)| Some((Way::read(way)?, weight)));
            let read: Option<Vec<(Way, f64)>> = read.collect();
            let read = read.ok_or_else(|| broken(&group.name))?;
            ways.insert(group.code.clone(), Weighted::new(read));
        }
        if ways.contains_key(KINH) { Ok(Self { ways }) } else { Err(broken("no names of the majority")) }
    }

    /// A full name, as on an identity paper.
    pub(super) fn full_name(&self, dice: &mut Dice, ethnicity: &str, sex: Sex) -> String {
        let ways = self.ways.get(ethnicity).or_else(|| self.ways.get(KINH));
        let Some(way) = ways.and_then(|ways| ways.draw(dice)) else { return String::new() };
        let parts = match sex {
            Sex::Male => &way.male,
            Sex::Female => &way.female,
        };
        let mut name = String::with_capacity(32);
        for part in parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::OneOf(list) => name.push_str(list.draw(dice).map_or("", String::as_str)),
            }
        }
        name
    }
}

impl Way {
    fn read(entry: &Json) -> Option<Self> {
        Some(Self { male: pattern(entry, "male")?, female: pattern(entry, "female")? })
    }
}

/// `{family} {middle} {given}` → parts; `{middle}` of a man is the list `middle` or `middle_male`.
fn pattern(entry: &Json, sex: &str) -> Option<Vec<Part>> {
    let mut rest = entry[sex].as_str()?;
    let mut parts = Vec::new();
    while let Some((text, after)) = rest.split_once('{') {
        if !text.is_empty() {
            parts.push(Part::Text(text.to_owned()));
        }
        let (list, after) = after.split_once('}')?;
        let values = entry.get(list).or_else(|| entry.get(format!("{list}_{sex}")))?.as_array()?;
        let values: Option<Vec<(String, f64)>> =
            values.iter().map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_f64()?))).collect();
        parts.push(Part::OneOf(Weighted::new(values?)));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let groups = [
            ("01", "Kinh"),
            ("05", "Khmer"),
            ("12", "Ê Đê"),
            ("10", "Gia Rai"),
            ("16", "Chăm"),
            ("54", "Rơ Măm"),
        ];
        let groups =
            groups.map(|(code, name)| EthnicGroup { code: code.into(), name: name.into(), population: None });
        Names::read(store::reference::embedded::INVENTED_NAMES, &groups).expect("the embedded file is sound")
    }

    #[test]
    fn each_group_names_its_own_way() {
        let (names, mut dice) = (names(), Dice::new(3));
        for _ in 0..200 {
            assert!(names.full_name(&mut dice, "12", Sex::Male).starts_with("Y "));
            assert!(names.full_name(&mut dice, "12", Sex::Female).starts_with("H'"));
            assert!(names.full_name(&mut dice, "10", Sex::Female).contains(" H'"));
            let kinh = names.full_name(&mut dice, "01", Sex::Female);
            assert!(kinh.split(' ').count() >= 3, "{kinh}");
            let without_entry = names.full_name(&mut dice, "54", Sex::Male);
            assert!(without_entry.split(' ').count() >= 3, "{without_entry}");
            for group in ["05", "16"] {
                let name = names.full_name(&mut dice, group, Sex::Female);
                assert_eq!(law::kernel::names::written(&name), name, "no stray spaces");
                assert!(!name.contains(['{', '}']), "{name}");
            }
        }
    }
}
