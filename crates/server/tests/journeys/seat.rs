//! Somebody at a screen: signs in, goes from page to page, and has every page held against axe as wide as that screen.

use crate::browser::Browser;
use crate::house::{FIRST_PASSWORD, House};

/// A screen on a desk.
pub const DESK: u32 = 1440;
/// A phone.
pub const PHONE: u32 = 360;

pub struct Seat<'a> {
    house: &'a House,
    pub browser: &'a Browser,
    login: &'static str,
    width: u32,
}

impl<'a> Seat<'a> {
    /// Whoever sat here before leaves; the next one signs in.
    pub async fn take(house: &'a House, browser: &'a Browser, login: &'static str, width: u32) -> Self {
        browser.sign_out().await;
        browser.widen(width).await;
        browser.sign_in(house, login).await;
        Self { house, browser, login, width }
    }

    /// Looks at the page that is open.
    pub async fn look(&self, what: &str) {
        self.browser.check_at(&format!("{} {what}", self.login), self.width).await;
    }

    /// Opens an address.
    pub async fn open(&self, path: &str, what: &str) {
        self.browser.open(self.house, path).await;
        self.look(what).await;
    }

    /// Follows a link.
    pub async fn go(&self, css: &str, what: &str) {
        self.browser.go(css).await;
        self.look(what).await;
    }

    /// Presses a button that leads to another page.
    pub async fn press(&self, words: &str, what: &str) {
        self.browser.submit(words).await;
        self.look(what).await;
    }

    /// Opens an address again and again until it says this: what moves tells people a moment later.
    pub async fn wait_for(&self, path: &str, words: &str, what: &str) {
        let start = std::time::Instant::now();
        loop {
            self.browser.open(self.house, path).await;
            let text = self.browser.text().await;
            if text.contains(words) {
                return self.look(what).await;
            }
            assert!(
                start.elapsed() < std::time::Duration::from_secs(30),
                "“{words}” never came to {path}: {text}"
            );
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    }

    /// The page says this.
    pub async fn says(&self, words: &str) {
        let text = self.browser.text().await;
        assert!(text.contains(words), "“{words}” is not on {}: {text}", self.browser.path().await);
    }

    /// The title begins like this.
    pub async fn titled(&self, words: &str) {
        let title = self.browser.title().await;
        assert!(
            title.starts_with(words),
            "{}: “{title}” does not begin with “{words}”",
            self.browser.path().await
        );
    }
}

/// Three providers and three older cases, as an import brings them: the opponent of a person of the journeys, the case
/// of the contract lawyer, and the case of a child whose file was never handed over.
pub fn import(house: &House) {
    let providers = house.file(
        "providers.csv",
        "org_code,name,kind,card_number,appointed_on\n\
         TT.19,Bế Văn Minh,legal_aid_officer,TN-01,2020-01-01\n\
         TT.19,Hà Văn Sáu,legal_aid_officer,TN-02,2020-01-01\n\
         TT.19,Vi Thị Hạnh,contract_lawyer,LS-01,2022-01-01\n",
    );
    house.run(&["import", "providers", providers.to_str().unwrap(), "--org", "TT.19"], "");
    let cases = house.file(
        "cases.csv",
        "org_code,file_code,form,field,provider_role,received_on,accepted_on,source,client_name,client_birth,category,\
         provider_name,provider_kind,provider_card,assigned_on,closed_on,outcome\n\
         TT.19,TT.TGTT.01.2026,litigation,criminal,protection,2026-10-01,2026-10-01,self,Trần Văn Ba,1985,poor,\
         Hà Văn Sáu,legal_aid_officer,TN-02,2026-10-02,,\n\
         TT.19,TT.TGTT.02.2026,litigation,civil,protection,2026-10-01,2026-10-01,self,Lý Thị Mẩy,1970,poor,\
         Vi Thị Hạnh,contract_lawyer,LS-01,2026-10-02,,\n\
         TT.19,TT.TGTT.03.2026,litigation,criminal,defence,2026-03-02,2026-03-02,agency_notice,Nông Văn Tám,2010,\
         minor_16_18,Hà Văn Sáu,legal_aid_officer,TN-02,2026-03-03,2026-08-03,completed\n",
    );
    house.run(&["import", "cases", cases.to_str().unwrap(), "--org", "TT.19"], "");
}

/// Gives a provider an account. The director's browser tells which record is theirs.
pub async fn account(house: &House, browser: &Browser, name: &str, login: &str, role: &str) {
    browser.sign_out().await;
    browser.sign_in(house, "giamdoc").await;
    browser.open(house, "/providers").await;
    let find = format!(
        "return [...document.querySelectorAll('main a.row-link')].find(link => link.textContent.includes('{name}'))
            .pathname.split('/').pop()"
    );
    let id = browser.ask(&find).await;
    let id = id.as_str().unwrap();
    let args = ["user", "create", "--name", name, "--login", login, "--role", role, "--org", "TT.19"];
    let args = [&args[..], &["--provider", id, "--password-stdin"]].concat();
    house.run(&args, FIRST_PASSWORD);
}
