//! What the office does: one function per act — permit, load, let the law decide, save, record.
//!
//! `desk` is the outside world; `failure` is all that can go wrong; each feature has a file named as
//! in `law` and `store`. No HTML, no SQL text, no sentence for people.

pub mod accounts;
pub mod assignment;
pub mod audit;
pub mod case_file;
pub mod case_papers;
pub mod cases;
mod changes;
pub mod complaints;
pub mod conduct;
pub mod confidentiality;
pub mod conflicts;
pub mod daily;
pub mod dashboard;
pub mod deadlines;
pub mod dealings;
pub mod demo;
pub mod desk;
pub mod diary;
pub mod documents;
pub mod duty;
pub mod eligibility;
pub mod exchange;
pub mod failure;
pub mod filters;
pub mod health;
pub mod hearings;
pub mod intake;
pub mod jobs;
pub mod journal;
pub mod messages;
pub mod narratives;
pub mod open_data;
pub mod operations;
pub mod outreach;
pub mod people;
pub mod privacy;
pub mod queues;
pub mod quoted;
pub mod reactions;
pub mod reference;
pub mod registers;
pub mod requests;
pub mod rules;
pub mod scan;
pub mod schedule;
pub mod settings;
pub mod simulation;
pub mod staff;
pub mod statistics;
pub mod submissions;
pub mod targets;
pub mod today;

pub use desk::{Actor, Chance, Clock, Desk, Permit, Work};
pub use failure::{Failure, Outcome, Refusal};
