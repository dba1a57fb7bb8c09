//! What every shelf of the law uses: codes, names, identity numbers. No rule lives here.

pub mod coded;
pub mod identity;
pub mod names;
