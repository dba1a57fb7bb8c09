//! Which papers are missing, why an answer is what it is, where else somebody may go, and what is refused.

use std::collections::BTreeSet;

use law::eligibility::{
    Reason, RequestFacts, Verdict, WhereElse, goes_on_after_loss, refusals, reported_category,
};
use law::kernel::coded::Coded as _;
use law::rules::{Category, Rules};

use super::facts::assessed;
use super::support::day;

/// What, article, day, facts, category, what is missing on the nearest way: `a|b & c`.
const PROOFS: &[(&str, &str, &str, &str, Category, &str)] = &[
    (
        "near-poor accused, nothing shown",
        "Circular 08/2017 art. 33(6)",
        "2026-03-02",
        "near_poor, role accused",
        Category::AccusedNearPoor,
        "near_poor_household_certificate & proceedings_paper_accused",
    ),
    (
        "near-poor accused, the charge shown",
        "Circular 08/2017 art. 33(6)",
        "2026-03-02",
        "near_poor, role accused, paper proceedings_paper_accused",
        Category::AccusedNearPoor,
        "near_poor_household_certificate",
    ),
    (
        "old and near-poor, age shown",
        "Circular 08/2017 art. 33(9)",
        "2026-03-02",
        "born 1950-01-01, near_poor, paper age_paper",
        Category::Elderly,
        "near_poor_household_certificate",
    ),
    (
        "old, nothing shown: the shortest way first",
        "Circular 08/2017 art. 33(9)",
        "2026-03-02",
        "born 1950-01-01, allowance",
        Category::Elderly,
        "social_allowance_decision|social_facility_decision",
    ),
    (
        "HIV, difficulty shown",
        "Circular 08/2017 art. 33(14)",
        "2026-03-02",
        "hiv, near_poor, paper near_poor_household_certificate",
        Category::Hiv,
        "hiv_confirmation",
    ),
    (
        "martyr's family, the relation shown",
        "Circular 08/2017 art. 33(7)",
        "2026-03-02",
        "martyr_family, near_poor, paper relation_to_martyr_paper",
        Category::MartyrFamily,
        "near_poor_household_certificate|social_allowance_decision|social_facility_decision & fatherland_merit_certificate",
    ),
    (
        "disability in 2027",
        "Amending law of 24/04/2026",
        "2027-02-01",
        "disability",
        Category::Disabled,
        "disability_certificate",
    ),
    (
        "beaten at home, difficulty shown",
        "Circular 08/2017 art. 33(12)",
        "2026-03-02",
        "domestic_violence, near_poor, paper near_poor_household_certificate",
        Category::DomesticViolence,
        "injury_confirmation|no_contact_decision|offender_decision",
    ),
];

#[test]
fn which_papers_are_missing() {
    for (what, article, on, facts, category, expected) in PROOFS {
        let found = assessed(on, facts);
        let answer = found.of(*category).unwrap();
        assert_eq!(answer.verdict, Verdict::NeedsProof, "{what}");
        let missing: Vec<String> = answer.missing.iter().map(|one_of| one_of.join("|")).collect();
        assert_eq!(missing.join(" & "), *expected, "{what} ({article})");
    }
}

#[test]
fn an_answer_says_why_and_by_which_article() {
    let found = assessed("2026-03-02", "ethnic, area");
    let answer = found.of(Category::EthnicSpecialArea).unwrap();
    let reasons =
        [Reason::EthnicMinority, Reason::LivesInArea, Reason::PapersMissing, Reason::OrganisationVerifies];
    assert_eq!(answer.reasons, reasons);
    assert!(answer.source.basis.contains("Điều 7 khoản 4"), "{}", answer.source.basis);
    assert_eq!(found.of(Category::Hiv).unwrap().reasons, [Reason::NoHiv, Reason::NoHardship]);
    assert_eq!(found.version, "2026-01-01");
    let found = assessed("2026-03-02", "poor, lost poor_household_certificate, paper issuer_confirmation");
    let reasons = [Reason::Poor, Reason::Proven, Reason::LostPaperConfirmed];
    assert_eq!(found.of(Category::Poor).unwrap().reasons, reasons);
}

#[test]
fn who_is_not_entitled_is_shown_where_else_to_go() {
    use WhereElse as W;
    for (facts, expected) in [
        ("born 1990-01-01", vec![W::SimpleGuidance, W::AdviceCentre, W::LawOffice, W::Complaint]),
        (
            "role accused, born 1990-01-01",
            vec![W::SimpleGuidance, W::AppointedDefence, W::AdviceCentre, W::LawOffice, W::Complaint],
        ),
        (
            "role party, born 2009-01-01",
            vec![W::SimpleGuidance, W::ChildLine, W::AdviceCentre, W::LawOffice, W::Complaint],
        ),
        (
            "born 1990-01-01, poor?",
            vec![W::SimpleGuidance, W::Commune, W::AdviceCentre, W::LawOffice, W::Complaint],
        ),
    ] {
        assert_eq!(assessed("2026-03-02", facts).elsewhere, expected, "{facts}");
    }
    assert_eq!(assessed("2026-03-02", "born 1990-01-01").verdict(), Verdict::No);
}

#[test]
fn somebody_of_whom_nothing_is_known_is_asked_not_sent_away() {
    let found = assessed("2026-03-02", "ask");
    assert_eq!(found.verdict(), Verdict::PossibleIfAsked);
    assert_eq!(found.categories(Verdict::PossibleIfAsked).len(), found.held.len());
    let questions = found.questions();
    assert_eq!(questions.len(), questions.iter().collect::<BTreeSet<_>>().len(), "each once");
    assert_eq!(questions.len(), 15, "{questions:?}");
}

#[test]
fn one_of_several_categories_is_reported() {
    let rules = Rules::embedded().on(day("2026-03-02"));
    use Category as C;
    for (held, ethnic, expected) in [
        (vec![C::Hiv, C::Elderly], false, Some(C::Elderly)),
        (vec![C::EthnicSpecialArea, C::Poor], false, Some(C::PoorAndEthnic)),
        (vec![C::Poor], true, Some(C::PoorAndEthnic)),
        (vec![C::Merit, C::Poor], true, Some(C::Merit)),
        (vec![C::Child, C::EthnicSpecialArea], true, Some(C::Child)),
        (vec![], true, None),
    ] {
        assert_eq!(reported_category(&held, ethnic, &rules), expected, "{held:?}");
    }
}

#[test]
fn a_case_goes_on_when_the_status_is_lost_on_the_way() {
    // Law art. 37(3): accepted as near-poor accused, the household leaves the list in the middle of the year.
    let accepted = "2026-03-02";
    let then =
        "near_poor, role accused, paper near_poor_household_certificate, paper proceedings_paper_accused";
    assert_eq!(assessed(accepted, then).reported, Some(Category::AccusedNearPoor));
    assert_eq!(assessed("2026-07-01", "role accused, paper proceedings_paper_accused").reported, None);
    for (lost, goes_on) in [("2026-06-30", true), ("2026-03-02", true), ("2026-03-01", false)] {
        assert_eq!(goes_on_after_loss(day(accepted), day(lost)), goes_on, "lost on {lost}");
    }
}

#[test]
fn which_requests_are_refused() {
    let fine = RequestFacts { entitled: Some(true), own_case: Some(true), ..RequestFacts::default() };
    for (what, article, facts, expected) in [
        ("a concrete case of an entitled person", "Law art. 30(1)", fine, ""),
        ("nothing is known yet", "Law art. 30(1)", RequestFacts::default(), ""),
        (
            "not entitled",
            "Law art. 30(3)",
            RequestFacts { entitled: Some(false), ..fine },
            "not_eligible_or_no_case",
        ),
        (
            "a neighbour's case",
            "Law art. 30(1)",
            RequestFacts { own_case: Some(false), ..fine },
            "not_eligible_or_no_case",
        ),
        (
            "a dispute between companies",
            "Law art. 27(1)",
            RequestFacts { commercial: Some(true), ..fine },
            "not_eligible_or_no_case",
        ),
        (
            "asks for false testimony",
            "Law art. 30(3)",
            RequestFacts { unlawful: Some(true), ..fine },
            "unlawful_content",
        ),
        (
            "the person has died",
            "Law art. 30(3)",
            RequestFacts { deceased: Some(true), ..fine },
            "person_deceased",
        ),
        (
            "another Centre has the same case",
            "Law art. 9, 30(3)",
            RequestFacts { handled_elsewhere: Some(true), ..fine },
            "already_handled_elsewhere",
        ),
        (
            "two grounds at once",
            "Law art. 30(3)",
            RequestFacts { entitled: Some(false), handled_elsewhere: Some(true), ..fine },
            "not_eligible_or_no_case already_handled_elsewhere",
        ),
    ] {
        let rules = Rules::embedded().on(day("2026-03-02"));
        let found: Vec<&str> = refusals(&facts, &rules).iter().map(|rule| rule.key.code()).collect();
        assert_eq!(found.join(" "), expected, "{what} ({article})");
    }
}
