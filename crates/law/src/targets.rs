//! Yearly targets of legal-aid officers (*chỉ tiêu vụ việc tham gia tố tụng*): how many cases, who is freed, where one stands.
//!
//! Basis: yearly letters of the Ministry (5008/BTP-TGPL, 5282/BTP-TGPL); the numbers are dated rows (`rules/targets.toml`).
//! What the letters leave open is ours and says so. Cases are counted in halves, because a case that two shared is half
//! a case for each. What a case is, who reads it and when it is signed is not known here.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::coded;
use crate::quality::Rating;
use crate::rules::{AidForm, Confidence, LegalField, ReliefGround, RulesOfDay, Seniority};

/// A target year (*năm tính chỉ tiêu*): from 1 November of the year before to 31 October.
///
/// ```
/// use law::targets::TargetYear;
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let year = TargetYear::of(day("2025-11-01"));
/// assert_eq!((year.number(), year.first(), year.last()), (2026, day("2025-11-01"), day("2026-10-31")));
/// assert_eq!(TargetYear::of(day("2025-10-31")).number(), 2025);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TargetYear(i32);

impl TargetYear {
    /// The year a day belongs to.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() + i32::from(day.month() >= 11))
    }

    /// The year of a number that people type; `None` where there can be no such register.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.trim().parse().ok().filter(|year| (1990..=2200).contains(year)).map(Self)
    }

    /// The number by which it is called.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 - 1, 11, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 10, 31).unwrap_or(NaiveDate::MAX)
    }

    /// The year before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// The days of a target year of which a report speaks: of the year that ended in the period where the report goes on
    /// into November or December, else of the year of its last day, as far as the report goes.
    ///
    /// ```
    /// use law::targets::TargetYear;
    /// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    /// let told = |from, to| TargetYear::days_of_report(day(from), day(to));
    /// assert_eq!(told("2022-01-01", "2022-12-31"), (day("2021-11-01"), day("2022-10-31")));
    /// assert_eq!(told("2022-01-01", "2022-06-30"), (day("2021-11-01"), day("2022-06-30")));
    /// assert_eq!(told("2022-10-31", "2022-11-30"), (day("2021-11-01"), day("2022-10-31")));
    /// assert_eq!(told("2022-11-01", "2022-12-31"), (day("2022-11-01"), day("2022-12-31")));
    /// ```
    #[must_use]
    pub fn days_of_report(from: NaiveDate, to: NaiveDate) -> (NaiveDate, NaiveDate) {
        let (year, before) = (Self::of(to), Self::of(to).previous());
        let ended_in_it = to.month() >= 11 && from <= before.last();
        let told = if ended_in_it { before } else { year };
        (told.first(), told.last().min(to))
    }

    /// The middle of each of its twelve months: a month is held by what holds on its 15th day.
    fn middles(self) -> impl Iterator<Item = NaiveDate> {
        let first = self.first();
        (0..12).filter_map(move |month| {
            first.checked_add_months(Months::new(month))?.checked_add_days(Days::new(14))
        })
    }
}

coded! {
    /// How a year is rated by its number of cases (*mức hoàn thành chỉ tiêu*).
    TargetLevel as "target-level" {
        /// *Tốt*.
        Good = "good",
        /// *Khá*.
        Fair = "fair",
        /// *Đạt*.
        Pass = "pass",
        /// *Không đạt*.
        NotMet = "not_met",
    }
}

coded! {
    /// What the sheet of a provider counts (*chỉ tiêu đánh giá*): count and list of cases come from one test.
    TargetMeasure as "target-measure" {
        /// *Tham gia tố tụng*: what the target asks for.
        Litigation = "litigation",
        /// *Tư vấn pháp luật*.
        Advice = "advice",
        /// *Đại diện ngoài tố tụng*.
        Representation = "representation",
        /// Litigation, criminal.
        Criminal = "criminal",
        /// Litigation, civil and family.
        Civil = "civil",
        /// Litigation, administrative.
        Administrative = "administrative",
        /// Litigation, the rest.
        OtherField = "other_field",
        /// Successful litigation (*vụ việc thành công*).
        Success = "success",
        /// Rated good.
        RatedGood = "rated_good",
        /// Rated fair.
        RatedFair = "rated_fair",
        /// Rated pass.
        RatedPass = "rated_pass",
        /// Rated fail.
        RatedFail = "rated_fail",
        /// Not appraised.
        Unrated = "unrated",
        /// With the opinion of the person in the file (*phiếu lấy ý kiến*).
        Opinion = "opinion",
    }
}

/// What is known of a finished case, as far as the sheet asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FinishedFacts {
    /// Form of aid.
    pub form: AidForm,
    /// Field of law.
    pub field: LegalField,
    /// How it was appraised.
    pub rating: Option<Rating>,
    /// It meets a criterion of success.
    pub success: bool,
    /// The opinion of the person is in the file.
    pub opinion: bool,
}

/// Whether a finished case counts under a heading of the sheet (*phiếu đánh giá năm*).
///
/// Basis: Circular 12/2018 art. 15–17, Decision 1179/QĐ-BTP; the headings are ours: a year is more than its number.
#[must_use]
pub fn counts(measure: TargetMeasure, case: &FinishedFacts) -> bool {
    use {LegalField as F, TargetMeasure as M};
    let litigation = case.form == AidForm::Litigation;
    match measure {
        M::Litigation => litigation,
        M::Advice => case.form == AidForm::Advice,
        M::Representation => case.form == AidForm::Representation,
        M::Criminal => litigation && case.field == F::Criminal,
        M::Civil => litigation && matches!(case.field, F::Civil | F::MarriageFamily),
        M::Administrative => litigation && case.field == F::Administrative,
        M::OtherField => {
            litigation
                && !matches!(case.field, F::Criminal | F::Civil | F::MarriageFamily | F::Administrative)
        }
        M::Success => litigation && case.success,
        M::RatedGood => case.rating == Some(Rating::Good),
        M::RatedFair => case.rating == Some(Rating::Fair),
        M::RatedPass => case.rating == Some(Rating::Pass),
        M::RatedFail => case.rating == Some(Rating::Fail),
        M::Unrated => case.rating.is_none(),
        M::Opinion => case.opinion,
    }
}

/// The band of somebody's years since appointment (*thâm niên bổ nhiệm*), on the first day of the target year.
///
/// Basis: letters 5008/BTP-TGPL, 5282/BTP-TGPL: below 3 years, 3 to below 5, 5 and more. On which day the years are
/// counted is not said there: on the first day of the year, when the target is given (ours).
///
/// ```
/// use law::{rules::Seniority, targets::{seniority, TargetYear}};
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let year = TargetYear::of(day("2023-01-01"));
/// assert_eq!(seniority(day("2019-11-01"), year), Seniority::From3);
/// assert_eq!(seniority(day("2019-11-02"), year), Seniority::Under3);
/// assert_eq!(seniority(day("2017-11-01"), year), Seniority::From5);
/// ```
#[must_use]
pub fn seniority(appointed_on: NaiveDate, year: TargetYear) -> Seniority {
    let years = year.first().years_since(appointed_on).unwrap_or(0);
    match years {
        0..=2 => Seniority::Under3,
        3..=4 => Seniority::From3,
        _ => Seniority::From5,
    }
}

/// A stretch of days, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` = it goes on.
    pub to: Option<NaiveDate>,
}

impl Stretch {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What was granted to somebody by a document (*miễn, giảm chỉ tiêu*).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Relief {
    /// Why.
    pub ground: ReliefGround,
    /// Since when and until when.
    pub days: Stretch,
    /// By how many hundredths the target of those months is lower.
    pub percent: u32,
}

/// What is known of somebody's year.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct YearFacts {
    /// Day of the appointment; without it the longest band is asked.
    pub appointed_on: Option<NaiveDate>,
    /// Leave of study, sickness, birth and the like.
    pub absences: Vec<Stretch>,
    /// What was granted by a document.
    pub reliefs: Vec<Relief>,
}

/// What is asked of somebody in a target year, in halves of cases.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// By years since appointment.
    pub seniority: Seniority,
    /// From so many halves on: *đạt*, *khá*, *tốt*.
    pub pass: i64,
    /// *Khá*.
    pub fair: i64,
    /// *Tốt*.
    pub good: i64,
    /// Why nothing is asked; the numbers above stay for comparison.
    pub freed: Option<ReliefGround>,
    /// Sum of months × hundredths by which it was lowered.
    pub lowered: u32,
    /// Where the band comes from.
    pub basis: String,
    /// The band rests on a letter of this very year.
    pub sure: bool,
}

/// What is asked of somebody in a target year (*chỉ tiêu của người thực hiện*); `None` where no band holds.
///
/// Basis: letters 5008/BTP-TGPL, 5282/BTP-TGPL. Freed are those away more than 8 months, appointed less than 4 months
/// before the year ends, seconded, transferred or rotated. A leader's target is lower for the months in the post; the
/// share is that of the document. A month counts for what holds on its 15th day; halves are rounded half up (ours).
#[must_use]
pub fn target(facts: &YearFacts, year: TargetYear, rules: &RulesOfDay<'_>) -> Option<Target> {
    let seniority = facts.appointed_on.map_or(Seniority::From5, |day| seniority(day, year));
    let band = rules.target_band(seniority)?;
    let lowered: u32 =
        facts.reliefs.iter().filter(|relief| !frees(relief.ground, rules)).map(|it| weight(it, year)).sum();
    let lowered = lowered.min(1200);
    let halves = |cases: u32| (i64::from(cases) * 2 * i64::from(1200 - lowered) + 600) / 1200;
    Some(Target {
        seniority,
        pass: halves(band.pass),
        fair: halves(band.fair),
        good: halves(band.good),
        freed: freed(facts, year, rules),
        lowered,
        basis: band.source.basis.clone(),
        sure: band.source.confidence != Confidence::Unsure,
    })
}

fn weight(relief: &Relief, year: TargetYear) -> u32 {
    let months = year.middles().filter(|day| relief.days.holds(*day)).count();
    u32::try_from(months).unwrap_or(12) * relief.percent.min(100)
}

fn frees(ground: ReliefGround, rules: &RulesOfDay<'_>) -> bool {
    rules.target_relief(ground).is_some_and(|row| row.frees)
}

/// Why nothing is asked of somebody in a target year (*miễn chỉ tiêu*); `None` where something is.
///
/// Basis: letters 5008/BTP-TGPL, 5282/BTP-TGPL.
#[must_use]
pub fn freed(facts: &YearFacts, year: TargetYear, rules: &RulesOfDay<'_>) -> Option<ReliefGround> {
    let touches = |days: &Stretch| days.from <= year.last() && days.to.is_none_or(|to| to >= year.first());
    let granted = facts.reliefs.iter().find(|it| touches(&it.days) && frees(it.ground, rules));
    if let Some(relief) = granted {
        return Some(relief.ground);
    }
    let row = |ground| rules.target_relief(ground).filter(|row| row.frees);
    let away = year.middles().filter(|day| facts.absences.iter().any(|it| it.holds(*day))).count();
    if row(ReliefGround::LongAbsence).and_then(|row| row.months_over).is_some_and(|most| away > most as usize)
    {
        return Some(ReliefGround::LongAbsence);
    }
    let least = row(ReliefGround::NewlyAppointed).and_then(|row| row.months_below)?;
    let since = facts.appointed_on?.checked_add_months(Months::new(least))?;
    let end = year.last().checked_add_days(Days::new(1))?;
    (since > end).then_some(ReliefGround::NewlyAppointed)
}

impl Target {
    /// Where so many halves of cases stand (*mức đạt được*); `None` for whom nothing is asked.
    #[must_use]
    pub fn level(&self, halves: i64) -> Option<TargetLevel> {
        if self.freed.is_some() {
            return None;
        }
        Some(match halves {
            _ if halves >= self.good => TargetLevel::Good,
            _ if halves >= self.fair => TargetLevel::Fair,
            _ if halves >= self.pass => TargetLevel::Pass,
            _ => TargetLevel::NotMet,
        })
    }
}

/// Somebody who worked on a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// The case stood under this name when it ended.
    pub ended_it: bool,
    /// Minutes of work that the diary knows.
    pub minutes: i64,
}

/// How a finished case is divided among those who worked on it (*chia vụ việc*), in halves, in their order.
///
/// Basis: none; the letters know half cases (209,5), not how they arise. Who ended it has it whole; where others worked
/// on it too, half goes to whoever of them worked longest, the first of several.
///
/// ```
/// use law::targets::{shares, Share};
/// let who = |ended_it, minutes| Share { ended_it, minutes };
/// assert_eq!(shares(&[who(true, 0)]), [2]);
/// assert_eq!(shares(&[who(false, 90), who(true, 30), who(false, 240)]), [0, 1, 1]);
/// ```
#[must_use]
pub fn shares(who: &[Share]) -> Vec<u8> {
    let longest = who.iter().enumerate().filter(|(_, it)| !it.ended_it && it.minutes > 0);
    let longest =
        longest.max_by_key(|(place, it)| (it.minutes, std::cmp::Reverse(*place))).map(|(place, _)| place);
    let part = |(place, it): (usize, &Share)| match (it.ended_it, longest) {
        (true, None) => 2,
        (true, Some(_)) => 1,
        (false, other) => u8::from(other == Some(place)),
    };
    who.iter().enumerate().map(part).collect()
}

/// Where a year ends if it goes on as it began (*dự báo cuối năm*), in halves; `None` before a month has passed.
///
/// Basis: none; an estimate to warn by. What is done so far, times the days of the year over the days that passed.
#[must_use]
pub fn forecast(halves: i64, year: TargetYear, today: NaiveDate) -> Option<i64> {
    let whole = (year.last() - year.first()).num_days() + 1;
    let passed = ((today.min(year.last()) - year.first()).num_days() + 1).min(whole);
    (passed >= 30).then(|| (halves * whole + passed / 2) / passed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("test date")
    }

    fn year(number: i32) -> TargetYear {
        TargetYear(number)
    }

    fn of(facts: &YearFacts, number: i32) -> Target {
        target(facts, year(number), &Rules::embedded().on(year(number).first())).expect("a band")
    }

    fn appointed(on: &str) -> YearFacts {
        YearFacts { appointed_on: Some(day(on)), ..YearFacts::default() }
    }

    fn stretch(from: &str, to: &str) -> Stretch {
        Stretch { from: day(from), to: (!to.is_empty()).then(|| day(to)) }
    }

    #[test]
    fn the_bands_of_the_letters_of_2022_and_2023() {
        for (number, appointed_on, pass, fair, good) in [
            (2022, "2020-01-01", 6, 12, 16),
            (2022, "2018-01-01", 10, 15, 21),
            (2022, "2015-01-01", 13, 21, 27),
            (2023, "2021-01-01", 7, 13, 17),
            (2023, "2019-01-01", 11, 16, 22),
            (2023, "2015-01-01", 14, 22, 28),
        ] {
            let target = of(&appointed(appointed_on), number);
            assert_eq!(
                (target.pass, target.fair, target.good),
                (2 * pass, 2 * fair, 2 * good),
                "{number} {appointed_on}"
            );
            assert!(target.sure && target.freed.is_none());
        }
        assert!(!of(&appointed("2015-01-01"), 2026).sure, "no letter of 2026 is known");
        assert_eq!(
            target(&appointed("2015-01-01"), year(2020), &Rules::embedded().on(day("2019-11-01"))),
            None
        );
    }

    #[test]
    fn a_level_begins_with_its_number_and_half_a_case_may_lack() {
        let target = of(&appointed("2015-01-01"), 2023);
        for (halves, level) in [
            (27, TargetLevel::NotMet),
            (28, TargetLevel::Pass),
            (43, TargetLevel::Pass),
            (44, TargetLevel::Fair),
            (55, TargetLevel::Fair),
            (56, TargetLevel::Good),
        ] {
            assert_eq!(target.level(halves), Some(level), "{halves}");
        }
    }

    #[test]
    fn more_than_eight_months_away_frees_and_eight_do_not() {
        let away = |from, to| YearFacts { absences: vec![stretch(from, to)], ..appointed("2015-01-01") };
        assert_eq!(of(&away("2022-11-01", "2023-06-30"), 2023).freed, None);
        let longer = of(&away("2022-11-01", "2023-07-31"), 2023);
        assert_eq!((longer.freed, longer.level(0)), (Some(ReliefGround::LongAbsence), None));
        let twice = YearFacts {
            absences: vec![stretch("2022-11-01", "2023-06-30"), stretch("2023-06-01", "2023-06-30")],
            ..appointed("2015-01-01")
        };
        assert_eq!(of(&twice, 2023).freed, None, "a month is counted once");
    }

    #[test]
    fn less_than_four_months_in_office_frees() {
        assert_eq!(of(&appointed("2023-07-02"), 2023).freed, Some(ReliefGround::NewlyAppointed));
        assert_eq!(of(&appointed("2023-07-01"), 2023).freed, None);
    }

    #[test]
    fn a_posting_elsewhere_frees_the_year_it_touches() {
        let relief = Relief {
            ground: ReliefGround::PostedElsewhere,
            days: stretch("2023-10-01", "2024-03-31"),
            percent: 0,
        };
        let facts = YearFacts { reliefs: vec![relief], ..appointed("2015-01-01") };
        for (number, freed) in [(2022, false), (2023, true), (2024, true)] {
            assert_eq!(of(&facts, number).freed.is_some(), freed, "{number}");
        }
    }

    #[test]
    fn a_leader_owes_less_for_the_months_in_the_post() {
        let leader = |from, to, percent| {
            let relief = Relief { ground: ReliefGround::Leader, days: stretch(from, to), percent };
            let target = of(&YearFacts { reliefs: vec![relief], ..appointed("2015-01-01") }, 2023);
            (target.pass, target.good, target.freed)
        };
        assert_eq!(leader("2022-01-01", "", 50), (14, 28, None));
        // half of a half year: three quarters of 14 cases are 10,5
        assert_eq!(leader("2023-05-01", "", 50), (21, 42, None));
        // from the 16th the month belongs to before
        assert_eq!(leader("2023-05-16", "", 50), (22, 44, None));
        assert_eq!(leader("2022-01-01", "", 100), (0, 0, None));
    }

    #[test]
    fn a_case_is_never_more_than_a_case() {
        let who = |ended_it, minutes| Share { ended_it, minutes };
        for (all, parts) in [
            (vec![who(true, 60)], vec![2]),
            (vec![who(false, 0), who(true, 60)], vec![0, 2]),
            (vec![who(false, 60), who(true, 0)], vec![1, 1]),
            (vec![who(false, 60), who(false, 60), who(true, 5)], vec![1, 0, 1]),
        ] {
            assert_eq!(shares(&all), parts, "{all:?}");
            assert!(shares(&all).iter().sum::<u8>() <= 2);
        }
    }

    #[test]
    fn the_headings_of_the_sheet_divide_every_case_once() {
        use crate::kernel::coded::Coded as _;
        use TargetMeasure as M;
        let ratings = [Rating::Good, Rating::Fair, Rating::Pass, Rating::Fail].map(Some);
        for form in AidForm::ALL {
            for field in LegalField::ALL {
                for rating in ratings.into_iter().chain([None]) {
                    let case =
                        FinishedFacts { form: *form, field: *field, rating, success: true, opinion: false };
                    let held = |measures: &[M]| measures.iter().filter(|it| counts(**it, &case)).count();
                    assert_eq!(held(&[M::Litigation, M::Advice, M::Representation]), 1);
                    let fields = held(&[M::Criminal, M::Civil, M::Administrative, M::OtherField]);
                    assert_eq!(fields, held(&[M::Litigation]), "{form} {field}");
                    assert_eq!(
                        held(&[M::RatedGood, M::RatedFair, M::RatedPass, M::RatedFail, M::Unrated]),
                        1
                    );
                    assert_eq!(held(&[M::Success]), held(&[M::Litigation]), "only litigation succeeds");
                    assert_eq!(held(&[M::Opinion]), 0);
                }
            }
        }
    }

    #[test]
    fn a_forecast_goes_on_as_the_year_began() {
        assert_eq!(forecast(10, year(2026), day("2025-11-20")), None);
        assert_eq!(forecast(20, year(2026), day("2026-05-01")), Some(40));
        assert_eq!(forecast(20, year(2026), day("2027-01-01")), Some(20));
    }
}
