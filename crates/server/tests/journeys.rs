//! Journeys in a real browser against the real program: people sign in, enter, correct, close, import,
//! and count what the report says; a request becomes an archived file. Every page met is held against axe at phone and
//! desktop width, or as wide as the screen of whoever meets it.
//!
//! Needs Chromium, ChromeDriver and axe-core (`npm ci` at the root); without them the journeys are
//! skipped, unless `TGPL_NO_SKIP` is set, as it is in CI.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::disallowed_methods, reason = "tests are told by the environment what may be skipped")]

#[path = "journeys/browser.rs"]
mod browser;
#[path = "journeys/department.rs"]
mod department;
#[path = "journeys/duty.rs"]
mod duty;
#[path = "journeys/house.rs"]
mod house;
#[path = "journeys/lawyer.rs"]
mod lawyer;
#[path = "journeys/life.rs"]
mod life;
#[path = "journeys/phone.rs"]
mod phone;
#[path = "journeys/reports.rs"]
mod reports;
#[path = "journeys/seat.rs"]
mod seat;

use browser::Browser;
use house::House;

/// The figures that the Centre of Bắc Kạn published, each opened and counted.
#[tokio::test(flavor = "multi_thread")]
async fn a_director_opens_every_published_figure_and_counts_its_cases() {
    let Some((house, browser)) = begin().await else { return };
    house.import_bac_kan();
    browser.sign_in(&house, "giamdoc").await;
    let report = "/reports/period?org=TT.06&from=01/01/2022&to=30/06/2022&geography=then";
    for indicator in [
        ("cases_handled", 296),
        ("cases_carried_over", 140),
        ("cases_new", 156),
        ("cases_closed", 154),
        ("cases_new_litigation_notified", 124),
        ("cases_appraised", 91),
    ] {
        browser.open(&house, report).await;
        browser.check_page(&format!("report for {}", indicator.0)).await;
        let (id, expected) = indicator;
        let shown = browser.click_figure(id).await;
        assert_eq!(shown, expected.to_string(), "{id} on the page");
        assert_eq!(browser.count_lines().await, expected, "lines behind {id}");
    }
    browser.end().await;
}

/// From an empty form to a closed case, in the browser, with a mistake on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_registers_corrects_and_closes_a_case() {
    let Some((house, browser)) = begin().await else { return };
    browser.sign_in(&house, "tiepnhan").await;
    browser.open(&house, "/cases/new").await;
    browser.check_page("register a case").await;
    browser.choose("form", "litigation").await;
    browser.choose("provider_role", "defence").await;
    browser.select("field", "criminal").await;
    browser.select("source", "agency_notice").await;
    browser.select("category", "minor_16_18").await;
    browser.fill("client_birth", "2009").await;
    browser.submit("Vào sổ").await;
    browser.check_page("register a case, name missing").await;
    assert!(browser.title().await.starts_with("Lỗi:"), "{}", browser.title().await);
    assert_eq!(browser.value("client_birth").await, "2009", "what was typed is kept");
    browser.fill("client_name", "Nông Thị Hoà").await;
    browser.submit("Vào sổ").await;
    browser.check_page("a case").await;
    assert!(browser.text().await.contains("Nông Thị Hoà"));
    let case = browser.path().await;

    browser.open(&house, &format!("{case}/edit")).await;
    browser.check_page("correct a case").await;
    browser.fill("note", "Đã gọi điện cho gia đình.").await;
    browser.submit("Lưu thay đổi").await;
    assert!(browser.text().await.contains("Đã gọi điện cho gia đình."));

    browser.open(&house, "/cases?q=nong+thi+hoa").await;
    browser.check_page("list of cases").await;
    assert_eq!(browser.count_lines().await, 1);
    browser.open(&house, &format!("{case}/closure")).await;
    browser.check_page("close a case").await;
    browser.submit("Kết thúc vụ việc").await;
    assert!(browser.text().await.contains("Hoàn thành"));
    browser.end().await;
}

/// A file with mistakes is refused with every mistake named; the mended file goes in.
#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_imports_a_register_after_mending_it() {
    let Some((house, browser)) = begin().await else { return };
    browser.sign_in(&house, "tiepnhan").await;
    let header =
        "org_code,file_code,form,field,provider_role,accepted_on,source,client_name,client_birth,category";
    let row = |code: &str, day: &str| {
        format!("TT.19,{code},litigation,criminal,defence,{day},self,Trần Văn Ba,1980,poor")
    };
    let wrong = format!("{header}\n{}\n{}\n", row("NK.01", "2026-02-31"), row("NK.02", "2026-02-20"));
    browser.import(&house, "cases", "TT.19", &wrong).await;
    browser.wait_for_text("accepted_on").await;
    browser.check_page("import with mistakes").await;
    assert!(browser.text().await.contains("2026-02-31"));
    let right = format!("{header}\n{}\n{}\n", row("NK.01", "2026-02-28"), row("NK.02", "2026-02-20"));
    browser.import(&house, "cases", "TT.19", &right).await;
    browser.confirm_import().await;
    browser.check_page("import done").await;
    browser.open(&house, "/cases?q=NK.").await;
    assert_eq!(browser.count_lines().await, 2);
    browser.end().await;
}

/// Everything works without script.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_registered_without_script() {
    let Some((house, browser)) = begin().await else { return };
    let browser = browser.without_script().await;
    browser.sign_in(&house, "tiepnhan").await;
    browser.open(&house, "/cases/new").await;
    browser.choose("form", "advice").await;
    browser.select("field", "civil").await;
    browser.select("source", "self").await;
    browser.select("category", "poor").await;
    browser.fill("client_name", "Lò Thị Mai").await;
    browser.submit("Vào sổ").await;
    assert!(browser.text().await.contains("Lò Thị Mai"));
    browser.end().await;
}

/// The pages of every role, looked at with axe in both languages and widths.
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_every_role_are_accessible() {
    let Some((house, browser)) = begin().await else { return };
    house.import_bac_kan();
    for (place, (login, _, _)) in house::PEOPLE.into_iter().enumerate() {
        // The words are the same for every role; one role is enough to look at them in English.
        let languages: &[&str] = if place == 0 { &["vi", "en"] } else { &["vi"] };
        browser.sign_in(&house, login).await;
        let pages = browser.navigation().await;
        assert!(!pages.is_empty(), "{login} sees a navigation");
        for page in pages {
            for lang in languages {
                browser.open(&house, &format!("{page}?lang={lang}")).await;
                browser.check_page(&format!("{page} for {login} in {lang}")).await;
            }
        }
        browser.open(&house, "/?lang=vi").await;
        browser.sign_out().await;
    }
    browser.end().await;
}

async fn begin() -> Option<(House, Browser)> {
    let browser = Browser::start().await?;
    Some((House::open().await, browser))
}
