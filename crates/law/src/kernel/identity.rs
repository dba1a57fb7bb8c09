//! Identity numbers (*số định danh cá nhân, CCCD, CMND*): read, forgiven for spaces and dots, checked.

/// An identity number: 12 digits (*CCCD, số định danh*) or the old 9 (*CMND*).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdNumber(String);

impl IdNumber {
    /// Reads a number as people type it; `None` when it cannot be one.
    ///
    /// ```
    /// use law::kernel::identity::IdNumber;
    /// assert_eq!(IdNumber::read("006 204 001 234").unwrap().digits(), "006204001234");
    /// assert!(IdNumber::read("12345").is_none());
    /// ```
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}')).collect();
        let plausible = matches!(digits.len(), 9 | 12) && digits.bytes().all(|b| b.is_ascii_digit());
        plausible.then_some(Self(digits))
    }

    /// The digits, nothing else.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// All but the last three digits hidden, for screens that only need to recognise.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.0.len() - 3;
        format!("{}{}", "•".repeat(shown), &self.0[shown..])
    }
}
