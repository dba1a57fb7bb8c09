//! Every route against every role, in one table. A route that is missing from the table fails.
//!
//! A role that holds the permission is never denied (what is not there answers 404, what is typed wrong
//! 422); a role that does not hold it is denied or finds nothing, and a person who is not signed in is
//! sent to the sign-in. The table may only grow.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::http::StatusCode;
use kit::Kit;
use law::access::{Permission as P, Role, may};
use law::kernel::coded::Coded as _;
use web::gate::Gate;
use web::router;

/// What a route asks of a signed-in person.
#[derive(Clone, Copy, Debug)]
enum Need {
    /// Nothing but being signed in.
    Nothing,
    /// A permission.
    May(P),
    /// One of several permissions.
    MayAny(&'static [P]),
    /// Anybody, signed in or not; or a step of the sign-in.
    Open,
    /// A token of a program; what it may do is tested with the interface for programs.
    Token,
}

use Need::{May, MayAny, Nothing, Open, Token};

/// Who may import any kind of file.
const IMPORTS: Need = MayAny(&[P::Import, P::ManageDirectory, P::ManageSettings]);

/// Whoever may see any kind of clock.
const CLOCKS: Need =
    MayAny(&[P::ReadCases, P::ReadRequests, P::ReadComplaints, P::HandleDataRequests, P::HandleIncidents]);

const TABLE: &[(&str, &str, Need)] = &[
    ("GET", "/", Nothing),
    // work queues, clocks, messages
    ("GET", "/queues/next", Nothing),
    ("GET", "/queues/incoming", May(P::TakeRequests)),
    ("GET", "/queues/{queue}", May(P::ReadCases)),
    ("GET", "/queues/{queue}/next", May(P::ReadCases)),
    ("GET", "/red-lists", May(P::ReadCases)),
    ("GET", "/red-lists/{list}", May(P::ReadCases)),
    ("GET", "/deadlines", CLOCKS),
    ("GET", "/messages", Nothing),
    ("GET", "/messages/{id}", Nothing),
    ("POST", "/messages/seen", Nothing),
    // dated rules and the working calendar
    ("GET", "/rules", May(P::ReadDirectory)),
    ("GET", "/rules/new", May(P::ManageSettings)),
    ("POST", "/rules/preview", May(P::ManageSettings)),
    ("POST", "/rules", May(P::ManageSettings)),
    ("GET", "/rules/{id}/withdrawal", May(P::ManageSettings)),
    ("POST", "/rules/{id}/withdrawal", May(P::ManageSettings)),
    ("GET", "/calendar", May(P::ReadDirectory)),
    ("POST", "/calendar/days", May(P::ManageSettings)),
    ("POST", "/calendar/days/{province}/{day}/removal", May(P::ManageSettings)),
    // sign-in and own account
    ("GET", "/session/new", Open),
    ("POST", "/session", Open),
    ("GET", "/session/code", Open),
    ("POST", "/session/code", Open),
    ("POST", "/session/end", Open),
    ("GET", "/session/parked", Nothing),
    ("POST", "/session/parked/removal", Nothing),
    ("GET", "/setup", Open),
    ("POST", "/setup", Open),
    ("GET", "/account", Nothing),
    ("GET", "/account/password", Open),
    ("POST", "/account/password", Open),
    ("GET", "/account/second-factor", Open),
    ("POST", "/account/second-factor", Open),
    ("GET", "/account/second-factor/removal", Nothing),
    ("POST", "/account/second-factor/removal", Nothing),
    ("GET", "/account/recovery-codes", Nothing),
    ("POST", "/account/recovery-codes", Nothing),
    ("POST", "/account/language", Nothing),
    ("POST", "/account/sessions/closure", Nothing),
    ("POST", "/account/sessions/{session}/closure", Nothing),
    // accounts of others
    ("GET", "/accounts", May(P::ManageAccounts)),
    ("GET", "/accounts/new", May(P::ManageAccounts)),
    ("GET", "/accounts/roles", May(P::ManageAccounts)),
    ("POST", "/accounts", May(P::ManageAccounts)),
    ("GET", "/accounts/{id}", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}", May(P::ManageAccounts)),
    ("GET", "/accounts/{id}/edit", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/password", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/second-factor/removal", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/closure", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/reopening", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/sessions/closure", May(P::ManageAccounts)),
    ("POST", "/accounts/{id}/tokens/{token}/closure", May(P::ManageAccounts)),
    // cases and people
    ("GET", "/cases", May(P::ReadCases)),
    ("POST", "/cases", May(P::RegisterCase)),
    ("GET", "/cases/new", May(P::RegisterCase)),
    ("POST", "/cases/filters", Nothing),
    ("POST", "/cases/filters/{id}/removal", Nothing),
    ("GET", "/cases/{id}", May(P::ReadCases)),
    ("POST", "/cases/{id}", May(P::EditCase)),
    ("GET", "/cases/{id}/edit", May(P::EditCase)),
    ("GET", "/cases/{id}/closure", May(P::CloseCase)),
    ("POST", "/cases/{id}/closure", May(P::CloseCase)),
    ("POST", "/cases/{id}/notes", May(P::EditCase)),
    // the daily work of a case
    ("GET", "/today", May(P::ConductCases)),
    // calendar, duty, targets
    ("GET", "/schedule", May(P::ConductCases)),
    ("GET", "/schedule/feed", May(P::ConductCases)),
    ("POST", "/schedule/feed", May(P::ConductCases)),
    ("POST", "/schedule/feed/{id}/removal", May(P::ConductCases)),
    ("GET", "/feeds/{file}", Open),
    ("GET", "/duty", May(P::ConductCases)),
    ("POST", "/duty/plan", May(P::AssignProviders)),
    ("POST", "/duty/publication", May(P::AssignProviders)),
    ("GET", "/duty/places", May(P::AssignProviders)),
    ("POST", "/duty/places", May(P::AssignProviders)),
    ("GET", "/duty/shifts/{id}", May(P::ConductCases)),
    ("POST", "/duty/shifts/{id}", May(P::AssignProviders)),
    ("POST", "/duty/shifts/{id}/swaps", May(P::ConductCases)),
    ("POST", "/duty/swaps/{id}", May(P::ConductCases)),
    ("GET", "/duty/contacts", May(P::ConductCases)),
    ("GET", "/duty/contacts/new", May(P::ConductCases)),
    ("POST", "/duty/contacts", May(P::ConductCases)),
    ("GET", "/duty/statistics", May(P::ReadReports)),
    ("GET", "/duty-list", Open),
    ("GET", "/targets", MayAny(&[P::ReadReports, P::ConductCases])),
    ("GET", "/targets/files/{kind}", May(P::ReadReports)),
    ("POST", "/targets/closing", May(P::SignDocuments)),
    ("GET", "/targets/{provider}", MayAny(&[P::ReadReports, P::ConductCases])),
    ("GET", "/targets/{provider}/cases", MayAny(&[P::ReadReports, P::ConductCases])),
    ("POST", "/targets/{provider}/reliefs", May(P::AssignProviders)),
    ("POST", "/targets/{provider}/reliefs/{relief}/removal", May(P::AssignProviders)),
    ("GET", "/cases/{id}/documents", May(P::ReadCases)),
    ("GET", "/cases/{id}/documents/{form}", May(P::ReadCases)),
    ("GET", "/cases/{id}/documents/{form}/docx", May(P::ReadCases)),
    ("GET", "/cases/{id}/documents/{form}/pdf", May(P::ReadCases)),
    ("GET", "/requests/{id}/documents", May(P::ReadRequests)),
    ("GET", "/requests/{id}/documents/{form}", May(P::ReadRequests)),
    ("GET", "/requests/{id}/documents/{form}/docx", May(P::ReadRequests)),
    ("GET", "/requests/{id}/documents/{form}/pdf", May(P::ReadRequests)),
    ("POST", "/cases/{id}/documents/{form}", May(P::DraftDocuments)),
    ("POST", "/requests/{id}/documents/{form}", May(P::DraftDocuments)),
    // documents on their way, registers
    ("GET", "/documents", May(P::DraftDocuments)),
    ("GET", "/documents/{id}", MayAny(&[P::ReadCases, P::ReadRequests])),
    ("POST", "/documents/{id}", May(P::DraftDocuments)),
    ("GET", "/documents/{id}/docx", MayAny(&[P::ReadCases, P::ReadRequests])),
    ("GET", "/documents/{id}/pdf", MayAny(&[P::ReadCases, P::ReadRequests])),
    ("GET", "/documents/{id}/file", MayAny(&[P::ReadCases, P::ReadRequests])),
    ("POST", "/documents/{id}/file", May(P::SignDocuments)),
    ("POST", "/documents/{id}/numbering", May(P::KeepDocuments)),
    ("POST", "/documents/{id}/signature", May(P::SignDocuments)),
    ("POST", "/documents/{id}/issuance", May(P::KeepDocuments)),
    ("POST", "/documents/{id}/replacement", May(P::DraftDocuments)),
    ("POST", "/documents/{id}/cancellation", May(P::DraftDocuments)),
    ("GET", "/verify", Open),
    ("POST", "/verify", Open),
    ("GET", "/verify/{code}", Open),
    ("GET", "/registers", May(P::ReadActivity)),
    ("GET", "/registers/{register}", May(P::ReadActivity)),
    ("GET", "/registers/{register}/xlsx", May(P::Export)),
    ("GET", "/registers/{register}/pdf", May(P::ReadActivity)),
    ("POST", "/registers/{register}/closings", May(P::KeepDocuments)),
    ("POST", "/registers/{register}/years", May(P::Export)),
    ("GET", "/periodic-forms", May(P::ReadReports)),
    ("GET", "/periodic-forms/{form}", May(P::ReadReports)),
    ("GET", "/periodic-forms/{form}/docx", May(P::ReadReports)),
    ("GET", "/periodic-forms/{form}/pdf", May(P::ReadReports)),
    ("GET", "/register-years/{id}", May(P::Export)),
    ("GET", "/register-years/{id}/file", May(P::Export)),
    ("POST", "/register-years/{id}/cancellation", May(P::Export)),
    ("POST", "/incoming-documents", May(P::KeepDocuments)),
    ("GET", "/incoming-documents/new", May(P::KeepDocuments)),
    ("GET", "/incoming-documents/{id}", May(P::ReadActivity)),
    ("POST", "/incoming-documents/{id}", May(P::KeepDocuments)),
    ("POST", "/incoming-documents/{id}/cancellation", May(P::KeepDocuments)),
    ("GET", "/cases/{id}/diary", May(P::ReadCases)),
    ("POST", "/cases/{id}/diary", May(P::ConductCases)),
    ("GET", "/cases/{id}/diary/{entry}", May(P::ConductCases)),
    ("POST", "/cases/{id}/diary/{entry}", May(P::ConductCases)),
    ("POST", "/cases/{id}/diary/{entry}/removal", May(P::ConductCases)),
    ("GET", "/cases/{id}/hearings", May(P::ReadCases)),
    ("POST", "/cases/{id}/hearings", May(P::ConductCases)),
    ("GET", "/cases/{id}/hearings/{hearing}", May(P::ConductCases)),
    ("POST", "/cases/{id}/hearings/{hearing}", May(P::ConductCases)),
    ("POST", "/cases/{id}/hearings/{hearing}/course", May(P::ConductCases)),
    ("GET", "/cases/{id}/papers", May(P::ReadCases)),
    ("POST", "/cases/{id}/papers", May(P::ConductCases)),
    ("POST", "/cases/{id}/papers/bundle", May(P::ReadCases)),
    ("POST", "/cases/{id}/papers/package", May(P::ArchiveCases)),
    ("GET", "/cases/{id}/papers/{paper}", May(P::ReadCases)),
    ("GET", "/cases/{id}/papers/{paper}/file", May(P::ReadCases)),
    ("POST", "/cases/{id}/papers/{paper}/removal", May(P::ConductCases)),
    ("GET", "/cases/{id}/uploads/{upload}", May(P::ConductCases)),
    ("POST", "/cases/{id}/uploads/{upload}", May(P::ConductCases)),
    ("GET", "/cases/{id}/dealings", May(P::ReadCases)),
    ("POST", "/cases/{id}/dealings", May(P::ConductCases)),
    ("GET", "/cases/{id}/dealings/{dealing}", May(P::ReadCases)),
    ("POST", "/cases/{id}/dealings/{dealing}/answer", May(P::ConductCases)),
    ("POST", "/cases/{id}/dealings/{dealing}/extension", May(P::ConductCases)),
    ("POST", "/cases/{id}/dealings/{dealing}/escalation", May(P::ConductCases)),
    ("POST", "/cases/{id}/dealings/{dealing}/end", May(P::ConductCases)),
    ("GET", "/dealings", May(P::ConductCases)),
    ("GET", "/dealings/{id}", May(P::ConductCases)),
    ("POST", "/dealings/{id}/answer", May(P::ConductCases)),
    // requests
    ("GET", "/requests", May(P::ReadRequests)),
    ("POST", "/requests", May(P::TakeRequests)),
    ("GET", "/requests/new", May(P::TakeRequests)),
    ("GET", "/requests/{id}", May(P::ReadRequests)),
    ("POST", "/requests/{id}", May(P::TakeRequests)),
    ("GET", "/requests/{id}/edit", May(P::TakeRequests)),
    ("GET", "/requests/{id}/access", May(P::ReadRequests)),
    ("POST", "/requests/{id}/access", May(P::ReadRequests)),
    ("GET", "/requests/{id}/slip", May(P::ReadRequests)),
    ("GET", "/requests/{id}/conflicts", May(P::ReadRequests)),
    ("POST", "/requests/{id}/conflicts", May(P::TakeRequests)),
    ("GET", "/eligibility", Open),
    ("POST", "/eligibility", Open),
    ("GET", "/requests/{id}/papers", May(P::TakeRequests)),
    ("POST", "/requests/{id}/papers", May(P::TakeRequests)),
    ("GET", "/requests/{id}/acceptance", May(P::AcceptRequests)),
    ("POST", "/requests/{id}/acceptance", May(P::AcceptRequests)),
    ("GET", "/requests/{id}/proposal", May(P::TakeRequests)),
    ("POST", "/requests/{id}/proposal", May(P::TakeRequests)),
    ("GET", "/requests/{id}/refusal", May(P::DecideRequests)),
    ("POST", "/requests/{id}/refusal", May(P::DecideRequests)),
    ("GET", "/requests/{id}/transfer", May(P::DecideRequests)),
    ("POST", "/requests/{id}/transfer", May(P::DecideRequests)),
    ("GET", "/requests/{id}/receipt", May(P::TakeRequests)),
    ("POST", "/requests/{id}/receipt", May(P::TakeRequests)),
    ("GET", "/requests/{id}/return", May(P::TakeRequests)),
    ("POST", "/requests/{id}/return", May(P::TakeRequests)),
    ("GET", "/requests/{id}/withdrawal", May(P::TakeRequests)),
    ("POST", "/requests/{id}/withdrawal", May(P::TakeRequests)),
    // the directory
    ("GET", "/organisations", May(P::ReadDirectory)),
    ("POST", "/organisations", May(P::ManageDirectory)),
    ("GET", "/organisations/new", May(P::ManageDirectory)),
    ("GET", "/organisations/successors", May(P::ReadDirectory)),
    ("GET", "/organisations/{code}", May(P::ReadDirectory)),
    ("POST", "/organisations/{code}", May(P::ManageDirectory)),
    ("GET", "/organisations/{code}/edit", May(P::ManageDirectory)),
    ("GET", "/organisations/{code}/closure", May(P::ManageDirectory)),
    ("POST", "/organisations/{code}/closure", May(P::ManageDirectory)),
    ("GET", "/providers", May(P::ReadDirectory)),
    ("POST", "/providers", May(P::ManageDirectory)),
    ("GET", "/providers/new", May(P::ManageDirectory)),
    ("GET", "/providers/alerts", May(P::ManageDirectory)),
    ("GET", "/providers/{id}/standing", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/terms", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/absences", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/training", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/profile", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/withdrawal", May(P::ManageDirectory)),
    ("POST", "/organisations/{code}/terms", May(P::ManageDirectory)),
    ("GET", "/providers/{id}", May(P::ReadDirectory)),
    ("POST", "/providers/{id}", May(P::ManageDirectory)),
    ("GET", "/providers/{id}/edit", May(P::ManageDirectory)),
    ("GET", "/providers/{id}/ending", May(P::ManageDirectory)),
    ("POST", "/providers/{id}/ending", May(P::ManageDirectory)),
    // receptions
    ("GET", "/receptions", May(P::ReadActivity)),
    ("POST", "/receptions", May(P::RecordActivity)),
    ("GET", "/receptions/new", May(P::RecordActivity)),
    ("GET", "/receptions/{id}", May(P::ReadActivity)),
    ("POST", "/receptions/{id}", May(P::RecordActivity)),
    ("GET", "/receptions/{id}/removal", May(P::RecordActivity)),
    ("POST", "/receptions/{id}/removal", May(P::RecordActivity)),
    // guidance
    ("GET", "/guidance", May(P::ReadActivity)),
    ("POST", "/guidance", May(P::RecordActivity)),
    ("GET", "/guidance/new", May(P::RecordActivity)),
    ("GET", "/guidance/{id}", May(P::ReadActivity)),
    ("POST", "/guidance/{id}", May(P::RecordActivity)),
    ("GET", "/guidance/{id}/removal", May(P::RecordActivity)),
    ("POST", "/guidance/{id}/removal", May(P::RecordActivity)),
    // outreach
    ("GET", "/outreach", May(P::ReadActivity)),
    ("POST", "/outreach", May(P::RecordActivity)),
    ("GET", "/outreach/new", May(P::RecordActivity)),
    ("GET", "/outreach/{id}", May(P::ReadActivity)),
    ("POST", "/outreach/{id}", May(P::RecordActivity)),
    ("GET", "/outreach/{id}/removal", May(P::RecordActivity)),
    ("POST", "/outreach/{id}/removal", May(P::RecordActivity)),
    // training
    ("GET", "/training", May(P::ReadActivity)),
    ("POST", "/training", May(P::RecordActivity)),
    ("GET", "/training/new", May(P::RecordActivity)),
    ("GET", "/training/{id}", May(P::ReadActivity)),
    ("POST", "/training/{id}", May(P::RecordActivity)),
    ("GET", "/training/{id}/removal", May(P::RecordActivity)),
    ("POST", "/training/{id}/removal", May(P::RecordActivity)),
    // reference data
    ("GET", "/reference/communes", May(P::ReadDirectory)),
    ("GET", "/reference/agencies", May(P::ReadDirectory)),
    ("GET", "/reference/holidays", May(P::ReadDirectory)),
    ("GET", "/admin/reference", May(P::ManageSettings)),
    ("GET", "/admin/reference/{set}", May(P::ManageSettings)),
    ("GET", "/admin/reference/{set}/rows.csv", May(P::ManageSettings)),
    ("GET", "/admin/reference/{set}/rows.xlsx", May(P::ManageSettings)),
    ("POST", "/admin/reference/{set}/preview", May(P::ManageSettings)),
    ("POST", "/admin/reference/{set}/versions", May(P::ManageSettings)),
    // looking after the system
    ("GET", "/admin/jobs", May(P::ManageJobs)),
    ("POST", "/admin/jobs/{queue}/{id}/attempt", May(P::ManageJobs)),
    ("GET", "/admin/audit", May(P::ReadAudit)),
    ("GET", "/admin/settings", May(P::ManageSettings)),
    ("GET", "/admin/settings/{key}", May(P::ManageSettings)),
    ("POST", "/admin/settings/{key}", May(P::ManageSettings)),
    // moving a case
    ("GET", "/provider-changes", May(P::AssignProviders)),
    ("GET", "/assignments", May(P::AssignProviders)),
    ("POST", "/assignments", May(P::AssignProviders)),
    ("GET", "/assignment-settings", May(P::AssignProviders)),
    ("POST", "/assignment-settings", May(P::AssignProviders)),
    ("GET", "/fairness", May(P::ReadReports)),
    ("POST", "/cases/{id}/burden", May(P::AssignProviders)),
    ("GET", "/cases/{id}/offer", May(P::ConductCases)),
    ("POST", "/cases/{id}/offer", May(P::ConductCases)),
    ("GET", "/cases/{id}/assignment", May(P::AssignProviders)),
    ("POST", "/cases/{id}/assignment", May(P::AssignProviders)),
    ("GET", "/cases/{id}/replacement", May(P::AssignProviders)),
    ("POST", "/cases/{id}/replacement", May(P::AssignProviders)),
    ("GET", "/cases/{id}/provider-change", May(P::ConductCases)),
    ("POST", "/cases/{id}/provider-change", May(P::ConductCases)),
    ("GET", "/cases/{id}/provider-change/answer", May(P::AssignProviders)),
    ("POST", "/cases/{id}/provider-change/answer", May(P::AssignProviders)),
    ("GET", "/cases/{id}/registration", May(P::ConductCases)),
    ("POST", "/cases/{id}/registration", May(P::ConductCases)),
    ("GET", "/cases/{id}/suspension", May(P::AssignProviders)),
    ("POST", "/cases/{id}/suspension", May(P::AssignProviders)),
    ("GET", "/cases/{id}/resumption", May(P::AssignProviders)),
    ("POST", "/cases/{id}/resumption", May(P::AssignProviders)),
    ("GET", "/cases/{id}/reopening", May(P::AssignProviders)),
    ("POST", "/cases/{id}/reopening", May(P::AssignProviders)),
    ("GET", "/cases/{id}/complexity", May(P::ConductCases)),
    ("POST", "/cases/{id}/complexity", May(P::ConductCases)),
    ("GET", "/cases/{id}/handover", May(P::HandOverFiles)),
    ("POST", "/cases/{id}/handover", May(P::HandOverFiles)),
    ("GET", "/cases/{id}/return", May(P::AppraiseQuality)),
    ("POST", "/cases/{id}/return", May(P::AppraiseQuality)),
    ("GET", "/cases/{id}/appraisal", May(P::AppraiseQuality)),
    ("POST", "/cases/{id}/appraisal", May(P::AppraiseQuality)),
    ("GET", "/cases/{id}/archive", May(P::ArchiveCases)),
    ("POST", "/cases/{id}/archive", May(P::ArchiveCases)),
    ("GET", "/cases/{id}/split", May(P::AssignProviders)),
    ("POST", "/cases/{id}/split", May(P::AssignProviders)),
    ("GET", "/cases/{id}/links", May(P::ConductCases)),
    ("POST", "/cases/{id}/links", May(P::ConductCases)),
    // reports on their way up
    ("GET", "/submissions", May(P::ReadReports)),
    ("POST", "/submissions", May(P::PrepareReports)),
    ("GET", "/submissions/{id}", May(P::ReadReports)),
    ("GET", "/submissions/{id}/forms/{key}", May(P::ReadReports)),
    ("GET", "/submissions/{id}/cell", May(P::ReadReports)),
    ("POST", "/submissions/{id}/explanation", May(P::PrepareReports)),
    ("GET", "/submissions/{id}/estimates/{key}", May(P::ReadReports)),
    ("POST", "/submissions/{id}/estimates/{key}", May(P::PrepareReports)),
    ("GET", "/submissions/{id}/signature", May(P::ReadReports)),
    ("POST", "/submissions/{id}/signature", May(P::SignReports)),
    ("POST", "/submissions/{id}/moves/{step}", MayAny(&[P::PrepareReports, P::SignReports, P::CheckReports])),
    ("GET", "/submissions/{id}/changes", May(P::ReadReports)),
    ("GET", "/seals/{id}", May(P::ReadReports)),
    ("GET", "/seals/{id}/cases", May(P::ReadReports)),
    ("GET", "/seals/{id}/forms/{key}/{kind}", May(P::ReadReports)),
    // period reports
    ("GET", "/reports/period", May(P::ReadFigures)),
    ("GET", "/reports/period.csv", May(P::ReadFigures)),
    ("GET", "/reports/period.xlsx", May(P::ReadFigures)),
    ("GET", "/reports/period.json", May(P::ReadFigures)),
    ("GET", "/reports/period.docx", May(P::ReadFigures)),
    ("GET", "/reports/period.pdf", May(P::ReadFigures)),
    ("GET", "/reports/period/cases", May(P::ReadReports)),
    ("GET", "/reports/period/cases.csv", May(P::Export)),
    ("GET", "/reports/period/cases.xlsx", May(P::Export)),
    ("GET", "/reports/forms/{key}", May(P::ReadFigures)),
    ("GET", "/reports/forms/{key}/files/{kind}", May(P::ReadFigures)),
    ("GET", "/reports/period/provinces", May(P::ReadReports)),
    ("GET", "/reports/period/provinces.csv", May(P::ReadReports)),
    ("GET", "/reports/period/provinces.xlsx", May(P::ReadReports)),
    ("GET", "/reports/narrative", May(P::ReadReports)),
    ("POST", "/reports/narrative", May(P::PrepareReports)),
    ("GET", "/reports/narrative/files/{kind}", May(P::ReadReports)),
    ("GET", "/reports/narrative/drafts/{id}", May(P::ReadReports)),
    ("GET", "/reports/monthly-notice", May(P::ReadReports)),
    ("POST", "/reports/monthly-notice", May(P::PrepareReports)),
    ("GET", "/reports/monthly-notice/files/{kind}", May(P::ReadReports)),
    ("GET", "/reports/pivot", May(P::ReadFigures)),
    ("GET", "/reports/pivot.xlsx", May(P::ReadFigures)),
    ("GET", "/reports/pivot/cases", May(P::ReadReports)),
    ("GET", "/reports/pivot/cases.csv", May(P::Export)),
    ("GET", "/reports/pivot/cases.xlsx", May(P::Export)),
    ("GET", "/reports/quoted", May(P::ReadReports)),
    ("POST", "/reports/quoted", May(P::PrepareReports)),
    ("POST", "/reports/quoted/sheets", May(P::PrepareReports)),
    ("POST", "/reports/quoted/{id}/withdrawal", May(P::PrepareReports)),
    ("GET", "/dashboard", May(P::ReadReports)),
    ("GET", "/open-data", Open),
    ("GET", "/open-data/{file}", Open),
    // programs
    ("GET", "/api", Open),
    ("GET", "/api/v1/openapi.json", Open),
    ("GET", "/api/v1/indicators", Token),
    ("GET", "/api/v1/cases", Token),
    ("GET", "/api/v1/cases/{id}", Token),
    ("POST", "/api/v1/cases/{id}/assignment", Token),
    ("POST", "/api/v1/cases/{id}/closure", Token),
    ("POST", "/api/v1/requests", Token),
    ("POST", "/api/v1/requests/{id}/acceptance", Token),
    ("POST", "/api/v1/requests/{id}/access", Token),
    // files in and out, data quality
    ("GET", "/imports", IMPORTS),
    ("POST", "/imports", IMPORTS),
    ("GET", "/imports/new", IMPORTS),
    ("GET", "/imports/templates", IMPORTS),
    ("GET", "/imports/{id}", IMPORTS),
    ("GET", "/imports/{id}/problems", IMPORTS),
    ("GET", "/imports/{id}/problems.csv", IMPORTS),
    ("POST", "/imports/{id}/confirmation", IMPORTS),
    ("POST", "/imports/{id}/cancellation", IMPORTS),
    ("GET", "/exports", May(P::Export)),
    ("GET", "/exports/file", May(P::Export)),
    ("GET", "/cases.csv", May(P::Export)),
    ("GET", "/cases.xlsx", May(P::Export)),
    ("GET", "/data-quality", May(P::ReadCases)),
    ("GET", "/quality", May(P::ReadCases)),
    ("GET", "/quality/{doubt}", May(P::ReadCases)),
    ("GET", "/quality/providers", May(P::EditCase)),
    ("POST", "/quality/providers", May(P::EditCase)),
    ("GET", "/quality/agencies", May(P::EditCase)),
    ("POST", "/quality/agencies", May(P::EditCase)),
    ("GET", "/people", May(P::ReadPersons)),
    ("GET", "/people/{id}", May(P::ReadPersons)),
    // confidentiality
    ("GET", "/cases/{id}/access", May(P::ReadCases)),
    ("POST", "/cases/{id}/access", May(P::ReadCases)),
    ("POST", "/cases/{id}/marks", May(P::TakeRequests)),
    ("POST", "/cases/{id}/marks/removal", May(P::DecideRequests)),
    ("GET", "/cases/{id}/consents", May(P::ReadCases)),
    ("POST", "/cases/{id}/consents", May(P::ConductCases)),
    ("POST", "/cases/{id}/consents/{consent}/withdrawal", May(P::ConductCases)),
    ("POST", "/api/v1/cases/{id}/access", Token),
    // complaints
    ("GET", "/complaints", May(P::ReadComplaints)),
    ("POST", "/complaints", May(P::TakeComplaints)),
    ("GET", "/complaints/new", May(P::TakeComplaints)),
    ("GET", "/complaints/{id}", May(P::ReadComplaints)),
    ("GET", "/complaints/{id}/decision", May(P::ReadComplaints)),
    ("POST", "/complaints/{id}/decision", May(P::DecideComplaints)),
    ("POST", "/complaints/{id}/escalation", MayAny(&[P::TakeComplaints, P::DecideComplaints])),
    ("POST", "/complaints/{id}/withdrawal", MayAny(&[P::TakeComplaints, P::DecideComplaints])),
    // personal data, incidents
    ("GET", "/data-requests", May(P::HandleDataRequests)),
    ("POST", "/data-requests", May(P::HandleDataRequests)),
    ("GET", "/data-requests/new", May(P::HandleDataRequests)),
    ("GET", "/data-requests/{id}", May(P::HandleDataRequests)),
    ("POST", "/data-requests/{id}/acknowledgement", May(P::HandleDataRequests)),
    ("POST", "/data-requests/{id}/answer", May(P::HandleDataRequests)),
    ("POST", "/data-requests/{id}/extension", May(P::HandleDataRequests)),
    ("POST", "/data-requests/{id}/cases", May(P::HandleDataRequests)),
    ("GET", "/incidents", May(P::HandleIncidents)),
    ("POST", "/incidents", May(P::HandleIncidents)),
    ("GET", "/incidents/new", May(P::HandleIncidents)),
    ("GET", "/incidents/{id}", May(P::HandleIncidents)),
    ("GET", "/incidents/{id}/edit", May(P::HandleIncidents)),
    ("POST", "/incidents/{id}", May(P::HandleIncidents)),
    ("POST", "/incidents/{id}/duties", May(P::HandleIncidents)),
    ("POST", "/incidents/{id}/closure", May(P::HandleIncidents)),
];

/// Where each role of the table sits.
const SEATS: &[(Role, &str)] = &[
    (Role::Administrator, "CUC"),
    (Role::Analyst, "CUC"),
    (Role::JusticeOfficer, "STP.19"),
    (Role::Director, "TT.19"),
    (Role::BranchHead, "TT.19"),
    (Role::Clerk, "TT.19"),
    (Role::Officer, "TT.19"),
    (Role::Lawyer, "TT.19"),
    (Role::Appraiser, "TT.19"),
    (Role::Accountant, "TT.19"),
    (Role::Agency, "STP.19"),
    (Role::Auditor, "CUC"),
    (Role::Council, "STP.19"),
];

/// An address of the route in which every parameter is something that is not there.
fn address(path: &str) -> String {
    let nobody = "00000000-0000-7000-8000-00000000dead";
    let mut address = String::new();
    for part in path.split('/').skip(1) {
        address.push('/');
        address.push_str(match part {
            "{code}" => "TT.99",
            "{set}" => "holidays",
            "{queue}" => "conduct",
            "{list}" => "silent",
            "{doubt}" => "age_unlikely",
            "{indicator}" => "cases_new",
            part if part.starts_with('{') => nobody,
            part => part,
        });
    }
    address
}

fn need(method: &str, path: &str) -> Option<Need> {
    TABLE.iter().find(|(m, p, _)| *m == method && *p == path).map(|(_, _, need)| *need)
}

#[test]
fn every_route_is_in_the_table_and_every_line_is_a_route() {
    let routes = router::all();
    let missing: Vec<String> = routes
        .entries()
        .iter()
        .filter(|route| need(route.method, route.path).is_none())
        .map(|route| format!("(\"{}\", \"{}\", …)", route.method, route.path))
        .collect();
    assert!(missing.is_empty(), "add to the table who may use:\n{}", missing.join("\n"));
    for (method, path, need) in TABLE {
        let route = routes.entries().iter().find(|route| route.method == *method && route.path == *path);
        let route = route.unwrap_or_else(|| panic!("{method} {path} is no route any more"));
        let open = matches!(need, Open);
        assert_eq!(open, matches!(route.gate, Gate::Open | Gate::Begun), "{method} {path}");
        assert_eq!(matches!(need, Token), route.gate == Gate::Token, "{method} {path}");
    }
}

#[test]
fn every_role_has_a_seat() {
    for role in Role::ALL {
        assert!(SEATS.iter().any(|(seat, _)| seat == role), "{role}");
    }
}

#[tokio::test]
async fn each_role_reaches_what_it_may_and_nothing_else() {
    let kit = Kit::new().await;
    for (role, org) in SEATS {
        let mut browser = kit.sign_in(*role, org).await;
        for (method, path, need) in TABLE {
            let held = match need {
                Nothing => true,
                May(permission) => may(*role, *permission),
                MayAny(permissions) => permissions.iter().any(|permission| may(*role, *permission)),
                Open | Token => continue,
            };
            // These end or change the session that the rest of the table needs.
            if path.starts_with("/account/") || path.starts_with("/session/") {
                continue;
            }
            let reply = match *method {
                "GET" => browser.get(&address(path)).await,
                _ => browser.post(&address(path), &[]).await,
            };
            let denied = reply.status == StatusCode::FORBIDDEN;
            let absent = reply.status == StatusCode::NOT_FOUND;
            assert!(reply.status.as_u16() < 500, "{method} {path} for {role}: {}", reply.status);
            if held {
                assert!(!denied, "{role} holds {need:?} and is denied {method} {path}");
            } else {
                assert!(
                    denied || absent,
                    "{role} lacks {need:?}, yet {method} {path} answers {}",
                    reply.status
                );
            }
        }
    }
}

#[tokio::test]
async fn nobody_passes_without_signing_in() {
    let kit = Kit::new().await;
    for (method, path, need) in TABLE {
        if matches!(need, Open | Token) {
            continue;
        }
        let mut browser = kit.browser();
        let reply = match *method {
            "GET" => browser.get(&address(path)).await,
            _ => browser.post(&address(path), &[]).await,
        };
        let sent_away = reply.location().is_some_and(|place| place.starts_with("/session/"));
        assert!(sent_away || reply.status == StatusCode::FORBIDDEN, "{method} {path}: {}", reply.status);
    }
}
