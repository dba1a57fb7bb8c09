//! What is read from and printed on paper: tables and documents in, bytes out.
//!
//! `sheet::read` streams CSV and XLSX files for imports, `sheet::write` streams them for exports,
//! `encoding` names the old Vietnamese encodings that such files still arrive in. This crate knows
//! no domain, no database, no clock and no sentence for a person: a problem is a code with data.
//! `document` is the one model of an official document, shown as HTML and written as DOCX.

pub mod document;
pub mod encoding;
pub mod sheet;
