//! Work queues in numbers and lines: how many things wait in a state, which of them a clock presses, and the
//! red lists of what nobody looks at. Which states make a queue, and whose it is, is in `law::lifecycle`.
//!
//! A few organisations are walked one by one along `cases_by_state`, `request_by_state` and `deadline_open`;
//! more are counted in groups. Nothing here counts further than it is told to. Each thing asked has a room of its own:
//! `states`, `clocks`, `lines`, `red`.

mod clocks;
mod lines;
mod red;
mod states;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;

pub use clocks::{
    ClockFilter, ClockLine, Due, Marks, Thing, count_clocks, count_due, count_overdue_by_organisation,
    list_clocks, list_due,
};
pub use lines::{Pick, QueueLine, count_incoming, list, list_incoming};
pub use red::{RedList, count_hearings_passed, count_red, list_red};
pub use states::{StateCount, count_cases, count_requests};

/// The organisations of a reach; `None` is the nation.
fn organisations(reach: &Reach) -> Option<&[String]> {
    match reach {
        Reach::Nation => None,
        Reach::Organisations(codes) | Reach::Provider { organisations: codes, .. } => Some(codes),
    }
}

fn quoted(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

fn local_day(at: DateTime<Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(7)).date_naive()
}

/// A condition that holds for the codes of a list; never for an empty one.
fn code_test(column: &str, codes: &[&str]) -> String {
    if codes.is_empty() { "1 = 0".to_owned() } else { format!("{column} in ({})", quoted(codes)) }
}
