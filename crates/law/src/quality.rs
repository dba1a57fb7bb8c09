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
