//! web

pub mod assets;
pub mod texts;
pub mod ui;
