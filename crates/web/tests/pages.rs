//! Every page in every language: it answers, says everything, and is put together soundly.
//!
//! Pages without a parameter are found in the list of routes, so that a new page is looked at without a
//! line here; pages with one have their sample in [`SAMPLES`], and a missing sample fails.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use std::collections::BTreeSet;

use kit::{Browser, Kit, PROVIDER, field_of};
use law::access::Role;
use web::gate::Gate;
use web::router;

/// Pages that need something to be there first; `{case}` and `{person}` are put in.
const SAMPLES: &[(&str, &str)] = &[
    ("/organisations/{code}", "/organisations/TT.19"),
    ("/reports/forms/{key}", "/reports/forms/24"),
    ("/organisations/{code}/edit", "/organisations/CN.19.1/edit"),
    ("/organisations/{code}/closure", "/organisations/CN.19.1/closure"),
    ("/providers/{id}", "/providers/{provider}"),
    ("/providers/{id}/edit", "/providers/{provider}/edit"),
    ("/providers/{id}/standing", "/providers/{provider}/standing"),
    ("/providers/{id}/ending", "/providers/{provider}/ending"),
    ("/admin/reference/{set}", "/admin/reference/holidays"),
    ("/admin/settings/{key}", "/admin/settings/office_networks"),
    ("/targets/{provider}", "/targets/{provider}"),
    ("/targets/{provider}/cases", "/targets/{provider}/cases"),
    ("/cases/{id}", "/cases/{case}"),
    ("/queues/{queue}", "/queues/assign"),
    ("/red-lists/{list}", "/red-lists/silent"),
    ("/cases/{id}/edit", "/cases/{case}/edit"),
    ("/cases/{id}/closure", "/cases/{case}/closure"),
    ("/cases/{id}/documents", "/cases/{case}/documents"),
    ("/cases/{id}/documents/{form}", "/cases/{case}/documents/form_05"),
    ("/registers/{register}", "/registers/acceptance?org=TT.19"),
    ("/periodic-forms/{form}", "/periodic-forms/joint_06b?org=TT.19"),
    ("/cases/{id}/complexity", "/cases/{case}/complexity"),
    ("/cases/{id}/diary", "/cases/{case}/diary"),
    ("/cases/{id}/hearings", "/cases/{case}/hearings"),
    ("/cases/{id}/papers", "/cases/{case}/papers"),
    ("/cases/{id}/dealings", "/cases/{case}/dealings"),
    ("/cases/{id}/access", "/cases/{case}/access"),
    ("/cases/{id}/consents", "/cases/{case}/consents"),
    ("/people/{id}", "/people/{person}"),
    ("/quality/{doubt}", "/quality/age_unlikely"),
];

/// Pages that another test looks at with what they need.
const ELSEWHERE: &[&str] = &[
    "/targets/files/{kind}",
    "/feeds/{file}",
    "/duty/shifts/{id}",
    "/reports/forms/{key}/files/{kind}",
    "/submissions/{id}",
    "/submissions/{id}/forms/{key}",
    "/submissions/{id}/cell",
    "/submissions/{id}/estimates/{key}",
    "/submissions/{id}/signature",
    "/submissions/{id}/changes",
    "/seals/{id}",
    "/seals/{id}/cases",
    "/seals/{id}/forms/{key}/{kind}",
    "/reports/narrative/files/{kind}",
    "/reports/narrative/drafts/{id}",
    "/reports/monthly-notice/files/{kind}",
    "/cases/{id}/assignment",
    "/cases/{id}/offer",
    "/cases/{id}/replacement",
    "/cases/{id}/provider-change",
    "/cases/{id}/provider-change/answer",
    "/cases/{id}/registration",
    "/cases/{id}/suspension",
    "/cases/{id}/resumption",
    "/cases/{id}/reopening",
    "/cases/{id}/handover",
    "/cases/{id}/return",
    "/cases/{id}/appraisal",
    "/cases/{id}/archive",
    "/cases/{id}/split",
    "/cases/{id}/links",
    "/accounts/{id}",
    "/cases/{id}/documents/{form}/docx",
    "/cases/{id}/documents/{form}/pdf",
    "/requests/{id}/documents",
    "/requests/{id}/documents/{form}",
    "/requests/{id}/documents/{form}/docx",
    "/requests/{id}/documents/{form}/pdf",
    "/documents/{id}",
    "/documents/{id}/docx",
    "/documents/{id}/pdf",
    "/documents/{id}/file",
    "/registers/{register}/xlsx",
    "/registers/{register}/pdf",
    "/periodic-forms/{form}/docx",
    "/periodic-forms/{form}/pdf",
    "/register-years/{id}",
    "/register-years/{id}/file",
    "/incoming-documents/{id}",
    "/queues/{queue}/next",
    "/messages/{id}",
    "/rules/{id}/withdrawal",
    "/accounts/{id}/edit",
    "/admin/reference/{set}/rows.csv",
    "/admin/reference/{set}/rows.xlsx",
    "/requests/{id}",
    "/requests/{id}/edit",
    "/requests/{id}/access",
    "/requests/{id}/slip",
    "/requests/{id}/conflicts",
    "/requests/{id}/papers",
    "/requests/{id}/acceptance",
    "/requests/{id}/proposal",
    "/requests/{id}/refusal",
    "/requests/{id}/transfer",
    "/requests/{id}/receipt",
    "/requests/{id}/return",
    "/requests/{id}/withdrawal",
    "/receptions/{id}",
    "/receptions/{id}/removal",
    "/guidance/{id}",
    "/guidance/{id}/removal",
    "/outreach/{id}",
    "/outreach/{id}/removal",
    "/training/{id}",
    "/training/{id}/removal",
    "/cases/{id}/diary/{entry}",
    "/cases/{id}/hearings/{hearing}",
    "/cases/{id}/papers/{paper}",
    "/cases/{id}/papers/{paper}/file",
    "/cases/{id}/uploads/{upload}",
    "/cases/{id}/dealings/{dealing}",
    "/dealings/{id}",
    "/imports/{id}",
    "/imports/{id}/problems",
    "/imports/{id}/problems.csv",
    "/complaints/{id}",
    "/complaints/{id}/decision",
    "/data-requests/{id}",
    "/incidents/{id}",
    "/incidents/{id}/edit",
];

#[tokio::test]
async fn every_page_answers_in_every_language() {
    let kit = Kit::new().await;
    let mut clerk = kit.sign_in(Role::Clerk, "TT.19").await;
    let (case, person) = someone(&kit, &mut clerk).await;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (role, org) in [
        (Role::Clerk, "TT.19"),
        (Role::Director, "TT.19"),
        (Role::Analyst, "CUC"),
        (Role::Auditor, "CUC"),
        (Role::Council, "STP.19"),
        (Role::Administrator, "CUC"),
    ] {
        let mut browser = kit.sign_in(role, org).await;
        for route in router::all()
            .entries()
            .iter()
            .filter(|route| route.method == "GET" && route.gate == Gate::SignedIn)
        {
            let Some(path) = sample(route.path, &case, &person) else {
                assert!(ELSEWHERE.contains(&route.path), "give {} a sample", route.path);
                continue;
            };
            for lang in ["vi", "en"] {
                let with = if path.contains('?') { "&" } else { "?" };
                let reply = browser.follow(&format!("{path}{with}lang={lang}")).await;
                if reply.status.as_u16() == 200 && reply.header("content-type").starts_with("text/html") {
                    look(&format!("{path} for {role} in {lang}"), lang, &reply.html());
                    seen.insert(route.path.to_owned());
                }
                assert!(reply.status.as_u16() < 500, "{path} for {role}: {}", reply.status);
            }
        }
    }
    for (route, _) in SAMPLES {
        assert!(seen.contains(*route), "{route} was shown to nobody");
    }
}

fn sample(route: &str, case: &str, person: &str) -> Option<String> {
    if !route.contains('{') {
        return Some(route.to_owned());
    }
    let (_, path) = SAMPLES.iter().find(|(known, _)| *known == route)?;
    Some(
        path.replace("{case}", case).replace("{person}", person).replace("{provider}", &PROVIDER.to_string()),
    )
}

/// A case with its person, entered as a clerk does it.
async fn someone(kit: &Kit, clerk: &mut Browser<'_>) -> (String, String) {
    let id = kit.desk.id().to_string();
    let fields = [
        ("id", id.as_str()),
        ("beneficiaries", "1"),
        ("org_code", "TT.19"),
        ("form", "advice"),
        ("file_code", "A.1"),
        ("field", "civil"),
        ("accepted_on", "20/11/2026"),
        ("source", "self"),
        ("client_name", "Nông Thị Hoà"),
        ("category", "poor"),
    ];
    clerk.post("/cases", &fields).await.expect(303);
    let page = clerk.get(&format!("/cases/{id}/edit")).await.expect(200).html();
    (id, field_of(&page, "person").unwrap())
}

/// What holds for every page.
fn look(what: &str, lang: &str, html: &str) {
    assert!(!html.contains('⟦'), "{what}: a text is missing: {}", kit::main_of(html));
    assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{what}: says its language");
    assert_eq!(html.matches("<h1").count(), 1, "{what}: has one heading");
    assert!(
        !html.contains(" style=") && !html.contains("<script>") && !html.contains(" onclick="),
        "{what}: is plain"
    );
    let ids = values_of(html, " id=\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{what}: an id stands twice: {ids:?}");
    for target in values_of(html, "<label for=\"") {
        assert!(unique.contains(target), "{what}: the label for {target} points nowhere");
    }
    balanced(what, html);
}

fn values_of<'h>(html: &'h str, opening: &str) -> Vec<&'h str> {
    html.split(opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every element that is opened is closed, in order.
fn balanced(what: &str, html: &str) {
    const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "col", "wbr"];
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        if tag.starts_with('!') {
            continue;
        }
        let name = tag.trim_start_matches('/').split([' ', '>', '/', '\n']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{what}: </{name}> closes something else");
        } else if !VOID.contains(&name) && !tag.split('>').next().unwrap().ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{what}: never closed: {open:?}");
}
