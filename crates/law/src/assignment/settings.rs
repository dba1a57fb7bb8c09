//! What a Centre wants weighed, and how much: dated, so that an old choice can be explained.

use serde::{Deserialize, Serialize};

/// How much each criterion counts; together one hundred.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Weights {
    /// Near to the place of the case.
    pub distance: u32,
    /// Works in the field.
    pub field: u32,
    /// Speaks the language of the person.
    pub language: u32,
    /// Did such cases.
    pub experience: u32,
    /// Has little to do now.
    pub load: u32,
    /// Had less than a fair share of the target year.
    pub share: u32,
    /// Waited long for a case.
    pub waiting: u32,
    /// Knows the person or a linked case.
    pub continuity: u32,
}

impl Weights {
    /// All, with the names of their fields.
    #[must_use]
    pub fn all(&self) -> [(&'static str, u32); 8] {
        [
            ("distance", self.distance),
            ("field", self.field),
            ("language", self.language),
            ("experience", self.experience),
            ("load", self.load),
            ("share", self.share),
            ("waiting", self.waiting),
            ("continuity", self.continuity),
        ]
    }
}

/// Dated settings of a Centre (*thiết lập phân công*).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// How much each criterion counts.
    pub weights: Weights,
    /// The part of a leader, in percent of an officer's.
    pub leader_part: u32,
    /// The part of a lawyer, in percent of an officer's.
    pub lawyer_part: u32,
    /// As many ordinary cases at once as somebody can carry, where nothing else is noted.
    pub full_load: u32,
    /// Hours in which a provider answers.
    pub answer_hours: u32,
    /// From this percentage of cases that they brought themselves on a provider is shown.
    pub brought_alert: u32,
    /// Whoever nurses a child gets no case farther away than this, in kilometres.
    pub nursing_km: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            weights: Weights {
                distance: 20,
                field: 6,
                language: 10,
                experience: 4,
                load: 22,
                share: 26,
                waiting: 6,
                continuity: 6,
            },
            leader_part: 50,
            lawyer_part: 60,
            full_load: 30,
            answer_hours: 8,
            brought_alert: 30,
            nursing_km: 30,
        }
    }
}

/// A setting that cannot be: its name, and why.
pub type SettingFault = (&'static str, &'static str);

impl Settings {
    /// What is wrong with them; nothing when they can be used.
    #[must_use]
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut found = Vec::new();
        if self.weights.all().iter().map(|(_, weight)| weight).sum::<u32>() != 100 {
            found.push(("distance", "weights_sum"));
        }
        let between = [
            ("leader_part", self.leader_part, 0, 100),
            ("lawyer_part", self.lawyer_part, 0, 200),
            ("full_load", self.full_load, 1, 500),
            ("answer_hours", self.answer_hours, 1, 72),
            ("brought_alert", self.brought_alert, 1, 100),
            ("nursing_km", self.nursing_km, 0, 2000),
        ];
        let outside = between.iter().filter(|(_, value, least, most)| value < least || value > most);
        found.extend(outside.map(|(name, ..)| (*name, "number_out_of_range")));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_make_a_hundred_and_numbers_stay_in_their_range() {
        let settings = Settings::default();
        assert!(settings.faults().is_empty());
        let heavy = Settings { weights: Weights { load: 23, ..settings.weights }, full_load: 0, ..settings };
        assert_eq!(heavy.faults(), [("distance", "weights_sum"), ("full_load", "number_out_of_range")]);
    }
}
