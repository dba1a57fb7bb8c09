//! What is read from and printed on paper: tables and documents in, bytes out.
//!
//! `sheet::read` streams CSV and XLSX files for imports, `sheet::write` streams them for exports,
//! `encoding` names the old Vietnamese encodings that such files still arrive in. This crate knows
//! no domain, no database, no clock and no sentence for a person: a problem is a code with data.
//! `picture` takes out of pictures what the camera wrote beside them.
//! `signature` reads the digital signatures of PDF files, `active` finds what in one acts. `document` is the one model
//! of an official document: HTML, DOCX, PDF. `bundle` puts papers together, `archive` packs and proves them. `calendar` writes calendars that telephones read.

pub mod active;
pub mod archive;
pub mod bundle;
pub mod calendar;
pub mod document;
pub mod encoding;
pub mod picture;
pub mod sheet;
pub mod signature;
