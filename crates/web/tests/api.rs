//! The interface for programs: who may come in, what it answers, how it fails, and how it is described.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use chrono::Duration;
use kit::{Kit, Reply};
use law::access::Role;
use office::Actor;
use serde_json::{Value, json};
use web::gate::Gate;
use web::router;

async fn token_of(kit: &Kit, role: Role, org: &str) -> String {
    let login = kit.account(role, org).await;
    office::accounts::create_token(&kit.desk, &Actor::system(), &login, "chương trình", 30).await.unwrap()
}

async fn get(kit: &Kit, token: &str, path: &str) -> Reply {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    kit.browser().send(request.body(Body::empty()).unwrap()).await
}

async fn post(kit: &Kit, token: &str, path: &str, body: &Value) -> Reply {
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    kit.browser().send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap_or_else(|error| panic!("{error}: {}", reply.html()))
}

/// Status, code, and the first wrong field with its code.
fn problem(reply: &Reply) -> (u16, String, Option<(String, String)>) {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.html());
    let body = body(reply);
    assert_eq!(body["status"], reply.status.as_u16());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let field = body["fields"].get(0).map(|field| (text(&field["field"]), text(&field["code"])));
    (reply.status.as_u16(), text(&body["code"]), field)
}

fn wrong(field: &str, code: &str) -> (u16, String, Option<(String, String)>) {
    (422, "invalid".to_owned(), Some((field.to_owned(), code.to_owned())))
}

/// Enters a case as a clerk does it; answers its id.
async fn entered(kit: &Kit, org: &str, code: &str, day: &str, client: &str) -> String {
    let mut clerk = kit.sign_in(Role::Clerk, org).await;
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", org),
        ("form", "litigation"),
        ("provider_role", "defence"),
        ("file_code", code),
        ("field", "criminal"),
        ("accepted_on", day),
        ("source", "agency_notice"),
        ("client_name", client),
        ("client_birth", "2006"),
        ("client_id_number", "006206001234"),
        ("category", "poor"),
        ("other_categories", "ethnic_special_area"),
        ("looked", "yes"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    id
}

#[tokio::test]
async fn a_program_is_told_when_the_database_is_gone() {
    for kit in Kit::each().await {
        let token = token_of(&kit, Role::Director, "TT.19").await;
        get(&kit, &token, "/api/v1/cases").await.expect(200);
        kit.desk.store().clone().close().await.unwrap();
        let reply = get(&kit, &token, "/api/v1/cases").await;
        let problem: Value = serde_json::from_slice(&reply.expect(503).bytes).unwrap();
        assert_eq!((&problem["code"], reply.header("retry-after").as_str()), (&"unavailable".into(), "30"));
    }
}

#[tokio::test]
async fn without_a_token_that_opens_nothing_opens() {
    let kit = Kit::new().await;
    for route in router::all().entries().iter().filter(|route| route.gate == Gate::Token) {
        let path = route.path.replace("{id}", "00000000-0000-7000-8000-00000000dead");
        let method: Method = route.method.parse().unwrap();
        for token in ["", "Bearer", "Bearer tgpl_nonsense", "Basic tgpl_nonsense"] {
            let request = Request::builder().method(&method).uri(&path).header(header::AUTHORIZATION, token);
            let reply = kit.browser().send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(problem(&reply), (401, "unauthorized".to_owned(), None), "{method} {path} {token}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
        // A session in a browser is no token.
        let mut browser = kit.sign_in(Role::Director, "TT.19").await;
        let request = Request::builder().method(&method).uri(&path);
        let reply = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, 401, "{method} {path}");
    }
    let login = kit.account(Role::Director, "TT.19").await;
    let token = office::accounts::create_token(&kit.desk, &Actor::system(), &login, "ngắn", 1).await.unwrap();
    get(&kit, &token, "/api/v1/cases").await.expect(200);
    kit.wait(Duration::days(1));
    assert_eq!(get(&kit, &token, "/api/v1/cases").await.status, 401);
}

#[tokio::test]
async fn roles_may_do_through_the_interface_what_they_may_do_on_pages() {
    let kit = Kit::new().await;
    let id = entered(&kit, "TT.19", "A.1", "20/11/2026", "Nông Thị Hoà").await;
    let closure = format!("/api/v1/cases/{id}/closure");
    let sent = json!({"version": 1, "closed_on": "2026-11-21", "outcome": "completed"});
    let asked = "/api/v1/indicators?org=TT.19&from=2026-01-01&to=2026-12-31";
    for (role, org, reads, reports, closes) in [
        (Role::Administrator, "CUC", 403, 403, 403),
        (Role::Agency, "STP.19", 403, 403, 403),
        (Role::Officer, "TT.19", 200, 403, 404),
        (Role::Accountant, "TT.19", 200, 200, 403),
        (Role::Auditor, "CUC", 200, 200, 403),
        (Role::Director, "TT.01", 200, 404, 404),
        (Role::Clerk, "TT.19", 200, 200, 200),
    ] {
        let token = token_of(&kit, role, org).await;
        assert_eq!(get(&kit, &token, "/api/v1/cases").await.status, reads, "{role} lists");
        assert_eq!(get(&kit, &token, asked).await.status, reports, "{role} reports");
        assert_eq!(post(&kit, &token, &closure, &sent).await.status, closes, "{role} closes");
    }
}

#[tokio::test]
async fn indicators_say_what_is_wrong_with_the_question() {
    let kit = Kit::new().await;
    let token = token_of(&kit, Role::Director, "TT.19").await;
    for (query, answer) in [
        ("from=2022-01-01&to=2022-06-30", wrong("org", "required")),
        ("org=TT.19&to=2022-06-30", wrong("from", "required")),
        ("org=TT.19&from=2022-01-01", wrong("to", "required")),
        ("org=TT.19&from=2022-02-30&to=2022-06-30", wrong("from", "not_a_date")),
        ("org=TT.19&from=2022-01-01&to=2022-06-30&as_of=soon", wrong("as_of", "not_a_moment")),
        ("org=TT.19&from=2022-01-01&to=2022-06-30&geography=old", wrong("geography", "unknown")),
        ("org=TT.19&from=2022-01-01&to=2022-06-30&form=advice", wrong("form", "unknown_parameter")),
        ("org=TT.77&from=2022-01-01&to=2022-06-30", (404, "missing".to_owned(), None)),
        ("org=TT.01&from=2022-01-01&to=2022-06-30", (404, "missing".to_owned(), None)),
    ] {
        assert_eq!(
            problem(&get(&kit, &token, &format!("/api/v1/indicators?{query}")).await),
            answer,
            "{query}"
        );
    }
    let reply = get(&kit, &token, "/api/v1/indicators?org=TT.19&from=2022-06-30&to=2022-01-01").await;
    let (status, code, field) = problem(&reply);
    assert_eq!((status, code.as_str()), (422, "statistics.period"));
    assert_eq!(field, Some(("to".to_owned(), "before_from".to_owned())));

    let reply = get(
        &kit,
        &token,
        "/api/v1/indicators?org=TT.19&from=2022-01-01&to=2022-06-30&as_of=2022-07-01&geography=now",
    )
    .await;
    let text = reply.expect(200).html();
    assert!(text.starts_with(
        "{\"org\":\"TT.19\",\"from\":\"2022-01-01\",\"to\":\"2022-06-30\",\"as_of\":\"2022-07-01T16:59:59.999999Z\",\"geography\":\"now\",\"indicators\":{\"receptions\":0,\"guidance\":0,\"cases_handled\":0,"
    ), "{text}");
    let ids: Vec<&str> = law::statistics::indicators().iter().map(|it| it.id.as_str()).collect();
    let places: Vec<usize> = ids.iter().map(|id| text.find(&format!("\"{id}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "in the order of the contract");
    assert!(text.contains("\"success_rate_pct\":null"), "no value is null, never 0");
}

#[tokio::test]
async fn the_list_pages_by_cursor_and_narrows() {
    let kit = Kit::new().await;
    for number in 1..=5 {
        let day = format!("{number:02}/11/2026");
        entered(&kit, "TT.19", &format!("A.{number}"), &day, "Nông Thị Hoà").await;
    }
    let branch = entered(&kit, "CN.19.1", "B.1", "10/11/2026", "Lục Văn Bình").await;
    entered(&kit, "TT.01", "C.1", "10/11/2026", "Nông Văn Xa").await;
    let token = token_of(&kit, Role::Director, "TT.19").await;
    let codes = |reply: &Reply| -> Vec<String> {
        let list = body(reply);
        list["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["file_code"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = get(&kit, &token, "/api/v1/cases?limit=4").await;
    assert_eq!(codes(first.expect(200)), ["B.1", "A.5", "A.4", "A.3"]);
    assert_eq!(body(&first)["total"], 6);
    let next = body(&first)["next"].as_str().unwrap().to_owned();
    let second = get(&kit, &token, &format!("/api/v1/cases?limit=4&after={next}")).await;
    assert_eq!(codes(&second), ["A.2", "A.1"]);
    assert_eq!(body(&second)["next"], Value::Null);

    assert_eq!(codes(&get(&kit, &token, "/api/v1/cases?org=CN.19.1").await), ["B.1"]);
    assert_eq!(
        codes(&get(&kit, &token, "/api/v1/cases?org=TT.19&from=2026-11-04").await),
        ["B.1", "A.5", "A.4"]
    );
    assert_eq!(codes(&get(&kit, &token, "/api/v1/cases?to=2026-11-01").await), ["A.1"]);
    assert_eq!(codes(&get(&kit, &token, "/api/v1/cases?q=luc+binh").await), ["B.1"]);
    assert_eq!(codes(&get(&kit, &token, "/api/v1/cases?state=closed").await), Vec::<String>::new());
    assert_eq!(codes(&get(&kit, &token, "/api/v1/cases?state=open&q=a.3").await), ["A.3"]);
    for (query, answer) in [
        ("limit=201", wrong("limit", "out_of_range")),
        ("limit=0", wrong("limit", "out_of_range")),
        ("limit=many", wrong("limit", "out_of_range")),
        ("after=there", wrong("after", "unknown")),
        ("state=lost", wrong("state", "unknown")),
        ("from=31/02/2026", wrong("from", "not_a_date")),
        ("organisation=TT.19", wrong("organisation", "unknown_parameter")),
        ("org=TT.01", (404, "missing".to_owned(), None)),
        ("org=TT.88", (404, "missing".to_owned(), None)),
    ] {
        assert_eq!(problem(&get(&kit, &token, &format!("/api/v1/cases?{query}")).await), answer, "{query}");
    }
    let stranger = token_of(&kit, Role::Director, "TT.01").await;
    assert_eq!(codes(&get(&kit, &stranger, "/api/v1/cases").await), ["C.1"]);
    assert_eq!(problem(&get(&kit, &stranger, &format!("/api/v1/cases/{branch}")).await).0, 404);
    assert_eq!(
        problem(&get(&kit, &stranger, "/api/v1/cases/no-id").await),
        (404, "missing".to_owned(), None)
    );
    assert_eq!(problem(&get(&kit, &stranger, "/api/v1/nothing").await).0, 404);
}

#[tokio::test]
async fn a_case_is_shown_in_the_columns_of_the_contract_and_closed_once() {
    for kit in Kit::each().await {
        let id = entered(&kit, "TT.19", "A.1", "20/11/2026", "Nông Thị Hoà").await;
        let token = token_of(&kit, Role::Clerk, "TT.19").await;
        let case = body(get(&kit, &token, &format!("/api/v1/cases/{id}")).await.expect(200));
        assert_eq!(
            (&case["org_code"], &case["file_code"], &case["version"]),
            (&json!("TT.19"), &json!("A.1"), &json!(1))
        );
        assert_eq!(
            (&case["form"], &case["provider_role"], &case["closed_on"]),
            (&json!("litigation"), &json!("defence"), &Value::Null)
        );
        assert_eq!(
            case["beneficiaries"],
            json!([{
                "client_name": "Nông Thị Hoà", "client_birth": "2006", "client_sex": null, "client_ethnicity": null,
                "client_id_number": "006206001234", "client_commune": null, "category": "poor",
                "other_categories": ["ethnic_special_area"], "client_role": null,
            }])
        );
        let auditor = token_of(&kit, Role::Auditor, "CUC").await;
        let seen = body(get(&kit, &auditor, &format!("/api/v1/cases/{id}")).await.expect(200));
        let number = seen["beneficiaries"][0]["client_id_number"].as_str().unwrap();
        assert!(number.ends_with("234") && !number.contains("006206"), "{number}");

        let path = format!("/api/v1/cases/{id}/closure");
        let whole = json!({"version": 1, "closed_on": "2026-11-21", "outcome": "completed", "success_criteria": ["TC05"], "note": "xong"});
        for (change, answer) in [
            (json!({"version": null}), wrong("version", "required")),
            (json!({"closed_on": null}), wrong("closed_on", "required")),
            (json!({"outcome": null}), wrong("outcome", "required")),
            (json!({"closed_on": "21/11/2026"}), wrong("closed_on", "not_a_date")),
            (json!({"outcome": "won"}), wrong("outcome", "unknown")),
            (json!({"success_criteria": ["TC31"]}), wrong("success_criteria", "unknown")),
            (json!({"version": 7}), (409, "stale".to_owned(), None)),
        ] {
            let mut sent = whole.clone();
            for (name, value) in change.as_object().unwrap() {
                sent[name] = value.clone();
            }
            assert_eq!(problem(&post(&kit, &token, &path, &sent).await), answer, "{change}");
        }
        for (broken, status) in [("{", 400), ("{\"versoin\": 1}", 422), ("[]", 422)] {
            let request = Request::post(&path).header(header::AUTHORIZATION, format!("Bearer {token}"));
            let request =
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(broken)).unwrap();
            let answer = kit.browser().send(request).await;
            let (found, code, _) = problem(&answer);
            assert_eq!((found, code.as_str()), (status, "unreadable"), "{broken}");
            if broken.contains("versoin") {
                assert!(answer.html().contains("unknown field `versoin`"), "{}", answer.html());
            }
        }
        let early = json!({"version": 1, "closed_on": "2026-11-01", "outcome": "completed"});
        let (status, _, field) = problem(&post(&kit, &token, &path, &early).await);
        assert_eq!((status, field.unwrap().0.as_str()), (422, "closed_on"), "the law speaks as on the page");

        let closed = body(post(&kit, &token, &path, &whole).await.expect(200));
        assert_eq!(
            (&closed["closed_on"], &closed["outcome"], &closed["version"]),
            (&json!("2026-11-21"), &json!("completed"), &json!(2))
        );
        assert_eq!((&closed["success_criteria"], &closed["note"]), (&json!(["TC05"]), &json!("xong")));
        post(&kit, &token, &path, &whole).await.expect(200);
        let other = json!({"version": 2, "closed_on": "2026-11-22", "outcome": "terminated"});
        assert_eq!(
            problem(&post(&kit, &token, &path, &other).await),
            (409, "cases.closed_already".to_owned(), None)
        );
        let acts = kit.record().await;
        assert_eq!(acts.iter().filter(|(act, object)| act == "cases.close" && *object == id).count(), 1);
        assert!(
            acts.iter().filter(|(act, object)| act == "cases.view" && *object == id).count() >= 2,
            "reads are recorded"
        );
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_only_routes() {
    let kit = Kit::new().await;
    let reply = kit.browser().get("/api/v1/openapi.json").await;
    let document = body(reply.expect(200));
    assert_eq!(document["openapi"], "3.1.0");
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert((method.to_uppercase(), path.clone()));
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{path}");
            assert!(
                operation["responses"]["200"]["content"]["application/json"]["schema"].is_object(),
                "{path}"
            );
            assert!(
                operation["responses"]["401"]["content"]["application/problem+json"].is_object(),
                "{path}"
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(!parameter["description"].as_str().unwrap().is_empty(), "{path} {parameter}");
            }
        }
    }
    let routes: BTreeSet<(String, String)> = router::all()
        .entries()
        .iter()
        .filter(|route| route.gate == Gate::Token)
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routes);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for reference in document.to_string().split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is not described");
    }
    assert_eq!(schemas["Closure"]["required"], json!(["version", "closed_on", "outcome"]));
    assert_eq!(
        schemas["Case"]["properties"]["outcome"]["enum"],
        json!(["completed", "not_continued", "terminated", null])
    );
    assert_eq!(document["security"], json!([{"bearer": []}]));
    assert!(!document.to_string().contains('⟦'), "a text is missing");

    // What is described as a parameter is what the handlers know.
    let asked = |path: &str| -> Vec<String> {
        let all = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        all.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(asked("/api/v1/indicators"), web::api::indicators::ASKED);
    assert_eq!(asked("/api/v1/cases"), web::api::cases::LIST);
}

#[tokio::test]
async fn the_page_for_people_who_write_programs_shows_every_operation() {
    let kit = Kit::new().await;
    for (lang, words) in [("vi", "Giao diện cho chương trình"), ("en", "Interface for programs")] {
        let page = kit.browser().follow(&format!("/api?lang={lang}")).await;
        page.expect(200).says(words).says("/api/v1/openapi.json").says("success_criteria");
        for route in router::all().entries().iter().filter(|route| route.gate == Gate::Token) {
            page.says(&format!("{} {}", route.method, route.path));
        }
    }
}
