//! The diary of a case (*nhật ký thực hiện vụ việc*): which work there is, who confirms it, how time becomes sessions.
//!
//! Basis: Circular 02/2021/TT-BTP art. 2–8. The lists of work follow the kind of proceedings; the letters are those of
//! the circular (đ is written `dd`). Entries become the sheet of working time; pay has its own place.

use chrono::NaiveDate;

use crate::cases::{AidForm, LegalField};
use crate::coded;
use crate::kernel::coded::Coded as _;

coded! {
    /// Which list of work a case follows (*loại việc tính buổi làm việc*).
    WorkList as "work-list" {
        /// *Tố tụng hình sự* (art. 4).
        Criminal = "criminal",
        /// *Tố tụng dân sự* (art. 5).
        Civil = "civil",
        /// *Tố tụng hành chính* (art. 6).
        Administrative = "administrative",
        /// *Đại diện ngoài tố tụng* (art. 7).
        Representation = "representation",
        /// *Tư vấn pháp luật*: paid by document, so that its time is kept for the file only.
        Advice = "advice",
    }
}

coded! {
    /// A piece of work (*công việc thực hiện*), by list and letter of Circular 02/2021.
    WorkCode as "work" {
        /// Questioning, taking of statements.
        CriminalA = "criminal_a",
        /// Confrontation, identification, scene, experiment.
        CriminalB = "criminal_b",
        /// Working with persons who conduct proceedings.
        CriminalC = "criminal_c",
        /// Verifying and collecting evidence.
        CriminalD = "criminal_d",
        /// Meeting in custody, detention or prison.
        CriminalDd = "criminal_dd",
        /// Meeting the accused on bail, victims, relatives, witnesses.
        CriminalE = "criminal_e",
        /// Studying and copying the file, preparing papers.
        CriminalG = "criminal_g",
        /// Preparing the brief.
        CriminalH = "criminal_h",
        /// Trial.
        CriminalI = "criminal_i",
        /// Appeal, cassation, reopening.
        CriminalK = "criminal_k",
        /// Other reasonable work.
        CriminalL = "criminal_l",
        /// Preparing the claim.
        CivilA = "civil_a",
        /// Work before the trial.
        CivilB = "civil_b",
        /// Meeting on evidence, collecting evidence.
        CivilC = "civil_c",
        /// Statements, valuation.
        CivilD = "civil_d",
        /// Mediation.
        CivilDd = "civil_dd",
        /// Working with bodies.
        CivilE = "civil_e",
        /// Meeting persons.
        CivilG = "civil_g",
        /// Studying the file.
        CivilH = "civil_h",
        /// Preparing the brief.
        CivilI = "civil_i",
        /// Trial, session.
        CivilK = "civil_k",
        /// Appeal, cassation, reopening.
        CivilL = "civil_l",
        /// Other reasonable work.
        CivilM = "civil_m",
        /// Preparing the claim.
        AdministrativeA = "administrative_a",
        /// Work before the trial.
        AdministrativeB = "administrative_b",
        /// Meeting on evidence, collecting evidence.
        AdministrativeC = "administrative_c",
        /// Statements, valuation.
        AdministrativeD = "administrative_d",
        /// Dialogue; its letter was not seen.
        AdministrativeDialogue = "administrative_dialogue",
        /// Working with bodies.
        AdministrativeE = "administrative_e",
        /// Meeting persons.
        AdministrativeG = "administrative_g",
        /// Studying the file.
        AdministrativeH = "administrative_h",
        /// Preparing the brief.
        AdministrativeI = "administrative_i",
        /// Trial, session.
        AdministrativeK = "administrative_k",
        /// Appeal, cassation, reopening.
        AdministrativeL = "administrative_l",
        /// Other reasonable work.
        AdministrativeM = "administrative_m",
        /// Meeting the person.
        RepresentationA = "representation_a",
        /// Studying the file.
        RepresentationB = "representation_b",
        /// Verifying.
        RepresentationC = "representation_c",
        /// Working with bodies.
        RepresentationD = "representation_d",
        /// Representing before the body.
        RepresentationDd = "representation_dd",
        /// Meeting the person, hearing the question.
        AdviceMeeting = "advice_meeting",
        /// Studying, verifying.
        AdviceStudy = "advice_study",
        /// Writing the advice.
        AdviceWriting = "advice_writing",
    }
}

coded! {
    /// Who confirms a piece of work (*người xác nhận thời gian*).
    Confirmer as "confirmer" {
        /// The person or body that conducts the proceedings.
        ProceedingsBody = "proceedings_body",
        /// The same, or the person worked with.
        BodyOrPerson = "body_or_person",
        /// The accused, the body, or an officer of the place of detention.
        Detention = "detention",
        /// The person met.
        PersonMet = "person_met",
        /// A person who conducts the proceedings, or the organisation.
        BodyOrOrganisation = "body_or_organisation",
        /// Judge or clerk of the court.
        Court = "court",
        /// The organisation of legal aid.
        Organisation = "organisation",
    }
}

impl WorkList {
    /// The work of this list, in the order of its letters.
    pub fn codes(self) -> impl Iterator<Item = WorkCode> {
        WorkCode::ALL.iter().copied().filter(move |code| code.list() == self)
    }
}

impl WorkCode {
    /// The list it stands in.
    #[must_use]
    pub fn list(self) -> WorkList {
        let list = self.code().split('_').next().unwrap_or_default();
        WorkList::from_code(list).unwrap_or(WorkList::Advice)
    }

    /// The trial or session itself, by which a hearing is entered.
    #[must_use]
    pub fn of_trial(list: WorkList) -> WorkCode {
        match list {
            WorkList::Criminal => Self::CriminalI,
            WorkList::Civil => Self::CivilK,
            WorkList::Administrative => Self::AdministrativeK,
            WorkList::Representation => Self::RepresentationDd,
            WorkList::Advice => Self::AdviceMeeting,
        }
    }

    /// Meeting the person: where there is a place of detention, that one.
    #[must_use]
    pub fn of_meeting(list: WorkList, detained: bool) -> WorkCode {
        match list {
            WorkList::Criminal if detained => Self::CriminalDd,
            WorkList::Criminal => Self::CriminalE,
            WorkList::Civil => Self::CivilG,
            WorkList::Administrative => Self::AdministrativeG,
            WorkList::Representation => Self::RepresentationA,
            WorkList::Advice => Self::AdviceMeeting,
        }
    }
}

/// Which list of work a case follows (*loại việc tính buổi làm việc*).
///
/// Basis: Circular 02/2021/TT-BTP art. 4–7. Litigation that is neither criminal nor administrative follows the civil
/// list; for complaints about administrative acts we take the administrative one (ours).
#[must_use]
pub fn work_list(form: AidForm, field: LegalField) -> WorkList {
    match (form, field) {
        (AidForm::Advice, _) => WorkList::Advice,
        (AidForm::Representation, _) => WorkList::Representation,
        (AidForm::Litigation, LegalField::Criminal) => WorkList::Criminal,
        (AidForm::Litigation, LegalField::Administrative | LegalField::Complaint) => WorkList::Administrative,
        (AidForm::Litigation, _) => WorkList::Civil,
    }
}

/// Who confirms a piece of work (*người xác nhận thời gian*).
///
/// Basis: Circular 02/2021/TT-BTP art. 4 for criminal proceedings. The other lists follow it by likeness: unsure, the
/// text of art. 5–7 was not read to the end.
#[must_use]
pub fn confirmer(code: WorkCode) -> Confirmer {
    use WorkCode as W;
    match code {
        W::CriminalA => Confirmer::ProceedingsBody,
        W::CriminalB | W::CriminalC | W::CriminalD => Confirmer::BodyOrPerson,
        W::CriminalDd => Confirmer::Detention,
        W::CriminalE | W::CivilG | W::AdministrativeG | W::RepresentationA | W::AdviceMeeting => {
            Confirmer::PersonMet
        }
        W::CriminalG | W::CivilH | W::AdministrativeH => Confirmer::BodyOrOrganisation,
        W::CriminalI | W::CivilK | W::AdministrativeK => Confirmer::Court,
        W::CivilB | W::CivilC | W::CivilD | W::CivilDd | W::CivilE => Confirmer::BodyOrPerson,
        W::AdministrativeB | W::AdministrativeC | W::AdministrativeD => Confirmer::BodyOrPerson,
        W::AdministrativeDialogue | W::AdministrativeE => Confirmer::BodyOrPerson,
        W::RepresentationC | W::RepresentationD | W::RepresentationDd => Confirmer::BodyOrPerson,
        _ => Confirmer::Organisation,
    }
}

/// Whether the time of a piece of work counts only up to the sessions of the lump-sum norm (*mức khoán chi*).
///
/// Basis: Circular 02/2021/TT-BTP art. 4 (e, g, h, l) and 5 (g, h, i, m). For the administrative list by likeness: unsure.
#[must_use]
pub fn is_capped(code: WorkCode) -> bool {
    use WorkCode as W;
    matches!(
        code,
        W::CriminalE
            | W::CriminalG
            | W::CriminalH
            | W::CriminalL
            | W::CivilG
            | W::CivilH
            | W::CivilI
            | W::CivilM
            | W::AdministrativeG
            | W::AdministrativeH
            | W::AdministrativeI
            | W::AdministrativeM
    )
}

/// A stretch of time on one day, in minutes after midnight; `to` is not part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The day.
    pub on: NaiveDate,
    /// From this minute.
    pub from: u32,
    /// To this minute.
    pub to: u32,
}

/// Minutes of a day.
const DAY: u32 = 24 * 60;

impl Span {
    /// How long it is.
    #[must_use]
    pub fn minutes(self) -> u32 {
        self.to.saturating_sub(self.from)
    }
}

/// Working time in sessions (*buổi làm việc*), counted in halves: 3 are one session and a half.
///
/// Basis: Circular 02/2021/TT-BTP art. 3. Four hours are a session; what is left over counts half below three hours
/// and whole from three hours on. Counted for each entry by itself: unsure, the text does not say whether for the total.
///
/// ```
/// use law::diary::half_sessions;
/// assert_eq!(half_sessions(4 * 60), 2); // one session
/// assert_eq!(half_sessions(4 * 60 + 30), 3); // half an hour more: one and a half
/// assert_eq!(half_sessions(2 * 60 + 59), 1);
/// assert_eq!(half_sessions(3 * 60), 2);
/// assert_eq!(half_sessions(0), 0);
/// ```
#[must_use]
pub fn half_sessions(minutes: u32) -> u32 {
    const SESSION: u32 = 4 * 60;
    const NEARLY: u32 = 3 * 60;
    let rest = match minutes % SESSION {
        0 => 0,
        1..NEARLY => 1,
        _ => 2,
    };
    minutes / SESSION * 2 + rest
}

/// Whether two stretches of time of one provider stand in each other's way (*trùng thời gian*).
///
/// Basis: Circular 02/2021/TT-BTP art. 2: who declares working time answers for its truth; nobody is in two places at
/// once. One may begin where the other ends.
#[must_use]
pub fn overlap(one: Span, other: Span) -> bool {
    one.on == other.on && one.from < other.to && other.from < one.to
}

coded! {
    /// What is wrong with an entry of the diary.
    EntryFault as "entry-fault" {
        /// The end is not after the beginning, or there is no such minute.
        TimeBackwards = "time_backwards",
        /// The day or time has not come yet.
        NotYet = "not_yet",
        /// Before the request came in.
        BeforeRequest = "before_request",
        /// After the case was suspended or ended.
        AfterEnd = "after_end",
        /// This work is not in the list of the case.
        OtherList = "other_list",
    }
}

/// The facts of a case that an entry is held against.
#[derive(Clone, Copy, Debug)]
pub struct EntryFacts {
    /// First day on which there may have been work.
    pub begins_on: NaiveDate,
    /// Last day, where the case stands still.
    pub ends_on: Option<NaiveDate>,
    /// Its list of work.
    pub list: WorkList,
    /// Today in Viet Nam.
    pub today: NaiveDate,
    /// Minutes of today that have passed.
    pub minute: u32,
}

/// What is wrong with an entry of the diary (*nhật ký*): field and fault; empty when it can be true.
///
/// Basis: Circular 02/2021/TT-BTP art. 2, 8 (a suspended case is settled up to that day).
#[must_use]
pub fn entry_faults(work: WorkCode, span: Span, facts: &EntryFacts) -> Vec<(&'static str, EntryFault)> {
    let mut found = Vec::new();
    if span.to <= span.from || span.to > DAY {
        found.push(("to", EntryFault::TimeBackwards));
    }
    if span.on > facts.today {
        found.push(("on_date", EntryFault::NotYet));
    } else if span.on == facts.today && span.from >= facts.minute {
        found.push(("from", EntryFault::NotYet));
    }
    if span.on < facts.begins_on {
        found.push(("on_date", EntryFault::BeforeRequest));
    }
    if facts.ends_on.is_some_and(|last| span.on > last) {
        found.push(("on_date", EntryFault::AfterEnd));
    }
    if work.list() != facts.list {
        found.push(("work", EntryFault::OtherList));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn span(on: &str, from: u32, to: u32) -> Span {
        Span { on: day(on), from, to }
    }

    #[test]
    fn every_kind_of_proceedings_has_its_list_of_work() {
        for (form, field, list, count) in [
            (AidForm::Litigation, LegalField::Criminal, WorkList::Criminal, 11),
            (AidForm::Litigation, LegalField::MarriageFamily, WorkList::Civil, 12),
            (AidForm::Litigation, LegalField::Administrative, WorkList::Administrative, 12),
            (AidForm::Representation, LegalField::LandHousing, WorkList::Representation, 5),
            (AidForm::Advice, LegalField::Criminal, WorkList::Advice, 3),
        ] {
            assert_eq!(work_list(form, field), list);
            assert_eq!(list.codes().count(), count, "{list}");
            assert_eq!(WorkCode::of_trial(list).list(), list);
            assert_eq!(WorkCode::of_meeting(list, true).list(), list);
        }
    }

    #[test]
    fn sessions_are_counted_in_halves() {
        for (minutes, halves) in
            [(0, 0), (1, 1), (179, 1), (180, 2), (240, 2), (241, 3), (419, 3), (420, 4), (480, 4), (600, 5)]
        {
            assert_eq!(half_sessions(minutes), halves, "{minutes} minutes");
        }
    }

    #[test]
    fn what_is_done_in_custody_is_confirmed_there() {
        assert_eq!(confirmer(WorkCode::CriminalDd), Confirmer::Detention);
        assert_eq!(confirmer(WorkCode::CriminalI), Confirmer::Court);
        assert_eq!(confirmer(WorkCode::CriminalH), Confirmer::Organisation);
        assert!(is_capped(WorkCode::CriminalG) && !is_capped(WorkCode::CriminalI));
        assert_eq!(WorkCode::ALL.iter().filter(|code| is_capped(**code)).count(), 12);
    }

    #[test]
    fn nobody_is_in_two_places_at_once() {
        let morning = span("2026-11-20", 480, 660);
        assert!(overlap(morning, span("2026-11-20", 600, 700)));
        assert!(overlap(morning, span("2026-11-20", 500, 510)));
        assert!(!overlap(morning, span("2026-11-20", 660, 700)), "one begins where the other ends");
        assert!(!overlap(morning, span("2026-11-21", 480, 660)));
        assert_eq!(morning.minutes(), 180);
    }

    #[test]
    fn an_entry_must_be_able_to_be_true() {
        let facts = EntryFacts {
            begins_on: day("2026-11-02"),
            ends_on: Some(day("2026-11-20")),
            list: WorkList::Criminal,
            today: day("2026-11-22"),
            minute: 540,
        };
        let faults = |work, span| entry_faults(work, span, &facts);
        assert_eq!(faults(WorkCode::CriminalA, span("2026-11-20", 480, 540)), []);
        assert_eq!(
            faults(WorkCode::CivilA, span("2026-11-01", 540, 540)),
            [
                ("to", EntryFault::TimeBackwards),
                ("on_date", EntryFault::BeforeRequest),
                ("work", EntryFault::OtherList)
            ]
        );
        assert_eq!(
            faults(WorkCode::CriminalA, span("2026-11-23", 480, 540)),
            [("on_date", EntryFault::NotYet), ("on_date", EntryFault::AfterEnd)]
        );
        let open = EntryFacts { ends_on: None, ..facts };
        let now = span("2026-11-22", 540, 600);
        assert_eq!(entry_faults(WorkCode::CriminalA, now, &open), [("from", EntryFault::NotYet)]);
    }
}
