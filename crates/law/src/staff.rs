//! Organisations that give legal aid, their place in the tree, and the people who do the work.
//!
//! Basis: Law on Legal Aid 2017, art. 10–24. Terms of office, cards and contracts come with
//! assignment; accounts of the system are in `accounts`.

use chrono::NaiveDate;

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

/// Whether an organisation code is well formed.
///
/// Basis: none; contract §2.
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

/// The province in an organisation code: `TT.06` → `06`.
#[must_use]
pub fn province_of_code(code: &str) -> Option<&str> {
    code.split('.').nth(1).filter(|_| is_organisation_code(code))
}

/// The code of an organisation by its kind, province and number; a number only where the kind has one.
///
/// ```
/// use law::staff::{OrganisationKind, code_of};
/// assert_eq!(code_of(OrganisationKind::Branch, "19", 2), "CN.19.2");
/// assert_eq!(code_of(OrganisationKind::Centre, "06", 1), "TT.06");
/// ```
#[must_use]
pub fn code_of(kind: OrganisationKind, province: &str, number: u32) -> String {
    match kind {
        OrganisationKind::Department => "CUC".to_owned(),
        OrganisationKind::JusticeOffice => format!("STP.{province}"),
        OrganisationKind::Centre if number < 2 => format!("TT.{province}"),
        OrganisationKind::Centre => format!("TT.{province}.{number}"),
        OrganisationKind::Branch => format!("CN.{province}.{number}"),
        OrganisationKind::Contracted => format!("HD.{province}.{number}"),
        OrganisationKind::Registered => format!("DK.{province}.{number}"),
    }
}

/// Whether an organisation of one kind may stand directly below one of another (*cơ quan quản lý*).
///
/// Basis: Law on Legal Aid 2017, art. 11 (centre below the department of justice, branch below the
/// centre), art. 14–16 (contract and registration with the department of justice; where a centre runs
/// them day by day, they may stand below the centre).
#[must_use]
pub fn may_stand_below(kind: OrganisationKind, above: OrganisationKind) -> bool {
    use OrganisationKind as K;
    match kind {
        K::Department => false,
        K::JusticeOffice => above == K::Department,
        K::Centre => above == K::JusticeOffice,
        K::Branch => above == K::Centre,
        K::Contracted | K::Registered => matches!(above, K::JusticeOffice | K::Centre),
    }
}

/// Whether an organisation of one kind may take over from one of another (*kế thừa*).
///
/// Basis: Law on Legal Aid 2017, art. 10–16. A branch may be taken over by its centre; a body that ends its contract or registration hands its
/// cases to a centre or to another body of its kind (art. 16).
#[must_use]
pub fn may_succeed(kind: OrganisationKind, successor: OrganisationKind) -> bool {
    use OrganisationKind as K;
    match kind {
        K::Department | K::JusticeOffice | K::Centre => successor == kind,
        K::Branch => matches!(successor, K::Branch | K::Centre),
        K::Contracted | K::Registered => successor == kind || successor == K::Centre,
    }
}

/// Whether an organisation that ends must name who takes over (*tổ chức kế thừa*).
///
/// Basis: Law on Legal Aid 2017, art. 11 and 16. Those of the State keep registers that somebody must go
/// on with; a contracted or registered organisation may simply end.
#[must_use]
pub fn needs_successor(kind: OrganisationKind) -> bool {
    !matches!(kind, OrganisationKind::Contracted | OrganisationKind::Registered)
}

/// From which day the providers of an organisation that ends work for whoever takes over (*người thực hiện chuyển sang
/// tổ chức kế thừa*); `None` where they do not go over by themselves.
///
/// Basis: Law on Legal Aid 2017, art. 11 (a Centre with its branches and its staff is one body of the State); art. 14
/// to 16: a lawyer of a contracted or registered organisation belongs to that organisation, and needs a new one.
///
/// ```
/// use law::staff::{OrganisationKind, moves_on};
/// let last = "2025-06-30".parse().unwrap();
/// assert_eq!(moves_on(OrganisationKind::Centre, last), "2025-07-01".parse().ok());
/// assert_eq!(moves_on(OrganisationKind::Registered, last), None);
/// ```
#[must_use]
pub fn moves_on(kind: OrganisationKind, last_day: NaiveDate) -> Option<NaiveDate> {
    match kind {
        OrganisationKind::Centre | OrganisationKind::Branch => last_day.succ_opt(),
        _ => None,
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
            Self::ContractLawyer | Self::LawyerOfContracted | Self::LawyerOfRegistered => {
                ProviderGroup::Lawyer
            }
            Self::AdviserOfContracted | Self::AdviserOfRegistered => ProviderGroup::Adviser,
            Self::Collaborator => ProviderGroup::Collaborator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded as _;

    #[test]
    fn a_code_tells_kind_and_province_and_can_be_built_again() {
        for (kind, province, number, code) in [
            (OrganisationKind::JusticeOffice, "06", 1, "STP.06"),
            (OrganisationKind::Centre, "51", 1, "TT.51"),
            (OrganisationKind::Centre, "51", 2, "TT.51.2"),
            (OrganisationKind::Branch, "19", 3, "CN.19.3"),
            (OrganisationKind::Contracted, "01", 12, "HD.01.12"),
            (OrganisationKind::Registered, "79", 1, "DK.79.1"),
        ] {
            assert_eq!(code_of(kind, province, number), code);
            assert!(is_organisation_code(code));
            assert_eq!(OrganisationKind::of_code(code), Some(kind));
            assert_eq!(province_of_code(code), Some(province));
        }
        assert_eq!(province_of_code("CUC"), None);
        assert_eq!(province_of_code("CN.19"), None);
    }

    #[test]
    fn every_kind_but_the_department_stands_below_another() {
        for kind in OrganisationKind::ALL {
            let above = OrganisationKind::ALL.iter().filter(|above| may_stand_below(*kind, **above)).count();
            assert_eq!(above == 0, *kind == OrganisationKind::Department, "{kind}");
            assert!(!may_stand_below(*kind, *kind), "{kind}");
            assert!(may_succeed(*kind, *kind), "{kind}");
        }
        assert!(!may_succeed(OrganisationKind::Centre, OrganisationKind::Branch));
        assert!(may_succeed(OrganisationKind::Branch, OrganisationKind::Centre));
        assert!(needs_successor(OrganisationKind::Branch) && !needs_successor(OrganisationKind::Registered));
    }

    #[test]
    fn the_providers_of_the_state_go_over_the_day_after_the_last_one() {
        use OrganisationKind as K;
        let last: NaiveDate = "2025-06-30".parse().expect("a day");
        for kind in K::ALL {
            let goes = matches!(kind, K::Centre | K::Branch);
            assert_eq!(moves_on(*kind, last), "2025-07-01".parse().ok().filter(|_| goes), "{kind}");
        }
    }
}
