//! Conflicts of interest and duplicates (*xung đột lợi ích, yêu cầu trùng*): how alike two people are, what it means
//! that one of them is known already, and which finds must be decided before a request is accepted.
//!
//! Basis: Law on Legal Aid 2017 art. 9, 25(2), 30(3). Scores are ours; no rule of law rests on a number: a score
//! only says who must be looked at. Finding the candidates is `store::parties`, the acts are `office::conflicts`.

use chrono::{Datelike as _, NaiveDate};

use crate::coded;
pub use crate::intake::Side;
use crate::people::Sex;

coded! {
    /// What a find means.
    HitKind as "conflict-hit" {
        /// Our person is helped, or asks, in another matter or in this one already.
        SamePerson = "same_person",
        /// Another organisation is handling what may be the same matter (art. 9, art. 30(3)).
        SameMatterElsewhere = "same_matter_elsewhere",
        /// Our person is the opposed party of somebody who is or was helped (art. 25(2)).
        OpposesBeneficiary = "opposes_beneficiary",
        /// Our opposed party is or was helped (art. 25(2)).
        HelpedOpponent = "helped_opponent",
        /// The chosen provider acts or acted for our opposed party (art. 25(2)).
        ProviderServedOpponent = "provider_served_opponent",
    }
}

coded! {
    /// What whoever looked at a find decided.
    HitDecision as "conflict-decision" {
        /// It is the same person, in another matter.
        SamePerson = "same_person",
        /// It is somebody else.
        DifferentPerson = "different_person",
        /// It is the same person, and nothing is opposed.
        NoConflict = "no_conflict",
        /// It is the same matter, or interests are opposed.
        Conflict = "conflict",
    }
}

coded! {
    /// What a decision leads to.
    Consequence as "conflict-consequence" {
        /// Nothing stands in the way.
        None = "none",
        /// The matter is known here: go on there instead of opening it again.
        GoOnThere = "go_on_there",
        /// Another organisation handles it: a ground of refusal.
        RefuseHandledElsewhere = "refuse_handled_elsewhere",
        /// Another provider must be assigned.
        AnotherProvider = "another_provider",
    }
}

coded! {
    /// Why two people may be one.
    Sign as "conflict-sign" {
        /// The clerk chose that very person.
        SameRecord = "same_record",
        /// The identity numbers are equal.
        SameIdNumber = "same_id_number",
        /// Both have one, and they differ.
        OtherIdNumber = "other_id_number",
        /// The name is written the same.
        SameName = "same_name",
        /// The same but for accents.
        SameLetters = "same_letters",
        /// It sounds the same.
        SoundsAlike = "sounds_alike",
        /// It is written nearly the same.
        NearlySameName = "nearly_same_name",
        /// The name is another.
        OtherName = "other_name",
        /// Born on the same day.
        SameBirthDate = "same_birth_date",
        /// Born in the same year.
        SameBirthYear = "same_birth_year",
        /// Born within two years of each other.
        NearBirthYear = "near_birth_year",
        /// Born in the same year, on another day.
        OtherBirthDate = "other_birth_date",
        /// Born in another time.
        OtherBirthYear = "other_birth_year",
        /// The birth of one of them is not known.
        BirthUnknown = "birth_unknown",
        /// The other sex.
        OtherSex = "other_sex",
        /// The same commune.
        SameCommune = "same_commune",
    }
}

/// What is known of somebody, as far as likeness depends on it.
#[derive(Clone, Debug, Default)]
pub struct Features<'a> {
    /// As on the identity paper.
    pub name: &'a str,
    /// Folded, see `kernel::names`.
    pub name_folded: &'a str,
    /// What it sounds like.
    pub name_sound: &'a str,
    /// Sex.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// Code of the commune.
    pub commune: Option<&'a str>,
    /// Blind index of the identity number.
    pub id_number_index: Option<&'a str>,
}

/// How likely two people are one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// From 0 to 100; 100 only by identity number or chosen record.
    pub score: u8,
    /// Why.
    pub signs: Vec<Sign>,
}

/// From here on a find is shown.
pub const SHOWN: u8 = 50;
/// From here on two people are probably one.
pub const LIKELY: u8 = 70;
/// From here on a party that is opposed in a running case must be looked at, although only the name is known.
pub const POSSIBLE: u8 = 64;

/// How likely two people are one (*mức độ trùng người*), 0 to 100.
///
/// Basis: none; ours. Equal identity numbers are 100 whatever the rest says: names are misspelt, numbers are not equal
/// by chance. Different numbers speak against, but do not decide: the old number of 9 digits and the new one of 12
/// belong to one person. A birth on 1 January is a year only, as identity papers write it when the day is not known.
///
/// ```
/// use law::conflicts::{Features, likeness};
/// let an = Features { name: "Bùi An", name_folded: "bui an", name_sound: "bui an", birth_year: Some(1980), ..Features::default() };
/// let ann = Features { name: "BÙI AN", ..an.clone() };
/// assert_eq!(likeness(&an, &ann).score, 82);
/// ```
#[must_use]
pub fn likeness(asked: &Features<'_>, known: &Features<'_>) -> Likeness {
    let numbers = (asked.id_number_index, known.id_number_index);
    if matches!(numbers, (Some(one), Some(other)) if one == other) {
        return Likeness { score: 100, signs: vec![Sign::SameIdNumber] };
    }
    let mut signs = Vec::new();
    let mut points = name_points(asked, known, &mut signs);
    points += birth_points(asked, known, &mut signs);
    points += match (asked.sex, known.sex) {
        (Some(one), Some(other)) if one == other => 4,
        (Some(_), Some(_)) => {
            signs.push(Sign::OtherSex);
            -15
        }
        _ => 2,
    };
    points += match (asked.commune, known.commune) {
        (Some(one), Some(other)) if one == other => {
            signs.push(Sign::SameCommune);
            10
        }
        (Some(_), Some(_)) => 0,
        _ => 3,
    };
    if let (Some(_), Some(_)) = numbers {
        signs.push(Sign::OtherIdNumber);
        points -= 20;
    }
    Likeness { score: u8::try_from(points.clamp(0, 99)).unwrap_or(0), signs }
}

fn name_points(asked: &Features<'_>, known: &Features<'_>, signs: &mut Vec<Sign>) -> i32 {
    let (sign, points) = if asked.name.to_lowercase() == known.name.to_lowercase() {
        (Sign::SameName, 52)
    } else if asked.name_folded == known.name_folded {
        (Sign::SameLetters, 44)
    } else if asked.name_sound == known.name_sound {
        (Sign::SoundsAlike, 36)
    } else if crate::kernel::names::likeness(asked.name_folded, known.name_folded) >= 0.92 {
        (Sign::NearlySameName, 28)
    } else {
        (Sign::OtherName, 0)
    };
    signs.push(sign);
    points
}

fn birth_points(asked: &Features<'_>, known: &Features<'_>, signs: &mut Vec<Sign>) -> i32 {
    let day = |person: &Features<'_>| person.birth_date.filter(|day| (day.month(), day.day()) != (1, 1));
    let year = |person: &Features<'_>| person.birth_date.map(|day| day.year()).or(person.birth_year);
    let (Some(one), Some(other)) = (year(asked), year(known)) else {
        signs.push(Sign::BirthUnknown);
        return 10;
    };
    let (sign, points) = match ((one - other).abs(), day(asked), day(known)) {
        (0, Some(day), Some(known)) if day == known => (Sign::SameBirthDate, 34),
        (0, Some(_), Some(_)) => (Sign::OtherBirthDate, 8),
        (0, ..) => (Sign::SameBirthYear, 25),
        (1, ..) => (Sign::NearBirthYear, 12),
        (2, ..) => (Sign::NearBirthYear, 5),
        _ => (Sign::OtherBirthYear, -30),
    };
    signs.push(sign);
    points
}

/// Where a candidate stands, seen from the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// On which side our person stands in the request.
    pub ours: Side,
    /// On which side the other stands in the other matter.
    pub theirs: Side,
    /// The other matter belongs to the organisation of the request, or to one that it leads or took over.
    pub own: bool,
    /// It is not over.
    pub running: bool,
    /// It lies in the same field of law.
    pub same_field: bool,
    /// The provider chosen for the request acts or acted in it.
    pub by_chosen_provider: bool,
    /// Only few may know of it.
    pub restricted: bool,
}

/// What it means that somebody is known already (*loại trùng hoặc xung đột*); `None`: nothing, it is not shown.
///
/// Basis: Law on Legal Aid 2017 art. 9 (not to ask another organisation for the same case), art. 25(2) (who acts or
/// acted for opposed parties), art. 30(3) (handled elsewhere), art. 6(1)(c), 8(4) (no more is shown than is needed: what
/// is over elsewhere, or restricted and none of ours, stays hidden). Two organisations may help opposed parties; one
/// provider may not.
#[must_use]
pub fn kind_of(standing: &Standing) -> Option<HitKind> {
    let hidden = !standing.own && (!standing.running || standing.restricted);
    match (standing.ours, standing.theirs) {
        (Side::Beneficiary, Side::Beneficiary) if standing.own => Some(HitKind::SamePerson),
        (Side::Beneficiary, Side::Beneficiary) if !standing.running => None,
        (Side::Beneficiary, Side::Beneficiary) if standing.same_field => Some(HitKind::SameMatterElsewhere),
        (Side::Beneficiary, Side::Beneficiary) if !hidden => Some(HitKind::SamePerson),
        (Side::Opposed, Side::Beneficiary) if standing.by_chosen_provider => {
            Some(HitKind::ProviderServedOpponent)
        }
        (Side::Opposed, Side::Beneficiary) if !hidden => Some(HitKind::HelpedOpponent),
        (Side::Beneficiary, Side::Opposed) if !hidden => Some(HitKind::OpposesBeneficiary),
        _ => None,
    }
}

/// Whether a find must be decided before the request is accepted (*phải xử lý trước khi thụ lý*).
///
/// Basis: Law on Legal Aid 2017 art. 9, 25(2), 30(3); the limits are ours. Elsewhere, only what may be the same matter
/// weighs. Of parties often only the name is known: then a running case weighs, one that is over does not.
#[must_use]
pub fn weighs(kind: HitKind, score: u8, own: bool, running: bool) -> bool {
    let likely = score >= LIKELY;
    match kind {
        HitKind::SamePerson => own && running && likely,
        HitKind::SameMatterElsewhere => running && likely,
        HitKind::OpposesBeneficiary | HitKind::HelpedOpponent => {
            own && (likely || running && score >= POSSIBLE)
        }
        HitKind::ProviderServedOpponent => score >= POSSIBLE,
    }
}

/// The answers that a find may get (*các kết luận được chọn*).
///
/// Basis: none; ours. Of one's own cases the same person in another matter is an answer of its own.
#[must_use]
pub fn decisions(kind: HitKind) -> &'static [HitDecision] {
    use HitDecision::{Conflict, DifferentPerson, NoConflict, SamePerson};
    match kind {
        HitKind::SamePerson | HitKind::SameMatterElsewhere => &[DifferentPerson, SamePerson, Conflict],
        HitKind::OpposesBeneficiary | HitKind::HelpedOpponent | HitKind::ProviderServedOpponent => {
            &[DifferentPerson, NoConflict, Conflict]
        }
    }
}

/// Whether a decision needs a reason in words (*phải ghi lý do*).
///
/// Basis: none; ours. Whatever lets a likely find pass is explained, and so is a conflict.
#[must_use]
pub fn needs_reason(decision: HitDecision, score: u8) -> bool {
    match decision {
        HitDecision::DifferentPerson => score >= LIKELY,
        HitDecision::SamePerson => false,
        HitDecision::NoConflict | HitDecision::Conflict => true,
    }
}

/// What a decision leads to (*hướng xử lý*).
///
/// Basis: Law on Legal Aid 2017 art. 30(3) (the same matter elsewhere is refused), art. 25(2), 25(3) (whoever acts or
/// acted for an opposed party must refuse, and the organisation sends another).
#[must_use]
pub fn consequence(kind: HitKind, decision: HitDecision) -> Consequence {
    if decision != HitDecision::Conflict {
        return Consequence::None;
    }
    match kind {
        HitKind::SamePerson => Consequence::GoOnThere,
        HitKind::SameMatterElsewhere => Consequence::RefuseHandledElsewhere,
        HitKind::OpposesBeneficiary | HitKind::HelpedOpponent | HitKind::ProviderServedOpponent => {
            Consequence::AnotherProvider
        }
    }
}

/// What an earlier client who may be the opposed party means for an assignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EarlierClient {
    /// Nothing: another person, as far as can be told.
    Nothing,
    /// Whoever assigns says why nothing is opposed.
    SayWhy,
    /// It is the same matter: never.
    Never,
}

/// Whether somebody may be assigned who helps or helped the opposed party (*cử người đã trợ giúp bên đối lập*).
///
/// Basis: Law on Legal Aid 2017 art. 25(2)(a): never in the same case; art. 25(2)(b): elsewhere there may be reason to
/// think that it would not be impartial, so whoever decides says why not. The limit of likeness is ours.
#[must_use]
pub fn earlier_client(score: u8, same_matter: bool) -> EarlierClient {
    if score < POSSIBLE {
        EarlierClient::Nothing
    } else if same_matter {
        EarlierClient::Never
    } else {
        EarlierClient::SayWhy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;
    use crate::kernel::names;

    /// Name, year or day of birth, sex, commune, identity number; `-` = not known.
    type Person = [&'static str; 5];

    fn check(one: Person, other: Person, score: u8, signs: &[Sign]) {
        let folded = [names::fold(one[0]), names::fold(other[0])];
        let sounds = folded.each_ref().map(|name| names::sound(name));
        let known = |text: &'static str| (text != "-").then_some(text);
        let features = |person: &Person, place: usize| Features {
            name: person[0],
            name_folded: &folded[place],
            name_sound: &sounds[place],
            birth_year: known(person[1]).map(|text| text[..4].parse().unwrap()),
            birth_date: known(person[1]).and_then(|text| text.parse().ok()),
            sex: known(person[2]).and_then(Sex::from_code),
            commune: known(person[3]),
            id_number_index: known(person[4]),
        };
        let ways = [(features(&one, 0), features(&other, 1)), (features(&other, 1), features(&one, 0))];
        for (asked, known) in ways {
            let found = likeness(&asked, &known);
            assert_eq!((found.score, found.signs.as_slice()), (score, signs), "{one:?} {other:?}");
        }
    }

    #[test]
    fn likeness_weighs_number_name_birth_sex_and_commune() {
        use Sign as S;
        let an = ["Nguyễn Văn An", "1980-03-07", "male", "00004", "-"];
        check(
            an,
            ["NGUYỄN VĂN AN", "1980-03-07", "male", "00004", "-"],
            99,
            &[S::SameName, S::SameBirthDate, S::SameCommune],
        );
        check(an, ["Nguyễn Văn Ân", "1980", "male", "-", "-"], 76, &[S::SameLetters, S::SameBirthYear]);
        check(
            an,
            ["Nguyễn Văn An", "1980-01-01", "male", "00005", "-"],
            81,
            &[S::SameName, S::SameBirthYear],
        );
        check(
            an,
            ["Nguyễn Văn An", "1980-09-02", "male", "00005", "-"],
            64,
            &[S::SameName, S::OtherBirthDate],
        );
        check(an, ["Nguyễn Văn An", "1982", "male", "00005", "-"], 61, &[S::SameName, S::NearBirthYear]);
        check(an, ["Nguyễn Văn An", "1955", "-", "-", "-"], 27, &[S::SameName, S::OtherBirthYear]);
        check(
            an,
            ["Nguyễn Văn An", "1980-03-07", "female", "-", "-"],
            74,
            &[S::SameName, S::SameBirthDate, S::OtherSex],
        );
        check(
            an,
            ["Nguyễn Văn Anh", "1980-03-07", "male", "-", "-"],
            69,
            &[S::NearlySameName, S::SameBirthDate],
        );
        check(an, ["Bàn Thị Sáu", "1980-03-07", "male", "-", "-"], 41, &[S::OtherName, S::SameBirthDate]);
        check(
            ["Trần Xuân Lý", "1990", "-", "-", "-"],
            ["Chần Suân Li", "1990", "-", "-", "-"],
            66,
            &[S::SoundsAlike, S::SameBirthYear],
        );
        check(
            ["Y Dhăm Êban", "-", "-", "-", "-"],
            ["Y Dhăm Êban", "-", "-", "-", "-"],
            67,
            &[S::SameName, S::BirthUnknown],
        );
    }

    #[test]
    fn likeness_takes_equal_identity_numbers_for_one_person_and_doubts_different_ones() {
        use Sign as S;
        check(
            ["Lê Thị Tám", "1970", "female", "-", "a"],
            ["Le Thi Tam", "1971", "male", "-", "a"],
            100,
            &[S::SameIdNumber],
        );
        check(
            ["Lê Thị Tám", "1970", "female", "-", "a"],
            ["Lê Thị Tám", "1970", "female", "-", "b"],
            64,
            &[S::SameName, S::SameBirthYear, S::OtherIdNumber],
        );
    }

    #[test]
    fn kind_of_follows_sides_and_shows_no_more_of_others_than_is_needed() {
        use Side::{Beneficiary as B, Opposed as O};
        let row = |ours, theirs, own, running, same_field, by_chosen_provider, restricted| Standing {
            ours,
            theirs,
            own,
            running,
            same_field,
            by_chosen_provider,
            restricted,
        };
        for (standing, kind) in [
            (row(B, B, true, true, true, false, false), Some(HitKind::SamePerson)),
            (row(B, B, true, false, false, false, true), Some(HitKind::SamePerson)),
            (row(B, B, false, true, true, false, false), Some(HitKind::SameMatterElsewhere)),
            (row(B, B, false, true, true, false, true), Some(HitKind::SameMatterElsewhere)),
            (row(B, B, false, true, false, false, false), Some(HitKind::SamePerson)),
            (row(B, B, false, true, false, false, true), None),
            (row(B, B, false, false, true, false, false), None),
            (row(O, B, true, false, false, false, false), Some(HitKind::HelpedOpponent)),
            (row(O, B, true, true, false, true, false), Some(HitKind::ProviderServedOpponent)),
            (row(O, B, false, false, false, true, true), Some(HitKind::ProviderServedOpponent)),
            (row(O, B, false, true, true, false, false), Some(HitKind::HelpedOpponent)),
            (row(O, B, false, true, true, false, true), None),
            (row(B, O, true, false, false, false, false), Some(HitKind::OpposesBeneficiary)),
            (row(B, O, false, true, false, false, true), None),
            (row(O, O, true, true, true, true, false), None),
        ] {
            assert_eq!(kind_of(&standing), kind, "{standing:?}");
        }
    }

    #[test]
    fn weighs_says_what_must_be_decided_first() {
        use HitKind as K;
        for (kind, score, own, running, expected) in [
            (K::SamePerson, 70, true, true, true),
            (K::SamePerson, 69, true, true, false),
            (K::SamePerson, 100, true, false, false),
            (K::SamePerson, 100, false, true, false),
            (K::SameMatterElsewhere, 70, false, true, true),
            (K::SameMatterElsewhere, 69, false, true, false),
            (K::OpposesBeneficiary, 67, true, true, true),
            (K::OpposesBeneficiary, 67, true, false, false),
            (K::OpposesBeneficiary, 82, true, false, true),
            (K::HelpedOpponent, 82, true, false, true),
            (K::HelpedOpponent, 100, false, true, false),
            (K::ProviderServedOpponent, 67, false, false, true),
            (K::ProviderServedOpponent, 59, true, true, false),
        ] {
            assert_eq!(weighs(kind, score, own, running), expected, "{kind} {score} {own} {running}");
        }
    }

    #[test]
    fn consequence_follows_from_a_conflict_alone() {
        for kind in HitKind::ALL {
            assert!(decisions(*kind).contains(&HitDecision::Conflict), "{kind}");
            for decision in decisions(*kind) {
                let found = consequence(*kind, *decision);
                assert_eq!(
                    found == Consequence::None,
                    *decision != HitDecision::Conflict,
                    "{kind} {decision}"
                );
            }
        }
        let elsewhere = consequence(HitKind::SameMatterElsewhere, HitDecision::Conflict);
        assert_eq!(elsewhere, Consequence::RefuseHandledElsewhere);
    }

    #[test]
    fn needs_reason_for_whatever_lets_a_likely_find_pass() {
        for (decision, score, expected) in [
            (HitDecision::DifferentPerson, 70, true),
            (HitDecision::DifferentPerson, 69, false),
            (HitDecision::SamePerson, 100, false),
            (HitDecision::NoConflict, 50, true),
            (HitDecision::Conflict, 50, true),
        ] {
            assert_eq!(needs_reason(decision, score), expected, "{decision} {score}");
        }
    }

    #[test]
    fn who_helped_the_opposed_party_is_assigned_with_a_reason_only_and_never_in_the_same_matter() {
        for (score, same_matter, bar) in [
            (POSSIBLE - 1, false, EarlierClient::Nothing),
            (POSSIBLE - 1, true, EarlierClient::Nothing),
            (POSSIBLE, false, EarlierClient::SayWhy),
            (100, false, EarlierClient::SayWhy),
            (POSSIBLE, true, EarlierClient::Never),
        ] {
            assert_eq!(earlier_client(score, same_matter), bar, "{score} {same_matter}");
        }
    }
}
