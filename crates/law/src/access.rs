//! Who may do what, where (*phân quyền*): role × permission in one table, and how far reads reach.
//!
//! A permission is asked for by an act of `office`; reach narrows every read in `store`, so that what
//! is out of reach is not found. Rules about accounts themselves are in `accounts`.

use crate::coded;

coded! {
    /// What an account may be (*vai trò*).
    Role as "role" {
        /// Runs the system; sees no case.
        Administrator = "administrator",
        /// Analyst of the national department (*Cục*).
        Analyst = "analyst",
        /// Officer of a provincial department of justice (*Sở Tư pháp*).
        JusticeOfficer = "justice_officer",
        /// Director of a centre.
        Director = "director",
        /// Head of a branch.
        BranchHead = "branch_head",
        /// Intake clerk.
        Clerk = "clerk",
        /// Legal-aid officer (*trợ giúp viên pháp lý*): own cases.
        Officer = "officer",
        /// Contract lawyer: own cases.
        Lawyer = "lawyer",
        /// Quality appraiser.
        Appraiser = "appraiser",
        /// Accountant.
        Accountant = "accountant",
        /// User of a police, procuracy, court or detention agency.
        Agency = "agency",
        /// Read-only auditor (*thanh tra, kiểm tra*).
        Auditor = "auditor",
        /// Secretary of the coordination council (*thư ký Hội đồng phối hợp liên ngành*): figures, no case.
        Council = "council",
    }
}

coded! {
    /// A capability that an act must hold.
    Permission as "permission" {
        /// Open cases and their persons.
        ReadCases = "read_cases",
        /// Enter a case in the register.
        RegisterCase = "register_case",
        /// Correct a case.
        EditCase = "edit_case",
        /// Close a case.
        CloseCase = "close_case",
        /// Find persons over all cases in reach.
        ReadPersons = "read_persons",
        /// See the full identity number.
        ReadIdNumbers = "read_id_numbers",
        /// Open requests and their persons.
        ReadRequests = "read_requests",
        /// Take requests down, check them, ask for papers, propose.
        TakeRequests = "take_requests",
        /// Enter requests in the register.
        AcceptRequests = "accept_requests",
        /// Refuse and transfer requests, decide on urgency to prevent harm.
        DecideRequests = "decide_requests",
        /// Assign and replace providers, suspend, resume, reopen.
        AssignProviders = "assign_providers",
        /// Keep the diary, hearings, papers and dealings of a case.
        ConductCases = "conduct_cases",
        /// Hand files over.
        HandOverFiles = "hand_over_files",
        /// Appraise quality, give files back.
        AppraiseQuality = "appraise_quality",
        /// Put files in the archive.
        ArchiveCases = "archive_cases",
        /// Read complaints.
        ReadComplaints = "read_complaints",
        /// Take complaints down.
        TakeComplaints = "take_complaints",
        /// Decide on complaints.
        DecideComplaints = "decide_complaints",
        /// Requests of persons about their own data.
        HandleDataRequests = "handle_data_requests",
        /// The register of incidents.
        HandleIncidents = "handle_incidents",
        /// Log receptions, guidance, outreach, training.
        RecordActivity = "record_activity",
        /// Read receptions, guidance, outreach, training.
        ReadActivity = "read_activity",
        /// Draft documents, put another in the place of one.
        DraftDocuments = "draft_documents",
        /// Give documents their numbers, issue them, keep and close the registers.
        KeepDocuments = "keep_documents",
        /// Sign documents, take back what has a number.
        SignDocuments = "sign_documents",
        /// Import files.
        Import = "import",
        /// Take lists out as files.
        Export = "export",
        /// Read figures; small ones are hidden from who may not open the cases.
        ReadFigures = "read_figures",
        /// Read reports as they are, with everything that stands in them.
        ReadReports = "read_reports",
        /// Prepare the reports that go up, explain and send them.
        PrepareReports = "prepare_reports",
        /// Sign them, so that their numbers are sealed.
        SignReports = "sign_reports",
        /// Take over or give back the reports of units below.
        CheckReports = "check_reports",
        /// Read organisations, providers, reference data.
        ReadDirectory = "read_directory",
        /// Change organisations and providers.
        ManageDirectory = "manage_directory",
        /// Create and change accounts.
        ManageAccounts = "manage_accounts",
        /// Search the audit record.
        ReadAudit = "read_audit",
        /// See and retry jobs.
        ManageJobs = "manage_jobs",
        /// Change settings and reference data.
        ManageSettings = "manage_settings",
    }
}

/// What a role may do.
#[must_use]
pub fn permissions(role: Role) -> &'static [Permission] {
    use Permission as P;
    match role {
        Role::Administrator => &[
            P::ReadDirectory,
            P::ManageDirectory,
            P::ManageAccounts,
            P::ReadAudit,
            P::ManageJobs,
            P::ManageSettings,
            P::HandleIncidents,
        ],
        Role::Analyst => &[
            P::ReadRequests,
            P::ReadCases,
            P::ReadPersons,
            P::ReadActivity,
            P::Export,
            P::ReadFigures,
            P::ReadReports,
            P::PrepareReports,
            P::SignReports,
            P::CheckReports,
            P::ReadDirectory,
            P::HandleIncidents,
        ],
        Role::JusticeOfficer => &[
            P::ReadRequests,
            P::ReadCases,
            P::ReadPersons,
            P::ReadActivity,
            P::Export,
            P::ReadFigures,
            P::ReadReports,
            P::PrepareReports,
            P::SignReports,
            P::CheckReports,
            P::ReadDirectory,
            P::ReadComplaints,
            P::DecideComplaints,
        ],
        Role::Director | Role::BranchHead => &[
            P::ReadRequests,
            P::TakeRequests,
            P::AcceptRequests,
            P::DecideRequests,
            P::AssignProviders,
            P::ConductCases,
            P::HandOverFiles,
            P::AppraiseQuality,
            P::ArchiveCases,
            P::ReadComplaints,
            P::TakeComplaints,
            P::DecideComplaints,
            P::HandleDataRequests,
            P::HandleIncidents,
            P::ReadCases,
            P::RegisterCase,
            P::EditCase,
            P::CloseCase,
            P::ReadPersons,
            P::ReadIdNumbers,
            P::RecordActivity,
            P::ReadActivity,
            P::DraftDocuments,
            P::KeepDocuments,
            P::SignDocuments,
            P::Import,
            P::Export,
            P::ReadFigures,
            P::ReadReports,
            P::PrepareReports,
            P::SignReports,
            P::CheckReports,
            P::ReadDirectory,
            P::ManageDirectory,
        ],
        Role::Clerk => &[
            P::ReadRequests,
            P::TakeRequests,
            P::AcceptRequests,
            P::ConductCases,
            P::HandOverFiles,
            P::ArchiveCases,
            P::ReadComplaints,
            P::TakeComplaints,
            P::HandleDataRequests,
            P::ReadCases,
            P::RegisterCase,
            P::EditCase,
            P::CloseCase,
            P::ReadPersons,
            P::ReadIdNumbers,
            P::RecordActivity,
            P::ReadActivity,
            P::DraftDocuments,
            P::KeepDocuments,
            P::Import,
            P::Export,
            P::ReadFigures,
            P::ReadReports,
            P::PrepareReports,
            P::ReadDirectory,
        ],
        Role::Officer => &[
            P::ReadRequests,
            P::TakeRequests,
            P::ReadCases,
            P::EditCase,
            P::CloseCase,
            P::ConductCases,
            P::HandOverFiles,
            P::DraftDocuments,
            P::ReadDirectory,
        ],
        Role::Lawyer => {
            &[P::ReadCases, P::EditCase, P::CloseCase, P::ConductCases, P::HandOverFiles, P::ReadDirectory]
        }
        Role::Appraiser => {
            &[P::ReadCases, P::EditCase, P::AppraiseQuality, P::ReadFigures, P::ReadReports, P::ReadDirectory]
        }
        Role::Accountant => &[P::ReadCases, P::ReadFigures, P::ReadReports, P::ReadDirectory, P::Export],
        Role::Agency => &[P::ReadDirectory],
        Role::Council => &[P::ReadFigures, P::ReadDirectory],
        Role::Auditor => &[
            P::ReadRequests,
            P::ReadCases,
            P::ReadPersons,
            P::ReadActivity,
            P::ReadFigures,
            P::ReadReports,
            P::ReadDirectory,
            P::ReadAudit,
            P::ReadComplaints,
        ],
    }
}

/// Whether a role holds a permission.
///
/// Basis: none; the roles and their reach are those of issue 2, part 4.
#[must_use]
pub fn may(role: Role, permission: Permission) -> bool {
    permissions(role).contains(&permission)
}

impl Role {
    /// Whether the account sees only the cases of the provider it belongs to.
    #[must_use]
    pub fn sees_own_cases_only(self) -> bool {
        matches!(self, Self::Officer | Self::Lawyer)
    }
}

/// How far the reads of an actor go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Everything.
    Nation,
    /// These organisations, by code.
    Organisations(Vec<String>),
    /// The cases of one provider in these organisations; the provider by record id.
    Provider {
        /// Organisations in which the provider works.
        organisations: Vec<String>,
        /// Record id of the provider; `None` reaches nothing.
        provider: Option<String>,
    },
}

impl Reach {
    /// Whether an organisation lies within reach.
    #[must_use]
    pub fn covers(&self, organisation: &str) -> bool {
        match self {
            Self::Nation => true,
            Self::Organisations(codes) | Self::Provider { organisations: codes, .. } => {
                codes.iter().any(|code| code == organisation)
            }
        }
    }
}

/// Whether somebody sees small counts (*xem số nhỏ*) of organisations: whoever may open the cases behind them.
///
/// Basis: none; issue 5 part 2.
#[must_use]
pub fn sees_small_counts(role: Role, reach: &Reach, organisations: &[String]) -> bool {
    let own_cases_only = matches!(reach, Reach::Provider { .. });
    may(role, Permission::ReadCases) && !own_cases_only && organisations.iter().all(|code| reach.covers(code))
}

/// One organisation as the tree knows it, for reach and for reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Code of the organisation.
    pub code: String,
    /// Code of the organisation above it.
    pub parent: Option<String>,
    /// Code of the organisation that took over when it ended.
    pub successor: Option<String>,
}

/// The organisation and everything below it (*theo địa bàn khi đó*).
#[must_use]
pub fn subtree(nodes: &[Node], root: &str) -> Vec<String> {
    closure(nodes, root, false)
}

/// The organisation, everything below it, and whatever they took over (*theo địa bàn hiện nay*).
#[must_use]
pub fn subtree_with_predecessors(nodes: &[Node], root: &str) -> Vec<String> {
    closure(nodes, root, true)
}

fn closure(nodes: &[Node], root: &str, predecessors: bool) -> Vec<String> {
    let mut found = vec![root.to_owned()];
    let mut next = 0;
    while next < found.len() {
        let code = found[next].clone();
        for node in nodes {
            let below = node.parent.as_deref() == Some(&code);
            let before = predecessors && node.successor.as_deref() == Some(&code);
            if (below || before) && !found.contains(&node.code) {
                found.push(node.code.clone());
            }
        }
        next += 1;
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::coded::Coded;

    fn node(code: &str, parent: &str, successor: &str) -> Node {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Node { code: code.to_owned(), parent: text(parent), successor: text(successor) }
    }

    #[test]
    fn today_includes_what_was_taken_over() {
        let nodes = [
            node("CUC", "", ""),
            node("STP.19", "CUC", ""),
            node("TT.19", "STP.19", ""),
            node("STP.06", "CUC", "STP.19"),
            node("TT.06", "STP.06", "TT.19"),
            node("CN.06.1", "TT.06", ""),
        ];
        assert_eq!(subtree(&nodes, "TT.19"), ["TT.19"]);
        assert_eq!(subtree_with_predecessors(&nodes, "TT.19"), ["CN.06.1", "TT.06", "TT.19"]);
        assert_eq!(subtree(&nodes, "TT.06"), ["CN.06.1", "TT.06"]);
        assert_eq!(subtree_with_predecessors(&nodes, "STP.19").len(), 5);
    }

    #[test]
    fn sees_small_counts_who_may_open_the_cases_and_reaches_them_all() {
        let asked = ["TT.06".to_owned(), "CN.06.1".to_owned()];
        let all = Reach::Organisations(asked.to_vec());
        let part = Reach::Organisations(asked[..1].to_vec());
        let own = Reach::Provider { organisations: asked.to_vec(), provider: None };
        for (role, reach, sees) in [
            (Role::Director, &all, true),
            (Role::Auditor, &Reach::Nation, true),
            (Role::Director, &part, false),
            (Role::Officer, &own, false),
            (Role::Council, &all, false),
            (Role::Administrator, &Reach::Nation, false),
        ] {
            assert_eq!(sees_small_counts(role, reach, &asked), sees, "{role}");
        }
    }

    #[test]
    fn whoever_reads_figures_alone_reads_no_report_as_it_is() {
        for role in Role::ALL {
            assert!(!may(*role, Permission::ReadReports) || may(*role, Permission::ReadFigures), "{role}");
            assert!(!may(*role, Permission::ReadReports) || may(*role, Permission::ReadCases), "{role}");
        }
    }

    #[test]
    fn the_administrator_opens_no_case_and_the_auditor_changes_nothing() {
        assert!(!may(Role::Administrator, Permission::ReadCases));
        for permission in Permission::ALL {
            let writes = !permission.code().starts_with("read_");
            assert!(!(writes && may(Role::Auditor, *permission)), "{permission}");
        }
    }
}
