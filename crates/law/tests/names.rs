//! Every value of the dated rules has its name in both languages: the texts of `web`, `code-<list>-<code>`.

use law::days::{DayKind, OffReason};
use law::eligibility::{Question, Reason, TraffickingStatus, Verdict, WhereElse};
use law::kernel::coded::Coded;
use law::rules::{
    Category, ChecklistItem, Confidence, DeadlineCode, DutyBearer, FinancialTest, Proceeding, ProhibitedAct,
    RefusalGround, RuleFault, RuleSet, Rules, StartEvent, Unit,
};

const TEXTS: [(&str, &str); 2] = [
    ("vi", include_str!("../../web/texts/vi/codes.ftl")),
    ("en", include_str!("../../web/texts/en/codes.ftl")),
];

fn check(list: &str, codes: impl IntoIterator<Item = impl AsRef<str>>) {
    let codes: Vec<String> = codes.into_iter().map(|code| code.as_ref().to_owned()).collect();
    assert!(!codes.is_empty(), "{list}");
    for (language, texts) in TEXTS {
        for code in &codes {
            let key = format!("code-{list}-{code}").replace('_', "-");
            let named =
                texts.lines().any(|line| line.strip_prefix(&key).is_some_and(|it| it.starts_with(" = ")));
            assert!(named, "{key} is missing in crates/web/texts/{language}/codes.ftl");
        }
    }
}

fn check_list<C: Coded>() {
    check(C::NAME, C::ALL.iter().map(|value| value.code()));
}

#[test]
fn every_code_has_a_name() {
    check_list::<Category>();
    check_list::<ChecklistItem>();
    check_list::<Confidence>();
    check_list::<DayKind>();
    check_list::<DeadlineCode>();
    check_list::<DutyBearer>();
    check_list::<FinancialTest>();
    check_list::<Proceeding>();
    check_list::<ProhibitedAct>();
    check_list::<Question>();
    check_list::<Reason>();
    check_list::<RefusalGround>();
    check_list::<RuleFault>();
    check_list::<RuleSet>();
    check_list::<StartEvent>();
    check_list::<TraffickingStatus>();
    check_list::<Unit>();
    check_list::<Verdict>();
    check_list::<WhereElse>();
    check("off-reason", [OffReason::Weekend, OffReason::Holiday(String::new())].iter().map(OffReason::code));
}

#[test]
fn every_paper_has_a_name() {
    let papers = Rules::embedded().rows().iter().filter(|line| line.set == RuleSet::Proof);
    check("proof", papers.map(|line| line.key.clone()));
}
