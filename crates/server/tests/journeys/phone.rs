//! An officer between two hearings: a phone of 360 px, a line of 50 kbit/s that breaks.
//!
//! Bytes and requests are counted by the browser itself, by its own timing of every request.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::browser::Browser;
use crate::house::House;

/// What a first look may weigh on the line, headers and all.
const FIRST_LOAD: i64 = 100 * 1024;

/// Bytes per second of the slow line; its answers begin after 400 ms.
const SLOW: i64 = 50_000 / 8;

impl Browser {
    async fn line(&self, offline: bool) {
        self.cdp("Network.enable", json!({})).await;
        let line = json!({
            "offline": offline, "latency": 400, "downloadThroughput": SLOW, "uploadThroughput": SLOW,
        });
        self.cdp("Network.emulateNetworkConditions", line).await;
    }

    /// What this page and everything it asked for weighed.
    async fn weight(&self) -> i64 {
        let sum = "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
            .reduce((sum, entry) => sum + entry.transferSize, 0)";
        self.ask(sum).await.as_i64().unwrap()
    }

    /// How many requests forms of this page made since it was opened: a redirect is a second one.
    async fn requests(&self) -> i64 {
        let count =
            "return performance.getEntriesByType('resource').filter(entry => entry.initiatorType === 'fetch')
            .reduce((sum, entry) => sum + (entry.redirectStart > 0 ? 2 : 1), 0)";
        self.ask(count).await.as_i64().unwrap()
    }

    async fn wait_until(&self, what: &str, script: &str) {
        let start = Instant::now();
        while self.ask(script).await != json!(true) {
            assert!(start.elapsed() < Duration::from_secs(60), "{what}: {}", self.text().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// A provider with an account, and a case of theirs.
async fn an_officer(house: &House, browser: &Browser) {
    let providers = house.file(
        "providers.csv",
        "org_code,name,kind,card_number,appointed_on\nTT.19,Bế Văn Minh,legal_aid_officer,TN-01,2020-01-01\n",
    );
    house.run(&["import", "providers", providers.to_str().unwrap(), "--org", "TT.19"], "");
    let cases = house.file(
        "cases.csv",
        "org_code,file_code,form,field,provider_role,received_on,accepted_on,source,client_name,category,provider_name,\
         provider_kind,provider_card,assigned_on\nTT.19,TT.TGTT.01.2026,litigation,criminal,defence,2026-10-01,2026-10-01,\
         self,Trần Văn Ba,poor,Bế Văn Minh,legal_aid_officer,TN-01,2026-10-02\n",
    );
    house.run(&["import", "cases", cases.to_str().unwrap(), "--org", "TT.19"], "");
    browser.sign_in(house, "giamdoc").await;
    browser.open(house, "/providers").await;
    let id = browser.ask("return document.querySelector('main a.row-link').pathname.split('/').pop()").await;
    let id = id.as_str().unwrap().to_owned();
    let args = [
        "user",
        "create",
        "--name",
        "Bế Văn Minh",
        "--login",
        "trogiup",
        "--role",
        "officer",
        "--org",
        "TT.19",
    ];
    let args = [&args[..], &["--provider", id.as_str(), "--password-stdin"]].concat();
    house.run(&args, crate::house::FIRST_PASSWORD);
    browser.sign_out().await;
    browser.sign_in(house, "trogiup").await;
}

/// Today, a diary entry in three taps, one over a broken line, a photo that is shrunk, the end of the case.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_works_on_a_phone_over_a_slow_line() {
    let Some((house, browser)) = crate::begin().await else { return };
    an_officer(&house, &browser).await;
    browser.widen(360).await;
    browser.line(false).await;
    browser.cdp("Network.clearBrowserCache", json!({})).await;
    browser.open(&house, "/today").await;
    let weight = browser.weight().await;
    assert!((1..=FIRST_LOAD).contains(&weight), "the first load weighs {weight} bytes");
    assert!(browser.text().await.contains("TT.TGTT.01.2026"), "{}", browser.text().await);

    // The case is opened; then what was done, and done: one tap is left of the three.
    browser.tap("main a[href$='/diary']").await;
    let case = browser.path().await.trim_end_matches("/diary").to_owned();
    let weight = browser.weight().await;
    assert!((1..=FIRST_LOAD).contains(&weight), "the diary weighs {weight} bytes");
    browser.tap("main input[value=criminal_dd]").await;
    browser.tap("main form[data-keep] button[type=submit]").await;
    browser.wait_for_text("Đã ghi nhật ký").await;
    let requests = browser.requests().await;
    assert!((1..=2).contains(&requests), "an entry took {requests} requests");
    let left = browser.ask("return sessionStorage.length").await;
    assert_eq!(left, json!(0), "nothing of the case stays behind in the browser");

    // The line breaks; what was typed waits, and goes when the line is back.
    browser.line(true).await;
    browser.fill("note", "Đã gặp bị can tại trại tạm giam.").await;
    browser.ask("for (const [name, time] of [['from', '00:00'], ['to', '00:30']]) document.querySelector(`main [name=${name}]`).value = time; return true").await;
    browser.ask("document.querySelector('main [name=on_date]').value = '02/10/2026'; return true").await;
    browser.tap("main form[data-keep] button[type=submit]").await;
    browser.wait_for_text("Chưa gửi được vì mất mạng").await;
    let kept = browser.ask("return Object.values(sessionStorage).join()").await;
    assert!(kept.as_str().unwrap().contains("trại tạm giam"), "{kept}");
    browser.line(false).await;
    browser.wait_until("what waited is sent", "return sessionStorage.length === 0").await;
    browser.open(&house, &format!("{case}/diary?month=2026-10")).await;
    browser.wait_for_text("Đã gặp bị can tại trại tạm giam.").await;

    // A photo of the phone is shrunk before it goes.
    browser.open(&house, &format!("{case}/papers")).await;
    let photo = "const done = arguments[0];
        const canvas = Object.assign(document.createElement('canvas'), { width: 3200, height: 2400 });
        const pen = canvas.getContext('2d');
        let seed = 7;
        for (let row = -13; row < 2400; row += 160) for (let column = -11; column < 3200; column += 160) {
            seed = (seed * 1103515245 + 12345) % 2147483648;
            pen.fillStyle = `hsl(${seed % 360} 50% ${20 + (seed % 60)}%)`;
            pen.fillRect(column, row, 160, 160);
        }
        canvas.toBlob(blob => {
            const list = new DataTransfer();
            list.items.add(new File([blob], 'IMG_0001.jpg', { type: 'image/jpeg' }));
            document.querySelector('main input[type=file]').files = list.files;
            done(blob.size);
        }, 'image/jpeg', 1)";
    let before = browser.ask_later(photo).await.as_i64().unwrap();
    browser.select("item", "indictment").await;
    browser.tap("main form[data-pieces] button[type=submit]").await;
    browser.wait_for_text("Đã đưa giấy tờ vào hồ sơ").await;
    let shown = "const done = arguments[0]; const page = document.querySelector('main a.row-link').href;
        fetch(page + '/file').then(it => it.blob()).then(async blob => {
            const picture = await createImageBitmap(blob);
            done([blob.size, picture.width, picture.height]);
        })";
    let shown = browser.ask_later(shown).await;
    let side = |at: usize| shown[at].as_i64().unwrap();
    assert_eq!((side(1), side(2)), (1600, 1200), "no side is longer than 1600");
    assert!(side(0) < before / 2, "{before} bytes became {}", side(0));

    // The end of the case.
    browser.line(false).await;
    browser.open(&house, &format!("{case}/closure")).await;
    browser.submit("Kết thúc vụ việc").await;
    browser.wait_until("the case is closed", "return !location.pathname.endsWith('/closure')").await;
    assert_eq!(browser.path().await, case);
    browser
        .cdp(
            "Network.emulateNetworkConditions",
            json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
        )
        .await;
    for page in [
        "/today".to_owned(),
        format!("{case}/diary"),
        format!("{case}/hearings"),
        format!("{case}/papers"),
        format!("{case}/dealings"),
    ] {
        browser.open(&house, &page).await;
        let side = page.rsplit('/').next().unwrap_or_default().to_owned();
        browser.check_page(&format!("phone {side}")).await;
    }
    browser.end().await;
}

/// The same acts without script: one form, one answer.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_logs_work_without_script() {
    let Some((house, browser)) = crate::begin().await else { return };
    an_officer(&house, &browser).await;
    let browser = browser.without_script().await;
    browser.sign_in(&house, "trogiup").await;
    browser.widen(360).await;
    browser.open(&house, "/today").await;
    browser.tap("main a[href$='/diary']").await;
    browser.tap("main input[value=criminal_g]").await;
    browser.submit("Ghi nhật ký").await;
    assert!(browser.text().await.contains("Đã ghi nhật ký"), "{}", browser.text().await);
    let case = browser.path().await.trim_end_matches("/diary").to_owned();
    browser.open(&house, &format!("{case}/papers")).await;
    let file = house.file("cao-trang.pdf", "%PDF-1.4 một bản cáo trạng");
    browser.fill("file", file.to_str().unwrap()).await;
    browser.select("item", "indictment").await;
    browser.submit("Đưa vào hồ sơ").await;
    assert!(browser.text().await.contains("Đã đưa giấy tờ vào hồ sơ"), "{}", browser.text().await);
    browser.end().await;
}
