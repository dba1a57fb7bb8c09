//! The log: lines on standard error, as text for eyes or as JSON for collectors.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts the log. A server tells what it does; a command only what is wrong.
pub fn start(config: &Config, serves: bool) {
    // The driver repeats what the store says better.
    let usual = if serves { "info,sqlx=error,sqlx_core=error" } else { "warn,sqlx=error,sqlx_core=error" };
    let level = config.log_level.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(level).unwrap_or_else(|error| {
        eprintln!("tgpl: warning: log_level {level} cannot be read ({error}); {usual} holds");
        EnvFilter::new(usual)
    });
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
