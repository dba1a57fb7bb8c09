//! What was entered after a report was signed shows beside it, and in the next one.

use std::collections::BTreeMap;

use chrono::Duration;
use law::access::Role;
use law::rules::ReportKind;
use law::statistics::Became;
use law::submissions::SubmissionMove;
use office::submissions::{Compared, changes, explain, prepare, sign, view};
use serde_json::json;
use uuid::Uuid;

use super::kit::{KIND, Kit, TO, actor, cell, day, head_of, number, refused};

/// What is carried over must be what was carried forward; where a late entry came between, both pages say so.
#[tokio::test]
async fn a_late_entry_shows_in_the_report_before_and_in_the_next() {
    let kit = Kit::sqlite("2026-01-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![
        kit.case(1, "TT.01", "2025-12-31", json!({})),
        kit.case(2, "TT.01", "2025-11-01", json!({ "closed_on": "2025-12-31", "outcome": "completed", "provider_kind": "legal_aid_officer" })),
    ])
    .await;
    let year = kit.send("TT.01", ReportKind::FullYear, "2025-12-31").await;
    kit.wait(Duration::days(60));
    // Entered in March, accepted in December; and a case that was closed in December is open again.
    kit.save(vec![kit.case(3, "TT.01", "2025-12-15", json!({}))]).await;
    kit.correct(kit.case(2, "TT.01", "2025-11-01", json!({ "provider_kind": "legal_aid_officer" }))).await;
    kit.wait(Duration::days(100));
    let half =
        prepare(desk, &centre, "TT.01", ReportKind::PreliminaryHalfYear, day("2026-05-31")).await.unwrap();
    let seen = view(desk, &centre, half).await.unwrap();
    assert_eq!(number(&seen, "25", "total", "2"), 3);
    let words: Vec<String> = seen.checks.iter().map(|check| format!("{:?}", check.what)).collect();
    assert_eq!(words, ["CarriedOver { forward: 1, over: 3 }"]);
    assert!(seen.checks[0].cell.column_key == "2");
    assert_eq!(seen.drifted.len(), 1);
    let drift = seen.drifted[0].clone();
    assert_eq!(drift.submission, year);
    let told = changes(desk, &centre, drift.snapshot, Compared::Now, None, None).await.unwrap();
    assert_eq!(told.cells.len(), drift.cells);
    let lines: BTreeMap<u128, Became> =
        told.lines.iter().map(|line| (line.case.as_u128(), line.became)).collect();
    assert_eq!(lines, BTreeMap::from([(2, Became::Corrected), (3, Became::Added)]));
    assert!(told.lines.iter().all(|line| line.lag.is_some_and(|lag| lag > 60)), "{:?}", told.lines);
    assert_eq!(refused(kit.sign(&centre, half).await), "submissions.unexplained");
    explain(desk, &centre, half, seen.checks[0].cell.clone(), "Nhập muộn một vụ, mở lại một vụ.")
        .await
        .unwrap();
    kit.sign(&centre, half).await.unwrap();
}

/// Late entries show in the last report of every official series within the days, not only in the latest of all.
#[tokio::test]
async fn a_late_entry_shows_in_each_series_that_was_signed_before_it() {
    let kit = Kit::sqlite("2026-06-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let half = kit.send("TT.01", ReportKind::PreliminaryHalfYear, "2026-05-31").await;
    // Accepted in April, entered in August: the half-year that was sent does not know it, the ten months do.
    kit.wait(Duration::days(60));
    kit.save(vec![kit.case(2, "TT.01", "2026-04-01", json!({}))]).await;
    kit.wait(Duration::days(93));
    let ten_months = kit.send("TT.01", KIND, TO).await;
    kit.wait(Duration::days(61));
    let year = prepare(desk, &centre, "TT.01", ReportKind::FullYear, day("2026-12-31")).await.unwrap();
    let drifted = async || -> Vec<Uuid> {
        let seen = view(desk, &centre, year).await.unwrap();
        assert!(seen.drifted.iter().all(|drift| drift.cells > 0 && drift.period_to < day("2026-12-31")));
        seen.drifted.iter().map(|drift| drift.submission).collect()
    };
    assert_eq!(drifted().await, [half]);
    kit.save(vec![kit.case(3, "TT.01", "2026-09-01", json!({}))]).await;
    assert_eq!(drifted().await, [ten_months, half]);
}

/// Many changes are turned page by page; what is entered meanwhile shows no case twice and hides none.
#[tokio::test]
async fn pages_of_changes_stay_in_their_order() {
    let kit = Kit::sqlite("2026-11-05").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let id = kit.send("TT.01", KIND, TO).await;
    let seal = view(desk, &centre, id).await.unwrap().sealed.unwrap().snapshot.id;
    kit.wait(Duration::hours(1));
    kit.save((101..=160).map(|id| kit.case(id, "TT.01", "2026-03-01", json!({}))).collect()).await;
    let first = changes(desk, &centre, seal, Compared::Now, None, None).await.unwrap();
    assert_eq!((first.counts, first.lines.len()), ([60, 0, 0], 50));
    kit.save(vec![kit.case(50, "TT.01", "2026-03-01", json!({}))]).await;
    let second = changes(desk, &centre, seal, Compared::Now, None, first.next).await.unwrap();
    assert_eq!((second.counts, second.next), ([61, 0, 0], None));
    let seen: Vec<u128> = first.lines.iter().chain(&second.lines).map(|line| line.case.as_u128()).collect();
    assert_eq!(seen, (101..=160).collect::<Vec<u128>>());
    let total = first.cells.iter().find(|it| it.form.key == "25" && it.before == 1).unwrap();
    assert_eq!(total.after, 61);
}

/// A look before midnight is no look at days that are over, whenever it is signed.
#[tokio::test]
async fn days_are_over_when_they_were_looked_at() {
    let kit = Kit::sqlite("2026-10-31").await;
    let desk = &kit.desk;
    let centre = head_of("TT.01");
    kit.save(vec![kit.case(1, "TT.01", "2026-02-01", json!({}))]).await;
    let id = prepare(desk, &centre, "TT.01", KIND, day(TO)).await.unwrap();
    // 19:00 in Viet Nam; six hours later it is November.
    kit.wait(Duration::hours(10));
    let seen = view(desk, &centre, id).await.unwrap();
    kit.wait(Duration::hours(6));
    assert_eq!(desk.today(), day("2026-11-01"));
    let signed = sign(desk, &centre, id, (seen.counted.as_of, &seen.seen), Vec::new()).await;
    assert_eq!(refused(signed), "submissions.not_over");
    kit.sign(&centre, id).await.unwrap();
}

/// What moved far is named with both numbers until it is sent; how far is far is a setting, and the year before is counted by
/// hand: forty, then twenty.
#[tokio::test]
async fn what_moved_far_since_the_year_before_is_proposed_to_be_explained() {
    for kit in Kit::each("2026-11-05").await {
        let desk = &kit.desk;
        let year = |first: u128, count: u128, year: i32| {
            let closed = json!({ "closed_on": format!("{year}-05-01"), "outcome": "completed", "provider_kind": "legal_aid_officer" });
            (first..first + count)
                .map(|id| kit.case(id, "TT.01", &format!("{year}-03-01"), closed.clone()))
                .collect::<Vec<_>>()
        };
        kit.save(year(1, 40, 2025)).await;
        kit.save(year(101, 20, 2026)).await;
        let head = head_of("TT.01");
        let id = prepare(desk, &head, "TT.01", KIND, day(TO)).await.unwrap();
        let far = async || view(desk, &head, id).await.unwrap().deviations.unwrap().lines;
        let closed = cell("25", "total", "4");
        let lines = far().await;
        let of_25 = lines.iter().filter(|line| line.form.key == "25").count();
        assert_eq!(of_25, 5, "the largest five of a form");
        let line = lines.iter().find(|line| line.cell == closed).unwrap();
        assert_eq!((line.before, line.now, line.explained), (40, 20, false), "{}", kit.name);
        assert!(lines.iter().all(|line| line.before - line.now == 20), "{lines:?}");

        explain(desk, &head, id, closed.clone(), "Hai người thực hiện nghỉ thai sản.").await.unwrap();
        assert!(far().await.iter().any(|line| line.cell == closed && line.explained));

        let administrator = actor(Role::Administrator, "CUC");
        let percent = office::settings::DEVIATION_PERCENT;
        office::settings::change(desk, &administrator, percent, 0, "51").await.unwrap();
        assert!(far().await.is_empty(), "half is not far any more");
        kit.sign(&head, id).await.unwrap();
        kit.step(&head, id, SubmissionMove::Send).await.unwrap();
        assert!(view(desk, &head, id).await.unwrap().deviations.is_none());
    }
}
