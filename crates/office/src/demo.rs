//! The invented data set of `tgpl demo`: the register of Bắc Kạn, a few provinces in depth, and one
//! account for each role with a printed password. Filled once; safe to run again.
//!
//! The people are invented, the passwords are no secret: never use this folder for real work.

mod duty;
mod figures;
mod giving_out;
mod papers;
mod providers;
mod requests;
mod submissions;

use std::io::Write as _;
use std::ops::ControlFlow;

use law::access::Role;
use law::staff::{OrganisationKind, ProviderKind};
use serde_json::json;
use store::cases::CaseFilter;
use uuid::Uuid;

use crate::accounts::{self, NewAccount, second_factor};
use crate::desk::{Actor, Desk};
use crate::exchange::{self, End, FileKind, ImportRequest};
use crate::failure::{Failure, Outcome, Refusal};
use crate::simulation::{self, Plan};

/// The published register, in the order in which its files go in.
const BAC_KAN: [(FileKind, &str); 5] = [
    (FileKind::Providers, include_str!("../../../tests/fixtures/bac_kan_2022h1/providers.csv")),
    (FileKind::Cases, include_str!("../../../tests/fixtures/bac_kan_2022h1/cases.csv")),
    (FileKind::Guidance, include_str!("../../../tests/fixtures/bac_kan_2022h1/guidance.csv")),
    (FileKind::Receptions, include_str!("../../../tests/fixtures/bac_kan_2022h1/receptions.csv")),
    (FileKind::Outreach, include_str!("../../../tests/fixtures/bac_kan_2022h1/outreach.csv")),
];

/// Provinces in depth, by their codes before the merger.
const PROVINCES: [&str; 7] = ["01", "19", "20", "46", "51", "79", "94"];
/// Cases of those provinces.
const CASES: u64 = 6000;
/// The setting that says the folder is filled.
const FILLED: &str = "demo.filled";
/// The setting that says the filling began.
const BEGUN: &str = "demo.begun";
/// The Centre in which most people of the demonstration work.
const CENTRE: &str = "TT.19";

/// An account of the demonstration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoAccount {
    pub role: Role,
    pub login: &'static str,
    pub password: &'static str,
    pub org: String,
}

/// How the administrator passes the second step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdministratorKey {
    /// For an authenticator, in base 32.
    pub secret: String,
    /// The code of this half minute.
    pub code: String,
    /// Codes that work once each.
    pub recovery_codes: Vec<String>,
}

/// What the shell prints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demo {
    pub accounts: Vec<DemoAccount>,
    pub administrator: AdministratorKey,
}

/// One account a role: log-in, name, password.
const PEOPLE: [(Role, &str, &str, &str); 13] = [
    (Role::Administrator, "quantri", "Vũ Quản Trị", "chim-se-mai-hien"),
    (Role::Analyst, "cuc", "Đào Thu Phân", "may-trang-deo-cao"),
    (Role::JusticeOfficer, "sotuphap", "Lương Thị Sở", "suoi-nguon-ve-ban"),
    (Role::Director, "giamdoc", "Nông Văn Giám", "nuong-ngo-cuoi-ha"),
    (Role::BranchHead, "chinhanh", "Hoàng Thị Chi", "cau-treo-song-nho"),
    (Role::Clerk, "tiepnhan", "Ma Thị Tiếp", "bep-lua-dem-dong"),
    (Role::Officer, "trogiupvien", "", "duong-mon-dinh-nui"),
    (Role::Lawyer, "luatsu", "", "hang-cau-truoc-san"),
    (Role::Appraiser, "thamdinh", "Bế Thị Thẩm", "trang-ram-ben-nuoc"),
    (Role::Accountant, "ketoan", "Triệu Văn Toán", "phien-cho-som-mai"),
    (Role::Agency, "coquan", "Tòa án khu vực (mẫu)", "tieng-ga-dau-thon"),
    (Role::Auditor, "thanhtra", "Phạm Thị Tra", "la-thu-roi-kin-ngo"),
    (Role::Council, "hoidong", "Lò Văn Ký", "ban-tron-chen-che"),
];

/// Fills the folder when it is empty, and answers with which log-ins it opens.
pub async fn open(desk: &Desk) -> Outcome<Demo> {
    let tx = desk.store().snapshot().await?;
    let filled = store::settings::find(&tx, FILLED).await?.is_some();
    drop(tx);
    if !filled {
        begin(desk).await?;
        fill(desk).await?;
    }
    Ok(Demo { accounts: demo_accounts(desk).await?, administrator: administrator_key(desk).await? })
}

/// Invented data never go where somebody works: only an empty database is filled, or one whose filling
/// was interrupted.
async fn begin(desk: &Desk) -> Outcome<()> {
    let tx = desk.store().begin().await?;
    if store::settings::find(&tx, BEGUN).await?.is_some() {
        return Ok(());
    }
    let cases = desk.count_cases(&tx, &law::access::Reach::Nation, &CaseFilter::default(), 1).await?;
    if store::accounts::count(&tx).await? > 0 || cases != Some(0) {
        return Err(Refusal::new("demo.real_data").into());
    }
    store::settings::update(&tx, BEGUN, "yes", "system", desk.now()).await?;
    Ok(tx.commit().await?)
}

async fn fill(desk: &Desk) -> Outcome<()> {
    let system = Actor::system();
    for (kind, content) in BAC_KAN {
        import(desk, &system, kind, content).await?;
    }
    let plan = Plan {
        cases: CASES,
        years: 3,
        seed: 2026,
        provinces: PROVINCES.iter().map(|code| (*code).to_owned()).collect(),
    };
    simulation::simulate(desk, &system, &plan, |_| {}).await?;
    desk.reload_tree().await?;
    for (role, login, name, password) in PEOPLE {
        add_account(desk, &system, role, login, name, password).await?;
    }
    requests::fill(desk).await?;
    providers::fill(desk).await?;
    duty::fill(desk).await?;
    figures::fill(desk).await?;
    giving_out::fill(desk).await?;
    papers::fill(desk).await?;
    submissions::fill(desk).await?;
    crate::jobs::drain(desk).await?;
    let mut work = desk.begin_as(&system).await?;
    store::settings::update(&work.tx, FILLED, "yes", "system", desk.now()).await?;
    work.record("demo.fill", "setting", FILLED, json!({ "cases": CASES }));
    desk.commit(work).await
}

async fn import(desk: &Desk, system: &Actor, kind: FileKind, content: &str) -> Outcome<()> {
    let broken = |error: std::io::Error| Failure::Broken(error.to_string());
    let mut file = tempfile::NamedTempFile::new().map_err(broken)?;
    file.write_all(content.as_bytes()).map_err(broken)?;
    let request = ImportRequest {
        kind,
        org: Some("TT.06".to_owned()),
        path: file.path().to_owned(),
        file_name: format!("bac_kan_2022h1-{kind}.csv"),
        dry_run: false,
    };
    let report = exchange::import(desk, system, &request, &|_, _| ControlFlow::Continue(())).await?;
    if report.end == End::Imported {
        return Ok(());
    }
    Err(Failure::Broken(format!("the register of Bắc Kạn did not go in: {kind}")))
}

async fn add_account(
    desk: &Desk,
    system: &Actor,
    role: Role,
    login: &str,
    name: &str,
    password: &str,
) -> Outcome<()> {
    let tx = desk.store().snapshot().await?;
    let known = store::accounts::find_by_login(&tx, login).await?.is_some();
    drop(tx);
    if known {
        return Ok(());
    }
    let (org, provider, provider_name) = seat(desk, role).await?;
    let new = NewAccount {
        login: login.to_owned(),
        name: if name.is_empty() { provider_name } else { name.to_owned() },
        role,
        org,
        provider,
        language: "vi".to_owned(),
        password: Some(password.to_owned()),
        password_may_stay: true,
    };
    let created = accounts::create(desk, system, new).await?;
    if role == Role::Administrator {
        enrol(desk, system, created.account.id).await?;
    }
    Ok(())
}

/// Where a role sits, and as which provider.
async fn seat(desk: &Desk, role: Role) -> Outcome<(String, Option<Uuid>, String)> {
    let plain = |org: &str| (org.to_owned(), None, String::new());
    Ok(match role {
        Role::Administrator | Role::Analyst | Role::Auditor => plain("CUC"),
        Role::JusticeOfficer | Role::Agency | Role::Council => plain("STP.19"),
        Role::BranchHead => {
            let tx = desk.store().snapshot().await?;
            let units = store::staff::list_organisations(&tx).await?;
            let branch = units.into_iter().find(|unit| {
                unit.kind.0 == OrganisationKind::Branch
                    && unit.parent.as_deref() == Some(CENTRE)
                    && unit.valid_to.is_none()
            });
            plain(&branch.map_or_else(|| CENTRE.to_owned(), |unit| unit.code))
        }
        Role::Officer => busy_provider(desk, ProviderKind::LegalAidOfficer).await?,
        Role::Lawyer => busy_provider(desk, ProviderKind::ContractLawyer).await?,
        _ => plain(CENTRE),
    })
}

/// The provider of the Centre with the most running cases, so that the first page has work on it.
async fn busy_provider(desk: &Desk, kind: ProviderKind) -> Outcome<(String, Option<Uuid>, String)> {
    let tx = desk.store().snapshot().await?;
    let providers = store::staff::list_providers(&tx, Some(&[CENTRE.to_owned()]), None, 500).await?;
    let mut best = None;
    for provider in
        providers.into_iter().filter(|provider| provider.kind.0 == kind && provider.ended_on.is_none())
    {
        let filter = CaseFilter { open: Some(true), provider: Some(provider.id), ..CaseFilter::default() };
        let running = desk.count_cases(&tx, &law::access::Reach::Nation, &filter, 100).await?.unwrap_or(0);
        if best.as_ref().is_none_or(|(most, _)| running > *most) {
            best = Some((running, provider));
        }
    }
    Ok(match best {
        Some((_, provider)) => (provider.org_code, Some(provider.id), provider.name),
        None => (CENTRE.to_owned(), None, kind.to_string()),
    })
}

async fn enrol(desk: &Desk, system: &Actor, account: Uuid) -> Outcome<()> {
    let mut work = desk.begin_as(system).await?;
    let mut record = store::accounts::find(&work.tx, account).await?.ok_or(Failure::Missing)?;
    let secret = second_factor::fresh_secret(desk);
    record.totp_secret = Some(second_factor::seal(&work.tx, account, &secret)?);
    work.record("accounts.enrol_second_factor", "account", account, json!({ "demo": true }));
    store::accounts::update(&work.tx, record).await?;
    desk.commit(work).await
}

async fn demo_accounts(desk: &Desk) -> Outcome<Vec<DemoAccount>> {
    let tx = desk.store().snapshot().await?;
    let mut found = Vec::new();
    for (role, login, _, password) in PEOPLE {
        if let Some(account) = store::accounts::find_by_login(&tx, login).await? {
            found.push(DemoAccount { role, login, password, org: account.org_code });
        }
    }
    Ok(found)
}

/// The secret, the code of now, and fresh recovery codes: each start prints new ones.
async fn administrator_key(desk: &Desk) -> Outcome<AdministratorKey> {
    let mut work = desk.begin_as(&Actor::system()).await?;
    let login = PEOPLE[0].1;
    let mut account = store::accounts::find_by_login(&work.tx, login).await?.ok_or(Failure::Missing)?;
    let secret = second_factor::secret_of(&work.tx, &account)?.ok_or(Failure::Missing)?;
    let (recovery_codes, kept) = second_factor::fresh_recovery_codes(desk, &work.tx, account.id);
    account.recovery_codes = kept;
    work.record("accounts.renew_recovery_codes", "account", account.id, json!({ "demo": true }));
    store::accounts::update(&work.tx, account).await?;
    desk.commit(work).await?;
    let code = second_factor::code_at(&secret, desk.now())?;
    Ok(AdministratorKey { secret, code, recovery_codes })
}
