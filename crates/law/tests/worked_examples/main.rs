//! Worked examples, the proof of the dated rules: facts → answer, each with its article. To add one, add a line.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod clocks;
mod entitled;
mod facts;
mod proofs;
mod urgent;
