#![allow(warnings)]
// Scratch. Period reports: the published half-year of a real register on the page, in files and for programs;
// every number leads to the list that it counts.


mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use chrono::Duration;
use kit::{Browser, Kit, Reply};
use law::access::Role;
use law::statistics::{Measure, indicators};
use office::Actor;
use office::exchange::{FileKind, ImportRequest};
use serde_json::Value;
use web::router;

const HALF_YEAR: &str = "org=TT.06&from=2022-01-01&to=2022-06-30";

/// A system that holds the register of Bắc Kạn (`TT.06`, taken over by `TT.19`).
async fn with_register() -> Kit {
    let kit = Kit::new().await;
    office::reference::load_embedded(&kit.desk).await.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1");
    for kind in [FileKind::Providers, FileKind::Cases, FileKind::Guidance, FileKind::Receptions, FileKind::Outreach] {
        let request = ImportRequest {
            kind,
            org: Some("TT.06".to_owned()),
            path: folder.join(format!("{kind}.csv")),
            file_name: format!("{kind}.csv"),
            dry_run: false,
        };
        let go_on = |_, _| ControlFlow::Continue(());
        let report = office::exchange::import(&kit.desk, &Actor::system(), &request, &go_on).await.unwrap();
        assert!(report.problems.is_empty(), "{kind}: {report:?}");
    }
    kit
}

fn expected() -> BTreeMap<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bac_kan_2022h1/expected.json");
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    serde_json::from_value(whole["indicators"].clone()).unwrap()
}

/// What the page says, by id: the words of the number, and where it leads.
fn numbers(html: &str) -> BTreeMap<String, (String, Option<String>)> {
    let mut found = BTreeMap::new();
    for (before, rest) in html.match_indices(" data-indicator=\"").map(|(at, mark)| html.split_at(at + mark.len())) {
        let (id, rest) = rest.split_once('"').unwrap();
        let words = rest.split_once('>').unwrap().1.split('<').next().unwrap();
        let tag = &before[before.rfind('<').unwrap()..];
        let href = tag.split_once("href=\"").map(|(_, rest)| unescaped(rest.split('"').next().unwrap()));
        found.insert(id.to_owned(), (words.to_owned(), href));
    }
    found
}

/// Large numbers and tables show some figures twice; tiles carry no mark.
fn links(html: &str) -> BTreeSet<String> {
    html.split("href=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&")
}

/// A number as the page writes it in Vietnamese.
fn written(value: &Value, percent: bool) -> String {
    match (value, percent) {
        (Value::Null, _) => "–".to_owned(),
        (value, true) => format!("{:.1}\u{a0}%", value.as_f64().unwrap()).replace('.', ","),
        (value, false) => web::ui::money::number(web::texts::Lang::Vi, value.as_i64().unwrap()),
    }
}

async fn token_of(kit: &Kit, role: Role, org: &str) -> String {
    let login = kit.account(role, org).await;
    office::accounts::create_token(&kit.desk, &Actor::system(), &login, "báo cáo", 30).await.unwrap()
}

async fn api(kit: &Kit, token: &str, path: &str) -> Reply {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    kit.browser().send(request.body(Body::empty()).unwrap()).await
}

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap()
}

/// The case codes of all pages of a list.
async fn all_cases(browser: &mut Browser<'_>, path: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        let html = page.expect(200).main();
        for rest in html.split("class=\"row-link\" href=\"/cases/").skip(1) {
            let code = rest.split_once('>').unwrap().1.split('<').next().unwrap();
            assert!(codes.insert(code.to_owned()), "{code} stands twice");
        }
        next = links(&html).into_iter().find(|href| html.contains(&format!("rel=\"next\" href=\"{}\"", href.replace('&', "&amp;"))));
    }
    codes
}



#[tokio::test]
async fn serve() {
    let kit = with_register().await;
    let mut tasks = Vec::new();
    for (role, org, port) in [(Role::Director, "TT.19", 8765), (Role::Analyst, "CUC", 8766)] {
        let browser = kit.sign_in(role, org).await;
        let cookies: Vec<String> = browser.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let cookie = cookies.join("; ");
        let router = kit.router.clone().layer(axum::middleware::from_fn(move |mut req: axum::extract::Request, next: axum::middleware::Next| {
            req.headers_mut().insert("cookie", cookie.parse().unwrap());
            next.run(req)
        }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        tasks.push(tokio::spawn(async move { axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>()).await.unwrap() }));
    }
    println!("ready");
    tokio::time::sleep(std::time::Duration::from_secs(3000)).await;
}
