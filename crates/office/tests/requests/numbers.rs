//! Numbers of the register: no gap, no double, whoever gives them.

use std::collections::BTreeSet;

use law::access::Role;
use law::cases::AidForm;
use office::requests::{self, Acceptance};

use super::kit::{LAST, NAMES, acceptance, actor, draft, kits};

#[tokio::test]
async fn fifty_acceptances_at_once_get_fifty_numbers_without_a_gap() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut ids = Vec::new();
        for number in 0..50 {
            // Names that are not alike, so that nothing has to be decided.
            let name = format!("{} {}", NAMES[number % 10], LAST[number / 10]);
            ids.push(requests::take(desk, &clerk, draft(desk, &name)).await.unwrap());
        }
        let acts = ids.into_iter().map(|id| {
            let (desk, clerk, how) = (desk.clone(), clerk.clone(), acceptance(desk));
            tokio::spawn(async move { requests::accept(&desk, &clerk, id, 1, how).await })
        });
        for act in acts.collect::<Vec<_>>() {
            act.await.unwrap().unwrap();
        }
        let codes = desk.store().ask("select file_code as line from cases").await.unwrap();
        let codes: BTreeSet<String> = codes.into_iter().collect();
        let expected: BTreeSet<String> = (1..=50).map(|number| format!("TT.TV.{number:02}.2026")).collect();
        assert_eq!(codes, expected);
    }
}

#[tokio::test]
async fn a_number_typed_by_hand_or_imported_moves_the_series() {
    for kit in kits().await {
        let (desk, clerk) = (&kit.desk, actor(Role::Clerk, "TT.19"));
        let mut codes = Vec::new();
        for (name, typed) in [
            ("Lý A Sinh", ""),
            ("Mùa Thị Dợ", "TT.TV.07.2026"),
            ("Thào Mí Già", ""),
            ("Cứ A Tủa", "TT.TV.03.2026"),
            ("Sùng Pó", ""),
        ] {
            let id = requests::take(desk, &clerk, draft(desk, name)).await.unwrap();
            let how = Acceptance { file_code: typed.into(), ..acceptance(desk) };
            requests::accept(desk, &clerk, id, 1, how).await.unwrap();
            codes.push(requests::view(desk, &clerk, id).await.unwrap().case_code.unwrap());
        }
        assert_eq!(
            codes,
            ["TT.TV.01.2026", "TT.TV.07.2026", "TT.TV.08.2026", "TT.TV.03.2026", "TT.TV.09.2026"]
        );
        // A register that came in by file beside the series.
        let tx = desk.store().begin().await.unwrap();
        tx.run("update cases set file_code = 'TT.TV.10.2026' where file_code = 'TT.TV.01.2026'")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let next = office::cases::next_file_code(desk, &clerk, "TT.19", AidForm::Advice, 2026).await.unwrap();
        assert_eq!(next, "TT.TV.11.2026");
        let id = requests::take(desk, &clerk, draft(desk, "Hạng Thị Chía")).await.unwrap();
        requests::accept(desk, &clerk, id, 1, acceptance(desk)).await.unwrap();
        let view = requests::view(desk, &clerk, id).await.unwrap();
        assert_eq!(view.case_code.as_deref(), Some("TT.TV.11.2026"));
    }
}
