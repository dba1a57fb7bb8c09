//! Rows of acts as chance throws them: whatever is done, the case stays sound.

use law::cases::AidForm;
use law::conduct::{ChangeAsker, Registration};
use office::Failure;

use super::kit::{CTV, HANH, MINH, sqlite};

/// A repeatable row of numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[tokio::test]
async fn no_row_of_acts_breaks_a_case_loses_a_clock_or_leaves_a_queue() {
    for seed in 0..6_u64 {
        let kit = sqlite().await;
        let mut dice = Dice(seed);
        let form = if seed % 3 == 2 { AidForm::Advice } else { AidForm::Litigation };
        let case = kit.entered(form, &["Nông Thị Hoà", "Bế Thị Tư"]).await;
        let mut done = 0;
        for _ in 0..40 {
            if dice.roll(3) == 0 {
                kit.pass(1);
            }
            let people = [MINH, HANH, CTV];
            let someone = people[dice.roll(3)];
            let outcome = match dice.roll(14) {
                0 | 1 => kit.assign(case, someone).await,
                2 => kit.replace(case, Some(someone)).await,
                3 => kit.replace(case, None).await,
                4 => kit.register(case, Registration::Asked).await,
                5 => kit.register(case, Registration::Registered).await,
                6 => kit.register(case, [Registration::Refused, Registration::Cancelled][dice.roll(2)]).await,
                7 => kit.stop(case, false).await,
                8 => kit.stop(case, true).await,
                9 => kit.ask(case, [ChangeAsker::Person, ChangeAsker::Provider][dice.roll(2)]).await,
                10 if dice.roll(2) == 0 => kit.close(case).await,
                11 => kit.reopen(case).await,
                12 if dice.roll(3) == 0 => kit.hand_over(case, &[], Some("nhận tạm")).await,
                13 => kit.give_back(case).await,
                _ if form == AidForm::Advice => kit.prolong(case).await,
                _ => Ok(()),
            };
            match outcome {
                Ok(()) => done += 1,
                Err(Failure::Refused(_)) => {}
                Err(other) => panic!("seed {seed}: {other:?}"),
            }
            kit.sound(case).await;
        }
        assert!(done > 5, "seed {seed}: only {done} acts were possible");
        let tx = kit.desk.store().snapshot().await.unwrap();
        assert_eq!(store::audit::verify(&tx).await.unwrap().broken_at, None);
    }
}
