//! Which cases or persons an indicator counts. One selector drives both the count from tallies and the
//! list of cases behind the number, so that the two cannot differ.

use super::shapes::{Bits, CaseShape, Numbered, PersonShape};
use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::coded;
use crate::eligibility::Category;
use crate::kernel::coded::Coded;
use crate::people::Sex;
use crate::quality::{Criterion, Rating};
use crate::staff::{ProviderGroup, ProviderKind};

coded! {
    /// A set of cases in a period (*kỳ báo cáo*), by the dates of the case alone.
    ///
    /// Basis: Circular 03/2019/TT-BTP form 25, columns 1 to 4. A case without a day of closing counts as
    /// closed after every period. All but `Appraised` are parts of `Handled`.
    CaseSet as "case-set" {
        /// Accepted by the end of the period and not closed before it (*thực hiện trong kỳ*).
        Handled = "handled",
        /// Accepted before the period and not closed before it (*kỳ trước chuyển sang*).
        CarriedOver = "carried_over",
        /// Accepted in the period (*thụ lý trong kỳ*).
        New = "new",
        /// Closed in the period, whatever the outcome (*kết thúc trong kỳ*).
        Closed = "closed",
        /// Handled and not closed in the period (*chuyển kỳ sau*).
        CarriedForward = "carried_forward",
        /// Appraised in the period (*thẩm định chất lượng*), whenever it was closed.
        Appraised = "appraised",
    }
}

impl CaseSet {
    /// Whether a handled case, new or carried over, closed or carried forward, belongs to the set.
    #[must_use]
    pub const fn holds(self, new: bool, closed: bool) -> bool {
        match self {
            Self::Handled => true,
            Self::CarriedOver => !new,
            Self::New => new,
            Self::Closed => closed,
            Self::CarriedForward => !closed,
            Self::Appraised => false,
        }
    }
}

coded! {
    /// A fact that a breakdown needs and that may be missing from the register.
    Lacking as "lacking" {
        /// What the provider is in the proceedings.
        ProviderRole = "provider_role",
        /// The kind of the provider.
        ProviderKind = "provider_kind",
        /// How the case ended.
        Outcome = "outcome",
        /// The rating of the appraisal.
        Rating = "rating",
        /// The sex of the beneficiary.
        Sex = "sex",
        /// The ethnic group of the beneficiary.
        Ethnicity = "ethnicity",
    }
}

/// A choice of cases or persons: the set, and the facts that must hold. What is empty is not asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// Set of cases by their dates.
    pub set: CaseSet,
    /// Form of aid.
    pub form: Option<AidForm>,
    /// What the provider is in the proceedings.
    pub provider_role: Option<ProviderRole>,
    /// Fields of law, any of them.
    pub fields: Vec<LegalField>,
    /// Where the request came from.
    pub source: Option<Source>,
    /// Kind of the last provider, as reports group it.
    pub provider_group: Option<ProviderGroup>,
    /// Kind of the last provider.
    pub provider_kind: Option<ProviderKind>,
    /// How the case ended.
    pub outcome: Option<Outcome>,
    /// Ratings of the appraisal, any of them.
    pub ratings: Vec<Rating>,
    /// A criterion of success that was met.
    pub criterion: Option<Criterion>,
    /// Whether at least one criterion of success must be met.
    pub any_criterion: bool,
    /// Sex of the beneficiary.
    pub sex: Option<Sex>,
    /// Reported category of the beneficiary.
    pub category: Option<Category>,
    /// Whether the beneficiary is of any ethnic group but Kinh.
    pub minority: Option<bool>,
    /// A fact that must be missing.
    pub lacking: Option<Lacking>,
}

/// A test of a packed shape, for Rust and for SQL alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShapeTest {
    /// `shape & mask` is one of the values.
    OneOf {
        /// Bits that are looked at.
        mask: i64,
        /// What they may hold.
        values: Vec<i64>,
    },
    /// `shape & mask` is not zero.
    Some {
        /// Bits that are looked at.
        mask: i64,
    },
}

impl ShapeTest {
    /// Whether the shape passes.
    #[must_use]
    pub fn passes(&self, shape: i64) -> bool {
        match self {
            Self::OneOf { mask, values } => values.contains(&(shape & mask)),
            Self::Some { mask } => shape & mask != 0,
        }
    }

    /// The bits that the test looks at.
    #[must_use]
    pub const fn mask(&self) -> i64 {
        match self {
            Self::OneOf { mask, .. } | Self::Some { mask } => *mask,
        }
    }
}

/// Gathers single facts into one comparison, because that is one operation a row.
#[derive(Default)]
struct Tests {
    mask: i64,
    value: i64,
    others: Vec<ShapeTest>,
}

impl Tests {
    fn fixed(&mut self, mask: i64, value: i64) {
        if self.mask & mask == 0 {
            self.mask |= mask;
            self.value |= value;
        } else {
            self.others.push(ShapeTest::OneOf { mask, values: vec![value] });
        }
    }

    fn one<T: Numbered>(&mut self, bits: Bits, wanted: Option<T>) {
        if let Some(value) = wanted {
            self.fixed(bits.mask(), bits.place(value.number()));
        }
    }

    fn any<T: Numbered>(&mut self, bits: Bits, wanted: &[T]) {
        if !wanted.is_empty() {
            let values = wanted.iter().map(|value| bits.place(value.number())).collect();
            self.others.push(ShapeTest::OneOf { mask: bits.mask(), values });
        }
    }

    fn finish(self) -> Vec<ShapeTest> {
        let fixed = (self.mask != 0).then(|| ShapeTest::OneOf { mask: self.mask, values: vec![self.value] });
        fixed.into_iter().chain(self.others).collect()
    }
}

impl Selector {
    /// All cases of a set.
    #[must_use]
    pub const fn of(set: CaseSet) -> Self {
        Self {
            set,
            form: None,
            provider_role: None,
            fields: Vec::new(),
            source: None,
            provider_group: None,
            provider_kind: None,
            outcome: None,
            ratings: Vec::new(),
            criterion: None,
            any_criterion: false,
            sex: None,
            category: None,
            minority: None,
            lacking: None,
        }
    }

    /// What the shape of the case must pass.
    #[must_use]
    pub fn case_tests(&self) -> Vec<ShapeTest> {
        let mut tests = Tests::default();
        tests.one(CaseShape::FORM, self.form);
        tests.one(CaseShape::PROVIDER_ROLE, self.provider_role);
        tests.any(CaseShape::FIELD, &self.fields);
        tests.one(CaseShape::SOURCE, self.source);
        if let Some(group) = self.provider_group {
            let kinds: Vec<ProviderKind> =
                ProviderKind::ALL.iter().copied().filter(|kind| kind.group() == group).collect();
            tests.any(CaseShape::PROVIDER_KIND, &kinds);
        }
        tests.one(CaseShape::PROVIDER_KIND, self.provider_kind);
        tests.one(CaseShape::OUTCOME, self.outcome);
        tests.any(CaseShape::RATING, &self.ratings);
        if let Some(criterion) = self.criterion {
            let bit = CaseShape::criterion_bit(criterion);
            tests.fixed(bit, bit);
        }
        if self.any_criterion {
            tests.others.push(ShapeTest::Some { mask: CaseShape::CRITERIA.mask() });
        }
        match self.lacking {
            Some(Lacking::ProviderRole) => tests.fixed(CaseShape::PROVIDER_ROLE.mask(), 0),
            Some(Lacking::ProviderKind) => tests.fixed(CaseShape::PROVIDER_KIND.mask(), 0),
            Some(Lacking::Outcome) => tests.fixed(CaseShape::OUTCOME.mask(), 0),
            Some(Lacking::Rating) => tests.fixed(CaseShape::RATING.mask(), 0),
            Some(Lacking::Sex | Lacking::Ethnicity) | None => {}
        }
        tests.finish()
    }

    /// What the shape of a beneficiary must pass. Empty for a choice of cases as such.
    #[must_use]
    pub fn person_tests(&self) -> Vec<ShapeTest> {
        let mut tests = Tests::default();
        tests.one(PersonShape::SEX, self.sex);
        tests.one(PersonShape::CATEGORY, self.category);
        if let Some(minority) = self.minority {
            let number = PersonShape::minority_number(minority);
            tests.fixed(PersonShape::MINORITY.mask(), PersonShape::MINORITY.place(number));
        }
        match self.lacking {
            Some(Lacking::Sex) => tests.fixed(PersonShape::SEX.mask(), 0),
            Some(Lacking::Ethnicity) => tests.fixed(PersonShape::MINORITY.mask(), 0),
            _ => {}
        }
        tests.finish()
    }
}
