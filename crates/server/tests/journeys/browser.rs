//! A browser that acts like a person: opens, fills, chooses, presses, reads; and looks with axe.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::prelude::*;

use crate::house::{FIRST_PASSWORD, House, PASSWORD};

pub struct Browser {
    driver: WebDriver,
    service: Child,
    url: String,
    axe: String,
}

const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";

impl Browser {
    /// A fresh browser; `None` where there is none and skipping is allowed.
    pub async fn start() -> Option<Self> {
        let axe_file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/axe-core/axe.min.js");
        let there = Path::new(CHROMIUM).exists() && Path::new(CHROMEDRIVER).exists() && axe_file.exists();
        if !there {
            assert!(std::env::var("TGPL_NO_SKIP").is_err(), "Chromium, ChromeDriver or axe-core is missing");
            eprintln!("skipped: Chromium, ChromeDriver or axe-core is missing");
            return None;
        }
        // The client that speaks to the driver wants to know how it would encrypt; the first test says it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let service = Command::new(CHROMEDRIVER)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(30), "ChromeDriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let url = format!("http://127.0.0.1:{port}");
        let driver = open_window(&url, true).await;
        let axe = std::fs::read_to_string(axe_file).unwrap();
        Some(Self { driver, service, url, axe })
    }

    /// The same browser with script switched off.
    pub async fn without_script(self) -> Self {
        let driver = open_window(&self.url, false).await;
        let before = self.driver.clone();
        before.quit().await.unwrap();
        Self { driver, service: self.service, url: self.url, axe: self.axe }
    }

    pub async fn end(mut self) {
        self.driver.clone().quit().await.unwrap();
        let _ = self.service.kill();
        let _ = self.service.wait();
    }

    pub async fn open(&self, house: &House, path: &str) {
        self.driver.goto(format!("{}{path}", house.address)).await.unwrap();
    }

    /// Signs in; the first time the password that was given is changed.
    pub async fn sign_in(&self, house: &House, login: &str) {
        self.open(house, "/session/new?lang=vi").await;
        self.fill("login", login).await;
        self.fill("password", PASSWORD).await;
        self.press_first().await;
        if self.driver.find_all(By::Css(".error-summary")).await.unwrap().is_empty() {
            return;
        }
        self.fill("login", login).await;
        self.fill("password", FIRST_PASSWORD).await;
        self.press_first().await;
        let fields = self.driver.find_all(By::Css("main input[type=password]")).await.unwrap();
        assert!(!fields.is_empty(), "{login} is asked for a new password");
        let count = fields.len();
        for (place, field) in fields.into_iter().enumerate() {
            let current = count == 3 && place == 0;
            field.send_keys(if current { FIRST_PASSWORD } else { PASSWORD }).await.unwrap();
        }
        self.press_first().await;
        assert!(!self.path().await.starts_with("/session"), "{login} is signed in: {}", self.text().await);
    }

    pub async fn sign_out(&self) {
        self.driver.delete_all_cookies().await.unwrap();
    }

    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.field(name).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub async fn value(&self, name: &str) -> String {
        self.field(name).await.prop("value").await.unwrap().unwrap_or_default()
    }

    pub async fn choose(&self, name: &str, value: &str) {
        let css = format!("main input[name='{name}'][value='{value}']");
        let field = self.driver.find(By::Css(css)).await.unwrap();
        self.press(&field).await;
    }

    pub async fn select(&self, name: &str, value: &str) {
        let css = format!("main select[name='{name}'] option[value='{value}']");
        self.driver.find(By::Css(css)).await.unwrap().click().await.unwrap();
    }

    /// Chooses the answer whose words contain these.
    pub async fn select_named(&self, name: &str, words: &str) {
        let css = format!("main select[name='{name}'] option");
        for option in self.driver.find_all(By::Css(css)).await.unwrap() {
            if option.prop("textContent").await.unwrap().unwrap_or_default().contains(words) {
                return option.click().await.unwrap();
            }
        }
        panic!("no answer “{words}” to {name} on {}", self.path().await);
    }

    /// Chooses a provider out of the ranking by the name.
    pub async fn choose_ranked(&self, name: &str) {
        let choose = format!(
            "const row = [...document.querySelectorAll('#provider table label')]
            .find(label => label.textContent.includes('{name}'));
            row.closest('th').querySelector('input').click(); return true"
        );
        self.ask(&choose).await;
    }

    /// Touches everything of a kind.
    pub async fn tap_all(&self, css: &str) -> usize {
        let all = self.driver.find_all(By::Css(css)).await.unwrap();
        for element in &all {
            self.press(element).await;
        }
        all.len()
    }

    /// Fills every field of a kind.
    pub async fn fill_all(&self, css: &str, text: &str) {
        for field in self.driver.find_all(By::Css(css)).await.unwrap() {
            field.send_keys(text).await.unwrap();
        }
    }

    /// Follows the first link of a kind to its page.
    pub async fn go(&self, css: &str) {
        match self.driver.find(By::Css(css)).await {
            Ok(link) => self.follow(&link).await,
            Err(_) => panic!("no {css} on {}: {}", self.path().await, self.text().await),
        }
    }

    /// What the first element of a kind says.
    pub async fn words(&self, css: &str) -> String {
        self.driver.find(By::Css(css)).await.unwrap().text().await.unwrap().trim().to_owned()
    }

    /// Whether something of a kind is there.
    pub async fn has(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css)).await.unwrap().is_empty()
    }

    /// The day in so many days, as Viet Nam writes it.
    pub async fn day(&self, days: i64) -> String {
        let day =
            format!("return new Date(Date.now() + ({days} * 24 + 7) * 3600e3).toISOString().slice(0, 10)");
        let day = self.ask(&day).await;
        let mut parts: Vec<&str> = day.as_str().unwrap().split('-').collect();
        parts.reverse();
        parts.join("/")
    }

    /// Presses the button with these words.
    pub async fn submit(&self, words: &str) {
        for button in self.driver.find_all(By::Css("main button")).await.unwrap() {
            if button.text().await.unwrap().trim() == words {
                return self.follow(&button).await;
            }
        }
        panic!("no button “{words}” on {}: {}", self.path().await, self.text().await);
    }

    async fn press_first(&self) {
        let button = self.driver.find(By::Css("main form button[type=submit]")).await.unwrap();
        self.follow(&button).await;
    }

    async fn press(&self, element: &WebElement) {
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap();
    }

    /// Presses what leads to another page, and waits until it is there.
    async fn follow(&self, element: &WebElement) {
        let before = self.driver.find(By::Css("html")).await.unwrap().element_id();
        self.press(element).await;
        let start = Instant::now();
        loop {
            match self.driver.find(By::Css("html")).await {
                Ok(page) if page.element_id() != before => break,
                _ => assert!(start.elapsed() < Duration::from_secs(30), "no page follows"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn field(&self, name: &str) -> WebElement {
        self.driver.find(By::Css(format!("main [name='{name}']"))).await.unwrap()
    }

    pub async fn title(&self) -> String {
        self.driver.title().await.unwrap()
    }

    /// What the page says. A page that renews itself may go away in between: then the new one is read.
    pub async fn text(&self) -> String {
        let start = Instant::now();
        loop {
            if let Ok(main) = self.driver.find(By::Css("main")).await
                && let Ok(text) = main.text().await
            {
                return text;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "no page to read");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    pub async fn wait_for_text(&self, words: &str) {
        let start = Instant::now();
        while !self.text().await.contains(words) {
            assert!(start.elapsed() < Duration::from_secs(30), "“{words}” never came: {}", self.text().await);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Follows the figure of an indicator to its list and answers the number that was shown.
    pub async fn click_figure(&self, indicator: &str) -> String {
        let css = format!("main a[href*='indicator={indicator}&'], main a[href$='indicator={indicator}']");
        let link = self.driver.find(By::Css(css)).await.unwrap();
        let shown = link.text().await.unwrap();
        self.follow(&link).await;
        shown.chars().filter(char::is_ascii_digit).collect()
    }

    /// Counts the lines of a list over all its pages.
    pub async fn count_lines(&self) -> usize {
        let mut lines = 0;
        loop {
            lines += self.driver.find_all(By::Css("main tbody tr a.row-link")).await.unwrap().len();
            match self.driver.find_all(By::Css("main a[rel=next]")).await.unwrap().first() {
                Some(next) => self.follow(next).await,
                None => return lines,
            }
        }
    }

    pub async fn navigation(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for link in self.driver.find_all(By::Css("header nav a, body > nav a")).await.unwrap() {
            let path = link.attr("href").await.unwrap().unwrap_or_default();
            if path.starts_with('/') && !path.contains('?') && !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    pub async fn import(&self, house: &House, kind: &str, org: &str, content: &str) {
        let file = house.file(&format!("{kind}-{}.csv", content.len()), content);
        self.open(house, "/imports/new").await;
        self.check_page("import").await;
        for (name, value) in [("kind", kind), ("org", org)] {
            let css = format!("main select[name='{name}'] option[value='{value}']");
            for option in self.driver.find_all(By::Css(css)).await.unwrap() {
                option.click().await.unwrap();
            }
            let css = format!("main input[name='{name}'][value='{value}']");
            for option in self.driver.find_all(By::Css(css)).await.unwrap() {
                self.press(&option).await;
            }
        }
        let field = self.driver.find(By::Css("main input[type=file]")).await.unwrap();
        field.send_keys(file.to_str().unwrap()).await.unwrap();
        self.press_first().await;
    }

    /// Waits for the preview, confirms, waits for the end.
    pub async fn confirm_import(&self) {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < Duration::from_secs(60), "no preview: {}", self.text().await);
            let ready =
                self.driver.find_all(By::Css("main form[action$='/confirmation'] button")).await.unwrap();
            // The page renews itself until the preview is there; a button of the old page cannot be pressed.
            if let Some(button) = ready.first()
                && button.scroll_into_view().await.is_ok()
                && button.click().await.is_ok()
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        // Between two pages there is neither progress nor form: only what stands on the last page says that it is the last.
        while self.driver.find_all(By::Css("main a[href^='/imports/new?kind=']")).await.unwrap().is_empty() {
            assert!(
                start.elapsed() < Duration::from_secs(90),
                "the import does not end: {}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    /// Looks at the page with axe, at phone and desktop width, and for anything that sticks out.
    pub async fn check_page(&self, what: &str) {
        for width in [360, 1440] {
            self.check_at(what, width).await;
        }
    }

    /// Looks at the page with axe at one width, and for anything that sticks out.
    pub async fn check_at(&self, what: &str, width: u32) {
        self.widen(width).await;
        let text = self.driver.find(By::Css("body")).await.unwrap().text().await.unwrap();
        assert!(!text.contains('⟦'), "{what}: a text is missing: {text}");
        let overflow = self.ask("return document.documentElement.scrollWidth - window.innerWidth").await;
        let overflow = overflow.as_i64().unwrap_or_default();
        assert!(overflow <= 1, "{what} at {width}: {overflow} px stick out to the right");
        self.ask(self.axe.as_str()).await;
        let found = self
            .ask_later(
                "const done = arguments[0];
                 axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
                    .then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '))))
                    .catch(e => done(['axe failed: ' + e]))",
            )
            .await;
        let found = found.as_array().cloned().unwrap_or_default();
        assert!(found.is_empty(), "{what} at {width}: {found:#?}");
        if let Ok(folder) = std::env::var("TGPL_PICTURES") {
            self.picture(Path::new(&folder), what).await;
            self.widen(width).await;
        }
    }

    /// The whole page as a picture, as wide as a phone and as a desk.
    async fn picture(&self, folder: &Path, what: &str) {
        let name: String = what.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        for width in [360, 1440] {
            self.widen(width).await;
            let height = self.ask("return document.documentElement.scrollHeight").await;
            self.size(width, height.as_u64().unwrap_or(900).clamp(300, 6000)).await;
            let picture = self.driver.screenshot_as_png().await.unwrap();
            let mut file = std::fs::File::create(folder.join(format!("{name}-{width}.png"))).unwrap();
            file.write_all(&picture).unwrap();
        }
    }

    /// Touches something.
    pub async fn tap(&self, css: &str) {
        let element = self.driver.find(By::Css(css)).await.unwrap();
        self.press(&element).await;
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// What a script answers later, by calling its argument.
    pub async fn ask_later(&self, script: &str) -> serde_json::Value {
        self.driver.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// A word to the browser itself.
    pub async fn cdp(&self, method: &str, parameters: serde_json::Value) {
        self.driver.cdp().send_raw(method, parameters).await.unwrap();
    }

    pub async fn widen(&self, width: u32) {
        self.size(width, 900).await;
    }

    async fn size(&self, width: u32, height: u64) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.unwrap();
    }
}

async fn open_window(url: &str, script: bool) -> WebDriver {
    let mut wanted = DesiredCapabilities::chrome();
    wanted.set_binary(CHROMIUM).unwrap();
    for switch in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--force-prefers-reduced-motion",
        "--window-size=1440,900",
    ] {
        wanted.add_arg(switch).unwrap();
    }
    if !script {
        let setting = json!({ "profile.managed_default_content_settings.javascript": 2 });
        wanted.add_experimental_option("prefs", setting).unwrap();
    }
    WebDriver::new(url, wanted).await.unwrap()
}
