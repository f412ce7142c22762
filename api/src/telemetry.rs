//! Logs: one line an event, on standard error; never a token, never a person's name. And where spans go.

use crate::traces;
use opentelemetry_sdk::trace::SdkTracer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// Starts logging. `filter` is in the syntax of `RUST_LOG`; `json` gives one JSON object a line. Spans go to the tracer
/// where there is one.
pub fn start(filter: &str, json: bool, tracer: Option<SdkTracer>) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = if json {
        lines
            .json()
            .with_current_span(false)
            .with_filter(filter)
            .boxed()
    } else {
        lines.with_filter(filter).boxed()
    };
    let mut layers = vec![lines];
    layers.extend(tracer.map(|tracer| traces::layer(tracer).boxed()));
    // A second start, as in tests, keeps the first.
    let _ = tracing_subscriber::registry().with(layers).try_init();
}
