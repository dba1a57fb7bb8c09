//! The component kit: plain data in, markup out.
//!
//! Nothing here knows a case, a person or a permission: no `law`, `office` or `store`. Pages draw
//! everything people see with these functions, so that all screens behave alike.
//! `tests/ui.rs` draws every component on one gallery page (`target/gallery-vi.html`): look there
//! first. The look itself is `assets/app.css`, the behaviour in the browser `assets/app.js`.
//!
//! * [`shell`] the page around the content · [`form`] asking · [`list`] tables, filters, pages
//! * [`summary`] showing one thing · [`figures`] numbers that explain themselves, progress
//! * [`chart`] bars · [`compare`] two versions of one record · [`signs`] small drawings
//! * [`dates`] and [`money`] how dates, numbers and đồng are written and read

pub mod chart;
pub mod compare;
pub mod dates;
pub mod figures;
pub mod form;
pub mod list;
pub mod money;
mod paper;
pub mod shell;
pub mod signs;
pub mod summary;

pub use form::{Choice, Field, FieldErrors, Reader, Sheet, Values};
pub use list::{Address, Column, Row, Table};
pub use paper::{digest, paper};
pub use shell::{Shell, page};
pub use signs::Tone;
