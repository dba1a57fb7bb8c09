//! The demonstration: filled once, with an inbox, queues and clocks that have work in them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod kit;

use kit::{Kit, actor, day};
use law::access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_has_work_for_everybody_and_is_filled_once() {
    let kit = Kit::new().await;
    let demo = office::demo::open(&kit.desk).await.unwrap();
    assert_eq!(demo.accounts.len(), 13);
    let clerk = actor(Role::Clerk, "TT.19");
    let all = |actor: office::Actor| {
        let desk = kit.desk.clone();
        async move {
            let list = office::requests::list(&desk, &actor, &Default::default(), None, 50).await.unwrap();
            list.page.lines.len()
        }
    };
    assert_eq!(all(clerk.clone()).await, 8);
    let again = office::demo::open(&kit.desk).await.unwrap();
    assert_eq!(again.accounts, demo.accounts);
    assert_eq!(all(clerk.clone()).await, 8, "the second start adds nothing");
    let filter = office::cases::CaseFilter { query: Some("Lý Văn Dũng".to_owned()), ..Default::default() };
    let found =
        office::cases::list(&kit.desk, &actor(Role::Director, "TT.19"), &filter, None, 10).await.unwrap();
    let line = found.listing.lines.iter().find(|line| line.state.0 == law::cases::CaseState::Assigned);
    let given =
        line.is_some_and(|line| line.provider_name.is_some() && line.accepted_on == day("2026-11-22"));
    assert!(given, "one request went on to a provider");
    let waiting = async |state| {
        let head = actor(Role::Director, "TT.19");
        office::documents::list(&kit.desk, &head, state, None).await.unwrap().lines.len()
    };
    use law::documents::DocumentState as S;
    let found = [S::Drafted, S::Numbered, S::Signed, S::Issued].map(waiting);
    let mut numbers = Vec::new();
    for state in found {
        numbers.push(state.await);
    }
    assert_eq!(numbers, [3, 4, 1, 3], "drafts, some that wait for a signature, some that went out");
    let board = office::queues::board(&kit.desk, &clerk).await.unwrap();
    assert!(!board.own.is_empty(), "the clerk has queues");
}
