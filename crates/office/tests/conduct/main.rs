//! Moving a case: a whole life from assignment to archive, replacements, refusals, suspension, reopening, splitting,
//! and that no row of acts ever breaks what must hold.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../../store/tests/fresh/mod.rs"]
mod fresh;
#[path = "../ground/mod.rs"]
mod ground;
#[path = "../people/mod.rs"]
mod people;

mod acts;
mod assigning;
mod kit;
mod life;
mod opposed;
