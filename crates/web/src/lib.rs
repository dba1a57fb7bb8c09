//! What people see: HTML for staff, JSON for machines. Rules are in `law`, acts in `office`.
//!
//! Each feature has a folder: `form` what is asked, `pages` routes and handlers, `views` markup. `gate`
//! knows who comes and whether the form is ours, `router` lists every route, `failure` turns what went
//! wrong into a page, `ui` is the component kit, `texts` the sentences.

pub mod accounts;
pub mod admin;
pub mod api;
pub mod assets;
pub mod assignment;
pub mod cases;
pub mod codes;
pub mod complaints;
pub mod conduct;
pub mod confidentiality;
pub mod conflicts;
pub mod daily;
pub mod dashboard;
pub mod deadlines;
pub mod documents;
pub mod duty;
pub mod eligibility;
pub mod exchange;
pub mod failure;
pub mod files;
pub mod gate;
pub mod home;
pub mod intake;
pub mod journal;
pub mod messages;
pub mod outreach;
pub mod privacy;
pub mod reference;
pub mod registers;
pub mod reports;
pub mod requests;
pub mod router;
pub mod rules;
pub mod schedule;
pub mod staff;
pub mod submissions;
pub mod targets;
pub mod texts;
pub mod ui;

pub use gate::{App, Network, Settings};
pub use router::app;
