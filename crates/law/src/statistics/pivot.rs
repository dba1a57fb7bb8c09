//! Figures turned about (*bảng chéo*): the dimensions by which an indicator is split.
//!
//! A dimension that stands in a packed shape is counted and looked up by its bits; the others are columns of the
//! register. To add one: a value of [`Dimension`], its place here or its column in `store::statistics::pivot`, its name
//! in the texts.

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
