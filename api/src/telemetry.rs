//! Logs: one line an event, on standard error; never a token, never a person's name.

use tracing_subscriber::EnvFilter;

/// Starts logging. `filter` is in the syntax of `RUST_LOG`; `json` gives one JSON object a line.
pub fn start(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first.
    let _ = if json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
}
