//! Signing in, the own account, and the administration of accounts, on the pages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::http::header;
use chrono::Duration;
use kit::{Browser, Kit, PASSWORD, Reply, field_of};
use law::access::Role;
use office::accounts as acts;
use office::{Actor, Failure};
use web::texts::Lang;
use web::{Network, Settings};

const NEW_PASSWORD: &str = "một câu khác cũng dài";

async fn try_to_sign_in(browser: &mut Browser<'_>, login: &str, password: &str) -> Reply {
    browser.post("/session", &[("login", login), ("password", password)]).await
}

/// The recovery codes that a page shows.
fn codes_of(page: &Reply) -> Vec<String> {
    let parts = page.main();
    let codes = parts.split("<strong class=\"code\">").skip(1).map(|rest| rest.split('<').next().unwrap());
    codes.filter(|code| code.len() == 14 && code.matches('-').count() == 2).map(str::to_owned).collect()
}

/// Reads the secret and the sealed secret of the enrolment page.
fn offer_of(page: &Reply) -> (String, String) {
    let html = page.main();
    let secret = html.split("<strong class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    (secret.replace(' ', ""), field_of(&html, "sealed").unwrap())
}

#[tokio::test]
async fn a_person_signs_in_goes_on_and_signs_out() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Clerk, "TT.19").await;
        let mut browser = kit.browser();
        browser.get("/account?tab=1").await.leads_to("/session/new?next=%2Faccount%3Ftab%3D1");
        let page = browser.get("/session/new?next=%2Faccount%3Ftab%3D1").await;
        page.expect(200).says("Đăng nhập");
        let next = field_of(&page.html(), "next").unwrap();
        let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", next.as_str())];
        browser.post("/session", &fields).await.leads_to("/account?tab=1");
        browser.get("/account?tab=1").await.expect(200).says("Cán bộ tiếp nhận").says("Đơn vị TT.19");
        browser.get("/session/new").await.leads_to("/");
        browser.get("/").await.expect(200);
        browser.post("/session/end", &[]).await.leads_to("/session/new");
        browser.get("/session/new").await.says("Bạn đã đăng xuất.");
        browser.get("/").await.leads_to("/session/new");
        let done: Vec<String> = kit.record().await.into_iter().map(|(act, _)| act).collect();
        assert_eq!(done[..2], ["accounts.sign_out", "accounts.sign_in"], "{}", kit.database);
    }
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut pages = Vec::new();
    for name in [login.as_str(), "nobody.here"] {
        let reply = try_to_sign_in(&mut kit.browser(), name, "không phải mật khẩu này").await;
        reply.expect(422).says("Tên đăng nhập hoặc mật khẩu không đúng");
        let main = reply.main().replace(name, "NAME");
        let token = field_of(&main, "csrf").unwrap();
        pages.push(main.replace(&token, "TOKEN"));
    }
    assert_eq!(pages[0], pages[1]);
    let failed: Vec<_> = kit.record().await.into_iter().take(2).collect();
    let id = kit.id_of(&login).await.to_string();
    assert_eq!(failed[0], ("accounts.sign_in_failed".to_owned(), "unknown".to_owned()));
    assert_eq!(failed[1], ("accounts.sign_in_failed".to_owned(), id));
}

#[tokio::test]
async fn the_delay_grows_with_each_failure_and_ends_with_success() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Clerk, "TT.19").await;
        let mut browser = kit.browser();
        for _ in 0..4 {
            try_to_sign_in(&mut browser, &login, "sai rồi").await.expect(422);
        }
        for delay in [5, 10, 20] {
            let reply = try_to_sign_in(&mut browser, &login, PASSWORD).await;
            assert_eq!(reply.expect(429).header("retry-after"), delay.to_string(), "{}", kit.database);
            kit.wait(Duration::seconds(delay - 1));
            try_to_sign_in(&mut browser, &login, PASSWORD).await.expect(429).says("Hãy đợi 1 giây");
            kit.wait(Duration::seconds(1));
            try_to_sign_in(&mut browser, &login, "vẫn sai").await.expect(422);
        }
        kit.wait(Duration::minutes(15));
        try_to_sign_in(&mut browser, &login, PASSWORD).await.leads_to("/");
        let mut other = kit.browser();
        for _ in 0..3 {
            try_to_sign_in(&mut other, &login, "sai nữa").await.expect(422);
        }
    }
}

#[tokio::test]
async fn an_unknown_name_is_delayed_like_a_known_one() {
    let kit = Kit::new().await;
    let mut browser = kit.browser();
    for _ in 0..4 {
        try_to_sign_in(&mut browser, "nobody.here", "sai rồi").await.expect(422);
    }
    let reply = try_to_sign_in(&mut browser, "nobody.here", "sai rồi").await;
    assert_eq!(reply.expect(429).header("retry-after"), "5");
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_delayed_too() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut stranger = kit.browser();
    stranger.ip = "203.0.113.9".to_owned();
    for number in 0..20 {
        try_to_sign_in(&mut stranger, &format!("guess.{number}"), "sai rồi").await.expect(422);
    }
    try_to_sign_in(&mut stranger, &login, PASSWORD).await.expect(429);
    try_to_sign_in(&mut kit.browser(), &login, PASSWORD).await.leads_to("/");
}

#[tokio::test]
async fn strangers_cannot_keep_the_owner_of_a_known_device_out() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut owner = kit.browser();
    try_to_sign_in(&mut owner, &login, PASSWORD).await.leads_to("/");
    owner.post("/session/end", &[]).await;
    let mut stranger = kit.browser();
    stranger.ip = "203.0.113.9".to_owned();
    for _ in 0..4 {
        try_to_sign_in(&mut stranger, &login, "sai rồi").await.expect(422);
    }
    try_to_sign_in(&mut stranger, &login, PASSWORD).await.expect(429);
    try_to_sign_in(&mut owner, &login, PASSWORD).await.leads_to("/");
    let mark = owner.cookies[&kit.cookie("device")].clone();
    let other = kit.account(Role::Clerk, "TT.19").await;
    let mut thief = kit.browser();
    thief.cookies.insert(kit.cookie("device"), mark);
    for _ in 0..4 {
        try_to_sign_in(&mut thief, &other, "sai rồi").await.expect(422);
    }
    try_to_sign_in(&mut thief, &other, PASSWORD).await.expect(429);
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() {
    let kit = Kit::new().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let fields = [("name", "Nông  Thị Thử"), ("login", "Thu.Nong"), ("role", "clerk"), ("org", "TT.19")];
    let page = admin.post("/accounts", &fields).await;
    page.expect(200).says("Mật khẩu này chỉ hiện một lần").says("thu.nong");
    let main = page.main();
    let first = main.split("<strong class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let mut browser = kit.browser();
    try_to_sign_in(&mut browser, " Thu.Nong ", first).await.leads_to("/account/password");
    for path in ["/", "/account", "/accounts"] {
        let reply = browser.get(path).await;
        assert!(reply.location().unwrap().starts_with("/account/password"), "{path}");
    }
    browser.get("/account/second-factor").await.leads_to("/account/password");
    browser.get("/account/password?next=%2Faccount").await.expect(200).says("do người khác đặt");
    for (new, again, words) in [
        ("ngắn quá", "ngắn quá", "Mật khẩu ngắn quá"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "dễ đoán quá"),
        (first, first, "khác mật khẩu cũ"),
        (NEW_PASSWORD, "không giống", "không giống nhau"),
    ] {
        let fields = [("password", first), ("new_password", new), ("repeated_password", again)];
        browser.post("/account/password", &fields).await.expect(422).says(words);
    }
    let fields = [
        ("password", first),
        ("new_password", NEW_PASSWORD),
        ("repeated_password", NEW_PASSWORD),
        ("next", "/account?x=1"),
    ];
    browser.post("/account/password", &fields).await.leads_to("/account?x=1");
    browser.get("/account?x=1").await.expect(200).says("Đã đổi mật khẩu.");
    try_to_sign_in(&mut kit.browser(), "thu.nong", first).await.expect(422);
    try_to_sign_in(&mut kit.browser(), "thu.nong", NEW_PASSWORD).await.leads_to("/");
}

#[tokio::test]
async fn an_administrator_enrols_a_second_factor_first_and_uses_it_from_then_on() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Administrator, "CUC").await;
        let mut browser = kit.browser();
        try_to_sign_in(&mut browser, &login, PASSWORD).await.leads_to("/account/second-factor");
        browser.get("/accounts").await.leads_to("/account/second-factor?next=%2Faccounts");
        let page = browser.get("/account/second-factor?next=%2Faccounts").await;
        page.expect(200).says("<svg").says("otpauth://totp/");
        let (secret, sealed) = offer_of(&page);
        let next = ("next", "/accounts");
        let wrong =
            browser.post("/account/second-factor", &[("sealed", &sealed), ("code", "000000"), next]).await;
        assert_eq!(offer_of(wrong.expect(422)).0, secret, "the same code is offered again");
        let before = browser.cookies[&kit.cookie("session")].clone();
        let code = kit.code(&secret);
        let done =
            browser.post("/account/second-factor", &[("sealed", &sealed), ("code", &code), next]).await;
        let codes = codes_of(done.expect(200).says("href=\"/accounts\""));
        assert_eq!(codes.len(), 10, "{}", kit.database);
        assert_ne!(browser.cookies[&kit.cookie("session")], before, "the token is new");
        browser.get("/accounts").await.expect(200);

        // The code that enrolled is used up; the next one works, once.
        let mut second = kit.browser();
        try_to_sign_in(&mut second, &login, PASSWORD).await.leads_to("/session/code");
        second.get("/accounts").await.leads_to("/session/code?next=%2Faccounts");
        second.get("/account/password").await.leads_to("/session/code");
        second.get("/session/code").await.expect(200);
        second.post("/session/code", &[("code", &code)]).await.expect(422).says("đã dùng rồi");
        kit.wait(Duration::seconds(30));
        let spaced = format!("{} {}", &kit.code(&secret)[..3], &kit.code(&secret)[3..]);
        second.post("/session/code", &[("code", &spaced), next]).await.leads_to("/accounts");
        second.get("/accounts").await.expect(200);
        let mut third = kit.browser();
        try_to_sign_in(&mut third, &login, PASSWORD).await.leads_to("/session/code");
        third.post("/session/code", &[("code", &kit.code(&secret))]).await.expect(422);

        // A recovery code stands in, once.
        third.post("/session/code", &[("code", &codes[3].to_uppercase())]).await.leads_to("/");
        third.get("/account").await.expect(200).says("Còn 9 mã dự phòng");
        let mut fourth = kit.browser();
        try_to_sign_in(&mut fourth, &login, PASSWORD).await.leads_to("/session/code");
        fourth.post("/session/code", &[("code", &codes[3])]).await.expect(422);
    }
}

#[tokio::test]
async fn guesses_of_the_second_factor_are_delayed() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Administrator, "CUC").await;
    let (_, secret) = kit.sign_in_as(&login).await;
    kit.wait(Duration::minutes(1));
    let mut browser = kit.browser();
    try_to_sign_in(&mut browser, &login, PASSWORD).await.leads_to("/session/code");
    for _ in 0..4 {
        browser.post("/session/code", &[("code", "000000")]).await.expect(422);
    }
    let code = kit.code(&secret.unwrap());
    browser.post("/session/code", &[("code", &code)]).await.expect(429);

    // Signing in again gives no new count.
    assert!(!browser.cookies.contains_key(&kit.cookie("device")), "a device is known after the code only");
    let mut again = kit.browser();
    try_to_sign_in(&mut again, &login, PASSWORD).await.leads_to("/session/code");
    again.post("/session/code", &[("code", &code)]).await.expect(429);
    kit.wait(Duration::seconds(5));
    again.post("/session/code", &[("code", &code)]).await.leads_to("/");
    assert!(again.cookies.contains_key(&kit.cookie("device")));
}

#[tokio::test]
async fn a_password_is_the_same_from_every_keyboard() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let apart = "mu\u{300}a xua\u{302}n chi\u{301}n đo\u{309} vươ\u{300}n";
    assert_ne!(apart, PASSWORD);
    try_to_sign_in(&mut kit.browser(), &login, apart).await.leads_to("/");
}

#[tokio::test]
async fn outside_the_office_everybody_needs_a_second_factor() {
    let office_networks = vec![Network::read("10.1.0.0/16").unwrap()];
    let kit = Kit::with(Settings { office_networks, ..Settings::default() }).await;
    let login = kit.account(Role::Lawyer, "TT.19").await;
    let mut inside = kit.browser();
    try_to_sign_in(&mut inside, &login, PASSWORD).await.leads_to("/");
    inside.get("/").await.expect(200);
    inside.ip = "203.0.113.9".to_owned();
    inside.get("/").await.leads_to("/account/second-factor");
    let mut outside = kit.browser();
    outside.ip = "203.0.113.9".to_owned();
    try_to_sign_in(&mut outside, &login, PASSWORD).await.leads_to("/account/second-factor");
}

#[tokio::test]
async fn the_own_second_factor_is_replaced_renewed_and_removed_with_the_password() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
    let (secret, sealed) = offer_of(&browser.get("/account/second-factor").await);
    let fields = [("sealed", sealed.as_str()), ("code", &kit.code(&secret))];
    let first = codes_of(browser.post("/account/second-factor", &fields).await.expect(200));
    browser.post("/account/recovery-codes", &[("password", "sai")]).await.expect(422).says("không đúng");
    let renewed =
        codes_of(browser.post("/account/recovery-codes", &[("password", PASSWORD)]).await.expect(200));
    assert_eq!(renewed.len(), 10);
    assert!(renewed.iter().all(|code| !first.contains(code)));

    kit.wait(Duration::minutes(1));
    let (other, sealed) = offer_of(browser.get("/account/second-factor").await.expect(200));
    let fields = [("sealed", sealed.as_str()), ("code", &kit.code(&other))];
    browser.post("/account/second-factor", &fields).await.expect(422).says("Mật khẩu hiện nay không đúng");
    let with_password = [fields[0], fields[1], ("password", PASSWORD)];
    browser.post("/account/second-factor", &with_password).await.expect(200);

    browser.get("/account/second-factor/removal").await.expect(200);
    let removed = browser.post("/account/second-factor/removal", &[("password", PASSWORD)]).await;
    removed.leads_to("/account");
    browser.get("/account").await.says("Đã tắt xác thực hai lần.");

    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let refused = admin.post("/account/second-factor/removal", &[("password", PASSWORD)]).await;
    refused.expect(422).says("bắt buộc xác thực hai lần");
}

#[tokio::test]
async fn a_short_password_is_enough_only_with_a_second_factor() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
    let change = |old: &'static str, new: &'static str| {
        [("password", old), ("new_password", new), ("repeated_password", new)]
    };
    browser.post("/account/password", &change(PASSWORD, "tám chữ!")).await.expect(422);
    let (secret, sealed) = offer_of(&browser.get("/account/second-factor").await);
    let fields = [("sealed", sealed.as_str()), ("code", &kit.code(&secret))];
    browser.post("/account/second-factor", &fields).await.expect(200);
    browser.post("/account/password", &change(PASSWORD, "tám chữ!")).await.leads_to("/account");
    let refused = browser.post("/account/second-factor/removal", &[("password", "tám chữ!")]).await;
    refused.expect(422).says("ngắn hơn 14 ký tự");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut here = kit.sign_in_as(&login).await.0;
    let mut there = kit.sign_in_as(&login).await.0;
    let mut elsewhere = kit.sign_in_as(&login).await.0;
    let page = here.get("/account").await;
    assert_eq!(page.expect(200).main().matches("Chrome, Linux").count(), 3);
    let form = page.main();
    let path = form.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap();
    here.post(&format!("/account/sessions/{path}"), &[]).await.leads_to("/account");
    let alive = [there.get("/").await.status.as_u16(), elsewhere.get("/").await.status.as_u16()];
    assert_eq!(alive.iter().filter(|status| **status == 200).count(), 1, "{alive:?}");
    here.post("/account/sessions/closure", &[]).await.leads_to("/account");
    for browser in [&mut there, &mut elsewhere] {
        browser.get("/").await.leads_to("/session/new");
    }
    here.get("/").await.expect(200);

    let stranger = kit.account(Role::Clerk, "TT.19").await;
    let mut stranger = kit.sign_in_as(&stranger).await.0;
    let foreign = format!("/account/sessions/{path}");
    stranger.post(&foreign, &[]).await.expect(404);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Clerk, "TT.19").await;
        let mut here = kit.sign_in_as(&login).await.0;
        let mut there = kit.sign_in_as(&login).await.0;
        let old = here.cookies[&kit.cookie("session")].clone();
        let fields =
            [("password", PASSWORD), ("new_password", NEW_PASSWORD), ("repeated_password", NEW_PASSWORD)];
        here.post("/account/password", &fields).await.leads_to("/account");
        here.get("/account").await.expect(200);
        there.get("/account").await.leads_to("/session/new?next=%2Faccount");
        let mut thief = kit.browser();
        thief.cookies.insert(kit.cookie("session"), old);
        thief.get("/account").await.leads_to("/session/new?next=%2Faccount");
    }
}

#[tokio::test]
async fn a_form_typed_while_the_session_ended_is_sent_again_after_sign_in() {
    for kit in Kit::each().await {
        let login = kit.account(Role::Administrator, "CUC").await;
        let (mut browser, secret) = kit.sign_in_as(&login).await;
        browser.get("/accounts/new").await.expect(200);
        kit.wait(Duration::minutes(20));
        let typed = [
            ("name", "Nông <b> Thị"),
            ("login", "thu.nong"),
            ("role", "clerk"),
            ("org", "TT.19"),
            ("org", "x"),
        ];
        browser.headers.insert(header::REFERER, "http://tgpl.test/accounts/new".parse().unwrap());
        let reply = browser.post("/accounts", &typed).await;
        browser.headers.clear();
        reply.leads_to("/session/new?next=%2Faccounts%2Fnew");
        let page = browser.follow("/session/new?next=%2Faccounts%2Fnew").await;
        page.expect(200).says("đã được giữ lại").says(&login);
        let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", "/accounts/new")];
        browser.post("/session", &fields).await.leads_to("/session/code?next=%2Faccounts%2Fnew");
        browser.post("/session/code", &[("code", "000000")]).await.expect(422);
        let code = kit.code(&secret.unwrap());
        let fields = [("code", code.as_str()), ("next", "/accounts/new")];
        browser.post("/session/code", &fields).await.leads_to("/session/parked?next=%2Faccounts%2Fnew");
        let page = browser.get("/session/parked?next=%2Faccounts%2Fnew").await;
        page.expect(200).says("action=\"/accounts\"").says("Nông &lt;b&gt; Thị").says("TT.19");
        let carried = page.main();
        for (name, value) in typed {
            let value = value.replace('<', "&lt;").replace('>', "&gt;");
            assert!(carried.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} in {carried}");
        }
        let fields = [("name", "Nông Thị"), ("login", "thu.nong"), ("role", "clerk"), ("org", "TT.19")];
        browser.post("/accounts", &fields).await.expect(200).says("thu.nong");
        assert!(!browser.cookies.contains_key(&kit.cookie("parked")), "it is not offered again");
        browser.get("/session/parked").await.leads_to("/");
    }
}

#[tokio::test]
async fn a_kept_form_is_given_to_nobody_else() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
    browser.get("/account").await.expect(200);
    kit.wait(Duration::minutes(20));
    browser.post("/account/language", &[("language", "en")]).await.leads_to("/session/new");
    let other = kit.account(Role::Clerk, "TT.19").await;
    browser.get("/session/new").await;
    try_to_sign_in(&mut browser, &other, PASSWORD).await.leads_to("/session/parked");
    browser.get("/session/parked").await.leads_to("/");
    browser.get("/").await.expect(200);

    // What was typed is shown in words; names of fields and codes of choices are not words.
    let mut typist = kit.browser();
    let typed =
        [("note", "Phiên tòa hoãn vì vắng bị hại"), ("work", "criminal_i"), ("on_date", "23/11/2026")];
    typist.post("/account/language", &typed).await.leads_to("/session/new");
    typist.get("/session/new").await;
    try_to_sign_in(&mut typist, &other, PASSWORD).await.leads_to("/session/parked");
    let kept = typist.get("/session/parked").await.expect(200).main();
    assert!(
        kept.contains("<li>Phiên tòa hoãn vì vắng bị hại</li>") && kept.contains("<li>23/11/2026</li>"),
        "{kept}"
    );
    assert!(!kept.contains("<li>criminal_i</li>") && !kept.contains("<dt>"), "{kept}");
    assert!(kept.contains("(1 mục) cũng được giữ nguyên"), "{kept}");

    // Somebody without a session (signed out in another window) gets the form back, for an hour.
    let login = kit.account(Role::Clerk, "TT.19").await;
    for (minutes, expected) in [(59, 200), (61, 303)] {
        let mut browser = kit.browser();
        browser.post("/account/language", &[("language", "en")]).await.leads_to("/session/new");
        kit.wait(Duration::minutes(minutes));
        browser.get("/session/new").await;
        try_to_sign_in(&mut browser, &login, PASSWORD).await.leads_to("/session/parked");
        browser.get("/session/parked").await.expect(expected);
        if expected == 200 {
            browser.post("/session/parked/removal", &[("next", "/account")]).await.leads_to("/account");
            browser.get("/session/parked").await.leads_to("/");
        }
    }
}

#[tokio::test]
async fn an_administrator_changes_an_account() {
    let kit = Kit::new().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let id = kit.id_of(&login).await;
    let url = format!("/accounts/{id}");
    admin.get(&url).await.expect(200).says(&login);
    let form = admin.get(&format!("{url}/edit")).await;
    let version = field_of(&form.expect(200).html(), "version").unwrap();
    let provider = kit::PROVIDER.to_string();
    let fields = [
        ("version", version.as_str()),
        ("name", "Lường Văn Mới"),
        ("role", "officer"),
        ("org", "TT.19"),
        ("provider", provider.as_str()),
    ];
    admin.post(&url, &fields).await.leads_to(&url);
    admin.get(&url).await.says("Lường Văn Mới").says("Trợ giúp viên pháp lý").says("Bế Văn Minh");
    admin.post(&url, &fields).await.expect(409).says("Có người vừa thay đổi");
    let version = field_of(&admin.get(&format!("{url}/edit")).await.html(), "version").unwrap();
    let elsewhere = [("version", version.as_str()), fields[1], fields[2], ("org", "TT.01"), fields[4]];
    admin.post(&url, &elsewhere).await.expect(422).says("không thuộc đơn vị đã chọn").says("Lường Văn Mới");
    let (act, object) = kit.record().await.into_iter().next().unwrap();
    assert_eq!((act.as_str(), object), ("accounts.edit", id.to_string()));
}

#[tokio::test]
async fn a_lost_password_and_a_lost_phone_are_reset() {
    let kit = Kit::new().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut browser = kit.sign_in_as(&login).await.0;
    let (secret, sealed) = offer_of(&browser.get("/account/second-factor").await);
    let fields = [("sealed", sealed.as_str()), ("code", &kit.code(&secret))];
    browser.post("/account/second-factor", &fields).await.expect(200);
    let url = format!("/accounts/{}", kit.id_of(&login).await);

    let removal = format!("{url}/second-factor/removal");
    admin.post(&removal, &[("reason", " ")]).await.expect(422).says("href=\"#factor-reason\"");
    admin.post(&removal, &[("reason", "mất điện thoại")]).await.leads_to(&url);
    browser.get("/").await.leads_to("/session/new");
    try_to_sign_in(&mut kit.browser(), &login, PASSWORD).await.leads_to("/account/password");
    admin.post(&removal, &[("reason", "lần nữa")]).await.expect(409).says("chưa bật xác thực hai lần");

    let page = admin.post(&format!("{url}/password"), &[]).await;
    let main = page.expect(200).main();
    let first = main.split("<strong class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    try_to_sign_in(&mut kit.browser(), &login, PASSWORD).await.expect(422);
    try_to_sign_in(&mut kit.browser(), &login, first).await.leads_to("/account/password");
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back() {
    for kit in Kit::each().await {
        let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
        let login = kit.account(Role::Clerk, "TT.19").await;
        let mut browser = kit.sign_in_as(&login).await.0;
        let url = format!("/accounts/{}", kit.id_of(&login).await);
        admin.post(&format!("{url}/closure"), &[]).await.expect(422).says("href=\"#reason\"");
        admin.post(&format!("{url}/closure"), &[("reason", "nghỉ việc")]).await.leads_to(&url);
        admin.get(&url).await.says("nghỉ việc").says("Mở lại tài khoản");
        browser.get("/").await.leads_to("/session/new");
        try_to_sign_in(&mut kit.browser(), &login, PASSWORD).await.expect(422).says("đã bị khóa");
        try_to_sign_in(&mut kit.browser(), &login, "sai").await.expect(422).says("không đúng");
        admin.post(&format!("{url}/reopening"), &[("reason", "đi làm lại")]).await.leads_to(&url);
        try_to_sign_in(&mut kit.browser(), &login, PASSWORD).await.leads_to("/");
    }
}

#[tokio::test]
async fn administrators_cannot_lock_themselves_out() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Administrator, "CUC").await;
    let mut admin = kit.sign_in_as(&login).await.0;
    let url = format!("/accounts/{}", kit.id_of(&login).await);
    admin.get(&url).await.expect(200).says("Đây là tài khoản của bạn");
    admin.post(&format!("{url}/closure"), &[("reason", "x")]).await.expect(409);
    admin.post(&format!("{url}/password"), &[]).await.expect(409);
    let version = field_of(&admin.get(&format!("{url}/edit")).await.html(), "version").unwrap();
    let fields = [("version", version.as_str()), ("name", "A"), ("role", "clerk"), ("org", "CUC")];
    admin.post(&url, &fields).await.expect(422);
    let system = Actor::system();
    let id = kit.id_of(&login).await;
    let refused = acts::disable(&kit.desk, &system, id, "thử").await.unwrap_err();
    assert!(
        matches!(&refused, Failure::Refused(it) if it.code == "accounts.last_administrator"),
        "{refused}"
    );
    kit.account(Role::Administrator, "CUC").await;
    acts::disable(&kit.desk, &system, id, "thử").await.unwrap();
}

#[tokio::test]
async fn an_administrator_reaches_only_accounts_of_the_own_area() {
    for kit in Kit::each().await {
        let below = kit.account(Role::Clerk, "CN.19.1").await;
        let taken_over = kit.account(Role::Clerk, "TT.06").await;
        let elsewhere = kit.account(Role::Clerk, "TT.01").await;
        let above = kit.account(Role::Analyst, "CUC").await;
        let mut admin = kit.sign_in(Role::Administrator, "TT.19").await;
        let list = admin.get("/accounts").await;
        let main = list.expect(200).main();
        for (login, seen) in [(&below, true), (&taken_over, true), (&elsewhere, false), (&above, false)] {
            assert_eq!(main.contains(login.as_str()), seen, "{login} {}", kit.database);
            let url = format!("/accounts/{}", kit.id_of(login).await);
            let status = if seen { 200 } else { 404 };
            admin.get(&url).await.expect(status);
            admin.get(&format!("{url}/edit")).await.expect(status);
            for part in ["password", "closure", "reopening", "second-factor/removal", "sessions/closure"] {
                if !seen {
                    admin.post(&format!("{url}/{part}"), &[("reason", "x")]).await.expect(404);
                }
            }
        }
        for (org, status) in [("CUC", 422), ("TT.01", 422), ("CN.19.1", 200)] {
            let fields = [("name", "A B"), ("login", "a.b"), ("role", "clerk"), ("org", org)];
            admin.post("/accounts", &fields).await.expect(status);
        }
        let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
        for path in ["/accounts", "/accounts/new", "/accounts/roles"] {
            clerk.get(path).await.expect(403).says("không có quyền");
        }
        clerk.post("/accounts", &[]).await.expect(403);
    }
}

#[tokio::test]
async fn accounts_are_found_by_name_role_and_state() {
    let kit = Kit::new().await;
    let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
    for (login, name, role) in
        [("lo.thi.hoa", "Lò Thị Hoà", "clerk"), ("dang.phuoc", "Đặng Phước", "director")]
    {
        let fields = [("name", name), ("login", login), ("role", role), ("org", "TT.19")];
        admin.post("/accounts", &fields).await.expect(200);
    }
    for (query, found) in [
        ("q=dang+phuoc", vec!["dang.phuoc"]),
        ("q=thi.hoa", vec!["lo.thi.hoa"]),
        ("role=clerk", vec!["lo.thi.hoa"]),
        ("role=director&org=TT.19", vec!["dang.phuoc"]),
        ("org=TT.01", vec![]),
        ("state=disabled", vec![]),
        ("after=dang.phuoc", vec!["lo.thi.hoa"]),
    ] {
        let main = admin.get(&format!("/accounts?{query}")).await.expect(200).main();
        for login in ["lo.thi.hoa", "dang.phuoc"] {
            let listed = main.contains(&format!(">{login}</a>"));
            assert_eq!(listed, found.contains(&login), "{query} {login}");
        }
    }
    let fields = [("name", "A"), ("login", "lo.thi.hoa"), ("role", "clerk"), ("org", "TT.19")];
    admin.post("/accounts", &fields).await.expect(422).says("đã có người dùng");
    for number in 0..60 {
        kit.account(Role::Agency, if number % 2 == 0 { "TT.19" } else { "TT.01" }).await;
    }
    let first = admin.get("/accounts?role=agency").await.main();
    assert_eq!(first.matches("class=\"row-link\"").count(), 50);
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = admin.get(&next.replace("&amp;", "&")).await.main();
    assert_eq!(second.matches("class=\"row-link\"").count(), 10);
}

#[tokio::test]
async fn accounts_that_nobody_uses_are_disabled_after_45_days() {
    for kit in Kit::each().await {
        let used = kit.account(Role::Clerk, "TT.19").await;
        let unused = kit.account(Role::Clerk, "TT.19").await;
        let last = kit.account(Role::Administrator, "CUC").await;
        kit.wait(Duration::days(40));
        kit.sign_in_as(&used).await;
        kit.wait(Duration::days(5) + Duration::minutes(1));
        assert_eq!(acts::disable_idle(&kit.desk).await.unwrap(), 1, "{}", kit.database);
        assert_eq!(acts::disable_idle(&kit.desk).await.unwrap(), 0);
        try_to_sign_in(&mut kit.browser(), &unused, PASSWORD).await.expect(422).says("đã bị khóa");
        try_to_sign_in(&mut kit.browser(), &used, PASSWORD).await.leads_to("/");
        try_to_sign_in(&mut kit.browser(), &last, PASSWORD).await.leads_to("/account/second-factor");
        let id = kit.id_of(&unused).await;
        acts::enable(&kit.desk, &Actor::system(), id, "trở lại").await.unwrap();
        assert_eq!(acts::disable_idle(&kit.desk).await.unwrap(), 0);
        kit.wait(Duration::days(40));
        assert!(acts::forget_ended(&kit.desk).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_administrator_once() {
    for kit in Kit::each().await {
        let old = acts::setup_token(&kit.desk).await.unwrap().unwrap();
        let token = acts::setup_token(&kit.desk).await.unwrap().unwrap();
        let mut browser = kit.browser();
        browser.get("/setup").await.expect(404);
        browser.get(&format!("/setup?token={old}")).await.expect(404);
        browser.get(&format!("/setup?token={token}")).await.expect(200).says("chỉ dùng được một lần");
        let fields = [
            ("token", token.as_str()),
            ("name", "Lê Thị Quản"),
            ("login", "quan.tri"),
            ("new_password", PASSWORD),
            ("repeated_password", PASSWORD),
        ];
        let mut weak = fields;
        weak[3].1 = "ngắn";
        weak[4].1 = "ngắn";
        browser.post("/setup", &weak).await.expect(422).says("ngắn quá").says("Lê Thị Quản");
        browser.post("/setup", &fields).await.leads_to("/account/second-factor");
        browser.get("/account/second-factor").await.expect(200);
        kit.browser().get(&format!("/setup?token={token}")).await.expect(404);
        let mut again = kit.browser();
        again.post("/setup", &fields).await.expect(404);
        assert_eq!(acts::setup_token(&kit.desk).await.unwrap(), None, "{}", kit.database);
    }
}

#[tokio::test]
async fn the_language_is_kept_in_the_browser_and_with_the_account() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut browser = kit.browser();
    browser.get("/session/new?lang=en&next=%2Faccount").await.leads_to("/session/new?next=%2Faccount");
    browser.get("/session/new?next=%2Faccount").await.says("Log-in name").says("lang=vi");
    let mut browser = kit.sign_in_as(&login).await.0;
    browser.get("/account").await.says("Tài khoản của tôi");
    browser.get("/?lang=en").await.leads_to("/");
    browser.get("/account").await.says("My account");
    let mut elsewhere = kit.sign_in_as(&login).await.0;
    elsewhere.get("/account").await.says("My account");
    let mut english = kit.browser();
    english.headers.insert(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9".parse().unwrap());
    english.get("/session/new").await.says("Log-in name");
}

#[tokio::test]
async fn every_page_of_accounts_is_complete_in_both_languages() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Administrator, "CUC").await;
    let mut admin = kit.sign_in_as(&login).await.0;
    let clerk = kit.account(Role::Clerk, "TT.19").await;
    acts::create_token(&kit.desk, &Actor::system(), &clerk, "báo cáo", 30).await.unwrap();
    let url = format!("/accounts/{}", kit.id_of(&clerk).await);
    let paths = [
        "/".to_owned(),
        "/account".to_owned(),
        "/account/password".to_owned(),
        "/account/second-factor".to_owned(),
        "/account/second-factor/removal".to_owned(),
        "/account/recovery-codes".to_owned(),
        "/accounts".to_owned(),
        "/accounts?q=zzz".to_owned(),
        "/accounts?role=clerk&state=enabled&org=TT.19".to_owned(),
        "/accounts/new".to_owned(),
        "/accounts/roles".to_owned(),
        url.clone(),
        format!("{url}/edit"),
    ];
    for lang in Lang::ALL {
        admin.get(&format!("/?lang={}", lang.code())).await;
        for path in &paths {
            let page = admin.get(path).await;
            page.expect(200).says(&format!("<html lang=\"{}\"", lang.code()));
            for mark in ["style=\"", "<style", "onclick", "<script>", "javascript:"] {
                assert!(!page.html().contains(mark), "{mark} in {path}");
            }
        }
        for path in ["/none", "/accounts/none", "/accounts/01890000-0000-7000-8000-000000000000"] {
            admin.get(path).await.expect(404);
        }
    }
}

#[tokio::test]
async fn programs_come_in_with_a_token_until_it_ends() {
    use axum::routing::get;
    for kit in Kit::each().await {
        async fn who(caller: web::api::ApiCaller) -> String {
            caller.actor.login
        }
        let router = axum::Router::new().route("/api/v1/who", get(who)).with_state(kit.app.clone());
        let ask = async |token: &str| {
            let request = axum::http::Request::get("/api/v1/who").header("authorization", token);
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = tower::util::ServiceExt::oneshot(router.clone(), request).await.unwrap();
            let status = answer.status().as_u16();
            let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
            let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
            (status, kind, String::from_utf8(body.to_vec()).unwrap())
        };
        let login = kit.account(Role::Analyst, "CUC").await;
        let system = Actor::system();
        let token = acts::create_token(&kit.desk, &system, &login, "thử", 30).await.unwrap();
        let (status, _, body) = ask(&format!("Bearer {token}")).await;
        assert_eq!((status, body.as_str()), (200, login.as_str()), "{}", kit.database);
        for bad in ["", "Bearer x", &format!("Basic {token}"), token.as_str()] {
            let (status, kind, body) = ask(bad).await;
            assert_eq!((status, kind.as_str()), (401, "application/problem+json"), "{bad}");
            assert!(body.contains("\"code\":\"unauthorized\""), "{body}");
        }
        kit.wait(Duration::days(30));
        assert_eq!(ask(&format!("Bearer {token}")).await.0, 401, "it has run out");
        let token = acts::create_token(&kit.desk, &system, &login, "thử", 30).await.unwrap();
        let id = kit.id_of(&login).await;
        let mut admin = kit.sign_in(Role::Administrator, "CUC").await;
        let page = admin.get(&format!("/accounts/{id}")).await.main();
        let path = page.split(&format!("action=\"/accounts/{id}/tokens/")).nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        assert_eq!(ask(&format!("Bearer {token}")).await.0, 200);
        admin.post(&format!("/accounts/{id}/tokens/{path}"), &[]).await.leads_to(&format!("/accounts/{id}"));
        assert_eq!(ask(&format!("Bearer {token}")).await.0, 401, "it was revoked");
        let token = acts::create_token(&kit.desk, &system, &login, "thử", 30).await.unwrap();
        acts::disable(&kit.desk, &system, id, "thử").await.unwrap();
        assert_eq!(ask(&format!("Bearer {token}")).await.0, 401, "the account is disabled");
    }
}
