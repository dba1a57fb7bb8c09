//! Reports on their way up: the chain, seals that stay, late entries that show, estimates, the merger, who is late; on both
//! databases, against a naive count.
#![expect(clippy::unwrap_used, reason = "tests")]

mod chain;
mod kit;
mod late;
mod naive;
