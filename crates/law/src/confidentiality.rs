//! Whose case only few may open (*bảo mật thông tin vụ việc*), and why.
//!
//! Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4); Circular 11/2014 art. 12; law on HIV; Law on Personal Data
//! Protection 2025 art. 9, 24. What leaves the circle leaves on a ground: [`may_disclose`].

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};

use crate::access::Role;
use crate::coded;
use crate::eligibility::Category;
use crate::kernel::coded::Coded as _;
use crate::kernel::names;
pub use crate::rules::DisclosureGround;

coded! {
    /// Why a case is restricted (*lý do hạn chế tiếp cận*).
    Restriction as "restriction" {
        /// A beneficiary is under 18.
        Minor = "minor",
        /// Domestic violence.
        DomesticViolence = "domestic_violence",
        /// Sexual violence; marked by hand.
        SexualViolence = "sexual_violence",
        /// Trafficking in persons.
        Trafficking = "trafficking",
        /// HIV.
        Hiv = "hiv",
    }
}

impl Restriction {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::from_code).collect()
    }

    /// Codes joined by `;`, in order, each once.
    #[must_use]
    pub fn write_list(list: impl IntoIterator<Item = Self>) -> String {
        let mut list: Vec<Self> = list.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        list.iter().map(|restriction| restriction.code()).collect::<Vec<_>>().join(";")
    }
}

/// What is known of a person, as far as protection depends on it.
#[derive(Clone, Debug)]
pub struct Protected {
    /// Reported category.
    pub category: Option<Category>,
    /// Further categories.
    pub other_categories: Vec<Category>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// Tells why a case is restricted (*hạn chế tiếp cận*); none for an ordinary one.
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4). Minors, domestic violence, trafficking and HIV follow from
/// the facts; sexual violence is marked by whoever takes the request down. With a year of birth only, whoever
/// may still be 17 on the day counts as a minor.
#[must_use]
pub fn restrictions(persons: impl IntoIterator<Item = Protected>, day: NaiveDate) -> Vec<Restriction> {
    let mut found = Vec::new();
    for person in persons {
        let minor = match (person.birth_date, person.birth_year) {
            (Some(born), _) => day.years_since(born).is_none_or(|age| age < 18),
            (None, Some(year)) => day.year() - year <= 18,
            (None, None) => false,
        };
        if minor {
            found.push(Restriction::Minor);
        }
        for category in person.category.into_iter().chain(person.other_categories) {
            match category {
                Category::Child
                | Category::Accused16To18
                | Category::Minor16To18
                | Category::Victim16To18 => {
                    found.push(Restriction::Minor);
                }
                Category::DomesticViolence => found.push(Restriction::DomesticViolence),
                Category::Trafficking | Category::TraffickingHardship => found.push(Restriction::Trafficking),
                Category::Hiv => found.push(Restriction::Hiv),
                _ => {}
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

coded! {
    /// Why somebody outside the circle opens a restricted case (*lý do mở hồ sơ hạn chế*).
    AccessGround as "access-ground" {
        /// Helps with the case, or stands in for an absent colleague.
        Work = "work",
        /// The person or a representative asks.
        PersonAsks = "person_asks",
        /// Handles a complaint or a petition.
        Complaint = "complaint",
        /// Inspection or audit.
        Inspection = "inspection",
        /// Appraises quality.
        Appraisal = "appraisal",
        /// Checks a payment.
        Payment = "payment",
        /// Something else, said in words.
        Other = "other",
    }
}

coded! {
    /// What a person agrees to have disclosed (*nội dung đồng ý tiết lộ*).
    ConsentScope as "consent-scope" {
        /// Publishing the case as a typical one.
        TypicalCase = "typical_case",
        /// Press, radio, television, social networks.
        Press = "press",
        /// Pictures and recordings.
        Recording = "recording",
        /// Handing facts to another body or organisation.
        Sharing = "sharing",
        /// Telling a relative or somebody close.
        Relatives = "relatives",
        /// Research and training.
        Training = "training",
    }
}

/// For how many hours a given reason opens a case.
pub const GRANT_HOURS: i64 = 8;

/// Until when a given reason opens a case (*thời hạn được mở hồ sơ hạn chế*).
///
/// Basis: none; the length of a working day is ours, so that who looks again tomorrow says why again.
#[must_use]
pub fn grant_until(granted_at: DateTime<Utc>) -> DateTime<Utc> {
    granted_at + TimeDelta::hours(GRANT_HOURS)
}

/// How somebody stands to a case within reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// The program itself, at the shell or at night.
    pub system: bool,
    /// The provider of the case.
    pub provider: bool,
    /// Head of the organisation in whose register it stands, or of the one above or after it.
    pub head: bool,
    /// Entered the case, or the request it came from.
    pub entered: bool,
    /// Gave a reason that still holds.
    pub granted: bool,
}

/// How a case opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// It is not restricted.
    Ordinary,
    /// Belongs to the circle of the case.
    Circle,
    /// By a reason that was given and logged.
    Granted,
    /// Asks for a reason first.
    Ask,
}

impl Way {
    /// Whether the case lies open.
    #[must_use]
    pub fn is_open(self) -> bool {
        self != Self::Ask
    }
}

/// Tells how a case opens for somebody within reach (*tiếp cận hồ sơ hạn chế*).
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4): who handles a case keeps it confidential. The circle is ours:
/// its provider, the head, whoever entered it. Everybody else says why first, and that is recorded.
#[must_use]
pub fn way_in(restricted: bool, standing: Standing) -> Way {
    if !restricted {
        Way::Ordinary
    } else if standing.system || standing.provider || standing.head || standing.entered {
        Way::Circle
    } else if standing.granted {
        Way::Granted
    } else {
        Way::Ask
    }
}

/// Whether a mark may be taken away (*bỏ hạn chế tiếp cận*): not while the facts themselves demand it.
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4). A mark set by hand goes when the head says why; one that
/// follows from age or category goes with the fact.
#[must_use]
pub fn may_unmark(mark: Restriction, persons: impl IntoIterator<Item = Protected>, day: NaiveDate) -> bool {
    !restrictions(persons, day).contains(&mark)
}

/// Whether a written consent holds on a day (*văn bản đồng ý tiết lộ thông tin*).
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c): information goes out only with written consent or where a law says
/// so; Law on Personal Data Protection 2025 art. 9: consent may be withdrawn, from that day on.
#[must_use]
pub fn consent_holds(given_on: NaiveDate, withdrawn_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    given_on <= day && withdrawn_on.is_none_or(|withdrawn| day < withdrawn)
}

/// The grounds that somebody states by hand for a contact; the others follow from the act.
pub const BY_HAND: [DisclosureGround; 3] =
    [DisclosureGround::Consent, DisclosureGround::Proceedings, DisclosureGround::NoFacts];

/// What leaves the house.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// A document that is issued to its addressees.
    Document,
    /// The file of a case as one PDF.
    Bundle,
    /// The package for the archive.
    Package,
    /// A list that names persons, as a file.
    List,
}

/// The grounds on which something may leave the house, the usual one first (*căn cứ cung cấp thông tin*).
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4): information goes out with written consent or where a law says so.
/// Work within the organisation that carries the case (`within`) is no disclosure; who supervises from outside has the
/// ground of supervision. A list names many, so that the consent of one is no ground for it. Which grounds are in force
/// is dated (`rules/disclosures.toml`).
///
/// ```
/// use law::confidentiality::{DisclosureGround as G, Leaving, grounds_for};
/// assert_eq!(grounds_for(Leaving::Bundle, true)[0], G::Work);
/// assert_eq!(grounds_for(Leaving::Bundle, false), [G::Supervision, G::Consent]);
/// assert!(!grounds_for(Leaving::List, true).contains(&G::Consent));
/// ```
#[must_use]
pub fn grounds_for(leaving: Leaving, within: bool) -> &'static [DisclosureGround] {
    use DisclosureGround as G;
    match (leaving, within) {
        (Leaving::Document, _) => &[
            G::OwnData,
            G::Proceedings,
            G::Transfer,
            G::Verification,
            G::Recommendation,
            G::Supervision,
            G::Consent,
            G::NoFacts,
            G::Work,
        ],
        (Leaving::Bundle, true) => &[G::Work, G::Proceedings, G::OwnData, G::Supervision, G::Consent],
        (Leaving::Package, true) => &[G::Archive, G::Supervision, G::Consent],
        (Leaving::List, true) => &[G::Work, G::Supervision, G::Archive],
        (Leaving::List, false) => &[G::Supervision],
        (Leaving::Bundle | Leaving::Package, false) => &[G::Supervision, G::Consent],
    }
}

/// Whether a role works within the organisation that carries the cases it reaches (*làm việc trong tổ chức*).
///
/// Basis: none; the roles are those of issue 2. The departments, auditors and agencies look from outside.
#[must_use]
pub fn works_within(role: Role) -> bool {
    match role {
        Role::Director
        | Role::BranchHead
        | Role::Clerk
        | Role::Officer
        | Role::Lawyer
        | Role::Appraiser
        | Role::Accountant => true,
        Role::Administrator
        | Role::Analyst
        | Role::JusticeOfficer
        | Role::Agency
        | Role::Auditor
        | Role::Council => false,
    }
}

/// Whether a list that leaves as a file may name those whose case is restricted (*nêu tên trong tệp lấy ra*).
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4). Not for one's own work: it is done where the case lies open. Whoever
/// states a legal ground names those whose case lies open to them.
#[must_use]
pub fn names_protected(ground: Option<DisclosureGround>) -> bool {
    ground.is_some_and(|ground| ground != DisclosureGround::Work)
}

/// Whether it must be said who gets something (*nơi nhận thông tin*).
///
/// Basis: none; ours, so that the list of disclosures tells the person who knows what.
#[must_use]
pub fn names_receiver(ground: DisclosureGround) -> bool {
    !matches!(ground, DisclosureGround::Work | DisclosureGround::OwnData | DisclosureGround::Archive)
}

/// A written consent, as far as a disclosure depends on it.
#[derive(Clone, Debug)]
pub struct GivenConsent<'a> {
    /// Who agreed: the person, or the representative.
    pub by: &'a str,
    /// What to.
    pub scope: ConsentScope,
    /// Who may be told.
    pub to_whom: &'a str,
    /// First day.
    pub given_on: NaiveDate,
    /// The day from which it no longer holds.
    pub withdrawn_on: Option<NaiveDate>,
}

/// How many people must have agreed before somebody is told (*số người phải đồng ý*): two for a child from 7 on.
///
/// Basis: Law on Personal Data Protection 2025 art. 24: the child and the legal representative. With a year of birth
/// only, whoever may still be under 18 counts as a child of 7 or more; of one who may be younger the same.
#[must_use]
pub fn consents_needed(persons: impl IntoIterator<Item = Protected>, day: NaiveDate) -> usize {
    let child = |person: Protected| match (person.birth_date, person.birth_year) {
        (Some(born), _) => day.years_since(born).is_some_and(|age| (7..18).contains(&age)),
        (None, Some(year)) => (7..=18).contains(&(day.year() - year)),
        (None, None) => false,
    };
    if persons.into_iter().any(child) { 2 } else { 1 }
}

/// Whether facts of a case may go to somebody outside on this ground (*cung cấp thông tin vụ việc*).
///
/// Basis: Law on Legal Aid 2017 art. 6(1)(c), 8(4): only with written consent, or where another law says so; art. 34,
/// 35, 36 are such laws for verification, transfer and recommendation. A consent counts for sharing, on its days, and
/// for whom it names: `to` and the name in the consent must hold one another, without regard to accents.
#[must_use]
pub fn may_disclose<'a>(
    ground: DisclosureGround,
    consents: impl IntoIterator<Item = GivenConsent<'a>>,
    needed: usize,
    to: &str,
    day: NaiveDate,
) -> bool {
    if ground != DisclosureGround::Consent {
        return true;
    }
    let to = names::fold(to);
    let named = |consent: &GivenConsent<'_>| {
        let whom = names::fold(consent.to_whom);
        !whom.is_empty() && (to.contains(&whom) || whom.contains(&to))
    };
    let mut by: Vec<String> = consents
        .into_iter()
        .filter(|consent| consent.scope == ConsentScope::Sharing)
        .filter(|consent| consent_holds(consent.given_on, consent.withdrawn_on, day) && named(consent))
        .map(|consent| names::fold(consent.by))
        .collect();
    by.sort_unstable();
    by.dedup();
    !to.is_empty() && by.len() >= needed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protects_minors_and_victims() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        let person = |category, birth_year, birth_date: Option<&str>| Protected {
            category: Some(category),
            other_categories: Vec::new(),
            birth_year,
            birth_date: birth_date.map(day),
        };
        for (who, expected) in [
            (person(Category::Poor, Some(1980), None), ""),
            (person(Category::Poor, None, None), ""),
            (person(Category::Poor, Some(2008), None), "minor"),
            (person(Category::Poor, Some(2008), Some("2008-03-01")), ""),
            (person(Category::Poor, Some(2008), Some("2008-12-01")), "minor"),
            (person(Category::Hiv, Some(1990), None), "hiv"),
            (person(Category::Minor16To18, None, None), "minor"),
            (person(Category::DomesticViolence, Some(2010), None), "minor;domestic_violence"),
            (person(Category::Trafficking, Some(1999), None), "trafficking"),
        ] {
            let found = restrictions([who.clone()], day("2026-11-22"));
            assert_eq!(Restriction::write_list(found), expected, "{who:?}");
        }
    }

    #[test]
    fn a_restricted_case_opens_for_its_circle_and_for_who_says_why() {
        let nobody = Standing::default();
        for (restricted, standing, way) in [
            (false, nobody, Way::Ordinary),
            (true, nobody, Way::Ask),
            (true, Standing { granted: true, ..nobody }, Way::Granted),
            (true, Standing { provider: true, ..nobody }, Way::Circle),
            (true, Standing { head: true, ..nobody }, Way::Circle),
            (true, Standing { entered: true, ..nobody }, Way::Circle),
            (true, Standing { system: true, ..nobody }, Way::Circle),
            (true, Standing { entered: true, granted: true, ..nobody }, Way::Circle),
        ] {
            assert_eq!(way_in(restricted, standing), way, "{restricted} {standing:?}");
            assert_eq!(way.is_open(), way != Way::Ask);
        }
    }

    #[test]
    fn a_reason_opens_for_a_working_day() {
        let morning: DateTime<Utc> = "2026-11-22T01:00:00Z".parse().expect("test time");
        assert_eq!(grant_until(morning), "2026-11-22T09:00:00Z".parse::<DateTime<Utc>>().expect("test time"));
    }

    #[test]
    fn a_mark_that_follows_from_the_facts_stays() {
        let day = "2026-11-22".parse().expect("test date");
        let child = || Protected {
            category: Some(Category::Child),
            other_categories: Vec::new(),
            birth_year: Some(2015),
            birth_date: None,
        };
        assert!(!may_unmark(Restriction::Minor, [child()], day));
        assert!(may_unmark(Restriction::SexualViolence, [child()], day));
        assert!(may_unmark(Restriction::Hiv, [child()], day));
    }

    #[test]
    fn a_consent_holds_from_its_day_until_it_is_withdrawn() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        for (withdrawn, on, holds) in [
            (None, "2026-10-01", true),
            (None, "2026-09-30", false),
            (None, "2027-10-01", true),
            (Some("2026-11-01"), "2026-10-31", true),
            (Some("2026-11-01"), "2026-11-01", false),
        ] {
            assert_eq!(
                consent_holds(day("2026-10-01"), withdrawn.map(day), day(on)),
                holds,
                "{withdrawn:?} {on}"
            );
        }
    }

    #[test]
    fn facts_go_out_with_a_consent_that_holds_or_where_a_law_says_so() {
        use DisclosureGround as G;
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        let given = |by, scope, to_whom, withdrawn: Option<&str>| GivenConsent {
            by,
            scope,
            to_whom,
            given_on: day("2026-10-01"),
            withdrawn_on: withdrawn.map(day),
        };
        let union = "Hội Liên hiệp Phụ nữ tỉnh";
        let mother = || given("Lò Thị Hoa", ConsentScope::Sharing, union, None);
        let child = || given("Lò Văn Sơn", ConsentScope::Sharing, "hoi lien hiep phu nu", None);
        for (ground, consents, needed, to, on, may) in [
            (G::Consent, vec![], 1, union, "2026-11-22", false),
            (G::Consent, vec![mother()], 1, union, "2026-11-22", true),
            (G::Consent, vec![mother()], 1, union, "2026-09-30", false),
            (G::Consent, vec![mother()], 1, "Báo tỉnh", "2026-11-22", false),
            (G::Consent, vec![mother()], 1, "", "2026-11-22", false),
            (G::Consent, vec![mother()], 2, union, "2026-11-22", false),
            (G::Consent, vec![mother(), mother()], 2, union, "2026-11-22", false),
            (G::Consent, vec![mother(), child()], 2, union, "2026-11-22", true),
            (G::Consent, vec![given("A", ConsentScope::Press, union, None)], 1, union, "2026-11-22", false),
            (
                G::Consent,
                vec![given("A", ConsentScope::Sharing, union, Some("2026-11-22"))],
                1,
                union,
                "2026-11-22",
                false,
            ),
            (G::Proceedings, vec![], 1, "Tòa án nhân dân khu vực 1", "2026-11-22", true),
            (G::NoFacts, vec![], 1, union, "2026-11-22", true),
            (G::Verification, vec![], 2, "Trung tâm khác", "2026-11-22", true),
        ] {
            assert_eq!(
                may_disclose(ground, consents.clone(), needed, to, day(on)),
                may,
                "{ground} {consents:?} {to} {on}"
            );
        }
    }

    #[test]
    fn who_takes_something_out_has_the_grounds_of_the_place() {
        use DisclosureGround as G;
        for role in Role::ALL {
            let grounds = grounds_for(Leaving::List, works_within(*role));
            assert_eq!(grounds.contains(&G::Work), works_within(*role), "{role}");
            assert!(grounds.contains(&G::Supervision), "{role}");
        }
        for leaving in [Leaving::Document, Leaving::Bundle, Leaving::Package, Leaving::List] {
            for within in [true, false] {
                let grounds = grounds_for(leaving, within);
                assert!(!grounds.is_empty());
                assert_eq!(grounds.contains(&G::Consent), leaving != Leaving::List, "{leaving:?}");
                assert!(within || leaving == Leaving::Document || !grounds.contains(&G::Work), "{leaving:?}");
            }
        }
    }

    #[test]
    fn who_is_protected_is_named_on_a_legal_ground_only() {
        for (ground, named, receiver) in [
            (None, false, None),
            (Some(DisclosureGround::Work), false, Some(false)),
            (Some(DisclosureGround::Supervision), true, Some(true)),
            (Some(DisclosureGround::Archive), true, Some(false)),
            (Some(DisclosureGround::Consent), true, Some(true)),
        ] {
            assert_eq!(names_protected(ground), named, "{ground:?}");
            assert_eq!(ground.map(names_receiver), receiver, "{ground:?}");
        }
    }

    #[test]
    fn a_child_from_seven_on_agrees_beside_the_representative() {
        let day = "2026-11-22".parse().expect("test date");
        let born = |year: Option<i32>, date: Option<&str>| Protected {
            category: None,
            other_categories: Vec::new(),
            birth_year: year,
            birth_date: date.map(|text| text.parse().expect("test date")),
        };
        for (person, needed) in [
            (born(Some(1980), None), 1),
            (born(None, None), 1),
            (born(None, Some("2019-11-22")), 2),
            (born(None, Some("2019-11-23")), 1),
            (born(None, Some("2008-11-23")), 2),
            (born(None, Some("2008-11-22")), 1),
            (born(Some(2008), None), 2),
        ] {
            assert_eq!(consents_needed([person.clone()], day), needed, "{person:?}");
        }
        assert_eq!(consents_needed([born(Some(1980), None), born(Some(2015), None)], day), 2);
    }
}
