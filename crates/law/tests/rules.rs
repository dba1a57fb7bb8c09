//! The dated rows that the program brings along, held against each other, and rows that are laid over them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use law::kernel::coded::Coded;
use law::rules::{
    AddedRow, AidForm, Category, ChecklistItem, ClientRole, Confidence, DeadlineCode, DisclosureGround,
    FinancialTest, LegalField, Outcome, ProhibitedAct, RefusalGround, ReliefGround, ReportKind, RuleFault,
    RuleLine, RuleSet, Rules, Seniority, Stage, UrgentGround,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn by_key() -> BTreeMap<(RuleSet, &'static str), Vec<&'static RuleLine>> {
    let mut keys: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in Rules::embedded().rows() {
        keys.entry((line.set, line.key.as_str())).or_default().push(line);
    }
    for lines in keys.values_mut() {
        lines.sort_by_key(|line| line.source.valid_from);
    }
    keys
}

#[test]
fn rows_of_a_key_follow_each_other_without_gap_or_overlap() {
    for ((set, key), lines) in by_key() {
        for line in &lines {
            let to = line.source.valid_to;
            assert!(to.is_none_or(|to| line.source.valid_from <= to), "{set} {key} ends before it begins");
        }
        for pair in lines.windows(2) {
            let next = pair[0].source.valid_to.and_then(|to| to.checked_add_days(Days::new(1)));
            assert_eq!(next, Some(pair[1].source.valid_from), "{set} {key}");
        }
    }
}

#[test]
fn every_row_names_its_source() {
    for line in Rules::embedded().rows() {
        let (source, key) = (&line.source, &line.key);
        assert!(source.basis.chars().any(|it| it.is_ascii_digit()), "{key}: {}", source.basis);
        assert_ne!(source.confidence, Confidence::Added, "{key}");
        let doubtful = matches!(source.confidence, Confidence::Unsure);
        assert!(!doubtful || source.note.is_some(), "{} {key} is unsure and does not say why", line.set);
    }
}

#[test]
fn every_code_has_a_row() {
    fn codes<C: Coded>() -> BTreeSet<&'static str> {
        C::ALL.iter().map(|value| value.code()).collect()
    }
    let keys = by_key();
    for (set, codes) in [
        (RuleSet::Category, codes::<Category>()),
        (RuleSet::Refusal, codes::<RefusalGround>()),
        (RuleSet::Urgent, codes::<UrgentGround>()),
        (RuleSet::Deadline, codes::<DeadlineCode>()),
        (RuleSet::Form, codes::<AidForm>()),
        (RuleSet::Field, codes::<LegalField>()),
        (RuleSet::Role, codes::<ClientRole>()),
        (RuleSet::Stage, codes::<Stage>()),
        (RuleSet::Outcome, codes::<Outcome>()),
        (RuleSet::ProhibitedAct, codes::<ProhibitedAct>()),
        (RuleSet::Checklist, codes::<ChecklistItem>()),
        (RuleSet::ReportPeriod, codes::<ReportKind>()),
        (RuleSet::Disclosure, codes::<DisclosureGround>()),
        (RuleSet::TargetBand, codes::<Seniority>()),
        (RuleSet::TargetRelief, codes::<ReliefGround>()),
    ] {
        let there: BTreeSet<&str> = keys.keys().filter(|(of, _)| *of == set).map(|(_, key)| *key).collect();
        assert_eq!(there, codes, "{set}");
    }
}

#[test]
fn papers_and_categories_need_each_other() {
    let rules = Rules::embedded();
    let mut used = BTreeSet::new();
    for ((_, key), lines) in by_key().iter().filter(|((set, _), _)| *set == RuleSet::Category) {
        for line in lines {
            let last = line.source.valid_to.unwrap_or(day("2099-12-31"));
            for on in [line.source.valid_from, last] {
                let category = rules.on(on).category(Category::from_code(key).unwrap()).unwrap();
                assert_eq!(category.reporting_only, category.proofs.is_empty(), "{key}");
                for paper in category.proofs.iter().flatten().flatten() {
                    assert!(rules.on(on).proof(paper).is_some(), "{key} on {on}: no paper {paper}");
                    used.insert(paper.clone());
                }
                assert!(category.proofs.iter().flatten().all(|one_of| !one_of.is_empty()), "{key}");
            }
        }
    }
    for paper in rules.on(day("2026-11-22")).proofs() {
        assert!(paper.replaces_lost || used.contains(&paper.key), "nobody asks for {}", paper.key);
    }
}

#[test]
fn the_state_of_a_day_has_its_name_and_its_categories() {
    let all = "merit poor child ethnic_special_area accused_16_18 accused_near_poor martyr_family agent_orange \
        elderly disabled victim_16_18 domestic_violence trafficking_hardship hiv poor_and_ethnic";
    let since_trafficking = "merit poor child ethnic_special_area accused_16_18 accused_near_poor trafficking \
        martyr_family agent_orange elderly disabled victim_16_18 domestic_violence hiv poor_and_ethnic";
    let since_minors = "merit poor child ethnic_special_area minor_16_18 accused_near_poor trafficking \
        martyr_family agent_orange elderly disabled domestic_violence hiv poor_and_ethnic";
    for (on, version, expected) in [
        ("2017-12-31", "none", ""),
        ("2018-01-01", "2018-01-01", all),
        ("2025-06-30", "2023-11-01", all),
        ("2025-07-01", "2025-07-01", since_trafficking),
        ("2025-12-31", "2025-11-01", since_trafficking),
        ("2026-01-01", "2026-01-01", since_minors),
        ("2026-11-22", "2026-08-19", since_minors),
        ("2027-01-01", "2027-01-01", since_minors),
    ] {
        let rules = Rules::embedded().on(day(on));
        assert_eq!(rules.version(), version, "{on}");
        let found: Vec<&str> = rules.categories().iter().map(|rule| rule.key.code()).collect();
        assert_eq!(found, expected.split_whitespace().collect::<Vec<_>>(), "{on}");
    }
}

#[test]
fn the_financial_test_falls_on_2027_for_three_categories_only() {
    let tested = |on: &str| -> BTreeSet<Category> {
        let rules = Rules::embedded().on(day(on));
        let with_test =
            rules.categories().into_iter().filter(|it| it.financial_test == FinancialTest::Hardship);
        with_test.map(|it| it.key).collect()
    };
    let (before, after) = (tested("2026-12-31"), tested("2027-01-01"));
    let fallen: Vec<Category> = before.difference(&after).copied().collect();
    assert_eq!(fallen, [Category::MartyrFamily, Category::AgentOrange, Category::Disabled]);
    assert!(after.is_subset(&before));
    let of_2027 = Rules::embedded().on(day("2027-01-01"));
    for category in fallen {
        assert_eq!(of_2027.category(category).unwrap().source.confidence, Confidence::Excerpt);
    }
}

#[test]
fn lists_of_a_case_answer_for_their_form() {
    let rules = Rules::embedded().on(day("2026-11-22"));
    assert_eq!(rules.aid_forms().len(), 3);
    assert_eq!(rules.fields().len(), 9);
    assert_eq!(rules.client_roles().len(), 12);
    assert_eq!(rules.outcomes().len(), 3);
    assert_eq!(rules.prohibited_acts().iter().filter(|act| act.by_person).count(), 3);
    assert_eq!(rules.stages(AidForm::Litigation).len(), 9);
    assert!(rules.stages(AidForm::Advice).is_empty());
    let obligatory = |form| -> Vec<&str> {
        let items = rules.file_checklist(form).into_iter().filter(|it| !it.if_any);
        items.map(|it| it.key.code()).collect()
    };
    let start = ["application", "eligibility_proof", "case_papers"];
    assert_eq!(obligatory(AidForm::Advice), [&start[..], &["written_advice"]].concat());
    let litigation = ["assignment_decision", "brief", "procedural_papers", "opinion_sheet"];
    assert_eq!(obligatory(AidForm::Litigation), [&start[..], &litigation].concat());
    let representation = ["assignment_decision", "result_paper", "work_report", "opinion_sheet"];
    assert_eq!(obligatory(AidForm::Representation), [&start[..], &representation].concat());
}

fn added(set: &str, key: &str, from: &str, body: &str) -> AddedRow {
    let basis = "Công văn 123/BTP-TGPL ngày 01/12/2026".to_owned();
    AddedRow { set: set.into(), key: key.into(), valid_from: day(from), body: body.into(), basis }
}

const ASSIGN: &str =
    "unit = \"working_days\"\namount = 2\nstart = \"acceptance\"\nduty = \"organisation\"\nwarn = [0]";

#[test]
fn an_added_row_closes_the_one_before_and_nothing_earlier() {
    let before = Rules::embedded();
    let after = before.with(vec![added("deadline", "assign", "2026-12-15", ASSIGN)]).unwrap();
    let amount = |rules: &Rules, on: &str| rules.on(day(on)).deadline(DeadlineCode::Assign).unwrap().amount;
    assert_eq!(amount(&after, "2026-12-14"), 3);
    assert_eq!(amount(&after, "2026-12-15"), 2);
    assert_eq!(amount(before, "2026-12-15"), 3);
    let rules = after.on(day("2026-12-20"));
    assert_eq!(rules.version(), "2026-12-15");
    let row = rules.deadline(DeadlineCode::Assign).unwrap();
    assert_eq!(row.source.confidence, Confidence::Added);
    assert_eq!(row.source.basis, "Công văn 123/BTP-TGPL ngày 01/12/2026");
    let (gone, come) = after.changes_since(before);
    assert_eq!((gone.len(), come.len()), (1, 2), "the old row until the day before, and the new one");
    assert!(gone[0].source.valid_to.is_none() && gone[0].key == "assign");
}

#[test]
fn an_added_row_ends_where_the_next_one_begins() {
    let body = "order = 70\nfinancial_test = \"none\"\nproofs = [[[\"martyr_family_certificate\"]]]";
    let rules = Rules::embedded().with(vec![added("category", "martyr_family", "2026-12-01", body)]).unwrap();
    let test = |on: &str| {
        let rules = rules.on(day(on));
        let row = rules.category(Category::MartyrFamily).unwrap();
        (row.financial_test, row.source.confidence)
    };
    assert_eq!(test("2026-11-30"), (FinancialTest::Hardship, Confidence::Read));
    assert_eq!(test("2026-12-31"), (FinancialTest::None, Confidence::Added));
    assert_eq!(test("2027-01-01"), (FinancialTest::None, Confidence::Excerpt));
}

#[test]
fn an_added_row_of_a_rule_that_ended_ends_with_it() {
    let body = "order = 50\nfinancial_test = \"none\"\nproofs = [[[\"other_lawful_paper\"]]]";
    let rules = Rules::embedded().with(vec![added("category", "accused_16_18", "2025-06-01", body)]).unwrap();
    let holds = |on: &str| rules.on(day(on)).category(Category::Accused16To18).map(|it| it.source.confidence);
    assert_eq!(holds("2025-05-31"), Some(Confidence::Read));
    assert_eq!(holds("2025-12-31"), Some(Confidence::Added));
    assert_eq!(holds("2026-01-01"), None);
}

#[test]
fn an_added_row_before_the_first_one_ends_where_that_begins() {
    let rules =
        Rules::embedded().with(vec![added("deadline", "incident_notice", "2026-07-01", ASSIGN)]).unwrap();
    let of =
        |on: &str| rules.on(day(on)).deadline(DeadlineCode::IncidentNotice).map(|it| it.source.confidence);
    assert_eq!(of("2026-06-30"), None);
    assert_eq!(of("2026-08-18"), Some(Confidence::Added));
    assert_eq!(of("2026-08-19"), Some(Confidence::Excerpt));
    let lines = rules.rows().iter().filter(|line| line.key == "incident_notice");
    assert_eq!(lines.filter(|line| line.source.holds_on(day("2026-08-19"))).count(), 1, "no overlap");
}

#[test]
fn an_added_row_may_replace_one_of_its_day_or_end_a_rule() {
    let body = "order = 77\nfinancial_test = \"none\"\nproofs = [[[\"hiv_confirmation\"]]]";
    let rules = Rules::embedded()
        .with(vec![
            added("category", "hiv", "2027-01-01", body),
            added("category", "elderly", "2028-01-01", "ends = true"),
        ])
        .unwrap();
    assert_eq!(
        rules.on(day("2027-01-01")).category(Category::Hiv).unwrap().source.confidence,
        Confidence::Added
    );
    assert_eq!(
        rules.on(day("2026-12-31")).category(Category::Hiv).unwrap().source.confidence,
        Confidence::Read
    );
    assert!(rules.on(day("2027-12-31")).category(Category::Elderly).is_some());
    assert!(rules.on(day("2028-01-01")).category(Category::Elderly).is_none());
    assert_eq!(rules.on(day("2028-01-01")).version(), "2028-01-01");
}

#[test]
fn a_new_paper_comes_with_its_name_before_a_category_asks_for_it() {
    let category = "order = 65\nfinancial_test = \"none\"\nproofs = [[[\"form_9_of_2026\"]]]";
    let rules = Rules::embedded()
        .with(vec![
            added("proof", "form_9_of_2026", "2026-12-01", "name = \"Giấy xác nhận mẫu số 9\""),
            added("category", "trafficking", "2026-12-10", category),
        ])
        .unwrap();
    let name = rules.on(day("2026-12-10")).proof("form_9_of_2026").unwrap().name.clone();
    assert_eq!(name.as_deref(), Some("Giấy xác nhận mẫu số 9"));
    assert!(rules.on(day("2026-11-30")).proof("form_9_of_2026").is_none());
}

#[test]
fn a_paper_may_end_only_when_no_category_asks_for_it_any_more() {
    let end = || added("proof", "hiv_confirmation", "2027-06-01", "ends = true");
    let problem = Rules::embedded().with(vec![end()]).unwrap_err();
    assert_eq!((problem.fault, problem.detail.as_str()), (RuleFault::UnknownProof, "hiv → hiv_confirmation"));
    let body = "order = 77\nfinancial_test = \"hardship\"\nproofs = [[[\"other_lawful_paper\"]]]";
    let rules = Rules::embedded().with(vec![end(), added("category", "hiv", "2027-06-01", body)]).unwrap();
    assert!(rules.on(day("2027-05-31")).proof("hiv_confirmation").is_some());
    assert!(rules.on(day("2027-06-01")).proof("hiv_confirmation").is_none());
}

#[test]
fn a_row_that_cannot_be_taken_is_told_with_line_and_reason() {
    let unknown_paper = "order = 65\nfinancial_test = \"none\"\nproofs = [[[\"no_such_paper\"]]]";
    for (row, line, fault) in [
        (added("clocks", "assign", "2026-12-15", ASSIGN), 1, RuleFault::UnknownSet),
        (added("deadline", "lunch", "2026-12-15", ASSIGN), 1, RuleFault::UnknownKey),
        (
            added("deadline", "assign", "2026-12-15", "unit = \"days\"\namount = = 2"),
            2,
            RuleFault::Unreadable,
        ),
        (added("deadline", "assign", "2026-12-15", "unit = \"weeks\"\namount = 2"), 1, RuleFault::Unreadable),
        (
            added("deadline", "assign", "2026-12-15", &format!("{ASSIGN}\nwarm = [1]")),
            1,
            RuleFault::Unreadable,
        ),
        (added("category", "trafficking", "2026-12-15", unknown_paper), 1, RuleFault::UnknownProof),
        (added("proof", "new_paper", "2026-12-15", ""), 1, RuleFault::WithoutName),
        (added("deadline", "assign", "2017-01-01", "ends = true"), 1, RuleFault::NothingToEnd),
        (
            AddedRow {
                basis: "một công văn".into(), ..added("deadline", "assign", "2026-12-15", ASSIGN)
            },
            1,
            RuleFault::WithoutBasis,
        ),
    ] {
        let good = added("deadline", "complaint_first", "2026-12-01", ASSIGN);
        let problem = Rules::embedded().with(vec![good, row]).unwrap_err();
        assert_eq!((problem.row, problem.line, problem.fault), (1, line, fault), "{problem}");
        assert!(!problem.detail.is_empty());
    }
    let twice = vec![added("deadline", "assign", "2026-12-15", ASSIGN); 2];
    assert_eq!(Rules::embedded().with(twice).unwrap_err().fault, RuleFault::Twice);
}

#[test]
fn the_listing_of_a_row_can_be_added_again_as_it_stands() {
    let before = Rules::embedded();
    for line in before.rows().iter().filter(|line| line.source.valid_to.is_none()) {
        let name = if line.set == RuleSet::Proof { "name = \"x\"\n" } else { "" };
        let row = added(line.set.code(), &line.key, "2027-06-01", &format!("{name}{}", line.body));
        let after = before.with(vec![row]).unwrap_or_else(|problem| panic!("{problem}\n{}", line.body));
        assert_eq!(after.rows().len(), before.rows().len() + 1, "{} {}", line.set, line.key);
    }
}

#[test]
fn every_criterion_of_success_has_a_row_and_says_that_its_words_are_unsure() {
    let criteria: Vec<&RuleLine> =
        Rules::embedded().rows().iter().filter(|line| line.set == RuleSet::Criterion).collect();
    let keys: Vec<String> = criteria.iter().map(|line| line.key.to_uppercase()).collect();
    let codes: Vec<String> = law::quality::Criterion::all().map(|it| it.code()).collect();
    assert_eq!(keys, codes);
    assert!(criteria.iter().all(|line| line.source.confidence == Confidence::Unsure));
    let rules = Rules::embedded().on(day("2026-11-22"));
    assert!(rules.criterion("TC05").is_some() && rules.criterion("tc05") == rules.criterion("TC05"));
    assert_eq!(rules.criterion("TC04"), None, "its words are not known");
    assert_eq!(Rules::embedded().on(day("2022-05-15")).criterion("TC05"), None);
}

#[test]
fn an_administrator_words_a_criterion_and_ends_a_ground() {
    let row = |set: RuleSet, key: &str, body: &str| AddedRow {
        set: set.code().to_owned(),
        key: key.to_owned(),
        valid_from: day("2026-12-01"),
        body: body.to_owned(),
        basis: "Quyết định 1179/QĐ-BTP".to_owned(),
    };
    let rows = vec![
        row(RuleSet::Criterion, "tc04", "wording = \"Theo bản gốc\""),
        row(RuleSet::Disclosure, "supervision", "ends = true"),
    ];
    let rules = Rules::embedded().with(rows).unwrap();
    let (before, after) = (rules.on(day("2026-11-30")), rules.on(day("2026-12-01")));
    assert_eq!((before.criterion("TC04"), after.criterion("TC04")), (None, Some("Theo bản gốc")));
    let supervision = DisclosureGround::Supervision;
    assert!(before.knows_ground(supervision) && !after.knows_ground(supervision));
    let unknown = Rules::embedded().with(vec![row(RuleSet::Criterion, "tc31", "wording = \"x\"")]);
    assert_eq!(unknown.unwrap_err().fault, RuleFault::UnknownKey);
}
