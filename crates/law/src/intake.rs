//! Requests for legal aid (*yêu cầu trợ giúp pháp lý*): what must be there, who is competent, when a request is
//! accepted, accepted at once, refused, or transferred.
//!
//! Basis: Law on Legal Aid 2017 art. 26, 29, 30, 35; Circular 12/2018/TT-BTP art. 5–6. Who is entitled is decided in
//! `eligibility`, how time is counted in `deadlines`, which step leads where in `lifecycle`.

use chrono::NaiveDate;

use crate::coded;
use crate::days::Calendar;
use crate::deadlines::{AssignmentFacts, assignment_clock, is_held, is_near, proof_clock};
use crate::eligibility::{PersonFacts, Verdict, assess};
use crate::kernel::coded::Coded as _;
use crate::rules::{
    AidForm, Category, ClientRole, DeadlineCode, RefusalGround, RulesOfDay, Stage, StartEvent, UrgentGround,
};

coded! {
    /// How a request came (*hình thức nộp yêu cầu*, art. 29).
    Channel as "channel" {
        /// Somebody came.
        InPerson = "in_person",
        /// By post.
        Post = "post",
        /// By fax or electronically.
        Electronic = "electronic",
        /// By telephone, also 1800 1233.
        Phone = "phone",
        /// Notice or information of a body that conducts proceedings, or of a place of detention.
        AgencyNotice = "agency_notice",
        /// Introduced by a commune (form 13).
        Commune = "commune",
        /// Sent on by another organisation (art. 35, form 09).
        Transfer = "transfer",
        /// Asked for by the national department (art. 26(1)(c)).
        Central = "central",
    }
}

coded! {
    /// A paper that came with a request (*giấy tờ trong hồ sơ yêu cầu*).
    RequestPaper as "request-paper" {
        /// The application, also as filled in by the officer.
        Application = "application",
        /// Papers of the matter.
        CasePapers = "case_papers",
        /// The person has no paper of the matter.
        NoCasePapers = "no_case_papers",
        /// The original of the proof was shown.
        ProofOriginal = "proof_original",
        /// A certified copy of the proof was handed in.
        ProofCertified = "proof_certified",
        /// A scan or plain copy of the proof.
        ProofScan = "proof_scan",
        /// Notice (form 03) or information (form 04) of a proceedings body.
        AgencyPaper = "agency_paper",
        /// Letter of introduction of a commune (form 13).
        Introduction = "introduction",
        /// Transfer note (form 09).
        TransferNote = "transfer_note",
        /// Request of the national department.
        CentralRequest = "central_request",
    }
}

impl RequestPaper {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::from_code).collect()
    }

    /// Codes joined by `;`, in order, each once.
    #[must_use]
    pub fn write_list(list: impl IntoIterator<Item = Self>) -> String {
        write_codes(list)
    }
}

coded! {
    /// How the person confirmed what is written (*xác nhận của người yêu cầu*).
    Signature as "signature" {
        /// Signed.
        Signed = "signed",
        /// It was read aloud, then signed.
        ReadAndSigned = "read_and_signed",
        /// It was read aloud, then a fingerprint was given.
        ReadAndFingerprint = "read_and_fingerprint",
        /// Not yet.
        NotYet = "not_yet",
    }
}

coded! {
    /// A way in which the person may be reached without danger (*cách liên lạc an toàn*).
    SafeContact as "safe-contact" {
        /// A call.
        Call = "call",
        /// A text message in neutral words.
        Message = "message",
        /// A letter.
        Letter = "letter",
        /// Through whoever asked for them.
        Requester = "requester",
    }
}

impl SafeContact {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::from_code).collect()
    }

    /// Codes joined by `;`, in order, each once.
    #[must_use]
    pub fn write_list(list: impl IntoIterator<Item = Self>) -> String {
        write_codes(list)
    }
}

coded! {
    /// What whoever asks is to the person (*quan hệ với người được trợ giúp*).
    RequesterRelation as "requester-relation" {
        /// Father or mother.
        Parent = "parent",
        /// Guardian or representative.
        Guardian = "guardian",
        /// Husband or wife.
        Spouse = "spouse",
        /// Son or daughter.
        Child = "child",
        /// Brother or sister.
        Sibling = "sibling",
        /// Another relative.
        Relative = "relative",
        /// An official.
        Official = "official",
        /// Somebody else.
        Other = "other",
    }
}

coded! {
    /// On which side of the matter somebody stands.
    Side as "side" {
        /// Asks for aid (*người được trợ giúp*).
        Beneficiary = "beneficiary",
        /// Has opposed interests (*người có quyền lợi đối lập*).
        Opposed = "opposed",
    }
}

coded! {
    /// What a request lacks (*còn thiếu*).
    Lack as "lack" {
        /// The application.
        Application = "application",
        /// Signature or fingerprint.
        Signature = "signature",
        /// Papers of the matter.
        CasePapers = "case_papers",
        /// Proof of the category, in the form that the channel asks for.
        Proof = "proof",
        /// The notice or information of the body.
        AgencyPaper = "agency_paper",
        /// The letter of introduction.
        Introduction = "introduction",
        /// The transfer note.
        TransferNote = "transfer_note",
        /// The request of the national department.
        CentralRequest = "central_request",
        /// Facts by which the category is decided.
        Facts = "facts",
        /// The category.
        Category = "category",
        /// What the provider is to be in the proceedings.
        ProviderRole = "provider_role",
    }
}

impl Lack {
    /// Whether it may follow after an acceptance at once: papers may, facts of the register may not.
    #[must_use]
    pub fn may_follow(self) -> bool {
        !matches!(self, Self::Category | Self::ProviderRole)
    }

    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(Self::from_code).collect()
    }

    /// Codes joined by `;`, in order, each once.
    #[must_use]
    pub fn write_list(list: impl IntoIterator<Item = Self>) -> String {
        write_codes(list)
    }
}

coded! {
    /// Why an organisation is competent (*phạm vi thực hiện*, art. 26).
    Competence as "competence" {
        /// A person resides in the province.
        Residence = "residence",
        /// The matter happened in the province.
        Matter = "matter",
        /// The national department asks for it.
        Central = "central",
    }
}

coded! {
    /// What is proposed to the head.
    Proposal as "proposal" {
        /// To refuse.
        Refusal = "refusal",
        /// To transfer.
        Transfer = "transfer",
    }
}

fn write_codes<C: crate::kernel::coded::Coded>(list: impl IntoIterator<Item = C>) -> String {
    let mut list: Vec<C> = list.into_iter().collect();
    list.sort_unstable();
    list.dedup();
    list.iter().map(|value| value.code()).collect::<Vec<_>>().join(";")
}

/// One person who asks for aid, as far as acceptance depends on it.
#[derive(Clone, Debug)]
pub struct Applicant<'a> {
    /// The category that is reported.
    pub category: Option<Category>,
    /// What is known; empty where only the category was chosen.
    pub facts: &'a PersonFacts,
}

/// A request as far as its acceptance depends on it.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// How it came.
    pub channel: Channel,
    /// Form of aid that is asked for.
    pub form: AidForm,
    /// Whether it is said what the provider is to be in the proceedings.
    pub has_role: bool,
    /// What came.
    pub papers: &'a [RequestPaper],
    /// How it was confirmed.
    pub signature: Signature,
    /// Who asks for aid.
    pub applicants: &'a [Applicant<'a>],
}

/// Why a request cannot be accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Declined {
    /// This is missing.
    Lacking(Vec<Lack>),
    /// By the facts that were asked, somebody is in no category, or not in the one that was chosen.
    NotEntitled,
    /// Another organisation is competent.
    NotCompetent,
    /// The ground of acceptance at once is not given.
    GroundNotGiven(UrgentGround),
    /// The head of the organisation must decide on this ground.
    HeadDecides(UrgentGround),
}

impl Declined {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lacking(_) => "requests.lacking",
            Self::NotEntitled => "requests.not_entitled",
            Self::NotCompetent => "requests.not_competent",
            Self::GroundNotGiven(_) => "requests.ground_not_given",
            Self::HeadDecides(_) => "requests.head_decides",
        }
    }
}

/// How one applicant stands: entitled and proven, proof missing, to be asked, or not entitled.
fn standing(applicant: &Applicant<'_>, rules: &RulesOfDay<'_>, day: NaiveDate) -> Verdict {
    let Some(category) = applicant.category else { return Verdict::PossibleIfAsked };
    if rules.category(category).is_none() {
        return Verdict::No;
    }
    // Where nothing but the category was taken down, the clerk who chose it answers for it.
    if *applicant.facts == PersonFacts::default() {
        return Verdict::NeedsProof;
    }
    let assessment = assess(applicant.facts, rules, day);
    assessment.of(category).map_or_else(|| assessment.verdict(), |answer| answer.verdict)
}

/// Whether the proof came in the form that the channel asks for.
fn is_proven(channel: Channel, papers: &[RequestPaper]) -> bool {
    let has = |paper: &RequestPaper| papers.contains(paper);
    let original = has(&RequestPaper::ProofOriginal);
    let certified = has(&RequestPaper::ProofCertified);
    match channel {
        Channel::Post => certified,
        // The original is shown when the person meets the provider (art. 29).
        Channel::Electronic | Channel::Phone | Channel::Transfer => {
            original || certified || has(&RequestPaper::ProofScan)
        }
        Channel::InPerson | Channel::Commune | Channel::AgencyNotice | Channel::Central => {
            original || certified
        }
    }
}

/// Tells what a request lacks (*hồ sơ yêu cầu còn thiếu*).
///
/// Basis: Law on Legal Aid 2017 art. 29, 30(1); Circular 12/2018/TT-BTP art. 5. In person the original is shown or a
/// certified copy handed in, by post a certified copy, electronically a scan; a body that conducts proceedings gives
/// its notice instead of an application. Who cannot write signs or gives a fingerprint after it was read aloud.
#[must_use]
pub fn lacks(dossier: &Dossier<'_>, rules: &RulesOfDay<'_>, day: NaiveDate) -> Vec<Lack> {
    let has = |paper: RequestPaper| dossier.papers.contains(&paper);
    let mut found = Vec::new();
    let mut note = |missing: bool, lack: Lack| {
        if missing {
            found.push(lack);
        }
    };
    let official = matches!(dossier.channel, Channel::AgencyNotice | Channel::Central);
    note(!official && !has(RequestPaper::Application), Lack::Application);
    note(!official && dossier.signature == Signature::NotYet, Lack::Signature);
    let with_papers = has(RequestPaper::CasePapers) || has(RequestPaper::NoCasePapers);
    note(!official && !with_papers, Lack::CasePapers);
    let standings: Vec<Verdict> =
        dossier.applicants.iter().map(|applicant| standing(applicant, rules, day)).collect();
    let to_prove = standings.contains(&Verdict::NeedsProof) || standings.contains(&Verdict::Entitled);
    // Papers that were named prove only what they prove; the box says in which form they came.
    let named = dossier.applicants.iter().zip(&standings).all(|(applicant, verdict)| {
        *applicant.facts == PersonFacts::default() || *verdict != Verdict::NeedsProof
    });
    let proven = named && is_proven(dossier.channel, dossier.papers);
    note(to_prove && !proven, Lack::Proof);
    note(dossier.channel == Channel::AgencyNotice && !has(RequestPaper::AgencyPaper), Lack::AgencyPaper);
    note(dossier.channel == Channel::Commune && !has(RequestPaper::Introduction), Lack::Introduction);
    note(dossier.channel == Channel::Transfer && !has(RequestPaper::TransferNote), Lack::TransferNote);
    note(dossier.channel == Channel::Central && !has(RequestPaper::CentralRequest), Lack::CentralRequest);
    let chosen = dossier.applicants.iter().all(|applicant| applicant.category.is_some());
    note(chosen && standings.contains(&Verdict::PossibleIfAsked), Lack::Facts);
    note(!chosen || dossier.applicants.is_empty(), Lack::Category);
    note(dossier.form == AidForm::Litigation && !dossier.has_role, Lack::ProviderRole);
    found
}

/// Decides whether a request is accepted (*thụ lý*).
///
/// Basis: Law on Legal Aid 2017 art. 30(1)–(2); Circular 12/2018/TT-BTP art. 5. Refuses when another organisation is
/// competent, when somebody is in no category by the facts, and when anything is missing.
pub fn accept(
    dossier: &Dossier<'_>,
    competence: Option<Competence>,
    rules: &RulesOfDay<'_>,
    day: NaiveDate,
) -> Result<(), Declined> {
    entitled(dossier, competence, rules, day)?;
    let missing = lacks(dossier, rules, day);
    if missing.is_empty() { Ok(()) } else { Err(Declined::Lacking(missing)) }
}

fn entitled(
    dossier: &Dossier<'_>,
    competence: Option<Competence>,
    rules: &RulesOfDay<'_>,
    day: NaiveDate,
) -> Result<(), Declined> {
    if competence.is_none() {
        return Err(Declined::NotCompetent);
    }
    let nobody = |applicant: &Applicant<'_>| standing(applicant, rules, day) == Verdict::No;
    if dossier.applicants.iter().any(nobody) { Err(Declined::NotEntitled) } else { Ok(()) }
}

/// What makes a request urgent.
#[derive(Clone, Copy, Debug)]
pub struct Urgency {
    /// Last day of the limitation period.
    pub limitation_on: Option<NaiveDate>,
    /// Day of the trial.
    pub trial_on: Option<NaiveDate>,
    /// Defence was appointed, or a body gave notice under art. 31(3).
    pub appointed_or_noticed: bool,
}

/// The grounds on which a request may be accepted at once (*căn cứ thụ lý ngay*), today.
///
/// Basis: Law on Legal Aid 2017 art. 30(4); Circular 12/2018/TT-BTP art. 6(1): fewer than 5 working days of the
/// limitation period or before the trial, appointed defence or notice; to prevent harm the head decides, always.
#[must_use]
pub fn urgent_grounds(
    urgency: &Urgency,
    rules: &RulesOfDay<'_>,
    today: NaiveDate,
    calendar: &Calendar,
    province: Option<&str>,
) -> Vec<UrgentGround> {
    let mut grounds = Vec::new();
    for rule in rules.urgent_grounds() {
        let near = |day: Option<NaiveDate>| {
            day.is_some_and(|day| {
                rule.head_decides && today <= day || is_near(rule, today, day, calendar, province)
            })
        };
        let given = match rule.key {
            UrgentGround::Limitation => near(urgency.limitation_on),
            UrgentGround::Trial => near(urgency.trial_on),
            UrgentGround::AppointedOrNoticed => urgency.appointed_or_noticed,
            UrgentGround::PreventHarm => true,
        };
        if given {
            grounds.push(rule.key);
        }
    }
    grounds
}

/// Decides whether a request is accepted at once, and tells what is still to come (*thụ lý ngay*).
///
/// Basis: Law on Legal Aid 2017 art. 30(4); Circular 12/2018/TT-BTP art. 6. Papers may follow; what the register
/// itself needs may not. `given` are the grounds that hold today ([`urgent_grounds`]); `head` says that the head of the
/// organisation decides.
pub fn accept_urgently(
    dossier: &Dossier<'_>,
    competence: Option<Competence>,
    (ground, given, head): (UrgentGround, &[UrgentGround], bool),
    rules: &RulesOfDay<'_>,
    day: NaiveDate,
) -> Result<Vec<Lack>, Declined> {
    entitled(dossier, competence, rules, day)?;
    if !given.contains(&ground) {
        return Err(Declined::GroundNotGiven(ground));
    }
    if !head && rules.urgent_ground(ground).is_some_and(|rule| rule.head_decides) {
        return Err(Declined::HeadDecides(ground));
    }
    let missing = lacks(dossier, rules, day);
    let needed: Vec<Lack> = missing.iter().copied().filter(|lack| !lack.may_follow()).collect();
    if needed.is_empty() { Ok(missing) } else { Err(Declined::Lacking(needed)) }
}

/// What competence depends on.
#[derive(Clone, Debug, Default)]
pub struct PlaceFacts<'a> {
    /// Province of the organisation; none for organisations without one.
    pub organisation: Option<&'a str>,
    /// Provinces in which the persons reside.
    pub residences: Vec<&'a str>,
    /// Province in which the matter happened.
    pub matter: Option<&'a str>,
    /// The national department asks for it.
    pub central: bool,
}

/// Tells why an organisation is competent (*phạm vi thực hiện trợ giúp pháp lý*); none: the request is transferred.
///
/// Basis: Law on Legal Aid 2017 art. 26(1), 35(1). Where neither the residence nor the place of the matter is known, a
/// request counts as one of the province in which it was made (ours).
///
/// ```
/// use law::intake::{Competence, PlaceFacts, competence};
/// let here = PlaceFacts { organisation: Some("19"), residences: vec!["01"], matter: Some("19"), central: false };
/// assert_eq!(competence(&here), Some(Competence::Matter));
/// assert_eq!(competence(&PlaceFacts { matter: Some("04"), ..here }), None);
/// ```
#[must_use]
pub fn competence(facts: &PlaceFacts<'_>) -> Option<Competence> {
    if facts.central {
        return Some(Competence::Central);
    }
    let Some(own) = facts.organisation else { return Some(Competence::Residence) };
    if facts.residences.contains(&own) || (facts.residences.is_empty() && facts.matter.is_none()) {
        Some(Competence::Residence)
    } else if facts.matter == Some(own) {
        Some(Competence::Matter)
    } else {
        None
    }
}

/// What decides which clocks an acceptance sets going.
#[derive(Clone, Debug)]
pub struct Begun<'a> {
    /// Form of aid.
    pub form: AidForm,
    /// A proceedings body appoints the defence.
    pub appointed: bool,
    /// Notice that the person asks (form 03).
    pub noticed: bool,
    /// Information of a person who has not asked (form 04).
    pub informed: bool,
    /// It was accepted at once.
    pub urgent: bool,
    /// Roles of the persons.
    pub roles: &'a [ClientRole],
    /// Stage of the proceedings.
    pub stage: Option<Stage>,
    /// What is still to come.
    pub missing: &'a [Lack],
    /// Somebody lives in an area of special difficulty.
    pub special_area: bool,
    /// Force majeure stands in the way of the proof.
    pub force_majeure: bool,
}

/// The clocks that an acceptance sets going (*thời hạn sau khi thụ lý*).
///
/// Basis: Law on Legal Aid 2017 art. 31(2)–(3), 32(2), 33(2); Circular 12/2018/TT-BTP art. 6(2). Assignment by the
/// shortest clock that applies, written advice, and what is still to come.
#[must_use]
pub fn clocks(begun: &Begun<'_>) -> Vec<DeadlineCode> {
    let facts = AssignmentFacts {
        form: begun.form,
        appointed: begun.appointed,
        noticed: begun.noticed,
        informed: begun.informed,
        urgent: begun.urgent,
        held: is_held(begun.roles, begun.stage),
    };
    let mut clocks: Vec<DeadlineCode> = assignment_clock(&facts).into_iter().collect();
    if begun.form == AidForm::Advice {
        clocks.push(DeadlineCode::AdviceAnswer);
    }
    if begun.missing.iter().any(|lack| lack.may_follow()) {
        clocks.push(proof_clock(begun.special_area, begun.force_majeure));
    }
    clocks
}

/// Whether a clock counts from the day on which the request came in rather than from its acceptance
/// (*thời điểm bắt đầu tính*).
///
/// Basis: the article of each clock; Joint circular 10/2018 art. 3(4), 7(3) for notices.
#[must_use]
pub fn runs_from_receipt(start: StartEvent) -> bool {
    matches!(start, StartEvent::RequestReceived | StartEvent::NoticeReceived | StartEvent::PersonAsked)
}

/// Decides whether a request may be refused on a ground (*từ chối thụ lý*); the reason is given in writing.
///
/// Basis: Law on Legal Aid 2017 art. 30(3), (5). Refuses a ground that the law of the day does not know, and a refusal
/// without a reason that the person could complain of.
///
/// ```
/// use law::{intake::may_refuse, rules::{RefusalGround, Rules}};
/// let rules = Rules::embedded().on("2026-11-20".parse().unwrap());
/// assert!(may_refuse(RefusalGround::PersonDeceased, "Người được trợ giúp đã chết ngày 18/11/2026.", &rules));
/// assert!(!may_refuse(RefusalGround::PersonDeceased, "đã chết", &rules));
/// ```
#[must_use]
pub fn may_refuse(ground: RefusalGround, reason: &str, rules: &RulesOfDay<'_>) -> bool {
    is_reason(reason) && rules.refusal_grounds().iter().any(|rule| rule.key == ground)
}

/// Whether a text can stand as the reason of a decision (*lý do*).
///
/// Basis: none; ours: a reason has at least ten letters.
#[must_use]
pub fn is_reason(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphanumeric()).count() >= 10
}

#[cfg(test)]
mod tests;
