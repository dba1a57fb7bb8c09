//! The open check: one question a page, nothing in the address, nothing kept, never a dead end.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Browser, Kit, Reply, field_of};

/// Answers the question of a page and carries what was answered before, as a browser does.
async fn say(browser: &mut Browser<'_>, page: &Reply, answer: &str) -> Reply {
    let html = page.main();
    let step = field_of(&html, "step").unwrap();
    let asked = format!("answer_{step}");
    let mut fields = hidden(&html);
    fields.push((asked, answer.to_owned()));
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/eligibility", &pairs).await
}

/// The hidden fields of a page but for the token.
fn hidden(html: &str) -> Vec<(String, String)> {
    let fields = html.split("<input type=\"hidden\" name=\"").skip(1);
    let read = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        (name.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    fields.map(read).filter(|(name, _)| name != "csrf").collect()
}

async fn begin<'k>(kit: &'k Kit) -> (Browser<'k>, Reply) {
    let mut browser = kit.browser();
    let start = browser.follow("/eligibility").await;
    start.expect(200).says("Bắt đầu").says("1800 1233");
    let first = browser.post("/eligibility", &[]).await;
    (browser, first)
}

#[tokio::test]
async fn a_child_learns_after_one_question_which_papers_to_bring_and_where_to_go() {
    let kit = Kit::new().await;
    let (mut browser, first) = begin(&kit).await;
    first.expect(200).says("Câu 1").says("Người cần giúp sinh năm nào?");
    let answer = say(&mut browser, &first, "2016").await;
    answer
        .expect(200)
        .says("Có thể được trợ giúp pháp lý miễn phí")
        .says("Giấy khai sinh")
        .says("Điều 7 khoản 3")
        .says("tel:18001233")
        .says("Đơn vị TT.19");
    assert!(answer.html().contains("data-exit") && answer.html().contains("rel=\"noreferrer"));
}

#[tokio::test]
async fn whoever_is_not_entitled_is_told_where_else_and_how_to_complain() {
    let kit = Kit::new().await;
    let (mut browser, mut page) = begin(&kit).await;
    let mut asked = 0;
    while let Some(step) = field_of(&page.main(), "step") {
        page.expect(200);
        assert_eq!(page.main().matches("<h1").count(), 1, "{step}: one question a page");
        assert!(page.html().contains("data-exit"), "{step}: the way out");
        page = say(&mut browser, &page, if step == "birth" { "1980" } else { "no" }).await;
        asked += 1;
        assert!(asked < 15, "no end");
    }
    page.expect(200)
        .says("Có lẽ chưa thuộc diện được trợ giúp miễn phí")
        .says("khiếu nại với người đứng đầu Trung tâm")
        .says("Văn phòng luật sư");
    // Back to the last question, with everything before it kept.
    let mut fields = hidden(&page.main());
    fields.push(("back".to_owned(), "yes".to_owned()));
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = browser.post("/eligibility", &pairs).await;
    back.expect(200).says(&format!("Câu {asked}"));
}

#[tokio::test]
async fn a_wrong_or_missing_answer_is_asked_again_and_every_question_may_be_skipped() {
    let kit = Kit::new().await;
    let (mut browser, first) = begin(&kit).await;
    for wrong in ["", "85", "2030", "1700", "x"] {
        say(&mut browser, &first, wrong).await.expect(422).says("sinh năm nào?");
    }
    let mut page = say(&mut browser, &first, "skip").await;
    let choice = page.main();
    assert!(choice.contains("value=\"skip\""), "{choice}");
    let step = field_of(&choice, "step").unwrap();
    say(&mut browser, &page, "maybe").await.expect(422).says("Hãy chọn một câu trả lời.");
    assert_ne!(step, "birth");
    for _ in 0..15 {
        if field_of(&page.main(), "step").is_none() {
            break;
        }
        page = say(&mut browser, &page, "skip").await;
    }
    page.expect(200).says("Chưa đủ thông tin để trả lời").says("1800 1233");
}

#[tokio::test]
async fn nothing_is_kept_and_the_other_language_says_the_same() {
    let kit = Kit::new().await;
    let before = kit.record().await.len();
    let mut browser = kit.browser();
    browser.follow("/eligibility?lang=en").await.expect(200).says("Leave this page");
    let mut page = browser.post("/eligibility", &[]).await;
    for _ in 0..15 {
        let Some(step) = field_of(&page.main(), "step") else { break };
        assert!(!page.expect(200).html().contains('⟦'));
        let answer = match step.as_str() {
            "birth" => "1955",
            "near_poor" => "yes",
            _ => "no",
        };
        page = say(&mut browser, &page, answer).await;
    }
    page.expect(200).says("Legal aid may be free").says("Older");
    assert_eq!(kit.record().await.len(), before, "nothing is recorded of anybody");
}
