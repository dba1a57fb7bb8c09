//! Outreach: how the law is made known (*truyền thông về trợ giúp pháp lý*) and to whom.

use crate::coded;

coded! {
    /// A kind of outreach event (*hình thức truyền thông*).
    OutreachKind as "outreach-kind" {
        /// A session at a place (*cuộc, điểm truyền thông*).
        Session = "session",
        /// A radio programme (*phát thanh*).
        Radio = "radio",
        /// A television programme (*truyền hình*).
        Television = "television",
        /// A leaflet, book or article (*ấn phẩm*).
        Publication = "publication",
        /// An information board (*bảng thông tin*).
        Board = "board",
    }
}

coded! {
    /// For whom the event was made (*nhóm đối tượng*).
    TargetGroup as "target-group" {
        /// Anybody.
        General = "general",
        /// People of poor communes.
        PoorCommune = "poor_commune",
        /// People with disabilities.
        Disabled = "disabled",
        /// Women.
        Women = "women",
        /// Children.
        Children = "children",
        /// Ethnic minorities.
        Ethnic = "ethnic",
        /// Older people.
        Elderly = "elderly",
        /// Veterans.
        Veterans = "veterans",
        /// Workers.
        Workers = "workers",
        /// Others.
        Other = "other",
    }
}
