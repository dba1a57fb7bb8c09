//! Figures: tallies over `fact` and the lists behind them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// The day on which a running case "ended": after every day that can be asked for.
pub const OPEN_END: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a constant date exists");

/// Until when figures hold that still hold.
pub const FOREVER: DateTime<Utc> = NaiveDateTime::new(OPEN_END, NaiveTime::MIN).and_utc();
