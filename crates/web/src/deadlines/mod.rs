//! Clocks (*thời hạn*): the part that explains one, wherever it is shown.

mod panel;

pub use panel::{clock, left, panel, why};
