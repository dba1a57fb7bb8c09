//! Requests in tables: facts → what is missing, what is decided, which clock.

use super::*;
use crate::rules::Rules;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("test date")
}

const FULL: &[RequestPaper] =
    &[RequestPaper::Application, RequestPaper::CasePapers, RequestPaper::ProofOriginal];

fn poor() -> PersonFacts {
    PersonFacts { poor_household: Some(true), ..PersonFacts::default() }
}

fn missing(channel: Channel, papers: &[RequestPaper], signature: Signature) -> String {
    let nothing = PersonFacts::default();
    let applicants = [Applicant { category: Some(Category::Poor), facts: &nothing }];
    let dossier = Dossier {
        channel,
        form: AidForm::Advice,
        has_role: false,
        papers,
        signature,
        applicants: &applicants,
    };
    let rules = Rules::embedded().on(day("2026-11-20"));
    Lack::write_list(lacks(&dossier, &rules, day("2026-11-20")))
}

#[test]
fn each_channel_asks_for_its_own_papers_and_proof() {
    use {Channel as C, RequestPaper as P, Signature as S};
    for (channel, papers, signature, expected) in [
        (C::InPerson, FULL, S::Signed, ""),
        (C::InPerson, &[P::Application, P::NoCasePapers, P::ProofCertified][..], S::ReadAndFingerprint, ""),
        (C::InPerson, &[P::Application, P::CasePapers, P::ProofScan], S::Signed, "proof"),
        (C::InPerson, &[], S::NotYet, "application;signature;case_papers;proof"),
        (C::Post, FULL, S::Signed, "proof"),
        (C::Post, &[P::Application, P::CasePapers, P::ProofCertified], S::Signed, ""),
        (C::Electronic, &[P::Application, P::CasePapers, P::ProofScan], S::Signed, ""),
        (C::Phone, &[P::NoCasePapers, P::ProofScan], S::NotYet, "application;signature"),
        (C::AgencyNotice, &[P::AgencyPaper], S::NotYet, "proof"),
        (C::AgencyNotice, &[P::ProofOriginal], S::NotYet, "agency_paper"),
        (C::Commune, FULL, S::Signed, "introduction"),
        (C::Transfer, FULL, S::Signed, "transfer_note"),
        (C::Central, &[P::ProofCertified], S::NotYet, "central_request"),
    ] {
        assert_eq!(missing(channel, papers, signature), expected, "{channel} {papers:?}");
    }
}

fn dossier<'a>(form: AidForm, papers: &'a [RequestPaper], applicants: &'a [Applicant<'a>]) -> Dossier<'a> {
    let signature = Signature::Signed;
    Dossier {
        channel: Channel::InPerson,
        form,
        has_role: form == AidForm::Litigation,
        papers,
        signature,
        applicants,
    }
}

#[test]
fn acceptance_needs_competence_a_category_that_holds_and_all_papers() {
    let here = Some(Competence::Residence);
    let nothing = PersonFacts::default();
    let shown = PersonFacts { papers: vec!["poor_household_certificate".into()], ..poor() };
    let rich = PersonFacts { poor_household: Some(false), ..PersonFacts::default() };
    let unasked = PersonFacts { merit: Some(false), ..PersonFacts::default() };
    let lacking = |lack| Err(Declined::Lacking(vec![lack]));
    let code = |paper: &str| Rules::embedded().on(day("2026-11-20")).proof(paper).is_some();
    assert!(code("poor_household_certificate"), "the paper of the table exists");
    for (category, facts, competent, expected) in [
        (Some(Category::Poor), &nothing, here, Ok(())),
        (Some(Category::Poor), &shown, here, Ok(())),
        (Some(Category::Poor), &poor(), here, lacking(Lack::Proof)),
        (Some(Category::Poor), &unasked, here, lacking(Lack::Facts)),
        (None, &nothing, here, lacking(Lack::Category)),
        (Some(Category::Poor), &rich, here, Err(Declined::NotEntitled)),
        // In force until 31/12/2025 only.
        (Some(Category::Accused16To18), &nothing, here, Err(Declined::NotEntitled)),
        (Some(Category::Poor), &nothing, None, Err(Declined::NotCompetent)),
    ] {
        let applicants = [Applicant { category, facts }];
        let rules = Rules::embedded().on(day("2026-11-20"));
        let dossier = dossier(AidForm::Advice, FULL, &applicants);
        assert_eq!(
            accept(&dossier, competent, &rules, day("2026-11-20")),
            expected,
            "{category:?} {facts:?}"
        );
    }
    let applicants = [Applicant { category: Some(Category::Poor), facts: &nothing }];
    let rules = Rules::embedded().on(day("2026-11-20"));
    let without_role = Dossier { has_role: false, ..dossier(AidForm::Litigation, FULL, &applicants) };
    let refused = accept(&without_role, here, &rules, day("2026-11-20"));
    assert_eq!(refused, lacking(Lack::ProviderRole));
}

/// Of two beneficiaries each must hold a category of their own.
#[test]
fn one_of_two_without_a_category_stops_the_acceptance() {
    let nothing = PersonFacts::default();
    let two = [
        Applicant { category: Some(Category::Poor), facts: &nothing },
        Applicant { category: None, facts: &nothing },
    ];
    let rules = Rules::embedded().on(day("2026-11-20"));
    let refused =
        accept(&dossier(AidForm::Advice, FULL, &two), Some(Competence::Matter), &rules, day("2026-11-20"));
    assert_eq!(refused, Err(Declined::Lacking(vec![Lack::Category])));
}

#[test]
fn fewer_than_five_working_days_are_a_ground() {
    use UrgentGround as G;
    // 22/11/2026 is a Sunday.
    for (limitation, trial, noticed, expected) in [
        (None, None, false, vec![G::PreventHarm]),
        (Some("2026-11-26"), None, false, vec![G::Limitation, G::PreventHarm]),
        (Some("2026-11-27"), None, false, vec![G::PreventHarm]),
        (Some("2026-11-20"), None, false, vec![G::PreventHarm]),
        (None, Some("2026-11-27"), false, vec![G::Trial, G::PreventHarm]),
        (None, Some("2026-11-30"), false, vec![G::PreventHarm]),
        (None, None, true, vec![G::AppointedOrNoticed, G::PreventHarm]),
    ] {
        let urgency = Urgency {
            limitation_on: limitation.map(day),
            trial_on: trial.map(day),
            appointed_or_noticed: noticed,
        };
        let today = day("2026-11-22");
        let rules = Rules::embedded().on(today);
        let grounds = urgent_grounds(&urgency, &rules, today, &Calendar::default(), None);
        assert_eq!(grounds, expected, "{urgency:?}");
    }
}

#[test]
fn acceptance_at_once_lets_papers_follow_and_leaves_harm_to_the_head() {
    let nothing = PersonFacts::default();
    let known = [Applicant { category: Some(Category::Poor), facts: &nothing }];
    let unknown = [Applicant { category: None, facts: &nothing }];
    let here = Some(Competence::Matter);
    let today = day("2026-11-22");
    let rules = Rules::embedded().on(today);
    use UrgentGround as G;
    let given = [G::AppointedOrNoticed, G::PreventHarm];
    for (applicants, ground, head, expected) in [
        (&known, G::AppointedOrNoticed, false, Ok(vec![Lack::CasePapers, Lack::Proof])),
        (&known, G::PreventHarm, true, Ok(vec![Lack::CasePapers, Lack::Proof])),
        (&known, G::PreventHarm, false, Err(Declined::HeadDecides(G::PreventHarm))),
        (&known, G::Trial, true, Err(Declined::GroundNotGiven(G::Trial))),
        (&unknown, G::PreventHarm, true, Err(Declined::Lacking(vec![Lack::Category]))),
    ] {
        let dossier = dossier(AidForm::Litigation, &[RequestPaper::Application], applicants);
        let decided = accept_urgently(&dossier, here, (ground, &given, head), &rules, today);
        assert_eq!(decided, expected, "{ground} {head}");
    }
}

#[test]
fn the_place_decides_who_is_competent() {
    use Competence as K;
    for (own, residences, matter, central, expected) in [
        (Some("19"), vec!["19"], None, false, Some(K::Residence)),
        (Some("19"), vec!["01", "19"], Some("01"), false, Some(K::Residence)),
        (Some("19"), vec!["01"], Some("19"), false, Some(K::Matter)),
        (Some("19"), vec!["01"], Some("01"), false, None),
        (Some("19"), vec!["01"], None, false, None),
        (Some("19"), vec![], Some("01"), false, None),
        (Some("19"), vec![], None, false, Some(K::Residence)),
        (Some("19"), vec!["01"], Some("01"), true, Some(K::Central)),
        (None, vec!["01"], None, false, Some(K::Residence)),
    ] {
        let facts = PlaceFacts { organisation: own, residences, matter, central };
        assert_eq!(competence(&facts), expected, "{facts:?}");
    }
}

#[test]
fn an_acceptance_sets_the_right_clocks_going() {
    use DeadlineCode as D;
    let begun = Begun {
        form: AidForm::Litigation,
        appointed: false,
        noticed: false,
        informed: false,
        urgent: false,
        roles: &[],
        stage: None,
        missing: &[],
        special_area: false,
        force_majeure: false,
    };
    for (begun, expected) in [
        (begun.clone(), vec![D::Assign]),
        (Begun { roles: &[ClientRole::Held], ..begun.clone() }, vec![D::AssignHeld]),
        (Begun { noticed: true, roles: &[ClientRole::Held], ..begun.clone() }, vec![D::AssignNoticed]),
        (
            Begun { roles: &[ClientRole::Accused], stage: Some(Stage::Custody), ..begun.clone() },
            vec![D::AssignHeld],
        ),
        (
            Begun { roles: &[ClientRole::Victim], stage: Some(Stage::Custody), ..begun.clone() },
            vec![D::Assign],
        ),
        (Begun { appointed: true, ..begun.clone() }, vec![D::AssignAppointed]),
        (Begun { informed: true, ..begun.clone() }, vec![D::AssignInformed]),
        (Begun { form: AidForm::Advice, ..begun.clone() }, vec![D::AdviceAnswer]),
        (Begun { form: AidForm::Representation, ..begun.clone() }, vec![D::AssignRepresentation]),
        (Begun { missing: &[Lack::Proof], ..begun.clone() }, vec![D::Assign, D::ProofDue]),
        (
            Begun { missing: &[Lack::Proof], special_area: true, ..begun.clone() },
            vec![D::Assign, D::ProofDueLonger],
        ),
        (
            Begun { missing: &[Lack::CasePapers], force_majeure: true, ..begun.clone() },
            vec![D::Assign, D::ProofDueLonger],
        ),
    ] {
        assert_eq!(clocks(&begun), expected, "{begun:?}");
    }
    assert!(runs_from_receipt(StartEvent::NoticeReceived) && !runs_from_receipt(StartEvent::Acceptance));
}

#[test]
fn a_refusal_needs_a_ground_of_the_law_and_a_reason() {
    let rules = Rules::embedded().on(day("2026-11-20"));
    for ground in RefusalGround::ALL {
        assert!(may_refuse(*ground, "Không có vụ việc cụ thể.", &rules), "{ground}");
        assert!(!may_refuse(*ground, " . . . ", &rules), "{ground}");
    }
    // Before the law of 2017 was in force there was no such ground.
    let before = Rules::embedded().on(day("2017-12-31"));
    assert!(!may_refuse(RefusalGround::PersonDeceased, "Không có vụ việc cụ thể.", &before));
    assert!(is_reason("Đã có nơi khác thụ lý") && !is_reason("không"));
}

#[test]
fn lists_of_codes_are_written_in_order_and_read_back() {
    let written = RequestPaper::write_list([
        RequestPaper::ProofScan,
        RequestPaper::Application,
        RequestPaper::ProofScan,
    ]);
    assert_eq!(written, "application;proof_scan");
    assert_eq!(RequestPaper::read_list(&written), [RequestPaper::Application, RequestPaper::ProofScan]);
    assert_eq!(SafeContact::read_list("call;none;letter"), [SafeContact::Call, SafeContact::Letter]);
    assert_eq!(Lack::read_list(""), []);
}
