//! Acts on requests: the whole life from the desk of the clerk to the register, on both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../../store/tests/fresh/mod.rs"]
mod fresh;
#[path = "../ground/mod.rs"]
mod ground;

mod inbox;
mod kit;
mod numbers;
mod way;
