//! What the law says: values, dated rules and decisions. Pure: no clock, no database, no text for people.
//!
//! Shelf 0: `kernel`, `access`, `accounts` · 1: `staff` · 2: `people`, `eligibility` · 4: `cases`
//! · 6: `quality` · 7: `outreach` · 8: `statistics`. A module uses lower shelves only, with one
//! exception that `ARCHITECTURE.md` names. Records live in `store`; acts in `office`.
#![warn(missing_docs)]

pub mod access;
pub mod accounts;
pub mod assignment;
pub mod case_papers;
pub mod cases;
pub mod complaints;
pub mod conduct;
pub mod confidentiality;
pub mod conflicts;
pub mod days;
pub mod deadlines;
pub mod dealings;
pub mod diary;
pub mod documents;
pub mod duty;
pub mod eligibility;
pub mod hearings;
pub mod intake;
pub mod kernel;
pub mod lifecycle;
pub mod outreach;
pub mod people;
pub mod privacy;
pub mod quality;
pub mod rules;
pub mod schedule;
pub mod staff;
pub mod standing;
pub mod statistics;
pub mod submissions;
pub mod targets;
