//! How heavy a case is: form, stage, class of the charge, number of accused, way to go.

use crate::cases::{AidForm, Stage};
use crate::coded;

coded! {
    /// How grave the offence is (*loại tội phạm*, Criminal Code 2015 art. 9).
    ChargeClass as "charge-class" {
        /// *Tội phạm ít nghiêm trọng*.
        LessSerious = "less_serious",
        /// *Tội phạm nghiêm trọng*.
        Serious = "serious",
        /// *Tội phạm rất nghiêm trọng*.
        VerySerious = "very_serious",
        /// *Tội phạm đặc biệt nghiêm trọng*.
        EspeciallySerious = "especially_serious",
    }
}

/// The weight of an ordinary litigation case.
pub const ORDINARY: u32 = 100;

/// What makes a case heavy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Burden {
    /// Form of aid.
    pub form: AidForm,
    /// Stage of the proceedings, where known.
    pub stage: Option<Stage>,
    /// Class of the charge, where noted.
    pub charge: Option<ChargeClass>,
    /// Persons accused, or helped.
    pub accused: u32,
    /// Kilometres from the provider, where known.
    pub km: Option<u32>,
}

/// How heavy a case is (*độ khó của vụ việc*), in hundredths of an ordinary litigation case.
///
/// Basis: Circular 02/2021 art. 9–10 and Circular 09/2018 art. 4: sessions grow with stage, class of offence and number
/// of accused. Their tables were not seen, so the numbers are ours; each is a share of the ordinary case.
///
/// ```
/// use law::assignment::{Burden, ChargeClass, weight};
/// use law::cases::{AidForm, Stage};
/// let plain = Burden { form: AidForm::Litigation, stage: None, charge: None, accused: 1, km: None };
/// assert_eq!(weight(&plain), 100);
/// let grave = Burden {
///     stage: Some(Stage::Investigation), charge: Some(ChargeClass::VerySerious), accused: 3, km: Some(120), ..plain
/// };
/// assert_eq!(weight(&grave), 262); // 100 × 1.2 × 1.4 × 1.3 × 1.2
/// ```
#[must_use]
pub fn weight(burden: &Burden) -> u32 {
    let accused = burden.accused.saturating_sub(1) as usize;
    let steps = burden.km.map_or(0, |km| km / STEP) as usize;
    let factors = [
        share_of(&STAGE_SHARES, burden.stage),
        share_of(&CHARGE_SHARES, burden.charge),
        ACCUSED_SHARES[accused.min(ACCUSED_SHARES.len() - 1)],
        WAY_SHARES[steps.min(WAY_SHARES.len() - 1)],
    ];
    let form = u64::from(share_of(&FORM_WEIGHTS, Some(burden.form)));
    let product = factors.into_iter().fold(form, |product, factor| product * u64::from(factor));
    u32::try_from((product + WHOLE / 2) / WHOLE).unwrap_or(u32::MAX)
}

/// Four shares of a hundred, multiplied.
pub const WHOLE: u64 = 100_000_000;
/// Kilometres of a step of the way.
pub const STEP: u32 = 50;
/// What a form weighs by itself.
pub const FORM_WEIGHTS: [(AidForm, u32); 3] =
    [(AidForm::Litigation, ORDINARY), (AidForm::Representation, 60), (AidForm::Advice, 25)];
/// What a stage makes of it, in hundredths; a stage that is not named changes nothing.
pub const STAGE_SHARES: [(Stage, u32); 7] = [
    (Stage::Report, 120),
    (Stage::Custody, 120),
    (Stage::Investigation, 120),
    (Stage::Prosecution, 110),
    (Stage::Review, 90),
    (Stage::Appeal, 80),
    (Stage::Execution, 60),
];
/// What the class of the charge makes of it, in hundredths; a class that is not named changes nothing.
pub const CHARGE_SHARES: [(ChargeClass, u32); 3] =
    [(ChargeClass::LessSerious, 90), (ChargeClass::VerySerious, 140), (ChargeClass::EspeciallySerious, 180)];
/// What one person accused, two, three and so on make of it, in hundredths; more than the last weigh no more.
pub const ACCUSED_SHARES: [u32; 5] = [100, 115, 130, 145, 160];
/// What no step of the way, one, two and so on make of it, in hundredths; more than the last weigh no more.
pub const WAY_SHARES: [u32; 4] = [100, 110, 120, 130];

fn share_of<T: PartialEq>(shares: &[(T, u32)], of: Option<T>) -> u32 {
    shares.iter().find(|(it, _)| of.as_ref() == Some(it)).map_or(100, |(_, share)| *share)
}

/// A place on the map, in thousandths of a degree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

/// The distance between two places in kilometres, as the crow flies (*khoảng cách*).
///
/// Basis: none; ours. Centres of communes are known to a kilometre or two, and roads are longer than lines.
///
/// ```
/// use law::assignment::{Place, distance_km};
/// let hanoi = Place { latitude: 21_028, longitude: 105_854 };
/// let hue = Place { latitude: 16_463, longitude: 107_590 };
/// assert_eq!(distance_km(hanoi, hanoi), 0);
/// assert_eq!(distance_km(hanoi, hue), 539);
/// ```
#[must_use]
pub fn distance_km(one: Place, other: Place) -> u32 {
    let radians = |thousandths: i32| f64::from(thousandths).to_radians() / 1000.0;
    let (a, b) = (radians(one.latitude), radians(other.latitude));
    let (across, along) = (b - a, radians(other.longitude) - radians(one.longitude));
    let half = (across / 2.0).sin().powi(2) + a.cos() * b.cos() * (along / 2.0).sin().powi(2);
    let km = 2.0 * 6371.0 * half.sqrt().min(1.0).asin();
    km.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_grows_with_stage_charge_accused_and_way() {
        let plain = Burden { form: AidForm::Litigation, stage: None, charge: None, accused: 1, km: None };
        for (burden, expected) in [
            (plain, 100),
            (Burden { form: AidForm::Advice, ..plain }, 25),
            (Burden { form: AidForm::Representation, ..plain }, 60),
            (Burden { stage: Some(Stage::Appeal), ..plain }, 80),
            (Burden { charge: Some(ChargeClass::EspeciallySerious), ..plain }, 180),
            (Burden { accused: 5, ..plain }, 160),
            (Burden { accused: 50, ..plain }, 160),
            (Burden { accused: 0, ..plain }, 100),
            (Burden { km: Some(49), ..plain }, 100),
            (Burden { km: Some(50), ..plain }, 110),
            (Burden { km: Some(900), ..plain }, 130),
        ] {
            assert_eq!(weight(&burden), expected, "{burden:?}");
        }
    }

    #[test]
    fn distance_km_is_the_same_both_ways() {
        let [north, south] =
            [Place { latitude: 23_000, longitude: 105_000 }, Place { latitude: 9_000, longitude: 105_000 }];
        assert_eq!(distance_km(north, south), 1557);
        assert_eq!(distance_km(north, south), distance_km(south, north));
    }
}
