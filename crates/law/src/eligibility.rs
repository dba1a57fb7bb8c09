//! Who is entitled to legal aid (*diện người được trợ giúp pháp lý*), and from when to when.
//!
//! Basis: Law on Legal Aid 2017 art. 7, as changed on 01/07/2025 (Law 53/2024) and 01/01/2026
//! (Law 59/2024). Proof papers and the financial test come with the dated rules of their own issue.

use crate::coded;
use crate::kernel::coded::Coded as _;
use chrono::NaiveDate;

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

impl Category {
    /// Reads codes joined by `;`; unknown ones are left out.
    #[must_use]
    pub fn read_list(list: &str) -> Vec<Self> {
        list.split(';').filter_map(|code| Self::from_code(code.trim())).collect()
    }

    /// First and last day on which a case may be accepted under this category (*thời gian áp dụng của diện*).
    ///
    /// Basis: Law 11/2017 in force 01/01/2018; Law 53/2024 art. 61 (01/07/2025); Law 59/2024
    /// art. 177(6) (01/01/2026). `None` = no end known.
    #[must_use]
    pub fn validity(self) -> (NaiveDate, Option<NaiveDate>) {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a constant date exists");
        let law_2017 = day(2018, 1, 1);
        match self {
            Self::Accused16To18 | Self::Victim16To18 => (law_2017, Some(day(2025, 12, 31))),
            Self::Minor16To18 => (day(2026, 1, 1), None),
            Self::TraffickingHardship => (law_2017, Some(day(2025, 6, 30))),
            Self::Trafficking => (day(2025, 7, 1), None),
            _ => (law_2017, None),
        }
    }

    /// Whether a case accepted on this day may carry the category.
    #[must_use]
    pub fn is_valid_on(self, day: NaiveDate) -> bool {
        let (from, to) = self.validity();
        from <= day && to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_follow_the_law_of_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("test date");
        for (category, on, valid) in [
            (Category::Accused16To18, "2025-12-31", true),
            (Category::Accused16To18, "2026-01-01", false),
            (Category::Minor16To18, "2025-12-31", false),
            (Category::Minor16To18, "2026-01-01", true),
            (Category::TraffickingHardship, "2025-06-30", true),
            (Category::Trafficking, "2025-06-30", false),
            (Category::Trafficking, "2025-07-01", true),
            (Category::Poor, "2017-12-31", false),
            (Category::Poor, "2026-11-22", true),
        ] {
            assert_eq!(category.is_valid_on(day(on)), valid, "{category} on {on}");
        }
    }
}
