//! Traces for OpenTelemetry: what a request took its time with, told to a collector over OTLP.
//!
//! Off unless the standard's variables name where to send them. What a span tells comes from closed lists: patterns of
//! routes, methods, statuses, codes, commands; of what anybody sent, the name of a GraphQL operation alone, where it is
//! one. Events of the log get into none. A span is made under one of two targets, and nothing else is exported:
//! [`WHOLE`] for what stands by itself, and [`WITHIN`] for what is told only as a part of such a thing.

mod exporting;
mod request;
mod wanted;

pub use exporting::{Exporting, Unusable};
pub use request::traced;
pub use wanted::{NAMES, Unfit, Wanted};

use async_graphql::parser::types::OperationType;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry_http::HeaderInjector;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracer;
use reqwest::{RequestBuilder, Response};
use std::future::Future;
use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The target of spans that stand by themselves: a request that is answered, one that is made.
pub const WHOLE: &str = "paragraf::trace";
/// The target of spans that are told within another alone; of a worker that looks for work nothing is told.
pub const WITHIN: &str = "paragraf::within";

/// The longest name of an operation that is told.
const LONGEST_NAME: usize = 64;

/// What takes spans to the exporter, and nothing but spans of our own targets.
pub fn layer<S>(tracer: SdkTracer) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let ours =
        |metadata: &Metadata<'_>| metadata.is_span() && matches!(metadata.target(), WHOLE | WITHIN);
    let filter = dynamic_filter_fn(move |metadata: &Metadata<'_>, context: &Context<'_, S>| {
        ours(metadata) && (metadata.target() == WHOLE || context.lookup_current().is_some())
    })
    .with_callsite_filter(move |metadata| match ours(metadata) {
        true => tracing::subscriber::Interest::sometimes(),
        false => tracing::subscriber::Interest::never(),
    })
    .with_max_level_hint(LevelFilter::DEBUG);
    tracing_opentelemetry::layer()
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_tracer(tracer)
        .with_filter(filter)
}

/// Where a span stands in its trace; `None` while traces are off.
fn place(span: &Span) -> Option<SpanContext> {
    let context = span.context();
    let place = context.span().span_context().clone();
    place.is_valid().then_some(place)
}

/// A name that says nothing but what a name of the language can.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(plain)
}

/// The span of a GraphQL operation, whichever wire it came by. Of its text and its variables it has nothing.
pub fn operation(kind: OperationType, name: Option<&str>) -> Span {
    let kind = match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    tracing::debug_span!(
        target: WHOLE,
        "operation",
        otel.name = kind,
        graphql.operation.type = kind,
        graphql.operation.name = name.filter(|name| is_name(name)),
    )
}

/// A mail or another piece of work for somebody outside, with its span.
pub async fn outside<T>(purpose: &'static str, work: impl Future<Output = T>) -> T {
    let span =
        tracing::debug_span!(target: WHOLE, "outside", otel.name = purpose, otel.kind = "client");
    work.instrument(span).await
}

/// Sends a request of our own, with its span, and with the header by which whoever answers can go on with the trace.
/// Of its address the span has nothing.
///
/// # Errors
/// As the request's own.
pub async fn send(
    purpose: &'static str,
    request: RequestBuilder,
) -> Result<Response, reqwest::Error> {
    let span = tracing::debug_span!(
        target: WHOLE,
        "outside",
        otel.name = purpose,
        otel.kind = "client",
        otel.status_code = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    );
    let mut headers = reqwest::header::HeaderMap::new();
    if !span.is_disabled() {
        let propagator = TraceContextPropagator::new();
        propagator.inject_context(&span.context(), &mut HeaderInjector(&mut headers));
    }
    let sent = request.headers(headers).send();
    let answer = sent.instrument(span.clone()).await;
    let failure = match &answer {
        Ok(answer) => {
            span.record("http.response.status_code", answer.status().as_u16());
            let status = answer.status();
            let failed = status.is_client_error() || status.is_server_error();
            failed.then(|| status.as_str().to_owned())
        }
        Err(error) if error.is_timeout() => Some("timeout".to_owned()),
        Err(error) if error.is_connect() => Some("connect".to_owned()),
        Err(_) => Some("broken".to_owned()),
    };
    if let Some(failure) = failure {
        span.record("error.type", failure.as_str());
        span.record("otel.status_code", "error");
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_has_letters_digits_and_underscores() {
        for name in ["M", "meeting_2026", &"a".repeat(64)] {
            assert!(is_name(name), "{name}");
        }
        for text in ["", "Anna Berglund", "å", "a-b", &"a".repeat(65)] {
            assert!(!is_name(text), "{text}");
        }
    }
}
