//! Organisations that give legal aid, their place in the tree, and the people who do the work.
//!
//! Basis: Law on Legal Aid 2017, art. 10–24. Terms of office, cards and contracts come with
//! assignment; accounts of the system are in `accounts`.

use crate::coded;

coded! {
    /// A kind of organisation in the tree of legal aid (*tổ chức thực hiện trợ giúp pháp lý*).
    OrganisationKind as "organisation-kind" {
        /// The national department (*Cục*).
        Department = "department",
        /// A provincial department of justice (*Sở Tư pháp*).
        JusticeOffice = "justice_office",
        /// A state legal aid centre (*Trung tâm trợ giúp pháp lý nhà nước*).
        Centre = "centre",
        /// A branch of a centre (*Chi nhánh*).
        Branch = "branch",
        /// An organisation under contract (*tổ chức ký hợp đồng thực hiện*).
        Contracted = "contracted",
        /// An organisation that registered to take part (*tổ chức đăng ký tham gia*).
        Registered = "registered",
    }
}

impl OrganisationKind {
    /// The kind that a code of the contract (`TT.06`, `CN.06.1`) announces.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code.split('.').next()? {
            "CUC" => Self::Department,
            "STP" => Self::JusticeOffice,
            "TT" => Self::Centre,
            "CN" => Self::Branch,
            "HD" => Self::Contracted,
            "DK" => Self::Registered,
            _ => return None,
        })
    }

    /// Whether it keeps a register of cases of its own.
    #[must_use]
    pub fn keeps_register(self) -> bool {
        !matches!(self, Self::Department | Self::JusticeOffice)
    }
}

/// Whether an organisation code is well formed (contract §2).
///
/// ```
/// assert!(law::staff::is_organisation_code("TT.06"));
/// assert!(law::staff::is_organisation_code("CN.19.2"));
/// assert!(!law::staff::is_organisation_code("TT.6"));
/// ```
#[must_use]
pub fn is_organisation_code(code: &str) -> bool {
    let parts: Vec<&str> = code.split('.').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let province = |part: &str| part.len() == 2 && digits(part);
    match (OrganisationKind::of_code(code), parts.as_slice()) {
        (Some(OrganisationKind::Department), [_]) => true,
        // A merged province may keep a Centre No. 2 (`TT.51.2`).
        (Some(OrganisationKind::JusticeOffice), [_, area]) => province(area),
        (Some(OrganisationKind::Centre), [_, area]) => province(area),
        (Some(OrganisationKind::Centre), [_, area, number]) => province(area) && digits(number),
        (Some(_), [_, area, number]) => province(area) && digits(number),
        _ => false,
    }
}

coded! {
    /// The kind of a person who gives legal aid (*người thực hiện trợ giúp pháp lý*, art. 17).
    ProviderKind as "provider-kind" {
        /// *Trợ giúp viên pháp lý*.
        LegalAidOfficer = "legal_aid_officer",
        /// *Luật sư ký hợp đồng với Trung tâm*.
        ContractLawyer = "contract_lawyer",
        /// *Luật sư của tổ chức ký hợp đồng*.
        LawyerOfContracted = "lawyer_of_contracted",
        /// *Luật sư của tổ chức đăng ký tham gia*.
        LawyerOfRegistered = "lawyer_of_registered",
        /// *Tư vấn viên của tổ chức ký hợp đồng*.
        AdviserOfContracted = "adviser_of_contracted",
        /// *Tư vấn viên của tổ chức đăng ký tham gia*.
        AdviserOfRegistered = "adviser_of_registered",
        /// *Cộng tác viên*: may give advice only (art. 24 clause 3).
        Collaborator = "collaborator",
    }
}

coded! {
    /// Provider kinds as reports group them (columns 5–13 of form 25).
    ProviderGroup as "provider-group" {
        /// Legal-aid officers.
        Officer = "officer",
        /// Lawyers of any of the three kinds.
        Lawyer = "lawyer",
        /// Advisers of either kind.
        Adviser = "adviser",
        /// Collaborators.
        Collaborator = "collaborator",
    }
}

impl ProviderKind {
    /// The group under which reports count this kind.
    #[must_use]
    pub fn group(self) -> ProviderGroup {
        match self {
            Self::LegalAidOfficer => ProviderGroup::Officer,
            Self::ContractLawyer | Self::LawyerOfContracted | Self::LawyerOfRegistered => ProviderGroup::Lawyer,
            Self::AdviserOfContracted | Self::AdviserOfRegistered => ProviderGroup::Adviser,
            Self::Collaborator => ProviderGroup::Collaborator,
        }
    }
}
