//! The daily work of a case: time of one provider never overlaps, hearings follow one another, papers come in pieces,
//! dealings have their clocks; each within reach, with a trace, on both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../../store/tests/fresh/mod.rs"]
mod fresh;
#[path = "../ground/mod.rs"]
mod ground;
#[path = "../people/mod.rs"]
mod people;
#[path = "../../../papers/tests/kit/mod.rs"]
mod reading;

mod days;
mod dealings;
mod kit;
mod leaving;
mod papers;
