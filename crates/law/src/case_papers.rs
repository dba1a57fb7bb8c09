//! Papers of a file (*giấy tờ trong hồ sơ vụ việc*): the procedural ones by name, and the row of the file each stands in.
//!
//! Basis: Law on Legal Aid 2017 art. 38–39; Circular 12/2018/TT-BTP art. 11. What a file must hold is dated data
//! (`rules/checklist.toml`); here is under which of its items a paper counts.

use crate::coded;
use crate::kernel::coded::Coded as _;
use crate::rules::ChecklistItem;

coded! {
    /// A procedural paper (*văn bản tố tụng*) by its name.
    ProceduralPaper as "procedural-paper" {
        /// *Quyết định khởi tố*.
        Initiation = "initiation",
        /// *Lệnh, quyết định áp dụng biện pháp ngăn chặn*.
        Restraint = "restraint",
        /// *Thông báo người bào chữa, người bảo vệ*.
        Registration = "registration",
        /// *Giấy triệu tập, giấy mời*.
        Summons = "summons",
        /// *Biên bản*.
        Minutes = "minutes",
        /// *Kết luận điều tra*.
        Conclusion = "conclusion",
        /// *Cáo trạng*.
        Indictment = "indictment",
        /// *Quyết định đưa vụ án ra xét xử*.
        TrialDecision = "trial_decision",
        /// *Bản án*.
        Judgment = "judgment",
        /// *Quyết định tố tụng khác*.
        OtherDecision = "other_decision",
    }
}

/// The item of the file under which a paper counts (*thành phần hồ sơ*), by its code; `None` for an unknown code.
///
/// Basis: Circular 12/2018/TT-BTP art. 11: every procedural paper counts under one item.
#[must_use]
pub fn item_of(code: &str) -> Option<ChecklistItem> {
    let procedural = ProceduralPaper::from_code(code).map(|_| ChecklistItem::ProceduralPapers);
    ChecklistItem::from_code(code).or(procedural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_procedural_paper_counts_under_one_item_of_the_file() {
        for paper in ProceduralPaper::ALL {
            assert_eq!(item_of(paper.code()), Some(ChecklistItem::ProceduralPapers));
            assert_eq!(ChecklistItem::from_code(paper.code()), None, "{paper} means two things");
        }
        assert_eq!(item_of("brief"), Some(ChecklistItem::Brief));
        assert_eq!(item_of("nothing"), None);
    }
}
