//! The facts of a case and of a beneficiary that indicators count by, each packed into one integer.
//!
//! A register of a million cases is counted by grouping these integers, and a selector is a mask.
//! The integers are stored: a bit never moves and a number never gets a second meaning. A new value
//! takes the next free number, a new fact the next free bits; the tests at the end pin all of it.

use crate::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use crate::eligibility::Category;
use crate::kernel::coded::Coded;
use crate::people::Sex;
use crate::quality::{Criterion, Rating};
use crate::staff::ProviderKind;

/// Where one fact sits in a packed shape. The number 0 means that the fact is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bits {
    shift: u32,
    width: u32,
}

impl Bits {
    const fn new(shift: u32, width: u32) -> Self {
        Self { shift, width }
    }

    /// The bits of this fact, set.
    #[must_use]
    pub const fn mask(self) -> i64 {
        ((1 << self.width) - 1) << self.shift
    }

    /// A number, moved to its place.
    #[must_use]
    pub const fn place(self, number: i64) -> i64 {
        number << self.shift
    }

    /// The number that a shape holds here.
    #[must_use]
    pub const fn read(self, shape: i64) -> i64 {
        (shape & self.mask()) >> self.shift
    }

    fn put<T: Numbered>(self, value: Option<T>) -> i64 {
        value.map_or(0, |value| self.place(value.number()))
    }

    /// `None` when the number has no meaning; `Some(None)` when the fact is not known.
    fn get<T: Numbered>(self, shape: i64) -> Option<Option<T>> {
        match self.read(shape) {
            0 => Some(None),
            number => T::ALL.iter().copied().find(|value| value.number() == number).map(Some),
        }
    }
}

/// A value that has a number of its own in packed shapes, from 1, for ever.
pub trait Numbered: Coded {
    /// The number.
    fn number(self) -> i64;
}

macro_rules! numbers {
    ($type:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        impl Numbered for $type {
            fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }
        }
    };
}

numbers!(AidForm { Litigation = 1, Advice = 2, Representation = 3 });
numbers!(ProviderRole { Defence = 1, Protection = 2 });
numbers!(LegalField {
    Criminal = 1,
    Civil = 2,
    MarriageFamily = 3,
    Administrative = 4,
    LandHousing = 5,
    Labour = 6,
    MeritPolicy = 7,
    Complaint = 8,
    Other = 9,
});
numbers!(Source {
    SelfRequest = 1,
    Relative = 2,
    AgencyNotice = 3,
    AgencyInformation = 4,
    AppointedDefence = 5,
    Commune = 6,
    Hotline = 7,
    Portal = 8,
    Transfer = 9,
    ProviderBrought = 10,
    Other = 11,
});
numbers!(ProviderKind {
    LegalAidOfficer = 1,
    ContractLawyer = 2,
    LawyerOfContracted = 3,
    LawyerOfRegistered = 4,
    AdviserOfContracted = 5,
    AdviserOfRegistered = 6,
    Collaborator = 7,
});
numbers!(Outcome { Completed = 1, NotContinued = 2, Terminated = 3 });
numbers!(Rating { Good = 1, Fair = 2, Pass = 3, Fail = 4 });
numbers!(Sex { Male = 1, Female = 2 });
numbers!(Category {
    Merit = 1,
    Poor = 2,
    Child = 3,
    EthnicSpecialArea = 4,
    PoorAndEthnic = 5,
    Accused16To18 = 6,
    Minor16To18 = 7,
    AccusedNearPoor = 8,
    Trafficking = 9,
    MartyrFamily = 10,
    AgentOrange = 11,
    Elderly = 12,
    Disabled = 13,
    Victim16To18 = 14,
    DomesticViolence = 15,
    TraffickingHardship = 16,
    Hiv = 17,
});

/// What indicators know of a case (*vụ việc*).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CaseShape {
    /// Form of aid.
    pub form: AidForm,
    /// What the provider is in the proceedings.
    pub provider_role: Option<ProviderRole>,
    /// Field of law.
    pub field: LegalField,
    /// Where the request came from.
    pub source: Source,
    /// Kind of the last provider.
    pub provider_kind: Option<ProviderKind>,
    /// How the case ended.
    pub outcome: Option<Outcome>,
    /// Rating of the appraisal.
    pub rating: Option<Rating>,
    /// Criteria of success that were met.
    pub criteria: Vec<Criterion>,
}

impl CaseShape {
    /// Place of the form of aid.
    pub const FORM: Bits = Bits::new(0, 3);
    /// Place of the provider's role.
    pub const PROVIDER_ROLE: Bits = Bits::new(3, 3);
    /// Place of the field of law.
    pub const FIELD: Bits = Bits::new(6, 5);
    /// Place of the source.
    pub const SOURCE: Bits = Bits::new(11, 5);
    /// Place of the provider's kind.
    pub const PROVIDER_KIND: Bits = Bits::new(16, 4);
    /// Place of the outcome.
    pub const OUTCOME: Bits = Bits::new(20, 3);
    /// Place of the rating.
    pub const RATING: Bits = Bits::new(23, 3);
    /// Place of the criteria, one bit each; bits 26 to 29 are free.
    pub const CRITERIA: Bits = Bits::new(30, 30);

    const ALL: i64 = Self::FORM.mask()
        | Self::PROVIDER_ROLE.mask()
        | Self::FIELD.mask()
        | Self::SOURCE.mask()
        | Self::PROVIDER_KIND.mask()
        | Self::OUTCOME.mask()
        | Self::RATING.mask()
        | Self::CRITERIA.mask();

    /// The bit of one criterion, in its place.
    #[must_use]
    pub fn criterion_bit(criterion: Criterion) -> i64 {
        let before = Criterion::all().take_while(|other| *other < criterion).count();
        Self::CRITERIA.place(1 << before)
    }

    /// The shape as it is stored.
    #[must_use]
    pub fn pack(&self) -> i64 {
        let criteria = self.criteria.iter().fold(0, |bits, criterion| bits | Self::criterion_bit(*criterion));
        Self::FORM.put(Some(self.form))
            | Self::PROVIDER_ROLE.put(self.provider_role)
            | Self::FIELD.put(Some(self.field))
            | Self::SOURCE.put(Some(self.source))
            | Self::PROVIDER_KIND.put(self.provider_kind)
            | Self::OUTCOME.put(self.outcome)
            | Self::RATING.put(self.rating)
            | criteria
    }

    /// Reads a stored shape; `None` when it holds a number without meaning.
    #[must_use]
    pub fn unpack(shape: i64) -> Option<Self> {
        if shape & !Self::ALL != 0 {
            return None;
        }
        Some(Self {
            form: Self::FORM.get(shape)??,
            provider_role: Self::PROVIDER_ROLE.get(shape)?,
            field: Self::FIELD.get(shape)??,
            source: Self::SOURCE.get(shape)??,
            provider_kind: Self::PROVIDER_KIND.get(shape)?,
            outcome: Self::OUTCOME.get(shape)?,
            rating: Self::RATING.get(shape)?,
            criteria: Criterion::all()
                .filter(|criterion| shape & Self::criterion_bit(*criterion) != 0)
                .collect(),
        })
    }
}

/// What indicators know of a beneficiary (*người được trợ giúp pháp lý*) of a case.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PersonShape {
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Reported category.
    pub category: Category,
    /// Whether of any ethnic group but Kinh; `None` when the group is not known.
    pub minority: Option<bool>,
}

impl PersonShape {
    /// Place of the sex.
    pub const SEX: Bits = Bits::new(0, 2);
    /// Place of the ethnic minority: 1 yes, 2 no.
    pub const MINORITY: Bits = Bits::new(2, 2);
    /// Place of the category.
    pub const CATEGORY: Bits = Bits::new(4, 6);

    const ALL: i64 = Self::SEX.mask() | Self::MINORITY.mask() | Self::CATEGORY.mask();

    /// The number of an answer whether somebody belongs to a minority.
    #[must_use]
    pub const fn minority_number(minority: bool) -> i64 {
        if minority { 1 } else { 2 }
    }

    /// The shape as it is stored.
    #[must_use]
    pub fn pack(&self) -> i64 {
        Self::SEX.put(self.sex)
            | self.minority.map_or(0, |minority| Self::MINORITY.place(Self::minority_number(minority)))
            | Self::CATEGORY.put(Some(self.category))
    }

    /// Reads a stored shape; `None` when it holds a number without meaning.
    #[must_use]
    pub fn unpack(shape: i64) -> Option<Self> {
        if shape & !Self::ALL != 0 {
            return None;
        }
        let minority = match Self::MINORITY.read(shape) {
            0 => None,
            1 => Some(true),
            2 => Some(false),
            _ => return None,
        };
        Some(Self { sex: Self::SEX.get(shape)?, category: Self::CATEGORY.get(shape)??, minority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn pin<T: Numbered>(bits: Bits, expected: &str) {
        let list: Vec<String> =
            T::ALL.iter().map(|value| format!("{}={}", value.code(), value.number())).collect();
        assert_eq!(list.join(" "), expected, "a stored number changed its meaning");
        let mut numbers: Vec<i64> = T::ALL.iter().map(|value| value.number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), T::ALL.len(), "two values share a number");
        assert!(numbers.iter().all(|number| *number > 0 && bits.place(*number) & !bits.mask() == 0));
    }

    #[test]
    fn numbers_never_change_their_meaning() {
        pin::<AidForm>(CaseShape::FORM, "litigation=1 advice=2 representation=3");
        pin::<ProviderRole>(CaseShape::PROVIDER_ROLE, "defence=1 protection=2");
        pin::<LegalField>(
            CaseShape::FIELD,
            "criminal=1 civil=2 marriage_family=3 administrative=4 land_housing=5 labour=6 merit_policy=7 \
             complaint=8 other=9",
        );
        pin::<Source>(
            CaseShape::SOURCE,
            "self=1 relative=2 agency_notice=3 agency_information=4 appointed_defence=5 commune=6 hotline=7 \
             portal=8 transfer=9 provider_brought=10 other=11",
        );
        pin::<ProviderKind>(
            CaseShape::PROVIDER_KIND,
            "legal_aid_officer=1 contract_lawyer=2 lawyer_of_contracted=3 lawyer_of_registered=4 \
             adviser_of_contracted=5 adviser_of_registered=6 collaborator=7",
        );
        pin::<Outcome>(CaseShape::OUTCOME, "completed=1 not_continued=2 terminated=3");
        pin::<Rating>(CaseShape::RATING, "good=1 fair=2 pass=3 fail=4");
        pin::<Sex>(PersonShape::SEX, "male=1 female=2");
        pin::<Category>(
            PersonShape::CATEGORY,
            "merit=1 poor=2 child=3 ethnic_special_area=4 poor_and_ethnic=5 accused_16_18=6 minor_16_18=7 \
             accused_near_poor=8 trafficking=9 martyr_family=10 agent_orange=11 elderly=12 disabled=13 \
             victim_16_18=14 domestic_violence=15 trafficking_hardship=16 hiv=17",
        );
    }

    #[test]
    fn bits_never_move() {
        let case = [
            CaseShape::FORM,
            CaseShape::PROVIDER_ROLE,
            CaseShape::FIELD,
            CaseShape::SOURCE,
            CaseShape::PROVIDER_KIND,
            CaseShape::OUTCOME,
            CaseShape::RATING,
            CaseShape::CRITERIA,
        ];
        assert_eq!(
            case.map(|bits| (bits.shift, bits.width)),
            [(0, 3), (3, 3), (6, 5), (11, 5), (16, 4), (20, 3), (23, 3), (30, 30)]
        );
        let person = [PersonShape::SEX, PersonShape::MINORITY, PersonShape::CATEGORY];
        assert_eq!(person.map(|bits| (bits.shift, bits.width)), [(0, 2), (2, 2), (4, 6)]);
        for places in [&case[..], &person[..]] {
            let together = places.iter().fold(0, |sum, bits| sum + bits.mask());
            let united = places.iter().fold(0, |all, bits| all | bits.mask());
            assert_eq!(together, united, "two facts share a bit");
        }

        let shape = CaseShape {
            form: AidForm::Litigation,
            provider_role: Some(ProviderRole::Defence),
            field: LegalField::Criminal,
            source: Source::AgencyNotice,
            provider_kind: Some(ProviderKind::ContractLawyer),
            outcome: Some(Outcome::Completed),
            rating: Some(Rating::Good),
            criteria: Criterion::read_list("TC01;TC05;TC30").expect("test list"),
        };
        assert_eq!(shape.pack(), 0x0800_0004_4092_1849);
        let person = PersonShape { sex: Some(Sex::Female), category: Category::Hiv, minority: Some(true) };
        assert_eq!(person.pack(), 0x116);
    }

    #[test]
    fn a_number_without_meaning_is_no_shape() {
        let sound = PersonShape { sex: None, category: Category::Poor, minority: None }.pack();
        assert!(PersonShape::unpack(sound).is_some());
        for broken in [0, sound | 3, sound | 3 << 2, PersonShape::CATEGORY.place(60), sound | 1 << 40, -1] {
            assert_eq!(PersonShape::unpack(broken), None, "{broken:#x}");
        }
        for broken in [0, 1, -1, 1 << 27, 1 << 62] {
            assert_eq!(CaseShape::unpack(broken), None, "{broken:#x}");
        }
    }

    fn any_of<T: Coded>() -> impl Strategy<Value = T> {
        select(T::ALL)
    }

    proptest! {
        #[test]
        fn a_case_shape_comes_back_as_it_went(
            form in any_of::<AidForm>(),
            provider_role in prop::option::of(any_of::<ProviderRole>()),
            field in any_of::<LegalField>(),
            source in any_of::<Source>(),
            provider_kind in prop::option::of(any_of::<ProviderKind>()),
            outcome in prop::option::of(any_of::<Outcome>()),
            rating in prop::option::of(any_of::<Rating>()),
            criteria in prop::sample::subsequence(Criterion::all().collect::<Vec<_>>(), 0..=30),
        ) {
            let shape =
                CaseShape { form, provider_role, field, source, provider_kind, outcome, rating, criteria };
            prop_assert!(shape.pack() > 0);
            prop_assert_eq!(CaseShape::unpack(shape.pack()), Some(shape));
        }

        #[test]
        fn a_person_shape_comes_back_as_it_went(
            sex in prop::option::of(any_of::<Sex>()),
            category in any_of::<Category>(),
            minority in prop::option::of(any::<bool>()),
        ) {
            let shape = PersonShape { sex, category, minority };
            prop_assert_eq!(PersonShape::unpack(shape.pack()), Some(shape));
        }
    }
}
