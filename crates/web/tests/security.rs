//! What keeps strangers out: headers, cookies, forms from elsewhere, planted sessions, redirects.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use axum::body::Body;
use axum::http::{Request, header};
use chrono::Duration;
use kit::{Kit, PASSWORD, field_of};
use law::access::Role;
use web::gate::Gate;
use web::{Network, Settings};

fn https() -> Settings {
    Settings { public_url: "https://tgpl.test".to_owned(), ..Settings::default() }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let kit = Kit::with(https()).await;
    let asset = web::assets::asset_url("app.css");
    for path in ["/session/new", "/", "/none", asset.as_str(), "/healthz", "/api/v1/none"] {
        let reply = kit.browser().get(path).await;
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(reply.header(name), value, "{path} {name}");
        }
        assert!(reply.header("permissions-policy").contains("camera=()"));
        assert_eq!(reply.header("x-request-id").len(), 12);
        let kept = reply.header("cache-control");
        assert_eq!(
            kept,
            if path == asset { "public, max-age=31536000, immutable" } else { "no-store" },
            "{path}"
        );
    }
    let plain = Kit::new().await;
    assert_eq!(plain.browser().get("/session/new").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn cookies_are_for_this_host_and_not_for_scripts() {
    let kit = Kit::with(https()).await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut browser = kit.browser();
    browser.get("/session/new?lang=vi").await;
    let reply = browser.post("/session", &[("login", &login), ("password", PASSWORD)]).await;
    reply.leads_to("/");
    let cookies: Vec<&str> =
        reply.headers.get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 3, "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert!(!cookie.starts_with("__Host-session") || !cookie.contains("Max-Age"), "{cookie}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
    browser.get("/account").await;
    let token = browser.csrf.clone();
    let fields = [("csrf", token.as_str()), ("language", "en")];
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("origin", "http://tgpl.test.evil.example")],
    ] {
        let reply = browser.post_as("/account/language", &fields, &headers).await;
        reply.expect(403).says("không đến từ hệ thống này");
        assert!(!reply.main().contains("value=\"en\""), "what a stranger typed is not offered again");
    }
    // What says nothing of where it comes from is no browser of today: the token decides.
    for headers in [vec![("sec-fetch-site", "same-origin")], vec![("origin", "http://tgpl.test")], Vec::new()]
    {
        browser.post_as("/account/language", &fields, &headers).await.leads_to("/account");
    }
    browser.post_as("/account/language", &[("csrf", "00"), ("language", "en")], &[]).await.expect(403);
    let mut nobody = kit.browser();
    nobody.get("/session/new").await;
    let token = nobody.csrf.clone();
    let fields = [("csrf", token.as_str()), ("login", "a"), ("password", "b")];
    nobody.post_as("/session", &fields, &[("sec-fetch-site", "cross-site")]).await.expect(403);
    let reply = nobody.post_as("/account/language", &fields, &[("origin", "https://evil.example")]).await;
    reply.expect(403);
    assert!(!nobody.cookies.contains_key("parked"), "nothing of a stranger is kept");
}

#[tokio::test]
async fn a_form_without_the_token_of_the_session_is_refused_and_loses_nothing() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Administrator, "CUC").await;
    let mut other = kit.sign_in(Role::Administrator, "CUC").await;
    other.get("/account").await;
    let foreign = other.csrf.clone();
    for token in ["", "abc", foreign.as_str()] {
        let fields = [("csrf", token), ("name", "Nông Thị Thử"), ("password", "bí mật"), ("role", "clerk")];
        let reply = browser.post_as("/accounts", &fields, &[("sec-fetch-site", "same-origin")]).await;
        let main = reply.expect(403).says("Biểu mẫu đã cũ").main();
        assert!(main.contains("name=\"name\" value=\"Nông Thị Thử\""), "{main}");
        assert!(main.contains("action=\"/accounts\"") && !main.contains("bí mật"), "{main}");
        let fresh = field_of(&main, "csrf").unwrap();
        let fields = [("csrf", fresh.as_str()), ("name", "Nông Thị Thử")];
        browser.post_as("/accounts", &fields, &[("sec-fetch-site", "same-origin")]).await.expect(422);
    }
    let page = browser.get("/account").await.html();
    let again = browser.get("/account").await.html();
    assert_ne!(field_of(&page, "csrf"), field_of(&again, "csrf"), "the token is masked anew");
}

#[tokio::test]
async fn no_form_is_taken_without_the_token() {
    let kit = Kit::new().await;
    // What the one may not do at all, the other is asked for the token.
    let mut browsers =
        [kit.sign_in(Role::Director, "TT.19").await, kit.sign_in(Role::Administrator, "CUC").await];
    let routes = web::router::all();
    let forms = routes.entries().iter().filter(|entry| entry.method == "POST" && entry.gate != Gate::Token);
    for entry in forms {
        let path = entry.path.split('/').map(|part| match part {
            "{day}" => "2026-01-01",
            part if part.starts_with('{') => "01890000-0000-7000-8000-000000000000",
            part => part,
        });
        let path = path.collect::<Vec<_>>().join("/");
        let before = kit.record().await.len();
        for (kind, body) in [
            ("application/x-www-form-urlencoded", "name=x&reason=x"),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b--\r\n",
            ),
        ] {
            let mut asked = false;
            for browser in &mut browsers {
                let request = Request::post(&path)
                    .header("sec-fetch-site", "same-origin")
                    .header(header::CONTENT_TYPE, kind);
                let reply = browser.send(request.body(Body::from(body)).unwrap()).await;
                let status = reply.status.as_u16();
                assert!(matches!(status, 400 | 403), "{path} {kind}: {status} {}", reply.main());
                asked |= status == 400 || reply.html().contains("Biểu mẫu đã cũ");
            }
            assert!(asked, "{path} {kind} does not ask for the token");
        }
        assert_eq!(kit.record().await.len(), before, "{path} did something");
    }
}

#[tokio::test]
async fn a_planted_session_is_worth_nothing() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Administrator, "CUC").await;
    let (_, secret) = kit.sign_in_as(&login).await;
    kit.wait(Duration::minutes(1));
    let mut browser = kit.browser();
    browser.cookies.insert("session".to_owned(), "planted".to_owned());
    browser.get("/session/new").await.expect(200);
    browser.post("/session", &[("login", &login), ("password", PASSWORD)]).await.leads_to("/session/code");
    let half = browser.cookies["session"].clone();
    assert_ne!(half, "planted");
    let code = kit.code(&secret.unwrap());
    browser.post("/session/code", &[("code", &code)]).await.leads_to("/");
    assert_ne!(browser.cookies["session"], half, "each step gives a new token");
    for token in ["planted", half.as_str()] {
        let mut thief = kit.browser();
        thief.cookies.insert("session".to_owned(), token.to_owned());
        thief.get("/").await.leads_to("/session/new");
    }
    browser.get("/").await.expect(200);
    let token = browser.cookies["session"].clone();
    browser.post("/session/end", &[]).await;
    browser.cookies.insert("session".to_owned(), token);
    browser.get("/").await.leads_to("/session/new");
}

#[tokio::test]
async fn signing_in_leads_only_to_pages_of_ours() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"]
    {
        let mut browser = kit.browser();
        let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", next)];
        browser.post("/session", &fields).await.leads_to("/");
        let query = web::ui::Values::from([("next", next)]).encode();
        browser.get(&format!("/session/new?{query}")).await.leads_to("/");
    }
    let mut browser = kit.browser();
    browser.headers.insert(header::REFERER, "https://evil.example/x".parse().unwrap());
    let reply = browser.post("/account/language", &[("language", "en")]).await;
    reply.leads_to("/session/new");
    for path in ["//evil.example/?lang=en", "/%5Cevil.example?lang=en"] {
        let to = kit.browser().get(path).await.location().unwrap_or_default();
        assert!(!to.starts_with("//") && !to.starts_with("/\\"), "{path} leads to {to}");
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_at_the_end_of_its_life() {
    for kit in Kit::each().await {
        let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
        for _ in 0..(11 * 6) {
            kit.wait(Duration::minutes(10));
            browser.get("/").await.expect(200);
        }
        kit.wait(Duration::minutes(14));
        browser.get("/").await.expect(200);
        kit.wait(Duration::minutes(15));
        browser.get("/").await.leads_to("/session/new");
        let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
        for _ in 0..(12 * 6 - 1) {
            kit.wait(Duration::minutes(10));
            browser.get("/").await.expect(200);
        }
        kit.wait(Duration::minutes(10));
        browser.get("/").await.leads_to("/session/new");
        browser.get("/session/new").await.says("Phiên làm việc đã kết thúc");
    }
}

#[tokio::test]
async fn the_use_of_a_session_is_noted_once_a_minute() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Clerk, "TT.19").await;
    let mut browser = kit.sign_in_as(&login).await.0;
    let account = kit.id_of(&login).await;
    let seen = async || {
        let tx = kit.desk.store().snapshot().await.unwrap();
        let now = kit.desk.now();
        let sessions = store::accounts::list_sessions(&tx, account, now, now - Duration::hours(1)).await;
        now - sessions.unwrap()[0].seen_at
    };
    kit.wait(Duration::seconds(59));
    browser.get("/").await.expect(200);
    assert_eq!(seen().await, Duration::seconds(59));
    kit.wait(Duration::seconds(1));
    browser.get("/").await.expect(200);
    assert_eq!(seen().await, Duration::zero());
}

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let kit = Kit::new().await;
    let routes = web::router::all();
    assert!(routes.entries().len() > 30);
    for entry in routes.entries() {
        let path = entry.path.replace("{id}", "01890000-0000-7000-8000-000000000000");
        let path: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let request = Request::builder()
            .method(entry.method)
            .uri(&path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let reply = kit.browser().send(request.body(Body::empty()).unwrap()).await;
        match entry.gate {
            Gate::Open => assert_ne!(reply.status.as_u16(), 500, "{} {path}", entry.method),
            Gate::Begun | Gate::SignedIn => {
                let to = reply.location().unwrap_or_default();
                assert!(to.starts_with("/session/new"), "{} {path}: {} {to}", entry.method, reply.status);
            }
            Gate::Token => assert_eq!(reply.status.as_u16(), 401, "{} {path}", entry.method),
        }
    }
}

#[tokio::test]
async fn a_person_who_is_not_through_reaches_only_the_steps() {
    let kit = Kit::new().await;
    let login = kit.account(Role::Administrator, "CUC").await;
    let mut browser = kit.browser();
    browser.post("/session", &[("login", &login), ("password", PASSWORD)]).await;
    for entry in web::router::all().entries().iter().filter(|entry| entry.gate == Gate::SignedIn) {
        let path = entry.path.replace(['{', '}'], "");
        let request =
            Request::builder().method(entry.method).uri(&path).header("sec-fetch-site", "same-origin");
        let reply = browser.send(request.body(Body::empty()).unwrap()).await;
        let to = reply.location().unwrap_or_default();
        assert!(to.starts_with("/account/second-factor"), "{} {path}: {} {to}", entry.method, reply.status);
    }
}

#[tokio::test]
async fn the_proxy_is_believed_only_when_it_is_trusted() {
    let office_networks = vec![Network::read("10.1.0.0/16").unwrap()];
    for (trust_proxy, forwarded, expected) in [
        (false, "10.1.0.9", "/account/second-factor"),
        (true, "10.1.0.9", "/"),
        (true, "10.1.0.9, 203.0.113.9", "/account/second-factor"),
        (true, "203.0.113.9, 10.1.0.9", "/"),
    ] {
        let settings =
            Settings { trust_proxy, office_networks: office_networks.clone(), ..Settings::default() };
        let kit = Kit::with(settings).await;
        let login = kit.account(Role::Clerk, "TT.19").await;
        let mut browser = kit.browser();
        browser.ip = "192.0.2.1".to_owned();
        browser.headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let reply = browser.post("/session", &[("login", &login), ("password", PASSWORD)]).await;
        reply.leads_to(expected);
    }
}

#[tokio::test]
async fn what_is_too_large_broken_or_wrongly_asked_gets_a_page_with_a_way_on() {
    let kit = Kit::new().await;
    let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
    let large = "x".repeat(3 * 1024 * 1024);
    browser.post("/account/language", &[("language", &large)]).await.expect(413).says("quá lớn");
    browser.get("/account/language").await.expect(405).says("Về trang đầu");
    browser.get("/none").await.expect(404).says("Về trang đầu");
    kit.browser().get("/none").await.expect(404).says("Đến trang đăng nhập");
    let api = kit.browser().get("/api/v1/none").await;
    assert_eq!(api.expect(404).header("content-type"), "application/problem+json");
    let request = Request::post("/account/language")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "text/plain");
    browser.send(request.body(Body::from("x")).unwrap()).await.expect(403);
}

#[tokio::test]
async fn who_asks_too_fast_is_told_when_to_come_back() {
    let kit = Kit::with(Settings { requests_per_second: 1, ..Settings::default() }).await;
    let mut busy = kit.sign_in(Role::Clerk, "TT.19").await;
    let mut other = kit.sign_in(Role::Clerk, "TT.19").await;
    // A session may ask 25 times as often as a stranger.
    for _ in 0..125 {
        busy.get("/account").await.expect(200);
    }
    let refused = busy.get("/account").await;
    refused.expect(429).says("Hãy đợi 1 giây").says("href=\"/account\"");
    assert_eq!(refused.header("retry-after"), "1");
    busy.post("/account/language", &[("language", "en")]).await.expect(429);
    busy.get(&web::assets::asset_url("app.css")).await.expect(200);
    busy.get("/healthz").await.expect(200);
    other.get("/account").await.expect(200);
    kit.wait(Duration::seconds(1));
    for _ in 0..25 {
        busy.get("/account").await.expect(200);
    }
    busy.get("/account").await.expect(429);

    let mut stranger = kit.browser();
    stranger.headers.insert("accept-language", "en".parse().unwrap());
    for number in 0..5 {
        // A made-up session does not count by itself.
        stranger.cookies.insert(kit.cookie("session"), format!("planted{number}"));
        stranger.get("/session/new").await.expect(200);
    }
    stranger.get("/session/new").await.expect(429).says("Wait 1 seconds");
    let program = stranger.get("/api/v1/cases").await;
    assert_eq!(program.expect(429).header("retry-after"), "1");
    assert_eq!(program.header("content-type"), "application/problem+json");
    other.get("/account").await.expect(200);
    stranger.ip = "192.0.2.77".to_owned();
    stranger.get("/session/new").await.expect(200);
    stranger.get("/api/v1/cases").await.expect(401);
}

#[tokio::test]
async fn without_its_database_the_system_says_so_and_when_to_come_back() {
    for kit in Kit::each().await {
        let mut browser = kit.sign_in(Role::Clerk, "TT.19").await;
        kit.desk.store().clone().close().await.unwrap();
        let reply = browser.get("/account").await;
        reply.expect(503).says("chưa kết nối được với cơ sở dữ liệu").says(&reply.header("x-request-id"));
        assert_eq!(reply.header("retry-after"), "30", "{}", kit.database);
        browser.get("/readyz").await.expect(503);
        browser.get("/healthz").await.expect(200);
    }
}

#[tokio::test]
async fn machines_find_what_they_look_for() {
    let kit =
        Kit::with(Settings { security_contact: "mailto:an.toan@tgpl.test".to_owned(), ..https() }).await;
    let mut browser = kit.browser();
    browser.get("/healthz").await.expect(200);
    browser.get("/readyz").await.expect(200);
    browser.get("/robots.txt").await.expect(200).says("Disallow: /");
    let contact = browser.get("/.well-known/security.txt").await;
    contact.expect(200).says("Contact: mailto:an.toan@tgpl.test\n").says("Expires: 2027-05-21T00:00:00Z\n");
    contact.says("Canonical: https://tgpl.test/.well-known/security.txt\n");
}
