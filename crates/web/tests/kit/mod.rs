//! The kit of page tests: the whole router in process, a fresh database, a clock that stands, chance
//! that repeats, and browsers that keep cookies and form tokens.
//!
//! `Kit::new()` is on SQLite; `Kit::each()` is on SQLite and, where `TEST_POSTGRES` names a server, on
//! PostgreSQL too. The last test here uses every helper, so that no test file complains of one it does
//! not need.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use http_body_util::BodyExt as _;
use law::access::Role;
use law::accounts::Standing;
use law::staff::{OrganisationKind, ProviderKind};
use office::accounts::{NewAccount, Presence, Visit};
use office::{Actor, Chance, Clock, Desk};
use store::secrets::Keyring;
use store::staff::{Organisation, Provider};
use store::{Address, Store};
use tower::util::ServiceExt as _;
use uuid::Uuid;
use web::{App, Settings};

/// The password of every account that the kit makes.
pub const PASSWORD: &str = "mùa xuân chín đỏ vườn";
/// The address that requests come from unless told otherwise.
pub const OFFICE: &str = "10.1.0.7";
pub const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0 Safari/537.36";
/// A provider of `TT.19`.
pub const PROVIDER: Uuid = Uuid::from_u128(7);

/// The system under test.
pub struct Kit {
    pub app: App,
    pub desk: Desk,
    pub router: Router,
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    clock: Arc<Mutex<DateTime<Utc>>>,
    accounts: AtomicU32,
    address: Address,
    _folder: tempfile::TempDir,
}

impl Kit {
    /// On SQLite, with default settings.
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// On SQLite.
    pub async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = Address::Sqlite(folder.path().join("web.sqlite"));
        Self::on(address, "sqlite", folder, settings).await
    }

    /// On every database there is.
    pub async fn each() -> Vec<Self> {
        let mut kits = vec![Self::new().await];
        if let Some(address) = postgres() {
            let folder = tempfile::tempdir().unwrap();
            kits.push(Self::on(address, "postgres", folder, Settings::default()).await);
        }
        kits
    }

    async fn on(
        address: Address,
        database: &'static str,
        folder: tempfile::TempDir,
        settings: Settings,
    ) -> Self {
        let store = Store::open(&address, keys()).await.unwrap();
        seed(&store).await;
        let files = store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), []);
        let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
        let desk = Desk::open(store, files.unwrap(), Clock::Frozen(Arc::clone(&clock)), Chance::seeded(7));
        let desk = desk.await.unwrap();
        let app = App::new(desk.clone(), settings);
        Kit {
            router: web::app(app.clone()),
            app,
            desk,
            database,
            clock,
            accounts: AtomicU32::new(0),
            address,
            _folder: folder,
        }
    }

    /// Moves the clock on.
    pub fn wait(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    /// A browser without cookies, in the office.
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            kit: self,
            cookies: BTreeMap::new(),
            ip: OFFICE.to_owned(),
            csrf: String::new(),
            headers: HeaderMap::new(),
        }
    }

    /// A new account that need not change its password; returns its log-in name.
    pub async fn account(&self, role: Role, org: &str) -> String {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        let login = format!("{role}.{number}");
        let new = NewAccount {
            login: login.clone(),
            name: format!("Người Thử {number}"),
            role,
            org: org.to_owned(),
            provider: role.sees_own_cases_only().then_some(PROVIDER).filter(|_| org == "TT.19"),
            language: "vi".to_owned(),
            password: Some(PASSWORD.to_owned()),
            password_may_stay: true,
        };
        office::accounts::create(&self.desk, &Actor::system(), new).await.unwrap();
        login
    }

    /// A browser in which a new account of this role has signed in, with a second factor where the role
    /// needs one.
    pub async fn sign_in(&self, role: Role, org: &str) -> Browser<'_> {
        let login = self.account(role, org).await;
        self.sign_in_as(&login).await.0
    }

    /// The same for an account that exists; also returns the secret of a second factor it enrolled.
    pub async fn sign_in_as(&self, login: &str) -> (Browser<'_>, Option<String>) {
        use office::accounts as acts;
        let (desk, rules) = (&self.desk, self.app.settings().session_rules());
        let visit = Visit {
            ip: OFFICE.to_owned(),
            user_agent: AGENT.to_owned(),
            inside_office: self.app.settings().is_inside(OFFICE),
            device: None,
        };
        let mut signed_in = acts::sign_in(desk, &rules, &visit, login, PASSWORD).await.unwrap();
        let mut secret = None;
        if signed_in.standing == Standing::NeedsEnrolment {
            let presence = acts::resume(desk, &rules, &visit, &signed_in.token).await.unwrap();
            let Presence::Here(here) = presence else { panic!("{presence:?}") };
            let offer = acts::begin_enrolment(desk, &here, None).await.unwrap();
            let code = self.code(&offer.secret);
            let done = acts::finish_enrolment(desk, &visit, &here, &offer.sealed, &code, "").await.unwrap();
            (signed_in, secret) = (done.0, Some(offer.secret));
        }
        assert_eq!(signed_in.standing, Standing::Complete, "{login}");
        let mut browser = self.browser();
        browser.cookies.insert(self.cookie("session"), signed_in.token);
        (browser, secret)
    }

    /// The code that an authenticator shows now.
    pub fn code(&self, secret: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("an").build().unwrap();
        totp.generate(u64::try_from(self.desk.now().timestamp()).unwrap()).to_string()
    }

    /// The acts recorded so far, newest first: what was done, and to what.
    pub async fn record(&self) -> Vec<(String, String)> {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 1000).await.unwrap();
        lines.into_iter().map(|line| (line.act, line.object_id)).collect()
    }

    /// The record id of an account.
    pub async fn id_of(&self, login: &str) -> Uuid {
        let tx = self.desk.store().snapshot().await.unwrap();
        store::accounts::find_by_login(&tx, login).await.unwrap().unwrap().id
    }

    /// The full name of a cookie.
    pub fn cookie(&self, name: &str) -> String {
        if self.app.settings().secure_cookies() { format!("__Host-{name}") } else { name.to_owned() }
    }
}

impl Drop for Kit {
    fn drop(&mut self) {
        let Address::Postgres { url, schema: Some(schema) } = self.address.clone() else { return };
        let work = async move {
            let store = Store::connect(&Address::Postgres { url, schema: None }, keys()).await.unwrap();
            let holders = format!(
                "select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
                 join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = '{schema}' and l.pid <> pg_backend_pid()"
            );
            store.maintain(&holders).await.unwrap();
            store.maintain(&format!("drop schema if exists {schema} cascade")).await.unwrap();
            store.close().await.unwrap();
        };
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        std::thread::spawn(move || runtime().block_on(work)).join().unwrap();
    }
}

/// A browser: keeps cookies and the form token of the page it last saw.
#[derive(Clone)]
pub struct Browser<'k> {
    pub kit: &'k Kit,
    pub cookies: BTreeMap<String, String>,
    /// Where its requests come from.
    pub ip: String,
    /// The token that the next form carries; empty: that of a page fetched for it.
    pub csrf: String,
    /// Headers of every request.
    pub headers: HeaderMap,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Reply {
        let request = Request::get(path).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Opens a page and whatever it leads on to.
    pub async fn follow(&mut self, path: &str) -> Reply {
        let mut reply = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = reply.location() else { break };
            reply = self.get(&next).await;
        }
        reply
    }

    /// Sends a form with its token.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        if self.csrf.is_empty() {
            let page = if self.cookies.contains_key(&self.kit.cookie("session")) {
                "/account"
            } else {
                "/session/new"
            };
            self.follow(page).await;
        }
        let token = self.csrf.clone();
        let mut pairs = vec![("csrf", token.as_str())];
        pairs.extend_from_slice(fields);
        self.post_as(path, &pairs, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends exactly these fields with these headers.
    pub async fn post_as(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body = web::ui::Values::from(
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>(),
        );
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.encode())).unwrap()).await
    }

    /// Sends a request with the cookies, and keeps what comes back.
    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        headers.entry(header::HOST).or_insert("tgpl.test".parse().unwrap());
        headers.entry(header::USER_AGENT).or_insert(AGENT.parse().unwrap());
        headers.extend(self.headers.clone());
        let peer = SocketAddr::new(self.ip.parse().unwrap(), 4711);
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.kit.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let reply = Reply { status: parts.status, headers: parts.headers, bytes };
        self.keep(&reply);
        reply
    }

    fn keep(&mut self, reply: &Reply) {
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(token) = field_of(&reply.html(), "csrf") {
            self.csrf = token;
        } else if reply.headers.contains_key(header::SET_COOKIE) {
            self.csrf.clear();
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What stands between the header and the footer.
    pub fn main(&self) -> String {
        main_of(&self.html())
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn location(&self) -> Option<String> {
        (self.status == StatusCode::SEE_OTHER).then(|| self.header("location"))
    }

    /// The page, or a failed test that shows what came instead.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{:?}\n{}", self.headers, self.main());
        assert!(!self.html().contains('⟦'), "a text is missing: {}", self.main());
        self
    }

    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        assert_eq!(self.location().as_deref(), Some(path), "{} {}", self.status, self.main());
        self
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.html().contains(words), "no “{words}” in {}", self.main());
        self
    }
}

/// The `<main>` of a page, or the whole answer when it is no page.
pub fn main_of(html: &str) -> String {
    let inner = html.split_once("<main").and_then(|(_, rest)| rest.split_once('>'));
    inner.and_then(|(_, rest)| rest.split_once("</main>")).map_or(html, |(main, _)| main).to_owned()
}

/// The value of the first hidden field of a name.
pub fn field_of(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn keys() -> Keyring {
    Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
fn postgres() -> Option<Address> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("TEST_POSTGRES") else {
        assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        );
        return None;
    };
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    Some(Address::Postgres { url, schema: Some(format!("web_{}_{count}", std::process::id())) })
}

async fn seed(store: &Store) {
    let tx = store.begin().await.unwrap();
    for (code, parent, valid_to, successor) in [
        ("CUC", None, None, None),
        ("STP.19", Some("CUC"), None, None),
        ("TT.19", Some("STP.19"), None, None),
        ("CN.19.1", Some("TT.19"), None, None),
        ("STP.06", Some("CUC"), Some("2025-06-30"), Some("STP.19")),
        ("TT.06", Some("STP.06"), Some("2025-06-30"), Some("TT.19")),
        ("STP.01", Some("CUC"), None, None),
        ("TT.01", Some("STP.01"), None, None),
    ] {
        let unit = Organisation {
            code: code.to_owned(),
            kind: OrganisationKind::of_code(code).unwrap().into(),
            name: format!("Đơn vị {code}"),
            name_folded: String::new(),
            parent: parent.map(str::to_owned),
            province_code: code.split('.').nth(1).map(str::to_owned),
            valid_from: day("2004-01-01"),
            valid_to: valid_to.map(day),
            successor: successor.map(str::to_owned),
            address: None,
            phone: None,
            version: 1,
        };
        store::staff::insert_organisation(&tx, unit).await.unwrap();
    }
    let provider = Provider {
        id: PROVIDER,
        org_code: "TT.19".to_owned(),
        name: "Bế Văn Minh".to_owned(),
        name_folded: String::new(),
        kind: ProviderKind::LegalAidOfficer.into(),
        card_number: Some("TN-01".to_owned()),
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: "vi".to_owned(),
        fields: String::new(),
        leader: false,
        version: 1,
    };
    store::staff::insert_provider(&tx, provider).await.unwrap();
    tx.commit().await.unwrap();
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn the_kit_signs_in_and_keeps_what_a_browser_keeps() {
    for kit in Kit::each().await {
        let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
        browser.get("/").await.expect(200).says("Người Thử 0");
        assert!(!browser.get("/").await.main().contains("<main"), "{}", kit.database);
        browser.post("/account/language", &[("language", "en")]).await.leads_to("/account");
        browser.follow("/account").await.says("Language changed.");
        kit.wait(Duration::minutes(16));
        browser.get("/").await.leads_to("/session/new");
        let (acts, _) = kit.record().await.into_iter().next().unwrap();
        assert_eq!(acts, "accounts.sign_in");
        let login = kit.account(Role::Administrator, "CUC").await;
        let (mut admin, secret) = kit.sign_in_as(&login).await;
        assert_eq!(kit.code(&secret.unwrap()).len(), 6);
        admin.get(&format!("/accounts/{}", kit.id_of(&login).await)).await.expect(200);
        let reply = admin.post_as("/session/end", &[], &[]).await;
        assert_eq!(reply.expect(403).header("x-frame-options"), "DENY");
    }
}
