//! Documents that the office issues (*văn bản đi*) and its registers: who takes which step, how numbers are written,
//! when a register may be closed.
//!
//! [`DOCUMENT_STEPS`] is the whole machine: drafted → numbered → signed → issued, each by its own right. What was
//! numbered is frozen; it is never changed, only replaced or cancelled, and its number stays visible.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};

use crate::access::Permission;
use crate::coded;

coded! {
    /// Where a document stands.
    DocumentState as "document-state" {
        /// Written, without a number; may still change.
        Drafted = "drafted",
        /// It has its number and day and is frozen.
        Numbered = "numbered",
        /// Signed by whoever may sign it.
        Signed = "signed",
        /// Sent to its recipients.
        Issued = "issued",
        /// Another document has taken its place.
        Replaced = "replaced",
        /// It holds no more, or never did; its number stays.
        Cancelled = "cancelled",
    }
}

coded! {
    /// What can be done to a document.
    DocumentAct as "document-act" {
        /// Change what was written.
        Edit = "edit",
        /// Give it number and day (*cấp số*).
        Number = "number",
        /// Sign it, or take down that it was signed (*ký*).
        Sign = "sign",
        /// Send it out (*phát hành*).
        Issue = "issue",
        /// Put another document in its place (*thay thế*).
        Replace = "replace",
        /// Take it back (*hủy*).
        Cancel = "cancel",
    }
}

coded! {
    /// What kind of document it is; each has its own numbers (*tên loại văn bản*).
    DocumentKind as "document-kind" {
        /// *Quyết định*.
        Decision = "decision",
        /// *Thông báo*.
        Notice = "notice",
        /// *Công văn*.
        Letter = "letter",
        /// *Báo cáo*.
        Report = "report",
        /// *Hợp đồng*.
        Contract = "contract",
        /// *Biên bản*.
        Record = "record",
        /// *Giấy giới thiệu*.
        Introduction = "introduction",
    }
}

coded! {
    /// How a document was signed.
    SigningWay as "signing-way" {
        /// With a digital signature, outside; the signed file was put here.
        File = "file",
        /// By hand, on paper.
        Paper = "paper",
    }
}

coded! {
    /// Where a file stands that a job makes.
    MadeState as "made-state" {
        /// Asked for; no worker took it yet.
        Waiting = "waiting",
        /// Being made.
        Running = "running",
        /// Ready to be taken.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
        /// Whoever asked for it stopped it.
        Cancelled = "cancelled",
    }
}

coded! {
    /// How it was made sure that a signed file is the document (*đối chiếu tệp đã ký*).
    FileCheck as "file-check" {
        /// Byte for byte the file that was made here, with the signature added behind.
        Same = "same",
        /// It bears the mark of the document; the program that signed wrote the rest anew, which was not compared.
        Marked = "marked",
        /// Nothing in it says which document it is; whoever put it here compared it.
        ByHand = "by_hand",
    }
}

/// What a signed file says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileFound {
    /// It begins with the very bytes of the file that was made here.
    Same,
    /// It bears the mark of the document.
    Marked,
    /// It bears the mark of another one.
    OfAnother,
    /// It bears none.
    Nothing,
}

/// Whether a signed file is taken for a document (*đối chiếu tệp đã ký với văn bản*), and how that was made sure; else
/// the code of what is wrong.
///
/// Basis: none; ours. A file of another document is never taken; one that says nothing of itself only when somebody
/// answers for having compared it.
pub fn file_check(found: FileFound, compared: bool) -> Result<FileCheck, &'static str> {
    match found {
        FileFound::Same => Ok(FileCheck::Same),
        FileFound::Marked => Ok(FileCheck::Marked),
        FileFound::OfAnother => Err("signed_other"),
        FileFound::Nothing if compared => Ok(FileCheck::ByHand),
        FileFound::Nothing => Err("signed_unknown"),
    }
}

/// Whether a certificate held when something was signed with it (*chữ ký số được tạo ra trong thời gian chứng thư số có
/// hiệu lực*).
///
/// Basis: Decree 130/2018/ND-CP art. 9(1), as known; Decree 23/2025/ND-CP has taken its place and was not seen.
#[must_use]
pub fn held_when_signed(at: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
    (from..=to).contains(&at)
}

coded! {
    /// A register of the office (*sổ*).
    Register as "register" {
        /// *Sổ thụ lý, theo dõi vụ việc* (form 01).
        Acceptance = "acceptance",
        /// *Sổ việc*: guidance without a case file.
        Guidance = "guidance",
        /// *Sổ đăng ký văn bản đi*.
        Outgoing = "outgoing",
        /// *Sổ đăng ký văn bản đến*.
        Incoming = "incoming",
    }
}

coded! {
    /// For how long a register is closed.
    ClosingPeriod as "closing-period" {
        /// A month.
        Month = "month",
        /// January to June, or July to December.
        HalfYear = "half_year",
        /// A calendar year.
        Year = "year",
    }
}

/// One step of a document: where, what, to where, and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct DocumentStep {
    /// Where it may happen.
    pub from: DocumentState,
    /// What happens.
    pub act: DocumentAct,
    /// Where that leads.
    pub to: DocumentState,
    /// What the actor must hold.
    pub permission: Permission,
}

const fn step(
    from: DocumentState,
    act: DocumentAct,
    to: DocumentState,
    permission: Permission,
) -> DocumentStep {
    DocumentStep { from, act, to, permission }
}

/// Every step of a document.
pub const DOCUMENT_STEPS: &[DocumentStep] = {
    use Permission::{DraftDocuments, KeepDocuments, SignDocuments};
    use {DocumentAct as A, DocumentState as S};
    &[
        step(S::Drafted, A::Edit, S::Drafted, DraftDocuments),
        step(S::Drafted, A::Number, S::Numbered, KeepDocuments),
        step(S::Drafted, A::Cancel, S::Cancelled, DraftDocuments),
        step(S::Numbered, A::Sign, S::Signed, SignDocuments),
        step(S::Numbered, A::Cancel, S::Cancelled, SignDocuments),
        step(S::Signed, A::Issue, S::Issued, KeepDocuments),
        step(S::Signed, A::Cancel, S::Cancelled, SignDocuments),
        step(S::Issued, A::Replace, S::Replaced, DraftDocuments),
        step(S::Issued, A::Cancel, S::Cancelled, SignDocuments),
    ]
};

/// The step that an act takes from where a document stands (*soạn thảo, cấp số, ký, phát hành văn bản*); `None` where
/// it has no place.
///
/// Basis: Decree 30/2020/ND-CP art. 8, 13, 15–18: drafting, signing, numbering and issuing are separate, by separate
/// hands. The order of number and signature is that of issue 4, part 3.
#[must_use]
pub fn step_of(state: DocumentState, act: DocumentAct) -> Option<&'static DocumentStep> {
    DOCUMENT_STEPS.iter().find(|step| step.from == state && step.act == act)
}

/// Number and symbol as a document bears them (*số, ký hiệu văn bản*): below 10 with a nought.
///
/// Basis: Decree 30/2020/ND-CP, appendix I, part II, section I(3).
///
/// ```
/// assert_eq!(law::documents::spelled_number(5, "QĐ-TGPL"), "05/QĐ-TGPL");
/// assert_eq!(law::documents::spelled_number(127, "TB-TGPL"), "127/TB-TGPL");
/// ```
#[must_use]
pub fn spelled_number(number: i64, symbol: &str) -> String {
    format!("{number:02}/{symbol}")
}

/// The day that a numbered document may bear (*ngày ban hành*): today, and not before the last one of its series, so
/// that numbers and days rise together.
///
/// Basis: Decree 30/2020/ND-CP art. 15(2): number and day are taken in the order of issuing.
#[must_use]
pub fn may_bear(day: NaiveDate, today: NaiveDate, last: Option<NaiveDate>) -> bool {
    day <= today && day.year() == today.year() && last.is_none_or(|last| last <= day)
}

/// First and last day of the period of a register that holds a day (*kỳ khóa sổ*).
///
/// Basis: none; months, half-years and years of the calendar, as the reports of Circular 12/2018 count.
#[must_use]
pub fn period_of(period: ClosingPeriod, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (first, months) = match period {
        ClosingPeriod::Month => (day.month(), 1),
        ClosingPeriod::HalfYear => (if day.month() <= 6 { 1 } else { 7 }, 6),
        ClosingPeriod::Year => (1, 12),
    };
    let begin = NaiveDate::from_ymd_opt(day.year(), first, 1).unwrap_or(day);
    let end = begin
        .checked_add_months(chrono::Months::new(months))
        .and_then(|next| next.checked_sub_days(Days::new(1)));
    (begin, end.unwrap_or(day))
}

/// Whether a register may be closed for a period (*khóa sổ*): only after its last day.
///
/// Basis: none; what may still get an entry cannot be counted to its end.
#[must_use]
pub fn may_close(last_day: NaiveDate, today: NaiveDate) -> bool {
    last_day < today
}

/// Letters of a code that people type: none that look like another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code by which a document is looked up (*mã tra cứu*): twelve letters and digits that cannot be mistaken.
///
/// Basis: none; 60 bits, beyond guessing through a page that slows down.
#[must_use]
pub fn lookup_code(chance: [u8; 8]) -> String {
    let mut bits = u64::from_be_bytes(chance);
    let mut code = String::with_capacity(12);
    for _ in 0..12 {
        code.push(char::from(LETTERS[(bits & 31) as usize]));
        bits >>= 5;
    }
    code
}

/// A code as typed by hand (*mã tra cứu*), as it is kept: capitals, without marks between, letters that look like
/// digits taken for them. `None` when it cannot be one.
///
/// Basis: none; what people read off paper.
///
/// ```
/// let kept = law::documents::typed_code("ab1o-cdef gh2i");
/// assert_eq!(kept.as_deref(), Some("AB10CDEFGH21"));
/// assert_eq!(law::documents::typed_code("short"), None);
/// ```
#[must_use]
pub fn typed_code(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|letter| !matches!(letter, ' ' | '-' | '.' | '\u{a0}'));
    let code: String = letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect();
    let plain = code.len() == 12 && code.bytes().all(|letter| LETTERS.contains(&letter));
    plain.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Role, may};
    use crate::kernel::coded::Coded as _;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a test day")
    }

    #[test]
    fn a_signed_file_is_the_document_or_somebody_answers_for_it() {
        use {FileCheck as C, FileFound as F};
        for (found, compared, expected) in [
            (F::Same, false, Ok(C::Same)),
            (F::Marked, false, Ok(C::Marked)),
            (F::Marked, true, Ok(C::Marked)),
            (F::OfAnother, true, Err("signed_other")),
            (F::Nothing, false, Err("signed_unknown")),
            (F::Nothing, true, Ok(C::ByHand)),
        ] {
            assert_eq!(file_check(found, compared), expected, "{found:?} {compared}");
        }
    }

    #[test]
    fn what_was_signed_with_an_expired_certificate_was_not_held_when_signed() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a test moment");
        let held =
            |when: &str| held_when_signed(at(when), at("2025-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
        assert!(held("2025-01-01T00:00:00Z") && held("2026-01-01T00:00:00Z"));
        assert!(!held("2024-12-31T23:59:59Z") && !held("2026-01-01T00:00:01Z"));
    }

    #[test]
    fn a_document_is_numbered_signed_and_issued_by_different_rights() {
        use {DocumentAct as A, DocumentState as S};
        let path = [(S::Drafted, A::Number), (S::Numbered, A::Sign), (S::Signed, A::Issue)];
        let mut state = S::Drafted;
        for (from, act) in path {
            assert_eq!(state, from);
            state = step_of(state, act).expect("the way on").to;
        }
        assert_eq!(state, S::Issued);
        assert!(step_of(S::Drafted, A::Issue).is_none() && step_of(S::Drafted, A::Sign).is_none());
        for act in [A::Edit, A::Number, A::Sign] {
            assert!(step_of(S::Issued, act).is_none(), "what is issued is frozen: {act}");
        }
        for ended in [S::Replaced, S::Cancelled] {
            assert!(DocumentAct::ALL.iter().all(|act| step_of(ended, *act).is_none()));
        }
        assert!(!may(Role::Clerk, Permission::SignDocuments) && may(Role::Clerk, Permission::KeepDocuments));
        assert!(
            may(Role::Director, Permission::SignDocuments) && !may(Role::Officer, Permission::KeepDocuments)
        );
    }

    #[test]
    fn days_rise_with_the_numbers() {
        let today = day("2026-11-22");
        assert!(may_bear(today, today, None));
        assert!(may_bear(day("2026-11-20"), today, Some(day("2026-11-20"))));
        assert!(
            !may_bear(day("2026-11-19"), today, Some(day("2026-11-20"))),
            "earlier than the number before"
        );
        assert!(!may_bear(day("2026-11-23"), today, None), "tomorrow");
        assert!(!may_bear(day("2025-12-31"), today, None), "the series of another year");
    }

    #[test]
    fn a_register_is_closed_after_its_period() {
        for (period, on, from, to) in [
            (ClosingPeriod::Month, "2024-02-10", "2024-02-01", "2024-02-29"),
            (ClosingPeriod::HalfYear, "2026-06-30", "2026-01-01", "2026-06-30"),
            (ClosingPeriod::HalfYear, "2026-07-01", "2026-07-01", "2026-12-31"),
            (ClosingPeriod::Year, "2026-11-22", "2026-01-01", "2026-12-31"),
        ] {
            assert_eq!(period_of(period, day(on)), (day(from), day(to)));
        }
        assert!(
            may_close(day("2026-10-31"), day("2026-11-01"))
                && !may_close(day("2026-11-30"), day("2026-11-30"))
        );
    }

    #[test]
    fn a_code_is_read_as_it_was_made() {
        let code = lookup_code([0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10]);
        assert_eq!(code.len(), 12);
        assert_eq!(typed_code(&code.to_lowercase()), Some(code.clone()));
        assert_eq!(typed_code(&format!("{}-{} {}", &code[..4], &code[4..8], &code[8..])), Some(code));
        assert_eq!(typed_code("ABCD-EFGH-JKU!"), None);
        assert_eq!(spelled_number(7, "QĐ"), "07/QĐ");
    }
}
