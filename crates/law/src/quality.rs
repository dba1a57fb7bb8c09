//! Quality of closed cases: ratings (*xếp loại*) and criteria of success (*tiêu chí thành công*).
//!
//! Basis: Circular 12/2018 art. 14 as amended; Decision 1179/QĐ-BTP of 16/05/2022 (30 criteria).
//! Scoring sheets come with their own issue.

use crate::coded;

coded! {
    /// Result of a quality appraisal (*thẩm định chất lượng*).
    Rating as "rating" {
        /// *Tốt*.
        Good = "good",
        /// *Khá*.
        Fair = "fair",
        /// *Đạt*.
        Pass = "pass",
        /// *Không đạt*.
        Fail = "fail",
    }
}

impl Rating {
    /// Whether the case reached the standard (*đạt chất lượng trở lên*).
    #[must_use]
    pub fn is_pass(self) -> bool {
        self != Self::Fail
    }
}

/// The rating of a score (*xếp loại chất lượng*).
///
/// Basis: Circular 12/2018/TT-BTP art. 17: good from 90, fair from 70, pass from 50; a breach of what the Law
/// prohibits (art. 6(1)) fails whatever the score.
///
/// ```
/// use law::quality::{Rating, rating_of};
/// assert_eq!(rating_of(90, false), Rating::Good);
/// assert_eq!(rating_of(89, false), Rating::Fair);
/// assert_eq!(rating_of(100, true), Rating::Fail);
/// ```
#[must_use]
pub fn rating_of(score: i32, breach: bool) -> Rating {
    match score {
        _ if breach => Rating::Fail,
        90.. => Rating::Good,
        70..=89 => Rating::Fair,
        50..=69 => Rating::Pass,
        _ => Rating::Fail,
    }
}

/// A criterion of a successful litigation case: `TC01` … `TC30`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Criterion(u8);

impl Criterion {
    /// How many criteria Decision 1179/QĐ-BTP lists.
    pub const COUNT: u8 = 30;
    /// The first of them.
    pub const FIRST: Self = Self(1);

    /// All criteria in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=Self::COUNT).map(Self)
    }

    /// Reads `TC05` in either case.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        let code = code.trim();
        let digits = code.strip_prefix("TC").or_else(|| code.strip_prefix("tc"))?;
        let number: u8 = (digits.len() == 2).then(|| digits.parse().ok())??;
        (1..=Self::COUNT).contains(&number).then_some(Self(number))
    }

    /// The code as registers write it.
    #[must_use]
    pub fn code(self) -> String {
        format!("TC{:02}", self.0)
    }

    /// Reads a list as registers write it: `TC01;TC05`. The error is the part that is no criterion.
    pub fn read_list(list: &str) -> Result<Vec<Self>, String> {
        let mut criteria = Vec::new();
        for part in list.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
            let criterion = Self::read(part).ok_or_else(|| part.to_owned())?;
            if !criteria.contains(&criterion) {
                criteria.push(criterion);
            }
        }
        criteria.sort_unstable();
        Ok(criteria)
    }

    /// Writes a list as registers write it, ordered.
    #[must_use]
    pub fn write_list(criteria: &[Self]) -> String {
        criteria.iter().map(|criterion| criterion.code()).collect::<Vec<_>>().join(";")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_has_one_rating_and_a_breach_fails() {
        for (score, rating) in [
            (100, Rating::Good),
            (90, Rating::Good),
            (89, Rating::Fair),
            (70, Rating::Fair),
            (69, Rating::Pass),
            (50, Rating::Pass),
            (49, Rating::Fail),
            (0, Rating::Fail),
        ] {
            assert_eq!(rating_of(score, false), rating, "{score}");
            assert_eq!(rating_of(score, true), Rating::Fail);
        }
    }
}
