//! Who may be given a case, and who best (*cử người thực hiện trợ giúp pháp lý*): hard rules with their article, a
//! score with its reasons, the morning's cases as one optimum, and how evenly the load lies.
//!
//! Basis: Law on Legal Aid 2017 art. 8(5), 17–25, 27, 31–33; Circular 11/2014 art. 10, 12. What is best is ours: the
//! law asks for the right person, not for a number. Weights are settings of a Centre ([`Settings`]), so that whoever
//! assigns can say what was weighed, and how much. Everything counts in whole numbers, so that the same facts always
//! give the same answer. Finding the facts is `office::conduct`, the acts are there and in `office::assignment`.

mod allot;
mod burden;
mod eligible;
mod offers;
mod replay;
mod score;
mod settings;
mod spread;

pub use allot::{Allotment, LEFT_OPEN, Pair, Room, Task, allot};
pub use burden::{
    ACCUSED_SHARES, Burden, CHARGE_SHARES, ChargeClass, FORM_WEIGHTS, ORDINARY, Place, STAGE_SHARES, STEP,
    WAY_SHARES, WHOLE, distance_km, weight,
};
pub use eligible::{Between, Exclusion, Force, Meeting, Need, Nominee, OrganisationTerm, exclusions};
pub use offers::{DeclineGround, OfferState, answer_by};
pub use replay::{Method, PastCase, Replay, replay};
pub use score::{Criterion, Finding, Ranked, Reason, Record, Team, fair_share, part_of, rank};
pub use settings::{SettingFault, Settings, Weights};
pub use spread::{Share, Spread, next_shares, spread};

/// Whoever or whatever is meant, by its record id.
pub type Key = u128;

#[cfg(test)]
mod tests;
