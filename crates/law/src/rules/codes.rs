//! The words in which the dated rows are keyed: closed lists whose values the program acts on.
//!
//! A new ground, clock or category needs a release, because something must act on it. Proof papers are an open
//! list: an administrator may add one with its name.

use crate::coded;

coded! {
    /// A list of dated rows.
    RuleSet as "rule-set" {
        /// Categories of entitled persons.
        Category = "category",
        /// Papers that prove a category.
        Proof = "proof",
        /// Grounds of refusal.
        Refusal = "refusal",
        /// Grounds of acceptance at once.
        Urgent = "urgent",
        /// Clocks.
        Deadline = "deadline",
        /// Forms of aid.
        Form = "form",
        /// Fields of law.
        Field = "field",
        /// Roles of the person in proceedings.
        Role = "role",
        /// Stages of proceedings.
        Stage = "stage",
        /// How a case ends.
        Outcome = "outcome",
        /// Prohibited acts.
        ProhibitedAct = "prohibited_act",
        /// What a file must hold.
        Checklist = "checklist",
        /// On what grounds facts of a case leave the house.
        Disclosure = "disclosure",
        /// Criteria of a successful case.
        Criterion = "criterion",
        /// Yearly targets, by years since appointment.
        TargetBand = "target_band",
        /// What frees from a target, or lowers it.
        TargetRelief = "target_relief",
        /// Which reports are due when.
        ReportPeriod = "report_period",
    }
}

coded! {
    /// Years since appointment, as targets tell them apart (*thâm niên*).
    Seniority as "seniority" {
        /// Less than three years.
        Under3 = "under_3",
        /// Three, and less than five.
        From3 = "from_3",
        /// Five and more.
        From5 = "from_5",
    }
}

coded! {
    /// Why less than the whole target is asked, or nothing (*căn cứ miễn, giảm chỉ tiêu*).
    ReliefGround as "relief-ground" {
        /// Away for long: study, sickness, birth, other lawful cause.
        LongAbsence = "long_absence",
        /// Appointed shortly before the year ends.
        NewlyAppointed = "newly_appointed",
        /// *Biệt phái, điều động, luân chuyển*.
        PostedElsewhere = "posted_elsewhere",
        /// Leads the Centre, a branch or a division.
        Leader = "leader",
        /// What else the document names.
        Other = "other",
    }
}

coded! {
    /// On what ground facts of a case leave its circle (*căn cứ cung cấp thông tin*).
    DisclosureGround as "disclosure-ground" {
        /// The person agreed in writing (art. 6(1)(c)).
        Consent = "consent",
        /// To the body that conducts proceedings in this very case, as the law of proceedings asks.
        Proceedings = "proceedings",
        /// Nothing of the case or of the person is told.
        NoFacts = "no_facts",
        /// To the organisation that is asked to verify (art. 34).
        Verification = "verification",
        /// To the state body to which something is recommended (art. 36).
        Recommendation = "recommendation",
        /// To the competent organisation that gets the request (art. 35).
        Transfer = "transfer",
        /// To the person, about the person's own case and data (art. 8; Law 91/2025 art. 4).
        OwnData = "own_data",
        /// Work of the organisation that carries the case; nobody outside gets it.
        Work = "work",
        /// To whoever supervises legal aid: the department of justice of the province, the national department.
        Supervision = "supervision",
        /// To the archive (art. 39).
        Archive = "archive",
    }
}

coded! {
    /// How well a row is known (*mức độ tin cậy*): what was read, and what still waits for its text.
    Confidence as "confidence" {
        /// The full legal text was read.
        Read = "read",
        /// An excerpt or official summary was read.
        Excerpt = "excerpt",
        /// General knowledge, not checked.
        General = "general",
        /// Unsure, or concluded by us.
        Unsure = "unsure",
        /// Added by an administrator, with the number of a letter.
        Added = "added",
    }
}

coded! {
    /// What a report covers, as its circular calls it (*kỳ báo cáo*).
    ReportKind as "report-kind" {
        /// *Báo cáo 6 tháng*, with an estimate of the last month.
        HalfYear = "half_year",
        /// *Báo cáo năm*, with an estimate of the last months.
        Year = "year",
        /// *Báo cáo năm chính thức*.
        OfficialYear = "official_year",
        /// *Sơ bộ 6 tháng*.
        PreliminaryHalfYear = "preliminary_half_year",
        /// *Sơ bộ năm*.
        PreliminaryYear = "preliminary_year",
        /// *Tròn năm*.
        FullYear = "full_year",
        /// *Năm công tác*, from November to October.
        WorkingYear = "working_year",
        /// *9 tháng*.
        NineMonths = "nine_months",
        /// *Quý*.
        Quarter = "quarter",
        /// *Tháng*.
        Month = "month",
    }
}

coded! {
    /// A category of entitled persons (*diện*), by its code of the contract.
    Category as "category" {
        /// Art. 7(1): *người có công với cách mạng*.
        Merit = "merit",
        /// Art. 7(2): *người thuộc hộ nghèo*.
        Poor = "poor",
        /// Art. 7(3): *trẻ em*, under 16.
        Child = "child",
        /// Art. 7(4): *người dân tộc thiểu số cư trú ở vùng đặc biệt khó khăn*.
        EthnicSpecialArea = "ethnic_special_area",
        /// Reporting category of form 24 column 7: poor and ethnic at once.
        PoorAndEthnic = "poor_and_ethnic",
        /// Art. 7(5) until 31/12/2025: accused, 16 to under 18.
        Accused16To18 = "accused_16_18",
        /// Art. 7(5) from 01/01/2026: 16 to under 18 in one of eight roles.
        Minor16To18 = "minor_16_18",
        /// Art. 7(6): *người bị buộc tội thuộc hộ cận nghèo*.
        AccusedNearPoor = "accused_near_poor",
        /// Art. 7(6a) from 01/07/2025: victims of trafficking and those being identified.
        Trafficking = "trafficking",
        /// Art. 7(7)(a): family of martyrs.
        MartyrFamily = "martyr_family",
        /// Art. 7(7)(b): *người nhiễm chất độc da cam*.
        AgentOrange = "agent_orange",
        /// Art. 7(7)(c): *người cao tuổi*.
        Elderly = "elderly",
        /// Art. 7(7)(d): *người khuyết tật*.
        Disabled = "disabled",
        /// Art. 7(7)(đ) until 31/12/2025: victims of crime, 16 to under 18.
        Victim16To18 = "victim_16_18",
        /// Art. 7(7)(e): *nạn nhân bạo lực gia đình*.
        DomesticViolence = "domestic_violence",
        /// Art. 7(7)(g) until 30/06/2025: victims of trafficking in financial difficulty.
        TraffickingHardship = "trafficking_hardship",
        /// Art. 7(7)(h): *người nhiễm HIV*.
        Hiv = "hiv",
    }
}

coded! {
    /// Whether a category asks for financial difficulty (*điều kiện khó khăn về tài chính*).
    FinancialTest as "financial-test" {
        /// No.
        None = "none",
        /// Near-poor household, or monthly social allowance (Decree 144/2017 art. 2).
        Hardship = "hardship",
        /// The category itself says near-poor.
        BuiltIn = "built_in",
    }
}

coded! {
    /// Why a request is refused (*căn cứ từ chối thụ lý*, art. 30(3)).
    RefusalGround as "refusal-ground" {
        /// Not entitled, or no concrete case that touches the person's own rights.
        NotEligibleOrNoCase = "not_eligible_or_no_case",
        /// What is asked for is unlawful.
        UnlawfulContent = "unlawful_content",
        /// The person has died.
        PersonDeceased = "person_deceased",
        /// Another organisation is handling the same case.
        AlreadyHandledElsewhere = "already_handled_elsewhere",
    }
}

coded! {
    /// What must not be done (*hành vi bị nghiêm cấm*, art. 6).
    ProhibitedAct as "prohibited-act" {
        /// Harm to honour or rights, discrimination.
        HarmOrDiscriminate = "harm_or_discriminate",
        /// Money, a benefit, harassment.
        TakeBenefit = "take_benefit",
        /// Disclosing the case or the person without written consent or a law.
        Disclose = "disclose",
        /// Refusing or stopping without a ground.
        RefuseWithoutGround = "refuse_without_ground",
        /// Abuse for profit or against security, order, morals.
        Abuse = "abuse",
        /// Inciting to false information or unlawful complaints.
        Incite = "incite",
        /// By a person: harm to life, health, honour of a provider.
        HarmProvider = "harm_provider",
        /// By a person: false information on purpose.
        FalseInformation = "false_information",
        /// By a person: threats, obstruction, disturbance.
        Obstruct = "obstruct",
    }
}

coded! {
    /// What the file of a case must hold (*thành phần hồ sơ vụ việc*, Circular 12/2018 art. 11).
    ChecklistItem as "checklist-item" {
        /// The application.
        Application = "application",
        /// Proof of the category.
        EligibilityProof = "eligibility_proof",
        /// Papers of the matter.
        CasePapers = "case_papers",
        /// Decisions that assign or replace the provider.
        AssignmentDecision = "assignment_decision",
        /// The brief of defence or protection, signed.
        Brief = "brief",
        /// Procedural papers: conclusion, indictment, judgment, decisions.
        ProceduralPapers = "procedural_papers",
        /// The written advice, signed.
        WrittenAdvice = "written_advice",
        /// Decision of the body, or a paper that shows the result.
        ResultPaper = "result_paper",
        /// Report on the work done and its result, signed.
        WorkReport = "work_report",
        /// Notice of not continuing.
        DiscontinuationNotice = "discontinuation_notice",
        /// Other papers that show the course.
        ProcessPapers = "process_papers",
        /// Opinion sheet of the person or a relative.
        OpinionSheet = "opinion_sheet",
        /// Result of the appraisal of quality and success.
        QualityResult = "quality_result",
    }
}

coded! {
    /// A kind of proceedings (*loại tố tụng*).
    Proceeding as "proceeding" {
        /// Criminal.
        Criminal = "criminal",
        /// Civil, family, labour.
        Civil = "civil",
        /// Administrative.
        Administrative = "administrative",
    }
}

coded! {
    /// In what a clock counts (*đơn vị tính thời hạn*).
    Unit as "clock-unit" {
        /// At once.
        AtOnce = "at_once",
        /// Hours, through nights and days off.
        Hours = "hours",
        /// Working days.
        WorkingDays = "working_days",
        /// Days of the calendar.
        Days = "days",
    }
}

coded! {
    /// What sets a clock going (*thời điểm bắt đầu tính*).
    StartEvent as "start-event" {
        /// The request came in.
        RequestReceived = "request_received",
        /// The case was entered in the register.
        Acceptance = "acceptance",
        /// A notice of a proceedings body came in.
        NoticeReceived = "notice_received",
        /// The person asked the proceedings body.
        PersonAsked = "person_asked",
        /// The papers are complete.
        FullPapers = "full_papers",
        /// The request for verification came in.
        VerificationReceived = "verification_received",
        /// The recommendation was received.
        RecommendationReceived = "recommendation_received",
        /// A change of provider was asked for.
        ChangeRequested = "change_requested",
        /// The request was withdrawn.
        WithdrawalReceived = "withdrawal_received",
        /// A body refused or cancelled the registration.
        RegistrationRefused = "registration_refused",
        /// The registration was cancelled.
        RegistrationCancelled = "registration_cancelled",
        /// The day of the trial; counted backwards.
        TrialDay = "trial_day",
        /// The case ended.
        CaseEnded = "case_ended",
        /// The session of mobile legal aid.
        MobileSession = "mobile_session",
        /// The complaint came in.
        ComplaintReceived = "complaint_received",
        /// A request about personal data came in.
        DataRequestReceived = "data_request_received",
        /// The incident was detected.
        IncidentDetected = "incident_detected",
    }
}

coded! {
    /// Who must act before a clock runs out (*bên có trách nhiệm*).
    DutyBearer as "duty-bearer" {
        /// The organisation of legal aid.
        Organisation = "organisation",
        /// The provider of the case.
        Provider = "provider",
        /// The person or who asks for them.
        Beneficiary = "beneficiary",
        /// Police, procuracy, court, detention.
        ProceedingsBody = "proceedings_body",
        /// A state body that got a recommendation.
        StateBody = "state_body",
        /// Another organisation of legal aid.
        OtherOrganisation = "other_organisation",
        /// The department of justice.
        JusticeOffice = "justice_office",
    }
}

coded! {
    /// A clock (*thời hạn*).
    DeadlineCode as "deadline" {
        /// Say whether the request is complete.
        AnswerRequest = "answer_request",
        /// Tell a refusal in writing.
        TellRefusal = "tell_refusal",
        /// Missing proof after acceptance at once.
        ProofDue = "proof_due",
        /// The same, from a special-difficulty area or under force majeure.
        ProofDueLonger = "proof_due_longer",
        /// Assign a provider, litigation.
        Assign = "assign",
        /// Assign, when an arrested or held person asks.
        AssignHeld = "assign_held",
        /// Accept and assign upon the notice of a proceedings body.
        AssignNoticed = "assign_noticed",
        /// Assign upon information that is not urgent.
        AssignInformed = "assign_informed",
        /// Assign upon appointed defence.
        AssignAppointed = "assign_appointed",
        /// Assign, representation outside proceedings.
        AssignRepresentation = "assign_representation",
        /// Written advice.
        AdviceAnswer = "advice_answer",
        /// Written advice in a complex matter or with verification.
        AdviceAnswerComplex = "advice_answer_complex",
        /// Another Centre answers a request for verification.
        VerificationAnswer = "verification_answer",
        /// A state body answers a recommendation.
        RecommendationAnswer = "recommendation_answer",
        /// The same at the longest.
        RecommendationAnswerLongest = "recommendation_answer_longest",
        /// Answer a request to change the provider.
        ProviderChangeAnswer = "provider_change_answer",
        /// Answer a withdrawal.
        WithdrawalAnswer = "withdrawal_answer",
        /// The body registers the defence.
        DefenceRegistration = "defence_registration",
        /// The court registers the protector in civil and administrative cases.
        ProtectorRegistration = "protector_registration",
        /// The body tells the cancellation of a defence registration.
        DefenceCancellationNotice = "defence_cancellation_notice",
        /// Send another provider after defence was refused or cancelled.
        ReplaceDefender = "replace_defender",
        /// Send another provider after protection was refused.
        ReplaceProtector = "replace_protector",
        /// The court sends the trial schedule.
        TrialSchedule = "trial_schedule",
        /// The same in summary procedure.
        TrialScheduleSummary = "trial_schedule_summary",
        /// The body notifies that an arrested or held person asks.
        AgencyNoticeHeld = "agency_notice_held",
        /// The body notifies that an accused or a victim asks.
        AgencyNotice = "agency_notice",
        /// The provider hands the file over.
        FileHandover = "file_handover",
        /// Later answer after mobile legal aid for ethnic minorities.
        MobileAnswer = "mobile_answer",
        /// The head of the organisation decides a complaint.
        ComplaintFirst = "complaint_first",
        /// The director of the department of justice decides a complaint.
        ComplaintSecond = "complaint_second",
        /// Acknowledge a request about personal data.
        DataAcknowledge = "data_acknowledge",
        /// View, correct, copy.
        DataView = "data_view",
        /// The same where a third party must act.
        DataViewThird = "data_view_third",
        /// Withdraw, restrict, object.
        DataRestrict = "data_restrict",
        /// The same where a third party must act.
        DataRestrictThird = "data_restrict_third",
        /// Delete.
        DataDelete = "data_delete",
        /// The same where a third party must act.
        DataDeleteThird = "data_delete_third",
        /// Protective measures.
        DataProtect = "data_protect",
        /// Tell the specialised force of a grave incident.
        IncidentAtOnce = "incident_at_once",
        /// First notice of a serious incident.
        IncidentNotice = "incident_notice",
        /// Report on a serious incident.
        IncidentReport = "incident_report",
        /// Notice of a violation of personal data.
        DataBreachNotice = "data_breach_notice",
        /// Tell the persons where location or biometric data is concerned.
        DataBreachPersons = "data_breach_persons",
    }
}
