//! Figures turned about (*bảng chéo*): the dimensions by which an indicator is split, and small counts that are hidden.
//!
//! A dimension that stands in a packed shape is counted and looked up by its bits; the others are columns of the
//! register. To add one: a value of [`Dimension`], its place here or its column in `store::statistics::pivot`, its name
//! in the texts.

use super::masking::{Place, hidden};
use super::shapes::{Bits, CaseShape, Numbered, PersonShape};
use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::coded;
use crate::eligibility::Category;
use crate::kernel::coded::Coded as _;
use crate::people::Sex;
use crate::quality::{Criterion, Rating};
use crate::staff::ProviderKind;

coded! {
    /// By what a figure is split (*tiêu chí phân tổ*).
    Dimension as "dimension" {
        /// The organisation itself.
        Organisation = "organisation",
        /// The Centre it belongs to.
        Centre = "centre",
        /// The province, as it was then.
        Province = "province",
        /// The province of today.
        ProvinceNow = "province_now",
        /// Month of acceptance, of closing for what was closed, of appraisal for what was appraised.
        Month = "month",
        /// Form of aid.
        Form = "form",
        /// Field of law.
        Field = "field",
        /// What the provider is in the proceedings.
        Role = "role",
        /// Stage of the proceedings.
        Stage = "stage",
        /// Where the request came from.
        Source = "source",
        /// The agency that gave notice or information.
        Agency = "agency",
        /// Kind of the last provider.
        ProviderKind = "provider_kind",
        /// The last provider.
        Provider = "provider",
        /// How the case ended.
        Outcome = "outcome",
        /// Rating of the appraisal.
        Rating = "rating",
        /// Criterion of success; a case may meet several.
        Criterion = "criterion",
        /// Reported category of the person.
        Category = "category",
        /// Sex of the person.
        Sex = "sex",
        /// Age of the person in the year of acceptance.
        Age = "age",
        /// Ethnic group of the person.
        Ethnicity = "ethnicity",
        /// Commune of the person.
        Commune = "commune",
    }
}

coded! {
    /// Ages between which the law or the public makes a difference (*nhóm tuổi*).
    AgeBand as "age-band" {
        /// Under 16.
        Child = "under_16",
        /// 16 and 17.
        Minor = "16_17",
        /// 18 to 30.
        Young = "18_30",
        /// 31 to 59.
        Middle = "31_59",
        /// 60 and over.
        Older = "60_over",
    }
}

impl AgeBand {
    /// First and last age.
    #[must_use]
    pub const fn ages(self) -> (i64, i64) {
        match self {
            Self::Child => (0, 15),
            Self::Minor => (16, 17),
            Self::Young => (18, 30),
            Self::Middle => (31, 59),
            Self::Older => (60, 200),
        }
    }

    /// The band of an age; `None` for what is no age.
    #[must_use]
    pub fn of(age: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|band| (band.ages().0..=band.ages().1).contains(&age))
    }
}

/// The shape that holds a dimension, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShapePlace {
    /// In the shape of the case.
    Case(Bits),
    /// In the shape of the beneficiary.
    Person(Bits),
}

impl Dimension {
    /// Whether it tells persons apart, and not cases.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Category | Self::Sex | Self::Age | Self::Ethnicity | Self::Commune)
    }

    /// Whether receptions, guidance, outreach and training are told apart by it too.
    #[must_use]
    pub const fn is_of_activities(self) -> bool {
        self.is_of_organisations() || matches!(self, Self::Month)
    }

    /// Whether its values are organisations.
    #[must_use]
    pub const fn is_of_organisations(self) -> bool {
        matches!(self, Self::Organisation | Self::Centre | Self::Province | Self::ProvinceNow)
    }

    /// Whether a case may have several values of it, so that the parts are more than the whole.
    #[must_use]
    pub const fn overlaps(self) -> bool {
        self.is_personal() || matches!(self, Self::Criterion)
    }

    /// Where it stands in a packed shape.
    #[must_use]
    pub const fn place(self) -> Option<ShapePlace> {
        Some(match self {
            Self::Form => ShapePlace::Case(CaseShape::FORM),
            Self::Field => ShapePlace::Case(CaseShape::FIELD),
            Self::Role => ShapePlace::Case(CaseShape::PROVIDER_ROLE),
            Self::Source => ShapePlace::Case(CaseShape::SOURCE),
            Self::ProviderKind => ShapePlace::Case(CaseShape::PROVIDER_KIND),
            Self::Outcome => ShapePlace::Case(CaseShape::OUTCOME),
            Self::Rating => ShapePlace::Case(CaseShape::RATING),
            Self::Criterion => ShapePlace::Case(CaseShape::CRITERIA),
            Self::Category => ShapePlace::Person(PersonShape::CATEGORY),
            Self::Sex => ShapePlace::Person(PersonShape::SEX),
            _ => return None,
        })
    }

    /// The codes that a masked shape stands for: several only for criteria, none where nothing is known.
    #[must_use]
    pub fn codes_in(self, masked: i64) -> Vec<String> {
        if self == Self::Criterion {
            let met = Criterion::all().filter(|it| masked & CaseShape::criterion_bit(*it) != 0);
            return met.map(|it| it.code().to_lowercase()).collect();
        }
        let number = |bits: Bits| bits.read(masked);
        let code = match self {
            Self::Form => code::<AidForm>(number(CaseShape::FORM)),
            Self::Field => code::<LegalField>(number(CaseShape::FIELD)),
            Self::Role => code::<ProviderRole>(number(CaseShape::PROVIDER_ROLE)),
            Self::Source => code::<Source>(number(CaseShape::SOURCE)),
            Self::ProviderKind => code::<ProviderKind>(number(CaseShape::PROVIDER_KIND)),
            Self::Outcome => code::<Outcome>(number(CaseShape::OUTCOME)),
            Self::Rating => code::<Rating>(number(CaseShape::RATING)),
            Self::Category => code::<Category>(number(PersonShape::CATEGORY)),
            Self::Sex => code::<Sex>(number(PersonShape::SEX)),
            _ => None,
        };
        code.map(str::to_owned).into_iter().collect()
    }

    /// What the masked shape must be for a code, with the bits to look at; no code stands for what is not known.
    #[must_use]
    pub fn masked(self, wanted: &str) -> Option<(i64, i64)> {
        let bits = match self.place()? {
            ShapePlace::Case(bits) | ShapePlace::Person(bits) => bits,
        };
        if wanted.is_empty() {
            return Some((bits.mask(), 0));
        }
        if self == Self::Criterion {
            let bit = Criterion::all()
                .find(|it| it.code().to_lowercase() == wanted)
                .map(CaseShape::criterion_bit)?;
            return Some((bit, bit));
        }
        let number = match self {
            Self::Form => number::<AidForm>(wanted),
            Self::Field => number::<LegalField>(wanted),
            Self::Role => number::<ProviderRole>(wanted),
            Self::Source => number::<Source>(wanted),
            Self::ProviderKind => number::<ProviderKind>(wanted),
            Self::Outcome => number::<Outcome>(wanted),
            Self::Rating => number::<Rating>(wanted),
            Self::Category => number::<Category>(wanted),
            Self::Sex => number::<Sex>(wanted),
            _ => None,
        }?;
        Some((bits.mask(), bits.place(number)))
    }
}

fn code<T: Numbered>(number: i64) -> Option<&'static str> {
    T::ALL.iter().copied().find(|value| value.number() == number).map(T::code)
}

fn number<T: Numbered>(code: &str) -> Option<i64> {
    T::from_code(code).map(T::number)
}

/// Hides small counts (*che số nhỏ*) in a table whose last row and last column are its totals. Where one hidden count
/// could be reckoned from the others of its row or column, the next smallest is hidden too.
///
/// Basis: none; issue 5 part 2. Decree 13/2023/NĐ-CP asks that published figures name nobody.
///
/// ```
/// use law::statistics::mask_small;
/// let table = [vec![3, 20, 23], vec![30, 40, 70], vec![33, 60, 93]];
/// assert_eq!(mask_small(&table), [
///     vec![None, None, Some(23)], vec![None, None, Some(70)], vec![Some(33), Some(60), Some(93)],
/// ]);
/// ```
#[must_use]
pub fn mask_small(table: &[Vec<i64>]) -> Vec<Vec<Option<i64>>> {
    let columns = table.first().map_or(0, Vec::len);
    let row = |at: usize| (0..columns).map(move |column| (at, column)).collect::<Vec<_>>();
    let column = |at: usize| (0..table.len()).map(move |row| (row, at)).collect::<Vec<_>>();
    let sums: Vec<Vec<Place>> =
        (0..table.len()).map(row).chain((0..columns).map(column)).filter(|line| line.len() > 1).collect();
    let counts: Vec<Vec<Option<i64>>> =
        table.iter().map(|row| row.iter().map(|count| Some(*count)).collect()).collect();
    let is_total = |(row, column): Place| row + 1 == table.len() || column + 1 == columns;
    let hidden = hidden(&counts, &sums, |_, place| is_total(place));
    let shown = |row: usize, column: usize| (!hidden[row][column]).then(|| table[row][column]);
    (0..table.len()).map(|row| (0..columns).map(|column| shown(row, column)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::masking::SMALL;
    use proptest::prelude::*;

    #[test]
    fn every_code_of_a_shape_comes_back_as_it_went() {
        for dimension in Dimension::ALL.iter().filter(|it| it.place().is_some()) {
            let mut seen = 0;
            for number in 0..40 {
                let (ShapePlace::Case(bits) | ShapePlace::Person(bits)) = dimension.place().expect("a place");
                let masked = bits.place(number) & bits.mask();
                for code in dimension.codes_in(masked) {
                    let (mask, value) = dimension.masked(&code).expect("a code");
                    assert_eq!(masked & mask, value, "{dimension} {code}");
                    seen += 1;
                }
            }
            assert!(seen >= 2, "{dimension}");
            assert_eq!(dimension.masked("nothing of the kind"), None);
        }
    }

    #[test]
    fn every_age_has_one_band() {
        for age in 0..=200 {
            assert_eq!(
                AgeBand::ALL.iter().filter(|it| (it.ages().0..=it.ages().1).contains(&age)).count(),
                1
            );
        }
        assert_eq!((AgeBand::of(15), AgeBand::of(16)), (Some(AgeBand::Child), Some(AgeBand::Minor)));
        assert_eq!((AgeBand::of(-1), AgeBand::of(201)), (None, None));
    }

    proptest! {
        #[test]
        fn mask_small_leaves_nothing_to_reckon(cells in prop::collection::vec(prop::collection::vec(0_i64..40, 3), 1..5)) {
            let mut table: Vec<Vec<i64>> =
                cells.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
            table.push((0..4).map(|column| table.iter().map(|row| row[column]).sum()).collect());
            let masked = mask_small(&table);
            for (row, shown) in table.iter().zip(&masked) {
                prop_assert_ne!(shown.iter().filter(|cell| cell.is_none()).count(), 1);
                for (count, cell) in row.iter().zip(shown) {
                    prop_assert!(cell.is_none() || cell == &Some(*count));
                    prop_assert!(!((1..SMALL).contains(count) && cell.is_some()));
                }
            }
            for column in 0..4 {
                prop_assert_ne!(masked.iter().filter(|row| row[column].is_none()).count(), 1);
            }
        }
    }
}
