//! Worked examples, the proof of the dated rules: facts → answer, each with its article. To add one, add a line.
//!
//! Facts are words: `born 2009-01-15`, `year 2009`, `role held`, `paper birth_certificate`, `lost …`, and the names of
//! what is true (`poor`, `near_poor`, `hiv` …). What is not said is false; after `ask` it was not asked; `poor?` was not
//! asked either. Invented people only.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use law::deadlines::{
    AssignmentFacts, DeadlineCode, assignment_clock, deadline, extended_deadline, is_held, is_near,
    proof_clock,
};
use law::eligibility::{
    Assessment, PersonFacts, Reason, RequestFacts, TraffickingStatus, Verdict, WhereElse, assess,
    goes_on_after_loss, refusals, reported_category,
};
use law::kernel::coded::Coded;
use law::rules::{AidForm, Category, ClientRole, Rules, Stage, UrgentGround};
use support::{at, calendar, day};

/// What, article, day, facts, who answers yes (`category` proven, `category*` papers missing, `category?` to be asked),
/// the reported category.
type Entitlement = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const ENTITLEMENTS: &[Entitlement] = &[
    // art. 7(1)–(2)
    (
        "resister with a medal",
        "Law art. 7(1); Circular 08/2017 art. 33(1)",
        "2026-03-02",
        "merit, paper merit_medal",
        "merit",
        "merit",
    ),
    ("resister whose medal is at home", "Law art. 7(1)", "2026-03-02", "merit", "merit*", "merit"),
    (
        "poor household with its certificate",
        "Law art. 7(2); Circular 08/2017 art. 33(2)",
        "2026-03-02",
        "poor, paper poor_household_certificate",
        "poor",
        "poor",
    ),
    (
        "poor household before the law was in force",
        "Law art. 47",
        "2017-12-31",
        "poor, paper poor_household_certificate",
        "",
        "",
    ),
    (
        "near-poor household in a civil matter",
        "Law art. 7(6): only who is charged",
        "2026-03-02",
        "near_poor, role party, paper near_poor_household_certificate",
        "",
        "",
    ),
    // art. 7(3): a child is under 16
    (
        "child on the eve of the 16th birthday",
        "Law art. 7(3); Children Law 2016 art. 1",
        "2026-04-30",
        "born 2010-05-01, role party, paper birth_certificate",
        "child",
        "child",
    ),
    (
        "exactly 16, party to a divorce of the parents",
        "Law art. 7(3), 7(5)",
        "2026-05-01",
        "born 2010-05-01, role party, paper birth_certificate",
        "",
        "",
    ),
    (
        "exactly 16, victim",
        "Law art. 7(5) as of 2026",
        "2026-05-01",
        "born 2010-05-01, role victim",
        "minor_16_18*",
        "minor_16_18",
    ),
    (
        "child, only the year is known",
        "Law art. 7(3)",
        "2026-03-02",
        "year 2010, role victim",
        "child? minor_16_18?",
        "",
    ),
    (
        "child by any possible day of that year",
        "Law art. 7(3)",
        "2026-03-02",
        "year 2012, paper identity_card",
        "child",
        "child",
    ),
    // art. 7(4): ethnic minority in an area of special difficulty
    (
        "Dao woman of the area without any paper",
        "Joint circular 01/2012 art. 5: receive, then verify",
        "2026-03-02",
        "ethnic, area",
        "ethnic_special_area*",
        "ethnic_special_area",
    ),
    (
        "the same with a paper on ethnicity and residence",
        "Circular 08/2017 art. 33(4)",
        "2026-03-02",
        "ethnic, area, paper ethnicity_residence_paper",
        "ethnic_special_area",
        "ethnic_special_area",
    ),
    (
        "Tày man in the provincial town",
        "Law art. 7(4)",
        "2026-03-02",
        "ethnic, paper ethnicity_residence_paper",
        "",
        "",
    ),
    ("Kinh woman of the area", "Law art. 7(4)", "2026-03-02", "area", "", ""),
    ("residence not asked yet", "Law art. 7(4)", "2026-03-02", "ethnic, area?", "ethnic_special_area?", ""),
    // poor and ethnic both
    (
        "poor and ethnic, outside the area",
        "Circular 03/2019 form 24 column 7",
        "2026-03-02",
        "poor, ethnic, paper poor_household_certificate",
        "poor",
        "poor_and_ethnic",
    ),
    (
        "poor and ethnic, in the area",
        "Circular 03/2019 form 24 column 7",
        "2026-03-02",
        "poor, ethnic, area, paper poor_household_certificate, paper ethnicity_residence_paper",
        "poor ethnic_special_area",
        "poor_and_ethnic",
    ),
    (
        "merit, poor and ethnic",
        "ours: order of art. 7",
        "2026-03-02",
        "merit, poor, ethnic, paper merit_decision, paper poor_household_certificate",
        "merit poor",
        "merit",
    ),
    (
        "proven child, poor without paper",
        "ours: what is proven comes first",
        "2026-03-02",
        "poor, born 2015-01-01, paper passport",
        "poor* child",
        "child",
    ),
    // art. 7(5): minors
    (
        "held 17-year-old, papers to come",
        "Law art. 7(5) as of 2026",
        "2026-04-30",
        "born 2009-01-15, role held",
        "minor_16_18*",
        "minor_16_18",
    ),
    (
        "held 17-year-old with the custody decision",
        "Circular 08/2017 art. 33(5)",
        "2026-04-30",
        "born 2009-01-15, role held, paper proceedings_paper_minor",
        "minor_16_18",
        "minor_16_18",
    ),
    (
        "17-year-old accused in 2024",
        "Law art. 7(5) until 31/12/2025",
        "2024-06-03",
        "born 2007-02-01, role accused, paper proceedings_paper_minor",
        "accused_16_18",
        "accused_16_18",
    ),
    (
        "16-year-old witness on 31/12/2025",
        "Law art. 7(5) until 31/12/2025: accused only",
        "2025-12-31",
        "born 2009-06-01, role witness, paper proceedings_paper_minor",
        "",
        "",
    ),
    (
        "16-year-old witness on 01/01/2026",
        "Law 59/2024 art. 177(6)",
        "2026-01-01",
        "born 2009-06-01, role witness, paper proceedings_paper_minor",
        "minor_16_18",
        "minor_16_18",
    ),
    (
        "17-year-old under a diversion measure",
        "Law 59/2024 art. 177(6)",
        "2026-02-02",
        "born 2008-11-01, role diversion",
        "minor_16_18*",
        "minor_16_18",
    ),
    (
        "17-year-old prisoner",
        "Law 59/2024 art. 177(6)",
        "2026-02-02",
        "born 2008-11-01, role prisoner",
        "minor_16_18*",
        "minor_16_18",
    ),
    ("18 today", "Law art. 7(5)", "2026-11-01", "born 2008-11-01, role accused", "", ""),
    (
        "17-year-old victim in 2025, near-poor",
        "Law art. 7(7)(đ) until 31/12/2025",
        "2025-12-31",
        "born 2008-06-01, role victim, near_poor, paper near_poor_household_certificate, paper proceedings_paper_minor",
        "victim_16_18",
        "victim_16_18",
    ),
    (
        "17-year-old victim in 2025, not in difficulty",
        "Law art. 7(7)(đ) until 31/12/2025",
        "2025-12-31",
        "born 2008-06-01, role victim",
        "",
        "",
    ),
    // art. 7(6): charged and near-poor
    (
        "near-poor accused with both papers",
        "Law art. 7(6); Circular 08/2017 art. 33(6)",
        "2026-03-02",
        "near_poor, role accused, paper near_poor_household_certificate, paper proceedings_paper_accused",
        "accused_near_poor",
        "accused_near_poor",
    ),
    (
        "near-poor accused with one of two papers",
        "Circular 08/2017 art. 33(6): both",
        "2026-03-02",
        "near_poor, role accused, paper near_poor_household_certificate",
        "accused_near_poor*",
        "accused_near_poor",
    ),
    (
        "accused, household not asked",
        "Law art. 7(6)",
        "2026-03-02",
        "role accused, near_poor?",
        "accused_near_poor?",
        "",
    ),
    (
        "charged, role not told",
        "Law art. 7(6)",
        "2026-03-02",
        "near_poor, charged, role?",
        "accused_near_poor*",
        "accused_near_poor",
    ),
    (
        "near-poor victim, adult",
        "Law art. 7(6)",
        "2026-03-02",
        "near_poor, role victim, born 1990-01-01",
        "",
        "",
    ),
    // art. 7(6a) and 7(7)(g): trafficking
    (
        "being identified, one day too early",
        "Law art. 7(7)(g) until 30/06/2025: victims only",
        "2025-06-30",
        "trafficking being_identified, near_poor",
        "",
        "",
    ),
    (
        "being identified, on the day",
        "Law art. 7(6a); Decree 162/2025 art. 21",
        "2025-07-01",
        "trafficking being_identified",
        "trafficking*",
        "trafficking",
    ),
    (
        "being identified, with a paper",
        "Law art. 7(6a); Decree 162/2025 art. 21",
        "2026-03-02",
        "trafficking being_identified, paper trafficking_identification_paper",
        "trafficking",
        "trafficking",
    ),
    (
        "victim without difficulty in June 2025",
        "Law art. 7(7)(g)",
        "2025-06-30",
        "trafficking victim, paper trafficking_victim_paper",
        "",
        "",
    ),
    (
        "victim in difficulty in June 2025",
        "Law art. 7(7)(g); Circular 08/2017 art. 33(13)",
        "2025-06-30",
        "trafficking victim, near_poor, paper trafficking_victim_paper, paper near_poor_household_certificate",
        "trafficking_hardship",
        "trafficking_hardship",
    ),
    (
        "victim without difficulty in July 2025",
        "Law 53/2024 art. 61: no financial test",
        "2025-07-01",
        "trafficking victim, paper trafficking_victim_paper",
        "trafficking",
        "trafficking",
    ),
    (
        "daughter of 14 with the victim",
        "Law art. 7(3), 7(6a)",
        "2026-03-02",
        "trafficking accompanying_minor, born 2012-01-01, paper birth_certificate",
        "child trafficking*",
        "child",
    ),
    (
        "grown-up companion of the victim",
        "Law art. 7(6a): under 18",
        "2026-03-02",
        "trafficking accompanying_minor, born 2000-01-01",
        "",
        "",
    ),
    // art. 7(7): with financial difficulty
    (
        "martyr's mother without difficulty, the last day of 2026",
        "Law art. 7(7)(a)",
        "2026-12-31",
        "martyr_family, born 1970-01-01, paper martyr_family_certificate",
        "",
        "",
    ),
    (
        "martyr's mother without difficulty, the first day of 2027",
        "Amending law of 24/04/2026",
        "2027-01-01",
        "martyr_family, born 1970-01-01, paper martyr_family_certificate",
        "martyr_family",
        "martyr_family",
    ),
    (
        "martyr's mother, near-poor, with both papers",
        "Circular 08/2017 art. 33(7)",
        "2026-06-01",
        "martyr_family, near_poor, born 1970-01-01, paper martyr_family_certificate, paper near_poor_household_certificate",
        "martyr_family",
        "martyr_family",
    ),
    (
        "martyr's mother, near-poor, difficulty unproven",
        "Circular 08/2017 art. 33(7): both",
        "2026-06-01",
        "martyr_family, near_poor, born 1970-01-01, paper martyr_family_certificate",
        "martyr_family*",
        "martyr_family",
    ),
    (
        "martyr's mother with the certificate of the fatherland and a relation paper",
        "Circular 08/2017 art. 33(7)(b)",
        "2026-06-01",
        "martyr_family, allowance, born 1970-01-01, paper social_allowance_decision, paper fatherland_merit_certificate, paper relation_to_martyr_paper",
        "martyr_family",
        "martyr_family",
    ),
    (
        "disease from dioxin, no difficulty, 2026",
        "Law art. 7(7)(b)",
        "2026-12-31",
        "agent_orange, paper dioxin_disease_certificate",
        "",
        "",
    ),
    (
        "disease from dioxin, no difficulty, 2027",
        "Amending law of 24/04/2026",
        "2027-01-01",
        "agent_orange, paper dioxin_disease_certificate",
        "agent_orange",
        "agent_orange",
    ),
    (
        "near-poor on the 60th birthday",
        "Law art. 7(7)(c); Circular 08/2017 art. 33(9)",
        "2026-03-02",
        "born 1966-03-02, near_poor, paper near_poor_household_certificate, paper age_paper",
        "elderly",
        "elderly",
    ),
    (
        "near-poor on the eve of it",
        "Law art. 7(7)(c)",
        "2026-03-01",
        "born 1966-03-02, near_poor, paper near_poor_household_certificate",
        "",
        "",
    ),
    (
        "old, on social allowance: its decision says all",
        "Circular 08/2017 art. 33(9)",
        "2026-03-02",
        "born 1940-01-01, allowance, paper social_allowance_decision",
        "elderly",
        "elderly",
    ),
    ("old, not in difficulty", "Decree 144/2017 art. 2", "2026-03-02", "born 1940-01-01", "", ""),
    (
        "old, difficulty not asked",
        "Decree 144/2017 art. 2",
        "2026-03-02",
        "born 1940-01-01, near_poor?",
        "elderly?",
        "",
    ),
    (
        "disability, near-poor, one of two papers",
        "Circular 08/2017 art. 33(10)",
        "2026-03-02",
        "disability, near_poor, paper disability_certificate",
        "disabled*",
        "disabled",
    ),
    (
        "disability, no difficulty, 2027",
        "Amending law of 24/04/2026",
        "2027-01-01",
        "disability, paper disability_certificate",
        "disabled",
        "disabled",
    ),
    (
        "beaten at home, near-poor, doctor's confirmation",
        "Circular 08/2017 art. 33(12)",
        "2026-03-02",
        "domestic_violence, near_poor, paper near_poor_household_certificate, paper injury_confirmation",
        "domestic_violence",
        "domestic_violence",
    ),
    (
        "beaten at home, taken into a facility",
        "Circular 08/2017 art. 33(12)",
        "2026-03-02",
        "domestic_violence, facility, paper social_facility_decision",
        "domestic_violence",
        "domestic_violence",
    ),
    (
        "beaten at home, not in difficulty",
        "Decree 144/2017 art. 2",
        "2026-03-02",
        "domestic_violence, paper injury_confirmation",
        "",
        "",
    ),
    (
        "HIV, on allowance",
        "Law art. 7(7)(h); Circular 08/2017 art. 33(14)",
        "2026-03-02",
        "hiv, allowance, paper hiv_confirmation, paper social_allowance_decision",
        "hiv",
        "hiv",
    ),
    (
        "HIV, not in difficulty, also in 2027",
        "Law art. 7(7)(h)",
        "2027-03-02",
        "hiv, paper hiv_confirmation",
        "",
        "",
    ),
    // papers
    (
        "the certificate was lost, the commune confirms",
        "Circular 08/2017 art. 33",
        "2026-03-02",
        "poor, lost poor_household_certificate, paper issuer_confirmation",
        "poor",
        "poor",
    ),
    (
        "a confirmation of nothing in particular",
        "Circular 08/2017 art. 33",
        "2026-03-02",
        "poor, paper issuer_confirmation",
        "poor*",
        "poor",
    ),
    (
        "one of two papers lost and confirmed",
        "Circular 08/2017 art. 33(6)",
        "2026-03-02",
        "near_poor, role accused, lost near_poor_household_certificate, paper issuer_confirmation, paper proceedings_paper_accused",
        "accused_near_poor",
        "accused_near_poor",
    ),
    (
        "another lawful paper of a competent body",
        "Circular 08/2017 art. 33(15)",
        "2026-03-02",
        "hiv, near_poor, paper other_lawful_paper",
        "hiv",
        "hiv",
    ),
    // the rules of its day
    (
        "accepted in May 2024 as victim in difficulty, closed in 2026",
        "state of law of the acceptance",
        "2024-05-10",
        "trafficking victim, allowance, paper trafficking_victim_paper, paper social_allowance_decision",
        "trafficking_hardship",
        "trafficking_hardship",
    ),
];

#[test]
fn who_is_entitled() {
    for category in Category::ALL.iter().filter(|it| **it != Category::PoorAndEthnic) {
        let proven = |row: &&Entitlement| row.4.split(' ').any(|it| it == category.code());
        assert!(ENTITLEMENTS.iter().any(|row| proven(&row)), "no example of {category}");
    }
    for (what, article, on, facts, expected, reported) in ENTITLEMENTS {
        let found = assessed(on, facts);
        let sign = |verdict| match verdict {
            Verdict::Entitled => Some(""),
            Verdict::NeedsProof => Some("*"),
            Verdict::PossibleIfAsked => Some("?"),
            Verdict::No => None,
        };
        let answers: Vec<String> = found
            .held
            .iter()
            .filter_map(|it| Some(format!("{}{}", it.category, sign(it.verdict)?)))
            .collect();
        assert_eq!(answers.join(" "), *expected, "{what} ({article})\n{:#?}", found.held);
        let shown = found.reported.map_or("", Coded::code);
        assert_eq!(shown, *reported, "{what} ({article})");
        assert_eq!(found.elsewhere.is_empty(), !reported.is_empty(), "{what}: never a dead end");
    }
}

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
fn a_case_keeps_the_rules_of_its_acceptance() {
    // Accepted on 10/05/2024, closed on 22/10/2026.
    let rules = Rules::embedded().on(day("2024-05-10"));
    assert_eq!(rules.version(), "2023-11-01");
    assert!(
        rules.category(Category::TraffickingHardship).is_some()
            && rules.category(Category::Trafficking).is_none()
    );
    let handover = rules.deadline(DeadlineCode::FileHandover).unwrap();
    let due = deadline(handover, at("2026-10-22 10:00"), &calendar(), None);
    assert_eq!(due.due.date(), day("2026-11-23"));
    assert_eq!(due.extended_from, Some(day("2026-11-21")));
    let now = Rules::embedded().on(day("2026-10-22"));
    assert!(
        now.category(Category::TraffickingHardship).is_none(),
        "closing does not ask the rules of its own day"
    );
}

/// What, article, clock, start, due (`2026-05-01 10:00`, or a day, then its end), days off passed over.
const CLOCKS: &[(&str, &str, DeadlineCode, &str, &str, usize)] = &[
    (
        "held 17-year-old asks at 22:00 on 30 April: hours run through the holidays",
        "Law art. 31(2); Civil Code art. 147(1)",
        DeadlineCode::AssignHeld,
        "2026-04-30 22:00",
        "2026-05-01 10:00",
        0,
    ),
    (
        "advice, papers complete on the last working day before Tết 2026",
        "Law art. 32(2); Civil Code art. 147–148",
        DeadlineCode::AdviceAnswer,
        "2026-02-13 15:00",
        "2026-02-23",
        0,
    ),
    (
        "advice that would end within Tết 2026 ends after it",
        "Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswer,
        "2026-02-09 15:00",
        "2026-02-23",
        4,
    ),
    (
        "advice, last working day before Tết 2024: the tenth day is a Saturday",
        "Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswer,
        "2024-02-07 15:00",
        "2024-02-19",
        2,
    ),
    (
        "advice in a complex matter",
        "Law art. 32(2)",
        DeadlineCode::AdviceAnswerComplex,
        "2026-02-13 15:00",
        "2026-03-16",
        1,
    ),
    (
        "found complex on the ninth day: thirty days from the same start, the last one a Saturday",
        "Law art. 32(2); Civil Code art. 148(5)",
        DeadlineCode::AdviceAnswerComplex,
        "2026-11-12 09:00",
        "2026-12-14",
        2,
    ),
    (
        "assignment across Tết 2026",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-02-13 15:00",
        "2026-02-25",
        9,
    ),
    (
        "assignment on a common Monday",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-03-02 08:00",
        "2026-03-05",
        0,
    ),
    (
        "the swapped Saturday is a working day",
        "Law art. 31(2); swap of 22/08/2026",
        DeadlineCode::Assign,
        "2026-08-21 09:00",
        "2026-08-25",
        1,
    ),
    (
        "across National Day and the swapped Monday",
        "Law art. 31(2)",
        DeadlineCode::Assign,
        "2026-08-28 09:00",
        "2026-09-07",
        7,
    ),
    (
        "ends on a worked Saturday",
        "Law art. 31(2); swap of 10/01/2026",
        DeadlineCode::Assign,
        "2026-01-07 09:00",
        "2026-01-10",
        0,
    ),
    (
        "representation",
        "Law art. 33(2)",
        DeadlineCode::AssignRepresentation,
        "2026-03-06 16:00",
        "2026-03-11",
        2,
    ),
    (
        "notice on a Sunday night: the same day",
        "Law art. 31(3)",
        DeadlineCode::AssignNoticed,
        "2026-11-22 21:00",
        "2026-11-22",
        0,
    ),
    (
        "appointed defence on a holiday: the same day",
        "Joint circular 10/2018 art. 7(3)",
        DeadlineCode::AssignAppointed,
        "2026-05-01 09:00",
        "2026-05-01",
        0,
    ),
    (
        "information that is not urgent",
        "Joint circular 10/2018 art. 3(4)",
        DeadlineCode::AssignInformed,
        "2026-03-05 09:00",
        "2026-03-10",
        2,
    ),
    (
        "proof within 5 working days, over the Hùng Kings and 30 April",
        "Circular 12/2018 art. 6(2)",
        DeadlineCode::ProofDue,
        "2026-04-24 09:00",
        "2026-05-06",
        7,
    ),
    (
        "proof within 10 working days from a remote commune",
        "Circular 12/2018 art. 6(2)",
        DeadlineCode::ProofDueLonger,
        "2026-11-16 09:00",
        "2026-12-01",
        5,
    ),
    (
        "file handed over: the thirtieth day is a Sunday",
        "Law art. 39(1); Civil Code art. 148(5)",
        DeadlineCode::FileHandover,
        "2026-10-23 09:00",
        "2026-11-23",
        1,
    ),
    (
        "file handed over: the thirtieth day is a holiday",
        "Law art. 39(1); Civil Code art. 148(5)",
        DeadlineCode::FileHandover,
        "2026-10-25 09:00",
        "2026-11-25",
        1,
    ),
    (
        "verification by another Centre",
        "Law art. 34",
        DeadlineCode::VerificationAnswer,
        "2026-11-12 09:00",
        "2026-11-23",
        1,
    ),
    (
        "recommendation",
        "Law art. 36",
        DeadlineCode::RecommendationAnswer,
        "2026-08-03 09:00",
        "2026-09-03",
        1,
    ),
    (
        "recommendation at the longest",
        "Law art. 36",
        DeadlineCode::RecommendationAnswerLongest,
        "2026-08-03 09:00",
        "2026-09-17",
        0,
    ),
    (
        "change of provider",
        "Circular 12/2018 art. 9(1)",
        DeadlineCode::ProviderChangeAnswer,
        "2026-11-20 09:00",
        "2026-11-26",
        3,
    ),
    (
        "withdrawal received on a Saturday",
        "Circular 12/2018 art. 9(2)",
        DeadlineCode::WithdrawalAnswer,
        "2026-11-21 09:00",
        "2026-11-23",
        2,
    ),
    (
        "request by post opened on a Sunday",
        "Law art. 30(1)",
        DeadlineCode::AnswerRequest,
        "2026-11-22 09:00",
        "2026-11-23",
        1,
    ),
    (
        "refusal on the same working day",
        "Law art. 30(3)",
        DeadlineCode::TellRefusal,
        "2026-11-20 16:50",
        "2026-11-20",
        0,
    ),
    (
        "registration of the defence over a weekend",
        "Joint circular 10/2018 art. 12; Criminal Procedure Code art. 78",
        DeadlineCode::DefenceRegistration,
        "2026-11-20 16:30",
        "2026-11-21 16:30",
        0,
    ),
    (
        "registration of the protector at court",
        "Joint circular 10/2018 art. 12(2)",
        DeadlineCode::ProtectorRegistration,
        "2026-11-19 16:30",
        "2026-11-25",
        3,
    ),
    (
        "cancellation of the registration",
        "Joint circular 10/2018 art. 15",
        DeadlineCode::DefenceCancellationNotice,
        "2026-12-31 15:00",
        "2027-01-01 15:00",
        0,
    ),
    (
        "another defender",
        "Joint circular 10/2018 art. 6",
        DeadlineCode::ReplaceDefender,
        "2026-12-31 15:00",
        "2027-01-01 15:00",
        0,
    ),
    (
        "another protector, over New Year",
        "Joint circular 10/2018 art. 6",
        DeadlineCode::ReplaceProtector,
        "2026-12-31 15:00",
        "2027-01-05",
        3,
    ),
    (
        "trial schedule: ten days before, also on a Saturday",
        "Joint circular 10/2018 art. 9(3)",
        DeadlineCode::TrialSchedule,
        "2026-12-15 08:00",
        "2026-12-05",
        0,
    ),
    (
        "trial schedule, summary procedure",
        "Joint circular 10/2018 art. 9(3)",
        DeadlineCode::TrialScheduleSummary,
        "2026-12-15 08:00",
        "2026-12-08",
        0,
    ),
    (
        "the police notify for a held person",
        "Joint circular 10/2018 art. 7(2)",
        DeadlineCode::AgencyNoticeHeld,
        "2026-04-30 22:00",
        "2026-05-01 10:00",
        0,
    ),
    (
        "the police notify for a victim",
        "Joint circular 10/2018 art. 7(2)",
        DeadlineCode::AgencyNotice,
        "2026-04-30 22:00",
        "2026-05-01 22:00",
        0,
    ),
    (
        "later answer of mobile legal aid",
        "Joint circular 01/2012 art. 6",
        DeadlineCode::MobileAnswer,
        "2026-03-02 09:00",
        "2026-03-16",
        4,
    ),
    (
        "complaint to the head",
        "Law art. 45",
        DeadlineCode::ComplaintFirst,
        "2026-11-20 09:00",
        "2026-11-26",
        3,
    ),
    (
        "complaint to the department of justice",
        "Law art. 45; Civil Code art. 148(5)",
        DeadlineCode::ComplaintSecond,
        "2026-11-09 09:00",
        "2026-11-25",
        1,
    ),
    (
        "acknowledging a request about personal data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataAcknowledge,
        "2026-03-06 09:00",
        "2026-03-10",
        2,
    ),
    (
        "copy of personal data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataView,
        "2026-03-02 09:00",
        "2026-03-12",
        0,
    ),
    (
        "objection to the use of data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataRestrict,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "deletion of data",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataDelete,
        "2026-03-02 09:00",
        "2026-03-23",
        1,
    ),
    (
        "first notice of an incident",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentNotice,
        "2026-09-01 23:00",
        "2026-09-02 23:00",
        0,
    ),
    (
        "report on an incident",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentReport,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
    (
        "copy of data that a third party holds",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataViewThird,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "objection, a third party must act",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataRestrictThird,
        "2026-03-02 09:00",
        "2026-03-23",
        1,
    ),
    (
        "deletion, a third party must act",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataDeleteThird,
        "2026-03-02 09:00",
        "2026-04-01",
        0,
    ),
    (
        "protective measures",
        "Decree 356/2025 art. 5",
        DeadlineCode::DataProtect,
        "2026-03-02 09:00",
        "2026-03-17",
        0,
    ),
    (
        "grave incident on a Sunday: the same day",
        "Decree 331/2026 art. 31(2)(d)",
        DeadlineCode::IncidentAtOnce,
        "2026-11-22 03:00",
        "2026-11-22",
        0,
    ),
    (
        "the persons whose location became known",
        "Decree 356/2025 art. 29",
        DeadlineCode::DataBreachPersons,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
    (
        "violation of personal data",
        "Law 91/2025 art. 23; Decree 356/2025 art. 28",
        DeadlineCode::DataBreachNotice,
        "2026-09-01 23:00",
        "2026-09-04 23:00",
        0,
    ),
];

#[test]
fn when_it_is_due() {
    let told: BTreeSet<DeadlineCode> = CLOCKS.iter().map(|(_, _, code, ..)| *code).collect();
    let untold: Vec<&DeadlineCode> = DeadlineCode::ALL.iter().filter(|code| !told.contains(code)).collect();
    assert!(untold.is_empty(), "no example of {untold:?}");
    let calendar = calendar();
    for (what, article, code, start, due, skipped) in CLOCKS {
        let start = at(start);
        let rules = Rules::embedded().on(start.date());
        let found = deadline(rules.deadline(*code).unwrap(), start, &calendar, None);
        let end = if due.contains(' ') { at(due) } else { day(due).and_hms_opt(23, 59, 59).unwrap() };
        assert_eq!(found.due, end, "{what} ({article})\n{found:#?}");
        assert_eq!(found.skipped.len(), *skipped, "{what} ({article})\n{:#?}", found.skipped);
        assert!(found.calendar_known, "{what}");
        assert!(found.warnings.iter().all(|it| *it <= found.due), "{what}");
    }
}

#[test]
fn a_clock_that_did_not_exist_yet_does_not_run() {
    for (code, on, there) in [
        (DeadlineCode::ProviderChangeAnswer, "2018-10-11", false),
        (DeadlineCode::ProviderChangeAnswer, "2018-10-12", true),
        (DeadlineCode::AssignInformed, "2018-08-31", false),
        (DeadlineCode::DataView, "2025-12-31", false),
        (DeadlineCode::IncidentNotice, "2026-08-18", false),
        (DeadlineCode::IncidentNotice, "2026-08-19", true),
        (DeadlineCode::Assign, "2018-01-01", true),
    ] {
        assert_eq!(Rules::embedded().on(day(on)).deadline(code).is_some(), there, "{code} on {on}");
    }
}

#[test]
fn a_request_about_data_is_extended_once() {
    let rules = Rules::embedded().on(day("2026-03-02"));
    for (code, expected) in [
        (DeadlineCode::DataView, Some("2026-03-23")),
        (DeadlineCode::DataRestrict, Some("2026-04-01")),
        (DeadlineCode::DataDelete, Some("2026-04-13")),
        (DeadlineCode::Assign, None),
    ] {
        let rule = rules.deadline(code).unwrap();
        let found = extended_deadline(rule, at("2026-03-02 09:00"), &calendar(), None);
        assert_eq!(found.map(|it| it.due.date()), expected.map(day), "{code}");
    }
}

/// What, article, ground, today, the last day or the day of the trial, whether it is near.
const URGENT: &[(&str, &str, UrgentGround, &str, &str, bool)] = &[
    (
        "four working days of the limitation period are left",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-27",
        true,
    ),
    (
        "five are left",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-30",
        false,
    ),
    (
        "the last day is today",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-20",
        true,
    ),
    (
        "it ran out yesterday",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-11-20",
        "2026-11-19",
        false,
    ),
    (
        "before Tết the days of the holiday do not help",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Limitation,
        "2026-02-13",
        "2026-02-26",
        true,
    ),
    (
        "four working days before the trial",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Trial,
        "2026-11-20",
        "2026-11-30",
        true,
    ),
    (
        "five working days before the trial",
        "Circular 12/2018 art. 6(1)",
        UrgentGround::Trial,
        "2026-11-20",
        "2026-12-01",
        false,
    ),
    (
        "harm is for the head to judge, not for the calendar",
        "Law art. 30(4)",
        UrgentGround::PreventHarm,
        "2026-11-20",
        "2026-11-20",
        false,
    ),
    (
        "before Circular 12/2018 no number was set",
        "Law art. 30(4)",
        UrgentGround::Limitation,
        "2018-05-07",
        "2018-05-08",
        false,
    ),
];

#[test]
fn what_is_urgent() {
    for (what, article, ground, today, on, expected) in URGENT {
        let rules = Rules::embedded().on(day(today));
        let rule = rules.urgent_ground(*ground).unwrap();
        assert_eq!(is_near(rule, day(today), day(on), &calendar(), None), *expected, "{what} ({article})");
    }
    let rules = Rules::embedded().on(day("2018-05-07"));
    assert!(rules.urgent_ground(UrgentGround::Limitation).unwrap().head_decides);
    assert_eq!(Rules::embedded().on(day("2026-03-02")).urgent_grounds().len(), 4);
}

#[test]
fn how_soon_a_provider_is_assigned() {
    use {ClientRole as R, Stage as S};
    let none = AssignmentFacts {
        form: AidForm::Litigation,
        appointed: false,
        noticed: false,
        informed: false,
        urgent: false,
        held: false,
    };
    for (what, article, facts, expected) in [
        ("ordinary", "Law art. 31(2)", none, Some(DeadlineCode::Assign)),
        (
            "held person asks",
            "Law art. 31(2)",
            AssignmentFacts { held: true, ..none },
            Some(DeadlineCode::AssignHeld),
        ),
        (
            "notice",
            "Law art. 31(3)",
            AssignmentFacts { noticed: true, held: true, ..none },
            Some(DeadlineCode::AssignNoticed),
        ),
        (
            "appointed defence by phone",
            "Joint circular 10/2018 art. 7(3)",
            AssignmentFacts { appointed: true, noticed: true, ..none },
            Some(DeadlineCode::AssignAppointed),
        ),
        (
            "information",
            "Joint circular 10/2018 art. 3(4)",
            AssignmentFacts { informed: true, ..none },
            Some(DeadlineCode::AssignInformed),
        ),
        (
            "urgent information",
            "Joint circular 10/2018 art. 3(4)",
            AssignmentFacts { informed: true, urgent: true, ..none },
            Some(DeadlineCode::AssignNoticed),
        ),
        (
            "representation",
            "Law art. 33(2)",
            AssignmentFacts { form: AidForm::Representation, ..none },
            Some(DeadlineCode::AssignRepresentation),
        ),
        ("advice", "Law art. 32", AssignmentFacts { form: AidForm::Advice, ..none }, None),
    ] {
        assert_eq!(assignment_clock(&facts), expected, "{what} ({article})");
    }
    for (what, article, roles, stage, hours) in [
        (
            "arrested last night, entered as accused",
            "Law art. 31(2)",
            &[R::Accused][..],
            Some(S::Custody),
            true,
        ),
        ("held by role, the stage not told", "Law art. 31(2)", &[R::Held], None, true),
        ("arrested, nobody has said as what", "Law art. 31(2)", &[], Some(S::Custody), true),
        (
            "one arrested, one victim in one case",
            "Law art. 31(2)",
            &[R::Victim, R::Accused],
            Some(S::Custody),
            true,
        ),
        ("the victim while the other is in custody", "Law art. 31(2)", &[R::Victim], Some(S::Custody), false),
        (
            "accused, at large, under investigation",
            "Law art. 31(2)",
            &[R::Accused],
            Some(S::Investigation),
            false,
        ),
    ] {
        assert_eq!(is_held(roles, stage), hours, "{what} ({article})");
        let clock = assignment_clock(&AssignmentFacts { held: is_held(roles, stage), ..none });
        let expected = if hours { DeadlineCode::AssignHeld } else { DeadlineCode::Assign };
        assert_eq!(clock, Some(expected), "{what} ({article})");
    }
    for (area, force, expected) in [
        (false, false, DeadlineCode::ProofDue),
        (true, false, DeadlineCode::ProofDueLonger),
        (false, true, DeadlineCode::ProofDueLonger),
    ] {
        assert_eq!(proof_clock(area, force), expected, "Circular 12/2018 art. 6(2)");
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

/// Day, why it is off (empty: worked).
const DAYS: &[(&str, &str)] = &[
    ("2026-02-13", ""),
    ("2026-02-16", "Nghỉ Tết Nguyên đán (29 tháng Chạp)"),
    ("2026-02-17", "Tết Nguyên Đán"),
    ("2026-02-21", "weekend"),
    ("2026-02-23", ""),
    ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
    ("2026-04-30", "Ngày Chiến thắng"),
    ("2026-08-22", ""),
    ("2026-08-23", "weekend"),
    ("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)"),
    ("2026-09-02", "Quốc khánh"),
    ("2026-09-03", ""),
    ("2024-05-04", ""),
    ("2025-04-26", ""),
];

#[test]
fn which_days_are_worked() {
    let calendar = calendar();
    for (on, expected) in DAYS {
        let found = match calendar.why_off(day(on), None) {
            None => String::new(),
            Some(law::days::OffReason::Weekend) => "weekend".to_owned(),
            Some(law::days::OffReason::Holiday(name)) => name,
        };
        assert_eq!(found, *expected, "{on} (Labour Code art. 112)");
    }
    assert!(calendar.knows(2026) && !calendar.knows(1990));
}

/// Reads facts as the head of this file says.
fn facts(text: &str) -> PersonFacts {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let mut facts = if parts.contains(&"ask") { PersonFacts::default() } else { all_false() };
    for part in parts.into_iter().filter(|part| *part != "ask") {
        read_fact(&mut facts, part);
    }
    facts
}

fn read_fact(facts: &mut PersonFacts, part: &str) {
    let (name, rest) = part.split_once(' ').unwrap_or((part, ""));
    let (name, truth) = name.strip_suffix('?').map_or((name, Some(true)), |name| (name, None));
    match name {
        "born" => facts.birth_date = Some(day(rest)),
        "year" => facts.birth_year = Some(rest.parse().unwrap()),
        "role" => facts.client_role = truth.map(|_| ClientRole::from_code(rest).unwrap()),
        "paper" => facts.papers.push(rest.to_owned()),
        "lost" => facts.lost_papers.push(rest.to_owned()),
        "trafficking" => facts.trafficking = Some(TraffickingStatus::from_code(rest).unwrap()),
        "charged" => facts.charged = truth,
        "merit" => facts.merit = truth,
        "poor" => facts.poor_household = truth,
        "near_poor" => facts.near_poor_household = truth,
        "allowance" => facts.monthly_allowance = truth,
        "facility" => facts.social_facility = truth,
        "ethnic" => facts.ethnic_minority = truth,
        "area" => facts.special_area = truth,
        "martyr_family" => facts.martyr_family = truth,
        "agent_orange" => facts.agent_orange = truth,
        "disability" => facts.disability = truth,
        "hiv" => facts.hiv = truth,
        "domestic_violence" => facts.domestic_violence = truth,
        _ => panic!("no such fact: {part}"),
    }
    for paper in facts.papers.iter().chain(&facts.lost_papers) {
        assert!(Rules::embedded().on(day("2026-11-22")).proof(paper).is_some(), "no such paper: {paper}");
    }
}

fn all_false() -> PersonFacts {
    let no = Some(false);
    PersonFacts {
        birth_date: Some(day("1985-01-01")),
        merit: no,
        poor_household: no,
        near_poor_household: no,
        monthly_allowance: no,
        social_facility: no,
        ethnic_minority: no,
        special_area: no,
        martyr_family: no,
        agent_orange: no,
        disability: no,
        hiv: no,
        domestic_violence: no,
        trafficking: Some(TraffickingStatus::No),
        client_role: Some(ClientRole::Other),
        ..PersonFacts::default()
    }
}

fn assessed(on: &str, text: &str) -> Assessment {
    let mut facts = facts(text);
    if facts.birth_year.is_some() {
        facts.birth_date = None;
    }
    assess(&facts, &Rules::embedded().on(day(on)), day(on))
}
